//! The reader: who wrote, to whom, when; the text; what is attached; and in whose name one answers.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use iced::widget::{Column, Row, column, container, keyed_column, row, scrollable, space};
use iced::{Alignment, Fill, Padding};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::attached_view::attachments;
use super::content::{Content, Kind, Piece, UNREADABLE};
use super::elsewhere::pictures;
use super::finding::{Deed as Find, Finding};
use super::handing::{as_drawn, listed};
use super::nothing::empty;
use super::rows::answered_words;
use super::text_menu::TextMenu;
use super::views::waits_for_answers;
use super::zoom::Change;
use super::{Mail, Message, Opened, Reading, Shown, drawn, invitation_view, reader_notes};
use crate::app::Element;
use crate::app::keys::Action;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::Sight;
use crate::app::theme::{Tone, font, scale, style};
use crate::app::widget::afresh::afresh;
use crate::app::widget::button::{hairline, link, plain, symbol};
use crate::app::widget::fit::one_line;
use crate::app::widget::ground::{self, ground};
use crate::app::widget::hint::tip;
use crate::app::widget::icon::{Icon, icon};
use crate::app::widget::line::line;
use crate::app::widget::look::Look;
use crate::app::widget::mark::{chip, initials, notice, sender};
use crate::app::widget::menu::{command, menu};
use crate::app::widget::paged::paged;
use crate::app::widget::passage::{Block, Passage, passage, sentence, sentences, spots, words};
use crate::app::widget::popover::popover;
use crate::app::widget::press::Press;
use crate::app::widget::revealing::revealing;
use crate::app::widget::text::small;
use crate::app::widget::zooming::zooming;
use crate::domain::{
    FolderRole, MOST_HITS, MessageHeader, NamedAddress, SentBy, Sights, SystemFlag,
};
use crate::engine::doubt_in_words;
use crate::render::Trouble;
use crate::rfc822::{Doubt, answers_leave};

/// Of a shorter wait nothing is said.
const WORTH_A_WORD: SignedDuration = SignedDuration::from_hours(1);
/// Above the text.
const ABOVE: f32 = 11.0;

/// Stands around what is set in semibold. A control character, so no name holds it.
const STRONG: char = '\u{1}';
/// Labels shown before the rest is counted.
const MOST_LABELS: usize = 8;
/// Recipients shown before the rest is counted.
const MOST_NAMES: usize = 6;
/// Wide enough for the longest words.
const MORE_WIDTH: f32 = 290.0;
/// For how many it is said that a message came back; the outbox has all of them.
const MOST_BACK: usize = 5;

/// A part of the page of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    Edit,
    CameBack,
    Before,
    Doubt(usize),
    Card,
    After,
}

