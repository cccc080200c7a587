//! Which folder of a mailbox is its Sent, Drafts, Archive, Junk, Trash.
//!
//! The server says so by SPECIAL-USE (RFC 6154), but seldom in other people's namespaces
//! (wire/quirks.rs: dovecot-shared-roles); there the name proposes, and a person confirms.

use crate::domain::{FolderRole, RoleSource};

/// Names in use by servers and clients, per role; the earlier, the better. Compared without case.
const NAMES: &[(FolderRole, &[&str])] = &[
    (
        FolderRole::Sent,
        &[
            "sent",
            "sent items",
            "sent messages",
            "sent mail",
            "gesendet",
            "gesendete elemente",
            "gesendete objekte",
            "envoyés",
            "éléments envoyés",
            "messages envoyés",
            "enviados",
            "elementos enviados",
            "posta inviata",
            "inviata",
            "verzonden",
            "verzonden items",
            "wysłane",
            "skickat",
            "skickade",
            "sendt",
            "lähetetyt",
            "enviadas",
            "itens enviados",
            "отправленные",
            "送信済み",
            "送信済みアイテム",
            "已发送",
        ],
    ),
    (
        FolderRole::Drafts,
        &[
            "drafts",
            "draft",
            "entwürfe",
            "brouillons",
            "borradores",
            "bozze",
            "concepten",
            "robocze",
            "wersje robocze",
            "utkast",
            "kladder",
            "luonnokset",
            "rascunhos",
            "черновики",
            "下書き",
            "草稿",
        ],
    ),
    (
        FolderRole::Archive,
        &[
            "archive",
            "archives",
            "archived",
            "archiv",
            "archivo",
            "archivio",
            "archief",
            "archiwum",
            "arkiv",
            "arkisto",
            "arquivo",
            "архив",
            "アーカイブ",
            "存档",
        ],
    ),
    (
        FolderRole::Junk,
        &[
            "junk",
            "spam",
            "junk e-mail",
            "junk email",
            "bulk mail",
            "spamverdacht",
            "indésirables",
            "courrier indésirable",
            "pourriel",
            "correo no deseado",
            "posta indesiderata",
            "ongewenste e-mail",
            "wiadomości-śmieci",
            "skräppost",
            "søppelpost",
            "roskaposti",
            "lixo eletrônico",
            "спам",
            "迷惑メール",
            "垃圾邮件",
        ],
    ),
    (
        FolderRole::Trash,
        &[
            "trash",
            "deleted items",
            "deleted messages",
            "deleted",
            "bin",
            "papierkorb",
            "gelöschte elemente",
            "gelöschte objekte",
            "corbeille",
            "éléments supprimés",
            "papelera",
            "elementos eliminados",
            "cestino",
            "posta eliminata",
            "prullenbak",
            "verwijderde items",
            "kosz",
            "papperskorgen",
            "papirkurv",
            "roskakori",
            "lixeira",
            "корзина",
            "ゴミ箱",
            "已删除邮件",
        ],
    ),
];

/// A folder that may have a role.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'a> {
    /// Path inside the mailbox.
    pub path: &'a str,
    /// What the server says.
    pub special_use: Option<FolderRole>,
    /// Can it be opened? A container has no role.
    pub selectable: bool,
}

