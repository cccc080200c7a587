//! What a submission server means by a refusal: its phase, code, enhanced code and words, since
//! none of them alone tells. `5.7.1` is a lost send right on one server, a relay refused on another
//! and spam on a third; `501 5.5.4` is Stalwart's "not your address" and everybody else's bad
//! parameter.
//!
//! The words are compared without the addresses in them, which are a person's choice, not the
//! server's: an address such as `spam@` or `dmarc@` says nothing of the cause.

use crate::domain::{DeliveryAction, Phase, RecipientReport, ServerReply};

/// What a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The account may not use this address: evidence on the send right.
    SenderNotAllowed,
    /// The sign-in: a wrong or expired password, or none.
    SignIn,
    /// The server's administrator switched off this way of signing in or of submitting.
    SubmissionDisabled,
    /// A recipient does not exist.
    UnknownRecipient,
    /// The server does not take mail for that recipient or domain.
    RelayDenied,
    /// The recipient's mailbox, or the sender's quota, is full.
    Quota,
    /// The message is too large.
    TooLarge,
    /// It has more recipients than the server takes at once.
    TooManyRecipients,
    /// The content was refused as spam or by a policy.
    Content,
    /// Try later: a 4xx without a known cause.
    Temporary,
    /// None of these.
    Other,
}

/// Whose word a rule is believed to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Only that of the server that the message is handed to, which knows who signed in.
    Submission,
    /// That of any server on the way too, as a report passes it on.
    Any,
}

struct Rule {
    whose: Whose,
    /// In which phase; `None`: in any.
    phase: Option<Phase>,
    codes: &'static [u16],
    enhanced: Option<(u8, u16, u16)>,
    /// One of these must stand in the words, as [`plain`] makes them; empty: any words.
    words: &'static [&'static str],
    means: Refusal,
}

const fn rule(
    whose: Whose,
    codes: &'static [u16],
    words: &'static [&'static str],
    means: Refusal,
) -> Rule {
    Rule {
        whose,
        phase: None,
        codes,
        enhanced: None,
        words,
        means,
    }
}

impl Rule {
    const fn at(self, phase: Phase) -> Self {
        Self {
            phase: Some(phase),
            ..self
        }
    }

    const fn with(self, enhanced: (u8, u16, u16)) -> Self {
        Self {
            enhanced: Some(enhanced),
            ..self
        }
    }

    fn fits(&self, reply: &ServerReply, words: &str) -> bool {
        self.codes.contains(&reply.code)
            && self.phase.is_none_or(|phase| phase == reply.phase)
            && self.enhanced.is_none_or(|e| reply.enhanced == Some(e))
            && (self.words.is_empty() || self.words.iter().any(|w| words.contains(w)))
    }
}

use Refusal::{
    Content, Quota, RelayDenied, SenderNotAllowed, SignIn, SubmissionDisabled, TooLarge,
    TooManyRecipients, UnknownRecipient,
};
use Whose::{Any, Submission};

/// A refusal for good of a sender, a recipient or a message.
const REFUSED: &[u16] = &[550, 551, 553, 554];

