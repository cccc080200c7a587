//! How the window looks: strip, lines, page, what will happen, and the one filled button.

use std::sync::Arc;

use iced::widget::{Row, column, container, row, scrollable, space};
use iced::{Alignment, Fill, Padding};
use jiff::tz::TimeZone;

use super::block::Block;
use super::formatting::BODY;
use super::{Compose, Line, Message, Picked, Pictures, attach, from_list};
use crate::app::Element;
use crate::app::keys;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::button::{
    danger, hairline, link, plain, primary, quiet, small_symbol, spring, symbol,
};
use crate::app::widget::dialog::{dialog, modal, wide_dialog};
use crate::app::widget::drop::drop_zone;
use crate::app::widget::field::field;
use crate::app::widget::fit::one_line;
use crate::app::widget::fitting::fitting;
use crate::app::widget::focus::scope;
use crate::app::widget::hint::tip;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip, dot, dot_off, notice};
use crate::app::widget::passage::{sentence, sentences};
use crate::app::widget::popover::popover;
use crate::app::widget::press::Press;
use crate::app::widget::ring::ringed;
use crate::app::widget::roomy::roomy;
use crate::app::widget::text::small;
use crate::domain::{Attachment, Identity, Intent, MailboxId, Mode, SendRight};
use crate::engine::Reminder;
use crate::i18n::Texts;
use crate::permission;
use crate::rfc822::Along;

/// The language of the text has so much room, however long its name is.
const LANGUAGE: f32 = 150.0;
/// The name of a file is no wider.
const FILE_NAME: f32 = 280.0;
/// What somebody is reminded of: three buttons stand beside each other, one with a name.
const REMINDER: f32 = 580.0;
/// At both ends of the sentence that says what will happen.
const SENTENCE: f32 = 11.0;

/// Room for the words before each line.
pub(super) const LABEL: f32 = 62.0;
/// What stands beside name and address in the line From, the longest word of a right with it.
const BESIDE_FROM: f32 = 330.0;
/// The part of the room that the name takes at most.
const FROM_NAME: f32 = 0.7;
/// With less room than most addresses need, it stands in the strip instead.
const ADDRESS: f32 = 150.0;
/// What is written has at least so much height: four lines, and what is around them.
const LEAST_PAGE: f32 = 112.0;
/// Files take no more than three rows and what is around them, then they scroll.
const FILES: f32 = 3.0 * scale::CONTROL_PILL + 4.0 * scale::S;

