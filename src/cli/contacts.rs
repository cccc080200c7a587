//! `contacts`: people to write to, and files of them.

use serde::Serialize;

use super::args::ContactsVerb;
use super::{Ended, Exit, Output, Place, files};
use crate::domain::{Contact, Correspondent, EmailAddress, KnownFrom};
use crate::engine::{Command, ContactsRead, Engine, Reply};
use crate::i18n::Texts;

#[derive(Serialize)]
struct Found<'a> {
    name: Option<&'a str>,
    address: &'a str,
    from: KnownFrom,
}

pub(super) async fn run(
    engine: &Engine,
    verb: ContactsVerb,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    match verb {
        ContactsVerb::List => {
            let contacts = engine.read(|r| r.contacts()).await?;
            output.table(&contacts, |contact: &Contact, _| {
                let more = contact.organisation.clone();
                let name = contact.named().name;
                vec![
                    name.clone().unwrap_or_default(),
                    contact.address.as_str().to_owned(),
                    more.filter(|more| name.as_ref() != Some(more))
                        .unwrap_or_default(),
                ]
            })?;
        }
        ContactsVerb::Find { text, limit } => {
            let found = engine.correspondents(&text, limit.into()).await?;
            let rows: Vec<Found<'_>> = found.iter().map(row).collect();
            output.table(&rows, |row, texts| {
                vec![
                    row.name.unwrap_or_default().to_owned(),
                    row.address.to_owned(),
                    from(row.from, texts),
                ]
            })?;
            if found.is_empty() {
                output.say(|texts| texts.say("cli-contacts-none"));
            }
        }
        ContactsVerb::Import { file } => {
            let file = files::read(&place.dir.join(file)).await?;
            if let Reply::Contacts(read) = engine.request(Command::ImportContacts(file)).await? {
                report(read, output);
            }
        }
        ContactsVerb::Remove { address } => {
            let forget = Command::ForgetContact(address.clone());
            let _ = engine.request(forget).await?;
            removed(&address, output);
        }
        ContactsVerb::Export => {
            let file = engine.contacts_file().await?;
            if output.json {
                output.row(&serde_json::json!({ "vcard": file }), |_| String::new())?;
            } else {
                output.out.write_all(file.as_bytes())?;
            }
        }
    }
    Ok(Exit::Done)
}

fn row(found: &Correspondent) -> Found<'_> {
    Found {
        name: found.person.name.as_deref(),
        address: &found.person.address,
        from: found.from,
    }
}

/// Where somebody is known from, in words.
fn from(from: KnownFrom, texts: &Texts) -> String {
    texts.say(match from {
        KnownFrom::Contact => "contact-from-contacts",
        KnownFrom::Written => "contact-from-written",
        KnownFrom::Mail => "contact-from-mail",
    })
}

fn report(read: ContactsRead, output: &mut Output<'_>) {
    output.report(&read, |texts| {
        let said = read.sentences();
        let said = said.iter().map(|text| super::say(texts, text));
        said.collect::<Vec<_>>().join(" ")
    });
}

fn removed(address: &EmailAddress, output: &mut Output<'_>) {
    let row = serde_json::json!({ "address": address.as_str(), "state": "removed" });
    output.report(&row, |texts| {
        let address = address.as_str().into();
        texts.say_with("cli-contacts-removed", &[("address", address)])
    });
}
