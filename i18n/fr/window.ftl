## La fenêtre : l’arbre

tree-shared = Boîtes partagées
tree-fold = Masquer les sous-dossiers
tree-unfold = Afficher les sous-dossiers
tree-personal = Personnel
tree-read-only = Ici, vous pouvez seulement lire
tree-nothing = Ici, vous ne pouvez pas lire
access-full = Accès complet
access-some = Quelques droits
access-read-only = Lecture seule
access-nothing = Aucun accès
access-unknown = Droits inconnus
sending-untested = Envoi non vérifié
sending-refused = Envoi refusé
sending-instead = « Envoyer en tant que » est refusé : les réponses sont donc envoyées de la part de la boîte. { $evidence }
mailbox-address-guessed = Cette adresse a été déduite du nom du dossier. Personne n’a encore confirmé que c’est celle de cette boîte.
access-hint = Ici, vous pouvez : { $what }. Votre administrateur appelle cela les droits « { $rights } ».
access-hint-unknown = On ne sait pas encore ce que vous pouvez faire ici.
access-hint-nothing = Vous ne pouvez rien faire ici.
access-can-read = lire
access-can-mark = marquer les messages comme lus ou non lus
access-can-flag = poser des drapeaux et des étiquettes
access-can-insert = déposer des messages
access-can-delete = déplacer et supprimer des messages
access-can-create = créer des dossiers
access-can-administer = voir et modifier les droits des autres

## Pourquoi quelque chose n’est pas proposé

may-not-nothing-chosen = Aucun message n’est sélectionné.
may-not-several = On ne peut répondre qu’à un message à la fois.
may-not-send-at-all = Il n’y a aucune adresse depuis laquelle vous pouvez envoyer.
may-not-send-no-address = Aucun compte n’envoie depuis { $address }.
may-not-send-as = Vous ne pouvez pas envoyer en tant que { $address }. { $evidence }
may-not-unreadable = Le serveur n’ouvre pas ce dossier : { $words }
may-not-container = Ce dossier ne contient que d’autres dossiers.
may-not-read-only = Ici, { $mailbox } ne peut être que lu.
may-not-read = Vous ne pouvez pas lire ce dossier de { $mailbox }.
may-not-mark = Vous ne pouvez pas marquer des messages comme lus ou non lus dans { $mailbox }.
may-not-flag = Vous ne pouvez pas signaler de messages dans { $mailbox }.
may-not-insert = Vous ne pouvez pas déposer de messages dans ce dossier de { $mailbox }.
may-not-insert-into = Vous ne pouvez pas déposer de messages dans { $folder } de { $mailbox }.
may-not-remove = Vous ne pouvez ni déplacer ni supprimer de messages dans { $mailbox }.
may-not-create = Vous ne pouvez pas créer de dossiers dans { $mailbox }.
may-not-delete-folder = Vous ne pouvez pas supprimer ce dossier de { $mailbox }.
may-not-administer = Vous ne pouvez pas voir qui d’autre a des droits dans { $mailbox }.
may-not-no-archive = { $mailbox } n’a pas de dossier d’archives.
may-not-no-trash = { $mailbox } n’a pas de corbeille. Les réglages de la boîte permettent de choisir ce dossier.
may-not-no-junk = { $mailbox } n’a pas de dossier des indésirables.
may-not-not-in-junk = Seulement pour les messages du dossier des indésirables.
may-not-no-list = Seulement là où des messages sont listés.
may-not-no-conversation = Ce message ne fait partie d’aucune conversation.
may-not-nothing-adapted = Les couleurs de ce message ne sont pas modifiées : la fenêtre est claire, ou le message convient à une fenêtre sombre.
may-not-not-drawn = Ce message n’est que du texte : il est affiché tel qu’il a été envoyé.
may-not-no-pictures = Ce message n’a plus d’images externes à charger.
may-not-pictures-decided = Vous avez déjà décidé si elles sont chargées. Les réglages permettent de changer cela.
may-not-pictures-sender = Seulement pour un message d’un seul expéditeur, dont l’adresse a un domaine.
may-not-no-attachments = Ce message n’a pas de pièces jointes.
may-not-no-preview = Il n’y a pas d’aperçu de ce fichier.
may-not-empty-other = Seuls la corbeille et le dossier des indésirables peuvent être vidés.
may-not-not-in-outbox = Seulement pour un message affiché dans la boîte d’envoi.
may-not-nothing-fetched = Rien n’est en cours de récupération.
may-not-nothing-to-undo = Il n’y a rien à annuler.
may-not-no-identity = Aucune adresse depuis laquelle vous pouvez écrire n’est encore connue.
may-not-no-mailbox = Aucune boîte n’est ouverte.
may-not-no-account = Il n’y a pas encore de compte.
may-not-nobody-left-out = Personne d’autre n’a reçu le message auquel vous répondez.
may-not-nothing-folded = Ce message n’a ni citation ni signature à replier.
may-not-is-so = C’est déjà réglé ainsi.
may-not-all-seen = Tout est déjà lu ici.
toolbar-junk = Indésirable
toolbar-not-junk = Pas indésirable
may-not-already-there = Les messages y sont déjà.

