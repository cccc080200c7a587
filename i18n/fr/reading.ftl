# Ce qui est dit d’un message à côté de son texte.

packing-signed-smime = Signé avec S/MIME. Postroom ne vérifie pas les signatures : il ne sait pas si celle-ci est authentique.
packing-signed-pgp = Signé avec PGP. Postroom ne vérifie pas les signatures : il ne sait pas si celle-ci est authentique.
packing-signed = Signé. Postroom ne vérifie pas les signatures : il ne sait pas si celle-ci est authentique.
packing-in-signature = Ce message est signé avec S/MIME de sorte que son texte se trouve dans la signature, que Postroom ne peut pas ouvrir. Enregistrez le message et ouvrez-le dans Outlook ou Thunderbird, ou demandez à l’expéditeur de le signer en clair.
packing-encrypted-smime = Ce message est chiffré avec S/MIME, et Postroom ne peut pas le déchiffrer. Enregistrez-le et ouvrez-le dans un programme qui a votre certificat, comme Outlook ou Thunderbird, ou demandez à l’expéditeur de l’envoyer autrement.
packing-encrypted-pgp = Ce message est chiffré avec PGP, et Postroom ne peut pas le déchiffrer. Enregistrez-le et ouvrez-le dans un programme qui a votre clé, comme Thunderbird, ou demandez à l’expéditeur de l’envoyer autrement.
packing-encrypted = Ce message est chiffré, et Postroom ne peut pas le déchiffrer. Enregistrez-le et ouvrez-le dans le programme que vous utilisez pour cela, ou demandez à l’expéditeur de l’envoyer autrement.
packing-tnef = L’Outlook de l’expéditeur a placé des pièces jointes de ce message dans winmail.dat, que Postroom ne peut pas extraire. Demandez à l’expéditeur de le renvoyer en HTML ou en texte brut, ou enregistrez le fichier et ouvrez-le dans Outlook.
header-packing = Remarque
reader-no-text-but-attachments = Ce message n’a pas de texte, seulement des pièces jointes.
doubt-not-confirmed = { $server }, votre propre serveur de messagerie, n’a pas pu confirmer que ce message vient vraiment de { $domain }. C’est peut-être un faux, ou une liste de diffusion l’a modifié en chemin. Interrogez l’expéditeur par une autre voie avant d’en suivre les instructions, d’y répondre ou de payer.
authentication-passed = Vérifié par { $server }, avec succès : { $passed }
header-confirmed = Vérification

meeting-request = Invitation à une réunion
meeting-change = Invitation modifiée à une réunion
meeting-cancel = Cette réunion a été annulée
meeting-publish = Rendez-vous
meeting-counter = { $name } propose un autre horaire
meeting-accepted = { $name } a accepté
meeting-tentative = { $name } a accepté provisoirement
meeting-declined = { $name } a refusé
meeting-delegated = { $name } envoie quelqu’un d’autre
meeting-answered = { $name } a répondu
meeting-somebody = Quelqu’un
meeting-untitled = Sans titre
meeting-all-day = { $days }, toute la journée
meeting-day-and-time = { $day }, { $time }
meeting-from-to = { $from } – { $to }
meeting-in-zone = { $time } à { $zone }
meeting-time-and = { $time } ({ $there })
meeting-repeats = à un rythme particulier
meeting-every-day = { $count ->
    [one] chaque jour
   *[other] tous les { $count } jours
}
meeting-every-week = { $count ->
    [one] chaque semaine
   *[other] toutes les { $count } semaines
}
meeting-every-month = { $count ->
    [one] chaque mois
   *[other] tous les { $count } mois
}
meeting-every-year = { $count ->
    [one] chaque année
   *[other] tous les { $count } ans
}
meeting-repeats-on = { $often }, le { $days }
meeting-repeats-until = { $often }, jusqu’au { $day }
meeting-repeats-times = { $count ->
    [one] { $often }, une fois
   *[other] { $often }, { $count } fois
}
meeting-one-of-series = c’est une date d’une série
meeting-attendees = { $count ->
    [one] 1 personne est invitée
   *[other] { $count } personnes sont invitées
}
meeting-not-named = { $count ->
    [one] et 1 autre
   *[other] et { $count } autres
}
meeting-no-answer = Postroom ne peut pas encore répondre aux invitations : écrivez à l’organisateur, ou répondez là où se trouve votre agenda.
header-meeting = Réunion
header-when = Quand
header-repeats = Se répète
header-where = Où
header-organiser = Organisateur
header-attendees = Invités
attendance-accepted = accepté
attendance-tentative = provisoire
attendance-declined = refusé
attendance-delegated = délégué
date-full-day = { $weekday } { $date }
reader-usual-size = Revenir à 100 %
reader-print = Imprimer…
reader-find = Rechercher dans ce message…
find-placeholder = Rechercher dans le message
find-at = { $at } sur { $count }
find-first = { $at } sur les { $count } premières
find-none = Introuvable
find-next = Occurrence suivante
find-previous = Occurrence précédente
find-close = Fermer la barre de recherche
reader-answers-leave = Les réponses vont à { $people }, et non au domaine de l’expéditeur.
reader-calls-itself = se nomme « { $name } »

