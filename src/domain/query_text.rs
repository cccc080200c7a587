//! The text of a query while somebody edits it: its conditions one by one, and what its last word may become.

use std::ops::Range;

use super::query::{IS, OPERATORS, Place, Sought, Term, Token, tokens};

/// A condition that was typed with an operator and understood, such as `from:lena` or `-is:read`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where it stands in the text, in octets.
    pub range: Range<usize>,
    /// What it asks for.
    pub term: Term,
    /// The operator in small letters, such as `from`.
    pub operator: String,
    /// What is behind it, without quotes.
    pub value: String,
}

impl Condition {
    /// As it is typed, if it must hold: `is:unread`.
    #[must_use]
    pub fn spelled(&self) -> Option<String> {
        (!self.term.negated).then(|| condition(&self.operator, &self.value.to_lowercase()))
    }
}

/// Conditions that are often wanted.
pub const OFTEN: [&str; 4] = ["is:unread", "is:unanswered", "is:flagged", "has:attachment"];

/// What the last word of a query is the beginning of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Where it stands in the text, in octets; an empty range at the end if nothing is begun.
    pub range: Range<usize>,
    /// It must not hold.
    pub negated: bool,
    /// The operator in small letters; empty for a plain word.
    pub operator: String,
    /// What was typed of the value, or of the word.
    pub value: String,
}

/// Reads the conditions of a query that were typed with an operator, in their order.
#[must_use]
pub fn conditions(text: &str) -> Vec<Condition> {
    let known = |token: &Token| {
        // What an operator does not take is looked for as words.
        let sought = token.sought(false).filter(
            |sought| !matches!(sought, Sought::Words { place, .. } if *place == Place::Anywhere),
        );
        !token.operator.is_empty() && sought.is_some()
    };
    let found = tokens(text).into_iter().filter(known);
    let condition = |token: Token| {
        let (range, operator) = (token.range.clone(), token.operator.to_lowercase());
        let value = token.value.trim().to_owned();
        let term = token.term(false)?;
        Some(Condition {
            range,
            term,
            operator,
            value,
        })
    };
    found.filter_map(condition).collect()
}

/// The last word of a query, as far as somebody typed it; `None` if it is ended, or in quotes.
#[must_use]
pub fn begun(text: &str) -> Option<Begun> {
    let last = tokens(text).pop()?;
    let is_open = !last.is_whole && !last.is_quoted && !last.is_or;
    is_open.then(|| Begun {
        range: last.range,
        negated: last.negated,
        operator: last.operator.to_lowercase(),
        value: last.value,
    })
}

/// The query without what stands there. An `OR` that joined it to something goes with it.
#[must_use]
pub fn without(text: &str, range: &Range<usize>) -> String {
    let all = tokens(text);
    let at = all.iter().position(|token| token.range == *range);
    let is_or = |at: Option<usize>| at.is_some_and(|at| all.get(at).is_some_and(|t| t.is_or));
    let joint = at.and_then(|at| {
        let (before, after) = (at.checked_sub(1), at.checked_add(1));
        [before, after].into_iter().find(|at| is_or(*at)).flatten()
    });
    let kept = all
        .iter()
        .enumerate()
        .filter(|(place, _)| Some(*place) != at && Some(*place) != joint);
    let words: Vec<&str> = kept
        .filter_map(|(_, token)| text.get(token.range.clone()))
        .collect();
    words.join(" ")
}

/// The query with one more condition before the rest, which may end in half a word or an open quote.
#[must_use]
pub fn with(text: &str, condition: &str) -> String {
    match text.trim_start() {
        "" => condition.to_owned(),
        text => format!("{condition} {text}"),
    }
}

/// The query with this condition, or without it where it is set.
#[must_use]
pub fn toggled(text: &str, condition: &str) -> String {
    match range_of(text, condition) {
        Some(range) => without(text, &range),
        None => with(text, condition),
    }
}

/// The query with this one of those that are often wanted and none of the others.
#[must_use]
pub fn with_alone(text: &str, condition: Option<&str>) -> String {
    let others = OFTEN.into_iter().filter(|often| Some(*often) != condition);
    let text = others.fold(text.to_owned(), |text, often| {
        match range_of(&text, often) {
            Some(range) => without(&text, &range),
            None => text,
        }
    });
    match condition.filter(|condition| range_of(&text, condition).is_none()) {
        Some(condition) => with(&text, condition),
        None => text,
    }
}

fn range_of(text: &str, condition: &str) -> Option<Range<usize>> {
    let mut all = conditions(text).into_iter();
    let found = all.find(|one| one.spelled().as_deref() == Some(condition));
    found.map(|one| one.range)
}

/// Is a word that may go on too short for its beginning to be looked for, so that only itself is found?
#[must_use]
pub fn wants_more_letters(text: &str) -> bool {
    let all = tokens(text);
    let last = all.len().checked_sub(1);
    let mut all = all.iter().enumerate();
    all.any(|(at, token)| token.is_too_short(Some(at) == last))
}

/// The query with its last word replaced by what it was the beginning of.
#[must_use]
pub fn completed(text: &str, begun: &Begun, by: &str) -> String {
    let before = text.get(..begun.range.start).unwrap_or_default();
    let not = if begun.negated { "-" } else { "" };
    // An operator goes on; whatever else is whole.
    let end = if by.ends_with(':') { "" } else { " " };
    format!("{before}{not}{by}{end}")
}

/// A condition as one types it: the value in quotes where it has blanks.
#[must_use]
pub fn condition(operator: &str, value: &str) -> String {
    let clean: String = value.chars().filter(|c| *c != '"').collect();
    if clean.contains(char::is_whitespace) {
        format!("{operator}:\"{clean}\"")
    } else {
        format!("{operator}:{clean}")
    }
}

