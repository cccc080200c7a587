//! What servers really say, and what only looks like it.

use super::*;
use crate::domain::EnhancedStatus;
use Phase::{Attempt, Dot, Envelope};
use Refusal::{Other, Temporary};

/// A line as a server sends it.
fn reply(phase: Phase, line: &str) -> ServerReply {
    let (code, rest) = line.split_once(' ').unwrap();
    let word = rest.split(' ').next().unwrap();
    let numbers: Vec<u16> = word.split('.').filter_map(|n| n.parse().ok()).collect();
    let enhanced = match numbers[..] {
        [class, subject, detail] if word.matches('.').count() == 2 => {
            Some((u8::try_from(class).unwrap(), subject, detail))
        }
        _ => None,
    };
    let text = if enhanced.is_some() {
        rest.split_once(' ').map_or("", |(_, text)| text)
    } else {
        rest
    };
    ServerReply {
        phase,
        code: code.parse().unwrap(),
        enhanced,
        text: text.into(),
        recipient: None,
    }
}

fn check(table: &[(Phase, &str, Refusal)]) {
    for (phase, line, means) in table {
        assert_eq!(classify(&reply(*phase, line)), *means, "{line}");
    }
}

/// Every reply that is known to mean that the account may not use the address.
#[test]
fn a_lost_send_right() {
    const SENDER: Refusal = SenderNotAllowed;
    check(&[
        // Exchange Online, after DATA.
        (
            Dot,
            "554 5.2.252 SendAsDenied; member@a.test not allowed to send as shared@a.test; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception",
            SENDER,
        ),
        (Dot, "554 5.2.252 abgelehnt", SENDER),
        // Exchange, older.
        (
            Dot,
            "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message.",
            SENDER,
        ),
        // Exchange, at MAIL, at RCPT and after DATA.
        (
            Envelope,
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            SENDER,
        ),
        (
            Dot,
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            SENDER,
        ),
        (
            Envelope,
            "550 5.7.1 Client does not have permissions to send as this sender",
            SENDER,
        ),
        (
            Dot,
            "550 5.7.1 You do not have permission to send as this recipient",
            SENDER,
        ),
        (
            Dot,
            "550 5.7.1 This message could not be sent. You do not have the permission to send the message on behalf of the specified user.",
            SENDER,
        ),
        // Postfix, at RCPT; it may be set to put off instead.
        (
            Envelope,
            "553 5.7.1 <x@a.test>: Sender address rejected: not owned by user y@a.test",
            SENDER,
        ),
        (
            Envelope,
            "450 4.7.1 <x@a.test>: Sender address rejected: not owned by user y@a.test",
            SENDER,
        ),
        (
            Envelope,
            "553 5.7.1 Sender address rejected: not owned by auth user.",
            SENDER,
        ),
        // Stalwart, at MAIL.
        (
            Envelope,
            "501 5.5.4 You are not allowed to send from this address.",
            SENDER,
        ),
        // Header checks, after DATA.
        (
            Dot,
            "550 5.7.1 From <hr@a.test> not permitted for ben@a.test",
            SENDER,
        ),
        (
            Dot,
            "550 5.7.1 From <sales@a.test> allowed for anna@a.test only on behalf (Sender: required)",
            SENDER,
        ),
        (
            Dot,
            "550 5.7.1 Sender <anna@a.test> not owned by ben@a.test",
            SENDER,
        ),
        // Whatever a member or a mailbox is called.
        (
            Envelope,
            "553 5.7.1 <dmarc@a.test>: Sender address rejected: not owned by user spam@a.test",
            SENDER,
        ),
        (
            Dot,
            "550 5.7.1 From <blacklist@a.test> not permitted for user-unknown@a.test",
            SENDER,
        ),
    ]);
}

