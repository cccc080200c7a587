//! What a look says, and what follows from one after another.

use std::sync::Arc;

use super::*;
use crate::config::ConfigFile;
use crate::domain::{Act, ActTargets, FolderId, FolderRole, MailboxKind, Route, SentPolicy};
use crate::engine::pace::Pace;
use crate::engine::samples::{ANNA, SUPPORT, account, address, folder, mailbox_id};
use crate::secret::MemoryStore;
use crate::store::{NewAct, Store};

fn look(named: Named) -> Look {
    Look {
        named,
        denied: Denied::default(),
        was_open: true,
        apart: true,
    }
}

fn no(code: ResponseCode) -> Denied {
    let mut denied = Denied::default();
    denied.note(&WireError::No {
        code: Some(code),
        words: "no".into(),
    });
    denied
}

#[test]
fn a_look_says_that_it_is_open_closed_or_nothing_new() {
    let with = |rights: &str, state: FolderState| Folder {
        state,
        ..folder(SUPPORT, "INBOX", FolderRole::Inbox, rights)
    };
    let readable = || FolderState::Readable;
    let refused = || FolderState::Refused("no".into());
    let doubtful = |doubt| FolderState::InDoubt(doubt);
    let open = Some(None);
    let closed = |doubt| Some(Some(doubt));
    use Doubt::{NoRight, Refused, Unlisted};
    use Named::{No, NotAsked, Yes};
    for (folders, named, doubted, wanted) in [
        (vec![with("lr", readable())], Yes, None, open),
        (vec![with("lr", readable())], No, None, closed(Unlisted)),
        (vec![], No, None, closed(Unlisted)),
        (vec![], Yes, None, open),
        (vec![with("l", readable())], Yes, None, closed(NoRight)),
        (vec![with("l", readable())], NotAsked, None, closed(NoRight)),
        // One of several may be closed.
        (
            vec![with("l", readable()), with("lr", readable())],
            Yes,
            None,
            open,
        ),
        // One that is not listed says nothing of the others.
        (
            vec![with("lr", FolderState::Absent), with("l", readable())],
            Yes,
            None,
            closed(NoRight),
        ),
        (vec![with("", FolderState::Container)], Yes, None, open),
        // That it is not listed is only ended by its being listed.
        (
            vec![with("lr", doubtful(Unlisted))],
            NotAsked,
            Some(Unlisted),
            None,
        ),
        (
            vec![with("lr", doubtful(Unlisted))],
            Yes,
            Some(Unlisted),
            open,
        ),
        // That it was refused is only ended by its being opened, and confirmed by another refusal.
        (vec![with("lr", refused())], NotAsked, None, closed(Refused)),
        (vec![with("lr", refused())], Yes, None, None),
        (
            vec![with("lr", doubtful(Refused))],
            Yes,
            Some(Refused),
            None,
        ),
        (
            vec![with("lr", doubtful(Refused))],
            NotAsked,
            Some(Refused),
            closed(Refused),
        ),
        (
            vec![with("lr", doubtful(NoRight))],
            Yes,
            Some(NoRight),
            open,
        ),
    ] {
        let seen = seen(&folders, &look(named), doubted);
        assert_eq!(seen, wanted, "{named:?} {doubted:?} {folders:?}");
    }
}

#[test]
fn only_the_servers_explicit_word_needs_no_second_look() {
    for (denied, wanted) in [
        (no(ResponseCode::NoPerm), true),
        // Dovecot says so of what may not be seen, of what was just renamed, and of what is not mounted.
        (no(ResponseCode::NonExistent), false),
        (no(ResponseCode::Unavailable), false),
        (Denied::default(), false),
    ] {
        assert_eq!(denied.explicit().is_some(), wanted, "{denied:?}");
    }
    let confirmed = no(ResponseCode::NonExistent).words();
    assert!(confirmed.is_some(), "the notice says it all the same");
}

/// A server that is busy, or makes a mistake, takes nothing away.
#[test]
fn a_refusal_that_names_another_reason_is_none_of_access() {
    let no = |code| WireError::No {
        code,
        words: "no".into(),
    };
    for (error, wanted) in [
        (no(None), true),
        (no(Some(ResponseCode::NoPerm)), true),
        (no(Some(ResponseCode::NonExistent)), true),
        (no(Some(ResponseCode::Unavailable)), false),
        (no(Some(ResponseCode::InUse)), false),
        (no(Some(ResponseCode::ServerBug)), false),
        (no(Some(ResponseCode::Limit)), false),
        (
            WireError::Bad {
                words: "what".into(),
            },
            false,
        ),
        (WireError::Timeout { step: "examine" }, false),
    ] {
        assert_eq!(is_of_access(&error), wanted, "{error}");
    }
}

