//! The message as it goes over the wire: checked for bare CR and LF, dots stuffed, nothing else
//! changed.

use super::MessageFault;

/// Most octets handed to the stream at once, so that each block can have its deadline.
pub(super) const BLOCK: usize = 64 * 1024;

/// Refuses a message with a CR or LF that stands alone. Servers disagree about where lines end
/// there, and by that a dot line could end the message early on one of them (SMTP smuggling).
pub(super) fn check_line_ends(message: &[u8]) -> Result<(), MessageFault> {
    let mut before = None;
    for (at, &octet) in message.iter().enumerate() {
        match (before, octet) {
            (Some(b'\r'), b'\n') => {}
            (Some(b'\r'), _) => return Err(MessageFault::BareCr { at: at - 1 }),
            (_, b'\n') => return Err(MessageFault::BareLf { at }),
            _ => {}
        }
        before = Some(octet);
    }
    match before {
        Some(b'\r') => Err(MessageFault::BareCr {
            at: message.len() - 1,
        }),
        _ => Ok(()),
    }
}

/// What ends a message on the wire. A message that does not end a line itself needs the line
/// break that begins the end mark (RFC 5321 section 4.1.1.4); any other gets none.
pub(super) fn terminator(message: &[u8]) -> &'static [u8] {
    if message.is_empty() || message.ends_with(b"\r\n") {
        b".\r\n"
    } else {
        b"\r\n.\r\n"
    }
}

/// The message in blocks, a dot put before each line that begins with one (RFC 5321 section
/// 4.5.2). Blocks are about [`BLOCK`] octets, more only for a longer line.
pub(super) fn stuffed(message: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut lines = message.split_inclusive(|octet| *octet == b'\n').peekable();
    std::iter::from_fn(move || {
        lines.peek()?;
        let mut block = Vec::with_capacity(BLOCK.min(message.len() + 16));
        while let Some(line) = lines.peek() {
            if !block.is_empty() && block.len() + line.len() + 1 > BLOCK {
                break;
            }
            if line.starts_with(b".") {
                block.push(b'.');
            }
            block.extend_from_slice(line);
            lines.next();
        }
        Some(block)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on_the_wire(message: &[u8]) -> Vec<u8> {
        let mut wire: Vec<u8> = stuffed(message).flatten().collect();
        wire.extend_from_slice(terminator(message));
        wire
    }

    /// Reads as RFC 5321 tells a server to: up to the first line of a single dot.
    fn received(mut wire: &[u8]) -> (Vec<u8>, &[u8]) {
        let mut message = Vec::new();
        loop {
            let end = wire.windows(2).position(|two| two == b"\r\n").unwrap() + 2;
            let (line, rest) = wire.split_at(end);
            wire = rest;
            match line {
                b".\r\n" => return (message, wire),
                [b'.', rest @ ..] => message.extend_from_slice(rest),
                line => message.extend_from_slice(line),
            }
        }
    }

    #[test]
    fn bare_line_ends_are_found() {
        assert_eq!(check_line_ends(b"a\r\n\r\nb\r\n"), Ok(()));
        assert_eq!(check_line_ends(b""), Ok(()));
        for (bad, fault) in [
            (&b"a\nb\r\n"[..], MessageFault::BareLf { at: 1 }),
            (b"\n", MessageFault::BareLf { at: 0 }),
            (b"a\r\n.\n", MessageFault::BareLf { at: 4 }),
            (b"a\rb\r\n", MessageFault::BareCr { at: 1 }),
            (b"a\r\r\n", MessageFault::BareCr { at: 1 }),
            (b"a\r", MessageFault::BareCr { at: 1 }),
            (b"a\r\n\r.\r\n", MessageFault::BareCr { at: 3 }),
        ] {
            assert_eq!(check_line_ends(bad), Err(fault), "{bad:?}");
        }
    }

    #[test]
    fn only_dots_are_stuffed_and_no_line_is_added() {
        assert_eq!(
            on_the_wire(b"a\r\n.\r\n..b\r\n"),
            b"a\r\n..\r\n...b\r\n.\r\n"
        );
        assert_eq!(on_the_wire(b".a.\r\n"), b"..a.\r\n.\r\n");
        assert_eq!(on_the_wire(b""), b".\r\n");
        assert_eq!(on_the_wire(b"a"), b"a\r\n.\r\n");
    }

    fn message() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"\r\n".to_vec()),
            Just(b".".to_vec()),
            Just(b"\r\n.\r\n".to_vec()),
            proptest::collection::vec(
                any::<u8>().prop_filter("bare", |b| !b"\r\n".contains(b)),
                0..40
            ),
            (1usize..80_000).prop_map(|n| vec![b'x'; n]),
        ];
        proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn the_server_gets_exactly_the_message(message in message()) {
            prop_assert_eq!(check_line_ends(&message), Ok(()));
            let wire = on_the_wire(&message);
            let (got, rest) = received(&wire);
            prop_assert!(rest.is_empty());
            let mut wanted = message.clone();
            if !wanted.is_empty() && !wanted.ends_with(b"\r\n") {
                wanted.extend_from_slice(b"\r\n");
            }
            prop_assert_eq!(got, wanted);
        }

        #[test]
        fn the_body_alone_never_ends_the_message(message in message()) {
            let body: Vec<u8> = stuffed(&message).flatten().collect();
            let mut with_start = b"\r\n".to_vec();
            with_start.extend_from_slice(&body);
            prop_assert!(!with_start.windows(5).any(|five| five == b"\r\n.\r\n"));
        }

        #[test]
        fn any_bytes_are_fit_or_refused(message in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'.'), any::<u8>()], 0..60)) {
            let bare = message.iter().enumerate().any(|(at, octet)| match octet {
                b'\n' => at == 0 || message[at - 1] != b'\r',
                b'\r' => message.get(at + 1) != Some(&b'\n'),
                _ => false,
            });
            prop_assert_eq!(check_line_ends(&message).is_err(), bare);
        }
    }
}
