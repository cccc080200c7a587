//! A small server on a Unix socket: one thread for each connection, all gone with the lab.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Listens until it is dropped.
pub struct UnixServer {
    path: PathBuf,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl UnixServer {
    /// Starts listening; `answer` holds the whole conversation with one client. An error ends that
    /// conversation and nothing else.
    #[must_use]
    pub fn start<F>(path: &Path, answer: F) -> Self
    where
        F: Fn(UnixStream) -> std::io::Result<()> + Send + Sync + 'static,
    {
        let listener = UnixListener::bind(path).expect("a Unix socket");
        // Postfix asks as its own user.
        let everybody = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(path, everybody).expect("the socket's permissions");
        let ended = Arc::new(AtomicBool::new(false));
        let (ends, answer) = (Arc::clone(&ended), Arc::new(answer));
        let thread = std::thread::spawn(move || {
            for client in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(client) = client else { break };
                let answer = Arc::clone(&answer);
                // Ends when Postfix, the only client, closes the connection or is killed.
                std::thread::spawn(move || {
                    let _ = answer(client);
                });
            }
        });
        Self {
            path: path.to_owned(),
            ended,
            thread: Some(thread),
        }
    }
}

impl Drop for UnixServer {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it shall end.
        if UnixStream::connect(&self.path).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}
