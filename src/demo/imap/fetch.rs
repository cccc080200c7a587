//! FETCH and UID FETCH.

use std::num::NonZeroU32;

use imap_codec::imap_types::command::FetchModifier;
use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::fetch::{
    MacroOrMessageDataItemNames, MessageDataItemName, Part, Section,
};
use imap_codec::imap_types::sequence::SequenceSet;

use super::super::mailstore::StoredMessage;
use super::super::state::{SignedIn, State};
use super::reply::{Answer, Untagged, put_string};
use super::session::{Offers, Session};
use super::structure::Parsed;
use crate::domain::Right;

/// Refusal of message numbers that are not there.
pub(super) const INVALID_SET: &str = "Invalid messageset";

impl Session {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn fetch(
        &mut self,
        state: &mut State,
        who: &SignedIn,
        offers: Offers,
        set: &SequenceSet,
        items: &MacroOrMessageDataItemNames<'_>,
        uid: bool,
        modifiers: &[FetchModifier],
    ) -> Answer {
        let mut items = match items {
            MacroOrMessageDataItemNames::Macro(short) => short.expand(),
            MacroOrMessageDataItemNames::MessageDataItemNames(items) => items.clone(),
        };
        let mut since = None;
        for modifier in modifiers {
            match modifier {
                FetchModifier::ChangedSince(modseq) if offers.modern => {
                    since = Some(modseq.get());
                    self.condstore = true;
                    if !items.contains(&MessageDataItemName::ModSeq) {
                        items.push(MessageDataItemName::ModSeq);
                    }
                }
                _ => return Answer::bad("Unknown FETCH modifier"),
            }
        }
        if items.contains(&MessageDataItemName::ModSeq) {
            if !offers.modern {
                return Answer::bad("Unknown parameter MODSEQ");
            }
            self.condstore = true;
        }
        let binary = |i: &MessageDataItemName<'_>| {
            matches!(
                i,
                MessageDataItemName::Binary { .. } | MessageDataItemName::BinarySize { .. }
            )
        };
        if items.iter().any(binary) {
            return Answer::bad("Unknown parameter BINARY");
        }
        if uid && !items.contains(&MessageDataItemName::Uid) {
            items.insert(0, MessageDataItemName::Uid);
        }
        let condstore = self.condstore;
        let Some(view) = &mut self.view else {
            return Answer::bad(INVALID_SET);
        };
        let Some(uids) = view.select(set, uid) else {
            return Answer::bad(INVALID_SET);
        };
        let may_see = state.rights(who, &view.key).has(Right::Seen) && !view.examined;
        let marks_seen = may_see && items.iter().any(sets_seen);
        let reader = state.reader(&who.user).to_owned();
        let mut answer = Answer::ok("Fetch completed.");
        let Some(folder) = state.store.folder_mut(&view.key) else {
            return answer;
        };
        let mut missing = false;
        for uid in uids {
            let Some(message) = folder.message(uid) else {
                missing = true;
                continue;
            };
            if since.is_some_and(|since| message.modseq_for(&reader) <= since) {
                continue;
            }
            let newly_seen = marks_seen && folder.set_flag(uid, "\\Seen", true, &reader);
            let (Some(message), Some(number)) = (folder.message(uid), view.number_of(uid)) else {
                continue;
            };
            let mut out = format!("* {number} FETCH (").into_bytes();
            put_items(&mut out, &items, message, &reader);
            if newly_seen {
                answer.changed = true;
                let modseq = message.modseq_for(&reader);
                view.own.insert(uid, modseq);
                if !items.contains(&MessageDataItemName::Flags) {
                    let flags = message.flags_for(&reader).join(" ");
                    out.extend_from_slice(format!(" FLAGS ({flags})").as_bytes());
                }
                if condstore && !items.contains(&MessageDataItemName::ModSeq) {
                    out.extend_from_slice(format!(" MODSEQ ({modseq})").as_bytes());
                }
            }
            out.extend_from_slice(b")\r\n");
            answer.untagged.push(Untagged::Fetch(out));
        }
        if missing && !uid {
            answer.words =
                "[EXPUNGEISSUED] Some of the requested messages no longer exist.".to_owned();
            answer.status = Answer::no("").status;
        }
        answer
    }
}

/// Does this item set `\Seen` (RFC 3501 6.4.5)?
fn sets_seen(item: &MessageDataItemName<'_>) -> bool {
    matches!(
        item,
        MessageDataItemName::BodyExt { peek: false, .. }
            | MessageDataItemName::Rfc822
            | MessageDataItemName::Rfc822Text
    )
}

