## Die Liste

filter-all = Alle
filter-unread = Ungelesen
filter-unanswered = Unbeantwortet
filter-flagged = Markiert
count-more = { $count }+
list-show-only = Nur anzeigen
list-refresh = Neue Nachrichten abrufen
list-no-subject = (kein Betreff)
list-nobody = (kein Absender)
list-to = an { $people }
list-answered = Beantwortet
list-answered-by = { $name } hat geantwortet
list-answered-by-you = Sie haben geantwortet
list-forwarded = Weitergeleitet
list-offline = Sie arbeiten offline. Sie sehen, was vorher abgerufen wurde; Neues kommt, sobald Sie online gehen.
list-unreachable = Der Server ist nicht erreichbar. Sie sehen, was vorher abgerufen wurde.
empty-folder = Hier sind keine Nachrichten
empty-inbox-words = Neue Nachrichten erscheinen hier von selbst.
empty-inboxes-words = Neue Nachrichten aller Postfächer erscheinen hier von selbst.
empty-shared-words = Neue Nachrichten der gemeinsamen Postfächer erscheinen hier von selbst.
empty-sent-words = Hier liegen die Kopien dessen, was aus diesem Postfach gesendet wird.
empty-drafts-words = Hier liegen Nachrichten, die noch nicht fertig sind.
empty-archive-words = { $key } verschiebt erledigte Nachrichten hierher.
empty-junk-words = { $key } verschiebt unerwünschte Nachrichten hierher.
empty-trash-words = { $key } verschiebt Nachrichten hierher.
empty-other-words = Ziehen Sie Nachrichten hierher, oder drücken Sie { $key } und wählen Sie diesen Ordner.
empty-container-words = Die Nachrichten liegen in den Ordnern darunter.
empty-filter = Keine passende Nachricht
empty-filter-all = Alle anzeigen
empty-filter-one = Filter: { $filter }
empty-filter-several = Eine Nachricht muss all das erfüllen:
empty-fetching = Die Nachrichten werden abgerufen
empty-fetching-words = Beim ersten Mal kann das etwas dauern.
empty-search = Nichts gefunden
empty-search-words = Versuchen Sie es mit weniger Wörtern oder einer anderen Schreibweise.
empty-search-yet = Noch nichts gefunden
empty-search-yet-words = Die Server werden gefragt. Das kann etwas dauern.
empty-search-begun = Tippen Sie weiter
empty-search-begun-words = Die Suche ist noch nicht vollständig. Tippen Sie weiter, oder wählen Sie einen Vorschlag.
empty-search-short = Geben Sie mindestens drei Buchstaben ein
empty-search-short-words = Ein kürzeres Wort wird nur so gefunden, wie es dasteht, nicht als Anfang anderer Wörter.
search-all = Alles durchsuchen
search-here = { $mailbox } durchsuchen
search-everywhere = Überall
search-clear = Suche verlassen
search-found = { $count ->
    [one] { $count } Nachricht gefunden
   *[other] { $count } Nachrichten gefunden
}
search-first = Die ersten { $count } Nachrichten
group-future = Zukünftig
group-today = Heute
group-this-week = Diese Woche
group-last-week = Letzte Woche
list-arrange = Liste sortieren und filtern
list-sort = Sortieren nach
sort-newest = Neueste zuerst
sort-oldest = Älteste zuerst
sort-people = Personen, A bis Z
sort-people-descending = Personen, Z bis A
sort-subject = Betreff, A bis Z
sort-subject-descending = Betreff, Z bis A
sort-largest = Größte zuerst
sort-smallest = Kleinste zuerst
list-grouped = Nach Datum gruppieren
list-sorted = Sortiert: { $order }
list-sorted-back = Zurück zu: { $order }
list-density = Zeilen in diesem Postfach
density-comfortable = Großzügig, mit Vorschau
density-compact = Kompakt
list-tags = Schlagwörter
list-new-tag = Neues Schlagwort …
tag-new-title = Neues Schlagwort
tag-new-words = { $count ->
    [one] Für die ausgewählte Nachricht. In einem gemeinsamen Postfach sehen es alle.
   *[other] Für die { $count } ausgewählten Nachrichten. In einem gemeinsamen Postfach sehen es alle.
}
tag-new-name = Ein Wort
tag-new-submit = Vergeben
tag-new-space = Ein Schlagwort ist ein einziges Wort: Verwenden Sie - oder _ statt Leerzeichen.
tag-new-letter = Mailserver erlauben in Schlagwörtern kein „{ $letter }“.
tag-new-sign = Ein Schlagwort kann nicht mit „{ $letter }“ beginnen.
tag-new-long = Dieses Wort ist zu lang für ein Schlagwort.
tag-new-taken = Dieses Wort verwenden Mailprogramme für etwas anderes.
may-not-there = Dorthin lassen sich Nachrichten nicht verschieben.
list-many-archived = { $count } Nachrichten archiviert
list-many-deleted = { $count } Nachrichten gelöscht
list-many-moved = { $count } Nachrichten in den Ordner „{ $folder }“ verschoben
list-some-stay = { $count ->
    [one] { $count } Nachricht bleibt, wie sie war. { $reason }
   *[other] { $count } Nachrichten bleiben, wie sie waren. { $reason }
}
list-many-copied = { $count } Nachrichten in den Ordner „{ $folder }“ kopiert
list-many-junk = { $count } Nachrichten als Spam markiert
list-many-not-junk = { $count } Nachrichten als „Kein Spam“ markiert
list-many-read = { $count } Nachrichten als gelesen markiert
list-many-unread = { $count } Nachrichten als ungelesen markiert
list-many-flagged = { $count } Nachrichten markiert
list-many-unflagged = Markierung von { $count } Nachrichten entfernt
list-many-tagged = Schlagwörter von { $count } Nachrichten geändert
list-many-gone = { $count } Nachrichten endgültig gelöscht
status-dragging = { $count ->
    [one] Über einem Ordner loslassen, um die Nachricht dorthin zu verschieben. Esc: sie bleibt, wo sie ist.
   *[other] Über einem Ordner loslassen, um { $count } Nachrichten dorthin zu verschieben. Esc: sie bleiben, wo sie sind.
}
view-inboxes = Alle Posteingänge
view-shared = Alle gemeinsamen
view-unanswered = Noch unbeantwortet
view-flagged = Markiert
empty-unanswered = In den gemeinsamen Postfächern ist alles beantwortet
empty-unanswered-words = Niemand wartet auf eine Antwort.
empty-flagged = Nichts ist markiert
empty-flagged-words = Markieren Sie, worauf Sie zurückkommen wollen: { $key } markiert die geöffnete Nachricht.
may-not-no-folder = Nur, wo die Nachrichten eines Ordners aufgelistet sind.
may-not-grouped = Nur, solange nach Datum sortiert ist.
may-not-sort-found = Suchergebnisse sind nach Datum sortiert, die neuesten zuerst.
may-not-all-unanswered = Alle hier warten auf eine Antwort.
may-not-all-flagged = Alle hier sind markiert.
may-not-view-inboxes = Es gibt nur ein Postfach.
may-not-view-shared = Es gibt höchstens ein gemeinsames Postfach.
may-not-view-unanswered = Es gibt kein gemeinsames Postfach.
may-not-view-flagged = Es gibt noch kein Postfach.

search-operator-from = Wer sie geschrieben hat
search-operator-to = An wen sie ging
search-operator-cc = Wer eine Kopie bekam
search-operator-subject = Was im Betreff steht
search-operator-in = In welchem Ordner sie liegt
search-operator-is = Ungelesen, markiert, beantwortet …
search-operator-has = Was sie enthält: Anhänge
search-operator-before = Älter als ein Tag, Monat oder Jahr: 2026-03
search-operator-after = Von diesem Tag an: 2026-03
search-operator-larger = Größer als: 500k, 5M
search-operator-smaller = Kleiner als: 500k, 5M
search-operator-tag = Welches Schlagwort sie hat
search-from = Von { $value }
search-to = An { $value }
search-cc = Kopie an { $value }
search-subject = Betreff: { $value }
search-in = In { $value }
search-read = Gelesen
search-tag = Schlagwort: { $value }
search-unread-for-me = Von Ihnen nicht gelesen
search-attachment = Mit Anhängen
search-before = Vor { $value }
search-after = Ab { $value }
search-larger = Größer als { $value }
search-smaller = Kleiner als { $value }
search-not = Nicht: { $words }
search-take-away = Entfernen: { $words }
