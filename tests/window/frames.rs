//! How much work a frame of the window is while somebody uses it: `cargo bench --features window-tests --bench frames`.
//!
//! A frame is what the window does between two pictures: what happened is taken up, the view is built and laid out, and
//! what changed is drawn by the software renderer at 1280×800, as the program does it (`canvas`). Beside the frames of
//! each action stand the share of the window that they draw anew, and the floor: the whole window painted once without
//! any work. Then how long it takes to open messages that are in the cache, and the longest frame meanwhile.
//! Prints milliseconds; no limits are held here, since a machine's mood must not fail a test.
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

mod canvas;
mod desk;
mod drive;

use std::time::{Duration, Instant};

use iced::keyboard::key::Named;
use iced::{Point, Size};
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::theme;
use postroom::app::widget::list::Rows as _;

use canvas::Canvas;
use desk::{Desk, desk};
use drive::Driver;

/// Messages in the folder, if nothing else is said: each is delivered and synced before it is measured.
const MESSAGES: usize = 5000;
/// Frames of each action.
const FRAMES: usize = 300;
/// How many messages of each kind are opened.
const OPENED: usize = 20;
/// Within so many milliseconds a message of the cache is here, or never.
const LIMIT: f64 = 60_000.0;
/// What a newsletter has at least, in octets.
const NEWSLETTER: usize = 100_000;

fn main() {
    let set = std::env::var("POSTROOM_BENCH_MESSAGES").ok();
    let messages = set.and_then(|set| set.parse().ok()).unwrap_or(MESSAGES);
    let mut window = desk(&["anna"]);
    for n in 0..messages {
        // More than are opened, so that the way there and back stays among them.
        let raw = if n + OPENED + 2 < messages {
            letter(n)
        } else {
            newsletter(n)
        };
        let server = &window.state.server;
        let _ = server.deliver("sales", "INBOX", raw.as_bytes()).unwrap();
    }
    window.sized(1280.0, 800.0);
    window.go("Sales");
    window.until("all are there", |window| {
        window.state.home.mail.rows.len() >= messages
    });
    println!("{messages} messages, frames of 1280 by 800, milliseconds");
    println!(
        "{:<28}{:>9}{:>9}{:>9}{:>9}{:>9}",
        "", "median", "95 in 100", "longest", "undrawn", "drawn %"
    );
    let floor = floor(&mut window);
    let mut canvas = Canvas::new(Size::new(1280, 800));
    let newsletters = opened(&mut window, &mut canvas, |window| {
        let opened = window.state.home.mail.opened.as_ref();
        let drawn = opened.and_then(|opened| opened.drawn.as_ref());
        drawn.is_some_and(postroom::app::screen::mail::Drawn::has_begun)
    });
    for _ in 0..4 {
        window.tell(Message::Key(Action::Next));
    }
    window.until_told("Kind regards");
    let plain = opened(&mut window, &mut canvas, |window| {
        window.tells("Kind regards")
    });
    let still = frames(&mut window, &mut canvas, Driver::take_up, |_, _| {});
    still.print("nothing new", floor);
    window.point(Point::new(400.0, 400.0));
    let down = frames(&mut window, &mut canvas, Driver::take_up, |window, _| {
        window.wheel(-3.0);
    });
    down.print("scrolling the list", floor);
    #[allow(clippy::cast_precision_loss)]
    let far = messages as f32 * 2.0 / FRAMES as f32;
    let up = frames(&mut window, &mut canvas, Driver::take_up, |window, n| {
        let lines = if n * 2 < FRAMES { -far } else { far };
        window.wheel(lines);
    });
    up.print("  from end to end", floor);
    let switched = frames(&mut window, &mut canvas, Driver::take_up, |window, _| {
        window.act(Message::Key(Action::Next));
    });
    switched.print("switching messages", floor);
    window.tell(Message::Key(Action::Reply));
    window.until("an answer is begun", |window| {
        !window.state.wishes.is_empty()
    });
    let mut letter = window.state.letter();
    letter.resize(Size::new(1280.0, 800.0));
    let mut canvas = Canvas::new(Size::new(1280, 800));
    for _ in 0..10 {
        letter.frame();
        let _ = canvas.paint(&mut letter);
    }
    let words = "The lamp leaves the warehouse tomorrow and is with you on Friday. ";
    let typed = frames(
        &mut letter,
        &mut canvas,
        |_| {},
        |letter, n| {
            let at = n % words.len();
            letter.write(&words[at..=at]);
            if n % 70 == 69 {
                letter.key(Named::Enter);
            }
        },
    );
    typed.print("typing in a message", floor);
    println!("\nto open a message of the cache, until it is painted:");
    plain.print("a plain one");
    newsletters.print("a newsletter of 100 KB");
}

