//! Flags that are changed on the server, as far as the folder keeps them.

use crate::domain::{FlagChange, SystemFlag};
use crate::engine::backend::MailBackend;
use crate::engine::numbers::Numbers;
use crate::wire::WireError;

/// What became of a change of flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marked {
    /// The server keeps it.
    Done,
    /// Of what says what was done with a message it keeps this, which may be nothing.
    InPart(FlagChange),
    /// The folder may only be read, or such flags not set.
    ReadOnly,
    /// The folder keeps no such flags, as Exchange keeps no keywords.
    NotKept,
    /// The messages have other numbers by now.
    Renumbered,
}

/// Changes flags. Of what says what was done with a message only that is asked for which the folder keeps.
pub(super) async fn flags_changed(
    mail: &mut dyn MailBackend,
    numbers: &Numbers<'_>,
    change: &FlagChange,
) -> Result<Marked, WireError> {
    let Some(opened) = numbers.open(mail).await? else {
        return Ok(Marked::Renumbered);
    };
    // wire/quirks.rs: dovecot-readonly-ok
    if opened.read_only {
        return Ok(Marked::ReadOnly);
    }
    let mut kept = change.clone();
    let permanent = opened.permanent_flags.as_deref();
    let mut is_barred = false;
    for names in [&mut kept.add, &mut kept.remove] {
        names.retain(|name| {
            let is_kept = keeps(permanent, name);
            // Where flags that every server knows are not kept, it is for want of a right (RFC 4314 4).
            let is_keyword =
                !name.starts_with('\\') && keeps(permanent, SystemFlag::Flagged.wire());
            is_barred |= !is_kept && !is_keyword;
            is_kept
        });
    }
    if is_barred {
        return Ok(Marked::ReadOnly);
    }
    let is_whole = kept == *change;
    if !is_whole && !change.says_what_was_done() {
        return Ok(Marked::NotKept);
    }
    if kept != FlagChange::default() {
        mail.store(numbers.uids, &kept).await?;
    }
    Ok(match is_whole {
        true => Marked::Done,
        false => Marked::InPart(kept),
    })
}

/// Does the folder keep a flag? `\*` keeps any keyword (RFC 9051 7.1).
fn keeps(permanent: Option<&[String]>, name: &str) -> bool {
    let Some(permanent) = permanent else {
        return true;
    };
    let any = permanent.iter().any(|f| f == "\\*");
    permanent.iter().any(|f| f.eq_ignore_ascii_case(name)) || (any && !name.starts_with('\\'))
}
