//! Marks on files that came by mail: the system asks, or holds back, before it runs or trusts one.

use std::io;
use std::path::Path;

/// Says to the system that this file came from outside. Linux has no such mark; where the disk keeps none (FAT), the
/// file stays without.
pub fn mark_from_mail(path: &Path) {
    if let Err(error) = mark(path) {
        tracing::debug!(%error, "a file could not be marked as coming from outside");
    }
}

/// A stream beside the file, which Explorer, `SmartScreen` and Office read: zone 3 is the Internet
/// ([MS-FSCC] 5.6.1).
#[cfg(windows)]
fn mark(path: &Path) -> io::Result<()> {
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    std::fs::write(stream, "[ZoneTransfer]\r\nZoneId=3\r\n")
}

/// The attribute that Gatekeeper reads: flags, the time in hexadecimal, and the program that wrote the file. 0001 is
/// a download, 0080 one that the person has not agreed to open yet.
#[cfg(target_os = "macos")]
fn mark(path: &Path) -> io::Result<()> {
    let now = jiff::Timestamp::now().as_second();
    let value = format!("0081;{now:08x};Postroom;");
    let flags = rustix::fs::XattrFlags::empty();
    rustix::fs::setxattr(path, "com.apple.quarantine", value.as_bytes(), flags)?;
    Ok(())
}

#[cfg(not(any(windows, target_os = "macos")))]
#[allow(clippy::unnecessary_wraps)]
fn mark(_path: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, windows))]
mod tests {
    #[test]
    fn the_mark_names_the_internet_and_the_file_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Angebot März.pdf");
        std::fs::write(&file, "%PDF").unwrap();
        super::mark(&file).unwrap();
        let mut stream = file.as_os_str().to_owned();
        stream.push(":Zone.Identifier");
        let mark = std::fs::read_to_string(stream).unwrap();
        assert_eq!(mark, "[ZoneTransfer]\r\nZoneId=3\r\n");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "%PDF");
        // The stream is no file of its own: a folder of attachments shows them alone.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
