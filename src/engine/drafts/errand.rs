//! What is done in a Drafts folder on the server: each errand opens the folder, makes sure that it
//! is the one that was meant, and does one thing.

use sha2::{Digest as _, Sha256};

use crate::domain::{CopyProof, FlagChange, Flags, LeftCopy, MessageKey, RemoteDraft, SystemFlag};
use crate::engine::backend::{FlagsOf, MailBackend, Opened, SoughtId};
use crate::engine::texts;
use crate::rfc822::{self, DRAFT_TAG};
use crate::wire::WireError;

/// The keyword on a draft that is being sent.
pub(super) const SENDING: &str = "$Sending";
/// Beginning of the keyword that names who does: `$SentBy-anna-1a2b3c4d`. At most 50 octets, which
/// is all that Dovecot keeps (`mail_max_keyword_length`).
const SENT_BY: &str = "$SentBy-";
/// How often a claim is tried again when only something else changed on the message.
const TRIES: u32 = 5;
/// Most copies of a draft that are looked into.
const MOST_OTHERS: usize = 5;

/// A copy as we know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Known {
    /// Where it lay; `None`: only its Message-ID is known.
    pub place: Option<(u32, u32)>,
    /// Its Message-ID without brackets.
    pub message_id: Option<String>,
    /// By what it is known where its place was lost. A Message-ID alone does for what was given to
    /// the server here and was never told where it lies: nobody else has seen that.
    pub proof: Option<CopyProof>,
}

impl Known {
    pub(super) fn of(
        key: Option<&MessageKey>,
        message_id: Option<&str>,
        proof: Option<&CopyProof>,
    ) -> Self {
        Self {
            place: key.map(|key| (key.uid_validity, key.uid)),
            message_id: message_id.map(str::to_owned),
            proof: proof.cloned(),
        }
    }

    pub(super) fn of_copy(copy: &RemoteDraft) -> Self {
        let message_id = copy.message_id.as_deref();
        Self::of(Some(&copy.key), message_id, copy.proof.as_ref())
    }

    pub(super) fn of_left(left: &LeftCopy) -> Self {
        let message_id = left.message_id.as_deref();
        Self::of(left.key.as_ref(), message_id, left.proof.as_ref())
    }

    /// Wherever it lies by now: by its Message-ID alone.
    pub(super) fn anywhere(message_id: &str) -> Self {
        Self::of(None, Some(message_id), None)
    }

    /// Is this message with its Message-ID the copy itself, and no later state of it?
    fn is_proven_by(&self, raw: &[u8]) -> bool {
        match &self.proof {
            Some(CopyProof::Written { tag, revision }) => {
                let fields = rfc822::draft_fields(raw);
                fields.tag.as_ref() == Some(tag) && fields.revision == *revision
            }
            Some(CopyProof::Opened(digest)) => digest_of(raw) == *digest,
            None => self.place.is_none(),
        }
    }

    /// Is it this message of the open folder, by its place or by what it says?
    fn is_at(&self, place: (u32, u32), raw: &[u8]) -> bool {
        self.place == Some(place)
            || self.place.is_none_or(|(validity, _)| validity != place.0)
                && self.message_id.is_some()
                && rfc822::parse_header(raw).message_id == self.message_id
                && self.is_proven_by(raw)
    }
}

