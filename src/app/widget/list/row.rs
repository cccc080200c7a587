//! One row of the message list: what it shows, and how it is drawn.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use iced::advanced::text::{Paragraph as _, Renderer as _};
use iced::advanced::{Renderer as _, renderer};
use iced::{Background, Border, Color, Point, Rectangle, Renderer, Size, Vector};

use super::super::fit::{Paragraph, Setting, one_line};
use super::super::icon::{self, Icon};
use super::super::passage::{areas_between, draw_found};
use crate::app::theme::{Tokens, Tone, font, scale, style};
use crate::domain::{MOST_HITS, Sights, hits};

/// What a row shows. All words may come from anywhere: they are kept in their line.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// Two letters for the circle.
    pub initials: Cow<'a, str>,
    /// The colour of the circle, from [`crate::app::theme::avatar`].
    pub avatar: Color,
    /// Who wrote.
    pub from: Cow<'a, str>,
    /// When, in as few letters as are clear today.
    pub date: Cow<'a, str>,
    /// Somebody waits since then: how long already.
    pub waits: Option<Tone>,
    /// What about.
    pub subject: Cow<'a, str>,
    /// How it begins.
    pub preview: Cow<'a, str>,
    /// What happened to it: "Ben replied".
    pub chip: Option<(Tone, Cow<'a, str>)>,
    /// What people marked it with, a few of it.
    pub labels: Vec<(Tone, Cow<'a, str>)>,
    /// Nobody has read it.
    pub unread: bool,
    /// Somebody else has, and this person has not: in words.
    pub for_me: Option<Cow<'a, str>>,
    /// It is flagged.
    pub flagged: bool,
    /// Something is attached.
    pub attachment: bool,
    /// What is marked in it of what was searched for.
    pub sights: Option<&'a Sights>,
}

/// The bar at the edge of a row that is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// Nobody has read it.
    Filled,
    /// Somebody else has.
    Hollow,
}

impl Row<'_> {
    /// Its bar.
    pub fn bar(&self) -> Option<Bar> {
        match (self.unread, &self.for_me) {
            (true, _) => Some(Bar::Filled),
            (false, Some(_)) => Some(Bar::Hollow),
            (false, None) => None,
        }
    }
}

/// How far from the edge of a row the pointer is at its bar.
pub const AT_BAR: f32 = 10.0;

/// How a row stands at the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stand {
    pub selected: bool,
    pub hovered: bool,
    pub ring: bool,
}

/// The words of a row, shaped for a width.
pub struct Shaped {
    pub of: u64,
    initials: Paragraph,
    from: Paragraph,
    date: Paragraph,
    subject: Paragraph,
    /// `None`: not shaped yet, since the list moves too fast for it to be read.
    preview: Option<Paragraph>,
    /// How wide it may be.
    preview_room: f32,
    /// The chip, then the labels.
    pills: Vec<(Tone, Paragraph)>,
    /// What is marked in its words, as stretches of them.
    marked: Marked,
}

/// Stretches that are marked: of who wrote, of the subject, of the preview.
#[derive(Default)]
struct Marked {
    from: Vec<Range<usize>>,
    subject: Vec<Range<usize>>,
    preview: Vec<Range<usize>>,
}

impl Marked {
    fn of(row: &Row<'_>) -> Self {
        let Some(sights) = row.sights else {
            return Self::default();
        };
        let within = |text: &str, needles| hits(&one_line(text), needles, MOST_HITS);
        Self {
            from: within(&row.from, &sights.sender),
            subject: within(&row.subject, &sights.subject),
            preview: within(&row.preview, &sights.text),
        }
    }
}

/// Where everything is in a row.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    bar: Rectangle,
    avatar: Rectangle,
    left: f32,
    right: f32,
    lines: [f32; 3],
    compact: bool,
}

const INITIALS: f32 = 11.5;

impl Plan {
    pub fn new(bounds: Rectangle, compact: bool) -> Self {
        let (circle, top) = if compact { (24.0, 10.0) } else { (30.0, 10.0) };
        Self {
            bar: Rectangle {
                width: AT_BAR,
                ..bounds
            },
            avatar: Rectangle::new(
                Point::new(bounds.x + scale::M, bounds.y + top),
                Size::new(circle, circle),
            ),
            left: bounds.x + scale::M + circle + 10.0,
            right: bounds.x + bounds.width - 14.0,
            lines: if compact {
                [bounds.y + 4.0, bounds.y + 22.0, bounds.y + 22.0]
            } else {
                [bounds.y + 7.0, bounds.y + 25.0, bounds.y + 43.0]
            },
            compact,
        }
    }

