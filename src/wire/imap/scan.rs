//! Cuts the octets of a server into whole responses, with limits.
//!
//! This is the only place that decides where a response ends, so whatever a parser above makes of
//! one, the next begins where it should. Nothing is allocated because it was announced.

use super::rest::{Rest, TAIL};
use super::types::ImapLimits;

/// What one command may be answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    /// Octets of a response without its literals.
    pub(super) line: usize,
    /// Octets of one literal.
    pub(super) literal: usize,
    /// Is the rest of a longer literal, and of a longer FETCH, dropped rather than the connection?
    pub(super) cut: bool,
    /// Responses.
    pub(super) responses: u64,
    /// Octets of all of them.
    pub(super) octets: u64,
}

impl Budget {
    /// For a command that asks for no literals.
    pub(super) fn ordinary(limits: &ImapLimits) -> Self {
        Self {
            line: limits.line,
            literal: limits.literal,
            cut: false,
            responses: limits.responses,
            octets: limits.octets,
        }
    }

    /// For what is said until a session is signed in, which is little.
    pub(super) fn few(limits: &ImapLimits) -> Self {
        Self {
            responses: limits.responses.min(FEW),
            octets: limits.octets.min(FEW * 1024),
            ..Self::ordinary(limits)
        }
    }
}

/// Responses to a command of the sign-in, of a thousand octets each. A flood of empty ones within the
/// limits of an open folder would keep a processor busy for seconds.
const FEW: u64 = 10_000;

/// What sort of response it is, by its first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `+ …`
    Continuation,
    /// `* OK …` and its like, and `* [COPYUID …` (quirks.rs: untagged-copyuid). Its text is free: braces at
    /// its end are no literal.
    Status,
    /// `tag OK …`
    Tagged,
    /// `* …`
    Data,
    /// None of them, such as `Server Unavailable. 15` (quirks.rs: exchange-tagless) or
    /// `* [ALERT] text` (exchange-code-without-ok).
    Stray,
}

/// One whole response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// Its octets, ending with CRLF.
    pub(super) bytes: Vec<u8>,
    /// Its sort.
    pub(super) kind: Kind,
    /// The deepest nesting of parentheses in it, outside of strings.
    pub(super) depth: usize,
    /// Was a literal in it cut?
    pub(super) cut: bool,
    /// Was it longer than its budget, so that only its beginning is here?
    pub(super) overlong: bool,
}

/// More came than is taken: in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMuch(pub(super) &'static str);

/// What comes next in the response that is being read.
#[derive(Debug, Clone, Copy)]
enum Next {
    Line,
    Literal {
        keep: usize,
        drop: u64,
    },
    /// The rest of a response that is too long: followed to its end, and not kept.
    Rest(Rest),
}

/// The scanner. Octets go in as they arrive, whole responses come out.
#[derive(Debug)]
pub(super) struct Scanner {
    budget: Budget,
    input: Vec<u8>,
    /// How much of the input is used up.
    used: usize,
    /// How much of the rest holds no line end.
    searched: usize,
    frame: Frame,
    /// Where the line that is being read begins in the frame.
    line_start: usize,
    /// Octets of lines and of literals in the frame.
    lines: usize,
    literals: usize,
    depth: usize,
    next: Next,
    responses: u64,
    octets: u64,
}

fn empty_frame() -> Frame {
    Frame {
        bytes: Vec::new(),
        kind: Kind::Stray,
        depth: 0,
        cut: false,
        overlong: false,
    }
}

impl Scanner {
    pub(super) fn new(budget: Budget) -> Self {
        Self {
            budget,
            input: Vec::new(),
            used: 0,
            searched: 0,
            frame: empty_frame(),
            line_start: 0,
            lines: 0,
            literals: 0,
            depth: 0,
            next: Next::Line,
            responses: 0,
            octets: 0,
        }
    }

    /// Begins to count for another command.
    pub(super) fn begin(&mut self, budget: Budget) {
        self.budget = budget;
        self.responses = 0;
        self.octets = 0;
    }

