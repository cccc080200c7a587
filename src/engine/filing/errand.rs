//! Carrying out a plan for a copy, once; and what is learnt on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use super::{Habit, Intended, MailAccess, Part, Plan, Record, Taken, Target, changes, words};
use crate::domain::{Folder, FolderId, MessageKey, NamedAddress, Outgoing};
use crate::engine::problem::{Problem, ProblemKind};
use crate::rfc822;

/// How far the copy came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Copied {
    /// It was found wherever it belongs.
    Checked,
    /// Every server took it, and not every one shows it yet.
    Filed(Problem),
    /// The server still has its time to file it.
    Looking(Problem),
    /// It is still owed.
    Waiting(Problem),
}

impl Copied {
    /// How far from done.
    fn rank(&self) -> u8 {
        match self {
            Self::Checked => 0,
            Self::Filed(_) => 1,
            Self::Looking(_) => 2,
            Self::Waiting(_) => 3,
        }
    }
}

/// What the outbox keeps of a message whose copy is filed.
#[async_trait]
pub(in crate::engine) trait Papers: Send + Sync {
    /// Its bytes, as they left.
    async fn bytes(&self) -> Result<Vec<u8>, Problem>;

    /// Did a person choose a folder since the plan was made?
    async fn is_behind(&self) -> bool;

    /// Keeps the record, before what it says is done.
    async fn keep(&self, record: &Record) -> Result<(), Problem>;
}

/// One try to bring the copy where it belongs.
pub(in crate::engine) struct Errand<'a> {
    pub mail: &'a dyn MailAccess,
    pub papers: &'a dyn Papers,
    pub outgoing: &'a Outgoing,
    pub plan: Plan,
    /// Who is named in the copy for the team; `None`: nobody.
    pub member: Option<NamedAddress>,
    /// What is known of the server.
    pub habits: BTreeMap<FolderId, Habit>,
    /// May the server still be about to file it?
    pub in_time: bool,
    pub record: Record,
    /// What this try taught, `None` for what is not known any more.
    pub learnt: BTreeMap<FolderId, Option<Habit>>,
    /// What a person should know of it.
    pub remarks: Vec<Problem>,
}