impl Compose {
    /// The window.
    pub fn view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let identity = self.identity(known);
        let block = self.block(known);
        let copies = self.copies.then(|| {
            column![
                self.people(Line::Cc, texts.say("header-cc"), None, known, texts),
                self.people(Line::Bcc, texts.say("header-bcc"), None, known, texts),
            ]
        });
        let show_copies = (!self.copies).then(|| {
            // Whoever types on from the recipients wants the subject; the lines for copies have a key.
            link(texts.say("compose-copies"))
                .hint(keys::hint(
                    texts.say("keys-show-copies"),
                    keys::Action::ShowCopies,
                    keys::WRITING,
                    texts,
                ))
                .skip_tab()
                .on_press(Message::ShowCopies)
                .into()
        });
        let left_out = self.left_out_view(texts);
        let beside_to: Option<Element<'a, Message>> = match (left_out, show_copies) {
            (None, copies) => copies,
            (Some(others), copies) => Some(row![others].push(copies).spacing(scale::M).into()),
        };
        let subject = field("", &self.draft.subject)
            .bare()
            .strong()
            .id(SUBJECT)
            .on_input(Message::Subject);
        let first = if self.draft.to.is_empty() { "to" } else { BODY };
        let head = column![]
            .push(labelled(texts.say("header-from"), self.from(known, sight)))
            .push(hairline())
            .push(self.people(Line::To, texts.say("header-to"), beside_to, known, texts))
            .push(copies)
            .push(
                ringed(
                    labelled(texts.say("header-subject"), subject.into()),
                    SUBJECT,
                )
                .within(),
            )
            .push(hairline())
            .push(self.format_bar(texts));
        let below = column![]
            .push(self.files(texts))
            .push(self.path(texts))
            .push(self.notices(block.as_ref(), known, texts));
        let happens =
            identity.map(|one| what_happens(one, self.draft.receipt, known.is_offline, texts));
        // What will happen stays above the button that does it; in a low window the text has the height.
        let (inside, pinned) = if self.is_low() {
            (happens, None)
        } else {
            (None, happens)
        };
        let below = below.push(inside);
        // In whose name it is and the buttons stay in sight, however low the window is.
        let content = container(
            column![
                self.strip(identity, known, texts),
                roomy(
                    head,
                    self.preview_page(sight).unwrap_or_else(|| self.page(texts)),
                    below,
                    LEAST_PAGE
                ),
            ]
            .push(pinned.map(|happens| container(happens).padding(Padding::ZERO.top(scale::XS))))
            .push(hairline())
            .push(self.foot(identity, block.as_ref(), known, texts)),
        )
        .width(Fill)
        .height(Fill);
        let question = self.asking.then(|| {
            dialog(
                texts.say("compose-discard-title"),
                Some(texts.say("compose-discard-words").into()),
                None,
                // The first has the keyboard: who presses Enter once too often loses nothing.
                vec![
                    quiet(None, texts.say("dialog-cancel"))
                        .on_press(Message::Discard(false))
                        .into(),
                    danger(texts.say("drafts-discard"))
                        .on_press(Message::DiscardNow)
                        .into(),
                ],
            )
        });
        let reminded = self.reminded(known, texts);
        let time = self.time.as_ref().map(|form| {
            let close = Message::AskTime(false);
            form.view(texts.say("later-submit"), texts, Message::Time, close)
        });
        let palette = self.palette_view(known, sight);
        let close = if question.is_some() {
            Message::Discard(false)
        } else if reminded.is_some() {
            Message::SendNotYet
        } else if time.is_some() {
            Message::AskTime(false)
        } else {
            Message::ShutPalette
        };
        let content = drop_zone(content, Message::Dropped);
        scope(modal(
            content,
            question.or(reminded).or(time).or(palette),
            close,
        ))
        .focus_on(first)
        .focus_now(self.focus.0, self.focus.1)
        .into()
    }

    /// Is there too little room for the address beside the name?
    fn has_address_above(&self) -> bool {
        (self.size.width - BESIDE_FROM) * (1.0 - FROM_NAME) < ADDRESS
    }

    /// In whose name: colour and words over the whole width.
    fn strip<'a>(
        &self,
        identity: Option<&Identity>,
        known: &Known,
        texts: &Texts,
    ) -> Element<'a, Message> {
        let (picture, words) = match identity {
            Some(identity) => {
                let picture = match identity.key.mode {
                    Mode::Own => Icon::User,
                    Mode::SendAs | Mode::OnBehalf => Icon::Users,
                };
                (picture, say::writing_as(texts, identity))
            }
            None => (Icon::Question, texts.say("compose-as-nobody")),
        };
        let address = identity.and_then(say::address_beside);
        let address = address.filter(|_| self.has_address_above());
        let address = address.map(|address| line(address.to_owned()));
        let content = row![icon(picture), line(words).font(font::SEMIBOLD)]
            .push(address)
            .spacing(scale::FIELDS)
            .align_y(Alignment::Center);
        let strip = container(content)
            .width(Fill)
            .height(scale::LETTER_LINE)
            .padding(Padding::from([0.0, scale::L]))
            .align_y(Alignment::Center);
        match identity {
            Some(identity) => {
                let colour = from_list::colour(identity, known);
                strip.style(style::identity(colour)).into()
            }
            None => strip.style(style::notice(Tone::Neutral)).into(),
        }
    }

    /// Is its window so low that all but the strip and the buttons scrolls?
    fn is_low(&self) -> bool {
        self.size.height < scale::LOW
    }

    /// What somebody is reminded of before it leaves.
    fn reminded<'a>(&'a self, known: &Known, texts: &Texts) -> Option<Element<'a, Message>> {
        let (_, reminders) = self.reminders.as_ref()?;
        let said = reminders.iter().map(|one| say::text(texts, &one.text()));
        let said = said.collect::<Vec<_>>().join("\n\n");
        let is_file = |one: &Reminder| matches!(one, Reminder::Attachment { .. });
        // One after the other: what is still to be reminded of is said when it is sent then.
        let mends = match self.identity_meant(reminders, known) {
            Some(identity) => {
                let name = [("name", identity.from.label().into())];
                let words = match identity.key.mode {
                    Mode::OnBehalf => "reminder-answer-behalf",
                    Mode::Own | Mode::SendAs => "reminder-answer-as",
                };
                let answers = Message::AnswerAs(identity.key.clone());
                Some(primary(None, texts.say_with(words, &name)).on_press(answers))
            }
            None => reminders.iter().any(is_file).then(|| {
                primary(Some(Icon::Attachment), texts.say("compose-attach"))
                    .on_press(Message::AttachFirst)
            }),
        };
        let send = if mends.is_some() { plain } else { primary };
        // The first has the keyboard: who presses Enter once too often sends nothing.
        let mut buttons = vec![
            quiet(None, texts.say("reminder-back"))
                .on_press(Message::SendNotYet)
                .into(),
            send(Some(Icon::Send), texts.say("reminder-send"))
                .on_press(Message::SendAnyway)
                .into(),
        ];
        buttons.extend(mends.map(Element::from));
        Some(wide_dialog(
            REMINDER,
            texts.say("reminder-title"),
            Some(said.into()),
            None,
            buttons,
        ))
    }

    /// The identity of the mailbox whose mail is answered, where somebody is reminded of it and it may be used.
    fn identity_meant<'k>(&self, reminders: &[Reminder], known: &'k Known) -> Option<&'k Identity> {
        let is_it = |one: &Reminder| matches!(one, Reminder::Identity { .. });
        let answer = self.draft.reply.as_ref();
        let answer = answer.filter(|_| reminders.iter().any(is_it))?;
        let identity = known.identity_of(&answer.mailbox)?;
        permission::decide_send(identity)
            .may_try()
            .then_some(identity)
    }

    /// The identity as a pill that opens the choice, its right, and why it is this one.
    fn from<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let identity = self.identity(known);
        let mut content = Row::new().spacing(scale::INSIDE).align_y(Alignment::Center);
        // Name and address are cut before the word of the right, which is not.
        let room = self.size.width - BESIDE_FROM;
        let above = self.has_address_above();
        let name_room = if above { room } else { room * FROM_NAME };
        let address_room = room - name_room;
        content = match identity {
            Some(identity) => content
                .push(mark(identity, known))
                .push(
                    container(line(identity.from.label()).font(font::SEMIBOLD))
                        .max_width(name_room),
                )
                .push(
                    say::address_beside(identity)
                        .filter(|_| !above)
                        .map(|address| container(line(address).dim()).max_width(address_room)),
                ),
            None => content
                .push(dot_off())
                .push(line(texts.say("compose-choose-from"))),
        };
        let pill = Press::new(
            Look::Pill,
            content.push(icon(Icon::ChevronDown).size(scale::ICON_INLINE)),
        )
        .height(scale::CONTROL_PILL)
        .padding(Padding::from([0.0, scale::FIELDS]))
        .hint(keys::hint(
            texts.say("compose-from-hint"),
            keys::Action::ChooseFrom,
            keys::WRITING,
            texts,
        ))
        .on_press(Message::From(true));
        let list = self.choosing.then(|| from_list::view(self, known, texts));
        let right = identity.and_then(|i| say::right(texts, i));
        row![popover(pill, list, Message::From(false))]
            .push(right.map(|(right, word)| chip(right.tone(), word)))
            .push(spring())
            .push(self.because(identity, known, texts))
            .spacing(scale::FIELDS)
            .align_y(Alignment::Center)
            .into()
    }

    /// Why it is this identity; a warning where it is another one than that of the mailbox in which
    /// the answered message lies.
    fn because<'a>(
        &self,
        identity: Option<&Identity>,
        known: &Known,
        texts: &Texts,
    ) -> Option<Element<'a, Message>> {
        let mine = identity.map(|i| MailboxId::of(&i.key.address));
        let named = |key: &str, mailbox: &MailboxId| {
            let name = known.node(mailbox)?.mailbox.name.clone();
            Some(texts.say_with(key, &[("mailbox", name.into())]))
        };
        let of_reply = self.draft.reply.as_ref().and_then(|reply| {
            let same = mine.as_ref() == Some(&reply.mailbox);
            let forward = reply.intent == Intent::Forward;
            let key = match (same, forward) {
                (true, false) => "compose-because-reply",
                (true, true) => "compose-because-forward",
                (false, false) => "compose-not-because-reply",
                (false, true) => "compose-not-because-forward",
            };
            Some((same, named(key, &reply.mailbox)?))
        });
        let words = match (of_reply, &self.picked) {
            (Some((false, words)), _) => return Some(chip(Tone::Caution, words)),
            (_, Picked::Person) => texts.say("compose-because-person"),
            (Some((true, words)), _) => words,
            (None, Picked::View(view)) if mine.as_ref() == Some(view) => {
                named("compose-because-view", view)?
            }
            (None, _) => return None,
        };
        let said = line(words.clone()).size(scale::TEXT_SMALL).dim();
        // In a small window it is cut.
        Some(tip(said, words))
    }

    fn files<'a>(&'a self, texts: &'a Texts) -> Option<Element<'a, Message>> {
        let files = self.draft.attachments.iter().enumerate();
        let files = files.map(|(index, one)| (index, one, self.place_of(index)));
        let mut files = files
            .filter(|(_, _, along)| *along != Along::Not)
            .peekable();
        let _ = files.peek()?;
        let mut pieces: Vec<Element<'a, Message>> = files
            .map(|(index, one, along)| file(index, one, along == Along::InText, texts))
            .collect();
        let files = || self.going().filter(|file| !file.is_layout());
        if files().count() > 1 {
            let size = texts.size(attach::size_of(files()));
            let args = [("count", files().count().into()), ("size", size.into())];
            let sum = line(texts.say_with("compose-files-sum", &args));
            let sum = container(sum.size(scale::TEXT_SMALL).dim());
            pieces.push(sum.center_y(scale::CONTROL_PILL).into());
        }
        let list = Row::with_children(pieces).spacing(scale::S).wrap();
        let list = scrollable(container(list).width(Fill))
            .direction(style::scrollbar())
            .style(style::scroll);
        let padding = Padding::from([scale::S, scale::L]);
        Some(container(list).max_height(FILES).padding(padding).into())
    }

    /// Where a file is, in words to write, since nothing shows a dialog to choose one.
    fn path<'a>(&'a self, texts: &Texts) -> Option<Element<'a, Message>> {
        let path = self.path.as_ref()?;
        let input = field(&texts.say("compose-path"), path)
            .id(attach::PATH)
            .on_input(Message::Path)
            .on_submit(Message::PathDone);
        let attach = plain(None, texts.say("compose-path-attach"))
            .on_press_maybe((!path.trim().is_empty()).then_some(Message::PathDone));
        let close =
            small_symbol(Icon::Close, texts.say("dialog-close")).on_press(Message::PathClose);
        let content = column![
            small(texts.say("compose-path-words")).style(style::dim),
            row![container(input).width(Fill), attach, close]
                .spacing(scale::S)
                .align_y(Alignment::Center),
        ]
        .spacing(scale::XS);
        let padding = Padding::from([0.0, scale::L]).bottom(scale::S);
        Some(container(content).padding(padding).into())
    }

    /// What went wrong and what stands in the way.
    fn notices<'a>(
        &'a self,
        block: Option<&Block>,
        known: &Known,
        texts: &Texts,
    ) -> Option<Element<'a, Message>> {
        let trouble = self.trouble.as_ref().map(|trouble| {
            let mut words = say::problem(texts, &trouble.problem);
            if let Some(lead) = &trouble.lead {
                words = format!("{lead} {words}");
            }
            let close = small_symbol(Icon::Close, texts.say("dialog-close"))
                .on_press(Message::Dismiss)
                .into();
            notice(Tone::Bad, Icon::Alert, words, vec![close])
        });
        let block = block.filter(|block| self.is_shown(block)).map(|block| {
            let words = Self::block_words(block, known, texts);
            let choose = matches!(block, Block::From | Block::Gone(_) | Block::Refused(_));
            let choose = choose.then(|| {
                link(texts.say("compose-choose-from"))
                    .on_press(Message::From(true))
                    .into()
            });
            notice(Tone::Bad, Icon::Alert, words, choose.into_iter().collect())
        });
        let guessed = self.identity(known).filter(|one| known.is_guessed(one));
        let guessed = guessed.map(|identity| {
            let args = [("address", identity.key.address.as_str().into())];
            let settle = link(texts.say("mailbox-confirm"))
                .hint(texts.say_with("mailbox-confirm-hint", &args))
                .on_press(Message::Confirm)
                .into();
            let key = match self.is_low() {
                true => "compose-address-guessed-short",
                false => "compose-address-guessed",
            };
            let words = texts.say_with(key, &args);
            let other = link(texts.say("compose-address-other"))
                .on_press(Message::OtherAddress)
                .into();
            notice(Tone::Caution, Icon::Question, words, vec![settle, other])
        });
        let turned = self.turned_view(texts);
        let answered = self.answered_view(known, texts);
        let nothing = trouble.is_none() && block.is_none() && guessed.is_none();
        let nothing = nothing && answered.is_none();
        if nothing && turned.is_none() {
            return None;
        }
        let notices = column![]
            .push(trouble)
            .push(block)
            .push(answered)
            .push(guessed)
            .push(turned)
            .spacing(scale::S);
        let padding = Padding::from([0.0, scale::L]).bottom(scale::S);
        Some(container(notices).padding(padding).into())
    }

    fn foot<'a>(
        &'a self,
        identity: Option<&Identity>,
        block: Option<&Block>,
        known: &Known,
        texts: &'a Texts,
    ) -> Element<'a, Message> {
        let words = match identity {
            Some(identity) => say::send_as(texts, identity),
            None => texts.say("compose-choose-from"),
        };
        let hint = match block {
            Some(block) => Self::block_words(block, known, texts),
            None => keys::label(keys::Action::Send, keys::WRITING, texts).unwrap_or_default(),
        };
        let may = block.is_none() && !self.sending;
        let saved = self.kept_at.map_or_else(String::new, |at| {
            let time = texts.time_of_day(at, &TimeZone::system()).into();
            let mut drafts = known.drafts.iter();
            let draft = drafts.find(|draft| Some(draft.id) == self.id);
            let folder = draft.and_then(|draft| say::draft_folder(texts, draft, known));
            match folder.filter(|_| !self.is_unkept()) {
                Some(folder) => {
                    let args = [("folder", folder.into()), ("time", time)];
                    texts.say_with("compose-saved-in", &args)
                }
                None => texts.say_with("compose-saved", &[("time", time)]),
            }
        });
        let beside = || -> Row<'a, Message> {
            let attach = keys::hint(
                texts.say("compose-attach"),
                keys::Action::Attach,
                keys::WRITING,
                texts,
            );
            let attach = symbol(Icon::Attachment, attach)
                .height(scale::CONTROL_LARGE)
                .on_press(Message::Attach);
            row![attach, self.format_switch(texts), self.more(texts)].spacing(scale::S)
        };
        let send = || {
            primary(Some(Icon::Send), words.clone())
                .height(scale::CONTROL_LARGE)
                .hint(hint.clone())
                .on_press_maybe(may.then_some(Message::Send))
        };
        let discard = || {
            symbol(Icon::Trash, texts.say("compose-discard"))
                .height(scale::CONTROL_LARGE)
                .on_press_maybe((!self.sending).then_some(Message::Discard(true)))
        };
        // It takes what the buttons leave, so that none of them is pushed out of a narrow window.
        let said = || -> Element<'a, Message> {
            let way = |words: String| {
                let said = line(words).size(scale::TEXT_SMALL).faint();
                tip(said, saved.clone())
            };
            let said: Element<'a, Message> = if saved.is_empty() {
                space().into()
            } else {
                // Where not even the short words have room, nothing is said.
                let short = texts.say("compose-saved-short");
                fitting(vec![way(saved.clone()), way(short), space().into()]).into()
            };
            // In a column its words do not count, so that what is said moves no button.
            column![said].width(Fill).into()
        };
        // As wide for each language: nothing moves when another one is told.
        let language = || container(self.language(texts)).align_right(LANGUAGE);
        let line_of = |row: Row<'a, Message>| row.spacing(scale::S).align_y(Alignment::Center);
        let one = line_of(row![
            send(),
            self.later(may, texts),
            beside(),
            said(),
            language(),
            discard()
        ]);
        let two = column![
            line_of(row![send(), self.later(may, texts)]),
            line_of(row![beside(), said(), language(), discard()]),
        ]
        .spacing(scale::S);
        container(fitting(vec![one.into(), two.into()]))
            .padding(Padding::from([scale::FIELDS, scale::L]))
            .into()
    }
}

