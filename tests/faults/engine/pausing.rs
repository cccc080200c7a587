//! What is fetched ahead can be paused: what is new comes all the same, and the rest once it goes on.

use std::time::Duration;

use postroom::domain::Work;
use postroom::engine::{Command, Pace};

use super::Anna;
use super::server::Server;

/// Fetched in several portions.
const MANY: u32 = 3000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_fetched_ahead_is_paused_and_goes_on() {
    let server = Server::start().await;
    let all: Vec<u32> = (1..=MANY).collect();
    server.deliver(&all);
    let permits = server.hold("UID FETCH");
    let anna = Anna::at(&server, true, Pace::quick()).await;
    let account = anna.engine.accounts()[0].0.id();
    let fetched_ahead = |anna: &Anna| {
        let mut under_way = anna.engine.progress().into_iter();
        under_way.any(|it| matches!(it.work, Work::Headers | Work::Texts))
    };
    let pause = |paused| {
        let account = account.clone();
        anna.engine.request(Command::Pause { account, paused })
    };
    anna.until(fetched_ahead).await;
    permits.add_permits(2);
    anna.until(|anna| !anna.inbox().is_empty()).await;
    pause(true).await.unwrap();
    assert!(anna.engine.paused().contains(&account));
    assert!(!fetched_ahead(&anna), "nothing is said to be under way");
    // What was on its way comes, and then no more, however often the server is asked for news.
    permits.add_permits(100_000);
    let held = loop {
        let (held, polls) = (anna.inbox().len(), server.heard("STATUS").len());
        anna.until(|_| server.heard("STATUS").len() > polls + 12)
            .await;
        if anna.inbox().len() == held {
            break held;
        }
    };
    assert!(held >= 100 && held < MANY as usize, "{held}");
    assert!(!fetched_ahead(&anna));
    server.deliver(&[MANY + 1]);
    anna.until(|anna| anna.inbox().len() > held).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(anna.inbox().len(), held + 1, "and nothing else");
    assert!(anna.inbox().iter().any(|row| row.id.uid == MANY + 1));
    pause(false).await.unwrap();
    anna.until(|anna| anna.inbox().len() == MANY as usize + 1)
        .await;
    assert!(anna.engine.paused().is_empty());
    // What is said of an account ends with it.
    pause(true).await.unwrap();
    let remove = Command::RemoveAccount(account.clone());
    anna.engine.request(remove).await.unwrap();
    assert!(anna.engine.paused().is_empty());
    anna.engine.stop().await;
}
