//! The dialogs over the main window: which is open, and what each asks.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::mem::discriminant;

use iced::widget::container;
use iced::{Fill, Task};

use super::keys_page::keys_view;
use super::{Home, Message, Outcome, Sight, folder_form, folders};
use crate::app::Element;
use crate::app::link::Link;
use crate::app::screen::accounts::{add, address, found, mailbox, password, reach};
use crate::app::screen::mail;
use crate::app::screen::palette::Palette;
use crate::app::screen::{Dialog, later};
use crate::app::theme::scale;
use crate::app::widget::button::{danger, plain, quiet};
use crate::app::widget::dialog::dialog;
use crate::app::widget::icon::Icon;
use crate::app::widget::passage::{fixed, passage};
use crate::domain::{AccountId, DraftId, FolderId, MessageKey, OutboxId, PasswordSource};
use crate::engine::{Command, OutboxAction};
use crate::render::link::Target;

/// The dialog that is open.
pub(super) enum Open {
    Add(Box<add::Form>),
    Password(Box<password::Prompt>),
    Mailbox(Box<mailbox::Settings>),
    Reach(Box<reach::Form>),
    Found(found::Form),
    Address(Box<address::Form>),
    RemoveAccount(AccountId),
    DeleteForGood(Vec<MessageKey>, usize),
    Folder(folder_form::Form),
    DeleteFolder(FolderId),
    EmptyFolder(FolderId),
    DiscardDraft(DraftId, String),
    DiscardHeld(OutboxId, String),
    Administrator(String),
    Link(Box<Target>),
    Risky(mail::Risky),
    Keys,
    Quit,
    Time(OutboxId, later::Form),
    Save(Box<mail::save::Form>),
    NewTag(mail::tag_form::Form),
    /// What there is to do here; or where the chosen messages are to go, moved or copied.
    Palette(Palette, Option<mail::Deed>),
}

impl Home {
    /// Opens a dialog that a screen asks for.
    pub(super) fn open_dialog(&mut self, dialog: Dialog, link: &Link) -> Task<Message> {
        let mut begin = Task::none();
        self.found = None;
        self.dialog = match dialog {
            Dialog::AddAccount if self.known.accounts.is_empty() => {
                Some(Open::Add(Box::new(add::Form::first())))
            }
            Dialog::AddAccount => Some(Open::Add(Box::default())),
            Dialog::Account(id) => {
                let account = self.known.account(&id);
                account.map(|account| Open::Add(Box::new(add::Form::of(account))))
            }
            Dialog::AddMailbox => {
                let form = reach::Form::new(reach::Kind::Mailbox, &self.known);
                Some(Open::Reach(Box::new(form)))
            }
            Dialog::AddAddress => {
                let form = reach::Form::new(reach::Kind::Address, &self.known);
                Some(Open::Reach(Box::new(form)))
            }
            Dialog::Address(address, via) => {
                let mut known = link.engine().config().identities.into_iter();
                let found = known.find(|i| i.address == address && i.via == via);
                found.map(|found| Open::Address(Box::new(address::Form::new(found))))
            }
            Dialog::Password(id) => {
                let mut problems = self.known.problems.iter();
                let why = problems.find(|p| p.account.as_ref() == Some(&id)).cloned();
                let source = self.known.account(&id).map(|a| a.password.clone());
                let source = source.unwrap_or(PasswordSource::Keyring);
                let prompt = password::Prompt::new(id, &source, why);
                Some(Open::Password(Box::new(prompt)))
            }
            Dialog::RemoveAccount(id) => Some(Open::RemoveAccount(id)),
            Dialog::Mailbox(id) => {
                let settings = self.known.node(&id).map(|node| {
                    let (identity, engine) = (self.known.identity_of(&id), link.engine());
                    let kept = (engine.keep(&id), engine.cache_allowed());
                    let kind = node.mailbox.kind;
                    let told = (engine.unread_for_me(&id), engine.notify(&id, kind));
                    let config = engine.config();
                    let named = config.mailbox(&id).map(|m| m.folders.clone());
                    mailbox::Settings::new(node, identity, kept, told, named.unwrap_or_default())
                });
                if let Some(settings) = &settings {
                    begin = settings.begin(link).map(Message::MailboxSettings);
                }
                settings.map(|settings| Open::Mailbox(Box::new(settings)))
            }
            Dialog::DeleteForGood(keys, ending) => Some(Open::DeleteForGood(keys, ending)),
            Dialog::Administrator(text) => Some(Open::Administrator(text)),
            Dialog::OpenRisky(risky) => Some(Open::Risky(risky)),
            Dialog::Link(target) => Some(Open::Link(target)),
            Dialog::Save(wanted) => Some(Open::Save(Box::new(mail::save::Form::new(wanted)))),
            Dialog::NewTag => Some(Open::NewTag(mail::tag_form::Form::default())),
            Dialog::LeaveAt(id) => {
                let chosen = self.known.outgoing(id).and_then(|o| o.next_attempt_at);
                Some(Open::Time(id, later::Form::new(chosen, &link.texts)))
            }
            Dialog::DiscardDraft(id, subject) => Some(Open::DiscardDraft(id, subject)),
            Dialog::DiscardHeld(id, subject) => Some(Open::DiscardHeld(id, subject)),
        };
        begin
    }

