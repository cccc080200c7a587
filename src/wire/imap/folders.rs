//! Namespaces, listings, rights and counts: what is asked of folders without opening them.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, ListLine, Sort, acl_entries, rights};
use super::capability::Capability;
use super::command::Command;
use super::connect::ImapConnection;
use super::folder_name::FolderName;
use super::scan::Budget;
use super::types::{
    AclChange, AclEntry, FolderList, FolderStatus, ListWant, Listed, Namespace, Namespaces,
};
use crate::domain::{FolderRole, Rights};
use crate::wire::WireError;

/// Most folders in one listing.
const MAX_FOLDERS: usize = 100_000;

/// Answers to one command about folders: of each its name, rights and counts.
const MAX_ANSWERS: u64 = 3 * MAX_FOLDERS as u64 + 1000;

/// What came in answer to a LIST.
#[derive(Default)]
struct Listing {
    lines: Vec<(FolderName, ListLine)>,
    /// Lines that could not be read.
    unreadable: usize,
    rights: BTreeMap<FolderName, Rights>,
    status: BTreeMap<FolderName, FolderStatus>,
    too_many: bool,
}

/// For each of several folders, the answer or the refusal that concerns it alone.
pub(super) type Each<T> = Vec<(FolderName, Result<T, WireError>)>;

impl ImapConnection {
    fn folder_budget(&self) -> Budget {
        let budget = self.exchange.budget();
        Budget {
            octets: self.exchange.options().limits.folder_octets,
            responses: budget.responses.min(MAX_ANSWERS),
            ..budget
        }
    }

    /// The namespaces (RFC 2342): for the first time as the server told them when the session began, then
    /// asked for anew. A server without the extension has one personal namespace.
    ///
    /// # Errors
    /// `Protocol` if there was no answer that can be read, after which the connection goes on; as
    /// any command. [`ImapConnection::one_namespace`] is a way on after both.
    pub async fn namespaces(&mut self) -> Result<Namespaces, WireError> {
        if let Some(told) = self.namespaces.take() {
            return Ok(told);
        }
        if !self.capabilities.has(Capability::Namespace) {
            return Ok(Namespaces {
                doubtful: false,
                ..self.one_namespace().await?
            });
        }
        let budget = self.folder_budget();
        let mut found = None;
        self.exchange
            .exec(
                Command::new("namespace", "NAMESPACE"),
                budget,
                &mut |answer| match answer {
                    Answer::Namespaces(all) => {
                        found = Some(all);
                        None
                    }
                    other => Some(other),
                },
            )
            .await?;
        found.ok_or(WireError::Protocol {
            what: "no answer to NAMESPACE",
        })
    }

    /// One personal namespace, as of a server without the extension; a guess, where it has it.
    ///
    /// # Errors
    /// As any command.
    pub async fn one_namespace(&mut self) -> Result<Namespaces, WireError> {
        // RFC 9051 6.3.9: an empty name asks for the delimiter.
        let mut delimiter = None;
        let budget = self.folder_budget();
        self.exchange
            .exec(
                Command::new("namespace", "LIST \"\" \"\""),
                budget,
                &mut |answer| match answer {
                    Answer::List(line) => {
                        delimiter = line.delimiter;
                        None
                    }
                    other => Some(other),
                },
            )
            .await?;
        Ok(Namespaces {
            personal: vec![Namespace {
                prefix: String::new(),
                delimiter,
            }],
            doubtful: true,
            ..Namespaces::default()
        })
    }

    /// The folders that match a pattern (`*` for all, `%` for one level) below a reference, both
    /// in wire form, with what is wanted of each. What the server cannot give with the listing is
    /// asked for in one more round trip; a folder for which that is refused has `None`.
    ///
    /// Folders whose names cannot be repeated to the server (with line breaks, or absurdly long)
    /// are left out: they were never taken from any listing. A line that cannot be read, or has a
    /// name that is not UTF-8, may be about any folder, and makes the list an incomplete one.
    ///
    /// # Errors
    /// As any command; `Limit` above 100,000 folders, after which the connection goes on.
    pub async fn list(
        &mut self,
        reference: &str,
        pattern: &str,
        want: ListWant,
    ) -> Result<FolderList, WireError> {
        let (listed, refused) = self.list_each(&[reference], pattern, want).await?;
        refused.into_iter().next().flatten().map_or(Ok(listed), Err)
    }

