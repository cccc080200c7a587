//! What is said in passing, over the lower edge of the window.

use std::time::Duration;

use iced::widget::{container, row};
use iced::{Alignment, Padding, Task};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Home, MOST_NOTICES, Message, NOTICE, Notice, Outcome, Place, Sight};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::{Known, needs_person};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Removed, drafts, outbox, settings};
use crate::app::theme::{Tone, scale};
use crate::app::widget::button::{key_cap, quiet, small_symbol};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::passage::words as selectable;
use crate::app::widget::raised::{Height, raised};
use crate::domain::{OutboxId, OutboxState, Outgoing, StepId};
use crate::engine::{Command, Problem};
use crate::i18n::Texts;
use crate::rfc822::write_vcards;

/// The words of a notice are no wider.
const MOST: f32 = 520.0;

impl Home {
    /// Says something, once.
    pub(super) fn tell(&mut self, notice: Notice, link: &Link) -> Task<Message> {
        let same = |(_, n): &(u64, Notice)| *n == notice;
        if self.notices.iter().any(same) {
            return Task::none();
        }
        // The key for Undo is for what was done last.
        if matches!(notice, Notice::Many(..)) {
            self.notices.retain(|(_, n)| !matches!(n, Notice::Many(..)));
        }
        let id = self.next_notice;
        self.next_notice += 1;
        let passing = !matches!(notice, Notice::Problem(_));
        self.notices.push((id, notice));
        if self.notices.len() > MOST_NOTICES {
            let _ = self.notices.remove(0);
        }
        if passing {
            link.after(NOTICE, move || Message::Passed(id))
        } else {
            Task::none()
        }
    }

    /// What happened to a mailbox or to what is kept here is said where somebody looks, too.
    pub(super) fn tell_news(&mut self, before: &Known, link: &Link) -> Task<Message> {
        let is_news = |p: &&Problem| p.is_notice() && !before.problems.contains(p);
        let news: Vec<Problem> = (self.known.problems.iter().filter(is_news).cloned()).collect();
        // What was read in the list of problems needs no notice any more.
        let known = &self.known;
        self.notices.retain(|(_, notice)| match notice {
            Notice::Problem(problem) if problem.is_notice() => known.problems.contains(problem),
            _ => true,
        });
        let told = news.into_iter();
        let told = told.map(|problem| self.tell(Notice::Problem(problem), link));
        Task::batch(told.collect::<Vec<_>>())
    }

    /// The time of a notice is over. One that counts down stays until that is over too, and then as
    /// long as any other, to say what became of it; one that says bad news stays.
    pub(super) fn passed(&mut self, id: u64, link: &Link) -> Task<Message> {
        let notice = self.notices.iter().find(|(n, _)| *n == id);
        let left = notice.and_then(|(_, notice)| match notice {
            Notice::Sent(outgoing) => {
                let outgoing = self.known.outgoing(*outgoing)?;
                outbox::leaves_soon(outgoing, Timestamp::now()).filter(|left| *left > 0)
            }
            Notice::Problem(_)
            | Notice::Done(_)
            | Notice::Kept(_)
            | Notice::Removed(_)
            | Notice::Many(..) => None,
        });
        if let Some(left) = left.and_then(|left| u64::try_from(left).ok()) {
            let wait = Duration::from_secs(left) + NOTICE;
            return link.after(wait, move || Message::Passed(id));
        }
        let known = &self.known;
        self.notices
            .retain(|(n, notice)| *n != id || is_bad_news(notice, known));
        Task::none()
    }

    /// What the outbox says in full needs no notice any more.
    pub(super) fn read_in_outbox(&mut self) {
        let known = &self.known;
        self.notices
            .retain(|(_, notice)| !is_bad_news(notice, known));
    }

