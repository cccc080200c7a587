//! Secrets in memory: for the demo, for tests, and where there is no keyring.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use secrecy::SecretString;

use super::{SecretError, SecretKey, SecretStore};

/// A store that forgets everything when the program ends.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<HashMap<SecretKey, SecretString>>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<SecretKey, SecretString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl SecretStore for MemoryStore {
    async fn get(&self, key: &SecretKey) -> Result<Option<SecretString>, SecretError> {
        Ok(self.kept().get(key).cloned())
    }

    async fn set(&self, key: &SecretKey, secret: &SecretString) -> Result<(), SecretError> {
        self.kept().insert(key.clone(), secret.clone());
        Ok(())
    }

    async fn delete(&self, key: &SecretKey) -> Result<(), SecretError> {
        self.kept().remove(key);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, EmailAddress};
    use secrecy::ExposeSecret as _;

    #[tokio::test]
    async fn secrets_are_kept_replaced_and_forgotten() {
        let store = MemoryStore::new();
        let account = AccountId::of(&EmailAddress::parse("Anna@a.test").unwrap());
        let key = SecretKey::password(&account);
        assert!(store.get(&key).await.unwrap().is_none());
        store.set(&key, &"old".into()).await.unwrap();
        store.set(&key, &"new".into()).await.unwrap();
        let kept = store.get(&key).await.unwrap().unwrap();
        assert_eq!(kept.expose_secret(), "new");
        assert!(
            !format!("{store:?}").contains("new"),
            "Debug shows no secret"
        );
        store.delete(&key).await.unwrap();
        store.delete(&key).await.unwrap();
        assert!(store.get(&key).await.unwrap().is_none());
        assert_eq!(key.to_string(), "anna@a.test (password)");
    }
}
