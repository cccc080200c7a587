//! Everything that is known of a message, for whoever wants to know it: a card below its row.

use std::collections::{BTreeMap, BTreeSet};

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill, Padding};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Message;
use super::words;
use crate::app::Element;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::screen::later::capital;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::small_symbol;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::{dot_of, dot_off, notice};
use crate::app::widget::passage::words as selectable;
use crate::app::widget::text::small;
use crate::domain::{EmailAddress, Lacking, OutboxState, Outgoing, ServerReply};
use crate::engine::{Problem, receipt_for, remarks, why};
use crate::i18n::Texts;

/// Between the two columns of a card.
const BETWEEN: f32 = 24.0;

/// Most of those of whom something is known; `outbox show` names all.
const MOST_KNOWN_OF: usize = 100;

/// For how many a note says that it came back; the rest is at the recipients.
const MOST_BACK: usize = 5;
/// Recipients of whom nothing is known shown before the rest is counted.
const MOST_RECIPIENTS: usize = 30;
/// Room for the names of the facts.
const LABEL: f32 = 118.0;

/// The card.
pub(super) fn card<'a>(
    outgoing: &'a Outgoing,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let notes = notes(outgoing, known, texts);
    let (first, second) = (people(outgoing, known, texts), way(outgoing, known, texts));
    let facts: Element<'a, Message> = if sight.narrow {
        column![first, second].spacing(scale::M).into()
    } else {
        row![first, second].spacing(BETWEEN).into()
    };
    let content = column![]
        .push((!notes.is_empty()).then(|| Column::with_children(notes).spacing(scale::S)))
        .push(facts)
        .spacing(scale::M);
    container(content)
        .width(Fill)
        .padding(scale::CARD)
        .style(style::inset)
        .into()
}

/// What a person should have read: what to do, remarks, and what came back.
fn notes<'a>(outgoing: &Outgoing, known: &Known, texts: &Texts) -> Vec<Element<'a, Message>> {
    let mut notes = Vec::new();
    let needs = matches!(outgoing.state, OutboxState::Held | OutboxState::Unknown);
    let advice = why(outgoing).filter(|_| needs).and_then(|why| why.advice);
    if let Some(advice) = advice {
        let words = say::advice(texts, &advice);
        notes.push(notice(Tone::Neutral, Icon::Info, words, Vec::new()));
    }
    let remarks = remarks(outgoing);
    // Each stands at its recipient.
    if let Some(words) = words::receipts(&remarks, outgoing, texts) {
        notes.push(notice(Tone::Good, Icon::Done, words, Vec::new()));
    }
    for remark in remarks.iter().filter(|one| receipt_for(one).is_none()) {
        let mut said = remark.clone();
        said.message = words::at_home(&said.message, known, texts);
        let words = say::problem(texts, &said);
        let (tone, picture) = if is_good(remark.message.key) {
            (Tone::Good, Icon::Done)
        } else {
            (Tone::Caution, Icon::Warning)
        };
        notes.push(notice(tone, picture, words, Vec::new()));
    }
    if let Some(bounce) = &outgoing.bounce {
        let (failed, delayed): (Vec<_>, Vec<_>) =
            bounce.alike().into_iter().partition(|alike| alike.failed);
        // It is the date of what is worst.
        let date = texts.long_date(bounce.at, &TimeZone::system()).into();
        let mut date = Some(texts.say_with("outbox-reported-on", &[("date", date)]));
        for (all, tone, picture) in [
            (failed, Tone::Bad, Icon::Refused),
            (delayed, Tone::Caution, Icon::Clock),
        ] {
            if !all.is_empty() {
                let mut lines = say::came_back(texts, &all, MOST_BACK, usize::MAX);
                lines.extend(date.take());
                notes.push(notice(tone, picture, lines.join("\n"), Vec::new()));
            }
        }
    }
    notes
}

/// Does a remark say that it was sent after all?
fn is_good(key: &str) -> bool {
    key.starts_with("outbox-found-")
}

fn fact<'a>(
    texts: &Texts,
    key: &str,
    value: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    row![
        container(line(texts.say(key)).size(scale::TEXT_SMALL).dim()).width(LABEL),
        container(value).width(Fill),
    ]
    .spacing(scale::S)
    .into()
}

fn value<'a>(text: impl AsRef<str>) -> Element<'a, Message> {
    selectable(text).size(scale::TEXT_SMALL).fill().into()
}

