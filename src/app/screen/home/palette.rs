//! The palette: everything that can be done and every folder, found by typing; with its key, and the reason
//! where it cannot be done here.

use iced::keyboard::{Key, key::Named};
use iced::widget::{Column, column, container, mouse_area, row};
use iced::{Alignment, Fill, Padding};

use super::{Home, Message as OfHome, Outcome, Sight};
use crate::app::Element;
use crate::app::keys::{Action, Place, label};
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::scale;
use crate::app::widget::button::key_cap;
use crate::app::widget::field::{Stroke, field};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::press::Press;
use crate::app::widget::raised::{Height, raised};
use crate::config::KeyMap;
use crate::domain::{FolderId, FolderState, without_accents};
use crate::i18n::Texts;

/// Its width, where the window has it.
const WIDTH: f32 = 600.0;
/// So many rows are shown at once.
const SHOWN: usize = 10;
/// How many rows a key for a page goes.
const PAGE: i32 = 8;
/// Most characters of what is typed that count.
const MOST_TYPED: usize = 200;

/// What happens in it.
#[derive(Debug, Clone)]
pub enum Message {
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

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// An action.
    Act(Action),
    /// Shows a folder.
    Visit(FolderId),
}

/// An entry of the palette.
struct Entry {
    words: String,
    deed: Deed,
    key: Option<String>,
    reason: Option<String>,
}

/// What was typed, and what is chosen of what was found.
#[derive(Debug, Default)]
pub struct Palette {
    typed: String,
    chosen: usize,
    /// The first row that is shown.
    first: usize,
}

impl Palette {
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

impl Home {
    /// What is found of what was typed: what suits best first. While nothing is, what cannot be done here is last.
    fn entries(&self, palette: &Palette, keys: KeyMap, texts: &Texts) -> Vec<Entry> {
        let typed: String = palette.typed.chars().take(MOST_TYPED).collect();
        let sought = without_accents(&typed).to_lowercase();
        let targets = self.mail.targets();
        let sought: Vec<String> = sought.split_whitespace().map(str::to_owned).collect();
        let here = |action: &&Action| {
            action.place() != Place::Compose && !matches!(action, Action::Palette | Action::Back)
        };
        let mut found: Vec<(u8, Entry)> = Vec::new();
        for action in Action::ALL.iter().filter(here) {
            let words = texts.say(action.words());
            if let Some(rank) = rank(&words, &sought) {
                let reason = self.refusal(*action, &targets, texts);
                let key = label(*action, keys, texts);
                let deed = Deed::Act(*action);
                let entry = Entry {
                    words,
                    deed,
                    key,
                    reason,
                };
                found.push((rank, entry));
            }
        }
        for (node, folder) in self.known.nodes.iter().flat_map(|node| {
            let folders = node.folders.iter();
            folders.map(move |folder| (node, folder))
        }) {
            if matches!(folder.state, FolderState::Container) {
                continue;
            }
            let args = [
                ("mailbox", node.mailbox.name.as_str().into()),
                ("folder", say::folder(texts, folder).into()),
            ];
            let words = texts.say_with("palette-go-to", &args);
            if let Some(rank) = rank(&words, &sought) {
                let entry = Entry {
                    words,
                    deed: Deed::Visit(folder.id.clone()),
                    key: None,
                    reason: None,
                };
                found.push((rank, entry));
            }
        }
        // The same words mean the same whether it can be done or not: Enter does nothing else because something is
        // refused.
        let is_sought = !palette.typed.trim().is_empty();
        found.sort_by_key(|(rank, entry)| {
            let is_refused = entry.reason.is_some();
            (is_refused && !is_sought, *rank, is_refused)
        });
        found.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Carries out what happened in it.
    pub(super) fn in_palette(&mut self, message: Message, link: &Link) -> Outcome<OfHome> {
        let Some(mut palette) = self.take_palette() else {
            return Outcome::none();
        };
        let entries = |palette: &Palette| {
            let keys = link.engine().settings().keys;
            self.entries(palette, keys, &link.texts)
        };
        let deed = match message {
            Message::Typed(typed) => {
                palette = Palette {
                    typed,
                    ..Palette::default()
                };
                None
            }
            Message::Step(by) => {
                let count = entries(&palette).len();
                palette.step(by, count);
                None
            }
            Message::Scroll(by) => {
                let count = entries(&palette).len();
                palette.scroll(by, count);
                None
            }
            Message::DoChosen => {
                let chosen = entries(&palette).into_iter().nth(palette.chosen);
                // What cannot be done says why where it stands.
                chosen
                    .filter(|entry| entry.reason.is_none())
                    .map(|entry| entry.deed)
            }
            Message::Do(deed) => Some(deed),
        };
        match deed {
            Some(Deed::Act(action)) => self.key(action, link),
            Some(Deed::Visit(folder)) => self.react(OfHome::Go(super::Place::Folder(folder)), link),
            None => {
                self.show_palette(palette);
                Outcome::none()
            }
        }
    }

    /// The palette.
    pub(super) fn palette_view<'a>(
        &'a self,
        palette: &'a Palette,
        sight: Sight<'a>,
    ) -> Element<'a, OfHome> {
        let texts = sight.texts;
        let entries = self.entries(palette, sight.keys, texts);
        let count = entries.len();
        let query = container(
            row![
                icon(Icon::Search).color(|t| t.faint),
                field(&texts.say("palette-title"), &palette.typed)
                    .bare()
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
        let shown = entries
            .into_iter()
            .enumerate()
            .skip(palette.first)
            .take(SHOWN);
        let rows = shown.map(|(number, entry)| entry_row(entry, number == palette.chosen));
        let list: Element<'a, Message> = if count == 0 {
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
        let more = count.saturating_sub(palette.first + SHOWN);
        let more = (more > 0).then(|| {
            let words = texts.say_with("palette-more", &[("count", more.into())]);
            container(line(words).size(scale::TEXT_SMALL).faint())
                .padding(Padding::from([scale::XS, scale::L]))
        });
        let content = column![
            query,
            crate::app::widget::button::hairline(),
            container(list).padding(scale::XS).width(Fill),
        ]
        .push(more);
        let content = container(raised(content, 0, Height::High)).max_width(WIDTH);
        Element::from(content).map(OfHome::Palette)
    }
}

/// The arrows and the keys for a page move what is chosen, while the field keeps what is typed.
fn steers(stroke: &Stroke<'_>) -> Option<Message> {
    let rows = match stroke.key {
        Key::Named(Named::ArrowDown) => 1,
        Key::Named(Named::ArrowUp) => -1,
        Key::Named(Named::PageDown) => PAGE,
        Key::Named(Named::PageUp) => -PAGE,
        _ => return None,
    };
    stroke.modifiers.is_empty().then_some(Message::Step(rows))
}

fn entry_row<'a>(entry: Entry, chosen: bool) -> Element<'a, Message> {
    let off = entry.reason.is_some();
    let words = line(entry.words);
    let words = if off { words.faint() } else { words };
    let reason = entry
        .reason
        .map(|reason| line(reason).size(scale::TEXT_SMALL).dim().fill());
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
        .on_press_maybe((!off).then_some(Message::Do(entry.deed)))
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
