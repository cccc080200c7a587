## Tasten

keys-title = Tasten
keys-group-message = Mit den gewählten Nachrichten
keys-group-going = Sich bewegen
keys-group-writing = Beim Schreiben
keys-group-program = Das Programm
keys-new-message = Neue Nachricht
keys-search = Suchen
keys-reply = Antworten
keys-reply-all = Allen antworten
keys-forward = Weiterleiten
keys-archive = Archivieren
keys-move = In einen Ordner verschieben
keys-delete = Löschen
keys-flag = Markieren oder nicht mehr
keys-toggle-seen = Als gelesen oder ungelesen markieren
keys-next = Nächste Nachricht
keys-previous = Vorige Nachricht
keys-page-down = Nächste Seite im Text
keys-page-up = Vorige Seite im Text
keys-next-unread = Nächste ungelesene Nachricht
keys-next-in-conversation = Nächste Nachricht der Unterhaltung
keys-previous-in-conversation = Vorige Nachricht der Unterhaltung
keys-unfold-conversation = Alle Texte zeigen oder einklappen
keys-undo = Letzten Schritt zurücknehmen
keys-refresh = Server nach Neuem fragen
keys-outbox = Ausgang
keys-settings = Einstellungen
keys-keys = Diese Liste
keys-back = Zurück: aus der Suche, zur Liste
keys-quit = Postroom beenden
keys-send = Senden
keys-attach = Datei anhängen
keys-choose-from = Absender wählen
keys-close-compose = Fenster schließen, Entwurf behalten
keys-leave-earlier = Ausgang: früher abgehen
keys-leave-later = Ausgang: später abgehen
keys-show-copies = Zu Cc und Bcc
keys-copy = In einen Ordner kopieren
keys-tag-important = Schlagwort: { label-important }
keys-tag-work = Schlagwort: { label-work }
keys-tag-personal = Schlagwort: { label-personal }
keys-tag-to-do = Schlagwort: { label-to-do }
keys-tag-later = Schlagwort: { label-later }
keys-no-tags = Alle Schlagwörter entfernen
keys-junk = Spam: in dessen Ordner verschieben
keys-not-junk = Kein Spam: zurück in den Posteingang
keys-all-seen = Alles im Ordner als gelesen markieren
keys-print = Nachricht drucken
keys-source = Quelltext zeigen
keys-own-colours = Farben der Nachricht: eigene oder dunkle
keys-save-message = Nachricht als Datei speichern
keys-inbox = Posteingang des offenen Postfachs
keys-drafts = Entwürfe auf diesem Computer
keys-problems = Probleme
keys-show-all = Liste: alle zeigen
keys-show-unread = Liste: ungelesene zeigen
keys-show-flagged = Liste: markierte zeigen
keys-show-unanswered = Liste: unbeantwortete zeigen
keys-palette = Alles, was man tun kann
keys-offline = Offline arbeiten, oder online gehen
keys-new-folder = Neuer Ordner im offenen Postfach
keys-mailbox-settings = Einstellungen des offenen Postfachs
keys-add-account = Konto hinzufügen
keys-check-identities = Prüfen, was von welcher Adresse gesendet werden darf

## Wie Tasten heißen

key-control = Strg
key-shift = Umschalt
key-alt = Alt
key-enter = Eingabe
key-escape = Esc
key-delete = Entf
key-space = Leertaste
key-page-down = Bild ab
key-page-up = Bild auf
hint-with-key = { $words } ({ $key })

## Die Palette

palette-title = Was möchten Sie tun?
palette-move = Verschieben nach …
palette-copy = Kopieren nach …
palette-file-into = { $mailbox }: { $folder }
palette-go-to = Gehe zu { $mailbox }: { $folder }
palette-tag = Schlagwort: { $tag }
palette-folder-below = Dieser Ordner: neuer Ordner darin
palette-folder-rename = Dieser Ordner: umbenennen
palette-folder-empty = Dieser Ordner: leeren
palette-folder-delete = Dieser Ordner: löschen
palette-as-sent = Nachricht: wie gesendet
palette-as-simple = Nachricht: vereinfacht
palette-as-words = Nachricht: nur Text
palette-pictures-once = Bilder: dieses Mal zeigen
palette-pictures-sender = Bilder: immer für diesen Absender
palette-pictures-domain = Bilder: immer für diese Domain
palette-pictures-never = Bilder: nie für diesen Absender
palette-attachments-save = Alle Anhänge speichern
palette-attachment-save = Ersten Anhang speichern
palette-attachment-open = Ersten Anhang öffnen
palette-attachment-preview = Vorschau des ersten Anhangs zeigen oder ausblenden
palette-sort-newest = Liste: nach Datum sortieren, neueste zuerst
palette-sort-oldest = Liste: nach Datum sortieren, älteste zuerst
palette-sort-people = Liste: nach Personen sortieren
palette-sort-subject = Liste: nach Betreff sortieren
palette-sort-largest = Liste: nach Größe sortieren, größte zuerst
palette-grouped = Liste: nach Tag, Woche und Monat gruppieren oder nicht
palette-also-unread = Liste: davon nur ungelesene oder nicht
palette-also-unanswered = Liste: davon nur unbeantwortete oder nicht
palette-also-flagged = Liste: davon nur markierte oder nicht
palette-also-attachments = Liste: davon nur mit Anhängen oder nicht
palette-comfortable = Liste: großzügige Zeilen in diesem Postfach
palette-compact = Liste: dichte Zeilen in diesem Postfach
palette-nothing = Hier heißt nichts so.
palette-more = { $count ->
    [one] { $count } weiterer darunter
   *[other] { $count } weitere darunter
}

## Einstellungen

settings-keys = Tasten
settings-keys-words = Einzelne Buchstaben gelten, solange nichts geschrieben wird. Alle Tasten stehen unter { $key }.
settings-keys-gmail = Wie in Gmail
settings-keys-thunderbird = Wie in Thunderbird
