//! A bare line dialogue over TLS: proves what the servers say, without any code of Postroom's own.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use postroom::domain::{Endpoint, Security};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::lab::{Lab, PATIENCE};

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// One connection.
pub struct Dialogue {
    stream: BufReader<Box<dyn Stream>>,
    tag: u32,
}

impl Dialogue {
    /// Connects without TLS, whatever the endpoint wants.
    pub fn plain(endpoint: &Endpoint) -> Self {
        Self::over(Box::new(connect(endpoint)))
    }

    /// Connects with TLS: from the first byte, or after `STARTTLS` in the words of the protocol.
    pub fn protected(endpoint: &Endpoint, ca_file: &Path) -> std::io::Result<Self> {
        let socket = connect(endpoint);
        let mut begin = Vec::new();
        if endpoint.security == Security::StartTls {
            begin.push(read_line(&socket)); // the greeting
            let smtp = begin[0].starts_with("220");
            let command = if smtp {
                "STARTTLS\r\n"
            } else {
                "a STARTTLS\r\n"
            };
            (&socket).write_all(command.as_bytes())?;
            let answer = read_line(&socket);
            assert!(
                answer.contains("OK") || answer.contains("Ready"),
                "{answer}"
            );
        }
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(ca_file).expect("a PEM file") {
            roots
                .add(certificate.expect("a certificate"))
                .expect("an authority");
        }
        let config =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("versions")
                .with_root_certificates(roots)
                .with_no_client_auth();
        let name = ServerName::try_from(endpoint.host.clone()).expect("a host name");
        let tls = ClientConnection::new(Arc::new(config), name).expect("a client");
        let mut stream = StreamOwned::new(tls, socket);
        while stream.conn.is_handshaking() {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        Ok(Self::over(Box::new(stream)))
    }

    fn over(stream: Box<dyn Stream>) -> Self {
        Self {
            stream: BufReader::new(stream),
            tag: 0,
        }
    }

    /// One line without its CRLF.
    pub fn line(&mut self) -> String {
        let mut line = Vec::new();
        self.stream
            .read_until(b'\n', &mut line)
            .expect("the server answers");
        assert!(line.ends_with(b"\r\n"), "the connection ended: {line:?}");
        String::from_utf8_lossy(&line[..line.len() - 2]).into_owned()
    }

    /// Everything that still comes until the connection ends, in whatever way.
    pub fn rest(&mut self) -> String {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest);
        String::from_utf8_lossy(&rest).into_owned()
    }

    /// Sends bytes.
    pub fn send(&mut self, text: &str) {
        let stream = self.stream.get_mut();
        stream
            .write_all(text.as_bytes())
            .expect("the server listens");
        stream.flush().expect("the server listens");
    }
}

/// An IMAP connection.
pub struct Imap(pub Dialogue);

impl Imap {
    /// Signed in as somebody of the lab.
    pub fn sign_in(lab: &Lab, user: &str) -> Self {
        Self::sign_in_by(&lab.imap_tls(), lab, user)
    }

    /// The same at this endpoint.
    pub fn sign_in_by(endpoint: &Endpoint, lab: &Lab, user: &str) -> Self {
        let mut dialogue = Dialogue::protected(endpoint, &lab.ca_file()).expect("a TLS connection");
        if endpoint.security == Security::Tls {
            dialogue.line(); // the greeting
        }
        let mut imap = Self(dialogue);
        let answer = imap.login(lab, user);
        assert!(answer.starts_with("OK"), "{answer}");
        imap
    }

    /// LOGIN with the right password; gives the tagged answer without its tag.
    pub fn login(&mut self, lab: &Lab, user: &str) -> String {
        let quoted = lab
            .password(user)
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        let command = format!("LOGIN {} \"{quoted}\"", lab.address(user));
        self.say(&command).pop().unwrap_or_default()
    }

    /// Sends a command, gives all lines up to the tagged answer, that one without its tag.
    pub fn say(&mut self, command: &str) -> Vec<String> {
        let tag = self.begin(command);
        self.until(&tag)
    }

