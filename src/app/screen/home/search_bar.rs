//! The search field: what is typed, what it may become, and where is looked.

use iced::keyboard::{self, key::Named};
use iced::widget::{Column, container, row};
use iced::{Alignment, Fill, Padding, Task};

use super::{Home, Message, SEARCH, Sight};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::link::Link;
use crate::app::say;
use crate::app::theme::{Tokens, font, scale, style};
use crate::app::widget::button::{key_cap, small_symbol, tab};
use crate::app::widget::field::{Stroke, field};
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::popover::proposals;
use crate::app::widget::press::Press;
use crate::app::widget::raised::{Height, raised};
use crate::app::widget::ring::ringed;
use crate::domain::query_text::{self, Begun, begun, completed, completions, conditions};
use crate::domain::{Correspondent, FolderRole, NamedAddress, tags};
use crate::engine::Problem;
use crate::i18n::Texts;

/// The widest that the field becomes.
const WIDEST: f32 = 560.0;
/// Most that is proposed at once: more hides what was found.
const MOST: usize = 6;
/// The widest name of a person: the address has room beside it.
const MOST_NAME: f32 = 260.0;
/// Most people among them.
const MOST_PEOPLE: usize = 4;

/// What is proposed while somebody types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What stands in place of the last word.
    by: String,
    /// What that is.
    kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// `from:`, which goes on.
    Operator(String),
    /// A whole condition.
    Condition,
    /// Mail from somebody, or to them.
    Person(NamedAddress),
    /// The name of a folder or tag, and the operator.
    Named(String),
}

/// The proposals for what is being typed.
#[derive(Debug, Default)]
pub struct Proposing {
    /// They are shown.
    is_open: bool,
    /// People whom the last word may mean.
    people: Vec<Correspondent>,
    /// Which question about people is the current one.
    asked: u64,
    /// The one that Enter takes.
    at: Option<usize>,
}

impl Proposing {
    /// They go; what is still looked for is of no use any more.
    fn close(&mut self) {
        *self = Self {
            asked: self.asked + 1,
            ..Self::default()
        };
    }
}

/// What happens with them.
#[derive(Debug, Clone)]
pub enum Deed {
    /// The next is chosen, or the one before.
    Walk(bool),
    /// This one is taken.
    Accept(usize),
    /// Enter: the chosen one is taken; without one the list of what was found takes the keys.
    Enter,
    /// They are closed.
    Close,
    /// People whom the last word may mean were looked up.
    People(u64, Result<Vec<Correspondent>, Problem>),
}

impl Home {
    /// Somebody types.
    pub(super) fn type_search(&mut self, text: String, link: &Link) -> Task<Message> {
        let people = self.ask_for_people(&text, link);
        self.proposing.is_open = true;
        self.proposing.at = None;
        Task::batch([self.look_for(text, link), people])
    }

    fn ask_for_people(&mut self, text: &str, link: &Link) -> Task<Message> {
        self.proposing.asked += 1;
        let asked = self.proposing.asked;
        let names_people = |begun: &Begun| {
            let is_word = begun.operator.is_empty() && begun.value.chars().count() > 1;
            let is_person = matches!(begun.operator.as_str(), "from" | "to" | "cc");
            is_word || is_person && !begun.value.is_empty()
        };
        let Some(begun) = begun(text).filter(names_people) else {
            self.proposing.people.clear();
            return Task::none();
        };
        let engine = link.engine().clone();
        let find = async move { engine.correspondents(&begun.value, MOST_PEOPLE).await };
        link.run(find, move |found| {
            Message::Searching(Deed::People(asked, found))
        })
    }

    /// Carries out what happened with what is proposed.
    pub(super) fn propose(&mut self, deed: Deed, link: &Link) -> Task<Message> {
        match deed {
            Deed::People(asked, found) => {
                if asked == self.proposing.asked {
                    let at = self.proposing.at;
                    let chosen = at.and_then(|at| self.proposals(&link.texts).into_iter().nth(at));
                    // That nobody can be proposed keeps nobody from searching.
                    self.proposing.people = found.unwrap_or_default();
                    // What was chosen stays so, wherever it is now.
                    let now = self.proposals(&link.texts);
                    let at = chosen.and_then(|chosen| now.iter().position(|one| *one == chosen));
                    self.proposing.at = at;
                }
            }
            Deed::Close => self.proposing.close(),
            Deed::Walk(forward) => {
                let count = self.proposals(&link.texts).len();
                let at = self.proposing.at;
                self.proposing.at = count.checked_sub(1).map(|last| match (at, forward) {
                    (Some(at), true) if at < last => at + 1,
                    (None | Some(_), true) => 0,
                    (Some(at), false) => at.checked_sub(1).unwrap_or(last),
                    (None, false) => last,
                });
            }
            Deed::Enter => match self.proposing.at {
                Some(at) => return self.propose(Deed::Accept(at), link),
                None => {
                    self.proposing.close();
                    self.focus_list();
                }
            },
            Deed::Accept(at) => {
                let taken = self.proposals(&link.texts).into_iter().nth(at);
                if let (Some(taken), Some(begun)) = (taken, begun(&self.search)) {
                    let text = completed(&self.search, &begun, &taken.by);
                    let typed = self.type_search(text, link);
                    self.focus_search();
                    let to_end = iced::widget::operation::move_cursor_to_end(SEARCH);
                    return Task::batch([typed, to_end]);
                }
            }
        }
        Task::none()
    }

