//! `account`: sign-ins.

use secrecy::SecretString;
use serde::Serialize;

use super::setup_args::{AccountAddArgs, AccountSetArgs, AccountVerb, SecurityWord};
use super::{Ended, Exit, Output, Place};
use crate::domain::{Account, AccountId, Endpoint, PasswordSource, Security};
use crate::engine::{Command, Connection, Engine, Problem, ProblemKind, Reply, Text};

#[derive(Serialize)]
struct Row {
    address: String,
    name: Option<String>,
    login: String,
    imap: String,
    imap_security: &'static str,
    smtp: String,
    smtp_security: &'static str,
    password: &'static str,
}

impl Row {
    fn of(account: &Account) -> Self {
        Self {
            address: account.address.to_string(),
            name: account.name.clone(),
            login: account.login().to_owned(),
            imap: account.imap.to_string(),
            imap_security: account.imap.security.word(),
            smtp: account.smtp.to_string(),
            smtp_security: account.smtp.security.word(),
            password: match account.password {
                PasswordSource::Keyring => "keyring",
                PasswordSource::Command(_) => "command",
                PasswordSource::Ask => "ask",
            },
        }
    }
}

#[derive(Serialize)]
struct TestRow<'a> {
    address: &'a str,
    imap: &'static str,
    smtp: &'static str,
}

pub(super) async fn run(
    engine: &Engine,
    verb: AccountVerb,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    match verb {
        AccountVerb::Add(args) => add(engine, *args, place, output).await,
        AccountVerb::List => {
            let rows: Vec<Row> = engine
                .accounts()
                .iter()
                .map(|(account, _): &(Account, Connection)| Row::of(account))
                .collect();
            output.table(&rows, |row, _| {
                vec![
                    row.address.clone(),
                    row.name.clone().unwrap_or_default(),
                    row.imap.clone(),
                    row.smtp.clone(),
                ]
            })?;
            Ok(Exit::Done)
        }
        AccountVerb::Test { address } => {
            let Reply::Tested(test) = engine
                .request(Command::TestAccount(AccountId::of(&address)))
                .await?
            else {
                return Ok(Exit::Failed);
            };
            let word =
                |outcome: &Result<(), Problem>| if outcome.is_ok() { "ok" } else { "failed" };
            let row = TestRow {
                address: address.as_str(),
                imap: word(&test.imap),
                smtp: word(&test.smtp),
            };
            output.row(&row, |texts| {
                let key = match (&test.imap, &test.smtp) {
                    (Ok(()), Ok(())) => "cli-account-works",
                    (Ok(()), Err(_)) => "cli-account-reads-only",
                    (Err(_), Ok(())) => "cli-account-sends-only",
                    (Err(_), Err(_)) => "cli-account-fails",
                };
                texts.say_with(key, &[("account", address.as_str().into())])
            })?;
            let problems: Vec<Problem> = [test.imap, test.smtp]
                .into_iter()
                .filter_map(Result::err)
                .collect();
            for problem in &problems {
                output.problem(problem);
            }
            Ok(Exit::of_all(&problems))
        }
        AccountVerb::Set(args) => set(engine, *args, place, output).await,
        AccountVerb::Remove { address } => {
            engine
                .request(Command::RemoveAccount(AccountId::of(&address)))
                .await?;
            output.report(&serde_json::json!({ "removed": address }), |texts| {
                texts.say_with(
                    "cli-account-removed",
                    &[("account", address.as_str().into())],
                )
            });
            Ok(Exit::Done)
        }
    }
}

async fn add(
    engine: &Engine,
    args: AccountAddArgs,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    let imap = endpoint(&args.imap, args.imap_security.into(), (993, 143))?;
    let smtp = endpoint(&args.smtp, args.smtp_security.into(), (465, 587))?;
    let password = match &args.password.password_command {
        Some(_) => None,
        None => Some(typed_password(place)?),
    };
    let account = Account {
        address: args.address,
        name: args.name,
        login: args.login,
        imap,
        smtp,
        ca_file: args.ca_file.map(|file| place.dir.join(file)),
        connections: args.connections,
        password: match args.password.password_command {
            Some(command) => PasswordSource::Command(command),
            None => PasswordSource::Keyring,
        },
    };
    let Reply::Account(account) = engine
        .request(Command::AddAccount { account, password })
        .await?
    else {
        return Ok(Exit::Failed);
    };
    output.report(&Row::of(&account), |texts| {
        texts.say_with(
            "cli-account-added",
            &[("account", account.address.as_str().into())],
        )
    });
    Ok(Exit::Done)
}

