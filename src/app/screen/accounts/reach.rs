//! Names what no account shows by itself: a mailbox that an account reaches, or an address that it may write from.

use iced::widget::{Column, column};

use super::form::{failed, foot, labelled};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::scale;
use crate::app::widget::button::{primary, quiet, radio};
use crate::app::widget::dialog::{dialog_saying, show_end};
use crate::app::widget::field::field;
use crate::app::widget::pane::choices;
use crate::domain::{AccountId, EmailAddress};
use crate::engine::{Command, Problem, Reply};

/// An address of nobody: reserved for examples (RFC 2606), so in no language.
const ADDRESS: &str = "support@example.org";
/// A folder as servers name those of others.
const ROOT: &str = "shared/support";

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A mailbox.
    Mailbox,
    /// An address to write from.
    Address,
}

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The address was typed.
    Address(String),
    /// The account was chosen.
    Via(AccountId),
    /// The folder was typed in which the server has it.
    Root(String),
    /// The address was left.
    Left,
    /// It is tried.
    Submit,
    /// It was.
    Tried(Result<Reply, Problem>),
    /// Somebody wants to leave: what was entered is not lost without a question.
    Leave,
    /// No.
    Stay,
    /// The dialog is closed.
    Cancel,
}

/// The dialog.
pub struct Form {
    kind: Kind,
    address: String,
    via: Option<AccountId>,
    root: String,
    left: bool,
    trying: bool,
    asking: bool,
    failed: Option<Problem>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Form {
    /// The dialog, with the first account chosen.
    #[must_use]
    pub fn new(kind: Kind, known: &Known) -> Self {
        Self {
            kind,
            address: String::new(),
            via: known.accounts.first().map(|(account, _)| account.id()),
            root: String::new(),
            left: false,
            trying: false,
            asking: false,
            failed: None,
            is_closed: false,
        }
    }

    fn command(&self) -> Option<Command> {
        let address = EmailAddress::parse(&self.address).ok()?;
        let via = self.via.clone()?;
        let root = self.root.trim();
        Some(match self.kind {
            Kind::Mailbox => Command::AddMailbox {
                address,
                via,
                root: (!root.is_empty()).then(|| root.to_owned()),
            },
            Kind::Address => Command::AddIdentity { address, via },
        })
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Address(address) => self.address = address,
            Message::Via(via) => self.via = Some(via),
            Message::Root(root) => self.root = root,
            Message::Left => self.left = true,
            Message::Submit => {
                self.left = true;
                self.asking = false;
                if let (false, Some(command)) = (self.trying, self.command()) {
                    self.trying = true;
                    self.failed = None;
                    return Outcome::run(link.request(command, Message::Tried));
                }
            }
            Message::Tried(Ok(_)) => self.is_closed = true,
            Message::Tried(Err(problem)) => {
                self.trying = false;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Leave if !self.address.is_empty() || !self.root.is_empty() => {
                self.asking = !self.asking;
            }
            Message::Stay => self.asking = false,
            Message::Leave | Message::Cancel => self.is_closed = true,
        }
        Outcome::none()
    }

    /// The dialog's view, in a window of this height.
    pub fn view<'a>(
        &'a self,
        known: &'a Known,
        height: f32,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let wrong = (self.left && EmailAddress::parse(&self.address).is_err())
            .then(|| texts.say("add-wrong-address"));
        let address = field(ADDRESS, &self.address)
            .wrong(wrong.is_some())
            .id("reach");
        let root = field(ROOT, &self.root);
        let (address, root) = if self.trying {
            (address, root)
        } else {
            let address = address
                .on_input(Message::Address)
                .on_leave(Message::Left)
                .on_submit(Message::Submit);
            (
                address,
                root.on_input(Message::Root).on_submit(Message::Submit),
            )
        };
        let accounts = known.accounts.iter().map(|(account, _)| {
            let id = account.id();
            radio(account.address.to_string(), self.via.as_ref() == Some(&id))
                .on_press(Message::Via(id))
                .into()
        });
        let root = (self.kind == Kind::Mailbox)
            .then(|| labelled(texts.say("reach-root"), root.into(), None));
        let (failed, said) = failed(self.failed.as_ref(), height, texts);
        let body = column![
            labelled(texts.say("mailbox-address"), address.into(), wrong),
            labelled(
                texts.say("reach-via"),
                choices(Column::with_children(accounts)).into(),
                None
            ),
        ]
        .push(root)
        .push(failed)
        .spacing(scale::S);
        let (title, words) = match self.kind {
            Kind::Mailbox => ("settings-add-mailbox", "reach-mailbox-words"),
            Kind::Address => ("settings-add-address", "settings-addresses-words"),
        };
        let submit = primary(None, texts.say("reach-submit"))
            .height(scale::CONTROL_LARGE)
            .on_press_maybe((!self.trying).then_some(Message::Submit));
        let cancel = quiet(None, texts.say("dialog-cancel"))
            .height(scale::CONTROL_LARGE)
            .on_press(Message::Cancel);
        dialog_saying(
            texts.say(title),
            Some(texts.say(words).into()),
            Some(body.into()),
            said,
            foot(
                self.asking,
                Message::Cancel,
                Message::Stay,
                vec![cancel.into(), submit.into()],
                texts,
            ),
        )
    }
}
