//! The outbox: for each message its state in a word, what happens next in a sentence, what a person
//! can do about it, and, where they want to know, everything that is known of it.

mod actions;
mod answer;
mod details;
mod view;
mod words;

use jiff::Timestamp;

use super::{Dialog, Notice, Outcome, Wish};
use crate::app::known::{Known, RECENT, needs_person};
use crate::app::link::Link;
use crate::domain::{DraftId, MessageKey, OutboxId, OutboxState, Outgoing};
use crate::engine::{Command, OutboxAction, Possible, Problem, Reply, StoredDraft, possible};

pub use words::{administrator, leaves_soon, next, refused_sender, states, subject, to, word};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something is done with a message.
    Act(OutboxId, OutboxAction),
    /// It was.
    Acted(Result<Reply, Problem>),
    /// Sending is taken back: the message is to be written on.
    Undo(OutboxId),
    /// It was, or it was too late.
    Undone(Result<Reply, Problem>),
    /// The draft that came out of it.
    Draft(Result<Option<StoredDraft>, Problem>),
    /// A menu opens or closes.
    Menu(Option<(OutboxId, Menu)>),
    /// Everything about a message is shown, or no longer.
    Open(OutboxId),
    /// Nothing more than the rows is shown.
    Shut,
    /// Everything about the next or the one before is shown.
    Step(isize),
    /// A message is to leave earlier or later than its neighbour; without one, the one that is shown.
    Move(Option<OutboxId>, Direction),
    /// Another part of the outbox.
    Filter(Filter),
    /// More of what was sent.
    Older,
    /// It was read.
    OlderRead(Result<Vec<Outgoing>, Problem>),
    /// Another time is to be chosen.
    AskTime(OutboxId),
    /// A message elsewhere is to be read: a report, another answer.
    Read(MessageKey),
    /// The answer is to be read that somebody else gave meanwhile.
    OtherAnswer(OutboxId),
    /// It was looked for.
    Found(Result<Option<MessageKey>, Problem>),
    /// What an administrator is to be asked.
    Administrator(OutboxId),
    /// A held message is to be thrown away: asks first.
    Discard(OutboxId),
    /// Words for the clipboard.
    Copy(String),
}

/// A menu of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Menu {
    /// Folders for its copy.
    Folders,
    /// Times at which it may leave.
    Times,
}

/// Where to in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To leave earlier.
    Up,
    /// To leave later.
    Down,
}

/// Which messages are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those that wait for a person.
    Needing,
    /// Those on their way.
    Waiting,
    /// Those that are done, also those that came back.
    Sent,
}

impl Filter {
    /// All of them, in the order of their tabs.
    pub const ALL: [Self; 4] = [Self::All, Self::Needing, Self::Waiting, Self::Sent];
}

/// How many more of those that were sent are read each time.
const MORE: u32 = 50;

/// The screen.
#[derive(Debug, Default)]
pub struct Outbox {
    filter: Filter,
    /// The message about which everything is shown.
    open: Option<OutboxId>,
    menu: Option<(OutboxId, Menu)>,
    /// What was sent before those that are known anyway.
    older: Vec<Outgoing>,
    /// How many of those that were sent were asked for.
    most: Option<u32>,
}

/// The parts of the outbox, each in its order.
#[derive(Debug, Default)]
struct Parts<'a> {
    needing: Vec<&'a Outgoing>,
    returned: Vec<&'a Outgoing>,
    waiting: Vec<&'a Outgoing>,
    sent: Vec<&'a Outgoing>,
}

/// What came back is shown above what was sent for this many days.
const DAYS_RETURNED: i64 = 14;

/// What came back lately, each with the time at which that was noticed; only what came back after
/// `seen`, if there is such a time.
pub fn returned(
    known: &Known,
    seen: Option<Timestamp>,
) -> impl Iterator<Item = (&Outgoing, Timestamp)> {
    let since = Timestamp::now().as_second() - DAYS_RETURNED * 24 * 3600;
    known.bounced.iter().filter_map(move |outgoing| {
        let bounce = outgoing.bounce.as_ref().filter(|bounce| bounce.failed)?;
        let is_lately = bounce.at.as_second() > since && seen.is_none_or(|seen| bounce.at > seen);
        (outgoing.state == OutboxState::Done && is_lately).then_some((outgoing, bounce.at))
    })
}

