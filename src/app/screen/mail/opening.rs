//! Which message the reader shows, and its text.

use std::time::Duration;

use iced::Task;

use super::content::Ahead;
use super::conversation::Loaded;
use super::drawn::Asks;
use super::reader_view::is_drawn;
use super::text_menu::TextMenu;
use super::{Content, Drawn, Mail, Message, Opened, Outcome, Reading, Shown, content, drawn};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Notice, Wish};
use crate::app::widget::list::Rows as _;
use crate::config::{InTheDark, ReadAs, Settings};
use crate::domain::{FolderRole, MessageHeader, MessageKey};
use crate::engine::Command;
use crate::render::drawn::Setting;

/// A text that comes later than this is announced.
const SLOW_AFTER: Duration = Duration::from_millis(300);

/// Most octets of pictures that are fetched because a message that they stand in is opened.
const MOST_INLINE: u64 = 20 * 1024 * 1024;

/// Fetches the text of a message, and gives what has it fetched as long as it is held.
fn fetch(
    key: MessageKey,
    ahead: Option<Ahead>,
    link: &Link,
) -> (Task<Message>, iced::task::Handle) {
    let engine = link.engine().clone();
    let of = key.clone();
    link.run_while_wanted(content::load(engine, key, ahead), move |loaded| {
        Message::Loaded(of, loaded)
    })
}

/// How a message is shown first.
fn first_way(read_as: ReadAs) -> Shown {
    match read_as {
        ReadAs::Sent => Shown::Drawn,
        ReadAs::Simple => Shown::Simple,
        ReadAs::Words => Shown::Words,
    }
}

impl Mail {
    /// The reader shows what the cursor is on, if it alone is chosen.
    pub(super) fn follow(&mut self, link: &Link) -> Task<Message> {
        let cursor = self
            .selection
            .cursor()
            .filter(|key| self.selection.len() == 1 && self.selection.contains(*key));
        let Some(key) = cursor else {
            self.opened = None;
            self.is_reading = false;
            return Task::none();
        };
        let message = self.rows.message(key);
        if self.opened.as_ref().map(|o| &o.header.id) == message.as_ref() && message.is_some() {
            return Task::none();
        }
        match self.rows.header(key).cloned() {
            Some(header) => self.open(header, link),
            // Its row is not loaded yet: after End in a long list.
            None => {
                self.opened = None;
                match message {
                    // Nobody sees yet that it is on its way: it comes whatever they do.
                    Some(message) => {
                        let engine = link.engine().clone();
                        let of = message.clone();
                        let around = self.open_conversation(message.clone(), link);
                        let load = link.run(content::load(engine, message, None), move |loaded| {
                            Message::Loaded(of, loaded)
                        });
                        Task::batch([around, load])
                    }
                    None => Task::none(),
                }
            }
        }
    }

    pub(super) fn open(&mut self, header: MessageHeader, link: &Link) -> Task<Message> {
        let key = header.id.clone();
        self.stay([key.clone()]);
        self.peeked = None;
        self.unasked = None;
        let settings = link.engine().settings();
        let adapt = settings.in_the_dark == InTheDark::Adapted;
        let ahead = self.drawn_as.map(|(usual, seen)| Ahead {
            drawers: link.drawers().clone(),
            usual: (
                Setting {
                    adapt,
                    simple: settings.read_as == ReadAs::Simple,
                    ..usual
                },
                seen,
            ),
        });
        let ahead = ahead.filter(|_| settings.read_as != ReadAs::Words);
        let (fetch, fetching) = fetch(key.clone(), ahead, link);
        self.opened = Some(Opened {
            header,
            state: Reading::Loading { slow: false },
            drawn: None,
            shown: first_way(settings.read_as),
            preview: None,
            source: None,
            _fetching: Some(fetching),
        });
        let slow = key.clone();
        Task::batch([
            self.open_conversation(key, link),
            fetch,
            link.after(SLOW_AFTER, move || Message::Slow(slow)),
        ])
    }

