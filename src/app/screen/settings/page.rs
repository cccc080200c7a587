//! The page, as far as it is looked for.

use iced::keyboard::{Key, key::Named};
use iced::widget::{Column, Row, column, container, row, scrollable, space};
use iced::{Alignment, Element as Any, Fill, Padding};

use super::choices::{self, Choice};
use super::contacts::Deed;
use super::entered::Entered;
use super::{Change, Message, Page, SEARCH, Section, inside, lists};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::screen::accounts;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{plain, quiet, radio, spring, symbol, tab};
use crate::app::widget::drop::drop_zone;
use crate::app::widget::field::{Stroke, field};
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::dot;
use crate::app::widget::paged::paged;
use crate::app::widget::pane::choices as choices_of;
use crate::app::widget::text::{heading, paragraph, small};
use crate::config::{Config, Settings};
use crate::domain::{Mailbox, Notify, QuietHours, without_accents};

/// The page is no wider, however wide the window is.
const MOST: f32 = 820.0;

/// The width of the field in which is searched.
const SEARCH_WIDTH: f32 = 260.0;

/// The width of a mailbox's name: what is chosen for it stands close by.
const MAILBOX: f32 = 200.0;

/// Around what is said below a card: it begins where the words of the card do.
const SAID: Padding = Padding {
    top: 0.0,
    right: scale::M,
    bottom: 0.0,
    left: scale::M,
};

/// The width of a time of the day.
const TIME: f32 = 68.0;

/// Something on the page, and the words by which it is found.
pub(super) struct Entry<'a> {
    /// Under which heading it stands.
    pub section: Section,
    /// By which it is found.
    pub words: String,
    /// What is shown.
    pub view: Element<'a, Message>,
}

/// What is looked for: words, each of which is to be found.
pub(super) struct Wanted(Vec<String>);

impl Wanted {
    fn new(search: &str) -> Self {
        let words = without_accents(search).to_lowercase();
        Self(words.split_whitespace().map(str::to_owned).collect())
    }

    /// Is each of them among these?
    fn finds(&self, words: &str) -> bool {
        let words = without_accents(words).to_lowercase();
        self.0.iter().all(|wanted| words.contains(wanted.as_str()))
    }

    /// What of it is not among these words.
    pub(super) fn without(&self, words: &str) -> Self {
        let words = without_accents(words).to_lowercase();
        let rest = self
            .0
            .iter()
            .filter(|wanted| !words.contains(wanted.as_str()));
        Self(rest.cloned().collect())
    }

    /// Is something looked for, and each word of it among these?
    pub(super) fn is_about(&self, words: &str) -> bool {
        !self.0.is_empty() && self.finds(words)
    }

    /// Is one of them among these, if any is looked for?
    fn names(&self, words: &str) -> bool {
        let words = without_accents(words).to_lowercase();
        self.0.is_empty() || self.0.iter().any(|wanted| words.contains(wanted.as_str()))
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
        let mut entries = self.entries(known, config, &wanted, sight);
        let is_shown = |section| self.section.is_none_or(|shown| shown == section);
        let names_it = |entry: &Entry<'_>| {
            let heading = texts.say(entry.section.words());
            wanted.names(&entry.words) && wanted.finds(&format!("{heading} {}", entry.words))
        };
        // Of a part in which something bears these words only that; else all of it, where they are about it.
        let named = entries.iter().filter(|entry| names_it(entry));
        let named: Vec<Section> = named.map(|entry| entry.section).collect();
        entries.retain(|entry| {
            let (heading, also) = (entry.section.words(), entry.section.also());
            let also = also.map(|key| texts.say(key)).unwrap_or_default();
            let about = || format!("{} {} {also}", texts.say(heading), entry.words);
            is_shown(entry.section)
                && if named.contains(&entry.section) {
                    names_it(entry)
                } else {
                    wanted.finds(&about())
                }
        });
        let search = field(&texts.say("settings-search"), &self.search)
            .on_input(Message::Search)
            .id(SEARCH)
            .on_key(|stroke| leaves(stroke).then_some(Message::Back))
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
        let page = container(paged(
            scrollable(container(page).padding(scale::PAGE))
                .direction(style::scrollbar())
                .style(style::scroll)
                .width(Fill),
            sight.turn,
        ))
        .width(Fill)
        .height(Fill);
        // A file that is let go here holds contacts: nothing else on the page is taken from files.
        drop_zone(page, |path| Message::Contacts(Deed::Dropped(path))).into()
    }
}

