//! Messages that were moved since somebody saw them: what is done next is for them, and not for a place that is empty.

use std::collections::BTreeMap;

use crate::domain::{Act, MessageKey};
use crate::store::{Reader, StoreError};

use super::super::problem::Problem;
use super::super::shared::Shared;

/// So often one message is followed from place to place.
const MOST_MOVES: usize = 8;

/// Where these messages are now, as far as steps of this person moved those that do not lie where they did.
pub(super) async fn followed(
    shared: &Shared,
    messages: Vec<MessageKey>,
) -> Result<Vec<MessageKey>, Problem> {
    shared.read(move |reader| follow(reader, messages)).await
}

fn follow(reader: &Reader, mut messages: Vec<MessageKey>) -> Result<Vec<MessageKey>, StoreError> {
    let mut places: Option<BTreeMap<MessageKey, MessageKey>> = None;
    for key in &mut messages {
        for _ in 0..MOST_MOVES {
            if reader.message(key)?.is_some() {
                break;
            }
            let known = match &mut places {
                Some(known) => known,
                None => {
                    let steps = reader.steps()?.into_iter();
                    let acts = steps.flat_map(|step| step.acts);
                    // A copy is another message.
                    let moves = acts.filter(|done| matches!(done.act, Act::Move { .. }));
                    places.insert(moves.flat_map(|done| done.places).collect())
                }
            };
            match known.get(key) {
                Some(now) => *key = now.clone(),
                None => break,
            }
        }
    }
    Ok(messages)
}
