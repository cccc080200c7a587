//! What stands in a list without messages: why, what it is for, what to do next.

use iced::widget::{Row, column, container, row};
use iced::{Alignment, Fill};

use super::filters::ending;
use super::{Filter, Mail, Message, Source, View, role_icon};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::{Known, Node};
use crate::app::screen::Sight;
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::plain;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::text::paragraph;
use crate::domain::query_text::wants_more_letters;
use crate::domain::{Folder, FolderRole, FolderState, SearchQuery};
use crate::engine::Connection;

/// The picture in an empty pane, and how wide the words below it are at most.
const PICTURE: f32 = 28.0;
const MOST_WORDS: f32 = 340.0;

/// A picture and words in the middle of an empty pane.
pub fn empty<'a, Message: Clone + 'a>(
    picture: Icon,
    title: String,
    words: Option<String>,
    action: Option<Element<'a, Message>>,
) -> Element<'a, Message> {
    let content = column![
        icon(picture).size(PICTURE).color(|t| t.faint),
        line(title)
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TITLE)
            .dim(),
    ]
    .push(words.map(|words| {
        container(
            paragraph(words)
                .style(style::dim)
                .align_x(Alignment::Center),
        )
        .max_width(MOST_WORDS)
    }))
    .push(action)
    .spacing(scale::S)
    .align_x(Alignment::Center);
    container(content).center(Fill).padding(scale::XL).into()
}

impl Mail {
    /// Would something be listed without filters?
    fn holds_something(&self, known: &Known) -> bool {
        match &self.rows.source {
            Source::Folder { id, .. } => known.folder(id).is_some_and(|(_, f)| f.total > 0),
            Source::View { view, .. } => view.holds(known) > 0,
            Source::Search { .. } | Source::Nothing => false,
        }
    }

    /// That nothing is like what is filtered by, and what that is.
    fn filtered_away<'a>(&self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let set: Vec<Filter> = self.filters_here().set().collect();
        let all = plain(None, texts.say("empty-filter-all")).on_press(Message::ShowAll);
        let words = match set.as_slice() {
            [one] => {
                let filter = [("filter", texts.say(one.words()).into())];
                texts.say_with("empty-filter-one", &filter)
            }
            _ => texts.say("empty-filter-several"),
        };
        // Which they are, to end one of them; one alone is ended by showing all.
        let chips = (set.len() > 1).then(|| {
            let chips = set.into_iter().map(|one| ending(one, sight));
            Row::with_children(chips).spacing(scale::XS).wrap()
        });
        let actions = column![]
            .push(chips)
            .push(all)
            .spacing(scale::M)
            .align_x(Alignment::Center);
        empty(
            Icon::Filter,
            texts.say("empty-filter"),
            Some(words),
            Some(actions.into()),
        )
    }

    /// What stands where nothing is listed.
    pub(super) fn nothing<'a>(
        &'a self,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        if !self.rows.is_read {
            return container(row![]).height(Fill).into();
        }
        if !self.filters_here().is_empty() && self.holds_something(known) {
            return self.filtered_away(sight);
        }
        match &self.rows.source {
            Source::View { view, .. } => self.nothing_in_view(*view, known, sight),
            Source::Search { text, .. } if SearchQuery::parse(text).is_empty() => empty(
                Icon::Search,
                texts.say("empty-search-begun"),
                Some(texts.say("empty-search-begun-words")),
                None,
            ),
            Source::Search { text, .. } if wants_more_letters(text) => empty(
                Icon::Search,
                texts.say("empty-search-short"),
                Some(texts.say("empty-search-short-words")),
                None,
            ),
            Source::Search { .. } if self.searching.is_asking() => empty(
                Icon::Search,
                texts.say("empty-search-yet"),
                Some(texts.say("empty-search-yet-words")),
                None,
            ),
            Source::Search { .. } => {
                // What the head has no room for stands here in full.
                let words = [
                    Some(texts.say("empty-search-words")),
                    self.searching.words(texts),
                ];
                let words = words.into_iter().flatten().collect::<Vec<_>>();
                empty(
                    Icon::Search,
                    texts.say("empty-search"),
                    Some(words.join("\n\n")),
                    None,
                )
            }
            Source::Folder { id, .. } => match known.folder(id) {
                Some((node, folder)) => nothing_in_folder(node, folder, known, sight),
                None => empty(Icon::Inbox, texts.say("empty-folder"), None, None),
            },
            Source::Nothing => row![].into(),
        }
    }

    fn nothing_in_view<'a>(
        &'a self,
        view: View,
        known: &Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let (title, words, action) = match view {
            View::Unanswered => (
                "empty-unanswered",
                texts.say("empty-unanswered-words"),
                None,
            ),
            View::Flagged => (
                "empty-flagged",
                with_key("empty-flagged-words", Action::Flag, sight),
                None,
            ),
            View::Inboxes => (
                "empty-folder",
                texts.say("empty-inboxes-words"),
                look_again(known, sight),
            ),
            View::Shared => (
                "empty-folder",
                texts.say("empty-shared-words"),
                look_again(known, sight),
            ),
        };
        empty(view.picture(), texts.say(title), Some(words), action)
    }
}

