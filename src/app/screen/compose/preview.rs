//! A formatted message as its recipients will see it, in place of the page on which it is written.

use std::sync::Arc;

use iced::widget::{container, scrollable};
use iced::{Fill, Padding};

use super::{Compose, Message};
use crate::app::Element;
use crate::app::link::Link;
use crate::app::screen::mail::Drawn;
use crate::app::screen::mail::drawn::{self, Asks};
use crate::app::screen::{Outcome, Sight, Wish};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::domain::PictureConsent;
use crate::render::Source;

/// What happens with it.
#[derive(Debug, Clone)]
pub enum Preview {
    /// It is looked at, or written on.
    Turn(bool),
    /// Something happened with what is drawn.
    Drawn(drawn::Message),
}

impl Compose {
    /// Carries out what happened.
    pub(super) fn preview(&mut self, message: Preview, link: &Link) -> Outcome<Message> {
        match message {
            // Plain text is seen as it stands.
            Preview::Turn(true) if !self.is_formatted() => Outcome::none(),
            Preview::Turn(true) => {
                self.link = None;
                self.begin_preview();
                Outcome::none()
            }
            Preview::Turn(false) => {
                self.previewed = None;
                self.keys_to(super::formatting::BODY);
                Outcome::none()
            }
            Preview::Drawn(message) => {
                let Some(drawn) = &mut self.previewed else {
                    return Outcome::none();
                };
                let (task, asks) = drawn.update(message, link);
                let task = task.map(|message| Message::Preview(Preview::Drawn(message)));
                match asks {
                    Asks::Copy(text) => Outcome::wish(Wish::Copy(text)).and(task),
                    Asks::Nothing | Asks::Follow(_) | Asks::Menu(..) | Asks::Tell(_) => {
                        Outcome::run(task)
                    }
                }
            }
        }
    }

    /// What there is now is drawn.
    pub(super) fn begin_preview(&mut self) {
        let source = Source::of_formatted(&self.body.text(), &self.draft.attachments);
        let drawn = Drawn::new(Arc::new(source), PictureConsent::Never).with_quote();
        self.previewed = Some(Box::new(drawn));
    }

    /// The page as it will be seen, while it is looked at.
    pub(super) fn preview_page<'a>(&'a self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        let drawn = self.previewed.as_ref()?;
        let content: Element<'a, Message> = if drawn.trouble.is_some() {
            let words = sight.texts.say("compose-preview-failed");
            notice(Tone::Caution, Icon::Warning, words, Vec::new())
        } else {
            let sheet: Element<'a, drawn::Message> = drawn.view(sight).into();
            sheet.map(|message| Message::Preview(Preview::Drawn(message)))
        };
        let padding = Padding::from([scale::L, scale::XL]);
        let page = scrollable(container(content).width(Fill).padding(padding))
            .direction(style::scrollbar())
            .style(style::scroll)
            .height(Fill);
        Some(page.into())
    }
}
