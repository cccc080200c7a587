//! Folders in the tree: their menu, and what is asked before one is deleted or emptied.

use std::collections::BTreeMap;

use iced::Task;

use super::dialogs::Open;
use super::{Home, Outcome, Place, Sight, folder_form};
use crate::app::Element;
use crate::app::known::{Known, Node};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::accounts;
use crate::app::screen::palette::Entry;
use crate::app::widget::button::danger;
use crate::app::widget::dialog::dialog;
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{command, menu};
use crate::app::widget::popover::popover;
use crate::domain::{Folder, FolderId, FolderRole, FolderState, MailboxId, is_below};
use crate::engine::{Command, Problem, Reply};
use crate::i18n::Texts;
use crate::permission::{self, Action};

/// What in the tree a menu is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A mailbox.
    Mailbox(MailboxId),
    /// A folder.
    Folder(FolderId),
}

/// What happens to folders.
#[derive(Debug, Clone)]
pub enum Message {
    /// The menu opens or closes.
    Menu(Option<Of>),
    /// A folder is to be made: in this mailbox, below this one.
    New(MailboxId, Option<FolderId>),
    /// One is to be renamed.
    Rename(FolderId),
    /// Deleted, which is asked about.
    Delete(FolderId),
    /// And confirmed.
    DeleteConfirmed(FolderId),
    /// Emptied, which is asked about.
    Empty(FolderId),
    /// And confirmed.
    EmptyConfirmed(FolderId),
    /// In the dialog for a name.
    Form(folder_form::Message),
    /// It was done, or will be.
    Done(Result<Reply, Problem>),
}

const WIDTH: f32 = 230.0;

impl Home {
    /// Carries out what happened to folders.
    pub(super) fn in_folders(&mut self, message: Message, link: &Link) -> Outcome<super::Message> {
        if !matches!(message, Message::Done(_) | Message::Form(_)) {
            self.tree_menu = None;
        }
        let done = |done| super::Message::Folders(Message::Done(done));
        match message {
            Message::Menu(of) => self.tree_menu = of,
            Message::New(mailbox, above) => {
                let form = folder_form::Form::new(mailbox, above);
                self.dialog = Some(Open::Folder(form));
            }
            Message::Rename(id) => {
                if let Some((_, folder)) = self.known.folder(&id) {
                    self.dialog = Some(Open::Folder(folder_form::Form::rename(folder)));
                }
            }
            Message::Delete(id) => self.dialog = Some(Open::DeleteFolder(id)),
            Message::Empty(id) => self.dialog = Some(Open::EmptyFolder(id)),
            Message::DeleteConfirmed(id) => {
                self.dialog = None;
                return Outcome::run(link.request(Command::DeleteFolder(id), done));
            }
            Message::EmptyConfirmed(id) => {
                self.dialog = None;
                return Outcome::run(link.request(Command::EmptyFolder(id), done));
            }
            Message::Form(message) => {
                let Some(Open::Folder(form)) = &mut self.dialog else {
                    // An answer after the dialog was closed.
                    return match message {
                        folder_form::Message::Done(_, done) => Outcome::of(done),
                        _ => Outcome::none(),
                    };
                };
                let outcome = form.update(message, &self.known, link);
                if form.is_closed {
                    self.dialog = None;
                }
                return outcome.map(|message| super::Message::Folders(Message::Form(message)));
            }
            Message::Done(done) => return Outcome::of(done),
        }
        Outcome::none()
    }

