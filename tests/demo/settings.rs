//! Settings of the whole profile from the command line.

use serde_json::{Value, json};

use crate::program::{Program, text};

fn held(program: &Program, key: &str) -> Value {
    let rows = program.rows(&["settings", "list"]);
    let row = rows.iter().find(|row| row["key"] == key);
    row.unwrap_or_else(|| panic!("{key} in {rows:?}"))["value"].clone()
}

#[test]
fn each_setting_is_read_and_changed_by_its_key() {
    let anna = Program::new();
    let known = postroom::config::SETTINGS_KEYS;
    let rows = anna.rows(&["settings", "list"]);
    let keys: Vec<&str> = rows.iter().filter_map(|row| row["key"].as_str()).collect();
    assert_eq!(keys, known);
    assert_eq!(held(&anna, "theme"), json!("\"system\""));
    // A person's own words in the file stay.
    let file = anna.profile().join("config.toml");
    std::fs::write(&file, "# ours\n[settings]\ntheme = \"light\" # by day\n").unwrap();
    let changed = anna.rows(&[
        "settings",
        "set",
        "theme=dark",
        "pictures_always=shop.example,kim@b.example",
        "spelling=no",
    ]);
    let changed: Vec<&str> = changed.iter().filter_map(|r| r["key"].as_str()).collect();
    assert_eq!(changed, ["theme", "pictures_always", "spelling"]);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(
        written.contains("# ours\n[settings]\ntheme = \"dark\" # by day\n"),
        "{written}"
    );
    assert!(
        written.contains("pictures_always = [\"shop.example\", \"kim@b.example\"]"),
        "{written}"
    );
    assert_eq!(held(&anna, "spelling"), json!("false"));
    // Back to what holds where nothing is set.
    anna.rows(&["settings", "set", "pictures_always=", "spelling=yes"]);
    assert_eq!(held(&anna, "pictures_always"), Value::Null);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(!written.contains("pictures_always"), "{written}");
    assert!(!written.contains("spelling"), "{written}");
}

#[test]
fn what_cannot_be_set_is_said_and_changes_nothing() {
    let anna = Program::new();
    for (change, expected) in [
        ("theme=pink", "“settings.theme” cannot be “pink”"),
        ("thema=dark", "it is one of language, theme"),
        ("theme", "KEY=VALUE"),
    ] {
        let said = anna.run(&["settings", "set", "density=compact", change]);
        assert_eq!(said.status.code(), Some(2), "{change}");
        let said = text(&said.stderr);
        assert!(said.contains(expected), "{change}: {said}");
        assert_eq!(held(&anna, "density"), json!("\"comfortable\""), "{change}");
    }
}
