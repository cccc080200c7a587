## Formatierter Text

compose-format-on = Formatierter Text: fett, Listen, Links
compose-format-off = Reiner Text
compose-format-turned = Der Text ist jetzt formatiert. Er geht als HTML hinaus, mit reinem Text daneben.
compose-format-back = Zurück zu reinem Text
compose-bold = Fett
compose-italic = Kursiv
compose-list = Liste
compose-numbered = Nummerierte Liste
compose-quote = Zitat
compose-code = Code
compose-link = Link
compose-link-words = Wohin soll der Link führen? Zu einer Seite oder zu einer Mailadresse.
compose-link-address = acme.example
compose-link-set = Link setzen
compose-picture = Ein Bild in den Text setzen
compose-picture-name = Bild
compose-picture-in-text = im Text, { $size }
compose-picture-show = Im Text zeigen
compose-preview = Vorschau
compose-preview-hint = Wie die Empfänger es sehen werden
compose-preview-failed = Die Vorschau konnte nicht gezeichnet werden. Ihr Text ist unverändert.
compose-is-sent = Es wird gerade gesendet.
compose-preview-plain = Reiner Text ist zu sehen, wie er dasteht.
keys-send-later = Später senden
keys-preview = Vorschau dessen, was die Empfänger sehen
keys-toggle-format = Formatierter oder reiner Text
keys-discard = Entwurf verwerfen
palette-write-as = Als { $name } schreiben
palette-write-on-behalf = Im Auftrag von { $name } schreiben

## Einstellungen

settings-write-words = Neue Nachrichten beginnen als
settings-write-plain = reiner Text
settings-write-formatted = formatierter Text
settings-write-lines = Zeilen von reinem Text werden gesendet
settings-write-flowed = so, dass sie in jedes Fenster passen
settings-write-as-typed = wie sie getippt wurden

## Auf der Befehlszeile

cli-formatted = Der Text ist formatiert.

## Als Anhang weiterleiten

keys-forward-attached = Als Anhang weiterleiten
forward-too-large = Diese Nachricht ist größer als die { $most } MiB, die angehängt werden dürfen. Leiten Sie sie stattdessen mit ihrem Text weiter.
