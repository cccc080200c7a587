//! What a person can do with a message in the outbox, by where it stands. Pure: the one table from
//! which each face makes its buttons or its verbs.

use super::why;
use crate::domain::{Check, CopyState, EmailAddress, OutboxState, Outgoing, ServerReply};
use crate::engine::problem::Problem;
use crate::permission::{Refusal, classify};

/// Why a message is held, or waits, that only a check of ours stopped, before any server was asked:
/// it can be sent all the same, which waives the check. And may it have arrived, as far as the reason
/// tells?
const CHECKS: [(&str, Check, bool); 17] = [
    ("outbox-mailbox-lost", Check::MailboxLost, false),
    ("outbox-answered-meanwhile", Check::Answered, false),
    ("outbox-answered-by-you", Check::Answered, false),
    ("outbox-answered-by-you-perhaps", Check::Answered, false),
    ("outbox-answered-marked", Check::Answered, false),
    ("outbox-sent-before", Check::SentBefore, true),
    ("outbox-sent-before-elsewhere", Check::SentBefore, true),
    ("outbox-sent-of-draft", Check::SentBefore, false),
    ("outbox-draft-handed-over", Check::SentBefore, false),
    ("outbox-taken-back-before", Check::SentBefore, false),
    ("outbox-not-looked-before", Check::LookedBefore, false),
    ("outbox-cannot-be-looked", Check::LookedBefore, false),
    ("draft-waits-for-check", Check::LookedAtDraft, false),
    ("draft-not-checked", Check::LookedAtDraft, false),
    ("draft-sent-by-other", Check::SharedDraft, false),
    ("draft-sent-by-somebody", Check::SharedDraft, false),
    ("draft-sent-elsewhere", Check::SharedDraft, false),
];

/// The check of ours behind the reason of this key.
fn check_of(key: &str) -> Option<Check> {
    let known = CHECKS.iter().find(|(known, ..)| *known == key);
    known.map(|(_, check, _)| *check)
}

/// The check of ours for which a message waits or is held: it can be sent all the same
/// (`OutboxAction::SendAnyway`).
#[must_use]
pub fn check_that_stopped(outgoing: &Outgoing) -> Option<Check> {
    use OutboxState::{Held, Queued};
    let stands = matches!(outgoing.state, Held | Queued);
    stands
        .then(|| why::key(outgoing))
        .flatten()
        .and_then(|key| check_of(&key))
}

/// Is it held since it may have been sent before?
pub(super) fn may_have_arrived(outgoing: &Outgoing) -> bool {
    let key = why::key(outgoing);
    let mut checks = CHECKS.iter();
    checks.any(|(known, _, may_have)| *may_have && key.as_deref() == Some(known))
}

/// What whoever reads this reason, and wants the message sent all the same, waives by that: the
/// check behind the reason. Of the others they read nothing.
pub(super) fn waived_by(why: &Problem) -> Option<Check> {
    match why.message.key {
        "outbox-refused-sender" | "outbox-refused-on-behalf" => Some(Check::SendRight),
        key => check_of(key),
    }
}

/// Something that can be done now. Each but [`Possible::Discard`] is one
/// [`crate::engine::OutboxAction`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Possible {
    /// It has a time: it leaves now instead (`TryNow`).
    SendNow,
    /// It waits, or was refused: one more try, now (`TryNow`).
    TryNow,
    /// A check of ours held it: send it all the same (`SendAnyway`).
    SendAnyway,
    /// Some recipients were refused or put off, so nobody got it: send it to the others. Unknown, and
    /// refused to some when it was sent again: the same, though those may get it twice
    /// (`LeaveOut`).
    SendToOthers,
    /// It was to be sent again although it may have arrived: not again (`Cancel`).
    NotAgain,
    /// Back to a draft (`Edit`).
    Edit,
    /// A new message of the same words; this one stays as it is (`Edit`).
    EditAsNew,
    /// It was sent to the others: a new message of the same words to those who were left out
    /// (`EditForLeftOut`).
    EditForLeftOut,
    /// Out of the outbox; it is a draft again (`Cancel`).
    Cancel,
    /// Out of the outbox and gone: `Cancel`, then the draft is discarded.
    Discard,
    /// Another time to leave (`LeaveAt`).
    LeaveAt,
    /// Another place among those that wait (`PutBefore`).
    Reorder,
    /// Unknown: it arrived (`TreatAsSent`).
    TreatAsSent,
    /// Unknown: send it again, though recipients may get it twice (`SendAgain`).
    SendAgain,
    /// The copy goes to another folder (`CopyTo`).
    CopyTo,
    /// The copy is tried now (`TryNow`).
    TryCopyNow,
    /// No copy, or no other one, is wanted (`LeaveUncopied`).
    LeaveUncopied,
}

