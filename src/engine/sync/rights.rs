//! What opening a folder reveals of the rights on it, where there is no ACL to ask.

use jiff::Timestamp;

use crate::domain::{Folder, FolderState, Right, Rights, RightsSource};
use crate::engine::backend::Opened;
use crate::engine::error::EngineError;
use crate::store::Store;

/// Without ACL, what SELECT reveals is all there is to know (invariant 9: evidence, not truth).
pub(super) async fn learn_rights(
    store: &Store,
    folder: &Folder,
    opened: &Opened,
    has_acl: bool,
) -> Result<(), EngineError> {
    if folder.state != FolderState::Readable {
        store
            .cache()
            .set_folder_state(&folder.id, FolderState::Readable)
            .await?;
    }
    if has_acl {
        return Ok(());
    }
    let reader: Rights = [Right::Lookup, Right::Read].into_iter().collect();
    let keeps = |flag: &str| {
        opened
            .permanent_flags
            .as_ref()
            .is_none_or(|kept| kept.iter().any(|f| f.eq_ignore_ascii_case(flag)))
    };
    let writer = || {
        let mut rights = reader
            .with(Right::Insert)
            .with(Right::Create)
            .with(Right::DeleteFolder);
        for (flag, right) in [
            ("\\Seen", Right::Seen),
            ("\\Flagged", Right::Write),
            ("\\Deleted", Right::DeleteMessages),
        ] {
            if keeps(flag) {
                rights = rights.with(right);
            }
        }
        if keeps("\\Deleted") {
            rights.with(Right::Expunge)
        } else {
            rights
        }
    };
    let rights = if opened.read_only { reader } else { writer() };
    if folder.rights_source != RightsSource::Select || folder.rights != rights {
        store
            .cache()
            .set_rights(
                &folder.account,
                &[(folder.id.clone(), rights, RightsSource::Select)],
                Timestamp::now(),
            )
            .await?;
    }
    Ok(())
}
