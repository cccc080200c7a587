//! A line of recipients: those who are named, the part that is being written, and what is no address.

use crate::domain::NamedAddress;

/// A line of recipients.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// Those who are named; one that is no address holds its text as the address.
    named: Vec<Named>,
    /// What is being written.
    text: String,
    /// The last text that the field told: it tells several of quick keys before it is shown what was made of them.
    told: String,
    /// Where it goes among them, if not behind them.
    place: Option<usize>,
    /// The same and what is being written.
    people: Vec<NamedAddress>,
    /// The one that the keys are for.
    chosen: Option<usize>,
}

/// Somebody who is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub person: NamedAddress,
    /// It is no address.
    pub is_wrong: bool,
}

impl Named {
    fn of(text: &str) -> Self {
        match NamedAddress::parse(text) {
            Ok(person) => Self {
                person,
                is_wrong: false,
            },
            Err(_) => Self {
                person: NamedAddress {
                    name: None,
                    address: text.trim().to_owned(),
                },
                is_wrong: true,
            },
        }
    }
}

impl Recipients {
    /// A line that holds these people.
    #[must_use]
    pub fn of(people: &[NamedAddress]) -> Self {
        let mut line = Self {
            named: people
                .iter()
                .map(|person| Named::of(&written(person)))
                .collect(),
            ..Self::default()
        };
        line.count();
        line
    }

    /// Somebody writes. What separators end are people from then on.
    pub fn write(&mut self, text: String) {
        self.chosen = None;
        let parts = parts(&text);
        let is_key = text
            .strip_prefix(&self.told)
            .is_some_and(|more| more.chars().count() <= 1);
        let grew = !is_key && text.chars().count() > self.text.chars().count() + 1;
        self.told.clone_from(&text);
        // Whatever is written next begins another one.
        let next = format!("{text}x");
        let is_ended =
            NamedAddress::split_list(&next).len() > NamedAddress::split_list(&text).len();
        self.text.clear();
        // Of several that come at once the last is whole as well, if it can be.
        let whole = |part: &String| NamedAddress::parse(part).is_ok() && part.contains('@');
        let all = is_ended || grew && parts.len() > 1 && parts.last().is_some_and(whole);
        let rest = if all || text.trim().is_empty() {
            String::new()
        } else if parts.len() > 1 || NamedAddress::split_list(&text).len() > 1 {
            parts.last().cloned().unwrap_or_default()
        } else {
            text.trim_start_matches([',', ';', ' ', '\n']).to_owned()
        };
        let ended = if all {
            parts.len()
        } else {
            parts.len().saturating_sub(1)
        };
        for part in parts.iter().take(ended) {
            self.put(Named::of(part));
        }
        self.text = rest;
        self.count();
    }

    /// What is being written is whole: it is somebody, or it is wrong. Says whether there was anything.
    pub fn end(&mut self) -> bool {
        let text = std::mem::take(&mut self.text);
        let parts = parts(&text);
        for part in &parts {
            self.put(Named::of(part));
        }
        self.place = None;
        self.count();
        !parts.is_empty()
    }

    /// The same, if it is an address: what is none may become one yet. Says whether it was one.
    pub fn end_if_whole(&mut self) -> bool {
        self.chosen = None;
        let parts = parts(&self.text);
        let is_whole = !parts.is_empty() && parts.iter().all(|p| NamedAddress::parse(p).is_ok());
        is_whole && self.end()
    }

    /// Somebody is named in place of what is being written.
    pub fn take(&mut self, person: &NamedAddress) {
        self.text.clear();
        self.put(Named::of(&written(person)));
        self.place = None;
        self.count();
    }

    /// Somebody is named too, and what is being written stays.
    pub fn take_in(&mut self, person: &NamedAddress) {
        self.add(Named::of(&written(person)));
    }

