//! The program with its window on a real (virtual) screen, driven by mouse and keys as a person
//! does, on real servers. What it did is looked up on the servers and through a second process;
//! pictures of the way lie in `target/tmp/window/`.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::lab::{Lab, wait_for};
use crate::member::question;
use crate::program::{Program, lines, text};

const SUPPORT: &str = "support@postroom.test";
const CUSTOMER: &str = "kunde@customer.test";

/// A screen of its own, gone with it.
struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    fn new() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .args(["-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb is installed");
        let mut number = String::new();
        let mut out = BufReader::new(server.stdout.take().unwrap());
        out.read_line(&mut number).unwrap();
        let name = format!(":{}", number.trim());
        Self { server, name }
    }

    fn xdotool(&self, words: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", &self.name)
            .output()
            .expect("xdotool is installed");
        text(&output.stdout).trim().to_owned()
    }

    /// Waits for the window with these words in its title and gives it the keys. There is no window
    /// manager that would.
    fn go_to(&self, title: &str) {
        wait_for(&format!("a window called {title:?}"), || {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", title]);
            let window = found.lines().next().unwrap_or_default().to_owned();
            if window.is_empty() {
                return false;
            }
            self.xdotool(&["windowraise", &window, "windowfocus", "--sync", &window]);
            self.xdotool(&["getwindowfocus"]) == window
        });
    }

    fn click(&self, x: i32, y: i32) {
        let (x, y) = (x.to_string(), y.to_string());
        self.xdotool(&["mousemove", &x, &y, "sleep", "0.1", "click", "1"]);
    }

    fn key(&self, keys: &str) {
        self.xdotool(&["key", "--clearmodifiers", keys]);
    }

    fn write(&self, words: &str) {
        self.xdotool(&["type", "--delay", "20", words]);
    }

    /// Takes a picture, and says how many colours it has.
    fn picture(&self, name: &str) -> usize {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("window");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        let taken = Command::new("import")
            .args(["-window", "root", "-display", &self.name])
            .arg(&file)
            .status()
            .expect("imagemagick is installed");
        assert!(taken.success());
        let counted = Command::new("identify")
            .args(["-format", "%k"])
            .arg(&file)
            .output()
            .unwrap();
        text(&counted.stdout).trim().parse().unwrap()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The program with its window open.
struct Open<'a> {
    program: &'a Program<'a>,
    process: Child,
}

impl<'a> Open<'a> {
    fn on(screen: &Screen, program: &'a Program<'a>) -> Self {
        let process = program
            .command()
            .env("DISPLAY", &screen.name)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            // There is no graphics card here, and the pictures shall be the same everywhere.
            .env("ICED_BACKEND", "tiny-skia")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let open = Self { program, process };
        screen.go_to("Postroom");
        open
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args([signal, &self.process.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for its end, and gives the exit status.
    fn end(&mut self) -> Option<i32> {
        let mut status = None;
        wait_for("the program ends", || {
            status = self.process.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap().code()
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

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
