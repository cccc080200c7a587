//! What the outbox says of a message: its state in a word, what happens next in a sentence, and
//! what a technician needs.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::known::{Known, Node};
use crate::app::say;
use crate::app::theme::Tone;
use crate::domain::{
    Bounce, CopyState, EmailAddress, Identity, MailboxId, Mode, OutboxState, Outgoing, SendRight,
};
use crate::engine::{Problem, Text, how_far, receipt_for, remarks, why, written_time};
use crate::i18n::Texts;
use crate::permission::{Refusal, classify};

/// Its subject, or that there is none.
#[must_use]
pub fn subject(outgoing: &Outgoing, texts: &Texts) -> String {
    match outgoing.subject.trim() {
        "" => texts.say("list-no-subject"),
        subject => subject.to_owned(),
    }
}

/// To whom it goes, shortly.
#[must_use]
pub fn to(outgoing: &Outgoing, texts: &Texts) -> String {
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
    let mut states = match outgoing.state {
        OutboxState::Scheduled => match leaves_soon(outgoing, now) {
            Some(count) if count > 0 => {
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
    };
    let bounce = outgoing.bounce.as_ref();
    match bounce.map(|bounce| bounce.failed) {
        Some(true) => {
            // That it left is no good news any more.
            for (tone, _) in &mut states {
                *tone = Tone::Neutral;
            }
            states.insert(0, word(Tone::Bad, "outbox-came-back"));
            if bounce.is_some_and(Bounce::has_delays) {
                states.insert(1, word(Tone::Caution, "outbox-delayed"));
            }
        }
        Some(false) => states.push(word(Tone::Caution, "outbox-delayed")),
        None => {}
    }
    states
}

/// The seconds until a message leaves, where they are few enough to be counted.
#[must_use]
pub fn leaves_soon(outgoing: &Outgoing, now: Timestamp) -> Option<i64> {
    if outgoing.state != OutboxState::Scheduled {
        return None;
    }
    let left = outgoing.next_attempt_at?.as_second() - now.as_second();
    (left < 100).then_some(left.max(0))
}

/// How long until a time, counted in seconds while that is not tedious.
#[must_use]
pub fn remaining(at: Timestamp, now: Timestamp, texts: &Texts) -> Option<String> {
    let left = at.as_second() - now.as_second();
    let say = |key: &str, count: i64| texts.say_with(key, &[("count", count.into())]);
    match left {
        ..=0 => None,
        1..=99 => Some(say("outbox-in-seconds", left)),
        100..=5_999 => Some(say("outbox-in-minutes", (left + 30) / 60)),
        _ => None,
    }
}

/// What happens next, or why nothing does, in a sentence or two.
#[must_use]
pub fn next(outgoing: &Outgoing, known: &Known, texts: &Texts, now: Timestamp) -> String {
    let zone = TimeZone::system();
    let mut parts: Vec<String> = Vec::new();
    let reason = why(outgoing);
    if let Some(reason) = &reason {
        let words = say::text(texts, &at_home(&reason.message, known, texts));
        let quoted = server_words(outgoing, known).filter(|said| {
            let text = outgoing.reply.as_ref().map_or("", |r| r.text.as_str());
            !words.contains(said.as_str()) && (text.is_empty() || !words.contains(text))
        });
        parts.push(words);
        if let Some(said) = quoted {
            parts.push(texts.say_with("outbox-server-said", &[("words", said.into())]));
        }
    }
    // What came back is said first: it is what a person has to know of the message.
    parts.extend(outgoing.bounce.as_ref().map(|b| returned(b, texts, &zone)));
    let again = outgoing.next_attempt_at.filter(|at| *at > now);
    match outgoing.state {
        OutboxState::Scheduled => match (leaves_soon(outgoing, now), outgoing.next_attempt_at) {
            (None, Some(at)) => parts.push(texts.say_with(
                "outbox-next-scheduled",
                &[("date", texts.coming_date(at, now, &zone).into())],
            )),
            (Some(0), _) if known.is_offline => parts.push(texts.say("outbox-next-offline")),
            (Some(0), _) | (None, None) => parts.push(texts.say("outbox-next-soon")),
            (Some(_), _) => {}
        },
        OutboxState::Queued if known.is_offline => parts.push(texts.say("outbox-next-offline")),
        OutboxState::Queued => match again {
            Some(at) => parts.push(texts.say_with(
                "outbox-next-try",
                &[("time", texts.time_of_day(at, &zone).into())],
            )),
            None if reason.is_none() => parts.push(texts.say("outbox-next-turn")),
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
        OutboxState::Done => {
            let taken = outgoing.accepted_at.unwrap_or(outgoing.created_at);
            let date = texts.long_date(taken, &zone);
            // What a person should know of it although it was sent; the rest is in the details.
            parts.extend(remark(outgoing, known, texts));
            parts.push(match parts.is_empty() {
                false => texts.say_with("outbox-sent-on", &[("date", date.into())]),
                true => date,
            });
        }
        OutboxState::Unknown => {
            // Why it was not sent again, and what could not be seen to.
            let said = remarks(outgoing);
            let said = said.iter().filter(|one| receipt_for(one).is_none());
            parts.extend(said.map(|one| say::text(texts, &at_home(&one.message, known, texts))));
            parts.push(match again {
                _ if known.is_offline => texts.say("outbox-looked-offline"),
                Some(at) if outgoing.looks > 0 => {
                    let time = texts.time_of_day(at, &zone).into();
                    texts.say_with("outbox-looked", &[("time", time)])
                }
                _ => texts.say("outbox-looking"),
            });
        }
        OutboxState::Accepted | OutboxState::Held => {}
    }
    sentences(&parts)
}

/// The engine's text with the names that the window has for mailboxes and folders, and with the
/// time as the person reads it: the engine keeps addresses, paths and digits.
#[must_use]
pub(super) fn at_home(text: &Text, known: &Known, texts: &Texts) -> Text {
    let mut text = text.clone();
    let mailbox = text.args.iter().find(|(name, _)| *name == "mailbox");
    let node = mailbox.and_then(|(_, address)| {
        let address = EmailAddress::parse(address).ok()?;
        known.node(&MailboxId::of(&address))
    });
    for (name, value) in &mut text.args {
        let better = match *name {
            "mailbox" => node.map(|node| node.mailbox.name.clone()),
            "folder" => node.and_then(|node| {
                let folder = node.folders.iter().find(|f| f.path == *value)?;
                Some(say::folder(texts, folder))
            }),
            "date" => {
                let at = written_time(value);
                at.map(|at| texts.long_date(at, &TimeZone::system()))
            }
            _ => None,
        };
        if let Some(better) = better {
            *value = better;
        }
    }
    text
}

/// Most letters of a report that a row shows; the details have all of them.
const REPORT: usize = 160;

/// For how many a row says it.
const FEW: usize = 3;

/// To whom a message did not come, each in the words of their server, on a line of its own where
/// there are several.
fn returned(bounce: &Bounce, texts: &Texts, zone: &TimeZone) -> String {
    let mut lines = say::came_back(texts, &bounce.alike(), FEW, REPORT);
    let date = texts.long_date(bounce.at, zone).into();
    lines.push(texts.say_with("outbox-reported-on", &[("date", date)]));
    match lines.len() {
        2 => sentences(&lines),
        _ => lines.join("\n"),
    }
}

/// What a person should know of what was sent: the first remark, or of several receipts how many
/// there are.
fn remark(outgoing: &Outgoing, known: &Known, texts: &Texts) -> Option<String> {
    let all = remarks(outgoing);
    let say = |remark: &Problem| say::text(texts, &at_home(&remark.message, known, texts));
    let other = all.iter().find(|remark| receipt_for(remark).is_none());
    other.map(say).or_else(|| receipts(&all, outgoing, texts))
}

/// The receipt among these remarks, or how many there are.
pub(super) fn receipts(remarks: &[Problem], outgoing: &Outgoing, texts: &Texts) -> Option<String> {
    let receipts: Vec<&Problem> = remarks
        .iter()
        .filter(|r| receipt_for(r).is_some())
        .collect();
    match receipts.as_slice() {
        [] => None,
        [one] => Some(say::text(texts, &one.message)),
        several => {
            let came = several.iter().filter_map(|one| receipt_for(one));
            let came: BTreeSet<&str> = came.collect();
            let all = outgoing.effective_envelope().to.len();
            let args = [("count", came.len().into()), ("all", all.into())];
            Some(texts.say_with("outbox-receipts", &args))
        }
    }
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

/// How far it came, for a technician.
#[must_use]
pub fn phase(outgoing: &Outgoing, texts: &Texts) -> String {
    texts.say(how_far(outgoing))
}

/// The identity it leaves under, as it is known now.
pub(super) fn identity<'a>(outgoing: &Outgoing, known: &'a Known) -> Option<&'a Identity> {
    let same = |i: &&Identity| {
        i.key.account == outgoing.account
            && i.key.mode == outgoing.mode
            && i.key.address.as_str() == outgoing.from.address
    };
    known.identities.iter().find(same)
}

/// The Sent folders that get a copy, by the policy under which it was sent.
fn places(outgoing: &Outgoing, known: &Known, texts: &Texts) -> Vec<String> {
    let Ok(member) = EmailAddress::parse(outgoing.account.as_str()) else {
        return Vec::new();
    };
    let (used, own) = (outgoing.mailbox.as_ref(), MailboxId::of(&member));
    let mailboxes = outgoing.sent_policy.mailboxes(used, &own);
    let nodes = mailboxes.into_iter().filter_map(|id| known.node(id));
    let place = |node: &Node| {
        let sent = node.sent.as_ref()?;
        Some(format!(
            "{} / {}",
            node.mailbox.name,
            say::folder(texts, sent)
        ))
    };
    nodes.filter_map(place).collect()
}

/// Where the copy goes, and how far it is.
#[must_use]
pub fn copy(outgoing: &Outgoing, known: &Known, texts: &Texts) -> String {
    let chosen = outgoing
        .copy_folder
        .as_ref()
        .and_then(|id| known.folder(id));
    let place = match chosen {
        Some((node, folder)) => format!("{} / {}", node.mailbox.name, say::folder(texts, folder)),
        None => places(outgoing, known, texts).join(", "),
    };
    let key = match outgoing.copy {
        CopyState::None if outgoing.accepted_at.is_some() => "outbox-copy-none",
        CopyState::None => "outbox-copy-later",
        CopyState::Waiting => "outbox-copy-waits",
        CopyState::Filed => "outbox-copy-filed",
        CopyState::Checked => "outbox-copy-checked",
    };
    let state = texts.say(key);
    if place.is_empty() {
        return state;
    }
    texts.say_with(
        "status-of-account",
        &[("account", place.into()), ("state", state.into())],
    )
}

/// The server's own words: its answer to this message, else the refusal that kept it from leaving.
fn server_words(outgoing: &Outgoing, known: &Known) -> Option<String> {
    let answer = outgoing.reply.as_ref().map(ToString::to_string);
    answer.or_else(|| {
        let identity = identity(outgoing, known)?;
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

/// The outbox's word beside its row in the tree: how many need a person, in the tone of the worst
/// and, where all stand alike, by its name; else how many came back (`returned`) of which nobody has
/// read: whoever comes for the former sees the latter below them.
#[must_use]
pub fn word(known: &Known, returned: usize, texts: &Texts) -> Option<(Tone, String)> {
    let count = |state| known.outbox.iter().filter(|o| o.state == state).count();
    let (held, unknown) = (count(OutboxState::Held), count(OutboxState::Unknown));
    let copies = known.needing().saturating_sub(held + unknown);
    // The worst first.
    let kinds = [
        (unknown, Tone::Unknown, "outbox-count-unknown"),
        (held, Tone::Bad, "outbox-count-held"),
        (copies, Tone::Caution, "outbox-count-copy"),
    ];
    let mut there = kinds.into_iter().filter(|(count, ..)| *count > 0);
    match (there.next(), there.next()) {
        (Some((count, tone, key)), None) => {
            Some((tone, texts.say_with(key, &[("count", count.into())])))
        }
        (Some((_, tone, _)), Some(_)) => {
            let needing = known.needing().into();
            let words = texts.say_with("outbox-count-needing", &[("count", needing)]);
            Some((tone, words))
        }
        (None, _) if returned > 0 => {
            let words = texts.say_with("outbox-count-returned", &[("count", returned.into())]);
            Some((Tone::Bad, words))
        }
        (None, _) if known.outbox.is_empty() => None,
        (None, _) => Some((Tone::Neutral, texts.number(known.outbox.len() as u64))),
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

    #[test]
    fn what_came_back_is_said_of_each_on_a_line_of_their_own() {
        use crate::domain::Lacking;
        use crate::engine::samples::address;
        use crate::i18n::Language;
        let texts = Texts::new(Language::English);
        let lacking = |recipient: &str, failed, words: &str| Lacking {
            recipient: Some(address(recipient)),
            tried: None,
            failed,
            status: None,
            words: words.to_owned(),
        };
        let said = |each: Vec<Lacking>| {
            let bounce = Bounce::new(Timestamp::UNIX_EPOCH, each, None);
            returned(&bounce, &texts, &TimeZone::UTC)
        };
        let one = said(vec![lacking("kim@b.test", true, "550 no such user")]);
        let whole = "It came back from kim@b.test: 550 no such user. Reported on ";
        assert!(one.starts_with(whole), "{one}");
        let mut all = vec![
            lacking("mo@b.test", false, "451 later"),
            lacking("kim@b.test", true, "550 no such user"),
            lacking("lee@b.test", true, &"552 full ".repeat(40)),
        ];
        let three = said(all.clone());
        let lines: Vec<&str> = three.lines().collect();
        let [kim, lee, mo, date] = &lines[..] else {
            panic!("{three}")
        };
        assert_eq!(*kim, "It came back from kim@b.test: 550 no such user");
        assert!(lee.starts_with("It came back from lee@b.test: 552 full"));
        assert!(lee.ends_with('…') && lee.len() < 250, "{lee}");
        assert_eq!(*mo, "It is delayed on its way to mo@b.test: 451 later");
        assert!(date.starts_with("Reported on "));
        all.extend((0..20).map(|n| lacking(&format!("r{n}@b.test"), true, "553 no")));
        let many = said(all);
        assert_eq!(many.lines().count(), 5, "{many}");
        assert!(
            many.contains("r0@b.test, r10@b.test, r11@b.test +17: 553 no"),
            "{many}"
        );
        assert!(many.contains("1 more recipient lacks it"), "{many}");
    }

    /// As the command line's list does.
    #[test]
    fn of_an_unknown_message_it_is_said_why_it_was_not_sent_again() {
        use crate::engine::samples;
        use crate::i18n::Language;
        let texts = Texts::new(Language::English);
        let mut outgoing = samples::outgoing();
        outgoing.state = OutboxState::Unknown;
        let refused = r#"{"kind":"server","message":{"key":"outbox-refused-size",
            "args":[["words","552 too big"]]},"not_again":true}"#;
        outgoing.remarks = vec![refused.to_owned()];
        let said = next(&outgoing, &Known::default(), &texts, Timestamp::UNIX_EPOCH);
        assert!(said.contains("552 too big"), "{said}");
        outgoing.state = OutboxState::Filing;
        let said = next(&outgoing, &Known::default(), &texts, Timestamp::UNIX_EPOCH);
        assert!(!said.contains("552"), "it was sent: {said}");
    }

    /// By the policy under which it was sent: a test message goes to the member's own folder, whatever
    /// the mailbox's setting is.
    #[test]
    fn the_folders_of_the_copies_are_those_of_the_message() {
        use crate::domain::{AccountId, FolderRole, Mailbox, MailboxKind, SentPolicy};
        use crate::engine::samples;
        use crate::i18n::Language;
        let node = |text: &str, name: &str| Node {
            mailbox: Mailbox {
                address: samples::address(text),
                address_confirmed: true,
                name: name.into(),
                kind: MailboxKind::Shared,
                routes: Vec::new(),
                sent_policy: SentPolicy::Shared,
                colour: 1,
            },
            // Only another account than the one that reads it may see it.
            folders: Vec::new(),
            file_into: Default::default(),
            trash: Default::default(),
            archive: Default::default(),
            held: None,
            sent: Some(samples::folder(text, "Sent", FolderRole::Sent, "lrswi")),
        };
        let known = Known {
            nodes: vec![
                node("support@a.test", "Support"),
                node("anna@a.test", "Anna"),
            ],
            ..Known::default()
        };
        let texts = Texts::new(Language::English);
        let mut outgoing = samples::outgoing();
        outgoing.account = AccountId::of(&samples::address("anna@a.test"));
        outgoing.copy = CopyState::Checked;
        for (policy, mailbox, said) in [
            (
                SentPolicy::Shared,
                true,
                "Support / Sent: filed and checked",
            ),
            (SentPolicy::Mine, true, "Anna / Sent: filed and checked"),
            (
                SentPolicy::Both,
                true,
                "Support / Sent, Anna / Sent: filed and checked",
            ),
            (SentPolicy::Both, false, "Anna / Sent: filed and checked"),
            (SentPolicy::Server, true, "filed and checked"),
        ] {
            outgoing.sent_policy = policy;
            outgoing.mailbox = mailbox.then(|| samples::mailbox_id("support@a.test"));
            assert_eq!(copy(&outgoing, &known, &texts), said, "{policy:?}");
        }
    }
}
