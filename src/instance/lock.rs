//! The lock on the profile.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};

use super::InstanceError;
use crate::paths::{Profile, private_file};

/// The lock on a profile, held until it is dropped or the process ends.
#[derive(Debug)]
pub struct ProfileLock {
    // The system lets go of the lock when the file is closed. Children do not inherit it: Rust
    // opens files close-on-exec.
    _file: File,
}

impl ProfileLock {
    /// Takes the lock, or says who has it.
    ///
    /// # Errors
    /// [`InstanceError::Held`] and [`InstanceError::Lock`].
    pub fn acquire(profile: &Profile) -> Result<Self, InstanceError> {
        let failed = |error: std::io::Error| InstanceError::Lock {
            words: error.to_string(),
        };
        let mut file = private_file()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(profile.lock_file())
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(InstanceError::Held {
                    pid: read_pid(&mut file),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // The number is for words only, so a full disk must not cost the lock.
        let _ = write_pid(&mut file);
        Ok(Self { _file: file })
    }
}

/// The holder's process id. On Windows nobody else can read a locked file: then it is not known.
fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}
