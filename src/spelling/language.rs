//! What a dictionary's language is called: `en_US` as its files are, "English (US)" on the screen.

use std::fmt;

use serde::{Serialize, Serializer};

/// The name of a dictionary's files: a language, mostly with a region, sometimes with more.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

/// What languages call themselves, by their codes.
const NAMES: &[(&str, &str)] = &[
    ("af", "Afrikaans"),
    ("an", "Aragonés"),
    ("ar", "العربية"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("br", "Brezhoneg"),
    ("bs", "Bosanski"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("eo", "Esperanto"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fo", "Føroyskt"),
    ("fr", "Français"),
    ("fy", "Frysk"),
    ("ga", "Gaeilge"),
    ("gd", "Gàidhlig"),
    ("gl", "Galego"),
    ("gu", "ગુજરાતી"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ka", "ქართული"),
    ("kk", "Қазақша"),
    ("kmr", "Kurmancî"),
    ("ko", "한국어"),
    ("la", "Latina"),
    ("lb", "Lëtzebuergesch"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("mn", "Монгол"),
    ("ms", "Bahasa Melayu"),
    ("nb", "Norsk bokmål"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("no", "Norsk"),
    ("oc", "Occitan"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("uz", "Oʻzbekcha"),
    ("vi", "Tiếng Việt"),
];

impl Tag {
    /// The longest name of files that is taken for a language.
    const LONGEST: usize = 40;

    /// The language that files of this name are for: `en_US`, `de-AT`, `de_DE_frami`, `fr`. `None`
    /// where it is no name of a language.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.replace('-', "_");
        let mut parts = name.split('_');
        let is_language = |part: &str| {
            matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_lowercase())
        };
        let is_more =
            |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_good = name.len() <= Self::LONGEST
            && parts.next().is_some_and(is_language)
            && parts.all(is_more);
        is_good.then_some(Self(name))
    }

    /// As the files are called, with underscores.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `en`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('_').next().unwrap_or(&self.0)
    }

    /// What it calls itself, with the region: "English (US)".
    #[must_use]
    pub fn own_name(&self) -> String {
        let found = NAMES.iter().find(|(code, _)| *code == self.primary());
        let Some((_, name)) = found else {
            return self.0.clone();
        };
        let more: Vec<&str> = self.0.split('_').skip(1).collect();
        if more.is_empty() {
            (*name).to_owned()
        } else {
            format!("{name} ({})", more.join(", "))
        }
    }

    /// How well it fits what is wanted (`en-GB`, `de`): 2 the same, 1 the same language, else 0.
    #[must_use]
    pub fn fits(&self, wanted: &str) -> u8 {
        let wanted = wanted.split(['.', '@']).next().unwrap_or(wanted);
        let wanted = wanted.replace('-', "_");
        if self.0.eq_ignore_ascii_case(&wanted) {
            return 2;
        }
        let primary = wanted.split('_').next().unwrap_or(&wanted);
        u8::from(self.primary().eq_ignore_ascii_case(primary))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_languages_or_are_not() {
        for (name, tag, own) in [
            ("en_US", "en_US", "English (US)"),
            ("de-AT", "de_AT", "Deutsch (AT)"),
            ("de_DE_frami", "de_DE_frami", "Deutsch (DE, frami)"),
            ("fr", "fr", "Français"),
            ("tlh", "tlh", "tlh"),
        ] {
            let parsed = Tag::parse(name).unwrap();
            assert_eq!((parsed.as_str(), parsed.own_name().as_str()), (tag, own));
        }
        for name in ["", "hyph_de_DE", "english", "EN", "en_", "../en", "en_U.S"] {
            assert_eq!(Tag::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_language_fits_what_is_wanted_more_or_less() {
        let british = Tag::parse("en_GB").unwrap();
        assert_eq!(british.fits("en-GB"), 2);
        assert_eq!(british.fits("en_GB.UTF-8"), 2);
        assert_eq!(british.fits("en"), 1);
        assert_eq!(british.fits("de"), 0);
    }

    #[test]
    fn every_code_stands_there_once() {
        let mut codes: Vec<&str> = NAMES.iter().map(|(code, _)| *code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
