//! The bar on top with the search field, the status bar below, and what is said in passing.

use iced::widget::{Row, container, row};
use iced::{Alignment, Fill, Padding};

use super::{Home, Message, Place, Sight};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::{Access, Node};
use crate::app::say;
use crate::app::screen::mail;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{link, primary, primary_symbol, quiet, small_symbol, symbol};
use crate::app::widget::fitting::fitting;
use crate::app::widget::hint::tip;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::dot_of;
use crate::app::widget::press::Press;
use crate::domain::{Account, Folder, FolderRole};
use crate::engine::{Connection, Progress, Work};
use crate::i18n::Texts;

/// The room at both ends of the top bar: the longest words of a button, and the same at the other
/// end, so that the search is in the middle.
const SIDE: f32 = 168.0;

/// Below this width of the window the status bar says with a sign what it can.
const SHORT: f32 = 560.0;

/// Mailboxes whose news comes at once are named in so many letters, and counted beyond.
const MOST_NAMED: usize = 30;

impl Home {
    pub(super) fn top_bar<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let is_single = self.is_single();
        let undo = self.known.steps.first().map(|(kind, to)| {
            let to = to.as_ref().and_then(|to| self.known.folder(to));
            let key = match (kind.as_str(), to.map(|(_, folder)| folder.role)) {
                // By the word of what was pressed.
                ("move", Some(FolderRole::Archive)) => "toolbar-undo-archive",
                ("move", Some(FolderRole::Junk)) => "toolbar-undo-junk",
                ("move", Some(FolderRole::Trash)) => "toolbar-undo-delete",
                ("move", _) => "toolbar-undo-move",
                ("copy", _) => "toolbar-undo-copy",
                ("mark_flags", _) => "toolbar-undo-mark",
                ("delete" | "empty_folder", _) => "toolbar-undo-delete",
                _ => "toolbar-undo-folder",
            };
            let button = if is_single {
                symbol(Icon::Undo, texts.say(key))
            } else {
                quiet(Some(Icon::Undo), texts.say(key))
                    .hint(sight.key(Action::Undo).unwrap_or_default())
            };
            button.on_press(Message::Mail(mail::Message::Undo))
        });
        let undo: Element<'a, Message> = match undo {
            Some(undo) => undo.into(),
            // The same room with or without it: the search field does not jump.
            None => row![].into(),
        };
        let new = if is_single {
            primary_symbol(Icon::Write, texts.say("toolbar-new"))
        } else {
            primary(Some(Icon::Write), texts.say("toolbar-new"))
                .hint(sight.key(Action::NewMessage).unwrap_or_default())
        };
        let new = new.on_press(Message::New);
        let new: Element<'a, Message> = if self.known.identities.is_empty() {
            row![].into()
        } else {
            new.into()
        };
        let search = (!self.known.accounts.is_empty()).then(|| self.search_bar(sight));
        let bar = if is_single {
            let folders = symbol(Icon::Folder, texts.say("toolbar-folders"))
                .on_press(Message::ShowFolders(!self.folders_shown));
            row![folders, new, container(search).width(Fill), undo]
        } else {
            row![
                container(new).width(SIDE),
                container(search).center_x(Fill),
                container(undo).width(SIDE).align_right(SIDE),
            ]
        };
        let bar = bar.spacing(scale::S).align_y(Alignment::Center);
        container(bar)
            .height(scale::TOP_BAR)
            .padding(Padding::from([0.0, scale::M]))
            .align_y(Alignment::Center)
            .style(style::side)
            .into()
    }

    /// What is being fetched, how much of it is there, and how long the rest takes.
    fn how_far(&self, progress: &Progress, texts: &Texts) -> String {
        let name = match self.known.node(&progress.mailbox) {
            Some(node) => node.mailbox.name.as_str(),
            None => progress.mailbox.as_str(),
        };
        texts.how_far(progress, name)
    }

    /// Where changes show at once, and where within a minute; and what takes longer.
    fn how_soon(&self, texts: &Texts) -> String {
        let changes = self.where_at_once(texts);
        let seconds = self.known.flags_within.as_secs();
        if seconds <= 60 {
            return changes;
        }
        let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(i64::MAX);
        let flags = texts.say_with("status-flags-late", &[("minutes", minutes.into())]);
        format!("{changes} · {flags}")
    }

    fn where_at_once(&self, texts: &Texts) -> String {
        let name = |node: &Node| {
            let mut live = node
                .folders
                .iter()
                .filter(|f| self.known.live.contains(&f.id));
            let name = node.mailbox.name.clone();
            // Without its Inbox, what is watched there is named.
            let first = live.next()?;
            let has_inbox =
                first.role == FolderRole::Inbox || live.any(|f| f.role == FolderRole::Inbox);
            match has_inbox {
                true => Some((name, true)),
                false => Some((format!("{name}/{}", first.path), false)),
            }
        };
        let nodes: Vec<&Node> = self.current().collect();
        let live: Vec<(String, bool)> = nodes.iter().filter_map(|node| name(node)).collect();
        if live.is_empty() {
            texts.say("status-live-none")
        } else if self.has_all_inboxes(&nodes) {
            texts.say("status-live-all")
        } else {
            let is_inbox = |live: &(String, bool)| live.1;
            let key = match live.iter().all(is_inbox) {
                true => "status-live-inboxes",
                false => "status-live-some",
            };
            let count = live.len();
            let names: Vec<String> = live.into_iter().map(|(name, _)| name).collect();
            let names = names.join(", ");
            if names.chars().count() <= MOST_NAMED {
                texts.say_with(key, &[("names", names.into())])
            } else {
                texts.say_with("status-live-count", &[("count", count.into())])
            }
        }
    }

    /// The mailboxes that are kept current: they are open, and their accounts are online.
    fn current(&self) -> impl Iterator<Item = &Node> {
        let accounts = &self.known.accounts;
        let is_online = |node: &&Node| {
            let account = node.mailbox.route().map(|route| &route.account);
            let mut online = accounts.iter().filter(|(_, c)| *c == Connection::Online);
            account.is_some_and(|id| online.any(|(known, _)| known.id() == *id))
        };
        let is_open = |node: &&Node| !matches!(node.access(), Access::InDoubt | Access::Lost);
        self.known.nodes.iter().filter(is_open).filter(is_online)
    }

    /// The accounts that fetch nothing ahead for now.
    pub(super) fn paused(&self) -> impl Iterator<Item = &Account> {
        let accounts = self.known.accounts.iter().map(|(account, _)| account);
        accounts.filter(|account| self.known.paused.contains(&account.id()))
    }

    /// Is the Inbox of each of these watched?
    fn has_all_inboxes(&self, nodes: &[&Node]) -> bool {
        let is_live = |f: &Folder| f.role == FolderRole::Inbox && self.known.live.contains(&f.id);
        nodes.iter().all(|node| node.folders.iter().any(is_live))
    }

    pub(super) fn status_bar<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let small = |words: String| line(words).size(scale::TEXT_SMALL).dim();
        let mut left = Row::new().spacing(scale::WORDS).align_y(Alignment::Center);
        let accounts = &self.known.accounts;
        let all_online = accounts.iter().all(|(_, c)| *c == Connection::Online);
        if let Some(dragged) = &self.mail.dragged {
            let count = dragged.count;
            let words = texts.say_with("status-dragging", &[("count", count.into())]);
            left = left
                .push(
                    icon(Icon::Move)
                        .size(scale::ICON_INLINE)
                        .color(|t| t.accent),
                )
                .push(small(words));
        } else if self.known.is_offline {
            left = left
                .push(
                    icon(Icon::Offline)
                        .size(scale::ICON_INLINE)
                        .color(|t| t.dim),
                )
                .push(small(texts.say("status-offline-words")));
        } else if accounts.is_empty() {
            left = left.push(small(texts.say("status-no-account")));
        } else if all_online && self.known.progress.is_empty() && self.paused().next().is_none() {
            let count = self.current().count();
            let all = texts.say_with("status-all-online", &[("count", count.into())]);
            let words = format!("{all} · {}", self.how_soon(texts));
            // All of it where all of it fits; else less, with the rest as a hint.
            let way = |said: String| {
                let said = row![dot_of(Tone::Good), small(said)].spacing(scale::WORDS);
                tip(said.align_y(Alignment::Center), words.clone())
            };
            let short = texts.say("status-current");
            let whole = row![dot_of(Tone::Good), small(words.clone())]
                .spacing(scale::WORDS)
                .align_y(Alignment::Center);
            left = left.push(fitting(vec![whole.into(), way(all), way(short)]));
        } else {
            let progress = self.known.progress.first();
            if let Some(progress) = progress {
                let account = progress.account.clone();
                let stop = match progress.work {
                    Work::Acts => {
                        Some(link(texts.say("errand-stop")).on_press(Message::StopActs(account)))
                    }
                    Work::Headers | Work::Texts => Some(
                        link(texts.say("status-pause"))
                            .hint(texts.say("status-pause-hint"))
                            .on_press(Message::Pause(account, true)),
                    ),
                    // It ends when its message is left.
                    Work::Message => None,
                };
                left = left
                    .push(icon(Icon::Refresh).size(scale::ICON_SMALL).color(|t| t.dim))
                    .push(small(self.how_far(progress, texts)))
                    .push(stop);
            }
            for account in self.paused() {
                let address = account.address.as_str().to_owned();
                let words = texts.say_with("status-paused", &[("account", address.into())]);
                let go_on = Message::Pause(account.id(), false);
                left = left
                    .push(icon(Icon::Clock).size(scale::ICON_SMALL).color(|t| t.dim))
                    .push(tip(small(words), texts.say("status-pause-hint")))
                    .push(link(texts.say("status-go-on")).on_press(go_on));
            }
            for (account, connection) in accounts {
                // What is fetched says that it is there, or nearly.
                let fetches = progress.is_some_and(|progress| progress.account == account.id());
                if fetches || *connection == Connection::Online {
                    continue;
                }
                let (tone, words) = say::connection(texts, *connection);
                let words = texts.say_with(
                    "status-of-account",
                    &[
                        ("account", account.address.as_str().into()),
                        ("state", words.into()),
                    ],
                );
                left = left.push(dot_of(tone)).push(small(words));
            }
            if self.current().next().is_some() {
                left = left.push(small(format!("· {}", self.how_soon(texts))));
            }
        }
        let errand = self.mail.errands.told().map(|(words, number)| {
            let stop = mail::Message::StopErrand(number);
            row![
                small(words.to_owned()),
                link(texts.say("errand-stop")).on_press(Message::Mail(stop)),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center)
        });
        let offline = self.known.is_offline;
        let switch = (!accounts.is_empty()).then(|| {
            let key = if offline {
                "status-go-online"
            } else {
                "status-go-offline"
            };
            let look = Look::Tab { selected: offline };
            let switch = if self.size.width < SHORT {
                Press::new(look, icon(Icon::Offline).size(scale::ICON_INLINE)).hint(texts.say(key))
            } else {
                Press::new(look, line(texts.say(key)).size(scale::TEXT_SMALL))
                    .hint(texts.say("status-offline-hint"))
            };
            switch
                .height(scale::CONTROL_TINY)
                .padding(Padding::from([0.0, scale::INSIDE]))
                .on_press(Message::Offline(!offline))
        });
        let needing = self.known.needing();
        let outbox = (needing > 0).then(|| {
            let words = texts.say_with("status-needs-you", &[("count", needing.into())]);
            Press::new(
                Look::Tab { selected: false },
                line(words).size(scale::TEXT_SMALL),
            )
            .height(scale::CONTROL_TINY)
            .padding(Padding::from([0.0, scale::INSIDE]))
            .on_press(Message::Go(Place::Outbox))
        });
        let problems = self.known.troubles().count();
        let trouble = (problems > 0).then(|| {
            let words = texts.say_with("status-problems", &[("count", problems.into())]);
            Press::new(
                Look::Tab { selected: false },
                row![
                    icon(Icon::Warning)
                        .size(scale::ICON_SMALL)
                        .color(|t| t.caution.text),
                    line(words).size(scale::TEXT_SMALL)
                ]
                .spacing(scale::CLOSE)
                .align_y(Alignment::Center),
            )
            .height(scale::CONTROL_TINY)
            .padding(Padding::from([0.0, scale::INSIDE]))
            .on_press(Message::Go(Place::Problems))
        });
        let keys = small_symbol(Icon::Question, texts.say("keys-title"))
            .hint(sight.hint(texts.say("keys-title"), Action::Keys))
            .height(scale::CONTROL_TINY)
            .on_press(Message::Keys);
        container(
            // What stands at the right has its room first: words of any length are cut before it.
            row![left.width(Fill)]
                .push(errand)
                .push(trouble)
                .push(outbox)
                .push(switch)
                .push(keys)
                .spacing(scale::XS)
                .align_y(Alignment::Center),
        )
        .height(scale::STATUS_BAR)
        .padding(Padding::from([0.0, scale::M]))
        .align_y(Alignment::Center)
        .style(style::side)
        .into()
    }
}
