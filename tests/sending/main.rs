//! The promise of Send, kept under every fault: never lost, never twice, never falsely sent, never
//! stuck. Each harness breaks one thing at every place where it can break, and holds what the
//! program says of its messages against what a server took.
//!
//! The quick form runs with the other tests; `POSTROOM_SENDING=full` (see `packaging/sending`)
//! visits every place.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod anna;
mod bodies;
mod cut;
mod figures;
mod flaky;
// Where ptrace shows which call is made.
#[cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod kill;
mod letters;
mod link;
mod replay;
mod sink;
