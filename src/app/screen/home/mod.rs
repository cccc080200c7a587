//! The main window: the bars, the tree, and the place that is shown beside it.

mod bars;
mod dialogs;
mod folder_form;
mod folders;
mod kept;
mod keys_page;
mod message;
mod notices;
mod palette;
mod places;
mod quitting;
pub mod search_bar;
mod shortcuts;
mod tree;
mod view;

use std::collections::BTreeSet;
use std::time::Duration;

use iced::{Size, Task};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::dialogs::Open;
use super::accounts::{self, add};
use super::mail::{self, Mail, Source};
use super::outbox::{self, Outbox};
use super::problems::Problems;
use super::{Notice, Outcome, Place, Sight, Wish, drafts, settings, welcome};
use crate::app::keys::Action;
use crate::app::known::{self, Known, Refreshing};
use crate::app::link::Link;
use crate::app::widget::focus::GIVEN_BACK;
use crate::app::widget::paged::Turn;
use crate::domain::{Draft, FolderId, FolderRole, MailboxId, Notify};
use crate::engine::{Command, Event, Reply};

pub use kept::{Kept, Page};
pub use message::Message;

use message::{is_a_persons, is_done_with};

/// The main window.
pub struct Home {
    /// What is known of the engine.
    pub known: Known,
    /// The messages.
    pub mail: Mail,
    /// What is shown.
    pub place: Option<Place>,
    refreshing: Refreshing,
    outbox: Outbox,
    problems: Problems,
    settings: settings::Page,
    /// Where one column has the window: are it the folders?
    folders_shown: bool,
    /// The mailbox whose folders the tree shows.
    unfolded: Option<MailboxId>,
    /// Those that unfolded under messages that are dragged.
    sprung: BTreeSet<MailboxId>,
    /// What is typed into the search field.
    pub search: String,
    /// What is proposed while somebody types there.
    pub proposing: search_bar::Proposing,
    /// Search in the open mailbox only.
    search_here: bool,
    /// Where the search began, to go back to.
    before_search: Option<Place>,
    /// Where somebody was before the settings, to go back to.
    before_settings: Option<Place>,
    dialog: Option<Open>,
    /// What was found by the first account, while a mailbox is added that is missing there.
    found: Option<accounts::found::Form>,
    turn: Turn,
    dialog_turn: Turn,
    /// The folder that is shown has this id on the server since a moment ago: it will be known.
    expects: Option<FolderId>,
    /// Of what in the tree the menu is open.
    tree_menu: Option<folders::Of>,
    notices: Vec<(u64, Notice)>,
    next_notice: u64,
    /// Was asked what may be sent.
    is_probed: bool,
    kept: Kept,
    /// The state that was kept last, so that it is written only when it changed.
    written: Option<Kept>,
    /// It is being written at the moment.
    is_writing: bool,
    size: Size,
    /// Pixels of the screen to a logical one.
    pub pixels: f32,
    /// How much larger than usual all is drawn.
    scale: f32,
    /// Counts the wishes that something takes the keys, and what that is.
    focus: u64,
    focus_on: &'static str,
    /// Counts the wishes that another pane takes them, and whether it is the next one.
    pane: (u64, bool),
    /// What is shown was chosen for the person, who has done nothing yet.
    is_provisional: bool,
}

/// A done-notice goes after this time.
const NOTICE: std::time::Duration = std::time::Duration::from_secs(4);
/// Notices shown at once.
const MOST_NOTICES: usize = 3;
/// The name of the search field.
pub const SEARCH: &str = "search";

impl Home {
    /// The window as it was left. `size` is the one it has, if it is open already.
    pub fn new(kept: Kept, size: Option<Size>, link: &Link) -> (Self, Task<Message>) {
        let mut mail = Mail::new(link);
        mail.filters = kept.filters;
        mail.arrangements = kept.arrangements.clone();
        let mut home = Self {
            known: Known::default(),
            mail,
            place: None,
            refreshing: Refreshing::default(),
            outbox: Outbox::default(),
            problems: Problems::default(),
            settings: settings::Page::default(),
            folders_shown: false,
            unfolded: None,
            sprung: BTreeSet::new(),
            search: String::new(),
            proposing: search_bar::Proposing::default(),
            search_here: false,
            before_search: None,
            before_settings: None,
            dialog: None,
            found: None,
            turn: Turn::default(),
            dialog_turn: Turn::default(),
            expects: None,
            tree_menu: None,
            notices: Vec::new(),
            next_notice: 0,
            is_probed: false,
            size: size.unwrap_or_else(|| kept.size()),
            focus: 0,
            focus_on: mail::LIST,
            pane: (0, true),
            pixels: 1.0,
            scale: 1.0,
            is_provisional: kept.folder.is_none(),
            written: Some(kept.clone()),
            is_writing: false,
            kept,
        };
        let task = home.refreshing.want(link, Message::Known);
        (home, task)
    }

