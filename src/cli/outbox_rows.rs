//! Messages of the outbox as rows, and one of them with all that is known of it.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::Output;
use super::earlier_answer::Earlier;
use crate::domain::{
    AccountId, Alike, Bounce, CopyState, EmailAddress, MessageKey, Mode, NamedAddress, OutboxId,
    OutboxState, Outgoing, Phase, ServerReply,
};
use crate::engine::{Possible, Problem, came_back, how_far, possible, receipt_for, remarks, why};
use crate::i18n::Texts;

#[derive(Serialize)]
pub(super) struct Row {
    pub(super) outbox_id: OutboxId,
    pub(super) message_id: String,
    pub(super) from: NamedAddress,
    /// The account by which it leaves, and how it uses the address.
    account: AccountId,
    mode: Mode,
    /// Who recipients see as its sender beside its author.
    sender: Option<NamedAddress>,
    pub(super) to: Vec<NamedAddress>,
    /// Everybody who gets it, also those whom no header names (Bcc).
    recipients: Vec<EmailAddress>,
    pub(super) subject: String,
    pub(super) state: OutboxState,
    pub(super) phase: Phase,
    pub(super) copy: CopyState,
    pub(super) attempts: u32,
    pub(super) next_attempt_at: Option<Timestamp>,
    pub(super) error: Option<String>,
    /// What is known of it beyond that: the mail server's words, or the way to it.
    pub(super) detail: Option<String>,
    /// The message that answered the same one meanwhile, where that holds it.
    pub(super) answer: Option<MessageKey>,
    /// One's own message that answered it before, where that holds it.
    pub(super) own_answer: Option<OutboxId>,
    /// The server's own words, where it refused.
    pub(super) reply: Option<String>,
    /// Those about each recipient.
    pub(super) replies: Vec<ServerReply>,
    pub(super) left_out: Vec<EmailAddress>,
    pub(super) bounce: Option<Bounce>,
    remarks: Vec<Remark>,
    waits_for: Option<WaitsFor>,
    pub(super) possible: Vec<Possible>,
    pub(super) looks: u32,
    /// Its last sending came to nothing, and of the one before nobody knows.
    #[serde(skip)]
    pub(super) was_not_sent_again: bool,
    /// The key of the words for how far it came.
    #[serde(skip)]
    how_far: &'static str,
    pub(super) position: i64,
}

/// What a person should know of a message although it was sent.
#[derive(Serialize)]
struct Remark {
    kind: &'static str,
    message: String,
    advice: Option<String>,
    detail: Option<String>,
    /// The recipient of whom it is a receipt.
    #[serde(skip)]
    receipt_for: Option<String>,
}

