//! A reader over one whole response, for the answers that imap-proto cannot take.
//!
//! It never recurses and never allocates more than it was given.

use std::borrow::Cow;

/// Where it stands in a response.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

/// One token of the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `(`
    Open,
    /// `)`
    Close,
    /// A quoted string or literal, unescaped.
    Text(Cow<'a, [u8]>),
    /// Anything else up to a space, parenthesis or quote; `NIL` too.
    Atom(&'a [u8]),
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Skips spaces; their number is nobody's promise (quirks.rs: zimbra-blanks).
    pub(super) fn spaces(&mut self) {
        while let [b' ', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Nothing left but the end of the line?
    pub(super) fn at_end(&self) -> bool {
        self.rest.iter().all(|b| matches!(b, b' ' | b'\r' | b'\n'))
    }

    /// Takes this octet if it is next.
    pub(super) fn eat(&mut self, octet: u8) -> bool {
        match self.rest {
            [first, rest @ ..] if *first == octet => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    fn split(&mut self, at: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(at).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// An atom: everything up to a space, parenthesis, quote or the end. May be empty.
    pub(super) fn atom(&mut self) -> &'a [u8] {
        let end = self
            .rest
            .iter()
            .position(|b| matches!(b, b' ' | b'(' | b')' | b'"' | b'\r' | b'\n'))
            .unwrap_or(self.rest.len());
        self.split(end)
    }

    /// The name of a FETCH item: an atom, with the brackets of a section in it
    /// (`BODY[HEADER.FIELDS (FROM "X")]<0>`).
    pub(super) fn item_name(&mut self) -> &'a [u8] {
        let (mut bracket, mut quoted) = (false, false);
        let end = self.rest.iter().position(|b| {
            match b {
                b'\r' | b'\n' => return true,
                b'"' if bracket => quoted = !quoted,
                b'[' if !quoted => bracket = true,
                b']' if !quoted => bracket = false,
                b' ' | b'(' | b')' | b'"' if !bracket => return true,
                _ => {}
            }
            false
        });
        self.split(end.unwrap_or(self.rest.len()))
    }

    /// A quoted string, unescaped. Tolerates a backslash before any octet.
    fn quoted(&mut self) -> Option<Cow<'a, [u8]>> {
        let inside = self.rest.strip_prefix(b"\"")?;
        let special = |b: &u8| matches!(b, b'"' | b'\\' | b'\r' | b'\n');
        let plain = inside.iter().position(special)?;
        if inside.get(plain) == Some(&b'"') {
            // The opening quote, and this one.
            self.split(plain + 2);
            return inside.get(..plain).map(Cow::Borrowed);
        }
        let mut bytes = inside.iter().enumerate();
        let mut text = Vec::new();
        while let Some((i, b)) = bytes.next() {
            match b {
                b'"' => {
                    self.split(i + 2);
                    return Some(Cow::Owned(text));
                }
                b'\\' => text.push(*bytes.next()?.1),
                b'\r' | b'\n' => return None,
                other => text.push(*other),
            }
        }
        None
    }

    /// A literal: `{n}`, `{n+}` or `~{n}`, a line end, and n octets.
    fn literal(&mut self) -> Option<&'a [u8]> {
        let start = self.rest.strip_prefix(b"~").unwrap_or(self.rest);
        let inside = start.strip_prefix(b"{")?;
        let close = inside.iter().position(|b| *b == b'}')?;
        let (digits, after) = inside.split_at_checked(close)?;
        let digits = digits.strip_suffix(b"+").unwrap_or(digits);
        let length: usize = super::code::number(std::str::from_utf8(digits).ok()?)?;
        let after = after.strip_prefix(b"}")?;
        let after = after.strip_prefix(b"\r").unwrap_or(after);
        let data = after.strip_prefix(b"\n")?;
        let (taken, rest) = data.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    /// A quoted string or literal.
    pub(super) fn string(&mut self) -> Option<Vec<u8>> {
        match self.rest.first()? {
            b'"' => self.quoted().map(Cow::into_owned),
            b'{' | b'~' => self.literal().map(<[u8]>::to_vec),
            _ => None,
        }
    }

    /// An atom or string, not empty if it is an atom.
    pub(super) fn astring(&mut self) -> Option<Vec<u8>> {
        if matches!(self.rest.first()?, b'"' | b'{' | b'~') {
            return self.string();
        }
        let atom = self.atom();
        (!atom.is_empty()).then(|| atom.to_vec())
    }

    /// The same as text, if it is UTF-8.
    pub(super) fn text(&mut self) -> Option<String> {
        String::from_utf8(self.astring()?).ok()
    }

    /// The next token, spaces skipped; `None` at the end or where nothing can be read.
    pub(super) fn token(&mut self) -> Option<Token<'a>> {
        self.spaces();
        match self.rest.first()? {
            b'(' => {
                self.split(1);
                Some(Token::Open)
            }
            b')' => {
                self.split(1);
                Some(Token::Close)
            }
            b'"' => self.quoted().map(Token::Text),
            b'{' | b'~' => {
                let before = *self;
                if let Some(data) = self.literal() {
                    return Some(Token::Text(Cow::Borrowed(data)));
                }
                *self = before;
                self.nonempty_atom()
            }
            _ => self.nonempty_atom(),
        }
    }

    fn nonempty_atom(&mut self) -> Option<Token<'a>> {
        let atom = self.atom();
        (!atom.is_empty()).then_some(Token::Atom(atom))
    }

    /// Skips one value: a token, or a list with everything in it. Gives the octets skipped.
    pub(super) fn skip_value(&mut self) -> Option<&'a [u8]> {
        self.spaces();
        let before = self.rest;
        let mut depth = 0usize;
        loop {
            match self.token()? {
                Token::Open => depth += 1,
                Token::Close => depth = depth.checked_sub(1)?,
                Token::Text(_) | Token::Atom(_) => {}
            }
            if depth == 0 {
                break;
            }
        }
        before.get(..before.len() - self.rest.len())
    }
}

