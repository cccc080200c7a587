//! Which dictionaries there are: pairs of files in the folders where systems and programs put them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Tag;

/// Most dictionaries that are known.
const MOST: usize = 200;
/// Most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 4000;
/// Most folders below a folder.
const MOST_BELOW: usize = 200;

/// A dictionary that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Its language.
    pub language: Tag,
    /// Its other names: files for other regions that are the same ones.
    pub others: Vec<Tag>,
    /// The file of rules; the words stand in the one beside it that ends in `.dic`.
    pub rules: PathBuf,
}

impl Installed {
    /// The file of words.
    #[must_use]
    pub fn words(&self) -> PathBuf {
        self.rules.with_extension("dic")
    }

    /// Is it for this language, under whichever of its names?
    #[must_use]
    pub fn is(&self, language: &Tag) -> bool {
        self.language == *language || self.others.contains(language)
    }

    /// The best that any of its names does, as [`Tag::fits`] has it.
    #[must_use]
    pub fn fits(&self, wanted: &str) -> u8 {
        let others = self.others.iter().map(|tag| tag.fits(wanted));
        others
            .chain([self.language.fits(wanted)])
            .max()
            .unwrap_or(0)
    }
}

/// Looks into these folders and those right below them. Of two dictionaries of a name the first counts.
pub(super) fn look(folders: &[PathBuf]) -> Vec<Installed> {
    let mut found: Vec<Installed> = Vec::new();
    let mut real: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let (pairs, below) = entries(folder);
        let pairs = pairs.into_iter();
        let deeper = below.iter().flat_map(|folder| entries(folder).0);
        for (language, rules) in pairs.chain(deeper) {
            if found.len() >= MOST {
                return found;
            }
            if found.iter().any(|one| one.is(&language)) {
                continue;
            }
            let target = fs::canonicalize(&rules).unwrap_or_else(|_| rules.clone());
            let same = real.iter().position(|one| *one == target);
            match same.and_then(|at| found.get_mut(at)) {
                Some(same) => {
                    // The name of the files themselves is the name; links are other ones.
                    let stem = target.file_stem().and_then(|stem| stem.to_str());
                    if stem.and_then(Tag::parse).as_ref() == Some(&language) {
                        same.rules = rules;
                        same.others
                            .push(std::mem::replace(&mut same.language, language));
                    } else {
                        same.others.push(language);
                    }
                }
                None => {
                    real.push(target);
                    found.push(Installed {
                        language,
                        others: Vec::new(),
                        rules,
                    });
                }
            }
        }
    }
    found.sort_by(|one, other| one.language.cmp(&other.language));
    found
}

/// The dictionaries in a folder, and the folders in it, both in their order.
fn entries(folder: &Path) -> (Vec<(Tag, PathBuf)>, Vec<PathBuf>) {
    let (mut names, mut below) = (BTreeSet::new(), BTreeSet::new());
    let Ok(entries) = fs::read_dir(folder) else {
        return (Vec::new(), Vec::new());
    };
    for entry in entries.flatten().take(MOST_ENTRIES) {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "aff") {
            names.insert(path);
        } else if below.len() < MOST_BELOW && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            below.insert(path);
        }
    }
    let pairs = names.into_iter().filter_map(|rules| {
        let language = Tag::parse(rules.file_stem()?.to_str()?)?;
        let is_pair = rules.is_file() && rules.with_extension("dic").is_file();
        is_pair.then_some((language, rules))
    });
    (pairs.collect(), below.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(folder: &Path, name: &str) {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join(format!("{name}.aff")), "SET UTF-8\n").unwrap();
        fs::write(folder.join(format!("{name}.dic")), "1\nword\n").unwrap();
    }

    fn names(found: &[Installed]) -> Vec<&str> {
        found.iter().map(|one| one.language.as_str()).collect()
    }

    #[test]
    fn pairs_are_found_and_halves_are_not() {
        let root = tempfile::tempdir().unwrap();
        let (own, system) = (root.path().join("own"), root.path().join("system"));
        put(&own, "en_US");
        put(&system, "en_US");
        put(&system, "de_DE");
        put(&system.join("dict-fr"), "fr");
        fs::write(system.join("it_IT.aff"), "").unwrap();
        fs::write(system.join("hyph_de_DE.dic"), "").unwrap();
        fs::write(system.join("hyph_de_DE.aff"), "").unwrap();
        let none = root.path().join("none");
        let found = look(&[none, own.clone(), system]);
        assert_eq!(names(&found), ["de_DE", "en_US", "fr"]);
        assert!(found[1].rules.starts_with(own), "the first one counts");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_other_names_of_one() {
        let root = tempfile::tempdir().unwrap();
        put(root.path(), "fr");
        for name in ["fr_CH", "ab_XX"] {
            for end in ["aff", "dic"] {
                let link = root.path().join(format!("{name}.{end}"));
                std::os::unix::fs::symlink(format!("fr.{end}"), link).unwrap();
            }
        }
        let found = look(&[root.path().to_owned()]);
        assert_eq!(names(&found), ["fr"]);
        assert!(found[0].is(&Tag::parse("fr_CH").unwrap()));
        assert_eq!(found[0].fits("fr-CH"), 2);
        assert_eq!(found[0].rules, root.path().join("fr.aff"));
    }
}
