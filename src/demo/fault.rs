//! Scripted misbehaviour: what real servers and networks do once a year, on demand.

use std::time::Duration;

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CutHow {
    /// An orderly end of the stream.
    Fin,
    /// A reset: the peer's next read fails.
    Rst,
}

/// The moment of an IMAP session at which a fault happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Before the greeting.
    Greeting,
    /// At a command, by its name without case. `FETCH` also means `UID FETCH`; `UID FETCH` only
    /// itself.
    Command(String),
    /// At a command that names this folder (its wire name as the client writes it), or, for
    /// commands that name none, while it is selected.
    Folder {
        /// The command, as in [`When::Command`].
        command: String,
        /// The folder.
        folder: String,
    },
    /// At any command.
    Any,
}

impl When {
    /// At this command.
    #[must_use]
    pub fn command(name: &str) -> Self {
        Self::Command(name.to_uppercase())
    }

    /// At this command on this folder.
    #[must_use]
    pub fn folder(command: &str, folder: &str) -> Self {
        Self::Folder {
            command: command.to_uppercase(),
            folder: folder.to_owned(),
        }
    }

    fn matches(&self, at: Option<(&str, Option<&str>)>) -> bool {
        let same = |command: &str, name: &str| {
            let command = command.to_uppercase();
            name == command || name.strip_prefix("UID ") == Some(command.as_str())
        };
        match (self, at) {
            (Self::Greeting, None) | (Self::Any, Some(_)) => true,
            (Self::Command(command), Some((name, _))) => same(command, name),
            (Self::Folder { command, folder }, Some((name, Some(on)))) => {
                same(command, name) && folder == on
            }
            _ => false,
        }
    }
}

/// What goes wrong in an IMAP session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The tagged answer carries another tag; the command was carried out.
    WrongTag,
    /// Tagged `NO` with these words (which may begin with a `[CODE]`); nothing was carried out.
    No(String),
    /// Tagged `BAD` with these words; nothing was carried out.
    Bad(String),
    /// Tagged `OK` with these words; nothing was carried out.
    EmptyOk(String),
    /// These bytes stand before the answer, as they are. See also [`Fault::garbage`] and its
    /// companions.
    Insert(Vec<u8>),
    /// The command is read and never answered; the connection stays open until the client ends it.
    Silence,
    /// The answer comes later by this time; the command was carried out at once.
    Delay(Duration),
    /// The connection ends at the command, before it is carried out.
    Cut(CutHow),
    /// The command is carried out; this many bytes of the answer arrive, then the connection ends.
    CutAfter {
        /// Bytes of the answer that still arrive.
        bytes: usize,
        /// How the connection ends.
        how: CutHow,
    },
    /// `* BYE` with these words, and the end; nothing was carried out.
    Bye(String),
    /// Every untagged FETCH is sent twice, and every number of a SEARCH.
    DuplicateUids,
    /// The answer also holds messages that were not asked for, with these UIDs.
    ForeignUids(Vec<u32>),
    /// Untagged FETCH answers and SEARCH numbers come in descending order.
    DescendingUids,
    /// `* n EXISTS` stands after the data, whatever the folder holds.
    ExistsLie(u32),
    /// SELECT finds the folder renumbered: new UIDVALIDITY, UIDs from 1. It stays so.
    Renumber,
}

impl Fault {
    /// An untagged line of noise that is not IMAP.
    #[must_use]
    pub fn garbage() -> Self {
        Self::Insert(b"* \x00\x01\xff(((\"unterminated {oops} \\ ]\r\n".to_vec())
    }

    /// Untagged answers and codes that are well formed and that no RFC knows.
    #[must_use]
    pub fn unknown_untagged() -> Self {
        Self::Insert(
            b"* XPOSTROOM-UNKNOWN (a (b \"c\")) {3}\r\nxyz 42\r\n* OK [XNEWCODE 1 (2 3)] hm\r\n"
                .to_vec(),
        )
    }

    /// An untagged FETCH with this many nested parentheses in its BODYSTRUCTURE.
    #[must_use]
    pub fn deep_nesting(levels: usize) -> Self {
        let mut line = b"* 1 FETCH (UID 1 BODYSTRUCTURE ".to_vec();
        line.extend(std::iter::repeat_n(b'(', levels));
        line.extend(std::iter::repeat_n(b')', levels));
        line.extend_from_slice(b")\r\n");
        Self::Insert(line)
    }

    /// The announcement of a literal of this many octets that never come: the tagged answer
    /// follows at once.
    #[must_use]
    pub fn huge_literal(octets: u64) -> Self {
        Self::Insert(format!("* 1 FETCH (UID 1 BODY[] {{{octets}}}\r\n").into_bytes())
    }

