//! The way from a failing renderer to the software one, in processes of their own.

use std::cell::Cell;

use postroom::app::render_choice::{Graphics, StartError, run};

#[test]
fn a_program_that_is_software_already_is_not_started_again() {
    // Other tests in this process are not disturbed: the variable is only read.
    if std::env::var("ICED_BACKEND").is_ok_and(|backend| backend == "tiny-skia") {
        let started = Cell::new(0);
        let outcome = run(Graphics::Software, None, || {
            started.set(started.get() + 1);
            Ok(())
        });
        assert!(matches!(outcome, Ok(())));
        assert_eq!(started.get(), 1);
        return;
    }
    let again = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "restart::a_program_that_is_software_already_is_not_started_again",
        ])
        .env("ICED_BACKEND", "tiny-skia")
        .output()
        .unwrap();
    assert!(again.status.success(), "{again:?}");
}

/// Runs one of the `#[ignore]`d tests below as a program of its own, and gives what it printed.
fn program(name: &str, mark: Option<&std::path::Path>) -> String {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env_remove("ICED_BACKEND");
    if let Some(mark) = mark {
        command.env("POSTROOM_TEST_MARK", mark);
    }
    let output = command.output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn say(words: &str) {
    println!("said: {words}");
}

fn backend() -> String {
    std::env::var("ICED_BACKEND").unwrap_or_else(|_| "default".to_owned())
}

#[test]
#[ignore = "a program for the tests below"]
fn panics_at_first() {
    let outcome = run(Graphics::Auto, None, || {
        say(&backend());
        assert_eq!(backend(), "tiny-skia", "the graphics card fails");
        Ok(())
    });
    say(&format!("{outcome:?}"));
}

#[test]
#[ignore = "a program for the tests below"]
fn begins_with_a_mark() {
    let mark = std::env::var_os("POSTROOM_TEST_MARK").map(std::path::PathBuf::from);
    let outcome = run(Graphics::Auto, mark.as_deref(), || {
        say(&backend());
        Ok(())
    });
    say(&format!("{outcome:?}"));
}

#[test]
#[ignore = "a program for the tests below"]
fn has_no_display() {
    let outcome = run(Graphics::Auto, None, || {
        panic!("Create event loop: no display")
    });
    assert!(matches!(outcome, Err(StartError::NoDisplay)));
    say("no display");
}

#[test]
fn a_panic_of_the_renderer_starts_the_software_one() {
    let said = program("restart::panics_at_first", None);
    let default = said.find("said: default").expect(&said);
    let software = said.find("said: tiny-skia").expect(&said);
    assert!(
        default < software && said.contains("said: Ok(())"),
        "{said}"
    );
}

#[test]
fn a_start_that_crashed_is_followed_by_one_in_software() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("renderer-start");
    let said = program("restart::begins_with_a_mark", Some(&mark));
    assert!(said.contains("said: default"), "{said}");
    assert!(!mark.exists(), "a start that went well leaves none");
    std::fs::write(&mark, b"").unwrap();
    let said = program("restart::begins_with_a_mark", Some(&mark));
    assert!(
        said.contains("said: tiny-skia") && !said.contains("said: default"),
        "{said}"
    );
    assert!(!mark.exists());
}

#[test]
fn a_missing_display_is_said_and_not_tried_again() {
    let said = program("restart::has_no_display", None);
    assert_eq!(said.matches("said: no display").count(), 1, "{said}");
}