    /// A row of the tree, with its menu while that is open.
    pub(super) fn with_tree_menu<'a>(
        &'a self,
        row: Element<'a, super::Message>,
        of: Of,
        sight: Sight<'a>,
    ) -> Element<'a, super::Message> {
        let open = self.tree_menu.as_ref() == Some(&of);
        let content = open.then(|| tree_menu(&of, &self.known, sight)).flatten();
        let close = super::Message::Folders(Message::Menu(None));
        popover(row, content, close).into()
    }

    /// What the palette offers for the folder that is listed.
    pub(super) fn folder_entries(&self, texts: &Texts) -> Vec<Entry<Message>> {
        let listed = self.mail.folder().filter(|_| self.in_mail());
        let listed = listed.and_then(|id| self.known.folder(id));
        let offer = |key: &str, message: fn(&Node, FolderId) -> Message| {
            let deed = match listed {
                None => Err(texts.say("may-not-no-folder")),
                Some((node, folder)) => {
                    let message = message(node, folder.id.clone());
                    match why_not(&message, node, folder, texts) {
                        Some(reason) => Err(reason),
                        None => Ok(message),
                    }
                }
            };
            Entry::new(texts.say(key), deed)
        };
        // In the Inbox new ones are made beside it, which is an action of its own.
        let in_inbox = listed.is_some_and(|(_, folder)| folder.role == FolderRole::Inbox);
        let below = (!in_inbox).then(|| {
            offer("palette-folder-below", |node, id| {
                Message::New(node.mailbox.id(), Some(id))
            })
        });
        below
            .into_iter()
            .chain([
                offer("palette-folder-rename", |_, id| Message::Rename(id)),
                offer("palette-folder-empty", |_, id| Message::Empty(id)),
                offer("palette-folder-delete", |_, id| Message::Delete(id)),
            ])
            .collect()
    }

    /// Folders have other ids now: what is shown stays what is shown.
    pub(super) fn follow_folders(
        &mut self,
        ids: &BTreeMap<FolderId, FolderId>,
        link: &Link,
    ) -> Task<super::Message> {
        self.tree_menu = None;
        if let Some(Open::DeleteFolder(id) | Open::EmptyFolder(id)) = &mut self.dialog
            && let Some(new) = ids.get(id)
        {
            *id = new.clone();
        }
        if let Some(new) = self.kept.folder.as_ref().and_then(|id| ids.get(id)) {
            self.kept.folder = Some(new.clone());
            self.kept.message = None;
        }
        match &self.place {
            Some(Place::Folder(id)) => match ids.get(id).cloned() {
                Some(new) => {
                    self.place = Some(Place::Folder(new.clone()));
                    self.expects = Some(new.clone());
                    self.mail
                        .open_folder(new, None, &self.known, link)
                        .map(super::Message::Mail)
                }
                None => Task::none(),
            },
            _ => Task::none(),
        }
    }
}

/// Why this cannot be done to a folder, in words.
fn refusal(action: Action, node: &Node, folder: &Folder, texts: &Texts) -> Option<String> {
    if action == Action::DeleteFolder {
        let family = node.folders.iter();
        let mut family = family.filter(|f| f.id == folder.id || is_below(&f.path, &folder.path));
        if let Some(one) = family.find(|f| f.role != FolderRole::Other) {
            let name = say::folder(texts, one);
            return Some(texts.say_with("may-not-role-folder", &[("folder", name.into())]));
        }
    }
    let decision = permission::decide(action, folder);
    say::refusal(texts, action, &decision, &node.mailbox.name)
}

/// Why what a menu or the palette offers for a folder cannot be done, in words.
fn why_not(offered: &Message, node: &Node, folder: &Folder, texts: &Texts) -> Option<String> {
    let why = |action| refusal(action, node, folder, texts);
    match offered {
        Message::New(_, Some(_)) => why(Action::CreateBelow),
        Message::Rename(_) | Message::Delete(_) => why(Action::DeleteFolder),
        Message::Empty(_) if !can_be_emptied(folder) => Some(texts.say("may-not-empty-other")),
        Message::Empty(_) => why(Action::Remove).or_else(|| {
            (folder.total == 0 && folder.state == FolderState::Readable)
                .then(|| texts.say("may-not-empty-empty"))
        }),
        _ => None,
    }
}

/// Is it for what is to go?
fn can_be_emptied(folder: &Folder) -> bool {
    matches!(folder.role, FolderRole::Trash | FolderRole::Junk)
}

