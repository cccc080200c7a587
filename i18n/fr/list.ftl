## La liste

filter-all = Tous
filter-unread = Non lus
filter-unanswered = Sans réponse
filter-flagged = Signalés
count-more = { $count }+
list-show-only = N’afficher que
list-refresh = Relever les nouveaux messages
list-no-subject = (sans objet)
list-nobody = (sans expéditeur)
list-to = à { $people }
list-answered = Répondu
list-answered-by = { $name } a répondu
list-answered-by-you = Vous avez répondu
list-forwarded = Transféré
list-offline = Vous travaillez hors ligne. Vous voyez ce qui a été récupéré auparavant ; les nouveaux messages arriveront quand vous passerez en ligne.
list-unreachable = Le serveur est injoignable. Vous voyez ce qui a été récupéré auparavant.
empty-folder = Il n’y a pas de messages ici
empty-inbox-words = Les nouveaux messages apparaissent ici d’eux-mêmes.
empty-inboxes-words = Les nouveaux messages de toutes les boîtes apparaissent ici d’eux-mêmes.
empty-shared-words = Les nouveaux messages des boîtes partagées apparaissent ici d’eux-mêmes.
empty-sent-words = Les copies de ce qui est envoyé depuis cette boîte se trouvent ici.
empty-drafts-words = Les messages inachevés se trouvent ici.
empty-archive-words = { $key } déplace ici les messages traités.
empty-junk-words = { $key } déplace ici les messages indésirables.
empty-trash-words = { $key } déplace ici des messages.
empty-other-words = Faites glisser des messages ici, ou appuyez sur { $key } et choisissez ce dossier.
empty-container-words = Les messages se trouvent dans les dossiers qu’il contient.
empty-filter = Aucun message ne correspond
empty-filter-all = Tout afficher
empty-filter-one = Filtre : { $filter }
empty-filter-several = Un message doit remplir toutes ces conditions :
empty-fetching = Les messages sont en cours de récupération
empty-fetching-words = La première fois, cela peut prendre un moment.
empty-search = Aucun résultat
empty-search-words = Essayez moins de mots, ou une autre orthographe.
empty-search-yet = Aucun résultat pour l’instant
empty-search-yet-words = Les serveurs sont interrogés. Cela peut prendre un moment.
empty-search-begun = Continuez la saisie
empty-search-begun-words = La recherche n’est pas encore complète. Continuez la saisie, ou choisissez une suggestion.
empty-search-short = Saisissez au moins trois lettres
empty-search-short-words = Un mot plus court n’est trouvé que tel quel, pas comme début d’autres mots.
search-all = Rechercher partout
search-here = Rechercher dans { $mailbox }
search-everywhere = Partout
search-clear = Quitter la recherche
search-found = { $count ->
    [one] { $count } message trouvé
   *[other] { $count } messages trouvés
}
search-first = Les { $count } premiers messages
group-future = À venir
group-today = Aujourd’hui
group-this-week = Cette semaine
group-last-week = La semaine dernière
list-arrange = Trier et filtrer la liste
list-sort = Trier par
sort-newest = Les plus récents d’abord
sort-oldest = Les plus anciens d’abord
sort-people = Personnes, de A à Z
sort-people-descending = Personnes, de Z à A
sort-subject = Objet, de A à Z
sort-subject-descending = Objet, de Z à A
sort-largest = Les plus gros d’abord
sort-smallest = Les plus petits d’abord
list-grouped = Grouper par date
list-sorted = Tri : { $order }
list-sorted-back = Revenir à : { $order }
list-density = Lignes dans cette boîte
density-comfortable = Aérées, avec un aperçu
density-compact = Compactes
list-tags = Étiquettes
list-new-tag = Nouvelle étiquette…
tag-new-title = Nouvelle étiquette
tag-new-words = { $count ->
    [one] Pour le message sélectionné. Dans une boîte partagée, tout le monde la voit.
   *[other] Pour les { $count } messages sélectionnés. Dans une boîte partagée, tout le monde la voit.
}
tag-new-name = Un seul mot
tag-new-submit = Ajouter
tag-new-space = Une étiquette est un seul mot : utilisez - ou _ au lieu d’espaces.
tag-new-letter = Les serveurs de messagerie n’acceptent pas « { $letter } » dans les étiquettes.
tag-new-sign = Une étiquette ne peut pas commencer par « { $letter } ».
tag-new-long = Ce mot est trop long pour une étiquette.
tag-new-taken = Les logiciels de messagerie emploient ce mot pour autre chose.
may-not-there = Impossible d’y déplacer des messages.
list-many-archived = { $count } messages archivés
list-many-deleted = { $count } messages supprimés
list-many-moved = { $count } messages déplacés vers { $folder }
list-some-stay = { $count ->
    [one] { $count } message reste tel quel. { $reason }
   *[other] { $count } messages restent tels quels. { $reason }
}
list-many-copied = { $count } messages copiés vers { $folder }
list-many-junk = { $count } messages marqués comme indésirables
list-many-not-junk = { $count } messages marqués comme non indésirables
list-many-read = { $count } messages marqués comme lus
list-many-unread = { $count } messages marqués comme non lus
list-many-flagged = { $count } messages signalés
list-many-unflagged = Signalement retiré de { $count } messages
list-many-tagged = Étiquettes de { $count } messages modifiées
list-many-gone = { $count } messages supprimés définitivement
status-dragging = { $count ->
    [one] Relâchez au-dessus d’un dossier pour y déplacer le message. Échap : il reste où il est.
   *[other] Relâchez au-dessus d’un dossier pour y déplacer { $count } messages. Échap : ils restent où ils sont.
}
view-inboxes = Boîtes de réception
view-shared = Toutes les partagées
view-unanswered = Partagées sans réponse
view-flagged = Signalés
empty-unanswered = Tout a reçu une réponse dans les boîtes partagées
empty-unanswered-words = Personne n’attend de réponse.
empty-flagged = Rien n’est signalé
empty-flagged-words = Signalez ce sur quoi vous voulez revenir : { $key } signale le message ouvert.
may-not-no-folder = Seulement là où les messages d’un dossier sont listés.
may-not-grouped = Seulement quand la liste est triée par date.
may-not-sort-found = Les résultats d’une recherche sont triés par date, les plus récents d’abord.
may-not-all-unanswered = Ici, tous attendent une réponse.
may-not-all-flagged = Ici, tous sont signalés.
may-not-view-inboxes = Il n’y a qu’une boîte.
may-not-view-shared = Il y a au plus une boîte partagée.
may-not-view-unanswered = Il n’y a pas de boîte partagée.
may-not-view-flagged = Il n’y a pas encore de boîte.

search-operator-from = Qui l’a écrit
search-operator-to = À qui il a été envoyé
search-operator-cc = Qui en a reçu copie
search-operator-subject = Ce que dit l’objet
search-operator-in = Dans quel dossier il se trouve
search-operator-is = Non lu, signalé, sans réponse…
search-operator-has = Ce qu’il contient : pièces jointes
search-operator-before = Avant un jour, un mois ou une année : 2026-03
search-operator-after = À partir de ce jour : 2026-03
search-operator-larger = Plus grand que : 500k, 5M
search-operator-smaller = Plus petit que : 500k, 5M
search-operator-tag = Quelle étiquette il porte
search-from = De { $value }
search-to = À { $value }
search-cc = Copie à { $value }
search-subject = Objet : { $value }
search-in = Dans { $value }
search-read = Lu
search-tag = Étiquette : { $value }
search-unread-for-me = Non lu par vous
search-attachment = Avec pièces jointes
search-before = Avant { $value }
search-after = À partir de { $value }
search-larger = Plus grand que { $value }
search-smaller = Plus petit que { $value }
search-not = Pas : { $words }
search-take-away = Retirer : { $words }
