//! A message being written, in a window of its own.
//!
//! The seam to the rest: [`Compose::new`], `update`, `view`, `title`, and [`Compose::close`], which
//! keeps the draft before the window goes. Everything typed is kept within seconds; only what is
//! discarded is gone.

mod answered;
mod attach;
mod block;
mod formatting;
mod from_list;
mod leaving;
mod left_out;
mod lines;
mod message;
mod page_menu;
mod palette;
mod people;
mod pictures;
mod preview;
mod recipients;
mod spelling;
mod timing;
mod view;
mod wording;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use iced::{Point, Size, Task};
use jiff::Timestamp;
use tokio::sync::Mutex;

pub use self::answered::Answered;
use self::answered::Answers;
pub use self::formatting::Formatting;
pub use self::left_out::LeftOut;
pub use self::message::{Handed, Kept, Line, Message, Picked};
pub use self::page_menu::{Deed as PageDeed, PageMenu};
pub use self::people::Deed;
use self::people::Proposals;
pub use self::pictures::{Pasted, Pictures};
pub use self::preview::Preview;
use self::recipients::Recipients;
pub use self::spelling::{Spelling, Way};
use super::mail::Drawn;
use super::{Dialog, Notice, Outcome, Wish, later};
use crate::app::choose::{self, Choice};
use crate::app::keys;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::widget::editor::Writing;
use crate::app::widget::pictured::Thumbs;
use crate::domain::{
    Attachment, Draft, DraftAt, DraftId, EmailAddress, Identity, MailboxId, SendRight,
    SendRightKey, TextFormat,
};
use crate::engine::{Command, Leave, MailboxChange, Problem, Reminder, Reply};
use crate::rfc822::{self, Along};

/// What was written waits this long until it is kept: it is on the disk two seconds after it was
/// typed, whatever goes along, since the store keeps each attached file once.
const PAUSE: Duration = Duration::from_millis(1500);
/// Where it could not be kept, it is tried again after this.
const NEXT_TRY: Duration = Duration::from_secs(30);

/// Its window as it opens, and the smallest.
pub const WINDOW: Size = Size::new(860.0, 720.0);
/// See [`WINDOW`].
pub const LEAST_WINDOW: Size = Size::new(520.0, 400.0);

/// Less leaves too little room for anything.
const ROOM: Size = Size::new(430.0, 360.0);

/// The same where all is drawn at this scale: larger letters need no larger screen, as long as there is room for them.
#[must_use]
pub fn least_window(scale: f32) -> Size {
    let least = LEAST_WINDOW * (1.0 / scale);
    Size::new(least.width.max(ROOM.width), least.height.max(ROOM.height))
}

/// Its window as it opens where all is drawn at this scale: with larger letters it is larger, as far as the main window
/// says that the screen has room for it.
#[must_use]
pub fn window(scale: f32, main: Option<Size>) -> Size {
    let usual = WINDOW * (1.0 / scale);
    let room = main.unwrap_or(usual);
    let side = |usual: f32, wished: f32, room: f32| usual.max(wished.min(room));
    Size::new(
        side(usual.width, WINDOW.width, room.width),
        side(usual.height, WINDOW.height, room.height),
    )
}

