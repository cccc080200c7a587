//! Errors of the rooms below, made into [`Problem`]s: what happened, where, and what to do.

use crate::config::ConfigError;
use crate::domain::{Account, Endpoint, Folder, ServerReply};
use crate::permission::{self, Refusal};
use crate::secret::SecretError;
use crate::store::{DataFile, StoreError};
use crate::wire::WireError;
use crate::wire::imap::ResponseCode;
use crate::wire::smtp::{IMAP_GREETING, MessageFault};
use crate::wire::tls::TlsError;

use super::error::EngineError;
use super::problem::{Problem, ProblemKind, Text};

/// Which of an account's servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Server {
    /// IMAP.
    Mail,
    /// Submission.
    Submission,
}

impl Server {
    fn endpoint(self, account: &Account) -> &Endpoint {
        match self {
            Self::Mail => &account.imap,
            Self::Submission => &account.smtp,
        }
    }
}

/// Is the connection of no use after this?
pub(super) fn ends_connection(error: &EngineError) -> bool {
    match error {
        EngineError::Wire(error) => error.ends_connection(),
        EngineError::Store(_) => false,
    }
}

/// Is the store in trouble? Not where something is gone that another hand took away in this moment.
pub(super) fn is_of_store(error: &EngineError) -> bool {
    matches!(error, EngineError::Store(error) if !matches!(error, StoreError::Missing(_)))
}

/// Will this not go away by itself, so that trying again would only lock somebody out?
pub(super) fn needs_a_person(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::SignIn | ProblemKind::Certificate | ProblemKind::Secret
    )
}

/// Is it the password that the server did not take? That is the same for all servers of an account;
/// whatever else is wrong with one of them says nothing of the others.
pub(super) fn is_of_password(error: &WireError) -> bool {
    match error {
        WireError::SignIn { reply, .. } => !reply.as_ref().is_some_and(is_switched_off),
        _ => false,
    }
}

/// Did the administrator switch submission off? Exchange Online refuses the sign-in with the code of
/// a wrong password then.
fn is_switched_off(reply: &ServerReply) -> bool {
    permission::classify(reply) == Refusal::SubmissionDisabled
}

/// The server has no time in this moment.
const BUSY: &str = "problem-server-busy";

/// Did the server say no for this moment only, so that the same is to be tried again?
pub(super) fn is_passing(problem: &Problem) -> bool {
    problem.message.key == BUSY
}

/// Did the server itself say to come back later, rather than the way to it break?
pub(super) fn is_servers_word(problem: &Problem) -> bool {
    problem.kind == ProblemKind::Server || problem.message.key == "problem-sign-in-busy"
}

/// What a problem with a folder says of the folder itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderAnswer {
    /// It is closed to this account: a right is missing, or there is no such folder, which servers
    /// also say of one that may not be seen (RFC 4314 6). Until somebody changes that, the server
    /// says the same again.
    Closed,
    /// The server said no, or something that makes no sense, and perhaps not for long. Whoever may
    /// wait, or may look once more, does: it proves neither that something lies there nor that
    /// nothing does.
    NotNow,
    /// Nothing: the way to its server broke, the sign-in was refused, or something here failed.
    Unasked,
}

/// Was a folder refused, and for how long? The one place that judges it by the problem; what
/// follows from it is the caller's, since some can wait and others must not.
pub(super) fn answer_of_folder(problem: &Problem) -> FolderAnswer {
    match problem.kind {
        ProblemKind::Permission | ProblemKind::NotFound => FolderAnswer::Closed,
        ProblemKind::Server => FolderAnswer::NotNow,
        _ => FolderAnswer::Unasked,
    }
}

/// An error while an account's mail was handled.
pub(super) fn of_engine(error: &EngineError, account: &Account) -> Problem {
    match error {
        EngineError::Wire(error) => of_wire(error, account, Server::Mail),
        EngineError::Store(error) => of_store(error),
    }
}

