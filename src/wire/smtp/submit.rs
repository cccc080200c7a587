//! A message handed over, and the question whether a sender would be refused.

use lettre::Address;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{MailBodyParameter, MailParameter};

use super::body::{check_line_ends, stuffed, terminator};
use super::extensions::Extensions;
use super::receipt;
use super::reply::Reply;
use super::session::SmtpConnection;
use super::{MessageFault, PhaseGate, ProbeOutcome, Submitted};
use crate::domain::{EmailAddress, Envelope, Phase, ServerReply};
use crate::wire::error::WireError;

impl SmtpConnection {
    /// Hands a message over. Its bytes go out as they are, but for dots that the protocol doubles
    /// and undoubles. All recipients get it or none does: if one is refused, the others are still
    /// asked, so that all replies can be reported, and then it ends.
    ///
    /// The gate is asked for [`Phase::Envelope`] before MAIL, [`Phase::Body`] before DATA and
    /// [`Phase::Dot`] before the first octet of the end mark.
    ///
    /// The connection can be used again after [`Submitted::Accepted`], and mostly after
    /// [`Submitted::Refused`]: ask [`Self::is_usable`]. If the future is dropped, the journal says
    /// how far it came.
    pub async fn submit(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
        gate: &mut dyn PhaseGate,
    ) -> Submitted {
        let commands = match Commands::prepare(&self.extensions, envelope, message) {
            Ok(commands) => commands,
            Err(fault) => return not_sent(fault, Phase::Attempt),
        };
        if self.in_transaction {
            self.reset().await;
        }
        if !self.is_usable() {
            return not_sent(WireError::Closed { step: "mail" }, Phase::Attempt);
        }
        if let Err(error) = gate.enter(Phase::Envelope).await {
            return not_sent(error, Phase::Attempt);
        }
        if let Some(outcome) = self.send_envelope(commands, envelope).await {
            return outcome;
        }
        if let Err(error) = gate.enter(Phase::Body).await {
            self.reset().await;
            return not_sent(error, Phase::Envelope);
        }
        if let Some(outcome) = self.send_body(message).await {
            return outcome;
        }
        // The body is out, its end is not. If the journal fails, the connection must go too:
        // nothing but the end mark could be said on it.
        if let Err(error) = gate.enter(Phase::Dot).await {
            return not_sent(error, Phase::Body);
        }
        // While it was noted the server may have gone, or refused. Nothing of the end mark was
        // handed over then, which is certain.
        match self.dialogue.unasked_reply().await {
            Some(reply) if reply.is_refusal() => return refused(&reply, Phase::Body),
            Some(_) => return self.out_of_step(Phase::Dot),
            None => {}
        }
        if let Err(error) = self.dialogue.expect_silence("end-of-data").await {
            return not_sent(error, Phase::Dot);
        }
        self.send_dot(terminator(message)).await
    }

    /// MAIL and RCPT. `None` if everybody was accepted.
    async fn send_envelope(
        &mut self,
        commands: Commands,
        envelope: &Envelope,
    ) -> Option<Submitted> {
        const PHASE: Phase = Phase::Envelope;
        let reply = match self
            .dialogue
            .command(commands.mail, "mail", self.deadlines.mail)
            .await
        {
            Ok(reply) => reply,
            Err(error) => return Some(not_sent(error, PHASE)),
        };
        if reply.is_refusal() {
            return Some(refused(&reply, PHASE));
        }
        if !reply.is_positive() {
            return Some(self.out_of_step(PHASE));
        }
        self.in_transaction = true;
        let mut replies: Vec<ServerReply> = Vec::with_capacity(envelope.to.len());
        let mut failure = None;
        for (command, recipient) in commands.recipients.into_iter().zip(&envelope.to) {
            match self
                .dialogue
                .command(command, "rcpt", self.deadlines.recipient)
                .await
            {
                Ok(reply) if reply.is_positive() || reply.is_refusal() => {
                    replies.push(reply.told(PHASE, Some(recipient)));
                    // quirk postfix-error-limit
                    if reply.is_farewell() {
                        break;
                    }
                }
                Ok(_) => {
                    failure = Some(self.out_of_step(PHASE));
                    break;
                }
                Err(error) => {
                    failure = Some(not_sent(error, PHASE));
                    break;
                }
            }
        }
        // One refusal decides, even if the connection went down later.
        if replies.iter().any(|reply| reply.code >= 400) {
            self.reset().await;
            return Some(Submitted::Refused { replies });
        }
        failure
    }

