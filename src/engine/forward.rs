//! A message is passed on as it is: the whole of it, as a file; or in the text, as it was laid out.

use super::problem::{Problem, ProblemKind, Text};
use super::{Command, Engine, QuoteWords, compose};
use crate::domain::{Attachment, Draft, HeldText, Intent, MessageHeader, MessageKey};
use crate::rfc822::{self, Layout};

/// A draft that answers or passes on a message, as it is begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// It.
    pub draft: Draft,
    /// What of the message did not come into it, and what can be done.
    pub note: Option<Problem>,
}

/// The layout of a message that is passed on beside so many octets of files. Where there is one that cannot be, that is
/// said. It takes time: it has a thread of its own.
pub(super) async fn layout(
    raw: Vec<u8>,
    words: String,
    beside: usize,
) -> (Option<Layout>, Option<Problem>) {
    let read = move || crate::render::layout(&HeldText::Whole(raw), &words);
    let read = tokio::task::spawn_blocking(read).await;
    let size = |layout: &Layout| {
        let pictures = layout.pictures.iter().map(|picture| picture.octets.len());
        // Its file has them in base64, a third larger, and in parts with lines of their own.
        pictures.sum::<usize>() / 2 * 3 + layout.html.len() + layout.words.len()
    };
    match read {
        Ok(Ok(None)) => (None, None),
        Ok(Ok(Some(layout))) if size(&layout).saturating_add(beside) <= Draft::MAX_ATTACHED => {
            (Some(layout), None)
        }
        Ok(Ok(_) | Err(_)) | Err(_) => {
            let text = Text::new("forward-in-words");
            (None, Some(Problem::new(ProblemKind::Usage, text)))
        }
    }
}

impl Engine {
    /// The draft that passes a message on whole, header and all. What of it is not here is fetched
    /// first.
    ///
    /// # Errors
    /// There is no such message, the whole of it cannot be had, or it is larger than what may go along.
    pub async fn forward_attached(&self, key: &MessageKey) -> Result<Draft, Problem> {
        let wanted = key.clone();
        let header = self.read(move |r| r.message(&wanted)).await?;
        let header = header.ok_or_else(no_message)?;
        let size = usize::try_from(header.size).unwrap_or(usize::MAX);
        if size > Draft::MAX_ATTACHED {
            return Err(too_large(&header));
        }
        let _ = self.request(Command::FetchBody(key.clone())).await?;
        let wanted = key.clone();
        let raw = self.read(move |r| r.body(&wanted)).await?;
        let bytes = raw.ok_or_else(no_message)?;
        // What the server said of its size is a claim.
        if bytes.len() > Draft::MAX_ATTACHED {
            return Err(too_large(&header));
        }
        let subject = Some(header.subject.trim()).filter(|subject| !subject.is_empty());
        // A stroke would end a path.
        let name = subject.unwrap_or("message").replace(['/', '\\'], "-");
        let name = format!("{name}.eml");
        let whole = Attachment {
            name: rfc822::safe_file_name(&name, "message.eml"),
            media_type: rfc822::MESSAGE.into(),
            bytes,
            in_text: false,
        };
        let original = compose::Original {
            header,
            text: String::new(),
            attachments: vec![whole],
            layout: None,
        };
        let identities = self.identities().await?;
        let words = QuoteWords::default();
        let mut draft = compose::reply_draft(original, Intent::Forward, &identities, &words);
        draft.body.clear();
        Ok(draft)
    }
}

fn no_message() -> Problem {
    Problem::new(ProblemKind::NotFound, Text::new("problem-no-such-message"))
}

fn too_large(header: &MessageHeader) -> Problem {
    let most = (Draft::MAX_ATTACHED / 1024 / 1024).to_string();
    let text = Text::new("forward-too-large").with("most", most);
    Problem::new(ProblemKind::Usage, text).of_mailbox(&header.mailbox)
}
