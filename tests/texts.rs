//! The texts of all languages against each other and against the sources: none missing, none
//! left over, the same arguments everywhere.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const LANGUAGES: [&str; 3] = ["en", "de", "fr"];

/// Key to the names of its arguments.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn is_key(text: &str) -> bool {
    text.contains('-')
        && !text.ends_with('-')
        && !text.contains("--")
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// All files of a language.
fn source(language: &str) -> String {
    let folder = std::fs::read_dir(root().join("i18n").join(language)).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap() + "\n")
        .collect()
}

fn messages(language: &str) -> Messages {
    let text = source(language);
    let mut messages = Messages::new();
    let mut current = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (key, _) = line
                .split_once('=')
                .unwrap_or_else(|| panic!("{language}: {line}"));
            let key = key.trim().to_owned();
            assert!(is_key(&key), "{language}: “{key}” is not kebab-case");
            let before = messages.insert(key.clone(), BTreeSet::new());
            assert!(before.is_none(), "{language}: {key} is there twice");
            current = Some(key);
        }
        if let Some(arguments) = current.as_ref().and_then(|key| messages.get_mut(key)) {
            for place in line.split('$').skip(1) {
                let name: String = place
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-')
                    .collect();
                arguments.insert(name);
            }
        }
    }
    messages
}

/// Does a file of the sources hold tests alone?
fn is_of_tests(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.ends_with("_tests.rs")
}

/// The code of all sources, without comments, and without tests as far as those stand at the end.
fn sources() -> Vec<String> {
    let mut sources = Vec::new();
    let mut open = vec![root().join("src")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            if is_of_tests(&path) {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            sources.push(
                code.lines()
                    .map(|line| line.split("//").next().unwrap())
                    .collect::<Vec<_>>()
                    .join("\n"),
            );
        }
    }
    sources
}

