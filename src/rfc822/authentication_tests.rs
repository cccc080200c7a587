//! What of `Authentication-Results` is believed, and whose.

use super::super::{parse_header, parse_message};
use super::*;
use crate::domain::{Connections, EmailAddress, Endpoint, PasswordSource, Security};
use proptest::prelude::*;

const RECEIVED: &str = "Received: from evil.test (evil.test [192.0.2.6])\r\n\tby mx.acme.example (Postfix) with ESMTPS id 4B\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n\tfor <anna@acme.example>; Mon, 2 Nov 2026 10:00:00 +0100\r\n";
const HANDED_ON: &str = "Received: from mx.acme.example ([10.0.0.1])\r\n\tby imap.acme.example with LMTPS\r\n\tid x (envelope-from <x@evil.test>); Mon, 2 Nov 2026 10:00:01 +0100\r\n";
const PASSES: &str = "Authentication-Results: mx.acme.example 1;\r\n\tdkim=pass (2048-bit key; ok) header.d=bank.example header.i=@bank.example;\r\n\tspf=pass smtp.mailfrom=bounce@Bank.Example; dmarc=pass (p=reject) header.from=bank.example\r\n";
const FAILS: &str = "Authentication-Results: mx.acme.example; dkim=none; spf=softfail smtp.mailfrom=evil.test; dmarc=fail header.from=bank.example\r\n";
const REST: &str = "From: Bank <info@bank.example>\r\nSubject: x\r\n\r\nHello\r\n";

fn account() -> Account {
    let endpoint = |host: &str| Endpoint {
        host: host.into(),
        port: 1,
        security: Security::Tls,
    };
    Account {
        address: EmailAddress::parse("anna@acme.example").unwrap(),
        name: None,
        login: None,
        imap: endpoint("imap.hoster.co.uk"),
        smtp: endpoint("127.0.0.1"),
        ca_file: None,
        password: PasswordSource::Keyring,
        connections: Connections::default(),
    }
}

fn fields(raw: &str) -> Vec<Authentication> {
    parse_message(raw.as_bytes()).unwrap().authentications
}

fn found(header: &str) -> Option<Authentication> {
    let raw = format!("{header}{REST}");
    Authentication::of_own_server(&fields(&raw), [&account()])
}

fn from_bank() -> Participants {
    parse_header(REST.as_bytes()).participants
}

#[test]
fn what_the_own_server_wrote_on_top_is_believed() {
    let found = found(&format!("{HANDED_ON}{PASSES}{RECEIVED}")).unwrap();
    assert_eq!(found.by, "mx.acme.example");
    let of = |method, domain: &str| AuthResult {
        method,
        verdict: Verdict::Pass,
        domain: Some(domain.into()),
    };
    assert_eq!(
        found.results,
        [
            of(Method::Dkim, "bank.example"),
            of(Method::Spf, "bank.example"),
            of(Method::Dmarc, "bank.example")
        ]
    );
    assert_eq!(found.doubt(&from_bank()), None);
    assert_eq!(
        found.passed(&from_bank()).as_deref(),
        Some("DMARC, DKIM, SPF")
    );
}

#[test]
fn what_a_stranger_can_have_written_is_not() {
    for header in [
        // Below the server's own; above it where nobody took it in; by one who calls himself like us.
        format!("{RECEIVED}{PASSES}"),
        format!("{HANDED_ON}{RECEIVED}{PASSES}{HANDED_ON}"),
        PASSES.to_owned(),
        format!("{HANDED_ON}{PASSES}"),
        // He greeted the server with words that look like its own.
        format!(
            "{}{PASSES}{RECEIVED}",
            RECEIVED.replace("evil.test (", "x by y with LMTP (")
        ),
        format!(
            "{}{PASSES}{RECEIVED}",
            RECEIVED.replace("evil.test (", "x by y with LMTP; (")
        ),
        // Of others.
        format!("{}{RECEIVED}", PASSES.replace("mx.acme", "mx.other")),
        format!("{}{RECEIVED}", PASSES.replace("mx.acme.example", "co.uk")),
        format!("{}{RECEIVED}", PASSES.replace("mx.acme.example", "1.0.0.1")),
        format!("{}{RECEIVED}", PASSES.replace("mx.acme.example 1;", "")),
        // Looked at twice.
        format!(
            "{PASSES}{}{RECEIVED}",
            FAILS.replace("mx.acme", "gate.acme")
        ),
    ] {
        assert_eq!(found(&header), None, "{header}");
    }
}

#[test]
fn a_failure_is_a_doubt_and_nothing_passes_beside_it() {
    let found = found(&format!("{FAILS}{RECEIVED}{PASSES}")).unwrap();
    assert_eq!(
        found.doubt(&from_bank()),
        Some(Doubt::NotConfirmed {
            server: "mx.acme.example".into(),
            domain: "bank.example".into()
        })
    );
    assert_eq!(found.passed(&from_bank()), None);
}

