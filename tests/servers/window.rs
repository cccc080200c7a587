//! The program with its window on a real (virtual) screen, driven by mouse and keys as a person
//! does, on real servers. What it did is looked up on the servers and through a second process;
//! pictures of the way lie in `target/tmp/window/`.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::lab::{Lab, wait_for};
use crate::member::question;
use crate::program::{Program, lines, text};
use crate::screen::{Open, Screen};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

#[test]
fn anna_answers_as_support_in_the_window() {
    let lab = Lab::start();
    lab.deliver("support", question("Where is my order"));
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);

    // A second process is served by the one that has the window.
    wait_for("the window's engine has the mail", || {
        !open.program.json(&["list", SUPPORT, "inbox"]).is_empty()
    });
    // At the first start the window shows the mailbox in which she can do most.
    screen.go_to("Support");
    std::thread::sleep(Duration::from_millis(500));
    assert!(screen.picture("support") > 100, "nothing is drawn");
    // Its only message is the first row of the list; who reads it marks it.
    screen.click(420, 160);
    let inbox = format!("shared/{SUPPORT}/INBOX");
    wait_for("the message is marked as read", || {
        let messages = lab.folder_messages("anna", &inbox);
        messages[0].flags.contains(&"\\Seen".to_owned())
    });
    screen.picture("reader");
    screen.key("r");
    screen.go_to("Re: Where is my order");
    screen.write("It is on its way.");
    std::thread::sleep(Duration::from_millis(500));
    screen.picture("compose");
    screen.key("ctrl+Return");

    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].header("From").unwrap().contains(SUPPORT));
    assert_eq!(received[0].header("Sender"), None);
    assert!(
        received[0].text().contains("It is on its way.\r\n")
            && received[0].text().contains("> Where is my lamp?"),
        "{}",
        received[0].text()
    );
    let copies = lab.wait_for_messages(SUPPORT, "Sent", 1);
    assert_eq!(copies.len(), 1, "exactly one copy");
    let hers = lab.folder_messages("anna", &format!("shared/{SUPPORT}/Sent"));
    assert!(hers[0].flags.contains(&"\\Seen".to_owned()));
    wait_for("the copy is checked", || {
        let row = open.program.json(&["outbox", "list"]).pop().unwrap();
        row["state"] == "done" && row["copy"] == "checked"
    });
    wait_for("the question is marked as answered", || {
        let messages = lab.folder_messages("anna", &inbox);
        messages[0].flags.contains(&"\\Answered".to_owned())
    });

    screen.go_to("Postroom");
    screen.picture("answered");
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
    assert_eq!(lab.folder_messages(SUPPORT, "Sent").len(), 1);
}

#[test]
fn a_second_process_is_served_or_told_who_has_the_profile() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    let screen = Screen::new();
    let mut open = Open::on(&screen, &anna);
    let send = [
        "send",
        "--from",
        SUPPORT,
        "--to",
        CUSTOMER,
        "--subject",
        "x",
        "--body-file",
        "-",
    ];
    let sent = anna.run_with(&[&["--json"], &send[..]].concat(), b"From a pipe.\n");
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
    assert_eq!(lines(&sent.stdout)[0]["state"], "done");
    assert_eq!(
        anna.run(&["list", "nobody@x.test", "inbox"]).status.code(),
        Some(1)
    );
    let received = lab.wait_for_messages(CUSTOMER, "INBOX", 1);
    assert!(received[0].text().contains("From a pipe."));

    // One that does not answer is named, after five seconds and not after minutes.
    open.signal("-STOP");
    let began = Instant::now();
    let refused = anna.run(&["--json", "mailbox", "list"]);
    assert!(began.elapsed() < Duration::from_secs(60));
    let error = &lines(&refused.stderr)[0]["error"];
    assert_eq!(
        (refused.status.code(), error["kind"].as_str()),
        (Some(1), Some("profile")),
        "{error}"
    );
    assert!(
        error["detail"]
            .as_str()
            .unwrap()
            .contains(&format!("process {}", open.process.id())),
        "{error}"
    );
    open.signal("-CONT");
    assert!(!anna.json(&["mailbox", "list"]).is_empty());

    // A second start brings the window to the front instead of opening another.
    let again = anna
        .command()
        .env("DISPLAY", &screen.name)
        .env("ICED_BACKEND", "tiny-skia")
        .output()
        .unwrap();
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let windows = screen.xdotool(&["search", "--onlyvisible", "--name", "Postroom"]);
    assert_eq!(windows.lines().count(), 1);

    // Killed, it leaves neither a lock nor a socket that anybody trips over.
    open.process.kill().unwrap();
    open.end();
    assert!(!anna.json(&["mailbox", "list"]).is_empty());
}

