//! The main window as a program runs it: a real engine on the demo server, its tasks and events.

use std::sync::Arc;
use std::time::{Duration, Instant};

use iced_test::futures::futures::StreamExt as _;
use iced_test::runtime::{Action, task};
use postroom::app::Element;
use postroom::app::known::Known;
use postroom::app::link::Link;
use postroom::app::screen::compose::{self, Compose};
use postroom::app::screen::home::{Home, Kept, Message};
use postroom::app::screen::{Outcome, Sight, Wish};
use postroom::app::theme::{LIGHT, Tokens};
use postroom::app::widget::list::Rows as _;
use postroom::config::{Config, ConfigFile};
use postroom::demo::{DemoServer, Team};
use postroom::domain::{Account, Connections, EmailAddress, Endpoint, PasswordSource, Security};
use postroom::engine::{Command, Engine, Options, Pace, Reply};
use postroom::i18n::{Language, Texts};
use postroom::paths::Profile;
use postroom::render::drawn::Drawers;
use postroom::secret::{MemoryStore, SecretKey, SecretStore as _};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::drive::Driver;

/// How long a test waits for anything.
const LIMIT: Duration = Duration::from_secs(30);

pub struct Desk {
    pub home: Home,
    pub link: Link,
    pub server: DemoServer,
    pub wishes: Vec<Wish>,
    /// The colours it is drawn with.
    pub tokens: &'static Tokens,
    sender: UnboundedSender<Message>,
    receiver: UnboundedReceiver<Message>,
    pub runtime: Arc<Runtime>,
    profile: Profile,
    secrets: Arc<MemoryStore>,
    _folder: Arc<tempfile::TempDir>,
}

fn view(desk: &Desk) -> Element<'_, Message> {
    desk.home.view(&desk.link, desk.tokens)
}

fn update(desk: &mut Desk, message: Message) {
    let Outcome { task, wishes } = desk.home.update(message, &desk.link);
    desk.wishes.extend(wishes);
    desk.spawn(task);
}

/// Works on a task as iced's runtime does, and sends on what it gives.
fn spawn<M: Send + 'static>(runtime: &Handle, work: iced::Task<M>, sender: &UnboundedSender<M>) {
    let sender = sender.clone();
    if let Some(mut stream) = task::into_stream(work) {
        let _running = runtime.spawn(async move {
            while let Some(action) = stream.next().await {
                if let Action::Output(message) = action {
                    let _ = sender.send(message);
                }
            }
        });
    }
}

impl Desk {
    fn spawn(&self, work: iced::Task<Message>) {
        spawn(self.runtime.handle(), work, &self.sender);
    }

    fn begin(
        runtime: Arc<Runtime>,
        server: DemoServer,
        profile: Profile,
        secrets: Arc<MemoryStore>,
        folder: Arc<tempfile::TempDir>,
    ) -> Driver<Self, Message> {
        let options = Options {
            profile: profile.clone(),
            secrets: secrets.clone(),
            resident: true,
            offline: false,
            pace: Pace::quick(),
        };
        let engine = runtime.block_on(Engine::start(options)).unwrap();
        let link = Link::new(
            engine.clone(),
            runtime.handle().clone(),
            Texts::new(Language::English),
        );
        let program = std::path::PathBuf::from(env!("CARGO_BIN_EXE_postroom"));
        let patience = Duration::from_secs(60);
        let link = link.drawing_at(Drawers::new(Some(program), patience, Vec::new()));
        let kept = runtime.block_on(engine.remembered(Kept::KEY)).unwrap();
        let (home, first) = Home::new(Kept::from_value(kept), None, &link);
        let (sender, receiver) = unbounded_channel();
        let (mut events, heard) = (engine.events(), sender.clone());
        let _listening = runtime.spawn(async move {
            while let Some(event) = events.next().await {
                let _ = heard.send(Message::Heard(vec![event]));
            }
        });
        let desk = Self {
            home,
            link,
            server,
            wishes: Vec::new(),
            tokens: &LIGHT,
            sender,
            receiver,
            runtime,
            profile,
            secrets,
            _folder: folder,
        };
        desk.spawn(first);
        let mut driver = Driver::new(desk, view, update);
        let size = iced::Size::new(1280.0, 800.0);
        driver.resize(size);
        update(&mut driver.state, Message::Resized(size));
        driver
    }

    /// The window to write in that the main window wished for last.
    pub fn letter(&mut self) -> Driver<Letter, compose::Message> {
        let compose = match self.wishes.pop() {
            Some(Wish::Compose(draft, id)) => Compose::new(*draft, id),
            Some(Wish::ComposeNoted(draft, note)) => Compose::noted(*draft, *note),
            Some(Wish::New(draft, view)) => Compose::fresh(*draft, view),
            other => panic!("no letter was wished for: {other:?} {:?}", self.wishes),
        };
        let (sender, receiver) = unbounded_channel();
        let mut letter = Letter {
            compose,
            known: self.home.known.clone(),
            link: self.link.clone(),
            wishes: Vec::new(),
            runtime: self.runtime.handle().clone(),
            sender,
            receiver,
        };
        let first = letter.compose.begin(&letter.known, &letter.link);
        spawn(&letter.runtime, first, &letter.sender);
        Driver::new(letter, view_letter, update_letter)
    }

