//! Who gets an answer, and what it refers to. Pure.

use crate::domain::{
    EmailAddress, Intent, MessageHeader, NamedAddress, Participants, Reply, SystemFlag,
};

use super::parse::bound_references;

/// To and Cc of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// `To`
    pub to: Vec<NamedAddress>,
    /// `Cc`
    pub cc: Vec<NamedAddress>,
}

/// Who gets the answer to a message. `own` are the addresses that shall not get it: the
/// account's, and that of the mailbox the message lies in.
///
/// `Reply-To` stands for the author where there is one (RFC 5322 3.6.2). An answer to a message of
/// one's own goes on to those who got it. Nobody is named twice. A forward has no recipients.
#[must_use]
pub fn reply_recipients(who: &Participants, intent: Intent, own: &[EmailAddress]) -> Recipients {
    if intent == Intent::Forward {
        return Recipients::default();
    }
    let authors = if who.reply_to.is_empty() {
        &who.from
    } else {
        &who.reply_to
    };
    let mut seen: Vec<String> = Vec::new();
    let mut fresh = |list: &[NamedAddress]| -> Vec<NamedAddress> {
        list.iter()
            .filter(|one| !one.address.is_empty() && !is_own(one, own))
            .filter(|one| {
                let key = one.address.to_lowercase();
                let new = !seen.contains(&key);
                if new {
                    seen.push(key);
                }
                new
            })
            .cloned()
            .collect()
    };
    let mut to = fresh(authors);
    let own_message = to.is_empty();
    let mut cc = Vec::new();
    if own_message || intent == Intent::ReplyAll {
        to.extend(fresh(&who.to));
    }
    if intent == Intent::ReplyAll {
        cc = fresh(&who.cc);
    }
    if to.is_empty() && cc.is_empty() {
        // A note to oneself is answered to oneself: better than a message to nobody.
        to = authors
            .iter()
            .filter(|one| !one.address.is_empty())
            .take(1)
            .cloned()
            .collect();
    }
    Recipients { to, cc }
}

fn is_own(one: &NamedAddress, own: &[EmailAddress]) -> bool {
    own.iter().any(|own| {
        own.as_str().eq_ignore_ascii_case(&one.address) || own.key() == one.address.to_lowercase()
    })
}

/// What a draft that answers or forwards this message refers to.
#[must_use]
pub fn reply_to(header: &MessageHeader, intent: Intent) -> Reply {
    // RFC 5322 3.6.4: without References, a single In-Reply-To takes their place.
    let references = match (&header.references[..], &header.in_reply_to[..]) {
        ([], [one]) => vec![one.clone()],
        (references, _) => references.to_vec(),
    };
    Reply {
        intent,
        to: header.id.clone(),
        mailbox: header.mailbox.clone(),
        message_id: header.message_id.clone(),
        references: bound_references(references),
        was_answered: header.flags.has(SystemFlag::Answered),
        known_answers: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<NamedAddress> {
        NamedAddress::parse_list(text).unwrap()
    }

    fn own() -> Vec<EmailAddress> {
        vec![
            "support@a.test".parse().unwrap(),
            "anna@a.test".parse().unwrap(),
        ]
    }

    fn show(list: &[NamedAddress]) -> String {
        list.iter()
            .map(|a| a.address.clone())
            .collect::<Vec<_>>()
            .join(",")
    }

    #[test]
    fn the_author_or_who_they_name_instead() {
        let mut who = Participants {
            from: list("Kim <kim@b.test>"),
            to: list("support@a.test, ben@a.test"),
            cc: list("lee@b.test"),
            ..Participants::default()
        };
        assert_eq!(
            show(&reply_recipients(&who, Intent::Reply, &own()).to),
            "kim@b.test"
        );
        who.reply_to = list("desk@b.test");
        assert_eq!(
            show(&reply_recipients(&who, Intent::Reply, &own()).to),
            "desk@b.test"
        );
        assert_eq!(
            reply_recipients(&who, Intent::Forward, &own()),
            Recipients::default()
        );
    }

    #[test]
    fn everyone_once_and_never_oneself() {
        let who = Participants {
            from: list("Kim <kim@b.test>"),
            to: list("Support <SUPPORT@a.test>, ben@a.test, KIM@b.test"),
            cc: list("lee@b.test, anna@a.test, ben@a.test, lee@B.test"),
            ..Participants::default()
        };
        let all = reply_recipients(&who, Intent::ReplyAll, &own());
        assert_eq!(show(&all.to), "kim@b.test,ben@a.test");
        assert_eq!(show(&all.cc), "lee@b.test");
    }

    #[test]
    fn an_answer_to_ones_own_goes_on_to_the_others() {
        let who = Participants {
            from: list("support@a.test"),
            to: list("kim@b.test"),
            cc: list("lee@b.test"),
            ..Participants::default()
        };
        assert_eq!(
            show(&reply_recipients(&who, Intent::Reply, &own()).to),
            "kim@b.test"
        );
        let note = Participants {
            from: list("anna@a.test"),
            to: list("anna@a.test"),
            ..Participants::default()
        };
        assert_eq!(
            show(&reply_recipients(&note, Intent::Reply, &own()).to),
            "anna@a.test"
        );
    }
}
