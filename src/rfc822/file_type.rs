//! What a file that is attached is called: a PDF document, a picture, a program.

use super::attachment::{ParsedAttachment, media_type_of};
use super::file_kind::FileKind;

/// What says nothing of a file.
const UNKNOWN: &str = "application/octet-stream";

/// What other formats are packed in, by which alone they are not told from others.
const PACKED: [&str; 2] = ["application/zip", "application/x-ole-storage"];

/// What a file is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileType {
    /// The key of its usual name.
    Usual(&'static str),
    /// Its media type: it has no other name.
    Only(String),
}

impl FileType {
    /// In words, of which `say` has those of a key.
    #[must_use]
    pub fn words(self, say: impl FnOnce(&'static str) -> String) -> String {
        match self {
            Self::Usual(key) => say(key),
            Self::Only(media_type) => media_type,
        }
    }

    /// Does it run, by itself or by what reads it?
    #[must_use]
    pub fn is_program(&self) -> bool {
        matches!(self, Self::Usual("file-program" | "file-script"))
    }

    /// Is it a picture?
    #[must_use]
    pub fn is_picture(&self) -> bool {
        *self == Self::Usual("file-picture")
    }
}

/// What an attachment is called: by its first octets, else by what the mail calls it, or by its name where the mail says
/// nothing.
#[must_use]
pub fn file_type(attachment: &ParsedAttachment) -> FileType {
    file_type_of(
        &attachment.name,
        Some(&attachment.media_type),
        &attachment.kind,
    )
}

/// The same of a file with this name, which a mail may claim to be something.
#[must_use]
pub fn file_type_of(name: &str, claimed: Option<&str>, kind: &FileKind) -> FileType {
    let (by_ending, by_name) = (by_ending(name), media_type_of(name));
    let found = match kind.media_type {
        // Nearly everything is packed in one of these, and its name tells what.
        Some(packed) if PACKED.contains(&packed) => {
            if let Some(key) = by_ending {
                return FileType::Usual(key);
            }
            let is_known = usual(&by_name).is_some_and(is_packed);
            (if is_known { &by_name } else { packed }).to_owned()
        }
        Some(found) => found.to_owned(),
        // A script is text, and so is what a shortcut consists of.
        None => match (by_ending, claimed.filter(|claimed| *claimed != UNKNOWN)) {
            (Some(key), _) => return FileType::Usual(key),
            (None, Some(claimed)) => claimed.to_owned(),
            (None, None) => by_name,
        },
    };
    usual(&found).map_or(FileType::Only(found), FileType::Usual)
}

/// What a file is by its name alone; `None` where that says nothing.
#[must_use]
pub fn file_type_by_name(name: &str) -> Option<FileType> {
    let by_name = media_type_of(name);
    let key = by_ending(name).or_else(|| usual(&by_name));
    key.filter(|key| *key != "file-unknown")
        .map(FileType::Usual)
}

/// May the name tell that something packed is this?
fn is_packed(key: &str) -> bool {
    matches!(
        key,
        "file-word"
            | "file-excel"
            | "file-powerpoint"
            | "file-opendocument"
            | "file-outlook-message"
            | "file-book"
    )
}

/// Endings of what does something when it is opened, whatever the mail calls it.
fn by_ending(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "exe" | "com" | "scr" | "pif" | "cpl" | "dll" | "app" | "appimage" | "jar" | "jnlp"
        | "gadget" | "xll" | "pyz" => "file-program",
        "bat" | "cmd" | "ps1" | "psm1" | "ps1xml" | "js" | "jse" | "mjs" | "vbs" | "vbe" | "vb"
        | "wsf" | "wsh" | "wsc" | "sct" | "hta" | "sh" | "bash" | "zsh" | "csh" | "ksh" | "py"
        | "pyw" | "pl" | "rb" | "command" | "applescript" | "scpt" | "workflow" => "file-script",
        "msi" | "msix" | "msixbundle" | "msp" | "appx" | "appxbundle" | "appinstaller" | "deb"
        | "rpm" | "apk" | "ipa" | "pkg" | "snap" | "flatpakref" => "file-installer",
        "iso" | "img" | "dmg" | "vhd" | "vhdx" => "file-disk",
        "lnk" | "url" | "webloc" | "desktop" | "scf" | "inetloc" | "fileloc" => "file-shortcut",
        _ => return None,
    })
}

