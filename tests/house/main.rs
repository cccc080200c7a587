//! The house rules, read off the sources: who may import whom, what stands at the top level, names,
//! sizes. The rules are a function of (path, text), so each of them is itself tested on a small
//! made-up violation (`the_checker.rs`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod measures;
mod the_checker;
mod tokens;

use std::path::Path;
use std::process::Command;

use proc_macro2::TokenStream;

use tokens::Tokens;

/// Each room below `src/` and the rooms it may name. `lib.rs` lists them all and imports none.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("permission", &["domain"]),
    ("rfc822", &["domain"]),
    ("store", &["domain"]),
    ("wire", &["domain"]),
    ("secret", &["domain"]),
    ("render", &["domain", "rfc822"]),
    ("spelling", &["domain", "rfc822"]),
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
            "spelling",
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
            "spelling",
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
            "spelling",
        ],
    ),
    (
        "program",
        &[
            "app", "cli", "config", "demo", "domain", "engine", "i18n", "instance", "log", "paths",
            // The process that draws mails is this program too.
            "render", "secret",
        ],
    ),
    ("main", &["cli", "program"]),
    // The same without a console.
    ("bin", &["program"]),
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
    ("reqwest", &["wire"]),
    ("ammonia", &["render"]),
    ("cssparser", &["render"]),
    ("blitz_dom", &["render"]),
    ("blitz_html", &["render"]),
    ("interprocess", &["instance"]),
    ("fluent_bundle", &["i18n"]),
    ("spellbook", &["spelling"]),
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
    // Sizes have names, in the theme or at the head of their view.
    if (path.starts_with("src/app/screen/") || path.starts_with("src/app/widget/"))
        && !path.ends_with("_tests.rs")
    {
        let bare = measures::bare(text);
        broken.extend(
            bare.into_iter()
                .map(|size| format!("{path}: a size without a name: {size}")),
        );
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

/// What a name says that a thing is: `SyncManager` and `sync_manager` are managers, a
/// `common_prefix` is a prefix.
fn last_word(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or(name);
    let begin = last.rfind(char::is_uppercase).unwrap_or(0);
    last[begin..].to_lowercase()
}
