//! `cargo run --example lab`: the mail lab for a person. Starts Dovecot, or Cyrus where that is named
//! (`-- cyrus`), and Postfix, shows the commands that sign in to them, and takes everything away at Enter.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[cfg(target_os = "linux")]
#[path = "mod.rs"]
mod lab;

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("The mail lab needs Dovecot and Postfix on Linux. Try the demo: cargo run -- demo");
}

#[cfg(target_os = "linux")]
fn main() {
    use lab::{Lab, team};

    let on_cyrus = std::env::args().any(|word| word == "cyrus");
    let (lab, server) = match on_cyrus {
        true => (Lab::on_cyrus(), "Cyrus"),
        false => (Lab::start(), "Dovecot"),
    };
    lab.deliver("support", QUESTION);
    let home = lab.directory();
    println!(
        "{server} and Postfix stand. They, and everything below, live in\n{} and end with this program.\n\n\
         Each member signs in to a profile of their own:\n",
        home.display()
    );
    for (number, (member, name, password)) in team::MEMBERS.iter().enumerate() {
        let secret = home.join(format!("password-of-{member}"));
        std::fs::write(&secret, format!("{password}\n")).expect("a file in the lab's directory");
        // TLS from the first byte for one, STARTTLS for the next.
        let (imap, smtp) = match number % 2 {
            0 => (lab.imap_tls(), lab.smtp_tls()),
            _ => (lab.imap_starttls(), lab.submission_starttls()),
        };
        println!(
            "cargo run -- --profile {profile} account add {address} --name '{name}' \\\n    \
             --imap {imap} --imap-security {imap_security} \\\n    \
             --smtp {smtp} --smtp-security {smtp_security} \\\n    \
             --ca-file {ca} --password-command 'cat {secret}'\n",
            profile = home.join(member).display(),
            address = lab.address(member),
            imap_security = imap.security.word(),
            smtp_security = smtp.security.word(),
            ca = lab.ca_file().display(),
            secret = secret.display(),
        );
    }
    println!(
        "Then the window:\n\ncargo run -- --profile {}\n",
        home.join("anna").display()
    );
    println!("Rights on the shared mailboxes (RFC 4314 letters):\n");
    for (mailbox, folder, member, letters) in team::RIGHTS {
        let letters = if letters.is_empty() {
            "nothing"
        } else {
            letters
        };
        let folder = format!("{}/{folder}", team::address(mailbox));
        println!("    {member:<6} {folder:<32} {letters}");
    }
    println!(
        "\nSend As: anna as support@, ben as sales@, carla as hr@ and info@.\n\
         On behalf: ben for support@, anna for sales@.\n\n\
         Enter ends the lab."
    );
    let _ = std::io::stdin().read_line(&mut String::new());
}

#[cfg(target_os = "linux")]
const QUESTION: &str = "From: Kim Kunde <kunde@customer.test>
To: support@postroom.test
Subject: My order has not arrived
Message-ID: <order-4711@customer.test>
Date: Mon, 23 Nov 2026 09:12:00 +0100
Content-Type: text/plain; charset=utf-8

Good morning,

I ordered two lamps last week. Where are they?

Kim Kunde
";