    /// What the window measures in has become larger or smaller, by this factor.
    pub fn rescaled(&mut self, by: f32) {
        self.size = self.size * by;
        self.scale /= by;
    }

    /// The title: the open mailbox and folder.
    #[must_use]
    pub fn title(&self, texts: &crate::i18n::Texts) -> Option<String> {
        if let Some(Place::View(view)) = self.place {
            return Some(texts.say(view.words()));
        }
        let Some(Place::Folder(id)) = &self.place else {
            return None;
        };
        let (node, _) = self.known.folder(id)?;
        Some(node.mailbox.name.clone())
    }

    /// Unread messages in the Inboxes of which somebody wants to hear.
    #[must_use]
    pub fn unread(&self, link: &Link) -> u32 {
        let engine = link.engine();
        let nodes = self.known.nodes.iter();
        let wanted = nodes.filter(|node| {
            let mailbox = &node.mailbox;
            engine.notify(&mailbox.id(), mailbox.kind) != Notify::None
        });
        wanted.map(known::Node::unread).sum()
    }

    /// Is this folder looked at, or one of many in which its messages stand?
    #[must_use]
    pub fn shows(&self, folder: &FolderId) -> bool {
        match &self.place {
            Some(Place::Folder(shown)) => shown == folder,
            Some(Place::View(_)) => true,
            _ => false,
        }
    }

    /// How often something on the screen changes by itself as time passes; never where nothing does.
    #[must_use]
    pub fn pace(&self) -> Option<Duration> {
        let outbox = self.place == Some(Place::Outbox) && Outbox::counts_down(&self.known);
        if outbox || self.counts_down() {
            Some(Duration::from_secs(1))
        } else {
            // How long somebody waits is said in minutes.
            let waits = self.mail.says_waits();
            waits.then_some(Duration::from_mins(1))
        }
    }

    /// Events of the engine.
    fn heard(&mut self, events: &[Event], link: &Link) -> Task<Message> {
        let mut tasks = vec![
            self.mail
                .heard(events, &self.known, link)
                .map(Message::Mail),
        ];
        for event in events {
            if let Event::Arrived(keys) = event {
                let (engine, keys) = (link.engine().clone(), keys.clone());
                let now = TimeZone::system().to_datetime(Timestamp::now()).time();
                let told = async move { engine.arrivals(keys, now).await };
                tasks.push(link.run(told, Message::Arrived));
            }
            if let Event::Renamed(ids) = event {
                tasks.push(self.follow_folders(ids, link));
            }
        }
        if events.iter().any(known::concerns) {
            tasks.push(self.refreshing.want(link, Message::Known));
        }
        Task::batch(tasks)
    }

    /// Asks the servers once what may be sent, as soon as one can be reached: a refusal is to be
    /// known before anything is written. Nothing is sent for it.
    fn probe(&mut self, link: &Link) -> Task<Message> {
        let online = self
            .known
            .accounts
            .iter()
            .any(|(_, c)| *c == crate::engine::Connection::Online);
        let unknown = self.known.identities.iter().any(|i| i.evidence.is_none());
        if self.is_probed || !online || !unknown {
            return Task::none();
        }
        self.is_probed = true;
        // What comes of it stands in the evidence; a server that is away again is no news.
        link.request(Command::CheckIdentities(None), |_| ())
            .discard()
    }

    /// A new picture of everything small.
    fn learned(&mut self, known: Known, link: &Link) -> Task<Message> {
        let before = std::mem::replace(&mut self.known, known);
        if self.known.accounts.is_empty() && (!before.is_read || !before.accounts.is_empty()) {
            // The first step is taken with Enter.
            self.focus_on(welcome::ADD);
        }
        if let Some(Open::Folder(form)) = &self.dialog
            && form.is_shown(&self.known)
        {
            self.dialog = None;
        }
        self.forget_gone(&before);
        self.forget_older_steps(&before);
        if before.bounced != self.known.bounced {
            self.mail.reword(&self.known, link);
        }
        let told = self.tell_news(&before, link);
        let probe = self.probe(link);
        let view = self.mail.follow_view(&self.known, link).map(Message::Mail);
        let mut tasks = vec![told, probe, view];
        if before.contacts != self.known.contacts && self.place == Some(Place::Settings) {
            tasks.push(self.settings.look(link).map(Message::Settings));
        }
        tasks.push(self.settle(link));
        Task::batch(tasks)
    }

