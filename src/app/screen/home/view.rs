//! What stands where in the main window, and how wide.

use iced::widget::{column, container, row};
use iced::{Fill, Length};

use super::{Home, Kept, Message, Place};
use crate::app::Element;
use crate::app::link::Link;
use crate::app::screen::{Sight, accounts, drafts, mail, welcome};
use crate::app::theme::scale;
use crate::app::widget::button::{hairline, plain};
use crate::app::widget::dialog::modal_with;
use crate::app::widget::focus::scope;
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::with_toasts;
use crate::app::widget::paged::paged;
use crate::app::widget::split::edge;

/// The least width of the reader beside a list.
const READER: f32 = 460.0;
/// The least width of the reader, or of the list, alone beside the tree.
const READER_ALONE: f32 = 400.0;

impl Home {
    /// Is the window so narrow that the reader takes the place of the list?
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.size.width < scale::NARROW
    }

    /// Has one column the whole window: the folders, the list or the reader?
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.size.width < scale::SINGLE
    }

    /// The width of the tree: as it was chosen, as far as what stands beside it keeps room enough.
    fn tree_width(&self) -> f32 {
        let beside = if self.is_narrow() {
            READER_ALONE
        } else {
            Kept::LIST.start() + READER
        };
        let most = (self.size.width - beside).max(*Kept::TREE.start());
        self.kept.tree.min(most)
    }

    /// The width of the list: as it was chosen, as far as the reader keeps room enough.
    fn list_width(&self) -> f32 {
        let most = self.size.width - self.tree_width() - READER;
        self.kept.list.min(most.max(*Kept::LIST.start()))
    }

    /// The room of the reader.
    fn room(&self) -> f32 {
        if self.is_single() {
            return self.size.width;
        }
        let beside = if self.is_narrow() {
            0.0
        } else {
            self.list_width()
        };
        self.size.width - self.tree_width() - beside
    }

    /// What its views need.
    fn sight<'a>(&self, link: &'a Link, tokens: &'static crate::app::theme::Tokens) -> Sight<'a> {
        let (keys, density) = link
            .engine()
            .setting(|settings| (settings.keys, settings.density));
        Sight {
            texts: &link.texts,
            tokens,
            narrow: self.is_narrow(),
            low: self.size.height < scale::LOW,
            room: self.room(),
            pixels: self.pixels,
            zoom: self.mail.zoom.factor(),
            keys,
            density,
            turn: self.turn,
        }
    }

    /// The window.
    pub fn view<'a>(
        &'a self,
        link: &'a Link,
        tokens: &'static crate::app::theme::Tokens,
    ) -> Element<'a, Message> {
        let sight = self.sight(link, tokens);
        let known = &self.known;
        let content: Element<'a, Message> = match &self.place {
            Some(Place::Folder(_) | Place::View(_)) => self.messages(sight),
            Some(Place::Outbox) => self.outbox.view(known, sight).map(Message::Outbox),
            Some(Place::Drafts) => drafts::view(known, sight).map(Message::Drafts),
            Some(Place::Problems) => self.problems.view(known, sight).map(Message::Problems),
            Some(Place::Settings) => {
                let mut config = link.engine().config();
                // It is switched for this run, whatever the file begins the next one with.
                config.settings.offline = known.is_offline;
                self.settings
                    .view(known, &config, sight)
                    .map(Message::Settings)
            }
            None if !known.is_read => welcome::starting(sight),
            None if self.has_no_account() => {
                let add = Message::Accounts(accounts::Message::Add);
                welcome::no_account(sight, add, Message::Demo)
            }
            None => self.nothing_yet(sight),
        };
        let beside_tree: Element<'a, Message> = match (self.is_single(), self.folders_shown) {
            (true, true) => self.tree_view(Fill, sight),
            (true, false) => content,
            (false, _) => row![
                self.tree_view(self.tree_width().into(), sight),
                edge(
                    self.tree_width(),
                    Kept::TREE,
                    scale::TREE_WIDTH,
                    Message::Tree
                ),
                content,
            ]
            .into(),
        };
        let page = column![
            self.top_bar(sight),
            hairline(),
            container(beside_tree).height(Fill),
            hairline(),
            self.status_bar(sight),
        ];
        let page = with_toasts(page, self.notices_view(sight), self.notice_lift(sight));
        // A click beside a dialog with fields is a slip, and must cost nothing.
        let beside = (!self.holds_input()).then_some(Message::CloseDialog);
        let dialog = self.dialog_view(link, sight);
        let dialog = dialog.map(|dialog| paged(dialog, self.dialog_turn).into());
        let is_bare = dialog.is_none();
        let all = scope(modal_with(
            page,
            dialog,
            self.dialog_kind(),
            Message::CloseDialog,
            beside,
        ));
        // What is to have the keys below a dialog has them once that is gone.
        if is_bare {
            self.with_keys(all).into()
        } else {
            all.into()
        }
    }

    /// Before the first mailbox is known: it is looked for, or somebody is waited for.
    fn nothing_yet<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let mut ids = self.known.accounts.iter().map(|(account, _)| account.id());
        let waiting = ids.find(|id| self.known.wants_password(id));
        let (picture, words, button) = match waiting {
            Some(id) => (
                Icon::Lock,
                texts.say_with("password-words", &[("account", id.as_str().into())]),
                plain(None, texts.say("problems-password"))
                    .on_press(Message::Accounts(accounts::Message::Password(id))),
            ),
            // Nothing is looked for until somebody goes online.
            None if self.known.is_offline => (
                Icon::Offline,
                texts.say("status-offline-words"),
                plain(None, texts.say("status-go-online")).on_press(Message::Offline(false)),
            ),
            None => (
                Icon::Mail,
                texts.say("welcome-discovering"),
                plain(None, texts.say("problems-title")).on_press(Message::Go(Place::Problems)),
            ),
        };
        mail::list_empty(picture, words, None, Some(button.into()))
    }

    fn messages<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let reading = self.mail.is_reading && self.mail.opened.is_some();
        if sight.narrow && reading {
            return self.mail.reader_view(&self.known, sight).map(Message::Mail);
        }
        let width = if sight.narrow {
            Length::Fill
        } else {
            self.list_width().into()
        };
        let list = container(self.mail.list_view(&self.known, sight).map(Message::Mail))
            .width(width)
            .height(Fill);
        if sight.narrow {
            return list.into();
        }
        row![
            list,
            edge(
                self.list_width(),
                Kept::LIST,
                scale::LIST_WIDTH,
                Message::List
            ),
            self.mail.reader_view(&self.known, sight).map(Message::Mail),
        ]
        .into()
    }
}