/// What can be done with this message as it stands now, what is most likely wanted first.
#[must_use]
pub fn possible(outgoing: &Outgoing) -> Vec<Possible> {
    use Possible as P;
    let came_back = outgoing.bounce.as_ref().is_some_and(|bounce| bounce.failed);
    // What may have arrived is not made undone by taking it back.
    let (edit, cancel) = if outgoing.is_sent_again() {
        (P::EditAsNew, P::NotAgain)
    } else {
        (P::Edit, P::Cancel)
    };
    let mut can = match outgoing.state {
        OutboxState::Scheduled => vec![P::SendNow, edit, cancel, P::LeaveAt, P::Reorder],
        OutboxState::Queued => {
            let first = if check_that_stopped(outgoing).is_some() {
                P::SendAnyway
            } else {
                P::TryNow
            };
            // Put off for one of them, it waits for all, which may be long.
            let others = has_others(outgoing).then_some(P::SendToOthers);
            let rest = [edit, cancel, P::LeaveAt, P::Reorder];
            [first].into_iter().chain(others).chain(rest).collect()
        }
        OutboxState::Unknown => return of_unknown(outgoing),
        OutboxState::Held => return of_held(outgoing),
        OutboxState::Filing if outgoing.copy != CopyState::Checked => {
            // While the server may still file one by itself there is none to do without.
            let looks = why::key(outgoing).is_some_and(|key| key == "outbox-copy-looking");
            let leave = (!looks).then_some(P::LeaveUncopied);
            [P::CopyTo, P::TryCopyNow]
                .into_iter()
                .chain(leave)
                .collect()
        }
        OutboxState::Sending | OutboxState::Accepted | OutboxState::Filing | OutboxState::Done => {
            Vec::new()
        }
    };
    let left = matches!(
        outgoing.state,
        OutboxState::Accepted | OutboxState::Filing | OutboxState::Done
    );
    if left && !outgoing.left_out.is_empty() {
        can.insert(0, P::EditForLeftOut);
    }
    if came_back {
        can.insert(0, P::EditAsNew);
    }
    can
}

/// The recipients whom the last attempt's server refused; those whom it put off, where it refused
/// none.
#[must_use]
pub fn refused_recipients(row: &Outgoing) -> Vec<EmailAddress> {
    let of_them = |wanted: fn(&ServerReply) -> bool| -> Vec<EmailAddress> {
        let replies = row.replies.iter().filter(|reply| wanted(reply));
        replies.filter_map(|r| r.recipient.clone()).collect()
    };
    let refused = of_them(ServerReply::is_permanent);
    if refused.is_empty() {
        of_them(|reply| reply.code >= 400)
    } else {
        refused
    }
}

/// Were some recipients refused, and others not?
fn has_others(outgoing: &Outgoing) -> bool {
    let others = outgoing.effective_envelope().to;
    let refused = refused_recipients(outgoing);
    // To the others it would be refused for the same reason.
    let of_sender = |reply: &ServerReply| classify(reply) == Refusal::SenderNotAllowed;
    if outgoing.reply.as_ref().is_some_and(of_sender) {
        return false;
    }
    !refused.is_empty() && others.iter().any(|one| !refused.contains(one))
}

fn of_unknown(outgoing: &Outgoing) -> Vec<Possible> {
    let mut can = vec![Possible::TreatAsSent, Possible::SendAgain];
    // What stands there is the answer to the second time only where that is why it is unknown.
    let not_again = why::key(outgoing).is_some_and(|key| key == why::unknown_before().message.key);
    if not_again && outgoing.is_sent_again() && has_others(outgoing) {
        can.push(Possible::SendToOthers);
    }
    can.push(Possible::EditAsNew);
    can
}

