//! The settings file: what a person wrote stays, what is wrong is named, nothing is lost.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::domain::{
    Connections, Endpoint, KeepAttachments, KeepBack, PasswordSource, RouteKind, Security,
    TextFormat, UnreadForMe,
};

const WRITTEN: &str = r#"# my mail
[settings]
language = "de"   # at work
future_switch = 7

# the one and only
[[account]]
name = "Anna Berg"
address = 'Anna@postroom.test' # me
imap = { host = "mail.postroom.test" } # default port
smtp = { host = "mail.postroom.test", security = "starttls" }
password = { command = "pass mail" }

[[account]]
address = "ben@postroom.test"
password = "ask"
  [account.imap]
  host = "127.0.0.1"
  port = 1143
  security = "none"
  [account.smtp]
  host = "127.0.0.1"

[[mailbox]]
address = "support@postroom.test"
confirmed = true
sent_policy = "both"
routes = [{ via = "anna@postroom.test", root = "shared/support" }]
folders = { sent = "Raus" }

[[identity]]
address = "noreply@postroom.test"
via = "anna@postroom.test"
"#;

fn in_folder(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn mistake(text: &str) -> String {
    Config::read(text).unwrap_err().to_string()
}

#[test]
fn everything_is_read() {
    let (config, unknown) = Config::read(WRITTEN).unwrap();
    assert_eq!(config.settings.language.as_deref(), Some("de"));
    assert_eq!(unknown[0].key, "settings.future_switch");
    assert_eq!((unknown[0].line, unknown[0].column), (4, 1));
    let [anna, ben] = &config.accounts[..] else {
        panic!("{config:?}")
    };
    assert_eq!((anna.imap.port, anna.imap.security), (993, Security::Tls));
    assert_eq!(
        (anna.smtp.port, anna.smtp.security),
        (587, Security::StartTls)
    );
    assert_eq!(anna.password, PasswordSource::Command("pass mail".into()));
    assert_eq!((ben.imap.port, ben.imap.security), (1143, Security::None));
    assert_eq!((ben.smtp.port, &ben.password), (465, &PasswordSource::Ask));
    let support = config
        .mailbox(&MailboxId::of(&address("support@postroom.test")))
        .unwrap();
    assert_eq!(support.sent_folder(), Some("Raus"));
    assert_eq!(support.routes[0].root, "shared/support");
    assert_eq!(support.routes[0].kind, RouteKind::Namespace);
    assert_eq!(config.identities[0].via, anna.id());
    assert_eq!(Config::read("").unwrap(), (Config::default(), vec![]));
}

#[test]
fn a_mistake_is_named_with_its_place() {
    for (text, words) in [
        (
            "[settings]\ntheme = \"pink\"\n",
            "line 2, column 9: “settings.theme” cannot be “pink”: it is one of “system”, “light”, “dark”",
        ),
        (
            "[settings]\n  offline = 1\n",
            "line 2, column 13: “settings.offline” must be true or false",
        ),
        (
            "[[account]]\nname = \"x\"\n",
            "line 1, column 1: “account.address” is missing",
        ),
        (
            "\n[[account]]\naddress = \"anna\"\n",
            "line 3, column 11: “account.address” cannot be “anna”: “anna” is not an address: it needs a name, an @ and a domain",
        ),
        (
            "account = 3\n",
            "line 1, column 11: “account” must be a list of tables, as [[…]]",
        ),
        (
            "[[account]]\naddress=\"a@b.c\"\nimap={host=\"h\", port=70000}\n",
            "line 3, column 22: “account.imap.port” cannot be “70000”: a port is a number from 1 to 65535",
        ),
        (
            "[[account]]\naddress=\"a@b.c\"\nimap={host=\"\"}\n",
            "line 3, column 12: “account.imap.host” cannot be “”: a host name has no blanks and is not empty",
        ),
        (
            "[[mailbox]]\naddress=\"a@b.c\"\n[[mailbox]]\naddress=\"A@b.c\"\n",
            "line 4, column 9: “mailbox.address” has A@b.c a second time",
        ),
        (
            "[[mailbox]]\naddress=\"a@b.c\"\ncolour=-1\n",
            "line 3, column 8: “mailbox.colour” cannot be “-1”: a colour is a number from 0 to 255",
        ),
    ] {
        assert_eq!(mistake(text), words);
    }
    assert!(
        mistake("[settings\ntheme = 1").starts_with("line 1, column 10: "),
        "{}",
        mistake("[settings\ntheme = 1")
    );
    let doubled = mistake("[settings]\ntheme=\"dark\"\ntheme=\"dark\"\n");
    assert!(doubled.starts_with("line 3, column 1: "), "{doubled}");
}

#[test]
fn a_password_in_the_file_is_refused_and_not_repeated() {
    let words = mistake(
        "[[account]]\naddress=\"a@b.c\"\nimap={host=\"h\"}\nsmtp={host=\"h\"}\npassword=\"hunter2\"\n",
    );
    assert!(
        words.starts_with("line 5, column 10: “account.password” cannot be"),
        "{words}"
    );
    assert!(!words.contains("hunter2"));
}

#[test]
fn a_change_touches_only_what_changed() {
    let (_folder, path) = in_folder(WRITTEN);
    let mut file = ConfigFile::open(&path).unwrap();
    file.update(|config| {
        config.settings.theme = Theme::Dark;
        config.accounts[0].imap.host = "imap.postroom.test".into();
        config.change_mailbox(&address("support@postroom.test"), |m| {
            m.name = Some("Support".into())
        });
    })
    .unwrap();
    let expected = WRITTEN
        .replace("future_switch = 7\n", "future_switch = 7\ntheme = \"dark\"\n")
        .replace(
            "imap = { host = \"mail.postroom.test\" } # default port",
            "imap = { host = \"imap.postroom.test\" , port = 993, security = \"tls\" } # default port",
        )
        .replace("folders = { sent = \"Raus\" }\n", "folders = { sent = \"Raus\" }\nname = \"Support\"\n");
    similar(&fs::read_to_string(&path).unwrap(), &expected);
    assert_eq!(file.unknown_keys().len(), 1, "the unknown key is kept");
}

/// Equal but for blanks inside braces, which are the library's taste.
fn similar(found: &str, expected: &str) {
    let squeeze = |text: &str| text.replace(' ', "");
    assert_eq!(squeeze(found), squeeze(expected), "{found}");
}

#[test]
fn accounts_come_and_go_with_their_comments() {
    let (_folder, path) = in_folder(WRITTEN);
    let mut file = ConfigFile::open(&path).unwrap();
    let mut carla = file.config().accounts[1].clone();
    carla.address = address("carla@postroom.test");
    file.update(|config| {
        config.accounts.remove(1);
        config.accounts.push(carla.clone());
        config.identities.clear();
    })
    .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("# the one and only\n[[account]]\nname = \"Anna Berg\""),
        "{text}"
    );
    assert!(
        !text.contains("ben@") && !text.contains("noreply@"),
        "{text}"
    );
    assert_eq!(ConfigFile::open(&path).unwrap().config(), file.config());
    assert_eq!(file.config().accounts[1], carla);
}