    /// One line of this many octets, without an end before that.
    #[must_use]
    pub fn long_line(octets: usize) -> Self {
        let mut line = b"* OK ".to_vec();
        line.resize(octets.max(line.len()), b'x');
        line.extend_from_slice(b"\r\n");
        Self::Insert(line)
    }

    /// An orderly end at once; short for [`Fault::Cut`] with [`CutHow::Fin`].
    #[must_use]
    pub fn cut() -> Self {
        Self::Cut(CutHow::Fin)
    }
}

/// The moment of a submission at which a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpWhen {
    /// Before the greeting.
    Greeting,
    /// At EHLO or HELO.
    Ehlo,
    /// At AUTH.
    Auth,
    /// At MAIL.
    Mail,
    /// At RCPT.
    Rcpt,
    /// At DATA, before its 354.
    Data,
    /// In the message, when at least this many of its octets have arrived.
    Body(usize),
    /// The final dot has arrived; the message is *not* accepted.
    Dot,
    /// The message is accepted and delivered; its answer has not been sent.
    Accepted,
    /// The answer to the final dot has been sent.
    Answered,
    /// At QUIT.
    Quit,
}

/// What goes wrong in a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmtpFault {
    /// No answer; the connection stays open until the client ends it.
    Silence,
    /// The connection ends.
    Cut(CutHow),
    /// This answer (code and words, without line end; several lines as the RFC writes them)
    /// instead of the right one. At [`SmtpWhen::Accepted`] the message *was* delivered.
    Reply(String),
    /// The right answer comes later by this time.
    Delay(Duration),
    /// These bytes stand before the right answer.
    Insert(Vec<u8>),
}

#[derive(Debug, Clone)]
struct Rule<W, F> {
    when: W,
    fault: F,
    left: u32,
    skip: u32,
}

/// The faults that are still to happen.
#[derive(Debug, Default)]
pub(super) struct Script {
    imap: Vec<Rule<When, Fault>>,
    smtp: Vec<Rule<SmtpWhen, SmtpFault>>,
}

impl Script {
    pub(super) fn add_imap(&mut self, when: When, fault: Fault, skip: u32, times: u32) {
        let left = times;
        self.imap.push(Rule {
            when,
            fault,
            left,
            skip,
        });
    }

    pub(super) fn add_smtp(&mut self, when: SmtpWhen, fault: SmtpFault, skip: u32, times: u32) {
        let left = times;
        self.smtp.push(Rule {
            when,
            fault,
            left,
            skip,
        });
    }

    /// All faults due at this command (`None`: the greeting), in the order in which they were added.
    pub(super) fn due_imap(&mut self, at: Option<(&str, Option<&str>)>) -> Vec<Fault> {
        due(&mut self.imap, |when| when.matches(at))
    }

    /// The faults due at this point of a submission.
    pub(super) fn due_smtp(&mut self, at: SmtpWhen) -> Vec<SmtpFault> {
        due(&mut self.smtp, |when| *when == at)
    }

    /// The least number of body octets at which a fault waits.
    pub(super) fn body_fault(&self) -> Option<usize> {
        let sizes = self.smtp.iter().filter(|r| r.skip == 0).filter_map(|r| {
            let SmtpWhen::Body(size) = r.when else {
                return None;
            };
            Some(size)
        });
        sizes.min()
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.imap.is_empty() && self.smtp.is_empty()
    }
}

fn due<W, F: Clone>(rules: &mut Vec<Rule<W, F>>, fits: impl Fn(&W) -> bool) -> Vec<F> {
    let mut found = Vec::new();
    for rule in rules.iter_mut().filter(|r| fits(&r.when)) {
        if rule.skip > 0 {
            rule.skip -= 1;
        } else {
            rule.left = rule.left.saturating_sub(1);
            found.push(rule.fault.clone());
        }
    }
    rules.retain(|r| r.left > 0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_waits_its_turn_and_is_used_up() {
        let mut script = Script::default();
        script.add_imap(When::command("fetch"), Fault::WrongTag, 1, 2);
        assert!(script.due_imap(Some(("FETCH", None))).is_empty());
        assert_eq!(
            script.due_imap(Some(("UID FETCH", None))),
            [Fault::WrongTag]
        );
        assert!(script.due_imap(Some(("STORE", None))).is_empty());
        assert_eq!(script.due_imap(Some(("FETCH", None))), [Fault::WrongTag]);
        assert!(script.is_empty());
    }

    #[test]
    fn a_folder_rule_wants_the_folder() {
        let mut script = Script::default();
        script.add_imap(When::folder("SELECT", "shared/x"), Fault::cut(), 0, 1);
        assert!(script.due_imap(Some(("SELECT", Some("INBOX")))).is_empty());
        assert!(script.due_imap(Some(("SELECT", None))).is_empty());
        assert_eq!(
            script.due_imap(Some(("SELECT", Some("shared/x")))),
            [Fault::cut()]
        );
    }
}
