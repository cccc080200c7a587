//! Another mail client that runs on the screen: how long it computes, what memory it takes, and its end.

use std::process::{Child, Command};
use std::time::Duration;

use super::process;

/// What takes longer to end is ended.
const PATIENCE: u32 = 600;

pub struct Peer(pub Child);

impl Peer {
    /// Asks it to end by this command, and waits until it did.
    pub fn quit(mut self, ask: &mut Command) {
        assert!(ask.status().unwrap().success());
        for _ in 0..PATIENCE {
            if self.0.try_wait().unwrap().is_some() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// How long it computed so far.
    pub fn computed(&self) -> Duration {
        process::computed(self.0.id())
    }

    /// The share of the memory that it and what it started take, in kilobytes.
    pub fn memory(&self) -> u64 {
        let all = process::family(self.0.id());
        all.into_iter().map(process::proportional).sum()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // What it started goes with it: Thunderbird has a process for each kind of work.
        for id in process::family(self.0.id()).into_iter().rev() {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        }
        let _ = self.0.wait();
    }
}
