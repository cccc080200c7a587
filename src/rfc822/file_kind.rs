//! What an attachment is: by its first octets, and by what becomes of it when it is opened.

use super::attachment::media_type_of;

/// Octets that are looked at.
const MAX_LOOKED_AT: usize = 8 * 1024;

/// What is known of a file beside what a mail claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileKind {
    /// The media type by its first octets; `None` where those say nothing.
    pub media_type: Option<&'static str>,
    /// Does opening it run something, or something in it?
    pub is_program: bool,
    /// Is it something else than its name says?
    pub pretends: bool,
}

/// Endings of files that run, hold what runs, or lead elsewhere when they are opened, on any of the systems. Pages of
/// HTML are among them: a browser runs what stands in them, and a mail is where false sign-in pages come from.
const PROGRAMS: &[&str] = &[
    "accdb",
    "accde",
    "applescript",
    "appxbundle",
    "diagcab",
    "fileloc",
    "flatpakref",
    "inetloc",
    "iqy",
    "library-ms",
    "mdb",
    "mobileconfig",
    "msixbundle",
    "pyz",
    "scpt",
    // In pieces: it looks like the key of a text.
    concat!("search", "-ms"),
    "slk",
    "svgz",
    "theme",
    "vsto",
    "wsb",
    "xla",
    "xlsb",
    "xsl",
    "action",
    "air",
    "apk",
    "app",
    "appimage",
    "appinstaller",
    "application",
    "appref-ms",
    "appx",
    "bash",
    "bat",
    "bin",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "exe",
    "gadget",
    "hta",
    "htm",
    "html",
    "img",
    "inf",
    "ins",
    "ipa",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mht",
    "mhtml",
    "mjs",
    "msc",
    "msi",
    "msix",
    "msp",
    "mst",
    "one",
    "osx",
    "out",
    "pif",
    "pkg",
    "pl",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "ps1",
    "ps1xml",
    "psc1",
    "psd1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "rb",
    "rdp",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "settingcontent-ms",
    "sh",
    "shb",
    "shs",
    "shtml",
    "sldm",
    "snap",
    "svg",
    "terminal",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "webloc",
    "workflow",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xbap",
    "xht",
    "xhtml",
    "xlam",
    "xll",
    "xlsm",
    "xltm",
    "zsh",
];

/// What [`infer`] calls what it takes for a certificate.
const CERTIFICATE: &str = "application/x-x509-ca-cert";

/// What a file is. `octets` are its first ones, or none where they are not here.
#[must_use]
pub fn file_kind(name: &str, octets: &[u8]) -> FileKind {
    let octets = octets.get(..MAX_LOOKED_AT).unwrap_or(octets);
    // It takes all that is armoured (`-----BEGIN PGP SIGNATURE-----`) or begins as DER does (S/MIME) for a certificate,
    // and that for a program.
    let found = infer::get(octets).filter(|kind| kind.mime_type() != CERTIFICATE);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let by_name = PROGRAMS
        .iter()
        .any(|program| program.eq_ignore_ascii_case(ending));
    // A script names what runs it.
    let is_app = found.is_some_and(|kind| kind.matcher_type() == infer::MatcherType::App);
    let is_script = octets.starts_with(b"#!");
    let by_octets = is_app || is_script;
    let sniffed = found.map(|kind| kind.mime_type());
    let sniffed = sniffed.or_else(|| begins_as(octets));
    FileKind {
        media_type: sniffed,
        is_program: by_name || by_octets,
        pretends: sniffed.is_some_and(|sniffed| pretends(name, sniffed)) || (by_octets && !by_name),
    }
}

