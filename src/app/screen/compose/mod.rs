//! A message being written, in a window of its own.
//!
//! The seam to the rest: [`Compose::new`], `update`, `view`, `title`, and [`Compose::close`], which
//! keeps the draft before the window goes. Everything typed is kept within seconds; only what is
//! discarded is gone.

mod attach;
mod from_list;
mod recipients;
mod view;

use std::sync::Arc;
use std::time::Duration;

use iced::Task;
use jiff::Timestamp;
use tokio::sync::Mutex;

use self::recipients::Recipients;
use super::{Notice, Outcome, Wish};
use crate::app::keys;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::widget::editor::{Edit, Writing};
use crate::domain::{
    Attachment, Draft, DraftId, EmailAddress, Identity, OutboxId, OutboxState, SendRight,
    SendRightKey,
};
use crate::engine::{Command, OutboxAction, Problem, Reply, why};
use crate::i18n::Texts;
use crate::permission;

/// What was written waits this long until it is kept.
const PAUSE: Duration = Duration::from_secs(2);
/// And a second longer for every so many octets of files, since the draft is kept as a whole.
const PAUSE_PER: u64 = 2 * 1024 * 1024;
/// But never longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Recipients were typed.
    Typed(Line, String),
    /// The lines for copies are to be shown.
    ShowCopies,
    /// The subject was typed.
    Subject(String),
    /// The text was written.
    Edit(Edit),
    /// The From choice opens or closes.
    From(bool),
    /// Another identity.
    Choose(SendRightKey),
    /// The server is asked once more about an address.
    Check(EmailAddress),
    /// It has answered.
    Checked(Result<(), Problem>),
    /// The servers were asked about what nobody knew yet.
    Probed,
    /// The person wants to try although the server refused.
    Insist(SendRightKey),
    /// An administrator is to be asked for this right.
    Administrator(SendRightKey),
    /// Files are to be chosen.
    Attach,
    /// They were read.
    Attached(Result<Vec<Attachment>, Problem>),
    /// A file is not to go along.
    Detach(usize),
    /// Send.
    Send,
    /// It is in the outbox, or not.
    Sent(Result<Handed, Problem>),
    /// A pause is over: what was written is kept.
    Pause,
    /// The draft with the changes up to this one was kept.
    Kept(u64, Result<DraftId, Problem>),
    /// The window is to go; the draft is kept first.
    Close,
    /// The draft is to be discarded: asks first.
    Discard(bool),
    /// Yes.
    DiscardNow,
    /// It was.
    Discarded(Result<(), Problem>),
    /// A notice was read.
    Dismiss,
    /// A key of this window.
    Key(keys::Action),
}

/// A line of recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// To
    To,
    /// Cc
    Cc,
    /// Bcc
    Bcc,
}

/// What became of a message that was handed to the outbox.
#[derive(Debug, Clone)]
pub enum Handed {
    /// It is on its way, or the outbox says what it waits for.
    Over(Option<OutboxId>),
    /// It may not leave, so it is this draft again; why.
    Back(DraftId, Option<Box<Problem>>),
}

/// Why a message cannot be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    From,
    Gone(EmailAddress),
    Refused(SendRightKey),
    Wrong(String),
    Nobody,
    Many,
    Size,
}

/// A message being written.
pub struct Compose {
    /// All that has no control with a state of its own.
    draft: Draft,
    lines: [Recipients; 3],
    copies: bool,
    body: Writing,
    /// The line that is being typed in.
    typing: Option<Line>,
    /// Somebody tried to send: from now on everything wrong is shown.
    tried: bool,
    choosing: bool,
    checking: Option<EmailAddress>,
    /// Everything unknown was asked about once.
    probed: bool,
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
    /// The draft's id, held by whoever writes the draft: one save, send or discard at a time.
    slot: Arc<Mutex<Option<DraftId>>>,
    trouble: Option<Trouble>,
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
    pub fn new(draft: Draft, id: Option<DraftId>) -> Self {
        let lines = [&draft.to, &draft.cc, &draft.bcc].map(|people| Recipients::of(people));
        Self {
            copies: !draft.cc.is_empty() || !draft.bcc.is_empty(),
            lines,
            body: Writing::new(&draft.body),
            draft,
            typing: None,
            tried: false,
            choosing: false,
            checking: None,
            probed: false,
            copied: None,
            asking: false,
            sending: false,
            closing: false,
            changes: 0,
            kept: 0,
            pausing: false,
            kept_at: None,
            id,
            slot: Arc::new(Mutex::new(id)),
            trouble: None,
            is_closed: false,
        }
    }

