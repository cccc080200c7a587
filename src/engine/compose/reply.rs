//! The draft with which an answer begins: in the name of the mailbox in which the message is seen.

use std::collections::HashSet;

use crate::domain::{
    Attachment, Draft, EmailAddress, Identity, Intent, MailboxId, MessageHeader, NamedAddress,
    SendRight, SendRightKey, TextFormat,
};
use crate::rfc822::{self, Layout, Recipients};

/// The words of an answer that the face says, in the person's language, and which of the message's were seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuoteWords {
    /// What stands before the quoted text: "On 9 November 2025, Kim wrote:"; for a message that
    /// is passed on, the lines that say from whom, to whom, when and about what.
    pub attribution: String,
    /// Is the message seen as its author laid it out? Then the words of that are quoted, and not those of a plain
    /// text beside it which says something else; and it is passed on so.
    pub is_drawn: bool,
}

/// The message that is answered or passed on.
pub(in crate::engine) struct Original {
    /// Its header.
    pub header: MessageHeader,
    /// Its text, readable.
    pub text: String,
    /// What is attached to it, for passing on.
    pub attachments: Vec<Attachment>,
    /// Its layout, where it is passed on as it was laid out.
    pub layout: Option<Layout>,
}

/// The draft that answers or passes on a message. `identities` are ordered best first.
pub(in crate::engine) fn reply_draft(
    original: Original,
    intent: Intent,
    identities: &[Identity],
    words: &QuoteWords,
) -> Draft {
    let header = &original.header;
    let from = identity_of(&header.mailbox, identities);
    let own = not_answered(header, from.as_ref(), identities);
    let recipients = rfc822::reply_recipients(&header.participants, intent, &own);
    let mut attachments = match intent {
        Intent::Forward => original.attachments,
        Intent::Reply | Intent::ReplyAll => Vec::new(),
    };
    let layout = original.layout.map(|layout| {
        // In what order they are read again is not for us to say, but none has its name.
        let mut taken = HashSet::new();
        for file in &attachments {
            let _ = rfc822::make_unique(file.name.clone(), &mut taken);
        }
        let name = rfc822::make_unique(rfc822::LAYOUT_NAME.to_owned(), &mut taken);
        layout.to_file(&name)
    });
    let passed_on = match &layout {
        Some(file) => rfc822::layout_mark(&file.name),
        None => original.text.clone(),
    };
    let format = match layout {
        Some(_) => TextFormat::Formatted,
        None => TextFormat::Plain,
    };
    attachments.splice(0..0, layout);
    let (subject, body) = match intent {
        Intent::Reply | Intent::ReplyAll => (
            rfc822::reply_subject(&header.subject),
            format!("\n\n{}", rfc822::quote(&original.text, &words.attribution)),
        ),
        Intent::Forward => (
            rfc822::forward_subject(&header.subject),
            format!("\n\n{}\n\n{passed_on}", words.attribution.trim_end()),
        ),
    };
    Draft {
        from,
        to: recipients.to,
        cc: recipients.cc,
        bcc: Vec::new(),
        subject,
        body,
        reply: Some(rfc822::reply_to(header, intent)),
        attachments,
        receipt: false,
        format,
    }
}

/// The addresses that shall not get an answer to this message in this name.
fn not_answered(
    header: &MessageHeader,
    from: Option<&SendRightKey>,
    identities: &[Identity],
) -> Vec<EmailAddress> {
    let mut own: Vec<EmailAddress> = Vec::new();
    for text in [
        Some(header.mailbox.as_str()),
        from.map(|k| k.account.as_str()),
    ] {
        own.extend(text.and_then(|t| EmailAddress::parse(t).ok()));
    }
    // Where answers to the mailbox's own messages go is no recipient of theirs. Of the messages of
    // others it may be the author, or somebody who got them.
    let who = &header.participants;
    let is_own = |one: &NamedAddress| one.checked().is_ok_and(|one| own.contains(&one));
    if !who.from.is_empty() && who.from.iter().all(is_own) {
        let of_mailbox = identities.iter();
        let of_mailbox = of_mailbox.filter(|i| MailboxId::of(&i.key.address) == header.mailbox);
        own.extend(of_mailbox.filter_map(|i| i.reply_to.clone()));
    }
    own
}

