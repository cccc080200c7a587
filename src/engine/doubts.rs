//! What about a sender may deceive, and what one's own server found out about them, in words.

use super::Engine;
use super::problem::{Problem, Text};
use crate::domain::{MailboxId, Participants};
use crate::render::link::LinkDoubt;
use crate::rfc822::{Authentication, Doubt};

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
        Doubt::MixedLocalPart(address) => {
            Text::new("doubt-mixed-local-part").with("address", address.as_str())
        }
        Doubt::LooksLikeOurs { domain, own } => Text::new("doubt-looks-like-ours")
            .with("domain", domain.as_str())
            .with("own", own.as_str()),
        Doubt::AuthorsBesideOurs { own, other } => Text::new("doubt-authors-beside-ours")
            .with("own", own.as_str())
            .with("other", other.as_str()),
        Doubt::ThreeDomains {
            author,
            sender,
            answers,
        } => Text::new("doubt-three-domains")
            .with("author", author.as_str())
            .with("sender", sender.as_str())
            .with("answers", answers.as_str()),
        Doubt::NotConfirmed { server, domain } => Text::new("doubt-not-confirmed")
            .with("server", server.as_str())
            .with("domain", domain.as_str()),
    }
}

/// What one's own server confirmed about a message of these people, for a person; nothing where it confirmed
/// nothing.
#[must_use]
pub fn confirmed_in_words(found: &Authentication, participants: &Participants) -> Option<Text> {
    let passed = found.passed(participants)?;
    let text = Text::new("authentication-passed").with("server", found.by.as_str());
    Some(text.with("passed", passed))
}

impl Engine {
    /// What one's own server found out about where a message of this mailbox comes from, of what the message has
    /// of such fields.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn authentication(
        &self,
        mailbox: &MailboxId,
        fields: &[Authentication],
    ) -> Result<Option<Authentication>, Problem> {
        if fields.is_empty() {
            return Ok(None);
        }
        let id = mailbox.clone();
        let mailbox = self.read(move |reader| reader.mailbox(&id)).await?;
        let routes = mailbox.map(|mailbox| mailbox.routes).unwrap_or_default();
        let accounts = self.accounts();
        let of_mailbox = accounts.iter().map(|(account, _)| account);
        let of_mailbox = of_mailbox.filter(|account| {
            let id = account.id();
            routes.iter().any(|route| route.account == id)
        });
        Ok(Authentication::of_own_server(fields, of_mailbox))
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