fn labelled<'a>(words: String, input: Element<'a, Message>) -> Element<'a, Message> {
    container(
        row![
            container(line(words).faint()).width(LABEL),
            container(input).width(Fill)
        ]
        .spacing(scale::FIELDS)
        .align_y(Alignment::Center),
    )
    .height(scale::LETTER_LINE)
    .padding(Padding::from([0.0, scale::L]))
    .align_y(Alignment::Center)
    .into()
}

fn mark<'a>(identity: &Identity, known: &Known) -> Element<'a, Message> {
    if identity.right == SendRight::Refused {
        dot_off()
    } else {
        dot(from_list::colour(identity, known))
    }
}

fn file<'a>(
    index: usize,
    file: &'a Attachment,
    is_shown: bool,
    texts: &Texts,
) -> Element<'a, Message> {
    let is_layout = is_shown && file.is_layout();
    let called = if is_layout {
        texts.say("compose-layout")
    } else {
        file.name.clone()
    };
    let remove = texts.say_with("compose-detach", &[("name", called.as_str().into())]);
    let size = texts.size(file.bytes.len() as u64);
    let hint = if is_layout {
        texts.say("compose-layout-hint")
    } else {
        one_line(&called).into_owned()
    };
    let name = tip(container(line(called).name()).max_width(FILE_NAME), hint);
    let picture = if is_layout {
        Icon::Mail
    } else if is_shown {
        Icon::Image
    } else {
        Icon::Attachment
    };
    let said = if is_shown {
        texts.say_with("compose-picture-in-text", &[("size", size.into())])
    } else {
        size
    };
    let show = (file.is_picture() && !is_shown).then(|| {
        small_symbol(Icon::Image, texts.say("compose-picture-show"))
            .on_press(Message::Picture(Pictures::Show(index)))
    });
    let content = row![
        icon(picture).size(scale::ICON_SMALL),
        name,
        line(said).size(scale::TEXT_SMALL).dim(),
    ]
    .push(show)
    .push(small_symbol(Icon::Close, remove).on_press(Message::Detach(index)))
    .spacing(scale::WORDS)
    .align_y(Alignment::Center);
    container(content)
        .height(scale::CONTROL_PILL)
        .padding(Padding::from([0.0, scale::XS]).left(scale::CHIP))
        .align_y(Alignment::Center)
        .style(style::inset)
        .into()
}

