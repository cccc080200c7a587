//! A tagged NO or BAD is an error with its reason, for every command, and the connection goes on.

use std::future::Future;
use std::pin::Pin;

use postroom::domain::{FlagChange, Flags, Rights, SystemFlag};
use postroom::wire::WireError;
use postroom::wire::imap::{
    Access, AclChange, FolderName, ImapConnection, ListWant, ResponseCode, UidSet,
};
use tokio_util::sync::CancellationToken;

use super::{folder, opened};

type Call =
    for<'c> fn(&'c mut ImapConnection) -> Pin<Box<dyn Future<Output = Result<(), WireError>> + 'c>>;

/// Every command, by what is heard of it.
fn every_command() -> Vec<(&'static str, Call)> {
    vec![
        ("NOOP", |c| Box::pin(async { c.noop().await })),
        ("NAMESPACE", |c| {
            Box::pin(async { c.namespaces().await.map(drop) })
        }),
        ("LIST", |c| {
            Box::pin(async { c.list("", "*", ListWant::default()).await.map(drop) })
        }),
        ("MYRIGHTS", |c| {
            Box::pin(async { c.my_rights(&[folder("a")]).await?.remove(0).1.map(drop) })
        }),
        ("GETACL", |c| {
            Box::pin(async { c.get_acl(&folder("a")).await.map(drop) })
        }),
        ("SETACL", |c| {
            Box::pin(async {
                c.set_acl(&folder("a"), "ben", AclChange::Grant(Rights::parse("lr")))
                    .await
            })
        }),
        ("DELETEACL", |c| {
            Box::pin(async { c.delete_acl(&folder("a"), "ben").await })
        }),
        ("STATUS", |c| {
            Box::pin(async { c.status(&[folder("a")]).await?.remove(0).1.map(drop) })
        }),
        ("UID SEARCH", |c| {
            Box::pin(async { c.uids().await.map(drop) })
        }),
        ("UID SEARCH", |c| {
            Box::pin(async { c.search_header("Message-ID", "<a@b>").await.map(drop) })
        }),
        ("UID FETCH", |c| {
            Box::pin(async { c.flags(&UidSet::all(), None).await.map(drop) })
        }),
        ("UID FETCH", |c| {
            Box::pin(async { c.headers(&UidSet::all(), drop).await.map(drop) })
        }),
        ("UID FETCH", |c| {
            Box::pin(async { c.body(7, None, 99).await.map(drop) })
        }),
        ("UID STORE", |c| {
            Box::pin(async {
                let change = FlagChange::system(SystemFlag::Seen, true);
                c.store_flags(&UidSet::one(7), &change, None)
                    .await
                    .map(drop)
            })
        }),
        ("APPEND", |c| {
            Box::pin(async {
                c.append(&folder("a"), &Flags::default(), None, b"x")
                    .await
                    .map(drop)
            })
        }),
        ("UID COPY", |c| {
            Box::pin(async { c.copy(&UidSet::one(7), &folder("a")).await.map(drop) })
        }),
        ("UID MOVE", |c| {
            Box::pin(async {
                c.move_messages(&UidSet::one(7), &folder("a"))
                    .await
                    .map(drop)
            })
        }),
        ("UID EXPUNGE", |c| {
            Box::pin(async { c.remove(&UidSet::one(7)).await })
        }),
        ("CREATE", |c| {
            Box::pin(async { c.create(&folder("a")).await })
        }),
        ("DELETE", |c| {
            Box::pin(async { c.delete(&folder("a")).await })
        }),
        ("RENAME", |c| {
            Box::pin(async { c.rename(&folder("a"), &folder("b")).await })
        }),
        ("SUBSCRIBE", |c| {
            Box::pin(async { c.subscribe(&folder("a"), true).await })
        }),
        ("IDLE", |c| {
            Box::pin(async {
                c.take_unsolicited(); // or it would return with them at once
                let limit = std::time::Duration::from_secs(60);
                c.idle(&CancellationToken::new(), limit).await.map(drop)
            })
        }),
        ("UNSELECT", |c| Box::pin(async { c.unselect().await })),
        ("SELECT", |c| {
            Box::pin(async { c.select(&folder("a"), Access::ReadWrite).await.map(drop) })
        }),
    ]
}

const ALL: &str = "ACL RIGHTS=texk NAMESPACE ESEARCH UIDPLUS MOVE IDLE UNSELECT LITERAL+";

