//! Commands as clients send them: by the IMAP library, and by small bounded parsers of our own
//! what it lacks: the ACL family (RFC 4314), extended LIST (RFC 5258) and SEARCH … RETURN (RFC 4731).

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::mailbox::Mailbox;

/// The words of a refusal of what is no command at all.
pub(super) const NOT_UNDERSTOOD: &str = "Error in IMAP command received by server.";

/// Most items of one parenthesised list.
const MAX_ITEMS: usize = 100;

/// A command with its tag.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) tag: String,
    /// The command's name in capitals; `UID FETCH` for the UID forms.
    pub(super) name: String,
    pub(super) verb: Verb,
}

/// What is asked for.
#[derive(Debug)]
pub(super) enum Verb {
    /// As the library understood it.
    Plain(Box<CommandBody<'static>>),
    List(ListRequest),
    /// SEARCH with result options.
    Search(SearchReturn, Box<CommandBody<'static>>),
    GetAcl(String),
    SetAcl {
        folder: String,
        who: String,
        rights: String,
    },
    DeleteAcl {
        folder: String,
        who: String,
    },
    ListRights {
        folder: String,
        who: String,
    },
    MyRights(String),
    /// Not understood, with the words of the refusal.
    Bad(&'static str),
}

/// LIST in its plain and extended forms.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ListRequest {
    pub(super) reference: String,
    pub(super) patterns: Vec<String>,
    pub(super) extended: bool,
    pub(super) only_subscribed: bool,
    pub(super) only_special_use: bool,
    pub(super) return_subscribed: bool,
    pub(super) return_children: bool,
    pub(super) return_special_use: bool,
    pub(super) return_my_rights: bool,
    pub(super) return_status: Option<Vec<String>>,
}

/// RETURN options of SEARCH.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SearchReturn {
    pub(super) min: bool,
    pub(super) max: bool,
    pub(super) all: bool,
    pub(super) count: bool,
}

/// Reads a command, given with its literals and its final CRLF.
pub(super) fn read(bytes: &[u8]) -> Request {
    let mut text = Tokens { rest: bytes };
    let tag = text.word().filter(|tag| is_tag(tag));
    let Some(tag) = tag.map(str::to_owned) else {
        return Request {
            tag: "*".to_owned(),
            name: String::new(),
            verb: Verb::Bad("Invalid characters in tag"),
        };
    };
    text.space();
    let mut name = text.word().unwrap_or_default().to_uppercase();
    if name == "UID" {
        text.space();
        name = format!("UID {}", text.word().unwrap_or_default().to_uppercase());
    }
    let verb = match name.as_str() {
        "GETACL" | "SETACL" | "DELETEACL" | "LISTRIGHTS" | "MYRIGHTS" => acl(&name, &mut text),
        "LIST" => text.list_request().map(Verb::List),
        "SEARCH" | "UID SEARCH" => search(&tag, &name, &mut text),
        _ => plain(bytes),
    };
    let verb = verb.unwrap_or(Verb::Bad(NOT_UNDERSTOOD));
    Request { tag, name, verb }
}

fn is_tag(text: &str) -> bool {
    text.len() <= 100
        && text
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"(){%*\"\\+".contains(&b))
}

fn plain(bytes: &[u8]) -> Option<Verb> {
    let (rest, command) = CommandCodec::new().decode_static(bytes).ok()?;
    rest.is_empty().then(|| Verb::Plain(Box::new(command.body)))
}

fn acl(name: &str, text: &mut Tokens<'_>) -> Option<Verb> {
    let folder = text.argument()?;
    let verb = match name {
        "GETACL" => Verb::GetAcl(folder),
        "MYRIGHTS" => Verb::MyRights(folder),
        _ => {
            let who = text.argument()?;
            match name {
                "SETACL" => Verb::SetAcl {
                    folder,
                    who,
                    rights: text.argument()?,
                },
                "DELETEACL" => Verb::DeleteAcl { folder, who },
                _ => Verb::ListRights { folder, who },
            }
        }
    };
    text.end()?;
    Some(verb)
}

fn search(tag: &str, name: &str, text: &mut Tokens<'_>) -> Option<Verb> {
    text.space()?;
    let mut ahead = Tokens { rest: text.rest };
    if !ahead
        .word()
        .is_some_and(|w| w.eq_ignore_ascii_case("RETURN"))
    {
        return plain(&joined(tag, name, text.rest));
    }
    ahead.space()?;
    let mut wanted = SearchReturn::default();
    for option in ahead.words_in_parentheses()? {
        match option.to_uppercase().as_str() {
            "MIN" => wanted.min = true,
            "MAX" => wanted.max = true,
            "ALL" => wanted.all = true,
            "COUNT" => wanted.count = true,
            _ => return Some(Verb::Bad("Unknown SEARCH return options")),
        }
    }
    // An empty list means ALL (RFC 4731 3.1).
    wanted.all |= wanted == SearchReturn::default();
    ahead.space()?;
    match plain(&joined(tag, name, ahead.rest))? {
        Verb::Plain(body) => Some(Verb::Search(wanted, body)),
        _ => None,
    }
}

