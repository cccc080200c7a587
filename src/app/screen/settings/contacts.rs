//! Contacts in the settings: listed, looked for and taken away; taken in from files of other programs, and written for
//! them.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use iced::widget::{Column, column, container, row};
use iced::{Alignment, Element as Any, Fill, Task};

use super::page::leaves;
use super::{Message, SEARCH, lists};
use crate::app::Element;
use crate::app::choose::{self, Choice};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Notice, Outcome, Removed, Sight, Wish};
use crate::app::theme::{font, scale, style};
use crate::app::widget::button::{plain, quiet, small_symbol};
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::text::{paragraph, small};
use crate::domain::{Contact, without_accents};
use crate::engine::{Command, ContactsRead, Engine, Problem, ProblemKind, Reply, Text};
use crate::rfc822::MAX_VCARD_FILE;

/// The field in which is searched, and the one for a path.
const FIND: &str = "settings-contacts-find";
const PATH: &str = "field-contacts-path";
/// The widest name, so that the address has room beside it.
const NAME: f32 = 300.0;
/// The width of the field in which is searched.
const FIND_WIDTH: f32 = 320.0;
/// Most characters that are looked for.
const MOST_TYPED: usize = 200;

/// What is done with a file whose path is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// It is read.
    Import,
    /// It is written.
    Export,
}

/// What happens with them.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Somebody is looked for.
    Find(String),
    /// They were found.
    Found(u64, Result<Found, Problem>),
    /// The one at this place of the list goes.
    Remove(usize),
    /// They are gone, or not.
    Removed(Result<Contact, Problem>),
    /// Contacts are to be read from a file, which is chosen.
    Import,
    /// They were, or not.
    Imported(Result<Choice<ContactsRead>, Problem>),
    /// They are to be written into a file.
    Export,
    /// They were: under this name.
    Exported(Result<Choice<String>, Problem>),
    /// The path of a file is written, since nothing shows a dialog.
    Path(String),
    /// It is written.
    PathDone,
    /// It is not wanted any more.
    PathClose,
    /// A file was let go over the page.
    Dropped(PathBuf),
}

/// The first of those who were looked for, how many these are, and how many there are at all: read at once, so that
/// the page never counts others than it lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    first: Vec<Contact>,
    count: usize,
    all: usize,
}

/// What is shown of them.
#[derive(Debug, Default)]
pub(super) struct Contacts {
    /// What is looked for.
    typed: String,
    /// Which question is the current one.
    asked: u64,
    /// Nobody has looked yet where there is none.
    found: Option<Found>,
    /// The path of a file, while it is written.
    path: Option<(With, String)>,
}

impl Contacts {
    /// Looks who is there of those who are looked for.
    pub fn look(&mut self, link: &Link) -> Task<Message> {
        self.asked += 1;
        let asked = self.asked;
        let wanted = without_accents(&self.typed).to_lowercase();
        let engine = link.engine().clone();
        let find = async move {
            let all = engine.read(|reader| reader.contacts()).await?;
            Ok(found(all, &wanted))
        };
        link.run(find, move |found| {
            Message::Contacts(Deed::Found(asked, found))
        })
    }

