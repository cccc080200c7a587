//! The From list: accounts × addresses × modes, with what is known of each. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::IdentitySettings;
use crate::domain::{
    Account, EmailAddress, Evidence, EvidenceSource, Identity, Mailbox, MailboxId, Mode,
    NamedAddress, SendRight, SendRightKey, SentPolicy,
};
use crate::permission;

/// What the list is made from.
pub(in crate::engine) struct Known<'a> {
    /// The accounts, in the order of the settings.
    pub accounts: &'a [Account],
    /// The mailboxes that can be reached.
    pub mailboxes: &'a [Mailbox],
    /// Added addresses.
    pub added: &'a [IdentitySettings],
    /// All evidence.
    pub evidence: &'a [(SendRightKey, Evidence)],
    /// The Sent folder of each mailbox that has one, as a path.
    pub sent: &'a BTreeMap<MailboxId, String>,
    /// Now.
    pub now: Timestamp,
}

/// Every identity there is, best first: see [`permission::best_modes`].
pub(in crate::engine) fn list(known: &Known<'_>) -> Vec<Identity> {
    let mut identities = Vec::new();
    for account in known.accounts {
        let own = MailboxId::of(&account.address);
        let key = |address: &EmailAddress, mode| SendRightKey {
            account: account.id(),
            address: address.clone(),
            mode,
        };
        identities.push(of_account(known, account, key(&account.address, Mode::Own)));
        let reached = known
            .mailboxes
            .iter()
            .filter(|m| m.routes.iter().any(|r| r.account == account.id()))
            .map(|m| &m.address);
        let added = known
            .added
            .iter()
            .filter(|a| a.via == account.id())
            .map(|a| &a.address);
        let mut seen: Vec<&EmailAddress> = Vec::new();
        for address in reached.chain(added) {
            if MailboxId::of(address) == own || seen.contains(&address) {
                continue;
            }
            seen.push(address);
            for mode in [Mode::SendAs, Mode::OnBehalf] {
                identities.push(of_account(known, account, key(address, mode)));
            }
        }
    }
    permission::best_modes(identities)
}

/// One identity.
fn of_account(known: &Known<'_>, account: &Account, key: SendRightKey) -> Identity {
    let (address, mode) = (&key.address, key.mode);
    let mailbox_id = MailboxId::of(address);
    let mailbox = known.mailboxes.iter().find(|m| m.id() == mailbox_id);
    let pieces = known.evidence.iter().filter(|(k, _)| *k == key);
    let pieces = pieces.map(|(_, e)| e.clone()).collect();
    let (right, evidence) = right(mode, pieces, known.now);
    let from = match mode {
        Mode::Own => account.named_address(),
        Mode::SendAs | Mode::OnBehalf => {
            let added = known
                .added
                .iter()
                .find(|a| a.address == *address && a.via == account.id())
                .and_then(|a| a.name.as_deref());
            NamedAddress::new(added.or(mailbox.map(|m| m.name.as_str())), address)
        }
    };
    // Without a mailbox to read there is no shared Sent folder: the copy goes to the member's own,
    // and the identity says so before a word is written.
    let sent_policy = match (mailbox.map(|m| m.sent_policy), mode) {
        (Some(policy), _) => policy,
        (None, Mode::Own) => SentPolicy::Shared,
        (None, Mode::SendAs | Mode::OnBehalf) => SentPolicy::Mine,
    };
    Identity {
        sender: (mode == Mode::OnBehalf).then(|| account.named_address()),
        sent_folder: sent_words(
            known,
            sent_policy,
            &mailbox_id,
            &MailboxId::of(&account.address),
        ),
        right,
        evidence,
        mailbox: mailbox.map(Mailbox::id),
        sent_policy,
        colour: mailbox.map_or(0, |m| m.colour),
        from,
        key,
    }
}

/// The right to use an address in this way, and what it rests on. An account's own address is
/// allowed until the server says otherwise.
pub(in crate::engine) fn right(
    mode: Mode,
    mut pieces: Vec<Evidence>,
    now: Timestamp,
) -> (SendRight, Option<Evidence>) {
    if mode == Mode::Own {
        pieces.push(Evidence {
            right: SendRight::Allowed,
            source: EvidenceSource::OwnAddress,
            at: now,
            words: None,
        });
    }
    permission::send_right(&pieces)
}

