//! What happens to a submitted message: may it be sent under this name, whose Inbox does it come
//! to, and who answers it.

use std::sync::Arc;

use jiff::Timestamp;
use mail_parser::{Address, MessageParser};

use super::mailstore::FolderKey;
use super::mime::date_header;
use super::state::{State, Submission};
use super::team::{RefusalStyle, SendGrant, ServerFiling, Team};

/// A message as it came over the wire, with its envelope.
pub(super) struct Handed {
    pub(super) user: String,
    pub(super) helo: String,
    pub(super) mail_from: String,
    pub(super) rcpt_to: Vec<String>,
    pub(super) bytes: Vec<u8>,
}

/// What the server does with an address that mail goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipient {
    /// Somebody of the team.
    Local,
    /// Of the team's domain, and nobody.
    Unknown,
    /// Anywhere else.
    Outside,
}

pub(super) fn set_grant(team: &mut Team, user: &str, address: &str, grant: Option<SendGrant>) {
    let local = |a: &str| a.rsplit_once('@').map_or(a, |(l, _)| l).to_owned();
    let (user, address) = (local(user), local(address));
    team.grants
        .retain(|(who, what, _)| *who != user || *what != address);
    if let Some(grant) = grant {
        team.grants.push((user, address, grant));
    }
}

impl Team {
    /// In which way a user may use an address; their own counts as [`SendGrant::SendAs`].
    pub(super) fn grant(&self, user: &str, address: &str) -> Option<SendGrant> {
        let address = address.to_lowercase();
        if address == user {
            return Some(SendGrant::SendAs);
        }
        let domain = &self.domain;
        let found = self.grants.iter().find(|(who, what, _)| {
            format!("{who}@{domain}") == user && format!("{what}@{domain}") == address
        });
        found.map(|(_, _, grant)| *grant)
    }
}

impl State {
    pub(super) fn recipient(&self, address: &str) -> Recipient {
        let address = address.to_lowercase();
        let domain = &self.team.domain;
        match address.rsplit_once('@') {
            Some((_, at)) if at != domain => Recipient::Outside,
            // The postmaster must exist (RFC 5321 4.5.1); here nobody reads that mail.
            Some(("postmaster", _)) => Recipient::Outside,
            _ if self.team.address_of(&address).is_some() => Recipient::Local,
            _ => Recipient::Unknown,
        }
    }

    /// May the user put this address into `MAIL FROM`? The null sender always passes, as on Postfix.
    pub(super) fn owns_envelope(&self, user: &str, mail_from: &str) -> bool {
        mail_from.is_empty() || self.team.grant(user, mail_from) == Some(SendGrant::SendAs)
    }

