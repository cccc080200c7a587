//! How each kind of server names the folders that stand as `Sent`, `Archive`, … in every tree.

use super::team::Profile;

/// Gmail's names (the English ones; they are localised) for those of the trees. All mail is what
/// is archived.
const GMAIL: [(&str, &str); 5] = [
    ("Archive", "[Gmail]/All Mail"),
    ("Drafts", "[Gmail]/Drafts"),
    ("Junk", "[Gmail]/Spam"),
    ("Sent", "[Gmail]/Sent Mail"),
    ("Trash", "[Gmail]/Trash"),
];

/// iCloud's names for those of the trees.
const ICLOUD: [(&str, &str); 2] = [("Sent", "Sent Messages"), ("Trash", "Deleted Messages")];

impl Profile {
    /// Are other people's folders listed beside one's own?
    pub(super) fn lists_others(self) -> bool {
        !matches!(self, Self::Exchange | Self::Gmail | Self::ICloud)
    }

    fn names(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Gmail => &GMAIL,
            Self::ICloud => &ICLOUD,
            _ => &[],
        }
    }

    /// The name of one's own folder on the wire.
    pub(super) fn shown(self, name: &str) -> String {
        let known = self.names().iter().find(|(tree, _)| *tree == name);
        known.map_or(name, |(_, shown)| shown).to_owned()
    }

    /// The name in the tree of what is called so on the wire.
    pub(super) fn meant(self, name: &str) -> &str {
        let known = self.names().iter().find(|(_, shown)| *shown == name);
        known.map_or(name, |(tree, _)| tree)
    }

    /// The SPECIAL-USE attribute: Gmail has no archive but all mail.
    pub(super) fn special_use(self, attribute: &'static str) -> &'static str {
        match (self, attribute) {
            (Self::Gmail, "\\Archive") => "\\All",
            _ => attribute,
        }
    }
}
