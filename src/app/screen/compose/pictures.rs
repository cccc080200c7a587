//! Pictures in the text, and what is pasted that is no text.

use std::collections::HashSet;
use std::sync::Arc;

use iced::Task;
use iced::advanced::image;
use iced::widget::text_editor;
use iced::widget::text_editor::Action;

use super::{Compose, Message, attach};
use crate::app::choose::Choice;
use crate::app::clipboard::{self, Held};
use crate::app::link::Link;
use crate::app::screen::Outcome;
use crate::app::widget::editor::Edit;
use crate::app::widget::pictured::Thumb;
use crate::domain::{Attachment, TextFormat};
use crate::engine::Problem;
use crate::render::drawn::{self, Colours, Setting};
use crate::render::{Source, Trouble};
use crate::rfc822::{
    Along, along, in_words, make_unique, picture_mark, safe_file_name, shown_pictures,
    without_picture,
};

/// How a picture is made small: so wide, on the white that recipients see it on.
const SMALL: Setting = Setting {
    width: 96.0,
    scale: 1.0,
    zoom: 1.0,
    colours: Colours {
        background: [255, 255, 255],
        text: [0, 0, 0],
        dim: [0, 0, 0],
        link: [0, 0, 0],
        is_dark: false,
    },
    adapt: false,
    elsewhere: false,
    quote: false,
    simple: false,
};
/// Of one that is higher the rest is not shown, in pixels.
const HIGHEST: f32 = 192.0;
/// Most that are made small for one change of the text.
const MOST_SMALL: usize = 20;

/// What happens with pictures.
#[derive(Debug, Clone)]
pub enum Pictures {
    /// Some are to be chosen.
    Choose,
    /// They were read.
    Chosen(Result<Choice<Vec<Attachment>>, Problem>),
    /// The text is to show one that is attached.
    Show(usize),
    /// One is here small, or could not be made so.
    Small(String, Result<drawn::Band, Trouble>),
    /// The clipboard was looked at. Text that was in it was pasted before, by which the text came to this change.
    Pasted(Option<u64>, Result<Pasted, Problem>),
}

/// What was in the clipboard beside text.
#[derive(Debug, Clone)]
pub enum Pasted {
    /// Files, which are attached.
    Files(Vec<Attachment>),
    /// A picture, which the text shows.
    Picture(Attachment),
    /// Nothing.
    Nothing,
}

impl Compose {
    /// Carries out what happened.
    pub(super) fn picture(&mut self, message: Pictures, link: &Link) -> Outcome<Message> {
        match message {
            Pictures::Choose => {
                let title = link.texts.say("compose-picture");
                let files = attach::choose(title, self.room(), link.texts.clone());
                Outcome::run(link.run(files, |files| Message::Picture(Pictures::Chosen(files))))
            }
            Pictures::Chosen(Ok(Choice::Made(files))) => self.put(files, link),
            // Nothing shows a dialog: its path is asked for, as for any file, and then it can be put into the text.
            Pictures::Chosen(other) => self.chosen(other, link),
            Pictures::Show(at) => {
                self.name_apart(at);
                let Some(file) = self.draft.attachments.get_mut(at) else {
                    return Outcome::none();
                };
                file.in_text = true;
                let mark = picture_mark(&file.name);
                self.put_marks(&[mark], link)
            }
            Pictures::Small(name, small) => {
                if let Ok(band) = small {
                    let size = (band.width, band.height);
                    let handle = image::Handle::from_rgba(band.width, band.height, band.rgba);
                    let _ = self.thumbs.insert(name, Thumb::of(handle, size));
                }
                Outcome::none()
            }
            Pictures::Pasted(text, Ok(Pasted::Files(files))) => {
                // The text that was pasted was their names: it goes, unless somebody wrote on meanwhile.
                if text.is_some_and(|change| change == self.text_changes()) {
                    let _ = self.body.perform(Edit::Undo);
                }
                self.attached(files, link)
            }
            Pictures::Pasted(_, Ok(Pasted::Picture(file))) => self.put(vec![file], link),
            Pictures::Pasted(_, Ok(Pasted::Nothing)) => Outcome::none(),
            Pictures::Pasted(_, Err(problem)) => self.fail(None, problem),
        }
    }

