//! T62: senders that pretend to be somebody else: from whom a message really is can be seen in every form, and where the
//! name shows another address that is said.

use postroom::domain::EmailAddress;
use postroom::rfc822::{Doubt, OwnDomains, parse_header};

use super::pretenders::{
    Said::{self, Domain, NoAddress, Nothing, Shows},
    all, fields,
};

fn of(from: &str) -> (Vec<String>, Said) {
    let raw = format!("{}Subject: a\r\n\r\n", fields(from));
    let header = parse_header(raw.as_bytes());
    let ours = [EmailAddress::parse("support@acme.example").unwrap()];
    let found = OwnDomains::of(&ours).doubts(&header.participants);
    let has = |wanted: fn(&Doubt) -> bool| found.iter().any(wanted);
    let said = if has(
        |d| matches!(d, Doubt::NameShowsAddress { shown, .. } if shown.eq_ignore_ascii_case("ceo@bank.test")),
    ) {
        Shows
    } else if has(|d| matches!(d, Doubt::NoAddress)) {
        NoAddress
    } else if has(|d| matches!(d, Doubt::MixedLetters(_) | Doubt::LooksLikeOurs { .. })) {
        Domain
    } else {
        assert!(found.is_empty(), "{from:?}: {found:?}");
        Nothing
    };
    let authors = header.participants.from.into_iter();
    (authors.map(|author| author.address).collect(), said)
}

#[test]
fn from_whom_it_really_is_can_be_seen_in_every_form() {
    let mut wrong = Vec::new();
    for (from, expected) in all() {
        let (shown, said) = of(from);
        let is_seen = shown
            .iter()
            .any(|address| address.to_lowercase().ends_with("evil.test"));
        // What one is told is never less than expected; no address in its place is as clear as another one.
        if !is_seen || said != expected {
            wrong.push(format!(
                "{from:?}: {shown:?}, {said:?} and not {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The name is cut; the address, which stands behind it, is not.
#[test]
fn a_name_of_ten_thousand_letters_hides_nothing() {
    for name in [
        "x".repeat(10_000),
        "ceo@bank.test ".repeat(700),
        "\u{1f600}".repeat(10_000),
        " ".repeat(10_000),
    ] {
        let (shown, _) = of(&format!("\"{name}\" <x@evil.test>"));
        assert_eq!(shown, ["x@evil.test"]);
    }
    let (shown, said) = of(&format!("ceo@bank.test.{}.evil.test", "a".repeat(10_000)));
    assert!(
        shown[0].ends_with("evil.test") && said == NoAddress,
        "{shown:?}"
    );
}
