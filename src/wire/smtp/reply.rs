//! One reply of a server (RFC 5321 section 4.2), and its enhanced status code (RFC 3463).

use crate::domain::{EmailAddress, Phase, ServerReply};
use crate::wire::words;

/// A complete reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// 200 to 599
    pub(super) code: u16,
    /// The text of each line, without code and line end. Bytes that are no UTF-8 are replaced;
    /// otherwise as sent.
    pub(super) lines: Vec<String>,
}

/// One line of a reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) code: u16,
    pub(super) text: String,
    pub(super) is_last: bool,
}

impl Line {
    /// Reads a line without its end. `None` if it is none of a reply.
    ///
    /// A code alone is a last line, as RFC 5321 section 4.2 asks of clients.
    pub(super) fn parse(line: &[u8]) -> Option<Self> {
        let (digits, rest) = line.split_first_chunk::<3>()?;
        if !matches!(digits, [b'2'..=b'5', b'0'..=b'9', b'0'..=b'9']) {
            return None;
        }
        let code = digits
            .iter()
            .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
        let (is_last, text) = match rest.split_first() {
            None => (true, rest),
            Some((b' ', text)) => (true, text),
            Some((b'-', text)) => (false, text),
            Some(_) => return None,
        };
        Some(Self {
            code,
            text: String::from_utf8_lossy(text).into_owned(),
            is_last,
        })
    }
}

impl Reply {
    /// 2xx
    pub(super) fn is_positive(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// 4xx or 5xx
    pub(super) fn is_refusal(&self) -> bool {
        self.code >= 400
    }

    /// 421: the server closes the connection, whatever was asked (RFC 5321 section 3.8).
    pub(super) fn is_farewell(&self) -> bool {
        self.code == 421
    }

    /// For the journal and for people: bounded, one line, without control characters.
    pub(super) fn told(&self, phase: Phase, recipient: Option<&EmailAddress>) -> ServerReply {
        // RFC 2034 section 4: the code begins every line, and its class agrees with the reply's.
        let enhanced = self.lines.first().and_then(|line| self.enhanced(line));
        let lines = self.lines.iter().map(|line| match self.enhanced(line) {
            Some((_, rest)) if enhanced.is_some() => rest.trim(),
            _ => line.trim(),
        });
        let text = lines.collect::<Vec<_>>().join(" ");
        ServerReply {
            phase,
            code: self.code,
            enhanced: enhanced.map(|(code, _)| code),
            text: words::plain_up_to(text.as_bytes(), words::MAX_REPLY),
            recipient: recipient.cloned(),
        }
    }

    /// The enhanced status code at the beginning of a line, and the rest of the line.
    fn enhanced<'a>(&self, line: &'a str) -> Option<((u8, u16, u16), &'a str)> {
        let line = line.trim_start();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let mut parts = word.split('.').map(|part| {
            let is_number =
                (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| part.parse::<u16>().ok()).flatten()
        });
        let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
        let agrees = matches!(class, 2 | 4 | 5) && class == self.code / 100;
        (agrees && parts.next().is_none())
            .then(|| Some(((u8::try_from(class).ok()?, subject, detail), rest)))
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reply(lines: &[&str]) -> Reply {
        let lines: Vec<Line> = lines
            .iter()
            .map(|line| Line::parse(line.as_bytes()).unwrap())
            .collect();
        Reply {
            code: lines[0].code,
            lines: lines.into_iter().map(|line| line.text).collect(),
        }
    }

    #[test]
    fn lines_are_read_as_servers_send_them() {
        let last = Line::parse(b"250 ok").unwrap();
        assert_eq!(
            (last.code, last.text.as_str(), last.is_last),
            (250, "ok", true)
        );
        assert!(!Line::parse(b"250-ok").unwrap().is_last);
        assert!(Line::parse(b"354").unwrap().is_last);
        assert_eq!(Line::parse(b"250 caf\xe9").unwrap().text, "caf\u{fffd}");
        for bad in [
            "", "25", "2x0 ok", "150 ok", "650 ok", "250ok", "* OK", "2500",
        ] {
            assert_eq!(Line::parse(bad.as_bytes()), None, "{bad:?}");
        }
    }

    #[test]
    fn refusals_of_real_servers_keep_their_codes() {
        let stalwart = reply(&["501 5.5.4 You are not allowed to send from this address."]);
        let told = stalwart.told(Phase::Envelope, None);
        assert_eq!((told.code, told.enhanced), (501, Some((5, 5, 4))));
        assert_eq!(told.text, "You are not allowed to send from this address.");
        assert_eq!(
            told.to_string(),
            "501 5.5.4 You are not allowed to send from this address."
        );
        let exchange = reply(&["554 5.2.252 SendAsDenied; ben@x not allowed to send as support@x"]);
        assert_eq!(exchange.told(Phase::Dot, None).enhanced, Some((5, 2, 252)));
        let gmail = reply(&["535-5.7.8 Username and Password", "535 5.7.8 not accepted."]);
        let told = gmail.told(Phase::Attempt, None);
        assert_eq!(told.text, "Username and Password not accepted.");
        assert_eq!(told.enhanced, Some((5, 7, 8)));
    }

    #[test]
    fn what_only_looks_like_an_enhanced_code_is_text() {
        for text in [
            "550 4.1.1 no",
            "250 2.0.0.1 ok",
            "550 5.1 no",
            "550 5.1.1x no",
            "550 5.1234.1 no",
            "354 3.0.0 go",
        ] {
            let told = reply(&[text]).told(Phase::Envelope, None);
            assert_eq!(told.enhanced, None, "{text}");
            assert_eq!(told.to_string(), text);
        }
        assert_eq!(reply(&["550 5.1.1"]).told(Phase::Envelope, None).text, "");
    }

    proptest! {
        #[test]
        fn words_are_short_and_plain(lines in proptest::collection::vec("\\PC{0,200}|.{0,200}", 1..30)) {
            let reply = Reply { code: 550, lines };
            let told = reply.told(Phase::Dot, None);
            prop_assert!(told.text.chars().count() <= words::MAX_REPLY);
            let steers = |c: char| c.is_control() || c == '\u{202e}';
            prop_assert!(!told.text.contains(steers));
        }

        #[test]
        fn any_bytes_are_a_line_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..50)) {
            if let Some(line) = Line::parse(&bytes) {
                prop_assert!((200..600).contains(&line.code));
            }
        }
    }
}
