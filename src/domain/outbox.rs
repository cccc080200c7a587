//! The outbox: messages between Send and done, and their states.
//!
//! The journal holds the *phase*, written before the phase is entered; the *state* is what the
//! phase and the server's answer mean for a person.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    AccountId, Bounce, DraftId, EmailAddress, FolderId, MailboxId, MessageKey, Mode, NamedAddress,
    OutboxId, Reply, SentPolicy,
};

/// What a person sees of a message in the outbox. Nothing else is a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Frozen, waits for its time.
    Scheduled,
    /// Frozen, may leave.
    Queued,
    /// An attempt is under way, before the final dot or waiting for its answer.
    Sending,
    /// The dot was handed over and no full answer came.
    Unknown,
    /// The server took it.
    Accepted,
    /// Taken; its copy is not yet filed and checked.
    Filing,
    /// Taken; the copy is checked, or none is wanted.
    Done,
    /// Refused for good, or stopped by a check before leaving.
    Held,
}

impl OutboxState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Scheduled,
        Self::Queued,
        Self::Sending,
        Self::Unknown,
        Self::Accepted,
        Self::Filing,
        Self::Done,
        Self::Held,
    ];

    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Accepted => "accepted",
            Self::Filing => "filing",
            Self::Done => "done",
            Self::Held => "held",
        }
    }

    /// The state of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// How far an attempt went. Each is committed and flushed before it is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The bytes are fixed; nothing was tried.
    Frozen,
    /// Signed in, and the attempt counted; the message is loaded next.
    Attempt,
    /// MAIL and RCPT.
    Envelope,
    /// DATA and the body, without its end.
    Body,
    /// The final dot may be on the wire: from here on only an answer of the server brings certainty.
    Dot,
    /// A 2xx to the dot was read.
    Accepted,
    /// The copy was or is being filed.
    Copy,
    /// Nothing is left to do.
    Done,
}

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::Frozen,
        Self::Attempt,
        Self::Envelope,
        Self::Body,
        Self::Dot,
        Self::Accepted,
        Self::Copy,
        Self::Done,
    ];

    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Frozen => "frozen",
            Self::Attempt => "attempt",
            Self::Envelope => "envelope",
            Self::Body => "body",
            Self::Dot => "dot",
            Self::Accepted => "accepted",
            Self::Copy => "copy",
            Self::Done => "done",
        }
    }

    /// The phase of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// What became of the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// None is wanted, or the message has not been accepted.
    None,
    /// It is still to be filed.
    Waiting,
    /// The server took it; it was not yet looked for.
    Filed,
    /// It was found by its Message-ID.
    Checked,
}

impl CopyState {
    /// The word in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Filed => "filed",
            Self::Checked => "checked",
        }
    }

    /// The state of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::None, Self::Waiting, Self::Filed, Self::Checked]
            .into_iter()
            .find(|s| s.word() == word)
    }
}

/// The SMTP envelope (RFC 5321 2.3.1), fixed at Send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// MAIL FROM
    pub from: EmailAddress,
    /// RCPT TO, each address once.
    pub to: Vec<EmailAddress>,
    /// Does the person want to hear that it arrived (RFC 3461)? Without it servers report what
    /// fails, by themselves.
    #[serde(default, skip_serializing_if = "is_false")]
    pub receipt: bool,
    /// What the reports name it by (ENVID): the Message-ID without brackets. Only with `receipt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub envelope_id: Option<String>,
}

impl Envelope {
    /// An envelope without a wish for a receipt.
    #[must_use]
    pub fn new(from: EmailAddress, to: Vec<EmailAddress>) -> Self {
        Self {
            from,
            to,
            receipt: false,
            envelope_id: None,
        }
    }

    /// The same, with the wish to hear that it arrived.
    #[must_use]
    pub fn with_receipt(mut self, message_id: &str) -> Self {
        self.receipt = true;
        self.envelope_id = Some(message_id.to_owned());
        self
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(wish: &bool) -> bool {
    !*wish
}

/// A reply of a submission server, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerReply {
    /// Where in the attempt it came.
    pub phase: Phase,
    /// The three-digit code (RFC 5321 4.2).
    pub code: u16,
    /// The enhanced status code (RFC 3463), where the server sent one.
    pub enhanced: Option<(u8, u16, u16)>,
    /// The text, lines joined by a space, at most 2000 characters, without control characters.
    pub text: String,
    /// The recipient it was about, for RCPT.
    pub recipient: Option<EmailAddress>,
}

impl ServerReply {
    /// Is it a refusal for good (5xx)?
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        (500..600).contains(&self.code)
    }
}

impl fmt::Display for ServerReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some((class, subject, detail)) = self.enhanced {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        if self.text.is_empty() {
            Ok(())
        } else {
            write!(f, " {}", self.text)
        }
    }
}

