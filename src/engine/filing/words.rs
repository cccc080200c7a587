//! What is said of copies: what happened, where, and what to do.

use crate::domain::{Folder, MailboxId, Mode, Outgoing, Right, RightsSource};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::permission::{self, Action, Reason};

fn waiting(kind: ProblemKind, text: Text) -> Problem {
    Problem::new(kind, text)
}

/// A text about a folder.
fn about(key: &'static str, folder: &Folder) -> Text {
    Text::new(key)
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str())
}

/// The rights, which were read for this copy ([`super::MailAccess::renew_rights`]), say that the
/// folder takes nothing. Without ACL there are none to be read again: what a folder said when it
/// was opened last may be over, and the server itself says whether it takes the copy.
pub(super) fn no_right(folder: &Folder) -> Option<Problem> {
    let decision = permission::decide(Action::Insert, folder);
    if decision.may_try() || decision.reason == Reason::ReadOnly {
        return None;
    }
    let detail = match decision.reason {
        Reason::Missing(right) => Some(format!("missing right {}", right.letter())),
        Reason::Unreadable(words) => Some(words),
        _ => None,
    };
    Some(barred(folder, detail))
}

/// May messages of this folder be removed, as far as is known?
pub(in crate::engine) fn may_remove(folder: &Folder) -> bool {
    permission::decide(Action::Remove, folder).may_try()
}

/// One may not put anything into this folder: so the rights say, or the server to a try.
fn barred(folder: &Folder, detail: Option<String>) -> Problem {
    let mut problem = waiting(
        ProblemKind::Permission,
        about("outbox-copy-no-right", folder),
    );
    problem.detail = detail;
    problem
        .advise(Text::new("outbox-advice-copy-to"))
        .of_mailbox(&folder.mailbox)
}

/// The server's own words in a problem, or what the technician has of it.
fn words_of(problem: &Problem) -> Option<String> {
    let mut args = problem.message.args.iter();
    let words = args.find(|(name, _)| *name == "words");
    words
        .map(|(_, words)| words.clone())
        .or_else(|| problem.detail.clone())
}

/// What a server says without a code.
const SAID_NO: &str = "problem-server-said-no";

/// May a refusal be one of a missing right? A server need not say so by a code (RFC 4314 6 demands a NO
/// alone, and wire/quirks.rs: cyrus-no-code); then the rights of now tell.
pub(super) fn may_be_of_rights(problem: &Problem) -> bool {
    problem.kind == ProblemKind::Permission || problem.message.key == SAID_NO
}

/// A folder that may be seen and not opened, as its rights say.
fn is_closed(folder: &Folder) -> bool {
    folder.rights_source == RightsSource::MyRights
        && folder.rights.has(Right::Lookup)
        && !folder.rights.has(Right::Read)
}

/// The folder could not be looked into, so that nothing is put there. Other words and nothing else:
/// the copy waits whatever was said, so that a bare refusal may be taken for a missing folder here,
/// which elsewhere it proves nothing of ([`super::super::causes::answer_of_folder`]).
pub(super) fn not_looked(folder: &Folder, problem: Problem) -> Problem {
    let is_bare = problem.message.key == SAID_NO;
    match problem.kind {
        kind if kind == ProblemKind::Permission || is_bare && is_closed(folder) => no_right(folder)
            .unwrap_or_else(|| {
                let mut barred = waiting(
                    ProblemKind::Permission,
                    about("outbox-copy-no-look", folder),
                );
                barred.detail = words_of(&problem);
                barred
                    .advise(Text::new("outbox-advice-copy-to"))
                    .of_mailbox(&folder.mailbox)
            }),
        ProblemKind::NotFound => missing(folder, &problem),
        // Dovecot says without a code that a folder does not exist, also of one that may not be seen
        // (wire/quirks.rs: dovecot-hidden-folder).
        _ if is_bare => missing(folder, &problem),
        _ => problem,
    }
}

