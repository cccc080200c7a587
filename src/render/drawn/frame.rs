//! What goes between the window and the process that draws: a message as JSON, and octets behind it. Each is led
//! by its length in four octets.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Longest message.
const MAX_MESSAGE: usize = 16 * 1024 * 1024;
/// Most octets behind it.
const MAX_PAYLOAD: usize = 160 * 1024 * 1024;

fn head(message: &impl Serialize, payload: &[u8]) -> io::Result<Vec<u8>> {
    let message = serde_json::to_vec(message)?;
    let length = |length: usize| u32::try_from(length).map_err(|_| too_long());
    let mut head = Vec::with_capacity(message.len() + 8);
    head.extend(length(message.len())?.to_be_bytes());
    head.extend(&message);
    head.extend(length(payload.len())?.to_be_bytes());
    Ok(head)
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a message longer than agreed")
}

fn bounded(length: [u8; 4], most: usize) -> io::Result<usize> {
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| too_long())?;
    if length > most {
        return Err(too_long());
    }
    Ok(length)
}

/// Sends one, and waits until it is written.
pub(super) async fn send(
    to: &mut (impl AsyncWrite + Unpin),
    message: &impl Serialize,
    payload: &[u8],
) -> io::Result<()> {
    to.write_all(&head(message, payload)?).await?;
    to.write_all(payload).await?;
    to.flush().await
}

/// Receives one.
pub(super) async fn receive<M: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
) -> io::Result<(M, Vec<u8>)> {
    let mut length = [0; 4];
    let _ = from.read_exact(&mut length).await?;
    let mut message = vec![0; bounded(length, MAX_MESSAGE)?];
    let _ = from.read_exact(&mut message).await?;
    let message = serde_json::from_slice(&message)?;
    let _ = from.read_exact(&mut length).await?;
    let mut payload = vec![0; bounded(length, MAX_PAYLOAD)?];
    let _ = from.read_exact(&mut payload).await?;
    Ok((message, payload))
}

/// The same in the process that draws, where nothing else is to be done meanwhile.
pub(super) fn send_now(
    to: &mut impl Write,
    message: &impl Serialize,
    payload: &[u8],
) -> io::Result<()> {
    to.write_all(&head(message, payload)?)?;
    to.write_all(payload)?;
    to.flush()
}

/// The same.
pub(super) fn receive_now<M: DeserializeOwned>(from: &mut impl Read) -> io::Result<(M, Vec<u8>)> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut message = vec![0; bounded(length, MAX_MESSAGE)?];
    from.read_exact(&mut message)?;
    let message = serde_json::from_slice(&message)?;
    from.read_exact(&mut length)?;
    let mut payload = vec![0; bounded(length, MAX_PAYLOAD)?];
    from.read_exact(&mut payload)?;
    Ok((message, payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_is_received_on_both_ways() {
        let mut wire = Vec::new();
        send(&mut wire, &("a", 1), b"pixels").await.unwrap();
        send_now(&mut wire, &("b", 2), b"").unwrap();
        let (message, payload) = receive::<(String, u8)>(&mut wire.as_slice()).await.unwrap();
        assert_eq!((message, payload), (("a".into(), 1), b"pixels".to_vec()));
        let mut rest = wire.as_slice();
        let _ = receive_now::<(String, u8)>(&mut rest).unwrap();
        let (message, payload) = receive_now::<(String, u8)>(&mut rest).unwrap();
        assert_eq!((message, payload), (("b".into(), 2), Vec::new()));
        assert!(rest.is_empty());
    }

    #[tokio::test]
    async fn a_length_is_not_believed() {
        for wire in [
            b"\xff\xff\xff\xff".to_vec(),
            b"\0\0\0\x04null\xff\xff\xff\xff".to_vec(),
        ] {
            let refused = receive::<()>(&mut wire.as_slice()).await;
            assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidData);
            assert!(receive_now::<()>(&mut wire.as_slice()).is_err());
        }
    }
}