/// The sign-in, not rights.
#[test]
fn a_sign_in_that_is_not_enough() {
    check(&[
        (Attempt, "535 5.7.3 Authentication unsuccessful", SignIn),
        (
            Attempt,
            "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
            SignIn,
        ),
        (
            Attempt,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.",
            SubmissionDisabled,
        ),
        (
            Attempt,
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            SubmissionDisabled,
        ),
        (
            Attempt,
            "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.",
            SubmissionDisabled,
        ),
        (
            Attempt,
            "535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.",
            SignIn,
        ),
        (
            Attempt,
            "550 5.7.30 Basic authentication is not supported for Client Submission",
            SubmissionDisabled,
        ),
        (
            Envelope,
            "550 5.7.30 Basic authentication is not supported for Client Submission.",
            SubmissionDisabled,
        ),
        (
            Envelope,
            "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM",
            SignIn,
        ),
        (
            Envelope,
            "530 5.7.57 Client not authenticated to send mail",
            SignIn,
        ),
        (
            Envelope,
            "550 5.7.57 Client not authenticated to send mail.",
            SignIn,
        ),
        (
            Envelope,
            "553 5.7.1 <x@a.test>: Sender address rejected: not logged in",
            SignIn,
        ),
        (Envelope, "530 5.7.0 Authentication required", SignIn),
        (
            Attempt,
            "454 4.7.0 Temporary authentication failure",
            SignIn,
        ),
    ]);
}

/// Codes and words of a lost send right, in another sense. Taken for one, they would take an
/// address from a person who may use it.
#[test]
fn look_alikes_of_a_lost_send_right() {
    check(&[
        // Relay.
        (Envelope, "550 5.7.1 Unable to relay", RelayDenied),
        (
            Envelope,
            "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
            RelayDenied,
        ),
        (Envelope, "550 5.7.1 relay denied", RelayDenied),
        (
            Envelope,
            "554 5.7.1 <c@b.test>: Relay access denied",
            RelayDenied,
        ),
        (
            Envelope,
            "454 4.7.1 <c@b.test>: Relay access denied",
            RelayDenied,
        ),
        (
            Dot,
            "550 5.7.64 TenantAttribution; Relay Access Denied SMTP; Client with IP address 192.0.2.1",
            RelayDenied,
        ),
        (Dot, "550 5.7.64 TenantAttribution", Other),
        // A recipient that takes mail of some senders only.
        (
            Envelope,
            "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized ##rfc822;team@b.test",
            Other,
        ),
        (
            Dot,
            "550 5.7.1 You do not have permission to send to this recipient. For assistance, contact your system administrator.",
            Other,
        ),
        (
            Envelope,
            "550 5.7.1 <team@b.test>: Recipient address rejected: you are not allowed to send to this list",
            Other,
        ),
        (
            Envelope,
            "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group",
            Other,
        ),
        (Envelope, "550 5.7.1 denied", Other),
        // Whether mail of a domain may come from a host.
        (
            Dot,
            "550 5.7.26 Unauthenticated email from a.test is not accepted due to domain's DMARC policy.",
            Content,
        ),
        (
            Dot,
            "550 5.7.1 Unauthenticated email from <support@a.test> is not accepted due to domain's DMARC policy",
            Content,
        ),
        (
            Envelope,
            "550 5.7.23 <c@b.test>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. Please see http://www.openspf.net/Why?s=mfrom;id=support@a.test",
            Content,
        ),
        (
            Envelope,
            "550 [SPF] 192.0.2.1 is not allowed to send mail from a.test.",
            Content,
        ),
        (
            Envelope,
            "550 5.7.1 SPF: you are not allowed to send from this address with this host",
            Content,
        ),
        (
            Envelope,
            "550 5.7.1 You are not allowed to send from this IP address",
            Other,
        ),
        (
            Envelope,
            "550 5.7.1 You are not allowed to send from your current location",
            Other,
        ),
        (
            Dot,
            "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded [Hostname=AM0.b.test]",
            Temporary,
        ),
        (
            Dot,
            "550 5.7.509 Access denied, sending domain a.test does not pass DMARC verification",
            Content,
        ),
        (
            Envelope,
            "550 5.7.1 Message rejected: 192.0.2.1 is not authorized to send from this domain",
            Other,
        ),
        // Reputation.
        (
            Envelope,
            "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.",
            Other,
        ),
        (
            Dot,
            "550 5.7.1 Our system has detected that this message is likely suspicious due to the very low reputation of the sending domain",
            Content,
        ),
        (
            Envelope,
            "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
            Content,
        ),
        (
            Envelope,
            "554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied",
            Other,
        ),
        // Content.
        (Dot, "550 5.7.1 Message rejected as spam", Content),
        (
            Dot,
            "554 5.7.1 Spam message rejected. From <support@a.test> to <kim@b.test>",
            Content,
        ),
        (
            Dot,
            "554 5.7.1 Message from <support@a.test> rejected by policy of ben@a.test",
            Content,
        ),
        (Dot, "550 5.7.1 From <support@a.test> looks odd", Other),
        (
            Dot,
            "550 5.7.1 From: header is missing or not an address",
            Other,
        ),
        // Parameters and addresses that are none.
        (Envelope, "501 5.5.4 Invalid argument", Other),
        (Envelope, "501 5.5.4 Invalid parameter SIZE", Other),
        (
            Envelope,
            "501 5.5.4 Unsupported option: BODY=8BITMIME",
            Other,
        ),
        (
            Envelope,
            "553 5.1.7 <x@>: Sender address rejected: bad syntax",
            Other,
        ),
        (Envelope, "501 5.1.7 Bad sender address syntax", Other),
        (
            Envelope,
            "553 5.1.8 <x@nowhere.test>: Sender address rejected: Domain not found",
            Other,
        ),
        (
            Envelope,
            "553 5.1.8 Domain of sender address x@nowhere.test does not exist",
            Other,
        ),
        (
            Dot,
            "550 5.1.8 Access denied, bad outbound sender AS(1234)",
            Other,
        ),
    ]);
}

