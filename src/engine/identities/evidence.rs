//! What a server's answer proves about a send right. Pure.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::domain::{
    DeliveryReport, EnhancedStatus, Evidence, EvidenceSource, Phase, RecipientReport, SendRight,
    ServerReply,
};
use crate::permission::{Refusal, classify, classify_report};

use super::super::submission::Probed;

/// Longest words kept, in characters.
const MAX_WORDS: usize = 500;

/// What the refusals of a real message prove: that the sender is not allowed, if that is what one
/// of them is about; else nothing.
///
/// A refusal of the envelope weighs like that of a probe, since it is one: a later envelope that
/// passes takes it back. A refusal after the body was sent is the word on a whole message.
pub(in crate::engine) fn of_refusals(replies: &[ServerReply], at: Timestamp) -> Option<Evidence> {
    let reply = replies
        .iter()
        .find(|r| classify(r) == Refusal::SenderNotAllowed)?;
    Some(Evidence {
        right: SendRight::Refused,
        source: if reply.phase <= Phase::Envelope {
            EvidenceSource::Probe
        } else {
            EvidenceSource::Sent
        },
        at,
        words: words(reply),
    })
}

/// What a report on a message of this account proves: that the sender is not allowed, if a server
/// behind the first refused it for that; else nothing. Whether the report is about a message of
/// this account, and where it lay, is for the caller to know: it can be forged.
///
/// What another server than those behind `host`, the submission server, said to ours is none: servers
/// of recipients refuse senders in the same words, and do not know who signed in here. Behind it is
/// what bears its domain; also, where it gives a code of the sender's own side, a server of a network
/// that nobody reaches from outside, as mailbox servers behind a gateway name themselves.
pub(in crate::engine) fn of_report(
    report: &DeliveryReport,
    host: &str,
    at: Timestamp,
) -> Option<Evidence> {
    let is_ours = |r: &&RecipientReport| {
        let remote = r.remote_mta.as_deref();
        remote.is_none_or(|remote| {
            domain_of(remote) == domain_of(host) || (is_internal(remote) && says_own_side(r))
        })
    };
    let refused = report
        .recipients
        .iter()
        .filter(is_ours)
        .find(|r| classify_report(r) == Some(Refusal::SenderNotAllowed))?;
    Some(Evidence {
        right: SendRight::Refused,
        source: EvidenceSource::Bounce,
        at,
        words: Some(refused.to_string().chars().take(MAX_WORDS).collect()),
    })
}

/// Does this name, or address, lead nowhere from outside (RFC 1918, RFC 4193, RFC 6762 appendix G)?
fn is_internal(host: &str) -> bool {
    const NAMES: [&str; 10] = [
        "local",
        "localhost",
        "localdomain",
        "intranet",
        "internal",
        "private",
        "corp",
        "home",
        "lan",
        "home.arpa",
    ];
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    match address.trim_start_matches("ipv6:").parse() {
        Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => {
            let is_below = |name: &str| host.strip_suffix(name).is_some_and(|h| h.ends_with('.'));
            !host.contains('.') || NAMES.iter().any(|name| is_below(name))
        }
    }
}

/// Does it give one of the codes of Exchange that only the sender's own side gives: that who signed in
/// may not send as this sender?
fn says_own_side(recipient: &RecipientReport) -> bool {
    const CODES: [EnhancedStatus; 2] = [(5, 2, 252), (5, 7, 60)];
    let inside = |c: char| c.is_ascii_digit() || c == '.';
    CODES.iter().any(|(class, subject, detail)| {
        let code = format!("{class}.{subject}.{detail}");
        let mut words = recipient.diagnostic.split(|c| !inside(c));
        recipient.status == Some((*class, *subject, *detail)) || words.any(|word| word == code)
    })
}

/// The domain to which a host belongs, as far as its name tells: the last two labels, and one more
/// where those are short, as in `co.uk`.
fn domain_of(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = host.rsplit('.').take(3).collect();
    let count = match labels.as_slice() {
        [last, before, ..] if last.len() == 2 && before.len() <= 3 => 3,
        _ => 2,
    };
    let labels: Vec<&str> = labels.into_iter().take(count).collect();
    let labels: Vec<&str> = labels.into_iter().rev().collect();
    match labels.join(".").as_str() {
        // Exchange Online takes messages under the first name, and its servers bear the second.
        "office365.com" => "outlook.com".to_owned(),
        domain => domain.to_owned(),
    }
}

/// What it proves that a real message was taken.
pub(in crate::engine) fn of_acceptance(reply: &ServerReply, at: Timestamp) -> Evidence {
    Evidence {
        right: SendRight::Allowed,
        source: EvidenceSource::Sent,
        at,
        words: words(reply),
    }
}

/// What it proves that somebody answered a message, or that a report says that it arrived: it went
/// out under this address. Nobody knows in which words the server took it.
pub(in crate::engine) fn of_answer(at: Timestamp) -> Evidence {
    Evidence {
        right: SendRight::Allowed,
        source: EvidenceSource::Sent,
        at,
        words: None,
    }
}

