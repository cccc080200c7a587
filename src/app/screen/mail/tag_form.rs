//! The dialog that names a tag which there is not yet.

use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::screen::accounts::form::labelled;
use crate::app::theme::scale;
use crate::app::widget::button::{primary, quiet};
use crate::app::widget::dialog::dialog;
use crate::app::widget::field::field;
use crate::domain::{KeywordFlaw, TagFlaw, tag_named};
use crate::i18n::Texts;

/// What happens in the dialog.
#[derive(Debug, Clone)]
pub enum Message {
    /// The name was typed.
    Name(String),
    /// It is to be set.
    Submit,
    /// The dialog is closed: by Escape too, since a word is soon written again.
    Cancel,
}

/// The dialog.
#[derive(Debug, Default)]
pub struct Form {
    name: String,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Form {
    /// Carries out what happened; gives the keyword that is to be set.
    pub fn update(&mut self, message: Message) -> Option<String> {
        match message {
            Message::Name(name) => {
                self.name = name;
                None
            }
            Message::Submit => {
                let keyword = tag_named(&self.name).ok();
                self.is_closed = keyword.is_some();
                keyword
            }
            Message::Cancel => {
                self.is_closed = true;
                None
            }
        }
    }

    /// The dialog's view, for so many messages.
    pub fn view<'a>(&'a self, count: usize, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let named = tag_named(&self.name);
        let wrong = named.as_ref().err().and_then(|flaw| words(*flaw, texts));
        let name = field("", &self.name)
            .on_input(Message::Name)
            .wrong(wrong.is_some())
            .on_submit(Message::Submit);
        let can = named.is_ok() && count > 0;
        dialog(
            texts.say("tag-new-title"),
            Some(
                texts
                    .say_with("tag-new-words", &[("count", count.into())])
                    .into(),
            ),
            Some(labelled(texts.say("tag-new-name"), name.into(), wrong)),
            vec![
                quiet(None, texts.say("dialog-cancel"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::Cancel)
                    .into(),
                primary(None, texts.say("tag-new-submit"))
                    .height(scale::CONTROL_LARGE)
                    .on_press_maybe(can.then_some(Message::Submit))
                    .into(),
            ],
        )
    }
}

/// Why a tag cannot be named so; nothing while nothing is typed.
fn words(flaw: TagFlaw, texts: &Texts) -> Option<String> {
    let key = match flaw {
        TagFlaw::Keyword(KeywordFlaw::Empty) => return None,
        TagFlaw::Keyword(KeywordFlaw::Letter(letter)) if letter.is_whitespace() => "tag-new-space",
        TagFlaw::Keyword(KeywordFlaw::Letter(letter) | KeywordFlaw::Sign(letter)) => {
            let letter = [("letter", letter.to_string().into())];
            let key = match flaw {
                TagFlaw::Keyword(KeywordFlaw::Sign(_)) => "tag-new-sign",
                _ => "tag-new-letter",
            };
            return Some(texts.say_with(key, &letter));
        }
        TagFlaw::Keyword(KeywordFlaw::Long) => "tag-new-long",
        TagFlaw::Taken => "tag-new-taken",
    };
    Some(texts.say(key))
}
