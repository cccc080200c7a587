//! The program with its windows: one main window, and one for each message being written.

mod begun;
mod heard;
mod outside;
mod tray;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use iced::{Size, Subscription, Task, Theme, keyboard, window};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinHandle;

use self::begun::Begun;
use self::heard::heard;
use super::Element;
use super::keys::{self, Focus, Place, Stroke};
use super::link::Link;
use super::notify::Notifier;
use super::render_choice::{self, Graphics, StartError};
use super::screen::compose::{self, Compose};
use super::screen::home::{self, Home, Kept};
use super::screen::{Sight, Wish, welcome};
use super::system_look::SystemLook;
use super::theme::{self, Appearance, Tokens, font};
use super::tray::TrayEvent;
use crate::config::{Contrast, KeyMap};
use crate::domain::{Draft, DraftAt, MessageKey};
use crate::engine::{Engine, Options, Problem, ProblemKind, Text};
use crate::i18n::{Language, Texts};
use crate::rfc822;

/// The window opens without the state it was left in if the profile is not open after this time.
const PATIENCE: Duration = Duration::from_millis(400);

/// The second of two keys follows the first within this time.
const SEQUENCE: Duration = Duration::from_millis(1500);

/// What is done with the engine as soon as it runs.
pub type OnEngine = Box<dyn FnOnce(&Engine) + Send>;

/// What the window is started with.
pub struct Start {
    /// How the engine is started.
    pub engine: Options,
    /// The person's language.
    pub texts: Texts,
    /// Stands behind the name in the title: that this is the demo, say.
    pub title_suffix: Option<String>,
    /// Which renderer.
    pub graphics: Graphics,
    /// Is told of the engine when it runs: the service for a second process hangs on it.
    pub on_engine: Option<OnEngine>,
    /// Each value brings the main window to the front, or opens one to write what this link proposes (a new message
    /// where it is none): a second process was started, or this one with a link.
    pub summons: Option<UnboundedReceiver<Option<String>>>,
    /// The first value ends the program as its own command does, so that what is written is kept;
    /// the second one ends it at once.
    pub ends: Option<UnboundedReceiver<()>>,
}

/// Opens the main window and returns when the last window has closed and the engine has stopped.
///
/// # Errors
/// There is no screen, or no renderer works.
pub fn run(start: Start) -> Result<(), StartError> {
    let runtime = Runtime::new()
        .map_err(|error| StartError::Window(iced::Error::ExecutorCreationFailed(error)))?;
    let mark = start.engine.profile.render_mark();
    let graphics = start.graphics;
    let engine: Arc<Mutex<Option<Engine>>> = Arc::default();
    let slot = Arc::clone(&engine);
    let handle = runtime.handle().clone();
    let opening: Arc<Mutex<Option<JoinHandle<()>>>> = Arc::default();
    let opens = Arc::clone(&opening);
    let outcome = render_choice::run(graphics, Some(&mark), move || {
        let (begun, opened) = Begun::new(start, &handle, slot);
        *opens.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
        let once = Mutex::new(Some(begun));
        iced::daemon(
            move || {
                let begun = once.lock().unwrap_or_else(PoisonError::into_inner).take();
                Postroom::boot(begun, handle.clone())
            },
            Postroom::update,
            Postroom::view,
        )
        .title(Postroom::title)
        .settings(settings())
        .theme(|postroom: &Postroom, _| -> Option<Theme> { Some(postroom.theme()) })
        .scale_factor(|postroom, _| postroom.scale)
        .style(|_, theme| theme::window(theme))
        .subscription(Postroom::subscription)
        .run()
    });
    // Where there was no screen it may still be at its start.
    let opening = opening
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(opening) = opening {
        let _ = runtime.block_on(opening);
    }
    let running = engine.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(engine) = running {
        runtime.block_on(engine.stop());
    }
    outcome
}

fn settings() -> iced::Settings {
    iced::Settings {
        id: Some("postroom".to_owned()),
        ..font::settings()
    }
}

