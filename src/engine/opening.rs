//! Attachments, and messages to be printed, put where another program can open them: read-only, for this user alone, and gone with the next start.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::problem::{Problem, ProblemKind, Text};
use super::{Engine, causes};
use crate::domain::MessageKey;
use crate::paths;
use crate::rfc822::FileKind;

/// The folder within the profile.
const FOLDER: &str = "opened";

/// What became of an attachment that was to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PutToOpen {
    /// It lies here.
    File(PathBuf),
    /// It may run something: a person is asked first.
    Asks {
        /// What it is, beside what its name says.
        kind: FileKind,
    },
}

impl Engine {
    /// Puts an attachment into a file that a program can open, under its own safe name. What may run something is
    /// not put there, unless a person was asked.
    ///
    /// # Errors
    /// It cannot be had, or not be written.
    pub async fn put_to_open(
        &self,
        message: &MessageKey,
        index: usize,
        name: &str,
        was_asked: bool,
    ) -> Result<PutToOpen, Problem> {
        let octets = self.attachment(message, index).await?;
        let kind = crate::rfc822::file_kind(name, &octets);
        if !was_asked && (kind.is_program || kind.pretends) {
            return Ok(PutToOpen::Asks { kind });
        }
        let folder = self.opened_files.clone();
        let name = crate::rfc822::safe_file_name(name, "attachment");
        let put = tokio::task::spawn_blocking(move || put(&folder, &name, &octets, true)).await;
        let put = put.map_err(causes::of_task)?.map(PutToOpen::File);
        put.map_err(|error| {
            let text = Text::new("problem-file-not-written");
            Problem::new(ProblemKind::Usage, text.with("file", FOLDER)).detail(error)
        })
    }
}

impl Engine {
    /// Puts a page with what is held of a message where a browser can open it, to be printed. `lines` stand above
    /// the text, each with its name.
    ///
    /// # Errors
    /// The message is gone, cannot be read, or the page not be written.
    pub async fn put_to_print(
        &self,
        message: &MessageKey,
        language: &'static str,
        title: String,
        lines: Vec<(String, String)>,
    ) -> Result<PathBuf, Problem> {
        let key = message.clone();
        let held = self.read(move |reader| reader.text(&key)).await?;
        let held = held.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, Text::new("problem-message-gone"))
        })?;
        let folder = self.opened_files.clone();
        let name = format!("{}.html", title.replace(['/', '\\'], "_"));
        let name = crate::rfc822::safe_file_name(&name, "message.html");
        let work = move || {
            let page = crate::render::printed(&held, language, &title, &lines);
            let page = page.map_err(std::io::Error::other)?;
            put(&folder, &name, page.as_bytes(), false)
        };
        let put = tokio::task::spawn_blocking(work).await;
        put.map_err(causes::of_task)?.map_err(|error| {
            let text = Text::new("problem-file-not-written");
            Problem::new(ProblemKind::Usage, text.with("file", FOLDER)).detail(error)
        })
    }
}

/// A folder of its own for each: the name stays the one that the sender gave, which programs show.
fn put(folder: &Path, name: &str, octets: &[u8], is_from_mail: bool) -> std::io::Result<PathBuf> {
    let folder = folder.join(format!("{:016x}", fastrand::u64(..)));
    paths::create_private_dir(&folder)?;
    let path = folder.join(name);
    let mut file = paths::private_file()
        .write(true)
        .create_new(true)
        .open(&path)?;
    file.write_all(octets)?;
    if is_from_mail {
        paths::mark_from_mail(&path);
    }
    // What is changed in it would be lost with the next start.
    let mut permissions = file.metadata()?.permissions();
    permissions.set_readonly(true);
    file.set_permissions(permissions)?;
    Ok(path)
}

/// The folder of a profile.
pub(super) fn folder(profile: &Path) -> PathBuf {
    profile.join(FOLDER)
}

/// Takes away what was opened before. What a program still holds stays until the next time.
pub(super) fn wipe(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        #[cfg(windows)]
        make_writable(&entry.path());
        if let Err(error) = std::fs::remove_dir_all(entry.path()) {
            tracing::warn!(%error, "A file that was opened could not be taken away.");
        }
    }
}

/// Windows removes no file that may not be written. (The lint speaks of Unix, where this would open it to everybody.)
#[cfg(windows)]
#[allow(clippy::permissions_set_readonly_false)]
fn make_writable(folder: &Path) {
    for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if let Ok(metadata) = file.metadata() {
            let mut permissions = metadata.permissions();
            permissions.set_readonly(false);
            let _ = std::fs::set_permissions(file.path(), permissions);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_keeps_its_name_is_nobody_elses_and_goes() {
        let root = tempfile::tempdir().unwrap();
        let folder = folder(root.path());
        let one = put(&folder, "a.pdf", b"one", true).unwrap();
        let two = put(&folder, "a.pdf", b"two", true).unwrap();
        assert_ne!(one, two);
        assert_eq!(one.file_name().unwrap(), "a.pdf");
        assert_eq!(std::fs::read(&two).unwrap(), b"two");
        assert!(std::fs::metadata(&one).unwrap().permissions().readonly());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&one), 0o400);
            assert_eq!(mode(one.parent().unwrap()), 0o700);
        }
        wipe(&folder);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    }
}
