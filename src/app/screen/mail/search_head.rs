//! What stands above the messages that a search found: the words, how many, how much was looked through, and its
//! conditions, which can be set and taken away.

use iced::Alignment;
use iced::widget::{Row, column, row};

use super::{MOST_FOUND, Mail, Message, Source};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{font, scale};
use crate::app::widget::button::{removable, tab};
use crate::app::widget::hint::tip;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::list::Rows as _;
use crate::domain::query_text::{
    Condition, OFTEN, conditions, toggled, wants_more_letters, without,
};
use crate::domain::{MailboxId, SearchQuery};
use crate::i18n::Texts;

impl Mail {
    /// How many messages a search found, once that is known.
    #[must_use]
    pub fn found_in_words(&self, texts: &Texts) -> Option<String> {
        let Source::Search { text, .. } = &self.rows.source else {
            return None;
        };
        let found = self.rows.len();
        if found == 0 && wants_more_letters(text) {
            return Some(texts.say("empty-search-short"));
        }
        let key = if found >= MOST_FOUND {
            "search-first"
        } else {
            "search-found"
        };
        let is_counted = self.rows.is_read && !self.searching.is_cut();
        let is_counted = is_counted && !SearchQuery::parse(text).is_empty();
        is_counted.then(|| texts.say_with(key, &[("count", found.into())]))
    }

    pub(super) fn search_head<'a>(
        &'a self,
        text: &'a str,
        within: Option<&MailboxId>,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let count = self.found_in_words(texts);
        let place = match within.and_then(|id| known.node(id)) {
            Some(node) => node.mailbox.name.clone(),
            None => texts.say("search-everywhere"),
        };
        let words = texts.say_with("words-quoted", &[("words", text.trim().into())]);
        // One line, whatever is to be said, and before that is known: the list does not move while one types. Where
        // nothing was found there is room for all of it below.
        let in_list = self.lists_nothing() && !self.searching.is_asking();
        let in_list = in_list || SearchQuery::parse(text).is_empty();
        let covered = self.searching.words(texts).filter(|_| !in_list);
        let covered = covered.unwrap_or_default();
        let line_of = line(covered.clone()).size(scale::TEXT_SMALL).dim().fill();
        let covered: Element<'a, Message> = if covered.is_empty() {
            line_of.into()
        } else {
            tip(line_of, covered)
        };
        column![
            row![
                icon(Icon::Search).color(|t| t.dim),
                line(words)
                    .font(font::SEMIBOLD)
                    .size(scale::TEXT_TITLE)
                    .fill(),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center),
            row![
                line(place).size(scale::TEXT_SMALL).dim(),
                line(count.unwrap_or_default())
                    .size(scale::TEXT_SMALL)
                    .faint(),
            ]
            .spacing(scale::S),
        ]
        .push(covered)
        .push(conditions_view(text, sight))
        .spacing(scale::XS)
        .into()
    }
}

/// The conditions that are often wanted, set or not, and behind them the others that are set.
fn conditions_view<'a>(text: &'a str, sight: Sight<'a>) -> Element<'a, Message> {
    let set = conditions(text);
    let is = |condition: &Condition, often: &str| condition.spelled().as_deref() == Some(often);
    let often = OFTEN.into_iter().map(|often| {
        let is_set = set.iter().any(|condition| is(condition, often));
        let words: String = conditions(often)
            .iter()
            .map(|condition| say::condition(sight.texts, condition))
            .collect();
        tab(words, is_set)
            .on_press(Message::Search(toggled(text, often)))
            .into()
    });
    let others = set
        .iter()
        .filter(|condition| !OFTEN.iter().any(|often| is(condition, often)));
    let others = others.map(|condition| {
        let words = say::condition(sight.texts, condition);
        let hint = sight
            .texts
            .say_with("search-take-away", &[("words", words.as_str().into())]);
        removable(words)
            .hint(hint)
            .on_press(Message::Search(without(text, &condition.range)))
            .into()
    });
    Row::with_children(often.chain(others))
        .spacing(scale::XS)
        .wrap()
        .vertical_spacing(scale::XS)
        .into()
}
