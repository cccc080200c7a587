//! The outbox: for each message its state in a word, what happens next in a sentence, and what a
//! person can do about it.

use iced::widget::{Column, Row, column, container, row, scrollable, space};
use iced::{Fill, FillPortion, Padding};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::mail::{list_empty, role_icon};
use super::{Dialog, Outcome, Sight, Wish};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{hairline, opener, plain, quiet};
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip, dot, dot_off};
use crate::app::widget::menu::{command, group, menu};
use crate::app::widget::passage::words;
use crate::app::widget::popover::popover;
use crate::app::widget::text::{heading, paragraph};
use crate::domain::{
    CopyState, DraftId, FolderId, Identity, Mode, OutboxId, OutboxState, Outgoing, SendRight,
};
use crate::engine::{Command, OutboxAction, Problem, Reply, StoredDraft, why};
use crate::i18n::Texts;
use crate::permission::{self, Action, Refusal, classify};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something is done with a message.
    Act(OutboxId, OutboxAction),
    /// It was.
    Acted(Result<Reply, Problem>),
    /// The draft that came out of it.
    Draft(Result<Option<StoredDraft>, Problem>),
    /// The choice of another folder for a copy opens or closes.
    Folders(Option<OutboxId>),
    /// What an administrator is to be asked.
    Administrator(OutboxId),
    /// A held message is to be thrown away: asks first.
    Discard(OutboxId),
}

/// The screen.
#[derive(Debug, Default)]
pub struct Outbox {
    folders: Option<OutboxId>,
}

