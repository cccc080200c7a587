//! The one place for problems, in words: what happened, to whom, what to do; the technical detail
//! on demand.

use iced::widget::{Row, column, container, row, scrollable, space};
use iced::{Fill, Padding};

use super::mail::list_empty;
use super::{Dialog, Notice, Outcome, Place, Sight, Wish};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{plain, quiet};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::mark::{dot, dot_of};
use crate::app::widget::paged::paged;
use crate::app::widget::passage::{fixed, passage, words};
use crate::app::widget::text::{heading, paragraph};
use crate::domain::{AccountId, MailboxId};
use crate::engine::{Command, Connection, Problem, ProblemKind, Reply, Text};

/// The advice to do what a button does.
const ENTER_PASSWORD: &str = "advice-give-password";

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The technical detail of a problem is opened or closed.
    Details(Which),
    /// A problem is copied with its detail.
    Copy(Which),
    /// It is tried again.
    Retry(Which),
    /// The try ended.
    Retried(Result<Reply, Problem>),
    /// A notice was read.
    Read(Which),
    /// A password is to be given.
    Password(Which),
    /// The outbox is shown.
    Outbox,
    /// An account is to be added.
    AddAccount,
}

/// Which problem: what happened, and to whom. Not its place in the list, which changes by itself
/// while somebody reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    account: Option<AccountId>,
    mailbox: Option<MailboxId>,
    message: Text,
}

impl Which {
    /// Names a problem.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        Self {
            account: problem.account.clone(),
            mailbox: problem.mailbox.clone(),
            message: problem.message.clone(),
        }
    }

    /// The problem, if it is still there.
    fn among<'a>(&self, known: &'a Known) -> Option<&'a Problem> {
        let is_it = |problem: &&Problem| {
            problem.account == self.account
                && problem.mailbox == self.mailbox
                && problem.message == self.message
        };
        known.troubles().find(is_it)
    }
}

/// The screen.
#[derive(Debug, Default)]
pub struct Problems {
    open: Vec<Which>,
}

