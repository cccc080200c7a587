//! COMPRESS=DEFLATE (RFC 4978) with the real Dovecot: the same mail, and fewer octets on the line.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use postroom::domain::Flags;
use postroom::wire::imap::{
    Access, Capability, Compression, FolderName, ImapConnection, ImapOptions, UidSet,
};
use postroom::wire::stream;
use postroom::wire::tls::TlsConfig;
use postroom::wire::{Login, WireError};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::lab::Lab;

/// Counts what comes over the line.
#[derive(Debug)]
struct Counted {
    line: TcpStream,
    came: Arc<AtomicUsize>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.line).poll_read(cx, buf);
        self.came
            .fetch_add(buf.filled().len() - before, Ordering::Relaxed);
        read
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.line).poll_write(cx, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.line).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.line).poll_shutdown(cx)
    }
}

/// Reads all that lies in the Inbox. Gives it, and how many octets came over the line.
async fn read_all(lab: &Lab, compression: Compression) -> (Vec<Vec<u8>>, usize) {
    let (endpoint, came) = (lab.imap_tls(), Arc::new(AtomicUsize::new(0)));
    let options = ImapOptions {
        compression,
        ..ImapOptions::default()
    };
    let tls = TlsConfig::new(Some(&lab.ca_file())).unwrap();
    let line = TcpStream::connect(("127.0.0.1", endpoint.port))
        .await
        .unwrap();
    let counted = Counted {
        line,
        came: Arc::clone(&came),
    };
    let deadlines = options.connect;
    let secured = stream::upgrade(Box::new(counted), &endpoint.host, &tls, &deadlines).await;
    let login = Login::new(lab.address("anna"), lab.password("anna"));
    let over = ImapConnection::over(secured.unwrap(), &endpoint, &tls, &login, &options);
    let mut anna = over.await.unwrap();
    assert!(anna.capabilities().has(Capability::CompressDeflate));
    let inbox = FolderName::from_text("INBOX").unwrap();
    anna.select(&inbox, Access::ReadWrite).await.unwrap();
    let mut all = Vec::new();
    for uid in anna.uids().await.unwrap().into_inner() {
        all.push(anna.body(uid, None, 1 << 24).await.unwrap());
    }
    // What is written is compressed as well.
    let text = format!("Subject: filed\r\n\r\n{}", "x".repeat(100_000));
    let filed = anna
        .append(&inbox, &Flags::default(), None, text.as_bytes())
        .await;
    let filed = filed.unwrap().expect("it says where");
    let uid = filed.uid;
    assert_eq!(
        anna.body(uid, None, 1 << 24).await.unwrap(),
        text.as_bytes()
    );
    anna.remove(&UidSet::one(uid)).await.unwrap();
    // A refusal, and the connection goes on.
    let missing = FolderName::from_text("missing").unwrap();
    let refused = anna.select(&missing, Access::ReadOnly).await;
    assert!(matches!(refused, Err(WireError::No { .. })));
    anna.noop().await.unwrap();
    anna.logout().await;
    (all, came.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_compressed_connection_carries_the_same_in_fewer_octets() {
    let lab = Lab::imap_only();
    for number in 0..40 {
        let words = format!("Question {number} about the order of the month. ");
        let mail = format!("Subject: {number}\r\n\r\n{}\r\n", words.repeat(400));
        lab.deliver("anna", mail.into_bytes());
    }
    let (plain, octets) = read_all(&lab, Compression::Never).await;
    let (compressed, fewer) = read_all(&lab, Compression::Always).await;
    assert_eq!(plain.len(), 40);
    assert_eq!(plain, compressed);
    assert!(fewer < octets / 3, "{fewer} of {octets}");
}
