//! The errors that engine rooms pass among themselves, before a [`super::Problem`] is made of them.

use crate::store::StoreError;
use crate::wire::WireError;

/// What went wrong underneath.
#[derive(Debug, Clone, thiserror::Error)]
pub(super) enum EngineError {
    /// On the network, or on the server.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// In the local databases.
    #[error(transparent)]
    Store(#[from] StoreError),
}
