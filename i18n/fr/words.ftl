## Mots des deux interfaces

right-own = Adresse personnelle
right-send-as = Envoyer en tant que
right-on-behalf = De la part de
right-untested = Non vérifié
right-refused = Refusé
mode-own = personnelle
mode-send-as = en tant que
mode-on-behalf = de la part de
identity-own-address = Votre propre adresse.
identity-worked = Cela a fonctionné : le serveur a accepté un message.
identity-deployment-allows = Votre organisation indique que c’est autorisé.
identity-deployment-refuses = Votre organisation indique que ce n’est pas autorisé.
identity-person-allows = Vous avez indiqué que c’est autorisé.
identity-person-refuses = Vous avez indiqué que ce n’est pas autorisé.
identity-person-insists = Le serveur l’a refusé auparavant ; vous voulez réessayer.
identity-server-refuses = Non autorisé. Le serveur a répondu :
identity-not-refused = Le serveur ne le refuse pas d’avance ; seul un message envoyé le dira.
identity-untested = Pas encore vérifié.
mailbox-personal = personnelle
mailbox-shared = partagée
folder-inbox = Boîte de réception
folder-drafts = Brouillons
folder-sent = Envoyés
folder-archive = Archives
folder-junk = Indésirables
folder-trash = Corbeille
folder-planned = pas encore sur le serveur
header-from = De
header-sender = Expéditeur
header-to = À
header-cc = Cc
header-date = Date
header-subject = Objet
header-attachment = Pièce jointe
header-sent-by = Envoyé par
header-answered-by = Répondu par
header-came-back = Revenu
header-doubt = Attention
doubt-no-address = L’expéditeur ne donne aucune adresse : nul ne sait qui a écrit ceci.
doubt-name-shows-address = Le nom affiche { $shown }, mais ceci a été envoyé depuis { $address }.
doubt-mixed-letters = Les lettres du domaine de l’expéditeur en imitent d’autres. Il s’agit de { $domain }.
doubt-mixed-local-part = Des lettres avant le @ de l’adresse de l’expéditeur en imitent d’autres. Comparez { $address } avec l’adresse que vous connaissez.
doubt-looks-like-ours = Le domaine de l’expéditeur, { $domain }, ressemble à { $own } mais en est un autre.
doubt-authors-beside-ours = Deux expéditeurs sont indiqués : { $own }, de chez vous, et { $other }, qui ne l’est pas. N’importe qui peut inscrire ces deux noms.
doubt-three-domains = Écrit au nom de { $author }, mais envoyé par { $sender }, et les réponses vont à un troisième domaine, { $answers }.
link-shows-another = Le texte du lien nomme { $shown }, mais il mène à { $host }.
link-user-before-host = { $user } n’est là que pour ressembler à la destination. Le lien mène à { $host }.
link-number = Le lien désigne un ordinateur par son numéro, { $number }. Les entreprises sérieuses ne font pas cela.
link-looks-like-ours = { $domain } ressemble à { $own } mais est autre chose.
link-mixed-letters = Les lettres de la destination en imitent d’autres. C’est { $domain }.
sent-by-unknown = inconnu : la copie ne le dit pas
outbox-state-scheduled = Planifié
outbox-state-queued = En attente
outbox-state-sending = Envoi en cours
outbox-state-unknown = Incertain
outbox-state-sent = Envoyé
outbox-state-filing = Envoyé, copie en attente
outbox-state-held = Retenu
mailbox-unread = { $count ->
    [one] { $count } non lu
   *[other] { $count } non lus
}
right-on-behalf-untested = De la part de, non vérifié
keep-all = tous les textes
keep-year = les textes de la dernière année
keep-quarter = les textes des 90 derniers jours
keep-month = les textes des 30 derniers jours
keep-headers = seulement les en-têtes
keep-attachments-always = toutes les pièces jointes
keep-attachments-up-to = les pièces jointes jusqu’à { $megabytes } Mo
keep-attachments-on-demand = les pièces jointes à la demande

## Ce qu’une recherche a parcouru

search-covered = Les { $messages } messages ont tous été parcourus.
search-listing = { $messages } messages ont été parcourus ; d’autres sont encore en cours de récupération.
search-coverage = Le texte de { $findable } messages sur { $messages } se trouve sur cet ordinateur.
search-asking = Le serveur est interrogé pour le reste…
search-asked = Le serveur a été interrogé pour le reste ; il traite à sa façon les accents et les parties de mots.
search-asked-loosely = Le serveur a été interrogé pour le reste ; il traite à sa façon accents, parties de mots, expressions et mots exclus.
search-not-asked = Le serveur n’a pas pu être interrogé pour le reste : { $why }
search-partly-asked = Le serveur traite à sa façon les accents et les parties de mots. Il n’a été interrogé que pour une partie du reste : { $why }
search-compares = Le serveur traite à sa façon les accents et les parties de mots.
search-in-doubt = { $count ->
    [one] L’un de ces messages peut contenir un mot exclu.
   *[other] { $count } de ces messages peuvent contenir un mot exclu.
}
may-not-absent = Le serveur ne montre plus ce dossier de { $mailbox } : il a été supprimé ou renommé, ou vous ne pouvez plus le voir. Ce qui est ici reste lisible, et rien n’y est modifié.
may-not-in-doubt = Postroom vérifie si vous avez encore accès à { $mailbox }. D’ici là, rien n’y est modifié.
may-not-lost = Vous n’avez plus accès à { $mailbox }. Ceci est une copie sur cet ordinateur.
access-in-doubt = Accès incertain
access-lost = Plus d’accès
header-labels = Étiquettes
label-important = Important
label-work = Travail
label-personal = Personnel
label-to-do = À faire
label-later = Plus tard
label-junk = Indésirable
label-phishing = Hameçonnage

## Depuis quand quelqu’un attend

waiting-minutes = { $count } min
waiting-hours = { $count } h
waiting-days = { $count ->
    [one] 1 jour
   *[other] { $count } jours
}
