//! How often the server is waited for: what is said goes through here, and each time that somebody speaks
//! after the server has spoken counts.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

/// A way to the server on which round trips are counted, of all connections together.
pub struct Counted {
    port: u16,
    turns: Arc<AtomicU32>,
}

impl Counted {
    /// In front of this port of this computer.
    pub fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let turns = Arc::new(AtomicU32::new(0));
        let counted = Self {
            port: listener.local_addr().unwrap().port(),
            turns: Arc::clone(&turns),
        };
        thread::spawn(move || {
            for client in listener.incoming() {
                let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                join(client.unwrap(), server, &turns);
            }
        });
        counted
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Since the beginning.
    pub fn round_trips(&self) -> u32 {
        self.turns.load(Ordering::SeqCst)
    }
}

fn join(client: TcpStream, server: TcpStream, turns: &Arc<AtomicU32>) {
    let heard = Arc::new(AtomicBool::new(true));
    let (there, back) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let (asked, turns) = (Arc::clone(&heard), Arc::clone(turns));
    thread::spawn(move || {
        pass(there, server, || {
            if asked.swap(false, Ordering::SeqCst) {
                turns.fetch_add(1, Ordering::SeqCst);
            }
        });
    });
    thread::spawn(move || pass(back, client, || heard.store(true, Ordering::SeqCst)));
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut note: impl FnMut()) {
    let mut octets = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut octets) {
        note();
        if to.write_all(&octets[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
