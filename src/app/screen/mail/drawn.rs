//! The opened message as it is drawn: asks for its layout and its pixels, and keeps what came.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use iced::Task;
use iced::advanced::image;

use crate::app::link::Link;
use crate::app::screen::Sight;
use crate::app::widget::sheet::{Band, Leads, Sheet, SheetEvent, Touched, sheet};
use crate::domain::PictureConsent;
use crate::engine::Problem;
use crate::render::drawn::{self, Anchor, Colours, Drawers, Drawing, Laid, Setting};
use crate::render::{Picture, Source, Trouble, link};
use crate::rfc822::OwnDomains;

/// Logical pixels that are painted together with the first layout are those that are seen, within these bounds; what
/// lies below comes after them.
const FIRST: std::ops::RangeInclusive<f32> = 200.0..=2000.0;
/// Rows of pixels that are kept above and below those that came last: more than two windows, so that what is
/// in sight never drives out what is in sight too. At twice the pixels and 700 wide that is 32 MB.
const ROWS_AROUND: u32 = 6000;

/// What happens with it.
#[derive(Debug, Clone)]
pub enum Message {
    /// On the sheet.
    Sheet(SheetEvent),
    /// This source was laid out, and its beginning painted.
    Laid(Arc<Source>, Setting, Result<Answer, Trouble>),
    /// A band was painted for this version of it.
    Painted(u64, u32, Result<drawn::Band, Trouble>),
    /// What was to be marked is marked.
    Marked,
    /// What is marked, to be copied.
    Text(Result<String, Trouble>),
    /// The quote and the signature at its end are to be shown, or folded.
    Quote(bool),
    /// Its colours are to be adapted to a dark window, or its own.
    Adapt(bool),
    /// The pictures that lie elsewhere are to be fetched and shown.
    ShowPictures,
    /// They came, as far as they could be had.
    Pictures(Result<Vec<(String, Vec<u8>)>, Problem>),
}

/// What a layout gives.
#[derive(Debug, Clone)]
pub struct Answer {
    drawing: Arc<Drawing>,
    laid: Laid,
    first: Arc<drawn::Band>,
}

/// How a message is drawn, and how much of its height is seen at once, in logical pixels.
pub type Usual = (Setting, f32);

/// A drawing that was begun before the message was taken apart: most are drawn like the one before.
#[derive(Debug, Clone)]
pub struct Begun {
    setting: Setting,
    answer: Shared<BoxFuture<'static, Result<Answer, Trouble>>>,
}

impl Begun {
    /// Begins as soon as the process has time for it, if somebody still holds the source then: who goes through many
    /// messages quickly waits for none of those that were passed. Within tokio's threads.
    #[must_use]
    pub fn new(drawers: Drawers, (setting, seen): Usual, source: &Arc<Source>) -> Self {
        let wanted = Arc::downgrade(source);
        let work = tokio::spawn(async move {
            drawers.rest().await;
            let source = wanted.upgrade().ok_or(Trouble::Failed)?;
            open(&drawers, source, (setting, seen)).await
        });
        let answer = async move { work.await.unwrap_or(Err(Trouble::Failed)) };
        Self {
            setting,
            answer: answer.boxed().shared(),
        }
    }
}

/// Lays a mail out and paints its beginning.
async fn open(drawers: &Drawers, source: Arc<Source>, usual: Usual) -> Result<Answer, Trouble> {
    let (drawing, laid) = drawers.open(source, usual.0).await?;
    begin(Arc::new(drawing), laid, usual).await
}

async fn begin(
    drawing: Arc<Drawing>,
    laid: Laid,
    (setting, seen): Usual,
) -> Result<Answer, Trouble> {
    let first = seen.clamp(*FIRST.start(), *FIRST.end());
    let rows = rows(first.min(laid.size.1), setting.scale);
    let first = Arc::new(drawing.paint(0, rows).await?);
    Ok(Answer {
        drawing,
        laid,
        first,
    })
}

/// What somebody else has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Asks {
    /// Nothing.
    Nothing,
    /// Put this on the clipboard.
    Copy(String),
    /// Follow this link.
    Follow(Anchor),
    /// Open a menu on this.
    Menu(Touched),
    /// Say that this went wrong.
    Tell(Problem),
}

/// How far pictures that lie elsewhere are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pictures {
    /// They are not fetched.
    Out,
    /// They are on their way.
    Coming,
    /// Those are here that could be had.
    Here,
}

