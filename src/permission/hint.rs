//! When a server that puts a message off wants to see it again: there is no field for it, only
//! words. Greylisting servers count the time, and one who comes too early begins anew.

use std::time::Duration;

use crate::domain::ServerReply;

/// The shortest wait that is taken from a server, and the longest: one that names a year shall not
/// hold a message for a year.
const LEAST: Duration = Duration::from_secs(1);
const MOST: Duration = Duration::from_secs(24 * 60 * 60);

/// Words behind which a wait is named. Other spans of time in a reply are of limits ("100 messages
/// in 60 seconds") and of what happened ("timed out after 30 seconds").
const BEGINNINGS: &[&str] = &[
    "again",
    "retry",
    "back",
    "wait",
    "backoff",
    "greylisted",
    "greylist",
    "graylisted",
    "retry-after",
];

/// Words that may stand between.
const BETWEEN: &[&str] = &[
    "in",
    "after",
    "for",
    "at",
    "least",
    "about",
    "approximately",
    "another",
    "time",
    "timeout",
    "period",
    "off",
    "is",
    "please",
    "the",
    "next",
];

/// How long this reply asks to wait, between a second and a day; `None` if it does not say, or is
/// no refusal for the moment.
#[must_use]
pub fn hinted_wait(reply: &ServerReply) -> Option<Duration> {
    if !(400..500).contains(&reply.code) {
        return None;
    }
    wait_named_in(&reply.text)
}

/// How long a server asks to wait in these words, between a second and a day.
#[must_use]
pub fn wait_named_in(text: &str) -> Option<Duration> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "(),;=[]<>\"'".contains(c))
        .map(|word| word.trim_end_matches(['.', ':', '!']))
        .filter(|word| !word.is_empty())
        .collect();
    let begins = |at: &usize| words.get(*at).is_some_and(|word| BEGINNINGS.contains(word));
    (0..words.len())
        .filter(begins)
        .filter_map(|at| {
            let behind = words.get(at + 1..)?;
            let between = behind.iter().take_while(|word| BETWEEN.contains(word));
            span(behind.get(between.count()..)?)
        })
        .max()
        .map(|wait| wait.clamp(LEAST, MOST))
}

/// The span of time that stands at the beginning.
fn span(words: &[&str]) -> Option<Duration> {
    let (first, rest) = words.split_first()?;
    if first.contains(':') {
        return clock(first);
    }
    let (count, unit) = match *first {
        "a" | "an" | "one" => (1, *rest.first()?),
        number => {
            let digits = number.find(|c: char| !c.is_ascii_digit());
            match digits {
                // 300s, 5min
                Some(at) => (number.get(..at)?.parse().ok()?, number.get(at..)?),
                None => (number.parse().ok()?, *rest.first()?),
            }
        }
    };
    let count: u64 = count;
    match unit.trim_start_matches('-') {
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => {
            Some(Duration::from_millis(count))
        }
        "s" | "sec" | "secs" | "second" | "seconds" => Some(Duration::from_secs(count)),
        "m" | "min" | "mins" | "minute" | "minutes" => seconds(count, 60),
        "h" | "hr" | "hrs" | "hour" | "hours" => seconds(count, 60 * 60),
        "d" | "day" | "days" => seconds(count, 24 * 60 * 60),
        _ => None,
    }
}

fn seconds(count: u64, each: u64) -> Option<Duration> {
    Some(Duration::from_secs(count.saturating_mul(each)))
}

/// `00:05:00`, `05:00`
fn clock(word: &str) -> Option<Duration> {
    let mut total: u64 = 0;
    let mut parts = 0;
    for part in word.split(':') {
        let usable = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let part: u64 = usable.then(|| part.parse().ok()).flatten()?;
        total = total.checked_mul(60)?.checked_add(part)?;
        parts += 1;
    }
    (2..=3).contains(&parts).then(|| Duration::from_secs(total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Phase;
    use proptest::prelude::*;

    fn reply(code: u16, text: &str) -> ServerReply {
        ServerReply {
            phase: Phase::Envelope,
            code,
            enhanced: None,
            text: text.to_owned(),
            recipient: None,
        }
    }

    #[test]
    fn what_servers_say_of_when_to_come_back() {
        for (text, seconds) in [
            // milter-greylist, SQLgrey, Postgrey, rspamd, Exchange Online, OpenSMTPD, gateways.
            (
                "Greylisting in action, please come back in 00:05:00",
                Some(300),
            ),
            ("Greylisted, please come back in 00:04:59", Some(299)),
            (
                "<kim@b.test>: Recipient address rejected: Greylisted for 5 minutes",
                Some(300),
            ),
            (
                "Greylisted for 300 seconds (see http://isg.ee.ethz.ch/tools/postgrey/)",
                Some(300),
            ),
            (
                "<kim@b.test>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/b.test.html",
                None,
            ),
            ("Try again later", None),
            (
                "STOREDRV.Submission; message submission rate for this client has exceeded the configured limit; Suggested Backoff Time: 299961 milliseconds",
                Some(299),
            ),
            (
                "Resources temporarily unavailable. Please try again in 300 seconds.",
                Some(300),
            ),
            ("Temporarily deferred, try again in 300s", Some(300)),
            ("You are sending too fast: retry after 2 hours", Some(7200)),
            (
                "Rate limited, please wait for at least 15 min and try again",
                Some(900),
            ),
            ("try again in one minute", Some(60)),
            ("Retry-After: 90 seconds", Some(90)),
            // The longer of two.
            (
                "wait 10 seconds; for this recipient try again in 5 minutes",
                Some(300),
            ),
            // Spans that are no hint.
            (
                "Too many messages: 100 in 60 seconds, try again later",
                None,
            ),
            ("connect to mx.b.test timed out after 30 seconds", None),
            ("Message will be retried for 5 days", None),
            ("try again in a few minutes", None),
            ("try again in 300", None),
            ("please come back in 10.0.0.1", None),
            ("please come back in 1:2:3:4", None),
            ("please wait :: and try again in", None),
            ("", None),
            // Beyond all measure.
            ("try again in 0 seconds", Some(1)),
            ("try again in 365 days", Some(86_400)),
            ("try again in 99999999999999999999 hours", None),
            ("try again in 18446744073709551615 hours", Some(86_400)),
        ] {
            let wait = hinted_wait(&reply(451, text)).map(|wait| wait.as_secs());
            assert_eq!(wait, seconds, "{text}");
        }
        let in_minutes = "please try again in 5 minutes";
        assert!(hinted_wait(&reply(421, in_minutes)).is_some());
        assert_eq!(
            hinted_wait(&reply(550, in_minutes)),
            None,
            "that is for good"
        );
    }

    proptest! {
        #[test]
        fn no_text_asks_for_more_than_a_day(text in "(again|wait|retry)? ?(in|for)? ?[0-9:]{0,25} ?[a-zä]{0,8}") {
            if let Some(wait) = hinted_wait(&reply(450, &text)) {
                prop_assert!((LEAST..=MOST).contains(&wait));
            }
        }
    }
}
