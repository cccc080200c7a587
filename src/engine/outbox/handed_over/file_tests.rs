//! The file by itself, and what a profile reads in it.

use super::super::*;
use super::*;

impl Ledger {
    fn is_handed_over(&self, digest: &str) -> io::Result<bool> {
        Ok(self.last(digest)?.is_some())
    }
}

fn ledger() -> (tempfile::TempDir, Ledger) {
    let dir = tempfile::tempdir().unwrap();
    let ledger = Ledger::at(&dir.path().join("state"));
    assert!(!ledger.begin(&digest("profile"), 0).unwrap());
    (dir, ledger)
}

#[test]
fn noted_once_annulled_and_noted_again() {
    let (_dir, ledger) = ledger();
    let one = digest("m@a.test");
    assert!(!ledger.is_handed_over(&one).unwrap());
    assert!(ledger.note(&[(&one, None)], 1).unwrap());
    assert!(ledger.is_handed_over(&one).unwrap());
    let first = ledger.last(&one).unwrap().unwrap();
    for known in [None, Some("another")] {
        assert!(
            !ledger.note(&[(&one, known)], 2).unwrap(),
            "somebody was first"
        );
    }
    assert!(
        ledger.note(&[(&one, Some(&first))], 2).unwrap(),
        "and is known"
    );
    assert!(
        !ledger.note(&[(&one, Some(&first))], 2).unwrap(),
        "but not that"
    );
    let second = ledger.last(&one).unwrap();
    assert_ne!(second.as_ref(), Some(&first));
    ledger.annul(&one, 3, Some(&first)).unwrap();
    assert_eq!(ledger.last(&one).unwrap().as_ref(), Some(&first));
    assert_eq!(ledger.when(&one).unwrap(), Some(1), "its own time");
    ledger.annul(&one, 3, None).unwrap();
    assert!(!ledger.is_handed_over(&one).unwrap());
    assert!(ledger.note(&[(&one, None)], 4).unwrap());
    assert!(!ledger.is_handed_over(&digest("other@a.test")).unwrap());
    ledger.note_profile(&digest("profile"), 5).unwrap();
    assert!(ledger.begin(&digest("profile"), 6).unwrap());
    let text = std::fs::read_to_string(ledger.path()).unwrap();
    assert!(!text.contains("a.test"), "it names nobody");
}

/// Whoever is second with the draft leaves no trace of the message.
#[test]
fn what_has_two_names_is_noted_under_both_or_neither() {
    let (_dir, ledger) = ledger();
    let [one, other, draft] = ["one@a.test", "other@a.test", "draft"].map(digest);
    assert!(ledger.note(&[(&one, None), (&draft, None)], 1).unwrap());
    assert!(!ledger.note(&[(&other, None), (&draft, None)], 2).unwrap());
    assert!(!ledger.is_handed_over(&other).unwrap());
    let known = ledger.last(&draft).unwrap();
    let both = [(other.as_str(), None), (draft.as_str(), known.as_deref())];
    assert!(ledger.note(&both, 3).unwrap());
    assert!(ledger.is_handed_over(&other).unwrap());
    assert_ne!(ledger.last(&draft).unwrap(), known);
}

#[test]
fn what_is_taken_back_is_known_and_hides_no_handing_over() {
    let (_dir, ledger) = ledger();
    let (back, over) = (digest("back@a.test"), digest("over@a.test"));
    ledger.note(&[(&over, None)], 1).unwrap();
    let mark = |digest: &str| ledger.last(digest).unwrap().unwrap();
    let before = mark(&over);
    for digest in [&back, &over] {
        ledger.take_back(digest, 2).unwrap();
    }
    assert!(mark(&back).starts_with(TAKEN_BACK));
    assert_eq!(mark(&over), before);
    assert!(!ledger.note(&[(&back, None)], 3).unwrap(), "not by itself");
    assert!(ledger.note(&[(&back, Some(&mark(&back)))], 3).unwrap());
    assert!(!mark(&back).starts_with(TAKEN_BACK));
}

#[test]
fn a_line_that_was_cut_short_hides_no_other() {
    let (_dir, ledger) = ledger();
    ledger.note(&[(&digest("1"), None)], 1).unwrap();
    let whole = std::fs::read(ledger.path()).unwrap();
    ledger.note(&[(&digest("2"), None)], 1).unwrap();
    let both = std::fs::read(ledger.path()).unwrap();
    for end in whole.len()..both.len() {
        std::fs::write(ledger.path(), &both[..end]).unwrap();
        assert!(ledger.note(&[(&digest("3"), None)], 1).unwrap(), "{end}");
        for (message, there) in [("1", true), ("3", true)] {
            assert_eq!(ledger.is_handed_over(&digest(message)).unwrap(), there);
        }
    }
    std::fs::write(ledger.path(), b"\xff\xfe no words of ours\n+ short 1\n").unwrap();
    assert!(!ledger.is_handed_over(&digest("1")).unwrap());
}