/// What happens in the program.
#[derive(Debug, Clone)]
pub enum Message {
    /// The engine runs, or cannot.
    Started(Result<(Link, Box<Kept>), Problem>),
    /// The engine takes long to start.
    Impatient,
    /// A window is there.
    Opened(window::Id),
    /// A window has so many pixels of the screen to a logical one.
    Scaled(window::Id, f32),
    /// In the main window.
    Home(home::Message),
    /// In a window in which a message is written.
    Compose(window::Id, compose::Message),
    /// A window is to be closed.
    CloseRequested(window::Id),
    /// A window is closed.
    Closed(window::Id),
    /// A window has another size.
    Resized(window::Id, Size),
    /// Whether the main window fills the screen with it.
    Measured(Size, bool),
    /// A frame was drawn, of those that are asked about.
    Drawn,
    /// A key that no control took.
    Key(window::Id, keyboard::Event),
    /// The system turned light or dark.
    System(iced::theme::Mode),
    /// What else the system says of how to draw.
    Looked(SystemLook),
    /// A window has the keys again (what the system says may be another meanwhile), or no longer.
    Focused(window::Id, bool),
    /// What was told was clicked, or is gone.
    Told(Option<MessageKey>),
    /// Something with the icon in the tray.
    Tray(TrayEvent),
    /// Another process asks for the window, or for one to write what this link proposes.
    Summoned(Option<String>),
    /// The system asks the program to end.
    Ended,
    /// Every draft is kept: the program ends.
    Quit,
}

/// What a window shows.
pub enum Window {
    /// The main window.
    Main,
    /// A message being written.
    Compose(Box<Compose>),
}

/// How far the program is.
enum State {
    Starting,
    Failed(Box<Problem>),
    Running(Link, Box<Home>),
}

/// The program.
pub struct Postroom {
    state: State,
    windows: BTreeMap<window::Id, Window>,
    texts: Texts,
    suffix: Option<String>,
    system: iced::theme::Mode,
    look: SystemLook,
    /// The language that the settings name.
    language: Option<String>,
    /// How large all is drawn, beside the scale of the screen.
    scale: f32,
    main: Option<window::Id>,
    /// The window that has the keys.
    focused: Option<window::Id>,
    notifier: Notifier,
    tray: tray::InTray,
    /// Pixels of the screen to a logical one of the system, in the main window.
    pixels: f32,
    /// The size the main window has, also while nothing runs that could be told.
    size: Option<Size>,
    /// The program was asked to end.
    is_ending: bool,
    /// Messages that another program proposes, to be opened as soon as it is known from whom they can be.
    proposed: Vec<Draft>,
    /// The first of two keys, and when it was pressed.
    begun: Option<(char, Instant)>,
    /// When the program began, until its mail was seen.
    starting: Option<Instant>,
}

type Slot = Arc<Mutex<Option<Engine>>>;

impl Postroom {
    fn boot(begun: Option<Begun>, runtime: Handle) -> (Self, Task<Message>) {
        let Some(begun) = begun else {
            // iced calls this once.
            return (Self::waiting(Texts::detect(), None), iced::exit());
        };
        let (texts, words) = (begun.texts.clone(), begun.texts);
        let engine = async move {
            let started = begun.engine.await.unwrap_or_else(|error| {
                let text = Text::new("problem-bug");
                Err(Problem::new(ProblemKind::Bug, text).detail(error))
            });
            started.map(|(engine, kept)| (Link::new(engine, runtime, words), Box::new(kept)))
        };
        let impatient = async { tokio::time::sleep(PATIENCE).await };
        let task = Task::batch([
            Task::perform(engine, Message::Started),
            Task::perform(impatient, |()| Message::Impatient),
            theme::system_mode().map(Message::System),
            Task::perform(SystemLook::ask(), Message::Looked),
            each(begun.summons, Message::Summoned),
            each(begun.ends, |()| Message::Ended),
        ]);
        (Self::waiting(texts, begun.title_suffix), task)
    }

    /// The program before its engine runs.
    #[must_use]
    pub fn waiting(texts: Texts, suffix: Option<String>) -> Self {
        Self {
            state: State::Starting,
            windows: BTreeMap::new(),
            texts,
            suffix,
            system: iced::theme::Mode::None,
            look: SystemLook::default(),
            language: None,
            scale: 1.0,
            main: None,
            focused: None,
            notifier: Notifier::default(),
            tray: tray::InTray::default(),
            pixels: 1.0,
            size: None,
            is_ending: false,
            begun: None,
            proposed: Vec::new(),
            starting: Some(Instant::now()),
        }
    }

    /// In which language it speaks.
    #[must_use]
    pub fn language(&self) -> Language {
        self.texts.language()
    }

    /// What the main window shows, as soon as the engine runs.
    #[must_use]
    pub fn main_window(&self) -> Option<&Home> {
        match &self.state {
            State::Running(_, home) => Some(home),
            State::Starting | State::Failed(_) => None,
        }
    }

