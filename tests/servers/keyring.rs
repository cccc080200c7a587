//! The keyring as it is on a Linux desktop: gnome-keyring behind the Secret Service, on a bus and
//! in a home of the test's own.

use std::path::Path;
use std::process::{Command, Output};

use postroom::domain::{AccountId, EmailAddress};
use postroom::secret::{KeyringStore, SecretError, SecretKey, SecretStore as _};
use secrecy::ExposeSecret as _;

/// Set in the process that runs on the private bus.
const INSIDE: &str = "POSTROOM_TEST_BUS";

/// A bus on which everything is allowed and nothing is offered.
const BARE_BUS: &str = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>\
    <policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy></busconfig>";

/// Runs one of the tests below again, in a home of its own, by a shell command that has it as `"$@"`.
fn run_inside(test: &str, script: &str) -> Output {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    std::fs::create_dir_all(at("run")).unwrap();
    std::fs::write(at("bare.conf"), BARE_BUS).unwrap();
    Command::new("timeout")
        .args(["-k", "5", "120", "sh", "-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("keyring::{test}"), "--nocapture"])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", at("run"))
        .env("XDG_DATA_HOME", at("data"))
        .env(INSIDE, "1")
        .output()
        .unwrap()
}

fn passed(output: &Output) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(
        output.status.success() && out.contains("1 passed"),
        "{out}\n{err}"
    );
}

fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

fn key(address: &str) -> SecretKey {
    SecretKey::password(&AccountId::of(&EmailAddress::parse(address).unwrap()))
}

#[tokio::test]
async fn a_secret_is_kept_in_the_secret_service() {
    if !inside() {
        // The login collection is made and unlocked with the password on standard input.
        passed(&run_inside(
            "a_secret_is_kept_in_the_secret_service",
            "exec dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null && \"$@\"' sh \"$@\"",
        ));
        return;
    }
    let store = KeyringStore::new();
    store.probe().await.unwrap();
    let (anna, ben) = (key("anna@postroom.test"), key("ben@postroom.test"));
    assert!(store.get(&anna).await.unwrap().is_none());
    store.set(&anna, &"first".into()).await.unwrap();
    store.set(&anna, &"pä$$ word\n".into()).await.unwrap();
    store.set(&ben, &"x".repeat(5000).into()).await.unwrap();
    // Another store is another run of the program.
    let later = KeyringStore::new();
    let kept = later.get(&anna).await.unwrap().unwrap();
    assert_eq!(kept.expose_secret(), "pä$$ word\n");
    later.delete(&anna).await.unwrap();
    later.delete(&anna).await.unwrap();
    assert!(store.get(&anna).await.unwrap().is_none());
    assert_eq!(
        store
            .get(&ben)
            .await
            .unwrap()
            .unwrap()
            .expose_secret()
            .len(),
        5000
    );
    let data = Path::new(&std::env::var_os("XDG_DATA_HOME").unwrap()).join("keyrings");
    assert!(
        data.is_dir(),
        "it was the real daemon, in the test's own home"
    );
}

#[tokio::test]
async fn a_bus_without_a_keyring_is_named() {
    if !inside() {
        // No folder of services: nothing can be started on demand.
        passed(&run_inside(
            "a_bus_without_a_keyring_is_named",
            "exec dbus-run-session --config-file \"$HOME/bare.conf\" -- \"$@\"",
        ));
        return;
    }
    no_service().await;
}

#[tokio::test]
async fn a_system_without_a_bus_is_named() {
    if !inside() {
        passed(&run_inside(
            "a_system_without_a_bus_is_named",
            "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent exec \"$@\"",
        ));
        return;
    }
    no_service().await;
}

async fn no_service() {
    let store = KeyringStore::new();
    let anna = key("anna@postroom.test");
    for error in [
        store.set(&anna, &"hunter2".into()).await.unwrap_err(),
        store.get(&anna).await.unwrap_err(),
        store.delete(&anna).await.unwrap_err(),
    ] {
        assert!(matches!(error, SecretError::NoService { .. }), "{error:?}");
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[tokio::test]
async fn a_locked_keyring_is_named() {
    if !inside() {
        // Nobody is there to unlock it: the daemon has no prompter to start.
        passed(&run_inside(
            "a_locked_keyring_is_named",
            "exec dbus-run-session -- sh -c 'gnome-keyring-daemon --start --components=secrets >/dev/null && \"$@\"' sh \"$@\"",
        ));
        return;
    }
    let error = KeyringStore::new()
        .set(&key("anna@postroom.test"), &"hunter2".into())
        .await
        .unwrap_err();
    assert!(matches!(error, SecretError::Locked { .. }), "{error:?}");
}