fn tree_menu<'a>(
    of: &Of,
    known: &'a Known,
    sight: Sight<'a>,
) -> Option<Element<'a, super::Message>> {
    let texts = sight.texts;
    let offer = |picture, words: &str, message, reason: Option<String>| {
        let usable = reason.is_none().then_some(super::Message::Folders(message));
        let row = command(Some(picture), texts.say(words), None, usable);
        match reason {
            Some(reason) => row.hint(reason).into(),
            None => row.into(),
        }
    };
    let mut rows: Vec<Element<'a, super::Message>> = Vec::new();
    match of {
        Of::Mailbox(id) => {
            known.node(id)?;
            let new = Message::New(id.clone(), None);
            rows.push(offer(Icon::Folder, "folder-do-new", new, None));
            let settings = super::Message::Accounts(accounts::Message::Mailbox(id.clone()));
            let words = texts.say("folder-do-settings");
            rows.push(command(Some(Icon::Settings), words, None, Some(settings)).into());
        }
        Of::Folder(id) => {
            let (node, folder) = known.folder(id)?;
            let mut push = |picture, words, message| {
                let reason = why_not(&message, node, folder, texts);
                rows.push(offer(picture, words, message, reason));
            };
            let mailbox = node.mailbox.id();
            if folder.role == FolderRole::Inbox {
                push(Icon::Folder, "folder-do-new", Message::New(mailbox, None));
            } else {
                let below = Message::New(mailbox, Some(id.clone()));
                push(Icon::Folder, "folder-do-below", below);
            }
            push(Icon::Write, "folder-do-rename", Message::Rename(id.clone()));
            if can_be_emptied(folder) {
                push(Icon::Trash, "folder-do-empty", Message::Empty(id.clone()));
            } else {
                push(Icon::Trash, "folder-do-delete", Message::Delete(id.clone()));
            }
        }
    }
    Some(menu(WIDTH, rows))
}

/// Does a folder go for good when it is deleted?
fn goes_for_good(node: &Node, folder: &Folder) -> bool {
    let trash = node.role(FolderRole::Trash);
    trash.is_none_or(|trash| is_below(&folder.path, &trash.path))
}

/// Asks before a folder is deleted.
pub(super) fn ask_delete<'a>(
    id: &FolderId,
    known: &'a Known,
    cancel: Element<'a, super::Message>,
    sight: Sight<'a>,
) -> Option<Element<'a, super::Message>> {
    let texts = sight.texts;
    let (node, folder) = known.folder(id)?;
    let (words, button) = if goes_for_good(node, folder) {
        ("delete-folder-for-good-words", "delete-submit")
    } else {
        ("delete-folder-words", "delete-folder-submit")
    };
    let name = say::folder(texts, folder);
    Some(dialog(
        texts.say_with("delete-folder-title", &[("folder", name.into())]),
        Some(texts.say(words).into()),
        None,
        vec![
            cancel,
            danger(texts.say(button))
                .on_press(super::Message::Folders(Message::DeleteConfirmed(
                    id.clone(),
                )))
                .into(),
        ],
    ))
}

/// Asks before a folder is emptied.
pub(super) fn ask_empty<'a>(
    id: &FolderId,
    known: &'a Known,
    cancel: Element<'a, super::Message>,
    sight: Sight<'a>,
) -> Option<Element<'a, super::Message>> {
    let texts = sight.texts;
    let (_, folder) = known.folder(id)?;
    let name = say::folder(texts, folder);
    Some(dialog(
        texts.say_with("empty-folder-title", &[("folder", name.into())]),
        Some(
            texts
                .say_with("empty-folder-words", &[("count", folder.total.into())])
                .into(),
        ),
        None,
        vec![
            cancel,
            danger(texts.say("delete-submit"))
                .on_press(super::Message::Folders(Message::EmptyConfirmed(id.clone())))
                .into(),
        ],
    ))
}
