//! Messages of the outbox as rows, and one of them with all that is known of it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Output;
use crate::domain::{
    Bounce, CopyState, EmailAddress, MessageKey, NamedAddress, OutboxId, OutboxState, Outgoing,
    Phase, ServerReply,
};
use crate::engine::{Possible, Problem, possible, remarks, why};
use crate::i18n::Texts;

#[derive(Serialize)]
pub(super) struct Row {
    outbox_id: OutboxId,
    message_id: String,
    from: NamedAddress,
    to: Vec<NamedAddress>,
    subject: String,
    state: OutboxState,
    phase: Phase,
    copy: CopyState,
    attempts: u32,
    next_attempt_at: Option<Timestamp>,
    error: Option<String>,
    /// What is known of it beyond that: the mail server's words, or the way to it.
    detail: Option<String>,
    /// The message that answered the same one meanwhile, where that holds it.
    answer: Option<MessageKey>,
    /// The server's own words, where it refused.
    reply: Option<String>,
    /// Those about each recipient.
    replies: Vec<ServerReply>,
    left_out: Vec<EmailAddress>,
    bounce: Option<Bounce>,
    remarks: Vec<Remark>,
    waits_for: Option<WaitsFor>,
    possible: Vec<Possible>,
    looks: u32,
    position: i64,
}

/// What a person should know of a message although it was sent.
#[derive(Serialize)]
struct Remark {
    kind: &'static str,
    message: String,
    advice: Option<String>,
    detail: Option<String>,
}

/// For whom or what a message waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum WaitsFor {
    /// A person has to decide.
    Person,
    /// Its time has not come.
    Time,
    /// Its turn, the server or the way to it.
    Server,
    /// The folder of its copy.
    Copy,
}

impl WaitsFor {
    fn of(state: OutboxState) -> Option<Self> {
        match state {
            OutboxState::Held | OutboxState::Unknown => Some(Self::Person),
            OutboxState::Scheduled => Some(Self::Time),
            OutboxState::Queued | OutboxState::Sending => Some(Self::Server),
            OutboxState::Accepted | OutboxState::Filing => Some(Self::Copy),
            OutboxState::Done => None,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Person => "cli-outbox-waits-person",
            Self::Time => "cli-outbox-waits-time",
            Self::Server => "cli-outbox-waits-server",
            Self::Copy => "cli-outbox-waits-copy",
        }
    }
}

impl Row {
    pub(super) fn of(outgoing: &Outgoing, texts: &Texts) -> Self {
        let remark = |problem: &Problem| Remark {
            kind: problem.kind.word(),
            message: super::say(texts, &problem.message),
            advice: problem.advice.as_ref().map(|a| super::say(texts, a)),
            detail: problem.detail.clone(),
        };
        let why = why(outgoing);
        Self {
            outbox_id: outgoing.outbox_id,
            message_id: outgoing.message_id.clone(),
            from: outgoing.from.clone(),
            to: outgoing.to.clone(),
            subject: outgoing.subject.clone(),
            state: outgoing.state,
            phase: outgoing.phase,
            copy: outgoing.copy,
            attempts: outgoing.attempts,
            next_attempt_at: outgoing.next_attempt_at,
            error: why
                .as_ref()
                .map(|problem| super::say(texts, &problem.message)),
            answer: why.as_ref().and_then(answer_in),
            detail: why.and_then(|problem| problem.detail),
            reply: outgoing.reply.as_ref().map(ToString::to_string),
            replies: outgoing.replies.clone(),
            left_out: outgoing.left_out.clone(),
            bounce: outgoing.bounce.clone(),
            remarks: remarks(outgoing).iter().map(remark).collect(),
            waits_for: WaitsFor::of(outgoing.state),
            possible: possible(outgoing),
            looks: outgoing.looks,
            position: outgoing.position,
        }
    }

    pub(super) fn columns(&self, texts: &Texts) -> Vec<String> {
        let to = self
            .to
            .first()
            .map(|a| a.label().to_owned())
            .unwrap_or_default();
        let mut why = self.error.clone().unwrap_or_default();
        if let Some(reply) = &self.reply {
            why = format!("{why} “{reply}”");
        }
        vec![
            self.outbox_id.to_string(),
            word(self.state, self.copy, texts),
            to,
            self.subject.clone(),
            why,
        ]
    }

