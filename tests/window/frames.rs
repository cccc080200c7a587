//! How much work a frame of the window is while somebody uses it: `cargo bench --features window-tests --bench frames`.
//!
//! A frame is what the window does between two pictures: what happened is taken up, the view is built and laid out, and
//! then drawn by the software renderer at 1280×800. Here all of it is drawn and copied, while the program draws only
//! what changed: the second row of each is above what the program does, the first is the same. Beside them stands the
//! floor, the same window drawn again with nothing new. Prints milliseconds; no limits are held here, since a machine's
//! mood must not fail a test.
//! `POSTROOM_BENCH_MESSAGES` changes how many messages the folder holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice
)]
#![allow(dead_code)] // what the tests of the window use beside this

mod desk;
mod drive;

use std::time::Instant;

use iced::Point;
use iced::keyboard::key::Named;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::theme;
use postroom::app::widget::list::Rows as _;

use desk::desk;
use drive::Driver;

/// Messages in the folder, if nothing else is said: each is delivered and synced before it is measured.
const MESSAGES: usize = 5000;
/// Frames of each action.
const FRAMES: usize = 300;

fn main() {
    let set = std::env::var("POSTROOM_BENCH_MESSAGES").ok();
    let messages = set.and_then(|set| set.parse().ok()).unwrap_or(MESSAGES);
    let mut window = desk(&["anna"]);
    for n in 0..messages {
        let raw = letter(n);
        let server = &window.state.server;
        let _ = server.deliver("sales", "INBOX", raw.as_bytes()).unwrap();
    }
    window.go("Sales");
    window.until("all are there", |window| {
        window.state.home.mail.rows.len() >= messages
    });
    window.tell(Message::Key(Action::Next));
    window.until_told("Kind regards");
    println!("{messages} messages, frames of 1280 by 800, milliseconds");
    println!(
        "{:<28}{:>9}{:>9}{:>9}",
        "", "median", "95 in 100", "longest"
    );
    for _ in 0..10 {
        let _ = window.pixels(&theme::light());
    }
    let floor = frames(&mut window, Driver::turn, |_, _| {});
    floor.print("nothing new", None);
    window.point(Point::new(400.0, 400.0));
    let scrolled = frames(&mut window, Driver::turn, |window, _| window.wheel(-40.0));
    scrolled.print("scrolling the list", Some(&floor));
    window.tell(Message::Key(Action::Next));
    let switched = frames(&mut window, Driver::turn, |window, _| {
        window.tell(Message::Key(Action::Next));
    });
    switched.print("switching messages", Some(&floor));
    window.tell(Message::Key(Action::Reply));
    window.until("an answer is begun", |window| {
        !window.state.wishes.is_empty()
    });
    let mut letter = window.state.letter();
    letter.resize(iced::Size::new(1280.0, 800.0));
    for _ in 0..10 {
        letter.frame();
        let _ = letter.pixels(&theme::light());
    }
    let words = "The lamp leaves the warehouse tomorrow and is with you on Friday. ";
    let typed = frames(&mut letter, Driver::frame, |letter, n| {
        let at = n % words.len();
        letter.write(&words[at..=at]);
        if n % 70 == 69 {
            letter.key(Named::Enter);
        }
    });
    typed.print("typing in a message", Some(&floor));
}

/// What each of so many frames took, the quickest first.
struct Frames {
    /// Until all of it is laid out.
    work: Vec<f64>,
    /// Until it is drawn, too.
    drawn: Vec<f64>,
}

/// The times of so many frames, in each of which something is done.
fn frames<State, M>(
    window: &mut Driver<State, M>,
    turn: impl Fn(&mut Driver<State, M>),
    mut act: impl FnMut(&mut Driver<State, M>, usize),
) -> Frames {
    let (mut work, mut drawn) = (Vec::new(), Vec::new());
    for n in 0..FRAMES {
        let begun = Instant::now();
        act(window, n);
        turn(window);
        work.push(begun.elapsed().as_secs_f64() * 1000.0);
        let _ = window.pixels(&theme::light());
        drawn.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    work.sort_by(f64::total_cmp);
    drawn.sort_by(f64::total_cmp);
    Frames { work, drawn }
}

/// So long do 95 in 100 take at most.
fn most(times: &[f64]) -> f64 {
    times[times.len() * 95 / 100]
}

impl Frames {
    fn print(&self, name: &str, floor: Option<&Self>) {
        for (name, times) in [(name, &self.work), ("  and drawn whole", &self.drawn)] {
            let (median, longest) = (times[times.len() / 2], times.last().unwrap());
            println!("{name:<28}{median:>9.2}{:>9.2}{longest:>9.2}", most(times));
        }
        if let Some(floor) = floor {
            let ratio = most(&self.drawn) / most(&floor.drawn);
            println!("    {ratio:.1} times the floor");
        }
    }
}

fn letter(n: usize) -> String {
    format!(
        "From: \"Customer {}\" <c{}@customer.example>\r\nTo: sales@acme.example\r\n\
         Subject: Question {n} about the lamp\r\nMessage-ID: <q{n}@customer.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\nwhen does lamp {n} leave the \
         warehouse? It is a present for Saturday, and the page still says that the label was made.\r\n\
         \r\nKind regards\r\nCustomer {}\r\n",
        n % 300,
        n % 300,
        n % 300
    )
}
