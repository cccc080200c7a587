//! Pure types and rules of the product: no I/O, no async, no clock of their own.
//!
//! The words are the glossary's: *account*, *mailbox*, *folder*, *route*, *rights*, *mode*,
//! *send right*, *identity*, *outbox*, *Sent policy*. What IMAP calls a "mailbox" is a *folder* here.

mod accents;
mod account;
mod act;
mod address;
mod bounce;
mod contact;
mod draft;
mod draft_link;
mod draft_seed;
mod flags;
mod folder;
mod folder_tree;
mod hits;
mod identity;
mod ids;
mod invitation;
mod keep;
mod label;
mod mailbox;
mod merge;
mod message;
mod notify;
mod outbox;
mod pictures;
mod progress;
mod query;
pub mod query_text;
mod report;
mod rights;
mod step;
mod structure;
mod unread;

pub use accents::{is_mark, is_word, plainly, runs_on, without_accents};
pub use account::{Account, Connections, Endpoint, PasswordSource, Security};
pub use act::{Act, ActState, ActTarget, ActTargets, Contents, Numbered, PendingAct};
pub use address::{AddressError, EmailAddress, NamedAddress};
pub use bounce::{Alike, Bounce, Lacking};
pub use contact::{Contact, Correspondent, KnownFrom};
pub use draft::{Attachment, Draft, DraftAt, DraftError, DraftsPolicy, Intent, Reply, TextFormat};
pub use draft_link::{CopyProof, DraftLink, LeftCopy, PendingCopy, RemoteDraft};
pub use draft_seed::DraftSeed;
pub use flags::{FlagChange, Flags, KeywordFlaw, SystemFlag};
pub use folder::{Doubt, Folder, FolderRole, FolderState, RoleSource};
pub use folder_tree::{NameFlaw, is_below, joined, named, parent_of, with_acts};
pub use hits::{MOST_HITS, Needle, Sights, hits};
pub use identity::{
    CopyHindrance, CopyPlace, Evidence, EvidenceSource, Identity, Mode, SendRight, SendRightKey,
};
pub use ids::{AccountId, ActId, DraftId, FolderId, IdError, MailboxId, MessageKey, OutboxId};
pub use invitation::{Attendance, Attendee, Every, Invitation, MeetingTime, MeetingWord, Repeats};
pub use keep::{HeldTexts, Keep, KeepAttachments, KeepBack};
pub use label::{Label, TagFlaw, labels, own_label, tag_named, tags};
pub use mailbox::{Away, Mailbox, MailboxKind, Route, RouteKind, SentPolicy};
pub use merge::{Entry, MOST_TARGETS, Put, Queue};
pub use message::{BySubject, MessageHeader, Participants, SENT_BY_FIELD, SentBy};
pub use notify::{Notify, QuietHours};
pub use outbox::{Check, CopyState, Envelope, OutboxState, Outgoing, Phase, ServerReply};
pub use pictures::{MOST_PICTURE_SENDERS, PictureConsent, PictureRules, names_of};
pub use progress::{Progress, Work};
pub use query::{Coverage, Place, SearchQuery, Sought, Term, is_folder};
pub use report::{DeliveryAction, DeliveryReport, EnhancedStatus, RecipientReport};
pub use rights::{Right, Rights, RightsSource};
pub use step::{MOST_STEP_ACTS, MOST_STEPS, STEPS_FOR, StepAct, StepId, UndoStep};
pub use structure::{
    Excerpt, HeldText, Leaf, LeftOut, PartNumber, PartNumberError, Section, Structure,
};
pub use unread::{SeenState, UnreadForMe};
