//! The rest of a response that is too long to keep: followed to its end in bounded memory, so that
//! the next response begins where it should.

use super::scan::{TooMuch, literal_at_end};

/// Longest literal announcement at the end of a line that is not kept, and some room.
pub(super) const TAIL: usize = 64;

/// Where in a response that is not kept the scanner stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    /// Octets of a literal that are still to come.
    literal: u64,
    quoted: bool,
    escaped: bool,
    /// The last octets of the line, in a ring: a literal is announced at its end.
    tail: [u8; TAIL],
    seen: usize,
}

impl Rest {
    pub(super) fn new(literal: u64) -> Self {
        Self {
            literal,
            quoted: false,
            escaped: false,
            tail: [0; TAIL],
            seen: 0,
        }
    }

    /// Walks over octets. Gives how many belong to the response, and whether it ends with them.
    pub(super) fn walk(&mut self, octets: &[u8]) -> Result<(usize, bool), TooMuch> {
        let mut at = 0;
        while let Some(rest) = octets.get(at..).filter(|rest| !rest.is_empty()) {
            if self.literal > 0 {
                let here = usize::try_from(self.literal).unwrap_or(usize::MAX);
                let here = here.min(rest.len());
                self.literal -= u64::try_from(here).unwrap_or_default();
                at += here;
                continue;
            }
            let Some(b) = rest.first() else { break };
            at += 1;
            match b {
                b'\n' => {
                    let line = self.end_of_line();
                    let announced = if self.quoted {
                        None
                    } else {
                        literal_at_end(&line)
                    };
                    let Some((_, length)) = announced else {
                        return Ok((at, true));
                    };
                    *self = Self::new(length.ok_or(TooMuch("a literal"))?);
                    continue;
                }
                _ if self.escaped => self.escaped = false,
                b'\\' if self.quoted => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                _ => {}
            }
            if let Some(place) = self.tail.get_mut(self.seen % TAIL) {
                *place = *b;
            }
            self.seen += 1;
        }
        Ok((at, false))
    }

    /// The last octets of the line without its end.
    fn end_of_line(&self) -> Vec<u8> {
        let first = self.seen.saturating_sub(TAIL);
        let at = |i: usize| self.tail.get(i % TAIL).copied();
        let mut line: Vec<u8> = (first..self.seen).filter_map(at).collect();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        line
    }
}