/// Escape, which a field would keep for itself.
pub(super) fn leaves(stroke: &Stroke<'_>) -> bool {
    *stroke.key == Key::Named(Named::Escape) && stroke.modifiers.is_empty()
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

impl Page {
    fn entries<'a>(
        &'a self,
        known: &'a Known,
        config: &Config,
        wanted: &Wanted,
        sight: Sight<'a>,
    ) -> Vec<Entry<'a>> {
        let settings = &self.as_chosen(&config.settings);
        let key = sight.key(Action::Keys).unwrap_or_default();
        let mut choices = choices::choices(settings, &key, sight.texts);
        let bare = choices::bare(settings);
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
            let has_dialog = inside::has_dialog(section, known, config);
            let cards = cards.into_iter().enumerate().map(|(at, (words, view))| {
                let view = view.map(Message::Accounts);
                let found = has_dialog(at)
                    .then(|| inside::found(section, &words, wanted, sight.texts))
                    .flatten();
                let Some((inside, said)) = found else {
                    return Entry {
                        section,
                        words,
                        view,
                    };
                };
                let said = container(small(said).style(style::dim)).padding(SAID);
                Entry {
                    section,
                    words: format!("{words} {inside}"),
                    view: column![view, said].spacing(scale::XXS).into(),
                }
            });
            entries.extend(cards);
            let (here, others) = choices.into_iter().partition(|c| c.section == section);
            choices = others;
            let here: Vec<Choice> = here;
            let here = here.into_iter();
            entries.extend(here.map(|choice| self.choice(choice, &bare, sight)));
            match section {
                // Whoever has an account needs it no more, but may look for it.
                Section::Accounts
                    if known.accounts.is_empty() || wanted.is_about(&demo_words(sight)) =>
                {
                    entries.push(demo(sight));
                }
                Section::Sending => entries.push(self.own_words(settings, sight)),
                Section::Reading => entries.extend(self.pictures(settings, sight)),
                Section::Notifications => entries.extend(notifications(known, config, sight)),
                Section::Contacts => entries.push(Entry {
                    section,
                    words: sight.texts.say("settings-contacts-words"),
                    view: self.contacts.view(known.contacts, sight),
                }),
                _ => {}
            }
        }
        entries
    }

    fn choice<'a>(&'a self, choice: Choice, settings: &Settings, sight: Sight<'a>) -> Entry<'a> {
        let texts = sight.texts;
        let mut words = format!("{} {}", choice.title, choice.also);
        let options = choice.options.into_iter().map(|(name, change)| {
            words.push(' ');
            words.push_str(&name);
            let is_so = change.is_so(settings);
            radio(name, is_so).on_press(Message::Set(change)).into()
        });
        let mut options: Vec<Any<'a, _>> = options.collect();
        options.extend(choice.other.map(|which| {
            quiet(None, texts.say("settings-other"))
                .on_press(Message::Other(which))
                .into()
        }));
        let other = choice
            .other
            .and_then(|which| lists::other(which, &self.entering, texts));
        let view = column![
            paragraph(choice.title).style(style::dim),
            choices_of(Row::with_children(options).spacing(scale::S).wrap()),
        ]
        .push(other)
        .push(
            choice
                .hours
                .map(|hours| self.quiet_hours(hours, settings, sight)),
        )
        .spacing(scale::XS);
        Entry {
            section: choice.section,
            words,
            view: view.into(),
        }
    }

    /// What was decided about the pictures of single senders.
    fn pictures<'a>(&'a self, settings: &Settings, sight: Sight<'a>) -> Vec<Entry<'a>> {
        let lists = choices::decided(settings).into_iter();
        lists
            .map(|(which, title, senders)| {
                lists::list(
                    Section::Reading,
                    which,
                    title,
                    senders,
                    &self.entering,
                    sight,
                )
            })
            .collect()
    }

    /// The words of one's own that are right.
    fn own_words<'a>(&'a self, settings: &Settings, sight: Sight<'a>) -> Entry<'a> {
        let (which, words) = (Entered::Word, choices::own_words(settings));
        let title = "settings-own-words";
        lists::list(Section::Sending, which, title, words, &self.entering, sight)
    }

    /// When the quiet hours begin and end.
    fn quiet_hours<'a>(
        &'a self,
        hours: QuietHours,
        settings: &Settings,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let (texts, entering) = (sight.texts, &self.entering);
        let moves = |beginning: bool, forwards: bool| {
            let moved = choices::moved(hours, beginning, forwards);
            Message::Set(Change::Quiet(Some(moved)))
        };
        let stepper = |words: &str, which: Entered, beginning: bool| {
            let shown = match entering.typed(which) {
                Some(typed) => typed.to_owned(),
                None => which.now(settings),
            };
            // Whoever goes elsewhere has entered it.
            let time = lists::input(which, shown, entering)
                .width(TIME)
                .on_submit(Message::Enter(which))
                .on_leave(Message::Enter(which));
            row![
                line(texts.say(words)).dim(),
                symbol(Icon::Minus, texts.say("settings-quiet-earlier"))
                    .on_press(moves(beginning, false)),
                time,
                symbol(Icon::Plus, texts.say("settings-quiet-later"))
                    .on_press(moves(beginning, true)),
            ]
            .spacing(scale::XS)
            .align_y(Alignment::Center)
        };
        let steppers = row![
            stepper("settings-quiet-from", Entered::QuietFrom, true),
            stepper("settings-quiet-until", Entered::QuietUntil, false),
        ]
        .spacing(scale::L);
        let is_wrong = |which: &Entered| entering.is_wrong(*which);
        let wrong = [Entered::QuietFrom, Entered::QuietUntil]
            .into_iter()
            .find(is_wrong)
            .and_then(|which| lists::wrong(which, entering, texts));
        column![steppers].push(wrong).spacing(scale::XS).into()
    }
}

