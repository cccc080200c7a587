//! Reading: blocking functions on a handle that is cheap to clone.
//!
//! The functions themselves stand beside the writes they belong to, in `cache` and `precious`.

use std::sync::Arc;

use super::connection::Pool;
use super::error::{DataFile, StoreError};

/// Reads both databases. Each call sees one state of its file.
///
/// The calls block for as long as SQLite reads, mostly well under a millisecond.
#[derive(Clone)]
pub struct Reader {
    pub(super) cache: Arc<Pool>,
    pub(super) precious: Arc<Pool>,
}

impl Reader {
    /// Reads on a thread that may block, for async callers.
    ///
    /// # Errors
    /// Those of `read`; [`StoreError::Closed`] when the runtime is being shut down.
    pub fn run<T: Send + 'static, F>(
        &self,
        read: F,
    ) -> impl Future<Output = Result<T, StoreError>> + Send + use<T, F>
    where
        F: FnOnce(&Self) -> Result<T, StoreError> + Send + 'static,
    {
        let reader = self.clone();
        async move {
            match tokio::task::spawn_blocking(move || read(&reader)).await {
                Ok(outcome) => outcome,
                Err(e) if e.is_panic() => Err(StoreError::Internal {
                    file: DataFile::Cache,
                    detail: "reading panicked".to_owned(),
                }),
                Err(_) => Err(StoreError::Closed),
            }
        }
    }
}
