//! What of a mailbox is kept on this computer: what is to be, what is and why, and building it anew.

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill, Task};

use super::super::form::labelled;
use super::{Message as Changed, Settings};
use crate::app::Element;
use crate::app::known::Known;
use crate::app::link::Link;
use crate::app::say;
use crate::app::screen::{Outcome, Sight};
use crate::app::theme::{Tone, scale, style};
use crate::app::widget::button::{plain, quiet, radio};
use crate::app::widget::dialog::show_end;
use crate::app::widget::field::field;
use crate::app::widget::icon::Icon;
use crate::app::widget::line::line;
use crate::app::widget::mark::notice_with;
use crate::app::widget::pane::choices;
use crate::app::widget::text::{paragraph, small};
use crate::domain::{Keep, KeepAttachments, KeepBack, MailboxId};
use crate::engine::{Command, Problem, Reply};

/// The field for the size up to which messages with attachments are kept, and its width.
const LARGEST: &str = "mailbox-keep-largest";
const NUMBER: f32 = 70.0;

/// Texts that take so many hundredths of the room they are given are near its end: no more are fetched
/// ahead then.
const NEAR: u64 = 90;

/// What happens here.
#[derive(Debug, Clone)]
pub enum Message {
    /// How many octets the file of all mailboxes has, and how many of them are texts.
    Measured(Result<(u64, u64), Problem>),
    /// All that is held of the mailbox is to be fetched again: asks first.
    Rebuild,
    /// Not after all.
    Leave,
    /// Yes.
    Confirm,
    /// What was held is gone from this computer, and is being fetched.
    Rebuilt(Result<Reply, Problem>),
    /// It was fetched, or not: the connection says so elsewhere.
    Synced,
}

/// How far building it anew is.
#[derive(Debug)]
enum Rebuild {
    No,
    Asking,
    Running,
    Done,
    Failed(Problem),
}

/// What is held here, and why.
#[derive(Debug)]
pub(super) struct Here {
    keep: Keep,
    allowed: u64,
    measured: Option<(u64, u64)>,
    rebuild: Rebuild,
}

impl Here {
    pub(super) fn new(keep: Keep, allowed: u64) -> Self {
        Self {
            keep,
            allowed,
            measured: None,
            rebuild: Rebuild::No,
        }
    }

    pub(super) fn update(
        &mut self,
        message: Message,
        mailbox: &MailboxId,
        link: &Link,
    ) -> Outcome<Message> {
        match message {
            Message::Measured(measured) => self.measured = measured.ok(),
            Message::Rebuild => {
                self.rebuild = Rebuild::Asking;
                return Outcome::run(show_end());
            }
            Message::Leave => self.rebuild = Rebuild::No,
            Message::Confirm if matches!(self.rebuild, Rebuild::Asking) => {
                self.rebuild = Rebuild::Running;
                let rebuild = Command::RebuildCache(Some(mailbox.clone()));
                return Outcome::run(link.request(rebuild, Message::Rebuilt));
            }
            Message::Rebuilt(Ok(_)) => {
                self.rebuild = Rebuild::Done;
                let mailbox = Some(mailbox.clone());
                let sync = Command::Sync {
                    mailbox,
                    folder: None,
                };
                return Outcome::run(link.request(sync, |_| Message::Synced)).and(measure(link));
            }
            Message::Rebuilt(Err(problem)) => self.rebuild = Rebuild::Failed(problem),
            Message::Synced => return Outcome::run(measure(link)),
            Message::Confirm => {}
        }
        Outcome::none()
    }

    fn view<'a>(
        &'a self,
        known: &'a Known,
        mailbox: &MailboxId,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let quiet_words = |words: String| small(words).style(style::dim).width(Fill);
        let held = known.node(mailbox).and_then(|node| node.held.as_ref());
        let held = held.map(|held| {
            let count = |number: u32| i64::from(number).into();
            texts.say_with(
                "mailbox-held",
                &[
                    ("texts", count(held.texts)),
                    ("messages", count(held.messages)),
                    ("size", texts.size(held.octets).into()),
                ],
            )
        });
        let why = match self.keep.back {
            KeepBack::Headers => texts.say("mailbox-held-why-headers"),
            back => texts.say_with(
                "mailbox-held-why",
                &[
                    ("texts", texts.keep_back(back).into()),
                    (
                        "attachments",
                        texts.keep_attachments(self.keep.attachments).into(),
                    ),
                ],
            ),
        };
        let of_all = known.nodes.iter().filter_map(|node| node.held.as_ref());
        let all: u64 = of_all.map(|held| held.octets).sum();
        let all = self.measured.map(|(file, texts_in_it)| {
            let size = |octets| texts.size(octets).into();
            let is_near = all / NEAR >= self.allowed / 100;
            let key = if is_near && self.allowed > 0 {
                "mailbox-held-all-near"
            } else {
                "mailbox-held-all"
            };
            let words = texts.say_with(
                key,
                &[
                    ("size", size(all)),
                    ("allowed", size(self.allowed)),
                    ("rest", size(file.saturating_sub(texts_in_it))),
                ],
            );
            quiet_words(words)
        });
        let words = column![]
            .push(held.map(|words| small(words).width(Fill)))
            .push(quiet_words(why))
            .push(all)
            .spacing(scale::XS);
        labelled(
            texts.say("mailbox-here"),
            column![words, self.rebuild_view(sight)]
                .spacing(scale::S)
                .into(),
            None,
        )
    }

    fn rebuild_view<'a>(&'a self, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let button = || plain(Some(Icon::Refresh), texts.say("mailbox-rebuild"));
        let told = |tone, picture, words: String| {
            column![
                notice_with(tone, picture, paragraph(words), Vec::new()),
                button().on_press(Message::Rebuild),
            ]
            .spacing(scale::S)
            .into()
        };
        match &self.rebuild {
            Rebuild::No => button().on_press(Message::Rebuild).into(),
            Rebuild::Running => button().into(),
            Rebuild::Done => told(Tone::Good, Icon::Done, texts.say("mailbox-rebuild-done")),
            Rebuild::Failed(problem) => told(Tone::Bad, Icon::Alert, say::problem(texts, problem)),
            // The question stands below, where it is seen whole.
            Rebuild::Asking => button().into(),
        }
    }

    /// What happens when it is built anew, to be asked where it stays in sight.
    pub(super) fn question<'a>(&'a self, sight: Sight<'a>) -> Option<Element<'a, Message>> {
        if !matches!(self.rebuild, Rebuild::Asking) {
            return None;
        }
        let texts = sight.texts;
        let buttons = row![
            plain(None, texts.say("mailbox-rebuild-yes")).on_press(Message::Confirm),
            quiet(None, texts.say("dialog-cancel")).on_press(Message::Leave),
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        let words = paragraph(texts.say("mailbox-rebuild-words"));
        let body = column![words, buttons].spacing(scale::S);
        Some(notice_with(Tone::Caution, Icon::Refresh, body, Vec::new()))
    }
}

