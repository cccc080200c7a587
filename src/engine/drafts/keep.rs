//! Keeping what is written, where a window and the command line may be at the same draft: neither
//! writes over what the other kept.

use jiff::Timestamp;

use super::place;
use crate::domain::{Draft, DraftAt};
use crate::engine::causes;
use crate::engine::command::Reply;
use crate::engine::event::Event;
use crate::engine::problem::Problem;
use crate::engine::shared::Shared;

/// Keeps what is written in place of the state that its writer knows; where that is not the state
/// of the draft any more, apart from it, or not at all.
///
/// # Errors
/// The store; unless `or_apart`, that the draft was changed, is gone or in the outbox.
pub(in crate::engine) async fn keep(
    shared: &Shared,
    over: Option<DraftAt>,
    draft: Draft,
    or_apart: bool,
) -> Result<Reply, Problem> {
    let precious = shared.store.precious();
    let kept = precious.keep_draft(over, draft, Timestamp::now(), or_apart);
    let (at, apart) = kept.await.map_err(|e| causes::of_store(&e))?;
    shared.tell(Event::Drafts);
    let apart = apart.then(place::kept_apart_here);
    Ok(Reply::Kept { at, apart })
}
