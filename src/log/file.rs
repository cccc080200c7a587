//! Log files: one that is written, a few older ones, none large, all private.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::paths::{create_private_dir, private_file};

/// Size at which a new file is begun, in octets.
const MAX_SIZE: u64 = 2 * 1024 * 1024;
/// Older files that are kept.
const KEPT: u32 = 4;

/// `postroom.log`, which becomes `postroom.1.log` when it is full, and so on.
#[derive(Debug)]
pub(super) struct RotatingFile {
    dir: PathBuf,
    file: File,
    size: u64,
    max: u64,
}

impl RotatingFile {
    /// Goes on with the file in this folder, which is made if it is not there.
    pub(super) fn open(dir: &Path) -> io::Result<Self> {
        Self::with_size(dir, MAX_SIZE)
    }

    fn with_size(dir: &Path, max: u64) -> io::Result<Self> {
        create_private_dir(dir)?;
        let file = open(&dir.join("postroom.log"))?;
        let size = file.metadata()?.len();
        Ok(Self {
            dir: dir.to_owned(),
            file,
            size,
            max,
        })
    }

    fn rotate(&mut self) -> io::Result<()> {
        let place = |number: u32| match number {
            0 => self.dir.join("postroom.log"),
            _ => self.dir.join(format!("postroom.{number}.log")),
        };
        for number in (0..KEPT).rev() {
            match fs::rename(place(number), place(number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.file = open(&place(0))?;
        self.size = 0;
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    private_file().create(true).append(true).open(path)
}

impl Write for RotatingFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let length = line.len() as u64;
        if self.size > 0 && self.size + length > self.max && self.rotate().is_err() {
            // Windows does not rename what an editor has open. Go on in the same file for as
            // long again, rather than lose lines or try at each of them.
            self.size = 0;
        }
        self.file.write_all(line)?;
        self.size += length;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_begun_anew_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("log");
        for run in 0..2 {
            let mut log = RotatingFile::with_size(&dir, 100).unwrap();
            for i in 0..40 {
                writeln!(log, "run {run} line {i:>10}").unwrap();
            }
        }
        let mut names: Vec<_> = fs::read_dir(&dir)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                (
                    entry.file_name().into_string().unwrap(),
                    entry.metadata().unwrap().len(),
                )
            })
            .collect();
        names.sort();
        assert!(names.iter().all(|(_, size)| *size <= 100), "{names:?}");
        let names: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "postroom.1.log",
                "postroom.2.log",
                "postroom.3.log",
                "postroom.4.log",
                "postroom.log"
            ]
        );
        let newest = fs::read_to_string(dir.join("postroom.log")).unwrap();
        assert!(newest.ends_with("run 1 line         39\n"), "{newest}");
    }

    #[cfg(unix)]
    #[test]
    fn they_are_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("log");
        RotatingFile::open(&dir).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(
            (mode(&dir), mode(&dir.join("postroom.log"))),
            (0o700, 0o600)
        );
    }
}
