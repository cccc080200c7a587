//! Reading and changing mail.

use postroom::demo::{DemoServer, Team};

use crate::client::{Client, LIMIT, demo};

const SUPPORT: &str = "shared/support@acme.example";
const MESSAGE: &[u8] = b"From: Lena <lena@posteo.example>\r\nSubject: Where is my order?\r\nMessage-ID: <1@x.example>\r\n\r\nHello\r\n";

#[tokio::test]
async fn every_message_of_the_demo_is_described_so_that_others_understand_it() {
    let demo = DemoServer::start(Team::acme()).unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    let mut read = 0;
    for folder in [
        SUPPORT,
        "shared/support@acme.example/Sent",
        "shared/sales@acme.example",
        "shared/hr@acme.example",
        "INBOX",
    ] {
        assert!(
            anna.ask(&format!("SELECT {folder} (CONDSTORE)"))
                .await
                .is_ok()
        );
        let fetched = anna
            .ask("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT)] BODY.PEEK[1] BODY.PEEK[]<0.100> MODSEQ)")
            .await
            .well_formed();
        assert!(fetched.is_ok() && !fetched.lines.is_empty(), "{folder}");
        read += fetched.lines.len();
        let whole = anna
            .ask("FETCH 1:* (RFC822.HEADER BODY.PEEK[TEXT] BODY.PEEK[])")
            .await;
        assert!(whole.well_formed().is_ok());
    }
    assert!(read >= 30, "{read}");
    // Nothing of that was a reading by a person.
    assert!(anna.ask("UID SEARCH UNSEEN").await.find("SEARCH").len() > "* SEARCH".len());
}

#[tokio::test]
async fn seen_is_everybodys_own_and_flags_are_shared() {
    let demo = demo();
    demo.deliver("support", "INBOX", MESSAGE).unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    let mut ben = Client::imap(&demo, "ben").await;
    for client in [&mut anna, &mut ben] {
        let selected = client.ask(&format!("SELECT {SUPPORT}")).await.well_formed();
        assert_eq!(selected.tagged, "OK [READ-WRITE] Select completed.");
        assert!(selected.has(r"\*)]") && selected.has("[UNSEEN 1]"));
    }
    let body = anna.ask("UID FETCH 1 (BODY[TEXT])").await.well_formed();
    assert!(body.has("Hello\r\n") && body.has(r"FLAGS (\Seen)"));
    let stored = anna.ask(r"UID STORE 1 +FLAGS (\Flagged $Claimed)").await;
    assert!(
        stored.has(r"* 1 FETCH (UID 1 FLAGS ($Claimed \Flagged \Seen))"),
        "{stored:?}"
    );
    // What one did oneself is not told again; what others did, is.
    assert!(anna.ask("NOOP").await.lines.is_empty());
    let news = ben.ask("NOOP").await.well_formed();
    assert_eq!(news.lines, [r"* 1 FETCH (FLAGS ($Claimed \Flagged))"]);
    // A keyword keeps the spelling that it first had.
    ben.ask("UID STORE 1 -FLAGS ($claimed)").await;
    assert!(anna.ask("NOOP").await.has(r"FLAGS (\Flagged \Seen)"));
    let replaced = anna.ask(r"UID STORE 1 FLAGS (\Answered)").await;
    assert!(replaced.has(r"FLAGS (\Answered))"), "{replaced:?}");
    let silent = anna.ask(r"UID STORE 1 +FLAGS.SILENT (\Seen)").await;
    assert!(silent.lines.is_empty());
}

#[tokio::test]
async fn of_two_conditional_changes_one_wins() {
    let demo = demo();
    demo.deliver("support", "INBOX", MESSAGE).unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    let mut ben = Client::imap(&demo, "ben").await;
    assert!(
        anna.ask("ENABLE CONDSTORE")
            .await
            .has("* ENABLED CONDSTORE")
    );
    anna.ask(&format!("SELECT {SUPPORT}")).await;
    let selected = ben.ask(&format!("SELECT {SUPPORT} (CONDSTORE)")).await;
    let highest = selected.find("OK [HIGHESTMODSEQ");
    let highest: u64 = highest
        .split(['[', ']', ' '])
        .find_map(|w| w.parse().ok())
        .unwrap();
    let won = anna
        .ask(&format!(
            "UID STORE 1 (UNCHANGEDSINCE {highest}) +FLAGS ($mine)"
        ))
        .await;
    assert!(won.has("MODSEQ (") && won.tagged.starts_with("OK Store"));
    let lost = ben
        .ask(&format!(
            "UID STORE 1 (UNCHANGEDSINCE {highest}) +FLAGS ($his)"
        ))
        .await;
    assert_eq!(lost.tagged, "OK [MODIFIED 1] Conditional store failed.");
    assert!(
        ben.ask(&format!("UID FETCH 1:* (FLAGS) (CHANGEDSINCE {highest})"))
            .await
            .has("$mine")
    );
    let none = ben.ask("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1000)").await;
    assert!(none.is_ok() && none.lines.is_empty());
}

