//! What was asked for and takes a while: files that are fetched to be saved or opened. After a second it is said, and
//! can be stopped.

use std::time::Duration;

use iced::Task;
use iced::task::Handle;

use super::{Mail, Message};
use crate::app::link::Link;
use crate::engine::Problem;

/// What takes longer is said.
const SAID_AFTER: Duration = Duration::from_secs(1);

/// Something that is being done. It is given up when this is dropped.
#[derive(Debug)]
pub struct Errand {
    number: u64,
    words: String,
    takes_long: bool,
    _held: Handle,
}

/// What is being done, the oldest first.
#[derive(Debug, Default)]
pub struct Errands {
    all: Vec<Errand>,
    number: u64,
}

impl Errands {
    /// The oldest that takes long: what it is in words, and its number.
    #[must_use]
    pub fn told(&self) -> Option<(&str, u64)> {
        let told = self.all.iter().find(|errand| errand.takes_long)?;
        Some((&told.words, told.number))
    }

    /// One came to its end, or is given up.
    pub(super) fn end(&mut self, number: u64) {
        self.all.retain(|errand| errand.number != number);
    }

    /// One is not done yet after a while.
    pub(super) fn takes_long(&mut self, number: u64) {
        let mut all = self.all.iter_mut();
        if let Some(errand) = all.find(|errand| errand.number == number) {
            errand.takes_long = true;
        }
    }
}

impl Mail {
    /// Does something that may take long: `words` say what.
    pub(super) fn run_errand<T: Send + 'static>(
        &mut self,
        words: String,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
        done: impl FnOnce(Result<T, Problem>) -> Message + Send + 'static,
        link: &Link,
    ) -> Task<Message> {
        self.errands.number += 1;
        let number = self.errands.number;
        let (task, held) = link.run_while_wanted(work, move |result| {
            Message::ErrandDone(number, Box::new(done(result)))
        });
        self.errands.all.push(Errand {
            number,
            words,
            takes_long: false,
            _held: held,
        });
        let later = link.after(SAID_AFTER, move || Message::ErrandTakesLong(number));
        Task::batch([task, later])
    }
}