    /// A dictionary of this profile's own.
    pub fn dictionary(&self, name: &str, rules: &str, words: &str) {
        let folder = self.profile.dictionaries_dir();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.aff")), rules).unwrap();
        std::fs::write(folder.join(format!("{name}.dic")), words).unwrap();
    }

    /// What somebody asks the engine beside the window.
    pub fn ask(&self, command: Command) -> Result<Reply, postroom::engine::Problem> {
        self.runtime
            .block_on(self.link.engine().clone().request(command))
    }

    /// The keyring is empty when the window opens again.
    pub fn forget_password(&self, name: &str) {
        let key = SecretKey::password(&account(&self.server, name).id());
        self.runtime.block_on(self.secrets.delete(&key)).unwrap();
    }

    pub fn engine<T>(&self, work: impl AsyncFnOnce(&Engine) -> T) -> T {
        self.runtime.block_on(work(self.link.engine()))
    }
}

/// A window in which a message is written, on the same engine.
pub struct Letter {
    pub compose: Compose,
    pub known: Known,
    pub link: Link,
    pub wishes: Vec<Wish>,
    runtime: Handle,
    sender: UnboundedSender<compose::Message>,
    receiver: UnboundedReceiver<compose::Message>,
}

fn view_letter(letter: &Letter) -> Element<'_, compose::Message> {
    let sight = Sight {
        texts: &letter.link.texts,
        tokens: &LIGHT,
        narrow: false,
        low: false,
        room: 600.0,
        pixels: 1.0,
        zoom: 1.0,
        keys: postroom::config::KeyMap::default(),
        density: postroom::config::Density::default(),
        turn: postroom::app::widget::paged::Turn::default(),
    };
    letter.compose.view(&letter.known, sight)
}

fn update_letter(letter: &mut Letter, message: compose::Message) {
    let Outcome { task, wishes } = letter.compose.update(message, &letter.known, &letter.link);
    letter.wishes.extend(wishes);
    spawn(&letter.runtime, task, &letter.sender);
}

