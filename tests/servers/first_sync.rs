//! The first sync of a large mailbox, of a program that is killed again and again: each next run goes
//! on where the last one came to, and the end is that of a sync that nobody disturbed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use postroom::domain::{MessageKey, SearchQuery};
use postroom::store::{CacheCondition, ListFilter, Reader, Store};

use crate::lab::Lab;
use crate::overheard::{Asked, Overheard, What};
use crate::program::{Program, set, text};
use crate::traced::at_call::{self, Run};

/// Where messages lie, and how many.
const FOLDERS: [(&str, &str, u32); 4] = [
    ("support", "INBOX", 2500),
    ("support", "Archive", 700),
    ("sales", "INBOX", 150),
    ("anna", "INBOX", 40),
];

/// How often the program is killed, at most.
const KILLS: usize = 15;

/// Messages of which it is looked whether they are still what they were.
const SAMPLE: usize = 5;

const WORDS: [&str; 8] = [
    "lamp",
    "invoice",
    "delivery",
    "Angebot",
    "réunion",
    "contract",
    "holiday",
    "albatross",
];

/// A message as a customer writes it; each third answers the one before.
fn letter(n: u32, to: &str) -> String {
    let mut rng = fastrand::Rng::with_seed(u64::from(n));
    let mut letter = format!(
        "From: Kim Kunde <kunde{}@customer.test>\r\nTo: {to}@postroom.test\r\n\
         Subject: {} {n}\r\nMessage-ID: <{to}-{n}@customer.test>\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n",
        n % 50,
        WORDS[rng.usize(..WORDS.len())],
    );
    if n % 3 == 2 {
        let _ = write!(letter, "In-Reply-To: <{to}-{}@customer.test>\r\n", n - 1);
    }
    letter.push_str("Content-Type: text/plain; charset=utf-8\r\n\r\n");
    for _ in 0..rng.usize(2..60) {
        for _ in 0..8 {
            letter.push_str(WORDS[rng.usize(..WORDS.len())]);
            letter.push(' ');
        }
        letter.push_str("\r\n");
    }
    letter
}

fn fill(lab: &Lab) {
    let now = SystemTime::now();
    for (mailbox, folder, count) in FOLDERS {
        let messages = (0..count).map(|n| {
            let age = Duration::from_secs(u64::from(count - n) * 600);
            (letter(n, mailbox), now - age, n % 7 != 0)
        });
        lab.fill(mailbox, folder, messages);
    }
}

/// Anna's program, whose questions are heard on their way to the server.
fn signed_in<'l>(lab: &'l Lab, way: &Overheard) -> Program<'l> {
    let program = Program::new(lab);
    let added = program.account_add("anna", |words| {
        set(words, "--imap", format!("127.0.0.1:{}", way.port()));
        words.extend(["--imap-security", "none"].map(str::to_owned));
    });
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    way.take();
    program
}

fn sync(program: &Program<'_>, kill_at: Option<usize>) -> Run {
    let mut command = program.command();
    command.arg("sync");
    at_call::run(&command, &program.profile().with_extension("said"), kill_at)
}

