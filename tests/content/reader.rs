//! All that reads a message, one after the other, as the program does it; and what must hold of whatever comes out.

use std::collections::BTreeMap;
use std::sync::{Mutex, Once, PoisonError};

use postroom::domain::{EmailAddress, HeldText};
use postroom::render::sanitise::{Elsewhere, sanitise};
use postroom::render::{self, Block, Page, Part, Trouble};
use postroom::rfc822::{self, ParseError};

use super::harmless::is_harmless;

/// Where something panicked, and how often. What is caught costs a message its text.
static PANICS: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// Notes panics from here on, those too that are caught.
pub fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map_or("", |place| place.file()).to_owned();
            let line = panic.location().map_or(0, |place| place.line());
            // The parser is not ours; a message that defeats it is refused.
            let is_parser = place.contains("mail-parser");
            let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
            *panics.entry(format!("{place}:{line}")).or_default() += 1;
            if !is_parser {
                before(panic);
            }
        }));
    });
}

/// Nothing has panicked since [`note_panics`] but the parser.
pub fn assert_no_panic(of: impl Fn() -> String) {
    let panics = PANICS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    assert!(
        panics.keys().all(|place| place.contains("mail-parser")),
        "{}: {panics:?}",
        of()
    );
}

/// Reads a message like the list, the reader, the printer and the folder of drafts do.
pub fn read(raw: &[u8]) -> Result<Page, ParseError> {
    let header = rfc822::parse_header(raw);
    let ours = [EmailAddress::parse("support@b.test").unwrap()];
    let _ = rfc822::OwnDomains::of(&ours).doubts(&header.participants);
    for person in header
        .participants
        .from
        .iter()
        .chain(&header.participants.to)
    {
        is_clean(&person.address);
        person.name.iter().for_each(|name| is_clean(name));
    }
    is_clean(&header.subject);
    // What it came as can be looked at, whatever it is.
    let source = render::source_text(raw);
    assert!(!source.contains('\r') && !source.contains('\0'));
    let _ = (
        rfc822::delivery_report(raw),
        rfc822::returned_message_id(raw),
    );
    let _ = rfc822::read_draft(raw);
    let held = HeldText::Whole(raw.to_vec());
    let page = render::page(&held)?;
    assert_ne!(page.trouble, Some(Trouble::Failed));
    for block in &page.blocks {
        let (Block::Text(text) | Block::Quote { text, .. } | Block::Signature(text)) = block;
        let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!text.contains(steers), "{text:?}");
    }
    for file in &page.attachments {
        assert_eq!(file.name, rfc822::safe_file_name(&file.name, "x"));
        let octets = rfc822::attachment_bytes(raw, file.index).unwrap();
        assert_eq!(octets.len() as u64, file.size, "{}", file.name);
        let _ = render::file_text(&octets);
    }
    for part in page.html.iter().flat_map(|html| &html.parts) {
        if let Part::Html(html) = part {
            is_harmless(&sanitise(html, Elsewhere::Out));
        }
    }
    let lines = [("From".to_owned(), header.subject.clone())];
    let printed = render::printed(&held, "en", &header.subject, &lines)?;
    let main = printed.split_once("<main>").unwrap().1;
    assert!(main.ends_with("</main></body></html>\n"));
    assert_eq!(main.matches("</main>").count(), 1);
    Ok(page)
}

fn is_clean(text: &str) {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(
        !text.contains(|c: char| c.is_control() || turns(c)),
        "{text:?}"
    );
}
