## Die Liste

filter-all = Alle
filter-unread = Ungelesen
filter-unanswered = Unbeantwortet
filter-flagged = Markiert
list-refresh = Den Server nach Neuem fragen
list-no-subject = (kein Betreff)
list-nobody = (kein Absender)
list-to = an { $people }
list-answered = Beantwortet
list-answered-by = { $name } hat geantwortet
list-answered-by-you = Sie haben geantwortet
list-forwarded = Weitergeleitet
list-offline = Sie arbeiten offline. Hier steht, was schon vorher da war; Neues kommt, sobald Sie online gehen.
list-unreachable = Der Server ist nicht erreichbar. Hier steht, was schon vorher da war.
empty-folder = Hier sind keine Nachrichten
empty-filter = Keine Nachricht ist so
empty-filter-all = Alle zeigen
empty-fetching = Die Nachrichten werden geholt
empty-search = Nichts gefunden
empty-search-words = Weniger Wörter oder eine andere Schreibweise finden mehr.
empty-search-yet = Noch nichts gefunden
search-all = Alles durchsuchen
search-here = { $mailbox } durchsuchen
search-everywhere = Überall
search-clear = Die Suche verlassen
search-found = { $count ->
    [one] { $count } Nachricht gefunden
   *[other] { $count } Nachrichten gefunden
}
search-first = Die ersten { $count } Nachrichten
group-future = Steht noch bevor
group-today = Heute
group-this-week = Diese Woche
group-last-week = Letzte Woche
list-arrange = Wie die Liste gezeigt wird
list-sort = Sortieren nach
sort-newest = Neueste zuerst
sort-oldest = Älteste zuerst
sort-people = Personen
sort-subject = Betreff
sort-largest = Größte zuerst
list-show = Zeigen
list-grouped = Nach Datum gruppieren
list-only-attachments = Nur mit Anhängen
list-density = Zeilen in diesem Postfach
density-comfortable = Großzügig, mit Vorschau
density-compact = Dicht
list-tags = Schlagwörter
may-not-there = Dorthin lässt es sich nicht verschieben.
status-dragging = { $count ->
    [one] Über einem Ordner loslassen, um die Nachricht dorthin zu verschieben. Esc: sie bleibt, wo sie ist.
   *[other] Über einem Ordner loslassen, um { $count } Nachrichten dorthin zu verschieben. Esc: sie bleiben, wo sie sind.
}
view-inboxes = Alle Posteingänge
view-shared = Alle gemeinsamen
view-unanswered = Noch unbeantwortet
view-flagged = Markiert
empty-unanswered = In den gemeinsamen ist alles beantwortet
empty-flagged = Nichts ist markiert
may-not-no-folder = Nur, wo die Nachrichten eines Ordners aufgelistet sind.
may-not-grouped = Nur, solange die neuesten zuerst stehen.
may-not-view-inboxes = Es gibt nicht mehrere Postfächer.
may-not-view-shared = Es gibt nicht mehrere gemeinsame Postfächer.
may-not-view-unanswered = Es gibt kein gemeinsames Postfach.
may-not-view-flagged = Es gibt noch kein Postfach.

search-operator-from = Wer sie geschrieben hat
search-operator-to = An wen sie ging
search-operator-cc = Wer eine Kopie bekam
search-operator-subject = Was im Betreff steht
search-operator-in = In welchem Ordner sie liegt
search-operator-is = Ungelesen, markiert, beantwortet …
search-operator-has = Was sie hat: Anhänge
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
search-take-away = Wegnehmen: { $words }