    /// Takes octets in.
    ///
    /// # Errors
    /// When the budget of octets is used up.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), TooMuch> {
        let count = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.octets = self.octets.saturating_add(count);
        if self.octets > self.budget.octets {
            return Err(TooMuch("octets in answer to one command"));
        }
        if self.used > 0 {
            self.input.drain(..self.used);
            self.used = 0;
        }
        self.input.extend_from_slice(bytes);
        Ok(())
    }

    /// Is there anything that was received and not yet given out?
    pub(super) fn has_residue(&self) -> bool {
        self.used < self.input.len() || !self.frame.bytes.is_empty()
    }

    /// The next whole response; `None` if more octets are needed.
    ///
    /// # Errors
    /// When a limit is exceeded. Nothing can be read any more then.
    pub(super) fn next(&mut self) -> Result<Option<Frame>, TooMuch> {
        loop {
            match self.next {
                Next::Literal { keep, drop } => {
                    if !self.literal(keep, drop) {
                        return Ok(None);
                    }
                }
                Next::Rest(mut rest) => {
                    let octets = self.input.get(self.used..).unwrap_or_default();
                    let (taken, ends) = rest.walk(octets)?;
                    self.used += taken;
                    if !ends {
                        self.next = Next::Rest(rest);
                        return Ok(None);
                    }
                    self.next = Next::Line;
                    self.frame.kind = Kind::Data;
                    self.frame.bytes.extend_from_slice(b"\r\n");
                    return self.finish().map(Some);
                }
                Next::Line => {
                    let rest = self.input.get(self.used..).unwrap_or_default();
                    let unsearched = rest.get(self.searched..).unwrap_or_default();
                    let found = unsearched.iter().position(|b| *b == b'\n');
                    let length = found.map_or(rest.len(), |found| self.searched + found + 1);
                    if self.lines + length > self.budget.line {
                        if !self.may_lose_its_rest() {
                            return Err(TooMuch("a line"));
                        }
                        // What fits is kept: the message's number, and what stood before.
                        let room = self.budget.line.saturating_sub(self.lines);
                        let kept = rest.get(..room).unwrap_or_default();
                        self.frame.bytes.extend_from_slice(kept);
                        self.lose_the_rest(0);
                        continue;
                    }
                    if found.is_none() {
                        self.searched = rest.len();
                        return Ok(None);
                    }
                    self.lines += length;
                    let line = rest.get(..length).unwrap_or_default();
                    self.frame.bytes.extend_from_slice(line);
                    self.used += length;
                    self.searched = 0;
                    if self.end_of_line()? {
                        return self.finish().map(Some);
                    }
                }
            }
        }
    }

    /// May the response that is being read lose its rest, rather than end the connection? A
    /// structure grows with the parts that a stranger puts into a mail, and a mail must not stop a
    /// mailbox. No other response grows so.
    fn may_lose_its_rest(&self) -> bool {
        let begun = &self.frame.bytes;
        let begin = if begun.is_empty() {
            self.input.get(self.used..).unwrap_or_default()
        } else {
            begun.as_slice()
        };
        let number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
        let mut words = begin
            .get(..TAIL.min(begin.len()))
            .unwrap_or_default()
            .split(|b| matches!(b, b' ' | b'('));
        self.budget.cut
            && words.next() == Some(b"*")
            && words.next().is_some_and(number)
            && words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(b"FETCH"))
    }

    fn lose_the_rest(&mut self, literal: u64) {
        self.frame.overlong = true;
        self.searched = 0;
        self.next = Next::Rest(Rest::new(literal));
    }

    /// Moves what there is of a literal. True when it is whole.
    fn literal(&mut self, keep: usize, drop: u64) -> bool {
        let rest = self.input.get(self.used..).unwrap_or_default();
        let taken = keep.min(rest.len());
        self.frame
            .bytes
            .extend_from_slice(rest.get(..taken).unwrap_or_default());
        let left = rest.len() - taken;
        let dropped = usize::try_from(drop).unwrap_or(usize::MAX).min(left);
        self.used += taken + dropped;
        self.searched = 0;
        let (keep, drop) = (
            keep - taken,
            drop - u64::try_from(dropped).unwrap_or_default(),
        );
        self.next = Next::Literal { keep, drop };
        if keep == 0 && drop == 0 {
            self.next = Next::Line;
            self.line_start = self.frame.bytes.len();
            return true;
        }
        false
    }

    /// A line of the frame is whole. True if the frame is too.
    fn end_of_line(&mut self) -> Result<bool, TooMuch> {
        // Parsers want CRLF (quirks.rs: bare-lf-line).
        self.frame.bytes.pop();
        if self.frame.bytes.last() == Some(&b'\r') {
            self.frame.bytes.pop();
        }
        if self.line_start == 0 {
            self.frame.kind = kind(&self.frame.bytes);
        }
        let mut announced = None;
        if self.frame.kind == Kind::Data {
            let line = self.frame.bytes.get(self.line_start..).unwrap_or_default();
            let quoted = nesting(line, &mut self.depth, &mut self.frame.depth);
            announced = if quoted { None } else { literal_at_end(line) };
        }
        let Some((prefix, length)) = announced else {
            self.frame.bytes.extend_from_slice(b"\r\n");
            return Ok(true);
        };
        let length = length.ok_or(TooMuch("a literal"))?;
        let limit = self.budget.literal;
        let keep = usize::try_from(length).unwrap_or(usize::MAX).min(limit);
        let drop = length - u64::try_from(keep).unwrap_or_default();
        if drop > 0 && !self.budget.cut {
            return Err(TooMuch("a literal"));
        }
        self.literals = self.literals.saturating_add(keep);
        if self.literals > limit.saturating_mul(2).saturating_add(self.budget.line) {
            if !self.may_lose_its_rest() {
                return Err(TooMuch("the literals of a response"));
            }
            self.lose_the_rest(length);
            return Ok(false);
        }
        self.frame.cut |= drop > 0;
        self.frame.bytes.truncate(self.line_start + prefix);
        self.frame
            .bytes
            .extend_from_slice(format!("{{{keep}}}\r\n").as_bytes());
        self.next = Next::Literal { keep, drop };
        Ok(false)
    }

    fn finish(&mut self) -> Result<Frame, TooMuch> {
        self.line_start = 0;
        self.lines = 0;
        self.literals = 0;
        self.depth = 0;
        self.responses += 1;
        if self.responses > self.budget.responses {
            return Err(TooMuch("responses to one command"));
        }
        Ok(std::mem::replace(&mut self.frame, empty_frame()))
    }
}

