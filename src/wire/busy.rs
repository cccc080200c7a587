//! Servers that have no time: what they say, and how long they ask to be left alone.
//!
//! RFC 5530 has codes for that, which not every server uses: the words count as well.

use std::time::Duration;

use super::WireError;
use super::imap::ResponseCode;

/// The longest pause that is taken from a server's words. Exchange names up to five minutes.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The pause where a limit on traffic is reached and none is named.
const UNNAMED: Duration = Duration::from_secs(60);

/// Exchange says for how long (quirks.rs: exchange-backoff).
const SUGGESTED: &str = "suggested backoff time:";

/// So say servers that let only so much through (quirks.rs: gmail-throttled).
const THROTTLED: [&str; 4] = [
    "throttled",
    "bandwidth limit",
    "rate limit",
    "too many requests",
];

/// And those that grant only so many connections, beside the word for them.
const TOO_MANY: [&str; 4] = ["too many", "maximum number", "limit", "exceed"];

impl WireError {
    /// The server's words, of an answer that says no or ends the connection.
    #[must_use]
    pub fn refusing_words(&self) -> Option<&str> {
        match self {
            Self::No { words, .. }
            | Self::Bad { words }
            | Self::Bye { words }
            | Self::SignIn { words, .. } => Some(words),
            _ => None,
        }
    }

    /// The same where they may be about the server itself. With any other code they are about what it
    /// names, such as a folder called “Rate limits”.
    fn words_of_itself(&self) -> Option<&str> {
        let is_of_itself = match self {
            Self::No { code, .. } => matches!(
                code,
                None | Some(
                    ResponseCode::Alert
                        | ResponseCode::Unavailable
                        | ResponseCode::InUse
                        | ResponseCode::Limit
                        | ResponseCode::ServerBug
                        | ResponseCode::OverQuota
                        | ResponseCode::Other(_)
                )
            ),
            _ => true,
        };
        self.refusing_words().filter(|_| is_of_itself)
    }

    /// How long the server asks to be left alone, at most a quarter of an hour.
    #[must_use]
    pub fn asked_pause(&self) -> Option<Duration> {
        pause(self.words_of_itself()?)
    }

    /// Does the server grant no more connections?
    #[must_use]
    pub fn is_crowded(&self) -> bool {
        self.words_of_itself().is_some_and(is_crowded)
    }

    /// Did the server say no for this moment only, so that the same may succeed later?
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::No { code, .. } => {
                // A limit is also how many flags a folder keeps, which does not pass (RFC 5530).
                let by_code = code
                    .as_ref()
                    .is_some_and(|code| code.is_passing() && *code != ResponseCode::Limit);
                by_code || self.words_of_itself().is_some_and(is_busy)
            }
            Self::Bad { words } => is_busy(words),
            _ => false,
        }
    }

    /// Did a server refuse a FETCH, and not because it is busy? It cannot deliver a message then (RFC 9051
    /// 6.4.5), and those beside it come without it.
    #[must_use]
    pub fn is_undeliverable(&self) -> bool {
        let is_fault = matches!(
            self,
            Self::No {
                code: Some(ResponseCode::ServerBug),
                ..
            }
        );
        self.is_refusal() && (is_fault || !self.is_passing())
    }
}

/// Do the words say that the server is busy, whatever their code is?
fn is_busy(words: &str) -> bool {
    pause(words).is_some() || is_crowded(words)
}

fn pause(words: &str) -> Option<Duration> {
    let words = words.to_ascii_lowercase();
    if let Some((_, behind)) = words.split_once(SUGGESTED) {
        let behind = behind.trim_start();
        let end = behind.find(|c: char| !c.is_ascii_digit());
        let (digits, unit) = behind.split_at(end.unwrap_or(behind.len()));
        let unit = unit.trim_start();
        let named = digits.parse().ok().map(|count: u64| {
            if unit.starts_with("s") {
                Duration::from_secs(count)
            } else {
                Duration::from_millis(count)
            }
        });
        return Some(named.unwrap_or(UNNAMED).min(LONGEST));
    }
    let is_throttled = THROTTLED.iter().any(|said| words.contains(said));
    is_throttled.then_some(UNNAMED)
}

fn is_crowded(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    words.contains("connections") && TOO_MANY.iter().any(|said| words.contains(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_read_from_the_servers_words_and_has_an_end() {
        for (words, expected) in [
            (
                "Request is throttled. Suggested Backoff Time: 299961 milliseconds",
                Some(Duration::from_millis(299_961)),
            ),
            (
                "Suggested Backoff Time: 30 seconds",
                Some(Duration::from_secs(30)),
            ),
            (
                "Suggested Backoff Time: 99999999999 milliseconds",
                Some(LONGEST),
            ),
            (
                "Suggested Backoff Time: 99999999999999999999999",
                Some(UNNAMED),
            ),
            ("Suggested Backoff Time:", Some(UNNAMED)),
            (
                "Account exceeded command or bandwidth limits.",
                Some(UNNAMED),
            ),
            ("[THROTTLED]", Some(UNNAMED)),
            ("At most 32 flags in one mailbox supported", None),
            ("Quota exceeded (mailbox for user is full)", None),
        ] {
            assert_eq!(pause(words), expected, "{words}");
        }
    }

    #[test]
    fn too_many_connections_are_known_by_the_words() {
        for (words, expected) in [
            (
                "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
                true,
            ),
            ("Too many simultaneous connections. (Failure)", true),
            ("User is over the connections limit", true),
            ("Too many open files", false),
            ("At most 32 flags in one mailbox supported", false),
        ] {
            assert_eq!(is_crowded(words), expected, "{words}");
        }
    }

    #[test]
    fn a_limit_that_stays_is_not_for_this_moment() {
        let no = |code, words: &str| WireError::No {
            code,
            words: words.into(),
        };
        for (error, expected) in [
            (no(Some(ResponseCode::InUse), "later"), true),
            (no(Some(ResponseCode::Unavailable), "later"), true),
            (no(Some(ResponseCode::ServerBug), "later"), true),
            (no(Some(ResponseCode::Limit), "At most 32 flags"), false),
            (no(Some(ResponseCode::Limit), "Too many connections"), true),
            (no(Some(ResponseCode::NoPerm), "no"), false),
            (
                no(
                    Some(ResponseCode::NonExistent),
                    "no such folder: Rate limits",
                ),
                false,
            ),
            (no(None, "Suggested Backoff Time: 1000"), true),
            (no(None, "no"), false),
            (
                WireError::Bad {
                    words: "Command throttled".into(),
                },
                true,
            ),
            (WireError::Gone, false),
        ] {
            assert_eq!(error.is_passing(), expected, "{error}");
        }
    }
}
