//! Peculiarities of servers that are dealt with here, each with its source.
//!
//! Code that exists because of one server names its row by [`Quirk::id`] in a comment, here and in
//! the engine, so that it can be found from here and dropped with it.

/// One peculiarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirk {
    /// How comments refer to it.
    pub id: &'static str,
    /// Which servers.
    pub server: &'static str,
    /// What they do.
    pub what: &'static str,
    /// What is done about it.
    pub cure: &'static str,
    /// Where it is known from.
    pub source: &'static str,
}

/// All peculiarities of IMAP servers that are dealt with.
pub const IMAP: &[Quirk] = &[
    Quirk {
        id: "exchange-not-connected",
        server: "Exchange, Microsoft 365",
        what: "answers the first command after a successful LOGIN with BAD \"User is authenticated but not connected\": no right on the mailbox, or throttled",
        cure: "a BAD to the CAPABILITY behind the sign-in counts as a refused sign-in, with the server's words",
        source: "imapflow lib/imap-flow.js; mscdex/node-imap issue 689; imapsync FAQ.Exchange",
    },
    Quirk {
        id: "exchange-tagless",
        server: "Exchange, Microsoft 365",
        what: "writes `Server Unavailable. 15` without a tag between responses",
        cure: "kept as words for the person; they become the reason if the connection then ends",
        source: "imapflow lib/handler/imap-parser.js; imapsync FAQ.Exchange",
    },
    Quirk {
        id: "exchange-backoff",
        server: "Exchange, Microsoft 365",
        what: "refuses with `Suggested Backoff Time: 299961 milliseconds` when it is asked too much",
        cure: "the account is left alone for so long, a quarter of an hour at most",
        source: "imapsync FAQ.Exchange; imapflow lib/imap-flow.js",
    },
    Quirk {
        id: "gmail-throttled",
        server: "Gmail, Yahoo",
        what: "says only in words that a limit on traffic or on connections is reached",
        cure: "a limit on traffic pauses the account; one on connections lowers how many are watched",
        source: "Gmail help, answer 7126229; imapsync FAQ.Gmail",
    },
    Quirk {
        id: "exchange-code-without-ok",
        server: "Exchange",
        what: "sends `* [ALERT] text` without OK",
        cure: "kept as words for the person",
        source: "MailKit ImapCommand.cs",
    },
    Quirk {
        id: "office365-backslash-login",
        server: "Microsoft 365",
        what: "the name for a shared mailbox is `user@dom\\shared@dom`, which PLAIN does not take",
        cure: "a name with a backslash signs in by LOGIN",
        source: "imapsync FAQ.Office365; imapflow lib/imap-flow.js",
    },
    Quirk {
        id: "office365-token-bye",
        server: "Microsoft 365",
        what: "answers any command with `* BYE Session invalidated - AccessTokenExpired`",
        cure: "a BYE without a tagged answer is an error with the server's words, never an empty answer",
        source: "iroco-co/aioimaplib issue 83",
    },
    Quirk {
        id: "exchange-size",
        server: "Exchange",
        what: "RFC822.SIZE is what the message takes in the store, not its octets",
        cure: "bodies are read to their end, whatever the size said",
        source: "Microsoft Open Specifications, MS-STANOIMAP (RFC822.SIZE)",
    },
    Quirk {
        id: "gmail-copyuid-order",
        server: "Gmail",
        what: "COPYUID lists UIDs in descending order",
        cure: "the two lists are paired in the order sent",
        source: "Thunderbird nsImapProtocol.cpp",
    },
    Quirk {
        id: "gmail-all-mail",
        server: "Gmail",
        what: "has no Archive: what has lost its label INBOX is in All Mail alone",
        cure: "where folders are labels (X-GM-EXT-1), what is listed as \\All is the archive",
        source: "imapsync FAQ.Gmail; Thunderbird nsImapProtocol.cpp",
    },
    Quirk {
        id: "yahoo-line-length",
        server: "Yahoo",
        what: "refuses command lines above 1,000 octets",
        cure: "sets of UIDs go out in pieces, each its own command",
        source: "MailKit ImapEngine.cs",
    },
    Quirk {
        id: "yahoo-descending",
        server: "Yahoo",
        what: "answers FETCH with UIDs in descending order",
        cure: "no order is assumed",
        source: "Thunderbird nsImapMailFolder.cpp",
    },
    Quirk {
        id: "netease-id",
        server: "163.com, 126.com",
        what: "refuses SELECT with \"Unsafe Login\" until the client has sent ID",
        cure: "ID is sent where it is offered",
        source: "general knowledge, not checked",
    },
    Quirk {
        id: "netease-status",
        server: "163.com",
        what: "answers STATUS with an empty list and SELECT without UIDNEXT",
        cure: "every count is optional",
        source: "chatmail core, select_folder.rs",
    },
    Quirk {
        id: "zoho-modseq",
        server: "Zoho",
        what: "MODSEQ and HIGHESTMODSEQ are -1, numbers may have a decimal point",
        cure: "such an item is dropped from its FETCH, the rest is kept",
        source: "MailKit issue 1686 and release notes",
    },
    Quirk {
        id: "internaldate-nonsense",
        server: "mail.ru, Domino",
        what: "INTERNALDATE is NIL or `00-Jan-0000`",
        cure: "the date is unknown; NIL never reaches imap-proto, which would panic",
        source: "MailKit release notes; tried against imap-proto 0.17.0",
    },
    Quirk {
        id: "proton-special-use",
        server: "Proton Mail Bridge",
        what: "answers LIST with options with BAD although they are advertised",
        cure: "a plain LIST follows",
        source: "MailKit issue 674",
    },
    Quirk {
        id: "strato-empty-list",
        server: "strato.de",
        what: "answers an extended LIST with OK and nothing",
        cure: "an empty extended LIST is followed by a plain one",
        source: "MailKit issue 1957",
    },
    Quirk {
        id: "cyrus-list-pattern",
        server: "Cyrus",
        what: "unasked SEARCH responses, and LIST responses outside of the pattern",
        cure: "a SEARCH counts only for a command that searches; folders are told apart by name",
        source: "MailKit ImapFolderSearch.cs; Thunderbird nsImapServerResponseParser.cpp",
    },
    Quirk {
        id: "zimbra-blanks",
        server: "Zimbra, Surgemail, Outlook",
        what: "blanks too many or missing between items and at the end of a line",
        cure: "any number of blanks separates",
        source: "Thunderbird nsImapServerResponseParser.cpp; imap-proto tests",
    },
    Quirk {
        id: "hmail-stale-no",
        server: "hMailServer, proxies",
        what: "a tagged answer to an earlier command arrives late",
        cure: "an answer with a tag not in flight ends the connection; it is never taken for ours",
        source: "async-imap pull request 141; MailKit issue 115",
    },
    Quirk {
        id: "yandex-bye-flood",
        server: "Yandex",
        what: "sends BYE again and again without closing",
        cure: "the first BYE outside of LOGOUT ends the connection",
        source: "MailKit issue 938",
    },
    Quirk {
        id: "untagged-copyuid",
        server: "home.pl and others",
        what: "COPYUID stands in an untagged OK (RFC 6851 recommends it for MOVE), or in an untagged line without OK",
        cure: "all of these places are read, for APPENDUID too",
        source: "RFC 6851 section 4.3; MailKit ImapFolder.cs",
    },
    Quirk {
        id: "icloud-enable",
        server: "iCloud, several",
        what: "answers ENABLE with OK and no ENABLED, or leaves out what it does not mean",
        cure: "only what ENABLED names is used; without it a folder is compared as on a server without QRESYNC",
        source: "MailKit issue 1871; RFC 5161 3.1",
    },
    Quirk {
        id: "icloud-message-id",
        server: "iCloud",
        what: "SEARCH HEADER Message-ID matches only the whole id with its angle brackets",
        cure: "callers search for the id with its brackets",
        source: "imap-mcp-server issue 90",
    },
    Quirk {
        id: "dovecot-readonly-ok",
        server: "Dovecot 2.3",
        what: "answers STORE and EXPUNGE on a folder opened read-only with OK and does nothing",
        cure: "refused here before it is sent",
        source: "tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "illegal-structure",
        server: "Exchange, Gmail, QQ, Yandex, Dovecot",
        what: "BODYSTRUCTURE of odd mails breaks the grammar: a string for a disposition, a multipart without parts, names not quoted",
        cure: "a structure that cannot be read is dropped, and the message kept; what is lost behind it is asked for without the structure",
        source: "MailKit ImapUtils.cs and issues 205, 777, 1393, 1841",
    },
    Quirk {
        id: "body-nil-gone",
        server: "several",
        what: "answer a FETCH for a message that has just been removed with NIL for its text",
        cure: "NIL or nothing from the first octet on counts as gone",
        source: "MailKit ImapFolderFetch.cs",
    },
    Quirk {
        id: "body-no-ranges",
        server: "home-made servers",
        what: "do not know partial FETCH: the whole message comes, without an origin",
        cure: "what comes without an origin, from the first octet on, is the whole",
        source: "general knowledge, not checked",
    },
    Quirk {
        id: "bare-lf-line",
        server: "home-made servers",
        what: "end lines with LF alone",
        cure: "read as a line; parsers are given CRLF, and what goes out ends in CRLF",
        source: "general knowledge, not checked",
    },
    Quirk {
        id: "dovecot-inner-end",
        server: "Dovecot 2.3",
        what: "counts the line end behind the last boundary of a mail in a mail to that mail, although it \
            belongs to the boundary outside (RFC 2046 5.1.1)",
        cure: "none is needed: the mail is saved with a line end more",
        source: "tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "dovecot-namespace-node",
        server: "Dovecot 2.3",
        what: "lists a namespace's own node without the delimiter at its end (`shared` for `shared/`)",
        cure: "it counts to its namespace, as nobody's mailbox",
        source: "tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "shared-root-inbox",
        server: "Dovecot, Cyrus",
        what: "another user's Inbox is the root of their folders; Dovecot opens it as `root/INBOX` too",
        cure: "the root is the Inbox, and the second name is left out",
        source: "tried against Dovecot 2.3.19 and Cyrus 3.6.1",
    },
    Quirk {
        id: "dovecot-shared-roles",
        server: "Dovecot 2.3, Cyrus",
        what: "gives no SPECIAL-USE for folders of other users",
        cure: "names propose the role, and a person confirms it",
        source: "tried against Dovecot 2.3.19 and Cyrus 3.6.1",
    },
    Quirk {
        id: "cyrus-dots",
        server: "Cyrus",
        what: "writes the dots of a user's name as `^` where the dot is the delimiter",
        cure: "read as dots where an address is proposed",
        source: "imapd.conf(5), unixhierarchysep; tried against Cyrus 3.6.1",
    },
    Quirk {
        id: "cyrus-no-code",
        server: "Cyrus",
        what: "refuses with `Permission denied` and `Mailbox does not exist` without a code of RFC 5530",
        cure: "where a copy is refused without a code, the rights are read again and tell whether one is missing",
        source: "tried against Cyrus 3.6.1",
    },
    Quirk {
        id: "cyrus-rights-kept",
        server: "Cyrus",
        what: "lets whoever has a folder open keep the rights with which they opened it, and reports no others",
        cure: "an act opens its folder anew, and a session that watches judges no access",
        source: "tried against Cyrus 3.6.1",
    },
    Quirk {
        id: "dovecot-shared-hourly",
        server: "Dovecot 2.3",
        what: "looks only once an hour within a session who shares something with the user",
        cure: "each look for mailboxes has a session of its own",
        source: "Dovecot acl-shared-storage.c, SHARED_NS_RETRY_SECS; tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "dovecot-status-selected",
        server: "Dovecot 2.3",
        what: "LIST with STATUS tells of the selected folder what the session knew of it before",
        cure: "nothing is open when counts are asked for (RFC 9051 6.3.11 warns of it, too)",
        source: "tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "dovecot-notify-shared",
        server: "Dovecot 2.3",
        what: "takes NOTIFY for a shared Inbox, and tells nothing of it",
        cure: "news of a folder counts as told at once only from the first time on that it was told so",
        source: "tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "dovecot-uidvalidity",
        server: "Dovecot, Cyrus",
        what: "UIDVALIDITY is the second in which the folder was made, so folders made together share it",
        cure: "two routes are one mailbox only if a Message-ID agrees at the same UID too",
        source: "tried against Dovecot 2.3.19",
    },
    Quirk {
        id: "dovecot-hidden-folder",
        server: "Dovecot 2.3",
        what: "says of a folder without the right to see it that it does not exist",
        cure: "a refusal of MYRIGHTS counts as no rights, unless its code names another reason",
        source: "tried against Dovecot 2.3.19; RFC 4314 section 6",
    },
];

