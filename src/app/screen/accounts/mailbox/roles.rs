//! Which folder of a mailbox is its Sent, Drafts, Archive, Junk and Trash: as the server says, or as a person chose.

use std::collections::BTreeMap;

use iced::Alignment;
use iced::widget::{Column, column, container, row, space};

use super::{Message, labelled};
use crate::app::Element;
use crate::app::known::Node;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::screen::mail::role_icon;
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::opener;
use crate::app::widget::icon::icon;
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::menu::{CHOSEN, menu, option};
use crate::app::widget::popover::popover;
use crate::app::widget::text::small;
use crate::domain::{Folder, FolderRole, FolderState, RoleSource};
use crate::engine::MailboxChange;

/// Room for the name of what a folder is for.
const ROLE: f32 = 100.0;
/// The width of the menu with the folders.
const MENU: f32 = 280.0;

/// The roles a person may give to folders.
const ROLES: [FolderRole; 5] = [
    FolderRole::Sent,
    FolderRole::Drafts,
    FolderRole::Archive,
    FolderRole::Junk,
    FolderRole::Trash,
];

/// What is so, and what is chosen in the dialog.
pub(super) struct Roles {
    /// The folders that the settings file names, by path.
    named: BTreeMap<FolderRole, String>,
    /// What is to be changed; `None`: as the server says.
    chosen: BTreeMap<FolderRole, Option<String>>,
    menu: Option<FolderRole>,
}

impl Roles {
    /// Nothing is chosen yet; these folders are named in the file.
    pub(super) fn new(named: BTreeMap<FolderRole, String>) -> Self {
        Self {
            named,
            chosen: BTreeMap::new(),
            menu: None,
        }
    }

    /// The menu of a role opens or closes.
    pub(super) fn open(&mut self, menu: Option<FolderRole>) {
        self.menu = menu;
    }

    /// A role is for this folder from now on, or for the one that the server says.
    pub(super) fn choose(&mut self, role: FolderRole, path: Option<String>) {
        self.menu = None;
        if self.named.get(&role) == path.as_ref() {
            self.chosen.remove(&role);
        } else {
            self.chosen.insert(role, path);
        }
    }

    /// What is to be changed.
    pub(super) fn changes(&self) -> impl Iterator<Item = MailboxChange> {
        let chosen = self.chosen.iter();
        chosen.map(|(role, path)| MailboxChange::Role(*role, path.clone()))
    }

    /// The folder that a role has, or is to have: by path, as a person named it.
    fn by_person(&self, role: FolderRole) -> Option<&str> {
        match self.chosen.get(&role) {
            Some(chosen) => chosen.as_deref(),
            None => self.named.get(&role).map(String::as_str),
        }
    }

    /// Each role with the folder that has it.
    pub(super) fn view<'a>(&'a self, node: &'a Node, sight: Sight<'a>) -> Element<'a, Message> {
        let rows = ROLES.map(|role| self.role(role, node, sight));
        labelled(
            sight.texts.say("mailbox-folders"),
            Column::with_children(rows).spacing(scale::XXS).into(),
            None,
        )
    }

    /// As the server says; and which folder that is, where nothing hides it.
    fn as_server(&self, role: FolderRole, node: &Node, sight: Sight<'_>) -> String {
        let texts = sight.texts;
        let found = node.role(role);
        // What the server says besides what a person said is not kept.
        if found.is_some_and(|folder| folder.role_source == RoleSource::Confirmed) {
            return texts.say("mailbox-role-server");
        }
        let folder = found.map_or_else(
            || texts.say("mailbox-no-folder"),
            |folder| say::folder(texts, folder),
        );
        texts.say_with("mailbox-role-server-is", &[("folder", folder.into())])
    }

    /// May this folder have the role? One that has another already would have to be in two places.
    fn is_offered(&self, role: FolderRole, folder: &Folder) -> bool {
        let is_free = folder.role == FolderRole::Other || folder.role == role;
        let mut others = self.chosen.iter().filter(|(other, _)| **other != role);
        is_free
            && !matches!(folder.state, FolderState::Container)
            && !others.any(|(_, path)| path.as_deref() == Some(folder.path.as_str()))
    }

    fn role<'a>(
        &'a self,
        role: FolderRole,
        node: &'a Node,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let of_path = |path: &str| node.folders.iter().find(|folder| folder.path == path);
        let by_person = self.by_person(role);
        let vain = self.vain(role, node, sight);
        let name = match (by_person, self.chosen.contains_key(&role)) {
            (Some(path), true) => match of_path(path) {
                Some(folder) => named(folder, sight),
                None => path.to_owned(),
            },
            (None, true) => self.as_server(role, node, sight),
            (_, false) => match node.role(role) {
                Some(folder) => named(folder, sight),
                None => texts.say("mailbox-no-folder"),
            },
        };
        let button = opener(Look::Plain, name)
            .height(scale::CONTROL_LOW)
            .on_press(Message::Menu(Some(role)));
        let open = (self.menu == Some(role)).then(|| {
            let one = |words: String, path: Option<String>| {
                let is_so = path.as_deref() == by_person;
                let row = option(words, is_so, Some(Message::Role(role, path)));
                if is_so { row.id(CHOSEN) } else { row }
            };
            let server = one(self.as_server(role, node, sight), None);
            let folders = node.folders.iter();
            let folders = folders.filter(|folder| self.is_offered(role, folder));
            let folders = folders.map(|f| one(named(f, sight), Some(f.path.clone())).into());
            menu(
                MENU,
                std::iter::once(server.into()).chain(folders).collect(),
            )
        });
        let label = say::role_key(role)
            .map(|key| texts.say(key))
            .unwrap_or_default();
        let row = row![
            icon(role_icon(role)).color(|t| t.dim),
            container(line(label)).width(ROLE),
            popover(button, open, Message::Menu(None)),
            space(),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let vain = vain.map(|words| small(words).style(style::tone(Tone::Caution)));
        column![row].push(vain).spacing(scale::XXS).into()
    }

    /// That the file names a folder which has no effect, and why.
    fn vain(&self, role: FolderRole, node: &Node, sight: Sight<'_>) -> Option<String> {
        let path = self.named.get(&role)?;
        let is_so = node.role(role).is_some_and(|folder| folder.path == *path);
        if is_so || self.chosen.contains_key(&role) {
            return None;
        }
        let texts = sight.texts;
        let found = node.folders.iter().find(|folder| folder.path == *path);
        let is = found.and_then(|folder| say::role_key(folder.role));
        let folder = ("folder", path.as_str().into());
        Some(match is {
            Some(key) => {
                let args = [folder, ("role", texts.say(key).into())];
                texts.say_with("mailbox-role-taken", &args)
            }
            None => texts.say_with("mailbox-role-gone", &[folder]),
        })
    }
}

/// A folder as the tree shows it; one that a person chose with its own name, which the tree does not say.
fn named(folder: &Folder, sight: Sight<'_>) -> String {
    let texts = sight.texts;
    if folder.role == FolderRole::Other {
        // Two may be called the same, in different ones.
        return folder.path.clone();
    }
    let word = say::folder(texts, folder);
    if folder.role_source != RoleSource::Confirmed || folder.path == word {
        return word;
    }
    let args = [
        ("word", word.into()),
        ("folder", folder.path.as_str().into()),
    ];
    texts.say_with("mailbox-role-folder", &args)
}
