//! What a server says it can do (RFC 9051 7.2.2).

use std::collections::BTreeSet;

use imap_proto::Capability as ProtoCapability;

/// Most capabilities kept; real servers list about fifty.
const MAX_CAPABILITIES: usize = 500;

/// Longest capability kept, in octets.
const MAX_LEN: usize = 200;

/// An extension that Postroom makes use of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capability {
    /// ACL and MYRIGHTS (RFC 4314).
    Acl,
    /// COMPRESS=DEFLATE (RFC 4978).
    CompressDeflate,
    /// CONDSTORE (RFC 7162); implied by QRESYNC.
    Condstore,
    /// ENABLE (RFC 5161).
    Enable,
    /// ESEARCH (RFC 4731).
    Esearch,
    /// Folders are labels, as Gmail's are.
    GmailLabels,
    /// ID (RFC 2971).
    Id,
    /// IDLE (RFC 2177).
    Idle,
    /// LIST with options (RFC 5258).
    ListExtended,
    /// LIST … RETURN (MYRIGHTS) (RFC 8440).
    ListMyRights,
    /// LIST … RETURN (STATUS …) (RFC 5819).
    ListStatus,
    /// Literals without waiting (RFC 7888).
    LiteralPlus,
    /// The same up to 4096 octets (RFC 7888).
    LiteralMinus,
    /// LOGIN is not permitted at this point.
    LoginDisabled,
    /// MOVE (RFC 6851).
    Move,
    /// NAMESPACE (RFC 2342).
    Namespace,
    /// NOTIFY (RFC 5465).
    Notify,
    /// AUTHENTICATE PLAIN (RFC 4616).
    Plain,
    /// QRESYNC (RFC 7162): what changed in a folder is told when it is opened.
    Qresync,
    /// Initial response of AUTHENTICATE (RFC 4959).
    SaslIr,
    /// SPECIAL-USE (RFC 6154).
    SpecialUse,
    /// STARTTLS.
    StartTls,
    /// UIDPLUS (RFC 4315).
    UidPlus,
    /// UNSELECT (RFC 3691).
    Unselect,
}

impl Capability {
    fn atom(self) -> &'static str {
        match self {
            Self::Acl => "ACL",
            Self::CompressDeflate => "COMPRESS=DEFLATE",
            Self::Condstore => "CONDSTORE",
            Self::Enable => "ENABLE",
            Self::Esearch => "ESEARCH",
            Self::GmailLabels => "X-GM-EXT-1",
            Self::Id => "ID",
            Self::Idle => "IDLE",
            Self::ListExtended => "LIST-EXTENDED",
            Self::ListMyRights => "LIST-MYRIGHTS",
            Self::ListStatus => "LIST-STATUS",
            Self::LiteralPlus => "LITERAL+",
            Self::LiteralMinus => "LITERAL-",
            Self::LoginDisabled => "LOGINDISABLED",
            Self::Move => "MOVE",
            Self::Namespace => "NAMESPACE",
            Self::Notify => "NOTIFY",
            Self::Plain => "AUTH=PLAIN",
            Self::Qresync => "QRESYNC",
            Self::SaslIr => "SASL-IR",
            Self::SpecialUse => "SPECIAL-USE",
            Self::StartTls => "STARTTLS",
            Self::UidPlus => "UIDPLUS",
            Self::Unselect => "UNSELECT",
        }
    }

    /// Is it part of IMAP4rev2, so that such a server need not name it (RFC 9051 E)?
    fn in_rev2(self) -> bool {
        matches!(
            self,
            Self::Enable
                | Self::Esearch
                | Self::Idle
                | Self::ListExtended
                | Self::ListStatus
                | Self::LiteralMinus
                | Self::Move
                | Self::Namespace
                | Self::SaslIr
                | Self::SpecialUse
                | Self::UidPlus
                | Self::Unselect
        )
    }
}

/// The capabilities that a server named, without case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    names: BTreeSet<String>,
}

impl Capabilities {
    pub(super) fn from_atoms(atoms: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names = atoms
            .into_iter()
            .filter(|atom| atom.as_ref().len() <= MAX_LEN)
            .take(MAX_CAPABILITIES)
            .map(|atom| atom.as_ref().to_ascii_uppercase())
            .collect();
        Self { names }
    }

    /// The atoms of imap-proto's list.
    pub(super) fn atoms(list: &[ProtoCapability<'_>]) -> Vec<String> {
        list.iter()
            .take(MAX_CAPABILITIES)
            .map(|capability| match capability {
                ProtoCapability::Imap4rev1 => "IMAP4REV1".to_owned(),
                ProtoCapability::Auth(mechanism) => format!("AUTH={mechanism}"),
                ProtoCapability::Atom(atom) => atom.to_string(),
            })
            .collect()
    }

    /// The atoms of a line that imap-proto refuses: one of a server without IMAP4rev1.
    pub(super) fn words(text: &str) -> Vec<String> {
        text.split(' ')
            .filter(|word| !word.is_empty())
            .take(MAX_CAPABILITIES)
            .map(str::to_owned)
            .collect()
    }

    /// Is this one offered?
    #[must_use]
    pub fn has(&self, capability: Capability) -> bool {
        let named = |atom: &str| self.names.contains(atom);
        named(capability.atom())
            || (capability.in_rev2() && named("IMAP4REV2"))
            || (capability == Capability::Condstore && named("QRESYNC"))
    }

    /// Does the server speak the rights of RFC 4314 (`RIGHTS=`), rather than only those of the
    /// older RFC 2086?
    #[must_use]
    pub fn rights_equal(&self) -> bool {
        self.names.iter().any(|name| name.starts_with("RIGHTS="))
    }

    /// The largest literal that may be sent without waiting for the server, in octets.
    pub(super) fn unasked_literal(&self) -> usize {
        // RFC 7888 4: even with LITERAL+ a large one is better asked for, since a refusal then
        // costs nothing.
        let either = self.has(Capability::LiteralPlus) || self.has(Capability::LiteralMinus);
        if either { 4096 } else { 0 }
    }

    /// All names, in upper case.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_bounded() {
        let offered = Capabilities::from_atoms(["imap4rev1", "Acl", "rights=texk", "auth=plain"]);
        assert!(offered.has(Capability::Acl) && offered.has(Capability::Plain));
        assert!(offered.rights_equal());
        assert!(!offered.has(Capability::Move));
        let many = Capabilities::from_atoms((0..1_000_000).map(|i| format!("X{i}")));
        assert_eq!(many.names().count(), MAX_CAPABILITIES);
    }

    #[test]
    fn revision_2_and_qresync_imply_others() {
        let offered = Capabilities::from_atoms(["IMAP4rev2", "QRESYNC"]);
        for implied in [Capability::Move, Capability::Esearch, Capability::Condstore] {
            assert!(offered.has(implied));
        }
        assert!(!offered.has(Capability::Acl));
    }
}
