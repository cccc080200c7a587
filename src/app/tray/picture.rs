//! The picture of the icon, in two states: all is read, or something is not.

use image::ImageFormat;

/// The pictures of one system.
struct Pictures {
    read: &'static [u8],
    unread: &'static [u8],
}

/// White on the accent, for the notification area may be light or dark.
#[cfg(any(windows, test))]
const COLOURED: Pictures = Pictures {
    read: include_bytes!("../../../assets/tray/read.png"),
    unread: include_bytes!("../../../assets/tray/unread.png"),
};

/// A shape alone, which the menu bar of macOS colours as its own ones.
#[cfg(any(target_os = "macos", test))]
const SHAPES: Pictures = Pictures {
    read: include_bytes!("../../../assets/tray/read-template.png"),
    unread: include_bytes!("../../../assets/tray/unread-template.png"),
};

/// Pixels from the top left, four octets each: red, green, blue, opacity.
pub(super) struct Pixels {
    pub(super) rgba: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// What it looks like on this system.
#[cfg(any(windows, target_os = "macos"))]
pub(super) fn of(is_unread: bool) -> image::ImageResult<Pixels> {
    #[cfg(windows)]
    let pictures = COLOURED;
    #[cfg(target_os = "macos")]
    let pictures = SHAPES;
    pictures.pixels(is_unread)
}

impl Pictures {
    fn pixels(&self, is_unread: bool) -> image::ImageResult<Pixels> {
        let png = if is_unread { self.unread } else { self.read };
        let picture = image::load_from_memory_with_format(png, ImageFormat::Png)?.into_rgba8();
        let (width, height) = picture.dimensions();
        Ok(Pixels {
            rgba: picture.into_raw(),
            width,
            height,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels of which nothing is seen through.
    fn solid(pixels: &Pixels) -> Vec<[u8; 3]> {
        let quads = pixels.rgba.chunks_exact(4);
        quads
            .filter(|p| p[3] == 255)
            .map(|p| [p[0], p[1], p[2]])
            .collect()
    }

    #[test]
    fn unread_mail_is_seen_in_every_picture() {
        for pictures in [COLOURED, SHAPES] {
            let read = pictures.pixels(false).unwrap();
            let unread = pictures.pixels(true).unwrap();
            for pixels in [&read, &unread] {
                assert_eq!(pixels.width, pixels.height);
                assert_eq!(pixels.rgba.len() as u32, pixels.width * pixels.height * 4);
                assert!(!solid(pixels).is_empty());
            }
            assert_ne!(read.rgba, unread.rgba);
        }
    }

    /// The menu bar takes the opacity alone: what is told by a colour would be lost there.
    #[test]
    fn shapes_are_black() {
        for is_unread in [false, true] {
            let pixels = SHAPES.pixels(is_unread).unwrap();
            assert!(solid(&pixels).iter().all(|rgb| *rgb == [0, 0, 0]));
            assert!(pixels.rgba.chunks_exact(4).any(|p| p[3] == 0));
        }
    }

    /// White on a dark ground, whatever lies behind it.
    #[test]
    fn colours_stand_on_their_own_ground() {
        for is_unread in [false, true] {
            let pixels = COLOURED.pixels(is_unread).unwrap();
            let solid = solid(&pixels);
            let area = (pixels.width * pixels.height) as usize;
            assert!(solid.len() * 4 > area * 3, "most of it is filled");
            assert!(solid.contains(&[255, 255, 255]));
        }
    }
}
