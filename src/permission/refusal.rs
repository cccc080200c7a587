//! What a submission server means by a refusal: its phase, code, enhanced code and words, since
//! none of them alone tells. `5.7.1` is a lost send right on one server and a relay refused on
//! another; `501 5.5.4` is Stalwart's "not your address" and everybody else's bad parameter.

use crate::domain::{Phase, ServerReply};

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
    /// The content was refused as spam or by a policy.
    Content,
    /// Try later: a 4xx without a known cause.
    Temporary,
    /// None of these.
    Other,
}

struct Rule {
    /// In which phase; `None`: in any.
    phase: Option<Phase>,
    codes: &'static [u16],
    enhanced: Option<(u8, u16, u16)>,
    /// One of these must stand in the text, in lower case; empty: any text.
    words: &'static [&'static str],
    means: Refusal,
}

const fn rule(
    phase: Option<Phase>,
    codes: &'static [u16],
    enhanced: Option<(u8, u16, u16)>,
    words: &'static [&'static str],
    means: Refusal,
) -> Rule {
    Rule {
        phase,
        codes,
        enhanced,
        words,
        means,
    }
}

/// Read from top to bottom; the first rule that fits decides.
const RULES: &[Rule] = &[
    // Exchange Online after DATA: 554 5.2.252 SendAsDenied; older ones 554 5.2.0 …SendAsDeniedException.
    rule(
        None,
        &[550, 551, 553, 554],
        None,
        &["sendasdenied"],
        Refusal::SenderNotAllowed,
    ),
    // Exchange: 550 5.7.60 SMTP; Client does not have permissions to send as this sender.
    rule(
        None,
        &[550, 554],
        Some((5, 7, 60)),
        &[],
        Refusal::SenderNotAllowed,
    ),
    rule(
        None,
        &[550, 553, 554],
        None,
        &[
            "permission to send as",
            "permissions to send as",
            "permission to send on behalf",
            "permissions to send on behalf",
        ],
        Refusal::SenderNotAllowed,
    ),
    // Postfix reject_sender_login_mismatch (smtpd_check.c): "not owned by user" is a missing right,
    // "not logged in" a session that never signed in.
    rule(
        None,
        &[450, 550, 553, 554],
        None,
        &["not owned by user"],
        Refusal::SenderNotAllowed,
    ),
    rule(
        None,
        &[450, 550, 553, 554],
        None,
        &["sender address rejected: not logged in"],
        Refusal::SignIn,
    ),
    // Stalwart at MAIL FROM: 501 5.5.4 You are not allowed to send from this address.
    rule(
        Some(Phase::Envelope),
        &[501, 550, 553],
        None,
        &["not allowed to send from"],
        Refusal::SenderNotAllowed,
    ),
    // Header checks (milters) at the end of DATA that name the From or Sender header.
    rule(
        Some(Phase::Dot),
        &[550, 553, 554],
        Some((5, 7, 1)),
        &["from <", "sender <"],
        Refusal::SenderNotAllowed,
    ),
    // Authentication, not rights.
    rule(
        None,
        &[535, 550, 554],
        None,
        &["smtpclientauthentication is disabled"],
        Refusal::SubmissionDisabled,
    ),
    rule(
        None,
        &[550, 535],
        Some((5, 7, 30)),
        &[],
        Refusal::SubmissionDisabled,
    ),
    rule(None, &[535, 534, 538, 432, 454], None, &[], Refusal::SignIn),
    rule(None, &[530], None, &[], Refusal::SignIn),
    rule(
        None,
        &[550, 551, 553, 554],
        None,
        &["client was not authenticated", "authentication required"],
        Refusal::SignIn,
    ),
    // Recipients.
    rule(
        None,
        &[550, 551, 553],
        Some((5, 1, 1)),
        &[],
        Refusal::UnknownRecipient,
    ),
    rule(
        None,
        &[550, 551, 553],
        Some((5, 1, 10)),
        &[],
        Refusal::UnknownRecipient,
    ),
    rule(
        None,
        &[550, 553, 554],
        None,
        &["user unknown", "no such user", "unknown user"],
        Refusal::UnknownRecipient,
    ),
    rule(
        None,
        &[454, 550, 551, 553, 554],
        None,
        &[
            "relay access denied",
            "unable to relay",
            "relaying denied",
            "relay not permitted",
        ],
        Refusal::RelayDenied,
    ),
    rule(
        Some(Phase::Envelope),
        &[550, 554],
        Some((5, 4, 4)),
        &[],
        Refusal::RelayDenied,
    ),
    // Size and quota.
    rule(None, &[552, 554], Some((5, 3, 4)), &[], Refusal::TooLarge),
    rule(
        None,
        &[552, 554],
        None,
        &[
            "too large",
            "size limit",
            "exceeds fixed",
            "maximum message size",
        ],
        Refusal::TooLarge,
    ),
    rule(
        None,
        &[452, 552, 554, 550],
        Some((5, 2, 2)),
        &[],
        Refusal::Quota,
    ),
    rule(
        None,
        &[452, 552],
        None,
        &["quota", "mailbox full", "mailbox is full", "storage"],
        Refusal::Quota,
    ),
    // Content.
    rule(
        Some(Phase::Dot),
        &[550, 554],
        None,
        &["spam", "virus", "content rejected", "policy"],
        Refusal::Content,
    ),
];

