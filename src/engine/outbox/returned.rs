//! What comes back of messages that were sent: bounces, delays, receipts.
//!
//! A report is matched by the Message-ID of the message that it returns, and only if it reports of
//! somebody whom the message went to. Whoever got a message can forge one all the same. So a report
//! marks the message, which stays sent, and nothing leads back to the server. It also proves that the
//! message was taken: what waits, is held, is on its way or is of unknown outcome does not leave then.
//!
//! A server behind an alias or a forward names whom it tried, and often not for whom (RFC 3464
//! 2.3.1: Original-Recipient is optional). Such a report, in form and with the message in it, is
//! shown with the address that it names. It says of none of the recipients that they lack the
//! message, and it proves nothing: neither that a message of unknown outcome was taken, nor
//! anything of the send right.
//!
//! What it changes beyond the message is the send right: Exchange takes a message and returns it
//! minutes later where the right is missing. It counts as evidence only if the report is in form and
//! its envelope has no sender, as servers send it, and its words say so as plainly as a refusal
//! would. A forged one costs its victim one more try, by hand, which takes it back. It counts from
//! when it was written, whenever it is read: what was taken since is the newer word.

use jiff::Timestamp;

use super::clock::traces_since;
use super::unknown::is_looked_for;
use super::{before, why};
use crate::domain::{
    Bounce, CopyState, DeliveryAction, DeliveryReport, EmailAddress, Lacking, MessageKey, OutboxId,
    OutboxState, Outgoing, RecipientReport,
};
use crate::engine::event::Event;
use crate::engine::identities;
use crate::engine::mentions::Report;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::store::StoreError;

/// Is the report about this message: does it name it, and somebody it went to, or nobody?
pub(super) fn concerns(report: &DeliveryReport, row: &Outgoing) -> bool {
    report.is_about(&row.message_id)
        && (report.recipients.iter().any(|r| went_to(r, row).is_some())
            || report.recipients.iter().all(names_nobody))
}

fn names_nobody(recipient: &RecipientReport) -> bool {
    recipient.address.is_empty() && recipient.original.is_none()
}

/// The recipient of the message that a report means.
fn went_to<'r>(recipient: &RecipientReport, row: &'r Outgoing) -> Option<&'r EmailAddress> {
    // A report may be about a thousand, and so may the message: each name is read once.
    let names = [Some(&recipient.address), recipient.original.as_ref()];
    let names = names.into_iter().flatten();
    let names: Vec<EmailAddress> = names.filter_map(|n| EmailAddress::parse(n).ok()).collect();
    let named = |to: &&EmailAddress| names.iter().any(|name| name.is_same_on_the_wire(to));
    row.envelope.to.iter().find(named)
}

/// What a report says of somebody, and which of the message's recipients that is.
type Said<'r> = (&'r RecipientReport, Option<&'r EmailAddress>);

fn said_in<'r>(report: &'r DeliveryReport, row: &'r Outgoing) -> Vec<Said<'r>> {
    let all = report.recipients.iter();
    all.map(|one| (one, went_to(one, row))).collect()
}

/// Does the report return this message, in form, and name nobody whom it went to? Somebody got it to
/// whom it was passed on.
fn returns_for_another(report: &Report, row: &Outgoing) -> bool {
    returns(report, row) && !concerns(&report.report, row)
}

/// Does the report return this message, in form?
fn returns(report: &Report, row: &Outgoing) -> bool {
    report.in_form && report.returned.as_ref() == Some(&row.message_id)
}

/// Takes a report in that is read `at` this moment: marks the message that it is about. What cannot be
/// kept is logged.
pub(in crate::engine) async fn take_in(
    shared: &Shared,
    report: &Report,
    place: &MessageKey,
    at: Timestamp,
) {
    for message_id in report.report.message_ids.clone() {
        let found = shared.read(move |r| r.outgoing_with_message_id(&message_id));
        let row = match found.await {
            Ok(Some(row)) if concerns(&report.report, &row) => row,
            Ok(Some(row)) if returns_for_another(report, &row) => {
                let id = row.outbox_id;
                if let Err(error) = mark_for_another(shared, report, place, row, at).await {
                    tracing::warn!(%id, %error, "A report on a message could not be kept.");
                }
                shared.tell(Event::Outbox(id));
                return;
            }
            Ok(_) => continue,
            Err(problem) => {
                let what = problem.message.key;
                tracing::warn!(what, "A report could not be compared with the outbox.");
                return;
            }
        };
        let id = row.outbox_id;
        if let Err(error) = mark(shared, report, place, row, at).await {
            tracing::warn!(%id, %error, "A report on a message could not be kept.");
        }
        shared.tell(Event::Outbox(id));
        // Its state may be another now.
        shared.mail_came();
        return;
    }
}