/// What came back, and to whom it came, is said of so many before the rest is counted.
const FEW: usize = 3;

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
            receipt_for: receipt_for(problem).map(str::to_owned),
        };
        let why = why(outgoing);
        let key = why.as_ref().map(|why| why.message.key);
        let was_not_sent_again = key == Some("outbox-unknown-before");
        Self {
            outbox_id: outgoing.outbox_id,
            message_id: outgoing.message_id.clone(),
            from: outgoing.from.clone(),
            account: outgoing.account.clone(),
            mode: outgoing.mode,
            sender: outgoing.sender.clone(),
            to: outgoing.to.clone(),
            recipients: outgoing.envelope.to.clone(),
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
            own_answer: None,
            detail: why.and_then(|problem| problem.detail),
            reply: outgoing.reply.as_ref().map(ToString::to_string),
            replies: outgoing.replies.clone(),
            left_out: outgoing.left_out.clone(),
            bounce: outgoing.bounce.clone(),
            remarks: remarks(outgoing).iter().map(remark).collect(),
            waits_for: WaitsFor::of(outgoing.state),
            possible: possible(outgoing),
            looks: outgoing.looks,
            was_not_sent_again,
            how_far: how_far(outgoing),
            position: outgoing.position,
        }
    }

    /// The same, with the answer of one's own that holds it.
    pub(super) fn after(mut self, earlier: Option<Earlier>) -> Self {
        if let Some(earlier) = earlier {
            self.own_answer = Some(earlier.outbox_id);
            self.answer = self.answer.or(earlier.copy);
        }
        self
    }

    /// What it is: its id, its state, to whom it goes, and its subject. A line is a message: nothing
    /// within a subject or a name breaks it.
    pub(super) fn head(&self, texts: &Texts) -> [String; 4] {
        let mut to: Vec<&str> = self.to.iter().map(NamedAddress::label).collect();
        if to.is_empty() {
            to.extend(self.recipients.iter().map(EmailAddress::as_str));
        }
        let mut to = to.into_iter();
        let mut first = to.next().unwrap_or_default().to_owned();
        let more = to.count();
        if more > 0 {
            first = format!("{first} +{more}");
        }
        [
            self.outbox_id.to_string(),
            word(self.state, self.copy, texts),
            on_one_line(&first),
            on_one_line(&self.subject),
        ]
    }

    /// Is it still here, so that what the server said of it is why?
    pub(super) fn is_here(&self) -> bool {
        use OutboxState::{Held, Queued, Scheduled};
        matches!(self.state, Scheduled | Queued | Held)
    }

    /// Why it waits or is held, with the server's words in full, once.
    pub(super) fn why(&self) -> Option<String> {
        // Of what was sent an earlier refusal says nothing any more.
        let reply = self.reply.as_ref().filter(|_| self.is_here());
        match (&self.error, reply) {
            (Some(error), Some(reply)) if !error.contains(reply.as_str()) => {
                Some(format!("{error} “{reply}”"))
            }
            (Some(error), _) => Some(error.clone()),
            (None, reply) => reply.map(|reply| format!("“{reply}”")),
        }
    }

    /// What is said beside that of one of unknown outcome: why it was not sent again, and what could
    /// not be seen to.
    pub(super) fn of_unknown(&self) -> impl Iterator<Item = &str> {
        let is_unknown = self.state == OutboxState::Unknown;
        let remarks = self.remarks.iter().filter(move |_| is_unknown);
        remarks.map(|remark| remark.message.as_str())
    }

    /// What a person should know of it although it was sent; of many receipts how many there are.
    pub(super) fn of_what_was_sent(&self, texts: &Texts) -> Vec<String> {
        use OutboxState::{Accepted, Done, Filing};
        if !matches!(self.state, Accepted | Filing | Done) {
            return Vec::new();
        }
        let came = self.remarks.iter().filter_map(|r| r.receipt_for.as_deref());
        let came: BTreeSet<&str> = came.collect();
        let many = came.len() > FEW;
        let one_by_one = |remark: &&Remark| !many || remark.receipt_for.is_none();
        let remarks = self.remarks.iter().filter(one_by_one);
        let mut said: Vec<String> = remarks.map(|remark| remark.message.clone()).collect();
        if many {
            let all = self.recipients.iter();
            let all = all.filter(|one| !self.left_out.contains(one)).count();
            let args = [("count", came.len().into()), ("all", all.into())];
            said.push(texts.say_with("outbox-receipts", &args));
        }
        said
    }

    /// What is known beyond that: each recipient's answer of those that `which` wants, and the
    /// way to a server or its words, as far as nothing else says it.
    pub(super) fn more(&self, which: impl Fn(&ServerReply) -> bool) -> Vec<String> {
        let why = self.why().unwrap_or_default();
        let of_recipient = |reply: &ServerReply| match &reply.recipient {
            Some(recipient) => format!("{recipient}: {reply}"),
            None => reply.to_string(),
        };
        let all: Vec<String> = self.replies.iter().map(of_recipient).collect();
        let is_said = |words: &str| {
            words.is_empty() || why.contains(words) || all.iter().any(|reply| reply == words)
        };
        let detail = self.detail.iter().flat_map(|detail| detail.lines());
        let mut more: Vec<String> = detail
            .filter(|words| !is_said(words))
            .map(str::to_owned)
            .collect();
        let replies = self.replies.iter().filter(|reply| which(reply));
        more.extend(replies.map(of_recipient));
        more
    }

    /// To whom it did not come, or comes late, each in the words of their server; and who was left
    /// out.
    pub(super) fn missed(&self, texts: &Texts) -> Vec<String> {
        self.missed_by(texts, usize::MAX)
    }

    /// The same, of a few.
    pub(super) fn missed_shortly(&self, texts: &Texts) -> Vec<String> {
        self.missed_by(texts, FEW)
    }

    fn missed_by(&self, texts: &Texts, most: usize) -> Vec<String> {
        let list = |all: &[EmailAddress]| {
            let all: Vec<&str> = all.iter().map(EmailAddress::as_str).collect();
            all.join(", ")
        };
        let mut missed = Vec::new();
        if !self.left_out.is_empty() {
            let left_out = list(&self.left_out);
            missed.push(texts.say_with("cli-outbox-left-out", &[("recipients", left_out.into())]));
        }
        if let Some(bounce) = &self.bounce {
            let all = bounce.alike();
            let few = all.iter().take(most);
            missed.extend(few.map(|alike| super::say(texts, &came_back(alike, most, usize::MAX))));
            let more: usize = all.iter().skip(most).map(Alike::count).sum();
            if more > 0 {
                missed.push(texts.say_with("outbox-back-more", &[("count", more.into())]));
            }
        }
        missed
    }

    /// The verb that shows the answer which holds it.
    pub(super) fn look(&self) -> Option<String> {
        match (&self.answer, self.own_answer) {
            (Some(answer), _) => Some(format!("postroom show {answer}")),
            (None, Some(own)) => Some(format!("postroom outbox show {own}")),
            (None, None) => None,
        }
    }

    /// The verbs that change something now, without `postroom outbox` before them.
    pub(super) fn verbs(&self) -> Vec<String> {
        let mut verbs: Vec<String> = Vec::new();
        for can in &self.possible {
            let verb = verb(*can, self.outbox_id);
            if !verbs.contains(&verb) {
                verbs.push(verb);
            }
        }
        verbs
    }

    /// Under whose name it leaves, and by whom.
    fn author(&self, texts: &Texts) -> String {
        let from = ("from", self.from.to_string().into());
        let account = ("account", self.account.as_str().into());
        match (&self.sender, self.mode) {
            (Some(sender), Mode::OnBehalf) => {
                let sender = ("sender", sender.to_string().into());
                texts.say_with("cli-outbox-on-behalf", &[from, sender, account])
            }
            _ => texts.say_with("cli-outbox-from", &[from, account]),
        }
    }

    /// How far it came, in words.
    pub(super) fn phase(&self, texts: &Texts) -> String {
        texts.say(self.how_far)
    }

    /// All that is known, a line each.
    fn lines(&self, texts: &Texts) -> Vec<String> {
        let recipients: Vec<&str> = self.recipients.iter().map(EmailAddress::as_str).collect();
        let mut lines = vec![
            line(self, texts),
            self.author(texts),
            texts.say_with(
                "cli-outbox-recipients",
                &[("recipients", recipients.join(", ").into())],
            ),
            texts.say_with(
                "cli-outbox-attempts",
                &[
                    ("phase", self.phase(texts).into()),
                    ("count", self.attempts.into()),
                ],
            ),
        ];
        if let Some(waits) = self.waits_for {
            lines.push(texts.say(waits.key()));
        }
        if let Some(next) = self.next_attempt_at {
            let date = texts.long_date(next, &TimeZone::system());
            let key = match self.state {
                OutboxState::Unknown => "cli-outbox-next-look",
                OutboxState::Accepted | OutboxState::Filing => "cli-outbox-next-copy",
                _ => "cli-outbox-next",
            };
            lines.push(texts.say_with(key, &[("date", date.into())]));
        }
        // What was said to nobody in particular stands in the reason.
        let why = self.why().unwrap_or_default();
        let of_all =
            |reply: &ServerReply| reply.recipient.is_none() && why.contains(&reply.to_string());
        lines.extend(self.more(|reply| !of_all(reply)));
        lines.extend(self.missed(texts));
        for remark in &self.remarks {
            lines.push(remark.message.clone());
            lines.extend(remark.detail.clone());
            lines.extend(remark.advice.clone());
        }
        if !self.possible.is_empty() {
            lines.push(texts.say("cli-outbox-possible"));
            lines.extend(self.look().map(|verb| format!("  {verb}")));
            let verbs = self.verbs();
            lines.extend(verbs.iter().map(|verb| format!("  postroom outbox {verb}")));
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
        Possible::TryNow | Possible::TryCopyNow => format!("retry {id}"),
        Possible::SendAnyway => format!("anyway {id}"),
        Possible::SendToOthers => format!("others {id}"),
        Possible::Edit | Possible::EditAsNew => format!("edit {id}"),
        Possible::EditForLeftOut => format!("edit {id} --left-out"),
        Possible::Cancel | Possible::NotAgain => format!("cancel {id}"),
        Possible::Discard => format!("discard {id}"),
        Possible::LeaveAt => format!("later {id} TIME"),
        Possible::Reorder => format!("before {id} [OTHER]"),
        Possible::TreatAsSent => format!("resolve {id} sent"),
        Possible::SendAgain => format!("resolve {id} again"),
        Possible::CopyTo => format!("copy {id} MAILBOX FOLDER"),
        Possible::LeaveUncopied => format!("copy {id} --none"),
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
    let mut line = row.head(texts).join("  ");
    if let Some(why) = row.why() {
        line = format!("{line}  {why}");
    }
    line.trim_end().to_owned()
}

/// One message, for who asked for nothing else.
pub(super) fn show(row: &Row, output: &mut Output<'_>) -> std::io::Result<()> {
    output.row(row, |texts| row.lines(texts).join("\n"))
}

/// The words of a text, on one line.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
