//! What a profile remembers after a month of work: mail that was sent, that came back, that another
//! member answered first. Written into the store before the window opens, since no server can be
//! brought to all of it in a minute.

use jiff::Timestamp;
use postroom::domain::{
    AccountId, Bounce, CopyState, EmailAddress, Envelope, Lacking, MailboxId, Mode, NamedAddress,
    OutboxId, Phase, SentPolicy, ServerReply,
};
use postroom::store::{Among, NewOutgoing, Precious};

const MEMBER: &str = "anna@acme.example";

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn ago(minutes: i64) -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second() - minutes * 60).unwrap()
}

async fn frozen(
    precious: &Precious,
    from: (&str, &str),
    subject: &str,
    to: &[&str],
    minutes: i64,
) -> OutboxId {
    let to: Vec<NamedAddress> = to
        .iter()
        .map(|to| NamedAddress::parse(to).unwrap())
        .collect();
    let sender = address(from.1);
    let mode = if from.1 == MEMBER {
        Mode::Own
    } else {
        Mode::SendAs
    };
    let new = NewOutgoing {
        message_id: format!("{}.{minutes}@acme.example", subject.len()),
        account: AccountId::of(&address(MEMBER)),
        from: NamedAddress::new(Some(from.0), &sender),
        sender: None,
        mode,
        envelope: Envelope {
            from: sender.clone(),
            to: to.iter().map(|to| to.checked().unwrap()).collect(),
            receipt: false,
            envelope_id: None,
        },
        to,
        subject: subject.to_owned(),
        sent_policy: SentPolicy::Shared,
        mailbox: Some(MailboxId::of(&sender)),
        leave_at: None,
        answers: None,
        answer_to: None,
        is_forward: false,
        created_at: ago(minutes),
    };
    let bytes = vec![b'x'; 2048 + subject.len() * 311];
    let row = precious.freeze(new, bytes, None).await.unwrap();
    row.outbox_id
}

async fn sent(
    precious: &Precious,
    from: (&str, &str),
    subject: &str,
    to: &[&str],
    minutes: i64,
) -> OutboxId {
    let id = frozen(precious, from, subject, to, minutes).await;
    precious.begin_attempt(id).await.unwrap();
    for phase in [Phase::Envelope, Phase::Body, Phase::Dot] {
        precious.enter_phase(id, phase).await.unwrap();
    }
    let copy = CopyState::Waiting;
    precious.accepted(id, ago(minutes - 1), copy).await.unwrap();
    precious.set_copy(id, CopyState::Checked).await.unwrap();
    precious.finish(id).await.unwrap();
    id
}

/// The form in which a problem is kept with its message.
fn stored(kind: &str, key: &str, args: &[(&str, &str)], advice: Option<&str>) -> String {
    serde_json::json!({
        "kind": kind,
        "message": { "key": key, "args": args },
        "advice": advice.map(|key| serde_json::json!({ "key": key, "args": [] })),
    })
    .to_string()
}

/// Fills the outbox with a month of work.
pub async fn a_month(precious: &Precious) {
    let support = ("Support", "support@acme.example");
    let sales = ("Sales", "sales@acme.example");
    let anna = ("Anna Berg", MEMBER);
    for day in 1..=24 {
        let subject = format!("Re: Order {}", 20_400 + day);
        let to = ["Gerhard Huber <gerhard.huber@alpenlicht.example>"];
        let _ = sent(precious, support, &subject, &to, day * 24 * 60).await;
    }
    let to = ["Mai Wang <mai@wang.example>"];
    let _ = sent(precious, anna, "Lunch on Friday", &to, 90).await;
    let to = ["Elif Rüzgar <elif.ruzgar@longdomainname-of-a-press-agency.example>"];
    let late = sent(
        precious,
        sales,
        "Press photographs, and a subject that is a good deal longer than its column",
        &to,
        300,
    )
    .await;
    let waits = Lacking {
        recipient: Some(address(
            "elif.ruzgar@longdomainname-of-a-press-agency.example",
        )),
        tried: None,
        failed: false,
        status: Some((4, 4, 1)),
        words: "451 4.4.1 mx1.longdomainname-of-a-press-agency.example: connection timed out"
            .into(),
    };
    let delayed = Bounce::new(ago(60), vec![waits], None);
    precious.bounced(late, delayed).await.unwrap();
    let to = ["Tomáš Král <tomas.kral@kral.example>"];
    let back = sent(
        precious,
        support,
        "Re: Invoice shows the wrong VAT number",
        &to,
        200,
    )
    .await;
    let gone = Lacking {
        recipient: Some(address("tomas.kral@kral.example")),
        tried: None,
        failed: true,
        status: Some((5, 1, 1)),
        words: "550 5.1.1 <tomas.kral@kral.example>: Recipient address rejected: User unknown in virtual mailbox table".into(),
    };
    let bounce = Bounce::new(ago(180), vec![gone], None);
    precious.bounced(back, bounce).await.unwrap();
    let remarked = sent(
        precious,
        sales,
        "Quarterly offer",
        &["Kim <kim@elsewhere.example>"],
        45,
    )
    .await;
    let remark = stored(
        "server",
        "outbox-copy-not-shown",
        &[("folder", "Sent"), ("mailbox", "Sales")],
        None,
    );
    let among = Among::new(|_| true, 10);
    precious
        .remark(remarked, vec![remark], among)
        .await
        .unwrap();
    let to = [
        "Jonas Dahl <jonas@dahl.example>",
        "Charlotte van der Meulen-Hofstadter <charlotte.van.der.meulen@hofstadter-lighting.example>",
        "Zoe <zoe@elsewhere.example>",
    ];
    let some = frozen(precious, support, "Broken glass on arrival", &to, 30).await;
    precious.begin_attempt(some).await.unwrap();
    precious.enter_phase(some, Phase::Envelope).await.unwrap();
    let reply = |code, enhanced, text: &str, to: &str| ServerReply {
        phase: Phase::Envelope,
        code,
        enhanced: Some(enhanced),
        text: text.to_owned(),
        recipient: Some(address(to)),
    };
    let refused = reply(550, (5, 1, 1), "no such user here", "zoe@elsewhere.example");
    let replies = vec![
        reply(250, (2, 1, 5), "Ok", "jonas@dahl.example"),
        reply(
            250,
            (2, 1, 5),
            "Ok",
            "charlotte.van.der.meulen@hofstadter-lighting.example",
        ),
        refused.clone(),
    ];
    let error = stored(
        "server",
        "outbox-refused-recipient",
        &[
            ("recipients", "zoe@elsewhere.example"),
            ("words", "550 5.1.1 no such user here"),
        ],
        Some("outbox-advice-edit"),
    );
    precious
        .hold(some, Some(refused), replies, Some(error))
        .await
        .unwrap();
}
