//! What a person is reminded of before a message leaves: a file that they write of and did not attach, a mailbox in
//! whose name they do not answer, and people outside who would read what was said inside. Reminders keep nothing from
//! being sent.

use std::collections::BTreeSet;

use serde::Serialize;

use super::problem::{Problem, Text};
use super::{Engine, Reader, StoreError};
use crate::domain::{Draft, EmailAddress, Intent, MailboxId, MailboxKind, NamedAddress};
use crate::rfc822::{self, Block};

/// Longest text that is looked through, in octets; what a person writes themselves is shorter.
const MAX_TEXT: usize = 256 * 1024;

/// Most people outside who are named.
const MAX_NAMED: usize = 5;

/// How words begin that say that something goes along, in the languages of Postroom, in small letters. Each stands
/// for itself: a person may write in another language than that of their window.
const BEGINNINGS: &[&str] = &[
    "attach",
    "angehängt",
    "angehaengt",
    "beigefügt",
    "beigefuegt",
    "angefügt",
    "angefuegt",
];

/// The same as whole words, or several in a row.
const WORDS: &[&[&str]] = &[
    &["enclosed"],
    &["anhang"],
    &["anhänge"],
    &["anhängen"],
    &["dateianhang"],
    &["anbei"],
    &["pièce", "jointe"],
    &["piece", "jointe"],
    &["pièces", "jointes"],
    &["pieces", "jointes"],
    &["ci", "joint"],
    &["ci", "jointe"],
    &["ci", "joints"],
    &["ci", "jointes"],
];

/// What a person is reminded of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reminder {
    /// They write of a file, and none goes along.
    Attachment {
        /// The word that says so.
        word: String,
    },
    /// They answer what came to a shared mailbox, and not in its name.
    Identity {
        /// The mailbox's name.
        mailbox: String,
        /// From where it would leave.
        address: String,
    },
    /// All who took part so far are of the own domains, and these are not.
    Outside {
        /// Their addresses.
        addresses: Vec<String>,
    },
}

impl Reminder {
    /// The same in words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Attachment { word } => Text::new("reminder-attachment").with("word", word),
            Self::Identity { mailbox, address } => Text::new("reminder-identity")
                .with("mailbox", mailbox)
                .with("address", address),
            Self::Outside { addresses } => {
                let named = addresses.iter().take(MAX_NAMED).map(String::as_str);
                let mut named = named.collect::<Vec<_>>().join(", ");
                if addresses.len() > MAX_NAMED {
                    named.push_str(", …");
                }
                Text::new("reminder-outside")
                    .with("count", addresses.len().to_string())
                    .with("addresses", named)
            }
        }
    }
}

impl Engine {
    /// What a person is to be reminded of before this leaves, as far as the settings want it.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn reminders(&self, draft: &Draft) -> Result<Vec<Reminder>, Problem> {
        let settings = self.settings();
        let mut reminders = Vec::new();
        // What is passed on in the text is none that somebody means to attach.
        let mut files = rfc822::goes_along(draft).filter(|(file, _)| !file.is_layout());
        if settings.remind_attachment && files.next().is_none() {
            let word = word_of_attachment(&draft.body);
            reminders.extend(word.map(|word| Reminder::Attachment { word }));
        }
        if settings.remind_identity {
            reminders.extend(self.other_identity(draft).await?);
        }
        if settings.remind_outside {
            let addresses = self.outside(draft).await?;
            if !addresses.is_empty() {
                reminders.push(Reminder::Outside { addresses });
            }
        }
        Ok(reminders)
    }

    /// Is a shared mailbox's mail answered as somebody else? Who passes it on may do so in their own name.
    async fn other_identity(&self, draft: &Draft) -> Result<Option<Reminder>, Problem> {
        let answer = draft.reply.as_ref();
        let answer = answer.filter(|answer| answer.intent != Intent::Forward);
        let (Some(answer), Some(from)) = (answer, &draft.from) else {
            return Ok(None);
        };
        if MailboxId::of(&from.address) == answer.mailbox {
            return Ok(None);
        }
        let id = answer.mailbox.clone();
        let mailbox = self.read(move |r| r.mailbox(&id)).await?;
        let shared = mailbox.filter(|mailbox| {
            mailbox.kind == MailboxKind::Shared && mailbox.address != from.address
        });
        Ok(shared.map(|mailbox| Reminder::Identity {
            mailbox: mailbox.name,
            address: from.address.as_str().to_owned(),
        }))
    }

    /// Recipients outside of a conversation in which everybody is inside.
    async fn outside(&self, draft: &Draft) -> Result<Vec<String>, Problem> {
        let answer = draft.reply.as_ref();
        let Some(answer) = answer.filter(|answer| answer.intent != Intent::Forward) else {
            return Ok(Vec::new());
        };
        let own: Vec<EmailAddress> = self
            .identities()
            .await?
            .into_iter()
            .map(|identity| identity.key.address)
            .collect();
        let own: BTreeSet<&str> = own.iter().map(EmailAddress::domain).collect();
        let outside = outside(draft.recipients(), &own);
        if outside.is_empty() {
            return Ok(outside);
        }
        let answer = answer.clone();
        let talked = self.read(move |r| conversation(r, &answer)).await?;
        let is_internal = !talked.is_empty()
            && outside_of(&talked, &own).is_empty()
            && talked.iter().all(|one| one.checked().is_ok());
        Ok(if is_internal { outside } else { Vec::new() })
    }
}

