//! The submission server (RFC 6409): who may send under which name is told where the chosen
//! kind of server tells it.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::zeroize::Zeroize as _;

use super::delivery::{Handed, Recipient};
use super::fault::{CutHow, SmtpFault, SmtpWhen};
use super::net::{Over, Wire};
use super::state::{Hub, Protocol};
use super::team::RefusalStyle;
use crate::domain::EmailAddress;

/// Longest command line; RFC 5321 4.5.3.1.4 asks for 512, extensions for more.
const MAX_LINE: usize = 4096;

/// Longest line of a message; RFC 5321 4.5.3.1.6 asks for 1000 and Postfix takes more.
const MAX_TEXT_LINE: usize = 64 * 1024;

/// Largest message, as announced by SIZE.
const MAX_MESSAGE: usize = 36_700_160;

/// Most recipients of one message, Postfix's `smtpd_recipient_overshoot_limit` aside.
const MAX_RECIPIENTS: usize = 1000;

/// Errors before the connection is ended.
const MAX_ERRORS: u32 = 20;

/// How long a client may be silent (RFC 5321 4.5.3.2.7).
const IDLE: Duration = Duration::from_secs(300);

/// Serves one connection until it is over.
pub(super) async fn serve(hub: &Arc<Hub>, wire: &mut Wire, id: u64) -> Result<(), Over> {
    let domain = hub.with(|state| state.team.domain.clone());
    let mut session = Session {
        hub,
        wire,
        id,
        domain,
        helo: None,
        user: None,
        transaction: None,
        errors: 0,
    };
    match session.run().await {
        Err(Over::Idle) => {
            let bye = b"421 4.4.2 mail Error: timeout exceeded\r\n";
            session.wire.send(bye).await
        }
        Err(Over::TooLong) => {
            let bye = b"500 5.5.2 Error: line too long\r\n";
            session.wire.send(bye).await
        }
        other => other,
    }
}

struct Session<'a> {
    hub: &'a Arc<Hub>,
    wire: &'a mut Wire,
    id: u64,
    domain: String,
    helo: Option<String>,
    user: Option<String>,
    transaction: Option<Transaction>,
    errors: u32,
}

#[derive(Debug, Default)]
struct Transaction {
    from: String,
    to: Vec<String>,
}

