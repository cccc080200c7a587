//! How quick and how light mails are drawn: `cargo bench --bench drawing`.
//!
//! Prints milliseconds and megabytes for mails of several sizes, from the question to the pixels in this process, and
//! beside each how many times as long that is as the floor: an empty mail, of which as many pixels are painted and
//! sent. No limits are held here: a machine's mood must not fail a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use postroom::render::drawn::{Colours, Drawers, Setting};
use postroom::render::{Part, Source};

/// The pane of a window of 1280×800.
const WIDTH: f32 = 640.0;
/// What of it is seen.
const ROWS: u32 = 600;
/// How often what is quick is measured.
const TIMES: usize = 15;

#[tokio::main]
async fn main() {
    let newsletter = read("newsletter.html");
    let body = newsletter
        .split_once("<tr><td style=\"padding:0 30px 20px 30px\">")
        .map(|(_, rest)| rest.split_once("</table>\n    </td></tr>").unwrap().0)
        .unwrap();
    let row = format!("<tr><td style=\"padding:0 30px 20px 30px\">{body}</table>\n    </td></tr>");
    let long = |octets: usize| {
        let more = row.repeat(octets.saturating_sub(newsletter.len()) / row.len());
        newsletter.replace(&row, &format!("{row}{more}"))
    };
    println!(
        "{:24} {:>8} {:>8} {:>7} {:>8} {:>7} {:>9} {:>7}",
        "mail", "KB", "first", "floor", "next", "floor", "repaint", "MB"
    );
    let floor = measure("").await;
    for (name, html) in [
        ("empty (the floor)", String::new()),
        ("an answer", read("reply.html")),
        ("Outlook", read("outlook.html")),
        ("a newsletter", newsletter.clone()),
        ("a newsletter, 100 KB", long(100_000)),
        ("a newsletter, 500 KB", long(500_000)),
    ] {
        let times = measure(&html).await;
        println!(
            "{name:24} {:8.1} {:8.1} {:6.1}x {:8.1} {:6.1}x {:9.2} {:7.1}",
            html.len() as f64 / 1000.0,
            times.first,
            times.first / floor.first,
            times.next,
            times.next / floor.next,
            times.repaint,
            times.memory,
        );
    }
    println!(
        "first: from starting the process to {ROWS} rows of pixels; next: the same in a process that runs;\n\
         repaint: as many rows further down; MB: memory of the process (PSS)"
    );
}

struct Times {
    first: f64,
    next: f64,
    repaint: f64,
    memory: f64,
}

async fn measure(html: &str) -> Times {
    let source = Arc::new(Source {
        parts: vec![Part::Html(html.to_owned())],
        ..Source::default()
    });
    let mut first = Vec::new();
    let mut next = Vec::new();
    let mut repaint = Vec::new();
    let mut memory = 0.0;
    for _ in 0..3 {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_postroom"));
        let drawers = Drawers::new(Some(program), Duration::from_secs(60), Vec::new());
        first.push(open(&drawers, &source).await);
        for _ in 0..TIMES / 3 {
            next.push(open(&drawers, &source).await);
        }
        let (drawing, laid) = drawers.open(source.clone(), setting()).await.unwrap();
        let _ = drawing.paint(0, ROWS).await.unwrap();
        let most = (laid.size.1 as u32).saturating_sub(ROWS);
        for at in 0..TIMES as u32 {
            let row = most * (at + 1) / TIMES as u32;
            let began = Instant::now();
            let _ = drawing.paint(row, ROWS).await.unwrap();
            repaint.push(since(began));
        }
        memory = pss(drawers.process().await.unwrap());
    }
    Times {
        first: median(first),
        next: median(next),
        repaint: median(repaint),
        memory,
    }
}

async fn open(drawers: &Drawers, source: &Arc<Source>) -> f64 {
    let began = Instant::now();
    let (drawing, _) = drawers.open(source.clone(), setting()).await.unwrap();
    let _ = drawing.paint(0, ROWS).await.unwrap();
    since(began)
}

fn setting() -> Setting {
    Setting {
        width: WIDTH,
        scale: 1.0,
        zoom: 1.0,
        colours: Colours {
            background: [255, 255, 255],
            text: [30, 31, 34],
            dim: [110, 114, 122],
            link: [26, 86, 196],
            is_dark: false,
        },
        adapt: false,
        elsewhere: false,
        quote: true,
        simple: false,
    }
}

fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1000.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The process's share of memory in megabytes, where the system tells.
fn pss(process: u32) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"));
    let rollup = rollup.unwrap_or_default();
    let line = rollup.lines().find(|line| line.starts_with("Pss:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kibibytes.unwrap_or_default() * 1024.0 / 1_000_000.0
}

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drawing/mails");
    std::fs::read_to_string(folder.join(name)).unwrap()
}
