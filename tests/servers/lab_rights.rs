//! What Dovecot says about folders and rights, as far as Postroom relies on it.

use crate::dialogue::{Dialogue, Imap};
use crate::lab::{Lab, wait_for};

const SUPPORT: &str = "shared/support@postroom.test";
const SALES: &str = "shared/sales@postroom.test";
const HR: &str = "shared/hr@postroom.test";
const MESSAGE: &str = "From: kunde@customer.test\r\nSubject: A question\r\n\r\nGood day.\r\n";

/// The names in a LIST answer.
fn listed(imap: &mut Imap, pattern: &str) -> Vec<String> {
    let mut names: Vec<String> = imap
        .say(&format!("LIST \"\" \"{pattern}\""))
        .iter()
        .filter_map(|line| line.strip_prefix("* LIST ")?.rsplit_once("\"/\" "))
        .map(|(_, name)| name.trim_matches('"').to_owned())
        .collect();
    names.sort();
    names
}

/// The letters of MYRIGHTS, sorted and without the obsolete `c` and `d`, or the refusal.
fn rights(imap: &mut Imap, folder: &str) -> String {
    let lines = imap.say(&format!("MYRIGHTS \"{folder}\""));
    let Some(line) = lines.iter().find(|line| line.starts_with("* MYRIGHTS")) else {
        return lines.last().cloned().unwrap_or_default();
    };
    let letters = line.rsplit(' ').next().unwrap_or_default();
    let mut letters: Vec<char> = letters.chars().filter(|c| !"cd".contains(*c)).collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

#[test]
fn the_namespaces_are_personal_and_other_users() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    let lines = anna.say("NAMESPACE");
    assert_eq!(lines[0], r#"* NAMESPACE (("" "/")) (("shared/" "/")) NIL"#);
    let lines = anna.say("CAPABILITY");
    for word in [
        "ACL",
        "RIGHTS=texk",
        "NAMESPACE",
        "CONDSTORE",
        "IDLE",
        "UIDPLUS",
        "MOVE",
        "SPECIAL-USE",
    ] {
        assert!(
            lines[0].split(' ').any(|had| had == word),
            "{word}: {}",
            lines[0]
        );
    }
    assert!(!lines[0].contains("MYRIGHTS"), "{}", lines[0]);
    let answer = anna.answer(r#"LIST "" "*" RETURN (MYRIGHTS)"#);
    assert!(answer.starts_with("BAD"), "{answer}");
}

#[test]
fn each_member_sees_the_shared_mailboxes_they_have_rights_on() {
    let lab = Lab::imap_only();
    let folders = ["Archive", "Drafts", "Junk", "Sent", "Trash"];
    let tree = |mailbox: &str| {
        let below = folders.iter().map(|folder| format!("{mailbox}/{folder}"));
        [mailbox.to_owned()]
            .into_iter()
            .chain(below)
            .collect::<Vec<_>>()
    };

    for member in ["anna", "ben"] {
        let mut imap = Imap::sign_in(&lab, member);
        assert_eq!(
            listed(&mut imap, "shared/support*"),
            tree(SUPPORT),
            "{member}"
        );
        assert_eq!(listed(&mut imap, "shared/sales*"), tree(SALES), "{member}");
    }
    let mut carla = Imap::sign_in(&lab, "carla");
    assert_eq!(listed(&mut carla, "shared/support*"), Vec::<String>::new());
    assert_eq!(listed(&mut carla, "shared/sales*"), Vec::<String>::new());
    assert!(listed(&mut carla, "shared/hr*").contains(&format!("{HR}/Personnel")));

    // Forbidden and missing look alike, and only the ACL commands give a code.
    for folder in [SUPPORT, "shared/support@postroom.test/Nothing"] {
        for command in ["SELECT", "STATUS"] {
            let items = if command == "STATUS" {
                " (MESSAGES)"
            } else {
                ""
            };
            let answer = carla.answer(&format!("{command} {folder}{items}"));
            let expected = format!("NO Mailbox doesn't exist: {folder}");
            assert!(answer.starts_with(&expected), "{answer}");
        }
        let answer = rights(&mut carla, folder);
        assert!(answer.starts_with("NO [NONEXISTENT]"), "{answer}");
    }
}

#[test]
fn myrights_tells_what_the_lists_say() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    let mut ben = Imap::sign_in(&lab, "ben");
    let mut carla = Imap::sign_in(&lab, "carla");
    let sorted = |letters: &str| {
        let mut letters: Vec<char> = letters.chars().collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    let full = sorted(crate::lab::team::FULL);
    assert_eq!(rights(&mut anna, "INBOX"), full);
    assert_eq!(rights(&mut anna, SUPPORT), full);
    assert_eq!(rights(&mut ben, SUPPORT), "lr");
    assert_eq!(rights(&mut anna, SALES), sorted("lrwstiek"));
    assert_eq!(rights(&mut ben, SALES), sorted("lrwstie"));
    assert_eq!(rights(&mut anna, HR), sorted("lrs"));
    assert_eq!(rights(&mut ben, HR), sorted("lri"));
    assert_eq!(rights(&mut carla, HR), full);
    // A folder without a list of its own follows the INBOX.
    assert_eq!(rights(&mut ben, &format!("{SUPPORT}/Sent")), "lr");
    assert_eq!(rights(&mut ben, &format!("{HR}/Archive")), sorted("lri"));
    assert_eq!(rights(&mut anna, &format!("{HR}/Sent")), "lr");
    assert_eq!(rights(&mut anna, &format!("{HR}/Personnel")), "l");
    assert_eq!(rights(&mut carla, &format!("{HR}/Personnel")), full);
    // Who may not administer may not look at the list either.
    let answer = ben.answer(&format!("GETACL {SUPPORT}"));
    assert!(answer.starts_with("NO [NOPERM]"), "{answer}");
    let lines = anna.say(&format!("GETACL {SUPPORT}"));
    assert!(lines[0].contains("ben@postroom.test lr"), "{lines:?}");
}

#[test]
fn a_closed_folder_is_listed_and_the_rest_of_its_mailbox_works() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    let closed = format!("{HR}/Personnel");
    assert!(listed(&mut anna, "shared/hr*").contains(&closed));
    let answer = anna.answer(&format!("SELECT {closed}"));
    assert!(
        answer.starts_with("NO [NOPERM] Permission denied"),
        "{answer}"
    );
    let answer = anna.answer(&format!("SELECT {HR}"));
    assert!(answer.starts_with("OK [READ-"), "{answer}");
    // Ben has nothing there at all.
    let mut ben = Imap::sign_in(&lab, "ben");
    assert!(!listed(&mut ben, "shared/hr*").contains(&closed));
}

#[test]
fn one_shared_inbox_has_two_names_and_other_mailboxes_the_same_uidvalidity() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    lab.deliver("support", MESSAGE);
    let mut status = |folder: &str| {
        let lines = anna.say(&format!("STATUS {folder} (MESSAGES UIDVALIDITY)"));
        lines[0]
            .rsplit_once(" (")
            .map(|(_, items)| items.to_owned())
    };
    assert_eq!(status(SUPPORT), status(&format!("{SUPPORT}/INBOX")));
    assert!(status(SUPPORT).is_some_and(|items| items.starts_with("MESSAGES 1 ")));
}

