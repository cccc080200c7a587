//! Pictures in a text that is written: each is seen as one thing, and is one for the keys.
//!
//! In the text stands the mark of a picture (`![lamp.png](cid:lamp.png)`), of which who writes a mail need know nothing:
//! over it lies the picture, small, with its name; the cursor passes it in one step, and one key takes it out.

use std::collections::BTreeMap;
use std::ops::Range;

use iced::advanced::image::{self, Image, Renderer as _};
use iced::advanced::text::{self, Paragraph as _, Renderer as _, Text};
use iced::advanced::{Renderer as _, graphics, renderer};
use iced::alignment::Vertical;
use iced::widget::text_editor::{Action, Cursor, Edit, Motion, Position};
use iced::{Pixels, Point, Rectangle, Renderer, Size};

use super::fit::{Paragraph, one_line};
use crate::app::theme::{Tokens, font, scale, style};
use crate::rfc822::PicturePlace;

/// Room around what is in a chip, and between the picture and its name.
const ROOM: f32 = 4.0;
/// How much wider than high a picture is shown at most.
const WIDEST: f32 = 2.0;

/// A small picture, or the name of what has none.
#[derive(Debug, Clone)]
pub struct Thumb {
    /// Its pixels, and how wide and how high they are.
    picture: Option<(image::Handle, (u32, u32))>,
    /// What it is called instead of its file.
    name: Option<String>,
}

impl Thumb {
    /// A picture, which is called as its file is.
    #[must_use]
    pub fn of(handle: image::Handle, size: (u32, u32)) -> Self {
        Self {
            picture: Some((handle, size)),
            name: None,
        }
    }

    /// What is no picture.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self {
            picture: None,
            name: Some(name),
        }
    }
}

/// Small pictures by the names of their files.
pub type Thumbs = BTreeMap<String, Thumb>;

/// The cursor after `action`, where it would be amid the mark of a picture.
pub fn beside(places: &[PicturePlace], cursor: Cursor, action: &Action) -> Option<Cursor> {
    let amid = |at: Position| {
        let is_amid = |p: &&PicturePlace| {
            p.line == at.line && p.range.start < at.column && at.column < p.range.end
        };
        places.iter().find(is_amid).map(|place| &place.range)
    };
    let outside = |at: Position, to_end: bool| {
        let range = amid(at)?;
        let column = if to_end { range.end } else { range.start };
        Some(Position { column, ..at })
    };
    let at = cursor.position;
    let forward = match action {
        Action::Move(Motion::Left | Motion::WordLeft)
        | Action::Select(Motion::Left | Motion::WordLeft) => Some(false),
        Action::Move(Motion::Right | Motion::WordRight)
        | Action::Select(Motion::Right | Motion::WordRight) => Some(true),
        _ => None,
    };
    let key = |at: Position| (at.line, at.column);
    let is_last = cursor.selection.map(|other| key(other) < key(at));
    let nearest = || amid(at).is_some_and(|range| at.column - range.start > range.end - at.column);
    let to_end = forward.or(is_last).unwrap_or_else(nearest);
    let position = outside(at, to_end);
    let selection = cursor
        .selection
        .and_then(|other| outside(other, key(other) > key(at)));
    (position.is_some() || selection.is_some()).then(|| Cursor {
        position: position.unwrap_or(at),
        selection: selection.or(cursor.selection),
    })
}

/// The mark that `action` takes out: the one before or behind the cursor.
pub fn erased(
    places: &[PicturePlace],
    cursor: Cursor,
    action: &Action,
) -> Option<(usize, Range<usize>)> {
    let before = match action {
        Action::Edit(Edit::Backspace) => true,
        Action::Edit(Edit::Delete) => false,
        _ => return None,
    };
    let at = cursor.position;
    let touches = |range: &Range<usize>| {
        let edge = if before { range.end } else { range.start };
        cursor.selection.is_none() && edge == at.column
    };
    let place = places
        .iter()
        .find(|p| p.line == at.line && touches(&p.range))?;
    Some((place.line, place.range.clone()))
}

/// Draws pictures over their marks in a text whose top left corner is at `position`; a mark of which no picture is
/// known is left as it is.
pub fn draw(
    renderer: &mut Renderer,
    tokens: &Tokens,
    editor: &graphics::text::Editor,
    places: &[PicturePlace],
    thumbs: &Thumbs,
    cursor: Cursor,
    (position, seen): (Point, Rectangle),
) {
    if places.is_empty() || thumbs.is_empty() {
        return;
    }
    renderer.with_layer(seen, |renderer| {
        for place in places {
            let Some(thumb) = thumbs.get(&place.name) else {
                continue;
            };
            let pieces = pieces(editor, place, position);
            for piece in &pieces {
                fill(renderer, *piece, tokens.panel, style::rounded(0.0));
            }
            if let Some(first) = pieces.first().filter(|first| first.intersects(&seen)) {
                let is_chosen = is_chosen(place, cursor);
                draw_chip(
                    renderer,
                    tokens,
                    *first,
                    seen,
                    (&place.name, thumb),
                    is_chosen,
                );
            }
        }
    });
}

/// Where a mark is seen: a piece for each line that it is broken into.
fn pieces(
    editor: &graphics::text::Editor,
    place: &PicturePlace,
    position: Point,
) -> Vec<Rectangle> {
    let runs = editor.buffer().layout_runs();
    let runs = runs.filter(|run| run.line_i == place.line);
    runs.filter_map(|run| {
        let inside = run
            .glyphs
            .iter()
            .filter(|glyph| glyph.start < place.range.end && place.range.start < glyph.end);
        let ends = inside.map(|glyph| (glyph.x, glyph.x + glyph.w));
        let (left, right) = ends.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))?;
        // The cursor stands at the edge.
        let top = Point::new(position.x + left + 1.0, position.y + run.line_top);
        Some(Rectangle::new(
            top,
            Size::new((right - left - 1.0).max(0.0), run.line_height),
        ))
    })
    .collect()
}