    /// As [`ImapConnection::list`], below each of several references, in one round trip. Gives all of
    /// them together, and for each reference the refusal.
    ///
    /// # Errors
    /// Errors that end the connection; `Limit` as [`ImapConnection::list`].
    pub async fn list_each(
        &mut self,
        references: &[&str],
        pattern: &str,
        want: ListWant,
    ) -> Result<(FolderList, Vec<Option<WireError>>), WireError> {
        let (listing, refused) = self.listing(references, pattern, want).await?;
        if listing.too_many {
            return Err(WireError::Limit {
                what: "folders in a listing",
            });
        }
        let labels = self.capabilities.has(Capability::GmailLabels);
        let mut seen = BTreeSet::new();
        let mut all: Vec<Listed> = Vec::new();
        for (name, line) in listing.lines {
            if seen.insert(name.clone()) {
                let mut folder = listed(name, line, &listing.rights, &listing.status);
                // quirks.rs: gmail-all-mail
                let all_mail = |a: &String| a.eq_ignore_ascii_case("\\All");
                if labels && folder.attributes.iter().any(all_mail) {
                    folder.special_use = Some(FolderRole::Archive);
                }
                all.push(folder);
            }
        }
        if want.my_rights && self.capabilities.has(Capability::Acl) {
            let names = lacking(&all, |listed| listed.my_rights.is_none());
            let found = answers(self.my_rights(&names).await?);
            for listed in &mut all {
                if let Some(rights) = found.get(&listed.name) {
                    listed.my_rights = Some(*rights);
                }
            }
        }
        // Whoever was asked for them with the listing, and does not tell those of a folder, refuses them
        // (RFC 5819 2).
        if want.status && !self.capabilities.has(Capability::ListStatus) {
            let names = lacking(&all, |listed| listed.status.is_none());
            let found = answers(self.status(&names).await?);
            for listed in &mut all {
                if let Some(status) = found.get(&listed.name) {
                    listed.status = Some(*status);
                }
            }
        }
        let all = FolderList {
            folders: all,
            unreadable: listing.unreadable,
        };
        Ok((all, refused))
    }

    async fn listing(
        &mut self,
        references: &[&str],
        pattern: &str,
        want: ListWant,
    ) -> Result<(Listing, Vec<Option<WireError>>), WireError> {
        let plain = |reference: &str| {
            let command = Command::new("list", "LIST ").string(reference)?;
            command.words(" ").string(pattern)
        };
        let offered = &self.capabilities;
        if offered.has(Capability::ListExtended) {
            let special = want.special_use && offered.has(Capability::SpecialUse);
            let rights = want.my_rights && offered.has(Capability::ListMyRights);
            let status = want.status && offered.has(Capability::ListStatus);
            if special || rights || status {
                let extended = |reference: &str| {
                    let mut command = plain(reference)?.words(" RETURN (");
                    let mut space = "";
                    let options = [
                        (special, "SPECIAL-USE"),
                        (rights, "MYRIGHTS"),
                        (status, "STATUS "),
                    ];
                    for (_, option) in options.into_iter().filter(|(wanted, _)| *wanted) {
                        command = command.words(space).words(option);
                        space = " ";
                    }
                    if status {
                        command = command.words(self.status_items());
                    }
                    Ok(command.words(")"))
                };
                let commands = references.iter().copied().map(extended);
                let commands = commands.collect::<Result<Vec<_>, WireError>>()?;
                let mut listing = Listing::default();
                let mut refused = self.list_once(commands, &mut listing).await?;
                // quirks.rs: strato-empty-list, proton-special-use
                let is_nothing = listing.lines.is_empty() && !listing.too_many;
                for (reference, refused) in references.iter().zip(&mut refused) {
                    let is_worth_another = match refused {
                        None => is_nothing,
                        Some(error) => error.asked_pause().is_none() && !error.is_crowded(),
                    };
                    if is_worth_another {
                        let command = vec![plain(reference)?];
                        *refused = self.list_once(command, &mut listing).await?.pop().flatten();
                    }
                }
                return Ok((listing, refused));
            }
        }
        let commands = references.iter().copied().map(plain);
        let commands = commands.collect::<Result<Vec<_>, WireError>>()?;
        let mut listing = Listing::default();
        let refused = self.list_once(commands, &mut listing).await?;
        Ok((listing, refused))
    }

    /// Adds what is listed. Gives for each command the refusal.
    async fn list_once(
        &mut self,
        commands: Vec<Command<'_>>,
        listing: &mut Listing,
    ) -> Result<Vec<Option<WireError>>, WireError> {
        let budget = self.folder_budget();
        let capabilities = &self.capabilities;
        let verdicts = self
            .exchange
            .exec_all("list", commands, budget, &mut |answer| {
                match answer {
                    Answer::List(line) if listing.lines.len() < MAX_FOLDERS => {
                        // The empty name answers `LIST "" ""`.
                        match FolderName::from_wire(&line.name) {
                            Ok(name) => listing.lines.push((name, line)),
                            Err(_) => {
                                tracing::debug!("A folder with an unusable name was left out.");
                            }
                        }
                    }
                    Answer::List(_) => listing.too_many = true,
                    Answer::Unreadable(Sort::List) => {
                        listing.unreadable = listing.unreadable.saturating_add(1);
                    }
                    Answer::MyRights { name, letters } if listing.rights.len() < MAX_FOLDERS => {
                        if let Ok(name) = FolderName::from_wire(&name) {
                            listing.rights.insert(name, rights(&letters, capabilities));
                        }
                    }
                    Answer::Status { name, status } if listing.status.len() < MAX_FOLDERS => {
                        if let Ok(name) = FolderName::from_wire(&name) {
                            listing.status.insert(name, status);
                        }
                    }
                    other => return Some(other),
                }
                None
            })
            .await?;
        Ok(verdicts.into_iter().map(Result::err).collect())
    }

