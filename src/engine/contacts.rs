//! Whom a person may want to write to: contacts they brought along, those they wrote to, and those who stand in
//! their mails, in the order in which they are likely meant.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;

use super::command::Reply;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::{Engine, causes};
use crate::domain::{
    Contact, Correspondent, EmailAddress, KnownFrom, NamedAddress, OutboxState, Outgoing,
    Participants, without_accents,
};
use crate::rfc822::{self, OwnDomains, VcardError};
use crate::store::{BroughtAlong, Fit, Met, TypedName};

/// Most people of the cache among whom it is chosen.
const MET: usize = 200;

/// Messages that were sent last, and of which the copies need not be here yet.
const SENT: u32 = 100;

/// Those that are not done yet.
const ON_THEIR_WAY: [OutboxState; 7] = [
    OutboxState::Scheduled,
    OutboxState::Queued,
    OutboxState::Sending,
    OutboxState::Unknown,
    OutboxState::Accepted,
    OutboxState::Filing,
    OutboxState::Held,
];

/// After so many days, something counts half.
const HALF: f64 = 90.0;

/// Who stands in a file of contacts counts like somebody who was written to so often.
const OF_CONTACT: f64 = 3.0;

/// How much more a message to somebody says than one in which they stand.
const OF_WRITTEN: f64 = 8.0;

/// What became of a file of contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ContactsRead {
    /// How many cards it holds.
    pub cards: usize,
    /// Addresses that are new.
    pub added: usize,
    /// Addresses of which something else was known.
    pub changed: usize,
    /// Cards without an address.
    pub without_address: usize,
    /// Cards that could not be read, and addresses that are more than are kept.
    pub left_out: usize,
}

impl ContactsRead {
    /// The same in sentences.
    #[must_use]
    pub fn sentences(&self) -> Vec<Text> {
        let mut sentences = vec![Text::new("contacts-added").with("count", self.added.to_string())];
        for (key, count) in [
            ("contacts-changed", self.changed),
            ("contacts-without-address", self.without_address),
            ("contacts-left-out", self.left_out),
        ] {
            if count > 0 {
                sentences.push(Text::new(key).with("count", count.to_string()));
            }
        }
        sentences
    }
}

impl Engine {
    /// Who is meant by what is typed in a line of recipients, the likeliest first; at most `most`.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn correspondents(
        &self,
        typed: &str,
        most: usize,
    ) -> Result<Vec<Correspondent>, Problem> {
        let typed = TypedName::of(typed);
        if typed.is_empty() {
            return Ok(Vec::new());
        }
        let accounts = self.shared.config().accounts.into_iter();
        let mut ours: Vec<EmailAddress> = accounts.map(|account| account.address).collect();
        self.read(move |r| {
            let mailboxes = r.mailboxes()?.into_iter();
            ours.extend(mailboxes.map(|mailbox| mailbox.address));
            let sources = Sources {
                contacts: r.contacts()?,
                met: r.people_met(&typed, MET)?,
                outbox: [r.outbox(&ON_THEIR_WAY)?, r.sent(SENT)?].concat(),
                not_offered: r.not_offered()?,
                own_domains: OwnDomains::of(&ours),
                ours,
            };
            Ok(sources.likeliest(&typed, Timestamp::now(), most))
        })
        .await
    }

    /// The contacts as a file for other programs (vCard 4.0).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn contacts_file(&self) -> Result<String, Problem> {
        let contacts = self.read(|r| r.contacts()).await?;
        Ok(rfc822::write_vcards(&contacts))
    }
}