    /// Carries out what happened; the other value is the field that takes the keys next.
    pub fn update(&mut self, deed: Deed, link: &Link) -> (Outcome<Message>, Option<&'static str>) {
        let mut keys_to = None;
        let outcome = match deed {
            Deed::Find(text) => {
                self.typed = text.chars().take(MOST_TYPED).collect();
                Outcome::run(self.look(link))
            }
            Deed::Found(asked, found) => match found {
                Ok(found) if asked == self.asked => {
                    self.found = Some(found);
                    Outcome::none()
                }
                Ok(_) => Outcome::none(),
                Err(problem) => Outcome::of::<()>(Err(problem)),
            },
            Deed::Remove(at) => match self.listed().get(at).cloned() {
                Some(contact) => {
                    let engine = link.engine().clone();
                    let remove = async move {
                        let forget = Command::ForgetContact(contact.address.clone());
                        engine.request(forget).await?;
                        Ok(contact)
                    };
                    let removed = |removed| Message::Contacts(Deed::Removed(removed));
                    Outcome::run(link.run(remove, removed))
                }
                None => Outcome::none(),
            },
            Deed::Removed(Ok(contact)) => {
                let look = self.look(link);
                let removed = Box::new(Removed::Contact(contact));
                Outcome::run(look).and_wish(Wish::Tell(Notice::Removed(removed)))
            }
            Deed::Removed(Err(problem)) => Outcome::of::<()>(Err(problem)),
            Deed::Import => import(link),
            Deed::Imported(Ok(Choice::NoDialog)) => {
                self.path = Some((With::Import, String::new()));
                keys_to = Some(PATH);
                Outcome::none()
            }
            Deed::Imported(read) => {
                if read.is_ok() {
                    self.path = None;
                }
                let look = self.look(link);
                imported(read, link).and(look)
            }
            Deed::Export => export(link),
            Deed::Exported(Ok(Choice::NoDialog)) => {
                let name = format!("{}.vcf", link.texts.say("settings-contacts-file"));
                let place = choose::usual_place(&name).display().to_string();
                self.path = Some((With::Export, place));
                keys_to = Some(PATH);
                Outcome::none()
            }
            Deed::Exported(written) => {
                if written.is_ok() {
                    self.path = None;
                }
                exported(written, link)
            }
            Deed::Path(text) => {
                if let Some((_, path)) = &mut self.path {
                    *path = text;
                }
                Outcome::none()
            }
            Deed::PathDone => match &self.path {
                Some((_, path)) if path.trim().is_empty() => Outcome::none(),
                Some((With::Import, path)) => import_from(choose::typed(path), link),
                Some((With::Export, path)) => export_to(choose::typed(path), link),
                None => Outcome::none(),
            },
            Deed::PathClose => {
                self.path = None;
                keys_to = Some(SEARCH);
                Outcome::none()
            }
            Deed::Dropped(path) => import_from(path, link),
        };
        (outcome, keys_to)
    }

    fn listed(&self) -> &[Contact] {
        self.found.as_ref().map_or(&[], |found| &found.first)
    }

    /// Who there is, and what can be done with them. `known` is how many there are for all the window knows, which is
    /// said until they are read.
    pub fn view<'a>(&'a self, known: usize, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let found = self.found.as_ref();
        let count = found.map_or(known, |found| found.all);
        let found = found.map_or(0, |found| found.count);
        let deed = Message::Contacts;
        let import = plain(Some(Icon::Plus), texts.say("settings-contacts-import"))
            .on_press(deed(Deed::Import));
        let export = plain(Some(Icon::Download), texts.say("settings-contacts-export"))
            .on_press_maybe((count > 0).then_some(deed(Deed::Export)));
        let words = texts.say_with("settings-contacts-count", &[("count", count.into())]);
        let find = (count > 0).then(|| {
            field(&texts.say("settings-contacts-find"), &self.typed)
                .id(FIND)
                .on_input(|text| Message::Contacts(Deed::Find(text)))
                .on_key(|stroke| {
                    let message = if self.typed.is_empty() {
                        Message::Back
                    } else {
                        Message::Contacts(Deed::Find(String::new()))
                    };
                    leaves(stroke).then_some(message)
                })
                .width(FIND_WIDTH)
        });
        let rows = self.listed().iter().enumerate();
        let rows = rows.map(|(at, contact)| contact_row(at, contact, sight));
        let rows: Vec<Any<'a, _>> = rows.collect();
        let nobody = (count > 0 && found == 0 && !self.typed.trim().is_empty())
            .then(|| small(texts.say("settings-contacts-nobody")).style(style::dim));
        column![
            paragraph(texts.say("settings-contacts-words")).style(style::dim),
            paragraph(words).style(style::dim),
            row![import, export].spacing(scale::S),
        ]
        .push(self.path_view(sight))
        .push(find)
        .push(Column::with_children(rows))
        .push(nobody)
        .push(lists::more(found, texts))
        .spacing(scale::S)
        .into()
    }

    /// Where a file is, in words to write.
    fn path_view<'a>(&'a self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        let texts = sight.texts;
        let (with, path) = self.path.as_ref()?;
        let (lead, done) = match with {
            With::Import => ("contacts-import-path", "settings-contacts-import"),
            With::Export => ("contacts-export-path", "settings-contacts-export"),
        };
        let input = field(&texts.say("compose-path"), path)
            .id(PATH)
            .on_input(|text| Message::Contacts(Deed::Path(text)))
            .on_submit(Message::Contacts(Deed::PathDone))
            .on_key(|stroke| leaves(stroke).then_some(Message::Contacts(Deed::PathClose)));
        let is_written = !path.trim().is_empty();
        let done = plain(None, texts.say(done))
            .on_press_maybe(is_written.then_some(Message::Contacts(Deed::PathDone)));
        let close = small_symbol(Icon::Close, texts.say("dialog-close"))
            .on_press(Message::Contacts(Deed::PathClose));
        let content = column![
            small(texts.say(lead)).style(style::dim),
            row![container(input).width(Fill), done, close]
                .spacing(scale::S)
                .align_y(Alignment::Center),
        ]
        .spacing(scale::XS);
        Some(content.into())
    }
}

