//! An account: one sign-in.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{AccountId, EmailAddress, NamedAddress};

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte (RFC 8314). The default.
    Tls,
    /// Plain text first, then STARTTLS, without which nothing is said.
    StartTls,
    /// No protection: loopback, or a host for which a person accepted exactly that.
    None,
}

impl Security {
    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::None => "none",
        }
    }
}

/// A server's place and protection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Endpoint {
    /// Host name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Protection.
    pub security: Security,
}

impl Endpoint {
    /// Is the host this computer? Names are not resolved: only `localhost` and literal loopback
    /// addresses count, since a name may point elsewhere tomorrow.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self
                .host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    }
}

impl std::fmt::Display for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Where the password comes from. It never stands in a file of the profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasswordSource {
    /// The keyring of the system.
    #[default]
    Keyring,
    /// The first line that a command prints. The command line is run by the system's shell.
    Command(String),
    /// Nowhere: it is asked for once in each run and kept in memory only.
    Ask,
}

/// One sign-in: an address, its two servers and its credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The member's own address.
    pub address: EmailAddress,
    /// The member's name, as recipients see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name to sign in with, where it is not the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The IMAP server.
    pub imap: Endpoint,
    /// The submission server.
    pub smtp: Endpoint,
    /// PEM file with certificate authorities to trust for this account, beside the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
    /// Where the password comes from.
    #[serde(default)]
    pub password: PasswordSource,
    /// Most connections to the IMAP server at the same time, of those that stay.
    #[serde(default)]
    pub connections: Connections,
}

/// How many connections an account keeps to its IMAP server: one that keeps everything current, one for
/// what a person asks, and the others to watch folders. A search on the server has one more for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Connections(u8);

impl Connections {
    /// The fewest: nothing is watched then.
    pub const LEAST: u8 = 2;
    /// The most: what no usual server grants to a member.
    pub const MOST: u8 = 20;

    /// So many; `None` below [`Connections::LEAST`] and above [`Connections::MOST`].
    #[must_use]
    pub fn new(count: u8) -> Option<Self> {
        (Self::LEAST..=Self::MOST)
            .contains(&count)
            .then_some(Self(count))
    }

    /// How many there are.
    #[must_use]
    pub fn count(self) -> u8 {
        self.0
    }

    /// How many of them watch.
    #[must_use]
    pub fn watching(self) -> usize {
        usize::from(self.0.saturating_sub(Self::LEAST))
    }
}

impl Default for Connections {
    /// Dovecot grants ten for a member and address out of the box (mail_max_userip_connections), Gmail
    /// fifteen; a member has other devices, and a team may share one address.
    fn default() -> Self {
        Self(4)
    }
}

impl Account {
    /// The account's id.
    #[must_use]
    pub fn id(&self) -> AccountId {
        AccountId::of(&self.address)
    }

    /// The name to sign in with.
    #[must_use]
    pub fn login(&self) -> &str {
        self.login.as_deref().unwrap_or(self.address.as_str())
    }

    /// Name and address, as recipients see them.
    #[must_use]
    pub fn named_address(&self) -> NamedAddress {
        NamedAddress::new(self.name.as_deref(), &self.address)
    }
}
