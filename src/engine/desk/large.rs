//! What takes long to fetch: large messages, and what is attached to them. It comes in slices, and between
//! two of them everything else that is asked of the desk has its turn. Nobody fetches on when nobody waits.

use jiff::Timestamp;
use tokio::sync::oneshot;
use tokio::time::{Duration, Instant};

use super::{Desk, body_of};
use crate::domain::{
    Excerpt, Folder, HeldText, LeftOut, MessageHeader, MessageKey, PartNumber, Section,
};
use crate::domain::{Progress, Work};
use crate::engine::error::EngineError;
use crate::engine::event::Event;
use crate::engine::excerpt::{self, LARGE};
use crate::engine::problem::{Problem, ProblemKind, Text};
use crate::engine::{causes, numbers, room, texts, texts_of};
use crate::rfc822;
use crate::wire::{Piecemeal, WireError};

/// Who waits for it.
pub(super) type Answer = oneshot::Sender<Result<(), Problem>>;

/// A slice takes about so long: so long an act waits behind it.
const SLICE_TIME: Duration = Duration::from_millis(500);

/// Octets of the first slice, the smallest and the largest.
const SLICE: (usize, usize, usize) = (256 * 1024, 32 * 1024, 1024 * 1024);

/// What takes longer is shown.
const SHOWN_AFTER: Duration = Duration::from_secs(1);

/// What is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// The message.
    Whole,
    /// A part that its excerpt left out.
    Part(PartNumber),
}

/// What came of asking for a slice.
enum Slice {
    /// It, and there is more.
    More,
    /// It was the last one.
    Last,
    /// There is no such part, whatever was said before.
    None,
}

/// A fetch that is under way.
pub(super) struct Large {
    key: MessageKey,
    what: What,
    folder: Folder,
    message_id: Option<String>,
    reading: Piecemeal,
    waiting: Vec<Answer>,
    began: Instant,
    /// Octets of the next slice.
    slice: usize,
    /// So much was there when the connection was lost.
    lost_at: Option<usize>,
}

impl Desk {
    /// Fetches what is needed to read a message.
    pub(super) async fn text(&mut self, key: MessageKey, answer: Answer) {
        let told = match self.try_text(&key).await {
            Ok(true) => Ok(()),
            Ok(false) => return self.whole(key, answer).await,
            Err(problem) => Err(problem),
        };
        let _ = answer.send(told);
    }

    /// False: the message itself is needed.
    async fn try_text(&mut self, key: &MessageKey) -> Result<bool, Problem> {
        let wanted = key.clone();
        let known = self.read(move |r| Ok((r.text(&wanted)?, r.message(&wanted)?)));
        let (held, header) = known.await?;
        match held {
            Some(HeldText::Excerpt(excerpt)) => return Ok(!excerpt.cuts_text()),
            Some(HeldText::Whole(_)) => return Ok(true),
            None => {}
        }
        if header.as_ref().is_none_or(|header| header.size <= LARGE) {
            return Ok(false);
        }
        let folder = self.folder(&key.folder).await?;
        let mail = self.mail().await?;
        let fetched = async {
            let opened = mail.open(&folder.wire_name, false).await?;
            if opened.uid_validity != key.uid_validity {
                return Err(WireError::Gone);
            }
            excerpt::fetch(mail, key.uid, &excerpt::for_reading).await
        };
        let fetched = fetched.await;
        let fetched = self
            .done(fetched)
            .map_err(|p| p.of_mailbox(&folder.mailbox))?;
        let Some(excerpt) = fetched else {
            return Ok(false);
        };
        let message_id = header.and_then(|header| header.message_id);
        if numbers::is_another(message_id.as_deref(), &excerpt.raw) {
            return Err(gone(&folder));
        }
        self.keep_excerpt(key, excerpt).await?;
        Ok(true)
    }

    /// Fetches a message.
    pub(super) async fn whole(&mut self, key: MessageKey, answer: Answer) {
        match self.begin_whole(&key).await {
            Ok(None) => drop(answer.send(Ok(()))),
            Ok(Some((folder, header))) => {
                let size = header.as_ref().map(|header| header.size);
                let message_id = header.and_then(|header| header.message_id);
                self.enqueue(key, What::Whole, folder, message_id, size, answer);
            }
            Err(problem) => drop(answer.send(Err(problem))),
        }
    }

    /// `None`: it is there.
    async fn begin_whole(
        &mut self,
        key: &MessageKey,
    ) -> Result<Option<(Folder, Option<MessageHeader>)>, Problem> {
        let wanted = key.clone();
        let known = self.read(move |r| Ok((r.body(&wanted)?, r.message(&wanted)?)));
        let (body, header) = known.await?;
        if body.is_some() {
            return Ok(None);
        }
        let folder = self.folder(&key.folder).await?;
        let size = header.as_ref().map_or(0, |header| header.size);
        if size > LARGE {
            return Ok(Some((folder, header)));
        }
        // One that is short, or of which nobody knows, comes at once.
        let size = Some(size).filter(|size| *size > 0);
        let fetched = body_of(self.mail().await?, &folder.wire_name, key, size).await;
        let raw = self
            .done(fetched)
            .map_err(|p| p.of_mailbox(&folder.mailbox))?;
        let message_id = header.and_then(|held| held.message_id);
        let raw = raw.ok_or_else(|| gone(&folder))?;
        self.keep_whole(key, &folder, message_id.as_deref(), raw)
            .await?;
        Ok(None)
    }

