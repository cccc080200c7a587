//! What about a sender may deceive, in words.

use super::problem::Text;
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
