//! What stands beside every verb.

use std::path::Path;
use std::sync::Arc;

use clap::Parser as _;

use super::*;
use crate::engine::{Options, Pace};
use crate::i18n::{Language, Texts};
use crate::paths::Profile;
use crate::secret::MemoryStore;

/// Runs a verb on a profile; how it ended, its output, its warnings and errors.
async fn run(home: &Path, words: &[&str]) -> (Exit, String, String) {
    let options = Options {
        profile: Profile::at(home).unwrap(),
        secrets: Arc::new(MemoryStore::default()),
        resident: false,
        offline: true,
        pace: Pace::quick(),
    };
    let engine = Engine::start(options).await.unwrap();
    let cli = Cli::try_parse_from(["postroom"].iter().chain(words)).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut output = Output {
        json: cli.json,
        texts: &Texts::new(Language::English),
        out: &mut out,
        err: &mut err,
    };
    let place = Place {
        dir: home.to_owned(),
        stdin: Vec::new(),
    };
    let exit = run_verb(&engine, cli.verb.unwrap(), &place, &mut output).await;
    engine.stop().await;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (exit, text(out), text(err))
}

#[tokio::test]
async fn a_damaged_profile_is_a_warning_and_the_verb_ends_as_it_does() {
    for json in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let words: &[&str] = if json {
            &["--json", "outbox", "list"]
        } else {
            &["outbox", "list"]
        };
        let (exit, out, err) = run(home.path(), words).await;
        assert_eq!((exit, out.as_str(), err.as_str()), (Exit::Done, "", ""));
        let file = Profile::at(home.path()).unwrap().precious_file();
        std::fs::write(file, "").unwrap();
        let (exit, out, err) = run(home.path(), words).await;
        assert_eq!((exit, out.as_str()), (Exit::Done, ""));
        if json {
            let line: serde_json::Value = serde_json::from_str(&err).unwrap();
            let warning = &line["warning"];
            assert_eq!(warning["kind"], "storage");
            assert!(warning["message"].as_str().unwrap().contains("precious.db"));
            assert!(warning["advice"].is_string());
        } else {
            assert!(err.starts_with("Warning: "), "{err}");
            assert!(err.contains("precious.damaged-"), "{err}");
        }
    }
}