#[test]
fn recipients_sizes_and_moments() {
    check(&[
        (
            Envelope,
            "550 5.1.1 <n@a.test>: Recipient address rejected: User unknown in virtual mailbox table",
            UnknownRecipient,
        ),
        (
            Envelope,
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            UnknownRecipient,
        ),
        // The sender's, not the recipient's.
        (
            Envelope,
            "550 5.1.0 <support@a.test>: Sender address rejected: User unknown in virtual mailbox table",
            Other,
        ),
        (
            Envelope,
            "450 4.1.0 <support@a.test>: Sender address rejected: unverified address",
            Temporary,
        ),
        (
            Envelope,
            "452 4.5.3 Error: too many recipients",
            TooManyRecipients,
        ),
        (Envelope, "552 5.5.3 Too many recipients", TooManyRecipients),
        // A rate: later is better.
        (
            Envelope,
            "450 4.7.1 Error: too many recipients from mail.a.test",
            Temporary,
        ),
        (Envelope, "550 5.4.4 <n@b.test>: no way", RelayDenied),
        (Envelope, "452 4.2.2 Mailbox full", Quota),
        (Envelope, "552 5.2.2 over quota", Quota),
        (
            Envelope,
            "552 5.3.4 Message size exceeds fixed limit",
            TooLarge,
        ),
        // Postfix reject_unlisted_sender, at RCPT: it is no recipient that is unknown.
        (
            Envelope,
            "550 5.1.0 <x@a.test>: Sender address rejected: User unknown in virtual mailbox table",
            Other,
        ),
        (
            Envelope,
            "550 5.1.1 <x@a.test>: Sender address rejected: User unknown in local recipient table",
            Other,
        ),
        (Dot, "552 5.3.4 Message too big", TooLarge),
        (Envelope, "451 4.3.0 Try again later", Temporary),
        (Envelope, "450 4.2.0 Greylisted", Temporary),
        (Dot, "451 4.7.1 spam check not ready", Temporary),
    ]);
}

fn report(action: DeliveryAction, status: Option<EnhancedStatus>, words: &str) -> RecipientReport {
    RecipientReport {
        address: "kim@b.test".into(),
        original: None,
        action,
        status,
        remote_mta: None,
        diagnostic: words.into(),
    }
}

