## La liste

filter-all = Tous
filter-unread = Non lus
filter-unanswered = Sans réponse
filter-flagged = Signalés
list-refresh = Demander les nouveautés au serveur
list-no-subject = (sans objet)
list-nobody = (sans expéditeur)
list-to = à { $people }
list-answered = Répondu
list-answered-by = { $name } a répondu
list-answered-by-you = Vous avez répondu
list-forwarded = Transféré
list-offline = Vous travaillez hors ligne. Voici ce qui était déjà là ; les nouveaux messages arrivent quand vous passez en ligne.
list-unreachable = Le serveur est injoignable. Voici ce qui était déjà là.
empty-folder = Il n’y a pas de messages ici
empty-filter = Aucun message n’est ainsi
empty-filter-all = Tout afficher
empty-fetching = Les messages sont en cours de récupération
empty-search = Rien n’a été trouvé
empty-search-words = Moins de mots, ou une autre orthographe, trouvent davantage.
empty-search-yet = Rien encore
search-all = Rechercher partout
search-here = Rechercher dans { $mailbox }
search-everywhere = Partout
search-clear = Quitter la recherche
search-found = { $count ->
    [one] { $count } message trouvé
   *[other] { $count } messages trouvés
}
search-first = Les { $count } premiers messages
group-future = Encore à venir
group-today = Aujourd’hui
group-this-week = Cette semaine
group-last-week = La semaine dernière
list-arrange = Présentation de la liste
list-sort = Trier par
sort-newest = Les plus récents d’abord
sort-oldest = Les plus anciens d’abord
sort-people = Personnes
sort-subject = Objet
sort-largest = Les plus gros d’abord
list-show = Afficher
list-grouped = Grouper par date
list-only-attachments = Seulement avec pièces jointes
list-density = Lignes dans cette boîte
density-comfortable = Aérées, avec un aperçu
density-compact = Serrées
list-tags = Étiquettes
may-not-there = Impossible de le déplacer là.
status-dragging = { $count ->
    [one] Relâchez au-dessus d’un dossier pour y déplacer le message. Échap : il reste où il est.
   *[other] Relâchez au-dessus d’un dossier pour y déplacer { $count } messages. Échap : ils restent où ils sont.
}
view-inboxes = Toutes les réceptions
view-shared = Toutes les partagées
view-unanswered = Partagées sans réponse
view-flagged = Signalés
empty-unanswered = Tout ce qui est partagé a sa réponse
empty-flagged = Rien n’est marqué
may-not-no-folder = Seulement là où les messages d’un dossier sont listés.
may-not-grouped = Seulement tant que les plus récents sont d’abord.
may-not-view-inboxes = Il n’y a pas plusieurs boîtes.
may-not-view-shared = Il n’y a pas plusieurs boîtes partagées.
may-not-view-unanswered = Il n’y a pas de boîte partagée.
may-not-view-flagged = Il n’y a pas encore de boîte.

search-operator-from = Qui l’a écrit
search-operator-to = À qui il a été envoyé
search-operator-cc = Qui en a reçu copie
search-operator-subject = Ce que dit l’objet
search-operator-in = Dans quel dossier il se trouve
search-operator-is = Non lu, signalé, sans réponse …
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
search-unread-for-me = Pas lu par vous
search-attachment = Avec pièces jointes
search-before = Avant { $value }
search-after = À partir de { $value }
search-larger = Plus grand que { $value }
search-smaller = Plus petit que { $value }
search-not = Pas : { $words }
search-take-away = Retirer : { $words }