/// The key of the usual name of a media type.
fn usual(media_type: &str) -> Option<&'static str> {
    const OPEN_XML: &str = "application/vnd.openxmlformats-officedocument.";
    const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.";
    if let Some(rest) = media_type.strip_prefix(OPEN_XML) {
        let (of, _) = rest.split_once('.').unwrap_or((rest, ""));
        return match of {
            "wordprocessingml" => Some("file-word"),
            "spreadsheetml" => Some("file-excel"),
            "presentationml" => Some("file-powerpoint"),
            _ => None,
        };
    }
    if media_type.starts_with(OPEN_DOCUMENT) {
        return Some("file-opendocument");
    }
    for (of, key) in [
        ("application/msword", "file-word"),
        ("application/vnd.ms-word", "file-word"),
        ("application/vnd.ms-excel", "file-excel"),
        ("application/vnd.ms-powerpoint", "file-powerpoint"),
    ] {
        // With macros it is that and an ending: `application/vnd.ms-word.document.macroEnabled.12`.
        let rest = media_type.strip_prefix(of);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) {
            return Some(key);
        }
    }
    Some(match media_type {
        UNKNOWN => "file-unknown",
        "application/pdf" => "file-pdf",
        "text/html" | "application/xhtml+xml" => "file-html",
        "text/csv" => "file-csv",
        "text/calendar" => "file-calendar",
        "text/vcard" | "text/x-vcard" | "text/directory" => "file-contact",
        "text/rtf" | "application/rtf" => "file-rtf",
        "message/rfc822" | "message/global" => "file-mail",
        "message/delivery-status" | "message/global-delivery-status" => "file-delivery",
        "message/disposition-notification" => "file-receipt",
        "text/rfc822-headers" => "file-headers",
        "application/vnd.ms-outlook" => "file-outlook-message",
        "application/ms-tnef" | "application/vnd.ms-tnef" => "file-outlook",
        "application/epub+zip" | "application/x-mobipocket-ebook" => "file-book",
        "application/json" => "file-json",
        "application/xml" | "text/xml" => "file-xml",
        "application/pgp-encrypted"
        | "application/pkcs7-mime"
        | "application/x-pkcs7-mime"
        | "application/vnd.gnupg.encrypted" => "file-encrypted",
        "application/pgp-signature"
        | "application/pkcs7-signature"
        | "application/x-pkcs7-signature" => "file-signature",
        "application/pgp-keys" => "file-key",
        "application/x-x509-ca-cert"
        | "application/x-x509-user-cert"
        | "application/pkix-cert"
        | "application/x-pkcs7-certificates"
        | "application/x-pkcs12"
        | "application/pkcs12" => "file-certificate",
        "application/vnd.microsoft.portable-executable"
        | "application/x-msdownload"
        | "application/x-msdos-program"
        | "application/x-dosexec"
        | "application/x-executable"
        | "application/x-elf"
        | "application/x-sharedlib"
        | "application/x-mach-binary"
        | "application/java"
        | "application/java-vm"
        | "application/java-archive"
        | "application/x-java-archive"
        | "application/wasm"
        | "application/x-llvm"
        | "application/vnd.android.dex"
        | "application/vnd.android.dey" => "file-program",
        "text/x-shellscript"
        | "application/x-sh"
        | "application/x-csh"
        | "application/x-shellscript"
        | "text/javascript"
        | "application/javascript"
        | "application/x-javascript"
        | "application/x-bat"
        | "application/x-msdos-batch"
        | "text/vbscript"
        | "text/x-python"
        | "text/x-perl"
        | "application/x-powershell" => "file-script",
        "application/vnd.debian.binary-package"
        | "application/x-debian-package"
        | "application/x-rpm"
        | "application/x-msi"
        | "application/vnd.android.package-archive" => "file-installer",
        "application/x-apple-diskimage" | "application/x-iso9660-image" => "file-disk",
        "application/x-ms-shortcut" => "file-shortcut",
        "application/zip"
        | "application/x-zip-compressed"
        | "application/gzip"
        | "application/x-gzip"
        | "application/x-tar"
        | "application/x-7z-compressed"
        | "application/x-rar-compressed"
        | "application/vnd.rar"
        | "application/x-bzip2"
        | "application/vnd.ms-cab-compressed"
        | "application/zstd"
        | "application/x-xz" => "file-archive",
        _ => match media_type.split_once('/')? {
            ("image", _) => "file-picture",
            ("audio", _) => "file-audio",
            ("video", _) => "file-video",
            ("font", _) => "file-font",
            ("text", _) => "file-text",
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::super::file_kind::file_kind;
    use super::*;

    #[test]
    fn files_are_called_as_people_call_them() {
        let zip = b"PK\x03\x04\x14\0\0\0".as_slice();
        let exe = [b"MZ".as_slice(), &[0; 60]].concat();
        let elf = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 60]].concat();
        let mach = [b"\xcf\xfa\xed\xfe".as_slice(), &[0; 60]].concat();
        let message = b"-----BEGIN PGP MESSAGE-----\nhQEMA\n".as_slice();
        let text = b"some words".as_slice();
        for (name, claimed, octets, wanted) in [
            ("a.pdf", UNKNOWN, b"%PDF-1.7\n".as_slice(), "file-pdf"),
            ("a.pdf", UNKNOWN, b"", "file-pdf"),
            ("a.pdf", "application/pdf", b"", "file-pdf"),
            // What it is, not what it is called.
            ("a.pdf", "application/pdf", zip, "file-archive"),
            ("a.pdf", "application/pdf", &exe, "file-program"),
            ("a.exe", UNKNOWN, &exe, "file-program"),
            ("a.scr", "application/pdf", text, "file-program"),
            ("a", UNKNOWN, &elf, "file-program"),
            ("a", UNKNOWN, &mach, "file-program"),
            ("a.jar", "application/java-archive", zip, "file-program"),
            ("run.sh", "application/x-sh", b"#!/bin/sh\n", "file-script"),
            ("a.txt", "text/plain", b"#!/usr/bin/env x", "file-script"),
            ("start.bat", "text/plain", b"del", "file-script"),
            ("a.ps1", UNKNOWN, text, "file-script"),
            ("a.pdf.JS", "text/plain", text, "file-script"),
            ("a.msi", UNKNOWN, text, "file-installer"),
            ("a.iso", UNKNOWN, text, "file-disk"),
            ("a.lnk", UNKNOWN, text, "file-shortcut"),
            ("a.docx", UNKNOWN, zip, "file-word"),
            ("a.docm", UNKNOWN, zip, "file-word"),
            ("a.zip", "application/vnd.ms-excel", zip, "file-archive"),
            ("a.png", "image/png", b"", "file-picture"),
            ("a.ics", "text/calendar", text, "file-calendar"),
            ("a.eml", "message/rfc822", text, "file-mail"),
            ("encrypted.asc", UNKNOWN, message, "file-encrypted"),
            (
                "encrypted.asc",
                "application/pgp-signature",
                message,
                "file-encrypted",
            ),
            (
                "a",
                "application/pgp-encrypted",
                b"Version: 1",
                "file-encrypted",
            ),
            ("smime.p7m", "application/pkcs7-mime", b"", "file-encrypted"),
            (
                "signature.asc",
                UNKNOWN,
                b"-----BEGIN PGP SIGNATURE-----\n",
                "file-signature",
            ),
            (
                "key.asc",
                UNKNOWN,
                b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
                "file-key",
            ),
            (
                "winmail.dat",
                UNKNOWN,
                b"\x78\x9f\x3e\x22\x01\x00",
                "file-outlook",
            ),
            ("winmail.dat", "application/ms-tnef", b"", "file-outlook"),
            (
                "a.msg",
                "application/vnd.ms-outlook",
                b"",
                "file-outlook-message",
            ),
            ("a", UNKNOWN, text, "file-unknown"),
        ] {
            assert_eq!(
                file_type_of(name, Some(claimed), &file_kind(name, octets)),
                FileType::Usual(wanted),
                "{name} {claimed}"
            );
        }
        let own = file_type_of("a.x", Some("application/x-own"), &FileKind::default());
        assert_eq!(own, FileType::Only("application/x-own".into()));
    }

    #[test]
    fn a_name_alone_may_say_nothing() {
        assert_eq!(
            file_type_by_name("a.pdf"),
            Some(FileType::Usual("file-pdf"))
        );
        assert_eq!(
            file_type_by_name("a.txt"),
            Some(FileType::Usual("file-text"))
        );
        assert_eq!(file_type_by_name("a"), None);
        assert_eq!(file_type_by_name("a.zzz"), None);
    }
}
