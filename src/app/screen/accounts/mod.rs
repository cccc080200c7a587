//! Accounts, mailboxes and appearance: what a person adds, changes and takes away.

pub mod add;
mod contacts;
mod form;
pub mod mailbox;
pub mod password;
pub mod writing;

use iced::widget::{Column, Row, column, container, row, scrollable, space};
use iced::{Alignment, Fill, Padding};

use super::{Dialog, Outcome, Sight, Wish};
use crate::app::Element;
use crate::app::choose::Choice;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{plain, quiet, radio, spring, symbol};
use crate::app::widget::hint::tip;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::{chip, dot, dot_of};
use crate::app::widget::text::{heading, paragraph};
use crate::config::{Density, KeyMap, ReadAs, Settings, Theme};
use crate::domain::{Account, AccountId, EmailAddress, MailboxId, MailboxKind};
use crate::engine::{
    Command, Connection, ContactsRead, MailboxChange, Problem, ProblemKind, Reply,
};

/// The times in which Send can be undone that are offered, in seconds.
const UNDO_SECONDS: [u8; 6] = [0, 5, 10, 20, 30, 60];

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The form of a new account opens.
    Add,
    /// An account's password is to be given.
    Password(AccountId),
    /// An account is to be removed; a dialog asks first.
    Remove(AccountId),
    /// All is looked for again.
    Refresh(AccountId),
    /// A mailbox's settings open.
    Mailbox(MailboxId),
    /// A guessed address is right.
    Confirm(MailboxId, EmailAddress),
    /// Light or dark.
    Theme(Theme),
    /// How messages with HTML are shown first.
    ReadAs(ReadAs),
    /// Is it asked about pictures that lie elsewhere?
    AskPictures(bool),
    /// What was decided about the pictures of a sender is forgotten.
    ForgetPictures(String),
    /// Which keys do what.
    Keys(KeyMap),
    /// How high the rows of lists are.
    Density(Density),
    /// How long Send can be undone, in seconds.
    Undo(u8),
    /// Is somebody reminded of a file that they did not attach?
    RemindAttachment(bool),
    /// Of people outside of a conversation?
    RemindOutside(bool),
    /// How messages are written.
    Writing(writing::Choice),
    /// Contacts are to be read from a file, which is chosen.
    ImportContacts,
    /// They were, or not.
    ContactsImported(Result<Choice<ContactsRead>, Problem>),
    /// They are to be written into a file.
    ExportContacts,
    /// They were: under this name.
    ContactsExported(Result<Choice<String>, Problem>),
    /// A request came to its end.
    Done(Result<Reply, Problem>),
    /// How much room texts may take was chosen, in megabytes.
    Room(u32),
    /// What is kept of a lost mailbox is to go.
    DropLost(MailboxId),
    /// Whether what is held of lost mailboxes stays was chosen.
    KeepLost(bool),
    /// A setting was kept, or not.
    Kept(Result<(), Problem>),
}

/// Carries out what happened.
pub fn update(message: Message, link: &Link) -> Outcome<Message> {
    match message {
        Message::Add => Outcome::wish(Wish::Open(Dialog::AddAccount)),
        Message::Password(id) => Outcome::wish(Wish::Open(Dialog::Password(id))),
        Message::Remove(id) => Outcome::wish(Wish::Open(Dialog::RemoveAccount(id))),
        Message::Mailbox(id) => Outcome::wish(Wish::Open(Dialog::Mailbox(id))),
        Message::Refresh(id) => {
            Outcome::run(link.request(Command::Refresh(Some(id)), Message::Done))
        }
        Message::Confirm(mailbox, address) => {
            let change = MailboxChange::ConfirmAddress(address);
            let confirm = Command::SetMailbox { mailbox, change };
            Outcome::run(link.request(confirm, Message::Done))
        }
        Message::Theme(theme) => change(move |settings| settings.theme = theme, link),
        Message::Room(megabytes) => change(move |settings| settings.cache_mb = megabytes, link),
        Message::DropLost(id) => {
            Outcome::run(link.request(Command::RemoveMailbox(id), Message::Done))
        }
        Message::KeepLost(keep) => change(move |settings| settings.keep_lost = keep, link),
        Message::ReadAs(read_as) => change(move |settings| settings.read_as = read_as, link),
        Message::AskPictures(ask) => {
            change(move |settings| settings.pictures.never_ask = !ask, link)
        }
        Message::ForgetPictures(sender) => {
            change(move |settings| settings.pictures.forget(&sender), link)
        }
        Message::Density(density) => change(move |settings| settings.density = density, link),
        Message::Keys(keys) => change(move |settings| settings.keys = keys, link),
        Message::Undo(seconds) => change(move |settings| settings.undo_seconds = seconds, link),
        Message::RemindAttachment(on) => {
            change(move |settings| settings.remind_attachment = on, link)
        }
        Message::RemindOutside(on) => change(move |settings| settings.remind_outside = on, link),
        Message::Writing(choice) => change(move |settings| choice.apply(settings), link),
        Message::ImportContacts => contacts::import(link),
        Message::ContactsImported(read) => contacts::imported(read, link),
        Message::ExportContacts => contacts::export(link),
        Message::ContactsExported(written) => contacts::exported(written, link),
        Message::Done(done) => Outcome::of(done),
        Message::Kept(kept) => Outcome::of(kept),
    }
}

