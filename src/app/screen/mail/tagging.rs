//! Tags: the keywords that people set on messages, where the server keeps them.

use std::collections::{BTreeMap, BTreeSet};

use super::deed::{Deed, Targets, barred, refusal};
use super::{Mail, Message, Outcome};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::{Notice, Sight, Wish};
use crate::app::widget::menu::{command, menu, option};
use crate::domain::{FlagChange, Flags, Label, MessageHeader, MessageKey, labels, own_label, tags};
use crate::engine::{Command, Engine, Problem, Reader, StoreError};

/// Tags of the team's own that the menu offers at most.
const MOST_OWN: usize = 60;
/// The width of the menu.
const WIDTH: f32 = 260.0;

/// What is done with the tags of the chosen messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tagging {
    /// This one is set, or taken where all of them have it.
    Toggle(String),
    /// This one is set on those that lack it, and offered from then on.
    Set(String),
    /// All that are shown as tags are taken.
    None,
}

/// The messages on which a change changes something: to take it back must not change what was so before.
fn changed_by(
    reader: &Reader,
    messages: Vec<MessageKey>,
    change: &FlagChange,
) -> Result<Vec<MessageKey>, StoreError> {
    let mut changed = Vec::new();
    for key in messages {
        let header = reader.message(&key)?;
        let differs = header.is_some_and(|header| {
            let mut after = header.flags.clone();
            after.apply(change);
            after != header.flags
        });
        if differs {
            changed.push(key);
        }
    }
    Ok(changed)
}

/// Takes what of these messages is shown as tags.
async fn take_all(engine: Engine, messages: Vec<MessageKey>) -> Result<(), Problem> {
    let of = messages.clone();
    let tags = engine.read(move |reader| tags_of(reader, &of)).await?;
    let change = FlagChange {
        remove: tags.into_iter().collect(),
        ..FlagChange::default()
    };
    tag(engine, messages, change).await
}

/// What of these messages is shown as tags, as the store has it: the list may be a moment behind.
fn tags_of(reader: &Reader, messages: &[MessageKey]) -> Result<BTreeSet<String>, StoreError> {
    let mut tags = BTreeSet::new();
    for key in messages {
        let header = reader.message(key)?;
        tags.extend(
            header
                .iter()
                .flat_map(|header| shown(&header.flags).map(str::to_owned)),
        );
    }
    Ok(tags)
}

async fn tag(engine: Engine, messages: Vec<MessageKey>, change: FlagChange) -> Result<(), Problem> {
    let of = change.clone();
    let messages = engine
        .read(move |reader| changed_by(reader, messages, &of))
        .await?;
    if messages.is_empty() {
        return Ok(());
    }
    let mark = Command::Mark { messages, change };
    engine.request(mark).await.map(drop)
}

/// The keywords of these flags that are shown as tags.
fn shown(flags: &Flags) -> impl Iterator<Item = &str> {
    let is_tag = |keyword: &&str| {
        let alone = Flags::from_wire([*keyword]);
        !labels(&alone).is_empty()
    };
    flags.keywords().filter(is_tag)
}

impl Mail {
    /// The flags of the chosen messages, as far as they are loaded.
    fn chosen_flags(&self) -> Vec<&Flags> {
        let chosen = self.rows.loaded();
        let chosen = chosen.filter(|(key, _)| self.selection.contains(*key));
        // What was done a moment ago stands in the reader before the rows are read anew.
        let opened = |header: &MessageHeader| {
            let opened = self.opened.as_ref().map(|opened| &opened.header);
            opened.filter(|opened| opened.id == header.id)
        };
        let newest = |header| &opened(header).unwrap_or(header).flags;
        chosen.map(|(_, header)| newest(header)).collect()
    }

