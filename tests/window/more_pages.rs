//! The gallery's other pages: writing, the outbox, all controls at once.

use iced::widget::{Column, Row, center_y, column, container, row, scrollable, space};
use iced::{Alignment, Fill, Padding};
use postroom::app::Element;
use postroom::app::theme::{IdentityColor, Tokens, Tone, font, scale, style};
use postroom::app::widget::button::{
    check, danger, hairline, link, opener, plain, primary, quiet, radio, small_symbol, spring,
    symbol, tab,
};
use postroom::app::widget::editor::editor;
use postroom::app::widget::field::field;
use postroom::app::widget::icon::{Icon, icon};
use postroom::app::widget::line::line;
use postroom::app::widget::list::list;
use postroom::app::widget::look::Look;
use postroom::app::widget::mark::{
    Right, chip, chip_with, dot, notice, notice_with, sender, toast, with_toasts,
};
use postroom::app::widget::menu::{Identity, command, group, menu};
use postroom::app::widget::passage::passage;
use postroom::app::widget::popover::popover;
use postroom::app::widget::press::Press;
use postroom::app::widget::text::{heading, paragraph};

use crate::pages::{Gallery, Message};

impl Gallery {
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

    pub fn compose(&self) -> Element<'_, Message> {
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
            editor("body", &self.writing, "Write here", Message::Edit, |_| None),
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
        .into()
    }

    pub fn outbox(&self) -> Element<'_, Message> {
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
                paragraph("After Send, a message stays here until it is sent, filed and checked.").style(style::dim),
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
        .into()
    }

    pub fn controls(&self) -> Element<'_, Message> {
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
        .height(Fill);
        let toasts = vec![toast(
            Some(Icon::Archive),
            "Moved to Archive",
            vec![quiet(None, "Undo").on_press(Message::Nothing).into()],
        )];
        with_toasts(center_y(page), toasts, 0.0)
    }
}
