//! The demo server over raw TCP, as any client meets it, and the engine and the program on it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod access;
mod anna;
mod answers;
mod away;
mod busy;
mod came_back;
mod client;
mod closed;
#[cfg(unix)]
mod command_line;
#[cfg(unix)]
mod contacts;
mod copies;
mod drafts;
mod drafts_apart;
mod drafts_meanwhile;
mod drafts_of_answers;
mod drafts_of_others;
mod drafts_sent;
mod drafts_shared;
mod drafts_unseen;
mod engine;
mod faults;
mod folders;
mod in_part;
mod large;
mod lasting;
mod lies;
mod mail;
mod marks;
#[cfg(target_os = "linux")]
mod memory;
mod offline;
mod outbox;
#[cfg(unix)]
mod outbox_verbs;
mod passed_on;
#[cfg(unix)]
mod profile;
#[cfg(unix)]
mod program;
#[cfg(unix)]
mod reading;
mod rights;
mod room;
mod searching;
mod servers_apart;
mod settings;
mod setup;
#[cfg(unix)]
mod spelling;
mod submission;
mod team;
mod told;
mod undo;
mod unread;
#[cfg(unix)]
mod views;
mod without_acl;
mod writer;
#[cfg(unix)]
mod writing;
