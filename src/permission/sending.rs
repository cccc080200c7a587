//! May this account use this address in this mode: how evidence is weighed.
//!
//! No protocol answers the question beforehand. A refused envelope proves a *no*; an envelope that
//! passes proves nothing; a message that was taken proves a *yes* until the server says otherwise.
//! The ACL letter `p` and Full Access are not evidence.

use super::{Decision, Reason};
use crate::domain::{EmailAddress, Evidence, EvidenceSource, Identity, Mode, SendRight};

/// Weighs the evidence on one (account, address, mode): the right, and the piece it rests on.
///
/// 1. The newest word of the server counts: a message taken or refused as a whole, one that came
///    back refused, or a newer refused envelope. An envelope that passes takes back only an earlier *envelope* refusal,
///    since a server that refuses after DATA (Exchange) lets every envelope pass.
/// 2. A person who insists after a refusal gets one more try: the right becomes untested.
/// 3. Without a word of the server: the deployment file and the person, the newer first.
/// 4. The account's own address is allowed until the server refuses it.
#[must_use]
pub fn send_right(evidence: &[Evidence]) -> (SendRight, Option<Evidence>) {
    let newest = |source: EvidenceSource| {
        evidence
            .iter()
            .filter(|e| e.source == source)
            .max_by_key(|e| e.at)
    };
    let refused = |e: &&Evidence| e.right == SendRight::Refused;
    let envelope = newest(EvidenceSource::Probe);
    // A report that comes later than the next message was taken is about an earlier one, but as
    // true: the server behind the first did not know of the change.
    let sent = newest(EvidenceSource::Sent)
        .into_iter()
        .chain(newest(EvidenceSource::Bounce).filter(refused))
        .max_by_key(|e| e.at);
    let refused_envelope = envelope.filter(refused);
    let server = match (sent, refused_envelope) {
        (Some(sent), Some(refused)) if refused.at > sent.at => Some(refused),
        (Some(sent), _) => Some(sent),
        (None, refused) => refused,
    };
    let said = [EvidenceSource::Person, EvidenceSource::Deployment]
        .into_iter()
        .filter_map(newest)
        .max_by_key(|e| e.at);
    match (server, said) {
        (Some(server), Some(said))
            if server.right == SendRight::Refused
                && said.right == SendRight::Allowed
                && said.at > server.at =>
        {
            (SendRight::Untested, Some(said.clone()))
        }
        (Some(server), _) => (server.right, Some(server.clone())),
        (None, Some(said)) => (said.right, Some(said.clone())),
        (None, None) => match newest(EvidenceSource::OwnAddress) {
            Some(own) => (own.right, Some(own.clone())),
            None => (SendRight::Untested, envelope.cloned()),
        },
    }
}

/// May a message leave under this identity?
#[must_use]
pub fn decide_send(identity: &Identity) -> Decision {
    decide_right(identity.right, identity.evidence.as_ref())
}

/// May a message leave under this send right, which rests on this evidence?
#[must_use]
pub fn decide_right(right: SendRight, evidence: Option<&Evidence>) -> Decision {
    let reason = match evidence {
        Some(e) if e.source == EvidenceSource::OwnAddress => Reason::OwnAddress,
        Some(e) => Reason::Evidence(e.clone()),
        None => Reason::NoEvidence,
    };
    match right {
        SendRight::Allowed => Decision::allowed(reason),
        SendRight::Refused => Decision::refused(reason),
        SendRight::Untested => Decision::unknown(reason),
    }
}

/// The text that says why a send right is what it is: a key of `i18n/`.
#[must_use]
pub fn evidence_key(right: SendRight, source: Option<EvidenceSource>) -> &'static str {
    match (right, source) {
        (SendRight::Allowed, Some(EvidenceSource::OwnAddress)) => "identity-own-address",
        (SendRight::Allowed, Some(EvidenceSource::Sent)) => "identity-worked",
        (SendRight::Allowed, Some(EvidenceSource::Deployment)) => "identity-deployment-allows",
        (SendRight::Allowed, _) => "identity-person-allows",
        (SendRight::Refused, Some(EvidenceSource::Person)) => "identity-person-refuses",
        (SendRight::Refused, Some(EvidenceSource::Deployment)) => "identity-deployment-refuses",
        (SendRight::Refused, _) => "identity-server-refuses",
        (SendRight::Untested, Some(EvidenceSource::Probe)) => "identity-not-refused",
        (SendRight::Untested, Some(EvidenceSource::Person)) => "identity-person-insists",
        (SendRight::Untested, _) => "identity-untested",
    }
}