    /// The account's rights on each folder, in one round trip for some two hundred folders. What
    /// is refused for one folder is that folder's error.
    ///
    /// # Errors
    /// `Unsupported` without ACL; errors that end the connection.
    pub async fn my_rights(&mut self, names: &[FolderName]) -> Result<Each<Rights>, WireError> {
        if !self.capabilities.has(Capability::Acl) {
            return Err(WireError::Unsupported { what: "ACL" });
        }
        let commands = names
            .iter()
            .map(|name| Command::new("myrights", "MYRIGHTS ").folder(name))
            .collect::<Result<Vec<_>, _>>()?;
        let mut found = BTreeMap::new();
        let asked: BTreeSet<&FolderName> = names.iter().collect();
        let budget = self.folder_budget();
        let capabilities = &self.capabilities;
        let verdicts = self
            .exchange
            .exec_all("myrights", commands, budget, &mut |answer| match answer {
                Answer::MyRights { name, letters } => {
                    let name = FolderName::from_wire(&name).ok();
                    if let Some(name) = name.filter(|name| asked.contains(name)) {
                        found.insert(name, rights(&letters, capabilities));
                    }
                    None
                }
                other => Some(other),
            })
            .await?;
        Ok(each(names, verdicts, |name| {
            found.get(name).copied().ok_or(WireError::Protocol {
                what: "no answer to MYRIGHTS",
            })
        }))
    }

    /// The counts of each folder, in one round trip for some two hundred folders. What is refused
    /// for one folder is that folder's error.
    ///
    /// # Errors
    /// Errors that end the connection.
    pub async fn status(&mut self, names: &[FolderName]) -> Result<Each<FolderStatus>, WireError> {
        let items = self.status_items();
        let commands = names
            .iter()
            .map(|name| {
                let command = Command::new("status", "STATUS ").folder(name)?;
                Ok(command.words(" ").words(items))
            })
            .collect::<Result<Vec<_>, WireError>>()?;
        let mut found = BTreeMap::new();
        let asked: BTreeSet<&FolderName> = names.iter().collect();
        let budget = self.folder_budget();
        let verdicts = self
            .exchange
            .exec_all("status", commands, budget, &mut |answer| match answer {
                Answer::Status { name, status } => {
                    let name = FolderName::from_wire(&name).ok();
                    if let Some(name) = name.filter(|name| asked.contains(name)) {
                        found.insert(name, status);
                    }
                    None
                }
                other => Some(other),
            })
            .await?;
        Ok(each(names, verdicts, |name| {
            found.get(name).copied().ok_or(WireError::Protocol {
                what: "no answer to STATUS",
            })
        }))
    }

