//! What the message list shows: an order of messages, and the words of those in sight.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use iced::Color;

use super::arrange::Arranged;
use super::filters::{Filter, Filters};
use super::views::{View, ViewRead};
use super::wording::Wording;
use crate::app::say;
use crate::app::theme::{Tone, avatar};
use crate::app::widget::fit::one_line;
use crate::app::widget::list::{Row, Rows};
use crate::app::widget::mark::initials;
use crate::domain::{
    FolderId, FolderRole, MailboxId, MessageHeader, MessageKey, NamedAddress, Sights, SystemFlag,
};
use crate::engine::{Arriving, Reader, Sort, StoreError};
use crate::i18n::Texts;

/// Most rows a search shows.
pub const MOST_FOUND: usize = 500;
/// Labels of a row; how many more there are is counted.
const MOST_LABELS: usize = 2;
/// Most addresses of authors that are named where a name deceives.
const MOST_AUTHORS: usize = 3;
/// Rows kept beyond those asked for last; what is more is dropped and read again when needed.
const KEPT: usize = 2000;

/// Where the rows come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nothing is open.
    Nothing,
    /// A folder.
    Folder {
        /// Which.
        id: FolderId,
        /// What it is for: a Sent folder shows recipients.
        role: FolderRole,
        /// Which of its messages.
        filters: Filters,
        /// In which order, and under which headings.
        arranged: Arranged,
    },
    /// Messages of many folders.
    View {
        /// Which.
        view: View,
        /// The folders, as they were when it was opened.
        folders: Vec<FolderId>,
        /// Which of its messages.
        filters: Filters,
        /// In which order, and under which headings.
        arranged: Arranged,
    },
    /// What a search found.
    Search {
        /// The words as typed.
        text: String,
        /// Only in this mailbox.
        within: Option<MailboxId>,
    },
}

impl Source {
    /// Is it of what nobody answered? Then the rows say how long somebody waits.
    #[must_use]
    pub fn is_of_unanswered(&self) -> bool {
        match self {
            Self::Folder { filters, .. } => filters.has(Filter::Unanswered),
            Self::View { view, filters, .. } => {
                *view == View::Unanswered || filters.has(Filter::Unanswered)
            }
            Self::Nothing | Self::Search { .. } => false,
        }
    }
}

/// A loaded row.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The header.
    pub header: MessageHeader,
    /// Who of the team answered it.
    answered_by: Option<NamedAddress>,
    initials: String,
    avatar: Color,
    from: String,
    date: String,
    /// How long somebody has waited, where the date says that.
    waits: Option<Tone>,
    chip: Option<(Tone, String)>,
    labels: Vec<(Tone, String)>,
}

impl Entry {
    fn new(
        header: MessageHeader,
        answered_by: Option<NamedAddress>,
        source: &Source,
        wording: &Wording<'_>,
    ) -> Self {
        let sent = matches!(
            source,
            Source::Folder {
                role: FolderRole::Sent | FolderRole::Drafts,
                ..
            }
        );
        let people: &[NamedAddress] = if sent {
            &header.participants.to
        } else {
            &header.participants.from
        };
        let first = people.first();
        let name = first.map_or("", NamedAddress::label);
        let address = first.map_or("", |a| a.address.as_str());
        let doubtful = !sent && (wording.doubtful)(&header);
        let from = match (people.is_empty(), sent) {
            (true, _) => wording.texts.say("list-nobody"),
            (false, true) => {
                let people = say::people(people);
                wording
                    .texts
                    .say_with("list-to", &[("people", people.into())])
            }
            // The name is what deceives.
            (false, false) if doubtful && !address.is_empty() => {
                let addresses = people.iter().take(MOST_AUTHORS).map(|a| a.address.as_str());
                one_line(&addresses.collect::<Vec<_>>().join(", ")).into_owned()
            }
            (false, false) => say::people(people),
        };
        let texts = wording.texts;
        let came_back = (wording.came_back)(&header);
        let came_back = came_back.then(|| (Tone::Bad, texts.say("list-came-back")));
        let of_member = |name: &NamedAddress| {
            let name = [("name", name.label().into())];
            texts.say_with("list-sent-by", &name)
        };
        let place = (wording.place)(&header);
        let answered = if header.flags.has(SystemFlag::Answered) {
            let is_own = answered_by.as_ref().is_some_and(wording.own);
            Some(answered_words(answered_by.as_ref(), is_own, texts))
        } else if header.flags.has_keyword("$Forwarded") {
            Some(texts.say("list-forwarded"))
        } else {
            header.sent_by.member().map(of_member)
        };
        let arrives = matches!(source, Source::Folder { id, .. } if *id != header.id.folder);
        let came_back =
            came_back.or_else(|| doubtful.then(|| (Tone::Caution, texts.say("list-doubt"))));
        let came_back =
            came_back.or_else(|| arrives.then(|| (Tone::Neutral, texts.say("list-arriving"))));
        // Where it lies hides nothing of who answered: two would answer the same.
        let neutral = [place, answered].into_iter().flatten();
        let neutral = neutral.map(|word| (Tone::Neutral, word));
        let mut signs = came_back.into_iter().chain(neutral);
        let chip = signs.next();
        let labels = say::labels(texts, &header.flags, MOST_LABELS);
        let labels = signs.chain(labels).collect();
        // Of what nobody answered it counts how long somebody waits.
        let is_waiting = source.is_of_unanswered() && header.is_unanswered();
        let (date, waits) = if is_waiting {
            let waits = say::wait(header.date, wording.now);
            (texts.waiting(header.date, wording.now), Some(waits))
        } else {
            let date = texts.list_date(header.date, wording.now, &wording.zone);
            (date, None)
        };
        Self {
            initials: initials(if doubtful { "" } else { name }, address),
            avatar: avatar(if address.is_empty() { name } else { address }),
            from,
            date,
            waits,
            chip,
            labels,
            answered_by,
            header,
        }
    }