/// The server did not take the copy.
pub(super) fn not_filed(folder: &Folder, problem: Problem) -> Problem {
    let is_bare = problem.message.key == SAID_NO;
    match problem.kind {
        ProblemKind::Permission => barred(folder, words_of(&problem)),
        ProblemKind::NotFound => missing(folder, &problem),
        _ if is_bare && no_right(folder).is_some() => barred(folder, words_of(&problem)),
        _ if problem.message.key == "problem-over-quota" => {
            let words = words_of(&problem).unwrap_or_default();
            waiting(
                ProblemKind::Server,
                about("outbox-copy-over-quota", folder).with("words", words),
            )
            .advise(Text::new("outbox-advice-copy-quota"))
            .of_mailbox(&folder.mailbox)
        }
        // Without a code all that is known are the words.
        _ if is_bare => {
            let words = words_of(&problem).unwrap_or_default();
            waiting(
                ProblemKind::Server,
                about("outbox-copy-refused", folder).with("words", words),
            )
            .advise(Text::new("outbox-advice-copy-to"))
            .of_mailbox(&folder.mailbox)
        }
        _ => problem,
    }
}

fn missing(folder: &Folder, problem: &Problem) -> Problem {
    let mut gone = waiting(
        ProblemKind::NotFound,
        about("outbox-copy-folder-missing", folder),
    );
    gone.detail = words_of(problem);
    gone.advise(Text::new("outbox-advice-copy-to"))
        .of_mailbox(&folder.mailbox)
}

pub(super) fn not_shown(folder: &Folder) -> Problem {
    waiting(ProblemKind::Server, about("outbox-copy-not-shown", folder)).of_mailbox(&folder.mailbox)
}

/// It was taken, and after the time of looking it does not lie there.
pub(super) fn gone(folder: &Folder) -> Problem {
    waiting(ProblemKind::Server, about("outbox-copy-gone", folder))
        .advise(Text::new("outbox-advice-copy-gone"))
        .of_mailbox(&folder.mailbox)
}

/// The folder that a person chose is there no more.
pub(super) fn chosen_gone() -> Problem {
    waiting(ProblemKind::NotFound, Text::new("outbox-copy-folder-gone"))
        .advise(Text::new("outbox-advice-copy-to"))
}

/// The mailbox has no folder for what is sent.
pub(super) fn no_sent(mailbox: &MailboxId) -> Problem {
    waiting(
        ProblemKind::NotFound,
        Text::new("outbox-copy-no-sent-folder").with("mailbox", mailbox.as_str()),
    )
    .advise(Text::new("outbox-advice-copy-to"))
    .of_mailbox(mailbox)
}

/// A person hid the mailbox here, so that none of its folders is known.
pub(super) fn hidden(mailbox: &MailboxId) -> Problem {
    let text = Text::new("outbox-copy-hidden").with("mailbox", mailbox.as_str());
    waiting(ProblemKind::NotFound, text)
        .advise(Text::new("outbox-advice-copy-to"))
        .of_mailbox(mailbox)
}

/// The folders of the mailbox were not read yet.
pub(super) fn not_read(mailbox: &MailboxId) -> Problem {
    let text = Text::new("outbox-copy-folders-not-read").with("mailbox", mailbox.as_str());
    waiting(ProblemKind::NotFound, text).of_mailbox(mailbox)
}

/// The server filed it among the member's own; whether in the mailbox's folder too is not known,
/// since nobody here may look into that.
pub(super) fn not_seen_there(folder: &Folder, problem: &Problem) -> Problem {
    let mut unseen = waiting(
        ProblemKind::Permission,
        about("outbox-copy-not-seen-there", folder),
    );
    unseen.detail = words_of(problem);
    unseen.of_mailbox(&folder.mailbox)
}

/// The copy is there and could not be read, so that it was not compared with what was meant.
pub(super) fn not_compared(folder: &Folder, problem: &Problem) -> Problem {
    let mut blind = waiting(
        ProblemKind::Server,
        about("outbox-copy-not-compared", folder),
    );
    blind.detail = words_of(problem);
    blind.of_mailbox(&folder.mailbox)
}

/// Where it was first put, and the answer was lost, there may be one too.
pub(in crate::engine) fn there_too(folder: &Folder) -> Problem {
    waiting(ProblemKind::Server, about("outbox-copy-there-too", folder)).of_mailbox(&folder.mailbox)
}