/// What a server said about a folder that cannot be made sense of.
pub(super) fn of_folder(error: &WireError, folder: &Folder, account: &Account) -> Problem {
    let message = Text::new("problem-folder-unreadable")
        .with("host", account.imap.host.as_str())
        .with("folder", folder.path.as_str());
    Problem::new(ProblemKind::Server, message)
        .advise(Text::new("advice-retries-itself"))
        .of_account(&account.id())
        .detail(error)
}

/// An error on the wire, of one of the account's servers.
pub(super) fn of_wire(error: &WireError, account: &Account, server: Server) -> Problem {
    let endpoint = server.endpoint(account);
    let (host, port) = (endpoint.host.as_str(), endpoint.port.to_string());
    let say = |key: &'static str| Text::new(key).with("host", host).with("port", port.clone());
    let network = |key| Problem::new(ProblemKind::Network, say(key));
    let problem = match error {
        WireError::Resolve { .. } => {
            network("problem-host-unknown").advise(Text::new("advice-check-host"))
        }
        WireError::Connect {
            kind: std::io::ErrorKind::ConnectionRefused,
            ..
        } => network("problem-port-closed").advise(Text::new("advice-check-port")),
        WireError::Connect { .. } => {
            network("problem-host-unreachable").advise(Text::new("advice-check-network"))
        }
        WireError::Timeout { .. } => {
            network("problem-no-answer").advise(Text::new("advice-retries-itself"))
        }
        WireError::Bye { words } if server == Server::Mail && is_submission(words) => {
            Problem::new(ProblemKind::Server, say("problem-port-submits"))
                .advise(Text::new("advice-ports-swapped"))
        }
        WireError::Protocol {
            what: IMAP_GREETING,
        } if server == Server::Submission => {
            Problem::new(ProblemKind::Server, say("problem-port-reads"))
                .advise(Text::new("advice-ports-swapped"))
        }
        WireError::Closed { .. } | WireError::Bye { .. } => {
            network("problem-connection-cut").advise(Text::new("advice-retries-itself"))
        }
        WireError::Tls(error) => of_tls(error, say),
        WireError::SignIn {
            reply: Some(reply), ..
        } if !reply.is_permanent() => {
            network("problem-sign-in-busy").advise(Text::new("advice-retries-itself"))
        }
        WireError::SignIn {
            reply: Some(reply), ..
        } if is_switched_off(reply) => Problem::new(
            ProblemKind::SignIn,
            Text::new("outbox-refused-submission").with("words", reply.to_string()),
        )
        .advise(Text::new("outbox-advice-administrator")),
        WireError::SignIn { words, reply } => Problem::new(
            ProblemKind::SignIn,
            // With its code, where there is one.
            say("problem-sign-in").with(
                "words",
                reply.as_ref().map_or(words.clone(), ToString::to_string),
            ),
        )
        .advise(Text::new("advice-sign-in")),
        WireError::NoMechanism { offers_others } => {
            let key = if *offers_others {
                "problem-no-password-sign-in"
            } else {
                "problem-no-sign-in"
            };
            Problem::new(ProblemKind::SignIn, say(key))
                .advise(Text::new("advice-ask-administrator"))
        }
        WireError::PlaintextRefused { .. } => {
            Problem::new(ProblemKind::SignIn, say("problem-plaintext"))
                .advise(Text::new("advice-plaintext"))
        }
        WireError::InjectedBeforeTls => {
            Problem::new(ProblemKind::Certificate, say("problem-injected"))
                .advise(Text::new("advice-injected"))
        }
        error if error.is_passing() => {
            let words = error.refusing_words().unwrap_or_default();
            Problem::new(ProblemKind::Server, Text::new(BUSY).with("words", words))
                .advise(Text::new("advice-retries-itself"))
        }
        WireError::No { code, words } => of_no(code.as_ref(), words),
        WireError::Bad { words } => Problem::new(
            ProblemKind::Server,
            Text::new("problem-not-understood").with("words", words.as_str()),
        ),
        WireError::ReadOnly => Problem::new(
            ProblemKind::Permission,
            Text::new("problem-opened-read-only"),
        )
        .advise(Text::new("advice-ask-for-right")),
        WireError::Gone => Problem::new(ProblemKind::NotFound, Text::new("problem-message-gone")),
        WireError::Refused(reply) => Problem::new(
            ProblemKind::Server,
            say("problem-refused").with("words", reply.to_string()),
        ),
        WireError::Unsupported { what } => Problem::new(
            ProblemKind::Server,
            say("problem-unsupported").with("what", *what),
        ),
        WireError::Limit { .. } | WireError::Protocol { .. } => {
            Problem::new(ProblemKind::Server, say("problem-protocol"))
                .advise(Text::new("advice-ask-administrator"))
        }
        WireError::Unsendable { .. } | WireError::Delimiter(_) | WireError::Message(_) => {
            Problem::new(ProblemKind::Usage, Text::new("problem-unsendable"))
        }
        WireError::Gate(_) => Problem::new(ProblemKind::Storage, Text::new("problem-journal")),
    };
    problem.of_account(&account.id()).detail(error)
}

