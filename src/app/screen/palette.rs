//! The palette: everything that can be done here, found by typing; with its key, and the reason where it cannot be
//! done. What there is to do each kind of window says itself.

use iced::keyboard::{Key, key::Named};
use iced::widget::{Column, column, container, mouse_area, row};
use iced::{Alignment, Fill, Padding};

use super::Sight;
use crate::app::Element;
use crate::app::theme::scale;
use crate::app::widget::button::{hairline, key_cap};
use crate::app::widget::field::{Stroke, field};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::press::Press;
use crate::app::widget::raised::{Height, raised};
use crate::app::widget::ring::ringed;
use crate::domain::without_accents;

/// Its width, where the window has it.
const WIDTH: f32 = 600.0;
/// So many rows are shown at once.
const SHOWN: usize = 10;
/// The line that is written in.
const QUERY: &str = "palette";
/// How many rows a key for a page goes.
const PAGE: i32 = 8;
/// Most characters of what is typed that count.
const MOST_TYPED: usize = 200;

/// What happens in it. `Deed` is what its entries do.
#[derive(Debug, Clone)]
pub enum Message<Deed> {
    /// Something was typed.
    Typed(String),
    /// What is chosen moves by so many rows.
    Step(i32),
    /// The wheel moves what is shown.
    Scroll(i32),
    /// The chosen one is to be done.
    DoChosen,
    /// This one is.
    Do(Deed),
}

/// An entry of the palette.
pub struct Entry<Deed> {
    /// What it is found by.
    pub words: String,
    /// What it does, or why that cannot be done.
    pub deed: Result<Deed, String>,
    /// The key that does the same.
    pub key: Option<String>,
}

impl<Deed> Entry<Deed> {
    /// One that no key does.
    #[must_use]
    pub fn new(words: String, deed: Result<Deed, String>) -> Self {
        let key = None;
        Self { words, deed, key }
    }
}

/// What was typed, and what is chosen of what was found.
#[derive(Debug)]
pub struct Palette {
    /// What is asked, as a key of the texts.
    asks: &'static str,
    typed: String,
    chosen: usize,
    /// The first row that is shown.
    first: usize,
}

impl Default for Palette {
    fn default() -> Self {
        Self::asking("palette-title")
    }
}

impl Palette {
    /// One that asks this, a key of the texts.
    #[must_use]
    pub fn asking(asks: &'static str) -> Self {
        Self {
            asks,
            typed: String::new(),
            chosen: 0,
            first: 0,
        }
    }

    /// The chosen one moves, and stays in sight.
    fn step(&mut self, by: i32, count: usize) {
        self.chosen = moved(self.chosen, by, count.saturating_sub(1));
        let least = (self.chosen + 1).saturating_sub(SHOWN);
        self.first = self.first.clamp(least, self.chosen.max(least));
    }

    /// What is shown moves, and what is chosen stays among it.
    fn scroll(&mut self, by: i32, count: usize) {
        self.first = moved(self.first, by, count.saturating_sub(SHOWN));
        self.chosen = self.chosen.clamp(self.first, self.first + SHOWN - 1);
    }

    /// What is found of what was typed: first what can be done here, and of that what suits best; below it what cannot,
    /// with the reason.
    fn found<Deed>(&self, all: impl IntoIterator<Item = Entry<Deed>>) -> Vec<Entry<Deed>> {
        let typed: String = self.typed.chars().take(MOST_TYPED).collect();
        let sought = without_accents(&typed).to_lowercase();
        let sought: Vec<String> = sought.split_whitespace().map(str::to_owned).collect();
        let all = all.into_iter();
        let ranked = all.filter_map(|entry| Some((rank(&entry.words, &sought)?, entry)));
        let mut found: Vec<(u8, Entry<Deed>)> = ranked.collect();
        found.sort_by_key(|(rank, entry)| (entry.deed.is_err(), *rank));
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Carries out what happened in it. `all`: everything there is to do. Gives what is to be done now; else it stays
    /// open.
    pub fn update<Deed>(
        &mut self,
        message: Message<Deed>,
        all: impl IntoIterator<Item = Entry<Deed>>,
    ) -> Option<Deed> {
        match message {
            Message::Typed(typed) => {
                *self = Self {
                    typed,
                    ..Self::asking(self.asks)
                };
                None
            }
            Message::Step(by) => {
                self.step(by, self.found(all).len());
                None
            }
            Message::Scroll(by) => {
                self.scroll(by, self.found(all).len());
                None
            }
            Message::DoChosen => {
                let chosen = self.found(all).into_iter().nth(self.chosen);
                // What cannot be done says why where it stands.
                chosen.and_then(|entry| entry.deed.ok())
            }
            Message::Do(deed) => Some(deed),
        }
    }

    /// The palette.
    pub fn view<'a, Deed: Clone + 'a>(
        &'a self,
        all: impl IntoIterator<Item = Entry<Deed>>,
        sight: Sight<'a>,
    ) -> Element<'a, Message<Deed>> {
        let texts = sight.texts;
        let entries = self.found(all);
        let count = entries.len();
        let query = container(
            row![
                icon(Icon::Search).color(|t| t.faint),
                field(&texts.say(self.asks), &self.typed)
                    .bare()
                    .id(QUERY)
                    .on_input(Message::Typed)
                    .on_key(steers)
                    .on_submit(Message::DoChosen),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center),
        )
        .height(scale::TOOLBAR)
        .padding(Padding::from([0.0, scale::L]))
        .align_y(Alignment::Center);
        let query = ringed(query, QUERY).within();
        let shown = entries.into_iter().enumerate().skip(self.first).take(SHOWN);
        let rows = shown.map(|(number, entry)| entry_row(entry, number == self.chosen));
        let list: Element<'a, Message<Deed>> = if count == 0 {
            container(line(texts.say("palette-nothing")).dim())
                .padding(scale::M)
                .into()
        } else {
            let rows = Column::with_children(rows);
            mouse_area(rows)
                .on_scroll(|delta| {
                    let (iced::mouse::ScrollDelta::Lines { y, .. }
                    | iced::mouse::ScrollDelta::Pixels { y, .. }) = delta;
                    Message::Scroll(if y < 0.0 { 1 } else { -1 })
                })
                .into()
        };
        let more = count.saturating_sub(self.first + SHOWN);
        let more = (more > 0).then(|| {
            let words = texts.say_with("palette-more", &[("count", more.into())]);
            container(line(words).size(scale::TEXT_SMALL).faint())
                .padding(Padding::from([scale::XS, scale::L]))
        });
        let content = column![
            query,
            hairline(),
            container(list).padding(scale::XS).width(Fill),
        ]
        .push(more);
        container(raised(content, 0, Height::High))
            .max_width(WIDTH)
            .into()
    }
}

