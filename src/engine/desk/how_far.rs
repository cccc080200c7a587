//! How far the desk has come with what a person did with many messages. Who waits longer than a second is told.

use tokio::time::{Duration, Instant, sleep_until};

use super::Desk;
use crate::domain::{Act, PendingAct, Progress, Work};
use crate::engine::progress::Count;

/// What takes longer is told.
const TOLD_AFTER: Duration = Duration::from_secs(1);

/// What is told while an act is carried out, and when.
pub(super) struct Word {
    progress: Progress,
    at: Instant,
}

/// The messages of an act that a person waits for. What is only noted on a message, as that it was answered, goes
/// along.
pub(super) fn messages_of(act: &Act) -> usize {
    match act.targets() {
        Some(targets) if !act.is_note() => targets.messages.len(),
        _ => 0,
    }
}

/// Does the work; if that takes long, the word is given meanwhile.
pub(super) async fn told_while<T>(
    word: Option<Word>,
    tell: impl FnOnce(Progress),
    work: impl Future<Output = T>,
) -> T {
    let told = async {
        if let Some(Word { progress, at }) = word {
            sleep_until(at).await;
            tell(progress);
        }
        std::future::pending::<T>().await
    };
    tokio::select! {
        biased;
        done = work => done,
        never = told => never,
    }
}

impl Desk {
    /// All of this is to be done, and what was done before it is counted with it as long as something was left.
    pub(super) fn expect(&mut self, acts: &[PendingAct]) {
        let left: usize = acts.iter().map(|pending| messages_of(&pending.act)).sum();
        let count = self.working.get_or_insert_with(|| Count::of(0));
        count.expect(left);
        self.rest_if_over();
    }

    /// What is to be said while this one is carried out.
    pub(super) fn word_of(&self, pending: &PendingAct) -> Option<Word> {
        let count = self.working.as_ref()?;
        let (done, total, left) = count.told()?;
        let progress = Progress {
            account: pending.account.clone(),
            mailbox: pending.act.mailbox()?.clone(),
            folder: pending.act.folder().clone(),
            work: Work::Acts,
            done,
            total,
            left,
        };
        Some(Word {
            progress,
            at: count.began() + TOLD_AFTER,
        })
    }

    /// So many messages are done, one way or the other.
    pub(super) fn did(&mut self, messages: usize) {
        if let Some(count) = &mut self.working {
            count.add(messages);
            self.rest_if_over();
        }
    }

    /// What is left is not done now.
    pub(super) fn rest(&mut self) {
        self.working = None;
        let account = self.connector.account().id();
        self.shared.ended(Work::Acts, &account);
    }

    fn rest_if_over(&mut self) {
        if self.working.as_ref().is_some_and(Count::is_over) {
            self.rest();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::sleep;

    use super::*;
    use crate::domain::FolderRole;
    use crate::engine::samples;

    #[tokio::test(start_paused = true)]
    async fn a_second_is_worth_a_word_and_a_moment_is_not() {
        for (millis, expected) in [(900, false), (1100, true)] {
            let folder = samples::folder(samples::SUPPORT, "INBOX", FolderRole::Inbox, "lr");
            let progress = Progress {
                account: folder.account,
                mailbox: folder.mailbox,
                folder: folder.id,
                work: Work::Acts,
                done: 0,
                total: 2000,
                left: None,
            };
            let at = Instant::now() + TOLD_AFTER;
            let told = Cell::new(false);
            let work = sleep(Duration::from_millis(millis));
            let word = Some(Word { progress, at });
            told_while(word, |_| told.set(true), work).await;
            assert_eq!(told.get(), expected, "{millis} ms");
        }
    }
}
