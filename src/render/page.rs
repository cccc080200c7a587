//! A message as a reader shows it: text in blocks, quotes and signature apart, what is attached.

use std::sync::Arc;

use super::{Source, Trouble, readable};
use crate::domain::{HeldText, Invitation};
use crate::rfc822::{self, Authentication, Block, Packing, ParseError, ParsedAttachment};

/// What a reader shows below the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The text, in order.
    pub blocks: Vec<Block>,
    /// Was any of it HTML?
    pub from_html: bool,
    /// The same to be drawn, where it has HTML in which something is to be seen.
    pub html: Option<Arc<Source>>,
    /// What could not be shown.
    pub trouble: Option<Trouble>,
    /// Were parts damaged?
    pub damaged: bool,
    /// Has it several fields From?
    pub has_several_from: bool,
    /// Does it hold more than is shown?
    pub is_partial: bool,
    /// What servers found out about where it comes from, where only one's own can have written it.
    pub authentications: Vec<Authentication>,
    /// The meeting that it is about.
    pub invitation: Option<Invitation>,
    /// What it is packed in.
    pub packings: Vec<Packing>,
    /// What can be saved. Pictures that belong into the text are among it, since the text shows
    /// none.
    pub attachments: Vec<ParsedAttachment>,
}

/// Makes a page of what is held of a message. Blocks, for seconds where a message is hostile: call it off
/// the tokio threads.
///
/// # Errors
/// [`ParseError`] when the message is too large, too deep, or defeats the parser.
pub fn page(held: &HeldText) -> Result<Page, ParseError> {
    page_around(held, Source::of(held)?.map(Arc::new))
}

/// The same, where it is known already what of it is to be drawn ([`Source::of`]).
///
/// # Errors
/// As [`page`].
pub fn page_around(held: &HeldText, html: Option<Arc<Source>>) -> Result<Page, ParseError> {
    let parsed = rfc822::parse_held(held)?;
    let text = readable(&parsed);
    let has_no_words = text.text.trim().is_empty();
    Ok(Page {
        blocks: rfc822::fold(&text.text),
        from_html: text.from_html,
        html: html.filter(|html| text.from_html || has_no_words || !html.is_blank()),
        trouble: text.trouble,
        damaged: parsed.damaged,
        has_several_from: parsed.has_several_from,
        is_partial: parsed.is_partial,
        authentications: parsed.authentications,
        invitation: parsed.invitation,
        packings: parsed.packings,
        attachments: parsed.attachments,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_attachments_stand_apart() {
        let raw = b"From: kim@a.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
            --x\r\n\r\nThanks!\r\n> Here it is.\r\n-- \r\nKim\r\n\
            --x\r\nContent-Disposition: attachment; filename=\"../a.txt\"\r\n\r\nhello\r\n--x--\r\n";
        let page = page(&HeldText::Whole(raw.to_vec())).unwrap();
        assert!(matches!(page.blocks.first(), Some(Block::Text(_))));
        assert!(
            page.blocks
                .iter()
                .any(|b| matches!(b, Block::Quote { depth: 1, .. }))
        );
        assert_eq!(page.attachments.len(), 1);
        assert_eq!(page.attachments[0].name, "a.txt");
    }
}