impl Mail {
    /// The pane at the right: the toolbar, the message, the reply bar.
    pub fn reader_view<'a>(&'a self, known: &'a Known, sight: Sight<'a>) -> Element<'a, Message> {
        let body = match &self.opened {
            Some(opened) => self.letter(opened, known, sight),
            None if self.selection.len() > 1 => empty(
                Icon::Mail,
                sight
                    .texts
                    .say_with("reader-several", &[("count", self.selection.len().into())]),
                Some(sight.texts.say("reader-several-words")),
                None,
            ),
            // Nothing can be chosen there; the list says why nothing is listed.
            None if self.lists_nothing() => row![].into(),
            None => empty(
                Icon::MailOpen,
                sight.texts.say("reader-nothing"),
                Some(sight.texts.say("reader-nothing-words")),
                None,
            ),
        };
        // A draft is nobody's to answer.
        let answerable = self
            .opened
            .as_ref()
            .filter(|opened| !is_draft(opened, known));
        let reply = answerable.map(|_| self.reply_bar(known, sight));
        let below = container(column![body].push(reply))
            .width(Fill)
            .height(Fill);
        column![
            self.toolbar(known, sight),
            hairline(),
            self.find_bar(sight),
            ground(below, |tokens| tokens.background),
        ]
        .into()
    }

    /// The message: what it is about, its conversation, and what stands in it.
    fn letter<'a>(
        &'a self,
        opened: &'a Opened,
        known: &'a Known,
        sight: Sight<'a>,
    ) -> Element<'a, Message> {
        let texts = sight.texts;
        let header = &opened.header;
        let subject = header.subject.trim();
        let subject = if subject.is_empty() {
            texts.say("list-no-subject")
        } else {
            subject.to_owned()
        };
        let place = known.folder(&header.id.folder).map(|(node, folder)| {
            let folder = say::folder(texts, folder);
            chip(Tone::Neutral, format!("{} / {folder}", node.mailbox.name))
        });
        let mut chips = Row::new().push(place).spacing(scale::WORDS);
        for (flag, tone, key) in [
            (SystemFlag::Flagged, Tone::Caution, "reader-flagged"),
            (SystemFlag::Answered, Tone::Neutral, "list-answered"),
            (SystemFlag::Draft, Tone::Neutral, "reader-draft"),
        ] {
            if header.flags.has(flag) {
                let by = self.rows.answered_by(&header.id);
                let words = match by.filter(|_| flag == SystemFlag::Answered) {
                    Some(who) => answered_words(Some(who), known.is_me(who), texts),
                    None => texts.say(key),
                };
                chips = chips.push(chip(tone, words));
            }
        }
        if header.flags.has_keyword("$Forwarded") {
            chips = chips.push(chip(Tone::Neutral, texts.say("list-forwarded")));
        }
        chips = chips.push(waits(header, known, sight));
        let who = match &header.sent_by {
            SentBy::NotAsked => None,
            SentBy::Unknown => Some(texts.say("reader-sent-by-unknown")),
            SentBy::Member(member) => {
                let answered = !header.in_reply_to.is_empty();
                let key = if answered {
                    "reader-answered-by"
                } else {
                    "reader-sent-by"
                };
                Some(texts.say_with(key, &[("name", member.label().into())]))
            }
        };
        // The word of a colleague's program, and no proof.
        let who =
            who.map(|words| tip(chip(Tone::Neutral, words), texts.say("reader-sent-by-hint")));
        chips = chips.push(who);
        for (tone, word) in say::labels(texts, &header.flags, MOST_LABELS) {
            chips = chips.push(chip(tone, word));
        }
        let came_back = known.came_back(header).map(|(id, bounce)| {
            let (tone, picture) = if bounce.failed {
                (Tone::Bad, Icon::Refused)
            } else {
                (Tone::Caution, Icon::Clock)
            };
            let lines = say::came_back(texts, &bounce.alike(), MOST_BACK, usize::MAX);
            let words = lines.join("\n");
            let report = bounce.report.clone();
            let report = report.filter(|key| known.folder(&key.folder).is_some());
            let report = report.map(|key| {
                link(texts.say("outbox-do-report"))
                    .on_press(Message::Show(key))
                    .into()
            });
            let anew = bounce.failed.then(|| {
                link(texts.say("outbox-do-edit-as-new"))
                    .on_press(Message::EditAsNew(id))
                    .into()
            });
            notice(
                tone,
                picture,
                words,
                anew.into_iter().chain(report).collect(),
            )
        });
        let doubts = doubts(header, opened.content(), known, sight);
        let (before, after) = self.conversation_view(&header.id, known, sight).unzip();
        let before = before.flatten();
        let sights = self.sights_in(opened);
        let card = container(column![
            head(opened, known, self.more_view(opened, sight), &sights, sight),
            body(opened, known, &self.finding, sight)
        ])
        .padding(scale::CARD)
        .width(Fill);
        let card = ground::card(card);
        let edit = is_draft(opened, known).then(|| {
            plain(Some(Icon::Write), texts.say("reader-edit-draft")).on_press(Message::EditDraft)
        });
        // By what they are: what appears above the text must take neither the keys nor what is marked away from it.
        let head = column![title(&subject, &sights), chips].spacing(scale::WORDS);
        let parts = std::iter::once((Part::Head, head.into()))
            .chain(edit.map(|edit| (Part::Edit, edit.into())))
            .chain(came_back.map(|words| (Part::CameBack, words)))
            .chain(before.map(|before| (Part::Before, before)))
            .chain((0..).map(Part::Doubt).zip(doubts))
            .chain(std::iter::once((Part::Card, card.into())))
            .chain(after.map(|after| (Part::After, after)));
        let page = keyed_column(parts).spacing(scale::M);
        let page = container(page).padding(Padding::from([scale::L, scale::XL]));
        let page = scrollable(self.with_text_menu(page.into(), known, sight))
            .direction(style::scrollbar())
            .style(style::scroll)
            .height(Fill);
        let page = revealing(paged(page, sight.turn), self.finding.stamp());
        let page = zooming(page, |larger| {
            Message::Zoom(if larger {
                Change::Larger
            } else {
                Change::Smaller
            })
        });
        // Another message begins at its head, where its sender stands, however far the last one was read.
        let mut message = DefaultHasher::new();
        header.id.hash(&mut message);
        afresh(message.finish(), page).into()
    }
}

