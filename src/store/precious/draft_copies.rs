//! What is known of the copies of drafts in Drafts folders: which copy belongs to which draft, and
//! which are left to be removed.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row};
use sha2::{Digest as _, Sha256};

use super::super::Reader;
use super::super::columns::{from_json, get, json, micros, time};
use super::super::error::{Sql, StoreError};
use super::Precious;
use super::drafts::{self, Gone};
use crate::domain::{Draft, DraftId, DraftLink, LeftCopy, MessageKey};

/// Beginning of the keys under which copies are remembered that are to be removed.
const LEFT: &str = "draft-left/";
/// Most of them. Each stands for a draft that was stored or went while its folder could not be
/// reached; one beyond stays in its folder, where a person sees it.
const MAX_LEFT: i64 = 1000;

/// A draft that changed since it was last dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftToStore {
    /// Which.
    pub id: DraftId,
    /// When it was last saved.
    pub changed_at: Timestamp,
    /// Octets of its files.
    pub attached: u64,
}

impl Precious {
    /// Keeps a draft that lies in a Drafts folder, linked to that copy; or gives the one that is
    /// linked to it already.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn adopt_draft(
        &self,
        draft: Draft,
        link: DraftLink,
        at: Timestamp,
    ) -> Result<DraftId, StoreError> {
        self.write(move |tx| {
            if let Some(copy) = &link.copy
                && let Some(id) = linked_to(tx, &copy.key)?
            {
                return Ok(id);
            }
            let id = drafts::save(tx, None, draft, at)?;
            set(tx, id, &link, Some(at))?;
            Ok(id)
        })
        .await
    }

    /// Keeps what is known of a draft's copy; `stored_at` is [`super::StoredDraft::changed_at`] of
    /// the state that was dealt with. `left` are copies that it does not need any more. Of a draft
    /// that is gone all copies are left; says whether it is there.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn link_draft(
        &self,
        id: DraftId,
        link: DraftLink,
        stored_at: Option<Timestamp>,
        left: Vec<LeftCopy>,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            remember_left(tx, &left)?;
            let there = set(tx, id, &link, stored_at)?;
            if !there {
                remember_left(tx, &all_of(link, true))?;
            }
            Ok(there)
        })
        .await
    }

    /// The same after something was found out about its copies, unless what is known of them, `read`
    /// before that, is another thing by now: then nothing is kept, and this says `false`.
    ///
    /// # Errors
    /// As [`Precious`].
    pub async fn relink_draft(
        &self,
        id: DraftId,
        read: DraftLink,
        link: DraftLink,
        left: Vec<LeftCopy>,
    ) -> Result<bool, StoreError> {
        self.write(move |tx| {
            if link_of(tx, id)?.as_ref() != Some(&read) {
                return Ok(false);
            }
            remember_left(tx, &left)?;
            set(tx, id, &link, None)
        })
        .await
    }
}

/// What is known of the copies of a draft.
fn link_of(conn: &Connection, id: DraftId) -> Sql<Option<DraftLink>> {
    let text: Option<Option<String>> = conn
        .prepare_cached("SELECT remote FROM drafts WHERE id = ?1")?
        .query_row([id.0], |r| r.get(0))
        .optional()?;
    text.flatten().as_deref().map(from_json).transpose()
}

fn set(conn: &Connection, id: DraftId, link: &DraftLink, at: Option<Timestamp>) -> Sql<bool> {
    let changed = conn
        .prepare_cached(
            "UPDATE drafts SET remote = ?2, stored_at = coalesce(?3, stored_at) WHERE id = ?1",
        )?
        .execute((id.0, json(link)?, at.map(micros)))?;
    Ok(changed > 0)
}

fn remember_left(conn: &Connection, left: &[LeftCopy]) -> Sql<()> {
    let many: i64 = conn
        .prepare_cached("SELECT count(*) FROM remembered WHERE substr(key, 1, length(?1)) = ?1")?
        .query_row([LEFT], |r| r.get(0))?;
    if many > MAX_LEFT {
        return Ok(());
    }
    for copy in left {
        let value = json(copy)?;
        let place = (&copy.folder, &copy.key, &copy.message_id);
        let name: String = Sha256::digest(json(&place)?)
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        conn.prepare_cached(
            "INSERT INTO remembered (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO NOTHING",
        )?
        .execute((format!("{LEFT}{name}"), value))?;
    }
    Ok(())
}

/// The draft goes: its copies are left, in the same transaction.
pub(super) fn leave(conn: &Connection, id: DraftId, why: Gone) -> Sql<()> {
    let Some(link) = link_of(conn, id)? else {
        return Ok(());
    };
    if link.keeps_original && why == Gone::Discarded {
        return Ok(());
    }
    remember_left(conn, &all_of(link, why == Gone::Discarded))
}