/// Where copies go, in words: `Support / Sent`; empty when the server files them.
fn sent_words(
    known: &Known<'_>,
    policy: SentPolicy,
    shared: &MailboxId,
    mine: &MailboxId,
) -> String {
    let place = |id: &MailboxId| {
        let name = known
            .mailboxes
            .iter()
            .find(|m| m.id() == *id)
            .map_or_else(|| id.as_str().to_owned(), |m| m.name.clone());
        match known.sent.get(id) {
            Some(path) => format!(
                "{name} / {}",
                path.replace("\\/", "\u{0}")
                    .replace('/', " / ")
                    .replace('\u{0}', "/")
            ),
            None => name,
        }
    };
    match policy {
        SentPolicy::Server => String::new(),
        SentPolicy::Shared => place(shared),
        SentPolicy::Mine => place(mine),
        SentPolicy::Both if shared == mine => place(mine),
        SentPolicy::Both => format!("{}, {}", place(shared), place(mine)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        AccountId, Endpoint, MailboxKind, PasswordSource, Route, RouteKind, Security,
    };

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn account(text: &str, name: &str) -> Account {
        let endpoint = Endpoint {
            host: "localhost".into(),
            port: 1,
            security: Security::Tls,
        };
        Account {
            address: address(text),
            name: Some(name.into()),
            login: None,
            imap: endpoint.clone(),
            smtp: endpoint,
            ca_file: None,
            password: PasswordSource::Ask,
        }
    }

    fn mailbox(text: &str, name: &str, via: &[&str], policy: SentPolicy) -> Mailbox {
        Mailbox {
            address: address(text),
            address_confirmed: true,
            name: name.into(),
            kind: MailboxKind::Shared,
            routes: via
                .iter()
                .map(|a| Route {
                    account: AccountId::of(&address(a)),
                    kind: RouteKind::Namespace,
                    root: format!("shared/{text}"),
                })
                .collect(),
            sent_policy: policy,
            colour: 3,
        }
    }

    fn key(account: &str, of: &str, mode: Mode) -> SendRightKey {
        SendRightKey {
            account: AccountId::of(&address(account)),
            address: address(of),
            mode,
        }
    }

    fn brief(identity: &Identity) -> (String, &str, Mode, SendRight, String) {
        (
            identity.from.to_string(),
            identity.key.account.as_str(),
            identity.key.mode,
            identity.right,
            identity.sent_folder.clone(),
        )
    }

    const ANNA: &str = "anna@a.test";
    const SUPPORT: &str = "support@a.test";

    #[test]
    fn own_shared_and_added_addresses_with_where_their_copies_go() {
        let at = Timestamp::UNIX_EPOCH;
        let evidence = [(
            key(ANNA, SUPPORT, Mode::SendAs),
            Evidence {
                right: SendRight::Refused,
                source: EvidenceSource::Probe,
                at,
                words: Some("not owned by user".into()),
            },
        )];
        let mailboxes = [
            mailbox(ANNA, "Anna", &[ANNA], SentPolicy::Shared),
            mailbox(SUPPORT, "Support", &[ANNA], SentPolicy::Both),
            mailbox("hr@a.test", "HR", &["work@b.test"], SentPolicy::Server),
        ];
        let sent = mailboxes
            .iter()
            .map(|m| (m.id(), "INBOX/Sent".to_owned()))
            .collect();
        let list = list(&Known {
            accounts: &[
                account(ANNA, "Anna Berg"),
                account("work@b.test", "A. Berg"),
            ],
            mailboxes: &mailboxes,
            added: &[
                IdentitySettings {
                    address: address("news@a.test"),
                    name: Some("News".into()),
                    via: AccountId::of(&address(ANNA)),
                },
                // Twice, and once as what discovery found: each counts once.
                IdentitySettings {
                    name: None,
                    address: address("News@a.test"),
                    via: AccountId::of(&address(ANNA)),
                },
                IdentitySettings {
                    name: None,
                    address: address(SUPPORT),
                    via: AccountId::of(&address(ANNA)),
                },
            ],
            evidence: &evidence,
            sent: &sent,
            now: at,
        });
        use Mode::{OnBehalf, Own, SendAs};
        use SendRight::{Allowed, Refused, Untested};
        let both = "Support / INBOX / Sent, Anna / INBOX / Sent";
        let mine = "Anna / INBOX / Sent";
        let expected = [
            ("Anna Berg <anna@a.test>", ANNA, Own, Allowed, mine),
            ("Support <support@a.test>", ANNA, OnBehalf, Untested, both),
            ("Support <support@a.test>", ANNA, SendAs, Refused, both),
            ("News <news@a.test>", ANNA, SendAs, Untested, mine),
            ("News <news@a.test>", ANNA, OnBehalf, Untested, mine),
            (
                "A. Berg <work@b.test>",
                "work@b.test",
                Own,
                Allowed,
                "work@b.test",
            ),
            ("HR <hr@a.test>", "work@b.test", SendAs, Untested, ""),
            ("HR <hr@a.test>", "work@b.test", OnBehalf, Untested, ""),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(f, a, m, r, s)| (f.to_owned(), a, m, r, s.to_owned()))
            .collect();
        assert_eq!(list.iter().map(brief).collect::<Vec<_>>(), expected);
        assert_eq!(
            list[1].sender.as_ref().map(ToString::to_string).as_deref(),
            Some("Anna Berg <anna@a.test>")
        );
        assert!(list[2].sender.is_none() && list[0].sender.is_none());
        assert_eq!((list[1].colour, list[3].mailbox.clone()), (3, None));
        assert_eq!(list[3].sent_policy, SentPolicy::Mine);
    }

    #[test]
    fn ones_own_address_is_allowed_until_the_server_refuses_it() {
        let at = Timestamp::UNIX_EPOCH;
        let (right, evidence) = super::right(Mode::Own, vec![], at);
        assert_eq!(right, SendRight::Allowed);
        assert_eq!(evidence.unwrap().source, EvidenceSource::OwnAddress);
        let refused = Evidence {
            right: SendRight::Refused,
            source: EvidenceSource::Sent,
            at,
            words: None,
        };
        let refused = super::right(Mode::Own, vec![refused], at);
        assert_eq!(refused.0, SendRight::Refused);
        assert_eq!(
            super::right(Mode::SendAs, vec![], at),
            (SendRight::Untested, None)
        );
    }
}
