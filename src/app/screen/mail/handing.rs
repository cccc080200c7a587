//! Files of a message that leave Postroom: attachments opened by the program that the system has for them, and all
//! of them saved into a folder.

use std::path::{Path, PathBuf};

use iced::Task;
use jiff::tz::TimeZone;

use super::{Content, Mail, Message, Opened, Reading, save};
use crate::app::choose::{self, Choice};
use crate::app::link::Link;
use crate::app::screen::{Dialog, Notice, Outcome, Wish};
use crate::domain::MessageKey;
use crate::engine::{Engine, Problem, ProblemKind, Text};
use crate::i18n::Texts;
use crate::render::drawn::Laid;
use crate::render::{self, ParsedAttachment};

/// An attachment that is to be opened though it may run something: the message, which of its attachments, its name,
/// and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risky {
    /// Of which message.
    pub message: MessageKey,
    /// Which of its attachments.
    pub index: usize,
    /// Its name.
    pub name: String,
    /// What it is, beside what its name says.
    pub kind: render::FileKind,
}

/// Why an attachment is asked about before it is opened.
pub fn risky_words(risky: &Risky, texts: &Texts) -> String {
    if !risky.kind.pretends {
        return texts.say("risky-words");
    }
    let is = render::file_type_of(&risky.name, None, &risky.kind);
    let Some(says) = render::file_type_by_name(&risky.name) else {
        return texts.say("risky-pretends");
    };
    let what = if is.is_program() { "program" } else { "other" };
    let named = |kind: render::FileType| kind.words(|key| texts.say(key));
    texts.say_with(
        "risky-pretends-as",
        &[
            ("what", what.into()),
            ("says", named(says).into()),
            ("is", named(is).into()),
        ],
    )
}

impl Mail {
    /// The message that is read, with what is attached.
    fn attached(&self) -> Option<(&MessageKey, &[ParsedAttachment])> {
        match &self.opened {
            Some(Opened {
                header,
                state: Reading::Ready(Content { attachments, .. }),
                ..
            }) => Some((&header.id, attachments)),
            _ => None,
        }
    }

    /// An attachment is saved where somebody says.
    pub(super) fn save_attachment(&self, index: usize, link: &Link) -> Outcome<Message> {
        let attached = self.attached();
        let found =
            attached.and_then(|(key, all)| Some((key, all.iter().find(|a| a.index == index)?)));
        let Some((key, attachment)) = found else {
            return Outcome::none();
        };
        let name = render::safe_file_name(&attachment.name, "attachment");
        Self::save((key.clone(), save::What::Attachment(index), name), link)
    }

    /// The message is saved as it came.
    pub(super) fn save_message(&self, link: &Link) -> Outcome<Message> {
        let Some(opened) = &self.opened else {
            return Outcome::none();
        };
        let header = &opened.header;
        let name = format!("{}.eml", header.subject.replace(['/', '\\'], "_"));
        let name = render::safe_file_name(&name, "message.eml");
        Self::save((header.id.clone(), save::What::Message, name), link)
    }

    /// The message is handed to the browser, which prints.
    pub(super) fn print(&self, link: &Link) -> Outcome<Message> {
        let Some((opened, content)) = self.opened.as_ref().and_then(|o| Some((o, o.content()?)))
        else {
            return Outcome::none();
        };
        let texts = &link.texts;
        let notes = content.packings.iter().map(|packing| packing.key());
        let attached = listed(&content.attachments, as_drawn(opened)).into_iter();
        let attached = attached.map(|a| (a.name.as_str(), a.size));
        let lines = texts.printed_lines(
            &opened.header.participants,
            Some(opened.header.date),
            &TimeZone::system(),
            notes,
            attached,
        );
        let title = match opened.header.subject.trim() {
            "" => texts.say("list-no-subject"),
            subject => subject.to_owned(),
        };
        let (engine, key) = (link.engine().clone(), opened.header.id.clone());
        let language = texts.language().code();
        let put = async move { engine.put_to_print(&key, language, title, lines).await };
        Outcome::run(link.run(put, Message::Printed))
    }

    fn save(wanted: save::Wanted, link: &Link) -> Outcome<Message> {
        let (title, name) = (link.texts.say("reader-save-title"), wanted.2.clone());
        let choose = async move { Ok(choose::place(&title, &name).await) };
        Outcome::run(link.run(choose, move |chosen| match chosen {
            Ok(Choice::Made(path)) => Message::SaveTo(wanted, path),
            Ok(Choice::Cancelled) => Message::Saved(Ok(None)),
            Ok(Choice::NoDialog) => Message::SaveWhere(wanted),
            Err(problem) => Message::Saved(Err(problem)),
        }))
    }

    /// It goes where the system's dialog was told.
    pub(super) fn save_to(
        &mut self,
        (key, what, name): save::Wanted,
        path: PathBuf,
        link: &Link,
    ) -> Task<Message> {
        let words = (link.texts).say_with("errand-saving", &[("name", name.into())]);
        let work = save::fetch_and_write(link.engine().clone(), key, what, path, false);
        self.run_errand(words, work, Message::Saved, link)
    }

    /// The source of the message that is read, as it is shown.
    pub(super) fn read_source(&self, link: &Link) -> Outcome<Message> {
        let Some(opened) = &self.opened else {
            return Outcome::none();
        };
        let (engine, key) = (link.engine().clone(), opened.header.id.clone());
        let of = key.clone();
        let read = async move {
            let source = engine.source(&key).await?;
            Ok(render::source_text(&source))
        };
        Outcome::run(link.run(read, move |read| Message::Source(of, read)))
    }

