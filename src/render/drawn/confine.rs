//! What the process that draws may do, said to the system: bounded memory, no files, no network.

use std::io;

/// Most memory it may ask the system for. A newsletter of 1 MB takes 100 MB.
#[cfg(unix)]
const MEMORY: u64 = 1536 * 1024 * 1024;

/// Set to another bound in MiB, for tests of what happens when there is no more.
#[cfg(unix)]
pub(super) const MEMORY_VARIABLE: &str = "POSTROOM_DRAW_MEMORY";

/// Bounds its memory: where it asks for more, it ends, and not the window.
#[cfg(unix)]
pub(super) fn memory() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let asked = std::env::var(MEMORY_VARIABLE).ok();
    let asked = asked.and_then(|mebibytes| mebibytes.parse::<u64>().ok());
    let most = asked.map_or(MEMORY, |mebibytes| mebibytes * 1024 * 1024);
    let now = getrlimit(Resource::As);
    let bound = now.maximum.map_or(most, |maximum| maximum.min(most));
    let limit = Rlimit {
        current: Some(bound),
        maximum: Some(bound),
    };
    // Not every system bounds address space; macOS answers so.
    match setrlimit(Resource::As, limit) {
        Ok(()) | Err(rustix::io::Errno::INVAL) => {}
        Err(error) => return Err(error.into()),
    }
    // No picture of its memory is written to disk when it ends so.
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    Ok(setrlimit(Resource::Core, none)?)
}

#[cfg(not(unix))]
pub(super) fn memory() -> io::Result<()> {
    Ok(())
}

/// No new files or sockets from here on, where the system can be told so.
pub(super) fn reach() {}
