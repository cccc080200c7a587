//! From the words of a command line to [`Cli`], and what is said to those that make none.
//!
//! `mark` takes flags with a minus, and `search` words, which look like options to a parser. They are told
//! apart here, by their form and before the parser sees them, so that an option keeps its meaning
//! wherever it stands and never becomes the name of a flag.

use std::ffi::{OsStr, OsString};

use clap::Parser as _;
use clap::error::ErrorKind;

use super::{Cli, Exit, Output, Verb};
use crate::engine::{Problem, ProblemKind, Text};

/// Stands before a flag or word with a minus while the parser works. No argument of a process can hold it.
const FLAG: &str = "\0";

/// How a link begins that proposes a message.
const LINK: &[u8] = b"mailto:";

/// Reads the arguments of a process, with the program's name first.
///
/// # Errors
/// They are no command line, or ask for help or the version.
pub fn read(argv: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(set_flags_apart(with_verb(argv.into_iter().collect())))
}

/// What another process wants of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Summons {
    /// To see it.
    Show,
    /// To write in it: what a link proposes, or a new message.
    Compose(Option<String>),
}

impl Summons {
    /// Reads the arguments of a process, without the program's name. `None`: they want something else.
    #[must_use]
    pub fn of(argv: &[OsString]) -> Option<Self> {
        if argv.is_empty() {
            return Some(Self::Show);
        }
        let program = std::iter::once(OsString::from("postroom"));
        let cli = read(program.chain(argv.iter().cloned())).ok()?;
        match cli.verb {
            Some(Verb::Compose { link }) => Some(Self::Compose(link)),
            _ => None,
        }
    }
}

/// Desktops start whoever writes mail with nothing but a link.
fn with_verb(mut argv: Vec<OsString>) -> Vec<OsString> {
    let is_link = |word: &OsString| {
        let start = word.as_encoded_bytes().get(..LINK.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(LINK))
    };
    let mut is_value = false;
    // The program's name is no word, and neither is what an option takes.
    let first = argv.iter().skip(1).position(|word| {
        if std::mem::take(&mut is_value) {
            return false;
        }
        is_value = word == "--profile";
        word.as_encoded_bytes().first() != Some(&b'-')
    });
    if let Some(at) = first.map(|at| at + 1)
        && argv.get(at).is_some_and(is_link)
    {
        argv.insert(at, "compose".into());
    }
    argv
}

/// Do they ask for JSON? Needed where they are no command line.
#[must_use]
pub fn asks_for_json(argv: &[OsString]) -> bool {
    argv.iter()
        .take_while(|word| *word != "--")
        .any(|word| word == "--json")
}

/// Says what was wrong with a command line, or gives the help that it asks for.
pub fn answer(error: &clap::Error, output: &mut Output<'_>) -> Exit {
    let text = error.to_string();
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        return match write!(output.out, "{text}") {
            Ok(()) => Exit::Done,
            Err(_) => Exit::Failed,
        };
    }
    if output.json {
        let text = text.trim();
        let (what, rest) = text.split_once("\n\n").unwrap_or((text, ""));
        let what = what.strip_prefix("error: ").unwrap_or(what);
        let problem = Problem::new(
            ProblemKind::Usage,
            Text::new("cli-not-understood").with("words", what),
        )
        .advise(Text::new("cli-advice-help"))
        .detail(rest);
        output.problem(&problem);
    } else {
        // Nothing is left to say it to.
        let _ = write!(output.err, "{text}");
    }
    Exit::Usage
}

fn set_flags_apart(mut argv: Vec<OsString>) -> Vec<OsString> {
    let mut takes_flags = false;
    let mut is_value = false;
    // The program's name is no word.
    for word in argv.iter_mut().skip(1) {
        if std::mem::take(&mut is_value) {
            continue;
        }
        if word == "--" {
            break;
        }
        let looks_like_option = word.as_encoded_bytes().first() == Some(&b'-');
        if word == "--profile" {
            is_value = true;
        } else if takes_flags && is_flag(word) {
            let mut apart = OsString::from(FLAG);
            apart.push(&word);
            *word = apart;
        } else if !takes_flags && !looks_like_option {
            if word != "mark" && word != "search" {
                break;
            }
            takes_flags = true;
        }
    }
    argv
}

/// `-seen`, but neither `--seen` nor a plain `-` nor `-h`.
fn is_flag(word: &OsStr) -> bool {
    matches!(word.as_encoded_bytes(), [b'-', second, ..] if *second != b'-') && word != "-h"
}