    pub(super) fn loaded(
        &mut self,
        (key, loaded): Loaded,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        let cursor = self
            .selection
            .cursor()
            .and_then(|row| self.rows.message(row));
        if cursor.as_ref() != Some(&key) {
            return Outcome::none();
        }
        let Some((key, loaded)) = self.beside.hold((key, loaded)) else {
            return Outcome::none();
        };
        match loaded {
            Ok((header, mut content)) => {
                // What it was shown as stays, when its text comes a second time.
                let before = self.opened.as_ref().filter(|o| o.header.id == header.id);
                let usual = || first_way(link.engine().settings().read_as);
                let shown = before.map_or_else(usual, |opened| opened.shown);
                // Who may deceive is asked about, whatever was decided about who they seem to be.
                let consent = link.engine().picture_consent(&header.participants);
                let is_junk = known
                    .folder(&header.id.folder)
                    .is_some_and(|(_, folder)| folder.role == FolderRole::Junk);
                let is_forged = content.doubt(&header).is_some();
                let is_trusted = !is_junk && !is_forged && known.doubts(&header).is_empty();
                let consent = if is_trusted {
                    consent
                } else {
                    consent.of_doubtful()
                };
                let source = before.and_then(|opened| opened.source.clone());
                let preview = before.and_then(|opened| opened.preview.clone());
                let (for_me, seen) = (header.unread_for_me, self.seen_soon(&header, known, link));
                let fetch = self.fetch_inline(&header.id, &content, link);
                // And in the colours in which it was shown.
                let adapt = match before.and_then(|opened| opened.drawn.as_ref()) {
                    Some(drawn) => drawn.adapts(),
                    None => link.engine().settings().in_the_dark == InTheDark::Adapted,
                };
                let simple = match before.and_then(|opened| opened.drawn.as_ref()) {
                    Some(drawn) => drawn.is_simple(),
                    None => shown == Shown::Simple,
                };
                let begun = content.begun.take();
                let draw = |html| {
                    let drawn = Drawn::new(html, consent).adapted(adapt);
                    drawn.simple(simple).with(begun)
                };
                self.opened = Some(Opened {
                    header,
                    drawn: content.html.clone().map(draw),
                    shown,
                    preview,
                    source,
                    state: Reading::Ready(content),
                    _fetching: None,
                });
                // What is done to a message on its way would come too late for it.
                if self.folder().is_some_and(|id| *id != key.folder) && !for_me {
                    return Outcome::run(fetch);
                }
                Outcome::run(seen).and(fetch)
            }
            Err(problem) => {
                if let Some(opened) = &mut self.opened {
                    opened.state = Reading::Failed(problem);
                    Outcome::none()
                } else {
                    Outcome::wish(Wish::Tell(Notice::Problem(problem)))
                }
            }
        }
    }

    /// Pictures of the text that are too large to be fetched with it come when it is opened: it is not whole
    /// without them.
    fn fetch_inline(&self, key: &MessageKey, content: &Content, link: &Link) -> Task<Message> {
        let is_new = self
            .opened
            .as_ref()
            .is_none_or(|opened| opened.drawn.is_none());
        let Some(html) = content.html.as_ref().filter(|_| is_new) else {
            return Task::none();
        };
        let size = |index: &usize| {
            let mut all = content.attachments.iter();
            all.find(|a| a.index == *index).map_or(0, |a| a.size)
        };
        let wanted = html.left_out.clone();
        if wanted.is_empty() || wanted.iter().map(size).sum::<u64>() > MOST_INLINE {
            return Task::none();
        }
        let (engine, key) = (link.engine().clone(), key.clone());
        let of = key.clone();
        let fetch = async move {
            for index in wanted {
                let key = key.clone();
                let _ = engine
                    .request(Command::FetchAttachment {
                        message: key,
                        index,
                    })
                    .await?;
            }
            content::load(engine, key, None).await
        };
        link.run(fetch, move |loaded| match loaded {
            Ok(loaded) => Message::Loaded(of, Ok(loaded)),
            // It is shown without them; the words are there.
            Err(_) => Message::NotLoaded,
        })
    }