/// A message being written.
pub struct Compose {
    /// All that has no control with a state of its own.
    draft: Draft,
    lines: [Recipients; 3],
    copies: bool,
    /// How large its window is.
    size: Size,
    /// All people of the lines are shown, however many they are.
    unfolded: bool,
    /// Counts how often a field was to take the keys; which.
    focus: (u64, &'static str),
    /// Who is proposed.
    proposals: Proposals,
    /// Whose menu is open, and whom the mouse has taken.
    menu: Option<(Line, usize)>,
    /// What is reminded of before it leaves, and when it is to.
    reminders: Option<(Leave, Vec<Reminder>)>,
    taken: Option<(Line, usize)>,
    body: Writing,
    spelling: spelling::Speller,
    picked: Picked,
    /// The signature that was put into the text last.
    signature: Option<String>,
    /// The menu of times is open.
    timing: bool,
    /// The menu of wishes for the message is.
    more: bool,
    /// The dialog for a time, while it is open.
    time: Option<later::Form>,
    /// The line that is being typed in.
    typing: Option<Line>,
    /// Somebody tried to send: from now on everything wrong is shown.
    tried: bool,
    choosing: bool,
    /// Where the menu of the page is open.
    page_menu: Option<Point>,
    checking: Option<EmailAddress>,
    /// Everything unknown was asked about once.
    probed: bool,
    /// The address that was asked about last, while the choice is open.
    checked: Option<EmailAddress>,
    /// The path of a file, while it is asked for.
    path: Option<String>,
    /// Where a link is to lead, while it is asked for.
    link: Option<String>,
    turned: Option<formatting::Turned>,
    pasting: pictures::Pasting,
    /// Where each file is when the message leaves.
    along: Vec<Along>,
    /// The pictures in the text, small, and those that are made so, with their sizes in octets.
    thumbs: Thumbs,
    made_small: HashMap<String, usize>,
    /// The message as it will be seen, while it is looked at.
    previewed: Option<Box<Drawn>>,
    palette: Option<super::palette::Palette>,
    copied: Option<SendRightKey>,
    asking: bool,
    sending: bool,
    closing: bool,
    /// Counts the changes; what was kept last, and whether a pause runs.
    changes: u64,
    kept: u64,
    pausing: bool,
    kept_at: Option<Timestamp>,
    id: Option<DraftId>,
    /// The draft as it is known here, held by whoever writes it: one save, send or discard at a time.
    slot: Arc<Mutex<Option<DraftAt>>>,
    trouble: Option<Trouble>,
    answers: Answers,
    /// Who got the message that is answered, and would not get the answer.
    left_out: rfc822::Recipients,
    /// The window is to go.
    pub is_closed: bool,
}

/// What went wrong, and with what.
struct Trouble {
    lead: Option<String>,
    problem: Problem,
}

impl Compose {
    /// Goes on with a draft.
    #[must_use]
    pub fn new(draft: Draft, at: Option<DraftAt>) -> Self {
        let lines = [&draft.to, &draft.cc, &draft.bcc].map(|people| Recipients::of(people));
        let mut body = Writing::new(&draft.body);
        body.set_formatted(draft.format == TextFormat::Formatted);
        let mut compose = Self {
            copies: !draft.cc.is_empty() || !draft.bcc.is_empty(),
            size: WINDOW,
            unfolded: false,
            focus: (0, Line::To.id()),
            proposals: Proposals::default(),
            menu: None,
            reminders: None,
            taken: None,
            lines,
            body,
            spelling: spelling::Speller::default(),
            picked: Picked::Draft,
            signature: None,
            timing: false,
            more: false,
            time: None,
            draft,
            typing: None,
            tried: false,
            choosing: false,
            page_menu: None,
            checking: None,
            probed: false,
            checked: None,
            path: None,
            link: None,
            turned: None,
            pasting: pictures::Pasting::No,
            along: Vec::new(),
            thumbs: Thumbs::new(),
            made_small: HashMap::new(),
            previewed: None,
            palette: None,
            copied: None,
            asking: false,
            sending: false,
            closing: false,
            changes: 0,
            kept: 0,
            pausing: false,
            kept_at: None,
            id: at.map(|at| at.id),
            slot: Arc::new(Mutex::new(at)),
            trouble: None,
            answers: Answers::default(),
            left_out: rfc822::Recipients::default(),
            is_closed: false,
        };
        compose.follow_files();
        // What was taken out of the text cannot come back any more.
        let places = std::mem::take(&mut compose.along);
        let files = std::mem::take(&mut compose.draft.attachments);
        let kept = files.into_iter().zip(places);
        let kept = kept.filter(|(_, along)| *along != Along::Not);
        (compose.draft.attachments, compose.along) = kept.unzip();
        compose
    }

