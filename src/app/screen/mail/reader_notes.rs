//! What is said of a message above its text: what confirms its sender, what it is packed in, and that it has no
//! text.

use iced::widget::{column, container, row};
use iced::{Fill, Padding};

use super::content::Content;
use super::{Message, Opened};
use crate::app::Element;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::link;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::mark::notice;
use crate::app::widget::passage::words;
use crate::app::widget::text::small;
use crate::engine::confirmed_in_words;
use crate::rfc822::Packing;

/// What one's own server confirmed about who wrote it.
pub(super) fn confirmed<'a>(opened: &'a Opened, sight: Sight<'a>) -> Option<Element<'a, Message>> {
    let found = opened.content()?.authentication.as_ref()?;
    let said = confirmed_in_words(found, &opened.header.participants)?;
    let said = say::text(sight.texts, &say::on_one_line(said));
    let said = words(said)
        .size(scale::TEXT_SMALL)
        .color(|t| t.faint)
        .fill();
    Some(said.into())
}

/// That there is more of it than is shown.
pub(super) fn partial<'a>(content: &Content, sight: Sight<'a>) -> Option<Element<'a, Message>> {
    let words = || sight.texts.say("render-partial");
    let said = || notice(Tone::Caution, Icon::Warning, words(), Vec::new());
    content.is_partial.then(said)
}

/// What the message is packed in, a line for each.
pub(super) fn packings<'a>(
    content: &'a Content,
    sight: Sight<'a>,
) -> impl Iterator<Item = Element<'a, Message>> {
    content.packings.iter().map(move |packing| {
        let texts = sight.texts;
        let picture = match packing {
            Packing::Tnef => Icon::Attachment,
            Packing::Signed(_) | Packing::InSignature(_) | Packing::Encrypted(_) => Icon::Lock,
        };
        let save = packing
            .hides_text()
            .then(|| link(texts.say("reader-save-message")).on_press(Message::SaveMessage));
        let said = words(texts.say(packing.key()))
            .size(scale::TEXT_SMALL)
            .dim()
            .fill();
        let body = column![said].push(save).spacing(scale::XS);
        let line = row![icon(picture).color(|t| t.dim), body].spacing(scale::S);
        container(line)
            .padding(Padding::from([scale::S, scale::M]))
            .width(Fill)
            .style(style::inset)
            .into()
    })
}

/// That there is no text, where nothing else says so.
pub(super) fn without_text<'a>(
    opened: &'a Opened,
    content: &'a Content,
    sight: Sight<'a>,
) -> Option<Element<'a, Message>> {
    let is_said = content.trouble.is_some() || content.packings.iter().any(|p| p.hides_text());
    let is_said = is_said || content.invitation.is_some();
    if is_said || !content.is_empty() {
        return None;
    }
    // HTML without words may be a picture, which is seen, or is said to lie elsewhere.
    let drawn = opened.drawn.as_ref();
    let shows_picture = drawn.is_some_and(|drawn| drawn.elsewhere().0 > 0)
        || content.html.as_ref().is_some_and(|html| html.has_picture());
    if shows_picture {
        return None;
    }
    let key = if content.attachments.is_empty() {
        "reader-no-text"
    } else {
        "reader-no-text-but-attachments"
    };
    Some(small(sight.texts.say(key)).style(style::faint).into())
}
