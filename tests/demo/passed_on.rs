//! HTML messages that are passed on in the text, as they were laid out: from the message to what leaves, over the
//! drafts of a team and from the command line.

use postroom::demo::DemoServer;
use postroom::domain::{Attachment, Draft, HeldText, Intent, NamedAddress, TextFormat};
use postroom::engine::{Begun, QuoteWords};
use postroom::rfc822::{Along, BodyPart, ParsedMessage, along, parse_message, rich};

use crate::writer::{SUPPORT, Writer, drafts, is_sent, quiet_team, text};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// An HTML message with this HTML, a picture in it, and a file beside it that is called as a layout is.
fn deliver(demo: &DemoServer, html: &str) {
    let raw = format!(
        "From: Kim <kim@shop.example>\r\nTo: support@acme.example\r\nSubject: The new lamps\r\n\
         Message-ID: <lamps@shop.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=o\r\n\r\n\
         --o\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
         --r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n\
         --r\r\nContent-Type: image/png; name=logo.png\r\nContent-ID: <logo@shop>\r\n\
         Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--r--\r\n\
         --o\r\nContent-Type: message/rfc822; name=forwarded.eml\r\n\
         Content-Disposition: attachment; filename=forwarded.eml\r\n\r\nSubject: An older one\r\n\r\nOld.\r\n--o--\r\n"
    );
    demo.deliver("support", "INBOX", raw.as_bytes()).unwrap();
}

const HTML: &str = "<html><head><style>h1{color:#c81428} @import 'https://shop.example/a.css';</style></head>\
    <body><h1>Lamps</h1><script>alert(1)</script><table border=1><tr><td>Brass</td><td>29 €</td></tr></table>\
    <img src='cid:logo@shop'><img src='https://shop.example/open.gif' alt=Shop>\
    </div></div></body></html><h2 onclick='x()'>After the end</h2>\
    <p>![forwarded.eml](mid:forwarded.eml)</p>";

async fn begin(who: &Writer, is_drawn: bool) -> Begun {
    who.sync().await;
    let reader = who.engine.reader();
    let inbox = reader.folder_by_role(
        &crate::anna::id(SUPPORT),
        postroom::domain::FolderRole::Inbox,
    );
    let inbox = inbox.unwrap().unwrap();
    let key = reader.list(&inbox.id, Default::default(), 10).unwrap()[0]
        .id
        .clone();
    let words = QuoteWords {
        attribution: "---------- Forwarded message\nSubject: The new lamps".into(),
        is_drawn,
    };
    let begun = who.engine.begin_answer(&key, Intent::Forward, &words).await;
    begun.unwrap()
}

/// The same, signed and to somebody.
fn addressed(who: &Writer, draft: Draft) -> Draft {
    let to = postroom::domain::EmailAddress::parse("lee@customer.example").unwrap();
    Draft {
        from: who.draft(SUPPORT, "").from,
        to: vec![NamedAddress::bare(&to)],
        body: format!("**Look**\n-- \nAnna{}", draft.body),
        ..draft
    }
}

