//! The promise of Send, kept under every fault: never lost, never twice, never falsely sent, never
//! stuck. Each harness breaks one thing at every place where it can break, and holds what the
//! program says of its messages against what a server took.
//!
//! The quick form runs with the other tests; `POSTROOM_SENDING=full` (see `packaging/sending`)
//! visits every place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod anna;
mod bodies;
mod cut;
mod cut_copy;
mod cut_submission;
mod figures;
mod flaky;
#[cfg(target_os = "linux")]
mod kill;
mod letters;
mod link;
#[cfg(target_os = "linux")]
mod program;
mod sink;
#[cfg(target_os = "linux")]
mod traced;