/// A message that is drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    source: Arc<Source>,
    /// Its drawing, as far as it was begun ahead.
    begun: Option<Begun>,
    /// How it was last asked for.
    asked: Option<Setting>,
    /// How much height of it is seen at once.
    seen: f32,
    /// What is being laid out.
    laying: Option<Arc<Source>>,
    /// A band is being painted.
    is_painting: bool,
    drawing: Option<Arc<Drawing>>,
    laid: Option<Laid>,
    /// Which of all layouts that is.
    layout: u64,
    bands: Vec<Band>,
    /// Counts what makes all bands old.
    version: u64,
    /// Bands of this version and later are current.
    painted: u64,
    /// Something is being marked, and what is to be marked next.
    is_marking: bool,
    mark: Option<((f32, f32), (f32, f32))>,
    /// A process that ended was replaced by another one; a second time it is the mail.
    was_replaced: bool,
    /// Is what it quotes at its end shown?
    quote: bool,
    /// Are its colours adapted to a dark window?
    adapt: bool,
    /// Is it the simple view of it?
    simple: bool,
    /// What is done about pictures that lie elsewhere.
    consent: PictureConsent,
    /// How far they are.
    pictures: Pictures,
    /// Some of them were fetched.
    has_pictures: bool,
    /// What is being laid out is of no use any more: it is begun again when it comes.
    begins_again: bool,
    /// Why it is not drawn.
    pub trouble: Option<Trouble>,
}

impl Drawn {
    /// Are its first pixels here, or will there never be any?
    #[must_use]
    pub fn has_begun(&self) -> bool {
        !self.bands.is_empty() || self.trouble.is_some()
    }

    /// One that is not drawn yet.
    #[must_use]
    pub fn new(source: Arc<Source>, consent: PictureConsent) -> Self {
        Self {
            source,
            begun: None,
            asked: None,
            seen: *FIRST.end(),
            laying: None,
            is_painting: false,
            drawing: None,
            laid: None,
            layout: 0,
            bands: Vec::new(),
            version: next_version(),
            painted: 0,
            is_marking: false,
            mark: None,
            was_replaced: false,
            quote: false,
            adapt: false,
            simple: false,
            consent,
            pictures: Pictures::Out,
            has_pictures: false,
            begins_again: false,
            trouble: None,
        }
    }

    /// Its drawing was begun.
    #[must_use]
    pub fn with(self, begun: Option<Begun>) -> Self {
        Self { begun, ..self }
    }

    /// How another message is likely to be drawn in its place, and how much of it is seen at once.
    #[must_use]
    pub fn usual(&self) -> Option<Usual> {
        let usual = self.asked.map(|asked| Setting {
            elsewhere: false,
            quote: false,
            ..asked
        });
        usual.map(|usual| (usual, self.seen))
    }

    /// What it quotes at its end is shown from the beginning.
    #[must_use]
    pub fn with_quote(self) -> Self {
        Self {
            quote: true,
            ..self
        }
    }

    /// Its colours are adapted to a dark window from the beginning, or not.
    #[must_use]
    pub fn adapted(self, adapt: bool) -> Self {
        Self { adapt, ..self }
    }

    /// It is the simple view of it from the beginning, or not.
    #[must_use]
    pub fn simple(self, simple: bool) -> Self {
        Self { simple, ..self }
    }

    /// It is the simple view of it from now on, or not: the sheet notices that it is to be laid out anew.
    pub fn show_simple(&mut self, simple: bool) {
        self.simple = simple;
    }

    /// Is it the simple view of it, where it is drawn?
    #[must_use]
    pub fn is_simple(&self) -> bool {
        self.simple
    }

    /// Are its colours to be adapted to a dark window?
    #[must_use]
    pub fn adapts(&self) -> bool {
        self.adapt
    }

    /// Are its colours adapted to the dark window? `None` if that changes nothing.
    #[must_use]
    pub fn is_adapted(&self) -> Option<bool> {
        let laid = self.laid.as_ref()?;
        laid.adapts.then_some(self.adapt)
    }

    /// What is known of its layout.
    #[must_use]
    pub fn laid(&self) -> Option<&Laid> {
        self.laid.as_ref()
    }

