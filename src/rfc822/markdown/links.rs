//! Where links of a formatted text may lead, and addresses that stand in it bare.

use std::ops::Range;

use url::Url;

/// Longest address of a link, in octets.
const MAX_ADDRESS: usize = 2048;

/// The address to which a link leads, if it may lead there: to the web, or to somebody's mailbox.
#[must_use]
pub(super) fn safe(address: &str) -> Option<String> {
    let address = address.trim();
    if address.is_empty() || address.len() > MAX_ADDRESS || address.chars().any(char::is_control) {
        return None;
    }
    let url = Url::parse(address).ok()?;
    let leads = match url.scheme() {
        "http" | "https" => url.has_host(),
        "mailto" => !url.path().is_empty(),
        _ => false,
    };
    leads.then(|| String::from(url))
}

/// What somebody typed as the address of a link, as it can stand in one: `acme.example` is on the
/// web, `kim@acme.example` somebody's mailbox.
#[must_use]
pub fn web_address(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.contains(char::is_whitespace) {
        return None;
    }
    let whole = safe(typed).or_else(|| {
        // A name with a port looks like a scheme.
        let has_scheme = typed.contains("://") || typed.to_ascii_lowercase().starts_with("mailto:");
        if has_scheme || !typed.contains(['.', '@', ':']) {
            return None;
        }
        let is_mailbox = typed.contains('@') && !typed.contains('/');
        let scheme = if is_mailbox { "mailto:" } else { "https://" };
        safe(&format!("{scheme}{typed}"))
    })?;
    // A bracket would end the link in the source.
    let quoted = |c: char| match c {
        '(' => "%28".to_owned(),
        ')' => "%29".to_owned(),
        '<' => "%3C".to_owned(),
        '>' => "%3E".to_owned(),
        '\\' => "%5C".to_owned(),
        c => c.to_string(),
    };
    Some(whole.chars().map(quoted).collect())
}

/// The first address of the web that stands bare in a text, and to where it leads.
pub(super) fn bare(text: &str) -> Option<(Range<usize>, String)> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find("http") {
        let start = from + found;
        let rest = text.get(start..)?;
        from = start + "http".len();
        if !rest.starts_with("https://") && !rest.starts_with("http://") {
            continue;
        }
        // In the midst of a word it is part of something else.
        let before = text.get(..start)?.chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c);
        let end = rest
            .char_indices()
            .find(|(at, c)| ends(*c) || *at > MAX_ADDRESS);
        let end = end.map_or(rest.len(), |(at, _)| at);
        if end > MAX_ADDRESS {
            from = start + end;
            continue;
        }
        let mut address = rest.get(..end)?;
        // Signs of the sentence are not of the address, nor is a bracket that it does not open.
        while let Some(last) = address.chars().next_back() {
            let is_open = last == ')' && !address.contains('(');
            if !is_open && !".,;:!?'*_]”“’»…".contains(last) {
                break;
            }
            address = address.get(..address.len() - last.len_utf8())?;
        }
        if let Some(to) = safe(address) {
            return Some((start..start + address.len(), to));
        }
    }
    None
}