#[test]
fn an_edit_meanwhile_is_kept() {
    let (_folder, path) = in_folder("");
    let mut file = ConfigFile::open(&path).unwrap();
    fs::write(&path, "# mine\n[settings]\nlanguage = \"fr\"\n").unwrap();
    file.update(|config| config.settings.offline = true)
        .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(
        text,
        "# mine\n[settings]\nlanguage = \"fr\"\noffline = true\n"
    );
    assert_eq!(file.config().settings.language.as_deref(), Some("fr"));
}

#[test]
fn a_damaged_file_is_left_as_it_is() {
    let (_folder, path) = in_folder("");
    let mut file = ConfigFile::open(&path).unwrap();
    for damage in ["[settings\n", "[settings]\ntheme = 3\n"] {
        fs::write(&path, damage).unwrap();
        let before = file.config().clone();
        let error = file
            .update(|config| config.settings.offline = true)
            .unwrap_err();
        assert!(matches!(error, ConfigError::Damaged { .. }));
        assert!(error.to_string().contains("config.toml, line "), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), damage);
        assert_eq!(*file.config(), before);
        assert!(ConfigFile::open(&path).is_err());
    }
    fs::write(&path, b"\xff\xfe").unwrap();
    assert!(matches!(
        ConfigFile::open(&path),
        Err(ConfigError::Read { .. })
    ));
}

#[test]
fn the_first_change_makes_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let mut file = ConfigFile::open(&path).unwrap();
    assert!(!path.exists());
    file.update(|_| ()).unwrap();
    assert!(!path.exists(), "nothing changed, nothing written");
    file.update(|config| config.settings.theme = Theme::Light)
        .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Settings of Postroom."), "{text}");
    assert!(text.ends_with("[settings]\ntheme = \"light\"\n"), "{text}");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary file is left");
}