/// The word of `mark` or `search` as it was typed.
pub(super) fn as_typed(word: &str) -> Result<String, std::convert::Infallible> {
    Ok(word.strip_prefix(FLAG).unwrap_or(word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "abcabcabcabc-1-2";

    #[test]
    fn a_link_alone_is_a_message_to_write() {
        let link = "MailTo:kim@shop.test?subject=-x%20--json";
        let summons = |words: &[&str]| {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            Summons::of(&words)
        };
        let wanted = Some(Summons::Compose(Some(link.to_owned())));
        assert_eq!(summons(&[link]), wanted);
        assert_eq!(summons(&["--profile", "/p", link]), wanted);
        assert_eq!(summons(&["compose", link]), wanted);
        assert_eq!(summons(&["compose"]), Some(Summons::Compose(None)));
        assert_eq!(summons(&[]), Some(Summons::Show));
        // A link is a value elsewhere, and no verb may hide behind one.
        assert_eq!(summons(&["search", link]), None);
        assert_eq!(summons(&["--profile", link]), None);
        assert_eq!(summons(&[link, "send"]), None);
        assert!(parse(&[link]).unwrap().opens_window());
    }

    fn parse(words: &[&str]) -> Result<Cli, clap::Error> {
        read(["postroom"].iter().chain(words).map(OsString::from))
    }

    fn marked(words: &[&str]) -> (Cli, Vec<String>) {
        let mut cli = parse(words).unwrap();
        match cli.verb.take() {
            Some(Verb::Mark(mark)) => (cli, mark.words),
            other => panic!("{words:?}: {other:?}"),
        }
    }

    #[test]
    fn flags_with_a_minus_are_taken_for_flags_of_mail() {
        let (_, words) = marked(&["mark", ID, "+seen", "-flagged", "-hidden"]);
        assert_eq!(words, [ID, "+seen", "-flagged", "-hidden"]);
        let (_, words) = marked(&["mark", "-seen", ID, "--", "-flagged"]);
        assert_eq!(words, ["-seen", ID, "-flagged"]);
    }

    #[test]
    fn words_with_a_minus_are_words_of_a_search() {
        let typed = [
            "search",
            "lamp",
            "-red",
            "--limit",
            "3",
            "-from:kim",
            "--json",
        ];
        let cli = parse(&typed).unwrap();
        assert!(cli.json);
        match cli.verb {
            Some(Verb::Search(search)) => {
                assert_eq!(search.query, ["lamp", "-red", "-from:kim"]);
                assert_eq!(search.limit, 3);
            }
            other => panic!("{other:?}"),
        }
        assert!(parse(&["search", "lamp", "--red"]).is_err());
    }

    #[test]
    fn options_keep_their_meaning_wherever_they_stand() {
        for words in [
            &["--json", "--profile", "p", "mark", ID, "-seen"][..],
            &["mark", "--json", "--profile", "p", ID, "-seen"],
            &["mark", ID, "--profile=p", "-seen", "--json"],
            &["mark", ID, "-seen", "--json", "--profile", "p"],
        ] {
            let (cli, marked) = marked(words);
            assert!(cli.json, "{words:?}");
            assert_eq!(cli.profile.as_deref(), Some("p".as_ref()), "{words:?}");
            assert_eq!(marked, [ID, "-seen"], "{words:?}");
        }
        // A profile that is called like the verb.
        let (cli, _) = marked(&["--profile", "mark", "mark", ID, "-seen"]);
        assert_eq!(cli.profile.as_deref(), Some("mark".as_ref()));
    }

    #[test]
    fn an_unknown_option_is_no_flag_and_help_is_given() {
        for (last, kind) in [
            ("--seen", ErrorKind::UnknownArgument),
            ("--help", ErrorKind::DisplayHelp),
            ("-h", ErrorKind::DisplayHelp),
        ] {
            let error = parse(&["mark", ID, "+seen", last]).unwrap_err();
            assert_eq!(error.kind(), kind, "{last}");
        }
        // Other verbs have no flags.
        assert!(parse(&["delete", ID, "-seen"]).is_err());
    }

    #[test]
    fn what_is_no_command_line_is_said_as_json_too() {
        let texts = crate::i18n::Texts::choose(Some("en"));
        let error = parse(&["lisst", "--json"]).unwrap_err();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output {
            json: true,
            texts: &texts,
            out: &mut out,
            err: &mut err,
        };
        assert_eq!(answer(&error, &mut output), Exit::Usage);
        let line: serde_json::Value = serde_json::from_slice(&err).unwrap();
        assert_eq!(line["error"]["kind"], "usage");
        let message = line["error"]["message"].as_str().unwrap();
        assert!(message.contains("lisst"), "{line}");
        assert!(out.is_empty());
        let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
        assert!(asks_for_json(&words(&["lisst", "--json"])));
        assert!(!asks_for_json(&words(&["mark", "--", "--json"])));
    }
}
