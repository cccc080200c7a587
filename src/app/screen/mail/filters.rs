//! Which messages a list shows: conditions, of which all that are set must hold.

use iced::Task;
use serde::{Deserialize, Serialize};

use super::{Mail, Message, Source, View};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::widget::button::removable;
use crate::app::widget::menu::{group, option};
use crate::domain::{MessageHeader, query_text};
use crate::engine::ListFilter;

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Nobody has read it.
    Unread,
    /// Nobody answered it.
    Unanswered,
    /// It has a flag.
    Flagged,
    /// Something is attached.
    Attachments,
}

impl Filter {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Unread,
        Self::Unanswered,
        Self::Flagged,
        Self::Attachments,
    ];

    /// The key of its name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Unread => "filter-unread",
            Self::Unanswered => "filter-unanswered",
            Self::Flagged => "filter-flagged",
            Self::Attachments => "search-attachment",
        }
    }

    /// The word under which it is kept.
    fn kept(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Unanswered => "unanswered",
            Self::Flagged => "flagged",
            Self::Attachments => "attachments",
        }
    }

    /// It alone.
    #[must_use]
    pub fn alone(self) -> Filters {
        Filters::default().with(self, true)
    }

    /// The same as a search says it.
    fn condition(self) -> &'static str {
        let [unread, unanswered, flagged, attachment] = query_text::OFTEN;
        match self {
            Self::Unread => unread,
            Self::Unanswered => unanswered,
            Self::Flagged => flagged,
            Self::Attachments => attachment,
        }
    }

    /// Has it a tab, with which it is chosen alone? There is room for few.
    #[must_use]
    pub fn has_tab(self) -> bool {
        self != Self::Attachments
    }
}

/// Conditions that are set; without any, all messages are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Written", into = "Vec<&'static str>")]
pub struct Filters(ListFilter);

/// As it is kept: their words; once it was one word, or "all".
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(String),
    Several(Vec<String>),
}

impl From<Written> for Filters {
    fn from(written: Written) -> Self {
        let words = match written {
            Written::One(word) => vec![word],
            Written::Several(words) => words,
        };
        let set = |filter: &Filter| words.iter().any(|word| word == filter.kept());
        let set = Filter::ALL.into_iter().filter(set);
        set.fold(Self::default(), |all, filter| all.with(filter, true))
    }
}

impl From<Filters> for Vec<&'static str> {
    fn from(filters: Filters) -> Self {
        filters.set().map(Filter::kept).collect()
    }
}

impl Filters {
    /// Is this one set?
    #[must_use]
    pub fn has(self, filter: Filter) -> bool {
        match filter {
            Filter::Unread => self.0.unread,
            Filter::Unanswered => self.0.unanswered,
            Filter::Flagged => self.0.flagged,
            Filter::Attachments => self.0.with_attachment,
        }
    }

    /// The same with this one, or without it.
    #[must_use]
    pub fn with(mut self, filter: Filter, on: bool) -> Self {
        match filter {
            Filter::Unread => self.0.unread = on,
            Filter::Unanswered => self.0.unanswered = on,
            Filter::Flagged => self.0.flagged = on,
            Filter::Attachments => self.0.with_attachment = on,
        }
        self
    }

    /// Those that are set.
    pub fn set(self) -> impl Iterator<Item = Filter> {
        Filter::ALL.into_iter().filter(move |one| self.has(*one))
    }

    /// Is none set?
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// As the store reads it.
    #[must_use]
    pub fn query(self) -> ListFilter {
        self.0
    }

    /// Is this message shown?
    #[must_use]
    pub fn hold(self, header: &MessageHeader) -> bool {
        self.0.holds(header)
    }
}

impl View {
    /// What all its messages are.
    #[must_use]
    pub fn filter(self) -> Option<Filter> {
        match self {
            Self::Inboxes | Self::Shared => None,
            Self::Unanswered => Some(Filter::Unanswered),
            Self::Flagged => Some(Filter::Flagged),
        }
    }
}

impl Mail {
    /// By what the list is filtered here: what all of a view are says nothing there.
    #[must_use]
    pub fn filters_here(&self) -> Filters {
        match self.view().and_then(View::filter) {
            Some(of_view) => self.filters.with(of_view, false),
            None => self.filters,
        }
    }

