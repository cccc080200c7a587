//! Files that are named on the command line: read whole, within a limit, and only what is a file.
//!
//! A device or a pipe has no end that anybody knows, and the process that would wait for it may be
//! the window's.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::domain::Draft;
use crate::engine::{Problem, ProblemKind, Text};

/// The octets of a regular file, as many as a message may carry.
pub(super) async fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let name = path.to_owned();
    let read = tokio::task::spawn_blocking(move || regular(&name, Draft::MAX_ATTACHED)).await;
    let read = read.unwrap_or_else(|error| Err(Unread::Io(io::Error::other(error))));
    read.map_err(|unread| {
        let say = |key| {
            let text = Text::new(key).with("file", path.display().to_string());
            Problem::new(ProblemKind::Usage, text)
        };
        match unread {
            Unread::Io(error) => say("cli-file-unreadable").detail(error),
            Unread::NoFile => say("cli-not-a-file").advise(Text::new("cli-advice-body-stdin")),
            Unread::TooLarge => say("cli-file-too-large"),
        }
    })
}

/// The text of a regular file.
pub(super) async fn read_text(path: &Path) -> Result<String, Problem> {
    text(read(path).await?, path)
}

/// These octets of the named file as text. What is no text is not guessed at.
pub(super) fn text(octets: Vec<u8>, path: &Path) -> Result<String, Problem> {
    let text = String::from_utf8(octets).map_err(|error| {
        let text = if path == Path::new("-") {
            Text::new("cli-input-not-text")
        } else {
            Text::new("cli-file-not-text").with("file", path.display().to_string())
        };
        Problem::new(ProblemKind::Usage, text)
            .advise(Text::new("cli-advice-utf8"))
            .detail(error)
    })?;
    // Some editors put a mark before the text to say that it is UTF-8.
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

enum Unread {
    Io(io::Error),
    NoFile,
    TooLarge,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn regular(path: &Path, most: usize) -> Result<Vec<u8>, Unread> {
    // Asked before it is opened: to open a pipe waits for somebody to write into it.
    if !std::fs::metadata(path)?.is_file() {
        return Err(Unread::NoFile);
    }
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(Unread::NoFile);
    }
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut octets = Vec::new();
    file.take(limit).read_to_end(&mut octets)?;
    if octets.len() > most {
        return Err(Unread::TooLarge);
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_within_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, "12345").unwrap();
        assert!(matches!(regular(&path, 5), Ok(octets) if octets == b"12345"));
        assert!(matches!(regular(&path, 4), Err(Unread::TooLarge)));
        assert!(matches!(regular(folder.path(), 5), Err(Unread::NoFile)));
        assert!(matches!(
            regular(&folder.path().join("none"), 5),
            Err(Unread::Io(_))
        ));
        if cfg!(unix) {
            assert!(matches!(
                regular("/dev/zero".as_ref(), 5),
                Err(Unread::NoFile)
            ));
        }
    }

    #[test]
    fn text_is_not_guessed_at() {
        let of = |octets: &[u8]| text(octets.to_vec(), "letter.txt".as_ref());
        assert_eq!(of("Grüße".as_bytes()).unwrap(), "Grüße");
        assert_eq!(of(b"\xef\xbb\xbfHello").unwrap(), "Hello");
        let problem = of(b"Gr\xfc\xdfe").unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Usage);
        assert_eq!(problem.message.args, [("file", "letter.txt".to_owned())]);
    }
}
