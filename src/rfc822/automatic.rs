//! Mail that no person waits for: reports, notes of absence, newsletters, alarms of machines.

use mail_parser::Message;

use super::report::field;
use crate::domain::Participants;

/// Programs that write to everybody, by the letters of the part before the `@`.
const PROGRAMS: &[&str] = &[
    "noreply",
    "donotreply",
    "nichtantworten",
    "mailerdaemon",
    "postmaster",
    "notifications",
];

/// With this begins the name under which Exchange reports.
const EXCHANGE: &str = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e";

/// Is this the address of a program that writes to everybody and reads nothing?
#[must_use]
pub fn is_program(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    let letters = local.chars().filter(|c| c.is_alphanumeric());
    let letters = letters.collect::<String>().to_lowercase();
    PROGRAMS.iter().any(|program| letters.starts_with(program))
}

/// Does nobody wait for an answer to it?
///
/// In doubt somebody does: a question that nobody sees is worse than a newsletter in the list. So what a
/// web form sends under the name of a program, with the address of who filled it in under Reply-To, is
/// waited for, and so is what comes through a discussion list, in which people ask.
pub(super) fn is_automatic(message: &Message<'_>, people: &Participants) -> bool {
    is_answer(message)
        || is_of_mailer(people)
        || is_bulk(message)
        || (is_of_program(message, people) && !is_for_a_person(people))
}

/// Does it say that no person wrote it (RFC 3834 5), or want no answer (RFC 5321 4.5.5)?
pub(super) fn is_of_machine(message: &Message<'_>, people: &Participants) -> bool {
    let automatic = field(message, "Auto-Submitted")
        .is_some_and(|value| !value.is_empty() && !value.to_ascii_lowercase().starts_with("no"));
    automatic || has_no_way_back(message) || is_of_mailer(people)
}

/// Did a program answer by itself (RFC 3834 5: a keyword, and parameters after it)?
pub(super) fn is_answer(message: &Message<'_>) -> bool {
    field(message, "Auto-Submitted").is_some_and(|value| {
        let keyword = value.split([';', '(', ' ']).next();
        keyword.is_some_and(|keyword| keyword.eq_ignore_ascii_case("auto-replied"))
    })
}

/// Was it sent so that no report of it comes back (RFC 5321 4.5.5)?
pub(super) fn has_no_way_back(message: &Message<'_>) -> bool {
    field(message, "Return-Path").is_some_and(|path| path == "<>")
}

/// Is the author's name one under which only mail servers write?
pub(super) fn is_of_mailer(people: &Participants) -> bool {
    author(people).is_some_and(|name| name == "mailer-daemon" || name.starts_with(EXCHANGE))
}

/// The name before the `@` in From, in lower case.
pub(super) fn author(people: &Participants) -> Option<String> {
    let local = people.from.first()?.address.split('@').next()?;
    Some(local.to_ascii_lowercase())
}

fn is_of_program(message: &Message<'_>, people: &Participants) -> bool {
    let from = people.from.first();
    // A person may write as postmaster too.
    let is_named_so = from.is_some_and(|from| is_program(&from.address))
        && author(people).is_some_and(|name| name != "postmaster");
    is_named_so || is_of_machine(message, people)
}

/// Does somebody want the answer at another address than that of the program?
fn is_for_a_person(people: &Participants) -> bool {
    let from = people.from.first().map(|from| from.address.as_str());
    people.reply_to.iter().any(|to| {
        let is_other = !from.is_some_and(|from| from.eq_ignore_ascii_case(&to.address));
        is_other && !is_program(&to.address)
    })
}

/// Sent to many: a newsletter names how to leave it (RFC 2369 3.2) and, unlike a list on which people talk, not
/// how to write to it (RFC 2369 3.4: `NO` stands there where a list only announces).
fn is_bulk(message: &Message<'_>) -> bool {
    let says_so = field(message, "Precedence")
        .is_some_and(|word| word.eq_ignore_ascii_case("bulk") || word.eq_ignore_ascii_case("junk"));
    let post = field(message, "List-Post");
    let is_for_talk = post.is_some_and(|post| !post.eq_ignore_ascii_case("no"));
    !is_for_talk && (says_so || field(message, "List-Unsubscribe").is_some())
}

#[cfg(test)]
mod tests {
    use super::super::parse_header;

    fn is_automatic(header: &str) -> bool {
        parse_header(format!("{}\r\n\r\n", header.replace('\n', "\r\n")).as_bytes()).is_automatic
    }

    #[test]
    fn what_programs_send_waits_for_nobody() {
        for header in [
            "From: kim@b.test\nAuto-Submitted: auto-replied",
            "From: kim@b.test\nAuto-Submitted: auto-replied (vacation)\nReply-To: lea@b.test",
            "From: monitor@b.test\nAuto-Submitted: auto-generated",
            "From: Mail Delivery System <MAILER-DAEMON@b.test>",
            "From: MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@b.test",
            "From: postmaster@b.test\nReturn-Path: <>",
            "From: No-Reply@shop.test",
            "From: noreply@shop.test\nReply-To: noreply@shop.test",
            "From: noreply@shop.test\nReply-To: no-reply@mail.shop.test",
            "From: news@shop.test\nPrecedence: bulk",
            "From: news@shop.test\nList-Unsubscribe: <https://shop.test/leave?u=1>\nReply-To: shop@shop.test",
            "From: news@shop.test\nList-Unsubscribe: <https://shop.test/leave>\nList-Post: NO",
        ] {
            assert!(is_automatic(header), "{header}");
        }
    }

    #[test]
    fn people_are_waited_for_in_doubt_too() {
        for header in [
            "",
            "From: kim@b.test",
            "From: kim@b.test\nAuto-Submitted: no",
            "From: kim@b.test\nAuto-Submitted:",
            "From: kim@b.test\nReturn-Path: <kim@b.test>",
            "From: postmaster@b.test",
            // A form on a web page.
            "From: no-reply@shop.test\nAuto-Submitted: auto-generated\nReply-To: Kim <kim@b.test>",
            "From: wordpress@shop.test\nReply-To: kim@b.test",
            // A list on which people talk.
            "From: kim@b.test\nPrecedence: list\nList-Id: <users.lists.test>\n\
             List-Post: <mailto:users@lists.test>\nList-Unsubscribe: <mailto:users-leave@lists.test>",
            "From: kim@b.test\nSubject: bulk Precedence: bulk",
        ] {
            assert!(!is_automatic(header), "{header}");
        }
    }
}
