//! Everything that can be done in the window, and which key does it: one table, and a pure function from
//! a key press to an action.
//!
//! The window asks [`shortcut`] only for key presses that no control took (`keyboard::listen` leaves
//! out those captured by a focused field), with what has the focus. Menus and hints ask [`label`], the
//! sheet of keys and the palette go through [`Action::ALL`]. The person chooses between two maps,
//! [`KeyMap`].

mod chord;
#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;

use iced::keyboard::Event;
use iced::keyboard::key::Named;

pub use chord::Chord;
use chord::{alt, command, letter, named, shift, sign, then};

use crate::config::KeyMap;
use crate::i18n::Texts;

/// What has the focus, as far as keys are concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Focus {
    /// The window itself, a list, a button, a passage: single letters are commands.
    #[default]
    Plain,
    /// A field or editor: only keys with Ctrl/Cmd are commands, and few that write nothing.
    Writing,
    /// A dialog or menu is open: nothing below it takes keys.
    Dialog,
}

/// Which window a key was pressed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The main window.
    Main,
    /// A window in which a message is written.
    Compose,
    /// Every window, as the place of an action.
    Any,
}

/// What an action is for, in the list of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Done with the message that is read, or with those that are chosen.
    Message,
    /// Where the window goes.
    Going,
    /// While a message is written.
    Writing,
    /// The program as a whole.
    Program,
}

impl Group {
    /// All of them, in the order of the list of keys.
    pub const ALL: [Self; 4] = [Self::Message, Self::Going, Self::Writing, Self::Program];

    /// The key of its heading.
    pub fn words(self) -> &'static str {
        match self {
            Self::Message => "keys-group-message",
            Self::Going => "keys-group-going",
            Self::Writing => "keys-group-writing",
            Self::Program => "keys-group-program",
        }
    }
}

/// The keys of an action in each map; where one list is given, in both.
macro_rules! maps {
    ([$($both:expr),*]) => { maps!([$($both),*] [$($both),*]) };
    ([$($gmail:expr),*] [$($thunderbird:expr),*]) => {
        (const { &[$($gmail),*] }, const { &[$($thunderbird),*] })
    };
}

macro_rules! actions {
    ($($(#[doc = $doc:literal])* $name:ident => $words:literal, $group:ident, $place:ident, $([$($chord:expr),*])+;)*) => {
        /// What can be done, by a key or from the palette.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $doc])* $name,)*
        }

        impl Action {
            /// All actions there are.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The key of the text that says what it does.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// Where it stands in the list of keys.
            pub fn group(self) -> Group {
                match self { $(Self::$name => Group::$group,)* }
            }

            /// The window it belongs to.
            pub fn place(self) -> Place {
                match self { $(Self::$name => Place::$place,)* }
            }

            /// Its keys; the first is shown in menus and hints. There may be none.
            pub fn chords(self, map: KeyMap) -> &'static [Chord] {
                let (gmail, thunderbird): (&'static [Chord], &'static [Chord]) = match self {
                    $(Self::$name => maps!($([$($chord),*])+),)*
                };
                match map {
                    KeyMap::Gmail => gmail,
                    KeyMap::Thunderbird => thunderbird,
                }
            }
        }
    };
}

