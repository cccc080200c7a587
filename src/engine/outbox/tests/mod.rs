//! The outbox against a scripted server and scripted folders: what no real server can be made to do.

mod again;
mod answered;
mod anything;
mod came_back;
mod claims;
mod copies;
mod copies_unseen;
mod crash;
mod draft_copies;
mod fakes;
mod filing;
mod folders;
mod hints;
mod meanwhile;
mod order;
mod patience;
mod queue;
mod recipients;
mod restored;
mod second;
mod send_rights;
mod sessions;
mod states;
mod unknown;
mod waiting;
mod world;
