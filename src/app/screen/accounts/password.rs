//! Asks for the password of an account that waits for one.

use iced::widget::column;
use secrecy::SecretString;

use super::form::{failed, foot, labelled};
use crate::app::Element;
use crate::app::link::Link;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::scale;
use crate::app::widget::button::{check, primary, quiet};
use crate::app::widget::dialog::{dialog_saying, show_end};
use crate::app::widget::field::field;
use crate::domain::{AccountId, PasswordSource};
use crate::engine::{Command, Problem, Reply};

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something was typed.
    Typed(Typed),
    /// Keep it, or for this run only.
    Keep,
    /// It is tried.
    Submit,
    /// The server answered.
    Tried(Result<Reply, Problem>),
    /// Somebody wants to leave: what was entered is not lost without a question.
    Leave,
    /// No.
    Stay,
    /// The dialog is closed.
    Cancel,
}

/// What was typed; it never shows in a log.
#[derive(Clone)]
pub struct Typed(String);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed")
    }
}

/// The dialog.
pub struct Prompt {
    account: AccountId,
    password: String,
    keep: bool,
    trying: bool,
    asking: bool,
    failed: Option<Problem>,
    /// Closed: the dialog is to go.
    pub is_closed: bool,
}

impl Prompt {
    /// The dialog of an account; `why` is what stands against it. The password is kept where those
    /// before it were: not, if the account was added to be asked each time.
    #[must_use]
    pub fn new(account: AccountId, source: &PasswordSource, why: Option<Problem>) -> Self {
        Self {
            account,
            password: String::new(),
            keep: *source == PasswordSource::Keyring,
            trying: false,
            asking: false,
            failed: why,
            is_closed: false,
        }
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> Outcome<Message> {
        match message {
            Message::Typed(Typed(password)) => self.password = password,
            Message::Keep => self.keep = !self.keep,
            Message::Submit if !self.password.is_empty() && !self.trying => {
                self.trying = true;
                self.failed = None;
                let command = Command::ProvidePassword {
                    account: self.account.clone(),
                    password: SecretString::from(self.password.clone()),
                    keep: self.keep,
                };
                return Outcome::run(link.request(command, Message::Tried));
            }
            Message::Submit => {}
            Message::Tried(Ok(_)) => {
                self.password.clear();
                self.is_closed = true;
            }
            Message::Tried(Err(problem)) => {
                self.trying = false;
                self.failed = Some(problem);
                return Outcome::run(show_end());
            }
            Message::Leave if !self.password.is_empty() => self.asking = !self.asking,
            Message::Stay => self.asking = false,
            Message::Leave | Message::Cancel => self.is_closed = true,
        }
        Outcome::none()
    }

    /// The dialog's view, in a window of this height.
    pub fn view<'a>(&'a self, height: f32, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let input = field("", &self.password).secret().id("password");
        let input = if self.trying {
            input
        } else {
            input
                .on_input(|text| Message::Typed(Typed(text)))
                .on_submit(Message::Submit)
        };
        let (failed, said) = failed(self.failed.as_ref(), height, texts);
        let body = column![
            labelled(texts.say("add-password"), input.into(), None),
            check(texts.say("add-keep"), self.keep).on_press(Message::Keep),
        ]
        .push(failed)
        .spacing(scale::FIELDS);
        let words = texts.say_with(
            "password-words",
            &[("account", self.account.as_str().into())],
        );
        let submit = primary(None, texts.say("password-submit")).height(scale::CONTROL_LARGE);
        dialog_saying(
            texts.say("password-title"),
            Some(words.into()),
            Some(body.into()),
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
                    submit
                        .on_press_maybe(
                            (!self.trying && !self.password.is_empty()).then_some(Message::Submit),
                        )
                        .into(),
                ],
                texts,
            ),
        )
    }
}