#[test]
fn what_is_old_goes_and_profiles_stay() {
    let (_dir, ledger) = ledger();
    let profile = digest("profile");
    ledger.note_profile(&profile, 0).unwrap();
    let mut lines = std::fs::read_to_string(ledger.path()).unwrap();
    for number in 0..2500 {
        lines.push_str(&format!("+ {} 10\n", digest(&format!("old {number}"))));
    }
    std::fs::write(ledger.path(), lines).unwrap();
    ledger.note(&[(&digest("new"), None)], KEEP + 5).unwrap();
    let gone = digest("taken back");
    ledger.note(&[(&gone, None)], KEEP + 6).unwrap();
    ledger.annul(&gone, KEEP + 7, None).unwrap();
    assert!(ledger.begin(&profile, KEEP + 20).unwrap());
    let kept = std::fs::read_to_string(ledger.path()).unwrap();
    // The profile, the newest, and the profile again, since it was long ago.
    assert_eq!(kept.lines().count(), 1 + NEWEST + 1, "{kept}");
    let knows = |text: &str| ledger.is_handed_over(&digest(text)).unwrap();
    assert!(knows("new") && knows("old 2499") && !knows("old 1") && !knows("taken back"));
}

/// The clock is ahead by years, or was behind by years when it was noted.
#[test]
fn a_clock_that_is_wrong_for_a_while_forgets_no_message_and_no_profile() {
    const YEARS: i64 = 10 * 365 * 24 * 60 * 60;
    let (_dir, ledger) = ledger();
    let profile = digest("profile");
    ledger.note_profile(&profile, YEARS).unwrap();
    let mut lines = std::fs::read_to_string(ledger.path()).unwrap();
    // Many that were taken back: the file is worth tidying up.
    for number in 0..2500 {
        let one = digest(&format!("back {number}"));
        lines.push_str(&format!("+ {one} {YEARS} x\n- {one} {YEARS}\n"));
    }
    std::fs::write(ledger.path(), lines).unwrap();
    ledger.note(&[(&digest("one"), None)], YEARS + 1).unwrap();
    ledger.note(&[(&digest("behind"), None)], 5).unwrap();
    assert!(ledger.begin(&profile, YEARS * 2).unwrap());
    let text = std::fs::read_to_string(ledger.path()).unwrap();
    assert!(text.lines().count() < 10, "it was tidied up");
    for message in ["one", "behind"] {
        assert!(
            ledger.is_handed_over(&digest(message)).unwrap(),
            "{message}"
        );
    }
    assert!(
        ledger.begin(&profile, YEARS + 2).unwrap(),
        "it is still known"
    );
}

#[cfg(unix)]
#[test]
fn for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_dir, ledger) = ledger();
    ledger.note(&[(&digest("1"), None)], 1).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&ledger.dir), 0o700);
    assert_eq!(mode(&ledger.path()), 0o600);
}

#[test]
fn of_many_at_once_one_is_first() {
    let (_dir, ledger) = ledger();
    for round in 0..20 {
        let one = digest(&format!("round {round}"));
        let first: usize = std::thread::scope(|scope| {
            let all: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| Ledger::at(&ledger.dir).note(&[(&one, None)], 1).unwrap()))
                .collect();
            all.into_iter()
                .map(|t| usize::from(t.join().unwrap()))
                .sum()
        });
        assert_eq!(first, 1);
    }
}

/// A place that cannot be written costs the second look, and nothing else.
#[tokio::test]
async fn without_a_place_nothing_is_known_and_everything_may_leave() {
    let dir = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(dir.path()).unwrap();
    let file = dir.path().join("a file");
    std::fs::write(&file, "x").unwrap();
    let row = crate::engine::samples::outgoing();
    for place in [None, Some(file.as_path())] {
        let handed_over = HandedOver::open(place, None, &store).await;
        assert_eq!(handed_over.knows(&row, false).await, Known::NoFile);
        assert!(handed_over.note("m@a.test", None).await);
        assert!(handed_over.note("m@a.test", None).await);
        handed_over.annul("m@a.test", None).await;
    }
    let state = dir.path().join("state");
    let handed_over = HandedOver::open(Some(&state), None, &store).await;
    assert_eq!(handed_over.knows(&row, false).await, Known::No);
    assert!(handed_over.note(&row.message_id, None).await);
    assert_eq!(handed_over.knows(&row, false).await, Known::HandedOver);
    let again = HandedOver::open(Some(&state), None, &store).await;
    assert_eq!(again.knows(&row, false).await, Known::HandedOver);
    store.close().await.unwrap();
}