    /// Are the quote and the signature at its end shown, and what does the button say that turns that? `None` if it
    /// has neither.
    #[must_use]
    pub fn fold(&self) -> Option<(bool, &'static str)> {
        let laid = self.laid.as_ref()?;
        let words = match (laid.has_quote, laid.has_signature, self.quote) {
            (false, false, _) => return None,
            (true, false, false) => "reader-show-quoted",
            (true, false, true) => "reader-hide-quoted",
            (false, true, false) => "reader-show-signed",
            (false, true, true) => "reader-hide-signed",
            (true, true, false) => "reader-show-quoted-and-signed",
            (true, true, true) => "reader-hide-quoted-and-signed",
        };
        Some((self.quote, words))
    }

    /// Its layout, by a number that no other one has, and who can say where words lie in it.
    #[must_use]
    pub fn searchable(&self) -> Option<(u64, Arc<Drawing>)> {
        let drawing = self.drawing.clone()?;
        self.laid.is_some().then_some((self.layout, drawing))
    }

    /// What is folded at its end is shown.
    pub fn unfold(&mut self) {
        self.quote = true;
    }

    /// Nobody is asked about its pictures any more.
    pub fn never(&mut self) {
        self.consent = PictureConsent::Never;
    }

    /// Pictures that lie elsewhere: how many are not here, how far they are, and what was decided about them.
    #[must_use]
    pub fn elsewhere(&self) -> (usize, Pictures, PictureConsent) {
        let missing = self.laid.as_ref().map_or(0, |laid| laid.missing.len());
        (missing, self.pictures, self.consent)
    }

    /// Its view.
    pub fn view<'a>(&'a self, sight: Sight<'a>) -> Sheet<'a, Message> {
        let setting = Setting {
            width: 0.0,
            scale: sight.pixels,
            zoom: sight.zoom,
            colours: colours(sight),
            adapt: self.adapt,
            elsewhere: self.has_pictures,
            quote: self.quote,
            simple: self.simple,
        };
        let is_waiting = self.laying.is_some() || self.is_painting;
        sheet(
            self.laid.as_ref(),
            &self.bands,
            setting,
            self.asked,
            is_waiting,
            Message::Sheet,
        )
    }

