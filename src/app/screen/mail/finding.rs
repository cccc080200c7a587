//! Words that are found within the message that is read: the bar in which they are typed, and what is marked of them and
//! of what the mailboxes were searched for.
//!
//! The texts are looked through on a thread of their own: one may be megabytes long.

use std::sync::Arc;

use iced::keyboard::{self, key::Named};
use iced::widget::{container, row};
use iced::{Alignment, Padding};

use super::reader_view::is_drawn;
use super::{Drawn, Mail, Message, Opened, Outcome, Shown, Source};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::theme::scale;
use crate::app::widget::button::{hairline, spring, symbol};
use crate::app::widget::field::{Stroke, field};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::passage::{Block, Spot, spots};
use crate::domain::{MOST_HITS, MessageKey, Needle, SearchQuery, Sights};
use crate::engine::Problem;
use crate::i18n::Texts;
use crate::render::Trouble;
use crate::render::drawn::Found;

/// The name of the field in which is typed what is to be found.
pub const FIND: &str = "find";

/// The field is no wider.
const WIDEST: f32 = 320.0;

/// What happens with it.
#[derive(Debug, Clone)]
pub enum Deed {
    /// The bar opens, or takes the keys again.
    Open,
    /// It closes.
    Close,
    /// This is to be found.
    Type(String),
    /// The next hit, or the one before.
    Step(bool),
    /// Texts were looked through.
    Words(u64, Result<Vec<Arc<[Spot]>>, Problem>),
    /// What is drawn was.
    Drawn(u64, Result<Result<Found, Trouble>, Problem>),
}

/// What was looked through, and for what.
#[derive(Debug, Clone, Default)]
struct Asked {
    message: Option<MessageKey>,
    texts: Vec<Arc<[Block]>>,
    /// Which layout of what is drawn.
    layout: Option<u64>,
    needles: Vec<Needle>,
}

impl Asked {
    fn is_like(&self, other: &Self) -> bool {
        let mut texts = self.texts.iter().zip(&other.texts);
        self.message == other.message
            && self.needles == other.needles
            && self.layout == other.layout
            && self.texts.len() == other.texts.len()
            && texts.all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Finding {
    is_open: bool,
    /// What is typed.
    text: String,
    /// Here what the mailboxes were searched for is not marked any more.
    unmarked: Option<MessageKey>,
    /// What the mailboxes are searched for, as typed and as it is marked.
    searched: (String, Sights),
    asked: Asked,
    /// Which looking through is the current one.
    number: u64,
    /// It came to an end.
    is_known: bool,
    /// What stands where in each of the texts.
    found: Vec<Arc<[Spot]>>,
    /// And where it lies in what is drawn.
    drawn: Vec<Vec<[f32; 4]>>,
    /// The hit that somebody is at, counted through all texts.
    at: Option<usize>,
    /// Counts the wishes that it is seen.
    reveal: u64,
}

impl Finding {
    /// How many there are.
    fn count(&self) -> usize {
        let in_texts: usize = self.found.iter().map(|spots| spots.len()).sum();
        in_texts + self.drawn.len()
    }

    /// In which text a hit stands, and which of that it is.
    fn place(&self, at: usize) -> Option<(usize, usize)> {
        let mut rest = at;
        for (number, spots) in self.found.iter().enumerate() {
            if rest < spots.len() {
                return Some((number, rest));
            }
            rest -= spots.len();
        }
        None
    }

    /// What is marked in one of the texts of the message, and at which of that somebody is.
    pub(super) fn within(&self, text: &Arc<[Block]>) -> (Arc<[Spot]>, Option<usize>) {
        let mut texts = self.asked.texts.iter();
        let number = texts.position(|one| Arc::ptr_eq(one, text));
        let found = number.and_then(|number| Some((number, self.found.get(number)?)));
        let Some((number, spots)) = found else {
            return (Arc::new([]), None);
        };
        let at = self.at.and_then(|at| self.place(at));
        let at = at.filter(|(text, _)| *text == number);
        (spots.clone(), at.map(|(_, spot)| spot))
    }

    /// What is marked in what is drawn, and at which of that somebody is.
    pub(super) fn over(&self) -> (&[Vec<[f32; 4]>], Option<usize>) {
        (&self.drawn, self.at)
    }

    /// Changes whenever the hit is to be brought into sight.
    pub(super) fn stamp(&self) -> u64 {
        self.reveal
    }

    /// What is looked for in a message; what is typed into the bar comes first.
    fn needles(&self, of: &MessageKey) -> Vec<Needle> {
        let typed = Needle::typed(&self.text).filter(|_| self.is_open);
        match typed {
            Some(typed) => vec![typed],
            None if self.unmarked.as_ref() == Some(of) => Vec::new(),
            None => self.searched.1.text.clone(),
        }
    }

    /// Is something typed to be found?
    fn is_typed(&self) -> bool {
        self.is_open && Needle::typed(&self.text).is_some()
    }

    /// How many there are, and which is looked at, in words.
    fn words(&self, texts: &Texts) -> Option<String> {
        if !self.is_typed() || !self.is_known {
            return None;
        }
        let count = self.count();
        if count == 0 {
            return Some(texts.say("find-none"));
        }
        let number = |count: usize| texts.number(u64::try_from(count).unwrap_or(u64::MAX));
        let args = [
            ("at", number(self.at.map_or(0, |at| at + 1)).into()),
            ("count", number(count).into()),
        ];
        let key = if count >= MOST_HITS {
            "find-first"
        } else {
            "find-at"
        };
        Some(texts.say_with(key, &args))
    }
}

/// The texts of a message as it is shown.
fn shown_texts(opened: &Opened) -> Vec<Arc<[Block]>> {
    if opened.shown == Shown::Source {
        return opened.source.clone().into_iter().collect();
    }
    let pieces = opened.content().filter(|_| !is_drawn(opened));
    let pieces = pieces.map_or(&[][..], |content| &content.pieces);
    pieces.iter().map(|piece| piece.blocks.clone()).collect()
}

/// Looks through them: no more than so many hits in all.
fn look_through(texts: &[Arc<[Block]>], needles: &[Needle]) -> Vec<Arc<[Spot]>> {
    let mut most = MOST_HITS;
    let each = texts.iter().map(|text| {
        let found = spots(text, needles, most);
        most -= found.len();
        found.into()
    });
    each.collect()
}

impl Mail {
    /// Carries out what happened; where another text is shown then, it is looked through.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        let outcome = self.carry_out(message, known, link);
        outcome.and(self.look_again(link))
    }

    /// Is the bar open in which is typed what is to be found?
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.finding.is_open && self.opened.is_some()
    }

