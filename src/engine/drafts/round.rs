//! Storing the copy of one draft.

use jiff::Timestamp;

use super::errand::{Errand, Found, Known};
use super::whereabouts::{self, Held, Search};
use super::{DraftMail, claim, place};
use crate::domain::{
    CopyProof, Draft, DraftId, DraftLink, Folder, Intent, LeftCopy, MessageKey, PendingCopy,
    RemoteDraft,
};
use crate::engine::causes::{self, FolderAnswer};
use crate::engine::event::Event;
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::shared::Shared;
use crate::rfc822::{self, DraftFields, FrozenFields};
use crate::store::StoredDraft;

/// Stores what changed of a draft. Whatever will not be better by itself is noted with the draft
/// and is no error.
///
/// # Errors
/// What stands in the way for now: it is tried again.
pub(super) async fn store(
    shared: &Shared,
    mail: &dyn DraftMail,
    id: DraftId,
) -> Result<(), Problem> {
    // From here to its end a message of this draft waits before it claims the copy.
    let _storing = Storing::begin(shared, id);
    let read = shared.read(move |r| r.draft(id)).await?;
    // In the outbox it is frozen, and its copy stays what it is.
    let Some(stored) = read.filter(|stored| stored.outbox.is_none()) else {
        return Ok(());
    };
    let round = Round {
        shared,
        mail,
        at: stored.changed_at,
        id,
    };
    round.run(stored).await
}

/// The draft whose copy is being stored, until this goes.
struct Storing<'a>(&'a Shared);

impl<'a> Storing<'a> {
    fn begin(shared: &'a Shared, id: DraftId) -> Self {
        shared.storing.send_replace(Some(id));
        Self(shared)
    }
}

impl Drop for Storing<'_> {
    fn drop(&mut self) {
        self.0.storing.send_replace(None);
    }
}

struct Round<'a> {
    shared: &'a Shared,
    mail: &'a dyn DraftMail,
    id: DraftId,
    /// The state that is dealt with.
    at: Timestamp,
}

