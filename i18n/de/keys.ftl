## Tasten

keys-title = Tastenkürzel
keys-group-message = Mit den ausgewählten Nachrichten
keys-group-going = Navigation
keys-group-lists = In einer Liste
keys-group-writing = Beim Schreiben
keys-group-program = Allgemein
keys-new-message = Neue Nachricht
keys-search = Suchen
keys-reply = Antworten
keys-reply-all = Allen antworten
keys-forward = Weiterleiten
keys-archive = Archivieren
keys-move = In einen Ordner verschieben
keys-delete = Löschen
keys-flag = Markieren, oder Markierung entfernen
keys-toggle-seen = Als gelesen oder ungelesen markieren
keys-next = Nächste Nachricht
keys-previous = Vorige Nachricht
keys-page-down = Nächste Seite im Text
keys-page-up = Vorige Seite im Text
keys-larger = Nachricht größer anzeigen
keys-smaller = Nachricht kleiner anzeigen
keys-usual-size = Nachricht in normaler Größe anzeigen
keys-next-unread = Nächste ungelesene Nachricht
keys-next-in-conversation = Nächste Nachricht der Unterhaltung
keys-previous-in-conversation = Vorige Nachricht der Unterhaltung
keys-unfold-conversation = Alle Texte anzeigen oder einklappen
keys-undo = Letzten Schritt rückgängig machen
keys-refresh = Neue Nachrichten abrufen
keys-outbox = Postausgang
keys-settings = Einstellungen
keys-keys = Diese Liste
keys-back = Zurück: die Suche verlassen oder zur Liste
keys-quit = Postroom beenden
keys-send = Senden
keys-attach = Datei anhängen
keys-choose-from = Absender wählen
keys-close-compose = Fenster schließen, Entwurf behalten
keys-leave-earlier = Postausgang: früher senden
keys-leave-later = Postausgang: später senden
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
keys-source = Quelltext anzeigen
keys-own-colours = Farben der Nachricht: eigene oder dunkle
keys-save-message = Nachricht als Datei speichern
keys-inbox = Posteingang des geöffneten Postfachs
keys-drafts = Eigene Entwürfe
keys-problems = Probleme
keys-show-all = Liste: alle anzeigen
keys-show-unread = Liste: ungelesene anzeigen
keys-show-flagged = Liste: markierte anzeigen
keys-show-unanswered = Liste: unbeantwortete anzeigen
keys-palette = Alle Befehle
keys-offline = Offline arbeiten oder online gehen
keys-new-folder = Neuer Ordner im geöffneten Postfach
keys-mailbox-settings = Einstellungen des geöffneten Postfachs
keys-add-account = Konto hinzufügen
keys-add-mailbox = Postfach hinzufügen
keys-add-address = Absenderadresse hinzufügen
keys-demo = Demo: mit einem erfundenen Team ausprobieren
keys-check-identities = Prüfen, von welchen Adressen gesendet werden darf
keys-list-step = Nächste Zeile; vorige Zeile
keys-list-ends = Erste Zeile; letzte Zeile
keys-list-extend = Bis zur nächsten auswählen; bis zur vorigen
keys-list-pass = Weitergehen, ohne auszuwählen
keys-list-toggle = Diese Zeile dazunehmen oder abwählen
keys-list-all = Alles auswählen
keys-list-menu = Menü der ausgewählten Zeile

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
key-home = Pos1
key-end = Ende
hint-with-key = { $words } ({ $key })

## Die Palette

palette-title = Was möchten Sie tun?
palette-move = Verschieben nach …
palette-copy = Kopieren nach …
palette-file-into = { $mailbox }: { $folder }
palette-go-to = Gehe zu { $mailbox }: { $folder }
palette-tag = Schlagwort: { $tag }
palette-folder-below = Dieser Ordner: neuer Unterordner
palette-folder-rename = Dieser Ordner: umbenennen
palette-folder-empty = Dieser Ordner: leeren
palette-folder-delete = Dieser Ordner: löschen
palette-as-sent = Nachricht: wie gesendet
palette-as-simple = Nachricht: vereinfacht
palette-as-words = Nachricht: nur Text
palette-pictures-once = Bilder: dieses Mal laden
palette-pictures-sender = Bilder: immer für diesen Absender
palette-pictures-domain = Bilder: immer für diese Domain
palette-pictures-never = Bilder: nie für diesen Absender
palette-attachments-save = Anhänge: alle speichern
palette-attachment-save = Anhang: { $name } speichern
palette-attachment-open = Anhang: { $name } öffnen
palette-attachment-preview = Anhang: Vorschau von { $name } ein- oder ausblenden
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
palette-compact = Liste: kompakte Zeilen in diesem Postfach
palette-select-all = Alle Nachrichten der Liste auswählen
palette-settings-part = Einstellungen: { $part }
palette-setting = { $setting }: { $value }
palette-contacts-import = Kontakte: vCard-Datei importieren
palette-contacts-export = Kontakte: exportieren
palette-nothing = Kein passender Befehl.
palette-more = { $count ->
    [one] { $count } weiterer darunter
   *[other] { $count } weitere darunter
}

## Einstellungen

settings-keys = Tastenkürzel
settings-keys-words = Einzelne Buchstaben wirken, solange Sie nicht schreiben. { $key } zeigt die Liste der Tastenkürzel.
settings-keys-gmail = Wie in Gmail
settings-keys-thunderbird = Wie in Thunderbird
