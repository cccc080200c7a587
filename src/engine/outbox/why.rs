//! Why a message waits, is held, or is unknown: a [`Problem`], kept in the outbox without a word
//! of any language, so that each face says it in the person's.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::possible::may_have_arrived;
use crate::domain::{Alike, Draft, OutboxState, Outgoing, Phase};
use crate::engine::problem::{Problem, ProblemKind, Text};
// Where the keys and argument names of stored texts come from. A key that no longer stands there
// was written by another version and cannot be said.
use crate::i18n::ENGLISH;
use crate::store::Among;

/// Most characters of what is kept for the technician.
const MAX_DETAIL: usize = 4000;

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct StoredText {
    key: String,
    #[serde(default)]
    args: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    kind: String,
    message: StoredText,
    #[serde(default)]
    advice: Option<StoredText>,
    #[serde(default)]
    detail: Option<String>,
    /// A remark: why what may have arrived was not sent again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    not_again: bool,
}

impl From<&Text> for StoredText {
    fn from(text: &Text) -> Self {
        let args = text.args.iter();
        Self {
            key: text.key.to_owned(),
            args: args
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        }
    }
}

/// The form in which a problem is kept with its message.
pub(in crate::engine) fn to_stored(problem: &Problem) -> String {
    text_of(problem, false)
}

/// The same of a remark that says why what may have arrived was not sent again. Once it is known
/// that it arrived, that says nothing any more.
pub(super) fn to_stored_as_not_again(problem: &Problem) -> String {
    // What can be done is another thing than for what was never sent: that it is not known says it.
    let problem = Problem {
        advice: None,
        ..problem.clone()
    };
    text_of(&problem, true)
}

fn text_of(problem: &Problem, not_again: bool) -> String {
    let stored = Stored {
        kind: problem.kind.word().to_owned(),
        message: (&problem.message).into(),
        advice: problem.advice.as_ref().map(Into::into),
        detail: problem
            .detail
            .as_ref()
            .map(|d| d.chars().take(MAX_DETAIL).collect()),
        not_again,
    };
    // Strings only: there is nothing that JSON could not hold.
    serde_json::to_string(&stored).unwrap_or_default()
}

/// Does the message say already that this is why it waits? The technician's words may differ.
pub(super) fn says(outgoing: &Outgoing, problem: &Problem) -> bool {
    let stored = outgoing.error.as_deref();
    let stored = stored.and_then(|text| serde_json::from_str::<Stored>(text).ok());
    stored.is_some_and(|stored| stored.message == StoredText::from(&problem.message))
}

/// Why this message waits, is held, is unknown, or why its copy waits; `None` when all is well.
#[must_use]
pub fn why(outgoing: &Outgoing) -> Option<Problem> {
    use OutboxState::{Accepted, Done, Sending};
    if matches!(outgoing.state, Sending | Accepted | Done) {
        return None;
    }
    let stored = outgoing.error.as_deref();
    let stored = stored.map(|text| (text, serde_json::from_str::<Stored>(text).ok()));
    // A program that ended at the dot left no reason, or an older one why the message had waited.
    let of_unknown = |stored: &Stored| stored.kind == ProblemKind::Unknown.word();
    if outgoing.state == OutboxState::Unknown
        && !matches!(&stored, Some((_, Some(stored))) if of_unknown(stored))
    {
        return Some(of(outgoing, unknown()));
    }
    let (text, stored) = stored?;
    Some(of(outgoing, said(text, stored)))
}

/// The key of the words of [`why`], without looking for these: it is asked of every message at every
/// look.
pub(super) fn key(outgoing: &Outgoing) -> Option<String> {
    #[derive(Deserialize)]
    struct Said {
        kind: String,
        message: Named,
    }
    #[derive(Deserialize)]
    struct Named {
        key: String,
    }
    use OutboxState::{Accepted, Done, Sending, Unknown};
    if matches!(outgoing.state, Sending | Accepted | Done) {
        return None;
    }
    let said = outgoing.error.as_deref();
    let said: Option<Said> = said.and_then(|text| serde_json::from_str(text).ok());
    let said = said
        .filter(|said| outgoing.state != Unknown || said.kind == ProblemKind::Unknown.word())
        .map(|said| said.message.key);
    let of_unknown = || (outgoing.state == Unknown).then(|| unknown().message.key.to_owned());
    said.or_else(of_unknown)
}