## Le lecteur

reader-nothing = Aucun message n’est ouvert
reader-nothing-words = Sélectionnez-en un dans la liste, avec la souris ou les flèches.
reader-several = { $count ->
    [one] { $count } message est sélectionné
   *[other] { $count } messages sont sélectionnés
}
reader-several-words = Les boutons ci-dessus s’appliquent à tous.
reader-flagged = Signalé
reader-waits = Attend depuis { $time }
reader-waits-hint = Personne n’y a encore répondu. S’il ne demande pas de réponse, archivez-le : il n’est alors plus compté.
reader-draft = Brouillon
reader-loading = Le texte est en cours de récupération…
reader-again = Réessayer
reader-as-sent = Tel quel
reader-as-sent-hint = Le message tel que l’expéditeur l’a mis en page. Les images externes ne sont chargées que si vous le demandez.
reader-as-simple = Simplifié
reader-as-simple-hint = Son texte et sa structure, dans la police et les couleurs de la fenêtre, sans la mise en page de l’expéditeur et sans images externes.
reader-as-words = Texte
reader-as-words-hint = Seulement le texte du HTML, dans la police de la fenêtre.
reader-as-plain-hint = Le texte brut qui l’accompagne, dans la police de la fenêtre.
reader-show-quoted = Afficher la citation
reader-hide-quoted = Masquer la citation
reader-show-signed = Afficher la signature
reader-hide-signed = Masquer la signature
reader-show-quoted-and-signed = Afficher la citation et la signature
reader-hide-quoted-and-signed = Masquer la citation et la signature
reader-more = Plus
reader-show-source = Afficher le code source
reader-hide-source = Masquer le code source
reader-own-colours = Afficher dans ses propres couleurs
reader-adapt-colours = Adapter à la fenêtre sombre
reader-save-message = Enregistrer le message…
reader-open = Ouvrir
reader-save-all = Tout enregistrer
reader-save-all-title = Où enregistrer toutes les pièces jointes
reader-saved-all = { $count ->
    [one] Une pièce jointe a été enregistrée dans { $folder }.
   *[other] { $count } pièces jointes ont été enregistrées dans { $folder }.
}
file-not-opened = { $name } n’a pas pu être ouvert : aucun programme n’a été trouvé pour ce fichier.
attachment-program = programme
attachment-pretends = n’est pas ce que dit son nom
risky-title = Ouvrir { $name } ?
risky-words = Ce fichier peut exécuter des programmes sur cet ordinateur. Ne l’ouvrez que si vous savez qui l’a envoyé et pourquoi.
risky-pretends = Ce fichier n’est pas ce que dit son nom. Les fichiers dangereux sont souvent déguisés pour qu’on les ouvre.
risky-pretends-as = { $what ->
    [program] Ce fichier est un programme. Son nom dit : { $says }.
   *[other] Ce fichier n’est pas ce que dit son nom. Son nom dit : { $says }. Son contenu dit : { $is }.
} Les fichiers dangereux sont souvent déguisés pour qu’on les ouvre.
risky-open = L’ouvrir quand même
reader-several-from = Ce message indique plusieurs expéditeurs dans des champs distincts, ce qu’aucun programme honnête ne fait. Le premier est affiché.
reader-damaged = Des parties de ce message sont endommagées.
reader-no-text = Ce message n’a pas de texte.
reader-show-rest = Ce message est long. Afficher la suite
reader-show-quote = { $count ->
    [one] Afficher { $count } ligne citée
   *[other] Afficher { $count } lignes citées
}
reader-hide-quote = { $count ->
    [one] Masquer { $count } ligne citée
   *[other] Masquer { $count } lignes citées
}
reader-show-signature = { $count ->
    [one] Afficher la signature, { $count } ligne
   *[other] Afficher la signature, { $count } lignes
}
reader-hide-signature = { $count ->
    [one] Masquer la signature, { $count } ligne
   *[other] Masquer la signature, { $count } lignes
}
reader-more-people = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
reader-attachments = { $count ->
    [one] { $count } pièce jointe
   *[other] { $count } pièces jointes
}
reader-save = Enregistrer
reader-save-title = Enregistrer la pièce jointe
reader-left-out = récupéré à l’ouverture ou à l’enregistrement
reader-saved = { $name } a été enregistré.
link-title = Vérifiez ce lien avant de l’ouvrir
link-words = Voici où il mène :
link-copy = Copier l’adresse
link-open = L’ouvrir quand même
link-nowhere = Ce lien ne mène à rien qui puisse être ouvert sans risque.
link-not-opened = Aucun navigateur n’a pu être ouvert. L’adresse du lien a été copiée.
pictures-out = { $count ->
    [one] Une image externe n’a pas été chargée, car cela apprendrait à l’expéditeur que ce message a été lu.
   *[other] { $count } images externes n’ont pas été chargées, car cela apprendrait à l’expéditeur que ce message a été lu.
}
pictures-never = { $count ->
    [one] Une image externe n’est pas chargée, comme vous l’avez décidé.
   *[other] { $count } images externes ne sont pas chargées, comme vous l’avez décidé.
}
pictures-coming = { $count ->
    [one] Une image est en cours de chargement…
   *[other] { $count } images sont en cours de chargement…
}
pictures-not-had = { $count ->
    [one] Une image n’a pas pu être chargée.
   *[other] { $count } images n’ont pas pu être chargées.
}
pictures-show = Charger cette fois
pictures-again = Réessayer
pictures-always = Toujours pour { $sender }
pictures-never-from = Jamais pour { $sender }
header-bcc = Cci
header-reply-to = Réponses à
problem-file-not-written = { $file } ne peut pas être écrit.
reader-reply-as = Répondre en tant que

