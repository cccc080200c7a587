//! What is done with the chosen messages.

use std::collections::HashSet;
use std::ops::Range;

use iced::Task;
use jiff::tz::TimeZone;

use super::arrange::Arranged;
use super::deed::{self, Deed, Targets};
use super::filters::{Filter, Filters};
use super::rows::{FolderRead, Headers, is_arriving, is_arriving_copy};
use super::undo::many;
use super::{Mail, Message, Outcome, ask, intent, reader_view};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Notice, Wish};
use crate::app::widget::list::{How, Rows as _};
use crate::domain::{FlagChange, Folder, FolderId, FolderRole, Intent, MessageKey, SystemFlag};
use crate::engine::{Command, Engine, Problem, QuoteWords, Reader, StoreError, listed};
use crate::i18n::Texts;
use crate::permission;

/// Reads a folder's order, and the headers of the rows in sight.
///
/// `keep` are the messages that are worked on here: they stay in a filtered list although they were read or
/// answered meanwhile, so that reading a message does not take it away.
pub(super) fn read_folder(
    reader: &Reader,
    id: &FolderId,
    (filters, arranged): (Filters, Arranged),
    wanted: Range<usize>,
    keep: &[MessageKey],
    (zone, texts): (&TimeZone, &Texts),
) -> Result<FolderRead, StoreError> {
    let uid_validity = reader.folder(id)?.map_or(0, |f| f.uid_validity);
    let key = |uid: u32| MessageKey {
        folder: id.clone(),
        uid_validity,
        uid,
    };
    let folders = std::slice::from_ref(id);
    let rows = listed(reader, folders, filters.query(), arranged.sort, keep)?;
    let headings = arranged.headings(&rows, zone, texts);
    let order: Vec<u32> = rows.into_iter().map(|row| row.uid).collect();
    let end = wanted.end.min(order.len());
    let shown = order.get(wanted.start.min(end)..end).unwrap_or_default();
    let shown: Vec<MessageKey> = shown.iter().copied().map(key).collect();
    let headers = Headers::read(reader, &shown)?;
    let mut arriving = reader.arriving(id)?;
    let keep: HashSet<&MessageKey> = keep.iter().collect();
    arriving.retain(|one| filters.hold(&one.header) || keep.contains(&one.header.id));
    Ok(FolderRead {
        uid_validity,
        order,
        headings,
        headers,
        arriving,
    })
}

/// Marks those messages on which the mark changes something, and gives them: to take the mark back
/// must not change what was so before.
async fn mark_changed(
    engine: Engine,
    messages: Vec<MessageKey>,
    flag: SystemFlag,
    on: bool,
) -> Result<(), Problem> {
    let (messages, for_me) = engine
        .read(move |reader| changed_by(reader, messages, flag, on))
        .await?;
    if messages.is_empty() && for_me.is_empty() {
        return Ok(());
    }
    let mark = Command::Mark {
        messages: messages.into_iter().chain(for_me).collect(),
        change: FlagChange::system(flag, on),
    };
    engine.request(mark).await.map(drop)
}

/// The messages of a folder that are not read, and those that are not for this person alone.
fn unread_in(reader: &Reader, id: &FolderId) -> Result<Vec<MessageKey>, StoreError> {
    let Some(folder) = reader.folder(id)? else {
        return Ok(Vec::new());
    };
    let mut uids = reader.order(id, Filter::Unread.alone().query())?;
    uids.extend(reader.unread_for_me(id)?);
    uids.sort_unstable();
    uids.dedup();
    let key = |uid| MessageKey {
        folder: id.clone(),
        uid_validity: folder.uid_validity,
        uid,
    };
    Ok(uids.into_iter().map(key).collect())
}

