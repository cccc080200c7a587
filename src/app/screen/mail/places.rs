//! Where somebody was in a list when they left it: within a session it is found again as it was left.

use super::{Mail, Source, View};
use crate::domain::{FolderId, MessageKey};

/// A list that can be left and come back to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Spot {
    Folder(FolderId),
    View(View),
}

/// How a list was left.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Left {
    /// What was open.
    message: Option<MessageKey>,
    /// The message at the top of what was in sight, and how much of its row was above that; nothing where the list
    /// was at its beginning: there new mail is to be seen.
    top: Option<(MessageKey, f32)>,
}

/// How all lists were left.
#[derive(Debug, Default)]
pub struct Places(std::collections::HashMap<Spot, Left>);

impl Mail {
    fn spot(&self) -> Option<Spot> {
        match &self.rows.source {
            Source::Folder { id, .. } => Some(Spot::Folder(id.clone())),
            Source::View { view, .. } => Some(Spot::View(*view)),
            Source::Nothing | Source::Search { .. } => None,
        }
    }

    /// Notes how the list that is open is left.
    pub(super) fn note_place(&mut self) {
        let Some(spot) = self.spot().filter(|_| self.rows.is_read) else {
            return;
        };
        let top = self.scrolled.top().and_then(|(row, above)| {
            let message = self.rows.message(row)?;
            Some((message, above))
        });
        // Of several that are chosen none is open.
        let opened = self.opened.as_ref();
        let message = opened.map(|opened| opened.header.id.clone());
        self.places.0.insert(spot, Left { message, top });
    }

    /// How this folder was left.
    #[must_use]
    pub fn left_folder(&self, id: &FolderId) -> Left {
        let spot = Spot::Folder(id.clone());
        self.places.0.get(&spot).cloned().unwrap_or_default()
    }

    /// The same of a view.
    #[must_use]
    pub fn left_view(&self, view: View) -> Left {
        let spot = Spot::View(view);
        self.places.0.get(&spot).cloned().unwrap_or_default()
    }

    /// What is to be open in a list that was left like this, where nothing else is asked for.
    pub fn comes_back(&mut self, left: &Left, choose: Option<MessageKey>) -> Option<MessageKey> {
        self.note_place();
        let is_as_left = choose.is_none() || choose == left.message;
        self.scroll_to = left.top.clone().filter(|_| is_as_left);
        self.is_return = choose.is_none() && left.message.is_some();
        choose.or_else(|| left.message.clone())
    }

    /// The list is read: it stands where it was left.
    pub(super) fn scroll_back(&mut self) {
        if let Some((message, above)) = self.scroll_to.take()
            && let Some(row) = self.rows.key_of(&message)
        {
            self.scrolled.want(row, above);
        }
    }
}
