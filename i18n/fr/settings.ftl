## Settings

settings-reading = Lecture
settings-read-words-hint = Les messages mis en page en HTML sont affichés
settings-read-sent = tels qu’ils ont été envoyés
settings-read-simple = en vue simplifiée
settings-read-words = en texte simple
settings-dark-words = Dans une fenêtre sombre, les messages qui ont leurs propres couleurs sont affichés
settings-dark-adapted = en couleurs sombres, assorties à la fenêtre
settings-dark-sent = tels qu’ils ont été envoyés
settings-pictures-words = Les images qui ne font pas partie du message mais se trouvent sur le serveur de quelqu’un apprennent à l’expéditeur que vous le lisez, quand et où.
settings-pictures-ask = Demander avant de les charger
settings-pictures-never = Ne jamais les charger
settings-pictures-always = Toujours chargées pour
settings-pictures-never-from = Jamais chargées pour
settings-pictures-forget = Oublier
settings-title = Réglages
settings-accounts = Comptes
settings-mailboxes = Boîtes
settings-appearance = Apparence
settings-add = Ajouter un compte
settings-change = Modifier
settings-remove = Retirer
settings-look-again = Chercher à nouveau les boîtes, les dossiers et les droits
settings-theme-system = Comme le système
settings-theme-light = Clair
settings-theme-dark = Sombre
settings-sending = Envoi
settings-undo-words = Après « Envoyer », un message attend ce délai, pour que vous puissiez le reprendre.
settings-undo-none = Pas du tout
settings-undo-seconds = { $count } s
settings-room = Sur cet ordinateur
settings-room-words = Textes et pièces jointes occupent au plus cette place. Ce que personne n’a ouvert depuis le plus longtemps part d’abord ; ce qui est marqué reste.
settings-room-taken = Ils occupent maintenant { $size }.
settings-lost-words = Quand vous perdez l’accès à une boîte, ce qui en est gardé ici :
settings-lost-remove = est supprimé
settings-lost-keep = reste lisible
settings-lost-drop = Supprimer la copie
settings-search = Chercher dans les réglages
settings-all = Tous
settings-none = Rien ici ne s’appelle « { $words } ».
settings-addresses = Adresses
settings-addresses-words = Un alias, une liste de distribution, ou une adresse depuis laquelle vous pouvez écrire sans lire sa boîte.
settings-add-address = Ajouter une adresse
settings-add-mailbox = Ajouter une boîte
settings-address-via = envoyé par { $account }
settings-hidden = Masquée
settings-hide = Masquer
settings-hide-hint = Ce qui en est gardé sur cet ordinateur est supprimé. Rien ne change sur le serveur.
settings-show = Afficher
settings-offline-words = Échanges avec les serveurs
settings-offline-no = Selon les besoins
settings-offline-yes = Aucun : travailler hors ligne
settings-copy-wait-words = Certains serveurs classent eux-mêmes une copie de ce qui est envoyé. Tant que ce n’est pas connu, Postroom la cherche avant d’en classer une :
settings-notifications = Notifications
settings-quiet-words = Heures calmes, pendant lesquelles aucun nouveau message n’est annoncé
settings-quiet-none = Aucune
settings-quiet-hours = Chaque jour
settings-tray-words = Icône dans la zone de notification
settings-tray-off = Aucune
settings-tray-icon = Affichée
settings-tray-stay = Affichée, et Postroom continue de fonctionner quand la fenêtre est fermée (pas sous Wayland)
settings-quiet-from = De
settings-quiet-until = à
settings-quiet-earlier = Plus tôt
settings-quiet-later = Plus tard
settings-other = Autre valeur…
settings-other-set = Appliquer
settings-unit-seconds = s
settings-unit-percent = %
settings-unit-room = Mo
settings-room-megabytes = { $count } Mo
settings-wrong-number = Un nombre entier de { $least } à { $most }.
settings-wrong-room = Des mégaoctets, de { $least } à { $most }, ou des gigaoctets, comme 1,5 Go.
settings-wrong-time = Une heure, comme 22:30. Les heures calmes ne finissent pas quand elles commencent.
settings-wrong-sender = Une adresse, ou un domaine, comme @example.org.
settings-wrong-word = Un mot, sans espace.
settings-list-add = Ajouter
settings-list-more = { $count ->
    [one] Encore un : écrivez-en une partie pour le trouver.
   *[other] Encore { $count } : écrivez-en une partie pour les trouver.
}
settings-notify-all = Tous
settings-notify-mine = Ce qui me concerne
settings-notify-none = Aucun
mailbox-notify = Annoncer les nouveaux messages
settings-language-words = Langue
settings-theme-words = Couleurs
settings-contrast-words = Contraste
settings-contrast-usual = Habituel
settings-contrast-more = Renforcé
settings-text-size-words = Taille de tout dans la fenêtre
settings-text-size = { $percent } %
settings-density-words = Listes
reach-via = Compte
reach-root = Dossier sur le serveur (seulement si l’adresse ne le dit pas)
reach-mailbox-words = Une boîte que Postroom n’a pas trouvée lui-même. Elle est ouverte avant d’être gardée.
reach-submit = Ajouter
add-command = Commande qui donne le mot de passe, au lieu d’un mot de passe gardé
add-connections = Connexions au serveur de messagerie, de 2 à 20
add-wrong-connections = De 2 à 20
change-title = Modifier le compte
change-words = Les deux serveurs sont essayés avant que quoi que ce soit ne soit gardé.
change-password-hint = Inchangé
change-done = { $address } a été modifié.

## Nouveaux messages

notify-title = { $from } – { $mailbox }
window-title-unread = ({ $count }) { $title }
tray-show = Ouvrir Postroom
tray-unread = { $count ->
    [one] { $count } message non lu
   *[other] { $count } messages non lus
}
notify-count = { $count ->
    [one] { $count } nouveau message
   *[other] { $count } nouveaux messages
}

## Le premier démarrage

welcome-demo = Essayer avec une équipe inventée
found-title = Vos boîtes
found-words = Voici ce que votre compte atteint. Tout peut être changé dans les réglages.
found-none-title = Pas encore de boîte
found-none-words = Le compte fonctionne. Ses boîtes apparaissent dès que le serveur les annonce.
found-copies = Quand vous répondez depuis une boîte partagée, la copie va
found-copies-words = Dans le dossier Envoyés de la boîte, toute l’équipe voit ce qui a été répondu.
found-done = Commencer

## Other words by which a part is looked for; never shown

settings-accounts-also = mot de passe connexion identifiant serveur port certificat chiffrement
settings-mailboxes-also = signature envoyés dossier copies brouillons corbeille archives couleur nom notifications cache droits masquer répondre à
settings-addresses-also = signature identité alias expéditeur répondre à
settings-sending-also = annuler délai boîte d’envoi copies signature texte brut mise en forme Markdown orthographe dictionnaire langue rappel
settings-reading-also = HTML images pistage contenu distant sombre couleurs sécurité vie privée confidentialité
settings-notifications-also = son heures calmes zone de notification nouveaux messages
settings-contacts-also = carnet d’adresses vCard importer exporter
settings-room-also = cache disque espace stockage hors ligne vie privée accès perdu
settings-appearance-also = police taille du texte zoom thème mode sombre contraste densité langue accessibilité
settings-keys-also = clavier raccourcis Gmail Thunderbird