    /// Its view, which says of links of strangers where they lead, and of which one is to look twice at.
    pub fn naming<'a>(&'a self, own: &'a OwnDomains, sight: Sight<'a>) -> Sheet<'a, Message> {
        let leads = move |link: &Anchor| leads(link, own, sight);
        self.view(sight).says(leads)
    }

    /// Carries out what happened.
    pub fn update(&mut self, message: Message, link: &Link) -> (Task<Message>, Asks) {
        let task = match message {
            Message::Sheet(SheetEvent::Fit(setting, seen)) => {
                self.asked = Some(setting);
                self.seen = seen;
                self.lay_out(link)
            }
            Message::Laid(of, setting, answer) => {
                // One that was begun before its text came a second time.
                let awaited = self.laying.as_ref();
                if !awaited.is_some_and(|awaited| Arc::ptr_eq(awaited, &of)) {
                    return (Task::none(), Asks::Nothing);
                }
                self.laying = None;
                // More pictures came meanwhile, or the process ended: it is begun again.
                let is_over = std::mem::take(&mut self.begins_again);
                if is_over || !Arc::ptr_eq(&of, &self.source) {
                    return (self.lay_out(link), Asks::Nothing);
                }
                match answer {
                    Ok(answer) => self.take(answer),
                    Err(trouble) => return (self.fail(trouble, link), Asks::Nothing),
                }
                // The window has another size by now.
                let anew = if self.asked == Some(setting) {
                    Task::none()
                } else {
                    self.lay_out(link)
                };
                if self.consent == PictureConsent::Always && self.pictures == Pictures::Out {
                    Task::batch([anew, self.fetch(link)])
                } else {
                    anew
                }
            }
            Message::Sheet(SheetEvent::Wanted(rows)) => self.paint(rows, link),
            Message::Painted(version, row, band) => {
                self.is_painting = false;
                match band {
                    Ok(band) if version == self.version => self.keep(row, band),
                    Err(trouble) if version == self.version => {
                        return (self.fail(trouble, link), Asks::Nothing);
                    }
                    // Of what was drawn before, by a process that may be gone.
                    Ok(_) | Err(_) => {}
                }
                self.paint_anew(link)
            }
            Message::Sheet(SheetEvent::Mark(from, to)) => {
                self.mark = Some((from, to));
                self.mark_next(link)
            }
            Message::Marked => {
                self.is_marking = false;
                self.version = next_version();
                let again = self.paint_anew(link);
                Task::batch([self.mark_next(link), again])
            }
            Message::Sheet(SheetEvent::Unmark) => {
                self.mark = None;
                self.ask(
                    link,
                    |drawing| async move { drawing.unmark().await },
                    |_| Message::Marked,
                )
            }
            Message::Sheet(SheetEvent::Copy) => self.ask(
                link,
                |drawing| async move { drawing.marked().await },
                Message::Text,
            ),
            Message::Text(Ok(text)) if !text.is_empty() => {
                return (Task::none(), Asks::Copy(text));
            }
            Message::Text(_) => Task::none(),
            // The sheet notices that it is to be laid out anew.
            Message::Quote(shown) => {
                self.quote = shown;
                Task::none()
            }
            Message::Adapt(adapt) => {
                self.adapt = adapt;
                Task::none()
            }
            Message::ShowPictures => self.fetch(link),
            Message::Pictures(Ok(pictures)) => {
                self.has_pictures = true;
                let mut source = (*self.source).clone();
                source
                    .pictures
                    .extend(pictures.into_iter().map(|(address, octets)| Picture {
                        address,
                        octets: octets.into(),
                    }));
                self.pictures = Pictures::Here;
                self.asked = self.asked.map(|asked| Setting {
                    elsewhere: true,
                    ..asked
                });
                self.draw_from(Arc::new(source), link)
            }
            Message::Pictures(Err(problem)) => {
                self.pictures = if self.has_pictures {
                    Pictures::Here
                } else {
                    Pictures::Out
                };
                // Not again by itself.
                self.consent = PictureConsent::Ask;
                return (Task::none(), Asks::Tell(problem));
            }
            Message::Sheet(SheetEvent::Menu(touched)) => {
                return (Task::none(), Asks::Menu(touched));
            }
            Message::Sheet(SheetEvent::Press(anchor)) => {
                return (Task::none(), Asks::Follow(anchor));
            }
        };
        (task, Asks::Nothing)
    }

    fn fetch(&mut self, link: &Link) -> Task<Message> {
        let missing = self.laid.as_ref().map(|laid| laid.missing.clone());
        let missing = missing.unwrap_or_default();
        if missing.is_empty() || self.pictures == Pictures::Coming {
            return Task::none();
        }
        self.pictures = Pictures::Coming;
        let engine = link.engine().clone();
        let fetch = async move { engine.fetch_pictures(missing).await };
        link.run(fetch, Message::Pictures)
    }

    /// It is drawn from other pictures from now on.
    fn draw_from(&mut self, source: Arc<Source>, link: &Link) -> Task<Message> {
        self.source = source;
        self.drawing = None;
        self.lay_out(link)
    }

    fn lay_out(&mut self, link: &Link) -> Task<Message> {
        let Some(setting) = self.asked.filter(|_| self.laying.is_none()) else {
            return Task::none();
        };
        self.laying = Some(self.source.clone());
        let of = self.source.clone();
        let (drawers, source) = (link.drawers().clone(), self.source.clone());
        // Other pictures make it another mail.
        let before = self.drawing.clone();
        let seen = self.seen;
        let begun = self.begun.take().filter(|begun| begun.setting == setting);
        let work = async move {
            match (before, begun) {
                (Some(drawing), _) => {
                    let laid = drawing.set(setting).await?;
                    begin(drawing, laid, (setting, seen)).await
                }
                (None, Some(begun)) => begun.answer.await,
                (None, None) => open(&drawers, source, (setting, seen)).await,
            }
        };
        link.run(async move { Ok(work.await) }, move |answer| {
            Message::Laid(of, setting, flat(answer))
        })
    }

    fn take(&mut self, answer: Answer) {
        self.trouble = None;
        self.drawing = Some(answer.drawing);
        self.laid = Some(answer.laid);
        self.version = next_version();
        self.layout = self.version;
        self.painted = self.version;
        self.bands.clear();
        self.mark = None;
        let first = Arc::unwrap_or_clone(answer.first);
        self.keep(0, first);
    }

    /// The process that drew it may have ended over another mail, or been ended: one is started anew once.
    fn fail(&mut self, trouble: Trouble, link: &Link) -> Task<Message> {
        let was_drawn = self.drawing.take().is_some();
        if was_drawn && trouble == Trouble::Failed && !self.was_replaced {
            self.was_replaced = true;
            // What is being laid out by the same process fails as well.
            self.begins_again = self.laying.is_some();
            return self.lay_out(link);
        }
        self.trouble = Some(trouble);
        self.laid = None;
        self.bands.clear();
        Task::none()
    }

    fn paint(&mut self, rows: Range<u32>, link: &Link) -> Task<Message> {
        if self.is_painting || self.drawing.is_none() {
            return Task::none();
        }
        self.is_painting = true;
        let (version, row) = (self.version, rows.start);
        let count = (rows.end - rows.start).clamp(1, drawn::MAX_ROWS);
        self.ask(
            link,
            move |drawing| async move { drawing.paint(row, count).await },
            move |band| Message::Painted(version, row, band),
        )
    }

    /// Bands that show what was are painted again, one after the other; until then they stay.
    fn paint_anew(&mut self, link: &Link) -> Task<Message> {
        if self.painted == self.version || self.is_painting {
            return Task::none();
        }
        let Some(first) = self.bands.iter().map(|band| band.row).min() else {
            return Task::none();
        };
        // What is more than one answer holds lies out of sight, and is asked for when it is looked at.
        self.bands
            .retain(|band| band.row + band.rows <= first + drawn::MAX_ROWS);
        let last = self.bands.iter().map(|band| band.row + band.rows).max();
        self.painted = self.version;
        self.paint(first..last.unwrap_or(first + 1), link)
    }

    fn keep(&mut self, row: u32, band: drawn::Band) {
        let rows = band.height;
        let new = row..row + rows;
        // What the new one covers is not needed any more, and what lies far from it neither.
        self.bands.retain(|band| {
            let is_covered = band.row >= new.start && band.row + band.rows <= new.end;
            let is_near =
                band.row + band.rows + ROWS_AROUND > new.start && band.row < new.end + ROWS_AROUND;
            !is_covered && is_near
        });
        let handle = image::Handle::from_rgba(band.width, band.height, band.rgba);
        self.bands.push(Band { row, rows, handle });
    }

    fn mark_next(&mut self, link: &Link) -> Task<Message> {
        if self.is_marking || self.drawing.is_none() {
            return Task::none();
        }
        let Some((from, to)) = self.mark.take() else {
            return Task::none();
        };
        self.is_marking = true;
        self.ask(
            link,
            move |drawing| async move { drawing.mark(from, to).await },
            |_| Message::Marked,
        )
    }

    fn ask<T, F>(
        &self,
        link: &Link,
        question: impl FnOnce(Arc<Drawing>) -> F,
        done: impl FnOnce(Result<T, Trouble>) -> Message + Send + 'static,
    ) -> Task<Message>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Trouble>> + Send + 'static,
    {
        let Some(drawing) = self.drawing.clone() else {
            return Task::none();
        };
        let question = question(drawing);
        link.run(async move { Ok(question.await) }, move |answer| {
            done(flat(answer))
        })
    }
}

