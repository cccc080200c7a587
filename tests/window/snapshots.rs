//! Pictures of what does not depend on the time: they fail when it looks different from what somebody looked at.
//!
//! `POSTROOM_SNAPSHOTS=write cargo test --features window-tests --test window snapshots` takes them anew; look
//! at each before it is kept. What differs is written beside the build's results.

use std::path::{Path, PathBuf};

use iced::{Rectangle, Theme};
use image::RgbaImage;
use postroom::app::keys::Action;
use postroom::app::screen::home::Message;
use postroom::app::theme;
use postroom::config::KeyMap;

use crate::desk::{Desk, desk};
use crate::drive::Driver;

/// So much a colour may differ: processors round.
const CLOSE: u8 = 12;
/// So many pixels may differ by more: those of the cursor in a field, which blinks.
const FEW: usize = 60;

fn kept(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/snapshots");
    folder.join(format!("{name}.png"))
}

/// Compares a part of the window, in both themes, with what was kept.
fn compare(desk: &mut Driver<Desk, Message>, name: &str, part: Rectangle) {
    for (theme, word) in [(theme::light(), "light"), (theme::dark(), "dark")] {
        let name = format!("{name}-{word}");
        let now = picture(desk, &theme, part);
        let place = kept(&name);
        if std::env::var("POSTROOM_SNAPSHOTS").is_ok_and(|set| set == "write") {
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            now.save(&place).unwrap();
            continue;
        }
        let before = image::open(&place).unwrap_or_else(|error| {
            panic!(
                "{}: {error}; take it anew, see the head of this file",
                place.display()
            )
        });
        let before = before.to_rgba8();
        let differ = if before.dimensions() == now.dimensions() {
            let pairs = before.pixels().zip(now.pixels());
            let far = |(a, b): &(&image::Rgba<u8>, &image::Rgba<u8>)| {
                a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > CLOSE)
            };
            pairs.filter(far).count()
        } else {
            usize::MAX
        };
        if differ > FEW {
            let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
            now.save(&place).unwrap();
            panic!(
                "{name} looks different: {differ} pixels; see {}",
                place.display()
            );
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn picture(desk: &mut Driver<Desk, Message>, theme: &Theme, part: Rectangle) -> RgbaImage {
    let (width, height) = (1280, 800);
    let whole = RgbaImage::from_raw(width, height, desk.pixels(theme)).unwrap();
    let (x, y) = (part.x as u32, part.y as u32);
    let (w, h) = (part.width as u32, part.height as u32);
    image::imageops::crop_imm(&whole, x, y, w, h).to_image()
}

fn part(x: f32, y: f32, width: f32, height: f32) -> Rectangle {
    Rectangle::new(iced::Point::new(x, y), iced::Size::new(width, height))
}

/// The window over the empty outbox, the pointer beside everything.
fn settled() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.until_shown("Where is my order 20418?");
    desk.sized(1280.0, 800.0);
    desk.tell(Message::Key(Action::Outbox));
    desk.until_shown("The outbox is empty");
    desk.point(iced::Point::new(1279.0, 799.0));
    desk.frame();
    desk
}

/// Within a dialog that is so wide.
fn dialog(width: f32, height: f32) -> Rectangle {
    part((1280.0 - width) / 2.0 + 2.0, 58.0, width - 4.0, height)
}

#[test]
fn the_keys_of_both_maps() {
    let mut desk = settled();
    desk.tell(Message::Keys);
    desk.until_shown("Keys");
    desk.frame();
    compare(&mut desk, "keys-gmail", dialog(760.0, 700.0));
    desk.tell(Message::CloseDialog);
    desk.state.engine(async |engine| {
        let change = |settings: &mut postroom::config::Settings| {
            settings.keys = KeyMap::Thunderbird;
        };
        engine.change_settings(change).await.unwrap();
    });
    desk.tell(Message::Keys);
    desk.frame();
    compare(&mut desk, "keys-thunderbird", dialog(760.0, 700.0));
}

#[test]
fn the_palette() {
    let mut desk = settled();
    desk.tell(Message::Key(Action::Palette));
    desk.until_told("more below");
    desk.frame();
    compare(&mut desk, "palette", dialog(600.0, 370.0));
    desk.write("arch");
    desk.until_told("Only where messages are listed");
    desk.frame();
    compare(&mut desk, "palette-refused", dialog(600.0, 210.0));
}

#[test]
fn the_empty_outbox() {
    let mut desk = settled();
    compare(&mut desk, "outbox-empty", part(234.0, 50.0, 1046.0, 700.0));
}

#[test]
fn a_new_account() {
    let mut desk = settled();
    desk.tell(Message::Key(Action::AddAccount));
    desk.until_shown("Add an account");
    desk.frame();
    compare(&mut desk, "account-new", dialog(480.0, 400.0));
}
