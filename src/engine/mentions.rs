//! Messages that name another one: answers to it, and what servers report of it.
//!
//! Whoever got a message knows its Message-ID and may name it; so what is found here proves that
//! the message went out, and nothing beyond that.

use jiff::Timestamp;

use crate::domain::{DeliveryReport, Flags, MessageKey};
use crate::rfc822::{self, ParsedHeader};
use crate::wire::WireError;

use super::backend::{HeaderOf, MailBackend};

/// Most messages that are looked at for one that is named.
const MOST: usize = 50;

/// Most of them that are read as a whole, to see whether they are reports.
const MOST_READ: usize = 10;

/// Largest message that is read for that.
const LARGEST: u64 = 30 * 1024 * 1024;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// What names the message in `In-Reply-To` or `References`.
    Answers,
    /// That, and reports of servers.
    AnswersAndReports,
}

/// A message that names another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Where it lies.
    pub key: MessageKey,
    /// Its header.
    pub header: ParsedHeader,
    /// When the server took it in.
    pub date: Option<Timestamp>,
    /// What it reports, if that is what it is.
    pub report: Option<Report>,
}

/// What a server reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    /// What became of the message.
    pub report: DeliveryReport,
    /// A report in form, with an envelope that has no sender: what a server sends, and what a
    /// person does not by mistake.
    pub in_form: bool,
    /// The Message-ID in the part of it that returns the message.
    pub returned: Option<String>,
    /// When it was written, as far as that is known.
    pub date: Option<Timestamp>,
}

impl Report {
    /// A server took it in at this time: it was written no later, whatever it says. A folder that
    /// was renumbered is read once more, and what a report says is as old as before.
    pub(super) fn was_there(&mut self, at: Timestamp) {
        self.date = Some(self.date.map_or(at, |date| date.min(at)));
    }
}

/// Reads a report, on a thread that may block.
pub(super) async fn read_report(raw: Vec<u8>) -> Option<Report> {
    let read = tokio::task::spawn_blocking(move || {
        rfc822::delivery_report(&raw).map(|report| Report {
            report,
            in_form: rfc822::is_report_in_form(&raw),
            returned: rfc822::returned_message_id(&raw),
            date: rfc822::parse_header(&raw).date,
        })
    });
    read.await.ok().flatten()
}

/// The messages of a folder that came in since then and name this Message-ID (without brackets),
/// compared exactly; with UIDVALIDITY of the folder.
pub(super) async fn in_folder(
    mail: &mut dyn MailBackend,
    folder: &str,
    message_id: &str,
    since: Timestamp,
    wanted: Wanted,
) -> Result<(u32, Vec<(HeaderOf, ParsedHeader, Option<Report>)>), WireError> {
    let opened = mail.open(folder, false).await?;
    let mut uids = mail.mentioning(message_id, since, MOST).await?;
    if wanted == Wanted::AnswersAndReports {
        match mail.mentioning_anywhere(message_id, since, MOST).await {
            Ok(more) => uids.extend(more),
            // A server that does not search texts: the answers are something all the same.
            Err(error) if error.is_refusal() => {
                tracing::debug!(%error, "A folder cannot be searched for a text.");
            }
            Err(error) => return Err(error),
        }
        uids.sort_unstable();
        uids.dedup();
    }
    let mut found = Vec::new();
    if uids.is_empty() {
        return Ok((opened.uid_validity, found));
    }
    let mut read = 0;
    for header in mail.headers(&uids, false).await? {
        let parsed = rfc822::parse_header(&header.header);
        let mut named = parsed.in_reply_to.iter().chain(&parsed.references);
        let answers = named.any(|id| id == message_id);
        let mut report = None;
        if wanted == Wanted::AnswersAndReports && read < MOST_READ {
            read += 1;
            let size = Some(header.size).filter(|size| *size > 0);
            match mail.body(header.uid, size, LARGEST).await {
                Ok(raw) => {
                    report = read_report(raw).await;
                    if let (Some(report), Some(at)) = (&mut report, header.date) {
                        report.was_there(at);
                    }
                }
                // Gone meanwhile, or too large for a report.
                Err(error) if mail.is_usable() => {
                    tracing::debug!(%error, "What may be a report could not be read.");
                }
                Err(error) => return Err(error),
            }
        }
        report.take_if(|report| !report.report.is_about(message_id));
        if answers || report.is_some() {
            found.push((header, parsed, report));
        }
    }
    Ok((opened.uid_validity, found))
}

/// The flags of a message on the server; `None` when it is gone, or its folder was renumbered.
pub(super) async fn flags(
    mail: &mut dyn MailBackend,
    folder: &str,
    key: &MessageKey,
) -> Result<Option<Flags>, WireError> {
    let opened = mail.open(folder, false).await?;
    if opened.uid_validity != key.uid_validity {
        return Ok(None);
    }
    let flags = mail.flags_of(&[key.uid]).await?;
    let of_it = flags.into_iter().find(|one| one.uid == key.uid);
    Ok(of_it.map(|one| one.flags))
}
