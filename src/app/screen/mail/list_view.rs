//! The list: its head with the mailbox and what one may do there, the filters, the rows.

use iced::widget::{Row, column, container, row};
use iced::{Alignment, Fill, Padding};

use super::filters::ending;
use super::views::{view_head, waits_for_answers};
use super::{Filter, Mail, Message, Source};
use crate::app::Element;
use crate::app::known::{Access, Known, Node, access};
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale};
use crate::app::widget::button::{hairline, link, spring, symbol, tab};
use crate::app::widget::fitting::fitting;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::list::{Rows as _, list};
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip_sign, chip_with, dot, notice_with};
use crate::app::widget::press::Press;
use crate::app::widget::text::paragraph;
use crate::config::Density;
use crate::domain::{Folder, FolderState, Right, RightsSource, SendRight};
use crate::engine::Connection;
use crate::i18n::Texts;

/// What is more is not counted in a tab.
const MOST_COUNTED: u32 = 9999;

/// The name under which the list is focused.
pub const LIST: &str = "messages";

impl Mail {
    /// The list with its head.
    pub fn list_view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let head = match &self.rows.source {
            Source::Folder { id, .. } => match known.folder(id) {
                Some((node, folder)) => folder_head(node, folder, known, sight),
                None => row![].into(),
            },
            Source::View { view, .. } => view_head(*view, sight),
            Source::Search { text, within } => {
                self.search_head(text, within.as_ref(), known, sight)
            }
            Source::Nothing => row![].into(),
        };
        let tabs = self.can_be_arranged().then(|| self.tabs(known, sight));
        let head = column![head].push(tabs).push(self.sorted_otherwise(sight));
        let head = container(head.spacing(scale::CHIP)).padding(Padding {
            top: scale::M,
            right: scale::EDGE,
            bottom: scale::S,
            left: scale::EDGE,
        });
        let note = self.note(known, sight);
        let body: Element<'_, Message> = if self.rows.is_empty() {
            self.nothing(known, sight)
        } else {
            list(&self.rows, &self.selection, Message::List)
                .id(LIST)
                .scrolled(&self.scrolled)
                .compact(self.density(known, sight) == Density::Compact)
                .for_me(sight.texts.say("list-unread-for-me"))
                .into()
        };
        let body = self.with_menu(body, known, sight);
        column![head, hairline()].push(note).push(body).into()
    }

    /// How many messages of what is open are unread, and how many wait for an answer; 0 where that says nothing.
    fn counts(&self, known: &Known) -> (u32, u32) {
        // They are those of the whole: beside several conditions they would be taken for something else.
        let filters = self.filters_here();
        if filters.set().count() > 1 || filters.has(Filter::Attachments) {
            return (0, 0);
        }
        match &self.rows.source {
            Source::Folder { id, .. } => known.folder(id).map_or((0, 0), |(node, folder)| {
                // In one's own mailbox most of it wants no answer.
                let waits = waits_for_answers(&node.mailbox, folder);
                (folder.unread, if waits { folder.unanswered } else { 0 })
            }),
            Source::View { view, .. } if view.filter().is_none() => {
                (view.waiting(known), view.unanswered(known))
            }
            _ => (0, 0),
        }
    }

    fn tabs<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let set = self.filters_here();
        let (unread, unanswered) = self.counts(known);
        let words = |filter: Filter, has_counts: bool| {
            let count = match filter {
                Filter::Unread if has_counts => unread,
                Filter::Unanswered if has_counts => unanswered,
                _ => 0,
            };
            match count {
                0 => texts.say(filter.words()),
                count => format!("{} {}", texts.say(filter.words()), capped(texts, count)),
            }
        };
        // What is set beside others is ended where it stands; what is set alone is left for another one.
        let ends = set.set().count() > 1;
        let one = |filter: Filter, has_counts: bool| -> Element<'a, Message> {
            if set.has(filter) && (ends || !filter.has_tab()) {
                return ending(filter, sight);
            }
            tab(words(filter, has_counts), set.has(filter))
                .on_press(Message::Filter(filter))
                .on_command(Message::AlsoFilter(filter))
                .into()
        };
        let tabs = |has_counts| {
            let all = tab(texts.say("filter-all"), set.is_empty()).on_press(Message::ShowAll);
            let rest = (Filter::ALL.into_iter())
                .filter(|filter| filter.has_tab() || set.has(*filter))
                .filter(|filter| self.why_not_filter(Some(*filter)).is_none());
            let rest = rest.map(|filter| one(filter, has_counts));
            Row::with_children(std::iter::once(all.into()).chain(rest)).spacing(scale::XXS)
        };
        let buttons = || {
            let refresh = symbol(Icon::Refresh, texts.say("list-refresh"))
                .width(scale::CONTROL_LOW)
                .height(scale::CONTROL_SMALL)
                .on_press(Message::Refresh);
            row![self.arrange_button(known, sight), refresh]
        };
        let one_line =
            |has_counts| row![tabs(has_counts), spring(), buttons()].align_y(Alignment::Center);
        // The counts yield before a tab goes into a second line: the tree has them as well.
        let wrapped = row![container(tabs(false).wrap()).width(Fill), buttons()];
        fitting(vec![
            one_line(true).into(),
            one_line(false).into(),
            wrapped.into(),
        ])
        .into()
    }

    /// What is to be known of the folder before its messages are trusted to be all.
    fn note<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        let texts = sight.texts;
        let (node, folder) = known.folder(self.folder()?)?;
        let account = &folder.account;
        let mut action = None;
        let (tone, words) = match (&folder.state, known.connection(account)) {
            (FolderState::Refused(words), _) => (
                Tone::Bad,
                texts.say_with("may-not-unreadable", &[("words", words.as_str().into())]),
            ),
            (FolderState::Absent, _) => {
                let name = [("mailbox", node.mailbox.name.as_str().into())];
                (Tone::Caution, texts.say_with("may-not-absent", &name))
            }
            (FolderState::InDoubt(_), _) => {
                action = Some(link(texts.say("list-why")).on_press(Message::Problems));
                let name = [("mailbox", node.mailbox.name.as_str().into())];
                (Tone::Caution, texts.say_with("may-not-in-doubt", &name))
            }
            (FolderState::Lost, _) => {
                let name = [("mailbox", node.mailbox.name.as_str().into())];
                (Tone::Bad, texts.say_with("may-not-lost", &name))
            }
            (_, Some(Connection::Offline)) => (Tone::Neutral, texts.say("list-offline")),
            (_, Some(Connection::Unreachable)) => (Tone::Caution, texts.say("list-unreachable")),
            (_, Some(Connection::Stopped)) => {
                action = Some(if known.wants_password(account) {
                    link(texts.say("problems-password"))
                        .on_press(Message::Password(account.clone()))
                } else {
                    link(texts.say("list-why")).on_press(Message::Problems)
                });
                let account = [("account", account.as_str().into())];
                (Tone::Bad, texts.say_with("list-stopped-account", &account))
            }
            _ => return None,
        };
        let picture = match (&folder.state, tone) {
            (FolderState::Absent | FolderState::InDoubt(_), _) => Icon::Question,
            (FolderState::Lost, _) => Icon::Lock,
            (_, Tone::Bad) => Icon::Alert,
            _ => Icon::Offline,
        };
        // Below the words: beside them it would leave them a narrow column.
        let body = column![paragraph(words)].push(action).spacing(scale::XS);
        Some(
            container(notice_with(tone, picture, body, Vec::new()))
                .padding(scale::S)
                .into(),
        )
    }

    /// Is it known that nothing is listed?
    pub(super) fn lists_nothing(&self) -> bool {
        self.rows.is_read && self.rows.len() == 0
    }
}

