//! Which tags the team uses: the keywords of all messages that are held, for whoever is to choose among them.

use std::collections::HashMap;

use super::super::Reader;
use super::super::error::StoreError;
use crate::domain::{Label, own_label, tags};

/// Most different sets of keywords that are looked at, the most frequent first.
const MOST_SETS: i64 = 2_000;

impl Reader {
    /// The keywords that are shown as tags, of all messages that are held: the team's own, and of the others those that
    /// can be set everywhere. Those of the most messages come first; at most `limit`.
    ///
    /// # Errors
    /// As [`Reader::mailboxes`].
    pub fn tags_used(&self, limit: usize) -> Result<Vec<String>, StoreError> {
        let sets = self.cache.read(|conn| {
            // In the words of its index, which holds all that is asked.
            let mut statement = conn.prepare_cached(
                "SELECT keywords, count(*) AS many FROM messages WHERE keywords <> '' \
                 GROUP BY keywords ORDER BY many DESC LIMIT ?1",
            )?;
            let rows = statement.query_map([MOST_SETS], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?))
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        // Servers compare them without case: they are written as most messages have them.
        let mut used: HashMap<String, (String, i64)> = HashMap::new();
        for (set, many) in sets {
            for keyword in set.split_ascii_whitespace() {
                let small = keyword.to_ascii_lowercase();
                let entry = used.entry(small).or_insert_with(|| (keyword.to_owned(), 0));
                entry.1 = entry.1.saturating_add(many);
            }
        }
        let mut used: Vec<(String, i64)> = used.into_values().collect();
        used.retain(|(keyword, _)| is_tag(keyword));
        used.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
        used.truncate(limit);
        Ok(used.into_iter().map(|(keyword, _)| keyword).collect())
    }
}

/// Is it one that people set?
fn is_tag(keyword: &str) -> bool {
    let is_everywhere = |(known, _): (&str, Label)| known.eq_ignore_ascii_case(keyword);
    tags().into_iter().any(is_everywhere) || own_label(keyword).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::super::SyncBatch;
    use super::super::super::tests::{inbox, message, store_with_support};

    use crate::domain::Flags;

    #[tokio::test]
    async fn those_of_the_most_messages_come_first_and_none_of_programs() {
        let (_dir, store) = store_with_support().await;
        let bearing = |uid, keywords: &[&str]| {
            let mut message = message(uid);
            message.flags = Flags::from_wire(keywords.iter().copied());
            message
        };
        let messages = vec![
            bearing(1, &["billing", "NonJunk", "$Forwarded"]),
            bearing(2, &["Billing", "harbour"]),
            bearing(3, &["harbour", "$label4"]),
            bearing(4, &["harbour", "\\Seen"]),
            message(5),
        ];
        let batch = SyncBatch {
            uid_validity: 7,
            added: messages,
            ..SyncBatch::default()
        };
        store.cache().apply(&inbox(), batch).await.unwrap();
        let used = store.reader().tags_used(50).unwrap();
        assert_eq!(used[0], "harbour");
        assert!(used[1].eq_ignore_ascii_case("billing"), "{used:?}");
        assert_eq!(used[2..], ["$label4"]);
        assert_eq!(store.reader().tags_used(1).unwrap(), ["harbour"]);
    }
}
