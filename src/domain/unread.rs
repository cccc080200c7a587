//! Whose `\Seen` it is, and when a message that bears it is unread for this person all the same.

use serde::{Deserialize, Serialize};

use super::{Route, RouteKind};

/// Whose `\Seen` a server keeps by one way to a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeenState {
    /// This person's alone.
    Private,
    /// Everybody's: who opens a message marks it as read for all.
    Shared,
    /// One of both. IMAP has no word for it: what Dovecot does (`INDEXPVT`) it tells nobody, and the right
    /// `s` (RFC 4314) says that the flag may be set, not for whom.
    Unknown,
}

impl SeenState {
    /// As far as the way itself tells. Whoever signs in to a shared mailbox shares its flags with all who do,
    /// with whatever credential; in one's own mailbox there is nobody to share them with.
    #[must_use]
    pub fn of(route: &Route) -> Self {
        match route.kind {
            RouteKind::Personal => Self::Private,
            RouteKind::OwnToken | RouteKind::OwnLogin => Self::Shared,
            RouteKind::Namespace => Self::Unknown,
        }
    }
}

/// Is it kept here which messages of a mailbox are unread for this person, where others read them?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnreadForMe {
    /// Unless `\Seen` is this person's alone. Where that is not known it does no harm: on a server that keeps
    /// `\Seen` apart for each, nobody but this person sets theirs.
    #[default]
    Auto,
    /// Yes.
    On,
    /// No.
    Off,
}

impl UnreadForMe {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::On, Self::Off];

    /// The word on the command line and in the settings file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::On => "on",
            Self::Off => "off",
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Is it kept of what comes by this way?
    #[must_use]
    pub fn keeps(self, route: &Route) -> bool {
        match self {
            Self::Auto => SeenState::of(route) != SeenState::Private,
            Self::On => true,
            Self::Off => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, EmailAddress};

    #[test]
    fn each_is_what_its_word_says() {
        for one in UnreadForMe::ALL {
            assert_eq!(UnreadForMe::from_word(one.word()), Some(one));
        }
        assert_eq!(UnreadForMe::from_word("yes"), None);
    }

    #[test]
    fn it_is_kept_where_others_may_set_the_flag_unless_a_person_says_otherwise() {
        let route = |kind| Route {
            account: AccountId::of(&EmailAddress::parse("anna@a.test").unwrap()),
            kind,
            root: String::new(),
        };
        for (kind, auto) in [
            (RouteKind::Personal, false),
            (RouteKind::Namespace, true),
            (RouteKind::OwnToken, true),
            (RouteKind::OwnLogin, true),
        ] {
            let route = route(kind);
            assert_eq!(UnreadForMe::Auto.keeps(&route), auto, "{kind:?}");
            assert!(UnreadForMe::On.keeps(&route) && !UnreadForMe::Off.keeps(&route));
        }
    }
}
