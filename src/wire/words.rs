//! A server's own words, made fit to be shown.

/// Most characters kept of what a server says about anything.
const MAX_CHARS: usize = 500;

/// Most characters kept of a reply of a submission server. What Exchange says of a refusal goes
/// beyond a thousand, and its cause stands anywhere in it.
pub(super) const MAX_REPLY: usize = 2000;

/// The bytes as plain text: UTF-8 as far as it is, no control or direction characters, at most
/// 500 characters.
pub(super) fn plain(bytes: &[u8]) -> String {
    plain_up_to(bytes, MAX_CHARS)
}

/// The same, with at most so many characters.
pub(super) fn plain_up_to(bytes: &[u8], max: usize) -> String {
    // Four octets to a character at most, so that a long text is not decoded whole.
    let bytes = bytes.trim_ascii();
    let bytes = bytes.get(..4 * max).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let kept = text.chars().map(|c| if c == '\t' { ' ' } else { c });
    let kept: String = kept
        .filter(|c| !c.is_control() && !turns_text(*c))
        .take(max)
        .collect();
    kept.trim().to_owned()
}

/// Characters that change the direction of what follows: with them a text can be made to look
/// like another.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_short_and_plain() {
        assert_eq!(plain(b" a\tb\x07\x1b[31m "), "a b[31m");
        assert_eq!(plain("gel\u{202e}öscht".as_bytes()), "gelöscht");
        assert_eq!(plain(&vec![b'x'; 1 << 20]).len(), 500);
        assert_eq!(plain("é".repeat(9999).as_bytes()).chars().count(), 500);
        assert_eq!(plain(b"\xff"), "\u{fffd}");
    }
}