## Les barres

toolbar-folders = Boîtes et dossiers
toolbar-new = Nouveau message
toolbar-back = Retour à la liste
toolbar-reply = Répondre
toolbar-reply-all = Répondre à tous
toolbar-forward = Transférer
toolbar-archive = Archiver
toolbar-move = Déplacer
toolbar-flag = Signaler
toolbar-unflag = Retirer le signalement
toolbar-read = Marquer comme lu
toolbar-unread = Marquer comme non lu
toolbar-delete = Supprimer
toolbar-undo-move = Annuler le déplacement
toolbar-undo-archive = Annuler l’archivage
toolbar-undo-junk = Annuler « indésirable »
toolbar-undo-mark = Annuler le marquage
status-connecting = connexion en cours
status-online = à jour
status-offline = hors ligne
status-unreachable = injoignable, Postroom continue d’essayer
status-stopped = en attente de votre action
status-no-account = Pas encore de compte
status-all-online = { $count ->
    [one] { $count } boîte à jour
   *[other] Les { $count } boîtes sont à jour
}
status-current = À jour
status-live-all = changements en direct dans chaque boîte de réception, ailleurs en moins d’une minute
status-live-none = les changements s’affichent en moins d’une minute
status-live-inboxes = changements en direct dans la boîte de réception de { $names }, ailleurs en moins d’une minute
status-live-some = changements en direct dans { $names }, ailleurs en moins d’une minute
status-live-count = { $count ->
    [one] changements en direct dans une boîte de réception, ailleurs en moins d’une minute
   *[other] changements en direct dans { $count } boîtes de réception, ailleurs en moins d’une minute
}
status-flags-late = les marques des autres s’affichent partout en moins de { $minutes } minutes
status-headers = { $mailbox } : { $done } messages listés sur { $total }
status-texts = { $mailbox } : { $done } textes récupérés sur { $total }
status-message = { $mailbox } : { $done } récupérés sur { $total }
status-acts = { $mailbox } : { $done } messages traités sur { $total }
acts-stopped = { $count ->
    [0] Il n’y avait plus rien à arrêter.
    [one] Arrêté : un message reste comme il est.
   *[other] Arrêté : { $count } messages restent comme ils sont.
}
status-left = { $minutes ->
    [0] encore moins d’une minute
    [one] encore une minute environ
   *[other] encore { $minutes } minutes environ
}
status-pause = Suspendre
status-paused = La récupération pour { $account } est suspendue
status-go-on = Reprendre
status-pause-hint = Les nouveaux messages et ceux que vous ouvrez arrivent quand même. Les plus anciens viennent quand vous reprenez, ou au prochain démarrage.
status-offline-words = Hors ligne : rien n’est envoyé ni récupéré
status-go-offline = Passer hors ligne
status-go-online = Passer en ligne
status-offline-hint = Hors ligne, tout peut être lu, écrit et classé ; les serveurs le reçoivent quand vous passez en ligne.
status-needs-you = { $count ->
    [one] { $count } message vous attend dans la boîte d’envoi
   *[other] { $count } messages vous attendent dans la boîte d’envoi
}
status-problems = { $count ->
    [one] { $count } problème
   *[other] { $count } problèmes
}

