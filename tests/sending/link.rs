//! A way to a server that breaks when it is told to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Whose octets are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Client,
    Server,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Both ends are told that nothing more comes.
    Fin,
    /// Both ends are reset.
    Rst,
    /// Nothing passes any more, in either direction, and nobody is told.
    Silence,
}

pub const WAYS: [How; 3] = [How::Fin, How::Rst, How::Silence];

/// After this many octets from one side, counted over all connections since it was armed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    pub from: From,
    pub after: usize,
    pub how: How,
}

/// What becomes of a connection of a bad line.
#[derive(Debug, Clone, Copy)]
pub enum Fate {
    /// Reset after this many octets in both directions together.
    Reset(usize),
    /// The server closes it in good order after this many messages.
    Messages(usize),
    /// Reset when the server answers to the dot of this message: it has it, and nobody hears so.
    Unheard(usize),
}

type Fates = Box<dyn FnMut() -> Fate + Send>;

#[derive(Default)]
struct Plan {
    cut: Option<Cut>,
    /// What passed since the cut was armed.
    client: Vec<u8>,
    server: Vec<u8>,
    fates: Option<Fates>,
    connections: usize,
    resets: usize,
}

/// The link. It ends with its value.
pub struct Link {
    at: SocketAddr,
    plan: Arc<Mutex<Plan>>,
    task: JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Link {
    pub async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let plan = Arc::new(Mutex::new(Plan::default()));
        let shared = Arc::clone(&plan);
        let task = tokio::spawn(async move {
            loop {
                let Ok((client, _)) = listener.accept().await else {
                    continue;
                };
                let plan = Arc::clone(&shared);
                tokio::spawn(async move {
                    if let Ok(server) = TcpStream::connect(server).await {
                        let _ = Connection::new(client, server, plan).run().await;
                    }
                });
            }
        });
        Self { at, plan, task }
    }

    pub fn address(&self) -> SocketAddr {
        self.at
    }

    /// Counts anew, and cuts there.
    pub fn arm(&self, cut: Option<Cut>) {
        let mut plan = self.plan.lock().unwrap();
        plan.cut = cut;
        plan.client.clear();
        plan.server.clear();
    }

    /// What passed since it was armed: the client's octets and the server's.
    pub fn passed(&self) -> (Vec<u8>, Vec<u8>) {
        let plan = self.plan.lock().unwrap();
        (plan.client.clone(), plan.server.clone())
    }

    /// Has the armed cut been made?
    pub fn is_cut(&self) -> bool {
        self.plan.lock().unwrap().cut.is_none()
    }

    /// Each new connection has a fate.
    pub fn set_fates(&self, fates: Fates) {
        let mut plan = self.plan.lock().unwrap();
        plan.fates = Some(fates);
        (plan.connections, plan.resets) = (0, 0);
    }

    /// How many connections had a fate, and how many of them were reset by it.
    pub fn connections(&self) -> (usize, usize) {
        let plan = self.plan.lock().unwrap();
        (plan.connections, plan.resets)
    }
}

/// A connection through the link.
struct Connection {
    client: TcpStream,
    server: TcpStream,
    plan: Arc<Mutex<Plan>>,
    fate: Option<Fate>,
    passed: usize,
    /// The client's last octets, to see a message end.
    tail: Vec<u8>,
    messages: usize,
}

impl Connection {
    fn new(client: TcpStream, server: TcpStream, plan: Arc<Mutex<Plan>>) -> Self {
        let fate = {
            let mut plan = plan.lock().unwrap();
            plan.connections += 1;
            plan.fates.as_mut().map(|fates| fates())
        };
        for stream in [&client, &server] {
            stream.set_nodelay(true).unwrap();
        }
        Self {
            client,
            server,
            plan,
            fate,
            passed: 0,
            tail: Vec::new(),
            messages: 0,
        }
    }

    async fn run(mut self) -> std::io::Result<()> {
        let (mut asked, mut said) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
        loop {
            let (from, chunk) = tokio::select! {
                read = self.client.read(&mut asked) => (From::Client, &asked[..read?]),
                read = self.server.read(&mut said) => (From::Server, &said[..read?]),
            };
            if chunk.is_empty() {
                return self.end(How::Fin).await;
            }
            let (passes, end) = self.judge(from, chunk);
            let to = match from {
                From::Client => &mut self.server,
                From::Server => &mut self.client,
            };
            to.write_all(&chunk[..passes]).await?;
            if let Some(how) = end {
                return self.end(how).await;
            }
        }
    }

    /// How much of this passes, and whether that is all.
    fn judge(&mut self, from: From, chunk: &[u8]) -> (usize, Option<How>) {
        let mut plan = self.plan.lock().unwrap();
        let so_far = match from {
            From::Client => &mut plan.client,
            From::Server => &mut plan.server,
        };
        let (before, mut passes, mut end) = (so_far.len(), chunk.len(), None);
        so_far.extend_from_slice(chunk);
        if let Some(cut) = plan.cut.filter(|cut| cut.from == from)
            && before + chunk.len() >= cut.after
        {
            plan.cut = None;
            passes = cut.after.saturating_sub(before);
            end = Some(cut.how);
        }
        match self.fate {
            Some(Fate::Reset(after)) if self.passed + passes >= after => {
                passes = after.saturating_sub(self.passed);
                end = Some(How::Rst);
                plan.resets += 1;
            }
            // The answer to the last dot passes.
            Some(Fate::Messages(most)) if from == From::Server && self.messages >= most => {
                end = Some(How::Fin);
            }
            Some(Fate::Unheard(which)) if from == From::Server && self.messages >= which => {
                passes = 0;
                end = Some(How::Rst);
                plan.resets += 1;
            }
            _ => {}
        }
        if from == From::Client {
            self.tail.extend_from_slice(chunk);
            let ends = self.tail.windows(5).filter(|five| *five == b"\r\n.\r\n");
            self.messages += ends.count();
            let keep = self.tail.len().saturating_sub(4);
            self.tail.drain(..keep);
        }
        self.passed += passes;
        (passes, end)
    }

    async fn end(mut self, how: How) -> std::io::Result<()> {
        if how == How::Rst {
            self.client.set_zero_linger()?;
            self.server.set_zero_linger()?;
            return Ok(());
        }
        if how == How::Fin {
            self.client.shutdown().await?;
            self.server.shutdown().await?;
        }
        // Closing with unread octets would be a reset.
        let mut nowhere = [0; 4096];
        while self.client.read(&mut nowhere).await? > 0 {}
        if how == How::Silence {
            self.server.shutdown().await?;
        }
        while self.server.read(&mut nowhere).await? > 0 {}
        Ok(())
    }
}