/// What stands in a folder without messages: what it is for, or what to do next.
fn nothing_in_folder<'a>(
    node: &Node,
    folder: &Folder,
    known: &Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let said = |picture: Icon, title: &str, words: String| {
        empty(picture, texts.say(title), Some(words), None)
    };
    match folder.state {
        FolderState::Planned => {
            let words = texts.say("empty-planned-words");
            return said(Icon::Folder, "empty-planned", words);
        }
        FolderState::Container => {
            let words = texts.say("empty-container-words");
            return said(Icon::Folder, "may-not-container", words);
        }
        _ => {}
    }
    let begins = matches!(
        known.connection(&folder.account),
        Some(Connection::Starting | Connection::Connecting)
    );
    if begins && folder.uid_validity == 0 {
        let mailbox = node.mailbox.id();
        let mut fetched = known.progress.iter();
        let words = match fetched.find(|progress| progress.mailbox == mailbox) {
            Some(progress) => texts.how_far(progress, &node.mailbox.name),
            None => texts.say("empty-fetching-words"),
        };
        return said(Icon::Refresh, "empty-fetching", words);
    }
    let words = match folder.role {
        FolderRole::Inbox => texts.say("empty-inbox-words"),
        FolderRole::Sent => texts.say("empty-sent-words"),
        FolderRole::Drafts => texts.say("empty-drafts-words"),
        FolderRole::Archive => with_key("empty-archive-words", Action::Archive, sight),
        FolderRole::Junk => with_key("empty-junk-words", Action::Junk, sight),
        FolderRole::Trash => with_key("empty-trash-words", Action::Delete, sight),
        FolderRole::Other => with_key("empty-other-words", Action::MoveTo, sight),
    };
    let action = (folder.role == FolderRole::Inbox).then(|| look_again(known, sight));
    let picture = match folder.role {
        FolderRole::Inbox | FolderRole::Other => Icon::Inbox,
        role => role_icon(role),
    };
    let title = texts.say("empty-folder");
    empty(picture, title, Some(words), action.flatten())
}

/// A sentence that names the key of an action.
fn with_key(words: &str, action: Action, sight: Sight<'_>) -> String {
    let key = sight.key(action).unwrap_or_default();
    sight.texts.say_with(words, &[("key", key.into())])
}

/// Asks the servers for news; not while nothing is to be fetched.
fn look_again<'a>(known: &Known, sight: Sight<'a>) -> Option<Element<'a, Message>> {
    let words = sight.texts.say("list-refresh");
    let again = plain(Some(Icon::Refresh), words).on_press(Message::Refresh);
    (!known.is_offline).then(|| again.into())
}
