//! The main window: the bars, the tree, and the place that is shown beside it.

mod bars;
mod kept;
mod message;
mod tree;

use iced::widget::{column, container, row};
use iced::{Fill, Length, Size, Task};

use super::accounts::{self, add, mailbox, password};
use super::mail::{self, Deed, Mail, Source};
use super::outbox::{self, Outbox};
use super::problems::Problems;
use super::{Dialog, Notice, Outcome, Place, Sight, Wish, drafts, welcome};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::{self, Known, Refreshing};
use crate::app::link::Link;
use crate::app::theme::scale;
use crate::app::widget::button::{danger, hairline, plain, quiet};
use crate::app::widget::dialog::{dialog, modal_with};
use crate::app::widget::focus::scope;
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::with_toasts;
use crate::app::widget::passage::{fixed, passage};
use crate::app::widget::split::edge;
use crate::domain::{AccountId, Draft, FolderId, FolderRole, MailboxId, MessageKey};
use crate::engine::{Command, Event};

pub use kept::Kept;
pub use message::Message;

/// The dialog that is open.
enum Open {
    Add(Box<add::Form>),
    Password(Box<password::Prompt>),
    Mailbox(Box<mailbox::Settings>),
    RemoveAccount(AccountId),
    DeleteForGood(Vec<MessageKey>),
    Administrator(String),
    Save(Box<mail::save::Form>),
}

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
    /// The mailbox whose folders the tree shows.
    unfolded: Option<MailboxId>,
    search: String,
    /// Search in the open mailbox only.
    search_here: bool,
    /// Where the search began, to go back to.
    before_search: Option<Place>,
    dialog: Option<Open>,
    notices: Vec<(u64, Notice)>,
    next_notice: u64,
    /// Was asked what may be sent.
    is_probed: bool,
    kept: Kept,
    /// The state that was kept last, so that it is written only when it changed.
    written: Option<Kept>,
    size: Size,
}

/// A done-notice goes after this time.
const NOTICE: std::time::Duration = std::time::Duration::from_secs(4);
/// Notices shown at once.
const MOST_NOTICES: usize = 3;
/// The least width of the reader beside a list.
const READER: f32 = 460.0;
/// The name of the search field.
pub const SEARCH: &str = "search";

impl Home {
    /// The window as it was left.
    pub fn new(kept: Kept, link: &Link) -> (Self, Task<Message>) {
        let mut home = Self {
            known: Known::default(),
            mail: Mail::new(link),
            place: None,
            refreshing: Refreshing::default(),
            outbox: Outbox::default(),
            problems: Problems::default(),
            unfolded: None,
            search: String::new(),
            search_here: false,
            before_search: None,
            dialog: None,
            notices: Vec::new(),
            next_notice: 0,
            is_probed: false,
            size: kept.size(),
            written: Some(kept.clone()),
            kept,
        };
        let task = home.refreshing.want(link, Message::Known);
        (home, task)
    }

    /// Is the window so narrow that the reader takes the place of the list?
    fn is_narrow(&self) -> bool {
        self.size.width < scale::NARROW
    }

    /// The width of the list: as it was chosen, as far as the reader keeps room enough.
    fn list_width(&self) -> f32 {
        let most = self.size.width - self.kept.tree - READER;
        self.kept.list.min(most.max(*Kept::LIST.start()))
    }

    /// The room of the reader.
    fn room(&self) -> f32 {
        let beside = if self.is_narrow() {
            0.0
        } else {
            self.list_width()
        };
        self.size.width - self.kept.tree - beside
    }

