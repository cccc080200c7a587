//! What a message is made of, and the octets of a message or its parts, range by range.

use super::answer::{Answer, Sort};
use super::command::Command;
use super::connect::ImapConnection;
use super::fetch::FetchedSection;
use super::scan::Budget;
use super::structure;
use super::uid_set::UidSet;
use crate::domain::{PartNumber, Section, Structure};
use crate::wire::{Piecemeal, WireError};

/// What a message is made of, with the header of each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// The message's own header, with the empty line behind it.
    pub message: Vec<u8>,
    /// Those of its parts, in the order in which they were asked for.
    pub parts: Vec<Vec<u8>>,
}

impl ImapConnection {
    /// What a message is made of.
    ///
    /// # Errors
    /// `Gone` if it is not there (any more); `Protocol` for a structure that cannot be read, is too deep
    /// or has too many parts. After these the connection goes on; otherwise as any command.
    pub async fn structure(&mut self, uid: u32) -> Result<Structure, WireError> {
        self.need_open()?;
        let command = Command::new("structure", "UID FETCH ")
            .uids(&UidSet::one(uid))
            .words(" (UID BODYSTRUCTURE)");
        let budget = Budget {
            // A structure beyond measure ends no connection.
            cut: true,
            ..self.exchange.budget()
        };
        let (mut found, mut unreadable) = (None, false);
        self.exchange
            .exec(command, budget, &mut |answer| match answer {
                Answer::Fetch(mut fetched) if fetched.structure.is_some() => {
                    let is_it = fetched.uid == Some(uid) && !fetched.broken && !fetched.cut;
                    unreadable |= !is_it;
                    if is_it {
                        found = fetched.structure.take();
                    }
                    None
                }
                Answer::Fetch(fetched) => {
                    unreadable |= fetched.broken && fetched.uid.is_none_or(|u| u == uid);
                    Some(Answer::Fetch(fetched))
                }
                Answer::Unreadable(Sort::Fetch) => {
                    unreadable = true;
                    None
                }
                other => Some(other),
            })
            .await?;
        match found {
            Some(found) => structure::read(&found).ok_or(WireError::Protocol {
                what: "a structure that cannot be read",
            }),
            None if unreadable => Err(WireError::Protocol {
                what: "a structure that cannot be read",
            }),
            None => Err(WireError::Gone),
        }
    }

    /// The header of a message and those of its parts, in one round trip.
    ///
    /// # Errors
    /// `Gone` if nothing of it comes; `Protocol` if one of them is missing or longer than
    /// [`super::ImapLimits::header`]; `No` if one is refused. After these the connection goes on;
    /// otherwise as any command.
    pub async fn part_headers(
        &mut self,
        uid: u32,
        parts: &[PartNumber],
    ) -> Result<Headers, WireError> {
        self.need_open()?;
        let begin = || Command::new("part headers", "UID FETCH ").uids(&UidSet::one(uid));
        let mut commands = vec![begin().words(" (UID BODY.PEEK[HEADER])")];
        for part in parts {
            let command = numbered(begin().words(" (UID BODY.PEEK["), part);
            commands.push(command.words(".MIME])"));
        }
        let budget = Budget {
            literal: self.exchange.options().limits.header,
            cut: true,
            ..self.exchange.budget()
        };
        let names: Vec<String> = parts.iter().map(|part| format!("{part}.MIME")).collect();
        let mut found: Vec<Option<Vec<u8>>> = vec![None; parts.len()];
        let (mut message, mut is_there) = (None, false);
        let verdicts = self
            .exchange
            .exec_all(
                "part headers",
                commands,
                budget,
                &mut |answer| match answer {
                    Answer::Fetch(mut fetched)
                        if fetched.uid == Some(uid)
                            && (fetched.header.is_some() || fetched.section.is_some()) =>
                    {
                        is_there = true;
                        if fetched.cut || fetched.broken {
                            return None;
                        }
                        message = message.take().or(fetched.header.take());
                        if let Some(FetchedSection { name, octets, .. }) = fetched.section.take() {
                            let place = names.iter().position(|n| *n == name);
                            if let Some(slot) = place.and_then(|at| found.get_mut(at)) {
                                *slot = octets;
                            }
                        }
                        None
                    }
                    Answer::Unreadable(Sort::Fetch) => {
                        is_there = true;
                        None
                    }
                    other => Some(other),
                },
            )
            .await?;
        for verdict in verdicts {
            verdict?;
        }
        if !is_there {
            return Err(WireError::Gone);
        }
        let parts: Option<Vec<Vec<u8>>> = found.into_iter().collect();
        match (message, parts) {
            (Some(message), Some(parts)) => Ok(Headers { message, parts }),
            _ => Err(WireError::Protocol {
                what: "a part without its header",
            }),
        }
    }

