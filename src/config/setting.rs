//! One setting by its key, as it stands in the file.

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use super::read::{SETTINGS_KEYS, pictures_word};
use super::{Config, Mistake, MistakeKind, Settings};

impl Settings {
    /// What holds now, by the keys of [`SETTINGS_KEYS`] and in their order, each value as the file has it; `None`
    /// where the system decides, or nothing is listed.
    #[must_use]
    pub fn values(&self) -> Vec<(&'static str, Option<String>)> {
        let shown = |key| self.value(key).map(|value| value.to_string());
        let keys = SETTINGS_KEYS.iter().copied();
        keys.map(|key| (key, shown(key))).collect()
    }

    /// These settings with another value for one key. Quotes may be left out, and a list be parted by commas; an empty
    /// value is what holds where the file says nothing.
    ///
    /// # Errors
    /// There is no such key, or it has no such value. The place of the mistake says nothing.
    pub fn with(&self, key: &str, value: &str) -> Result<Self, Mistake> {
        if !SETTINGS_KEYS.contains(&key) {
            return Err(Mistake {
                line: 1,
                column: 1,
                what: MistakeKind::Value {
                    key: "settings".to_owned(),
                    value: key.to_owned(),
                    why: format!("it is one of {}", SETTINGS_KEYS.join(", ")),
                },
            });
        }
        if value.is_empty() {
            return self.read_with(key, None);
        }
        let words = value.split(',').map(str::trim);
        let list: Array = words.filter(|word| !word.is_empty()).collect();
        let forms = [
            value.parse::<Value>().ok(),
            yes_or_no(value),
            Some(Value::from(value)),
            Some(Value::Array(list)),
        ];
        let mut mistake = None;
        for form in forms.into_iter().flatten() {
            match self.read_with(key, Some(form)) {
                Ok(settings) => return Ok(settings),
                // Of a value that is none of those that are known more is said than of another type.
                Err(one) if matches!(one.what, MistakeKind::Value { .. }) => mistake = Some(one),
                Err(one) => mistake = mistake.or(Some(one)),
            }
        }
        mistake.map_or_else(|| Ok(self.clone()), Err)
    }

    /// Read by the one who reads the file, so that the same rules hold.
    fn read_with(&self, key: &str, value: Option<Value>) -> Result<Self, Mistake> {
        let mut table = Table::new();
        for known in SETTINGS_KEYS {
            let value = if *known == key {
                value.clone()
            } else {
                self.value(known)
            };
            if let Some(value) = value {
                table.insert(known, Item::Value(value));
            }
        }
        let mut document = DocumentMut::new();
        document.insert("settings", Item::Table(table));
        let (config, _) = Config::read(&document.to_string())?;
        Ok(config.settings)
    }

    /// The value of a key; `None` where there is none, or no such key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<Value> {
        let words = |words: &[String]| {
            let list: Array = words.iter().map(String::as_str).collect();
            (!list.is_empty()).then(|| list.into())
        };
        let number = |number: u32| Some(i64::from(number).into());
        match key {
            "language" => self.language.as_deref().map(Value::from),
            "theme" => Some(self.theme.word().into()),
            "contrast" => Some(self.contrast.word().into()),
            "text_size" => self.text_size.map(|size| i64::from(size).into()),
            "quiet" => self.quiet.map(|hours| hours.words().into()),
            "tray" => Some(self.tray.word().into()),
            "offline" => Some(self.offline.into()),
            "undo_seconds" => number(self.undo_seconds.into()),
            "copy_wait_seconds" => number(self.copy_wait_seconds.into()),
            "cache_mb" => number(self.cache_mb),
            "keep_lost" => Some(self.keep_lost.into()),
            "read_as" => Some(self.read_as.word().into()),
            "mark_read" => Some(self.mark_read.word().into()),
            "in_the_dark" => Some(self.in_the_dark.word().into()),
            "pictures" => Some(pictures_word(self.pictures.never_ask).into()),
            "pictures_always" => words(&self.pictures.always),
            "pictures_never" => words(&self.pictures.never),
            "keys" => Some(self.keys.word().into()),
            "density" => Some(self.density.word().into()),
            "remind_attachment" => Some(self.remind_attachment.into()),
            "remind_identity" => Some(self.remind_identity.into()),
            "remind_outside" => Some(self.remind_outside.into()),
            "write_as" => Some(self.write_as.word().into()),
            "flowed" => Some(self.flowed.into()),
            "spelling" => Some(self.spelling.into()),
            "own_words" => words(&self.own_words),
            _ => None,
        }
    }
}

/// What other verbs of the command line take.
fn yes_or_no(value: &str) -> Option<Value> {
    match value {
        "yes" | "on" => Some(true.into()),
        "no" | "off" => Some(false.into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Contrast, Theme};

    #[test]
    fn each_key_of_the_file_has_its_value_and_takes_it_back() {
        let settings = Settings {
            language: Some("de".to_owned()),
            text_size: Some(150),
            quiet: crate::domain::QuietHours::from_words("22:00-07:00"),
            pictures: crate::domain::PictureRules {
                always: vec!["shop.example".to_owned()],
                ..Default::default()
            },
            own_words: vec!["Aurora".to_owned(), "Lumen".to_owned()],
            ..Settings::default()
        };
        let mut again = Settings::default();
        for (key, value) in settings.values() {
            // Else a key of the file has no arm above.
            let may_be_empty = key == "pictures_never";
            assert!(value.is_some() || may_be_empty, "{key}");
            again = again.with(key, &value.unwrap_or_default()).unwrap();
        }
        assert_eq!(again.own_words, settings.own_words);
        assert_eq!(again.values(), settings.values());
    }

    #[test]
    fn a_value_is_taken_as_people_write_it() {
        let usual = Settings::default();
        assert_eq!(usual.with("theme", "dark").unwrap().theme, Theme::Dark);
        assert_eq!(usual.with("theme", "\"dark\"").unwrap().theme, Theme::Dark);
        assert_eq!(usual.with("undo_seconds", "30").unwrap().undo_seconds, 30);
        assert!(!usual.with("spelling", "no").unwrap().spelling);
        assert!(usual.with("keep_lost", "true").unwrap().keep_lost);
        let senders = usual.with("pictures_always", "kim@shop.example, b.example");
        assert_eq!(
            senders.unwrap().pictures.always,
            ["kim@shop.example", "b.example"]
        );
        let words = usual.with("own_words", "Aurora").unwrap();
        assert_eq!(words.own_words, ["Aurora"]);
        // Set back, and nothing else with it.
        let dark = usual.with("theme", "dark").unwrap();
        let both = dark.with("contrast", "more").unwrap();
        assert_eq!(both.theme, Theme::Dark);
        assert_eq!(both.contrast, Contrast::More);
        assert_eq!(both.with("theme", "").unwrap().theme, usual.theme);
    }

    #[test]
    fn what_no_key_takes_is_said() {
        let usual = Settings::default();
        for (key, value, expected) in [
            ("thema", "dark", "it is one of language, theme"),
            ("theme", "pink", "pink"),
            ("theme", "a = 1\n[account]", "a = 1"),
            ("undo_seconds", "900", "900"),
            ("undo_seconds", "soon", "a whole number"),
            ("spelling", "perhaps", "true or false"),
        ] {
            let mistake = usual.with(key, value).unwrap_err().what.to_string();
            assert!(mistake.contains(expected), "{key}: {mistake}");
        }
    }
}
