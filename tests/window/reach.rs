//! Whether all of a window can be reached: what lies outside of it, or is squeezed to nothing, is found.

use iced::advanced::widget::operation::{Focusable, Scrollable};
use iced::advanced::widget::{Id, Operation};
use iced::{Rectangle, Size, Vector};
use postroom::app::screen::compose;
use postroom::app::screen::home::Message;
use postroom::i18n::{Language, Texts};

use crate::compose::Stand;
use crate::desk::Desk;
use crate::drive::Driver;

pub const LANGUAGES: [Language; 3] = [Language::English, Language::German, Language::French];

/// A large window, a usual one, a small one, and with letters twice as large the usual and the small one.
const SIZES: [(f32, f32); 5] = [
    (1600.0, 1000.0),
    (1280.0, 800.0),
    (900.0, 600.0),
    (640.0, 400.0),
    (450.0, 300.0),
];

/// A window to write in as it opens, the smallest, and as it opens with letters twice as large.
pub const LETTERS: [(f32, f32); 3] = [(860.0, 720.0), (520.0, 400.0), (430.0, 360.0)];

/// So much is told of each: all else is alike.
const MOST: usize = 6;

/// The edge between two panes, which is dragged, is no wider.
const EDGE: f32 = 1.0;

/// The least height of what scrolls, and of what is pressed.
const LEAST_SEEN: f32 = 24.0;
const LEAST: f32 = 10.0;

/// What scrolls: the part of it that is seen, on the screen, and how far it is scrolled.
#[derive(Clone, Copy)]
struct Around {
    seen: Rectangle,
    within: bool,
    moved: Vector,
}

struct Found {
    name: String,
    at: Rectangle,
    is_stop: bool,
    around: Option<Around>,
}

#[derive(Default)]
struct Look {
    found: Vec<Found>,
    around: Vec<Option<Around>>,
    next: Option<Around>,
}

impl Look {
    fn keep(&mut self, name: String, at: Rectangle, is_stop: bool) {
        let around = self.around.last().copied().flatten();
        let moved = around.map_or(Vector::ZERO, |around| around.moved);
        self.found.push(Found {
            name,
            at: at - moved,
            is_stop,
            around,
        });
    }
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let outer = self.around.last().copied().flatten();
        let inner = self.next.take().or(outer);
        self.around.push(inner);
        operate(self);
        let _ = self.around.pop();
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        _content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let outer = self.around.last().copied().flatten();
        let moved = outer.map_or(Vector::ZERO, |outer| outer.moved);
        // What lies in something that scrolls itself is brought into sight by that.
        self.next = Some(Around {
            seen: bounds - moved,
            within: outer.is_some(),
            moved: moved + translation,
        });
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, _: &mut dyn Focusable) {
        self.keep(format!("{id:?}"), bounds, true);
    }

    fn text(&mut self, _id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.keep(text.chars().take(60).collect(), bounds, false);
    }
}

/// What cannot be reached, in words.
fn faults<S, M>(driver: &mut Driver<S, M>) -> Vec<String> {
    let size = driver.size();
    let mut look = Look::default();
    driver.operate(&mut look);
    let window = Rectangle::with_size(size);
    let words = |at: &Rectangle, found: &[Found]| {
        let inside = |one: &&Found| !one.is_stop && at.expand(1.0).contains(one.at.center());
        let name = found.iter().find(inside);
        name.map_or_else(String::new, |one| one.name.clone())
    };
    let mut faults = Vec::new();
    for one in &look.found {
        let name = match one.is_stop {
            true => format!("{} “{}”", one.name, words(&one.at, &look.found)),
            false => format!("“{}”", one.name),
        };
        let beyond = |room: &Rectangle| {
            one.at.x < room.x - 1.0 || one.at.x + one.at.width > room.x + room.width + 1.0
        };
        let fault = match &one.around {
            None if beyond(&window)
                || one.at.y < -1.0
                || one.at.y + one.at.height > size.height + 1.0 =>
            {
                Some("is outside")
            }
            Some(Around { seen, within, .. }) => {
                let shown = if *within {
                    seen.height
                } else {
                    seen.intersection(&window).map_or(0.0, |shown| shown.height)
                };
                if beyond(seen) || beyond(&window) {
                    Some("is beyond the edge")
                } else if shown < LEAST_SEEN.min(one.at.height) {
                    Some("has no room to scroll")
                } else {
                    None
                }
            }
            None => None,
        };
        let is_edge = one.at.width == EDGE && one.at.height > 100.0;
        let squeezed = one.is_stop && !is_edge && one.at.width.min(one.at.height) < LEAST;
        if let Some(fault) = fault.or(squeezed.then_some("is squeezed")) {
            faults.push(format!("{name} {fault}: {:?}", one.at));
        }
    }
    faults
}

/// What was found in the states of a window, each in every size and every language.
#[derive(Default)]
pub struct Seen(Vec<String>);

impl Seen {
    /// Looks at the main window as it is.
    pub fn window(&mut self, desk: &mut Driver<Desk, Message>, what: &str) {
        for language in LANGUAGES {
            desk.state.link.texts = Texts::new(language);
            for (width, height) in SIZES {
                desk.sized(width, height);
                desk.frame();
                self.keep(desk, what, language);
            }
        }
        desk.state.link.texts = Texts::new(Language::English);
        desk.sized(1280.0, 800.0);
    }

    /// Looks at a window to write in as it is.
    pub fn letter(&mut self, window: &mut Driver<Stand, compose::Message>, what: &str) {
        for language in LANGUAGES {
            window.state.link.texts = Texts::new(language);
            for (width, height) in LETTERS {
                window.resize(Size::new(width, height));
                window.state.compose.resized(Size::new(width, height));
                window.frame();
                self.keep(window, what, language);
            }
        }
    }

    fn keep<S, M>(&mut self, driver: &mut Driver<S, M>, what: &str, language: Language) {
        let Size { width, height } = driver.size();
        let found = faults(driver).into_iter().take(MOST);
        let found = found.map(|fault| format!("{what}, {language:?} {width}×{height}: {fault}"));
        self.0.extend(found);
    }

    /// Nothing was out of reach.
    pub fn assert_whole(self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}