## La boîte d’envoi

outbox-title = Boîte d’envoi
outbox-lead = Après « Envoyer », un message reste ici jusqu’à ce qu’il soit envoyé, classé et vérifié.
outbox-empty = La boîte d’envoi est vide
outbox-column-message = Message
outbox-column-from = De
outbox-column-state = État
outbox-column-next = La suite
outbox-on-behalf = de la part de { $name }
outbox-recipients = { $count ->
    [one] { $count } destinataire
   *[other] { $count } destinataires
}
outbox-leaves-in = Envoi dans { $count } s
outbox-copy-waiting = Copie en attente
outbox-server-said = Le serveur a dit : « { $words } ».
outbox-next-scheduled = Il sera envoyé { $date }. Votre droit d’envoyer sera alors vérifié à nouveau.
outbox-next-offline = Il sera envoyé quand vous passerez en ligne.
outbox-next-try = Nouvel essai à { $time }.
outbox-next-soon = Il sera envoyé dans un instant.
outbox-next-sending = Il est en train d’être remis au serveur.
outbox-next-filing = Le serveur l’a accepté. Sa copie est en train d’être classée et vérifiée.
outbox-next-copy = Seule la copie est réessayée, à { $time }.
outbox-do-undo = Annuler l’envoi
outbox-do-send-now = Envoyer maintenant
outbox-do-try-now = Essayer maintenant
outbox-do-edit = Modifier
outbox-do-edit-as-new = Modifier comme nouveau
outbox-do-edit-for-left-out = Écrire aux destinataires retirés
outbox-do-cancel = Remettre dans les brouillons
outbox-do-not-again = Ne pas renvoyer
outbox-do-treat-as-sent = Considérer comme envoyé
outbox-do-send-again = Renvoyer (peut arriver deux fois)
outbox-do-try-once-more = Essayer encore une fois
outbox-do-administrator = Texte pour l’administrateur
outbox-do-other-folder = Autre dossier pour la copie
outbox-do-leave-uncopied = Laisser sans copie
outbox-count-unknown = { $count ->
    [one] { $count } incertain
   *[other] { $count } incertains
}
outbox-count-held = { $count ->
    [one] { $count } retenu
   *[other] { $count } retenus
}
outbox-count-copy = { $count ->
    [one] { $count } copie attend
   *[other] { $count } copies attendent
}
administrator-title = Texte pour l’administrateur
administrator-words = Envoyez ceci à la personne qui gère le serveur de messagerie.
administrator-send-as = Merci d’autoriser { $member } à envoyer en tant que { $address }.
    Exchange: Add-RecipientPermission { $address } -Trustee { $member } -AccessRights SendAs
    Postfix: ajouter { $member } à { $address } dans smtpd_sender_login_maps
administrator-on-behalf = Merci d’autoriser { $member } à envoyer de la part de { $address }.
    Exchange: Set-Mailbox { $address } -GrantSendOnBehalfTo @{"{"}Add="{ $member }"{"}"}
    Postfix: rien à faire pour l’enveloppe ; le contrôle des en-têtes doit accepter From { $address } avec Sender { $member }

## Brouillons

drafts-title = Mes brouillons
drafts-lead = Ce que vous avez commencé à écrire et pas encore envoyé.
drafts-empty = Il n’y a pas de brouillons
drafts-no-recipient = pas encore de destinataire
drafts-discard = Supprimer le brouillon

## Problèmes