## Conversations
conversation-title = Conversation ({ $count })
conversation-hint = Les messages de cette conversation dans tous les dossiers de la boîte. { $previous } et { $next } les parcourent.
conversation-earlier = { $count ->
    [one] { $count } message antérieur
   *[other] { $count } messages antérieurs
}
conversation-later = { $count ->
    [one] { $count } message ultérieur
   *[other] { $count } messages ultérieurs
}
conversation-fewer = En afficher moins
conversation-you = Vous
conversation-fold-hint = Replier ce message
conversation-unfold-all = Afficher tous les textes
conversation-fold-all = Tout replier
conversation-open = Ouvrir ce message
conversation-no-words = Il ne contient aucun texte qui puisse être affiché ici.

preview-show = Aperçu
preview-hide = Fermer l’aperçu
preview-no-picture = L’image n’a pas pu être affichée. Vous pouvez l’ouvrir avec un autre programme ou l’enregistrer.
preview-cut = Le fichier est plus long que ce qui est affiché ici. Ouvrez-le ou enregistrez-le pour tout voir.
errand-saving = Enregistrement de { $name }…
errand-saving-all = Enregistrement de { $count } pièces jointes…
errand-opening = Récupération de { $name }…
reader-link-doubtful = À vérifier : { $address }
reader-menu-open-link = Ouvrir le lien
reader-menu-copy-link = Copier l’adresse du lien
reader-menu-open-picture = Ouvrir l’image
reader-menu-save-picture = Enregistrer l’image…
reader-menu-copy = Copier
reader-menu-nothing-marked = Rien n’est sélectionné
errand-stop = Arrêter
reader-arrived = { $written } · arrivé { $arrived }

## What files are called
file-pdf = Document PDF
file-word = Document Word
file-excel = Feuille Excel
file-powerpoint = Présentation PowerPoint
file-opendocument = Fichier OpenDocument
file-text = Texte
file-html = Page web
file-csv = Tableau CSV
file-calendar = Événement
file-contact = Contact
file-mail = Message
file-archive = Archive
file-picture = Image
file-audio = Audio
file-video = Vidéo
file-program = Programme
file-script = Script
file-installer = Paquet d’installation
file-disk = Image disque
file-shortcut = Raccourci
file-encrypted = Données chiffrées ou signées
file-signature = Signature numérique
file-key = Clé PGP
file-certificate = Certificat
file-outlook = Emballé par Outlook
file-outlook-message = Message Outlook
file-rtf = Texte mis en forme (RTF)
file-book = Livre numérique
file-json = Données JSON
file-xml = Données XML
file-font = Police
file-delivery = Rapport de remise
file-receipt = Accusé de lecture
file-headers = En-têtes d’un message
file-unknown = Type inconnu
