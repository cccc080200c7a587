//! A thread of its own for each rendering, given up when it takes too long.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::Trouble;

/// How long one rendering may take. Tests wait longer, so that a busy machine fails none.
const LIMIT: Duration = Duration::from_secs(if cfg!(test) { 120 } else { 5 });
/// Stack of the thread. The depth that `html` lets through needs less than 1 MiB in a debug build.
const STACK: usize = 8 * 1024 * 1024;
/// Threads that may be at work, given-up ones included. Those end by themselves at their deadline
/// if they are still reading, or when they are done.
const MAX_THREADS: usize = 8;

static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// Counts a thread for as long as it lives, panics included.
struct Counted;

impl Counted {
    fn new() -> Option<Self> {
        let before = AT_WORK.fetch_add(1, Ordering::Relaxed);
        let counted = Self;
        (before < MAX_THREADS).then_some(counted)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        AT_WORK.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs `render` on a thread with a large stack and waits for it, but not for ever.
pub(super) fn run<T: Send + 'static>(
    html: String,
    render: impl FnOnce(&str, Instant) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    run_within(LIMIT, html, render)
}

fn run_within<T: Send + 'static>(
    limit: Duration,
    html: String,
    render: impl FnOnce(&str, Instant) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let counted = Counted::new().ok_or(Trouble::TookTooLong)?;
    let (done, result) = mpsc::sync_channel(1);
    let deadline = Instant::now() + limit;
    let started = std::thread::Builder::new()
        .name("render".into())
        .stack_size(STACK)
        .spawn(move || {
            let _counted = counted;
            // Nobody listens any more if it took too long.
            let _ = done.send(render(&html, deadline));
        });
    if started.is_err() {
        return Err(Trouble::Failed);
    }
    match result.recv_timeout(limit) {
        Ok(rendered) => rendered,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(Trouble::TookTooLong),
        // The thread is gone without an answer: it panicked.
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(Trouble::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renderer_that_hangs_is_given_up() {
        let (end, ended) = mpsc::channel::<()>();
        let result = run_within(Duration::from_millis(20), String::new(), move |_, _| {
            let _ = ended.recv();
            Ok(String::new())
        });
        assert_eq!(result, Err(Trouble::TookTooLong));
        drop(end);
    }

    #[test]
    fn a_renderer_that_panics_costs_its_text_only() {
        let result = run::<String>(String::new(), |_, _| panic!("bug"));
        assert_eq!(result, Err(Trouble::Failed));
        assert_eq!(
            run("x".into(), |html, _| Ok(html.to_owned())),
            Ok("x".into())
        );
    }
}
