//! What a message is packed in: signed, encrypted, or in Outlook's own format. None of that is undone here; it
//! is named, so that nobody takes a message that cannot be read for an empty one.

use mail_parser::{Message, MessagePart, MimeHeaders};
use serde::Serialize;

use super::body::{BodyPart, beginning};

/// Most parts that are looked at.
const MOST_PARTS: usize = 1000;
/// So many octets of a CMS object are looked through for what it is; its name stands within the first 20.
const CMS_HEAD: usize = 64;

/// By which standard something is signed or encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standard {
    /// S/MIME (RFC 8551).
    Smime,
    /// OpenPGP (RFC 3156), or in the text itself (RFC 9580 6).
    Pgp,
    /// One that is not known here.
    Other,
}

/// What a message is packed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "with", rename_all = "snake_case")]
pub enum Packing {
    /// It is signed, and can be read. Nobody checked the signature.
    Signed(Standard),
    /// It is signed, and lies within the signature (RFC 8551 3.5.2).
    InSignature(Standard),
    /// It is encrypted.
    Encrypted(Standard),
    /// Outlook packed it, or what is attached, as TNEF: winmail.dat.
    Tnef,
}

impl Packing {
    /// The key of the sentence for it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Signed(Standard::Smime) => "packing-signed-smime",
            Self::Signed(Standard::Pgp) => "packing-signed-pgp",
            Self::Signed(Standard::Other) => "packing-signed",
            Self::InSignature(_) => "packing-in-signature",
            Self::Encrypted(Standard::Smime) => "packing-encrypted-smime",
            Self::Encrypted(Standard::Pgp) => "packing-encrypted-pgp",
            Self::Encrypted(Standard::Other) => "packing-encrypted",
            Self::Tnef => "packing-tnef",
        }
    }

    /// Is the text out of reach?
    #[must_use]
    pub fn hides_text(self) -> bool {
        matches!(self, Self::InSignature(_) | Self::Encrypted(_))
    }
}

/// What a message is packed in, each once; a message within it is another one. `body` is what can be read.
pub(super) fn packings(message: &Message<'_>, body: &[BodyPart]) -> Vec<Packing> {
    let is_blank = body.iter().all(|part| match part {
        BodyPart::Text(text) => text.trim().is_empty(),
        BodyPart::Html(_) => false,
    });
    let parts = message.parts.iter().take(MOST_PARTS).enumerate();
    let of_parts = parts.filter_map(|(at, part)| of_part(part, at == 0 || is_blank, message));
    let of_text = body.iter().filter_map(|part| match part {
        BodyPart::Text(text) => of_text(text),
        BodyPart::Html(_) => None,
    });
    let mut packings = Vec::new();
    for packing in of_parts.chain(of_text) {
        if !packings.contains(&packing) {
            packings.push(packing);
        }
    }
    packings
}

/// `is_all`: what there is to read is this part, or lies in it.
fn of_part(part: &MessagePart<'_>, is_all: bool, message: &Message<'_>) -> Option<Packing> {
    let name = part.attachment_name().unwrap_or_default();
    let is_named = |wanted: &str| name.trim().eq_ignore_ascii_case(wanted);
    let content_type = part.content_type()?;
    let subtype = content_type.subtype().unwrap_or_default();
    let parameter = |name: &str| content_type.attribute(name).unwrap_or_default();
    let media_type = format!("{}/{subtype}", content_type.ctype()).to_ascii_lowercase();
    match media_type.as_str() {
        "multipart/signed" => Some(Packing::Signed(standard(parameter("protocol"), message))),
        "multipart/encrypted" => {
            let standard = standard(parameter("protocol"), message);
            Some(Packing::Encrypted(standard))
        }
        "application/ms-tnef" | "application/vnd.ms-tnef" => Some(Packing::Tnef),
        _ if is_named("winmail.dat") => Some(Packing::Tnef),
        // A file of this type may be attached to what can be read: an invoice that its maker signed is none of
        // the message. Old programs name the type another way (RFC 8551 3.9).
        "application/pkcs7-mime" | "application/x-pkcs7-mime" | "application/octet-stream"
            if is_named("smime.p7m") || is_all && media_type != "application/octet-stream" =>
        {
            cms(beginning(part)).or_else(|| by_its_word(parameter("smime-type")))
        }
        _ => None,
    }
}

/// By the protocol that is named, else by the parts that come with it.
fn standard(protocol: &str, message: &Message<'_>) -> Standard {
    let of = |words: &str| {
        let words = words.to_ascii_lowercase();
        if words.contains("pgp") {
            Some(Standard::Pgp)
        } else if words.contains("pkcs7") {
            Some(Standard::Smime)
        } else {
            None
        }
    };
    let of_parts = || {
        let mut parts = message.parts.iter().take(MOST_PARTS);
        parts.find_map(|part| of(part.content_type()?.subtype()?))
    };
    of(protocol).or_else(of_parts).unwrap_or(Standard::Other)
}

/// What a CMS object says it is, within its first octets (RFC 5652 3).
fn cms(octets: &[u8]) -> Option<Packing> {
    const PKCS7: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07";
    // id-ct-authEnvelopedData (RFC 5083 2.1).
    const AUTH_ENVELOPED: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";
    let head = octets.get(..CMS_HEAD.min(octets.len()))?;
    let find = |wanted: &[u8]| head.windows(wanted.len()).position(|at| at == wanted);
    if find(AUTH_ENVELOPED).is_some() {
        return Some(Packing::Encrypted(Standard::Smime));
    }
    match head.get(find(PKCS7)? + PKCS7.len())? {
        2 => Some(Packing::InSignature(Standard::Smime)),
        3 => Some(Packing::Encrypted(Standard::Smime)),
        _ => None,
    }
}

