//! A person's query as a server is asked it: what the server can say of it, so that at least all is found
//! that is looked for. What it cannot say is for the caller to check.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::command::Command;
use super::connect::ImapConnection;
use super::types::Complete;
use crate::domain::{Place, SearchQuery, Sought, SystemFlag, Term, is_folder};
use crate::wire::WireError;

impl ImapConnection {
    /// The UIDs of messages of the open folder, which has this path and role, in which the server finds what
    /// a query looks for.
    ///
    /// The server compares as it does: most look for parts of words, where the cache looks for whole ones,
    /// and each begins its days in a time zone of its own, so a day is looked for with the one beside it.
    /// Attachments are told by the kind of the message. Rows that are held can be checked for both.
    ///
    /// # Errors
    /// `No` with [`super::ResponseCode::BadCharset`] where the server knows no UTF-8 (RFC 3501 6.4.4);
    /// as [`ImapConnection::search_header`].
    pub async fn search_query(
        &mut self,
        query: &SearchQuery,
        path: &str,
        role: &str,
    ) -> Result<Complete<Vec<u32>>, WireError> {
        let is_ascii = (query.clauses().iter().flatten()).all(|term| match &term.sought {
            Sought::Words { text, .. } => text.is_ascii(),
            _ => true,
        });
        let mut command = self.searching(is_ascii);
        for (at, clause) in query.clauses().iter().enumerate() {
            if at > 0 {
                command = command.words(" ");
            }
            // Whose header it is, is known here: a server would leave out Hannah for Ann.
            let is_said = match &clause[..] {
                [term] if term.negated => !term.is_of_header() && !is_of_row(term),
                clause => !clause.iter().any(is_of_row) || clause.iter().any(is_of_words),
            };
            command = match is_said {
                true => any(command, clause, path, role)?,
                false => command.words("ALL"),
            };
        }
        self.found(command).await
    }
}

/// Does the row that is held decide, better than the server? A person may have set the flag a moment ago,
/// and servers tell attachments by the kind of the message at best.
fn is_of_row(term: &Term) -> bool {
    matches!(
        term.sought,
        Sought::Flag(..)
            | Sought::Unanswered
            | Sought::UnreadForMe
            | Sought::Keywords(_)
            | Sought::Attachment
    )
}

fn is_of_words(term: &Term) -> bool {
    matches!(term.sought, Sought::Words { .. })
}

/// One of these terms must hold.
fn any<'c>(
    mut command: Command<'c>,
    terms: &[Term],
    path: &str,
    role: &str,
) -> Result<Command<'c>, WireError> {
    let Some((last, before)) = terms.split_last() else {
        return Ok(command.words("ALL"));
    };
    for term in before {
        command = one(command.words("OR "), term, path, role)?.words(" ");
    }
    one(command, last, path, role)
}

fn one<'c>(
    command: Command<'c>,
    term: &Term,
    path: &str,
    role: &str,
) -> Result<Command<'c>, WireError> {
    let sought = match &term.sought {
        // A day is widened to the side on which more is found.
        Sought::Before(day) if term.negated => return Ok(since(command, *day)),
        Sought::Since(day) if term.negated => return Ok(before(command, *day)),
        Sought::Before(day) => return Ok(before(command, *day)),
        Sought::Since(day) => return Ok(since(command, *day)),
        sought => sought,
    };
    let command = if term.negated {
        command.words("NOT ")
    } else {
        command
    };
    Ok(match sought {
        Sought::Words { place, text, .. } if term.negated => words(command, *place, text)?,
        Sought::Words { place, text, .. } => each_word(command, *place, text)?,
        Sought::Folder(name) if is_folder(name, path, role) => command.words("ALL"),
        // No server knows, and the rows of all messages are held: here they are found without it.
        Sought::Folder(_) | Sought::UnreadForMe => command.words("NOT ALL"),
        Sought::Flag(flag, set) => command.words(flag_key(*flag, *set)),
        Sought::Unanswered => command.words(flag_key(SystemFlag::Answered, false)),
        Sought::Keywords(keywords) => any_keyword(command, keywords)?,
        Sought::Attachment => command.words("HEADER Content-Type \"multipart/mixed\""),
        Sought::Before(_) | Sought::Since(_) => command,
        Sought::Larger(octets) => command.words("LARGER ").number(capped(*octets)),
        Sought::Smaller(octets) => command.words("SMALLER ").number(capped(*octets)),
    })
}

