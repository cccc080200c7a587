//! What about the sender of a message may deceive whoever reads it: names that show other addresses, letters
//! that look like others. The address itself is always shown; this is what an eye misses.

use std::collections::{BTreeMap, BTreeSet};

use icu_normalizer::ComposingNormalizerBorrowed;
use serde::Serialize;
use unicode_security::{MixedScript, skeleton};

use crate::domain::{EmailAddress, NamedAddress, Participants};

/// Most letters of a name that are looked at.
const MOST: usize = 1000;
/// Most authors that are looked at; honest mail has one.
const MOST_AUTHORS: usize = 10;
/// Most doubts that are told: more of them say nothing new.
const MOST_DOUBTS: usize = 5;

/// A reason to look twice at who sent a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// What stands where the address should is none.
    NoAddress,
    /// The name shows an address, and the message is from another.
    NameShowsAddress {
        /// What the name shows.
        shown: String,
        /// From whom it is.
        address: String,
    },
    /// The domain mixes letters of several scripts, or of one that looks like Latin: as it goes onto the wire.
    MixedLetters(String),
    /// What stands before the `@` does the same (RFC 6531 allows such letters there): the address.
    MixedLocalPart(String),
    /// The domain can be taken for one of ours: it looks like it, or begins with it.
    LooksLikeOurs {
        /// As it goes onto the wire.
        domain: String,
        /// Ours.
        own: String,
    },
    /// It names several authors, one of us and somebody else.
    AuthorsBesideOurs {
        /// Ours, as it stands there.
        own: String,
        /// The other one.
        other: String,
    },
    /// It is from one domain, was sent by another, and is answered to a third.
    ThreeDomains {
        /// The author's domain.
        author: String,
        /// That of whoever sent it.
        sender: String,
        /// Where answers go.
        answers: String,
    },
    /// One's own server found that the author's domain does not stand by the message.
    NotConfirmed {
        /// The server, as it calls itself.
        server: String,
        /// The author's domain.
        domain: String,
    },
}

/// The domains of the accounts and of the mailboxes they reach: what strangers' domains are compared with, for each
/// row of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnDomains(BTreeMap<String, BTreeSet<Own>>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Own {
    domain: String,
    shown: String,
}

impl OwnDomains {
    /// Those of these addresses.
    #[must_use]
    pub fn of<'a>(addresses: impl IntoIterator<Item = &'a EmailAddress>) -> Self {
        let mut own: BTreeMap<String, BTreeSet<Own>> = BTreeMap::new();
        for address in addresses {
            let domain = address.domain().to_owned();
            let (shown, _) = idna::domain_to_unicode(&domain);
            let alike = own.entry(look(&shown)).or_default();
            alike.insert(Own { domain, shown });
        }
        Self(own)
    }

    /// What about the sender may deceive.
    #[must_use]
    pub fn doubts(&self, participants: &Participants) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if participants.from.is_empty() {
            doubts.push(Doubt::NoAddress);
        }
        for from in participants.from.iter().take(MOST_AUTHORS) {
            let Ok(address) = EmailAddress::parse(&from.address) else {
                doubts.push(Doubt::NoAddress);
                continue;
            };
            if let Some(shown) = shown_in_name(from, &address) {
                let address = address.as_str().to_owned();
                doubts.push(Doubt::NameShowsAddress { shown, address });
            }
            if is_mixed(address.local()) {
                doubts.push(Doubt::MixedLocalPart(address.as_str().to_owned()));
            }
            doubts.extend(self.domain_doubt(address.domain()));
        }
        doubts.extend(self.authors_beside_ours(&participants.from));
        doubts.extend(self.three_domains(participants));
        doubts.dedup();
        doubts.truncate(MOST_DOUBTS);
        doubts
    }

    /// Is it one of ours, or below one?
    #[must_use]
    pub fn is_ours(&self, domain: &str) -> bool {
        let mut ours = self.0.values().flatten();
        ours.any(|own| {
            let below = domain.strip_suffix(own.domain.as_str());
            below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
        })
    }

    fn authors_beside_ours(&self, from: &[NamedAddress]) -> Option<Doubt> {
        let authors = from.iter().take(MOST_AUTHORS);
        let authors = authors.filter_map(|author| EmailAddress::parse(&author.address).ok());
        let (own, other): (Vec<_>, Vec<_>) =
            authors.partition(|author| self.is_ours(author.domain()));
        Some(Doubt::AuthorsBesideOurs {
            own: own.first()?.as_str().to_owned(),
            other: other.first()?.as_str().to_owned(),
        })
    }

    /// Lists, and services that send for others, bring one foreign domain along; honest mail hardly ever two.
    fn three_domains(&self, participants: &Participants) -> Option<Doubt> {
        let domain = |one: &NamedAddress| {
            let address = EmailAddress::parse(&one.address).ok()?;
            Some(address.domain().to_owned())
        };
        let author = domain(participants.from.first()?)?;
        let sender = domain(participants.sender.as_ref()?)?;
        let answers = participants.reply_to.iter().filter_map(domain);
        let mut answers = answers.filter(|answers| {
            !self.is_ours(answers)
                && !is_of_one_owner(answers, &author)
                && !is_of_one_owner(answers, &sender)
        });
        if is_of_one_owner(&author, &sender) {
            return None;
        }
        let answers = answers.next()?;
        Some(Doubt::ThreeDomains {
            author,
            sender,
            answers,
        })
    }

    /// What about a domain may deceive, wherever it stands.
    #[must_use]
    pub fn domain_doubt(&self, domain: &str) -> Option<Doubt> {
        let (shown, _) = idna::domain_to_unicode(domain);
        let wire = || idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
        let mut alike = self.0.get(&look(&shown)).into_iter().flatten();
        if let Some(own) = alike.find(|own| own.shown != shown) {
            return Some(Doubt::LooksLikeOurs {
                domain: wire(),
                own: own.domain.clone(),
            });
        }
        // Where there is little room, only the beginning is read.
        let begins = |own: &&Own| {
            let behind = shown.strip_prefix(own.shown.as_str());
            behind.is_some_and(|behind| behind.starts_with('.'))
        };
        let mut ours = self.0.values().flatten();
        if let Some(own) = ours.find(begins).filter(|_| !self.is_ours(domain)) {
            return Some(Doubt::LooksLikeOurs {
                domain: wire(),
                own: own.domain.clone(),
            });
        }
        let is_deceiving = shown.split('.').any(is_mixed);
        is_deceiving.then(|| Doubt::MixedLetters(wire()))
    }
}

