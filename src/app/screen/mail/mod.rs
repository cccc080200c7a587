//! Messages: the list, the reader beside it, and what is done with what is chosen.

mod apart;
mod arrange;
mod attached_message;
mod attached_view;
mod content;
mod conversation;
mod deed;
mod destinations;
pub(super) mod drawn;
mod elsewhere;
mod errand;
mod filters;
mod finding;
mod following;
mod groups;
mod handing;
mod invitation_view;
mod list_view;
mod listed;
mod menu;
mod message;
mod nothing;
mod opening;
mod palette;
mod places;
mod preview;
mod reader_notes;
mod reader_view;
mod reply_bar;
mod rows;
pub mod save;
mod search_head;
mod searching;
mod seeing;
mod staying;
pub mod tag_form;
mod tagging;
mod text_menu;
mod toolbar;
mod undo;
mod unfolded;
mod views;
mod wording;
mod work;
pub mod zoom;

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use iced::{Point, Task};

use super::{Dialog, Notice, Outcome, Place, Wish};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::widget::list::{ListEvent, Scrolled, Selection};
use crate::app::widget::passage;
use crate::domain::{FolderId, FolderRole, Intent, MessageHeader, MessageKey};
use crate::engine::{Begun, Command, Event, OutboxAction, Problem, ProblemKind, PutToOpen, Reply};

pub use arrange::{Arranged, Arrangements, Choice};
pub use content::{Content, Kind, Piece};
pub use deed::{Deed, Targets, moving_to, refusal};
pub use destinations::{Destination, destinations};
pub use drawn::{Drawn, Pictures};
pub use filters::{Filter, Filters};
pub use finding::{Deed as FindDeed, FIND};
pub use following::{follow, link_view};
pub use handing::{Risky, risky_words};
pub use list_view::LIST;
pub use menu::Shows;
pub use message::Message;
pub use nothing::empty as list_empty;
pub use reader_view::READER;
pub use rows::{Entry, FolderRead, Headers, MOST_FOUND, Mails, Source};
pub use searching::FoundHere;
pub use tagging::Tagging;
pub use text_menu::TextMenu;
pub use toolbar::role_icon;
pub use views::{View, ViewRead};
pub use wording::Wording;

use searching::Searching;

/// The height of the bar from which one answers, with its margins.
pub const REPLY_BAR: f32 = 84.0;
/// The same in a low window.
pub const REPLY_LINE: f32 = 40.0;

/// The opened message.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its header.
    pub header: MessageHeader,
    /// Its text.
    pub state: Reading,
    /// The same drawn, where it has HTML.
    pub drawn: Option<Drawn>,
    /// How it is shown.
    pub shown: Shown,
    /// What of its attachments is looked at.
    pub preview: Option<preview::Preview>,
    /// Its source, once it was asked for.
    pub source: Option<std::sync::Arc<[passage::Block]>>,
    /// Its text is on its way as long as this is held.
    _fetching: Option<iced::task::Handle>,
}

impl Opened {
    /// What is below its header, once it is here.
    #[must_use]
    pub fn content(&self) -> Option<&Content> {
        match &self.state {
            Reading::Ready(content) => Some(content),
            Reading::Loading { .. } | Reading::Failed(_) => None,
        }
    }

    /// The way in which it was drawn last, or would be.
    fn drawn_way(&self) -> Shown {
        match &self.drawn {
            Some(drawn) if drawn.is_simple() => Shown::Simple,
            _ => Shown::Drawn,
        }
    }

    fn content_mut(&mut self) -> Option<&mut Content> {
        match &mut self.state {
            Reading::Ready(content) => Some(content),
            Reading::Loading { .. } | Reading::Failed(_) => None,
        }
    }
}

/// How a message with HTML is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shown {
    /// As its author laid it out.
    #[default]
    Drawn,
    /// What it says and how that is built, drawn without its author's design.
    Simple,
    /// Its plain text, or the words of its HTML where there is none, in the window's own letters.
    Words,
    /// Its octets as they came.
    Source,
}

impl Shown {
    /// Does the process that draws draw it?
    #[must_use]
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Drawn | Self::Simple)
    }
}

/// How far the text is.
#[derive(Debug, Clone)]
pub enum Reading {
    /// On its way.
    Loading {
        /// It takes long enough to say so.
        slow: bool,
    },
    /// Here.
    Ready(Content),
    /// It cannot be had.
    Failed(Problem),
}