struct World {
    shared: Shared,
    _dir: tempfile::TempDir,
}

impl World {
    async fn new(routes: &[&str], pace: Pace) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = ConfigFile::open(&dir.path().join("config.toml")).unwrap();
        let (store, _) = Store::open(dir.path()).unwrap();
        let secrets = Arc::new(MemoryStore::new());
        let shared = Shared::new(store, config, secrets, pace, true);
        let mailbox = Mailbox {
            address: address(SUPPORT),
            address_confirmed: true,
            name: "Support".to_owned(),
            kind: MailboxKind::Shared,
            routes: (routes.iter())
                .map(|who| Route {
                    account: account(who).id(),
                    kind: RouteKind::Namespace,
                    root: "shared/support".into(),
                })
                .collect(),
            sent_policy: SentPolicy::Shared,
            colour: 1,
        };
        let cache = shared.store.cache();
        cache.put_mailbox(&mailbox).await.unwrap();
        let listing = [
            folder(SUPPORT, "INBOX", FolderRole::Inbox, "lrs"),
            folder(SUPPORT, "Sent", FolderRole::Sent, "lrsi"),
        ];
        let put = cache.put_folders(&mailbox.id(), &listing, true).await;
        put.unwrap();
        Self { shared, _dir: dir }
    }

    async fn judge(&self, look: &Look) -> Access {
        let (account, mailbox) = (account(ANNA).id(), mailbox_id(SUPPORT));
        judge(&self.shared, &account, &mailbox, look).await.unwrap()
    }

    /// Each of its folders was refused.
    async fn refuse(&self) {
        let cache = self.shared.store.cache();
        let folders = self.shared.store.reader().folders(&mailbox_id(SUPPORT));
        for folder in folders.unwrap() {
            let refused = FolderState::Refused("no".into());
            cache.set_folder_state(&folder.id, refused).await.unwrap();
        }
    }

    fn states(&self) -> Vec<FolderState> {
        let folders = self.shared.store.reader().folders(&mailbox_id(SUPPORT));
        folders.unwrap().into_iter().map(|f| f.state).collect()
    }

    fn routes(&self) -> Option<usize> {
        let mailbox = self.shared.store.reader().mailbox(&mailbox_id(SUPPORT));
        mailbox.unwrap().map(|m| m.routes.len())
    }
}

fn at_once() -> Pace {
    Pace {
        confirm_lost: Duration::ZERO,
        ..Pace::quick()
    }
}

fn never() -> Pace {
    Pace {
        confirm_lost: Duration::from_secs(3600),
        ..Pace::quick()
    }
}

#[tokio::test]
async fn lost_by_a_second_look_of_its_own_session_and_not_before_its_time() {
    let world = World::new(&[ANNA], never()).await;
    let missing = look(Named::No);
    for _ in 0..3 {
        let judged = world.judge(&missing).await;
        assert!(matches!(judged, Access::InDoubt(wait) if wait > Duration::from_secs(3000)));
        assert_eq!(
            world.states(),
            [const { FolderState::InDoubt(Doubt::Unlisted) }; 2]
        );
    }

    let world = World::new(&[ANNA], at_once()).await;
    assert_eq!(world.judge(&missing).await, Access::InDoubt(SOON));
    let same_session = Look {
        apart: false,
        ..missing.clone()
    };
    assert_eq!(world.judge(&same_session).await, Access::InDoubt(SOON));
    assert_eq!(world.judge(&missing).await, Access::Lost);
    assert_eq!(world.routes(), None);
    let notice = world.shared.access_problems();
    assert_eq!(notice[0].message.key, "problem-mailbox-lost");
    let left = world.shared.store.reader().remembered_under(DOUBTS);
    assert!(left.unwrap().is_empty());
}

/// A server whose storage is away says NO to everything, and often without a reason.
#[tokio::test]
async fn what_is_refused_without_a_code_is_lost_far_later() {
    let pace = Pace {
        confirm_bare: Duration::from_secs(3600),
        ..at_once()
    };
    let bare = {
        let mut denied = Denied::default();
        denied.note(&WireError::No {
            code: None,
            words: "Internal error".into(),
        });
        denied
    };
    let with = |denied: &Denied| Look {
        denied: denied.clone(),
        ..look(Named::NotAsked)
    };
    let world = World::new(&[ANNA], pace).await;
    world.refuse().await;
    // Neither does a look after it that says nothing of why.
    for denied in [&bare, &bare, &Denied::default()] {
        let judged = world.judge(&with(denied)).await;
        assert!(matches!(judged, Access::InDoubt(wait) if wait > Duration::from_secs(3000)));
    }
    // From when a reason is named, it is as ever.
    let coded = no(ResponseCode::NonExistent);
    assert_eq!(world.judge(&with(&coded)).await, Access::InDoubt(SOON));
    assert_eq!(world.judge(&with(&coded)).await, Access::Lost);
}

