//! The menu of the text that is read: what the right button, the menu key and Shift+F10 open there.

use iced::{Point, Rectangle, Size};

use super::deed::Deed;
use super::menu::{WIDTH, offer};
use super::{Mail, Message, Outcome, drawn};
use crate::app::Element;
use crate::app::keys::{Action, system_key};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{command, menu};
use crate::app::widget::passage::Touched;
use crate::app::widget::popover::popover;
use crate::app::widget::sheet::{self, SheetEvent};
use crate::domain::MessageKey;
use crate::render::link;

/// The menu, where it is open.
#[derive(Debug, Clone, PartialEq)]
pub struct TextMenu {
    at: Point,
    marked: Marked,
    /// The words of the link there, and where it leads.
    link: Option<(String, String)>,
    /// The picture there, by its index among what is attached.
    picture: Option<usize>,
}

/// What is marked in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Marked {
    /// Nothing.
    Nothing,
    /// These words.
    Words(String),
    /// What the process that draws knows.
    Drawn(MessageKey),
}

impl TextMenu {
    /// On words.
    pub(super) fn on_words(touched: Touched) -> Self {
        Self {
            at: touched.at,
            marked: match touched.marked.is_empty() {
                true => Marked::Nothing,
                false => Marked::Words(touched.marked),
            },
            link: touched.link.map(|link| (link.clone(), link)),
            picture: None,
        }
    }

    /// On what is drawn of this message.
    pub(super) fn on_drawing(
        touched: sheet::Touched,
        of: MessageKey,
        picture: Option<usize>,
    ) -> Self {
        Self {
            at: touched.at,
            marked: match touched.is_marked {
                true => Marked::Drawn(of),
                false => Marked::Nothing,
            },
            link: touched.link.map(|anchor| (anchor.text, anchor.target)),
            picture,
        }
    }
}

impl Mail {
    /// The text with its menu, while that is open.
    pub(super) fn with_text_menu<'a>(
        &'a self,
        page: Element<'a, Message>,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let content = self.text_menu.as_ref();
        let content = content.map(|open| self.text_menu_view(open, known, sight));
        let at = self.text_menu.as_ref();
        let at = at.map(|open| Rectangle::new(open.at, Size::ZERO));
        popover(page, content, Message::TextMenu(None))
            .over(at)
            .into()
    }

    fn text_menu_view<'a>(
        &'a self,
        open: &'a TextMenu,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let within = |message| Message::InText(Box::new(message));
        let copied = |text: &str| within(Message::CopyText(text.to_owned()));
        let mut rows: Vec<Element<'a, Message>> = Vec::new();
        if let Some((words, target)) = &open.link {
            let follow = within(Message::Link(words.clone(), target.clone()));
            let row = command(
                Some(Icon::Link),
                texts.say("reader-menu-open-link"),
                None,
                Some(follow),
            );
            rows.push(row.into());
            let copy = copied(link::address(target));
            let row = command(
                Some(Icon::Copy),
                texts.say("reader-menu-copy-link"),
                None,
                Some(copy),
            );
            rows.push(row.into());
        }
        if let Some(index) = open.picture {
            let open = within(Message::OpenAttachment(index));
            let save = within(Message::Save(index));
            for (picture, words, message) in [
                (Icon::Image, "reader-menu-open-picture", open),
                (Icon::Download, "reader-menu-save-picture", save),
            ] {
                let words = texts.say(words);
                rows.push(command(Some(picture), words, None, Some(message)).into());
            }
        }
        let copy = match &open.marked {
            Marked::Nothing => None,
            Marked::Words(words) => Some(copied(words)),
            Marked::Drawn(key) => {
                let copy = drawn::Message::Sheet(SheetEvent::Copy);
                Some(within(Message::Drawn(key.clone(), copy)))
            }
        };
        if copy.is_some() {
            let key = Some(system_key('c', texts).into());
            let words = texts.say("reader-menu-copy");
            rows.push(command(Some(Icon::Copy), words, key, copy).into());
        }
        let targets = self.targets();
        let deeds = [
            (Deed::Reply, Icon::Reply, "toolbar-reply", Action::Reply),
            (
                Deed::ReplyAll,
                Icon::ReplyAll,
                "toolbar-reply-all",
                Action::ReplyAll,
            ),
            (
                Deed::Forward,
                Icon::Forward,
                "toolbar-forward",
                Action::Forward,
            ),
        ];
        rows.extend(deeds.into_iter().map(|(deed, picture, words, key)| {
            let message = within(Message::Do(deed));
            offer(
                deed,
                (picture, words, Some(key)),
                message,
                &targets,
                known,
                sight,
            )
        }));
        menu(WIDTH, rows)
    }

    /// What was chosen in it is done, and it is closed.
    pub(super) fn in_text(
        &mut self,
        message: Message,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        self.text_menu = None;
        self.update(message, known, link)
    }
}
