//! Where the message that is answered lies now: it may have been moved since the answer was begun,
//! by a colleague, or by whoever answers and files it at once.

use super::Room;
use crate::domain::{
    Flags, Folder, FolderId, FolderRole, FolderState, MailboxId, MailboxKind, MessageKey, Outgoing,
    Reply,
};
use crate::engine::causes;
use crate::engine::problem::Problem;
use crate::store::{Reader, StoreError};

/// Most folders that are searched beyond those where it is likely to lie.
const MOST_OTHERS: usize = 30;

/// Most copies of it in one folder whose flags are looked at.
const MOST_COPIES: usize = 10;

/// The message as the server has it.
pub(super) struct Found {
    /// Where.
    pub key: MessageKey,
    /// Its flags.
    pub flags: Flags,
}

/// Where it is likely to lie.
pub(super) struct Likely {
    /// Where it lay, where it was seen since, and the Inbox.
    near: Vec<Folder>,
    /// The archive, unless it was seen there: often large, and searched where it lies in none of the
    /// others.
    further: Vec<Folder>,
}

impl Likely {
    /// Where it lay, where it was seen since, and the Inbox.
    pub(super) fn near(&self) -> &[Folder] {
        &self.near
    }
}

/// What is answered in a team's name, and was read elsewhere, as the team may have got it: a place of
/// its own it has not there.
pub(super) async fn of_the_team(room: &Room, row: &Outgoing) -> Option<Reply> {
    let (reply, used) = (row.answer_to.clone()?, row.mailbox.clone()?);
    if reply.mailbox == used {
        return None;
    }
    let wanted = used.clone();
    let read = room.shared.read(move |reader| is_of_team(reader, &wanted));
    let is_team = read.await.is_ok_and(|is_team| is_team);
    is_team.then(|| Reply {
        to: MessageKey::nowhere(FolderId::of(&used, "")),
        mailbox: used,
        ..reply
    })
}

/// Is it a team's mailbox?
pub(super) fn is_of_team(reader: &Reader, mailbox: &MailboxId) -> Result<bool, StoreError> {
    let mailbox = reader.mailbox(mailbox)?;
    Ok(mailbox.is_some_and(|mailbox| mailbox.kind == MailboxKind::Shared))
}

/// Where it is likely to lie, as far as is known here.
pub(super) async fn likely(room: &Room, reply: &Reply) -> Result<Likely, Problem> {
    let reply = reply.clone();
    let read = room.shared.read(move |reader| {
        let mut near: Vec<Folder> = Vec::new();
        let mut seen = vec![reply.to.folder.clone()];
        if let Some(message_id) = &reply.message_id {
            let keys = reader.by_message_id(message_id)?;
            seen.extend(keys.into_iter().map(|key| key.folder));
        }
        for id in seen {
            let folder = reader.ways(&id)?.into_iter().next();
            near.extend(folder.filter(|f| f.id == reply.to.folder || f.mailbox == reply.mailbox));
        }
        let by_role = |role| {
            let ways = reader.ways_by_role(&reply.mailbox, role)?;
            Ok::<_, StoreError>(ways.into_iter().next())
        };
        near.extend(by_role(FolderRole::Inbox)?);
        Ok((near, by_role(FolderRole::Archive)?))
    });
    let (all, archive) = read.await?;
    let mut near: Vec<Folder> = Vec::new();
    for folder in all {
        if near.iter().all(|known| known.id != folder.id) {
            near.push(folder);
        }
    }
    let mut further = Vec::from_iter(archive);
    further.retain(|folder| near.iter().all(|known| known.id != folder.id));
    Ok(Likely { near, further })
}

/// The message at the place where it lay when the answer was begun. `None`: it is not there.
pub(super) async fn at_its_place(
    room: &Room,
    likely: &Likely,
    reply: &Reply,
) -> Result<Option<Found>, Problem> {
    let Some(folder) = likely.near.iter().find(|f| f.id == reply.to.folder) else {
        return Ok(None);
    };
    let flags = room.mail.flags(folder, &reply.to).await?;
    let key = reply.to.clone();
    Ok(flags.map(|flags| Found { key, flags }))
}

/// Its copies in a folder, but for the one at its place: what came to two addresses of a mailbox lies
/// there twice, and each copy has flags of its own.
pub(super) async fn copies_in(
    room: &Room,
    folder: &Folder,
    reply: &Reply,
) -> Result<Vec<Found>, Problem> {
    let mail = room.mail.as_ref();
    let Some(message_id) = &reply.message_id else {
        return Ok(Vec::new());
    };
    let mut keys = mail.all_with_message_id(folder, message_id).await?;
    keys.retain(|key| *key != reply.to);
    keys.truncate(MOST_COPIES);
    let mut copies = Vec::new();
    for key in keys {
        let flags = mail.flags(folder, &key).await?;
        copies.extend(flags.map(|flags| Found { key, flags }));
    }
    Ok(copies)
}

