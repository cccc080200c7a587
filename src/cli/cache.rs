//! `cache`: what is kept on this computer, whether it is in order, and building it anew.

use serde::Serialize;

use super::args::CacheVerb;
use super::{Ended, Exit, Output};
use crate::domain::{Keep, KeepAttachments, KeepBack, MailboxId};
use crate::engine::{Command, Engine};
use crate::i18n::Texts;
use crate::store::{HeldTexts, Reader};

#[derive(Serialize)]
struct HeldRow {
    mailbox: MailboxId,
    messages: u32,
    texts: u32,
    text_octets: u64,
    keep: &'static str,
    attachments: String,
}

#[derive(Serialize)]
struct TotalRow {
    file_octets: u64,
    text_octets: u64,
    text_octets_allowed: u64,
    /// Messages of which not all words are findable yet.
    unindexed: u32,
}

pub(super) async fn run(engine: &Engine, verb: CacheVerb, output: &mut Output<'_>) -> Ended {
    match verb {
        CacheVerb::Stats => {
            let held = engine.read(Reader::held_texts).await?;
            let read =
                |r: &Reader| Ok((r.cache_octets()?, r.texts_octets()?, r.unindexed_count()?));
            let (file_octets, text_octets, unindexed) = engine.read(read).await?;
            let rows = by_mailbox(held, |mailbox| engine.keep(mailbox));
            output.table(&rows, cells)?;
            let row = TotalRow {
                file_octets,
                text_octets,
                text_octets_allowed: engine.cache_allowed(),
                unindexed,
            };
            let say = |texts: &Texts| {
                let size = |octets| texts.size(octets).into();
                texts.say_with(
                    "cli-cache-total",
                    &[
                        ("file", size(row.file_octets)),
                        ("texts", size(row.text_octets)),
                        ("allowed", size(row.text_octets_allowed)),
                        ("unindexed", i64::from(row.unindexed).into()),
                    ],
                )
            };
            output.report(&row, say);
            Ok(Exit::Done)
        }
        CacheVerb::Rebuild { mailbox } => {
            let mailbox = mailbox.as_ref().map(MailboxId::of);
            engine.request(Command::RebuildCache(mailbox)).await?;
            let row = serde_json::json!({ "rebuilt": true });
            output.report(&row, |texts| texts.say("cli-cache-rebuilt"));
            Ok(Exit::Done)
        }
    }
}

fn by_mailbox(held: Vec<HeldTexts>, keep: impl Fn(&MailboxId) -> Keep) -> Vec<HeldRow> {
    let mut rows: Vec<HeldRow> = Vec::new();
    for folder in held {
        if rows.last().is_none_or(|row| row.mailbox != folder.mailbox) {
            let Keep { back, attachments } = keep(&folder.mailbox);
            rows.push(HeldRow {
                mailbox: folder.mailbox,
                messages: 0,
                texts: 0,
                text_octets: 0,
                keep: back.word(),
                attachments: attachments.word(),
            });
        }
        if let Some(row) = rows.last_mut() {
            row.messages += folder.messages;
            row.texts += folder.texts;
            row.text_octets += folder.octets;
        }
    }
    rows
}

fn cells(row: &HeldRow, texts: &Texts) -> Vec<String> {
    let count = |key, count: u32| texts.say_with(key, &[("count", i64::from(count).into())]);
    let back = KeepBack::from_word(row.keep).unwrap_or_default();
    let attachments = KeepAttachments::from_word(&row.attachments).unwrap_or_default();
    vec![
        row.mailbox.as_str().to_owned(),
        count("cli-cache-messages", row.messages),
        count("cli-cache-texts", row.texts),
        texts.size(row.text_octets),
        texts.keep_back(back),
        texts.keep_attachments(attachments),
    ]
}
