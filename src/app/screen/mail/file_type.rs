//! What a file that is attached is called: a PDF document, a picture, an archive.

use crate::i18n::Texts;
use crate::render::ParsedAttachment;
use crate::rfc822::media_type_of;

/// What says nothing of a file.
const UNKNOWN: &str = "application/octet-stream";

/// What the files of offices are packed in, by which alone they are not told from others.
const PACKED: [&str; 2] = ["application/zip", "application/x-ole-storage"];

/// Its usual name, or its media type where it has none.
pub(super) fn words(attachment: &ParsedAttachment, texts: &Texts) -> String {
    let media_type = media_type(attachment);
    usual(&media_type).map_or(media_type, |key| texts.say(key))
}

/// What it is by its first octets, else what the mail calls it, or its name where the mail says nothing.
fn media_type(attachment: &ParsedAttachment) -> String {
    let by_name = || media_type_of(&attachment.name);
    match attachment.kind.media_type {
        Some(packed) if PACKED.contains(&packed) => {
            let by_name = by_name();
            if is_of_office(&by_name) {
                by_name
            } else {
                packed.to_owned()
            }
        }
        Some(found) => found.to_owned(),
        None if attachment.media_type == UNKNOWN => by_name(),
        None => attachment.media_type.clone(),
    }
}

fn is_of_office(media_type: &str) -> bool {
    matches!(
        usual(media_type),
        Some("file-word" | "file-excel" | "file-powerpoint" | "file-opendocument")
    )
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
    match media_type {
        "application/pdf" => Some("file-pdf"),
        "application/msword" => Some("file-word"),
        "application/vnd.ms-excel" => Some("file-excel"),
        "application/vnd.ms-powerpoint" => Some("file-powerpoint"),
        "text/plain" => Some("file-text"),
        "text/html" => Some("file-html"),
        "text/csv" => Some("file-csv"),
        "text/calendar" => Some("file-calendar"),
        "text/vcard" | "text/x-vcard" => Some("file-contact"),
        "message/rfc822" | "message/global" => Some("file-mail"),
        "application/zip"
        | "application/x-zip-compressed"
        | "application/gzip"
        | "application/x-gzip"
        | "application/x-tar"
        | "application/x-7z-compressed"
        | "application/x-rar-compressed"
        | "application/vnd.rar"
        | "application/x-bzip2"
        | "application/x-xz" => Some("file-archive"),
        _ => match media_type.split_once('/') {
            Some(("image", _)) => Some("file-picture"),
            Some(("audio", _)) => Some("file-audio"),
            Some(("video", _)) => Some("file-video"),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;
    use crate::rfc822::FileKind;

    #[test]
    fn files_are_called_as_people_call_them() {
        let called = |name: &str, claimed: &str, found: Option<&'static str>| {
            let attachment = ParsedAttachment {
                index: 0,
                name: name.into(),
                media_type: claimed.into(),
                size: 0,
                is_left_out: false,
                inline: false,
                kind: FileKind {
                    media_type: found,
                    ..FileKind::default()
                },
                content_id: None,
            };
            words(&attachment, &Texts::new(Language::English))
        };
        let zip = Some("application/zip");
        for (name, claimed, found, wanted) in [
            ("a.pdf", UNKNOWN, Some("application/pdf"), "PDF document"),
            ("a.pdf", UNKNOWN, None, "PDF document"),
            ("a.pdf", "application/pdf", None, "PDF document"),
            // What it is, not what it is called.
            ("a.pdf", "application/pdf", zip, "Archive"),
            ("a.docx", UNKNOWN, zip, "Word document"),
            ("a.zip", "application/vnd.ms-excel", zip, "Archive"),
            ("a.png", "image/png", Some("image/png"), "Picture"),
            ("a.ics", "text/calendar", None, "Calendar entry"),
            ("a.eml", "message/rfc822", None, "Message"),
            ("a", UNKNOWN, None, UNKNOWN),
            ("a.x", "application/x-own", None, "application/x-own"),
        ] {
            assert_eq!(
                called(name, claimed, found),
                wanted,
                "{name} {claimed} {found:?}"
            );
        }
    }
}
