//! How the text is formatted: the switch at the foot, the bar over the text, and where a link leads.

use std::time::Duration;

use iced::widget::{column, container, row};
use iced::{Alignment, Fill, Padding, Task, keyboard};

use super::{Compose, Message, Pictures, Preview};
use crate::app::Element;
use crate::app::keys::{self, Action, Focus, Place, Stroke};
use crate::app::link::Link;
use crate::app::screen::Outcome;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{
    hairline, link as text_link, plain, small_symbol, spring, symbol,
};
use crate::app::widget::editor::Edit;
use crate::app::widget::field::field;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::notice;
use crate::app::widget::pane::bar;
use crate::app::widget::press::Press;
use crate::app::widget::text::small;
use crate::domain::TextFormat;
use crate::engine::{Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::rfc822::{Markup, web_address};

/// So long it is said that plain text became formatted.
const SAID: Duration = Duration::from_secs(12);
/// The field for the address of a link.
pub(super) const ADDRESS: &str = "link";
/// The text.
pub(super) const BODY: &str = "body";

/// What happens with the formatting.
#[derive(Debug, Clone)]
pub enum Formatting {
    /// The text is formatted from now on, or plain.
    As(TextFormat),
    /// What is chosen is formatted.
    Mark(Markup),
    /// A link is wanted, or none any more where there is one.
    Link,
    /// Its address was typed.
    Address(String),
    /// That it is formatted was not meant: it is plain again, without what was just set.
    TakeBack,
    /// That it is formatted now was said long enough.
    Said(u64),
    /// It is set.
    LinkDone,
    /// It is not.
    LinkClose,
}

/// Plain text became formatted by what was done in it, and that is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turned {
    /// The changes of the text right after it.
    after: u64,
    /// A link is wanted, and nothing is set yet.
    for_link: bool,
}

impl Formatting {
    /// What a key does.
    pub(super) fn of(action: Action) -> Option<Self> {
        Some(Self::Mark(match action {
            Action::Bold => Markup::Bold,
            Action::Italic => Markup::Italic,
            Action::Code => Markup::Code,
            Action::BulletList => Markup::List,
            Action::NumberedList => Markup::Numbered,
            Action::Quote => Markup::Quote,
            Action::InsertLink => return Some(Self::Link),
            _ => return None,
        }))
    }
}

/// What a key that was pressed in the text formats there.
pub(super) fn formatted_by(event: &keyboard::Event) -> Option<Message> {
    let stroke = keys::shortcut(event, Place::Compose, Focus::Writing, keys::WRITING, None)?;
    match stroke {
        Stroke::Action(action) => Formatting::of(action).map(Message::Format),
        Stroke::Begins(_) => None,
    }
}

impl Compose {
    /// Is the text formatted?
    pub(super) fn is_formatted(&self) -> bool {
        self.draft.format == TextFormat::Formatted
    }

    /// The kind of text that this one is not.
    pub(super) fn other_format(&self) -> TextFormat {
        if self.is_formatted() {
            TextFormat::Plain
        } else {
            TextFormat::Formatted
        }
    }

    /// The text is of this kind from now on; what stands in it stays.
    pub(super) fn write_as(&mut self, format: TextFormat) {
        self.draft.format = format;
        self.body.set_formatted(format == TextFormat::Formatted);
    }

