//! The pages of the gallery: what the real screens will be made of.
#![allow(dead_code, reason = "the tests use some pages, the gallery all")]

use std::sync::Arc;

use iced::widget::{Column, column, container, row, scrollable};
use iced::{Alignment, Fill, Padding, Theme};
use postroom::app::Element;
use postroom::app::keys::{self, Action};
use postroom::app::theme::{self, IdentityColor, Tokens, Tone, font, scale, style};
use postroom::app::widget::button::{
    check, divider, hairline, key_cap, link, plain, primary, quiet, spring, symbol, tab,
};
use postroom::app::widget::dialog::{dialog, modal};
use postroom::app::widget::editor::{Edit, Writing};
use postroom::app::widget::field::field;
use postroom::app::widget::focus::scope;
use postroom::app::widget::ground::ground;
use postroom::app::widget::icon::{Icon, icon};
use postroom::app::widget::line::line;
use postroom::app::widget::list::{ListEvent, Rows, Selection, list};
use postroom::app::widget::look::Look;
use postroom::app::widget::mark::{chip, chip_with, dot, dot_of, mailbox, notice, sender};
use postroom::app::widget::passage::{Block, fixed, passage, plain as plain_text};
use postroom::app::widget::press::Press;
use postroom::app::widget::split::edge;
use postroom::app::widget::text::{heading, small};
use postroom::app::widget::tree::{Lead, tree_heading, tree_row};
use postroom::config::KeyMap;

use crate::sample::{MAIL, Mails};

#[derive(Debug, Clone)]
pub enum Message {
    Nothing,
    Quit,
    Key(Action),
    List(ListEvent),
    Tree(f32),
    ListWidth(f32),
    Search(String),
    Edit(Edit),
    From(bool),
    Dialog(bool),
    Page(&'static str),
    Dark,
    Pick(usize),
    Tick,
}

pub struct Gallery {
    pub page: String,
    pub dark: bool,
    pub mails: Mails,
    pub selection: Selection,
    pub tree: f32,
    pub list: f32,
    pub width: f32,
    pub search: String,
    pub writing: Writing,
    pub from_open: bool,
    pub dialog_open: bool,
    pub menu_open: bool,
    pub ticked: bool,
    pub picked: usize,
    pub mail: Arc<[Block]>,
    pub admin: Arc<[Block]>,
    pub wanted: Option<std::ops::Range<usize>>,
}

impl Clone for Gallery {
    fn clone(&self) -> Self {
        Self::new(&self.page, self.dark, self.mails.count, self.width)
    }
}

const LETTER: &str = "Dear Lena,

your lamp left our warehouse this morning and will be with you on Thursday. I am sorry for the wait; \
the shipping cost is on us.

Best wishes for the birthday,
Anna, ACME Support";

impl Gallery {
    pub fn new(page: &str, dark: bool, rows: usize, width: f32) -> Self {
        let mails = Mails {
            count: rows,
            loaded: true,
        };
        let selection = mails.key(0).map(Selection::only).unwrap_or_default();
        Self {
            page: page.to_owned(),
            dark,
            selection,
            mails,
            tree: scale::TREE_WIDTH,
            list: scale::LIST_WIDTH,
            width,
            search: String::new(),
            writing: Writing::new(LETTER),
            from_open: page == "compose",
            dialog_open: page == "dialog",
            menu_open: false,
            ticked: true,
            picked: 0,
            mail: plain_text(MAIL),
            admin: fixed(
                "Please allow anna@acme.example to send as sales@acme.example.\nExchange: Add-RecipientPermission sales@acme.example -Trustee anna@acme.example -AccessRights SendAs\nPostfix: add anna@acme.example to sales@acme.example in smtpd_sender_login_maps",
            ),
            wanted: None,
        }
    }

    pub fn theme(&self) -> Theme {
        if self.dark {
            theme::dark()
        } else {
            theme::light()
        }
    }