/// How a draft goes its own way, since somebody else has its copy.
#[derive(Debug, Clone)]
pub struct Apart {
    /// Is the copy its own by now, as far as its owner was told?
    pub has_own_copy: fn(&DraftLink) -> bool,
    /// By what it is known from now on.
    pub tag: String,
}

/// The draft goes its own way. A copy that is its own by now stays with it, and goes when another was
/// stored; without one it is stored anew. What was left of it before is not its business any more.
pub(super) fn set_apart(conn: &Connection, id: DraftId, apart: Apart) -> Sql<()> {
    let Some(mut link) = link_of(conn, id)? else {
        return Ok(());
    };
    // An older copy of it is being sent: the newer one is nobody else's. One that may arrive yet is no
    // copy that anybody could send.
    let older = conn
        .prepare_cached(
            "DELETE FROM remembered WHERE substr(key, 1, length(?1)) = ?1 \
             AND json_extract(value, '$.replaced') AND json_extract(value, '$.tag') = ?2 \
             AND json_extract(value, '$.key') IS NOT NULL",
        )?
        .execute((LEFT, &link.tag))?;
    if older > 0 || (apart.has_own_copy)(&link) {
        link.note = None;
        if older > 0 {
            // By the old one that copy is known, which is somebody else's.
            link.tag = apart.tag;
            link.stored = None;
        }
        return set(conn, id, &link, None).map(drop);
    }
    link.copy = None;
    remember_left(conn, &all_of(link, true))?;
    conn.prepare_cached("UPDATE drafts SET remote = NULL, stored_at = NULL WHERE id = ?1")?
        .execute([id.0])?;
    Ok(())
}

/// All copies of a draft that is gone. What was sent is answered; what was only thrown away here,
/// a colleague may be sending.
fn all_of(link: DraftLink, discarded: bool) -> Vec<LeftCopy> {
    let mut left = link.into_left(Timestamp::now().as_second());
    for copy in &mut left {
        copy.discarded = discarded;
    }
    left
}

/// The link in the column `remote`.
pub(super) fn link_from(row: &Row<'_>) -> Sql<Option<DraftLink>> {
    let text: Option<String> = get(row, "remote")?;
    text.as_deref().map(from_json).transpose()
}

fn linked_to(conn: &Connection, key: &MessageKey) -> Sql<Option<DraftId>> {
    let mut statement =
        conn.prepare_cached("SELECT id, remote FROM drafts WHERE remote IS NOT NULL ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let copy = link_from(row)?.and_then(|link| link.copy);
        if copy.is_some_and(|copy| copy.key == *key) {
            return Ok(Some(DraftId(get(row, "id")?)));
        }
    }
    Ok(None)
}