/// The word for a send right in a mode: a key of `i18n/`.
#[must_use]
pub fn right_key(right: SendRight, mode: Mode) -> &'static str {
    match (right, mode) {
        (SendRight::Refused, _) => "right-refused",
        (SendRight::Untested, _) => "right-untested",
        (SendRight::Allowed, Mode::Own) => "right-own",
        (SendRight::Allowed, Mode::SendAs) => "right-send-as",
        (SendRight::Allowed, Mode::OnBehalf) => "right-on-behalf",
    }
}

/// Orders identities as the From list and `identity list` show them: the first of an address is
/// its best mode that is not refused (own, Send As, on behalf), the others follow it.
///
/// Where several accounts reach an address, the account with the better right comes first.
#[must_use]
pub fn best_modes(mut identities: Vec<Identity>) -> Vec<Identity> {
    let rank = |i: &Identity| {
        let refused = i.right == SendRight::Refused;
        let untested = i.right == SendRight::Untested;
        (refused, i.key.mode, untested)
    };
    let mut order: Vec<EmailAddress> = Vec::new();
    for identity in &identities {
        if !order.contains(&identity.key.address) {
            order.push(identity.key.address.clone());
        }
    }
    let place = |i: &Identity| order.iter().position(|a| *a == i.key.address);
    identities.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| rank(a).cmp(&rank(b))));
    identities
}

