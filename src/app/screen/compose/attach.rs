//! Files that go along.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::app::choose::{self, Choice};
use crate::domain::{Attachment, Draft};
use crate::engine::{Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::rfc822::media_type_of;

/// The name of the field for a path.
pub(super) const PATH: &str = "path";

/// The octets of these files together.
pub(super) fn size_of<'a>(files: impl IntoIterator<Item = &'a Attachment>) -> u64 {
    files.into_iter().map(|file| file.bytes.len() as u64).sum()
}

/// The most that files may have together, in octets.
pub(super) fn most() -> u64 {
    Draft::MAX_ATTACHED as u64
}

/// Lets the person choose files and reads them, up to `room` octets together. Nothing where they
/// chose none.
pub(super) async fn choose(
    title: String,
    room: u64,
    texts: Texts,
) -> Result<Choice<Vec<Attachment>>, Problem> {
    let chosen = choose::files(&title).await;
    let read = move || chosen.and_then(|paths| read(&paths, room, &texts));
    let read = tokio::task::spawn_blocking(read).await;
    read.unwrap_or_else(|e| Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e)))
}

pub(super) fn read(
    paths: &[PathBuf],
    mut room: u64,
    texts: &Texts,
) -> Result<Vec<Attachment>, Problem> {
    let mut files = Vec::new();
    for path in paths {
        let file = read_one(path, room, texts)?;
        room = room.saturating_sub(file.bytes.len() as u64);
        files.push(file);
    }
    Ok(files)
}

fn read_one(path: &Path, room: u64, texts: &Texts) -> Result<Attachment, Problem> {
    let name = path
        .file_name()
        .map_or_else(|| "file".to_owned(), |n| n.to_string_lossy().into_owned());
    let failed = |error: std::io::Error| {
        let text = Text::new("compose-file-not-read").with("file", path.display().to_string());
        Problem::new(ProblemKind::Usage, text).detail(error)
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut bytes = Vec::new();
    // One octet more than there is room for: a file may grow while it is read.
    let taken = file.take(room.saturating_add(1)).read_to_end(&mut bytes);
    let taken = taken.map_err(failed)?;
    if taken as u64 > room {
        return Err(too_much(&name, texts));
    }
    Ok(Attachment {
        media_type: media_type_of(&name),
        name,
        bytes,
        in_text: false,
    })
}

/// The problem, where files are larger than the room there is.
pub(super) fn too_large(files: &[Attachment], room: u64, texts: &Texts) -> Option<Problem> {
    let last = files.last().filter(|_| size_of(files) > room)?;
    Some(too_much(&last.name, texts))
}

fn too_much(name: &str, texts: &Texts) -> Problem {
    let text = Text::new("compose-files-too-large")
        .with("file", name)
        .with("size", texts.size(most()));
    Problem::new(ProblemKind::Usage, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn files_are_read_with_their_type_and_up_to_the_room_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("invoice.pdf");
        std::fs::write(&path, b"12345").unwrap();
        let texts = Texts::new(Language::English);
        let file = read_one(&path, 5, &texts).unwrap();
        assert_eq!(file.name, "invoice.pdf");
        assert_eq!(file.media_type, "application/pdf");
        assert_eq!(file.bytes, b"12345");
        let refused = read(&[path.clone(), path], 9, &texts).unwrap_err();
        assert_eq!(refused.message.key, "compose-files-too-large");
        let missing = read_one(&folder.path().join("gone"), 9, &texts).unwrap_err();
        assert_eq!(missing.message.key, "compose-file-not-read");
    }
}
