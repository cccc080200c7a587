//! Colours that were made for white paper, as they are shown in a dark window.
//!
//! Two roles, as a person sees them: a field, on which something stands, and what stands on it. A field that is pale
//! becomes dark: white exactly the window's own background, and others are told from it as much as they were from
//! white. One that is dark or vivid stays as it is, since it is the brand, the button, or a mail that was designed dark.
//! What stands on a field stays where its field stays; otherwise it keeps its hue and as much contrast with the field
//! as it had, so that nothing that could be read cannot be read any more, and nothing that was hidden appears on a field
//! of its mail. What stands on none, but on the bare paper or where a picture should be that is not here, is read
//! wherever it can be.
//!
//! To turn all lightness round, one colour after the other, would be simpler: Outlook does that. A green button with
//! white letters becomes a mint one with black letters there, and no contrast can be promised, since a colour does not
//! know what it stands on.

use vello_cpu::color::{AlphaColor, Oklab, Oklch, OpaqueColor, Srgb};

use super::Colours;

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

/// What text needs to be read (WCAG 2.2, 1.4.3).
const READABLE: f32 = 4.5;
/// On what is lighter black is read better, on what is darker white: there both have the contrast 4.58.
pub(super) const MIDDLE: f32 = 0.179;
/// From this chroma in Oklch on a field is vivid, where it is as dark as the first lightness, or as light as the second:
/// yellow notices have 0.06 to 0.12, yellow buttons 0.17, teal ones 0.11.
const VIVID: [(f32, f32); 2] = [(0.70, 0.09), (0.92, 0.16)];
/// With less than this share of it a field is paper.
const PALE: f32 = 0.75;
/// What is so near to vivid is.
const NEARLY: f32 = 0.95;
/// Lightness, down from white, within which fields take the tint of the window.
const TINTED: f32 = 0.5;
/// What stands on dark with more chroma glows.
const GLOWING: f32 = 0.17;
/// A dark button has at least this contrast with what it lies on, if it stood out from white.
const EDGE: f32 = 1.5;
const STOOD_OUT: f32 = 3.0;
/// Light words on something coloured had this contrast, or were not meant to be seen.
const MEANT: f32 = 2.0;
/// Light letters on dark look fainter than dark ones on white with the same contrast: so many times more they get.
const LIFTED: f32 = 1.15;
/// Components of a colour that is shown may lie so much beside what can be shown.
const SLACK: f32 = 0.002;

/// The colours of a dark window, to which others are adapted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dark {
    ground: Rgb,
    /// The ground in Oklab.
    tint: [f32; 3],
    /// How light the ground is.
    light: f32,
    /// Contrast of the text with it: more than that dazzles.
    most: f32,
}

impl Dark {
    pub(super) fn new(colours: &Colours) -> Self {
        Self {
            ground: colours.background,
            tint: opaque(colours.background).convert::<Oklab>().components,
            light: luminance(colours.background),
            most: contrast(colours.text, colours.background).max(READABLE),
        }
    }

    /// A field of this colour.
    pub(super) fn field(&self, colour: Rgb) -> Rgb {
        if colour == [255; 3] {
            return self.ground;
        }
        let [lightness, chroma, hue] = oklch(colour);
        // As light as gives the contrast with the ground that it had with white; of greys this is the lightness.
        let light = 1.05 / (luminance(colour) + 0.05) * (self.light + 0.05) - 0.05;
        let turned = light.max(0.0).cbrt();
        let vivid = vividness(lightness, chroma);
        if lightness <= turned || vivid >= NEARLY {
            return colour;
        }
        let [_, tint_a, tint_b] = self.tint;
        let share = (1.0 - (1.0 - lightness) / TINTED).max(0.0) * (1.0 - vivid);
        let (sine, cosine) = hue.to_radians().sin_cos();
        let mixed = OpaqueColor::<Oklab>::new([
            turned + (lightness - turned) * vivid,
            chroma * cosine + share * tint_a,
            chroma * sine + share * tint_b,
        ]);
        let [lightness, chroma, hue] = mixed.convert::<Oklch>().components;
        shown(lightness, chroma, hue)
    }

    /// What stands on a field, which was of one colour and is of another one now. At least as much contrast as is
    /// needed to be read is left of what there was.
    pub(super) fn on(&self, colour: Rgb, before: Rgb, after: Rgb) -> Rgb {
        if before == after {
            return colour;
        }
        if colour == before {
            return after;
        }
        let had = contrast(colour, before);
        let needed = had.min(READABLE);
        let ground = luminance(after);
        let was_lighter = luminance(colour) > luminance(before);
        let lighter = ground <= MIDDLE || was_lighter && 1.05 / (ground + 0.05) >= needed;
        // White words on a button stay white on one that is a little darker.
        if lighter && was_lighter && had >= MEANT && contrast(colour, after) >= needed {
            return colour;
        }
        let lifted = if lighter && !was_lighter && had >= MEANT {
            had * LIFTED
        } else {
            had
        };
        let wanted = lifted.min(self.most).max(needed);
        seen(colour, ground, wanted, lighter)
    }

