//! Who is meant by what is typed.

use jiff::SignedDuration;

use super::*;

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn days_ago(days: i64) -> Option<Timestamp> {
    Some(now() - SignedDuration::from_hours(24 * days))
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn met(text: &str, name: &str, met: u32) -> Met {
    Met {
        address: address(text),
        written_name: None,
        met_name: Some(name.to_owned()).filter(|name| !name.is_empty()),
        written: 0,
        met,
        written_at: None,
        met_at: days_ago(10),
    }
}

fn written(text: &str, name: &str, count: u32, days: i64) -> Met {
    Met {
        written_name: Some(name.to_owned()),
        written: count,
        written_at: days_ago(days),
        ..met(text, name, 0)
    }
}

fn sources(met: Vec<Met>) -> Sources {
    Sources {
        contacts: Vec::new(),
        met,
        outbox: Vec::new(),
        not_offered: BTreeSet::new(),
        own_domains: OwnDomains::of(&[address("support@acme.example")]),
        ours: vec![address("support@acme.example")],
    }
}

fn find(sources: &Sources, text: &str) -> Vec<String> {
    let found = sources.likeliest(&TypedName::of(text), now(), 8);
    found.iter().map(|one| one.person.to_string()).collect()
}

#[test]
fn who_is_written_to_often_and_lately_comes_first() {
    let sources = sources(vec![
        met("anna.often@b.test", "Anna Often", 50),
        written("anna.once@b.test", "Anna Once", 1, 1),
        written("anna.long@b.test", "Anna Long Ago", 6, 900),
        written("anna.now@b.test", "Anna Now", 6, 2),
    ]);
    assert_eq!(
        find(&sources, "anna"),
        [
            "Anna Now <anna.now@b.test>",
            "Anna Once <anna.once@b.test>",
            "Anna Often <anna.often@b.test>",
            "Anna Long Ago <anna.long@b.test>",
        ]
    );
}

#[test]
fn names_come_before_addresses_and_programs_last() {
    let sources = sources(vec![
        written("johanna@b.test", "Johanna", 20, 1),
        written("anna@c.test", "Chief", 20, 1),
        met("a@b.test", "Anna", 1),
        met("no-reply@anna.test", "Anna News", 90),
        met("support@acme.example", "Anna for Support", 500),
    ]);
    let found = find(&sources, "anna");
    assert_eq!(
        found,
        [
            "Anna <a@b.test>",
            "Chief <anna@c.test>",
            "Anna for Support <support@acme.example>",
            "Anna News <no-reply@anna.test>",
        ],
        "and nobody whose words have it in them"
    );
}

#[test]
fn names_of_contacts_win_and_nobody_comes_twice() {
    let mut sources = sources(vec![
        met("anna@b.test", "A. Berg via Shop", 9),
        // Of another mailbox.
        written("anna@b.test", "anna berg", 2, 5),
    ]);
    assert_eq!(find(&sources, "anna"), ["anna berg <anna@b.test>"]);
    sources.contacts.push(Contact {
        address: address("Anna@b.test"),
        name: Some("Anna Berg".to_owned()),
        nickname: Some("Chief".to_owned()),
        organisation: None,
    });
    assert_eq!(find(&sources, "anna"), ["Anna Berg <Anna@b.test>"]);
    assert_eq!(find(&sources, "chief"), ["Anna Berg <Anna@b.test>"]);
    sources.not_offered.insert("anna@b.test".to_owned());
    assert_eq!(find(&sources, "anna"), Vec::<String>::new());
}

#[test]
fn a_stranger_with_the_name_of_a_colleague_comes_behind_until_written_to() {
    let colleague = || met("ben@acme.example", "Ben Okafor", 1);
    let all = sources(vec![met("ben@gmail.test", "Ben Ökafor", 50), colleague()]);
    assert_eq!(find(&all, "ben")[0], "Ben Okafor <ben@acme.example>");
    let all = sources(vec![
        written("ben@gmail.test", "Ben Okafor", 5, 1),
        colleague(),
    ]);
    assert_eq!(find(&all, "ben")[0], "Ben Okafor <ben@gmail.test>");
}

#[test]
fn a_name_that_deceives_is_not_offered_and_finds_nobody() {
    let sources = sources(vec![
        met("x@evil.test", "ceo@bank.test", 5),
        met("support@аcme.example", "Support", 5),
        met("honest@b.test", "Honest", 1),
    ]);
    assert_eq!(find(&sources, "ceo"), Vec::<String>::new());
    assert_eq!(find(&sources, "evil"), ["x@evil.test"]);
    assert_eq!(find(&sources, "support"), ["support@аcme.example"]);
    assert_eq!(find(&sources, "hon"), ["Honest <honest@b.test>"]);
}
