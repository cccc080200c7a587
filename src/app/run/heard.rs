//! What of the events of windows is heard by the program.

use iced::{Event, keyboard, window};

use super::Message;

/// Keys that no control took, and what happens to windows.
pub(super) fn heard(event: Event, status: iced::event::Status, id: window::Id) -> Option<Message> {
    match (event, status) {
        // A key that is let go would end what its press began: `g`, and then `i`.
        (
            Event::Keyboard(event @ keyboard::Event::KeyPressed { .. }),
            iced::event::Status::Ignored,
        ) => Some(Message::Key(id, event)),
        (Event::Window(window::Event::Resized(size) | window::Event::Opened { size, .. }), _) => {
            Some(Message::Resized(id, size))
        }
        (Event::Window(window::Event::Rescaled(pixels)), _) => Some(Message::Scaled(id, pixels)),
        (Event::Window(window::Event::Focused), _) => Some(Message::Focused(id, true)),
        (Event::Window(window::Event::Unfocused), _) => Some(Message::Focused(id, false)),
        (Event::Window(window::Event::CloseRequested), _) => Some(Message::CloseRequested(id)),
        (Event::Window(window::Event::Closed), _) => Some(Message::Closed(id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use iced::event::Status;
    use iced::keyboard::{Key, Location, Modifiers, key::Physical};

    use super::*;

    /// `g` and then `i` go to the Inbox also where the first is let go before the second is pressed.
    #[test]
    fn keys_that_are_let_go_are_not_heard() {
        let (id, key) = (window::Id::unique(), Key::Character("g".into()));
        let physical_key = Physical::Code(iced::keyboard::key::Code::KeyG);
        let press = keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key.clone(),
            physical_key,
            location: Location::Standard,
            modifiers: Modifiers::empty(),
            text: Some("g".into()),
            repeat: false,
        };
        let release = keyboard::Event::KeyReleased {
            key: key.clone(),
            modified_key: key,
            physical_key,
            location: Location::Standard,
            modifiers: Modifiers::empty(),
        };
        let is_heard = |event| heard(Event::Keyboard(event), Status::Ignored, id).is_some();
        assert!(is_heard(press.clone()));
        assert!(!is_heard(release));
        // What a text field took is none of the window's.
        assert!(heard(Event::Keyboard(press), Status::Captured, id).is_none());
    }
}