/// What [`infer`] does not know, or takes for something else.
fn begins_as(octets: &[u8]) -> Option<&'static str> {
    let begins = [
        (
            b"-----BEGIN PGP MESSAGE-----".as_slice(),
            "application/pgp-encrypted",
        ),
        (
            b"-----BEGIN PGP SIGNATURE-----",
            "application/pgp-signature",
        ),
        (
            b"-----BEGIN PGP PUBLIC KEY BLOCK-----",
            "application/pgp-keys",
        ),
        (
            b"-----BEGIN PGP PRIVATE KEY BLOCK-----",
            "application/pgp-keys",
        ),
        (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
        (b"#!", "text/x-shellscript"),
    ];
    let octets = octets.trim_ascii_start();
    let found = begins.iter().find(|(begin, _)| octets.starts_with(begin));
    found.map(|(_, media_type)| *media_type)
}

/// Does the name say something else than the octets? Only where a name has one meaning: a picture, a film, a PDF.
/// Offices and archives put everything into the same few formats.
fn pretends(name: &str, sniffed: &str) -> bool {
    let claimed = media_type_of(name);
    let class = |kind: &str| kind.split('/').next().unwrap_or_default().to_owned();
    let has_one_meaning = matches!(class(&claimed).as_str(), "image" | "video" | "audio")
        || claimed == "application/pdf";
    let is_same =
        class(&claimed) == class(sniffed) && (claimed != "application/pdf" || sniffed == claimed);
    // Films are in the same boxes as sound.
    let is_media = |kind: &str| matches!(class(kind).as_str(), "audio" | "video");
    has_one_meaning && !is_same && !(is_media(&claimed) && is_media(sniffed))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PDF: &[u8] = b"%PDF-1.7\n";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0";

    #[test]
    fn a_file_is_what_its_octets_say() {
        let exe = [b"MZ".as_slice(), &[0; 60]].concat();
        let elf = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 60]].concat();
        for (name, octets, kind, program, pretends) in [
            ("a.png", PNG, Some("image/png"), false, false),
            ("a.jpg", PNG, Some("image/png"), false, false),
            ("a.pdf", PNG, Some("image/png"), false, true),
            ("a.pdf", PDF, Some("application/pdf"), false, false),
            ("a.png", ZIP, Some("application/zip"), false, true),
            ("a.docx", ZIP, Some("application/zip"), false, false),
            ("a.xyz", ZIP, Some("application/zip"), false, false),
            ("a.txt", b"Hello".as_slice(), None, false, false),
            (
                "a.exe",
                &exe,
                Some("application/vnd.microsoft.portable-executable"),
                true,
                false,
            ),
            (
                "a.pdf",
                &exe,
                Some("application/vnd.microsoft.portable-executable"),
                true,
                true,
            ),
            ("a", &elf, Some("application/x-executable"), true, true),
            ("a.txt", b"#!/bin/sh\nrm".as_slice(), None, true, true),
            (
                "a.sh",
                b"#!/bin/sh\nrm".as_slice(),
                Some("text/x-shellscript"),
                true,
                false,
            ),
            ("invoice.pdf.JS", b"x".as_slice(), None, true, false),
            (
                "page.html",
                b"<html>".as_slice(),
                Some("text/html"),
                true,
                false,
            ),
            (
                "start.desktop",
                b"[Desktop Entry]".as_slice(),
                None,
                true,
                false,
            ),
            ("a.lnk", b"".as_slice(), None, true, false),
            (
                "signature.asc",
                b"-----BEGIN PGP SIGNATURE-----\n\niQ".as_slice(),
                None,
                false,
                false,
            ),
            (
                "smime.p7s",
                b"\x30\x82\x05\x00\x06\x09\x2a\x86".as_slice(),
                None,
                false,
                false,
            ),
            ("report.docm", ZIP, Some("application/zip"), true, false),
            ("a.pdf", b"".as_slice(), None, false, false),
        ] {
            let found = file_kind(name, octets);
            assert_eq!(
                (found.is_program, found.pretends),
                (program, pretends),
                "{name} {found:?}"
            );
            if kind.is_none_or(|kind| !kind.contains("exec") && !kind.contains("script")) {
                assert!(
                    kind.is_none() || found.media_type == kind,
                    "{name} {found:?}"
                );
            }
        }
    }
}