/// How far a message came: the key of the words for it.
#[must_use]
pub fn how_far(outgoing: &Outgoing) -> &'static str {
    match outgoing.phase {
        Phase::Frozen if outgoing.is_sent_again() || may_have_arrived(outgoing) => {
            "outbox-phase-again"
        }
        // Whatever was tried, nothing of it is with the server.
        Phase::Frozen if outgoing.attempts > 0 => "outbox-phase-back",
        Phase::Frozen => "outbox-phase-frozen",
        Phase::Attempt => "outbox-phase-attempt",
        Phase::Envelope => "outbox-phase-envelope",
        Phase::Body => "outbox-phase-body",
        Phase::Dot => "outbox-phase-dot",
        Phase::Accepted => "outbox-phase-accepted",
        Phase::Copy => "outbox-phase-copy",
        Phase::Done => "outbox-phase-done",
    }
}

/// What a person should know of a message although it was sent, or why what may have arrived was not
/// sent again, for as long as nobody knows that it did.
#[must_use]
pub fn remarks(outgoing: &Outgoing) -> Vec<Problem> {
    let stored = outgoing.remarks.iter().map(|text| {
        let stored: Option<Stored> = serde_json::from_str(text).ok();
        (text, stored)
    });
    let is_unknown = outgoing.state == OutboxState::Unknown;
    stored
        .filter(|(_, stored)| is_unknown || !stored.as_ref().is_some_and(|one| one.not_again))
        .map(|(text, stored)| of(outgoing, said(text, stored)))
        .collect()
}

/// Most remarks of one sort on one message.
const MAX_REMARKS: usize = 10;
/// Most receipts: three of each recipient.
const MAX_RECEIPTS: usize = 3 * Draft::MAX_RECIPIENTS;

/// Among which remarks this one counts: what servers report of many recipients keeps none of the
/// others out, and neither do reports that anybody could write.
pub(in crate::engine) fn among(remark: &Problem) -> Among {
    let key = remark.message.key;
    if is_receipt(key) {
        let alike = |text: &str| is_stored(text, is_receipt);
        Among::new(alike, MAX_RECEIPTS)
    } else if is_of_another(key) {
        let alike = |text: &str| is_stored(text, is_of_another);
        Among::new(alike, MAX_REMARKS)
    } else {
        let alike = |text: &str| !is_stored(text, |key| is_receipt(key) || is_of_another(key));
        Among::new(alike, MAX_REMARKS)
    }
}

fn is_receipt(key: &str) -> bool {
    key.starts_with("outbox-receipt-")
}

/// The recipient about whom a remark is, if it is a receipt.
#[must_use]
pub fn receipt_for(remark: &Problem) -> Option<&str> {
    let mut args = remark.message.args.iter();
    let (_, recipient) = args.find(|(name, _)| *name == "recipient")?;
    is_receipt(remark.message.key).then_some(recipient)
}

/// What came back of those of whom the same is said, with at most so many `names`, and so many
/// `letters` of their server's words.
#[must_use]
pub fn came_back(alike: &Alike, names: usize, letters: usize) -> Text {
    let key = match (alike.failed, alike.who.is_empty(), alike.words.is_empty()) {
        (true, false, false) => "outbox-back-from",
        (true, false, true) => "outbox-back-from-wordless",
        (true, true, false) => "outbox-back-nobody",
        (true, true, true) => "outbox-back-nobody-wordless",
        (false, false, false) => "outbox-late-to",
        (false, false, true) => "outbox-late-to-wordless",
        (false, true, false) => "outbox-late-nobody",
        (false, true, true) => "outbox-late-nobody-wordless",
    };
    let named: Vec<&str> = alike.who.iter().take(names).map(String::as_str).collect();
    let mut recipients = named.join(", ");
    if let Some(more) = alike.who.len().checked_sub(named.len()).filter(|n| *n > 0) {
        recipients.push_str(&format!(" +{more}"));
    }
    let mut words: String = alike.words.chars().take(letters).collect();
    if words.len() < alike.words.len() {
        words.push('…');
    }
    Text::new(key)
        .with("recipients", recipients)
        .with("words", words)
}

