//! The bar below the message from which one answers: in whose name, and where the copy goes; or why not.

use iced::widget::{column, container, row};
use iced::{Alignment, Fill, Padding};

use super::deed::{self, Deed};
use super::{Mail, Message};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::key_cap;
use crate::app::widget::fitting::fitting;
use crate::app::widget::hint::tip;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip, chip_sign, dot, dot_off};
use crate::app::widget::press::Press;
use crate::app::widget::text::small;
use crate::domain::{Mode, SendRight};

/// A dot in the colour of a mailbox is so wide.
const DOT: f32 = 9.0;
/// Above and below the words of the bar.
const BAR: f32 = 11.0;

impl Mail {
    /// In whose name one answers, and where the copy goes; or why not.
    pub(super) fn reply_bar<'a>(
        &'a self,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let targets = self.targets();
        let mailbox = targets.mailbox.as_ref();
        let identity = mailbox.and_then(|id| known.identity_of(id));
        let reason = deed::refusal(Deed::Reply, &targets, known, texts);
        let content: Element<'a, Message> = match (identity, reason) {
            (Some(identity), None) => {
                let node = mailbox.and_then(|id| known.node(id));
                let mode = say::right(texts, identity)
                    .filter(|_| identity.right != SendRight::Allowed || identity.sender.is_some())
                    .map(|(right, word)| (right.tone(), word));
                let behalf = identity.key.mode == Mode::OnBehalf;
                let (copy, waits) = say::copies(texts, identity, str::to_owned);
                let mark = || node.map_or_else(dot_off, |node| dot(say::colour(&node.mailbox)));
                let because = say::way_of_sending(texts, identity, known);
                let mode = || {
                    let mode = mode.as_ref();
                    mode.map(|(tone, word)| tip(chip(*tone, word.clone()), because.clone()))
                };
                let is_guessed = known.is_guessed(identity);
                let guessed = || {
                    is_guessed.then(|| {
                        let words = texts.say("mailbox-proposed");
                        tip(
                            chip(Tone::Caution, words),
                            texts.say("mailbox-address-guessed"),
                        )
                    })
                };
                let lead = || {
                    let words = if behalf {
                        "reader-reply-behalf"
                    } else {
                        "reader-reply-as"
                    };
                    row![
                        mark(),
                        line(texts.say(words)),
                        line(identity.from.label()).font(font::SEMIBOLD).wrap(),
                    ]
                    .spacing(scale::S)
                    .align_y(Alignment::Center)
                };
                let address = || say::address_beside(identity).map(|a| line(a).dim());
                // In the order in which they yield: one line, the copy below it, the address too,
                // and at last each in a line of its own.
                let beside = (!waits).then(|| line(copy.clone()).faint());
                let one = lead()
                    .push(address())
                    .push(guessed())
                    .push(mode())
                    .push(beside);
                let padding = Padding::ZERO.left(DOT + scale::S);
                let below = || {
                    let words = line(copy.clone()).size(scale::TEXT_SMALL);
                    if waits {
                        container(words.color(|t| t.caution.text).wrap()).padding(padding)
                    } else {
                        container(words.faint()).padding(padding)
                    }
                };
                // What will not go as expected is said in full, on a line of its own.
                let one = column![one].push(waits.then(below)).spacing(scale::XS);
                let two = column![lead().push(address()).push(guessed()).push(mode()), below()];
                let three = column![
                    lead().push(mode()),
                    container(
                        row![]
                            .push(address().map(|a| a.size(scale::TEXT_SMALL)))
                            .push(guessed())
                            .push(
                                (!waits)
                                    .then(|| line(copy.clone()).size(scale::TEXT_SMALL).faint())
                            )
                            .spacing(scale::S)
                    )
                    .padding(padding),
                ]
                .push(waits.then(below));
                let four = column![lead().push(mode())]
                    .push(address().map(|a| container(a).padding(padding)))
                    .push(guessed().map(|chip| container(chip).padding(padding)))
                    .push(if waits {
                        below()
                    } else {
                        container(small(copy.clone()).style(style::faint)).padding(padding)
                    });
                let ways = if sight.low {
                    // The message has the height: one line, and where the copy goes is said by the letter.
                    let sign = |words: &str, hint: String| {
                        let said = format!("{} {hint}", texts.say(words));
                        tip(chip_sign(Icon::Question, Tone::Caution), said)
                    };
                    let guessed_sign = || {
                        is_guessed
                            .then(|| sign("mailbox-proposed", texts.say("mailbox-address-guessed")))
                    };
                    let waits_sign = || {
                        waits.then(|| tip(chip_sign(Icon::Warning, Tone::Caution), copy.clone()))
                    };
                    let whole = lead()
                        .push(address())
                        .push(guessed())
                        .push(mode())
                        .push(waits_sign());
                    let with_signs = lead()
                        .push(address())
                        .push(guessed_sign())
                        .push(mode())
                        .push(waits_sign());
                    let named = lead().push(guessed_sign()).push(mode()).push(waits_sign());
                    let signs = row![]
                        .push(guessed_sign())
                        .push(mode())
                        .push(waits_sign())
                        .spacing(scale::S);
                    let wrapped = column![lead(), container(signs).padding(padding)];
                    vec![
                        whole.into(),
                        with_signs.into(),
                        named.into(),
                        wrapped.spacing(scale::XXS).into(),
                    ]
                } else {
                    vec![
                        one.into(),
                        two.spacing(scale::XXS).into(),
                        three.spacing(scale::XXS).into(),
                        four.spacing(scale::XXS).into(),
                    ]
                };
                row![fitting(ways)]
                    .push(sight.key(Action::Reply).map(key_cap))
                    .spacing(scale::S)
                    .align_y(Alignment::Center)
                    .into()
            }
            (_, reason) => row![
                icon(Icon::Lock).color(|t| t.dim),
                container(small(reason.unwrap_or_default()).style(style::dim)).width(Fill),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center)
            .into(),
        };
        let usable = deed::refusal(Deed::Reply, &targets, known, texts).is_none();
        let (above, around) = if sight.low {
            (scale::XS, Padding::from([scale::XS, scale::M]))
        } else {
            let around = Padding::from([0.0, scale::XL]);
            (BAR, around.top(scale::S).bottom(scale::L))
        };
        let bar: Element<'a, Message> = if usable {
            Press::new(Look::Card, content)
                .width(Fill)
                .padding(Padding::from([above, scale::M]))
                .align_left()
                .on_press(Message::Do(Deed::Reply))
                .into()
        } else {
            container(content)
                .width(Fill)
                .padding(Padding::from([above, scale::M]))
                .style(style::card)
                .into()
        };
        container(bar).padding(around).into()
    }
}
