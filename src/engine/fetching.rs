//! Messages that somebody opens: what of them is fetched, and what of it is already here.

use jiff::Timestamp;

use super::command::Reply;
use super::problem::{Problem, ProblemKind, Text};
use super::{Engine, access, acts, causes};
use crate::domain::{HeldText, MessageKey, PartNumber};
use crate::permission::{self, Action};
use crate::rfc822;

/// What of a message somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The message.
    Whole,
    /// What is needed to read it.
    Text,
    /// What of this number is attached to it.
    Attachment(usize),
}

/// What is to be fetched for that.
enum Missing {
    Nothing,
    Whole,
    Text,
    Part(PartNumber),
}

impl Engine {
    /// Fetches what of a message is wanted and not here. Whoever stops waiting stops the fetch.
    pub(super) async fn fetch(&self, key: MessageKey, wanted: Wanted) -> Result<Reply, Problem> {
        let shared = &self.shared;
        let id = key.folder.clone();
        let folder = shared.read(move |r| r.folder(&id)).await?;
        let folder = folder.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-message"))
        })?;
        let of = key.clone();
        let held = shared.read(move |r| r.text(&of)).await?;
        let missing = missing(held, wanted).await?;
        if access::is_lost(&folder) || access::is_in_doubt(&folder) {
            if !matches!(missing, Missing::Nothing) {
                acts::permit(permission::decide(Action::Read, &folder), &folder)?;
            }
            return Ok(Reply::Done);
        }
        let account = self.accounts.get(&folder.account)?;
        match missing {
            Missing::Nothing => {}
            Missing::Whole => account.body(key.clone()).await?,
            Missing::Text => account.text(key.clone()).await?,
            Missing::Part(part) => account.part(key.clone(), part).await?,
        }
        // Only when it goes again depends on it.
        let used = shared.store.cache().used(&key, Timestamp::now());
        if let Err(error) = used.await {
            tracing::warn!(%error, "That a message was opened could not be kept.");
        }
        Ok(Reply::Done)
    }

    /// A message as it came, fetched where it is not here whole.
    ///
    /// # Errors
    /// It is gone, or cannot be fetched.
    pub async fn source(&self, key: &MessageKey) -> Result<Vec<u8>, Problem> {
        let _ = self.fetch(key.clone(), Wanted::Whole).await?;
        let wanted = key.clone();
        let whole = self.read(move |r| r.body(&wanted)).await?;
        whole.ok_or_else(|| Problem::new(ProblemKind::NotFound, Text::new("problem-message-gone")))
    }

    /// The bytes of what is attached to a message, fetched where they are not here.
    ///
    /// # Errors
    /// The message is gone, has no such attachment, or it cannot be had.
    pub async fn attachment(&self, key: &MessageKey, index: usize) -> Result<Vec<u8>, Problem> {
        let _ = self.fetch(key.clone(), Wanted::Text).await?;
        let _ = self.fetch(key.clone(), Wanted::Attachment(index)).await?;
        let wanted = key.clone();
        let held = self.read(move |r| r.text(&wanted)).await?;
        let held = held.ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, Text::new("problem-message-gone"))
        })?;
        let bytes = move || rfc822::attachment_of_held(&held, index);
        let bytes = tokio::task::spawn_blocking(bytes).await;
        bytes.map_err(causes::of_task)?.map_err(unreadable)
    }
}

async fn missing(held: Option<HeldText>, wanted: Wanted) -> Result<Missing, Problem> {
    Ok(match (held, wanted) {
        (Some(HeldText::Whole(_)), _) => Missing::Nothing,
        (_, Wanted::Whole) => Missing::Whole,
        (None, Wanted::Text) => Missing::Text,
        // What was attached has a number only where it was seen.
        (None, Wanted::Attachment(_)) => Missing::Whole,
        (Some(HeldText::Excerpt(excerpt)), Wanted::Text) if excerpt.cuts_text() => Missing::Text,
        (Some(HeldText::Excerpt(_)), Wanted::Text) => Missing::Nothing,
        (Some(HeldText::Excerpt(excerpt)), Wanted::Attachment(index)) => {
            let find = move || {
                let part = rfc822::part_of_attachment(&excerpt.raw, index)?;
                let part = part.ok_or(rfc822::ParseError::NoSuchAttachment)?;
                let is_left_out = excerpt.left_out.iter().any(|left| left.part == part);
                Ok(is_left_out.then_some(part))
            };
            let found = tokio::task::spawn_blocking(find).await;
            match found.map_err(causes::of_task)?.map_err(unreadable)? {
                Some(part) => Missing::Part(part),
                None => Missing::Nothing,
            }
        }
    })
}

fn unreadable(error: rfc822::ParseError) -> Problem {
    let text = Text::new("problem-unreadable-message");
    Problem::new(ProblemKind::NotFound, text).detail(error)
}
