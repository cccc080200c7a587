//! How the lines of recipients look: who is named, what is written behind them, and who is proposed below it.

use std::collections::BTreeSet;

use iced::widget::{Row, column, container, row, scrollable};
use iced::{Alignment, Fill, Padding};

use super::people::{Deed, FOLDED, own_domains};
use super::recipients::Named;
use super::view::LABEL;
use super::{Compose, Line, Message};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{hairline, link, small_symbol};
use crate::app::widget::field::field;
use crate::app::widget::flow::flow;
use crate::app::widget::grab::{grab, landing};
use crate::app::widget::hint::tip;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::menu;
use crate::app::widget::popover::{popover, proposals};
use crate::app::widget::press::Press;
use crate::app::widget::raised::{Height, raised};
use crate::app::widget::ring::ringed;
use crate::domain::{Correspondent, KnownFrom, NamedAddress, Participants};
use crate::i18n::Texts;
use crate::rfc822::OwnDomains;

/// People take no more rows than these, then they scroll: whole ones, so that nobody is cut.
const ROWS: f32 = 4.0;
const LINES: f32 = (ROWS - 1.0) * (NAMED + scale::XS) + scale::CONTROL;
/// In a window of less height the letter scrolls already.
const SMALL: f32 = 600.0;
/// Height of somebody who is named.
const NAMED: f32 = 26.0;
/// Longest name that is shown whole.
const NAME: f32 = 240.0;
/// Room that is left to write in at least.
const LEAST: f32 = 160.0;
/// Those of a folded line that are shown.
const SHOWN: usize = 10;
/// The same of somebody who is proposed: their address needs its room.
const PROPOSED_NAME: f32 = 190.0;
/// Most people of a line that are shown at all.
const MOST_SHOWN: usize = 200;
/// Width of those who are proposed.
const PROPOSED: f32 = 540.0;

impl Compose {
    pub(super) fn people<'a>(
        &'a self,
        which: Line,
        words: String,
        end: Option<Element<'a, Message>>,
        known: &Known,
        texts: &'a Texts,
    ) -> Element<'a, Message> {
        let line_of = self.line(which);
        let (own, ours) = (own_domains(known), &known.own_domains);
        let count = line_of.named().len();
        let shown = match self.unfolded {
            true => count.min(MOST_SHOWN),
            false if count <= FOLDED => count,
            false => SHOWN,
        };
        let named = line_of.named().iter().enumerate().take(shown);
        let mut things: Vec<Element<'a, Message>> = named
            .map(|(at, named)| {
                let label = label(&named.person, ours);
                self.named(which, at, named, label, &own, texts)
            })
            .collect();
        if shown < count {
            let more = texts.say_with("compose-more-people", &[("count", (count - shown).into())]);
            let unfold = Message::People(which, Deed::Unfold);
            things.push(
                container(link(more).on_press(unfold))
                    .padding(Padding::from([0.0, scale::XS]))
                    .into(),
            );
        }
        let input = field("", line_of.text())
            .bare()
            .id(which.id())
            .on_input(move |text| Message::Typed(which, text))
            .on_leave(Message::People(which, Deed::Left))
            .on_lines(move |lines| Message::People(which, Deed::Lines(lines)))
            .on_key(move |stroke| self.stroke(which, stroke));
        let proposed = self
            .proposals
            .of(which)
            .map(|(found, at)| list(which, found, at, texts));
        let input = proposals(input, proposed, Message::People(which, Deed::Close));
        let all = flow(things, input, scale::XS, LEAST);
        let all = scrollable(all)
            .direction(style::scrollbar())
            .style(style::scroll)
            .anchor_bottom();
        // In a small window all of the letter scrolls, and nothing within it that need not.
        let most = if self.size.height < SMALL && shown <= FOLDED {
            f32::INFINITY
        } else {
            LINES
        };
        let all = container(all).width(Fill).max_height(most);
        let wrong = self
            .is_marked(which)
            .then(|| icon(Icon::Alert).color(|tokens| tokens.bad.text));
        let beside = Row::new()
            .push(wrong)
            .push(end)
            .spacing(scale::S)
            .height(scale::CONTROL)
            .align_y(Alignment::Center);
        let label = container(line(words).faint())
            .width(LABEL)
            .height(scale::CONTROL)
            .align_y(Alignment::Center);
        let content = row![label, all, beside].spacing(scale::FIELDS);
        let content = container(content).padding(Padding::from([scale::CLOSE, scale::L]));
        let taken = self.taken.filter(|(from, _)| *from != which);
        let land = taken.map(|(from, at)| Message::People(which, Deed::Land(from, at)));
        let content = ringed(content, which.id()).within();
        column![landing(content, land), hairline()].into()
    }

    /// Somebody who is named.
    fn named<'a>(
        &'a self,
        which: Line,
        at: usize,
        named: &'a Named,
        label: &'a str,
        own: &BTreeSet<&str>,
        texts: &'a Texts,
    ) -> Element<'a, Message> {
        let deed = move |deed| Message::People(which, deed);
        let person = &named.person;
        let is_chosen = self.line(which).chosen() == Some(at);
        let is_outside = person
            .checked()
            .is_ok_and(|address| !own.is_empty() && !own.contains(address.domain()));
        let said = if named.is_wrong {
            Some("compose-no-address")
        } else {
            is_outside.then_some("compose-outside")
        };
        let said = said.map(|key| {
            let words = line(texts.say(key)).size(scale::TEXT_TINY);
            if named.is_wrong {
                words.font(font::MEDIUM)
            } else {
                words.dim()
            }
        });
        let remove = texts.say_with("compose-remove", &[("name", person.label().into())]);
        let remove = small_symbol(Icon::Close, remove)
            .skip_tab()
            .on_press(deed(Deed::Remove(at)));
        let wrong = named
            .is_wrong
            .then(|| icon(Icon::Alert).size(scale::ICON_SMALL));
        let content = Row::new()
            .push(wrong)
            .push(container(line(label)).max_width(NAME))
            .push(said)
            .push(remove)
            .spacing(scale::WORDS)
            .align_y(Alignment::Center);
        let is_taken = self.taken == Some((which, at));
        let content = container(content)
            .height(NAMED)
            .padding(Padding::from([0.0, scale::XXS]).left(scale::CHIP))
            .align_y(Alignment::Center)
            .style(style::recipient(named.is_wrong, is_chosen || is_taken));
        // What a name hides; an address alone is all there is.
        let hint = (label != person.address || person.name.is_some()).then(|| person.to_string());
        let content = grab(content, move |grip| Self::grip(which, at, grip));
        let open = self.menu == Some((which, at));
        let menu = open.then(|| menu_of(which, at, texts));
        let content = match hint {
            Some(hint) => tip(content, hint),
            None => content.into(),
        };
        popover(content, menu, deed(Deed::MenuClose)).into()
    }
}

