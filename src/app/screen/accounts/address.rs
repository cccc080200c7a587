//! What is said of messages from an address that no mailbox shows: the name, what stands under them, where answers go.

use iced::Padding;
use iced::widget::{column, container};

use super::form::{failed, foot, labelled};
use crate::app::Element;
use crate::app::link::Link;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::{scale, style};
use crate::app::widget::button::{primary, quiet};
use crate::app::widget::dialog::{dialog_saying, show_end};
use crate::app::widget::editor::{Edit, Writing, editor};
use crate::app::widget::field::field;
use crate::config::IdentitySettings;
use crate::domain::EmailAddress;
use crate::engine::{Command, Problem, Reply};

/// The height of the editor of a signature.
const SIGNATURE: f32 = 84.0;

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// The name was typed.
    Name(String),
    /// The signature was written.
    Signature(Edit),
    /// Where answers shall go was typed.
    ReplyTo(String),
    /// It was left.
    Left,
    /// It is kept.
    Save,
    /// It was.
    Saved(Result<Reply, Problem>),
    /// Somebody wants to leave: what was entered is not lost without a question.
    Leave,
    /// No.
    Stay,
    /// The dialog is closed.
    Cancel,
}

/// The dialog.
pub struct Form {
    before: IdentitySettings,
    name: String,
    signature: Writing,
    reply_to: String,
    left: bool,
    saving: bool,
    asking: bool,
    failed: Option<Problem>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Form {
    /// The dialog as it is now.
    #[must_use]
    pub fn new(before: IdentitySettings) -> Self {
        let reply_to = before.reply_to.as_ref();
        Self {
            name: before.name.clone().unwrap_or_default(),
            signature: Writing::new(before.signature.as_deref().unwrap_or_default()),
            reply_to: reply_to.map_or_else(String::new, ToString::to_string),
            before,
            left: false,
            saving: false,
            asking: false,
            failed: None,
            is_closed: false,
        }
    }

    /// As it is to be; `None` if that is no address to answer to.
    fn now(&self) -> Option<IdentitySettings> {
        let some = |text: &str| {
            let text = text.trim_end();
            (!text.trim().is_empty()).then(|| text.to_owned())
        };
        let reply_to = match self.reply_to.trim() {
            "" => None,
            typed => Some(EmailAddress::parse(typed).ok()?),
        };
        Some(IdentitySettings {
            name: some(self.name.trim()),
            signature: some(&self.signature.text()),
            reply_to,
            ..self.before.clone()
        })
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Name(name) => self.name = name,
            Message::Signature(edit) => {
                let _ = self.signature.perform(edit);
            }
            Message::ReplyTo(address) => self.reply_to = address,
            Message::Left => self.left = true,
            Message::Save => {
                self.left = true;
                self.asking = false;
                if let (false, Some(now)) = (self.saving, self.now()) {
                    self.saving = true;
                    let set = Command::SetIdentity(Box::new(now));
                    return Outcome::run(link.request(set, Message::Saved));
                }
            }
            Message::Saved(Ok(_)) => self.is_closed = true,
            Message::Saved(Err(problem)) => {
                self.saving = false;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Leave if self.now().as_ref() != Some(&self.before) => {
                self.asking = !self.asking;
            }
            Message::Stay => self.asking = false,
            Message::Leave | Message::Cancel => self.is_closed = true,
        }
        Outcome::none()
    }

    /// The dialog's view, in a window of this height.
    pub fn view<'a>(&'a self, height: f32, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let wrong = (self.left && self.now().is_none()).then(|| texts.say("add-wrong-address"));
        let name = field(&texts.say("add-name-hint"), &self.name)
            .on_input(Message::Name)
            .on_submit(Message::Save)
            .id("address-name");
        let signature = editor(
            "address-signature",
            &self.signature,
            texts.say("mailbox-signature-none"),
            Message::Signature,
            |_| None,
        )
        .size(scale::TEXT)
        .padding(Padding::from([scale::INSIDE, scale::FIELDS]))
        .height(SIGNATURE);
        let reply_to = field(self.before.address.as_str(), &self.reply_to)
            .wrong(wrong.is_some())
            .on_input(Message::ReplyTo)
            .on_leave(Message::Left)
            .on_submit(Message::Save);
        let (failed, said) = failed(self.failed.as_ref(), height, texts);
        let body = column![
            labelled(texts.say("add-name"), name.into(), None),
            labelled(
                texts.say("mailbox-signature"),
                container(signature).style(style::field_edge).into(),
                None
            ),
            labelled(texts.say("mailbox-reply-to"), reply_to.into(), wrong),
        ]
        .push(failed)
        .spacing(scale::S);
        let save = primary(None, texts.say("dialog-save"))
            .height(scale::CONTROL_LARGE)
            .on_press_maybe((!self.saving).then_some(Message::Save));
        let cancel = quiet(None, texts.say("dialog-cancel"))
            .height(scale::CONTROL_LARGE)
            .on_press(Message::Cancel);
        let via = self.before.via.as_str().into();
        dialog_saying(
            self.before.address.to_string(),
            Some(
                texts
                    .say_with("settings-address-via", &[("account", via)])
                    .into(),
            ),
            Some(body.into()),
            said,
            foot(
                self.asking,
                Message::Cancel,
                Message::Stay,
                vec![cancel.into(), save.into()],
                texts,
            ),
        )
    }
}