actions! {
    /// Begins a new message.
    NewMessage => "keys-new-message", Program, Main,
        [command(letter('n')), letter('c')]
        [command(letter('n')), command(letter('m'))];
    /// Goes to the search field.
    Search => "keys-search", Going, Main,
        [command(letter('k')), sign('/'), command(shift(letter('f')))]
        [command(letter('k')), command(shift(letter('k'))), command(shift(letter('f')))];
    /// Answers the sender.
    Reply => "keys-reply", Message, Main,
        [letter('r'), command(letter('r'))]
        [command(letter('r'))];
    /// Answers everybody.
    ReplyAll => "keys-reply-all", Message, Main,
        [letter('a'), command(shift(letter('r')))]
        [command(shift(letter('r')))];
    /// Passes the message on.
    Forward => "keys-forward", Message, Main,
        [letter('f'), command(letter('l'))]
        [command(letter('l'))];
    /// Passes it on whole, as a file.
    ForwardAttached => "keys-forward-attached", Message, Main, [];
    /// Moves to the archive.
    Archive => "keys-archive", Message, Main, [letter('e')] [letter('a')];
    /// Moves to the archive and goes on to the message above.
    ArchivePrevious => "keys-archive-previous", Message, Main, [sign('[')] [];
    /// Moves to the archive and goes on to the message below.
    ArchiveNext => "keys-archive-next", Message, Main, [sign(']')] [];
    /// Moves to another folder.
    MoveTo => "keys-move", Message, Main, [letter('v')] [command(shift(letter('m')))];
    /// Copies to another folder.
    CopyTo => "keys-copy", Message, Main, [];
    /// Moves to the trash.
    Delete => "keys-delete", Message, Main,
        [named(Named::Delete), sign('#')]
        [named(Named::Delete)];
    /// Deletes for good, after a question.
    DeleteForGood => "keys-delete-for-good", Message, Main, [shift(named(Named::Delete))];
    /// Moves to the folder for junk.
    Junk => "keys-junk", Message, Main, [sign('!')] [letter('j')];
    /// Out of it, back to the Inbox.
    NotJunk => "keys-not-junk", Message, Main, [] [shift(letter('j'))];
    /// Sets or takes the flag.
    Flag => "keys-flag", Message, Main, [letter('s')];
    /// Sets or takes the first tag.
    Tag1 => "keys-tag-important", Message, Main, [sign('1')];
    /// The second one.
    Tag2 => "keys-tag-work", Message, Main, [sign('2')];
    /// The third one.
    Tag3 => "keys-tag-personal", Message, Main, [sign('3')];
    /// The fourth one.
    Tag4 => "keys-tag-to-do", Message, Main, [sign('4')];
    /// The fifth one.
    Tag5 => "keys-tag-later", Message, Main, [sign('5')];
    /// Finds a tag by its name.
    Tags => "keys-tags", Message, Main, [letter('l')] [];
    /// Takes all tags.
    NoTags => "keys-no-tags", Message, Main, [sign('0')];
    /// Marks as read or unread.
    ToggleSeen => "keys-toggle-seen", Message, Main, [shift(letter('m'))] [letter('m')];
    /// Marks as read.
    MarkRead => "keys-mark-read", Message, Main, [shift(letter('i'))] [];
    /// Marks as unread.
    MarkUnread => "keys-mark-unread", Message, Main, [shift(letter('u'))] [];
    /// Chooses the message that the keyboard is on beside the others, or no longer.
    Pick => "keys-pick", Message, Main, [letter('x')] [];
    /// Marks all of the folder as read.
    AllSeen => "keys-all-seen", Message, Main, [shift(letter('c'))];
    /// Finds words in the message that is read.
    Find => "keys-find", Message, Main, [command(letter('f'))];
    /// The next place where they stand.
    FindNext => "keys-find-next", Message, Main, [named(Named::F3), command(letter('g'))];
    /// The place before.
    FindPrevious => "keys-find-previous", Message, Main,
        [shift(named(Named::F3)), command(shift(letter('g')))];
    /// Shows the source of the message.
    Source => "keys-source", Message, Main, [command(letter('u'))];
    /// Shows the message in its own colours in a dark window, or adapts them.
    OwnColours => "keys-own-colours", Message, Main, [];
    /// Saves the message as a file.
    SaveMessage => "keys-save-message", Message, Main, [command(letter('s'))];
    /// The next message.
    Next => "keys-next", Going, Main,
        [letter('j'), alt(named(Named::ArrowDown))]
        [letter('f'), alt(named(Named::ArrowDown))];
    /// The message before.
    Previous => "keys-previous", Going, Main,
        [letter('k'), alt(named(Named::ArrowUp))]
        [letter('b'), alt(named(Named::ArrowUp))];
    /// Opens the message that the keyboard is on.
    Open => "keys-open", Going, Main, [letter('o')] [];
    /// Back to the list.
    ToList => "keys-to-list", Going, Main, [letter('u')] [];
    /// From the folders to the list, and from there to the message.
    NextPane => "keys-next-pane", Going, Main, [named(Named::F6)];
    /// And the other way round.
    PreviousPane => "keys-previous-pane", Going, Main, [shift(named(Named::F6))];
    /// The next page of the message, or of what else is shown.
    PageDown => "keys-page-down", Going, Main, [named(Named::Space), named(Named::PageDown)];
    /// The page before.
    PageUp => "keys-page-up", Going, Main, [shift(named(Named::Space)), named(Named::PageUp)];
    /// The letter is shown a step larger. `=` is the key of the plus on many keyboards.
    Larger => "keys-larger", Going, Main, [command(sign('+')), command(sign('='))];
    /// A step smaller.
    Smaller => "keys-smaller", Going, Main, [command(sign('-'))];
    /// As large as usual.
    UsualSize => "keys-usual-size", Going, Main, [command(sign('0'))];
    /// The next unread message.
    NextUnread => "keys-next-unread", Going, Main, [letter('n')];
    /// The next message of the conversation.
    NextInConversation => "keys-next-in-conversation", Going, Main,
        [shift(letter('j'))]
        [shift(letter('f'))];
    /// The message of the conversation before.
    PreviousInConversation => "keys-previous-in-conversation", Going, Main,
        [shift(letter('k'))]
        [shift(letter('b'))];
    /// Shows the words of all messages of the conversation in their place, or folds them.
    UnfoldConversation => "keys-unfold-conversation", Going, Main, [sign(';')] [sign('*')];
    /// Hands the message to the browser, to be printed.
    Print => "keys-print", Message, Main, [command(letter('p'))];
    /// Takes back the last move, deletion or mark.
    Undo => "keys-undo", Message, Main, [command(letter('z')), letter('z')] [command(letter('z'))];
    /// The message that is shown in the outbox leaves before the one above it.
    LeaveEarlier => "keys-leave-earlier", Message, Main, [command(named(Named::ArrowUp))];
    /// It leaves after the one below it.
    LeaveLater => "keys-leave-later", Message, Main, [command(named(Named::ArrowDown))];
    /// Shows the Inbox of the open mailbox.
    Inbox => "keys-inbox", Going, Main, [then('g', letter('i'))] [command(shift(letter('i')))];
    /// Shows the drafts on this computer.
    Drafts => "keys-drafts", Going, Main, [then('g', letter('d'))] [];
    /// Shows the outbox.
    Outbox => "keys-outbox", Going, Main,
        [command(shift(letter('o'))), then('g', letter('o'))]
        [command(shift(letter('o')))];
    /// Shows what is wrong.
    Problems => "keys-problems", Going, Main, [then('g', letter('p'))] [];
    /// Shows the settings.
    Settings => "keys-settings", Going, Main, [command(sign(','))];
    /// Shows all messages of the folder.
    ShowAll => "keys-show-all", Going, Main, [];
    /// Shows those that were not read.
    ShowUnread => "keys-show-unread", Going, Main, [];
    /// Shows those that are flagged.
    ShowFlagged => "keys-show-flagged", Going, Main, [];
    /// Shows those that nobody answered.
    ShowUnanswered => "keys-show-unanswered", Going, Main, [];
    /// Leaves what is shown: the search, the reader of a narrow window.
    Back => "keys-back", Going, Main, [named(Named::Escape)];
    /// Everything that can be done, to type.
    Palette => "keys-palette", Program, Any, [command(shift(letter('p')))];
    /// Asks the servers for news.
    Refresh => "keys-refresh", Program, Main, [named(Named::F5), command(shift(letter('t')))];
    /// Stops all traffic, or lets it go on.
    Offline => "keys-offline", Program, Main, [];
    /// Pauses what is fetched ahead, or lets it go on.
    Pause => "keys-pause", Program, Main, [];
    /// Makes a folder in the open mailbox.
    NewFolder => "keys-new-folder", Program, Main, [];
    /// Changes how the open mailbox is treated.
    MailboxSettings => "keys-mailbox-settings", Program, Main, [];
    /// Adds an account.
    AddAccount => "keys-add-account", Program, Main, [];
    /// Adds a shared mailbox.
    AddMailbox => "keys-add-mailbox", Program, Main, [];
    /// Adds an address to send from.
    AddAddress => "keys-add-address", Program, Main, [];
    /// Starts the demo, in a window of its own.
    Demo => "keys-demo", Program, Main, [];
    /// Asks the servers what may be sent from which address.
    CheckIdentities => "keys-check-identities", Program, Main, [];
    /// Shows the keys.
    Keys => "keys-keys", Program, Main, [sign('?')];
    /// Ends the program.
    Quit => "keys-quit", Program, Any, [command(letter('q'))];
    /// Sends what is written.
    Send => "keys-send", Writing, Compose, [command(named(Named::Enter))];
    /// Sends it at another time.
    SendLater => "keys-send-later", Writing, Compose, [command(shift(named(Named::Enter)))];
    /// Attaches a file.
    Attach => "keys-attach", Writing, Compose, [command(shift(letter('a')))];
    /// Opens the From choice.
    ChooseFrom => "keys-choose-from", Writing, Compose, [command(shift(letter('f')))];
    /// Shows the lines for copies and goes there.
    ShowCopies => "keys-show-copies", Writing, Compose, [command(shift(letter('c')))];
    /// Makes what is chosen bold.
    Bold => "compose-bold", Writing, Compose, [command(letter('b'))];
    /// Italic.
    Italic => "compose-italic", Writing, Compose, [command(letter('i'))];
    /// A link.
    InsertLink => "compose-link", Writing, Compose, [command(letter('k'))];
    /// A list.
    BulletList => "compose-list", Writing, Compose, [command(shift(letter('l')))];
    /// A numbered list.
    NumberedList => "compose-numbered", Writing, Compose, [command(shift(letter('n')))];
    /// A quote.
    Quote => "compose-quote", Writing, Compose, [command(shift(letter('b')))];
    /// Code.
    Code => "compose-code", Writing, Compose, [command(letter('e'))];
    /// A picture in the text.
    InsertPicture => "compose-picture", Writing, Compose, [];
    /// Shows it as its recipients will see it, or goes on writing.
    Preview => "keys-preview", Writing, Compose, [command(shift(letter('e')))];
    /// The text is formatted, or plain.
    ToggleFormat => "keys-toggle-format", Writing, Compose, [];
    /// Asks for a receipt, or does not.
    Receipt => "compose-receipt", Writing, Compose, [];
    /// Offers what may have been meant by a wrong word.
    Spelling => "keys-spelling", Writing, Compose, [named(Named::F7)];
    /// Closes the window and keeps the draft.
    CloseCompose => "keys-close-compose", Writing, Compose,
        [command(letter('w')), named(Named::Escape)];
    /// Throws the draft away.
    Discard => "keys-discard", Writing, Compose, [];
}

