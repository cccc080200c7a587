//! Conversations.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::super::tests::cache_in_memory;
use super::*;

fn ids(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

fn names<'a>(
    own: Option<&'a str>,
    references: &'a [String],
    in_reply_to: &'a [String],
) -> Names<'a> {
    Names {
        own,
        references,
        in_reply_to,
        by_subject: None,
        date: 0,
    }
}

#[test]
fn an_answer_names_all_before_it() {
    let references = ids(&["root", "b", "c"]);
    let in_reply_to = ids(&["c"]);
    let claims = claims(&names(Some("d"), &references, &in_reply_to));
    assert_eq!(claims.together, ["d", "root", "c", "b"]);
    assert_eq!(claims.answers, ["d", "c", "b"]);
}

#[test]
fn of_very_many_references_the_root_and_the_newest_count() {
    let references: Vec<String> = (0..100).map(|n| format!("m{n}")).collect();
    let claims = claims(&names(Some("own"), &references, &[]));
    assert_eq!(claims.together.len(), 1 + MAX_NAMED);
    assert_eq!(claims.together[1..3], ["m0", "m99"]);
    assert!(!claims.answers.contains(&"m0"));
}

#[test]
fn answers_meet_although_what_stands_between_them_never_came() {
    let mails = [
        Mail::naming("root", &[]),
        Mail::naming("b", &["lost", "middle", "gone"]),
        Mail::naming("c", &["other", "middle", "c0"]),
    ];
    let labels = labels(&mails, &[0, 1, 2]);
    assert_eq!(labels[1], labels[2]);
    assert_ne!(labels[0], labels[1]);
}

#[test]
fn an_answer_without_references_joins_what_it_answers_and_nothing_older() {
    let days = |days: i64| days * DAY;
    let mails = [
        Mail::by_subject("old", 1, false, days(0)),
        Mail::by_subject("asked", 1, false, days(40)),
        Mail::by_subject("answer", 1, true, days(42)),
        // The same words once more, and nobody answered yet.
        Mail::by_subject("again", 1, false, days(50)),
        // Other words, or others who wrote them.
        Mail::by_subject("others", 2, false, days(41)),
    ];
    for order in [[0, 1, 2, 3, 4], [2, 1, 3, 0, 4], [4, 3, 2, 1, 0]] {
        let labels = labels(&mails, &order);
        let of = |at: usize| labels[at].as_deref().unwrap();
        assert_eq!((of(1), of(2)), ("asked", "asked"), "{order:?}");
        assert_eq!((of(0), of(3), of(4)), ("old", "again", "others"));
    }
}

#[test]
fn without_references_the_parent_is_the_root_as_far_as_known() {
    let in_reply_to = ids(&["a"]);
    let claims = claims(&names(Some("b"), &[], &in_reply_to));
    assert_eq!(claims.together, ["b", "a"]);
    assert_eq!(claims.answers, ["b"]);
}

#[test]
fn a_message_that_names_itself_or_nothing_is_a_root() {
    let own = ids(&["a", ""]);
    let of_itself = claims(&names(Some("a"), &own, &own));
    assert_eq!(of_itself.together, ["a"]);
    assert!(of_itself.answers.is_empty());
    assert!(claims(&names(None, &[], &[])).together.is_empty());
    assert!(claims(&names(Some(""), &[], &[])).together.is_empty());
}

#[derive(Debug, Clone)]
struct Mail {
    own: Option<String>,
    references: Vec<String>,
    in_reply_to: Vec<String>,
    by_subject: Option<BySubject>,
    date: i64,
}

impl Mail {
    fn naming(own: &str, references: &[&str]) -> Self {
        Self {
            own: Some(own.to_owned()),
            references: ids(references),
            in_reply_to: Vec::new(),
            by_subject: None,
            date: 0,
        }
    }

    fn by_subject(own: &str, key: u64, answers: bool, date: i64) -> Self {
        Self {
            by_subject: Some(BySubject { key, answers }),
            date,
            ..Self::naming(own, &[])
        }
    }

    fn names(&self) -> Names<'_> {
        Names {
            own: self.own.as_deref(),
            references: &self.references,
            in_reply_to: &self.in_reply_to,
            by_subject: self.by_subject,
            date: self.date,
        }
    }

    /// What it may be joined by: as the engine says it, and only where there is a Message-ID.
    fn subject(&self) -> Option<(&str, BySubject)> {
        let names_none = self.references.is_empty() && self.in_reply_to.is_empty();
        Some((
            self.own.as_deref()?,
            self.by_subject.filter(|_| names_none)?,
        ))
    }
}