fn is_of_another(key: &str) -> bool {
    key == "outbox-report-for-another"
}

fn is_stored(text: &str, with_key: fn(&str) -> bool) -> bool {
    serde_json::from_str::<Stored>(text).is_ok_and(|stored| with_key(&stored.message.key))
}

/// The problem that was stored as this text.
fn said(text: &str, stored: Option<Stored>) -> Problem {
    let known = stored.as_ref().and_then(problem_of);
    known.unwrap_or_else(|| {
        // Of another version: its words are better than none.
        let (kind, detail) = match stored {
            Some(stored) => (ProblemKind::from_word(&stored.kind), stored.detail),
            None => (None, None),
        };
        let kind = kind.unwrap_or(ProblemKind::Server);
        Problem::new(kind, Text::new("outbox-why-other"))
            .detail(detail.unwrap_or_else(|| text.to_owned()))
    })
}

/// The problem that was kept in this form; `None`: by another version.
pub(in crate::engine) fn read_stored(text: &str) -> Option<Problem> {
    problem_of(&serde_json::from_str(text).ok()?)
}

fn problem_of(stored: &Stored) -> Option<Problem> {
    let mut problem = Problem::new(
        ProblemKind::from_word(&stored.kind)?,
        from_stored(&stored.message)?,
    );
    problem.advice = stored.advice.as_ref().and_then(from_stored);
    problem.detail.clone_from(&stored.detail);
    Some(problem)
}

/// The server may have the message, and did not say.
pub(super) fn unknown() -> Problem {
    Problem::new(ProblemKind::Unknown, Text::new("outbox-unknown"))
        .advise(Text::new("outbox-advice-unknown"))
}

/// It was not sent this time, which says nothing of the time before.
pub(super) fn unknown_before() -> Problem {
    Problem::new(ProblemKind::Unknown, Text::new("outbox-unknown-before"))
        .advise(Text::new("outbox-advice-unknown"))
}

fn of(outgoing: &Outgoing, mut problem: Problem) -> Problem {
    problem.account = Some(outgoing.account.clone());
    problem.mailbox.clone_from(&outgoing.mailbox);
    problem
}

fn from_stored(stored: &StoredText) -> Option<Text> {
    let mut text = Text::new(static_word(&stored.key)?);
    for (name, value) in &stored.args {
        text = text.with(static_word(name)?, value.clone());
    }
    Some(text)
}

