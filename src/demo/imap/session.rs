//! What one client may do at this moment, and the dispatch of its commands.

use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::extensions::enable::CapabilityEnable;

use super::super::acl::SHARED_PREFIX;
use super::super::mailstore::FolderKey;
use super::super::state::{SignedIn, State};
use super::super::team::Profile;
use super::reply::{Answer, Status};
use super::request::{NOT_UNDERSTOOD, Request, Verb};
use super::view::View;

/// Answer to commands that need a selected folder.
const NONE_SELECTED: &str = "No mailbox selected.";

/// Answer to what is not known or not played by this profile.
const UNKNOWN: &str = "Unknown command";

/// Answer to what needs a sign-in.
const NOT_SIGNED_IN: &str = "Please log in first.";

/// What a profile offers beyond IMAP4rev1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offers {
    pub(super) acl: bool,
    pub(super) list_my_rights: bool,
    /// LIST-EXTENDED, LIST-STATUS, SPECIAL-USE, ESEARCH, ENABLE and CONDSTORE: Dovecot has them
    /// all, Exchange none.
    pub(super) modern: bool,
    pub(super) namespace: bool,
    /// UIDPLUS, MOVE, UNSELECT, IDLE, ID.
    pub(super) usual: bool,
    pub(super) keywords: bool,
}

impl Offers {
    pub(super) fn of(profile: Profile) -> Self {
        let dovecot = matches!(profile, Profile::Dovecot | Profile::ListMyRights);
        let modern = dovecot || matches!(profile, Profile::Gmail | Profile::ICloud);
        Self {
            acl: dovecot,
            list_my_rights: profile == Profile::ListMyRights,
            modern,
            namespace: profile != Profile::Bare,
            usual: profile != Profile::Bare,
            keywords: profile != Profile::Exchange,
        }
    }

    fn capabilities(self, profile: Profile, signed_in: bool) -> String {
        let base = match (profile, signed_in) {
            (Profile::Bare, _) => "IMAP4rev1",
            (Profile::Exchange, _) => {
                "IMAP4 IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE \
                 NAMESPACE LITERAL+"
            }
            // Of Gmail's, what the demo plays.
            (Profile::Gmail, false) => {
                "IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN SASL-IR AUTH=PLAIN"
            }
            (Profile::Gmail, true) => {
                "IMAP4rev1 UNSELECT IDLE NAMESPACE ID CHILDREN UIDPLUS ENABLE MOVE CONDSTORE \
                 ESEARCH LIST-EXTENDED LIST-STATUS SPECIAL-USE X-GM-EXT-1"
            }
            (Profile::ICloud, _) => {
                "IMAP4 IMAP4rev1 SASL-IR AUTH=PLAIN ID NAMESPACE UIDPLUS CHILDREN ENABLE IDLE \
                 CONDSTORE ESEARCH UNSELECT MOVE LIST-EXTENDED LIST-STATUS SPECIAL-USE"
            }
            (_, false) => "IMAP4rev1 SASL-IR ID ENABLE IDLE LITERAL+ AUTH=PLAIN",
            (_, true) => {
                "IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT CHILDREN NAMESPACE UIDPLUS \
                 LIST-EXTENDED CONDSTORE ESEARCH LIST-STATUS MOVE LITERAL+ SPECIAL-USE ACL \
                 RIGHTS=texk"
            }
        };
        let more = if signed_in && self.list_my_rights {
            " LIST-MYRIGHTS"
        } else {
            ""
        };
        format!("{base}{more}")
    }
}

/// One client's session.
#[derive(Debug, Default)]
pub(super) struct Session {
    pub(super) who: Option<SignedIn>,
    pub(super) view: Option<View>,
    /// Did the client show that it knows CONDSTORE (RFC 7162 3.1)?
    pub(super) condstore: bool,
}

impl Session {
    pub(super) fn greeting(&self, state: &State) -> Vec<u8> {
        let profile = state.team.profile;
        let capabilities = Offers::of(profile).capabilities(profile, false);
        let line = match profile {
            Profile::Exchange | Profile::Bare => "* OK Postroom demo server ready.\r\n".to_owned(),
            _ => format!("* OK [CAPABILITY {capabilities}] Postroom demo server ready.\r\n"),
        };
        line.into_bytes()
    }

    pub(super) fn is_signed_in(&self) -> bool {
        self.who.is_some()
    }

    pub(super) fn may_idle(&self, state: &State) -> bool {
        self.is_signed_in() && Offers::of(state.team.profile).usual
    }

    /// The selected folder, as the client named it.
    pub(super) fn selected_name(&self) -> Option<String> {
        self.view.as_ref().map(|v| v.name.clone())
    }

    pub(super) fn resolve(&self, state: &State, name: &str) -> Option<FolderKey> {
        state.resolve(self.who.as_ref()?, name)
    }