/// What a key press means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// This is to be done.
    Action(Action),
    /// It is the first of two keys: the next one is asked about with it.
    Begins(char),
}

/// What a key press means, if anything. Pure: the same press gives the same action. `begun` is the letter
/// that was pressed before it, where that was the first of two.
pub fn shortcut(
    event: &Event,
    place: Place,
    focus: Focus,
    map: KeyMap,
    begun: Option<char>,
) -> Option<Stroke> {
    let Event::KeyPressed { repeat, .. } = event else {
        return None;
    };
    use Action::{FindNext, FindPrevious, Larger, Next, PageDown, PageUp, Previous, Smaller};
    // What is read in a dialog may be longer than the window.
    let reaches = |action: &Action| focus != Focus::Dialog || matches!(action, PageDown | PageUp);
    let is_here = |action: &Action| action.place() == place || action.place() == Place::Any;
    let here = |action: &Action| is_here(action) && reaches(action);
    let goes_on = |action: &Action| {
        let on = [
            Next,
            Previous,
            PageDown,
            PageUp,
            Larger,
            Smaller,
            FindNext,
            FindPrevious,
        ];
        on.contains(action)
    };
    let once = |action: &Action| !repeat || goes_on(action);
    let actions = || Action::ALL.iter().copied().filter(here).filter(once);
    let found = actions().find(|action| {
        let mut chords = action.chords(map).iter();
        chords.any(|chord| chord.is_free(focus) && chord.follows(begun) && chord.is(event))
    });
    if found.is_some() || begun.is_some() {
        return found.map(Stroke::Action);
    }
    let mut chords = actions().flat_map(|action| action.chords(map));
    let first = chords.find_map(|chord| chord.is_free(focus).then(|| chord.begun_by(event))?);
    first.map(Stroke::Begins)
}

