//! The live answer to "who owns this envelope sender?": Postfix's socket map protocol
//! (`socketmap_table(5)`), a netstring with map name and key in, a netstring with the result out.
//!
//! A `texthash:` file would need `postfix reload` after each change and a moment for its effect.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::os::unix::net::UnixStream;

use super::team::SendRights;

/// The longest request: Postfix itself allows replies of 100,000 bytes, keys are addresses.
const LONGEST: usize = 10_000;

/// Answers one Postfix process until it closes the connection.
pub fn answer(client: UnixStream, rights: &SendRights) -> Result<()> {
    let mut writer = client.try_clone()?;
    let mut reader = BufReader::new(client);
    while let Some(request) = read_netstring(&mut reader)? {
        let reply = match request.split_once(' ') {
            Some(("senders", key)) => owners(rights, key),
            _ => "PERM no such map".to_owned(),
        };
        write!(writer, "{}:{reply},", reply.len())?;
    }
    Ok(())
}

fn owners(rights: &SendRights, address: &str) -> String {
    let owners = rights.owners(address);
    if owners.is_empty() {
        // Postfix lets a login use any sender that nobody owns. In a company, nobody may use an
        // address that is not theirs; so what is not given to anybody belongs to no login at all.
        // Keys without a user part (`@domain`) are Postfix's second try and stay unknown.
        if address.starts_with('@') || !address.contains('@') {
            "NOTFOUND ".to_owned()
        } else {
            "OK nobody".to_owned()
        }
    } else {
        format!("OK {}", owners.join(","))
    }
}

/// `LENGTH:BYTES,`; nothing at the end of the stream.
fn read_netstring(reader: &mut BufReader<UnixStream>) -> Result<Option<String>> {
    let wrong = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
    let mut length = Vec::new();
    reader.by_ref().take(8).read_until(b':', &mut length)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length: usize = String::from_utf8_lossy(&length)
        .strip_suffix(':')
        .and_then(|digits| digits.parse().ok())
        .filter(|length| *length <= LONGEST)
        .ok_or_else(|| wrong("length of a netstring"))?;
    let mut bytes = vec![0; length + 1];
    reader.read_exact(&mut bytes)?;
    if bytes.pop() != Some(b',') {
        return Err(wrong("end of a netstring"));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| wrong("not UTF-8"))
}
