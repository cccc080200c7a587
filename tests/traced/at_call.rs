//! The program, ended at a chosen system call: the call is not made, nor anything after it.

use std::path::Path;
use std::process::Command;

use super::{Call, Fate, Watch};

/// How a run went.
pub struct Run {
    /// Calls that write, sync or send, made or about to be made.
    pub calls: usize,
    /// The exit status; `None` where it was killed.
    pub code: Option<i32>,
}

/// Runs a command to its end, or up to the call of this number (from 1), at which it is killed.
/// Its output goes into a file. Calls of all its threads are counted together, in the order in
/// which they are made.
pub fn run(command: &Command, output: &Path, kill_at: Option<usize>) -> Run {
    let (code, count) = super::run(command, output, Count { calls: 0, kill_at });
    Run {
        calls: count.calls,
        code,
    }
}

struct Count {
    calls: usize,
    kill_at: Option<usize>,
}

impl Watch for Count {
    fn enters(&mut self, call: &Call) -> Fate {
        if !counts(call.number) {
            return Fate::Made;
        }
        self.calls += 1;
        match self.kill_at {
            Some(at) if at == self.calls => Fate::Killed,
            _ => Fate::Made,
        }
    }
}

/// Does this call write, sync or send?
fn counts(number: i64) -> bool {
    use nix::libc;
    let calls = [
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_pwrite64,
        libc::SYS_pwritev,
        libc::SYS_ftruncate,
        libc::SYS_fsync,
        libc::SYS_fdatasync,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_shutdown,
        libc::SYS_unlinkat,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_unlink,
        #[cfg(target_arch = "x86_64")]
        libc::SYS_rename,
    ];
    calls.contains(&number)
}