async fn refuse_everything(refusal: &'static str, check: impl Fn(WireError, &str)) {
    let (mut connection, task) = opened(ALL, move |mut peer| async move {
        for (name, _) in every_command() {
            let mut line = peer.line().await.unwrap();
            if name == "UID EXPUNGE" {
                // What is removed is marked first.
                let tag = line.split(' ').next().unwrap();
                peer.say(&format!("{tag} OK x")).await;
                line = peer.line().await.unwrap();
            }
            let (tag, rest) = line.split_once(' ').unwrap();
            assert!(rest.starts_with(name), "{rest} instead of {name}");
            if rest.ends_with("+}") {
                // The literal of APPEND, its octet and the line end.
                peer.octets(1).await;
                peer.line().await;
            }
            // Some results, and then the refusal: they must not count.
            peer.say("* 1 FETCH (UID 7 FLAGS (\\Seen))").await;
            peer.say(&format!("{tag} {refusal}")).await;
        }
    })
    .await;
    for (name, call) in every_command() {
        match call(&mut connection).await {
            Ok(()) => panic!("{name} looks like a success"),
            Err(error) => check(error, name),
        }
        assert!(connection.is_alive(), "{name}");
    }
    assert_eq!(
        connection.selected(),
        None,
        "a failed SELECT closes what was open"
    );
    task.await.unwrap();
}

#[tokio::test]
async fn no_is_an_error_with_its_code() {
    refuse_everything("NO [NOPERM] Permission denied", |error, name| {
        let WireError::No { code, words } = error else {
            panic!("{name}: {error:?}");
        };
        assert_eq!(code, Some(ResponseCode::NoPerm), "{name}");
        assert_eq!(words, "Permission denied");
    })
    .await;
}

#[tokio::test]
async fn bad_is_an_error_even_without_words() {
    refuse_everything("BAD", |error, name| {
        assert!(matches!(error, WireError::Bad { .. }), "{name}: {error:?}");
    })
    .await;
}

#[tokio::test]
async fn codes_arrive_as_they_were_meant() {
    let cases = [
        ("[OVERQUOTA]", ResponseCode::OverQuota),
        ("[TRYCREATE]", ResponseCode::TryCreate),
        ("[NONEXISTENT]", ResponseCode::NonExistent),
        ("[ALREADYEXISTS]", ResponseCode::AlreadyExists),
        ("[INUSE]", ResponseCode::InUse),
        ("[LIMIT]", ResponseCode::Limit),
        ("[CANNOT]", ResponseCode::Cannot),
        ("[noperm]", ResponseCode::NoPerm),
        ("[X-OWN thing (1)]", ResponseCode::Other("X-OWN".to_owned())),
    ];
    let codes: Vec<&str> = cases.iter().map(|(code, _)| *code).collect();
    let (mut connection, task) = opened("", move |mut peer| async move {
        for code in codes {
            peer.answer("CREATE \"a\"", &[], &format!("NO {code}Größe: ü"))
                .await;
        }
    })
    .await;
    for (text, expected) in &cases {
        let result = connection.create(&folder("a")).await;
        let Err(WireError::No { code, words }) = result else {
            panic!("{result:?}");
        };
        assert_eq!(code.as_ref(), Some(expected), "{text}");
        assert_eq!(words, "Größe: ü");
    }
    task.await.unwrap();
}

#[tokio::test]
async fn an_append_refused_before_its_literal_says_why() {
    let (mut connection, task) = opened("", |mut peer| async move {
        peer.answer(
            "APPEND \"shared/support/Sent\" () {5000}",
            &[],
            "NO [OVERQUOTA] Mailbox is full",
        )
        .await;
        // Not an octet of the message follows.
        peer.answer("NOOP", &[], "OK x").await;
    })
    .await;
    let result = connection
        .append(
            &folder("shared/support/Sent"),
            &Flags::default(),
            None,
            &[b'x'; 5000],
        )
        .await;
    let Err(WireError::No { code, words }) = result else {
        panic!("{result:?}");
    };
    assert_eq!(code, Some(ResponseCode::OverQuota));
    assert_eq!(words, "Mailbox is full");
    connection.noop().await.unwrap();
    task.await.unwrap();
}

#[tokio::test]
async fn one_refused_folder_does_not_touch_the_others() {
    let names: Vec<FolderName> = ["a", "b", "Entwürfe"].map(folder).to_vec();
    let (mut connection, task) = opened("ACL RIGHTS=texk", |mut peer| async move {
        // All three are here before any is answered: one round trip.
        let a = peer.hear("MYRIGHTS \"a\"").await;
        let b = peer.hear("MYRIGHTS \"b\"").await;
        let c = peer.hear("MYRIGHTS \"Entw&APw-rfe\"").await;
        peer.say("* MYRIGHTS a lrs").await;
        peer.say(&format!("{a} OK x")).await;
        peer.say(&format!("{b} NO [NONEXISTENT] Mailbox doesn't exist"))
            .await;
        peer.say("* MYRIGHTS \"Entw&APw-rfe\" lr").await;
        peer.say(&format!("{c} OK x")).await;
    })
    .await;
    let rights = connection.my_rights(&names).await.unwrap();
    assert_eq!(rights[0].1.as_ref().unwrap().to_string(), "lrs");
    assert!(matches!(
        rights[1].1,
        Err(WireError::No {
            code: Some(ResponseCode::NonExistent),
            ..
        })
    ));
    assert_eq!(rights[2].1.as_ref().unwrap().to_string(), "lr");
    task.await.unwrap();
}
