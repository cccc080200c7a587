//! Rows that a filter would take away only because of what was done here stay where they are: whoever works through
//! what is unread reads one message after the other, and goes back to the one before.

use std::collections::BTreeSet;

use iced::Task;

use super::views::View;
use super::{Filters, Mail, Message, Source};
use crate::app::link::Link;
use crate::app::widget::list::Rows as _;
use crate::domain::MessageKey;

impl Mail {
    /// These are worked on: they stay until the filter is left or chosen anew, the list is left, or it is refreshed.
    /// What is moved or deleted goes all the same.
    pub(super) fn stay(&mut self, messages: impl IntoIterator<Item = MessageKey>) {
        if self.is_filtered() {
            self.staying.extend(messages);
        }
    }

    /// The same of all that is listed.
    pub(super) fn all_stay(&mut self) {
        if self.is_filtered() {
            let keys = (0..self.rows.len()).filter_map(|at| self.rows.key(at));
            let messages: Vec<MessageKey> = keys.filter_map(|key| self.rows.message(key)).collect();
            self.stay(messages);
        }
    }

    /// The list is to hold what its filter lets through, and no more than that.
    pub fn refresh(&mut self, link: &Link) -> Task<Message> {
        if std::mem::take(&mut self.staying).is_empty() {
            Task::none()
        } else {
            self.reload(link)
        }
    }

    /// What stays whatever is filtered; with it the message that is read, or will be.
    pub(super) fn kept_here(&self, read: Option<MessageKey>) -> Vec<MessageKey> {
        let staying: &BTreeSet<MessageKey> = &self.staying;
        let read = read.filter(|key| !staying.contains(key));
        staying.iter().cloned().chain(read).collect()
    }

    /// Does the list leave anything out?
    fn is_filtered(&self) -> bool {
        match &self.rows.source {
            Source::Folder { filters, .. } => *filters != Filters::default(),
            Source::View { view, filters, .. } => {
                *filters != Filters::default() || View::filter(*view).is_some()
            }
            Source::Nothing | Source::Search { .. } => false,
        }
    }
}
