//! The databases on a disk that fails: the power goes, the disk is full, a write is not taken, an
//! upgrade is cut off. What the store asks of the system is recorded, and what a disk may keep of it
//! is opened again.
//!
//! The quick form runs with the other tests; `POSTROOM_DISK=full` tries many more. A failure prints
//! the seed it was found with, which `POSTROOM_DISK_SEED` takes.
#![cfg(all(
    target_os = "linux",
    target_env = "gnu",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "../traced/mod.rs"]
mod traced;

mod full;
mod opened;
mod power;
mod recorded;
mod replayed;
mod upgrade;
mod work;

/// Many more cases, rather than what every run has time for?
fn full_form() -> bool {
    match std::env::var("POSTROOM_DISK") {
        Ok(form) if form == "full" => true,
        Ok(form) => panic!("POSTROOM_DISK={form}: only `full` is known"),
        Err(_) => false,
    }
}

/// Another one each time, unless one is given.
fn seed() -> u64 {
    match std::env::var("POSTROOM_DISK_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    }
}

/// A folder in memory where there is one: what is opened there was lost or kept before.
fn in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// A test of this binary as a command of its own, which finds the profile in this variable.
fn child(name: &str, variable: &str, profile: &std::path::Path) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(variable, profile);
    command
}