/// All peculiarities of submission servers that are dealt with.
pub const SMTP: &[Quirk] = &[
    Quirk {
        id: "exchange-late-refusal",
        server: "Exchange, Microsoft 365",
        what: "takes any sender and recipient, and refuses a Send As only after DATA (554 5.2.252)",
        cure: "a probe that was not refused proves nothing; refusals keep the phase they came in",
        source: "nextcloud/mail issue 13668; gophish/gophish issue 2900",
    },
    Quirk {
        id: "exchange-long-refusal",
        server: "Exchange, Microsoft 365",
        what: "refuses in lines of more than 1,000 octets, with host names and a stack of exceptions",
        cure: "lines of up to 64 KiB are read; 500 characters are kept",
        source: "gophish/gophish issue 2900; OfficeDocs-Support issue 1187",
    },
    Quirk {
        id: "exchange-auth-login",
        server: "Exchange, Microsoft 365",
        what: "offers AUTH LOGIN and not PLAIN",
        cure: "LOGIN is spoken where PLAIN is missing",
        source: "lettre 0.11, authentication.rs",
    },
    Quirk {
        id: "postfix-delayed-reject",
        server: "Postfix",
        what: "refuses a sender at RCPT (smtpd_delay_reject), so that the reply seems to be about the recipient",
        cure: "a probe goes as far as RCPT; the words and codes are kept with the recipient",
        source: "postconf(5); tried against Postfix 3.7.11",
    },
    Quirk {
        id: "postfix-error-limit",
        server: "Postfix",
        what: "ends the session with 421 after 20 refusals (smtpd_hard_error_limit)",
        cure: "asking for recipients stops at 421; what was refused so far is reported",
        source: "postconf(5)",
    },
    Quirk {
        id: "auth-equals",
        server: "Postfix with broken_sasl_auth_clients, old Exchange",
        what: "writes `AUTH=LOGIN PLAIN` as drafts before RFC 2554 did",
        cure: "read like `AUTH LOGIN PLAIN`",
        source: "postconf(5)",
    },
    Quirk {
        id: "bare-lf-reply",
        server: "home-made servers",
        what: "end the lines of replies with LF alone",
        cure: "read as a line; what goes out always ends in CRLF",
        source: "general knowledge, not checked",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The sources of a room, read as they lie on disk.
    fn sources(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("quirks.rs") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn every_row_is_named_where_it_is_dealt_with() {
        let text = both_rooms();
        for quirk in IMAP {
            assert!(text.contains(quirk.id), "{}", quirk.id);
        }
    }

    /// What this room and the engine say, in one line.
    fn both_rooms() -> String {
        let mut text = String::new();
        for room in ["src/wire", "src/engine"] {
            let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(room);
            sources(&room, &mut text);
        }
        let words = text.split_whitespace();
        let words: Vec<&str> = words
            .filter(|w| !matches!(*w, "//" | "///" | "//!"))
            .collect();
        words.join(" ")
    }

    #[test]
    fn every_name_of_a_row_leads_to_it() {
        let text = both_rooms();
        let of_a_row = |c: char| c.is_ascii_alphanumeric() || c == '-';
        for named in text.split("quirks.rs: ").skip(1) {
            let end = named.find(|c| !of_a_row(c)).unwrap_or(named.len());
            let known = IMAP
                .iter()
                .chain(SMTP)
                .any(|quirk| quirk.id == &named[..end]);
            assert!(known, "{}", &named[..end]);
        }
    }

    /// The twenty faults of servers that the product promises to stand, with the rows about them and
    /// tests that play them. Some need no row: nothing is done that they could break.
    const TWENTY: [(&str, &[&str], &[&str]); 20] = [
        (
            "Exchange: authenticated but not connected",
            &["exchange-not-connected"],
            &["exchange_refuses_a_mailbox_behind_the_sign_in"],
        ),
        (
            "Microsoft 365: the sign-in to a shared mailbox",
            &["office365-backslash-login"],
            &["a_password_is_quoted_or_a_literal_and_never_a_command"],
        ),
        (
            "Microsoft 365: BYE for a token that expired",
            &["office365-token-bye"],
            &[
                "a_farewell_in_the_middle_is_an_error_with_its_words",
                "a_farewell_at_any_command_deletes_nothing",
            ],
        ),
        (
            "Exchange: throttled, and lines without a tag",
            &["exchange-backoff", "exchange-tagless"],
            &[
                "a_server_that_asks_for_rest_is_left_alone",
                "words_outside_of_any_response_become_the_reason",
            ],
        ),
        (
            "Microsoft 365, Gmail: the server files the sent copy",
            &[],
            &[
                "one_copy_in_each_folder_however_the_server_files",
                "one_copy_wherever_and_whenever_the_server_files",
            ],
        ),
        (
            "Exchange: sizes that are not octets",
            &["exchange-size"],
            &["a_body_comes_in_ranges_and_not_above_what_is_wanted"],
        ),
        (
            "Exchange: names and codes outside of the grammar",
            &["exchange-code-without-ok", "illegal-structure"],
            &[
                "nothing_unknown_ends_a_session",
                "a_structure_that_cannot_be_read_takes_no_message_along",
            ],
        ),
        (
            "Exchange: LSUB refused",
            &[],
            &["exchange_without_acl_condstore_and_keywords"],
        ),
        (
            "Gmail: folders are labels",
            &["gmail-all-mail"],
            &["gmails_labels_keep_all_mail_and_trash_takes_it"],
        ),
        (
            "Gmail: EXPUNGE archives, COPYUID descends",
            &["gmail-all-mail", "gmail-copyuid-order"],
            &[
                "gmails_labels_keep_all_mail_and_trash_takes_it",
                "copyuid_is_kept_wherever_it_stands",
            ],
        ),
        (
            "Gmail: no FETCH unasked, limits in words",
            &["gmail-throttled"],
            &[
                "gmails_labels_keep_all_mail_and_trash_takes_it",
                "too_many_connections_are_known_by_the_words",
            ],
        ),
        (
            "Gmail, QQ, Yandex: illegal BODYSTRUCTURE",
            &["illegal-structure"],
            &["a_structure_that_cannot_be_read_hides_no_message"],
        ),
        (
            "iCloud: no ENABLED, whole Message-IDs",
            &["icloud-enable", "icloud-message-id"],
            &[
                "what_is_not_said_to_be_enabled_is_not_used",
                "icloud_that_names_nothing_enabled_and_finds_whole_ids_only",
            ],
        ),
        (
            "Yahoo: descending FETCH, short lines",
            &["yahoo-descending", "yahoo-line-length"],
            &[
                "what_a_server_lies_about_its_messages_is_not_believed",
                "a_long_set_goes_out_in_lines_that_every_server_takes",
            ],
        ),
        (
            "163.com: no UIDNEXT, empty STATUS, ID first",
            &["netease-status", "netease-id"],
            &[
                "icloud_that_names_nothing_enabled_and_finds_whole_ids_only",
                "counts_with_unknown_ones_between",
                "what_select_tells_and_what_it_does_not",
            ],
        ),
        (
            "Zoho, mail.ru, Domino: numbers and dates",
            &["zoho-modseq", "internaldate-nonsense"],
            &[
                "headers_with_their_structure_and_dates",
                "dates_that_exist_and_others",
            ],
        ),
        (
            "Proton Bridge, strato: LIST with options",
            &["proton-special-use", "strato-empty-list"],
            &["what_the_listing_cannot_give_is_asked_for_at_once"],
        ),
        (
            "Courier, Cyrus, Dovecot: namespaces and SEARCH unasked",
            &["cyrus-list-pattern", "cyrus-dots", "shared-root-inbox"],
            &[
                "a_message_number_of_nobody_is_passed_over_for_the_uid",
                "cyrus_and_a_confirmed_address",
                "searches_of_both_kinds_and_for_us_only",
            ],
        ),
        (
            "Zimbra: blanks",
            &["zimbra-blanks"],
            &["blanks_too_many_or_too_few_change_nothing"],
        ),
        (
            "Yandex, home.pl, proxies: BYE, COPYUID, stale answers",
            &["yandex-bye-flood", "untagged-copyuid", "hmail-stale-no"],
            &[
                "a_farewell_in_the_middle_is_an_error_with_its_words",
                "copyuid_is_kept_wherever_it_stands",
                "codes_in_untagged_lines_without_a_condition_are_read",
                "an_answer_with_a_foreign_tag_is_no_refused_sign_in",
            ],
        ),
    ];

    #[test]
    fn each_of_the_twenty_has_its_rows_and_a_test_that_plays_it() {
        let mut text = String::new();
        for room in ["src", "tests"] {
            let room = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(room);
            sources(&room, &mut text);
        }
        for (fault, rows, tests) in TWENTY {
            for row in rows {
                assert!(IMAP.iter().any(|quirk| quirk.id == *row), "{fault}: {row}");
            }
            assert!(!tests.is_empty(), "{fault}");
            for test in tests {
                assert!(text.contains(&format!("fn {test}()")), "{fault}: {test}");
            }
        }
    }

    #[test]
    fn every_row_is_whole_and_its_id_unique() {
        let all: Vec<&Quirk> = IMAP.iter().chain(SMTP).collect();
        for (i, quirk) in all.iter().enumerate() {
            for text in [quirk.id, quirk.server, quirk.what, quirk.cure, quirk.source] {
                assert!(!text.is_empty(), "{}", quirk.id);
            }
            assert!(all.iter().skip(i + 1).all(|other| other.id != quirk.id));
        }
    }
}
