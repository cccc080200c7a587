//! Accounts, mailboxes and addresses: what a person adds, changes and takes away.
//!
//! Their cards stand on the page of the settings ([`super::settings`]); what is entered for one has a dialog.

pub mod add;
pub mod address;
pub(super) mod form;
pub mod found;
pub mod mailbox;
pub mod password;
pub mod reach;

use iced::widget::{Row, column, container, row};
use iced::{Alignment, Fill, Padding};

use super::{Dialog, Notice, Outcome, Removed, Sight, Wish};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{plain, quiet, symbol};
use crate::app::widget::fitting::fitting;
use crate::app::widget::hint::tip;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::{chip, dot, dot_of};
use crate::config::{Config, IdentitySettings};
use crate::domain::{Account, AccountId, EmailAddress, Mailbox, MailboxId, MailboxKind};
use crate::engine::{
    Command, Connection, Engine, MailboxChange, Problem, ProblemKind, Reply, Text,
};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The form of a new account opens.
    Add,
    /// The form of an account that is there opens.
    Change(AccountId),
    /// An account's password is to be given.
    Password(AccountId),
    /// An account is to be removed; a dialog asks first.
    Remove(AccountId),
    /// All is looked for again.
    Refresh(AccountId),
    /// A mailbox is to be named that no account shows by itself.
    AddMailbox,
    /// A mailbox's settings open.
    Mailbox(MailboxId),
    /// A guessed address is right.
    Confirm(MailboxId, EmailAddress),
    /// A mailbox is not to be shown, or what is kept of a lost one is to go.
    DropMailbox(MailboxId),
    /// A mailbox that is not shown is to be shown again.
    ShowMailbox(EmailAddress),
    /// An address to write from is to be added.
    AddAddress,
    /// What stands under messages from such an address is to be changed.
    Address(EmailAddress, AccountId),
    /// Such an address is to go.
    RemoveAddress(EmailAddress, AccountId),
    /// It is gone, or not.
    AddressRemoved(Result<Option<IdentitySettings>, Problem>),
    /// A request came to its end.
    Done(Result<Reply, Problem>),
}

/// Carries out what happened.
pub fn update(message: Message, link: &Link) -> Outcome<Message> {
    let open = |dialog| Outcome::wish(Wish::Open(dialog));
    let ask = |command| Outcome::run(link.request(command, Message::Done));
    match message {
        Message::Add => open(Dialog::AddAccount),
        Message::Change(id) => open(Dialog::Account(id)),
        Message::Password(id) => open(Dialog::Password(id)),
        Message::Remove(id) => open(Dialog::RemoveAccount(id)),
        Message::AddMailbox => open(Dialog::AddMailbox),
        Message::Mailbox(id) => open(Dialog::Mailbox(id)),
        Message::AddAddress => open(Dialog::AddAddress),
        Message::Address(address, via) => open(Dialog::Address(address, via)),
        Message::Refresh(id) => ask(Command::Refresh(Some(id))),
        Message::Confirm(mailbox, address) => {
            let change = MailboxChange::ConfirmAddress(address);
            ask(Command::SetMailbox { mailbox, change })
        }
        Message::DropMailbox(id) => ask(Command::RemoveMailbox(id)),
        Message::ShowMailbox(address) => {
            let show = show(link.engine().clone(), address);
            Outcome::run(link.run(show, Message::Done))
        }
        Message::RemoveAddress(address, via) => {
            let removed = remove_address(link.engine().clone(), address, via);
            Outcome::run(link.run(removed, Message::AddressRemoved))
        }
        Message::AddressRemoved(Ok(None)) => Outcome::none(),
        Message::AddressRemoved(Ok(Some(identity))) => {
            let removed = Box::new(Removed::Address(identity));
            Outcome::wish(Wish::Tell(Notice::Removed(removed)))
        }
        Message::AddressRemoved(Err(problem)) => Outcome::of::<()>(Err(problem)),
        Message::Done(done) => Outcome::of(done),
    }
}