impl Mail {
    /// What else can be done with the message that is read.
    fn more_view<'a>(&'a self, opened: &'a Opened, sight: Sight<'a>) -> Element<'a, Message> {
        let texts = sight.texts;
        let button = symbol(Icon::More, texts.say("reader-more"))
            .height(scale::CONTROL_SMALL)
            .on_press(Message::More(!self.more));
        let content = self.more.then(|| {
            let (source, shown) = match opened.shown {
                Shown::Source if opened.drawn.is_some() => {
                    ("reader-hide-source", opened.drawn_way())
                }
                Shown::Source => ("reader-hide-source", Shown::Words),
                _ => ("reader-show-source", Shown::Source),
            };
            let item = |picture, words: &str, message| {
                command(Some(picture), texts.say(words), None, Some(message)).into()
            };
            let colours = self.is_adapted().map(|is_adapted| {
                let words = if is_adapted {
                    "reader-own-colours"
                } else {
                    "reader-adapt-colours"
                };
                item(Icon::Contrast, words, Message::Adapt(!is_adapted))
            });
            let usual = (!self.zoom.is_usual()).then(|| {
                command(
                    Some(Icon::Search),
                    texts.say("reader-usual-size"),
                    sight.key(Action::UsualSize).map(Into::into),
                    Some(Message::Zoom(Change::Usual)),
                )
                .into()
            });
            menu(
                MORE_WIDTH,
                usual
                    .into_iter()
                    .chain(colours)
                    .chain([
                        command(
                            Some(Icon::Search),
                            texts.say("reader-find"),
                            sight.key(Action::Find).map(Into::into),
                            Some(Message::Find(Find::Open)),
                        )
                        .into(),
                        item(Icon::Info, source, Message::ShowAs(shown)),
                        item(Icon::Download, "reader-save-message", Message::SaveMessage),
                        command(
                            Some(Icon::Print),
                            texts.say("reader-print"),
                            sight.key(Action::Print).map(Into::into),
                            Some(Message::Print),
                        )
                        .into(),
                    ])
                    .collect(),
            )
        });
        popover(button, content, Message::More(false)).into()
    }
}

/// How long somebody has waited for the team to answer.
fn waits<'a>(
    header: &MessageHeader,
    known: &Known,
    sight: Sight<'a>,
) -> Option<Element<'a, Message>> {
    let (node, folder) = known.folder(&header.id.folder)?;
    let now = Timestamp::now();
    let is_young = now.duration_since(header.date) < WORTH_A_WORD;
    if is_young || !waits_for_answers(&node.mailbox, folder) || !header.is_unanswered() {
        return None;
    }
    let time = sight.texts.waiting(header.date, now);
    let words = sight
        .texts
        .say_with("reader-waits", &[("time", time.into())]);
    let waits = chip(say::wait(header.date, now), words);
    Some(tip(waits, sight.texts.say("reader-waits-hint")))
}

/// What speaks against it being of whom it says.
pub(super) fn doubts<'a>(
    header: &MessageHeader,
    content: Option<&Content>,
    known: &Known,
    sight: Sight<'a>,
) -> Vec<Element<'a, Message>> {
    let not_confirmed = content.and_then(|content| content.doubt(header));
    let doubts = known.doubts(header).into_iter().chain(not_confirmed);
    let doubts = doubts.map(|doubt| {
        let words = say::text(sight.texts, &say::on_one_line(doubt_in_words(&doubt)));
        notice(Tone::Caution, Icon::Warning, words, Vec::new())
    });
    doubts.collect()
}

fn is_draft(opened: &Opened, known: &Known) -> bool {
    let folder = known.folder(&opened.header.id.folder);
    folder.is_some_and(|(_, folder)| folder.role == FolderRole::Drafts)
}

/// The subject, to be read and copied.
fn title<'a>(subject: &str, sights: &Sights) -> Element<'a, Message> {
    let block: Arc<[Block]> = Arc::new([sentence(&one_line(subject), |_| false)]);
    sentences(block.clone())
        .found(spots(&block, &sights.subject, MOST_HITS).into(), None)
        .font(font::SEMIBOLD)
        .size(scale::TEXT_HEADING)
        .fill()
        .into()
}