/// The message that was answered, or passed on, does not show it.
pub(in crate::engine) fn not_marked(row: &Outgoing, folder: &Folder, why: &Problem) -> Problem {
    let right = why.message.args.iter().find(|(name, _)| *name == "right");
    let how = if row.is_forward { "forward" } else { "answer" };
    let text = match right {
        Some((name, right)) => about("outbox-not-marked-right", folder).with(name, right.clone()),
        None => about("outbox-not-marked", folder),
    };
    let mut problem = Problem::new(why.kind, text.with("how", how)).of_mailbox(&folder.mailbox);
    problem.advice.clone_from(&why.advice);
    problem.detail.clone_from(&why.detail);
    problem
}

/// A person wants no copy beside this one.
pub(in crate::engine) fn no_other_copy(folder: &Folder) -> Problem {
    waiting(ProblemKind::Usage, about("outbox-copy-no-other", folder)).of_mailbox(&folder.mailbox)
}

/// Whether the server files it is being seen.
pub(super) fn looking(folder: &Folder) -> Problem {
    waiting(ProblemKind::Server, about("outbox-copy-looking", folder)).of_mailbox(&folder.mailbox)
}

pub(super) fn server_none() -> Problem {
    waiting(ProblemKind::Server, Text::new("outbox-copy-server-none"))
        .advise(Text::new("outbox-advice-copy-to"))
}

/// The copy lies there as if nobody had read it.
pub(super) fn not_seen(folder: &Folder) -> Problem {
    let right = permission::decide(Action::MarkSeen, folder);
    let missing = folder.rights_source == RightsSource::MyRights && !right.may_try();
    if missing {
        let right = crate::domain::Right::Seen.letter().to_string();
        let text = about("outbox-copy-not-seen", folder).with("right", right);
        return waiting(ProblemKind::Permission, text)
            .advise(Text::new("advice-ask-for-right"))
            .of_mailbox(&folder.mailbox);
    }
    waiting(
        ProblemKind::Server,
        about("outbox-copy-stays-unread", folder),
    )
    .of_mailbox(&folder.mailbox)
}

/// The server put another author into the message.
pub(super) fn from_rewritten(folder: &Folder, meant: String, seen: String) -> Problem {
    let text = Text::new("outbox-copy-from-rewritten")
        .with("meant", meant)
        .with("seen", seen);
    rewritten(folder, text)
}

/// The server changed who the message is from or sent by.
pub(super) fn rewritten(folder: &Folder, text: Text) -> Problem {
    let text = text
        .with("folder", folder.path.clone())
        .with("mailbox", folder.mailbox.as_str());
    waiting(ProblemKind::Server, text)
        .advise(Text::new("outbox-advice-rewritten"))
        .of_mailbox(&folder.mailbox)
}

/// The copy lies in this folder twice.
pub(in crate::engine) fn twice(folder: &Folder) -> Problem {
    waiting(ProblemKind::Server, about("outbox-copy-twice", folder))
        .advise(Text::new("outbox-advice-twice"))
        .of_mailbox(&folder.mailbox)
}

/// The same, where both were put there from here: the answer to the first was lost.
pub(in crate::engine) fn twice_from_here(folder: &Folder) -> Problem {
    let text = about("outbox-copy-twice-from-here", folder);
    waiting(ProblemKind::Server, text)
        .advise(Text::new("outbox-advice-twice-from-here"))
        .of_mailbox(&folder.mailbox)
}

/// The server files only among the member's own what is sent for the mailbox. The setting is that
/// of Exchange, where this is how it begins (MessageCopyForSentAsEnabled).
pub(in crate::engine) fn only_in_own(mailbox: &MailboxId, mode: Mode) -> Problem {
    let setting = match mode {
        Mode::OnBehalf => "MessageCopyForSendOnBehalfEnabled",
        Mode::Own | Mode::SendAs => "MessageCopyForSentAsEnabled",
    };
    let command = format!("Set-Mailbox {} -{setting} $true", mailbox.as_str());
    let text = Text::new("outbox-copy-only-in-own").with("mailbox", mailbox.as_str());
    waiting(ProblemKind::Server, text)
        .advise(Text::new("outbox-advice-only-in-own").with("command", command))
        .of_mailbox(mailbox)
}
