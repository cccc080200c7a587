//! What the palette of the main window holds: all actions, what else the list, the message and the folder offer, the
//! views, and every folder; or the folders into which the chosen messages can be filed.

use super::{Home, Message as OfHome, Outcome, Sight};
use crate::app::Element;
use crate::app::keys::{Action, Place, label};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::mail::{self, View};
use crate::app::screen::palette::{Entry, Message, Palette};
use crate::app::screen::settings;
use crate::config::Settings;
use crate::domain::FolderState;
use crate::i18n::Texts;

/// What an entry does.
#[derive(Debug, Clone)]
pub enum Deed {
    /// An action.
    Act(Action),
    /// Something of the settings, and there.
    Set(Box<settings::Message>),
    /// What no action does: shows a view or a folder, and what a menu or a button does.
    Tell(Box<OfHome>),
}

fn tells(message: OfHome) -> Deed {
    Deed::Tell(Box::new(message))
}

impl Home {
    fn entries(
        &self,
        files: Option<mail::Deed>,
        settings: &Settings,
        texts: &Texts,
    ) -> Vec<Entry<Deed>> {
        match files {
            Some(mail::Deed::Flag) => self.tags(texts),
            Some(files) => self.destinations(files, texts),
            None => self.all_entries(settings, texts).collect(),
        }
    }

    /// The folders that the chosen messages can be moved or copied to.
    fn destinations(&self, files: mail::Deed, texts: &Texts) -> Vec<Entry<Deed>> {
        let targets = self.mail.targets();
        let places = mail::destinations(files, &targets, &self.known, texts);
        let entry = |place: mail::Destination<'_>| {
            let args = [
                ("mailbox", place.node.mailbox.name.as_str().into()),
                ("folder", say::folder(texts, place.folder).into()),
            ];
            let file = place.message.map(|message| tells(OfHome::Mail(message)));
            Entry::new(texts.say_with("palette-file-into", &args), file)
        };
        places.into_iter().map(entry).collect()
    }

    /// The tags that the chosen messages can be given.
    fn tags(&self, texts: &Texts) -> Vec<Entry<Deed>> {
        let all = self
            .mail
            .tag_entries(&self.mail.targets(), &self.known, texts);
        let of_mail = all.into_iter().map(|entry| Entry {
            words: entry.words,
            deed: entry.deed.map(|message| tells(OfHome::Mail(message))),
            key: entry.key,
        });
        of_mail.collect()
    }

    fn all_entries(&self, settings: &Settings, texts: &Texts) -> impl Iterator<Item = Entry<Deed>> {
        let keys = settings.keys;
        let targets = self.mail.targets();
        let listed = self.in_mail();
        let of_mail = self.mail.entries(&targets, &self.known, texts);
        let of_mail = of_mail.into_iter().map(move |entry| Entry {
            words: entry.words,
            deed: match entry.deed {
                _ if !listed => Err(texts.say("may-not-no-list")),
                deed => deed.map(|message| tells(OfHome::Mail(message))),
            },
            key: entry.key,
        });
        let here = |action: &&Action| {
            action.place() != Place::Compose && !matches!(action, Action::Palette | Action::Back)
        };
        let actions = Action::ALL.iter().filter(here).map(move |action| Entry {
            words: texts.say(action.words()),
            deed: match self.refusal(*action, &targets, texts) {
                Some(reason) => Err(reason),
                None => Ok(Deed::Act(*action)),
            },
            key: label(*action, keys, texts),
        });
        let of_folder = self.folder_entries(texts).into_iter().map(|entry| Entry {
            words: entry.words,
            deed: entry.deed.map(|message| tells(OfHome::Folders(message))),
            key: entry.key,
        });
        let of_outbox = self.outbox.entries(&self.known, texts);
        let in_outbox = self.place == Some(super::Place::Outbox);
        let of_outbox = of_outbox.into_iter().filter(move |_| in_outbox);
        let of_outbox = of_outbox.map(|entry| Entry {
            words: entry.words,
            deed: entry.deed.map(|message| tells(OfHome::Outbox(message))),
            key: entry.key,
        });
        let views = View::ALL.into_iter().map(|view| {
            let deed = match view.refusal(&self.known) {
                Some(key) => Err(texts.say(key)),
                None => Ok(tells(OfHome::Go(super::Place::View(view)))),
            };
            Entry::new(texts.say(view.words()), deed)
        });
        let folders = self.known.nodes.iter().flat_map(|node| {
            let folders = node.folders.iter();
            folders.map(move |folder| (node, folder))
        });
        let folders = folders.filter(|(_, f)| !matches!(f.state, FolderState::Container));
        let folders = folders.map(|(node, folder)| {
            let args = [
                ("mailbox", node.mailbox.name.as_str().into()),
                ("folder", say::folder(texts, folder).into()),
            ];
            let go = OfHome::Go(super::Place::Folder(folder.id.clone()));
            Entry::new(texts.say_with("palette-go-to", &args), Ok(tells(go)))
        });
        let settings = settings::entries(settings, texts);
        let settings = settings.into_iter().map(|entry| Entry {
            words: entry.words,
            deed: entry.deed.map(|message| Deed::Set(Box::new(message))),
            key: entry.key,
        });
        // What is open here before all else that can be done.
        let offered = of_mail.chain(of_folder).chain(views);
        let all = of_outbox.chain(actions).chain(offered);
        all.chain(folders).chain(settings)
    }

    /// Carries out what happened in it.
    pub(super) fn in_palette(&mut self, message: Message<Deed>, link: &Link) -> Outcome<OfHome> {
        let Some((mut palette, files)) = self.take_palette() else {
            return Outcome::none();
        };
        let settings = link.engine().settings();
        match palette.update(message, self.entries(files, &settings, &link.texts)) {
            Some(Deed::Act(action)) => self.key(action, link),
            // What was chosen is seen there, and what else there is beside it.
            Some(Deed::Set(message)) => {
                let there = self.react(OfHome::Go(super::Place::Settings), link);
                let mut outcome = self.react(OfHome::Settings(*message), link);
                outcome.task = iced::Task::batch([there.task, outcome.task]);
                outcome.wishes.extend(there.wishes);
                outcome
            }
            Some(Deed::Tell(message)) => self.react(*message, link),
            None => {
                self.show_palette(palette, files);
                Outcome::none()
            }
        }
    }

    /// The palette.
    pub(super) fn palette_view<'a>(
        &'a self,
        palette: &'a Palette,
        files: Option<mail::Deed>,
        settings: &Settings,
        sight: Sight<'a>,
    ) -> Element<'a, OfHome> {
        let entries = self.entries(files, settings, sight.texts);
        palette.view(entries, sight).map(OfHome::Palette)
    }
}