/// By what the header says, where the octets are not here.
fn by_its_word(smime_type: &str) -> Option<Packing> {
    match smime_type.to_ascii_lowercase().as_str() {
        "signed-data" => Some(Packing::InSignature(Standard::Smime)),
        "enveloped-data" | "authenveloped-data" => Some(Packing::Encrypted(Standard::Smime)),
        // Certificates alone, or compressed: not what hides words from anybody.
        _ => None,
    }
}

/// An armoured text (RFC 9580 6.2), where it begins a line and is not quoted.
fn of_text(text: &str) -> Option<Packing> {
    text.lines().find_map(|line| match line.trim_end() {
        "-----BEGIN PGP MESSAGE-----" => Some(Packing::Encrypted(Standard::Pgp)),
        "-----BEGIN PGP SIGNED MESSAGE-----" => Some(Packing::Signed(Standard::Pgp)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::parse_message;
    use super::*;
    use proptest::prelude::*;

    fn of(raw: &str) -> Vec<Packing> {
        let raw = raw.replace('\n', "\r\n");
        parse_message(raw.as_bytes()).unwrap().packings
    }

    const SIGNATURE: &str = "--o\nContent-Type: text/plain\n\nHello\n";

    #[test]
    fn what_is_signed_beside_its_text_is_named_with_its_standard() {
        for (protocol, part, standard) in [
            (
                "; protocol=\"application/pgp-signature\"",
                "application/pgp-signature",
                Standard::Pgp,
            ),
            (
                "; protocol=\"application/x-pkcs7-signature\"",
                "x/y",
                Standard::Smime,
            ),
            ("", "application/pkcs7-signature", Standard::Smime),
            ("; protocol=\"application/new\"", "a/b", Standard::Other),
        ] {
            let raw = format!(
                "Content-Type: multipart/signed; boundary=o{protocol}\n\n{SIGNATURE}--o\nContent-Type: {part}\n\nx\n--o--\n"
            );
            assert_eq!(of(&raw), [Packing::Signed(standard)], "{protocol} {part}");
        }
    }

    #[test]
    fn what_is_encrypted_is_named_by_its_octets_before_its_word() {
        let whole = |kind: &str, octets: &str| {
            format!(
                "Content-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n{octets}\n"
            )
        };
        // SEQUENCE of indefinite length, envelopedData and signedData.
        let (enveloped, signed) = ("MIAGCSqGSIb3DQEHA6CA", "MIAGCSqGSIb3DQEHAqCA");
        let encrypted = [Packing::Encrypted(Standard::Smime)];
        let inside = [Packing::InSignature(Standard::Smime)];
        assert_eq!(of(&whole("enveloped-data", enveloped)), encrypted);
        assert_eq!(of(&whole("signed-data", enveloped)), encrypted);
        assert_eq!(of(&whole("signed-data", signed)), inside);
        assert_eq!(of(&whole("signed-data", "")), inside);
        assert_eq!(of(&whole("authEnveloped-data", "")), encrypted);
        assert_eq!(of(&whole("certs-only", "")), []);
        let old = format!(
            "Content-Type: application/octet-stream; name=SMIME.P7M\nContent-Transfer-Encoding: base64\n\n{enveloped}\n"
        );
        assert_eq!(of(&old), encrypted);
        let pgp = "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=o\n\n\
            --o\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\
            --o\nContent-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n--o--\n";
        assert_eq!(of(pgp), [Packing::Encrypted(Standard::Pgp)]);
    }

    #[test]
    fn a_file_that_is_signed_or_encrypted_says_nothing_of_the_message_it_is_attached_to() {
        let with = |text: &str| {
            format!(
                "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\n{text}\n\
                 --o\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=invoice.xml.p7m\n\
                 Content-Disposition: attachment\n\nx\n--o--\n"
            )
        };
        assert_eq!(of(&with("The invoice.")), []);
        assert_eq!(of(&with(" ")), [Packing::InSignature(Standard::Smime)]);
        let inner = "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\nSee.\n\
            --o\nContent-Type: message/rfc822\n\nContent-Type: multipart/encrypted; boundary=i\n\n--i\n\nx\n--i--\n--o--\n";
        assert_eq!(of(inner), [], "a message within it is another one");
    }

    #[test]
    fn armour_in_the_text_and_outlooks_format_are_named() {
        let pgp = "Content-Type: text/plain\n\nHi,\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n";
        assert_eq!(of(pgp), [Packing::Encrypted(Standard::Pgp)]);
        let signed =
            "Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHi\n";
        assert_eq!(of(signed), [Packing::Signed(Standard::Pgp)]);
        let quoted = "Content-Type: text/plain\n\n> -----BEGIN PGP MESSAGE-----\nWhat is this?\n";
        assert_eq!(of(quoted), []);
        let tnef = |part: &str| {
            format!(
                "Content-Type: multipart/mixed; boundary=o\n\n{SIGNATURE}--o\nContent-Type: {part}\n\nx\n--o--\n"
            )
        };
        for part in [
            "application/ms-tnef",
            "application/octet-stream; name=WinMail.dat",
        ] {
            assert_eq!(of(&tnef(part)), [Packing::Tnef], "{part}");
        }
        assert_eq!(of(&tnef("application/pdf; name=a.pdf")), []);
    }

    proptest! {
        #[test]
        fn no_octets_defeat_it(octets in prop::collection::vec(any::<u8>(), 0..80), kind in ".{0,20}", text in "(?s).{0,200}") {
            let _ = (cms(&octets), by_its_word(&kind), of_text(&text));
        }
    }
}
