//! The form of a new account: checked while it is typed, tried on the servers before it is kept.

use iced::widget::{Column, column, container, row, scrollable};
use iced::{Alignment, Fill, Padding};
use secrecy::SecretString;

use crate::app::Element;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Notice, Outcome, Sight, Wish};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{check, link as words_to_press, primary, quiet, tab};
use crate::app::widget::dialog::dialog;
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::mark::notice;
use crate::app::widget::text::small;
use crate::domain::{Account, EmailAddress, Endpoint, PasswordSource, Security};
use crate::engine::{Command, Problem, Reply};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The member's address.
    Address,
    /// Their name.
    Name,
    /// Their password.
    Password,
    /// The name to sign in with.
    Login,
    /// The IMAP server.
    ImapHost,
    /// Its port.
    ImapPort,
    /// The submission server.
    SmtpHost,
    /// Its port.
    SmtpPort,
    /// A file with certificate authorities.
    CaFile,
}

/// One of the two servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// For reading.
    Imap,
    /// For sending.
    Smtp,
}

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something was typed.
    Typed(Field, Words),
    /// Another protection was chosen.
    Security(Server, Security),
    /// Keep the password, or ask for it in each run.
    Keep,
    /// The fields that few need are shown or hidden.
    More,
    /// A file of certificate authorities is looked for.
    Browse,
    /// It was chosen.
    Browsed(Option<String>),
    /// The account is to be tried and kept.
    Submit,
    /// The servers answered; the number is that of the try.
    Tried(u64, Box<Result<Reply, Problem>>),
    /// Something that was undone after a cancelled try.
    Undone,
    /// The form is closed.
    Cancel,
}

