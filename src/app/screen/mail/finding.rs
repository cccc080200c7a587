//! Words that are looked for in the message that is read: all places are marked, and one walks from one to the next.

use std::sync::Arc;

use iced::keyboard::key::{Key, Named};
use iced::widget::{container, row};
use iced::{Alignment, Fill, Padding, Task};

use super::reader_view::is_drawn;
use super::{Mail, Message, Opened, Outcome, Shown};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::theme::{scale, style};
use crate::app::widget::button::{small_symbol, spring};
use crate::app::widget::field::{Stroke, field};
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::passage::{Block, sought_places};
use crate::render::drawn::MOST_SOUGHT;

/// The name of the field.
pub const FIND: &str = "find";
/// Longest words that are looked for, in characters.
const MOST_WORDS: usize = 200;
/// The width of the field.
const FIELD: f32 = 260.0;

/// What happens with it.
#[derive(Debug, Clone)]
pub enum Find {
    /// Words are to be looked for.
    Open,
    /// These.
    Write(String),
    /// The next place, or the one before.
    Step(bool),
    /// It is over.
    Close,
}

/// What is looked for.
#[derive(Debug, Default)]
pub struct Finding {
    words: String,
    /// How many places each piece of the text has; of what is drawn the process that draws knows.
    counts: Vec<usize>,
    /// The place that one looks at.
    at: usize,
    /// Counts what is to be scrolled to.
    stamp: u64,
}

/// The words for a passage, and which of their places in it one looks at.
pub(super) type Sought = Option<(Arc<str>, Option<usize>)>;

