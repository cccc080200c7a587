//! What is written.

use postroom::domain::{AccountId, Draft, EmailAddress, Mode, NamedAddress, SendRightKey};

use crate::sink::{ANNA, SALES, SUPPORT};

/// Outside of the team: taken, and delivered nowhere.
pub const CUSTOMER: &str = "kim@customer.test";

/// Under which address, in the ways that are permitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    Anna,
    Support,
    OnBehalfOfSales,
}

impl As {
    pub const ALL: [Self; 3] = [Self::Anna, Self::Support, Self::OnBehalfOfSales];

    pub fn key(self) -> SendRightKey {
        let (address, mode) = match self {
            Self::Anna => (ANNA, Mode::Own),
            Self::Support => (SUPPORT, Mode::SendAs),
            Self::OnBehalfOfSales => (SALES, Mode::OnBehalf),
        };
        SendRightKey {
            account: AccountId::of(&address_of(ANNA)),
            address: address_of(address),
            mode,
        }
    }
}

pub fn address_of(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A message to a customer.
pub struct Letter {
    pub author: As,
    pub subject: String,
    pub body: String,
}

impl Letter {
    pub fn from_support(subject: String) -> Self {
        Self {
            author: As::Support,
            subject,
            body: "Dear Kim,\n\nit is repaired.\n.\n.. and a dot.\n".into(),
        }
    }

    pub fn draft(&self) -> Draft {
        Draft {
            from: Some(self.author.key()),
            to: vec![NamedAddress::bare(&address_of(CUSTOMER))],
            subject: self.subject.clone(),
            body: self.body.clone(),
            ..Draft::default()
        }
    }
}
