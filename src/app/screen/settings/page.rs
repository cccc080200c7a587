//! The page, as far as it is looked for.

use iced::widget::{Column, Row, column, container, row, scrollable, space};
use iced::{Alignment, Element as Any, Fill};

use super::choices::{self, Choice};
use super::{Change, Message, Page, SEARCH, Section, contacts};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::screen::accounts;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{plain, quiet, radio, spring, symbol, tab};
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::dot;
use crate::app::widget::text::{heading, paragraph};
use crate::config::{Config, Settings};
use crate::domain::{Notify, QuietHours, without_accents};

/// The page is no wider, however wide the window is.
const MOST: f32 = 820.0;

/// The width of the field in which is searched.
const SEARCH_WIDTH: f32 = 260.0;

/// Something on the page, and the words by which it is found.
struct Entry<'a> {
    section: Section,
    words: String,
    view: Element<'a, Message>,
}

/// What is looked for: words, each of which is to be found.
struct Wanted(Vec<String>);

impl Wanted {
    fn new(search: &str) -> Self {
        let words = without_accents(search).to_lowercase();
        Self(words.split_whitespace().map(str::to_owned).collect())
    }

    fn finds(&self, words: &str) -> bool {
        if self.0.is_empty() {
            return true;
        }
        let words = without_accents(words).to_lowercase();
        self.0.iter().all(|wanted| words.contains(wanted.as_str()))
    }
}

impl Page {
    /// The page.
    pub fn view<'a>(
        &'a self,
        known: &'a Known,
        config: &Config,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let wanted = Wanted::new(&self.search);
        let mut entries = entries(known, config, sight);
        entries.retain(|entry| {
            let heading = texts.say(entry.section.words());
            let also = texts.say(entry.section.also());
            self.section.is_none_or(|shown| shown == entry.section)
                && wanted.finds(&format!("{heading} {} {also}", entry.words))
        });
        let search = field(&texts.say("settings-search"), &self.search)
            .on_input(Message::Search)
            .id(SEARCH)
            .width(SEARCH_WIDTH);
        let head = row![
            container(heading(texts.say("settings-title"))).width(Fill),
            search
        ]
        .spacing(scale::M)
        .align_y(Alignment::Center);
        let all =
            tab(texts.say("settings-all"), self.section.is_none()).on_press(Message::Show(None));
        let tabs = Section::ALL.map(|section| {
            tab(texts.say(section.words()), self.section == Some(section))
                .on_press(Message::Show(Some(section)))
                .into()
        });
        let tabs = Row::with_children(std::iter::once(all.into()).chain(tabs)).wrap();
        let mut page: Column<'a, Message> = column![head, tabs].spacing(scale::S);
        if entries.is_empty() {
            let words = texts.say_with("settings-none", &[("words", self.search.trim().into())]);
            page = page
                .push(space().height(scale::M))
                .push(paragraph(words).style(style::dim));
        }
        let mut before = None;
        for entry in entries {
            if before != Some(entry.section) {
                before = Some(entry.section);
                page = page.push(space().height(scale::XS)).push(section_head(
                    entry.section,
                    known,
                    sight,
                ));
            }
            page = page.push(entry.view);
        }
        let page = page.max_width(MOST);
        container(
            scrollable(container(page).padding(scale::PAGE))
                .direction(style::scrollbar())
                .style(style::scroll)
                .width(Fill),
        )
        .width(Fill)
        .height(Fill)
        .into()
    }
}

/// The heading of a part, with what can be added to it.
fn section_head<'a>(section: Section, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let title = line(texts.say(section.words()))
        .font(font::SEMIBOLD)
        .size(scale::TEXT_TITLE);
    let add = |words: &str, message: accounts::Message| {
        plain(Some(Icon::Plus), texts.say(words)).on_press(Message::Accounts(message))
    };
    let has_account = !known.accounts.is_empty();
    let add = match section {
        Section::Accounts => Some(add("settings-add", accounts::Message::Add)),
        Section::Mailboxes if has_account => {
            Some(add("settings-add-mailbox", accounts::Message::AddMailbox))
        }
        Section::Addresses if has_account => {
            Some(add("settings-add-address", accounts::Message::AddAddress))
        }
        _ => None,
    };
    row![title, spring()]
        .push(add)
        .height(scale::CONTROL)
        .align_y(Alignment::Center)
        .into()
}

fn entries<'a>(known: &'a Known, config: &Config, sight: Sight<'a>) -> Vec<Entry<'a>> {
    let settings = &config.settings;
    let key = sight.key(Action::Keys).unwrap_or_default();
    let mut choices = choices::choices(settings, &key, sight.texts);
    // Each choice is tried on a copy, and none is about single senders, of whom there may be thousands.
    let mut bare = settings.clone();
    bare.pictures.always.clear();
    bare.pictures.never.clear();
    bare.own_words.clear();
    let mut entries = Vec::new();
    for section in Section::ALL {
        let cards = match section {
            Section::Accounts => accounts::account_cards(known, sight),
            Section::Mailboxes => accounts::mailbox_cards(known, config, sight),
            Section::Addresses => accounts::address_cards(config, sight),
            _ => Vec::new(),
        };
        if section == Section::Room {
            entries.push(taken(known, sight));
        }
        entries.extend(cards.into_iter().map(|(words, view)| Entry {
            section,
            words,
            view: view.map(Message::Accounts),
        }));
        let (here, others) = choices.into_iter().partition(|c| c.section == section);
        choices = others;
        let here: Vec<Choice> = here;
        entries.extend(here.into_iter().map(|choice| choice_entry(choice, &bare)));
        match section {
            Section::Sending => entries.extend(own_words(settings, sight)),
            Section::Reading => entries.extend(pictures(settings, sight)),
            Section::Notifications => {
                entries.extend(settings.quiet.map(|hours| quiet_hours(hours, sight)));
                entries.extend(notifications(known, config, sight));
            }
            Section::Contacts => entries.push(Entry {
                section,
                words: sight.texts.say("settings-contacts-words"),
                view: contacts::view(known.contacts, sight),
            }),
            _ => {}
        }
    }
    entries
}

