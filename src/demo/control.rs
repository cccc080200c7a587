//! The hands behind the demo server: deliver mail, act as a colleague, change rights, look at
//! what clients did, and let things go wrong.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::DemoError;
use super::colleague::{self, Step};
use super::delivery;
use super::fault::{CutHow, Fault, SmtpFault, SmtpWhen, When};
use super::mailstore::{ANYONE, FolderKey, StoreRefusal};
use super::state::{Hub, LoggedCommand, Submission};
use super::team::{Profile, RefusalStyle, SendGrant, ServerFiling};
use crate::domain::Rights;

/// A message as it lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// Its UID.
    pub uid: u32,
    /// INTERNALDATE.
    pub date: Timestamp,
    /// Flags and keywords that everybody sees; never `\Seen`.
    pub flags: Vec<String>,
    /// Which of the members (by address) have seen it. With [`Profile::Exchange`] `\Seen` is
    /// everybody's, and then this is all of them or nobody.
    pub seen_by: Vec<String>,
    /// The message.
    pub bytes: Arc<[u8]>,
}

/// A handle on a running demo server. Members and mailboxes are given by name or address
/// (`anna`, `support@acme.example`), folders by their wire names, the Inbox as `INBOX`.
#[derive(Clone)]
pub struct Control {
    hub: Arc<Hub>,
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control")
            .field("imap", &self.hub.imap)
            .field("smtp", &self.hub.smtp)
            .finish_non_exhaustive()
    }
}

impl Control {
    pub(super) fn new(hub: Arc<Hub>) -> Self {
        Self { hub }
    }

    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    // Mail.

    /// Puts a message into a folder, unseen and unflagged, and returns its UID.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`], [`DemoError::Full`].
    pub fn deliver(&self, mailbox: &str, folder: &str, message: &[u8]) -> Result<u32, DemoError> {
        self.deliver_with(mailbox, folder, message, &[], Timestamp::now())
    }

    /// Puts a message into a folder, with flags (`\Seen` is then the mailbox's own, nobody
    /// else's) and an INTERNALDATE, and returns its UID.
    ///
    /// # Errors
    /// As [`Control::deliver`].
    pub fn deliver_with(
        &self,
        mailbox: &str,
        folder: &str,
        message: &[u8],
        flags: &[&str],
        date: Timestamp,
    ) -> Result<u32, DemoError> {
        let key = self.existing(mailbox, folder)?;
        let flags: Vec<String> = flags.iter().map(|f| (*f).to_owned()).collect();
        self.hub.change(|state| {
            let reader = state.reader(&key.owner).to_owned();
            state
                .store
                .append(&key, Arc::from(message), date, &flags, &reader)
                .map_err(|refusal| refused(refusal, &key))
        })
    }

    /// The messages of a folder, by ascending UID.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`].
    pub fn messages(&self, mailbox: &str, folder: &str) -> Result<Vec<KeptMessage>, DemoError> {
        let key = self.existing(mailbox, folder)?;
        Ok(self.hub.with(|state| {
            let members = state.team.members.iter().map(|m| &m.name);
            let members: Vec<String> = members
                .chain(state.team.shared.iter().map(|s| &s.name))
                .map(|n| format!("{n}@{}", state.team.domain))
                .collect();
            let folder = state.store.folder(&key);
            let messages = folder.map(|f| f.messages.as_slice()).unwrap_or_default();
            let kept = messages.iter().map(|m| KeptMessage {
                uid: m.uid,
                date: m.date,
                flags: m.flags.iter().cloned().collect(),
                seen_by: members
                    .iter()
                    .filter(|who| m.is_seen(state.reader(who)))
                    .cloned()
                    .collect(),
                bytes: Arc::clone(&m.raw),
            });
            kept.collect()
        }))
    }

    /// The wire names of a mailbox's folders, in their order.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`].
    pub fn folders(&self, mailbox: &str) -> Result<Vec<String>, DemoError> {
        let owner = self.address_of(mailbox)?;
        Ok(self.hub.with(|state| {
            let tree = state.store.tree(&owner);
            tree.map(|(key, _)| key.name.clone()).collect()
        }))
    }

