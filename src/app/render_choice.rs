//! Comes up with the software renderer where the graphics card's fails.
//!
//! iced 0.14 falls back by itself only if no adapter is found. A driver that panics (wgpu on wine's
//! DX12, seen) or crashes takes the program with it, and the choice can only be made by an environment
//! variable before the program starts. So the program starts itself again with that variable: at most
//! once, because the second run has nothing left to fall back from.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The variable by which iced chooses its renderer.
const BACKEND: &str = "ICED_BACKEND";
/// Its value for the software renderer.
const SOFTWARE: &str = "tiny-skia";
/// Set for the second run where the first cannot turn into it: it waits until the first has gone.
const WAIT: &str = "POSTROOM_WAIT_FOR_PARENT";
/// Set for the second run: the mark that the first was given.
const FIRST_MARK: &str = "POSTROOM_FIRST_MARK";
/// How long a start lasts. Whatever goes wrong with the window in this time is laid to the renderer.
const START: Duration = Duration::from_secs(10);

/// The person's setting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Graphics {
    /// The graphics card where it works.
    #[default]
    Auto,
    /// Always the software renderer.
    Software,
}

/// Why there is no window.
#[derive(Debug, Error)]
pub enum StartError {
    /// There is no screen to open a window on.
    #[error("no screen was found to open a window on")]
    NoDisplay,
    /// The window system or both renderers failed.
    #[error("the window could not be opened: {0}")]
    Window(#[from] iced::Error),
    /// The window's thread panicked; the panic itself is in the log.
    #[error("the window stopped because of an error in the program")]
    Panicked,
}

/// Runs `start`, which opens the window and returns when the last one has closed; starts the program
/// again with the software renderer if that is asked for or if the other fails.
///
/// `mark` is a file that exists while a start is under way. If it is there already, the last start
/// ended in a crash that could not be caught, and this one uses the software renderer.
pub fn run(
    graphics: Graphics,
    mark: Option<&Path>,
    start: impl FnOnce() -> iced::Result,
) -> Result<(), StartError> {
    if std::env::var_os(BACKEND).as_deref() == Some(OsStr::new(SOFTWARE)) {
        if mark_of_first_run().is_some() {
            // The first run may have had no time to write down why.
            tracing::warn!("started again with the software renderer");
        }
        remove(mark);
        return start().map_err(StartError::Window);
    }
    let crashed = mark.is_some_and(Path::exists);
    if graphics == Graphics::Software || crashed {
        if crashed {
            tracing::warn!("the last start did not finish; using the software renderer");
        }
        remove(mark);
        restart(mark);
    }
    watch(mark.map(Path::to_owned));
    // The panic hook has restarted the program if the renderer is to blame; what arrives here is not.
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(start));
    remove(mark);
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error @ iced::Error::GraphicsCreationFailed(_))) => {
            tracing::warn!(%error, "the renderer did not start; using the software renderer");
            restart(mark);
            Err(error.into())
        }
        Ok(Err(error)) => Err(error.into()),
        Err(payload) if words(payload.as_ref()).contains(NO_DISPLAY) => Err(StartError::NoDisplay),
        Err(_) => Err(StartError::Panicked),
    }
}

/// What iced 0.14 panics with where there is no display.
const NO_DISPLAY: &str = "Create event loop";

/// Sets the mark, takes it away when the start is over, and lets panics of the renderer restart the
/// program.
fn watch(mark: Option<PathBuf>) {
    let began = Instant::now();
    let window = std::thread::current().id();
    if let Some(mark) = mark.clone()
        && std::fs::write(&mark, b"").is_ok()
    {
        // A thread of its own: at this point there is no runtime yet. If it cannot be had, the mark
        // goes when the window closes.
        let spawned = std::thread::Builder::new()
            .name("renderer-start".to_owned())
            .spawn(move || {
                std::thread::sleep(START);
                remove(Some(&mark));
            });
        drop(spawned);
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        before(panic);
        let file = panic.location().map_or("", |location| location.file());
        let here = Panic {
            file,
            words: words(panic.payload()),
            thread: std::thread::current().id(),
            age: began.elapsed(),
        };
        if here.is_the_renderers(window) {
            tracing::warn!(file, "the renderer failed; using the software renderer");
            remove(mark.as_deref());
            restart(mark.as_deref());
        }
    }));
}