/// Gives each candidate its role and how it is known, in the order given. A role is given to at
/// most one folder: to the confirmed one, else the server's, else the best name.
pub(super) fn assign(
    candidates: &[Candidate<'_>],
    confirmed: &[(FolderRole, String)],
) -> Vec<(FolderRole, RoleSource)> {
    let mut roles = vec![(FolderRole::Other, RoleSource::None); candidates.len()];
    for role in FolderRole::SPECIAL {
        let by_person = confirmed
            .iter()
            .find(|(r, _)| *r == role)
            .map(|(_, path)| path.as_str());
        let place = |found: &dyn Fn(&Candidate<'_>) -> bool| {
            candidates.iter().position(|c| c.selectable && found(c))
        };
        let chosen = by_person
            .and_then(|path| place(&|c| c.path == path))
            .map(|i| (i, RoleSource::Confirmed))
            .or_else(|| place(&|c| c.special_use == Some(role)).map(|i| (i, RoleSource::Server)))
            .or_else(|| {
                (role == FolderRole::Inbox)
                    .then(|| place(&|c| c.path.eq_ignore_ascii_case("INBOX")))
                    .flatten()
                    .map(|i| (i, RoleSource::Server))
            })
            .or_else(|| by_name(role, candidates).map(|i| (i, RoleSource::Name)));
        if let Some((index, source)) = chosen
            && let Some(slot) = roles.get_mut(index)
            && slot.0 == FolderRole::Other
        {
            *slot = (role, source);
        }
    }
    roles
}

/// The folder whose name fits best: at the top of the mailbox or directly below the Inbox.
fn by_name(role: FolderRole, candidates: &[Candidate<'_>]) -> Option<usize> {
    let (_, names) = NAMES.iter().find(|(r, _)| *r == role)?;
    let rank = |path: &str| {
        let (below_inbox, name) = match path.split_once('/') {
            None => (false, path),
            Some((parent, name)) if parent.eq_ignore_ascii_case("INBOX") && !name.contains('/') => {
                (true, name)
            }
            Some(_) => return None,
        };
        let lower = name.to_lowercase();
        // Of several that differ by case alone, the one that is written as programs write it: a folder
        // `SENT` that somebody adds takes nothing from `Sent`.
        let is_usual = name
            .chars()
            .next()
            .is_some_and(|first| !first.is_lowercase())
            && name.chars().skip(1).eq(lower.chars().skip(1));
        names
            .iter()
            .position(|n| *n == lower)
            .map(|place| (below_inbox, place, !is_usual))
    };
    candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| c.selectable && c.special_use.is_none())
        .filter_map(|(i, c)| rank(c.path).map(|r| (r, i)))
        .min()
        .map(|(_, i)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(
        paths: &[(&str, Option<FolderRole>)],
        confirmed: &[(FolderRole, String)],
    ) -> Vec<(FolderRole, RoleSource)> {
        let candidates: Vec<_> = paths
            .iter()
            .map(|(path, special_use)| Candidate {
                path,
                special_use: *special_use,
                selectable: true,
            })
            .collect();
        assign(&candidates, confirmed)
    }

    #[test]
    fn the_server_then_the_name() {
        let roles = of(
            &[
                ("INBOX", None),
                ("Sent", None),
                ("Sent Messages", Some(FolderRole::Sent)),
                ("Papierkorb", None),
                ("Projects/Sent", None),
            ],
            &[],
        );
        assert_eq!(
            roles,
            [
                (FolderRole::Inbox, RoleSource::Server),
                (FolderRole::Other, RoleSource::None),
                (FolderRole::Sent, RoleSource::Server),
                (FolderRole::Trash, RoleSource::Name),
                (FolderRole::Other, RoleSource::None),
            ]
        );
    }

    #[test]
    fn a_person_outranks_the_server_and_the_top_outranks_the_inbox() {
        let roles = of(
            &[
                ("INBOX", None),
                ("INBOX/Sent", None),
                ("Envoyés", None),
                ("Post/Raus", Some(FolderRole::Sent)),
            ],
            &[(FolderRole::Sent, "Envoyés".into())],
        );
        assert_eq!(roles[2], (FolderRole::Sent, RoleSource::Confirmed));
        assert_eq!(roles[3], (FolderRole::Other, RoleSource::None));
        let roles = of(&[("INBOX/Sent", None), ("Gesendet", None)], &[]);
        assert_eq!(
            (roles[0].0, roles[1].0),
            (FolderRole::Other, FolderRole::Sent)
        );
    }

    #[test]
    fn of_names_that_differ_by_case_alone_the_usual_one_has_the_role() {
        let roles = of(&[("SENT", None), ("Sent", None), ("sent", None)], &[]);
        assert_eq!(roles[1], (FolderRole::Sent, RoleSource::Name));
        // Alone, any of them is it; and the better word is before the usual spelling.
        assert_eq!(of(&[("sEnt", None)], &[])[0].0, FolderRole::Sent);
        let roles = of(&[("Gesendet", None), ("SENT", None)], &[]);
        assert_eq!(roles[1].0, FolderRole::Sent);
    }

    #[test]
    fn a_confirmed_folder_that_is_gone_does_not_count() {
        let roles = of(&[("Sent", None)], &[(FolderRole::Sent, "Old".into())]);
        assert_eq!(roles[0], (FolderRole::Sent, RoleSource::Name));
    }
}