    /// Fetches a part of a message that its excerpt left out.
    pub(super) async fn part(&mut self, key: MessageKey, part: PartNumber, answer: Answer) {
        let wanted = key.clone();
        let held = match self.read(move |r| r.text(&wanted)).await {
            Ok(Some(HeldText::Excerpt(excerpt))) => excerpt,
            Ok(Some(HeldText::Whole(_))) => return drop(answer.send(Ok(()))),
            Ok(None) => return self.whole(key, answer).await,
            Err(problem) => return drop(answer.send(Err(problem))),
        };
        let mut left_out = held.left_out.iter();
        let Some(LeftOut { octets, .. }) = left_out.find(|left| left.part == part) else {
            return drop(answer.send(Ok(())));
        };
        match self.folder(&key.folder).await {
            Ok(folder) => self.enqueue(key, What::Part(part), folder, None, Some(*octets), answer),
            Err(problem) => drop(answer.send(Err(problem))),
        }
    }

    fn enqueue(
        &mut self,
        key: MessageKey,
        what: What,
        folder: Folder,
        message_id: Option<String>,
        size: Option<u32>,
        answer: Answer,
    ) {
        let same = |large: &&mut Large| large.key == key && large.what == what;
        if let Some(large) = self.large.iter_mut().find(same) {
            large.waiting.push(answer);
            return;
        }
        let size = size.filter(|size| *size > 0);
        if size.is_some_and(|size| u64::from(size) > texts::LARGEST) {
            let error = EngineError::Wire(WireError::Limit { what: "a message" });
            let problem = causes::of_engine(&error, self.connector.account());
            drop(answer.send(Err(problem.of_mailbox(&folder.mailbox))));
            return;
        }
        let section = match &what {
            What::Whole => Section::Whole,
            What::Part(part) => Section::Part(part.clone()),
        };
        let reading = Piecemeal::new(key.uid, section, size, texts::LARGEST);
        self.large.push_back(Large {
            key,
            what,
            folder,
            message_id,
            reading,
            waiting: vec![answer],
            began: Instant::now(),
            slice: SLICE.0,
            lost_at: None,
        });
    }

    /// A slice of what is under way.
    pub(super) async fn read_on(&mut self) {
        let Some(mut large) = self.large.pop_front() else {
            return;
        };
        large.waiting.retain(|answer| !answer.is_closed());
        if large.waiting.is_empty() {
            self.shared.ended(Work::Message, &large.folder.account);
            return;
        }
        let told = match self.slice(&mut large).await {
            Ok(Slice::More) => {
                self.show(&large);
                return self.large.push_front(large);
            }
            Ok(Slice::Last) => self.came(&mut large).await,
            Ok(Slice::None) => self.fetch_whole_instead(&mut large).await,
            // Where it went on, another connection goes on with it.
            Err(_)
                if self.mail.is_none() && large.lost_at != Some(large.reading.octets().len()) =>
            {
                large.lost_at = Some(large.reading.octets().len());
                return self.large.push_front(large);
            }
            Err(problem) => Err(problem),
        };
        self.shared.ended(Work::Message, &large.folder.account);
        for answer in large.waiting {
            let _ = answer.send(told.clone());
        }
    }

    async fn slice(&mut self, large: &mut Large) -> Result<Slice, Problem> {
        let folder = &large.folder;
        let _ = self.mail().await?;
        let is_open = self.reading_in.as_ref() == Some(&folder.id);
        let mail = self.mail().await?;
        let began = Instant::now();
        let read = async {
            if !is_open {
                let opened = mail.open(&folder.wire_name, false).await?;
                if opened.uid_validity != large.key.uid_validity {
                    return Err(WireError::Gone);
                }
            }
            mail.read_on(&mut large.reading, large.slice).await
        };
        let read = read.await;
        let is_part = matches!(large.what, What::Part(_));
        let is_usable = self.mail.as_ref().is_some_and(|mail| mail.is_usable());
        if let (true, true, Err(error)) = (is_part, is_usable, &read)
            && !error.is_passing()
            && !matches!(error, WireError::Gone)
        {
            tracing::debug!(%error, "A part cannot be had.");
            self.reading_in = None;
            return Ok(Slice::None);
        }
        let more = self.done(read).map_err(|p| p.of_mailbox(&folder.mailbox))?;
        self.reading_in = Some(folder.id.clone());
        let took = began.elapsed().as_millis().max(1);
        let in_time = large.slice as u128 * SLICE_TIME.as_millis() / took;
        let in_time = usize::try_from(in_time).unwrap_or(usize::MAX);
        large.slice = in_time.clamp(SLICE.1, SLICE.2);
        Ok(if more { Slice::More } else { Slice::Last })
    }