    /// UIDVALIDITY of a folder.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`].
    pub fn uid_validity(&self, mailbox: &str, folder: &str) -> Result<u32, DemoError> {
        let key = self.existing(mailbox, folder)?;
        Ok(self
            .hub
            .with(|state| state.store.folder(&key).map_or(0, |f| f.uid_validity)))
    }

    /// Everything that was submitted, accepted or not, in order. The last 10,000.
    #[must_use]
    pub fn submissions(&self) -> Vec<Submission> {
        self.hub
            .with(|state| state.submissions.iter().cloned().collect())
    }

    /// Makes an empty folder whose rights are those of the mailbox's Inbox.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`]; [`DemoError::Full`] when there are too many. A folder that is
    /// there already is no error.
    pub fn create_folder(&self, mailbox: &str, folder: &str) -> Result<(), DemoError> {
        let owner = self.address_of(mailbox)?;
        let key = FolderKey::new(&owner, folder);
        self.hub.change(|state| {
            let inbox = state.store.folder(&FolderKey::new(&owner, "INBOX"));
            let acl = inbox.map(|f| f.acl.clone()).unwrap_or_default();
            match state.store.create(key, acl, None) {
                Ok(()) | Err(StoreRefusal::Exists) => Ok(()),
                Err(_) => Err(DemoError::Full),
            }
        })
    }

    /// Removes a folder and its mail.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`].
    pub fn delete_folder(&self, mailbox: &str, folder: &str) -> Result<(), DemoError> {
        let key = self.existing(mailbox, folder)?;
        self.hub
            .change(|state| state.store.delete(&key).map_err(|r| refused(r, &key)))
    }

    /// Gives a folder a new UIDVALIDITY and its messages new UIDs from 1, as after a restored
    /// backup.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`].
    pub fn renumber(&self, mailbox: &str, folder: &str) -> Result<(), DemoError> {
        let key = self.existing(mailbox, folder)?;
        self.hub.change(|state| {
            if let Some(folder) = state.store.folder_mut(&key) {
                folder.renumber();
            }
        });
        Ok(())
    }

    // A colleague.

    /// Sets or clears a flag as a member would (`\Seen` is then theirs). No right is asked for.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`], [`DemoError::NoSuchMessage`].
    pub fn flag(
        &self,
        member: &str,
        mailbox: &str,
        folder: &str,
        uid: u32,
        flag: &str,
        on: bool,
    ) -> Result<(), DemoError> {
        let user = self.address_of(member)?;
        let key = self.existing(mailbox, folder)?;
        self.hub.change(|state| {
            let reader = state.reader(&user).to_owned();
            let folder = state.store.folder_mut(&key);
            let folder = folder.filter(|f| f.message(uid).is_some());
            let folder = folder.ok_or(DemoError::NoSuchMessage(uid))?;
            folder.set_flag(uid, flag, on, &reader);
            Ok(())
        })
    }

    /// A member reads a message: `\Seen`, theirs alone.
    ///
    /// # Errors
    /// As [`Control::flag`].
    pub fn read(
        &self,
        member: &str,
        mailbox: &str,
        folder: &str,
        uid: u32,
    ) -> Result<(), DemoError> {
        self.flag(member, mailbox, folder, uid, "\\Seen", true)
    }

    /// A member answers a message of a shared Inbox under the mailbox's address: the copy lies in
    /// its Sent folder, the original is `\Answered`. Returns the copy's UID.
    ///
    /// # Errors
    /// As [`Control::flag`]; [`DemoError::NoSuchFolder`] also when there is no Sent folder.
    pub fn answer(
        &self,
        member: &str,
        mailbox: &str,
        uid: u32,
        text: &str,
    ) -> Result<u32, DemoError> {
        let user = self.address_of(member)?;
        let owner = self.address_of(mailbox)?;
        self.hub
            .change(|state| colleague::answer(state, &user, &owner, uid, text))
    }