    /// Somebody who was named in another line.
    pub fn add(&mut self, named: Named) {
        if !self.has(&named.person.address) {
            self.named.push(named);
        }
        self.count();
    }

    /// Is somebody named with this address?
    #[must_use]
    pub fn has(&self, address: &str) -> bool {
        let mut all = self.named.iter();
        all.any(|named| named.person.address.eq_ignore_ascii_case(address))
    }

    /// Nobody is named twice in a line.
    fn put(&mut self, named: Named) {
        if named.person.address.is_empty() || self.has(&named.person.address) {
            return;
        }
        match self.place.as_mut() {
            Some(place) => {
                let at = (*place).min(self.named.len());
                *place = at + 1;
                self.named.insert(at, named);
            }
            None => self.named.push(named),
        }
    }

    fn count(&mut self) {
        let rest = parts(&self.text);
        let rest = rest.iter().map(|part| Named::of(part).person);
        let named = self.named.iter().map(|named| named.person.clone());
        self.people = named.chain(rest).collect();
        let last = self.named.len().checked_sub(1);
        self.chosen = self.chosen.and_then(|at| last.map(|last| at.min(last)));
    }

    /// Somebody is not meant any more. Gives who it was.
    pub fn remove(&mut self, at: usize) -> Option<Named> {
        let removed = (at < self.named.len()).then(|| self.named.remove(at));
        self.place = None;
        self.count();
        removed
    }

    /// Somebody is written again, in their place; what was being written is ended before.
    pub fn edit(&mut self, at: usize) {
        if at >= self.named.len() {
            return;
        }
        let _ = self.end();
        if let Some(named) = self.remove(at) {
            self.text = written(&named.person);
            self.place = Some(at);
        }
        self.chosen = None;
        self.count();
    }

    /// The keys are for this one, or for what is being written.
    pub fn choose(&mut self, at: Option<usize>) {
        self.chosen = at.filter(|at| *at < self.named.len());
    }

    /// The one that the keys are for.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// Those who are named.
    #[must_use]
    pub fn named(&self) -> &[Named] {
        &self.named
    }

    /// What is being written.
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
        let all = self.people.iter().map(|person| person.address.as_str());
        let mut wrong = all.filter(|address| NamedAddress::parse(address).is_err());
        wrong.next()
    }

    /// The same, but not the part that is being written.
    #[must_use]
    pub fn wrong_before_the_end(&self) -> Option<&str> {
        let wrong = self.named.iter().find(|named| named.is_wrong);
        wrong.map(|named| named.person.address.as_str())
    }
}

/// The people of a list as one writes it, or as it comes from another program: also those of a group (RFC 5322
/// 3.4), and addresses with nothing but blanks between them.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for part in NamedAddress::split_list(text) {
        let part = without_group(part.trim());
        let words: Vec<&str> = part.split_whitespace().collect();
        let is_address = |word: &&str| NamedAddress::parse(word).is_ok();
        if words.len() > 1 && words.iter().all(is_address) {
            parts.extend(words.into_iter().map(str::to_owned));
        } else if !part.is_empty() {
            parts.push(part.to_owned());
        }
    }
    parts
}

/// `Team: anna@a.test` is Anna.
fn without_group(part: &str) -> &str {
    match part.split_once(':') {
        Some((name, rest)) if !name.contains(['@', '"', '<']) => rest.trim(),
        _ => part,
    }
}