/// Is this atom `NIL`?
pub(super) fn is_nil(atom: &[u8]) -> bool {
    atom.eq_ignore_ascii_case(b"NIL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_unescaped() {
        let mut cursor = Cursor::new(br#""a\\b\"c" {3}"#);
        assert_eq!(cursor.astring().unwrap(), br#"a\b"c"#);
        let mut cursor = Cursor::new(b"{3}\r\n(\"x rest");
        assert_eq!(cursor.astring().unwrap(), b"(\"x");
        assert_eq!(cursor.rest(), b" rest");
        for broken in [
            &b"\"abc"[..],
            b"{9}\r\nx",
            b"{99999999999999999999}\r\n",
            b"\"a\r\nb\"",
        ] {
            assert_eq!(Cursor::new(broken).string(), None);
        }
    }

    #[test]
    fn a_value_is_skipped_whole() {
        let mut cursor = Cursor::new(b"(a \")\" ({2}\r\n))) b) NEXT");
        assert_eq!(cursor.skip_value().unwrap(), b"(a \")\" ({2}\r\n))) b)");
        assert_eq!(cursor.rest(), b" NEXT");
        let deep = "(".repeat(200_000);
        assert_eq!(Cursor::new(deep.as_bytes()).skip_value(), None);
    }

    #[test]
    fn item_names_hold_their_section() {
        let mut cursor = Cursor::new(b"BODY[HEADER.FIELDS (FROM \"]\")]<0> {1}");
        assert_eq!(cursor.item_name(), b"BODY[HEADER.FIELDS (FROM \"]\")]<0>");
        let mut cursor = Cursor::new(b"UID 5");
        assert_eq!(cursor.item_name(), b"UID");
    }
}
