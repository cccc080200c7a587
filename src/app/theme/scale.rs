//! Spacing, sizes and the type scale, in logical pixels.

/// 4: between an icon and what it belongs to.
pub const XS: f32 = 4.0;
/// 8: between neighbours.
pub const S: f32 = 8.0;
/// 12: inside cards, bars and fields.
pub const M: f32 = 12.0;
/// 16: between groups.
pub const L: f32 = 16.0;
/// 20: around a page.
pub const XL: f32 = 20.0;

/// Corners of rows.
pub const RADIUS_ROW: f32 = 6.0;
/// Corners of buttons and fields.
pub const RADIUS_BUTTON: f32 = 7.0;
/// Corners of cards, menus and dialogs.
pub const RADIUS_CARD: f32 = 10.0;

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
/// Icons within a line of small text.
pub const ICON_SMALL: f32 = 13.0;

/// Height of an ordinary button and field.
pub const CONTROL: f32 = 30.0;
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
