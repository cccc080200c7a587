//! The text of the opened message: fetched if need be, taken apart, ready to be drawn.

use std::sync::Arc;

use super::drawn::{Begun, Usual};
use crate::app::widget::passage;
use crate::domain::{HeldText, Invitation, MessageHeader, MessageKey};
use crate::engine::{Command, Engine, Problem, ProblemKind, Text};
use crate::render::drawn::Drawers;
use crate::render::{self, Block, ParseError, ParsedAttachment, Source, Trouble};
use crate::rfc822::{Authentication, Doubt, Packing};

/// The key of what is said of a message that is here and cannot be read.
pub const UNREADABLE: &str = "problem-unreadable-message";
/// A quote of more lines than this is folded wherever it stands.
const LONG_QUOTE: usize = 12;

/// So many octets of a text are set at once: that takes a blink (1.2 µs for a letter), where megabytes would hold the
/// window for seconds and take hundreds of megabytes. Who wants to read on, says so.
const PORTION: usize = 64 * 1024;

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The writer's own words.
    Text,
    /// What they quote.
    Quote,
    /// Their signature.
    Signature,
}

/// A piece of the text, which may be folded.
#[derive(Debug, Clone)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// The words, ready for a passage.
    pub blocks: Arc<[passage::Block]>,
    /// How many lines it has.
    pub lines: usize,
    /// Is it shown, rather than folded away?
    pub is_open: bool,
    /// Does it go on where the piece before it was cut?
    pub goes_on: bool,
}

/// Everything below the header.
#[derive(Debug, Clone)]
pub struct Content {
    /// The text in pieces.
    pub pieces: Vec<Piece>,
    /// Was it HTML?
    pub from_html: bool,
    /// The same to be drawn, where it has HTML.
    pub html: Option<Arc<Source>>,
    /// Its drawing, where it was begun.
    pub begun: Option<Begun>,
    /// What could not be shown.
    pub trouble: Option<Trouble>,
    /// Were parts damaged?
    pub damaged: bool,
    /// Has it several fields From?
    pub has_several_from: bool,
    /// Is there more of it than is shown?
    pub is_partial: bool,
    /// What one's own server found out about where it comes from.
    pub authentication: Option<Authentication>,
    /// The meeting that it is about.
    pub invitation: Option<Invitation>,
    /// Is it shown who is invited to it?
    pub shows_attendees: bool,
    /// What it is packed in.
    pub packings: Vec<Packing>,
    /// What can be saved.
    pub attachments: Vec<ParsedAttachment>,
}

impl Content {
    fn new(page: render::Page) -> Self {
        Self {
            pieces: pieces(page.blocks),
            from_html: page.from_html,
            html: page.html,
            begun: None,
            trouble: page.trouble,
            damaged: page.damaged,
            has_several_from: page.has_several_from,
            is_partial: page.is_partial,
            authentication: None,
            invitation: page.invitation,
            shows_attendees: false,
            packings: page.packings,
            attachments: page.attachments,
        }
    }

    /// That it may not be of whom it says, by what one's own server found out.
    #[must_use]
    pub fn doubt(&self, header: &MessageHeader) -> Option<Doubt> {
        let found = self.authentication.as_ref()?;
        found.doubt(&header.participants)
    }

    /// The pieces that there is something to see of, each with its number: how a long one goes on is not offered
    /// before what comes before is read.
    pub fn listed(&self) -> impl Iterator<Item = (usize, &Piece)> {
        let before = std::iter::once(true).chain(self.pieces.iter().map(|piece| piece.is_open));
        let listed = self.pieces.iter().enumerate().zip(before);
        listed
            .filter(|((_, piece), before)| !piece.goes_on || piece.is_open || *before)
            .map(|(listed, _)| listed)
    }

    /// The pieces that fold, by number: quotes and signatures.
    pub fn folds(&self) -> impl Iterator<Item = usize> {
        let pieces = self.pieces.iter().enumerate();
        pieces
            .filter(|(_, piece)| piece.kind != Kind::Text && !piece.goes_on)
            .map(|(at, _)| at)
    }

