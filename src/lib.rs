//! Postroom: the desktop mail client for shared mailboxes.
//!
//! # Bird's-eye view
//!
//! A team answers `support@` and `sales@` together, each member with a sign-in of their own.
//! Postroom reads those mailboxes over IMAP, keeps a local cache, and sends over SMTP under the
//! addresses that the server permits. It has two faces, the window ([`app`](#map)) and the command
//! line ([`cli`]), on one [`engine`]. The engine talks to servers through [`wire`], keeps what it
//! knows in [`store`], and asks [`permission`] before it does anything.
//!
//! A face sends a [`engine::Command`], reads rows from the store, and hears by [`engine::Event`]
//! which rows changed. Nothing a person looks at ever waits for the network.
//!
//! # Map
//!
//! | room | what it is for | what it may use |
//! |---|---|---|
//! | [`domain`] | pure types and rules: ids, addresses, folders, flags, rights, drafts | nothing here |
//! | [`permission`] | the one place that answers "may I?", with its reason | `domain` |
//! | [`rfc822`] | bytes of a message to types and back | `domain` |
//! | [`render`] | hostile content made harmless: HTML to text, and to pixels in a process of its own; what links lead to | `domain`, `rfc822` |
//! | [`spelling`] | dictionaries that the person installed, which words are wrong, in which language a text is | `domain`, `rfc822` |
//! | [`store`] | the one place for SQL: the cache, and the precious database | `domain` |
//! | [`wire`] | the one place for protocols: guarded streams, TLS, IMAP, SMTP, server quirks | `domain` |
//! | [`secret`] | passwords: keyring, memory, a command's output | `domain` |
//! | [`config`], [`paths`], [`log`], [`i18n`] | settings file, places on disk, redacted log, texts | `domain` |
//! | [`instance`] | one process per profile; a second one hands over its request | `paths` |
//! | [`engine`] | accounts, discovery, sync, acts, outbox, problems in people's words | all above but `instance` (of `i18n` the keys, and English for a technician) |
//! | [`demo`] | a mail server with a team in it, for trying out, training and tests | `domain` |
//! | [`cli`] | every capability as a verb, with JSON on request | `engine`, `permission`, `i18n`, leaves |
//! | `app` | the window; the only room that knows iced | `engine`, `permission`, `i18n`, `config`, what is pure |
//! | [`program`] | the program as it is started: lock, hand-over, log, keyring, and a face | all |
//!
//! `tests/house` reads the sources and holds these directions.
//!
//! # Ways through the house
//!
//! * **receive**: the counts of all folders tell which of them to open → what changed in one comes with
//!   opening it, or it is compared → `wire` → `engine::sync` → `store` (one transaction) →
//!   [`engine::Event`] → the face reads rows. A large folder comes in slices, between which everything
//!   else has its turn. Behind that, texts are fetched as far back as their mailbox's settings say, many
//!   at a time, of large mails an excerpt without what is attached, and behind those the words of all are
//!   made findable. A person may pause what is fetched ahead; what is new, and what is opened, comes all the same.
//! * **open**: a text that is not here, of a large message → its structure, its headers and the parts that
//!   are read → an excerpt ([`domain::Excerpt`]), kept apart from whole messages and never taken for one →
//!   the face reads it like the message. What is attached is fetched when it is wanted, in slices.
//! * **draw**: a message with HTML → `render::Source` → the process that draws (this program again, `draw-html`): made
//!   harmless there, laid out, painted in bands, for a dark window in colours that fit it → the window's sheet asks for
//!   those in sight. What lies elsewhere stays there until a person says otherwise: then
//!   [`engine::Engine::fetch_pictures`] → `wire::pictures`, the only other way to the network, and it is laid out anew.
//!   Where the process fails, hangs or is killed, it is replaced, or the words are shown.
//! * **print**: a message → `render::printed`, made plainer than what is drawn: a page that names nothing elsewhere and
//!   runs nothing → put where attachments are put to be opened → the system's browser.
//! * **command**: a key, a button or the palette → `app::keys::Action`, of which there is one table → may it be done here,
//!   and if not, why → the same message as from a button.
//! * **search**: typed → [`domain::SearchQuery`] → what the `store` finds, at once → when nobody types any
//!   more, `engine::search` asks the servers for the folders that lack texts → `wire` → the rows of what
//!   they found, put among the others.
//! * **find**: typed while a message is read, or searched for → [`domain::hits()`] in the texts that are shown, on a thread
//!   of its own, or in the process that draws → places, which the window marks.
//! * **act**: a person → `permission` → [`engine::Command`] → the act is committed to the precious
//!   database, then shown in the cache → replayed on the server → settled, or backed out with a
//!   [`engine::Problem`]. (Two SQLite files share no crash-safe transaction in WAL mode; so the act
//!   comes first, and its effect on the cache is laid over again from the acts at every start.) Acts of
//!   an account are carried out in their order, those on messages and those on folders alike. What cancels
//!   out or repeats is found among all that wait, message by message ([`domain::Queue`]); in a folder that was
//!   numbered anew an act follows its messages by Message-ID and size, or is not done and said. What was
//!   done is kept as a step that can be taken back ([`domain::UndoStep`], the engine's `undo`); what was
//!   done to folders is laid over the tree when it is read, and never written into the cache before the
//!   server did it.
//! * **unread for me**: a `\Seen` that somebody else set → noted in the cache with the flags it comes with →
//!   kept in the precious database, by place and Message-ID → laid over the cache at every start and sync,
//!   until this person looks at the message; no server hears of it ([`engine`], `unread`).
//! * **recipients**: a message is made findable → who stands in it is counted in the cache, with it and as long as it is
//!   held → typed → [`engine::Engine::correspondents`] puts them together with contacts of the precious database and
//!   with the outbox → proposed, or never again.
//! * **send**: draft → bytes frozen → outbox → checked once more when it leaves (may the account use
//!   the address, did somebody else answer meanwhile, was it sent before by a profile that was
//!   restored) → SMTP phase by phase, each phase journalled before it is entered → accepted → copy
//!   filed → copy checked → done. What was handed over and not answered is *unknown*: it is looked
//!   for in Sent folders and Inboxes, and never sent again by itself.
//! * **access**: a listing, the rights or a refusal say that a mailbox is closed → in doubt, remembered,
//!   read-only → looked at again on a session of its own, or the server's explicit word → lost, with a
//!   notice; one place judges it, `engine::access`. A single folder that may not be read any more, or is
//!   not named, beside others of its mailbox, is emptied or goes by `engine::closed`, at a second look too.
//! * **write**: typed with the marks of Markdown → shown as it will look, line by line (`rfc822`'s markdown); a picture is
//!   an attached file that the text names, pasted or chosen, and so is the layout of a message that is passed on
//!   (`render` made it harmless) → a text that
//!   reads well and HTML of a fixed set of tags, when it leaves; a draft holds the source. Plain text flows (RFC 3676).
//! * **spelling**: typed → a moment later the lines go to a thread of their own → [`spelling::guess()`] tells the language by
//!   the installed dictionaries, [`spelling::review()`] looks at the lines that changed → the editor draws marks under the
//!   words, where the text was laid out.
//! * **draft**: typed → saved in the precious database → stored in the mailbox's Drafts folder; the
//!   older copy there goes only after the server has named the place of the newer one.
//!
//! # What never happens
//!
//! These are invariants. Each is held by a type, a test, or the only place that could break it.
//!
//! 1. No message on which Send was pressed is lost, and none is silently sent twice. From the
//!    moment the final dot may be on the wire, only a server's answer or a person ends *unknown*.
//! 2. No message leaves under another From than the one shown. A refusal never falls back.
//! 3. No failure of a Sent copy leads back to SMTP.
//! 4. Nothing is deleted locally without proof: a tagged OK behind a complete answer
//!    (`wire::imap::Complete`), or the server's own EXPUNGE.
//! 5. No damage to the cache costs more than a sync; it is a file of its own.
//! 6. No secret stands in a log, a database, an error or the settings file. No credential goes out
//!    before TLS, but to this computer itself or to a host for which a person accepted that.
//! 7. No byte leaves for the network because a message was shown.
//! 8. Nothing from a server, a mail or a colleague is without a limit on size, depth, count and time.
//! 9. No right that is shown outlives the server's refusal of it.
//! 10. No folder without rights breaks its mailbox, no mailbox its account, no account another.
//!
//! And for the shape: no room but `app` imports iced, none but `store` writes SQL, none but `wire`
//! speaks a protocol; `wire` and `store` do not know each other; no face reaches past the engine.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod engine;
pub mod i18n;
pub mod instance;
pub mod log;
pub mod paths;
pub mod permission;
pub mod program;
pub mod render;
pub mod rfc822;
pub mod secret;
pub mod spelling;
pub mod store;
pub mod wire;
