//! A submission server that takes a message and says nothing more: what a real one does only when
//! its way breaks at one moment. On this computer and without TLS, as is allowed there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use postroom::domain::{Endpoint, Security};

type Taken = Arc<(Mutex<Vec<Vec<u8>>>, Condvar)>;

/// Listens until the test ends.
pub struct SilentSmtp {
    port: u16,
    taken: Taken,
}

impl SilentSmtp {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().unwrap().port();
        let taken: Taken = Arc::default();
        let all = Arc::clone(&taken);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let all = Arc::clone(&all);
                // A client that leaves in the middle is no failure of the test.
                std::thread::spawn(move || drop(serve(&client, &all)));
            }
        });
        Self { port, taken }
    }

    pub fn endpoint(&self) -> Endpoint {
        Endpoint {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: Security::None,
        }
    }

    /// What it took, once it is that many messages.
    pub fn taken(&self, count: usize) -> Vec<Vec<u8>> {
        let (taken, changed) = &*self.taken;
        let waits = |all: &mut Vec<Vec<u8>>| all.len() < count;
        let (all, ended) = changed
            .wait_timeout_while(taken.lock().unwrap(), Duration::from_secs(60), waits)
            .unwrap();
        assert!(!ended.timed_out(), "{count} messages never came");
        all.clone()
    }
}

fn serve(client: &TcpStream, taken: &Taken) -> std::io::Result<()> {
    let mut to = client;
    let mut from = BufReader::new(client);
    to.write_all(b"220 silent.test ESMTP\r\n")?;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-silent.test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n",
            "AUTH" => "235 2.7.0 Ok\r\n",
            "DATA" => "354 Go on\r\n",
            "QUIT" => "221 Bye\r\n",
            _ => "250 2.0.0 Ok\r\n",
        };
        to.write_all(answer.as_bytes())?;
        if verb == "DATA" {
            break;
        }
    }
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if from.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line == b".\r\n" {
            break;
        }
        message.extend(line.strip_prefix(b".").unwrap_or(&line));
    }
    let (all, changed) = &**taken;
    all.lock().unwrap().push(message);
    changed.notify_all();
    // The line ends without a word.
    client.shutdown(std::net::Shutdown::Both)
}