/// The mailbox's other folders into which somebody may have filed it.
async fn others(room: &Room, reply: &Reply, known: &Likely) -> Result<Vec<Folder>, Problem> {
    let mailbox = reply.mailbox.clone();
    let mut folders = room.shared.read(move |r| r.folders(&mailbox)).await?;
    folders.retain(|folder| {
        let holds_received = !matches!(folder.role, FolderRole::Sent | FolderRole::Drafts);
        holds_received
            && folder.state == FolderState::Readable
            && known.near.iter().all(|known| known.id != folder.id)
            && known.further.iter().all(|known| known.id != folder.id)
    });
    folders.truncate(MOST_OTHERS);
    Ok(folders)
}

/// Looks for it in these folders. `None`: it lies in none of them.
///
/// # Errors
/// It was not found, and some could not be looked into.
async fn find(room: &Room, folders: &[Folder], reply: &Reply) -> Result<Option<Found>, Problem> {
    let mut hindered = None;
    for folder in folders {
        match find_in(room, folder, reply).await {
            Ok(Some(found)) => return Ok(Some(found)),
            Ok(None) => {}
            Err(problem) => {
                hindered.get_or_insert(problem);
            }
        }
    }
    hindered.map_or(Ok(None), Err)
}

async fn find_in(room: &Room, folder: &Folder, reply: &Reply) -> Result<Option<Found>, Problem> {
    let mail = room.mail.as_ref();
    if folder.id == reply.to.folder
        && let Some(flags) = mail.flags(folder, &reply.to).await?
    {
        let key = reply.to.clone();
        return Ok(Some(Found { key, flags }));
    }
    // Moved away, or away and back, or the folder was renumbered.
    let Some(message_id) = &reply.message_id else {
        return Ok(None);
    };
    let Some(key) = mail.find_message_id(folder, message_id).await? else {
        return Ok(None);
    };
    let flags = mail.flags(folder, &key).await?;
    Ok(flags.map(|flags| Found { key, flags }))
}

/// Looks for it where it is likely to lie, and if it lies in none of these, in the mailbox's other
/// folders. `None`: it lies in none that are searched.
///
/// # Errors
/// It was not found, and some could not be looked into.
pub(super) async fn find_anywhere(
    room: &Room,
    likely: &Likely,
    reply: &Reply,
) -> Result<Option<Found>, Problem> {
    // One that may not be looked into keeps nobody from the others.
    let first = find(room, &likely.near, reply).await;
    if let Ok(Some(found)) = first {
        return Ok(Some(found));
    }
    match find_further(room, likely, reply).await? {
        Some(found) => Ok(Some(found)),
        None => first,
    }
}

/// The same of what does not lie near.
///
/// # Errors
/// As [`find_anywhere`].
pub(super) async fn find_further(
    room: &Room,
    likely: &Likely,
    reply: &Reply,
) -> Result<Option<Found>, Problem> {
    let first = find(room, &likely.further, reply).await;
    if let Ok(Some(found)) = first {
        return Ok(Some(found));
    }
    let others = others(room, reply, likely).await?;
    match find(room, &others, reply).await? {
        Some(found) => Ok(Some(found)),
        None => first,
    }
}

/// Where it lies now, in whatever folder of its mailbox. `None`: in none that are searched.
///
/// # Errors
/// It was not found out in time.
pub(super) async fn whereabouts(room: &Room, reply: &Reply) -> Result<Option<MessageKey>, Problem> {
    let look = async {
        let likely = likely(room, reply).await?;
        let found = find_anywhere(room, &likely, reply).await?;
        Ok(found.map(|found| found.key))
    };
    match tokio::time::timeout(room.shared.pace.check, look).await {
        Ok(found) => found,
        Err(_) => Err(causes::check_too_slow()),
    }
}

/// Where it is to be looked for later, when that could not be found out: where it lay, as far as that
/// folder is known, else from the Inbox of its mailbox on, by its Message-ID alone.
pub(super) async fn somewhere(room: &Room, reply: &Reply) -> Option<MessageKey> {
    let (mailbox, to) = (reply.mailbox.clone(), reply.to.clone());
    let read = room.shared.read(move |reader| {
        if !reader.ways(&to.folder)?.is_empty() {
            return Ok(Some(to));
        }
        let inbox = reader.ways_by_role(&mailbox, FolderRole::Inbox)?;
        Ok(inbox
            .into_iter()
            .next()
            .map(|inbox| MessageKey::nowhere(inbox.id)))
    });
    read.await.ok().flatten()
}
