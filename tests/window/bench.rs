//! How quick the message list is: `cargo bench --features window-tests --bench list`.
//!
//! Prints milliseconds for the list with 100,000 rows and, beside it, for the same 2,000 rows as a
//! plain column of widgets, and how many times as long the column takes. Drawing is that of the
//! software renderer. No limits are held here: a machine's mood must not fail a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing
)]

#[path = "sample.rs"]
mod sample;

use std::time::Instant;

use iced::advanced::clipboard;
use iced::advanced::renderer::{Headless, Style};
use iced::mouse::{self, Cursor};
use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Event, Fill, Point, Renderer, Size};
use iced_test::runtime::UserInterface;
use iced_test::runtime::user_interface::Cache;
use postroom::app::Element;
use postroom::app::theme::{self, font};
use postroom::app::widget::list::{ListEvent, Rows, Selection, list};
use sample::Mails;

const SIZE: Size = Size::new(400.0, 800.0);

struct Times {
    first: f64,
    again: f64,
    scroll: f64,
    first_draw: f64,
    draw: f64,
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let began = Instant::now();
    work();
    began.elapsed().as_secs_f64() * 1000.0
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn measure<'a>(renderer: &mut Renderer, view: impl Fn() -> Element<'a, ListEvent>) -> Times {
    let mut cache = Cache::default();
    let mut build = |renderer: &mut Renderer| {
        milliseconds(|| {
            cache = UserInterface::build(view(), SIZE, std::mem::take(&mut cache), renderer)
                .into_cache();
        })
    };
    let first = build(renderer);
    let again = median((0..15).map(|_| build(renderer)).collect());
    let mut ui = UserInterface::build(view(), SIZE, cache, renderer);
    let cursor = Cursor::Available(Point::new(100.0, 100.0));
    let theme = theme::light();
    let style = Style {
        text_color: theme::LIGHT.text,
    };
    let (mut scrolls, mut draws) = (Vec::new(), Vec::new());
    for _ in 0..30 {
        let wheel = Event::Mouse(mouse::Event::WheelScrolled {
            delta: mouse::ScrollDelta::Lines { x: 0.0, y: -3.0 },
        });
        let mut messages = Vec::new();
        scrolls.push(milliseconds(|| {
            let _ = ui.update(
                &[wheel],
                cursor,
                renderer,
                &mut clipboard::Null,
                &mut messages,
            );
        }));
        draws.push(milliseconds(|| {
            ui.draw(renderer, &theme, &style, cursor);
            let size = Size::new(400, 800);
            let _ = renderer.screenshot(size, 1.0, theme::LIGHT.background);
        }));
    }
    Times {
        first,
        again,
        scroll: median(scrolls),
        first_draw: draws[0],
        draw: median(draws.split_off(1)),
    }
}

fn naive(mails: &Mails) -> Element<'_, ListEvent> {
    let rows = (0..mails.len()).filter_map(|at| mails.row(at)).map(|mail| {
        container(column![
            row![text(mail.from).width(Fill), text(mail.date)],
            text(mail.subject),
            text(mail.preview),
        ])
        .height(68)
        .into()
    });
    scrollable(Column::with_children(rows)).height(Fill).into()
}

fn main() {
    for file in font::FILES {
        iced::advanced::graphics::text::font_system()
            .write()
            .unwrap()
            .load_font(file.into());
    }
    let mut renderer = iced_test::futures::futures::executor::block_on(Renderer::new(
        font::REGULAR,
        13.into(),
        Some("tiny-skia"),
    ))
    .unwrap();
    let many = Mails {
        count: 100_000,
        loaded: true,
    };
    let few = Mails {
        count: 2_000,
        loaded: true,
    };
    let selection = Selection::only(99_990);
    // The first text of all loads the system's fonts; that is not the list's doing.
    let _ = measure(&mut renderer, || {
        list(&few, &selection, |event| event).into()
    });
    let ours = measure(&mut renderer, || {
        list(&many, &selection, |event| event).into()
    });
    let theirs = measure(&mut renderer, || naive(&few));
    println!(
        "{:<12}{:>16}{:>16}{:>10}",
        "", "list 100,000", "column 2,000", "ratio"
    );
    for (name, ours, theirs) in [
        ("first build", ours.first, theirs.first),
        ("rebuild", ours.again, theirs.again),
        ("scroll", ours.scroll, theirs.scroll),
        ("first draw", ours.first_draw, theirs.first_draw),
        ("draw", ours.draw, theirs.draw),
    ] {
        println!(
            "{name:<12}{ours:>13.3} ms{theirs:>13.3} ms{:>9.1}x",
            theirs / ours.max(0.000_1)
        );
    }
}