/// Do answers to this address leave the domain of everybody who wrote the message?
#[must_use]
pub fn answers_leave(to: &NamedAddress, from: &[NamedAddress]) -> bool {
    let Ok(to) = EmailAddress::parse(&to.address) else {
        return false;
    };
    let mut authors = from.iter().take(MOST_AUTHORS);
    !authors.any(|author| {
        let author = EmailAddress::parse(&author.address);
        author.is_ok_and(|author| is_of_one_owner(author.domain(), to.domain()))
    })
}

/// Do two domains belong to one owner, as `mail.acme.example` and `acme.example` do?
fn is_of_one_owner(one: &str, other: &str) -> bool {
    let registered = |domain: &str| {
        let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
        psl::domain_str(&domain).map_or_else(|| domain.clone(), str::to_owned)
    };
    one == other || registered(one) == registered(other)
}

/// The address that the name shows, where it is another one.
fn shown_in_name(from: &NamedAddress, address: &EmailAddress) -> Option<String> {
    let name: String = from.name.as_deref()?.chars().take(MOST).collect();
    // A wide `＠`, and letters that nobody sees, make an address as well.
    let seen = as_seen(&name);
    let mut shown = seen.match_indices('@').filter_map(|(at, _)| {
        let (before, behind) = (seen.get(..at)?, seen.get(at + 1..)?);
        address_around(before, behind)
    });
    let other = shown.find(|shown| !shown.is_same_on_the_wire(address))?;
    Some(other.as_str().to_owned())
}

/// The address whose `@` stands between these, with or without blanks beside it: what stands around it may be
/// anything.
fn address_around(before: &str, behind: &str) -> Option<EmailAddress> {
    let of_local = |c: char| c.is_alphanumeric() || "+-_.%".contains(c);
    let of_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '\u{3002}');
    let (before, behind) = (before.trim_end(), behind.trim_start());
    let begin = before.trim_end_matches(of_local).len();
    let end = behind.find(|c| !of_domain(c)).unwrap_or(behind.len());
    // Marks around it are none of it.
    let local = before.get(begin..)?;
    let local = local.trim_start_matches(|c: char| !c.is_alphanumeric());
    // The full stop of Chinese and Japanese parts labels too (RFC 3490 3.1).
    let domain = behind.get(..end)?.replace('\u{3002}', ".");
    let domain = domain.trim_matches(['.', '-']);
    let found = EmailAddress::parse(&format!("{local}@{domain}")).ok()?;
    found.domain().contains('.').then_some(found)
}

/// A text as a person sees it: one form for what only looks another way, and no letters without a picture.
#[must_use]
pub fn as_seen(text: &str) -> String {
    let text = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    text.chars().filter(|c| !is_unseen(*c)).collect()
}

/// Is this a letter without a picture (Unicode's Default_Ignorable_Code_Point, as far as mail has them)?
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Does a word mix letters of several scripts, or has it such that all look like Latin ones?
fn is_mixed(word: &str) -> bool {
    !word.is_ascii() && (!word.is_single_script() || look(word).is_ascii())
}

