//! The house rules, read off the sources: who may import whom, what stands at the top level, names,
//! sizes. The rules are a function of (path, text), so each of them is itself tested on a small
//! made-up violation below.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Each room below `src/` and the rooms it may name. `lib.rs` lists them all and imports none.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("permission", &["domain"]),
    ("rfc822", &["domain"]),
    ("store", &["domain"]),
    ("wire", &["domain"]),
    ("secret", &["domain"]),
    ("render", &["domain", "rfc822"]),
    ("config", &["domain", "paths"]),
    ("i18n", &["domain"]),
    ("paths", &[]),
    ("log", &["domain", "paths"]),
    ("instance", &["paths"]),
    ("demo", &["domain"]),
    (
        "engine",
        &[
            "config",
            "domain",
            // Only for the list of keys, to read back why a message waits.
            "i18n",
            // Only to name what must never stand in it.
            "log",
            "paths",
            "permission",
            "render",
            "rfc822",
            "secret",
            "store",
            "wire",
        ],
    ),
    (
        "cli",
        &[
            "config",
            "demo",
            "domain",
            "engine",
            "i18n",
            "instance",
            "log",
            "paths",
            "permission",
            "render",
            "rfc822",
            "secret",
            // What the engine's read-only handle returns.
            "store",
        ],
    ),
    (
        // What the store returns comes through the engine's read-only handle; of passwords, locks
        // and the demo the window knows nothing.
        "app",
        &[
            "config",
            "domain",
            "engine",
            "i18n",
            "permission",
            "render",
            "rfc822",
        ],
    ),
    (
        "program",
        &[
            "app", "cli", "config", "demo", "domain", "engine", "i18n", "instance", "log", "paths",
            "secret",
        ],
    ),
    ("main", &["cli", "program"]),
    ("lib", &[]),
];

/// Crates that only some rooms may name.
const CRATES: &[(&str, &[&str])] = &[
    ("iced", &["app"]),
    ("iced_test", &["app"]),
    ("rfd", &["app"]),
    ("rusqlite", &["store"]),
    ("async_imap", &["wire"]),
    ("imap_proto", &["wire"]),
    ("tokio_rustls", &["wire", "demo"]),
    ("imap_codec", &["demo"]),
    ("lettre", &["wire", "rfc822"]),
    ("mail_parser", &["rfc822", "demo"]),
    ("keyring", &["secret"]),
    ("interprocess", &["instance"]),
    ("fluent_bundle", &["i18n"]),
];

/// Beginnings of SQL statements, which belong into `src/store/`. IMAP has a SELECT too.
const SQL: &[(&str, &str)] = &[
    ("SELECT ", " FROM "),
    ("INSERT ", " INTO "),
    ("INSERT OR ", ""),
    ("UPDATE ", " SET "),
    ("DELETE FROM ", ""),
    ("CREATE TABLE ", ""),
    ("PRAGMA ", ""),
];

/// Words that say nothing about what a thing is.
const EMPTY_WORDS: &[&str] = &[
    "manager", "helper", "helpers", "util", "utils", "misc", "common",
];

/// What may stand at the top level: the house, and what tools demand there.
const TOP_LEVEL: &[&str] = &[
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "assets",
    "deny.toml",
    "i18n",
    "packaging",
    "src",
    "tests",
];

/// No Rust file is longer.
const LONGEST_FILE: usize = 800;

#[test]
fn the_house_stands() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = files_of(root);
    assert!(
        files.iter().any(|path| path == "src/lib.rs"),
        "the sources are found"
    );
    let mut broken = Vec::new();
    for path in &files {
        broken.extend(top_level(path));
        let bytes = std::fs::read(root.join(path)).expect("a file of the house");
        // Pictures and fonts are not text.
        if let Ok(text) = String::from_utf8(bytes) {
            broken.extend(text_rules(path, &text));
            if path.ends_with(".rs") {
                broken.extend(source_rules(path, &text));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "house rules broken:\n{}",
        broken.join("\n")
    );
}

/// All files that belong to the house: what git tracks, or without git what lies here apart from
/// what a build makes.
fn files_of(root: &Path) -> Vec<String> {
    let tracked = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output();
    let tracked: Vec<String> = match tracked {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout)
            .split_terminator('\0')
            .filter(|path| root.join(path).is_file())
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    if !tracked.is_empty() {
        return tracked;
    }
    let mut files = Vec::new();
    walk(root, "", &mut files);
    files
}

fn walk(root: &Path, below: &str, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(root.join(below))
        .expect("a directory")
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() {
            name
        } else {
            format!("{below}/{name}")
        };
        if [".git", "target", "dist"].contains(&path.as_str()) {
            continue;
        }
        if entry.path().is_dir() {
            walk(root, &path, files);
        } else {
            files.push(path);
        }
    }
}

/// The top level is fixed.
fn top_level(path: &str) -> Option<String> {
    let first = path.split('/').next().unwrap_or(path);
    (!TOP_LEVEL.contains(&first)).then(|| format!("{path}: {first} has no place at the top level"))
}

/// Rules for every text file.
fn text_rules(path: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    // Put together here, so that this file keeps its own rule.
    for place in [concat!("/wo", "rk/"), concat!("..", "/shared")] {
        if text.contains(place) {
            broken.push(format!(
                "{path}: names {place}, a place on somebody's computer"
            ));
        }
    }
    let words = path.split(['/', '.', '_', '-']);
    for word in words.filter(|word| EMPTY_WORDS.contains(&word.to_lowercase().as_str())) {
        broken.push(format!("{path}: the name says nothing: {word}"));
    }
    broken
}

