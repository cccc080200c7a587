//! What a person did, what was shown as done, and what could not be carried out: said until they have read
//! it, in this run of the program or in a later one. Alike refusals are one notice that counts them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::desk;
use super::event::Event;
use super::outbox::{read_stored, to_stored};
use super::problem::{Problem, Text};
use super::shared::{Place, Shared};
use crate::domain::{AccountId, MailboxId};
use crate::store::StoreError;

/// Under it, the account, the mailbox and the reason.
const PREFIX: &str = "act/not-done/";

/// Most notices that are kept; a reason more than that is said in this run only.
const MOST: usize = 50;

/// A notice as it is remembered.
#[derive(Serialize, Deserialize)]
struct NotDone {
    account: AccountId,
    mailbox: Option<MailboxId>,
    /// The latest reason, as [`to_stored`] writes it.
    problem: String,
    /// So often.
    count: u32,
}

impl NotDone {
    /// `None`: another version wrote it.
    fn notice(&self) -> Option<Problem> {
        let mut problem = read_stored(&self.problem)?;
        let many = problem.advice.as_mut().filter(|_| self.count > 1);
        if let Some(advice) = many.filter(|advice| advice.key == ADVICE) {
            *advice = Text::new("advice-acts-taken-back").with("count", self.count.to_string());
        }
        problem.account = Some(self.account.clone());
        problem.mailbox.clone_from(&self.mailbox);
        problem.is_told_once = true;
        Some(problem)
    }
}

const ADVICE: &str = "advice-act-taken-back";

/// Something was not carried out, for this reason, when nobody waited for it any more.
pub(super) async fn tell(shared: &Shared, problem: Problem) {
    shared.tell(Event::Steps);
    say(shared, problem.advise(Text::new(ADVICE))).await;
}

/// The same of an answer that nobody takes any more. An act that stands, since it was this computer that failed,
/// is carried out yet, and what somebody took back they know of.
pub(super) async fn tell_untaken(shared: &Shared, problem: Problem) {
    let is_over = !desk::is_of_store(&problem) && problem.message.key != desk::TAKEN_BACK;
    if is_over && problem.account.is_some() {
        tell(shared, problem).await;
    }
}

/// The same of what was to be taken back, with what can be done about it.
pub(super) async fn say(shared: &Shared, problem: Problem) {
    let Some(account) = problem.account.clone() else {
        tracing::error!(
            what = problem.message.key,
            "It is not known whose act was refused."
        );
        return;
    };
    let key = key(&account, problem.mailbox.as_ref(), problem.message.key);
    let mut told = NotDone {
        account,
        mailbox: problem.mailbox.clone(),
        problem: to_stored(&problem),
        count: 1,
    };
    if let Err(error) = remember(shared, &key, &mut told).await {
        tracing::warn!(%error, "That something was not carried out is remembered in this run only.");
    }
    if let Some(notice) = told.notice() {
        shared.raise(Place::NotDone(key), notice);
    }
}

/// Is this reason said of an account and a mailbox, and not read yet?
pub(super) fn stands(shared: &Shared, of: (&AccountId, &MailboxId), reason: &str) -> bool {
    let place = Place::NotDone(key(of.0, Some(of.1), reason));
    shared.problem_at(&place).is_some()
}

fn key(account: &AccountId, mailbox: Option<&MailboxId>, reason: &str) -> String {
    let mailbox = mailbox.map_or("", MailboxId::as_str);
    format!("{PREFIX}{account}/{mailbox}/{reason}")
}

async fn remember(shared: &Shared, key: &str, told: &mut NotDone) -> Result<(), StoreError> {
    let read = shared.store.reader().run(|r| r.remembered_under(PREFIX));
    let all = read.await?;
    let before = all.iter().find(|(known, _)| known == key);
    let before =
        before.and_then(|(_, value)| serde_json::from_value::<NotDone>(value.clone()).ok());
    match before {
        Some(before) => told.count = before.count.saturating_add(1),
        None if all.len() >= MOST => {
            // What another version wrote nobody can read.
            let is_known = |value: &Value| {
                let known = serde_json::from_value::<NotDone>(value.clone()).ok();
                known.is_some_and(|known| known.notice().is_some())
            };
            let Some((other, _)) = all.iter().find(|(_, value)| !is_known(value)) else {
                return Ok(());
            };
            shared.store.precious().forget(other).await?;
        }
        None => {}
    }
    let value = serde_json::json!(told);
    shared.store.precious().remember(key, &value).await
}

/// Says what was not read yet.
pub(super) async fn tell_again(shared: &Shared) {
    let read = shared.store.reader().run(|r| r.remembered_under(PREFIX));
    let all = match read.await {
        Ok(all) => all,
        Err(error) => return tracing::warn!(%error, "What was not carried out cannot be read."),
    };
    for (key, value) in all {
        let told = serde_json::from_value::<NotDone>(value).ok();
        if let Some(notice) = told.and_then(|told| told.notice()) {
            shared.raise(Place::NotDone(key), notice);
        }
    }
}

/// A person read this one.
///
/// # Errors
/// The store.
pub(super) async fn was_read(shared: &Shared, key: &str) -> Result<(), StoreError> {
    shared.store.precious().forget(key).await?;
    shared.clear(&Place::NotDone(key.to_owned()));
    Ok(())
}

/// The account is taken away, and with it what was done through it.
///
/// # Errors
/// The store.
pub(super) async fn forget_account(shared: &Shared, account: &AccountId) -> Result<(), StoreError> {
    let under = format!("{PREFIX}{account}/");
    let read = shared
        .store
        .reader()
        .run(move |r| r.remembered_under(&under));
    for (key, _) in read.await? {
        was_read(shared, &key).await?;
    }
    Ok(())
}