    /// A member moves a message to another folder of the same mailbox. Returns its new UID.
    ///
    /// # Errors
    /// As [`Control::flag`].
    pub fn move_message(
        &self,
        mailbox: &str,
        from: &str,
        uid: u32,
        to: &str,
    ) -> Result<u32, DemoError> {
        let from = self.existing(mailbox, from)?;
        let to = self.existing(mailbox, to)?;
        self.hub.change(|state| {
            let gone = state.store.expunge(&from, &std::iter::once(uid).collect());
            let message = gone.into_iter().next();
            let message = message.ok_or(DemoError::NoSuchMessage(uid))?;
            state
                .store
                .take_in(&to, message)
                .map_err(|refusal| refused(refusal, &to))
        })
    }

    /// A member removes a message for good.
    ///
    /// # Errors
    /// As [`Control::flag`].
    pub fn remove(&self, mailbox: &str, folder: &str, uid: u32) -> Result<(), DemoError> {
        let key = self.existing(mailbox, folder)?;
        let gone = self
            .hub
            .change(|state| state.store.expunge(&key, &std::iter::once(uid).collect()));
        if gone.is_empty() {
            return Err(DemoError::NoSuchMessage(uid));
        }
        Ok(())
    }

    /// Lets the simulated team take one step at once, whatever its pace. Returns what happened in
    /// a few words, or `None` when there was nothing to do (no unread mail, nothing unanswered).
    pub fn step(&self, step: Step) -> Option<String> {
        self.hub
            .change(|state| colleague::take(state, step, Timestamp::now()))
    }

    // Permissions.

    /// Sets the rights of a member (or of `anyone`) on every folder of a mailbox. Empty rights
    /// remove the entry.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`].
    pub fn set_rights(&self, mailbox: &str, who: &str, rights: Rights) -> Result<(), DemoError> {
        let owner = self.address_of(mailbox)?;
        let who = self.acl_name(who)?;
        self.hub.change(|state| {
            for (_, folder) in state.store.folders_mut(&owner) {
                folder.set_rights(&who, rights);
            }
        });
        Ok(())
    }

    /// Sets the rights of a member (or of `anyone`) on one folder.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`].
    pub fn set_folder_rights(
        &self,
        mailbox: &str,
        folder: &str,
        who: &str,
        rights: Rights,
    ) -> Result<(), DemoError> {
        let key = self.existing(mailbox, folder)?;
        let who = self.acl_name(who)?;
        self.hub.change(|state| {
            if let Some(folder) = state.store.folder_mut(&key) {
                folder.set_rights(&who, rights);
            }
        });
        Ok(())
    }

    /// The rights of a member on a folder.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`], [`DemoError::NoSuchFolder`].
    pub fn rights(&self, mailbox: &str, folder: &str, who: &str) -> Result<Rights, DemoError> {
        let key = self.existing(mailbox, folder)?;
        let who = self.acl_name(who)?;
        Ok(self.hub.with(|state| {
            let folder = state.store.folder(&key);
            folder.map(|f| f.rights_of(&who)).unwrap_or_default()
        }))
    }

    /// Sets or takes away a member's right to send under a mailbox's address. Nobody is told.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`].
    pub fn set_send_right(
        &self,
        member: &str,
        mailbox: &str,
        grant: Option<SendGrant>,
    ) -> Result<(), DemoError> {
        let user = self.address_of(member)?;
        let address = self.address_of(mailbox)?;
        self.hub
            .change(|state| delivery::set_grant(&mut state.team, &user, &address, grant));
        Ok(())
    }

    /// Gives somebody another password; open connections stay.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`].
    pub fn set_password(&self, name: &str, password: &str) -> Result<(), DemoError> {
        let address = self.address_of(name)?;
        self.hub
            .with(|state| state.set_password(&address, password));
        Ok(())
    }

    // The server's manners.

    /// Plays another kind of IMAP server from now on. Meant to be set before clients connect.
    pub fn set_profile(&self, profile: Profile) {
        self.hub.with(|state| state.team.profile = profile);
    }

    /// Refuses senders in another way from now on.
    pub fn set_refusals(&self, refusals: RefusalStyle) {
        self.hub.with(|state| state.team.refusals = refusals);
    }

    /// Files copies of what is submitted, or stops doing so.
    pub fn set_filing(&self, filing: ServerFiling) {
        self.hub.with(|state| state.team.filing = filing);
    }

    // Faults.

    /// One fault, at the next moment that fits.
    pub fn imap_fault(&self, when: When, fault: Fault) {
        self.imap_fault_at(when, fault, 0, 1);
    }

