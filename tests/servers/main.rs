//! Tests against real servers: the mail lab's Dovecot, Cyrus and Postfix. Linux only, where they exist;
//! if they are not installed, these tests fail. `packaging/test` installs them.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "../lab/mod.rs"]
mod lab;
// Where ptrace shows which call is made.
#[cfg(all(
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#[path = "../traced/mod.rs"]
mod traced;

mod answered;
mod answers;
mod bad_input;
mod coming_back;
mod command_line;
mod compressed;
mod copies;
mod cyrus;
mod damaged;
mod dialogue;
mod drafts;
#[cfg(all(
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
mod first_sync;
#[cfg(feature = "gui")]
#[path = "../content/pages.rs"]
mod harmful;
mod in_part;
mod keyring;
mod lab_rights;
mod lab_sending;
mod lab_stands;
mod large;
mod main_job;
mod many;
mod member;
mod notified;
mod offline;
mod overheard;
mod program;
mod reading;
mod renumbered;
mod restored;
mod right_sets;
mod routes;
#[cfg(feature = "gui")]
mod screen;
mod sending;
mod silent_smtp;
#[cfg(feature = "gui")]
#[path = "../content/tracking.rs"]
mod tracking;
mod two_ways;
#[cfg(feature = "gui")]
mod typing;
#[cfg(feature = "gui")]
mod unheard;
mod unread;
#[cfg(feature = "gui")]
mod window;
#[cfg(feature = "gui")]
mod window_work;
mod wire_imap;
mod wire_smtp;