#[cfg(unix)]
#[test]
fn the_file_is_private_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (target, path) = (
        folder.path().join("real.toml"),
        folder.path().join("config.toml"),
    );
    fs::write(&target, "").unwrap();
    std::os::unix::fs::symlink(&target, &path).unwrap();
    let mut file = ConfigFile::open(&path).unwrap();
    file.update(|config| config.settings.offline = true)
        .unwrap();
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(
        fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(
        fs::read_to_string(&target)
            .unwrap()
            .contains("offline = true")
    );
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    let error = ConfigFile::open(Path::new("/nonexistent/config.toml"))
        .unwrap()
        .update(|config| config.settings.offline = true)
        .unwrap_err();
    assert!(
        matches!(
            error,
            ConfigError::Write {
                disk_full: false,
                ..
            }
        ),
        "{error}"
    );
}

fn any_endpoint() -> impl Strategy<Value = Endpoint> {
    ("[a-z]{1,8}(\\.[a-z]{2})?", 1..=u16::MAX, 0..3u8).prop_map(|(host, port, kind)| Endpoint {
        host,
        port,
        security: [Security::Tls, Security::StartTls, Security::None][usize::from(kind)],
    })
}

fn any_config() -> impl Strategy<Value = Config> {
    let text = || "\\PC{0,12}|[\"'\\\\\n\r\t#=\\[\\]]{0,6}";
    let account = (
        "[a-c]@[a-b]\\.test",
        prop::option::of(text()),
        prop::option::of(text()),
        any_endpoint(),
        any_endpoint(),
        prop::option::of("[a-z/ ]{1,9}"),
        prop_oneof![
            Just(PasswordSource::Keyring),
            Just(PasswordSource::Ask),
            text().prop_map(PasswordSource::Command)
        ],
        (Connections::LEAST..=Connections::MOST).prop_filter_map("bounds", Connections::new),
    )
        .prop_map(
            |(address, name, login, imap, smtp, ca_file, password, connections)| Account {
                address: EmailAddress::parse(&address).unwrap(),
                name,
                login,
                imap,
                smtp,
                ca_file: ca_file.map(PathBuf::from),
                password,
                connections,
            },
        );
    let route = ("[a-c]@x\\.test", 0..4u8, text()).prop_map(|(via, kind, root)| Route {
        account: AccountId::of(&EmailAddress::parse(&via).unwrap()),
        kind: [
            RouteKind::Personal,
            RouteKind::Namespace,
            RouteKind::OwnToken,
            RouteKind::OwnLogin,
        ][usize::from(kind)],
        root,
    });
    let mailbox = (
        "[a-d]@m\\.test",
        any::<bool>(),
        prop::option::of(text()),
        prop::collection::vec(route, 0..3),
        prop::option::of(0..4usize),
        prop::collection::btree_map(
            prop::sample::select(FolderRole::SPECIAL.to_vec()),
            text(),
            0..3,
        ),
        prop::option::of(any::<u8>()),
        any::<bool>(),
        (
            prop::option::of(prop::sample::select(DraftsPolicy::ALL.to_vec())),
            prop::option::of(text()),
            prop::option::of("[a-d]@r\\.test"),
            prop::option::of(any::<bool>()),
            prop::option::of(prop::sample::select(KeepBack::ALL.to_vec())),
            prop::option::of(prop::sample::select(vec![
                KeepAttachments::Always,
                KeepAttachments::OnDemand,
                KeepAttachments::UpTo(7),
            ])),
            prop::option::of(prop::sample::select(Away::ALL.to_vec())),
            prop::option::of(prop::sample::select(Away::ALL.to_vec())),
            (
                prop::option::of(prop::sample::select(UnreadForMe::ALL.to_vec())),
                prop::option::of(prop::sample::select(Notify::ALL.to_vec())),
            ),
        ),
    )
        .prop_map(
            |(address, confirmed, name, routes, policy, folders, colour, hidden, more)| {
                MailboxSettings {
                    drafts: more.0,
                    signature: more.1,
                    reply_to: more.2.map(|a| EmailAddress::parse(&a).unwrap()),
                    name_sender: more.3,
                    keep: more.4,
                    attachments: more.5,
                    trash: more.6,
                    archive: more.7,
                    unread_for_me: more.8.0,
                    notify: more.8.1,
                    address: EmailAddress::parse(&address).unwrap(),
                    confirmed,
                    name,
                    routes,
                    sent_policy: policy.map(|p| {
                        [
                            SentPolicy::Shared,
                            SentPolicy::Mine,
                            SentPolicy::Both,
                            SentPolicy::Server,
                        ][p]
                    }),
                    folders,
                    colour,
                    hidden,
                }
            },
        );
    let identity = (
        "[a-d]@i\\.test",
        "[a-c]@x\\.test",
        prop::option::of(text()),
        prop::option::of(text()),
        prop::option::of("[a-d]@r\\.test"),
    )
        .prop_map(
            |(address, via, name, signature, reply_to)| IdentitySettings {
                signature,
                reply_to: reply_to.map(|a| EmailAddress::parse(&a).unwrap()),
                address: EmailAddress::parse(&address).unwrap(),
                via: AccountId::of(&EmailAddress::parse(&via).unwrap()),
                name,
            },
        );
    (
        prop::collection::vec(account, 0..4),
        prop::collection::vec(mailbox, 0..4),
        prop::collection::vec(identity, 0..4),
        (
            prop::option::of(text()),
            0..3usize,
            any::<bool>(),
            0..=MOST_UNDO_SECONDS,
            0..=MOST_COPY_WAIT_SECONDS,
            0..=MOST_CACHE_MB,
            any::<bool>(),
            (
                0..3usize,
                0..2usize,
                0..2usize,
                0..2usize,
                prop::sample::select(Contrast::ALL.to_vec()),
                prop::sample::select(TrayUse::ALL.to_vec()),
                prop::option::of(TEXT_SIZES),
                prop::sample::select(vec![None, QuietHours::from_words("18:00-08:05")]),
                prop::sample::select(MarkRead::ALL.to_vec()),
            ),
            (
                any::<bool>(),
                prop::collection::vec("[a-z]{0,3}@[a-z]{1,5}\\.test", 0..3),
                prop::collection::vec("[a-z]{0,3}@[a-z]{1,5}\\.test", 0..3),
                any::<bool>(),
                any::<(bool, bool)>(),
                0..2usize,
                any::<bool>(),
            ),
            (any::<bool>(), prop::collection::vec("[a-z'é]{1,8}", 0..4)),
        ),
    )
        .prop_map(
            |(
                mut accounts,
                mut mailboxes,
                mut identities,
                (
                    language,
                    theme,
                    offline,
                    undo_seconds,
                    copy_wait_seconds,
                    cache_mb,
                    keep_lost,
                    (
                        read_as,
                        in_the_dark,
                        keys,
                        density,
                        contrast,
                        tray,
                        text_size,
                        quiet,
                        mark_read,
                    ),
                    (never_ask, always, never, remind_attachment, reminds, write_as, flowed),
                    (spelling, own_words),
                ),
            )| {
                let mut seen = std::collections::HashSet::new();
                accounts.retain(|a| seen.insert(a.address.key()));
                mailboxes.retain(|m| seen.insert(m.address.key()));
                identities.retain(|i| seen.insert(format!("{}{}", i.address, i.via)));
                Config {
                    accounts,
                    mailboxes,
                    identities,
                    settings: Settings {
                        language,
                        theme: Theme::ALL[theme],
                        contrast,
                        text_size,
                        quiet,
                        tray,
                        offline,
                        undo_seconds,
                        copy_wait_seconds,
                        cache_mb,
                        keep_lost,
                        read_as: ReadAs::ALL[read_as],
                        mark_read,
                        in_the_dark: InTheDark::ALL[in_the_dark],
                        keys: KeyMap::ALL[keys],
                        density: Density::ALL[density],
                        pictures: PictureRules {
                            never_ask,
                            always,
                            never,
                        },
                        remind_attachment,
                        remind_identity: reminds.0,
                        remind_outside: reminds.1,
                        write_as: TextFormat::ALL[write_as],
                        flowed,
                        spelling,
                        own_words,
                    },
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_settings_can_be_kept_and_replaced_by_any_others(first in any_config(), second in any_config()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let mut file = ConfigFile::open(&path).unwrap();
        for config in [&first, &second, &first] {
            file.update(|kept| *kept = config.clone()).unwrap();
            let read = ConfigFile::open(&path).unwrap();
            prop_assert_eq!(read.config(), config);
        }
    }
}
