//! How the messages of a folder or a view are listed: their order, their headings, the height of their rows.

use std::collections::BTreeMap;

use iced::Task;
use iced::widget::row;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Mail, Message, Source, View, groups};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::theme::scale;
use crate::app::widget::button::{removable, symbol};
use crate::app::widget::icon::Icon;
use crate::app::widget::menu::{group, menu, option};
use crate::app::widget::popover::popover;
use crate::config::Density;
use crate::domain::{FolderId, MailboxId, MessageKey};
use crate::engine::{Listed, Sort};
use crate::i18n::Texts;

/// The key of the name of an order.
fn words(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "sort-newest",
        Sort::Oldest => "sort-oldest",
        Sort::People => "sort-people",
        Sort::PeopleDescending => "sort-people-descending",
        Sort::Subject => "sort-subject",
        Sort::SubjectDescending => "sort-subject-descending",
        Sort::Largest => "sort-largest",
        Sort::Smallest => "sort-smallest",
    }
}

/// Most folders of which it is kept that they are listed otherwise than usual.
const MOST: usize = 500;
/// The width of the menu.
const WIDTH: f32 = 250.0;

/// How the messages of a folder or a view are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Arranged {
    /// In which order.
    pub sort: Sort,
    /// Under days, weeks and months; only where they are sorted by date.
    pub grouped: bool,
}

/// As it is kept; of a view once its order alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Sort(Sort),
    Whole {
        #[serde(default)]
        sort: Sort,
        #[serde(default)]
        grouped: bool,
    },
}

impl From<Written> for Arranged {
    fn from(written: Written) -> Self {
        let (sort, grouped) = match written {
            Written::Sort(sort) => (sort, false),
            Written::Whole { sort, grouped } => (sort, grouped),
        };
        Self { sort, grouped }
    }
}

impl Arranged {
    /// Are there headings?
    #[must_use]
    pub fn has_headings(self) -> bool {
        self.grouped && self.sort.is_by_date()
    }

    /// The positions at which headings stand.
    pub(super) fn headings(
        self,
        rows: &[Listed],
        zone: &TimeZone,
        texts: &Texts,
    ) -> Vec<(usize, String)> {
        if !self.has_headings() {
            return Vec::new();
        }
        let mut dates: Vec<i64> = rows.iter().map(|row| row.date).collect();
        if self.sort == Sort::Oldest {
            dates.reverse();
            let headings = groups::headings(&dates, Timestamp::now(), zone, texts);
            return groups::reversed(headings, rows.len());
        }
        groups::headings(&dates, Timestamp::now(), zone, texts)
    }
}

/// How people want their folders and views listed, as far as it is not as usual.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Arrangements {
    folders: BTreeMap<FolderId, Arranged>,
    mailboxes: BTreeMap<MailboxId, Density>,
    views: BTreeMap<View, Arranged>,
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

    /// Of a view.
    #[must_use]
    pub fn of_view(&self, view: View) -> Arranged {
        let arranged = self.views.get(&view).copied();
        arranged.unwrap_or_else(|| Arranged {
            sort: view.usual_order(),
            ..Arranged::default()
        })
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
    /// Another order, or headings.
    Arranged(Arranged),
    /// Other rows for a mailbox.
    Density(MailboxId, Density),
}

impl Mail {
    /// How the open folder or view is listed.
    #[must_use]
    pub fn arranged(&self) -> Arranged {
        match &self.rows.source {
            Source::Folder { id, .. } => self.arrangements.of(id),
            Source::View { view, .. } => self.arrangements.of_view(*view),
            Source::Nothing | Source::Search { .. } => Arranged::default(),
        }
    }

