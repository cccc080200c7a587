## La ligne de commande

cli-warning = Avertissement :
cli-no-notices = Il n’y a rien à lire.
cli-rows-cut = Seuls les { $count } premiers sont affichés : --limit en affiche davantage.
cli-is-offline = Postroom travaille hors ligne : rien n’est envoyé ni relevé.
cli-is-online = Postroom travaille en ligne.
cli-account-added = { $account } a été ajouté.
cli-account-changed = { $account } a été modifié.
cli-account-removed = { $account } a été retiré.
cli-account-works = { $account } : la lecture et l’envoi fonctionnent.
cli-account-reads-only = { $account } : la lecture fonctionne, pas l’envoi.
cli-account-sends-only = { $account } : l’envoi fonctionne, pas la lecture.
cli-account-fails = { $account } : ni la lecture ni l’envoi ne fonctionnent.
cli-no-password-on-stdin = Il n’y a pas de mot de passe sur l’entrée standard.
cli-advice-password-stdin = Transmettez-le par un tube, ou utilisez --password-command.
demo-not-started = La démo n’a pas pu démarrer.
demo-title = Démo
demo-serving = Le serveur de démo tourne jusqu’à Ctrl+C. Pour s’y connecter :
cli-no-window = Ce Postroom a été compilé sans fenêtre. « postroom --help » montre les commandes.
cli-input-too-large = L’entrée est trop volumineuse.
cli-input-unreadable = L’entrée ne peut pas être lue.
cli-finishes-others = C’est fait. Un autre Postroom a confié son travail à ce processus, qui le termine.
cli-advice-finishes-others = Ne l’interrompez pas : le sort d’un message en train de partir serait incertain.
cli-window-waits = Un autre Postroom travaille sur ce profil. La fenêtre s’ouvrira dès qu’il aura fini.
cli-advice-check-network = Vérifiez le réseau et réessayez. Postroom ne réessaie de lui-même que tant que sa fenêtre est ouverte.
cli-advice-retry = Réessayez plus tard. Postroom ne réessaie de lui-même que tant que sa fenêtre est ouverte.
cli-not-a-host = « { $text } » n’est pas un serveur. Écrivez HÔTE ou HÔTE:PORT.
cli-mailbox-added = { $mailbox } est là.
cli-mailbox-set = { $mailbox } a été modifiée.
cli-mailbox-removed = { $mailbox } est masquée. Rien n’a changé sur le serveur.
cli-not-a-setting = « { $text } » n’est pas un réglage. Écrivez name=…, address=…, sent_policy=shared|mine|both|server, colour=0…9, keep=all|1y|90d|30d|headers, attachments=always|on-demand|MÉGAOCTETS, trash=shared|mine, archive=shared|mine ou RÔLE=DOSSIER.
cli-identity-added = Vous pouvez maintenant écrire depuis { $address }, si le serveur le permet.
cli-identity-changed = { $address } a été modifié.
cli-identity-removed = { $address } a été retirée de la liste.
cli-name-the-account = Plusieurs comptes écrivent depuis { $address }. Précisez-en un avec --via.
cli-advice-add-identity = « postroom identity list » montre les adresses ; « postroom identity add { $address } --via COMPTE » en ajoute une.
cli-no-identity-of-mailbox = La boîte où se trouve ce message n’a aucune adresse d’où écrire.
cli-advice-name-from = Indiquez l’adresse avec --from ; « postroom identity list » les montre.
cli-own-on-behalf = { $address } est votre propre adresse ; on n’écrit pas de la part de soi-même.
cli-advice-own-on-behalf = Retirez --on-behalf.
cli-advice-nothing-queued = Rien n’a été mis dans la boîte d’envoi. Le texte à citer n’est pas encore ici : réessayez quand le serveur sera joignable, ou envoyez un message indépendant sans --reply-to-id.
cli-no-such-folder = Il n’y a pas de dossier « { $folder } ».
cli-folder-not-synced = Le dossier « { $folder } » n’est pas à jour : { $why }
cli-nothing-synced = Rien n’a encore été récupéré de « { $folder } » de { $mailbox }.
cli-advice-sync = « postroom sync --mailbox { $mailbox } » le récupère.
cli-view-nothing = Aucune boîte n’appartient ici à cette vue.
cli-advice-list-folders = « postroom folder list { $mailbox } » montre les dossiers.
cli-mark-usage = Nommez des messages et des marques, par exemple : mark ID +seen -flagged
cli-not-understood = Ce n’est pas une commande de Postroom : { $words }
cli-advice-help = « postroom --help » montre les commandes, et « postroom COMMANDE --help » ce que chacune attend.
cli-not-an-id = « { $text } » n’est pas l’identifiant d’un message. « postroom list » les montre.
cli-doubtful-link = Le lien « { $text } » mène à { $address }. { $doubts }
cli-act-queued = { $id } est modifié ici ; le serveur l’apprendra dès qu’il sera joignable.
cli-no-html = Le message n’a pas de partie HTML.
cli-not-an-address = « { $text } » n’est pas une liste d’adresses.
cli-file-unreadable = { $file } ne peut pas être lu.
cli-file-too-large = { $file } est trop volumineux pour être envoyé.
cli-not-a-file = { $file } n’est pas un fichier.
cli-advice-body-stdin = Indiquez un fichier. Ce qu’un autre programme écrit peut être transmis par un tube : --body-file -
cli-file-not-text = { $file } n’est pas du texte en UTF-8.
cli-input-not-text = L’entrée standard n’est pas du texte en UTF-8.
cli-advice-utf8 = Convertissez-le en UTF-8, ou joignez-le comme fichier.
cli-outbox-cancelled = { $id } a été retiré de la boîte d’envoi. C’est de nouveau un brouillon.
cli-outbox-discarded = { $id } a été jeté : il ne sera pas envoyé, et rien n’en est gardé.
cli-synced = { $folders ->
    [one] { $folders } dossier
   *[other] { $folders } dossiers
} à jour : { $added } nouveaux, { $changed } modifiés, { $removed } disparus.
demo-no-profile = La démo a son propre profil, qui disparaît ensuite. Retirez --profile.