/// The line of the subject.
const SUBJECT: &str = "subject";
/// Stands in a text around a place that is set in bold.
const PLACE: char = '\u{1}';

/// What recipients will see and where the copy goes, before it happens.
fn what_happens<'a>(
    identity: &Identity,
    receipt: bool,
    offline: bool,
    texts: &Texts,
) -> Element<'a, Message> {
    let seen = match (&identity.sender, identity.key.mode) {
        (Some(sender), Mode::OnBehalf) => texts.say_with(
            "compose-on-behalf",
            &[
                ("sender", sender.label().into()),
                ("name", identity.from.to_string().into()),
            ],
        ),
        _ => identity.from.to_string(),
    };
    let bold = |words: &str| format!("{PLACE}{words}{PLACE}");
    // What nobody has tried yet is not promised.
    let key = match identity.right {
        SendRight::Untested => "compose-seen-untested",
        SendRight::Allowed | SendRight::Refused => "compose-seen",
    };
    let seen = texts.say_with(key, &[("from", bold(&seen).into())]);
    let (copies, waits) = say::copies(texts, identity, bold);
    let mut words = format!("{seen} {copies}");
    if offline {
        words.push(' ');
        words.push_str(&texts.say("compose-offline"));
    }
    if receipt {
        words.push(' ');
        words.push_str(&texts.say("compose-receipt-asked"));
    }
    let sentence = sentences(Arc::new([sentence(&words, |c| c == PLACE)])).fill();
    let (tone, picture) = if waits {
        (Tone::Caution, Icon::Warning)
    } else {
        (Tone::Neutral, Icon::ReadOnly)
    };
    let content = row![icon(picture), sentence].spacing(scale::CHIP);
    let card = container(content)
        .width(Fill)
        .padding(Padding::from([scale::INSIDE, SENTENCE]))
        .style(style::notice(tone));
    container(card)
        .padding(Padding::from([0.0, scale::L]).bottom(scale::FIELDS))
        .into()
}
