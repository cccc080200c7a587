//! What is permitted for some of the chosen messages only is done with those. The others stay as they were, chosen, and
//! it is said why.

use super::deed::Barred;
use super::{Mail, Message, Outcome};
use crate::app::link::Link;
use crate::app::screen::{Notice, Wish};
use crate::app::widget::list::{Rows as _, Selection};

/// Messages that were chosen too, and with which nothing is done.
pub(super) struct Apart {
    /// All that were chosen.
    chosen: Vec<u64>,
    /// So many of them stay.
    count: usize,
    /// Why.
    reason: String,
}

impl Mail {
    /// Only those remain chosen with which something may be done.
    pub(super) fn set_apart(&mut self, barred: Option<Barred>) -> Option<Apart> {
        let barred = barred?;
        let chosen = self.selection.in_order(&self.rows);
        let is_barred = |key: &u64| {
            let message = self.rows.message(*key);
            message.is_some_and(|message| barred.folders.contains(&message.folder))
        };
        let (stay, work): (Vec<u64>, Vec<u64>) = chosen.iter().partition(|key| is_barred(key));
        self.selection = Selection::these(&work);
        Some(Apart {
            chosen,
            count: stay.len(),
            reason: barred.reason,
        })
    }

    /// It was done with the others: all that are still listed are chosen again.
    pub(super) fn take_up(
        &mut self,
        apart: Option<Apart>,
        mut done: Outcome<Message>,
        link: &Link,
    ) -> Outcome<Message> {
        let Some(mut apart) = apart else {
            return done;
        };
        apart
            .chosen
            .retain(|key| self.rows.position(*key).is_some());
        self.selection = Selection::these(&apart.chosen);
        let args = [
            ("count", apart.count.into()),
            ("reason", apart.reason.into()),
        ];
        let stay = link.texts.say_with("list-some-stay", &args);
        let said = done.wishes.iter_mut().find_map(|wish| match wish {
            Wish::Tell(Notice::Many(words, _)) => Some(words),
            _ => None,
        });
        match said {
            Some(words) => *words = format!("{words}. {stay}"),
            None => done.wishes.push(Wish::Tell(Notice::Done(stay))),
        }
        let show = self.follow(link);
        done.and(show)
    }
}