## La boîte d’envoi en ligne de commande

cli-outbox-edit = { $id } peut être modifié comme { $draft }.
cli-outbox-attempts = { $count ->
    [0] Aucun essai n’a encore eu lieu
    [one] Un essai a eu lieu
   *[other] { $count } essais ont eu lieu
} (phase « { $phase } »).
cli-outbox-next = Pas d’essai avant le { $date }.
cli-outbox-waits-person = Le message vous attend.
cli-outbox-waits-time = Le message attend son heure.
cli-outbox-waits-server = Le message attend son tour et le serveur.
cli-outbox-waits-copy = Le message est envoyé. Sa copie reste à classer et à vérifier.
cli-outbox-left-out = Écartés, car le serveur ne les a pas acceptés : { $recipients }
cli-outbox-from = De { $from }, par le compte { $account }.
cli-outbox-on-behalf = De la part de { $from }, envoyé par { $sender }, par le compte { $account }.
cli-outbox-recipients = À { $recipients }.
cli-outbox-possible = Ce que vous pouvez faire :
cli-leaves-at = Il partira le { $date } si la fenêtre est alors ouverte. Sans fenêtre, « postroom outbox run » l’envoie à partir de ce moment.
cli-not-a-time = « { $text } » n’est pas une heure.
cli-time-past = { $date } est passé.
cli-advice-time = Écrivez une heure à venir avec son décalage, comme 2027-01-31T09:00:00+01:00, ou 09:00 pour la prochaine fois qu’il sera neuf heures.

## La boîte d’envoi en liste sur la ligne de commande

cli-outbox-tried = { $count ->
    [0] Aucun essai jusqu’ici.
    [one] { $count } essai.
   *[other] { $count } essais.
}
cli-outbox-looked-for = { $count ->
    [0] Pas encore cherché.
    [one] Cherché une fois.
   *[other] Cherché { $count } fois.
}
cli-outbox-next-try = Prochain essai : { $date } au plus tôt.
cli-outbox-next-look = Prochaine recherche dans les dossiers « Envoyés » : { $date } au plus tôt.
cli-outbox-next-copy = Prochain essai de la copie : { $date } au plus tôt.

cli-outbox-stopped-by-check = { $id } a été arrêté par une vérification, non par le serveur. Ce qu’elle a trouvé : postroom outbox show { $id }. Pour l’envoyer malgré tout : postroom outbox anyway { $id }
cli-cache-total = Le cache occupe { $file }, dont { $texts } de textes ({ $allowed } autorisés). { $unindexed ->
    [0] Tout peut être recherché.
    [one] Un message ne peut pas encore être recherché.
   *[other] { $unindexed } messages ne peuvent pas encore être recherchés.
}
cli-cache-messages = { $count ->
    [one] 1 message
   *[other] { $count } messages
}
cli-cache-texts = { $count ->
    [one] 1 texte
   *[other] { $count } textes
}
cli-cache-rebuilt = Ce qui était en cache a été supprimé. La prochaine synchronisation le récupère.
cli-advice-search-server = Pour interroger les serveurs sur le reste : postroom search --server
cli-not-a-profile-setting = Ce réglage est impossible : { $why }. `postroom settings list` montre les clés et ce qui vaut.
cli-cache-set = Les réglages ont été modifiés.
cli-not-a-cache-setting = « { $text } » n’est pas un réglage de ce qui est gardé ici. Écrivez cache_mb=MÉGAOCTETS ou keep_lost=yes|no.
cli-undone = Annulé : { $what }
cli-undo-queued = Sera annulé dès que le serveur pourra être joint : { $what }
cli-step-mark = { $flags } sur { $count ->
    [one] un message
   *[other] { $count } messages
} dans { $folder }
cli-step-move = { $count ->
    [one] un message déplacé
   *[other] { $count } messages déplacés
} de { $folder } vers { $to }
cli-step-copy = { $count ->
    [one] un message copié
   *[other] { $count } messages copiés
} de { $folder } vers { $to }
cli-step-delete = { $count ->
    [one] un message supprimé
   *[other] { $count } messages supprimés
} définitivement de { $folder }
cli-step-empty = { $folder } vidé
cli-step-create = { $folder } créé
cli-step-rename = { $was } renommé en { $folder }
cli-step-delete-folder = un dossier supprimé définitivement