problems-title = Problèmes
problems-lead = Ce qui ne fonctionne pas en ce moment, et ce qu’on peut y faire.
problems-none = Tout fonctionne
problems-none-words = Quand quelque chose ne fonctionne pas, vous le trouvez ici, avec ce qu’on peut y faire.
problems-no-account = Ajoutez d’abord un compte. Ce qui ne fonctionne pas ensuite se trouve ici, avec ce qu’on peut y faire.
problems-details = Détail technique
problems-hide-details = Masquer le détail
problems-copy = Copier
problems-copied = Le problème a été copié avec son détail technique.
problems-retry = Réessayer
problems-read = Lu
problems-password = Saisir le mot de passe
problems-open-outbox = Ouvrir la boîte d’envoi

## Réglages

remove-title = Retirer { $account } ?
remove-words = Ses messages sur cet ordinateur et son mot de passe sont supprimés. Rien ne change sur le serveur. Sa boîte d’envoi doit d’abord être vide.
delete-title = { $count ->
    [one] Supprimer définitivement { $count } message ?
   *[other] Supprimer définitivement { $count } messages ?
}
delete-words = Ils ne pourront pas être récupérés. Dans une boîte partagée, ils disparaissent pour tout le monde.
delete-words-some = { $count ->
    [one] Ils ne pourront pas être récupérés. Dans une boîte partagée, ils disparaissent pour tout le monde. { $count } autre message va dans la corbeille.
   *[other] Ils ne pourront pas être récupérés. Dans une boîte partagée, ils disparaissent pour tout le monde. { $count } autres messages vont dans la corbeille.
}
delete-submit = Supprimer définitivement
dialog-cancel = Annuler
dialog-close = Fermer
dialog-copy = Copier
dialog-save = Enregistrer

add-title = Ajouter un compte
add-words = Le compte est ajouté dès que la connexion aux deux serveurs a réussi.
add-address = Votre adresse
add-name = Votre nom
add-name-hint = Comme les destinataires le voient
add-password = Mot de passe
add-imap = Serveur de lecture (IMAP)
add-smtp = Serveur d’envoi (SMTP)
add-tls = TLS
add-starttls = STARTTLS
add-unprotected = Sans protection
add-unprotected-words = Toute personne entre vous et le serveur peut lire le mot de passe et les messages.
add-login = Identifiant, si ce n’est pas l’adresse
add-ca-file = Fichier de l’autorité de certification de votre organisation
add-browse = Choisir
add-keep = Enregistrer le mot de passe dans le trousseau
add-more = Plus : identifiant, autorité de certification, commande de mot de passe
add-submit = Ajouter
add-trying = Connexion aux deux serveurs…
add-done = { $address } a été ajouté.
add-wrong-address = Une adresse a un nom, un @ et un domaine.
add-wrong-host = Par exemple mail.example.org, ou une adresse IP.
add-wrong-port = Un port est un nombre de 1 à 65535.
add-wrong-password = Le mot de passe est manquant.
add-wrong-file = Ce fichier n’existe pas.
password-title = Mot de passe
password-words = { $account } a besoin de son mot de passe pour se connecter.
password-submit = Se connecter
mailbox-title = Boîte { $name }
mailbox-name = Nom affiché
mailbox-address = Adresse
mailbox-address-proposed = Cette adresse a été déduite du nom du dossier. Enregistrez pour la confirmer, ou corrigez-la.
mailbox-proposed = Adresse non confirmée
mailbox-colour = Couleur
mailbox-sent-policy = Les copies des messages envoyés vont
mailbox-folders = Dossiers
mailbox-no-folder = aucun
mailbox-role-server = Comme l’indique le serveur
mailbox-role-server-is = Comme l’indique le serveur : { $folder }
mailbox-role-folder = { $word } ({ $folder })
mailbox-role-taken = Les réglages indiquent « { $folder } ». C’est sans effet : ce dossier sert déjà à « { $role } ».
mailbox-role-gone = Les réglages indiquent « { $folder } ». C’est sans effet : ce dossier n’existe pas.
sent-shared = dans le dossier Envoyés de cette boîte
sent-mine = dans mon propre dossier Envoyés
sent-both = dans les deux
sent-server = là où le serveur les met

## Début

