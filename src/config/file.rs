//! The settings file on disk: read whole, replaced whole.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use toml_edit::DocumentMut;

use super::write::apply;
use super::{Config, ConfigError, UnknownKey};
use crate::paths::private_file;

/// What stands above the settings in a file that Postroom makes.
const HEADER: &str = "# Settings of Postroom. You may edit this file; your comments stay.\n# No passwords here: they are in the keyring of the system.\n";

/// The settings with the file they are kept in.
#[derive(Debug)]
pub struct ConfigFile {
    path: PathBuf,
    config: Config,
    unknown: Vec<UnknownKey>,
}

impl ConfigFile {
    /// Reads the file; where there is none, the settings are empty and the first change makes it.
    ///
    /// # Errors
    /// [`ConfigError::Damaged`] and [`ConfigError::Read`].
    pub fn open(path: &Path) -> Result<Self, ConfigError> {
        let text = read_text(path)?;
        let (config, unknown) = parse(path, &text)?;
        Ok(Self {
            path: path.to_owned(),
            config,
            unknown,
        })
    }

    /// What the file says.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The keys in it that Postroom does not know.
    #[must_use]
    pub fn unknown_keys(&self) -> &[UnknownKey] {
        &self.unknown
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes the settings and keeps them. The file is read again first, so that what a person
    /// changed in it meanwhile is neither lost nor overruled. Blocks for as long as the disk does.
    ///
    /// # Errors
    /// [`ConfigError`]; then neither the file nor [`ConfigFile::config`] has changed.
    pub fn update<T>(&mut self, change: impl FnOnce(&mut Config) -> T) -> Result<T, ConfigError> {
        let text = read_text(&self.path)?;
        let (old, _) = parse(&self.path, &text)?;
        let mut new = old.clone();
        let result = change(&mut new);
        if new == old {
            self.config = new;
            return Ok(result);
        }
        let mut document: DocumentMut =
            text.parse().map_err(|_| self.unwritable("it is damaged"))?;
        apply(&mut document, &old, &new);
        let mut written = document.to_string();
        if text.trim().is_empty() {
            written = format!("{HEADER}\n{}", written.trim_start());
        }
        // Never replace a good file by one that says something else.
        let (read_back, unknown) = parse(&self.path, &written)?;
        if read_back != new {
            return Err(self.unwritable("the change cannot be written down in TOML"));
        }
        replace(&self.path, written.as_bytes()).map_err(|error| ConfigError::Write {
            path: self.path.clone(),
            words: error.to_string(),
            disk_full: error.kind() == io::ErrorKind::StorageFull,
        })?;
        self.config = new;
        self.unknown = unknown;
        Ok(result)
    }

    fn unwritable(&self, words: &str) -> ConfigError {
        ConfigError::Write {
            path: self.path.clone(),
            words: words.to_owned(),
            disk_full: false,
        }
    }
}

fn parse(path: &Path, text: &str) -> Result<(Config, Vec<UnknownKey>), ConfigError> {
    Config::read(text).map_err(|mistake| ConfigError::Damaged {
        path: path.to_owned(),
        mistake,
    })
}

fn read_text(path: &Path) -> Result<String, ConfigError> {
    let failed = |words: String| ConfigError::Read {
        path: path.to_owned(),
        words,
    };
    match fs::read(path) {
        Ok(bytes) => {
            let text =
                String::from_utf8(bytes).map_err(|_| failed("it is not UTF-8 text".into()))?;
            // Notepad's mark.
            Ok(text
                .strip_prefix('\u{FEFF}')
                .map(str::to_owned)
                .unwrap_or(text))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Replaces a file as a whole: after a crash there is the old one or the new one.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays a link: people keep their settings in repositories.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let dir = target.parent().unwrap_or_else(|| Path::new("."));
    let temporary = dir.join(format!(".config-{:016x}.tmp", fastrand::u64(..)));
    let written = (|| {
        let mut file = private_file()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, &target)
    })();
    if written.is_err() {
        // Nothing more can be done about a temporary file that will not go.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_dir(dir);
    Ok(())
}

/// Makes the rename last. The file itself is whole either way.
#[cfg(unix)]
fn sync_dir(dir: &Path) {
    if let Ok(dir) = fs::File::open(dir) {
        let _ = dir.sync_all();
    }
}

#[cfg(not(unix))]
fn sync_dir(_: &Path) {}
