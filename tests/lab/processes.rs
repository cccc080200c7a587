//! Ports that stay ours while a server is down, and server processes that never outlive the lab.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The longest that the lab waits for anything. Never reached unless something is broken.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A TCP port that no other lab will take, on this computer, until this value is dropped.
///
/// A server's port is free while the server is stopped, and a second lab must not take it then.
/// So the port is reserved by a *UDP* socket of the same number: labs look at it, TCP does not
/// mind, and the system gives it back however the process ends. The numbers lie below the range
/// from which the system takes ports for outgoing connections.
pub struct Port {
    number: u16,
    _reservation: UdpSocket,
}

impl Port {
    /// Reserves a port that is free on both loopback addresses that the lab uses.
    #[must_use]
    pub fn reserve() -> Self {
        for _ in 0..10_000 {
            let number = fastrand::u16(10_000..32_000);
            let Ok(reservation) = UdpSocket::bind((Ipv4Addr::LOCALHOST, number)) else {
                continue;
            };
            let free = ["127.0.0.1", "127.0.0.2"]
                .iter()
                .all(|host| TcpListener::bind((*host, number)).is_ok());
            if free {
                return Self {
                    number,
                    _reservation: reservation,
                };
            }
        }
        panic!("no free loopback port between 10000 and 32000");
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }
}

/// A server: its first process, which leads a process group of its own.
pub struct Server {
    child: Child,
}

impl Server {
    /// Starts a command that stays in the foreground.
    #[must_use]
    pub fn start(command: &mut Command, output: &Path) -> Self {
        let log = || {
            let log = std::fs::File::options()
                .create(true)
                .append(true)
                .open(output);
            log.expect("the log of the server")
        };
        let child = command
            .stdin(Stdio::null())
            .stdout(log())
            .stderr(log())
            .process_group(0)
            .spawn();
        match child {
            Ok(child) => Self { child },
            Err(error) => panic!("{command:?}: {error}"),
        }
    }

    /// The process group, which is also the id of the first process.
    #[must_use]
    pub fn group(&self) -> u32 {
        self.child.id()
    }

    /// Has the first process ended?
    pub fn ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Asks every process of the group to end; what is left after two seconds is killed. Clients
    /// are cut off, most of them with a good-bye. (Dovecot's first process alone would wait for
    /// them, Postfix included, for a minute and more.)
    pub fn stop(&mut self) {
        let group = self.group();
        signal("TERM", &format!("-{group}"));
        let grace = Instant::now() + Duration::from_secs(2);
        while Instant::now() < grace && !(self.ended() && living(&[group]) == 0) {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.kill();
    }

    /// Ends every process of the group at once.
    pub fn kill(&mut self) {
        signal("KILL", &format!("-{}", self.group()));
        let _ = self.child.wait();
    }
}

/// How many processes of these groups are alive. Those that only wait to be counted by their parent
/// (zombies) are not: in a container, nobody may ever do so.
#[must_use]
pub fn living(groups: &[u32]) -> usize {
    let processes = std::fs::read_dir("/proc").expect("/proc").flatten();
    let alive = processes.filter(|process| {
        let stat = std::fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        // `pid (name) state ppid group …`; the name may hold anything, parentheses included.
        let words = stat.rsplit_once(") ").map(|(_, rest)| rest);
        let words: Vec<&str> = words.into_iter().flat_map(|rest| rest.split(' ')).collect();
        let [state, _, group, ..] = words.as_slice() else {
            return false;
        };
        *state != "Z" && group.parse().is_ok_and(|group| groups.contains(&group))
    });
    alive.count()
}

/// `kill` is built into every shell, and this crate forbids the `unsafe` that the call would need.
fn signal(name: &str, target: &str) {
    let _ = Command::new("sh")
        .args(["-c", "kill -s \"$0\" -- \"$1\" 2>/dev/null", name, target])
        .stdin(Stdio::null())
        .status();
}

/// Clears away the servers and the directory, also where no destructor runs: when the test process
/// is killed, aborts, or ends while a lab stands in a `static`.
///
/// It is a shell that waits for the end of its standard input, whose other end only the lab holds.
pub struct Janitor {
    shell: Child,
    input: Mutex<Option<ChildStdin>>,
}

impl Janitor {
    /// Each line that it reads replaces the process groups it has to end. Once they are killed,
    /// their files may still grow for a moment, so removing is tried more than once.
    const SCRIPT: &str = r#"
        groups=
        while read -r line; do groups=$line; done
        for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
        for again in 1 2 3 4 5 6 7 8 9 10; do
            rm -rf -- "$0" 2>/dev/null && break
            sleep 0.1
        done
    "#;

    /// Starts the janitor of a directory.
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        // A group of its own: Ctrl+C in a terminal goes to everybody else.
        let mut shell = Command::new("sh")
            .args(["-c", Self::SCRIPT])
            .arg(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("a shell");
        let input = Mutex::new(shell.stdin.take());
        Self { shell, input }
    }

    /// Says which process groups there are now.
    pub fn watch(&self, groups: &[u32]) {
        let words: Vec<String> = groups.iter().map(u32::to_string).collect();
        if let Some(input) = self.input.lock().expect("no panic while writing").as_mut() {
            writeln!(input, "{}", words.join(" ")).expect("the janitor listens");
        }
    }

    /// Lets it do its work now and waits for the end of it.
    pub fn finish(&mut self) {
        drop(self.input.lock().map(|mut input| input.take()));
        let _ = self.shell.wait();
    }
}

/// Waits until something is so; looks every few milliseconds.
///
/// # Panics
/// If it is not so after [`PATIENCE`].
pub fn wait_for(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < PATIENCE, "{what}: not after {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