/// Takes an address away, and says what was kept of it.
async fn remove_address(
    engine: Engine,
    address: EmailAddress,
    via: AccountId,
) -> Result<Option<IdentitySettings>, Problem> {
    let mut kept = engine.config().identities.into_iter();
    let kept = kept.find(|one| one.address == address && one.via == via);
    let remove = Command::RemoveIdentity { address, via };
    let _ = engine.request(remove).await?;
    Ok(kept)
}

/// Shows a mailbox again, by the first account that reaches it.
async fn show(engine: Engine, address: EmailAddress) -> Result<Reply, Problem> {
    let none = Text::new("problem-no-such-mailbox").with("mailbox", address.as_str());
    let mut answer = Err(Problem::new(ProblemKind::NotFound, none));
    for account in engine.config().accounts {
        let (address, via) = (address.clone(), account.id());
        let root = None;
        answer = engine
            .request(Command::AddMailbox { address, via, root })
            .await;
        if answer.is_ok() {
            break;
        }
    }
    answer
}

/// A card, and the words by which it is found.
pub(super) type Card<'a> = (String, Element<'a, Message>);

fn card<'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    container(content)
        .padding(Padding::from([scale::WORDS, scale::M]))
        .style(style::card)
        .into()
}

/// The accounts.
pub(super) fn account_cards<'a>(known: &'a Known, sight: Sight<'a>) -> Vec<Card<'a>> {
    let accounts = known.accounts.iter();
    accounts
        .map(|(account, connection)| {
            let name = account.name.as_deref().unwrap_or_default();
            let words = format!(
                "{} {name} {} {}",
                account.address, account.imap, account.smtp
            );
            (words, account_row(account, *connection, known, sight))
        })
        .collect()
}

/// The mailboxes, and those that are not shown.
pub(super) fn mailbox_cards<'a>(
    known: &'a Known,
    config: &Config,
    sight: Sight<'a>,
) -> Vec<Card<'a>> {
    let shown = known.nodes.iter().map(|node| {
        let mailbox = &node.mailbox;
        let words = format!("{} {}", mailbox.name, mailbox.address);
        (words, mailbox_row(mailbox, sight))
    });
    let hidden = config.mailboxes.iter().filter(|mailbox| mailbox.hidden);
    let hidden = hidden.map(|mailbox| {
        let texts = sight.texts;
        let address = mailbox.address.to_string();
        let words = format!("{address} {}", texts.say("settings-hidden"));
        let row = row![
            line(address).dim().fill(),
            line(texts.say("settings-hidden"))
                .size(scale::TEXT_SMALL)
                .faint(),
            plain(None, texts.say("settings-show"))
                .on_press(Message::ShowMailbox(mailbox.address.clone())),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        (words, card(row))
    });
    shown.chain(hidden).collect()
}

fn mailbox_row<'a>(mailbox: &'a Mailbox, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let kind = match mailbox.kind {
        MailboxKind::Personal => "mailbox-personal",
        MailboxKind::Shared => "mailbox-shared",
    };
    // Of a copy nothing is decided but when it goes.
    let is_lost = mailbox.routes.is_empty();
    let is_guessed = !mailbox.address_confirmed && !is_lost;
    let lost = || is_lost.then(|| chip(Tone::Bad, texts.say("access-lost")));
    let proposed = || {
        is_guessed.then(|| {
            tip(
                chip(Tone::Caution, texts.say("mailbox-proposed")),
                texts.say("mailbox-address-proposed"),
            )
        })
    };
    let confirm = || {
        is_guessed.then(|| {
            let address = mailbox.address.as_str().into();
            plain(Some(Icon::Check), texts.say("mailbox-confirm"))
                .hint(texts.say_with("mailbox-confirm-hint", &[("address", address)]))
                .on_press(Message::Confirm(mailbox.id(), mailbox.address.clone()))
        })
    };
    let change_and_hide = || {
        let drop = Message::DropMailbox(mailbox.id());
        if is_lost {
            let words = texts.say("settings-lost-drop");
            (plain(Some(Icon::Trash), words).on_press(drop), None)
        } else {
            let words = texts.say("settings-change");
            let hide = quiet(None, texts.say("settings-hide"))
                .hint(texts.say("settings-hide-hint"))
                .on_press(drop);
            let change =
                plain(Some(Icon::Settings), words).on_press(Message::Mailbox(mailbox.id()));
            (change, Some(hide))
        }
    };
    let what = || {
        row![
            dot(say::colour(mailbox)),
            // Whoever confirms an address has to read it: it stands below, where it has room.
            column![
                line(mailbox.name.as_str()).font(font::MEDIUM),
                line(mailbox.address.as_str())
                    .size(scale::TEXT_SMALL)
                    .dim()
                    .wrap(),
            ]
            .spacing(scale::XXS)
            .width(Fill),
        ]
        // What it is stands in the tree, too.
        .push((!sight.narrow).then(|| line(texts.say(kind)).size(scale::TEXT_SMALL).faint()))
        .push(lost())
        .push(proposed())
        .spacing(scale::S)
        .align_y(Alignment::Center)
    };
    let deeds = || {
        let (change, hide) = change_and_hide();
        row![].push(confirm()).push(change).push(hide)
    };
    card(beside(what, deeds))
}