impl Problems {
    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Details(which) => {
                match self.open.iter().position(|open| *open == which) {
                    Some(at) => drop(self.open.remove(at)),
                    None => self.open.push(which),
                }
                Outcome::none()
            }
            Message::Copy(which) => match which.among(known) {
                Some(problem) => {
                    let words = link.texts.say("problems-copied");
                    Outcome::wish(Wish::Copy(say::report(&link.texts, problem)))
                        .and_wish(Wish::Tell(Notice::Done(words)))
                }
                None => Outcome::none(),
            },
            Message::Read(which) => match which.among(known) {
                Some(problem) => {
                    let read = Command::Acknowledge(problem.clone());
                    Outcome::run(link.request(read, Message::Retried))
                }
                None => Outcome::none(),
            },
            Message::Retry(which) => {
                Outcome::run(link.request(Command::Refresh(which.account), Message::Retried))
            }
            // The problem itself tells how it went: it stays, changes or goes.
            Message::Retried(_) => Outcome::none(),
            Message::Password(which) => match which.account {
                Some(account) => Outcome::wish(Wish::Open(Dialog::Password(account))),
                None => Outcome::none(),
            },
            Message::Outbox => Outcome::wish(Wish::Go(Place::Outbox)),
            Message::AddAccount => Outcome::wish(Wish::Open(Dialog::AddAccount)),
        }
    }

    /// The page.
    pub fn view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let needing = known.needing();
        if known.troubles().next().is_none() && needing == 0 {
            // Where nothing was tried yet, nothing works either.
            let nothing = if known.accounts.is_empty() {
                let add = plain(Some(Icon::Plus), texts.say("settings-add"));
                list_empty(
                    Icon::Doctor,
                    texts.say("status-no-account"),
                    Some(texts.say("problems-no-account")),
                    Some(add.on_press(Message::AddAccount).into()),
                )
            } else {
                list_empty(
                    Icon::Done,
                    texts.say("problems-none"),
                    Some(texts.say("problems-none-words")),
                    None,
                )
            };
            return container(nothing).width(Fill).height(Fill).into();
        }
        let cards = known
            .troubles()
            .map(|problem| self.card(problem, known, sight));
        let outbox = (needing > 0).then(|| {
            container(
                row![
                    dot_of(Tone::Caution),
                    container(paragraph(
                        texts.say_with("status-needs-you", &[("count", needing.into())])
                    ))
                    .width(Fill),
                    plain(Some(Icon::Outbox), texts.say("problems-open-outbox"))
                        .on_press(Message::Outbox),
                ]
                .spacing(scale::S)
                .align_y(iced::Alignment::Center),
            )
            .padding(scale::CARD)
            .style(style::card)
        });
        let page = column![
            heading(texts.say("problems-title")),
            paragraph(texts.say("problems-lead")).style(style::dim),
            space().height(scale::XS),
        ]
        .push(outbox)
        .extend(cards)
        .spacing(scale::S);
        container(paged(
            scrollable(container(page).padding(scale::PAGE))
                .direction(style::scrollbar())
                .style(style::scroll),
            sight.turn,
        ))
        .width(Fill)
        .height(Fill)
        .into()
    }

    fn card<'a>(
        &'a self,
        problem: &'a Problem,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let stopped = problem
            .account
            .as_ref()
            .and_then(|id| known.connection(id))
            .is_some_and(|c| c == Connection::Stopped);
        let which = Which::of(problem);
        let wants_password =
            stopped && matches!(problem.kind, ProblemKind::SignIn | ProblemKind::Secret);
        let node = problem.mailbox.as_ref().and_then(|id| known.node(id));
        let account = problem.account.as_ref().map(|id| id.as_str());
        let whom = node.map_or(account, |node| Some(node.mailbox.address.as_str()));
        let tone = if stopped { Tone::Bad } else { Tone::Caution };
        let message = say::text(texts, &problem.message);
        // What the words or a button say already is not said again.
        let whom = whom.filter(|whom| !message.contains(*whom));
        let is_button = |advice: &&Text| wants_password && advice.key == ENTER_PASSWORD;
        let whom = whom.map(|whom| {
            row![]
                .push(node.map(|node| dot(say::colour(&node.mailbox))))
                .push(line(whom).size(scale::TEXT_SMALL).dim().fill())
                .spacing(scale::WORDS)
                .align_y(iced::Alignment::Center)
        });
        let advice = problem
            .advice
            .as_ref()
            .filter(|advice| !is_button(advice))
            .map(|advice| words(say::advice(texts, advice)).dim().fill());
        let mut buttons: Vec<Element<'a, Message>> = Vec::new();
        if wants_password {
            buttons.push(
                plain(Some(Icon::Lock), texts.say("problems-password"))
                    .on_press(Message::Password(which.clone()))
                    .into(),
            );
        }
        buttons.push(if problem.is_notice() {
            plain(Some(Icon::Check), texts.say("problems-read"))
                .on_press(Message::Read(which.clone()))
                .into()
        } else {
            plain(Some(Icon::Refresh), texts.say("problems-retry"))
                .on_press(Message::Retry(which.clone()))
                .into()
        });
        let is_open = self.open.contains(&which);
        if problem.detail.is_some() {
            let key = if is_open {
                "problems-hide-details"
            } else {
                "problems-details"
            };
            buttons.push(
                quiet(None, texts.say(key))
                    .on_press(Message::Details(which.clone()))
                    .into(),
            );
        }
        buttons.push(
            quiet(Some(Icon::Copy), texts.say("problems-copy"))
                .on_press(Message::Copy(which.clone()))
                .into(),
        );
        let detail = problem.detail.as_ref().filter(|_| is_open).map(|detail| {
            container(passage(fixed(detail), sight.tokens).small())
                .padding(scale::M)
                .width(Fill)
                .style(style::inset)
        });
        let picture = if stopped { Icon::Alert } else { Icon::Warning };
        let content = column![]
            .push(words(message).font(font::SEMIBOLD).fill())
            .push(whom)
            .push(advice)
            .push(Row::with_children(buttons).spacing(scale::S).wrap())
            .push(detail)
            .spacing(scale::WORDS)
            .width(Fill);
        let mark: Element<'a, Message> = match tone {
            Tone::Bad => icon(picture).color(|t| t.bad.text).into(),
            _ => icon(picture).color(|t| t.caution.text).into(),
        };
        container(
            row![
                container(mark).padding(Padding::ZERO.top(scale::ROWS)),
                content
            ]
            .spacing(scale::M),
        )
        .padding(scale::CARD)
        .width(Fill)
        .style(style::card)
        .into()
    }
}