async fn mark(
    shared: &Shared,
    report: &Report,
    place: &MessageKey,
    row: Outgoing,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (precious, id) = (shared.store.precious(), row.outbox_id);
    // A server reports only of what was taken: the time before, or by the profile that this one was
    // restored from. Also in the middle of an attempt, as long as it can be stopped: were it cut off,
    // nothing would be known of the report any more.
    let waits = matches!(
        row.state,
        OutboxState::Scheduled | OutboxState::Queued | OutboxState::Sending
    );
    if waits || is_looked_for(&row) {
        let taken = match shared.handed_over.get() {
            Some(handed_over) => handed_over.taken_at(&row, at).await,
            None => at,
        };
        match precious.found(id, taken, CopyState::Waiting).await {
            Ok(_) => {
                tracing::info!(%id, "A message was taken of which that was not known: a report says so.");
                // A copy of this profile that wants it sent again is not to send it either.
                if let Some(handed_over) = shared.handed_over.get() {
                    handed_over.not_again(&row.message_id).await;
                }
            }
            Err(StoreError::Step { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let (said, mut others): (Vec<Said<'_>>, Vec<Said<'_>>) = said_in(&report.report, &row)
        .into_iter()
        .partition(|(one, to)| names_nobody(one) || to.is_some());
    // Beside the others it may tell of somebody behind one of them, as far as it is surely about this
    // message.
    others.retain(|(one, _)| returns(report, &row) && lacks(one.action));
    // Behind an alias it can have come to one address and be late for another: that is said last.
    let went_on = said.iter().filter(|(one, _)| !lacks(one.action));
    let went_on: Vec<EmailAddress> = went_on.filter_map(|(_, to)| to.cloned()).collect();
    if !went_on.is_empty() {
        precious.delayed_no_longer(id, went_on).await?;
    }
    if let Some((other, _)) = others.first() {
        remarked(shared, id, &[for_another(&other.address)]).await?;
    }
    let news: Vec<Said<'_>> = said.iter().chain(&others).copied().collect();
    if let Some(bounce) = bounce_of(&news, place, &row, at) {
        tracing::info!(%id, failed = bounce.failed, "A message came back.");
        precious.bounced(id, bounce).await?;
    }
    let receipts: Vec<Problem> = said.iter().filter_map(receipt_of).collect();
    if !receipts.is_empty() {
        tracing::info!(%id, of = receipts.len(), "Receipts came.");
        remarked(shared, id, &receipts).await?;
    }
    let said = DeliveryReport {
        recipients: said.into_iter().map(|(one, _)| one.clone()).collect(),
        ..report.report.clone()
    };
    let config = shared.config();
    let host = config.account(&row.account).map(|a| a.smtp.host.as_str());
    if report.in_form
        && let Some(host) = host
        && let Some(evidence) = identities::of_report(&said, host, written(report, &row, at))
        && let Some(key) = before::right_key(&row)
        && let Err(problem) = identities::record(shared, &key, &evidence).await
    {
        let what = problem.message.key;
        tracing::warn!(what, "Evidence could not be kept.");
    }
    Ok(())
}

/// Marks a message that came back for somebody whom it did not go to. While nobody knows whether it
/// was taken, there is only the remark.
async fn mark_for_another(
    shared: &Shared,
    report: &Report,
    place: &MessageKey,
    row: Outgoing,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (precious, id) = (shared.store.precious(), row.outbox_id);
    let said = said_in(&report.report, &row);
    let Some(bounce) = bounce_of(&said, place, &row, at) else {
        return Ok(());
    };
    let worst = report.report.worst();
    let named = said.iter().find(|(one, _)| Some(one.action) == worst);
    let remark = for_another(named.map_or("", |(one, _)| one.address.as_str()));
    remarked(shared, id, &[remark]).await?;
    if row.state != OutboxState::Unknown {
        tracing::info!(%id, failed = bounce.failed, "A message came back for somebody else.");
        precious.bounced(id, bounce).await?;
    }
    Ok(())
}

/// A report names an address that the message did not go to.
fn for_another(named: &str) -> Problem {
    let text = Text::new("outbox-report-for-another").with("address", named);
    Problem::new(ProblemKind::Server, text)
}

/// When the report was written, as far as that can be: not after it was read, and not before the
/// message was taken, whatever clocks say. (Of one that only this report proves to be taken, nobody
/// knows when.)
fn written(report: &Report, row: &Outgoing, at: Timestamp) -> Timestamp {
    let is_before = |taken: &Timestamp| taken.as_microsecond() < at.as_microsecond();
    let taken = row.accepted_at.filter(is_before);
    let earliest = taken.unwrap_or(row.created_at);
    report.date.map_or(at, |date| date.min(at)).max(earliest)
}

/// What a report says that is no news of who lacks it; all of one sort.
async fn remarked(shared: &Shared, id: OutboxId, remarks: &[Problem]) -> Result<(), StoreError> {
    let Some(among) = remarks.first().map(why::among) else {
        return Ok(());
    };
    let remarks = remarks.iter().map(why::to_stored).collect();
    let kept = shared.store.precious().remark(id, remarks, among).await;
    kept.map(drop)
}

/// Is it news of somebody who does not have it?
fn lacks(action: DeliveryAction) -> bool {
    matches!(action, DeliveryAction::Failed | DeliveryAction::Delayed)
}

/// The mark of a message that did not arrive, or not yet; `None` when nobody is said to lack it.
fn bounce_of(
    said: &[Said<'_>],
    place: &MessageKey,
    row: &Outgoing,
    at: Timestamp,
) -> Option<Bounce> {
    let each: Vec<Lacking> = said.iter().filter_map(|one| lacking(one, row)).collect();
    (!each.is_empty()).then(|| Bounce::new(at, each, Some(place.clone())))
}

/// Who lacks it, and what their server said.
fn lacking((said, to): &Said<'_>, row: &Outgoing) -> Option<Lacking> {
    if !lacks(said.action) {
        return None;
    }
    let recipient = match row.envelope.to.as_slice() {
        // Where there is one only, nobody else can be meant.
        [only] if names_nobody(said) => Some(only),
        _ => *to,
    };
    let is_recipient = |to: &EmailAddress| {
        EmailAddress::parse(&said.address).is_ok_and(|a| a.is_same_on_the_wire(to))
    };
    let is_another = !said.address.is_empty() && !recipient.is_some_and(is_recipient);
    Some(Lacking {
        recipient: recipient.cloned(),
        tried: is_another.then(|| said.address.clone()),
        failed: said.action == DeliveryAction::Failed,
        status: said.status,
        words: said.diagnostic.clone(),
    })
}

/// What a receipt says, if this is one.
fn receipt_of((said, to): &Said<'_>) -> Option<Problem> {
    let key = match said.action {
        DeliveryAction::Delivered => "outbox-receipt-delivered",
        DeliveryAction::Relayed => "outbox-receipt-relayed",
        DeliveryAction::Expanded => "outbox-receipt-expanded",
        DeliveryAction::Failed | DeliveryAction::Delayed => return None,
    };
    let text = Text::new(key).with("recipient", (*to)?.as_str());
    Some(Problem::new(ProblemKind::Server, text))
}

/// Messages of which reports may still come, the oldest first by the day they were sent; `None`
/// when there are none.
pub(in crate::engine) async fn awaited_since(shared: &Shared) -> Option<Timestamp> {
    // What waits, or is held, may have been sent by the profile that this one was restored from.
    const STATES: [OutboxState; 8] = [
        OutboxState::Scheduled,
        OutboxState::Queued,
        OutboxState::Held,
        OutboxState::Sending,
        OutboxState::Unknown,
        OutboxState::Accepted,
        OutboxState::Filing,
        OutboxState::Done,
    ];
    let rows = shared.read(|r| r.outbox(&STATES)).await;
    match rows {
        Ok(rows) => {
            let now = Timestamp::now();
            let since = rows.iter().map(|row| traces_since(row.created_at, now));
            since.min()
        }
        Err(problem) => {
            let what = problem.message.key;
            tracing::warn!(what, "The outbox could not be read.");
            None
        }
    }
}

#[cfg(test)]
#[path = "returned_tests.rs"]
mod tests;
