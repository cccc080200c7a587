//! Excerpts: of a large message what is needed to read it.
//!
//! The message is written anew with its header, the headers of its parts and the octets of those that are
//! read; the bodies of the others are empty. Since it has the same parts in the same order, all that reads
//! messages reads it, and the place of a part in it is the number under which the server has its octets.
//! The server may say what it likes: what does not read as it said is no excerpt.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::body::with_parsed;
use crate::domain::{Excerpt, Leaf, LeftOut, PartNumber, Structure};

/// A part of up to so many octets is held, whatever it is: to ask for it later costs more than it does.
pub const SMALL_PART: u32 = 32 * 1024;

/// So much of a text that is read is held. That of a letter is a hundredth of it.
const MAX_TEXT: u32 = 1024 * 1024;

/// Most octets that are held of all parts.
const MAX_HELD: u64 = 4 * 1024 * 1024;

/// So many octets of a message in a message are looked through for the end of its header.
const MAX_INNER_HEADER: usize = 64 * 1024;

/// Most parts. The header of each is asked for.
const MAX_PARTS: usize = 100;

/// Longest boundary; RFC 2046 5.1.1 allows 70.
const MAX_BOUNDARY: usize = 200;

/// What of a part is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// All of it, of at most so many octets.
    All(u64),
    /// So many octets, up to the end of a line.
    Beginning(usize),
    /// Of a message in a message its header, within so many octets.
    Header(usize),
    /// Nothing.
    Nothing,
}

/// Which parts of a message are held in its excerpt.
#[derive(Debug, Clone)]
pub struct ExcerptPlan {
    structure: Structure,
}

impl ExcerptPlan {
    /// What of a message of this structure is held; `None`: there can be no excerpt, or it would be too
    /// large.
    #[must_use]
    pub fn of(structure: Structure) -> Option<Self> {
        let plan = Self { structure };
        let held = |keeps| match keeps {
            Keeps::All(_) | Keeps::Nothing => 0,
            Keeps::Beginning(octets) | Keeps::Header(octets) => octets as u64,
        };
        let mut sum = 0;
        for (_, leaf) in plan.structure.leaves() {
            let keeps = keeps(leaf)?;
            sum += match keeps {
                Keeps::All(_) => u64::from(leaf.octets),
                other => held(other),
            };
        }
        (sum <= MAX_HELD && plan.headers().len() <= MAX_PARTS).then_some(plan)
    }

    /// The parts whose headers are needed, in the order in which [`ExcerptPlan::write`] takes them.
    #[must_use]
    pub fn headers(&self) -> Vec<PartNumber> {
        self.structure.numbers()
    }

    /// What is needed of the parts that hold octets, with the octets that the server names.
    #[must_use]
    pub fn bodies(&self) -> Vec<(PartNumber, u32, Keeps)> {
        let leaves = self.structure.leaves().into_iter();
        let one = |(number, leaf): (PartNumber, &Leaf)| {
            (number, leaf.octets, keeps(leaf).unwrap_or(Keeps::Nothing))
        };
        leaves.map(one).collect()
    }

    /// Octets that are not fetched, as far as the server says.
    #[must_use]
    pub fn saves(&self) -> u64 {
        let saved = |(_, octets, keeps): (_, u32, _)| match keeps {
            Keeps::All(_) => 0,
            Keeps::Beginning(held) | Keeps::Header(held) => {
                u64::from(octets).saturating_sub(held as u64)
            }
            Keeps::Nothing => u64::from(octets),
        };
        self.bodies().into_iter().map(saved).sum()
    }

    /// Is a text that is read cut off?
    #[must_use]
    pub fn cuts_text(&self) -> bool {
        let bodies = self.bodies();
        bodies
            .iter()
            .any(|(.., keeps)| matches!(keeps, Keeps::Beginning(_)))
    }

    /// Writes the excerpt: with the message's header, those of its parts, and what came of the parts'
    /// bodies. `None` if what came does not read as the structure says.
    #[must_use]
    pub fn write(
        &self,
        header: &[u8],
        headers: &[Vec<u8>],
        bodies: &BTreeMap<PartNumber, Vec<u8>>,
    ) -> Option<Excerpt> {
        let mut writer = Writer {
            excerpt: Excerpt::default(),
            headers: headers.iter(),
            bodies,
        };
        writer.put(&PartNumber::default(), header, &self.structure)?;
        let excerpt = writer.excerpt;
        reads_as(&excerpt, &self.structure).then_some(excerpt)
    }
}

