//! How what a person typed is read.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// A query in one line: `&` between clauses, `|` between their terms, `!` before what must not hold,
/// `*` behind what may go on.
fn read(text: &str) -> String {
    let clauses = SearchQuery::parse(text).clauses;
    let clauses: Vec<String> = clauses
        .iter()
        .map(|clause| clause.iter().map(written).collect::<Vec<_>>().join(" | "))
        .collect();
    clauses.join(" & ")
}

fn written(term: &Term) -> String {
    let sought = match &term.sought {
        Sought::Words {
            place,
            text,
            is_beginning,
        } => {
            let star = if *is_beginning { "*" } else { "" };
            match place {
                Place::Anywhere => format!("{text}{star}"),
                place => format!("{place:?}({text}{star})"),
            }
        }
        Sought::Folder(name) => format!("in {name}"),
        Sought::Flag(flag, true) => format!("{flag:?}"),
        Sought::Flag(flag, false) => format!("un{flag:?}"),
        Sought::Unanswered => "unanswered".to_owned(),
        Sought::UnreadForMe => "unread for me".to_owned(),
        Sought::Keywords(keywords) => keywords.join("/"),
        Sought::Attachment => "attachment".to_owned(),
        Sought::Before(day) => format!("<{day}"),
        Sought::Since(day) => format!(">={day}"),
        Sought::Larger(octets) => format!(">{octets}"),
        Sought::Smaller(octets) => format!("<{octets}"),
    };
    format!("{}{sought}", if term.negated { "!" } else { "" })
}

#[test]
fn words_and_quotes_are_terms_and_the_last_word_may_go_on() {
    for (typed, is_read) in [
        ("", ""),
        ("  ", ""),
        ("!? - \"\" from:", ""),
        ("invoice", "invoice*"),
        ("invoice ", "invoice"),
        ("over due", "over & due*"),
        ("\"over due\"", "over due"),
        // Until its end is typed its last word may go on.
        ("\"over due", "over due*"),
        ("a-b a\"bcd", "a-b & a\"bcd*"),
        // Half of all words begin so.
        ("in", "in"),
        ("inv", "inv*"),
        ("会", "会*"),
        ("from:anna", "Sender(anna*)"),
        ("FROM:\"Anna Berg\" x ", "Sender(Anna Berg) & x"),
        (
            "to:a cc:b subject:c ",
            "Recipients(a) & Copies(b) & Subject(c)",
        ),
        // Who it was is seldom typed in full, wherever it stands.
        (
            "from:eri has:attachment x ",
            "Sender(eri*) & attachment & x",
        ),
        ("subject:re: x ", "Subject(re:) & x"),
        // What is still being typed will be a condition, and is no words meanwhile.
        ("invoice is:unre", "invoice"),
        ("invoice before:2026-0", "invoice"),
        // What is not known is words.
        ("is:purple x ", "is:purple & x"),
        ("before:soon x ", "before:soon & x"),
        ("has:milk x ", "has:milk & x"),
        ("http://x.test ", "http://x.test"),
    ] {
        assert_eq!(read(typed), is_read, "{typed}");
    }
}

#[test]
fn or_binds_closer_than_what_stands_beside_it() {
    for (typed, is_read) in [
        ("a b OR c d ", "a & b | c & d"),
        ("a OR b OR c ", "a | b | c"),
        ("a or b ", "a & or & b"),
        ("a \"OR\" b ", "a & OR & b"),
        ("is:unread OR from:anna x ", "unSeen | Sender(anna*) & x"),
        (
            "tag:Billing -keyword:important ",
            "billing & !$label1/$important",
        ),
        ("tag:\"à faire\" is:forwarded", "$label4 & $Forwarded"),
        // No keyword is written so; and nothing is looked for yet.
        ("tag:\"no keyword\" ", "tag:no keyword"),
        ("tag:", ""),
        ("a OR -b ", "a | !b"),
        // Between two terms only, and at the end it is still being typed.
        ("OR a ", "OR & a"),
        ("a OR", "a"),
        ("a OR ", "a"),
        ("a OR OR b ", "a | OR & b"),
        ("a OR !? b ", "a & b"),
    ] {
        assert_eq!(read(typed), is_read, "{typed}");
    }
}