impl Mail {
    /// Are words looked for?
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.finding.is_some()
    }

    /// Carries out what happened.
    pub(super) fn find(&mut self, find: Find, link: &Link) -> Outcome<Message> {
        match find {
            Find::Open => {
                if self.finding.is_none() && self.opened.is_some() {
                    self.finding = Some(Finding::default());
                }
                Outcome::none()
            }
            Find::Write(words) => {
                let Some(finding) = &mut self.finding else {
                    return Outcome::none();
                };
                finding.words = words.chars().take(MOST_WORDS).collect();
                finding.at = 0;
                let seek = self.seek(link);
                self.look_at();
                Outcome::run(seek)
            }
            Find::Step(forward) => {
                let count = self.found();
                if let Some(finding) = self.finding.as_mut().filter(|_| count > 0) {
                    let by = if forward { 1 } else { count - 1 };
                    finding.at = (finding.at + by) % count;
                    self.look_at();
                }
                Outcome::none()
            }
            Find::Close => {
                self.finding = None;
                Outcome::run(self.seek(link))
            }
        }
    }

    /// Looks for the words, or for none, in the message as it is shown now.
    pub(super) fn seek(&mut self, link: &Link) -> Task<Message> {
        let words = self.finding.as_ref().map(|finding| finding.words.clone());
        let words = words.unwrap_or_default();
        let Some(opened) = &mut self.opened else {
            return Task::none();
        };
        let count = |blocks: &[Block]| -> usize {
            let found = blocks
                .iter()
                .map(|block| sought_places(block, &words).len());
            found.sum()
        };
        let counts = match (&opened.shown, opened.content()) {
            (Shown::Source, _) => vec![opened.source.as_deref().map_or(0, count)],
            (_, Some(content)) if !is_drawn(opened) => {
                let pieces = content.pieces.iter();
                pieces.map(|piece| count(&piece.blocks)).collect()
            }
            _ => Vec::new(),
        };
        if let Some(finding) = &mut self.finding {
            finding.counts = counts;
            // Another form of the message may have fewer of them.
            let all: usize = finding.counts.iter().sum();
            if finding.at >= all && !finding.counts.is_empty() {
                finding.at = 0;
            }
        }
        let key = opened.header.id.clone();
        let drawn = opened.drawn.as_mut();
        let seek = drawn.map_or_else(Task::none, |drawn| drawn.seek(&words, link));
        seek.map(move |message| Message::Drawn(key.clone(), message))
    }

    /// How many places there are.
    fn found(&self) -> usize {
        let (Some(opened), Some(finding)) = (&self.opened, &self.finding) else {
            return 0;
        };
        let found = match &opened.drawn {
            Some(drawn) if is_drawn(opened) => drawn.sought().len(),
            _ => finding.counts.iter().sum(),
        };
        found.min(MOST_SOUGHT)
    }

    /// The place that one looks at comes into sight, and what it is folded in unfolds.
    fn look_at(&mut self) {
        let Some(finding) = &mut self.finding else {
            return;
        };
        finding.stamp += 1;
        let Some((piece, _)) = finding.piece() else {
            return;
        };
        let content = self.opened.as_mut().and_then(Opened::content_mut);
        if let Some(piece) = content.and_then(|content| content.pieces.get_mut(piece)) {
            piece.is_open = true;
        }
    }

    /// What of that a piece of the text shows.
    pub(super) fn sought_in(&self, piece: usize) -> Sought {
        let finding = self.finding.as_ref()?;
        let looked_at = finding.piece().filter(|(there, _)| *there == piece);
        let words = Arc::from(finding.words.as_str());
        Some((words, looked_at.map(|(_, at)| at)))
    }

    /// Which place in a drawn mail one looks at.
    pub(super) fn sought_at(&self) -> Option<usize> {
        self.finding.as_ref().map(|finding| finding.at)
    }

    /// Counts what is to be scrolled to.
    pub(super) fn sought_stamp(&self) -> u64 {
        let drawn = self
            .opened
            .as_ref()
            .and_then(|opened| opened.drawn.as_ref());
        // The process that draws answers later than one writes.
        let answered = drawn.is_some_and(|drawn| !drawn.sought().is_empty());
        let stamp = self.finding.as_ref().map_or(0, |finding| finding.stamp);
        2 * stamp + u64::from(answered)
    }

    /// The bar above the message.
    pub(super) fn find_view<'a>(&'a self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        let finding = self.finding.as_ref()?;
        let texts = sight.texts;
        let count = self.found();
        let input = field(&texts.say("find-placeholder"), &finding.words)
            .id(FIND)
            .on_input(|words| Message::Find(Find::Write(words)))
            .on_key(stroke)
            .width(FIELD);
        let said = if finding.words.trim().is_empty() {
            String::new()
        } else if count == 0 {
            texts.say("find-nothing")
        } else {
            let args = [
                ("at", texts.number(finding.at as u64 + 1).into()),
                ("count", texts.number(count as u64).into()),
            ];
            let key = match count < MOST_SOUGHT {
                true => "find-at",
                false => "find-at-of-more",
            };
            texts.say_with(key, &args)
        };
        let step = |picture, words, action, forward| {
            let hint = sight.hint(texts.say(words), action);
            let step = Message::Find(Find::Step(forward));
            small_symbol(picture, hint).on_press_maybe((count > 0).then_some(step))
        };
        let close = small_symbol(Icon::Close, texts.say("dialog-close"))
            .on_press(Message::Find(Find::Close));
        let bar = row![
            input,
            line(said).size(scale::TEXT_SMALL).dim(),
            spring(),
            step(
                Icon::ArrowUp,
                "keys-find-previous",
                Action::FindPrevious,
                false
            ),
            step(Icon::ArrowDown, "keys-find-next", Action::FindNext, true),
            close,
        ];
        let bar = bar.spacing(scale::S).align_y(Alignment::Center);
        let bar = container(bar)
            .width(Fill)
            .padding(Padding::from([scale::S, scale::XL]))
            .style(style::inset);
        Some(bar.into())
    }
}

impl Finding {
    /// The piece of the text in which the place lies that one looks at, and which one of it that is.
    fn piece(&self) -> Option<(usize, usize)> {
        let mut before = 0;
        for (piece, count) in self.counts.iter().enumerate() {
            if self.at < before + count {
                return Some((piece, self.at - before));
            }
            before += count;
        }
        None
    }
}

/// What a key does in the field, rather than what it does in a text.
fn stroke(stroke: &Stroke<'_>) -> Option<Message> {
    let step = match stroke.key {
        Key::Named(Named::Enter) => Find::Step(!stroke.modifiers.shift()),
        Key::Named(Named::Escape) => Find::Close,
        _ => return None,
    };
    Some(Message::Find(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_lies_in_one_of_the_pieces() {
        let at = |at| {
            let finding = Finding {
                counts: vec![2, 0, 3],
                at,
                ..Finding::default()
            };
            finding.piece()
        };
        assert_eq!(at(1), Some((0, 1)));
        assert_eq!(at(2), Some((2, 0)));
        assert_eq!(at(4), Some((2, 2)));
        assert_eq!(at(5), None);
    }
}
