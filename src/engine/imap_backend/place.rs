//! Where a folder that is made or renamed belongs on the server: its name there, with the delimiter that
//! the server has at that place.

use super::{ImapBackend, name};
use crate::engine::backend::Remade;
use crate::wire::WireError;
use crate::wire::imap::{FolderName, ListWant};

impl ImapBackend {
    /// The name on the wire of a folder there.
    pub(super) async fn place(
        &mut self,
        at: &Remade,
        child: &str,
    ) -> Result<FolderName, WireError> {
        let unsendable = |_| WireError::Unsendable {
            what: "a folder's name",
        };
        let above = match at {
            Remade::Personal => {
                let spaces = self.connection.namespaces().await?.personal;
                let prefix = spaces.first().map_or("", |space| space.prefix.as_str());
                let delimiter = spaces.first().and_then(|space| space.delimiter);
                fits(child, delimiter)?;
                let name = FolderName::from_text(child).map_err(unsendable)?;
                let name = format!("{prefix}{}", name.wire());
                return FolderName::from_wire(&name).map_err(unsendable);
            }
            Remade::Below(wire) => name(wire)?,
            Remade::Root(root) => FolderName::from_text(root).map_err(unsendable)?,
        };
        let want = ListWant::default();
        let listed = self.connection.list("", above.wire(), want).await?;
        let listed = listed.into_inner().into_iter().find(|l| l.name == above);
        let Some(delimiter) = listed.and_then(|listed| listed.delimiter) else {
            return Err(WireError::Protocol {
                what: "no answer about the folder above",
            });
        };
        fits(child, Some(delimiter))?;
        above.child(delimiter, child).map_err(unsendable)
    }

    /// Is there a folder of this name?
    pub(super) async fn is_listed(&mut self, folder: &FolderName) -> Result<bool, WireError> {
        let want = ListWant::default();
        let listed = self.connection.list("", folder.wire(), want).await?;
        let listed = listed.into_inner();
        Ok(listed
            .iter()
            .any(|one| one.name == *folder && one.selectable))
    }

    /// Other programs show only what is subscribed to. Whoever may not subscribe still has the folder.
    pub(super) async fn subscribe(
        &mut self,
        folder: &FolderName,
        on: bool,
    ) -> Result<(), WireError> {
        match self.connection.subscribe(folder, on).await {
            Err(error) if error.is_refusal() => {
                tracing::debug!(%error, "A folder could not be subscribed to, or no longer.");
                Ok(())
            }
            done => done,
        }
    }
}

/// A name with the server's delimiter in it would be a folder in another one.
fn fits(child: &str, delimiter: Option<char>) -> Result<(), WireError> {
    match delimiter.filter(|delimiter| child.contains(*delimiter)) {
        Some(delimiter) => Err(WireError::Delimiter(delimiter)),
        None => Ok(()),
    }
}