    fn width(&self) -> f32 {
        (self.right - self.left).max(0.0)
    }
}

fn setting(font: iced::Font, size: f32) -> Setting {
    Setting { font, size }
}

fn from_setting(row: &Row<'_>) -> Setting {
    let weight = if row.unread {
        font::SEMIBOLD
    } else {
        font::MEDIUM
    };
    setting(weight, scale::TEXT)
}

fn subject_setting(row: &Row<'_>) -> Setting {
    let weight = if row.unread {
        font::SEMIBOLD
    } else {
        font::REGULAR
    };
    setting(weight, scale::TEXT)
}

const SMALL: Setting = Setting {
    font: font::REGULAR,
    size: scale::TEXT_SMALL,
};
const CHIP: Setting = Setting {
    font: font::MEDIUM,
    size: scale::TEXT_TINY,
};
const CHIP_HEIGHT: f32 = 18.0;
/// Beside the words of a pill, both sides together.
const PILL_SIDES: f32 = 14.0;
const PILL_GAP: f32 = 6.0;
/// The share of a row's width that one label may take.
const LABEL_SHARE: f32 = 0.2;

/// A number that changes when a row has to be shaped anew.
pub fn fingerprint(row: &Row<'_>, width: f32, compact: bool) -> u64 {
    let mut hasher = DefaultHasher::new();
    (
        &row.initials,
        &row.from,
        &row.date,
        &row.subject,
        &row.preview,
        row.chip.as_ref().map(|(_, word)| word),
        row.labels.iter().map(|(_, word)| word).collect::<Vec<_>>(),
        (row.bar().is_some(), row.flagged, row.attachment, compact),
        row.unread,
        row.sights,
        width.to_bits(),
    )
        .hash(&mut hasher);
    hasher.finish()
}

/// The width that the signs before the date take.
fn signs(row: &Row<'_>) -> f32 {
    let one = scale::ICON_SMALL + 5.0;
    f32::from(u8::from(row.attachment)) * one + f32::from(u8::from(row.flagged)) * one
}

/// Shapes the words of a row, but for those of its preview: [`Shaped::with_preview`].
pub fn shape(row: &Row<'_>, plan: &Plan, of: u64) -> Shaped {
    let width = plan.width();
    let (date, _) = SMALL.fit(&one_line(&row.date), width * 0.5);
    let from_room = width - date.min_width() - signs(row) - scale::S;
    let (from, _) = from_setting(row).fit(&one_line(&row.from), from_room.max(0.0));
    let pill = |of: &(Tone, Cow<'_, str>), share: f32| {
        let (words, _) = CHIP.fit(&one_line(&of.1), width * share);
        (of.0, words)
    };
    let chip = row.chip.as_ref().map(|chip| pill(chip, 0.5));
    let labels = row.labels.iter().map(|label| pill(label, LABEL_SHARE));
    let pills: Vec<(Tone, Paragraph)> = chip.into_iter().chain(labels).collect();
    let chip_room: f32 = (pills.iter())
        .map(|(_, words)| words.min_width() + PILL_SIDES + PILL_GAP)
        .sum();
    let subject_text = one_line(&row.subject);
    let (subject, preview_room) = if plan.compact {
        let (subject, cut) = subject_setting(row).fit(&subject_text, (width - chip_room).max(0.0));
        let room = width - chip_room - subject.min_width() - scale::S;
        let enough = !cut && room >= 40.0;
        (subject, if enough { room } else { 0.0 })
    } else {
        let (subject, _) = subject_setting(row).fit(&subject_text, width);
        (subject, (width - chip_room).max(0.0))
    };
    Shaped {
        of,
        initials: setting(font::SEMIBOLD, INITIALS)
            .fit(&one_line(&row.initials), plan.avatar.width)
            .0,
        from,
        date,
        subject,
        preview: None,
        preview_room,
        pills,
        marked: Marked::of(row),
    }
}