/// Does the name of the author show an address from which the message is not?
pub(super) fn pretends(header: &MessageHeader, known: &Known) -> bool {
    let doubts = known.doubts(header);
    let shows = |doubt: &Doubt| matches!(doubt, Doubt::NameShowsAddress { .. });
    doubts.iter().any(shows)
}

/// The name and the address, always both: the name alone is whatever the sender likes. One that shows another address
/// does not come first.
fn head<'a>(
    opened: &'a Opened,
    known: &Known,
    menu: Element<'a, Message>,
    sights: &Sights,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let header = &opened.header;
    let who = &header.participants;
    let from = who.from.first();
    let address = from.map_or("", |a| a.address.as_str());
    let name = from.and_then(|a| a.name.as_deref()).unwrap_or_default();
    let more = who.from.get(1..).unwrap_or_default();
    // A name that shows another address says nothing of who it is.
    let says = if pretends(header, known) { "" } else { name };
    let first: Element<'a, Message> = if from.is_none() {
        line(texts.say("list-nobody")).font(font::SEMIBOLD).into()
    } else {
        let (address, name) = (one_line(address), one_line(name));
        // One passage, so that both wrap where there is no room for them, and are copied as one.
        let whole = match name.as_ref() {
            "" => format!("{STRONG}{address}{STRONG}"),
            name if pretends(header, known) => {
                let says = texts.say_with("reader-calls-itself", &[("name", name.into())]);
                format!("{STRONG}{address}{STRONG}  {says}")
            }
            name => format!("{STRONG}{name}{STRONG}  {address}"),
        };
        let block: Arc<[Block]> = Arc::new([sentence(&whole, |c| c == STRONG)]);
        let found = spots(&block, &sights.sender, MOST_HITS);
        sentences(block).found(found.into(), None).fill().into()
    };
    let date = texts.written(header, &TimeZone::system());
    let mut lines = Column::new().push(first).spacing(scale::XXS).width(Fill);
    if !more.is_empty() {
        lines = lines.push(fact(texts.say("header-from"), &whole(more, sight)));
    }
    if let Some(sender) = &who.sender {
        lines = lines.push(fact(texts.say("header-sender"), &sender.to_string()));
    }
    let reply_to: Vec<NamedAddress> = who
        .reply_to
        .iter()
        .filter(|a| {
            !who.from
                .iter()
                .any(|f| f.address.eq_ignore_ascii_case(&a.address))
        })
        .cloned()
        .collect();
    // Whoever answers without looking writes to somebody else than they read.
    let (away, reply_to): (Vec<_>, Vec<_>) =
        (reply_to.into_iter()).partition(|to| answers_leave(to, &who.from));
    if !away.is_empty() {
        let people = format!("{STRONG}{}{STRONG}", one_line(&whole(&away, sight)));
        let said = texts.say_with("reader-answers-leave", &[("people", people.into())]);
        let block = sentence(&said, |c| c == STRONG);
        lines = lines.push(sentences(Arc::new([block])).fill());
    }
    for (key, people) in [
        ("header-to", &who.to),
        ("header-cc", &who.cc),
        ("header-bcc", &who.bcc),
        ("header-reply-to", &reply_to),
    ] {
        if !people.is_empty() {
            lines = lines.push(fact(texts.say(key), &whole(people, sight)));
        }
    }
    lines = lines.push(line(date).size(scale::TEXT_SMALL).faint().wrap());
    lines = lines.push(reader_notes::confirmed(opened, sight));
    row![
        sender(initials(says, address), address, scale::AVATAR),
        lines
    ]
    .push(opened.drawn.is_some().then(|| ways(opened, sight)))
    .push(menu)
    .spacing(scale::BESIDE_AVATAR - scale::AVATAR)
    .into()
}