impl Outbox {
    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Act(id, action) => {
                self.folders = None;
                Outcome::run(link.request(Command::Outbox { id, action }, Message::Acted))
            }
            // Taken back, it is a draft again: it opens where it can be changed.
            Message::Acted(Ok(Reply::Draft(id))) => Outcome::run(read_draft(id, link)),
            Message::Acted(acted) => Outcome::of(acted),
            Message::Draft(Ok(Some(stored))) => {
                Outcome::wish(Wish::Compose(Box::new(stored.draft), Some(stored.id)))
            }
            Message::Draft(read) => Outcome::of(read),
            Message::Folders(open) => {
                self.folders = open;
                Outcome::none()
            }
            Message::Discard(id) => match known.outbox.iter().find(|o| o.outbox_id == id) {
                Some(outgoing) => {
                    let subject = outgoing.subject.clone();
                    Outcome::wish(Wish::Open(Dialog::DiscardHeld(id, subject)))
                }
                None => Outcome::none(),
            },
            Message::Administrator(id) => match known.outbox.iter().find(|o| o.outbox_id == id) {
                Some(outgoing) => {
                    let text = administrator(outgoing, known, &link.texts);
                    Outcome::wish(Wish::Open(Dialog::Administrator(text)))
                }
                None => Outcome::none(),
            },
        }
    }

    /// Does a second pass in what is shown?
    #[must_use]
    pub fn counts_down(known: &Known) -> bool {
        known
            .outbox
            .iter()
            .any(|o| matches!(o.state, OutboxState::Scheduled | OutboxState::Queued))
    }

    /// The page.
    pub fn view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        if known.outbox.is_empty() {
            return container(list_empty(
                Icon::Outbox,
                texts.say("outbox-empty"),
                Some(texts.say("outbox-lead")),
                None,
            ))
            .width(Fill)
            .height(Fill)
            .style(style::panel)
            .into();
        }
        let column_head = |key: &str, portion: u16| {
            container(
                line(texts.say(key))
                    .font(font::SEMIBOLD)
                    .size(scale::TEXT_TINY)
                    .dim(),
            )
            .width(FillPortion(portion))
        };
        let heads = (!sight.narrow).then(|| {
            container(
                row![
                    column_head("outbox-column-message", 26),
                    column_head("outbox-column-from", 14),
                    column_head("outbox-column-state", 13),
                    column_head("outbox-column-next", 47),
                ]
                .spacing(scale::L),
            )
            .padding(Padding::from([6, 12]))
        });
        let rows = known.outbox.iter().map(|o| self.entry(o, known, sight));
        let page = column![
            heading(texts.say("outbox-title")),
            paragraph(texts.say("outbox-lead")).style(style::dim),
            space().height(10),
        ]
        .push(heads)
        .push(hairline())
        .extend(rows)
        .spacing(3);
        container(
            scrollable(container(page).padding(Padding::from([18, 22])))
                .direction(style::scrollbar())
                .style(style::scroll),
        )
        .width(Fill)
        .height(Fill)
        .style(style::panel)
        .into()
    }

    fn entry<'a>(
        &'a self,
        outgoing: &'a Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let now = Timestamp::now();
        let subject = outgoing.subject.trim();
        let subject = if subject.is_empty() {
            texts.say("list-no-subject")
        } else {
            subject.to_owned()
        };
        let message = column![
            line(subject).font(font::SEMIBOLD).fill(),
            line(texts.say_with("list-to", &[("people", to(outgoing, texts).into())]))
                .dim()
                .fill(),
        ]
        .spacing(2);
        let node = outgoing.mailbox.as_ref().and_then(|id| known.node(id));
        let mark = node.map_or_else(dot_off, |node| dot(say::colour(&node.mailbox)));
        let name = match outgoing.mode {
            Mode::OnBehalf => texts.say_with(
                "outbox-on-behalf",
                &[("name", outgoing.from.label().into())],
            ),
            Mode::Own | Mode::SendAs => outgoing.from.label().to_owned(),
        };
        let from = row![
            container(mark).padding(Padding::ZERO.top(5)),
            container(paragraph(name)).width(Fill)
        ]
        .spacing(6);
        let chips = states(outgoing, texts, now)
            .into_iter()
            .map(|(tone, word)| chip(tone, word));
        let next = next(outgoing, known, texts, now);
        let buttons = self.buttons(outgoing, known, sight);
        let what = column![]
            .push((!next.is_empty()).then(|| words(next).fill()))
            .push(
                (!buttons.is_empty()).then(|| Row::with_children(buttons).spacing(scale::S).wrap()),
            )
            .spacing(scale::S);
        let content: Element<'a, Message> = if sight.narrow {
            column![
                row![
                    message.width(Fill),
                    Row::with_children(chips).spacing(scale::XS)
                ]
                .spacing(scale::S),
                from,
                what,
            ]
            .spacing(scale::S)
            .into()
        } else {
            row![
                message.width(FillPortion(26)),
                container(from).width(FillPortion(14)),
                Column::with_children(chips)
                    .spacing(scale::XS)
                    .width(FillPortion(13)),
                what.width(FillPortion(47)),
            ]
            .spacing(scale::L)
            .into()
        };
        column![
            container(content).padding(Padding::from([10, 12])),
            hairline()
        ]
        .into()
    }

    fn buttons<'a>(
        &'a self,
        outgoing: &'a Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Vec<Element<'a, Message>> {
        let texts = sight.texts;
        let id = outgoing.outbox_id;
        let main = |words: &str, action: OutboxAction| -> Element<'a, Message> {
            plain(None, texts.say(words))
                .on_press(Message::Act(id, action))
                .into()
        };
        let other = |words: &str, action: OutboxAction| -> Element<'a, Message> {
            quiet(None, texts.say(words))
                .on_press(Message::Act(id, action))
                .into()
        };
        match outgoing.state {
            OutboxState::Scheduled => vec![
                plain(Some(Icon::Undo), texts.say("outbox-do-undo"))
                    .on_press(Message::Act(id, OutboxAction::Edit))
                    .into(),
                other("outbox-do-send-now", OutboxAction::TryNow),
            ],
            OutboxState::Queued => vec![
                main("outbox-do-try-now", OutboxAction::TryNow),
                other("outbox-do-edit", OutboxAction::Edit),
                other("outbox-do-cancel", OutboxAction::Cancel),
            ],
            OutboxState::Unknown => vec![
                main("outbox-do-treat-as-sent", OutboxAction::TreatAsSent),
                main("outbox-do-send-again", OutboxAction::SendAgain),
                other("outbox-do-edit-as-new", OutboxAction::Edit),
            ],
            OutboxState::Held => {
                let mut buttons = vec![main("outbox-do-try-once-more", OutboxAction::TryNow)];
                if refused_sender(outgoing) {
                    buttons.push(
                        plain(None, texts.say("outbox-do-administrator"))
                            .on_press(Message::Administrator(id))
                            .into(),
                    );
                }
                buttons.push(other("outbox-do-edit", OutboxAction::Edit));
                buttons.push(
                    quiet(None, texts.say("outbox-do-discard"))
                        .on_press(Message::Discard(id))
                        .into(),
                );
                buttons
            }
            OutboxState::Filing if why(outgoing).is_some() => vec![
                self.other_folder(outgoing, known, sight),
                other("outbox-do-try-now", OutboxAction::TryNow),
            ],
            OutboxState::Sending
            | OutboxState::Accepted
            | OutboxState::Filing
            | OutboxState::Done => Vec::new(),
        }
    }

    /// Another folder for a copy that cannot be filed where it should be.
    fn other_folder<'a>(
        &'a self,
        outgoing: &'a Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let id = outgoing.outbox_id;
        let button = opener(Look::Plain, sight.texts.say("outbox-do-other-folder"))
            .on_press(Message::Folders(Some(id)));
        let content = (self.folders == Some(id)).then(|| {
            let mut rows = Vec::new();
            for node in &known.nodes {
                let places: Vec<_> = node
                    .folders
                    .iter()
                    .filter(|f| permission::decide(Action::Insert, f).may_try())
                    .collect();
                if places.is_empty() {
                    continue;
                }
                rows.push(group(node.mailbox.name.as_str()));
                for folder in places {
                    let to = OutboxAction::CopyTo(FolderId::clone(&folder.id));
                    rows.push(
                        command(
                            Some(role_icon(folder.role)),
                            say::folder(sight.texts, folder),
                            None,
                            Some(Message::Act(id, to)),
                        )
                        .into(),
                    );
                }
            }
            menu(260.0, rows)
        });
        popover(button, content, Message::Folders(None)).into()
    }
}