/// Takes in a file of contacts.
pub(super) async fn import(shared: &Shared, file: Vec<u8>) -> Result<Reply, Problem> {
    // A hostile file may take long; it has a thread of its own.
    let read = tokio::task::spawn_blocking(move || rfc822::read_vcards(&file)).await;
    let file = read.map_err(causes::of_task)?.map_err(|error| {
        let key = match error {
            VcardError::TooLarge => "problem-vcards-too-large",
            VcardError::NoCards => "problem-no-vcards",
        };
        Problem::new(ProblemKind::Usage, Text::new(key)).advise(Text::new("advice-vcards"))
    })?;
    let put = shared
        .store
        .precious()
        .put_contacts(file.contacts, Timestamp::now());
    let BroughtAlong {
        added,
        changed,
        left_out,
    } = put.await.map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Contacts);
    Ok(Reply::Contacts(ContactsRead {
        cards: file.cards,
        added,
        changed,
        without_address: file.without_address,
        left_out: left_out + file.unread,
    }))
}

/// An address is no contact any more, and not offered again.
pub(super) async fn forget(shared: &Shared, address: &EmailAddress) -> Result<Reply, Problem> {
    let precious = shared.store.precious();
    let forgotten = precious.forget_contact(address, Timestamp::now()).await;
    forgotten.map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Contacts);
    Ok(Reply::Done)
}

/// What is known of people, as far as it may be what is typed.
struct Sources {
    contacts: Vec<Contact>,
    met: Vec<Met>,
    outbox: Vec<Outgoing>,
    not_offered: BTreeSet<String>,
    ours: Vec<EmailAddress>,
    own_domains: OwnDomains,
}

/// What is known of one address.
struct Person {
    address: EmailAddress,
    fit: Fit,
    contact: Option<Option<String>>,
    written_name: Option<String>,
    met_name: Option<String>,
    written: f64,
    met: f64,
    /// They call themselves by a name that deceives.
    deceives: bool,
}

impl Person {
    fn new(address: &EmailAddress, fit: Fit) -> Self {
        Self {
            address: address.clone(),
            fit,
            contact: None,
            written_name: None,
            met_name: None,
            written: 0.0,
            met: 0.0,
            deceives: false,
        }
    }

    fn from(&self) -> KnownFrom {
        if self.contact.is_some() {
            KnownFrom::Contact
        } else if self.written > 0.0 {
            KnownFrom::Written
        } else {
            KnownFrom::Mail
        }
    }

    fn name(&self) -> Option<&str> {
        let contact = self.contact.as_ref().and_then(Option::as_deref);
        let name = contact.or(self.written_name.as_deref());
        name.or(self.met_name.as_deref())
    }

    fn score(&self) -> f64 {
        let of_contact = if self.contact.is_some() {
            OF_CONTACT
        } else {
            0.0
        };
        OF_WRITTEN * (self.written + of_contact).ln_1p() + self.met.ln_1p()
    }
}