/// One of these must be set.
fn any_keyword<'c>(
    mut command: Command<'c>,
    keywords: &[String],
) -> Result<Command<'c>, WireError> {
    let Some((last, before)) = keywords.split_last() else {
        return Ok(command.words("NOT ALL"));
    };
    for keyword in before {
        command = command.words("OR KEYWORD ").keyword(keyword)?.words(" ");
    }
    command.words("KEYWORD ").keyword(last)
}

/// Each of several words: between two of them a line may end, or a mark stand, which a server compares as it
/// is.
fn each_word<'c>(command: Command<'c>, place: Place, text: &str) -> Result<Command<'c>, WireError> {
    let mut single = text.split_whitespace();
    let (first, second) = (single.next(), single.next());
    let (Some(first), Some(second)) = (first, second) else {
        return words(command, place, text);
    };
    let mut command = words(command.words("("), place, first)?;
    for word in std::iter::once(second).chain(single) {
        command = words(command.words(" "), place, word)?;
    }
    Ok(command.words(")"))
}

/// Words in the text or in what is shown of the header. Not `TEXT`: that looks into `Received` and the
/// like as well, and would find a company's name in each of its messages.
fn words<'c>(command: Command<'c>, place: Place, text: &str) -> Result<Command<'c>, WireError> {
    const EVERYWHERE: [&str; 6] = [
        "OR BODY ",
        " OR SUBJECT ",
        " OR FROM ",
        " OR TO ",
        " OR CC ",
        " BCC ",
    ];
    let keys: &[&'static str] = match place {
        Place::Anywhere => &EVERYWHERE,
        Place::Subject => &["SUBJECT "],
        Place::Sender => &["FROM "],
        Place::Recipients => &["OR TO ", " OR CC ", " BCC "],
        Place::Copies => &["CC "],
    };
    // A line break or NUL can stand between quotes, and in no string of IMAP.
    let text = text.replace(char::is_control, " ");
    keys.iter().try_fold(command, |command, key| {
        command.words(key).string(text.trim())
    })
}

/// The key for messages that bear a flag, or do not (RFC 9051 6.4.4).
pub(super) fn flag_key(flag: SystemFlag, set: bool) -> &'static str {
    match (flag, set) {
        (SystemFlag::Seen, true) => "SEEN",
        (SystemFlag::Seen, false) => "UNSEEN",
        (SystemFlag::Answered, true) => "ANSWERED",
        (SystemFlag::Answered, false) => "UNANSWERED",
        (SystemFlag::Flagged, true) => "FLAGGED",
        (SystemFlag::Flagged, false) => "UNFLAGGED",
        (SystemFlag::Draft, true) => "DRAFT",
        (SystemFlag::Draft, false) => "UNDRAFT",
        (SystemFlag::Deleted, true) => "DELETED",
        (SystemFlag::Deleted, false) => "UNDELETED",
    }
}

fn before(command: Command<'_>, day: Date) -> Command<'_> {
    command.words("BEFORE ").date(day.saturating_add(1.day()))
}

fn since(command: Command<'_>, day: Date) -> Command<'_> {
    command.words("SINCE ").date(day.saturating_sub(1.day()))
}

/// Sizes are numbers of 32 bits (RFC 3501 9).
fn capped(octets: u64) -> u64 {
    octets.min(u64::from(u32::MAX))
}