welcome-title = Bienvenue dans Postroom
welcome-words = Connectez-vous une fois, avec votre propre adresse. Les boîtes partagées auxquelles vous avez accès apparaissent d’elles-mêmes, et vous répondez depuis les adresses que vous pouvez utiliser.
welcome-entry = Bienvenue
welcome-starting = Ouverture de vos messages…
welcome-discovering = Recherche de vos boîtes
welcome-failed = Postroom ne peut pas ouvrir votre profil

## Écrire

compose-as = Vous écrivez en tant que { $name }
compose-send = Envoyer en tant que { $name }

## Ce qui demande une personne

list-stopped-account = { $account } n’est pas connecté. Vous voyez ce qui a été récupéré auparavant.
list-why = Pourquoi ?
notice-needs-you = Le message à { $people } n’a pas été envoyé. La boîte d’envoi dit pourquoi.
notice-more = Plus
outbox-do-discard = Supprimer
discard-title = Supprimer « { $subject } » ?
discard-draft-words = Le brouillon est supprimé définitivement, où qu’il soit enregistré.
discard-held-words = Il n’a pas été envoyé et sera supprimé définitivement.
discard-submit = Supprimer

reader-reply-behalf = Répondre de la part de

## Touches et petites jointures

words-quoted = « { $words } »
words-of-date = { $words } ({ $date })
status-of-account = { $account } : { $state }

## Dialogues qui contiennent une saisie

dialog-lose = Abandonner la saisie ?
dialog-lose-yes = Abandonner
dialog-lose-no = Continuer la saisie
mailbox-confirm = Confirmer
mailbox-confirm-hint = { $address } est l’adresse de cette boîte

## Fichiers, là où aucun portail de bureau ne répond

file-no-chooser = Aucun portail de bureau ne répond (xdg-desktop-portal), il n’y a donc pas de sélecteur de fichiers. Saisissez le chemin du fichier.
file-save-words = Aucun portail de bureau ne répond (xdg-desktop-portal), il n’y a donc pas de sélecteur de fichiers. Saisissez le chemin où enregistrer le fichier.
file-save-path = Chemin du fichier
file-exists = Un fichier { $file } existe déjà.

## Conseils dans la fenêtre, là où la ligne de commande a des options

advice-window-keyring = Démarrez le trousseau de votre bureau, ou décochez « Enregistrer le mot de passe dans le trousseau » : Postroom le demandera à chaque démarrage.
advice-window-issuer = Si votre organisation a sa propre autorité de certification, choisissez son fichier dans les réglages du compte (sous « Plus »). Sinon, ne vous connectez pas.
advice-window-roots = Installez le paquet « ca-certificates », ou choisissez dans les réglages du compte le fichier d’une autorité de certification (sous « Plus »).

## La boîte d’envoi en détail

outbox-part-needing = À traiter
outbox-part-returned = Revenus
outbox-part-waiting = En attente d’envoi
outbox-part-sent = Envoyés
outbox-filter-needing = À traiter
outbox-filter-waiting = En attente d’envoi
outbox-filter-sent = Envoyés
outbox-none-such = Aucun message de ce type.
outbox-older = Afficher les plus anciens
outbox-show = Afficher les détails
outbox-hide = Masquer les détails
outbox-came-back = Revenu
outbox-delayed = Retardé
outbox-in-seconds = dans { $count } s
outbox-in-minutes = dans { $count } min
outbox-too-late = Trop tard : le message est déjà parti.
outbox-phase-frozen = Prêt, rien n’est remis
outbox-phase-attempt = Connecté, rien n’est remis
outbox-phase-envelope = Expéditeur et destinataires annoncés
outbox-phase-body = Texte en cours de remise
outbox-phase-dot = Tout est remis, sans réponse
outbox-phase-accepted = Accepté par le serveur
outbox-phase-copy = Accepté ; la copie est en cours de classement
outbox-phase-done = Terminé
outbox-fact-to = À
outbox-fact-server = Réponse du serveur
outbox-fact-detail = Détail
outbox-fact-phase = Étape
outbox-fact-attempts = Essais
outbox-fact-next = Prochain essai
outbox-fact-look = Prochaine recherche
outbox-fact-looks = Recherches faites
outbox-fact-leaves = Envoi prévu
outbox-fact-copy = Copie
outbox-fact-pressed = Clic sur « Envoyer »
outbox-fact-taken = Accepté
outbox-fact-size = Taille
outbox-fact-id = Message-ID
outbox-left-out = retiré par vous
outbox-copy-none = aucune autre souhaitée
outbox-copy-later = après l’envoi
outbox-copy-waits = en attente
outbox-copy-filed = classée, pas encore vérifiée
outbox-copy-checked = classée et vérifiée
outbox-do-others = Envoyer aux autres
outbox-do-others-again = Renvoyer aux autres (peut arriver deux fois)
outbox-do-send-anyway = Envoyer quand même
outbox-do-other-time = Changer l’heure
outbox-do-report = Ouvrir le rapport
outbox-do-up = Envoyer plus tôt
outbox-do-down = Envoyer plus tard
outbox-do-look = Voir cette réponse
outbox-no-other-answer = Cette réponse ne se trouve plus dans la boîte.
outbox-phase-back = De retour ici, rien n’est chez le serveur
outbox-phase-again = De retour ici ; un envoi précédent est peut-être arrivé
reader-edit-draft = Continuer à écrire

