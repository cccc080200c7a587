//! Freezing: what leaves is fixed when Send is pressed, Message-ID and Date included, so that every
//! repetition is the same message (byte for byte) and no later change of a setting alters it.

use jiff::Timestamp;

use crate::domain::{
    Account, AddressError, Draft, DraftError, DraftSeed, EmailAddress, Envelope, Identity, Mode,
    NamedAddress,
};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::permission;
use crate::rfc822::{self, BuildError, FrozenFields};

/// A message as it leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Frozen {
    /// Message-ID without brackets.
    pub message_id: String,
    /// When.
    pub at: Timestamp,
    /// `From`
    pub from: NamedAddress,
    /// `Sender`, for on behalf.
    pub sender: Option<NamedAddress>,
    /// Envelope.
    pub envelope: Envelope,
    /// To and Cc as they stand in the header.
    pub to: Vec<NamedAddress>,
    /// The bytes, every line ended by CRLF.
    pub bytes: Vec<u8>,
}

/// Why a draft could not be frozen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::engine) enum ComposeError {
    /// The draft is not complete.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// No message can be made of it.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The bytes hold a line end that servers read differently: a fault of ours, found in time.
    #[error("the message holds a bare CR or LF at octet {0}")]
    LineEnd(usize),
}

impl ComposeError {
    /// In people's words.
    pub fn problem(&self) -> Problem {
        let usage = |text| Problem::new(ProblemKind::Usage, text);
        match self {
            Self::Draft(DraftError::NoFrom) => usage(Text::new("outbox-no-from")),
            Self::Draft(DraftError::NoRecipient) => usage(Text::new("outbox-no-recipient")),
            Self::Draft(DraftError::TooManyRecipients(count)) => usage(
                Text::new("outbox-too-many-recipients")
                    .with("count", count.to_string())
                    .with("most", Draft::MAX_RECIPIENTS.to_string()),
            ),
            Self::Draft(DraftError::TooLarge) => usage(
                Text::new("outbox-attachments-too-large")
                    .with("most", (Draft::MAX_ATTACHED / 1024 / 1024).to_string()),
            ),
            Self::Draft(DraftError::Address(error)) | Self::Build(BuildError::Address(error)) => {
                let address = match error {
                    AddressError::Incomplete(text) | AddressError::Character(text) => text.as_str(),
                    AddressError::TooLong => "…",
                };
                usage(Text::new("outbox-no-address").with("address", address)).detail(error)
            }
            Self::Build(BuildError::Frozen(_)) | Self::LineEnd(_) => {
                Problem::new(ProblemKind::Bug, Text::new("outbox-not-frozen")).detail(self)
            }
        }
    }
}

/// Makes of a draft what leaves under this identity of this account.
///
/// | mode | `From` | `Sender` | envelope |
/// |---|---|---|---|
/// | own | member | – | member |
/// | Send As | shared | – | shared: bounces reach the team |
/// | on behalf | shared | member | member |
///
/// Plain text is `flowed` where it shall be. Its Message-ID grows from the seed of the draft. Each recipient gets it once, wherever and however often the address stands; Bcc stands in the
/// envelope only.
///
/// # Errors
/// [`ComposeError`]
pub(in crate::engine) fn freeze(
    mut draft: Draft,
    seed: &DraftSeed,
    identity: &Identity,
    account: &Account,
    at: Timestamp,
    flowed: bool,
) -> Result<Frozen, ComposeError> {
    draft.check()?;
    let digest = draft.digest();
    let mut seen: Vec<EmailAddress> = Vec::new();
    for list in [&mut draft.to, &mut draft.cc, &mut draft.bcc] {
        let mut once = Vec::with_capacity(list.len());
        for one in list.drain(..) {
            let address = one.checked().map_err(DraftError::from)?;
            if !seen.iter().any(|known| known.is_same_on_the_wire(&address)) {
                seen.push(address);
                once.push(one);
            }
        }
        *list = once;
    }
    let (from, sender) = (identity.from.clone(), sender(identity, account));
    let address = &identity.key.address;
    let fields = FrozenFields {
        message_id: rfc822::message_id_of_draft(seed, &digest, address),
        date: at,
        boundary: rfc822::new_boundary(),
        from: from.clone(),
        sender: sender.clone(),
        reply_to: identity
            .reply_to
            .iter()
            .map(|address| NamedAddress::new(from.name.as_deref(), address))
            .collect(),
        flowed,
    };
    let bytes = rfc822::build(&draft, &fields)?;
    if let Some(at) = bare_line_end(&bytes) {
        return Err(ComposeError::LineEnd(at));
    }
    let envelope = Envelope::new(
        permission::envelope_from(identity.key.mode, address, &account.address),
        seen,
    );
    Ok(Frozen {
        envelope: if draft.receipt {
            envelope.with_receipt(&fields.message_id)
        } else {
            envelope
        },
        message_id: fields.message_id,
        at,
        from,
        sender,
        to: draft.to.into_iter().chain(draft.cc).collect(),
        bytes,
    })
}

