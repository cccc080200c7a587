//! `notices`: what stands in the list of problems of the window.

use serde::Serialize;

use super::output::{say, say_advice};
use super::{Ended, Exit, Output};
use crate::engine::{Command, Engine, Problem};
use crate::i18n::Texts;

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    account: Option<String>,
    mailbox: Option<String>,
    message: String,
    advice: Option<String>,
    detail: Option<String>,
    /// It happened once, and waits to be read.
    notice: bool,
}

impl Row {
    fn of(problem: &Problem, texts: &Texts) -> Self {
        let advice = problem.advice.as_ref();
        Self {
            kind: problem.kind.word(),
            account: problem.account.as_ref().map(ToString::to_string),
            mailbox: problem.mailbox.as_ref().map(ToString::to_string),
            message: say(texts, &problem.message),
            advice: advice.map(|advice| say_advice(texts, advice)),
            detail: problem.detail.clone(),
            notice: problem.is_notice(),
        }
    }

    fn words(&self) -> String {
        let about = self.mailbox.as_ref().or(self.account.as_ref());
        let mut words = match about {
            Some(about) => format!("{about}: {}", self.message),
            None => self.message.clone(),
        };
        for more in [&self.advice, &self.detail].into_iter().flatten() {
            words.push_str("\n    ");
            words.push_str(more);
        }
        words
    }
}

pub(super) async fn run(engine: &Engine, read: bool, output: &mut Output<'_>) -> Ended {
    let problems = engine.problems();
    if problems.is_empty() {
        output.say(|texts| texts.say("cli-no-notices"));
    }
    for problem in problems {
        let row = Row::of(&problem, output.texts);
        output.row(&row, |_| row.words())?;
        // Only what could be written was read.
        if read && problem.is_notice() {
            engine.request(Command::Acknowledge(problem)).await?;
        }
    }
    Ok(Exit::Done)
}