impl Session<'_> {
    async fn run(&mut self) -> Result<(), Over> {
        let greeting = format!("220 mail.{} ESMTP Postroom demo server", self.domain);
        if !self.answer_at(SmtpWhen::Greeting, greeting).await? {
            return Ok(());
        }
        loop {
            let line = self.wire.line(MAX_LINE, IDLE).await?;
            let Some(line) = line.strip_suffix(b"\r\n") else {
                self.say("521 5.5.2 Error: bare <LF> received").await?;
                return Ok(());
            };
            let line = String::from_utf8_lossy(line).into_owned();
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let verb = verb.to_uppercase();
            let logged = if verb == "AUTH" { "AUTH" } else { &line };
            self.hub
                .with(|state| state.note_command(self.id, Protocol::Smtp, logged));
            let goes_on = match verb.as_str() {
                "EHLO" | "HELO" => self.hello(&verb, rest).await?,
                "AUTH" => self.auth(rest).await?,
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.rcpt(rest).await?,
                "DATA" => self.data(rest).await?,
                "RSET" => {
                    self.transaction = None;
                    self.say("250 2.0.0 Ok").await?
                }
                "NOOP" => self.say("250 2.0.0 Ok").await?,
                "VRFY" => self.say("252 2.0.0 Cannot verify").await?,
                "QUIT" => {
                    self.answer_at(SmtpWhen::Quit, "221 2.0.0 Bye".to_owned())
                        .await?;
                    false
                }
                "STARTTLS" => self.say("502 5.5.1 Error: command not implemented").await?,
                _ => self.say("500 5.5.2 Error: command not recognized").await?,
            };
            if !goes_on {
                return Ok(());
            }
            if self.errors > MAX_ERRORS {
                self.say("421 4.7.0 Error: too many errors").await?;
                return Ok(());
            }
        }
    }

    /// Sends an answer. Returns whether the session goes on.
    async fn say(&mut self, answer: &str) -> Result<bool, Over> {
        if answer.starts_with('5') {
            self.errors += 1;
        }
        self.wire.send(format!("{answer}\r\n").as_bytes()).await?;
        Ok(!answer.starts_with("421") && !answer.starts_with("521"))
    }

    /// Lets the faults of this moment happen; an answer of theirs takes the place of the right one.
    async fn faults_at(&mut self, when: SmtpWhen) -> Result<Option<String>, Over> {
        let due = self.hub.with(|state| state.script.due_smtp(when));
        let mut instead = None;
        for fault in due {
            match fault {
                SmtpFault::Silence => return Err(self.wire.swallow().await),
                SmtpFault::Cut(how) => return Err(Over::Cut(how)),
                SmtpFault::Delay(time) => tokio::time::sleep(time).await,
                SmtpFault::Insert(bytes) => self.wire.send(&bytes).await?,
                SmtpFault::Reply(words) => instead = Some(words),
            }
        }
        Ok(instead)
    }

    /// Answers, unless a fault answers. Returns whether the session goes on.
    async fn answer_at(&mut self, when: SmtpWhen, answer: String) -> Result<bool, Over> {
        let instead = self.faults_at(when).await?;
        self.say(&instead.unwrap_or(answer)).await
    }

    async fn hello(&mut self, verb: &str, name: &str) -> Result<bool, Over> {
        if name.trim().is_empty() {
            return self.say("501 5.5.4 Syntax: EHLO hostname").await;
        }
        if let Some(instead) = self.faults_at(SmtpWhen::Ehlo).await? {
            return self.say(&instead).await;
        }
        let plain: String = name
            .chars()
            .filter(char::is_ascii_graphic)
            .take(255)
            .collect();
        self.helo = Some(plain);
        self.transaction = None;
        let domain = &self.domain;
        let answer = match verb {
            "HELO" => format!("250 mail.{domain}"),
            _ => format!(
                "250-mail.{domain}\r\n250-PIPELINING\r\n250-SIZE {MAX_MESSAGE}\r\n\
                 250-AUTH PLAIN LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 SMTPUTF8"
            ),
        };
        self.say(&answer).await
    }

    async fn auth(&mut self, rest: &str) -> Result<bool, Over> {
        if self.helo.is_none() || self.user.is_some() || self.transaction.is_some() {
            return self.say("503 5.5.1 Error: AUTH not permitted now").await;
        }
        if let Some(instead) = self.faults_at(SmtpWhen::Auth).await? {
            return self.say(&instead).await;
        }
        let (mechanism, first) = rest.split_once(' ').unwrap_or((rest, ""));
        let given = match mechanism.to_uppercase().as_str() {
            "PLAIN" => {
                let response = match first {
                    "" => self.challenge("").await?,
                    _ => decode(first),
                };
                response.and_then(|response| plain_parts(&response))
            }
            "LOGIN" => {
                let user = match first {
                    "" => self.challenge("VXNlcm5hbWU6").await?,
                    _ => decode(first),
                };
                let password = self.challenge("UGFzc3dvcmQ6").await?;
                let text = |bytes: Vec<u8>| String::from_utf8(bytes).ok();
                let (user, password) = (user.and_then(text), password.and_then(text));
                user.zip(password)
                    .map(|(user, password)| (String::new(), user, password))
            }
            _ => {
                return self
                    .say("535 5.7.8 Error: authentication failed: Invalid authentication mechanism")
                    .await;
            }
        };
        let Some((acting_as, login, mut password)) = given else {
            return self
                .say("501 5.5.2 Error: malformed authentication response")
                .await;
        };
        let signed_in = self
            .hub
            .with(|state| state.sign_in(&login, "", &password))
            .filter(|who| who.user == who.mailbox);
        password.zeroize();
        let Some(who) = signed_in else {
            return self
                .say("535 5.7.8 Error: authentication failed: (reason unavailable)")
                .await;
        };
        let acts_for_other = !acting_as.is_empty()
            && self
                .hub
                .with(|state| state.team.address_of(&acting_as))
                .as_ref()
                != Some(&who.user);
        if acts_for_other {
            // As Exchange: one sends with one's own sign-in, whatever the sender.
            return self.say("535 5.7.3 Authentication unsuccessful").await;
        }
        self.user = Some(who.user);
        self.say("235 2.7.0 Authentication successful").await
    }

    async fn challenge(&mut self, words: &str) -> Result<Option<Vec<u8>>, Over> {
        self.wire
            .send(format!("334 {words}\r\n").as_bytes())
            .await?;
        let mut line = self.wire.line(MAX_LINE, IDLE).await?;
        let decoded = std::str::from_utf8(&line)
            .ok()
            .and_then(|l| decode(l.trim()));
        line.zeroize();
        Ok(decoded)
    }

    async fn mail(&mut self, rest: &str) -> Result<bool, Over> {
        if self.helo.is_none() {
            return self.say("503 5.5.1 Error: send HELO/EHLO first").await;
        }
        if self.transaction.is_some() {
            return self.say("503 5.5.1 Error: nested MAIL command").await;
        }
        let Some((from, parameters)) = path(rest, "FROM:") else {
            return self.say("501 5.5.4 Syntax: MAIL FROM:<address>").await;
        };
        if !from.is_empty() && EmailAddress::parse(&from).is_err() {
            return self.say("501 5.1.7 Bad sender address syntax").await;
        }
        for parameter in &parameters {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_uppercase().as_str() {
                "SIZE" => {
                    if value
                        .parse::<u64>()
                        .map_or(true, |n| n > MAX_MESSAGE as u64)
                    {
                        return self.say("552 5.3.4 Message size exceeds fixed limit").await;
                    }
                }
                "BODY" | "SMTPUTF8" | "AUTH" => {}
                _ => {
                    return self
                        .say(&format!("555 5.5.4 Unsupported option: {parameter}"))
                        .await;
                }
            }
        }
        let utf8 = parameters
            .iter()
            .any(|p| p.eq_ignore_ascii_case("SMTPUTF8"));
        if !from.is_ascii() && !utf8 {
            return self.say("553 5.6.7 Must provide SMTPUTF8 option").await;
        }
        if let Some(instead) = self.faults_at(SmtpWhen::Mail).await? {
            return self.say(&instead).await;
        }
        let (style, owned) = self.hub.with(|state| {
            let user = self.user.as_deref().unwrap_or_default();
            (state.team.refusals, state.owns_envelope(user, &from))
        });
        let answer = match style {
            RefusalStyle::Exchange if self.user.is_none() => {
                "530 5.7.57 Client not authenticated to send mail"
            }
            RefusalStyle::Stalwart if self.user.is_none() => {
                "503 5.5.1 You must authenticate first."
            }
            RefusalStyle::Stalwart if !owned => {
                "501 5.5.4 You are not allowed to send from this address."
            }
            RefusalStyle::Exchange => "250 2.1.0 Sender OK",
            _ => "250 2.1.0 Ok",
        };
        if answer.starts_with('2') {
            self.transaction = Some(Transaction {
                from,
                to: Vec::new(),
            });
        }
        self.say(answer).await
    }

    async fn rcpt(&mut self, rest: &str) -> Result<bool, Over> {
        let Some(transaction) = &self.transaction else {
            return self.say("503 5.5.1 Error: need MAIL command").await;
        };
        let (from, count) = (transaction.from.clone(), transaction.to.len());
        let Some((to, parameters)) = path(rest, "TO:") else {
            return self.say("501 5.5.4 Syntax: RCPT TO:<address>").await;
        };
        if let Some(parameter) = parameters.first() {
            return self
                .say(&format!("555 5.5.4 Unsupported option: {parameter}"))
                .await;
        }
        if EmailAddress::parse(&to).is_err() {
            return self.say("501 5.1.3 Bad recipient address syntax").await;
        }
        if let Some(instead) = self.faults_at(SmtpWhen::Rcpt).await? {
            return self.say(&instead).await;
        }
        let Some(user) = self.user.clone() else {
            return self
                .say("554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied")
                .await;
        };
        if count >= MAX_RECIPIENTS {
            return self.say("452 4.5.3 Error: too many recipients").await;
        }
        let (style, owned, recipient) = self.hub.with(|state| {
            let owned = state.owns_envelope(&user, &from);
            (state.team.refusals, owned, state.recipient(&to))
        });
        if style == RefusalStyle::Postfix && !owned {
            return self
                .say(&format!(
                    "553 5.7.1 <{from}>: Sender address rejected: not owned by user {user}"
                ))
                .await;
        }
        if recipient == Recipient::Unknown {
            return self
                .say(&format!(
                    "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual \
                     mailbox table"
                ))
                .await;
        }
        if let Some(transaction) = &mut self.transaction {
            transaction.to.push(to);
        }
        self.say("250 2.1.5 Ok").await
    }

    async fn data(&mut self, rest: &str) -> Result<bool, Over> {
        if !rest.trim().is_empty() {
            return self.say("501 5.5.4 Syntax: DATA").await;
        }
        let recipients = self.transaction.as_ref().map(|t| t.to.len());
        match recipients {
            None => return self.say("503 5.5.1 Error: need RCPT command").await,
            Some(0) => return self.say("554 5.5.1 Error: no valid recipients").await,
            Some(_) => {}
        }
        if let Some(instead) = self.faults_at(SmtpWhen::Data).await? {
            return self.say(&instead).await;
        }
        self.say("354 End data with <CR><LF>.<CR><LF>").await?;
        let message = match self.message().await? {
            Ok(message) => message,
            Err(refusal) => {
                self.transaction = None;
                return self.say(refusal).await;
            }
        };
        let Some(transaction) = self.transaction.take() else {
            return Ok(true);
        };
        let handed = Handed {
            user: self.user.clone().unwrap_or_default(),
            helo: self.helo.clone().unwrap_or_default(),
            mail_from: transaction.from,
            rcpt_to: transaction.to,
            bytes: message,
        };
        match self.faults_at(SmtpWhen::Dot).await {
            Ok(None) => {}
            Ok(Some(instead)) => {
                self.hub.with(|state| state.lose(handed, &instead));
                return self.say(&instead).await;
            }
            Err(over) => {
                self.hub.with(|state| state.lose(handed, ""));
                return Err(over);
            }
        }
        let reply = self.hub.change(|state| state.hand_over(handed));
        let instead = self.faults_at(SmtpWhen::Accepted).await?;
        let goes_on = self.say(&instead.unwrap_or(reply)).await?;
        if let Some(more) = self.faults_at(SmtpWhen::Answered).await? {
            self.say(&more).await?;
        }
        Ok(goes_on)
    }

    /// Reads a message up to its dot, without the dots that were stuffed (RFC 5321 4.5.2).
    /// An inner error is the refusal after the whole of it was read.
    async fn message(&mut self) -> Result<Result<Vec<u8>, &'static str>, Over> {
        let mut message = Vec::new();
        let mut too_large = false;
        loop {
            let line = self.wire.line(MAX_TEXT_LINE, IDLE).await?;
            let Some(text) = line.strip_suffix(b"\r\n") else {
                // As Postfix since 3.9: a bare line feed may smuggle a second message.
                self.say("521 5.5.2 Error: bare <LF> received").await?;
                return Err(Over::Cut(CutHow::Fin));
            };
            if text.contains(&b'\r') {
                self.say("521 5.5.2 Error: bare <CR> received").await?;
                return Err(Over::Cut(CutHow::Fin));
            }
            if text == b"." {
                break;
            }
            let text = text.strip_prefix(b".").unwrap_or(text);
            too_large |= message.len() + text.len() + 2 > MAX_MESSAGE;
            if !too_large {
                message.extend_from_slice(text);
                message.extend_from_slice(b"\r\n");
            }
            self.body_faults(message.len()).await?;
        }
        Ok(match too_large {
            true => Err("552 5.3.4 Error: message file too big"),
            false => Ok(message),
        })
    }

    async fn body_faults(&mut self, octets: usize) -> Result<(), Over> {
        let due = self.hub.with(|state| state.script.body_fault());
        if let Some(at) = due.filter(|at| octets >= *at)
            && let Some(early) = self.faults_at(SmtpWhen::Body(at)).await?
        {
            self.say(&early).await?;
        }
        Ok(())
    }
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if text == "=" {
        return Some(Vec::new());
    }
    STANDARD.decode(text).ok()
}

