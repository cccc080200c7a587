//! Text to [`Config`], with the place of every mistake.

use std::ops::Range;
use std::path::PathBuf;

use toml_edit::{Document, Item, TableLike, Value};

use super::{
    Config, Contrast, Density, IdentitySettings, InTheDark, KeyMap, MOST_CACHE_MB,
    MOST_COPY_WAIT_SECONDS, MOST_UNDO_SECONDS, MailboxSettings, MarkRead, Mistake, MistakeKind,
    ReadAs, Settings, TEXT_SIZES, Theme, TrayUse, UnknownKey,
};
use crate::domain::{
    Account, AccountId, Away, Connections, DraftsPolicy, EmailAddress, Endpoint, FolderRole,
    KeepAttachments, KeepBack, MOST_PICTURE_SENDERS, Notify, PasswordSource, PictureRules,
    QuietHours, Route, RouteKind, Security, SentPolicy, TextFormat, UnreadForMe,
};

/// Largest file that is read, in octets.
const MAX_FILE: usize = 4 * 1024 * 1024;

/// Every key of an account in the file.
pub const ACCOUNT_KEYS: &[&str] = &[
    "address",
    "name",
    "login",
    "imap",
    "smtp",
    "ca_file",
    "password",
    "connections",
];

/// Every key of a mailbox in the file.
pub const MAILBOX_KEYS: &[&str] = &[
    "address",
    "confirmed",
    "name",
    "routes",
    "sent_policy",
    "drafts",
    "trash",
    "archive",
    "keep",
    "attachments",
    "signature",
    "reply_to",
    "name_sender",
    "folders",
    "unread_for_me",
    "notify",
    "colour",
    "hidden",
];

/// Every key of an added address in the file.
pub const IDENTITY_KEYS: &[&str] = &["address", "via", "name", "signature", "reply_to"];

/// Every key of the rest in the file.
pub const SETTINGS_KEYS: &[&str] = &[
    "language",
    "theme",
    "contrast",
    "text_size",
    "quiet",
    "tray",
    "offline",
    "undo_seconds",
    "copy_wait_seconds",
    "cache_mb",
    "keep_lost",
    "read_as",
    "mark_read",
    "in_the_dark",
    "pictures",
    "pictures_always",
    "pictures_never",
    "keys",
    "density",
    "remind_attachment",
    "remind_identity",
    "remind_outside",
    "write_as",
    "flowed",
    "spelling",
    "own_words",
];

impl Config {
    /// Reads a text, and names the keys in it that are not known.
    ///
    /// # Errors
    /// The first [`Mistake`].
    pub fn read(text: &str) -> Result<(Self, Vec<UnknownKey>), Mistake> {
        if text.len() > MAX_FILE {
            return Err(Mistake {
                line: 1,
                column: 1,
                what: MistakeKind::Syntax("the file is far too large".into()),
            });
        }
        let document = Document::parse(text.to_owned()).map_err(|error| {
            let (line, column) = place(text, error.span());
            Mistake {
                line,
                column,
                what: MistakeKind::Syntax(error.message().trim().replace('\n', ", ")),
            }
        })?;
        let mut reader = Reader {
            text,
            unknown: Vec::new(),
        };
        let config = reader.config(document.as_table())?;
        Ok((config, reader.unknown))
    }
}

/// Line and column, from 1, of the start of a span.
fn place(text: &str, span: Option<Range<usize>>) -> (usize, usize) {
    let at = text.floor_char_boundary(span.map_or(0, |s| s.start).min(text.len()));
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    (line, column)
}

struct Reader<'t> {
    text: &'t str,
    unknown: Vec<UnknownKey>,
}

/// A table and where it is, for words.
#[derive(Clone)]
struct Place<'d> {
    table: &'d dyn TableLike,
    path: String,
    span: Option<Range<usize>>,
}

impl Place<'_> {
    fn key(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}

type Read<T> = Result<T, Mistake>;