fn typed_password(place: &Place) -> Result<SecretString, Problem> {
    first_line(&place.stdin).ok_or_else(|| {
        Problem::new(ProblemKind::Usage, Text::new("cli-no-password-on-stdin"))
            .advise(Text::new("cli-advice-password-stdin"))
    })
}

async fn set(
    engine: &Engine,
    args: AccountSetArgs,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    let id = AccountId::of(&args.address);
    let config = engine.config();
    let known = config.account(&id).cloned();
    let mut account = known.ok_or_else(|| {
        let text = Text::new("problem-no-such-account").with("account", id.as_str());
        Problem::new(ProblemKind::NotFound, text).advise(Text::new("advice-list-accounts"))
    })?;
    account.imap = changed_endpoint(&account.imap, args.imap, args.imap_security, (993, 143))?;
    account.smtp = changed_endpoint(&account.smtp, args.smtp, args.smtp_security, (465, 587))?;
    let some = |text: String| (!text.trim().is_empty()).then_some(text);
    if let Some(login) = args.login {
        account.login = some(login);
    }
    if let Some(name) = args.name {
        account.name = some(name);
    }
    if let Some(file) = args.ca_file {
        let file = (!file.as_os_str().is_empty()).then(|| place.dir.join(file));
        account.ca_file = file;
    }
    if let Some(connections) = args.connections {
        account.connections = connections;
    }
    let password = if args.password_stdin {
        account.password = PasswordSource::Keyring;
        Some(typed_password(place)?)
    } else {
        None
    };
    if let Some(command) = args.password_command {
        account.password = PasswordSource::Command(command);
    }
    let change = Command::ChangeAccount { account, password };
    let Reply::Account(account) = engine.request(change).await? else {
        return Ok(Exit::Failed);
    };
    output.report(&Row::of(&account), |texts| {
        texts.say_with(
            "cli-account-changed",
            &[("account", account.address.as_str().into())],
        )
    });
    Ok(Exit::Done)
}

/// A server with what was said about it. Another protection brings its own port, unless one was named.
fn changed_endpoint(
    now: &Endpoint,
    host: Option<String>,
    security: Option<SecurityWord>,
    ports: (u16, u16),
) -> Result<Endpoint, Problem> {
    let other = security.map_or(now.security, Into::into);
    match host {
        Some(host) => endpoint(&host, other, ports),
        None if other == now.security => Ok(now.clone()),
        None => endpoint(&bracketed(&now.host), other, ports),
    }
}

/// A host as [`endpoint`] takes it: an IPv6 address has colons of its own.
fn bracketed(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

/// `HOST`, `HOST:PORT`, `[v6]`, `[v6]:PORT`.
fn endpoint(text: &str, security: Security, ports: (u16, u16)) -> Result<Endpoint, Problem> {
    let wrong = || {
        Problem::new(
            ProblemKind::Usage,
            Text::new("cli-not-a-host").with("text", text),
        )
    };
    let default = if security == Security::Tls {
        ports.0
    } else {
        ports.1
    };
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, rest)) => (host, Some(rest.strip_prefix(':').ok_or_else(wrong)?)),
        None => text
            .rsplit_once(':')
            .map_or((text, None), |(host, port)| (host, Some(port))),
    };
    let port = port
        .map(str::parse)
        .transpose()
        .map_err(|_| wrong())?
        .unwrap_or(default);
    let usable = !host.is_empty()
        && port != 0
        && !host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/');
    if usable {
        Ok(Endpoint {
            host: host.to_owned(),
            port,
            security,
        })
    } else {
        Err(wrong())
    }
}

/// The first line of the input, without its end.
fn first_line(input: &[u8]) -> Option<SecretString> {
    let line = input.split(|b| *b == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?.trim_end_matches('\r');
    (!line.is_empty()).then(|| SecretString::from(line.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_as_people_type_them() {
        let of = |text| {
            endpoint(text, Security::Tls, (993, 143))
                .map(|e| (e.host, e.port))
                .ok()
        };
        assert_eq!(of("mail.a.test"), Some(("mail.a.test".into(), 993)));
        assert_eq!(of("mail.a.test:1993"), Some(("mail.a.test".into(), 1993)));
        assert_eq!(of("[::1]:10"), Some(("::1".into(), 10)));
        assert_eq!(of("[::1]"), Some(("::1".into(), 993)));
        for wrong in [
            "", ":993", "h:0", "h:x", "h:70000", "http://h", "a b", "[::1]x",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        assert_eq!(
            endpoint("h", Security::StartTls, (993, 143)).unwrap().port,
            143
        );
    }
}