    /// Carries out what happened.
    pub(super) fn format(&mut self, message: Formatting, link: &Link) -> Outcome<Message> {
        match message {
            Formatting::As(format) => {
                if format == TextFormat::Plain {
                    self.previewed = None;
                    self.pictures_beside_text();
                }
                self.write_as(format);
                self.turned = None;
                self.link = None;
                self.keys_to(BODY);
                self.changed(link)
            }
            // Where nothing can be chosen nothing is formatted.
            Formatting::Mark(_) | Formatting::Link if self.previewed.is_some() => {
                self.previewed = None;
                self.keys_to(BODY);
                Outcome::none()
            }
            // No mark in a quote is one: plain text stays what it is.
            Formatting::Mark(markup) if !self.body.can_mark(&markup) => self.say_quoted(),
            Formatting::Link if !self.body.can_mark(&Markup::Link(String::new())) => {
                self.say_quoted()
            }
            Formatting::Mark(markup) => {
                // Whoever wants something bold wants formatted text. It is said: it leaves as HTML from now on.
                let for_link = self.turned.is_some_and(|turned| turned.for_link);
                let turns = !self.is_formatted() || for_link;
                self.write_as(TextFormat::Formatted);
                let _ = self.body.perform(Edit::Mark(markup));
                // Whoever used the bar goes on writing.
                self.keys_to(BODY);
                let changed = self.changed(link);
                if !turns {
                    return changed;
                }
                changed.and(self.say_turned(self.body.changes(), link))
            }
            Formatting::Said(after) => {
                self.turned = self.turned.filter(|turned| turned.after != after);
                Outcome::none()
            }
            Formatting::TakeBack => match self.turned.take() {
                Some(turned) => {
                    // What was written since then stays, and so does what it stands in.
                    if turned.after == self.body.changes() {
                        let _ = self.body.perform(Edit::Undo);
                    }
                    self.format(Formatting::As(TextFormat::Plain), link)
                }
                None => Outcome::none(),
            },
            Formatting::Link if self.body.is_in_link() && self.is_formatted() => {
                self.format(Formatting::Mark(Markup::Unlink), link)
            }
            Formatting::Link => {
                if !self.is_formatted() {
                    self.turned = Some(Turned {
                        after: self.body.changes(),
                        for_link: true,
                    });
                }
                self.write_as(TextFormat::Formatted);
                self.link = Some(String::new());
                self.keys_to(ADDRESS);
                Outcome::none()
            }
            Formatting::Address(text) => {
                self.link = Some(text);
                Outcome::none()
            }
            Formatting::LinkDone => match self.link.as_deref().and_then(web_address) {
                Some(to) => {
                    self.link = None;
                    self.format(Formatting::Mark(Markup::Link(to)), link)
                }
                None => Outcome::none(),
            },
            Formatting::LinkClose => {
                self.link = None;
                self.keys_to(BODY);
                if self.turned.is_some_and(|turned| turned.for_link) {
                    // Nothing was set that wants formatted text.
                    self.turned = None;
                    self.write_as(TextFormat::Plain);
                }
                Outcome::none()
            }
        }
    }

    /// Why nothing became of it.
    fn say_quoted(&mut self) -> Outcome<Message> {
        self.keys_to(BODY);
        let quoted = Text::new("compose-format-quoted");
        self.fail(None, Problem::new(ProblemKind::Usage, quoted))
    }

    /// The switch between plain and formatted text.
    pub(super) fn format_switch<'a>(&self, texts: &Texts) -> Element<'a, Message> {
        let is_formatted = self.is_formatted();
        let hint = if is_formatted {
            "compose-format-off"
        } else {
            "compose-format-on"
        };
        let look = Look::Tab {
            selected: is_formatted,
        };
        Press::new(look, icon(Icon::Formatted))
            .width(scale::CONTROL_LARGE)
            .height(scale::CONTROL_LARGE)
            .hint(texts.say(hint))
            .on_press(Message::Format(Formatting::As(self.other_format())))
            .into()
    }

    /// Says that plain text became formatted. Where the text still has so many changes when that is taken back, the last
    /// one is taken back too.
    pub(super) fn say_turned(&mut self, after: u64, link: &Link) -> Task<Message> {
        let for_link = false;
        self.turned = Some(Turned { after, for_link });
        link.after(SAID, move || Message::Format(Formatting::Said(after)))
    }

