//! Spelling while a message is written: which words are marked, what is offered for one, and the language.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use iced::Task;
use iced::widget::container;
use iced::{Fill, Padding};

use super::formatting::{BODY, formatted_by};
use super::{Compose, Message, PageMenu};
use crate::app::Element;
use crate::app::keys::{self, Action};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::Outcome;
use crate::app::theme::{scale, style};
use crate::app::widget::button::{hairline, opener};
use crate::app::widget::editor::editor;
use crate::app::widget::icon::Icon;
use crate::app::widget::look::Look;
use crate::app::widget::menu::{CHOSEN, command, group, menu, option};
use crate::app::widget::popover::popover;
use crate::app::widget::text::paragraph;
use crate::engine::{LANGUAGE_KEPT, Problem, ProblemKind, Text, WrittenIn, dictionary_for};
use crate::i18n::{Texts, system_locales};
use crate::spelling::{Guess, Installed, Judge, Review, Tag, UNUSED, review};

/// So long after something was written it is looked at.
const PAUSE: Duration = Duration::from_millis(300);
/// What may have been meant is waited for so long.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How wide the menu of a word is, and that of languages.
const WORD_WIDTH: f32 = 240.0;
const LANGUAGES_WIDTH: f32 = 280.0;

/// In which language a message is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// In the one that it is written in, as far as can be told.
    Detect,
    /// In this one.
    Of(Tag),
    /// Not at all.
    Off,
}

/// What happens with spelling.
#[derive(Debug, Clone)]
pub enum Spelling {
    /// A pause is over: what was written is looked at.
    Due,
    /// It was, in this round.
    Looked(u64, Result<Arc<Looked>, Problem>),
    /// The menu of languages opens or closes.
    Languages(bool),
    /// Another language.
    Choose(Way),
    /// The choice was kept for the next message.
    Kept,
    /// Dictionaries that were not wanted any more were let go.
    Tidied,
    /// Something is to be offered for a wrong word: its line, and where it is there.
    Word(usize, Range<usize>),
    /// The same for the word at the cursor, or the next wrong one.
    Next,
    /// What may have been meant, for the word that was asked about then.
    Meant(u64, Vec<String>),
    /// One of these takes the word's place.
    Put(String),
    /// The word is right from now on.
    Add,
    /// It was added to the words of one's own, or not.
    Added(Result<String, Problem>),
    /// It is right in this message.
    Ignore,
    /// The menu closes.
    Leave,
}

/// What was found out about a text.
#[derive(Debug)]
pub struct Looked {
    /// Its words; `None` where no dictionary is there.
    review: Option<Review>,
    guess: Option<Guess>,
    installed: Arc<Vec<Installed>>,
    kept: Option<String>,
}

/// A wrong word for which something is offered.
#[derive(Debug)]
struct Offer {
    line: usize,
    range: Range<usize>,
    word: String,
    /// What may have been meant, once that is known.
    meant: Option<Vec<String>>,
}

/// All of it.
#[derive(Default)]
pub(super) struct Speller {
    way: Option<Way>,
    /// Where a person can put dictionaries.
    folder: String,
    looked: Option<Arc<Looked>>,
    /// Right in this message.
    ignored: Vec<String>,
    /// Counts the choices of a way: what was looked at for an older one is passed over.
    round: u64,
    is_waiting: bool,
    is_looking: bool,
    /// More was written while it was looked.
    again: bool,
    is_open: bool,
    /// What is not wanted any more will be let go.
    tidies: bool,
    asked: u64,
    offer: Option<Offer>,
}

impl Speller {
    /// Does a menu of it lie over the window?
    pub(super) fn is_covering(&self) -> bool {
        self.is_open || self.offer.as_ref().is_some_and(|one| one.meant.is_some())
    }

    /// Nothing is offered for a word any more, also not what is still looked for.
    pub(super) fn drop_offer(&mut self) {
        self.asked += 1;
        self.offer = None;
    }

    fn language(&self) -> Option<&Tag> {
        let guess = self.looked.as_ref()?.guess.as_ref()?;
        Some(guess.dictionary.language())
    }

