//! What is learnt of a message after the dot: that it was looked for, that it came back, that
//! something about it is not as it was meant.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction};

use super::super::Reader;
use super::super::columns::json;
use super::super::error::{Sql, Step, StoreError};
use super::outbox::{explain, is_refusal, not_from, permit, set};
use super::outbox_rows::existing;
use super::queue::{due, unwaive};
use super::{Precious, queue};
use crate::domain::{
    Bounce, Check, EmailAddress, OutboxId, OutboxState, Outgoing, Phase, ServerReply,
};

/// Among which remarks on a message a new one counts, and how many of them there may be.
#[derive(Debug, Clone, Copy)]
pub struct Among {
    alike: fn(&str) -> bool,
    most: usize,
}

impl Among {
    /// At most `most` of those that are `alike`.
    #[must_use]
    pub fn new(alike: fn(&str) -> bool, most: usize) -> Self {
        Self { alike, most }
    }
}

/// What stops a message for a person: the server's replies, and in the form of [`Outgoing::error`]
/// what is said of it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The reply that decided.
    pub reply: Option<ServerReply>,
    /// Those of all recipients.
    pub replies: Vec<ServerReply>,
    /// Why it is held.
    pub held: String,
    /// Of one that was to be sent again: that its outcome is unknown.
    pub unknown: String,
    /// The remark on such a one: why it was not sent again.
    pub not_again: String,
    /// Of what a check stops: the checks that were waived when it was made. A person who waived one
    /// since then decided something that the check knows nothing of.
    pub waived: Option<Vec<Check>>,
}

impl Precious {
    /// It was looked for and not found; it is looked for again at this time, or with the next sync.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless its outcome is unknown; [`StoreError::Missing`]; as [`Precious`].
    pub async fn looked(
        &self,
        id: OutboxId,
        next: Option<Timestamp>,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Look, false, move |tx| {
            tx.execute(
                "UPDATE outbox SET looks = looks + 1, next_attempt_at = ?2 WHERE id = ?1",
                (id.0, due(next)),
            )?;
            Ok(())
        })
        .await
    }

    /// A report says that it did not arrive, or not yet, beside what was reported before. Its state
    /// stays what it was. It may come before the server's answer does. What waits or is held is
    /// [found](Precious::found) first, where the report proves that it was sent before.
    ///
    /// # Errors
    /// [`StoreError::Step`] while it waits or is held; [`StoreError::Missing`]; as [`Precious`].
    pub async fn bounced(&self, id: OutboxId, bounce: Bounce) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Remark, false, move |tx| {
            let bounce = match existing(tx, id)?.bounce {
                Some(earlier) => earlier.and(bounce),
                None => bounce,
            };
            tx.execute(
                "UPDATE outbox SET bounce = ?2 WHERE id = ?1",
                (id.0, json(&bounce)?),
            )?;
            Ok(())
        })
        .await
    }

    /// A report says that it arrived at these, or went on: whoever was said to wait for it does no
    /// longer. What was said not to arrive at all stays.
    ///
    /// # Errors
    /// As [`Precious::bounced`].
    pub async fn delayed_no_longer(
        &self,
        id: OutboxId,
        arrived: Vec<EmailAddress>,
    ) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            let row = existing(tx, id)?;
            permit(&row, Step::Remark, false)?;
            let Some(bounce) = row.bounce.as_ref().filter(|b| b.has_delays()) else {
                return Ok(row);
            };
            let left = bounce.without_delay(&arrived, &row.effective_envelope().to);
            tx.execute(
                "UPDATE outbox SET bounce = ?2 WHERE id = ?1",
                (id.0, left.as_ref().map(json).transpose()?),
            )?;
            existing(tx, id)
        })
        .await
    }

    /// What a person should know of it, in the form of [`Outgoing::error`]. The same remark stands once,
    /// and until it goes back to the queue. Too many `among` their own sort are not kept.
    ///
    /// # Errors
    /// [`StoreError::Step`] while it waits or is held; [`StoreError::Missing`]; as [`Precious`].
    pub async fn remark(
        &self,
        id: OutboxId,
        remarks: Vec<String>,
        among: Among,
    ) -> Result<Outgoing, StoreError> {
        self.step(id, Step::Remark, false, move |tx| {
            let mut all = existing(tx, id)?.remarks;
            let mut alike = all.iter().filter(|known| (among.alike)(known)).count();
            for remark in remarks {
                if all.contains(&remark) {
                    continue;
                }
                if alike >= among.most {
                    tracing::warn!(%id, alike, "There are too many remarks on a message.");
                    break;
                }
                all.push(remark);
                alike += 1;
            }
            put_remarks(tx, id, &all)
        })
        .await
    }

    /// It does not leave, and a person decides ([`Precious::hold`]). One that a person wanted sent
    /// again although it may have been sent before is not held: that it was not sent this time says
    /// nothing of the time before, and its outcome is as unknown as it was.
    ///
    /// # Errors
    /// As [`Precious::hold`]; [`StoreError::Step`] also when other checks are waived than
    /// [`Stop::waived`] says.
    pub async fn stop(&self, id: OutboxId, stop: Stop) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            let row = existing(tx, id)?;
            let (reply, replies) = (stop.reply.as_ref(), &stop.replies);
            permit(&row, Step::Hold, is_refusal(reply))?;
            if stop.waived.is_some_and(|waived| waived != row.waived) {
                return Err(not_from(&row, Step::Hold).into());
            }
            if row.is_sent_again() {
                unknown_as_before(tx, &row)?;
                explain(tx, id, reply, replies, Some(&stop.unknown), None)?;
                let mut remarks = row.remarks;
                if !remarks.contains(&stop.not_again) {
                    remarks.push(stop.not_again);
                }
                put_remarks(tx, id, &remarks)?;
            } else {
                set(tx, id, OutboxState::Held, Phase::Frozen)?;
                unwaive(tx, &row, Check::SendRight)?;
                explain(
                    tx,
                    id,
                    reply,
                    replies,
                    Some(&stop.held),
                    queue::time_of(&row),
                )?;
            }
            existing(tx, id)
        })
        .await
    }

    /// A person wanted it sent again, and does not any more: it is as unknown as it was, and
    /// `unknown` says so.
    ///
    /// # Errors
    /// [`StoreError::Step`] unless it is [sent again](Outgoing::is_sent_again) and waits, or is held:
    /// while it is on its way that is too late; [`StoreError::Missing`]; as [`Precious`].
    pub async fn not_again(&self, id: OutboxId, unknown: String) -> Result<Outgoing, StoreError> {
        self.write(move |tx| {
            let row = existing(tx, id)?;
            permit(&row, Step::Cancel, false)?;
            if !row.is_sent_again() {
                return Err(not_from(&row, Step::Resolve).into());
            }
            unknown_as_before(tx, &row)?;
            explain(tx, id, None, &[], Some(&unknown), None)?;
            existing(tx, id)
        })
        .await
    }
}