#[test]
fn a_read_only_folder_answers_ok_to_changes_it_does_not_make() {
    let lab = Lab::imap_only();
    lab.deliver("support", MESSAGE);
    let mut ben = Imap::sign_in(&lab, "ben");
    let lines = ben.say(&format!("SELECT {SUPPORT}"));
    assert!(
        lines
            .last()
            .is_some_and(|line| line.starts_with("OK [READ-ONLY]")),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("[PERMANENTFLAGS ()]")),
        "{lines:?}"
    );
    for command in [
        "STORE 1 +FLAGS (\\Flagged)",
        "STORE 1 +FLAGS (\\Seen)",
        "EXPUNGE",
    ] {
        let answer = ben.answer(command);
        assert!(answer.starts_with("OK"), "{command}: {answer}");
    }
    let lines = ben.say("FETCH 1 (FLAGS)");
    assert!(
        !lines[0].contains("Flagged") && !lines[0].contains("Seen"),
        "{}",
        lines[0]
    );
}

#[test]
fn filing_without_the_right_is_refused_in_two_ways() {
    let lab = Lab::imap_only();
    let mut ben = Imap::sign_in(&lab, "ben");
    let answer = ben.append(&format!("{SUPPORT}/Sent"), "\\Seen", MESSAGE);
    assert!(answer.starts_with("NO [NOPERM]"), "{answer}");
    // Misleading: forbidden, not missing.
    let mut carla = Imap::sign_in(&lab, "carla");
    let answer = carla.append(&format!("{SUPPORT}/Sent"), "\\Seen", MESSAGE);
    assert!(answer.starts_with("NO [TRYCREATE]"), "{answer}");
}

