//! What stands above the text of a printed message.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Texts;
use crate::domain::{NamedAddress, Participants};

/// Most people of a field that are named on paper.
const MOST_PEOPLE: usize = 100;

impl Texts {
    /// Who, to whom and when; then the texts of `notes`, and what is attached with its size. Each line with its
    /// name.
    #[must_use]
    pub fn printed_lines<'a>(
        &self,
        who: &Participants,
        date: Option<Timestamp>,
        zone: &TimeZone,
        notes: impl IntoIterator<Item = &'a str>,
        attachments: impl IntoIterator<Item = (&'a str, u64)>,
    ) -> Vec<(String, String)> {
        let people = |people: &[NamedAddress]| {
            let names = people.iter().take(MOST_PEOPLE).map(ToString::to_string);
            let mut names: Vec<String> = names.collect();
            if people.len() > MOST_PEOPLE {
                let more = people.len() - MOST_PEOPLE;
                names.push(self.say_with("reader-more-people", &[("count", more.into())]));
            }
            names.join(", ")
        };
        let sender = who.sender.as_slice();
        let mut lines = vec![
            ("header-from", people(&who.from)),
            ("header-sender", people(sender)),
            ("header-to", people(&who.to)),
            ("header-cc", people(&who.cc)),
            (
                "header-date",
                date.map_or_else(String::new, |date| self.long_date(date, zone)),
            ),
        ];
        lines.extend(
            notes
                .into_iter()
                .map(|key| ("header-packing", self.say(key))),
        );
        for (name, size) in attachments {
            let attachment = format!("{name} ({})", self.size(size));
            lines.push(("header-attachment", attachment));
        }
        let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
        lines.map(|(key, value)| (self.say(key), value)).collect()
    }
}