/// The screen.
#[derive(Debug)]
pub struct Mail {
    /// The rows.
    pub rows: Mails,
    /// What is chosen.
    pub selection: Selection,
    /// Which messages of a folder or a view are shown.
    pub filters: Filters,
    /// How folders and views are listed.
    pub arrangements: Arrangements,
    /// Is the menu open in which all that is chosen?
    pub arranging: bool,
    /// The message in the reader.
    pub opened: Option<Opened>,
    /// Its conversation.
    pub beside: conversation::Beside,
    /// In a narrow window: is the reader shown, rather than the list?
    pub is_reading: bool,
    /// Messages are chosen one by one with a letter: walking leaves what is chosen as it is.
    picking: bool,
    /// Is the menu of folders below the toolbar open?
    pub move_menu: bool,
    /// Is it open what else can be done with the message?
    pub more: bool,
    /// The menu of its text, while that is open.
    pub text_menu: Option<TextMenu>,
    /// It is shown only because its menu was opened: that is not to read it.
    peeked: Option<MessageKey>,
    /// It came by itself, and nobody did anything with it yet; does it stay unread until somebody does?
    unasked: Option<(MessageKey, bool)>,
    /// What was chosen before a row was pressed that may be going to be dragged.
    pressed: Option<Selection>,
    /// What the chosen messages have in common, while they are dragged.
    pub dragged: Option<Targets>,
    /// The menu of the chosen messages: where it is open, and what it shows.
    pub menu: Option<(Point, Shows)>,
    /// How large the letter is shown.
    pub zoom: zoom::Zoom,
    /// Tags that were made in this window, the last one last.
    made_tags: Vec<String>,
    /// What was asked for and is not done yet.
    pub errands: errand::Errands,
    /// Which reading of rows is the current one; older answers are dropped.
    generation: u64,
    searching: Searching,
    finding: finding::Finding,
    /// What is worked on stays listed, whatever is filtered.
    staying: BTreeSet<MessageKey>,
    /// How the last message was drawn.
    drawn_as: Option<drawn::Usual>,
    is_busy: bool,
    again: bool,
    /// A message to choose as soon as it is listed.
    choose: Option<MessageKey>,
    /// Is that because somebody came back to the list? They did not ask for it.
    is_return: bool,
    /// How lists were left.
    places: places::Places,
    /// Where the list stands.
    scrolled: Scrolled,
    /// Where it is to stand once it is read.
    scroll_to: Option<(MessageKey, f32)>,
    /// What came back, to be chosen as soon as it is listed.
    back: Vec<MessageKey>,
    zone: TimeZone,
}

impl Mail {
    /// Nothing is open.
    #[must_use]
    pub fn new(link: &Link) -> Self {
        Self {
            rows: Mails::new(&link.texts),
            selection: Selection::default(),
            filters: Filters::default(),
            arrangements: Arrangements::default(),
            arranging: false,
            opened: None,
            beside: conversation::Beside::default(),
            is_reading: false,
            picking: false,
            move_menu: false,
            more: false,
            text_menu: None,
            peeked: None,
            unasked: None,
            pressed: None,
            dragged: None,
            menu: None,
            zoom: zoom::Zoom::default(),
            made_tags: Vec::new(),
            errands: errand::Errands::default(),
            generation: 0,
            searching: Searching::default(),
            finding: finding::Finding::default(),
            staying: BTreeSet::new(),
            drawn_as: None,
            is_busy: false,
            again: false,
            choose: None,
            is_return: false,
            places: places::Places::default(),
            scrolled: Scrolled::default(),
            scroll_to: None,
            back: Vec::new(),
            zone: TimeZone::system(),
        }
    }

    /// The folder that is open.
    #[must_use]
    pub fn folder(&self) -> Option<&FolderId> {
        match &self.rows.source {
            Source::Folder { id, .. } => Some(id),
            _ => None,
        }
    }

    /// Opens a folder; `choose` is chosen as soon as it is listed.
    pub fn open_folder(
        &mut self,
        id: FolderId,
        choose: Option<MessageKey>,
        known: &Known,
        link: &Link,
    ) -> Task<Message> {
        let folder = known.folder(&id);
        let role = folder.map_or(crate::domain::FolderRole::Other, |(_, f)| f.role);
        let look = folder.is_some().then(|| Command::LookAt(id.clone()));
        let arranged = self.arrangements.of(&id);
        if self.folder() != Some(&id) {
            self.staying.clear();
        }
        self.rows.open(Source::Folder {
            id,
            role,
            filters: self.filters,
            arranged,
        });
        self.leave();
        self.choose = choose;
        let look = look.map_or_else(Task::none, |look| link.request(look, |_| ()).discard());
        Task::batch([self.reload(link), look])
    }

