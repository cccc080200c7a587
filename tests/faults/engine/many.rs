//! What is done with many messages at once: who waits is told how far it is, and can stop it.

use postroom::domain::Work;
use postroom::engine::{Command, Reply};

use super::Anna;
use super::server::Server;

/// More than two commands carry.
const MANY: u32 = 2500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_with_many_is_told_and_can_be_stopped() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    let all: Vec<u32> = (1..=MANY).collect();
    server.deliver(&all);
    anna.sync().await;
    let messages: Vec<_> = anna.inbox().into_iter().map(|row| row.id).collect();
    assert_eq!(messages.len(), MANY as usize);
    let account = anna.engine.accounts()[0].0.id();
    let work = || {
        anna.engine
            .progress()
            .into_iter()
            .find(|p| p.work == Work::Acts)
    };
    let permits = server.hold("UID MOVE");
    let asked = || server.heard("UID MOVE").len();
    let to = anna.folder("Work").id;
    let engine = anna.engine.clone();
    let moving = tokio::spawn(async move { engine.request(Command::Move { messages, to }).await });
    anna.until(|_| asked() == 1).await;
    anna.until(|_| work().is_some()).await;
    let told = work().unwrap();
    assert_eq!((told.done, told.total), (0, MANY));
    permits.add_permits(1);
    anna.until(|_| asked() == 2).await;
    anna.until(|_| work().is_some_and(|told| told.done == 1000))
        .await;
    // What is under way is done to its end; the last part stays.
    let stopped = anna.engine.request(Command::StopActs(account)).await;
    assert!(matches!(stopped, Ok(Reply::Stopped(500))), "{stopped:?}");
    permits.add_permits(1);
    let moved = moving.await.unwrap();
    assert!(matches!(moved, Ok(Reply::Moved(_))), "{moved:?}");
    assert_eq!(server.heard("UID MOVE").len(), 2);
    anna.until(|_| work().is_none()).await;
    assert_eq!(anna.inbox().len(), 500);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_stopped_where_nothing_waits() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;
    let account = anna.engine.accounts()[0].0.id();
    let stopped = anna.engine.request(Command::StopActs(account)).await;
    assert!(matches!(stopped, Ok(Reply::Stopped(0))), "{stopped:?}");
    anna.engine.stop().await;
}
