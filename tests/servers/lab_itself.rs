//! The lab proves itself: what Postroom relies on is so on these servers.

use crate::lab::Lab;

#[test]
fn starts_and_delivers() {
    let begin = std::time::Instant::now();
    let lab = Lab::start();
    println!("both servers answered after {:?}", begin.elapsed());
    lab.deliver("support", "From: a@b.example\nSubject: hello\n\nBody\n.dot\n");
    let messages = lab.folder_messages("support", "INBOX");
    println!("{messages:?}");
    lab.set_acl("support", "INBOX", "ben", "lrs");
    let messages = lab.folder_messages("anna", "shared/support@postroom.test");
    println!("{messages:?}");
    println!("{}", lab.doveadm(&["acl", "get", "-u", "support@postroom.test", "INBOX"]));
    println!("{}", lab.logs());
    let begin = std::time::Instant::now();
    drop(lab);
    println!("gone after {:?}", begin.elapsed());
}
