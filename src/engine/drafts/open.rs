//! A draft that lies in a Drafts folder, opened to be written on: one's own from another computer,
//! a teammate's in the shared mailbox, or what another program wrote.

use jiff::{SignedDuration, Timestamp};

use super::{errand, place};
use crate::domain::{
    CopyProof, Draft, DraftAt, DraftId, DraftLink, EmailAddress, Folder, FolderId, FolderRole,
    Identity, Intent, MailboxId, MailboxKind, MessageHeader, MessageKey, Mode, RemoteDraft, Reply,
    SendRight,
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
        let proof = CopyProof::Opened(errand::digest_of(&raw));
        if read.has_more {
            read.draft.body = crate::render::readable(&read.message).text;
        }
        for file in read
            .draft
            .attachments
            .iter_mut()
            .filter(|file| file.is_layout())
        {
            match crate::render::clean_again(file) {
                Some(clean) => *file = clean,
                // It is another message that somebody attached.
                None => file.in_text = false,
            }
        }
        Ok::<(ReadDraft, CopyProof), rfc822::ParseError>((read, proof))
    });
    let parsed = parsed.await.map_err(causes::of_task)?;
    let (read, proof) = parsed.map_err(|error| {
        let text = Text::new("draft-not-readable").with("folder", folder.path.clone());
        Problem::new(ProblemKind::Server, text)
            .of_mailbox(&folder.mailbox)
            .detail(error)
    })?;
    let tag = read.fields.tag.clone().unwrap_or_else(rfc822::draft_tag);
    let mut draft = read.draft.clone();
    let parsed = &read.message.header;
    let is_own = is_own(shared, &read);
    let known = identities::identities(shared).await?;
    draft.from = from(&known, parsed, &folder, is_own);
    draft.reply = reply(shared, &read, &draft, &folder, &tag).await?;
    let note = match (read.has_more, &read.fields.by) {
        (true, _) => Some(place::formatted()),
        (false, Some(by)) => {
            let at = header.date;
            (!is_own && is_late(at)).then(|| place::written_lately(&folder, by.label(), at))
        }
        (false, None) => None,
    };
    let link = DraftLink {
        tag,
        revision: read.fields.revision,
        stored: Some(draft.digest()),
        copy: Some(RemoteDraft {
            key: key.clone(),
            message_id: header.message_id,
            proof: Some(proof),
        }),
        keeps_original: read.has_more,
        note: note.as_ref().map(place::note),
        ..DraftLink::default()
    };
    match same(shared, &link).await? {
        Same::Newer(id) => return Ok(id),
        Same::Earlier(known) => return refresh(shared, known, draft, link).await,
        Same::None => {}
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

/// Did one of our members write it, as far as it says?
fn is_own(shared: &Shared, read: &ReadDraft) -> bool {
    let sender = read.message.header.participants.sender.as_ref();
    let Some(by) = read.fields.by.as_ref().or(sender) else {
        return false;
    };
    let config = shared.config();
    let mut accounts = config.accounts.iter();
    accounts.any(|a| by.address == a.address.as_str())
}

/// What is here of the draft of which a copy is opened.
enum Same {
    /// A newer state, or the same: that is the draft.
    Newer(DraftId),
    /// An earlier revision, on which nobody wrote since.
    Earlier(DraftAt),
    /// Nothing of the kind: what is opened is a draft beside it.
    None,
}

/// Looks for the draft of which this copy is a revision.
async fn same(shared: &Shared, link: &DraftLink) -> Result<Same, Problem> {
    let read = shared.read(|r| Ok((r.all_drafts()?, r.left_copies()?)));
    let (drafts, left) = read.await?;
    // A tag is the word of whoever wrote the copy: it must lie where ours lay.
    let folder = |link: &DraftLink| link.copy.as_ref().map(|copy| copy.key.folder.clone());
    let same = drafts.iter().filter_map(|draft| {
        let known = draft.link.as_ref()?;
        (known.tag == link.tag && folder(known) == folder(link)).then_some((draft, known))
    });
    let Some(copy) = &link.copy else {
        return Ok(Same::None);
    };
    // One of ours that another took the place of, and that could not be removed or came late.
    let is_replaced = left.iter().any(|(_, left)| {
        let is_it = match &left.key {
            Some(key) => *key == copy.key,
            None => left.message_id.is_some() && left.message_id == copy.message_id,
        };
        left.replaced && left.tag.as_ref() == Some(&link.tag) && is_it
    });
    for (draft, known) in same {
        if is_replaced {
            return Ok(Same::Newer(draft.id));
        }
        let message_id = |link: &DraftLink| link.copy.as_ref()?.message_id.clone();
        let is_it = known.revision == link.revision
            && message_id(link).is_some()
            && message_id(known) == message_id(link);
        if !is_it && known.revision >= link.revision {
            continue;
        }
        let id = draft.id;
        let stored = shared.read(move |r| r.draft(id)).await?;
        let untouched = stored.filter(|stored| {
            let link = stored.link.as_ref();
            stored.outbox.is_none()
                && link.is_some_and(|l| l.pending.is_none())
                && link.and_then(|l| l.stored.clone()) == Some(stored.draft.digest())
        });
        match untouched {
            Some(stored) => return Ok(Same::Earlier(stored.at())),
            // The folder was renumbered.
            None if is_it => return Ok(Same::Newer(id)),
            None => {}
        }
    }
    Ok(Same::None)
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

/// The identity that the draft names: of one's own in the way it names it, of somebody else's in the
/// best way that one has oneself, as for an answer; else that of the mailbox it lies in. `known` are
/// ordered best first.
fn from(
    known: &[Identity],
    header: &ParsedHeader,
    folder: &Folder,
    is_own: bool,
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
        let as_written = |i: &&Identity| !is_own || (i.key.mode == Mode::OnBehalf) == behalf;
        of_address()
            .find(|i| as_written(i) && i.right != SendRight::Refused)
            .or_else(|| of_address().find(|i| i.right != SendRight::Refused))
            .or_else(|| of_address().next())
            .map(|i| i.key.clone())
    };
    author
        .and_then(|author| of(&MailboxId::of(&author)))
        .or_else(|| of(&folder.mailbox))
}

/// What a draft answers or passes on, by its header: which of both, and what by its Message-ID.
fn about(read: &ReadDraft) -> Option<(Intent, Option<String>)> {
    let header = &read.message.header;
    let answered = header.in_reply_to.first().cloned();
    if let Some(id) = &read.forwarded {
        return Some((Intent::Forward, Some(id.clone())));
    }
    match (read.fields.passes_on, answered, header.references.last()) {
        // What Postroom wrote names it in these two fields only: without, it has no name, and the
        // last reference is another message.
        (Some(true), ..) => Some((Intent::Forward, None)),
        (Some(false), answered, _) => Some((Intent::Reply, answered)),
        (None, Some(id), _) => Some((Intent::Reply, Some(id))),
        // It belongs to the conversation; a forward answers nobody (RFC 5322 3.6.4).
        (None, None, Some(id)) => {
            let intent = match rfc822::is_forward_subject(&header.subject) {
                true => Intent::Forward,
                false => Intent::Reply,
            };
            Some((intent, Some(id.clone())))
        }
        (None, None, None) => None,
    }
}

/// What the draft answers or passes on; where the original is known, with it.
async fn reply(
    shared: &Shared,
    read: &ReadDraft,
    draft: &Draft,
    folder: &Folder,
    tag: &str,
) -> Result<Option<Reply>, Problem> {
    let Some((intent, id)) = about(read) else {
        return Ok(None);
    };
    let mut references = read.message.header.references.clone();
    references.retain(|known| Some(known) != id.as_ref());
    let used = used_mailbox(shared, draft, folder).await?;
    let original = match &id {
        Some(id) => original(shared, &used, &folder.mailbox, id).await?,
        None => None,
    };
    let used = used.mailbox;
    let (to, mailbox) = match original {
        Some(original) => (original.id, original.mailbox),
        // It is not here: a place that is none, and not that of another draft either. Where it lies
        // is found out when the answer leaves.
        None => {
            let number = tag.get(..8).and_then(|t| u32::from_str_radix(t, 16).ok());
            let nowhere = MessageKey {
                folder: FolderId::of(&used, ""),
                uid_validity: 0,
                uid: number.unwrap_or_default(),
            };
            (nowhere, used)
        }
    };
    Ok(Some(Reply {
        intent,
        to,
        mailbox,
        message_id: id,
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
