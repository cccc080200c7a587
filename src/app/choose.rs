//! The system's dialogs for files, and what is known where none appears.
//!
//! On Linux a desktop portal shows them. Where none answers, `rfd` says the same as if a person had
//! cancelled; so the portal is asked, and whoever wanted a file offers a field for its path.

use std::path::{Path, PathBuf};

use rfd::{AsyncFileDialog, FileHandle};

/// What came of asking for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<T> {
    /// It was chosen.
    Made(T),
    /// The person did not want to.
    Cancelled,
    /// Nothing could be shown.
    NoDialog,
}

impl<T> Choice<T> {
    fn of(made: Option<T>, answers: bool) -> Self {
        match made {
            Some(made) => Self::Made(made),
            None if answers => Self::Cancelled,
            None => Self::NoDialog,
        }
    }

    /// The same with something made of what was chosen.
    ///
    /// # Errors
    /// What `make` says.
    pub fn and_then<U, E>(self, make: impl FnOnce(T) -> Result<U, E>) -> Result<Choice<U>, E> {
        Ok(match self {
            Self::Made(made) => Choice::Made(make(made)?),
            Self::Cancelled => Choice::Cancelled,
            Self::NoDialog => Choice::NoDialog,
        })
    }
}

/// Files to open.
pub async fn files(title: &str) -> Choice<Vec<PathBuf>> {
    let made = AsyncFileDialog::new().set_title(title).pick_files().await;
    let made = made.map(|files| files.iter().map(path).collect());
    settle(made).await
}

/// A file to open.
pub async fn file(title: &str) -> Choice<PathBuf> {
    let made = AsyncFileDialog::new().set_title(title).pick_file().await;
    settle(made.as_ref().map(path)).await
}

/// Where a file is to go.
pub async fn place(title: &str, name: &str) -> Choice<PathBuf> {
    let dialog = AsyncFileDialog::new().set_title(title).set_file_name(name);
    let made = dialog.save_file().await;
    settle(made.as_ref().map(path)).await
}

/// A folder to put files into.
pub async fn folder(title: &str) -> Choice<PathBuf> {
    let made = AsyncFileDialog::new().set_title(title).pick_folder().await;
    settle(made.as_ref().map(path)).await
}

fn path(file: &FileHandle) -> PathBuf {
    file.path().to_owned()
}

async fn settle<T>(made: Option<T>) -> Choice<T> {
    let answers = made.is_some() || portal_answers().await;
    Choice::of(made, answers)
}

/// A path as it was typed: blanks around it and quotes, as terminals paste them, do not count, and
/// `~/` is the person's own folder.
#[must_use]
pub fn typed(text: &str) -> PathBuf {
    let text = text.trim();
    let bare = text.strip_prefix(['"', '\'']).and_then(|rest| {
        let quote = text.chars().next()?;
        rest.strip_suffix(quote)
    });
    let text = bare.unwrap_or(text);
    match (text.strip_prefix("~/"), home()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    }
}

/// Where a saved file goes, unless somebody says otherwise: among the downloads.
#[must_use]
pub fn usual_place(name: &str) -> PathBuf {
    let folders = directories::UserDirs::new();
    let downloads = folders.as_ref().and_then(|f| f.download_dir());
    let home = folders.as_ref().map(directories::UserDirs::home_dir);
    downloads.or(home).unwrap_or(Path::new("")).join(name)
}

fn home() -> Option<PathBuf> {
    directories::UserDirs::new().map(|folders| folders.home_dir().to_owned())
}

/// Does a portal with a file chooser answer?
#[cfg(target_os = "linux")]
async fn portal_answers() -> bool {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);
    let ask = async {
        let bus = zbus::Connection::session().await.ok()?;
        // Every interface of the portal has a version; it is there only with something behind it.
        bus.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.portal.FileChooser", "version"),
        )
        .await
        .ok()
    };
    matches!(tokio::time::timeout(PATIENCE, ask).await, Ok(Some(_)))
}

/// Elsewhere the system shows these dialogs itself.
#[cfg(not(target_os = "linux"))]
async fn portal_answers() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_dialog_is_not_taken_for_cancelling() {
        assert_eq!(Choice::of(Some(1), true), Choice::Made(1));
        assert_eq!(Choice::<u8>::of(None, true), Choice::Cancelled);
        assert_eq!(Choice::<u8>::of(None, false), Choice::NoDialog);
    }

    #[test]
    fn a_path_is_taken_as_people_write_and_paste_it() {
        assert_eq!(typed(" /tmp/a b.pdf "), Path::new("/tmp/a b.pdf"));
        assert_eq!(typed("'/tmp/a b.pdf'"), Path::new("/tmp/a b.pdf"));
        assert_eq!(typed("\"/tmp/a\""), Path::new("/tmp/a"));
        assert_eq!(typed("'"), Path::new("'"));
        if let Some(home) = home() {
            assert_eq!(typed("~/a.pdf"), home.join("a.pdf"));
        }
    }
}
