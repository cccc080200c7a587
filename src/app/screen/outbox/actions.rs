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
use crate::app::screen::{Sight, later};
use crate::app::theme::scale;
use crate::app::widget::button::{opener, plain, quiet, symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::look::Look;
use crate::app::widget::menu::{command, group, menu};
use crate::app::widget::popover::popover;
use crate::app::widget::press::Press;
use crate::domain::{FolderId, OutboxId, Outgoing};
use crate::engine::{OutboxAction, Possible, check_that_stopped, possible, refused_recipients};

/// To those who were not refused, as it stands now.
fn leave_out(outgoing: &Outgoing) -> OutboxAction {
    OutboxAction::LeaveOut(refused_recipients(outgoing))
}

/// A button without an edge, beside others: it needs no room around its words.
fn close(button: Press<'_, Message>) -> Press<'_, Message> {
    button.padding(Padding::from([0.0, scale::S]))
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
        let texts = sight.texts;
        let id = outgoing.outbox_id;
        let main = |words: &str, action: OutboxAction| -> Element<'a, Message> {
            plain(None, texts.say(words))
                .on_press(Message::Act(id, action))
                .into()
        };
        let other = |words: &str, action: OutboxAction| -> Element<'a, Message> {
            close(quiet(None, texts.say(words)))
                .on_press(Message::Act(id, action))
                .into()
        };
        Some(match can {
            Possible::SendNow if leaves_soon(outgoing, Timestamp::now()).is_some() => {
                other("outbox-do-send-now", OutboxAction::TryNow)
            }
            Possible::SendNow => main("outbox-do-send-now", OutboxAction::TryNow),
            Possible::TryNow if outgoing.state == crate::domain::OutboxState::Held => {
                main("outbox-do-try-once-more", OutboxAction::TryNow)
            }
            // Of what was never tried there is nothing to try.
            Possible::TryNow if outgoing.attempts == 0 => {
                main("outbox-do-send-now", OutboxAction::TryNow)
            }
            Possible::TryNow => main("outbox-do-try-now", OutboxAction::TryNow),
            Possible::SendAnyway => main(
                "outbox-do-send-anyway",
                OutboxAction::SendAnyway(check_that_stopped(outgoing)?),
            ),
            Possible::SendToOthers if outgoing.state == crate::domain::OutboxState::Unknown => {
                main("outbox-do-others-again", leave_out(outgoing))
            }
            Possible::SendToOthers => main("outbox-do-others", leave_out(outgoing)),
            Possible::Edit => other("outbox-do-edit", OutboxAction::Edit),
            // Of what came back it is the one way on.
            Possible::EditAsNew if outgoing.state != crate::domain::OutboxState::Unknown => {
                main("outbox-do-edit-as-new", OutboxAction::Edit)
            }
            Possible::EditAsNew => other("outbox-do-edit-as-new", OutboxAction::Edit),
            Possible::EditForLeftOut => {
                main("outbox-do-edit-for-left-out", OutboxAction::EditForLeftOut)
            }
            Possible::Cancel => other("outbox-do-cancel", OutboxAction::Cancel),
            Possible::NotAgain => other("outbox-do-not-again", OutboxAction::Cancel),
            Possible::Discard => close(quiet(None, texts.say("outbox-do-discard")))
                .on_press(Message::Discard(id))
                .into(),
            Possible::LeaveAt => self.other_time(id, sight),
            Possible::TreatAsSent => main("outbox-do-treat-as-sent", OutboxAction::TreatAsSent),
            Possible::SendAgain => main("outbox-do-send-again", OutboxAction::SendAgain),
            Possible::CopyTo => self.other_folder(id, known, sight),
            Possible::TryCopyNow => other("outbox-do-try-now", OutboxAction::TryNow),
            Possible::LeaveUncopied => {
                other("outbox-do-leave-uncopied", OutboxAction::LeaveUncopied)
            }
            // Its arrows stand at the end of the row.
            Possible::Reorder => return None,
        })
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
            menu(260.0, rows)
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
            menu(260.0, rows)
        });
        popover(button, content, Message::Menu(None)).into()
    }
}
