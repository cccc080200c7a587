//! `cache`: what is kept on this computer, and building it anew.

use serde::Serialize;

use super::args::CacheVerb;
use super::{Ended, Exit, Output};
use crate::config::{MOST_CACHE_MB, Settings};
use crate::domain::{HeldTexts, Keep, MailboxId};
use crate::engine::{Command, Engine, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::store::Reader;

#[derive(Serialize)]
struct HeldRow {
    mailbox: MailboxId,
    messages: u32,
    texts: u32,
    text_octets: u64,
    keep: &'static str,
    attachments: String,
    #[serde(skip)]
    settings: Keep,
}

impl HeldRow {
    fn of(held: HeldTexts, settings: Keep) -> Self {
        Self {
            mailbox: held.mailbox,
            messages: held.messages,
            texts: held.texts,
            text_octets: held.octets,
            keep: settings.back.word(),
            attachments: settings.attachments.word(),
            settings,
        }
    }
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
            let held = held.into_iter().map(|held| {
                let settings = engine.keep(&held.mailbox);
                HeldRow::of(held, settings)
            });
            let rows: Vec<HeldRow> = held.collect();
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
        CacheVerb::Set { changes } => {
            let changes: Vec<Change> = changes
                .iter()
                .map(|text| change(text))
                .collect::<Result<_, _>>()?;
            let apply = move |settings: &mut Settings| {
                for change in changes {
                    match change {
                        Change::Room(megabytes) => settings.cache_mb = megabytes,
                        Change::KeepLost(keep) => settings.keep_lost = keep,
                    }
                }
            };
            engine.change_settings(apply).await?;
            let settings = engine.settings();
            let row = serde_json::json!({
                "cache_mb": settings.cache_mb,
                "keep_lost": settings.keep_lost,
            });
            output.report(&row, |texts| texts.say("cli-cache-set"));
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

/// A setting of the whole profile about what is kept here.
enum Change {
    Room(u32),
    KeepLost(bool),
}

fn change(text: &str) -> Result<Change, Problem> {
    let read = match text.split_once('=') {
        Some(("cache_mb", number)) => {
            let read = number.parse().ok().filter(|n| *n <= MOST_CACHE_MB);
            read.map(Change::Room)
        }
        Some(("keep_lost", "yes")) => Some(Change::KeepLost(true)),
        Some(("keep_lost", "no")) => Some(Change::KeepLost(false)),
        _ => None,
    };
    read.ok_or_else(|| {
        let text = Text::new("cli-not-a-cache-setting").with("text", text);
        Problem::new(ProblemKind::Usage, text)
    })
}

fn cells(row: &HeldRow, texts: &Texts) -> Vec<String> {
    let count = |key, count: u32| texts.say_with(key, &[("count", i64::from(count).into())]);
    let Keep { back, attachments } = row.settings;
    vec![
        row.mailbox.as_str().to_owned(),
        count("cli-cache-messages", row.messages),
        count("cli-cache-texts", row.texts),
        texts.size(row.text_octets),
        texts.keep_back(back),
        texts.keep_attachments(attachments),
    ]
}