/// The member, on behalf; nobody else may be named there: `Sender` equal to `From` is wrong
/// (RFC 5322 3.6.2), and Send As does not tell who wrote.
fn sender(identity: &Identity, account: &Account) -> Option<NamedAddress> {
    (identity.key.mode == Mode::OnBehalf).then(|| account.named_address())
}

/// Where a CR stands without LF, or an LF without CR.
fn bare_line_end(bytes: &[u8]) -> Option<usize> {
    let mut before = 0u8;
    for (at, byte) in bytes.iter().copied().enumerate() {
        if (byte == b'\n') != (before == b'\r') {
            return Some(at);
        }
        before = byte;
    }
    (before == b'\r').then_some(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::samples;
    use crate::rfc822::parse_message;
    use proptest::prelude::*;

    fn account() -> Account {
        samples::account("anna@a.test")
    }

    fn seed() -> DraftSeed {
        DraftSeed {
            word: "seed".into(),
            taken_back: 0,
        }
    }

    fn identity(address: &str, name: &str, mode: Mode) -> Identity {
        let plain = samples::identity(address, mode);
        Identity {
            // What stands in `sender` is for the screen; the header is made from the account.
            from: NamedAddress::new(Some(name), &plain.key.address),
            ..plain
        }
    }

    fn draft(identity: &Identity) -> Draft {
        let list = |text| NamedAddress::parse_list(text).unwrap();
        Draft {
            from: Some(identity.key.clone()),
            to: list("Kim <kim@b.test>, KIM@b.test"),
            cc: list("lee@b.test, kim@B.test"),
            bcc: list("Boss <boss@a.test>, lee@b.test"),
            subject: "Re: Printer\r\nBcc: x@y.test".into(),
            body: "Line\n.\r\nlast\rend".into(),
            ..Draft::default()
        }
    }

    fn header<'b>(bytes: &'b [u8], name: &str) -> Vec<&'b str> {
        let text = std::str::from_utf8(bytes).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        head.split("\r\n")
            .filter_map(|l| l.strip_prefix(name).and_then(|r| r.strip_prefix(": ")))
            .collect()
    }

    #[test]
    fn from_sender_and_envelope_follow_the_mode() {
        for (address, name, mode, from, sender, envelope) in [
            (
                "anna@a.test",
                "Anna Berg",
                Mode::Own,
                "Anna Berg <anna@a.test>",
                None,
                "anna@a.test",
            ),
            (
                "support@a.test",
                "Support",
                Mode::SendAs,
                "Support <support@a.test>",
                None,
                "support@a.test",
            ),
            (
                "support@a.test",
                "Support",
                Mode::OnBehalf,
                "Support <support@a.test>",
                Some("Anna Berg <anna@a.test>"),
                "anna@a.test",
            ),
        ] {
            let identity = identity(address, name, mode);
            let at = Timestamp::from_second(1_700_000_000).unwrap();
            let frozen =
                freeze(draft(&identity), &seed(), &identity, &account(), at, false).unwrap();
            let parsed = parse_message(&frozen.bytes).unwrap().header;
            let shown: Vec<_> = parsed
                .participants
                .from
                .iter()
                .map(ToString::to_string)
                .collect();
            assert_eq!(shown, [from], "{mode:?}");
            assert_eq!(
                parsed.participants.sender.map(|s| s.to_string()).as_deref(),
                sender,
                "{mode:?}"
            );
            assert_eq!(
                header(&frozen.bytes, "Sender").len(),
                usize::from(sender.is_some())
            );
            assert_eq!(frozen.envelope.from.as_str(), envelope);
            assert_eq!(frozen.sender.map(|s| s.to_string()).as_deref(), sender);
            assert_eq!(parsed.message_id, Some(frozen.message_id.clone()));
            assert_eq!(parsed.date, Some(at));
            if mode == Mode::SendAs {
                let text = String::from_utf8(frozen.bytes).unwrap();
                assert!(
                    !text.contains("anna"),
                    "the team's message names who wrote it"
                );
            }
        }
    }

    #[test]
    fn each_recipient_once_and_bcc_in_the_envelope_only() {
        let identity = identity("support@a.test", "Support", Mode::SendAs);
        let frozen = freeze(
            draft(&identity),
            &seed(),
            &identity,
            &account(),
            Timestamp::UNIX_EPOCH,
            false,
        )
        .unwrap();
        let to: Vec<_> = frozen
            .envelope
            .to
            .iter()
            .map(EmailAddress::as_str)
            .collect();
        assert_eq!(to, ["kim@b.test", "lee@b.test", "boss@a.test"]);
        let text = String::from_utf8(frozen.bytes.clone()).unwrap();
        assert!(!text.to_lowercase().contains("boss"));
        assert!(
            header(&frozen.bytes, "Bcc").is_empty(),
            "a subject added a field"
        );
        assert_eq!(frozen.to.len(), 2);
        assert_eq!(bare_line_end(&frozen.bytes), None);
    }

    #[test]
    fn a_wish_for_a_receipt_goes_along_with_the_message_id() {
        let identity = identity("support@a.test", "Support", Mode::SendAs);
        for receipt in [false, true] {
            let draft = Draft {
                receipt,
                ..draft(&identity)
            };
            let frozen = freeze(
                draft,
                &seed(),
                &identity,
                &account(),
                Timestamp::UNIX_EPOCH,
                false,
            )
            .unwrap();
            assert_eq!(frozen.envelope.receipt, receipt);
            let id = receipt.then_some(frozen.message_id);
            assert_eq!(frozen.envelope.envelope_id, id);
        }
    }

    #[test]
    fn two_drafts_never_share_a_message_id_and_two_copies_of_one_do() {
        let identity = identity("support@a.test", "Support", Mode::SendAs);
        let id = |draft: Draft, seed: &DraftSeed| {
            let at = Timestamp::UNIX_EPOCH;
            let frozen = freeze(draft, seed, &identity, &account(), at, false);
            frozen.unwrap().message_id
        };
        let one = id(draft(&identity), &seed());
        let other = DraftSeed {
            word: "other".into(),
            ..seed()
        };
        assert_ne!(one, id(draft(&identity), &other));
        assert_eq!(one, id(draft(&identity), &seed()));
        let edited = Draft {
            body: "else".into(),
            ..draft(&identity)
        };
        assert_ne!(one, id(edited, &seed()));
    }

    #[test]
    fn what_cannot_be_sent_says_why() {
        let identity = identity("support@a.test", "Support", Mode::SendAs);
        let whole = draft(&identity);
        for (draft, key) in [
            (
                Draft {
                    from: None,
                    ..whole.clone()
                },
                "outbox-no-from",
            ),
            (
                Draft {
                    to: vec![],
                    cc: vec![],
                    bcc: vec![],
                    ..whole.clone()
                },
                "outbox-no-recipient",
            ),
            (
                Draft {
                    cc: vec![NamedAddress {
                        name: None,
                        address: "nobody".into(),
                    }],
                    ..whole
                },
                "outbox-no-address",
            ),
        ] {
            let error = freeze(
                draft,
                &seed(),
                &identity,
                &account(),
                Timestamp::UNIX_EPOCH,
                false,
            )
            .unwrap_err();
            assert_eq!(error.problem().message.key, key);
        }
    }

    /// A domain has an ASCII form that every server knows, whatever stands before the `@`.
    #[test]
    fn international_domains_are_written_in_ascii_and_local_parts_as_they_are() {
        let mut identity = identity("support@a.test", "Support", Mode::SendAs);
        let list = |text| NamedAddress::parse_list(text).unwrap();
        let whole = Draft {
            to: list("Kim <kim@bücher.test>"),
            cc: list("info@例え.test"),
            bcc: vec![],
            ..draft(&identity)
        };
        let at = Timestamp::UNIX_EPOCH;
        let frozen = freeze(whole.clone(), &seed(), &identity, &account(), at, false).unwrap();
        assert_eq!(
            header(&frozen.bytes, "To"),
            ["Kim <kim@xn--bcher-kva.test>"]
        );
        assert_eq!(header(&frozen.bytes, "Cc"), ["<info@xn--r8jz45g.test>"]);
        let end = frozen.bytes.windows(4).position(|w| w == b"\r\n\r\n");
        assert!(frozen.bytes[..end.unwrap()].is_ascii());

        let cc = list("Jürgen <jürgen@bücher.test>");
        let frozen = freeze(
            Draft {
                cc,
                ..whole.clone()
            },
            &seed(),
            &identity,
            &account(),
            at,
            false,
        )
        .unwrap();
        assert_eq!(
            header(&frozen.bytes, "Cc"),
            ["=?utf-8?B?SsO8cmdlbg==?= <jürgen@xn--bcher-kva.test>"]
        );

        let address: EmailAddress = "hilfe@bücher.test".parse().unwrap();
        identity.from = NamedAddress::new(Some("Hilfe"), &address);
        identity.key.address = address;
        let frozen = freeze(whole, &seed(), &identity, &account(), at, false).unwrap();
        assert_eq!(
            header(&frozen.bytes, "From"),
            ["Hilfe <hilfe@xn--bcher-kva.test>"]
        );
        assert!(frozen.message_id.ends_with("@xn--bcher-kva.test"));
    }

    #[test]
    fn bare_line_ends_are_found() {
        for (bytes, at) in [
            (&b"a\r\nb\r\n"[..], None),
            (b"", None),
            (b"a\nb", Some(1)),
            (b"a\rb", Some(2)),
            (b"a\r", Some(2)),
            (b"\r\r\n", Some(1)),
            (b"\n", Some(0)),
        ] {
            assert_eq!(bare_line_end(bytes), at, "{bytes:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// T10: whatever a person pastes, what leaves has CRLF line ends only and no field of theirs.
        #[test]
        fn nothing_typed_can_break_out(
            body in "[a-zäЖ.\\r\\n\\x00-\\x1f >-]{0,200}",
            subject in "[a-zäЖ\\r\\n:\\x00 -~]{0,120}",
            name in "[a-zäЖ\\r\\n\"<>, ]{0,40}",
        ) {
            let identity = identity("support@a.test", &name, Mode::SendAs);
            let mut draft = draft(&identity);
            (draft.body, draft.subject) = (body, subject);
            let frozen = freeze(draft, &seed(), &identity, &account(), Timestamp::UNIX_EPOCH, false).unwrap();
            prop_assert_eq!(bare_line_end(&frozen.bytes), None);
            let text = String::from_utf8_lossy(&frozen.bytes).into_owned();
            let head = text.split("\r\n\r\n").next().unwrap();
            for line in head.split("\r\n") {
                let known = ["Date", "From", "To", "Cc", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];
                prop_assert!(line.starts_with(' ') || line.starts_with('\t') || known.iter().any(|k| line.starts_with(&format!("{k}:"))), "{line:?}");
            }
        }
    }
}