/// From whom, to whom, and what the server said of each.
fn people<'a>(outgoing: &'a Outgoing, known: &'a Known, texts: &'a Texts) -> Element<'a, Message> {
    let from = match &outgoing.sender {
        Some(sender) => texts.say_with(
            "compose-on-behalf",
            &[
                ("sender", sender.label().into()),
                ("name", outgoing.from.to_string().into()),
            ],
        ),
        None => outgoing.from.to_string(),
    };
    let through = known.accounts.len() > 1;
    let through = through.then(|| {
        let account = outgoing.account.as_str().into();
        let words = texts.say_with("compose-via-only", &[("account", account)]);
        small(words).style(style::dim)
    });
    let remarks = remarks(outgoing);
    let receipts = receipts(&remarks);
    let (all, known_of) = in_order(outgoing, &receipts);
    let most = MOST_RECIPIENTS.max(known_of).min(MOST_KNOWN_OF);
    let mut recipients: Vec<Element<'a, Message>> = all
        .iter()
        .take(most)
        .map(|one| recipient(one, outgoing, &receipts, texts))
        .collect();
    if let Some(more) = all.len().checked_sub(most).filter(|n| *n > 0) {
        let words = texts.say_with("reader-more-people", &[("count", more.into())]);
        recipients.push(small(words).style(style::dim).into());
    }
    // The whole answer, unless it stands at its recipient already.
    let said = outgoing.reply.as_ref().filter(|reply| {
        let at_recipient = reply.recipient.as_ref();
        !at_recipient.is_some_and(|to| all.iter().take(most).any(|one| *one == to))
    });
    let said = said.map(|reply| fact(texts, "outbox-fact-server", value(reply.to_string())));
    let detail = why(outgoing).and_then(|reason| reason.detail);
    let detail = detail.filter(|detail| {
        let reply = outgoing.reply.as_ref();
        !reply.is_some_and(|reply| reply.to_string().contains(detail.as_str()))
    });
    let detail = detail.map(|detail| fact(texts, "outbox-fact-detail", value(detail)));
    column![
        fact(
            texts,
            "header-from",
            column![value(from)].push(through).spacing(scale::XXS)
        ),
        fact(
            texts,
            "outbox-fact-to",
            Column::with_children(recipients).spacing(scale::LABEL)
        ),
    ]
    .push(said)
    .push(detail)
    .spacing(scale::WORDS)
    .width(Fill)
    .into()
}

/// The server's last answer to a recipient.
fn reply_to<'a>(address: &EmailAddress, outgoing: &'a Outgoing) -> Option<&'a ServerReply> {
    let of_them = |reply: &&ServerReply| reply.recipient.as_ref() == Some(address);
    let reply = outgoing.replies.iter().find(of_them);
    reply.or_else(|| outgoing.reply.as_ref().filter(of_them))
}

/// The receipts of each recipient.
type Receipts<'r> = BTreeMap<EmailAddress, Vec<&'r Problem>>;

fn receipts(remarks: &[Problem]) -> Receipts<'_> {
    let mut receipts = Receipts::new();
    for remark in remarks {
        let recipient = receipt_for(remark).map(EmailAddress::parse);
        if let Some(Ok(recipient)) = recipient {
            receipts.entry(recipient).or_default().push(remark);
        }
    }
    receipts
}

/// The recipients: those first whom the server refused or from whom it came back, since they are why
/// it is read; then those who were left out for that before, those who still wait for it, and those
/// of whom there is a receipt. And of how many something is known.
fn in_order<'o>(outgoing: &'o Outgoing, receipts: &Receipts<'_>) -> (Vec<&'o EmailAddress>, usize) {
    const NOTHING: usize = 4;
    let replies = outgoing.replies.iter().chain(&outgoing.reply);
    let refused = replies.filter(|reply| reply.code >= 400);
    let mut refused: BTreeSet<&EmailAddress> = refused
        .filter_map(|reply| reply.recipient.as_ref())
        .collect();
    let mut delayed: BTreeSet<&EmailAddress> = BTreeSet::new();
    for one in outgoing.bounce.iter().flat_map(|bounce| &bounce.each) {
        let place = if one.failed {
            &mut refused
        } else {
            &mut delayed
        };
        place.extend(&one.recipient);
    }
    let place = |one: &EmailAddress| match outgoing.left_out.contains(one) {
        true => 1,
        false if refused.contains(one) => 0,
        false if delayed.contains(one) => 2,
        false if receipts.contains_key(one) => 3,
        false => NOTHING,
    };
    let mut all: Vec<&EmailAddress> = outgoing.envelope.to.iter().collect();
    all.sort_by_cached_key(|one| place(one));
    let known_of = all.iter().filter(|one| place(one) < NOTHING).count();
    (all, known_of)
}