/// Is this the greeting of a submission server (RFC 5321 section 3.1)?
fn is_submission(words: &str) -> bool {
    words.starts_with("220 ") || words.starts_with("220-")
}

fn of_no(code: Option<&ResponseCode>, words: &str) -> Problem {
    let say = |key: &'static str| Text::new(key).with("words", words);
    match code {
        Some(ResponseCode::NoPerm) => {
            Problem::new(ProblemKind::Permission, say("problem-no-right"))
                .advise(Text::new("advice-ask-for-right"))
        }
        Some(ResponseCode::OverQuota) => {
            Problem::new(ProblemKind::Server, say("problem-over-quota"))
                .advise(Text::new("advice-over-quota"))
        }
        Some(ResponseCode::NonExistent | ResponseCode::TryCreate) => {
            Problem::new(ProblemKind::NotFound, say("problem-folder-hidden"))
                .advise(Text::new("advice-folder-hidden"))
        }
        Some(ResponseCode::BadCharset) => {
            Problem::new(ProblemKind::Server, Text::new("problem-search-letters"))
        }
        _ => Problem::new(ProblemKind::Server, say("problem-server-said-no")),
    }
}

fn of_tls(error: &TlsError, say: impl Fn(&'static str) -> Text) -> Problem {
    let date = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    let certificate = |key: &'static str| Problem::new(ProblemKind::Certificate, say(key));
    match error {
        TlsError::Expired {
            certificate: shown, ..
        } => Problem::new(
            ProblemKind::Certificate,
            say("problem-certificate-expired").with("date", date(shown.not_after)),
        )
        .advise(Text::new("advice-certificate-renew")),
        TlsError::NotYetValid {
            certificate: shown, ..
        } => Problem::new(
            ProblemKind::Certificate,
            say("problem-certificate-early").with("date", date(shown.not_before)),
        )
        .advise(Text::new("advice-check-clock")),
        TlsError::WrongHost {
            certificate: shown, ..
        } => Problem::new(
            ProblemKind::Certificate,
            say("problem-certificate-host").with("names", shown.names.join(", ")),
        )
        .advise(Text::new("advice-certificate-host")),
        TlsError::UnknownIssuer {
            certificate: shown, ..
        } => Problem::new(
            ProblemKind::Certificate,
            say("problem-certificate-issuer").with("issuer", shown.issuer.as_str()),
        )
        .advise(Text::new("advice-certificate-issuer")),
        TlsError::Revoked { .. } => {
            certificate("problem-certificate-revoked").advise(Text::new("advice-ask-administrator"))
        }
        TlsError::NotTls { .. } => Problem::new(ProblemKind::Network, say("problem-not-tls"))
            .advise(Text::new("advice-not-tls")),
        TlsError::HostName { .. } => {
            Problem::new(ProblemKind::Network, say("problem-host-unknown"))
                .advise(Text::new("advice-check-host"))
        }
        TlsError::CaFile { path, .. } => Problem::new(
            ProblemKind::Certificate,
            say("problem-ca-file").with("file", path.display().to_string()),
        )
        .advise(Text::new("advice-ca-file")),
        TlsError::NoRoots { .. } => {
            certificate("problem-no-roots").advise(Text::new("advice-no-roots"))
        }
        _ => certificate("problem-certificate-other").advise(Text::new("advice-ask-administrator")),
    }
}

/// Why this server cannot be given a message as it is.
pub(super) fn of_message(fault: &MessageFault) -> Problem {
    const MEGABYTE: u64 = 1_000_000;
    let (text, advice) = match fault {
        MessageFault::TooLarge { size, limit } => (
            Text::new("outbox-too-large")
                .with("size", size.div_ceil(MEGABYTE).to_string())
                .with("limit", (limit / MEGABYTE).max(1).to_string()),
            "outbox-advice-too-large",
        ),
        MessageFault::LocalPart(address) => (
            Text::new("outbox-not-ascii-address").with("address", address.as_str()),
            "outbox-advice-not-ascii-address",
        ),
        MessageFault::Domain(address) => (
            Text::new("outbox-no-such-domain").with("address", address.as_str()),
            "outbox-advice-edit",
        ),
        _ => (Text::new("outbox-not-for-server"), "outbox-advice-edit"),
    };
    Problem::new(ProblemKind::Server, text)
        .advise(Text::new(advice))
        .detail(fault)
}

/// An error of the local databases.
pub(super) fn of_store(error: &StoreError) -> Problem {
    let storage = |key: &'static str| Problem::new(ProblemKind::Storage, Text::new(key));
    let problem = match error {
        StoreError::Full { .. } => {
            Problem::new(ProblemKind::DiskFull, Text::new("problem-disk-full"))
                .advise(Text::new("advice-disk-full"))
        }
        StoreError::ReadOnly { .. } | StoreError::Place { .. } => {
            storage("problem-store-place").advise(Text::new("advice-store-place"))
        }
        StoreError::Newer { .. } => {
            storage("problem-store-newer").advise(Text::new("advice-store-newer"))
        }
        StoreError::Damaged {
            file: DataFile::Cache,
            ..
        }
        | StoreError::Foreign {
            file: DataFile::Cache,
        } => storage("problem-cache-damaged").advise(Text::new("advice-cache-damaged")),
        StoreError::Damaged { .. } | StoreError::Foreign { .. } => {
            storage("problem-precious-damaged").advise(Text::new("advice-precious-damaged"))
        }
        StoreError::Device { .. } => {
            storage("problem-disk-failed").advise(Text::new("advice-disk-failed"))
        }
        StoreError::Busy { .. } => {
            storage("problem-store-busy").advise(Text::new("advice-store-busy"))
        }
        StoreError::Missing(_) => {
            Problem::new(ProblemKind::NotFound, Text::new("problem-not-there"))
        }
        StoreError::Step { .. } => {
            Problem::new(ProblemKind::Usage, Text::new("problem-outbox-step"))
                .advise(Text::new("advice-outbox-step"))
        }
        StoreError::DraftChanged(id) => {
            let text = Text::new("draft-changed-here").with("id", id.to_string());
            Problem::new(ProblemKind::Usage, text).advise(Text::new("draft-advice-changed-here"))
        }
        StoreError::DraftFrozen { .. } | StoreError::AlreadyFrozen(_) => {
            Problem::new(ProblemKind::Usage, Text::new("problem-already-in-outbox"))
        }
        StoreError::Closed => storage("problem-store-closed"),
        StoreError::Library { .. } | StoreError::Internal { .. } => {
            Problem::new(ProblemKind::Bug, Text::new("problem-store-bug"))
                .advise(Text::new("advice-report"))
        }
    };
    problem.detail(error)
}

/// An error of the keyring or of a password command.
pub(super) fn of_secret(error: &SecretError) -> Problem {
    let say = |key: &'static str| Problem::new(ProblemKind::Secret, Text::new(key));
    let problem = match error {
        SecretError::NoService { .. } => {
            say("problem-no-keyring").advise(Text::new("advice-no-keyring"))
        }
        SecretError::Locked { .. } => {
            say("problem-keyring-locked").advise(Text::new("advice-keyring-locked"))
        }
        SecretError::TooLong { limit } => Problem::new(
            ProblemKind::Secret,
            Text::new("problem-secret-too-long").with("limit", limit.to_string()),
        ),
        SecretError::Failed { .. } => {
            say("problem-keyring-failed").advise(Text::new("advice-no-keyring"))
        }
        SecretError::CommandNotStarted { .. }
        | SecretError::CommandFailed { .. }
        | SecretError::CommandEmpty
        | SecretError::CommandOutput
        | SecretError::CommandTimeout => {
            say("problem-password-command").advise(Text::new("advice-password-command"))
        }
    };
    problem.detail(error)
}

/// What was to be looked up before a message leaves, or after, was not in the time there is.
pub(super) fn check_too_slow() -> Problem {
    Problem::new(ProblemKind::Network, Text::new("outbox-check-too-slow"))
}

/// A task that panicked: a mistake of ours.
pub(super) fn of_task(error: tokio::task::JoinError) -> Problem {
    Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error)
}