/// What this refusal is about.
#[must_use]
pub fn classify(reply: &ServerReply) -> Refusal {
    let text = reply.text.to_lowercase();
    let found = RULES.iter().find(|rule| {
        rule.codes.contains(&reply.code)
            && rule.phase.is_none_or(|phase| phase == reply.phase)
            && rule
                .enhanced
                .is_none_or(|enhanced| reply.enhanced == Some(enhanced))
            && (rule.words.is_empty() || rule.words.iter().any(|w| text.contains(w)))
    });
    match found {
        Some(rule) => rule.means,
        None if (400..500).contains(&reply.code) => Refusal::Temporary,
        None => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(phase: Phase, line: &str) -> ServerReply {
        let (code, rest) = line.split_once(' ').unwrap();
        let enhanced = rest.split(' ').next().and_then(|word| {
            let mut numbers = word.split('.').map(|n| n.parse::<u16>().ok());
            match (
                numbers.next(),
                numbers.next(),
                numbers.next(),
                numbers.next(),
            ) {
                (Some(Some(a)), Some(Some(b)), Some(Some(c)), None) => {
                    Some((u8::try_from(a).ok()?, b, c))
                }
                _ => None,
            }
        });
        let text = if enhanced.is_some() {
            rest.split_once(' ').unwrap().1
        } else {
            rest
        };
        ServerReply {
            phase,
            code: code.parse().unwrap(),
            enhanced,
            text: text.into(),
            recipient: None,
        }
    }

    /// What servers really say, and what only looks like it.
    #[test]
    fn refusals_and_their_look_alikes() {
        use Phase::{Attempt, Dot, Envelope};
        use Refusal::{
            Content, Other, Quota, RelayDenied, SenderNotAllowed, SignIn, SubmissionDisabled,
            Temporary, TooLarge, UnknownRecipient,
        };
        for (phase, line, means) in [
            (
                Dot,
                "554 5.2.252 SendAsDenied; member@a.test not allowed to send as shared@a.test; STOREDRV.Submission.Exception:SendAsDeniedException",
                SenderNotAllowed,
            ),
            (
                Dot,
                "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied",
                SenderNotAllowed,
            ),
            (
                Dot,
                "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
                SenderNotAllowed,
            ),
            (
                Envelope,
                "553 5.7.1 <x@a.test>: Sender address rejected: not owned by user y@a.test",
                SenderNotAllowed,
            ),
            (
                Envelope,
                "553 5.7.1 <x@a.test>: Sender address rejected: not logged in",
                SignIn,
            ),
            (
                Envelope,
                "501 5.5.4 You are not allowed to send from this address.",
                SenderNotAllowed,
            ),
            (Envelope, "501 5.5.4 Invalid argument", Other),
            (
                Dot,
                "550 5.7.1 From <hr@a.test> not permitted for ben@a.test",
                SenderNotAllowed,
            ),
            (
                Dot,
                "550 5.7.1 Sender <anna@a.test> not owned by ben@a.test",
                SenderNotAllowed,
            ),
            (Dot, "550 5.7.1 Message rejected as spam", Content),
            (
                Envelope,
                "554 5.7.1 <c@b.test>: Relay access denied",
                RelayDenied,
            ),
            (Envelope, "550 5.7.1 Unable to relay", RelayDenied),
            (
                Envelope,
                "554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied",
                Other,
            ),
            (Attempt, "535 5.7.3 Authentication unsuccessful", SignIn),
            (
                Attempt,
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant",
                SubmissionDisabled,
            ),
            (
                Attempt,
                "550 5.7.30 Basic authentication is not supported for Client Submission",
                SubmissionDisabled,
            ),
            (
                Envelope,
                "530 5.7.57 Client not authenticated to send mail",
                SignIn,
            ),
            (
                Envelope,
                "550 5.1.1 <n@a.test>: Recipient address rejected: User unknown in virtual mailbox table",
                UnknownRecipient,
            ),
            (Envelope, "452 4.2.2 Mailbox full", Quota),
            (
                Envelope,
                "552 5.3.4 Message size exceeds fixed limit",
                TooLarge,
            ),
            (Dot, "552 5.3.4 Message too big", TooLarge),
            (Envelope, "451 4.3.0 Try again later", Temporary),
            (Envelope, "550 5.7.1 denied", Other),
        ] {
            assert_eq!(classify(&reply(phase, line)), means, "{line}");
        }
    }
}