    /// The title: the open mailbox and folder.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        let Some(Place::Folder(id)) = &self.place else {
            return None;
        };
        let (node, _) = self.known.folder(id)?;
        Some(node.mailbox.name.clone())
    }

    /// Does something on the screen change by itself as seconds pass?
    #[must_use]
    pub fn needs_ticks(&self) -> bool {
        self.place == Some(Place::Outbox) && Outbox::counts_down(&self.known)
    }

    /// Events of the engine.
    fn heard(&mut self, events: &[Event], link: &Link) -> Task<Message> {
        let mut tasks = vec![self.mail.heard(events, link).map(Message::Mail)];
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
        self.known = known;
        let probe = self.probe(link);
        Task::batch([probe, self.settle(link)])
    }

    /// What is shown is still there; else something else is shown.
    fn settle(&mut self, link: &Link) -> Task<Message> {
        let gone = match &self.place {
            Some(Place::Folder(id)) => self.known.folder(id).is_none(),
            Some(_) => false,
            None => true,
        };
        if !gone || self.mail_is_searching() {
            return Task::none();
        }
        match self.first_place() {
            Some((place, choose)) => self.go(place, choose, link),
            None => {
                self.place = None;
                Task::none()
            }
        }
    }

    /// What is shown first: what was open when the window was left, else the first Inbox.
    fn first_place(&self) -> Option<(Place, Option<MessageKey>)> {
        let is_there = |id: &&FolderId| self.known.folder(id).is_some();
        if let Some(id) = self.kept.folder.as_ref().filter(is_there) {
            return Some((Place::Folder(id.clone()), self.kept.message.clone()));
        }
        // An account that is still being discovered shows its own Inbox first; the person's
        // first look is at a shared mailbox where there is one.
        let inbox = self
            .known
            .nodes
            .iter()
            .find_map(|node| node.role(FolderRole::Inbox))?;
        Some((Place::Folder(inbox.id.clone()), None))
    }

    fn mail_is_searching(&self) -> bool {
        matches!(self.mail.rows.source, Source::Search { .. })
    }

    /// Shows a place.
    pub fn go(&mut self, place: Place, choose: Option<MessageKey>, link: &Link) -> Task<Message> {
        self.search.clear();
        self.before_search = None;
        let task = match &place {
            Place::Folder(id) => {
                if let Some((node, _)) = self.known.folder(id) {
                    self.unfolded = Some(node.mailbox.id());
                }
                let open = self.mail.folder() == Some(id) && choose.is_none();
                self.kept.folder = Some(id.clone());
                if open {
                    self.mail.is_reading = false;
                    Task::none()
                } else {
                    self.mail
                        .open_folder(id.clone(), choose, &self.known, link)
                        .map(Message::Mail)
                }
            }
            _ => Task::none(),
        };
        self.place = Some(place);
        task
    }

    /// Carries out what happened. What is left over is for the program: windows, the clipboard.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        let mut outcome = self.react(message, link);
        for wish in std::mem::take(&mut outcome.wishes) {
            let task = match wish {
                Wish::Tell(notice) => self.tell(notice, link),
                Wish::Go(place) => self.go(place, None, link),
                Wish::Open(dialog) => self.open_dialog(dialog),
                Wish::Compose(..) | Wish::Copy(_) => {
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
            Message::Mail(message) => {
                let outcome = self.mail.update(message, &self.known, link);
                self.kept.message = self.mail.opened.as_ref().map(|o| o.header.id.clone());
                outcome.map(Message::Mail)
            }
            Message::Outbox(message) => {
                let outcome = self.outbox.update(message, &self.known, link);
                outcome.map(Message::Outbox)
            }
            Message::Problems(message) => {
                let outcome = self.problems.update(message, &self.known, link);
                outcome.map(Message::Problems)
            }
            Message::Drafts(message) => drafts::update(message, link).map(Message::Drafts),
            Message::Settings(message) => accounts::update(message, link).map(Message::Settings),
            Message::Go(place) => Outcome::run(self.go(place, None, link)),
            Message::Mailbox(id) => {
                let inbox = self
                    .known
                    .node(&id)
                    .and_then(|node| node.role(FolderRole::Inbox).or(node.folders.first()));
                match inbox.map(|f| f.id.clone()) {
                    Some(inbox) => Outcome::run(self.go(Place::Folder(inbox), None, link)),
                    None => Outcome::none(),
                }
            }
            Message::New => Outcome::wish(Wish::Compose(Box::new(self.new_draft()), None)),
            Message::Search(text) => Outcome::run(self.look_for(text, link)),
            Message::SearchHere(here) => {
                self.search_here = here;
                Outcome::run(self.look_for(self.search.clone(), link))
            }
            Message::Offline(offline) => {
                Outcome::run(link.request(Command::SetOffline(offline), Message::Asked))
            }
            Message::Asked(asked) => Outcome::of(asked),
            Message::Tree(width) => {
                self.kept.tree = width;
                Outcome::none()
            }
            Message::List(width) => {
                self.kept.list = width;
                Outcome::none()
            }
            Message::Resized(size) => {
                self.size = size;
                self.kept.set_size(size);
                Outcome::none()
            }
            Message::Expired(id) => {
                self.notices.retain(|(n, _)| *n != id);
                Outcome::none()
            }
            Message::Tell(notice) => Outcome::wish(Wish::Tell(notice)),
            Message::Tick => Outcome::none(),
            Message::Key(action) => self.key(action, link),
            // A dialog that holds what somebody entered asks first.
            Message::CloseDialog => match &self.dialog {
                Some(Open::Add(_)) => self.react(Message::Add(add::Message::Leave), link),
                Some(Open::Password(_)) => {
                    self.react(Message::Password(password::Message::Leave), link)
                }
                Some(Open::Mailbox(_)) => {
                    self.react(Message::MailboxSettings(mailbox::Message::Leave), link)
                }
                Some(Open::Save(_)) => self.react(Message::Save(mail::save::Message::Leave), link),
                _ => {
                    self.dialog = None;
                    Outcome::none()
                }
            },
            Message::Copy(text) => Outcome::wish(Wish::Copy(text)),
            Message::DeleteForGood(keys) => {
                self.dialog = None;
                self.react(Message::Mail(mail::Message::DeleteForGood(keys)), link)
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
                    self.dialog = None;
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

    /// A new message, in the name of the open mailbox.
    fn new_draft(&self) -> Draft {
        let open = self.unfolded.as_ref();
        let identity = open
            .and_then(|id| self.known.identity_of(id))
            .filter(|i| i.right != crate::domain::SendRight::Refused)
            .or_else(|| self.known.identities.first());
        Draft {
            from: identity.map(|i| i.key.clone()),
            ..Draft::default()
        }
    }

    fn look_for(&mut self, text: String, link: &Link) -> Task<Message> {
        self.search = text;
        if self.search.trim().is_empty() {
            let back = self.before_search.take().or_else(|| self.place.clone());
            return match back {
                // The folder is opened anew: its rows were replaced by what was found.
                Some(place) if self.mail_is_searching() => {
                    let folder = self.kept.message.clone();
                    let task = self.go(place, folder, link);
                    self.search.clear();
                    task
                }
                _ => Task::none(),
            };
        }
        if self.before_search.is_none() {
            self.before_search = self.place.clone();
        }
        let within = self.unfolded.clone().filter(|_| self.search_here);
        let id = self
            .before_search
            .clone()
            .filter(|p| matches!(p, Place::Folder(_)));
        let fallback = || self.kept.folder.clone().map(Place::Folder);
        if let Some(place) = id.or_else(fallback) {
            self.place = Some(place);
        }
        self.mail
            .search(self.search.clone(), within, link)
            .map(Message::Mail)
    }

    fn tell(&mut self, notice: Notice, link: &Link) -> Task<Message> {
        let same = |(_, n): &(u64, Notice)| *n == notice;
        if self.notices.iter().any(same) {
            return Task::none();
        }
        let id = self.next_notice;
        self.next_notice += 1;
        let passing = matches!(notice, Notice::Done(_));
        self.notices.push((id, notice));
        if self.notices.len() > MOST_NOTICES {
            let _ = self.notices.remove(0);
        }
        if passing {
            link.after(NOTICE, move || Message::Expired(id))
        } else {
            Task::none()
        }
    }

    fn open_dialog(&mut self, dialog: Dialog) -> Task<Message> {
        self.dialog = match dialog {
            Dialog::AddAccount => Some(Open::Add(Box::default())),
            Dialog::Password(id) => {
                let mut problems = self.known.problems.iter();
                let why = problems.find(|p| p.account.as_ref() == Some(&id)).cloned();
                let source = self.known.account(&id).map(|a| a.password.clone());
                let source = source.unwrap_or(crate::domain::PasswordSource::Keyring);
                let prompt = password::Prompt::new(id, &source, why);
                Some(Open::Password(Box::new(prompt)))
            }
            Dialog::RemoveAccount(id) => Some(Open::RemoveAccount(id)),
            Dialog::Mailbox(id) => self
                .known
                .node(&id)
                .map(|node| Open::Mailbox(Box::new(mailbox::Settings::new(node)))),
            Dialog::DeleteForGood(keys) => Some(Open::DeleteForGood(keys)),
            Dialog::Administrator(text) => Some(Open::Administrator(text)),
            Dialog::Save(wanted) => Some(Open::Save(Box::new(mail::save::Form::new(wanted)))),
        };
        Task::none()
    }

    /// Is a dialog or menu open, so that no key reaches what lies below?
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.dialog.is_some() || self.mail.move_menu
    }

    fn key(&mut self, action: Action, link: &Link) -> Outcome<Message> {
        let deed = |deed| Message::Mail(mail::Message::Do(deed));
        let in_mail = matches!(self.place, Some(Place::Folder(_)));
        let message = match action {
            Action::NewMessage => Message::New,
            Action::Search => {
                return Outcome::run(iced::widget::operation::focus(SEARCH));
            }
            Action::Outbox => Message::Go(Place::Outbox),
            Action::Settings => Message::Go(Place::Settings),
            Action::Refresh => {
                return Outcome::run(link.request(Command::Refresh(None), Message::Asked));
            }
            Action::Back if !self.search.is_empty() => Message::Search(String::new()),
            Action::Back if self.mail.is_reading => Message::Mail(mail::Message::Back),
            Action::Undo if self.mail.undo.is_some() => Message::Mail(mail::Message::Undo),
            Action::Reply if in_mail => deed(Deed::Reply),
            Action::ReplyAll if in_mail => deed(Deed::ReplyAll),
            Action::Forward if in_mail => deed(Deed::Forward),
            Action::Archive if in_mail => deed(Deed::Archive),
            Action::MoveTo if in_mail => deed(Deed::Move),
            Action::Delete if in_mail => deed(Deed::Delete),
            Action::Flag if in_mail => deed(Deed::Flag),
            Action::ToggleSeen if in_mail => deed(Deed::Seen),
            Action::Next if in_mail => {
                return Outcome::run(self.mail.step(1, link).map(Message::Mail));
            }
            Action::Previous if in_mail => {
                return Outcome::run(self.mail.step(-1, link).map(Message::Mail));
            }
            Action::NextUnread if in_mail => {
                return Outcome::run(self.mail.next_unread(link).map(Message::Mail));
            }
            _ => return Outcome::none(),
        };
        self.react(message, link)
    }

    /// Keeps the state of the window, if it changed.
    fn keep(&mut self, link: &Link) -> Task<Message> {
        if self.written.as_ref() == Some(&self.kept) {
            return Task::none();
        }
        self.written = Some(self.kept.clone());
        link.remember(Kept::KEY, self.kept.to_value())
    }

    /// The window.
    pub fn view<'a>(
        &'a self,
        link: &'a Link,
        tokens: &'static crate::app::theme::Tokens,
    ) -> Element<'a, Message> {
        let sight = Sight {
            texts: &link.texts,
            tokens,
            narrow: self.is_narrow(),
            room: self.room(),
        };
        let known = &self.known;
        let content: Element<'a, Message> = match &self.place {
            Some(Place::Folder(_)) => self.messages(sight),
            Some(Place::Outbox) => self.outbox.view(known, sight).map(Message::Outbox),
            Some(Place::Drafts) => drafts::view(known, sight).map(Message::Drafts),
            Some(Place::Problems) => self.problems.view(known, sight).map(Message::Problems),
            Some(Place::Settings) => {
                let theme = link.engine().settings().theme;
                accounts::view(known, theme, sight).map(Message::Settings)
            }
            None if !known.is_read => welcome::starting(sight),
            None if known.accounts.is_empty() => {
                welcome::no_account(sight, Message::Settings(accounts::Message::Add))
            }
            None => mail::list_empty(
                Icon::Mail,
                link.texts.say("welcome-discovering"),
                None,
                Some(
                    plain(None, link.texts.say("problems-title"))
                        .on_press(Message::Go(Place::Problems))
                        .into(),
                ),
            ),
        };
        let page = column![
            self.top_bar(sight),
            hairline(),
            row![
                self.tree_view(sight),
                edge(self.kept.tree, Kept::TREE, scale::TREE_WIDTH, Message::Tree),
                content,
            ]
            .height(Fill),
            hairline(),
            self.status_bar(sight),
        ];
        let page = with_toasts(page, self.notices_view(sight));
        // A click beside a dialog with fields is a slip, and must cost nothing.
        let holds = matches!(
            self.dialog,
            Some(Open::Add(_) | Open::Password(_) | Open::Mailbox(_) | Open::Save(_))
        );
        let beside = (!holds).then_some(Message::CloseDialog);
        let dialog = self.dialog_view(sight);
        scope(modal_with(page, dialog, Message::CloseDialog, beside)).into()
    }

    fn messages<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let reading = self.mail.is_reading && self.mail.opened.is_some();
        if sight.narrow && reading {
            return self.mail.reader_view(&self.known, sight).map(Message::Mail);
        }
        let width = if sight.narrow {
            Length::Fill
        } else {
            self.list_width().into()
        };
        let list = container(self.mail.list_view(&self.known, sight).map(Message::Mail))
            .width(width)
            .height(Fill)
            .style(crate::app::theme::style::panel);
        if sight.narrow {
            return list.into();
        }
        row![
            list,
            edge(self.kept.list, Kept::LIST, scale::LIST_WIDTH, Message::List),
            self.mail.reader_view(&self.known, sight).map(Message::Mail),
        ]
        .into()
    }

    fn dialog_view<'a>(&'a self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        let texts = sight.texts;
        let cancel = || -> Element<'a, Message> {
            quiet(None, texts.say("dialog-cancel"))
                .on_press(Message::CloseDialog)
                .into()
        };
        Some(match self.dialog.as_ref()? {
            Open::Add(form) => form.view(sight).map(Message::Add),
            Open::Password(prompt) => prompt.view(sight).map(Message::Password),
            Open::Mailbox(settings) => settings
                .view(&self.known, sight)
                .map(Message::MailboxSettings),
            Open::Save(form) => form.view(sight).map(Message::Save),
            Open::RemoveAccount(id) => dialog(
                texts.say_with("remove-title", &[("account", id.as_str().into())]),
                Some(texts.say("remove-words").into()),
                None,
                vec![
                    cancel(),
                    danger(texts.say("settings-remove"))
                        .on_press(Message::RemoveAccount(id.clone()))
                        .into(),
                ],
            ),
            Open::DeleteForGood(keys) => dialog(
                texts.say_with("delete-title", &[("count", keys.len().into())]),
                Some(texts.say("delete-words").into()),
                None,
                vec![
                    cancel(),
                    danger(texts.say("delete-submit"))
                        .on_press(Message::DeleteForGood(keys.clone()))
                        .into(),
                ],
            ),
            Open::Administrator(text) => dialog(
                texts.say("administrator-title"),
                Some(texts.say("administrator-words").into()),
                Some(
                    container(passage(fixed(text), sight.tokens).small())
                        .padding(scale::M)
                        .width(Fill)
                        .style(crate::app::theme::style::inset)
                        .into(),
                ),
                vec![
                    quiet(None, texts.say("dialog-close"))
                        .on_press(Message::CloseDialog)
                        .into(),
                    plain(Some(Icon::Copy), texts.say("dialog-copy"))
                        .on_press(Message::Copy(text.clone()))
                        .into(),
                ],
            ),
        })
    }
}

/// The outbox's word, for the tree.
fn outbox_word(known: &Known, sight: Sight<'_>) -> Option<(crate::app::theme::Tone, String)> {
    outbox::word(known, sight.texts)
}