    /// All of them unfold where one is folded; else they fold.
    pub fn fold_all(&mut self) {
        let all: Vec<usize> = self.folds().collect();
        let is_folded = |at: &usize| self.pieces.get(*at).is_some_and(|piece| !piece.is_open);
        let opens = all.iter().any(is_folded);
        for at in all {
            if let Some(piece) = self.pieces.get_mut(at) {
                piece.is_open = opens;
            }
        }
    }

    /// Is there no text at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }
}

/// Neighbouring quotes become one piece. Folded are signatures, the quote at the end, and long
/// ones; a short quote between two answers stays, since the answers make no sense without it.
fn pieces(blocks: Vec<Block>) -> Vec<Piece> {
    let mut parts: Vec<(Kind, String)> = Vec::new();
    for block in blocks {
        let (kind, text) = match block {
            Block::Text(text) => (Kind::Text, text),
            Block::Quote { depth, text } => {
                let marks = format!("{} ", ">".repeat(usize::from(depth.max(1))));
                let lines: Vec<String> = text.lines().map(|l| format!("{marks}{l}")).collect();
                (Kind::Quote, lines.join("\n"))
            }
            Block::Signature(text) => (Kind::Signature, text),
        };
        match parts.last_mut() {
            Some((Kind::Quote, before)) if kind == Kind::Quote => {
                before.push('\n');
                before.push_str(&text);
            }
            _ => parts.push((kind, text)),
        }
    }
    parts.retain(|(_, text)| !text.trim().is_empty());
    let has_own = parts.iter().any(|(kind, _)| *kind == Kind::Text);
    let last = parts.iter().rposition(|(kind, _)| *kind != Kind::Signature);
    let pieces = |(at, (kind, text)): (usize, (Kind, String))| {
        let lines = text.lines().count();
        let is_open = match kind {
            Kind::Text => true,
            Kind::Signature => !has_own,
            Kind::Quote => !has_own || (Some(at) != last && lines <= LONG_QUOTE),
        };
        let portions = portions(text.trim_matches('\n')).into_iter().enumerate();
        let piece = |(number, portion)| Piece {
            kind,
            blocks: passage::plain(portion),
            lines,
            is_open: is_open && number == 0,
            goes_on: number > 0,
        };
        portions.map(piece).collect::<Vec<_>>()
    };
    parts.into_iter().enumerate().flat_map(pieces).collect()
}

/// A text in parts that are not too large, cut between lines where it has some.
fn portions(mut text: &str) -> Vec<&str> {
    let mut portions = Vec::new();
    while text.len() > PORTION {
        let most = text.floor_char_boundary(PORTION);
        let (head, _) = text.split_at(most);
        let at = head.rfind('\n').filter(|at| *at > most / 2);
        let (head, rest) = text.split_at(at.unwrap_or(most));
        portions.push(head);
        text = rest.strip_prefix('\n').unwrap_or(rest);
    }
    portions.push(text);
    portions
}

/// Who draws a message, and how, while its words are still taken apart.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// Who.
    pub drawers: Drawers,
    /// How.
    pub usual: Usual,
}

/// Reads a message, after fetching what is needed for that where it is not here. Where it is said how it will be
/// drawn, that is begun.
///
/// # Errors
/// It is gone, cannot be fetched, or cannot be read.
pub async fn load(
    engine: Engine,
    key: MessageKey,
    ahead: Option<Ahead>,
) -> Result<(MessageHeader, Content), Problem> {
    let read = |key: MessageKey| {
        engine.read(move |reader| Ok((reader.message(&key)?, reader.text(&key)?)))
    };
    let mut found = read(key.clone()).await?;
    let opens = Command::FetchText(key.clone());
    match &found.1 {
        None => {
            let _ = engine.request(opens).await?;
            found = read(key).await?;
        }
        // The beginning of a long text is better than none.
        Some(HeldText::Excerpt(excerpt)) if excerpt.cuts_text() => {
            if engine.request(opens).await.is_ok() {
                found = read(key).await?;
            }
        }
        // It is here, and is opened: nobody waits for that to be noted.
        Some(_) => {
            let engine = engine.clone();
            tokio::spawn(async move { drop(engine.request(opens).await) });
        }
    }
    let (Some(header), Some(held)) = found else {
        return Err(Problem::new(
            ProblemKind::NotFound,
            Text::new("problem-message-gone"),
        ));
    };
    let held = Arc::new(held);
    let of = Arc::clone(&held);
    let html = read_apart(move || Source::of(&of)).await?.map(Arc::new);
    let begun = html
        .as_ref()
        .zip(ahead)
        .map(|(html, ahead)| Begun::new(ahead.drawers, ahead.usual, html));
    let mut page = read_apart(move || render::page_around(&held, html)).await?;
    let fields = std::mem::take(&mut page.authentications);
    let mut content = Content::new(page);
    content.begun = begun.filter(|_| content.html.is_some());
    content.authentication = engine.authentication(&header.mailbox, &fields).await?;
    Ok((header, content))
}

