//! A changed [`Config`] into the document a person wrote: only what changed is touched.

use toml_edit::{
    Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value, value,
};

use super::read::{SETTINGS_KEYS, route_word};
use super::{Config, IdentitySettings, MailboxSettings, Settings};
use crate::domain::{
    Account, Connections, EmailAddress, Endpoint, FolderRole, PasswordSource, Route,
};

/// Writes `new` into the document; `old` is what the document says now.
pub(super) fn apply(document: &mut DocumentMut, old: &Config, new: &Config) {
    let root = document.as_table_mut();
    sync(
        root,
        "account",
        &old.accounts,
        &new.accounts,
        |account| vec![("address", account.address.clone())],
        write_account,
    );
    sync(
        root,
        "mailbox",
        &old.mailboxes,
        &new.mailboxes,
        |mailbox| vec![("address", mailbox.address.clone())],
        write_mailbox,
    );
    sync(
        root,
        "identity",
        &old.identities,
        &new.identities,
        |identity| {
            // An account's id is its address.
            let via = EmailAddress::parse(identity.via.as_str()).ok();
            let mut key = vec![("address", identity.address.clone())];
            key.extend(via.map(|via| ("via", via)));
            key
        },
        write_identity,
    );
    if old.settings != new.settings {
        let settings = root
            .entry("settings")
            .or_insert_with(|| Item::Table(Table::new()));
        if let Some(table) = settings.as_table_like_mut() {
            write_settings(table, &old.settings, &new.settings);
        }
    }
}

/// Brings a list of tables up to date: what is gone goes, what changed changes, what is new is
/// appended. Entries are told apart by the addresses that `key` names.
fn sync<T: PartialEq>(
    root: &mut Table,
    name: &str,
    old: &[T],
    new: &[T],
    key: impl Fn(&T) -> Vec<(&'static str, EmailAddress)>,
    write: impl Fn(&mut dyn TableLike, Option<&T>, &T),
) {
    if old == new {
        return;
    }
    let item = root
        .entry(name)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if !item.is_array_of_tables() {
        // `account = [{…}]` is legal TOML; it becomes `[[account]]`.
        let array = std::mem::take(item).into_array_of_tables();
        *item = Item::ArrayOfTables(array.unwrap_or_default());
    }
    let Some(tables) = item.as_array_of_tables_mut() else {
        return;
    };
    let is = |table: &Table, entry: &T| {
        key(entry).iter().all(|(key, address)| {
            let text = table.get(key).and_then(Item::as_str);
            text.and_then(|t| EmailAddress::parse(t).ok()).as_ref() == Some(address)
        })
    };
    let mut kept: Vec<Table> = tables
        .iter()
        .filter(|table| new.iter().any(|entry| is(table, entry)))
        .cloned()
        .collect();
    // Where the person's order is kept, each table stays in its place among all others.
    let order: Vec<usize> = new
        .iter()
        .filter_map(|entry| kept.iter().position(|table| is(table, entry)))
        .collect();
    if !order.is_sorted() {
        kept.iter_mut().for_each(forget_place);
    }
    tables.clear();
    for entry in new {
        let before = old.iter().find(|o| key(o) == key(entry));
        let found = kept.iter().position(|table| is(table, entry));
        let mut table = found.map_or_else(Table::new, |at| kept.swap_remove(at));
        let before = before.filter(|_| found.is_some());
        if before != Some(entry) {
            write(&mut table, before, entry);
        }
        tables.push(table);
    }
}

/// Lets a table and those in it be written where they come, not where they were read.
fn forget_place(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        if let Item::Table(inner) = item {
            forget_place(inner);
        }
    }
}