#[tokio::test]
async fn messages_are_filed_copied_moved_and_expunged_with_their_uids_told() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    let validity = demo.uid_validity("support", "Sent").unwrap();
    let sent = format!("{SUPPORT}/Sent");
    let filed = anna
        .ask_with(
            &format!("APPEND {sent} (\\Seen) \" 1-Nov-2026 10:00:00 +0100\""),
            MESSAGE,
        )
        .await;
    assert_eq!(
        filed.tagged,
        format!("OK [APPENDUID {validity} 1] Append completed.")
    );
    // LITERAL+: no waiting.
    anna.send(format!("p APPEND {sent} {{{}+}}\r\n", MESSAGE.len()))
        .await;
    anna.send([MESSAGE, b"\r\n"].concat()).await;
    assert!(
        anna.answer("p")
            .await
            .tagged
            .contains(&format!("[APPENDUID {validity} 2]"))
    );
    let kept = demo.messages("support", "Sent").unwrap();
    assert_eq!(&kept[0].bytes[..], MESSAGE);
    assert_eq!(kept[0].seen_by, ["anna@acme.example"]);
    assert!(kept[0].date.to_string().starts_with("2026-11-01T09:00:00"));
    let selected = anna.ask(&format!("SELECT {sent}")).await;
    assert!(selected.has("* 2 EXISTS"));
    let copied = anna.ask(&format!("UID COPY 1:2 {SUPPORT}/Archive")).await;
    assert!(copied.tagged.starts_with("OK [COPYUID ") && copied.tagged.contains(" 1:2 1:2] "));
    let moved = anna
        .ask(&format!("UID MOVE 1 {SUPPORT}/Trash"))
        .await
        .well_formed();
    assert!(moved.has("* OK [COPYUID ") && moved.has("* 1 EXPUNGE"));
    assert!(
        anna.ask(&format!("UID MOVE 2 {SUPPORT}/nosuch"))
            .await
            .tagged
            .starts_with("NO [TRYCREATE]")
    );
    anna.ask(r"UID STORE 2 +FLAGS (\Deleted)").await;
    assert!(anna.ask("UID EXPUNGE 1").await.lines.is_empty());
    assert_eq!(anna.ask("UID EXPUNGE 1:*").await.lines, ["* 1 EXPUNGE"]);
    anna.ask(&format!("SELECT {SUPPORT}/Archive")).await;
    anna.ask(r"STORE 1 +FLAGS (\Deleted)").await;
    assert!(anna.ask("CLOSE").await.lines.is_empty());
    let counts = ["Sent", "Archive", "Trash"].map(|f| demo.messages("support", f).unwrap().len());
    assert_eq!(counts, [0, 1, 1]);
    assert!(
        anna.ask("UID FETCH 1 FLAGS")
            .await
            .tagged
            .starts_with("BAD No mailbox")
    );
}