/// Those in whom all words are found, and the first of them.
fn found(all: Vec<Contact>, wanted: &str) -> Found {
    let is_wanted = |contact: &Contact| {
        let names = [&contact.name, &contact.nickname, &contact.organisation];
        let names = names.into_iter().flatten().map(String::as_str);
        let words: Vec<&str> = names.chain([contact.address.as_str()]).collect();
        let words = without_accents(&words.join(" ")).to_lowercase();
        wanted.split_whitespace().all(|word| words.contains(word))
    };
    let count_of_all = all.len();
    let mut first: Vec<Contact> = all.into_iter().filter(is_wanted).collect();
    let count = first.len();
    first.truncate(lists::MOST_ROWS);
    Found {
        first,
        count,
        all: count_of_all,
    }
}

/// One of them.
fn contact_row<'a>(at: usize, contact: &'a Contact, sight: Sight<'a>) -> Element<'a, Message> {
    let name = contact.named().name;
    let names = match name {
        Some(name) => row![
            container(line(name).font(font::MEDIUM)).max_width(NAME),
            line(contact.address.as_str()).dim().fill(),
        ],
        None => row![line(contact.address.as_str()).font(font::MEDIUM).fill()],
    };
    row![
        names
            .spacing(scale::S)
            .width(Fill)
            .align_y(Alignment::Center),
        quiet(None, sight.texts.say("settings-remove"))
            .on_press(Message::Contacts(Deed::Remove(at))),
    ]
    .spacing(scale::S)
    .align_y(Alignment::Center)
    .into()
}

/// Lets a person choose a file of contacts and takes it in.
fn import(link: &Link) -> Outcome<Message> {
    let (engine, title) = (
        link.engine().clone(),
        link.texts.say("settings-contacts-import"),
    );
    let import = async move {
        match choose::file(&title).await {
            Choice::Made(path) => take_in(&engine, path).await.map(Choice::Made),
            Choice::Cancelled => Ok(Choice::Cancelled),
            Choice::NoDialog => Ok(Choice::NoDialog),
        }
    };
    let imported = |read| Message::Contacts(Deed::Imported(read));
    Outcome::run(link.run(import, imported))
}

/// Takes in the file at this place.
fn import_from(path: PathBuf, link: &Link) -> Outcome<Message> {
    let engine = link.engine().clone();
    let import = async move { take_in(&engine, path).await.map(Choice::Made) };
    let imported = |read| Message::Contacts(Deed::Imported(read));
    Outcome::run(link.run(import, imported))
}

async fn take_in(engine: &Engine, path: PathBuf) -> Result<ContactsRead, Problem> {
    let read = tokio::task::spawn_blocking(move || read(&path)).await;
    let file = read.map_err(|e| bug().detail(e))??;
    match engine.request(Command::ImportContacts(file)).await? {
        Reply::Contacts(read) => Ok(read),
        _ => Err(bug()),
    }
}

/// A file, within its limit.
fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let failed = |error: std::io::Error| {
        let text = Text::new("compose-file-not-read").with("file", path.display().to_string());
        Problem::new(ProblemKind::Usage, text).detail(error)
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut octets = Vec::new();
    // One octet too many is refused by whoever reads it.
    let most = u64::try_from(MAX_VCARD_FILE).unwrap_or(u64::MAX);
    file.take(most.saturating_add(1))
        .read_to_end(&mut octets)
        .map_err(failed)?;
    Ok(octets)
}