fn write_account(table: &mut dyn TableLike, old: Option<&Account>, new: &Account) {
    if old.map(|o| &o.address) != Some(&new.address) {
        set(table, "address", Some(new.address.as_str().into()));
    }
    changed(table, "name", old.map(|o| &o.name), &new.name, text);
    changed(table, "login", old.map(|o| &o.login), &new.login, text);
    for (key, before, now) in [
        ("imap", old.map(|o| &o.imap), &new.imap),
        ("smtp", old.map(|o| &o.smtp), &new.smtp),
    ] {
        if before != Some(now) {
            write_endpoint(table, key, now);
        }
    }
    changed(
        table,
        "ca_file",
        old.map(|o| &o.ca_file),
        &new.ca_file,
        |path| {
            path.as_ref()
                .map(|p| p.to_string_lossy().into_owned().into())
        },
    );
    changed(
        table,
        "password",
        old.map(|o| &o.password),
        &new.password,
        |password| match password {
            PasswordSource::Keyring => Some("keyring".into()),
            PasswordSource::Ask => Some("ask".into()),
            PasswordSource::Command(command) => {
                let mut inner = InlineTable::new();
                inner.insert("command", command.as_str().into());
                Some(inner.into())
            }
        },
    );
    changed(
        table,
        "connections",
        old.map(|o| &o.connections),
        &new.connections,
        |connections| {
            let is_usual = *connections == Connections::default();
            (!is_usual).then(|| i64::from(connections.count()).into())
        },
    );
}

fn write_endpoint(table: &mut dyn TableLike, key: &str, endpoint: &Endpoint) {
    if table.get(key).is_none_or(|item| !item.is_table_like()) {
        table.insert(key, value(InlineTable::new()));
    }
    if let Some(inner) = table.get_mut(key).and_then(Item::as_table_like_mut) {
        set(inner, "host", Some(endpoint.host.as_str().into()));
        set(inner, "port", Some(i64::from(endpoint.port).into()));
        set(inner, "security", Some(endpoint.security.word().into()));
    }
}

fn write_mailbox(table: &mut dyn TableLike, old: Option<&MailboxSettings>, new: &MailboxSettings) {
    if old.map(|o| &o.address) != Some(&new.address) {
        set(table, "address", Some(new.address.as_str().into()));
    }
    changed(
        table,
        "confirmed",
        old.map(|o| &o.confirmed),
        &new.confirmed,
        yes,
    );
    changed(table, "name", old.map(|o| &o.name), &new.name, text);
    changed(
        table,
        "sent_policy",
        old.map(|o| &o.sent_policy),
        &new.sent_policy,
        |policy| policy.map(|p| p.word().into()),
    );
    changed(
        table,
        "drafts",
        old.map(|o| &o.drafts),
        &new.drafts,
        |policy| policy.map(|p| p.word().into()),
    );
    for (key, old, new) in [
        ("trash", old.map(|o| &o.trash), &new.trash),
        ("archive", old.map(|o| &o.archive), &new.archive),
    ] {
        changed(table, key, old, new, |away| away.map(|a| a.word().into()));
    }
    changed(table, "keep", old.map(|o| &o.keep), &new.keep, |keep| {
        keep.map(|k| k.word().into())
    });
    changed(
        table,
        "attachments",
        old.map(|o| &o.attachments),
        &new.attachments,
        |kept| kept.map(|k| k.word().into()),
    );
    let old_voice = old.map(|o| (&o.signature, &o.reply_to));
    write_voice(table, old_voice, (&new.signature, &new.reply_to));
    changed(
        table,
        "name_sender",
        old.map(|o| &o.name_sender),
        &new.name_sender,
        |named| named.map(Value::from),
    );
    changed(
        table,
        "unread_for_me",
        old.map(|o| &o.unread_for_me),
        &new.unread_for_me,
        |kept| kept.map(|k| k.word().into()),
    );
    changed(
        table,
        "notify",
        old.map(|o| &o.notify),
        &new.notify,
        |notify| notify.map(|n| n.word().into()),
    );
    changed(
        table,
        "colour",
        old.map(|o| &o.colour),
        &new.colour,
        |colour| colour.map(|c| i64::from(c).into()),
    );
    changed(table, "hidden", old.map(|o| &o.hidden), &new.hidden, yes);
    changed(
        table,
        "routes",
        old.map(|o| &o.routes),
        &new.routes,
        |routes| routes_value(routes),
    );
    if old.map(|o| &o.folders) != Some(&new.folders) {
        let none = new.folders.is_empty() && table.get("folders").is_none();
        if !none {
            if table
                .get("folders")
                .is_none_or(|item| !item.is_table_like())
            {
                table.insert("folders", value(InlineTable::new()));
            }
            if let Some(inner) = table.get_mut("folders").and_then(Item::as_table_like_mut) {
                for role in FolderRole::SPECIAL {
                    set(
                        inner,
                        role.word(),
                        new.folders.get(&role).map(|path| path.as_str().into()),
                    );
                }
            }
        }
    }
}

