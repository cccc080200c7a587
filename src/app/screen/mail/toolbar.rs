//! The bar over the reader: each deed, greyed with its reason where it may not be done.

use iced::widget::{container, row};
use iced::{Alignment, Fill, Padding};

use super::deed::{self, Deed, Targets};
use super::destinations::destinations;
use super::{Mail, Message};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::scale;
use crate::app::widget::button::{divider, plain, quiet, symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{command, group, menu};
use crate::app::widget::popover::popover;
use crate::app::widget::press::Press;

/// A deed's button: what it does and its key when it may be done, the reason when not.
fn offer<'a>(
    press: Press<'a, Message>,
    deed: Deed,
    key: Action,
    words: Option<String>,
    reason: Option<String>,
    sight: Sight<'_>,
) -> Element<'a, Message> {
    match reason {
        Some(reason) => press.hint(reason).into(),
        None => {
            let hint = match words {
                Some(words) => sight.hint(words, key),
                None => sight.key(key).unwrap_or_default(),
            };
            press.hint(hint).on_press(Message::Do(deed)).into()
        }
    }
}

impl Mail {
    /// The bar.
    pub fn toolbar<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let targets = self.targets();
        let why = |deed| deed::refusal(deed, &targets, known, texts);
        let short = Short::fitting(sight);
        let answer = |deed, picture, key, words: &str, short: bool| {
            let button = if short {
                symbol(picture, texts.say(words))
            } else {
                plain(Some(picture), texts.say(words))
            };
            offer(
                button,
                deed,
                key,
                short.then(|| texts.say(words)),
                why(deed),
                sight,
            )
        };
        let icon = |deed, picture, key, words: &str| {
            let words = texts.say(words);
            let button = symbol(picture, words.clone());
            offer(button, deed, key, Some(words), why(deed), sight)
        };
        let back = sight
            .narrow
            .then(|| symbol(Icon::ArrowLeft, texts.say("toolbar-back")).on_press(Message::Back));
        let (flag, (seen, seen_icon)) = (targets.flag_words(), targets.seen_words());
        let bar = row![]
            .push(back)
            .push(answer(
                Deed::Reply,
                Icon::Reply,
                Action::Reply,
                "toolbar-reply",
                short.reply,
            ))
            .push(answer(
                Deed::ReplyAll,
                Icon::ReplyAll,
                Action::ReplyAll,
                "toolbar-reply-all",
                short.answers,
            ))
            .push(answer(
                Deed::Forward,
                Icon::Forward,
                Action::Forward,
                "toolbar-forward",
                short.answers,
            ))
            .push(divider())
            .push(if short.filing {
                icon(
                    Deed::Archive,
                    Icon::Archive,
                    Action::Archive,
                    "toolbar-archive",
                )
            } else {
                offer(
                    quiet(Some(Icon::Archive), texts.say("toolbar-archive")),
                    Deed::Archive,
                    Action::Archive,
                    None,
                    why(Deed::Archive),
                    sight,
                )
            })
            .push(self.move_button(&targets, short.filing, known, sight))
            .push(icon(Deed::Flag, Icon::Flag, Action::Flag, flag))
            .push(icon(Deed::Seen, seen_icon, Action::ToggleSeen, seen))
            .push(icon(
                Deed::Delete,
                Icon::Trash,
                Action::Delete,
                "toolbar-delete",
            ))
            .spacing(scale::WORDS)
            .align_y(Alignment::Center);
        container(bar)
            .width(Fill)
            .height(scale::TOOLBAR)
            .padding(Padding::from([0.0, scale::EDGE]))
            .align_y(Alignment::Center)
            .clip(true)
            .into()
    }

    fn move_button<'a>(
        &'a self,
        targets: &Targets,
        short: bool,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let reason = deed::refusal(Deed::Move, targets, known, sight.texts);
        let allowed = reason.is_none();
        let words = sight.texts.say("toolbar-move");
        let (button, hint) = if short {
            (
                symbol(Icon::Move, words.clone()),
                sight.hint(words, Action::MoveTo),
            )
        } else {
            let key = sight.key(Action::MoveTo).unwrap_or_default();
            (quiet(Some(Icon::Move), words), key)
        };
        let button = match reason {
            Some(reason) => button.hint(reason),
            None => button.hint(hint).on_press(Message::MoveMenu(true)),
        };
        let open = self.move_menu && allowed;
        let folders = open.then(|| self.folders(targets, Deed::Move, known, sight));
        popover(button, folders, Message::MoveMenu(false)).into()
    }

    /// The folders that the chosen messages can be moved or copied to: of their own mailbox first, then
    /// of the other mailboxes that the same account reaches.
    pub(super) fn folders<'a>(
        &'a self,
        targets: &Targets,
        deed: Deed,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let mut rows: Vec<Element<'a, Message>> = Vec::new();
        let mut last = None;
        for place in destinations(deed, targets, known, sight.texts) {
            let mailbox = &place.node.mailbox;
            if last.replace(mailbox.id()) != Some(mailbox.id()) {
                rows.push(group(mailbox.name.as_str()));
            }
            let words = say::folder(sight.texts, place.folder);
            let picture = Some(role_icon(place.folder.role));
            let (message, reason) = match place.message {
                Ok(message) => (Some(message), None),
                Err(reason) => (None, Some(reason)),
            };
            let row = command(picture, words, None, message);
            rows.push(match reason {
                Some(reason) => row.hint(reason).into(),
                None => row.into(),
            });
        }
        menu(scale::MENU_WIDE, rows)
    }
}