impl Outbox {
    fn parts<'a>(&'a self, known: &'a Known) -> Parts<'a> {
        let mut parts = Parts::default();
        for outgoing in &known.outbox {
            if needs_person(outgoing) {
                parts.needing.push(outgoing);
            } else {
                parts.waiting.push(outgoing);
            }
        }
        parts.returned = returned(known, None)
            .map(|(outgoing, _)| outgoing)
            .collect();
        let is_returned = |o: &&Outgoing| parts.returned.iter().any(|r| r.outbox_id == o.outbox_id);
        let newest = known.sent.iter();
        let before = self.older.iter().filter(|o| {
            let shown = known.sent.iter().any(|s| s.outbox_id == o.outbox_id);
            !shown
        });
        parts.sent = newest.chain(before).filter(|o| !is_returned(o)).collect();
        parts
    }

    /// Those that are shown, from top to bottom.
    fn shown<'a>(&'a self, known: &'a Known) -> Vec<&'a Outgoing> {
        let parts = self.parts(known);
        let mut shown = Vec::new();
        if matches!(self.filter, Filter::All | Filter::Needing) {
            shown.extend(parts.needing);
        }
        if matches!(self.filter, Filter::All | Filter::Sent) {
            shown.extend(parts.returned);
        }
        if matches!(self.filter, Filter::All | Filter::Waiting) {
            shown.extend(parts.waiting);
        }
        if matches!(self.filter, Filter::All | Filter::Sent) {
            shown.extend(parts.sent);
        }
        shown
    }

    /// May there be more that was sent than is shown?
    fn has_older(&self, known: &Known) -> bool {
        let asked = self.most.unwrap_or(RECENT) as usize;
        known.sent.len().max(self.older.len()) >= asked
    }

    /// The id before which a message has to be put to stand one place further up or down among those
    /// that wait; `None` where it cannot.
    fn neighbour(known: &Known, id: OutboxId, direction: Direction) -> Option<Option<OutboxId>> {
        let movable = |o: &&Outgoing| !needs_person(o) && possible(o).contains(&Possible::Reorder);
        let order: Vec<OutboxId> = known
            .outbox
            .iter()
            .filter(movable)
            .map(|o| o.outbox_id)
            .collect();
        let at = order.iter().position(|one| *one == id)?;
        match direction {
            Direction::Up => at
                .checked_sub(1)
                .and_then(|at| order.get(at))
                .map(|id| Some(*id)),
            Direction::Down => {
                let _below = order.get(at + 1)?;
                Some(order.get(at + 2).copied())
            }
        }
    }

    /// Does the page show what came back?
    #[must_use]
    pub fn shows_returned(&self) -> bool {
        matches!(self.filter, Filter::All | Filter::Sent)
    }

