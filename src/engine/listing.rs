//! In which order the messages of a folder, or of several, are listed.

use std::cmp::Reverse;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::domain::{FolderId, FolderRole, MessageKey, without_accents};
use crate::rfc822::base_subject;
use crate::store::{ListFilter, Reader, SortField, Sortable, StoreError};

/// In which order a list shows its messages. What is alike stands with the newest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
    /// By whom they come from; in folders of what was sent, by whom they went to.
    People,
    /// The same from the end of the alphabet.
    #[serde(rename = "people-descending")]
    PeopleDescending,
    /// By subject, without what answering puts before it.
    Subject,
    /// The same from the end of the alphabet.
    #[serde(rename = "subject-descending")]
    SubjectDescending,
    /// The largest first.
    Largest,
    /// The smallest first.
    Smallest,
}

impl Sort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Newest,
        Self::Oldest,
        Self::People,
        Self::PeopleDescending,
        Self::Subject,
        Self::SubjectDescending,
        Self::Largest,
        Self::Smallest,
    ];

    /// Is it by date?
    #[must_use]
    pub fn is_by_date(self) -> bool {
        matches!(self, Self::Newest | Self::Oldest)
    }

    fn field(self, role: FolderRole) -> SortField {
        match self {
            Self::Newest | Self::Oldest => SortField::Date,
            Self::People | Self::PeopleDescending => match role {
                FolderRole::Sent | FolderRole::Drafts => SortField::To,
                _ => SortField::From,
            },
            Self::Subject | Self::SubjectDescending => SortField::Subject,
            Self::Largest | Self::Smallest => SortField::Size,
        }
    }
}

/// A message in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// Which of the folders that were asked for it lies in.
    pub folder: usize,
    /// Its UID.
    pub uid: u32,
    /// When it arrived, in microseconds since 1970.
    pub date: i64,
}

/// The visible messages of these folders as one list, in this order. `keep` are among them, whatever is filtered:
/// what somebody works on does not go from under their hands.
///
/// # Errors
/// As [`Reader`].
pub fn listed(
    reader: &Reader,
    folders: &[FolderId],
    filter: ListFilter,
    sort: Sort,
    keep: &[MessageKey],
) -> Result<Vec<Listed>, StoreError> {
    let mut rows = Vec::new();
    let mut kept: HashMap<&FolderId, Vec<u32>> = HashMap::new();
    for key in keep {
        kept.entry(&key.folder).or_default().push(key.uid);
    }
    for (at, id) in folders.iter().enumerate() {
        let role = reader.folder(id)?.map_or(FolderRole::Other, |f| f.role);
        let keep = kept.get(id).map_or(&[][..], Vec::as_slice);
        let of_folder = reader.sortable(id, filter, sort.field(role), keep)?;
        rows.extend(of_folder.into_iter().map(|row| (at, row)));
    }
    if folders.len() > 1 {
        // Each folder's are sorted: they are merged.
        rows.sort_by_key(|(at, row)| Reverse((row.date, *at, row.uid)));
    }
    arrange(&mut rows, sort);
    let listed = |(folder, row): (usize, Sortable)| Listed {
        folder,
        uid: row.uid,
        date: row.date,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Puts what comes with the newest first into this order.
fn arrange(rows: &mut [(usize, Sortable)], sort: Sort) {
    // A case or an accent makes no other name. Each sort keeps what is alike in its order.
    let alike = |words: &str| without_accents(words).to_lowercase();
    match sort {
        Sort::Newest => {}
        Sort::Oldest => rows.reverse(),
        Sort::People => rows.sort_by_cached_key(|(_, row)| alike(&row.words)),
        Sort::PeopleDescending => {
            rows.sort_by_cached_key(|(_, row)| Reverse(alike(&row.words)));
        }
        Sort::Subject => rows.sort_by_cached_key(|(_, row)| alike(base_subject(&row.words))),
        Sort::SubjectDescending => {
            rows.sort_by_cached_key(|(_, row)| Reverse(alike(base_subject(&row.words))));
        }
        Sort::Largest => rows.sort_by_key(|(_, row)| Reverse(row.size)),
        Sort::Smallest => rows.sort_by_key(|(_, row)| row.size),
    }
}

#[cfg(test)]
#[path = "listing_tests.rs"]
mod tests;
