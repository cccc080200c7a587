//! What fits: every permitted size of the window, in the longest languages.

use iced::advanced::text::Paragraph as _;
use iced::{Font, Rectangle};
use postroom::app::screen::Notice;
use postroom::app::screen::home::{Kept, Message};
use postroom::app::theme::{font, scale};
use postroom::app::widget::fit::Setting;
use postroom::i18n::{Language, Texts};

use crate::desk::{Desk, desk};
use crate::drive::Driver;

const ORDER: &str = "Where is my order 20418?";
const LANGUAGES: [Language; 3] = [Language::English, Language::German, Language::French];
const SIZES: [(f32, f32); 5] = [
    (Kept::LEAST.width, Kept::LEAST.height),
    (900.0, 600.0),
    (1000.0, 700.0),
    (1280.0, 800.0),
    (1600.0, 900.0),
];

/// Has a line the room that its words need?
pub fn is_whole(text: &str, at: Rectangle, font: Font, size: f32) -> bool {
    at.width + 1.0 >= Setting { font, size }.shape(text).min_width()
}

/// What stands right of this is not in the tree, which one column does not have.
fn beside(width: f32, tree: f32) -> f32 {
    if width < scale::SINGLE { 0.0 } else { tree }
}

fn opened() -> Driver<Desk, Message> {
    let mut desk = desk(&["anna"]);
    desk.go("Support");
    desk.go(ORDER);
    desk.until_told("I ordered a lamp two weeks ago");
    desk
}

