//! The From list: accounts × addresses × modes, with what is known of each. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::config::{IdentitySettings, MailboxSettings};
use crate::domain::{
    Account, CopyHindrance, CopyPlace, EmailAddress, Evidence, EvidenceSource, Folder, Identity,
    Mailbox, MailboxId, Mode, NamedAddress, SendRight, SendRightKey, SentPolicy,
};
use crate::permission::{self, Action};

/// What the list is made from.
pub(in crate::engine) struct Known<'a> {
    /// The accounts, in the order of the settings.
    pub accounts: &'a [Account],
    /// The mailboxes that can be reached.
    pub mailboxes: &'a [Mailbox],
    /// Added addresses.
    pub added: &'a [IdentitySettings],
    /// What was decided about mailboxes.
    pub decided: &'a [MailboxSettings],
    /// All evidence.
    pub evidence: &'a [(SendRightKey, Evidence)],
    /// The Sent folder of each mailbox whose folders are known; `None` where there is none.
    pub sent: &'a BTreeMap<MailboxId, Option<Folder>>,
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
    let added = known
        .added
        .iter()
        .find(|a| a.address == *address && a.via == account.id());
    let decided = known.decided.iter().find(|m| m.address == *address);
    let from = match mode {
        Mode::Own => account.named_address(),
        Mode::SendAs | Mode::OnBehalf => {
            let name = added.and_then(|a| a.name.as_deref());
            NamedAddress::new(name.or(mailbox.map(|m| m.name.as_str())), address)
        }
    };
    // Without a mailbox to read there is no shared Sent folder: the copy goes to the member's own,
    // and the identity says so before a word is written.
    let sent_policy = match (mailbox.map(|m| m.sent_policy), mode) {
        (Some(policy), _) => policy,
        (None, Mode::Own) => SentPolicy::Shared,
        (None, Mode::SendAs | Mode::OnBehalf) => SentPolicy::Mine,
    };
    let copies = copies(
        known,
        sent_policy,
        &mailbox_id,
        &MailboxId::of(&account.address),
    );
    Identity {
        sender: (mode == Mode::OnBehalf).then(|| account.named_address()),
        sent_folder: sent_words(&copies),
        copies,
        right,
        evidence,
        mailbox: mailbox.map(Mailbox::id),
        sent_policy,
        signature: added
            .and_then(|a| a.signature.clone())
            .or_else(|| decided.and_then(|m| m.signature.clone())),
        reply_to: added
            .and_then(|a| a.reply_to.clone())
            .or_else(|| decided.and_then(|m| m.reply_to.clone())),
        drafts: decided.and_then(|m| m.drafts).unwrap_or_default(),
        name_sender: decided.and_then(|m| m.name_sender).unwrap_or(true),
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

/// Where copies go, each place with what stands in the way; none when the server files them.
fn copies(
    known: &Known<'_>,
    policy: SentPolicy,
    shared: &MailboxId,
    mine: &MailboxId,
) -> Vec<CopyPlace> {
    let place = |id: &MailboxId| {
        let mailbox = known.mailboxes.iter().find(|m| m.id() == *id);
        let folder = known.sent.get(id);
        let hindrance = match folder {
            Some(Some(folder)) if !permission::decide(Action::Insert, folder).may_try() => {
                Some(CopyHindrance::NoRight)
            }
            Some(None) => Some(CopyHindrance::NoFolder),
            _ => None,
        };
        CopyPlace {
            mailbox: mailbox.map_or_else(|| id.as_str().to_owned(), |m| m.name.clone()),
            folder: folder.and_then(Option::as_ref).map(|f| f.path.clone()),
            hindrance,
        }
    };
    let mailboxes = policy.mailboxes(Some(shared), mine);
    mailboxes.into_iter().map(place).collect()
}

/// The same in words: `Support / Sent`; empty when the server files them.
fn sent_words(copies: &[CopyPlace]) -> String {
    let words = copies.iter().map(|place| match &place.folder {
        Some(path) => format!(
            "{} / {}",
            place.mailbox,
            path.replace("\\/", "\u{0}")
                .replace('/', " / ")
                .replace('\u{0}', "/")
        ),
        None => place.mailbox.clone(),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, FolderRole, MailboxKind, Route, RouteKind};
    use crate::engine::samples::{self, ANNA, SUPPORT, address, key};

    fn account(text: &str, name: &str) -> Account {
        Account {
            name: Some(name.into()),
            ..samples::account(text)
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

    fn sent_folder(of: &Mailbox, path: &str, rights: &str) -> Folder {
        samples::folder(of.address.as_str(), path, FolderRole::Sent, rights)
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
            .map(|m| (m.id(), Some(sent_folder(m, "INBOX/Sent", "lrswi"))))
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
                    signature: None,
                    reply_to: None,
                    via: AccountId::of(&address(ANNA)),
                },
                // Twice, and once as what discovery found: each counts once.
                IdentitySettings {
                    name: None,
                    signature: None,
                    reply_to: None,
                    address: address("News@a.test"),
                    via: AccountId::of(&address(ANNA)),
                },
                IdentitySettings {
                    name: None,
                    signature: None,
                    reply_to: None,
                    address: address(SUPPORT),
                    via: AccountId::of(&address(ANNA)),
                },
            ],
            decided: &[],
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
    fn a_copy_that_cannot_be_filed_is_known_before_anything_is_written() {
        let mailboxes = [
            mailbox("hr@a.test", "HR", &[ANNA], SentPolicy::Shared),
            mailbox("jobs@a.test", "Jobs", &[ANNA], SentPolicy::Shared),
            mailbox("new@a.test", "New", &[ANNA], SentPolicy::Shared),
            mailbox(SUPPORT, "Support", &[ANNA], SentPolicy::Shared),
        ];
        let [hr, jobs, _, support] = &mailboxes;
        let sent = BTreeMap::from([
            (hr.id(), Some(sent_folder(hr, "Sent", "lr"))),
            (jobs.id(), None),
            (support.id(), Some(sent_folder(support, "Sent", "lrwsi"))),
        ]);
        let list = list(&Known {
            accounts: &[account(ANNA, "Anna Berg")],
            mailboxes: &mailboxes,
            added: &[],
            decided: &[],
            evidence: &[],
            sent: &sent,
            now: Timestamp::UNIX_EPOCH,
        });
        let of = |address: &str| {
            let identity = list.iter().find(|i| i.key.address.as_str() == address);
            let [copy] = &identity.unwrap().copies[..] else {
                panic!("one copy")
            };
            (copy.folder.as_deref(), copy.hindrance)
        };
        assert_eq!(
            of("hr@a.test"),
            (Some("Sent"), Some(CopyHindrance::NoRight))
        );
        assert_eq!(of("jobs@a.test"), (None, Some(CopyHindrance::NoFolder)));
        assert_eq!(of("new@a.test"), (None, None), "not read yet");
        assert_eq!(of(SUPPORT), (Some("Sent"), None));
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
