//! What a text is, as it is named on the command line.

use clap::Args;

use crate::domain::TextFormat;

/// What a text is; without either as the settings say, or as it is.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct FormatArgs {
    /// The text is formatted with the marks of Markdown; it is sent as HTML, with a text beside it. `![words](cid:name)`
    /// shows the picture that is attached under this name.
    #[arg(long)]
    pub formatted: bool,
    /// The text is plain.
    #[arg(long)]
    pub plain: bool,
}

impl FormatArgs {
    /// The one that was named.
    #[must_use]
    pub fn named(&self) -> Option<TextFormat> {
        match (self.formatted, self.plain) {
            (true, _) => Some(TextFormat::Formatted),
            (false, true) => Some(TextFormat::Plain),
            (false, false) => None,
        }
    }
}
