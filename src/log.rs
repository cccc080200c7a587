//! The log: files in the profile, small, rotated, without secrets.
//!
//! What is registered as a secret never reaches a line, in none of its usual spellings. At info
//! and above, addresses lose the part before the `@` unless they are a person's own accounts and
//! mailboxes. Other crates speak at info at most: below it async-imap writes passwords.

mod file;
mod redact;

use std::io;
use std::path::{Path, PathBuf};

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, registry};

use file::RotatingFile;
use redact::Redacting;

pub use redact::{register_own_address, register_secret};

/// The variable that chooses what is logged: a level (`debug`) or directives of `tracing`
/// (`postroom::wire=trace,postroom=info`).
pub const VARIABLE: &str = "POSTROOM_LOG";

/// Why there is no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The folder or the file cannot be made.
    #[error("the log in {} cannot be written: {words}", .dir.display())]
    Write {
        /// The folder.
        dir: PathBuf,
        /// The system's words.
        words: String,
    },
    /// `POSTROOM_LOG` cannot be understood.
    #[error("{VARIABLE} is not understood: {words}")]
    Filter {
        /// Why.
        words: String,
    },
    /// Something else in this process has set up logging before.
    #[error("logging is already set up")]
    AlreadySet,
}

/// Keeps the log going. When it is dropped, what is still waiting is written.
#[derive(Debug)]
pub struct Log {
    _worker: WorkerGuard,
}

/// Starts the log in this folder, for the whole process.
///
/// # Errors
/// [`LogError`]; the program works without a log.
pub fn start(dir: &Path) -> Result<Log, LogError> {
    let directives = std::env::var(VARIABLE).unwrap_or_default();
    let (subscriber, log) = subscriber(dir, &directives)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| LogError::AlreadySet)?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        system = std::env::consts::OS,
        "Postroom starts."
    );
    Ok(log)
}

fn subscriber(
    dir: &Path,
    directives: &str,
) -> Result<(impl tracing::Subscriber + Send + Sync, Log), LogError> {
    let failed = |error: io::Error| LogError::Write {
        dir: dir.to_owned(),
        words: error.to_string(),
    };
    let asked = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .parse(directives)
        .map_err(|error| LogError::Filter {
            words: error.to_string(),
        })?;
    let ours = filter_fn(|metadata| {
        let target = metadata.target();
        let is_ours = target == "postroom" || target.starts_with("postroom::");
        is_ours || *metadata.level() <= tracing::Level::INFO
    });
    let file = RotatingFile::open(dir).map_err(failed)?;
    // On a thread of its own, so that a slow disk holds up nobody; what does not fit is dropped.
    // Room for what a start says at once: it is all taken when the program starts.
    let lines = tracing_appender::non_blocking::NonBlockingBuilder::default();
    let (writer, worker) = lines.buffered_lines_limit(4096).finish(file);
    let layer = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(RedactedWriter(writer))
        .with_filter(asked.and(ours));
    Ok((registry().with(layer), Log { _worker: worker }))
}

/// Gives out a writer per line that redacts it by its level.
#[derive(Clone)]
struct RedactedWriter(NonBlocking);

impl<'a> MakeWriter<'a> for RedactedWriter {
    type Writer = Redacting<NonBlocking>;

    fn make_writer(&'a self) -> Self::Writer {
        Redacting::new(self.0.clone(), true)
    }

    fn make_writer_for(&'a self, metadata: &tracing::Metadata<'_>) -> Self::Writer {
        Redacting::new(self.0.clone(), *metadata.level() <= tracing::Level::INFO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lies in the folder after `say` has logged.
    fn logged(directives: &str, say: impl FnOnce()) -> String {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("log");
        let (subscriber, log) = subscriber(&dir, directives).unwrap();
        tracing::subscriber::with_default(subscriber, say);
        drop(log);
        std::fs::read_to_string(dir.join("postroom.log")).unwrap()
    }

    #[test]
    fn secrets_and_addresses_of_others_are_not_in_it() {
        register_secret(&"hunter2 is my pa$$word".into());
        register_own_address("Support@own.test");
        let text = logged("debug", || {
            tracing::error!("sign-in with hunter2 is my pa$$word failed");
            tracing::info!(to = "kim@b.test", from = ?"support@own.test", "sent");
            tracing::debug!("kim@c.test at debug");
        });
        assert!(
            !text.contains("hunter2") && text.contains("sign-in with [secret] failed"),
            "{text}"
        );
        assert!(
            !text.contains("kim@b.test") && text.contains("…@b.test"),
            "{text}"
        );
        assert!(text.contains("support@own.test"), "{text}");
        assert!(text.contains("kim@c.test"), "{text}");
    }

    #[test]
    fn other_crates_are_held_at_info() {
        let say = || {
            // Only its name, as a log target; the library itself is used in `wire` alone. Its own lines
            // hold whole commands, passwords too.
            tracing::trace!(target: "async_imap::stream", "LOGIN anna hunter");
            tracing::info!(target: "rustls", "handshake");
            tracing::trace!(target: "postroom::wire", "sent 12 octets");
            tracing::debug!(target: "postroomish", "foreign");
        };
        let text = logged("trace", say);
        assert!(
            !text.contains("LOGIN") && !text.contains("foreign"),
            "{text}"
        );
        assert!(
            text.contains("handshake") && text.contains("12 octets"),
            "{text}"
        );
        let text = logged("", say);
        assert!(
            text.contains("handshake") && !text.contains("12 octets"),
            "{text}"
        );
    }

    #[test]
    fn a_filter_that_makes_no_sense_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let Err(error) = subscriber(folder.path(), "postroom=loud") else {
            panic!("taken");
        };
        assert!(
            error
                .to_string()
                .starts_with("POSTROOM_LOG is not understood"),
            "{error}"
        );
    }
}