    fn leave(&mut self) {
        self.searching.next();
        self.selection = Selection::default();
        self.opened = None;
        self.is_reading = false;
        self.picking = false;
        self.arranging = false;
        self.dragged = None;
        self.pressed = None;
        self.move_menu = false;
        self.more = false;
        self.menu = None;
        self.text_menu = None;
        self.choose = None;
        self.back.clear();
        self.scrolled = Scrolled::default();
        // What is on its way belongs to what was shown before.
        self.is_busy = false;
    }

    /// Events of the engine.
    pub fn heard(&mut self, events: &[Event], known: &Known, link: &Link) -> Task<Message> {
        // Who answered stands in the copy, which mostly comes after the flag.
        let is_copies = |id| matches!(known.folder(id), Some((_, f)) if f.role == FolderRole::Sent);
        let concerned = events.iter().any(|event| match (event, &self.rows.source) {
            (Event::Overflow(_), _) => true,
            (Event::Messages(changed), Source::Folder { id, .. }) if changed == id => true,
            (Event::Body(key), Source::Folder { id, .. }) => key.folder == *id,
            (Event::Messages(id), Source::View { folders, .. }) if folders.contains(id) => true,
            // The beginning of a text is shown as soon as it is here.
            (Event::Body(key), Source::View { folders, .. }) => folders.contains(&key.folder),
            (Event::Messages(_), Source::Search { .. }) => true,
            (Event::Messages(id), _) if is_copies(id) => self.rows.is_any_answered(),
            _ => false,
        });
        let beside = self.conversation_heard(events, link);
        if concerned {
            Task::batch([self.reload(link), beside])
        } else {
            beside
        }
    }

    /// Reads the rows anew, one reading at a time.
    pub(super) fn reload(&mut self, link: &Link) -> Task<Message> {
        if self.is_busy {
            self.again = true;
            return Task::none();
        }
        self.generation += 1;
        let generation = self.generation;
        match self.rows.source.clone() {
            Source::Nothing => Task::none(),
            Source::Folder {
                id,
                filters,
                arranged,
                ..
            } => {
                self.is_busy = true;
                let (zone, texts) = (self.zone.clone(), link.texts.clone());
                let wanted = self.rows.wanted();
                // A message that was read before a restart stays in the list as well.
                let chosen = self.choose.as_ref().filter(|key| key.folder == id);
                let cursor = self.selection.cursor();
                let cursor = cursor.and_then(|key| self.rows.message(key));
                let keep = self.kept_here(cursor.or_else(|| chosen.cloned()));
                link.read(
                    move |reader| {
                        let shown = (filters, arranged);
                        work::read_folder(reader, &id, shown, wanted, &keep, (&zone, &texts))
                    },
                    move |read| Message::Read(generation, read),
                )
            }
            Source::View {
                view,
                folders,
                filters,
                arranged,
            } => {
                self.is_busy = true;
                let (zone, texts) = (self.zone.clone(), link.texts.clone());
                let wanted = self.rows.wanted();
                let keep = self.kept_here(self.showing());
                link.read(
                    move |reader| {
                        let (of, shown) = ((view, folders.as_slice()), (filters, arranged));
                        views::read_view(reader, of, shown, wanted, &keep, (&zone, &texts))
                    },
                    move |read| Message::ReadView(generation, read),
                )
            }
            Source::Search { text, within } => {
                self.is_busy = true;
                let answers = self.searching.answers();
                let (number, most) = (self.searching.number(), self.searching.most());
                link.read(
                    move |reader| searching::find(reader, &text, within.as_ref(), &answers, most),
                    move |found| Message::Found(generation, number, found),
                )
            }
        }
    }

    fn read_done(&mut self, link: &Link) -> Task<Message> {
        self.is_busy = false;
        if std::mem::take(&mut self.again) {
            self.reload(link)
        } else {
            Task::none()
        }
    }

