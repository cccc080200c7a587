//! T34: a connection that is watched dies, and nobody is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use postroom::engine::Pace;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::Anna;
use super::server::Server;

const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

/// A router between a client and a server, which may forget the connections that it knows: what is sent
/// over them is taken and goes nowhere, and nobody hears of it.
struct Router {
    port: u16,
    /// Connections that were made before this count are forgotten.
    forgotten: Arc<AtomicUsize>,
    made: Arc<AtomicUsize>,
}

impl Router {
    async fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let router = Self {
            port: listener.local_addr().unwrap().port(),
            forgotten: Arc::default(),
            made: Arc::default(),
        };
        let (forgotten, made) = (Arc::clone(&router.forgotten), Arc::clone(&router.made));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = made.fetch_add(1, Ordering::SeqCst);
                let server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let is_forgotten = {
                    let forgotten = Arc::clone(&forgotten);
                    move || number < forgotten.load(Ordering::SeqCst)
                };
                tokio::spawn(pass(from_client, to_server, is_forgotten.clone()));
                tokio::spawn(pass(from_server, to_client, is_forgotten));
            }
        });
        router
    }

    fn forget_all(&self) {
        let made = self.made.load(Ordering::SeqCst);
        self.forgotten.store(made, Ordering::SeqCst);
    }
}

async fn pass(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    is_forgotten: impl Fn() -> bool,
) {
    let mut octets = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut octets).await {
        if !is_forgotten() && to.write_all(&octets[..read]).await.is_err() {
            return;
        }
    }
    if is_forgotten() {
        // Nor is the end passed on.
        std::future::pending::<()>().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watched_connection_that_a_router_forgot_is_noticed_and_made_anew() {
    let mut server = Server::start_that_idles().await;
    let router = Router::before(server.imap).await;
    server.imap = router.port;
    // Nothing looks by itself: what comes can be known by a watch alone.
    let mut pace = Pace::quick();
    (pace.poll, pace.rediscover) = (NEVER, NEVER);
    (pace.rights_in_use, pace.recount) = (NEVER, NEVER);
    pace.idle = Duration::from_millis(300);
    pace.mail.liveness = Duration::from_millis(300);
    pace.mail.answer = Duration::from_secs(2);
    let anna = Anna::at(&server, true, pace).await;
    anna.until(|anna| anna.uids() == [1, 2, 3]).await;
    anna.until(|_| server.heard("IDLE").len() > 2).await;
    // Renewed again and again, it is one connection all the while.
    let made = router.made.load(Ordering::SeqCst);
    let renewed = server.heard("IDLE").len();
    anna.until(|_| server.heard("IDLE").len() > renewed + 3)
        .await;
    assert_eq!(router.made.load(Ordering::SeqCst), made);

    router.forget_all();
    server.deliver(&[4]);
    anna.until(|anna| anna.uids() == [1, 2, 3, 4]).await;
    assert!(router.made.load(Ordering::SeqCst) > made);
    anna.engine.stop().await;
}
