//! What a server's answer proves about a send right. Pure.

use jiff::Timestamp;

use crate::domain::{
    DeliveryReport, Evidence, EvidenceSource, Phase, RecipientReport, SendRight, ServerReply,
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
/// of recipients refuse senders in the same words, and do not know who signed in here.
pub(in crate::engine) fn of_report(
    report: &DeliveryReport,
    host: &str,
    at: Timestamp,
) -> Option<Evidence> {
    let is_ours = |r: &&RecipientReport| {
        let remote = r.remote_mta.as_deref();
        remote.is_none_or(|remote| domain_of(remote) == domain_of(host))
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
        ] {
            let mut report = report([denied, denied]);
            for recipient in &mut report.recipients {
                recipient.remote_mta = Some(remote.into());
            }
            let evidence = of_report(&report, host, at);
            assert_eq!(evidence.is_some(), counts, "{remote} of {host}");
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
