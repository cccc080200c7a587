//! A draft that lies in a Drafts folder, opened to be written on: one's own from another computer,
//! a teammate's in the shared mailbox, or what another program wrote.

use jiff::{SignedDuration, Timestamp};

use super::{place, round};
use crate::domain::{
    Draft, DraftAt, DraftId, DraftLink, EmailAddress, Folder, FolderId, FolderRole, Identity,
    Intent, MailboxId, MailboxKind, MessageHeader, MessageKey, Mode, RemoteDraft, Reply, SendRight,
};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::engine::{causes, identities};
use crate::rfc822::{self, ParsedHeader, ReadDraft};
use crate::store::StoreError;

/// Opens a draft whose text is in the cache: gives the draft on this computer that is linked to it,
/// or makes one.
///
/// # Errors
/// It is not there, does not lie in a Drafts folder, or cannot be read.
pub(in crate::engine) async fn open_draft(
    shared: &Shared,
    key: &MessageKey,
) -> Result<DraftId, Problem> {
    let wanted = key.clone();
    let read = shared.read(move |r| {
        let folder = r.folder(&wanted.folder)?;
        Ok((
            r.draft_linked_to(&wanted)?,
            folder,
            r.message(&wanted)?,
            r.body(&wanted)?,
        ))
    });
    let (linked, folder, header, raw) = read.await?;
    if let Some(id) = linked {
        return Ok(id);
    }
    let no_message = || Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-message"));
    let (Some(folder), Some(header), Some(raw)) = (folder, header, raw) else {
        return Err(no_message());
    };
    if folder.role != FolderRole::Drafts {
        let text = Text::new("draft-not-a-draft").with("folder", folder.path.clone());
        return Err(Problem::new(ProblemKind::Usage, text).of_mailbox(&folder.mailbox));
    }
    // Parsing a hostile message may take long; it has a thread of its own.
    let parsed = tokio::task::spawn_blocking(move || {
        let mut read = rfc822::read_draft(&raw)?;
        if read.has_more {
            read.draft.body = crate::render::readable(&read.message).text;
        }
        Ok::<ReadDraft, rfc822::ParseError>(read)
    });
    let parsed = parsed.await.map_err(causes::of_task)?;
    let read = parsed.map_err(|error| {
        let text = Text::new("draft-not-readable").with("folder", folder.path.clone());
        Problem::new(ProblemKind::Server, text)
            .of_mailbox(&folder.mailbox)
            .detail(error)
    })?;
    let mut draft = read.draft;
    let parsed = &read.message.header;
    draft.from = from(&identities::identities(shared).await?, parsed, &folder);
    draft.reply = reply(shared, parsed, &draft, &folder).await?;
    let note = match (read.has_more, &read.fields.by) {
        (true, _) => Some(place::formatted()),
        (false, Some(by)) => {
            let config = shared.config();
            let is_own = config
                .accounts
                .iter()
                .any(|a| by.address == a.address.as_str());
            let at = header.date;
            (!is_own && is_late(at)).then(|| place::written_lately(&folder, by.label(), at))
        }
        (false, None) => None,
    };
    let link = DraftLink {
        tag: read.fields.tag.unwrap_or_else(rfc822::draft_tag),
        revision: read.fields.revision,
        stored: Some(round::digest_of(&draft)),
        copy: Some(RemoteDraft {
            key: key.clone(),
            message_id: header.message_id,
        }),
        keeps_original: read.has_more,
        note: note.as_ref().map(place::note),
        ..DraftLink::default()
    };
    if let Some(known) = earlier(shared, &link).await? {
        return refresh(shared, known, draft, link).await;
    }
    let adopted = shared
        .store
        .precious()
        .adopt_draft(draft, link, Timestamp::now());
    adopted.await.map_err(|e| causes::of_store(&e))
}

/// For so long after it was stored, whoever stored a draft may still be writing on it: with every
/// pause of theirs it is stored again.
const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// Was it stored so short a time ago, by the server's clock, which may differ from ours?
fn is_late(stored: Timestamp) -> bool {
    Timestamp::now().duration_since(stored).abs() <= LEASE
}

/// A draft here that holds an earlier revision of this one, on which nobody wrote since.
async fn earlier(shared: &Shared, link: &DraftLink) -> Result<Option<DraftAt>, Problem> {
    let drafts = shared.read(|r| r.all_drafts()).await?;
    // A tag is the word of whoever wrote the copy: it must lie where ours lay.
    let folder = |link: &DraftLink| link.copy.as_ref().map(|copy| copy.key.folder.clone());
    let same = drafts.into_iter().find(|draft| {
        let known = draft.link.as_ref();
        draft.outbox.is_none()
            && known.is_some_and(|known| known.tag == link.tag && folder(known) == folder(link))
    });
    let Some(id) = same.map(|draft| draft.id) else {
        return Ok(None);
    };
    let stored = shared.read(move |r| r.draft(id)).await?;
    let untouched = stored.filter(|stored| {
        let link = stored.link.as_ref();
        link.is_some_and(|l| l.pending.is_none())
            && link.and_then(|l| l.stored.clone()) == Some(round::digest_of(&stored.draft))
    });
    Ok(untouched.map(|stored| stored.at()))
}