    /// What is marked in rows and headers of what the mailboxes are searched for.
    #[must_use]
    pub fn sights(&self) -> &Sights {
        &self.finding.searched.1
    }

    /// The same in the header of the message that is read.
    pub(super) fn sights_in(&self, opened: &Opened) -> Sights {
        let is_unmarked = self.finding.unmarked.as_ref() == Some(&opened.header.id);
        if is_unmarked || self.finding.is_typed() {
            Sights::default()
        } else {
            self.sights().clone()
        }
    }

    /// Which hit of how many somebody is at.
    #[must_use]
    pub fn found_at(&self) -> (Option<usize>, usize) {
        (self.finding.at, self.finding.count())
    }

    pub(super) fn find(&mut self, deed: Deed) {
        match deed {
            Deed::Open => {
                self.more = false;
                self.finding.is_open = true;
                self.is_reading = true;
            }
            Deed::Close => {
                self.finding.is_open = false;
                self.finding.unmarked = self.opened.as_ref().map(|opened| opened.header.id.clone());
            }
            Deed::Type(text) => self.finding.text = text,
            Deed::Step(forward) => self.step_to_hit(forward),
            Deed::Drawn(number, found) => {
                let Some(Ok(found)) = found.ok().filter(|_| number == self.finding.number) else {
                    return;
                };
                let drawn = self
                    .opened
                    .as_mut()
                    .and_then(|opened| opened.drawn.as_mut());
                if let Some(drawn) = drawn.filter(|_| found.folded > 0 && self.finding.is_typed()) {
                    // It is laid out anew then, and looked through again.
                    drawn.unfold();
                    return;
                }
                self.finding.drawn = found.hits;
                self.found();
            }
            Deed::Words(number, found) => {
                // Those of another text, or for other words.
                if number == self.finding.number {
                    self.finding.found = found.unwrap_or_default();
                    self.found();
                }
            }
        }
    }

    /// What is shown is looked through, unless it was.
    fn look_again(&mut self, link: &Link) -> iced::Task<Message> {
        let text = match &self.rows.source {
            Source::Search { text, .. } => text.clone(),
            _ => String::new(),
        };
        if self.finding.searched.0 != text {
            let sights = Sights::of(&SearchQuery::parse(&text));
            self.rows.mark(sights.clone());
            self.finding.searched = (text, sights);
            self.finding.unmarked = None;
        }
        let Some(opened) = &self.opened else {
            return iced::Task::none();
        };
        let message = opened.header.id.clone();
        let drawn = opened.drawn.as_ref().filter(|_| is_drawn(opened));
        let searchable = drawn.and_then(Drawn::searchable);
        if self
            .finding
            .unmarked
            .as_ref()
            .is_some_and(|of| *of != message)
        {
            self.finding.unmarked = None;
        }
        let needles = self.finding.needles(&message);
        let asked = Asked {
            message: Some(message),
            texts: match needles.is_empty() {
                true => Vec::new(),
                false => shown_texts(opened),
            },
            layout: searchable.as_ref().map(|(layout, _)| *layout),
            needles,
        };
        let before = &self.finding.asked;
        if asked.is_like(before) {
            return iced::Task::none();
        }
        // Of other words, in another message, or where it is shown another way, one begins at the first again.
        let is_alike = before.needles == asked.needles
            && before.message == asked.message
            && before.layout.is_some() == asked.layout.is_some();
        if !is_alike {
            self.finding.at = None;
        }
        self.finding.number += 1;
        self.finding.is_known = false;
        self.finding.found = Vec::new();
        self.finding.drawn = Vec::new();
        let (number, texts, needles) = (
            self.finding.number,
            asked.texts.clone(),
            asked.needles.clone(),
        );
        self.finding.asked = asked;
        if let Some((_, drawing)) = searchable.filter(|_| !needles.is_empty()) {
            let found = async move { Ok(drawing.find(needles).await) };
            return link.run(found, move |found| {
                Message::Find(Deed::Drawn(number, found))
            });
        }
        if texts.is_empty() {
            return iced::Task::none();
        }
        link.block(
            move || Ok(look_through(&texts, &needles)),
            move |found| Message::Find(Deed::Words(number, found)),
        )
    }