    /// The octets of a message, read in ranges without setting `\Seen`, up to the empty range
    /// that proves its end. `size` is what the server named as RFC822.SIZE, if it
    /// did: a range shorter than was asked for ends the message only if it has so many octets,
    /// and nothing but an empty range ends it before (quirks.rs: exchange-size).
    ///
    /// # Errors
    /// As [`ImapConnection::read_on`].
    pub async fn body(
        &mut self,
        uid: u32,
        size: Option<u32>,
        max: u64,
    ) -> Result<Vec<u8>, WireError> {
        let mut reading = Piecemeal::new(uid, Section::Whole, size, max);
        while self.read_on(&mut reading, usize::MAX).await? {}
        Ok(reading.into_octets())
    }

    /// Reads the next range of a message or a part, of at most `most` octets and
    /// [`super::ImapLimits::body_range`]; false: that was the last one. Its end is found as
    /// [`ImapConnection::body`] finds it. The folder is the one in which it was begun.
    ///
    /// # Errors
    /// `Gone` if it is not there (any more); `Protocol` for an answer that cannot be read or is
    /// about another part; `Limit` above its most octets. After these three the connection goes on;
    /// otherwise as any command.
    pub async fn read_on(
        &mut self,
        reading: &mut Piecemeal,
        most: usize,
    ) -> Result<bool, WireError> {
        self.need_open()?;
        let range = self.exchange.options().limits.body_range.min(most).max(1);
        let offset = reading.read();
        if offset > reading.max || u32::try_from(offset).is_err() {
            return Err(TOO_LONG);
        }
        let (origin, octets) = self.range(reading, offset, range).await?;
        if octets.is_empty() {
            // Behind its end a message is empty (RFC 9051 6.4.5), with or without an origin.
            return Ok(false);
        }
        // quirks.rs: body-no-ranges
        let whole = origin.is_none() && offset == 0;
        if !whole && origin.map(u64::from) != Some(offset) {
            return Err(WireError::Protocol {
                what: "another part of a message than was asked for",
            });
        }
        reading.octets.extend_from_slice(&octets);
        if reading.read() > reading.max {
            return Err(TOO_LONG);
        }
        // A full range goes on, whatever the size said (quirks.rs: exchange-size); a short one
        // only below it.
        let reached = reading
            .expected()
            .is_some_and(|size| reading.read() >= size);
        Ok(!(whole || (octets.len() < range && reached)))
    }

    /// A range, and where the server says that it begins. Empty only behind the first one, or for a part
    /// without octets.
    async fn range(
        &mut self,
        reading: &Piecemeal,
        offset: u64,
        range: usize,
    ) -> Result<(Option<u32>, Vec<u8>), WireError> {
        let uid = reading.uid;
        let command = Command::new("body", "UID FETCH ")
            .uids(&UidSet::one(uid))
            .words(" (UID BODY.PEEK[");
        let (command, name) = match &reading.section {
            Section::Whole => (command, String::new()),
            Section::Part(part) => (numbered(command, part), part.to_string()),
        };
        let command = command
            .words("]<")
            .number(offset)
            .words(".")
            .number(u64::try_from(range).unwrap_or(u64::MAX))
            .words(">)");
        let budget = Budget {
            literal: range,
            ..self.exchange.budget()
        };
        let (mut found, mut unreadable) = (None, false);
        self.exchange
            .exec(command, budget, &mut |answer| match answer {
                Answer::Fetch(mut fetched)
                    if fetched.uid == Some(uid)
                        && fetched.section.as_ref().is_some_and(|s| s.name == name)
                        && !fetched.broken =>
                {
                    found = fetched.section.take();
                    None
                }
                Answer::Fetch(fetched) => {
                    // Flags that somebody changed come so too, and say nothing of the text; another
                    // section than was asked for is no sign that it is gone.
                    let is_strange = fetched.broken || fetched.section.is_some();
                    unreadable |= is_strange && fetched.uid.is_none_or(|u| u == uid);
                    Some(Answer::Fetch(fetched))
                }
                Answer::Unreadable(Sort::Fetch) => {
                    unreadable = true;
                    None
                }
                other => Some(other),
            })
            .await?;
        let is_first = offset == 0;
        match (found, &reading.section) {
            // Gone is only what a whole answer does not speak of.
            (None, _) if unreadable => Err(WireError::Protocol {
                what: "a message's text that cannot be read",
            }),
            (None, _) => Err(WireError::Gone),
            // NIL is for a message that has just gone (quirks.rs: body-nil-gone).
            (Some(section), Section::Whole)
                if is_first && section.octets.as_ref().is_none_or(Vec::is_empty) =>
            {
                Err(WireError::Gone)
            }
            (Some(section), Section::Part(_)) if is_first && section.octets.is_none() => {
                Err(WireError::Protocol {
                    what: "a part that is not there",
                })
            }
            (Some(section), _) => Ok((section.origin, section.octets.unwrap_or_default())),
        }
    }
}

const TOO_LONG: WireError = WireError::Limit { what: "a message" };

/// A command with the number of a part.
fn numbered<'c>(mut command: Command<'c>, part: &PartNumber) -> Command<'c> {
    for (at, number) in part.numbers().iter().enumerate() {
        if at > 0 {
            command = command.words(".");
        }
        command = command.number(u64::from(*number));
    }
    command
}
