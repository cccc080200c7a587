//! What the palette of a window in which is written holds: all actions of such a window, and every name to write in.

use super::{Compose, LeftOut, Message};
use crate::app::Element;
use crate::app::keys::{self, Action, Place, label};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::palette::{Entry, Message as OfPalette};
use crate::app::screen::{Outcome, Sight};
use crate::domain::{Mode, SendRight, SendRightKey};
use crate::i18n::Texts;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// An action.
    Act(Action),
    /// Writes in another name.
    From(SendRightKey),
    /// Answers all who got the message.
    AnswerAll,
}

impl Compose {
    fn entries(&self, known: &Known, texts: &Texts) -> impl Iterator<Item = Entry<Deed>> {
        let here = |action: &&Action| action.place() == Place::Compose;
        let actions = Action::ALL.iter().filter(here).map(|action| Entry {
            words: texts.say(action.words()),
            deed: match self.refusal(*action, known, texts) {
                Some(reason) => Err(reason),
                None => Ok(Deed::Act(*action)),
            },
            key: label(*action, keys::WRITING, texts),
        });
        let names = known.identities.iter().map(|identity| {
            let key = match identity.key.mode {
                Mode::Own | Mode::SendAs => "palette-write-as",
                Mode::OnBehalf => "palette-write-on-behalf",
            };
            let is_refused = identity.right == SendRight::Refused;
            // The same address may be reached by several accounts.
            let name = if known.accounts.len() > 1 && identity.key.mode != Mode::Own {
                let args = [
                    ("address", identity.from.to_string().into()),
                    ("account", identity.key.account.as_str().into()),
                ];
                texts.say_with("compose-via", &args)
            } else {
                identity.from.to_string()
            };
            let words = texts.say_with(key, &[("name", name.into())]);
            let deed = match is_refused {
                true => Err(say::evidence(texts, identity)),
                false => Ok(Deed::From(identity.key.clone())),
            };
            Entry::new(words, deed)
        });
        let all = self.leaves_out().then_some(Deed::AnswerAll);
        let all = all.ok_or_else(|| texts.say("may-not-nobody-left-out"));
        let all = Entry::new(texts.say("palette-answer-all"), all);
        actions.chain(std::iter::once(all)).chain(names)
    }

    /// Why an action cannot be done now.
    fn refusal(&self, action: Action, known: &Known, texts: &Texts) -> Option<String> {
        match action {
            Action::Send | Action::SendLater | Action::Discard if self.sending => {
                Some(texts.say("compose-is-sent"))
            }
            Action::Send | Action::SendLater => {
                let block = self.block(known)?;
                Some(Self::block_words(&block, known, texts))
            }
            Action::Preview if !self.is_formatted() => Some(texts.say("compose-preview-plain")),
            _ => None,
        }
    }

    /// Carries out what happened in it.
    pub(super) fn in_palette(
        &mut self,
        message: OfPalette<Deed>,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        let Some(mut palette) = self.palette.take() else {
            return Outcome::none();
        };
        match palette.update(message, self.entries(known, &link.texts)) {
            Some(Deed::Act(action)) => self.carry_out(Message::Key(action), known, link),
            Some(Deed::From(key)) => self.carry_out(Message::Choose(key), known, link),
            Some(Deed::AnswerAll) => self.carry_out(Message::LeftOut(LeftOut::TakeIn), known, link),
            None => {
                self.palette = Some(palette);
                Outcome::none()
            }
        }
    }

    /// The palette, while it is open.
    pub(super) fn palette_view<'a>(
        &'a self,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Option<Element<'a, Message>> {
        let palette = self.palette.as_ref()?;
        let entries = self.entries(known, sight.texts);
        Some(palette.view(entries, sight).map(Message::Palette))
    }
}