/// A Message-ID stands for one message, whose words and date are the same wherever a copy of it lies.
fn mail() -> impl Strategy<Value = Mail> {
    let id = (0u8..12).prop_map(|n| format!("id{n}"));
    let mail = (
        prop::option::weighted(0.9, 0u8..12),
        prop::collection::vec(id.clone(), 0..4),
        prop::collection::vec(id, 0..2),
        any::<bool>(),
    );
    mail.prop_map(|(own, references, in_reply_to, names)| {
        let number = u64::from(own.unwrap_or(0));
        Mail {
            own: own.map(|n| format!("id{n}")),
            references: if names { references } else { Vec::new() },
            in_reply_to: if names { in_reply_to } else { Vec::new() },
            by_subject: (!names).then_some(BySubject {
                key: number % 2,
                answers: number % 3 == 1,
            }),
            date: i64::try_from(number * 37 % 100).unwrap() * DAY,
        }
    })
}

/// The conversation of every mail, after all have come in this order.
fn labels(mails: &[Mail], order: &[usize]) -> Vec<Option<String>> {
    let conn = cache_in_memory();
    let mut rows = BTreeMap::new();
    for i in order {
        let m = &mails[*i];
        let uid = i64::try_from(*i).unwrap() + 1;
        let thread = join(&conn, 1, &m.names()).unwrap();
        conn.execute(
            "INSERT INTO messages (folder, uid, date, thread) VALUES (1, ?1, 0, ?2)",
            (uid, thread),
        )
        .unwrap();
        rows.insert(*i, conn.last_insert_rowid());
    }
    rows.values()
        .map(|row| {
            conn.query_row(
                "SELECT t.label FROM messages m LEFT JOIN threads t ON t.id = m.thread WHERE m.id = ?1",
                [row],
                |r| r.get(0),
            )
            .unwrap()
        })
        .collect()
}

/// The rule in its plainest form: ids named together are together, and so are two of which one answers
/// the other by its subject, again and again until nothing changes; the root is the first that is no answer, else the first.
fn plainly(mails: &[Mail]) -> Vec<Option<String>> {
    let mut group: BTreeMap<&str, usize> = BTreeMap::new();
    let mut answers = std::collections::BTreeSet::new();
    let all: Vec<Claims<'_>> = mails.iter().map(|m| claims(&m.names())).collect();
    for (i, claim) in all.iter().enumerate() {
        answers.extend(claim.answers.iter().copied());
        for id in &claim.together {
            group.entry(id).or_insert(i);
        }
    }
    let mut pairs = Vec::new();
    for (one, by) in mails.iter().filter_map(|m| Some((m, m.subject()?))) {
        for (two, other) in mails.iter().filter_map(|m| Some((m, m.subject()?))) {
            let earlier = one.date - two.date;
            if by.1.answers && by.1.key == other.1.key && (-AFTER..=BEFORE).contains(&earlier) {
                pairs.push((by.0, other.0));
            }
        }
    }
    loop {
        let before = group.clone();
        for (one, two) in &pairs {
            let least = group[one].min(group[two]);
            group.insert(one, least);
            group.insert(two, least);
        }
        for claim in &all {
            let least = claim.together.iter().map(|id| group[id]).min();
            for id in &claim.together {
                group.insert(id, least.unwrap());
            }
        }
        if before == group {
            break;
        }
    }
    all.iter()
        .map(|claim| {
            let number = group[claim.together.first()?];
            let members = group
                .iter()
                .filter(|(_, n)| **n == number)
                .map(|(id, _)| *id);
            let root = members.min_by_key(|id| (answers.contains(id), *id));
            root.map(str::to_owned)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn conversations_are_the_same_in_whatever_order_mail_arrives(
        mails in prop::collection::vec(mail(), 1..14),
        seed in any::<u64>(),
    ) {
        let mut order: Vec<usize> = (0..mails.len()).collect();
        let expected = plainly(&mails);
        prop_assert_eq!(&labels(&mails, &order), &expected);
        fastrand::Rng::with_seed(seed).shuffle(&mut order);
        prop_assert_eq!(&labels(&mails, &order), &expected);
    }

    #[test]
    fn claims_are_few_and_hold_no_id_twice(mail in mail()) {
        let claims = claims(&mail.names());
        prop_assert!(claims.together.len() <= 1 + MAX_NAMED);
        let once: std::collections::BTreeSet<_> = claims.together.iter().collect();
        prop_assert_eq!(once.len(), claims.together.len());
        prop_assert!(claims.answers.iter().all(|id| claims.together.contains(id)));
        // There is always one that may be the root, but where a subject says that it is not here.
        prop_assert!(claims.together.is_empty() || mail.subject().is_some()
            || claims.answers.len() < claims.together.len());
    }
}