fn choice_entry<'a>(choice: Choice, settings: &Settings) -> Entry<'a> {
    let mut words = choice.title.clone();
    let options = choice.options.into_iter().map(|(name, change)| {
        words.push(' ');
        words.push_str(&name);
        let is_so = change.is_so(settings);
        radio(name, is_so).on_press(Message::Set(change)).into()
    });
    let options: Vec<Any<'a, _>> = options.collect();
    let view = column![
        paragraph(choice.title).style(style::dim),
        Row::with_children(options).spacing(scale::S).wrap(),
    ]
    .spacing(scale::XS);
    Entry {
        section: choice.section,
        words,
        view: view.into(),
    }
}

/// What was decided about the pictures of single senders.
fn pictures<'a>(settings: &Settings, sight: Sight<'a>) -> Vec<Entry<'a>> {
    choices::decided(settings)
        .into_iter()
        .filter_map(|(key, senders)| forgettable(Section::Reading, key, senders, sight))
        .collect()
}

/// The words of one's own that are right.
fn own_words<'a>(settings: &Settings, sight: Sight<'a>) -> Option<Entry<'a>> {
    let words = choices::own_words(settings);
    forgettable(Section::Sending, "settings-own-words", words, sight)
}

/// A list of which each entry can be forgotten; nothing where it is empty.
fn forgettable<'a>(
    section: Section,
    key: &str,
    list: Vec<(String, Change)>,
    sight: Sight<'a>,
) -> Option<Entry<'a>> {
    if list.is_empty() {
        return None;
    }
    let texts = sight.texts;
    let title = texts.say(key);
    let mut words = title.clone();
    let rows = list.into_iter().map(|(one, forget)| {
        words.push(' ');
        words.push_str(&one);
        row![
            line(one).fill(),
            quiet(None, texts.say("settings-pictures-forget")).on_press(Message::Set(forget))
        ]
        .align_y(Alignment::Center)
        .into()
    });
    let rows: Vec<Any<'a, _>> = rows.collect();
    Some(Entry {
        section,
        words,
        view: column![
            paragraph(title).style(style::dim),
            Column::with_children(rows)
        ]
        .into(),
    })
}

/// When the quiet hours begin and end.
fn quiet_hours<'a>(hours: QuietHours, sight: Sight<'a>) -> Entry<'a> {
    let texts = sight.texts;
    let moves = |beginning: bool, forwards: bool| {
        let moved = choices::moved(hours, beginning, forwards);
        Message::Set(Change::Quiet(Some(moved)))
    };
    let stepper = |words: &str, time: jiff::civil::Time, beginning: bool| {
        row![
            line(texts.say(words)).dim(),
            symbol(Icon::Minus, texts.say("settings-quiet-earlier"))
                .on_press(moves(beginning, false)),
            line(texts.clock(time)).font(font::MEDIUM),
            symbol(Icon::Plus, texts.say("settings-quiet-later")).on_press(moves(beginning, true)),
        ]
        .spacing(scale::XS)
        .align_y(Alignment::Center)
    };
    Entry {
        section: Section::Notifications,
        words: texts.say("settings-quiet-words"),
        view: row![
            stepper("settings-quiet-from", hours.from, true),
            stepper("settings-quiet-until", hours.until, false),
        ]
        .spacing(scale::L)
        .into(),
    }
}

/// Of which messages of each mailbox somebody is told.
fn notifications<'a>(known: &'a Known, config: &Config, sight: Sight<'a>) -> Vec<Entry<'a>> {
    let texts = sight.texts;
    let there = known.nodes.iter().map(|node| &node.mailbox);
    there
        .filter(|mailbox| !mailbox.routes.is_empty())
        .map(|mailbox| {
            let id = mailbox.id();
            let now = config.notify(&id, mailbox.kind);
            let ways = Notify::ALL.map(|way| {
                radio(texts.say(say::notify(way)), way == now)
                    .on_press(Message::Notify(id.clone(), way))
                    .into()
            });
            let name = mailbox.name.as_str();
            Entry {
                section: Section::Notifications,
                words: format!("{name} {}", mailbox.address),
                view: row![
                    dot(say::colour(mailbox)),
                    line(name).font(font::MEDIUM).fill(),
                    Row::with_children(ways).spacing(scale::S)
                ]
                .spacing(scale::S)
                .align_y(Alignment::Center)
                .into(),
            }
        })
        .collect()
}

/// How much room is taken.
fn taken<'a>(known: &'a Known, sight: Sight<'a>) -> Entry<'a> {
    let texts = sight.texts;
    let octets: u64 = known
        .nodes
        .iter()
        .filter_map(|node| Some(node.held.as_ref()?.octets))
        .sum();
    let words = texts.say_with(
        "settings-room-taken",
        &[("size", texts.size(octets).into())],
    );
    Entry {
        section: Section::Room,
        view: paragraph(words.clone()).style(style::dim).into(),
        words,
    }
}
