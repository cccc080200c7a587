//! Spacing, sizes and the type scale, in logical pixels.

use iced::Padding;

/// 1: between rows that are pressed.
pub const ROWS: f32 = 1.0;
/// 2: between lines of one thing, and between tabs.
pub const XXS: f32 = 2.0;
/// 3: between a name and what it names, below or above it.
pub const LABEL: f32 = 3.0;
/// 4: between an icon and what it belongs to.
pub const XS: f32 = 4.0;
/// 5: between a small icon and its words.
pub const CLOSE: f32 = 5.0;
/// 6: between words, chips and signs of one line.
pub const WORDS: f32 = 6.0;
/// 7: beside the words of small buttons and pills.
pub const INSIDE: f32 = 7.0;
/// 8: between neighbours.
pub const S: f32 = 8.0;
/// 9: before the words of a chip that can be taken away.
pub const CHIP: f32 = 9.0;
/// 10: between fields.
pub const FIELDS: f32 = 10.0;
/// 11: between the sign of a choice with more than one line and its words.
pub const BESIDE_SIGN: f32 = 11.0;
/// 12: inside cards, bars and fields.
pub const M: f32 = 12.0;
/// 14: between the edge of a pane and its bars.
pub const EDGE: f32 = 14.0;
/// 16: between groups.
pub const L: f32 = 16.0;
/// 20: around a page.
pub const XL: f32 = 20.0;

/// Around a page that scrolls.
pub const PAGE: Padding = around(18.0, 22.0);
/// Inside a card.
pub const CARD: Padding = around(M, EDGE);
/// Inside a notice, and a card of few words.
pub const NOTICE: Padding = around(CHIP, M);
/// Above a dot, so that it stands in the middle of the first line beside it.
pub const MARK: f32 = 5.0;

const fn around(high: f32, wide: f32) -> Padding {
    Padding {
        top: high,
        right: wide,
        bottom: high,
        left: wide,
    }
}

/// Corners of rows.
pub const RADIUS_ROW: f32 = 6.0;
/// Corners of buttons and fields.
pub const RADIUS_BUTTON: f32 = 7.0;
/// Corners of cards, menus and dialogs.
pub const RADIUS_CARD: f32 = 10.0;

/// Keys of the keyboard.
pub const TEXT_KEY: f32 = 10.5;
/// Counts and chips.
pub const TEXT_TINY: f32 = 11.0;
/// Secondary text.
pub const TEXT_SMALL: f32 = 12.0;
/// Nearly everything.
pub const TEXT: f32 = 13.0;
/// Mail text, set at [`LINE_MAIL`].
pub const TEXT_MAIL: f32 = 14.0;
/// The title of a list.
pub const TEXT_TITLE: f32 = 15.0;
/// The heading of a page or of a message.
pub const TEXT_HEADING: f32 = 19.0;

/// Line height of interface text, relative to its size.
pub const LINE: f32 = 1.4;
/// Line height of mail text, relative to its size.
pub const LINE_MAIL: f32 = 1.55;

/// The sign of a person beside what they wrote.
pub const AVATAR: f32 = 30.0;
/// What stands below the name beside an [`AVATAR`] begins here.
pub const BESIDE_AVATAR: f32 = 40.0;

/// Icons.
pub const ICON: f32 = 16.0;
/// Icons beside the words of buttons.
pub const ICON_INLINE: f32 = 14.0;
/// Icons within a line of small text.
pub const ICON_SMALL: f32 = 13.0;
/// Icons within chips and marks.
pub const ICON_TINY: f32 = 12.0;
/// The dot in the colour of a mailbox.
pub const DOT: f32 = 9.0;
/// The dot within a round choice.
pub const DOT_SMALL: f32 = 6.0;

/// Height of an ordinary button and field.
pub const CONTROL: f32 = 30.0;
/// Small buttons that show a picture.
pub const CONTROL_MARK: f32 = 22.0;
/// Height of buttons in the status bar.
pub const CONTROL_TINY: f32 = 20.0;
/// Height of buttons within a line of small text.
pub const CONTROL_SMALL: f32 = 24.0;
/// Height of buttons within a card, and the width of small ones that show a picture.
pub const CONTROL_LOW: f32 = 26.0;
/// Height of pills.
pub const CONTROL_PILL: f32 = 28.0;
/// A line of the head of a letter.
pub const LETTER_LINE: f32 = 40.0;
/// Height of the buttons that end a dialog or a compose window.
pub const CONTROL_LARGE: f32 = 34.0;

/// A mailbox in the tree.
pub const TREE_ROW: f32 = 28.0;
/// A folder in the tree.
pub const TREE_SUBROW: f32 = 26.0;
/// A message in the list.
pub const LIST_ROW: f32 = 68.0;
/// A heading between the messages of the list.
pub const LIST_HEADING: f32 = 26.0;
/// A message in the compact list.
pub const LIST_ROW_COMPACT: f32 = 44.0;

/// The widest hint: longer words go on below.
pub const HINT_WIDTH: f32 = 320.0;
/// A menu of commands.
pub const MENU_NARROW: f32 = 220.0;
/// One of places or choices.
pub const MENU: f32 = 240.0;
/// One whose words are longer.
pub const MENU_WIDE: f32 = 260.0;
/// The bar on top of the window.
pub const TOP_BAR: f32 = 48.0;
/// The bar of actions over the reader.
pub const TOOLBAR: f32 = 46.0;
/// The bar at the bottom of the window.
pub const STATUS_BAR: f32 = 28.0;
/// The tree, before anybody moves its edge.
pub const TREE_WIDTH: f32 = 232.0;
/// The list, before anybody moves its edge.
pub const LIST_WIDTH: f32 = 388.0;
/// Below this width of the window the reader takes the place of the list.
pub const NARROW: f32 = 1000.0;
/// Below this width one column has the window: the folders, the list or the reader.
pub const SINGLE: f32 = 720.0;
/// Below this height of the window what else stays in sight is short, or scrolls with the rest.
pub const LOW: f32 = 480.0;