#[test]
fn a_line_before_a_term_turns_it_round() {
    for (typed, is_read) in [
        ("-a ", "!a"),
        // What must not be there is not guessed at.
        ("-a", "!a"),
        ("a -\"b c\"", "a & !b c"),
        (
            "-from:anna -is:unread -in:Sent ",
            "!Sender(anna) & !unSeen & !in sent",
        ),
        ("a - b ", "a & b"),
        ("--a ", "!-a"),
        ("-OR ", "!OR"),
    ] {
        assert_eq!(read(typed), is_read, "{typed}");
    }
}

#[test]
fn days_sizes_and_marks_are_read() {
    for (typed, is_read) in [
        ("before:2026-03-04 ", "<2026-03-04"),
        ("after:2026/3/4 ", ">=2026-03-04"),
        ("after:2026-03 before:2027 ", ">=2026-03-01 & <2027-01-01"),
        ("after:2026-13 ", "after:2026-13"),
        ("after:2026-02-30 ", "after:2026-02-30"),
        ("after:26 ", "after:26"),
        ("after:2026-1-1-1 ", "after:2026-1-1-1"),
        ("larger:500k smaller:5M ", ">512000 & <5242880"),
        ("larger:10 larger:1GB ", ">10 & >1073741824"),
        (
            "larger:99999999999999999999 ",
            "larger:99999999999999999999",
        ),
        ("larger:18446744073709551615g ", ">18446744073709551615"),
        ("larger:-5 larger:k ", "larger:-5 & larger:k"),
        (
            "is:read is:flagged is:answered ",
            "Seen & Flagged & Answered",
        ),
        (
            "is:unanswered is:forwarded has:attachment ",
            "unanswered & $Forwarded & attachment",
        ),
        (
            "is:unread-for-me -IS:Unread-For-Me ",
            "unread for me & !unread for me",
        ),
        ("in:\"Sent Items\" ", "in sent items"),
    ] {
        assert_eq!(read(typed), is_read, "{typed}");
    }
    assert_eq!(day("2026-03-04"), Some(date(2026, 3, 4)));
}

#[test]
fn a_folder_is_called_by_its_path_its_last_name_or_its_role() {
    assert!(is_folder("sent", "Sent Items", "sent"));
    assert!(is_folder("sent items", "Sent Items", "sent"));
    assert!(is_folder("2026", "Projects/2026", "other"));
    assert!(!is_folder("026", "Projects/2026", "other"));
    let looks_into = |text, path| SearchQuery::parse(text).looks_into(path, "other");
    assert!(looks_into("x in:a", "A"));
    assert!(!looks_into("x in:a", "B"));
    assert!(!looks_into("x -in:a", "A"));
    assert!(looks_into("in:a OR x", "B"));
}

#[test]
fn a_query_is_bounded() {
    let many = "a OR b ".repeat(100);
    let terms = SearchQuery::parse(&many).clauses.concat();
    assert_eq!(terms.len(), MAX_TERMS);
    let long = SearchQuery::parse(&"é".repeat(10_000));
    assert!(read(&"é".repeat(10_000)).len() <= MAX_LENGTH + 1);
    assert!(long.reads_texts());
}

proptest! {
    #[test]
    fn any_text_is_a_query(text in r#"([a-c"OR:\- /0-9]|from:|is:|before:|larger:|\PC){0,40}"#) {
        let query = SearchQuery::parse(&text);
        prop_assert!(query.clauses.iter().all(|clause| !clause.is_empty()));
        // Read again with a space behind it, it is the same but for what may go on.
        let whole = SearchQuery::parse(&format!("{text} "));
        prop_assert!(whole.clauses.len() <= MAX_TERMS);
    }
}

/// Else what the rest finds would pass for what was asked for.
#[test]
fn what_can_be_no_condition_any_more_is_sought_as_it_stands() {
    for text in [
        "lamp after:01.11.2026",
        "lamp before:yesterday",
        "lamp is:urgent",
        "lamp has:picture",
        "lamp larger:big",
    ] {
        assert_ne!(
            SearchQuery::parse(text),
            SearchQuery::parse("lamp "),
            "{text}"
        );
    }
    for text in [
        "lamp after:",
        "lamp after:20",
        "lamp after:2026-1",
        "lamp before:2026-11-",
        "lamp is:un",
        "lamp has:att",
        "lamp larger:",
    ] {
        let typed = SearchQuery::parse(text);
        let done = ["lamp ", "lamp after:2026-1 "].map(SearchQuery::parse);
        assert!(done.contains(&typed), "{text}");
    }
}