/// The messages on which a mark changes something for everybody, and those on which it does so for this
/// person alone: to take those back would change them for all.
fn changed_by(
    reader: &Reader,
    mut messages: Vec<MessageKey>,
    flag: SystemFlag,
    on: bool,
) -> Result<(Vec<MessageKey>, Vec<MessageKey>), StoreError> {
    let folders: HashSet<FolderId> = messages.iter().map(|key| key.folder.clone()).collect();
    // The store lists those without the one flag and those with the other, at any number.
    let unread = flag == SystemFlag::Seen;
    let filter = if unread {
        Filter::Unread
    } else {
        Filter::Flagged
    };
    let (mut listed, mut for_me) = (HashSet::new(), HashSet::new());
    for folder in folders {
        let uids = reader.order(&folder, filter.alone().query())?;
        listed.extend(uids.into_iter().map(|uid| (folder.clone(), uid)));
        // What is on its way elsewhere is listed no more.
        let leaving = reader.leaving(&folder)?.into_iter();
        let such = leaving.filter(|(_, flags)| flags.has(flag) != unread);
        listed.extend(such.map(|(uid, _)| (folder.clone(), uid)));
        if unread && on {
            let uids = reader.unread_for_me(&folder)?;
            for_me.extend(uids.into_iter().map(|uid| (folder.clone(), uid)));
        }
    }
    let place = |key: &MessageKey| (key.folder.clone(), key.uid);
    let mut alone = messages.clone();
    alone.retain(|key| for_me.contains(&place(key)));
    messages.retain(|key| listed.contains(&place(key)) == (unread == on));
    Ok((messages, alone))
}

/// What is said instead of doing what is not offered; `None`: it can be done.
fn refused(deed: Deed, targets: &Targets, known: &Known, link: &Link) -> Option<Outcome<Message>> {
    let reason = deed::refusal(deed, targets, known, &link.texts)?;
    // A key was pressed where the button is grey: the reason is said all the same.
    Some(match targets.count {
        0 => Outcome::none(),
        _ => Outcome::wish(Wish::Tell(Notice::Done(reason))),
    })
}

impl Mail {
    /// What the chosen messages have in common.
    #[must_use]
    pub fn targets(&self) -> Targets {
        let count = self.selection.len();
        let mut targets = Targets {
            count,
            flagged: count > 0,
            seen: count > 0,
            for_me_alone: count > 0,
            ..Targets::default()
        };
        match self.folder() {
            Some(folder) => {
                targets.folders.push(folder.clone());
                let chosen = self.selection.in_order(&self.rows);
                targets.arriving = chosen.iter().any(|key| is_arriving(*key));
                targets.copied = chosen.into_iter().any(is_arriving_copy);
            }
            None => {
                for key in self.selection.in_order(&self.rows) {
                    let folder = self.rows.message(key).map(|key| key.folder);
                    targets
                        .folders
                        .extend(folder.filter(|f| !targets.folders.contains(f)));
                }
            }
        }
        // Of many chosen rows those that are loaded speak for the others.
        let chosen = self
            .rows
            .loaded()
            .filter(|(key, _)| self.selection.contains(*key));
        for (_, header) in chosen {
            targets.flagged &= header.flags.has(SystemFlag::Flagged);
            let seen = header.flags.has(SystemFlag::Seen);
            targets.seen &= seen && !header.unread_for_me;
            targets.for_me_alone &= seen;
            if count == 1 {
                targets.mailbox = Some(header.mailbox.clone());
            }
        }
        let sole = self.selection.cursor().filter(|_| count == 1);
        let sole = sole.and_then(|key| self.rows.message(key));
        let opened = self.opened.as_ref();
        if let Some(opened) = opened.filter(|o| sole.as_ref() == Some(&o.header.id)) {
            targets.flagged = opened.header.flags.has(SystemFlag::Flagged);
            let seen = opened.header.flags.has(SystemFlag::Seen);
            targets.seen = seen && !opened.header.unread_for_me;
            targets.for_me_alone = seen;
            targets.mailbox = Some(opened.header.mailbox.clone());
        }
        targets.for_me_alone &= !targets.seen;
        targets
    }

