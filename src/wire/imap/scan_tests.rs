//! Where responses end, and which are refused.

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