/// What can be done stands beside what it is done to, or below where that would be cut.
fn beside<'a>(
    what: impl Fn() -> Row<'a, Message>,
    deeds: impl Fn() -> Row<'a, Message>,
) -> Element<'a, Message> {
    let deeds = || deeds().spacing(scale::S).align_y(Alignment::Center);
    let one = row![what().width(Fill), deeds()]
        .spacing(scale::S)
        .align_y(Alignment::Center);
    let two = column![what().width(Fill), deeds().wrap()].spacing(scale::S);
    fitting(vec![one.into(), two.into()]).into()
}

/// Addresses to write from that no mailbox shows.
pub(super) fn address_cards<'a>(config: &Config, sight: Sight<'a>) -> Vec<Card<'a>> {
    let texts = sight.texts;
    let one = |identity: &crate::config::IdentitySettings| {
        let (address, via) = (identity.address.clone(), identity.via.clone());
        let through = texts.say_with("settings-address-via", &[("account", via.as_str().into())]);
        let name = identity.name.clone().unwrap_or_default();
        let words = format!("{address} {name} {through}");
        let what = || {
            row![
                line(address.to_string()).font(font::MEDIUM),
                line(name.clone()).dim(),
                line(through.clone()).size(scale::TEXT_SMALL).faint().fill(),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center)
        };
        let deeds = || {
            row![
                plain(Some(Icon::Settings), texts.say("settings-change"))
                    .on_press(Message::Address(address.clone(), via.clone())),
                quiet(None, texts.say("settings-remove"))
                    .on_press(Message::RemoveAddress(address.clone(), via.clone())),
            ]
        };
        (words, card(beside(what, deeds)))
    };
    if config.identities.is_empty() {
        let words = texts.say("settings-addresses-words");
        let said = crate::app::widget::text::paragraph(words.clone()).style(style::dim);
        return vec![(words, said.into())];
    }
    config.identities.iter().map(one).collect()
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
    let password = || {
        wants_password.then(|| {
            plain(Some(Icon::Lock), texts.say("problems-password"))
                .on_press(Message::Password(id.clone()))
        })
    };
    let name = account.name.as_deref().unwrap_or_default();
    let servers = format!("{} · {}", account.imap, account.smtp);
    let lines = || {
        column![
            row![
                line(account.address.as_str()).font(font::MEDIUM),
                line(name).dim()
            ]
            .spacing(scale::S),
            row![
                container(dot_of(tone)).padding(Padding::ZERO.top(scale::XS)),
                line(words.clone()).size(scale::TEXT_SMALL).dim(),
                line(servers.clone()).size(scale::TEXT_SMALL).faint().fill(),
            ]
            .spacing(scale::WORDS),
        ]
        .spacing(scale::LABEL)
        .width(Fill)
    };
    let deeds = || {
        row![]
            .push(password())
            .push(
                symbol(Icon::Refresh, texts.say("settings-look-again"))
                    .on_press(Message::Refresh(id.clone())),
            )
            .push(
                plain(Some(Icon::Settings), texts.say("settings-change"))
                    .on_press(Message::Change(id.clone())),
            )
            .push(quiet(None, texts.say("settings-remove")).on_press(Message::Remove(id.clone())))
    };
    container(beside(|| row![lines()], deeds))
        .padding(scale::NOTICE)
        .style(style::card)
        .into()
}