#[test]
fn a_copy_in_the_shared_sent_folder_is_there_for_all_and_seen_for_its_author() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    let sent = format!("{SUPPORT}/Sent");
    let answer = anna.append(&sent, "\\Seen", MESSAGE);
    assert!(answer.starts_with("OK [APPENDUID "), "{answer}");
    let of_anna = lab.folder_messages("anna", &sent);
    let of_ben = lab.folder_messages("ben", &sent);
    let of_owner = lab.folder_messages("support", "Sent");
    assert_eq!(of_anna[0].flags, ["\\Seen"]);
    assert_eq!(of_ben[0].flags, Vec::<String>::new());
    assert_eq!(of_owner.len(), 1);
    for seen_by in [&of_anna, &of_ben, &of_owner] {
        assert_eq!(seen_by[0].bytes, MESSAGE.as_bytes());
        assert_eq!(seen_by[0].header("subject").as_deref(), Some("A question"));
    }
}

#[test]
fn seen_can_be_shared_as_well() {
    let lab = Lab::with(crate::lab::Setup {
        smtp: false,
        private_seen: false,
        ..crate::lab::Setup::default()
    });
    let mut anna = Imap::sign_in(&lab, "anna");
    let sent = format!("{SUPPORT}/Sent");
    anna.append(&sent, "\\Seen", MESSAGE);
    assert_eq!(lab.folder_messages("ben", &sent)[0].flags, ["\\Seen"]);
}

#[test]
fn without_the_letter_s_a_filed_copy_stays_unseen() {
    let lab = Lab::imap_only();
    let mut ben = Imap::sign_in(&lab, "ben");
    let archive = format!("{HR}/Archive");
    let answer = ben.append(&archive, "\\Seen \\Flagged", MESSAGE);
    assert!(answer.starts_with("OK [APPENDUID "), "{answer}");
    assert_eq!(
        lab.folder_messages("ben", &archive)[0].flags,
        Vec::<String>::new()
    );
}

#[test]
fn a_changed_right_holds_at_once_in_an_open_connection() {
    let lab = Lab::imap_only();
    let mut ben = Imap::sign_in(&lab, "ben");
    let mut carla = Imap::sign_in(&lab, "carla");
    assert_eq!(rights(&mut ben, SUPPORT), "lr");
    assert!(rights(&mut carla, SUPPORT).starts_with("NO"));

    lab.set_acl("support", "INBOX", "ben", "lrwsti");
    lab.set_acl("support", "INBOX", "carla", "lr");
    assert_eq!(rights(&mut ben, SUPPORT), "ilrstw");
    assert_eq!(rights(&mut ben, &format!("{SUPPORT}/Sent")), "ilrstw");
    assert_eq!(rights(&mut carla, SUPPORT), "lr");

    lab.set_acl("support", "INBOX", "carla", "");
    lab.set_acl("support", "Sent", "ben", "l");
    // Several changes within one second are all seen.
    for letters in ["lr", "lrs", "lr", "lrw", "lr"] {
        lab.set_acl("sales", "INBOX", "ben", letters);
        assert_eq!(rights(&mut ben, SALES), letters);
    }
    assert!(rights(&mut carla, SUPPORT).starts_with("NO [NONEXISTENT]"));
    assert_eq!(rights(&mut ben, &format!("{SUPPORT}/Sent")), "l");
}

#[test]
fn anna_may_change_the_list_of_support_over_imap() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    let mut ben = Imap::sign_in(&lab, "ben");
    let answer = anna.answer(&format!("SETACL {SUPPORT} ben@postroom.test lrs"));
    assert!(answer.starts_with("OK"), "{answer}");
    assert_eq!(rights(&mut ben, SUPPORT), "lrs");
    let answer = ben.answer(&format!("SETACL {SUPPORT} ben@postroom.test lrswa"));
    assert!(answer.starts_with("NO [NOPERM]"), "{answer}");
}

#[test]
fn keywords_are_shared_and_a_claim_can_be_lost() {
    let lab = Lab::imap_only();
    lab.deliver("sales", MESSAGE);
    let mut anna = Imap::sign_in(&lab, "anna");
    let mut ben = Imap::sign_in(&lab, "ben");
    for imap in [&mut anna, &mut ben] {
        let answer = imap.answer(&format!("SELECT {SALES} (CONDSTORE)"));
        assert!(answer.starts_with("OK [READ-WRITE]"), "{answer}");
    }
    let modseq = |line: &str| -> u64 {
        let (_, rest) = line.split_once("MODSEQ (").expect("a MODSEQ");
        rest.split(')')
            .next()
            .and_then(|digits| digits.parse().ok())
            .expect("digits")
    };
    let before = modseq(&anna.say("FETCH 1 (MODSEQ)")[0]);
    let first = anna.answer(&format!(
        "STORE 1 (UNCHANGEDSINCE {before}) +FLAGS ($claimed-anna)"
    ));
    assert!(
        first.starts_with("OK") && !first.contains("MODIFIED"),
        "{first}"
    );
    let second = ben.answer(&format!(
        "STORE 1 (UNCHANGEDSINCE {before}) +FLAGS ($claimed-ben)"
    ));
    assert!(second.starts_with("OK [MODIFIED 1]"), "{second}");
    let lines = ben.say("FETCH 1 (FLAGS)");
    assert!(
        lines
            .iter()
            .any(|line| line.contains("FLAGS ($claimed-anna)")),
        "{lines:?}"
    );
}

