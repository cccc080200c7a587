//! The check of From and Sender at the end of DATA, as a milter.
//!
//! Postfix looks at the envelope only: with `reject_sender_login_mismatch` alone, anybody may write
//! any From. Exchange tells Send As from Send on Behalf by the header, so this milter does:
//! whoever has Send As may stand behind a From without Sender; whoever has only On Behalf must
//! name their own address in Sender; everybody else is refused.

use std::io::{Error, ErrorKind, Read as _, Result, Write as _};
use std::os::unix::net::UnixStream;

use mail_parser::MessageParser;

use super::team::SendRights;

/// The largest packet; Postfix sends the body, which we ask it not to, in 64 KiB pieces.
const LONGEST: usize = 1 << 20;
/// The most header lines kept of one message.
const MOST_HEADERS: usize = 1000;

/// Version 6 of the protocol, no changes to messages, and no calls for connect, HELO, RCPT, body,
/// end of header, unknown commands and DATA (`SMFIP_NO…` in `libmilter/mfdef.h`). MAIL stays, for
/// its macros.
const NEGOTIATED: [u8; 12] = [0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0x03, 0x5b];

/// Talks with one smtpd process until it closes the connection.
pub fn answer(mut client: UnixStream, rights: &SendRights) -> Result<()> {
    let mut message = Message::default();
    while let Some((command, data)) = read_packet(&mut client)? {
        match command {
            b'O' => write_packet(&mut client, b'O', &NEGOTIATED)?,
            // Macros come before their command and have no answer.
            b'D' => message.take_macros(&data),
            b'M' => {
                message.headers.clear();
                write_packet(&mut client, b'c', &[])?;
            }
            b'L' => {
                message.take_header(&data)?;
                write_packet(&mut client, b'c', &[])?;
            }
            b'E' => match message.verdict(rights) {
                Ok(()) => write_packet(&mut client, b'a', &[])?,
                Err(words) => {
                    // Postfix expands `%` in replies.
                    let reply = format!("550 5.7.1 {}\0", words.replace('%', "%%"));
                    write_packet(&mut client, b'y', reply.as_bytes())?;
                }
            },
            b'A' => message.headers.clear(),
            b'K' => message = Message::default(),
            b'Q' => return Ok(()),
            _ => write_packet(&mut client, b'c', &[])?,
        }
    }
    Ok(())
}

/// What is known of the message at hand.
#[derive(Default)]
struct Message {
    /// The login that signed in, from the macro `{auth_authen}`.
    login: Option<String>,
    /// Name and value of From and Sender lines.
    headers: Vec<(String, String)>,
}

impl Message {
    /// A command letter, then names and values, each ended by NUL.
    fn take_macros(&mut self, data: &[u8]) {
        let Some((b'M', pairs)) = data.split_first() else {
            return;
        };
        let words: Vec<_> = pairs.split(|byte| *byte == 0).collect();
        self.login = words
            .chunks_exact(2)
            .find(|pair| pair[0] == b"{auth_authen}")
            .map(|pair| String::from_utf8_lossy(pair[1]).to_lowercase());
    }

    fn take_header(&mut self, data: &[u8]) -> Result<()> {
        let mut words = data.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        let name = words.next().unwrap_or_default().to_lowercase();
        let value = words.next().unwrap_or_default().into_owned();
        if name == "from" || name == "sender" {
            if self.headers.len() >= MOST_HEADERS {
                return Err(Error::new(ErrorKind::InvalidData, "too many headers"));
            }
            self.headers.push((name, value));
        }
        Ok(())
    }

    /// The addresses of all lines with a name.
    fn addresses(&self, name: &str) -> Vec<String> {
        let lines = self.headers.iter().filter(|(of, _)| of == name);
        let addresses = lines.flat_map(|(_, value)| {
            let line = format!("From: {value}\r\n\r\n");
            let parsed = MessageParser::new().parse_headers(line.as_bytes());
            let parsed: Vec<String> = parsed
                .as_ref()
                .and_then(|message| message.from())
                .into_iter()
                .flat_map(|from| from.iter())
                .filter_map(|address| address.address())
                .map(str::to_lowercase)
                .collect();
            parsed
        });
        addresses.collect()
    }

    /// Whether the message may go, or the words of the refusal.
    fn verdict(&self, rights: &SendRights) -> std::result::Result<(), String> {
        let Some(login) = &self.login else {
            return Ok(()); // nobody signed in: mail from outside
        };
        let (from, sender) = (self.addresses("from"), self.addresses("sender"));
        let [from] = from.as_slice() else {
            return Err(format!("one address in From, not {}", from.len()));
        };
        if let Some(foreign) = sender.iter().find(|&sender| !rights.may_send_as(login, sender)) {
            return Err(format!("Sender <{foreign}> not owned by {login}"));
        }
        if rights.may_send_as(login, from) {
            return Ok(());
        }
        if !rights.may_send_on_behalf(login, from) {
            return Err(format!("From <{from}> not permitted for {login}"));
        }
        if sender.is_empty() {
            return Err(format!(
                "From <{from}> allowed for {login} only on behalf (Sender: required)"
            ));
        }
        Ok(())
    }
}

/// Four bytes of length, one of command, the rest data; nothing at the end of the stream.
fn read_packet(client: &mut UnixStream) -> Result<Option<(u8, Vec<u8>)>> {
    let mut length = [0; 4];
    match client.read_exact(&mut length) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
    if length == 0 || length > LONGEST {
        return Err(Error::new(ErrorKind::InvalidData, "length of a packet"));
    }
    let mut packet = vec![0; length];
    client.read_exact(&mut packet)?;
    let data = packet.split_off(1);
    Ok(Some((packet[0], data)))
}

fn write_packet(client: &mut UnixStream, command: u8, data: &[u8]) -> Result<()> {
    let length = u32::try_from(data.len() + 1).expect("packets are small");
    let mut packet = length.to_be_bytes().to_vec();
    packet.push(command);
    packet.extend_from_slice(data);
    client.write_all(&packet)
}