    /// All is looked through: one is at the first hit that is seen without unfolding anything, or stays where one was.
    fn found(&mut self) {
        self.finding.is_known = true;
        let count = self.finding.count();
        if count == 0 || !self.finding.is_typed() {
            self.finding.at = None;
            return;
        }
        let is_seen = |at: &usize| {
            let place = self.finding.place(*at);
            place.is_some_and(|(text, _)| self.is_open(text))
        };
        let first = (0..count).find(is_seen).unwrap_or(0);
        match self.finding.at {
            // It was laid out anew: nobody asked to see another part of it.
            Some(at) => self.finding.at = Some(at.min(count - 1)),
            None => self.go_to_hit(first),
        }
    }

    /// Is this text of the message shown, rather than folded?
    fn is_open(&self, text: usize) -> bool {
        let Some(opened) = self.opened.as_ref().filter(|o| o.shown != Shown::Source) else {
            return true;
        };
        let pieces = opened.content().map(|content| &content.pieces);
        let piece = pieces.and_then(|pieces| pieces.get(text));
        piece.is_none_or(|piece| piece.is_open)
    }

    fn step_to_hit(&mut self, forward: bool) {
        let count = self.finding.count();
        let Some(last) = count.checked_sub(1) else {
            return;
        };
        let at = match (self.finding.at, forward) {
            (Some(at), true) if at < last => at + 1,
            (Some(at), false) if at > 0 => at - 1,
            (None | Some(_), true) => 0,
            (None | Some(_), false) => last,
        };
        self.go_to_hit(at);
    }

    /// Somebody is at this hit: what it is folded in is unfolded, and it is seen.
    fn go_to_hit(&mut self, at: usize) {
        self.finding.at = Some(at);
        self.finding.reveal += 1;
        let place = self.finding.place(at);
        if let Some((text, _)) = place.filter(|(text, _)| !self.is_open(*text))
            && let Some(content) = self.opened.as_mut().and_then(Opened::content_mut)
            && let Some(piece) = content.pieces.get_mut(text)
        {
            piece.is_open = true;
        }
    }

    /// The bar above the message.
    pub(super) fn find_bar<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        if !self.is_finding() {
            return row![].into();
        }
        let texts = sight.texts;
        let finding = &self.finding;
        let field = field(&texts.say("find-placeholder"), &finding.text)
            .id(FIND)
            .replaces()
            .on_input(|text| Message::Find(Deed::Type(text)))
            .on_key(stroke);
        let step = |picture, words: &str, action, forward| {
            let may = (finding.count() > 0).then_some(Message::Find(Deed::Step(forward)));
            symbol(picture, sight.hint(texts.say(words), action))
                .height(scale::CONTROL_SMALL)
                .on_press_maybe(may)
        };
        let close = symbol(Icon::Close, texts.say("find-close"))
            .height(scale::CONTROL_SMALL)
            .on_press(Message::Find(Deed::Close));
        let count = finding.words(texts).map(|words| line(words).dim());
        let bar = row![
            icon(Icon::Search).color(|tokens| tokens.faint),
            container(field).max_width(WIDEST)
        ]
        .push(count)
        .push(spring())
        .push(step(
            Icon::ArrowUp,
            "find-previous",
            Action::FindPrevious,
            false,
        ))
        .push(step(Icon::ArrowDown, "find-next", Action::FindNext, true))
        .push(close)
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let bar = container(bar).padding(Padding::from([scale::XS, scale::EDGE]));
        iced::widget::column![bar, hairline()].into()
    }
}

/// What a key does in the field, rather than what it does in a text.
fn stroke(stroke: &Stroke<'_>) -> Option<Message> {
    let (is_bare, is_shifted) = (
        stroke.modifiers.is_empty(),
        stroke.modifiers == keyboard::Modifiers::SHIFT,
    );
    let deed = match stroke.key {
        keyboard::Key::Named(Named::Enter | Named::F3) if is_bare => Deed::Step(true),
        keyboard::Key::Named(Named::Enter | Named::F3) if is_shifted => Deed::Step(false),
        keyboard::Key::Named(Named::Escape) if is_bare => Deed::Close,
        _ => return None,
    };
    Some(Message::Find(deed))
}
