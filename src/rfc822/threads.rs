//! Conversations by subject, the last resort: for messages that name no other.
//!
//! Some programs answer without `References` and `In-Reply-To`: ticket systems, forms, old phones.
//! In a shared mailbox half the subjects are "Invoice", so the subject alone joins nothing. Its words
//! must be somebody's own, and all the people must be the same: two customers are never in one
//! conversation because they wrote the same words.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::ParsedHeader;
use super::automatic::is_program;
use super::subject::{base_subject, is_forward_subject, is_reply_subject};
use crate::domain::{BySubject, MailboxId, NamedAddress};

/// Most people between whom a conversation is looked for; what goes to more is a circular.
const MAX_PEOPLE: usize = 8;
/// Fewest letters and digits of a subject that says something: "Your order" does not.
const MIN_LETTERS: usize = 12;
/// Fewest of its words.
const MIN_WORDS: usize = 2;
/// Fewest characters of a subject in a script that puts no spaces between its words.
const MIN_IDEOGRAPHS: usize = 6;
/// By what a message of this mailbox may be joined to others; `None` for one that names others, that
/// was passed on, whose subject says too little, or that went to nobody, or to too many.
#[must_use]
pub fn by_subject(header: &ParsedHeader, mailbox: &MailboxId) -> Option<BySubject> {
    let names_others = !header.references.is_empty() || !header.in_reply_to.is_empty();
    if names_others || header.message_id.is_none() || header.is_auto_reply {
        return None;
    }
    if is_forward_subject(&header.subject) {
        return None;
    }
    let subject = base_subject(&header.subject);
    if !says_something(subject) {
        return None;
    }
    let people = people(header, mailbox)?;
    let mut hash = Sha256::new();
    hash.update(mailbox.as_str());
    for word in subject.split_whitespace() {
        hash.update([0]);
        hash.update(word.to_lowercase());
    }
    for person in people {
        hash.update([1]);
        hash.update(person);
    }
    let digest = hash.finalize();
    let key = (digest.iter().take(8)).fold(0, |key, byte| (key << 8) | u64::from(*byte));
    Some(BySubject {
        key,
        answers: is_reply_subject(&header.subject),
    })
}

/// Everybody but the mailbox itself. A question is answered to whom `Reply-To` names, not to the form that
/// sent it; of an answer it is its author who counts, since many may write through one address.
fn people(header: &ParsedHeader, mailbox: &MailboxId) -> Option<BTreeSet<String>> {
    let who = &header.participants;
    let authors = if who.reply_to.is_empty() || is_reply_subject(&header.subject) {
        &who.from
    } else {
        &who.reply_to
    };
    let all = [authors, &who.to, &who.cc];
    if all.iter().any(|people| people.len() > MAX_PEOPLE) {
        return None;
    }
    let key = |person: &NamedAddress| person.address.trim().to_lowercase();
    let mut people: BTreeSet<String> = all.into_iter().flatten().map(key).collect();
    people.remove(mailbox.as_str());
    let usable = |person: &String| person.contains('@') && !is_program(person);
    let enough = !people.is_empty() && people.len() <= MAX_PEOPLE && people.iter().all(usable);
    enough.then_some(people)
}

fn says_something(subject: &str) -> bool {
    let letters = subject.chars().filter(|c| c.is_alphanumeric());
    if letters.clone().filter(|c| is_ideograph(*c)).count() >= MIN_IDEOGRAPHS {
        return true;
    }
    let words = subject
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    letters.count() >= MIN_LETTERS && words.count() >= MIN_WORDS
}