/// Counts parentheses outside of quoted strings. True if a quoted string is still open.
fn nesting(line: &[u8], depth: &mut usize, deepest: &mut usize) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for b in line {
        match b {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' if !quoted => {
                *depth += 1;
                *deepest = (*deepest).max(*depth);
            }
            b')' if !quoted => *depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    quoted
}

/// `{n}` or `{n+}` at the end of a line: where the brace is, and the number if it can be one.
pub(super) fn literal_at_end(line: &[u8]) -> Option<(usize, Option<u64>)> {
    let inside = line.strip_suffix(b"}")?;
    let inside = inside.strip_suffix(b"+").unwrap_or(inside);
    let brace = inside.iter().rposition(|b| *b == b'{')?;
    let digits = inside.get(brace + 1..)?;
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = std::str::from_utf8(digits).ok()?.parse().ok();
    Some((brace, number))
}

/// The sort of a response, by its first line without the line end.
fn kind(line: &[u8]) -> Kind {
    let is = |word: &[u8], names: &[&str]| {
        names
            .iter()
            .any(|name| word.eq_ignore_ascii_case(name.as_bytes()))
    };
    let first_word =
        |text: &[u8]| -> usize { text.iter().position(|b| *b == b' ').unwrap_or(text.len()) };
    match line {
        [b'+', ..] => Kind::Continuation,
        // quirks.rs: untagged-copyuid
        [b'*', b' ', b'[', code @ ..] => {
            let end = first_word(code);
            if is(
                code.get(..end).unwrap_or_default(),
                &["COPYUID", "APPENDUID"],
            ) {
                Kind::Status
            } else {
                Kind::Stray
            }
        }
        [b'*', b' ', rest @ ..] => {
            let word = rest.get(..first_word(rest)).unwrap_or_default();
            if is(word, &["OK", "NO", "BAD", "BYE", "PREAUTH"]) {
                Kind::Status
            } else {
                Kind::Data
            }
        }
        _ => {
            let tag_end = first_word(line);
            let rest = line.get(tag_end + 1..).unwrap_or_default();
            let word = rest.get(..first_word(rest)).unwrap_or_default();
            let tag = line.get(..tag_end).unwrap_or_default();
            if !tag.is_empty()
                && tag.iter().all(u8::is_ascii_alphanumeric)
                && is(word, &["OK", "NO", "BAD"])
            {
                Kind::Tagged
            } else {
                Kind::Stray
            }
        }
    }
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
