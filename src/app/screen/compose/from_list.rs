//! The From choice: every address in every way, with what is known about each.

use super::{Compose, Message};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::say;
use crate::app::theme::IdentityColor;
use crate::app::widget::menu::{self, menu};
use crate::domain::{Identity, Mode, SendRight};
use crate::i18n::Texts;
use crate::permission;

/// How wide the choice is.
const WIDTH: f32 = 640.0;

/// The first way of each address, which is its best, and the other ways.
fn split(identities: &[Identity]) -> (Vec<&Identity>, Vec<&Identity>) {
    let (mut first, mut other) = (Vec::<&Identity>::new(), Vec::new());
    for identity in identities {
        let address = &identity.key.address;
        if first.iter().any(|i| i.key.address == *address) {
            other.push(identity);
        } else {
            first.push(identity);
        }
    }
    (first, other)
}

/// The rows.
pub(super) fn view<'a>(
    compose: &'a Compose,
    known: &'a Known,
    texts: &'a Texts,
) -> Element<'a, Message> {
    let (first, other) = split(&known.identities);
    let mut rows: Vec<Element<'a, Message>> = Vec::new();
    rows.extend(first.into_iter().map(|i| row(i, compose, known, texts)));
    if !other.is_empty() {
        rows.push(menu::group(texts.say("compose-other-ways")));
    }
    rows.extend(other.into_iter().map(|i| row(i, compose, known, texts)));
    menu(WIDTH, rows)
}

fn row<'a>(
    identity: &'a Identity,
    compose: &'a Compose,
    known: &'a Known,
    texts: &'a Texts,
) -> Element<'a, Message> {
    let key = &identity.key;
    let usable = permission::decide_send(identity).may_try();
    let beside = say::address_beside(identity);
    let through = known.accounts.len() > 1 && key.mode != Mode::Own;
    let account = key.account.as_str().into();
    let address = match (beside, through) {
        (Some(address), true) => texts.say_with(
            "compose-via",
            &[("address", address.into()), ("account", account)],
        ),
        (None, true) => texts.say_with("compose-via-only", &[("account", account)]),
        (Some(address), false) => address.to_owned(),
        (None, false) => String::new(),
    };
    let mut actions = Vec::new();
    if identity.right == SendRight::Refused {
        let checking = compose.checking.as_ref() == Some(&key.address);
        actions.push(if checking {
            (texts.say("compose-checking").into(), Message::From(true))
        } else {
            let check = Message::Check(key.address.clone());
            (texts.say("compose-check-again").into(), check)
        });
        let copied = compose.copied.as_ref() == Some(key);
        let words = if copied {
            texts.say("compose-copied")
        } else {
            texts.say("outbox-do-administrator")
        };
        actions.push((words.into(), Message::Administrator(key.clone())));
        let insist = Message::Insist(key.clone());
        actions.push((texts.say("compose-try-anyway").into(), insist));
    }
    menu::Identity {
        color: usable.then(|| colour(identity, known)),
        name: identity.from.label().to_owned().into(),
        address: address.into(),
        evidence: evidence(identity, compose, texts).into(),
        right: say::right(texts, identity).map(|(right, word)| (right, word.into())),
        chosen: usable && compose.draft.from.as_ref() == Some(key),
        on_choose: usable.then(|| Message::Choose(key.clone())),
        actions,
    }
    .view()
}

/// The way, what recipients see of it, and how it is known.
fn evidence(identity: &Identity, compose: &Compose, texts: &Texts) -> String {
    let mut parts = Vec::new();
    match identity.key.mode {
        Mode::Own => {}
        Mode::SendAs => parts.push(texts.say("compose-way-send-as")),
        Mode::OnBehalf => {
            parts.push(texts.say("compose-way-on-behalf"));
            let sender = identity.sender.as_ref();
            if let Some(sender) = sender.filter(|_| identity.right != SendRight::Refused) {
                parts.push(texts.say_with(
                    "compose-behalf-seen",
                    &[
                        ("sender", sender.label().into()),
                        ("name", identity.from.label().into()),
                    ],
                ));
            }
        }
    }
    if compose.checked.as_ref() == Some(&identity.key.address) {
        // Minutes are too coarse to see by them that anything was asked.
        let result = texts.say(permission::right_key(identity.right, identity.key.mode));
        parts.push(texts.say_with("compose-checked", &[("result", result.into())]));
    }
    parts.push(say::evidence(texts, identity));
    parts.join(" ")
}

/// The colour of an identity: its mailbox's, where one is shown.
pub(super) fn colour(identity: &Identity, known: &Known) -> IdentityColor {
    let node = identity.mailbox.as_ref().and_then(|id| known.node(id));
    node.map_or_else(
        || say::colour_of(identity.colour),
        |node| say::colour(&node.mailbox),
    )
}

/// What an administrator is asked for, with the server's words.
pub(super) fn administrator(identity: &Identity, texts: &Texts) -> String {
    let args = [
        ("member", identity.key.account.as_str().into()),
        ("address", identity.key.address.as_str().into()),
    ];
    let mut text = match identity.key.mode {
        Mode::OnBehalf => texts.say_with("administrator-on-behalf", &args),
        Mode::Own | Mode::SendAs => texts.say_with("administrator-send-as", &args),
    };
    let words = identity.evidence.as_ref().and_then(|e| e.words.as_deref());
    if let Some(words) = words {
        text.push_str("\n\n");
        text.push_str(&texts.say_with("outbox-server-said", &[("words", words.into())]));
    }
    text
}
