//! Links: followed at once where nothing about them deceives, and shown first where something does.

use iced::widget::{Column, column, container};
use iced::{Element as Any, Fill};

use super::{Mail, Message};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Dialog, Notice, Outcome, Sight, Wish};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::app::widget::passage::{fixed, passage};
use crate::engine::link_doubt_in_words;
use crate::render::link::{Target, TargetKind, target};
use crate::rfc822;

impl Mail {
    /// A link was pressed.
    pub(super) fn follow_link(
        text: &str,
        to: &str,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        match target(text, to, &known.own_domains) {
            None => {
                let words = link.texts.say("link-nowhere");
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Some(target) if target.doubts.is_empty() => Outcome::wish(follow(&target)),
            Some(target) => Outcome::wish(Wish::Open(Dialog::Link(Box::new(target)))),
        }
    }
}

/// What following it asks for.
#[must_use]
pub fn follow(target: &Target) -> Wish {
    let draft = (target.kind == TargetKind::Mail).then(|| rfc822::mailto(&target.address));
    match draft.flatten() {
        Some(draft) => Wish::New(Box::new(draft), None),
        None => Wish::Browse(target.address.clone()),
    }
}

/// What a dialog says of a link before it is followed: where it leads, and what to look at twice.
pub fn link_view<'a, M: Clone + 'a>(target: &'a Target, sight: Sight<'a>) -> Element<'a, M> {
    let doubts = target.doubts.iter().map(|doubt| -> Any<'a, M, _, _> {
        let words = crate::app::say::text(sight.texts, &link_doubt_in_words(doubt));
        notice(Tone::Caution, Icon::Warning, words, Vec::new())
    });
    column![
        Column::with_children(doubts).spacing(scale::S),
        container(passage(fixed(&target.address), sight.tokens).small())
            .padding(scale::M)
            .width(Fill)
            .style(style::inset),
    ]
    .spacing(scale::M)
    .into()
}
