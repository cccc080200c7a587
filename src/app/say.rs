//! What the engine and `permission` answer, in the person's words.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::query_text::Condition;
use crate::domain::{
    Alike, CopyHindrance, CopyPlace, EvidenceSource, Flags, Folder, FolderRole, Identity, Label,
    Mailbox, MessageHeader, Mode, NamedAddress, Notify, Place, SendRight, SentBy, Sought,
    SystemFlag, labels as labels_of,
};
use crate::engine::{Connection, DraftSummary, Problem, Text, came_back as came_back_from};
use crate::i18n::Texts;
use crate::permission::{self, Action, Decision, Reason};

use super::known::Known;
use super::theme::{IdentityColor, Tone};
use super::widget::fit::one_line;
use super::widget::mark::Right;

/// Most names of those of whom the same is said.
const MOST_NAMES: usize = 3;

/// A text of the engine.
#[must_use]
pub fn text(texts: &Texts, text: &Text) -> String {
    let args = text.args.iter();
    texts.say_words(text.key, args.map(|(name, value)| (*name, value.as_str())))
}

/// A text with what strangers wrote in it, each on one line.
#[must_use]
pub fn on_one_line(mut said: Text) -> Text {
    for (_, value) in &mut said.args {
        *value = one_line(value).into_owned();
    }
    said
}

/// What came back of a message, a line for all of whom the same is said: at most so many `lines`, each
/// with so many letters of the server's words.
#[must_use]
pub fn came_back(texts: &Texts, all: &[Alike], lines: usize, letters: usize) -> Vec<String> {
    let say = |alike| {
        text(
            texts,
            &on_one_line(came_back_from(alike, MOST_NAMES, letters)),
        )
    };
    let mut said: Vec<String> = all.iter().take(lines).map(say).collect();
    let more: usize = all.iter().skip(lines).map(Alike::count).sum();
    if more > 0 {
        said.push(texts.say_with("outbox-back-more", &[("count", more.into())]));
    }
    said
}

/// A problem and what to do about it, as one paragraph.
#[must_use]
pub fn problem(texts: &Texts, problem: &Problem) -> String {
    let mut words = text(texts, &problem.message);
    if let Some(advice) = &problem.advice {
        words.push(' ');
        words.push_str(&self::advice(texts, advice));
    }
    words
}

/// What to do, said for somebody at the window: the engine's own words may name flags of the
/// command line.
#[must_use]
pub fn advice(texts: &Texts, advice: &Text) -> String {
    let key = advice_key(advice.key);
    let args = advice.args.iter();
    texts.say_words(key, args.map(|(name, value)| (*name, value.as_str())))
}

