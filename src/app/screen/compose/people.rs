//! What happens in the lines of recipients: people are named, chosen, moved and taken away, and proposed while
//! somebody writes.

use std::collections::BTreeSet;

use iced::keyboard;
use iced::keyboard::key::Named;

use super::recipients::{Recipients, written};
use super::{Compose, Line, Message};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Outcome, Wish};
use crate::app::widget::field::Stroke;
use crate::app::widget::grab::Grip;
use crate::domain::{Correspondent, EmailAddress};
use crate::engine::{Command, Problem};

/// Most people who are proposed.
const PROPOSED: usize = 8;

/// More of them in a line than this are folded, but for a few.
pub(super) const FOLDED: usize = 12;

/// What is done in a line of recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A text of several lines was put in.
    Lines(String),
    /// The keys went elsewhere.
    Left,
    /// What is written is whole.
    End,
    /// The keys are for this one, or for what is written.
    Choose(Option<usize>),
    /// Somebody is not meant any more.
    Remove(usize),
    /// Somebody is written again.
    Edit(usize),
    /// Somebody is copied as text.
    Copy(usize),
    /// Somebody goes to another line.
    Move(usize, Line),
    /// The menu of somebody opens.
    Menu(usize),
    /// It closes.
    MenuClose,
    /// The mouse took somebody.
    Take(usize),
    /// It let them go.
    LetGo,
    /// Who was taken, from that line, is let go on this one.
    Land(Line, usize),
    /// All of the line are shown.
    Unfold,
    /// The next of those who are proposed, or the one before.
    Walk(bool),
    /// Who is proposed is meant.
    Accept(usize),
    /// The one of them is meant that Enter takes, and if there is none by now, what is written.
    AcceptChosen,
    /// Who is proposed is never meant.
    Reject(usize),
    /// Nobody who is proposed is meant.
    Close,
}

/// Who is proposed while somebody writes.
#[derive(Debug, Default)]
pub(super) struct Proposals {
    /// Counts what was asked; an answer to something older is passed over.
    asked: u64,
    /// In which line.
    line: Option<Line>,
    found: Vec<Correspondent>,
    /// The one that Enter takes.
    at: Option<usize>,
}

impl Proposals {
    /// Those of a line, and the one that Enter takes.
    pub(super) fn of(&self, which: Line) -> Option<(&[Correspondent], Option<usize>)> {
        let is_it = self.line == Some(which) && !self.found.is_empty();
        is_it.then_some((&self.found, self.at))
    }

    fn close(&mut self) {
        // What is still asked is not wanted any more.
        self.asked += 1;
        self.line = None;
        self.found.clear();
    }
}

impl Line {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::To, Self::Cc, Self::Bcc];

    /// The name of its field.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::Cc => "cc",
            Self::Bcc => "bcc",
        }
    }
}

