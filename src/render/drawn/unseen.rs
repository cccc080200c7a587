//! What nobody sees of a mail that is laid out: by all that its author's styles come to, wherever they stand. The simple
//! view drops those styles, and what they hid stays hidden.

use blitz_dom::{BaseDocument, Node, local_name};
use style::color::{AbsoluteColor, ColorSpace};
use style::computed_values::visibility::T as Visibility;
use style::properties::ComputedValues;
use style::values::computed::Overflow;
use style::values::generics::image::Image;

use super::dark::{Rgb, contrast, over};
use crate::render::hidden::{FAR, SPECK, cuts_away};

/// Less of a colour than this is not seen.
const FAINT: f32 = 0.05;
/// Nor are letters with less contrast than this to what they stand on (WCAG 2.2; black on white has 21).
const ALIKE: f32 = 1.1;
/// Nor is anything in a box that is cut off at its edge and no wider or higher than this, in pixels.
const SLIT: f32 = 2.0;

/// How letters look that stand in an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Are they seen?
    pub(super) letters: bool,
    /// On what they stand, unless that is a picture.
    ground: Option<Rgb>,
}

impl Look {
    /// Of what lies on bare paper.
    pub(super) fn on(paper: Rgb) -> Self {
        Self {
            letters: true,
            ground: Some(paper),
        }
    }
}

/// How an element looks in what looks so. `None`: neither it nor anything in it is seen.
pub(super) fn look(document: &BaseDocument, node: &Node, around: Look) -> Option<Look> {
    // What is in something that is not displayed has no styles at all.
    let styles = node.primary_styles()?;
    let display = styles.clone_display();
    let own = node.attr(local_name!("style")).unwrap_or_default();
    if display.is_none() || styles.clone_opacity() <= FAINT || cuts_away(own) {
        return None;
    }
    if !display.is_inline_flow() && is_out_of_sight(document, node, &styles) {
        return None;
    }
    let ink = styles.clone_color();
    let field = styles.clone_background_color().resolve_to_absolute(&ink);
    let mut pictures = styles.get_background().background_image.0.iter();
    let ground = if pictures.any(|picture| !matches!(picture, Image::None)) {
        // Nobody knows what it shows. Its author wanted the words on it to be read.
        None
    } else {
        let (colour, opacity) = octets(field);
        match around.ground {
            _ if opacity >= 1.0 - FAINT => Some(colour),
            below => below.map(|below| over(colour, opacity, below)),
        }
    };
    let letters = has_letters(&styles) && is_told_apart(ink, ground);
    Some(Look { letters, ground })
}

/// Is it shrunk to nothing, or put beside the page?
fn is_out_of_sight(document: &BaseDocument, node: &Node, styles: &ComputedValues) -> bool {
    let size = node.final_layout().size;
    let is_cut = |overflow: Overflow| overflow != Overflow::Visible;
    let is_slit = size.width <= SLIT || size.height <= SLIT;
    if is_slit && (is_cut(styles.clone_overflow_x()) || is_cut(styles.clone_overflow_y())) {
        return true;
    }
    let at = document.get_client_bounding_rect(node.id);
    at.is_some_and(|at| {
        let has_size = at.width > 0.0 && at.height > 0.0;
        has_size && (at.x + at.width <= 0.0 || at.y + at.height <= 0.0)
    })
}

/// Are letters seen that are set so?
fn has_letters(styles: &ComputedValues) -> bool {
    let indent = styles.clone_text_indent().length.to_length();
    let is_moved = indent.is_some_and(|indent| indent.px() <= FAR);
    styles.clone_visibility() == Visibility::Visible
        && styles.clone_font_size().used_size().px() > SPECK
        && !is_moved
}

fn is_told_apart(ink: AbsoluteColor, ground: Option<Rgb>) -> bool {
    let (colour, opacity) = octets(ink);
    let on = |ground| contrast(over(colour, opacity, ground), ground) >= ALIKE;
    opacity > FAINT && ground.is_none_or(on)
}

fn octets(colour: AbsoluteColor) -> (Rgb, f32) {
    let shown = colour.to_color_space(ColorSpace::Srgb);
    let [red, green, blue, opacity] = *shown.raw_components();
    // A float becomes the nearest octet there is.
    let octet = |one: f32| (one * 255.0).round() as u8;
    ([octet(red), octet(green), octet(blue)], opacity)
}