/// What a mailbox and an added address say of their messages alike: the signature, and where
/// answers shall go.
type Voice<'a> = (&'a Option<String>, &'a Option<EmailAddress>);

fn write_voice(table: &mut dyn TableLike, old: Option<Voice<'_>>, new: Voice<'_>) {
    changed(table, "signature", old.map(|(s, _)| s), new.0, text);
    changed(table, "reply_to", old.map(|(_, r)| r), new.1, address);
}

fn routes_value(routes: &[Route]) -> Option<Value> {
    if routes.is_empty() {
        return None;
    }
    let array: Array = routes
        .iter()
        .map(|route| {
            let mut inner = InlineTable::new();
            inner.insert("via", route.account.as_str().into());
            inner.insert("kind", route_word(route.kind).into());
            inner.insert("root", route.root.as_str().into());
            inner
        })
        .collect();
    Some(array.into())
}

fn write_identity(
    table: &mut dyn TableLike,
    old: Option<&IdentitySettings>,
    new: &IdentitySettings,
) {
    if old.is_none() {
        set(table, "address", Some(new.address.as_str().into()));
        set(table, "via", Some(new.via.as_str().into()));
    }
    changed(table, "name", old.map(|o| &o.name), &new.name, text);
    let old_voice = old.map(|o| (&o.signature, &o.reply_to));
    write_voice(table, old_voice, (&new.signature, &new.reply_to));
}

fn write_settings(table: &mut dyn TableLike, old: &Settings, new: &Settings) {
    let usual = Settings::default();
    for key in SETTINGS_KEYS {
        let written = |settings: &Settings| settings.value(key).map(|value| value.to_string());
        if written(old) == written(new) {
            continue;
        }
        // Of what is on or off the file says only what is not so anyway.
        let value = new.value(key);
        let is_usual =
            value.as_ref().is_some_and(Value::is_bool) && written(new) == written(&usual);
        set(table, key, value.filter(|_| !is_usual));
    }
}

fn address(address: &Option<EmailAddress>) -> Option<Value> {
    address.as_ref().map(|a| a.as_str().into())
}

fn text(text: &Option<String>) -> Option<Value> {
    text.as_deref().map(Value::from)
}

/// `false` is what is meant where nothing stands.
fn yes(yes: &bool) -> Option<Value> {
    yes.then(|| true.into())
}

/// Writes a value if it differs from what the file said; in a new table if it is not the default.
fn changed<T: PartialEq>(
    table: &mut dyn TableLike,
    key: &str,
    old: Option<&T>,
    new: &T,
    to_value: impl Fn(&T) -> Option<Value>,
) {
    if old != Some(new) {
        set(table, key, to_value(new));
    }
}

/// Puts a value in place of the one that is there, with the comment beside it kept.
fn set(table: &mut dyn TableLike, key: &str, new: Option<Value>) {
    let Some(mut new) = new else {
        table.remove(key);
        return;
    };
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => {
            table.insert(key, Item::Value(new));
        }
    }
}
