//! Sign-ins that a server refused, or of which it wants another, noted for the processes that follow: each program that is started
//! by a timer, or by a person who sends three mails from a script, would else ask with the same wrong
//! password, until the server locks the account.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::causes::Server;
use super::outbox::{read_stored, to_stored};
use super::problem::Problem;
use super::shared::Shared;
use crate::domain::AccountId;

/// After so many refusals in a row nobody asks again by themselves.
const MOST: u32 = 2;

/// For so long; then once more, since a lock or an outage of the server may be over. A person who asks
/// for it, or gives a password, waits for nothing.
const STANDS: SignedDuration = SignedDuration::from_hours(24);

/// What is remembered of an account.
#[derive(Serialize, Deserialize)]
struct Noted {
    /// How often it was refused since it was last taken.
    times: u32,
    /// When last.
    at: Timestamp,
    /// What was said of it.
    why: String,
}

/// What was refused.
#[derive(Clone, Copy)]
enum Refused {
    /// The password, by this server.
    Password(Server),
    /// To take a message after this sign-in, or by any.
    Submission,
}

fn key(account: &AccountId, refused: Refused) -> String {
    let refused = match refused {
        Refused::Password(Server::Mail) => "mail",
        Refused::Password(Server::Submission) => "submission",
        Refused::Submission => "turned-away",
    };
    format!("sign-in-refused/{refused}/{account}")
}

/// A clock that was wrong then, or is now, keeps nobody out for ever.
fn is_late(noted: &Noted) -> bool {
    Timestamp::now().duration_since(noted.at).abs() < STANDS
}

async fn noted(shared: &Shared, account: &AccountId, refused: Refused) -> Option<Noted> {
    let key = key(account, refused);
    let read = shared.read(move |reader| reader.remembered(&key)).await;
    serde_json::from_value(read.ok()??).ok()
}

/// Why this server is not to be asked now with the account's password, if that is so.
pub(super) async fn standing(
    shared: &Shared,
    account: &AccountId,
    server: Server,
) -> Option<Problem> {
    let other = match server {
        Server::Mail => Server::Submission,
        Server::Submission => Server::Mail,
    };
    let beside = self::noted(shared, account, Refused::Password(other)).await;
    let noted = noted(shared, account, Refused::Password(server)).await;
    let noted = noted.filter(is_late)?;
    // Mostly one place knows the password of both.
    let beside = beside.filter(is_late).map_or(0, |beside| beside.times);
    let stands = beside.saturating_add(noted.times) >= MOST;
    let problem = read_stored(&noted.why).filter(|_| stands)?;
    Some(problem.of_account(account))
}

/// Why the submission server is not to be asked by a timer to take a message of the account, if that is
/// so: it was asked often enough.
pub(super) async fn turned_away(shared: &Shared, account: &AccountId) -> Option<Problem> {
    let noted = noted(shared, account, Refused::Submission).await;
    let noted = noted.filter(|noted| is_late(noted) && noted.times >= MOST)?;
    Some(read_stored(&noted.why)?.of_account(account))
}

/// The server refused the sign-in.
pub(super) async fn note(shared: &Shared, account: &AccountId, server: Server, why: &Problem) {
    note_of(shared, account, Refused::Password(server), why).await;
}

/// The submission server wants another sign-in, or takes none.
pub(super) async fn note_turned_away(shared: &Shared, account: &AccountId, why: &Problem) {
    note_of(shared, account, Refused::Submission, why).await;
}

async fn note_of(shared: &Shared, account: &AccountId, refused: Refused, why: &Problem) {
    let before = noted(shared, account, refused).await;
    let noted = Noted {
        times: before.map_or(1, |before| before.times.saturating_add(1)),
        at: Timestamp::now(),
        why: to_stored(why),
    };
    let (key, value) = (key(account, refused), serde_json::json!(noted));
    let kept = shared.store.precious().remember(&key, &value);
    if let Err(error) = kept.await {
        tracing::warn!(%error, "A refused sign-in could not be noted.");
    }
}

/// The server took it.
pub(super) async fn forget(shared: &Shared, account: &AccountId, server: Server) {
    forget_of(shared, account, Refused::Password(server)).await;
}

/// Did the submission server take no message of the account when it was last asked to?
pub(super) async fn is_turned_away(shared: &Shared, account: &AccountId) -> bool {
    let noted = noted(shared, account, Refused::Submission).await;
    noted.is_some_and(|noted| is_late(&noted))
}

/// The submission server took a message.
pub(super) async fn forget_turned_away(shared: &Shared, account: &AccountId) {
    forget_of(shared, account, Refused::Submission).await;
}

async fn forget_of(shared: &Shared, account: &AccountId, refused: Refused) {
    if noted(shared, account, refused).await.is_none() {
        return;
    }
    let key = key(account, refused);
    if let Err(error) = shared.store.precious().forget(&key).await {
        tracing::warn!(%error, "A refused sign-in could not be forgotten.");
    }
}

/// A person did something about it.
pub(super) async fn forget_all(shared: &Shared, account: &AccountId) {
    for server in [Server::Mail, Server::Submission] {
        forget(shared, account, server).await;
    }
    forget_turned_away(shared, account).await;
}