/// A count that leaves room for the words beside it, whatever it comes to.
fn capped(texts: &Texts, count: u32) -> String {
    if count > MOST_COUNTED {
        let most = [("count", texts.number(MOST_COUNTED.into()).into())];
        texts.say_with("count-more", &most)
    } else {
        texts.number(count.into())
    }
}

/// What one may do in a folder, in words, and in the letters that an administrator knows (RFC 4314).
fn may(folder: &Folder, texts: &Texts) -> String {
    let rights = folder.rights;
    let deeds = [
        (Right::Read, "access-can-read"),
        (Right::Seen, "access-can-mark"),
        (Right::Write, "access-can-flag"),
        (Right::Insert, "access-can-insert"),
        (Right::DeleteMessages, "access-can-delete"),
        (Right::Create, "access-can-create"),
        (Right::Administer, "access-can-administer"),
    ];
    let deeds = deeds.iter().filter(|(right, _)| rights.has(*right));
    let deeds: Vec<String> = deeds.map(|(_, key)| texts.say(key)).collect();
    if deeds.is_empty() {
        let is_known = folder.rights_source != RightsSource::Unknown;
        return texts.say(if is_known {
            "access-hint-nothing"
        } else {
            "access-hint-unknown"
        });
    }
    let what = [
        ("what", deeds.join(", ").into()),
        ("rights", rights.to_string().into()),
    ];
    texts.say_with("access-hint", &what)
}