    pub(super) fn sign_in(
        &mut self,
        state: &State,
        login: &str,
        acting_as: &str,
        password: &str,
    ) -> Answer {
        if self.who.is_some() {
            return Answer::bad("Already logged in");
        }
        match state.sign_in(login, acting_as, password) {
            None => Answer::no("[AUTHENTICATIONFAILED] Authentication failed."),
            Some(who) => {
                self.who = Some(who);
                let profile = state.team.profile;
                let capabilities = Offers::of(profile).capabilities(profile, true);
                match profile {
                    Profile::Exchange | Profile::Bare => Answer::ok("LOGIN completed."),
                    _ => Answer::ok(format!("[CAPABILITY {capabilities}] Logged in")),
                }
            }
        }
    }

    /// Carries out a command. What is wrong with it is said as Dovecot says it.
    pub(super) fn execute(&mut self, state: &mut State, request: &Request) -> Answer {
        let owner = self.who.as_ref().map(|who| who.mailbox.clone());
        // What arrived meanwhile has its labels before it is looked at.
        owner.iter().for_each(|o| state.settle_labels(o));
        let mut answer = self.carry_out(state, request);
        owner.iter().for_each(|o| state.settle_labels(o));
        let named = [NONE_SELECTED, NOT_UNDERSTOOD, NOT_SIGNED_IN].contains(&answer.words.as_str())
            || state.team.profile == Profile::Exchange;
        if answer.status == Status::Bad && !named {
            answer.words = format!("Error in IMAP command {}: {}", request.name, answer.words);
        }
        answer
    }

    fn carry_out(&mut self, state: &mut State, request: &Request) -> Answer {
        let offers = Offers::of(state.team.profile);
        let Some(who) = self.who.clone() else {
            return self.before_sign_in(state, &request.verb);
        };
        match &request.verb {
            Verb::Bad(words) => Answer::bad(*words),
            Verb::Plain(body) => {
                let by_uid = request.name.starts_with("UID ");
                self.plain(state, &who, offers, body, by_uid)
            }
            Verb::List(list) => {
                let answer = super::list::list(state, &who, offers, list);
                self.ended(state, answer, true)
            }
            Verb::Search(wanted, body) => match (body.as_ref(), offers.modern) {
                (CommandBody::Search { criteria, uid, .. }, true) => {
                    let found = self.search(state, criteria.as_ref(), *uid);
                    self.extended_result(state, &request.tag, wanted, found, *uid)
                }
                _ => Answer::bad(UNKNOWN),
            },
            _ if !offers.acl => Answer::bad(UNKNOWN),
            Verb::GetAcl(folder) => super::acl::get(state, &who, folder),
            Verb::MyRights(folder) => super::acl::mine(state, &who, folder),
            Verb::SetAcl {
                folder,
                who: name,
                rights,
            } => super::acl::set(state, &who, folder, name, rights),
            Verb::DeleteAcl { folder, who: name } => super::acl::delete(state, &who, folder, name),
            Verb::ListRights { folder, who: name } => {
                super::acl::list_rights(state, &who, folder, name)
            }
        }
    }

    fn before_sign_in(&mut self, state: &State, verb: &Verb) -> Answer {
        let Verb::Plain(body) = verb else {
            return Answer::bad(UNKNOWN);
        };
        match body.as_ref() {
            CommandBody::Capability => self.capability(state),
            CommandBody::Noop => Answer::ok("NOOP completed."),
            CommandBody::Logout => logout(),
            CommandBody::Id { .. } => id(state),
            CommandBody::Login { username, password } => {
                let text = |s: &AString<'_>| String::from_utf8_lossy(s.as_ref()).into_owned();
                let (login, password) = (text(username), text(password.declassify()));
                self.sign_in(state, &login, "", &password)
            }
            _ => Answer::bad(NOT_SIGNED_IN),
        }
    }

