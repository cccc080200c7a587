//! IMAP servers and networks that misbehave.

mod answers;
mod cancelling;
mod changes;
mod cuts;
mod idle;
mod limits;
mod opening;
mod parts;
mod refusals;
mod reopening;
mod searching;
mod silence;
mod streams;

use std::future::Future;

use postroom::domain::{Endpoint, Security};
use postroom::wire::imap::{Access, FolderName, ImapConnection, ImapOptions};
use postroom::wire::{Login, WireError};
use tokio::task::JoinHandle;

use crate::script::{Peer, play};
use crate::smtp::fixture::tls;

pub const PASSWORD: &str = "open sesame";

pub fn login() -> Login {
    Login::new("anna@faults.test", PASSWORD)
}

pub fn endpoint(security: Security) -> Endpoint {
    Endpoint {
        host: "localhost".into(),
        port: 143,
        security,
    }
}

pub fn folder(name: &str) -> FolderName {
    FolderName::from_text(name).unwrap()
}

/// Connects to a script that also plays the greeting and the sign-in.
pub async fn connect<F, Fut>(script: F) -> (Result<ImapConnection, WireError>, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    connect_with(ImapOptions::default(), script).await
}

pub async fn connect_with<F, Fut>(
    options: ImapOptions,
    script: F,
) -> (Result<ImapConnection, WireError>, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    let (stream, task) = play(script);
    let result =
        ImapConnection::over(stream, &endpoint(Security::None), tls(), &login(), &options).await;
    (result, task)
}

/// A signed-in connection to a script that begins behind the sign-in.
pub async fn signed_in<F, Fut>(
    capabilities: &'static str,
    script: F,
) -> (ImapConnection, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    signed_in_with(ImapOptions::default(), capabilities, script).await
}

pub async fn signed_in_with<F, Fut>(
    options: ImapOptions,
    capabilities: &'static str,
    script: F,
) -> (ImapConnection, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let (result, task) = connect_with(options, move |mut peer| async move {
        peer.let_in(capabilities).await;
        script(peer).await;
    })
    .await;
    (result.unwrap(), task)
}

/// The same with the Inbox open: three messages, UIDNEXT 10.
pub async fn opened<F, Fut>(
    capabilities: &'static str,
    script: F,
) -> (ImapConnection, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    opened_with(ImapOptions::default(), capabilities, script).await
}

pub async fn opened_with<F, Fut>(
    options: ImapOptions,
    capabilities: &'static str,
    script: F,
) -> (ImapConnection, JoinHandle<()>)
where
    F: FnOnce(Peer) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let (mut connection, task) = signed_in_with(options, capabilities, |mut peer| async move {
        let answers = [
            "* FLAGS (\\Seen)",
            "* 3 EXISTS",
            "* OK [PERMANENTFLAGS (\\Seen \\*)] x",
            "* OK [UIDVALIDITY 77] x",
            "* OK [UIDNEXT 10] x",
            "* OK [HIGHESTMODSEQ 5] x",
        ];
        peer.answer("SELECT \"INBOX\"", &answers, "OK [READ-WRITE] x")
            .await;
        script(peer).await;
    })
    .await;
    connection
        .select(&FolderName::inbox(), Access::ReadWrite)
        .await
        .unwrap();
    (connection, task)
}
