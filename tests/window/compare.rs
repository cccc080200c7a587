//! Compares parts of a window, in light and dark, with the pictures that somebody looked at and kept.

use std::path::{Path, PathBuf};

use iced::{Point, Rectangle, Size, Theme};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ImageEncoder as _, Rgba, RgbaImage};
use postroom::app::theme::{self, Tokens};

use crate::compose::Stand;
use crate::desk::Desk;
use crate::drive::Driver;

/// So much a colour may differ: processors round.
const CLOSE: u8 = 12;
/// So many pixels may differ by more: those of the cursor in a field, which blinks.
const FEW: usize = 60;
/// What covers a date, and how wide it is at least: dates are words of different lengths.
const COVER: Rgba<u8> = Rgba([128, 128, 128, 255]);
const DATE: f32 = 76.0;
const LINE: f32 = 260.0;
/// Around the words of a chip, and how wide the longest wait is with that.
const CHIP: f32 = 10.0;
const WAIT: f32 = 130.0;

/// A window that is drawn with other colours in another theme.
pub trait Dressed {
    fn wear(&mut self, tokens: &'static Tokens);
}

impl Dressed for Desk {
    fn wear(&mut self, tokens: &'static Tokens) {
        self.tokens = tokens;
    }
}

impl Dressed for Stand {
    // It asks for none itself.
    fn wear(&mut self, _: &'static Tokens) {}
}

fn kept(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/snapshots");
    folder.join(format!("{name}.png"))
}

/// Compares a part of the window, in both themes, with what was kept.
pub fn compare<S: Dressed, M>(driver: &mut Driver<S, M>, name: &str, part: Rectangle) {
    compare_at(driver, name, part, 1.0);
}

/// The same, where something has opened over the window: dates that lie below it are not covered.
pub fn compare_over<S: Dressed, M>(
    driver: &mut Driver<S, M>,
    name: &str,
    part: Rectangle,
    over: Rectangle,
) {
    compare_each(driver, name, |driver, theme| {
        picture(driver, theme, part, 1.0, Some(over))
    });
}

/// The same with so many pixels to a logical one.
pub fn compare_at<S: Dressed, M>(
    driver: &mut Driver<S, M>,
    name: &str,
    part: Rectangle,
    scale: f32,
) {
    compare_each(driver, name, |driver, theme| {
        picture(driver, theme, part, scale, None)
    });
}

fn compare_each<S: Dressed, M>(
    driver: &mut Driver<S, M>,
    name: &str,
    draw: impl Fn(&mut Driver<S, M>, &Theme) -> RgbaImage,
) {
    for (theme, word) in [(theme::light(), "light"), (theme::dark(), "dark")] {
        driver.state.wear(Tokens::of(&theme));
        driver.frame();
        with_kept(draw(driver, &theme), &format!("{name}-{word}"));
    }
    driver.state.wear(Tokens::of(&theme::light()));
}

/// Compares what is drawn in one theme with what was kept.
pub fn compare_in<S, M>(
    driver: &mut Driver<S, M>,
    theme: &Theme,
    name: &str,
    part: Rectangle,
    scale: f32,
) {
    with_kept(picture(driver, theme, part, scale, None), name);
}

fn with_kept(now: RgbaImage, name: &str) {
    let place = kept(name);
    if std::env::var("POSTROOM_SNAPSHOTS").is_ok_and(|set| set == "write") {
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        write(&now, &place);
        return;
    }
    let before = image::open(&place).unwrap_or_else(|error| {
        panic!(
            "{}: {error}; take it anew, see the head of snapshots.rs",
            place.display()
        )
    });
    let before = before.to_rgba8();
    let differ = if before.dimensions() == now.dimensions() {
        let pairs = before.pixels().zip(now.pixels());
        let far = |(a, b): &(&Rgba<u8>, &Rgba<u8>)| {
            a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > CLOSE)
        };
        pairs.filter(far).count()
    } else {
        usize::MAX
    };
    if differ > FEW {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        write(&now, &place);
        panic!(
            "{name} looks different: {differ} pixels; see {}",
            place.display()
        );
    }
}

/// Nothing is transparent, and no byte more than need be is kept.
fn write(picture: &RgbaImage, place: &Path) {
    let file = std::fs::File::create(place).unwrap();
    let file = std::io::BufWriter::new(file);
    let (width, height) = picture.dimensions();
    let bytes: Vec<u8> = picture
        .pixels()
        .flat_map(|one| [one[0], one[1], one[2]])
        .collect();
    PngEncoder::new_with_quality(file, CompressionType::Best, FilterType::Adaptive)
        .write_image(&bytes, width, height, image::ExtendedColorType::Rgb8)
        .unwrap();
}

/// A date or a time, and how it stands: alone at the end of a line, or in words that fill theirs.
fn date(text: &str) -> Option<Date> {
    const WORDS: [&str; 19] = [
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun",
        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let is_clock = |word: &str| {
        word.trim_end_matches('.')
            .split_once(':')
            .is_some_and(|(hours, minutes)| {
                hours.parse::<u8>().is_ok() && minutes.parse::<u8>().is_ok()
            })
    };
    let is_day = |word: &str| word.get(..3).is_some_and(|begin| WORDS.contains(&begin));
    let words: Vec<&str> = text.split_whitespace().collect();
    let (clock, day) = (
        words.iter().any(|word| is_clock(word)),
        words.iter().any(|word| is_day(word)),
    );
    let waits =
        matches!(&words[..], [count, "min" | "h" | "day" | "days"] if count.parse::<u32>().is_ok());
    let says_wait = matches!(&words[..], ["Waiting", _, "h" | "day" | "days"]);
    match words.len() {
        3 if says_wait => Some(Date::Chip),
        // How long somebody waits.
        2 if waits => Some(Date::Alone),
        1 if clock || is_day(text) || text == "Yesterday" => Some(Date::Alone),
        2..=3 if day && text.chars().any(|c| c.is_ascii_digit()) => Some(Date::Alone),
        4.. if clock => Some(Date::Within),
        _ => None,
    }
}

enum Date {
    Alone,
    Within,
    /// In a chip of its own, which is as wide as its words.
    Chip,
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn picture<S, M>(
    driver: &mut Driver<S, M>,
    theme: &Theme,
    part: Rectangle,
    scale: f32,
    over: Option<Rectangle>,
) -> RgbaImage {
    let (Size { width, height }, pixels) = driver.picture(theme, scale);
    let mut whole = RgbaImage::from_raw(width, height, pixels).unwrap();
    let dates = driver.texts();
    for (kind, at) in dates
        .iter()
        .filter_map(|(text, at)| Some((date(text)?, at)))
    {
        // In lists the place of a date is as wide as its line, and it stands at the end.
        let (left, right) = match kind {
            Date::Alone => (at.x + at.width - DATE, at.x + at.width + 2.0),
            Date::Within => (at.x, at.x + at.width.max(LINE)),
            Date::Chip => (at.x - CHIP, at.x + WAIT),
        };
        let above = match kind {
            Date::Chip => CHIP,
            Date::Alone | Date::Within => 0.0,
        };
        let seen = Rectangle::with_size(driver.size());
        let cover = Rectangle::new(
            Point::new(left, at.y - above),
            Size::new(right - left, at.height + 2.0 * above),
        );
        let Some(cover) = cover.intersection(&seen) else {
            continue;
        };
        for y in (cover.y * scale) as u32..((cover.y + cover.height) * scale) as u32 {
            for x in (cover.x * scale) as u32..((cover.x + cover.width) * scale) as u32 {
                let at = Point::new(x as f32 / scale, y as f32 / scale);
                let is_below = over.is_some_and(|over| over.contains(at));
                if x < width && y < height && !is_below {
                    whole.put_pixel(x, y, COVER);
                }
            }
        }
    }
    let (x, y) = ((part.x * scale) as u32, (part.y * scale) as u32);
    let (w, h) = ((part.width * scale) as u32, (part.height * scale) as u32);
    image::imageops::crop_imm(&whole, x, y, w, h).to_image()
}
