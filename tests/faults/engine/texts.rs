//! Texts that are fetched before anybody opens them: what the settings say, once, and no trouble with one
//! keeps back the others.

use postroom::domain::{EmailAddress, KeepBack, MailboxId};
use postroom::engine::{Command, MailboxChange};

use super::Anna;
use super::server::{Said, Server, asked_for};

impl Anna {
    /// The messages of the Inbox whose texts are held.
    fn held(&self) -> Vec<u32> {
        let reader = self.engine.reader();
        let has_text = |key| reader.body(key).unwrap().is_some();
        let all = self.inbox();
        let held = all.iter().filter(|header| has_text(&header.id));
        held.map(|header| header.id.uid).collect()
    }

    /// Its messages bear no dates: they are older than anything.
    async fn that_keeps_all(server: &Server) -> Self {
        let anna = Self::on(server).await;
        anna.set(MailboxChange::Keep(KeepBack::All)).await;
        anna
    }

    pub(super) async fn set(&self, change: MailboxChange) {
        let address = EmailAddress::parse("anna@faults.test").unwrap();
        let mailbox = MailboxId::of(&address);
        let set = self.engine.request(Command::SetMailbox { mailbox, change });
        set.await.unwrap();
    }

    pub(super) fn found(&self, word: &str) -> usize {
        let query = postroom::domain::SearchQuery::parse(word);
        self.engine
            .reader()
            .search(&query, None, 100)
            .unwrap()
            .len()
    }
}

fn texts(server: &Server) -> Vec<String> {
    let fetched = server.heard("UID FETCH");
    fetched
        .into_iter()
        .filter(|c| c.contains("BODY.PEEK[]"))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_come_with_a_sync_and_each_of_them_once() {
    let server = Server::start().await;
    let anna = Anna::that_keeps_all(&server).await;
    anna.sync().await;
    assert_eq!(anna.held(), [1, 2, 3]);
    assert_eq!(texts(&server).len(), 1, "in one command");
    assert_eq!(anna.found("body"), 3);
    server.behave();
    anna.sync().await;
    assert!(texts(&server).is_empty());
    server.deliver(&[4, 5]);
    server.behave();
    anna.sync().await;
    assert_eq!(anna.held(), [1, 2, 3, 4, 5]);
    let fetched = texts(&server);
    assert_eq!(fetched.len(), 1, "{fetched:?}");
    assert!(fetched[0].starts_with("UID FETCH 4:5 ("), "{fetched:?}");
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_mailbox_of_which_headers_are_kept_no_text_comes_until_more_is_wanted() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.set(MailboxChange::Keep(KeepBack::Headers)).await;
    anna.sync().await;
    assert_eq!((anna.uids().len(), anna.held().len()), (3, 0));
    assert!(texts(&server).is_empty());
    assert_eq!((anna.found("m2"), anna.found("body")), (1, 0));
    // What somebody opens is there.
    let second = anna.inbox()[1].id.clone();
    anna.engine
        .request(Command::FetchBody(second))
        .await
        .unwrap();
    assert_eq!(anna.held(), [2]);
    anna.set(MailboxChange::Keep(KeepBack::All)).await;
    anna.sync().await;
    assert_eq!(anna.held(), [1, 2, 3]);
    // And less again: what was opened lately stays.
    anna.set(MailboxChange::Keep(KeepBack::Headers)).await;
    anna.sync().await;
    assert_eq!(anna.held(), [2]);
    assert_eq!((anna.found("m1"), anna.found("body")), (1, 1));
    anna.engine.stop().await;
}

/// Of a folder in which nothing happened since, which is not opened for that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wanted_from_now_on_comes_though_nothing_happened() {
    let server = Server::start_that_counts().await;
    let anna = Anna::on(&server).await;
    anna.set(MailboxChange::Keep(KeepBack::Headers)).await;
    anna.sync().await;
    anna.set(MailboxChange::Keep(KeepBack::All)).await;
    anna.sync().await;
    assert_eq!(anna.held(), [1, 2, 3]);
    anna.engine.stop().await;
}

/// One that ends the connection each time, and one that is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_that_cannot_be_had_keeps_back_nothing_else() {
    for said in [None, Said::text("TAG NO not this one\r\n")] {
        let server = Server::start().await;
        let anna = Anna::that_keeps_all(&server).await;
        let ends = said.is_none();
        server.instead(move |command| {
            let is_text = command.contains("BODY.PEEK[]");
            let refused = || Said::text("TAG NO not this one\r\n");
            match ends {
                true => is_text.then_some(Said::End),
                false => is_text.then(refused).flatten(),
            }
        });
        let summary = anna.sync().await;
        assert!(summary.failed.is_empty(), "{ends}: {summary:?}");
        assert_eq!((anna.uids().len(), anna.held().len()), (3, 0));
        assert_eq!(anna.found("m2"), 1, "{ends}");
        server.behave();
        server.deliver(&[4]);
        anna.sync().await;
        assert_eq!(anna.held(), [1, 2, 3, 4], "{ends}");
        anna.engine.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_others_come_where_the_connection_ends_over_one() {
    let server = Server::start().await;
    let anna = Anna::that_keeps_all(&server).await;
    server.deliver(&[4, 5]);
    server.instead(|command| {
        let ends = command.contains("BODY.PEEK[]") && asked_for(command, 4);
        ends.then_some(Said::End)
    });
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!(anna.held(), [1, 2, 3, 5]);
    server.behave();
    anna.sync().await;
    assert_eq!(anna.held(), [1, 2, 3, 4, 5]);
    anna.engine.stop().await;
}

/// What was opened comes back as another message's: it is not taken for the one that is held.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_messages_text_is_not_stored() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.set(MailboxChange::Keep(KeepBack::Headers)).await;
    anna.sync().await;
    anna.set(MailboxChange::Keep(KeepBack::All)).await;
    server.instead(|command| {
        let other = "Message-ID: <other@faults.test>\r\n\r\n".to_owned() + &"x".repeat(200);
        let said = format!(
            "* 2 FETCH (UID 2 BODY[]<0> {{{}}}\r\n{other})\r\nTAG OK x\r\n",
            other.len()
        );
        let whole = command.contains("BODY.PEEK[]<0.") && asked_for(command, 2);
        whole.then(|| Said::text(said)).flatten()
    });
    anna.sync().await;
    assert_eq!(anna.held(), [1, 3]);
    anna.engine.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cache_that_is_built_anew_is_what_it_was() {
    let server = Server::start().await;
    let anna = Anna::that_keeps_all(&server).await;
    server.flag(2, "\\Seen");
    anna.sync().await;
    let before = (anna.inbox(), anna.held());
    anna.engine
        .request(Command::RebuildCache(None))
        .await
        .unwrap();
    assert!(anna.inbox().is_empty());
    let summary = anna.sync().await;
    assert!(summary.failed.is_empty(), "{summary:?}");
    assert_eq!((anna.inbox(), anna.held()), before);
    anna.engine.stop().await;
}