    fn status_items(&self) -> &'static str {
        if self.capabilities.has(Capability::Condstore) {
            "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ)"
        } else {
            "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"
        }
    }

    fn need_acl(&self) -> Result<(), WireError> {
        if self.capabilities.has(Capability::Acl) {
            Ok(())
        } else {
            Err(WireError::Unsupported { what: "ACL" })
        }
    }

    /// Who may do what with a folder. Needs the right to administer it.
    ///
    /// # Errors
    /// `No` (mostly NOPERM); `Unsupported` without ACL; as any command.
    pub async fn get_acl(&mut self, name: &FolderName) -> Result<Vec<AclEntry>, WireError> {
        self.need_acl()?;
        let command = Command::new("getacl", "GETACL ").folder(name)?;
        let budget = self.exchange.budget();
        let mut found = None;
        self.exchange
            .exec(command, budget, &mut |answer| match answer {
                Answer::Acl { name: of, entries }
                    if FolderName::from_wire(&of).as_ref() == Ok(name) =>
                {
                    found = Some(entries);
                    None
                }
                other => Some(other),
            })
            .await?;
        let entries = found.ok_or(WireError::Protocol {
            what: "no answer to GETACL",
        })?;
        Ok(acl_entries(entries, &self.capabilities))
    }

    /// Changes what somebody may do with a folder. The identifier is the server's name for them.
    ///
    /// # Errors
    /// As [`ImapConnection::get_acl`].
    pub async fn set_acl(
        &mut self,
        name: &FolderName,
        identifier: &str,
        change: AclChange,
    ) -> Result<(), WireError> {
        self.need_acl()?;
        let (sign, rights) = match change {
            AclChange::Replace(rights) => ("", rights),
            AclChange::Grant(rights) => ("+", rights),
            AclChange::Revoke(rights) => ("-", rights),
        };
        let command = Command::new("setacl", "SETACL ")
            .folder(name)?
            .words(" ")
            .string(identifier)?
            .words(" ")
            .rights(sign, rights);
        self.exchange.run(command).await?;
        Ok(())
    }

    /// Takes somebody off a folder's list.
    ///
    /// # Errors
    /// As [`ImapConnection::get_acl`].
    pub async fn delete_acl(
        &mut self,
        name: &FolderName,
        identifier: &str,
    ) -> Result<(), WireError> {
        self.need_acl()?;
        let command = Command::new("deleteacl", "DELETEACL ")
            .folder(name)?
            .words(" ")
            .string(identifier)?;
        self.exchange.run(command).await?;
        Ok(())
    }

    /// Creates a folder.
    ///
    /// # Errors
    /// `No` with ALREADYEXISTS, NOPERM and others; as any command.
    pub async fn create(&mut self, name: &FolderName) -> Result<(), WireError> {
        let command = Command::new("create", "CREATE ").folder(name)?;
        self.exchange.run(command).await?;
        Ok(())
    }

    /// Deletes a folder with all messages in it.
    ///
    /// # Errors
    /// As [`ImapConnection::create`].
    pub async fn delete(&mut self, name: &FolderName) -> Result<(), WireError> {
        let command = Command::new("delete", "DELETE ").folder(name)?;
        self.exchange.run(command).await?;
        Ok(())
    }

    /// Renames a folder, and with it those below.
    ///
    /// # Errors
    /// As [`ImapConnection::create`].
    pub async fn rename(&mut self, from: &FolderName, to: &FolderName) -> Result<(), WireError> {
        let command = Command::new("rename", "RENAME ")
            .folder(from)?
            .words(" ")
            .folder(to)?;
        self.exchange.run(command).await?;
        Ok(())
    }

    /// Subscribes to a folder, or no longer.
    ///
    /// # Errors
    /// As any command.
    pub async fn subscribe(&mut self, name: &FolderName, on: bool) -> Result<(), WireError> {
        let words = if on { "SUBSCRIBE " } else { "UNSUBSCRIBE " };
        let command = Command::new("subscribe", words).folder(name)?;
        self.exchange.run(command).await?;
        Ok(())
    }
}

/// The verdict on each, with what was found where it is good.
fn each<T>(
    names: &[FolderName],
    verdicts: Vec<Result<super::exchange::Done, WireError>>,
    found: impl Fn(&FolderName) -> Result<T, WireError>,
) -> Each<T> {
    names
        .iter()
        .zip(verdicts)
        .map(|(name, verdict)| (name.clone(), verdict.and_then(|_| found(name))))
        .collect()
}

/// The folders that can be asked about and of which something is not known.
fn lacking(all: &[Listed], lacks: impl Fn(&Listed) -> bool) -> Vec<FolderName> {
    all.iter()
        .filter(|listed| listed.selectable && lacks(listed))
        .map(|listed| listed.name.clone())
        .collect()
}

fn answers<T>(each: Each<T>) -> BTreeMap<FolderName, T> {
    each.into_iter()
        .filter_map(|(name, answer)| Some((name, answer.ok()?)))
        .collect()
}

fn listed(
    name: FolderName,
    line: ListLine,
    rights: &BTreeMap<FolderName, Rights>,
    status: &BTreeMap<FolderName, FolderStatus>,
) -> Listed {
    let has = |attribute: &str| {
        line.attributes
            .iter()
            .any(|a| a.eq_ignore_ascii_case(attribute))
    };
    let special_use = [
        ("\\Drafts", FolderRole::Drafts),
        ("\\Sent", FolderRole::Sent),
        ("\\Archive", FolderRole::Archive),
        ("\\Junk", FolderRole::Junk),
        ("\\Trash", FolderRole::Trash),
    ]
    .into_iter()
    .find_map(|(attribute, role)| has(attribute).then_some(role));
    let special_use = if name.is_inbox() {
        Some(FolderRole::Inbox)
    } else {
        special_use
    };
    Listed {
        selectable: !has("\\Noselect") && !has("\\NonExistent"),
        my_rights: rights.get(&name).copied(),
        status: status.get(&name).copied(),
        special_use,
        delimiter: line.delimiter,
        attributes: line.attributes,
        name,
    }
}
