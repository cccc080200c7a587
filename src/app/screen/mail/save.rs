//! Saving an attachment: where the system shows no dialog for it, a dialog of our own asks for the
//! path.

use std::path::{Path, PathBuf};

use iced::widget::column;

use crate::app::Element;
use crate::app::choose;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Notice, Outcome, Sight, Wish};
use crate::app::theme::{Tone, scale};
use crate::app::widget::button::{primary, quiet};
use crate::app::widget::dialog::{dialog, show_end};
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::domain::MessageKey;
use crate::engine::{Engine, Problem, ProblemKind, Text, mark_from_mail};

/// What is to be saved: of which message, what of it, and a safe name for it.
pub type Wanted = (MessageKey, What, String);

/// What of a message is to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The message itself, as it came.
    Message,
    /// One of its attachments.
    Attachment(usize),
}

/// What happens in the dialog.
#[derive(Debug, Clone)]
pub enum Message {
    /// The path was typed.
    Path(String),
    /// It is saved there.
    Submit,
    /// It was.
    Saved(Result<Option<String>, Problem>),
    /// Escape: a path that somebody wrote stays until they cancel.
    Leave,
    /// The dialog is closed.
    Cancel,
}

/// The dialog.
pub struct Form {
    wanted: Wanted,
    path: String,
    saving: bool,
    failed: Option<Problem>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Form {
    /// The dialog for an attachment, which would go among the downloads.
    #[must_use]
    pub fn new(wanted: Wanted) -> Self {
        Self {
            path: proposed(&wanted),
            wanted,
            saving: false,
            failed: None,
            is_closed: false,
        }
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Path(path) => {
                self.failed = None;
                self.path = path;
            }
            Message::Submit if self.saving || self.path.trim().is_empty() => {}
            Message::Submit => {
                self.saving = true;
                self.failed = None;
                let (key, what, _) = self.wanted.clone();
                let (engine, path) = (link.engine().clone(), choose::typed(&self.path));
                let save = fetch_and_write(engine, key, what, path, true);
                return Outcome::run(link.run(save, Message::Saved));
            }
            Message::Saved(Ok(name)) => {
                self.is_closed = true;
                let name = name.unwrap_or_default().into();
                let words = link.texts.say_with("reader-saved", &[("name", name)]);
                return Outcome::wish(Wish::Tell(Notice::Done(words)));
            }
            Message::Saved(Err(problem)) => {
                self.saving = false;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Leave if self.path != proposed(&self.wanted) => {}
            Message::Leave | Message::Cancel => self.is_closed = true,
        }
        Outcome::none()
    }

    /// The dialog's view.
    pub fn view<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let path = field(&texts.say("file-save-path"), &self.path)
            .on_input(Message::Path)
            .on_submit(Message::Submit);
        let failed = self.failed.as_ref().map(|problem| {
            let words = say::problem(texts, problem);
            notice(Tone::Bad, Icon::Alert, words, Vec::new())
        });
        let may = !self.saving && !self.path.trim().is_empty();
        dialog(
            texts.say("reader-save-title"),
            Some(texts.say("file-save-words").into()),
            Some(column![path].push(failed).spacing(scale::FIELDS).into()),
            vec![
                quiet(None, texts.say("dialog-cancel"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::Cancel)
                    .into(),
                primary(None, texts.say("dialog-save"))
                    .height(scale::CONTROL_LARGE)
                    .on_press_maybe(may.then_some(Message::Submit))
                    .into(),
            ],
        )
    }
}

/// Where it goes unless somebody says otherwise.
fn proposed((_, _, name): &Wanted) -> String {
    choose::usual_place(name).display().to_string()
}

/// Fetches a message or an attachment and writes it; the name of the file that came of it. Where nobody has
/// agreed to it, nothing is overwritten.
pub(super) async fn fetch_and_write(
    engine: Engine,
    key: MessageKey,
    what: What,
    path: PathBuf,
    must_be_new: bool,
) -> Result<Option<String>, Problem> {
    let bytes = match what {
        What::Attachment(index) => engine.attachment(&key, index).await?,
        What::Message => engine.source(&key).await?,
    };
    let written = tokio::task::spawn_blocking(move || write(&path, &bytes, must_be_new)).await;
    written
        .unwrap_or_else(|e| Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e)))
}

fn write(path: &Path, bytes: &[u8], must_be_new: bool) -> Result<Option<String>, Problem> {
    use std::io::{ErrorKind, Write as _};
    let mut options = std::fs::OpenOptions::new();
    let _ = options.write(true).create(true).truncate(true);
    if must_be_new {
        let _ = options.create_new(true);
    }
    let file = path.display().to_string();
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::StorageFull => {
            Problem::new(ProblemKind::DiskFull, Text::new("problem-disk-full"))
        }
        ErrorKind::AlreadyExists => Problem::new(
            ProblemKind::Usage,
            Text::new("file-exists").with("file", file.clone()),
        ),
        _ => {
            let text = Text::new("problem-file-not-written").with("file", file.clone());
            Problem::new(ProblemKind::Usage, text).detail(error)
        }
    };
    let mut open = options.open(path).map_err(failed)?;
    open.write_all(bytes).map_err(failed)?;
    mark_from_mail(path);
    let name = path.file_name();
    Ok(name.map(|name| name.to_string_lossy().into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_path_overwrites_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        assert_eq!(write(&path, b"one", true).unwrap().unwrap(), "a.txt");
        let problem = write(&path, b"two", true).unwrap_err();
        assert_eq!(problem.message.key, "file-exists");
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        #[cfg(unix)]
        {
            // A link that waits under the name is not written through.
            let link = folder.path().join("b.txt");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            let problem = write(&link, b"two", true).unwrap_err();
            assert_eq!(problem.message.key, "file-exists");
            assert_eq!(std::fs::read(&path).unwrap(), b"one");
        }
        // The system's dialog has asked already.
        let _ = write(&path, b"two", false).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        let nowhere = write(&folder.path().join("x/y"), b"", true).unwrap_err();
        assert_eq!(nowhere.message.key, "problem-file-not-written");
    }
}