fn joined(tag: &str, name: &str, rest: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{tag} {name} ").into_bytes();
    bytes.extend_from_slice(rest);
    bytes
}

/// The folder that a command names first, by its wire name.
pub(super) fn folder_of(verb: &Verb) -> Option<String> {
    match verb {
        Verb::GetAcl(folder)
        | Verb::MyRights(folder)
        | Verb::SetAcl { folder, .. }
        | Verb::DeleteAcl { folder, .. }
        | Verb::ListRights { folder, .. } => Some(folder.clone()),
        Verb::List(_) | Verb::Search(..) | Verb::Bad(_) => None,
        Verb::Plain(body) => match body.as_ref() {
            CommandBody::Select { mailbox, .. }
            | CommandBody::Examine { mailbox, .. }
            | CommandBody::Create { mailbox }
            | CommandBody::Delete { mailbox }
            | CommandBody::Rename { from: mailbox, .. }
            | CommandBody::Subscribe { mailbox }
            | CommandBody::Unsubscribe { mailbox }
            | CommandBody::Status { mailbox, .. }
            | CommandBody::Append { mailbox, .. }
            | CommandBody::Copy { mailbox, .. }
            | CommandBody::Move { mailbox, .. } => Some(name_of(mailbox)),
            _ => None,
        },
    }
}

/// A folder name as text; what is not UTF-8 becomes a name that no folder has.
pub(super) fn name_of(mailbox: &Mailbox<'_>) -> String {
    match mailbox {
        Mailbox::Inbox => "INBOX".to_owned(),
        Mailbox::Other(other) => String::from_utf8_lossy(other.as_ref()).into_owned(),
    }
}

