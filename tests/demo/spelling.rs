//! Spelling from the command line: wrong words with their places, languages, and one's own words.

use serde_json::json;

use crate::program::{Program, text};

const RULES: &str = "SET ISO8859-1\nTRY esianrtolcdugmphbyfvkwz\n";
const WORDS: &[u8] = b"7\nthe\nlamp\nis\non\nits\nway\nGr\xfc\xdfe\n";

/// A person with a dictionary of a language that nobody else installs under this name.
fn program() -> Program {
    let program = Program::new();
    program.rows(&["spelling", "--words"]);
    let folder = program.profile().join("dictionaries");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["en_US", "qaa"] {
        std::fs::write(folder.join(format!("{name}.aff")), RULES).unwrap();
        std::fs::write(folder.join(format!("{name}.dic")), WORDS).unwrap();
    }
    program
}

#[test]
fn wrong_words_are_named_with_their_places() {
    let anna = program();
    let letter = "Grüße: the lampp\n> lampp\nis on its wai\n";
    std::fs::write(anna.path("letter.txt"), letter).unwrap();
    let rows = anna.rows(&["spelling", "--language", "qaa", "letter.txt"]);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(
        (&rows[0]["line"], &rows[0]["column"]),
        (&json!(1), &json!(12))
    );
    assert_eq!(
        (
            &rows[0]["word"],
            &rows[0]["suggestions"][0],
            &rows[0]["language"]
        ),
        (&json!("lampp"), &json!("lamp"), &json!("qaa"))
    );
    assert_eq!(
        (&rows[1]["line"], &rows[1]["word"]),
        (&json!(3), &json!("wai"))
    );
    // By standard input, in words, in the language that is told by its words.
    let said = anna.run_with(&["spelling"], letter.as_bytes());
    assert_eq!(said.status.code(), Some(0));
    let said = text(&said.stdout);
    assert!(said.starts_with("1:12  lampp  lamp"), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
    let right = anna.run_with(&["spelling", "-", "--language", "en-us"], b"the lamp");
    assert_eq!(
        (right.status.code(), text(&right.stdout)),
        (Some(0), String::new())
    );
}

#[test]
fn languages_are_listed_and_others_are_refused() {
    let anna = program();
    let rows = anna.rows(&["spelling", "--languages"]);
    let english = rows.iter().find(|row| row["language"] == "en_US").unwrap();
    assert_eq!(english["name"], "English (US)");
    let file = english["file"].as_str().unwrap();
    assert!(
        file.contains("dictionaries"),
        "one's own counts first: {file}"
    );
    let (code, _, problems) = anna.json(&["spelling", "--language", "qzz", "x.txt"]);
    assert_eq!(code, 2, "the file is asked for first: {problems:?}");
    std::fs::write(anna.path("x.txt"), "x").unwrap();
    let (code, _, problems) = anna.json(&["spelling", "--language", "qzz", "x.txt"]);
    assert_eq!(
        (code, &problems[0]["error"]["kind"]),
        (1, &json!("not_found"))
    );
    let (code, _, problems) = anna.json(&["spelling", "--language", "no language", "x.txt"]);
    assert_eq!((code, &problems[0]["error"]["kind"]), (2, &json!("usage")));
    let (code, ..) = anna.json(&["spelling", "--languages", "x.txt"]);
    assert_eq!(code, 2);
}

#[test]
fn damaged_dictionaries_are_an_error_and_nothing_else() {
    let anna = program();
    let folder = anna.profile().join("dictionaries");
    let garbage: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    std::fs::write(folder.join("qaa.dic"), garbage).unwrap();
    std::fs::write(anna.path("x.txt"), "the").unwrap();
    let (code, rows, problems) = anna.json(&["spelling", "--language", "qaa", "x.txt"]);
    assert_eq!((code, rows.len()), (1, 0), "{problems:?}");
    let message = problems[0]["error"]["message"].as_str().unwrap();
    assert_eq!(message, "The dictionary cannot be used.");
    assert!(
        problems[0]["error"]["detail"]
            .as_str()
            .unwrap()
            .contains("qaa.aff")
    );
}

#[test]
fn ones_own_words_are_right() {
    let anna = program();
    std::fs::write(anna.path("x.txt"), "the Lampp").unwrap();
    let wrong = || anna.rows(&["spelling", "--language", "qaa", "x.txt"]).len();
    assert_eq!(wrong(), 1);
    let added = anna.rows(&["spelling", "--add", "lampp"]);
    assert_eq!(added, [json!({ "word": "lampp", "state": "added" })]);
    anna.rows(&["spelling", "--add", "lampp"]);
    assert_eq!(wrong(), 0);
    assert_eq!(
        anna.rows(&["spelling", "--words"]),
        [json!({ "word": "lampp" })]
    );
    anna.rows(&["spelling", "--remove", "lampp"]);
    assert_eq!(wrong(), 1);
    for (words, wanted) in [
        (["spelling", "--remove", "lampp"], 1),
        (["spelling", "--add", "two words"], 2),
    ] {
        let (code, ..) = anna.json(&words);
        assert_eq!(code, wanted, "{words:?}");
    }
}

#[test]
fn the_window_looks_at_spelling_or_does_not() {
    let anna = program();
    assert_eq!(
        anna.rows(&["spelling", "--window", "off"]),
        [json!({ "spelling": false })]
    );
    let settings = std::fs::read_to_string(anna.profile().join("config.toml")).unwrap();
    assert!(settings.contains("spelling = false"), "{settings}");
    assert_eq!(
        anna.rows(&["spelling", "--window", "on"]),
        [json!({ "spelling": true })]
    );
}
