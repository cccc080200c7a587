//! A draft that goes its own way, after a colleague sent the same one.

use crate::domain::{DraftId, DraftLink};
use crate::engine::causes;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;
use crate::rfc822;

use super::place;

/// Is it held since somebody else sends the same draft, or did something with it?
fn is_sent_by_other(why: &Problem) -> bool {
    let keys = [
        "draft-sent-by-other",
        "draft-sent-by-somebody",
        "draft-sent-elsewhere",
    ];
    keys.contains(&why.message.key)
}

/// A message was taken back, and this is why it had been held. Whoever read that somebody else sends the
/// same draft, and goes on with theirs, has a draft of their own from now on: what lies in the folder is
/// not theirs to touch, and no reason to hold it again.
pub(in crate::engine) async fn taken_back(
    shared: &Shared,
    id: DraftId,
    why: &Problem,
) -> Result<(), Problem> {
    if !is_sent_by_other(why) {
        return Ok(());
    }
    let stored = shared.read(move |r| r.draft(id)).await?;
    // What may arrive yet is still looked for under its name.
    let link = stored.and_then(|stored| stored.link);
    let Some(link) = link.filter(|link| link.pending.is_none()) else {
        return Ok(());
    };
    let own = DraftLink {
        tag: rfc822::draft_tag(),
        copy: None,
        stored: None,
        note: None,
        ..link
    };
    let precious = shared.store.precious();
    let kept = precious.link_draft(id, own, None, Vec::new()).await;
    kept.map_err(|error| causes::of_store(&error))?;
    place::stand(shared, id, None);
    Ok(())
}
