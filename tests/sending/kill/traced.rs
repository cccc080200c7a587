//! The program, ended at a chosen system call: the call is not made, nor anything after it.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::sys::ptrace::regset::NT_PRSTATUS;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

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
    let command = stopped(command, output);
    // Whoever traces must be the thread that began it, and waits for no child of other threads.
    let tracer = std::thread::spawn(move || Trace::begin(command, kill_at).follow());
    tracer.join().unwrap()
}

/// The command behind a shell that stops before it becomes the program: time to take hold of it.
fn stopped(command: &Command, output: &Path) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", "kill -STOP $$; exec \"$0\" \"$@\""])
        .arg(command.get_program())
        .args(command.get_args())
        .stdin(Stdio::null())
        .stdout(File::create(output).unwrap())
        .stderr(File::create(output.with_extension("err")).unwrap());
    if let Some(dir) = command.get_current_dir() {
        shell.current_dir(dir);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

struct Trace {
    process: Pid,
    kill_at: Option<usize>,
    calls: usize,
    /// The shell has become the program.
    begun: bool,
    /// Threads inside of a call.
    inside: BTreeSet<Pid>,
}

impl Trace {
    fn begin(mut command: Command, kill_at: Option<usize>) -> Self {
        #[expect(clippy::zombie_processes, reason = "waited for by waitpid")]
        let child = command.spawn().unwrap();
        let process = Pid::from_raw(child.id().try_into().unwrap());
        let stopped = waitpid(process, Some(WaitPidFlag::WUNTRACED)).unwrap();
        assert!(matches!(stopped, WaitStatus::Stopped(..)), "{stopped:?}");
        let options = Options::PTRACE_O_TRACESYSGOOD
            | Options::PTRACE_O_TRACEEXEC
            | Options::PTRACE_O_TRACECLONE
            | Options::PTRACE_O_EXITKILL;
        if let Err(error) = ptrace::seize(process, options) {
            let _ = kill(process, Signal::SIGKILL);
            panic!(
                "the program cannot be traced: {error}. This test needs ptrace of its own \
                 children (in a container: --cap-add SYS_PTRACE, or a seccomp profile that \
                 permits ptrace)"
            );
        }
        kill(process, Signal::SIGCONT).unwrap();
        Self {
            process,
            kill_at,
            calls: 0,
            begun: false,
            inside: BTreeSet::new(),
        }
    }

    fn follow(mut self) -> Run {
        let any = Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD);
        loop {
            let status = match waitpid(None, any) {
                Ok(status) => status,
                Err(Errno::EINTR) => continue,
                Err(error) => panic!("the traced program was lost: {error}"),
            };
            let (thread, signal) = match status {
                WaitStatus::Exited(who, code) if who == self.process => {
                    return self.end(Some(code));
                }
                WaitStatus::Signaled(who, ..) if who == self.process => return self.end(None),
                WaitStatus::PtraceSyscall(thread) => {
                    if self.is_the_end(thread) {
                        kill(self.process, Signal::SIGKILL).unwrap();
                        continue;
                    }
                    (thread, None)
                }
                WaitStatus::PtraceEvent(thread, _, event) => {
                    if event == ptrace::Event::PTRACE_EVENT_EXEC as i32 {
                        self.begun = true;
                    }
                    (thread, None)
                }
                // One that was sent to it, which it gets; a stop of its own would hold it up.
                WaitStatus::Stopped(thread, signal) => {
                    (thread, Some(signal).filter(|s| *s != Signal::SIGSTOP))
                }
                _ => continue,
            };
            // A thread that ends meanwhile is no failure.
            let _ = ptrace::syscall(thread, signal);
        }
    }

    fn end(self, code: Option<i32>) -> Run {
        Run {
            calls: self.calls,
            code,
        }
    }

    /// Is this the beginning of the call that is not to be made?
    fn is_the_end(&mut self, thread: Pid) -> bool {
        if self.inside.remove(&thread) {
            return false;
        }
        self.inside.insert(thread);
        if !self.begun || !number(thread).is_some_and(counts) {
            return false;
        }
        self.calls += 1;
        Some(self.calls) == self.kill_at
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

/// The number of the call that a thread makes.
fn number(thread: Pid) -> Option<i64> {
    let registers = ptrace::getregset::<NT_PRSTATUS>(thread).ok()?;
    #[cfg(target_arch = "x86_64")]
    let number = registers.orig_rax;
    #[cfg(target_arch = "aarch64")]
    let number = registers.regs[8];
    i64::try_from(number).ok()
}