fn advice_key(key: &'static str) -> &'static str {
    match key {
        "advice-no-keyring" => "advice-window-keyring",
        "advice-certificate-issuer" => "advice-window-issuer",
        "advice-no-roots" => "advice-window-roots",
        other => other,
    }
}

/// A problem with everything a technician needs, to be copied.
#[must_use]
pub fn report(texts: &Texts, of: &Problem) -> String {
    let mut words = problem(texts, of);
    let _ = write!(words, "\n\nkind: {}", of.kind.word());
    let account = of.account.as_ref().map(|a| a.as_str());
    let mailbox = of.mailbox.as_ref().map(|m| m.as_str());
    for (name, value) in [("account", account), ("mailbox", mailbox)] {
        if let Some(value) = value {
            let _ = write!(words, "\n{name}: {value}");
        }
    }
    if let Some(detail) = &of.detail {
        let _ = write!(words, "\n{detail}");
    }
    words
}

/// What a folder is called: by its role, else by its name.
#[must_use]
pub fn folder(texts: &Texts, folder: &Folder) -> String {
    match role_key(folder.role) {
        Some(key) => texts.say(key),
        None => folder.name(),
    }
}

/// Where a message lies.
#[must_use]
pub fn folder_of(texts: &Texts, header: &MessageHeader, known: &Known) -> String {
    let found = known.folder(&header.id.folder);
    found.map_or_else(|| header.folder.clone(), |(_, found)| folder(texts, found))
}

/// Who wrote a message, and whether that is one of us: the person at this computer, or the member whom a copy names.
#[must_use]
pub fn author(texts: &Texts, header: &MessageHeader, known: &Known) -> (String, bool) {
    let author = header.participants.from.first();
    let is_own = |who: &NamedAddress| known.is_me(who);
    let of_mailbox =
        author.is_some_and(|who| who.address.eq_ignore_ascii_case(header.mailbox.as_str()));
    let person = header.sent_by.member().or(author);
    let words = match person {
        Some(person) if is_own(person) => texts.say("conversation-you"),
        Some(person) => person.label().to_owned(),
        None => texts.say("list-nobody"),
    };
    let ours = of_mailbox || header.sent_by != SentBy::NotAsked || person.is_some_and(is_own);
    (words, ours)
}

/// The Drafts folder in which a draft lies as it is here; `None` where it is on this computer only,
/// or the copy there is an older one.
#[must_use]
pub fn draft_folder(texts: &Texts, draft: &DraftSummary, known: &Known) -> Option<String> {
    let copy = draft
        .link
        .as_ref()
        .filter(|_| draft.is_stored)?
        .copy
        .as_ref()?;
    let (node, folder) = known.folder(&copy.key.folder)?;
    Some(format!(
        "{} / {}",
        node.mailbox.name,
        self::folder(texts, folder)
    ))
}

/// What people marked a message with, in words: at most so many, and how many more there are.
pub fn labels(texts: &Texts, flags: &Flags, most: usize) -> Vec<(Tone, String)> {
    let all = labels_of(flags);
    let word = |label: &Label| {
        let tone = match label {
            Label::Known("label-phishing") => Tone::Bad,
            Label::Known("label-important" | "label-junk") => Tone::Caution,
            _ => Tone::Neutral,
        };
        (tone, texts.label(label))
    };
    let mut words: Vec<(Tone, String)> = all.iter().take(most).map(word).collect();
    if all.len() > words.len() {
        let more = texts.number(u64::try_from(all.len() - words.len()).unwrap_or(u64::MAX));
        words.push((Tone::Neutral, format!("+{more}")));
    }
    words
}

/// The word of a role.
#[must_use]
pub fn role_key(role: FolderRole) -> Option<&'static str> {
    match role {
        FolderRole::Inbox => Some("folder-inbox"),
        FolderRole::Drafts => Some("folder-drafts"),
        FolderRole::Sent => Some("folder-sent"),
        FolderRole::Archive => Some("folder-archive"),
        FolderRole::Junk => Some("folder-junk"),
        FolderRole::Trash => Some("folder-trash"),
        FolderRole::Other => None,
    }
}

/// Why an action is not offered; `None` where it is.
#[must_use]
pub fn refusal(
    texts: &Texts,
    action: Action,
    decision: &Decision,
    mailbox: &str,
) -> Option<String> {
    if decision.may_try() {
        return None;
    }
    let args = [("mailbox", mailbox.into())];
    Some(match &decision.reason {
        Reason::Unreadable(words) => {
            texts.say_with("may-not-unreadable", &[("words", words.as_str().into())])
        }
        Reason::Container => texts.say("may-not-container"),
        Reason::Absent => texts.say_with("may-not-absent", &args),
        Reason::InDoubt => texts.say_with("may-not-in-doubt", &args),
        Reason::Lost => texts.say_with("may-not-lost", &args),
        Reason::ReadOnly => texts.say_with("may-not-read-only", &args),
        _ => match action {
            Action::Read => texts.say_with("may-not-read", &args),
            Action::MarkSeen => texts.say_with("may-not-mark", &args),
            Action::Flag | Action::MarkDeleted => texts.say_with("may-not-flag", &args),
            Action::Insert => texts.say_with("may-not-insert", &args),
            Action::Remove => texts.say_with("may-not-remove", &args),
            Action::CreateBelow => texts.say_with("may-not-create", &args),
            Action::DeleteFolder => texts.say_with("may-not-delete-folder", &args),
            Action::Administer => texts.say_with("may-not-administer", &args),
        },
    })
}

/// The mark and word of an identity's send right; none for one's own address that works. A way
/// that recipients will see is named even while nobody has tried it.
#[must_use]
pub fn right(texts: &Texts, identity: &Identity) -> Option<(Right, String)> {
    let mark = match (identity.right, identity.key.mode) {
        (SendRight::Refused, _) => Right::Refused,
        (SendRight::Untested, _) => Right::Untested,
        (SendRight::Allowed, Mode::SendAs) => Right::SendAs,
        (SendRight::Allowed, Mode::OnBehalf) => Right::OnBehalf,
        (SendRight::Allowed, Mode::Own) => return None,
    };
    let word = match (identity.right, identity.key.mode) {
        (SendRight::Untested, Mode::OnBehalf) => "right-on-behalf-untested",
        (right, mode) => permission::right_key(right, mode),
    };
    Some((mark, texts.say(word)))
}

/// In whose name a message leaves, for the strip over it.
#[must_use]
pub fn writing_as(texts: &Texts, identity: &Identity) -> String {
    let name = [("name", identity.from.label().into())];
    match identity.key.mode {
        Mode::Own | Mode::SendAs => texts.say_with("compose-as", &name),
        Mode::OnBehalf => texts.say_with("compose-as-behalf", &name),
    }
}

