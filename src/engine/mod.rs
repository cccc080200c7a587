//! The engine: [`Command`] in, [`Event`] out.
//!
//! One task per account owns its connections and is woken, never polled; one task runs the outbox.
//! A face (`cli`, `app`) asks through [`Engine::request`], reads rows through [`Engine::reader`],
//! and is told through [`Engine::events`] which rows changed. It never waits for the network
//! unless it wants to: a request that needs a server is answered when the server has answered.

mod command;
mod event;
mod problem;

pub use command::{AccountTest, Command, MailboxChange, OutboxAction, Reply, SyncSummary};
pub use event::{Connection, Event, Events};
pub use problem::{Problem, ProblemKind, Text};