## Ce qui vient d’être envoyé

notice-leaves-in = Envoi à { $people } dans { $count } s
notice-leaves-at = Envoi à { $people }, { $date }
notice-offline = Envoi à { $people } dès que vous serez en ligne
notice-sending = Envoi en cours à { $people }
notice-sent = Envoyé à { $people }
notice-copy-waits = Envoyé à { $people }, mais la copie attend. La boîte d’envoi dit pourquoi.
notice-unknown = On ne sait pas si le message à { $people } a été envoyé. La boîte d’envoi dit que faire.

## Quitter

quit-title = { $count ->
    [0] Tout est envoyé
    [one] { $count } message n’est pas encore envoyé
   *[other] { $count } messages ne sont pas encore envoyés
}
quit-words = Ils restent sur cet ordinateur et seront envoyés quand Postroom sera rouvert.
quit-words-held = Ils restent sur cet ordinateur et vous attendent : Postroom les retient pour la raison indiquée.
quit-words-some-held = Ils restent sur cet ordinateur. Ceux qui sont retenus vous attendent ; les autres seront envoyés quand Postroom sera rouvert.
quit-none = Rien ne reste en attente si vous quittez.
quit-stay = Ne pas quitter
quit-anyway = Quitter quand même

## Ce qui est écrit depuis une boîte

mailbox-signature = Signature
mailbox-signature-none = Aucune
mailbox-reply-to = Les réponses vont à
mailbox-name-sender = Indiquer dans la copie qui a cliqué sur « Envoyer »
mailbox-name-sender-hint = Seulement dans la copie du dossier « Envoyés », jamais dans le message
mailbox-unread-for-me = Afficher comme non lus les messages que je n’ai pas lus, même si un collègue les a lus
mailbox-unread-for-me-hint = Avec une barre creuse, et seulement sur cet ordinateur : personne d’autre ne le voit, et aucun serveur n’en est informé
mailbox-drafts = Les brouillons sont gardés
drafts-shared = dans le dossier Brouillons de cette boîte
drafts-mine = dans mon propre dossier Brouillons
drafts-local = sur cet ordinateur seulement
mailbox-trash = Les messages supprimés vont
away-trash-shared = dans la corbeille de cette boîte
away-trash-mine = dans ma propre corbeille
mailbox-archive = Les messages archivés vont
away-archive-shared = dans les archives de cette boîte
away-archive-mine = dans mes propres archives

## Qui a répondu, et ce qui est revenu

list-came-back = Revenu
list-doubt = À vérifier
list-sent-by = par { $name }
reader-answered-by = { $name } a répondu
reader-sent-by = Envoyé par { $name }
reader-sent-by-unknown = On ne sait pas qui de l’équipe l’a envoyé
reader-sent-by-hint = Ce que dit la copie dans ce dossier sur qui a cliqué sur « Envoyer » ; les copies d’autres programmes peuvent ne rien dire

## What the outbox and the drafts say so that the next step is plain

outbox-count-needing = { $count } à traiter
outbox-looked = Jusqu’ici, il n’est dans aucun dossier « Envoyés » ; Postroom cherche à nouveau à { $time }.
outbox-looked-offline = Postroom le cherchera dans les dossiers « Envoyés » quand vous passerez en ligne.
outbox-looking = Postroom le cherche dans les dossiers « Envoyés ».
outbox-next-turn = Il est prêt et sera envoyé quand viendra son tour.
outbox-sent-on = Envoyé le { $date }.
quit-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
drafts-place = dans { $folder }
may-not-answer-draft = C’est un brouillon : continuez à l’écrire, ou transférez-le.
drafts-here = sur cet ordinateur seulement

