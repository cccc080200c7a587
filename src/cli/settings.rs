//! `settings`: what holds for the whole profile, by the keys of the file.

use serde::Serialize;

use super::args::SettingsVerb;
use super::{Ended, Exit, Output};
use crate::config::Settings;
use crate::engine::{Command, Engine, Problem, ProblemKind, Text};

#[derive(Serialize)]
struct Row {
    key: &'static str,
    /// As it stands in the file; null where the system decides, or nothing is listed.
    value: Option<String>,
}

pub(super) async fn run(engine: &Engine, verb: SettingsVerb, output: &mut Output<'_>) -> Ended {
    match verb {
        SettingsVerb::List => {
            let values = engine.settings().values().into_iter();
            let rows: Vec<Row> = values.map(|(key, value)| Row { key, value }).collect();
            output.table(&rows, |row, _| {
                vec![row.key.to_owned(), row.value.clone().unwrap_or_default()]
            })?;
        }
        SettingsVerb::Set { changes } => {
            let before = engine.settings();
            let after = changes.iter().try_fold(before.clone(), changed)?;
            if after.offline != before.offline {
                let command = Command::SetOffline(after.offline);
                engine.request(command).await?;
            }
            let apply = move |settings: &mut Settings| {
                // What was changed elsewhere meanwhile stays.
                if let Ok(now) = changes.iter().try_fold(settings.clone(), changed) {
                    *settings = now;
                }
            };
            engine.change_settings(apply).await?;
            let values = before.values().into_iter().zip(after.values());
            let rows = values.filter(|(old, new)| old != new);
            let rows: Vec<Row> = rows.map(|(_, (key, value))| Row { key, value }).collect();
            output.table(&rows, |row, _| {
                vec![row.key.to_owned(), row.value.clone().unwrap_or_default()]
            })?;
        }
    }
    Ok(Exit::Done)
}

fn changed(settings: Settings, change: &String) -> Result<Settings, Problem> {
    let wrong = |why: String| {
        let text = Text::new("cli-not-a-profile-setting").with("why", why);
        Problem::new(ProblemKind::Usage, text)
    };
    let Some((key, value)) = change.split_once('=') else {
        return Err(wrong(format!("{change} (KEY=VALUE)")));
    };
    let changed = settings.with(key.trim(), value.trim());
    changed.map_err(|mistake| wrong(mistake.what.to_string()))
}