    /// What its window measures in has become larger or smaller, by this factor.
    pub fn rescaled(&mut self, by: f32) {
        self.size = self.size * by;
    }

    /// Its window has another size.
    pub fn resized(&mut self, size: Size) {
        self.size = size;
    }

    /// Begins a new message, in the name of the mailbox that the person looks at, if it is that one's.
    #[must_use]
    pub fn fresh(draft: Draft, view: Option<MailboxId>) -> Self {
        let picked = view.map_or(Picked::Draft, Picked::View);
        Self {
            picked,
            ..Self::new(draft, None)
        }
    }

    /// Begins with a draft of which something is to be said.
    #[must_use]
    pub fn noted(draft: Draft, problem: Problem) -> Self {
        let lead = None;
        Self {
            trouble: Some(Trouble { lead, problem }),
            ..Self::new(draft, None)
        }
    }

    /// Puts the signature in, and asks the server about the identity where nothing is known of it,
    /// so that a refusal is said before anything is written. To be called when the window opens.
    pub fn begin(&mut self, known: &Known, link: &Link) -> Task<Message> {
        // What is passed on as it was laid out is, whatever new messages begin as.
        if self.id.is_none() && !self.draft.attachments.iter().any(Attachment::is_layout) {
            self.write_as(link.engine().settings().write_as);
        }
        self.sign(known);
        let small = self.make_small(link);
        let spelling = Task::batch([
            self.begin_spelling(link),
            self.look_for_answers(link),
            self.look_who_is_left_out(link),
        ]);
        let identity = self.identity(known).filter(|i| i.evidence.is_none());
        match identity {
            Some(identity) if !known.is_offline => {
                let check = Command::CheckIdentities(Some(identity.key.address.clone()));
                let probed = link.request(check, |_| Message::Probed);
                Task::batch([small, spelling, probed])
            }
            _ => Task::batch([small, spelling]),
        }
    }

    /// A control of this window takes the keys. (iced's own task would look for it in all windows.)
    fn keys_to(&mut self, id: &'static str) {
        self.focus = (self.focus.0 + 1, id);
    }

    /// The window's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.draft.subject
    }

    /// The draft this window writes, if it was kept already.
    #[must_use]
    pub fn draft_id(&self) -> Option<DraftId> {
        self.id
    }

    /// Does something lie over the window that takes its keys?
    #[must_use]
    pub fn is_covered(&self) -> bool {
        let is_menu = self.timing || self.more || self.menu.is_some();
        let is_menu = is_menu || self.spelling.is_covering() || self.palette.is_some();
        let is_menu = is_menu || self.page_menu.is_some();
        let is_asked = self.asking || self.reminders.is_some() || self.time.is_some();
        self.choosing || is_menu || is_asked
    }

    /// Is there something that is not kept?
    #[must_use]
    pub fn is_unkept(&self) -> bool {
        !self.is_closed && self.changes > self.kept && !(self.id.is_none() && self.is_blank())
    }

    fn is_blank(&self) -> bool {
        self.lines.iter().all(|line| line.people().is_empty())
            && self.draft.subject.is_empty()
            && self.going().next().is_none()
            && self.own_text().trim().is_empty()
    }

    fn line(&self, which: Line) -> &Recipients {
        let [to, cc, bcc] = &self.lines;
        match which {
            Line::To => to,
            Line::Cc => cc,
            Line::Bcc => bcc,
        }
    }