impl Reader {
    /// The draft that is linked to this copy.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn draft_linked_to(&self, key: &MessageKey) -> Result<Option<DraftId>, StoreError> {
        self.precious.read(|conn| linked_to(conn, key))
    }

    /// The drafts that changed since they were last dealt with, and are not in the outbox.
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn drafts_to_store(&self) -> Result<Vec<DraftToStore>, StoreError> {
        self.precious.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT d.id, d.changed_at, (SELECT coalesce(sum(length(b.bytes)), 0) \
                   FROM attachments a JOIN attached_bytes b ON b.sha256 = a.sha256 \
                   WHERE a.draft = d.id) AS attached \
                 FROM drafts d WHERE (d.stored_at IS NULL OR d.stored_at <> d.changed_at) \
                   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.draft = d.id) ORDER BY d.id",
            )?;
            let mut rows = statement.query([])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(DraftToStore {
                    id: DraftId(get(row, "id")?),
                    changed_at: time(get(row, "changed_at")?)?,
                    attached: super::super::columns::count(row, "attached")?,
                });
            }
            Ok(found)
        })
    }

    /// The copies that are to be removed, each under the key by which it is forgotten
    /// ([`Precious::forget`]).
    ///
    /// # Errors
    /// As [`Reader::acts`].
    pub fn left_copies(&self) -> Result<Vec<(String, LeftCopy)>, StoreError> {
        let found = self.remembered_under(LEFT)?;
        let read = |(key, value)| Some((key, serde_json::from_value(value).ok()?));
        Ok(found.into_iter().filter_map(read).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::{at, new_store, outgoing, reopen};
    use super::*;
    use crate::domain::{
        CopyState, FolderId, MailboxId, OutboxState, PendingCopy, Phase, RemoteDraft,
    };

    fn key(uid: u32) -> MessageKey {
        let mailbox = MailboxId::of(&"support@postroom.test".parse().unwrap());
        MessageKey {
            folder: FolderId::of(&mailbox, "Drafts"),
            uid_validity: 1,
            uid,
        }
    }

    fn link(uid: u32) -> DraftLink {
        DraftLink {
            tag: "a".repeat(32),
            revision: 1,
            copy: Some(RemoteDraft {
                key: key(uid),
                message_id: Some(format!("{uid}@postroom.test")),
                proof: None,
            }),
            ..DraftLink::default()
        }
    }

    fn draft() -> Draft {
        Draft {
            subject: "Offer".to_owned(),
            ..Draft::default()
        }
    }

    /// UIDs of what is left.
    fn left(reader: &Reader) -> Vec<Option<u32>> {
        let left = reader.left_copies().unwrap();
        let mut uids: Vec<_> = left
            .iter()
            .map(|(_, c)| c.key.as_ref().map(|k| k.uid))
            .collect();
        uids.sort_unstable();
        uids
    }

    #[tokio::test]
    async fn what_changed_is_to_be_stored_once() {
        let (_dir, store) = new_store();
        let (precious, reader) = (store.precious(), store.reader());
        let id = precious.save_draft(None, draft(), at(1)).await.unwrap();
        let wanted = reader.drafts_to_store().unwrap();
        assert_eq!((wanted[0].id, wanted[0].changed_at), (id, at(1)));
        let there = precious.link_draft(id, link(7), Some(at(1)), vec![]).await;
        assert!(there.unwrap());
        assert_eq!(reader.drafts_to_store().unwrap(), []);
        assert_eq!(reader.draft_linked_to(&key(7)).unwrap(), Some(id));
        precious.save_draft(Some(id), draft(), at(2)).await.unwrap();
        // A link that says nothing of a state leaves the other as it is.
        precious
            .link_draft(id, link(7), None, vec![])
            .await
            .unwrap();
        assert_eq!(reader.drafts_to_store().unwrap().len(), 1);
        let stored = reader.draft(id).unwrap().unwrap();
        assert_eq!(
            (stored.link, stored.stored_at),
            (Some(link(7)), Some(at(1)))
        );
    }

    #[tokio::test]
    async fn a_copy_is_opened_as_one_draft_only() {
        let (_dir, store) = new_store();
        let precious = store.precious();
        let one = precious.adopt_draft(draft(), link(7), at(1)).await.unwrap();
        let again = precious.adopt_draft(draft(), link(7), at(2)).await.unwrap();
        let other = precious.adopt_draft(draft(), link(8), at(2)).await.unwrap();
        assert_eq!(one, again);
        assert_ne!(one, other);
        assert_eq!(store.reader().drafts_to_store().unwrap(), []);
    }

    #[tokio::test]
    async fn whatever_ends_a_draft_leaves_its_copies_to_be_removed() {
        let (dir, store) = new_store();
        let precious = store.precious();
        let discarded = precious.adopt_draft(draft(), link(1), at(1)).await.unwrap();
        let sent = precious.adopt_draft(draft(), link(2), at(1)).await.unwrap();
        let mut formatted = link(3);
        formatted.keeps_original = true;
        let formatted = precious
            .adopt_draft(draft(), formatted, at(1))
            .await
            .unwrap();
        let mut pending = link(4);
        pending.pending = Some(PendingCopy {
            folder: key(0).folder,
            message_id: "p@postroom.test".to_owned(),
            digest: String::new(),
        });
        let pending = precious.adopt_draft(draft(), pending, at(1)).await.unwrap();

        let row = precious
            .freeze(outgoing(1), b"x\r\n".to_vec(), Some(sent))
            .await;
        let row = row.unwrap().outbox_id;
        precious.begin_attempt(row).await.unwrap();
        precious.enter_phase(row, Phase::Dot).await.unwrap();
        assert_eq!(
            left(&store.reader()),
            [],
            "nothing is left before it is accepted"
        );
        let row = precious
            .accepted(row, at(2), CopyState::None)
            .await
            .unwrap();
        assert_eq!(row.state, OutboxState::Accepted);
        for id in [discarded, formatted, pending] {
            assert!(precious.discard_draft(id).await.unwrap());
        }
        // The draft went while its new copy was on its way.
        let there = precious
            .link_draft(discarded, link(5), Some(at(1)), vec![])
            .await;
        assert!(!there.unwrap());
        let (store, _) = reopen(&dir, store).await;
        let expected = [None, Some(1), Some(2), Some(4), Some(5)];
        assert_eq!(left(&store.reader()), expected);
        let copies = store.reader().left_copies().unwrap();
        let uid = |copy: &LeftCopy| copy.key.as_ref().map(|key| key.uid);
        let mut sent = copies.iter().filter(|(_, copy)| !copy.discarded);
        assert_eq!(uid(&sent.next().unwrap().1), Some(2));
        assert!(sent.next().is_none());
        let (key, _) = store.reader().left_copies().unwrap().remove(0);
        assert!(store.precious().forget(&key).await.unwrap());
        assert_eq!(left(&store.reader()).len(), 4);
    }
}
