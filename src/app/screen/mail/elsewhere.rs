//! Pictures of the message that is read which lie elsewhere: what is said of them, and what can be decided about them.

use iced::widget::{Row, column, container, row};
use iced::{Fill, Padding};

use super::reader_view::is_drawn;
use super::{Message, Opened, Pictures, drawn};
use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::theme::{scale, style};
use crate::app::widget::button::link;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::domain::{PictureConsent, names_of};

/// For whom it is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// For who wrote the message.
    Sender,
    /// For everybody of their domain.
    Domain,
}

/// How many are not seen, how far they are, and what was decided before; `None` where none lie elsewhere.
fn missing(opened: &Opened) -> Option<(usize, Pictures, PictureConsent)> {
    let drawn = opened.drawn.as_ref().filter(|_| is_drawn(opened))?;
    let (missing, pictures, consent) = drawn.elsewhere();
    (missing > 0).then_some((missing, pictures, consent))
}

/// What fetches and shows them this once; else the key of why that cannot be.
pub(super) fn show_once(opened: &Opened) -> Result<Message, &'static str> {
    match missing(opened) {
        None | Some((_, Pictures::Coming, _)) => Err("may-not-no-pictures"),
        Some(_) => {
            let key = opened.header.id.clone();
            Ok(Message::Drawn(key, drawn::Message::ShowPictures))
        }
    }
}

/// By what name it is kept for whom it is decided; else the key of why nothing can be decided.
pub(super) fn decided_for(opened: &Opened, whose: Whose) -> Result<String, &'static str> {
    match missing(opened) {
        Some((_, Pictures::Out, PictureConsent::Ask)) => {}
        Some((_, Pictures::Out, _)) => return Err("may-not-pictures-decided"),
        _ => return Err("may-not-no-pictures"),
    }
    // Of several authors nobody knows who decides what is fetched.
    let [from] = opened.header.participants.from.as_slice() else {
        return Err("may-not-pictures-sender");
    };
    let (address, domain) = names_of(&from.address);
    match whose {
        Whose::Sender => Ok(address),
        Whose::Domain if domain.len() > 1 => Ok(domain),
        Whose::Domain => Err("may-not-pictures-sender"),
    }
}

/// What is said of them, and what can be decided.
pub(super) fn pictures<'a>(opened: &'a Opened, sight: Sight<'a>) -> Option<Element<'a, Message>> {
    let texts = sight.texts;
    let (missing, pictures, consent) = missing(opened)?;
    let count = [("count", missing.into())];
    let (words, show) = match pictures {
        Pictures::Coming => ("pictures-coming", "pictures-show"),
        Pictures::Here => ("pictures-not-had", "pictures-again"),
        Pictures::Out if consent == PictureConsent::Never => ("pictures-never", "pictures-show"),
        Pictures::Out => ("pictures-out", "pictures-show"),
    };
    let words = line(texts.say_with(words, &count));
    let words = words.size(scale::TEXT_SMALL).dim().wrap();
    let mut choices: Vec<Element<'a, Message>> = Vec::new();
    if let Ok(message) = show_once(opened) {
        choices.push(link(texts.say(show)).on_press(message).into());
    }
    for (key, whose, always) in [
        ("pictures-always", Whose::Sender, true),
        ("pictures-always", Whose::Domain, true),
        ("pictures-never-from", Whose::Sender, false),
    ] {
        if let Ok(sender) = decided_for(opened, whose) {
            let words = texts.say_with(key, &[("sender", sender.as_str().into())]);
            let decided = Message::DecidePictures(sender, always);
            choices.push(link(words).on_press(decided).into());
        }
    }
    let choices = Row::with_children(choices).spacing(scale::M).wrap();
    let body = column![words, choices.vertical_spacing(scale::XS)].spacing(scale::XS);
    Some(
        container(
            row![
                icon(Icon::Image).color(|t| t.dim),
                container(body).width(Fill)
            ]
            .spacing(scale::S),
        )
        .padding(Padding::from([scale::S, scale::M]))
        .style(style::inset)
        .into(),
    )
}
