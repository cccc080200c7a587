//! How a folder's messages are listed: their order, their headings, the height of their rows.

use std::collections::BTreeMap;

use iced::Task;
use serde::{Deserialize, Serialize};

use super::{Mail, Message, Source, View};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::theme::scale;
use crate::app::widget::button::symbol;
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{group, menu, option};
use crate::app::widget::popover::popover;
use crate::config::Density;
use crate::domain::{FolderId, MailboxId};
use crate::engine::Sort;
use crate::i18n::Texts;

/// Most folders of which it is kept that they are listed otherwise than usual.
const MOST: usize = 500;
/// The width of the menu.
const WIDTH: f32 = 250.0;

/// How the messages of a folder are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arranged {
    /// In which order.
    pub sort: Sort,
    /// Under days, weeks and months; only where they are sorted by date with the newest first.
    pub grouped: bool,
    /// Only those with attachments.
    pub attachments: bool,
}

impl Arranged {
    /// Are there headings?
    #[must_use]
    pub fn has_headings(self) -> bool {
        self.grouped && self.sort == Sort::Newest
    }
}

/// How people want their folders listed, as far as it is not as usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangements {
    folders: BTreeMap<FolderId, Arranged>,
    mailboxes: BTreeMap<MailboxId, Density>,
    views: BTreeMap<View, Sort>,
}

impl Arrangements {
    /// Of a folder.
    #[must_use]
    pub fn of(&self, folder: &FolderId) -> Arranged {
        self.folders.get(folder).copied().unwrap_or_default()
    }

    /// How high the rows of a mailbox are, where nothing else is wanted than what is usual.
    #[must_use]
    pub fn density(&self, mailbox: &MailboxId, usual: Density) -> Density {
        self.mailboxes.get(mailbox).copied().unwrap_or(usual)
    }

    /// The order of a view.
    #[must_use]
    pub fn of_view(&self, view: View) -> Sort {
        let sort = self.views.get(&view).copied();
        sort.unwrap_or_else(|| view.usual_order())
    }

    fn arrange(&mut self, folder: FolderId, arranged: Arranged) {
        if arranged == Arranged::default() {
            self.folders.remove(&folder);
        } else if self.folders.len() < MOST || self.folders.contains_key(&folder) {
            self.folders.insert(folder, arranged);
        }
    }

    fn densify(&mut self, mailbox: MailboxId, density: Density) {
        if self.mailboxes.len() < MOST || self.mailboxes.contains_key(&mailbox) {
            self.mailboxes.insert(mailbox, density);
        }
    }
}

/// What is chosen there.
#[derive(Debug, Clone)]
pub enum Choice {
    /// The menu opens or closes.
    Menu(bool),
    /// Another order, or others of the messages.
    Arranged(Arranged),
    /// Only messages with attachments, or all.
    Attachments(bool),
    /// Another order of the open view.
    Ordered(View, Sort),
    /// Other rows for a mailbox.
    Density(MailboxId, Density),
}

impl Mail {
    /// How the open folder is listed.
    #[must_use]
    pub fn arranged(&self) -> Arranged {
        self.folder()
            .map_or_else(Arranged::default, |id| self.arrangements.of(id))
    }

    /// How high the rows are.
    #[must_use]
    pub(super) fn density(&self, known: &Known, sight: Sight<'_>) -> Density {
        let folder = self.folder().and_then(|id| known.folder(id));
        folder.map_or(sight.density, |(node, _)| {
            self.arrangements.density(&node.mailbox.id(), sight.density)
        })
    }

    /// Carries out what was chosen.
    pub(super) fn arrange(&mut self, choice: Choice, known: &Known, link: &Link) -> Task<Message> {
        self.arranging = matches!(choice, Choice::Menu(true));
        match choice {
            Choice::Menu(_) => Task::none(),
            Choice::Density(mailbox, density) => {
                self.arrangements.densify(mailbox, density);
                Task::none()
            }
            Choice::Ordered(view, sort) => {
                self.arrangements.views.insert(view, sort);
                let reading = self.showing();
                self.open_view(view, reading, known, link)
            }
            Choice::Attachments(attachments) => {
                let arranged = Arranged {
                    attachments,
                    ..self.arranged()
                };
                self.arrange(Choice::Arranged(arranged), known, link)
            }
            Choice::Arranged(arranged) => {
                let Some(id) = self.folder().cloned() else {
                    return Task::none();
                };
                self.arrangements.arrange(id.clone(), arranged);
                let reading = self.showing();
                self.open_folder(id, reading, known, link)
            }
        }
    }

    /// What lists in this order; `None` where what is shown cannot have it.
    pub(super) fn sorting(&self, sort: Sort) -> Option<Message> {
        let choice = match self.view() {
            Some(view) => View::ORDERS
                .contains(&sort)
                .then_some(Choice::Ordered(view, sort)),
            None => self.folder().map(|_| {
                let now = self.arranged();
                Choice::Arranged(Arranged { sort, ..now })
            }),
        };
        choice.map(Message::Arrange)
    }

