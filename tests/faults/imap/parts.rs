//! What a message is made of, and its parts: whatever a server says, nothing is taken for something else,
//! and the connection goes on.

use postroom::domain::{PartNumber, Section};
use postroom::wire::{Piecemeal, WireError};

use super::opened;

const TEXT: &str = r#"("text" "plain" NIL NIL NIL "7bit" 12 1)"#;

fn part(number: &str) -> PartNumber {
    number.parse().unwrap()
}

#[tokio::test]
async fn a_structure_is_read_or_is_none() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let words = "UID FETCH 7 (UID BODYSTRUCTURE)";
        let say = |structure: &str| format!("* 1 FETCH (UID 7 BODYSTRUCTURE {structure})");
        let deep = format!("{}{}", "(".repeat(100_000), ")".repeat(100_000));
        for structure in ["NIL", "(", &deep, r#"("text" "plain")"#] {
            peer.answer(words, &[&say(structure)], "OK x").await;
        }
        peer.answer(words, &["* 1 FETCH (UID 7 FLAGS ())"], "OK x")
            .await;
        let other = format!("* 2 FETCH (UID 8 BODYSTRUCTURE {TEXT})");
        peer.answer(words, &[&other], "OK x").await;
        peer.answer(words, &[], "NO not this one").await;
        peer.answer(words, &["* 1 FETCH (FLAGS () UID 7)", &say(TEXT)], "OK x")
            .await;
    })
    .await;
    for _ in 0..4 {
        let read = connection.structure(7).await;
        assert!(matches!(read, Err(WireError::Protocol { .. })), "{read:?}");
    }
    let gone = connection.structure(7).await;
    assert!(matches!(gone, Err(WireError::Gone)), "{gone:?}");
    let strange = connection.structure(7).await;
    assert!(
        matches!(strange, Err(WireError::Protocol { .. })),
        "{strange:?}"
    );
    let refused = connection.structure(7).await;
    assert!(matches!(refused, Err(WireError::No { .. })), "{refused:?}");
    let leaves = connection.structure(7).await.unwrap();
    assert_eq!(leaves.leaves()[0].1.media_type, "text/plain");
    task.await.unwrap();
}

#[tokio::test]
async fn headers_of_parts_come_in_one_round_trip_and_all_of_them_or_none() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let answers: [[&str; 3]; 4] = [
            [
                "* 1 FETCH (UID 7 BODY[HEADER] \"top\")",
                "* 1 FETCH (UID 7 BODY[1.MIME] \"one\")",
                "* 1 FETCH (BODY[2.1.mime] {3}\r\ntwo UID 7)",
            ],
            [
                "* 1 FETCH (UID 7 BODY[HEADER] \"top\")",
                "* 1 FETCH (UID 7 BODY[1.MIME] \"one\")",
                "* 1 FETCH (UID 7 BODY[2.1.MIME] NIL)",
            ],
            [
                "* 1 FETCH (UID 7 BODY[HEADER] \"top\")",
                "* 1 FETCH (UID 7 BODY[2.MIME] \"one\")",
                "* 1 FETCH (UID 7 BODY[2.1.MIME] \"two\")",
            ],
            [
                "* 1 FETCH (UID 8 BODY[HEADER] \"top\")",
                "* 1 FETCH (UID 8 BODY[1.MIME] \"one\")",
                "* 1 FETCH (UID 7 FLAGS ())",
            ],
        ];
        for answer in answers {
            let mut tags = Vec::new();
            for section in ["HEADER", "1.MIME", "2.1.MIME"] {
                let line = peer.line().await.unwrap();
                let (tag, rest) = line.split_once(' ').unwrap();
                assert_eq!(rest, format!("UID FETCH 7 (UID BODY.PEEK[{section}])"));
                tags.push(tag.to_owned());
            }
            for (line, tag) in answer.iter().zip(tags) {
                peer.say(line).await;
                peer.say(&format!("{tag} OK x")).await;
            }
        }
    })
    .await;
    let parts = [part("1"), part("2.1")];
    let read = connection.part_headers(7, &parts).await.unwrap();
    assert_eq!(read.message, b"top");
    assert_eq!(read.parts, [b"one", b"two"]);
    for _ in 0..2 {
        let read = connection.part_headers(7, &parts).await;
        assert!(matches!(read, Err(WireError::Protocol { .. })), "{read:?}");
    }
    let gone = connection.part_headers(7, &parts).await;
    assert!(matches!(gone, Err(WireError::Gone)), "{gone:?}");
    task.await.unwrap();
}

#[tokio::test]
async fn a_part_comes_in_ranges_and_is_no_other_part() {
    let (mut connection, task) = opened("", |mut peer| async move {
        let ask = |from: usize| format!("UID FETCH 7 (UID BODY.PEEK[1.2]<{from}.4>)");
        let answers = [
            (0, "* 1 FETCH (UID 7 BODY[1.2]<0> \"abcd\")"),
            (4, "* 1 FETCH (UID 7 BODY[1.2]<4> \"ef\")"),
            (0, "* 1 FETCH (UID 7 BODY[1.2]<0> \"\")"),
            (0, "* 1 FETCH (UID 7 BODY[1.2] NIL)"),
            (0, "* 1 FETCH (UID 7 BODY[1.3]<0> \"abcd\")"),
            (0, "* 1 FETCH (UID 7 BODY[]<0> \"abcd\")"),
            (0, "* 1 FETCH (UID 7 BODY[1.2]<8> \"abcd\")"),
            (0, "* 1 FETCH (UID 7 FLAGS ())"),
        ];
        for (from, answer) in answers {
            peer.answer(&ask(from), &[answer], "OK x").await;
        }
        // Without an end.
        for from in [0, 4, 8] {
            let answer = format!("* 1 FETCH (UID 7 BODY[1.2]<{from}> \"abcd\")");
            peer.answer(&ask(from), &[&answer], "OK x").await;
        }
    })
    .await;
    let new = |size| Piecemeal::new(7, Section::Part(part("1.2")), Some(size), 9);
    let mut whole = new(6);
    assert!(connection.read_on(&mut whole, 4).await.unwrap());
    assert!(!connection.read_on(&mut whole, 4).await.unwrap());
    assert_eq!(whole.into_octets(), b"abcdef");
    assert!(
        !connection.read_on(&mut new(6), 4).await.unwrap(),
        "it is empty"
    );
    for _ in 0..4 {
        let read = connection.read_on(&mut new(6), 4).await;
        assert!(matches!(read, Err(WireError::Protocol { .. })), "{read:?}");
    }
    let gone = connection.read_on(&mut new(6), 4).await;
    assert!(matches!(gone, Err(WireError::Gone)), "{gone:?}");
    let mut endless = new(1_000_000);
    assert!(connection.read_on(&mut endless, 4).await.unwrap());
    assert!(connection.read_on(&mut endless, 4).await.unwrap());
    let read = connection.read_on(&mut endless, 4).await;
    assert!(matches!(read, Err(WireError::Limit { .. })), "{read:?}");
    task.await.unwrap();
}