    /// Can words be read on a field as it is now, which could not be on what they stood on as far as that is here? They were
    /// made for a picture, and are left as they are.
    pub(super) fn frees(colour: Rgb, before: Rgb, after: Rgb) -> bool {
        contrast(colour, before) < MEANT && contrast(colour, after) >= READABLE
    }

    /// A small dark field on one that became dark as well: a button is to be seen as one.
    pub(super) fn button(colour: Rgb, before: Rgb, after: Rgb) -> Rgb {
        let vanishes = before != after
            && contrast(colour, before) >= STOOD_OUT
            && contrast(colour, after) < EDGE;
        if vanishes && luminance(after) <= MIDDLE {
            seen(colour, luminance(after), EDGE, true)
        } else {
            colour
        }
    }
}

/// How much a colour is one of its own, 0 to 1, and not a tint of paper.
fn vividness(lightness: f32, chroma: f32) -> f32 {
    let [(dark, in_dark), (light, in_light)] = VIVID;
    let share = ((lightness - dark) / (light - dark)).clamp(0.0, 1.0);
    let vivid = in_dark + share * (in_light - in_dark);
    let pale = vivid * PALE;
    let way = ((chroma - pale) / (vivid - pale)).clamp(0.0, 1.0);
    way * way * (3.0 - 2.0 * way)
}

/// A colour over another one, as it is painted.
pub(super) fn over(colour: Rgb, opacity: f32, below: Rgb) -> Rgb {
    let mut mixed = colour;
    for (channel, below) in mixed.iter_mut().zip(below) {
        let value = f32::from(*channel) * opacity + f32::from(below) * (1.0 - opacity);
        // Between two octets; a float becomes the nearest number there is.
        *channel = value.round() as u8;
    }
    mixed
}

/// How light it is (WCAG 2.2, relative luminance).
pub(super) fn luminance(colour: Rgb) -> f32 {
    opaque(colour).relative_luminance()
}

/// The contrast of two colours (WCAG 2.2), 1 to 21.
pub(super) fn contrast(one: Rgb, other: Rgb) -> f32 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// The hue of a colour with this contrast to a ground that is so light, or as much as can be had.
fn seen(colour: Rgb, ground: f32, contrast: f32, lighter: bool) -> Rgb {
    let [_, chroma, hue] = oklch(colour);
    let chroma = if lighter { chroma.min(GLOWING) } else { chroma };
    let wanted = if lighter {
        contrast * (ground + 0.05) - 0.05
    } else {
        (ground + 0.05) / contrast - 0.05
    };
    let (mut low, mut high) = (0.0_f32, 1.0_f32);
    for _ in 0..12 {
        let middle = f32::midpoint(low, high);
        let there = luminance(shown(middle, chroma, hue));
        let is_light = if lighter {
            there >= wanted
        } else {
            there > wanted
        };
        if is_light {
            high = middle;
        } else {
            low = middle;
        }
    }
    shown(if lighter { high } else { low }, chroma, hue)
}

/// The colour of this lightness and hue, as strong as asked for or as it can be shown.
fn shown(lightness: f32, chroma: f32, hue: f32) -> Rgb {
    let of = |chroma| OpaqueColor::<Oklch>::new([lightness, chroma, hue]).convert::<Srgb>();
    let can_be = |colour: OpaqueColor<Srgb>| {
        let mut components = colour.components.iter();
        components.all(|one| (-SLACK..=1.0 + SLACK).contains(one))
    };
    let asked = of(chroma);
    if can_be(asked) {
        return octets(asked);
    }
    let (mut low, mut high) = (0.0, chroma);
    for _ in 0..8 {
        let middle = f32::midpoint(low, high);
        if can_be(of(middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    octets(of(low))
}

fn oklch(colour: Rgb) -> [f32; 3] {
    opaque(colour).convert::<Oklch>().components
}

fn opaque([r, g, b]: Rgb) -> OpaqueColor<Srgb> {
    AlphaColor::<Srgb>::from_rgb8(r, g, b).discard_alpha()
}

fn octets(colour: OpaqueColor<Srgb>) -> Rgb {
    let colour = colour.to_rgba8();
    [colour.r, colour.g, colour.b]
}

#[cfg(test)]
#[path = "dark_tests.rs"]
mod tests;