/// `None`: nobody knows without reading it.
fn keeps(leaf: &Leaf) -> Option<Keeps> {
    let is_read = !leaf.is_attachment && ["text/plain", "text/html"].contains(&&*leaf.media_type);
    let is_message = ["message/rfc822", "message/global"].contains(&&*leaf.media_type);
    let is_plain = ["", "7bit", "8bit", "binary"].contains(&&*leaf.encoding);
    // Twice as much may come as was said: what some servers name is an estimate.
    let all = Keeps::All(u64::from(leaf.octets.max(SMALL_PART)) * 2);
    match leaf.octets {
        0..=SMALL_PART => Some(all),
        ..=MAX_TEXT if is_read => Some(all),
        _ if is_read => Some(Keeps::Beginning(MAX_TEXT as usize)),
        _ if is_message => is_plain.then_some(Keeps::Header(MAX_INNER_HEADER)),
        _ => Some(Keeps::Nothing),
    }
}

struct Writer<'a> {
    excerpt: Excerpt,
    headers: std::slice::Iter<'a, Vec<u8>>,
    bodies: &'a BTreeMap<PartNumber, Vec<u8>>,
}

impl Writer<'_> {
    fn put(&mut self, number: &PartNumber, header: &[u8], structure: &Structure) -> Option<()> {
        let header = header_block(header);
        self.excerpt.raw.extend_from_slice(&header);
        let children = match structure {
            Structure::Leaf(leaf) => {
                let is_message = number.numbers().is_empty();
                let number = if is_message {
                    PartNumber::only()
                } else {
                    number.clone()
                };
                return self.put_body(number, leaf);
            }
            Structure::Multi(children) => children,
        };
        let boundary = boundary(&header)?;
        for (at, child) in children.iter().enumerate() {
            self.line(&[b"--", boundary.as_bytes()]);
            let header = self.headers.next()?;
            self.put(&number.child(at), header, child)?;
            self.line(&[]);
        }
        self.line(&[b"--", boundary.as_bytes(), b"--"]);
        Some(())
    }

    fn line(&mut self, pieces: &[&[u8]]) {
        for piece in pieces {
            self.excerpt.raw.extend_from_slice(piece);
        }
        self.excerpt.raw.extend_from_slice(b"\r\n");
    }

    fn put_body(&mut self, part: PartNumber, leaf: &Leaf) -> Option<()> {
        let keeps = keeps(leaf)?;
        let came = self.bodies.get(&part).map(Vec::as_slice);
        let held: Cow<'_, [u8]> = match keeps {
            Keeps::All(_) => came?.into(),
            Keeps::Beginning(most) => {
                let came = came?;
                let lines = came.get(..most.min(came.len())).unwrap_or(came);
                let end = lines.iter().rposition(|b| *b == b'\n');
                lines.get(..end.map_or(lines.len(), |at| at + 1))?.into()
            }
            Keeps::Header(most) => {
                let came = came?;
                let came = came.get(..most.min(came.len())).unwrap_or(came);
                let header = came.get(..header_end(came)?)?;
                match boundary(header) {
                    // Its parts are looked for: here, and not in another mail that has the same boundary.
                    Some(boundary) => {
                        let none = format!("--{boundary}\r\n\r\n\r\n--{boundary}--\r\n");
                        [header, none.as_bytes()].concat().into()
                    }
                    None => header.into(),
                }
            }
            Keeps::Nothing => Cow::default(),
        };
        let at = self.excerpt.raw.len();
        self.excerpt.raw.extend_from_slice(&held);
        // A text that turns out to be shorter than was said is all there.
        let is_whole = match keeps {
            Keeps::All(_) => true,
            Keeps::Beginning(most) => came.is_some_and(|came| came.len() < most),
            Keeps::Header(_) | Keeps::Nothing => false,
        };
        if !is_whole {
            self.excerpt.left_out.push(LeftOut {
                part,
                octets: leaf.octets,
                size: decoded(&leaf.encoding, leaf.octets),
                is_cut_text: matches!(keeps, Keeps::Beginning(_)),
                at,
                held: held.len(),
            });
        }
        Some(())
    }
}

/// An excerpt with the octets of a part that it had left out; `None` if they are not that part's.
#[must_use]
pub fn put_back(excerpt: &Excerpt, part: &PartNumber, octets: &[u8]) -> Option<Excerpt> {
    let place = excerpt
        .left_out
        .iter()
        .position(|left| left.part == *part)?;
    let mut left_out = excerpt.left_out.clone();
    let left = left_out.remove(place);
    let before = excerpt.raw.get(..left.at)?;
    let behind = excerpt.raw.get(left.at.checked_add(left.held)?..)?;
    for other in left_out.iter_mut().filter(|other| other.at > left.at) {
        other.at = (other.at - left.held).checked_add(octets.len())?;
    }
    let raw = [before, octets, behind].concat();
    let is_same = shape(&excerpt.raw)? == shape(&raw)?;
    is_same.then_some(Excerpt { raw, left_out })
}

