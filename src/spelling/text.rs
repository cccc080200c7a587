//! Which lines of a message its author wrote: not what they answer or pass on, and not the signature.

/// The line that begins a signature (RFC 3676 4.3).
const SIGNATURE: &str = "-- ";
/// The line above a quote that says who wrote it may be broken into so many.
const LINES_OF_ATTRIBUTION: usize = 3;

/// For each line whether its author wrote it.
pub(super) fn own_lines(lines: &[impl AsRef<str>]) -> Vec<bool> {
    let is_quoted = |line: &str| line.trim_start().starts_with('>');
    let mut own = Vec::with_capacity(lines.len());
    let mut is_signature = false;
    for line in lines.iter().map(AsRef::as_ref) {
        // The head of a message that is passed on: all below is not theirs.
        if line.starts_with("-----") {
            break;
        }
        if is_quoted(line) {
            is_signature = false;
            if own.last() == Some(&true) {
                leave_attribution(&mut own, lines);
            }
            own.push(false);
            continue;
        }
        is_signature |= line == SIGNATURE;
        own.push(!is_signature);
    }
    own.resize(lines.len(), false);
    own
}

/// "On Sunday, Kim wrote:" right above a quote.
fn leave_attribution(own: &mut [bool], lines: &[impl AsRef<str>]) {
    let end = own.len();
    let above = lines.get(..end).unwrap_or_default();
    let filled = above.iter().rev().map(AsRef::as_ref);
    // A blank line may stand between both.
    let blank = filled
        .clone()
        .take_while(|line| line.trim().is_empty())
        .count();
    let mut filled = filled.skip(blank).peekable();
    let is_attribution = blank <= 1
        && filled
            .peek()
            .is_some_and(|line| line.trim_end().ends_with(':'));
    if !is_attribution {
        return;
    }
    let is_its = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('>');
    let count = filled.take_while(is_its).count();
    if count > LINES_OF_ATTRIBUTION {
        return;
    }
    for is_own in own.iter_mut().rev().skip(blank).take(count) {
        *is_own = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines that are theirs.
    fn of(text: &str) -> Vec<&str> {
        let lines: Vec<&str> = text.split('\n').collect();
        let own = own_lines(&lines);
        assert_eq!(own.len(), lines.len());
        let lines = lines.into_iter().zip(own);
        lines
            .filter_map(|(line, own)| own.then_some(line))
            .collect()
    }

    #[test]
    fn quotes_and_who_wrote_them_are_not_the_authors() {
        let text = "Hello\n\nOn Sunday,\nKim wrote:\n> a\n>> b\nSo be it.\n> c\nAnd so on";
        assert_eq!(of(text), ["Hello", "", "So be it.", "And so on"]);
        assert_eq!(of("This is:\n\n> a"), [""], "it stands above a quote");
        assert_eq!(of("Note that\n> a"), ["Note that"]);
    }

    #[test]
    fn signatures_and_what_is_passed_on_are_not() {
        let text = "Hello\n-- \nAnna\n\nAcme\n> a\nbelow";
        assert_eq!(of(text), ["Hello", "below"]);
        let text = "See below.\n\n---------- Forwarded message\nFrom: x\n\nwrods";
        assert_eq!(of(text), ["See below.", ""]);
    }
}
