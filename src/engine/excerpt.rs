//! Fetches excerpts of large messages: what is needed to read one, in a few round trips, while what is
//! attached stays on the server until somebody wants it.

use std::collections::BTreeMap;

use super::backend::MailBackend;
use crate::domain::{Excerpt, Section};
use crate::rfc822::{ExcerptPlan, Keeps};
use crate::wire::{Piecemeal, WireError};

/// A message of more octets is read by an excerpt when somebody opens it. What is smaller comes as a whole
/// within a second on the slowest line that mail is read over, and costs one round trip instead of three.
pub(super) const LARGE: u32 = 1024 * 1024;

/// An excerpt of what somebody opens leaves out at least so many octets.
const WORTH: u64 = 256 * 1024;

/// Octets of a header that are asked for at a time.
const HEADER_STEP: usize = 8 * 1024;

/// Any excerpt is better than nothing: the message itself is not wanted.
pub(super) fn any(_: &ExcerptPlan) -> bool {
    true
}

/// Of what somebody opens: nothing of its text is missing, and it saves something.
pub(super) fn for_reading(plan: &ExcerptPlan) -> bool {
    plan.saves() >= WORTH && !plan.cuts_text()
}

/// An excerpt of a message of the open folder; `None`: there is none to be had, or none that is `wanted`,
/// or what came was none.
///
/// # Errors
/// `Gone`, those that pass, and those that end the connection.
pub(super) async fn fetch(
    mail: &mut dyn MailBackend,
    uid: u32,
    wanted: &(dyn Fn(&ExcerptPlan) -> bool + Sync),
) -> Result<Option<Excerpt>, WireError> {
    match try_fetch(mail, uid, wanted).await {
        Err(error)
            if mail.is_usable() && !error.is_passing() && !matches!(error, WireError::Gone) =>
        {
            tracing::debug!(%error, "Of a message there is no excerpt.");
            Ok(None)
        }
        fetched => fetched,
    }
}

async fn try_fetch(
    mail: &mut dyn MailBackend,
    uid: u32,
    wanted: &(dyn Fn(&ExcerptPlan) -> bool + Sync),
) -> Result<Option<Excerpt>, WireError> {
    let plan = ExcerptPlan::of(mail.structure(uid).await?);
    let Some(plan) = plan.filter(wanted) else {
        return Ok(None);
    };
    let (header, headers) = mail.part_headers(uid, &plan.headers()).await?;
    let mut bodies = BTreeMap::new();
    for (part, octets, keeps) in plan.bodies() {
        let size = Some(octets).filter(|octets| *octets > 0);
        let section = Section::Part(part.clone());
        let (most, max) = match keeps {
            Keeps::Nothing => continue,
            Keeps::All(max) => (usize::MAX, max),
            // A server that knows no ranges sends all of it, which is refused.
            Keeps::Beginning(most) | Keeps::Header(most) => (most, 2 * most as u64),
        };
        let mut reading = Piecemeal::new(uid, section, size, max);
        // Most headers are short, and what follows is not wanted.
        let (step, is_header) = match keeps {
            Keeps::Header(_) => (HEADER_STEP, true),
            _ => (usize::MAX, false),
        };
        while reading.octets().len() < most {
            let left = most - reading.octets().len();
            let more = mail.read_on(&mut reading, left.min(step)).await?;
            if !more || (is_header && holds_header(reading.octets())) {
                break;
            }
        }
        bodies.insert(part, reading.into_octets());
    }
    // Reading hostile octets may take long; it has a thread of its own.
    let written = tokio::task::spawn_blocking(move || plan.write(&header, &headers, &bodies));
    Ok(written.await.ok().flatten())
}

/// Is the empty line behind a header there?
fn holds_header(octets: &[u8]) -> bool {
    octets.windows(4).any(|window| window == b"\r\n\r\n")
}