    fn row<'a>(&'a self, words: &'a Words) -> Row<'a> {
        let flags = &self.header.flags;
        let subject = self.header.subject.trim();
        Row {
            initials: Cow::Borrowed(&self.initials),
            avatar: self.avatar,
            from: Cow::Borrowed(&self.from),
            date: Cow::Borrowed(&self.date),
            waits: self.waits,
            subject: Cow::Borrowed(if subject.is_empty() {
                words.no_subject.as_str()
            } else {
                subject
            }),
            preview: Cow::Borrowed(&self.header.preview),
            chip: self
                .chip
                .as_ref()
                .map(|(tone, word)| (*tone, Cow::Borrowed(word.as_str()))),
            labels: (self.labels.iter())
                .map(|(tone, word)| (*tone, Cow::Borrowed(word.as_str())))
                .collect(),
            unread: !flags.has(SystemFlag::Seen),
            for_me: (self.header.unread_for_me).then_some(Cow::Borrowed(words.for_me.as_str())),
            flagged: flags.has(SystemFlag::Flagged),
            attachment: self.header.has_attachment,
            sights: Some(&words.sights),
        }
    }
}

/// The rows of the list.
#[derive(Debug)]
pub struct Mails {
    /// Where they come from.
    pub source: Source,
    /// UIDVALIDITY of the folder when its order was read.
    uid_validity: u32,
    /// The folders of a view, each with its UIDVALIDITY.
    places: Vec<(FolderId, u32)>,
    order: Vec<u64>,
    headings: Vec<(usize, String)>,
    loaded: HashMap<u64, Entry>,
    pending: HashSet<u64>,
    wanted: Range<usize>,
    version: u64,
    /// Was the order read at least once?
    pub is_read: bool,
    words: Words,
}

/// What rows say that is not of their messages.
#[derive(Debug)]
struct Words {
    no_subject: String,
    for_me: String,
    /// What is marked in them.
    sights: Sights,
}

/// Headers that were read, and who of the team answered the messages that are answered, where that is known.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// The headers.
    pub headers: Vec<MessageHeader>,
    /// Who answered which.
    pub answered_by: HashMap<MessageKey, NamedAddress>,
}

impl Headers {
    /// Reads those of these messages.
    ///
    /// # Errors
    /// As [`Reader`].
    pub fn read(reader: &Reader, keys: &[MessageKey]) -> Result<Self, StoreError> {
        let mut folders: BTreeMap<&FolderId, Vec<u32>> = BTreeMap::new();
        for key in keys {
            folders.entry(&key.folder).or_default().push(key.uid);
        }
        let mut headers = Vec::with_capacity(keys.len());
        for (folder, uids) in folders {
            headers.extend(reader.headers(folder, &uids)?);
        }
        Self::of(reader, headers)
    }