/// A name, but where it pretends that somebody else is written to: an answer to such a mail shows where it goes.
fn label<'a>(person: &'a NamedAddress, ours: &OwnDomains) -> &'a str {
    let participants = Participants {
        from: vec![person.clone()],
        ..Participants::default()
    };
    let deceives = person.name.is_some() && !ours.doubts(&participants).is_empty();
    if deceives {
        &person.address
    } else {
        person.label()
    }
}

/// What can be done with somebody who is named.
fn menu_of<'a>(which: Line, at: usize, texts: &'a Texts) -> Element<'a, Message> {
    let row = |picture, key: &str, deed| {
        let message = Some(Message::People(which, deed));
        menu::command(Some(picture), texts.say(key), None, message).into()
    };
    let mut rows = vec![
        row(Icon::Drafts, "compose-person-edit", Deed::Edit(at)),
        row(Icon::Copy, "compose-person-copy", Deed::Copy(at)),
    ];
    for to in Line::ALL.into_iter().filter(|to| *to != which) {
        let key = match to {
            Line::To => "compose-person-to",
            Line::Cc => "compose-person-cc",
            Line::Bcc => "compose-person-bcc",
        };
        rows.push(row(Icon::Move, key, Deed::Move(at, to)));
    }
    rows.push(row(Icon::Close, "compose-person-remove", Deed::Remove(at)));
    menu::menu(scale::MENU_NARROW, rows)
}

/// Those who are proposed.
fn list<'a>(
    which: Line,
    found: &'a [Correspondent],
    chosen: Option<usize>,
    texts: &'a Texts,
) -> Element<'a, Message> {
    let rows = found.iter().enumerate().map(|(at, one)| {
        let person = &one.person;
        let name = person.name.as_deref();
        let names = match name {
            Some(name) => row![
                container(line(name).font(font::SEMIBOLD)).max_width(PROPOSED_NAME),
                line(person.address.as_str()).dim().fill(),
            ],
            None => row![line(person.address.as_str()).font(font::SEMIBOLD).fill()],
        };
        let known_from = texts.say(match one.from {
            KnownFrom::Contact => "contact-from-contacts",
            KnownFrom::Written => "contact-from-written",
            KnownFrom::Mail => "contact-from-mail",
        });
        let reject = texts.say_with("compose-reject", &[("name", person.label().into())]);
        let content = row![
            names
                .spacing(scale::WORDS)
                .width(Fill)
                .align_y(Alignment::Center),
            line(known_from).size(scale::TEXT_SMALL).dim(),
            small_symbol(Icon::Close, reject)
                .skip_tab()
                .on_press(Message::People(which, Deed::Reject(at))),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let look = Look::Choice {
            selected: chosen == Some(at),
        };
        Press::new(look, content)
            .width(Fill)
            .height(scale::CONTROL_LARGE)
            .padding(Padding::from([0.0, scale::WORDS]).left(scale::FIELDS))
            .align_left()
            .skip_tab()
            .on_press(Message::People(which, Deed::Accept(at)))
            .into()
    });
    let rows = iced::widget::Column::with_children(rows);
    container(raised(rows, 6, Height::High))
        .width(PROPOSED)
        .into()
}