fn is_chosen(place: &PicturePlace, cursor: Cursor) -> bool {
    let key = |at: Position| (at.line, at.column);
    let Some(other) = cursor.selection.map(key) else {
        return false;
    };
    let at = key(cursor.position);
    let (from, to) = (at.min(other), at.max(other));
    from <= (place.line, place.range.start) && (place.line, place.range.end) <= to
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: iced::Color, border: iced::Border) {
    let quad = renderer::Quad {
        bounds,
        border,
        ..renderer::Quad::default()
    };
    renderer.fill_quad(quad, color);
}

fn draw_chip(
    renderer: &mut Renderer,
    tokens: &Tokens,
    room: Rectangle,
    seen: Rectangle,
    (name, thumb): (&str, &Thumb),
    is_chosen: bool,
) {
    let height = (room.height - 2.0).max(1.0);
    let inner = (height - ROOM).max(1.0);
    // As a whole where it has the shape of most pictures; a very wide one is shown lower.
    let shown = thumb.picture.as_ref().map_or(Size::ZERO, |(_, size)| {
        let (wide, high) = (size.0.max(1) as f32, size.1.max(1) as f32);
        let width = (inner * wide / high).min(inner * WIDEST);
        Size::new(width, (width * high / wide).min(inner))
    });
    let width = shown.width;
    let name = thumb.name.as_deref().unwrap_or(name);
    let words = |bounds| Text {
        content: one_line(name).into_owned(),
        bounds,
        size: Pixels(scale::TEXT_SMALL),
        line_height: text::LineHeight::Relative(scale::LINE),
        font: font::REGULAR,
        align_x: text::Alignment::Default,
        align_y: Vertical::Center,
        shaping: text::Shaping::Advanced,
        wrapping: text::Wrapping::None,
    };
    let of_words = Paragraph::with_text(words(Size::INFINITE).as_ref());
    let of_words = of_words.min_bounds().width.ceil();
    let whole = ROOM * 3.0 + width + of_words;
    let chip = Rectangle {
        x: room.x + 1.0,
        y: room.y + 1.0,
        width: whole.min(room.width - 1.0),
        height,
    };
    let (ground, line) = if is_chosen {
        (tokens.selection, tokens.accent)
    } else {
        (tokens.background, tokens.line)
    };
    fill(renderer, chip, ground, style::edge(line, scale::RADIUS_ROW));
    let picture = Rectangle {
        x: chip.x + ROOM,
        y: chip.y + (height - shown.height) / 2.0,
        width: shown.width,
        height: shown.height,
    };
    let Some(clip) = chip.intersection(&seen) else {
        return;
    };
    if let Some((handle, _)) = &thumb.picture {
        renderer.draw_image(Image::new(handle.clone()), picture, clip);
    }
    let at = Point::new(picture.x + width + ROOM, chip.y + height / 2.0);
    // Text that is drawn at once is broken where its bounds end, whatever is said of that (iced_graphics 0.14).
    let words = words(Size::new(of_words + 1.0, height));
    renderer.fill_text(words, at, tokens.text, clip);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, range: Range<usize>) -> PicturePlace {
        PicturePlace {
            line,
            range,
            name: "a.png".into(),
        }
    }

    fn at(column: usize, selection: Option<usize>) -> Cursor {
        let position = |column| Position { line: 1, column };
        Cursor {
            position: position(column),
            selection: selection.map(position),
        }
    }

    fn column(cursor: Cursor, action: &Action) -> Option<(usize, Option<usize>)> {
        let cursor = beside(&[place(1, 4..20)], cursor, action)?;
        Some((cursor.position.column, cursor.selection.map(|p| p.column)))
    }

    #[test]
    fn the_cursor_passes_a_picture_in_one_step() {
        let right = Action::Move(Motion::Right);
        let left = Action::Move(Motion::WordLeft);
        assert_eq!(column(at(5, None), &right), Some((20, None)));
        assert_eq!(column(at(19, None), &left), Some((4, None)));
        let click = Action::Click(Point::ORIGIN);
        assert_eq!(column(at(6, None), &click), Some((4, None)));
        assert_eq!(column(at(18, None), &click), Some((20, None)));
        for edge in [3, 4, 20, 21] {
            assert_eq!(column(at(edge, None), &right), None);
        }
    }

    #[test]
    fn of_what_is_chosen_a_picture_is_a_part_as_a_whole() {
        let word = Action::SelectWord;
        assert_eq!(column(at(9, Some(6)), &word), Some((20, Some(4))));
        assert_eq!(column(at(6, Some(9)), &word), Some((4, Some(20))));
        let less = Action::Select(Motion::Left);
        assert_eq!(column(at(19, Some(0)), &less), Some((4, Some(0))));
        assert_eq!(column(at(30, Some(2)), &word), None);
    }

    #[test]
    fn one_key_takes_a_picture_out() {
        let places = [place(1, 4..20)];
        let back = Action::Edit(Edit::Backspace);
        let delete = Action::Edit(Edit::Delete);
        assert_eq!(erased(&places, at(20, None), &back), Some((1, 4..20)));
        assert_eq!(erased(&places, at(4, None), &delete), Some((1, 4..20)));
        assert_eq!(erased(&places, at(4, None), &back), None);
        assert_eq!(erased(&places, at(20, Some(2)), &back), None);
        assert_eq!(
            erased(&places, at(20, None), &Action::Edit(Edit::Enter)),
            None
        );
    }
}