    /// Opens the main window as it was left. One that was opened before that was known becomes so.
    fn open_main(&mut self, kept: &Kept) -> Task<Message> {
        if let Some(id) = self.main {
            return Task::batch([
                window::resize(id, kept.size() * (1.0 / self.scale)),
                window::maximize(id, kept.maximised),
            ]);
        }
        let (id, open) = window::open(window::Settings {
            // What is kept is measured without what the person wants larger.
            size: kept.size() * (1.0 / self.scale),
            maximized: kept.maximised,
            min_size: Some(Kept::least(self.scale)),
            exit_on_close_request: false,
            ..window_settings()
        });
        self.main = Some(id);
        let _ = self.windows.insert(id, Window::Main);
        open.map(Message::Opened)
    }

    fn open_compose(&mut self, draft: Draft, at: Option<DraftAt>) -> Task<Message> {
        let id = at.map(|at| at.id);
        // Two windows on one draft would overwrite each other.
        let open = self.windows.iter().find(|(_, window)| match window {
            Window::Compose(compose) => id.is_some() && compose.draft_id() == id,
            Window::Main => false,
        });
        if let Some((window, _)) = open {
            return window::gain_focus(*window);
        }
        self.open_window(Compose::new(draft, at))
    }

    /// Opens a window to write in.
    fn open_window(&mut self, mut compose: Compose) -> Task<Message> {
        let (window, open) = window::open(window::Settings {
            size: compose::window(self.scale, self.size),
            min_size: Some(compose::least_window(self.scale)),
            exit_on_close_request: false,
            ..window_settings()
        });
        let begin = match &self.state {
            State::Running(link, home) => compose.begin(&home.known, link),
            State::Starting | State::Failed(_) => Task::none(),
        };
        let compose = Window::Compose(Box::new(compose));
        let _ = self.windows.insert(window, compose);
        Task::batch([
            open.map(Message::Opened),
            begin.map(move |message| Message::Compose(window, message)),
        ])
    }

    /// Opens the main window, if it is not open, before anything is known of how it was left.
    fn open_early(&mut self) -> Task<Message> {
        if self.main.is_some() {
            return Task::none();
        }
        self.open_main(&Kept::default())
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        let task = self.react(message);
        self.dress();
        let task = Task::batch([task, self.attend_tray()]);
        if self.proposed.is_empty() {
            task
        } else {
            Task::batch([task, self.write_proposed()])
        }
    }

    /// Opens what another program proposed, once it is known from whom it can be.
    fn write_proposed(&mut self) -> Task<Message> {
        match &self.state {
            State::Running(_, home) if home.known.is_read => {}
            _ => return Task::none(),
        }
        let proposed = std::mem::take(&mut self.proposed);
        let open = proposed.into_iter().map(|draft| self.write(draft));
        Task::batch(open.collect::<Vec<_>>())
    }

    fn write(&mut self, draft: Draft) -> Task<Message> {
        let State::Running(_, home) = &self.state else {
            return Task::none();
        };
        let wish = home.new_message(draft);
        self.grant(wish)
    }

    /// Follows what the settings and the system say of language and size.
    fn dress(&mut self) {
        let State::Running(link, home) = &mut self.state else {
            return;
        };
        let known = &self.language;
        let (language, text_size) = link.engine().setting(|settings| {
            let language = &settings.language;
            let other = (language != known).then(|| language.clone());
            (other, settings.text_size)
        });
        if let Some(language) = language {
            self.language = language;
            let named = self.language.as_deref().and_then(Language::from_code);
            let texts = Texts::new(named.unwrap_or_else(Language::of_system));
            link.texts = texts.clone();
            self.texts = texts;
        }
        let size = text_size.or(self.look.text_size);
        let scale = f32::from(size.unwrap_or(100)) / 100.0;
        if scale.to_bits() != self.scale.to_bits() {
            // The window stays as large as it is; what it measures in is larger or smaller.
            let by = self.scale / scale;
            self.scale = scale;
            home.pixels = self.pixels * scale;
            home.rescaled(by);
            self.size = self.size.map(|size| size * by);
            for window in self.windows.values_mut() {
                if let Window::Compose(compose) = window {
                    compose.rescaled(by);
                }
            }
        }
    }

