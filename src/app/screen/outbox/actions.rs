//! What can be done with a message: the engine says what, here it becomes buttons.

use iced::Padding;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::words::{leaves_soon, refused_sender};
use super::{Direction, Menu, Message, Outbox, answer};
use crate::app::Element;
use crate::app::keys;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::mail::role_icon;
use crate::app::screen::palette::Entry;
use crate::app::screen::{Sight, later};
use crate::app::theme::scale;
use crate::app::widget::button::{opener, plain, quiet, symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::look::Look;
use crate::app::widget::menu::{command, group, menu};
use crate::app::widget::popover::popover;
use crate::app::widget::press::Press;
use crate::domain::{FolderId, OutboxId, OutboxState, Outgoing};
use crate::engine::{OutboxAction, Possible, check_that_stopped, possible, refused_recipients};
use crate::i18n::Texts;

/// To those who were not refused, as it stands now.
fn leave_out(outgoing: &Outgoing) -> OutboxAction {
    OutboxAction::LeaveOut(refused_recipients(outgoing))
}

/// A button without an edge, beside others: it needs no room around its words.
fn close(button: Press<'_, Message>) -> Press<'_, Message> {
    button.padding(Padding::from([0.0, scale::S]))
}

/// What is done where this can be: the key of its words, what happens, and whether it leads on. `None`: what is asked
/// for more, a time or a folder, and what stands elsewhere.
fn deed(can: Possible, outgoing: &Outgoing) -> Option<(&'static str, Message, bool)> {
    let id = outgoing.outbox_id;
    let act = |words, action, leads_on| Some((words, Message::Act(id, action), leads_on));
    let try_now = |words, leads_on| act(words, OutboxAction::TryNow, leads_on);
    let edit = |words, leads_on| act(words, OutboxAction::Edit, leads_on);
    match can {
        Possible::SendNow => try_now(
            "outbox-do-send-now",
            leaves_soon(outgoing, Timestamp::now()).is_none(),
        ),
        Possible::TryNow if outgoing.state == OutboxState::Held => {
            try_now("outbox-do-try-once-more", true)
        }
        // Of what was never tried there is nothing to try.
        Possible::TryNow if outgoing.attempts == 0 => try_now("outbox-do-send-now", true),
        Possible::TryNow => try_now("outbox-do-try-now", true),
        Possible::TryCopyNow => try_now("outbox-do-try-now", false),
        Possible::SendAnyway => {
            let check = check_that_stopped(outgoing)?;
            act(
                "outbox-do-send-anyway",
                OutboxAction::SendAnyway(check),
                true,
            )
        }
        Possible::SendToOthers if outgoing.state == OutboxState::Unknown => {
            act("outbox-do-others-again", leave_out(outgoing), true)
        }
        Possible::SendToOthers => act("outbox-do-others", leave_out(outgoing), true),
        Possible::Edit => edit("outbox-do-edit", false),
        // Of what came back it is the one way on.
        Possible::EditAsNew => edit(
            "outbox-do-edit-as-new",
            outgoing.state != OutboxState::Unknown,
        ),
        Possible::EditForLeftOut => act(
            "outbox-do-edit-for-left-out",
            OutboxAction::EditForLeftOut,
            true,
        ),
        Possible::Cancel => act("outbox-do-cancel", OutboxAction::Cancel, false),
        Possible::NotAgain => act("outbox-do-not-again", OutboxAction::Cancel, false),
        Possible::Discard => Some(("outbox-do-discard", Message::Discard(id), false)),
        Possible::TreatAsSent => act("outbox-do-treat-as-sent", OutboxAction::TreatAsSent, true),
        Possible::SendAgain => act("outbox-do-send-again", OutboxAction::SendAgain, true),
        Possible::LeaveUncopied => act(
            "outbox-do-leave-uncopied",
            OutboxAction::LeaveUncopied,
            false,
        ),
        // The arrows of an order stand at the end of the row.
        Possible::LeaveAt | Possible::CopyTo | Possible::Reorder => None,
    }
}

impl Outbox {
    /// The buttons of a message, the likeliest first; those that lead on stand out, those that step
    /// back do not.
    pub(super) fn buttons<'a>(
        &'a self,
        outgoing: &'a Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Vec<Element<'a, Message>> {
        let can = possible(outgoing);
        let soon = leaves_soon(outgoing, Timestamp::now()).is_some();
        let mut buttons: Vec<Element<'a, Message>> = Vec::new();
        if soon {
            // Within these seconds there is one question only.
            buttons.push(
                plain(Some(Icon::Undo), sight.texts.say("outbox-do-undo"))
                    .on_press(Message::Undo(outgoing.outbox_id))
                    .into(),
            );
        }
        if answer::is_there(outgoing) {
            buttons.push(
                plain(None, sight.texts.say("outbox-do-look"))
                    .on_press(Message::OtherAnswer(outgoing.outbox_id))
                    .into(),
            );
        }
        for one in can {
            let left_out = matches!(one, Possible::Edit | Possible::Cancel | Possible::LeaveAt);
            if !(soon && left_out) {
                buttons.extend(self.button(one, outgoing, known, sight));
            }
            if one == Possible::TryNow && refused_sender(outgoing) {
                buttons.push(
                    plain(None, sight.texts.say("outbox-do-administrator"))
                        .on_press(Message::Administrator(outgoing.outbox_id))
                        .into(),
                );
            }
        }
        let report = outgoing.bounce.as_ref().and_then(|b| b.report.as_ref());
        if let Some(key) = report.filter(|key| known.folder(&key.folder).is_some()) {
            buttons.push(
                close(quiet(None, sight.texts.say("outbox-do-report")))
                    .on_press(Message::Read(key.clone()))
                    .into(),
            );
        }
        buttons
    }

    fn button<'a>(
        &'a self,
        can: Possible,
        outgoing: &'a Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Option<Element<'a, Message>> {
        match can {
            Possible::LeaveAt => return Some(self.other_time(outgoing.outbox_id, sight)),
            Possible::CopyTo => return Some(self.other_folder(outgoing.outbox_id, known, sight)),
            _ => {}
        }
        let (words, message, leads_on) = deed(can, outgoing)?;
        let words = sight.texts.say(words);
        Some(if leads_on {
            plain(None, words).on_press(message).into()
        } else {
            close(quiet(None, words)).on_press(message).into()
        })
    }

    /// What can be done with the message about which everything is shown, for the palette.
    #[must_use]
    pub fn entries(&self, known: &Known, texts: &Texts) -> Vec<Entry<Message>> {
        let mut all = known.outbox.iter().chain(&self.older);
        let open = all.find(|outgoing| self.open == Some(outgoing.outbox_id));
        let can = open.into_iter().flat_map(|outgoing| {
            let can = possible(outgoing).into_iter();
            can.filter_map(move |can| deed(can, outgoing))
        });
        can.map(|(words, message, _)| Entry::new(texts.say(words), Ok(message)))
            .collect()
    }

    /// One place up, one place down; nothing where there is nothing to pass.
    pub(super) fn order<'a>(
        &'a self,
        outgoing: &Outgoing,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Option<Element<'a, Message>> {
        if !possible(outgoing).contains(&Possible::Reorder) {
            return None;
        }
        let id = outgoing.outbox_id;
        let step = |picture, direction, key: &str, action| {
            let can = Self::neighbour(known, id, direction).is_some();
            let hint = sight.hint(sight.texts.say(key), action);
            let press = can.then_some(Message::Move(Some(id), direction));
            let button = symbol(picture, hint)
                .width(scale::CONTROL_PILL)
                .height(scale::CONTROL_SMALL);
            (can, button.on_press_maybe(press))
        };
        let up = step(
            Icon::ArrowUp,
            Direction::Up,
            "outbox-do-up",
            keys::Action::LeaveEarlier,
        );
        let down = step(
            Icon::ArrowDown,
            Direction::Down,
            "outbox-do-down",
            keys::Action::LeaveLater,
        );
        (up.0 || down.0).then(|| iced::widget::row![up.1, down.1].into())
    }

    /// Another time to leave.
    fn other_time<'a>(&'a self, id: OutboxId, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let open = Message::Menu(Some((id, Menu::Times)));
        let button = close(opener(Look::Quiet, texts.say("outbox-do-other-time"))).on_press(open);
        let content = (self.menu == Some((id, Menu::Times))).then(|| {
            let (now, zone) = (Timestamp::now(), TimeZone::system());
            let mut rows: Vec<Element<'a, Message>> = Vec::new();
            for at in later::offers(now, &zone) {
                let words = later::capital(&texts.coming_date(at, now, &zone));
                let act = Message::Act(id, OutboxAction::LeaveAt(at));
                rows.push(command(Some(Icon::Clock), words, None, Some(act)).into());
            }
            let ask = Some(Message::AskTime(id));
            rows.push(command(Some(Icon::Clock), texts.say("later-other"), None, ask).into());
            menu(scale::MENU_WIDE, rows)
        });
        popover(button, content, Message::Menu(None)).into()
    }

    /// Another folder for a copy that cannot be filed where it should be.
    fn other_folder<'a>(
        &'a self,
        id: OutboxId,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let button = opener(Look::Plain, sight.texts.say("outbox-do-other-folder"))
            .on_press(Message::Menu(Some((id, Menu::Folders))));
        let content = (self.menu == Some((id, Menu::Folders))).then(|| {
            let mut rows = Vec::new();
            for node in &known.nodes {
                let places: Vec<_> = node
                    .folders
                    .iter()
                    .filter(|f| node.file_into.contains(&f.id))
                    .collect();
                if places.is_empty() {
                    continue;
                }
                rows.push(group(node.mailbox.name.as_str()));
                for folder in places {
                    let to = OutboxAction::CopyTo(FolderId::clone(&folder.id));
                    rows.push(
                        command(
                            Some(role_icon(folder.role)),
                            say::folder(sight.texts, folder),
                            None,
                            Some(Message::Act(id, to)),
                        )
                        .into(),
                    );
                }
            }
            menu(scale::MENU_WIDE, rows)
        });
        popover(button, content, Message::Menu(None)).into()
    }
}