/// A check before leaving that a person may waive for one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The account may use the address. Waived once: the server is asked again.
    SendRight,
    /// The mailbox in whose name it was written can still be reached.
    MailboxLost,
    /// Nobody else answered the same message meanwhile.
    Answered,
    /// It was not sent before, by the profile from which this one was restored or copied.
    SentBefore,
    /// It was looked whether it was sent before. Nothing speaks for it.
    LookedBefore,
    /// An attempt of which nobody knows whether it arrived did not.
    Unknown,
    /// No colleague sent, took away or is sending the same shared draft.
    SharedDraft,
    /// It could be looked at whether one did. Nothing speaks for it.
    LookedAtDraft,
}

impl Check {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::SendRight,
        Self::MailboxLost,
        Self::Answered,
        Self::SentBefore,
        Self::LookedBefore,
        Self::Unknown,
        Self::SharedDraft,
        Self::LookedAtDraft,
    ];
}

/// A message in the outbox, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Its id.
    pub outbox_id: OutboxId,
    /// The Message-ID without brackets, fixed at Send.
    pub message_id: String,
    /// The account that submits it.
    pub account: AccountId,
    /// What recipients see.
    pub from: NamedAddress,
    /// What stands in `Sender`, for on behalf.
    pub sender: Option<NamedAddress>,
    /// In which way the address is claimed.
    pub mode: Mode,
    /// Envelope.
    pub envelope: Envelope,
    /// To and Cc as written, for the screen.
    pub to: Vec<NamedAddress>,
    /// Subject.
    pub subject: String,
    /// State.
    pub state: OutboxState,
    /// Journal.
    pub phase: Phase,
    /// Copy.
    pub copy: CopyState,
    /// Where the copy goes.
    pub sent_policy: SentPolicy,
    /// The mailbox whose address is used, where it can be read: its Sent folder gets the copy.
    pub mailbox: Option<MailboxId>,
    /// A folder a person chose for the copy instead of the policy's.
    pub copy_folder: Option<FolderId>,
    /// Where it stands among those that wait; the least goes first.
    pub position: i64,
    /// Attempts begun. Counted before the message is loaded, so that none can loop for ever.
    pub attempts: u32,
    /// Not to leave before.
    pub next_attempt_at: Option<Timestamp>,
    /// The server's last refusal.
    pub reply: Option<ServerReply>,
    /// Every recipient's reply of the last attempt, where some were refused.
    pub replies: Vec<ServerReply>,
    /// Recipients whom a person left out after they were refused.
    pub left_out: Vec<EmailAddress>,
    /// Checks that a person waived.
    pub waived: Vec<Check>,
    /// How often it was looked for while its outcome was unknown.
    pub looks: u32,
    /// What came back of it.
    pub bounce: Option<Bounce>,
    /// What a person should know of it although it was sent: as [`Outgoing::error`], no words.
    pub remarks: Vec<String>,
    /// Why it waits, is held or unknown, or why its copy waits: not words, but what
    /// `engine::why` makes a problem of, which is then said in the person's language.
    pub error: Option<String>,
    /// The message it answers or passes on.
    pub answers: Option<MessageKey>,
    /// The same by its Message-ID, and what was known of other answers when this one was begun.
    pub answer_to: Option<Reply>,
    /// Is it a forward (`$Forwarded`) rather than an answer (`\Answered`)?
    pub is_forward: bool,
    /// The draft it was frozen from, kept until it is accepted so that it can be edited again.
    pub draft: Option<DraftId>,
    /// Size of the frozen bytes.
    pub size: u64,
    /// When Send was pressed.
    pub created_at: Timestamp,
    /// When the server took it.
    pub accepted_at: Option<Timestamp>,
}

impl Outgoing {
    /// The envelope with which it leaves: without those whom a person left out.
    #[must_use]
    pub fn effective_envelope(&self) -> Envelope {
        let mut envelope = self.envelope.clone();
        envelope.to.retain(|to| !self.left_out.contains(to));
        envelope
    }

    /// A person wants it sent again although an attempt may have arrived of which nobody knows.
    #[must_use]
    pub fn is_sent_again(&self) -> bool {
        self.is_waived(Check::Unknown)
    }

    /// Did a person waive this check?
    #[must_use]
    pub fn is_waived(&self, check: Check) -> bool {
        self.waived.contains(&check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lies in an outbox from before there were receipts is read, and written as it was.
    #[test]
    fn an_envelope_without_a_wish_is_what_it_always_was() {
        const OLD: &str = r#"{"from":"a@b.test","to":["c@d.test"]}"#;
        let envelope: Envelope = serde_json::from_str(OLD).unwrap();
        assert!(!envelope.receipt);
        assert_eq!(serde_json::to_string(&envelope).unwrap(), OLD);
        let wanted = envelope.with_receipt("m@b.test");
        let text = serde_json::to_string(&wanted).unwrap();
        assert_eq!(serde_json::from_str::<Envelope>(&text).unwrap(), wanted);
    }
}