    /// The chosen messages.
    pub(super) fn chosen(&self) -> Vec<MessageKey> {
        let keys = self.selection.in_order(&self.rows).into_iter();
        keys.filter_map(|key| self.rows.message(key)).collect()
    }

    pub(super) fn act(&mut self, deed: Deed, known: &Known, link: &Link) -> Outcome<Message> {
        let targets = self.targets();
        if let Some(refused) = refused(deed, &targets, known, link) {
            return refused;
        }
        if let Some(intent) = intent(deed) {
            return self.answer(intent, link);
        }
        if deed == Deed::ForwardAttached {
            return self.pass_on_whole(link);
        }
        let apart = self.set_apart(deed::barred(deed, &targets, known, &link.texts));
        let done = self.act_on(deed, known, link);
        self.take_up(apart, done, link)
    }

    /// The same with chosen messages of which each may be worked on.
    fn act_on(&mut self, deed: Deed, known: &Known, link: &Link) -> Outcome<Message> {
        let targets = self.targets();
        let messages = self.chosen();
        let first = targets.folders.first().and_then(|id| known.folder(id));
        match deed {
            Deed::Flag => {
                let on = !targets.flagged;
                let key = if on {
                    "list-many-flagged"
                } else {
                    "list-many-unflagged"
                };
                let told = many(messages.len(), key, None, &link.texts);
                Outcome::run(self.mark(messages, SystemFlag::Flagged, on, link)).and_wishes(told)
            }
            Deed::Seen => self.mark_chosen_seen(!targets.seen, link),
            // Of these a folder is chosen first.
            Deed::Move | Deed::Copy => Outcome::none(),
            Deed::Junk => {
                let to = first.and_then(|(node, _)| node.role(FolderRole::Junk));
                let told = many(targets.count, "list-many-junk", None, &link.texts);
                self.put_away(to, &targets, Command::Junk(messages), link)
                    .and_wishes(told)
            }
            Deed::NotJunk => {
                let to = first.and_then(|(node, _)| node.role(FolderRole::Inbox));
                let told = many(targets.count, "list-many-not-junk", None, &link.texts);
                self.put_away(to, &targets, Command::NotJunk(messages), link)
                    .and_wishes(told)
            }
            Deed::Archive => {
                let to = first.and_then(|(node, _)| node.archive.folder.as_ref());
                let told = many(targets.count, "list-many-archived", None, &link.texts);
                self.put_away(to, &targets, Command::Archive(messages), link)
                    .and_wishes(told)
            }
            Deed::DeleteForGood => {
                let ending = messages.len();
                ask(messages, ending)
            }
            // In search results some may lie in Trash: where one would be gone for good, that is asked.
            Deed::Delete => match ending(&messages, known) {
                0 => {
                    let to = first.and_then(|(node, _)| node.trash.folder.as_ref());
                    let told = many(targets.count, "list-many-deleted", None, &link.texts);
                    self.put_away(to, &targets, Command::Delete(messages), link)
                        .and_wishes(told)
                }
                ending => ask(messages, ending),
            },
            Deed::Reply | Deed::ReplyAll | Deed::Forward | Deed::ForwardAttached => Outcome::none(),
        }
    }

    /// Archives the chosen messages; the one above them is shown then.
    pub(super) fn archive_and_back(&mut self, known: &Known, link: &Link) -> Outcome<Message> {
        let first = self.selection.in_order(&self.rows).into_iter().next();
        let above = first.and_then(|key| self.rows.position(key));
        let above = above.and_then(|at| self.rows.key(at.checked_sub(1)?));
        let archived = self.act(Deed::Archive, known, link);
        // Where it was refused, all of them are still there.
        let is_refused = first.is_some_and(|key| self.rows.position(key).is_some());
        let above = above.and_then(|key| self.rows.position(key));
        match above.filter(|_| !is_refused) {
            Some(at) => {
                self.selection.apply(&self.rows, at, How::Only);
                let show = self.follow(link);
                archived.and(show)
            }
            None => archived,
        }
    }

