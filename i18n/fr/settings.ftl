## Settings

settings-reading = Lecture
settings-read-words-hint = Afficher les messages HTML
settings-read-sent = tels qu’ils ont été envoyés
settings-read-simple = en vue simplifiée
settings-read-words = en texte brut
settings-mark-read-words = Marquer les messages comme lus
settings-mark-read-opened = à l’ouverture
settings-mark-read-later = au bout de 3 secondes
settings-mark-read-by-hand = seulement à la main
settings-dark-words = Dans une fenêtre sombre, afficher les messages qui ont leurs propres couleurs
settings-dark-adapted = en couleurs sombres, assorties à la fenêtre
settings-dark-sent = dans leurs propres couleurs
settings-pictures-words = Les images externes se trouvent sur un serveur, pas dans le message. Les charger apprend à l’expéditeur que vous lisez le message, quand et où.
settings-pictures-ask = Demander avant de les charger
settings-pictures-never = Ne jamais les charger
settings-pictures-always = Toujours charger pour
settings-pictures-never-from = Ne jamais charger pour
settings-pictures-forget = Oublier
settings-title = Réglages
settings-accounts = Comptes
settings-mailboxes = Boîtes
settings-appearance = Apparence
settings-add = Ajouter un compte
settings-change = Modifier
settings-remove = Retirer
settings-look-again = Rechercher à nouveau les boîtes, les dossiers et les droits
settings-theme-system = Comme le système
settings-theme-light = Clair
settings-theme-dark = Sombre
settings-sending = Envoi
settings-undo-words = Après « Envoyer », le message attend ce délai, pour que vous puissiez annuler l’envoi.
settings-undo-none = Pas du tout
settings-undo-seconds = { $count } s
settings-room = Sur cet ordinateur
settings-room-words = La place que peuvent occuper au plus, sur cet ordinateur, les textes et pièces jointes des messages. Quand elle est pleine, ce que personne n’a ouvert depuis le plus longtemps est retiré d’abord ; les messages signalés restent.
settings-room-taken = Les textes et pièces jointes des messages occupent maintenant { $size } sur cet ordinateur.
settings-lost-words = Si vous perdez l’accès à une boîte, sa copie sur cet ordinateur
settings-lost-remove = est supprimé
settings-lost-keep = reste lisible
settings-lost-drop = Supprimer la copie
settings-search = Chercher dans les réglages
settings-all = Tous
settings-none = Aucun réglage ne correspond à « { $words } ».
settings-under-change = { $fields } : sous « { $change } »
settings-addresses = Adresses
settings-addresses-words = Un alias, une liste de distribution, ou une adresse depuis laquelle vous pouvez écrire sans lire sa boîte.
settings-add-address = Ajouter une adresse
settings-add-mailbox = Ajouter une boîte
settings-address-via = envoyé par { $account }
settings-hidden = Masquée
settings-hide = Masquer
settings-hide-hint = Ce qui en est gardé sur cet ordinateur est supprimé. Rien ne change sur le serveur.
settings-show = Afficher
settings-offline-words = Connexion aux serveurs de messagerie
settings-offline-no = En ligne
settings-offline-yes = Hors ligne : rien n’est envoyé ni récupéré
settings-copy-wait-words = Certains serveurs classent eux-mêmes une copie de chaque message envoyé. Tant que Postroom ne sait pas si le vôtre le fait, il cherche cette copie pendant ce délai avant d’en classer une :
settings-notifications = Notifications
settings-quiet-words = Heures calmes, pendant lesquelles les nouveaux messages ne sont pas annoncés
settings-quiet-none = Aucune
settings-quiet-hours = Chaque jour
settings-tray-words = Icône dans la zone de notification
settings-tray-off = Aucune
settings-tray-icon = L’afficher
settings-tray-stay = L’afficher, et laisser Postroom ouvert là quand la fenêtre est fermée (pas sous Wayland)
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
settings-wrong-number = Saisissez un nombre entier de { $least } à { $most }.
settings-wrong-room = Saisissez des mégaoctets, de { $least } à { $most }, ou des gigaoctets, comme 1,5 Go.
settings-wrong-time = Saisissez une heure, comme 22:30. Les heures calmes doivent finir à une autre heure que leur début.
settings-wrong-sender = Saisissez une adresse, ou un domaine comme @example.org.
settings-wrong-word = Saisissez un seul mot, sans espace.
settings-list-add = Ajouter
settings-list-more = { $count ->
    [one] Encore un : saisissez-en une partie pour le trouver.
   *[other] Encore { $count } : saisissez-en une partie pour les trouver.
}
settings-notify-all = Tous
settings-notify-mine = Ce qui me concerne
settings-notify-none = Aucun
mailbox-notify = M’avertir des nouveaux messages
settings-language-words = Langue
settings-theme-words = Couleurs
settings-contrast-words = Contraste
settings-contrast-usual = Normal
settings-contrast-more = Renforcé
settings-text-size-words = Taille du texte et des commandes
settings-text-size = { $percent } %
settings-density-words = Listes
reach-via = Compte
reach-root = Dossier sur le serveur (seulement si l’adresse ne l’indique pas)
reach-mailbox-words = Une boîte que Postroom n’a pas trouvée lui-même. Postroom l’ouvre une fois avant de l’ajouter.
reach-submit = Ajouter
add-command = Commande qui affiche le mot de passe, au lieu d’un mot de passe enregistré
add-connections = Connexions au serveur de messagerie, de 2 à 20
add-wrong-connections = De 2 à 20
change-title = Modifier le compte
change-words = Postroom se connecte aux deux serveurs avant d’enregistrer quoi que ce soit.
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
settings-demo-words = La démo s’ouvre dans une fenêtre à part, avec un serveur de messagerie intégré au programme. Rien ne quitte cet ordinateur.
settings-demo-also = démo exemple test formation
found-title = Vos boîtes
found-words = Votre compte a accès à ces boîtes. Tout peut être modifié plus tard dans les réglages.
found-none-title = Pas encore de boîte
found-none-words = Le compte fonctionne. Ses boîtes apparaîtront dès que le serveur les listera.
found-guessed = Les adresses supposées viennent des noms de dossiers du serveur. Confirmez celles qui sont exactes ; les autres se corrigent dans les réglages.
found-is-guessed = supposée
found-add-mailbox = Ajouter une boîte qui manque
found-copies = Quand vous répondez depuis une boîte partagée, la copie va
found-copies-words = Dans le dossier Envoyés de la boîte, toute l’équipe voit les réponses.
found-done = Commencer