    /// A fault that happens `times` times, after `skip` moments that fit have passed unharmed.
    pub fn imap_fault_at(&self, when: When, fault: Fault, skip: u32, times: u32) {
        self.hub
            .with(|state| state.script.add_imap(when, fault, skip, times));
    }

    /// One fault of submission, at the next moment that fits.
    pub fn smtp_fault(&self, when: SmtpWhen, fault: SmtpFault) {
        self.smtp_fault_at(when, fault, 0, 1);
    }

    /// A fault of submission that happens `times` times, after `skip` moments that fit.
    pub fn smtp_fault_at(&self, when: SmtpWhen, fault: SmtpFault, skip: u32, times: u32) {
        self.hub
            .with(|state| state.script.add_smtp(when, fault, skip, times));
    }

    /// Forgets all faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.hub.with(|state| state.script.clear());
    }

    /// Have all faults happened?
    #[must_use]
    pub fn faults_done(&self) -> bool {
        self.hub.with(|state| state.script.is_empty())
    }

    /// Ends every connection that is open now, also one that idles.
    pub fn cut_connections(&self, how: CutHow) {
        self.hub.cuts.send_modify(|(n, last)| {
            *n += 1;
            *last = how;
        });
    }

    /// Makes the server unreachable (every connection is reset, new ones too), or reachable again.
    pub fn set_offline(&self, offline: bool) {
        self.hub.with(|state| state.offline = offline);
        if offline {
            self.cut_connections(CutHow::Rst);
        }
    }

    // Looking.

    /// How often somebody was refused for a wrong password, IMAP and SMTP together.
    #[must_use]
    pub fn refused_sign_ins(&self) -> usize {
        self.hub.with(|state| state.refused_sign_ins())
    }

    /// The commands that clients sent, in order, without passwords. The last 10,000.
    #[must_use]
    pub fn commands(&self) -> Vec<LoggedCommand> {
        self.hub.with(|state| state.log.iter().cloned().collect())
    }

    /// Forgets the commands so far.
    pub fn clear_commands(&self) {
        self.hub.with(|state| state.log.clear());
    }

    /// How many connections are open, IMAP and SMTP together.
    #[must_use]
    pub fn connections(&self) -> usize {
        *self.hub.connections.borrow()
    }

    /// How many connections ended because the server panicked: none, unless it has a bug.
    #[must_use]
    pub fn connection_panics(&self) -> usize {
        *self.hub.panics.borrow()
    }

    /// Waits until a condition holds, looking whenever something changed and twenty times a
    /// second. Returns whether it held before the limit.
    pub async fn until(&self, limit: Duration, mut holds: impl FnMut(&Self) -> bool) -> bool {
        let mut news = self.hub.news();
        let wait = async {
            while !holds(self) {
                let _ = tokio::time::timeout(Duration::from_millis(50), news.changed()).await;
            }
        };
        tokio::time::timeout(limit, wait).await.is_ok()
    }

    /// The address of a member or mailbox.
    ///
    /// # Errors
    /// [`DemoError::NoSuchName`].
    pub fn address_of(&self, name: &str) -> Result<String, DemoError> {
        self.hub
            .with(|state| state.team.address_of(name))
            .ok_or_else(|| DemoError::NoSuchName(name.to_owned()))
    }

    fn acl_name(&self, who: &str) -> Result<String, DemoError> {
        if who == ANYONE {
            return Ok(who.to_owned());
        }
        self.address_of(who)
    }

    fn existing(&self, mailbox: &str, folder: &str) -> Result<FolderKey, DemoError> {
        let key = FolderKey::new(&self.address_of(mailbox)?, folder);
        let exists = self.hub.with(|state| state.store.folder(&key).is_some());
        if exists {
            Ok(key)
        } else {
            Err(refused(StoreRefusal::Missing, &key))
        }
    }
}

fn refused(refusal: StoreRefusal, key: &FolderKey) -> DemoError {
    match refusal {
        StoreRefusal::Missing => DemoError::NoSuchFolder {
            mailbox: key.owner.clone(),
            folder: key.name.clone(),
        },
        StoreRefusal::Full | StoreRefusal::Exists => DemoError::Full,
    }
}
