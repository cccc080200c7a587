//! Messages made up for the gallery, the tests and the benchmark of the window.
#![allow(
    dead_code,
    reason = "each program that includes this uses another part"
)]

use std::borrow::Cow;

use postroom::app::theme::{Tone, avatar};
use postroom::app::widget::list::{Row, Rows};
use postroom::app::widget::mark::initials;

/// As many messages as wanted; nothing is stored.
pub struct Mails {
    pub count: usize,
    pub loaded: bool,
}

type Known = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<(Tone, &'static str)>,
    bool,
    bool,
    bool,
);

const KNOWN: [Known; 10] = [
    (
        "Lena Morgenthal",
        "10:42",
        "Where is my order 20418?",
        "Hello, I ordered a lamp two weeks ago and the tracking page still says",
        None,
        true,
        false,
        false,
    ),
    (
        "Tomáš Král",
        "10:31",
        "Invoice shows the wrong VAT number",
        "Could you please correct it and send a new one?",
        None,
        true,
        true,
        false,
    ),
    (
        "佐藤 恵子",
        "09:58",
        "Re: 返品について",
        "ありがとうございます。返送しました。",
        Some((Tone::Neutral, "Ben replied")),
        false,
        false,
        false,
    ),
    (
        "Nadia Benali",
        "09:40",
        "Replacement part for the Aurora 2",
        "The hinge on the left side broke after only",
        None,
        true,
        true,
        true,
    ),
    (
        "Gerhard Huber",
        "Yesterday",
        "Re: Delivery to Austria",
        "Perfect, thank you very much for the quick help and the kind words",
        Some((Tone::Neutral, "You replied")),
        false,
        false,
        false,
    ),
    (
        "Postmaster, Northwind",
        "Yesterday",
        "Undelivered: Re: Spare parts list",
        "550 5.1.1 recipient address does not exist",
        Some((Tone::Bad, "Bounce")),
        false,
        false,
        false,
    ),
    (
        "Elif Rüzgar",
        "Fri",
        "Press enquiry: autumn catalogue",
        "We would love to feature two of your lamps in",
        None,
        false,
        false,
        false,
    ),
    (
        "Jonas Dahl, Ben Okafor, Charlotte van der Meulen-Hofstadter, you",
        "Fri",
        "Broken glass on arrival, and a subject that is a good deal longer than its line (3)",
        "Ben: the new one leaves the warehouse today.",
        Some((Tone::Neutral, "Ben replied")),
        false,
        true,
        true,
    ),
    (
        "נעמה כהן",
        "Thu",
        "החלפת מנורה שבורה",
        "שלום, המנורה הגיעה שבורה ואשמח לקבל חדשה",
        None,
        true,
        false,
        false,
    ),
    (
        "Mai Wang",
        "Thu",
        "Can I change my delivery address?",
        "I moved last week and only noticed now that",
        None,
        false,
        false,
        false,
    ),
];

impl Rows for Mails {
    fn len(&self) -> usize {
        self.count
    }

    fn key(&self, at: usize) -> Option<u64> {
        (at < self.count).then(|| (self.count - at) as u64)
    }

    fn position(&self, key: u64) -> Option<usize> {
        self.count.checked_sub(key as usize)
    }

    fn version(&self) -> u64 {
        self.count as u64
    }

    fn row(&self, at: usize) -> Option<Row<'_>> {
        if !self.loaded || at >= self.count {
            return None;
        }
        let (from, date, subject, preview, chip, unread, attachment, flagged) =
            KNOWN[at % KNOWN.len()];
        let subject: Cow<'_, str> = if at < KNOWN.len() {
            subject.into()
        } else {
            format!("{subject} #{at}").into()
        };
        Some(Row {
            initials: initials(from, "").into(),
            avatar: avatar(from),
            from: from.into(),
            date: date.into(),
            waits: None,
            subject,
            preview: preview.into(),
            chip: chip.map(|(tone, word)| (tone, word.into())),
            labels: Vec::new(),
            unread,
            for_me: (at == KNOWN.len() - 1).then(|| "Read by a colleague, not by you yet".into()),
            sights: None,
            flagged,
            attachment,
        })
    }
}

pub const MAIL: &str = "Hello,

I ordered a lamp two weeks ago (order 20418) and the tracking page still says that the label was \
created: https://parcel.example/track?id=20418. Could you check where it is? It is a birthday \
present for Saturday.

Kind regards
Lena Morgenthal

On 9 November, Support wrote:
> Thank you for your order. We will let you know when it leaves.
>
> > Please send it to my office.
> Done.";
