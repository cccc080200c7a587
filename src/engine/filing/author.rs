//! Who a filed copy is from, against who was meant.

use super::words;
use crate::domain::{Folder, NamedAddress, Outgoing, Participants};
use crate::engine::problem::{Problem, Text};

/// What the server made of the author or sender that was shown: nothing, or what is to be said.
pub(in crate::engine) fn changes(
    outgoing: &Outgoing,
    folder: &Folder,
    filed: &Participants,
) -> Vec<Problem> {
    let mut said = Vec::new();
    let (from, sender) = (&outgoing.from, &outgoing.sender);
    let is_from = |one: &NamedAddress| same(one, from);
    if !matches!(&filed.from[..], [one] if is_from(one)) {
        let seen: Vec<String> = filed.from.iter().take(3).map(ToString::to_string).collect();
        let (meant, seen) = (from.to_string(), seen.join(", "));
        said.push(words::from_rewritten(folder, meant, seen));
    }
    let text = match (sender, &filed.sender) {
        (None, Some(seen)) => Text::new("outbox-copy-sender-added").with("seen", seen.to_string()),
        (Some(meant), None) if !same(meant, from) => {
            Text::new("outbox-copy-sender-dropped").with("meant", meant.to_string())
        }
        (Some(meant), Some(seen)) if !same(meant, seen) => Text::new("outbox-copy-sender-changed")
            .with("meant", meant.to_string())
            .with("seen", seen.to_string()),
        _ => return said,
    };
    said.push(words::rewritten(folder, text));
    said
}

/// The same address, whatever the letters of its domain.
fn same(a: &NamedAddress, b: &NamedAddress) -> bool {
    let key = |one: &NamedAddress| match one.address.rsplit_once('@') {
        Some((local, domain)) => {
            let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase());
            format!("{}@{domain}", local.to_lowercase())
        }
        None => one.address.to_lowercase(),
    };
    key(a) == key(b)
}