    /// All that is known, a line each.
    fn lines(&self, texts: &Texts) -> Vec<String> {
        let list = |all: &[EmailAddress]| {
            let all: Vec<&str> = all.iter().map(EmailAddress::as_str).collect();
            all.join(", ")
        };
        let mut lines = vec![
            line(self, texts),
            texts.say_with(
                "cli-outbox-attempts",
                &[
                    ("phase", self.phase.word().into()),
                    ("count", self.attempts.into()),
                ],
            ),
        ];
        let shown = |words: &&str| {
            let reply = self.reply.as_deref().unwrap_or_default();
            let error = self.error.as_deref().unwrap_or_default();
            !words.is_empty() && !reply.contains(*words) && !error.contains(*words)
        };
        let detail = self.detail.iter().flat_map(|detail| detail.lines());
        lines.extend(detail.filter(shown).map(str::to_owned));
        if let Some(waits) = self.waits_for {
            lines.push(texts.say(waits.key()));
        }
        if let Some(next) = self.next_attempt_at {
            let date = texts.long_date(next, &TimeZone::system());
            lines.push(texts.say_with("cli-outbox-next", &[("date", date.into())]));
        }
        lines.extend(self.replies.iter().map(|reply| match &reply.recipient {
            Some(recipient) => format!("{recipient}: {reply}"),
            None => reply.to_string(),
        }));
        if !self.left_out.is_empty() {
            let left_out = list(&self.left_out);
            lines.push(texts.say_with("cli-outbox-left-out", &[("recipients", left_out.into())]));
        }
        if let Some(bounce) = &self.bounce {
            let key = if bounce.failed {
                "cli-outbox-bounced"
            } else {
                "cli-outbox-delayed"
            };
            let who = list(&bounce.recipients);
            let words = bounce.words.clone();
            lines.push(texts.say_with(key, &[("recipients", who.into()), ("words", words.into())]));
        }
        for remark in &self.remarks {
            lines.push(remark.message.clone());
            lines.extend(remark.detail.clone());
            lines.extend(remark.advice.clone());
        }
        if !self.possible.is_empty() {
            lines.push(texts.say("cli-outbox-possible"));
            if let Some(answer) = &self.answer {
                lines.push(format!("  postroom show {answer}"));
            }
            let verbs = self.possible.iter().map(|can| verb(*can, self.outbox_id));
            for verb in verbs {
                let verb = format!("  postroom outbox {verb}");
                if !lines.contains(&verb) {
                    lines.push(verb);
                }
            }
        }
        lines
    }
}

/// The message that a problem names, to be looked at.
fn answer_in(problem: &Problem) -> Option<MessageKey> {
    let mut args = problem.message.args.iter();
    let (_, key) = args.find(|(name, _)| *name == "message")?;
    key.parse().ok()
}

/// How that is said on the command line.
fn verb(can: Possible, id: OutboxId) -> String {
    match can {
        Possible::SendNow => format!("now {id}"),
        Possible::TryNow | Possible::SendAnyway | Possible::TryCopyNow => format!("retry {id}"),
        Possible::SendToOthers => format!("others {id}"),
        Possible::Edit | Possible::EditAsNew => format!("edit {id}"),
        Possible::Cancel | Possible::NotAgain => format!("cancel {id}"),
        Possible::Discard => format!("discard {id}"),
        Possible::LeaveAt => format!("later {id} TIME"),
        Possible::Reorder => format!("before {id} [OTHER]"),
        Possible::TreatAsSent => format!("resolve {id} sent"),
        Possible::SendAgain => format!("resolve {id} again"),
        Possible::CopyTo => format!("copy {id} MAILBOX FOLDER"),
    }
}

/// The state's word on the screen.
fn word(state: OutboxState, copy: CopyState, texts: &Texts) -> String {
    texts.say(match state {
        OutboxState::Scheduled => "outbox-state-scheduled",
        OutboxState::Queued => "outbox-state-queued",
        OutboxState::Sending => "outbox-state-sending",
        OutboxState::Unknown => "outbox-state-unknown",
        OutboxState::Filing if copy != CopyState::Checked => "outbox-state-filing",
        OutboxState::Accepted | OutboxState::Filing | OutboxState::Done => "outbox-state-sent",
        OutboxState::Held => "outbox-state-held",
    })
}

pub(super) fn line(row: &Row, texts: &Texts) -> String {
    row.columns(texts).join("  ").trim_end().to_owned()
}

/// One message, for who asked for nothing else.
pub(super) fn show(outgoing: &Outgoing, output: &mut Output<'_>) -> std::io::Result<()> {
    let row = Row::of(outgoing, output.texts);
    output.row(&row, |texts| row.lines(texts).join("\n"))
}