#[test]
fn every_button_over_the_message_is_there_at_every_size() {
    let mut desk = opened();
    for language in LANGUAGES {
        desk.state.link.texts = Texts::new(language);
        for tree in [scale::TREE_WIDTH, *Kept::TREE.end()] {
            desk.tell(Message::Tree(tree));
            for (width, height) in SIZES {
                desk.sized(width, height);
                desk.state.home.mail.is_reading = true;
                desk.frame();
                let stops = desk.stops();
                let bar = scale::TOP_BAR..scale::TOP_BAR + scale::TOOLBAR;
                let buttons: Vec<_> = stops
                    .iter()
                    .map(|(_, at)| *at)
                    .filter(|at| {
                        bar.contains(&at.center_y())
                            && at.height > 29.0
                            && at.x > beside(width, 150.0)
                    })
                    .collect();
                let back = usize::from(width < scale::NARROW);
                assert_eq!(buttons.len(), 8 + back, "{language:?} {width} {tree}");
                for at in buttons {
                    assert!(
                        at.width >= 34.0 && at.x + at.width <= width,
                        "{language:?} {width} {tree}: {at:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn in_whose_name_one_answers_is_never_cut() {
    let mut desk = opened();
    for language in LANGUAGES {
        desk.state.link.texts = Texts::new(language);
        // In a low window it is one line: see `low`.
        let sizes = SIZES.into_iter().filter(|size| size.1 >= scale::LOW);
        for (width, height) in sizes {
            desk.sized(width, height);
            desk.state.home.mail.is_reading = true;
            desk.frame();
            let lead = desk.state.link.texts.say("reader-reply-as");
            let bar = desk.bounds(&lead);
            let near = |desk: &mut Driver<Desk, Message>, text: &str| {
                let texts = desk.texts();
                let found = texts
                    .into_iter()
                    .find(|(found, at)| found.contains(text) && at.y >= bar.y - 2.0);
                found.unwrap_or_else(|| panic!("{language:?} {width}: no {text}"))
            };
            let (address, at) = near(&mut desk, "support@acme.example");
            // It may stand in a line of small words.
            let size = |at: Rectangle| {
                let text = Setting {
                    font: font::REGULAR,
                    size: scale::TEXT,
                };
                if at.height < text.height() {
                    scale::TEXT_SMALL
                } else {
                    scale::TEXT
                }
            };
            assert!(
                is_whole(&address, at, font::REGULAR, size(at)),
                "{language:?} {width}: {at:?}"
            );
            let (copy, at) = near(&mut desk, "Support / ");
            let wrapped = at.height > 2.0 * scale::TEXT_SMALL;
            assert!(
                wrapped || is_whole(&copy, at, font::REGULAR, size(at)),
                "{language:?} {width}: {copy} {at:?}"
            );
            assert!(at.y + at.height <= height);
        }
    }
}

#[test]
fn the_words_of_the_rights_yield_before_the_folders_name() {
    let mut desk = opened();
    for language in LANGUAGES {
        desk.state.link.texts = Texts::new(language);
        let folder = desk.state.link.texts.say("folder-inbox");
        for (width, height) in SIZES {
            desk.sized(width, height);
            desk.state.home.mail.is_reading = false;
            desk.frame();
            let texts = desk.texts();
            let head = texts
                .iter()
                .find(|(text, at)| *text == folder && at.x > beside(width, 200.0) && at.y < 100.0);
            let (_, at) = head.unwrap_or_else(|| panic!("{language:?} {width}"));
            assert!(
                is_whole(&folder, *at, font::REGULAR, scale::TEXT),
                "{language:?} {width}: {at:?}"
            );
        }
    }
}

#[test]
fn the_filters_are_whole_at_every_size() {
    let mut desk = opened();
    for language in LANGUAGES {
        desk.state.link.texts = Texts::new(language);
        let last = desk.state.link.texts.say("filter-flagged");
        for (width, height) in SIZES {
            desk.sized(width, height);
            desk.state.home.mail.is_reading = false;
            desk.frame();
            let texts = desk.texts();
            let tab = texts
                .iter()
                .find(|(text, at)| *text == last && at.y < 180.0);
            let (_, at) = tab.unwrap_or_else(|| panic!("{language:?} {width}"));
            assert!(
                is_whole(&last, *at, font::MEDIUM, scale::TEXT_SMALL),
                "{language:?} {width}: {at:?}"
            );
        }
    }
}

/// Counts of many digits yield, or the words beside them do not: no tab goes below another because of them.
#[test]
fn counts_of_many_digits_take_no_second_line() {
    let mut desk = opened();
    let sizes = SIZES.into_iter().chain([(450.0, 300.0)]);
    for (width, height) in sizes {
        desk.sized(width, height);
        desk.state.home.mail.is_reading = false;
        for language in LANGUAGES {
            desk.state.link.texts = Texts::new(language);
            let mut heights = Vec::new();
            for counts in [(0, 0), (1_234, 5_678), (98_765, 1_234_567)] {
                let nodes = &mut desk.state.home.known.nodes;
                for folder in nodes.iter_mut().flat_map(|node| &mut node.folders) {
                    (folder.unread, folder.unanswered) = counts;
                }
                desk.frame();
                let texts = desk.texts();
                let tab = |key: &str| {
                    let words = desk.state.link.texts.say(key);
                    let is_tab = |text: &str| {
                        let count = text.strip_prefix(&words);
                        count.is_some_and(|count| !count.chars().any(char::is_alphabetic))
                    };
                    let found = texts.iter().find(|(text, at)| {
                        is_tab(text) && at.x > beside(width, 150.0) && at.y < 180.0
                    });
                    found
                        .cloned()
                        .unwrap_or_else(|| panic!("{language:?} {width} {key}: {texts:?}"))
                };
                for key in [
                    "filter-all",
                    "filter-unread",
                    "filter-unanswered",
                    "filter-flagged",
                ] {
                    let (text, at) = tab(key);
                    assert!(
                        is_whole(&text, at, font::MEDIUM, scale::TEXT_SMALL),
                        "{language:?} {width} {text}: {at:?}"
                    );
                }
                heights.push(tab("filter-flagged").1.y - tab("filter-all").1.y);
            }
            let first = heights.first().copied();
            assert!(
                heights.iter().all(|y| Some(*y) == first),
                "{language:?} {width}: {heights:?}"
            );
        }
    }
}

#[test]
fn a_notice_never_covers_the_bar_from_which_one_answers() {
    let mut desk = opened();
    desk.tell(Message::Tell(Notice::Done("It was done.".into())));
    let (notice, bar) = (desk.bounds("It was done."), desk.bounds("Reply as"));
    assert!(
        notice.y + notice.height + 9.0 < bar.y - 11.0,
        "{notice:?} {bar:?}"
    );
}

#[test]
fn the_list_of_keys_can_be_closed_in_the_smallest_window() {
    let mut desk = opened();
    desk.sized(Kept::LEAST.width, Kept::LEAST.height);
    desk.tell(Message::Keys);
    let close = desk.bounds("Close");
    assert!(close.height > 10.0 && close.y + close.height < Kept::LEAST.height - 30.0);
    // The button has the focus and is no part of the list: that begins at its beginning.
    let (title, first) = (
        desk.bounds("Keyboard shortcuts"),
        desk.bounds("With the selected messages"),
    );
    assert!(first.y > title.y + title.height, "{title:?} {first:?}");
}