/// A recipient, with the server's answer to them in full, and what was reported of them.
fn recipient<'a>(
    address: &EmailAddress,
    outgoing: &Outgoing,
    receipts: &Receipts<'_>,
    texts: &Texts,
) -> Element<'a, Message> {
    let reply = reply_to(address, outgoing);
    let left_out = outgoing.left_out.contains(address);
    let lacking = outgoing.bounce.iter().flat_map(|b| b.of(address));
    let lacking: Vec<&Lacking> = lacking.collect();
    let receipts = receipts.get(address);
    let mark = match reply {
        _ if lacking.iter().any(|one| one.failed) => Some(dot_of(Tone::Bad)),
        _ if !lacking.is_empty() => Some(dot_of(Tone::Caution)),
        _ if receipts.is_some() => Some(dot_of(Tone::Good)),
        _ if left_out => Some(dot_off()),
        Some(reply) if reply.code < 400 => Some(dot_of(Tone::Good)),
        Some(_) => Some(dot_of(Tone::Bad)),
        None => None,
    };
    let mut said = Vec::new();
    if left_out {
        said.push(texts.say("outbox-left-out"));
    } else {
        said.extend(reply.map(ToString::to_string));
    }
    said.extend(lacking.iter().map(|one| reported(one, texts)));
    let receipts = receipts.into_iter().flatten();
    said.extend(receipts.map(|one| say::text(texts, &one.message)));
    let said = said
        .into_iter()
        .map(|said| selectable(said).size(scale::TEXT_SMALL).dim().fill());
    let words = said.fold(column![value(address.as_str())], Column::push);
    row![]
        .push(mark.map(|mark| container(mark).padding(Padding::ZERO.top(scale::XS))))
        .push(words)
        .spacing(scale::WORDS)
        .into()
}

/// What came back from a recipient, and for which address behind it.
fn reported(one: &Lacking, texts: &Texts) -> String {
    let mut said = one.said();
    if said.is_empty() {
        said = texts.say(if one.failed {
            "outbox-came-back"
        } else {
            "outbox-delayed"
        });
    }
    match &one.tried {
        Some(tried) => {
            let args = [("address", tried.as_str().into()), ("words", said.into())];
            texts.say_with("outbox-reported-of", &args)
        }
        None => said,
    }
}

/// How far it came, when, and what becomes of its copy.
fn way<'a>(outgoing: &'a Outgoing, known: &'a Known, texts: &'a Texts) -> Element<'a, Message> {
    let (now, zone) = (Timestamp::now(), TimeZone::system());
    let date = |at: Timestamp| texts.long_date(at, &zone);
    let mut facts = vec![
        fact(
            texts,
            "outbox-fact-phase",
            value(words::phase(outgoing, texts)),
        ),
        fact(
            texts,
            "outbox-fact-attempts",
            value(texts.number(outgoing.attempts.into())),
        ),
    ];
    let waits = !matches!(outgoing.state, OutboxState::Held | OutboxState::Done);
    if let Some(at) = outgoing.next_attempt_at.filter(|at| waits && *at > now) {
        let when = texts.coming_date(at, now, &zone);
        let when = match words::remaining(at, now, texts) {
            Some(left) => texts.say_with(
                "words-of-date",
                &[("words", when.into()), ("date", left.into())],
            ),
            None => when,
        };
        let key = match outgoing.state {
            OutboxState::Scheduled => "outbox-fact-leaves",
            OutboxState::Unknown => "outbox-fact-look",
            _ => "outbox-fact-next",
        };
        facts.push(fact(texts, key, value(capital(&when))));
    }
    if outgoing.state == OutboxState::Unknown {
        let looks = texts.number(outgoing.looks.into());
        facts.push(fact(texts, "outbox-fact-looks", value(looks)));
    }
    facts.push(fact(
        texts,
        "outbox-fact-copy",
        value(words::copy(outgoing, known, texts)),
    ));
    facts.push(fact(
        texts,
        "outbox-fact-pressed",
        value(date(outgoing.created_at)),
    ));
    if let Some(at) = outgoing.accepted_at {
        facts.push(fact(texts, "outbox-fact-taken", value(date(at))));
    }
    facts.push(fact(
        texts,
        "outbox-fact-size",
        value(texts.size(outgoing.size)),
    ));
    let id = outgoing.message_id.clone();
    let copy =
        small_symbol(Icon::Copy, texts.say("dialog-copy")).on_press(Message::Copy(id.clone()));
    facts.push(fact(
        texts,
        "outbox-fact-id",
        row![line(id).size(scale::TEXT_SMALL).fill(), copy]
            .spacing(scale::XS)
            .align_y(Alignment::Center),
    ));
    Column::with_children(facts)
        .spacing(scale::WORDS)
        .width(Fill)
        .into()
}