    /// DATA and the body, without its end. `None` if all is on its way and the server silent.
    async fn send_body(&mut self, message: &[u8]) -> Option<Submitted> {
        const PHASE: Phase = Phase::Body;
        let reply = match self
            .dialogue
            .command(Data, "data", self.deadlines.data)
            .await
        {
            Ok(reply) => reply,
            Err(error) => return Some(not_sent(error, PHASE)),
        };
        if reply.is_refusal() {
            self.reset().await;
            return Some(refused(&reply, PHASE));
        }
        if reply.code != 354 {
            return Some(self.out_of_step(PHASE));
        }
        if let Err(error) = self.dialogue.begin("body") {
            return Some(not_sent(error, PHASE));
        }
        let mut result = Ok(());
        for block in stuffed(message) {
            result = self.dialogue.write(&block, "body").await;
            if result.is_err() {
                break;
            }
        }
        // A reply that comes before the dot cannot be the answer to it. A refusal is believed:
        // servers break off when a message is too large. Anything else is out of step.
        match self.dialogue.unasked_reply().await {
            Some(reply) if reply.is_refusal() => return Some(refused(&reply, PHASE)),
            Some(_) => return Some(self.out_of_step(PHASE)),
            None => {}
        }
        if result.is_ok() {
            result = self.dialogue.expect_silence("body").await;
        }
        result.err().map(|error| not_sent(error, PHASE))
    }

    /// The end mark and the answer to it. From the first octet on, only a complete reply tells
    /// what became of the message.
    async fn send_dot(&mut self, mark: &[u8]) -> Submitted {
        const STEP: &str = "end-of-data";
        if let Err(error) = self.dialogue.write(mark, STEP).await {
            return Submitted::Unknown { error };
        }
        match self.dialogue.reply(STEP, self.deadlines.end_of_data).await {
            Err(error) => Submitted::Unknown { error },
            Ok(reply) if reply.is_positive() => {
                self.in_transaction = false;
                self.dialogue.finish(&reply);
                Submitted::Accepted {
                    reply: reply.told(Phase::Dot, None),
                }
            }
            Ok(reply) if reply.is_refusal() => {
                self.in_transaction = false;
                self.dialogue.finish(&reply);
                refused(&reply, Phase::Dot)
            }
            Ok(_) => Submitted::Unknown { error: OUT_OF_STEP },
        }
    }

    /// Asks whether the server would take this sender, without sending anything: MAIL, RCPT to
    /// `to`, which should be the member's own address, and RSET. Never DATA.
    ///
    /// # Errors
    /// [`WireError`] if there was no answer to go by.
    pub async fn probe(
        &mut self,
        from: &EmailAddress,
        to: &EmailAddress,
    ) -> Result<ProbeOutcome, WireError> {
        let envelope = Envelope::new(from.clone(), vec![to.clone()]);
        let commands = Commands::prepare(&self.extensions, &envelope, b"")?;
        if self.in_transaction {
            self.reset().await;
        }
        let mail = self
            .dialogue
            .command(commands.mail, "mail", self.deadlines.mail)
            .await?;
        if !mail.is_positive() {
            return self.probed(&mail, None);
        }
        self.in_transaction = true;
        for command in commands.recipients {
            let reply = self
                .dialogue
                .command(command, "rcpt", self.deadlines.recipient)
                .await?;
            if !reply.is_positive() {
                self.reset().await;
                return self.probed(&reply, Some(to));
            }
        }
        self.reset().await;
        Ok(ProbeOutcome::NotRefused)
    }

    /// What a reply other than 2xx means to a probe.
    fn probed(
        &mut self,
        reply: &Reply,
        recipient: Option<&EmailAddress>,
    ) -> Result<ProbeOutcome, WireError> {
        let told = reply.told(Phase::Envelope, recipient);
        if told.is_permanent() {
            Ok(ProbeOutcome::Refused(told))
        } else if reply.is_refusal() {
            Ok(ProbeOutcome::Inconclusive(told))
        } else {
            self.dialogue.give_up();
            Err(OUT_OF_STEP)
        }
    }

    /// The server answered something that this step cannot have as an answer, so its answers
    /// can no longer be told apart.
    fn out_of_step(&mut self, phase: Phase) -> Submitted {
        self.dialogue.give_up();
        not_sent(OUT_OF_STEP, phase)
    }
}

const OUT_OF_STEP: WireError = WireError::Protocol {
    what: "an answer that does not fit the question",
};

fn not_sent(error: impl Into<WireError>, phase: Phase) -> Submitted {
    Submitted::NotSent {
        error: error.into(),
        phase,
    }
}

fn refused(reply: &Reply, phase: Phase) -> Submitted {
    Submitted::Refused {
        replies: vec![reply.told(phase, None)],
    }
}

/// The envelope's commands, fit for a server with these extensions.
struct Commands {
    mail: Mail,
    /// In the order of the envelope.
    recipients: Vec<Rcpt>,
}

