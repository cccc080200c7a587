//! What `show` says of a message beside its text.

use postroom::demo::{DemoServer, Team};
use serde_json::{Value, json};

use crate::program::{Program, SUPPORT, text};

/// Shows this message, which comes to the team: as a person reads it, and as JSON.
fn shown(subject: &str, rest: &str) -> (String, Value) {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let raw = format!("Subject: {subject}\nMessage-ID: <1@bank.example>\n{rest}");
    let raw = raw.replace('\n', "\r\n");
    let _ = demo.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let found = anna.rows(&["search", subject, "--mailbox", SUPPORT]);
    let id = found[0]["id"].as_str().unwrap();
    let words = text(&anna.run(&["show", id]).stdout);
    (words, anna.rows(&["show", id]).remove(0))
}

const FROM: &str = "From: Bank <info@bank.example>\nTo: support@acme.example\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_read_is_named_and_not_blank() {
    let encrypted = format!(
        "{FROM}Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\
         Content-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHA6CA\n"
    );
    let (words, row) = shown("Sealed envelope", &encrypted);
    assert!(words.contains("Note: This message is encrypted with S/MIME"));
    assert!(words.contains("Attachment: smime.p7m"));
    assert_eq!(
        row["packings"],
        json!([{ "kind": "encrypted", "with": "smime" }])
    );
    let (words, row) = shown("Empty envelope", &format!("{FROM}\n\n"));
    assert!(
        words.ends_with("\n\nThis message has no text.\n"),
        "{words}"
    );
    assert_eq!((&row["packings"], &row["text"]), (&json!([]), &json!("")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_own_server_found_is_told_and_nothing_of_others() {
    let received = "Received: from evil.test (evil.test [192.0.2.6])\n\tby mx.acme.example (Postfix) with ESMTP id 4B; Mon, 2 Nov 2026 10:00:00 +0100\n";
    let field = |server: &str, verdict: &str| {
        format!(
            "Authentication-Results: {server}; dkim={verdict} header.d=bank.example; dmarc={verdict} header.from=bank.example\n"
        )
    };
    let mail = |above: &str, below: &str| format!("{above}{received}{below}{FROM}\nHello\n");
    let own = field("mx.acme.example", "pass");
    let (words, row) = shown("Account statement", &mail(&own, ""));
    assert!(words.contains("Checked: Checked by mx.acme.example: DMARC, DKIM passed"));
    assert_eq!(row["authentication"]["by"], "mx.acme.example");
    assert_eq!(
        row["authentication"]["results"][1],
        json!({ "method": "dmarc", "result": "pass", "domain": "bank.example" })
    );
    let fails = mail(&field("mx.acme.example", "fail"), &own);
    let (words, row) = shown("Account closed", &fails);
    assert!(words.contains("could not confirm that this really comes from bank.example"));
    assert!(!words.contains("passed"), "{words}");
    assert_eq!(
        row["doubts"],
        json!([{ "not_confirmed": { "server": "mx.acme.example", "domain": "bank.example" } }])
    );
    for forged in [
        mail("", &own),
        mail(&field("mx.other.example", "pass"), &own),
    ] {
        let (words, row) = shown("Account forged", &forged);
        assert_eq!(row["authentication"], Value::Null);
        assert!(!words.contains("Checked"), "{words}");
    }
}

const MEETING: &str = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n\
    SUMMARY:Lamps for spring\nLOCATION:Room 4\nDTSTART;TZID=Europe/Berlin:20261102T100000\nDURATION:PT1H\n\
    RRULE:FREQ=WEEKLY;COUNT=3\nORGANIZER;CN=Kim:mailto:kim@shop.example\n\
    ATTENDEE;PARTSTAT=ACCEPTED;CN=Anna:mailto:anna@acme.example\nATTENDEE:mailto:ben@acme.example\n\
    END:VEVENT\nEND:VCALENDAR\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_is_told_as_one() {
    let mail = |method: &str, calendar: &str| {
        format!("{FROM}Content-Type: text/calendar; method={method}; name=invite.ics\n\n{calendar}")
    };
    let (words, row) = shown("Lamps meeting", &mail("REQUEST", MEETING));
    for line in [
        "Meeting: Invitation to a meeting: Lamps for spring\n",
        "When: Monday, 2 November 2026, ",
        "Repeats: every week, 3 times\n",
        "Where: Room 4\n",
        "Organiser: Kim <kim@shop.example>\n",
        "Attendees: Anna <anna@acme.example> · accepted, ben@acme.example\n",
        "Attachment: invite.ics",
    ] {
        assert!(words.contains(line), "{line}: {words}");
    }
    assert!(!words.contains("no text"), "{words}");
    let meeting = &row["invitation"];
    assert_eq!(
        meeting["when"],
        json!({ "kind": "at", "start": "2026-11-02T09:00:00Z", "end": "2026-11-02T10:00:00Z", "zone": "Europe/Berlin" })
    );
    assert_eq!(
        (&meeting["word"], &meeting["attendee_count"]),
        (&json!("request"), &json!(2))
    );
    let answer = MEETING.replace("METHOD:REQUEST", "METHOD:REPLY");
    let (words, row) = shown("Lamps answer", &mail("REPLY", &answer));
    assert!(
        words.contains("Meeting: Anna accepted: Lamps for spring\n"),
        "{words}"
    );
    assert_eq!(row["invitation"]["attendees"][0]["attendance"], "accepted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_a_page_to_print() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let raw = format!(
        "Subject: A <big> offer\n{FROM}Content-Type: text/html\n\n<h2>Offer</h2><img src='http://evil.test/who.png'>\n"
    );
    let raw = raw.replace('\n', "\r\n");
    let _ = demo.deliver("support", "INBOX", raw.as_bytes()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let id = anna.rows(&["search", "offer", "from:bank"])[0]["id"].clone();
    let page = text(&anna.run(&["show", id.as_str().unwrap(), "--page"]).stdout);
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<h2>Offer</h2>"));
    assert!(page.contains("<title>A &lt;big&gt; offer</title>"));
    assert!(page.contains("<th>From</th><td>Bank &lt;info@bank.example&gt;</td>"));
    assert!(!page.contains("evil.test"), "{page}");
}