    /// Sets or takes tags.
    pub(super) fn tag(&mut self, tagging: Tagging, known: &Known, link: &Link) -> Outcome<Message> {
        let targets = self.targets();
        if let Some(reason) = refusal(Deed::Flag, &targets, known, &link.texts) {
            return match targets.count {
                0 => Outcome::none(),
                _ => Outcome::wish(Wish::Tell(Notice::Done(reason))),
            };
        }
        let apart = self.set_apart(barred(Deed::Flag, &targets, known, &link.texts));
        let done = self.tag_chosen(tagging, link);
        self.take_up(apart, done, link)
    }

    fn tag_chosen(&mut self, tagging: Tagging, link: &Link) -> Outcome<Message> {
        let flags = self.chosen_flags();
        let mut change = FlagChange::default();
        let takes_all = tagging == Tagging::None;
        match tagging {
            Tagging::Toggle(keyword) => {
                let on = !flags.iter().all(|flags| flags.has_keyword(&keyword));
                let list = if on {
                    &mut change.add
                } else {
                    &mut change.remove
                };
                list.push(keyword);
            }
            Tagging::Set(keyword) => {
                let is_offered = tags().iter().any(|(common, _)| *common == keyword);
                self.made_tags
                    .retain(|made| !made.eq_ignore_ascii_case(&keyword));
                if !is_offered {
                    self.made_tags.push(keyword.clone());
                }
                change.add.push(keyword);
            }
            Tagging::None => {
                let all = flags.iter().flat_map(|flags| shown(flags));
                let mut all: Vec<String> = all.map(str::to_owned).collect();
                all.sort_unstable();
                all.dedup();
                change.remove = all;
            }
        }
        let messages = self.chosen();
        if let Some(opened) = &mut self.opened
            && messages.contains(&opened.header.id)
        {
            opened.header.flags.apply(&change);
        }
        let told = super::undo::many(messages.len(), "list-many-tagged", None, &link.texts);
        let engine = link.engine().clone();
        let work = if takes_all {
            link.run(take_all(engine, messages), Message::Marked)
        } else {
            link.run(tag(engine, messages, change), Message::Marked)
        };
        Outcome::run(work).and_wishes(told)
    }

    /// Those that were made in this window, the last first.
    pub fn made_tags(&self) -> impl Iterator<Item = &String> {
        self.made_tags.iter().rev()
    }

    /// Those of the team's own that were made in this window, or that messages have, here or in any mailbox, each by its
    /// keyword.
    pub fn own_tags(&self, known: &Known) -> BTreeMap<String, Label> {
        let mut own: BTreeMap<String, Label> = BTreeMap::new();
        let loaded = self.rows.loaded();
        let here = loaded.flat_map(|(_, header)| shown(&header.flags));
        let everywhere = self.made_tags().chain(&known.tags).map(String::as_str);
        // Colleagues write the same word in other letters.
        for keyword in everywhere.chain(here) {
            let is_there = |there: &String| there.eq_ignore_ascii_case(keyword);
            if own.len() < MOST_OWN
                && !own.keys().any(is_there)
                && let Some(label) = own_label(keyword)
            {
                let _ = own.insert(keyword.to_owned(), label);
            }
        }
        own
    }

    /// The menu of tags: those that can be set everywhere, then those that the team uses, and last what makes a new one.
    pub(super) fn tag_menu<'a>(
        &'a self,
        targets: &Targets,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let mut all: Vec<(String, Label)> = Vec::new();
        for (keyword, label) in tags() {
            all.push((keyword.to_owned(), label));
        }
        all.extend(self.own_tags(known));
        let may = refusal(Deed::Flag, targets, known, texts).is_none();
        let flags = self.chosen_flags();
        let rows = all.into_iter().map(|(keyword, label)| {
            let on = !flags.is_empty() && flags.iter().all(|flags| flags.has_keyword(&keyword));
            let message = may.then_some(Message::Tag(Tagging::Toggle(keyword)));
            option(texts.label(&label), on, message).into()
        });
        let new = command(
            None,
            texts.say("list-new-tag"),
            None,
            may.then_some(Message::NewTag),
        );
        menu(WIDTH, rows.chain([new.into()]).collect())
    }
}
