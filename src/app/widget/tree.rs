//! The rows of the tree at the left: views, mailboxes, folders.

use std::borrow::Cow;

use iced::widget::{container, row};
use iced::{Alignment, Fill, Padding};

use super::button::spring;
use super::hint::tip;
use super::icon::{Icon, icon};
use super::line::line;
use super::look::Look;
use super::mark::dot;
use super::pane::CURRENT;
use super::press::Press;
use crate::app::Element;
use crate::app::theme::{IdentityColor, Tone, font, scale};

/// What stands before the words of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// A view or a place: an icon.
    Icon(Icon),
    /// A mailbox: its colour.
    Dot(IdentityColor),
    /// A folder: nothing, and the words further in by this many levels.
    Level(u8),
}

/// What folds away the rows below a row.
struct Fold<'a, Message> {
    is_open: bool,
    sends: Message,
    hint: Cow<'a, str>,
}

/// The room of what folds, before the words.
const TWISTY: f32 = scale::ICON_INLINE;
/// The words of a folder begin here, and those of each level below it so much further in.
const LEVEL: (f32, f32) = (16.0, 14.0);

/// One row.
pub struct TreeRow<'a, Message> {
    lead: Lead,
    words: Cow<'a, str>,
    count: Option<(Cow<'a, str>, Tone)>,
    sign: Option<(Icon, Cow<'a, str>)>,
    fold: Option<Fold<'a, Message>>,
    selected: bool,
    strong: bool,
    on_press: Option<Message>,
    on_menu: Option<Message>,
    on_drop: Option<Message>,
    on_vain_drop: Option<Message>,
    on_linger: Option<Message>,
}

/// A row with its words.
pub fn tree_row<'a, Message: Clone + 'a>(
    lead: Lead,
    words: impl Into<Cow<'a, str>>,
) -> TreeRow<'a, Message> {
    TreeRow {
        lead,
        words: words.into(),
        count: None,
        sign: None,
        fold: None,
        selected: false,
        strong: false,
        on_press: None,
        on_menu: None,
        on_drop: None,
        on_vain_drop: None,
        on_linger: None,
    }
}

