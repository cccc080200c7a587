//! SMTP: every fault that a server or the network can play on a submission.

mod bounds;
mod certificates;
mod cuts;
mod fixture;
mod opening;
mod refusals;
mod server;
mod silence;
mod smuggling;
