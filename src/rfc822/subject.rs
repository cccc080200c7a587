//! Subjects: the prefixes that clients put before them, in the languages they do it in.

/// Prefixes that mean "an answer", in lower case.
const REPLY: &[&str] = &[
    "re", "aw", "antw", "antwort", "sv", "vs", "rv", "res", "odp", "ynt", "ré", "rép", "回复",
    "回覆", "答复", "返信",
];
/// Prefixes that mean "passed on", in lower case.
const FORWARD: &[&str] = &[
    "fw",
    "fwd",
    "wg",
    "tr",
    "doorst",
    "vb",
    "vl",
    "enc",
    "ilt",
    "weitergeleitet",
    "转发",
    "轉寄",
    "転送",
];
/// Most prefixes that are taken off, against a subject made of nothing else.
const MAX_PREFIXES: usize = 50;

/// The subject without the prefixes of clients: the words that a conversation shares.
/// A list's tag in brackets is part of them and stays.
#[must_use]
pub fn base_subject(subject: &str) -> &str {
    let mut rest = subject.trim();
    for _ in 0..MAX_PREFIXES {
        match without_prefix(rest, &[REPLY, FORWARD]) {
            Some(next) => rest = next,
            None => break,
        }
    }
    rest
}

/// The subject of an answer: one `Re: ` before the bare words, whatever stood there.
#[must_use]
pub fn reply_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    for _ in 0..MAX_PREFIXES {
        match without_prefix(rest, &[REPLY]) {
            Some(next) => rest = next,
            None => break,
        }
    }
    join("Re:", rest)
}

/// The subject of a message that is passed on: one `Fwd: ` before what stood there, an answer's
/// prefix included.
#[must_use]
pub fn forward_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    for _ in 0..MAX_PREFIXES {
        match without_prefix(rest, &[FORWARD]) {
            Some(next) => rest = next,
            None => break,
        }
    }
    join("Fwd:", rest)
}

/// Does the subject say, before all else, that the message is an answer?
#[must_use]
pub fn is_reply_subject(subject: &str) -> bool {
    without_prefix(subject.trim(), &[REPLY]).is_some()
}

/// Does the subject say, before all else, that the message is passed on?
#[must_use]
pub fn is_forward_subject(subject: &str) -> bool {
    without_prefix(subject.trim(), &[FORWARD]).is_some()
}

/// How often the prefixes before a subject say that the message was passed on.
#[must_use]
pub fn times_forwarded(subject: &str) -> usize {
    let mut rest = subject.trim();
    let mut times = 0;
    for _ in 0..MAX_PREFIXES {
        rest = if let Some(next) = without_prefix(rest, &[FORWARD]) {
            times += 1;
            next
        } else if let Some(next) = without_prefix(rest, &[REPLY]) {
            next
        } else {
            break;
        };
    }
    times
}

fn join(prefix: &str, rest: &str) -> String {
    if rest.is_empty() {
        prefix.to_owned()
    } else {
        format!("{prefix} {rest}")
    }
}

/// What follows a prefix of one of these lists: `Re:`, `RE :`, `Re[2]:`, `AW(3):`, `回复：`.
fn without_prefix<'s>(subject: &'s str, lists: &[&[&str]]) -> Option<&'s str> {
    let at = subject.find([':', '：'])?;
    let (before, after) = subject.split_at_checked(at)?;
    let mut word = before.trim_end();
    // How often it was answered, as some old clients count.
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inner) = word.strip_suffix(close)
            && let Some((name, number)) = inner.rsplit_once(open)
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            word = name.trim_end();
        }
    }
    let word = word.to_lowercase();
    let known = lists.iter().any(|list| list.contains(&word.as_str()));
    known.then(|| after.trim_start_matches([':', '：']).trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_passed_on_is_counted_between_answers_too() {
        for (subject, times) in [
            ("Printer", 0),
            ("Re: AW: Printer", 0),
            ("WG: Printer", 1),
            ("Re: Fwd: Re: Printer", 1),
            ("Fwd: Re: WG: Printer", 2),
            ("Printer: Fwd: no", 0),
        ] {
            assert_eq!(times_forwarded(subject), times, "{subject}");
        }
    }

    #[test]
    fn prefixes_of_many_clients_become_one() {
        for subject in [
            "Printer burns",
            "Re: Printer burns",
            "RE: re: AW: Printer burns",
            "Antw: Re[2]: Printer burns",
            "SV:Printer burns",
            "re (3) : Printer burns",
            "回复：Printer burns",
        ] {
            assert_eq!(reply_subject(subject), "Re: Printer burns", "{subject}");
        }
        assert_eq!(reply_subject("WG: Printer"), "Re: WG: Printer");
        assert_eq!(forward_subject("Fwd: WG: Re: Printer"), "Fwd: Re: Printer");
        assert_eq!(
            base_subject("AW: WG: [support] Printer"),
            "[support] Printer"
        );
        assert_eq!(
            (reply_subject(""), forward_subject(" Fw: ")),
            ("Re:".into(), "Fwd:".into())
        );
    }

    #[test]
    fn words_that_only_look_like_prefixes_stay() {
        for subject in [
            "Reply: no",
            "Invoice 7: paid",
            "12:30 lunch",
            "Regarding: x",
            "Re",
        ] {
            assert_eq!(base_subject(subject), subject);
        }
    }
}