fn plain_parts(response: &[u8]) -> Option<(String, String, String)> {
    let parts = response.split(|b| *b == 0);
    let parts: Option<Vec<String>> = parts.map(|p| String::from_utf8(p.to_vec()).ok()).collect();
    match parts?.as_slice() {
        [acting_as, login, password] => Some((acting_as.clone(), login.clone(), password.clone())),
        _ => None,
    }
}

/// `FROM:<address> PARAMETER…` or `TO:<address> …`.
fn path(text: &str, keyword: &str) -> Option<(String, Vec<String>)> {
    let text = text.trim();
    let (word, rest) = text.split_at_checked(keyword.len())?;
    word.eq_ignore_ascii_case(keyword).then_some(())?;
    let (address, rest) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    let glued = !rest.is_empty() && !rest.starts_with(' ');
    let parameters = rest.split_whitespace().map(str::to_owned).collect();
    (!glued).then(|| (address.to_owned(), parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read() {
        let (address, parameters) =
            path("from: <a@x.example> SIZE=3 BODY=8BITMIME", "FROM:").unwrap();
        assert_eq!(address, "a@x.example");
        assert_eq!(parameters, ["SIZE=3", "BODY=8BITMIME"]);
        assert_eq!(path("FROM:<>", "FROM:").unwrap().0, "");
        for bad in [
            "",
            "FROM",
            "FROM:a@x",
            "FROM:<a",
            "FROM:<a>b",
            "TO:<a>",
            "fré:<a>",
        ] {
            assert_eq!(path(bad, "FROM:"), None, "{bad:?}");
        }
    }

    #[test]
    fn plain_has_three_parts() {
        assert!(plain_parts(b"\0anna\0pw").is_some());
        assert!(plain_parts(b"\0anna").is_none());
        assert!(plain_parts(b"a\0b\0c\0d").is_none());
        assert!(plain_parts(b"\xff\0b\0c").is_none());
    }
}
