//! What is asked of a server that gives receipts (DSN, RFC 3461). Without any of it servers report
//! what fails, by themselves, and nothing else; so a message without the wish carries none of it.

use lettre::Address;
use lettre::transport::smtp::extension::{MailParameter, RcptParameter};

/// Longest envelope identifier (RFC 3461 4.4) and longest address (4.2), in octets before they are
/// encoded.
const MAX_ENVELOPE_ID: usize = 100;
const MAX_ADDRESS: usize = 500;

/// Parameters of MAIL: of the message only the header comes back, and reports name it by this.
pub(super) fn of_mail(envelope_id: Option<&str>) -> Vec<MailParameter> {
    let parameter = |keyword: &str, value: &str| MailParameter::Other {
        keyword: keyword.to_owned(),
        value: Some(value.to_owned()),
    };
    let id = envelope_id
        .filter(|id| is_printable(id) && id.len() <= MAX_ENVELOPE_ID)
        .map(|id| parameter("ENVID", id));
    std::iter::once(parameter("RET", "HDRS"))
        .chain(id)
        .collect()
}

/// Parameters of RCPT. The address goes along, since the report may name the one that it was
/// passed on to; one in other letters in the form that survives servers which know none of them
/// (RFC 6533 3).
pub(super) fn of_recipient(address: &Address) -> Vec<RcptParameter> {
    let notify = RcptParameter::Other {
        keyword: "NOTIFY".to_owned(),
        value: Some("SUCCESS,DELAY,FAILURE".to_owned()),
    };
    let text: &str = address.as_ref();
    // The type stands before the encoded part, and has nothing in it that the encoding changes.
    let named = if is_printable(text) {
        Some(format!("rfc822;{text}"))
    } else if !text.is_ascii() && !text.contains(|c: char| c.is_control() || c == ' ') {
        Some(format!("utf-8;{}", utf8_xtext(text)))
    } else {
        None
    };
    let named = named.filter(|_| text.len() <= MAX_ADDRESS);
    let original = named.map(|value| RcptParameter::Other {
        keyword: "ORCPT".to_owned(),
        value: Some(value),
    });
    std::iter::once(notify).chain(original).collect()
}

/// An address in letters that every server passes on (utf-8-addr-xtext, RFC 6533 3). Nothing is
/// left in it that the encoding of other parameters would change.
fn utf8_xtext(text: &str) -> String {
    let mut encoded = String::new();
    for c in text.chars() {
        if c.is_ascii_graphic() && !matches!(c, '+' | '=' | '\\') {
            encoded.push(c);
        } else {
            encoded.push_str(&format!("\\x{{{:02X}}}", u32::from(c)));
        }
    }
    encoded
}

/// May lettre encode it? Its xtext lets other letters and control characters behind `~` through.
fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words<T: ToString>(parameters: &[T]) -> Vec<String> {
        parameters.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_cannot_be_said_is_left_out() {
        let long = format!("{}@b.test", "x".repeat(MAX_ENVELOPE_ID));
        for id in [
            None,
            Some(""),
            Some("ä@b.test"),
            Some("a b@c"),
            Some("a\r\nb"),
            Some(&long),
        ] {
            assert_eq!(words(&of_mail(id)), ["RET=HDRS"], "{id:?}");
        }
        assert_eq!(
            words(&of_mail(Some("a+b=c@d.test"))),
            ["RET=HDRS", "ENVID=a+2Bb+3Dc@d.test"]
        );
        let address = |local: &str| Address::new_dangerous(local, "d.test");
        let long = "ü".repeat(MAX_ADDRESS);
        for local in ["jür gen", "jü\rrgen", &long] {
            assert_eq!(
                words(&of_recipient(&address(local))),
                ["NOTIFY=SUCCESS,DELAY,FAILURE"],
                "{local:?}"
            );
        }
        // RFC 6533 3, with the signs that the form itself needs.
        assert_eq!(
            words(&of_recipient(&address("jürgen+a=b"))),
            [
                "NOTIFY=SUCCESS,DELAY,FAILURE",
                "ORCPT=utf-8;j\\x{FC}rgen\\x{2B}a\\x{3D}b@d.test"
            ]
        );
        assert_eq!(
            words(&of_recipient(&address("例")))[1],
            "ORCPT=utf-8;\\x{4F8B}@d.test"
        );
        assert_eq!(
            words(&of_recipient(&address("c"))),
            ["NOTIFY=SUCCESS,DELAY,FAILURE", "ORCPT=rfc822;c@d.test"]
        );
    }
}