    /// Marks the chosen messages as read, or as unread.
    pub(super) fn mark_seen(&mut self, on: bool, known: &Known, link: &Link) -> Outcome<Message> {
        let targets = self.targets();
        if let Some(refused) = refused(Deed::Seen, &targets, known, link) {
            return refused;
        }
        let apart = self.set_apart(deed::barred(Deed::Seen, &targets, known, &link.texts));
        let done = self.mark_chosen_seen(on, link);
        self.take_up(apart, done, link)
    }

    fn mark_chosen_seen(&mut self, on: bool, link: &Link) -> Outcome<Message> {
        let messages = self.chosen();
        let key = if on {
            "list-many-read"
        } else {
            "list-many-unread"
        };
        let told = many(messages.len(), key, None, &link.texts);
        Outcome::run(self.mark(messages, SystemFlag::Seen, on, link)).and_wishes(told)
    }

    /// Messages of one folder are moved; those of several, in search results, go each where those of their
    /// mailbox go.
    fn put_away(
        &mut self,
        to: Option<&Folder>,
        targets: &Targets,
        each: Command,
        link: &Link,
    ) -> Outcome<Message> {
        match to {
            Some(to) if targets.folders.len() == 1 => {
                Outcome::run(self.send_to(to.id.clone(), link))
            }
            // In search results each goes where those of its own mailbox go.
            Some(_) => {
                let show = self.take_out(link);
                let filing = link.request(each, Message::Moved);
                Outcome::run(filing).and(show)
            }
            None => Outcome::none(),
        }
    }

    /// Other rows may be chosen by now than when the menu was opened in which the folder stands.
    pub(super) fn relocate(
        &mut self,
        to: FolderId,
        known: &Known,
        link: &Link,
    ) -> Outcome<Message> {
        let targets = self.targets();
        if let Some(refused) = refused(Deed::Move, &targets, known, link) {
            return refused;
        }
        let there = known.folder(&to);
        let barred = there.and_then(|(node, folder)| {
            deed::barred_from(&targets, node, folder, known, &link.texts)
        });
        let apart = self.set_apart(barred);
        let name = there.map(|(_, folder)| say::folder(&link.texts, folder));
        let told = many(self.selection.len(), "list-many-moved", name, &link.texts);
        let done = Outcome::run(self.send_to(to, link)).and_wishes(told);
        self.take_up(apart, done, link)
    }

    fn send_to(&mut self, to: FolderId, link: &Link) -> Task<Message> {
        let messages = self.chosen();
        let show = self.take_out(link);
        let moving = link.request(Command::Move { messages, to }, Message::Moved);
        Task::batch([moving, show])
    }

    /// The same of copying.
    pub(super) fn copy(&mut self, to: FolderId, known: &Known, link: &Link) -> Outcome<Message> {
        let targets = self.targets();
        if let Some(refused) = refused(Deed::Copy, &targets, known, link) {
            return refused;
        }
        let apart = self.set_apart(deed::barred(Deed::Copy, &targets, known, &link.texts));
        let messages = self.chosen();
        let name = known
            .folder(&to)
            .map(|(_, folder)| say::folder(&link.texts, folder));
        let told = many(messages.len(), "list-many-copied", name, &link.texts);
        // Of one it is said when it is done.
        let done = if told.is_some() {
            Message::Moved
        } else {
            Message::Copied
        };
        let done = Outcome::run(link.request(Command::Copy { messages, to }, done));
        self.take_up(apart, done.and_wishes(told), link)
    }