impl<'a, Message: Clone + 'a> TreeRow<'a, Message> {
    /// A number at the right edge.
    pub fn count(mut self, count: impl Into<Cow<'a, str>>) -> Self {
        self.count = Some((count.into(), Tone::Neutral));
        self
    }

    /// A word at the right edge, such as "1 unknown".
    pub fn word(mut self, word: impl Into<Cow<'a, str>>, tone: Tone) -> Self {
        self.count = Some((word.into(), tone));
        self
    }

    /// A small sign after the words, such as the eye of "read only", with its explanation.
    pub fn sign(mut self, sign: Icon, hint: impl Into<Cow<'a, str>>) -> Self {
        self.sign = Some((sign, hint.into()));
        self
    }

    /// Before its words stands what folds away the rows below it, or unfolds them; the arrow keys do it too.
    pub fn fold(mut self, is_open: bool, sends: Message, hint: impl Into<Cow<'a, str>>) -> Self {
        self.fold = Some(Fold {
            is_open,
            sends,
            hint: hint.into(),
        });
        self
    }

    /// It is the one shown.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    /// In semibold: the mailbox that is open.
    pub fn strong(mut self, strong: bool) -> Self {
        self.strong = strong;
        self
    }

    /// What a press sends.
    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    /// What opens its menu.
    pub fn on_menu(mut self, message: Message) -> Self {
        self.on_menu = Some(message);
        self
    }

    /// What it sends when what is dragged is let go over it.
    pub fn on_drop(mut self, message: Option<Message>) -> Self {
        self.on_drop = message;
        self
    }

    /// What it sends when something is let go over it that it does not take.
    pub fn on_vain_drop(mut self, message: Option<Message>) -> Self {
        self.on_vain_drop = message;
        self
    }

    /// What it sends when what is dragged rests over it: what is folded away below it is to be seen.
    pub fn on_linger(mut self, message: Option<Message>) -> Self {
        self.on_linger = message;
        self
    }

    /// The row as a [`Press`], to give it a name or hint.
    pub fn press(self) -> Press<'a, Message> {
        let mut arrows = (None, None);
        let (lead, indent, height): (Option<Element<'a, Message>>, f32, f32) = match self.lead {
            Lead::Icon(picture) => (
                Some(icon(picture).color(|tokens| tokens.dim).into()),
                8.0,
                scale::TREE_ROW,
            ),
            // In the middle of the room an icon takes, so that the words stand below each other.
            Lead::Dot(color) => (
                Some(container(dot(color)).center_x(9).into()),
                8.0,
                scale::TREE_ROW,
            ),
            Lead::Level(level) => {
                let (first, more) = LEVEL;
                let indent = first + more * f32::from(level.max(1));
                let folds = self.fold.is_some();
                let twisty = self.fold.map(|fold| {
                    let arrow = |on: bool| Some(fold.sends.clone()).filter(|_| on);
                    arrows = (arrow(fold.is_open), arrow(!fold.is_open));
                    let picture = if fold.is_open {
                        Icon::ChevronDown
                    } else {
                        Icon::ChevronRight
                    };
                    let sign = icon(picture).size(TWISTY).color(|tokens| tokens.faint);
                    Press::new(Look::Link, sign)
                        .width(TWISTY)
                        .height(scale::TREE_SUBROW)
                        .on_press(fold.sends)
                        .hint(fold.hint)
                        .skip_tab()
                        .into()
                });
                let room = if folds { TWISTY + scale::S } else { 0.0 };
                (twisty, indent - room, scale::TREE_SUBROW)
            }
        };
        let weight = if self.strong || self.selected {
            font::SEMIBOLD
        } else {
            font::REGULAR
        };
        let words = line(self.words).font(weight);
        let words = if matches!(self.lead, Lead::Level(_)) && !self.selected {
            words.dim()
        } else {
            words
        };
        let count = self.count.map(|(count, tone)| {
            let count = line(count).font(font::SEMIBOLD).size(scale::TEXT_TINY);
            match tone {
                Tone::Neutral => count.dim(),
                Tone::Good => count.color(|t| t.good.text),
                Tone::Caution => count.color(|t| t.caution.text),
                Tone::Bad => count.color(|t| t.bad.text),
                Tone::Unknown => count.color(|t| t.unknown.text),
            }
        });
        let content = row![].push(lead);
        let content = match self.sign {
            Some((sign, hint)) => content
                .push(words)
                .push(tip(
                    icon(sign)
                        .size(scale::ICON_INLINE)
                        .color(|tokens| tokens.faint),
                    hint,
                ))
                .push(spring()),
            None => content.push(words.fill()),
        };
        let press = Press::new(
            Look::Row {
                selected: self.selected,
            },
            content
                .push(count)
                .spacing(scale::S)
                .align_y(Alignment::Center),
        )
        .width(Fill)
        .height(height)
        .padding(Padding::from([0.0, scale::S]).left(indent))
        .align_left()
        .on_press_maybe(self.on_press)
        .on_menu(self.on_menu)
        .on_arrows(arrows.0, arrows.1)
        .on_drop(self.on_drop)
        .on_vain_drop(self.on_vain_drop)
        .on_linger(self.on_linger);
        if self.selected {
            press.id(CURRENT)
        } else {
            press
        }
    }
}

impl<'a, Message: Clone + 'a> From<TreeRow<'a, Message>> for Element<'a, Message> {
    fn from(row: TreeRow<'a, Message>) -> Self {
        row.press().into()
    }
}

/// The heading of a group of mailboxes.
pub fn tree_heading<'a, Message: 'a>(words: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    container(
        line(words)
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TINY)
            .faint(),
    )
    .padding(Padding {
        top: scale::M,
        right: scale::S,
        bottom: scale::CLOSE,
        left: scale::S,
    })
    .into()
}
