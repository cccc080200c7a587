//! Where the socket is.

use interprocess::local_socket::Name;

use super::InstanceError;
use crate::paths::Profile;

/// The name of a profile's socket.
pub(super) fn name_of(profile: &Profile) -> Result<Name<'static>, InstanceError> {
    system::name_of(profile).map_err(|error| InstanceError::Socket {
        words: error.to_string(),
    })
}

/// Takes away what a process that was killed left behind. Only the holder of the lock may do so.
pub(super) fn clear(profile: &Profile) {
    system::clear(profile);
}

/// 16 hexadecimal digits of a hash.
fn digest(parts: &[&[u8]]) -> String {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(unix)]
mod system {
    use std::io;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::MetadataExt as _;
    use std::path::{Path, PathBuf};

    use interprocess::local_socket::{GenericFilePath, Name, ToFsName as _};

    use super::digest;
    use crate::paths::{Profile, create_private_dir};

    /// What fits into `sun_path` on macOS (104 octets with the NUL), the smallest in use.
    const MAX_PATH: usize = 100;

    pub(super) fn name_of(profile: &Profile) -> io::Result<Name<'static>> {
        path_of(profile)?.to_fs_name::<GenericFilePath>()
    }

    pub(super) fn clear(profile: &Profile) {
        if let Ok(path) = path_of(profile) {
            let _ = std::fs::remove_file(path);
        }
    }

    /// In the profile, which is closed to others; where that path is too long, in the user's
    /// runtime folder, or in a folder of the user's own below the temporary one.
    fn path_of(profile: &Profile) -> io::Result<PathBuf> {
        let inside = profile.dir().join("postroom.sock");
        if fits(&inside) {
            return Ok(inside);
        }
        let tag = digest(&[profile.dir().as_os_str().as_bytes()]);
        if let Some(runtime) = directories::BaseDirs::new().and_then(|dirs| {
            let dir = dirs.runtime_dir()?.join(format!("postroom-{tag}.sock"));
            fits(&dir).then_some(dir)
        }) {
            return Ok(runtime);
        }
        let dir = std::env::temp_dir().join(format!("postroom-{tag}"));
        let path = dir.join("sock");
        if !fits(&path) {
            return Err(io::Error::other("every place for it has too long a name"));
        }
        create_private_dir(&dir)?;
        // Anybody can make a folder of this name there first, and would then be handed requests.
        let found = std::fs::symlink_metadata(&dir)?;
        let owner = std::fs::metadata(profile.dir())?.uid();
        if found.is_dir() && found.uid() == owner && found.mode() & 0o077 == 0 {
            Ok(path)
        } else {
            Err(io::Error::other(format!(
                "{} belongs to somebody else",
                dir.display()
            )))
        }
    }

    fn fits(path: &Path) -> bool {
        path.as_os_str().len() <= MAX_PATH
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_long_path_gets_a_short_socket() {
            let root = tempfile::tempdir().unwrap();
            let short = Profile::at(&root.path().join("p")).unwrap();
            assert_eq!(path_of(&short).unwrap(), short.dir().join("postroom.sock"));
            let long = Profile::at(&root.path().join("x".repeat(120))).unwrap();
            let path = path_of(&long).unwrap();
            assert!(fits(&path) && !path.starts_with(long.dir()), "{path:?}");
            let other = Profile::at(&root.path().join("y".repeat(120))).unwrap();
            assert_ne!(path_of(&other).unwrap(), path);
        }
    }
}

#[cfg(windows)]
mod system {
    use std::collections::hash_map::RandomState;
    use std::hash::{BuildHasher as _, Hasher as _};
    use std::io::{self, Read as _, Write as _};

    use interprocess::local_socket::{GenericNamespaced, Name, ToNsName as _};

    use super::digest;
    use crate::paths::{Profile, private_file};

    /// A named pipe. All users share one name space, so the name holds a random key that only who
    /// may read the profile knows: nobody else can take the name first.
    pub(super) fn name_of(profile: &Profile) -> io::Result<Name<'static>> {
        let key = key_of(profile)?;
        let path = profile.dir().to_string_lossy().to_lowercase();
        format!("postroom-{}", digest(&[path.as_bytes(), key.as_bytes()]))
            .to_ns_name::<GenericNamespaced>()
    }

    /// A pipe goes with its process.
    pub(super) fn clear(_: &Profile) {}

    fn key_of(profile: &Profile) -> io::Result<String> {
        let path = profile.dir().join("postroom.key");
        match private_file().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                // The standard library's hash keys come from the system's generator.
                let random = || RandomState::new().build_hasher().finish();
                let key = format!("{:016x}{:016x}", random(), random());
                file.write_all(key.as_bytes())?;
                Ok(key)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let mut key = String::new();
                std::fs::File::open(&path)?
                    .take(100)
                    .read_to_string(&mut key)?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }
}
