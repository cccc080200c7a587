//! The octets of what is attached.

use mail_parser::{Message, MessagePart, PartType};

use super::body::with_parsed;
use super::{ParseError, excerpt};
use crate::domain::{HeldText, PartNumber};

/// The decoded bytes of an attachment, by its [`super::ParsedAttachment::index`].
///
/// # Errors
/// [`ParseError::NoSuchAttachment`], and as [`super::parse_message`].
pub fn attachment_bytes(raw: &[u8], index: usize) -> Result<Vec<u8>, ParseError> {
    with_parsed(raw, |message| {
        attached(message)
            .nth(index)
            .map(content)
            .ok_or(ParseError::NoSuchAttachment)
    })
}

/// The same of several, in their order. The message is read once for all of them: there may be a thousand.
///
/// # Errors
/// As [`attachment_bytes`], and [`ParseError::TooLarge`] where they have more octets than `most` together.
pub fn attachments_bytes(
    raw: &[u8],
    indices: &[usize],
    most: usize,
) -> Result<Vec<Vec<u8>>, ParseError> {
    with_parsed(raw, |message| {
        let all: Vec<&MessagePart<'_>> = attached(message).collect();
        let mut room = most;
        let take = |index: &usize| {
            let part = all.get(*index).ok_or(ParseError::NoSuchAttachment)?;
            room = room.checked_sub(size(part)).ok_or(ParseError::TooLarge)?;
            Ok(content(part))
        };
        indices.iter().map(take).collect()
    })
}

/// The same of what is held of a message.
///
/// # Errors
/// [`ParseError::NoSuchAttachment`], also where an excerpt left it out, and as [`super::parse_message`].
pub fn attachment_of_held(held: &HeldText, index: usize) -> Result<Vec<u8>, ParseError> {
    if let HeldText::Excerpt(excerpt) = held {
        let part = part_of_attachment(&excerpt.raw, index)?;
        if excerpt
            .left_out
            .iter()
            .any(|left| Some(&left.part) == part.as_ref())
        {
            return Err(ParseError::NoSuchAttachment);
        }
    }
    attachment_bytes(held.raw(), index)
}

/// Which part an attachment is, by its [`super::ParsedAttachment::index`]. `None` if there is no such one.
///
/// # Errors
/// As [`super::parse_message`].
pub fn part_of_attachment(raw: &[u8], index: usize) -> Result<Option<PartNumber>, ParseError> {
    with_parsed(raw, |message| {
        let id = message.attachments.get(index);
        Ok(id.and_then(|id| excerpt::numbers(message).remove(id)))
    })
}

/// The parts that count as attachments, in the order of their index.
pub(super) fn attached<'m, 'x>(
    message: &'m Message<'x>,
) -> impl Iterator<Item = &'m MessagePart<'x>> {
    message
        .attachments
        .iter()
        .filter_map(|id| message.part(*id))
}

/// The octets of a part, decoded.
pub(super) fn content(part: &MessagePart<'_>) -> Vec<u8> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.as_bytes().to_vec(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.to_vec(),
        PartType::Message(message) => message.raw_message().to_vec(),
        PartType::Multipart(_) => Vec::new(),
    }
}

/// How many octets that are.
pub(super) fn size(part: &MessagePart<'_>) -> usize {
    match &part.body {
        PartType::Message(message) => message.raw_message().len(),
        _ => part.contents().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &[u8] = b"Content-Type: multipart/mixed; boundary=o\r\n\r\n\
        --o\r\nContent-Type: a/b\r\n\r\none\r\n--o\r\nContent-Type: a/b\r\n\r\nthree\r\n--o--\r\n";

    #[test]
    fn several_are_read_at_once_and_within_bounds() {
        let three = b"three".to_vec();
        assert_eq!(
            attachments_bytes(RAW, &[1, 0], 8),
            Ok(vec![three.clone(), b"one".to_vec()])
        );
        assert_eq!(attachments_bytes(RAW, &[1], 5), Ok(vec![three]));
        assert_eq!(attachments_bytes(RAW, &[], 0), Ok(Vec::new()));
        assert_eq!(
            attachments_bytes(RAW, &[0, 1], 7),
            Err(ParseError::TooLarge)
        );
        assert_eq!(
            attachments_bytes(RAW, &[2], 9),
            Err(ParseError::NoSuchAttachment)
        );
    }
}