/// A folder that is yet to be made is in no listing.
#[tokio::test]
async fn with_a_mailbox_goes_what_was_to_be_made_in_it_and_to_be_put_there() {
    let world = World::new(&[ANNA], at_once()).await;
    let to = FolderId::of(&mailbox_id(SUPPORT), "New");
    let create = |mailbox: &str| Act::CreateFolder {
        mailbox: mailbox_id(mailbox),
        folder: FolderId::of(&mailbox_id(mailbox), "New"),
        path: "New".into(),
    };
    let filed = Act::Move {
        targets: ActTargets {
            folder: FolderId::of(&mailbox_id(ANNA), "INBOX"),
            mailbox: Some(mailbox_id(ANNA)),
            uid_validity: 1,
            messages: Vec::new(),
            goal_before: None,
        },
        to,
    };
    for act in [create(SUPPORT), filed, create(ANNA)] {
        let act = NewAct {
            account: account(ANNA).id(),
            act,
            created_at: Timestamp::now(),
            step: None,
        };
        world.shared.store.precious().add_act(act).await.unwrap();
    }
    world.judge(&look(Named::No)).await;
    assert_eq!(world.judge(&look(Named::No)).await, Access::Lost);
    let left = world.shared.store.reader().acts(None).unwrap();
    let left: Vec<_> = left.into_iter().map(|pending| pending.act).collect();
    assert_eq!(left, [create(ANNA)]);
}

#[tokio::test]
async fn seen_again_nothing_is_remembered_and_the_next_loss_begins_anew() {
    let world = World::new(&[ANNA], at_once()).await;
    world.judge(&look(Named::No)).await;
    assert_eq!(world.judge(&look(Named::Yes)).await, Access::Open);
    assert_eq!(
        world.states(),
        [FolderState::Readable, FolderState::Readable]
    );
    assert_eq!(world.shared.problems(), []);
    assert_eq!(
        world.judge(&look(Named::No)).await,
        Access::InDoubt(SOON),
        "at first sight"
    );
}

#[tokio::test]
async fn where_another_account_reaches_it_only_the_way_is_lost() {
    let world = World::new(&[ANNA, "ben@a.test"], at_once()).await;
    let mut rerouted = world.shared.watch_routes();
    rerouted.borrow_and_update();
    world.judge(&look(Named::No)).await;
    assert_eq!(world.shared.problems(), [], "it can still be used");
    assert_eq!(world.judge(&look(Named::No)).await, Access::Lost);
    assert_eq!(world.routes(), Some(1));
    assert_eq!(world.shared.problems(), []);
    assert!(rerouted.has_changed().unwrap());
}

/// A folder that one may only see is shown closed, and nobody had it to lose.
#[tokio::test]
async fn what_was_never_open_is_not_lost() {
    let world = World::new(&[ANNA], at_once()).await;
    let closed = Look {
        was_open: false,
        ..look(Named::Yes)
    };
    let rights = (world
        .shared
        .store
        .reader()
        .folders(&mailbox_id(SUPPORT))
        .unwrap())
    .into_iter();
    let rights: Vec<_> = rights
        .map(|f| {
            let seen = crate::domain::Rights::parse("l");
            (f.id, seen, RightsSource::MyRights)
        })
        .collect();
    let cache = world.shared.store.cache();
    let anna = account(ANNA).id();
    let set = cache.set_rights(&anna, &rights, Timestamp::now());
    set.await.unwrap();
    assert_eq!(world.judge(&closed).await, Access::Open);
    let gone = Look {
        was_open: false,
        ..look(Named::No)
    };
    assert_eq!(world.judge(&gone).await, Access::Lost);
    assert_eq!((world.routes(), world.shared.problems()), (None, vec![]));
}

#[tokio::test]
async fn a_folder_that_opens_ends_the_doubt_in_which_all_were_refused() {
    let world = World::new(&[ANNA], at_once()).await;
    world.refuse().await;
    world.judge(&look(Named::NotAsked)).await;
    let in_doubt = FolderState::InDoubt(Doubt::Refused);
    assert_eq!(world.states(), [in_doubt.clone(), in_doubt]);
    assert_eq!(
        world.judge(&look(Named::Yes)).await,
        Access::InDoubt(SOON),
        "a listing opens nothing"
    );
    let folders = world.shared.store.reader().folders(&mailbox_id(SUPPORT));
    opened(&world.shared, &folders.unwrap()[0]).await.unwrap();
    assert_eq!(
        world.states(),
        [FolderState::Readable, FolderState::Readable]
    );
    assert_eq!(world.shared.problems(), []);
}
