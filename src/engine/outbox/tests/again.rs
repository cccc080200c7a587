//! Edited as a new message after it left, or after it may have.

use super::fakes::*;
use crate::domain::{
    Attachment, Bounce, Draft, Lacking, Mode, NamedAddress, OutboxState, TextFormat,
};
use crate::engine::command::{Leave, OutboxAction, Reply};

fn rich(world: &World) -> Draft {
    let named = |name: &str, text: &str| NamedAddress::new(Some(name), &address(text));
    Draft {
        to: vec![named("Kim Ø, “the boss”", "kim@b.test")],
        cc: vec![NamedAddress::bare(&address("lee@bücher.test"))],
        bcc: vec![NamedAddress::bare(&address("mo@b.test"))],
        subject: "Grüße aus Köln — an offer that takes more than one line in its header, surely"
            .into(),
        body: "Dear Kim,\n\nit is out.\n.\n> quoted\n\n-- \nAnna".into(),
        attachments: vec![
            Attachment {
                name: "list.txt".into(),
                media_type: "text/plain".into(),
                bytes: b"one\ntwo\r\nthree".to_vec(),
                in_text: false,
            },
            Attachment {
                name: "Übersicht.pdf".into(),
                media_type: "application/pdf".into(),
                bytes: (0..=255).collect(),
                in_text: false,
            },
        ],
        ..world.draft(Mode::SendAs)
    }
}

#[tokio::test]
async fn what_came_back_is_edited_from_the_bytes_that_were_sent() {
    for format in TextFormat::ALL {
        came_back(format).await;
    }
}

async fn came_back(format: TextFormat) {
    let world = World::new().await;
    let draft = Draft {
        format,
        ..rich(&world)
    };
    let id = world.put_in(draft.clone(), Leave::Now).await.outbox_id;
    let row = world.until_state(id, OutboxState::Done).await;
    assert_eq!(row.draft, None, "its own went when it was accepted");
    // As long as nothing came back there is nothing to edit.
    assert!(world.outbox.act(id, OutboxAction::Edit).await.is_err());
    let gone = Lacking {
        recipient: Some(address("kim@b.test")),
        tried: None,
        failed: true,
        status: None,
        words: "550 5.1.1 no such user".into(),
    };
    let bounce = Bounce::new(world.clock.now(), vec![gone], None);
    world
        .shared
        .store
        .precious()
        .bounced(id, bounce)
        .await
        .unwrap();
    let Ok(Reply::Draft(again)) = world.outbox.act(id, OutboxAction::Edit).await else {
        panic!("no draft")
    };
    let stored = world.shared.read(move |r| r.draft(again)).await.unwrap();
    let stored = stored.unwrap().draft;
    let mut expected = draft;
    let reply = expected.reply.as_mut().unwrap();
    reply.known_answers.push(row.message_id.clone());
    assert_eq!(stored, expected);
    let draft = stored;
    assert_eq!(
        world.row(id).await.state,
        OutboxState::Done,
        "it stays sent"
    );

    let second = world
        .outbox
        .send(draft, Some(again.into()), Leave::Now)
        .await;
    let second = world
        .until_state(second.unwrap().outbox_id, OutboxState::Done)
        .await;
    assert_ne!(second.message_id, row.message_id);
}

#[tokio::test]
async fn what_is_unknown_is_edited_from_its_draft() {
    let world = World::new().await;
    world.server.then([Step::LoseAtDot]);
    let draft = rich(&world);
    let id = world.put_in(draft.clone(), Leave::Now).await.outbox_id;
    world.until_state(id, OutboxState::Unknown).await;
    let Ok(Reply::Draft(again)) = world.outbox.act(id, OutboxAction::Edit).await else {
        panic!("no draft")
    };
    let stored = world.shared.read(move |r| r.draft(again)).await.unwrap();
    let mut expected = draft;
    let reply = expected.reply.as_mut().unwrap();
    reply.known_answers.push(world.row(id).await.message_id);
    assert_eq!(stored.unwrap().draft, expected);
}