impl Compose {
    /// The number of what was asked last of who may be meant.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.proposals.asked
    }

    /// How many are proposed in a line, and the one that Enter takes.
    #[must_use]
    pub fn proposals_of(&self, which: Line) -> Option<(usize, Option<usize>)> {
        let (found, at) = self.proposals.of(which)?;
        Some((found.len(), at))
    }

    pub(super) fn line_mut(&mut self, which: Line) -> &mut Recipients {
        let [to, cc, bcc] = &mut self.lines;
        match which {
            Line::To => to,
            Line::Cc => cc,
            Line::Bcc => bcc,
        }
    }

    /// The field of a line takes the keys.
    pub(super) fn write_in(&mut self, which: Line) {
        self.keys_to(which.id());
    }

    /// Somebody writes in a line.
    pub(super) fn write(&mut self, which: Line, text: String, link: &Link) -> Outcome<Message> {
        let before = self.line(which).named().len();
        self.line_mut(which).write(text);
        if self.line(which).named().len() > before {
            // The field goes down by a row: it is kept in sight.
            self.write_in(which);
        }
        self.typing = Some(which);
        self.unfolded |= self.line(which).named().len() > FOLDED;
        let proposed = self.propose(which, link);
        self.changed(link).and(proposed)
    }

    /// Asks who may be meant.
    fn propose(&mut self, which: Line, link: &Link) -> iced::Task<Message> {
        self.proposals.asked += 1;
        let asked = self.proposals.asked;
        let text = self.line(which).text().trim().to_owned();
        if text.is_empty() {
            self.proposals.close();
            return iced::Task::none();
        }
        if self.proposals.line != Some(which) {
            self.proposals.found.clear();
        }
        self.proposals.line = Some(which);
        // Nobody is taken by Enter of those who were proposed for something older.
        self.proposals.at = None;
        let named: usize = self.lines.iter().map(|line| line.named().len()).sum();
        let engine = link.engine().clone();
        // Those who are named already are passed over.
        let most = PROPOSED + named.min(PROPOSED * 2);
        let find = async move { engine.correspondents(&text, most).await };
        link.run(find, move |found| Message::Proposed(asked, found))
    }

    /// Who may be meant.
    pub(super) fn proposed(
        &mut self,
        asked: u64,
        found: Result<Vec<Correspondent>, Problem>,
    ) -> Outcome<Message> {
        let Some(which) = self
            .proposals
            .line
            .filter(|_| asked == self.proposals.asked)
        else {
            return Outcome::none();
        };
        // That nobody can be proposed keeps nobody from writing.
        let mut found = found.unwrap_or_default();
        found.retain(|one| !self.lines.iter().any(|line| line.has(&one.person.address)));
        found.truncate(PROPOSED);
        // Whoever has written a whole address means that one.
        let text = self.line(which).text().trim();
        let is_whole = EmailAddress::parse(text).is_ok_and(|one| one.domain().contains('.'));
        let is_first = |one: &Correspondent| one.person.address.eq_ignore_ascii_case(text);
        self.proposals.at = (!is_whole || found.first().is_some_and(is_first)).then_some(0);
        self.proposals.found = found;
        Outcome::none()
    }

    /// Does what happened in a line.
    pub(super) fn deed(&mut self, which: Line, deed: Deed, link: &Link) -> Outcome<Message> {
        match deed {
            Deed::Lines(lines) => {
                let text = format!("{}{lines}", self.line(which).text());
                return self.write(which, text, link);
            }
            Deed::Left => {
                let _ = self.line_mut(which).end_if_whole();
                if self.typing == Some(which) {
                    self.typing = None;
                }
                if self.proposals.line == Some(which) {
                    self.proposals.close();
                }
            }
            Deed::End => {
                let _ = self.line_mut(which).end();
                self.proposals.close();
            }
            Deed::Choose(at) => {
                self.line_mut(which).choose(at);
                self.unfolded |= self.line(which).named().len() > FOLDED;
                self.write_in(which);
            }
            Deed::Remove(at) => {
                let line = self.line_mut(which);
                let _ = line.remove(at);
                line.choose(None);
                self.menu = None;
                self.write_in(which);
                return self.changed(link);
            }
            Deed::Edit(at) => {
                self.line_mut(which).edit(at);
                self.typing = Some(which);
                self.menu = None;
                self.write_in(which);
                return self.changed(link);
            }
            Deed::Copy(at) => {
                self.menu = None;
                self.write_in(which);
                let named = self.line(which).named().get(at);
                let text = named.map(|named| written(&named.person));
                return text.map_or_else(Outcome::none, |text| Outcome::wish(Wish::Copy(text)));
            }
            Deed::Move(at, to) => {
                self.menu = None;
                return self.relocate(which, at, to, link);
            }
            Deed::Menu(at) => {
                self.line_mut(which).choose(Some(at));
                self.proposals.close();
                self.menu = Some((which, at));
            }
            Deed::MenuClose => {
                self.menu = None;
                self.write_in(which);
            }
            Deed::Take(at) => {
                self.taken = Some((which, at));
                // There has to be somewhere to let them go.
                self.copies = true;
            }
            Deed::LetGo => self.taken = None,
            Deed::Land(from, at) => return self.relocate(from, at, which, link),
            Deed::Unfold => {
                self.unfolded = true;
                self.write_in(which);
            }
            Deed::Walk(forward) => self.walk(forward),
            Deed::AcceptChosen => {
                let deed = self.proposals.at.map_or(Deed::End, Deed::Accept);
                return self.deed(which, deed, link);
            }
            Deed::Accept(at) => {
                let one = self.proposals.found.get(at).map(|one| one.person.clone());
                self.proposals.close();
                if let Some(person) = one {
                    self.line_mut(which).take(&person);
                    self.write_in(which);
                    return self.changed(link);
                }
            }
            Deed::Reject(at) => {
                if at >= self.proposals.found.len() {
                    return Outcome::none();
                }
                let one = self.proposals.found.remove(at);
                let left = self.proposals.found.len();
                self.proposals.at = left.checked_sub(1).map(|last| at.min(last));
                self.write_in(which);
                if let Ok(address) = one.person.checked() {
                    let forget = Command::ForgetContact(address);
                    return Outcome::run(link.request(forget, Message::Rejected));
                }
            }
            Deed::Close => self.proposals.close(),
        }
        Outcome::none()
    }

    fn walk(&mut self, forward: bool) {
        let Some(last) = self.proposals.found.len().checked_sub(1) else {
            return;
        };
        self.proposals.at = Some(match (self.proposals.at, forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        });
    }

    /// Somebody goes from one line to another.
    fn relocate(&mut self, from: Line, at: usize, to: Line, link: &Link) -> Outcome<Message> {
        self.taken = None;
        if from == to {
            return Outcome::none();
        }
        let Some(named) = self.line_mut(from).remove(at) else {
            return Outcome::none();
        };
        self.line_mut(from).choose(None);
        self.copies = true;
        self.line_mut(to).add(named);
        self.write_in(to);
        self.changed(link)
    }

    /// What a key does in a line, rather than what it does in a text.
    pub(super) fn stroke(&self, which: Line, stroke: &Stroke<'_>) -> Option<Message> {
        let deed = self.deed_of(which, stroke)?;
        Some(Message::People(which, deed))
    }

    fn deed_of(&self, which: Line, stroke: &Stroke<'_>) -> Option<Deed> {
        let line = self.line(which);
        let plain = stroke.modifiers.is_empty();
        let key = match stroke.key {
            keyboard::Key::Named(key) => Some(*key),
            _ => None,
        };
        if let Some((_, at)) = self.proposals.of(which).filter(|_| plain) {
            let deed = match (key, at) {
                (Some(Named::ArrowDown), _) => Some(Deed::Walk(true)),
                (Some(Named::ArrowUp), _) => Some(Deed::Walk(false)),
                (Some(Named::Enter | Named::Tab), Some(_)) => Some(Deed::AcceptChosen),
                (Some(Named::Delete), Some(at)) if stroke.at_end => Some(Deed::Reject(at)),
                (Some(Named::Escape), _) => Some(Deed::Close),
                _ => None,
            };
            if deed.is_some() {
                return deed;
            }
        }
        if let Some(at) = line.chosen() {
            let behind = (at + 1 < line.named().len()).then_some(at + 1);
            return match key {
                Some(Named::F10) if stroke.modifiers == keyboard::Modifiers::SHIFT => {
                    Some(Deed::Menu(at))
                }
                None if stroke.modifiers.command() && stroke.latin == Some('c') => {
                    Some(Deed::Copy(at))
                }
                Some(key) if plain => match key {
                    Named::Backspace | Named::Delete => Some(Deed::Remove(at)),
                    Named::ArrowLeft => Some(Deed::Choose(Some(at.saturating_sub(1)))),
                    Named::ArrowRight => Some(Deed::Choose(behind)),
                    Named::Home => Some(Deed::Choose(Some(0))),
                    Named::End | Named::Escape => Some(Deed::Choose(None)),
                    Named::Enter => Some(Deed::Edit(at)),
                    Named::ContextMenu => Some(Deed::Menu(at)),
                    _ => None,
                },
                _ => None,
            };
        }
        match key {
            Some(Named::Backspace | Named::ArrowLeft) if plain && stroke.at_start => {
                let last = line.named().len().checked_sub(1)?;
                Some(Deed::Choose(Some(last)))
            }
            Some(Named::Enter) if plain && !line.text().trim().is_empty() => Some(Deed::End),
            _ => None,
        }
    }

    /// What the mouse does with somebody.
    pub(super) fn grip(which: Line, at: usize, grip: Grip) -> Message {
        Message::People(
            which,
            match grip {
                Grip::Press => Deed::Choose(Some(at)),
                Grip::Double => Deed::Edit(at),
                Grip::Menu => Deed::Menu(at),
                Grip::Take => Deed::Take(at),
                Grip::LetGo => Deed::LetGo,
            },
        )
    }
}

/// The domains of the addresses that somebody may write from.
pub(super) fn own_domains(known: &Known) -> BTreeSet<&str> {
    let identities = known.identities.iter();
    identities
        .map(|identity| identity.key.address.domain())
        .collect()
}