    /// What sets headings above the days, or takes them; `None` where the order has none.
    pub(super) fn grouping(&self) -> Option<Message> {
        let now = self.arranged();
        let grouped = !now.grouped;
        let can = self.folder().is_some() && now.sort == Sort::Newest;
        can.then_some(Message::Arrange(Choice::Arranged(Arranged {
            grouped,
            ..now
        })))
    }

    /// The button with the menu of all that.
    pub(super) fn arrange_button<'a>(
        &'a self,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let button = symbol(Icon::Arrange, texts.say("list-arrange"))
            .width(scale::CONTROL_LOW)
            .height(scale::CONTROL_SMALL)
            .on_press(Message::Arrange(Choice::Menu(true)));
        let rows = self.arranging.then(|| match self.view() {
            Some(view) => menu(WIDTH, self.orders_of(view, texts)),
            None => menu(WIDTH, self.arrangement(known, sight)),
        });
        popover(button, rows, Message::Arrange(Choice::Menu(false)))
            .align_end()
            .into()
    }

    /// The orders that a view can have.
    fn orders_of<'a>(&self, view: View, texts: &Texts) -> Vec<Element<'a, Message>> {
        let now = self.arrangements.of_view(view);
        let rows =
            [(Sort::Newest, "sort-newest"), (Sort::Oldest, "sort-oldest")].map(|(sort, key)| {
                let message = Message::Arrange(Choice::Ordered(view, sort));
                option(texts.say(key), now == sort, Some(message)).into()
            });
        std::iter::once(group(texts.say("list-sort")))
            .chain(rows)
            .collect()
    }

    /// How a folder can be listed.
    fn arrangement<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Vec<Element<'a, Message>> {
        let texts = sight.texts;
        let now = self.arranged();
        let mut rows = vec![group(texts.say("list-sort"))];
        for (sort, key) in [
            (Sort::Newest, "sort-newest"),
            (Sort::Oldest, "sort-oldest"),
            (Sort::People, "sort-people"),
            (Sort::Subject, "sort-subject"),
            (Sort::Largest, "sort-largest"),
        ] {
            let message = self.sorting(sort);
            rows.push(option(texts.say(key), now.sort == sort, message).into());
        }
        rows.push(group(texts.say("list-show")));
        let words = texts.say("list-grouped");
        let grouped = option(words, now.has_headings(), self.grouping());
        let grouped = match self.grouping() {
            Some(_) => grouped,
            None => grouped.hint(texts.say("may-not-grouped")),
        };
        rows.push(grouped.into());
        let attachments = Message::Arrange(Choice::Attachments(!now.attachments));
        let words = texts.say("list-only-attachments");
        rows.push(option(words, now.attachments, Some(attachments)).into());
        if let Some((node, _)) = self.folder().and_then(|id| known.folder(id)) {
            rows.push(group(texts.say("list-density")));
            let chosen = self.density(known, sight);
            for (density, key) in [
                (Density::Comfortable, "density-comfortable"),
                (Density::Compact, "density-compact"),
            ] {
                let choice = Choice::Density(node.mailbox.id(), density);
                let message = Message::Arrange(choice);
                rows.push(option(texts.say(key), chosen == density, Some(message)).into());
            }
        }
        rows
    }

    /// Are only some of the folder's messages listed?
    #[must_use]
    pub(super) fn is_filtered(&self) -> bool {
        self.filter != super::Filter::All || self.arranged().attachments
    }

    /// All of the folder's messages are listed.
    pub(super) fn show_all(&mut self, known: &Known, link: &Link) -> Task<Message> {
        self.filter = super::Filter::All;
        match &self.rows.source {
            Source::Folder { id, .. } => {
                let (id, now) = (id.clone(), self.arranged());
                let arranged = Arranged {
                    attachments: false,
                    ..now
                };
                self.arrangements.arrange(id.clone(), arranged);
                self.open_folder(id, None, known, link)
            }
            _ => Task::none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmailAddress;

    #[test]
    fn only_what_is_unusual_is_kept_and_never_without_bound() {
        let mailbox = MailboxId::of(&EmailAddress::parse("support@a.test").unwrap());
        let folder = |at: usize| FolderId::of(&mailbox, &format!("F{at}"));
        let by_people = Arranged {
            sort: Sort::People,
            ..Arranged::default()
        };
        let mut all = Arrangements::default();
        for at in 0..MOST + 10 {
            all.arrange(folder(at), by_people);
        }
        assert_eq!(all.folders.len(), MOST);
        assert_eq!(all.of(&folder(0)), by_people);
        all.arrange(folder(0), Arranged::default());
        assert_eq!(all.folders.len(), MOST - 1);
        all.densify(mailbox.clone(), Density::Compact);
        let usual = Density::Comfortable;
        assert_eq!(all.density(&mailbox, usual), Density::Compact);
        let again: Arrangements =
            serde_json::from_value(serde_json::to_value(&all).unwrap()).unwrap();
        assert_eq!(again, all);
    }
}
