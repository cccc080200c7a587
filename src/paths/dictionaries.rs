//! Where dictionaries for spelling lie on this computer, put there by the system or by other programs.

use std::env;
use std::path::{Path, PathBuf};

/// Below each folder for data that programs share.
const BELOW_DATA: [&str; 3] = ["hunspell", "myspell", "myspell/dicts"];

/// Folders of dictionaries, the person's own before the system's. They may not be there; some hold their
/// dictionaries in folders below.
#[must_use]
pub fn dictionary_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut add = |folder: PathBuf| {
        if folder.is_absolute() && !folders.contains(&folder) {
            folders.push(folder);
        }
    };
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_owned());
    // An explicit word of the person, as Hunspell itself reads it.
    for folder in env::split_paths(&env::var_os("DICPATH").unwrap_or_default()) {
        add(folder);
    }
    if cfg!(target_os = "macos") {
        if let Some(home) = &home {
            add(home.join("Library/Spelling"));
        }
        add("/Library/Spelling".into());
        add("/Applications/LibreOffice.app/Contents/Resources/extensions".into());
        for program in ["Firefox", "Thunderbird"] {
            let resources = format!("/Applications/{program}.app/Contents/Resources");
            add(Path::new(&resources).join("dictionaries"));
        }
        add("/opt/homebrew/share/hunspell".into());
    }
    if cfg!(windows) {
        for variable in ["ProgramFiles", "ProgramFiles(x86)"] {
            let Some(programs) = env::var_os(variable).map(PathBuf::from) else {
                continue;
            };
            add(programs.join("LibreOffice/share/extensions"));
            add(programs.join("Mozilla Firefox/dictionaries"));
            add(programs.join("Mozilla Thunderbird/dictionaries"));
        }
        return folders;
    }
    for data in data_folders(home.as_deref()) {
        for below in BELOW_DATA {
            add(data.join(below));
        }
    }
    for programs in ["/usr/lib", "/usr/lib64", "/opt"] {
        let programs = Path::new(programs);
        add(programs.join("libreoffice/share/extensions"));
        add(programs.join("firefox/dictionaries"));
        add(programs.join("thunderbird/dictionaries"));
    }
    folders
}

/// Where programs share data: the person's, those that the environment names, the usual ones, and
/// those of the computer as Flatpak and Snap show them.
fn data_folders(home: Option<&Path>) -> Vec<PathBuf> {
    let own = match env::var_os("XDG_DATA_HOME").map(PathBuf::from) {
        Some(own) if own.is_absolute() => Some(own),
        _ => home.map(|home| home.join(".local/share")),
    };
    let mut folders: Vec<PathBuf> = own.into_iter().collect();
    folders.extend(env::split_paths(
        &env::var_os("XDG_DATA_DIRS").unwrap_or_default(),
    ));
    folders.extend(["/usr/local/share", "/usr/share"].map(PathBuf::from));
    if let Some(snap) = env::var_os("SNAP").map(PathBuf::from) {
        folders.push(snap.join("usr/share"));
        folders.push("/var/lib/snapd/hostfs/usr/share".into());
    }
    folders.extend(["/app/share", "/run/host/usr/share"].map(PathBuf::from));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_once_and_from_the_root() {
        let folders = dictionary_folders();
        assert!(folders.iter().all(|folder| folder.is_absolute()));
        let mut once = folders.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), folders.len());
        if cfg!(target_os = "linux") {
            let usual = Path::new("/usr/share/hunspell");
            assert!(folders.iter().any(|folder| folder == usual), "{folders:?}");
        }
    }
}
