//! T60: names of attachments that are built to go elsewhere, to be something else, or to be no name: each is saved in the
//! folder that was chosen, beside what is there, under a name that every system takes and that shows what it is.

use std::collections::BTreeSet;
use std::path::Path;

use postroom::rfc822::{attachment_bytes, file_kind, parse_message};

/// Names as their senders write them.
const NAMES: &[&str] = &[
    // Elsewhere.
    "../x",
    "../../../../etc/passwd",
    "..\\x",
    "..\\..\\windows\\system32\\x.dll",
    "/etc/passwd",
    "/",
    "//",
    "\\",
    "\\\\",
    "./x",
    "x/",
    "x/.",
    "x/..",
    "..",
    ".",
    "...",
    "....",
    ". .",
    ".. ",
    " ..",
    "..;/x",
    "....//x",
    "..%2fx",
    "%2e%2e%2fx",
    "..\u{2215}x",
    "..\u{2044}x",
    "..\u{ff0f}x",
    "..\u{ff3c}x",
    "..\u{29f8}x",
    "\u{ff0e}\u{ff0e}/x",
    "..\u{2024}/x",
    "~/x",
    "~root",
    "~",
    "$HOME/x",
    "%USERPROFILE%\\x",
    "C:\\x",
    "C:x",
    "c:/x",
    "C:",
    "C:\\",
    "\\\\server\\share\\x",
    "\\\\?\\C:\\x",
    "\\\\.\\PhysicalDrive0",
    "\\??\\C:\\x",
    "file:///etc/passwd",
    "http://evil.test/x",
    "x\0/../y",
    "x\0.txt",
    "\0",
    "a/b/c/d/e/f",
    "../.ssh/authorized_keys",
    ".bashrc",
    ".profile",
    ".config/autostart/x.desktop",
    ".git/config",
    ".htaccess",
    ".env",
    "..bashrc",
    "x::$DATA",
    "x:y",
    "x.txt:y.exe",
    "x::$INDEX_ALLOCATION",
    ":",
    "::",
    "\u{fe55}x",
    "x\u{a789}y",
    "CON:",
    "LPT1:x",
    // No names.
    "",
    " ",
    "\t",
    "\r\n",
    "\u{a0}",
    "\u{3000}",
    "\u{2003}\u{2003}",
    "\u{200b}",
    "\u{feff}",
    "\u{2800}",
    "\u{3164}",
    "\u{ad}",
    "-",
    "--",
    "-rf",
    "--help",
    "*",
    "?",
    "|",
    "<",
    ">",
    "\"",
    "'",
    "`",
    ";",
    "&",
    "$(x)",
    "`x`",
    "x;y",
    "x|y",
    "x>y",
    "x<y",
    "x\"y",
    "x*y?",
    "a\u{7f}b",
    "\u{1b}[31mx",
    "x\r\ny",
    "x\nContent-Type: text/html",
    "x\ty",
    "\u{85}x",
    "x\u{2028}y",
    "x\u{2029}y",
    "\u{0}\u{1}\u{2}",
    "x\u{fffd}y",
    "x\u{fffe}",
    // Something else than they show.
    "offer.pdf.exe",
    "offer.pdf .exe",
    "offer.pdf                                                                      .exe",
    "offer.pdf\u{a0}.exe",
    "offer\u{202e}fdp.exe",
    "\u{202e}fdp.x.exe",
    "offer\u{2066}fdp\u{2069}.exe",
    "\u{202d}x.exe\u{202c}",
    "offer.\u{200b}exe",
    "offer.e\u{200d}xe",
    "offer.ex\u{ad}e",
    "offer.exe\u{200f}",
    "offer.exe.",
    "offer.exe. . .",
    "offer.exe ",
    "offer.exe\u{a0}",
    "offer.exe\u{3000}",
    "offer.EXE",
    "offer.eXe",
    "offer.pdf\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}.exe",
    "offer.pdf\u{3164}.scr",
    "offer.pdf\u{115f}.js",
    "offer.\u{430}xe",
    "offer.pdf%20.exe",
    "offer.pdf\0.exe",
    "offer.pdf\n.exe",
    "offer.pdf/.exe",
    ".exe",
    "..exe",
    "exe",
    "x.lnk",
    "x.desktop",
    "x.url",
    "x.scf",
    "x.settingcontent-ms",
    "x.hta",
    "x.vbs",
    "x.js",
    "desktop.ini",
    "autorun.inf",
    "thumbs.db",
    "Folder.jpg",
    "x.library-ms",
    "x.appref-ms",
    "x.command",
    "x.terminal",
    "x.webloc",
    "x.html",
    "x.svg",
    "x.iso",
    // Long, and of many letters.
    "e\u{301}\u{301}\u{301}\u{301}.txt",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}.png",
    "Rechnung März.pdf",
    "見積書.pdf",
    "فاتورة.pdf",
    "café",
    "cafe\u{301}",
    "x.tar.gz",
    "x.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "x.\u{1f600}",
    "a. b..pdf",
    "a..b",
    "a.",
    "a .",
    "a..",
    "\u{fdfa}\u{fdfa}.txt",
];

