//! IDLE (RFC 2177): waiting for news.

use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::answer::Answer;
use super::capability::Capability;
use super::connect::ImapConnection;
use super::exchange::verdict;
use super::types::Unsolicited;
use crate::wire::WireError;

/// Servers may end a session that is silent for half an hour (RFC 9051 5.4).
const LONGEST: Duration = Duration::from_secs(29 * 60);

const STEP: &str = "idle";

impl ImapConnection {
    /// Waits for news about the open folder: until there is some, until `stop`, or until `limit`
    /// (29 minutes at most) has passed; an empty list in the last two cases. News that came before
    /// are given at once.
    ///
    /// A connection that ended is an error at once. One that died silently is found when IDLE is
    /// left, by the deadline for that: so use a limit that fits how soon that must be known.
    ///
    /// # Errors
    /// `Unsupported` without IDLE; `No` and `Bad` if the server does not want to; others as for
    /// any command.
    pub async fn idle(
        &mut self,
        stop: &CancellationToken,
        limit: Duration,
    ) -> Result<Vec<Unsolicited>, WireError> {
        if !self.capabilities.has(Capability::Idle) {
            return Err(WireError::Unsupported { what: "IDLE" });
        }
        if !self.exchange.news.is_empty() {
            return Ok(self.exchange.news.take());
        }
        let budget = self.exchange.budget();
        self.exchange.begin(STEP, budget)?;
        let result = self.wait(stop, limit.min(LONGEST)).await;
        self.exchange.end(result).and_then(verdict)?;
        Ok(self.exchange.news.take())
    }

    async fn wait(
        &mut self,
        stop: &CancellationToken,
        limit: Duration,
    ) -> Result<super::answer::Said, WireError> {
        let exchange = &mut self.exchange;
        let tag = exchange.start(STEP, "IDLE").await?;
        let tags = std::slice::from_ref(&tag);
        let until = exchange.command_deadline();
        loop {
            match exchange.next(STEP, until).await? {
                Answer::Continue => break,
                answer => {
                    if let Some((_, said)) = exchange.sort(answer, tags, &mut Some)? {
                        return Ok(said);
                    }
                }
            }
        }
        let end = Instant::now() + limit;
        while exchange.news.is_empty() {
            let answer = tokio::select! {
                biased;
                () = stop.cancelled() => break,
                answer = exchange.receive(STEP) => answer?,
                () = tokio::time::sleep_until(end) => break,
            };
            if let Some((_, said)) = exchange.sort(answer, tags, &mut Some)? {
                // Ended by the server, which is its right.
                return Ok(said);
            }
        }
        exchange.line(STEP, b"DONE").await?;
        let until = exchange.command_deadline();
        let limit = exchange.options().deadlines.liveness;
        loop {
            let answer = exchange.next_within(STEP, limit, until).await?;
            if let Some((_, said)) = exchange.sort(answer, tags, &mut Some)? {
                return Ok(said);
            }
        }
    }
}