/// Changes a setting and keeps it.
fn change(change: impl FnOnce(&mut Settings) + Send + 'static, link: &Link) -> Outcome<Message> {
    let engine = link.engine().clone();
    let keep = async move { engine.change_settings(change).await };
    Outcome::run(link.run(keep, Message::Kept))
}

/// How long Send can be undone: what is offered, and what stands in the file.
fn undo<'a>(seconds: u8, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let mut offered = UNDO_SECONDS.to_vec();
    if !offered.contains(&seconds) {
        offered.push(seconds);
        offered.sort_unstable();
    }
    let offered = offered.into_iter().map(|one| {
        let words = match one {
            0 => texts.say("settings-undo-none"),
            one => texts.say_with("settings-undo-seconds", &[("count", u32::from(one).into())]),
        };
        radio(words, one == seconds)
            .on_press(Message::Undo(one))
            .into()
    });
    column![
        paragraph(texts.say("settings-undo-words")).style(style::dim),
        Row::with_children(offered).spacing(scale::S).wrap(),
    ]
    .spacing(scale::XS)
    .into()
}

/// Of what somebody is reminded before a message leaves.
fn reminders<'a>(settings: &Settings, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let choice = |words: &str, on: bool, message: fn(bool) -> Message| {
        let ways =
            [(true, "settings-remind-on"), (false, "settings-remind-off")].map(|(one, key)| {
                radio(texts.say(key), one == on)
                    .on_press(message(one))
                    .into()
            });
        column![
            paragraph(texts.say(words)).style(style::dim),
            Row::with_children(ways).spacing(scale::S).wrap(),
        ]
        .spacing(scale::XS)
    };
    column![
        choice(
            "settings-remind-attachment",
            settings.remind_attachment,
            Message::RemindAttachment,
        ),
        choice(
            "settings-remind-outside",
            settings.remind_outside,
            Message::RemindOutside,
        ),
    ]
    .spacing(scale::S)
    .into()
}

/// How much room texts may take: what is offered, and what stands in the file.
fn room<'a>(megabytes: u32, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
    const OFFERED: [u32; 4] = [1000, 5000, 20_000, 100_000];
    let texts = sight.texts;
    let mut offered = OFFERED.to_vec();
    if !offered.contains(&megabytes) {
        offered.push(megabytes);
        offered.sort_unstable();
    }
    let offered = offered.into_iter().map(|one| {
        radio(texts.size(u64::from(one) * 1_000_000), one == megabytes)
            .on_press(Message::Room(one))
            .into()
    });
    let taken: u64 = known
        .nodes
        .iter()
        .filter_map(|node| Some(node.held.as_ref()?.octets))
        .sum();
    let taken = texts.say_with("settings-room-taken", &[("size", texts.size(taken).into())]);
    column![
        paragraph(texts.say("settings-room-words")).style(style::dim),
        Row::with_children(offered).spacing(scale::S).wrap(),
        paragraph(taken).style(style::dim),
    ]
    .spacing(scale::XS)
    .into()
}

/// What becomes of what is held of a mailbox to which the access is lost.
fn keep_lost<'a>(keep: bool, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let choices = [
        (false, "settings-lost-remove"),
        (true, "settings-lost-keep"),
    ]
    .map(|(one, key)| {
        radio(texts.say(key), one == keep)
            .on_press(Message::KeepLost(one))
            .into()
    });
    column![
        paragraph(texts.say("settings-lost-words")).style(style::dim),
        Row::with_children(choices).spacing(scale::S).wrap(),
    ]
    .spacing(scale::XS)
    .into()
}

