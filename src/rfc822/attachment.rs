//! Attachments: what is known of them, and names that are safe to write to a disk.

use std::collections::HashSet;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::file_kind::FileKind;
use super::parse::is_direction_mark;

/// Longest file name given out, in characters, its extension included.
const MAX_NAME: usize = 120;
/// The same in octets: file systems of Linux take 255, and macOS writes some letters in two.
const MAX_OCTETS: usize = 200;

/// What is known of an attachment without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedAttachment {
    /// Its place in the message, for [`super::attachment_bytes`].
    pub index: usize,
    /// A name that is safe to save under, unique in its message. Never empty.
    pub name: String,
    /// The media type as the message claims it, in lower case: `type/subtype`.
    pub media_type: String,
    /// Decoded size in octets; of what is not here about as much ([`crate::domain::LeftOut::size`]).
    pub size: u64,
    /// Are its octets not here?
    pub is_left_out: bool,
    /// Does it belong into the text (a picture of an HTML part) rather than beside it?
    pub inline: bool,
    /// What it is beside what is claimed.
    pub kind: FileKind,
    /// Its `Content-ID` without brackets, by which HTML refers to it.
    pub content_id: Option<String>,
}

/// Makes a file name that is safe on every system out of one that a stranger chose: its base
/// name, without control characters, direction marks and the characters Windows forbids; no
/// device name, no leading dot, no trailing dot or blank, no run of blanks that pushes the end out
/// of sight, at most 120 characters and 200 octets with the extension kept. `fallback` is used where
/// nothing is left.
#[must_use]
pub fn safe_file_name(name: &str, fallback: &str) -> String {
    let base = name.rsplit(['/', '\\', '\0']).next().unwrap_or_default();
    let cleaned: String = base
        .chars()
        .filter(|c| !c.is_control() && !is_direction_mark(*c) && !is_invisible(*c))
        // `:` names an alternate stream on NTFS; the others are wild cards, quotes and pipes.
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let words: Vec<&str> = cleaned.split_whitespace().collect();
    let cleaned = words.join(" ");
    let cleaned = cleaned
        .trim_start_matches(['.', ' '])
        .trim_end_matches(['.', ' ']);
    if cleaned.is_empty() {
        return fallback.to_owned();
    }
    let (stem, extension) = split_extension(cleaned);
    let stem = if is_device_name(stem) {
        format!("_{stem}")
    } else {
        stem.to_owned()
    };
    bounded(&stem, "", extension)
}

/// Gives each name that came before a number: `offer.pdf`, `offer (2).pdf`. File systems that do
/// not tell case apart, or two ways of writing a letter, must not see two equal names either.
pub fn make_unique(name: String, taken: &mut HashSet<String>) -> String {
    let as_taken = |name: &str| {
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(name);
        composed.to_lowercase()
    };
    if taken.insert(as_taken(&name)) {
        return name;
    }
    let mut number = 2u32;
    loop {
        let next = numbered_name(&name, number);
        if taken.insert(as_taken(&next)) {
            return next;
        }
        number += 1;
    }
}

/// A safe name with a number before its extension, from the second on: `offer.pdf`, `offer (2).pdf`.
#[must_use]
pub fn numbered_name(name: &str, number: u32) -> String {
    if number <= 1 {
        return name.to_owned();
    }
    let (stem, extension) = split_extension(name);
    bounded(stem.trim_end(), &format!(" ({number})"), extension)
}

