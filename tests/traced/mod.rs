//! A program under ptrace: what it asks of the system is seen call by call, and can be refused, cut
//! short, or be the end of it.
#![allow(dead_code)] // each test binary uses a part of it

pub mod at_call;

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::errno::Errno;
use nix::libc;
use nix::sys::ptrace::regset::NT_PRSTATUS;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

/// The longest buffer of a call that is read, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;

/// A call of the system, about to be made or just made.
pub struct Call {
    process: Pid,
    /// Who makes it.
    pub thread: Pid,
    pub number: i64,
    pub arguments: [u64; 6],
}

impl Call {
    /// What a pointer among the arguments points to.
    pub fn bytes(&self, address: u64, length: u64) -> Vec<u8> {
        let length = usize::try_from(length).unwrap();
        assert!(length <= LONGEST, "a buffer of {length} bytes");
        let mut bytes = vec![0; length];
        self.memory().read_exact_at(&mut bytes, address).unwrap();
        bytes
    }

    /// The path that a pointer among the arguments points to.
    pub fn path(&self, address: u64) -> PathBuf {
        let memory = self.memory();
        let mut text = Vec::new();
        // One by one: the page behind it may not be there.
        let mut byte = [0];
        for at in address.. {
            memory.read_exact_at(&mut byte, at).unwrap();
            if byte == [0] {
                break;
            }
            text.push(byte[0]);
        }
        PathBuf::from(String::from_utf8(text).unwrap())
    }

    fn memory(&self) -> File {
        File::open(format!("/proc/{}/mem", self.process)).unwrap()
    }

    /// A file that the program has open, to be looked at from outside.
    pub fn open_file(&self, descriptor: u64) -> PathBuf {
        PathBuf::from(format!("/proc/{}/fd/{descriptor}", self.process))
    }

    /// Where that file lies.
    pub fn file(&self, descriptor: u64) -> Option<PathBuf> {
        std::fs::read_link(self.open_file(descriptor)).ok()
    }

    /// Where in that file the next `write` goes.
    pub fn position(&self, descriptor: u64) -> u64 {
        let info = format!("/proc/{}/fdinfo/{descriptor}", self.process);
        let info = std::fs::read_to_string(info).unwrap();
        let at = info.lines().find_map(|line| line.strip_prefix("pos:"));
        at.unwrap().trim().parse().unwrap()
    }
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is made.
    Made,
    /// It is not made, nor anything after it.
    Killed,
    /// It is not made; the program is told this. Only calls whose first argument is a descriptor.
    Refused(Errno),
    /// A write of which only the first half is written.
    Halved,
}

/// Who looks on.
pub trait Watch: Send + 'static {
    /// Before the call is made, and whether it is.
    fn enters(&mut self, call: &Call) -> Fate;

    /// After it was made, with what it gave: a negative number is an error.
    fn leaves(&mut self, _call: &Call, _gave: i64) {}
}

