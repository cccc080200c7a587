//! Who is let in, who is not, and what is said of it.

use super::*;
use crate::config::ConfigFile;
use crate::engine::pace::Pace;
use crate::engine::samples::account;
use crate::secret::MemoryStore;
use crate::store::Store;

/// A profile whose account trusts an authority of a file.
fn connector(dir: &std::path::Path) -> (Connector, std::path::PathBuf) {
    let config = ConfigFile::open(&dir.join("config.toml")).unwrap();
    let (store, _) = Store::open(dir).unwrap();
    let secrets = Arc::new(MemoryStore::new());
    let shared = Arc::new(Shared::new(store, config, secrets, Pace::quick(), false));
    let file = dir.join("ca.pem");
    let authority = rcgen::generate_simple_self_signed(["a.test".to_owned()]).unwrap();
    std::fs::write(&file, authority.cert.pem()).unwrap();
    let mut anna = account("anna@a.test");
    anna.ca_file = Some(file.clone());
    (Connector::new(shared, anna), file)
}

fn untrusted() -> WireError {
    WireError::Tls(TlsError::CaFile {
        path: "ca.pem".into(),
        words: "any failure of trust".into(),
    })
}

#[tokio::test]
async fn trust_is_read_once_and_anew_after_a_failure() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, file) = connector(dir.path());
    connector.tls().await.unwrap();
    std::fs::remove_file(&file).unwrap();
    connector.tls().await.unwrap();
    connector
        .failed(
            &WireError::Timeout { step: "greeting" },
            causes::Server::Mail,
            0,
        )
        .await;
    connector.tls().await.unwrap();
    connector
        .failed(&untrusted(), causes::Server::Mail, 0)
        .await;
    connector.tls().await.unwrap_err();
}

/// What was installed an hour ago or since: only after a look at what is trusted now is it a
/// person's turn.
#[tokio::test(start_paused = true)]
async fn trust_that_was_read_long_ago_stops_no_account() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.tls().await.unwrap();
    tokio::time::advance(TRUST_IS_NEW * 2).await;
    connector
        .failed(&untrusted(), causes::Server::Mail, 0)
        .await;
    assert_eq!(connector.state(), Connection::Unreachable);
    connector.tls().await.unwrap();
    // Another connection, made with the old.
    connector
        .failed(&untrusted(), causes::Server::Submission, 0)
        .await;
    assert_eq!(connector.state(), Connection::Unreachable);
    tokio::time::advance(TRUST_IS_NEW / 2).await;
    connector.tls().await.unwrap();
    tokio::time::advance(TRUST_IS_NEW * 3 / 4).await;
    connector
        .failed(&untrusted(), causes::Server::Mail, 0)
        .await;
    assert_eq!(connector.state(), Connection::Stopped);
}

/// Others that may do the same are asked first, until it can be signed in or a person acted.
#[tokio::test]
async fn whoever_cannot_sign_in_is_away() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    let why = || {
        let away = connector.shared.away();
        away.get(&connector.account.id()).map(|why| why.kind)
    };
    assert_eq!(why(), None, "it was not tried");
    let cut = WireError::Timeout { step: "greeting" };
    connector.failed(&cut, causes::Server::Submission, 0).await;
    assert_eq!(why(), None, "mail can be read all the same");
    connector.failed(&cut, causes::Server::Mail, 0).await;
    assert_eq!(why(), Some(ProblemKind::Network));
    connector.provide(None).await;
    assert_eq!(why(), None);
    let refused = WireError::SignIn {
        words: "no".to_owned(),
        reply: None,
    };
    connector
        .failed(&refused, causes::Server::Submission, 1)
        .await;
    assert_eq!(why(), Some(ProblemKind::SignIn), "it is one password");
    connector.provide(Some("right".to_owned().into())).await;
    assert_eq!(why(), None);
}

/// The server takes its time to refuse the old password, and the right one is given meanwhile.
#[tokio::test]
async fn a_late_refusal_is_not_blamed_on_the_password_that_was_given_since() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("old".to_owned().into())).await;
    let (_, _, provided) = connector.for_submission().await.unwrap();
    connector.provide(Some("right".to_owned().into())).await;
    let refused = WireError::SignIn {
        words: "no".to_owned(),
        reply: None,
    };
    connector.submission_failed(&refused, provided).await;
    let (login, _, now) = connector.for_submission().await.unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&login.secret), "right");
    connector.submission_failed(&refused, now).await;
    connector.for_submission().await.unwrap_err();
}

/// A person asks for a try, and the password is refused before what was refused earlier is forgotten.
#[tokio::test]
async fn a_refusal_beside_a_try_that_is_asked_for_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("old".to_owned().into())).await;
    let (_, _, provided) = connector.for_submission().await.unwrap();
    let refused = wrong_password();
    connector.submission_failed(&refused, provided).await;
    assert_eq!(connector.shared.problems().len(), 1);
    let beside = async {
        let (_, _, provided) = connector.for_submission().await.unwrap();
        connector.submission_failed(&refused, provided).await;
    };
    tokio::join!(connector.provide(Some("old".to_owned().into())), beside);
    connector.for_submission().await.unwrap_err();
    assert_eq!(connector.shared.problems().len(), 1, "it stops unsaid");
}