    /// A person wrote. What is pasted may be the names of files, or no text at all: then the clipboard is looked at.
    /// What an input method gives is pasted too, as iced has it, and came from no clipboard.
    pub(super) fn edit(&mut self, edit: Edit, link: &Link) -> Outcome<Message> {
        self.typing = None;
        let text = match &edit {
            Edit::Pasting => {
                self.pasting = Pasting::Begun;
                return Outcome::none();
            }
            Edit::Pasted => {
                return match std::mem::take(&mut self.pasting) {
                    Pasting::Begun => self.look_in_clipboard(None, link),
                    Pasting::Names => self.look_in_clipboard(Some(self.text_changes()), link),
                    Pasting::No => Outcome::none(),
                };
            }
            Edit::Act(Action::Edit(text_editor::Edit::Paste(text))) => Some(Arc::clone(text)),
            _ => None,
        };
        if let Some(text) = text.filter(|_| self.pasting == Pasting::Begun) {
            self.pasting = if clipboard::names_files(&text) {
                Pasting::Names
            } else {
                Pasting::No
            };
        }
        if self.body.perform(edit) {
            self.changed(link)
        } else {
            Outcome::none()
        }
    }

    fn look_in_clipboard(&self, text: Option<u64>, link: &Link) -> Outcome<Message> {
        let (room, texts, has_text) = (self.room(), link.texts.clone(), text.is_some());
        let look = move || match clipboard::held(has_text) {
            Held::Files(paths) => attach::read(&paths, room, &texts).map(Pasted::Files),
            Held::Picture(bytes) => {
                let name = format!("{}.png", texts.say("compose-picture-name"));
                Ok(Pasted::Picture(Attachment {
                    name,
                    media_type: "image/png".into(),
                    bytes,
                    in_text: false,
                }))
            }
            Held::Nothing => Ok(Pasted::Nothing),
        };
        let done = move |found| Message::Picture(Pictures::Pasted(text, found));
        Outcome::run(link.block(look, done))
    }

    /// Files go along: pictures in the text, at the cursor, all others beside it.
    fn put(&mut self, files: Vec<Attachment>, link: &Link) -> Outcome<Message> {
        if let Some(large) = attach::too_large(&files, self.room(), &link.texts) {
            return self.fail(None, large);
        }
        let mut marks = Vec::new();
        for mut file in files {
            file.in_text = file.is_picture();
            let is_shown = file.in_text;
            self.draft.attachments.push(file);
            let at = self.draft.attachments.len() - 1;
            if is_shown {
                self.name_apart(at);
                let name = self
                    .draft
                    .attachments
                    .last()
                    .map(|file| picture_mark(&file.name));
                marks.extend(name);
            }
        }
        if marks.is_empty() {
            self.changed(link)
        } else {
            self.put_marks(&marks, link)
        }
    }

    fn put_marks(&mut self, marks: &[String], link: &Link) -> Outcome<Message> {
        // Whoever wants a picture in the text wants formatted text.
        let turns = !self.is_formatted();
        self.write_as(TextFormat::Formatted);
        self.previewed = None;
        self.body.insert_lines(&marks.join("\n"));
        self.keys_to(super::formatting::BODY);
        let changed = self.changed(link);
        if turns {
            // In plain text pictures go along beside it: none is to be taken out.
            return changed.and(self.say_turned(u64::MAX, link));
        }
        changed
    }

    /// The text names pictures by their files, also where a colleague goes on with the draft: such a name is one that
    /// stays as it is on the way, and no other file has it.
    pub(super) fn name_apart(&mut self, at: usize) {
        let mut taken = HashSet::new();
        let all = self.draft.attachments.iter().enumerate();
        for (_, other) in all.filter(|(other, _)| *other != at) {
            let _ = make_unique(other.name.clone(), &mut taken);
        }
        if let Some(file) = self.draft.attachments.get_mut(at) {
            file.name = make_unique(safe_file_name(&file.name, "picture"), &mut taken);
        }
    }

