//! A line of recipients: what was typed, who they are, and what is no address.

use crate::domain::NamedAddress;

/// A line of recipients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    text: String,
    /// The typed parts in their order; one that is no address holds its text as the address.
    people: Vec<NamedAddress>,
    wrong: Vec<String>,
    /// The last part is no address, and no comma follows it: it may still be in the making.
    unfinished: bool,
}

impl Recipients {
    /// Reads what was typed.
    #[must_use]
    pub fn typed(text: String) -> Self {
        let mut people = Vec::new();
        let mut wrong = Vec::new();
        let mut last_is_wrong = false;
        for part in NamedAddress::split_list(&text) {
            let part = part.trim();
            let person = NamedAddress::parse(part);
            last_is_wrong = person.is_err();
            people.push(person.unwrap_or_else(|_| {
                wrong.push(part.to_owned());
                NamedAddress {
                    name: None,
                    address: part.to_owned(),
                }
            }));
        }
        let unfinished = last_is_wrong && !text.trim_end().ends_with([',', ';']);
        Self {
            text,
            people,
            wrong,
            unfinished,
        }
    }

    /// A line that holds these people.
    #[must_use]
    pub fn of(people: &[NamedAddress]) -> Self {
        let words: Vec<String> = people.iter().map(written).collect();
        Self::typed(words.join(", "))
    }

    /// What stands in the field.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The people, and what is no address among them, so that a draft keeps that too.
    #[must_use]
    pub fn people(&self) -> &[NamedAddress] {
        &self.people
    }

    /// The first part that is no address.
    #[must_use]
    pub fn wrong(&self) -> Option<&str> {
        self.wrong.first().map(String::as_str)
    }

    /// The same, but not the part that is being typed.
    #[must_use]
    pub fn wrong_before_the_end(&self) -> Option<&str> {
        let finished = self.wrong.len() - usize::from(self.unfinished);
        self.wrong
            .first()
            .filter(|_| finished > 0)
            .map(String::as_str)
    }
}

/// A person as one types them: names that hold separators are quoted.
fn written(person: &NamedAddress) -> String {
    match &person.name {
        Some(name) if name.contains([',', ';', '"', '<', '>']) => {
            format!("\"{}\" <{}>", name.replace('"', "'"), person.address)
        }
        _ => person.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_is_named_and_kept() {
        let line = Recipients::typed("Lena <lena@a.test>, ben@, carla@a.test".into());
        assert_eq!(line.wrong(), Some("ben@"));
        assert_eq!(line.wrong_before_the_end(), Some("ben@"));
        assert_eq!(line.people().len(), 3);
        assert_eq!(Recipients::of(line.people()).text(), line.text());
    }

    #[test]
    fn a_part_in_the_making_is_not_wrong_yet() {
        let line = Recipients::typed("lena@a.test, ben".into());
        assert_eq!(line.wrong(), Some("ben"));
        assert_eq!(line.wrong_before_the_end(), None);
        let line = Recipients::typed("lena@a.test, ben; ".into());
        assert_eq!(line.wrong_before_the_end(), Some("ben"));
    }

    #[test]
    fn a_name_with_a_comma_stays_one_person() {
        let line = Recipients::typed("\"Berg, Anna\" <anna@a.test>".into());
        assert_eq!(line.people().len(), 1);
        let again = Recipients::of(line.people());
        assert_eq!(again.people(), line.people());
    }
}