/// A number that no other version of any message has: what comes for another one is told apart.
fn next_version() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A request that could not even be made is a failure like another.
fn flat<T>(answer: Result<Result<T, Trouble>, Problem>) -> Result<T, Trouble> {
    answer.unwrap_or(Err(Trouble::Failed))
}

fn rows(height: f32, scale: f32) -> u32 {
    ((height * scale).ceil().max(1.0) as u32).min(drawn::MAX_ROWS)
}

fn colours(sight: Sight<'_>) -> Colours {
    let tokens = sight.tokens;
    let of = |color: iced::Color| {
        let [r, g, b, _] = color.into_rgba8();
        [r, g, b]
    };
    Colours {
        background: of(tokens.panel),
        text: of(tokens.text),
        dim: of(tokens.faint),
        link: of(tokens.accent),
        is_dark: tokens.is_dark,
    }
}

/// Where a link leads, as it goes onto the wire: look-alike letters are told apart so.
fn leads(link: &Anchor, own: &OwnDomains, sight: Sight<'_>) -> Leads {
    let Some(target) = link::target(&link.text, &link.target, own) else {
        return Leads {
            words: link.target.clone(),
            is_doubtful: false,
        };
    };
    let is_doubtful = !target.doubts.is_empty();
    let words = if is_doubtful {
        let address = target.address.into();
        sight
            .texts
            .say_with("reader-link-doubtful", &[("address", address)])
    } else {
        target.address
    };
    Leads { words, is_doubtful }
}