/// So long does it take to paint all of the window, with nothing else.
fn floor(window: &mut Driver<Desk, Message>) -> f64 {
    let mut times: Vec<f64> = (0..30)
        .map(|_| {
            let mut canvas = Canvas::new(Size::new(1280, 800));
            window.present(&theme::light(), |renderer, background| {
                let begun = Instant::now();
                let _ = canvas.draw(renderer, background);
                since(begun)
            })
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn since(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

impl Canvas {
    /// Paints what changed in a window.
    fn paint<State, M>(&mut self, window: &mut Driver<State, M>) -> (f64, f32) {
        window.present(&theme::light(), |renderer, background| {
            let begun = Instant::now();
            let share = self.draw(renderer, background);
            (since(begun), share)
        })
    }
}

/// What each of so many frames took, the quickest first.
struct Frames {
    all: Vec<f64>,
    /// What was done before anything was drawn.
    work: Vec<f64>,
    /// The shares of the window that were drawn anew.
    shares: Vec<f64>,
}

/// The times of so many frames, in each of which something is done.
fn frames<State, M>(
    window: &mut Driver<State, M>,
    canvas: &mut Canvas,
    take_up: impl Fn(&mut Driver<State, M>),
    mut act: impl FnMut(&mut Driver<State, M>, usize),
) -> Frames {
    let (mut all, mut work, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..FRAMES {
        let begun = Instant::now();
        act(window, n);
        take_up(window);
        let (drawing, share) = canvas.paint(window);
        let time = since(begun);
        all.push(time);
        work.push(time - drawing);
        shares.push(f64::from(share) * 100.0);
    }
    for times in [&mut all, &mut work, &mut shares] {
        times.sort_by(f64::total_cmp);
    }
    Frames { all, work, shares }
}

/// So much are 95 in 100 at most.
fn most(times: &[f64]) -> f64 {
    times[times.len() * 95 / 100]
}

fn median(times: &[f64]) -> f64 {
    times[times.len() / 2]
}

impl Frames {
    fn print(&self, name: &str, floor: f64) {
        println!(
            "{name:<28}{:>9.2}{:>9.2}{:>9.2}{:>9.2}{:>9.0}   {:.2} times the floor",
            median(&self.all),
            most(&self.all),
            self.all.last().unwrap(),
            most(&self.work),
            median(&self.shares),
            most(&self.all) / floor,
        );
    }
}

/// How long messages took to open.
struct Opened {
    times: Vec<f64>,
    longest_frame: f64,
}

/// Goes to the next message so many times, back, and there again, which is what counts: all of them are in the cache
/// then.
fn opened(
    window: &mut Driver<Desk, Message>,
    canvas: &mut Canvas,
    is_here: impl Fn(&mut Driver<Desk, Message>) -> bool,
) -> Opened {
    let mut opened = Opened {
        times: Vec::new(),
        longest_frame: 0.0,
    };
    for (way, counts) in [
        (Action::Next, false),
        (Action::Previous, false),
        (Action::Next, true),
    ] {
        for _ in 0..OPENED {
            let begun = Instant::now();
            window.act(Message::Key(way));
            let mut longest: f64 = 0.0;
            loop {
                let frame = Instant::now();
                window.take_up();
                let _ = canvas.paint(window);
                longest = longest.max(since(frame));
                if is_here(window) {
                    break;
                }
                assert!(since(begun) < LIMIT, "it is never here");
                // The window sleeps until something comes; a loop without rest would take the time of who draws.
                std::thread::sleep(Duration::from_millis(2));
            }
            let _ = canvas.paint(window);
            if counts {
                opened.times.push(since(begun));
                opened.longest_frame = opened.longest_frame.max(longest);
            }
        }
    }
    opened.times.sort_by(f64::total_cmp);
    opened
}

impl Opened {
    fn print(&self, name: &str) {
        println!(
            "{name:<28}{:>9.2}{:>9.2}{:>9.2}   longest frame {:.2}",
            median(&self.times),
            most(&self.times),
            self.times.last().unwrap(),
            self.longest_frame,
        );
    }
}

fn letter(n: usize) -> String {
    let customer = n % 300;
    format!(
        "From: \"Customer {customer}\" <c{customer}@customer.example>\r\nTo: sales@acme.example\r\n\
         Subject: Question {n} about the lamp\r\nMessage-ID: <q{n}@customer.example>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\nwhen does lamp {n} leave the \
         warehouse? It is a present for Saturday, and the page still says that the label was made.\r\n\
         \r\nKind regards\r\nCustomer {customer}\r\n"
    )
}

fn newsletter(n: usize) -> String {
    let html = include_str!("../drawing/mails/newsletter.html");
    let (head, rest) = html
        .split_once("<tr><td style=\"padding:0 30px 20px 30px\">")
        .unwrap();
    let (row, tail) = rest.split_once("</table>\n    </td></tr>").unwrap();
    let row = format!("<tr><td style=\"padding:0 30px 20px 30px\">{row}</table>\n    </td></tr>");
    let rows = row.repeat(NEWSLETTER / row.len() + 1);
    format!(
        "From: News <news@shop.example>\r\nTo: sales@acme.example\r\nSubject: News {n}\r\n\
         Message-ID: <n{n}@shop.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{head}{rows}{tail}\r\n"
    )
}