    /// The refusal of a message for its envelope (where that waits until now) or its header.
    fn refusal(&self, handed: &Handed) -> Option<String> {
        let user = &handed.user;
        let exchange = self.team.refusals == RefusalStyle::Exchange;
        let header = MessageParser::default().parse_headers(&handed.bytes);
        let addresses = |list: Option<&Address<'_>>| -> Vec<String> {
            let list = list.into_iter().flat_map(Address::iter);
            list.filter_map(|a| a.address.as_deref().map(str::to_lowercase))
                .collect()
        };
        let from = addresses(header.as_ref().and_then(|m| m.from()));
        let sender = addresses(header.as_ref().and_then(|m| m.sender()));
        let denied = |address: &str| {
            format!(
                "554 5.2.252 SendAsDenied; {user} not allowed to send as {address}; \
                 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; \
                 Failed to process message due to a permanent exception"
            )
        };
        if from.is_empty() {
            return Some("550 5.7.1 From: header is missing or not an address".to_owned());
        }
        for address in &from {
            let by_sender = sender.iter().any(|s| s == user);
            match self.team.grant(user, address) {
                Some(SendGrant::SendAs) => {}
                Some(SendGrant::OnBehalf) if by_sender => {}
                _ if exchange => return Some(denied(address)),
                Some(SendGrant::OnBehalf) => {
                    return Some(format!(
                        "550 5.7.1 From <{address}> allowed for {user} only on behalf \
                         (Sender: required)"
                    ));
                }
                None => {
                    return Some(format!(
                        "550 5.7.1 From <{address}> not permitted for {user}"
                    ));
                }
            }
        }
        let owned = |a: &String| self.team.grant(user, a) == Some(SendGrant::SendAs);
        if let Some(other) = sender.iter().find(|s| !owned(s)) {
            return Some(match exchange {
                true => denied(other),
                false => format!("550 5.7.1 Sender <{other}> not owned by {user}"),
            });
        }
        // On behalf, Exchange takes the represented mailbox's envelope too.
        let envelope =
            handed.mail_from.is_empty() || self.team.grant(user, &handed.mail_from).is_some();
        (exchange && !envelope).then(|| denied(&handed.mail_from))
    }

    /// Judges a whole message, delivers it if it may be sent, and returns the answer to its dot.
    pub(super) fn hand_over(&mut self, handed: Handed) -> String {
        let queue_id = self.next_queue_id();
        let refusal = self.refusal(&handed);
        if refusal.is_none() {
            self.distribute(&handed, &queue_id, Timestamp::now());
        }
        let accepted = refusal.is_none();
        let reply = refusal.unwrap_or_else(|| format!("250 2.0.0 Ok: queued as {queue_id}"));
        self.note(handed, accepted, reply.clone());
        reply
    }

    /// Notes a message that arrived whole and that a fault made away with.
    pub(super) fn lose(&mut self, handed: Handed, reply: &str) {
        self.note(handed, false, reply.to_owned());
    }

    fn note(&mut self, handed: Handed, accepted: bool, reply: String) {
        self.note_submission(Submission {
            user: handed.user,
            mail_from: handed.mail_from,
            rcpt_to: handed.rcpt_to,
            bytes: handed.bytes,
            at: Timestamp::now(),
            accepted,
            reply,
        });
    }

    fn distribute(&mut self, handed: &Handed, queue_id: &str, now: Timestamp) {
        for recipient in &handed.rcpt_to {
            match self.recipient(recipient) {
                Recipient::Local => {
                    let trace = format!(
                        "Return-Path: <{}>\r\nDelivered-To: {recipient}\r\n\
                         Received: from {} ([127.0.0.1])\r\n\tby mail.{} with ESMTPA id {queue_id}\r\n\
                         \tfor <{recipient}>; {}\r\n",
                        handed.mail_from,
                        handed.helo,
                        self.team.domain,
                        date_header(now),
                    );
                    let bytes = [trace.as_bytes(), &handed.bytes].concat();
                    self.put_into_inbox(recipient, &bytes, now);
                }
                Recipient::Outside => self.reach_customer(handed, recipient, now),
                Recipient::Unknown => {}
            }
        }
        let mut copies = Vec::new();
        let filing = self.team.filing;
        if matches!(filing, ServerFiling::Member | ServerFiling::Both) {
            copies.push(handed.user.clone());
        }
        if matches!(filing, ServerFiling::From | ServerFiling::Both) {
            let header = MessageParser::default().parse_headers(&handed.bytes);
            let from = header.as_ref().and_then(|m| m.from());
            let from = from.and_then(|f| f.first()).and_then(|a| a.address());
            copies.extend(from.and_then(|a| self.team.address_of(a)));
        }
        copies.dedup();
        for owner in copies {
            let reader = self.reader(&handed.user).to_owned();
            let raw: Arc<[u8]> = Arc::from(handed.bytes.as_slice());
            let seen = ["\\Seen".to_owned()];
            // A mailbox without a Sent folder gets no copy, and a full store none either.
            let key = FolderKey::new(&owner, "Sent");
            let _ = self.store.append(&key, raw, now, &seen, &reader);
        }
    }

    /// Puts a message into somebody's Inbox. Of a full store nobody is told: it is a demo.
    pub(super) fn put_into_inbox(&mut self, address: &str, bytes: &[u8], now: Timestamp) {
        let Some(owner) = self.team.address_of(address) else {
            return;
        };
        let key = FolderKey::new(&owner, "INBOX");
        let _ = self.store.append(&key, Arc::from(bytes), now, &[], "");
    }

    /// A simulated customer answers later, or their server bounces at once. Nobody else exists.
    fn reach_customer(&mut self, handed: &Handed, recipient: &str, now: Timestamp) {
        if let Some(bounce) = self
            .world
            .bounce(recipient, &handed.mail_from, &handed.bytes, now)
        {
            self.put_into_inbox(&handed.mail_from.clone(), &bounce, now);
            return;
        }
        self.world.expect_answer(recipient, &handed.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;

    fn state(refusals: RefusalStyle) -> State {
        let team = Team::acme_without_mail().with_refusals(refusals);
        State::new(team, World::default())
    }

    fn handed(user: &str, mail_from: &str, header: &str) -> Handed {
        Handed {
            user: format!("{user}@acme.example"),
            helo: "test".to_owned(),
            mail_from: mail_from.to_owned(),
            rcpt_to: vec!["carla@acme.example".to_owned()],
            bytes: format!("{header}\r\nSubject: x\r\n\r\ny\r\n").into_bytes(),
        }
    }

    #[test]
    fn the_header_decides_between_send_as_and_on_behalf() {
        let state = state(RefusalStyle::Postfix);
        let judge =
            |user: &str, from: &str, header: &str| state.refusal(&handed(user, from, header));
        let (anna, support) = ("anna@acme.example", "support@acme.example");
        assert_eq!(
            judge("anna", support, "From: ACME <support@acme.example>"),
            None
        );
        assert_eq!(
            judge("anna", anna, "From: sales@acme.example").as_deref(),
            Some(
                "550 5.7.1 From <sales@acme.example> allowed for anna@acme.example only on behalf (Sender: required)"
            )
        );
        let behalf = "From: sales@acme.example\r\nSender: anna@acme.example";
        assert_eq!(judge("anna", anna, behalf), None);
        assert_eq!(
            judge("anna", anna, "From: hr@acme.example").as_deref(),
            Some("550 5.7.1 From <hr@acme.example> not permitted for anna@acme.example")
        );
        let foreign = "From: anna@acme.example\r\nSender: ben@acme.example";
        assert_eq!(
            judge("anna", anna, foreign).as_deref(),
            Some("550 5.7.1 Sender <ben@acme.example> not owned by anna@acme.example")
        );
        assert!(judge("anna", anna, "X: y").is_some());
    }

    #[test]
    fn exchange_denies_in_its_own_words() {
        let state = state(RefusalStyle::Exchange);
        let refusal = state.refusal(&handed("anna", "hr@acme.example", "From: hr@acme.example"));
        assert!(
            refusal
                .unwrap()
                .starts_with("554 5.2.252 SendAsDenied; anna@acme.example")
        );
    }

    #[test]
    fn grants_change() {
        let mut team = Team::acme_without_mail();
        let (anna, sales) = ("anna@acme.example", "sales@acme.example");
        assert_eq!(
            team.grant(anna, "SALES@acme.example"),
            Some(SendGrant::OnBehalf)
        );
        set_grant(&mut team, anna, sales, Some(SendGrant::SendAs));
        assert_eq!(team.grant(anna, sales), Some(SendGrant::SendAs));
        set_grant(&mut team, anna, sales, None);
        assert_eq!(team.grant(anna, sales), None);
    }

    #[test]
    fn the_server_files_where_it_is_told() {
        for (filing, member, from) in [
            (ServerFiling::Never, 0, 0),
            (ServerFiling::Member, 1, 0),
            (ServerFiling::From, 0, 1),
            (ServerFiling::Both, 1, 1),
        ] {
            let mut state = state(RefusalStyle::Postfix);
            state.team.filing = filing;
            let message = handed("anna", "support@acme.example", "From: support@acme.example");
            assert!(state.hand_over(message).starts_with("250"));
            let count = |owner: &str, folder: &str| {
                let key = FolderKey::new(owner, folder);
                state.store.folder(&key).unwrap().messages.len()
            };
            assert_eq!(count("anna@acme.example", "Sent"), member);
            assert_eq!(count("support@acme.example", "Sent"), from);
            assert_eq!(count("carla@acme.example", "INBOX"), 1);
        }
    }
}