impl Round<'_> {
    async fn run(&self, stored: StoredDraft) -> Result<(), Problem> {
        let draft = stored.draft;
        let mut link = stored.link.unwrap_or_else(|| DraftLink {
            tag: rfc822::draft_tag(),
            ..DraftLink::default()
        });
        // Of a draft in which nothing stands there is nothing to store, and nothing is to be put
        // in the place of what was.
        if draft.is_empty() || link.keeps_original {
            return self.keep(link, Some(self.at), Vec::new()).await;
        }
        let mut left = Vec::new();
        self.look_up(&mut link, &mut left).await?;
        let folder = match place::target(self.shared, &draft, &link).await {
            Ok(Some(folder)) => folder,
            Ok(None) => return self.keep(link, Some(self.at), left).await,
            Err(problem) if problem.kind == ProblemKind::Storage => return Err(problem),
            Err(problem) => {
                place::say(&mut link, &problem);
                return self.keep(link, Some(self.at), left).await;
            }
        };
        let followed = follow(self.shared, self.mail, &draft, &mut link).await?;
        let digest = draft.digest();
        let lies_there = |copy: &RemoteDraft| copy.key.folder == folder.id;
        if link.stored.as_ref() == Some(&digest) && link.copy.as_ref().is_some_and(lies_there) {
            return self.keep(link, Some(self.at), left).await;
        }
        let conflict = match link.copy.clone() {
            _ if followed == Followed::Changed => {
                Some(place::conflict(&folder, &draft.subject, false, None))
            }
            Some(copy) => self.others(&draft, &mut link, &copy).await?,
            None => None,
        };
        if let Some(problem) = &conflict {
            // Ours becomes a draft of its own; the copy that lies there is not ours any more.
            link = DraftLink {
                tag: rfc822::draft_tag(),
                note: Some(place::note(problem)),
                ..DraftLink::default()
            };
        }
        let before = link.copy.clone();
        self.append(&draft, digest, &folder, &mut link, left)
            .await?;
        if let (Some(copy), Some(before)) = (link.copy.clone(), before) {
            self.look_again(&draft, link, copy, &before).await?;
        }
        Ok(())
    }

    /// What became of a copy whose place was not told, or whose answer was lost.
    async fn look_up(&self, link: &mut DraftLink, left: &mut Vec<LeftCopy>) -> Result<(), Problem> {
        let Some(pending) = link.pending.clone() else {
            return Ok(());
        };
        let folder = place::folder(self.shared, &pending.folder).await?;
        let message_id = &pending.message_id;
        let found = match folder {
            Some(folder) => self.mail.with_message_id(&folder, message_id).await?,
            // Renamed, it took along what arrived.
            None => {
                let copy = Known::anywhere(message_id);
                match whereabouts::search(self.shared, self.mail, Vec::new(), &copy).await? {
                    Search::Found(key) => Some(key),
                    Search::Unsure(Some(problem)) if !is_for_good(&problem) => return Err(problem),
                    Search::Nowhere | Search::Changed(_) | Search::Unsure(_) => None,
                }
            }
        };
        if let Some(key) = found {
            left.extend(replaced(link, key, Some(pending.message_id.clone())));
            link.stored = Some(pending.digest);
        } else {
            // Where the line was cut while the server was given it, it may arrive yet.
            left.push(LeftCopy {
                replaced: true,
                tag: Some(link.tag.clone()),
                ..LeftCopy::of_pending(pending, Timestamp::now().as_second())
            });
        }
        link.pending = None;
        Ok(())
    }

    /// Is the copy that we know still the only one? Else what to say. In a folder that was
    /// renumbered it has another place now.
    async fn others(
        &self,
        draft: &Draft,
        link: &mut DraftLink,
        copy: &RemoteDraft,
    ) -> Result<Option<Problem>, Problem> {
        // A folder that is not there any more took the copy along.
        let Some(folder) = place::folder(self.shared, &copy.key.folder).await? else {
            return Ok(None);
        };
        let errand = self.look_errand(link, copy, &folder).await?;
        match self.mail.errand(&folder, errand).await? {
            Found::Seen {
                copy: Some((uid_validity, uid)),
                others: 0,
                taken: None,
                ..
            } => {
                if let Some(copy) = &mut link.copy {
                    copy.key.uid_validity = uid_validity;
                    copy.key.uid = uid;
                }
                Ok(None)
            }
            Found::Seen {
                taken: Some(who), ..
            } => Ok(Some(place::being_sent(&folder, &draft.subject, who))),
            Found::Seen {
                copy, others, by, ..
            } => {
                let gone = copy.is_none() && others == 0;
                let problem = place::conflict(&folder, &draft.subject, gone, by);
                Ok(Some(problem))
            }
            _ => Ok(None),
        }
    }

    async fn look_errand(
        &self,
        link: &DraftLink,
        copy: &RemoteDraft,
        folder: &Folder,
    ) -> Result<Errand, Problem> {
        // Our own earlier copies lie there until they are removed, or arrive late.
        let left = self.shared.read(|r| r.left_copies()).await?;
        let left = left.iter().map(|(_, left)| left);
        let ours = left.filter(|left| left.folder == folder.id);
        Ok(Errand::Look {
            copy: Known::of_copy(copy),
            tag: link.tag.clone(),
            ours: ours.map(Known::of_left).collect(),
            mark: claim::mark(self.shared, folder).await?,
        })
    }

    /// Appends a new copy; when it is there, the old one is left to be removed.
    async fn append(
        &self,
        draft: &Draft,
        digest: String,
        folder: &Folder,
        link: &mut DraftLink,
        mut left: Vec<LeftCopy>,
    ) -> Result<(), Problem> {
        let (message_id, bytes) = match self.copy_of(draft, link, folder).await {
            Ok(copy) => copy,
            Err(problem) => {
                place::say(link, &place::not_stored(folder, &problem));
                return self.keep(link.clone(), Some(self.at), left).await;
            }
        };
        link.pending = Some(PendingCopy {
            folder: folder.id.clone(),
            message_id: message_id.clone(),
            digest: digest.clone(),
        });
        self.keep(link.clone(), None, std::mem::take(&mut left))
            .await?;
        let told = match self.mail.put_draft(folder, bytes.into()).await {
            Ok(told) => told,
            Err(problem) if is_for_good(&problem) => {
                // The server said so, and nothing of it is there; until something else is saved,
                // it would say the same.
                link.pending = None;
                place::say(link, &place::not_stored(folder, &problem));
                return self.keep(link.clone(), Some(self.at), left).await;
            }
            Err(problem) => {
                if problem.kind == ProblemKind::Server {
                    place::say(link, &place::not_stored(folder, &problem));
                    self.keep(link.clone(), None, Vec::new()).await?;
                }
                return Err(problem);
            }
        };
        let key = match told {
            Some(key) => Some(key),
            // Without UIDPLUS (RFC 4315).
            None => self.mail.with_message_id(folder, &message_id).await?,
        };
        let Some(key) = key else {
            let text = Text::new("draft-not-stored")
                .with("folder", folder.path.clone())
                .with("mailbox", folder.mailbox.as_str());
            return Err(Problem::new(ProblemKind::Server, text).of_mailbox(&folder.mailbox));
        };
        let message_id = Some(message_id);
        left.extend(replaced(link, key, message_id));
        link.pending = None;
        link.stored = Some(digest);
        // It said why there was no copy; that somebody has another one is true for ever.
        if !place::says_conflict(link) {
            link.note = None;
        }
        self.keep(link.clone(), Some(self.at), left).await
    }

    /// Removes the copy that was replaced, unless a colleague is sending it, or did, since it was
    /// looked at: then what to say. What cannot be removed now is written down.
    async fn take_away(
        &self,
        draft: &Draft,
        before: &RemoteDraft,
    ) -> Result<Option<Problem>, Problem> {
        let Some(folder) = place::folder(self.shared, &before.key.folder).await? else {
            return Ok(None);
        };
        let errand = Errand::Remove {
            copy: Known::of_copy(before),
            unless_taken: Some(claim::mark(self.shared, &folder).await?),
        };
        Ok(match self.mail.errand(&folder, errand).await {
            Ok(Found::Taken(who)) => Some(place::being_sent(&folder, &draft.subject, who)),
            Ok(Found::Gone) => Some(place::conflict(&folder, &draft.subject, true, None)),
            Ok(_) => None,
            Err(problem) => {
                let what = problem.message.key;
                tracing::info!(what, "The copy that was replaced is removed later.");
                None
            }
        })
    }

    /// Two members who store at the same moment each find the other's copy only afterwards.
    async fn look_again(
        &self,
        draft: &Draft,
        mut link: DraftLink,
        copy: RemoteDraft,
        before: &RemoteDraft,
    ) -> Result<(), Problem> {
        let mut problem = self.take_away(draft, before).await?;
        if problem.is_none() && copy.key.folder == before.key.folder {
            problem = self.others(draft, &mut link, &copy).await?;
        }
        let Some(problem) = problem else {
            return Ok(());
        };
        // The text is there twice; the next time ours is stored, under a name of its own.
        link.tag = rfc822::draft_tag();
        link.stored = None;
        link.note = Some(place::note(&problem));
        self.keep(link, Some(self.at), Vec::new()).await
    }

    async fn keep(
        &self,
        link: DraftLink,
        stored_at: Option<Timestamp>,
        left: Vec<LeftCopy>,
    ) -> Result<(), Problem> {
        let precious = self.shared.store.precious();
        let kept = precious.link_draft(self.id, link.clone(), stored_at, left);
        let there = kept.await.map_err(|e| causes::of_store(&e))?;
        place::stand(self.shared, self.id, there.then_some(&link));
        if stored_at.is_some() {
            self.shared.tell(Event::Drafts);
        }
        Ok(())
    }

    /// The copy as it will lie in the folder, and its Message-ID.
    async fn copy_of(
        &self,
        draft: &Draft,
        link: &DraftLink,
        folder: &Folder,
    ) -> Result<(String, Vec<u8>), Problem> {
        let identity = place::identity_of(self.shared, draft).await?;
        let config = self.shared.config();
        let account = match &identity {
            Some(identity) => config.account(&identity.key.account),
            None => config.account(&folder.account),
        };
        let member = account.map(crate::domain::Account::named_address);
        let bug = || Problem::new(ProblemKind::Bug, Text::new("problem-bug"));
        // A message needs an author (RFC 5322 3.6); until one is chosen, it is who writes.
        let from = identity.as_ref().map(|identity| identity.from.clone());
        let from = from.or_else(|| member.clone()).ok_or_else(bug)?;
        let address = from.checked().map_err(|e| bug().detail(e))?;
        let reply_to = identity.as_ref().and_then(|identity| {
            let to = identity.reply_to.as_ref()?;
            Some(crate::domain::NamedAddress::new(from.name.as_deref(), to))
        });
        let frozen = FrozenFields {
            message_id: rfc822::new_message_id(&address),
            date: self.at,
            boundary: rfc822::new_boundary(),
            sender: identity.and_then(|identity| identity.sender),
            reply_to: reply_to.into_iter().collect(),
            // A draft is gone on with: no blank of it is lost.
            flowed: false,
            from,
        };
        let intent = draft.reply.as_ref().map(|reply| reply.intent);
        let fields = DraftFields {
            tag: Some(link.tag.clone()),
            revision: link.revision.saturating_add(1),
            by: member,
            passes_on: intent.map(|intent| intent == Intent::Forward),
        };
        let draft = draft.clone();
        let message_id = frozen.message_id.clone();
        // A large file takes its time to encode.
        let built =
            tokio::task::spawn_blocking(move || rfc822::build_draft(&draft, &frozen, &fields));
        let built = built.await.map_err(causes::of_task)?;
        Ok((message_id, built.map_err(|e| bug().detail(e))?))
    }
}

