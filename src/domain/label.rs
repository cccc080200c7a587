//! Keywords of other programs in people's words: the labels of Thunderbird, a team's own, and what a
//! program tells another and nobody else.

use super::flags::{Flags, KeywordFlaw, typed_flag, typed_keyword};

/// Longest label that is shown, in characters; of a longer one the beginning.
const LONGEST: usize = 24;

/// What a keyword says to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// One that has words in every language.
    Known(&'static str),
    /// A word of the team's own, at most 25 characters of visible ASCII.
    Own(String),
}

/// What there are words for: the keyword in small letters, the text's key, and what a person may type for
/// it in a search. The first five are Thunderbird's, under the names that it gives them; the others stand in
/// RFC 5788 and with IANA.
const KNOWN: [(&str, &str, &[&str]); 9] = [
    ("$label1", "label-important", &["important", "wichtig"]),
    ("$label2", "label-work", &["work", "dienstlich", "travail"]),
    (
        "$label3",
        "label-personal",
        &["personal", "persönlich", "personnel"],
    ),
    (
        "$label4",
        "label-to-do",
        &["todo", "to do", "zu erledigen", "à faire"],
    ),
    ("$label5", "label-later", &["later", "später", "plus tard"]),
    ("$important", "label-important", &[]),
    ("$junk", "label-junk", &["junk", "spam"]),
    ("junk", "label-junk", &[]),
    ("$phishing", "label-phishing", &["phishing"]),
];

/// The tags that can be set everywhere, by their keywords and the keys of their texts: those that
/// Thunderbird has, whose words stand in every language.
#[must_use]
pub fn tags() -> [(&'static str, Label); 5] {
    let [one, two, three, four, five, ..] = KNOWN;
    [one, two, three, four, five].map(|(keyword, key, _)| (keyword, Label::Known(key)))
}

/// What programs tell each other without the `$` that marks such words.
const OF_PROGRAMS: [&str; 5] = [
    "nonjunk",
    "notjunk",
    "forwarded",
    "redirected",
    "receipt-handled",
];

impl Label {
    /// The key of its text; `None` for a word of the team's own.
    #[must_use]
    pub fn key(&self) -> Option<&'static str> {
        match self {
            Self::Known(key) => Some(key),
            Self::Own(_) => None,
        }
    }
}

/// The labels of a message: first those that everybody knows, then the team's own, by the alphabet; none
/// twice. As many as there are keywords, of which 64 are kept.
#[must_use]
pub fn labels(flags: &Flags) -> Vec<Label> {
    let (mut known, mut own) = (Vec::new(), Vec::new());
    for (keyword, key, _) in KNOWN {
        let label = Label::Known(key);
        if flags.has_keyword(keyword) && !known.contains(&label) {
            known.push(label);
        }
    }
    for keyword in flags.keywords() {
        let small = keyword.to_ascii_lowercase();
        // What begins so is for programs (RFC 5788 3): $MDNSent, $Forwarded, $NotJunk, $HasAttachment.
        let is_known = KNOWN.iter().any(|(known, ..)| *known == small);
        if !small.starts_with('$') && !is_known && !OF_PROGRAMS.contains(&small.as_str()) {
            own.push(Label::Own(short(keyword)));
        }
    }
    known.extend(own);
    known
}

/// The keywords, in small letters, of which a person means any who types this, in small letters too: all that
/// are shown by the same word.
#[must_use]
pub(super) fn keywords_of(typed: &str) -> Vec<&str> {
    let Some((_, label, _)) = KNOWN.iter().find(|(_, _, names)| names.contains(&typed)) else {
        return vec![typed];
    };
    let shown_so = KNOWN.iter().filter(|(_, key, _)| key == label);
    shown_so.map(|(keyword, ..)| *keyword).collect()
}

/// The label of a keyword that is a team's own: neither one of [`tags`] nor what programs tell each other.
#[must_use]
pub fn own_label(keyword: &str) -> Option<Label> {
    let mut labels = labels(&Flags::from_wire([keyword]));
    labels.pop().filter(|label| matches!(label, Label::Own(_)))
}

/// Why what somebody typed cannot be a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagFlaw {
    /// It is no keyword.
    Keyword(KeywordFlaw),
    /// It would not be shown: programs tell it each other, or it says what became of a message.
    Taken,
}

