//! Tells of new messages where the desktop shows such things.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::oneshot;

use crate::domain::MessageKey;
use crate::engine::Arrival;
use crate::i18n::Texts;

/// Of so many new messages at once each is named; of more, only how many came to which mailbox.
const MOST_NAMED: usize = 3;
/// Longest words of a line; the desktop shortens what is longer still.
const MOST_WORDS: usize = 200;
/// So many are waited for at once; a click on one beyond them opens nothing.
const MOST_WAITING: usize = 8;

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The first line.
    pub title: String,
    /// Below.
    pub words: String,
    /// The message that a click opens.
    pub message: MessageKey,
}

/// What is said of messages that came.
#[must_use]
pub fn told(arrivals: &[Arrival], texts: &Texts) -> Vec<Told> {
    if arrivals.len() <= MOST_NAMED {
        return arrivals.iter().map(|one| named(one, texts)).collect();
    }
    let mut by_mailbox: Vec<(&Arrival, usize)> = Vec::new();
    for arrival in arrivals {
        match by_mailbox
            .iter_mut()
            .find(|(a, _)| a.mailbox == arrival.mailbox)
        {
            Some((_, count)) => *count += 1,
            None => by_mailbox.push((arrival, 1)),
        }
    }
    let told = by_mailbox.into_iter().map(|(first, count)| match count {
        1 => named(first, texts),
        count => Told {
            title: first.mailbox.clone(),
            words: texts.say_with("notify-count", &[("count", count.into())]),
            message: first.message.clone(),
        },
    });
    told.collect()
}

fn named(arrival: &Arrival, texts: &Texts) -> Told {
    let subject = match arrival.subject.trim() {
        "" => texts.say("list-no-subject"),
        subject => one_line(subject),
    };
    let from = one_line(&arrival.from).into();
    let mailbox = arrival.mailbox.as_str().into();
    Told {
        title: texts.say_with("notify-title", &[("from", from), ("mailbox", mailbox)]),
        words: subject,
        message: arrival.message.clone(),
    }
}

/// What a stranger wrote, as one short line.
fn one_line(words: &str) -> String {
    let words = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    words.take(MOST_WORDS).collect()
}

/// Shows what is told. Clones share how many are waited for.
#[derive(Debug, Clone, Default)]
pub struct Notifier {
    waiting: Arc<AtomicUsize>,
}

impl Notifier {
    /// Shows it, and says whether it was clicked. A desktop that shows nothing of the kind is no error: the window
    /// and its title say the same.
    pub async fn show(&self, told: Told) -> bool {
        let (tell, clicked) = oneshot::channel();
        let waiting = Arc::clone(&self.waiting);
        // A thread of its own, which ends with the program: a desktop may keep a notification for days, and the
        // runtime would wait for its threads before the program ends.
        let shown = std::thread::Builder::new()
            .name("notification".to_owned())
            .spawn(move || {
                let others = waiting.fetch_add(1, Ordering::Relaxed);
                let _ = tell.send(imp::show(&told, others < MOST_WAITING));
                let _ = waiting.fetch_sub(1, Ordering::Relaxed);
            });
        if let Err(error) = shown {
            tracing::debug!(%error, "There is no thread for a notification.");
        }
        clicked.await.unwrap_or(false)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
mod imp {
    use notify_rust::{Hint, Notification};

    use super::Told;

    pub(super) fn show(told: &Told, waits: bool) -> bool {
        let shown = Notification::new()
            .appname("Postroom")
            .icon("postroom")
            .summary(&told.title)
            // The body may hold markup (Desktop Notifications Specification 1.2), and these are a stranger's words.
            .body(&escaped(&told.words))
            .hint(Hint::Category("email.arrived".to_owned()))
            .hint(Hint::DesktopEntry("postroom".to_owned()))
            .action("default", "")
            .show();
        match shown {
            Ok(handle) if waits => {
                let mut is_clicked = false;
                handle.wait_for_action(|action| is_clicked = action == "default");
                is_clicked
            }
            Ok(_) => false,
            Err(error) => {
                tracing::debug!(%error, "The desktop shows no notifications.");
                false
            }
        }
    }

    pub(super) fn escaped(words: &str) -> String {
        let words = words.replace('&', "&amp;");
        words.replace('<', "&lt;").replace('>', "&gt;")
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod imp {
    use notify_rust::Notification;

    use super::Told;

    /// Windows and macOS bring the program to the front themselves.
    pub(super) fn show(told: &Told, _: bool) -> bool {
        let shown = Notification::new()
            .appname("Postroom")
            .summary(&told.title)
            .body(&told.words)
            .show();
        if let Err(error) = shown {
            tracing::debug!(%error, "The system shows no notifications.");
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{EmailAddress, FolderId, MailboxId};
    use crate::i18n::Language;

    fn arrival(uid: u32, mailbox: &str, subject: &str) -> Arrival {
        let address = EmailAddress::parse("support@acme.test").unwrap();
        let mailbox_id = MailboxId::of(&address);
        Arrival {
            message: MessageKey {
                folder: FolderId::of(&mailbox_id, "INBOX"),
                uid_validity: 1,
                uid,
            },
            mailbox: mailbox.to_owned(),
            from: "Kim\u{7} Park".to_owned(),
            subject: subject.to_owned(),
        }
    }

    #[test]
    fn few_are_named_and_many_are_counted() {
        let texts = Texts::new(Language::English);
        let few = told(
            &[
                arrival(1, "Support", "Order\r\n12"),
                arrival(2, "Sales", " "),
            ],
            &texts,
        );
        assert_eq!(few[0].title, "Kim  Park – Support");
        assert_eq!(few[0].words, "Order  12");
        assert_eq!(few[1].words, texts.say("list-no-subject"));
        let mut many: Vec<Arrival> = (1..=4).map(|uid| arrival(uid, "Support", "x")).collect();
        many.push(arrival(9, "Sales", "one"));
        let many = told(&many, &texts);
        assert_eq!(many.len(), 2);
        assert_eq!(
            (many[0].title.as_str(), many[0].words.as_str()),
            ("Support", "4 new messages")
        );
        assert_eq!(many[1].words, "one");
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_strangers_words_are_no_markup() {
        let words = "<a href='x'>&amp;</a>";
        let escaped = imp::escaped(words);
        assert_eq!(escaped, "&lt;a href='x'&gt;&amp;amp;&lt;/a&gt;");
    }
}
