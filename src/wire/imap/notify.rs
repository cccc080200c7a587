//! NOTIFY (RFC 5465): on one connection, news of folders that are not open on it.

use super::capability::Capability;
use super::command::Command;
use super::connect::ImapConnection;
use super::folder_name::FolderName;
use crate::wire::WireError;

/// Longer commands are not taken everywhere (RFC 7162 4 recommends servers to take 8192 octets).
const LONGEST: usize = 6000;

impl ImapConnection {
    /// Has the server tell from now on when something changes in these folders
    /// ([`crate::wire::imap::Unsolicited::Elsewhere`]), and in the open one as without this. Of many the first
    /// ones are named, as far as they go in one line. A server may say yes and tell nothing (quirks.rs:
    /// dovecot-notify-shared).
    ///
    /// # Errors
    /// `Unsupported` without NOTIFY; as any command.
    pub async fn notify(&mut self, folders: &[FolderName]) -> Result<(), WireError> {
        if !self.capabilities.has(Capability::Notify) {
            return Err(WireError::Unsupported { what: "NOTIFY" });
        }
        // RFC 5465 5: whoever wants to know of flags has to take the other two, too.
        const EVENTS: &str = "(MessageNew MessageExpunge FlagChange)";
        let mut command = Command::new("notify", "NOTIFY SET (selected ")
            .words(EVENTS)
            .words(") (mailboxes (");
        let (mut space, mut left) = ("", LONGEST);
        for folder in folders {
            // With quotes, and some escapes.
            let length = folder.wire().len() + 8;
            if length > left {
                break;
            }
            left -= length;
            command = command.words(space).folder(folder)?;
            space = " ";
        }
        if space.is_empty() {
            return Ok(());
        }
        let command = command.words(") ").words(EVENTS).words(")");
        self.exchange.run(command).await?;
        Ok(())
    }
}