#[test]
fn the_program_ends_well_when_the_system_asks_it_to() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    let screen = Screen::new();
    for signal in ["-TERM", "-INT"] {
        let mut open = Open::on(&screen, &anna);
        open.signal(signal);
        assert_eq!(open.end(), Some(0), "{signal}");
    }
    assert!(anna.json(&["account", "list"]).is_empty());
}

/// A process that is ended with its test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_demo_leaves_nothing_behind_when_it_is_ended() {
    let screen = Screen::new();
    for signal in ["-TERM", "-INT"] {
        let place = tempfile::tempdir().unwrap();
        let left = || std::fs::read_dir(place.path()).unwrap().count();
        let process = Command::new(env!("CARGO_BIN_EXE_postroom"))
            .arg("demo")
            .env("TMPDIR", place.path())
            .env("DISPLAY", &screen.name)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .env("ICED_BACKEND", "tiny-skia")
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut demo = Ended(process);
        screen.go_to("Postroom");
        assert!(left() > 0, "its profile");
        let id = demo.0.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
        let mut status = None;
        wait_for("the demo ends", || {
            status = demo.0.try_wait().unwrap();
            status.is_some()
        });
        assert_eq!(status.unwrap().code(), Some(0), "{signal}");
        assert_eq!(left(), 0, "{signal}");
    }
}

#[test]
fn the_demo_takes_no_profile_of_somebodys() {
    let place = tempfile::tempdir().unwrap();
    let profile = place.path().join("profile");
    for more in [&["demo"][..], &["demo", "--serve"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_postroom"))
            .arg("--profile")
            .arg(&profile)
            .args(more)
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("a profile of its own"));
        assert!(!profile.exists());
    }
}

#[test]
fn a_window_waits_for_the_verb_that_has_the_profile() {
    let lab = Lab::start();
    let anna = Program::new(&lab);
    assert_eq!(anna.account_add("anna", |_| {}).status.code(), Some(0));
    // A verb that is at work until somebody gives it the password.
    let secret = anna.profile().with_file_name("secret");
    let kept = secret.with_extension("kept");
    std::fs::rename(&secret, &kept).unwrap();
    let made = Command::new("mkfifo").arg(&secret).status().unwrap();
    assert!(made.success());
    let mut sync = anna.command().arg("sync").spawn().unwrap();
    let mut asked = std::fs::File::options().write(true).open(&secret).unwrap();

    let screen = Screen::new();
    let mut window = anna
        .command()
        .env("DISPLAY", &screen.name)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env("ICED_BACKEND", "tiny-skia")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut err = BufReader::new(window.stderr.take().unwrap());
    err.read_line(&mut said).unwrap();
    assert!(said.contains("opens when it is done"), "{said}");
    assert_eq!(sync.try_wait().unwrap(), None);

    std::fs::rename(&kept, &secret).unwrap();
    std::io::Write::write_all(&mut asked, (lab.password("anna") + "\n").as_bytes()).unwrap();
    drop(asked);
    assert_eq!(sync.wait().unwrap().code(), Some(0));
    let mut open = Open {
        program: &anna,
        process: window,
    };
    screen.go_to("Postroom");
    assert!(!open.program.json(&["mailbox", "list"]).is_empty());
    screen.key("ctrl+q");
    assert_eq!(open.end(), Some(0));
}