impl Errand<'_> {
    /// Carries out the plan.
    pub(in crate::engine) async fn run(&mut self) -> Copied {
        match self.plan.clone() {
            Plan::Look { shared, mine } => {
                let copied = self.look(shared, mine).await;
                self.record.said = (copied != Copied::Checked).then_some(Part::Mailbox);
                copied
            }
            Plan::File { wanted, aside } => self.file(&wanted, aside.as_ref()).await,
        }
    }

    /// The folders are independent: what hinders one keeps the copy from no other. What is farthest
    /// from done is what is said.
    async fn file(&mut self, wanted: &[Intended], aside: Option<&Folder>) -> Copied {
        let targets: Vec<&Target> = wanted.iter().flat_map(|one| &one.place).collect();
        if let Some(aside) = aside {
            self.look_aside(aside, &targets).await;
        }
        let (mut all, mut said) = (Copied::Checked, None);
        for one in wanted {
            let copied = match &one.place {
                Ok(target) => self.file_in(target).await,
                Err(problem) => Copied::Waiting(problem.clone()),
            };
            if copied.rank() > all.rank() {
                (all, said) = (copied, Some(one.part));
            }
        }
        self.record.said = said;
        if let (Some(aside), false) = (aside, matches!(all, Copied::Looking(_)))
            && !self.in_time
            && self.habit(&aside.id).is_none()
            && targets
                .iter()
                .any(|t| self.learnt.contains_key(&t.folder.id))
        {
            self.learn(&aside.id, Some(Habit::Never));
        }
        all
    }

    /// The folder aside, where the server may file it still: it is known to, or was only now seen
    /// not to.
    pub(in crate::engine) fn may_come_aside(&self) -> Option<&FolderId> {
        let Plan::File {
            aside: Some(aside), ..
        } = &self.plan
        else {
            return None;
        };
        let files = self.habit(&aside.id) == Some(Habit::Files) || !self.learnt.is_empty();
        let seen = self.record.tended.contains(&aside.id) || self.record.begun.contains(&aside.id);
        (files && !seen).then_some(&aside.id)
    }

    fn habit(&self, folder: &FolderId) -> Option<Habit> {
        match self.learnt.get(folder) {
            Some(learnt) => *learnt,
            None => self.habits.get(folder).copied(),
        }
    }

    fn learn(&mut self, folder: &FolderId, habit: Option<Habit>) {
        if self.habit(folder) != habit {
            self.learnt.insert(folder.clone(), habit);
        }
    }

    async fn find(&self, folder: &Folder) -> Result<Option<MessageKey>, Problem> {
        let id = &self.outgoing.message_id;
        self.mail.find_message_id(folder, id).await
    }

    /// Sees whether the server files in the member's own folder, where that is not wanted: while
    /// nothing is known of the wanted ones, and where it is known to, since what the server made
    /// of the message shows there alone.
    async fn look_aside(&mut self, aside: &Folder, targets: &[&Target]) {
        let unknown = |t: &&Target| t.served && self.habit(&t.folder.id).is_none();
        let known = self.habit(&aside.id) == Some(Habit::Files);
        if self.record.tended.contains(&aside.id) || !(known || targets.iter().any(unknown)) {
            return;
        }
        match self.find(aside).await {
            Ok(Some(key)) => {
                if !self.record.begun.contains(&aside.id) {
                    self.learn(&aside.id, Some(Habit::Files));
                }
                // Whether it is read there is the member's own affair.
                if let Err(problem) = self.tend(aside, &key, false).await {
                    let what = problem.message.key;
                    tracing::info!(
                        what,
                        "A copy in the member's own Sent folder was not compared."
                    );
                }
            }
            Ok(None) => {}
            Err(problem) => {
                tracing::info!(
                    what = problem.message.key,
                    "The member's own Sent folder could not be looked at."
                );
            }
        }
    }

    async fn file_in(&mut self, target: &Target) -> Copied {
        let folder = &target.folder;
        let taken = self.record.took(&folder.id);
        match self.find(folder).await {
            Ok(Some(key)) => {
                if !taken && self.record.begun.contains(&folder.id) {
                    // The answer to ours was lost. This may be it, or one of the server's own, and
                    // then there may be two.
                    let folder = folder.id.clone();
                    self.record.taken.push(Taken {
                        folder,
                        place: None,
                        again: false,
                    });
                }
                return self.arrived(target, &key).await;
            }
            Ok(None) if taken && self.in_time => return Copied::Filed(words::not_shown(folder)),
            Ok(None) if taken => {
                // It was looked for since it was taken. Somebody may have moved it, and what they
                // took away is not put back; it is found all the same if the server was only slow.
                if !self.record.gone.contains(&folder.id) {
                    self.record.gone.push(folder.id.clone());
                }
                return Copied::Filed(words::gone(folder));
            }
            Ok(None) => {}
            Err(problem) if taken => return Copied::Filed(problem),
            Err(problem) => {
                let folder = self.of_now(folder, &problem).await;
                return Copied::Waiting(words::not_looked(&folder, problem));
            }
        }
        if let Some(problem) = words::no_right(folder) {
            return Copied::Waiting(problem);
        }
        let habit = self.habit(&folder.id);
        if target.served && habit != Some(Habit::Never) {
            if self.in_time {
                return Copied::Looking(words::looking(folder));
            }
            if !self.record.begun.contains(&folder.id) {
                // It had its time. A server that is known to file and did not is not known any more.
                let learnt = habit.is_none().then_some(Habit::Never);
                self.learn(&folder.id, learnt);
            }
        }
        self.append(target).await
    }

    async fn append(&mut self, target: &Target) -> Copied {
        let folder = &target.folder;
        let message = match self.message(target).await {
            Ok(message) => message,
            Err(problem) => return Copied::Waiting(problem),
        };
        if self.papers.is_behind().await {
            // This folder may not be wanted any more; the next try begins at once.
            return Copied::Waiting(words::looking(folder));
        }
        let again = self.record.begun.contains(&folder.id);
        if !again {
            // Before it is done: what is found from now on may be ours.
            self.record.begun.push(folder.id.clone());
            if let Err(problem) = self.papers.keep(&self.record).await {
                return Copied::Waiting(problem);
            }
        }
        match self.mail.file_copy(folder, message).await {
            Ok(place) => self.record.taken.push(Taken {
                folder: folder.id.clone(),
                place,
                again,
            }),
            Err(problem) => {
                let folder = self.of_now(folder, &problem).await;
                return Copied::Waiting(words::not_filed(&folder, problem));
            }
        }
        if let Err(problem) = self.papers.keep(&self.record).await {
            return Copied::Filed(problem);
        }
        match self.find(folder).await {
            Ok(Some(key)) => self.arrived(target, &key).await,
            Ok(None) => Copied::Filed(words::not_shown(folder)),
            Err(problem) => Copied::Filed(problem),
        }
    }

    /// The folder with the rights of now, where what was refused may be a matter of them.
    async fn of_now(&self, folder: &Folder, problem: &Problem) -> Folder {
        if words::may_be_of_rights(problem) {
            self.mail.renew_rights(folder).await
        } else {
            folder.clone()
        }
    }

    /// What is filed: the bytes that left, and for the team's eyes who pressed Send.
    async fn message(&self, target: &Target) -> Result<Arc<[u8]>, Problem> {
        let bytes = self.papers.bytes().await?;
        let Some(member) = self.member.as_ref().filter(|_| target.of_team) else {
            return Ok(bytes.into());
        };
        Ok(match rfc822::sent_by(member, &bytes) {
            Ok(named) => named.into(),
            // A name that cannot stand in a header is no reason to have no copy.
            Err(error) => {
                tracing::warn!(%error, "A copy names nobody.");
                bytes.into()
            }
        })
    }

    /// The copy is there; by whom it was filed may teach something.
    async fn arrived(&mut self, target: &Target, key: &MessageKey) -> Copied {
        let folder = &target.folder;
        if target.served && !self.record.begun.contains(&folder.id) {
            self.learn(&folder.id, Some(Habit::Files));
        }
        self.record.gone.retain(|gone| *gone != folder.id);
        match self.tend(folder, key, true).await {
            Ok(()) => Copied::Checked,
            Err(problem) => Copied::Filed(problem),
        }
    }

    /// Marks a copy as read and compares what it says of its author. An error is one of the way:
    /// it is tried again.
    async fn tend(&mut self, folder: &Folder, key: &MessageKey, mark: bool) -> Result<(), Problem> {
        if self.record.tended.contains(&folder.id) {
            return Ok(());
        }
        match self.mail.tend(folder, key, mark).await {
            Ok(Some(tended)) => {
                if mark && !tended.seen {
                    // What is missing is said by the rights of now.
                    let folder = self.mail.renew_rights(folder).await;
                    self.remarks.push(words::not_seen(&folder));
                }
                let said = changes(self.outgoing, folder, &tended.participants);
                self.remarks.extend(said);
            }
            Ok(None) => {}
            Err(problem) if problem.kind == ProblemKind::Network => return Err(problem),
            Err(problem) => self.remarks.push(words::not_compared(folder, &problem)),
        }
        self.record.tended.push(folder.id.clone());
        Ok(())
    }

    /// The policy leaves it to the server: it is looked for in the mailbox's folder and in the
    /// member's own, and one find is enough.
    async fn look(&mut self, shared: Option<Folder>, mine: Option<Folder>) -> Copied {
        let mut hindered = None;
        let mut absent = None;
        for folder in [&shared, &mine].into_iter().flatten() {
            let key = match self.find(folder).await {
                Ok(Some(key)) => key,
                Ok(None) => {
                    absent.get_or_insert(folder);
                    continue;
                }
                Err(problem) => {
                    hindered = Some((folder, problem));
                    continue;
                }
            };
            // In the member's own folder, and nobody saw the mailbox's: whether the team has one is
            // not known. That stays so where it may not be looked into.
            match &hindered {
                Some((unseen, problem)) if problem.kind == ProblemKind::Permission => {
                    self.remarks.push(words::not_seen_there(unseen, problem));
                }
                Some(_) => break,
                None => {}
            }
            let begun = self.record.begun.contains(&folder.id);
            if !begun {
                self.learn(&folder.id, Some(Habit::Files));
            }
            let tended = self.tend(folder, &key, true).await;
            // In the member's own folder, and not yet in the mailbox's: there it may still come.
            if let Some(other) = absent
                && self.habit(&other.id) != Some(Habit::Never)
            {
                if self.in_time {
                    return Copied::Looking(words::looking(other));
                }
                let other = other.id.clone();
                self.learn(&other, Some(Habit::Never));
            }
            return match tended {
                Ok(()) => Copied::Checked,
                Err(problem) => Copied::Filed(problem),
            };
        }
        match (hindered, absent) {
            (Some((folder, problem)), _) => Copied::Waiting(words::not_looked(folder, problem)),
            (None, Some(folder)) if self.in_time => Copied::Looking(words::looking(folder)),
            (None, _) => Copied::Waiting(words::server_none()),
        }
    }
}
