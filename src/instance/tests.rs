//! Two processes on one profile.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use interprocess::local_socket::ListenerOptions;
use interprocess::local_socket::tokio::prelude::*;

use super::frame::{self, Frame};
use super::*;
use crate::paths::Profile;

fn profile() -> (tempfile::TempDir, Profile) {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::at(&folder.path().join("profile")).unwrap();
    (folder, profile)
}

/// Not a test of its own: a process that holds the lock until it is killed, started by
/// [`the_lock_dies_with_its_process_a_hundred_times`].
#[test]
fn holder() {
    let Some(dir) = std::env::var_os("POSTROOM_TEST_HOLD") else {
        return;
    };
    let profile = Profile::at(dir.as_ref()).unwrap();
    let _lock = ProfileLock::acquire(&profile).unwrap();
    println!("\nheld");
    // Ends with the parent too, should that be killed.
    std::io::stdin().lines().for_each(drop);
}

/// A process that is being started holds what its parent has open for a moment, locks included, until
/// it is another program. Who starts many lets those alone meanwhile who count on a lock that was
/// let go.
static STARTING: std::sync::Mutex<()> = std::sync::Mutex::new(());

fn alone() -> std::sync::MutexGuard<'static, ()> {
    STARTING.lock().unwrap_or_else(|e| e.into_inner())
}

#[test]
fn the_lock_dies_with_its_process_a_hundred_times() {
    let _alone = alone();
    let (_folder, profile) = profile();
    for _ in 0..100 {
        the_lock_dies_with_its_process(&profile);
    }
}

fn the_lock_dies_with_its_process(profile: &Profile) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "instance::tests::holder", "--nocapture"])
        .env("POSTROOM_TEST_HOLD", profile.dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line == "held"));
    let held = ProfileLock::acquire(profile).unwrap_err();
    // Windows lets nobody read a locked file, so the number is not known there (wine lets them).
    let known = InstanceError::Held {
        pid: Some(child.id()),
    };
    let unknown = InstanceError::Held { pid: None };
    assert!(
        held == known || cfg!(windows) && held == unknown,
        "{held:?}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    ProfileLock::acquire(profile).unwrap();
}

#[test]
fn a_second_holder_is_refused_until_the_first_lets_go() {
    let _alone = alone();
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    assert!(matches!(
        ProfileLock::acquire(&profile),
        Err(InstanceError::Held { .. })
    ));
    drop(lock);
    ProfileLock::acquire(&profile).unwrap();
}

#[test]
fn of_two_that_start_at_once_one_gets_it_a_hundred_times() {
    let _alone = alone();
    let (_folder, profile) = profile();
    for round in 0..100 {
        let together = std::sync::Barrier::new(2);
        let ended = std::sync::Barrier::new(2);
        let start = || {
            together.wait();
            let lock = ProfileLock::acquire(&profile);
            ended.wait();
            lock.is_ok()
        };
        let (one, two) = std::thread::scope(|scope| {
            let (one, two) = (scope.spawn(start), scope.spawn(start));
            (one.join().unwrap(), two.join().unwrap())
        });
        assert!(one != two, "round {round}: {one} {two}");
    }
}

/// Hands over to whoever has the profile.
async fn ask(profile: &Profile, request: Request) -> (Result<i32, InstanceError>, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = match turn(profile).await {
        Ok(Turn::Theirs(holder)) => holder.hand_over(request, &mut out, &mut err).await,
        Ok(Turn::Ours(_)) => panic!("nobody had the profile"),
        Err(error) => Err(error),
    };
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status, text(out), text(err))
}

async fn echo(request: Request, responder: Responder) -> i32 {
    let mut out = responder.stdout();
    write!(out, "{:?} in {:?}: ", request.argv, request.cwd).unwrap();
    out.write_all(&request.input).unwrap();
    writeln!(responder.stderr(), "{} octets", request.input.len()).unwrap();
    responder.drained().await;
    7
}