/// How a domain looks (Unicode TR 39 4): two of the same look are confused. That of a word in Cyrillic may be one
/// of Latin letters alone.
fn look(domain: &str) -> String {
    skeleton(&domain.to_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse_header;
    use super::*;

    fn of(from: &str) -> (Vec<NamedAddress>, Vec<Doubt>) {
        let raw = format!("From: {from}\r\n\r\n");
        let participants = parse_header(raw.as_bytes()).participants;
        let ours = ["support@acme.example", "anna@müller.example"];
        let ours = ours.map(|one| EmailAddress::parse(one).unwrap());
        let doubts = OwnDomains::of(&ours).doubts(&participants);
        (participants.from, doubts)
    }

    #[test]
    fn letters_before_the_at_and_a_domain_that_begins_with_ours_are_told() {
        let doubts = |from: &str| of(from).1;
        let mixed = "\u{430}nna@acme.example";
        assert_eq!(doubts(mixed), [Doubt::MixedLocalPart(mixed.to_owned())]);
        for honest in [
            "josé@b.test",
            "анна@b.test",
            "佐藤@b.test",
            "anna@acme.example",
        ] {
            assert_eq!(doubts(honest), [], "{honest}");
        }
        let begins = Doubt::LooksLikeOurs {
            domain: "acme.example.evil.test".to_owned(),
            own: "acme.example".to_owned(),
        };
        assert_eq!(doubts("anna@acme.example.evil.test"), [begins]);
        assert_eq!(doubts("anna@acme.examples.test"), []);
        assert_eq!(doubts("anna@mail.acme.example"), []);
    }

    /// The forms by which clients were led to show another sender, Mailsploit's among them: the address that is
    /// shown is the real one, and what the name pretends is said.
    #[test]
    fn a_name_that_shows_another_address_is_told() {
        let b64 = |text: &str| {
            use base64::Engine as _;
            let text = base64::engine::general_purpose::STANDARD.encode(text);
            format!("=?utf-8?b?{text}?=")
        };
        let ceo = || {
            vec![Doubt::NameShowsAddress {
                shown: "ceo@bank.test".to_owned(),
                address: "x@evil.test".to_owned(),
            }]
        };
        for (from, expected) in [
            ("\"ceo@bank.test\" <x@evil.test>".to_owned(), ceo()),
            ("ceo@bank.test <x@evil.test>".to_owned(), ceo()),
            ("\"ceo@bank.test\" <CEO@bank.test>".to_owned(), vec![]),
            (
                "\"The CEO (ceo@bank.test)\" <x@evil.test>".to_owned(),
                ceo(),
            ),
            ("\"CEO <ceo@bank.test>\" <x@evil.test>".to_owned(), ceo()),
            ("\"ceo\u{ff20}bank.test\" <x@evil.test>".to_owned(), ceo()),
            ("\"ceo@\u{200b}bank.test\" <x@evil.test>".to_owned(), ceo()),
            (format!("{} <x@evil.test>", b64("ceo@bank.test")), ceo()),
            (format!("{} <x@evil.test>", b64("ceo@bank.test\0")), ceo()),
            (format!("{} <x@evil.test>", b64("ceo@bank.test\n")), ceo()),
            (
                format!("{} <x@evil.test>", b64("\u{202e}ceo@bank.test")),
                ceo(),
            ),
            ("\"{ceo@bank.test}!\" <x@evil.test>".to_owned(), ceo()),
            ("\"CEO|ceo@bank.test|\" <x@evil.test>".to_owned(), ceo()),
            ("\"«ceo@bank.test»…\" <x@evil.test>".to_owned(), ceo()),
            ("\"ceo @ bank.test\" <x@evil.test>".to_owned(), ceo()),
            ("\"ceo@bank\u{3002}test\" <x@evil.test>".to_owned(), ceo()),
            (
                "\"x@evil.test, ceo@bank.test\" <x@evil.test>".to_owned(),
                ceo(),
            ),
            ("Kim <x@evil.test>".to_owned(), vec![]),
            ("\"Kim @ Home\" <x@evil.test>".to_owned(), vec![]),
            ("\"Kim, me@localhost\" <x@evil.test>".to_owned(), vec![]),
        ] {
            let (shown, found) = of(&from);
            assert_eq!(found, expected, "{from:?}");
            let real = shown.last().map(|one| one.address.to_lowercase());
            assert!(
                matches!(real.as_deref(), Some("x@evil.test" | "ceo@bank.test")),
                "{from:?}"
            );
        }
    }

    #[test]
    fn what_is_no_address_is_not_taken_for_one() {
        for from in ["\"ceo@bank.test\" <>", "\"ceo@bank.test\"", "Kim <ceo>"] {
            let (shown, found) = of(from);
            assert_eq!(found, [Doubt::NoAddress], "{from:?}: {shown:?}");
        }
        assert_eq!(of("").1, [Doubt::NoAddress]);
        // An encoded word is none in an address (RFC 2047 5), and hides nothing there.
        let (shown, _) = of("=?utf-8?b?Y2VvQGJhbmsudGVzdAA=?=@evil.test");
        assert!(shown[0].address.ends_with("@evil.test"), "{shown:?}");
    }

    #[test]
    fn an_author_of_ours_beside_another_is_doubted() {
        let beside = |own: &str, other: &str| {
            vec![Doubt::AuthorsBesideOurs {
                own: own.to_owned(),
                other: other.to_owned(),
            }]
        };
        for (from, expected) in [
            (
                "A <a@evil.test>, B <support@acme.example>",
                beside("support@acme.example", "a@evil.test"),
            ),
            (
                "B <x@team.acme.example>, A <a@evil.test>",
                beside("x@team.acme.example", "a@evil.test"),
            ),
            ("A <a@acme.example>, B <support@acme.example>", vec![]),
            ("A <a@one.test>, B <b@two.test>", vec![]),
            ("A <a@evil.test>, B <b@notacme.example>", vec![]),
        ] {
            assert_eq!(of(from).1, expected, "{from}");
        }
    }

    #[test]
    fn answers_to_a_third_domain_are_doubted() {
        let of = |fields: &str| {
            let raw = format!("From: Kim <kim@shop.test>\r\n{fields}\r\n\r\n");
            let who = parse_header(raw.as_bytes()).participants;
            let ours = [EmailAddress::parse("support@acme.example").unwrap()];
            let leaves = who.reply_to.iter().any(|to| answers_leave(to, &who.from));
            (OwnDomains::of(&ours).doubts(&who).len(), leaves)
        };
        for (fields, expected) in [
            ("Sender: a@third.test\r\nReply-To: b@evil.test", (1, true)),
            // A list, a service that sends for others, and forms that are filled in.
            ("Sender: a@list.test\r\nReply-To: b@list.test", (0, true)),
            (
                "Sender: a@list.test\r\nReply-To: b@mail.list.test",
                (0, true),
            ),
            ("Sender: a@post.test\r\nReply-To: kim@shop.test", (0, false)),
            (
                "Sender: a@post.test\r\nReply-To: b@help.shop.test",
                (0, false),
            ),
            ("Sender: a@post.test\r\nReply-To: x@acme.example", (0, true)),
            (
                "Sender: a@mail.shop.test\r\nReply-To: b@evil.test",
                (0, true),
            ),
            ("Reply-To: b@evil.test", (0, true)),
            ("Sender: a@third.test", (0, false)),
        ] {
            assert_eq!(of(fields), expected, "{fields}");
        }
    }

    #[test]
    fn many_authors_are_not_told_of_one_by_one() {
        let author = |n: usize| format!("\"ceo@bank.test\" <{n}@evil{n}.test>");
        let all: Vec<String> = (0..500).map(author).collect();
        let (shown, found) = of(&all.join(", "));
        assert!(shown.len() > MOST_AUTHORS);
        assert_eq!(found.len(), MOST_DOUBTS);
    }

    #[test]
    fn a_domain_that_looks_like_another_is_told() {
        let mixed = |wire: &str| vec![Doubt::MixedLetters(wire.to_owned())];
        let ours = |domain: &str| {
            vec![Doubt::LooksLikeOurs {
                domain: domain.to_owned(),
                own: "acme.example".to_owned(),
            }]
        };
        for (from, expected) in [
            // Cyrillic а among Latin letters, and all Cyrillic.
            ("x@p\u{430}ypal.test", mixed("xn--pypal-4ve.test")),
            ("x@xn--pypal-4ve.test", mixed("xn--pypal-4ve.test")),
            (
                "x@\u{430}\u{440}\u{440}\u{4cf}\u{435}.test",
                mixed("xn--80ak6aa92e.test"),
            ),
            ("x@acrne.example", ours("acrne.example")),
            ("x@acm\u{435}.example", ours("xn--acm-tdd.example")),
            ("x@acme.example", vec![]),
            ("x@ACME.example", vec![]),
            ("x@m\u{fc}ller.example", vec![]),
            ("x@xn--mller-kva.example", vec![]),
            ("x@b\u{fc}cher.test", vec![]),
            ("x@\u{43f}\u{43e}\u{447}\u{442}\u{430}.test", vec![]),
            ("x@\u{4f8b}\u{3048}.test", vec![]),
        ] {
            assert_eq!(of(from).1, expected, "{from:?}");
        }
    }
}