    /// Sends a command and gives its tag.
    pub fn begin(&mut self, command: &str) -> String {
        self.0.tag += 1;
        let tag = format!("t{}", self.0.tag);
        self.0.send(&format!("{tag} {command}\r\n"));
        tag
    }

    /// The lines up to a tagged answer.
    pub fn until(&mut self, tag: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.0.line();
            if let Some(answer) = line.strip_prefix(&format!("{tag} ")) {
                lines.push(answer.to_owned());
                return lines;
            }
            lines.push(line);
        }
    }

    /// Only the tagged answer.
    pub fn answer(&mut self, command: &str) -> String {
        self.say(command).pop().unwrap_or_default()
    }

    /// APPEND with a synchronising literal.
    pub fn append(&mut self, folder: &str, flags: &str, message: &str) -> String {
        let command = format!("APPEND \"{folder}\" ({flags}) {{{}}}", message.len());
        let tag = self.begin(&command);
        let line = self.0.line();
        if !line.starts_with('+') {
            return line
                .split_once(' ')
                .map(|(_, answer)| answer.to_owned())
                .unwrap_or(line);
        }
        self.0.send(&format!("{message}\r\n"));
        self.until(&tag).pop().unwrap_or_default()
    }
}

/// An SMTP connection.
pub struct Smtp(pub Dialogue);

impl Smtp {
    /// Connected to submission with TLS, and greeted.
    pub fn connect(lab: &Lab) -> Self {
        let mut smtp =
            Self(Dialogue::protected(&lab.smtp_tls(), &lab.ca_file()).expect("a TLS connection"));
        assert!(smtp.reply().starts_with("220 "));
        smtp.say("EHLO lab.test");
        smtp
    }

    /// Signed in as somebody of the lab.
    pub fn sign_in(lab: &Lab, user: &str) -> Self {
        let mut smtp = Self::connect(lab);
        let answer = smtp.auth(&lab.address(user), &lab.password(user));
        assert!(answer.starts_with("235 "), "{answer}");
        smtp
    }

    /// AUTH PLAIN.
    pub fn auth(&mut self, user: &str, password: &str) -> String {
        let words = format!("\0{user}\0{password}");
        let words = base64::engine::general_purpose::STANDARD.encode(words);
        self.say(&format!("AUTH PLAIN {words}"))
    }

    /// A command and its reply, the lines joined by LF.
    pub fn say(&mut self, command: &str) -> String {
        self.0.send(&format!("{command}\r\n"));
        self.reply()
    }

    /// A reply.
    pub fn reply(&mut self) -> String {
        let mut lines = Vec::new();
        loop {
            let line = self.0.line();
            let more = line.as_bytes().get(3) == Some(&b'-');
            lines.push(line);
            if !more {
                return lines.join("\n");
            }
        }
    }

    /// MAIL and RCPT, without a message; gives both replies.
    pub fn envelope(&mut self, from: &str, to: &str) -> (String, String) {
        let mail = self.say(&format!("MAIL FROM:<{from}>"));
        let rcpt = self.say(&format!("RCPT TO:<{to}>"));
        (mail, rcpt)
    }

    /// A whole message; gives the reply to its end. MAIL and RCPT must succeed.
    pub fn message(&mut self, from: &str, to: &str, header: &str) -> String {
        let (_, rcpt) = self.envelope(from, to);
        assert!(rcpt.starts_with("250 "), "{rcpt}");
        assert!(self.say("DATA").starts_with("354 "));
        self.say(&format!("{header}\r\n\r\nGood day.\r\n."))
    }
}

fn connect(endpoint: &Endpoint) -> TcpStream {
    let socket = TcpStream::connect((endpoint.host.as_str(), endpoint.port)).expect("it listens");
    socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    socket
}

/// Reads byte by byte, so that nothing of the TLS handshake is swallowed.
fn read_line(mut socket: &TcpStream) -> String {
    let mut line = Vec::new();
    while !line.ends_with(b"\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte).expect("the server answers");
        line.push(byte[0]);
    }
    String::from_utf8_lossy(&line).into_owned()
}