    /// An attachment is opened; one that may run something after a question.
    pub(super) fn open_attachment(&mut self, index: usize, link: &Link) -> Outcome<Message> {
        let Some((key, all)) = self.attached() else {
            return Outcome::none();
        };
        let Some(attachment) = all.iter().find(|a| a.index == index) else {
            return Outcome::none();
        };
        let wanted = Risky {
            message: key.clone(),
            index,
            name: attachment.name.clone(),
            kind: attachment.kind.clone(),
        };
        if attachment.kind.is_program || attachment.kind.pretends {
            return Outcome::wish(Wish::Open(Dialog::OpenRisky(wanted)));
        }
        Outcome::run(self.hand_over(wanted, false, link))
    }

    /// It is put where another program can open it. Was a person asked whether it shall be opened whatever it is?
    pub(super) fn hand_over(
        &mut self,
        wanted: Risky,
        was_asked: bool,
        link: &Link,
    ) -> Task<Message> {
        let name = [("name", wanted.name.as_str().into())];
        let words = link.texts.say_with("errand-opening", &name);
        let engine = link.engine().clone();
        let of = wanted.clone();
        let put = async move {
            let put = engine.put_to_open(&of.message, of.index, &of.name, was_asked);
            put.await
        };
        let done = move |put| Message::PutToOpen(wanted, put);
        self.run_errand(words, put, done, link)
    }

    /// All attachments are saved into a folder, under names that are free there.
    pub(super) fn save_all(&self, link: &Link) -> Outcome<Message> {
        let Some((key, all)) = self.attached() else {
            return Outcome::none();
        };
        let wanted: Vec<(usize, String)> = listed(all, self.opened.as_ref().and_then(as_drawn))
            .into_iter()
            .map(|a| (a.index, render::safe_file_name(&a.name, "attachment")))
            .collect();
        let (key, title) = (key.clone(), link.texts.say("reader-save-all-title"));
        let choose = async move { Ok(choose::folder(&title).await) };
        Outcome::run(link.run(choose, move |chosen| match chosen {
            Ok(Choice::Made(folder)) => Message::SaveAllTo(key, wanted, folder),
            Ok(Choice::Cancelled) => Message::SavedAll(Ok(None)),
            // Where everything goes unless somebody says otherwise.
            Ok(Choice::NoDialog) => Message::SaveAllTo(key, wanted, choose::usual_place("")),
            Err(problem) => Message::SavedAll(Err(problem)),
        }))
    }

    /// They go into the folder that the system's dialog was told.
    pub(super) fn save_all_to(
        &mut self,
        key: MessageKey,
        wanted: Vec<(usize, String)>,
        folder: PathBuf,
        link: &Link,
    ) -> Task<Message> {
        let count = wanted.len();
        let words = (link.texts).say_with("errand-saving-all", &[("count", count.into())]);
        let engine = link.engine().clone();
        let work = async move {
            for (index, name) in wanted {
                save_into(&engine, &key, index, &folder, &name).await?;
            }
            Ok(Some((count, folder)))
        };
        self.run_errand(words, work, Message::SavedAll, link)
    }

    /// They are saved.
    pub(super) fn saved_all(
        saved: Result<Option<(usize, PathBuf)>, Problem>,
        link: &Link,
    ) -> Outcome<Message> {
        match saved {
            Ok(Some((count, folder))) => {
                let folder = folder.display().to_string();
                let words = link.texts.say_with(
                    "reader-saved-all",
                    &[("count", count.into()), ("folder", folder.into())],
                );
                Outcome::wish(Wish::Tell(Notice::Done(words)))
            }
            Ok(None) => Outcome::none(),
            Err(problem) => Outcome::wish(Wish::Tell(Notice::Problem(problem))),
        }
    }
}

/// The layout of a message, where it is shown as it was laid out and not as its words.
pub(super) fn as_drawn(opened: &Opened) -> Option<&Laid> {
    let drawn = opened.drawn.as_ref();
    let drawn = drawn.filter(|drawn| opened.shown.is_drawn() && drawn.trouble.is_none());
    drawn.and_then(|drawn| drawn.laid())
}

impl Opened {
    /// The index of the picture with this `Content-ID` among what is attached.
    pub(super) fn picture(&self, content_id: &str) -> Option<usize> {
        let mut attached = self.content()?.attachments.iter();
        let there = attached.find(|one| one.content_id.as_deref() == Some(content_id))?;
        Some(there.index)
    }
}

/// What stands below a message as attached: all but the pictures that are seen in it.
pub(super) fn listed<'a>(
    all: &'a [ParsedAttachment],
    laid: Option<&Laid>,
) -> Vec<&'a ParsedAttachment> {
    let is_seen = |attachment: &&ParsedAttachment| {
        let id = attachment.content_id.as_deref();
        id.is_some_and(|id| laid.is_some_and(|laid| laid.shows(id)))
    };
    all.iter()
        .filter(|attachment| !attachment.inline || !is_seen(attachment))
        .collect()
}

/// Names that are tried before it is given up.
const MOST_NAMES: u32 = 1000;

async fn save_into(
    engine: &Engine,
    key: &MessageKey,
    index: usize,
    folder: &Path,
    name: &str,
) -> Result<(), Problem> {
    let what = save::What::Attachment(index);
    for number in 1..=MOST_NAMES {
        let path = folder.join(render::numbered_name(name, number));
        let saved = save::fetch_and_write(engine.clone(), key.clone(), what, path, true).await;
        match saved {
            Err(problem) if problem.message.key == "file-exists" => {}
            other => return other.map(drop),
        }
    }
    let text = Text::new("file-exists").with("file", name);
    Err(Problem::new(ProblemKind::Usage, text))
}
