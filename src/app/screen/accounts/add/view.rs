//! How the form looks.

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Fill};

use super::{Field, Form, KEEP, LOGIN, Message, Server, Words};
use crate::app::Element;
use crate::app::screen::Sight;
use crate::app::screen::accounts::form::{failed, foot, in_place, labelled};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{check, link as words_to_press, primary, quiet, tab};
use crate::app::widget::dialog::dialog_saying;
use crate::app::widget::field::field;
use crate::app::widget::focus::scope;
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::app::widget::text::small;
use crate::domain::{EmailAddress, Endpoint, Security};

/// Room for the number of a port.
const PORT: f32 = 64.0;

/// What an address and hosts look like: reserved for examples (RFC 2606), so in no language.
const ADDRESS: &str = "anna@example.org";
const DOMAIN: &str = "example.org";
/// As the servers of most domains are called.
const IMAP: &str = "imap";
const SMTP: &str = "smtp";
const CA_FILE: &str = "/…/ca.pem";

impl Form {
    /// The dialog, in a window of this height.
    pub fn view<'a>(&'a self, height: f32, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let mistakes = self.mistakes();
        let wrong = |field| {
            let found = mistakes.iter().find(|(f, _)| *f == field);
            found.map(|(_, key)| texts.say(key))
        };
        let entry = |which: Field, key: &str, value: &'a str, hint: &str| -> Element<'a, Message> {
            let mistake = wrong(which);
            let input = field(hint, value).wrong(mistake.is_some());
            let input = match which {
                Field::Password => input.secret(),
                Field::Address => input.id("add-address"),
                Field::Login => input.id(LOGIN),
                _ => input,
            };
            // The address says which account it is.
            let is_fixed = self.changes.is_some() && which == Field::Address;
            let input = if self.trying || is_fixed {
                input
            } else {
                input
                    .on_input(move |text| Message::Typed(which, Words(text)))
                    .on_leave(Message::Left(which))
                    .on_submit(Message::Submit)
            };
            labelled(texts.say(key), input.into(), mistake)
        };
        let unchanged = self
            .changes
            .as_ref()
            .map(|_| texts.say("change-password-hint"));
        let mut form: Column<'a, Message> = column![
            entry(Field::Address, "add-address", &self.address, ADDRESS),
            entry(
                Field::Name,
                "add-name",
                &self.name,
                &texts.say("add-name-hint")
            ),
            entry(
                Field::Password,
                "add-password",
                &self.password,
                &unchanged.unwrap_or_default()
            ),
            self.server(Server::Imap, &wrong, sight),
            self.server(Server::Smtp, &wrong, sight),
        ]
        .spacing(scale::FIELDS);
        if self.more {
            form = form
                .push(entry(
                    Field::Login,
                    "add-login",
                    &self.login,
                    self.address.trim(),
                ))
                .push(
                    row![
                        container(entry(Field::CaFile, "add-ca-file", &self.ca_file, CA_FILE))
                            .width(Fill),
                        quiet(None, texts.say("add-browse")).on_press(Message::Browse),
                    ]
                    .spacing(scale::S)
                    .align_y(Alignment::End),
                )
                .push(
                    self.no_chooser
                        .then(|| small(texts.say("file-no-chooser")).style(style::dim)),
                )
                .push(entry(Field::Command, "add-command", &self.command, ""))
                .push(entry(
                    Field::Connections,
                    "add-connections",
                    &self.connections,
                    "",
                ))
                .push(self.command.trim().is_empty().then(|| {
                    let keep = check(texts.say("add-keep"), self.keep).id(KEEP);
                    keep.on_press(Message::Keep)
                }));
        } else {
            form = form.push(words_to_press(texts.say("add-more")).on_press(Message::More));
        }
        let (inside, said) = if self.trying {
            let words = texts.say("add-trying");
            let trying = notice(Tone::Neutral, Icon::Refresh, words, Vec::new());
            in_place(Some(trying), height)
        } else {
            failed(self.failed.as_ref(), height, texts)
        };
        let form = form.push(inside);
        let (title, words, submit) = match &self.changes {
            Some(_) => ("change-title", "change-words", "dialog-save"),
            None => ("add-title", "add-words", "add-submit"),
        };
        let submit = primary(None, texts.say(submit)).height(scale::CONTROL_LARGE);
        let submit = if self.trying {
            submit
        } else {
            submit.on_press(Message::Submit)
        };
        let dialog = dialog_saying(
            texts.say(title),
            Some(texts.say(words).into()),
            Some(form.into()),
            said,
            foot(
                self.asking,
                Message::Cancel,
                Message::Stay,
                vec![
                    quiet(None, texts.say("dialog-cancel"))
                        .height(scale::CONTROL_LARGE)
                        .on_press(Message::Cancel)
                        .into(),
                    submit.into(),
                ],
                texts,
            ),
        );
        match self.keys_to {
            (0, _) => scope(dialog).into(),
            (stamp, id) => scope(dialog).focus_now(stamp, id).into(),
        }
    }

    fn server<'a>(
        &'a self,
        server: Server,
        wrong: &impl Fn(Field) -> Option<String>,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let ((host, port, security), host_field, port_field, key, hint) = match server {
            Server::Imap => (
                &self.imap,
                Field::ImapHost,
                Field::ImapPort,
                "add-imap",
                IMAP,
            ),
            Server::Smtp => (
                &self.smtp,
                Field::SmtpHost,
                Field::SmtpPort,
                "add-smtp",
                SMTP,
            ),
        };
        // Nobody has tried it, so it is no more than an example.
        let domain = EmailAddress::parse(self.address.trim());
        let domain = domain.as_ref().map_or(DOMAIN, EmailAddress::domain);
        let hint = format!("{hint}.{domain}");
        let input = |which: Field, value: &'a str, hint: &str| {
            let input = field(hint, value).wrong(wrong(which).is_some());
            if self.trying {
                input
            } else {
                input
                    .on_input(move |text| Message::Typed(which, Words(text)))
                    .on_leave(Message::Left(which))
                    .on_submit(Message::Submit)
            }
        };
        let tabs = [
            (Security::Tls, "add-tls"),
            (Security::StartTls, "add-starttls"),
            (Security::None, "add-unprotected"),
        ]
        .map(|(which, key)| {
            tab(texts.say(key), *security == which)
                .on_press(Message::Security(server, which))
                .into()
        });
        let caution = match EndpointOf(host).is_loopback() {
            false if *security == Security::None && !host.trim().is_empty() => {
                Some(small(texts.say("add-unprotected-words")).style(style::tone(Tone::Caution)))
            }
            _ => None,
        };
        let line = row![
            input(host_field, host, &hint).width(Fill),
            input(port_field, port, "").width(PORT),
        ]
        .spacing(scale::S);
        let mistake = wrong(host_field).or_else(|| wrong(port_field));
        column![
            labelled(texts.say(key), line.into(), mistake),
            row(tabs).spacing(scale::XXS),
        ]
        .push(caution)
        .spacing(scale::XS)
        .into()
    }
}

/// A host as typed.
struct EndpointOf<'a>(&'a str);

impl EndpointOf<'_> {
    fn is_loopback(&self) -> bool {
        Endpoint {
            host: self.0.trim().to_owned(),
            port: 1,
            security: Security::None,
        }
        .is_loopback()
    }
}