/// Names that Windows takes for devices, whatever stands behind them.
const DEVICES: &[&str] = &[
    "CON",
    "con",
    "PRN",
    "AUX",
    "NUL",
    "nul",
    "CONIN$",
    "CONOUT$",
    "CLOCK$",
    "COM0",
    "COM1",
    "com9",
    "COM\u{b9}",
    "COM\u{b2}",
    "LPT1",
    "lpt9",
    "LPT\u{b3}",
];

fn names() -> BTreeSet<String> {
    let devices = DEVICES
        .iter()
        .flat_map(|device| ["", ".txt", " .tar.gz", "."].map(|behind| format!("{device}{behind}")));
    let long = ["x", "é", "図", "\u{1f600}", " ", ".", "x.", "../"]
        .into_iter()
        .flat_map(|piece| [300, 5000].map(|times| format!("{}.pdf", piece.repeat(times))));
    let all = NAMES.iter().map(|name| (*name).to_owned());
    all.chain(devices).chain(long).collect()
}

/// A message whose attachment has this name, in the ways in which names are written: RFC 2231, RFC 2047, quoted, and
/// only as the name of the part.
fn messages(name: &str) -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let percent: String = name.bytes().map(|octet| format!("%{octet:02X}")).collect();
    let word = base64::engine::general_purpose::STANDARD.encode(name);
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    [
        format!("Content-Type: application/x-a\r\nContent-Disposition: attachment; filename*=utf-8''{percent}"),
        format!("Content-Type: application/x-a\r\nContent-Disposition: attachment; filename=\"=?utf-8?b?{word}?=\""),
        format!("Content-Type: application/x-a\r\nContent-Disposition: attachment; filename=\"{quoted}\""),
        format!("Content-Type: application/x-a; name*=utf-8''{percent}; name=\"{quoted}\"\r\nContent-Disposition: inline"),
    ]
    .map(|fields| {
        let part = format!("--o\r\n{fields}\r\n\r\nMZ\r\n");
        // Two of the same name.
        format!("Content-Type: multipart/mixed; boundary=o\r\n\r\n{part}{part}--o--\r\n").into_bytes()
    })
    .into()
}

/// What stands on the disk must not change, whatever comes.
fn guarded(root: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(root).unwrap().flatten() {
        names.insert(entry.file_name().to_string_lossy().into_owned());
    }
    names
}

#[test]
fn two_hundred_names_lead_nowhere_else() {
    let names = names();
    assert!(names.len() >= 250, "{}", names.len());
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("chosen");
    for name in names {
        for raw in messages(&name) {
            std::fs::create_dir(&folder).unwrap();
            let Ok(message) = parse_message(&raw) else {
                panic!("{name:?} cannot be read");
            };
            for file in &message.attachments {
                let path = folder.join(&file.name);
                assert_eq!(
                    path.parent(),
                    Some(folder.as_path()),
                    "{name:?}: {}",
                    file.name
                );
                is_for_every_system(&file.name);
                let octets = attachment_bytes(&raw, file.index).unwrap();
                let mut open = std::fs::OpenOptions::new();
                let mut open = open
                    .write(true)
                    .create_new(true)
                    .open(&path)
                    .unwrap_or_else(|e| panic!("{name:?}: {e}"));
                std::io::Write::write_all(&mut open, &octets).unwrap();
            }
            assert_eq!(
                guarded(&folder).len(),
                message.attachments.len(),
                "{name:?}: one is written over another"
            );
            assert_eq!(
                guarded(root.path()).len(),
                1,
                "{name:?}: something stands beside the folder"
            );
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
}

/// What Windows, macOS and Linux each take for a name of a file in a folder.
fn is_for_every_system(name: &str) {
    assert!(!name.is_empty() && name.len() <= 255, "{name:?}");
    assert!(
        !name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']),
        "{name:?}"
    );
    assert!(!name.contains(|c: char| c.is_control()), "{name:?}");
    assert!(
        !name.starts_with(['.', ' ']) && !name.ends_with(['.', ' ']),
        "{name:?}"
    );
    let stem = name.split('.').next().unwrap().trim_end().to_uppercase();
    assert!(
        !DEVICES.iter().any(|device| device.to_uppercase() == stem),
        "{name:?}"
    );
    // Nothing turns it, and nothing pushes its end out of sight.
    let hides = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2800}' | '\u{3164}');
    assert!(!name.contains(hides) && !name.contains("  "), "{name:?}");
}

#[test]
fn what_may_run_something_asks_before_it_is_opened_however_it_is_called() {
    for name in NAMES {
        for raw in messages(name) {
            let message = parse_message(&raw).unwrap();
            let Some(file) = message.attachments.first() else {
                // A line that ends amid the name ends the field, and makes another one.
                assert!(name.contains('\n'), "{name:?}");
                continue;
            };
            // The file begins like a program, and is one whatever it is called.
            assert!(file.kind.is_program, "{name:?}: {file:?}");
        }
    }
    for name in [
        "x.lnk",
        "x.desktop",
        "x.url",
        "x.scf",
        "x.settingcontent-ms",
        "x.hta",
        "x.vbs",
        "x.js",
        "x.html",
        "x.svg",
        "x.iso",
        "x.command",
    ] {
        assert!(file_kind(name, b"plain words").is_program, "{name}");
    }
    for name in ["offer.pdf", "offer.txt", "Rechnung März.docx"] {
        assert!(!file_kind(name, b"").is_program, "{name}");
    }
}
