//! After the first account: what it reaches, and the one question that a team should answer before it begins.

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill};

use super::form::failed;
use crate::app::Element;
use crate::app::known::{Known, Node};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{plain, primary, quiet, radio};
use crate::app::widget::dialog::{dialog_saying, show_end};
use crate::app::widget::focus::scope;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::dot;
use crate::app::widget::pane::choices;
use crate::app::widget::text::{paragraph, small};
use crate::domain::{EmailAddress, MailboxId, MailboxKind, SentPolicy};
use crate::engine::{Command, MailboxChange, Problem, Reply};

/// The button that ends it.
pub const START: &str = "field-found-start";

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Where copies go was chosen.
    Policy(SentPolicy),
    /// A guessed address is right.
    Confirm(MailboxId, EmailAddress),
    /// It was noted, or not.
    Confirmed(Result<Reply, Problem>),
    /// A mailbox that is missing is to be named; the window opens the dialog for that.
    AddMailbox,
    /// That is all.
    Done,
    /// It was kept, or not.
    Kept(Result<(), Problem>),
}

/// The dialog.
#[derive(Default)]
pub struct Form {
    /// `None`: as it is for each mailbox.
    policy: Option<SentPolicy>,
    keeping: bool,
    failed: Option<Problem>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

fn shared(known: &Known) -> impl Iterator<Item = &Node> {
    let nodes = known.nodes.iter();
    nodes.filter(|node| node.mailbox.kind == MailboxKind::Shared)
}

impl Form {
    /// What is chosen: what was, or what holds for all of them.
    fn now(&self, known: &Known) -> Option<SentPolicy> {
        let mut all = shared(known).map(|node| node.mailbox.sent_policy);
        let first = all.next();
        let same = first.filter(|first| all.all(|one| one == *first));
        self.policy.or(same)
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Policy(policy) => self.policy = Some(policy),
            Message::Confirm(mailbox, address) => {
                self.failed = None;
                let change = MailboxChange::ConfirmAddress(address);
                let confirm = Command::SetMailbox { mailbox, change };
                return Outcome::run(link.request(confirm, Message::Confirmed));
            }
            Message::Confirmed(Ok(_)) | Message::AddMailbox => {}
            Message::Confirmed(Err(problem)) => {
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Done => {
                let Some(policy) = self.policy.filter(|_| !self.keeping) else {
                    self.is_closed = !self.keeping;
                    return Outcome::none();
                };
                self.keeping = true;
                self.failed = None;
                let other = shared(known).filter(|node| node.mailbox.sent_policy != policy);
                let other: Vec<MailboxId> = other.map(|node| node.mailbox.id()).collect();
                let engine = link.engine().clone();
                let keep = async move {
                    for mailbox in other {
                        let change = MailboxChange::SentPolicy(policy);
                        engine
                            .request(Command::SetMailbox { mailbox, change })
                            .await?;
                    }
                    Ok(())
                };
                return Outcome::run(link.run(keep, Message::Kept));
            }
            Message::Kept(Ok(())) => self.is_closed = true,
            Message::Kept(Err(problem)) => {
                self.keeping = false;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
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
        let rows = known.nodes.iter().map(|node| mailbox_row(node, sight));
        let is_guessed = |node: &Node| !node.mailbox.address_confirmed;
        let guessed = known
            .nodes
            .iter()
            .any(is_guessed)
            .then(|| small(texts.say("found-guessed")).style(style::tone(Tone::Caution)));
        let add = quiet(Some(Icon::Plus), texts.say("found-add-mailbox"))
            .height(scale::CONTROL_LOW)
            .on_press(Message::AddMailbox);
        let now = self.now(known);
        let question = shared(known).next().is_some().then(|| {
            let ways = [
                (SentPolicy::Shared, "sent-shared"),
                (SentPolicy::Mine, "sent-mine"),
                (SentPolicy::Both, "sent-both"),
            ]
            .map(|(policy, words)| {
                radio(texts.say(words), now == Some(policy))
                    .width(Fill)
                    .on_press(Message::Policy(policy))
                    .into()
            });
            column![
                paragraph(texts.say("found-copies")),
                choices(Column::with_children(ways)),
                paragraph(texts.say("found-copies-words")).style(style::dim),
            ]
            .spacing(scale::XS)
        });
        let (failed, said) = failed(self.failed.as_ref(), height, texts);
        let mailboxes = column![Column::with_children(rows)]
            .push(guessed)
            .push(add)
            .spacing(scale::XS);
        let body = column![mailboxes]
            .push(question)
            .push(failed)
            .spacing(scale::L);
        let (title, words) = match known.nodes.len() {
            0 => ("found-none-title", "found-none-words"),
            _ => ("found-title", "found-words"),
        };
        let done = primary(None, texts.say("found-done"))
            .height(scale::CONTROL_LARGE)
            .id(START)
            .on_press_maybe((!self.keeping).then_some(Message::Done));
        let dialog = dialog_saying(
            texts.say(title),
            Some(texts.say(words).into()),
            Some(body.into()),
            said,
            vec![done.into()],
        );
        // What is chosen already suits most: Enter goes on.
        scope(dialog).focus_now(1, START).into()
    }
}

/// A mailbox; whether its address is guessed, and what confirms it.
fn mailbox_row<'a>(node: &'a Node, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let mailbox = &node.mailbox;
    let kind = match mailbox.kind {
        MailboxKind::Personal => "mailbox-personal",
        MailboxKind::Shared => "mailbox-shared",
    };
    let row = row![
        dot(say::colour(mailbox)),
        line(mailbox.name.as_str()).font(font::MEDIUM),
        line(mailbox.address.as_str()).dim().fill(),
    ];
    let row = if mailbox.address_confirmed {
        row.push(line(texts.say(kind)).size(scale::TEXT_SMALL).faint())
    } else {
        let address = mailbox.address.as_str().into();
        let confirm = plain(Some(Icon::Check), texts.say("mailbox-confirm"))
            .hint(texts.say_with("mailbox-confirm-hint", &[("address", address)]))
            .height(scale::CONTROL_LOW)
            .on_press(Message::Confirm(mailbox.id(), mailbox.address.clone()));
        let guessed = line(texts.say("found-is-guessed")).size(scale::TEXT_SMALL);
        row.push(guessed.color(|tokens| tokens.caution.text))
            .push(confirm)
    };
    row.spacing(scale::S)
        .height(scale::CONTROL)
        .align_y(Alignment::Center)
        .into()
}