    /// In the dialog with what the first account reaches.
    pub(super) fn in_found(&mut self, message: found::Message, link: &Link) -> Outcome<Message> {
        let form = match self.dialog.take() {
            Some(Open::Found(form)) => form,
            other => {
                self.dialog = other;
                return Outcome::none();
            }
        };
        if matches!(message, found::Message::AddMailbox) {
            let open = self.open_dialog(Dialog::AddMailbox, link);
            // It is asked on when that is done.
            self.found = Some(form);
            return Outcome::run(open);
        }
        let mut form = form;
        let outcome = form.update(message, &self.known, link);
        self.dialog = (!form.is_closed).then_some(Open::Found(form));
        outcome.map(Message::Found)
    }

    /// In the dialog that names a tag, which the chosen messages get.
    pub(super) fn in_new_tag(
        &mut self,
        message: mail::tag_form::Message,
        link: &Link,
    ) -> Outcome<Message> {
        let Some(Open::NewTag(form)) = &mut self.dialog else {
            return Outcome::none();
        };
        let tag = form.update(message);
        if form.is_closed {
            self.dialog = None;
        }
        let Some(keyword) = tag else {
            return Outcome::none();
        };
        let tag = mail::Message::Tag(mail::Tagging::Set(keyword));
        let outcome = self.mail.update(tag, &self.known, link);
        outcome.map(Message::Mail)
    }

    /// In the dialog that names a mailbox or an address.
    pub(super) fn in_reach(&mut self, message: reach::Message, link: &Link) -> Outcome<Message> {
        let Some(Open::Reach(form)) = &mut self.dialog else {
            return Outcome::none();
        };
        let outcome = form.update(message, link);
        if form.is_closed {
            self.dialog = self.found.take().map(Open::Found);
        }
        outcome.map(Message::Reach)
    }

    /// In the dialog for a time; when one was chosen, the message leaves then.
    pub(super) fn chose_time(&mut self, message: later::Message, link: &Link) -> Outcome<Message> {
        let Some(Open::Time(id, form)) = &mut self.dialog else {
            return Outcome::none();
        };
        let Some(at) = form.update(message) else {
            return Outcome::none();
        };
        let (id, action) = (*id, OutboxAction::LeaveAt(at));
        self.dialog = None;
        Outcome::run(link.request(Command::Outbox { id, action }, Message::Asked))
    }

    /// Opens the palette, for all there is to do or for filing.
    pub(super) fn show_palette(&mut self, palette: Palette, files: Option<mail::Deed>) {
        self.dialog = Some(Open::Palette(palette, files));
    }

    /// The palette, which is closed, and what it is for; `None`: it was closed already.
    pub(super) fn take_palette(&mut self) -> Option<(Palette, Option<mail::Deed>)> {
        match self.dialog.take() {
            Some(Open::Palette(palette, files)) => Some((palette, files)),
            other => {
                self.dialog = other;
                None
            }
        }
    }

    /// Which dialog is open: another number for each kind.
    pub(super) fn dialog_kind(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.dialog.as_ref().map(discriminant).hash(&mut hasher);
        hasher.finish()
    }

    /// Does the dialog hold what somebody entered?
    pub(super) fn holds_input(&self) -> bool {
        matches!(
            self.dialog,
            Some(
                Open::Add(_)
                    // It is not asked again.
                    | Open::Found(_)
                    | Open::Password(_)
                    | Open::Mailbox(_)
                    | Open::Reach(_)
                    | Open::Address(_)
                    | Open::Save(_)
                    | Open::Folder(_)
                    | Open::NewTag(_)
                    | Open::Time(..)
            )
        )
    }