fn put_items(
    out: &mut Vec<u8>,
    items: &[MessageDataItemName<'_>],
    message: &StoredMessage,
    reader: &str,
) {
    let parsed = Parsed::new(&message.raw);
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        match item {
            MessageDataItemName::Uid => put(out, &format!("UID {}", message.uid)),
            MessageDataItemName::Flags => {
                let flags = message.flags_for(reader).join(" ");
                put(out, &format!("FLAGS ({flags})"));
            }
            MessageDataItemName::ModSeq => {
                put(out, &format!("MODSEQ ({})", message.modseq_for(reader)));
            }
            MessageDataItemName::InternalDate => {
                let date = message.date.strftime("%d-%b-%Y %H:%M:%S +0000");
                put(out, &format!("INTERNALDATE \"{date}\""));
            }
            MessageDataItemName::Rfc822Size => {
                put(out, &format!("RFC822.SIZE {}", message.raw.len()));
            }
            MessageDataItemName::Envelope => {
                put(out, "ENVELOPE ");
                out.extend(parsed.envelope());
            }
            MessageDataItemName::BodyStructure => {
                put(out, "BODYSTRUCTURE ");
                out.extend(parsed.structure(true));
            }
            MessageDataItemName::Body => {
                put(out, "BODY ");
                out.extend(parsed.structure(false));
            }
            MessageDataItemName::BodyExt {
                section, partial, ..
            } => {
                put(out, &format!("BODY[{}]", section_name(section.as_ref())));
                put_part(out, parsed.section(section.as_ref()), *partial);
            }
            MessageDataItemName::Rfc822 => {
                put(out, "RFC822");
                put_part(out, parsed.section(None), None);
            }
            MessageDataItemName::Rfc822Header => {
                put(out, "RFC822.HEADER");
                put_part(out, parsed.section(Some(&Section::Header(None))), None);
            }
            MessageDataItemName::Rfc822Text => {
                put(out, "RFC822.TEXT");
                put_part(out, parsed.section(Some(&Section::Text(None))), None);
            }
            // Refused before.
            MessageDataItemName::Binary { .. } | MessageDataItemName::BinarySize { .. } => {}
        }
    }
}

fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

fn put_part(out: &mut Vec<u8>, bytes: Option<Vec<u8>>, partial: Option<(u32, NonZeroU32)>) {
    if let Some((from, _)) = partial {
        put(out, &format!("<{from}>"));
    }
    out.push(b' ');
    let Some(bytes) = bytes else {
        put(out, "NIL");
        return;
    };
    let slice = match partial {
        None => bytes.as_slice(),
        Some((from, count)) => {
            let from = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
            let count = usize::try_from(count.get()).unwrap_or(usize::MAX);
            let to = from.saturating_add(count).min(bytes.len());
            bytes.get(from..to).unwrap_or_default()
        }
    };
    // A literal even when it is empty or short, as Dovecot does for sections; quoted strings
    // cannot hold line ends.
    if slice.is_empty() {
        put_string(out, slice);
    } else {
        put(out, &format!("{{{}}}\r\n", slice.len()));
        out.extend(slice.iter().map(|b| if *b == 0 { 0x80 } else { *b }));
    }
}

fn section_name(section: Option<&Section<'_>>) -> String {
    let numbers = |part: &Part| -> String {
        let numbers: Vec<String> = part.0.as_ref().iter().map(ToString::to_string).collect();
        numbers.join(".")
    };
    let with = |part: &Option<Part>, name: &str| match part {
        Some(part) => format!("{}.{name}", numbers(part)),
        None => name.to_owned(),
    };
    let list = |names: &[AString<'_>]| -> String {
        let names: Vec<String> = names
            .iter()
            .map(|n| String::from_utf8_lossy(n.as_ref()).to_uppercase())
            .map(|n| super::reply::astring(&n))
            .collect();
        names.join(" ")
    };
    match section {
        None => String::new(),
        Some(Section::Part(part)) => numbers(part),
        Some(Section::Mime(part)) => format!("{}.MIME", numbers(part)),
        Some(Section::Header(part)) => with(part, "HEADER"),
        Some(Section::Text(part)) => with(part, "TEXT"),
        Some(Section::HeaderFields(part, names)) => {
            let list = list(names.as_ref());
            with(part, &format!("HEADER.FIELDS ({list})"))
        }
        Some(Section::HeaderFieldsNot(part, names)) => {
            let list = list(names.as_ref());
            with(part, &format!("HEADER.FIELDS.NOT ({list})"))
        }
    }
}