/// The word where it stands in the English texts.
fn static_word(word: &str) -> Option<&'static str> {
    // Once for all: a message may have a receipt of each of its recipients.
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let words = ENGLISH.split(move |c: char| !inside(c));
        words.filter(|word| !word.is_empty()).collect()
    });
    WORDS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples::outgoing;

    #[test]
    fn a_problem_comes_back_as_it_was() {
        let mut out = outgoing();
        assert_eq!(why(&out), None);
        let problem = Problem::new(
            ProblemKind::Permission,
            Text::new("outbox-copy-no-right")
                .with("folder", "Sent “x” { $y }")
                .with("mailbox", "support@a.test"),
        )
        .advise(Text::new("outbox-advice-copy-to"))
        .detail("553 5.7.1 no");
        out.error = Some(to_stored(&problem));
        assert_eq!(key(&out).as_deref(), Some("outbox-copy-no-right"));
        assert!(says(&out, &problem.clone().detail("other words")));
        assert!(!says(
            &out,
            &Problem::new(problem.kind, Text::new("outbox-journal"))
        ));
        let mut expected = problem.of_account(&out.account);
        expected.mailbox.clone_from(&out.mailbox);
        assert_eq!(why(&out), Some(expected));
    }

    /// What stands in the way of an account is said by the messages that wait for it.
    #[test]
    fn problems_of_accounts_come_back_too() {
        use crate::engine::causes::{Server, of_wire};
        use crate::wire::WireError;
        let account = crate::engine::samples::account("anna@a.test");
        let (host, port) = ("smtp.a.test".to_owned(), 465);
        let words = "no route".to_owned();
        let kind = std::io::ErrorKind::HostUnreachable;
        for error in [
            WireError::Resolve {
                host: host.clone(),
                words: words.clone(),
            },
            WireError::Connect {
                host: host.clone(),
                port,
                kind,
                words: words.clone(),
            },
            WireError::Timeout { step: "greeting" },
            WireError::Closed { step: "data" },
            WireError::SignIn { words, reply: None },
            WireError::PlaintextRefused { host },
            WireError::InjectedBeforeTls,
        ] {
            let mut problem = of_wire(&error, &account, Server::Submission);
            let mut out = outgoing();
            out.error = Some(to_stored(&problem));
            problem.mailbox.clone_from(&out.mailbox);
            assert_eq!(why(&out), Some(problem), "{error}");
        }
        let mut offline = crate::engine::identities::offline(&account.id());
        let mut out = outgoing();
        out.error = Some(to_stored(&offline));
        offline.mailbox.clone_from(&out.mailbox);
        assert_eq!(why(&out), Some(offline));
    }

    #[test]
    fn remarks_are_said_as_they_were_stored() {
        let mut out = outgoing();
        let problem = Problem::new(
            ProblemKind::Permission,
            Text::new("outbox-copy-folder-gone"),
        );
        out.remarks = vec![to_stored(&problem), "of another version".into()];
        let [known, other] = &remarks(&out)[..] else {
            panic!("two remarks")
        };
        assert_eq!(known.message, problem.message);
        assert_eq!(known.account, Some(out.account.clone()));
        assert_eq!(other.detail.as_deref(), Some("of another version"));
    }

    /// Until it is known that it was sent: then a refusal of the second time is no news of it.
    #[test]
    fn why_it_was_not_sent_again_is_said_while_it_is_unknown() {
        let mut out = outgoing();
        let text = Text::new("outbox-refused-size").with("words", "552 too big");
        let refused = Problem::new(ProblemKind::Server, text);
        let other = Problem::new(ProblemKind::Server, Text::new("outbox-no-receipts"));
        out.remarks = vec![to_stored(&other), to_stored_as_not_again(&refused)];
        let keys = |out: &Outgoing| -> Vec<&'static str> {
            remarks(out).iter().map(|p| p.message.key).collect()
        };
        out.state = OutboxState::Unknown;
        assert_eq!(keys(&out), ["outbox-no-receipts", "outbox-refused-size"]);
        for state in [
            OutboxState::Accepted,
            OutboxState::Filing,
            OutboxState::Done,
        ] {
            out.state = state;
            assert_eq!(keys(&out), ["outbox-no-receipts"], "{state:?}");
        }
    }

    /// In each state the key is that of what is said.
    #[test]
    fn the_key_is_that_of_the_words() {
        let held = Problem::new(ProblemKind::Permission, Text::new("outbox-refused-sender"));
        let reasons = [
            None,
            Some(to_stored(&held)),
            Some(to_stored(&unknown_before())),
        ];
        for state in OutboxState::ALL {
            for error in reasons.clone() {
                let mut out = outgoing();
                (out.state, out.error) = (state, error);
                let words = why(&out).map(|why| why.message.key);
                assert_eq!(key(&out).as_deref(), words, "{out:?}");
            }
        }
    }

    #[test]
    fn what_another_version_wrote_is_not_lost() {
        let mut out = outgoing();
        for (text, detail) in [
            ("no JSON at all", "no JSON at all"),
            (
                r#"{"kind":"network","message":{"key":"of-another-version"},"detail":"words"}"#,
                "words",
            ),
        ] {
            out.error = Some(text.to_owned());
            let problem = why(&out).unwrap();
            assert_eq!(problem.message.key, "outbox-why-other");
            assert_eq!(problem.detail.as_deref(), Some(detail));
        }
    }
}