    /// The dialog that is open.
    pub(super) fn dialog_view<'a>(
        &'a self,
        link: &Link,
        sight: Sight<'a>,
    ) -> Option<Element<'a, Message>> {
        let texts = sight.texts;
        let cancel = || -> Element<'a, Message> {
            quiet(None, texts.say("dialog-cancel"))
                .on_press(Message::CloseDialog)
                .into()
        };
        Some(match self.dialog.as_ref()? {
            Open::Add(form) => form.view(self.size.height, sight).map(Message::Add),
            Open::Password(prompt) => prompt.view(self.size.height, sight).map(Message::Password),
            Open::Mailbox(settings) => settings
                .view(&self.known, self.size.height, sight)
                .map(Message::MailboxSettings),
            Open::Found(form) => form
                .view(&self.known, self.size.height, sight)
                .map(Message::Found),
            Open::Reach(form) => form
                .view(&self.known, self.size.height, sight)
                .map(Message::Reach),
            Open::Address(form) => form.view(self.size.height, sight).map(Message::Address),
            Open::Save(form) => form.view(sight).map(Message::Save),
            Open::NewTag(form) => {
                let count = self.mail.targets().count;
                form.view(count, sight).map(Message::NewTag)
            }
            Open::Palette(palette, files) => {
                let settings = link.engine().settings();
                self.palette_view(palette, *files, &settings, sight)
            }
            Open::Keys => keys_view(self.size, sight),
            Open::Quit => self.quit_view(sight),
            Open::Time(_, form) => {
                let submit = texts.say("outbox-do-other-time");
                form.view(submit, texts, Message::Time, Message::CloseDialog)
            }
            Open::DiscardDraft(id, subject) => discard(
                subject,
                "discard-draft-words",
                Message::DiscardDraft(*id),
                cancel(),
                sight,
            ),
            Open::DiscardHeld(id, subject) => discard(
                subject,
                "discard-held-words",
                Message::DiscardHeld(*id),
                cancel(),
                sight,
            ),
            Open::RemoveAccount(id) => dialog(
                texts.say_with("remove-title", &[("account", id.as_str().into())]),
                Some(texts.say("remove-words").into()),
                None,
                vec![
                    cancel(),
                    danger(texts.say("settings-remove"))
                        .on_press(Message::RemoveAccount(id.clone()))
                        .into(),
                ],
            ),
            Open::DeleteForGood(keys, ending) => dialog(
                texts.say_with("delete-title", &[("count", (*ending).into())]),
                Some(match keys.len().saturating_sub(*ending) {
                    0 => texts.say("delete-words").into(),
                    others => texts
                        .say_with("delete-words-some", &[("count", others.into())])
                        .into(),
                }),
                None,
                vec![
                    cancel(),
                    danger(texts.say("delete-submit"))
                        .on_press(Message::DeleteForGood(keys.clone(), *ending))
                        .into(),
                ],
            ),
            Open::Folder(form) => form
                .view(&self.known, sight)
                .map(|message| Message::Folders(folders::Message::Form(message))),
            Open::DeleteFolder(id) => folders::ask_delete(id, &self.known, cancel(), sight)?,
            Open::EmptyFolder(id) => folders::ask_empty(id, &self.known, cancel(), sight)?,
            Open::Risky(risky) => dialog(
                texts.say_with("risky-title", &[("name", risky.name.as_str().into())]),
                Some(mail::risky_words(risky, texts).into()),
                None,
                vec![
                    cancel(),
                    danger(texts.say("risky-open"))
                        .on_press(Message::OpenRisky(risky.clone()))
                        .into(),
                ],
            ),
            Open::Link(target) => dialog(
                texts.say("link-title"),
                Some(texts.say("link-words").into()),
                Some(mail::link_view(target, sight)),
                vec![
                    plain(Some(Icon::Copy), texts.say("link-copy"))
                        .on_press(Message::Copy(target.address.clone()))
                        .into(),
                    cancel(),
                    danger(texts.say("link-open"))
                        .on_press(Message::FollowLink(target.clone()))
                        .into(),
                ],
            ),
            Open::Administrator(text) => dialog(
                texts.say("administrator-title"),
                Some(texts.say("administrator-words").into()),
                Some(
                    container(passage(fixed(text), sight.tokens).small())
                        .padding(scale::M)
                        .width(Fill)
                        .style(crate::app::theme::style::inset)
                        .into(),
                ),
                vec![
                    quiet(None, texts.say("dialog-close"))
                        .on_press(Message::CloseDialog)
                        .into(),
                    plain(Some(Icon::Copy), texts.say("dialog-copy"))
                        .on_press(Message::Copy(text.clone()))
                        .into(),
                ],
            ),
        })
    }
}

/// Asks before something written is gone.
fn discard<'a>(
    subject: &str,
    words: &str,
    yes: Message,
    cancel: Element<'a, Message>,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let subject = match subject.trim() {
        "" => texts.say("list-no-subject"),
        subject => subject.to_owned(),
    };
    dialog(
        texts.say_with("discard-title", &[("subject", subject.into())]),
        Some(texts.say(words).into()),
        None,
        vec![
            cancel,
            danger(texts.say("discard-submit")).on_press(yes).into(),
        ],
    )
}