    pub fn tokens(&self) -> &'static Tokens {
        if self.dark {
            &theme::DARK
        } else {
            &theme::LIGHT
        }
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::List(ListEvent::Choose(at, how)) => {
                self.selection.apply(&self.mails, at, how);
            }
            Message::List(ListEvent::ChooseAll) => self.selection.all(&self.mails),
            Message::List(ListEvent::Wanted(rows)) => self.wanted = Some(rows),
            Message::Key(Action::Next) => self.step(1),
            Message::Key(Action::Previous) => self.step(-1),
            Message::Key(Action::NewMessage) => "compose".clone_into(&mut self.page),
            Message::Tree(width) => self.tree = width,
            Message::ListWidth(width) => self.list = width,
            Message::Search(text) => self.search = text,
            Message::Edit(edit) => {
                self.writing.perform(edit);
            }
            Message::From(open) => self.from_open = open,
            Message::Dialog(open) => self.dialog_open = open,
            Message::Page(page) => page.clone_into(&mut self.page),
            Message::Dark => self.dark = !self.dark,
            Message::Pick(which) => self.picked = which,
            Message::Tick => self.ticked = !self.ticked,
            Message::Quit => std::process::exit(0),
            Message::Nothing | Message::List(_) | Message::Key(_) => {}
        }
    }

    fn step(&mut self, by: isize) {
        if let Some(at) = self.selection.step(&self.mails, by) {
            self.selection
                .apply(&self.mails, at, postroom::app::widget::list::How::Only);
        }
    }

    pub fn view(&self) -> Element<'_, Message> {
        let page = match self.page.as_str() {
            "compose" => self.compose(),
            "controls" => self.controls(),
            "outbox" => self.frame(self.outbox()),
            _ => self.frame(self.mailbox()),
        };
        let dialog = self.dialog_open.then(|| {
            dialog(
                "Send as Sales without permission?",
                Some("The server refused this address on 12 November. The message would come back to the outbox.".into()),
                Some(
                    column![
                        small("Your name, as recipients see it").style(style::dim),
                        field("Name", &self.search).on_input(Message::Search),
                        check("Ask me again next time", self.ticked).on_press(Message::Tick),
                    ]
                    .spacing(6)
                    .into(),
                ),
                vec![
                    quiet(None, "Cancel").on_press(Message::Dialog(false)).into(),
                    primary(None, "Send anyway").on_press(Message::Dialog(false)).into(),
                ],
            )
        });
        scope(modal(page, dialog, Message::Dialog(false))).into()
    }

    fn top(&self) -> Element<'_, Message> {
        let search = container(
            row![
                icon(Icon::Search).color(|t| t.faint),
                field("Search Support, or everything", &self.search)
                    .bare()
                    .id("search")
                    .on_input(Message::Search),
                key_cap(key_of(Action::Search)),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center),
        )
        .height(scale::CONTROL)
        .max_width(560)
        .padding(Padding::from([0, 10]))
        .align_y(Alignment::Center)
        .style(|theme| {
            let tokens = Tokens::of(theme);
            container::Style {
                background: Some(tokens.panel.into()),
                border: style::edge(tokens.line, scale::RADIUS_BUTTON),
                ..container::Style::default()
            }
        });
        let bar = row![
            primary(Some(Icon::Write), "New message")
                .hint(key_of(Action::NewMessage))
                .on_press(Message::Page("compose")),
            container(search).center_x(Fill),
            quiet(Some(Icon::Undo), "Undo archive").on_press(Message::Dark),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        container(bar)
            .height(scale::TOP_BAR)
            .padding(Padding::from([0.0, scale::M]))
            .align_y(Alignment::Center)
            .style(style::side)
            .into()
    }

    fn sidebar(&self) -> Element<'_, Message> {
        let rows: Vec<Element<'_, Message>> = vec![
            tree_row(Lead::Icon(Icon::Users), "All shared")
                .count("19")
                .on_press(Message::Nothing)
                .into(),
            tree_row(Lead::Icon(Icon::Reply), "Unanswered")
                .count("7")
                .on_press(Message::Nothing)
                .into(),
            tree_row(Lead::Icon(Icon::Flag), "Flagged")
                .on_press(Message::Nothing)
                .into(),
            tree_heading("Shared mailboxes"),
            tree_row(Lead::Dot(IdentityColor::Teal), "Support")
                .strong(true)
                .count("12")
                .on_press(Message::Nothing)
                .into(),
            tree_row(Lead::Level(1), "Inbox")
                .selected(self.page != "outbox")
                .count("12")
                .on_press(Message::Page("main"))
                .into(),
            tree_row(Lead::Level(1), "Drafts")
                .count("1")
                .on_press(Message::Nothing)
                .into(),
            tree_row(Lead::Level(1), "Sent")
                .on_press(Message::Nothing)
                .into(),
            tree_row(Lead::Level(1), "Archive")
                .on_press(Message::Nothing)
                .into(),
            tree_row(Lead::Level(1), "Trash")
                .on_press(Message::Nothing)
                .into(),
            tree_row(
                Lead::Dot(IdentityColor::Orange),
                "Sales, with a name that is much too long for this",
            )
            .count("5")
            .on_press(Message::Nothing)
            .into(),
            tree_row(Lead::Dot(IdentityColor::Violet), "HR")
                .sign(Icon::ReadOnly, "You can only read here")
                .count("2")
                .on_press(Message::Nothing)
                .into(),
            tree_heading("Personal"),
            tree_row(Lead::Dot(IdentityColor::Slate), "Anna Berg")
                .count("3")
                .on_press(Message::Nothing)
                .into(),
        ];
        let below: Vec<Element<'_, Message>> = vec![
            tree_row(Lead::Icon(Icon::Outbox), "Outbox")
                .word("1 unknown", Tone::Unknown)
                .selected(self.page == "outbox")
                .on_press(Message::Page("outbox"))
                .into(),
            tree_row(Lead::Icon(Icon::Doctor), "Doctor")
                .on_press(Message::Page("controls"))
                .into(),
            tree_row(Lead::Icon(Icon::Settings), "Settings")
                .on_press(Message::Dialog(true))
                .into(),
        ];
        container(column![
            scrollable(
                container(Column::with_children(rows).spacing(1)).padding(Padding::from([10, 8]))
            )
            .direction(style::scrollbar())
            .style(style::scroll)
            .height(Fill),
            container(Column::with_children(below).spacing(1)).padding(Padding::from([8, 8])),
        ])
        .width(self.tree)
        .height(Fill)
        .style(style::side)
        .into()
    }

    fn status_bar(&self) -> Element<'_, Message> {
        container(
            row![
                dot_of(Tone::Good),
                line("All 5 mailboxes up to date")
                    .size(scale::TEXT_SMALL)
                    .dim(),
                line("Support: last 90 days kept here, older mail is searched on the server")
                    .size(scale::TEXT_SMALL)
                    .dim()
                    .fill(),
                line("1 message needs you in the Outbox")
                    .size(scale::TEXT_SMALL)
                    .dim(),
            ]
            .spacing(scale::M)
            .align_y(Alignment::Center),
        )
        .height(scale::STATUS_BAR)
        .padding(Padding::from([0.0, scale::M]))
        .align_y(Alignment::Center)
        .style(style::side)
        .into()
    }

    fn frame<'a>(&'a self, content: Element<'a, Message>) -> Element<'a, Message> {
        column![
            self.top(),
            hairline(),
            row![
                self.sidebar(),
                edge(self.tree, 180.0..=420.0, scale::TREE_WIDTH, Message::Tree),
                content,
            ]
            .height(Fill),
            hairline(),
            self.status_bar(),
        ]
        .into()
    }

    fn mailbox(&self) -> Element<'_, Message> {
        let head = container(
            column![
                row![
                    dot(IdentityColor::Teal),
                    line("Support").font(font::SEMIBOLD).size(scale::TEXT_TITLE),
                    line("Inbox").dim(),
                    spring(),
                    chip_with(Some(Icon::Check), Tone::Neutral, "Full access, Send As"),
                ]
                .spacing(scale::S)
                .align_y(Alignment::Center),
                row![
                    tab("All", true).on_press(Message::Nothing),
                    tab("Unread 12", false).on_press(Message::Nothing),
                    tab("Unanswered 7", false).on_press(Message::Nothing),
                    tab("Flagged", false).on_press(Message::Nothing),
                ]
                .spacing(2),
            ]
            .spacing(9),
        )
        .padding(Padding {
            top: 12.0,
            right: 14.0,
            bottom: 8.0,
            left: 14.0,
        });
        let mails = container(column![
            head,
            hairline(),
            list(&self.mails, &self.selection, Message::List).id("mails"),
        ])
        .width(if self.width < scale::NARROW {
            iced::Length::Fill
        } else {
            self.list.into()
        })
        .height(Fill);
        if self.width < scale::NARROW {
            return mails.into();
        }
        row![
            mails,
            edge(
                self.list,
                280.0..=640.0,
                scale::LIST_WIDTH,
                Message::ListWidth
            ),
            self.reader(),
        ]
        .into()
    }

    fn reader(&self) -> Element<'_, Message> {
        let actions = container(
            row![
                plain(Some(Icon::Reply), "Reply")
                    .hint("R")
                    .on_press(Message::Nothing),
                plain(Some(Icon::ReplyAll), "Reply all").on_press(Message::Nothing),
                plain(Some(Icon::Forward), "Forward").on_press(Message::Nothing),
                divider(),
                quiet(Some(Icon::Archive), "Archive").on_press(Message::Nothing),
                quiet(Some(Icon::Move), "Move").on_press(Message::Nothing),
                symbol(Icon::Flag, "Flag (S)").on_press(Message::Nothing),
                symbol(Icon::Trash, "You may not delete in this mailbox"),
            ]
            .spacing(6)
            .align_y(Alignment::Center),
        )
        .width(Fill)
        .height(scale::TOOLBAR)
        .padding(Padding::from([0, 14]))
        .align_y(Alignment::Center);
        let title = column![
            heading("Where is my order 20418?"),
            row![
                chip(Tone::Neutral, "Support"),
                chip(Tone::Neutral, "2 messages"),
                chip(Tone::Caution, "Waiting 26 h"),
            ]
            .spacing(6),
        ]
        .spacing(6);
        let earlier = container(
            row![
                mailbox("S", IdentityColor::Teal, 24.0),
                line("Support, sent by Ben Okafor").font(font::MEDIUM),
                line("Thank you for your order. We will let you know when")
                    .size(scale::TEXT_SMALL)
                    .dim()
                    .fill(),
                line("9 Nov").size(scale::TEXT_SMALL).dim(),
            ]
            .spacing(10)
            .align_y(Alignment::Center),
        )
        .padding(Padding::from([9, 14]))
        .style(style::card);
        let letter = container(column![
            row![
                sender("LM", "lena.morgenthal@posteo.example", 30.0),
                column![
                    row![
                        line("Lena Morgenthal").font(font::SEMIBOLD),
                        line("lena.morgenthal@posteo.example")
                            .size(scale::TEXT_SMALL)
                            .dim()
                            .fill(),
                    ]
                    .spacing(5)
                    .align_y(Alignment::Center),
                    line("to Support, 23 November 2026, 10:42")
                        .size(scale::TEXT_SMALL)
                        .dim(),
                ],
                chip(Tone::Neutral, "Text"),
            ]
            .spacing(10)
            .align_y(Alignment::Center),
            container(
                column![
                    passage(self.mail.clone(), self.tokens()).on_link(|_| Message::Nothing),
                    notice(
                        Tone::Neutral,
                        Icon::Image,
                        "2 remote images not loaded",
                        vec![
                            link("Load once").on_press(Message::Nothing).into(),
                            link("Always for this sender")
                                .on_press(Message::Nothing)
                                .into(),
                        ]
                    ),
                ]
                .spacing(scale::M)
            )
            .padding(Padding {
                top: 11.0,
                right: 0.0,
                bottom: 2.0,
                left: 40.0
            }),
        ])
        .padding(Padding::from([12, 14]))
        .style(style::card);
        let reply = Press::new(
            Look::Card,
            row![
                dot(IdentityColor::Teal),
                line("Reply as"),
                line("Support").font(font::SEMIBOLD),
                line("support@acme.example").dim(),
                line("copy goes to Support / Sent").faint().fill(),
                key_cap("R"),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center),
        )
        .width(Fill)
        .padding(Padding::from([11, 12]))
        .align_left()
        .on_press(Message::Page("compose"));
        let conversation = scrollable(
            container(column![title, earlier, letter].spacing(scale::M))
                .padding(Padding::from([scale::L, scale::XL])),
        )
        .direction(style::scrollbar())
        .style(style::scroll)
        .height(Fill);
        let below = column![
            conversation,
            container(reply).padding(Padding {
                top: 0.0,
                right: 20.0,
                bottom: 16.0,
                left: 20.0
            }),
        ];
        column![
            actions,
            hairline(),
            ground(below, |tokens| tokens.background),
        ]
        .into()
    }
}

fn key_of(action: Action) -> String {
    keys::label(action, KeyMap::default(), &texts()).unwrap()
}

fn texts() -> postroom::i18n::Texts {
    postroom::i18n::Texts::new(postroom::i18n::Language::English)
}
