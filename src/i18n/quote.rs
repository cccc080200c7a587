//! What stands above the text of a message that is answered or passed on.

use jiff::tz::TimeZone;

use super::Texts;
use crate::domain::{Intent, MessageHeader, NamedAddress};

impl Texts {
    /// "On Sunday, 9 November 2025 at 10:42, Kim wrote:" above the text that is answered; from whom,
    /// when, to whom and about what above one that is passed on.
    ///
    /// The date is the author's (`Date`), where there is one: it is what all others see.
    #[must_use]
    pub fn above_quote(&self, header: &MessageHeader, intent: Intent, zone: &TimeZone) -> String {
        let date = self.long_date(header.date_header.unwrap_or(header.date), zone);
        let who = &header.participants;
        if intent != Intent::Forward {
            let name = who.from.first().map(|a| a.label().to_owned());
            let name = name.unwrap_or_default().into();
            return self.say_with(
                "quote-attribution",
                &[("date", date.into()), ("name", name)],
            );
        }
        let people = |list: &[NamedAddress]| {
            let people: Vec<String> = list.iter().map(ToString::to_string).collect();
            people.join(", ")
        };
        let lines = [
            ("header-from", people(&who.from)),
            ("header-date", date),
            ("header-to", people(&who.to)),
            ("header-cc", people(&who.cc)),
            ("header-subject", header.subject.clone()),
        ];
        let mut text = self.say("forward-head");
        for (key, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
            let args = [("name", self.say(key).into()), ("value", value.into())];
            text.push('\n');
            text.push_str(&self.say_with("forward-line", &args));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Flags, FolderId, FolderRole, MailboxId, MessageKey, Participants, SentBy};
    use crate::i18n::Language;

    fn header() -> MessageHeader {
        let mailbox = MailboxId::of(&"support@a.test".parse().unwrap());
        let list = |text| NamedAddress::parse_list(text).unwrap();
        MessageHeader {
            id: MessageKey {
                folder: FolderId::of(&mailbox, "INBOX"),
                uid_validity: 1,
                uid: 7,
            },
            mailbox,
            folder: "INBOX".into(),
            message_id: None,
            in_reply_to: vec![],
            references: vec![],
            participants: Participants {
                from: list("Kim <kim@b.test>"),
                to: list("support@a.test, lee@b.test"),
                ..Participants::default()
            },
            sent_by: SentBy::NotAsked,
            subject: "{ $name }".into(),
            date: "2025-11-09T12:00:00Z".parse().unwrap(),
            date_header: Some("2025-11-09T09:42:00Z".parse().unwrap()),
            flags: Flags::default(),
            unread_for_me: false,
            size: 1,
            has_attachment: false,
            is_automatic: false,
            preview: String::new(),
            role: FolderRole::default(),
            thread_id: String::new(),
        }
    }

    #[test]
    fn an_answer_names_who_wrote_and_when_they_did() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let said = |language| Texts::new(language).above_quote(&header(), Intent::Reply, &zone);
        assert_eq!(
            said(Language::English),
            "On Sunday, 9 November 2025 at 10:42, Kim wrote:"
        );
        assert!(said(Language::French).ends_with("Kim a écrit\u{a0}:"));
        let all = Texts::new(Language::English).above_quote(&header(), Intent::ReplyAll, &zone);
        assert_eq!(all, said(Language::English));
    }

    #[test]
    fn what_is_passed_on_is_named_whole_and_without_empty_lines() {
        let zone = TimeZone::fixed(jiff::tz::offset(1));
        let said = Texts::new(Language::English).above_quote(&header(), Intent::Forward, &zone);
        let expected = "---------- Forwarded message ----------\n\
            From: Kim <kim@b.test>\n\
            Date: Sunday, 9 November 2025 at 10:42\n\
            To: support@a.test, lee@b.test\n\
            Subject: { $name }";
        assert_eq!(said, expected);
    }
}
