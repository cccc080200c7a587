//! The menu of the page that is written on: what the right button and the menu key open there, where no word is wrong.

use std::sync::Arc;

use iced::widget::text_editor::{self, Action};
use iced::{Point, Rectangle, Size, Task};

use super::formatting::BODY;
use super::{Compose, Message, Outcome};
use crate::app::Element;
use crate::app::keys::system_key;
use crate::app::link::Link;
use crate::app::screen::Wish;
use crate::app::widget::editor::Edit;
use crate::app::widget::menu::{command, menu};
use crate::i18n::Texts;

/// Wide enough for the longest words and a key.
const WIDTH: f32 = 240.0;

/// What happens with it.
#[derive(Debug, Clone)]
pub enum PageMenu {
    /// It opens there.
    Open(Point),
    /// It closes.
    Close,
    /// This was chosen.
    Do(Deed),
    /// The text in the clipboard, that is to be pasted.
    Read(Option<String>),
}

/// What is chosen in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// What is chosen goes to the clipboard.
    Cut,
    /// And stays here.
    Copy,
    /// What is in the clipboard comes here.
    Paste,
    /// All is chosen.
    All,
}

impl Compose {
    pub(super) fn page_menu(&mut self, message: PageMenu, link: &Link) -> Outcome<Message> {
        match message {
            PageMenu::Open(at) => {
                self.page_menu = Some(at);
                Outcome::none()
            }
            PageMenu::Close => {
                self.page_menu = None;
                Outcome::none()
            }
            PageMenu::Do(deed) => {
                self.page_menu = None;
                self.keys_to(BODY);
                self.do_on_page(deed, link)
            }
            PageMenu::Read(text) => {
                // As if it were pasted by its key: files and pictures come, too.
                let mut all = self.edit(Edit::Pasting, link);
                let paste = text.map(|text| text_editor::Edit::Paste(Arc::new(text)));
                let paste = paste.map(|paste| Edit::Act(Action::Edit(paste)));
                for edit in paste.into_iter().chain([Edit::Pasted]) {
                    let Outcome { task, wishes } = self.edit(edit, link);
                    all = all.and(task);
                    all.wishes.extend(wishes);
                }
                all
            }
        }
    }

    fn do_on_page(&mut self, deed: Deed, link: &Link) -> Outcome<Message> {
        let chosen = self.body.chosen();
        match (deed, chosen) {
            (Deed::Cut, Some(text)) => {
                let erase = Edit::Act(Action::Edit(text_editor::Edit::Delete));
                let mut erased = self.edit(erase, link);
                erased.wishes.push(Wish::Copy(text));
                erased
            }
            (Deed::Copy, Some(text)) => Outcome::wish(Wish::Copy(text)),
            (Deed::Cut | Deed::Copy, None) => Outcome::none(),
            (Deed::Paste, _) => {
                let read: Task<Option<String>> = iced::clipboard::read();
                Outcome::run(read.map(|text| Message::PageMenu(PageMenu::Read(text))))
            }
            (Deed::All, _) => self.edit(Edit::Act(Action::SelectAll), link),
        }
    }

    /// The menu, where it is open, and where that is.
    pub(super) fn page_menu_view<'a>(
        &'a self,
        texts: &Texts,
    ) -> Option<(Rectangle, Element<'a, Message>)> {
        let at = self.page_menu?;
        let is_chosen = self.body.chosen().is_some();
        let row = |words: &str, letter, deed| -> Element<'a, Message> {
            let needs = matches!(deed, Deed::Cut | Deed::Copy);
            let is_usable = is_chosen || !needs;
            let message = is_usable.then_some(Message::PageMenu(PageMenu::Do(deed)));
            let key = Some(system_key(letter, texts).into());
            let row = command(None, texts.say(words), key, message);
            if is_usable {
                row.into()
            } else {
                row.hint(texts.say("reader-menu-nothing-marked")).into()
            }
        };
        let rows = vec![
            row("page-menu-cut", 'x', Deed::Cut),
            row("reader-menu-copy", 'c', Deed::Copy),
            row("page-menu-paste", 'v', Deed::Paste),
            row("page-menu-all", 'a', Deed::All),
        ];
        Some((Rectangle::new(at, Size::ZERO), menu(WIDTH, rows)))
    }
}