fn outside_of(people: &[NamedAddress], own: &BTreeSet<&str>) -> Vec<String> {
    outside(people.iter(), own)
}

/// Those who are in none of the own domains.
fn outside<'a>(
    people: impl Iterator<Item = &'a NamedAddress>,
    own: &BTreeSet<&str>,
) -> Vec<String> {
    let mut outside = Vec::new();
    for address in people.filter_map(|person| person.checked().ok()) {
        let text = address.as_str().to_owned();
        if !own.contains(address.domain()) && !outside.contains(&text) {
            outside.push(text);
        }
    }
    outside
}

/// Everybody who took part in the conversation that is answered, as far as it is here.
fn conversation(
    reader: &Reader,
    answer: &crate::domain::Reply,
) -> Result<Vec<NamedAddress>, StoreError> {
    let Some(asked) = reader.message(&answer.to)? else {
        return Ok(Vec::new());
    };
    let mut messages = reader.thread(&answer.mailbox, &asked.thread_id)?;
    messages.push(asked);
    let people = messages.into_iter().flat_map(|message| {
        let who = message.participants;
        let all = [who.from, who.reply_to, who.to, who.cc, who.bcc];
        all.into_iter().flatten()
    });
    Ok(people.collect())
}

/// The word by which a person says that a file goes along, in what they wrote themselves: not in what they quote or
/// pass on, nor in their signature.
fn word_of_attachment(body: &str) -> Option<String> {
    let end = body.floor_char_boundary(MAX_TEXT.min(body.len()));
    let blocks = rfc822::fold(body.get(..end).unwrap_or_default());
    let mut blocks = blocks.iter().peekable();
    while let Some(block) = blocks.next() {
        let Block::Text(text) = block else {
            continue;
        };
        let is_quoted_next = matches!(blocks.peek(), Some(Block::Quote { .. }));
        let text = if is_quoted_next {
            without_attribution(text)
        } else {
            text
        };
        if let Some(word) = word_in(text) {
            return Some(word);
        }
    }
    None
}

/// Above a quote stands who wrote it, in a line of its own: a name or a subject is nothing that was said.
fn without_attribution(text: &str) -> &str {
    let text = text.trim_end();
    match text.rsplit_once('\n') {
        Some((before, last)) if last.trim_end().ends_with(':') => before,
        None if text.ends_with(':') => "",
        _ => text,
    }
}

fn word_in(text: &str) -> Option<String> {
    let written: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let words: Vec<String> = written.iter().map(|word| word.to_lowercase()).collect();
    (0..words.len()).find_map(|at| {
        let rest = words.get(at..)?;
        let begins = |word: &String| BEGINNINGS.iter().any(|one| word.starts_with(one));
        let whole = WORDS.iter().find(|phrase| {
            rest.len() >= phrase.len() && rest.iter().zip(**phrase).all(|(is, one)| is == one)
        });
        let length = match whole {
            Some(phrase) => phrase.len(),
            None if rest.first().is_some_and(begins) => 1,
            None => return None,
        };
        Some(written.get(at..at + length)?.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_file_that_is_written_of_is_noticed_in_three_languages() {
        for (text, word) in [
            ("See the attached invoice.", "attached"),
            ("The Attachment says it", "Attachment"),
            ("Die Rechnung finden Sie im Anhang.", "Anhang"),
            ("Ich habe sie angehängt", "angehängt"),
            ("Vous trouverez la pièce\njointe", "pièce jointe"),
            ("le document ci-joint", "ci joint"),
            ("Les PIÈCES JOINTES", "PIÈCES JOINTES"),
        ] {
            assert_eq!(word_of_attachment(text).as_deref(), Some(word), "{text}");
        }
        for text in ["", "Thanks", "Im Zusammenhang", "la pièce", "un joint"] {
            assert_eq!(word_of_attachment(text), None, "{text}");
        }
    }

    #[test]
    fn what_others_wrote_and_the_signature_say_nothing() {
        for body in [
            "Thanks!\n\nOn Monday, Kim Anhang wrote:\n> see the attachment\n> \n> Kim\n",
            "Thanks\n\n-- \nAnna\nNever open attachments of strangers\n\nKim wrote:\n> attached\n",
            "FYI\n\n---------- Forwarded message ----------\nFrom: Kim\nSubject: attached\n\nattached\n",
            "Danke\n\nVon: Kim\nGesendet: Montag\nBetreff: Anhang\n\nim Anhang\n",
        ] {
            assert_eq!(word_of_attachment(body), None, "{body}");
        }
        let between = "Kim wrote:\n> Where is it?\nIt is attached.\n> Thanks\n";
        assert_eq!(word_of_attachment(between).as_deref(), Some("attached"));
    }

    #[test]
    fn outside_is_who_is_in_no_own_domain() {
        let people = NamedAddress::parse_list("a@acme.example, b@ACME.example, c@b.test, c@b.test");
        let own = BTreeSet::from(["acme.example"]);
        assert_eq!(outside_of(&people.unwrap(), &own), ["c@b.test"]);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_looked_through(text in "(\\PC|\n|> |-- \n|pièce |ci-){0,60}") {
            if let Some(word) = word_of_attachment(&text) {
                prop_assert!(!word.is_empty());
            }
        }
    }
}