/// Octets of what is encoded. Lines are as long as they may be (RFC 2045 6.8), which all but a few keep to.
fn decoded(encoding: &str, octets: u32) -> u64 {
    let octets = u64::from(octets);
    match encoding {
        "base64" => {
            let ends = (octets + 2).div_ceil(78).saturating_sub(1);
            octets.saturating_sub(2 * ends) / 4 * 3
        }
        _ => octets,
    }
}

/// The fields, and the empty line behind them: whatever else came is no header.
fn header_block(header: &[u8]) -> Vec<u8> {
    let end = header.split_inclusive(|b| *b == b'\n');
    let fields = end.take_while(|line| !is_empty(line));
    let mut block: Vec<u8> = fields.flatten().copied().collect();
    if !block.is_empty() && !block.ends_with(b"\n") {
        block.extend_from_slice(b"\r\n");
    }
    block.extend_from_slice(b"\r\n");
    block
}

fn is_empty(line: &[u8]) -> bool {
    matches!(line, b"\r\n" | b"\n")
}

/// Where a header ends, its empty line included.
fn header_end(octets: &[u8]) -> Option<usize> {
    let mut at = 0;
    for line in octets.split_inclusive(|b| *b == b'\n') {
        at += line.len();
        if is_empty(line) {
            return Some(at);
        }
    }
    None
}

/// The boundary, as the parser reads it.
fn boundary(header: &[u8]) -> Option<String> {
    let read = AssertUnwindSafe(|| {
        let message = MessageParser::default().parse_headers(header)?;
        let boundary = message.content_type()?.attribute("boundary")?;
        Some(boundary.to_owned())
    });
    let boundary = catch_unwind(read).ok().flatten()?;
    let is_sound = !boundary.is_empty()
        && boundary.len() <= MAX_BOUNDARY
        && !boundary.contains(['\r', '\n', '\0']);
    is_sound.then_some(boundary)
}

/// Does it read as the structure says: the same parts, each in its place, and none left out that is read?
fn reads_as(excerpt: &Excerpt, structure: &Structure) -> bool {
    fn is(message: &Message<'_>, id: u32, structure: &Structure) -> bool {
        let Some(part) = message.part(id) else {
            return false;
        };
        match (&part.body, structure) {
            (PartType::Multipart(ids), Structure::Multi(children)) => {
                ids.len() == children.len()
                    && (ids.iter().zip(children)).all(|(id, child)| is(message, *id, child))
            }
            (PartType::Multipart(_), _) | (_, Structure::Multi(_)) => false,
            // Several parts by its own word, of which the server says nothing.
            (_, Structure::Leaf(_)) => part.content_type().is_none_or(|t| t.ctype() != "multipart"),
        }
    }
    let is_sound = |message: &Message<'_>| {
        let numbers = numbers(message);
        let left_out = |id: &u32| {
            let left = |left: &&LeftOut| Some(&left.part) == numbers.get(id) && !left.is_cut_text;
            excerpt.left_out.iter().any(|one| left(&one))
        };
        let is_text = |id: &&u32| {
            let body = message.part(**id).map(|part| &part.body);
            matches!(body, Some(PartType::Text(_) | PartType::Html(_)))
        };
        let mut read = message.text_body.iter().chain(&message.html_body);
        is(message, 0, structure) && !read.any(|id| is_text(&id) && left_out(id))
    };
    with_parsed(&excerpt.raw, |message| Ok(is_sound(message))).unwrap_or(false)
}

/// The numbers of the parts that hold octets, and of which the parser made which.
fn shape(raw: &[u8]) -> Option<BTreeMap<u32, PartNumber>> {
    with_parsed(raw, |message| Ok(numbers(message))).ok()
}

/// The numbers of a message's parts that hold octets, by the parser's own.
pub(super) fn numbers(message: &Message<'_>) -> BTreeMap<u32, PartNumber> {
    let mut numbers = BTreeMap::new();
    let mut waiting = vec![(0u32, PartNumber::default())];
    while let Some((id, number)) = waiting.pop() {
        match message.part(id).map(|part| &part.body) {
            Some(PartType::Multipart(ids)) if number.numbers().len() < Structure::MAX_DEPTH => {
                let child = |(at, id): (usize, &u32)| (*id, number.child(at));
                waiting.extend(ids.iter().enumerate().map(child));
            }
            Some(_) if number.numbers().is_empty() => {
                let _ = numbers.insert(id, PartNumber::only());
            }
            Some(_) => {
                let _ = numbers.insert(id, number);
            }
            None => {}
        }
    }
    numbers
}

#[cfg(test)]
#[path = "excerpt_tests.rs"]
mod tests;
