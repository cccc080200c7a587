//! People to write to: learnt from mail, brought along from files, and offered no more once they are removed.

use postroom::demo::{DemoServer, Team};
use serde_json::{Value, json};

use crate::program::{Program, SUPPORT, lines, text};

fn letter(from: &str, to: &str) -> String {
    format!("From: {from}\r\nTo: {to}\r\nSubject: Hello\r\n\r\nHello\r\n")
}

fn found(anna: &Program, words: &str) -> Vec<(Value, Value)> {
    let rows = anna.rows(&["contacts", "find", words]).into_iter();
    rows.map(|row| (row["address"].clone(), row["from"].clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_are_found_in_mail_and_those_of_junk_are_not() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    for (folder, from, to) in [
        ("INBOX", "Zoë Quill <zoe.quill@b.test>", SUPPORT),
        ("Sent", SUPPORT, "Quentin Zorn <q.zorn@b.test>"),
        ("INBOX", "\"boss@bank.test\" <quick@evil.test>", SUPPORT),
        ("Trash", "Quit Now <quit@gone.test>", SUPPORT),
    ] {
        let letter = letter(from, to);
        let _ = demo.deliver("support", folder, letter.as_bytes()).unwrap();
    }
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    assert_eq!(
        found(&anna, "qu"),
        [
            (json!("q.zorn@b.test"), json!("written")),
            (json!("zoe.quill@b.test"), json!("mail")),
            (json!("quick@evil.test"), json!("mail")),
        ]
    );
    // A name that shows another address is not offered, and finds nobody.
    let quick = anna.rows(&["contacts", "find", "quick"]);
    assert_eq!(quick[0]["name"], Value::Null);
    assert_eq!(found(&anna, "boss"), []);
    let said = anna.run(&["contacts", "find", "zoe"]);
    assert_eq!(
        text(&said.stdout).trim(),
        "Zoë Quill  zoe.quill@b.test  From your mail"
    );
    assert_eq!(found(&anna, "zoe quill").len(), 1);
    let one = anna.rows(&["contacts", "find", "qu", "--limit", "1"]);
    assert_eq!(one.len(), 1);
    let none = anna.run(&["contacts", "find", "nobody at all"]);
    assert_eq!(text(&none.stdout).trim(), "Nobody was found.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacts_are_imported_listed_removed_and_exported() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let anna = Program::signed_in(&demo, "anna");
    let cards = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Berg\\, Lena\r\nORG:Shop\r\nEMAIL:lena@shop.test\r\nEMAIL:lb@home.test\r\nEND:VCARD\r\n\
        BEGIN:VCARD\r\nVERSION:2.1\r\nN:Only;Phone\r\nTEL:1\r\nEND:VCARD\r\n";
    std::fs::write(anna.path("all.vcf"), cards).unwrap();
    let read = &anna.rows(&["contacts", "import", "all.vcf"])[0];
    assert_eq!(
        read,
        &json!({"cards": 2, "added": 2, "changed": 0, "without_address": 1, "left_out": 0})
    );
    let said = anna.run(&["contacts", "import", "all.vcf"]);
    assert_eq!(
        text(&said.stdout).trim(),
        "No new addresses. One card has no address."
    );
    let listed = anna.rows(&["contacts", "list"]);
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[1]["name"], "Berg, Lena");
    assert_eq!(listed[1]["organisation"], "Shop");
    assert_eq!(
        found(&anna, "lena shop"),
        [
            (json!("lb@home.test"), json!("contact")),
            (json!("lena@shop.test"), json!("contact")),
        ]
    );
    let exported = anna.run(&["contacts", "export"]);
    let exported = String::from_utf8(exported.stdout).unwrap();
    assert!(exported.contains("FN:Berg\\, Lena\r\n"), "{exported}");

    let removed = &anna.rows(&["contacts", "remove", "LENA@shop.test"])[0];
    assert_eq!(removed["state"], "removed");
    assert_eq!(found(&anna, "lena").len(), 1);
    // What was exported brings it back.
    std::fs::write(anna.path("back.vcf"), exported).unwrap();
    let back = &anna.rows(&["contacts", "import", "back.vcf"])[0];
    assert_eq!(back["added"], 1);
    assert_eq!(found(&anna, "lena").len(), 2);

    std::fs::write(anna.path("none.vcf"), "Name;Mail\n").unwrap();
    let none = anna.run(&["contacts", "import", "none.vcf", "--json"]);
    assert_eq!(none.status.code(), Some(2));
    let error = &lines(&none.stderr)[0]["error"];
    assert_eq!(error["message"], "This file contains no contacts.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forgotten_file_and_people_outside_are_said_on_the_stream_of_problems() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let inside = letter("Ben <ben@acme.example>", SUPPORT);
    let outside = letter("Kim <kim@b.test>", SUPPORT).replace("Hello", "From outside");
    let inside = inside.replace("Subject: Hello", "Subject: Among ourselves alone");
    for letter in [&inside, &outside] {
        let _ = demo.deliver("support", "INBOX", letter.as_bytes()).unwrap();
    }
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let id = |words: &str| {
        let found = anna.rows(&["search", words, "in:inbox"]);
        found[0]["id"].as_str().unwrap().to_owned()
    };
    let reminders = |words: &[&str]| {
        let (_, _, said) = anna.json(&[&["send", "--from", SUPPORT, "--later"], words].concat());
        let said = said.into_iter();
        said.filter(|line| line.get("reminder").is_some())
            .collect::<Vec<_>>()
    };
    let new = ["--to", "kim@b.test", "--subject", "x", "--body"];
    let said = reminders(&[&new[..], &["Siehe Anhang."]].concat());
    assert_eq!(
        said[0],
        json!({
            "reminder": {"kind": "attachment", "word": "Anhang"},
            "message": "You wrote “Anhang”, but nothing is attached.",
        })
    );
    std::fs::write(anna.path("a.txt"), "a").unwrap();
    let with_file = ["Siehe Anhang.", "--attach", "a.txt"];
    assert_eq!(
        reminders(&[&new[..], &with_file].concat()),
        [Value::Null; 0]
    );

    let answer =
        |id: &str| reminders(&["--reply-to-id", id, "--cc", "kim@b.test", "--body", "Yes"]);
    let said = answer(&id("among ourselves alone"));
    assert_eq!(
        said[0]["reminder"],
        json!({"kind": "outside", "addresses": ["kim@b.test"]})
    );
    // Who is outside took part in that one.
    assert_eq!(answer(&id("from:kim outside")), [Value::Null; 0]);
    // Both may be switched off.
    let settings = anna.profile().join("config.toml");
    let known = std::fs::read_to_string(&settings).unwrap();
    let off = "[settings]\nremind_attachment = false\nremind_outside = false\n";
    std::fs::write(&settings, known.replace("[settings]\n", off)).unwrap();
    assert_eq!(answer(&id("among ourselves alone")), [Value::Null; 0]);
    assert_eq!(
        reminders(&[&new[..], &["attached"]].concat()),
        [Value::Null; 0]
    );
}