/// What one may do, in words: the folder's rights, and beside them the best way to send.
fn folder_head<'a>(
    node: &'a Node,
    folder: &'a Folder,
    known: &'a Known,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    if node.mailbox.kind != crate::domain::MailboxKind::Shared {
        return title(node, folder, Vec::new(), sight);
    }
    let (picture, words) = match access(folder) {
        Access::Full => (Icon::Check, texts.say("access-full")),
        Access::Some => (Icon::Check, texts.say("access-some")),
        Access::ReadOnly => (Icon::ReadOnly, texts.say("access-read-only")),
        Access::Nothing => (Icon::Lock, texts.say("access-nothing")),
        Access::InDoubt => (Icon::Question, texts.say("access-in-doubt")),
        Access::Lost => (Icon::Lock, texts.say("access-lost")),
        Access::Unknown => (Icon::Question, texts.say("access-unknown")),
    };
    let access = (Tone::Neutral, picture, words, may(folder, texts));
    let sending = known.identity_of(&node.mailbox.id()).and_then(|identity| {
        let (right, word) = say::right(texts, identity)?;
        let word = match identity.right {
            SendRight::Allowed => word,
            SendRight::Untested => texts.say("sending-untested"),
            SendRight::Refused => texts.say("sending-refused"),
        };
        let hint = say::way_of_sending(texts, identity, known);
        Some((right.tone(), Icon::Send, word, hint))
    });
    // Not to be pressed, but stops for Tab: the reasons can be read without a mouse.
    let shown = |(tone, picture, words, hint): &(Tone, Icon, String, String), in_words: bool| {
        let content = if in_words {
            chip_with(Some(*picture), *tone, words.clone())
        } else {
            chip_sign(*picture, *tone)
        };
        let hint = if in_words {
            hint.clone()
        } else {
            format!("{words}. {hint}")
        };
        Press::new(Look::Tab { selected: false }, content).hint(hint)
    };
    // The words yield before the folder's name does, those of access first; the signs are always there.
    let ways = [(true, true), (false, true), (false, false)].map(|(first, second)| {
        let sending = sending.as_ref().map(|sending| shown(sending, second));
        let chips = std::iter::once(shown(&access, first)).chain(sending);
        title(node, folder, chips.collect(), sight)
    });
    fitting(ways.into()).into()
}

/// The mailbox and folder in one line, and at its end what one may do.
fn title<'a>(
    node: &'a Node,
    folder: &'a Folder,
    chips: Vec<Press<'a, Message>>,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    // Of its own, so that a long name is cut rather than what one may do.
    let name = row![
        dot(say::colour(&node.mailbox)),
        line(node.mailbox.name.as_str())
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TITLE),
        line(say::folder(sight.texts, folder)).dim().fill(),
    ]
    .spacing(scale::S)
    .align_y(Alignment::Center)
    .width(Fill);
    row![name]
        .extend(chips.into_iter().map(Element::from))
        .spacing(scale::S)
        .align_y(Alignment::Center)
        .into()
}