    fn is_on(&self) -> bool {
        !matches!(self.way, None | Some(Way::Off))
    }
}

impl Compose {
    /// Was all looked at that is written, as far as it is?
    #[must_use]
    pub fn is_spelt(&self) -> bool {
        let spelling = &self.spelling;
        spelling.looked.is_some() && !spelling.is_waiting && !spelling.is_looking
    }

    /// Spelling as the window opens.
    pub(super) fn begin_spelling(&mut self, link: &Link) -> Task<Message> {
        let is_on = link.engine().setting(|settings| settings.spelling);
        self.spelling.folder = link.engine().dictionaries_dir().display().to_string();
        self.spelling.way = Some(if is_on { Way::Detect } else { Way::Off });
        if is_on { self.look(link) } else { Task::none() }
    }

    /// Changes when something is to be looked at anew: the text, and those who are named in it.
    pub(super) fn to_spell(&self) -> (u64, usize) {
        let people = self.lines.iter().map(|line| line.people().len());
        (self.body.changes(), people.sum())
    }

    /// Something was written: it is looked at in a moment.
    pub(super) fn spell_soon(&mut self, link: &Link) -> Task<Message> {
        if !self.spelling.is_on() || self.spelling.is_waiting {
            return Task::none();
        }
        self.spelling.is_waiting = true;
        link.after(PAUSE, || Message::Spelling(Spelling::Due))
    }

