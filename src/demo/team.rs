//! The team of the demo server: who works there, which mailboxes they share, who may do what,
//! and how the server itself behaves.

use std::time::Duration;

use crate::domain::Rights;

/// A person with a mailbox and a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The part of the address before the `@`, in lower case.
    pub name: String,
    /// The display name.
    pub display: String,
}

/// A mailbox that several members work in, or an address that nobody can read (no rights at all).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedMailbox {
    /// The part of the address before the `@`, in lower case.
    pub name: String,
    /// The display name.
    pub display: String,
    /// Member name and rights on every folder. `anyone` stands for everybody.
    pub rights: Vec<(String, Rights)>,
    /// Folders besides the Inbox, by their wire names, `/` between the levels.
    pub folders: Vec<String>,
}

/// In which way a member may use an address that is not their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SendGrant {
    /// `From` the address, no `Sender`, the envelope the address's own.
    SendAs,
    /// `From` the address with `Sender` the member, the envelope the member's own.
    OnBehalf,
}

/// Which kind of IMAP server is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// As Dovecot 2.3: NAMESPACE, ACL, CONDSTORE, keywords, `\Seen` private on shared mailboxes;
    /// no LIST-MYRIGHTS.
    #[default]
    Dovecot,
    /// The same with LIST-MYRIGHTS (RFC 8440).
    ListMyRights,
    /// As Exchange Online: no ACL, keywords, CONDSTORE, SPECIAL-USE or LIST extensions, NAMESPACE
    /// shows only the personal one, and `\Seen` is everybody's. Shared mailboxes are opened by
    /// signing in to them: SASL PLAIN with the shared address as authorization identity, or the
    /// login name `member\shared` (Exchange's old form).
    Exchange,
    /// As Gmail: folders are labels below `[Gmail]/`, and everything is in All Mail too. EXPUNGE
    /// takes a label away, Trash takes all of them. CONDSTORE and keywords, no ACL and nobody
    /// else's folders; COPYUID in descending order, and no FETCH that was not asked for.
    Gmail,
    /// As iCloud: one's own folders only. ENABLE is answered without ENABLED, and SEARCH HEADER
    /// Message-ID finds nothing but the whole id with its angle brackets.
    ICloud,
    /// IMAP4rev1 with no extension at all, not even NAMESPACE or UIDPLUS. Shared mailboxes are
    /// listed below `shared/` all the same.
    Bare,
}

/// Where and in which words a sender that is not permitted is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefusalStyle {
    /// The envelope at RCPT (`smtpd_delay_reject`), the header at the end of DATA by a milter.
    #[default]
    Postfix,
    /// The envelope at MAIL, the header at the end of DATA.
    Stalwart,
    /// Both only after DATA: `554 5.2.252 SendAsDenied`.
    Exchange,
}

/// Whether the server itself files a copy of what was submitted, as Exchange and Gmail do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ServerFiling {
    /// No: the client files it.
    #[default]
    Never,
    /// Into the Sent folder of the member who signed in (Exchange's default).
    Member,
    /// Into the Sent folder of the mailbox in `From`.
    From,
    /// Into both.
    Both,
}

/// How lively the team is by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// Nothing happens that no client or [`super::Control`] caused: for tests.
    #[default]
    Off,
    /// New mail about once a minute, a colleague who reads and answers, now and then a permission
    /// that changes.
    Calm,
    /// The same with this time between two steps (never less than 10 ms).
    Every(Duration),
}

impl Pace {
    /// Time between two steps of the simulated team; `None` when there are none.
    #[must_use]
    pub fn beat(self) -> Option<Duration> {
        match self {
            Self::Off => None,
            Self::Calm => Some(Duration::from_secs(20)),
            Self::Every(beat) => Some(beat.max(Duration::from_millis(10))),
        }
    }
}

/// The whole cast, and the server's manners.
#[derive(Debug, Clone)]
pub struct Team {
    /// The domain of every address.
    pub domain: String,
    /// The members.
    pub members: Vec<Member>,
    /// The shared mailboxes.
    pub shared: Vec<SharedMailbox>,
    /// Who may send as whom: member, mailbox, way. One's own address needs no grant.
    pub grants: Vec<(String, String, SendGrant)>,
    /// The kind of IMAP server.
    pub profile: Profile,
    /// The kind of submission server.
    pub refusals: RefusalStyle,
    /// Does the server file copies of what is submitted?
    pub filing: ServerFiling,
    /// How lively it is.
    pub pace: Pace,
    /// Does the mailboxes' mail exist at the start, or are they empty?
    pub with_mail: bool,
    /// Is `\Seen` everybody's on shared mailboxes whatever the kind of server, as on a Dovecot without
    /// `INDEXPVT`?
    pub shared_seen: bool,
}

