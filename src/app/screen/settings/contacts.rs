//! Contacts in the settings: taken in from files of other programs, and written for them.

use std::io::Read as _;
use std::path::Path;

use iced::widget::{column, row};

use super::Message;
use crate::app::Element;
use crate::app::choose::{self, Choice};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Notice, Outcome, Sight, Wish};
use crate::app::theme::{scale, style};
use crate::app::widget::button::plain;
use crate::app::widget::icon::Icon;
use crate::app::widget::text::paragraph;
use crate::engine::{Command, Problem, ProblemKind, Reply, Text};
use crate::rfc822::MAX_VCARD_FILE;

/// How many there are, and what can be done with them.
pub(super) fn view<'a>(count: usize, sight: Sight<'a>) -> Element<'a, Message> {
    let texts = sight.texts;
    let import = plain(Some(Icon::Plus), texts.say("settings-contacts-import"))
        .on_press(Message::ImportContacts);
    let export = plain(Some(Icon::Download), texts.say("settings-contacts-export"))
        .on_press_maybe((count > 0).then_some(Message::ExportContacts));
    let words = texts.say_with("settings-contacts-count", &[("count", count.into())]);
    column![
        paragraph(texts.say("settings-contacts-words")).style(style::dim),
        paragraph(words).style(style::dim),
        row![import, export].spacing(scale::S),
    ]
    .spacing(scale::XS)
    .into()
}

/// Lets a person choose a file of contacts and takes it in.
pub(super) fn import(link: &Link) -> Outcome<Message> {
    let (engine, title) = (
        link.engine().clone(),
        link.texts.say("settings-contacts-import"),
    );
    let import = async move {
        let chosen = choose::file(&title).await;
        let read = tokio::task::spawn_blocking(move || chosen.and_then(|path| read(&path)));
        let file = match read.await.map_err(|e| bug().detail(e))?? {
            Choice::Made(file) => file,
            Choice::Cancelled => return Ok(Choice::Cancelled),
            Choice::NoDialog => return Ok(Choice::NoDialog),
        };
        match engine.request(Command::ImportContacts(file)).await? {
            Reply::Contacts(read) => Ok(Choice::Made(read)),
            _ => Err(bug()),
        }
    };
    Outcome::run(link.run(import, Message::ContactsImported))
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

pub(super) fn imported(
    read: Result<Choice<crate::engine::ContactsRead>, Problem>,
    link: &Link,
) -> Outcome<Message> {
    match read {
        Ok(Choice::Made(read)) => {
            let said = read.sentences();
            let said = said.iter().map(|one| say::text(&link.texts, one));
            let words = said.collect::<Vec<_>>().join(" ");
            Outcome::wish(Wish::Tell(Notice::Done(words)))
        }
        Ok(Choice::Cancelled) => Outcome::none(),
        Ok(Choice::NoDialog) => Outcome::of::<()>(Err(no_dialog())),
        Err(problem) => Outcome::of::<()>(Err(problem)),
    }
}

/// Lets a person choose where the contacts go, and writes them.
pub(super) fn export(link: &Link) -> Outcome<Message> {
    let (engine, title) = (
        link.engine().clone(),
        link.texts.say("settings-contacts-export"),
    );
    let name = link.texts.say("settings-contacts-file");
    let export = async move {
        let file = engine.contacts_file().await?;
        let place = choose::place(&title, &format!("{name}.vcf")).await;
        let write = move || {
            place.and_then(|path| {
                std::fs::write(&path, file).map_err(|error| {
                    let text = Text::new("problem-file-not-written")
                        .with("file", path.display().to_string());
                    Problem::new(ProblemKind::Usage, text).detail(error)
                })?;
                let name = path.file_name().unwrap_or(path.as_os_str());
                Ok(name.to_string_lossy().into_owned())
            })
        };
        let written = tokio::task::spawn_blocking(write).await;
        written.map_err(|e| bug().detail(e))?
    };
    Outcome::run(link.run(export, Message::ContactsExported))
}

pub(super) fn exported(written: Result<Choice<String>, Problem>, link: &Link) -> Outcome<Message> {
    match written {
        Ok(Choice::Made(name)) => {
            let words = link
                .texts
                .say_with("reader-saved", &[("name", name.into())]);
            Outcome::wish(Wish::Tell(Notice::Done(words)))
        }
        Ok(Choice::Cancelled) => Outcome::none(),
        Ok(Choice::NoDialog) => Outcome::of::<()>(Err(no_dialog())),
        Err(problem) => Outcome::of::<()>(Err(problem)),
    }
}

/// The command line does the same where no dialog can be shown.
fn no_dialog() -> Problem {
    Problem::new(ProblemKind::Usage, Text::new("contacts-no-dialog"))
        .advise(Text::new("advice-contacts-no-dialog"))
}

fn bug() -> Problem {
    Problem::new(ProblemKind::Bug, Text::new("problem-bug"))
}