/// The ways a message with HTML can be shown.
fn ways<'a>(opened: &Opened, sight: Sight<'a>) -> Element<'a, Message> {
    let now = opened.shown;
    let is_of_html = opened.content().is_none_or(|content| content.from_html);
    let words = if is_of_html {
        "reader-as-words-hint"
    } else {
        "reader-as-plain-hint"
    };
    let way = |shown, words: &str, hint: &str| {
        Press::new(
            Look::Tab {
                selected: shown == now,
            },
            line(sight.texts.say(words)).size(scale::TEXT_SMALL),
        )
        .height(scale::CONTROL_SMALL)
        .padding(Padding::from([0.0, scale::S]))
        .hint(sight.texts.say(hint))
        .on_press(Message::ShowAs(shown))
    };
    row![
        way(Shown::Drawn, "reader-as-sent", "reader-as-sent-hint"),
        way(Shown::Simple, "reader-as-simple", "reader-as-simple-hint"),
        way(Shown::Words, "reader-as-words", words),
    ]
    .spacing(scale::XXS)
    .into()
}

fn fact<'a>(name: String, value: &str) -> Element<'a, Message> {
    row![
        small(name).style(style::faint),
        words(value).size(scale::TEXT_SMALL).dim().fill(),
    ]
    .spacing(scale::CLOSE)
    .into()
}

fn whole(people: &[NamedAddress], sight: Sight<'_>) -> String {
    let shown = people
        .get(..MOST_NAMES.min(people.len()))
        .unwrap_or_default();
    let mut words = say::people_whole(shown);
    let more = people.len() - shown.len();
    if more > 0 {
        words.push(' ');
        words.push_str(
            &sight
                .texts
                .say_with("reader-more-people", &[("count", more.into())]),
        );
    }
    words
}

/// The name of what holds the text that is read.
pub const READER: &str = "reader";

fn body<'a>(
    opened: &'a Opened,
    known: &'a Known,
    finding: &'a Finding,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let inner: Element<'a, Message> = match &opened.state {
        Reading::Loading { slow: false } => space().height(scale::LETTER_LINE).into(),
        Reading::Loading { slow: true } => {
            small(texts.say("reader-loading")).style(style::dim).into()
        }
        // However a message is built, what came can be looked at.
        Reading::Ready(_) | Reading::Failed(_) if opened.shown == Shown::Source => {
            match &opened.source {
                Some(source) => found_in(source, finding, sight)
                    .small()
                    .times(sight.zoom)
                    .into(),
                None => small(texts.say("reader-loading")).style(style::dim).into(),
            }
        }
        Reading::Failed(problem) => {
            let again = || link(texts.say("reader-again")).on_press(Message::Again);
            let source = || {
                let source = link(texts.say("reader-show-source"));
                source.on_press(Message::ShowAs(Shown::Source))
            };
            let is_here = problem.message.key == UNREADABLE;
            let way = if is_here { source() } else { again() };
            let words = say::problem(texts, problem);
            notice(Tone::Bad, Icon::Alert, words, vec![way.into()])
        }
        Reading::Ready(content) => text((opened, content), known, finding, sight),
    };
    container(inner)
        .id(READER)
        .padding(Padding {
            top: ABOVE,
            right: 0.0,
            bottom: scale::XXS,
            // What is drawn was made for as much room as there is.
            left: if sight.narrow || takes_whole_room(opened) {
                0.0
            } else {
                scale::BESIDE_AVATAR
            },
        })
        .width(Fill)
        .into()
}

/// Is it drawn, as its author laid it out or in the simple view?
pub(super) fn is_drawn(opened: &Opened) -> bool {
    let drawn = opened.drawn.as_ref();
    opened.shown.is_drawn() && drawn.is_some_and(|drawn| drawn.trouble.is_none())
}

/// Or does it stand below the name of its author, as words do?
fn takes_whole_room(opened: &Opened) -> bool {
    let is_simple = opened.shown == Shown::Simple;
    opened.shown == Shown::Source || is_drawn(opened) && !is_simple
}