/// Chinese, Japanese, Thai: no spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmailAddress;

    fn support() -> MailboxId {
        MailboxId::of(&EmailAddress::parse("support@team.test").unwrap())
    }

    fn mail(subject: &str, from: &str, to: &[&str]) -> ParsedHeader {
        let bytes = format!(
            "Message-ID: <one@b.test>\r\nSubject: {subject}\r\nFrom: {from}\r\nTo: {}\r\n\r\n",
            to.join(", ")
        );
        super::super::parse_header(bytes.as_bytes())
    }

    fn of(subject: &str, from: &str, to: &[&str]) -> Option<BySubject> {
        by_subject(&mail(subject, from, to), &support())
    }

    const PRINTER: &str = "The printer in room 4 burns";

    #[test]
    fn a_question_and_its_answer_without_references_share_a_key() {
        let asked = of(PRINTER, "Kim <kim@c.test>", &["Support@team.test"]).unwrap();
        let subject = format!("AW: Re:  {}", PRINTER.to_uppercase());
        let answered = of(&subject, "support@team.test", &["KIM@c.test"]).unwrap();
        assert_eq!(asked.key, answered.key);
        assert!(!asked.answers && answered.answers);
    }

    #[test]
    fn two_customers_never_share_one_whoever_else_they_write_to() {
        let kim = of(PRINTER, "kim@c.test", &["support@team.test"]).unwrap();
        let lee = of(PRINTER, "lee@c.test", &["support@team.test"]).unwrap();
        assert_ne!(kim.key, lee.key);
        let boss = ["support@team.test", "boss@team.test"];
        let kim = of(PRINTER, "kim@c.test", &boss).unwrap();
        let lee = of(PRINTER, "lee@c.test", &boss).unwrap();
        assert_ne!(kim.key, lee.key);
        // A colleague who writes to both of them in the same words.
        let to_kim = of(PRINTER, "anna@team.test", &["kim@c.test"]).unwrap();
        let to_lee = of(PRINTER, "anna@team.test", &["lee@c.test"]).unwrap();
        assert_ne!(to_kim.key, to_lee.key);
        // Nor do two mailboxes.
        let sales = MailboxId::of(&EmailAddress::parse("sales@team.test").unwrap());
        let other = by_subject(&mail(PRINTER, "kim@c.test", &boss), &sales).unwrap();
        assert_ne!(other.key, kim.key);
    }

    #[test]
    fn what_says_too_little_joins_nothing() {
        for subject in [
            "Invoice",
            "Re: Order",
            "Your order",
            "Re: Re:",
            "",
            "AW: 1 2 3",
        ] {
            assert_eq!(
                of(subject, "kim@c.test", &["support@team.test"]),
                None,
                "{subject}"
            );
        }
        assert!(of("回复：关于发票的问题", "kim@c.test", &["support@team.test"]).is_some());
    }

    #[test]
    fn what_names_others_was_passed_on_or_went_to_everybody_joins_nothing() {
        let mut named = mail(PRINTER, "kim@c.test", &["support@team.test"]);
        named.in_reply_to.push("zero@b.test".into());
        assert_eq!(by_subject(&named, &support()), None);
        let forwarded = format!("WG: {PRINTER}");
        assert_eq!(of(&forwarded, "kim@c.test", &["support@team.test"]), None);
        let to: Vec<String> = (0..9).map(|i| format!("p{i}@c.test")).collect();
        let to: Vec<&str> = to.iter().map(String::as_str).collect();
        assert_eq!(of(PRINTER, "kim@c.test", &to), None);
        assert_eq!(
            of(PRINTER, "no-reply@shop.test", &["support@team.test"]),
            None
        );
        assert_eq!(
            of(PRINTER, "support@team.test", &["support@team.test"]),
            None
        );
    }

    #[test]
    fn the_form_of_a_site_stands_for_whom_it_names() {
        let mut asked = mail(PRINTER, "form@team.test", &["support@team.test"]);
        asked.participants.reply_to = vec![NamedAddress {
            name: None,
            address: "kim@c.test".into(),
        }];
        let asked = by_subject(&asked, &support()).unwrap();
        let answered = of(PRINTER, "support@team.test", &["kim@c.test"]).unwrap();
        assert_eq!(asked.key, answered.key);
    }
}
