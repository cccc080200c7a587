//! How much memory the process that draws may take: where it asks for more, it ends, and not the window.

use std::io;

/// Most memory it may take. A newsletter of 1 MB takes 100 MB.
const MOST: u64 = 1536 * 1024 * 1024;

/// Set to another bound in MiB, for tests of what happens when there is no more.
const VARIABLE: &str = "POSTROOM_DRAW_MEMORY";

/// Bounds it, from here on.
pub(super) fn bound() -> io::Result<()> {
    let asked = std::env::var(VARIABLE).ok();
    let asked = asked.and_then(|mebibytes| mebibytes.parse::<u64>().ok());
    process::bound(asked.map_or(MOST, |mebibytes| mebibytes.saturating_mul(1024 * 1024)))?;
    leave_no_core()
}

/// The system counts its address space.
#[cfg(not(any(windows, target_os = "macos")))]
mod process {
    use std::io;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    pub(super) fn bound(most: u64) -> io::Result<()> {
        let maximum = getrlimit(Resource::As).maximum;
        let most = Some(maximum.map_or(most, |maximum| maximum.min(most)));
        let limit = Rlimit {
            current: most,
            maximum: most,
        };
        Ok(setrlimit(Resource::As, limit)?)
    }
}

/// What the program allocates is counted: macOS takes no bound on address space (`EINVAL`), and Windows has one only
/// in job objects, which no call that is safe in Rust can set. What libraries of the system take for themselves is
/// not in it.
#[cfg(any(windows, target_os = "macos"))]
mod process {
    use std::alloc::System;
    use std::io;

    use cap::Cap;

    /// In the window's process it has no bound.
    #[global_allocator]
    static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

    pub(super) fn bound(most: u64) -> io::Result<()> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let set = ALLOCATOR.set_limit(most);
        set.map_err(|()| io::ErrorKind::OutOfMemory.into())
    }
}

/// No picture of its memory is written to disk when it ends.
#[cfg(unix)]
fn leave_no_core() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    Ok(setrlimit(Resource::Core, none)?)
}

/// Windows keeps none unless its owner says so.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn leave_no_core() -> io::Result<()> {
    Ok(())
}
