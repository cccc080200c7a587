//! A verb that only reads what lies on this computer, of a profile in which nothing else has to be done
//! first: it needs no engine, which takes longer to start than such a verb takes.

use std::io::{self, BufWriter, Write as _};

use super::{in_language, profile};
use crate::cli::{self, Cli, Exit, Output};
use crate::engine::Reader;
use crate::i18n::Texts;
use crate::instance::ProfileLock;

/// Carries the verb out; `None` where it has to be done as any other, nothing having happened so far.
pub(super) fn run(cli: &Cli) -> Option<Exit> {
    let verb = cli.verb.as_ref().filter(|verb| verb.only_reads())?;
    let profile = profile(cli.profile.as_deref()).ok()?;
    // A process that comes meanwhile tries again until this one is done.
    let _lock = ProfileLock::acquire(&profile).ok()?;
    let reader = Reader::alone(profile.dir())?;
    let texts = in_language(&profile, &Texts::detect()).ok()?;
    let mut out = BufWriter::new(io::stdout());
    let mut output = Output {
        json: cli.json,
        texts: &texts,
        out: &mut out,
        err: &mut io::stderr(),
    };
    let exit = cli::run_reading(&reader, verb, &mut output)?;
    Some(match out.flush() {
        Ok(()) => exit,
        Err(_) => Exit::Failed,
    })
}