/// What a probe proves: a refusal of the sender, or that nothing is refused so far. Any other
/// refusal, of the recipient or for the moment, proves nothing.
pub(in crate::engine) fn of_probe(probed: &Probed, at: Timestamp) -> Option<Evidence> {
    match probed {
        Probed::NotRefused => Some(Evidence {
            right: SendRight::Untested,
            source: EvidenceSource::Probe,
            at,
            words: None,
        }),
        Probed::Refused(reply) | Probed::Inconclusive(reply) => {
            of_refusals(std::slice::from_ref(reply), at)
        }
    }
}

fn words(reply: &ServerReply) -> Option<String> {
    Some(reply.to_string().chars().take(MAX_WORDS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples::reply;

    #[test]
    fn only_a_refused_sender_is_evidence_and_the_phase_says_of_what_weight() {
        let at = Timestamp::UNIX_EPOCH;
        let denied = "<x@a.test>: Sender address rejected: not owned by user y@a.test";
        for (replies, expected) in [
            (
                vec![reply(Phase::Envelope, 553, denied)],
                Some(EvidenceSource::Probe),
            ),
            (
                vec![reply(Phase::Dot, 554, "SendAsDenied; y not allowed")],
                Some(EvidenceSource::Sent),
            ),
            (
                vec![
                    reply(Phase::Envelope, 550, "User unknown"),
                    reply(Phase::Envelope, 553, denied),
                ],
                Some(EvidenceSource::Probe),
            ),
            (vec![reply(Phase::Envelope, 550, "User unknown")], None),
            (vec![reply(Phase::Dot, 550, "looks like spam")], None),
            (vec![reply(Phase::Envelope, 451, "try later")], None),
            (vec![], None),
        ] {
            let evidence = of_refusals(&replies, at);
            assert_eq!(evidence.as_ref().map(|e| e.source), expected, "{replies:?}");
            assert!(evidence.is_none_or(|e| e.right == SendRight::Refused && e.words.is_some()));
        }
    }

    #[test]
    fn a_report_proves_a_refused_sender_or_nothing() {
        use crate::domain::DeliveryAction;
        let report = |words: [&str; 2]| DeliveryReport {
            message_ids: vec!["m@a.test".into()],
            reporting_mta: None,
            recipients: words
                .map(|words| RecipientReport {
                    address: "kim@b.test".into(),
                    original: None,
                    action: DeliveryAction::Failed,
                    status: None,
                    remote_mta: None,
                    diagnostic: words.into(),
                })
                .into(),
        };
        let at = Timestamp::UNIX_EPOCH;
        let denied = "554 5.2.252 SendAsDenied; anna@a.test";
        let evidence = of_report(&report(["550 no such user", denied]), "mail.a.test", at).unwrap();
        assert_eq!(
            (evidence.right, evidence.source),
            (SendRight::Refused, EvidenceSource::Bounce)
        );
        assert_eq!(
            evidence.words.as_deref(),
            Some("failed <kim@b.test>: 554 5.2.252 SendAsDenied; anna@a.test")
        );
        assert_eq!(
            of_report(&report(["550 no such user", "552 full"]), "mail.a.test", at),
            None
        );
        for (remote, host, counts) in [
            ("mx.b.test", "mail.a.test", false),
            ("store1.A.test.", "mail.a.test", true),
            ("mx.b.co.uk", "mail.a.co.uk", false),
            ("store1.a.co.uk", "mail.a.co.uk", true),
            ("am0.eurprd01.prod.outlook.com", "smtp.office365.com", true),
            ("[192.0.2.1]", "mail.a.test", false),
            ("EX02.corp.local", "mail.a.test", true),
            ("EX02", "mail.a.test", true),
            ("localhost", "mail.a.test", true),
            ("[10.1.2.3]", "mail.a.test", true),
            ("[IPv6:fd00::2]", "mail.a.test", true),
            ("mx.corp.b.test", "mail.a.test", false),
            ("mx.notlocal", "mail.a.test", false),
        ] {
            let mut report = report([denied, denied]);
            for recipient in &mut report.recipients {
                recipient.remote_mta = Some(remote.into());
            }
            let evidence = of_report(&report, host, at);
            assert_eq!(evidence.is_some(), counts, "{remote} of {host}");
        }
        // In words that servers of recipients use, too, an internal one says nothing of ours.
        let words = "550 5.7.1 You do not have permission to send as this recipient";
        let mut report = report([words, words]);
        for (remote, counts) in [("EX02.corp.local", false), ("mail.a.test", true)] {
            for recipient in &mut report.recipients {
                recipient.remote_mta = Some(remote.into());
            }
            let evidence = of_report(&report, "mail.a.test", at);
            assert_eq!(evidence.is_some(), counts, "{remote}");
        }
    }

    #[test]
    fn a_probe_never_allows() {
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(
            of_probe(&Probed::NotRefused, at).map(|e| (e.right, e.source)),
            Some((SendRight::Untested, EvidenceSource::Probe))
        );
        let relay = reply(Phase::Envelope, 554, "<c@b.test>: Relay access denied");
        assert_eq!(of_probe(&Probed::Refused(relay), at), None);
        let later = reply(Phase::Envelope, 450, "greylisted");
        assert_eq!(of_probe(&Probed::Inconclusive(later), at), None);
    }
}
