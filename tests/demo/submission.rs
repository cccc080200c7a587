//! Sending: under one's own name, as a mailbox, on its behalf, and not at all.

use postroom::demo::{DemoServer, RefusalStyle, SendGrant, ServerFiling, Step, Team};

use crate::client::{Client, demo, password};

const ANNA: &str = "anna@acme.example";
const SUPPORT: &str = "support@acme.example";
const CUSTOMER: &str = "lena.morgenthal@posteo.example";

fn message(header: &str) -> String {
    format!("{header}\r\nSubject: x\r\nMessage-ID: <1@a>\r\n\r\n..dots\r\nbody")
}

#[tokio::test]
async fn a_message_sent_as_the_mailbox_arrives_as_it_was_sent() {
    let demo = demo();
    let mut anna = Client::smtp(&demo, "anna").await;
    let sent = message("From: ACME Support <support@acme.example>");
    let reply = anna.submit(SUPPORT, "carla@acme.example", &sent).await;
    assert!(reply.starts_with("250 2.0.0 Ok: queued as "), "{reply}");
    let submitted = &demo.submissions()[0];
    assert!(submitted.accepted);
    assert_eq!(
        (submitted.user.as_str(), submitted.mail_from.as_str()),
        (ANNA, SUPPORT)
    );
    assert_eq!(submitted.rcpt_to, ["carla@acme.example"]);
    let as_sent = format!("{}\r\n", sent.replace("..dots", ".dots"));
    assert_eq!(String::from_utf8_lossy(&submitted.bytes), as_sent);
    let arrived = demo.messages("carla", "INBOX").unwrap();
    let text = String::from_utf8_lossy(&arrived[0].bytes).into_owned();
    assert!(text.starts_with("Return-Path: <support@acme.example>\r\nDelivered-To: carla@"));
    assert!(text.ends_with(&as_sent) && !text.contains("Sender:"));
    assert!(arrived[0].seen_by.is_empty());
    // The client files the copy, not the server.
    assert!(demo.messages("support", "Sent").unwrap().is_empty());
    assert!(anna.smtp_ask("QUIT").await.starts_with("221"));
    assert_eq!(anna.line().await, None);
}

#[tokio::test]
async fn postfix_refuses_the_envelope_at_rcpt_and_the_header_after_the_dot() {
    let demo = demo();
    let mut anna = Client::smtp(&demo, "anna").await;
    let hr = "hr@acme.example";
    assert_eq!(
        anna.submit(hr, CUSTOMER, &message("From: hr@acme.example"))
            .await,
        "RCPT: 553 5.7.1 <hr@acme.example>: Sender address rejected: not owned by user anna@acme.example"
    );
    anna.smtp_ask("RSET").await;
    // A probe proves the refusal, and costs nothing.
    assert!(
        anna.smtp_ask("MAIL FROM:<support@acme.example>")
            .await
            .starts_with("250 2.1.0")
    );
    assert!(
        anna.smtp_ask("RCPT TO:<anna@acme.example>")
            .await
            .starts_with("250 2.1.5")
    );
    assert!(anna.smtp_ask("RSET").await.starts_with("250"));
    assert!(demo.submissions().is_empty());
    let sales = "From: sales@acme.example";
    assert_eq!(
        anna.submit(ANNA, CUSTOMER, &message(sales)).await,
        "550 5.7.1 From <sales@acme.example> allowed for anna@acme.example only on behalf (Sender: required)"
    );
    let behalf = format!("{sales}\r\nSender: Anna Berg <anna@acme.example>");
    assert!(
        anna.submit(ANNA, CUSTOMER, &message(&behalf))
            .await
            .starts_with("250")
    );
    demo.set_send_right("anna", "sales", None).unwrap();
    assert_eq!(
        anna.submit(ANNA, CUSTOMER, &message(&behalf)).await,
        "550 5.7.1 From <sales@acme.example> not permitted for anna@acme.example"
    );
    demo.set_send_right("anna", "sales", Some(SendGrant::SendAs))
        .unwrap();
    assert!(
        anna.submit("sales@acme.example", CUSTOMER, &message(sales))
            .await
            .starts_with("250")
    );
    // jobs@ has no mailbox that Anna could read.
    assert!(
        anna.submit(
            "jobs@acme.example",
            CUSTOMER,
            &message("From: jobs@acme.example")
        )
        .await
        .starts_with("250")
    );
    let accepted: Vec<bool> = demo.submissions().iter().map(|s| s.accepted).collect();
    assert_eq!(accepted, [false, true, false, true, true]);
    assert!(
        anna.submit(
            ANNA,
            "nobody@acme.example",
            &message("From: anna@acme.example")
        )
        .await
        .starts_with(
            "RCPT: 550 5.1.1 <nobody@acme.example>: Recipient address rejected: User unknown"
        )
    );
}