## Ce qui est revenu, à côté de la boîte d’envoi dans l’arborescence

outbox-count-returned = { $count ->
    [one] { $count } revenu
   *[other] { $count } revenus
}

## When it was reported that a message came back

outbox-reported-on = Signalé le { $date }.
outbox-reported-of = { $address } : { $words }
mailbox-keep = Textes gardés sur cet ordinateur
mailbox-keep-attachments = Messages avec pièces jointes
mailbox-held = Les textes de { $texts } messages sur { $messages }, { $size }.
mailbox-here = Actuellement sur cet ordinateur
mailbox-held-why = Postroom garde { $texts } et { $attachments }. Les messages signalés et les brouillons restent toujours.
mailbox-held-why-headers = Postroom ne garde que les en-têtes et, pendant un mois, les messages que quelqu’un a ouverts. Les messages signalés et les brouillons restent plus longtemps.
mailbox-held-all = Les textes de toutes les boîtes occupent { $size } sur { $allowed } autorisés. Les en-têtes et l’index de recherche occupent { $rest } de plus.
mailbox-held-all-near = Les textes de toutes les boîtes occupent { $size } sur { $allowed } autorisés. La place est presque pleine, et plus rien n’est récupéré d’avance. Les en-têtes et l’index de recherche occupent { $rest } de plus.
mailbox-rebuild = Tout récupérer de nouveau…
mailbox-rebuild-yes = Tout récupérer de nouveau
mailbox-rebuild-words = La copie de cette boîte sur cet ordinateur est supprimée et récupérée de nouveau. Rien ne change sur le serveur ; les brouillons et les messages en attente d’envoi restent. En attendant, la boîte montre moins de messages, et la recherche n’y est pas complète.
mailbox-rebuild-done = La copie a été supprimée et est en cours de récupération.
mailbox-keep-hint = Les en-têtes sont toujours gardés. Ce que vous ouvrez reste un mois.
mailbox-keep-largest = Pièce jointe la plus grosse

tree-planned = Créé ici ; pas encore sur le serveur
toolbar-move-to = Déplacer vers…
toolbar-copy-to = Copier vers…
toolbar-undo-copy = Annuler la copie
list-copied = Copié.
empty-planned = Pas encore sur le serveur
empty-planned-words = Le dossier y sera créé dès que le serveur sera joignable. Des messages peuvent déjà y être déplacés.
folder-do-new = Nouveau dossier…
folder-do-below = Nouveau sous-dossier…
folder-do-rename = Renommer…
folder-do-delete = Supprimer…
folder-do-empty = Vider…
folder-do-settings = Réglages…
folder-name = Nom
folder-new-title = Nouveau dossier
folder-new-words = Au premier niveau de { $mailbox }.
folder-new-below-words = Dans { $folder } de { $mailbox }.
folder-new-submit = Créer
folder-rename-title = Renommer { $folder }
folder-rename-words = Dans une boîte partagée, tout le monde voit le nouveau nom.
folder-rename-submit = Renommer
delete-folder-title = Supprimer { $folder } ?
delete-folder-words = Le dossier va dans la corbeille avec ses messages et les dossiers qu’il contient. Dans une boîte partagée, cela vaut pour tout le monde.
delete-folder-for-good-words = Le dossier, ses messages et les dossiers qu’il contient ne pourront pas être récupérés. Dans une boîte partagée, ils sont perdus pour tout le monde.
delete-folder-submit = Mettre à la corbeille
empty-folder-title = Vider { $folder } ?
empty-folder-words = { $count ->
    [one] { $count } message ne pourra pas être récupéré.
   *[other] { $count } messages ne pourront pas être récupérés.
} Dans une boîte partagée, cela vaut pour tout le monde. Ce qui arrive entre-temps reste.
may-not-role-folder = { $folder } a un rôle dans la boîte et reste tel quel.
may-not-empty-empty = Il est déjà vide.
list-arriving = En cours d’arrivée
list-unread-for-me = Lu par un collègue, pas encore par vous
may-not-arriving = Il n’est pas encore arrivé ici. Les changements qui attendent le serveur peuvent être annulés.
may-not-copy = La copie n’est pas encore arrivée ici. Elle pourra être modifiée quand elle y sera.
toolbar-undo-delete = Annuler la suppression
toolbar-undo-folder = Annuler la modification du dossier
