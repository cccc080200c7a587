//! The form of a new account: checked when a field is left, tried on the servers before it is kept.

mod view;

use secrecy::SecretString;

use crate::app::choose::{self, Choice};
use crate::app::link::Link;
use crate::app::screen::{Notice, Outcome, Wish};
use crate::app::widget::dialog::show_end;
use crate::domain::{Account, Connections, EmailAddress, Endpoint, PasswordSource, Security};
use crate::engine::{Command, Problem, ProblemKind, Reply};

/// The first of the fields that few need.
const LOGIN: &str = "add-login";
/// The box that has the password kept.
const KEEP: &str = "add-keep";

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
    /// A command that says the password.
    Command,
    /// How many connections are kept.
    Connections,
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
    /// The fields that few need are shown.
    More,
    /// A file of certificate authorities is looked for.
    Browse,
    /// It was chosen, or not.
    Browsed(Result<Choice<String>, Problem>),
    /// A field was left.
    Left(Field),
    /// The account is to be tried and kept.
    Submit,
    /// The servers answered; the number is that of the try.
    Tried(u64, Box<Result<Reply, Problem>>),
    /// Something that was undone after a cancelled try.
    Undone,
    /// Somebody wants to leave: what was entered is not lost without a question.
    Leave,
    /// No.
    Stay,
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
    /// The account that is changed; none where one is added.
    changes: Option<Account>,
    address: String,
    name: String,
    password: String,
    login: String,
    imap: (String, String, Security),
    smtp: (String, String, Security),
    ca_file: String,
    command: String,
    connections: String,
    keep: bool,
    more: bool,
    /// The sending server was typed by the person, so it no longer follows the other.
    smtp_typed: bool,
    /// What was left once is checked from then on.
    left: Vec<Field>,
    /// Submitted once: from now on empty fields are pointed out too.
    submitted: bool,
    /// Nothing showed a dialog to choose a file with.
    no_chooser: bool,
    /// Asks whether what was entered may go.
    asking: bool,
    /// There was no account before.
    is_first: bool,
    attempt: u64,
    trying: bool,
    failed: Option<Problem>,
    /// Counts the wishes that something in the form takes the keys, and what that is.
    keys_to: (u64, &'static str),
    /// The first account is there: what it reaches is to be shown.
    pub is_begun: bool,
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
            changes: None,
            address: String::new(),
            name: String::new(),
            password: String::new(),
            login: String::new(),
            imap: (String::new(), "993".into(), Security::Tls),
            smtp: (String::new(), "465".into(), Security::Tls),
            ca_file: String::new(),
            command: String::new(),
            connections: Connections::default().count().to_string(),
            keep: true,
            more: false,
            smtp_typed: false,
            left: Vec::new(),
            submitted: false,
            no_chooser: false,
            asking: false,
            is_first: false,
            attempt: 0,
            trying: false,
            failed: None,
            keys_to: (0, LOGIN),
            is_begun: false,
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
    /// The form of the first account of all.
    #[must_use]
    pub fn first() -> Self {
        Self {
            is_first: true,
            ..Self::default()
        }
    }

    /// The form of an account that is there.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        let server = |server: &Endpoint| {
            let port = server.port.to_string();
            (server.host.clone(), port, server.security)
        };
        let file = account.ca_file.as_ref();
        let command = match &account.password {
            PasswordSource::Command(command) => command.clone(),
            PasswordSource::Keyring | PasswordSource::Ask => String::new(),
        };
        Self {
            address: account.address.to_string(),
            name: words(&account.name),
            login: words(&account.login),
            imap: server(&account.imap),
            smtp: server(&account.smtp),
            ca_file: file.map_or_else(String::new, |file| file.display().to_string()),
            connections: account.connections.count().to_string(),
            keep: account.password != PasswordSource::Ask,
            more: true,
            smtp_typed: true,
            changes: Some(account.clone()),
            command,
            ..Self::default()
        }
    }

    /// What is to be pointed out. A field counts once it was left, since nothing is right while it
    /// is being typed; all count once the form was submitted.
    #[must_use]
    pub fn mistakes(&self) -> Mistakes {
        let mut mistakes = self.all_mistakes();
        mistakes.retain(|(field, _)| self.submitted || self.left.contains(field));
        mistakes
    }

    fn is_dirty(&self) -> bool {
        if self.changes.is_some() {
            return !self.password.is_empty() || self.account() != self.changes;
        }
        let typed = [
            &self.address,
            &self.name,
            &self.password,
            &self.login,
            &self.imap.0,
            &self.smtp.0,
            &self.ca_file,
        ];
        typed.iter().any(|text| !text.is_empty())
    }

    fn all_mistakes(&self) -> Mistakes {
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
        if self.connections().is_none() {
            mistakes.push((Field::Connections, "add-wrong-connections"));
        }
        let asks_for_it = self.changes.is_none() && self.command.trim().is_empty();
        if self.submitted && asks_for_it && self.password.is_empty() {
            mistakes.push((Field::Password, "add-wrong-password"));
        }
        let file = self.ca_file.trim();
        if !file.is_empty() && !std::path::Path::new(file).is_file() {
            mistakes.push((Field::CaFile, "add-wrong-file"));
        }
        mistakes
    }

    fn connections(&self) -> Option<Connections> {
        let count = self.connections.trim().parse().ok();
        count.and_then(Connections::new)
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
            connections: self.connections()?,
            password: match (some(&self.command), self.keep) {
                (Some(command), _) => PasswordSource::Command(command),
                (None, true) => PasswordSource::Keyring,
                (None, false) => PasswordSource::Ask,
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
            Message::More => {
                self.more = true;
                self.take_keys_to(LOGIN);
            }
            Message::Browse => {
                let title = link.texts.say("add-ca-file");
                let pick = async move {
                    let file = choose::file(&title).await;
                    file.and_then(|path| Ok(path.display().to_string()))
                };
                return Outcome::run(link.run(pick, Message::Browsed));
            }
            Message::Browsed(Ok(Choice::Made(file))) => self.ca_file = file,
            Message::Browsed(Ok(Choice::NoDialog)) => self.no_chooser = true,
            Message::Browsed(_) => {}
            Message::Left(field) => {
                if !self.left.contains(&field) {
                    self.left.push(field);
                }
            }
            Message::Submit => return self.submit(link),
            Message::Tried(attempt, tried) => return self.tried(attempt, *tried, link),
            Message::Undone => {}
            Message::Leave if self.is_dirty() => self.asking = !self.asking,
            Message::Stay => self.asking = false,
            Message::Leave | Message::Cancel => {
                self.is_closed = true;
                self.trying = false;
                self.attempt += 1;
            }
        }
        Outcome::none()
    }

    /// The control of this name takes the keys, and is scrolled into sight.
    fn take_keys_to(&mut self, id: &'static str) {
        self.keys_to = (self.keys_to.0 + 1, id);
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
            Field::Command => self.command = text,
            Field::Connections => self.connections = text,
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
        self.asking = false;
        let (true, Some(account)) = (self.mistakes().is_empty() && !self.trying, self.account())
        else {
            return Outcome::none();
        };
        self.trying = true;
        self.failed = None;
        self.attempt += 1;
        let attempt = self.attempt;
        let password = (!self.password.is_empty() && self.command.trim().is_empty())
            .then(|| SecretString::from(self.password.clone()));
        let command = match self.changes {
            Some(_) => Command::ChangeAccount { account, password },
            None => Command::AddAccount { account, password },
        };
        Outcome::run(link.request(command, move |tried| {
            Message::Tried(attempt, Box::new(tried))
        }))
    }

    fn tried(
        &mut self,
        attempt: u64,
        tried: Result<Reply, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        match tried {
            // It was cancelled, and then it worked: nobody wants it any more.
            Ok(Reply::Account(account)) if attempt != self.attempt && self.changes.is_none() => {
                Outcome::run(
                    link.request(Command::RemoveAccount(account.id()), |_| Message::Undone),
                )
            }
            _ if attempt != self.attempt => Outcome::none(),
            Ok(_) => {
                self.trying = false;
                self.is_closed = true;
                self.is_begun = self.is_first;
                let done = match self.changes {
                    Some(_) => "change-done",
                    None => "add-done",
                };
                let words = link
                    .texts
                    .say_with(done, &[("address", self.address.trim().into())]);
                self.password.clear();
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Err(problem) => {
                self.trying = false;
                // What to do about the keyring stands among the rest.
                if problem.kind == ProblemKind::Secret {
                    self.more = true;
                    self.take_keys_to(KEEP);
                }
                self.failed = Some(problem);
                Outcome::run(show_end())
            }
        }
    }
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
    fn what_was_typed_is_checked_when_the_field_is_left() {
        let mut form = typed(&[
            (Field::Address, "anna@"),
            (Field::ImapHost, "http://x"),
            (Field::ImapPort, "70000"),
        ]);
        assert!(form.mistakes().is_empty(), "somebody is still typing");
        let fields = |form: &Form| -> Vec<Field> {
            let mistakes = form.mistakes();
            mistakes.iter().map(|(field, _)| *field).collect()
        };
        form.left.push(Field::Address);
        assert_eq!(fields(&form), [Field::Address]);
        form.left.extend([Field::ImapHost, Field::ImapPort]);
        assert_eq!(
            fields(&form),
            [Field::Address, Field::ImapHost, Field::ImapPort]
        );
        // What was never typed into is checked when all of it is submitted.
        form.left.push(Field::SmtpPort);
        form.typed(Field::Address, "anna@a.test".into());
        assert_eq!(fields(&form), [Field::ImapHost, Field::ImapPort]);
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