/// Read from top to bottom; the first rule that fits decides.
const RULES: &[Rule] = &[
    // ----- The sender, in words that mean nothing else.
    // Exchange Online after DATA: 554 5.2.252 SendAsDenied; older ones 554 5.2.0
    // …SendAsDeniedException.
    rule(Any, REFUSED, &["sendasdenied"], SenderNotAllowed),
    rule(Any, &[550, 554], &[], SenderNotAllowed).with((5, 2, 252)),
    // Exchange: 550 5.7.60 SMTP; Client does not have permissions to send as this sender.
    rule(Any, &[550, 554], &[], SenderNotAllowed).with((5, 7, 60)),
    // The same in the words of Exchange's reports. "Permission to send to this recipient" is the
    // recipient's business.
    rule(
        Any,
        REFUSED,
        &[
            "permission to send as",
            "permissions to send as",
            "permission to send on behalf",
            "permissions to send on behalf",
            "permission to send the message on behalf",
            "send a message on behalf of this user unless you have permission",
            "permission to send a message from the specified user",
            "permission to send the message from the specified user",
            // To people who read German and French.
            "im auftrag des angegebenen benutzers zu senden",
            "envoyer le message au nom de l'utilisateur spécifié",
            "envoyer le message sous le nom de l'utilisateur spécifié",
            "envoyer le message pour le compte de l'utilisateur spécifié",
        ],
        SenderNotAllowed,
    ),
    // ----- Whether mail of a domain may come from a host, not of an address from an account.
    rule(
        Any,
        REFUSED,
        &[
            " spf",
            " dkim",
            " dmarc",
            "sender policy framework",
            "domain policy",
            "spamhaus",
            "blocked using",
            "blacklist",
            "blocklist",
            "reputation",
        ],
        Content,
    ),
    // Exchange's restrictions of a recipient (RESOLVER.RST.NotAuthorized, …AuthenticatedForGroup):
    // neither the sender's right nor the sign-in, whatever else the words say.
    rule(
        Any,
        REFUSED,
        &["resolver.rst.", "delivery restriction check failed"],
        Refusal::Other,
    ),
    // ----- The sender, in words that others use in another sense: only at the place where the
    // server that refuses says them.
    // Postfix reject_sender_login_mismatch (smtpd_check.c): "not owned by user" is a missing right,
    // "not logged in" a session that never signed in. Yandex: "not owned by auth user".
    rule(
        Submission,
        &[450, 550, 553, 554],
        &["not owned by user", "sender address rejected not owned by"],
        SenderNotAllowed,
    ),
    rule(
        Submission,
        &[450, 550, 553, 554],
        &["sender address rejected not logged in"],
        SignIn,
    ),
    // Stalwart at MAIL FROM: 501 5.5.4 You are not allowed to send from this address. Others say it
    // of an IP address or a country.
    rule(
        Submission,
        &[501, 550, 553],
        &[
            "you are not allowed to send from this address",
            "you are not allowed to send from @",
        ],
        SenderNotAllowed,
    )
    .at(Phase::Envelope),
    // Header checks at the end of DATA that name the From or Sender header, and whom it does not
    // belong to. "From <…>" alone stands in many a refusal of spam.
    rule(
        Submission,
        &[550, 553, 554],
        &[
            "from @ not permitted for @",
            "from @ not owned by @",
            "from @ allowed for @ only on behalf",
            "sender @ not permitted for @",
            "sender @ not owned by @",
        ],
        SenderNotAllowed,
    )
    .with((5, 7, 1))
    .at(Phase::Dot),
    // ----- The sign-in, not rights.
    rule(
        Submission,
        &[535, 550, 554],
        &[
            "smtpclientauthentication is disabled",
            "basic authentication is disabled",
        ],
        SubmissionDisabled,
    ),
    rule(Submission, &[550, 535], &[], SubmissionDisabled).with((5, 7, 30)),
    rule(Submission, &[530, 535, 534, 538], &[], SignIn),
    // Exchange says 432 of a sender who sends too much at once, too (4.3.2).
    rule(Submission, &[432, 454], &[], SignIn).at(Phase::Attempt),
    rule(Submission, &[454], &[], SignIn).with((4, 7, 0)),
    rule(Submission, &[550, 554], &[], SignIn).with((5, 7, 57)),
    rule(
        Submission,
        REFUSED,
        &["client was not authenticated", "authentication required"],
        SignIn,
    ),
    // Postfix reject_unlisted_sender: the address that is written from does not exist here. It is
    // said at RCPT, in the words that are said of recipients too. Its other refusals of a sender
    // (no such domain, not verified) are no matter of rights or recipients either.
    rule(Any, REFUSED, &["sender address rejected"], Refusal::Other),
    // ----- Recipients.
    // RFC 5321 4.5.3.1.10 has servers say 452 (552 before it), which is no better a minute later.
    // "Too many recipients" under another status is a rate (Postfix's anvil: 450 4.7.1).
    rule(
        Submission,
        &[451, 452, 550, 552, 554],
        &[],
        TooManyRecipients,
    )
    .with((4, 5, 3)),
    rule(Submission, &[550, 552, 554], &[], TooManyRecipients).with((5, 5, 3)),
    rule(Any, &[550, 551, 553, 554], &[], UnknownRecipient).with((5, 1, 1)),
    rule(Any, &[550, 551, 553, 554], &[], UnknownRecipient).with((5, 1, 10)),
    rule(
        Any,
        &[550, 553, 554],
        &["user unknown", "no such user", "unknown user"],
        UnknownRecipient,
    ),
    rule(
        Any,
        &[454, 550, 551, 553, 554],
        &[
            "relay access denied",
            "unable to relay",
            "relaying denied",
            "relay denied",
            "relay not permitted",
        ],
        RelayDenied,
    ),
    rule(Submission, &[550, 554], &[], RelayDenied)
        .with((5, 4, 4))
        .at(Phase::Envelope),
    // ----- Size and quota.
    rule(Any, &[552, 554, 550], &[], TooLarge).with((5, 3, 4)),
    rule(
        Any,
        &[552, 554],
        &[
            "too large",
            "size limit",
            "exceeds fixed",
            "maximum message size",
        ],
        TooLarge,
    ),
    rule(Any, &[552, 554, 550], &[], Quota).with((5, 2, 2)),
    rule(Any, &[452], &[], Quota).with((4, 2, 2)),
    rule(
        Any,
        &[452, 552],
        &["quota", "mailbox full", "mailbox is full", "storage"],
        Quota,
    ),
    // ----- Content.
    rule(
        Any,
        &[550, 554],
        &[
            "spam",
            "virus",
            "content rejected",
            "message content",
            "policy",
        ],
        Content,
    )
    .at(Phase::Dot),
];