    /// Notices of messages that are not in the outbox any more go: they were taken back elsewhere.
    pub(super) fn forget_gone(&mut self, before: &Known) {
        let known = &self.known;
        self.notices.retain(|(_, notice)| match notice {
            Notice::Sent(id) => before.outgoing(*id).is_none() || known.outgoing(*id).is_some(),
            // What was thrown away since, or sent, cannot be gone on with.
            Notice::Kept(id) => {
                let is_in = |known: &Known| known.drafts.iter().any(|draft| draft.id == *id);
                !is_in(before) || is_in(known)
            }
            Notice::Problem(_) | Notice::Done(_) | Notice::Removed(_) | Notice::Many(..) => true,
        });
    }

    /// What was done with many messages can be taken back where it is said as long as nothing else was done since.
    pub(super) fn forget_older_steps(&mut self, before: &Known) {
        let (was, now) = (before.last_step, self.known.last_step);
        if was == now {
            return;
        }
        self.notices.retain_mut(|(_, notice)| match notice {
            Notice::Many(_, step) => {
                *step.get_or_insert(now.unwrap_or(StepId(0))) == now.unwrap_or(StepId(0))
            }
            _ => true,
        });
    }

    /// Does a notice count down?
    pub(super) fn counts_down(&self) -> bool {
        let now = Timestamp::now();
        self.notices.iter().any(|(_, notice)| match notice {
            Notice::Sent(id) => {
                let outgoing = self.known.outgoing(*id);
                outgoing.is_some_and(|o| outbox::leaves_soon(o, now).is_some())
            }
            Notice::Problem(_)
            | Notice::Done(_)
            | Notice::Kept(_)
            | Notice::Removed(_)
            | Notice::Many(..) => false,
        })
    }

    /// The message that was sent last, as long as its notice stands and it can be taken back.
    pub(super) fn undoable(&self) -> Option<OutboxId> {
        self.notices
            .iter()
            .rev()
            .find_map(|(_, notice)| match notice {
                Notice::Sent(id) => self
                    .known
                    .outgoing(*id)
                    .filter(|o| can_undo(o))
                    .map(|_| *id),
                Notice::Problem(_)
                | Notice::Done(_)
                | Notice::Kept(_)
                | Notice::Removed(_)
                | Notice::Many(..) => None,
            })
    }

    /// The notice of what was removed last, as long as it is the last that stands.
    pub(super) fn removed_last(&self) -> Option<u64> {
        let (id, notice) = self.notices.last()?;
        matches!(notice, Notice::Removed(_)).then_some(*id)
    }

    /// Sending is taken back: the message is to be written on.
    pub(super) fn undo_send(&mut self, id: OutboxId, link: &Link) -> Outcome<Message> {
        self.notices.retain(|(_, n)| *n != Notice::Sent(id));
        let undo = outbox::Message::Undo(id);
        self.outbox
            .update(undo, &self.known, link)
            .map(Message::Outbox)
    }

    /// What a notice offers is to be done.
    pub(super) fn take_offer(&mut self, id: u64, link: &Link) -> Outcome<Message> {
        let Some(at) = self.notices.iter().position(|(n, _)| *n == id) else {
            return Outcome::none();
        };
        match self.notices.remove(at).1 {
            Notice::Kept(draft) => {
                let open = drafts::Message::Open(draft);
                drafts::update(open, &self.known, link).map(Message::Drafts)
            }
            Notice::Removed(removed) => Outcome::run(put_back(*removed, link)),
            Notice::Many(..) => {
                self.react(Message::Mail(crate::app::screen::mail::Message::Undo), link)
            }
            Notice::Problem(_) | Notice::Done(_) | Notice::Sent(_) => Outcome::none(),
        }
    }

    /// How far above the status bar a notice is shown: never over the bar from which one answers.
    pub(super) fn notice_lift(&self, sight: Sight<'_>) -> f32 {
        let reading = self.in_mail() && self.mail.opened.is_some();
        if reading && (!sight.narrow || self.mail.is_reading) {
            if sight.low {
                super::mail::REPLY_LINE
            } else {
                super::mail::REPLY_BAR
            }
        } else {
            0.0
        }
    }