impl Team {
    /// The demo's team with its mail, standing still ([`Pace::Off`]).
    ///
    /// | | support | sales | hr | jobs |
    /// |---|---|---|---|---|
    /// | anna | all, Send As | all but `a`, on behalf | read only, refused | no rights, Send As |
    /// | ben | all, Send As | all, Send As | nothing | nothing |
    /// | carla | nothing | nothing | all, Send As | all, Send As |
    #[must_use]
    pub fn acme() -> Self {
        let member = |name: &str, display: &str| Member {
            name: name.to_owned(),
            display: display.to_owned(),
        };
        let shared =
            |name: &str, display: &str, rights: &[(&str, &str)], folders: &[&str]| SharedMailbox {
                name: name.to_owned(),
                display: display.to_owned(),
                rights: rights
                    .iter()
                    .map(|(who, letters)| ((*who).to_owned(), Rights::parse(letters)))
                    .collect(),
                folders: folders.iter().map(|f| (*f).to_owned()).collect(),
            };
        let grant = |who: &str, mailbox: &str, way| (who.to_owned(), mailbox.to_owned(), way);
        let usual = ["Drafts", "Sent", "Archive", "Trash"];
        // "Angebote & Märkte" in modified UTF-7 (RFC 3501 5.1.3): a name that is easily broken.
        let sales = [
            "Drafts",
            "Sent",
            "Archive",
            "Trash",
            "Angebote &- M&AOQ-rkte",
        ];
        Self {
            domain: "acme.example".to_owned(),
            members: vec![
                member("anna", "Anna Berg"),
                member("ben", "Ben Okafor"),
                member("carla", "Carla Ruiz"),
            ],
            shared: vec![
                shared(
                    "support",
                    "ACME Support",
                    &[("anna", "lrswipkxtea"), ("ben", "lrswipkxtea")],
                    &usual,
                ),
                shared(
                    "sales",
                    "ACME Sales",
                    &[("anna", "lrswipkxte"), ("ben", "lrswipkxtea")],
                    &sales,
                ),
                shared(
                    "hr",
                    "ACME People",
                    &[("anna", "lr"), ("carla", "lrswipkxtea")],
                    &usual,
                ),
                shared(
                    "jobs",
                    "ACME Jobs",
                    &[("carla", "lrswipkxtea")],
                    &["Sent", "Trash"],
                ),
            ],
            grants: vec![
                grant("anna", "support", SendGrant::SendAs),
                grant("anna", "sales", SendGrant::OnBehalf),
                grant("anna", "jobs", SendGrant::SendAs),
                grant("ben", "support", SendGrant::SendAs),
                grant("ben", "sales", SendGrant::SendAs),
                grant("carla", "hr", SendGrant::SendAs),
                grant("carla", "jobs", SendGrant::SendAs),
            ],
            profile: Profile::default(),
            refusals: RefusalStyle::default(),
            filing: ServerFiling::default(),
            pace: Pace::default(),
            with_mail: true,
            shared_seen: false,
        }
    }

    /// The same team with empty mailboxes: for tests that count.
    #[must_use]
    pub fn acme_without_mail() -> Self {
        Self {
            with_mail: false,
            ..Self::acme()
        }
    }

    /// The team with another kind of IMAP server.
    #[must_use]
    pub fn with_profile(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    /// The team with another kind of submission server.
    #[must_use]
    pub fn with_refusals(self, refusals: RefusalStyle) -> Self {
        Self { refusals, ..self }
    }

    /// The team with a server that files copies itself.
    #[must_use]
    pub fn with_filing(self, filing: ServerFiling) -> Self {
        Self { filing, ..self }
    }

    /// The team at another pace.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The address of a member or shared mailbox, given its name or its address in any case.
    /// `None` when there is nobody of that name.
    #[must_use]
    pub fn address_of(&self, name: &str) -> Option<String> {
        let name = name.to_lowercase();
        let local = match name.rsplit_once('@') {
            Some((local, domain)) if domain == self.domain => local,
            Some(_) => return None,
            None => &name,
        };
        let known = self.members.iter().any(|m| m.name == local)
            || self.shared.iter().any(|s| s.name == local);
        known.then(|| format!("{local}@{}", self.domain))
    }

    /// The display name that belongs to an address of the team.
    #[must_use]
    pub fn display_of(&self, address: &str) -> Option<&str> {
        let local = address
            .rsplit_once('@')
            .map_or(address, |(local, _)| local)
            .to_lowercase();
        let member = self.members.iter().find(|m| m.name == local);
        let shared = self.shared.iter().find(|s| s.name == local);
        member
            .map(|m| m.display.as_str())
            .or(shared.map(|s| s.display.as_str()))
    }

    /// Is this the address of a member (and not of a shared mailbox)?
    pub(super) fn is_member(&self, address: &str) -> bool {
        self.members
            .iter()
            .any(|m| format!("{}@{}", m.name, self.domain) == address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_of_the_team_are_found() {
        let team = Team::acme();
        assert_eq!(
            team.address_of("Anna").as_deref(),
            Some("anna@acme.example")
        );
        assert_eq!(
            team.address_of("SUPPORT@acme.example").as_deref(),
            Some("support@acme.example")
        );
        assert_eq!(team.address_of("anna@elsewhere.example"), None);
        assert_eq!(team.address_of("nobody"), None);
        assert_eq!(team.display_of("ben@acme.example"), Some("Ben Okafor"));
        assert!(team.is_member("anna@acme.example") && !team.is_member("hr@acme.example"));
    }
}