    /// What is moved or deleted leaves the list at once, and the next message takes its place: the
    /// key that is pressed next is not for one that is gone.
    fn take_out(&mut self, link: &Link) -> Task<Message> {
        // What is let go over a folder opens what comes next, as archiving does.
        self.pressed = None;
        let chosen = self.selection.in_order(&self.rows);
        let cursor = self.selection.cursor();
        // Those above it go as well.
        let above = chosen.iter().position(|key| Some(*key) == cursor);
        let above = above.unwrap_or_default();
        let before = self.position().map(|at| at.saturating_sub(above));
        self.rows.take_out(&chosen);
        self.picking = false;
        self.settle(before, link).task
    }

    fn mark(
        &mut self,
        messages: Vec<MessageKey>,
        flag: SystemFlag,
        on: bool,
        link: &Link,
    ) -> Task<Message> {
        self.stay(messages.iter().cloned());
        let change = FlagChange::system(flag, on);
        // What the person just did is shown at once in the reader too.
        if let Some(opened) = &mut self.opened
            && messages.contains(&opened.header.id)
        {
            opened.header.flags.apply(&change);
            opened.header.unread_for_me &= flag != SystemFlag::Seen;
        }
        let mark = mark_changed(link.engine().clone(), messages, flag, on);
        link.run(mark, Message::Marked)
    }

    /// Why the messages of the open folder cannot all be marked as read.
    pub fn why_not_all_seen(&self, known: &Known, texts: &Texts) -> Option<String> {
        let folder = self.folder().and_then(|id| known.folder(id));
        let Some((node, folder)) = folder else {
            return Some(texts.say("may-not-no-folder"));
        };
        if folder.unread == 0 {
            return Some(texts.say("may-not-all-seen"));
        }
        let decision = permission::decide(permission::Action::MarkSeen, folder);
        say::refusal(
            texts,
            permission::Action::MarkSeen,
            &decision,
            &node.mailbox.name,
        )
    }

    /// Marks all messages of the open folder as read.
    pub(super) fn mark_all_seen(&mut self, known: &Known, link: &Link) -> Outcome<Message> {
        if let Some(reason) = self.why_not_all_seen(known, &link.texts) {
            return Outcome::wish(Wish::Tell(Notice::Done(reason)));
        }
        let Some(id) = self.folder().cloned() else {
            return Outcome::none();
        };
        self.all_stay();
        let folder = known.folder(&id);
        let count = folder.map_or(0, |(_, folder)| folder.unread as usize);
        let told = many(count, "list-many-read", None, &link.texts);
        let engine = link.engine().clone();
        let mark = async move {
            let unread = engine.read(move |reader| unread_in(reader, &id)).await?;
            mark_changed(engine, unread, SystemFlag::Seen, true).await
        };
        Outcome::run(link.run(mark, Message::Marked)).and_wishes(told)
    }

    fn pass_on_whole(&mut self, link: &Link) -> Outcome<Message> {
        let Some(opened) = &self.opened else {
            return Outcome::none();
        };
        let (engine, key) = (link.engine().clone(), opened.header.id.clone());
        let draft = async move { engine.forward_attached(&key).await };
        Outcome::run(link.run(draft, Message::Drafted))
    }

    fn answer(&mut self, intent: Intent, link: &Link) -> Outcome<Message> {
        let Some(opened) = &self.opened else {
            return Outcome::none();
        };
        let header = &opened.header;
        let words = QuoteWords {
            attribution: link.texts.above_quote(header, intent, &TimeZone::system()),
            is_drawn: reader_view::is_drawn(opened),
        };
        let (engine, key) = (link.engine().clone(), header.id.clone());
        let draft = async move { engine.begin_answer(&key, intent, &words).await };
        Outcome::run(link.run(draft, Message::Begun))
    }
}

/// So many of these messages are gone for good when they are deleted.
fn ending(messages: &[MessageKey], known: &Known) -> usize {
    let ends = |key: &&MessageKey| {
        let folder = known.folder(&key.folder);
        folder.is_some_and(|(_, folder)| deed::ends_here(folder))
    };
    messages.iter().filter(ends).count()
}