/// What was typed: perhaps a password, so it never shows in a log.
#[derive(Clone)]
pub struct Words(pub String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

/// What is wrong in the form: the fields, each with the key of its sentence.
pub type Mistakes = Vec<(Field, &'static str)>;

/// The form.
#[derive(Clone)]
pub struct Form {
    address: String,
    name: String,
    password: String,
    login: String,
    imap: (String, String, Security),
    smtp: (String, String, Security),
    ca_file: String,
    keep: bool,
    more: bool,
    /// The sending server was typed by the person, so it no longer follows the other.
    smtp_typed: bool,
    /// Submitted once: from now on empty fields are pointed out too.
    submitted: bool,
    attempt: u64,
    trying: bool,
    failed: Option<Problem>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl std::fmt::Debug for Form {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Form")
            .field("trying", &self.trying)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

impl Default for Form {
    fn default() -> Self {
        Self {
            address: String::new(),
            name: String::new(),
            password: String::new(),
            login: String::new(),
            imap: (String::new(), "993".into(), Security::Tls),
            smtp: (String::new(), "465".into(), Security::Tls),
            ca_file: String::new(),
            keep: true,
            more: false,
            smtp_typed: false,
            submitted: false,
            attempt: 0,
            trying: false,
            failed: None,
            is_closed: false,
        }
    }
}

/// The usual port of a server with a protection (RFC 8314 3.2, 3.3; RFC 6409 3.1).
fn usual_port(server: Server, security: Security) -> &'static str {
    match (server, security) {
        (Server::Imap, Security::Tls) => "993",
        (Server::Imap, _) => "143",
        (Server::Smtp, Security::Tls) => "465",
        (Server::Smtp, _) => "587",
    }
}

fn host_is_usable(host: &str) -> bool {
    !host.is_empty()
        && !host.contains(|c: char| c.is_whitespace() || c.is_control() || "/@\\".contains(c))
}

impl Form {
    /// What is wrong. Fields that are still empty count only once the form was submitted.
    #[must_use]
    pub fn mistakes(&self) -> Mistakes {
        let mut mistakes = Vec::new();
        let empty = |text: &str| text.trim().is_empty() && !self.submitted;
        if !empty(&self.address) && EmailAddress::parse(&self.address).is_err() {
            mistakes.push((Field::Address, "add-wrong-address"));
        }
        for (host, field) in [
            (&self.imap.0, Field::ImapHost),
            (&self.smtp.0, Field::SmtpHost),
        ] {
            if !empty(host) && !host_is_usable(host.trim()) {
                mistakes.push((field, "add-wrong-host"));
            }
        }
        for (port, field) in [
            (&self.imap.1, Field::ImapPort),
            (&self.smtp.1, Field::SmtpPort),
        ] {
            if !port.trim().parse::<u16>().is_ok_and(|port| port > 0) {
                mistakes.push((field, "add-wrong-port"));
            }
        }
        if self.submitted && self.password.is_empty() {
            mistakes.push((Field::Password, "add-wrong-password"));
        }
        let file = self.ca_file.trim();
        if !file.is_empty() && !std::path::Path::new(file).is_file() {
            mistakes.push((Field::CaFile, "add-wrong-file"));
        }
        mistakes
    }

    fn account(&self) -> Option<Account> {
        let endpoint = |(host, port, security): &(String, String, Security)| {
            Some(Endpoint {
                host: host.trim().to_owned(),
                port: port.trim().parse().ok()?,
                security: *security,
            })
        };
        let some = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Some(Account {
            address: EmailAddress::parse(&self.address).ok()?,
            name: some(&self.name),
            login: some(&self.login),
            imap: endpoint(&self.imap)?,
            smtp: endpoint(&self.smtp)?,
            ca_file: some(&self.ca_file).map(Into::into),
            password: if self.keep {
                PasswordSource::Keyring
            } else {
                PasswordSource::Ask
            },
        })
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Typed(field, Words(text)) => {
                self.failed = None;
                self.typed(field, text);
            }
            Message::Security(server, security) => {
                let place = match server {
                    Server::Imap => &mut self.imap,
                    Server::Smtp => &mut self.smtp,
                };
                if place.1 == usual_port(server, place.2) {
                    usual_port(server, security).clone_into(&mut place.1);
                }
                place.2 = security;
            }
            Message::Keep => self.keep = !self.keep,
            Message::More => self.more = !self.more,
            Message::Browse => {
                let title = link.texts.say("add-ca-file");
                let pick = async move {
                    let dialog = rfd::AsyncFileDialog::new().set_title(&title);
                    let file = dialog.pick_file().await;
                    Ok(file.map(|f| f.path().display().to_string()))
                };
                return Outcome::run(
                    link.run(pick, |picked| Message::Browsed(picked.ok().flatten())),
                );
            }
            Message::Browsed(file) => {
                if let Some(file) = file {
                    self.ca_file = file;
                }
            }
            Message::Submit => return self.submit(link),
            Message::Tried(attempt, tried) => return self.tried(attempt, *tried, link),
            Message::Undone => {}
            Message::Cancel => {
                self.is_closed = true;
                self.trying = false;
                self.attempt += 1;
            }
        }
        Outcome::none()
    }

    fn typed(&mut self, field: Field, text: String) {
        match field {
            Field::Address => self.address = text,
            Field::Name => self.name = text,
            Field::Password => self.password = text,
            Field::Login => self.login = text,
            Field::ImapPort => self.imap.1 = text,
            Field::SmtpPort => self.smtp.1 = text,
            Field::CaFile => self.ca_file = text,
            Field::SmtpHost => {
                self.smtp_typed = !text.is_empty();
                self.smtp.0 = text;
            }
            Field::ImapHost => {
                if !self.smtp_typed {
                    self.smtp.0 = match text.strip_prefix("imap.") {
                        Some(rest) => format!("smtp.{rest}"),
                        None => text.clone(),
                    };
                }
                self.imap.0 = text;
            }
        }
    }

    fn submit(&mut self, link: &Link) -> Outcome<Message> {
        self.submitted = true;
        let (true, Some(account)) = (self.mistakes().is_empty() && !self.trying, self.account())
        else {
            return Outcome::none();
        };
        self.trying = true;
        self.failed = None;
        self.attempt += 1;
        let attempt = self.attempt;
        let password = Some(SecretString::from(self.password.clone()));
        let add = Command::AddAccount { account, password };
        Outcome::run(link.request(add, move |tried| Message::Tried(attempt, Box::new(tried))))
    }

    fn tried(
        &mut self,
        attempt: u64,
        tried: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        match tried {
            // It was cancelled, and then it worked: nobody wants it any more.
            Ok(Reply::Account(account)) if attempt != self.attempt => Outcome::run(
                link.request(Command::RemoveAccount(account.id()), |_| Message::Undone),
            ),
            _ if attempt != self.attempt => Outcome::none(),
            Ok(_) => {
                self.trying = false;
                self.is_closed = true;
                let words = link
                    .texts
                    .say_with("add-done", &[("address", self.address.trim().into())]);
                self.password.clear();
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Err(problem) => {
                self.trying = false;
                self.failed = Some(problem);
                Outcome::none()
            }
        }
    }

    /// The dialog.
    pub fn view<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
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
                _ => input,
            };
            let input = if self.trying {
                input
            } else {
                input
                    .on_input(move |text| Message::Typed(which, Words(text)))
                    .on_submit(Message::Submit)
            };
            labelled(texts.say(key), input.into(), mistake)
        };
        let mut form: Column<'a, Message> = column![
            entry(
                Field::Address,
                "add-address",
                &self.address,
                "anna@example.org"
            ),
            entry(
                Field::Name,
                "add-name",
                &self.name,
                &texts.say("add-name-hint")
            ),
            entry(Field::Password, "add-password", &self.password, ""),
            self.server(Server::Imap, &wrong, sight),
            self.server(Server::Smtp, &wrong, sight),
        ]
        .spacing(10);
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
                        container(entry(
                            Field::CaFile,
                            "add-ca-file",
                            &self.ca_file,
                            "/…/ca.pem"
                        ))
                        .width(Fill),
                        quiet(None, texts.say("add-browse")).on_press(Message::Browse),
                    ]
                    .spacing(scale::S)
                    .align_y(Alignment::End),
                )
                .push(check(texts.say("add-keep"), self.keep).on_press(Message::Keep));
        } else {
            form = form.push(words_to_press(texts.say("add-more")).on_press(Message::More));
        }
        if let Some(problem) = &self.failed {
            form = form.push(notice(
                Tone::Bad,
                Icon::Alert,
                say::problem(texts, problem),
                Vec::new(),
            ));
        } else if self.trying {
            form = form.push(notice(
                Tone::Neutral,
                Icon::Refresh,
                texts.say("add-trying"),
                Vec::new(),
            ));
        }
        let body = scrollable(container(form).padding(Padding::ZERO.right(scale::M)))
            .direction(style::scrollbar())
            .style(style::scroll);
        let submit = primary(None, texts.say("add-submit")).height(scale::CONTROL_LARGE);
        let submit = if self.trying {
            submit
        } else {
            submit.on_press(Message::Submit)
        };
        dialog(
            texts.say("add-title"),
            Some(texts.say("add-words").into()),
            Some(body.into()),
            vec![
                quiet(None, texts.say("dialog-cancel"))
                    .height(scale::CONTROL_LARGE)
                    .on_press(Message::Cancel)
                    .into(),
                submit.into(),
            ],
        )
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
                "imap.example.org",
            ),
            Server::Smtp => (
                &self.smtp,
                Field::SmtpHost,
                Field::SmtpPort,
                "add-smtp",
                "smtp.example.org",
            ),
        };
        let input = |which: Field, value: &'a str, hint: &str| {
            let input = field(hint, value).wrong(wrong(which).is_some());
            if self.trying {
                input
            } else {
                input
                    .on_input(move |text| Message::Typed(which, Words(text)))
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
            input(host_field, host, hint).width(Fill),
            input(port_field, port, "").width(64),
        ]
        .spacing(scale::S);
        let mistake = wrong(host_field).or_else(|| wrong(port_field));
        column![
            labelled(texts.say(key), line.into(), mistake),
            row(tabs).spacing(2),
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

/// A field with its name above and what is wrong with it below.
pub fn labelled<'a, Message: 'a>(
    name: String,
    input: Element<'a, Message>,
    mistake: Option<String>,
) -> Element<'a, Message> {
    column![small(name).style(style::dim), input]
        .push(mistake.map(|words| small(words).style(style::tone(Tone::Bad))))
        .spacing(3)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(Field, &str)]) -> Form {
        let mut form = Form::default();
        for (field, text) in fields {
            form.typed(*field, (*text).to_owned());
        }
        form
    }

    #[test]
    fn an_empty_form_accuses_nobody_until_it_is_submitted() {
        let mut form = Form::default();
        assert!(form.mistakes().is_empty());
        form.submitted = true;
        let fields: Vec<Field> = form.mistakes().iter().map(|(f, _)| *f).collect();
        assert_eq!(
            fields,
            [
                Field::Address,
                Field::ImapHost,
                Field::SmtpHost,
                Field::Password
            ]
        );
    }

    #[test]
    fn what_is_typed_is_checked_at_once() {
        let form = typed(&[
            (Field::Address, "anna@"),
            (Field::ImapHost, "http://x"),
            (Field::ImapPort, "70000"),
        ]);
        let fields: Vec<Field> = form.mistakes().iter().map(|(f, _)| *f).collect();
        assert_eq!(
            fields,
            [
                Field::Address,
                Field::ImapHost,
                Field::SmtpHost,
                Field::ImapPort
            ]
        );
    }

    #[test]
    fn the_sending_server_follows_until_it_is_typed() {
        let mut form = typed(&[(Field::ImapHost, "imap.a.test")]);
        assert_eq!(form.smtp.0, "smtp.a.test");
        form.typed(Field::SmtpHost, "out.a.test".into());
        form.typed(Field::ImapHost, "imap.b.test".into());
        assert_eq!(form.smtp.0, "out.a.test");
    }

    #[test]
    fn the_form_makes_an_account() {
        let form = typed(&[
            (Field::Address, " anna@a.test "),
            (Field::Name, "Anna Berg"),
            (Field::ImapHost, "mail.a.test"),
            (Field::SmtpPort, "587"),
        ]);
        let account = form.account().unwrap();
        assert_eq!(account.address.as_str(), "anna@a.test");
        assert_eq!(account.imap.to_string(), "mail.a.test:993");
        assert_eq!(account.smtp.to_string(), "mail.a.test:587");
        assert_eq!(account.login(), "anna@a.test");
        assert_eq!(account.password, PasswordSource::Keyring);
    }

    #[test]
    fn nothing_prints_the_password() {
        let form = typed(&[(Field::Password, "hush-hush")]);
        assert!(!format!("{form:?}").contains("hush"));
    }
}