/// Reads how much the file takes.
fn measure(link: &Link) -> Task<Message> {
    link.read(
        |reader| Ok((reader.cache_octets()?, reader.texts_octets()?)),
        Message::Measured,
    )
}

impl Settings {
    /// Reads what the dialog says and is not known yet.
    pub fn begin(&self, link: &Link) -> Task<Changed> {
        measure(link).map(Changed::Kept)
    }

    /// The size up to which messages with attachments are kept is typed.
    pub(super) fn type_largest(&mut self, typed: String) {
        if let Some(kept @ KeepAttachments::UpTo(_)) = KeepAttachments::from_word(typed.trim()) {
            self.now.keep.attachments = kept;
        }
        self.largest = Some(typed);
    }

    /// It is no such size.
    pub(super) fn wrong_largest(&self) -> bool {
        self.largest.as_deref().is_some_and(|typed| {
            let read = KeepAttachments::from_word(typed.trim());
            !matches!(read, Some(KeepAttachments::UpTo(_)))
        })
    }

    /// The field for it, where a size decides.
    fn largest_view<'a>(&'a self, sight: Sight<'a>) -> Option<Element<'a, Changed>> {
        let texts = sight.texts;
        let KeepAttachments::UpTo(now) = self.now.keep.attachments else {
            return None;
        };
        let shown = self.largest.clone().unwrap_or_else(|| now.to_string());
        let input = field("", shown)
            .id(LARGEST)
            .on_input(Changed::Largest)
            .on_submit(Changed::Save)
            .wrong(self.wrong_largest())
            .width(NUMBER);
        let most = u32::from(KeepAttachments::MOST);
        let args = [("least", 1_u32.into()), ("most", most.into())];
        let wrong = self.wrong_largest().then(|| {
            small(texts.say_with("settings-wrong-number", &args)).style(style::tone(Tone::Bad))
        });
        let row = row![
            line(texts.say("mailbox-keep-largest")).dim(),
            input,
            line(texts.say("settings-unit-room")).dim()
        ]
        .spacing(scale::S)
        .align_y(Alignment::Center);
        Some(column![row].push(wrong).spacing(scale::XS).into())
    }

    /// What of it is kept on this computer, what is held now and why.
    pub(super) fn kept<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Changed> {
        let texts = sight.texts;
        let now = self.now.keep;
        let back = KeepBack::ALL.map(|back| {
            radio(texts.keep_back(back), now.back == back)
                .width(Fill)
                .on_press(Changed::Keep(back))
                .into()
        });
        let mut offered = vec![
            KeepAttachments::Always,
            KeepAttachments::default(),
            KeepAttachments::OnDemand,
        ];
        if !offered.contains(&now.attachments) {
            offered.insert(1, now.attachments);
        }
        let attachments = offered.into_iter().map(|kept| {
            radio(texts.keep_attachments(kept), now.attachments == kept)
                .width(Fill)
                .on_press(Changed::Attachments(kept))
                .into()
        });
        column![
            labelled(
                texts.say("mailbox-keep"),
                choices(Column::with_children(back)).into(),
                None
            ),
            labelled(
                texts.say("mailbox-keep-attachments"),
                column![choices(Column::with_children(attachments))]
                    .push(self.largest_view(sight))
                    .push(small(texts.say("mailbox-keep-hint")).style(style::dim))
                    .into(),
                None
            ),
        ]
        .push(
            self.here
                .view(known, &self.mailbox.id(), sight)
                .map(Changed::Kept),
        )
        .spacing(scale::FIELDS)
        .into()
    }
}