impl Commands {
    fn prepare(
        extensions: &Extensions,
        envelope: &Envelope,
        message: &[u8],
    ) -> Result<Self, MessageFault> {
        if envelope.to.is_empty() {
            return Err(MessageFault::NoRecipient);
        }
        check_line_ends(message)?;
        let size = u64::try_from(message.len()).unwrap_or(u64::MAX);
        if let Some(limit) = extensions.size_limit.filter(|limit| size > *limit) {
            return Err(MessageFault::TooLarge { size, limit });
        }
        // RFC 6531 3.4: SMTPUTF8 is for addresses in the header as well as for those in the envelope.
        let is_international = !header_of(message).is_ascii();
        if is_international
            && !extensions.smtp_utf8
            && let Some(address) = international_address(header_of(message))
        {
            return Err(MessageFault::LocalPart(address));
        }
        let is_ascii = message.is_ascii();
        if !is_ascii && !extensions.eight_bit_mime {
            return Err(MessageFault::EightBit);
        }
        let mut parameters = Vec::new();
        if extensions.size && !message.is_empty() {
            parameters.push(MailParameter::Size(message.len()));
        }
        if !is_ascii {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let needs_utf8 = is_international
            || std::iter::once(&envelope.from)
                .chain(&envelope.to)
                .any(|address| !address.local().is_ascii());
        if needs_utf8 && extensions.smtp_utf8 {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let for_wire = |address| for_wire(extensions, address);
        let with_receipt = envelope.receipt && extensions.dsn;
        if with_receipt {
            parameters.extend(receipt::of_mail(envelope.envelope_id.as_deref()));
        }
        let recipients: Result<Vec<_>, _> = envelope
            .to
            .iter()
            .map(|to| {
                let address = for_wire(to)?;
                let parameters = if with_receipt {
                    receipt::of_recipient(&address)
                } else {
                    Vec::new()
                };
                Ok(Rcpt::new(address, parameters))
            })
            .collect();
        Ok(Self {
            mail: Mail::new(Some(for_wire(&envelope.from)?), parameters),
            recipients: recipients?,
        })
    }
}

/// The header, up to the first empty line.
fn header_of(message: &[u8]) -> &[u8] {
    if message.starts_with(b"\r\n") {
        return b"";
    }
    let end = message.windows(4).position(|four| four == b"\r\n\r\n");
    end.and_then(|end| message.get(..end)).unwrap_or(message)
}

/// The first address in a header that is not ASCII before its `@`.
fn international_address(header: &[u8]) -> Option<EmailAddress> {
    std::str::from_utf8(header)
        .ok()?
        .split(|c: char| c.is_ascii_whitespace() || "<>,;:\"()".contains(c))
        .filter(|word| word.contains('@'))
        .filter_map(|word| EmailAddress::parse(word).ok())
        .find(|address| !address.local().is_ascii())
}

/// An address as it stands in a command. International domains go in their ASCII form even where
/// the server has SMTPUTF8, because the servers behind it may not; a local part has no such form.
fn for_wire(extensions: &Extensions, address: &EmailAddress) -> Result<Address, MessageFault> {
    if !address.local().is_ascii() && !extensions.smtp_utf8 {
        return Err(MessageFault::LocalPart(address.clone()));
    }
    let domain = if address.domain().is_ascii() {
        address.domain().to_owned()
    } else {
        idna::domain_to_ascii_strict(address.domain())
            .map_err(|_| MessageFault::Domain(address.clone()))?
    };
    // "dangerous" means unchecked: an `EmailAddress` was checked, more strictly than a command
    // needs, and lettre's own check refuses some that are in use.
    Ok(Address::new_dangerous(address.local(), domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn prepare(
        extensions: &Extensions,
        from: &str,
        to: &[&str],
        message: &[u8],
    ) -> Result<(String, Vec<String>), MessageFault> {
        let envelope = Envelope::new(address(from), to.iter().map(|to| address(to)).collect());
        let commands = Commands::prepare(extensions, &envelope, message)?;
        let recipients = commands.recipients.iter().map(ToString::to_string);
        Ok((commands.mail.to_string(), recipients.collect()))
    }

    #[test]
    fn parameters_follow_what_the_server_offers() {
        let bare = Extensions::default();
        let (mail, rcpt) = prepare(&bare, "a@b.test", &["c@d.test"], b"x\r\n").unwrap();
        assert_eq!(mail, "MAIL FROM:<a@b.test>\r\n");
        assert_eq!(rcpt, ["RCPT TO:<c@d.test>\r\n"]);
        let rich = Extensions {
            size: true,
            eight_bit_mime: true,
            smtp_utf8: true,
            ..Extensions::default()
        };
        let (mail, _) = prepare(&rich, "a@b.test", &["c@d.test"], "\r\nä\r\n".as_bytes()).unwrap();
        assert_eq!(mail, "MAIL FROM:<a@b.test> SIZE=6 BODY=8BITMIME\r\n");
        let (mail, rcpt) = prepare(&rich, "a@b.test", &["jürgen@bücher.test"], b"x\r\n").unwrap();
        assert_eq!(mail, "MAIL FROM:<a@b.test> SIZE=3 SMTPUTF8\r\n");
        assert_eq!(rcpt, ["RCPT TO:<jürgen@xn--bcher-kva.test>\r\n"]);
    }

    /// A Cc alone makes a message international, a body in other letters does not.
    #[test]
    fn an_address_in_the_header_needs_smtputf8_too() {
        let header = "From: <a@b.test>\r\nCc: =?utf-8?B?SsO8?= <c@d.test>,\r\n <jürgen@d.test>\r\n";
        let international = format!("{header}\r\nx\r\n");
        let inside = format!("Subject: x\r\n\r\n{header}\r\n");
        let (utf8, eight) = (
            Extensions {
                eight_bit_mime: true,
                smtp_utf8: true,
                ..Extensions::default()
            },
            Extensions {
                eight_bit_mime: true,
                ..Extensions::default()
            },
        );
        let prepare = |extensions, message: &str| {
            prepare(extensions, "a@b.test", &["c@d.test"], message.as_bytes()).map(|(mail, _)| mail)
        };
        assert_eq!(
            prepare(&utf8, &international).unwrap(),
            "MAIL FROM:<a@b.test> BODY=8BITMIME SMTPUTF8\r\n"
        );
        let bare = Extensions::default();
        for extensions in [&eight, &bare] {
            assert_eq!(
                prepare(extensions, &international),
                Err(MessageFault::LocalPart(address("jürgen@d.test")))
            );
        }
        for extensions in [&utf8, &eight] {
            assert_eq!(
                prepare(extensions, &inside).unwrap(),
                "MAIL FROM:<a@b.test> BODY=8BITMIME\r\n"
            );
        }
    }

    /// RFC 3461 4: only where it is wanted and offered.
    #[test]
    fn a_receipt_is_asked_for_where_it_is_wanted_and_offered() {
        let id = "0123456789abcdef@b.test";
        let plain = Envelope::new(address("a@b.test"), vec![address("c+x=y@d.test")]);
        let wanted = plain.clone().with_receipt(id);
        let (bare, rich) = (
            Extensions::default(),
            Extensions {
                dsn: true,
                ..Extensions::default()
            },
        );
        for (extensions, envelope, mail, rcpt) in [
            (&rich, &plain, "", ""),
            (&bare, &wanted, "", ""),
            (
                &rich,
                &wanted,
                " RET=HDRS ENVID=0123456789abcdef@b.test",
                " NOTIFY=SUCCESS,DELAY,FAILURE ORCPT=rfc822;c+2Bx+3Dy@d.test",
            ),
        ] {
            let commands = Commands::prepare(extensions, envelope, b"x\r\n").unwrap();
            assert_eq!(
                commands.mail.to_string(),
                format!("MAIL FROM:<a@b.test>{mail}\r\n")
            );
            assert_eq!(
                commands.recipients[0].to_string(),
                format!("RCPT TO:<c+x=y@d.test>{rcpt}\r\n")
            );
        }
    }

    #[test]
    fn international_domains_need_no_smtputf8() {
        let bare = Extensions::default();
        let (mail, rcpt) =
            prepare(&bare, "post@bücher.test", &["info@例え.test"], b"x\r\n").unwrap();
        assert_eq!(mail, "MAIL FROM:<post@xn--bcher-kva.test>\r\n");
        assert_eq!(rcpt, ["RCPT TO:<info@xn--r8jz45g.test>\r\n"]);
    }

    #[test]
    fn what_the_server_cannot_take_is_refused_before_it_is_asked() {
        let bare = Extensions::default();
        let small = Extensions {
            size: true,
            size_limit: Some(2),
            ..Extensions::default()
        };
        let to = &["c@d.test"][..];
        let fault = |extensions, to, message: &[u8]| {
            prepare(extensions, "a@b.test", to, message).unwrap_err()
        };
        assert_eq!(fault(&bare, &[], b"x\r\n"), MessageFault::NoRecipient);
        assert_eq!(fault(&bare, to, b"x\n"), MessageFault::BareLf { at: 1 });
        assert_eq!(fault(&bare, to, b"\xe4\r\n"), MessageFault::EightBit);
        assert_eq!(
            fault(&small, to, b"x\r\n"),
            MessageFault::TooLarge { size: 3, limit: 2 }
        );
        assert_eq!(
            fault(&bare, &["c@d.test", "jürgen@d.test"], b"x\r\n"),
            MessageFault::LocalPart(address("jürgen@d.test"))
        );
        let long = format!("x@{}.test", "ü".repeat(70));
        assert_eq!(
            fault(&bare, &[&long], b"x\r\n"),
            MessageFault::Domain(address(&long))
        );
    }
}