    fn plain(
        &mut self,
        state: &mut State,
        who: &SignedIn,
        offers: Offers,
        body: &CommandBody<'static>,
        by_uid: bool,
    ) -> Answer {
        let answer = match body {
            CommandBody::Capability => self.capability(state),
            CommandBody::Noop => Answer::ok("NOOP completed."),
            CommandBody::Check => Answer::ok("Check completed."),
            CommandBody::Logout => logout(),
            CommandBody::Login { .. } | CommandBody::Authenticate { .. } => {
                Answer::bad("Already logged in")
            }
            CommandBody::Id { .. } if offers.usual => id(state),
            CommandBody::Namespace if offers.namespace => namespace(state),
            CommandBody::Enable { capabilities } if offers.modern => {
                let wanted = capabilities.as_ref().iter();
                let known = wanted.filter(|c| matches!(c, CapabilityEnable::CondStore));
                let enabled = if known.count() > 0 {
                    self.condstore = true;
                    "ENABLED CONDSTORE"
                } else {
                    "ENABLED"
                };
                match state.team.profile {
                    Profile::ICloud => Answer::ok("ENABLE completed."),
                    _ => Answer::ok("Enabled.").line(enabled),
                }
            }
            CommandBody::Lsub {
                reference,
                mailbox_wildcard,
            } => super::list::lsub(state, who, reference, mailbox_wildcard),
            CommandBody::Status {
                mailbox,
                item_names,
            } => super::list::status(state, who, offers, mailbox, item_names),
            CommandBody::Create { mailbox } => super::list::create(state, who, mailbox),
            CommandBody::Delete { mailbox } => super::list::delete(state, who, mailbox),
            CommandBody::Rename { from, to } => super::list::rename(state, who, from, to),
            CommandBody::Subscribe { mailbox } => super::list::subscribe(state, who, mailbox, true),
            CommandBody::Unsubscribe { mailbox } => {
                super::list::subscribe(state, who, mailbox, false)
            }
            CommandBody::Select {
                mailbox,
                parameters,
            } => return self.select(state, who, offers, mailbox, parameters, false),
            CommandBody::Examine {
                mailbox,
                parameters,
            } => return self.select(state, who, offers, mailbox, parameters, true),
            CommandBody::Append {
                mailbox,
                flags,
                date,
                message,
            } => super::change::append(state, who, offers, mailbox, flags, date.as_ref(), message),
            _ if self.view.is_none() => Answer::bad(NONE_SELECTED),
            CommandBody::Close => {
                let answer = self.close(state, who);
                self.view = None;
                return answer;
            }
            CommandBody::Unselect if offers.usual => {
                self.view = None;
                return Answer::ok("Unselect completed.");
            }
            CommandBody::Fetch {
                sequence_set,
                macro_or_item_names,
                uid,
                modifiers,
            } => self.fetch(
                state,
                who,
                offers,
                sequence_set,
                macro_or_item_names,
                *uid,
                modifiers,
            ),
            CommandBody::Store {
                sequence_set,
                kind,
                response,
                flags,
                uid,
                modifiers,
            } => self.store_flags(
                state,
                who,
                offers,
                super::change::StoreRequest {
                    set: sequence_set,
                    kind: *kind,
                    response: *response,
                    flags,
                    uid: *uid,
                    modifiers,
                },
            ),
            CommandBody::Search { criteria, uid, .. } => {
                let found = self.search(state, criteria.as_ref(), *uid);
                super::search::result(found)
            }
            CommandBody::Expunge => self.expunge(state, who, None),
            CommandBody::ExpungeUid { sequence_set } if offers.usual => {
                self.expunge(state, who, Some(sequence_set))
            }
            CommandBody::Copy {
                sequence_set,
                mailbox,
                uid,
            } => self.copy(state, who, offers, sequence_set, mailbox, *uid, false),
            CommandBody::Move {
                sequence_set,
                mailbox,
                uid,
            } if offers.usual => self.copy(state, who, offers, sequence_set, mailbox, *uid, true),
            _ => Answer::bad(UNKNOWN),
        };
        // A message number may not change its meaning while a client uses it (RFC 3501 7.4.1).
        let by_number = matches!(
            body,
            CommandBody::Fetch { .. } | CommandBody::Store { .. } | CommandBody::Search { .. }
        );
        self.ended(state, answer, by_uid || !by_number)
    }

    fn ended(&mut self, state: &State, mut answer: Answer, expunges: bool) -> Answer {
        self.look(state, &mut answer, expunges);
        answer
    }

    fn capability(&self, state: &State) -> Answer {
        let profile = state.team.profile;
        let list = Offers::of(profile).capabilities(profile, self.is_signed_in());
        Answer::ok("Capability completed.").line(format!("CAPABILITY {list}"))
    }
}

fn logout() -> Answer {
    let mut answer = Answer::ok("Logout completed.").line("BYE Logging out");
    answer.close = true;
    answer
}

fn id(state: &State) -> Answer {
    let line = match state.team.profile {
        Profile::Exchange => {
            "ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")"
        }
        _ => "ID (\"name\" \"Postroom demo server\")",
    };
    Answer::ok("ID completed.").line(line)
}

fn namespace(state: &State) -> Answer {
    let line = match state.team.profile {
        profile if !profile.lists_others() => "NAMESPACE ((\"\" \"/\")) NIL NIL".to_owned(),
        _ => format!("NAMESPACE ((\"\" \"/\")) ((\"{SHARED_PREFIX}\" \"/\")) NIL"),
    };
    Answer::ok("Namespace completed.").line(line)
}