    /// Looks at the text, on a thread of its own.
    fn look(&mut self, link: &Link) -> Task<Message> {
        let spelling = &mut self.spelling;
        // Where nothing is marked, the languages are still to be listed.
        let is_open = spelling.is_open;
        let Some(way) = spelling
            .way
            .clone()
            .filter(|way| is_open || *way != Way::Off)
        else {
            return Task::none();
        };
        if spelling.is_looking {
            spelling.again = true;
            return Task::none();
        }
        spelling.is_looking = true;
        spelling.again = false;
        let round = spelling.round;
        let before = spelling.looked.clone();
        let mut own = link.engine().setting(|settings| settings.own_words.clone());
        own.extend(spelling.ignored.iter().cloned());
        // Nobody has to teach a dictionary the names of those to whom they write.
        let people = self.lines.iter().flat_map(|line| line.people());
        own.extend(people.filter_map(|one| one.name.as_deref()).flat_map(names));
        let (lines, is_formatted) = (self.body.lines(), self.is_formatted());
        let interface = link.texts.language().code().to_owned();
        let engine = link.engine().clone();
        let work = async move {
            let kept = match &before {
                Some(before) => before.kept.clone(),
                // Without it another language is the likelier one, and that is all.
                None => kept(engine.remembered(LANGUAGE_KEPT).await.ok().flatten()),
            };
            let speller = Arc::clone(engine.speller());
            let work = move || {
                let before = before.as_deref();
                let installed = if is_open {
                    speller.installed_now()
                } else {
                    speller.installed()
                };
                let sure = before
                    .and_then(|one| one.guess.clone())
                    .filter(|one| one.is_sure);
                let guess = match (way, sure) {
                    (Way::Detect, Some(sure)) => Some(sure),
                    (Way::Detect, None) => {
                        let now = before.and_then(|one| one.guess.as_ref());
                        let now = now.map(|one| one.dictionary.language().to_string());
                        let likely = now.into_iter().chain(kept.clone()).chain([interface]);
                        let likely = likely.chain(system_locales()).collect();
                        dictionary_for(&speller, &WrittenIn::Detect(likely), &lines)?
                    }
                    (Way::Of(tag), _) => dictionary_for(&speller, &WrittenIn::Of(tag), &lines)?,
                    (Way::Off, _) => None,
                };
                let review = guess.as_ref().map(|guess| {
                    let judge = Judge::new(Arc::clone(&guess.dictionary), own);
                    let before = before.and_then(|one| one.review.as_ref());
                    review(lines, is_formatted, &judge, before)
                });
                Ok(Arc::new(Looked {
                    review,
                    guess,
                    installed,
                    kept,
                }))
            };
            tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| {
                Err(Problem::new(ProblemKind::Bug, Text::new("problem-bug")).detail(e))
            })
        };
        link.run(work, move |looked| {
            Message::Spelling(Spelling::Looked(round, looked))
        })
    }

    /// Carries out what happened.
    pub(super) fn spell(&mut self, message: Spelling, link: &Link) -> Outcome<Message> {
        match message {
            Spelling::Due => {
                self.spelling.is_waiting = false;
                Outcome::run(self.look(link))
            }
            Spelling::Looked(round, looked) => {
                let tidy = self.tidy_later(link);
                self.looked(round, looked, link).and(tidy)
            }
            Spelling::Languages(open) => {
                self.spelling.is_open = open;
                if open {
                    return Outcome::run(self.look(link));
                }
                self.keys_to(BODY);
                Outcome::none()
            }
            Spelling::Choose(way) => self.choose_way(way, link),
            Spelling::Kept => Outcome::none(),
            Spelling::Tidied => {
                self.spelling.tidies = false;
                Outcome::none()
            }
            Spelling::Word(line, range) => self.offer(line, range, link),
            Spelling::Next => match self.body.next_wrong() {
                Some((line, range)) if self.spelling.is_on() => {
                    self.body.choose(line, &range);
                    self.offer(line, range, link)
                }
                _ => Outcome::none(),
            },
            Spelling::Meant(asked, meant) => {
                if asked == self.spelling.asked
                    && let Some(offer) = &mut self.spelling.offer
                {
                    offer.meant = Some(meant);
                }
                Outcome::none()
            }
            Spelling::Put(word) => match self.take_offer() {
                Some(offer) => {
                    self.body.put(offer.line, &offer.range, &word);
                    self.changed(link)
                }
                None => Outcome::none(),
            },
            Spelling::Add => match self.take_offer() {
                Some(offer) => {
                    // Not marked any more at once, and whatever becomes of keeping it.
                    self.spelling.ignored.push(offer.word.clone());
                    let engine = link.engine().clone();
                    let add = async move { engine.add_own_word(&offer.word).await };
                    let add = link.run(add, |added| Message::Spelling(Spelling::Added(added)));
                    Outcome::run(Task::batch([self.look(link), add]))
                }
                None => Outcome::none(),
            },
            Spelling::Added(Ok(_)) => Outcome::none(),
            Spelling::Added(Err(problem)) => self.fail(None, problem),
            Spelling::Ignore => match self.take_offer() {
                Some(offer) => {
                    self.spelling.ignored.push(offer.word);
                    Outcome::run(self.look(link))
                }
                None => Outcome::none(),
            },
            Spelling::Leave => {
                let _ = self.take_offer();
                Outcome::none()
            }
        }
    }

    fn looked(
        &mut self,
        round: u64,
        looked: Result<Arc<Looked>, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        self.spelling.is_looking = false;
        let is_late = round != self.spelling.round;
        if self.spelling.again || is_late {
            let again = self.look(link);
            if is_late {
                return Outcome::run(again);
            }
            return self.looked_now(looked).and(again);
        }
        self.looked_now(looked)
    }

    fn looked_now(&mut self, looked: Result<Arc<Looked>, Problem>) -> Outcome<Message> {
        match looked {
            Ok(looked) => {
                let review = looked.review.as_ref();
                let lines = review.map(|review| review.lines.clone());
                self.body.mark_words(lines.unwrap_or_default());
                self.spelling.looked = Some(looked);
                Outcome::none()
            }
            Err(problem) => {
                // It would be no better the next time.
                self.spelling.way = Some(Way::Off);
                self.body.mark_words(Vec::new());
                self.fail(None, problem)
            }
        }
    }

    fn choose_way(&mut self, way: Way, link: &Link) -> Outcome<Message> {
        let spelling = &mut self.spelling;
        spelling.is_open = false;
        spelling.round += 1;
        // It is told anew: what was sure before is what somebody is not content with.
        if let Some(looked) = spelling.looked.take() {
            spelling.looked = Some(Arc::new(Looked {
                review: None,
                guess: None,
                installed: Arc::clone(&looked.installed),
                kept: match &way {
                    Way::Of(tag) => Some(tag.to_string()),
                    _ => looked.kept.clone(),
                },
            }));
        }
        spelling.way = Some(way.clone());
        self.body.mark_words(Vec::new());
        self.keys_to(BODY);
        let look = self.look(link);
        let Way::Of(tag) = way else {
            return Outcome::run(look);
        };
        let chosen = serde_json::json!({ "language": tag });
        let keep = link.remember(LANGUAGE_KEPT, chosen, || Message::Spelling(Spelling::Kept));
        Outcome::run(Task::batch([look, keep]))
    }

    /// Dictionaries that only served to find out the language are let go after a while, whatever becomes of this window.
    fn tidy_later(&mut self, link: &Link) -> Task<Message> {
        if std::mem::replace(&mut self.spelling.tidies, true) {
            return Task::none();
        }
        let speller = Arc::clone(link.engine().speller());
        let tidy = async move {
            tokio::time::sleep(UNUSED + Duration::from_secs(1)).await;
            // It never waits, so that no thread is needed for it.
            speller.tidy();
            Ok(())
        };
        link.run(tidy, |_: Result<(), Problem>| {
            Message::Spelling(Spelling::Tidied)
        })
    }

    /// Asks what may have been meant by a word; then its menu opens.
    fn offer(&mut self, line: usize, range: Range<usize>, link: &Link) -> Outcome<Message> {
        let dictionary = self.spelling.looked.as_ref().and_then(|looked| {
            let guess = looked.guess.as_ref()?;
            Some(Arc::clone(&guess.dictionary))
        });
        let (Some(word), Some(dictionary)) = (self.body.word(line, &range), dictionary) else {
            return Outcome::none();
        };
        self.spelling.asked += 1;
        let asked = self.spelling.asked;
        self.spelling.offer = Some(Offer {
            line,
            range,
            word: word.clone(),
            meant: None,
        });
        let look = async move {
            let look = tokio::task::spawn_blocking(move || dictionary.suggestions(&word));
            let meant = tokio::time::timeout(PATIENCE, look).await;
            Ok(meant.ok().and_then(Result::ok).unwrap_or_default())
        };
        let meant = move |meant: Result<Vec<String>, Problem>| {
            Message::Spelling(Spelling::Meant(asked, meant.unwrap_or_default()))
        };
        Outcome::run(link.run(look, meant))
    }

    /// The menu of a word closes; what it was about, as far as that still stands there.
    fn take_offer(&mut self) -> Option<Offer> {
        let offer = self.spelling.offer.take()?;
        self.keys_to(BODY);
        let now = self.body.word(offer.line, &offer.range);
        (now.as_ref() == Some(&offer.word)).then_some(offer)
    }

    /// The page to write on, with the menu of a wrong word.
    pub(super) fn page<'a>(&'a self, texts: &Texts) -> Element<'a, Message> {
        let page = editor(
            BODY,
            &self.body,
            texts.say("compose-write"),
            Message::Edit,
            formatted_by,
        )
        .height(Fill)
        .fills_window()
        .thumbs(&self.thumbs)
        .on_word(|line, range| Message::Spelling(Spelling::Word(line, range)))
        .on_menu(|at| Message::PageMenu(PageMenu::Open(at)));
        if let Some((at, menu)) = self.page_menu_view(texts) {
            return popover(page, Some(menu), Message::PageMenu(PageMenu::Close))
                .over(Some(at))
                .into();
        }
        let offer = self.spelling.offer.as_ref();
        let meant = offer.and_then(|offer| Some((offer, offer.meant.as_ref()?)));
        let over = offer.and_then(|offer| self.body.place_of(offer.line, &offer.range));
        let content = meant.map(|(_, meant)| words_menu(meant, texts));
        popover(page, content, Message::Spelling(Spelling::Leave))
            .over(over)
            .into()
    }

    /// The language, with a menu of those that there are.
    pub(super) fn language<'a>(&'a self, texts: &'a Texts) -> Element<'a, Message> {
        let spelling = &self.spelling;
        let is_none = spelling
            .looked
            .as_ref()
            .is_some_and(|looked| looked.installed.is_empty());
        let words = match (&spelling.way, spelling.language()) {
            (None | Some(Way::Off), _) => texts.say("spelling-is-off"),
            _ if is_none => texts.say("spelling-none"),
            (Some(Way::Of(tag)), _) => tag.own_name(),
            (Some(Way::Detect), Some(tag)) => tag.own_name(),
            (Some(Way::Detect), None) => texts.say("spelling-looking"),
        };
        let hint = keys::hint(
            texts.say("spelling-hint"),
            Action::Spelling,
            keys::WRITING,
            texts,
        );
        let button = opener(Look::Quiet, words)
            .height(scale::CONTROL_LARGE)
            .hint(hint)
            .on_press(Message::Spelling(Spelling::Languages(true)));
        let content = spelling.is_open.then(|| self.languages(texts));
        popover(
            button,
            content,
            Message::Spelling(Spelling::Languages(false)),
        )
        .align_end()
        .into()
    }

    fn languages<'a>(&'a self, texts: &Texts) -> Element<'a, Message> {
        let spelling = &self.spelling;
        let installed = spelling.looked.as_ref().map(|looked| &looked.installed);
        let choose = |way: Way| Message::Spelling(Spelling::Choose(way));
        let row = |words: String, way: Way| {
            let chosen = spelling.way.as_ref() == Some(&way);
            let row = option(words, chosen, Some(choose(way)));
            Element::from(if chosen { row.id(CHOSEN) } else { row })
        };
        let mut rows = vec![group(texts.say("spelling-language"))];
        if installed.is_some_and(|installed| installed.is_empty()) {
            let words = say::problem(texts, &crate::engine::no_dictionaries(&spelling.folder));
            let words = paragraph(words).style(style::dim);
            rows.push(
                container(words)
                    .padding(Padding::from([scale::XS, scale::FIELDS]))
                    .into(),
            );
        } else {
            let detect = match (&spelling.way, spelling.language()) {
                (Some(Way::Detect), Some(tag)) => {
                    let language = tag.own_name();
                    texts.say_with("spelling-detect-found", &[("language", language.into())])
                }
                _ => texts.say("spelling-detect"),
            };
            rows.push(row(detect, Way::Detect));
            let all = installed.into_iter().flat_map(|all| all.iter());
            rows.extend(all.map(|one| {
                let name = one.language.own_name();
                row(name, Way::Of(one.language.clone()))
            }));
        }
        rows.push(between());
        rows.push(row(texts.say("spelling-off"), Way::Off));
        menu(LANGUAGES_WIDTH, rows)
    }
}