/// As milters of before 2026 write it.
#[test]
fn a_failure_is_believed_below_the_servers_received_too_and_what_passes_is_not() {
    let doubt = |header: &str| found(header).and_then(|found| found.doubt(&from_bank()));
    for header in [
        format!("{RECEIVED}{FAILS}"),
        format!("{HANDED_ON}{RECEIVED}{FAILS}{PASSES}"),
        format!("{RECEIVED}{PASSES}{FAILS}"),
    ] {
        assert!(doubt(&header).is_some(), "{header}");
        let found = found(&header).unwrap();
        assert_eq!(found.passed(&from_bank()), None);
        assert_eq!(found.results.len(), 1, "nothing else is believed there");
    }
    // What the server says on top is newer.
    assert_eq!(doubt(&format!("{PASSES}{RECEIVED}{FAILS}")), None);
    for header in [
        FAILS.to_owned(),
        format!("{RECEIVED}{RECEIVED}{FAILS}"),
        format!("{RECEIVED}{}", FAILS.replace("mx.acme", "mx.other")),
    ] {
        assert_eq!(found(&header), None, "{header}");
    }
}

#[test]
fn who_passes_for_another_domain_is_named() {
    let header = "Authentication-Results: imap.acme.example; dkim=pass header.i=a@mailer.test;\r\n dkim=fail header.d=bank.example; spf=pass smtp.helo=out.mailer.test; dmarc=none; arc=pass\r\n";
    let found = found(&format!("{header}{RECEIVED}")).unwrap();
    assert_eq!(
        found.passed(&from_bank()).as_deref(),
        Some("DKIM (mailer.test), SPF (out.mailer.test), ARC")
    );
    let many = |n: usize| format!("; dkim=pass header.d=a{n}.test");
    let many: String = (0..MAX_RESULTS * 2).map(many).collect();
    let header = format!("Authentication-Results: acme.example{many}\r\n{RECEIVED}");
    let found = super::tests::found(&header).unwrap();
    assert_eq!(found.results.len(), MAX_RESULTS);
    let told = found.passed(&from_bank()).unwrap();
    assert_eq!(told.split(", ").count(), MOST_TOLD);
    // One field for each method, as milters write them.
    let two = "Authentication-Results: acme.example; dkim=pass header.d=bank.example\r\nAuthentication-Results: acme.example; dkim=pass header.d=mailer.test; iprev=pass\r\n";
    let both = super::tests::found(&format!("{two}{RECEIVED}")).unwrap();
    assert_eq!(both.passed(&from_bank()).as_deref(), Some("DKIM"));
}

#[test]
fn fields_are_read_as_they_are_written() {
    for (value, by, count) in [
        (" example.org; none", "example.org", 0),
        (
            " example.com (a (nested) \\) comment) 1; SPF / 1 = pass",
            "example.com",
            0,
        ),
        (
            " \"EXAMPLE.com\" 1 ; spf/1 = pass smtp.mailfrom = a@b.test",
            "example.com",
            1,
        ),
        (
            " a.test; dkim=fail reason=\"bad; dmarc=pass\" header.d=x.test",
            "a.test",
            1,
        ),
        (" a.test; dkim=pass (dmarc=pass; spf=pass", "a.test", 1),
    ] {
        let read = field(value).unwrap();
        assert_eq!(
            (read.by.as_str(), read.results.len()),
            (by, count),
            "{value}"
        );
    }
    for value in [
        "",
        ";",
        " spf=pass smtp.mailfrom=a.test",
        " a b c; spf=pass",
    ] {
        assert_eq!(field(value), None, "{value}");
    }
}

#[test]
fn hosts_of_one_owner() {
    for (one, other, expected) in [
        ("mx1.hoster.co.uk", "imap.hoster.co.uk", true),
        ("HOSTER.co.uk", "imap.hoster.co.uk", true),
        ("mx.other.co.uk", "imap.hoster.co.uk", false),
        ("xn--mller-kva.example", "mail.m\u{fc}ller.example", true),
        ("127.0.0.1", "127.0.0.1", true),
        ("10.0.0.1", "127.0.0.1", false),
        ("localhost", "localhost", true),
        ("", "", false),
    ] {
        assert_eq!(is_of_one_owner(one, other), expected, "{one} {other}");
    }
}

proptest! {
    #[test]
    fn no_field_defeats_it(value in "(?s).{0,300}", parts in prop::collection::vec("[a-z=;() \"\\\\./]{0,12}", 0..40)) {
        let _ = (field(&value), field(&parts.concat()), is_handed_on_in_house(&value));
        let _ = parse_message(format!("Authentication-Results:{value}\r\n{RECEIVED}{REST}").as_bytes());
    }

    #[test]
    fn nothing_that_comes_in_from_elsewhere_passes(body in prop::collection::vec(prop::sample::select(vec![RECEIVED, HANDED_ON, PASSES, FAILS, "X: y\r\n"]), 0..8)) {
        let strange = body.concat();
        let below = found(&format!("{RECEIVED}{strange}"));
        prop_assert!(below.is_none_or(|found| found.passed(&from_bank()).is_none()));
        prop_assert_eq!(found(&format!("{FAILS}{RECEIVED}{strange}")), found(&format!("{FAILS}{RECEIVED}")));
    }
}
