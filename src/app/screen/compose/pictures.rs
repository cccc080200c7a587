//! Pictures in the text, and what is pasted that is no text.

use std::sync::Arc;

use iced::widget::text_editor;
use iced::widget::text_editor::Action;

use super::{Compose, Message, attach};
use crate::app::choose::Choice;
use crate::app::clipboard::{self, Held};
use crate::app::link::Link;
use crate::app::screen::Outcome;
use crate::app::widget::editor::Edit;
use crate::domain::{Attachment, TextFormat};
use crate::engine::Problem;
use crate::rfc822::{picture_mark, shown_pictures, without_picture};

/// What happens with pictures.
#[derive(Debug, Clone)]
pub enum Pictures {
    /// Some are to be chosen.
    Choose,
    /// They were read.
    Chosen(Result<Choice<Vec<Attachment>>, Problem>),
    /// The text is to show one that is attached.
    Show(usize),
    /// The clipboard was looked at, in which this text was.
    Pasted(Option<Arc<String>>, Result<Pasted, Problem>),
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
            Pictures::Pasted(_, Ok(Pasted::Files(files))) => self.attached(files, link),
            Pictures::Pasted(_, Ok(Pasted::Picture(file))) => self.put(vec![file], link),
            Pictures::Pasted(Some(text), Ok(Pasted::Nothing)) => {
                let paste = text_editor::Edit::Paste(text);
                let _ = self.body.perform(Edit::Act(Action::Edit(paste)));
                self.changed(link)
            }
            Pictures::Pasted(None, Ok(Pasted::Nothing)) => Outcome::none(),
            Pictures::Pasted(_, Err(problem)) => self.fail(None, problem),
        }
    }

    /// A person wrote. What is pasted may stand for files, or be no text at all: then that is looked for first.
    pub(super) fn edit(&mut self, edit: Edit, link: &Link) -> Outcome<Message> {
        self.typing = None;
        match &edit {
            Edit::Act(Action::Edit(text_editor::Edit::Paste(text))) => {
                self.pasted = true;
                if clipboard::names_files(text) {
                    return self.look_in_clipboard(Some(Arc::clone(text)), link);
                }
            }
            Edit::Pasted if !std::mem::take(&mut self.pasted) => {
                return self.look_in_clipboard(None, link);
            }
            _ => {}
        }
        if self.body.perform(edit) {
            self.changed(link)
        } else {
            Outcome::none()
        }
    }

    fn look_in_clipboard(&self, text: Option<Arc<String>>, link: &Link) -> Outcome<Message> {
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
        self.write_as(TextFormat::Formatted);
        self.previewed = None;
        self.body.insert_lines(&marks.join("\n"));
        self.keys_to(super::formatting::BODY);
        self.changed(link)
    }

    /// The text names pictures by their files: no other one has this name.
    fn name_apart(&mut self, at: usize) {
        let Some(name) = self.draft.attachments.get(at).map(|file| file.name.clone()) else {
            return;
        };
        let is_taken = |name: &str| {
            let mut others = self.draft.attachments.iter().enumerate();
            others.any(|(other, file)| other != at && file.name == name)
        };
        let (stem, end) = match name.rsplit_once('.') {
            Some((stem, end)) if !stem.is_empty() => (stem, format!(".{end}")),
            _ => (name.as_str(), String::new()),
        };
        let mut names = (2..).map(|count| format!("{stem}-{count}{end}"));
        let apart = if is_taken(&name) {
            names.find(|name| !is_taken(name))
        } else {
            None
        };
        if let (Some(apart), Some(file)) = (apart, self.draft.attachments.get_mut(at)) {
            file.name = apart;
        }
    }

    /// A file is not to go along; where the text shows it, it does no longer.
    pub(super) fn detach(&mut self, at: usize, link: &Link) -> Outcome<Message> {
        let Some(file) = self.draft.attachments.get(at) else {
            return Outcome::none();
        };
        if self.shown.contains(&file.name) && file.is_picture() {
            // It is kept, so that it is back with its mark when that is taken back.
            let text = without_picture(&self.body.text(), &file.name);
            self.body.replace(&text);
            if let Some(file) = self.draft.attachments.get_mut(at) {
                file.in_text = true;
            }
        } else {
            let _ = self.draft.attachments.remove(at);
        }
        self.changed(link)
    }

    /// Plain text shows no picture: those that it showed are attached to it.
    pub(super) fn pictures_beside_text(&mut self) {
        let text = self.body.text();
        let mut without = text.clone();
        for file in &mut self.draft.attachments {
            if self.shown.contains(&file.name) && file.is_picture() {
                file.in_text = false;
                without = without_picture(&without, &file.name);
            }
        }
        if without != text {
            self.body.replace(&without);
        }
    }

    /// The text changed: which pictures does it show?
    pub(super) fn look_for_pictures(&mut self) {
        let is_formatted = self.draft.format == TextFormat::Formatted;
        let has_picture = self.draft.attachments.iter().any(Attachment::is_picture);
        self.shown = if is_formatted && has_picture {
            shown_pictures(&self.body.text())
        } else {
            Default::default()
        };
    }

    /// Does the text show this file?
    pub(super) fn shows(&self, file: &Attachment) -> bool {
        file.is_picture() && self.shown.contains(&file.name)
    }
}