    /// What the last word may become: people first, then what else fits.
    #[must_use]
    pub fn proposals(&self, texts: &Texts) -> Vec<Proposal> {
        let Some(begun) = begun(&self.search).filter(|_| self.proposing.is_open) else {
            return Vec::new();
        };
        let operator = match begun.operator.as_str() {
            "" => "from",
            operator => operator,
        };
        let people = self.proposing.people.iter().map(|one| Proposal {
            by: query_text::condition(operator, &one.person.address),
            kind: Kind::Person(one.person.clone()),
        });
        let words = completions(&begun).into_iter().map(|by| Proposal {
            kind: match by.strip_suffix(':') {
                Some(operator) => Kind::Operator(operator.to_owned()),
                None => Kind::Condition,
            },
            by,
        });
        let typed = begun.value.to_lowercase();
        let names = match begun.operator.as_str() {
            "in" => self.folder_names(),
            "tag" | "keyword" => self.tag_names(texts),
            _ => Vec::new(),
        };
        let named = names.into_iter().filter(|name| {
            let name = name.to_lowercase();
            name.starts_with(&typed) && name != typed
        });
        let named = named.map(|name| Proposal {
            by: query_text::condition(operator, &name.to_lowercase()),
            kind: Kind::Named(name),
        });
        people.chain(named).chain(words).take(MOST).collect()
    }

