//! Pictures that a mail names and that lie elsewhere: fetched when a person asked for them or decided so before, and
//! never because a message is shown.

use tokio::sync::OnceCell;

use super::Engine;
use super::problem::{Problem, ProblemKind, Text};
use crate::domain::{Participants, PictureConsent};
use crate::wire::pictures::{PictureClient, Reach};
use crate::wire::tls::TlsConfig;

/// The client, made when the first picture is wanted.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    client: OnceCell<Option<PictureClient>>,
    near: std::sync::atomic::AtomicBool,
}

impl Pictures {
    async fn client(&self) -> Option<&PictureClient> {
        let near = self.near.load(std::sync::atomic::Ordering::Relaxed);
        let reach = if near { Reach::Anywhere } else { Reach::Far };
        let made = self.client.get_or_init(|| async move {
            // It reads what the system trusts, which are files.
            let made = tokio::task::spawn_blocking(move || match TlsConfig::new(None) {
                Ok(tls) => PictureClient::new(&tls, reach),
                Err(error) => {
                    tracing::warn!(%error, "Nothing is trusted: pictures are not fetched.");
                    None
                }
            });
            made.await.ok().flatten()
        });
        made.await.as_ref()
    }
}

impl Engine {
    /// Fetches pictures that lie elsewhere, as far as they can be had. Who calls this has been told by a person
    /// to.
    ///
    /// # Errors
    /// The program works offline, or nothing can be fetched at all.
    pub async fn fetch_pictures(
        &self,
        addresses: Vec<String>,
    ) -> Result<Vec<(String, Vec<u8>)>, Problem> {
        if self.is_offline() {
            return Err(Problem::new(
                ProblemKind::Network,
                Text::new("problem-offline"),
            ));
        }
        let client = self
            .shared
            .pictures
            .client()
            .await
            .ok_or_else(|| Problem::new(ProblemKind::Network, Text::new("problem-pictures")))?;
        let fetched = client.fetch(addresses).await;
        let failed = fetched.iter().filter(|(_, picture)| picture.is_err());
        tracing::debug!(
            count = fetched.len(),
            failed = failed.count(),
            "Pictures were fetched."
        );
        let there = fetched.into_iter();
        Ok(there
            .filter_map(|(address, picture)| Some((address, picture.ok()?)))
            .collect())
    }

    /// Lets pictures come from this computer and its network: for tests, whose servers are there. Before the first
    /// is fetched.
    pub fn let_pictures_be_near(&self) {
        let near = &self.shared.pictures.near;
        near.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    /// What is done about the pictures of a mail of these people.
    #[must_use]
    pub fn picture_consent(&self, participants: &Participants) -> PictureConsent {
        self.settings().pictures.consent(participants)
    }
}
