//! A check that cannot fail is worth nothing: each rule on a file that breaks it, and on one
//! that only looks like it.
use super::*;

fn broken(path: &str, code: &str) -> String {
    source_rules(path, &format!("//! Purpose.\n{code}\n")).join("\n")
}

#[track_caller]
fn refuses(path: &str, code: &str, words: &str) {
    let found = broken(path, code);
    assert!(found.contains(words), "{path}: {code}\nfound: {found:?}");
}

#[track_caller]
fn accepts(path: &str, code: &str) {
    assert_eq!(broken(path, code), "", "{path}: {code}");
}

#[test]
fn import_directions() {
    for code in [
        "use crate::store::Store;",
        "use crate::{domain::Flags, store::Store};",
        "use crate::{\n    domain::{Flags, Rights},\n    store,\n};",
        "fn f() -> crate::store::Store { todo() }",
        "fn f() { let x = crate :: store :: open(); }",
        "use super::super::store::Store;",
        "mod inner { use super::super::super::store::Store; }",
        "macro_rules! m { () => { $crate::store::open() } }",
        "use postroom::store::Store;",
    ] {
        refuses("src/wire/imap.rs", code, "wire may not import store");
    }
    refuses(
        "src/domain.rs",
        "use crate::engine::Engine;",
        "domain may not import engine",
    );
    refuses(
        "src/domain/mod.rs",
        "use super::engine::Engine;",
        "domain may not import engine",
    );
    refuses(
        "src/store/mod.rs",
        "use crate::wire;",
        "store may not import wire",
    );
    refuses(
        "src/app/mail/list.rs",
        "use crate::wire::tls;",
        "app may not import wire",
    );
    refuses(
        "src/demo/mod.rs",
        "use crate::wire;",
        "demo may not import wire",
    );
    refuses(
        "src/main.rs",
        "use postroom::engine;",
        "main may not import engine",
    );
    refuses("src/attic.rs", "", "attic is not a room");
    accepts("src/wire/imap.rs", "use crate::domain::{Flags, store};");
    accepts(
        "src/wire/imap.rs",
        "// crate::store\n/// [`crate::store`]\nfn f() {}",
    );
    accepts(
        "src/wire/imap.rs",
        "#![doc = \"crate::store\"]\nconst S: &str = \"crate::store::x\";",
    );
    accepts(
        "src/wire/imap/tests.rs",
        "use super::super::tls; use super::store;",
    );
    accepts(
        "src/engine/sync.rs",
        "use crate::{domain, store::Store, wire};",
    );
    accepts(
        "src/wire/imap.rs",
        "pub(crate) fn store() { self.store(); tls::store() }",
    );
}

#[test]
fn crates_and_their_rooms() {
    refuses(
        "src/engine/mod.rs",
        "use iced::Task;",
        "iced belongs to app",
    );
    refuses(
        "src/engine/mod.rs",
        "type T = iced::Task<()>;",
        "iced belongs to app",
    );
    refuses(
        "src/engine/mod.rs",
        "use rusqlite as sql;",
        "rusqlite belongs to store",
    );
    refuses(
        "src/engine/mod.rs",
        "use {imap_proto::types, std::fmt};",
        "imap_proto belongs to wire",
    );
    refuses(
        "src/engine/mod.rs",
        "use lettre::Message;",
        "lettre belongs to wire",
    );
    refuses(
        "src/rfc822/build.rs",
        "use lettre::{message, transport};",
        "transport belongs to wire",
    );
    refuses(
        "src/rfc822/build.rs",
        "use lettre::AsyncSmtpTransport;",
        "transport belongs to wire",
    );
    accepts("src/rfc822/build.rs", "use lettre::message::Mailbox;");
    accepts("src/wire/smtp.rs", "use lettre::transport::smtp;");
    accepts("src/engine/mod.rs", "//! Never iced.\nfn iced_free() {}");
    accepts("src/app/mod.rs", "use iced::Task;");
}

#[test]
fn sql_stays_in_the_store() {
    for code in [
        r#"const Q: &str = "SELECT uid FROM message";"#,
        "const Q: &str = r\"\n  UPDATE message\n SET seen = 1\";",
        r#"fn f() { run("PRAGMA journal_mode = WAL") }"#,
        r#"fn f() { run("INSERT OR IGNORE INTO x VALUES (1)") }"#,
    ] {
        refuses("src/engine/mod.rs", code, "SQL belongs to store");
        accepts("src/store/mod.rs", code);
    }
    accepts(
        "src/wire/imap.rs",
        r#"const C: &str = "SELECT INBOX"; const D: &str = "UPDATE x";"#,
    );
}

#[test]
fn names_sizes_and_purposes() {
    refuses("src/engine/mod.rs", "struct SyncManager;", "SyncManager");
    refuses("src/engine/mod.rs", "fn parse_helper() {}", "parse_helper");
    refuses("tests/servers/main.rs", "mod utils;", "utils");
    accepts(
        "src/engine/mod.rs",
        "struct Commonwealth; fn common_prefix() {} fn f() { manager(); }",
    );
    assert!(!text_rules("src/wire/imap_utils.rs", "").is_empty());
    assert!(!text_rules("tests/common/mod.rs", "").is_empty());
    assert!(text_rules("src/wire/community.rs", "").is_empty());

    let long = |lines| format!("//! Purpose.{}", "\n".repeat(lines));
    assert!(source_rules("src/engine/mod.rs", &long(LONGEST_FILE)).is_empty());
    assert!(!source_rules("src/engine/mod.rs", &long(LONGEST_FILE + 1)).is_empty());
    assert!(!source_rules("src/engine/mod.rs", "fn f() {}").is_empty());
    assert!(!source_rules("tests/house/main.rs", "fn f( {}").is_empty());
}

#[test]
fn places_and_the_top_level() {
    let path = concat!("see /wo", "rk/notes");
    assert!(!text_rules("README.md", path).is_empty());
    assert!(!text_rules("README.md", concat!("see ..", "/shared/design.md")).is_empty());
    assert!(text_rules("README.md", "see .github/workflows/ci.yml, shared/support").is_empty());
    assert!(top_level("notes.txt").is_some());
    assert!(top_level("docs/design.md").is_some());
    assert!(top_level("src/lib.rs").is_none());
    assert!(top_level(".github/workflows/ci.yml").is_none());
}

#[test]
fn sizes_in_views_have_names() {
    const VIEW: &str = "src/app/screen/problems.rs";
    for code in [
        "fn f() { row![].spacing(6); }",
        "fn f() { x.padding(Padding::from([2, 8])); }",
        "fn f() { icon(i).size(13.0); }",
        "fn f() { x.height(if a { 3.5 } else { b }); }",
        "fn f() { x.padding(Padding { top: 12.0, ..Padding::ZERO }); }",
        "fn f() { Padding::ZERO.left(26); }",
        "fn f() { x.max_width(2.0 * scale::XL); }",
    ] {
        refuses(VIEW, code, "a size without a name");
    }
    for code in [
        "const WIDE: f32 = 13.0; fn f() { x.width(WIDE).height(scale::M); }",
        "fn f() { x.padding(Padding::from([0.0, scale::M])).spacing(0); }",
        "fn f() { x.width(FillPortion(2)); }",
        "fn f() { String::from(\"6\"); take(6); x.left(list.get(1)); }",
    ] {
        accepts(VIEW, code);
    }
    accepts("src/app/theme/style.rs", "fn f() { row![].spacing(6); }");
}