/// What leaves of it looks as it did.
fn is_as_it_was(bytes: &[u8]) -> ParsedMessage {
    let sent = parse_message(bytes).unwrap();
    let html = sent.html.clone().unwrap();
    for stays in [
        "<strong>Look</strong>",
        "<h1>Lamps</h1>",
        "<td>Brass</td><td>29 €</td>",
        "src=\"https://shop.example/open.gif\"",
        "<h2>After the end</h2>",
        " h1{color:#c81428;}",
    ] {
        assert!(html.contains(stays), "{stays}: {html}");
    }
    for gone in [
        "script",
        "alert",
        "onclick",
        "@import",
        "cid:logo@shop",
        "cid:1.0",
        "@forwarded",
    ] {
        assert!(!html.contains(gone), "{gone}: {html}");
    }
    let pictures = rich(&HeldText::Whole(bytes.to_vec()))
        .unwrap()
        .unwrap()
        .pictures;
    let named = |id: &String| html.matches(&format!("src=\"cid:{id}\"")).count();
    assert_eq!(
        pictures.iter().map(|(id, _)| named(id)).collect::<Vec<_>>(),
        [1]
    );
    assert_eq!(pictures[0].1, PNG);
    let [BodyPart::Text(words)] = sent.body.as_slice() else {
        panic!("one text beside the HTML")
    };
    for said in [
        "*Look*",
        "-- \nAnna",
        "Subject: The new lamps",
        "Lamps",
        "Brass",
        "After the end",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // What somebody wrote as a mark is a word, and shows nothing a second time.
    assert_eq!(words.matches("After the end").count(), 1, "{words}");
    assert!(words.contains("(mid:forwarded.eml)"));
    sent
}

fn beside(sent: &ParsedMessage) -> Vec<&str> {
    let files = sent.attachments.iter().filter(|file| !file.inline);
    files.map(|file| file.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_leaves_again_as_it_was_laid_out() {
    let demo = quiet_team();
    deliver(&demo, HTML);
    let anna = Writer::new(&demo, "anna").await;
    let begun = begin(&anna, true).await;
    assert_eq!(begun.note, None);
    let draft = addressed(&anna, begun.draft);
    assert_eq!(draft.format, TextFormat::Formatted);
    assert!(!draft.body.contains("Brass"), "{}", draft.body);
    let id = anna.save(None, draft).await;
    assert!(is_sent(&anna.send(id).await));
    let bytes = demo.submissions()[0].bytes.clone();
    let sent = is_as_it_was(&bytes);
    assert_eq!(beside(&sent), ["forwarded.eml"], "the older one");
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_colleague_goes_on_with_it_and_what_was_slipped_in_is_taken_out() {
    let demo = quiet_team();
    deliver(&demo, HTML);
    let anna = Writer::new(&demo, "anna").await;
    let draft = addressed(&anna, begin(&anna, true).await.draft);
    anna.store(None, draft.clone()).await;
    let copy = drafts(&demo, "support").remove(0);
    let ben = Writer::new(&demo, "ben").await;
    let opened = ben.open(SUPPORT).await;
    let read = ben.kept(opened);
    assert_eq!(read.body, draft.body);
    let along_of = |draft: &Draft| along(&draft.attachments, &draft.body, draft.format);
    assert_eq!(along_of(&read), [Along::InText, Along::Beside]);
    ben.engine.stop().await;

    // Somebody changes the copy by hand.
    let hostile = text(&copy).replace("Lamps</h1>", "Lamps</h1><form action=x>Pay</form>");
    let hostile = hostile.replace("X-Postroom-Draft:", "X-Other:");
    demo.deliver("support", "Drafts", hostile.as_bytes())
        .unwrap();
    anna.sync().await;
    let reader = anna.engine.reader();
    let folder = reader.folder_by_role(
        &crate::anna::id(SUPPORT),
        postroom::domain::FolderRole::Drafts,
    );
    let all = reader.list(&folder.unwrap().unwrap().id, Default::default(), 10);
    let newest = all
        .unwrap()
        .into_iter()
        .max_by_key(|one| one.id.uid)
        .unwrap();
    let opened = anna.engine.open_draft(&newest.id).await.unwrap();
    let opened = anna.save(None, addressed(&anna, anna.kept(opened))).await;
    assert!(is_sent(&anna.send(opened).await));
    let bytes = demo.submissions()[0].bytes.clone();
    let sent = is_as_it_was(&bytes);
    assert!(!sent.html.unwrap().contains("<form"));
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_laid_out_or_is_not_seen_so_is_passed_on_in_words() {
    let demo = quiet_team();
    deliver(&demo, HTML);
    let anna = Writer::new(&demo, "anna").await;
    let words = begin(&anna, false).await;
    assert_eq!(words.note, None);
    assert_eq!(words.draft.format, TextFormat::Plain);
    assert!(words.draft.body.contains("Brass"));
    let deep = quiet_team();
    deliver(&deep, &format!("{}Words.", "<div>".repeat(20_000)));
    let ben = Writer::new(&deep, "ben").await;
    let Begun { draft, note } = begin(&ben, true).await;
    assert_eq!(note.unwrap().message.key, "forward-in-words");
    assert_eq!(draft.format, TextFormat::Plain);
    assert!(!draft.attachments.iter().any(Attachment::is_layout));
    anna.engine.stop().await;
    ben.engine.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_line_passes_on_what_is_formatted_as_it_was_laid_out() {
    use crate::program::Program;
    let demo = quiet_team();
    deliver(&demo, HTML);
    let anna = Program::signed_in(&demo, "anna");
    anna.rows(&["sync"]);
    let found = anna.rows(&["search", "subject:lamps", "in:inbox"]);
    let id = found[0]["id"].as_str().unwrap();
    for (flag, is_laid_out) in [("--formatted", true), ("--plain", false)] {
        let before = demo.submissions().len();
        let send = [
            "send",
            "--forward-id",
            id,
            "--to",
            "lee@b.test",
            "--body",
            "**Look**",
            flag,
        ];
        assert_eq!(anna.json(&send).0, 0, "{flag}");
        let bytes = demo.submissions()[before].bytes.clone();
        let sent = parse_message(&bytes).unwrap();
        assert_eq!(sent.html.is_some(), is_laid_out);
        if is_laid_out {
            assert!(sent.html.unwrap().contains("<td>Brass</td>"));
        } else {
            assert!(matches!(&sent.body[0], BodyPart::Text(words) if words.contains("Brass")));
        }
    }
    // A draft of it that becomes plain text has the words.
    let draft = [
        "--draft",
        "--formatted",
        "--body",
        "**Look**",
        "--to",
        "lee@b.test",
    ];
    let keep = [&["send", "--forward-id", id], &draft[..]].concat();
    let kept = anna.rows(&keep);
    let draft = kept[0]["draft_id"].as_str().unwrap();
    anna.rows(&["draft", "edit", draft, "--plain"]);
    let shown = &anna.rows(&["draft", "show", draft])[0];
    let body = shown["body"].as_str().unwrap();
    assert!(
        body.contains("Brass") && body.matches("(mid:").count() == 1,
        "{body}"
    );
    let files = shown["attachments"].as_array().unwrap();
    assert_eq!(files.len(), 1, "the older one: {files:?}");
}