/// Throws a message away that did not leave. It becomes a draft first: whatever ends in between, it
/// lies in one place or the other until the last step.
pub fn discard<M: Send + 'static>(
    id: OutboxId,
    link: &Link,
    done: impl FnOnce(Result<Reply, Problem>) -> M + Send + 'static,
) -> iced::Task<M> {
    let engine = link.engine().clone();
    let discard = async move {
        let action = OutboxAction::Edit;
        match engine.request(Command::Outbox { id, action }).await? {
            Reply::Draft(draft) => engine.request(Command::DiscardDraft(draft)).await,
            other => Ok(other),
        }
    };
    link.run(discard, done)
}

fn read_draft(id: DraftId, link: &Link) -> iced::Task<Message> {
    link.read(move |reader| reader.draft(id), Message::Draft)
}

fn to(outgoing: &Outgoing, texts: &Texts) -> String {
    match outgoing.to.as_slice() {
        [] => texts.say_with(
            "outbox-recipients",
            &[("count", outgoing.envelope.to.len().into())],
        ),
        [one] => one.label().to_owned(),
        [one, two] => format!("{}, {}", one.label(), two.label()),
        many => texts.say_with("outbox-recipients", &[("count", many.len().into())]),
    }
}

/// Did the server refuse the sender, so that an administrator can help?
#[must_use]
pub fn refused_sender(outgoing: &Outgoing) -> bool {
    let refusal = outgoing.reply.as_ref().map(classify);
    // Held before it left, it has no answer of its own, but the reason says what it rests on.
    let reason = why(outgoing).map(|reason| reason.message.key);
    refusal == Some(Refusal::SenderNotAllowed)
        || matches!(
            reason,
            Some("outbox-refused-sender" | "outbox-refused-on-behalf")
        )
}

/// The state in a word or two, each with its tone.
#[must_use]
pub fn states(outgoing: &Outgoing, texts: &Texts, now: Timestamp) -> Vec<(Tone, String)> {
    let word = |tone, key: &str| (tone, texts.say(key));
    match outgoing.state {
        OutboxState::Scheduled => match seconds_left(outgoing, now) {
            Some(count @ 0..=99) => {
                vec![(
                    Tone::Neutral,
                    texts.say_with("outbox-leaves-in", &[("count", count.into())]),
                )]
            }
            _ => vec![word(Tone::Neutral, "outbox-state-scheduled")],
        },
        OutboxState::Queued => vec![word(Tone::Neutral, "outbox-state-queued")],
        OutboxState::Sending => vec![word(Tone::Neutral, "outbox-state-sending")],
        OutboxState::Unknown => vec![word(Tone::Unknown, "outbox-state-unknown")],
        OutboxState::Accepted | OutboxState::Done => vec![word(Tone::Good, "outbox-state-sent")],
        OutboxState::Filing if outgoing.copy == CopyState::Checked => {
            vec![word(Tone::Good, "outbox-state-sent")]
        }
        OutboxState::Filing => vec![
            word(Tone::Good, "outbox-state-sent"),
            word(Tone::Caution, "outbox-copy-waiting"),
        ],
        OutboxState::Held => vec![word(Tone::Bad, "outbox-state-held")],
    }
}

fn seconds_left(outgoing: &Outgoing, now: Timestamp) -> Option<i64> {
    let at = outgoing.next_attempt_at?;
    Some((at.as_second() - now.as_second()).max(0))
}