impl Reader<'_> {
    fn config(&mut self, root: &toml_edit::Table) -> Read<Config> {
        let root = Place {
            table: root,
            path: String::new(),
            span: None,
        };
        self.known(&root, &["account", "mailbox", "identity", "settings"]);
        let mut config = Config::default();
        for place in self.tables(&root, "account")? {
            let account = self.account(&place)?;
            if config.account(&account.id()).is_some() {
                return Err(self.twice(&place, "address", &account.address));
            }
            config.accounts.push(account);
        }
        for place in self.tables(&root, "mailbox")? {
            let mailbox = self.mailbox(&place)?;
            if config
                .mailboxes
                .iter()
                .any(|m| m.address == mailbox.address)
            {
                return Err(self.twice(&place, "address", &mailbox.address));
            }
            config.mailboxes.push(mailbox);
        }
        for place in self.tables(&root, "identity")? {
            let identity = self.identity(&place)?;
            let same =
                |i: &IdentitySettings| i.address == identity.address && i.via == identity.via;
            if config.identities.iter().any(same) {
                return Err(self.twice(&place, "address", &identity.address));
            }
            config.identities.push(identity);
        }
        if let Some(place) = self.table(&root, "settings")? {
            config.settings = self.settings(&place)?;
        }
        Ok(config)
    }

    fn account(&mut self, place: &Place<'_>) -> Read<Account> {
        self.known(place, ACCOUNT_KEYS);
        Ok(Account {
            address: self.required_address(place, "address")?,
            name: self.string(place, "name")?,
            login: self.string(place, "login")?,
            imap: self.endpoint(place, "imap", 993, 143)?,
            smtp: self.endpoint(place, "smtp", 465, 587)?,
            ca_file: self.string(place, "ca_file")?.map(PathBuf::from),
            password: self.password(place)?,
            connections: self.connections(place)?,
        })
    }

    fn connections(&mut self, place: &Place<'_>) -> Read<Connections> {
        let Some(count) = self.integer(place, "connections")? else {
            return Ok(Connections::default());
        };
        let connections = u8::try_from(count).ok().and_then(Connections::new);
        connections.ok_or_else(|| {
            let why = "an account keeps from 2 to 20 connections";
            self.value(place, "connections", &count.to_string(), why)
        })
    }

    fn endpoint(&mut self, place: &Place<'_>, key: &str, tls: u16, other: u16) -> Read<Endpoint> {
        let Some(inner) = self.table(place, key)? else {
            return Err(self.missing(place, key));
        };
        self.known(&inner, &["host", "port", "security"]);
        let Some(host) = self.string(&inner, "host")? else {
            return Err(self.missing(&inner, "host"));
        };
        if host.is_empty() || host.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(self.value(
                &inner,
                "host",
                &host,
                "a host name has no blanks and is not empty",
            ));
        }
        let words = [Security::Tls, Security::StartTls, Security::None];
        let security = self
            .word(&inner, "security", &words, Security::word)?
            .unwrap_or(Security::Tls);
        let usual = if security == Security::Tls {
            tls
        } else {
            other
        };
        let port = match self.integer(&inner, "port")? {
            None => usual,
            Some(number) => match u16::try_from(number) {
                Ok(port) if port > 0 => port,
                _ => {
                    let why = "a port is a number from 1 to 65535";
                    return Err(self.value(&inner, "port", &number.to_string(), why));
                }
            },
        };
        Ok(Endpoint {
            host,
            port,
            security,
        })
    }

    fn password(&mut self, place: &Place<'_>) -> Read<PasswordSource> {
        let Some(item) = place.table.get("password") else {
            return Ok(PasswordSource::Keyring);
        };
        if let Some(inner) = self.table_of(place, "password", item) {
            self.known(&inner, &["command"]);
            return match self.string(&inner, "command")? {
                Some(command) => Ok(PasswordSource::Command(command)),
                None => Err(self.missing(&inner, "command")),
            };
        }
        match item.as_str() {
            Some("keyring") => Ok(PasswordSource::Keyring),
            Some("ask") => Ok(PasswordSource::Ask),
            // Whatever stands here may be the password itself: it is not repeated.
            Some(_) => Err(self.value(
                place,
                "password",
                "…",
                "it is “keyring”, “ask” or { command = \"…\" }; a password does not belong into this file",
            )),
            None => Err(self.wrong_type(place, "password", "“keyring”, “ask” or { command = \"…\" }")),
        }
    }

    fn mailbox(&mut self, place: &Place<'_>) -> Read<MailboxSettings> {
        self.known(place, MAILBOX_KEYS);
        let mut mailbox = MailboxSettings::new(self.required_address(place, "address")?);
        mailbox.confirmed = self.boolean(place, "confirmed")?.unwrap_or(false);
        mailbox.name = self.string(place, "name")?;
        mailbox.hidden = self.boolean(place, "hidden")?.unwrap_or(false);
        let policies = [
            SentPolicy::Shared,
            SentPolicy::Mine,
            SentPolicy::Both,
            SentPolicy::Server,
        ];
        mailbox.sent_policy = self.word(place, "sent_policy", &policies, SentPolicy::word)?;
        mailbox.drafts = self.word(place, "drafts", &DraftsPolicy::ALL, DraftsPolicy::word)?;
        mailbox.trash = self.word(place, "trash", &Away::ALL, Away::word)?;
        mailbox.archive = self.word(place, "archive", &Away::ALL, Away::word)?;
        mailbox.keep = self.word(place, "keep", &KeepBack::ALL, KeepBack::word)?;
        if let Some(text) = self.string(place, "attachments")? {
            let why = "it is “always”, “on-demand” or the largest size in megabytes, “1” to “100”";
            let read = KeepAttachments::from_word(&text);
            let read = read.ok_or_else(|| self.value(place, "attachments", &text, why))?;
            mailbox.attachments = Some(read);
        }
        mailbox.signature = self.string(place, "signature")?;
        mailbox.reply_to = self.address(place, "reply_to")?;
        mailbox.name_sender = self.boolean(place, "name_sender")?;
        mailbox.unread_for_me =
            self.word(place, "unread_for_me", &UnreadForMe::ALL, UnreadForMe::word)?;
        mailbox.notify = self.word(place, "notify", &Notify::ALL, Notify::word)?;
        if let Some(number) = self.integer(place, "colour")? {
            let colour = u8::try_from(number).map_err(|_| {
                self.value(
                    place,
                    "colour",
                    &number.to_string(),
                    "a colour is a number from 0 to 255",
                )
            })?;
            mailbox.colour = Some(colour);
        }
        if let Some(folders) = self.table(place, "folders")? {
            let words: Vec<&str> = FolderRole::SPECIAL.iter().map(|role| role.word()).collect();
            self.known(&folders, &words);
            for role in FolderRole::SPECIAL {
                if let Some(path) = self.string(&folders, role.word())? {
                    mailbox.folders.insert(role, path);
                }
            }
        }
        for route in self.tables(place, "routes")? {
            mailbox.routes.push(self.route(&route)?);
        }
        Ok(mailbox)
    }

    fn route(&mut self, place: &Place<'_>) -> Read<Route> {
        self.known(place, &["via", "kind", "root"]);
        let kinds = [
            RouteKind::Namespace,
            RouteKind::Personal,
            RouteKind::OwnToken,
            RouteKind::OwnLogin,
        ];
        Ok(Route {
            account: AccountId::of(&self.required_address(place, "via")?),
            kind: self
                .word(place, "kind", &kinds, route_word)?
                .unwrap_or(RouteKind::Namespace),
            root: self.string(place, "root")?.unwrap_or_default(),
        })
    }

    fn identity(&mut self, place: &Place<'_>) -> Read<IdentitySettings> {
        self.known(place, IDENTITY_KEYS);
        Ok(IdentitySettings {
            address: self.required_address(place, "address")?,
            via: AccountId::of(&self.required_address(place, "via")?),
            name: self.string(place, "name")?,
            signature: self.string(place, "signature")?,
            reply_to: self.address(place, "reply_to")?,
        })
    }

    fn settings(&mut self, place: &Place<'_>) -> Read<Settings> {
        self.known(place, SETTINGS_KEYS);
        let usual = Settings::default();
        Ok(Settings {
            language: self.string(place, "language")?,
            theme: self
                .word(place, "theme", &Theme::ALL, Theme::word)?
                .unwrap_or_default(),
            contrast: self
                .word(place, "contrast", &Contrast::ALL, Contrast::word)?
                .unwrap_or_default(),
            text_size: self.text_size(place)?,
            quiet: self.quiet(place)?,
            tray: self
                .word(place, "tray", &TrayUse::ALL, TrayUse::word)?
                .unwrap_or_default(),
            offline: self.boolean(place, "offline")?.unwrap_or(false),
            undo_seconds: self
                .seconds(place, "undo_seconds", MOST_UNDO_SECONDS)?
                .unwrap_or(usual.undo_seconds),
            copy_wait_seconds: self
                .seconds(place, "copy_wait_seconds", MOST_COPY_WAIT_SECONDS)?
                .unwrap_or(usual.copy_wait_seconds),
            cache_mb: self.megabytes(place, "cache_mb")?.unwrap_or(usual.cache_mb),
            keep_lost: self.boolean(place, "keep_lost")?.unwrap_or(false),
            read_as: self
                .word(place, "read_as", &ReadAs::ALL, ReadAs::word)?
                .unwrap_or_default(),
            mark_read: self
                .word(place, "mark_read", &MarkRead::ALL, MarkRead::word)?
                .unwrap_or_default(),
            in_the_dark: self
                .word(place, "in_the_dark", &InTheDark::ALL, InTheDark::word)?
                .unwrap_or_default(),
            pictures: PictureRules {
                never_ask: self
                    .word(place, "pictures", &[false, true], pictures_word)?
                    .unwrap_or(false),
                always: self.senders(place, "pictures_always")?,
                never: self.senders(place, "pictures_never")?,
            },
            keys: self
                .word(place, "keys", &KeyMap::ALL, KeyMap::word)?
                .unwrap_or_default(),
            density: self
                .word(place, "density", &Density::ALL, Density::word)?
                .unwrap_or_default(),
            remind_attachment: self.boolean(place, "remind_attachment")?.unwrap_or(true),
            remind_identity: self.boolean(place, "remind_identity")?.unwrap_or(true),
            remind_outside: self.boolean(place, "remind_outside")?.unwrap_or(true),
            write_as: self
                .word(place, "write_as", &TextFormat::ALL, TextFormat::word)?
                .unwrap_or_default(),
            flowed: self.boolean(place, "flowed")?.unwrap_or(usual.flowed),
            spelling: self.boolean(place, "spelling")?.unwrap_or(usual.spelling),
            own_words: self.words(place, "own_words")?,
        })
    }

    fn text_size(&self, place: &Place<'_>) -> Read<Option<u8>> {
        let Some(number) = self.integer(place, "text_size")? else {
            return Ok(None);
        };
        let size = u8::try_from(number).ok();
        let size = size.filter(|size| TEXT_SIZES.contains(size));
        size.map(Some).ok_or_else(|| {
            let (least, most) = TEXT_SIZES.into_inner();
            let why = format!("it is a number from {least} to {most}");
            self.value(place, "text_size", &number.to_string(), &why)
        })
    }

    fn quiet(&self, place: &Place<'_>) -> Read<Option<QuietHours>> {
        let Some(words) = self.string(place, "quiet")? else {
            return Ok(None);
        };
        let why = "it is two times of the day, as “18:00-08:00”";
        let read = QuietHours::from_words(&words);
        let read = read.ok_or_else(|| self.value(place, "quiet", &words, why));
        read.map(Some)
    }

    /// Addresses, and domains as `@a.test`.
    fn senders(&self, place: &Place<'_>, key: &str) -> Read<Vec<String>> {
        let wrong = || {
            self.wrong_type(
                place,
                key,
                "a list of addresses, and of domains as “@a.test”",
            )
        };
        let Some(item) = place.table.get(key) else {
            return Ok(Vec::new());
        };
        let list = item.as_array().ok_or_else(wrong)?;
        let senders = list.iter().take(MOST_PICTURE_SENDERS);
        senders
            .map(|sender| sender.as_str().map(str::to_lowercase).ok_or_else(wrong))
            .collect()
    }

    /// Words in quotes. None is left out, however many there are: the list is written again with each new one.
    fn words(&self, place: &Place<'_>, key: &str) -> Read<Vec<String>> {
        let wrong = || self.wrong_type(place, key, "a list of words in quotes");
        let Some(item) = place.table.get(key) else {
            return Ok(Vec::new());
        };
        let list = item.as_array().ok_or_else(wrong)?.iter();
        list.map(|word| word.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect()
    }

    // What values are made of.

    fn megabytes(&mut self, place: &Place<'_>, key: &str) -> Read<Option<u32>> {
        let Some(number) = self.integer(place, key)? else {
            return Ok(None);
        };
        let read = u32::try_from(number).ok().filter(|n| *n <= MOST_CACHE_MB);
        let why = "it is a number of megabytes, a terabyte at most";
        let read = read.ok_or_else(|| self.value(place, key, &number.to_string(), why));
        read.map(Some)
    }

    fn seconds(&mut self, place: &Place<'_>, key: &str, most: u8) -> Read<Option<u8>> {
        let Some(number) = self.integer(place, key)? else {
            return Ok(None);
        };
        let seconds = u8::try_from(number).ok().filter(|seconds| *seconds <= most);
        seconds.map(Some).ok_or_else(|| {
            let why = format!("it is a number from 0 to {most}");
            self.value(place, key, &number.to_string(), &why)
        })
    }

    fn string(&self, place: &Place<'_>, key: &str) -> Read<Option<String>> {
        match place.table.get(key) {
            None => Ok(None),
            Some(item) => match item.as_str() {
                Some(text) => Ok(Some(text.to_owned())),
                None => Err(self.wrong_type(place, key, "a text in quotes")),
            },
        }
    }

    fn integer(&self, place: &Place<'_>, key: &str) -> Read<Option<i64>> {
        match place.table.get(key) {
            None => Ok(None),
            Some(item) => match item.as_integer() {
                Some(number) => Ok(Some(number)),
                None => Err(self.wrong_type(place, key, "a whole number")),
            },
        }
    }

    fn boolean(&self, place: &Place<'_>, key: &str) -> Read<Option<bool>> {
        match place.table.get(key) {
            None => Ok(None),
            Some(item) => match item.as_bool() {
                Some(yes) => Ok(Some(yes)),
                None => Err(self.wrong_type(place, key, "true or false")),
            },
        }
    }

    fn word<T: Copy>(
        &self,
        place: &Place<'_>,
        key: &str,
        known: &[T],
        word: impl Fn(T) -> &'static str,
    ) -> Read<Option<T>> {
        let Some(text) = self.string(place, key)? else {
            return Ok(None);
        };
        match known.iter().find(|value| word(**value) == text) {
            Some(value) => Ok(Some(*value)),
            None => {
                let words: Vec<String> = known.iter().map(|v| format!("“{}”", word(*v))).collect();
                Err(self.value(
                    place,
                    key,
                    &text,
                    &format!("it is one of {}", words.join(", ")),
                ))
            }
        }
    }

    fn address(&self, place: &Place<'_>, key: &str) -> Read<Option<EmailAddress>> {
        match self.string(place, key)? {
            Some(_) => self.required_address(place, key).map(Some),
            None => Ok(None),
        }
    }

    fn required_address(&self, place: &Place<'_>, key: &str) -> Read<EmailAddress> {
        let Some(text) = self.string(place, key)? else {
            return Err(self.missing(place, key));
        };
        EmailAddress::parse(&text)
            .map_err(|error| self.value(place, key, &text, &error.to_string()))
    }

    fn table<'d>(&self, place: &Place<'d>, key: &str) -> Read<Option<Place<'d>>> {
        match place.table.get(key) {
            None => Ok(None),
            Some(item) => match self.table_of(place, key, item) {
                Some(table) => Ok(Some(table)),
                None => Err(self.wrong_type(place, key, "a table")),
            },
        }
    }

    fn table_of<'d>(&self, place: &Place<'_>, key: &str, item: &'d Item) -> Option<Place<'d>> {
        item.as_table_like().map(|table| Place {
            table,
            path: place.key(key),
            span: item.span(),
        })
    }

    /// `[[key]]`, or `key = [{…}, …]`.
    fn tables<'d>(&self, place: &Place<'d>, key: &str) -> Read<Vec<Place<'d>>> {
        let inner = |table: &'d dyn TableLike, span| Place {
            table,
            path: place.key(key),
            span,
        };
        let wrong = || self.wrong_type(place, key, "a list of tables, as [[…]]");
        match place.table.get(key) {
            None => Ok(Vec::new()),
            Some(Item::ArrayOfTables(tables)) => Ok(tables
                .iter()
                .map(|table| inner(table, table.span()))
                .collect()),
            Some(Item::Value(Value::Array(array))) => array
                .iter()
                .map(|value| match value {
                    Value::InlineTable(table) => Ok(inner(table, table.span())),
                    _ => Err(wrong()),
                })
                .collect(),
            Some(_) => Err(wrong()),
        }
    }

    fn known(&mut self, place: &Place<'_>, keys: &[&str]) {
        for (key, item) in place.table.iter() {
            if !keys.contains(&key) {
                let span = place.table.get_key_value(key).and_then(|(k, _)| k.span());
                let (line, column) = crate::config::read::place(self.text, span.or(item.span()));
                self.unknown.push(UnknownKey {
                    line,
                    column,
                    key: place.key(key),
                });
            }
        }
    }

    // Mistakes.

    fn at(&self, span: Option<Range<usize>>, what: MistakeKind) -> Mistake {
        let (line, column) = place(self.text, span);
        Mistake { line, column, what }
    }

    fn span_of(&self, place: &Place<'_>, key: &str) -> Option<Range<usize>> {
        let (key, item) = place.table.get_key_value(key)?;
        item.span().or_else(|| key.span())
    }

    fn missing(&self, place: &Place<'_>, key: &str) -> Mistake {
        self.at(
            place.span.clone(),
            MistakeKind::Missing {
                key: place.key(key),
            },
        )
    }

    fn wrong_type(&self, place: &Place<'_>, key: &str, wanted: &'static str) -> Mistake {
        self.at(
            self.span_of(place, key),
            MistakeKind::Type {
                key: place.key(key),
                wanted,
            },
        )
    }

    fn value(&self, place: &Place<'_>, key: &str, value: &str, why: &str) -> Mistake {
        self.at(
            self.span_of(place, key),
            MistakeKind::Value {
                key: place.key(key),
                value: value.chars().take(100).collect(),
                why: why.to_owned(),
            },
        )
    }

    fn twice(&self, place: &Place<'_>, key: &str, value: &EmailAddress) -> Mistake {
        self.at(
            self.span_of(place, key),
            MistakeKind::Twice {
                key: place.key(key),
                value: value.to_string(),
            },
        )
    }
}

/// The word for whether it is never asked about pictures.
pub(super) fn pictures_word(never_ask: bool) -> &'static str {
    if never_ask { "never" } else { "ask" }
}

/// The word of a kind of route in the file.
pub(super) fn route_word(kind: RouteKind) -> &'static str {
    match kind {
        RouteKind::Personal => "personal",
        RouteKind::Namespace => "namespace",
        RouteKind::OwnToken => "own_token",
        RouteKind::OwnLogin => "own_login",
    }
}