/// The name and its extension with the dot: at most 16 letters and digits.
fn split_extension(name: &str) -> (&str, &str) {
    let extension = |at: &usize| {
        let rest = name.get(at + 1..).unwrap_or_default();
        (1..=16).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    name.rfind('.')
        .filter(|at| *at > 0)
        .filter(extension)
        .and_then(|at| name.split_at_checked(at))
        .unwrap_or((name, ""))
}

fn bounded(stem: &str, suffix: &str, extension: &str) -> String {
    let room = MAX_NAME - suffix.chars().count() - extension.chars().count();
    let octets = MAX_OCTETS - suffix.len() - extension.len();
    let stem = stem
        .get(..stem.floor_char_boundary(octets))
        .unwrap_or_default();
    let stem: String = stem.chars().take(room).collect();
    let name = format!("{stem}{suffix}{extension}");
    // Windows drops these at the end of a name, which may have been cut just behind one.
    name.trim_end_matches(['.', ' ']).to_owned()
}

/// Names that Windows takes for devices, with any extension.
fn is_device_name(stem: &str) -> bool {
    // `con.tar.gz`: the first dot ends the device's name.
    let first = stem.split('.').next().unwrap_or(stem).trim_end();
    let upper = first.to_uppercase();
    matches!(
        upper.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$"
    ) || ["COM", "LPT"].iter().any(|device| {
        upper.strip_prefix(device).is_some_and(|n| {
            matches!(
                n,
                "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
            )
        })
    })
}

/// Characters that take no room, or only room, and so hide what a name really is.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{2800}'
        | '\u{3164}' | '\u{FFA0}' | '\u{00AD}' | '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The media type of a file, by its name.
#[must_use]
pub fn media_type_of(name: &str) -> String {
    mime_guess::from_path(name)
        .first_or_octet_stream()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn safe(name: &str) -> String {
        safe_file_name(name, "attachment")
    }

    #[test]
    fn names_of_strangers_are_made_safe() {
        for (given, expected) in [
            ("../../.bashrc", "bashrc"),
            ("C:\\x", "x"),
            ("C:x.exe", "C_x.exe"),
            ("a\0b.txt", "b.txt"),
            ("\u{202E}fdp.exe", "fdp.exe"),
            ("evil\u{200B}.exe", "evil.exe"),
            ("NUL", "_NUL"),
            ("con.txt", "_con.txt"),
            ("com1 .tar.gz", "_com1 .tar.gz"),
            ("lpt9.", "_lpt9"),
            ("console.txt", "console.txt"),
            ("  .  ", "attachment"),
            ("", "attachment"),
            ("..", "attachment"),
            ("/", "attachment"),
            ("\\\\server\\share\\", "attachment"),
            ("Rechnung März.pdf", "Rechnung März.pdf"),
            ("a\r\nb.txt", "ab.txt"),
            ("what?.txt:stream", "what_.txt_stream"),
            (".htaccess", "htaccess"),
            (
                "offer.pdf \u{2003}\u{2800}\t \u{3164}   .exe",
                "offer.pdf .exe",
            ),
            ("a. b..pdf", "a. b..pdf"),
        ] {
            assert_eq!(safe(given), expected, "{given:?}");
        }
        let long = safe(&format!("{}.pdf", "x".repeat(300)));
        assert_eq!(long.chars().count(), 120);
        assert!(long.ends_with(".pdf"), "the real extension is kept");
        let wide = safe(&format!("{}.pdf", "図".repeat(100)));
        assert!(wide.len() <= 200 && wide.ends_with("図.pdf"), "{wide}");
    }

    #[test]
    fn equal_names_get_numbers() {
        let mut taken = HashSet::new();
        let names: Vec<_> = [
            "offer.pdf",
            "OFFER.pdf",
            "offer.pdf",
            "offer (2).pdf",
            "README",
            "README",
            "caf\u{e9}",
            "cafe\u{301}",
        ]
        .into_iter()
        .map(|name| make_unique(name.to_owned(), &mut taken))
        .collect();
        assert_eq!(
            names,
            [
                "offer.pdf",
                "OFFER (2).pdf",
                "offer (3).pdf",
                "offer (2) (2).pdf",
                "README",
                "README (2)",
                "caf\u{e9}",
                "cafe\u{301} (2)"
            ]
        );
    }

    proptest! {
        #[test]
        fn no_name_leaves_its_folder(name in "[a. ,]{100,140}|\\PC{0,200}|[./\\\\:a-cA-C\\x00-\\x20\u{202e}\u{200b}]{0,60}") {
            let name = safe(&name);
            prop_assert!(!name.is_empty() && name.chars().count() <= MAX_NAME && name.len() <= MAX_OCTETS);
            prop_assert!(!name.contains(['/', '\\', ':', '\0', '<', '>', '"', '|', '?', '*']));
            prop_assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']));
            prop_assert!(!name.chars().any(|c| c.is_control() || is_direction_mark(c)));
            prop_assert_eq!(safe(&name), name, "a safe name stays as it is");
        }
    }
}