/// The words of somebody's name.
fn names(name: &str) -> impl Iterator<Item = String> {
    name.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’'))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
}

/// The language that was chosen last.
fn kept(value: Option<serde_json::Value>) -> Option<String> {
    let language = value?.get("language")?.as_str()?.to_owned();
    Some(language)
}

/// Between groups of rows.
fn between<'a>() -> Element<'a, Message> {
    container(hairline())
        .padding(Padding::ZERO.vertical(scale::XS))
        .into()
}

/// What is offered for a wrong word.
fn words_menu<'a>(meant: &[String], texts: &Texts) -> Element<'a, Message> {
    let mut rows: Vec<Element<'a, Message>> = Vec::new();
    if meant.is_empty() {
        rows.push(group(texts.say("spelling-no-suggestions")));
    }
    for (number, word) in meant.iter().enumerate() {
        let put = Message::Spelling(Spelling::Put(word.clone()));
        let row = command(None, word.clone(), None, Some(put));
        rows.push(if number == 0 {
            row.id(CHOSEN).into()
        } else {
            row.into()
        });
    }
    rows.push(between());
    let add = Some(Message::Spelling(Spelling::Add));
    rows.push(command(Some(Icon::Plus), texts.say("spelling-add"), None, add).into());
    let ignore = Some(Message::Spelling(Spelling::Ignore));
    rows.push(
        command(
            Some(Icon::ReadOnly),
            texts.say("spelling-ignore"),
            None,
            ignore,
        )
        .into(),
    );
    menu(WORD_WIDTH, rows)
}
