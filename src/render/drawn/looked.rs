//! What a picture covers, and what of it would vanish on a dark ground, as far as a look at some of its pixels tells.

use vello_cpu::peniko::{ImageData, ImageFormat};

use super::dark::{Rgb, contrast};

/// So many pixels are looked at in each direction.
const PIXELS: u32 = 48;
/// A picture that covers less of its box than this lets see what lies below.
const COVERED: f32 = 0.9;
/// Less contrast than this is not seen, and more is.
const UNSEEN: f32 = 1.6;
const SEEN: f32 = 3.0;
/// Of what is painted at least this share vanishes where letters do.
const LOST: f32 = 0.15;

/// Some of the pixels of a picture.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Those that are painted.
    painted: Vec<Rgb>,
    all: usize,
}

impl Looked {
    pub(super) fn at(image: &ImageData) -> Self {
        let step = |side: u32| (side / PIXELS).max(1);
        let (right, down) = (step(image.width), step(image.height));
        let octets = image.data.data();
        let mut looked = Self::default();
        let rows = (down / 2..image.height).step_by(down as usize);
        for y in rows {
            for x in (right / 2..image.width).step_by(right as usize) {
                let at = (y as usize * image.width as usize + x as usize) * 4;
                let Some([first, second, third, alpha]) = octets.get(at..at + 4) else {
                    continue;
                };
                looked.all += 1;
                if *alpha >= 128 {
                    looked.painted.push(match image.format {
                        ImageFormat::Bgra8 => [*third, *second, *first],
                        _ => [*first, *second, *third],
                    });
                }
            }
        }
        looked
    }

    /// The colour that it has on the whole, where it hides what lies below.
    pub(super) fn covers(&self) -> Option<Rgb> {
        let painted = self.painted.len() as f32;
        if self.all == 0 || painted < self.all as f32 * COVERED {
            return None;
        }
        let mut mean = [0.0_f32; 3];
        for pixel in &self.painted {
            for (sum, channel) in mean.iter_mut().zip(pixel) {
                *sum += f32::from(*channel) / painted;
            }
        }
        Some(mean.map(|channel| channel.round() as u8))
    }

    /// Is much of it lost where what lies below is of another colour?
    pub(super) fn vanishes(&self, before: Rgb, after: Rgb) -> bool {
        let is_lost =
            |pixel: &&Rgb| contrast(**pixel, after) < UNSEEN && contrast(**pixel, before) >= SEEN;
        let lost = self.painted.iter().filter(is_lost).count();
        lost > 0 && lost as f32 >= self.painted.len() as f32 * LOST
    }
}

#[cfg(test)]
mod tests {
    use vello_cpu::peniko::{Blob, ImageAlphaType};

    use super::*;

    /// A picture of 100 by 40 pixels.
    fn image(pixel: impl Fn(u32, u32) -> [u8; 4]) -> ImageData {
        let pixels = (0..40).flat_map(|y| (0..100).map(move |x| (x, y)));
        let octets: Vec<u8> = pixels.flat_map(|(x, y)| pixel(x, y)).collect();
        ImageData {
            data: Blob::from(octets),
            format: ImageFormat::Rgba8,
            alpha_type: ImageAlphaType::Alpha,
            width: 100,
            height: 40,
        }
    }

    const DARK: Rgb = [32, 34, 38];
    const WHITE: Rgb = [255; 3];

    #[test]
    fn a_photo_covers_and_a_logo_does_not() {
        let photo = Looked::at(&image(|_, _| [200, 30, 60, 255]));
        assert_eq!(photo.covers(), Some([200, 30, 60]));
        let logo = Looked::at(&image(|x, _| [0, 0, 0, if x < 50 { 255 } else { 0 }]));
        assert_eq!(logo.covers(), None);
    }

    #[test]
    fn black_letters_vanish_on_dark_and_others_do_not() {
        let of = |colour: Rgb| {
            let [r, g, b] = colour;
            Looked::at(&image(move |x, _| {
                [r, g, b, if x % 10 < 4 { 255 } else { 0 }]
            }))
        };
        assert!(of([0; 3]).vanishes(WHITE, DARK));
        assert!(of([30, 30, 80]).vanishes(WHITE, DARK));
        assert!(!of([200, 30, 60]).vanishes(WHITE, DARK), "it is seen");
        assert!(
            !of([255; 3]).vanishes(WHITE, DARK),
            "it was not seen before"
        );
        assert!(!of([0; 3]).vanishes(DARK, DARK));
    }

    #[test]
    fn what_is_empty_or_cut_off_is_nothing() {
        let mut cut = image(|_, _| [0, 0, 0, 255]);
        cut.data = Blob::from(vec![0; 3]);
        assert_eq!(Looked::at(&cut).covers(), None);
        let clear = Looked::at(&image(|_, _| [0; 4]));
        assert_eq!(clear.covers(), None);
        assert!(!clear.vanishes(WHITE, DARK));
    }
}