    /// Is everything about a message shown?
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Is a menu open?
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.menu.is_some()
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Act(id, action) => {
                self.menu = None;
                Outcome::run(link.request(Command::Outbox { id, action }, Message::Acted))
            }
            // Taken back, it is a draft again: it opens where it can be changed.
            Message::Acted(Ok(Reply::Draft(id))) | Message::Undone(Ok(Reply::Draft(id))) => {
                Outcome::run(read_draft(id, link))
            }
            Message::Acted(acted) => Outcome::of(acted),
            Message::Undo(id) => {
                let action = OutboxAction::Edit;
                Outcome::run(link.request(Command::Outbox { id, action }, Message::Undone))
            }
            // Whoever wanted it back has to know that it is gone, rather than in which state it is.
            Message::Undone(Err(problem))
                if matches!(
                    problem.message.key,
                    "outbox-not-in-this-state" | "outbox-no-message"
                ) =>
            {
                let late = Problem::new(problem.kind, crate::engine::Text::new("outbox-too-late"));
                Outcome::wish(Wish::Tell(Notice::Problem(late)))
            }
            Message::Undone(undone) => Outcome::of(undone),
            Message::Draft(Ok(Some(stored))) => {
                let at = stored.at();
                Outcome::wish(Wish::Compose(Box::new(stored.draft), Some(at)))
            }
            Message::Draft(read) => Outcome::of(read),
            Message::Menu(menu) => {
                self.menu = menu;
                Outcome::none()
            }
            Message::Open(id) => {
                self.open = (self.open != Some(id)).then_some(id);
                Outcome::none()
            }
            Message::Shut => {
                self.open = None;
                Outcome::none()
            }
            Message::Step(by) => {
                let shown = self.shown(known);
                let at = shown.iter().position(|o| Some(o.outbox_id) == self.open);
                let to = match at {
                    Some(at) => at.checked_add_signed(by),
                    None => Some(0),
                };
                let next = to.and_then(|to| shown.get(to)).map(|o| o.outbox_id);
                self.open = next.or(self.open);
                Outcome::none()
            }
            Message::Move(id, direction) => {
                let id = id.or(self.open);
                let moved = id.and_then(|id| Some((id, Self::neighbour(known, id, direction)?)));
                match moved {
                    Some((id, before)) => {
                        let action = OutboxAction::PutBefore(before);
                        self.update(Message::Act(id, action), known, link)
                    }
                    None => Outcome::none(),
                }
            }
            Message::Filter(filter) => {
                self.filter = filter;
                Outcome::none()
            }
            Message::Older => {
                let most = self.most.unwrap_or(RECENT).saturating_add(MORE);
                self.most = Some(most);
                Outcome::run(link.read(move |reader| reader.sent(most), Message::OlderRead))
            }
            Message::OlderRead(Ok(older)) => {
                self.older = older;
                Outcome::none()
            }
            Message::OlderRead(Err(problem)) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
            Message::AskTime(id) => {
                self.menu = None;
                Outcome::wish(Wish::Open(Dialog::LeaveAt(id)))
            }
            Message::OtherAnswer(id) => match known.outgoing(id) {
                Some(outgoing) => match answer::perhaps_own(outgoing, known) {
                    Some(own) => {
                        (self.filter, self.open) = (Filter::All, Some(own));
                        Outcome::none()
                    }
                    None => {
                        let look = answer::look(link.engine().clone(), outgoing.clone());
                        Outcome::run(link.run(look, Message::Found))
                    }
                },
                None => Outcome::none(),
            },
            Message::Found(Ok(Some(key))) => Outcome::wish(Wish::Read(key)),
            Message::Found(Ok(None)) => {
                let words = link.texts.say("outbox-no-other-answer");
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Message::Found(found) => Outcome::of(found),
            Message::Read(key) => Outcome::wish(Wish::Read(key)),
            Message::Discard(id) => match known.outgoing(id) {
                Some(outgoing) => {
                    let subject = outgoing.subject.clone();
                    Outcome::wish(Wish::Open(Dialog::DiscardHeld(id, subject)))
                }
                None => Outcome::none(),
            },
            Message::Administrator(id) => match known.outgoing(id) {
                Some(outgoing) => {
                    let text = administrator(outgoing, known, &link.texts);
                    Outcome::wish(Wish::Open(Dialog::Administrator(text)))
                }
                None => Outcome::none(),
            },
            Message::Copy(text) => Outcome::wish(Wish::Copy(text)),
        }
    }

    /// Does a second pass in what is shown?
    #[must_use]
    pub fn counts_down(known: &Known) -> bool {
        use OutboxState::{Filing, Queued, Scheduled, Unknown};
        let counted = |o: &Outgoing| matches!(o.state, Scheduled | Queued | Filing | Unknown);
        known
            .outbox
            .iter()
            .any(|o| counted(o) && o.next_attempt_at.is_some())
    }
}

/// Throws a message away that did not leave. It becomes a draft first: whatever ends in between, it
/// lies in one place or the other until the last step.
pub fn discard<M: Send + 'static>(
    id: OutboxId,
    link: &Link,
    done: impl FnOnce(Result<Reply, Problem>) -> M + Send + 'static,
) -> iced::Task<M> {
    let engine = link.engine().clone();
    let discard = async move {
        let action = OutboxAction::Edit;
        match engine.request(Command::Outbox { id, action }).await? {
            Reply::Draft(draft) => engine.request(Command::DiscardDraft(draft)).await,
            other => Ok(other),
        }
    };
    link.run(discard, done)
}

fn read_draft(id: DraftId, link: &Link) -> iced::Task<Message> {
    link.read(move |reader| reader.draft(id), Message::Draft)
}
