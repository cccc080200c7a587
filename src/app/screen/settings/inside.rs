//! What stands a step further, in the dialogs of accounts, mailboxes and addresses, and is looked for on the page.

use super::Section;
use super::page::Wanted;
use crate::app::known::Known;
use crate::config::Config;
use crate::i18n::Texts;

/// A field of a dialog: the key of its name, and that of other words by which it is looked for.
type Field = (&'static str, Option<&'static str>);

const OF_ACCOUNTS: &[Field] = &[
    ("add-name", None),
    ("add-password", Some("settings-also-password")),
    ("add-imap", Some("settings-also-server")),
    ("add-smtp", Some("settings-also-server")),
    ("add-login", None),
    ("add-ca-file", None),
    ("add-command", None),
    ("add-connections", None),
    ("add-keep", None),
];

const OF_MAILBOXES: &[Field] = &[
    ("mailbox-name", None),
    ("mailbox-address", None),
    ("mailbox-colour", None),
    ("mailbox-signature", Some("settings-also-signature")),
    ("mailbox-reply-to", Some("settings-also-reply-to")),
    ("mailbox-sent-policy", Some("settings-also-copies")),
    ("mailbox-name-sender", None),
    ("mailbox-drafts", None),
    ("mailbox-trash", None),
    ("mailbox-archive", None),
    ("mailbox-unread-for-me", None),
    ("mailbox-notify", Some("settings-also-notify")),
    ("mailbox-keep", Some("settings-also-keep")),
    ("mailbox-keep-attachments", None),
    ("mailbox-folders", Some("settings-also-folders")),
];

const OF_ADDRESSES: &[Field] = &[
    ("add-name", None),
    ("mailbox-signature", Some("settings-also-signature")),
    ("mailbox-reply-to", Some("settings-also-reply-to")),
];

/// Has the card at this place of a part a dialog?
pub(super) fn has_dialog(
    section: Section,
    known: &Known,
    config: &Config,
) -> impl Fn(usize) -> bool {
    let has: Vec<bool> = match section {
        Section::Accounts => known.accounts.iter().map(|_| true).collect(),
        // Of a copy nothing is decided.
        Section::Mailboxes => {
            let nodes = known.nodes.iter();
            nodes.map(|node| !node.mailbox.routes.is_empty()).collect()
        }
        Section::Addresses => config.identities.iter().map(|_| true).collect(),
        _ => Vec::new(),
    };
    move |at| has.get(at).copied().unwrap_or_default()
}

/// What is looked for besides these words of a card, in its dialog: the words of the fields that were found, and what
/// is said of them.
pub(super) fn found(
    section: Section,
    words: &str,
    wanted: &Wanted,
    texts: &Texts,
) -> Option<(String, String)> {
    let fields = match section {
        Section::Accounts => OF_ACCOUNTS,
        Section::Mailboxes => OF_MAILBOXES,
        Section::Addresses => OF_ADDRESSES,
        _ => return None,
    };
    let heading = texts.say(section.words());
    let wanted = wanted.without(&format!("{heading} {words}"));
    let mut found = Vec::new();
    let mut names = Vec::new();
    for (name, also) in fields {
        let name = texts.say(name);
        let also = also.map(|key| texts.say(key)).unwrap_or_default();
        let words = format!("{name} {also}");
        if wanted.is_about(&words) {
            found.push(words);
            names.push(name);
        }
    }
    let args = [
        ("fields", names.join(" · ").into()),
        ("change", texts.say("settings-change").into()),
    ];
    let said = texts.say_with("settings-under-change", &args);
    (!found.is_empty()).then(|| (found.join(" "), said))
}