    /// What shows only those that are so, or all; in what a search found its words then say it. Else why not.
    ///
    /// # Errors
    /// The key of the reason.
    pub fn narrowing(&self, filter: Option<Filter>) -> Result<Message, &'static str> {
        if let Source::Search { text, .. } = &self.rows.source {
            let alone = query_text::with_alone(text, filter.map(Filter::condition));
            return Ok(Message::Search(alone));
        }
        match self.why_not_filter(filter) {
            Some(reason) => Err(reason),
            None => Ok(filter.map_or(Message::ShowAll, Message::Filter)),
        }
    }

    /// What sets a condition beside the others, or ends it; in a search it stands among its words. Else why not.
    ///
    /// # Errors
    /// The key of the reason.
    pub(super) fn also_narrowing(&self, filter: Filter) -> Result<Message, &'static str> {
        if let Source::Search { text, .. } = &self.rows.source {
            let toggled = query_text::toggled(text, filter.condition());
            return Ok(Message::Search(toggled));
        }
        match self.why_not_filter(Some(filter)) {
            Some(reason) => Err(reason),
            None => Ok(Message::AlsoFilter(filter)),
        }
    }

    /// Why the list cannot be filtered by this here; `None` as the condition: at all.
    pub(super) fn why_not_filter(&self, filter: Option<Filter>) -> Option<&'static str> {
        match &self.rows.source {
            Source::Nothing | Source::Search { .. } => Some("may-not-no-list"),
            Source::View { view, .. } if filter.is_some() && view.filter() == filter => {
                Some(match view {
                    View::Flagged => "may-not-all-flagged",
                    _ => "may-not-all-unanswered",
                })
            }
            Source::Folder { .. } | Source::View { .. } => None,
        }
    }

    /// Filters the list by these.
    pub(super) fn filter(&mut self, filters: Filters, known: &Known, link: &Link) -> Task<Message> {
        if self.why_not_filter(None).is_some() {
            return Task::none();
        }
        self.filters = filters;
        self.staying.clear();
        // Several are set one after the other.
        let is_open = self.arranging;
        let stays = |header: &MessageHeader| self.filters_here().hold(header);
        let opened = self.opened.as_ref().map(|opened| &opened.header);
        let reading = opened.filter(|header| stays(header));
        let reading = reading.map(|header| header.id.clone());
        let open = self.open_again(reading, known, link);
        self.arranging = is_open;
        open
    }

    /// Sets a condition beside the others, or ends it.
    pub(super) fn also_filter(
        &mut self,
        filter: Filter,
        known: &Known,
        link: &Link,
    ) -> Task<Message> {
        if self.why_not_filter(Some(filter)).is_some() {
            return Task::none();
        }
        let now = self.filters_here();
        self.filter(now.with(filter, !now.has(filter)), known, link)
    }

    /// The rows of the menu in which several are set.
    pub(super) fn filter_rows<'a>(&self, sight: Sight<'a>) -> Vec<Element<'a, Message>> {
        let texts = sight.texts;
        let now = self.filters_here();
        let row = |filter: Filter| {
            let refusal = self.why_not_filter(Some(filter));
            let sets = refusal.is_none().then_some(Message::AlsoFilter(filter));
            let is_set = now.has(filter) || refusal.is_some();
            let row = option(texts.say(filter.words()), is_set, sets);
            match refusal {
                Some(why) => row.hint(texts.say(why)).into(),
                None => row.into(),
            }
        };
        let heading = group(texts.say("list-show-only"));
        std::iter::once(heading)
            .chain(Filter::ALL.map(row))
            .collect()
    }
}

/// A condition that is set: pressed, it ends.
pub(super) fn ending<'a>(filter: Filter, sight: Sight<'a>) -> Element<'a, Message> {
    let words = sight.texts.say(filter.words());
    let args = [("words", words.as_str().into())];
    let hint = sight.texts.say_with("search-take-away", &args);
    let ends = Message::AlsoFilter(filter);
    removable(words).hint(hint).on_press(ends).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_kept_and_what_an_earlier_version_kept_is_still_read() {
        let read = |json: serde_json::Value| serde_json::from_value::<Filters>(json).unwrap();
        assert_eq!(read("all".into()), Filters::default());
        assert_eq!(read("flagged".into()), Filter::Flagged.alone());
        let both = Filter::Unread.alone().with(Filter::Attachments, true);
        let kept = serde_json::to_value(both).unwrap();
        assert_eq!(kept, serde_json::json!(["unread", "attachments"]));
        assert_eq!(read(kept), both);
        assert_eq!(
            read(serde_json::json!(["unread", "of no sense"])),
            Filter::Unread.alone()
        );
    }
}
