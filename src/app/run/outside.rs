//! What goes to other programs: files and addresses that are opened, and what is told of new messages.

use std::process::Command;

use iced::{Task, window};

use super::super::notify;
use super::super::screen::{Notice, home};
use super::{Message, Postroom, State};
use crate::engine::{Arrival, Problem, ProblemKind, Text};

impl Postroom {
    /// Tells of new messages, but of those that stand before the person's eyes.
    pub(super) fn announce(&self, mut arrivals: Vec<Arrival>) -> Task<Message> {
        let State::Running(link, home) = &self.state else {
            return Task::none();
        };
        if self.focused.is_some() && self.focused == self.main {
            arrivals.retain(|arrival| !home.shows(&arrival.message.folder));
        }
        let mut tasks: Vec<Task<Message>> = Vec::new();
        if let (Some(main), false) = (self.main, arrivals.is_empty()) {
            let attention = window::UserAttention::Informational;
            tasks.push(window::request_user_attention(main, Some(attention)));
        }
        for told in notify::told(&arrivals, &link.texts) {
            let notifier = self.notifier.clone();
            let message = told.message.clone();
            let show = async move { notifier.show(told).await.then_some(message) };
            tasks.push(Task::perform(show, Message::Told));
        }
        Task::batch(tasks)
    }

    /// Starts the demo as a program of its own, on a profile of its own: nothing of it meets what is here.
    pub(super) fn start_demo(&self) -> Task<Message> {
        let State::Running(link, _) = &self.state else {
            return Task::none();
        };
        let start = || {
            let program = std::env::current_exe();
            let started = program.and_then(|program| Command::new(program).arg("demo").spawn());
            // Whoever started it need not wait for it; on Unix its remains go with this program.
            Ok(started.map(drop).err())
        };
        link.block(start, |failed| failed.ok().flatten())
            .then(|failed| match failed {
                None => Task::none(),
                Some(error) => {
                    let text = Text::new("demo-not-started");
                    let problem = Problem::new(ProblemKind::Usage, text).detail(error);
                    Task::done(Message::Home(home::Message::Tell(Notice::Problem(problem))))
                }
            })
    }

    /// Opens a file by the program that the system has for it.
    pub(super) fn open_file(&self, path: std::path::PathBuf) -> Task<Message> {
        let State::Running(link, _) = &self.state else {
            return Task::none();
        };
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let words = link
            .texts
            .say_with("file-not-opened", &[("name", name.into())]);
        let open = move || Ok(opener::open(&path).is_ok());
        link.block(open, |opened| opened.unwrap_or(false))
            .then(move |opened| {
                let told = home::Message::Tell(Notice::Done(words.clone()));
                if opened {
                    Task::none()
                } else {
                    Task::done(Message::Home(told))
                }
            })
    }

    /// Opens an address by the program that the system has for it. Where that fails it can be pasted there.
    pub(super) fn browse(&self, address: String) -> Task<Message> {
        let State::Running(link, _) = &self.state else {
            return Task::none();
        };
        let words = link.texts.say("link-not-opened");
        let of = address.clone();
        let open = move || Ok(opener::open_browser(&of).is_ok());
        link.block(open, |opened| opened.unwrap_or(false))
            .then(move |opened| {
                if opened {
                    return Task::none();
                }
                let told = home::Message::Tell(Notice::Done(words.clone()));
                Task::batch([
                    iced::clipboard::write(address.clone()),
                    Task::done(Message::Home(told)),
                ])
            })
    }
}