#[tokio::test]
async fn searches_find_what_is_meant() {
    let demo = demo();
    for (from, subject, body) in [
        (
            "=?utf-8?B?VG9tw6HFoQ==?= <t@x.example>",
            "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
            "eins",
        ),
        ("Lena <lena@x.example>", "plain", "zwei"),
        ("Lena <lena@x.example>", "other", "drei"),
    ] {
        let message = format!(
            "Date: Sun, 01 Nov 2026 10:00:00 +0000\r\nFrom: {from}\r\nSubject: {subject}\r\nMessage-ID: <{body}@x.example>\r\n\r\n{body}\r\n"
        );
        demo.deliver("anna", "INBOX", message.as_bytes()).unwrap();
    }
    let mut anna = Client::imap(&demo, "anna").await;
    anna.ask("SELECT INBOX").await;
    anna.ask(r"STORE 2 +FLAGS (\Flagged $Work)").await;
    for (keys, found) in [
        ("ALL", "1 2 3"),
        ("UID 2:*", "2 3"),
        ("FLAGGED", "2"),
        ("KEYWORD $work", "2"),
        ("NOT FLAGGED UNSEEN", "1 3"),
        ("OR FLAGGED FROM tom", "1 2"),
        ("HEADER Message-ID <zwei@x.example>", "2"),
        ("SUBJECT plain FROM lena", "2"),
        ("BODY drei", "3"),
        ("TEXT eins", "1"),
        ("SENTSINCE 1-Nov-2026 SENTBEFORE 2-Nov-2026", "1 2 3"),
        ("BEFORE 1-Jan-2001", ""),
        ("SINCE 1-Jan-2001 SMALLER 10", ""),
        ("CHARSET UTF-8 LARGER 10 UNANSWERED", "1 2 3"),
    ] {
        let answer = anna.ask(&format!("UID SEARCH {keys}")).await.well_formed();
        assert_eq!(
            answer.find("SEARCH").trim_start_matches("* SEARCH").trim(),
            found,
            "{keys}"
        );
    }
    let umlaut = anna
        .ask_with("UID SEARCH CHARSET UTF-8 SUBJECT", "grüße".as_bytes())
        .await;
    assert_eq!(umlaut.find("SEARCH"), "* SEARCH 1");
    let extended = anna.ask("UID SEARCH RETURN (MIN MAX COUNT ALL) ALL").await;
    assert!(
        extended.lines[0].ends_with("UID MIN 1 MAX 3 ALL 1:3 COUNT 3"),
        "{extended:?}"
    );
    let status = anna
        .ask("STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)")
        .await;
    assert!(status.well_formed().has("MESSAGES 3 UIDNEXT 4 "));
    assert!(
        anna.ask("FETCH 4 FLAGS")
            .await
            .tagged
            .starts_with("BAD Error in IMAP command FETCH: Invalid messageset")
    );
    assert!(anna.ask("UID FETCH 99 FLAGS").await.is_ok());
}

#[tokio::test]
async fn an_idling_client_is_told_at_once() {
    let demo = demo();
    demo.deliver("support", "INBOX", MESSAGE).unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    anna.ask(&format!("SELECT {SUPPORT}")).await;
    anna.send("i IDLE\r\n").await;
    assert_eq!(anna.line().await.unwrap(), "+ idling");
    let second = demo.deliver("support", "INBOX", MESSAGE).unwrap();
    assert_eq!(anna.line().await.unwrap(), "* 2 EXISTS");
    assert_eq!(anna.line().await.unwrap(), "* 0 RECENT");
    demo.flag("ben", "support", "INBOX", second, "\\Answered", true)
        .unwrap();
    assert_eq!(anna.line().await.unwrap(), r"* 2 FETCH (FLAGS (\Answered))");
    // What Ben reads is no news to Anna.
    demo.read("ben", "support", "INBOX", 1).unwrap();
    demo.move_message("support", "INBOX", 1, "Archive").unwrap();
    assert_eq!(anna.line().await.unwrap(), "* 1 EXPUNGE");
    anna.send("DONE\r\n").await;
    assert!(anna.answer("i").await.is_ok());
    demo.renumber("support", "INBOX").unwrap();
    assert!(anna.ask("NOOP").await.has("* BYE "));
    assert!(demo.until(LIMIT, |d| d.connections() == 0).await);
}

#[tokio::test]
async fn numbers_stay_while_they_are_in_use() {
    let demo = demo();
    for _ in 0..3 {
        demo.deliver("support", "INBOX", MESSAGE).unwrap();
    }
    let mut anna = Client::imap(&demo, "anna").await;
    anna.ask(&format!("SELECT {SUPPORT}")).await;
    demo.remove("support", "INBOX", 1).unwrap();
    let fetched = anna.ask("FETCH 3 (UID)").await;
    assert_eq!(fetched.lines, ["* 3 FETCH (UID 3)"]);
    let gone = anna.ask("FETCH 1 (UID)").await;
    assert!(gone.tagged.starts_with("NO [EXPUNGEISSUED]"));
    assert_eq!(anna.ask("NOOP").await.lines, ["* 1 EXPUNGE"]);
    assert_eq!(anna.ask("FETCH 2 (UID)").await.lines, ["* 2 FETCH (UID 3)"]);
}