    /// With who answered these messages.
    ///
    /// # Errors
    /// As [`Reader`].
    pub fn of(reader: &Reader, headers: Vec<MessageHeader>) -> Result<Self, StoreError> {
        let answered_by = reader.answered_by(&headers)?.into_iter().collect();
        Ok(Self {
            headers,
            answered_by,
        })
    }
}

/// What a reading of a folder brought.
#[derive(Debug, Clone)]
pub struct FolderRead {
    /// Its UIDVALIDITY; 0 where there is no such folder.
    pub uid_validity: u32,
    /// UIDs, in the order of the list.
    pub order: Vec<u32>,
    /// The positions in it at which a heading stands.
    pub headings: Vec<(usize, String)>,
    /// The headers of those in sight.
    pub headers: Headers,
    /// Messages that are on their way here, as they lie where they were.
    pub arriving: Vec<Arriving>,
}

/// That a message is answered, and by whom, where that is known.
pub(super) fn answered_words(by: Option<&NamedAddress>, is_own: bool, texts: &Texts) -> String {
    match by {
        Some(_) if is_own => texts.say("list-answered-by-you"),
        Some(who) => texts.say_with("list-answered-by", &[("name", who.label().into())]),
        None => texts.say("list-answered"),
    }
}

/// Rows of a folder are known by their UIDs; those that arrive in it have none yet.
const ARRIVING: u64 = 1 << 63;

/// Of these, those that are copies of a message elsewhere.
const COPY: u64 = 1 << 62;

fn key_of_arriving(key: &MessageKey, copied: bool) -> u64 {
    let key = (key_of_result(key) & !COPY) | ARRIVING;
    if copied { key | COPY } else { key }
}

/// Is a row of a folder one that arrives there?
#[must_use]
pub fn is_arriving(key: u64) -> bool {
    key >= ARRIVING
}

/// Is it one that arrives there as a copy? What its key names is the other message.
#[must_use]
pub fn is_arriving_copy(key: u64) -> bool {
    is_arriving(key) && key & COPY != 0
}

/// The key of a row of a view: the number of its folder among those of the view, then its UID.
pub(super) fn key_in_view(folder: usize, uid: u32) -> u64 {
    (u64::try_from(folder).unwrap_or(0) + 1) << 32 | u64::from(uid)
}

/// The message of such a key.
pub(super) fn in_view(places: &[(FolderId, u32)], key: u64) -> Option<MessageKey> {
    let at = usize::try_from((key >> 32).checked_sub(1)?).ok()?;
    let (folder, uid_validity) = places.get(at)?;
    Some(MessageKey {
        folder: folder.clone(),
        uid_validity: *uid_validity,
        uid: u32::try_from(key & u64::from(u32::MAX)).ok()?,
    })
}

fn key_of_result(key: &MessageKey) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

impl Mails {
    /// What is marked in the rows from now on.
    pub(super) fn mark(&mut self, sights: Sights) {
        self.words.sights = sights;
    }

    /// No rows.
    #[must_use]
    pub fn new(texts: &Texts) -> Self {
        Self {
            source: Source::Nothing,
            uid_validity: 0,
            places: Vec::new(),
            order: Vec::new(),
            headings: Vec::new(),
            loaded: HashMap::new(),
            pending: HashSet::new(),
            wanted: 0..0,
            version: 0,
            is_read: false,
            words: Words {
                no_subject: texts.say("list-no-subject"),
                for_me: texts.say("list-unread-for-me"),
                sights: Sights::default(),
            },
        }
    }

    /// Begins anew with another source; what was shown is gone.
    pub fn open(&mut self, source: Source) {
        self.source = source;
        self.uid_validity = 0;
        self.places.clear();
        self.headings.clear();
        self.set_order(Vec::new());
        self.loaded.clear();
        self.pending.clear();
        self.wanted = 0..0;
        self.is_read = false;
    }

    fn set_order(&mut self, order: Vec<u64>) {
        if order != self.order || !self.is_read {
            self.order = order;
            self.version += 1;
        }
    }

    /// These rows are gone, or will be in a moment.
    pub fn take_out(&mut self, keys: &[u64]) {
        let gone: HashSet<u64> = keys.iter().copied().collect();
        // Each heading stays above what it stood above; one above nothing goes when it is read anew.
        for (at, _) in &mut self.headings {
            let before = self.order.iter().take(*at);
            *at -= before.filter(|key| gone.contains(key)).count();
        }
        let rest = self.order.iter().copied();
        self.set_order(rest.filter(|key| !gone.contains(key)).collect());
        let rows = self.order.len();
        self.headings.retain(|(at, _)| *at < rows);
        // Two above one row: the one that belongs to it is the later.
        self.headings.reverse();
        self.headings.dedup_by_key(|(at, _)| *at);
        self.headings.reverse();
    }

