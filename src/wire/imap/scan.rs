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
}

/// What sort of response it is, by its first words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `+ …`
    Continuation,
    /// `* OK …` and its like. Its text is free: braces at its end are no literal.
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
        [b'*', b' ', b'[', ..] => Kind::Stray,
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn budget() -> Budget {
        Budget {
            line: 1000,
            literal: 100,
            cut: false,
            responses: 100,
            octets: 100_000,
        }
    }

    fn all(scanner: &mut Scanner) -> Result<Vec<Frame>, TooMuch> {
        let mut frames = Vec::new();
        while let Some(frame) = scanner.next()? {
            frames.push(frame);
        }
        Ok(frames)
    }

    const SESSION: &[u8] = b"* OK [CAPABILITY IMAP4rev1] hello {5}\r\n\
        * 1 FETCH (UID 1 BODY[] {7}\r\n)\r\n{3}\r X \"{9}\")\r\n\
        * LIST () \"/\" {3}\r\na\nb\r\n\
        * [ALERT] x {4}\r\n\
        Server Unavailable. 15\r\n\
        + go ahead {1}\r\n\
        * XFOO ((\"(\" (a)))\n\
        A1 OK done {3}\r\n";

    #[test]
    fn every_response_is_found_wherever_the_octets_are_split() {
        let mut whole = Scanner::new(budget());
        whole.push(SESSION).unwrap();
        let expected = all(&mut whole).unwrap();
        let kinds: Vec<Kind> = expected.iter().map(|f| f.kind).collect();
        use Kind::{Continuation, Data, Status, Stray, Tagged};
        assert_eq!(
            kinds,
            [Status, Data, Data, Stray, Stray, Continuation, Data, Tagged]
        );
        assert_eq!(expected[6].depth, 3);
        assert_eq!(expected[6].bytes, b"* XFOO ((\"(\" (a)))\r\n");
        for at in 0..=SESSION.len() {
            let mut scanner = Scanner::new(budget());
            let mut frames = Vec::new();
            for part in [&SESSION[..at], &SESSION[at..]] {
                scanner.push(part).unwrap();
                frames.extend(all(&mut scanner).unwrap());
            }
            assert_eq!(frames, expected, "split at {at}");
        }
        let mut bytewise = Scanner::new(budget());
        let mut frames = Vec::new();
        for byte in SESSION {
            bytewise.push(&[*byte]).unwrap();
            frames.extend(all(&mut bytewise).unwrap());
        }
        assert_eq!(frames, expected);
        assert!(!bytewise.has_residue());
    }

    #[test]
    fn a_prefix_never_makes_a_response() {
        for response in [
            &b"* 1 FETCH (UID 1 BODY[] {7}\r\n)\r\n{3}\r X)\r\n"[..],
            b"* OK x\r\n",
            b"A1 NO x\r\n",
        ] {
            for at in 0..response.len() {
                let mut scanner = Scanner::new(budget());
                scanner.push(&response[..at]).unwrap();
                assert_eq!(scanner.next(), Ok(None), "at {at}");
            }
        }
    }

    #[test]
    fn a_line_a_literal_and_their_counts_are_bounded() {
        let refused = |octets: &[u8]| {
            let mut scanner = Scanner::new(budget());
            let pushed = scanner.push(octets);
            pushed.and_then(|()| all(&mut scanner)).is_err()
        };
        assert!(refused(&[b'x'; 1001]));
        assert!(refused(&[&[b'x'; 1000][..], b"\r\n"].concat()));
        assert!(refused(b"* 1 FETCH (BODY[] {101}\r\n"));
        assert!(refused(b"* 1 FETCH (BODY[] {99999999999999999999999}\r\n"));
        assert!(refused(&b"* 1 EXISTS\r\n".repeat(101)));
        assert!(refused(&[b'\n'; 100_001]));
        let many = b"* X {100}\r\n".iter().copied().chain([b'x'; 100]);
        let next = b" {100}\r\n".iter().copied().chain([b'x'; 100]);
        let octets: Vec<u8> = many.chain(next.cycle().take(109 * 20)).collect();
        assert!(refused(&octets));
        assert!(!refused(b"* 1 FETCH (BODY[] {100}\r\n"));
    }

    #[test]
    fn an_announced_literal_costs_nothing_before_it_comes() {
        let mut scanner = Scanner::new(Budget {
            literal: usize::MAX / 4,
            ..budget()
        });
        scanner
            .push(b"* 1 FETCH (BODY[] {500000000}\r\nab")
            .unwrap();
        assert_eq!(scanner.next(), Ok(None));
        assert!(scanner.frame.bytes.capacity() < 1000);
    }

    #[test]
    fn a_long_literal_can_be_cut() {
        let mut scanner = Scanner::new(Budget {
            cut: true,
            ..budget()
        });
        let mut octets = b"* 1 FETCH (BODY[] {5000}\r\n".to_vec();
        octets.extend([b'x'; 5000]);
        octets.extend(b")\r\n* 2 EXISTS\r\n");
        for chunk in octets.chunks(77) {
            scanner.push(chunk).unwrap();
        }
        let frames = all(&mut scanner).unwrap();
        assert_eq!(frames.len(), 2);
        assert!(frames[0].cut && !frames[1].cut);
        let expected = [b"* 1 FETCH (BODY[] {100}\r\n", &[b'x'; 100][..], b")\r\n"].concat();
        assert_eq!(frames[0].bytes, expected);
    }

    /// Each is longer than the budget of a response, and behind each comes another response.
    fn too_long() -> Vec<Vec<u8>> {
        let quoted = b"\"n\\\"{9}\" ".repeat(300);
        let literals = b"{3}\r\na\nb ".repeat(600);
        let few_and_large = [&b"{99}\r\n"[..], &[b'x'; 99], b" "].concat().repeat(40);
        let mut all = Vec::new();
        for inside in [quoted, literals, few_and_large] {
            let mut octets = b"* 1 FETCH (UID 7 BODYSTRUCTURE (".to_vec();
            octets.extend_from_slice(&inside);
            octets.extend_from_slice(b"{5}\r\n)\r\n* ))\r\n* 2 EXISTS\r\n");
            all.push(octets);
        }
        // And one of which the line as such has no end in sight.
        let mut octets = b"* 1 FETCH (UID 7 BODYSTRUCTURE (".to_vec();
        octets.resize(5000, b'x');
        octets.extend_from_slice(b"))\r\n* 2 EXISTS\r\n");
        all.push(octets);
        all
    }

    #[test]
    fn a_long_fetch_loses_its_rest_and_nothing_else_does() {
        for octets in too_long() {
            let cut = Budget {
                cut: true,
                ..budget()
            };
            let mut scanner = Scanner::new(cut);
            let mut frames = Vec::new();
            for chunk in octets.chunks(77) {
                scanner.push(chunk).unwrap();
                frames.extend(all(&mut scanner).unwrap());
                assert!(scanner.frame.bytes.len() < 2 * 1000 + 3 * 100 + 1000);
            }
            assert_eq!(frames.len(), 2);
            assert!(frames[0].overlong && !frames[1].overlong);
            assert!(frames[0].bytes.starts_with(b"* 1 FETCH (UID 7 "));
            assert_eq!(frames[1].bytes, b"* 2 EXISTS\r\n");
            // Wherever the octets are split.
            let mut whole = Scanner::new(cut);
            whole.push(&octets).unwrap();
            assert_eq!(all(&mut whole).unwrap(), frames);
            // Where no message's header was asked for it is a limit, as in any other response.
            let mut strict = Scanner::new(budget());
            strict.push(&octets).unwrap();
            assert!(all(&mut strict).is_err());
            let mut other = Scanner::new(cut);
            let list = String::from_utf8_lossy(&octets).replace("1 FETCH", "LIST");
            other.push(list.as_bytes()).unwrap();
            assert!(all(&mut other).is_err());
        }
    }

    #[test]
    fn no_nesting_can_hurt_the_scanner() {
        let mut scanner = Scanner::new(Budget {
            line: 1 << 20,
            octets: 1 << 20,
            ..budget()
        });
        let mut octets = b"* X ".to_vec();
        octets.extend(vec![b'('; 500_000]);
        octets.extend(b"\r\n");
        scanner.push(&octets).unwrap();
        assert_eq!(scanner.next().unwrap().unwrap().depth, 500_000);
    }

    proptest! {
        #[test]
        fn splitting_never_matters(
            octets in prop::collection::vec(
                prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'{'), Just(b'}'), Just(b'"'),
                    Just(b'('), Just(b' '), Just(b'*'), Just(b'1'), Just(b'2'), any::<u8>()],
                0..200),
            cuts in prop::collection::vec(0usize..200, 0..6),
        ) {
            let mut whole = Scanner::new(budget());
            whole.push(&octets).unwrap();
            let expected = all(&mut whole);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(octets.len())).collect();
            cuts.sort_unstable();
            cuts.insert(0, 0);
            cuts.push(octets.len());
            let mut scanner = Scanner::new(budget());
            let mut frames = Ok(Vec::new());
            for pair in cuts.windows(2) {
                scanner.push(&octets[pair[0]..pair[1]]).unwrap();
                if let Ok(found) = &mut frames {
                    match all(&mut scanner) {
                        Ok(more) => found.extend(more),
                        Err(error) => frames = Err(error),
                    }
                }
            }
            prop_assert_eq!(frames, expected);
        }
    }
}