    fn show(&self, large: &Large) {
        let Some(expected) = large.reading.expected() else {
            return;
        };
        let took = large.began.elapsed();
        if took < SHOWN_AFTER {
            return;
        }
        let (read, folder) = (large.reading.read(), &large.folder);
        let kilobytes = |octets: u64| u32::try_from(octets / 1000).unwrap_or(u32::MAX);
        let rest = expected.saturating_sub(read);
        let millis = took.as_millis() * u128::from(rest) / u128::from(read.max(1));
        self.shared.waits_for(Progress {
            account: folder.account.clone(),
            mailbox: folder.mailbox.clone(),
            folder: folder.id.clone(),
            work: Work::Message,
            done: kilobytes(read),
            total: kilobytes(expected.max(read)),
            left: u64::try_from(millis).ok().map(Duration::from_millis),
        });
    }

    /// All of it came.
    async fn came(&mut self, large: &mut Large) -> Result<(), Problem> {
        let empty = Piecemeal::new(0, Section::Whole, None, 0);
        let octets = std::mem::replace(&mut large.reading, empty).into_octets();
        let (key, folder) = (large.key.clone(), large.folder.clone());
        let part = match &large.what {
            What::Whole => {
                let message_id = large.message_id.as_deref();
                return self.keep_whole(&key, &folder, message_id, octets).await;
            }
            What::Part(part) => part.clone(),
        };
        let wanted = key.clone();
        let held = match self.read(move |r| r.text(&wanted)).await? {
            Some(HeldText::Excerpt(excerpt)) => excerpt,
            Some(HeldText::Whole(_)) => return Ok(()),
            None => return Err(gone(&folder)),
        };
        // Of a mail in a mail as the server has it (wire/quirks.rs: dovecot-inner-end).
        let put = move || rfc822::put_back(&held, &part, &octets);
        let put = tokio::task::spawn_blocking(put).await.ok().flatten();
        let Some(excerpt) = put else {
            return self.fetch_whole_instead(large).await;
        };
        self.keep_excerpt(&key, excerpt).await
    }

    /// What came of a part is none: those who wait for it wait for the message.
    async fn fetch_whole_instead(&mut self, large: &mut Large) -> Result<(), Problem> {
        tracing::debug!("The message is fetched instead of its part.");
        for answer in std::mem::take(&mut large.waiting) {
            self.whole(large.key.clone(), answer).await;
        }
        Ok(())
    }

    async fn keep_whole(
        &mut self,
        key: &MessageKey,
        folder: &Folder,
        message_id: Option<&str>,
        raw: Vec<u8>,
    ) -> Result<(), Problem> {
        if numbers::is_another(message_id, &raw) {
            return Err(gone(folder));
        }
        let read = texts_of(&raw).await;
        let cache = self.shared.store.cache();
        let (text, preview) = (&read.text, &read.preview);
        let stored = cache.put_body(key, raw, text, preview, read.has_attachment);
        stored.await.map_err(|error| self.failed(error.into()))?;
        self.tell_of(key);
        self.make_room(key).await;
        Ok(())
    }

    async fn keep_excerpt(&mut self, key: &MessageKey, excerpt: Excerpt) -> Result<(), Problem> {
        let cache = self.shared.store.cache();
        let stored = cache
            .put_excerpt(key, excerpt, Some(Timestamp::now()))
            .await;
        stored.map_err(|error| self.failed(error.into()))?;
        // Its words are findable a little later.
        self.shared.texts_came();
        self.tell_of(key);
        self.make_room(key).await;
        Ok(())
    }

    /// What was opened counts, too: what nobody used for the longest time makes room for it. It stays itself,
    /// however large it is, and so does that of which somebody waits for more.
    async fn make_room(&mut self, opened: &MessageKey) {
        let waited_for = self.large.iter().map(|large| &large.key);
        let read: Vec<MessageKey> = waited_for.chain([opened]).cloned().collect();
        match room::make(&self.shared, &read).await {
            Ok(0) => {}
            // By their headers they are findable on.
            Ok(_) => self.shared.texts_came(),
            // It is here all the same. That the store fails is said in its place.
            Err(error) => drop(self.failed(error.into())),
        }
    }

    fn tell_of(&self, key: &MessageKey) {
        self.shared.tell(Event::Body(key.clone()));
        self.shared.tell(Event::Messages(key.folder.clone()));
    }
}

fn gone(folder: &Folder) -> Problem {
    Problem::new(ProblemKind::NotFound, Text::new("problem-message-gone"))
        .of_mailbox(&folder.mailbox)
}