/// Their string literals.
fn literals(sources: &[String]) -> BTreeSet<String> {
    sources
        .iter()
        .flat_map(|source| source.lines())
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

/// The keys that are handed to something which takes nothing else.
fn said(sources: &[String]) -> BTreeSet<String> {
    const CALLS: [&str; 4] = ["Text::new(", ".say(", ".say_with(", ".say_words("];
    let mut keys = BTreeSet::new();
    for source in sources {
        for call in CALLS {
            for rest in source.split(call).skip(1) {
                let literal = rest.trim_start().strip_prefix('"');
                let key = literal.and_then(|literal| literal.split('"').next());
                // The demo server says things too, which are no keys.
                keys.extend(key.filter(|key| is_key(key)).map(str::to_owned));
            }
        }
    }
    keys
}

#[test]
fn every_language_has_every_text_with_the_same_arguments() {
    let english = messages("en");
    for language in LANGUAGES {
        let messages = messages(language);
        let missing: Vec<_> = english
            .keys()
            .filter(|key| !messages.contains_key(*key))
            .collect();
        let extra: Vec<_> = messages
            .keys()
            .filter(|key| !english.contains_key(*key))
            .collect();
        assert!(
            missing.is_empty() && extra.is_empty(),
            "{language} lacks {missing:?}, has besides {extra:?}"
        );
        for (key, arguments) in &messages {
            assert_eq!(
                arguments, &english[key],
                "the arguments of {key} in {language}"
            );
        }
    }
}

#[test]
fn every_text_is_used() {
    let literals = literals(&sources());
    let english = messages("en");
    let unused: Vec<_> = english
        .keys()
        .filter(|key| !literals.contains(*key))
        .collect();
    assert!(unused.is_empty(), "no source names these keys: {unused:#?}");
}

#[test]
fn every_key_that_is_used_has_a_text() {
    let english = messages("en");
    let sources = sources();
    // Rooms have the first words of their keys to themselves: whatever begins with one is a key.
    let rooms: BTreeSet<&str> = english
        .keys()
        .filter_map(|key| key.split('-').next())
        .collect();
    let named = literals(&sources)
        .into_iter()
        .filter(|literal| is_key(literal) && rooms.contains(literal.split('-').next().unwrap()));
    let missing: BTreeSet<_> = said(&sources)
        .into_iter()
        .chain(named)
        .filter(|key| !english.contains_key(key) && !NO_KEYS.contains(&key.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "there is no text of these keys: {missing:#?}"
    );
}

/// Literals that look like keys and are something else.
const NO_KEYS: &[&str] = &[
    // Icons.
    "file-pen",
    "folder-input",
    "list-filter",
    "list-ordered",
    // Properties of style sheets.
    "list-style-type",
    "reply-all",
    // Widgets, for whoever drives the window.
    "compose-bcc",
    "compose-body",
    "compose-cc",
    "compose-subject",
    "compose-to",
];

#[test]
fn translations_keep_the_placeables_of_plurals() {
    // A language without its plural forms would show “1 messages”.
    let english = source("en");
    for language in ["de", "fr"] {
        let text = source(language);
        for key in plural_keys(&english) {
            assert!(
                plural_keys(&text).contains(&key),
                "{key} has no plural forms in {language}"
            );
        }
    }
}

fn plural_keys(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let mut current = String::new();
    for line in text.lines() {
        if let Some((key, _)) = line.split_once(" = ")
            && is_key(key)
        {
            current = key.to_owned();
        }
        if line.trim_start().starts_with("[one]") {
            keys.insert(current.clone());
        }
    }
    keys
}

/// Literals of the window that are shown to nobody, or are the same in every language.
const NO_WORDS: &[&str] = &[
    // Names: of the program, of a format, of keys without a word on them, of a flag on servers.
    "Postroom",
    "HTML",
    "F3",
    "F5",
    "F6",
    "F7",
    "F10",
    "$Forwarded",
    "Postroom light",
    "Postroom dark",
    "Postroom light, more contrast",
    "Postroom dark, more contrast",
    // For the log.
    "The mail is shown.",
    "The desktop shows no notifications.",
    "The system shows no notifications.",
    "There is no thread for a notification.",
    // Signs of HTML.
    "&amp;",
    "&lt;",
    "&gt;",
    // How links begin.
    "https://",
    "http://",
    // A file's path.
    "/…/ca.pem",
    // Reserved for examples (RFC 2606).
    "anna@example.org",
    "support@example.org",
    // How addresses are written in headers (RFC 5322), and quotations in mail (RFC 3676).
    "\\\"{}\\\" <{}>",
    ">",
    // The part of a report that is for technicians and is never translated.
    "\\n\\nkind: {}",
    "\\n{name}: {value}",
    // An avatar without a letter.
    "?",
    // Two sentences of which each is whole.
    "{lead} {words}",
    "{seen} {copies}",
];

/// Files of the window in which literals are for the program: D-Bus, the registry, the renderer, fonts, the log.
const NOT_SHOWN: [&str; 9] = [
    "choose.rs",
    "clipboard.rs",
    "link.rs",
    "render_choice.rs",
    "font.rs",
    "system_look.rs",
    "notifier_item.rs",
    "status_icon.rs",
    "tray.rs",
];

/// Is a literal something that people would read? Left out are the names of keys and widgets, and
/// what only joins: blanks, dashes, slashes, commas, arrows.
fn is_words(literal: &str) -> bool {
    let mut text = String::new();
    let plain = literal.replace("\\n", "");
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    let name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./$".contains(c);
    if text.chars().all(name) {
        return false;
    }
    let asks = |c: char| c.is_alphanumeric() || ":;()[]<>?!\"“”„«»‘’".contains(c);
    text.chars().any(asks)
}

#[test]
fn whatever_the_window_says_comes_from_the_texts() {
    assert!(is_words("Save") && is_words("{a}: {b}") && is_words("“{}”") && is_words(" of "));
    assert!(!is_words("add-title") && !is_words("{a} / {b}") && !is_words(", "));
    let mut found = Vec::new();
    let mut open = vec![root().join("src/app")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).unwrap();
            open.extend(entries.map(|entry| entry.unwrap().path()));
            continue;
        }
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        if NOT_SHOWN.contains(&file.as_str()) || is_of_tests(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for literal in strings(code) {
            if is_words(&literal) && !NO_WORDS.contains(&literal.as_str()) {
                found.push(format!("{file}: {literal:?}"));
            }
        }
    }
    assert!(
        found.is_empty(),
        "people would read these in one language only: {found:#?}"
    );
}

/// The string literals of a source, as they are written; those of attributes, of `Debug` and of
/// imports of files are left out.
fn strings(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in code.lines() {
        let begin = line.trim_start();
        let quiet = [
            "//",
            "#[",
            "#![",
            "reason =",
            "f.write_str(",
            "f.debug_struct(",
        ];
        if quiet.iter().any(|start| begin.starts_with(start)) {
            continue;
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('"') {
            if before.ends_with("//") || before.contains("// ") {
                break;
            }
            // A quotation mark as a character: '"' or '\"'.
            if before.ends_with('\'') && after.starts_with('\'') || before.ends_with("'\\") {
                rest = after;
                continue;
            }
            let mut literal = String::new();
            let mut characters = after.chars();
            while let Some(character) = characters.next() {
                match character {
                    '"' => break,
                    '\\' => {
                        literal.push(character);
                        literal.extend(characters.next());
                    }
                    _ => literal.push(character),
                }
            }
            rest = characters.as_str();
            found.push(literal);
        }
    }
    found
}
