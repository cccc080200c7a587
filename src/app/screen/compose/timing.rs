//! The menus beside Send: when the message leaves, if not now, and what else is wished of it.

use iced::Fill;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Compose, Message};
use crate::app::Element;
use crate::app::keys;
use crate::app::link::Link;
use crate::app::screen::{Outcome, later};
use crate::app::theme::scale;
use crate::app::widget::button::{check, opener, symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::look::Look;
use crate::app::widget::menu::{command, group, menu};
use crate::app::widget::popover::popover;
use crate::i18n::Texts;

/// How wide the menu is.
const WIDTH: f32 = 320.0;

impl Compose {
    /// The dialog for a time opens or closes.
    pub(super) fn ask_time(&mut self, open: bool, link: &Link) -> Outcome<Message> {
        self.timing = false;
        self.time = open.then(|| later::Form::new(None, &link.texts));
        Outcome::none()
    }

    /// The button with its menu. While something stands in the way of sending, only the draft can
    /// be kept.
    pub(super) fn later<'a>(&'a self, may: bool, texts: &'a Texts) -> Element<'a, Message> {
        let button = opener(Look::Plain, texts.say("compose-later"))
            .height(scale::CONTROL_LARGE)
            .on_press_maybe((!self.sending).then_some(Message::Later(true)));
        let content = self.timing.then(|| {
            let (now, zone) = (Timestamp::now(), TimeZone::system());
            let mut rows = vec![group(texts.say("later-send"))];
            for at in later::offers(now, &zone) {
                let words = texts.coming_date(at, now, &zone);
                let send = may.then_some(Message::SendAt(at));
                rows.push(command(Some(Icon::Clock), later::capital(&words), None, send).into());
            }
            let ask = may.then_some(Message::AskTime(true));
            rows.push(command(Some(Icon::Clock), texts.say("later-other"), None, ask).into());
            rows.push(group(texts.say("later-not-send")));
            let key = keys::label(keys::Action::CloseCompose, keys::WRITING, texts);
            let keep = texts.say("compose-finish-later");
            let close = Some(Message::Close);
            rows.push(command(Some(Icon::Drafts), keep, key.map(Into::into), close).into());
            menu(WIDTH, rows)
        });
        popover(button, content, Message::Later(false)).into()
    }

    /// The button with what else can be wished of the message.
    pub(super) fn more<'a>(&'a self, texts: &'a Texts) -> Element<'a, Message> {
        let button = symbol(Icon::More, texts.say("compose-more"))
            .height(scale::CONTROL_LARGE)
            .on_press(Message::More(true));
        let content = self.more.then(|| {
            let receipt = check(texts.say("compose-receipt"), self.draft.receipt)
                .width(Fill)
                .hint(texts.say("compose-receipt-hint"))
                .on_press(Message::Receipt);
            menu(WIDTH, vec![receipt.into()])
        });
        popover(button, content, Message::More(false)).into()
    }
}