#[tokio::test]
async fn a_request_is_carried_out_by_the_holder() {
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let service = Service::start(&profile, &lock, echo).unwrap();
    let request = Request {
        argv: vec!["send".into(), "--to".into(), "kim ✉".into()],
        cwd: "/home/anna".into(),
        input: b"hello".to_vec(),
    };
    let (status, out, err) = ask(&profile, request.clone()).await;
    assert_eq!(status, Ok(7));
    assert_eq!(
        out,
        "[\"send\", \"--to\", \"kim ✉\"] in \"/home/anna\": hello"
    );
    assert_eq!(err, "5 octets\n");
    // Much input and output, and several at once.
    let big = Request {
        input: vec![b'x'; 3_000_000],
        ..request
    };
    let (a, b) = tokio::join!(ask(&profile, big.clone()), ask(&profile, big));
    assert_eq!((a.0, b.0), (Ok(7), Ok(7)));
    assert!(a.1.ends_with("xxx") && a.1.len() > 3_000_000 && a.2 == "3000000 octets\n");
    service.stop().await;
}

#[tokio::test]
async fn a_service_that_finishes_answers_first_what_it_took_on() {
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let (told, mut heard) = tokio::sync::mpsc::channel(1);
    let go = Arc::new(tokio::sync::Semaphore::new(0));
    let at_work = go.clone();
    let service = Service::start(&profile, &lock, move |request, responder| {
        let (told, at_work) = (told.clone(), at_work.clone());
        async move {
            told.send(()).await.unwrap();
            at_work.acquire().await.unwrap().forget();
            echo(request, responder).await
        }
    })
    .unwrap();
    let asking = profile.clone();
    let first = tokio::spawn(async move { ask(&asking, Request::default()).await });
    heard.recv().await.unwrap();
    // Greeted, and not heard of yet.
    let Ok(Turn::Theirs(late)) = turn(&profile).await else {
        panic!("it listens")
    };
    let finishing = tokio::spawn(service.finish());
    let sock = profile.dir().join("postroom.sock");
    while cfg!(unix) && sock.exists() {
        tokio::task::yield_now().await;
    }
    assert!(!finishing.is_finished());
    let late = tokio::spawn(async move {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        late.hand_over(Request::default(), &mut out, &mut err).await
    });
    heard.recv().await.unwrap();
    go.add_permits(2);
    let first = first.await.unwrap();
    assert_eq!((first.0, first.2.as_str()), (Ok(7), "0 octets\n"));
    assert_eq!(late.await.unwrap(), Ok(7));
    finishing.await.unwrap();
    drop(lock);
    assert!(matches!(turn(&profile).await, Ok(Turn::Ours(_))));
}

#[tokio::test(start_paused = true)]
async fn a_holder_that_does_not_listen_is_given_up() {
    let (_folder, profile) = profile();
    let _lock = ProfileLock::acquire(&profile).unwrap();
    assert_eq!(
        ask(&profile, Request::default()).await.0,
        Err(InstanceError::NoAnswer {
            pid: Some(std::process::id())
        })
    );
}

