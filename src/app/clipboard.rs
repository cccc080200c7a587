//! What the clipboard holds beside text: files and a picture. iced reads text alone.

use std::io::Cursor;
use std::path::PathBuf;

use arboard::Clipboard;
use image::{ImageFormat, RgbaImage};

/// Most files that are taken at once.
const MOST_FILES: usize = 200;
/// A text that is longer is not looked at for the names of files.
const MOST_NAMES: usize = 64 * 1024;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// Files that were copied in a program for files.
    Files(Vec<PathBuf>),
    /// A picture, as PNG.
    Picture(Vec<u8>),
    /// Nothing of that.
    Nothing,
}

/// Looks for files, and for a picture where there is no text: programs for texts and tables put a picture of it beside
/// it. Asks the program that copied it: call it off the window's thread.
#[must_use]
pub fn held(has_text: bool) -> Held {
    // Where no clipboard can be reached, nothing can be pasted.
    let Ok(mut clipboard) = Clipboard::new() else {
        return Held::Nothing;
    };
    if let Ok(mut files) = clipboard.get().file_list()
        && !files.is_empty()
    {
        files.truncate(MOST_FILES);
        return Held::Files(files);
    }
    if has_text {
        return Held::Nothing;
    }
    let picture = clipboard.get_image().ok().and_then(|picture| {
        let (width, height) = (
            picture.width.try_into().ok()?,
            picture.height.try_into().ok()?,
        );
        png(width, height, picture.bytes.into_owned())
    });
    picture.map_or(Held::Nothing, Held::Picture)
}

fn png(width: u32, height: u32, pixels: Vec<u8>) -> Option<Vec<u8>> {
    let picture = RgbaImage::from_raw(width, height, pixels)?;
    let mut octets = Cursor::new(Vec::new());
    picture.write_to(&mut octets, ImageFormat::Png).ok()?;
    Some(octets.into_inner())
}

/// May a text be the names of files, as programs for files put them on the clipboard beside these?
#[must_use]
pub fn names_files(text: &str) -> bool {
    let is_drive = |line: &str| {
        let mut letters = line.chars();
        letters.next().is_some_and(|c| c.is_ascii_alphabetic())
            && letters.as_str().starts_with(":\\")
    };
    let names_one = |line: &str| {
        line.starts_with('/')
            || line.starts_with("file://")
            || line.starts_with("\\\\")
            || is_drive(line)
    };
    let mut lines = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .peekable();
    text.len() <= MOST_NAMES && lines.peek().is_some() && lines.all(names_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_told_from_what_people_write() {
        for names in [
            "/home/kim/a.pdf",
            "file:///tmp/a\nfile:///tmp/b\n",
            "C:\\a.pdf",
            "\\\\host\\a",
        ] {
            assert!(names_files(names), "{names}");
        }
        for text in [
            "",
            " \n",
            "Dear Kim",
            "see /home",
            "/home/kim\nis the place",
            "a:b",
            "http://x",
        ] {
            assert!(!names_files(text), "{text}");
        }
    }

    #[test]
    fn pixels_become_a_file_that_is_one() {
        let pixels = vec![10, 20, 30, 255, 40, 50, 60, 255];
        let file = png(2, 1, pixels.clone()).unwrap();
        let read = image::load_from_memory(&file).unwrap().into_rgba8();
        assert_eq!((read.dimensions(), read.into_raw()), ((2, 1), pixels));
        assert_eq!(png(2, 2, vec![0; 4]), None, "fewer pixels than it says");
    }
}