    fn mail_is_searching(&self) -> bool {
        matches!(self.mail.rows.source, Source::Search { .. })
    }

    /// Carries out what happened. What is left over is for the program: windows, the clipboard.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        if self.is_provisional && is_a_persons(&message) {
            self.is_provisional = false;
        }
        let unasked = is_done_with(&message)
            .then(|| self.mail.unasked().cloned())
            .flatten();
        let mut outcome = self.react(message, link);
        // What a person works with they did read.
        if unasked.is_some() && self.mail.unasked() == unasked.as_ref() {
            let attend = self.mail.attend(&self.known, link).map(Message::Mail);
            outcome = outcome.and(attend);
        }
        for wish in std::mem::take(&mut outcome.wishes) {
            let task = match wish {
                Wish::Tell(notice) => self.tell(notice, link),
                Wish::Go(place) => self.visit(place, link),
                Wish::Open(dialog) => self.open_dialog(dialog, link),
                Wish::Read(key) => self.show_message(key, link),
                Wish::Search(text) => self.look_for(text, link),
                Wish::Compose(..)
                | Wish::ComposeNoted(..)
                | Wish::New(..)
                | Wish::Copy(_)
                | Wish::Browse(_)
                | Wish::OpenFile(_)
                | Wish::Announce(_)
                | Wish::Demo
                | Wish::Quit => {
                    outcome.wishes.push(wish);
                    continue;
                }
            };
            outcome.task = Task::batch([outcome.task, task]);
        }
        let keep = self.keep(link);
        outcome.and(keep)
    }

    fn react(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Heard(events) => Outcome::run(self.heard(&events, link)),
            Message::Known(known) => {
                let outcome = match known {
                    Ok(known) => Outcome::run(self.learned(known, link)),
                    Err(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
                };
                if self.refreshing.done() {
                    let again = self.refreshing.want(link, Message::Known);
                    return outcome.and(again);
                }
                outcome
            }
            // Where the list stands in the reader's place nobody has looked at what is chosen in it.
            Message::Mail(mail::Message::SeenDue(_))
                if self.is_narrow() && !self.mail.is_reading =>
            {
                Outcome::none()
            }
            Message::Mail(message) => {
                let was_reading = self.mail.is_reading;
                // What was pressed for it is gone.
                let ends = match &message {
                    mail::Message::Back
                    | mail::Message::ShowAll
                    | mail::Message::Arrange(mail::Choice::Arranged(_)) => true,
                    mail::Message::AlsoFilter(filter) => self.mail.filters_here().has(*filter),
                    _ => false,
                };
                // In the menu it stays.
                if ends && !self.mail.arranging {
                    self.focus_list();
                }
                match &message {
                    mail::Message::Find(mail::FindDeed::Open) => self.focus_on(mail::FIND),
                    mail::Message::Find(mail::FindDeed::Close) => self.focus_on(GIVEN_BACK),
                    _ => {}
                }
                let outcome = self.mail.update(message, &self.known, link);
                self.spring_back();
                let comes = self.is_narrow() && self.mail.is_reading && !was_reading;
                let seen = comes.then(|| self.mail.attend(&self.known, link));
                outcome
                    .and(seen.unwrap_or_else(Task::none))
                    .map(Message::Mail)
            }
            Message::Outbox(message) => {
                let outcome = self.outbox.update(message, &self.known, link);
                outcome.map(Message::Outbox)
            }
            Message::Problems(message) => {
                let outcome = self.problems.update(message, &self.known, link);
                outcome.map(Message::Problems)
            }
            Message::Drafts(message) => {
                drafts::update(message, &self.known, link).map(Message::Drafts)
            }
            Message::Settings(settings::Message::Accounts(message)) => {
                self.react(Message::Accounts(message), link)
            }
            Message::Settings(settings::Message::Back) => self.key(Action::Back, link),
            Message::Settings(message) => {
                let outcome = self.settings.update(message, link);
                if let Some(field) = self.settings.take_keys_to() {
                    self.focus_on(field);
                }
                outcome.map(Message::Settings)
            }
            Message::Accounts(message) => {
                self.tree_menu = None;
                accounts::update(message, link).map(Message::Accounts)
            }
            Message::Arrived(Ok(arrivals)) if !arrivals.is_empty() => {
                Outcome::wish(Wish::Announce(arrivals))
            }
            // That nobody could be told is no trouble of theirs.
            Message::Arrived(_) => Outcome::none(),
            Message::Read(key) => Outcome::wish(Wish::Read(key)),
            Message::Go(place) => Outcome::run(self.visit(place, link)),
            Message::Welcome => {
                self.welcome();
                Outcome::none()
            }
            Message::Mailbox(id) => {
                let inbox = self
                    .known
                    .node(&id)
                    .and_then(|node| node.role(FolderRole::Inbox).or(node.folders.first()));
                match inbox.map(|f| f.id.clone()) {
                    Some(inbox) => Outcome::run(self.visit(Place::Folder(inbox), link)),
                    None => Outcome::none(),
                }
            }
            Message::ShowFolders(shown) => {
                self.folders_shown = shown;
                Outcome::none()
            }
            Message::New => Outcome::wish(self.new_message(Draft::default())),
            Message::Search(text) => Outcome::run(self.type_search(text, link)),
            Message::Searching(deed) => Outcome::run(self.propose(deed, link)),
            Message::SearchHere(here) => {
                self.search_here = here;
                Outcome::run(self.look_for(self.search.clone(), link))
            }
            Message::Offline(offline) => {
                Outcome::run(link.request(Command::SetOffline(offline), Message::Asked))
            }
            Message::StopActs(account) => {
                Outcome::run(link.request(Command::StopActs(account), Message::Asked))
            }
            Message::Pause(account, paused) => {
                let pause = Command::Pause { account, paused };
                Outcome::run(link.request(pause, Message::Asked))
            }
            Message::Asked(Ok(Reply::Stopped(count))) => {
                let words = link
                    .texts
                    .say_with("acts-stopped", &[("count", count.into())]);
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Message::Asked(asked) => Outcome::of(asked),
            Message::Tree(width) => {
                self.kept.tree = width;
                Outcome::none()
            }
            Message::Fold(folder) => {
                self.kept.fold(folder);
                Outcome::none()
            }
            Message::Spring(spring) => {
                self.spring(spring);
                Outcome::none()
            }
            Message::List(width) => {
                self.kept.list = width;
                Outcome::none()
            }
            Message::Resized(size) => {
                self.size = size;
                Outcome::none()
            }
            Message::Measured { size, maximised } => {
                self.size = size;
                self.kept.measured(size * self.scale, maximised);
                Outcome::none()
            }
            Message::Keys => {
                self.dialog = Some(Open::Keys);
                Outcome::none()
            }
            Message::DiscardDraft(id) => {
                self.dialog = None;
                Outcome::run(link.request(Command::DiscardDraft(id), Message::Asked))
            }
            Message::DiscardHeld(id) => {
                self.dialog = None;
                Outcome::run(outbox::discard(id, link, Message::Asked))
            }
            Message::Expired(id) => {
                self.notices.retain(|(n, _)| *n != id);
                Outcome::none()
            }
            Message::Offered(id) => self.take_offer(id, link),
            Message::Passed(id) => Outcome::run(self.passed(id, link)),
            Message::UndoSend(id) => self.undo_send(id, link),
            Message::AskQuit => self.ask_quit(),
            Message::QuitAnyway => {
                self.dialog = None;
                Outcome::wish(Wish::Quit)
            }
            Message::Time(message) => self.chose_time(message, link),
            Message::Tell(notice) => Outcome::wish(Wish::Tell(notice)),
            Message::Tick => {
                if self.mail.says_waits() {
                    self.mail.reword(&self.known, link);
                }
                Outcome::none()
            }
            Message::Written => {
                // What changed meanwhile is written next.
                self.is_writing = false;
                Outcome::none()
            }
            Message::Key(action) => self.key(action, link),
            Message::Palette(message) => self.in_palette(message, link),
            // A dialog that holds what somebody entered asks first.
            Message::CloseDialog => match &self.dialog {
                Some(Open::Add(_)) => self.react(Message::Add(add::Message::Leave), link),
                Some(Open::Password(_)) => {
                    self.react(Message::Password(accounts::password::Message::Leave), link)
                }
                Some(Open::Mailbox(_)) => self.react(
                    Message::MailboxSettings(accounts::mailbox::Message::Leave),
                    link,
                ),
                Some(Open::Reach(_)) => {
                    self.react(Message::Reach(accounts::reach::Message::Leave), link)
                }
                Some(Open::Address(_)) => {
                    self.react(Message::Address(accounts::address::Message::Leave), link)
                }
                Some(Open::Save(_)) => self.react(Message::Save(mail::save::Message::Leave), link),
                _ => {
                    self.dialog = None;
                    Outcome::none()
                }
            },
            Message::Copy(text) => Outcome::wish(Wish::Copy(text)),
            Message::OpenRisky(risky) => {
                self.dialog = None;
                self.react(Message::Mail(mail::Message::OpenRisky(risky)), link)
            }
            Message::FollowLink(target) => {
                self.dialog = None;
                Outcome::wish(mail::follow(&target))
            }
            Message::Folders(message) => self.in_folders(message, link),
            Message::DeleteForGood(keys, ending) => {
                self.dialog = None;
                self.react(
                    Message::Mail(mail::Message::DeleteForGood(keys, ending)),
                    link,
                )
            }
            Message::RemoveAccount(id) => {
                self.dialog = None;
                Outcome::run(link.request(Command::RemoveAccount(id), Message::Asked))
            }
            Message::Add(message) => {
                let Some(Open::Add(form)) = &mut self.dialog else {
                    // An answer after the dialog was closed.
                    let mut form = add::Form::default();
                    return form.update(message, link).map(Message::Add);
                };
                let outcome = form.update(message, link);
                if form.is_closed {
                    let begun = form.is_begun;
                    self.dialog = begun.then(|| Open::Found(accounts::found::Form::default()));
                }
                outcome.map(Message::Add)
            }
            Message::Password(message) => {
                let Some(Open::Password(prompt)) = &mut self.dialog else {
                    return Outcome::none();
                };
                let outcome = prompt.update(message, link);
                if prompt.is_closed {
                    self.dialog = None;
                }
                outcome.map(Message::Password)
            }
            Message::Demo => Outcome::wish(Wish::Demo),
            Message::Found(message) => self.in_found(message, link),
            Message::Reach(message) => self.in_reach(message, link),
            Message::Address(message) => {
                let Some(Open::Address(form)) = &mut self.dialog else {
                    return Outcome::none();
                };
                let outcome = form.update(message, link);
                if form.is_closed {
                    self.dialog = None;
                }
                outcome.map(Message::Address)
            }
            Message::MailboxSettings(message) => {
                let Some(Open::Mailbox(settings)) = &mut self.dialog else {
                    return Outcome::none();
                };
                let outcome = settings.update(message, link);
                if settings.is_closed {
                    self.dialog = None;
                }
                outcome.map(Message::MailboxSettings)
            }
            Message::NewTag(message) => self.in_new_tag(message, link),
            Message::Save(message) => {
                let Some(Open::Save(form)) = &mut self.dialog else {
                    return Outcome::none();
                };
                let outcome = form.update(message, link);
                if form.is_closed {
                    self.dialog = None;
                }
                outcome.map(Message::Save)
            }
        }
    }

    /// A new message that begins like this, in the name of the open mailbox as far as one may write in it.
    pub fn new_message(&self, draft: Draft) -> Wish {
        let open = self.unfolded.as_ref();
        let of_open = open
            .and_then(|id| self.known.identity_of(id))
            .filter(|i| i.right != crate::domain::SendRight::Refused);
        let view = of_open.and(open).cloned();
        let identity = of_open.or_else(|| self.known.identities.first());
        let draft = Draft {
            from: identity.map(|i| i.key.clone()),
            ..draft
        };
        Wish::New(Box::new(draft), view)
    }

    /// Is a dialog or menu open, so that no key reaches what lies below?
    #[must_use]
    pub fn is_covered(&self) -> bool {
        let menu = self.place == Some(Place::Outbox) && self.outbox.is_covered();
        let menu = menu
            || self.mail.text_menu.is_some()
            || self.mail.move_menu
            || self.mail.arranging
            || self.mail.menu.is_some();
        self.dialog.is_some() || self.tree_menu.is_some() || menu
    }
}