    /// The tags as a query names them: those of the most messages first, then the others that everybody has.
    fn tag_names(&self, texts: &Texts) -> Vec<String> {
        let everybodys = tags();
        let name = |keyword: &String| {
            let mut all = everybodys.iter();
            let known = all.find(|(known, _)| keyword.eq_ignore_ascii_case(known));
            known.map_or_else(|| keyword.clone(), |(_, label)| texts.label(label))
        };
        let used = self
            .known
            .tags
            .iter()
            .chain(self.mail.made_tags())
            .map(name);
        let others = everybodys.iter().map(|(_, label)| texts.label(label));
        let mut names: Vec<String> = Vec::new();
        for name in used.chain(others) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The folders of the open mailbox, or of all, as a query names them.
    fn folder_names(&self) -> Vec<String> {
        let open = self.unfolded.as_ref().filter(|_| self.search_here);
        let nodes = self.known.nodes.iter();
        let nodes = nodes.filter(|node| open.is_none_or(|id| node.mailbox.id() == *id));
        let mut names: Vec<String> = Vec::new();
        for folder in nodes.flat_map(|node| &node.folders) {
            // A role is understood in English, as it is typed in other programs.
            let name = match folder.role {
                FolderRole::Other => folder.name(),
                role => role.word().to_owned(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.sort_by_key(|name| name.to_lowercase());
        names
    }

    /// What a key does in the field, rather than what it does in a text.
    fn search_stroke(&self, stroke: &Stroke<'_>, texts: &Texts) -> Option<Message> {
        let keyboard::Key::Named(key) = stroke.key else {
            return None;
        };
        if !stroke.modifiers.is_empty() {
            return None;
        }
        let is_open = !self.proposals(texts).is_empty();
        let deed = match key {
            Named::ArrowDown if is_open => Deed::Walk(true),
            Named::ArrowUp if is_open => Deed::Walk(false),
            Named::Tab if is_open && self.proposing.at.is_some() => Deed::Enter,
            Named::Escape if is_open => Deed::Close,
            Named::Enter => Deed::Enter,
            // Out of the field to what was found.
            Named::ArrowDown if !self.search.is_empty() => Deed::Enter,
            _ => return None,
        };
        Some(Message::Searching(deed))
    }

    pub(super) fn search_bar<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let open = self.unfolded.as_ref().and_then(|id| self.known.node(id));
        let placeholder = match open {
            Some(node) if self.search_here => texts.say_with(
                "search-here",
                &[("mailbox", node.mailbox.name.as_str().into())],
            ),
            _ => texts.say("search-all"),
        };
        let end: Element<'a, Message> = if self.search.is_empty() {
            row![].push(sight.key(Action::Search).map(key_cap)).into()
        } else {
            small_symbol(Icon::Close, texts.say("search-clear"))
                .on_press(Message::Search(String::new()))
                .into()
        };
        let scopes = open.filter(|_| !self.search.is_empty()).map(|node| {
            row![
                tab(texts.say("search-everywhere"), !self.search_here)
                    .on_press(Message::SearchHere(false)),
                tab(node.mailbox.name.clone(), self.search_here)
                    .on_press(Message::SearchHere(true)),
            ]
            .spacing(scale::XXS)
        });
        let field = field(&placeholder, &self.search)
            .bare()
            .id(SEARCH)
            .on_input(Message::Search)
            .on_leave(Message::Searching(Deed::Close))
            .on_key(move |stroke| self.search_stroke(stroke, texts));
        let bar = container(
            row![icon(Icon::Search).color(|t| t.faint), field]
                .push(scopes)
                .push(end)
                .spacing(scale::S)
                .align_y(Alignment::Center),
        )
        .height(scale::CONTROL)
        .max_width(WIDEST)
        .padding(Padding::ZERO.horizontal(scale::FIELDS))
        .align_y(Alignment::Center)
        .style(|theme| {
            let tokens = Tokens::of(theme);
            container::Style {
                background: Some(tokens.panel.into()),
                border: style::edge(tokens.line, scale::RADIUS_BUTTON),
                ..container::Style::default()
            }
        });
        let found = self.proposals(texts);
        let count = self.mail.found_in_words(texts);
        let list = (!found.is_empty()).then(|| list(found, self.proposing.at, count, texts));
        proposals(ringed(bar, SEARCH), list, Message::Searching(Deed::Close)).into()
    }
}

/// What stands behind an operator.
fn meaning(operator: &str) -> &'static str {
    match operator {
        "from" => "search-operator-from",
        "to" => "search-operator-to",
        "cc" => "search-operator-cc",
        "subject" => "search-operator-subject",
        "in" => "search-operator-in",
        "is" => "search-operator-is",
        "has" => "search-operator-has",
        "before" => "search-operator-before",
        "after" => "search-operator-after",
        "larger" => "search-operator-larger",
        "smaller" => "search-operator-smaller",
        _ => "search-operator-tag",
    }
}

/// Below them stands how many messages there are so far: they may hide where that is said else.
fn list<'a>(
    found: Vec<Proposal>,
    chosen: Option<usize>,
    count: Option<String>,
    texts: &'a Texts,
) -> Element<'a, Message> {
    let rows = found.into_iter().enumerate().map(|(at, one)| {
        let words = match &one.kind {
            Kind::Operator(operator) => texts.say(meaning(operator)),
            Kind::Condition | Kind::Named(_) | Kind::Person(_) => {
                let found = conditions(&one.by);
                let words = found.iter().map(|found| say::condition(texts, found));
                words.collect()
            }
        };
        let words = match &one.kind {
            Kind::Person(person) => {
                let key = match one.by.split(':').next() {
                    Some("to") => "search-to",
                    Some("cc") => "search-cc",
                    _ => "search-from",
                };
                let lead = texts.say_with(key, &[("value", person.label().into())]);
                row![
                    container(line(lead).font(font::SEMIBOLD)).max_width(MOST_NAME),
                    line(person.address.clone()).dim().fill(),
                ]
            }
            _ => row![
                line(words).font(font::MEDIUM),
                line(one.by).size(scale::TEXT_SMALL).dim().fill(),
            ],
        };
        let picture = match one.kind {
            Kind::Person(_) => Icon::Users,
            _ => Icon::Search,
        };
        let content = row![icon(picture).color(|t| t.dim), words.spacing(scale::S)]
            .spacing(scale::S)
            .align_y(Alignment::Center);
        let look = Look::Choice {
            selected: chosen == Some(at),
        };
        Press::new(look, content)
            .width(Fill)
            .height(scale::CONTROL)
            .padding(Padding::ZERO.horizontal(scale::S))
            .align_left()
            .skip_tab()
            .on_press(Message::Searching(Deed::Accept(at)))
            .into()
    });
    let count = count.map(|words| {
        container(line(words).size(scale::TEXT_SMALL).faint())
            .padding(Padding::from([scale::XS, scale::S]))
    });
    let rows = Column::with_children(rows).push(count);
    container(raised(rows, 6, Height::High))
        .width(WIDEST)
        .into()
}