/// What the button that sends says. One's own address is no claim, so it needs no name.
#[must_use]
pub fn send_as(texts: &Texts, identity: &Identity) -> String {
    let name = [("name", identity.from.label().into())];
    match identity.key.mode {
        Mode::Own => texts.say("compose-send-own"),
        Mode::SendAs => texts.say_with("compose-send", &name),
        Mode::OnBehalf => texts.say_with("compose-send-behalf", &name),
    }
}

/// The address of an identity, to stand beside its name; none where the name is the address.
#[must_use]
pub fn address_beside(identity: &Identity) -> Option<&str> {
    let address = identity.key.address.as_str();
    (!identity.from.label().eq_ignore_ascii_case(address)).then_some(address)
}

/// A place for copies as the tree names it: the Sent folder is called so by its role.
#[must_use]
pub fn copy_place(texts: &Texts, place: &CopyPlace) -> String {
    match &place.folder {
        Some(_) => format!("{} / {}", place.mailbox, texts.say("folder-sent")),
        None => place.mailbox.clone(),
    }
}

/// What becomes of the copies of what is sent under an identity, in sentences; the flag says
/// whether a copy will have to wait. `mark` sets the places apart.
#[must_use]
pub fn copies(texts: &Texts, identity: &Identity, mark: impl Fn(&str) -> String) -> (String, bool) {
    let place = |copy: &CopyPlace| mark(&copy_place(texts, copy));
    let filed = identity.copies.iter().filter(|c| c.hindrance.is_none());
    let filed: Vec<String> = filed.map(place).collect();
    let mut sentences = Vec::new();
    if identity.copies.is_empty() {
        sentences.push(texts.say("compose-copy-server"));
    }
    if !filed.is_empty() {
        let folder = filed.join(", ").into();
        sentences.push(texts.say_with("compose-copy-to", &[("folder", folder)]));
    }
    let waiting = identity.copies.iter().filter_map(|copy| {
        Some(match copy.hindrance? {
            CopyHindrance::NoRight => {
                texts.say_with("compose-copy-no-right", &[("folder", place(copy).into())])
            }
            CopyHindrance::NoFolder => {
                texts.say_with("compose-copy-no-folder", &[("mailbox", place(copy).into())])
            }
        })
    });
    let before = sentences.len();
    sentences.extend(waiting);
    let waits = sentences.len() > before;
    (sentences.join(" "), waits)
}

/// How long somebody has waited for an answer: not yet for a day, for one, for three.
#[must_use]
pub fn wait(since: Timestamp, now: Timestamp) -> Tone {
    match now.duration_since(since).as_hours() {
        ..24 => Tone::Neutral,
        24..72 => Tone::Caution,
        _ => Tone::Bad,
    }
}

/// What a send right rests on, in a sentence with its age and the server's own words.
#[must_use]
pub fn evidence(texts: &Texts, identity: &Identity) -> String {
    let Some(evidence) = &identity.evidence else {
        return texts.say("identity-untested");
    };
    let key = permission::evidence_key(identity.right, Some(evidence.source));
    let mut words = texts.say(key);
    if let Some(said) = &evidence.words {
        words.push(' ');
        words.push_str(&texts.say_with("words-quoted", &[("words", said.as_str().into())]));
    }
    if evidence.source == EvidenceSource::OwnAddress {
        return words;
    }
    let date = texts.list_date(evidence.at, Timestamp::now(), &TimeZone::system());
    texts.say_with(
        "words-of-date",
        &[("words", words.into()), ("date", date.into())],
    )
}

/// What the way in which a mailbox is answered rests on; where it is on behalf because the better way is refused,
/// that too.
#[must_use]
pub fn way_of_sending(texts: &Texts, identity: &Identity, known: &Known) -> String {
    let words = evidence(texts, identity);
    let is_better = |other: &&Identity| {
        let same = |one: &Identity| (one.key.account.clone(), one.key.address.clone());
        same(other) == same(identity)
            && other.key.mode == Mode::SendAs
            && other.right == SendRight::Refused
    };
    let better = known.identities.iter().find(is_better);
    match better.filter(|_| identity.key.mode == Mode::OnBehalf) {
        Some(refused) => {
            let args = [("evidence", evidence(texts, refused).into())];
            format!("{} {words}", texts.say_with("sending-instead", &args))
        }
        None => words,
    }
}

/// The key of which new messages somebody is told of.
#[must_use]
pub fn notify(which: Notify) -> &'static str {
    match which {
        Notify::All => "settings-notify-all",
        Notify::Mine => "settings-notify-mine",
        Notify::None => "settings-notify-none",
    }
}