impl Shaped {
    /// The preview is shaped too, unless it is already.
    pub fn with_preview(&mut self, row: &Row<'_>) {
        if self.preview.is_none() {
            let fits = self.preview_room > 0.0;
            let shaped = fits.then(|| SMALL.fit(&one_line(&row.preview), self.preview_room).0);
            self.preview = Some(shaped.unwrap_or_default());
        }
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color, border: Border) {
    renderer.fill_quad(
        renderer::Quad {
            bounds,
            border,
            ..renderer::Quad::default()
        },
        Background::Color(color),
    );
}

/// A heading between rows.
pub fn draw_heading(
    renderer: &mut Renderer,
    tokens: &Tokens,
    bounds: Rectangle,
    words: &str,
    clip: Rectangle,
) {
    fill(renderer, bounds, tokens.side, Border::default());
    let below = Rectangle {
        y: bounds.y + bounds.height - 1.0,
        height: 1.0,
        ..bounds
    };
    fill(renderer, below, tokens.line, Border::default());
    let text = iced::advanced::Text {
        content: words.to_owned(),
        bounds: Size::new(f32::INFINITY, bounds.height),
        size: scale::TEXT_TINY.into(),
        line_height: iced::advanced::text::LineHeight::default(),
        font: font::SEMIBOLD,
        align_x: iced::advanced::text::Alignment::Left,
        align_y: iced::alignment::Vertical::Center,
        shaping: iced::advanced::text::Shaping::Basic,
        wrapping: iced::advanced::text::Wrapping::None,
    };
    let place = Point::new(bounds.x + scale::M, bounds.center_y());
    renderer.fill_text(text, place, tokens.dim, clip);
}

/// The ground of a row: selection, hover, the line below, the unread bar, the focus ring.
pub fn draw_ground(
    renderer: &mut Renderer,
    tokens: &Tokens,
    bounds: Rectangle,
    bar: Option<Bar>,
    stand: Stand,
) {
    let ground = if stand.selected {
        Some(tokens.selection)
    } else {
        stand.hovered.then_some(tokens.hover)
    };
    if let Some(ground) = ground {
        fill(renderer, bounds, ground, Border::default());
    }
    let below = Rectangle {
        y: bounds.y + bounds.height - 1.0,
        height: 1.0,
        ..bounds
    };
    fill(renderer, below, tokens.line, Border::default());
    if let Some(bar) = bar {
        let (width, ground, line) = match bar {
            Bar::Filled => (3.0, tokens.accent, 0.0),
            Bar::Hollow => (5.0, Color::TRANSPARENT, 1.5),
        };
        let place = Rectangle {
            y: bounds.y + 8.0,
            width,
            height: bounds.height - 16.0,
            ..bounds
        };
        let border = Border {
            color: tokens.accent,
            width: line,
            radius: iced::border::right(scale::LABEL),
        };
        fill(renderer, place, ground, border);
    }
    if stand.ring {
        fill(
            renderer,
            Rectangle {
                height: bounds.height - 1.0,
                ..bounds
            },
            Color::TRANSPARENT,
            Border {
                color: tokens.accent,
                width: 2.0,
                radius: 2.0.into(),
            },
        );
    }
}

pub fn draw(
    renderer: &mut Renderer,
    tokens: &Tokens,
    row: &Row<'_>,
    shaped: &Shaped,
    plan: &Plan,
    stand: Stand,
    clip: Rectangle,
) {
    // On a selection or hover the third colour would be too weak.
    let quiet = if stand.selected || stand.hovered {
        tokens.dim
    } else {
        tokens.faint
    };
    let circle = plan.avatar;
    fill(
        renderer,
        circle,
        row.avatar,
        style::rounded(circle.width / 2.0),
    );
    let initials = setting(font::SEMIBOLD, INITIALS);
    let within = Point::new(
        circle.center_x() - shaped.initials.min_width() / 2.0,
        circle.center_y() - initials.height() / 2.0,
    );
    renderer.fill_paragraph(&shaped.initials, within, Color::WHITE, clip);

    let [first, second, third] = plan.lines;
    let mut right = plan.right - shaped.date.min_width();
    let when = match row.waits {
        Some(tone) if tone != Tone::Neutral => tokens.tone(tone).text,
        _ => quiet,
    };
    renderer.fill_paragraph(&shaped.date, Point::new(right, first + 1.0), when, clip);
    let mut sign = |renderer: &mut Renderer, which: Icon, color: Color| {
        right -= scale::ICON_SMALL + 5.0;
        let place = Rectangle::new(
            Point::new(right, first + 3.0),
            Size::new(scale::ICON_SMALL, scale::ICON_SMALL),
        );
        icon::draw(renderer, which, color, place, clip);
    };
    if row.attachment {
        sign(renderer, Icon::Attachment, quiet);
    }
    if row.flagged {
        sign(renderer, Icon::Flag, tokens.caution.text);
    }
    let text = |renderer: &mut Renderer, words: &Paragraph, x: f32, y: f32, color: Color| {
        renderer.fill_paragraph(words, Point::new(x, y), color, clip);
    };
    let mark = |renderer: &mut Renderer, marked: &[Range<usize>], words: &Paragraph, x, y| {
        for range in marked {
            for area in areas_between(words, (0, range.start), (0, range.end)) {
                let area = area + Vector::new(x, y);
                draw_found(renderer, tokens, area, false, &clip);
            }
        }
    };
    let marked = &shaped.marked;
    mark(renderer, &marked.from, &shaped.from, plan.left, first);
    mark(
        renderer,
        &marked.subject,
        &shaped.subject,
        plan.left,
        second,
    );
    text(renderer, &shaped.from, plan.left, first, tokens.text);
    text(renderer, &shaped.subject, plan.left, second, tokens.text);

    let mut left = if plan.compact {
        plan.left + shaped.subject.min_width() + scale::S
    } else {
        plan.left
    };
    let all: f32 = (shaped.pills.iter())
        .map(|(_, words)| words.min_width() + PILL_SIDES + PILL_GAP)
        .sum();
    let mut x = if plan.compact {
        plan.right - all + PILL_GAP
    } else {
        plan.left
    };
    for (tone, words) in &shaped.pills {
        let width = words.min_width() + PILL_SIDES;
        let pill = Rectangle::new(Point::new(x, third), Size::new(width, CHIP_HEIGHT));
        let pair = tokens.tone(*tone);
        // A neutral pill would vanish on hover, which has its colour.
        let vanishes = *tone == Tone::Neutral && (stand.hovered || stand.selected);
        let ground = if vanishes { tokens.panel } else { pair.surface };
        fill(renderer, pill, ground, style::rounded(CHIP_HEIGHT / 2.0));
        let y = pill.y + (CHIP_HEIGHT - CHIP.height()) / 2.0;
        text(renderer, words, x + PILL_SIDES / 2.0, y, pair.text);
        x += width + PILL_GAP;
    }
    if !plan.compact {
        left += all;
    }
    if let Some(preview) = &shaped.preview {
        mark(renderer, &marked.preview, preview, left, third + 1.0);
        text(renderer, preview, left, third + 1.0, tokens.dim);
    }
}

/// A row that is not loaded yet: its place, without words. Nothing moves when they come.
pub fn draw_empty(renderer: &mut Renderer, tokens: &Tokens, plan: &Plan) {
    let circle = plan.avatar;
    fill(
        renderer,
        circle,
        tokens.hover,
        style::rounded(circle.width / 2.0),
    );
    let shares = [0.42, 0.66, 0.8];
    let lines = if plan.compact { 2 } else { 3 };
    for (y, share) in plan.lines.into_iter().zip(shares).take(lines) {
        let bar = Rectangle::new(
            Point::new(plan.left, y + 5.0),
            Size::new(plan.width() * share, 8.0),
        );
        fill(renderer, bar, tokens.hover, style::rounded(4.0));
    }
}

/// What a reader of the row finds: the words and where they are.
pub fn texts<'r>(row: &'r Row<'_>, plan: &Plan) -> Vec<(Rectangle, &'r str)> {
    let [first, second, third] = plan.lines;
    let line = |y: f32| Rectangle::new(Point::new(plan.left, y), Size::new(plan.width(), 18.0));
    let mut texts = vec![
        (line(first), &*row.from),
        (line(first), &*row.date),
        (line(second), &*row.subject),
        (line(third), &*row.preview),
    ];
    texts.extend(row.chip.as_ref().map(|(_, word)| (line(third), &**word)));
    let for_me = row.for_me.as_ref().filter(|_| !row.unread);
    texts.extend(for_me.map(|word| (plan.bar, &**word)));
    texts
}