impl Driver<Letter, compose::Message> {
    /// Works on messages until the draft is kept, and says under which id.
    pub fn until_kept(&mut self, tell: impl FnOnce(postroom::domain::DraftId)) {
        let end = Instant::now() + LIMIT;
        loop {
            while let Ok(message) = self.state.receiver.try_recv() {
                update_letter(&mut self.state, message);
            }
            self.frame();
            if let Some(id) = self.state.compose.draft_id()
                && !self.state.compose.is_unkept()
            {
                return tell(id);
            }
            assert!(Instant::now() < end, "it is not kept");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Works on messages until something is so.
    pub fn until(&mut self, what: &str, is_so: impl Fn(&mut Self) -> bool) {
        let end = Instant::now() + LIMIT;
        loop {
            while let Ok(message) = self.state.receiver.try_recv() {
                update_letter(&mut self.state, message);
            }
            self.frame();
            if is_so(self) {
                return;
            }
            let texts: Vec<String> = self.texts().into_iter().map(|(text, _)| text).collect();
            assert!(
                Instant::now() < end,
                "it did not come to this: {what}; {texts:#?}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Something may have come, as after each event.
    pub fn hear(&mut self) {
        let Letter { compose, link, .. } = &self.state;
        let look = compose.look_for_answers(link);
        spawn(&self.state.runtime, look, &self.state.sender);
    }

    /// Something happens in it.
    pub fn tell(&mut self, message: compose::Message) {
        update_letter(&mut self.state, message);
        self.frame();
    }

    /// Works on messages until the window closes itself.
    pub fn until_closed(&mut self) {
        let end = Instant::now() + LIMIT;
        while !self.state.compose.is_closed {
            while let Ok(message) = self.state.receiver.try_recv() {
                update_letter(&mut self.state, message);
            }
            self.frame();
            let wishes = &self.state.wishes;
            assert!(Instant::now() < end, "it stays open: {wishes:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

pub fn account(server: &DemoServer, name: &str) -> Account {
    let endpoint = |address: std::net::SocketAddr| Endpoint {
        host: address.ip().to_string(),
        port: address.port(),
        security: Security::None,
    };
    Account {
        address: EmailAddress::parse(&format!("{name}@acme.example")).unwrap(),
        name: Some("Anna Berg".into()),
        login: None,
        imap: endpoint(server.imap_addr()),
        smtp: endpoint(server.smtp_addr()),
        ca_file: None,
        password: PasswordSource::Keyring,
        connections: Connections::default(),
    }
}

/// The window on a demo server, with these accounts.
pub fn desk(accounts: &[&str]) -> Driver<Desk, Message> {
    sit_down(Team::acme(), accounts, true, Some(0))
}

/// The same on a server whose `\Seen` is everybody's in shared mailboxes.
pub fn desk_that_shares(account: &str) -> Driver<Desk, Message> {
    let team = Team {
        shared_seen: true,
        ..Team::acme()
    };
    sit_down(team, &[account], true, Some(0))
}

/// The same with the settings of a profile that nobody has changed.
pub fn desk_as_new(account: &str) -> Driver<Desk, Message> {
    sit_down(Team::acme(), &[account], true, None)
}

/// The same with an account whose password nobody gave.
pub fn desk_without_password(account: &str) -> Driver<Desk, Message> {
    sit_down(Team::acme(), &[account], false, Some(0))
}

fn sit_down(
    team: Team,
    accounts: &[&str],
    with_passwords: bool,
    undo: Option<u8>,
) -> Driver<Desk, Message> {
    let runtime = Arc::new(Runtime::new().unwrap());
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let profile = Profile::at(&folder.path().join("profile")).unwrap();
    let secrets = Arc::new(MemoryStore::default());
    let inside = runtime.enter();
    let server = DemoServer::start(team).unwrap();
    drop(inside);
    let mut config = ConfigFile::open(&profile.config_file()).unwrap();
    // Where it is not about taking back, nothing waits for it.
    if let Some(seconds) = undo {
        config
            .update(|config| config.settings.undo_seconds = seconds)
            .unwrap();
    }
    for name in accounts {
        let account = account(&server, name);
        let password = server.password_of(name).unwrap();
        if with_passwords {
            let key = SecretKey::password(&account.id());
            runtime.block_on(secrets.set(&key, &password)).unwrap();
        }
        config
            .update(|config| config.accounts.push(account))
            .unwrap();
    }
    drop(config);
    Desk::begin(runtime, server, profile, secrets, folder)
}

/// Closes the window and opens it again.
pub fn again(driver: Driver<Desk, Message>) -> Driver<Desk, Message> {
    again_with(driver, |_| {})
}

/// The same, with the settings file changed by hand in between.
pub fn again_with(
    driver: Driver<Desk, Message>,
    change: impl FnOnce(&mut Config),
) -> Driver<Desk, Message> {
    let Desk {
        link,
        server,
        runtime,
        profile,
        secrets,
        _folder,
        ..
    } = driver.state;
    runtime.block_on(link.engine().clone().stop());
    drop(link);
    let mut config = ConfigFile::open(&profile.config_file()).unwrap();
    config.update(change).unwrap();
    drop(config);
    Desk::begin(runtime, server, profile, secrets, _folder)
}

impl Driver<Desk, Message> {
    /// Works on messages until something is so.
    pub fn until(&mut self, what: &str, is_so: impl Fn(&mut Self) -> bool) {
        let end = Instant::now() + LIMIT;
        loop {
            self.turn();
            if is_so(self) {
                return;
            }
            if Instant::now() > end {
                let texts: Vec<String> = self.texts().into_iter().map(|(text, _)| text).collect();
                panic!("it did not come to this: {what}; the window shows {texts:#?}");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Takes up what came meanwhile, and draws a frame.
    pub fn turn(&mut self) {
        self.take_up();
        self.frame();
    }

    /// Takes up what came meanwhile.
    pub fn take_up(&mut self) {
        while let Ok(message) = self.state.receiver.try_recv() {
            self.act(message);
        }
    }

    /// The window has this size.
    pub fn sized(&mut self, width: f32, height: f32) {
        let size = iced::Size::new(width, height);
        self.resize(size);
        self.tell(Message::Resized(size));
        self.tell(Message::Measured {
            size,
            maximised: false,
        });
    }

    /// Sends a message, as a key or another window would, and draws a frame.
    pub fn tell(&mut self, message: Message) {
        self.act(message);
        self.frame();
    }

    /// The same without a frame.
    pub fn act(&mut self, message: Message) {
        update(&mut self.state, message);
    }

    /// Waits until a text is there.
    pub fn until_shown(&mut self, text: &str) {
        self.until(text, |driver| driver.shows(text));
    }

    /// Waits until the list is grouped by date, and says what stands above its newest messages: which day they are
    /// of depends on the hour of this run.
    pub fn until_grouped(&mut self) -> String {
        self.until("there are headings", |desk| desk.is_grouped());
        let headings = self.state.home.mail.rows.headings();
        let newest = headings[0].1.clone();
        self.until_shown(&newest);
        newest
    }

    /// Do headings stand in the list?
    pub fn is_grouped(&self) -> bool {
        !self.state.home.mail.rows.headings().is_empty()
    }

    /// Waits until a text with these words in it is there.
    pub fn until_told(&mut self, words: &str) {
        self.until(words, |driver| driver.tells(words));
    }

    /// Waits for a text, then clicks it.
    pub fn go(&mut self, text: &str) {
        self.until_shown(text);
        self.click(text);
    }

    /// Rests the pointer on a point, long enough for a hint.
    pub fn rest(&mut self, at: iced::Point) {
        self.point(at);
        self.frame();
        self.after(Duration::from_secs(1));
        self.after(Duration::from_secs(1));
    }
}
