//! The settings of a mailbox: its name, address, colour, what stands under its messages, where
//! copies and drafts go, which folder is what.

pub mod kept;
mod roles;

use std::collections::BTreeMap;

use iced::widget::{Column, Row, column, container};
use iced::{Fill, Padding};

use self::roles::Roles;
use super::form::{failed, foot, in_place, labelled};
use crate::app::Element;
use crate::app::known::{Known, Node};
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::{IdentityColor, Tone, scale, style};
use crate::app::widget::button::{check, primary, quiet, radio};
use crate::app::widget::dialog::{dialog_saying, show_end};
use crate::app::widget::editor::{Edit, Writing, editor};
use crate::app::widget::field::field;
use crate::app::widget::look::Look;
use crate::app::widget::mark::dot;
use crate::app::widget::pane::choices;
use crate::app::widget::press::Press;
use crate::app::widget::text::small;
use crate::domain::{
    Away, DraftsPolicy, EmailAddress, FolderRole, Identity, Keep, KeepAttachments, KeepBack,
    Mailbox, MailboxId, MailboxKind, Notify, SentPolicy, UnreadForMe,
};
use crate::engine::{Command, MailboxChange, Problem, Reply};

/// The height of a signature while it is written.
const SIGNATURE: f32 = 84.0;

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The name was typed.
    Name(String),
    /// The address was typed.
    Address(String),
    /// A colour was chosen.
    Colour(IdentityColor),
    /// Where copies go was chosen.
    Policy(SentPolicy),
    /// The signature was written.
    Signature(Edit),
    /// Where answers shall go was typed.
    ReplyTo(String),
    /// Where drafts are kept was chosen.
    Drafts(DraftsPolicy),
    /// To whose Trash or Archive messages go was chosen.
    Away(FolderRole, Away),
    /// How far back texts are kept here was chosen.
    Keep(KeepBack),
    /// Which messages with attachments are was chosen.
    Attachments(KeepAttachments),
    /// The size in megabytes up to which they are was typed.
    Largest(String),
    /// Whether copies name the member was ticked or not.
    NameSender,
    /// Whether it is kept here what is unread for this person was ticked or not.
    UnreadForMe,
    /// Which new messages a person is told of was chosen.
    Notify(Notify),
    /// The menu of a role opens or closes.
    Menu(Option<FolderRole>),
    /// A folder (by path) was given a role; `None`: it is as the server says.
    Role(FolderRole, Option<String>),
    /// In what is kept of it here.
    Kept(kept::Message),
    /// All of it is kept.
    Save,
    /// It was.
    Saved(Result<Reply, Problem>),
    /// The address was left.
    Left,
    /// Somebody wants to leave: what was changed is not lost without a question.
    Leave,
    /// No.
    Stay,
    /// The dialog is closed.
    Cancel,
}

/// What is decided about messages from the mailbox's address, and what is kept of it here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Writes {
    signature: String,
    reply_to: String,
    drafts: DraftsPolicy,
    name_sender: bool,
    trash: Away,
    archive: Away,
    keep: Keep,
    unread_for_me: UnreadForMe,
    notify: Notify,
}

impl Writes {
    fn of(
        node: &Node,
        identity: Option<&Identity>,
        keep: Keep,
        (unread_for_me, notify): (UnreadForMe, Notify),
    ) -> Self {
        let reply_to = identity.and_then(|i| i.reply_to.as_ref());
        Self {
            signature: identity
                .and_then(|i| i.signature.clone())
                .unwrap_or_default(),
            reply_to: reply_to.map_or_else(String::new, |to| to.as_str().to_owned()),
            drafts: identity.map_or_else(DraftsPolicy::default, |i| i.drafts),
            name_sender: identity.is_none_or(|i| i.name_sender),
            trash: node.trash.away,
            archive: node.archive.away,
            keep,
            unread_for_me,
            notify,
        }
    }
}