    /// What is said in passing. A problem stays until it is closed.
    pub(super) fn notices_view<'a>(&'a self, sight: Sight<'a>) -> Vec<Element<'a, Message>> {
        let texts = sight.texts;
        let newest = self.undoable();
        let view = |(id, notice): &'a (u64, Notice)| -> Option<Element<'a, Message>> {
            let (picture, tone, words) = match notice {
                // What became of all else is said with it where the button leads.
                Notice::Problem(problem) if problem.is_notice() => (
                    Icon::Info,
                    Tone::Caution,
                    say::text(texts, &problem.message),
                ),
                Notice::Problem(problem) => (Icon::Alert, Tone::Bad, say::problem(texts, problem)),
                Notice::Done(words) | Notice::Many(words, _) => {
                    (Icon::Info, Tone::Neutral, words.clone())
                }
                Notice::Kept(_) => (Icon::Drafts, Tone::Neutral, texts.say("compose-kept")),
                Notice::Removed(removed) => (Icon::Info, Tone::Neutral, is_gone(removed, texts)),
                // It stands in the outbox in a moment.
                Notice::Sent(id) => sent(self.known.outgoing(*id)?, &self.known, texts),
            };
            let undo = match notice {
                Notice::Sent(id) => self.known.outgoing(*id).filter(|o| can_undo(o)),
                Notice::Problem(_)
                | Notice::Done(_)
                | Notice::Kept(_)
                | Notice::Removed(_)
                | Notice::Many(..) => None,
            };
            let undo = undo.map(|outgoing| {
                // The key is for the last one.
                let key = newest == Some(outgoing.outbox_id);
                let key = key.then(|| sight.key(Action::Undo).map(key_cap)).flatten();
                let button = quiet(Some(Icon::Undo), texts.say("outbox-do-undo"))
                    .height(scale::CONTROL_SMALL)
                    .on_press(Message::UndoSend(outgoing.outbox_id));
                row![button]
                    .push(key)
                    .spacing(scale::XS)
                    .align_y(Alignment::Center)
            });
            let look = is_bad_news(notice, &self.known).then(|| {
                quiet(None, texts.say("problems-open-outbox"))
                    .height(scale::CONTROL_SMALL)
                    .on_press(Message::Go(Place::Outbox))
            });
            let look = match notice {
                Notice::Problem(problem) if problem.is_notice() => Some(
                    quiet(None, texts.say("notice-more"))
                        .height(scale::CONTROL_SMALL)
                        .on_press(Message::Go(Place::Problems)),
                ),
                Notice::Kept(_) => Some(
                    quiet(None, texts.say("notice-open-draft"))
                        .height(scale::CONTROL_SMALL)
                        .on_press(Message::Offered(*id)),
                ),
                Notice::Removed(_) | Notice::Many(..) => Some(
                    quiet(Some(Icon::Undo), texts.say("outbox-do-undo"))
                        .height(scale::CONTROL_SMALL)
                        .on_press(Message::Offered(*id)),
                ),
                _ => look,
            };
            let mark: Element<'a, Message> = match tone {
                Tone::Bad => icon(picture).color(|t| t.bad.text).into(),
                Tone::Good => icon(picture).color(|t| t.good.text).into(),
                Tone::Caution => icon(picture).color(|t| t.caution.text).into(),
                Tone::Unknown => icon(picture).color(|t| t.unknown.text).into(),
                Tone::Neutral => icon(picture).color(|t| t.dim).into(),
            };
            let has_button = undo.is_some() || look.is_some();
            let padding = Padding::ZERO.top(if has_button {
                scale::LABEL
            } else {
                scale::ROWS
            });
            let content = row![
                container(mark).padding(padding),
                container(selectable(words))
                    .max_width(MOST)
                    .padding(padding),
            ]
            .push(undo)
            .push(look)
            .push(
                small_symbol(Icon::Close, texts.say("dialog-close"))
                    .on_press(Message::Expired(*id)),
            )
            .spacing(scale::S);
            Some(raised(content, scale::NOTICE, Height::High).into())
        };
        self.notices.iter().filter_map(view).collect()
    }
}

