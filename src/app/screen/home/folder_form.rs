//! The dialog for the name of a folder that is made or renamed.

use iced::widget::column;

use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::{Tone, scale};
use crate::app::widget::button::{primary, quiet};
use crate::app::widget::dialog::{dialog, show_end};
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::domain::{Folder, FolderId, MailboxId, joined, parent_of};
use crate::engine::{Command, Problem, Reply};

/// What happens in the dialog.
#[derive(Debug, Clone)]
pub enum Message {
    /// The name was typed.
    Name(String),
    /// It is to be so.
    Submit,
    /// A folder of this path is there, or will be as soon as the server can be reached.
    Done(String, Result<Reply, Problem>),
    /// The dialog is closed: by Escape too, since a name is soon written again.
    Cancel,
}

/// What the name is for.
enum Wanted {
    New(MailboxId, Option<FolderId>),
    Rename(FolderId, String),
}

/// The dialog.
pub struct Form {
    wanted: Wanted,
    name: String,
    failed: Option<Problem>,
    /// The path that was asked for.
    sent: Option<String>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Form {
    fn of(wanted: Wanted, name: String) -> Self {
        Self {
            wanted,
            name,
            failed: None,
            sent: None,
            is_closed: false,
        }
    }

    /// For a new folder, below this one or at the top.
    #[must_use]
    pub fn new(mailbox: MailboxId, above: Option<FolderId>) -> Self {
        Self::of(Wanted::New(mailbox, above), String::new())
    }

    /// For another name.
    #[must_use]
    pub fn rename(folder: &Folder) -> Self {
        let wanted = Wanted::Rename(folder.id.clone(), folder.path.clone());
        Self::of(wanted, folder.name())
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Name(name) => {
                self.failed = None;
                self.name = name;
            }
            Message::Submit if self.sent.is_some() => {}
            Message::Submit => {
                let name = self.name.trim();
                let (path, command) = match &self.wanted {
                    Wanted::New(mailbox, above) => {
                        let above = above.as_ref().and_then(|id| known.folder(id));
                        let path = joined(above.map(|(_, folder)| folder.path.as_str()), name);
                        let create = Command::CreateFolder {
                            mailbox: mailbox.clone(),
                            path: path.clone(),
                        };
                        (path, create)
                    }
                    Wanted::Rename(folder, path) => {
                        let path = joined(parent_of(path), name);
                        let rename = Command::RenameFolder {
                            folder: folder.clone(),
                            path: path.clone(),
                        };
                        (path, rename)
                    }
                };
                self.sent = Some(path.clone());
                return Outcome::run(link.request(command, |done| Message::Done(path, done)));
            }
            // It is of a name that was asked for in an earlier dialog.
            Message::Done(path, done) if self.sent.as_ref() != Some(&path) => {
                return Outcome::of(done);
            }
            Message::Done(_, Ok(_)) => self.is_closed = true,
            Message::Done(_, Err(problem)) => {
                self.sent = None;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Cancel => self.is_closed = true,
        }
        Outcome::none()
    }

    /// Is what was asked for to be seen? Then nobody waits for the server; what it refuses is said later.
    #[must_use]
    pub fn is_shown(&self, known: &Known) -> bool {
        let Some(path) = &self.sent else {
            return false;
        };
        match &self.wanted {
            Wanted::New(mailbox, _) => known
                .node(mailbox)
                .is_some_and(|node| node.folders.iter().any(|f| f.path == *path)),
            Wanted::Rename(id, _) => known.folder(id).is_none_or(|(_, f)| f.path == *path),
        }
    }

    /// The dialog's view.
    pub fn view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let (title, words, submit) = match &self.wanted {
            Wanted::New(mailbox, above) => {
                let node = known.node(mailbox);
                let mailbox = node.map_or(mailbox.as_str(), |node| node.mailbox.name.as_str());
                let above = above.as_ref().and_then(|id| known.folder(id));
                let words = match above {
                    Some((_, above)) => {
                        let above = say::folder(texts, above);
                        let args = [("folder", above.into()), ("mailbox", mailbox.into())];
                        texts.say_with("folder-new-below-words", &args)
                    }
                    None => texts.say_with("folder-new-words", &[("mailbox", mailbox.into())]),
                };
                (texts.say("folder-new-title"), words, "folder-new-submit")
            }
            Wanted::Rename(id, _) => {
                let folder = known
                    .folder(id)
                    .map(|(_, folder)| say::folder(texts, folder));
                let folder = folder.unwrap_or_default();
                let title = texts.say_with("folder-rename-title", &[("folder", folder.into())]);
                (
                    title,
                    texts.say("folder-rename-words"),
                    "folder-rename-submit",
                )
            }
        };
        let name = field(&texts.say("folder-name"), &self.name)
            .on_input(Message::Name)
            .on_submit(Message::Submit);
        let failed = self.failed.as_ref().map(|problem| {
            let words = say::problem(texts, problem);
            notice(Tone::Bad, Icon::Alert, words, Vec::new())
        });
        let may = self.sent.is_none() && !self.name.trim().is_empty();
        dialog(
            title,
            Some(words.into()),
            Some(column![name].push(failed).spacing(scale::FIELDS).into()),
            vec![
                quiet(None, texts.say("dialog-cancel"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::Cancel)
                    .into(),
                primary(None, texts.say(submit))
                    .height(scale::CONTROL_LARGE)
                    .on_press_maybe(may.then_some(Message::Submit))
                    .into(),
            ],
        )
    }
}