/// Looks into the profile as it was left. Into a copy: whatever is to be mended is left to the program.
async fn look<T>(program: &Program<'_>, look: impl FnOnce(&Reader) -> T) -> T {
    let copy = tempfile::tempdir().unwrap();
    copy_files(&program.profile(), copy.path());
    let (store, report) = Store::open(copy.path()).unwrap();
    assert!(
        !matches!(report.cache, CacheCondition::Rebuilt { .. }),
        "{report:?}"
    );
    let seen = look(&store.reader());
    store.close().await.unwrap();
    seen
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// What is held of each folder, by the name that it has on the server.
type Held = BTreeMap<String, (BTreeSet<u32>, BTreeSet<u32>)>;

fn held(reader: &Reader) -> Held {
    let mut held = Held::new();
    for mailbox in reader.mailboxes().unwrap() {
        for folder in reader.folders(&mailbox.id()).unwrap() {
            let headers: BTreeSet<u32> = reader
                .uids_with_flags(&folder.id)
                .unwrap()
                .into_keys()
                .collect();
            let has_text = |uid: &&u32| {
                let key = MessageKey {
                    folder: folder.id.clone(),
                    uid_validity: folder.uid_validity,
                    uid: **uid,
                };
                reader.text(&key).unwrap().is_some()
            };
            let texts = headers.iter().filter(has_text).copied().collect();
            held.insert(folder.wire_name, (headers, texts));
        }
    }
    held
}

fn counts(held: &Held) -> (usize, usize) {
    let all = held.values();
    let counts = all.map(|(headers, texts)| (headers.len(), texts.len()));
    counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// Nothing is asked for that is held.
fn nothing_again(asked: &[Asked], held: &Held, place: &str) {
    let mut samples: BTreeMap<&str, usize> = BTreeMap::new();
    let nothing = (BTreeSet::new(), BTreeSet::new());
    for one in asked {
        let (headers, texts) = held.get(&one.folder).unwrap_or(&nothing);
        let again = match one.what {
            What::Headers => one.uids.intersection(headers),
            What::Texts => one.uids.intersection(texts),
            What::Sample => {
                *samples.entry(&one.folder).or_default() += one.uids.len();
                continue;
            }
        };
        let again: Vec<_> = again.collect();
        assert!(again.is_empty(), "{place}: {:?} of {again:?}", one.what);
    }
    assert!(
        samples.values().all(|n| *n <= SAMPLE),
        "{place}: {samples:?}"
    );
}

/// Everything that a person may see of it, and the marks from which the next sync goes on.
fn shown(reader: &Reader) -> Vec<String> {
    let mut shown = Vec::new();
    for mailbox in reader.mailboxes().unwrap() {
        let id = mailbox.id();
        shown.push(format!("{mailbox:?}"));
        for mut folder in reader.folders(&id).unwrap() {
            folder.rights_checked_at = None;
            let mut state = reader.sync_state(&folder.id).unwrap();
            if let Some(state) = &mut state {
                // Whole, and compared; when, does not matter.
                let whole = state.completed_at.take().is_some();
                let compared = state.compared_at.take().is_some();
                shown.push(format!(
                    "{}: whole {whole}, compared {compared}",
                    folder.path
                ));
            }
            shown.push(format!("{folder:?} {state:?}"));
            let rows = reader
                .list(&folder.id, ListFilter::default(), 10_000)
                .unwrap();
            assert_eq!(rows.len(), folder.total as usize, "{}", folder.path);
            for row in rows {
                let text = reader.text(&row.id).unwrap();
                shown.push(format!("{row:?} {:?}", text.map(|text| text.into_raw())));
            }
        }
        let query = SearchQuery::parse("albatross");
        let found = reader.search(&query, Some(&id), 10_000).unwrap();
        let found: Vec<_> = found.into_iter().map(|row| row.id).collect();
        let coverage = reader.coverage(&query, Some(&id)).unwrap();
        shown.push(format!("{found:?} {coverage:?}"));
    }
    shown.push(format!(
        "without words: {}",
        reader.unindexed_count().unwrap()
    ));
    shown
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_sync_that_is_killed_goes_on_where_it_was() {
    let seed = match std::env::var("POSTROOM_FIRST_SYNC_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => fastrand::u64(..),
    };
    println!("seed {seed}");
    let mut rng = fastrand::Rng::with_seed(seed);
    let lab = Lab::start();
    fill(&lab);
    // In clear, which the lab permits from this computer to itself.
    let way = Overheard::before(lab.imap_starttls().port);
    let (undisturbed, killed) =
        tokio::task::block_in_place(|| (signed_in(&lab, &way), signed_in(&lab, &way)));
    let sync = |program: &Program<'_>, at| tokio::task::block_in_place(|| sync(program, at));

    let run = sync(&undisturbed, None);
    assert_eq!(run.code, Some(0));
    let expected = look(&undisturbed, shown).await;
    let all: u32 = FOLDERS.iter().map(|(.., count)| count).sum();
    let all = all as usize;
    let asked = way.take();
    let of = |what| asked.iter().filter(move |one| one.what == what);
    assert_eq!(of(What::Headers).map(|a| a.uids.len()).sum::<usize>(), all);
    assert_eq!(of(What::Texts).map(|a| a.uids.len()).sum::<usize>(), all);

    // Within reach of each other, so that most of them come to something before the next.
    let (mut kills, mut in_headers, mut in_texts) = (0, 0, 0);
    let mut before = look(&killed, held).await;
    while kills < KILLS {
        let at = rng.usize(1..=run.calls / 4);
        let ended = sync(&killed, Some(at));
        let place = format!("seed {seed}, kill {kills} at call {at}");
        nothing_again(&way.take(), &before, &place);
        let now = look(&killed, held).await;
        for (name, (headers, texts)) in &before {
            let lost = now
                .get(name)
                .is_none_or(|(h, t)| !headers.is_subset(h) || !texts.is_subset(t));
            assert!(!lost, "{place}: what was held of {name} is gone");
        }
        before = now;
        if ended.code.is_some() {
            assert_eq!(ended.code, Some(0), "{place}");
            break;
        }
        kills += 1;
        let (headers, texts) = counts(&before);
        println!("{place}: {headers} headers, {texts} texts");
        in_headers += usize::from((1..all).contains(&headers));
        in_texts += usize::from((1..all).contains(&texts));
    }
    let ended = sync(&killed, None);
    assert_eq!(ended.code, Some(0), "seed {seed}");
    nothing_again(&way.take(), &before, &format!("seed {seed}, at last"));
    let ended = look(&killed, shown).await;
    for (wanted, is) in expected.iter().zip(&ended) {
        assert_eq!(wanted, is, "seed {seed}");
    }
    assert_eq!(expected.len(), ended.len(), "seed {seed}");
    assert!(kills >= 4, "seed {seed}: killed {kills} times");
    assert!(
        in_headers + in_texts > 0,
        "seed {seed}: nothing was ever half done"
    );
}
