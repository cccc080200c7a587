//! What about a sender may deceive, in words.

use super::problem::Text;
use crate::render::link::LinkDoubt;
use crate::rfc822::Doubt;

/// A doubt about a sender, for a person.
#[must_use]
pub fn doubt_in_words(doubt: &Doubt) -> Text {
    match doubt {
        Doubt::NoAddress => Text::new("doubt-no-address"),
        Doubt::NameShowsAddress { shown, address } => Text::new("doubt-name-shows-address")
            .with("shown", shown.as_str())
            .with("address", address.as_str()),
        Doubt::MixedLetters(domain) => {
            Text::new("doubt-mixed-letters").with("domain", domain.as_str())
        }
        Doubt::LooksLikeOurs { domain, own } => Text::new("doubt-looks-like-ours")
            .with("domain", domain.as_str())
            .with("own", own.as_str()),
    }
}

/// A doubt about a link, for a person.
#[must_use]
pub fn link_doubt_in_words(doubt: &LinkDoubt) -> Text {
    match doubt {
        LinkDoubt::ShowsAnother { shown, host } => Text::new("link-shows-another")
            .with("shown", shown.as_str())
            .with("host", host.as_str()),
        LinkDoubt::UserBeforeHost { user, host } => Text::new("link-user-before-host")
            .with("user", user.as_str())
            .with("host", host.as_str()),
        LinkDoubt::Number(number) => Text::new("link-number").with("number", number.as_str()),
        LinkDoubt::Host(Doubt::LooksLikeOurs { domain, own }) => Text::new("link-looks-like-ours")
            .with("domain", domain.as_str())
            .with("own", own.as_str()),
        LinkDoubt::Host(Doubt::MixedLetters(domain)) => {
            Text::new("link-mixed-letters").with("domain", domain.as_str())
        }
        // Those are about a sender.
        LinkDoubt::Host(doubt) => doubt_in_words(doubt),
    }
}