/// The conditions and operators that a word may become, in the order in which they are proposed: `is:unread`, `from:`.
#[must_use]
pub fn completions(begun: &Begun) -> Vec<String> {
    let typed = begun.value.to_lowercase();
    let fits = |word: &str| word.starts_with(&typed) && word != typed;
    let is = || {
        let words = IS.iter().map(|(word, _)| *word);
        words
            .filter(|word| fits(word))
            .map(|word| format!("is:{word}"))
    };
    let attachment = || fits("attachment").then(|| "has:attachment".to_owned());
    match begun.operator.as_str() {
        "" if typed.chars().count() < 2 => Vec::new(),
        "" => {
            let operators = OPERATORS.iter().filter(|word| fits(word));
            let operators = operators.map(|word| format!("{word}:"));
            operators.chain(is()).chain(attachment()).collect()
        }
        "is" => is().collect(),
        "has" => attachment().into_iter().collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(text: &str) -> Vec<(String, String)> {
        let all = conditions(text).into_iter();
        all.map(|c| (c.operator, c.value)).collect()
    }

    #[test]
    fn conditions_are_told_apart_from_words() {
        let found = typed("lamp from:\"Lena M\" -IS:read foo:bar is:nothing has:attachment");
        let of = |operator: &str, value: &str| (operator.to_owned(), value.to_owned());
        let wanted = [
            of("from", "Lena M"),
            of("is", "read"),
            of("has", "attachment"),
        ];
        assert_eq!(found, wanted);
        let not = &conditions("-is:read")[0];
        assert!(not.term.negated && not.spelled().is_none());
        for often in OFTEN {
            assert_eq!(conditions(often)[0].spelled().as_deref(), Some(often));
        }
    }

    #[test]
    fn one_is_taken_out_and_the_rest_stays() {
        let text = "lamp  is:unread \"two words\"";
        let range = conditions(text)[0].range.clone();
        assert_eq!(&text[range.clone()], "is:unread");
        assert_eq!(without(text, &range), "lamp \"two words\"");
        let text = "from:lena OR from:ben lamp";
        let all = conditions(text);
        assert_eq!(without(text, &all[0].range), "from:ben lamp");
        assert_eq!(without(text, &all[1].range), "from:lena lamp");
        assert_eq!(with("", "is:unread"), "is:unread");
        assert_eq!(with("lam", "is:unread"), "is:unread lam");
        // An open quote takes in nothing.
        let open = with("from:\"Le", "is:unread");
        assert_eq!(conditions(&open)[0].spelled().as_deref(), Some("is:unread"));
    }

    #[test]
    fn one_is_set_or_taken_away_and_set_alone() {
        assert_eq!(toggled("lamp", "is:unread"), "is:unread lamp");
        assert_eq!(toggled("lamp is:unread", "is:unread"), "lamp");
        let several = "is:flagged lamp has:attachment -is:unread";
        let alone = "is:unread lamp -is:unread";
        assert_eq!(with_alone(several, Some("is:unread")), alone);
        assert_eq!(
            with_alone("is:unread lamp", Some("is:unread")),
            "is:unread lamp"
        );
        assert_eq!(with_alone("is:flagged lamp is:unread", None), "lamp");
        assert_eq!(with_alone("is:flagged", None), "");
    }

    #[test]
    fn few_letters_are_looked_for_as_they_are() {
        for text in [
            "fr",
            "lamp f",
            "from:le",
            "from:le is:unread",
            "subject:of",
            "foo-b",
        ] {
            assert!(wants_more_letters(text), "{text}");
        }
        for text in [
            "fro",
            "fr ",
            "\"fr\"",
            "from:len",
            "from:\"le\"",
            "-fr",
            "is:un",
            "in:in",
            "会",
            "",
            "le lamp",
        ] {
            assert!(!wants_more_letters(text), "{text}");
        }
    }

    #[test]
    fn the_last_word_is_completed() {
        let of = |text: &str| completions(&begun(text).unwrap());
        assert_eq!(of("lamp fr"), ["from:"]);
        assert_eq!(of("unr"), ["is:unread", "is:unread-for-me"]);
        assert_eq!(of("is:ans"), ["is:answered"]);
        assert_eq!(of("has:"), ["has:attachment"]);
        assert_eq!(of("at"), ["has:attachment"]);
        // One letter is the beginning of nearly everything.
        assert!(of("f").is_empty());
        assert!(of("is:unread-for-me").is_empty());
        assert_eq!(begun("lamp "), None);
        assert_eq!(begun("\"la"), None);
        let last = begun("lamp -fr").unwrap();
        assert_eq!(completed("lamp -fr", &last, "from:"), "lamp -from:");
        let last = begun("lamp from:le").unwrap();
        assert_eq!(
            (last.operator.as_str(), last.value.as_str()),
            ("from", "le")
        );
        let by = condition("from", "Lena \"M\" K");
        assert_eq!(
            completed("lamp from:le", &last, &by),
            "lamp from:\"Lena M K\" "
        );
    }

    proptest! {
        #[test]
        fn places_lie_in_the_text(text in "[a-zé:\"\\- ]{0,24}(OR)?[ a-z:]{0,12}") {
            for condition in conditions(&text) {
                prop_assert!(text.get(condition.range.clone()).is_some());
                let rest = without(&text, &condition.range);
                prop_assert!(conditions(&rest).len() < conditions(&text).len());
            }
            if let Some(begun) = begun(&text) {
                prop_assert_eq!(begun.range.end, text.len());
                prop_assert!(completed(&text, &begun, "is:read").ends_with("is:read "));
            }
        }
    }
}
