//! Small dictionaries for tests.

use std::path::Path;

use super::{Dictionary, Tag};

/// A few words of English, with the ending of plurals and capitals in signs.
pub(crate) const ENGLISH: (&str, &str) = (
    "SET UTF-8\nTRY esianrtolcdugmphbyfvkwz\nSFX S Y 1\nSFX S 0 s [^sxy]\n",
    "13\nthe\nlamp/S\nis\non\nits\nway\norder/S\nsoon\nand\nwe\ndon't\nsend\nLena\n",
);

/// A few words of German, in another encoding.
pub(crate) const GERMAN: (&str, &str) = (
    "SET UTF-8\nTRY esianrtolcdugmphbyfvkwzäöüß\n",
    "9\ndie\nLampe\nist\nauf\ndem\nWeg\nGrüße\nund\nbald\n",
);

/// Puts a dictionary into a folder.
pub(crate) fn put(folder: &Path, name: &str, (rules, words): (&str, &str)) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(format!("{name}.aff")), rules).unwrap();
    std::fs::write(folder.join(format!("{name}.dic")), words).unwrap();
}

/// One that is in no file.
pub(crate) fn dictionary(name: &str, (rules, words): (&str, &str)) -> Dictionary {
    Dictionary::of(Tag::parse(name).unwrap(), rules, words).unwrap()
}
