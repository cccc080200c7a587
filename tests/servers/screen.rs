//! A virtual screen with the program's window on it, and the hands of a person: mouse and keys.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::lab::wait_for;
use crate::program::{Program, text};

/// A screen of its own, gone with it.
pub struct Screen {
    server: Child,
    pub name: String,
}

impl Screen {
    pub fn new() -> Self {
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

    pub fn xdotool(&self, words: &[&str]) -> String {
        let output = Command::new("xdotool")
            .args(words)
            .env("DISPLAY", &self.name)
            .output()
            .expect("xdotool is installed");
        text(&output.stdout).trim().to_owned()
    }

    /// Waits for the window with these words in its title and gives it the keys. There is no window
    /// manager that would.
    pub fn go_to(&self, title: &str) {
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

    pub fn click(&self, x: i32, y: i32) {
        let (x, y) = (x.to_string(), y.to_string());
        self.xdotool(&["mousemove", &x, &y, "sleep", "0.1", "click", "1"]);
    }

    pub fn key(&self, keys: &str) {
        self.xdotool(&["key", "--clearmodifiers", keys]);
    }

    pub fn write(&self, words: &str) {
        self.xdotool(&["type", "--delay", "20", words]);
    }

    /// Chooses an action, or a folder, in the palette of the main window.
    pub fn choose(&self, words: &str) {
        self.go_to("Postroom");
        self.key("ctrl+shift+p");
        std::thread::sleep(Duration::from_millis(300));
        self.write(words);
        std::thread::sleep(Duration::from_millis(300));
        self.key("Return");
        std::thread::sleep(Duration::from_millis(300));
    }

    /// How many dots of this colour are to be seen.
    pub fn count(&self, name: &str, colour: [u8; 3]) -> usize {
        let file = self.take(name);
        let raw = Command::new("convert")
            .arg(&file)
            .args(["-depth", "8", "rgb:-"])
            .output();
        let raw = raw.expect("imagemagick is installed").stdout;
        raw.chunks_exact(3).filter(|dot| *dot == colour).count()
    }

    /// Takes a picture, and says how many colours it has.
    pub fn picture(&self, name: &str) -> usize {
        let file = self.take(name);
        let counted = Command::new("identify")
            .args(["-format", "%k"])
            .arg(&file)
            .output()
            .unwrap();
        text(&counted.stdout).trim().parse().unwrap()
    }

    fn take(&self, name: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("window");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}.png"));
        let taken = Command::new("import")
            .args(["-window", "root", "-display", &self.name])
            .arg(&file)
            .status()
            .expect("imagemagick is installed");
        assert!(taken.success());
        file
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The program with its window open.
pub struct Open<'a> {
    pub program: &'a Program<'a>,
    pub process: Child,
}

impl<'a> Open<'a> {
    pub fn on(screen: &Screen, program: &'a Program<'a>) -> Self {
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

    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args([signal, &self.process.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Waits for its end, and gives the exit status.
    pub fn end(&mut self) -> Option<i32> {
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
