//! The list and the reader beside each other, or the one that has room.

use iced::widget::{container, row};
use iced::{Fill, Length};

use super::{Home, Kept, Message, Sight};
use crate::app::Element;
use crate::app::theme::scale;
use crate::app::widget::split::edge;

impl Home {
    pub(super) fn messages<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let reading = self.mail.is_reading && self.mail.opened.is_some();
        if sight.narrow && reading {
            return self.mail.reader_view(&self.known, sight).map(Message::Mail);
        }
        let width = if sight.narrow {
            Length::Fill
        } else {
            self.list_width().into()
        };
        let list = container(self.mail.list_view(&self.known, sight).map(Message::Mail))
            .width(width)
            .height(Fill);
        if sight.narrow {
            return list.into();
        }
        row![
            list,
            edge(
                self.list_width(),
                Kept::LIST,
                scale::LIST_WIDTH,
                Message::List
            ),
            self.mail.reader_view(&self.known, sight).map(Message::Mail),
        ]
        .into()
    }
}
