//! What the palette offers here beside what may have a key: how the list is shown, the team's own tags, and what can be
//! done with the message that is read.

use super::elsewhere::{Whose, decided_for, show_once};
use super::handing::{as_drawn, listed};
use super::reader_view::is_drawn;
use super::{
    Choice, Content, Deed, Drawn, Filter, Mail, Message, Opened, Reading, Shown, Source, Targets,
    drawn, preview,
};
use crate::app::keys::system_key;
use crate::app::known::Known;
use crate::app::say;
use crate::app::screen::palette::Entry;
use crate::app::widget::list::ListEvent;
use crate::config::Density;
use crate::domain::{Label, tags};
use crate::engine::Sort;
use crate::i18n::Texts;
use crate::render::ParsedAttachment;

/// So many files of a message are offered one by one.
const MOST_FILES: usize = 20;

/// What an entry does, or why it cannot be done, in words.
type May = Result<Message, String>;

impl Mail {
    /// All of it.
    #[must_use]
    pub fn entries(&self, targets: &Targets, known: &Known, texts: &Texts) -> Vec<Entry<Message>> {
        let mut entries = Vec::new();
        let mut offer = |key: &str, may: May| entries.push(Entry::new(texts.say(key), may));
        for (key, may) in self.of_message(texts) {
            offer(key, may);
        }
        for (key, may) in self.of_list(known, texts) {
            offer(key, may);
        }
        entries.push(Entry {
            words: texts.say("palette-select-all"),
            deed: Ok(Message::List(ListEvent::ChooseAll)),
            key: Some(system_key('a', texts)),
        });
        entries.extend(self.of_attachments(texts));
        let new = match super::refusal(Deed::Flag, targets, known, texts) {
            Some(reason) => Err(reason),
            None => Ok(Message::NewTag),
        };
        entries.push(Entry::new(texts.say("list-new-tag"), new));
        let own = self.own_tags(known);
        entries.extend(Self::tagging_by(own, targets, known, texts));
        entries
    }

    /// The tags that the chosen messages can be given, or that are taken from them: those that everybody has, then the
    /// team's own.
    #[must_use]
    pub fn tag_entries(
        &self,
        targets: &Targets,
        known: &Known,
        texts: &Texts,
    ) -> Vec<Entry<Message>> {
        let everybodys = tags().map(|(keyword, label)| (keyword.to_owned(), label));
        let all = everybodys.into_iter().chain(self.own_tags(known));
        Self::tagging_by(all, targets, known, texts)
    }

    fn tagging_by(
        all: impl IntoIterator<Item = (String, Label)>,
        targets: &Targets,
        known: &Known,
        texts: &Texts,
    ) -> Vec<Entry<Message>> {
        let refusal = super::refusal(Deed::Flag, targets, known, texts);
        let entry = |(keyword, label): (String, Label)| {
            let args = [("tag", texts.label(&label).into())];
            let may = match &refusal {
                Some(reason) => Err(reason.clone()),
                None => Ok(Message::Tag(super::Tagging::Toggle(keyword))),
            };
            Entry::new(texts.say_with("palette-tag", &args), may)
        };
        all.into_iter().map(entry).collect()
    }

    /// The message that is read; else that none is.
    fn read(&self, texts: &Texts) -> Result<&Opened, String> {
        let opened = self.opened.as_ref();
        opened.ok_or_else(|| texts.say("may-not-nothing-chosen"))
    }

    /// The same with what is in it; else why that is not here.
    fn read_through(&self, texts: &Texts) -> Result<(&Opened, &Content), String> {
        let opened = self.read(texts)?;
        match &opened.state {
            Reading::Ready(content) => Ok((opened, content)),
            Reading::Loading { .. } => Err(texts.say("reader-loading")),
            Reading::Failed(problem) => Err(say::problem(texts, problem)),
        }
    }

    /// How the message is shown, and its pictures that lie elsewhere.
    fn of_message(&self, texts: &Texts) -> Vec<(&'static str, May)> {
        let shown = |shown| {
            let (opened, _) = self.read_through(texts)?;
            // Of what is text alone there is the source beside it, which the words replace again.
            let can =
                opened.drawn.is_some() || shown == Shown::Words && opened.shown == Shown::Source;
            can.then_some(Message::ShowAs(shown))
                .ok_or_else(|| texts.say("may-not-not-drawn"))
        };
        let decide = |whose, always| {
            let (opened, _) = self.read_through(texts)?;
            let sender = decided_for(opened, whose).map_err(|key| texts.say(key))?;
            Ok(Message::DecidePictures(sender, always))
        };
        let once = self.read_through(texts);
        let once = once.and_then(|(opened, _)| show_once(opened).map_err(|key| texts.say(key)));
        vec![
            ("palette-as-sent", shown(Shown::Drawn)),
            ("palette-as-simple", shown(Shown::Simple)),
            ("palette-as-words", shown(Shown::Words)),
            ("palette-fold", self.fold_or_unfold(texts)),
            ("palette-pictures-once", once),
            ("palette-pictures-sender", decide(Whose::Sender, true)),
            ("palette-pictures-domain", decide(Whose::Domain, true)),
            ("palette-pictures-never", decide(Whose::Sender, false)),
        ]
    }

