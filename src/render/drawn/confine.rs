//! What the process that draws may do, said to the system: no files to write, no programs, no network.

/// No sockets, no programs and no files to write from here on, where the system can be told so. Fonts are still
/// read when a mail needs them. Nothing that draws does any of it; this is for the day when something in it is
/// made to.
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
pub(super) fn reach() {
    if let Err(error) = system_calls().and_then(|filter| {
        seccompiler::apply_filter_all_threads(&filter).map_err(|error| error.to_string())
    }) {
        // In a container that forbids it there is the rest of what holds.
        tracing::warn!(error, "The process that draws mails could not be confined.");
    }
}

#[cfg(not(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
)))]
pub(super) fn reach() {}

/// The filter: all is allowed but this.
#[cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
fn system_calls() -> Result<seccompiler::BpfProgram, String> {
    use std::collections::BTreeMap;

    use seccompiler::{
        SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    const NEVER: &[libc::c_long] = &[
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_sendto,
        libc::SYS_sendmsg,
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        libc::SYS_kill,
        libc::SYS_openat2,
        libc::SYS_unlinkat,
        libc::SYS_renameat2,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_fchmodat,
        libc::SYS_fchownat,
        libc::SYS_truncate,
        libc::SYS_mount,
        libc::SYS_io_uring_setup,
        libc::SYS_bpf,
    ];
    #[cfg(target_arch = "x86_64")]
    const OLD: &[libc::c_long] = &[
        libc::SYS_fork,
        libc::SYS_vfork,
        libc::SYS_creat,
        libc::SYS_unlink,
        libc::SYS_rename,
        libc::SYS_renameat,
        libc::SYS_link,
        libc::SYS_symlink,
        libc::SYS_mkdir,
        libc::SYS_rmdir,
        libc::SYS_chmod,
        libc::SYS_chown,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const OLD: &[libc::c_long] = &[libc::SYS_renameat];

    let to_write = |argument: u8| -> Result<Vec<SeccompRule>, String> {
        let asked = |mask: libc::c_int, value: libc::c_int| {
            let (mask, value) = (mask.unsigned_abs().into(), value.unsigned_abs().into());
            let of = SeccompCmpOp::MaskedEq(mask);
            let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, of, value);
            condition
                .and_then(|condition| SeccompRule::new(vec![condition]))
                .map_err(|error| error.to_string())
        };
        Ok(vec![
            asked(libc::O_ACCMODE, libc::O_WRONLY)?,
            asked(libc::O_ACCMODE, libc::O_RDWR)?,
            asked(libc::O_CREAT, libc::O_CREAT)?,
        ])
    };
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = NEVER
        .iter()
        .chain(OLD)
        .map(|call| (*call, Vec::new()))
        .collect();
    let _ = rules.insert(libc::SYS_openat, to_write(2)?);
    #[cfg(target_arch = "x86_64")]
    let _ = rules.insert(libc::SYS_open, to_write(1)?);
    let architecture = std::env::consts::ARCH;
    let architecture = architecture
        .try_into()
        .map_err(|_| format!("{architecture} is not known"))?;
    let refused = u32::try_from(libc::EACCES).unwrap_or(1);
    let filter = SeccompFilter::new(
        rules,
        SeccompAction::Allow,
        SeccompAction::Errno(refused),
        architecture,
    );
    filter
        .and_then(seccompiler::BpfProgram::try_from)
        .map_err(|error| error.to_string())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::ErrorKind;

    /// In a process of its own: what is confined stays so.
    const INSIDE: &str = "POSTROOM_TEST_CONFINED";

    #[test]
    fn sockets_programs_and_files_to_write_are_refused_and_fonts_are_read() {
        if std::env::var_os(INSIDE).is_none() {
            let name = "render::drawn::confine::tests::sockets_programs_and_files_to_write_are_refused_and_fonts_are_read";
            let inside = std::process::Command::new(std::env::current_exe().unwrap())
                .args(["--exact", name, "--test-threads", "1", "--nocapture"])
                .env(INSIDE, "1")
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&inside.stdout).into_owned();
            assert!(
                inside.status.success() && said.contains("1 passed"),
                "{said}"
            );
            return;
        }
        let file = std::env::temp_dir().join("postroom-confined");
        super::reach();
        let denied = Some(ErrorKind::PermissionDenied);
        let kind = |error: std::io::Error| error.kind();
        let connect = std::net::TcpStream::connect(("127.0.0.1", 9));
        assert_eq!(connect.err().map(kind), denied);
        let bind = std::net::UdpSocket::bind(("127.0.0.1", 0));
        assert_eq!(bind.err().map(kind), denied);
        assert_eq!(std::fs::write(&file, "x").err().map(kind), denied);
        let append = std::fs::OpenOptions::new().append(true).open("/dev/null");
        assert_eq!(append.err().map(kind), denied);
        assert_eq!(std::fs::create_dir(&file).err().map(kind), denied);
        let program = std::process::Command::new("/bin/true").status();
        assert!(program.is_err());
        assert!(std::fs::read("/etc/passwd").is_ok(), "reading is for fonts");
        assert!(std::thread::spawn(|| 1).join().is_ok());
    }
}
