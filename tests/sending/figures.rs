//! How much is tried, and what came of it.

use std::io::Write as _;
use std::time::Instant;

/// Every place, rather than a sample of them?
pub fn full() -> bool {
    match std::env::var("POSTROOM_SENDING") {
        Ok(form) if form == "full" => true,
        Ok(form) => panic!("POSTROOM_SENDING={form}: only `full` is known"),
        Err(_) => false,
    }
}

/// One line of the table.
pub struct Figures {
    name: &'static str,
    begun: Instant,
    /// Places at which something was broken, or messages.
    pub points: usize,
    /// Places that were to be broken and were not come to: what is said and called differs by a
    /// little from time to time.
    pub missed: usize,
    /// Messages in the outbox, or acknowledged, that no server took and that nothing is said of.
    pub lost: Vec<String>,
    /// Messages that the server took more than once.
    pub duplicates: Vec<String>,
    /// Messages called sent that no server took.
    pub falsely_sent: Vec<String>,
    /// Messages that neither leave nor say why.
    pub stuck: Vec<String>,
    /// Anything else that is not as promised.
    pub wrong: Vec<String>,
    /// Messages of which it is said that nobody knows.
    pub unknown: usize,
    /// What else is worth a word.
    pub notes: Vec<String>,
}

impl Figures {
    pub fn of(name: &'static str) -> Self {
        Self {
            name,
            begun: Instant::now(),
            points: 0,
            missed: 0,
            lost: Vec::new(),
            duplicates: Vec::new(),
            falsely_sent: Vec::new(),
            stuck: Vec::new(),
            wrong: Vec::new(),
            unknown: 0,
            notes: Vec::new(),
        }
    }

    /// Takes over what a part of the work found.
    pub fn add(&mut self, part: Self) {
        self.points += part.points;
        self.missed += part.missed;
        self.unknown += part.unknown;
        self.lost.extend(part.lost);
        self.duplicates.extend(part.duplicates);
        self.falsely_sent.extend(part.falsely_sent);
        self.stuck.extend(part.stuck);
        self.wrong.extend(part.wrong);
        self.notes.extend(part.notes);
    }

    /// Writes the line into the table, if one is wanted, and holds everybody to the zeros.
    pub fn close(mut self) {
        if self.missed > 0 {
            let missed = self.missed;
            self.notes.push(format!("{missed} places not come to"));
            if missed * 20 > self.points {
                self.wrong.push(format!("{missed} places not come to"));
            }
        }
        let seconds = self.begun.elapsed().as_secs();
        let columns = [
            self.name.to_owned(),
            self.points.to_string(),
            self.lost.len().to_string(),
            self.duplicates.len().to_string(),
            self.falsely_sent.len().to_string(),
            self.stuck.len().to_string(),
            self.wrong.len().to_string(),
            self.unknown.to_string(),
            seconds.to_string(),
            self.notes.join("; "),
        ];
        if let Some(table) = std::env::var_os("POSTROOM_SENDING_FIGURES") {
            let mut options = std::fs::File::options();
            let mut file = options.append(true).create(true).open(table).unwrap();
            writeln!(file, "{}", columns.join("|")).unwrap();
        }
        let faults: Vec<String> = [
            ("lost", &self.lost),
            ("duplicates", &self.duplicates),
            ("falsely sent", &self.falsely_sent),
            ("stuck", &self.stuck),
            ("wrong", &self.wrong),
        ]
        .into_iter()
        .filter(|(_, found)| !found.is_empty())
        .map(|(what, found)| {
            let some: Vec<_> = found.iter().take(20).cloned().collect();
            format!("{what} ({}):\n  {}", found.len(), some.join("\n  "))
        })
        .collect();
        assert!(
            faults.is_empty(),
            "{}: {} points\n{}",
            self.name,
            self.points,
            faults.join("\n")
        );
        assert!(self.points > 0, "{}: nothing was tried", self.name);
    }
}
