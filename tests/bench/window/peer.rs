//! Another mail client that runs on the screen: how long it computes, what memory it takes, and its end.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;

use super::process;

/// What takes longer to end is ended, in tenths of a second.
const PATIENCE: u32 = 600;

pub struct Peer {
    pub child: Child,
    /// Its settings: what it is started with names them, also where it starts itself anew, as Thunderbird does with
    /// a profile that it has not seen before.
    pub settings: PathBuf,
}

impl Peer {
    /// Its processes, with those they started.
    pub fn processes(&self) -> Vec<u32> {
        let settings = self.settings.display().to_string();
        let all = fs::read_dir("/proc").unwrap().flatten();
        let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let own = ids.filter(|id| {
            let arguments = fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&arguments).contains(&settings)
        });
        let mut all: Vec<u32> = own.flat_map(process::family).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Asks it to end by this command, and waits until it did.
    pub fn quit(mut self, ask: &mut Command) {
        assert!(ask.status().unwrap().success());
        for _ in 0..PATIENCE {
            let _ = self.child.try_wait();
            if self.processes().is_empty() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// How long it computed so far.
    pub fn computed(&self) -> Duration {
        process::computed_by(self.processes())
    }

    /// The share of the memory that it and what it started take, in kilobytes.
    pub fn memory(&self) -> u64 {
        self.processes()
            .into_iter()
            .map(process::proportional)
            .sum()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        for id in self.processes() {
            // It may be gone with the one before.
            let mut kill = Command::new("kill");
            let _ = kill.args(["-9", &id.to_string()]).output();
        }
        let _ = self.child.wait();
    }
}