#[tokio::test]
async fn others_refuse_elsewhere() {
    for (style, refusal) in [
        (
            RefusalStyle::Stalwart,
            "MAIL: 501 5.5.4 You are not allowed to send from this address.",
        ),
        (
            RefusalStyle::Exchange,
            "554 5.2.252 SendAsDenied; anna@acme.example not allowed to send as hr@acme.example;",
        ),
    ] {
        let demo = DemoServer::start(Team::acme_without_mail().with_refusals(style)).unwrap();
        let mut anna = Client::smtp(&demo, "anna").await;
        let reply = anna
            .submit(
                "hr@acme.example",
                CUSTOMER,
                &message("From: hr@acme.example"),
            )
            .await;
        assert!(reply.starts_with(refusal), "{reply}");
        anna.smtp_ask("RSET").await;
        let fine = anna
            .submit(SUPPORT, CUSTOMER, &message("From: support@acme.example"))
            .await;
        assert!(fine.starts_with("250"), "{fine}");
    }
}

#[tokio::test]
async fn sign_in_is_needed_and_checked() {
    use base64::Engine as _;
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let demo = demo();
    let mut client = Client::connect(demo.smtp_addr()).await;
    client.reply().await;
    assert!(
        client
            .smtp_ask("MAIL FROM:<a@x.example>")
            .await
            .starts_with("503")
    );
    let hello = client.smtp_ask("EHLO test").await;
    for extension in [
        "PIPELINING",
        "SIZE ",
        "8BITMIME",
        "SMTPUTF8",
        "ENHANCEDSTATUSCODES",
        "AUTH PLAIN LOGIN",
    ] {
        assert!(hello.contains(extension), "{extension}");
    }
    client.smtp_ask("MAIL FROM:<anna@acme.example>").await;
    let denied = client.smtp_ask("RCPT TO:<carla@acme.example>").await;
    assert_eq!(
        denied,
        "554 5.7.1 <localhost[127.0.0.1]>: Client host rejected: Access denied"
    );
    client.smtp_ask("RSET").await;
    let wrong = client
        .smtp_ask(&format!("AUTH PLAIN {}", encode("\0anna\0wrong")))
        .await;
    assert_eq!(
        wrong,
        "535 5.7.8 Error: authentication failed: (reason unavailable)"
    );
    let pw = password(&demo, "anna");
    let other = client
        .smtp_ask(&format!(
            "AUTH PLAIN {}",
            encode(&format!("support@acme.example\0anna\0{pw}"))
        ))
        .await;
    assert!(other.starts_with("535 5.7.3"), "{other}");
    assert_eq!(client.smtp_ask("AUTH LOGIN").await, "334 VXNlcm5hbWU6");
    assert_eq!(
        client.smtp_ask(&encode("anna@acme.example")).await,
        "334 UGFzc3dvcmQ6"
    );
    assert!(client.smtp_ask(&encode(&pw)).await.starts_with("235"));
    assert!(demo.commands().iter().all(|c| !c.line.contains(&pw)));
    assert!(
        client
            .smtp_ask("MAIL FROM:<anna@acme.example> SIZE=99999999")
            .await
            .starts_with("552 5.3.4")
    );
    assert!(
        client
            .smtp_ask("MAIL FROM:<anna@acme.example> FOO=1")
            .await
            .starts_with("555")
    );
}

#[tokio::test]
async fn the_world_answers_and_bounces() {
    let demo =
        DemoServer::start(Team::acme_without_mail().with_filing(ServerFiling::Both)).unwrap();
    let mut anna = Client::smtp(&demo, "anna").await;
    let sent = message("From: support@acme.example");
    assert!(
        anna.submit(SUPPORT, CUSTOMER, &sent)
            .await
            .starts_with("250")
    );
    assert_eq!(demo.messages("support", "Sent").unwrap().len(), 1);
    assert_eq!(demo.messages("anna", "Sent").unwrap().len(), 1);
    assert!(demo.messages("support", "INBOX").unwrap().is_empty());
    assert!(demo.step(Step::CustomerAnswers).is_some());
    assert!(demo.step(Step::CustomerAnswers).is_none());
    let inbox = demo.messages("support", "INBOX").unwrap();
    assert!(String::from_utf8_lossy(&inbox[0].bytes).contains("In-Reply-To: <1@a>"));
    assert!(
        anna.submit(SUPPORT, "parts@northwind.example", &sent)
            .await
            .starts_with("250")
    );
    let inbox = demo.messages("support", "INBOX").unwrap();
    assert!(String::from_utf8_lossy(&inbox[1].bytes).contains("multipart/report"));
}

#[tokio::test]
async fn bare_line_ends_end_the_connection() {
    let demo = demo();
    for smuggled in [
        "a\nb\r\n.\r\n",
        "a\rb\r\n.\r\n",
        "a\n.\nMAIL FROM:<x@y.example>\r\n",
    ] {
        let mut anna = Client::smtp(&demo, "anna").await;
        anna.smtp_ask("MAIL FROM:<anna@acme.example>").await;
        anna.smtp_ask("RCPT TO:<carla@acme.example>").await;
        assert!(anna.smtp_ask("DATA").await.starts_with("354"));
        anna.send(format!("From: anna@acme.example\r\n\r\n{smuggled}"))
            .await;
        assert!(anna.rest().await.starts_with("521 5.5.2 Error: bare <"));
    }
    assert!(demo.submissions().is_empty());
}
