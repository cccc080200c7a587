//! Reading a dictionary's two files: bounded, and in whichever encoding they say they are.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::Tag;

/// Largest file of rules, in octets. Hungarian has two million.
const MOST_RULES: u64 = 8 * 1024 * 1024;
/// Largest file of words.
const MOST_WORDS: u64 = 48 * 1024 * 1024;
/// So many octets that mean nothing are overlooked: names of authors in another encoding.
const MOST_ODD: usize = 100;

/// Why a dictionary cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpellingError {
    /// There is none of this language.
    #[error("there is no dictionary for {0}")]
    NotThere(Tag),
    /// A file cannot be read, or is far too large.
    #[error("{0}")]
    Unreadable(String),
    /// Its files are no dictionary.
    #[error("{0}")]
    Damaged(String),
}

/// The rules and the words, as text.
pub(super) fn read(rules: &Path, words: &Path) -> Result<(String, String), SpellingError> {
    let octets = bounded(rules, MOST_RULES)?;
    let (encoding, is_named_flags) = declared(&octets)?;
    let mut text = decoded(encoding, &octets, rules)?;
    if encoding != UTF_8 && !is_named_flags {
        // A sign for a group of words is one octet there, and may be two in UTF-8.
        text.insert_str(0, "FLAG UTF-8\n");
    }
    let octets = bounded(words, MOST_WORDS)?;
    let words = decoded(encoding, &octets, words)?;
    Ok((text, words))
}

fn bounded(path: &Path, most: u64) -> Result<Vec<u8>, SpellingError> {
    let failed =
        |error: std::io::Error| SpellingError::Unreadable(format!("{}: {error}", path.display()));
    let mut octets = Vec::new();
    let file = File::open(path).map_err(failed)?;
    // A pipe has no end that anybody knows.
    if !file.metadata().map_err(failed)?.is_file() {
        let words = format!("{}: no file", path.display());
        return Err(SpellingError::Unreadable(words));
    }
    let mut file = file.take(most + 1);
    file.read_to_end(&mut octets).map_err(failed)?;
    if u64::try_from(octets.len()).unwrap_or(u64::MAX) > most {
        let words = format!("{}: larger than {most} octets", path.display());
        return Err(SpellingError::Unreadable(words));
    }
    Ok(octets)
}

/// The encoding that the rules name (`SET`), and whether they say what signs for groups look like (`FLAG`).
fn declared(rules: &[u8]) -> Result<(&'static Encoding, bool), SpellingError> {
    let rules = rules.strip_prefix(b"\xef\xbb\xbf").unwrap_or(rules);
    let mut lines = rules.split(|octet| matches!(octet, b'\n' | b'\r'));
    let value = |line: &[u8], key: &str| {
        let line = String::from_utf8_lossy(line);
        let mut words = line.split_whitespace();
        (words.next() == Some(key)).then(|| words.next().unwrap_or_default().to_owned())
    };
    let is_named_flags = lines.clone().any(|line| value(line, "FLAG").is_some());
    let encoding = match lines.find_map(|line| value(line, "SET")) {
        // What Hunspell takes it for. The one here is the same for all that is a letter.
        None => WINDOWS_1252,
        Some(name) => {
            let label = name.strip_prefix("microsoft-").unwrap_or(&name);
            let label = match label {
                "TIS620-2533" => "tis-620",
                label => label,
            };
            let found = Encoding::for_label_no_replacement(label.as_bytes());
            found.ok_or_else(|| SpellingError::Damaged(format!("unknown encoding {name}")))?
        }
    };
    Ok((encoding, is_named_flags))
}

fn decoded(
    encoding: &'static Encoding,
    octets: &[u8],
    path: &Path,
) -> Result<String, SpellingError> {
    let (text, _) = encoding.decode_with_bom_removal(octets);
    let odd = |c: char| c == '\0' || c == char::REPLACEMENT_CHARACTER;
    if text.chars().filter(|c| odd(*c)).nth(MOST_ODD).is_some() {
        let words = format!("{}: not text in {}", path.display(), encoding.name());
        return Err(SpellingError::Damaged(words));
    }
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(rules: &[u8], words: &[u8]) -> Result<(String, String), SpellingError> {
        let folder = tempfile::tempdir().unwrap();
        let (aff, dic) = (folder.path().join("x.aff"), folder.path().join("x.dic"));
        std::fs::write(&aff, rules).unwrap();
        std::fs::write(&dic, words).unwrap();
        read(&aff, &dic)
    }

    #[test]
    fn files_are_read_in_their_encoding() {
        let (_, words) = pair(b"SET ISO8859-1\n", b"1\nGr\xfc\xdfe\n").unwrap();
        assert_eq!(words, "1\nGrüße\n");
        let (_, words) = pair(b"SET microsoft-cp1251\n", b"1\n\xec\xe8\xf0\n").unwrap();
        assert_eq!(words, "1\nмир\n");
        let (rules, words) = pair("\u{feff}SET UTF-8\n".as_bytes(), "1\nпочта".as_bytes()).unwrap();
        assert_eq!(
            (rules.as_str(), words.as_str()),
            ("SET UTF-8\n", "1\nпочта")
        );
        // Nothing is said: as Hunspell has it.
        let (_, words) = pair(b"TRY abc\n", b"1\ncaf\xe9\n").unwrap();
        assert_eq!(words, "1\ncafé\n");
    }

    #[test]
    fn garbage_and_unknown_encodings_are_refused() {
        let garbage: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        assert!(matches!(
            pair(b"SET UTF-8\n", &garbage),
            Err(SpellingError::Damaged(_))
        ));
        assert!(matches!(
            pair(b"SET KLINGON-1\n", b"1\nword\n"),
            Err(SpellingError::Damaged(_))
        ));
        let nowhere = Path::new("/nowhere/x.aff");
        assert!(matches!(
            read(nowhere, nowhere),
            Err(SpellingError::Unreadable(_))
        ));
    }
}