fn of_held(outgoing: &Outgoing) -> Vec<Possible> {
    let mut can = Vec::new();
    if has_others(outgoing) {
        can.push(Possible::SendToOthers);
    }
    can.push(if check_that_stopped(outgoing).is_some() {
        Possible::SendAnyway
    } else {
        Possible::TryNow
    });
    // The time before is as unknown as it was: it does not go with what is taken back.
    can.extend(if outgoing.is_sent_again() {
        [Possible::EditAsNew, Possible::NotAgain]
    } else {
        [Possible::Edit, Possible::Discard]
    });
    can
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Bounce, Lacking, Phase, ServerReply};
    use crate::engine::outbox::why::to_stored;
    use crate::engine::problem::{Problem, ProblemKind, Text};
    use crate::engine::samples::{address, outgoing};
    use jiff::Timestamp;

    #[test]
    fn each_state_has_its_own() {
        use Possible::*;
        let mut out = outgoing();
        for (state, expected) in [
            (
                OutboxState::Scheduled,
                &[SendNow, Edit, Cancel, LeaveAt, Reorder][..],
            ),
            (
                OutboxState::Queued,
                &[TryNow, Edit, Cancel, LeaveAt, Reorder],
            ),
            (OutboxState::Sending, &[]),
            (OutboxState::Unknown, &[TreatAsSent, SendAgain, EditAsNew]),
            (OutboxState::Accepted, &[]),
            (OutboxState::Filing, &[CopyTo, TryCopyNow, LeaveUncopied]),
            (OutboxState::Done, &[]),
            (OutboxState::Held, &[TryNow, Edit, Discard]),
        ] {
            out.state = state;
            assert_eq!(possible(&out), expected, "{state:?}");
        }
        let mut late = Lacking {
            recipient: None,
            tried: None,
            failed: false,
            status: None,
            words: "delayed".into(),
        };
        let bounce = |one: &Lacking| Bounce::new(Timestamp::UNIX_EPOCH, vec![one.clone()], None);
        out.bounce = Some(bounce(&late));
        out.state = OutboxState::Done;
        assert!(possible(&out).is_empty(), "it may still arrive");
        late.failed = true;
        out.bounce = Some(bounce(&late));
        assert_eq!(possible(&out), [EditAsNew]);
        out.state = OutboxState::Filing;
        let filing = [EditAsNew, CopyTo, TryCopyNow, LeaveUncopied];
        assert_eq!(possible(&out), filing);
    }

    #[test]
    fn to_the_others_only_where_there_are_others() {
        let mut out = outgoing();
        out.state = OutboxState::Held;
        let reply = |code, to: &str| ServerReply {
            phase: Phase::Envelope,
            code,
            enhanced: None,
            text: String::new(),
            recipient: Some(address(to)),
        };
        out.envelope.to.push(address("zoe@b.test"));
        out.replies = vec![reply(550, "kim@b.test"), reply(250, "zoe@b.test")];
        assert_eq!(possible(&out)[0], Possible::SendToOthers);
        out.replies = vec![reply(550, "kim@b.test"), reply(550, "zoe@b.test")];
        assert!(!possible(&out).contains(&Possible::SendToOthers));
        // Who was only put off is one of the others, unless nobody was refused.
        out.replies = vec![reply(550, "kim@b.test"), reply(450, "zoe@b.test")];
        assert!(possible(&out).contains(&Possible::SendToOthers));
        out.replies = vec![reply(450, "kim@b.test"), reply(450, "zoe@b.test")];
        assert!(!possible(&out).contains(&Possible::SendToOthers));
        // Who was left out before is no other.
        out.replies = vec![reply(550, "kim@b.test")];
        out.left_out = vec![address("zoe@b.test")];
        assert!(!possible(&out).contains(&Possible::SendToOthers));
    }

    /// Only where the refusal is the answer to the second time, and why nobody knows.
    #[test]
    fn what_was_refused_to_some_the_second_time_can_go_to_the_others() {
        let mut out = outgoing();
        out.state = OutboxState::Unknown;
        out.envelope.to.push(address("zoe@b.test"));
        out.replies = vec![ServerReply {
            phase: Phase::Envelope,
            code: 550,
            enhanced: None,
            text: String::new(),
            recipient: Some(address("kim@b.test")),
        }];
        let can = |out: &Outgoing| possible(out).contains(&Possible::SendToOthers);
        out.error = Some(to_stored(&crate::engine::outbox::why::unknown_before()));
        assert!(!can(&out), "it was sent once only");
        out.waived = vec![Check::Unknown];
        assert!(can(&out));
        out.error = Some(to_stored(&crate::engine::outbox::why::unknown()));
        assert!(!can(&out), "nobody answered the second time either");
    }

    #[test]
    fn what_a_check_held_can_be_sent_all_the_same() {
        let mut out = outgoing();
        out.state = OutboxState::Held;
        for (key, expected) in [
            ("outbox-too-many-attempts", Possible::TryNow),
            ("outbox-refused-sender", Possible::TryNow),
            ("outbox-answered-meanwhile", Possible::SendAnyway),
            ("outbox-answered-by-you-perhaps", Possible::SendAnyway),
            ("outbox-sent-before", Possible::SendAnyway),
        ] {
            let problem = Problem::new(ProblemKind::Server, Text::new(key));
            out.error = Some(to_stored(&problem));
            assert_eq!(possible(&out)[0], expected, "{key}");
        }
        assert_eq!(possible(&out)[1..], [Possible::Edit, Possible::Discard]);
        out.waived = vec![Check::Unknown];
        let unknown_before = [Possible::EditAsNew, Possible::NotAgain];
        assert_eq!(possible(&out)[1..], unknown_before);
    }
}