    /// A folder was read. What was loaded before and is not among its headers is read again when
    /// it is wanted, since its flags may have changed.
    pub fn take_folder(&mut self, read: FolderRead, wording: &Wording<'_>) {
        self.uid_validity = read.uid_validity;
        let key_of = |one: &Arriving| key_of_arriving(&one.header.id, one.copied);
        // What arrives is of today: it stands at the end where the newest do.
        let is_last = matches!(&self.source, Source::Folder { arranged, .. } if arranged.sort == Sort::Oldest);
        let above = if is_last { 0 } else { read.arriving.len() };
        let below = |(at, words): (usize, String)| (if at == 0 { 0 } else { at + above }, words);
        self.headings = read.headings.into_iter().map(below).collect();
        let arriving = read.arriving.iter().map(key_of);
        let order = read.order.into_iter().map(u64::from);
        self.set_order(if is_last {
            order.chain(arriving).collect()
        } else {
            arriving.chain(order).collect()
        });
        self.is_read = true;
        self.loaded.clear();
        self.pending.clear();
        for one in read.arriving {
            let key = key_of(&one);
            let entry = Entry::new(one.header, None, &self.source, wording);
            self.loaded.insert(key, entry);
        }
        self.take_headers(read.headers, wording);
    }

    /// A view was read.
    pub fn take_view(&mut self, read: ViewRead, wording: &Wording<'_>) {
        self.places = read.places;
        self.headings = read.headings;
        self.set_order(read.order);
        self.is_read = true;
        self.loaded.clear();
        self.pending.clear();
        self.take_headers(read.headers, wording);
    }

    /// A search came back.
    pub fn take_found(&mut self, mut found: Headers, wording: &Wording<'_>) {
        self.headings.clear();
        let order = found.headers.iter().map(|h| key_of_result(&h.id)).collect();
        self.set_order(order);
        self.is_read = true;
        let source = &self.source;
        let entries = found.headers.into_iter().map(|header| {
            let key = key_of_result(&header.id);
            let by = found.answered_by.remove(&header.id);
            (key, Entry::new(header, by, source, wording))
        });
        self.loaded = entries.collect();
    }

    /// Headers that were asked for.
    pub fn take_headers(&mut self, mut read: Headers, wording: &Wording<'_>) {
        if self.loaded.len() > KEPT {
            let near: HashSet<u64> = self.near().collect();
            self.loaded
                .retain(|key, _| near.contains(key) || is_arriving(*key));
        }
        for header in read.headers {
            let Some(key) = self.key_by_place(&header.id) else {
                continue;
            };
            self.pending.remove(&key);
            if self.message(key).as_ref() == Some(&header.id) {
                let by = read.answered_by.remove(&header.id);
                self.loaded
                    .insert(key, Entry::new(header, by, &self.source, wording));
            }
        }
    }

    /// Is one of those that are loaded answered?
    #[must_use]
    pub fn is_any_answered(&self) -> bool {
        let mut loaded = self.loaded.values();
        loaded.any(|entry| entry.header.flags.has(SystemFlag::Answered))
    }

    /// Puts the headers that are loaded into words anew.
    pub fn reword(&mut self, wording: &Wording<'_>) {
        for entry in self.loaded.values_mut() {
            let by = entry.answered_by.take();
            *entry = Entry::new(entry.header.clone(), by, &self.source, wording);
        }
    }

