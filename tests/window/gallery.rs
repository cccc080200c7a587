//! Every control of the window in light and dark, to look at: `cargo run --example gallery`.
//!
//! `--page main|compose|controls|outbox|dialog`, `--dark`, `--size 900x600`, `--rows 100000`;
//! `--fail panic|thread` breaks the renderer on purpose.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "more_pages.rs"]
mod more_pages;
#[path = "pages.rs"]
mod pages;
#[path = "sample.rs"]
mod sample;

use iced::{Size, Subscription, Task, Theme, window};
use pages::{Gallery, Message};
use postroom::app::keys::{self, Focus, Place};
use postroom::app::render_choice::{self, Graphics};
use postroom::app::theme::{self, font};

fn main() -> Result<(), render_choice::StartError> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        arguments
            .iter()
            .position(|argument| argument == name)
            .and_then(|at| arguments.get(at + 1))
            .cloned()
    };
    let (width, height) = value("--size")
        .and_then(|size| {
            let (width, height) = size.split_once('x')?;
            Some((width.parse().ok()?, height.parse().ok()?))
        })
        .unwrap_or((1280.0, 800.0));
    let gallery = Gallery::new(
        value("--page").as_deref().unwrap_or("main"),
        arguments.iter().any(|argument| argument == "--dark"),
        value("--rows")
            .and_then(|rows| rows.parse().ok())
            .unwrap_or(100_000),
        width,
    );
    let fail = value("--fail");
    let software = std::env::var("ICED_BACKEND").is_ok_and(|backend| backend == "tiny-skia");
    println!(
        "renderer: {}",
        if software { "software" } else { "default" }
    );
    render_choice::run(Graphics::Auto, None, || {
        match fail.as_deref() {
            Some("panic") if !software => panic!("the renderer failed, on purpose"),
            _ => {}
        }
        iced::daemon(
            move || {
                let (_, open) = window::open(window::Settings {
                    size: Size::new(width, height),
                    ..window::Settings::default()
                });
                (gallery.clone(), open.map(|_| Message::Nothing))
            },
            |gallery: &mut Gallery, message| {
                gallery.update(message);
                Task::none()
            },
            view,
        )
        .title(|_: &Gallery, _| "Postroom gallery".to_owned())
        .settings(font::settings())
        .theme(|gallery: &Gallery, _| -> Option<Theme> { Some(gallery.theme()) })
        .style(|_, theme| theme::window(theme))
        .subscription(|_| {
            Subscription::batch([
                window::close_events().map(|_| Message::Quit),
                iced::keyboard::listen().map(|event| {
                    match keys::shortcut(&event, Place::Main, Focus::Plain, keys::WRITING, None) {
                        Some(keys::Stroke::Action(action)) => Message::Key(action),
                        Some(keys::Stroke::Begins(_)) | None => Message::Nothing,
                    }
                }),
            ])
        })
        .run()
    })
}

fn view(gallery: &Gallery, _window: window::Id) -> postroom::app::Element<'_, Message> {
    gallery.view()
}
