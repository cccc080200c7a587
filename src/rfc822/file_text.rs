//! The text of a file that says nothing of its characters.

use mail_parser::decoders::charsets::map::charset_decoder;

/// UTF-8, UTF-16 with its mark, as some programs write it, or else that of old Windows programs. Every file is some
/// text by that.
#[must_use]
pub fn file_text(bytes: &[u8]) -> String {
    let charset: &[u8] = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => b"utf-16",
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => return text.trim_start_matches('\u{feff}').to_owned(),
            Err(_) => b"windows-1252",
        },
    };
    match charset_decoder(charset) {
        Some(decode) => decode(bytes).trim_start_matches('\u{feff}').to_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_of_a_file_are_found_out() {
        assert_eq!(file_text("\u{feff}Größe".as_bytes()), "Größe");
        assert_eq!(file_text(b"Gr\xf6\xdfe"), "Größe");
        assert_eq!(file_text(&[0xff, 0xfe, b'G', 0, 0xf6, 0]), "Gö");
        assert_eq!(file_text(&[0xfe, 0xff, 0, b'G', 0, 0xf6]), "Gö");
        assert_eq!(file_text(b""), "");
    }
}
