//! SMTP: every fault that a server or the network can play on a submission.

mod bounds;
pub mod certificates;
mod cuts;
pub mod fixture;
mod opening;
mod refusals;
mod server;
mod silence;
mod smuggling;
