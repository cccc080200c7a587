//! COMPRESS=DEFLATE (RFC 4978): headers and texts shrink to a third or less, which pays on any line that
//! is slower than the processor; on this machine or in its own network it does not.
//!
//! It begins behind the sign-in, so that no password is ever compressed beside what others wrote.

use std::time::Duration;

use async_compression::tokio::bufread::DeflateDecoder;
use async_compression::tokio::write::DeflateEncoder;
use tokio::io::BufReader;

use super::capability::Capability;
use super::command::Command;
use super::connect::ImapConnection;
use super::exchange::Exchange;
use super::types::Compression;
use crate::wire::WireError;
use crate::wire::stream::Stream;

/// A server whose answers take so long is not near.
const FAR: Duration = Duration::from_millis(5);

/// Octets read from the line at a time.
const READ: usize = 16 * 1024;

impl Compression {
    /// Does it pay with a server that answers within this time?
    fn pays(self, answers_within: Duration) -> bool {
        match self {
            Self::Never => false,
            Self::WhereItPays => answers_within >= FAR,
            Self::Always => true,
        }
    }
}

impl ImapConnection {
    /// Begins to compress, where the server offers that, and it pays with one that answers within this
    /// time. What a server refuses is done without.
    pub(super) async fn compress(mut self, answers_within: Duration) -> Result<Self, WireError> {
        let options = *self.exchange.options();
        if !self.capabilities.has(Capability::CompressDeflate)
            || !options.compression.pays(answers_within)
        {
            return Ok(self);
        }
        let command = Command::new("compress", "COMPRESS DEFLATE");
        match self.exchange.run(command).await {
            Ok(_) => {}
            Err(error) if error.is_refusal() => return Ok(self),
            Err(error) => return Err(error),
        }
        let unasked_literal = self.exchange.unasked_literal();
        let news = self.exchange.news.take();
        // What came in the clear behind the consent would be taken for what is compressed.
        let plain = self.exchange.into_plain_stream()?;
        let mut exchange = Exchange::new(deflated(plain), options);
        exchange.signed_in(unasked_literal);
        exchange.news.put_back(news);
        tracing::debug!("A connection is compressed.");
        Ok(Self { exchange, ..self })
    }
}

/// A stream whose octets are compressed on the way. The limits above it count them as they were before.
fn deflated(stream: Stream) -> Stream {
    let (read, write) = tokio::io::split(stream);
    let reader = DeflateDecoder::new(BufReader::with_capacity(READ, read));
    Box::new(tokio::io::join(reader, DeflateEncoder::new(write)))
}
