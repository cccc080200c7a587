//! The team that every lab starts with: members, shared mailboxes, their rights, and who may send
//! under which address. The send rights can change while the servers run; see [`SendRights`].

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

/// The team's domain.
pub const DOMAIN: &str = "postroom.test";
/// The domain of the customers who write to the team.
pub const CUSTOMER_DOMAIN: &str = "customer.test";

/// Members of the team: user part, name, password. Carla's password needs quoting in IMAP and in a
/// shell, so that nobody's client gets away without it.
pub const MEMBERS: [(&str, &str, &str); 3] = [
    ("anna", "Anna Berg", "anna-pass"),
    ("ben", "Ben Okafor", "ben-pass"),
    ("carla", "Carla Meyer", "carla \"pass\\word\" $1"),
];

/// The team's shared mailboxes. Each can also be signed in to with its own password
/// (`support-pass`), as on servers without a shared namespace.
pub const SHARED: [&str; 3] = ["support", "sales", "hr"];

/// A customer: a mailbox outside of the team's domain.
pub const CUSTOMER: (&str, &str) = ("kunde", "kunde-pass");

/// An address of the team without a mailbox of its own; mail for it goes to support@. Carla may
/// send as it, so that there is one identity without any readable mailbox.
pub const ALIAS: (&str, &str) = ("info", "support");

/// A customer who is gone: Postfix takes mail for this address, finds that there is no mailbox
/// behind it only when it delivers, and returns it.
pub const GONE: &str = "gone@customer.test";

/// The folders below every INBOX, each of them with its attribute in the owner's own namespace.
pub const FOLDERS: [(&str, &str); 5] = [
    ("Sent", "\\Sent"),
    ("Drafts", "\\Drafts"),
    ("Archive", "\\Archive"),
    ("Trash", "\\Trash"),
    ("Junk", "\\Junk"),
];

/// The folder of hr@ that anna sees in the list (`l`) and cannot open.
pub const CLOSED_FOLDER: &str = "Personnel";

/// All letters that Dovecot knows: full rights.
pub const FULL: &str = "lrwstipekxa";

/// Who has which rights on which shared mailbox at the start: mailbox, folder (`INBOX` holds for
/// every folder without a list of its own), member, letters.
pub const RIGHTS: [(&str, &str, &str, &str); 12] = [
    // Everything, and reading only.
    ("support", "INBOX", "anna", FULL),
    ("support", "INBOX", "ben", "lr"),
    // Work without administration; ben may neither create nor remove folders.
    ("sales", "INBOX", "anna", "lrwstiek"),
    ("sales", "INBOX", "ben", "lrwstie"),
    // Carla runs hr@; anna reads; ben may put mail in but not even mark it as seen.
    ("hr", "INBOX", "carla", FULL),
    ("hr", "INBOX", "anna", "lrs"),
    ("hr", "INBOX", "ben", "lri"),
    // Anna sees the name and no more, ben not even it. An entry without letters is needed for
    // that: who is not named in a folder's own list keeps what the INBOX gives them.
    ("hr", CLOSED_FOLDER, "carla", FULL),
    ("hr", CLOSED_FOLDER, "anna", "l"),
    ("hr", CLOSED_FOLDER, "ben", ""),
    // Anna's replies as hr@ would not be filed: she may not insert into Sent.
    ("hr", "Sent", "carla", FULL),
    ("hr", "Sent", "anna", "lr"),
];

/// `support` becomes `support@postroom.test`, `kunde` becomes `kunde@customer.test`, and a whole
/// address stays as it is.
#[must_use]
pub fn address(name: &str) -> String {
    if name.contains('@') {
        name.to_owned()
    } else if name == CUSTOMER.0 {
        format!("{name}@{CUSTOMER_DOMAIN}")
    } else {
        format!("{name}@{DOMAIN}")
    }
}

/// The password of a member, a shared mailbox or the customer.
///
/// # Panics
/// If nobody has this name.
#[must_use]
pub fn password(name: &str) -> String {
    let name = name.split('@').next().unwrap_or(name);
    if let Some((_, _, password)) = MEMBERS.iter().find(|(member, _, _)| *member == name) {
        (*password).to_owned()
    } else if name == CUSTOMER.0 {
        CUSTOMER.1.to_owned()
    } else if SHARED.contains(&name) {
        format!("{name}-pass")
    } else {
        panic!("nobody in the lab is called {name}");
    }
}

/// Everybody who can sign in, as addresses.
#[must_use]
pub fn everybody() -> Vec<String> {
    MEMBERS
        .iter()
        .map(|(name, _, _)| *name)
        .chain(SHARED)
        .chain([CUSTOMER.0])
        .map(address)
        .collect()
}

/// Who may use which address, and how. Postfix asks for every message (the socket map for the
/// envelope, the milter for the header), so a change holds from the next command on.
#[derive(Clone)]
pub struct SendRights(Arc<Mutex<Granted>>);

#[derive(Default)]
struct Granted {
    /// (login, address): may be the envelope sender, and stand in From without Sender.
    send_as: BTreeSet<(String, String)>,
    /// (login, address): may stand in From beside the login's own address in Sender.
    on_behalf: BTreeSet<(String, String)>,
}

impl SendRights {
    /// Everybody may use their own address. Send As: anna for support@, ben for sales@, carla for
    /// hr@ and the alias info@. On behalf: ben for support@, anna for sales@.
    #[must_use]
    pub fn at_start() -> Self {
        let rights = Self(Arc::default());
        for login in everybody() {
            rights.set_send_as(&login, &login, true);
        }
        for (member, shared) in [
            ("anna", "support"),
            ("ben", "sales"),
            ("carla", "hr"),
            ("carla", ALIAS.0),
        ] {
            rights.set_send_as(&address(member), &address(shared), true);
        }
        for (member, shared) in [("ben", "support"), ("anna", "sales")] {
            rights.set_on_behalf(&address(member), &address(shared), true);
        }
        rights
    }

    /// Grants or revokes Send As.
    pub fn set_send_as(&self, login: &str, address: &str, granted: bool) {
        set(&mut self.granted().send_as, login, address, granted);
    }

    /// Grants or revokes sending on behalf.
    pub fn set_on_behalf(&self, login: &str, address: &str, granted: bool) {
        set(&mut self.granted().on_behalf, login, address, granted);
    }

    /// May this login be the envelope sender `address`, and stand in From alone?
    #[must_use]
    pub fn may_send_as(&self, login: &str, address: &str) -> bool {
        self.granted().send_as.contains(&pair(login, address))
    }

    /// May this login write on behalf of `address`?
    #[must_use]
    pub fn may_send_on_behalf(&self, login: &str, address: &str) -> bool {
        self.granted().on_behalf.contains(&pair(login, address))
    }

    /// The logins that own an address, as `smtpd_sender_login_maps` wants them.
    #[must_use]
    pub fn owners(&self, address: &str) -> Vec<String> {
        let address = address.to_lowercase();
        self.granted()
            .send_as
            .iter()
            .filter(|(_, owned)| *owned == address)
            .map(|(login, _)| login.clone())
            .collect()
    }

    fn granted(&self) -> MutexGuard<'_, Granted> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

fn set(of: &mut BTreeSet<(String, String)>, login: &str, address: &str, granted: bool) {
    let pair = pair(login, address);
    if granted {
        of.insert(pair);
    } else {
        of.remove(&pair);
    }
}

fn pair(login: &str, address: &str) -> (String, String) {
    (login.to_lowercase(), address.to_lowercase())
}