fn text<'a>(
    (opened, content): (&'a Opened, &'a Content),
    known: &'a Known,
    finding: &'a Finding,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let texts = sight.texts;
    let mut page = Column::new().spacing(scale::M);
    let drawn = opened.drawn.as_ref().filter(|_| is_drawn(opened));
    let not_drawn = opened.drawn.as_ref().and_then(|drawn| drawn.trouble);
    if let Some(trouble) = not_drawn.filter(|_| opened.shown.is_drawn()) {
        page = page.push(notice(
            Tone::Caution,
            Icon::Warning,
            texts.say(trouble.key_of_drawing()),
            vec![
                link(texts.say("reader-again"))
                    .on_press(Message::Again)
                    .into(),
            ],
        ));
    }
    let is_cut = drawn.is_some_and(|drawn| drawn.laid().is_some_and(|laid| laid.cut));
    if is_cut {
        page = page.push(notice(
            Tone::Caution,
            Icon::Warning,
            texts.say(Trouble::Cut.key()),
            Vec::new(),
        ));
    }
    if let Some(trouble) = content.trouble.filter(|_| drawn.is_none()) {
        page = page.push(notice(
            Tone::Caution,
            Icon::Warning,
            texts.say(trouble.key()),
            Vec::new(),
        ));
    }
    if content.has_several_from {
        page = page.push(notice(
            Tone::Caution,
            Icon::Warning,
            texts.say("reader-several-from"),
            Vec::new(),
        ));
    }
    if content.damaged {
        page = page.push(notice(
            Tone::Caution,
            Icon::Warning,
            texts.say("reader-damaged"),
            Vec::new(),
        ));
    }
    page = page.push(reader_notes::partial(content, sight));
    page = page.extend(reader_notes::packings(content, sight));
    page = page.push(invitation_view::invitation(content, sight));
    page = page.push(reader_notes::without_text(opened, content, sight));
    match drawn {
        Some(drawn) => {
            page = page.push(pictures(opened, sight));
            let key = opened.header.id.clone();
            let sheet: Element<'a, drawn::Message> = {
                let (found, at) = finding.over();
                let sheet = drawn.naming(&known.own_domains, sight);
                sheet.found(found, at).into()
            };
            page = page.push(sheet.map(move |message| Message::Drawn(key.clone(), message)));
            let fold = drawn.fold().map(|(is_open, words)| {
                let key = opened.header.id.clone();
                let turn = drawn::Message::Quote(!is_open);
                fold(is_open, texts.say(words), Message::Drawn(key, turn))
            });
            page = page.push(fold);
        }
        None => {
            for (at, piece) in content.listed() {
                page = page.push(piece_view(piece, Message::Fold(at), finding, sight));
            }
        }
    }
    // Pictures of the text stand in it, where it is drawn.
    let beside = listed(&content.attachments, as_drawn(opened));
    if !beside.is_empty() {
        page = page.push(attachments(opened, &beside, sight));
    }
    page.into()
}

/// A text in which is marked what is found.
fn found_in<'a>(text: &Arc<[Block]>, finding: &Finding, sight: Sight<'a>) -> Passage<'a, Message> {
    let (spots, at) = finding.within(text);
    passage(text.clone(), sight.tokens).found(spots, at)
}

/// A piece of the text, and what opens or closes it.
pub(super) fn piece_view<'a>(
    piece: &'a Piece,
    turn: Message,
    finding: &Finding,
    sight: Sight<'a>,
) -> Element<'a, Message> {
    let words = found_in(&piece.blocks, finding, sight)
        .times(sight.zoom)
        .on_link(|to| Message::Link(to.clone(), to))
        .on_menu(|touched| Message::TextMenu(Some(TextMenu::on_words(touched))));
    if piece.goes_on && !piece.is_open {
        let more = link(sight.texts.say("reader-show-rest"));
        return more.on_press(turn).into();
    }
    if piece.kind == Kind::Text || piece.goes_on {
        return words.into();
    }
    let key = match (piece.kind, piece.is_open) {
        (Kind::Signature, false) => "reader-show-signature",
        (Kind::Signature, true) => "reader-hide-signature",
        (_, false) => "reader-show-quote",
        (_, true) => "reader-hide-quote",
    };
    let label = sight.texts.say_with(key, &[("count", piece.lines.into())]);
    column![fold(piece.is_open, label, turn)]
        .push(piece.is_open.then_some(words))
        .spacing(scale::S)
        .into()
}

/// What opens and closes something that is folded.
pub(super) fn fold<'a>(is_open: bool, label: String, message: Message) -> Element<'a, Message> {
    let arrow = if is_open {
        Icon::ChevronDown
    } else {
        Icon::ChevronRight
    };
    Press::new(
        Look::Tab { selected: false },
        row![
            icon(arrow).size(scale::ICON_SMALL),
            line(label).size(scale::TEXT_SMALL).font(font::MEDIUM)
        ]
        .spacing(scale::XS)
        .align_y(Alignment::Center),
    )
    .height(scale::CONTROL_SMALL)
    .padding(Padding::from([0.0, scale::INSIDE]))
    .on_press(message)
    .into()
}
