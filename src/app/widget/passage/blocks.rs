//! What a passage consists of: blocks of text that are set alike, and the links in them.

use std::ops::Range;
use std::sync::Arc;

use super::super::fit::disturbs;
use crate::render::linkify::links;

/// Lines in one block at most: what is out of sight is skipped block by block.
const LINES: usize = 40;
/// Quote levels that are told apart; deeper ones look like the last.
const DEEPEST: u8 = 6;

/// A run of lines that are set alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The lines, divided by `\n`.
    pub text: String,
    /// How often it is quoted: 0 is the writer's own words.
    pub quote: u8,
    /// Set in the fixed-width font.
    pub fixed: bool,
    /// Byte ranges of `text` that lead somewhere, in order and apart, and where to.
    pub links: Vec<(Range<usize>, String)>,
    /// Byte ranges of `text` in semibold, in order, apart, and apart from the links.
    pub strong: Vec<Range<usize>>,
}

/// What a stretch of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Plain,
    /// Words in semibold.
    Strong,
    /// The link of this number.
    Link(usize),
}

impl Block {
    /// The whole text in pieces that are set alike, in order.
    pub fn pieces(&self) -> Vec<(Range<usize>, Piece)> {
        let links = self.links.iter().enumerate();
        let links = links.map(|(at, (range, _))| (range.clone(), Piece::Link(at)));
        let strong = self.strong.iter().map(|r| (r.clone(), Piece::Strong));
        let mut set: Vec<_> = links.chain(strong).collect();
        set.sort_by_key(|(range, _)| range.start);
        let mut pieces = Vec::new();
        let mut at = 0;
        for (range, piece) in set {
            if range.start > at {
                pieces.push((at..range.start, Piece::Plain));
            }
            at = range.end;
            pieces.push((range, piece));
        }
        if at < self.text.len() {
            pieces.push((at..self.text.len(), Piece::Plain));
        }
        pieces
    }
}

/// Words of the interface as one block: without signs that would turn the direction of what
/// follows or steer anything. Each sign for which `turns` says so begins or ends a stretch in
/// semibold and is left out.
pub fn sentence(text: &str, turns: impl Fn(char) -> bool) -> Block {
    let mut block = Block::default();
    let mut open = None;
    for character in text.chars() {
        if turns(character) {
            match open.take() {
                Some(start) => block.strong.push(start..block.text.len()),
                None => open = Some(block.text.len()),
            }
        } else if character == '\n' || !disturbs(character) {
            block.text.push(character);
        }
    }
    block
}

/// Divides plain text into blocks: by quote marks (`>`), and so that none is long; finds what leads to the web
/// or to an address.
pub fn plain(text: &str) -> Arc<[Block]> {
    let mut blocks: Vec<(Block, usize)> = Vec::new();
    for line in text.split('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let (quote, line) = unquote(line);
        match blocks.last_mut() {
            Some((block, lines)) if block.quote == quote && *lines < LINES => {
                block.text.push('\n');
                block.text.push_str(line);
                *lines += 1;
            }
            _ => blocks.push((
                Block {
                    text: line.to_owned(),
                    quote,
                    ..Block::default()
                },
                1,
            )),
        }
    }
    blocks
        .into_iter()
        .map(|(mut block, _)| {
            block.links = links(&block.text);
            block
        })
        .collect()
}

/// Blocks in the fixed-width font, for text that is copied as it is.
pub fn fixed(text: &str) -> Arc<[Block]> {
    let lines: Vec<&str> = text.split('\n').collect();
    let blocks = lines.chunks(LINES).map(|some| Block {
        text: some.join("\n"),
        fixed: true,
        ..Block::default()
    });
    blocks.collect()
}

/// How often a line is quoted, and the line without its marks (RFC 3676 section 4.5 allows blanks
/// between them, as many programs write).
fn unquote(line: &str) -> (u8, &str) {
    let mut rest = line;
    let mut quote = 0_u8;
    while let Some(inner) = rest.strip_prefix('>') {
        quote = quote.saturating_add(1);
        rest = inner;
        if let Some(spaced) = rest.strip_prefix(' ')
            && spaced.starts_with('>')
        {
            rest = spaced;
        }
    }
    if quote > 0 {
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    (quote.min(DEEPEST), rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_become_blocks_of_their_own() {
        let blocks = plain("Hello,\r\n\r\n> you wrote\n> > and I wrote\n>> before\nme");
        let seen: Vec<_> = blocks.iter().map(|b| (b.quote, b.text.as_str())).collect();
        assert_eq!(
            seen,
            [
                (0, "Hello,\n"),
                (1, "you wrote"),
                (2, "and I wrote\nbefore"),
                (0, "me")
            ]
        );
    }

    #[test]
    fn a_sentence_has_strong_stretches_and_nothing_that_turns_it() {
        let block = sentence("They see |Anna| at\u{202e} |x|.\u{7}", |c| c == '|');
        assert_eq!(block.text, "They see Anna at x.");
        let seen: Vec<_> = block
            .pieces()
            .into_iter()
            .map(|(range, piece)| (&block.text[range], piece))
            .collect();
        use Piece::{Plain, Strong};
        assert_eq!(
            seen,
            [
                ("They see ", Plain),
                ("Anna", Strong),
                (" at ", Plain),
                ("x", Strong),
                (".", Plain)
            ]
        );
    }

    #[test]
    fn long_text_is_divided() {
        let blocks = plain(&"line\n".repeat(1000));
        assert!(blocks.len() >= 25);
        assert!(blocks.iter().all(|b| b.text.lines().count() <= LINES));
    }

    proptest! {
        #[test]
        fn any_text_is_divided_without_loss(text in "(>| |a|ü|\n|https://x\\.y/|\r|\u{1f600}){0,80}") {
            let blocks = plain(&text);
            let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric() || *c == '\u{1f600}').count();
            let inside: usize = blocks.iter().map(|b| letters(&b.text)).sum();
            prop_assert_eq!(inside, letters(&text));
            for block in blocks.iter() {
                for (range, url) in &block.links {
                    prop_assert_eq!(&block.text[range.clone()], url.as_str(), "none here is completed");
                }
            }
        }
    }
}
