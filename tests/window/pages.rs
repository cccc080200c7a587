//! The pages of the gallery: what the real screens will be made of.
#![allow(dead_code, reason = "the tests use some pages, the gallery all")]

use std::sync::Arc;

use iced::widget::{Column, Row, center_y, column, container, row, scrollable, space};
use iced::{Alignment, Fill, Padding, Theme};
use postroom::app::Element;
use postroom::app::keys::{self, Action};
use postroom::app::theme::{self, IdentityColor, Tokens, Tone, font, scale, style};
use postroom::app::widget::button::{
    check, danger, divider, hairline, key_cap, link, opener, plain, primary, quiet, radio,
    small_symbol, spring, symbol, tab,
};
use postroom::app::widget::dialog::{dialog, modal};
use postroom::app::widget::editor::{Edit, Writing, editor};
use postroom::app::widget::field::field;
use postroom::app::widget::focus::scope;
use postroom::app::widget::icon::{Icon, icon};
use postroom::app::widget::line::line;
use postroom::app::widget::list::{ListEvent, Rows, Selection, list};
use postroom::app::widget::look::Look;
use postroom::app::widget::mark::{
    Right, chip, chip_with, dot, dot_of, mailbox, notice, notice_with, sender, toast, with_toasts,
};
use postroom::app::widget::menu::{Identity, command, group, menu};
use postroom::app::widget::passage::{Block, fixed, passage, plain as plain_text};
use postroom::app::widget::popover::popover;
use postroom::app::widget::press::Press;
use postroom::app::widget::split::edge;
use postroom::app::widget::text::{heading, paragraph, small};
use postroom::app::widget::tree::{Lead, tree_heading, tree_row};

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

    fn tokens(&self) -> &'static Tokens {
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
                    primary(None, "Send all the same").on_press(Message::Dialog(false)).into(),
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
                key_cap(keys::label(Action::Search)),
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
                .hint(keys::label(Action::NewMessage))
                .on_press(Message::Page("compose")),
            container(search).center_x(Fill),
            quiet(Some(Icon::Undo), "Undo move").on_press(Message::Dark),
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
                .sign(Icon::ReadOnly, "You may read here, nothing else")
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
        .height(Fill)
        .style(style::panel);
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
        .align_y(Alignment::Center)
        .style(style::panel);
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
        container(column![
            actions,
            hairline(),
            conversation,
            container(reply).padding(Padding {
                top: 0.0,
                right: 20.0,
                bottom: 16.0,
                left: 20.0
            }),
        ])
        .width(Fill)
        .height(Fill)
        .style(style::background)
        .into()
    }

    fn identities(&self) -> Element<'_, Message> {
        let row = |color,
                   name: &'static str,
                   address: &'static str,
                   evidence: &'static str,
                   right,
                   usable| Identity {
            color,
            name: name.into(),
            address: address.into(),
            evidence: evidence.into(),
            right,
            chosen: name == "Support",
            on_choose: usable,
            actions: Vec::new(),
        };
        let pick = || Some(Message::From(false));
        menu(
            640.0,
            vec![
                row(Some(IdentityColor::Teal), "Support", "support@acme.example", "Send As. Worked on 21 November, accepted by mail.acme.example", Some((Right::SendAs, "Send As".into())), pick()).view(),
                row(Some(IdentityColor::Orange), "Sales", "sales@acme.example", "On behalf. Recipients see “Anna Berg on behalf of Sales”", Some((Right::OnBehalf, "On behalf".into())), pick()).view(),
                row(Some(IdentityColor::Violet), "Jobs", "jobs@acme.example", "Not tested yet. The server tells only when a message is sent", Some((Right::Untested, "Untested".into())), pick()).view(),
                Identity {
                    actions: vec![
                        ("Check again".into(), Message::Nothing),
                        ("Text for the administrator".into(), Message::Nothing),
                    ],
                    ..row(None, "HR", "hr@acme.example", "Not permitted. The server said on 12 November: “553 5.7.1 Sender address rejected: not owned by user anna@acme.example”", Some((Right::Refused, "Refused".into())), None)
                }
                .view(),
                row(Some(IdentityColor::Slate), "Anna Berg", "anna@acme.example", "Your own address", None, pick()).view(),
            ],
        )
    }

    fn compose(&self) -> Element<'_, Message> {
        let strip = container(
            row![
                icon(Icon::Users),
                line("You are writing as Support").font(font::SEMIBOLD)
            ]
            .spacing(9)
            .align_y(Alignment::Center),
        )
        .width(Fill)
        .height(40)
        .padding(Padding::from([0.0, scale::L]))
        .align_y(Alignment::Center)
        .style(style::identity(IdentityColor::Teal));
        fn labelled<'a>(words: &'a str, content: Row<'a, Message>) -> Element<'a, Message> {
            column![
                container(
                    row![
                        container(line(words).size(scale::TEXT_SMALL).faint()).width(62),
                        content.spacing(10).align_y(Alignment::Center)
                    ]
                    .spacing(10)
                    .align_y(Alignment::Center)
                )
                .height(40)
                .padding(Padding::from([0.0, scale::L]))
                .align_y(Alignment::Center),
                hairline(),
            ]
            .into()
        }
        let pill = Press::new(
            Look::Pill,
            row![
                dot(IdentityColor::Teal),
                line("Support").font(font::SEMIBOLD),
                line("support@acme.example"),
                icon(Icon::ChevronDown).size(13.0),
            ]
            .spacing(6)
            .align_y(Alignment::Center),
        )
        .height(28)
        .padding(Padding::from([0, 9]))
        .id("from")
        .on_press(Message::From(true));
        let from = popover(
            pill,
            self.from_open.then(|| self.identities()),
            Message::From(false),
        );
        let foot = container(
            row![
                primary(Some(Icon::Send), "Send as Support")
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::Nothing),
                opener(Look::Plain, "Later")
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::Nothing),
                line("Draft saved in Support / Drafts, 10:44")
                    .size(scale::TEXT_SMALL)
                    .faint()
                    .fill(),
                symbol(Icon::Trash, "Discard the draft").on_press(Message::Dialog(true)),
            ]
            .spacing(scale::S)
            .align_y(Alignment::Center),
        )
        .height(54)
        .padding(Padding::from([0.0, scale::L]))
        .align_y(Alignment::Center);
        let seen = row![
            line("Recipients see").dim(),
            line("Support <support@acme.example>")
                .font(font::SEMIBOLD)
                .color(|t| t.text),
            line("The copy goes to").dim(),
            line("Support / Sent")
                .font(font::SEMIBOLD)
                .color(|t| t.text)
                .fill(),
        ]
        .spacing(scale::XS);
        container(column![
            strip,
            labelled(
                "From",
                row![
                    from,
                    chip(Tone::Good, "Send As"),
                    spring(),
                    line("because you reply in Support")
                        .size(scale::TEXT_SMALL)
                        .faint()
                ]
            ),
            labelled(
                "To",
                row![
                    container(
                        row![
                            line("Lena Morgenthal"),
                            small_symbol(Icon::Close, "Remove").on_press(Message::Nothing)
                        ]
                        .align_y(Alignment::Center)
                    )
                    .padding(Padding {
                        left: 9.0,
                        right: 2.0,
                        ..Padding::ZERO
                    })
                    .style(|theme| container::Style {
                        background: Some(Tokens::of(theme).hover.into()),
                        border: style::rounded(12.0),
                        ..container::Style::default()
                    }),
                    field("", &self.search).bare().on_input(Message::Search),
                    link("Cc").on_press(Message::Nothing),
                    link("Bcc").on_press(Message::Nothing),
                ]
            ),
            labelled(
                "Subject",
                row![
                    field("", "Re: Where is my order 20418?")
                        .bare()
                        .strong()
                        .on_input(Message::Search)
                ]
            ),
            editor(&self.writing, "Write here", Message::Edit).id("body"),
            container(notice_with(Tone::Neutral, Icon::ReadOnly, seen, vec![])).padding(Padding {
                top: 0.0,
                right: 16.0,
                bottom: 10.0,
                left: 16.0
            }),
            hairline(),
            foot,
        ])
        .width(Fill)
        .height(Fill)
        .style(style::panel)
        .into()
    }

    fn outbox(&self) -> Element<'_, Message> {
        let entry = |subject: &'static str,
                     to: &'static str,
                     color,
                     from: &'static str,
                     states: Vec<(Tone, &'static str)>,
                     next: &'static str,
                     buttons: Vec<Element<'static, Message>>|
         -> Element<'static, Message> {
            let states = states.into_iter().map(|(tone, word)| chip(tone, word));
            let mut what = column![paragraph(next)].spacing(scale::S);
            if !buttons.is_empty() {
                what = what.push(Row::with_children(buttons).spacing(scale::S).wrap());
            }
            column![
                container(
                    row![
                        column![line(subject).font(font::SEMIBOLD), line(to).dim()]
                            .width(iced::FillPortion(30)),
                        row![dot(color), line(from).fill()]
                            .spacing(5)
                            .align_y(Alignment::Center)
                            .width(iced::FillPortion(16)),
                        Column::with_children(states)
                            .spacing(scale::XS)
                            .width(iced::FillPortion(16)),
                        what.width(iced::FillPortion(38)),
                    ]
                    .spacing(scale::L)
                )
                .padding(Padding::from([10, 12])),
                hairline(),
            ]
            .into()
        };
        let button = |words: &'static str| -> Element<'static, Message> {
            plain(None, words).on_press(Message::Nothing).into()
        };
        let step = |words: &'static str| -> Element<'static, Message> {
            quiet(None, words).on_press(Message::Nothing).into()
        };
        container(scrollable(
            container(column![
                heading("Outbox"),
                paragraph("What you pressed Send on stays here until it is sent, filed and checked.").style(style::dim),
                space().height(10),
                hairline(),
                entry("Re: Spare parts list", "to Northwind Trading", IdentityColor::Teal, "Support", vec![(Tone::Unknown, "Unknown")], "The connection broke after the whole message was handed over, before the server answered. It is not in Support / Sent.", vec![button("Treat as sent"), button("Send again"), step("Edit as new")]),
                entry("Quarterly offer", "to 14 recipients", IdentityColor::Orange, "Sales, on behalf", vec![(Tone::Bad, "Held")], "The server refused: “554 5.2.252 SendAsDenied; anna@acme.example not allowed to send as sales@acme.example”. Nothing went out.", vec![button("Try once more"), button("Text for the administrator"), step("Edit")]),
                entry("Re: Broken glass on arrival", "to Jonas Dahl", IdentityColor::Teal, "Support", vec![(Tone::Good, "Sent"), (Tone::Caution, "Copy waiting")], "Support / Sent is full (quota). The message is delivered; only the copy is tried again at 11:05.", vec![button("File in my Sent instead"), step("Try now")]),
                entry("Happy new year", "to all customers in Tyrol", IdentityColor::Orange, "Sales", vec![(Tone::Neutral, "Scheduled")], "Friday, 1 January 2027, 09:00. Permission is checked again when it leaves.", vec![]),
            ].spacing(3))
            .padding(Padding::from([18, 22])),
        ).direction(style::scrollbar()).style(style::scroll))
        .width(Fill)
        .height(Fill)
        .style(style::panel)
        .into()
    }

    fn controls(&self) -> Element<'_, Message> {
        fn section<'a>(
            words: &'a str,
            content: impl Into<Element<'a, Message>>,
        ) -> Element<'a, Message> {
            column![
                line(words)
                    .font(font::SEMIBOLD)
                    .size(scale::TEXT_TINY)
                    .faint(),
                content.into()
            ]
            .spacing(6)
            .into()
        }
        let buttons = row![
            primary(Some(Icon::Write), "New message").on_press(Message::Nothing),
            plain(Some(Icon::Reply), "Reply").on_press(Message::Nothing),
            quiet(Some(Icon::Archive), "Archive").on_press(Message::Nothing),
            danger("Delete for good").on_press(Message::Nothing),
            opener(Look::Plain, "Later").on_press(Message::Nothing),
            symbol(Icon::Flag, "Flag").on_press(Message::Nothing),
            link("Check again").on_press(Message::Nothing),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let disabled = row![
            primary(Some(Icon::Send), "Send").hint("Choose an address first"),
            plain(Some(Icon::Reply), "Reply").hint("You may not send from this mailbox"),
            quiet(Some(Icon::Archive), "Archive"),
            symbol(Icon::Trash, "You may not delete in this mailbox"),
            link("Check again"),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let chips = row![
            chip(Right::SendAs.tone(), "Send As"),
            chip(Right::OnBehalf.tone(), "On behalf"),
            chip(Right::Untested.tone(), "Untested"),
            chip(Right::Refused.tone(), "Refused"),
            chip(Tone::Neutral, "2 messages"),
            chip_with(Some(Icon::Check), Tone::Neutral, "Full access"),
        ]
        .spacing(6);
        let colors = Row::with_children(IdentityColor::ALL.map(|color| {
            container(
                line(format!("{color:?}"))
                    .size(scale::TEXT_SMALL)
                    .font(font::SEMIBOLD),
            )
            .padding(Padding::from([4, 9]))
            .style(style::identity(color))
            .into()
        }))
        .spacing(4);
        let dots = Row::with_children(IdentityColor::ALL.map(dot)).spacing(8);
        let people = Row::with_children(
            [
                "anna@x", "ben@x", "carla@x", "dora@x", "emil@x", "fritz@x", "gerda@x",
            ]
            .map(|key| sender(postroom::app::widget::mark::initials("", key), key, 30.0)),
        )
        .spacing(8);
        let icons = Row::with_children(Icon::ALL.iter().map(|which| icon(*which).into()))
            .spacing(10)
            .wrap();
        let fields = row![
            field("Placeholder", &self.search)
                .id("field")
                .width(180)
                .on_input(Message::Search),
            field("", "wrong@")
                .width(180)
                .wrong(true)
                .on_input(Message::Search),
            field("", "secret words")
                .width(180)
                .secret()
                .on_input(Message::Search),
            field("", "disabled").width(180),
        ]
        .spacing(scale::S);
        let choices = row![
            check("Ticked", self.ticked).on_press(Message::Tick),
            check("Not ticked", !self.ticked).on_press(Message::Tick),
            radio("One", self.picked == 0).on_press(Message::Pick(0)),
            radio("Other", self.picked == 1).on_press(Message::Pick(1)),
            tab("All", true).on_press(Message::Nothing),
            tab("Unread 12", false).on_press(Message::Nothing),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let notices = column![
            notice_with(Tone::Bad, Icon::Alert, row![line("You can read Sales but not send as it.").font(font::SEMIBOLD), line("Full Access does not include sending. An administrator has to add it.").fill()].spacing(4), vec![]),
            notice(Tone::Caution, Icon::Warning, "The certificate of mail.acme.example ends in 3 days.", vec![link("Details").on_press(Message::Nothing).into()]),
            notice(Tone::Unknown, Icon::Question, "Whether this message arrived is not known: the connection broke before the server answered, and this is a long explanation that has to wrap onto a second line.", vec![]),
            notice(Tone::Good, Icon::Done, "Everything is up to date.", vec![]),
        ].spacing(6);
        let commands = menu(
            260.0,
            vec![
                group("Message"),
                command(
                    Some(Icon::Reply),
                    "Reply",
                    Some("R".into()),
                    Some(Message::Nothing),
                )
                .into(),
                command(
                    Some(Icon::Archive),
                    "Archive",
                    Some("E".into()),
                    Some(Message::Nothing),
                )
                .into(),
                command(Some(Icon::Trash), "Delete", Some("Del".into()), None)
                    .hint("You may not delete in this mailbox")
                    .into(),
            ],
        );
        let right = column![
            section("Menu", commands),
            section(
                "Text to select, small",
                container(passage(self.admin.clone(), self.tokens()).small())
                    .padding(12)
                    .style(style::inset)
            ),
        ]
        .spacing(scale::L)
        .width(Fill);
        let page = column![
            row![
                heading("Controls"),
                spring(),
                plain(None, "Light or dark").on_press(Message::Dark),
                plain(None, "Dialog").on_press(Message::Dialog(true))
            ]
            .spacing(8),
            section("Buttons", buttons),
            section("Disabled, with a reason", disabled),
            section("Send rights and chips", chips),
            section("Identities", column![colors, dots].spacing(6)),
            section("Senders", people),
            section("Icons", icons),
            section("Fields", fields),
            section("Choices", choices),
            section("Notices", notices),
            row![
                container(
                    list(&self.mails, &self.selection, Message::List)
                        .compact(true)
                        .id("compact")
                )
                .height(190)
                .width(388)
                .style(style::card)
                .clip(true),
                right
            ]
            .spacing(scale::L),
        ]
        .spacing(scale::M);
        let page = container(
            scrollable(container(page).padding(scale::XL))
                .direction(style::scrollbar())
                .style(style::scroll)
                .height(Fill),
        )
        .width(Fill)
        .height(Fill)
        .style(style::panel);
        let toasts = vec![toast(
            Some(Icon::Archive),
            "Moved to Archive",
            vec![quiet(None, "Undo").on_press(Message::Nothing).into()],
        )];
        with_toasts(center_y(page), toasts)
    }
}
