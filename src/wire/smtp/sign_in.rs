//! AUTH (RFC 4954), with PLAIN where offered, else LOGIN.
//!
//! lettre's types for it keep the password in plain strings, so the few lines are written here,
//! and every buffer that held a secret is wiped.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret as _;
use secrecy::zeroize::Zeroizing;

use super::extensions::Mechanism;
use super::reply::Reply;
use super::session::SmtpConnection;
use crate::domain::Phase;
use crate::wire::Login;
use crate::wire::error::WireError;

impl SmtpConnection {
    /// Signs in. The caller has made sure that the connection is protected, or need not be.
    pub(super) async fn sign_in(&mut self, login: &Login) -> Result<(), WireError> {
        let reply = match self.extensions.mechanisms.first() {
            Some(Mechanism::Plain) => self.sign_in_plain(login).await?,
            Some(Mechanism::Login) => self.sign_in_login(login).await?,
            None => {
                return Err(WireError::NoMechanism {
                    offers_others: self.extensions.auth,
                });
            }
        };
        if reply.is_positive() {
            return Ok(());
        }
        if reply.code < 400 {
            return Err(WireError::Protocol {
                what: "a question too many at sign-in",
            });
        }
        let reply = reply.told(Phase::Attempt, None);
        Err(WireError::SignIn {
            words: reply.text.clone(),
            reply: Some(reply),
        })
    }

    async fn sign_in_plain(&mut self, login: &Login) -> Result<Reply, WireError> {
        let secret = login.secret.expose_secret();
        if login.user.contains('\0') || secret.contains('\0') {
            // NUL separates the parts (RFC 4616 section 2), so it can be in none of them.
            return Err(WireError::SignIn {
                words: String::new(),
                reply: None,
            });
        }
        let parts = Zeroizing::new(format!("\0{}\0{secret}", login.user));
        let parts = Zeroizing::new(STANDARD.encode(parts.as_bytes()));
        let line = Zeroizing::new(format!("AUTH PLAIN {}\r\n", *parts));
        self.ask(&line).await
    }

    async fn sign_in_login(&mut self, login: &Login) -> Result<Reply, WireError> {
        // The questions are asked in this order everywhere, in ever different words.
        let mut reply = self.ask("AUTH LOGIN\r\n").await?;
        for answer in [login.user.as_str(), login.secret.expose_secret()] {
            if reply.code != 334 {
                // Accepted before the password was asked for would be no sign-in.
                return if reply.is_positive() {
                    Err(WireError::Protocol {
                        what: "a sign-in accepted before it was made",
                    })
                } else {
                    Ok(reply)
                };
            }
            let answer = Zeroizing::new(STANDARD.encode(answer));
            let line = Zeroizing::new(format!("{}\r\n", *answer));
            reply = self.ask(&line).await?;
        }
        Ok(reply)
    }

    async fn ask(&mut self, line: &str) -> Result<Reply, WireError> {
        self.dialogue
            .ask(line.as_bytes(), "sign-in", self.deadlines.opening)
            .await
    }
}
