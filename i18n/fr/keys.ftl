## Touches

keys-title = Raccourcis clavier
keys-group-message = Avec les messages sélectionnés
keys-group-going = Navigation
keys-group-lists = Dans une liste
keys-group-writing = Pendant la rédaction
keys-group-program = Général
keys-new-message = Nouveau message
keys-search = Rechercher
keys-reply = Répondre
keys-reply-all = Répondre à tous
keys-forward = Transférer
keys-archive = Archiver
keys-move = Déplacer dans un dossier
keys-delete = Supprimer
keys-flag = Signaler, ou retirer le signalement
keys-toggle-seen = Marquer comme lu ou non lu
keys-next = Message suivant
keys-previous = Message précédent
keys-page-down = Page suivante du texte
keys-page-up = Page précédente du texte
keys-larger = Agrandir le message
keys-smaller = Réduire le message
keys-usual-size = Afficher le message à sa taille normale
keys-next-unread = Message non lu suivant
keys-next-in-conversation = Message suivant de la conversation
keys-previous-in-conversation = Message précédent de la conversation
keys-unfold-conversation = Afficher ou replier tous les textes
keys-undo = Annuler la dernière action
keys-refresh = Relever les nouveaux messages
keys-outbox = Boîte d’envoi
keys-settings = Réglages
keys-keys = Cette liste
keys-back = Retour : quitter la recherche ou revenir à la liste
keys-quit = Quitter Postroom
keys-send = Envoyer
keys-attach = Joindre un fichier
keys-choose-from = Choisir l’expéditeur
keys-close-compose = Fermer la fenêtre, garder le brouillon
keys-leave-earlier = Boîte d’envoi : envoyer plus tôt
keys-leave-later = Boîte d’envoi : envoyer plus tard
keys-show-copies = Aller à Cc et Cci
keys-copy = Copier dans un dossier
keys-tag-important = Étiquette : { label-important }
keys-tag-work = Étiquette : { label-work }
keys-tag-personal = Étiquette : { label-personal }
keys-tag-to-do = Étiquette : { label-to-do }
keys-tag-later = Étiquette : { label-later }
keys-no-tags = Enlever toutes les étiquettes
keys-junk = Indésirable : déplacer dans son dossier
keys-not-junk = Pas indésirable : retour dans la boîte de réception
keys-all-seen = Marquer tout le dossier comme lu
keys-print = Imprimer le message
keys-source = Afficher le code source
keys-own-colours = Couleurs du message : les siennes ou sombres
keys-save-message = Enregistrer le message dans un fichier
keys-inbox = Aller à la boîte de réception
keys-drafts = Mes brouillons
keys-problems = Problèmes
keys-show-all = Liste : tout afficher
keys-show-unread = Liste : afficher les non lus
keys-show-flagged = Liste : afficher les signalés
keys-show-unanswered = Liste : afficher les messages sans réponse
keys-palette = Toutes les commandes
keys-offline = Travailler hors ligne ou en ligne
keys-new-folder = Nouveau dossier dans la boîte ouverte
keys-mailbox-settings = Réglages de la boîte ouverte
keys-add-account = Ajouter un compte
keys-add-mailbox = Ajouter une boîte
keys-add-address = Ajouter une adresse d’expédition
keys-demo = Démo : essayer avec une équipe inventée
keys-check-identities = Vérifier depuis quelles adresses on peut envoyer
keys-list-step = Ligne suivante ; ligne précédente
keys-list-ends = Première ligne ; dernière ligne
keys-list-extend = Étendre la sélection vers le bas ; vers le haut
keys-list-pass = Se déplacer sans sélectionner
keys-list-toggle = Ajouter cette ligne à la sélection, ou l’en retirer
keys-list-all = Tout sélectionner
keys-list-menu = Menu de la ligne sélectionnée

## Le nom des touches

key-control = Ctrl
key-shift = Maj
key-alt = Alt
key-enter = Entrée
key-escape = Échap
key-delete = Suppr
key-space = Espace
key-page-down = PgSuiv
key-page-up = PgPréc
key-home = Origine
key-end = Fin
hint-with-key = { $words } ({ $key })

## La palette

palette-title = Que voulez-vous faire ?
palette-move = Déplacer vers…
palette-copy = Copier vers…
palette-file-into = { $mailbox } : { $folder }
palette-go-to = Aller à { $mailbox } : { $folder }
palette-tag = Étiquette : { $tag }
palette-folder-below = Ce dossier : nouveau sous-dossier
palette-folder-rename = Ce dossier : renommer
palette-folder-empty = Ce dossier : vider
palette-folder-delete = Ce dossier : supprimer
palette-as-sent = Message : tel quel
palette-as-simple = Message : vue simplifiée
palette-as-words = Message : texte seul
palette-pictures-once = Images : charger cette fois
palette-pictures-sender = Images : toujours pour cet expéditeur
palette-pictures-domain = Images : toujours pour ce domaine
palette-pictures-never = Images : jamais pour cet expéditeur
palette-attachments-save = Pièces jointes : tout enregistrer
palette-attachment-save = Pièce jointe : enregistrer { $name }
palette-attachment-open = Pièce jointe : ouvrir { $name }
palette-attachment-preview = Pièce jointe : afficher l’aperçu de { $name }, ou le masquer
palette-sort-newest = Liste : trier par date, les plus récents d’abord
palette-sort-oldest = Liste : trier par date, les plus anciens d’abord
palette-sort-people = Liste : trier par personnes
palette-sort-subject = Liste : trier par objet
palette-sort-largest = Liste : trier par taille, les plus gros d’abord
palette-grouped = Liste : grouper par jour, semaine et mois, ou non
palette-also-unread = Liste : parmi ceux-ci, seulement les non lus, ou non
palette-also-unanswered = Liste : parmi ceux-ci, seulement ceux sans réponse, ou non
palette-also-flagged = Liste : parmi ceux-ci, seulement les signalés, ou non
palette-also-attachments = Liste : parmi ceux-ci, seulement avec pièces jointes, ou non
palette-comfortable = Liste : lignes aérées dans cette boîte
palette-compact = Liste : lignes compactes dans cette boîte
palette-select-all = Sélectionner tous les messages de la liste
palette-settings-part = Réglages : { $part }
palette-setting = { $setting } : { $value }
palette-contacts-import = Contacts : importer un fichier vCard
palette-contacts-export = Contacts : exporter
palette-nothing = Aucune commande ne correspond.
palette-more = { $count ->
    [one] { $count } autre plus bas
   *[other] { $count } autres plus bas
}

## Réglages

settings-keys = Raccourcis clavier
settings-keys-words = Les lettres seules agissent tant que vous n’écrivez pas. { $key } affiche la liste des raccourcis.
settings-keys-gmail = Comme dans Gmail
settings-keys-thunderbird = Comme dans Thunderbird