impl Sources {
    fn likeliest(&self, typed: &TypedName, now: Timestamp, most: usize) -> Vec<Correspondent> {
        let mut people: BTreeMap<String, Person> = BTreeMap::new();
        let mut find = |address: &EmailAddress, names: &[&str], add: &dyn Fn(&mut Person)| {
            let key = address.key();
            if self.not_offered.contains(&key) {
                return;
            }
            let Some(fit) = typed.fit(names, address.as_str()) else {
                return;
            };
            let person = people
                .entry(key)
                .or_insert_with(|| Person::new(address, fit));
            person.fit = person.fit.min(fit);
            add(person);
        };
        for contact in &self.contacts {
            let names = [&contact.name, &contact.nickname, &contact.organisation];
            let names: Vec<&str> = names.into_iter().filter_map(Option::as_deref).collect();
            let name = contact.named().name;
            find(&contact.address, &names, &|person| {
                person.contact = Some(name.clone());
            });
        }
        for met in &self.met {
            // What a stranger calls themselves is not offered where it deceives, and finds nobody.
            let honest = |name: &Option<String>| {
                let name = name.clone()?;
                self.is_honest(&name, &met.address).then_some(name)
            };
            let (written_name, met_name) = (honest(&met.written_name), honest(&met.met_name));
            let names: Vec<&str> = [&written_name, &met_name]
                .into_iter()
                .filter_map(Option::as_deref)
                .collect();
            let deceives = met.met_name.is_some() && met_name.is_none();
            let written = f64::from(met.written) * still_counts(met.written_at, now);
            let seen = f64::from(met.met) * still_counts(met.met_at, now);
            find(&met.address, &names, &|person| {
                person.written += written;
                person.met += seen;
                person.deceives |= deceives;
                if person.written_name.is_none() {
                    person.written_name.clone_from(&written_name);
                }
                if person.met_name.is_none() {
                    person.met_name.clone_from(&met_name);
                }
            });
        }
        for row in &self.outbox {
            let also = row.envelope.to.iter().map(NamedAddress::bare);
            let is_named = |one: &NamedAddress| row.to.iter().any(|to| to.address == one.address);
            let also: Vec<NamedAddress> = also.filter(|one| !is_named(one)).collect();
            for to in row.to.iter().chain(&also) {
                let Ok(address) = to.checked() else {
                    continue;
                };
                let names: Vec<&str> = to.name.as_deref().into_iter().collect();
                find(&address, &names, &|person| {
                    // Its copy in a Sent folder may have been counted.
                    person.written = person.written.max(1.0);
                    if person.written_name.is_none() {
                        person.written_name.clone_from(&to.name);
                    }
                });
            }
        }
        let mut people: Vec<Person> = people.into_values().collect();
        let colleagues: HashSet<String> = people
            .iter()
            .filter(|person| self.own_domains.is_ours(person.address.domain()))
            .filter_map(|person| Some(plainly(person.name()?)))
            .collect();
        // A stranger who calls themselves as a colleague does comes behind that one, until somebody writes to them.
        let pretends = |person: &Person| {
            let is_known = person.contact.is_some() || person.written > 0.0;
            let name = person.name().map(plainly);
            !is_known
                && !self.own_domains.is_ours(person.address.domain())
                && name.is_some_and(|name| colleagues.contains(&name))
        };
        let is_last = |person: &Person| self.is_last(person) || pretends(person);
        people.sort_by(|a, b| {
            let by_rank = (is_last(a), a.fit).cmp(&(is_last(b), b.fit));
            by_rank.then(b.score().total_cmp(&a.score()))
        });
        people.truncate(most);
        let offered = people.into_iter().map(|person| Correspondent {
            person: NamedAddress::new(person.name(), &person.address),
            from: person.from(),
        });
        offered.collect()
    }

    /// Is this what somebody at this address may call themselves, and no other address, nor one that looks like
    /// ours?
    fn is_honest(&self, name: &str, address: &EmailAddress) -> bool {
        let from = vec![NamedAddress::new(Some(name), address)];
        let participants = Participants {
            from,
            ..Participants::default()
        };
        self.own_domains.doubts(&participants).is_empty()
    }

    /// Those who read nothing, who pretend to be others, and whoever writes come behind all others, but who was
    /// brought along.
    fn is_last(&self, person: &Person) -> bool {
        let own = || self.ours.contains(&person.address) && person.written == 0.0;
        let deceives = || {
            let domain = person.address.domain();
            person.deceives || self.own_domains.domain_doubt(domain).is_some()
        };
        person.contact.is_none()
            && (rfc822::is_program(person.address.as_str()) || own() || deceives())
    }
}

/// A name as it is compared.
fn plainly(name: &str) -> String {
    without_accents(name.trim()).to_lowercase()
}

/// What is long ago says less of whom somebody writes to today.
fn still_counts(at: Option<Timestamp>, now: Timestamp) -> f64 {
    let Some(at) = at else {
        return 0.0;
    };
    let days = now.duration_since(at).as_secs_f64() / (24.0 * 60.0 * 60.0);
    0.5_f64.powf(days.max(0.0) / HALF).max(0.05)
}

#[cfg(test)]
#[path = "contacts_tests.rs"]
mod tests;