fn imported(read: Result<Choice<ContactsRead>, Problem>, link: &Link) -> Outcome<Message> {
    match read {
        Ok(Choice::Made(read)) => {
            let said = read.sentences();
            let said = said.iter().map(|one| say::text(&link.texts, one));
            let words = said.collect::<Vec<_>>().join(" ");
            Outcome::wish(Wish::Tell(Notice::Done(words)))
        }
        Ok(Choice::Cancelled | Choice::NoDialog) => Outcome::none(),
        Err(problem) => Outcome::of::<()>(Err(problem)),
    }
}

/// Lets a person choose where the contacts go, and writes them.
fn export(link: &Link) -> Outcome<Message> {
    let (engine, title) = (
        link.engine().clone(),
        link.texts.say("settings-contacts-export"),
    );
    let name = link.texts.say("settings-contacts-file");
    let export = async move {
        match choose::place(&title, &format!("{name}.vcf")).await {
            // Whether what is there is written over, the dialog has asked.
            Choice::Made(path) => put_out(&engine, path, false).await.map(Choice::Made),
            Choice::Cancelled => Ok(Choice::Cancelled),
            Choice::NoDialog => Ok(Choice::NoDialog),
        }
    };
    let exported = |written| Message::Contacts(Deed::Exported(written));
    Outcome::run(link.run(export, exported))
}

/// Writes them to this place; nothing that is there is written over.
fn export_to(path: PathBuf, link: &Link) -> Outcome<Message> {
    let engine = link.engine().clone();
    let export = async move { put_out(&engine, path, true).await.map(Choice::Made) };
    let exported = |written| Message::Contacts(Deed::Exported(written));
    Outcome::run(link.run(export, exported))
}

async fn put_out(engine: &Engine, path: PathBuf, only_new: bool) -> Result<String, Problem> {
    let file = engine.contacts_file().await?;
    let write = move || {
        let mut options = std::fs::OpenOptions::new();
        options
            .write(true)
            .create(true)
            .truncate(true)
            .create_new(only_new);
        let written = options
            .open(&path)
            .and_then(|mut place| place.write_all(file.as_bytes()));
        written.map_err(|error| {
            let text =
                Text::new("problem-file-not-written").with("file", path.display().to_string());
            Problem::new(ProblemKind::Usage, text).detail(error)
        })?;
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok(name.to_string_lossy().into_owned())
    };
    let written = tokio::task::spawn_blocking(write).await;
    written.map_err(|e| bug().detail(e))?
}

fn exported(written: Result<Choice<String>, Problem>, link: &Link) -> Outcome<Message> {
    match written {
        Ok(Choice::Made(name)) => {
            let words = link
                .texts
                .say_with("reader-saved", &[("name", name.into())]);
            Outcome::wish(Wish::Tell(Notice::Done(words)))
        }
        Ok(Choice::Cancelled | Choice::NoDialog) => Outcome::none(),
        Err(problem) => Outcome::of::<()>(Err(problem)),
    }
}

fn bug() -> Problem {
    Problem::new(ProblemKind::Bug, Text::new("problem-bug"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::EmailAddress;

    fn contact(name: &str, address: &str) -> Contact {
        Contact {
            address: EmailAddress::parse(address).unwrap(),
            name: Some(name.to_owned()),
            nickname: None,
            organisation: Some("Shop".to_owned()),
        }
    }

    #[test]
    fn all_words_are_found_wherever_they_stand_and_the_list_is_bounded() {
        let all = || {
            let more = (0..100).map(|n| contact("Kim", &format!("kim{n}@many.test")));
            let some = [contact("Zoë Quill", "zq@b.test")];
            some.into_iter().chain(more).collect::<Vec<_>>()
        };
        let zoe = found(all(), "zoe b.test shop");
        assert_eq!(zoe.count, 1);
        assert_eq!(zoe.first[0].address.as_str(), "zq@b.test");
        let kims = found(all(), "kim");
        assert_eq!((kims.count, kims.first.len()), (100, lists::MOST_ROWS));
        let nobody = found(all(), "nobody");
        assert_eq!((nobody.count, nobody.all), (0, 101));
        assert!(nobody.first.is_empty());
    }
}