    fn react(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Started(Ok((link, kept))) => {
                // The window may be open already, and has the size that it has until it is said to
                // have another one: not every desktop gives a window the size it asks for.
                let (mut home, task) = Home::new((*kept).clone(), self.size, &link);
                home.pixels = self.pixels;
                self.language = link.engine().setting(|settings| settings.language.clone());
                self.state = State::Running(link, Box::new(home));
                self.dress();
                let open = self.open_main(&kept);
                Task::batch([open, task.map(Message::Home)])
            }
            Message::Started(Err(problem)) => {
                self.state = State::Failed(Box::new(problem));
                self.open_early()
            }
            Message::Impatient => self.open_early(),
            Message::Opened(id) => {
                window::scale_factor(id).map(move |pixels| Message::Scaled(id, pixels))
            }
            Message::Scaled(id, pixels) => {
                if self.main == Some(id) {
                    self.pixels = pixels;
                    if let State::Running(_, home) = &mut self.state {
                        home.pixels = pixels * self.scale;
                    }
                }
                Task::none()
            }
            Message::Home(message) => self.home(message),
            Message::Compose(id, message) => self.compose(id, message),
            Message::Drawn => {
                if let Some(began) = self.starting.take() {
                    let milliseconds = began.elapsed().as_millis();
                    tracing::info!(milliseconds, "The mail is shown.");
                }
                Task::none()
            }
            Message::Key(id, event) => self.key(id, &event),
            Message::Resized(id, size) if self.main == Some(id) => {
                self.size = Some(size);
                let measured =
                    window::is_maximized(id).map(move |whole| Message::Measured(size, whole));
                Task::batch([self.home(home::Message::Resized(size)), measured])
            }
            Message::Measured(size, maximised) if self.size == Some(size) => {
                self.home(home::Message::Measured { size, maximised })
            }
            // There is a newer one on its way.
            Message::Measured(..) => Task::none(),
            Message::Resized(id, size) => {
                if let Some(Window::Compose(compose)) = self.windows.get_mut(&id) {
                    compose.resized(size);
                }
                Task::none()
            }
            Message::System(mode) => {
                self.system = mode;
                Task::none()
            }
            Message::Looked(look) => {
                self.look = look;
                Task::none()
            }
            Message::Focused(id, true) => {
                self.focused = Some(id);
                Task::perform(SystemLook::ask(), Message::Looked)
            }
            Message::Focused(id, false) => {
                self.focused = self.focused.filter(|focused| *focused != id);
                Task::none()
            }
            Message::Told(Some(key)) => {
                let raise = self.react(Message::Summoned(None));
                Task::batch([raise, self.home(home::Message::Read(key))])
            }
            Message::Told(None) => Task::none(),
            Message::Summoned(Some(link)) => {
                // Nothing of it leaves before a person has seen it.
                self.proposed
                    .push(rfc822::mailto(&link).unwrap_or_default());
                self.write_proposed()
            }
            Message::Summoned(None) => self.raise(),
            Message::Tray(event) => self.tray(event),
            Message::Ended if self.is_ending => iced::exit(),
            Message::Ended => {
                self.is_ending = true;
                self.quit()
            }
            Message::CloseRequested(id) if self.main == Some(id) && self.stays_in_tray() => {
                self.hide()
            }
            Message::CloseRequested(id) if self.main == Some(id) => self.ask_quit(),
            Message::CloseRequested(id) => self.compose(id, compose::Message::Close),
            Message::Closed(id) => {
                let _ = self.windows.remove(&id);
                if self.main == Some(id) {
                    return iced::exit();
                }
                Task::none()
            }
            Message::Quit => match self.unkept() {
                // What could not be kept is said there; it can be discarded there too.
                Some(id) => window::gain_focus(id),
                None => iced::exit(),
            },
        }
    }

    /// A window with something that is not kept.
    fn unkept(&self) -> Option<window::Id> {
        let mut windows = self.windows.iter();
        let found = windows.find(|(_, window)| match window {
            Window::Compose(compose) => compose.is_unkept(),
            Window::Main => false,
        });
        found.map(|(id, _)| *id)
    }

    /// Keeps the draft of a window.
    fn keep(&mut self, id: window::Id) -> Task<Message> {
        let State::Running(link, _) = &self.state else {
            return Task::none();
        };
        match self.windows.get_mut(&id) {
            Some(Window::Compose(compose)) => compose
                .close(link)
                .map(move |message| Message::Compose(id, message)),
            _ => Task::none(),
        }
    }

    /// Ends, but asks before where messages have not left yet.
    fn ask_quit(&mut self) -> Task<Message> {
        let State::Running(_, home) = &self.state else {
            return self.quit();
        };
        let asks = home.known.unsent().next().is_some();
        let task = self.home(home::Message::AskQuit);
        // The question stands in the main window, which may lie behind others, or be hidden.
        let raise = if asks { self.raise() } else { Task::none() };
        Task::batch([task, raise])
    }

    /// Keeps all drafts, then ends.
    fn quit(&mut self) -> Task<Message> {
        let windows: Vec<window::Id> = self.windows.keys().copied().collect();
        let keep: Vec<Task<Message>> = windows.into_iter().map(|id| self.keep(id)).collect();
        Task::batch(keep).chain(Task::done(Message::Quit))
    }

    fn home(&mut self, message: home::Message) -> Task<Message> {
        let State::Running(link, home) = &mut self.state else {
            return Task::none();
        };
        let is_news = matches!(message, home::Message::Known(_));
        let outcome = home.update(message, link);
        let mut tasks = vec![outcome.task.map(Message::Home)];
        for (id, window) in self.windows.iter().filter(|_| is_news) {
            if let Window::Compose(compose) = window {
                let (id, look) = (*id, compose.look_for_answers(link));
                tasks.push(look.map(move |message| Message::Compose(id, message)));
            }
        }
        for wish in outcome.wishes {
            tasks.push(self.grant(wish));
        }
        Task::batch(tasks)
    }

    fn grant(&mut self, wish: Wish) -> Task<Message> {
        match wish {
            Wish::Compose(draft, at) => self.open_compose(*draft, at),
            Wish::ComposeNoted(draft, note) => self.open_window(Compose::noted(*draft, *note)),
            Wish::New(draft, view) => self.open_window(Compose::fresh(*draft, view)),
            Wish::Copy(text) => iced::clipboard::write(text),
            Wish::Browse(address) => self.browse(address),
            Wish::OpenFile(path) => self.open_file(path),
            Wish::Tell(notice) => self.home(home::Message::Tell(notice)),
            Wish::Go(place) => self.home(home::Message::Go(place)),
            Wish::Announce(arrivals) => self.announce(arrivals),
            Wish::Demo => self.start_demo(),
            Wish::Quit => self.quit(),
            Wish::Read(key) => {
                let show = self.home(home::Message::Read(key));
                let main = self.main.map_or_else(Task::none, window::gain_focus);
                Task::batch([show, main])
            }
            Wish::Search(_) | Wish::Open(_) => Task::none(),
        }
    }

    fn compose(&mut self, id: window::Id, message: compose::Message) -> Task<Message> {
        let (State::Running(link, home), Some(Window::Compose(compose))) =
            (&self.state, self.windows.get_mut(&id))
        else {
            return Task::none();
        };
        let outcome = compose.update(message, &home.known, link);
        let closed = compose.is_closed;
        let mut tasks = vec![outcome.task.map(move |m| Message::Compose(id, m))];
        for wish in outcome.wishes {
            tasks.push(self.grant(wish));
        }
        if closed {
            tasks.push(window::close(id));
        }
        Task::batch(tasks)
    }

    fn key(&mut self, id: window::Id, event: &keyboard::Event) -> Task<Message> {
        let (place, focus) = match (&self.state, self.windows.get(&id)) {
            (State::Running(_, home), Some(Window::Main)) => {
                let focus = if home.is_covered() {
                    Focus::Dialog
                } else {
                    Focus::Plain
                };
                (Place::Main, focus)
            }
            (_, Some(Window::Compose(compose))) if compose.is_covered() => {
                (Place::Compose, Focus::Dialog)
            }
            (_, Some(Window::Compose(_))) => (Place::Compose, Focus::Writing),
            _ => return Task::none(),
        };
        let begun = self.begun.take().filter(|(_, at)| at.elapsed() < SEQUENCE);
        let begun = begun.map(|(letter, _)| letter);
        match keys::shortcut(event, place, focus, self.key_map(), begun) {
            Some(Stroke::Action(keys::Action::Quit)) => self.ask_quit(),
            Some(Stroke::Action(action)) => match place {
                Place::Main => self.home(home::Message::Key(action)),
                Place::Compose => self.compose(id, compose::Message::Key(action)),
                Place::Any => Task::none(),
            },
            Some(Stroke::Begins(letter)) => {
                self.begun = Some((letter, Instant::now()));
                Task::none()
            }
            None => Task::none(),
        }
    }

    /// Which keys the person chose.
    fn key_map(&self) -> KeyMap {
        match &self.state {
            State::Running(link, _) => link.engine().setting(|settings| settings.keys),
            State::Starting | State::Failed(_) => KeyMap::default(),
        }
    }

    fn title(&self, id: window::Id) -> String {
        let mut parts: Vec<String> = Vec::new();
        match (self.windows.get(&id), &self.state) {
            (Some(Window::Compose(compose)), _) => {
                let title = compose.title().trim();
                parts.push(if title.is_empty() {
                    self.texts.say("toolbar-new")
                } else {
                    title.to_owned()
                });
            }
            (_, State::Running(_, home)) => parts.extend(home.title(&self.texts)),
            _ => {}
        }
        // The taskbar shows the title.
        let unread = match (self.windows.get(&id), &self.state) {
            (Some(Window::Main), State::Running(link, home)) => home.unread(link),
            _ => 0,
        };
        parts.push("Postroom".to_owned());
        parts.extend(self.suffix.clone());
        let title = parts.join(" – ");
        if unread == 0 {
            return title;
        }
        let args = [("count", unread.into()), ("title", title.into())];
        self.texts.say_with("window-title-unread", &args)
    }

    fn theme(&self) -> Theme {
        let (setting, contrast) = match &self.state {
            State::Running(link, _) => link
                .engine()
                .setting(|settings| (settings.theme, settings.contrast)),
            _ => (crate::config::Theme::System, Contrast::System),
        };
        let more_contrast = match contrast {
            Contrast::System => self.look.more_contrast,
            Contrast::Usual => false,
            Contrast::More => true,
        };
        let appearance = match setting {
            crate::config::Theme::System => Appearance::System,
            crate::config::Theme::Light => Appearance::Light,
            crate::config::Theme::Dark => Appearance::Dark,
        };
        appearance.theme(self.system, more_contrast)
    }

    /// What a window shows.
    pub fn view(&self, id: window::Id) -> Element<'_, Message> {
        let tokens = Tokens::of(&self.theme());
        let sight = Sight {
            texts: &self.texts,
            tokens,
            narrow: false,
            low: false,
            room: 600.0,
            pixels: self.pixels * self.scale,
            zoom: 1.0,
            keys: self.key_map(),
            density: crate::config::Density::default(),
            turn: crate::app::widget::paged::Turn::default(),
        };
        match (&self.state, self.windows.get(&id)) {
            (State::Failed(problem), _) => welcome::failed(problem, sight),
            (State::Running(_, home), Some(Window::Compose(compose))) => compose
                .view(&home.known, sight)
                .map(move |message| Message::Compose(id, message)),
            (State::Running(link, home), _) => home.view(link, tokens).map(Message::Home),
            (State::Starting, _) => welcome::starting(sight),
        }
    }

    fn subscription(&self) -> Subscription<Message> {
        let mut all = vec![
            iced::event::listen_with(heard),
            theme::system_changes().map(Message::System),
        ];
        if let State::Running(link, home) = &self.state {
            // The next frame is the first one that shows all.
            if self.starting.is_some() && home.mail.is_shown() {
                all.push(window::frames().map(|_| Message::Drawn));
            }
            all.push(
                link.events()
                    .map(|events| Message::Home(home::Message::Heard(events))),
            );
            if let Some(pace) = home.pace() {
                all.push(iced::time::every(pace).map(|_| Message::Home(home::Message::Tick)));
            }
        }
        Subscription::batch(all)
    }
}

/// A message for each value.
fn each<T: Send + 'static>(
    values: Option<UnboundedReceiver<T>>,
    message: impl Fn(T) -> Message + Send + 'static,
) -> Task<Message> {
    values.map_or_else(Task::none, |mut values| {
        let calls = futures_util::stream::poll_fn(move |context| values.poll_recv(context));
        Task::run(calls, message)
    })
}

#[cfg(target_os = "linux")]
fn window_settings() -> window::Settings {
    window::Settings {
        platform_specific: window::settings::PlatformSpecific {
            // The desktop finds the program's name and picture by it.
            application_id: "postroom".to_owned(),
            ..window::settings::PlatformSpecific::default()
        },
        ..window::Settings::default()
    }
}

#[cfg(not(target_os = "linux"))]
fn window_settings() -> window::Settings {
    window::Settings::default()
}