/// Runs a command to its end, whoever decides about that. Its output goes into a file, its errors
/// into one beside it. Gives the exit status; `None` where it was killed. Calls of all its threads
/// are shown in the order in which they are made.
pub fn run<W: Watch>(command: &Command, output: &Path, watch: W) -> (Option<i32>, W) {
    let command = stopped(command, output);
    // Whoever traces must be the thread that began it, and waits for no child of other threads.
    let tracer = std::thread::spawn(move || Trace::begin(command, watch).follow());
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

/// A call that a thread is inside of.
struct Inside {
    call: Call,
    refused: Option<Errno>,
}

struct Trace<W> {
    process: Pid,
    watch: W,
    /// The shell has become the program.
    begun: bool,
    /// Threads inside of a call.
    inside: BTreeMap<Pid, Option<Inside>>,
}

impl<W: Watch> Trace<W> {
    fn begin(mut command: Command, watch: W) -> Self {
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
            watch,
            begun: false,
            inside: BTreeMap::new(),
        }
    }

    fn follow(mut self) -> (Option<i32>, W) {
        let any = Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD);
        loop {
            let status = match waitpid(None, any) {
                Ok(status) => status,
                Err(Errno::EINTR) => continue,
                Err(error) => panic!("the traced program was lost: {error}"),
            };
            let (thread, signal) = match status {
                WaitStatus::Exited(who, code) if who == self.process => {
                    return (Some(code), self.watch);
                }
                WaitStatus::Signaled(who, ..) if who == self.process => return (None, self.watch),
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

    /// Shows a call to whoever looks on. Is it the end?
    fn is_the_end(&mut self, thread: Pid) -> bool {
        if let Some(inside) = self.inside.remove(&thread) {
            if let Some(inside) = inside {
                self.leave(thread, &inside);
            }
            return false;
        }
        let call = self.begun.then(|| read(self.process, thread)).flatten();
        let inside = match call {
            None => None,
            Some(call) => {
                let refused = match self.watch.enters(&call) {
                    Fate::Made => None,
                    Fate::Killed => return true,
                    Fate::Refused(errno) => {
                        // No descriptor at all: whatever the call is, it does nothing.
                        set_argument(thread, 0, u64::MAX);
                        Some(errno)
                    }
                    Fate::Halved => {
                        set_argument(thread, 2, call.arguments[2] / 2);
                        None
                    }
                };
                Some(Inside { call, refused })
            }
        };
        self.inside.insert(thread, inside);
        false
    }

    fn leave(&mut self, thread: Pid, inside: &Inside) {
        if let Some(errno) = inside.refused {
            set_result(thread, -i64::from(errno as i32));
        } else if let Some(gave) = result(thread) {
            self.watch.leaves(&inside.call, gave);
        }
    }
}

/// The call that a thread makes; `None` where it has ended.
#[cfg(target_arch = "x86_64")]
fn read(process: Pid, thread: Pid) -> Option<Call> {
    let r = ptrace::getregset::<NT_PRSTATUS>(thread).ok()?;
    Some(Call {
        process,
        thread,
        number: i64::try_from(r.orig_rax).ok()?,
        arguments: [r.rdi, r.rsi, r.rdx, r.r10, r.r8, r.r9],
    })
}

#[cfg(target_arch = "aarch64")]
fn read(process: Pid, thread: Pid) -> Option<Call> {
    let r = ptrace::getregset::<NT_PRSTATUS>(thread).ok()?;
    Some(Call {
        process,
        thread,
        number: i64::try_from(r.regs[8]).ok()?,
        arguments: r.regs.first_chunk().copied()?,
    })
}

#[cfg(target_arch = "x86_64")]
fn result(thread: Pid) -> Option<i64> {
    let registers = ptrace::getregset::<NT_PRSTATUS>(thread).ok()?;
    Some(registers.rax.cast_signed())
}

#[cfg(target_arch = "aarch64")]
fn result(thread: Pid) -> Option<i64> {
    let registers = ptrace::getregset::<NT_PRSTATUS>(thread).ok()?;
    Some(registers.regs[0].cast_signed())
}

fn set_argument(thread: Pid, which: usize, value: u64) {
    change(thread, |registers| {
        #[cfg(target_arch = "x86_64")]
        match which {
            0 => registers.rdi = value,
            2 => registers.rdx = value,
            _ => panic!("argument {which} is never changed"),
        }
        #[cfg(target_arch = "aarch64")]
        {
            registers.regs[which] = value;
        }
    });
}

fn set_result(thread: Pid, value: i64) {
    change(thread, |registers| {
        #[cfg(target_arch = "x86_64")]
        {
            registers.rax = value.cast_unsigned();
        }
        #[cfg(target_arch = "aarch64")]
        {
            registers.regs[0] = value.cast_unsigned();
        }
    });
}

fn change(thread: Pid, change: impl FnOnce(&mut libc::user_regs_struct)) {
    // A thread that ends meanwhile needs nothing any more.
    if let Ok(mut registers) = ptrace::getregset::<NT_PRSTATUS>(thread) {
        change(&mut registers);
        let _ = ptrace::setregset::<NT_PRSTATUS>(thread, registers);
    }
}