#[test]
fn special_folders_are_named_in_the_own_tree_only() {
    let lab = Lab::imap_only();
    let mut anna = Imap::sign_in(&lab, "anna");
    let own = anna.say(r#"LIST "" "Sent" RETURN (SPECIAL-USE)"#);
    assert!(own[0].contains("\\Sent"), "{own:?}");
    let shared = anna.say(&format!(r#"LIST "" "{SUPPORT}/Sent" RETURN (SPECIAL-USE)"#));
    assert!(!shared[0].contains("\\Sent"), "{shared:?}");
    // Whoever signs in as the mailbox itself sees them.
    let mut owner = Imap::sign_in(&lab, "support");
    let own = owner.say(r#"LIST "" "Sent" RETURN (SPECIAL-USE)"#);
    assert!(own[0].contains("\\Sent"), "{own:?}");
}

#[test]
fn idle_tells_of_mail_that_arrives_in_a_shared_inbox() {
    let lab = Lab::imap_only();
    let mut ben = Imap::sign_in(&lab, "ben");
    ben.say(&format!("SELECT {SUPPORT}"));
    let tag = ben.begin("IDLE");
    assert!(ben.0.line().starts_with('+'));
    lab.deliver("support", MESSAGE);
    while ben.0.line() != "* 1 EXISTS" {}
    ben.0.send("DONE\r\n");
    ben.until(&tag);
}

#[test]
fn a_password_is_taken_under_tls_only() {
    let lab = Lab::imap_only();
    let mut plain = Imap(Dialogue::plain(&lab.imap_starttls()));
    let greeting = plain.0.line();
    assert!(
        greeting.contains("STARTTLS") && greeting.contains("LOGINDISABLED"),
        "{greeting}"
    );
    let answer = plain.login(&lab, "anna");
    assert!(answer.starts_with("NO [PRIVACYREQUIRED]"), "{answer}");

    for endpoint in [lab.imap_tls(), lab.imap_starttls()] {
        let foreign = Dialogue::protected(&endpoint, &lab.foreign_ca_file());
        assert!(foreign.is_err(), "a foreign authority");
        let stream = Dialogue::protected(&endpoint, &lab.ca_file()).expect("TLS");
        let mut imap = Imap(stream);
        if endpoint == lab.imap_tls() {
            imap.0.line();
        }
        let answer = imap.answer("LOGIN anna@postroom.test wrong");
        assert!(answer.starts_with("NO [AUTHENTICATIONFAILED]"), "{answer}");
        for member in ["anna", "ben", "carla", "support", "kunde"] {
            let mut imap = Imap(Dialogue::protected(&endpoint, &lab.ca_file()).expect("TLS"));
            if endpoint == lab.imap_tls() {
                imap.0.line();
            }
            let answer = imap.login(&lab, member);
            assert!(answer.starts_with("OK"), "{member}: {answer}");
        }
    }
    wait_for("the failed sign-in in the log", || {
        lab.logs().contains("auth failed")
    });
}

/// Dovecot looks for newly shared mailboxes once an hour in each connection
/// (`SHARED_NS_RETRY_SECS`): whoever wants to know asks in a new one.
#[test]
fn a_newly_shared_mailbox_is_listed_in_new_connections_only() {
    let lab = Lab::imap_only();
    let mut open = Imap::sign_in(&lab, "carla");
    let sees = |imap: &mut Imap| listed(imap, "shared/*").contains(&SUPPORT.to_owned());
    assert!(!sees(&mut open));
    lab.set_acl("support", "INBOX", "carla", "lr");
    assert!(!sees(&mut open));
    // Asked by its name, it answers there as well.
    assert_eq!(rights(&mut open, SUPPORT), "lr");
    assert!(sees(&mut Imap::sign_in(&lab, "carla")));

    // A mailbox that is shared no longer stays in the old connection's list, as \Noselect.
    let mut open = Imap::sign_in(&lab, "carla");
    assert!(sees(&mut open));
    lab.set_acl("support", "INBOX", "carla", "");
    let lines = open.say(&format!(r#"LIST "" "{SUPPORT}*""#));
    assert!(lines[0].starts_with("* LIST (\\Noselect"), "{lines:?}");
    assert!(!sees(&mut Imap::sign_in(&lab, "carla")));
}