/// What a bounce says, minutes after the message was taken.
#[test]
fn refusals_in_reports() {
    use DeliveryAction::{Delayed, Delivered, Failed, Relayed};
    for (action, status, words, means) in [
        (
            Failed,
            Some((5, 7, 60)),
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            Some(SenderNotAllowed),
        ),
        // Prose, with a status somewhere in it.
        (
            Failed,
            Some((5, 7, 60)),
            "Delivery has failed to these recipients or groups: kim@b.test",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            Some((5, 2, 252)),
            "554 5.2.252 SendAsDenied; anna@a.test not allowed to send as support@a.test",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            Some((5, 7, 1)),
            "You do not have permission to send as this recipient",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            Some((5, 7, 1)),
            "You can't send a message on behalf of this user unless you have permission to do so.",
            Some(SenderNotAllowed),
        ),
        // Exchange and Outlook to people, in their languages and without a status.
        (
            Failed,
            None,
            "Diese Nachricht konnte nicht gesendet werden. Sie verfügen nicht über die Berechtigung, die Nachricht im Auftrag des angegebenen Benutzers zu senden.",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            None,
            "Sie sind nicht berechtigt, im Auftrag des angegebenen Benutzers zu senden.",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            None,
            "Nous n’avons pas pu envoyer ce message. Vous n'avez pas l'autorisation d'envoyer le message sous le nom de l'utilisateur spécifié.",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            None,
            "Impossible d’envoyer ce message. Vous n’avez pas l’autorisation d’envoyer le message au nom de l’utilisateur spécifié.",
            Some(SenderNotAllowed),
        ),
        (
            Failed,
            Some((5, 7, 131)),
            "You do not have permission to send a message from the specified user.",
            Some(SenderNotAllowed),
        ),
        // Look-alikes of those.
        (
            Failed,
            None,
            "Sie sind nicht berechtigt, Nachrichten an diesen Empfänger zu senden.",
            Some(Other),
        ),
        (
            Failed,
            None,
            "Vous n’êtes pas autorisé à envoyer un message à ce destinataire.",
            Some(Other),
        ),
        // A server at the other end that guards addresses of its own.
        (
            Failed,
            Some((5, 7, 1)),
            "553 5.7.1 <support@a.test>: Sender address rejected: not owned by user",
            Some(Other),
        ),
        (
            Failed,
            Some((5, 7, 1)),
            "553 5.7.1 <support@a.test>: Sender address rejected: not logged in",
            Some(Other),
        ),
        (
            Failed,
            Some((5, 7, 1)),
            "550 5.7.1 From <support@a.test> not permitted for kim@b.test",
            Some(Other),
        ),
        (
            Failed,
            Some((5, 7, 0)),
            "530 5.7.0 Authentication required",
            Some(Other),
        ),
        // Look-alikes.
        (
            Failed,
            Some((5, 7, 1)),
            "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized",
            Some(Other),
        ),
        (
            Failed,
            Some((5, 7, 1)),
            "You do not have permission to send to this recipient",
            Some(Other),
        ),
        (
            Failed,
            Some((5, 7, 26)),
            "550-5.7.26 Unauthenticated email from a.test is not accepted due to domain's DMARC policy",
            Some(Content),
        ),
        (Failed, Some((5, 7, 1)), "554 5.7.1 spam", Some(Content)),
        // Recipients.
        (
            Failed,
            Some((5, 1, 1)),
            "550 5.1.1 User unknown",
            Some(UnknownRecipient),
        ),
        (
            Failed,
            Some((5, 1, 10)),
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound",
            Some(UnknownRecipient),
        ),
        (Failed, Some((5, 1, 1)), "", Some(UnknownRecipient)),
        (
            Failed,
            Some((5, 2, 2)),
            "552 5.2.2 mailbox full",
            Some(Quota),
        ),
        (
            Failed,
            Some((5, 4, 4)),
            "the mail lab has no way out",
            Some(Other),
        ),
        (
            Delayed,
            Some((4, 4, 1)),
            "connect to mx.b.test[192.0.2.1]:25: Connection timed out",
            Some(Temporary),
        ),
        // A code of another class than the action is none.
        (Delayed, None, "550 5.7.60 odd", Some(Temporary)),
        (Failed, None, "", Some(Other)),
        // No refusal at all.
        (Relayed, Some((2, 0, 0)), "250 2.0.0 Ok", None),
        (Delivered, Some((5, 7, 60)), "odd", None),
    ] {
        let found = classify_report(&report(action, status, words));
        assert_eq!(found, means, "{words}");
    }
}

#[test]
fn words_are_compared_without_addresses_and_signs() {
    assert_eq!(
        plain("From: <Spam@a.test>, [SPF]\u{a0}x; \"é\" --"),
        " from @ spf x é  "
    );
    assert_eq!(plain(""), " ");
}
