//! The headless face: every capability as a verb, with JSON on request.
//!
//! A verb runs in this process, or, when another Postroom holds the profile, in that one: the
//! request is handed over and its output comes back ([`crate::instance`]). [`run_verb`] is what
//! both do; it knows neither of them.

mod account;
mod args;
mod argv;
mod cache;
mod contacts;
mod draft;
mod earlier_answer;
mod files;
mod folder;
mod format_args;
mod identity;
mod list_args;
mod mailbox;
mod messages;
mod notices;
mod offline;
mod outbox;
mod outbox_list;
mod outbox_rows;
mod output;
mod send;
mod settings;
mod setup_args;
mod show;
mod spelling;
mod sync;
#[cfg(test)]
mod tests;
mod undo;
mod view;
mod when;
mod writing;

use std::io;
use std::path::PathBuf;

pub use args::{Cli, DemoArgs, Verb};
pub use argv::{Summons, answer, asks_for_json, read};
pub use output::{Exit, Output, say};
pub use setup_args::AccountVerb;

use crate::engine::{Engine, Problem, Reader};

/// What a verb may need of the place where it was typed.
pub struct Place {
    /// The working directory, against which file names are read.
    pub dir: PathBuf,
    /// Standard input, read to its end; bounded by whoever read it.
    pub stdin: Vec<u8>,
}

/// Why a verb ended early.
#[derive(Debug)]
pub enum Stop {
    /// Something a person should hear of.
    Problem(Problem),
    /// The output was what was asked for, and cannot be written.
    Output(io::Error),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// What a verb returns.
pub type Ended = Result<Exit, Stop>;

/// Carries out a verb on a running engine and says what happened.
pub async fn run_verb(engine: &Engine, verb: Verb, place: &Place, output: &mut Output<'_>) -> Exit {
    for problem in engine.profile_problems() {
        // The verb may work all the same: only who reads errors has to hear of it.
        output.warning(&problem);
    }
    // Where somebody looks for a mailbox, they hear why it is not there.
    let shows_mailboxes = matches!(
        verb,
        Verb::Mailbox(setup_args::MailboxVerb::List { .. }) | Verb::Sync(_)
    );
    let shows_notices = matches!(verb, Verb::Notices { .. });
    let ended = match verb {
        // The window and the demo are begun by the program itself.
        // Both are the window's.
        Verb::Demo(_) | Verb::Compose { .. } => Ok(Exit::Usage),
        Verb::Account(verb) => account::run(engine, verb, place, output).await,
        Verb::Mailbox(verb) => mailbox::run(engine, verb, output).await,
        Verb::Identity(verb) => identity::run(engine, verb, output).await,
        Verb::Contacts(verb) => contacts::run(engine, verb, place, output).await,
        Verb::Settings(verb) => settings::run(engine, verb, output).await,
        Verb::Cache(verb) => cache::run(engine, verb, output).await,
        Verb::Folder(verb) => folder::run(engine, verb, output).await,
        Verb::Sync(args) => sync::run(engine, args, output).await,
        Verb::Notices { read } => notices::run(engine, read, output).await,
        Verb::Offline { state } => offline::run(engine, state, output).await,
        Verb::List(args) => messages::list(engine, args, output).await,
        Verb::Search(args) => messages::search(engine, &args, output).await,
        Verb::Show(args) => show::run(engine, args, output).await,
        Verb::Send(args) => send::run(engine, *args, place, output).await,
        Verb::Spelling(args) => spelling::run(engine, args, place, output).await,
        Verb::Draft(verb) => draft::run(engine, verb, place, output).await,
        Verb::Outbox(verb) => outbox::run(engine, verb, output).await,
        Verb::Mark(args) => messages::mark(engine, args, output).await,
        Verb::Move(args) => messages::relocate(engine, args, output).await,
        Verb::Copy(args) => messages::copy(engine, args, output).await,
        Verb::Archive(args) => messages::archive(engine, args, output).await,
        Verb::Delete(args) => messages::delete(engine, args, output).await,
        Verb::Undo(args) => undo::run(engine, args, output).await,
    };
    if !shows_notices {
        // What another run could not carry out, or this one behind the verb.
        for problem in engine.act_problems() {
            output.warning(&problem);
        }
    }
    if shows_mailboxes {
        for problem in engine.access_problems() {
            output.warning(&problem);
        }
    }
    exit(ended, output)
}

/// Carries out a verb that only reads, without an engine. `None`, and nothing said, where it is no such
/// verb or more than rows is needed to say what is wrong.
pub fn run_reading(reader: &Reader, verb: &Verb, output: &mut Output<'_>) -> Option<Exit> {
    match verb {
        Verb::Search(args) if verb.only_reads() => {
            let ended = messages::search_here(reader, args, output)?;
            Some(exit(ended, output))
        }
        _ => None,
    }
}

fn exit(ended: Ended, output: &mut Output<'_>) -> Exit {
    match ended {
        Ok(exit) => exit,
        Err(Stop::Problem(problem)) => {
            output.problem(&problem);
            Exit::of(&problem)
        }
        Err(Stop::Output(_)) => Exit::Failed,
    }
}
