//! Who sees what and may do what, in Dovecot's words.

use postroom::demo::{DemoServer, Profile, Team};
use postroom::domain::Rights;

use crate::client::{Client, demo, password};

const SUPPORT: &str = "shared/support@acme.example";

#[tokio::test]
async fn a_member_signs_in_and_finds_the_shared_mailboxes() {
    let demo = demo();
    let mut client = Client::connect(demo.imap_addr()).await;
    assert!(
        client
            .line()
            .await
            .unwrap()
            .contains("[CAPABILITY IMAP4rev1 ")
    );
    let refused = client.ask("LOGIN anna wrong").await;
    assert_eq!(
        refused.tagged,
        "NO [AUTHENTICATIONFAILED] Authentication failed."
    );
    assert!(client.ask("SELECT INBOX").await.tagged.starts_with("BAD "));
    let mut anna = Client::imap(&demo, "anna").await;
    let capability = anna.ask("CAPABILITY").await.well_formed();
    for name in [
        "ACL",
        "RIGHTS=texk",
        "CONDSTORE",
        "UIDPLUS",
        "SPECIAL-USE",
        "LITERAL+",
    ] {
        assert!(capability.has(&format!(" {name}")), "{name}");
    }
    assert!(!capability.has("LIST-MYRIGHTS"));
    let namespace = anna.ask("NAMESPACE").await.well_formed();
    assert_eq!(
        namespace.find("NAMESPACE"),
        r#"* NAMESPACE (("" "/")) (("shared/" "/")) NIL"#
    );
    let list = anna.ask(r#"LIST "" "*""#).await;
    for line in [
        r#"* LIST (\HasNoChildren \Sent) "/" Sent"#,
        r#"* LIST (\Noselect \HasChildren) "/" shared"#,
        r#"* LIST (\HasChildren) "/" shared/support@acme.example"#,
        // No SPECIAL-USE in somebody else's tree.
        r#"* LIST (\HasNoChildren) "/" shared/support@acme.example/Sent"#,
        r#"* LIST (\HasNoChildren) "/" "shared/sales@acme.example/Angebote &- M&AOQ-rkte""#,
    ] {
        assert!(list.lines.iter().any(|l| l == line), "{line}\n{list:#?}");
    }
    assert!(!list.has("jobs@"));
    let root = anna.ask(r#"LIST "" """#).await;
    assert_eq!(root.lines, [r#"* LIST (\Noselect) "/" """#]);
    let mut carla = Client::imap(&demo, "carla").await;
    assert!(!carla.ask(r#"LIST "" "*""#).await.has("support@"));
}

#[tokio::test]
async fn extended_list_answers_in_one_round_trip() {
    let demo = DemoServer::start(Team::acme().with_profile(Profile::ListMyRights)).unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    assert!(anna.ask("CAPABILITY").await.has("LIST-MYRIGHTS"));
    let list = anna
        .ask(r#"LIST "" ("*") RETURN (SPECIAL-USE MYRIGHTS STATUS (MESSAGES UNSEEN))"#)
        .await;
    assert!(list.is_ok(), "{list:?}");
    assert!(list.has("* MYRIGHTS shared/hr@acme.example lr"));
    assert!(
        list.find("STATUS shared/support@acme.example ")
            .contains("MESSAGES ")
    );
    demo.set_profile(Profile::Dovecot);
    let refused = anna.ask(r#"LIST "" "*" RETURN (MYRIGHTS)"#).await;
    assert!(
        refused
            .tagged
            .starts_with("BAD Error in IMAP command LIST: Unknown return options")
    );
    assert!(anna.ask(&format!("SUBSCRIBE {SUPPORT}")).await.is_ok());
    let subscribed = anna.ask(r#"LIST (SUBSCRIBED) "" "*""#).await;
    assert_eq!(
        subscribed.lines,
        [r#"* LIST (\Subscribed) "/" shared/support@acme.example"#]
    );
    assert_eq!(
        anna.ask(r#"LSUB "" "*""#).await.well_formed().lines.len(),
        1
    );
    assert!(anna.ask(&format!("UNSUBSCRIBE {SUPPORT}")).await.is_ok());
    assert!(anna.ask(r#"LSUB "" "*""#).await.lines.is_empty());
}

#[tokio::test]
async fn without_rights_nothing_happens_in_dovecots_words() {
    let demo = demo();
    let uid = demo
        .deliver("hr", "INBOX", b"Subject: x\r\n\r\ny\r\n")
        .unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    let hr = "shared/hr@acme.example";
    let rights = anna.ask(&format!("MYRIGHTS {hr}")).await;
    assert_eq!(rights.lines, [format!("* MYRIGHTS {hr} lr")]);
    let selected = anna.ask(&format!("SELECT {hr}")).await.well_formed();
    assert_eq!(selected.tagged, "OK [READ-ONLY] Select completed.");
    assert!(selected.has("[PERMANENTFLAGS ()]"));
    // OK, and no effect: only the rights tell.
    for command in [
        format!("UID STORE {uid} +FLAGS (\\Flagged \\Seen \\Deleted)"),
        "EXPUNGE".to_owned(),
        format!("UID FETCH {uid} BODY[]"),
    ] {
        assert!(anna.ask(&command).await.is_ok(), "{command}");
    }
    let kept = demo.messages("hr", "INBOX").unwrap();
    assert_eq!(
        (kept.len(), kept[0].flags.len(), kept[0].seen_by.len()),
        (1, 0, 0)
    );
    for command in [
        format!("CREATE {hr}/New"),
        format!("DELETE {hr}/Sent"),
        format!("RENAME {hr}/Sent {hr}/Gone"),
        format!("UID MOVE {uid} INBOX"),
        format!("UID COPY {uid} {hr}/Sent"),
    ] {
        let refused = anna.ask(&command).await;
        assert_eq!(refused.tagged, "NO [NOPERM] Permission denied", "{command}");
    }
    let refused = anna
        .ask_with(&format!("APPEND {hr}/Sent (\\Seen)"), b"a")
        .await;
    assert_eq!(refused.tagged, "NO [NOPERM] Permission denied");
    for command in [format!("GETACL {hr}"), format!("SETACL {hr} anna lrs")] {
        let refused = anna.ask(&command).await;
        assert_eq!(
            refused.tagged,
            "NO [NOPERM] You lack administrator privileges on this mailbox"
        );
    }
    let mut carla = Client::imap(&demo, "carla").await;
    for (command, words) in [
        (
            format!("SELECT {SUPPORT}"),
            format!("NO Mailbox doesn't exist: {SUPPORT}"),
        ),
        (
            format!("STATUS {SUPPORT} (MESSAGES)"),
            format!("NO Mailbox doesn't exist: {SUPPORT}"),
        ),
        (
            "SELECT nosuch".to_owned(),
            "NO Mailbox doesn't exist: nosuch".to_owned(),
        ),
        (
            format!("MYRIGHTS {SUPPORT}"),
            format!("NO [NONEXISTENT] Mailbox doesn't exist: {SUPPORT}"),
        ),
        (
            format!("GETACL {SUPPORT}"),
            format!("NO [NONEXISTENT] Mailbox doesn't exist: {SUPPORT}"),
        ),
    ] {
        assert_eq!(carla.ask(&command).await.tagged, words);
    }
    let refused = carla.ask_with(&format!("APPEND {SUPPORT}"), b"a").await;
    assert_eq!(refused.tagged, "NO [TRYCREATE] Mailbox doesn't exist");
}

#[tokio::test]
async fn rights_are_granted_and_taken_away() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    let mut carla = Client::imap(&demo, "carla").await;
    let acl = anna.ask(&format!("GETACL {SUPPORT}")).await;
    assert!(acl.has("anna@acme.example akxeilp"), "{acl:?}");
    let listed = anna
        .ask(&format!("LISTRIGHTS {SUPPORT} carla@acme.example"))
        .await;
    assert!(listed.find("LISTRIGHTS").contains(" l r w s t "));
    assert!(
        anna.ask(&format!("SETACL {SUPPORT} carla@acme.example lr"))
            .await
            .is_ok()
    );
    assert!(
        carla
            .ask(&format!("SELECT {SUPPORT}"))
            .await
            .tagged
            .contains("[READ-ONLY]")
    );
    assert!(
        anna.ask(&format!("SETACL {SUPPORT} carla@acme.example +s"))
            .await
            .is_ok()
    );
    let rights = carla.ask(&format!("MYRIGHTS {SUPPORT}")).await;
    assert_eq!(rights.lines, [format!("* MYRIGHTS {SUPPORT} lrs")]);
    assert!(
        anna.ask(&format!("DELETEACL {SUPPORT} carla@acme.example"))
            .await
            .is_ok()
    );
    assert!(
        carla
            .ask(&format!("SELECT {SUPPORT}"))
            .await
            .tagged
            .starts_with("NO Mailbox doesn't")
    );
    assert!(
        anna.ask(&format!("SETACL {SUPPORT} -carla lr"))
            .await
            .tagged
            .starts_with("NO")
    );
    assert!(
        anna.ask(&format!("SETACL {SUPPORT} carla@acme.example lrQ"))
            .await
            .tagged
            .starts_with("BAD")
    );
    // The administrator's hand, without IMAP.
    demo.set_rights("support", "anna", Rights::parse("l"))
        .unwrap();
    let refused = anna.ask(&format!("SELECT {SUPPORT}")).await;
    assert_eq!(refused.tagged, "NO [NOPERM] Permission denied");
    demo.set_folder_rights("support", "Sent", "anyone", Rights::parse("lr"))
        .unwrap();
    assert!(
        carla
            .ask(r#"LIST "" "*""#)
            .await
            .has("support@acme.example/Sent")
    );
}

#[tokio::test]
async fn exchange_has_no_acl_and_signs_in_to_the_shared_mailbox() {
    use base64::Engine as _;
    let demo = DemoServer::start(Team::acme().with_profile(Profile::Exchange)).unwrap();
    let mut anna = Client::imap(&demo, "anna").await;
    let capability = anna.ask("CAPABILITY").await;
    assert!(!capability.has("ACL") && !capability.has("CONDSTORE"));
    assert!(anna.ask("NAMESPACE").await.has(r#"(("" "/")) NIL NIL"#));
    assert!(!anna.ask(r#"LIST "" "*""#).await.has("shared"));
    for bad in [
        "MYRIGHTS INBOX",
        "SELECT INBOX (CONDSTORE)",
        r#"LIST "" "*" RETURN (SPECIAL-USE)"#,
    ] {
        assert!(anna.ask(bad).await.tagged.starts_with("BAD"), "{bad}");
    }
    let plain = format!("support@acme.example\0anna\0{}", password(&demo, "anna"));
    let plain = base64::engine::general_purpose::STANDARD.encode(plain);
    let mut shared = Client::connect(demo.imap_addr()).await;
    shared.line().await.unwrap();
    assert!(
        shared
            .ask(&format!("AUTHENTICATE PLAIN {plain}"))
            .await
            .is_ok()
    );
    let selected = shared.ask("SELECT INBOX").await.well_formed();
    assert!(selected.has(r"[PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft $MDNSent)]"));
    assert!(!selected.has("HIGHESTMODSEQ"));
    let keyword = shared.ask("STORE 1 +FLAGS ($claimed)").await;
    assert_eq!(keyword.tagged, "BAD Command Argument Error. 11");
    // \Seen is everybody's there.
    assert!(shared.ask("STORE 1 +FLAGS (\\Seen)").await.is_ok());
    assert_eq!(
        demo.messages("support", "INBOX").unwrap()[0].seen_by.len(),
        7
    );
}

#[tokio::test]
async fn folders_are_made_renamed_and_deleted() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    let new = format!("{SUPPORT}/Returns");
    assert!(anna.ask(&format!("CREATE {new}")).await.is_ok());
    assert!(
        anna.ask(&format!("CREATE {new}"))
            .await
            .tagged
            .starts_with("NO [ALREADYEXISTS]")
    );
    // It took over the Inbox's rights.
    let mut ben = Client::imap(&demo, "ben").await;
    assert!(
        ben.ask(&format!("SELECT {new}"))
            .await
            .tagged
            .contains("[READ-WRITE]")
    );
    assert!(
        anna.ask(&format!("RENAME {new} {SUPPORT}/Back"))
            .await
            .is_ok()
    );
    assert!(
        anna.ask(&format!("RENAME {SUPPORT}/Back Mine"))
            .await
            .tagged
            .contains("across")
    );
    assert!(anna.ask(&format!("DELETE {SUPPORT}/Back")).await.is_ok());
    assert!(
        anna.ask(&format!("DELETE {SUPPORT}"))
            .await
            .tagged
            .starts_with("NO [CANNOT]")
    );
    // Ben had it selected.
    assert!(
        ben.ask("NOOP")
            .await
            .has("* BYE Selected mailbox was deleted")
    );
}

/// What a real Dovecot 2.3.19 said, and a client that only ever met the demo must know.
#[tokio::test]
async fn peculiarities_of_dovecot_are_played() {
    let demo = demo();
    let mut anna = Client::imap(&demo, "anna").await;
    let extended = anna.ask(r#"LIST "" "shared" RETURN (SPECIAL-USE)"#).await;
    assert_eq!(extended.lines, [r#"* LIST (\NonExistent) "/" shared"#]);
    // The Inbox's two names are one folder.
    let uid = demo.deliver("support", "INBOX", b"A: b\r\n\r\n").unwrap();
    let other = format!("{SUPPORT}/INBOX");
    assert!(anna.ask(&format!("SELECT {other}")).await.has("* 1 EXISTS"));
    assert!(
        anna.ask(&format!("UID FETCH {uid} FLAGS"))
            .await
            .has("* 1 FETCH")
    );
    assert!(!anna.ask(r#"LIST "" "*""#).await.has(&other));
    // Nobody who did not ask for CONDSTORE hears of mod-sequences.
    let plain = anna.ask("SELECT INBOX").await;
    assert!(plain.has("[CLOSED]") && !plain.has("HIGHESTMODSEQ"));
    let examined = anna.ask(&format!("EXAMINE {SUPPORT}")).await;
    assert_eq!(examined.tagged, "OK [READ-ONLY] Examine completed.");
    let ignored = anna.ask(r"STORE 1 +FLAGS (\Flagged)").await;
    assert_eq!(ignored.tagged, "OK Store ignored with read-only mailbox.");
    for (command, words) in [
        ("BOGUS", "BAD Error in IMAP command received by server."),
        ("CREATE shared/x", "NO [CANNOT] Mailbox can't be created"),
        ("CREATE INBOX", "NO [ALREADYEXISTS] Mailbox already exists"),
        (
            "DELETE nosuch",
            "NO [NONEXISTENT] Mailbox doesn't exist: nosuch",
        ),
        ("SUBSCRIBE nosuch", "NO Mailbox doesn't exist: nosuch"),
        ("UID COPY 99 nosuch", "OK No messages found."),
    ] {
        assert_eq!(anna.ask(command).await.tagged, words);
    }
    // A name that nobody has is taken into an ACL; of a folder that is missing, rights are told.
    assert!(anna.ask(&format!("SETACL {SUPPORT} zed lr")).await.is_ok());
    assert!(anna.ask(&format!("GETACL {SUPPORT}")).await.has(" zed lr"));
    let missing = anna.ask(&format!("MYRIGHTS {SUPPORT}/nosuch")).await;
    assert!(missing.has("lrwstipekxacd"));
}
