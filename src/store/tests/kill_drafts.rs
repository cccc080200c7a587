//! T17: a process killed at any moment of somebody's writing: no draft is lost or empty, and of
//! what was acknowledged nothing is missing.

use std::collections::BTreeMap;

use super::super::Store;
use super::kill::kill_after;
use super::*;
use crate::domain::{Attachment, Draft, DraftId, DraftLink};

const CHILD: &str = "POSTROOM_KILL_DRAFTS_PROFILE";
const ROUNDS: u32 = 100;
/// Words of a draft before the next one is begun.
const WORDS: u32 = 7;

fn draft(words: u32) -> Draft {
    Draft {
        subject: format!("{words} words"),
        body: "word ".repeat(words.try_into().unwrap()),
        // A file that stays, and one that comes and goes.
        attachments: (0..1 + words % 2)
            .map(|n| Attachment {
                name: format!("{n}.bin"),
                media_type: "application/octet-stream".to_owned(),
                bytes: vec![u8::try_from(n).unwrap(); 3000],
                in_text: false,
            })
            .collect(),
        ..Draft::default()
    }
}

/// The child: writes drafts, and says each save on standard output once it was acknowledged. Does
/// nothing unless the parent started it.
#[test]
fn child_that_is_killed() {
    let Ok(profile) = std::env::var(CHILD) else {
        return;
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (store, _) = Store::open(profile.as_ref()).unwrap();
        let precious = store.precious();
        loop {
            let mut id = None;
            for words in 1..=WORDS {
                let saved = precious
                    .save_draft(id, draft(words), at(words.into()))
                    .await;
                let saved = saved.unwrap();
                println!("kept {} {words}", saved.0);
                let link = DraftLink {
                    revision: words,
                    ..DraftLink::default()
                };
                let stored_at = Some(at(words.into()));
                precious
                    .link_draft(saved, link, stored_at, vec![])
                    .await
                    .unwrap();
                println!("stored {} {words}", saved.0);
                id = Some(saved);
            }
        }
    });
}

#[test]
fn no_draft_is_lost_by_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut rng = fastrand::Rng::with_seed(17);
    let mut kept: BTreeMap<i64, u32> = BTreeMap::new();
    let mut stored: BTreeMap<i64, u32> = BTreeMap::new();
    for _ in 0..ROUNDS {
        let note = |line: &str| -> bool {
            let words: Vec<&str> = line.split(' ').collect();
            // The harness writes "test name ... " before our first line.
            let [.., step, id, words] = words.as_slice() else {
                return false;
            };
            let (Ok(id), Ok(words)) = (id.parse(), words.parse()) else {
                return false;
            };
            match *step {
                "kept" => kept.insert(id, words),
                "stored" => stored.insert(id, words),
                _ => return false,
            };
            true
        };
        let child = "store::tests::kill_drafts::child_that_is_killed";
        kill_after(rng.u32(1..25), child, (CHILD, dir.path()), note);
        check(&dir, &kept, &stored);
    }
    assert!(kept.len() > 50, "{} drafts", kept.len());
}

fn check(dir: &TempDir, kept: &BTreeMap<i64, u32>, stored: &BTreeMap<i64, u32>) {
    let (store, report) = Store::open(dir.path()).unwrap();
    assert_eq!(report.precious, super::super::PreciousCondition::Good);
    for (id, words) in kept {
        let found = store.reader().draft(DraftId(*id)).unwrap();
        let found = found.expect("a draft is lost");
        // The save after the last one told may have been committed too.
        let whole = [*words, words + 1].map(draft);
        assert!(
            whole.contains(&found.draft),
            "{id}: {:?}",
            found.draft.subject
        );
        let revision = found.link.map_or(0, |link| link.revision);
        let told = stored.get(id).copied().unwrap_or(0);
        assert!(
            (told..=told + 1).contains(&revision),
            "{id}: {revision}, told {told}"
        );
    }
    let all = store.reader().all_drafts().unwrap();
    let empty = |d: &&crate::store::DraftSummary| d.subject.is_empty() || d.preview.is_empty();
    assert_eq!(all.iter().filter(empty).count(), 0, "an empty draft");
}