/// The draft here becomes the revision that lies in the folder.
async fn refresh(
    shared: &Shared,
    known: DraftAt,
    draft: Draft,
    link: DraftLink,
) -> Result<DraftId, Problem> {
    let (precious, at) = (shared.store.precious(), Timestamp::now());
    let kept = precious.keep_draft(Some(known), draft.clone(), at, false);
    match kept.await {
        Ok((DraftAt { id, saved }, _)) => {
            let linked = precious.link_draft(id, link, saved, Vec::new()).await;
            linked.map_err(|e| causes::of_store(&e))?;
            Ok(id)
        }
        // It was written on, sent or discarded at this moment.
        Err(
            StoreError::Missing(_) | StoreError::DraftFrozen { .. } | StoreError::DraftChanged(_),
        ) => {
            let adopted = precious.adopt_draft(draft, link, at).await;
            adopted.map_err(|e| causes::of_store(&e))
        }
        Err(error) => Err(causes::of_store(&error)),
    }
}

/// The identity that the draft names, in the way it names it; else that of the mailbox it lies in.
/// `known` are ordered best first.
fn from(
    known: &[Identity],
    header: &ParsedHeader,
    folder: &Folder,
) -> Option<crate::domain::SendRightKey> {
    let author = header.participants.from.first();
    let author = author.and_then(|author| EmailAddress::parse(&author.address).ok());
    let behalf = header.participants.sender.is_some();
    let of = |mailbox: &MailboxId| {
        let of_address = || {
            known
                .iter()
                .filter(|i| MailboxId::of(&i.key.address) == *mailbox)
        };
        of_address()
            .find(|i| (i.key.mode == Mode::OnBehalf) == behalf && i.right != SendRight::Refused)
            .or_else(|| of_address().find(|i| i.right != SendRight::Refused))
            .or_else(|| of_address().next())
            .map(|i| i.key.clone())
    };
    author
        .and_then(|author| of(&MailboxId::of(&author)))
        .or_else(|| of(&folder.mailbox))
}

/// What the draft answers or passes on, by its references; where the original is known, with it.
async fn reply(
    shared: &Shared,
    header: &ParsedHeader,
    draft: &Draft,
    folder: &Folder,
) -> Result<Option<Reply>, Problem> {
    let (intent, id) = match (header.in_reply_to.first(), header.references.last()) {
        (Some(id), _) => (Intent::Reply, id.clone()),
        // It belongs to the conversation and answers nobody (RFC 5322 3.6.4).
        (None, Some(id)) => (Intent::Forward, id.clone()),
        (None, None) => return Ok(None),
    };
    let mut references = header.references.clone();
    references.retain(|known| *known != id);
    let used = used_mailbox(shared, draft, folder).await?;
    let original = original(shared, &used, &folder.mailbox, &id).await?;
    let used = used.mailbox;
    let (to, mailbox) = match original {
        Some(original) => (original.id, original.mailbox),
        // It is not here: a place that is none. Where it lies is found out when the answer leaves.
        None => {
            let nowhere = MessageKey {
                folder: FolderId::of(&used, ""),
                uid_validity: 0,
                uid: 0,
            };
            (nowhere, used)
        }
    };
    Ok(Some(Reply {
        intent,
        to,
        mailbox,
        message_id: Some(id),
        references,
        // A mark that is there now may have been set since the answer was begun.
        was_answered: false,
        known_answers: Vec::new(),
    }))
}

/// The mailbox in whose name a draft is written.
struct Used {
    mailbox: MailboxId,
    /// It is a team's that is read here: whether somebody answered meanwhile is seen there, and in
    /// no other mailbox that the same message came to.
    is_team: bool,
}

/// The mailbox in whose name the draft is written, if it can be read here; else the one it lies in.
/// A draft for a shared mailbox may lie among the member's own.
async fn used_mailbox(shared: &Shared, draft: &Draft, folder: &Folder) -> Result<Used, Problem> {
    let lies_in = || Used {
        mailbox: folder.mailbox.clone(),
        is_team: false,
    };
    let Some(from) = &draft.from else {
        return Ok(lies_in());
    };
    let used = MailboxId::of(&from.address);
    let known = shared.read(move |r| r.mailbox(&used)).await?;
    Ok(known.map_or_else(lies_in, |known| Used {
        mailbox: known.id(),
        is_team: known.kind == MailboxKind::Shared,
    }))
}

/// The message with this Message-ID, as far as it is in the cache: of a team only where it came to
/// the team. A member writes under their own address about what came to others too: in the own
/// mailbox, then in the one the draft lies in, then in others. In the Inbox rather than elsewhere.
async fn original(
    shared: &Shared,
    used: &Used,
    lies_in: &MailboxId,
    message_id: &str,
) -> Result<Option<MessageHeader>, Problem> {
    let message_id = message_id.to_owned();
    let read = shared.read(move |r| {
        let mut found = Vec::new();
        for key in r.by_message_id(&message_id)? {
            found.extend(r.message(&key)?);
        }
        Ok(found)
    });
    let mut found: Vec<MessageHeader> = read.await?;
    found.retain(|message| !used.is_team || message.mailbox == used.mailbox);
    let rank = |message: &MessageHeader| {
        (
            message.mailbox != used.mailbox,
            message.mailbox != *lies_in,
            message.folder != "INBOX",
        )
    };
    Ok(found.into_iter().min_by_key(rank))
}