/// How the first key of an action is written on this system and on the person's keyboard:
/// `Ctrl+Shift+O`, `Strg+Umschalt+O`, `⇧⌘O`. Nothing where it has none.
pub fn label(action: Action, map: KeyMap, texts: &Texts) -> Option<String> {
    labels(action, map, texts).next()
}

/// How each key of an action is written.
pub fn labels(action: Action, map: KeyMap, texts: &Texts) -> impl Iterator<Item = String> {
    let chords = action.chords(map).iter();
    chords.map(|chord| chord.written(cfg!(target_os = "macos"), texts))
}

/// The keys of a list, in every map and on every system the same: the key of the text that says what they do, and
/// how they are pressed. The list itself hears them ([`crate::app::widget::list`]).
const OF_LISTS: [(&str, &[Chord]); 7] = {
    const DOWN: Chord = named(Named::ArrowDown);
    const UP: Chord = named(Named::ArrowUp);
    [
        ("keys-list-step", &[DOWN, UP]),
        ("keys-list-ends", &[named(Named::Home), named(Named::End)]),
        ("keys-list-extend", &[shift(DOWN), shift(UP)]),
        ("keys-list-pass", &[command(DOWN), command(UP)]),
        ("keys-list-toggle", &[command(named(Named::Space))]),
        ("keys-list-all", &[command(letter('a'))]),
        ("keys-list-menu", &[shift(named(Named::F10))]),
    ]
};

/// What the keys of a list do, and how they are written.
pub fn of_lists(texts: &Texts) -> impl Iterator<Item = (String, Vec<String>)> {
    let written = |chord: &Chord| chord.written(cfg!(target_os = "macos"), texts);
    OF_LISTS
        .iter()
        .map(move |(words, chords)| (texts.say(words), chords.iter().map(written).collect()))
}

/// How a key of the system is written, that is the same in every map: Ctrl/Cmd and this letter.
#[must_use]
pub fn system_key(of: char, texts: &Texts) -> String {
    command(letter(of)).written(cfg!(target_os = "macos"), texts)
}

/// What something does, and the key that does the same, where it has one.
pub fn hint(words: String, action: Action, map: KeyMap, texts: &Texts) -> String {
    match label(action, map, texts) {
        Some(key) => {
            let args = [("words", words.into()), ("key", key.into())];
            texts.say_with("hint-with-key", &args)
        }
        None => words,
    }
}

/// The keys of the windows in which is written: in both maps the same.
pub const WRITING: KeyMap = KeyMap::Gmail;