/// Rules for Rust files.
fn source_rules(path: &str, text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    if !text.starts_with("//!") {
        broken.push(format!("{path}: does not start with its purpose (//!)"));
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        broken.push(format!("{path}: {lines} lines, more than {LONGEST_FILE}"));
    }
    let Ok(stream) = text.parse::<TokenStream>() else {
        broken.push(format!("{path}: not Rust"));
        return broken;
    };
    let mut tokens = Tokens::default();
    tokens.take(stream);
    for name in &tokens.declared {
        if EMPTY_WORDS.contains(&last_word(name).as_str()) {
            broken.push(format!("{path}: the name says nothing: {name}"));
        }
    }
    let Some(in_src) = path.strip_prefix("src/") else {
        return broken;
    };
    let module: Vec<&str> = in_src
        .trim_end_matches(".rs")
        .split('/')
        .filter(|part| *part != "mod")
        .collect();
    let room = module[0];
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        broken.push(format!("{path}: {room} is not a room of the house"));
        return broken;
    };
    let named = tokens.rooms(module.len());
    for other in named
        .iter()
        .filter(|other| *other != room && !allowed.contains(&other.as_str()))
    {
        broken.push(format!("{path}: {room} may not import {other}"));
    }
    for (name, rooms) in CRATES {
        if !rooms.contains(&room) && tokens.words.iter().any(|word| word == name) {
            broken.push(format!("{path}: {name} belongs to {}", rooms.join(" and ")));
        }
    }
    // Messages are built with lettre outside of the wire; it never sends there.
    let sends = |word: &String| word == "transport" || word.contains("SmtpTransport");
    if room != "wire"
        && tokens.words.iter().any(|w| w == "lettre")
        && tokens.words.iter().any(sends)
    {
        broken.push(format!("{path}: lettre's transport belongs to wire"));
    }
    if room != "store" {
        for literal in &tokens.literals {
            let statement = |(begin, then): &(&str, &str)| {
                literal
                    .find(begin)
                    .is_some_and(|at| literal[at + begin.len() - 1..].contains(then))
            };
            if SQL.iter().any(statement) {
                broken.push(format!("{path}: SQL belongs to store: {literal}"));
            }
        }
    }
    broken
}

/// What a file is made of, comments left out and documentation with them.
#[derive(Default)]
struct Tokens {
    /// Identifiers, and punctuation as single characters, in order.
    words: Vec<String>,
    /// String literals as they are written.
    literals: Vec<String>,
    /// Names that the file gives to its own items.
    declared: Vec<String>,
}

impl Tokens {
    fn take(&mut self, stream: TokenStream) {
        let mut after_hash = false;
        for token in stream {
            match token {
                TokenTree::Group(group) => {
                    let documentation = after_hash
                        && group.delimiter() == Delimiter::Bracket
                        && group
                            .to_string()
                            .trim_start_matches(['[', ' '])
                            .starts_with("doc");
                    if !documentation {
                        let (open, close) = match group.delimiter() {
                            Delimiter::Brace => ("{", "}"),
                            _ => ("(", ")"),
                        };
                        self.words.push(open.to_owned());
                        self.take(group.stream());
                        self.words.push(close.to_owned());
                    }
                    after_hash = false;
                }
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    const ITEMS: [&str; 8] = [
                        "struct", "enum", "trait", "fn", "mod", "type", "const", "static",
                    ];
                    if self
                        .words
                        .last()
                        .is_some_and(|last| ITEMS.contains(&last.as_str()))
                    {
                        self.declared.push(ident.clone());
                    }
                    self.words.push(ident);
                    after_hash = false;
                }
                TokenTree::Punct(punct) => {
                    // An inner attribute has `!` between its hash and its bracket.
                    after_hash = punct.as_char() == '#' || (after_hash && punct.as_char() == '!');
                    self.words.push(punct.as_char().to_string());
                }
                TokenTree::Literal(literal) => {
                    self.literals.push(literal.to_string());
                    self.words.push("literal".to_owned());
                    after_hash = false;
                }
            }
        }
    }

    /// The rooms that the file names from the root of the crate: `crate::room`, `crate::{room, …}`,
    /// `postroom::room`, and as many `super::` as lead there.
    fn rooms(&self, depth: usize) -> BTreeSet<String> {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        let mut named = BTreeSet::new();
        for at in 0..words.len() {
            let mut next = match &words[at..] {
                ["crate" | "postroom", ":", ":", ..] => at + 3,
                ["super", ":", ":", ..] if at < 3 || words[at - 3] != "super" => {
                    let mut next = at;
                    let mut up = 0;
                    while matches!(words[next..], ["super", ":", ":", ..]) {
                        next += 3;
                        up += 1;
                    }
                    // A module inside of the file may need one or two more to reach the root.
                    if up < depth {
                        continue;
                    }
                    next
                }
                _ => continue,
            };
            let mut nested = 0;
            let mut begins = true;
            loop {
                match words.get(next).copied() {
                    Some("{") => nested += 1,
                    Some("}") => nested -= 1,
                    Some(",") => begins = nested == 1,
                    Some(word) if begins => {
                        named.insert(word.to_owned());
                        begins = false;
                    }
                    Some(_) => {}
                    None => break,
                }
                next += 1;
                if nested <= 0 {
                    break;
                }
            }
        }
        named.retain(|name| ROOMS.iter().any(|(room, _)| room == name));
        named
    }
}

/// What a name says that a thing is: `SyncManager` and `sync_manager` are managers, a
/// `common_prefix` is a prefix.
fn last_word(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or(name);
    let begin = last.rfind(char::is_uppercase).unwrap_or(0);
    last[begin..].to_lowercase()
}

mod the_checker {
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
        assert!(!source_rules("tests/house.rs", "fn f( {}").is_empty());
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
}