/// The keyword of the tag that somebody names so: one of [`tags`] by its name in any language, else the word itself.
///
/// # Errors
///
/// Where no tag can have this name.
pub fn tag_named(typed: &str) -> Result<String, TagFlaw> {
    let typed = typed.trim();
    let small = typed.to_lowercase();
    let meant = keywords_of(&small);
    if let Some((keyword, _)) = tags().iter().find(|(keyword, _)| meant.contains(keyword)) {
        return Ok((*keyword).to_owned());
    }
    let keyword = typed_keyword(typed).map_err(TagFlaw::Keyword)?;
    if own_label(keyword).is_some() && typed_flag(keyword).is_none() {
        Ok(keyword.to_owned())
    } else {
        Err(TagFlaw::Taken)
    }
}

fn short(keyword: &str) -> String {
    // Keywords are visible ASCII ([`Flags::insert`]); this holds whatever becomes of that.
    let mut shown: String = (keyword.chars().filter(|c| !c.is_control()))
        .take(LONGEST)
        .collect();
    if keyword.chars().count() > LONGEST {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_set_is_shown_and_what_programs_tell_each_other_is_not() {
        let flags = Flags::from_wire([
            "\\Seen",
            "billing",
            "$Label1",
            "$MDNSent",
            "$Forwarded",
            "$NotJunk",
            "NonJunk",
            "$Junk",
            "$HasNoAttachment",
            "Anna",
        ]);
        let own = |word: &str| Label::Own(word.to_owned());
        assert_eq!(
            labels(&flags),
            [
                Label::Known("label-important"),
                Label::Known("label-junk"),
                own("Anna"),
                own("billing"),
            ]
        );
        let twice = Flags::from_wire(["$label1", "$Important"]);
        assert_eq!(labels(&twice), [Label::Known("label-important")]);
        assert_eq!(labels(&Flags::default()), []);
    }

    #[test]
    fn a_long_word_is_cut_and_no_control_character_is_shown() {
        let long = "x".repeat(100);
        let flags = Flags::from_wire([long.as_str(), "a\u{7}b"]);
        assert_eq!(labels(&flags), [Label::Own(format!("{}…", "x".repeat(24)))]);
        assert_eq!(short("a\u{7}b"), "ab");
    }

    #[test]
    fn a_tag_is_named_as_a_keyword_is_on_the_command_line() {
        use super::super::FlagChange;
        let flaw = |flaw| Err(TagFlaw::Keyword(flaw));
        for (typed, meant) in [
            (" billing ", Ok("billing")),
            ("To-Pay_2", Ok("To-Pay_2")),
            ("", flaw(KeywordFlaw::Empty)),
            ("to pay", flaw(KeywordFlaw::Letter(' '))),
            ("Müller", flaw(KeywordFlaw::Letter('ü'))),
            ("a*", flaw(KeywordFlaw::Letter('*'))),
            ("\\Seen", flaw(KeywordFlaw::Letter('\\'))),
            ("-x", flaw(KeywordFlaw::Sign('-'))),
            ("Wichtig", Ok("$label1")),
            ("à faire", Ok("$label4")),
            ("seen", Err(TagFlaw::Taken)),
            ("$MDNSent", Err(TagFlaw::Taken)),
            ("NonJunk", Err(TagFlaw::Taken)),
            ("junk", Err(TagFlaw::Taken)),
        ] {
            let named = tag_named(typed);
            assert_eq!(named, meant.map(str::to_owned), "{typed}");
            if let Ok(keyword) = named {
                assert!(FlagChange::parse(&[&format!("+{keyword}")]).is_some());
            }
        }
        let long = "x".repeat(101);
        let flaw = Err(TagFlaw::Keyword(KeywordFlaw::Long));
        assert_eq!(tag_named(&long), flaw);
    }

    #[test]
    fn a_label_is_looked_for_by_its_name_in_each_language() {
        for (typed, keywords) in [
            ("important", &["$label1", "$important"][..]),
            ("wichtig", &["$label1", "$important"]),
            ("spam", &["$junk", "junk"]),
            ("junk", &["$junk", "junk"]),
            ("à faire", &["$label4"]),
            ("$label5", &["$label5"]),
            ("$important", &["$important"]),
            ("billing", &["billing"]),
        ] {
            assert_eq!(keywords_of(typed), keywords);
        }
    }
}