/// An error of the settings file.
pub(super) fn of_config(error: &ConfigError) -> Problem {
    let say = |kind, key: &'static str, path: &std::path::Path| {
        Problem::new(
            kind,
            Text::new(key).with("file", path.display().to_string()),
        )
    };
    let problem = match error {
        ConfigError::Damaged { path, .. } => {
            say(ProblemKind::Config, "problem-config-damaged", path)
                .advise(Text::new("advice-config-damaged"))
        }
        ConfigError::Read { path, .. } => {
            say(ProblemKind::Config, "problem-config-unreadable", path)
                .advise(Text::new("advice-store-place"))
        }
        ConfigError::Write {
            path,
            disk_full: true,
            ..
        } => say(ProblemKind::DiskFull, "problem-config-unwritable", path)
            .advise(Text::new("advice-disk-full")),
        ConfigError::Write { path, .. } => {
            say(ProblemKind::Config, "problem-config-unwritable", path)
                .advise(Text::new("advice-store-place"))
        }
    };
    problem.detail(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, Security};

    #[test]
    fn a_message_too_large_is_told_how_large_it_may_be() {
        let problem = of_message(&MessageFault::TooLarge {
            size: 95_800_000,
            limit: 35_882_577,
        });
        assert_eq!(problem.message.key, "outbox-too-large");
        let args = [("size", "96".to_owned()), ("limit", "35".to_owned())];
        assert_eq!(problem.message.args, args);
    }

    #[test]
    fn an_address_that_cannot_travel_is_named() {
        let address: EmailAddress = "jürgen@d.test".parse().unwrap();
        for (fault, key) in [
            (
                MessageFault::LocalPart(address.clone()),
                "outbox-not-ascii-address",
            ),
            (MessageFault::Domain(address), "outbox-no-such-domain"),
        ] {
            let problem = of_message(&fault);
            assert_eq!(problem.message.key, key);
            let args = [("address", "jürgen@d.test".to_owned())];
            assert_eq!(problem.message.args, args);
        }
    }

    #[test]
    fn swapped_ports_are_told_by_the_greeting() {
        let endpoint = |port| Endpoint {
            host: "mail.a.test".into(),
            port,
            security: Security::Tls,
        };
        let account = Account {
            imap: endpoint(465),
            smtp: endpoint(993),
            ..crate::engine::samples::account("anna@a.test")
        };
        let advice = |error: WireError, server| {
            let advice = of_wire(&error, &account, server).advice;
            advice.map(|text| text.key).unwrap_or_default()
        };
        let bye = |words: &str| WireError::Bye {
            words: words.into(),
        };
        let imap = WireError::Protocol {
            what: IMAP_GREETING,
        };
        let swapped = "advice-ports-swapped";
        assert_eq!(advice(bye("220 mx ESMTP"), Server::Mail), swapped);
        assert_eq!(advice(bye("220-mx hello"), Server::Mail), swapped);
        assert_eq!(advice(imap, Server::Submission), swapped);
        assert_ne!(advice(bye("2200 users"), Server::Mail), swapped);
    }
}
