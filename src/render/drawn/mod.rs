//! HTML drawn, by a process of its own: what a stranger wrote may make it fail, hang or eat memory, and costs no
//! more than the picture of that one mail.
//!
//! The window's side is [`Drawing`], which belongs to one mail and asks [`Drawers`]; the process is this program
//! again, with [`ARGUMENT`], and does [`serve`]. Between them go frames over its standard input and output.
//! The process has no other way out: nothing it is given names a file or a server that it could reach, it opens
//! none, and where the system allows it says so to the system itself.

mod amended;
mod confine;
mod contents;
mod dark;
mod darkened;
mod direction;
mod document;
mod files;
mod found;
mod frame;
mod likely;
mod looked;
mod memory;
mod mended;
mod order;
mod parts;
mod process;
mod quoted;
#[cfg(test)]
mod quoted_tests;
mod serve;
mod sheet;
mod signed;
mod simple;
#[cfg(test)]
mod simple_tests;
mod unseen;

use serde::{Deserialize, Serialize};

use super::{Part, Trouble};
use crate::domain::Needle;

pub use process::{Drawers, Drawing};
pub use serve::serve;

/// The argument with which this program draws and does nothing else.
pub const ARGUMENT: &str = "draw-html";

/// Most pictures of a mail that are drawn.
pub const MAX_PICTURES: usize = 300;
/// Most octets of them together.
pub const MAX_PICTURE_OCTETS: usize = 40 * 1024 * 1024;
/// The widest and the highest that something is laid out, in logical pixels.
pub const MAX_SIDE: f32 = 200_000.0;
/// The most rows of pixels that are asked for at once.
pub const MAX_ROWS: u32 = 4096;

/// How much larger or smaller than usual it is shown at most.
pub const ZOOMS: std::ops::RangeInclusive<f32> = 0.5..=3.0;

/// How it is to be laid out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The room for it, in logical pixels.
    pub width: f32,
    /// Pixels of the screen to a logical one.
    pub scale: f32,
    /// How much larger than usual its letters and pictures are; its room is the same.
    pub zoom: f32,
    /// The colours of the window, for a mail that brings none.
    pub colours: Colours,
    /// Is one that brings its own adapted to them where they are dark?
    pub adapt: bool,
    /// Are pictures that lie elsewhere to be drawn, as far as they are there?
    pub elsewhere: bool,
    /// Are the quote and the signature at its end shown too?
    pub quote: bool,
    /// Is it the simple view: what it says, in the letters and colours of the window, without its author's design?
    pub simple: bool,
}

/// Colours of the window: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colours {
    /// Behind the text.
    pub background: [u8; 3],
    /// The text.
    pub text: [u8; 3],
    /// Secondary text and thin lines.
    pub dim: [u8; 3],
    /// Links.
    pub link: [u8; 3],
    /// Is the background dark?
    pub is_dark: bool,
}

/// What came of laying it out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Laid {
    /// Width and height in logical pixels. Wider than the room where it cannot be made narrower.
    pub size: (f32, f32),
    /// Pixels of the screen to a logical one: those asked for, or fewer where it is shown smaller to fit.
    pub scale: f32,
    /// The links, as far as they are to be seen.
    pub links: Vec<Anchor>,
    /// Addresses of pictures that lie elsewhere and are not here.
    pub missing: Vec<String>,
    /// Addresses of the pictures that came along and are seen.
    pub shown: Vec<String>,
    /// Of those that are attached (`cid:`, RFC 2392), where they are seen.
    pub pictures: Vec<Placed>,
    /// Does it quote something at its end, which is folded?
    pub has_quote: bool,
    /// Is there a signature at its end, which is folded with the quote?
    pub has_signature: bool,
    /// Does it bring colours of its own?
    pub has_own_colours: bool,
    /// Are any of them others when they are adapted to this window? Not where it is light, nor in a mail that was
    /// designed dark.
    pub adapts: bool,
    /// Was the end left out?
    pub cut: bool,
}

impl Laid {
    /// Is the picture with this `Content-ID` seen in it?
    #[must_use]
    pub fn shows(&self, content_id: &str) -> bool {
        let mut shown = self.shown.iter();
        shown.any(|address| address.strip_prefix("cid:") == Some(content_id))
    }
}

/// A link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// Its text, as far as it has any.
    pub text: String,
    /// Where it leads.
    pub target: String,
    /// Where it lies: left, top, width, height in logical pixels; one for each line.
    pub boxes: Vec<[f32; 4]>,
}

/// A picture, where it is seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Its `Content-ID`.
    pub content_id: String,
    /// Where it lies: left, top, width, height in logical pixels; more than one where it was cut.
    pub boxes: Vec<[f32; 4]>,
}

/// Where words are that somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// Where each place lies: left, top, width, height in logical pixels; one for each line.
    pub hits: Vec<Vec<[f32; 4]>>,
    /// So often they stand in what is folded.
    pub folded: usize,
}

/// A band of pixels over the whole width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Pixels of the screen.
    pub width: u32,
    /// The same.
    pub height: u32,
    /// Red, green, blue and opacity of each.
    pub rgba: Vec<u8>,
}

/// What the process is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Request {
    /// To draw this from now on. The payload holds the octets of the pictures, one after the other.
    Open {
        id: u64,
        parts: Vec<Part>,
        /// Address and number of octets.
        pictures: Vec<(String, usize)>,
        setting: Setting,
    },
    /// To lay it out anew.
    Set { id: u64, setting: Setting },
    /// For the pixels from this row on.
    Paint { id: u64, row: u32, rows: u32 },
    /// To mark what lies between two points, in logical pixels.
    Mark {
        id: u64,
        from: (f32, f32),
        to: (f32, f32),
    },
    /// To mark nothing.
    Unmark { id: u64 },
    /// For what is marked, as text.
    Marked { id: u64 },
    /// For where any of these is seen.
    Find { id: u64, needles: Vec<Needle> },
    /// To forget it.
    Close { id: u64 },
}

/// What it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Reply {
    /// It is laid out.
    Laid(Laid),
    /// Here are the pixels, as the payload.
    Painted { width: u32, height: u32 },
    /// The text.
    Text(String),
    /// Where that is which was looked for.
    Found(Found),
    /// Done.
    Done,
    /// That could not be.
    Failed(Trouble),
}
