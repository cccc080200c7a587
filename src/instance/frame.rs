//! What goes over the socket: frames of a kind, a length and so many octets.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::PROTOCOL;

/// Most octets of one frame.
const MAX_FRAME: usize = 1024 * 1024;
/// Octets of a stream that are put into one frame.
pub(super) const CHUNK: usize = 64 * 1024;

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Frame {
    /// First, from both sides: protocol, and the program's version for words.
    Hello { protocol: u16, version: String },
    /// The arguments and the folder, as JSON.
    Request(Vec<u8>),
    /// A piece of standard input.
    Input(Vec<u8>),
    /// Standard input is complete.
    InputEnd,
    /// A piece of standard output.
    Out(Vec<u8>),
    /// A piece of standard error.
    Err(Vec<u8>),
    /// Still at work.
    Alive,
    /// Done, with this exit status.
    Exit(i32),
}

impl Frame {
    /// Our own greeting.
    pub(super) fn hello() -> Self {
        Self::Hello {
            protocol: PROTOCOL,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Hello { .. } => 1,
            Self::Request(_) => 2,
            Self::Input(_) => 3,
            Self::InputEnd => 4,
            Self::Out(_) => 5,
            Self::Err(_) => 6,
            Self::Alive => 7,
            Self::Exit(_) => 8,
        }
    }

    fn into_payload(self) -> Vec<u8> {
        match self {
            Self::Hello { protocol, version } => {
                let mut payload = protocol.to_be_bytes().to_vec();
                payload.extend(version.into_bytes());
                payload
            }
            Self::Request(bytes) | Self::Input(bytes) | Self::Out(bytes) | Self::Err(bytes) => {
                bytes
            }
            Self::InputEnd | Self::Alive => Vec::new(),
            Self::Exit(status) => status.to_be_bytes().to_vec(),
        }
    }

    fn from_parts(kind: u8, payload: Vec<u8>) -> Option<Self> {
        Some(match kind {
            1 => {
                let (protocol, version) = payload.split_first_chunk::<2>()?;
                Self::Hello {
                    protocol: u16::from_be_bytes(*protocol),
                    version: plain(version),
                }
            }
            2 => Self::Request(payload),
            3 => Self::Input(payload),
            4 => Self::InputEnd,
            5 => Self::Out(payload),
            6 => Self::Err(payload),
            7 => Self::Alive,
            8 => Self::Exit(i32::from_be_bytes(payload.try_into().ok()?)),
            _ => return None,
        })
    }
}

/// A version as text that can be shown.
fn plain(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect()
}

/// Writes a frame and sends it off.
pub(super) async fn write(to: &mut (impl AsyncWrite + Unpin), frame: Frame) -> io::Result<()> {
    let kind = frame.kind();
    let payload = frame.into_payload();
    let length = u32::try_from(payload.len())
        .ok()
        .filter(|_| payload.len() <= MAX_FRAME)
        .ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut bytes = Vec::with_capacity(5 + payload.len());
    bytes.push(kind);
    bytes.extend(length.to_be_bytes());
    bytes.extend(payload);
    to.write_all(&bytes).await?;
    to.flush().await
}

/// Reads a frame. Not to be dropped half way: what was read of it would be lost.
///
/// # Errors
/// Those of the stream, `UnexpectedEof` at its end, `InvalidData` for what is no frame.
pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Frame> {
    let kind = from.read_u8().await?;
    let length = from.read_u32().await?;
    let invalid = || io::Error::from(io::ErrorKind::InvalidData);
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= MAX_FRAME)
        .ok_or_else(invalid)?;
    let mut payload = vec![0; length];
    from.read_exact(&mut payload).await?;
    Frame::from_parts(kind, payload).ok_or_else(invalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_arrive_as_they_were_sent() {
        for frame in [
            Frame::hello(),
            Frame::Request(b"{}".to_vec()),
            Frame::Input(vec![0; MAX_FRAME]),
            Frame::InputEnd,
            Frame::Out(vec![1, 2]),
            Frame::Err(Vec::new()),
            Frame::Alive,
            Frame::Exit(-1),
        ] {
            let mut bytes = Vec::new();
            write(&mut bytes, frame.clone()).await.unwrap();
            assert_eq!(read(&mut bytes.as_slice()).await.unwrap(), frame);
        }
        assert!(
            write(&mut Vec::new(), Frame::Out(vec![0; MAX_FRAME + 1]))
                .await
                .is_err()
        );
    }

    #[tokio::test]
    async fn what_is_no_frame_is_refused() {
        for bytes in [
            &b"GET / HTTP/1.1\r\n\r\n"[..],
            &[9, 0, 0, 0, 0],
            &[8, 0, 0, 0, 1, 0],
            &[1, 0, 0, 0, 1, 0],
            &[5, 0xFF, 0xFF, 0xFF, 0xFF],
            &[5, 0, 0, 0, 9, 1],
            &[],
        ] {
            assert!(read(&mut &*bytes).await.is_err(), "{bytes:?}");
        }
    }
}
