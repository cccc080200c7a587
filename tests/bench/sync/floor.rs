//! The floor: what a sync asks for, asked for in one command and thrown away.

use std::time::{Duration, Instant};

use postroom::wire::stream::{self, ConnectDeadlines};
use postroom::wire::tls::TlsConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::SUPPORT;
use super::lab::Lab;

/// The headers of the Inbox, as a list needs them.
pub fn of_headers(lab: &Lab) -> Duration {
    let items = "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO \
         REFERENCES FROM SENDER REPLY-TO TO CC BCC SUBJECT DATE X-POSTROOM-SENT-BY \
         X-FORWARDED-MESSAGE-ID AUTO-SUBMITTED)] MODSEQ BODYSTRUCTURE";
    fetched(lab, items)
}

/// All of its messages, as they are stored.
pub fn of_everything(lab: &Lab) -> Duration {
    fetched(lab, "UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[] MODSEQ")
}

fn fetched(lab: &Lab, items: &str) -> Duration {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(fetch(lab, items))
}

async fn fetch(lab: &Lab, items: &str) -> Duration {
    let tls = TlsConfig::new(Some(&lab.ca_file())).unwrap();
    let deadlines = ConnectDeadlines::default();
    let endpoint = lab.imap_tls();
    let began = Instant::now();
    let mut stream = stream::open(&endpoint, &tls, &deadlines).await.unwrap();
    let (anna, password) = (lab.address("anna"), lab.password("anna"));
    let commands = format!(
        "a LOGIN \"{anna}\" \"{password}\"\r\nb EXAMINE \"shared/{SUPPORT}\" (CONDSTORE)\r\n\
         zz UID FETCH 1:* ({items})\r\n"
    );
    stream.write_all(commands.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    let mut chunk = vec![0; 64 * 1024];
    let mut end: Vec<u8> = Vec::new();
    loop {
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&end));
        // The tagged answer stands in the last octets, perhaps of two reads.
        let keep = end.len().saturating_sub(200);
        end.drain(..keep);
        end.extend_from_slice(&chunk[read.saturating_sub(400)..read]);
        let text = String::from_utf8_lossy(&end);
        if let Some((_, answer)) = text.rsplit_once("\r\nzz ") {
            assert!(answer.starts_with("OK"), "{text}");
            return began.elapsed();
        }
        assert!(!text.contains("\r\nb NO"), "{text}");
    }
}