/// A cursor over a command.
struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn byte(&mut self, wanted: u8) -> Option<()> {
        (self.rest.first() == Some(&wanted)).then(|| self.take(1))?;
        Some(())
    }

    fn space(&mut self) -> Option<()> {
        self.byte(b' ')
    }

    fn end(&mut self) -> Option<()> {
        (self.rest == b"\r\n").then_some(())
    }

    /// Characters up to a space, parenthesis or line end; `None` when there are none.
    fn word(&mut self) -> Option<&'a str> {
        let stops = |b: &u8| b" ()\r\n\"{".contains(b);
        let length = self.rest.iter().position(stops).unwrap_or(self.rest.len());
        let ahead = self.rest.get(..length).filter(|w| !w.is_empty())?;
        let word = std::str::from_utf8(ahead).ok()?;
        self.take(length)?;
        Some(word)
    }

    /// `SP astring`.
    fn argument(&mut self) -> Option<String> {
        self.space()?;
        self.string()
    }

    /// `astring`, and also `list-mailbox` with its wildcards.
    fn string(&mut self) -> Option<String> {
        match self.rest.first()? {
            b'"' => self.quoted(),
            b'{' => self.literal(),
            _ => self.word().map(str::to_owned),
        }
    }

    fn quoted(&mut self) -> Option<String> {
        self.byte(b'"')?;
        let mut value = Vec::new();
        loop {
            match *self.take(1)?.first()? {
                b'"' => return String::from_utf8(value).ok(),
                b'\\' => {
                    let escaped = *self.take(1)?.first()?;
                    b"\"\\".contains(&escaped).then(|| value.push(escaped))?;
                }
                b'\r' | b'\n' | 0 => return None,
                byte => value.push(byte),
            }
        }
    }

    fn literal(&mut self) -> Option<String> {
        self.byte(b'{')?;
        let end = self.rest.iter().position(|b| *b == b'}')?;
        let digits = std::str::from_utf8(self.take(end)?).ok()?;
        let length: usize = digits.trim_end_matches('+').parse().ok()?;
        (self.take(3)? == b"}\r\n").then_some(())?;
        let value = self.take(length)?;
        (!value.contains(&0)).then_some(())?;
        String::from_utf8(value.to_vec()).ok()
    }

    fn words_in_parentheses(&mut self) -> Option<Vec<String>> {
        self.byte(b'(')?;
        let mut words = Vec::new();
        while self.byte(b')').is_none() {
            if !words.is_empty() {
                self.space()?;
            }
            (words.len() < MAX_ITEMS).then_some(())?;
            words.push(self.word()?.to_owned());
        }
        Some(words)
    }

    fn list_request(&mut self) -> Option<ListRequest> {
        let mut list = ListRequest::default();
        self.space()?;
        if self.rest.first() == Some(&b'(') {
            list.extended = true;
            for option in self.words_in_parentheses()? {
                match option.to_uppercase().as_str() {
                    "SUBSCRIBED" => list.only_subscribed = true,
                    "SPECIAL-USE" => list.only_special_use = true,
                    "REMOTE" | "RECURSIVEMATCH" => {}
                    _ => return None,
                }
            }
            self.space()?;
        }
        list.reference = self.string()?;
        self.space()?;
        if self.byte(b'(').is_some() {
            list.extended = true;
            while self.byte(b')').is_none() {
                if !list.patterns.is_empty() {
                    self.space()?;
                }
                (list.patterns.len() < MAX_ITEMS).then_some(())?;
                list.patterns.push(self.string()?);
            }
        } else {
            list.patterns.push(self.string()?);
        }
        if self.end().is_none() {
            self.list_return(&mut list)?;
            self.end()?;
        }
        Some(list)
    }

    fn list_return(&mut self, list: &mut ListRequest) -> Option<()> {
        self.space()?;
        self.word()?.eq_ignore_ascii_case("RETURN").then_some(())?;
        self.space()?;
        self.byte(b'(')?;
        list.extended = true;
        let mut first = true;
        while self.byte(b')').is_none() {
            if !first {
                self.space()?;
            }
            first = false;
            match self.word()?.to_uppercase().as_str() {
                "SUBSCRIBED" => list.return_subscribed = true,
                "CHILDREN" => list.return_children = true,
                "SPECIAL-USE" => list.return_special_use = true,
                "MYRIGHTS" => list.return_my_rights = true,
                "STATUS" => {
                    self.space()?;
                    list.return_status = Some(self.words_in_parentheses()?);
                }
                _ => return None,
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_acl_family_is_read_with_all_kinds_of_strings() {
        let request = read(b"a1 setacl \"shared/x y\" {3}\r\nben lrs\r\n");
        assert_eq!(
            (request.tag.as_str(), request.name.as_str()),
            ("a1", "SETACL")
        );
        let Verb::SetAcl {
            folder,
            who,
            rights,
        } = request.verb
        else {
            panic!("{:?}", request.verb);
        };
        assert_eq!(
            (folder.as_str(), who.as_str(), rights.as_str()),
            ("shared/x y", "ben", "lrs")
        );
        for bad in [
            "a MYRIGHTS\r\n",
            "a MYRIGHTS a b\r\n",
            "a GETACL \"x\r\n",
            "a GETACL {9}\r\nx\r\n",
        ] {
            assert!(matches!(read(bad.as_bytes()).verb, Verb::Bad(_)), "{bad:?}");
        }
    }

    #[test]
    fn extended_list_is_read() {
        let request = read(
            b"a LIST (SUBSCRIBED) \"\" (\"*\" INBOX) RETURN (SPECIAL-USE MYRIGHTS STATUS (MESSAGES UNSEEN))\r\n",
        );
        let Verb::List(list) = request.verb else {
            panic!("{:?}", request.verb);
        };
        assert!(list.only_subscribed && list.return_special_use && list.return_my_rights);
        assert_eq!(list.patterns, ["*", "INBOX"]);
        assert_eq!(list.return_status.unwrap(), ["MESSAGES", "UNSEEN"]);
        let Verb::List(list) = read(b"a LIST shared/ %\r\n").verb else {
            panic!();
        };
        assert!(!list.extended && list.reference == "shared/" && list.patterns == ["%"]);
    }

    #[test]
    fn search_with_result_options_is_read() {
        let Verb::Search(wanted, _) = read(b"a UID SEARCH RETURN (MIN COUNT) UNSEEN\r\n").verb
        else {
            panic!();
        };
        assert!(wanted.min && wanted.count && !wanted.all);
        let Verb::Search(wanted, _) = read(b"a SEARCH return () ALL\r\n").verb else {
            panic!();
        };
        assert!(wanted.all);
        assert!(matches!(
            read(b"a SEARCH RETURN (SAVE) ALL\r\n").verb,
            Verb::Bad(_)
        ));
        assert!(matches!(read(b"a SEARCH ALL\r\n").verb, Verb::Plain(_)));
    }

    #[test]
    fn what_is_not_a_command_is_refused() {
        for bad in [
            "\r\n",
            "* NOOP\r\n",
            "a\r\n",
            "a NOOP x\r\n",
            "a XYZ\r\n",
            "+ x\r\n",
        ] {
            assert!(matches!(read(bad.as_bytes()).verb, Verb::Bad(_)), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            read(&bytes);
        }

        #[test]
        fn no_near_command_makes_it_panic(
            start in proptest::sample::select(vec![
                "a UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (FROM TO)]<0.100>) (CHANGEDSINCE 1)",
                "a LIST (SUBSCRIBED) \"\" (\"*\" %) RETURN (STATUS (MESSAGES) MYRIGHTS)",
                "a UID SEARCH RETURN (ALL) OR (FROM x) NOT HEADER Message-ID {3}\r\nabc 4294967295:*",
                "a SETACL {5}\r\nINBOX anyone +lrs",
                "a UID STORE *:4294967295,1,2:3 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen $x)",
                "a APPEND INBOX (\\Seen) \" 1-Jan-2026 00:00:00 +0000\" {3}\r\nabc",
            ]),
            cut in 0_usize..120,
            put in proptest::collection::vec(any::<u8>(), 0..4),
        ) {
            let mut bytes = start.as_bytes().to_vec();
            let at = cut.min(bytes.len());
            let tail = bytes.split_off(at);
            bytes.extend(put);
            bytes.extend(tail.iter().skip(1));
            bytes.extend(b"\r\n");
            read(&bytes);
        }
    }
}