    fn carry_out(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::List(ListEvent::Open(_)) if self.reads_draft() => {
                self.update(Message::EditDraft, known, link)
            }
            Message::List(event) => self.listed(event, known, link),
            Message::Filter(filter) => Outcome::run(self.filter(filter.alone(), known, link)),
            Message::AlsoFilter(filter) => Outcome::run(self.also_filter(filter, known, link)),
            Message::Arrange(choice) => Outcome::run(self.arrange(choice, known, link)),
            Message::ShowAll => Outcome::run(self.filter(Filters::default(), known, link)),
            Message::Read(generation, read) if generation == self.generation => {
                let before = self.position();
                let outcome = match read {
                    Ok(read) => {
                        self.word(known, link, |rows, wording| rows.take_folder(read, wording));
                        self.settle(before, link)
                    }
                    Err(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
                };
                let more = self.read_done(link);
                outcome.and(more)
            }
            Message::ReadView(generation, read) if generation == self.generation => {
                let before = self.position();
                let outcome = match read {
                    Ok(read) => {
                        self.word(known, link, |rows, wording| rows.take_view(read, wording));
                        self.settle(before, link)
                    }
                    Err(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
                };
                let more = self.read_done(link);
                outcome.and(more)
            }
            // Other words were typed since: those are looked for next.
            Message::Found(generation, number, _)
                if generation == self.generation && number != self.searching.number() =>
            {
                Outcome::run(self.read_done(link))
            }
            Message::Found(generation, _, found) if generation == self.generation => {
                let before = self.position();
                let outcome = match found {
                    Ok(read) => {
                        let found = self.take_search(read);
                        self.word(known, link, |rows, wording| rows.take_found(found, wording));
                        self.settle(before, link)
                    }
                    Err(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
                };
                let more = self.read_done(link);
                outcome.and(more)
            }
            Message::Headers(generation, Ok(headers)) if generation == self.generation => {
                self.word(known, link, |rows, wording| {
                    rows.take_headers(headers, wording);
                });
                Outcome::none()
            }
            Message::Headers(_, Err(problem)) => {
                Outcome::wish(Wish::Tell(Notice::Problem(problem)))
            }
            Message::Read(..)
            | Message::ReadView(..)
            | Message::Found(..)
            | Message::Headers(..) => Outcome::none(),
            Message::AskServers(number) => Outcome::run(self.ask_servers(number, link)),
            Message::ServersAnswered(number, answer) => self.servers_answered(number, answer, link),
            Message::Loaded(key, loaded) => self.loaded((key, loaded), known, link),
            Message::Conversation(number, read) => {
                let waiting = self.beside.take(number, read.ok().flatten());
                waiting.map_or_else(Outcome::none, |loaded| self.loaded(loaded, known, link))
            }
            Message::WholeConversation(whole) => {
                self.beside.whole = whole;
                Outcome::none()
            }
            Message::Unfold(key) => Outcome::run(self.unfold(key, link)),
            Message::UnfoldAll => Outcome::run(self.unfold_all(link)),
            Message::Unfolded(key, loaded) => self.unfolded(&key, loaded, known, link),
            Message::FoldBeside(key, at) => {
                self.fold_beside(&key, at);
                Outcome::none()
            }
            Message::Find(deed) => {
                self.find(deed);
                Outcome::none()
            }
            Message::Slow(key) => {
                if let Some(opened) = self.opened.as_mut().filter(|o| o.header.id == key)
                    && let Reading::Loading { slow } = &mut opened.state
                {
                    *slow = true;
                }
                Outcome::none()
            }
            Message::SeenDue(key) => self.seen(&key, known, link),
            Message::Again => match self.opened.take() {
                Some(opened) => Outcome::run(self.open(opened.header, link)),
                None => Outcome::none(),
            },
            Message::Fold(at) => {
                let content = self.opened.as_mut().and_then(Opened::content_mut);
                if let Some(piece) = content.and_then(|content| content.pieces.get_mut(at)) {
                    piece.is_open = !piece.is_open;
                }
                Outcome::none()
            }
            Message::FoldAll => {
                let content = self.opened.as_mut().and_then(Opened::content_mut);
                content.into_iter().for_each(Content::fold_all);
                Outcome::none()
            }
            Message::Print => {
                self.more = false;
                self.print(link)
            }
            Message::Printed(Ok(path)) => Outcome::wish(Wish::OpenFile(path)),
            Message::Printed(Err(problem)) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
            Message::Attendees(shown) => {
                if let Some(content) = self.opened.as_mut().and_then(Opened::content_mut) {
                    content.shows_attendees = shown;
                }
                Outcome::none()
            }
            Message::Save(index) => self.save_attachment(index, link),
            Message::SaveMessage => {
                self.more = false;
                self.save_message(link)
            }
            Message::SaveTo(wanted, path) => Outcome::run(self.save_to(wanted, path, link)),
            Message::SaveAll => {
                self.more = false;
                self.save_all(link)
            }
            Message::SaveAllTo(key, wanted, folder) => {
                Outcome::run(self.save_all_to(key, wanted, folder, link))
            }
            Message::ErrandDone(number, done) => {
                self.errands.end(number);
                self.update(*done, known, link)
            }
            Message::ErrandTakesLong(number) => {
                self.errands.takes_long(number);
                Outcome::none()
            }
            Message::StopErrand(number) => {
                self.errands.end(number);
                Outcome::none()
            }
            Message::SavedAll(saved) => Self::saved_all(saved, link),
            Message::OpenAttachment(index) => self.open_attachment(index, link),
            Message::Preview(index) => self.preview(index, link),
            Message::Previewed(key, index, found) => {
                self.previewed(&key, index, found);
                Outcome::none()
            }
            Message::PreviewDrawn(key, message) => self.preview_drawn(&key, message, link),
            Message::OpenRisky(risky) => Outcome::run(self.hand_over(risky, true, link)),
            Message::PutToOpen(_, Ok(PutToOpen::File(path))) => Outcome::wish(Wish::OpenFile(path)),
            // It was not here, and its octets say what its name does not.
            Message::PutToOpen(risky, Ok(PutToOpen::Asks { kind })) => {
                let risky = Risky { kind, ..risky };
                Outcome::wish(Wish::Open(Dialog::OpenRisky(risky)))
            }
            Message::PutToOpen(_, Err(problem)) => {
                Outcome::wish(Wish::Tell(Notice::Problem(problem)))
            }
            Message::More(open) => {
                self.more = open;
                Outcome::none()
            }
            Message::Source(key, Ok(text)) => {
                if let Some(opened) = self.opened.as_mut().filter(|o| o.header.id == key) {
                    opened.source = Some(passage::fixed(&text));
                }
                Outcome::none()
            }
            Message::Source(key, Err(problem)) => {
                if let Some(opened) = self.opened.as_mut().filter(|o| o.header.id == key) {
                    opened.shown = opened.drawn_way();
                }
                Outcome::wish(Wish::Tell(Notice::Problem(problem)))
            }
            Message::Saved(Ok(Some(name))) => {
                let words = link
                    .texts
                    .say_with("reader-saved", &[("name", name.into())]);
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Message::Saved(saved) => Outcome::of(saved),
            Message::SaveWhere(wanted) => Outcome::wish(Wish::Open(Dialog::Save(wanted))),
            Message::TextMenu(open) => {
                self.text_menu = open;
                Outcome::none()
            }
            Message::InText(message) => self.in_text(*message, known, link),
            Message::CopyText(text) => Outcome::wish(Wish::Copy(text)),
            Message::Link(text, to) => Self::follow_link(&text, &to, known, link),
            Message::Drawn(key, message) => self.drawn(&key, message, known, link),
            Message::DecidePictures(sender, always) => {
                self.decide_pictures(sender, always, known, link)
            }
            Message::NotLoaded => Outcome::none(),
            Message::ShowAs(shown) => {
                self.more = false;
                let Some(opened) = &mut self.opened else {
                    return Outcome::none();
                };
                opened.shown = shown;
                if let Some(drawn) = opened.drawn.as_mut().filter(|_| shown.is_drawn()) {
                    drawn.show_simple(shown == Shown::Simple);
                }
                if shown == Shown::Source && opened.source.is_none() {
                    return self.read_source(link);
                }
                Outcome::none()
            }
            Message::Adapt(adapt) => self.adapt(adapt, known, link),
            Message::MoveMenu(open) => {
                self.move_menu = open;
                Outcome::none()
            }
            Message::Search(text) => Outcome::wish(Wish::Search(text)),
            Message::Do(deed) => {
                self.menu = None;
                self.act(deed, known, link)
            }
            Message::ArchiveAndBack => self.archive_and_back(known, link),
            Message::MarkSeen(on) => self.mark_seen(on, known, link),
            Message::MoveTo(to) => {
                self.move_menu = false;
                self.menu = None;
                self.relocate(to, known, link)
            }
            Message::Menu(menu) => {
                self.menu = menu;
                Outcome::none()
            }
            Message::CopyTo(to) => {
                self.move_menu = false;
                self.menu = None;
                self.copy(to, known, link)
            }
            Message::Zoom(change) => {
                self.more = false;
                self.zoom = self.zoom.after(change);
                Outcome::none()
            }
            Message::NewTag => {
                self.menu = None;
                Outcome::wish(Wish::Open(Dialog::NewTag))
            }
            Message::Tag(tagging) => {
                self.menu = None;
                self.tag(tagging, known, link)
            }
            Message::AllSeen => self.mark_all_seen(known, link),
            Message::Copied(copied) => self.filed(true, copied, link),
            Message::DeleteForGood(keys, ending) => {
                let told = undo::many_gone(keys.len(), &link.texts);
                let delete = if ending == keys.len() {
                    Command::DeleteForGood(keys)
                } else {
                    Command::Delete(keys)
                };
                Outcome::run(link.request(delete, Message::Moved)).and_wishes(told)
            }
            Message::Moved(moved) => self.filed(false, moved, link),
            Message::Marked(Ok(())) => Outcome::none(),
            Message::Marked(Err(problem)) | Message::Settled(Err(problem)) => {
                // What was shown in advance is not so.
                let reload = self.reload(link);
                Outcome::wish(Wish::Tell(Notice::Problem(problem))).and(reload)
            }
            Message::Settled(Ok(_)) => Outcome::none(),
            Message::Show(key) => self.show(key, link),
            Message::EditDraft => match self.showing() {
                Some(key) => {
                    let engine = link.engine().clone();
                    let open = async move { engine.open_draft(&key).await };
                    Outcome::run(link.run(open, Message::DraftOpened))
                }
                None => Outcome::none(),
            },
            Message::EditAsNew(id) => {
                let action = OutboxAction::Edit;
                let edit = Command::Outbox { id, action };
                Outcome::run(link.request(edit, |done| match done {
                    Ok(Reply::Draft(id)) => Message::DraftOpened(Ok(id)),
                    other => Message::Settled(other),
                }))
            }
            Message::DraftOpened(Ok(id)) => {
                Outcome::run(link.read(move |reader| reader.draft(id), Message::DraftRead))
            }
            Message::DraftRead(Ok(Some(stored))) => {
                let at = stored.at();
                Outcome::wish(Wish::Compose(Box::new(stored.draft), Some(at)))
            }
            Message::DraftOpened(Err(problem)) | Message::DraftRead(Err(problem)) => {
                Outcome::wish(Wish::Tell(Notice::Problem(problem)))
            }
            Message::DraftRead(Ok(None)) => Outcome::none(),
            Message::Begun(Ok(Begun {
                draft,
                note: Some(note),
            })) => Outcome::wish(Wish::ComposeNoted(Box::new(draft), Box::new(note))),
            Message::Begun(begun) => {
                let drafted = begun.map(|begun| begun.draft);
                self.update(Message::Drafted(drafted), known, link)
            }
            Message::Drafted(Ok(draft)) => Outcome::wish(Wish::Compose(Box::new(draft), None)),
            Message::Drafted(Err(problem)) if problem.kind == ProblemKind::NotFound => {
                // It went away while it was looked at: a colleague was quicker. Nothing is broken.
                let words = say::problem(&link.texts, &problem);
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Message::Drafted(Err(problem)) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
            Message::Undo => Outcome::run(Self::take_back(link)),
            Message::TakenBack(taken) => self.taken_back(taken, link),
            Message::Password(account) => Outcome::wish(Wish::Open(Dialog::Password(account))),
            Message::Problems => Outcome::wish(Wish::Go(Place::Problems)),
            Message::Back => {
                self.is_reading = false;
                Outcome::none()
            }
            Message::Refresh => {
                let refresh = self.refresh(link);
                let folder = self.folder().cloned();
                let sync = Command::Sync {
                    mailbox: None,
                    folder,
                };
                Outcome::run(link.request(sync, Message::Settled)).and(refresh)
            }
        }
    }

    /// Is a draft in the reader, with its text?
    fn reads_draft(&self) -> bool {
        let of_drafts = matches!(
            self.rows.source,
            Source::Folder {
                role: FolderRole::Drafts,
                ..
            }
        );
        let opened = self.opened.as_ref();
        of_drafts && opened.is_some_and(|o| matches!(o.state, Reading::Ready(_)))
    }
}

/// The intent of a deed that begins an answer.
fn intent(deed: Deed) -> Option<Intent> {
    match deed {
        Deed::Reply => Some(Intent::Reply),
        Deed::ReplyAll => Some(Intent::ReplyAll),
        Deed::Forward => Some(Intent::Forward),
        _ => None,
    }
}

/// Where a dialog asks before something is gone for good.
fn ask(keys: Vec<MessageKey>, ending: usize) -> Outcome<Message> {
    Outcome::wish(Wish::Open(Dialog::DeleteForGood(keys, ending)))
}