/// Of which messages of each mailbox somebody is told, under what that is about.
fn notifications<'a>(known: &'a Known, config: &Config, sight: Sight<'a>) -> Vec<Entry<'a>> {
    let texts = sight.texts;
    let title = texts.say("mailbox-notify");
    let there = known.nodes.iter().map(|node| &node.mailbox);
    let there = there.filter(|mailbox| !mailbox.routes.is_empty());
    // It stands wherever one of them is found.
    let found_by = |mailbox: &Mailbox| format!("{title} {} {}", mailbox.name, mailbox.address);
    let words: Vec<String> = there.clone().map(found_by).collect();
    let head = (!words.is_empty()).then(|| Entry {
        section: Section::Notifications,
        words: words.join(" "),
        view: paragraph(title.clone()).style(style::dim).into(),
    });
    let rows = there.map(|mailbox| {
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
            words: found_by(mailbox),
            view: row![
                dot(say::colour(mailbox)),
                container(line(name).font(font::MEDIUM).fill()).width(MAILBOX),
                choices_of(Row::with_children(ways).spacing(scale::S).wrap())
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center)
            .into(),
        }
    });
    head.into_iter().chain(rows).collect()
}

/// By which the demo is found.
fn demo_words(sight: Sight<'_>) -> String {
    let texts = sight.texts;
    let (title, also) = (texts.say("welcome-demo"), texts.say("settings-demo-also"));
    format!("{title} {also}")
}

/// The demo.
fn demo<'a>(sight: Sight<'a>) -> Entry<'a> {
    let texts = sight.texts;
    let start = plain(None, texts.say("welcome-demo")).on_press(Message::Demo);
    let words = paragraph(texts.say("settings-demo-words")).style(style::dim);
    Entry {
        section: Section::Accounts,
        words: demo_words(sight),
        view: column![words, start].spacing(scale::XS).into(),
    }
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