## Other words by which a part is looked for; never shown

settings-accounts-also = mot de passe connexion identifiant serveur port certificat chiffrement
settings-mailboxes-also = droits masquer partagée
settings-addresses-also = identité alias expéditeur envoyer en tant que
settings-contacts-also = carnet d’adresses vCard importer exporter
settings-also-offline = pause déconnecté
settings-also-writing = mise en forme Markdown HTML
settings-also-lines = retour à la ligne format flowed
settings-also-spelling = dictionnaire
settings-also-undo = annuler délai rappeler
settings-also-reminders = rappel avertissement oubli
settings-also-copies = envoyés copie dossier Envoyés enregistrer
settings-also-reading = HTML présentation affichage
settings-also-mark-read = non lu marquer aperçu délai
settings-also-dark = mode sombre nuit couleurs
settings-also-pictures = images pistage contenu distant vie privée confidentialité sécurité
settings-also-quiet = ne pas déranger nuit silence
settings-also-room = cache disque espace stockage
settings-also-lost = accès vie privée
settings-also-tray = arrière-plan réduire fermer
settings-also-language = traduction
settings-also-theme = mode sombre nuit couleurs
settings-also-contrast = accessibilité
settings-also-text-size = police zoom accessibilité
settings-also-density = lignes espacement densité
settings-also-keys = clavier raccourcis
settings-also-password = connexion
settings-also-server = serveur port chiffrement sécurité TLS
settings-also-signature = pied de page
settings-also-reply-to = répondre à
settings-also-notify = notifications alertes son calme silence nouveaux messages
settings-also-keep = synchroniser synchronisation hors ligne cache télécharger
settings-also-folders = envoyés brouillons archives indésirables spam corbeille
