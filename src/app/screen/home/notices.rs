//! What is said in passing, over the lower edge of the window.

use iced::widget::{container, row};
use iced::{Padding, Task};

use super::{Home, MOST_NOTICES, Message, NOTICE, Notice, Place, Sight};
use crate::app::Element;
use crate::app::known::needs_person;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{Tone, scale};
use crate::app::widget::button::small_symbol;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::passage::words as selectable;
use crate::app::widget::raised::{Height, raised};

impl Home {
    /// Says something, once.
    pub(super) fn tell(&mut self, notice: Notice, link: &Link) -> Task<Message> {
        let same = |(_, n): &(u64, Notice)| *n == notice;
        if self.notices.iter().any(same) {
            return Task::none();
        }
        let id = self.next_notice;
        self.next_notice += 1;
        let passing = !matches!(notice, Notice::Problem(_));
        self.notices.push((id, notice));
        if self.notices.len() > MOST_NOTICES {
            let _ = self.notices.remove(0);
        }
        if passing {
            link.after(NOTICE, move || Message::Expired(id))
        } else {
            Task::none()
        }
    }

    /// How far above the status bar a notice is shown: never over the bar from which one answers.
    pub(super) fn notice_lift(&self, sight: Sight<'_>) -> f32 {
        let reading = matches!(self.place, Some(Place::Folder(_))) && self.mail.opened.is_some();
        if reading && (!sight.narrow || self.mail.is_reading) {
            super::mail::REPLY_BAR
        } else {
            0.0
        }
    }

    /// What is said in passing. A problem stays until it is closed.
    pub(super) fn notices_view<'a>(&'a self, sight: Sight<'a>) -> Vec<Element<'a, Message>> {
        let texts = sight.texts;
        let view = |(id, notice): &'a (u64, Notice)| {
            let (picture, tone, words) = match notice {
                Notice::Problem(problem) => (Icon::Alert, Tone::Bad, say::problem(texts, problem)),
                Notice::Done(words) => (Icon::Info, Tone::Neutral, words.clone()),
                Notice::Sent(id) => match self.known.outbox.iter().find(|o| o.outbox_id == *id) {
                    Some(outgoing) if needs_person(outgoing) => {
                        (Icon::Alert, Tone::Bad, texts.say("notice-needs-you"))
                    }
                    _ => (Icon::Info, Tone::Neutral, texts.say("compose-in-outbox")),
                },
            };
            let mark: Element<'a, Message> = match tone {
                Tone::Bad => icon(picture).color(|t| t.bad.text).into(),
                _ => icon(picture).color(|t| t.dim).into(),
            };
            let content = row![
                container(mark).padding(Padding::ZERO.top(1)),
                container(selectable(words)).max_width(520),
                small_symbol(Icon::Close, texts.say("dialog-close"))
                    .on_press(Message::Expired(*id)),
            ]
            .spacing(scale::S);
            raised(content, Padding::from([9, 12]), Height::High).into()
        };
        self.notices.iter().map(view).collect()
    }
}
