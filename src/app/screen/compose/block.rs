//! What stands in the way of sending, and when it is said.

use super::recipients::Recipients;
use super::{Compose, Line, attach};
use crate::app::known::Known;
use crate::app::say;
use crate::domain::{Draft, EmailAddress, SendRightKey};
use crate::i18n::Texts;
use crate::permission;

/// Why a message cannot be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    From,
    Gone(EmailAddress),
    Refused(SendRightKey),
    Wrong(String),
    Nobody,
    Many,
    Size,
}

impl Compose {
    /// What stands in the way of sending.
    pub(super) fn block(&self, known: &Known) -> Option<Block> {
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
        (attach::size_of(self.going()) > attach::most()).then_some(Block::Size)
    }

    /// What stands in the way, in words.
    pub(super) fn block_words(block: &Block, known: &Known, texts: &Texts) -> String {
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
    pub(super) fn is_shown(&self, block: &Block) -> bool {
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
    pub(super) fn is_marked(&self, which: Line) -> bool {
        let line = self.line(which);
        if self.tried || self.typing != Some(which) {
            line.wrong().is_some()
        } else {
            line.wrong_before_the_end().is_some()
        }
    }
}
