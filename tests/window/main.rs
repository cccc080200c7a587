//! The window's controls, driven by iced's simulator: no window, no screen, no graphics card.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod apart;
mod arrange;
#[path = "../content/breaking.rs"]
mod breaking;
mod chosen;
mod compare;
mod compose;
mod controls;
mod conversation;
mod desk;
mod dialogs;
mod drawn;
mod drive;
mod filters;
mod finding;
mod first;
mod focused;
mod folders;
#[path = "../content/forms.rs"]
mod forms;
mod handing;
#[path = "../content/pages.rs"]
mod harmful;
#[path = "../content/headers.rs"]
mod headers;
mod held;
mod home;
mod keyboard;
mod left;
mod low;
mod main_job;
mod messages;
mod more_pages;
mod nesting;
mod nothing;
mod pages;
mod palette;
mod passing;
mod pictures;
mod place;
#[path = "../content/pretenders.rs"]
mod pretenders;
mod program;
mod reach;
mod reading;
mod real_world;
mod recipients;
mod restart;
mod roles;
mod room;
mod sample;
mod search;
mod sending;
mod settings;
mod showing;
mod signature;
mod snapshots;
mod spelling;
mod states;
mod staying;
mod tagging;
mod team;
#[path = "../content/tracking.rs"]
mod tracking;
mod tree;
mod undo;
mod unread;
mod unreadable;
mod waiting;
mod ways;
mod writing;
mod zoom;