/// The dialog.
pub struct Settings {
    mailbox: Mailbox,
    before: Writes,
    now: Writes,
    signature: Writing,
    name: String,
    address: String,
    colour: u8,
    policy: SentPolicy,
    roles: Roles,
    saving: bool,
    /// The address was typed and left, so it is checked.
    left: bool,
    asking: bool,
    failed: Option<Problem>,
    here: kept::Here,
    /// The size of messages with attachments that are kept, as it was typed.
    largest: Option<String>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Settings {
    /// The dialog as the mailbox is now; `identity` is the one of its address, `keep` what is kept of it
    /// here, `allowed` the octets that the texts of all mailboxes may take, `told` what is unread for this person,
    /// and which new messages they are told of, `named` the folders that the settings file names for a role.
    #[must_use]
    pub fn new(
        node: &Node,
        identity: Option<&Identity>,
        (keep, allowed): (Keep, u64),
        told: (UnreadForMe, Notify),
        named: BTreeMap<FolderRole, String>,
    ) -> Self {
        let mailbox = node.mailbox.clone();
        let writes = Writes::of(node, identity, keep, told);
        Self {
            signature: Writing::new(&writes.signature),
            before: writes.clone(),
            now: writes,
            name: mailbox.name.clone(),
            address: mailbox.address.as_str().to_owned(),
            colour: mailbox.colour,
            policy: mailbox.sent_policy,
            mailbox,
            roles: Roles::new(named),
            saving: false,
            left: false,
            asking: false,
            failed: None,
            here: kept::Here::new(keep, allowed),
            largest: None,
            is_closed: false,
        }
    }

    /// What is to be changed, in an order that leaves the mailbox's id valid until the last.
    #[must_use]
    pub fn changes(&self) -> Vec<MailboxChange> {
        let mut changes = Vec::new();
        let name = self.name.trim();
        if name != self.mailbox.name && !name.is_empty() {
            changes.push(MailboxChange::Name(name.to_owned()));
        }
        if self.colour != self.mailbox.colour {
            changes.push(MailboxChange::Colour(self.colour));
        }
        if self.policy != self.mailbox.sent_policy {
            changes.push(MailboxChange::SentPolicy(self.policy));
        }
        if self.now.signature.trim_end() != self.before.signature.trim_end() {
            let text = self.now.signature.trim_end().to_owned();
            changes.push(MailboxChange::Signature(
                Some(text).filter(|t| !t.is_empty()),
            ));
        }
        let reply_to = self.now.reply_to.trim();
        if reply_to != self.before.reply_to {
            let to = EmailAddress::parse(reply_to).ok();
            if to.is_some() || reply_to.is_empty() {
                changes.push(MailboxChange::ReplyTo(to));
            }
        }
        if self.now.drafts != self.before.drafts {
            changes.push(MailboxChange::Drafts(self.now.drafts));
        }
        for (role, before, now) in [
            (FolderRole::Trash, self.before.trash, self.now.trash),
            (FolderRole::Archive, self.before.archive, self.now.archive),
        ] {
            if now != before {
                changes.push(MailboxChange::Away(role, now));
            }
        }
        if self.now.keep.back != self.before.keep.back {
            changes.push(MailboxChange::Keep(self.now.keep.back));
        }
        if self.now.keep.attachments != self.before.keep.attachments {
            changes.push(MailboxChange::Attachments(self.now.keep.attachments));
        }
        if self.now.name_sender != self.before.name_sender {
            changes.push(MailboxChange::NameSender(self.now.name_sender));
        }
        if self.now.unread_for_me != self.before.unread_for_me {
            changes.push(MailboxChange::UnreadForMe(self.now.unread_for_me));
        }
        if self.now.notify != self.before.notify {
            changes.push(MailboxChange::Notify(self.now.notify));
        }
        changes.extend(self.roles.changes());
        if let Ok(address) = EmailAddress::parse(&self.address)
            && (address != self.mailbox.address || !self.mailbox.address_confirmed)
        {
            changes.push(MailboxChange::ConfirmAddress(address));
        }
        changes
    }

    /// Would something be lost? An address that waits for its confirmation is no change yet.
    fn is_dirty(&self) -> bool {
        let typed = self.address.trim() != self.mailbox.address.as_str()
            || self.now.reply_to.trim() != self.before.reply_to;
        let changes = self.changes();
        let confirms = |c: &MailboxChange| matches!(c, MailboxChange::ConfirmAddress(_));
        typed || changes.iter().any(|change| !confirms(change))
    }

    fn keeps_unread(&self, setting: UnreadForMe) -> bool {
        self.mailbox.route().is_some_and(|way| setting.keeps(way))
    }

    fn wrong_reply_to(&self) -> bool {
        let typed = self.now.reply_to.trim();
        !typed.is_empty() && EmailAddress::parse(typed).is_err()
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Name(name) => self.name = name,
            Message::Address(address) => self.address = address,
            Message::Colour(colour) => self.colour = say::number_of(colour),
            Message::Policy(policy) => self.policy = policy,
            Message::Signature(edit) => {
                if self.signature.perform(edit) {
                    self.now.signature = self.signature.text();
                }
            }
            Message::ReplyTo(address) => self.now.reply_to = address,
            Message::Drafts(policy) => self.now.drafts = policy,
            Message::Away(FolderRole::Trash, away) => self.now.trash = away,
            Message::Away(_, away) => self.now.archive = away,
            Message::Keep(back) => self.now.keep.back = back,
            Message::Attachments(kept) => {
                self.now.keep.attachments = kept;
                self.largest = None;
            }
            Message::Largest(typed) => self.type_largest(typed),
            Message::Kept(message) => {
                let id = self.mailbox.id();
                return self.here.update(message, &id, link).map(Message::Kept);
            }
            Message::NameSender => self.now.name_sender = !self.now.name_sender,
            Message::UnreadForMe => {
                let auto = UnreadForMe::Auto;
                self.now.unread_for_me = match self.keeps_unread(self.now.unread_for_me) {
                    true => UnreadForMe::Off,
                    false if self.keeps_unread(auto) => auto,
                    false => UnreadForMe::On,
                };
            }
            Message::Notify(which) => self.now.notify = which,
            Message::Menu(menu) => self.roles.open(menu),
            Message::Role(role, path) => self.roles.choose(role, path),
            Message::Save => {
                self.left = true;
                self.asking = false;
                let wrong = EmailAddress::parse(&self.address).is_err() || self.wrong_reply_to();
                if wrong || self.wrong_largest() || self.saving {
                    return Outcome::none();
                }
                self.saving = true;
                let (engine, id) = (link.engine().clone(), self.mailbox.id());
                let changes = self.changes();
                let save = async move { keep(&engine, &id, changes).await };
                return Outcome::run(link.run(save, Message::Saved));
            }
            Message::Saved(Ok(_)) => self.is_closed = true,
            Message::Saved(Err(problem)) => {
                self.saving = false;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Left => self.left = true,
            Message::Leave if self.is_dirty() => self.asking = !self.asking,
            Message::Stay => self.asking = false,
            Message::Leave | Message::Cancel => self.is_closed = true,
        }
        Outcome::none()
    }

    /// The dialog's view, in a window of this height.
    pub fn view<'a>(
        &'a self,
        known: &'a Known,
        height: f32,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let wrong = (self.left && EmailAddress::parse(&self.address).is_err())
            .then(|| texts.say("add-wrong-address"));
        let address = field("", &self.address)
            .wrong(wrong.is_some())
            .on_input(Message::Address)
            .on_leave(Message::Left)
            .on_submit(Message::Save);
        let proposed = (!self.mailbox.address_confirmed).then(|| {
            small(texts.say("mailbox-address-proposed")).style(style::tone(Tone::Caution))
        });
        let colours = IdentityColor::ALL.map(|colour| {
            let chosen = say::colour_of(self.colour) == colour;
            Press::new(
                Look::Choice { selected: chosen },
                container(dot(colour)).center(scale::CONTROL_TINY),
            )
            .width(scale::CONTROL)
            .height(scale::CONTROL_PILL)
            .on_press(Message::Colour(colour))
            .into()
        });
        let policies = [
            (SentPolicy::Shared, "sent-shared"),
            (SentPolicy::Mine, "sent-mine"),
            (SentPolicy::Both, "sent-both"),
            (SentPolicy::Server, "sent-server"),
        ]
        .map(|(policy, key)| {
            radio(texts.say(key), self.policy == policy)
                .width(Fill)
                .on_press(Message::Policy(policy))
                .into()
        });
        let mut form: Column<'a, Message> = column![
            labelled(
                texts.say("mailbox-name"),
                field("", &self.name)
                    .on_input(Message::Name)
                    .on_submit(Message::Save)
                    .into(),
                None
            ),
            labelled(texts.say("mailbox-address"), address.into(), wrong),
        ]
        .push(proposed)
        .push(labelled(
            texts.say("mailbox-colour"),
            Row::with_children(colours).into(),
            None,
        ))
        .push(self.writes(sight))
        .push(labelled(
            texts.say("mailbox-sent-policy"),
            column![choices(Column::with_children(policies))]
                .push(
                    check(texts.say("mailbox-name-sender"), self.now.name_sender)
                        .width(Fill)
                        .hint(texts.say("mailbox-name-sender-hint"))
                        .on_press(Message::NameSender),
                )
                .into(),
            None,
        ))
        .push(labelled(
            texts.say("mailbox-drafts"),
            choices(Column::with_children(
                [
                    (DraftsPolicy::Shared, "drafts-shared"),
                    (DraftsPolicy::Mine, "drafts-mine"),
                    (DraftsPolicy::Local, "drafts-local"),
                ]
                .map(|(policy, key)| {
                    radio(texts.say(key), self.now.drafts == policy)
                        .width(Fill)
                        .on_press(Message::Drafts(policy))
                        .into()
                }),
            ))
            .into(),
            None,
        ))
        .push((self.mailbox.kind == MailboxKind::Shared).then(|| self.goes_to(sight)))
        .push((self.mailbox.kind == MailboxKind::Shared).then(|| {
            let is_kept = self.keeps_unread(self.now.unread_for_me);
            check(texts.say("mailbox-unread-for-me"), is_kept)
                .width(Fill)
                .hint(texts.say("mailbox-unread-for-me-hint"))
                .on_press(Message::UnreadForMe)
        }))
        .push(self.notified(sight))
        .push(self.kept(known, sight))
        .spacing(scale::FIELDS);
        if let Some(node) = known.node(&self.mailbox.id()) {
            form = form.push(self.roles.view(node, sight));
        }
        let (failed, said) = failed(self.failed.as_ref(), height, texts);
        // Its buttons stay in the window, whatever it holds.
        let question = self
            .here
            .question(sight)
            .map(|asks| asks.map(Message::Kept));
        let (inside, question) = in_place(question, height);
        let form = form.push(failed).push(inside);
        let is_said = said.is_some() || question.is_some();
        let said = is_said.then(|| column![].push(said).push(question).spacing(scale::M).into());
        dialog_saying(
            texts.say_with(
                "mailbox-title",
                &[("name", self.mailbox.name.as_str().into())],
            ),
            None,
            Some(form.into()),
            said,
            foot(
                self.asking,
                Message::Cancel,
                Message::Stay,
                vec![
                    quiet(None, texts.say("dialog-cancel"))
                        .height(scale::CONTROL_LARGE)
                        .on_press(Message::Cancel)
                        .into(),
                    primary(None, texts.say("dialog-save"))
                        .height(scale::CONTROL_LARGE)
                        .on_press_maybe((!self.saving).then_some(Message::Save))
                        .into(),
                ],
                texts,
            ),
        )
    }

    /// What stands under messages from its address, and where answers to them go.
    fn writes<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let signature = editor(
            "mailbox-signature",
            &self.signature,
            texts.say("mailbox-signature-none"),
            Message::Signature,
            |_| None,
        )
        .size(scale::TEXT)
        .padding(Padding::from([scale::INSIDE, scale::FIELDS]))
        .height(SIGNATURE);
        let signature = container(signature).style(style::field_edge);
        let wrong = (self.left && self.wrong_reply_to()).then(|| texts.say("add-wrong-address"));
        let reply_to = field(self.mailbox.address.as_str(), &self.now.reply_to)
            .wrong(wrong.is_some())
            .on_input(Message::ReplyTo)
            .on_leave(Message::Left)
            .on_submit(Message::Save);
        column![
            labelled(texts.say("mailbox-signature"), signature.into(), None),
            labelled(texts.say("mailbox-reply-to"), reply_to.into(), wrong),
        ]
        .spacing(scale::FIELDS)
        .into()
    }

    /// Which new messages a person is told of.
    fn notified<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let ways = Notify::ALL.map(|which| {
            radio(texts.say(say::notify(which)), self.now.notify == which)
                .on_press(Message::Notify(which))
                .into()
        });
        labelled(
            texts.say("mailbox-notify"),
            choices(Row::with_children(ways).spacing(scale::S).wrap()).into(),
            None,
        )
    }

    /// To whose Trash and Archive its messages go.
    fn goes_to<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let one = |role, now: Away, title: &str, words: [(Away, &str); 2]| {
            let ways = words.map(|(away, key)| {
                radio(texts.say(key), now == away)
                    .width(Fill)
                    .on_press(Message::Away(role, away))
                    .into()
            });
            labelled(
                texts.say(title),
                choices(Column::with_children(ways)).into(),
                None,
            )
        };
        column![
            one(
                FolderRole::Trash,
                self.now.trash,
                "mailbox-trash",
                [
                    (Away::Shared, "away-trash-shared"),
                    (Away::Mine, "away-trash-mine")
                ],
            ),
            one(
                FolderRole::Archive,
                self.now.archive,
                "mailbox-archive",
                [
                    (Away::Shared, "away-archive-shared"),
                    (Away::Mine, "away-archive-mine"),
                ],
            ),
        ]
        .spacing(scale::FIELDS)
        .into()
    }
}

/// One change after the other; what was kept before a failure stays.
async fn keep(
    engine: &crate::engine::Engine,
    id: &MailboxId,
    changes: Vec<MailboxChange>,
) -> Result<Reply, Problem> {
    for change in changes {
        let mailbox = id.clone();
        let _ = engine
            .request(Command::SetMailbox { mailbox, change })
            .await?;
    }
    Ok(Reply::Done)
}