/// Puts a new copy in the place of the old one, which is left.
pub(super) fn replaced(
    link: &mut DraftLink,
    key: MessageKey,
    message_id: Option<String>,
) -> Option<LeftCopy> {
    link.revision = link.revision.saturating_add(1);
    let copy = RemoteDraft {
        key,
        message_id,
        proof: Some(CopyProof::Written {
            tag: link.tag.clone(),
            revision: link.revision,
        }),
    };
    let old = link.copy.replace(copy);
    old.map(|old| LeftCopy {
        replaced: true,
        tag: Some(link.tag.clone()),
        ..LeftCopy::of(old, Timestamp::now().as_second())
    })
}

/// What came of following a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Followed {
    /// It lies where the link says, or nowhere where it belongs.
    Done,
    /// Somebody saved it since, for all that is known.
    Changed,
}

/// Finds the copy again whose folder was renamed, and took it along: if it lies where copies of
/// this draft belong by now, the link leads there.
async fn follow(
    shared: &Shared,
    mail: &dyn DraftMail,
    draft: &Draft,
    link: &mut DraftLink,
) -> Result<Followed, Problem> {
    let Some(copy) = link.copy.clone() else {
        return Ok(Followed::Done);
    };
    if place::folder(shared, &copy.key.folder).await?.is_some() {
        return Ok(Followed::Done);
    }
    let Ok(Some(folder)) = place::target(shared, draft, link).await else {
        return Ok(Followed::Done);
    };
    match whereabouts::in_folder(mail, &folder, &Known::of_copy(&copy)).await? {
        Held::At(key) => link.copy = Some(RemoteDraft { key, ..copy }),
        Held::Another => return Ok(Followed::Changed),
        Held::Nothing => {}
    }
    Ok(Followed::Done)
}

/// A refusal after which nothing of the message is there, and another try would end the same: the
/// folder is closed, or full, which is no word on the folder.
pub(super) fn is_for_good(problem: &Problem) -> bool {
    causes::answer_of_folder(problem) == FolderAnswer::Closed
        || problem.message.key == "problem-over-quota"
}
