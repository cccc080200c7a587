//! People somebody may want to write to.

use serde::Serialize;

use super::{EmailAddress, NamedAddress};

/// An address of somebody whom a person brought along from another program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The address.
    pub address: EmailAddress,
    /// Their name.
    pub name: Option<String>,
    /// How they are called.
    pub nickname: Option<String>,
    /// For whom they work.
    pub organisation: Option<String>,
}

impl Contact {
    /// As they are written to.
    #[must_use]
    pub fn named(&self) -> NamedAddress {
        let name = self.name.as_deref().or(self.nickname.as_deref());
        NamedAddress::new(name.or(self.organisation.as_deref()), &self.address)
    }
}

/// Where somebody is known from who is offered as a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownFrom {
    /// They are a contact.
    Contact,
    /// They were written to.
    Written,
    /// They stand in mails.
    Mail,
}

/// Somebody who is offered as a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// As they are written to.
    pub person: NamedAddress,
    /// Where they are known from.
    pub from: KnownFrom,
}
