//! Places on disk: the profile folder and the files in it.
//!
//! A profile is one folder, for its owner only (0700), found with `directories` or given by
//! `--profile DIR`. Nothing else in Postroom builds a path of its own.

mod dictionaries;
mod from_mail;
mod risk;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use dictionaries::dictionary_folders;
pub use from_mail::mark_from_mail;
pub use risk::Risk;

/// Why a profile folder cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The system names no home folder for this user.
    #[error("this user has no home folder; name a place with --profile DIR")]
    NoHome,
    /// The place is a file.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds something else, and others may look into it. It is not ours to close.
    #[error("{} is open to other users and holds files that are not Postroom's; choose an empty folder", .0.display())]
    NotAProfile(PathBuf),
    /// The system refused.
    #[error("{} cannot be used: {words}", .path.display())]
    Io {
        /// Which place.
        path: PathBuf,
        /// The system's words.
        words: String,
        /// Is the disk full?
        disk_full: bool,
    },
}

impl ProfileError {
    fn io(path: &Path, error: &io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            words: error.to_string(),
            disk_full: error.kind() == io::ErrorKind::StorageFull,
        }
    }
}

/// The folder of one person's local state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    dir: PathBuf,
    state: Option<PathBuf>,
    machine: Option<String>,
}

/// Where this user's programs note what must not be part of a profile: set it for tests, and
/// where the usual place cannot be used.
const STATE_DIR: &str = "POSTROOM_STATE_DIR";

/// The folder for what this computer knows whatever becomes of a profile. `None` without a home.
/// Nothing is created.
#[must_use]
pub fn state_of_this_user() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(STATE_DIR) {
        return Some(PathBuf::from(named)).filter(|dir| dir.is_absolute());
    }
    let dirs = directories::ProjectDirs::from("", "", "Postroom")?;
    match dirs.state_dir() {
        Some(state) => Some(state.to_owned()),
        // Windows and macOS know no such place; a profile is `data_local_dir` itself there.
        None => Some(dirs.data_local_dir().with_file_name("Postroom-state")),
    }
}

impl Profile {
    /// The profile of this user, created if it is not there.
    ///
    /// # Errors
    /// [`ProfileError`], as [`Profile::at`].
    pub fn of_this_user() -> Result<Self, ProfileError> {
        Self::at(&Self::place_of_this_user()?)
    }

    /// Where the profile of this user is or would be. Nothing is created.
    ///
    /// # Errors
    /// [`ProfileError::NoHome`]
    pub fn place_of_this_user() -> Result<PathBuf, ProfileError> {
        directories::ProjectDirs::from("", "", "Postroom")
            .map(|dirs| dirs.data_local_dir().to_owned())
            .ok_or(ProfileError::NoHome)
    }

    /// The profile in this folder, created (0700) if it is not there.
    ///
    /// A folder that is already there is closed to others when it is empty or holds a profile.
    ///
    /// # Errors
    /// [`ProfileError`]
    pub fn at(dir: &Path) -> Result<Self, ProfileError> {
        match fs::metadata(dir) {
            Ok(found) if !found.is_dir() => {
                return Err(ProfileError::NotAFolder(dir.to_owned()));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create_private_dir(dir).map_err(|e| ProfileError::io(dir, &e))?;
            }
            Err(error) => return Err(ProfileError::io(dir, &error)),
        }
        // One spelling, so that the socket and the lock are the same whichever way it was named; and on Windows not
        // the one with `\\?\` before it, which Explorer and most programs that are handed a file do not take.
        let dir = dunce::canonicalize(dir).map_err(|e| ProfileError::io(dir, &e))?;
        let profile = Self {
            dir,
            state: None,
            machine: None,
        };
        profile.close_to_others()?;
        Ok(profile)
    }

    /// The same on this computer, with a folder for what must not be part of it. Without one, nothing
    /// is noted there.
    #[must_use]
    pub fn with_state(mut self, dir: Option<PathBuf>) -> Self {
        self.state = dir;
        self.machine = machine_uid::get()
            .inspect_err(|error| tracing::debug!(%error, "This computer has no name of its own."))
            .ok();
        self
    }

    /// What the system calls this computer and no other (machine-id(5); `MachineGuid` on Windows;
    /// `gethostuuid(2)` on macOS). To be shown to nobody.
    #[must_use]
    pub fn machine(&self) -> Option<&str> {
        self.machine.as_deref()
    }