fn words(payload: &(dyn std::any::Any + Send)) -> &str {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or_default()
}

struct Panic<'a> {
    file: &'a str,
    words: &'a str,
    thread: ThreadId,
    age: Duration,
}

impl Panic<'_> {
    /// Whether another renderer would have helped: it began in a graphics library, at any time, or on
    /// the window's thread during the start.
    fn is_the_renderers(&self, window: ThreadId) -> bool {
        const LIBRARIES: [&str; 6] = [
            "wgpu",
            "naga",
            "glow-",
            "gpu-alloc",
            "gpu-descriptor",
            "ash-",
        ];
        if self.words.contains(NO_DISPLAY) {
            return false;
        }
        LIBRARIES.iter().any(|library| self.file.contains(library))
            || (self.thread == window && self.age < START)
    }
}

fn remove(mark: Option<&Path>) {
    if let Some(mark) = mark {
        // Absent is as good as removed; anything else costs one start in software.
        let _ = std::fs::remove_file(mark);
    }
}

/// The same program with the same arguments and the software renderer.
fn again(mark: Option<&Path>) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(std::env::args_os().skip(1))
        .env(BACKEND, SOFTWARE);
    if let Some(mark) = mark {
        command.env(FIRST_MARK, mark);
    }
    Ok(command)
}

/// Turns into the second run. Returns only if that cannot be started.
#[cfg(unix)]
fn restart(mark: Option<&Path>) {
    use std::os::unix::process::CommandExt;
    let error = match again(mark) {
        Ok(mut command) => command.exec(),
        Err(error) => error,
    };
    tracing::error!(%error, "the program could not be started again");
}

/// Starts the second run and ends this one. Returns only if that cannot be started.
#[cfg(not(unix))]
fn restart(mark: Option<&Path>) {
    let child = again(mark).and_then(|mut command| {
        command
            .env(WAIT, "1")
            .stdin(std::process::Stdio::piped())
            .spawn()
    });
    match child {
        // Our end of its standard input closes with us, and so does the lock on the profile.
        Ok(_child) => std::process::exit(0),
        Err(error) => tracing::error!(%error, "the program could not be started again"),
    }
}

/// In a second run that is a process of its own: waits until the first has let go of the profile.
/// To be called before the profile is taken: the first would still be asked to show its window.
pub fn wait_for_parent() {
    if std::env::var_os(WAIT).is_some() {
        let mut nothing = Vec::new();
        let _ = std::io::stdin().take(1).read_to_end(&mut nothing);
    }
}

/// In a second run: the mark that the first was given, beside which lies what that run left behind.
#[must_use]
pub fn mark_of_first_run() -> Option<PathBuf> {
    std::env::var_os(FIRST_MARK).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panic(file: &str, words: &str, main: bool, age: Duration) -> bool {
        let here = std::thread::current().id();
        let other = std::thread::spawn(|| std::thread::current().id())
            .join()
            .unwrap();
        Panic {
            file,
            words,
            thread: if main { here } else { other },
            age,
        }
        .is_the_renderers(here)
    }

    #[test]
    fn a_renderer_is_blamed_for_what_it_does() {
        let late = START * 2;
        let wgpu = "/x/wgpu-core-27.0.1/src/device.rs";
        assert!(panic(wgpu, "lost", true, late));
        assert!(panic(wgpu, "lost", false, Duration::ZERO));
        assert!(panic("src/app/mod.rs", "", true, Duration::ZERO));
        assert!(!panic("src/app/mod.rs", "", true, late));
        assert!(!panic("src/engine/mod.rs", "", false, Duration::ZERO));
        assert!(!panic(
            "/x/iced_winit/lib.rs",
            NO_DISPLAY,
            true,
            Duration::ZERO
        ));
    }
}
