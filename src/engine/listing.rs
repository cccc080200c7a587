//! In which order the messages of a folder are listed.

use serde::{Deserialize, Serialize};

use crate::domain::{FolderId, FolderRole, without_accents};
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
    /// By subject, without what answering puts before it.
    Subject,
    /// The largest first.
    Largest,
}

impl Sort {
    fn field(self, role: FolderRole) -> SortField {
        match self {
            Self::Newest | Self::Oldest => SortField::Date,
            Self::People if matches!(role, FolderRole::Sent | FolderRole::Drafts) => SortField::To,
            Self::People => SortField::From,
            Self::Subject => SortField::Subject,
            Self::Largest => SortField::Size,
        }
    }
}

/// UIDs and dates (microseconds since 1970) of a folder's visible messages, in this order.
///
/// # Errors
/// As [`Reader`].
pub fn listed(
    reader: &Reader,
    folder: &FolderId,
    filter: ListFilter,
    sort: Sort,
) -> Result<Vec<(u32, i64)>, StoreError> {
    let role = reader.folder(folder)?.map_or(FolderRole::Other, |f| f.role);
    let mut rows = reader.sortable(folder, filter, sort.field(role))?;
    arrange(&mut rows, sort);
    Ok(rows.into_iter().map(|row| (row.uid, row.date)).collect())
}

/// Puts what comes with the newest first into this order.
fn arrange(rows: &mut [Sortable], sort: Sort) {
    // A case or an accent makes no other name. Each sort keeps what is alike in its order.
    let alike = |words: &str| without_accents(words).to_lowercase();
    match sort {
        Sort::Newest => {}
        Sort::Oldest => rows.reverse(),
        Sort::People => rows.sort_by_cached_key(|row| alike(&row.words)),
        Sort::Subject => rows.sort_by_cached_key(|row| alike(base_subject(&row.words))),
        Sort::Largest => rows.sort_by_key(|row| std::cmp::Reverse(row.size)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(uid: u32, words: &str, size: i64) -> Sortable {
        Sortable {
            uid,
            date: i64::from(uid),
            words: words.to_owned(),
            size,
        }
    }

    fn sorted(sort: Sort) -> Vec<u32> {
        let mut rows = vec![
            row(5, "Re: Zebra", 1),
            row(4, "ärger", 9),
            row(3, "Zebra", 1),
            row(2, "Apfel", 4),
            row(1, "", 0),
        ];
        arrange(&mut rows, sort);
        rows.into_iter().map(|row| row.uid).collect()
    }

    #[test]
    fn what_is_alike_stands_with_the_newest_first() {
        assert_eq!(sorted(Sort::Newest), [5, 4, 3, 2, 1]);
        assert_eq!(sorted(Sort::Oldest), [1, 2, 3, 4, 5]);
        assert_eq!(sorted(Sort::Subject), [1, 2, 4, 5, 3]);
        assert_eq!(sorted(Sort::People), [1, 2, 4, 5, 3]);
        assert_eq!(sorted(Sort::Largest), [4, 2, 5, 3, 1]);
    }
}
