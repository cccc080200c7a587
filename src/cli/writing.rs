//! What a message is made of, as it is named on the command line.

use std::path::{Path, PathBuf};

use super::{Place, files};
use crate::domain::{
    AddressError, Attachment, EmailAddress, Identity, Mode, NamedAddress, SendRightKey,
};
use crate::engine::{Problem, ProblemKind, Text};

/// Recipients, several in a word too.
pub(super) fn people(words: &[String]) -> Result<Vec<NamedAddress>, Problem> {
    let parsed = words
        .iter()
        .map(|text| NamedAddress::parse_list(text))
        .collect::<Result<Vec<_>, AddressError>>();
    let wrong = |error: AddressError| {
        let text = Text::new("cli-not-an-address").with("text", words.join(", "));
        Problem::new(ProblemKind::Usage, text).detail(error)
    };
    Ok(parsed.map_err(wrong)?.into_iter().flatten().collect())
}

/// A text: itself, that of a file, or with `-` that of standard input; `None` where none is named.
pub(super) async fn text(
    text: Option<&str>,
    file: Option<&Path>,
    place: &Place,
) -> Result<Option<String>, Problem> {
    Ok(match (text, file) {
        (Some(text), _) => Some(text.to_owned()),
        (None, Some(file)) if file.as_os_str() == "-" => {
            Some(files::text(place.stdin.clone(), file)?)
        }
        (None, Some(file)) => Some(files::read_text(&place.dir.join(file)).await?),
        (None, None) => None,
    })
}

/// Files, as they are attached.
pub(super) async fn attached(paths: &[PathBuf], place: &Place) -> Result<Vec<Attachment>, Problem> {
    let mut attached = Vec::new();
    for file in paths {
        let path = place.dir.join(file);
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        attached.push(Attachment {
            media_type: crate::rfc822::media_type_of(&name),
            name,
            bytes: files::read(&path).await?,
            in_text: false,
        });
    }
    Ok(attached)
}

/// The identity that `--from` and `--on-behalf` name. Without `--on-behalf` a shared address is
/// claimed by Send As and nothing else: a way of sending is never exchanged for another unasked.
pub(super) fn identity(
    identities: &[Identity],
    from: &EmailAddress,
    on_behalf: bool,
) -> Result<SendRightKey, Problem> {
    let of_address = || identities.iter().filter(|i| i.key.address == *from);
    let fits = |i: &&Identity| on_behalf == (i.key.mode == Mode::OnBehalf);
    if let Some(identity) = of_address().find(fits) {
        return Ok(identity.key.clone());
    }
    let address = |key: &'static str| Text::new(key).with("address", from.as_str());
    Err(if of_address().any(|i| i.key.mode == Mode::Own) {
        // On behalf of oneself is what every message is.
        Problem::new(ProblemKind::Usage, address("cli-own-on-behalf"))
            .advise(Text::new("cli-advice-own-on-behalf"))
    } else {
        Problem::new(ProblemKind::NotFound, address("problem-no-such-identity"))
            .advise(address("cli-advice-add-identity"))
    })
}
