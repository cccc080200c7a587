//! What is attached to the message that is read: by name, with its real type and size, and what can be done with it.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill, Padding};

use super::{Message, Opened, preview};
use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{link, plain, quiet, spring};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::mark::chip;
use crate::render::{self, ParsedAttachment};

/// The height of the buttons of a line.
const BUTTON: f32 = 26.0;

/// The list of them; what one looks at stands below its line.
pub(super) fn attachments<'a>(
    opened: &'a Opened,
    attachments: &[&'a ParsedAttachment],
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let rows = attachments.iter().map(|attachment| {
        let kind = render::file_type(attachment);
        let picture = if kind.is_picture() {
            Icon::Image
        } else {
            Icon::Attachment
        };
        let size = texts.size(attachment.size);
        let kind = kind.words(|key| texts.say(key));
        // The size first: what stands last is cut where there is no room.
        let size = match attachment.is_left_out {
            true => format!("{size} · {kind} · {}", texts.say("reader-left-out")),
            false => format!("{size} · {kind}"),
        };
        let (index, risk) = (attachment.index, &attachment.kind);
        let risk = match (risk.pretends, risk.is_program) {
            (true, _) => Some((Tone::Bad, "attachment-pretends")),
            (false, true) => Some((Tone::Caution, "attachment-program")),
            (false, false) => None,
        };
        let risk = risk.map(|(tone, key)| chip(tone, texts.say(key)));
        let shown = opened.preview.as_ref().filter(|now| now.index == index);
        let look = preview::way(attachment).map(|_| {
            let words = if shown.is_some() {
                "preview-hide"
            } else {
                "preview-show"
            };
            quiet(None, texts.say(words))
                .height(BUTTON)
                .on_press(Message::Preview(index))
        });
        let below = shown.map(|shown| preview::preview(shown, &opened.header.id, sight));
        let file = row![
            icon(picture).color(|t| t.dim),
            // A name of any length leaves room for what is said of the file.
            column![
                line(attachment.name.as_str())
                    .font(font::MEDIUM)
                    .name()
                    .fill(),
                line(size).size(scale::TEXT_SMALL).faint().fill(),
            ]
            .width(Fill),
        ]
        .push(risk)
        .push(look)
        .push(
            quiet(None, texts.say("reader-open"))
                .height(BUTTON)
                .on_press(Message::OpenAttachment(index)),
        )
        .push(
            plain(Some(Icon::Download), texts.say("reader-save"))
                .height(BUTTON)
                .on_press(Message::Save(index)),
        )
        .spacing(scale::S)
        .align_y(Alignment::Center);
        container(column![file].push(below).spacing(scale::S))
            .padding(Padding::from([scale::XS, scale::S]))
            .style(style::inset)
            .into()
    });
    let count = line(texts.say_with("reader-attachments", &[("count", attachments.len().into())]))
        .font(font::SEMIBOLD)
        .size(scale::TEXT_TINY)
        .faint();
    let all = (attachments.len() > 1)
        .then(|| link(texts.say("reader-save-all")).on_press(Message::SaveAll));
    let count = row![count].push(spring()).push(all);
    column![count, Column::with_children(rows).spacing(scale::S)]
        .spacing(scale::S)
        .into()
}