    /// The quotes and signatures of the message are unfolded, or folded.
    fn fold_or_unfold(&self, texts: &Texts) -> May {
        let (opened, content) = self.read_through(texts)?;
        let nothing = || texts.say("may-not-nothing-folded");
        if is_drawn(opened) {
            let (is_open, _) = opened
                .drawn
                .as_ref()
                .and_then(Drawn::fold)
                .ok_or_else(nothing)?;
            let turn = drawn::Message::Quote(!is_open);
            return Ok(Message::Drawn(opened.header.id.clone(), turn));
        }
        let has_folds = opened.shown != Shown::Source && content.folds().next().is_some();
        has_folds.then_some(Message::FoldAll).ok_or_else(nothing)
    }

    /// What is attached to it, as it is listed below its text: each by its name.
    fn of_attachments(&self, texts: &Texts) -> Vec<Entry<Message>> {
        let listed = self.read_through(texts).and_then(|(opened, content)| {
            let listed = listed(&content.attachments, as_drawn(opened));
            match listed.is_empty() {
                true => Err(texts.say("may-not-no-attachments")),
                false => Ok(listed),
            }
        });
        let all = listed.as_ref().map(|_| Message::SaveAll);
        let all = Entry::new(
            texts.say("palette-attachments-save"),
            all.map_err(Clone::clone),
        );
        // And the pictures that stand in the text: in the window a menu on each saves it.
        let within = self.read_through(texts).map(|(_, content)| {
            let is_listed = |file: &&ParsedAttachment| {
                let mut listed = listed.iter().flatten();
                listed.any(|one| one.index == file.index)
            };
            let all = content.attachments.iter();
            all.filter(|file| !is_listed(file)).collect::<Vec<_>>()
        });
        let listed = listed.iter().flatten().map(|file| (true, file));
        let within = within.iter().flatten().map(|file| (false, file));
        let files = listed.chain(within);
        let each = files.take(MOST_FILES).flat_map(|(is_listed, file)| {
            let name = [("name", file.name.as_str().into())];
            let entry = |key, may| Entry::new(texts.say_with(key, &name), may);
            let preview = preview::way(file).is_some();
            let preview = preview.then_some(Message::Preview(file.index));
            let preview = preview.ok_or_else(|| texts.say("may-not-no-preview"));
            [
                entry("palette-attachment-save", Ok(Message::Save(file.index))),
                entry(
                    "palette-attachment-open",
                    Ok(Message::OpenAttachment(file.index)),
                ),
            ]
            .into_iter()
            // What stands in the text is seen already.
            .chain(is_listed.then(|| entry("palette-attachment-preview", preview)))
        });
        std::iter::once(all).chain(each).collect()
    }

    /// How the list is shown.
    fn of_list(&self, known: &Known, texts: &Texts) -> Vec<(&'static str, May)> {
        let no_folder = || texts.say("may-not-no-folder");
        let has_own_order = || {
            texts.say(match self.rows.source {
                Source::Search { .. } => "may-not-sort-found",
                _ => "may-not-no-list",
            })
        };
        let sorts = [
            ("palette-sort-newest", Sort::Newest),
            ("palette-sort-oldest", Sort::Oldest),
            ("palette-sort-people", Sort::People),
            ("palette-sort-people-descending", Sort::PeopleDescending),
            ("palette-sort-subject", Sort::Subject),
            ("palette-sort-subject-descending", Sort::SubjectDescending),
            ("palette-sort-largest", Sort::Largest),
            ("palette-sort-smallest", Sort::Smallest),
        ];
        let sorts = sorts.map(|(key, sort)| (key, self.sorting(sort).ok_or_else(has_own_order)));
        let grouped = (self.grouping()).ok_or_else(|| match self.can_be_arranged() {
            true => texts.say("may-not-grouped"),
            false => has_own_order(),
        });
        let also = |filter| {
            let sets = self.also_narrowing(filter);
            sets.map_err(|reason| texts.say(reason))
        };
        let mailbox = self.folder().and_then(|id| known.folder(id));
        let rows = |density| {
            let (node, _) = mailbox.ok_or_else(no_folder)?;
            Ok(Message::Arrange(Choice::Density(
                node.mailbox.id(),
                density,
            )))
        };
        let mut all = sorts.to_vec();
        all.extend([
            ("palette-grouped", grouped),
            ("palette-also-unread", also(Filter::Unread)),
            ("palette-also-unanswered", also(Filter::Unanswered)),
            ("palette-also-flagged", also(Filter::Flagged)),
            ("palette-also-attachments", also(Filter::Attachments)),
            ("palette-comfortable", rows(Density::Comfortable)),
            ("palette-compact", rows(Density::Compact)),
        ]);
        all
    }
}
