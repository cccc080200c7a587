//! Identities: which addresses each account may write from, in which way, and how we know.
//!
//! The list is made from the settings, the mailboxes that are reached, and the evidence; probes
//! and real messages add to the evidence. No server is asked to make the list.

mod evidence;
mod list;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::domain::{
    Account, AccountId, EmailAddress, Evidence, EvidenceSource, FolderRole, Identity, Mode,
    SendRight, SendRightKey,
};
use crate::permission::{self, Decision};

pub(super) use evidence::{of_acceptance, of_answer, of_refusals, of_report};

use super::causes;
use super::command::Reply;
use super::event::Event;
use super::problem::{Problem, ProblemKind, Text};
use super::shared::Shared;
use super::submission::Submission;

/// Every identity, best first.
///
/// # Errors
/// The store cannot be read.
pub(super) async fn identities(shared: &Shared) -> Result<Vec<Identity>, Problem> {
    let config = shared.config();
    let read = shared.read(|reader| {
        let mailboxes = reader.mailboxes()?;
        let mut sent = BTreeMap::new();
        for mailbox in &mailboxes {
            let id = mailbox.id();
            // Whoever sends, the copy is filed by the account that may.
            let ways = reader.ways_by_role(&id, FolderRole::Sent)?;
            let folder = permission::best_way(ways, &permission::FILING, None, |_| false);
            // Nothing is said of a mailbox whose folders were not read yet.
            if folder.is_some() || !reader.folders(&id)?.is_empty() {
                sent.insert(id, folder);
            }
        }
        Ok((mailboxes, sent, reader.all_evidence()?))
    });
    let (mailboxes, sent, evidence) = read.await?;
    Ok(list::list(&list::Known {
        accounts: &config.accounts,
        mailboxes: &mailboxes,
        added: &config.identities,
        decided: &config.mailboxes,
        evidence: &evidence,
        sent: &sent,
        now: Timestamp::now(),
    }))
}

/// May a message leave in this way, as far as is known now?
///
/// # Errors
/// The store cannot be read.
pub(super) async fn decide(shared: &Shared, key: &SendRightKey) -> Result<Decision, Problem> {
    let wanted = key.clone();
    let evidence = shared.read(move |reader| reader.evidence(&wanted)).await?;
    let (right, evidence) = list::right(key.mode, evidence, Timestamp::now());
    Ok(permission::decide_right(right, evidence.as_ref()))
}

/// Keeps a piece of evidence and says so.
///
/// # Errors
/// The store cannot be written.
pub(super) async fn record(
    shared: &Shared,
    key: &SendRightKey,
    evidence: &Evidence,
) -> Result<(), Problem> {
    shared
        .store
        .precious()
        .put_evidence(key, evidence)
        .await
        .map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Identities);
    Ok(())
}

/// The same of what was said before now and is only heard of now.
///
/// # Errors
/// The store cannot be written.
pub(super) async fn record_late(
    shared: &Shared,
    key: &SendRightKey,
    evidence: &Evidence,
) -> Result<(), Problem> {
    let kept = shared.store.precious().put_late_evidence(key, evidence);
    kept.await.map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Identities);
    Ok(())
}

/// Keeps a person's word about a send right.
///
/// # Errors
/// The store cannot be written.
pub(super) async fn state(
    shared: &Shared,
    key: &SendRightKey,
    right: SendRight,
) -> Result<(), Problem> {
    let evidence = Evidence {
        right,
        source: EvidenceSource::Person,
        at: Timestamp::now(),
        words: None,
    };
    record(shared, key, &evidence).await
}

/// Asks the servers what they would refuse: one address, or all. Then the list, best first.
///
/// Only Send As can be asked, since on behalf has the member's own envelope. An account that
/// cannot be reached keeps its evidence, and does not keep the others from being asked; what stood
/// in its way comes with the answer.
///
/// # Errors
/// The store cannot be read.
pub(super) async fn check(
    shared: &Shared,
    submission: &dyn Submission,
    only: Option<&EmailAddress>,
) -> Result<Reply, Problem> {
    let config = shared.config();
    let mut wanted: BTreeMap<AccountId, BTreeSet<EmailAddress>> = BTreeMap::new();
    for identity in identities(shared).await? {
        let asked = only.is_none_or(|only| *only == identity.key.address);
        if asked && identity.key.mode == Mode::SendAs {
            wanted
                .entry(identity.key.account)
                .or_default()
                .insert(identity.key.address);
        }
    }
    let accounts: Vec<_> = config
        .accounts
        .iter()
        .filter_map(|account| Some((account, wanted.get(&account.id())?)))
        .collect();
    let checks = accounts
        .iter()
        .map(|(account, addresses)| check_account(shared, submission, account, addresses));
    let results = futures_util::future::join_all(checks).await;
    let problems = results
        .into_iter()
        .zip(&accounts)
        .filter_map(|(result, (account, _))| Some(result.err()?.of_account(&account.id())))
        .collect();
    Ok(Reply::Checked(identities(shared).await?, problems))
}

async fn check_account(
    shared: &Shared,
    submission: &dyn Submission,
    account: &Account,
    addresses: &BTreeSet<EmailAddress>,
) -> Result<(), Problem> {
    if shared.is_offline() {
        return Err(offline(&account.id()));
    }
    let mut session = submission.open(account).await?;
    for address in addresses {
        let probed = session.probe(address, &account.address).await?;
        if let Some(evidence) = evidence::of_probe(&probed, Timestamp::now()) {
            let key = SendRightKey {
                account: account.id(),
                address: address.clone(),
                mode: Mode::SendAs,
            };
            record(shared, &key, &evidence).await?;
        }
    }
    session.close().await;
    Ok(())
}

/// A person switched the network off.
pub(super) fn offline(account: &AccountId) -> Problem {
    Problem::new(ProblemKind::Network, Text::new("problem-offline")).of_account(account)
}
