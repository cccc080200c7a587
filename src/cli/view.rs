//! `list --view`: messages of many folders in one list, as the window shows them.

use std::collections::{BTreeMap, HashMap};

use super::list_args::ListArgs;
use super::messages::{Beside, Row, columns_with_mailbox, cut, hint_unsynced, one_more, say_cut};
use super::{Ended, Exit, Output, mailbox};
use crate::domain::{Folder, FolderId, MessageHeader, MessageKey};
use crate::engine::{Engine, Listed, Reader, StoreError, Text, View, listed};

/// What was read of a view.
struct Read {
    rows: Vec<Row>,
    /// Has it a folder at all?
    has_folders: bool,
    /// One of its folders of which nothing was fetched yet.
    unsynced: Option<Folder>,
}

/// The folders of a view that are here.
fn folders_of(reader: &Reader, view: View) -> Result<Vec<Folder>, StoreError> {
    let mut folders = Vec::new();
    for mailbox in reader.mailboxes()? {
        for folder in reader.folders_shown(&mailbox.id())? {
            // What was made here, and not on the server yet, has no messages.
            let is_one = view.has(&mailbox, &folder) && reader.folder(&folder.id)?.is_some();
            if is_one && folders.len() < View::MOST_FOLDERS {
                folders.push(folder);
            }
        }
    }
    Ok(folders)
}

/// The headers of these rows, in their order.
fn headers_of(
    reader: &Reader,
    ids: &[FolderId],
    rows: &[Listed],
) -> Result<Vec<MessageHeader>, StoreError> {
    let mut of_folder: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for row in rows {
        of_folder.entry(row.folder).or_default().push(row.uid);
    }
    let mut read: HashMap<(FolderId, u32), MessageHeader> = HashMap::new();
    for (folder, uids) in of_folder {
        let Some(id) = ids.get(folder) else {
            continue;
        };
        for header in reader.headers(id, &uids)? {
            let MessageKey { folder, uid, .. } = header.id.clone();
            let _ = read.insert((folder, uid), header);
        }
    }
    let header = |row: &Listed| read.remove(&(ids.get(row.folder)?.clone(), row.uid));
    Ok(rows.iter().filter_map(header).collect())
}

fn read(reader: &Reader, view: View, args: &ListArgs) -> Result<Read, StoreError> {
    let folders = folders_of(reader, view)?;
    let ids: Vec<FolderId> = folders.iter().map(|folder| folder.id.clone()).collect();
    let order = listed(reader, &ids, args.filter(), args.order(), &[])?;
    let wanted = order.get(..one_more(args.limit)).unwrap_or(&order);
    let headers = headers_of(reader, &ids, wanted)?;
    let beside = Beside::read(reader, &headers)?;
    let mut unsynced = None;
    for folder in &folders {
        let state = reader.sync_state(&folder.id)?;
        if unsynced.is_none() && state.is_none_or(|state| state.completed_at.is_none()) {
            unsynced = Some(folder.clone());
        }
    }
    Ok(Read {
        rows: headers
            .into_iter()
            .map(|header| beside.row(header))
            .collect(),
        has_folders: !folders.is_empty(),
        unsynced,
    })
}

pub(super) async fn list(
    engine: &Engine,
    view: View,
    args: &ListArgs,
    output: &mut Output<'_>,
) -> Ended {
    let wanted = args.clone();
    let read = mailbox::read(engine, move |reader| read(reader, view, &wanted)).await?;
    let (rows, is_cut) = cut(read.rows.into_iter(), args.limit);
    output.table(&rows, columns_with_mailbox)?;
    say_cut(is_cut, args.limit, output);
    match read.unsynced {
        _ if !rows.is_empty() => {}
        Some(folder) => hint_unsynced(&folder, output),
        None if !read.has_folders => output.hint(
            &Text::new("cli-view-nothing"),
            &Text::new("advice-list-mailboxes"),
        ),
        None => {}
    }
    Ok(Exit::Done)
}
