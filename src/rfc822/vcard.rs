//! Contacts in files of other programs: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), many to a file.
//!
//! Of a card its names and addresses are taken. A file is cut into its cards first, so that one that is damaged
//! or without an end costs nothing but itself.

use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardVersion};
use calcard::{Entry, Parser};

use super::file_text::file_text;
use super::parse::clean;
use crate::domain::{Contact, EmailAddress};

/// Largest file, in octets: pictures stand in it.
pub const MAX_VCARD_FILE: usize = 64 * 1024 * 1024;
/// Most cards that are read of it.
const MAX_CARDS: usize = 50_000;
/// Largest card that is read, in octets.
const MAX_CARD: usize = 8 * 1024 * 1024;
/// Most lines of one.
const MAX_LINES: usize = 200_000;
/// Most addresses of one that are taken.
const MAX_ADDRESSES: usize = 20;
/// Longest name, in characters.
const MAX_NAME: usize = 100;

/// What a file of contacts holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VcardFile {
    /// Addresses with what is known of their people.
    pub contacts: Vec<Contact>,
    /// How many cards there are.
    pub cards: usize,
    /// Those that could not be read, are too large or more than are read.
    pub unread: usize,
    /// Those without an address.
    pub without_address: usize,
}

/// Why a file holds no contacts that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VcardError {
    /// Larger than [`MAX_VCARD_FILE`].
    #[error("the file is larger than {} MiB", MAX_VCARD_FILE / 1024 / 1024)]
    TooLarge,
    /// There is no card in it.
    #[error("there is no vCard in the file")]
    NoCards,
}

/// Reads a file of contacts.
///
/// # Errors
/// [`VcardError`]
pub fn read_vcards(bytes: &[u8]) -> Result<VcardFile, VcardError> {
    if bytes.len() > MAX_VCARD_FILE {
        return Err(VcardError::TooLarge);
    }
    let text = file_text(bytes);
    let mut file = VcardFile::default();
    for card in cards(&text) {
        file.cards += 1;
        let is_readable = file.cards <= MAX_CARDS
            && card.len() <= MAX_CARD
            && card.lines().take(MAX_LINES + 1).count() <= MAX_LINES;
        let Some(card) = is_readable.then(|| parsed(card)).flatten() else {
            file.unread += 1;
            continue;
        };
        let before = file.contacts.len();
        add(&mut file.contacts, &card);
        file.without_address += usize::from(file.contacts.len() == before);
    }
    if file.cards == 0 {
        return Err(VcardError::NoCards);
    }
    Ok(file)
}

/// The cards of a text: each from its `BEGIN:VCARD` to the next one. (A card in a card, as 2.1 has it for an
/// agent, is one of its own, and what follows it of the outer one is lost.)
fn cards(text: &str) -> impl Iterator<Item = &str> {
    const BEGIN: &str = "BEGIN:VCARD";
    let begins = |line: &str| {
        let line = line.trim();
        line.get(..BEGIN.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(BEGIN))
    };
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    let ranges = starts.into_iter().zip(ends);
    ranges.filter_map(move |(start, end)| text.get(start..end))
}

fn parsed(card: &str) -> Option<VCard> {
    match Parser::new(card).entry() {
        Entry::VCard(card) => Some(card),
        _ => None,
    }
}

fn texts(entry: &VCardEntry) -> impl Iterator<Item = &str> {
    entry.values.iter().filter_map(|value| value.as_text())
}

/// What a property says first.
fn first(card: &VCard, property: &VCardProperty) -> Option<String> {
    let mut said = card
        .properties(property)
        .flat_map(texts)
        .map(|text| clean(text, MAX_NAME));
    said.find(|text| !text.is_empty())
}

fn add(contacts: &mut Vec<Contact>, card: &VCard) {
    let name = first(card, &VCardProperty::Fn).or_else(|| name_of_parts(card));
    let nickname = first(card, &VCardProperty::Nickname);
    let organisation = first(card, &VCardProperty::Org);
    let addresses = card.properties(&VCardProperty::Email).flat_map(texts);
    let addresses = addresses.filter_map(|text| {
        let text = text.trim();
        let text = match text.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => text.get(7..)?,
            _ => text,
        };
        EmailAddress::parse(text).ok()
    });
    for address in addresses.take(MAX_ADDRESSES) {
        // Some programs write the address where they have no name.
        let name = name.clone().filter(|name| name != address.as_str());
        contacts.push(Contact {
            address,
            name,
            nickname: nickname.clone(),
            organisation: organisation.clone(),
        });
    }
}

/// A name of its parts (`N`): those of 2.1 often have nothing else.
fn name_of_parts(card: &VCard) -> Option<String> {
    let parts: Vec<&str> = card
        .properties(&VCardProperty::N)
        .next()
        .map(|entry| texts(entry).collect())?;
    let part = |at: usize| parts.get(at).map(|part| part.trim()).unwrap_or_default();
    // Family, given, others, before, behind.
    let name = [part(3), part(1), part(2), part(0), part(4)].map(str::to_owned);
    let name: Vec<String> = name.into_iter().filter(|part| !part.is_empty()).collect();
    let name = clean(&name.join(" "), MAX_NAME);
    (!name.is_empty()).then_some(name)
}