    fn near(&self) -> impl Iterator<Item = u64> + '_ {
        self.order
            .get(self.wanted.start..self.wanted.end.min(self.order.len()))
            .unwrap_or_default()
            .iter()
            .copied()
    }

    /// These rows are in sight or near; gives the messages that are to be read.
    pub fn want(&mut self, rows: Range<usize>) -> Vec<MessageKey> {
        self.wanted = rows;
        if !matches!(self.source, Source::Folder { .. } | Source::View { .. }) {
            return Vec::new();
        }
        let missing: Vec<u64> = self
            .near()
            .filter(|key| !self.loaded.contains_key(key) && !self.pending.contains(key))
            .collect();
        self.pending.extend(&missing);
        let missing = missing.iter().filter(|key| !is_arriving(**key));
        missing.filter_map(|key| self.message(*key)).collect()
    }

    /// The rows in sight, for a reading of the order and their headers at once.
    #[must_use]
    pub fn wanted(&self) -> Range<usize> {
        if self.wanted.is_empty() {
            0..50
        } else {
            self.wanted.clone()
        }
    }

    /// The message of a row's key.
    #[must_use]
    pub fn message(&self, key: u64) -> Option<MessageKey> {
        match &self.source {
            Source::Folder { .. } if is_arriving(key) => {
                self.loaded.get(&key).map(|e| e.header.id.clone())
            }
            Source::Folder { id, .. } => Some(MessageKey {
                folder: id.clone(),
                uid_validity: self.uid_validity,
                uid: u32::try_from(key).ok()?,
            }),
            Source::View { .. } => in_view(&self.places, key),
            Source::Search { .. } => self.loaded.get(&key).map(|e| e.header.id.clone()),
            Source::Nothing => None,
        }
    }

    /// The row's key of a message that lies in what is shown, whether it is listed or not.
    fn key_by_place(&self, message: &MessageKey) -> Option<u64> {
        match &self.source {
            Source::View { .. } => {
                let mut places = self.places.iter();
                let at = places.position(|(folder, _)| *folder == message.folder)?;
                Some(key_in_view(at, message.uid))
            }
            _ => Some(u64::from(message.uid)),
        }
    }

    /// The row's key of a message.
    #[must_use]
    pub fn key_of(&self, message: &MessageKey) -> Option<u64> {
        let mut keys = self.possible_keys(message).into_iter().flatten();
        keys.find(|key| self.order.contains(key))
    }

    /// The keys that a message has, where it is listed.
    fn possible_keys(&self, message: &MessageKey) -> [Option<u64>; 2] {
        match &self.source {
            Source::Folder { id, .. } if *id == message.folder => {
                [Some(u64::from(message.uid)), None]
            }
            Source::Folder { .. } => {
                [false, true].map(|copied| Some(key_of_arriving(message, copied)))
            }
            Source::View { .. } => [self.key_by_place(message), None],
            Source::Search { .. } => [Some(key_of_result(message)), None],
            Source::Nothing => [None, None],
        }
    }

    /// The rows' keys of those of these messages that are listed: quick for as many as there are.
    #[must_use]
    pub fn keys_of(&self, messages: &[MessageKey]) -> Vec<u64> {
        let listed: HashSet<u64> = self.order.iter().copied().collect();
        let key_of = |message: &MessageKey| {
            let mut keys = self.possible_keys(message).into_iter().flatten();
            keys.find(|key| listed.contains(key))
        };
        messages.iter().filter_map(key_of).collect()
    }

    /// A loaded header.
    #[must_use]
    pub fn header(&self, key: u64) -> Option<&MessageHeader> {
        self.loaded.get(&key).map(|e| &e.header)
    }

    /// Who of the team answered this message, where that is loaded.
    #[must_use]
    pub fn answered_by(&self, message: &MessageKey) -> Option<&NamedAddress> {
        let key = self.key_of(message)?;
        self.loaded.get(&key)?.answered_by.as_ref()
    }

    /// The loaded headers, by their rows' keys.
    pub fn loaded(&self) -> impl Iterator<Item = (u64, &MessageHeader)> {
        self.loaded.iter().map(|(key, entry)| (*key, &entry.header))
    }

    /// The next row below a position that is unread, for all or for this person, as far as is loaded.
    #[must_use]
    pub fn next_unread(&self, from: usize) -> Option<usize> {
        let unread = |at: &usize| {
            let key = self.order.get(*at);
            key.and_then(|key| self.loaded.get(key))
                .is_some_and(|e| e.header.unread_for_me || !e.header.flags.has(SystemFlag::Seen))
        };
        (from..self.order.len()).find(unread)
    }
}

impl Rows for Mails {
    fn len(&self) -> usize {
        self.order.len()
    }

    fn key(&self, at: usize) -> Option<u64> {
        self.order.get(at).copied()
    }

    fn row(&self, at: usize) -> Option<Row<'_>> {
        let entry = self.loaded.get(self.order.get(at)?)?;
        Some(entry.row(&self.words))
    }

    fn version(&self) -> u64 {
        self.version
    }

    fn headings(&self) -> &[(usize, String)] {
        &self.headings
    }

    fn position(&self, key: u64) -> Option<usize> {
        self.order.iter().position(|k| *k == key)
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
