//! What rows need to know beside their headers to be put into words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Mail, Mails, Source, View};
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::domain::{MessageHeader, NamedAddress};
use crate::i18n::Texts;

/// What is needed to put a header into words.
pub struct Wording<'a> {
    /// The language.
    pub texts: &'a Texts,
    /// Now, against which dates are said.
    pub now: Timestamp,
    /// The person's time zone.
    pub zone: TimeZone,
    /// The name of a message's mailbox and folder, for search results.
    pub place: &'a dyn Fn(&MessageHeader) -> Option<String>,
    /// Did it come back?
    pub came_back: &'a dyn Fn(&MessageHeader) -> bool,
    /// Is it this person?
    pub own: &'a dyn Fn(&NamedAddress) -> bool,
    /// May something about its sender deceive?
    pub doubtful: &'a dyn Fn(&MessageHeader) -> bool,
}

impl Mail {
    /// Runs `take` with what it needs to word headers.
    pub(super) fn word(
        &mut self,
        known: &Known,
        link: &Link,
        take: impl FnOnce(&mut Mails, &Wording<'_>),
    ) {
        let found = matches!(self.rows.source, Source::Search { .. });
        let view = self.view();
        let place = |header: &MessageHeader| {
            let (node, folder) = known.folder(&header.id.folder)?;
            // What came in is told apart by its mailbox.
            if view.is_some_and(|view| view != View::Flagged) {
                return Some(node.mailbox.name.clone());
            }
            if !found && view.is_none() {
                return None;
            }
            let folder = say::folder(&link.texts, folder);
            Some(format!("{} / {folder}", node.mailbox.name))
        };
        let wording = Wording {
            texts: &link.texts,
            now: Timestamp::now(),
            zone: self.zone.clone(),
            place: &place,
            came_back: &|header| known.came_back(header).is_some_and(|(_, b)| b.failed),
            own: &|who| known.is_me(who),
            doubtful: &|header| !known.doubts(header).is_empty(),
        };
        take(&mut self.rows, &wording);
    }

    /// Do rows say how long somebody waits?
    #[must_use]
    pub fn says_waits(&self) -> bool {
        self.rows.source.is_of_unanswered()
    }

    /// What is known of messages beside their headers changed, such as that one came back.
    pub fn reword(&mut self, known: &Known, link: &Link) {
        self.word(known, link, Mails::reword);
    }
}