/// What is no more, in words.
fn is_gone(removed: &Removed, texts: &Texts) -> String {
    let (key, name) = match removed {
        Removed::Contact(contact) => ("contacts-forgotten", contact.named().label().to_owned()),
        Removed::Address(identity) => ("notice-address-removed", identity.address.to_string()),
        Removed::Setting(about, _) => ("notice-setting-removed", about.clone()),
    };
    texts.say_with(key, &[("name", name.into())])
}

/// Puts it back as it was.
fn put_back(removed: Removed, link: &Link) -> Task<Message> {
    match removed {
        Removed::Contact(contact) => {
            let file = write_vcards(std::slice::from_ref(&contact)).into_bytes();
            link.request(Command::ImportContacts(file), Message::Asked)
        }
        Removed::Address(identity) => {
            let engine = link.engine().clone();
            let put_back = async move {
                let (address, via) = (identity.address.clone(), identity.via.clone());
                let _ = engine
                    .request(Command::AddIdentity { address, via })
                    .await?;
                engine
                    .request(Command::SetIdentity(Box::new(identity)))
                    .await
            };
            link.run(put_back, Message::Asked)
        }
        Removed::Setting(_, change) => {
            let set = settings::Message::Set(change);
            Task::done(Message::Settings(set))
        }
    }
}

/// Does it speak of a message that waits for a person?
fn is_bad_news(notice: &Notice, known: &Known) -> bool {
    match notice {
        Notice::Sent(id) => known.outgoing(*id).is_some_and(needs_person),
        Notice::Problem(_)
        | Notice::Done(_)
        | Notice::Kept(_)
        | Notice::Removed(_)
        | Notice::Many(..) => false,
    }
}

/// Can it still be taken back?
fn can_undo(outgoing: &Outgoing) -> bool {
    matches!(outgoing.state, OutboxState::Scheduled | OutboxState::Queued)
        && !needs_person(outgoing)
}

/// What becomes of a message on which Send was pressed, to whom.
fn sent(outgoing: &Outgoing, known: &Known, texts: &Texts) -> (Icon, Tone, String) {
    let now = Timestamp::now();
    let to = || ("people", outbox::to(outgoing, texts).into());
    let say = |key: &str| texts.say_with(key, &[to()]);
    match outgoing.state {
        OutboxState::Filing if needs_person(outgoing) => {
            (Icon::Warning, Tone::Caution, say("notice-copy-waits"))
        }
        OutboxState::Scheduled => {
            match (outbox::leaves_soon(outgoing, now), outgoing.next_attempt_at) {
                (Some(0), _) if known.is_offline => {
                    (Icon::Offline, Tone::Neutral, say("notice-offline"))
                }
                (Some(0), _) | (None, None) => (Icon::Send, Tone::Neutral, say("notice-sending")),
                (Some(left), _) => {
                    let words = texts.say_with("notice-leaves-in", &[("count", left.into()), to()]);
                    (Icon::Clock, Tone::Neutral, words)
                }
                (None, Some(at)) => {
                    let date = texts.coming_date(at, now, &TimeZone::system()).into();
                    let words = texts.say_with("notice-leaves-at", &[("date", date), to()]);
                    (Icon::Clock, Tone::Neutral, words)
                }
            }
        }
        OutboxState::Queued if known.is_offline => {
            (Icon::Offline, Tone::Neutral, say("notice-offline"))
        }
        OutboxState::Queued | OutboxState::Sending => {
            (Icon::Send, Tone::Neutral, say("notice-sending"))
        }
        OutboxState::Accepted | OutboxState::Filing | OutboxState::Done => {
            (Icon::Done, Tone::Good, say("notice-sent"))
        }
        // Nobody knows, so nobody is told that it did not leave.
        OutboxState::Unknown => (Icon::Question, Tone::Unknown, say("notice-unknown")),
        OutboxState::Held => (Icon::Alert, Tone::Bad, say("notice-needs-you")),
    }
}
