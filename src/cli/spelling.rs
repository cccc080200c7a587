//! `spelling`: wrong words of a text with what may have been meant, dictionaries, and one's own words.

use std::path::Path;

use serde::Serialize;

use super::args::{SpellingArgs, SpellingOther, Switch};
use super::{Ended, Exit, Output, Place, writing};
use crate::engine::{
    Engine, Problem, ProblemKind, Text, WrittenIn, dictionary_for, no_dictionaries,
    spelling_problem,
};
use crate::spelling::{Dictionary, Judge, SpellingError, Tag, review};

/// For so many words of a text it is looked for what may have been meant: that takes long.
const MOST_SUGGESTED: usize = 200;

#[derive(Serialize)]
struct WrongRow {
    line: usize,
    column: usize,
    word: String,
    suggestions: Vec<String>,
    language: Tag,
}

#[derive(Serialize)]
struct LanguageRow {
    language: Tag,
    name: String,
    others: Vec<Tag>,
    file: String,
}

pub(super) async fn run(
    engine: &Engine,
    args: SpellingArgs,
    place: &Place,
    output: &mut Output<'_>,
) -> Ended {
    let SpellingOther {
        languages: lists_languages,
        words: lists_words,
        add,
        remove,
        window,
    } = args.other;
    if lists_languages {
        return languages(engine, output).await;
    }
    if lists_words {
        for word in engine.settings().own_words {
            let row = serde_json::json!({ "word": word });
            output.row(&row, |_| word.clone())?;
        }
        return Ok(Exit::Done);
    }
    if let Some(word) = add {
        let word = engine.add_own_word(&word).await?;
        return Ok(told(&word, "added", "cli-spelling-added", output));
    }
    if let Some(word) = remove {
        if !engine.remove_own_word(&word).await? {
            let text = Text::new("cli-spelling-not-own").with("word", word);
            return Err(Problem::new(ProblemKind::NotFound, text).into());
        }
        return Ok(told(&word, "removed", "cli-spelling-removed", output));
    }
    if let Some(window) = window {
        let on = matches!(window, Switch::On);
        engine
            .change_settings(move |settings| settings.spelling = on)
            .await?;
        let key = match on {
            true => "cli-spelling-on",
            false => "cli-spelling-off",
        };
        output.report(&serde_json::json!({ "spelling": on }), |texts| {
            texts.say(key)
        });
        return Ok(Exit::Done);
    }
    let file = args.file.as_deref().unwrap_or(Path::new("-"));
    let text = writing::text(None, Some(file), place).await?;
    let text = text.unwrap_or_default();
    let speller = engine.speller().clone();
    let own = engine.settings().own_words;
    let interface = output.texts.language().code().to_owned();
    let asked = args.language;
    let work = move || -> Result<Option<Vec<WrongRow>>, Problem> {
        let written_in = match &asked {
            Some(wanted) => WrittenIn::Of(named(wanted, speller.find(wanted))?),
            None => WrittenIn::Detect(vec![interface]),
        };
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let found = dictionary_for(&speller, &written_in, &lines)?;
        Ok(found.map(|guess| {
            let judge = Judge::new(guess.dictionary, own);
            wrong(lines, &judge)
        }))
    };
    let rows = tokio::task::spawn_blocking(work).await;
    let rows = rows.map_err(|error| {
        Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error)
    })??;
    let Some(rows) = rows else {
        return Err(none(engine).into());
    };
    output.table(&rows, |row, _| {
        vec![
            format!("{}:{}", row.line, row.column),
            row.word.clone(),
            row.suggestions.join(", "),
        ]
    })?;
    Ok(Exit::Done)
}

/// The language that a person named; an error where there is no dictionary for it.
fn named(wanted: &str, found: Option<Tag>) -> Result<Tag, Problem> {
    found.ok_or_else(|| match Tag::parse(wanted) {
        Some(tag) => spelling_problem(&SpellingError::NotThere(tag)),
        None => {
            let text = Text::new("cli-not-a-language").with("text", wanted);
            Problem::new(ProblemKind::Usage, text).advise(Text::new("advice-dictionaries"))
        }
    })
}

/// There is no dictionary at all.
fn none(engine: &Engine) -> Problem {
    no_dictionaries(&engine.dictionaries_dir().display().to_string())
}

fn wrong(lines: Vec<String>, judge: &Judge) -> Vec<WrongRow> {
    let dictionary: &Dictionary = judge.dictionary();
    let review = review(lines, false, judge, None);
    let mut rows = Vec::new();
    for (number, line) in review.lines.iter().enumerate() {
        for range in &line.wrong {
            let before = line.text.get(..range.start).unwrap_or_default();
            let word = line.text.get(range.clone()).unwrap_or_default();
            let suggestions = if rows.len() < MOST_SUGGESTED {
                dictionary.suggestions(word)
            } else {
                Vec::new()
            };
            rows.push(WrongRow {
                line: number + 1,
                column: before.chars().count() + 1,
                word: word.to_owned(),
                suggestions,
                language: dictionary.language().clone(),
            });
        }
    }
    rows
}

async fn languages(engine: &Engine, output: &mut Output<'_>) -> Ended {
    let speller = engine.speller().clone();
    let installed = tokio::task::spawn_blocking(move || speller.installed_now()).await;
    let installed = installed
        .map_err(|error| Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(error))?;
    let rows: Vec<LanguageRow> = installed
        .iter()
        .map(|one| LanguageRow {
            language: one.language.clone(),
            name: one.language.own_name(),
            others: one.others.clone(),
            file: one.rules.display().to_string(),
        })
        .collect();
    if rows.is_empty() {
        return Err(none(engine).into());
    }
    output.table(&rows, |row, _| {
        vec![row.language.to_string(), row.name.clone(), row.file.clone()]
    })?;
    Ok(Exit::Done)
}

fn told(word: &str, state: &str, key: &str, output: &mut Output<'_>) -> Exit {
    let row = serde_json::json!({ "word": word, "state": state });
    output.report(&row, |texts| texts.say_with(key, &[("word", word.into())]));
    Exit::Done
}