    /// That plain text became formatted, which can be taken back.
    pub(super) fn turned_view<'a>(&self, texts: &Texts) -> Option<Element<'a, Message>> {
        let _ = self.turned.filter(|turned| !turned.for_link)?;
        let back = text_link(texts.say("compose-format-back"))
            .on_press(Message::Format(Formatting::TakeBack))
            .into();
        let words = texts.say("compose-format-turned");
        Some(notice(Tone::Neutral, Icon::Formatted, words, vec![back]))
    }

    /// The bar over a text that is formatted. Its place is there for plain text too: the text below
    /// keeps its focus when it comes and goes.
    pub(super) fn format_bar<'a>(&'a self, texts: &Texts) -> Element<'a, Message> {
        if !self.is_formatted() {
            return column![].into();
        }
        let here = self.body.formats();
        let is_previewed = self.previewed.is_some();
        let press = |picture: Icon, action: Action, selected: bool| {
            let in_quote = here.quote && action != Action::Quote;
            let hint = match in_quote {
                true => texts.say("compose-format-quoted"),
                false => keys::hint(texts.say(action.words()), action, keys::WRITING, texts),
            };
            let message = Formatting::of(action).map(Message::Format);
            let message = message.filter(|_| !is_previewed && !in_quote);
            let selected = selected && !is_previewed;
            Press::new(Look::Tab { selected }, icon(picture))
                .width(scale::CONTROL)
                .height(scale::CONTROL)
                .hint(hint)
                .on_press_maybe(message)
        };
        let picture = symbol(Icon::Image, texts.say("compose-picture"))
            .on_press_maybe((!is_previewed).then_some(Message::Picture(Pictures::Choose)));
        let look = Press::new(
            Look::Tab {
                selected: is_previewed,
            },
            row![
                icon(Icon::ReadOnly).size(scale::ICON_SMALL),
                line(texts.say("compose-preview"))
            ]
            .spacing(scale::WORDS)
            .align_y(Alignment::Center),
        )
        .padding(Padding::from([0.0, scale::FIELDS]))
        .height(scale::CONTROL)
        .hint(keys::hint(
            texts.say("compose-preview-hint"),
            Action::Preview,
            keys::WRITING,
            texts,
        ))
        .on_press(Message::Preview(Preview::Turn(!is_previewed)));
        let buttons = row![
            press(Icon::Bold, Action::Bold, here.bold),
            press(Icon::Italic, Action::Italic, here.italic),
            press(Icon::List, Action::BulletList, here.list),
            press(Icon::Numbered, Action::NumberedList, here.numbered),
            press(Icon::Quote, Action::Quote, here.quote),
            press(Icon::Code, Action::Code, here.code),
            press(Icon::Link, Action::InsertLink, here.link),
            picture,
            spring(),
            look,
        ]
        .spacing(scale::XS)
        .align_y(Alignment::Center);
        let all = container(bar(buttons)).padding(Padding::from([scale::XS, scale::M]));
        column![all, hairline()].push(self.address(texts)).into()
    }

    /// Where a link leads, while it is asked for.
    fn address<'a>(&'a self, texts: &Texts) -> Option<Element<'a, Message>> {
        let typed = self.link.as_ref()?;
        let usable = web_address(typed).is_some();
        let input = field(&texts.say("compose-link-address"), typed)
            .id(ADDRESS)
            .on_input(|text| Message::Format(Formatting::Address(text)))
            .on_submit(Message::Format(Formatting::LinkDone));
        let done = plain(Some(Icon::Link), texts.say("compose-link-set"))
            .on_press_maybe(usable.then_some(Message::Format(Formatting::LinkDone)));
        let close = small_symbol(Icon::Close, texts.say("dialog-close"))
            .on_press(Message::Format(Formatting::LinkClose));
        let content = column![
            small(texts.say("compose-link-words")).style(style::dim),
            row![container(input).width(Fill), done, close]
                .spacing(scale::S)
                .align_y(Alignment::Center),
        ]
        .spacing(scale::XS);
        let padding = Padding::from([scale::S, scale::L]);
        Some(column![container(content).padding(padding), hairline()].into())
    }
}