fn unknown_as_before(tx: &Transaction<'_>, row: &Outgoing) -> Sql<()> {
    set(tx, row.outbox_id, OutboxState::Unknown, Phase::Dot)?;
    unwaive(tx, row, Check::SendRight)
}

fn put_remarks(tx: &Transaction<'_>, id: OutboxId, remarks: &[String]) -> Sql<()> {
    tx.execute(
        "UPDATE outbox SET remarks = ?2 WHERE id = ?1",
        (id.0, json(&remarks)?),
    )?;
    Ok(())
}

impl Reader {
    /// The message of the outbox with this Message-ID (without brackets).
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn outgoing_with_message_id(
        &self,
        message_id: &str,
    ) -> Result<Option<Outgoing>, StoreError> {
        self.precious.read(|conn| {
            let id: Option<i64> = conn
                .prepare_cached("SELECT id FROM outbox WHERE message_id = ?1")?
                .query_row([message_id], |r| r.get(0))
                .optional()?;
            id.map(|id| existing(conn, OutboxId(id))).transpose()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{address, at, new_store, outgoing};
    use super::*;
    use crate::domain::{CopyState, Lacking, OutboxState, Phase};

    #[tokio::test]
    async fn what_is_learnt_stays_with_the_message() {
        let (_dir, store) = new_store();
        let precious = store.precious();
        let row = precious.freeze(outgoing(1), b"x\r\n".to_vec(), None).await;
        let id = row.unwrap().outbox_id;
        let gone = Lacking {
            recipient: Some(address("zoe@example.net")),
            tried: None,
            failed: true,
            status: None,
            words: "550 5.1.1 no such user".to_owned(),
        };
        let bounce = Bounce::new(at(5), vec![gone], None);
        assert!(precious.bounced(id, bounce.clone()).await.is_err());
        precious.begin_attempt(id).await.unwrap();
        precious.enter_phase(id, Phase::Dot).await.unwrap();
        assert!(precious.looked(id, None).await.is_err());
        precious.unknown(id, "?").await.unwrap();
        let row = precious.looked(id, Some(at(9))).await.unwrap();
        assert_eq!((row.looks, row.next_attempt_at), (1, Some(at(9))));
        let sent = super::super::Resolution::Sent(at(10), CopyState::Waiting);
        precious.resolve(id, sent).await.unwrap();
        let two = || Among::new(|text| text != "other", 2);
        for some in [&["one"][..], &["one", "two", "three"]] {
            let some = some.iter().map(|text| (*text).to_owned()).collect();
            precious.remark(id, some, two()).await.unwrap();
        }
        let other = Among::new(|text| text == "other", 1);
        precious
            .remark(id, vec!["other".to_owned()], other)
            .await
            .unwrap();
        precious.bounced(id, bounce.clone()).await.unwrap();
        let found = store.reader().outgoing_with_message_id(&row.message_id);
        let row = found.unwrap().unwrap();
        assert_eq!(row.state, OutboxState::Accepted);
        assert_eq!(
            (row.remarks, row.bounce),
            (
                ["one", "two", "other"].map(str::to_owned).into(),
                Some(bounce)
            )
        );
    }
}