/// A person as one types them: names that hold separators are quoted.
pub(super) fn written(person: &NamedAddress) -> String {
    match &person.name {
        Some(name) if name.contains([',', ';', ':', '"', '<', '>']) => {
            format!("\"{}\" <{}>", name.replace('"', "'"), person.address)
        }
        _ => person.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> Recipients {
        let mut line = Recipients::default();
        // As it is written, letter by letter.
        for c in text.chars() {
            let text = format!("{}{c}", line.text());
            line.write(text);
        }
        line
    }

    fn labels(line: &Recipients) -> Vec<&str> {
        let named = line.named().iter();
        named.map(|named| named.person.label()).collect()
    }

    #[test]
    fn what_is_no_address_is_named_and_kept() {
        let line = typed("Lena <lena@a.test>, ben@, carla@a.test");
        assert_eq!(labels(&line), ["Lena", "ben@"]);
        assert_eq!(line.text(), "carla@a.test");
        assert_eq!(line.wrong(), Some("ben@"));
        assert_eq!(line.wrong_before_the_end(), Some("ben@"));
        assert_eq!(line.people().len(), 3);
        assert_eq!(Recipients::of(line.people()).people(), line.people());
    }

    #[test]
    fn a_part_in_the_making_is_not_wrong_yet() {
        let mut line = typed("lena@a.test, ben");
        assert_eq!(line.wrong(), Some("ben"));
        assert_eq!(line.wrong_before_the_end(), None);
        // Whoever goes elsewhere may come back to it; a separator or Enter ends it.
        assert!(!line.end_if_whole());
        assert_eq!(line.text(), "ben");
        assert!(line.end());
        assert_eq!(line.wrong_before_the_end(), Some("ben"));
        let line = typed("lena@a.test, ben; ");
        assert_eq!(line.wrong_before_the_end(), Some("ben"));
    }

    #[test]
    fn a_name_with_a_comma_stays_one_person() {
        let line = typed("\"Berg, Anna\" <anna@a.test>,");
        assert_eq!(labels(&line), ["Berg, Anna"]);
        let again = Recipients::of(line.people());
        assert_eq!(again.people(), line.people());
    }

    #[test]
    fn several_that_come_at_once_are_parted() {
        let mut line = Recipients::default();
        line.write("A <a@x.test>, b@y.test; c@z.test".into());
        assert_eq!(labels(&line), ["A", "b@y.test", "c@z.test"]);
        assert_eq!(line.text(), "");
        line.write("d@x.test e@x.test\nTeam: f@x.test, \"G, H\" <g@x.test>;".into());
        assert_eq!(
            labels(&line).split_off(3),
            ["d@x.test", "e@x.test", "f@x.test", "G, H"]
        );
        // Nobody stands there twice.
        line.write("B@y.test,".into());
        assert_eq!(line.named().len(), 7);
    }

    /// The field tells of several keys at once, each time with what was made of the first of them.
    #[test]
    fn quick_keys_name_nobody_twice_nor_half() {
        let mut line = Recipients::default();
        let whole = "a@x.test,b@y.test,";
        for end in 1..=whole.len() {
            line.write(whole[..end].to_owned());
        }
        assert_eq!(labels(&line), ["a@x.test", "b@y.test"]);
        assert_eq!(line.text(), "");
    }

    #[test]
    fn one_is_written_again_in_its_place() {
        let mut line = typed("a@x.test,b@x.test,c@x.test,");
        line.edit(1);
        assert_eq!(line.text(), "b@x.test");
        assert_eq!(line.people().len(), 3);
        line.write("bb@x.test".into());
        assert!(line.end_if_whole());
        assert_eq!(labels(&line), ["a@x.test", "bb@x.test", "c@x.test"]);
        line.choose(Some(2));
        let _ = line.remove(2);
        assert_eq!(line.chosen(), Some(1));
    }

    proptest! {
        #[test]
        fn nothing_that_is_written_is_lost_or_breaks_it(texts in proptest::collection::vec("[a-c@. ,;:\"<>\\n]{0,12}", 0..6)) {
            let mut line = Recipients::default();
            for text in &texts {
                line.write(format!("{}{text}", line.text()));
                let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
                prop_assert!(line.people().len() >= line.named().len());
                prop_assert!(letters(line.text()) <= 100);
            }
            line.edit(0);
            let _ = line.end();
            prop_assert_eq!(line.people().len(), line.named().len());
            prop_assert!(line.chosen().is_none());
        }
    }
}