/// Contacts as a file for other programs (vCard 4.0), the addresses of a person in one card.
#[must_use]
pub fn write_vcards(contacts: &[Contact]) -> String {
    let mut out = String::new();
    let is_same = |a: &Contact, b: &Contact| {
        a.name.is_some()
            && (&a.name, &a.nickname, &a.organisation) == (&b.name, &b.nickname, &b.organisation)
    };
    for person in contacts.chunk_by(is_same) {
        let Some(one) = person.first() else {
            continue;
        };
        let mut card = VCard::default();
        let mut put = |property: VCardProperty, text: &str| {
            let entry = VCardEntry::new(property).with_value(text.to_owned());
            card.entries.push(entry);
        };
        put(
            VCardProperty::Fn,
            one.name.as_deref().unwrap_or(one.address.as_str()),
        );
        if let Some(nickname) = &one.nickname {
            put(VCardProperty::Nickname, nickname);
        }
        if let Some(organisation) = &one.organisation {
            put(VCardProperty::Org, organisation);
        }
        for contact in person {
            put(VCardProperty::Email, contact.address.as_str());
        }
        // Writing to a text does not fail.
        let _ = card.write_to(&mut out, VCardVersion::V4_0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, Option<String>)> {
        let file = read_vcards(text.as_bytes()).unwrap();
        let contacts = file.contacts.into_iter();
        contacts
            .map(|one| (one.address.as_str().to_owned(), one.name))
            .collect()
    }

    fn one(address: &str, name: &str) -> (String, Option<String>) {
        let name = (!name.is_empty()).then(|| name.to_owned());
        (address.to_owned(), name)
    }

    #[test]
    fn cards_of_all_versions_are_read() {
        let old = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;Dr.;\r\n\
            EMAIL;PREF;INTERNET:joerg@a.test\r\nEMAIL;INTERNET:j@b.test\r\nEND:VCARD\r\n";
        let name = "Dr. Jörg Müller";
        assert_eq!(
            read(old),
            [one("joerg@a.test", name), one("j@b.test", name)]
        );
        let third = "BEGIN:VCARD\nVERSION:3.0\nFN:Berg\\, Anna\nN:Berg;Anna;;;\nORG:ACME;Support\n\
            NICKNAME:Änni\nitem1.EMAIL;type=INTERNET;type=pref:Anna@Acme.Test\nitem1.X-ABLabel:Work\n\
            PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n SkZJRg==\nEND:VCARD\n";
        assert_eq!(read(third), [one("Anna@acme.test", "Berg, Anna")]);
        let file = read_vcards(third.as_bytes()).unwrap();
        assert_eq!(file.contacts[0].nickname.as_deref(), Some("Änni"));
        assert_eq!(file.contacts[0].organisation.as_deref(), Some("ACME"));
        let fourth = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Łukasz \r\n Nowak\r\nEMAIL;PREF=1;VALUE=uri:mailto:l@a.test\r\nEND:VCARD\r\n";
        assert_eq!(read(fourth), [one("l@a.test", "Łukasz Nowak")]);
        let all = format!("{old}{third}\n{fourth}");
        assert_eq!(read(&all).len(), 4);
    }

    #[test]
    fn other_charsets_are_read() {
        let latin = b"BEGIN:VCARD\nVERSION:2.1\nFN:J\xf6rg\nEMAIL:j@a.test\nEND:VCARD\n";
        let file = read_vcards(latin).unwrap();
        assert_eq!(file.contacts[0].name.as_deref(), Some("Jörg"));
        let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jörg\r\nEMAIL:j@a.test\r\nEND:VCARD\r\n";
        let wide = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes));
        let file = read_vcards(&wide.collect::<Vec<u8>>()).unwrap();
        assert_eq!(file.contacts[0].name.as_deref(), Some("Jörg"));
    }

    #[test]
    fn a_damaged_card_costs_nothing_but_itself() {
        let text = "BEGIN:VCARD\nVERSION:3.0\nFN:No end\nEMAIL:no@a.test\n\
            BEGIN:VCARD\nVERSION:3.0\nFN:Wrong\nEMAIL:not an address\nEND:VCARD\n\
            garbage\nBEGIN:VCARD\nVERSION:3.0\nFN:kim@a.test\nEMAIL:kim@a.test\nEND:VCARD\n";
        let file = read_vcards(text.as_bytes()).unwrap();
        assert_eq!((file.cards, file.without_address), (3, 1));
        assert!(read(text).contains(&one("kim@a.test", "")));
        assert_eq!(read_vcards(b"Name,Mail\n"), Err(VcardError::NoCards));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let contact = |address: &str, name: Option<&str>| Contact {
            address: EmailAddress::parse(address).unwrap(),
            name: name.map(str::to_owned),
            nickname: name.map(|_| "A; b, c".to_owned()),
            organisation: name.map(|_| "ACME; Ltd".to_owned()),
        };
        let contacts = [
            contact("anna@a.test", Some("Berg, Anna \\ Zoë")),
            contact("anna@b.test", Some("Berg, Anna \\ Zoë")),
            contact("kim@a.test", None),
        ];
        let text = write_vcards(&contacts);
        assert_eq!(text.matches("BEGIN:VCARD").count(), 2, "{text}");
        let again = read_vcards(text.as_bytes()).unwrap().contacts;
        assert_eq!(again, contacts, "{text}");
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_it_is_read_or_refused(
            lines in proptest::collection::vec("(BEGIN:VCARD|END:VCARD|VERSION:2.1|FN|EMAIL|N|ORG)?(;[A-Z=a-z0-9-]{0,12}){0,2}:?\\PC{0,30}", 0..20),
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
        ) {
            let mut file = format!("BEGIN:VCARD\n{}\n", lines.join("\n")).into_bytes();
            let _ = read_vcards(&file);
            file.extend(bytes);
            if let Ok(read) = read_vcards(&file) {
                prop_assert!(read.unread + read.without_address <= read.cards);
            }
        }
    }
}
