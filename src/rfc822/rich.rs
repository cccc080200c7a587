//! A message as its HTML shows it: the parts in their order, and the pictures that came along.

use mail_parser::{MimeHeaders as _, PartType};

use super::attached::content;
use super::body::{BodyPart, MAX_BODIES, body_part, content_id, with_parsed};
use super::{ParseError, excerpt};
use crate::domain::HeldText;

/// Most pictures of a message, and most octets of them together.
const MAX_PICTURES: usize = 300;
const MAX_OCTETS: usize = 40 * 1024 * 1024;

/// What an HTML message is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rich {
    /// HTML where the sender wrote any, text where not.
    pub parts: Vec<BodyPart>,
    /// Pictures that HTML can name by their `Content-ID` (RFC 2392), which stands here without brackets.
    pub pictures: Vec<(String, Vec<u8>)>,
    /// Places of pictures among the attachments ([`super::ParsedAttachment::index`]) whose octets are not held.
    pub left_out: Vec<usize>,
}

/// Reads what is held of a message for its HTML. `None` if it has none.
///
/// # Errors
/// As [`super::parse_held`].
pub fn rich(held: &HeldText) -> Result<Option<Rich>, ParseError> {
    with_parsed(held.raw(), |message| {
        let parts: Vec<BodyPart> = message
            .html_body
            .iter()
            .filter_map(|id| message.part(*id))
            .filter_map(body_part)
            .take(MAX_BODIES)
            .collect();
        if !parts.iter().any(|part| matches!(part, BodyPart::Html(_))) {
            return Ok(None);
        }
        let numbers = excerpt::numbers(message);
        let is_left_out = |id: u32| match held {
            HeldText::Whole(_) => false,
            HeldText::Excerpt(excerpt) => numbers
                .get(&id)
                .is_some_and(|number| excerpt.left_out.iter().any(|left| left.part == *number)),
        };
        let mut rich = Rich {
            parts,
            ..Rich::default()
        };
        let mut octets = 0usize;
        for (index, id) in message.attachments.iter().enumerate() {
            let Some(part) = message.part(*id) else {
                continue;
            };
            let is_picture = matches!(&part.body, PartType::Binary(_) | PartType::InlineBinary(_))
                && part
                    .content_type()
                    .is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
            let Some(name) = content_id(part).filter(|_| is_picture) else {
                continue;
            };
            if is_left_out(*id) {
                rich.left_out.push(index);
                continue;
            }
            octets = octets.saturating_add(part.contents().len());
            if octets > MAX_OCTETS || rich.pictures.len() >= MAX_PICTURES {
                break;
            }
            rich.pictures.push((name, content(part)));
        }
        Ok(Some(rich))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Excerpt, LeftOut};

    const RAW: &[u8] = b"Content-Type: multipart/mixed; boundary=o\r\n\r\n\
        --o\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
        --r\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n\
        --i\r\nContent-Type: text/plain\r\n\r\nHello\r\n\
        --i\r\nContent-Type: text/html\r\n\r\n<b>Hello</b><img src=cid:logo@a>\r\n--i--\r\n\
        --r\r\nContent-Type: image/png\r\nContent-ID: <logo@a>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n\
        --r--\r\n\
        --o\r\nContent-Type: text/plain\r\n\r\nA footer of the list.\r\n\
        --o\r\nContent-Type: application/pdf\r\nContent-ID: <x@a>\r\n\r\n%PDF-\r\n--o--\r\n";

    #[test]
    fn html_its_pictures_and_what_has_none_beside_it() {
        let rich = rich(&HeldText::Whole(RAW.to_vec())).unwrap().unwrap();
        assert_eq!(
            rich.parts,
            [
                BodyPart::Html("<b>Hello</b><img src=cid:logo@a>".into()),
                BodyPart::Text("A footer of the list.".into())
            ]
        );
        assert_eq!(
            rich.pictures,
            [("logo@a".to_owned(), b"\x89PNG\r\n\x1a\n".to_vec())]
        );
        assert!(rich.left_out.is_empty());
    }

    #[test]
    fn what_has_no_html_is_not_rich() {
        let raw = b"Content-Type: text/plain\r\n\r\nHello".to_vec();
        assert_eq!(rich(&HeldText::Whole(raw)), Ok(None));
    }

    #[test]
    fn a_picture_that_is_not_held_is_named_by_its_place() {
        let held = HeldText::Excerpt(Excerpt {
            raw: RAW.to_vec(),
            left_out: vec![LeftOut {
                part: "1.2".parse().unwrap(),
                octets: 12,
                size: 8,
                is_cut_text: false,
                at: 0,
                held: 0,
            }],
        });
        let rich = rich(&held).unwrap().unwrap();
        assert!(rich.pictures.is_empty());
        assert_eq!(rich.left_out, [0]);
    }
}
