//! `offline`: the switch of the status bar.

use serde::Serialize;

use super::args::Switch;
use super::{Ended, Exit, Output};
use crate::engine::{Command, Engine};

#[derive(Serialize)]
struct Row {
    offline: bool,
}

pub(super) async fn run(engine: &Engine, state: Option<Switch>, output: &mut Output<'_>) -> Ended {
    if let Some(state) = state {
        let command = Command::SetOffline(state == Switch::On);
        engine.request(command).await?;
        let offline = state == Switch::On;
        engine
            .change_settings(move |settings| settings.offline = offline)
            .await?;
    }
    let row = Row {
        offline: engine.is_offline(),
    };
    output.row(&row, |texts| {
        texts.say(if row.offline {
            "cli-is-offline"
        } else {
            "cli-is-online"
        })
    })?;
    Ok(Exit::Done)
}