/// Which buttons are icons only, so that all find room in any language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Short {
    answers: bool,
    filing: bool,
    reply: bool,
}

impl Short {
    fn fitting(sight: Sight<'_>) -> Self {
        // The padding of the bar, three icons, the divider, and the gaps.
        let mut rest = sight.room - 28.0 - 3.0 * ICON_ALONE - 21.0 - 12.0;
        if sight.narrow {
            // The way back.
            rest -= ICON_ALONE;
        }
        let words = |key: &str| label_width(&sight.texts.say(key));
        let answers = words("toolbar-reply-all") + words("toolbar-forward");
        let filing = words("toolbar-archive") + words("toolbar-move");
        let reply = words("toolbar-reply");
        let pair = 2.0 * ICON_ALONE;
        let mut short = Self::default();
        if reply + answers + filing > rest {
            short.answers = true;
        }
        if short.answers && reply + pair + filing > rest {
            short.filing = true;
        }
        if short.filing && reply + pair + pair > rest {
            short.reply = true;
        }
        short
    }
}

/// The width of a button with an icon alone, and the gap beside it.
const ICON_ALONE: f32 = 40.0;

/// About how wide a button with an icon and these words is: a letter of Inter at 13 px
/// takes some 6.6 on average.
fn label_width(words: &str) -> f32 {
    let letters = u16::try_from(words.chars().count()).unwrap_or(u16::MAX);
    f32::from(letters) * 6.6 + 16.0 + 7.0 + 24.0 + 6.0
}

/// The picture of a folder.
pub fn role_icon(role: crate::domain::FolderRole) -> Icon {
    use crate::domain::FolderRole;
    match role {
        FolderRole::Inbox => Icon::Inbox,
        FolderRole::Drafts => Icon::Drafts,
        FolderRole::Sent => Icon::Send,
        FolderRole::Archive => Icon::Archive,
        FolderRole::Junk => Icon::Warning,
        FolderRole::Trash => Icon::Trash,
        FolderRole::Other => Icon::Folder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Language, Texts};

    #[test]
    fn buttons_shrink_where_there_is_no_room_for_their_words() {
        let short = |language, room| {
            let texts = Texts::new(language);
            let tokens = &crate::app::theme::LIGHT;
            let narrow = false;
            let sight = Sight {
                texts: &texts,
                tokens,
                narrow,
                low: false,
                room,
                pixels: 1.0,
                zoom: 1.0,
                keys: crate::config::KeyMap::default(),
                density: crate::config::Density::default(),
                turn: crate::app::widget::paged::Turn::default(),
            };
            let short = Short::fitting(sight);
            (short.answers, short.filing, short.reply)
        };
        assert_eq!(short(Language::English, 660.0), (false, false, false));
        assert_eq!(short(Language::German, 660.0), (true, false, false));
        assert_eq!(short(Language::German, 460.0), (true, true, false));
        assert_eq!(short(Language::English, 400.0), (true, true, true));
    }
}
