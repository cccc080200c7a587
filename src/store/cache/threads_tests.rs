//! Conversations.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::super::tests::cache_in_memory;
use super::*;

fn ids(names: &[&str]) -> Vec<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

#[test]
fn an_answer_names_its_root_and_its_parent() {
    let references = ids(&["root", "b", "c"]);
    let in_reply_to = ids(&["c"]);
    let claims = claims(Some("d"), &references, &in_reply_to);
    assert_eq!(claims.together, ["d", "root", "c"]);
    assert_eq!(claims.answers, ["d", "c"]);
}

#[test]
fn without_references_the_parent_is_the_root_as_far_as_known() {
    let in_reply_to = ids(&["a"]);
    let claims = claims(Some("b"), &[], &in_reply_to);
    assert_eq!(claims.together, ["b", "a"]);
    assert_eq!(claims.answers, ["b"]);
}

#[test]
fn a_message_that_names_itself_or_nothing_is_a_root() {
    let own = ids(&["a", ""]);
    let of_itself = claims(Some("a"), &own, &own);
    assert_eq!(of_itself.together, ["a"]);
    assert!(of_itself.answers.is_empty());
    assert!(claims(None, &[], &[]).together.is_empty());
    assert!(claims(Some(""), &[], &[]).together.is_empty());
}

#[derive(Debug, Clone)]
struct Mail {
    own: Option<String>,
    references: Vec<String>,
    in_reply_to: Vec<String>,
}

fn mail() -> impl Strategy<Value = Mail> {
    let id = (0u8..12).prop_map(|n| format!("id{n}"));
    (
        prop::option::weighted(0.9, id.clone()),
        prop::collection::vec(id.clone(), 0..4),
        prop::collection::vec(id, 0..2),
    )
        .prop_map(|(own, references, in_reply_to)| Mail {
            own,
            references,
            in_reply_to,
        })
}

/// The conversation of every mail, after all have come in this order.
fn labels(mails: &[Mail], order: &[usize]) -> Vec<Option<String>> {
    let conn = cache_in_memory();
    let mut rows = BTreeMap::new();
    for i in order {
        let m = &mails[*i];
        let uid = i64::try_from(*i).unwrap() + 1;
        let thread = join(&conn, 1, m.own.as_deref(), &m.references, &m.in_reply_to).unwrap();
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

/// The rule in its plainest form: ids named together are together, again and again until nothing
/// changes; the root is the first that is no answer, else the first.
fn plainly(mails: &[Mail]) -> Vec<Option<String>> {
    let mut group: BTreeMap<&str, usize> = BTreeMap::new();
    let mut answers = std::collections::BTreeSet::new();
    let all: Vec<Claims<'_>> = mails
        .iter()
        .map(|m| claims(m.own.as_deref(), &m.references, &m.in_reply_to))
        .collect();
    for (i, claim) in all.iter().enumerate() {
        answers.extend(claim.answers.iter().copied());
        for id in &claim.together {
            group.entry(id).or_insert(i);
        }
    }
    loop {
        let before = group.clone();
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
        let claims = claims(mail.own.as_deref(), &mail.references, &mail.in_reply_to);
        prop_assert!(claims.together.len() <= 4);
        let once: std::collections::BTreeSet<_> = claims.together.iter().collect();
        prop_assert_eq!(once.len(), claims.together.len());
        prop_assert!(claims.answers.iter().all(|id| claims.together.contains(id)));
        // There is always one that may be the root.
        prop_assert!(claims.together.is_empty() || claims.answers.len() < claims.together.len());
    }
}
