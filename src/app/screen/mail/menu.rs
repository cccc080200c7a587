//! The menu of the chosen messages: what the right button, the menu key and Shift+F10 open.

use iced::Point;

use super::deed::{self, Deed, Targets};
use super::{Mail, Message};
use crate::app::Element;
use crate::app::keys::{self, Action};
use crate::app::known::Known;
use crate::app::screen::Sight;
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{command, menu};
use crate::app::widget::popover::popover;

/// What the menu shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// What can be done.
    Deeds,
    /// The folders to move or copy to.
    Folders(Deed),
}

/// Wide enough for the longest words and a key.
const WIDTH: f32 = 260.0;

impl Mail {
    /// The list with its menu, while that is open.
    pub(super) fn with_menu<'a>(
        &'a self,
        list: Element<'a, Message>,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let targets = self.targets();
        let open = self.menu.filter(|_| targets.count > 0);
        let content = open.map(|(at, shows)| match shows {
            Shows::Deeds => deeds(at, &targets, known, sight),
            Shows::Folders(deed) => self.folders(&targets, deed, known, sight),
        });
        let list = popover(list, content, Message::Menu(None));
        match open {
            Some((at, _)) => list.at(at).into(),
            None => list.into(),
        }
    }
}

fn deeds<'a>(
    at: Point,
    targets: &Targets,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let (flag, (seen, seen_icon)) = (targets.flag_words(), targets.seen_words());
    let rows = [
        (
            Deed::Reply,
            Icon::Reply,
            "toolbar-reply",
            Some(Action::Reply),
        ),
        (
            Deed::ReplyAll,
            Icon::ReplyAll,
            "toolbar-reply-all",
            Some(Action::ReplyAll),
        ),
        (
            Deed::Forward,
            Icon::Forward,
            "toolbar-forward",
            Some(Action::Forward),
        ),
        (Deed::Flag, Icon::Flag, flag, Some(Action::Flag)),
        (Deed::Seen, seen_icon, seen, Some(Action::ToggleSeen)),
        (
            Deed::Archive,
            Icon::Archive,
            "toolbar-archive",
            Some(Action::Archive),
        ),
        (Deed::Move, Icon::Move, "toolbar-move-to", None),
        (Deed::Copy, Icon::Copy, "toolbar-copy-to", None),
        (
            Deed::Delete,
            Icon::Trash,
            "toolbar-delete",
            Some(Action::Delete),
        ),
    ];
    let rows = rows.into_iter().map(|(deed, picture, words, key)| {
        let key = key.map(|key| keys::label(key, texts).into());
        let message = match deed {
            Deed::Move | Deed::Copy => Message::Menu(Some((at, Shows::Folders(deed)))),
            _ => Message::Do(deed),
        };
        let reason = deed::refusal(deed, targets, known, texts);
        let usable = reason.is_none().then_some(message);
        let row = command(Some(picture), texts.say(words), key, usable);
        match reason {
            Some(reason) => row.hint(reason).into(),
            None => row.into(),
        }
    });
    menu(WIDTH, rows.collect())
}