    /// The folder for what must not be part of the profile.
    #[must_use]
    pub fn state_dir(&self) -> Option<&Path> {
        self.state.as_deref()
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Why its files are at risk where they lie, if they are. Looks at a few places on the disk.
    #[must_use]
    pub fn risk(&self) -> Option<Risk> {
        risk::of(&self.dir)
    }

    /// Accounts, mailboxes, settings: [`crate::config`].
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        self.dir.join("config.toml")
    }

    /// Drafts, outbox, pending acts, evidence.
    #[must_use]
    pub fn precious_file(&self) -> PathBuf {
        self.dir.join("precious.db")
    }

    /// What can be fetched again.
    #[must_use]
    pub fn cache_file(&self) -> PathBuf {
        self.dir.join("cache.db")
    }

    /// The lock that says who uses the profile.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        self.dir.join("postroom.lock")
    }

    /// There while the window starts; if it is still there at the next start, the renderer ended
    /// the program.
    #[must_use]
    pub fn render_mark(&self) -> PathBuf {
        self.dir.join("starting")
    }

    /// Dictionaries for spelling that the person put there. It need not be there.
    #[must_use]
    pub fn dictionaries_dir(&self) -> PathBuf {
        self.dir.join("dictionaries")
    }

    /// The logs: [`crate::log`].
    #[must_use]
    pub fn log_dir(&self) -> PathBuf {
        self.dir.join("log")
    }

    #[cfg(unix)]
    fn close_to_others(&self) -> Result<(), ProfileError> {
        use std::os::unix::fs::PermissionsExt as _;
        let failed = |e: io::Error| ProfileError::io(&self.dir, &e);
        let mode = fs::metadata(&self.dir)
            .map_err(failed)?
            .permissions()
            .mode();
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let empty = fs::read_dir(&self.dir).map_err(failed)?.next().is_none();
        let ours = [self.config_file(), self.precious_file(), self.lock_file()]
            .iter()
            .any(|file| file.exists());
        if !empty && !ours {
            return Err(ProfileError::NotAProfile(self.dir.clone()));
        }
        fs::set_permissions(&self.dir, fs::Permissions::from_mode(0o700)).map_err(failed)
    }

    /// On Windows the user's own folders are closed by the ACL they inherit.
    #[cfg(not(unix))]
    #[allow(clippy::unnecessary_wraps, clippy::unused_self)]
    fn close_to_others(&self) -> Result<(), ProfileError> {
        Ok(())
    }
}

/// Creates a folder, and those above it that are missing, for the owner only (0700 on Unix).
///
/// # Errors
/// As [`fs::create_dir_all`].
pub fn create_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(dir)
}

/// Options that create files for the owner only (0600 on Unix). Files that are there keep their mode.
#[must_use]
pub fn private_file() -> fs::OpenOptions {
    #[allow(unused_mut)]
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_created_with_its_parents_and_found_again() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("a/b/profile");
        let first = Profile::at(&place).unwrap();
        let again = Profile::at(&root.path().join("a/./b/../b/profile")).unwrap();
        assert_eq!(first, again, "two spellings of one folder are one profile");
        assert_eq!(first.config_file().file_name().unwrap(), "config.toml");
    }

    #[cfg(windows)]
    #[test]
    fn a_profile_is_spelled_as_other_programs_take_it() {
        let root = tempfile::tempdir().unwrap();
        let profile = Profile::at(root.path()).unwrap();
        let spelled = profile.dir().to_str().unwrap();
        assert!(spelled.as_bytes()[1..].starts_with(br":\"), "{spelled}");
    }

    #[test]
    fn a_file_is_no_profile() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "x").unwrap();
        assert_eq!(Profile::at(&file), Err(ProfileError::NotAFolder(file)));
    }

    #[cfg(unix)]
    #[test]
    fn a_profile_is_closed_and_a_foreign_folder_is_left_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let mode = |dir: &Path| fs::metadata(dir).unwrap().permissions().mode() & 0o777;
        let open =
            |dir: &Path| fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();

        let fresh = Profile::at(&root.path().join("fresh")).unwrap();
        assert_eq!(mode(fresh.dir()), 0o700);
        fs::write(fresh.config_file(), "").unwrap();
        open(fresh.dir());
        Profile::at(fresh.dir()).unwrap();
        assert_eq!(
            mode(fresh.dir()),
            0o700,
            "a profile that was opened is closed again"
        );

        let foreign = root.path().join("foreign");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("thesis.txt"), "x").unwrap();
        open(&foreign);
        assert!(matches!(
            Profile::at(&foreign),
            Err(ProfileError::NotAProfile(_))
        ));
        assert_eq!(mode(&foreign), 0o755);
    }
}
