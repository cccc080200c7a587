//! The system's keyring: Keychain, Credential Manager, or the Secret Service over D-Bus.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use keyring::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::OnceCell;

use super::{SecretError, SecretKey, SecretStore};

/// The service under which a person finds the entries.
const SERVICE: &str = "Postroom";
/// The most a Windows credential holds (CRED_MAX_CREDENTIAL_BLOB_SIZE). Nobody else has a limit
/// that a password meets.
const WINDOWS_LIMIT: u32 = 2560;
/// How long the keyring may take: a person may have to type its password first.
const LIMIT: Duration = Duration::from_secs(120);

/// The keyring of the system. At first use it is tried with an entry of its own: on Linux the
/// service may be there and still refuse to keep anything.
#[derive(Debug, Default)]
pub struct KeyringStore {
    probed: OnceCell<()>,
}

impl KeyringStore {
    /// The keyring. It is not touched before it is used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes, reads and deletes an entry, once in the life of this store. A failure is tried
    /// again the next time.
    ///
    /// # Errors
    /// [`SecretError`] when the keyring does not keep what it is given.
    pub async fn probe(&self) -> Result<(), SecretError> {
        self.probed
            .get_or_try_init(|| {
                blocking(|| {
                    // Its own name, so that two programs do not delete each other's.
                    let name = format!("probe {:016x}", fastrand::u64(..));
                    let entry = Entry::new(SERVICE, &name)?;
                    entry.set_secret(name.as_bytes())?;
                    let kept = entry.get_secret();
                    let deleted = entry.delete_credential();
                    if kept? != name.as_bytes() {
                        return Err(Error::BadStoreFormat("it gave another secret back".into()));
                    }
                    deleted
                })
            })
            .await
            .copied()
    }
}

#[async_trait]
impl SecretStore for KeyringStore {
    async fn get(&self, key: &SecretKey) -> Result<Option<SecretString>, SecretError> {
        // Reading needs no probe: it would only make the first sign-in slower.
        let name = key.to_string();
        let bytes = blocking(move || match Entry::new(SERVICE, &name)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await?;
        bytes
            .map(|bytes| {
                String::from_utf8(bytes)
                    .map(SecretString::from)
                    .map_err(|_| SecretError::Failed {
                        words: "the entry is no text".into(),
                    })
            })
            .transpose()
    }

    async fn set(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        if cfg!(windows) && secret.expose_secret().len() > WINDOWS_LIMIT as usize {
            return Err(SecretError::TooLong {
                limit: WINDOWS_LIMIT,
            });
        }
        self.probe().await?;
        let name = key.to_string();
        let secret = Arc::new(secret.clone());
        blocking(move || {
            // As bytes: `set_password` doubles them on Windows (UTF-16).
            Entry::new(SERVICE, &name)?.set_secret(secret.expose_secret().as_bytes())
        })
        .await
    }

    async fn delete(&self, key: &SecretKey) -> Result<(), SecretError> {
        let name = key.to_string();
        blocking(
            move || match Entry::new(SERVICE, &name)?.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(error),
            },
        )
        .await
    }
}

/// Runs a call of the keyring, which blocks, off the tokio threads and within a limit.
async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> keyring::Result<T> + Send + 'static,
) -> Result<T, SecretError> {
    let ran = tokio::time::timeout(LIMIT, tokio::task::spawn_blocking(call)).await;
    match ran {
        Ok(Ok(result)) => result.map_err(|error| typed(&error)),
        Ok(Err(_)) => Err(SecretError::Failed {
            words: "the call to the keyring broke off".into(),
        }),
        Err(_) => Err(SecretError::Locked {
            words: "no answer".into(),
        }),
    }
}

fn typed(error: &Error) -> SecretError {
    let words = words_of(error);
    match error {
        Error::NoDefaultStore => SecretError::NoService {
            words: match Entry::store_status() {
                Err(cause) => words_of(cause),
                Ok(()) => words,
            },
        },
        Error::NoStorageAccess(_) => SecretError::Locked { words },
        Error::TooLong(_, limit) => SecretError::TooLong { limit: *limit },
        Error::PlatformFailure(_) if says_no_service(&words) => SecretError::NoService { words },
        Error::PlatformFailure(_) if says_locked(&words) => SecretError::Locked { words },
        // These two carry the secret's bytes; their words do not, and must not be replaced by
        // something that prints the error with `{:?}`.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => SecretError::Failed {
            words: "the entry is damaged".into(),
        },
        _ => SecretError::Failed { words },
    }
}

fn words_of(error: &Error) -> String {
    error
        .to_string()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(300)
        .collect()
}

/// D-Bus says so when nobody owns or can start org.freedesktop.secrets.
fn says_no_service(words: &str) -> bool {
    [
        "ServiceUnknown",
        "org.freedesktop.secrets",
        "NoReply",
        "No such file",
        "I/O error",
        "Address",
    ]
    .iter()
    .any(|sign| words.contains(sign))
}

fn says_locked(words: &str) -> bool {
    ["IsLocked", "locked", "dismissed"]
        .iter()
        .any(|sign| words.contains(sign))
}