/// The state of a connection: its tone and its words.
#[must_use]
pub fn connection(texts: &Texts, connection: Connection) -> (Tone, String) {
    match connection {
        Connection::Starting | Connection::Connecting => {
            (Tone::Neutral, texts.say("status-connecting"))
        }
        Connection::Online => (Tone::Good, texts.say("status-online")),
        Connection::Offline => (Tone::Neutral, texts.say("status-offline")),
        Connection::Unreachable => (Tone::Caution, texts.say("status-unreachable")),
        Connection::Stopped => (Tone::Bad, texts.say("status-stopped")),
    }
}

/// The colour of a mailbox.
#[must_use]
pub fn colour(mailbox: &Mailbox) -> IdentityColor {
    colour_of(mailbox.colour)
}

/// The colour of this number in the settings: 0, what personal mailboxes begin with, is slate, the
/// last of the set; the others follow in the set's order.
#[must_use]
pub fn colour_of(number: u8) -> IdentityColor {
    IdentityColor::nth(usize::from(number) + IdentityColor::ALL.len() - 1)
}

/// The number of a colour in the settings.
#[must_use]
pub fn number_of(colour: IdentityColor) -> u8 {
    (0..10)
        .find(|number| colour_of(*number) == colour)
        .unwrap_or_default()
}

/// People in a list, by their names.
#[must_use]
pub fn people(list: &[NamedAddress]) -> String {
    list.iter()
        .map(NamedAddress::label)
        .collect::<Vec<_>>()
        .join(", ")
}

/// People with their addresses.
#[must_use]
pub fn people_whole(list: &[NamedAddress]) -> String {
    list.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a condition of a search asks for.
#[must_use]
pub fn condition(texts: &Texts, condition: &Condition) -> String {
    let value = || [("value", condition.value.as_str().into())];
    let words = match &condition.term.sought {
        Sought::Words { place, .. } => match place {
            Place::Sender => texts.say_with("search-from", &value()),
            Place::Recipients => texts.say_with("search-to", &value()),
            Place::Copies => texts.say_with("search-cc", &value()),
            Place::Subject => texts.say_with("search-subject", &value()),
            Place::Anywhere => condition.value.clone(),
        },
        Sought::Folder(name) => {
            let mut roles = FolderRole::SPECIAL.into_iter();
            let role = roles.find(|role| role.word() == name);
            match role.and_then(role_key) {
                Some(key) => texts.say_with("search-in", &[("value", texts.say(key).into())]),
                None => texts.say_with("search-in", &value()),
            }
        }
        Sought::Flag(SystemFlag::Seen, true) => texts.say("search-read"),
        Sought::Flag(SystemFlag::Seen, false) => texts.say("filter-unread"),
        Sought::Flag(SystemFlag::Answered, true) => texts.say("list-answered"),
        Sought::Unanswered => texts.say("filter-unanswered"),
        Sought::Flag(..) => texts.say("filter-flagged"),
        Sought::Keywords(_) if condition.operator == "is" => texts.say("list-forwarded"),
        Sought::Keywords(_) => texts.say_with("search-tag", &value()),
        Sought::UnreadForMe => texts.say("search-unread-for-me"),
        Sought::Attachment => texts.say("search-attachment"),
        Sought::Before(_) => texts.say_with("search-before", &value()),
        Sought::Since(_) => texts.say_with("search-after", &value()),
        Sought::Larger(octets) => {
            texts.say_with("search-larger", &[("value", texts.size(*octets).into())])
        }
        Sought::Smaller(octets) => {
            texts.say_with("search-smaller", &[("value", texts.size(*octets).into())])
        }
    };
    if condition.term.negated {
        texts.say_with("search-not", &[("words", words.into())])
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_in_the_window_names_no_flags() {
        use crate::i18n::Language;
        for language in [Language::English, Language::German, Language::French] {
            let texts = Texts::new(language);
            for key in [
                "advice-no-keyring",
                "advice-certificate-issuer",
                "advice-no-roots",
            ] {
                assert!(texts.say(key).contains("--"), "{key} is for both faces");
                let words = advice(&texts, &Text::new(key));
                assert!(!words.contains("--"), "{key}: {words}");
            }
        }
    }

    #[test]
    fn colours_have_numbers_and_personal_ones_begin_with_slate() {
        assert_eq!(colour_of(0), IdentityColor::Slate);
        assert_eq!(colour_of(1), IdentityColor::Teal);
        for colour in IdentityColor::ALL {
            assert_eq!(colour_of(number_of(colour)), colour);
        }
    }
}