    /// A file is not to go along; where the text shows it, it does no longer.
    pub(super) fn detach(&mut self, at: usize, link: &Link) -> Outcome<Message> {
        let Some(file) = self.draft.attachments.get(at) else {
            return Outcome::none();
        };
        let (name, body) = (file.name.clone(), self.body.text());
        let without = without_picture(&body, &name);
        let is_in_text = self.place_of(at) == Along::InText;
        // It is kept, so that it is back with its mark when that is taken back; but a mark that nobody finds does not
        // keep it from being taken out.
        if is_in_text && !shown_pictures(&without).contains(&name) {
            self.body.replace(&without);
            if let Some(file) = self.draft.attachments.get_mut(at) {
                file.in_text = true;
            }
        } else {
            let _ = self.draft.attachments.remove(at);
        }
        self.changed(link)
    }

    /// The pictures in the text are made small, by the process that may fail on them.
    pub(super) fn make_small(&mut self, link: &Link) -> Task<Message> {
        for file in self
            .draft
            .attachments
            .iter()
            .filter(|file| file.is_layout())
        {
            let thumb = Thumb::named(link.texts.say("compose-layout"));
            let _ = self.thumbs.insert(file.name.clone(), thumb);
        }
        let shown = self.draft.attachments.iter().zip(&self.along);
        let shown = shown.filter(|(file, along)| **along == Along::InText && !file.is_layout());
        let new: Vec<&Attachment> = shown
            .map(|(file, _)| file)
            .filter(|file| self.made_small.get(&file.name) != Some(&file.bytes.len()))
            .take(MOST_SMALL)
            .collect();
        let tasks = new.into_iter().map(|file| {
            let _ = self.made_small.insert(file.name.clone(), file.bytes.len());
            let _ = self.thumbs.remove(&file.name);
            let source = Source::of_picture(file.bytes.as_slice().into());
            let (drawers, name) = (link.drawers().clone(), file.name.clone());
            let small = async move {
                let (drawing, laid) = drawers.open(Arc::new(source), SMALL).await?;
                let rows = laid.size.1.clamp(1.0, HIGHEST) as u32;
                drawing.paint(0, rows).await
            };
            link.run(async move { Ok(small.await) }, move |small| {
                let small = small.unwrap_or(Err(Trouble::Failed));
                Message::Picture(Pictures::Small(name, small))
            })
        });
        Task::batch(tasks)
    }

    /// Plain text shows no picture: those that it showed are attached to it. Of what is passed on it has the words.
    pub(super) fn pictures_beside_text(&mut self) {
        let text = self.body.text();
        let mut without = text.clone();
        for (file, along) in self.draft.attachments.iter_mut().zip(&self.along) {
            if *along == Along::InText && !file.is_layout() {
                file.in_text = false;
                without = without_picture(&without, &file.name);
            }
        }
        // The layout is kept, so that it is back with its mark when that is taken back.
        without = in_words(&without, &self.draft.attachments);
        if without != text {
            self.body.replace(&without);
        }
    }

    /// Counts the changes of the text.
    #[must_use]
    pub fn text_changes(&self) -> u64 {
        self.body.changes()
    }

    /// Where a file is when the message leaves.
    pub(super) fn place_of(&self, at: usize) -> Along {
        self.along.get(at).copied().unwrap_or(Along::Beside)
    }

    /// The files that go along.
    pub(super) fn going(&self) -> impl Iterator<Item = &Attachment> {
        let files = self.draft.attachments.iter().enumerate();
        let going = files.filter(|(at, _)| self.place_of(*at) != Along::Not);
        going.map(|(_, file)| file)
    }

    /// What makes a message look otherwise and files go elsewhere: the text, its kind, the files.
    pub(super) fn state(&self) -> State {
        let files = &self.draft.attachments;
        State {
            changes: self.body.changes(),
            format: self.draft.format,
            files: files
                .iter()
                .map(|file| (file.name.clone(), file.in_text))
                .collect(),
        }
    }

    /// Any of that changed: it is looked at anew where its files are, and what is previewed is what there is now.
    pub(super) fn follow_files(&mut self) {
        let format = self.draft.format;
        self.along = along(&self.draft.attachments, &self.body.text(), format);
        if self.previewed.is_some() {
            self.begin_preview();
        }
    }
}

/// See [`Compose::state`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    changes: u64,
    format: TextFormat,
    files: Vec<(String, bool)>,
}

/// How far the keys for pasting are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pasting {
    /// Nothing is pasted, or it was text.
    #[default]
    No,
    /// They were pressed, and no text came yet.
    Begun,
    /// The text that came may be the names of files.
    Names,
}
