//! `identity`: addresses to write from, in which way, and how we know.

use jiff::Timestamp;
use serde::Serialize;

use super::setup_args::IdentityVerb;
use super::{Ended, Exit, Output};
use crate::domain::{AccountId, EmailAddress, EvidenceSource, Identity, Mode, SendRight};
use crate::engine::{Command, Engine, Problem, ProblemKind, Reply, Text};
use crate::i18n::Texts;
use crate::permission;

#[derive(Serialize)]
struct Row<'a> {
    address: &'a str,
    name: Option<&'a str>,
    account: &'a str,
    mode: Mode,
    allowed: SendRight,
    reason: String,
    evidence: Option<&'a str>,
    source: Option<EvidenceSource>,
    checked_at: Option<Timestamp>,
    sent_folder: &'a str,
}

impl<'a> Row<'a> {
    fn of(identity: &'a Identity, texts: &Texts) -> Self {
        let evidence = identity.evidence.as_ref();
        Self {
            address: identity.key.address.as_str(),
            name: identity.from.name.as_deref(),
            account: identity.key.account.as_str(),
            mode: identity.key.mode,
            allowed: identity.right,
            reason: reason(identity, texts),
            evidence: evidence.and_then(|e| e.words.as_deref()),
            source: evidence.map(|e| e.source),
            checked_at: evidence.map(|e| e.at),
            sent_folder: &identity.sent_folder,
        }
    }
}

/// Why the right is what it is, in a short sentence.
pub fn reason(identity: &Identity, texts: &Texts) -> String {
    let source = identity.evidence.as_ref().map(|e| e.source);
    texts.say(permission::evidence_key(identity.right, source))
}

/// The word for a send right in this mode.
pub fn word(identity: &Identity, texts: &Texts) -> String {
    texts.say(permission::right_key(identity.right, identity.key.mode))
}

pub(super) async fn run(engine: &Engine, verb: IdentityVerb, output: &mut Output<'_>) -> Ended {
    match verb {
        IdentityVerb::List { check } => {
            let (identities, problems) = if check {
                match engine.request(Command::CheckIdentities(None)).await? {
                    Reply::Checked(identities, problems) => (identities, problems),
                    _ => (Vec::new(), Vec::new()),
                }
            } else {
                (engine.identities().await?, Vec::new())
            };
            let texts = output.texts;
            let rows: Vec<(Row<'_>, &Identity)> =
                identities.iter().map(|i| (Row::of(i, texts), i)).collect();
            if output.json {
                for (row, _) in &rows {
                    output.row(row, |_| String::new())?;
                }
            } else {
                let lines: Vec<[String; 5]> = rows
                    .iter()
                    .map(|(row, identity)| {
                        let mode = match row.mode {
                            Mode::Own => "mode-own",
                            Mode::SendAs => "mode-send-as",
                            Mode::OnBehalf => "mode-on-behalf",
                        };
                        let words = row
                            .evidence
                            .map(|w| format!("{} “{w}”", row.reason))
                            .unwrap_or_else(|| row.reason.clone());
                        [
                            row.address.to_owned(),
                            texts.say(mode),
                            word(identity, texts),
                            row.account.to_owned(),
                            words,
                        ]
                    })
                    .collect();
                output.table(&lines, |line, _| line.to_vec())?;
            }
            // The rows of these accounts are as old as their evidence.
            for problem in &problems {
                output.problem(problem);
            }
            Ok(Exit::of_all(&problems))
        }
        IdentityVerb::Add { address, via } => {
            let via = AccountId::of(&via);
            engine
                .request(Command::AddIdentity {
                    address: address.clone(),
                    via: via.clone(),
                })
                .await?;
            // What the server would refuse is worth knowing at once; that it cannot be asked is no failure.
            let _ = engine
                .request(Command::CheckIdentities(Some(address.clone())))
                .await;
            let all = engine.identities().await.unwrap_or_default();
            let added = all
                .iter()
                .find(|i| i.key.address == address && i.key.account == via);
            let say = |texts: &Texts| {
                texts.say_with(
                    "cli-identity-added",
                    &[("address", address.as_str().into())],
                )
            };
            match added {
                Some(identity) => output.report(&Row::of(identity, output.texts), say),
                None => {
                    let row = serde_json::json!({ "address": address, "account": via });
                    output.report(&row, say);
                }
            }
            Ok(Exit::Done)
        }
        IdentityVerb::Set {
            address,
            via,
            name,
            signature,
            reply_to,
        } => {
            let via = the_account(engine, &address, via).await?;
            let known = engine.config().identities.into_iter();
            let mut known = known.filter(|i| i.address == address && i.via == via);
            let mut identity = known.next().ok_or_else(|| no_such(&address))?;
            let some = |text: String| (!text.trim().is_empty()).then_some(text);
            if let Some(name) = name {
                identity.name = some(name);
            }
            if let Some(signature) = signature {
                identity.signature = some(signature.replace("\\n", "\n"));
            }
            if let Some(reply_to) = reply_to {
                let parsed = some(reply_to).map(|text| EmailAddress::parse(&text));
                identity.reply_to = parsed.transpose().map_err(|error| {
                    Problem::new(ProblemKind::Usage, Text::new("add-wrong-address")).detail(error)
                })?;
            }
            let set = Command::SetIdentity(Box::new(identity));
            engine.request(set).await?;
            let row = serde_json::json!({ "address": address, "account": via });
            output.report(&row, |texts| {
                let address = address.as_str().into();
                texts.say_with("cli-identity-changed", &[("address", address)])
            });
            Ok(Exit::Done)
        }
        IdentityVerb::Remove { address, via } => {
            let via = the_account(engine, &address, via).await?;
            engine
                .request(Command::RemoveIdentity {
                    address: address.clone(),
                    via: via.clone(),
                })
                .await?;
            let row = serde_json::json!({ "removed": address, "account": via });
            output.report(&row, |texts| {
                texts.say_with(
                    "cli-identity-removed",
                    &[("address", address.as_str().into())],
                )
            });
            Ok(Exit::Done)
        }
    }
}

fn no_such(address: &EmailAddress) -> Problem {
    let text = Text::new("problem-no-such-identity").with("address", address.as_str());
    Problem::new(ProblemKind::NotFound, text)
}

/// The account that was named, or the only one that has the address.
async fn the_account(
    engine: &Engine,
    address: &EmailAddress,
    via: Option<EmailAddress>,
) -> Result<AccountId, Problem> {
    if let Some(via) = via {
        return Ok(AccountId::of(&via));
    }
    let all = engine.identities().await?;
    let mut accounts: Vec<_> = all
        .iter()
        .filter(|i| i.key.address == *address)
        .map(|i| i.key.account.clone())
        .collect();
    accounts.dedup();
    match (accounts.pop(), accounts.is_empty()) {
        (Some(account), true) => Ok(account),
        (None, _) => Err(no_such(address)),
        (Some(_), false) => {
            let text = Text::new("cli-name-the-account").with("address", address.as_str());
            Err(Problem::new(ProblemKind::Usage, text))
        }
    }
}