/// Who would get an answer to all of this message, and does not get this one.
pub(in crate::engine) fn left_out(
    header: &MessageHeader,
    draft: &Draft,
    identities: &[Identity],
) -> Recipients {
    let own = not_answered(header, draft.from.as_ref(), identities);
    let mut all = rfc822::reply_recipients(&header.participants, Intent::ReplyAll, &own);
    let named = [&draft.to, &draft.cc, &draft.bcc];
    let is_named = |one: &NamedAddress| {
        let mut named = named.iter().copied().flatten();
        named.any(|named| named.address.eq_ignore_ascii_case(&one.address))
    };
    all.to.retain(|one| !is_named(one));
    all.cc.retain(|one| !is_named(one));
    all
}

/// The identity of the mailbox in view: its best mode that is not refused. Where all are refused it
/// is still this mailbox's first, shown with the reason; never another address in its place.
fn identity_of(mailbox: &MailboxId, identities: &[Identity]) -> Option<SendRightKey> {
    let of_mailbox = || {
        identities
            .iter()
            .filter(|i| MailboxId::of(&i.key.address) == *mailbox)
    };
    of_mailbox()
        .find(|i| i.right != SendRight::Refused)
        .or_else(|| of_mailbox().next())
        .map(|i| i.key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Flags, FolderId, FolderRole, MessageKey, Mode, NamedAddress, Participants,
    };
    use crate::engine::samples;
    use crate::permission::best_modes;
    use jiff::Timestamp;

    fn identity(address: &str, mode: Mode, right: SendRight) -> Identity {
        Identity {
            right,
            mailbox: Some(samples::mailbox_id(address)),
            ..samples::identity(address, mode)
        }
    }

    fn original() -> Original {
        let mailbox = MailboxId::of(&"support@a.test".parse().unwrap());
        let list = |text| NamedAddress::parse_list(text).unwrap();
        Original {
            header: MessageHeader {
                id: MessageKey {
                    folder: FolderId::of(&mailbox, "INBOX"),
                    uid_validity: 1,
                    uid: 7,
                },
                mailbox,
                folder: "INBOX".into(),
                message_id: Some("m1@b.test".into()),
                in_reply_to: vec![],
                references: vec!["m0@b.test".into()],
                participants: Participants {
                    from: list("Kim <kim@b.test>"),
                    to: list("support@a.test, lee@b.test"),
                    cc: list("anna@a.test, max@b.test"),
                    ..Participants::default()
                },
                sent_by: crate::domain::SentBy::NotAsked,
                subject: "AW: Printer".into(),
                date: Timestamp::UNIX_EPOCH,
                date_header: None,
                flags: Flags::default(),
                unread_for_me: false,
                size: 1,
                has_attachment: true,
                is_automatic: false,
                preview: String::new(),
                role: FolderRole::default(),
                thread_id: "m0@b.test".into(),
            },
            text: "It burns.\n-- \nKim".into(),
            attachments: vec![Attachment {
                name: "fire.png".into(),
                media_type: "image/png".into(),
                bytes: vec![1],
                in_text: false,
            }],
            layout: None,
        }
    }

    fn words() -> QuoteWords {
        QuoteWords {
            attribution: "Kim wrote:".into(),
            is_drawn: false,
        }
    }

    fn addresses(list: &[NamedAddress]) -> Vec<&str> {
        list.iter().map(|a| a.address.as_str()).collect()
    }

    use SendRight::{Allowed, Refused, Untested};

    #[test]
    fn an_answer_speaks_for_the_mailbox_in_view() {
        let own = identity("anna@a.test", Mode::Own, Allowed);
        for (send_as, behalf, expected) in [
            (Allowed, Untested, Mode::SendAs),
            (Untested, Allowed, Mode::SendAs),
            (Refused, Untested, Mode::OnBehalf),
            // Nothing is left: the mailbox's own identity, refused, rather than the personal one.
            (Refused, Refused, Mode::SendAs),
        ] {
            let identities = best_modes(vec![
                own.clone(),
                identity("support@a.test", Mode::SendAs, send_as),
                identity("support@a.test", Mode::OnBehalf, behalf),
            ]);
            let draft = reply_draft(original(), Intent::Reply, &identities, &words());
            let from = draft.from.unwrap();
            assert_eq!(
                (from.address.as_str(), from.mode),
                ("support@a.test", expected)
            );
        }
        let draft = reply_draft(original(), Intent::Reply, &[own], &words());
        assert_eq!(
            draft.from, None,
            "no identity of the mailbox: a person chooses"
        );
    }

    #[test]
    fn going_on_from_a_message_of_the_mailbox_goes_to_who_got_it() {
        let helpdesk: EmailAddress = "helpdesk@a.test".parse().unwrap();
        let mut support = identity("support@a.test", Mode::SendAs, Allowed);
        support.reply_to = Some(helpdesk.clone());
        let mut sent = original();
        let participants = &mut sent.header.participants;
        participants.from = NamedAddress::parse_list("Support <support@a.test>").unwrap();
        participants.reply_to = vec![NamedAddress::bare(&helpdesk)];
        participants.to = NamedAddress::parse_list("kim@b.test").unwrap();
        let draft = reply_draft(sent, Intent::Reply, &[support], &words());
        assert_eq!(addresses(&draft.to), ["kim@b.test"]);
    }

    /// It may be a colleague's own address, who writes as anybody else does.
    #[test]
    fn who_gets_the_mailboxs_answers_is_answered_as_anybody_else() {
        let lea: EmailAddress = "lea@a.test".parse().unwrap();
        let mut support = identity("support@a.test", Mode::SendAs, Allowed);
        support.reply_to = Some(lea.clone());
        let mut by_lea = original();
        let participants = &mut by_lea.header.participants;
        participants.from = vec![NamedAddress::bare(&lea)];
        participants.to = NamedAddress::parse_list("support@a.test, kim@b.test").unwrap();
        participants.cc.clear();
        let draft = reply_draft(by_lea, Intent::Reply, &[support.clone()], &words());
        assert_eq!(addresses(&draft.to), ["lea@a.test"]);

        let mut to_lea = original();
        let participants = &mut to_lea.header.participants;
        participants.from = NamedAddress::parse_list("kim@b.test").unwrap();
        participants.to = NamedAddress::parse_list("support@a.test").unwrap();
        participants.cc = vec![NamedAddress::bare(&lea)];
        let draft = reply_draft(to_lea, Intent::ReplyAll, &[support], &words());
        assert_eq!(addresses(&draft.cc), ["lea@a.test"]);
    }

    #[test]
    fn recipients_subject_quote_and_references() {
        let identities = [identity("support@a.test", Mode::SendAs, Untested)];
        let draft = reply_draft(original(), Intent::Reply, &identities, &words());
        assert_eq!(addresses(&draft.to), ["kim@b.test"]);
        assert!(draft.cc.is_empty() && draft.attachments.is_empty());
        assert_eq!(draft.subject, "Re: Printer");
        assert_eq!(draft.body, "\n\nKim wrote:\n> It burns.\n");
        let reply = draft.reply.unwrap();
        assert_eq!(reply.message_id.as_deref(), Some("m1@b.test"));
        assert_eq!(reply.references, ["m0@b.test"]);

        let all = reply_draft(original(), Intent::ReplyAll, &identities, &words());
        assert_eq!(addresses(&all.to), ["kim@b.test", "lee@b.test"]);
        assert_eq!(addresses(&all.cc), ["max@b.test"]);

        let forward = reply_draft(original(), Intent::Forward, &identities, &words());
        assert!(forward.to.is_empty() && forward.cc.is_empty());
        assert_eq!(forward.subject, "Fwd: AW: Printer");
        assert_eq!(forward.body, "\n\nKim wrote:\n\nIt burns.\n-- \nKim");
        assert_eq!(forward.attachments.len(), 1);
    }

    #[test]
    fn a_layout_takes_the_place_of_the_words_under_a_name_of_its_own() {
        let mut original = original();
        original.attachments.push(Attachment {
            name: "Forwarded.eml".into(),
            media_type: "message/rfc822".into(),
            bytes: b"Subject: a\r\n\r\nb".to_vec(),
            in_text: false,
        });
        original.layout = Some(Layout {
            key: Layout::new_key(),
            ..Layout::default()
        });
        let draft = reply_draft(original, Intent::Forward, &[], &words());
        assert_eq!(
            draft.body,
            "\n\nKim wrote:\n\n![forwarded (2).eml](mid:forwarded%20%282%29.eml)"
        );
        assert_eq!(draft.format, TextFormat::Formatted);
        let files: Vec<_> = draft
            .attachments
            .iter()
            .map(|f| (f.name.as_str(), f.in_text))
            .collect();
        assert_eq!(
            files,
            [
                ("forwarded (2).eml", true),
                ("fire.png", false),
                ("Forwarded.eml", false)
            ]
        );
        let along = rfc822::along(&draft.attachments, &draft.body, draft.format);
        use rfc822::Along::{Beside, InText};
        assert_eq!(along, [InText, Beside, Beside]);
    }
}
