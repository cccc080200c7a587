//! T46: what a server says to a person is shown as its words, short and as text, and sends nobody
//! anywhere.

use postroom::engine::{Command, Problem, ProblemKind};
use postroom::i18n::{Language, Texts};
use tokio::net::TcpListener;

use super::Anna;
use super::server::{Said, Server};

fn alerts(anna: &Anna) -> Vec<Problem> {
    let mut problems = anna.engine.problems();
    problems.retain(|problem| problem.message.key == "problem-server-alert");
    problems
}

fn words(problem: &Problem) -> &str {
    let mut args = problem.message.args.iter();
    let found = args.find(|(name, _)| *name == "words");
    &found.expect("it has words").1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_is_shown_once_as_the_servers_words() {
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    let html = "<h1>Renew</h1> your password at http://evil.test/\u{202e}moc.tset";
    let long = "x".repeat(900_000);
    let cases = [
        (
            "* OK [ALERT] Going down at \u{1b}[31m18:00\r\n".to_owned(),
            "Going down at [31m18:00".to_owned(),
        ),
        (
            format!("* NO [ALERT] {html}\r\n"),
            html.replace('\u{202e}', ""),
        ),
        (format!("* OK [ALERT] {long}\r\n"), "x".repeat(500)),
        // Exchange leaves the OK out.
        ("* [ALERT] bare\r\n".to_owned(), "bare".to_owned()),
    ];
    for (line, shown) in cases {
        let said = format!("{line}* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nTAG OK done\r\n");
        server.instead(move |command| {
            command
                .starts_with("EXAMINE \"Work\"")
                .then(|| Said::Octets(said.clone().into_bytes()))
        });
        for is_new in [true, false] {
            server.deliver(&[4]);
            anna.sync().await;
            if !is_new {
                assert!(alerts(&anna).is_empty(), "it was read: {:?}", alerts(&anna));
                continue;
            }
            let [alert] = &alerts(&anna)[..] else {
                panic!("{:?}", anna.engine.problems())
            };
            assert_eq!(words(alert), shown);
            assert!(alert.is_notice() && alert.kind == ProblemKind::Server);
            assert!(alert.account.is_some() && alert.advice.is_some());
            // Whose words they are stands before them, in every language.
            for language in Language::ALL {
                let texts = Texts::new(language);
                let args = alert.message.args.iter();
                let args = args.map(|(name, value)| (*name, value.as_str()));
                let text = texts.say_words(alert.message.key, args);
                let (host, said) = (text.find("127.0.0.1"), text.find(&shown));
                assert!(host.is_some() && said.is_some() && host < said, "{text}");
            }
            let read = Command::Acknowledge(alert.clone());
            anna.engine.request(read).await.unwrap();
        }
    }
    // An account that is removed takes along what its server said.
    server.instead(|command| {
        let said = "* OK [ALERT] last words\r\nTAG OK done\r\n";
        command
            .starts_with("MYRIGHTS")
            .then(|| Said::Octets(said.into()))
    });
    anna.refresh().await;
    assert_eq!(alerts(&anna).len(), 1);
    let account = anna.engine.accounts()[0].0.id();
    let remove = Command::RemoveAccount(account);
    anna.engine.request(remove).await.unwrap();
    assert!(alerts(&anna).is_empty());
    anna.engine.stop().await;
}

/// RFC 2193 and RFC 2221: whoever follows takes the password to where an answer says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn referrals_are_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "imap://anna;AUTH=*@127.0.0.1:{}/",
        elsewhere.local_addr().unwrap().port()
    );
    let server = Server::start().await;
    let anna = Anna::on(&server).await;
    anna.sync().await;

    // Of a folder, which is refused and breaks no other.
    let refused = format!("TAG NO [REFERRAL {url}Work] It lies elsewhere\r\n");
    server.instead(move |command| {
        command
            .starts_with("EXAMINE \"Work\"")
            .then(|| Said::text(refused.clone()).expect("words"))
    });
    server.deliver(&[4]);
    let summary = anna.sync().await;
    assert_eq!(anna.uids(), [1, 2, 3, 4]);
    let [(_, problem)] = &summary.failed[..] else {
        panic!("{summary:?}")
    };
    assert_eq!(words(problem), "It lies elsewhere");

    // Of the sign-in: taken, with a hint, and refused.
    for (tagged, is_refused) in [("OK", false), ("NO", true)] {
        let said = format!("TAG {tagged} [REFERRAL {url}] Your mail has moved\r\n");
        server.instead(move |command| {
            command
                .starts_with("AUTHENTICATE")
                .then(|| Said::text(said.clone()).expect("words"))
        });
        let test = anna.sign_in_again().await;
        assert_eq!(test.imap.is_err(), is_refused, "{test:?}");
        if let Err(problem) = test.imap {
            assert_eq!(problem.kind, ProblemKind::SignIn);
            assert_eq!(words(&problem), "Your mail has moved");
        }
    }
    let came = tokio::time::timeout(std::time::Duration::from_millis(300), elsewhere.accept());
    assert!(came.await.is_err(), "nobody goes where an answer says");
    anna.engine.stop().await;
}