/// Takes a message apart off tokio's threads: where it is hostile, that takes seconds.
async fn read_apart<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, ParseError> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(read).await {
        Ok(read) => read.map_err(|error| {
            Problem::new(ProblemKind::Server, Text::new(UNREADABLE)).detail(error)
        }),
        Err(error) => Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(blocks: Vec<Block>) -> Vec<(Kind, bool)> {
        pieces(blocks).iter().map(|p| (p.kind, p.is_open)).collect()
    }

    fn quote(depth: u8, text: &str) -> Block {
        Block::Quote {
            depth,
            text: text.into(),
        }
    }

    #[test]
    fn the_quote_at_the_end_and_the_signature_are_folded() {
        let blocks = vec![
            Block::Text("Thanks!".into()),
            quote(1, "Here it is."),
            quote(2, "Where is it?"),
            Block::Signature("Kim".into()),
        ];
        assert_eq!(
            kinds(blocks),
            [
                (Kind::Text, true),
                (Kind::Quote, false),
                (Kind::Signature, false)
            ]
        );
    }

    #[test]
    fn a_short_quote_between_answers_stays_and_a_long_one_is_folded() {
        let long = "line\n".repeat(LONG_QUOTE + 1);
        let blocks = vec![
            quote(1, "One?"),
            Block::Text("Yes.".into()),
            quote(1, &long),
            Block::Text("No.".into()),
        ];
        let open: Vec<bool> = kinds(blocks).iter().map(|(_, open)| *open).collect();
        assert_eq!(open, [true, true, false, true]);
    }

    #[test]
    fn of_a_long_text_a_portion_is_set_and_all_of_it_is_there() {
        let long = "a line of the log\n".repeat(20_000);
        let line = "ü".repeat(PORTION);
        for text in [long.trim_end(), &line] {
            let all = pieces(vec![Block::Text(text.into()), quote(1, "why?")]);
            let (texts, rest): (Vec<_>, Vec<_>) = all.iter().partition(|p| p.kind == Kind::Text);
            assert!(texts.len() > 1 && !rest[0].goes_on);
            let octets = |piece: &Piece| piece.blocks.iter().map(|b| b.text.len()).sum::<usize>();
            assert!(texts.iter().all(|piece| octets(piece) <= PORTION));
            let open: Vec<bool> = texts.iter().map(|piece| piece.is_open).collect();
            assert!(open[0] && !open[1..].contains(&true));
            let letters: usize = texts
                .iter()
                .flat_map(|p| p.blocks.iter())
                .map(|b| b.text.chars().filter(|c| *c != '\n').count())
                .sum();
            assert_eq!(letters, text.chars().filter(|c| *c != '\n').count());
        }
    }

    #[test]
    fn what_goes_on_is_offered_behind_what_is_read() {
        let long = "x".repeat(3 * PORTION);
        let page = render::Page {
            blocks: vec![Block::Text(long)],
            ..render::Page::default()
        };
        let mut content = Content::new(page);
        let listed = |content: &Content| content.listed().map(|(at, _)| at).collect::<Vec<_>>();
        assert_eq!(content.pieces.len(), 3);
        assert_eq!(listed(&content), [0, 1]);
        content.pieces[1].is_open = true;
        assert_eq!(listed(&content), [0, 1, 2]);
    }

    #[test]
    fn where_all_is_quoted_nothing_is_folded() {
        assert_eq!(kinds(vec![quote(1, "x")]), [(Kind::Quote, true)]);
    }

    #[test]
    fn quotes_keep_their_depth() {
        let all = pieces(vec![quote(1, "a\nb"), quote(2, "c")]);
        let depths: Vec<u8> = all[0].blocks.iter().map(|b| b.quote).collect();
        assert_eq!(depths, [1, 2]);
    }
}
