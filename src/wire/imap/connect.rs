//! API in advance.
use super::*;
use crate::domain::{Endpoint, FlagChange, Flags, Rights};
use crate::wire::tls::TlsConfig;
use crate::wire::{Login, WireError};
use jiff::Timestamp;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const LATER: WireError = WireError::Unsupported { what: "this yet" };

/// One signed-in connection. Any error after which answers could be taken for those of another
/// command ends it for ever: every later call is an error. So does dropping the future of a call.
#[derive(Debug)]
pub struct ImapConnection {
    capabilities: Capabilities,
}
#[allow(
    missing_docs,
    unused_variables,
    clippy::unused_async,
    clippy::missing_errors_doc
)]
impl ImapConnection {
    pub async fn connect(
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
    ) -> Result<Self, WireError> {
        Err(LATER)
    }
    pub async fn connect_with(
        endpoint: &Endpoint,
        tls: &TlsConfig,
        login: &Login,
        options: &ImapOptions,
    ) -> Result<Self, WireError> {
        Err(LATER)
    }
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    /// Can it still be used? False after an error that ended it, or a dropped call.
    pub fn is_alive(&self) -> bool {
        false
    }
    /// The folder that is open.
    pub fn selected(&self) -> Option<&FolderName> {
        None
    }
    pub async fn namespaces(&mut self) -> Result<Namespaces, WireError> {
        Err(LATER)
    }
    pub async fn list(
        &mut self,
        reference: &str,
        pattern: &str,
        want: ListWant,
    ) -> Result<Complete<Vec<Listed>>, WireError> {
        Err(LATER)
    }
    pub async fn my_rights(
        &mut self,
        names: &[FolderName],
    ) -> Result<Vec<(FolderName, Result<Rights, WireError>)>, WireError> {
        Err(LATER)
    }
    pub async fn get_acl(&mut self, name: &FolderName) -> Result<Vec<AclEntry>, WireError> {
        Err(LATER)
    }
    pub async fn set_acl(
        &mut self,
        name: &FolderName,
        identifier: &str,
        change: AclChange,
    ) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn delete_acl(
        &mut self,
        name: &FolderName,
        identifier: &str,
    ) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn status(
        &mut self,
        names: &[FolderName],
    ) -> Result<Vec<(FolderName, Result<FolderStatus, WireError>)>, WireError> {
        Err(LATER)
    }
    pub async fn select(
        &mut self,
        name: &FolderName,
        access: Access,
    ) -> Result<Selected, WireError> {
        Err(LATER)
    }
    pub async fn unselect(&mut self) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn uids(&mut self) -> Result<Complete<Vec<u32>>, WireError> {
        Err(LATER)
    }
    pub async fn flags(
        &mut self,
        uids: &UidSet,
        changed_since: Option<u64>,
    ) -> Result<Complete<Vec<FetchedFlags>>, WireError> {
        Err(LATER)
    }
    pub async fn headers(
        &mut self,
        uids: &UidSet,
        each: impl FnMut(FetchedHeader) + Send,
    ) -> Result<Complete<()>, WireError> {
        Err(LATER)
    }
    /// The same without BODYSTRUCTURE (no attachment guess): the way out after `Limit`.
    pub async fn headers_plain(
        &mut self,
        uids: &UidSet,
        each: impl FnMut(FetchedHeader) + Send,
    ) -> Result<Complete<()>, WireError> {
        Err(LATER)
    }
    pub async fn body(&mut self, uid: u32, max: u64) -> Result<Vec<u8>, WireError> {
        Err(LATER)
    }
    pub async fn search_header(
        &mut self,
        header: &str,
        value: &str,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        Err(LATER)
    }
    pub async fn store_flags(
        &mut self,
        uids: &UidSet,
        change: &FlagChange,
        unchanged_since: Option<u64>,
    ) -> Result<StoreOutcome, WireError> {
        Err(LATER)
    }
    pub async fn append(
        &mut self,
        folder: &FolderName,
        flags: &Flags,
        date: Option<Timestamp>,
        message: &[u8],
    ) -> Result<Option<AppendUid>, WireError> {
        Err(LATER)
    }
    pub async fn copy(
        &mut self,
        uids: &UidSet,
        to: &FolderName,
    ) -> Result<Option<CopyUid>, WireError> {
        Err(LATER)
    }
    pub async fn move_messages(
        &mut self,
        uids: &UidSet,
        to: &FolderName,
    ) -> Result<Option<CopyUid>, WireError> {
        Err(LATER)
    }
    pub async fn expunge(&mut self, uids: &UidSet) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn create(&mut self, name: &FolderName) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn delete(&mut self, name: &FolderName) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn rename(&mut self, from: &FolderName, to: &FolderName) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn subscribe(&mut self, name: &FolderName, on: bool) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn idle(
        &mut self,
        stop: &CancellationToken,
        limit: Duration,
    ) -> Result<Vec<Unsolicited>, WireError> {
        Err(LATER)
    }
    pub async fn noop(&mut self) -> Result<(), WireError> {
        Err(LATER)
    }
    pub async fn logout(self) {}
    pub fn take_unsolicited(&mut self) -> Vec<Unsolicited> {
        Vec::new()
    }
}