#[tokio::test]
async fn who_comes_while_the_other_starts_or_ends_waits_for_it() {
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let asking = profile.clone();
    let client = tokio::spawn(async move { ask(&asking, Request::default()).await.0 });
    // Let it find the profile held and nobody listening, before somebody does.
    tokio::task::yield_now().await;
    let service = Service::start(&profile, &lock, echo).unwrap();
    assert_eq!(client.await.unwrap(), Ok(7));
    service.stop().await;
    let taking = profile.clone();
    let next = tokio::spawn(async move { turn(&taking).await });
    tokio::task::yield_now().await;
    drop(lock);
    assert!(matches!(next.await.unwrap(), Ok(Turn::Ours(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn the_socket_is_private_and_a_dead_one_is_replaced() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, profile) = profile();
    let path = profile.dir().join("postroom.sock");
    std::fs::write(&path, "left by a killed process").unwrap();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let service = Service::start(&profile, &lock, echo).unwrap();
    if cfg!(target_os = "linux") {
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    assert_eq!(ask(&profile, Request::default()).await.0, Ok(7));
    service.stop().await;
    assert!(!path.exists());
}

/// A holder of the test's own making, which does with the connection what it is told to.
async fn stranger<F: Future<Output = ()> + Send>(
    profile: &Profile,
    act: impl FnOnce(LocalSocketStream) -> F + Send + 'static,
) -> tokio::task::JoinHandle<()> {
    let lock = ProfileLock::acquire(profile).unwrap();
    let name = place::name_of(profile).unwrap();
    let listener = ListenerOptions::new().name(name).create_tokio().unwrap();
    tokio::spawn(async move {
        let _lock = lock;
        act(listener.accept().await.unwrap()).await;
    })
}

#[tokio::test]
async fn another_version_is_named() {
    let (_folder, profile) = profile();
    stranger(&profile, |stream| async move {
        let hello = Frame::Hello {
            protocol: PROTOCOL + 1,
            version: "9.9.9\x1b[31m".into(),
        };
        frame::write(&mut &stream, hello).await.unwrap();
        let _ = frame::read(&mut &stream).await;
    })
    .await;
    let (status, ..) = ask(&profile, Request::default()).await;
    assert_eq!(
        status,
        Err(InstanceError::OtherVersion {
            theirs: "9.9.9[31m".into()
        })
    );
}

#[tokio::test]
async fn a_newer_client_gets_our_version_and_nothing_is_done() {
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let called = Arc::new(AtomicBool::new(false));
    let flag = called.clone();
    let _service = Service::start(&profile, &lock, move |_, _| {
        flag.store(true, Ordering::SeqCst);
        async { 0 }
    })
    .unwrap();
    let stream = LocalSocketStream::connect(place::name_of(&profile).unwrap())
        .await
        .unwrap();
    let hello = Frame::Hello {
        protocol: PROTOCOL + 1,
        version: "9".into(),
    };
    frame::write(&mut &stream, hello).await.unwrap();
    assert_eq!(frame::read(&mut &stream).await.unwrap(), Frame::hello());
    assert!(frame::read(&mut &stream).await.is_err(), "it hangs up");
    assert!(!called.load(Ordering::SeqCst));
}

#[tokio::test(start_paused = true)]
async fn a_silent_holder_is_given_up() {
    let (_folder, profile) = profile();
    let _holder = stranger(&profile, |stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    assert_eq!(
        ask(&profile, Request::default()).await.0,
        Err(InstanceError::NoAnswer {
            pid: Some(std::process::id())
        })
    );
}

#[tokio::test]
async fn a_holder_that_dies_at_work_is_not_taken_for_success() {
    let (_folder, profile) = profile();
    stranger(&profile, |stream| async move {
        frame::write(&mut &stream, Frame::hello()).await.unwrap();
        while frame::read(&mut &stream).await.unwrap() != Frame::InputEnd {}
        frame::write(&mut &stream, Frame::Out(b"half".to_vec()))
            .await
            .unwrap();
    })
    .await;
    let (status, out, _) = ask(&profile, Request::default()).await;
    assert_eq!(
        (status, out.as_str()),
        (Err(InstanceError::BrokenOff), "half")
    );
}

#[tokio::test]
async fn the_holder_learns_that_the_other_has_gone_and_survives_panics() {
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let (told, mut heard) = tokio::sync::mpsc::channel(1);
    let _service = Service::start(&profile, &lock, move |request: Request, responder| {
        let told = told.clone();
        async move {
            if request.argv.is_empty() {
                panic!("bug");
            }
            told.send("begun").await.unwrap();
            responder.gone().await;
            assert!(responder.stdout().write_all(b"x").is_err());
            told.send("gone").await.unwrap();
            0
        }
    })
    .unwrap();
    assert_eq!(
        ask(&profile, Request::default()).await.0,
        Ok(1),
        "a panic is a failure"
    );
    let (asking, asked) = (profile.clone(), vec!["wait".into()]);
    let client = tokio::spawn(async move {
        ask(
            &asking,
            Request {
                argv: asked,
                ..Request::default()
            },
        )
        .await
        .0
    });
    assert_eq!(heard.recv().await, Some("begun"));
    client.abort();
    assert_eq!(heard.recv().await, Some("gone"));
}

#[tokio::test]
async fn garbage_does_not_disturb_the_holder() {
    let (_folder, profile) = profile();
    let lock = ProfileLock::acquire(&profile).unwrap();
    let _service = Service::start(&profile, &lock, echo).unwrap();
    for garbage in [
        &b"GET / HTTP/1.1\r\n\r\n"[..],
        &[2, 0, 0, 0, 2, b'{', b'}'],
        &[1, 255, 255, 255, 255],
    ] {
        use tokio::io::AsyncWriteExt as _;
        let stream = LocalSocketStream::connect(place::name_of(&profile).unwrap())
            .await
            .unwrap();
        (&stream).write_all(garbage).await.unwrap();
    }
    assert_eq!(ask(&profile, Request::default()).await.0, Ok(7));
}