    /// Can the order of what is listed be chosen? What a search found has its own.
    #[must_use]
    pub(super) fn can_be_arranged(&self) -> bool {
        matches!(
            self.rows.source,
            Source::Folder { .. } | Source::View { .. }
        )
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
            Choice::Arranged(arranged) => {
                match &self.rows.source {
                    Source::Folder { id, .. } => {
                        let id = id.clone();
                        self.arrangements.arrange(id, arranged);
                    }
                    Source::View { view, .. } => {
                        let view = *view;
                        self.arrangements.views.insert(view, arranged);
                    }
                    Source::Nothing | Source::Search { .. } => return Task::none(),
                }
                self.open_again(self.showing(), known, link)
            }
        }
    }

    /// Reads what is open anew, as it is listed now; `choose` is chosen as soon as it is there.
    pub(super) fn open_again(
        &mut self,
        choose: Option<MessageKey>,
        known: &Known,
        link: &Link,
    ) -> Task<Message> {
        (self.is_return, self.scroll_to) = (false, None);
        match &self.rows.source {
            Source::Folder { id, .. } => {
                let id = id.clone();
                self.open_folder(id, choose, known, link)
            }
            Source::View { view, .. } => {
                let view = *view;
                self.open_view(view, choose, known, link)
            }
            Source::Nothing | Source::Search { .. } => Task::none(),
        }
    }

    /// What lists in this order; `None` where what is shown has its own.
    pub(super) fn sorting(&self, sort: Sort) -> Option<Message> {
        let arranged = Arranged {
            sort,
            ..self.arranged()
        };
        let choice = Choice::Arranged(arranged);
        self.can_be_arranged().then_some(Message::Arrange(choice))
    }

    /// What sets headings above the days, or takes them; `None` where the order has none.
    pub(super) fn grouping(&self) -> Option<Message> {
        let now = self.arranged();
        let grouped = !now.grouped;
        let can = self.can_be_arranged() && now.sort.is_by_date();
        can.then_some(Message::Arrange(Choice::Arranged(Arranged {
            grouped,
            ..now
        })))
    }

    /// That what is open is sorted otherwise than usual, so that the newest is not looked for where it is not: pressed,
    /// it ends.
    pub(super) fn sorted_otherwise<'a>(&self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        let texts = sight.texts;
        let usual = match &self.rows.source {
            Source::Folder { .. } => Sort::default(),
            Source::View { view, .. } => view.usual_order(),
            Source::Nothing | Source::Search { .. } => return None,
        };
        let now = self.arranged().sort;
        let back = self.sorting(usual).filter(|_| now != usual)?;
        let order = texts.say(words(now));
        let words = texts.say_with("list-sorted", &[("order", order.into())]);
        let hint = texts.say_with(
            "list-sorted-back",
            &[("order", texts.say(self::words(usual)).into())],
        );
        Some(row![removable(words).hint(hint).on_press(back)].into())
    }

    /// The button with the menu of all that.
    pub(super) fn arrange_button<'a>(
        &'a self,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let button = symbol(Icon::Filter, texts.say("list-arrange"))
            .width(scale::CONTROL_LOW)
            .height(scale::CONTROL_SMALL)
            .on_press(Message::Arrange(Choice::Menu(true)));
        let rows = (self.arranging).then(|| menu(WIDTH, self.arrangement(known, sight)));
        popover(button, rows, Message::Arrange(Choice::Menu(false)))
            .align_end()
            .into()
    }

    /// How what is open can be listed.
    fn arrangement<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Vec<Element<'a, Message>> {
        let texts = sight.texts;
        let now = self.arranged();
        let mut rows = self.filter_rows(sight);
        rows.push(group(texts.say("list-sort")));
        for sort in Sort::ALL {
            let message = self.sorting(sort);
            rows.push(option(texts.say(words(sort)), now.sort == sort, message).into());
        }
        let grouped = option(
            texts.say("list-grouped"),
            now.has_headings(),
            self.grouping(),
        );
        let grouped = match self.grouping() {
            Some(_) => grouped,
            None => grouped.hint(texts.say("may-not-grouped")),
        };
        rows.push(grouped.into());
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

    #[test]
    fn a_view_of_which_an_earlier_version_kept_the_order_has_it() {
        let old = serde_json::json!({
            "folders": { "support@a.test/INBOX": { "sort": "people", "attachments": true } },
            "views": { "unanswered": "newest" },
        });
        let all: Arrangements = serde_json::from_value(old).unwrap();
        assert_eq!(all.of_view(View::Unanswered), Arranged::default());
        assert_eq!(all.of_view(View::Inboxes), Arranged::default());
        let usual = Arrangements::default().of_view(View::Unanswered);
        assert_eq!(usual.sort, Sort::Oldest);
        assert_eq!(all.folders.values().next().unwrap().sort, Sort::People);
    }
}