    fn identity<'a>(&self, known: &'a Known) -> Option<&'a Identity> {
        let key = self.draft.from.as_ref()?;
        known.identities.iter().find(|i| i.key == *key)
    }

    /// The draft as it stands.
    fn gather(&self) -> Draft {
        Draft {
            to: self.line(Line::To).people().to_vec(),
            cc: self.line(Line::Cc).people().to_vec(),
            bcc: self.line(Line::Bcc).people().to_vec(),
            body: self.body.text(),
            attachments: self.going().cloned().collect(),
            ..self.draft.clone()
        }
    }

    /// Something was changed: it will be kept.
    fn changed(&mut self, link: &Link) -> Outcome<Message> {
        self.changes += 1;
        if self.pausing {
            return Outcome::none();
        }
        self.pausing = true;
        Outcome::run(link.after(PAUSE, || Message::Pause))
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        let (before, state) = (self.to_spell(), self.state());
        let outcome = self.carry_out(message, known, link);
        if self.state() != state {
            self.follow_files();
        }
        // Not after changes alone: a draft that is gone on with has its pictures from the beginning.
        let outcome = outcome.and(self.make_small(link));
        if self.to_spell() == before {
            return outcome;
        }
        // What was asked about a word of the text before does not open a menu in the middle of typing.
        self.spelling.drop_offer();
        let spell = self.spell_soon(link);
        outcome.and(spell)
    }

    fn carry_out(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Typed(which, text) => self.write(which, text, link),
            Message::People(which, deed) => self.deed(which, deed, link),
            Message::Proposed(asked, found) => self.proposed(asked, found),
            Message::ShowCopies => {
                self.copies = true;
                self.write_in(Line::Cc);
                Outcome::none()
            }
            Message::Subject(text) => {
                self.typing = None;
                self.draft.subject = text;
                self.changed(link)
            }
            Message::Edit(edit) => self.edit(edit, link),
            Message::Format(formatting) => self.format(formatting, link),
            Message::Picture(message) => self.picture(message, link),
            Message::Preview(message) => self.preview(message, link),
            Message::Spelling(message) => self.spell(message, link),
            Message::PageMenu(message) => self.page_menu(message, link),
            Message::From(open) => {
                self.choosing = open;
                self.copied = None;
                self.checked = None;
                let unknown = known.identities.iter().any(|i| i.evidence.is_none());
                if !open || self.probed || !unknown || known.is_offline {
                    return Outcome::none();
                }
                self.probed = true;
                // What the servers refuse already is greyed in a moment; no answer is no failure.
                let check = Command::CheckIdentities(None);
                Outcome::run(link.request(check, |_| Message::Probed))
            }
            Message::Choose(key) => {
                self.choosing = false;
                if self.draft.from.as_ref() == Some(&key) {
                    return Outcome::none();
                }
                self.draft.from = Some(key);
                self.picked = Picked::Person;
                self.sign_anew(known);
                self.changed(link)
            }
            Message::Check(address) => {
                self.checking = Some(address.clone());
                self.checked = None;
                let check = Command::CheckIdentities(Some(address));
                Outcome::run(link.request(check, checked))
            }
            Message::Checked(Ok(_)) => {
                self.checked = self.checking.take();
                Outcome::none()
            }
            Message::Checked(Err(problem)) => {
                self.checking = None;
                self.choosing = false;
                self.fail(None, problem)
            }
            Message::Probed => Outcome::none(),
            Message::Insist(key) => {
                let state = Command::StateSendRight {
                    key,
                    right: SendRight::Allowed,
                };
                Outcome::run(link.request(state, checked))
            }
            Message::Administrator(key) => {
                let identity = known.identities.iter().find(|i| i.key == key);
                let Some(identity) = identity else {
                    return Outcome::none();
                };
                self.copied = Some(key);
                Outcome::wish(Wish::Copy(from_list::administrator(identity, &link.texts)))
            }
            Message::Confirm => {
                let Some(identity) = self.identity(known) else {
                    return Outcome::none();
                };
                let address = identity.key.address.clone();
                let confirm = Command::SetMailbox {
                    mailbox: MailboxId::of(&address),
                    change: MailboxChange::ConfirmAddress(address),
                };
                Outcome::run(link.request(confirm, Message::Confirmed))
            }
            Message::OtherAddress => match self.identity(known) {
                Some(identity) => {
                    let mailbox = MailboxId::of(&identity.key.address);
                    Outcome::wish(Wish::Open(Dialog::Mailbox(mailbox)))
                }
                None => Outcome::none(),
            },
            Message::Confirmed(done) | Message::Rejected(done) => match done {
                Ok(_) => Outcome::none(),
                Err(problem) => self.fail(None, problem),
            },
            Message::More(open) => {
                self.more = open;
                Outcome::none()
            }
            Message::Receipt => {
                self.more = false;
                self.draft.receipt = !self.draft.receipt;
                self.changed(link)
            }
            Message::Attach => {
                let title = link.texts.say("compose-attach");
                let files = attach::choose(title, self.room(), link.texts.clone());
                Outcome::run(link.run(files, Message::Attached))
            }
            Message::Dropped(path) => self.attach(path, link),
            Message::Attached(files) => self.chosen(files, link),
            Message::Path(path) => {
                self.path = Some(path);
                Outcome::none()
            }
            Message::PathDone => match self.path.as_deref().map(str::trim) {
                Some(path) if !path.is_empty() => self.attach(choose::typed(path), link),
                _ => Outcome::none(),
            },
            Message::PathClose => {
                self.path = None;
                Outcome::none()
            }
            Message::Detach(index) => self.detach(index, link),
            Message::Send => self.send(Leave::Undoable, known, link),
            Message::SendAnyway => match self.reminders.take() {
                Some((leave, _)) => self.send_reminded(leave, known, link),
                None => Outcome::none(),
            },
            Message::SendNotYet => {
                self.reminders = None;
                Outcome::none()
            }
            Message::AttachFirst => {
                self.reminders = None;
                self.carry_out(Message::Attach, known, link)
            }
            Message::AnswerAs(key) => {
                self.reminders = None;
                self.carry_out(Message::Choose(key), known, link)
            }
            Message::Later(open) => {
                self.timing = open;
                Outcome::none()
            }
            Message::SendAt(at) => {
                self.timing = false;
                self.time = None;
                self.send(Leave::At(at), known, link)
            }
            Message::AskTime(open) => self.ask_time(open, link),
            Message::Time(message) => {
                let chosen = self.time.as_mut().and_then(|form| form.update(message));
                match chosen {
                    Some(at) => self.carry_out(Message::SendAt(at), known, link),
                    None => Outcome::none(),
                }
            }
            Message::Sent(sent) => self.sent(sent, link),
            Message::Pause => {
                self.pausing = false;
                if self.is_unkept() && !self.sending {
                    Outcome::run(self.keep(link))
                } else {
                    Outcome::none()
                }
            }
            Message::Kept(changes, kept) => self.was_kept(changes, kept, link),
            Message::Close => {
                self.timing = false;
                if self.sending {
                    // The window goes by itself when the message is in the outbox.
                    return Outcome::none();
                }
                if !self.is_unkept() {
                    self.is_closed = true;
                    // Kept in a pause of writing already.
                    let kept = self.id.filter(|_| self.changes > 0);
                    return kept.map_or_else(Outcome::none, |id| {
                        Outcome::wish(Wish::Tell(Notice::Kept(id)))
                    });
                }
                self.closing = true;
                Outcome::run(self.keep(link))
            }
            // It is on its way, and no draft any more.
            Message::Discard(_) | Message::DiscardNow if self.sending => Outcome::none(),
            Message::Discard(ask) => {
                if ask && self.id.is_none() && self.is_blank() {
                    self.is_closed = true;
                }
                self.asking = ask && !self.is_closed;
                Outcome::none()
            }
            Message::DiscardNow => self.discard(link),
            Message::Discarded(Ok(())) => {
                self.is_closed = true;
                let words = link.texts.say("compose-discarded");
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Message::Discarded(Err(problem)) => {
                self.sending = false;
                self.fail(None, problem)
            }
            Message::Answered(message) => self.answered(message),
            Message::LeftOut(message) => self.take_in(message, link),
            Message::Palette(message) => self.in_palette(message, known, link),
            Message::ShutPalette => {
                self.palette = None;
                Outcome::none()
            }
            Message::Dismiss => {
                self.trouble = None;
                Outcome::none()
            }
            Message::Key(action) => match action {
                keys::Action::Send => self.send(Leave::Undoable, known, link),
                keys::Action::SendLater => self.carry_out(Message::AskTime(true), known, link),
                keys::Action::Palette => {
                    self.palette = Some(super::palette::Palette::default());
                    Outcome::none()
                }
                keys::Action::InsertPicture => self.picture(Pictures::Choose, link),
                keys::Action::Preview => {
                    self.preview(Preview::Turn(self.previewed.is_none()), link)
                }
                keys::Action::ToggleFormat => {
                    self.format(Formatting::As(self.other_format()), link)
                }
                keys::Action::Receipt => self.carry_out(Message::Receipt, known, link),
                keys::Action::Discard => self.carry_out(Message::Discard(true), known, link),
                keys::Action::Attach => self.carry_out(Message::Attach, known, link),
                keys::Action::ChooseFrom => self.carry_out(Message::From(true), known, link),
                keys::Action::Spelling => {
                    // What may have been meant is offered at the word, on the page.
                    self.previewed = None;
                    self.spell(Spelling::Next, link)
                }
                keys::Action::ShowCopies => self.carry_out(Message::ShowCopies, known, link),
                // Who looks at what was written goes back to writing, and who has no address for a link to the text.
                keys::Action::CloseCompose if self.previewed.is_some() => {
                    self.preview(Preview::Turn(false), link)
                }
                keys::Action::CloseCompose if self.link.is_some() => {
                    self.format(Formatting::LinkClose, link)
                }
                keys::Action::CloseCompose => self.carry_out(Message::Close, known, link),
                action => match Formatting::of(action) {
                    Some(formatting) => self.format(formatting, link),
                    None => Outcome::none(),
                },
            },
        }
    }

    /// The octets that files may still have.
    fn room(&self) -> u64 {
        attach::most().saturating_sub(attach::size_of(self.going()))
    }

    fn attach(&self, path: PathBuf, link: &Link) -> Outcome<Message> {
        let (room, texts) = (self.room(), link.texts.clone());
        let read = move || attach::read(&[path], room, &texts).map(Choice::Made);
        Outcome::run(link.block(read, Message::Attached))
    }

    /// Files were chosen, or not.
    fn chosen(
        &mut self,
        files: Result<Choice<Vec<Attachment>>, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        match files {
            Ok(Choice::Made(files)) => self.attached(files, link),
            Ok(Choice::Cancelled) => Outcome::none(),
            Ok(Choice::NoDialog) => {
                let _ = self.path.get_or_insert_default();
                self.keys_to(attach::PATH);
                Outcome::none()
            }
            Err(problem) => self.fail(None, problem),
        }
    }

    /// Files that were read; others may have come meanwhile, so their room is looked at again.
    fn attached(&mut self, files: Vec<Attachment>, link: &Link) -> Outcome<Message> {
        if files.is_empty() {
            return Outcome::none();
        }
        if let Some(large) = attach::too_large(&files, self.room(), &link.texts) {
            return self.fail(None, large);
        }
        self.path = None;
        for file in files {
            let is_picture = file.is_picture();
            self.draft.attachments.push(file);
            if is_picture {
                self.name_apart(self.draft.attachments.len() - 1);
            }
        }
        self.changed(link)
    }

    fn fail(&mut self, lead: Option<String>, problem: Problem) -> Outcome<Message> {
        self.trouble = Some(Trouble { lead, problem });
        Outcome::none()
    }
}

fn checked(answer: Result<Reply, Problem>) -> Message {
    Message::Checked(match answer {
        Ok(Reply::Checked(_, problems)) => problems.into_iter().next().map_or(Ok(()), Err),
        other => other.map(drop),
    })
}
