//! What means harm, and what becomes of it.

use std::time::Duration;

use postroom::render::drawn::Drawers;
use postroom::render::{Picture, Trouble};

use super::easel::{draw, drawers, html, mail, program, setting};

#[tokio::test]
async fn nothing_is_fetched_and_nothing_read() {
    let drawn = draw("evil", mail("evil.html"), setting()).await;
    assert!(
        !drawn
            .laid
            .missing
            .iter()
            .any(|url| !url.starts_with("http"))
    );
    drawn
        .drawing
        .mark((0.0, 1.0), (600.0, drawn.laid.size.1 - 2.0))
        .await
        .unwrap();
    let text = drawn.drawing.marked().await.unwrap();
    assert!(text.contains("before") && text.contains("after"), "{text}");
    assert!(!text.contains("written by a script"));
    let targets: Vec<&str> = drawn.laid.links.iter().map(|l| l.target.as_str()).collect();
    assert_eq!(targets, ["http://evil.test/link"]);
}

#[tokio::test]
async fn bombs_are_refused_and_the_next_mail_is_drawn() {
    let drawers = drawers();
    for bomb in [
        "<div>".repeat(200_000),
        "<p>x</p>".repeat(100_000),
        "<table><td>".repeat(50_000),
    ] {
        let answer = drawers.open(html(&bomb), setting()).await;
        assert_eq!(answer.unwrap_err(), Trouble::TooComplex);
    }
    let (_, laid) = drawers.open(html("<p>fine</p>"), setting()).await.unwrap();
    assert!(laid.size.1 > 10.0);
}

#[tokio::test]
async fn a_process_that_is_killed_costs_its_mail_and_not_the_next() {
    let drawers = drawers();
    let (first, _) = drawers.open(html("<p>one"), setting()).await.unwrap();
    kill(drawers.process().await.unwrap());
    assert_eq!(first.paint(0, 10).await, Err(Trouble::Failed));
    let (second, _) = drawers.open(html("<p>two"), setting()).await.unwrap();
    assert_eq!(
        first.paint(0, 10).await,
        Err(Trouble::Failed),
        "a new process knows nothing of it"
    );
    assert!(second.paint(0, 10).await.is_ok());
}

#[tokio::test]
async fn a_process_that_ended_while_nobody_asked_costs_nothing() {
    let drawers = drawers();
    let (first, _) = drawers.open(html("<p>one"), setting()).await.unwrap();
    kill(drawers.process().await.unwrap());
    let (second, _) = drawers.open(html("<p>two"), setting()).await.unwrap();
    assert!(second.paint(0, 10).await.is_ok());
    drop(first);
}

#[cfg(unix)]
fn kill(process: u32) {
    use rustix::process::{Pid, Signal, kill_process};
    let process = Pid::from_raw(process.try_into().unwrap()).unwrap();
    kill_process(process, Signal::KILL).unwrap();
}

#[cfg(windows)]
fn kill(process: u32) {
    let mut taskkill = std::process::Command::new("taskkill");
    taskkill.args(["/F", "/PID", &process.to_string()]);
    assert!(taskkill.status().unwrap().success());
}

#[cfg(unix)]
#[tokio::test]
async fn a_process_that_hangs_is_ended() {
    use rustix::process::{Pid, Signal, kill_process, test_kill_process};
    let drawers = Drawers::new(program(), Duration::from_secs(3), Vec::new());
    let (first, _) = drawers.open(html("<p>one"), setting()).await.unwrap();
    let process = drawers.process().await.unwrap().try_into().unwrap();
    let process = Pid::from_raw(process).unwrap();
    kill_process(process, Signal::STOP).unwrap();
    until_stopped(process).await;
    assert_eq!(first.paint(0, 10).await, Err(Trouble::TookTooLong));
    let patient = drawers.with_patience(Duration::from_secs(120));
    assert!(patient.open(html("<p>two"), setting()).await.is_ok());
    // Neither it nor its remains are there: it was killed and waited for.
    for _ in 0..100 {
        if test_kill_process(process).is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it still runs");
}

/// Each of its threads stops by itself, which takes a while where others have the processor.
#[cfg(unix)]
async fn until_stopped(process: rustix::process::Pid) {
    let is_stopped = || {
        // Without such a folder nobody can tell.
        let Ok(threads) = std::fs::read_dir(format!("/proc/{}/task", process.as_raw_nonzero()))
        else {
            return true;
        };
        threads.flatten().all(|thread| {
            let stat = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
            let state = stat.rsplit(')').next().unwrap_or_default();
            state.trim_start().starts_with('T')
        })
    };
    while !is_stopped() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_process_that_eats_memory_ends_and_the_next_mail_is_drawn() {
    // So little that a picture of 20 million pixels does not fit, and a short mail does.
    let environment = vec![("POSTROOM_DRAW_MEMORY".to_owned(), "400".to_owned())];
    let drawers = Drawers::new(program(), Duration::from_secs(120), environment);
    assert!(drawers.open(html("<p>one"), setting()).await.is_ok());
    let pictures: String = (0..40).map(|i| format!("<img src=cid:{i}>")).collect();
    let mut source = (*html(&pictures)).clone();
    // One file under many names: each is decoded for itself.
    let picture = super::easel::picture("cid:0", 4000, 4000, [200, 0, 0]);
    for i in 0..40 {
        source.pictures.push(Picture {
            address: format!("cid:{i}"),
            octets: picture.octets.clone(),
        });
    }
    let bomb = drawers.open(source.into(), setting()).await;
    let painted = match bomb {
        Ok((drawing, _)) => drawing.paint(0, 4000).await.map(drop),
        Err(trouble) => Err(trouble),
    };
    assert_eq!(painted, Err(Trouble::Failed));
    assert!(drawers.open(html("<p>two"), setting()).await.is_ok());
}

#[tokio::test]
async fn where_no_process_can_be_started_it_is_said() {
    for program in [None, Some("/nonexistent".into())] {
        let answer = Drawers::at(program).open(html("<p>x"), setting()).await;
        assert_eq!(answer.unwrap_err(), Trouble::Failed);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_process_ends_with_who_started_it() {
    let drawers = drawers();
    let (_drawing, _) = drawers.open(html("<p>x"), setting()).await.unwrap();
    let process = drawers.process().await.unwrap();
    drop(_drawing);
    drop(drawers);
    for _ in 0..200 {
        if !std::path::Path::new(&format!("/proc/{process}")).exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it still runs");
}
