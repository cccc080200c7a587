//! The list: its head with the mailbox and what one may do there, the filters, the rows.

use iced::widget::{Row, column, container, row};
use iced::{Alignment, Fill, Padding};

use super::views::waits_for_answers;
use super::{Choice, Filter, Mail, Message, Source, View};
use crate::app::Element;
use crate::app::known::{Access, Known, Node, access};
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{hairline, link, plain, removable, spring, symbol, tab};
use crate::app::widget::fitting::fitting;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::list::{Rows as _, list};
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip_sign, chip_with, dot, notice_with};
use crate::app::widget::press::Press;
use crate::app::widget::text::paragraph;
use crate::config::Density;
use crate::domain::{Folder, FolderState, SendRight};
use crate::engine::Connection;

/// The picture in an empty pane, and how wide the words below it are at most.
const PICTURE: f32 = 28.0;
const MOST_WORDS: f32 = 340.0;

/// The name under which the list is focused.
pub const LIST: &str = "messages";

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
    /// The list with its head.
    pub fn list_view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let head = match &self.rows.source {
            Source::Folder { id, .. } => match known.folder(id) {
                Some((node, folder)) => folder_head(node, folder, known, sight),
                None => row![].into(),
            },
            Source::View { view, .. } => self.view_head(*view, known, sight),
            Source::Search { text, within } => {
                self.search_head(text, within.as_ref(), known, sight)
            }
            Source::Nothing => row![].into(),
        };
        let tabs =
            matches!(self.rows.source, Source::Folder { .. }).then(|| self.tabs(known, sight));
        let narrowed = self.narrowed(sight);
        let head = column![head].push(tabs).push(narrowed);
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
                .compact(self.density(known, sight) == Density::Compact)
                .for_me(sight.texts.say("list-unread-for-me"))
                .into()
        };
        let body = self.with_menu(body, known, sight);
        column![head, hairline()].push(note).push(body).into()
    }

    /// That only those with attachments are listed, as long as it is so: pressed, all are again.
    fn narrowed<'a>(&self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        if !self.arranged().attachments {
            return None;
        }
        let words = sight.texts.say("list-only-attachments");
        let args = [("words", words.as_str().into())];
        let hint = sight.texts.say_with("search-take-away", &args);
        let ends = Message::Arrange(Choice::Attachments(false));
        Some(removable(words).hint(hint).on_press(ends).into())
    }

    fn tabs<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        // The counts are those of the whole folder.
        let is_narrowed = self.arranged().attachments;
        let folder = self.folder().and_then(|id| known.folder(id));
        let counted = folder.filter(|_| !is_narrowed);
        let unread = counted.map_or(0, |(_, f)| f.unread);
        // In one's own mailbox most of it wants no answer.
        let unanswered = counted.filter(|(node, folder)| waits_for_answers(node, folder));
        let unanswered = unanswered.map_or(0, |(_, f)| f.unanswered);
        let words = |filter: Filter, is_wide: bool| {
            let (key, count) = match filter {
                Filter::All => ("filter-all", 0),
                Filter::Unread => ("filter-unread", unread),
                Filter::Unanswered if is_wide => ("filter-unanswered", unanswered),
                Filter::Unanswered => ("filter-unanswered", 0),
                Filter::Flagged => ("filter-flagged", 0),
            };
            match count {
                0 => sight.texts.say(key),
                count => format!(
                    "{} {}",
                    sight.texts.say(key),
                    sight.texts.number(count.into())
                ),
            }
        };
        let tabs = |is_wide| {
            let tabs = Filter::ALL.into_iter().map(|filter| {
                let shows_all = filter == Filter::All && is_narrowed;
                tab(words(filter, is_wide), self.filter == filter && !shows_all)
                    .on_press(Message::Filter(filter))
                    .into()
            });
            Row::with_children(tabs).spacing(scale::XXS)
        };
        let refresh = || {
            symbol(Icon::Refresh, sight.texts.say("list-refresh"))
                .width(scale::CONTROL_LOW)
                .height(scale::CONTROL_SMALL)
                .on_press(Message::Refresh)
        };
        let arrange = || self.arrange_button(known, sight);
        let one_line = |is_wide| {
            row![tabs(is_wide), spring(), arrange(), refresh()].align_y(Alignment::Center)
        };
        // A count yields before a tab goes into a second line.
        let (wide, narrow) = (one_line(true), one_line(false));
        let wrapped = row![
            container(tabs(true).wrap()).width(Fill),
            arrange(),
            refresh()
        ];
        fitting(vec![wide.into(), narrow.into(), wrapped.into()]).into()
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

    fn nothing<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        if !self.rows.is_read {
            return container(row![]).height(Fill).into();
        }
        match &self.rows.source {
            Source::View { view, .. } => {
                let words = match view {
                    View::Unanswered => "empty-unanswered",
                    View::Flagged => "empty-flagged",
                    View::Inboxes | View::Shared => "empty-folder",
                };
                empty(view.picture(), texts.say(words), None, None)
            }
            Source::Search { .. } if self.searching.is_asking() => {
                empty(Icon::Search, texts.say("empty-search-yet"), None, None)
            }
            Source::Search { .. } => empty(
                Icon::Search,
                texts.say("empty-search"),
                Some(texts.say("empty-search-words")),
                None,
            ),
            Source::Folder { id, .. } => {
                let folder = known.folder(id).map(|(_, f)| f);
                if self.is_filtered() && folder.is_some_and(|f| f.total > 0) {
                    let all = plain(None, texts.say("empty-filter-all")).on_press(Message::ShowAll);
                    return empty(
                        Icon::Done,
                        texts.say("empty-filter"),
                        None,
                        Some(all.into()),
                    );
                }
                let connection = folder.and_then(|f| known.connection(&f.account));
                let waiting = matches!(
                    connection,
                    Some(Connection::Starting | Connection::Connecting)
                ) && folder.is_some_and(|f| f.uid_validity == 0);
                if folder.is_some_and(|f| f.state == FolderState::Planned) {
                    let words = texts.say("empty-planned-words");
                    empty(Icon::Folder, texts.say("empty-planned"), Some(words), None)
                } else if folder.is_some_and(|f| matches!(f.state, FolderState::Container)) {
                    empty(Icon::Folder, texts.say("may-not-container"), None, None)
                } else if waiting {
                    empty(Icon::Refresh, texts.say("empty-fetching"), None, None)
                } else {
                    empty(Icon::Inbox, texts.say("empty-folder"), None, None)
                }
            }
            Source::Nothing => row![].into(),
        }
    }
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
    let rights = [("rights", folder.rights.to_string().into())];
    let access = (
        Tone::Neutral,
        picture,
        words,
        texts.say_with("access-hint", &rights),
    );
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
    row![
        dot(say::colour(&node.mailbox)),
        line(node.mailbox.name.as_str())
            .font(font::SEMIBOLD)
            .size(scale::TEXT_TITLE),
        line(say::folder(sight.texts, folder)).dim().fill(),
    ]
    .extend(chips.into_iter().map(Element::from))
    .spacing(scale::S)
    .align_y(Alignment::Center)
    .into()
}
