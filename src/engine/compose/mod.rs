//! From a draft to the bytes that leave, and back; and from a message to the draft that answers it. Pure.

mod freeze;
mod reply;
mod signature;
mod thaw;

pub(super) use freeze::{Frozen, freeze};
pub use reply::QuoteWords;
pub(super) use reply::{Original, left_out, reply_draft};
pub use signature::{signature_in, with_signature};
pub(super) use thaw::thaw;