/// How messages with HTML are shown, and what is decided about pictures that lie elsewhere.
fn reading<'a>(settings: &Settings, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let ways = [
        (ReadAs::Sent, "settings-read-sent"),
        (ReadAs::Words, "settings-read-words"),
    ]
    .map(|(way, key)| {
        radio(texts.say(key), settings.read_as == way)
            .on_press(Message::ReadAs(way))
            .into()
    });
    let rules = &settings.pictures;
    let asks = [
        (true, "settings-pictures-ask"),
        (false, "settings-pictures-never"),
    ]
    .map(|(ask, key)| {
        radio(texts.say(key), ask != rules.never_ask)
            .on_press(Message::AskPictures(ask))
            .into()
    });
    let decided = |senders: &[String], key: &'static str| {
        let rows = senders.iter().map(|sender| {
            row![
                line(sender.clone()).fill(),
                quiet(None, texts.say("settings-pictures-forget"))
                    .on_press(Message::ForgetPictures(sender.clone()))
            ]
            .align_y(Alignment::Center)
            .into()
        });
        (!senders.is_empty()).then(|| {
            column![
                paragraph(texts.say(key)).style(style::dim),
                Column::with_children(rows)
            ]
        })
    };
    column![
        paragraph(texts.say("settings-read-words-hint")).style(style::dim),
        Row::with_children(ways).spacing(scale::S).wrap(),
        space().height(2),
        paragraph(texts.say("settings-pictures-words")).style(style::dim),
        Row::with_children(asks).spacing(scale::S).wrap(),
    ]
    .push(decided(&rules.always, "settings-pictures-always"))
    .push(decided(&rules.never, "settings-pictures-never-from"))
    .spacing(scale::XS)
    .into()
}

/// Which keys do what.
fn key_maps<'a>(chosen: KeyMap, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let maps = [
        (KeyMap::Gmail, "settings-keys-gmail"),
        (KeyMap::Thunderbird, "settings-keys-thunderbird"),
    ]
    .map(|(map, key)| {
        radio(texts.say(key), map == chosen)
            .on_press(Message::Keys(map))
            .into()
    });
    let all = sight.key(Action::Keys).unwrap_or_default();
    let words = texts.say_with("settings-keys-words", &[("key", all.into())]);
    column![
        paragraph(words).style(style::dim),
        Row::with_children(maps).spacing(scale::S).wrap(),
    ]
    .spacing(scale::XS)
    .into()
}

