//! New messages that a person is told of: in which mailboxes, which of them, and when not.

use std::collections::BTreeMap;

use jiff::civil::Time;

use super::problem::Problem;
use super::{Engine, causes};
use crate::domain::{
    EmailAddress, FolderRole, Mailbox, MailboxId, MessageHeader, MessageKey, Notify, SystemFlag,
};

/// Most messages that came together and are looked at; of more than these nobody wants to hear singly.
const MOST: usize = 200;

/// A new message that a person is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Which.
    pub message: MessageKey,
    /// The name of the mailbox it came to.
    pub mailbox: String,
    /// Who it is from, in words.
    pub from: String,
    /// Its subject.
    pub subject: String,
}

impl Engine {
    /// Of messages that came, those of which the person is told at this time of day: unread ones in an Inbox, as
    /// the mailbox's setting says. None in quiet hours. At most 200 are looked at.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn arrivals(
        &self,
        came: Vec<MessageKey>,
        now: Time,
    ) -> Result<Vec<Arrival>, Problem> {
        let config = self.shared.config();
        if config
            .settings
            .quiet
            .is_some_and(|quiet| quiet.contains(now))
        {
            return Ok(Vec::new());
        }
        let own: Vec<EmailAddress> = config.accounts.iter().map(|a| a.address.clone()).collect();
        let read = self.reader.run(move |reader| {
            let mut mailboxes: BTreeMap<MailboxId, Option<Mailbox>> = BTreeMap::new();
            let mut told = Vec::new();
            for key in came.into_iter().take(MOST) {
                let Some(header) = reader.message(&key)? else {
                    continue;
                };
                let id = header.mailbox.clone();
                if !mailboxes.contains_key(&id) {
                    let read = reader.mailbox(&id)?;
                    let _ = mailboxes.insert(id.clone(), read);
                }
                let Some(Some(mailbox)) = mailboxes.get(&id) else {
                    continue;
                };
                let is_new =
                    header.role == FolderRole::Inbox && !header.flags.has(SystemFlag::Seen);
                let concerns = match config.notify(&id, mailbox.kind) {
                    Notify::All => true,
                    Notify::None => false,
                    Notify::Mine => is_to(&header, &own) || reader.wrote_in(&header.id, &own)?,
                };
                if is_new && concerns {
                    told.push(Arrival::of(header, &mailbox.name));
                }
            }
            Ok(told)
        });
        read.await.map_err(|e| causes::of_store(&e))
    }
}

/// Is it written to one of these addresses?
fn is_to(header: &MessageHeader, own: &[EmailAddress]) -> bool {
    let people = &header.participants;
    let mut all = people.to.iter().chain(&people.cc);
    all.any(|one| {
        own.iter()
            .any(|own| own.as_str().eq_ignore_ascii_case(&one.address))
    })
}

impl Arrival {
    fn of(header: MessageHeader, mailbox: &str) -> Self {
        let from = header.participants.from.first();
        let from = from.map(|from| from.label().to_owned());
        Self {
            message: header.id,
            mailbox: mailbox.to_owned(),
            from: from.unwrap_or_default(),
            subject: header.subject,
        }
    }
}
