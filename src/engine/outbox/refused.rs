//! What a refusal means for the message and for the person. Pure.

use crate::domain::{Draft, Mode, Outgoing, ServerReply};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::permission::{Refusal, classify};

/// Most replies whose words are told in one piece, and kept in full.
const MAX_REPLIES: usize = 20;

/// Most characters that are kept of each reply beyond those.
const MAX_SHORT: usize = 100;

/// What happens to the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// It is held for a person.
    Hold,
    /// It is tried again later.
    Later,
    /// It is tried again later, and so is everything of its account: the server wants to be left
    /// alone.
    RestServer,
    /// It waits, and so does everything of its account: the refusal is about the sign-in.
    RestAccount,
}

/// A refusal, weighed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// What happens to the message.
    pub then: Then,
    /// What the person is told.
    pub problem: Problem,
    /// The reply that decided.
    pub reply: Option<ServerReply>,
    /// Those of all recipients, as far as they are kept.
    pub replies: Vec<ServerReply>,
}

/// Weighs the replies of an attempt that was refused. A refusal that is for good outweighs those for
/// now; nobody got the message, whatever the other recipients' replies were.
pub(super) fn weigh(row: &Outgoing, replies: &[ServerReply]) -> Verdict {
    let rank = |reply: &&ServerReply| match classify(reply) {
        Refusal::SenderNotAllowed => 0,
        Refusal::SignIn | Refusal::SubmissionDisabled if reply.is_permanent() => 1,
        Refusal::TooManyRecipients => 2,
        _ if reply.is_permanent() => 2,
        _ if rests_server(reply) => 3,
        _ => 4,
    };
    let refusals = || replies.iter().filter(|reply| reply.code >= 400);
    let decisive = refusals().min_by_key(rank);
    let then = match decisive.map(|r| rank(&r)) {
        Some(0 | 2) | None => Then::Hold,
        Some(1) => Then::RestAccount,
        Some(3) => Then::RestServer,
        Some(_) => Then::Later,
    };
    let words = decisive.map(ToString::to_string).unwrap_or_default();
    let say = |kind, key| Problem::new(kind, Text::new(key).with("words", words.clone()));
    let class = decisive.map_or(Refusal::Other, classify);
    let server = ProblemKind::Server;
    let edit = || Text::new("outbox-advice-edit");
    let problem = match class {
        Refusal::SenderNotAllowed => sender(row, Some(words.clone())),
        // What is behind its sign-in is away: that is nobody's password.
        Refusal::SignIn if decisive.is_some_and(|reply| !reply.is_permanent()) => {
            say(server, "outbox-put-off")
        }
        Refusal::SignIn => say(ProblemKind::SignIn, "outbox-refused-sign-in"),
        Refusal::SubmissionDisabled => say(ProblemKind::SignIn, "outbox-refused-submission")
            .advise(Text::new("outbox-advice-administrator")),
        Refusal::UnknownRecipient | Refusal::RelayDenied => {
            let refused: Vec<_> = refusals()
                .filter(|r| classify(r) == class)
                .filter_map(|r| r.recipient.as_ref().map(ToString::to_string))
                .collect();
            let key = match class {
                // Said of the sender, or of the message, it names nobody.
                _ if refused.is_empty() => "outbox-refused-other",
                Refusal::UnknownRecipient => "outbox-refused-recipient",
                _ => "outbox-refused-relay",
            };
            let mut problem = say(server, key).advise(edit());
            if !refused.is_empty() {
                problem.message = problem.message.with("recipients", refused.join(", "));
            }
            problem
        }
        Refusal::Quota => say(server, "outbox-refused-quota"),
        Refusal::TooLarge => say(server, "outbox-refused-size").advise(edit()),
        Refusal::TooManyRecipients => say(server, "outbox-refused-many").advise(edit()),
        Refusal::Content => say(server, "outbox-refused-content").advise(edit()),
        Refusal::Temporary => say(server, "outbox-put-off"),
        Refusal::Other => say(server, "outbox-refused-other").advise(edit()),
    };
    let all: Vec<_> = refusals()
        .take(MAX_REPLIES)
        .map(|r| match &r.recipient {
            Some(recipient) => format!("{recipient}: {r}"),
            None => r.to_string(),
        })
        .collect();
    Verdict {
        then,
        problem: problem.detail(all.join("\n")),
        reply: decisive.cloned(),
        replies: kept(replies),
    }
}

/// Does a server that says this want to be left alone, whatever the message? 421: it closes the connection
/// (RFC 5321 3.8). 454 and the like: what is behind its sign-in is away for now (RFC 4954 6), which is
/// nobody's password.
pub(super) fn rests_server(reply: &ServerReply) -> bool {
    !reply.is_permanent() && (reply.code == 421 || classify(reply) == Refusal::SignIn)
}

/// Each recipient's reply is kept, since it says who may be left out; of very many, not all the
/// words.
fn kept(replies: &[ServerReply]) -> Vec<ServerReply> {
    let mut kept: Vec<ServerReply> = replies
        .iter()
        .take(Draft::MAX_RECIPIENTS)
        .cloned()
        .collect();
    for reply in kept.iter_mut().skip(MAX_REPLIES) {
        reply.text = reply.text.chars().take(MAX_SHORT).collect();
    }
    kept
}

/// The account may not use this address in this way. The message stays under the address that was
/// shown: it never falls back to another (invariant 2).
pub(super) fn sender(row: &Outgoing, words: Option<String>) -> Problem {
    let key = match row.mode {
        Mode::OnBehalf => "outbox-refused-on-behalf",
        Mode::Own | Mode::SendAs => "outbox-refused-sender",
    };
    let text = Text::new(key)
        .with("address", row.from.address.clone())
        .with("account", row.account.as_str());
    let problem = Problem::new(ProblemKind::Permission, text)
        .advise(Text::new("outbox-advice-refused-sender"))
        .of_account(&row.account);
    match words {
        Some(words) => problem.detail(words),
        None => problem,
    }
}