/// Of two that sign in at once, one is refused, and the other gets no answer.
#[tokio::test]
async fn a_failure_that_passes_hides_no_refusal_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("old".to_owned().into())).await;
    let (_, _, provided) = connector.for_submission().await.unwrap();
    connector
        .submission_failed(&wrong_password(), provided)
        .await;
    let cut = WireError::Timeout { step: "greeting" };
    for server in [causes::Server::Submission, causes::Server::Mail] {
        connector.failed(&cut, server, provided).await;
    }
    connector.rests().await;
    connector.mail_opened().await;
    connector.set_state(Connection::Online);
    let kinds: Vec<_> = connector.shared.problems().iter().map(|p| p.kind).collect();
    assert_eq!(kinds, [ProblemKind::SignIn]);
    assert_eq!(connector.state(), Connection::Stopped);
    assert!(!connector.shared.away().is_empty());
}

/// The server signs in who may send nothing.
#[tokio::test]
async fn a_sign_in_says_nothing_of_who_was_turned_away() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    let (shared, id) = (&connector.shared, connector.account.id());
    let away = Problem::new(ProblemKind::SignIn, Text::new("outbox-refused-sign-in"));
    shared.raise(Place::Submission(id.clone()), away.clone());
    refused_sign_in::note_turned_away(shared, &id, &away).await;
    connector.submission_opened().await;
    let cut = WireError::Timeout { step: "greeting" };
    connector.submission_failed(&cut, 0).await;
    assert_eq!(shared.problems(), [away]);
    refused_sign_in::forget_turned_away(shared, &id).await;
    connector.submission_took().await;
    assert_eq!(shared.problems(), []);
}

/// Of two that sign in at once, one is taken, and the other refused before that is known.
#[tokio::test]
async fn a_sign_in_that_was_taken_hides_no_refusal_behind_it() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("old".to_owned().into())).await;
    let (_, _, provided) = connector.for_submission().await.unwrap();
    let refused = wrong_password();
    connector.submission_failed(&refused, provided).await;
    connector.submission_opened().await;
    connector.for_submission().await.unwrap_err();
    assert_eq!(connector.shared.problems().len(), 1, "it stops unsaid");
}

/// What Exchange Online says at AUTH where the administrator switched SMTP AUTH off.
fn switched_off() -> WireError {
    let text = "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for \
                the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.";
    let reply = crate::engine::samples::reply(crate::domain::Phase::Attempt, 535, text);
    let means = crate::permission::classify(&reply);
    assert_eq!(means, crate::permission::Refusal::SubmissionDisabled);
    WireError::SignIn {
        words: reply.text.clone(),
        reply: Some(reply),
    }
}

/// It is told from a wrong password.
#[tokio::test]
async fn sending_that_is_switched_off_is_no_wrong_password() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("right".to_owned().into())).await;
    let problem = connector.submission_failed(&switched_off(), 0).await;
    let advice = problem.advice.map(|advice| advice.key);
    assert_eq!(
        (problem.message.key, advice),
        (
            "outbox-refused-submission",
            Some("outbox-advice-administrator")
        )
    );
}

/// The account's mail can be read all the same.
#[tokio::test]
async fn sending_that_is_switched_off_stops_no_reading() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("right".to_owned().into())).await;
    connector.submission_failed(&switched_off(), 0).await;
    let login = connector.login().await;
    assert!(login.is_ok(), "reading is stopped: {:?}", login.err());
    assert_ne!(connector.state(), Connection::Stopped);
}

/// The certificate of the submission server has expired; that of the mail server is fine.
#[tokio::test]
async fn a_certificate_of_the_submission_server_stops_no_reading() {
    let dir = tempfile::tempdir().unwrap();
    let (connector, _) = connector(dir.path());
    connector.provide(Some("right".to_owned().into())).await;
    connector.tls().await.unwrap();
    connector.submission_failed(&untrusted(), 0).await;
    let login = connector.login().await;
    assert!(login.is_ok(), "reading is stopped: {:?}", login.err());
}

fn wrong_password() -> WireError {
    let text = "5.7.8 Error: authentication failed";
    let reply = crate::engine::samples::reply(crate::domain::Phase::Attempt, 535, text);
    WireError::SignIn {
        words: reply.text.clone(),
        reply: Some(reply),
    }
}

/// A timer runs Postroom every few minutes, and the password was changed elsewhere.
#[tokio::test]
async fn no_further_process_asks_with_what_was_refused_twice() {
    let dir = tempfile::tempdir().unwrap();
    let (first, _) = connector(dir.path());
    let id = first.account.id();
    let kept = SecretKey::password(&id);
    let secrets = &first.shared.secrets;
    secrets.set(&kept, &"old".to_owned().into()).await.unwrap();
    let next = || {
        let mut account = first.account.clone();
        account.password = PasswordSource::Keyring;
        Connector::new(Arc::clone(&first.shared), account)
    };
    for server in [causes::Server::Mail, causes::Server::Submission] {
        for _ in 0..2 {
            let process = next();
            let (_, provided) = process.login().await.unwrap();
            process.failed(&wrong_password(), server, provided).await;
        }
        let process = next();
        let refused = process.for_submission().await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::SignIn);
        // What the submission server refused keeps nobody from reading.
        let reads = process.login().await.is_ok();
        assert_eq!(reads, server == causes::Server::Submission);
        // A person asks for a try.
        process.lift().await;
        process.for_submission().await.unwrap();
        next().for_submission().await.unwrap();
    }
    // Once it was taken, refusals are counted anew.
    for _ in 0..3 {
        let process = next();
        let (_, provided) = process.login().await.unwrap();
        let server = causes::Server::Submission;
        process.failed(&wrong_password(), server, provided).await;
        process.submission_opened().await;
    }
    next().login().await.unwrap();
}