    /// Asks the server about the identity, where nothing is known of it, so that a refusal is
    /// said before anything is written. To be called when the window opens.
    pub fn begin(&self, known: &Known, link: &Link) -> Task<Message> {
        let identity = self.identity(known).filter(|i| i.evidence.is_none());
        match identity {
            Some(identity) if !known.is_offline => {
                let check = Command::CheckIdentities(Some(identity.key.address.clone()));
                link.request(check, |_| Message::Probed)
            }
            _ => Task::none(),
        }
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
        self.choosing || self.asking
    }

    /// Is there something that is not kept?
    #[must_use]
    pub fn is_unkept(&self) -> bool {
        !self.is_closed && self.changes > self.kept && !(self.id.is_none() && self.is_blank())
    }

    fn is_blank(&self) -> bool {
        self.lines.iter().all(|line| line.people().is_empty())
            && self.draft.subject.is_empty()
            && self.draft.attachments.is_empty()
            && self.body.text().trim().is_empty()
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
            ..self.draft.clone()
        }
    }

    /// What stands in the way of sending.
    fn block(&self, known: &Known) -> Option<Block> {
        let Some(key) = &self.draft.from else {
            return Some(Block::From);
        };
        match self.identity(known) {
            None if known.is_read => return Some(Block::Gone(key.address.clone())),
            Some(identity) if !permission::decide_send(identity).may_try() => {
                return Some(Block::Refused(key.clone()));
            }
            _ => {}
        }
        if let Some(wrong) = self.lines.iter().find_map(Recipients::wrong) {
            return Some(Block::Wrong(wrong.to_owned()));
        }
        let count: usize = self.lines.iter().map(|line| line.people().len()).sum();
        if count == 0 {
            return Some(Block::Nobody);
        }
        if count > Draft::MAX_RECIPIENTS {
            return Some(Block::Many);
        }
        (attach::size_of(&self.draft.attachments) > attach::most()).then_some(Block::Size)
    }

    /// What stands in the way, in words.
    fn block_words(block: &Block, known: &Known, texts: &Texts) -> String {
        match block {
            Block::From => texts.say("compose-block-from"),
            Block::Gone(address) => texts.say_with(
                "compose-block-gone",
                &[("address", address.as_str().into())],
            ),
            Block::Refused(key) => {
                let identity = known.identities.iter().find(|i| i.key == *key);
                let evidence = identity.map_or_else(String::new, |i| say::evidence(texts, i));
                let address = key.address.as_str().into();
                texts.say_with(
                    "may-not-send-as",
                    &[("address", address), ("evidence", evidence.into())],
                )
            }
            Block::Wrong(text) => {
                texts.say_with("compose-block-wrong", &[("text", text.as_str().into())])
            }
            Block::Nobody => texts.say("compose-block-nobody"),
            Block::Many => {
                let most = Draft::MAX_RECIPIENTS;
                texts.say_with("compose-block-many", &[("count", most.into())])
            }
            Block::Size => {
                let size = texts.size(attach::most());
                texts.say_with("compose-block-size", &[("size", size.into())])
            }
        }
    }

    /// Is this to be said in the window, rather than only where the pointer rests on the button?
    /// What is merely unfinished is not, until somebody tries to send.
    fn is_shown(&self, block: &Block) -> bool {
        self.tried
            || match block {
                Block::Gone(_) | Block::Refused(_) | Block::Many | Block::Size => true,
                Block::From | Block::Nobody => false,
                Block::Wrong(_) => [Line::To, Line::Cc, Line::Bcc]
                    .into_iter()
                    .any(|line| self.is_marked(line)),
            }
    }

    /// Is a line to be marked as wrong?
    fn is_marked(&self, which: Line) -> bool {
        let line = self.line(which);
        if self.tried || self.typing != Some(which) {
            line.wrong().is_some()
        } else {
            line.wrong_before_the_end().is_some()
        }
    }

    /// Keeps what was written, as well as it can before the program ends.
    pub fn close(&mut self, link: &Link) -> Task<Message> {
        if self.is_unkept() && !self.sending {
            self.keep(link)
        } else {
            Task::none()
        }
    }

    fn keep(&self, link: &Link) -> Task<Message> {
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let (draft, changes) = (self.gather(), self.changes);
        let save = async move {
            let mut id = slot.lock().await;
            let saved = engine.request(Command::SaveDraft { id: *id, draft });
            match (saved.await?, *id) {
                (Reply::Draft(new), _) => {
                    *id = Some(new);
                    Ok(new)
                }
                (_, Some(old)) => Ok(old),
                (_, None) => Err(bug()),
            }
        };
        link.run(save, move |kept| Message::Kept(changes, kept))
    }

    /// Something was changed: it will be kept.
    fn changed(&mut self, link: &Link) -> Outcome<Message> {
        self.changes += 1;
        if self.pausing {
            return Outcome::none();
        }
        self.pausing = true;
        let more = attach::size_of(&self.draft.attachments) / PAUSE_PER;
        let pause = (PAUSE + Duration::from_secs(more)).min(LONGEST_PAUSE);
        Outcome::run(link.after(pause, || Message::Pause))
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, known: &Known, link: &Link) -> Outcome<Message> {
        match message {
            Message::Typed(which, text) => {
                let [to, cc, bcc] = &mut self.lines;
                let line = match which {
                    Line::To => to,
                    Line::Cc => cc,
                    Line::Bcc => bcc,
                };
                *line = Recipients::typed(text);
                self.typing = Some(which);
                self.changed(link)
            }
            Message::ShowCopies => {
                self.copies = true;
                Outcome::none()
            }
            Message::Subject(text) => {
                self.typing = None;
                self.draft.subject = text;
                self.changed(link)
            }
            Message::Edit(edit) => {
                self.typing = None;
                if self.body.perform(edit) {
                    self.changed(link)
                } else {
                    Outcome::none()
                }
            }
            Message::From(open) => {
                self.choosing = open;
                self.copied = None;
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
                self.changed(link)
            }
            Message::Check(address) => {
                self.checking = Some(address.clone());
                let check = Command::CheckIdentities(Some(address));
                Outcome::run(link.request(check, checked))
            }
            Message::Checked(Ok(_)) => {
                self.checking = None;
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
            Message::Attach => {
                let room = attach::most().saturating_sub(attach::size_of(&self.draft.attachments));
                let title = link.texts.say("compose-attach");
                let files = attach::choose(title, room, link.texts.clone());
                Outcome::run(link.run(files, Message::Attached))
            }
            Message::Attached(Ok(files)) if files.is_empty() => Outcome::none(),
            Message::Attached(Ok(files)) => {
                self.draft.attachments.extend(files);
                self.changed(link)
            }
            Message::Attached(Err(problem)) => self.fail(None, problem),
            Message::Detach(index) => {
                if index < self.draft.attachments.len() {
                    let _ = self.draft.attachments.remove(index);
                }
                self.changed(link)
            }
            Message::Send => self.send(known, link),
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
                if self.sending {
                    // The window goes by itself when the message is in the outbox.
                    return Outcome::none();
                }
                if !self.is_unkept() {
                    self.is_closed = true;
                    return Outcome::none();
                }
                self.closing = true;
                Outcome::run(self.keep(link))
            }
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
            Message::Dismiss => {
                self.trouble = None;
                Outcome::none()
            }
            Message::Key(action) => match action {
                keys::Action::Send => self.send(known, link),
                keys::Action::Attach => self.update(Message::Attach, known, link),
                keys::Action::ChooseFrom => self.update(Message::From(true), known, link),
                keys::Action::CloseCompose => self.update(Message::Close, known, link),
                _ => Outcome::none(),
            },
        }
    }

    fn fail(&mut self, lead: Option<String>, problem: Problem) -> Outcome<Message> {
        self.trouble = Some(Trouble { lead, problem });
        Outcome::none()
    }

    fn was_kept(
        &mut self,
        changes: u64,
        kept: Result<DraftId, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        let closing = std::mem::take(&mut self.closing);
        match kept {
            Ok(id) => {
                self.id = Some(id);
                self.kept = self.kept.max(changes);
                self.kept_at = Some(Timestamp::now());
                if closing && self.is_unkept() {
                    self.closing = true;
                    return Outcome::run(self.keep(link));
                }
                if !closing {
                    return Outcome::none();
                }
                self.is_closed = true;
                let words = link.texts.say("compose-kept");
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Err(problem) => {
                let lead = link.texts.say("compose-not-saved");
                let failed = self.fail(Some(lead), problem);
                if !self.pausing {
                    // It is tried again without waiting for the next change.
                    self.pausing = true;
                    return failed.and(link.after(LONGEST_PAUSE, || Message::Pause));
                }
                failed
            }
        }
    }

    fn send(&mut self, known: &Known, link: &Link) -> Outcome<Message> {
        if self.sending {
            return Outcome::none();
        }
        if self.block(known).is_some() {
            self.tried = true;
            return Outcome::none();
        }
        self.sending = true;
        self.trouble = None;
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let draft = self.gather();
        let send = async move {
            let mut id = slot.lock().await;
            let send = Command::Send {
                draft,
                id: *id,
                later: false,
            };
            let Reply::Outgoing(row) = engine.request(send).await? else {
                return Ok(Handed::Over(None));
            };
            if row.state != OutboxState::Held {
                return Ok(Handed::Over(Some(row.outbox_id)));
            }
            // Its author still has it open, so it is better a draft than a held message.
            let back = Command::Outbox {
                id: row.outbox_id,
                action: OutboxAction::Edit,
            };
            Ok(match engine.request(back).await {
                Ok(Reply::Draft(draft)) => {
                    *id = Some(draft);
                    Handed::Back(draft, why(&row).map(Box::new))
                }
                _ => Handed::Over(Some(row.outbox_id)),
            })
        };
        Outcome::run(link.run(send, Message::Sent))
    }

    fn sent(&mut self, sent: Result<Handed, Problem>, link: &Link) -> Outcome<Message> {
        self.sending = false;
        match sent {
            Ok(Handed::Over(id)) => {
                self.is_closed = true;
                // The main window says what became of it by then.
                id.map_or_else(Outcome::none, |id| {
                    Outcome::wish(Wish::Tell(Notice::Sent(id)))
                })
            }
            Ok(Handed::Back(id, why)) => {
                self.id = Some(id);
                self.tried = true;
                match why {
                    Some(problem) => self.fail(Some(link.texts.say("compose-held")), *problem),
                    None => Outcome::none(),
                }
            }
            Err(problem) => self.fail(None, problem),
        }
    }

    fn discard(&mut self, link: &Link) -> Outcome<Message> {
        self.asking = false;
        // Nothing is kept any more while this goes on.
        self.sending = true;
        let (slot, engine) = (Arc::clone(&self.slot), link.engine().clone());
        let discard = async move {
            let mut id = slot.lock().await;
            if let Some(kept) = id.take() {
                let discarded = engine.request(Command::DiscardDraft(kept)).await;
                if discarded.is_err() {
                    *id = Some(kept);
                }
                discarded?;
            }
            Ok(())
        };
        Outcome::run(link.run(discard, Message::Discarded))
    }
}

fn checked(answer: Result<Reply, Problem>) -> Message {
    Message::Checked(match answer {
        Ok(Reply::Checked(_, problems)) => problems.into_iter().next().map_or(Ok(()), Err),
        other => other.map(drop),
    })
}

fn bug() -> Problem {
    use crate::engine::{ProblemKind, Text};
    Problem::new(ProblemKind::Bug, Text::new("problem-bug"))
}
