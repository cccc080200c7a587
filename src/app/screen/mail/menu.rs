//! The menu of the chosen messages: what the right button, the menu key and Shift+F10 open.

use iced::Point;

use super::deed::{self, Deed, Targets};
use super::{Mail, Message};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::screen::Sight;
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{command, menu};
use crate::app::widget::popover::popover;
use crate::domain::FolderRole;

/// What the menu shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// What can be done.
    Deeds,
    /// The folders to move or copy to.
    Folders(Deed),
    /// The tags.
    Tags,
}

/// Wide enough for the longest words and a key.
pub(super) const WIDTH: f32 = 260.0;

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
            Shows::Tags => self.tag_menu(&targets, known, sight),
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
    let of_junk = |id| {
        known
            .folder(id)
            .is_some_and(|(_, f)| f.role == FolderRole::Junk)
    };
    let junk = if targets.folders.first().is_some_and(of_junk) {
        (
            Deed::NotJunk,
            Icon::Inbox,
            "toolbar-not-junk",
            Some(Action::NotJunk),
        )
    } else {
        (
            Deed::Junk,
            Icon::Warning,
            "toolbar-junk",
            Some(Action::Junk),
        )
    };
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
        (
            Deed::ForwardAttached,
            Icon::Attachment,
            "keys-forward-attached",
            Some(Action::ForwardAttached),
        ),
        (Deed::Flag, Icon::Flag, flag, Some(Action::Flag)),
        (Deed::Seen, seen_icon, seen, Some(Action::ToggleSeen)),
        (
            Deed::Archive,
            Icon::Archive,
            "toolbar-archive",
            Some(Action::Archive),
        ),
        junk,
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
        let message = match deed {
            Deed::Move | Deed::Copy => Message::Menu(Some((at, Shows::Folders(deed)))),
            _ => Message::Do(deed),
        };
        offer(deed, (picture, words, key), message, targets, known, sight)
    });
    let reason = deed::refusal(Deed::Flag, targets, known, texts);
    let show = Message::Menu(Some((at, Shows::Tags)));
    let tags = command(
        Some(Icon::Tag),
        texts.say("list-tags"),
        sight.key(Action::Tags).map(Into::into),
        reason.is_none().then_some(show),
    );
    let tags = match reason {
        Some(reason) => tags.hint(reason).into(),
        None => tags.into(),
    };
    menu(WIDTH, rows.chain([tags]).collect())
}

/// A row for a deed; where it cannot be done, why.
pub(super) fn offer<'a>(
    deed: Deed,
    (picture, words, key): (Icon, &str, Option<Action>),
    message: Message,
    targets: &Targets,
    known: &Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let key = key.and_then(|key| sight.key(key)).map(Into::into);
    let reason = deed::refusal(deed, targets, known, sight.texts);
    let usable = reason.is_none().then_some(message);
    let row = command(Some(picture), sight.texts.say(words), key, usable);
    match reason {
        Some(reason) => row.hint(reason).into(),
        None => row.into(),
    }
}
