//! Many commands one behind another: the next is at the server already while the answers to one are
//! read, so that it never waits for us; and no more is read than is taken.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use super::answer::Answer;
use super::command::Command;
use super::exchange::{Exchange, verdict};
use super::scan::Budget;
use crate::wire::WireError;

/// Commands that are at the server at the same time.
const AT_SERVER: usize = 2;

/// Where what comes goes: in batches, no faster than they are taken there.
#[derive(Debug)]
pub struct Outlet<T> {
    to: mpsc::Sender<Vec<T>>,
    /// Most octets of a batch, or a little more.
    most: usize,
    batch: Vec<T>,
    octets: usize,
}

impl<T> Outlet<T> {
    /// Batches of about so many octets go into this channel.
    #[must_use]
    pub fn new(to: mpsc::Sender<Vec<T>>, most: usize) -> Self {
        Self {
            to,
            most,
            batch: Vec::new(),
            octets: 0,
        }
    }

    /// Puts something in that takes so many octets.
    pub(super) fn put(&mut self, item: T, octets: usize) {
        self.batch.push(item);
        self.octets = self.octets.saturating_add(octets);
    }

    /// Hands over what there is, as soon as there is room for it.
    async fn hand_over(&mut self) {
        self.octets = 0;
        let batch = std::mem::take(&mut self.batch);
        if !batch.is_empty() {
            // Nobody is there any more: the answers are read to their end, for nobody.
            let _ = self.to.send(batch).await;
        }
    }
}

impl Exchange {
    /// Sends commands without literals one behind another, and gives their answers to `take`, with the outlet. Ends when
    /// all are answered; when nobody takes what comes any more, no other is sent.
    ///
    /// # Errors
    /// As [`Exchange::exec`]: after the first refusal no other command is sent.
    pub(super) async fn stream<T: Send>(
        &mut self,
        step: &'static str,
        commands: impl IntoIterator<Item = Command<'_>, IntoIter: Send>,
        budget: Budget,
        outlet: &mut Outlet<T>,
        mut take: impl FnMut(Answer, &mut Outlet<T>) -> Option<Answer> + Send,
    ) -> Result<(), WireError> {
        self.begin(step, budget)?;
        let mut commands = commands.into_iter();
        let mut at_server: VecDeque<String> = VecDeque::new();
        let mut refused = None;
        let streamed = async {
            let mut until = self.command_deadline();
            loop {
                while at_server.len() < AT_SERVER && refused.is_none() && !outlet.to.is_closed() {
                    let Some(command) = commands.next() else {
                        break;
                    };
                    at_server.push_back(self.send(&command).await?);
                }
                if at_server.is_empty() {
                    return Ok(());
                }
                let answer = self.next(step, until).await?;
                let tags = at_server.make_contiguous();
                let ended = self.sort(answer, tags, &mut |answer| take(answer, outlet))?;
                let is_end = ended.is_some();
                if let Some((tag, said)) = ended {
                    at_server.retain(|other| *other != tag);
                    if let Err(error) = verdict(said) {
                        refused.get_or_insert(error);
                    }
                    self.count_anew(budget);
                    until = self.command_deadline();
                }
                if is_end || outlet.octets >= outlet.most {
                    outlet.hand_over().await;
                }
            }
        };
        let streamed = streamed.await;
        self.end(streamed)?;
        refused.map_or(Ok(()), Err)
    }
}