/// SHA-256 in hexadecimal digits.
pub(super) fn digest_of(raw: &[u8]) -> String {
    let digest = Sha256::digest(raw);
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

/// Something to be done in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Errand {
    /// Is the copy still there, and are there other copies of the same draft?
    Look {
        /// The copy.
        copy: Known,
        /// The draft's tag.
        tag: String,
        /// Copies of ours that do not count: older ones that are still there, or may arrive yet.
        ours: Vec<Known>,
        /// Our own mark.
        mark: String,
    },
    /// Where is it, in a folder in which a message has its Message-ID?
    Find {
        /// The copy.
        copy: Known,
    },
    /// Remove it, if it is there.
    Remove {
        /// The copy.
        copy: Known,
        /// Not if somebody else is sending it; our own mark.
        unless_taken: Option<String>,
    },
    /// Mark it as being sent, unless somebody else did.
    Claim {
        /// The copy.
        copy: Known,
        /// Our own mark.
        mark: String,
        /// Did we set out to mark it before? Then a mark of ours on it is ours.
        again: bool,
    },
    /// Take our mark away again.
    Release {
        /// The copy.
        copy: Known,
        /// Our own mark.
        mark: String,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Found {
    /// Of a look: where the copy is now, and of how many others, by whom.
    Seen {
        /// UIDVALIDITY and UID.
        copy: Option<(u32, u32)>,
        /// How many others there are.
        others: usize,
        /// Who wrote one of them, as far as it says.
        by: Option<String>,
        /// Somebody else is sending the copy; who, as far as their mark says.
        taken: Option<Option<String>>,
    },
    /// Of a search: UIDVALIDITY and UID.
    At(u32, u32),
    /// Of a search: what has its Message-ID is another state of it, or cannot be told from one.
    Another,
    /// Of the others.
    Done,
    /// It is ours to send.
    Claimed,
    /// Somebody else sends it or did; who, as far as their mark says.
    Taken(Option<String>),
    /// It is not there.
    Gone,
    /// It is not there, and the folder is another one than it was (UIDVALIDITY): the one in which it
    /// lay may have been renamed, and took it along.
    GoneWithFolder,
    /// This folder keeps no marks, or cannot set one on a condition.
    NoMarks,
}

impl Errand {
    /// Runs the errand.
    pub(in crate::engine) async fn run(
        self,
        mail: &mut dyn MailBackend,
        folder: &str,
    ) -> Result<Found, WireError> {
        match self {
            Self::Look {
                copy,
                tag,
                ours,
                mark,
            } => look(mail, folder, &copy, &tag, &ours, &mark).await,
            Self::Find { copy } => {
                let opened = mail.open(folder, false).await?;
                Ok(match placed(mail, &opened, &copy).await? {
                    Placed::At(uid) => Found::At(opened.uid_validity, uid),
                    Placed::Another(_) => Found::Another,
                    Placed::Gone => Found::Gone,
                })
            }
            Self::Remove { copy, unless_taken } => {
                let opened = mail.open(folder, true).await?;
                let Placed::At(uid) = placed(mail, &opened, &copy).await? else {
                    return Ok(gone(&opened, &copy));
                };
                if let Some(mark) = unless_taken
                    && let Some(found) = doom(mail, &opened, uid, &mark).await?
                {
                    return Ok(found);
                }
                match mail.remove(&[uid]).await {
                    // Without UIDPLUS (RFC 4315) it is marked as deleted, which is all that can be
                    // done without removing what others have marked.
                    Err(WireError::Unsupported { .. }) => {
                        let deleted = FlagChange::system(SystemFlag::Deleted, true);
                        mail.store(&[uid], &deleted).await.map(|()| Found::Done)
                    }
                    removed => removed.map(|()| Found::Done),
                }
            }
            Self::Claim { copy, mark, again } => claim(mail, folder, &copy, &mark, again).await,
            Self::Release { copy, mark } => {
                let opened = mail.open(folder, true).await?;
                // Whatever bears our mark is what we marked.
                let mut wanted = copy.clone();
                wanted.place = copy.place.filter(|(v, _)| *v == opened.uid_validity);
                wanted.proof = None;
                let Some(uid) = found(mail, &opened, &wanted).await? else {
                    return Ok(gone(&opened, &copy));
                };
                let flags = mail.flags_of(&[uid]).await?;
                let ours = |f: &FlagsOf| f.uid == uid && f.flags.has_keyword(&mark);
                if flags.iter().any(ours) {
                    let change = FlagChange {
                        add: Vec::new(),
                        remove: vec![SENDING.to_owned(), mark],
                    };
                    mail.store(&[uid], &change).await?;
                }
                Ok(Found::Done)
            }
        }
    }
}

/// It is not in the open folder.
fn gone(opened: &Opened, copy: &Known) -> Found {
    match copy.place {
        Some((validity, _)) if validity != opened.uid_validity => Found::GoneWithFolder,
        _ => Found::Gone,
    }
}

/// The UID of a copy in the open folder, unless it is marked as deleted.
async fn found(
    mail: &mut dyn MailBackend,
    opened: &Opened,
    copy: &Known,
) -> Result<Option<u32>, WireError> {
    let Placed::At(uid) = placed(mail, opened, copy).await? else {
        return Ok(None);
    };
    Ok(alive(mail, &[uid]).await?.into_iter().next())
}

/// Those of these messages that are there and not marked as deleted.
async fn alive(mail: &mut dyn MailBackend, uids: &[u32]) -> Result<Vec<u32>, WireError> {
    if uids.is_empty() {
        return Ok(Vec::new());
    }
    let flags = mail.flags_of(uids).await?;
    let alive = flags
        .iter()
        .filter(|f| uids.contains(&f.uid) && !f.flags.has(SystemFlag::Deleted));
    Ok(alive.map(|f| f.uid).collect())
}

/// Where a copy is in the open folder.
enum Placed {
    At(u32),
    Gone,
    /// It is not proven to be there. These have its Message-ID.
    Another(Vec<u32>),
}

/// The UID of a copy in the open folder: by its place, or by its Message-ID where the folder was
/// renumbered or the place was never told.
async fn placed(
    mail: &mut dyn MailBackend,
    opened: &Opened,
    copy: &Known,
) -> Result<Placed, WireError> {
    if let Some((validity, uid)) = copy.place
        && validity == opened.uid_validity
    {
        let flags = mail.flags_of(&[uid]).await?;
        let is_there = flags.iter().any(|f| f.uid == uid);
        return Ok(match is_there {
            true => Placed::At(uid),
            false => Placed::Gone,
        });
    }
    let Some(message_id) = &copy.message_id else {
        return Ok(Placed::Gone);
    };
    let mut uids = mail.with_message_id(&SoughtId::exactly(message_id)).await?;
    uids.sort_unstable();
    if copy.place.is_none() && copy.proof.is_none() {
        return Ok(uids.pop().map_or(Placed::Gone, Placed::At));
    }
    for uid in uids.iter().rev().take(MOST_OTHERS) {
        if let Some(raw) = read(mail, *uid).await?
            && copy.is_proven_by(&raw)
        {
            return Ok(Placed::At(*uid));
        }
    }
    Ok(match uids.is_empty() {
        true => Placed::Gone,
        false => Placed::Another(uids),
    })
}

/// A message of the open folder; `None`: it cannot be read.
async fn read(mail: &mut dyn MailBackend, uid: u32) -> Result<Option<Vec<u8>>, WireError> {
    match mail.body(uid, None, texts::LARGEST).await {
        Ok(raw) => Ok(Some(raw)),
        Err(error) if mail.is_usable() => {
            tracing::debug!(%error, "A copy of a draft could not be read.");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn look(
    mail: &mut dyn MailBackend,
    folder: &str,
    copy: &Known,
    tag: &str,
    ours: &[Known],
    mark: &str,
) -> Result<Found, WireError> {
    let opened = mail.open(folder, false).await?;
    let validity = opened.uid_validity;
    let (uid, another) = match placed(mail, &opened, copy).await? {
        Placed::At(uid) => (alive(mail, &[uid]).await?.into_iter().next(), Vec::new()),
        Placed::Gone => (None, Vec::new()),
        Placed::Another(uids) => (None, uids),
    };
    let taken = match uid {
        Some(uid) => {
            let flags = mail.flags_of(&[uid]).await?;
            let now = flags.into_iter().find(|f| f.uid == uid);
            match now.and_then(|now| taken(&now.flags, mark, true)) {
                Some(Found::Taken(who)) => Some(who),
                _ => None,
            }
        }
        None => None,
    };
    // A server that drops the field (Exchange was seen to keep core fields only) finds none.
    let mut others = mail.with_field(DRAFT_TAG, tag).await?;
    others.extend(another);
    others.sort_unstable();
    others.dedup();
    let lies_at = |uid: u32| Some((validity, uid));
    others.retain(|o| Some(*o) != uid && ours.iter().all(|ours| ours.place != lies_at(*o)));
    let others = alive(mail, &others).await?;
    let mut count = others.len();
    let mut by = None;
    for other in others.iter().rev().take(MOST_OTHERS) {
        let Some(raw) = read(mail, *other).await? else {
            continue;
        };
        if ours.iter().any(|ours| ours.is_at((validity, *other), &raw)) {
            count = count.saturating_sub(1);
            continue;
        }
        by = rfc822::draft_fields(&raw)
            .by
            .map(|by| by.label().to_owned());
        if by.is_some() {
            break;
        }
    }
    Ok(Found::Seen {
        copy: uid.map(|uid| (validity, uid)),
        others: count,
        by,
        taken,
    })
}

/// Marks a copy as deleted on the condition that nobody claims it meanwhile; without conditions
/// the look before has to do. What stands in the way of removing it, if anything.
async fn doom(
    mail: &mut dyn MailBackend,
    opened: &Opened,
    uid: u32,
    mark: &str,
) -> Result<Option<Found>, WireError> {
    let conditional = mail.abilities().conditional_store && opened.highest_modseq.is_some();
    let deleted = FlagChange::system(SystemFlag::Deleted, true);
    for _ in 0..TRIES {
        let flags = mail.flags_of(&[uid]).await?;
        let Some(now) = flags.into_iter().find(|f| f.uid == uid) else {
            return Ok(Some(Found::Gone));
        };
        if let Some(Found::Taken(who)) = taken(&now.flags, mark, true) {
            return Ok(Some(Found::Taken(who)));
        }
        let (Some(modseq), true) = (now.modseq, conditional) else {
            return Ok(None);
        };
        match mail.store_unless_changed(uid, modseq, &deleted).await {
            Ok(true) => return Ok(None),
            Ok(false) => {}
            Err(WireError::Gone) => return Ok(Some(Found::Gone)),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

async fn claim(
    mail: &mut dyn MailBackend,
    folder: &str,
    copy: &Known,
    mark: &str,
    again: bool,
) -> Result<Found, WireError> {
    let opened = mail.open(folder, true).await?;
    let Some(uid) = found(mail, &opened, copy).await? else {
        return Ok(gone(&opened, copy));
    };
    let any = |flags: &Vec<String>| flags.iter().any(|f| f == "\\*");
    let marks = opened.permanent_flags.as_ref().is_none_or(any);
    let conditional = mail.abilities().conditional_store && opened.highest_modseq.is_some();
    let change = FlagChange {
        add: vec![SENDING.to_owned(), mark.to_owned()],
        remove: Vec::new(),
    };
    for _ in 0..TRIES {
        let flags = mail.flags_of(&[uid]).await?;
        // Marked as deleted, another revision has taken its place.
        let is_it = |f: &FlagsOf| f.uid == uid && !f.flags.has(SystemFlag::Deleted);
        let Some(now) = flags.into_iter().find(is_it) else {
            return Ok(Found::Gone);
        };
        if let Some(answer) = taken(&now.flags, mark, again) {
            return Ok(answer);
        }
        // Without a condition two of us could both think that they were first.
        let (Some(modseq), true, true) = (now.modseq, marks, conditional) else {
            return Ok(Found::NoMarks);
        };
        if opened.read_only {
            return Ok(Found::NoMarks);
        }
        match mail.store_unless_changed(uid, modseq, &change).await {
            Ok(true) => {
                // A server that let two pass shows both their marks: then neither sends.
                let flags = mail.flags_of(&[uid]).await?;
                let now = flags.into_iter().find(|f| f.uid == uid);
                let answer = now.map(|now| taken(&now.flags, mark, true));
                return Ok(answer.flatten().unwrap_or(Found::Gone));
            }
            // Somebody changed it; or the server does not keep the mark, and nothing changed.
            Ok(false) => {
                let flags = mail.flags_of(&[uid]).await?;
                let now = flags.into_iter().find(|f| f.uid == uid);
                if now.is_some_and(|n| n.modseq == Some(modseq)) {
                    return Ok(Found::NoMarks);
                }
            }
            Err(WireError::Gone) => return Ok(Found::Gone),
            Err(error) => return Err(error),
        }
    }
    tracing::info!(again, "A draft changed too often to be claimed.");
    Ok(Found::NoMarks)
}

/// What the marks on a copy say: that it is ours, somebody else's; `None`: nobody's.
fn taken(flags: &Flags, mark: &str, again: bool) -> Option<Found> {
    let other = flags
        .keywords()
        .find(|k| is_mark(k) && !k.eq_ignore_ascii_case(mark));
    if let Some(other) = other {
        return Some(Found::Taken(name_in(other)));
    }
    match (flags.has_keyword(mark), again) {
        (true, true) => Some(Found::Claimed),
        // A copied profile, or one that was restored: it is not us who set out.
        (true, false) => Some(Found::Taken(name_in(mark))),
        (false, _) => flags.has_keyword(SENDING).then_some(Found::Taken(None)),
    }
}

fn is_mark(keyword: &str) -> bool {
    let begins = keyword.get(..SENT_BY.len());
    begins.is_some_and(|begins| begins.eq_ignore_ascii_case(SENT_BY))
}

/// The keyword of a member on this computer.
pub(super) fn mark_of(name: &str, computer: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
        .take(24)
        .collect();
    format!("{SENT_BY}{}-{computer}", name.to_ascii_lowercase())
}

/// The member whom a keyword names. It was set by whoever may write into the folder.
fn name_in(keyword: &str) -> Option<String> {
    let (name, _) = keyword.get(SENT_BY.len()..)?.rsplit_once('-')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    (!name.is_empty() && name.len() <= 24 && name.chars().all(fits)).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_who_sends() {
        let ours = mark_of("Anna.Berg", "1a2b3c4d");
        assert_eq!(ours, "$SentBy-anna.berg-1a2b3c4d");
        assert!(mark_of(&"x".repeat(80), "1a2b3c4d").len() <= 50);
        let flags = |words: &[&str]| Flags::from_wire(words.iter().copied());
        let told = |words: &[&str], again| taken(&flags(words), &ours, again);
        let ben = Found::Taken(Some("ben".to_owned()));
        assert_eq!(told(&["\\Seen", "$Label1"], false), None);
        assert_eq!(told(&["$Sending", &ours], true), Some(Found::Claimed));
        assert_eq!(
            told(&["$Sending", &ours], false),
            Some(Found::Taken(Some("anna.berg".to_owned())))
        );
        assert_eq!(
            told(&["$Sending", "$SentBy-ben-00000000"], true),
            Some(ben.clone())
        );
        // Both were let pass: neither sends.
        assert_eq!(
            told(&["$Sending", "$SentBy-ben-00000000", &ours], true),
            Some(ben)
        );
        assert_eq!(told(&["$sending"], true), Some(Found::Taken(None)));
        assert_eq!(
            told(&["$Sending", "$SentBy-\u{7f}x-1"], true),
            Some(Found::Taken(None)),
            "a name that is none is not shown"
        );
    }
}
