//! What the palette of the main window holds: all actions, and every folder.

use super::{Home, Message as OfHome, Outcome, Sight};
use crate::app::Element;
use crate::app::keys::{Action, Place, label};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::palette::{Entry, Message, Palette};
use crate::config::KeyMap;
use crate::domain::{FolderId, FolderState};
use crate::i18n::Texts;

/// What an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// An action.
    Act(Action),
    /// Shows a folder.
    Visit(FolderId),
}

impl Home {
    fn entries(&self, keys: KeyMap, texts: &Texts) -> impl Iterator<Item = Entry<Deed>> {
        let targets = self.mail.targets();
        let here = |action: &&Action| {
            action.place() != Place::Compose && !matches!(action, Action::Palette | Action::Back)
        };
        let actions = Action::ALL.iter().filter(here).map(move |action| Entry {
            words: texts.say(action.words()),
            deed: Deed::Act(*action),
            key: label(*action, keys, texts),
            reason: self.refusal(*action, &targets, texts),
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
            Entry {
                words: texts.say_with("palette-go-to", &args),
                deed: Deed::Visit(folder.id.clone()),
                key: None,
                reason: None,
            }
        });
        actions.chain(folders)
    }

    /// Carries out what happened in it.
    pub(super) fn in_palette(&mut self, message: Message<Deed>, link: &Link) -> Outcome<OfHome> {
        let Some(mut palette) = self.take_palette() else {
            return Outcome::none();
        };
        let keys = link.engine().settings().keys;
        match palette.update(message, self.entries(keys, &link.texts)) {
            Some(Deed::Act(action)) => self.key(action, link),
            Some(Deed::Visit(folder)) => self.react(OfHome::Go(super::Place::Folder(folder)), link),
            None => {
                self.show_palette(palette);
                Outcome::none()
            }
        }
    }

    /// The palette.
    pub(super) fn palette_view<'a>(
        &'a self,
        palette: &'a Palette,
        sight: Sight<'a>,
    ) -> Element<'a, OfHome> {
        let entries = self.entries(sight.keys, sight.texts);
        palette.view(entries, sight).map(OfHome::Palette)
    }
}