/// What this refusal is about.
#[must_use]
pub fn classify(reply: &ServerReply) -> Refusal {
    classify_as(reply, Submission)
}

/// What a server on the way refused, as a report tells of it; `None` if it tells of no refusal.
///
/// Of a send right only words count that mean nothing else: a server at the other end refuses
/// senders too, and does not know who signed in here. A report can be forged, so what it says of a
/// send right is to be taken as far as its message is known to be one's own.
#[must_use]
pub fn classify_report(report: &RecipientReport) -> Option<Refusal> {
    let class = match report.action {
        DeliveryAction::Failed => 5,
        DeliveryAction::Delayed => 4,
        DeliveryAction::Delivered | DeliveryAction::Relayed | DeliveryAction::Expanded => {
            return None;
        }
    };
    let said: Option<u16> = report
        .diagnostic
        .split([' ', '-'])
        .next()
        .filter(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|code| code.parse().ok())
        .filter(|code| code / 100 == class);
    Some(classify_as(
        &ServerReply {
            phase: Phase::Dot,
            // Without a reply of its own (a time that ran out, a report in prose): the class's.
            code: said.unwrap_or(class * 100 + 50),
            enhanced: report.status,
            text: report.diagnostic.clone(),
            recipient: None,
        },
        Any,
    ))
}

fn classify_as(reply: &ServerReply, whose: Whose) -> Refusal {
    let words = plain(&reply.text);
    let believed = |rule: &&Rule| whose == Submission || rule.whose == Any;
    let found = RULES
        .iter()
        .filter(believed)
        .find(|rule| rule.fits(reply, &words));
    match found {
        Some(rule) => rule.means,
        None if (400..500).contains(&reply.code) => Refusal::Temporary,
        None => Refusal::Other,
    }
}

/// The words in lower case, each between two spaces and without the signs around it, `@` in place
/// of each address.
fn plain(text: &str) -> String {
    let signs = |c: char| c.is_ascii_punctuation() && c != '@';
    let mut plain = String::from(" ");
    for word in text.to_lowercase().replace('’', "'").split_whitespace() {
        let word = word.trim_matches(signs);
        plain.push_str(if word.contains('@') { "@" } else { word });
        plain.push(' ');
    }
    plain
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
