//! Bytes to domain and back: headers, bodies, attachments, replies, new messages.
//!
//! No network, no SQL, no HTML: what is HTML goes out as a string and is made readable by
//! [`crate::render`]. Everything read here was written by strangers.

mod along;
mod attached;
mod attachment;
mod authentication;
mod automatic;
mod body;
mod build;
mod doubts;
mod draft;
mod eight_bit;
mod excerpt;
mod file_kind;
mod file_text;
mod file_type;
mod flowed;
mod header;
mod invitation;
mod layout;
mod mailto;
mod markdown;
mod message_id;
mod packing;
mod parse;
mod quote;
mod reply;
mod report;
mod rich;
#[cfg(test)]
mod samples;
mod subject;
mod threads;
mod vcard;

pub use along::{Along, along, goes_along};
pub use attached::{attachment_bytes, attachment_of_held, attachments_bytes, part_of_attachment};
pub use attachment::{ParsedAttachment, make_unique, media_type_of, numbered_name, safe_file_name};
pub use authentication::{AuthResult, Authentication, Method, Verdict};
pub use automatic::is_program;
pub use body::{BodyPart, ParsedMessage, parse_held, parse_message, preview};
pub use build::{BuildError, FrozenFields, MESSAGE, build, sent_by};
pub use doubts::{Doubt, OwnDomains, answers_leave, as_seen};
pub use draft::{
    DRAFT_TAG, DraftFields, ReadDraft, build_draft, draft_fields, draft_tag, read_draft,
};
pub use excerpt::{ExcerptPlan, Keeps, SMALL_PART, put_back};
pub use file_kind::{FileKind, file_kind};
pub use file_text::file_text;
pub use file_type::{FileType, file_type, file_type_by_name, file_type_of};
pub use layout::{FoundLayout, LAYOUT_NAME, LaidPicture, Layout, in_words, layout_in_message};
pub use mailto::mailto;
pub use markdown::{
    Above, Formats, Look, Marked, Markup, Nest, Next, PicturePlace, Shown, can_mark, formats_at,
    layout_address, layout_mark, layout_places, link_around, look, mark, markdown_to_html,
    markdown_to_text, next_line, picture_address, picture_mark, picture_places, shown_pictures,
    web_address, with_words_for, without_picture,
};
pub use message_id::{draft_of_message_id, message_id_of_draft, new_boundary, new_message_id};
pub use packing::{Packing, Standard};
pub(crate) use parse::is_direction_mark;
pub use parse::{MAX_REFERENCES, MAX_SUBJECT, ParsedHeader, parse_header};
pub use quote::{Block, fold, quote};
pub use reply::{Recipients, reply_recipients, reply_to};
pub use report::{delivery_report, is_report_in_form, returned_message_id};
pub use rich::{Rich, rich};
pub use subject::{
    base_subject, forward_subject, is_forward_subject, is_reply_subject, reply_subject,
    times_forwarded,
};
pub use threads::by_subject;
pub use vcard::{MAX_VCARD_FILE, VcardError, VcardFile, read_vcards, write_vcards};

/// Why bytes could not be read as a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Larger than [`MAX_MESSAGE`].
    #[error("the message is larger than {} MiB", MAX_MESSAGE / 1024 / 1024)]
    TooLarge,
    /// More messages inside messages than anybody sends.
    #[error("the message holds too many messages inside each other")]
    TooDeep,
    /// The parser gave up, or failed in itself.
    #[error("the message is damaged so that it cannot be read")]
    Damaged,
    /// There is no attachment of this index.
    #[error("the message has no such attachment")]
    NoSuchAttachment,
}

/// Largest message that is parsed, in octets.
pub const MAX_MESSAGE: usize = 150 * 1024 * 1024;