/// What happens next, or why nothing does, in a sentence or two.
#[must_use]
pub fn next(outgoing: &Outgoing, known: &Known, texts: &Texts, now: Timestamp) -> String {
    let zone = TimeZone::system();
    let mut parts: Vec<String> = Vec::new();
    let reason = why(outgoing);
    if let Some(reason) = &reason {
        let words = say::text(texts, &reason.message);
        let quoted = server_words(outgoing, known).filter(|said| {
            let text = outgoing.reply.as_ref().map_or("", |r| r.text.as_str());
            !words.contains(said.as_str()) && (text.is_empty() || !words.contains(text))
        });
        parts.push(words);
        if let Some(said) = quoted {
            parts.push(texts.say_with("outbox-server-said", &[("words", said.into())]));
        }
    }
    let again = outgoing.next_attempt_at.filter(|at| *at > now);
    match outgoing.state {
        OutboxState::Scheduled => match seconds_left(outgoing, now) {
            Some(0..=99) => {}
            _ => {
                if let Some(at) = outgoing.next_attempt_at {
                    parts.push(texts.say_with(
                        "outbox-next-scheduled",
                        &[("date", texts.long_date(at, &zone).into())],
                    ));
                }
            }
        },
        OutboxState::Queued if known.is_offline => parts.push(texts.say("outbox-next-offline")),
        OutboxState::Queued => match again {
            Some(at) => parts.push(texts.say_with(
                "outbox-next-try",
                &[("time", texts.time_of_day(at, &zone).into())],
            )),
            None if reason.is_none() => parts.push(texts.say("outbox-next-soon")),
            None => {}
        },
        OutboxState::Sending => parts.push(texts.say("outbox-next-sending")),
        OutboxState::Accepted | OutboxState::Filing if reason.is_none() => {
            parts.push(texts.say("outbox-next-filing"));
        }
        OutboxState::Filing => {
            if let Some(at) = again {
                parts.push(texts.say_with(
                    "outbox-next-copy",
                    &[("time", texts.time_of_day(at, &zone).into())],
                ));
            }
        }
        OutboxState::Accepted | OutboxState::Unknown | OutboxState::Done | OutboxState::Held => {}
    }
    let advice = reason.and_then(|r| r.advice).map(|a| say::text(texts, &a));
    if matches!(outgoing.state, OutboxState::Held | OutboxState::Unknown) {
        parts.extend(advice);
    }
    sentences(&parts)
}

/// Sentences one after the other. A server's words often end without a full stop.
fn sentences(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts.iter().map(|part| part.trim_end()) {
        if !text.is_empty() {
            if !text.ends_with(['.', '!', '?', '…']) {
                text.push('.');
            }
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

/// The server's own words: its answer to this message, else the refusal that kept it from leaving.
fn server_words(outgoing: &Outgoing, known: &Known) -> Option<String> {
    let answer = outgoing.reply.as_ref().map(ToString::to_string);
    answer.or_else(|| {
        let same = |i: &&Identity| {
            i.key.account == outgoing.account
                && i.key.mode == outgoing.mode
                && i.key.address.as_str() == outgoing.from.address
        };
        let identity = known.identities.iter().find(same)?;
        let evidence = identity.evidence.as_ref()?;
        (refused_sender(outgoing) && evidence.right == SendRight::Refused)
            .then(|| evidence.words.clone())?
    })
}

/// What an administrator needs to permit it, for the servers in use.
#[must_use]
pub fn administrator(outgoing: &Outgoing, known: &Known, texts: &Texts) -> String {
    let args = [
        ("member", outgoing.account.as_str().into()),
        ("address", outgoing.from.address.as_str().into()),
    ];
    let mut text = match outgoing.mode {
        Mode::OnBehalf => texts.say_with("administrator-on-behalf", &args),
        Mode::Own | Mode::SendAs => texts.say_with("administrator-send-as", &args),
    };
    if let Some(words) = server_words(outgoing, known) {
        text.push_str("\n\n");
        text.push_str(&texts.say_with("outbox-server-said", &[("words", words.into())]));
    }
    text
}

/// The outbox's word beside its row in the tree: the worst state, with its number.
#[must_use]
pub fn word(known: &Known, texts: &Texts) -> Option<(Tone, String)> {
    let count = |state| known.outbox.iter().filter(|o| o.state == state).count();
    let (held, unknown) = (count(OutboxState::Held), count(OutboxState::Unknown));
    if unknown > 0 {
        Some((
            Tone::Unknown,
            texts.say_with("outbox-count-unknown", &[("count", unknown.into())]),
        ))
    } else if held > 0 {
        Some((
            Tone::Bad,
            texts.say_with("outbox-count-held", &[("count", held.into())]),
        ))
    } else if known.needing() > 0 {
        Some((
            Tone::Caution,
            texts.say_with("outbox-count-copy", &[("count", known.needing().into())]),
        ))
    } else if !known.outbox.is_empty() {
        Some((Tone::Neutral, texts.number(known.outbox.len() as u64)))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_before_the_next_begins() {
        let parts = [
            "Denied: no".to_owned(),
            "Again at 9:00.".to_owned(),
            "So.".to_owned(),
        ];
        assert_eq!(sentences(&parts), "Denied: no. Again at 9:00. So.");
        assert_eq!(sentences(&[]), "");
    }
}