/// The page.
pub fn view<'a>(known: &'a Known, settings: &Settings, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let section = |key: &str| {
        line(texts.say(key))
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TITLE)
    };
    let accounts = known
        .accounts
        .iter()
        .map(|(account, connection)| account_row(account, *connection, known, sight));
    let mailboxes = known.nodes.iter().map(|node| {
        let mailbox = &node.mailbox;
        let kind = match mailbox.kind {
            MailboxKind::Personal => "mailbox-personal",
            MailboxKind::Shared => "mailbox-shared",
        };
        // Of a copy nothing is decided but when it goes.
        let is_lost = mailbox.routes.is_empty();
        let lost = is_lost.then(|| {
            let words = texts.say("access-lost");
            chip(crate::app::theme::Tone::Bad, words)
        });
        let change = if is_lost {
            plain(Some(Icon::Trash), texts.say("settings-lost-drop"))
                .on_press(Message::DropLost(mailbox.id()))
        } else {
            plain(Some(Icon::Settings), texts.say("settings-change"))
                .on_press(Message::Mailbox(mailbox.id()))
        };
        let proposed = (!mailbox.address_confirmed && !is_lost).then(|| {
            tip(
                chip(
                    crate::app::theme::Tone::Caution,
                    texts.say("mailbox-proposed"),
                ),
                texts.say("mailbox-address-proposed"),
            )
        });
        let confirm = (!mailbox.address_confirmed && !is_lost).then(|| {
            let address = mailbox.address.as_str().into();
            plain(Some(Icon::Check), texts.say("mailbox-confirm"))
                .hint(texts.say_with("mailbox-confirm-hint", &[("address", address)]))
                .on_press(Message::Confirm(mailbox.id(), mailbox.address.clone()))
        });
        container(
            row![
                dot(say::colour(mailbox)),
                line(mailbox.name.as_str()).font(font::MEDIUM),
                // It yields where there is little room, before a button does.
                line(mailbox.address.as_str()).dim().fill(),
                line(texts.say(kind)).size(scale::TEXT_SMALL).faint(),
            ]
            .push(lost)
            .push(proposed)
            .push(confirm)
            .push(change)
            .spacing(scale::S)
            .align_y(Alignment::Center),
        )
        .padding(Padding::from([6, 12]))
        .style(style::card)
        .into()
    });
    let themes = [
        (Theme::System, "settings-theme-system"),
        (Theme::Light, "settings-theme-light"),
        (Theme::Dark, "settings-theme-dark"),
    ]
    .map(|(which, key)| {
        radio(texts.say(key), settings.theme == which)
            .on_press(Message::Theme(which))
            .into()
    });
    let densities = [
        (Density::Comfortable, "density-comfortable"),
        (Density::Compact, "density-compact"),
    ]
    .map(|(which, key)| {
        radio(texts.say(key), settings.density == which)
            .on_press(Message::Density(which))
            .into()
    });
    let page = column![
        heading(texts.say("settings-title")),
        space().height(2),
        row![
            section("settings-accounts"),
            spring(),
            plain(Some(Icon::Plus), texts.say("settings-add")).on_press(Message::Add)
        ]
        .align_y(Alignment::Center),
        Column::with_children(accounts).spacing(6),
        space().height(6),
        section("settings-mailboxes"),
        Column::with_children(mailboxes).spacing(6),
        space().height(6),
        section("settings-sending"),
        writing::view(settings, sight).map(Message::Writing),
        undo(settings.undo_seconds, sight),
        reminders(settings, sight),
        space().height(6),
        section("settings-reading"),
        reading(settings, sight),
        space().height(6),
        section("settings-contacts"),
        contacts::view(known.contacts, sight),
        space().height(6),
        section("settings-room"),
        room(settings.cache_mb, known, sight),
        keep_lost(settings.keep_lost, sight),
        space().height(6),
        section("settings-appearance"),
        Row::with_children(themes).spacing(scale::S).wrap(),
        Row::with_children(densities).spacing(scale::S).wrap(),
        space().height(6),
        section("settings-keys"),
        key_maps(settings.keys, sight),
    ]
    .spacing(scale::S)
    .max_width(820);
    container(
        scrollable(container(page).padding(Padding::from([18, 22])))
            .direction(style::scrollbar())
            .style(style::scroll)
            .width(Fill),
    )
    .width(Fill)
    .height(Fill)
    .style(style::panel)
    .into()
}

fn account_row<'a>(
    account: &'a Account,
    connection: Connection,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let id = account.id();
    let (tone, words) = say::connection(texts, connection);
    let problem = known
        .problems
        .iter()
        .find(|p| p.account.as_ref() == Some(&id));
    let wants_password = connection == Connection::Stopped
        && problem.is_none_or(|p| matches!(p.kind, ProblemKind::SignIn | ProblemKind::Secret));
    let password = wants_password.then(|| {
        plain(Some(Icon::Lock), texts.say("problems-password"))
            .on_press(Message::Password(id.clone()))
    });
    let name = account.name.as_deref().unwrap_or_default();
    let servers = format!("{} · {}", account.imap, account.smtp);
    let lines = column![
        row![
            line(account.address.as_str()).font(font::MEDIUM),
            line(name).dim()
        ]
        .spacing(scale::S),
        row![
            container(dot_of(tone)).padding(Padding::ZERO.top(4)),
            line(words).size(scale::TEXT_SMALL).dim(),
            line(servers).size(scale::TEXT_SMALL).faint().fill(),
        ]
        .spacing(6),
    ]
    .spacing(3)
    .width(Fill);
    container(
        row![lines]
            .push(password)
            .push(
                symbol(Icon::Refresh, texts.say("settings-look-again"))
                    .on_press(Message::Refresh(id.clone())),
            )
            .push(quiet(None, texts.say("settings-remove")).on_press(Message::Remove(id)))
            .spacing(scale::S)
            .align_y(Alignment::Center),
    )
    .padding(Padding::from([9, 12]))
    .style(style::card)
    .into()
}