/// The envelope sender for a mode: bounces of Send As reach the team, those of on behalf the member.
#[must_use]
pub fn envelope_from(mode: Mode, address: &EmailAddress, member: &EmailAddress) -> EmailAddress {
    match mode {
        Mode::Own | Mode::SendAs => address.clone(),
        Mode::OnBehalf => member.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, NamedAddress, SendRightKey, SentPolicy};
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn piece(source: EvidenceSource, right: SendRight, at: i64) -> Evidence {
        Evidence {
            right,
            source,
            at: Timestamp::from_second(at).unwrap(),
            words: None,
        }
    }

    use EvidenceSource::{Bounce, Deployment, OwnAddress, Person, Probe, Sent};
    use SendRight::{Allowed, Refused, Untested};

    #[test]
    fn the_servers_newest_word_counts() {
        for (evidence, expected) in [
            (vec![], Untested),
            (vec![(Probe, Untested, 1)], Untested),
            (vec![(Probe, Refused, 1)], Refused),
            // Granted meanwhile: the envelope passes now.
            (vec![(Probe, Refused, 1), (Probe, Untested, 2)], Untested),
            (vec![(Sent, Allowed, 1), (Probe, Untested, 2)], Allowed),
            // Revoked meanwhile.
            (vec![(Sent, Allowed, 1), (Probe, Refused, 2)], Refused),
            (
                vec![
                    (Sent, Allowed, 1),
                    (Probe, Refused, 2),
                    (Probe, Untested, 3),
                ],
                Allowed,
            ),
            // Exchange refuses after DATA and lets every envelope pass.
            (vec![(Sent, Refused, 1), (Probe, Untested, 2)], Refused),
            (vec![(Sent, Refused, 1), (Sent, Allowed, 2)], Allowed),
            // Taken, and refused by the server behind.
            (vec![(Sent, Allowed, 1), (Bounce, Refused, 2)], Refused),
            (vec![(Bounce, Refused, 1), (Probe, Untested, 2)], Refused),
            (vec![(Bounce, Refused, 1), (Sent, Allowed, 2)], Allowed),
            (vec![(Bounce, Refused, 1), (Person, Allowed, 2)], Untested),
            (
                vec![(OwnAddress, Allowed, 1), (Bounce, Refused, 2)],
                Refused,
            ),
            (vec![(Bounce, Allowed, 1)], Untested),
            (vec![(Person, Allowed, 1)], Allowed),
            (vec![(Person, Allowed, 1), (Probe, Refused, 2)], Refused),
            (vec![(Probe, Refused, 1), (Person, Allowed, 2)], Untested),
            (
                vec![(Person, Allowed, 1), (Deployment, Refused, 2)],
                Refused,
            ),
            (vec![(OwnAddress, Allowed, 1)], Allowed),
            (vec![(OwnAddress, Allowed, 1), (Sent, Refused, 2)], Refused),
        ] {
            let pieces: Vec<_> = evidence
                .iter()
                .map(|(s, r, at)| piece(*s, *r, *at))
                .collect();
            assert_eq!(send_right(&pieces).0, expected, "{evidence:?}");
        }
    }

    fn identity(address: &str, account: &str, mode: Mode, right: SendRight) -> Identity {
        let address = EmailAddress::parse(address).unwrap();
        Identity {
            key: SendRightKey {
                account: AccountId::of(&EmailAddress::parse(account).unwrap()),
                address: address.clone(),
                mode,
            },
            from: NamedAddress::bare(&address),
            sender: None,
            right,
            evidence: None,
            mailbox: None,
            sent_policy: SentPolicy::Shared,
            sent_folder: String::new(),
            copies: Vec::new(),
            signature: None,
            reply_to: None,
            drafts: crate::domain::DraftsPolicy::Shared,
            name_sender: true,
            colour: 0,
        }
    }

    #[test]
    fn the_first_of_an_address_is_its_best_mode_that_is_not_refused() {
        let list = best_modes(vec![
            identity("anna@a.test", "anna@a.test", Mode::Own, Allowed),
            identity("s@a.test", "anna@a.test", Mode::SendAs, Refused),
            identity("s@a.test", "anna@a.test", Mode::OnBehalf, Untested),
            identity("t@a.test", "anna@a.test", Mode::OnBehalf, Allowed),
            identity("t@a.test", "anna@a.test", Mode::SendAs, Untested),
            identity("t@a.test", "work@a.test", Mode::SendAs, Allowed),
        ]);
        let brief: Vec<_> = list
            .iter()
            .map(|i| (i.key.address.local(), i.key.account.as_str(), i.key.mode))
            .collect();
        assert_eq!(
            brief,
            [
                ("anna", "anna@a.test", Mode::Own),
                ("s", "anna@a.test", Mode::OnBehalf),
                ("s", "anna@a.test", Mode::SendAs),
                ("t", "work@a.test", Mode::SendAs),
                ("t", "anna@a.test", Mode::SendAs),
                ("t", "anna@a.test", Mode::OnBehalf),
            ]
        );
    }

    proptest! {
        /// The order in which evidence is kept must not matter, and nothing but a server's or a
        /// person's word may allow an address.
        #[test]
        fn order_does_not_matter_and_probes_never_allow(
            pieces in proptest::collection::vec((0usize..6, 0usize..3, 0i64..1000), 0..8).prop_shuffle(),
        ) {
            let sources = [OwnAddress, Deployment, Person, Probe, Sent, Bounce];
            let rights = [Allowed, Refused, Untested];
            let mut seen = std::collections::BTreeSet::new();
            let pieces: Vec<_> = pieces.into_iter()
                .filter(|(_, _, at)| seen.insert(*at))
                .map(|(s, r, at)| {
                    let right = if sources[s] == Probe && rights[r] == Allowed { Untested } else { rights[r] };
                    piece(sources[s], right, at)
                })
                .collect();
            let mut reversed = pieces.clone();
            reversed.reverse();
            prop_assert_eq!(send_right(&pieces), send_right(&reversed));
            if pieces.iter().all(|p| p.source == Probe) {
                prop_assert_ne!(send_right(&pieces).0, Allowed);
            }
        }
    }
}
