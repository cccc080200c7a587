//! What servers report of a message after they took it (RFC 3464): that it could not be delivered,
//! that it is late, that it arrived.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of the message for one recipient (RFC 3464 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryAction {
    /// It could not be delivered, and nobody tries any more.
    Failed,
    /// It could not be delivered so far; the server goes on trying.
    Delayed,
    /// It lies in the recipient's mailbox.
    Delivered,
    /// It went on to a server that gives no receipts: nothing more will be heard.
    Relayed,
    /// It went on to the members of a list.
    Expanded,
}

impl DeliveryAction {
    /// All of them, the worst first.
    pub const ALL: [Self; 5] = [
        Self::Failed,
        Self::Delayed,
        Self::Delivered,
        Self::Relayed,
        Self::Expanded,
    ];

    /// The word of RFC 3464, in JSON and in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Delivered => "delivered",
            Self::Relayed => "relayed",
            Self::Expanded => "expanded",
        }
    }

    /// The action of this word, in any case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|a| a.word().eq_ignore_ascii_case(word))
    }
}

/// An enhanced status code (RFC 3463): class, subject, detail.
pub type EnhancedStatus = (u8, u16, u16);

/// What a report says of one recipient. All text is from outside: bounded, without control
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecipientReport {
    /// The address that was tried last (Final-Recipient); empty where the report names none. It
    /// need not be the one that the message was sent to: a server may have passed it on.
    pub address: String,
    /// The address that the message was sent to (Original-Recipient), where the report says so.
    pub original: Option<String>,
    /// What became of it.
    pub action: DeliveryAction,
    /// The status code, where there is one.
    pub status: Option<EnhancedStatus>,
    /// The server that said so where it is not the one that reports (Remote-MTA), as that calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_mta: Option<String>,
    /// The words of the server that said so, at most 500 characters; empty where there are none.
    pub diagnostic: String,
}

impl RecipientReport {
    /// Is it about this address, by either of the two names?
    #[must_use]
    pub fn is_about(&self, address: &super::EmailAddress) -> bool {
        // Servers name a domain in the form in which it was given to them, which is mostly ASCII.
        let same = |text: &str| {
            super::EmailAddress::parse(text).is_ok_and(|a| a.is_same_on_the_wire(address))
        };
        same(&self.address) || self.original.as_deref().is_some_and(same)
    }
}

impl fmt::Display for RecipientReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action.word())?;
        if let Some((class, subject, detail)) = self.status {
            write!(f, " {class}.{subject}.{detail}")?;
        }
        if !self.address.is_empty() {
            write!(f, " <{}>", self.address)?;
        }
        if !self.diagnostic.is_empty() {
            write!(f, ": {}", self.diagnostic)?;
        }
        Ok(())
    }
}

/// A report on what became of a message. Anybody who knows the Message-ID can forge one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// The Message-IDs of the message it is about, without brackets, the surest first; mostly one.
    /// Compare them exactly.
    pub message_ids: Vec<String>,
    /// The server that reports, as it calls itself.
    pub reporting_mta: Option<String>,
    /// Per recipient; at least one, at most 1000.
    pub recipients: Vec<RecipientReport>,
}

impl DeliveryReport {
    /// Is it about the message of this Message-ID (without brackets)?
    #[must_use]
    pub fn is_about(&self, message_id: &str) -> bool {
        self.message_ids.iter().any(|id| id == message_id)
    }

    /// The worst that it says of any recipient.
    #[must_use]
    pub fn worst(&self) -> Option<DeliveryAction> {
        self.recipients.iter().map(|r| r.action).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmailAddress;

    fn recipient(action: DeliveryAction) -> RecipientReport {
        RecipientReport {
            address: "Kim@B.test".into(),
            original: Some("desk@a.test".into()),
            action,
            status: Some((5, 1, 1)),
            remote_mta: None,
            diagnostic: "no such user".into(),
        }
    }

    #[test]
    fn a_domain_is_the_same_in_both_of_its_forms() {
        let address = EmailAddress::parse("Info@bücher.test").unwrap();
        for (text, same) in [
            ("info@xn--bcher-kva.test", true),
            ("info@bücher.test", true),
            ("other@xn--bcher-kva.test", false),
            ("info@bucher.test", false),
        ] {
            let mut report = recipient(DeliveryAction::Failed);
            report.address = text.into();
            assert_eq!(report.is_about(&address), same, "{text}");
        }
    }

    #[test]
    fn words_are_read_back_and_the_worst_counts() {
        for action in DeliveryAction::ALL {
            assert_eq!(DeliveryAction::from_word(action.word()), Some(action));
        }
        let report = |actions: &[DeliveryAction]| DeliveryReport {
            message_ids: vec!["a@b".into()],
            reporting_mta: None,
            recipients: actions.iter().copied().map(recipient).collect(),
        };
        use DeliveryAction::{Delayed, Delivered, Failed, Relayed};
        assert_eq!(report(&[Delivered, Failed, Delayed]).worst(), Some(Failed));
        assert_eq!(report(&[Relayed, Delivered]).worst(), Some(Delivered));
        assert_eq!(report(&[]).worst(), None);
        assert!(report(&[]).is_about("a@b") && !report(&[]).is_about("A@b"));
    }

    #[test]
    fn a_recipient_is_known_by_either_address() {
        let failed = recipient(DeliveryAction::Failed);
        for (address, is) in [
            ("kim@b.test", true),
            ("desk@a.test", true),
            ("im@b.test", false),
        ] {
            assert_eq!(failed.is_about(&EmailAddress::parse(address).unwrap()), is);
        }
        assert_eq!(
            failed.to_string(),
            "failed 5.1.1 <Kim@B.test>: no such user"
        );
    }
}