/// A place that moves by so many between 0 and the last one.
fn moved(at: usize, by: i32, last: usize) -> usize {
    let far = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
    let at = if by < 0 {
        at.saturating_sub(far)
    } else {
        at.saturating_add(far)
    };
    at.min(last)
}

/// How well words suit what is looked for; less is better. `None`: not at all.
fn rank(words: &str, sought: &[String]) -> Option<u8> {
    let words = without_accents(words).to_lowercase();
    let begins = |one: &String| words.split_whitespace().any(|word| word.starts_with(one));
    if words.starts_with(&sought.join(" ")) {
        Some(0)
    } else if sought.iter().all(begins) {
        Some(1)
    } else if sought.iter().all(|one| words.contains(one.as_str())) {
        Some(2)
    } else {
        None
    }
}

/// The arrows and the keys for a page move what is chosen, while the field keeps what is typed.
fn steers<Deed>(stroke: &Stroke<'_>) -> Option<Message<Deed>> {
    let rows = match stroke.key {
        Key::Named(Named::ArrowDown) => 1,
        Key::Named(Named::ArrowUp) => -1,
        Key::Named(Named::PageDown) => PAGE,
        Key::Named(Named::PageUp) => -PAGE,
        _ => return None,
    };
    stroke.modifiers.is_empty().then_some(Message::Step(rows))
}

fn entry_row<'a, Deed: Clone + 'a>(entry: Entry<Deed>, chosen: bool) -> Element<'a, Message<Deed>> {
    let words = line(entry.words);
    let (words, reason, deed) = match entry.deed {
        Ok(deed) => (words, None, Some(deed)),
        Err(reason) => {
            let reason = line(reason).size(scale::TEXT_SMALL).dim().fill();
            (words.faint(), Some(reason), None)
        }
    };
    let content = row![column![words.fill()].push(reason).width(Fill),]
        .push(entry.key.map(key_cap))
        .spacing(scale::S)
        .align_y(Alignment::Center);
    Press::new(Look::Choice { selected: chosen }, content)
        .width(Fill)
        .padding(Padding::from([scale::WORDS, scale::M]))
        .align_left()
        // The field keeps the keys.
        .skip_tab()
        .on_press_maybe(deed.map(Message::Do))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_begins_so_comes_before_what_only_holds_it() {
        let go = "Go to Support: Inbox";
        assert_eq!(rank("Reply all", &sought("rep")), Some(0));
        assert_eq!(rank(go, &sought("inb sup")), Some(1));
        assert_eq!(rank(go, &sought("box")), Some(2));
        assert_eq!(rank(go, &sought("drafts")), None);
        assert_eq!(rank(go, &[]), Some(0));
        assert_eq!(rank("Zurück: Posteingang", &sought("zuruck")), Some(0));
    }

    #[test]
    fn what_is_chosen_stays_in_sight() {
        let mut palette = Palette::default();
        palette.step(-1, 30);
        assert_eq!((palette.chosen, palette.first), (0, 0));
        palette.step(12, 30);
        assert_eq!((palette.chosen, palette.first), (12, 3));
        palette.step(-10, 30);
        assert_eq!((palette.chosen, palette.first), (2, 2));
        palette.step(100, 30);
        assert_eq!((palette.chosen, palette.first), (29, 20));
        palette.scroll(-5, 30);
        assert_eq!((palette.chosen, palette.first), (24, 15));
        palette.scroll(100, 4);
        assert_eq!(palette.first, 0);
        palette.step(1, 0);
        assert_eq!((palette.chosen, palette.first), (0, 0));
    }
}