    /// What is decided about pictures that lie elsewhere, from now on.
    pub(super) fn decide_pictures(
        &mut self,
        sender: String,
        always: bool,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        let engine = link.engine().clone();
        let keep = async move {
            let decide = move |settings: &mut Settings| settings.pictures.decide(&sender, always);
            engine.change_settings(decide).await
        };
        let keep = link.run(keep, Message::Marked);
        let key = self.opened.as_ref().map(|opened| opened.header.id.clone());
        match key.filter(|_| always) {
            Some(key) => self
                .drawn(&key, drawn::Message::ShowPictures, known, link)
                .and(keep),
            None => {
                if let Some(drawn) = self.opened.as_mut().and_then(|o| o.drawn.as_mut()) {
                    drawn.never();
                }
                Outcome::run(keep)
            }
        }
    }

    /// Something happened with the drawn message.
    pub(super) fn drawn(
        &mut self,
        key: &MessageKey,
        message: drawn::Message,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        let opened = self.opened.as_mut().filter(|o| o.header.id == *key);
        let Some(drawn) = opened.and_then(|opened| opened.drawn.as_mut()) else {
            return Outcome::none();
        };
        let (task, asks) = drawn.update(message, link);
        self.drawn_as = drawn.usual().or(self.drawn_as);
        let (key, of) = (key.clone(), key.clone());
        let task = task.map(move |message| Message::Drawn(key.clone(), message));
        match asks {
            Asks::Nothing => Outcome::run(task),
            Asks::Tell(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))).and(task),
            Asks::Copy(text) => Outcome::wish(Wish::Copy(text)).and(task),
            Asks::Menu(touched) => {
                let picture = touched.picture.as_deref();
                let picture = picture.and_then(|id| self.opened.as_ref()?.picture(id));
                self.text_menu = Some(TextMenu::on_drawing(touched, of, picture));
                Outcome::run(task)
            }
            Asks::Follow(anchor) => {
                Self::follow_link(&anchor.text, &anchor.target, known, link).and(task)
            }
        }
    }

    /// Are the colours of the message that is read adapted to the dark window? `None` where that changes nothing.
    #[must_use]
    pub fn is_adapted(&self) -> Option<bool> {
        let opened = self.opened.as_ref()?;
        let drawn = opened.drawn.as_ref()?;
        drawn.is_adapted().filter(|_| is_drawn(opened))
    }

    /// They are, from now on, or are its own.
    pub(super) fn adapt(&mut self, adapt: bool, known: &Known, link: &Link) -> Outcome<Message> {
        self.more = false;
        match self.opened.as_ref().map(|opened| opened.header.id.clone()) {
            Some(key) => self.drawn(&key, drawn::Message::Adapt(adapt), known, link),
            None => Outcome::none(),
        }
    }

    /// The message that is read here, or will be as soon as it is listed.
    #[must_use]
    pub fn showing(&self) -> Option<MessageKey> {
        let opened = self.opened.as_ref().map(|opened| opened.header.id.clone());
        let chosen = || {
            let row = self.selection.cursor()?;
            self.rows.message(row)
        };
        opened.or_else(|| self.choose.clone()).or_else(chosen)
    }

    /// Is there everything that is to be seen: the first rows, and the message that is read?
    #[must_use]
    pub fn is_shown(&self) -> bool {
        let rows = self.rows.is_read && (self.rows.is_empty() || self.rows.row(0).is_some());
        let read = match &self.opened {
            Some(opened) => {
                let drawn = opened.drawn.as_ref();
                let waits =
                    drawn.is_some_and(|drawn| opened.shown.is_drawn() && !drawn.has_begun());
                !matches!(opened.state, Reading::Loading { .. }) && !waits
            }
            None => self.choose.is_none(),
        };
        rows && read
    }
}
