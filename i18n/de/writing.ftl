## Formatierter Text

compose-format-on = Formatierter Text: fett, Listen, Links
compose-format-off = Reiner Text
compose-format-quoted = Zitiertes bleibt, wie es geschrieben wurde.
compose-format-turned = Der Text ist jetzt formatiert. Er wird als HTML gesendet, mit reinem Text daneben.
compose-format-back = Zurück zu reinem Text
compose-bold = Fett
compose-italic = Kursiv
compose-list = Liste
compose-numbered = Nummerierte Liste
compose-quote = Zitat
compose-code = Code
compose-link = Link
compose-link-words = Wohin soll der Link führen? Zu einer Seite oder einer E-Mail-Adresse.
compose-link-address = acme.example
compose-link-set = Link einfügen
compose-picture = Bild in den Text einfügen
compose-picture-name = Bild
compose-picture-in-text = im Text, { $size }
compose-picture-show = Im Text anzeigen
compose-layout = Ursprüngliche Nachricht mit Layout
compose-layout-hint = Sie wird gesendet, wie sie kam, mit Layout und Bildern. Die Vorschau zeigt sie. In reinem Text steht ihr Wortlaut an dieser Stelle.
compose-preview = Vorschau
compose-preview-hint = Wie die Empfänger es sehen werden
compose-preview-failed = Die Vorschau konnte nicht angezeigt werden. Ihr Text ist unverändert.
compose-is-sent = Die Nachricht wird gerade gesendet.
compose-preview-plain = Reinen Text sehen die Empfänger so, wie er hier steht.
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
settings-write-lines = Zeilen von reinem Text senden
settings-write-flowed = mit Umbruch, der sich jedem Fenster anpasst
settings-write-as-typed = genau wie getippt

## Auf der Befehlszeile

cli-formatted = Der Text ist formatiert.

## Als Anhang weiterleiten

keys-forward-attached = Als Anhang weiterleiten
forward-in-words = Diese Nachricht ist zu groß oder zu komplex, um so weitergeleitet zu werden, wie sie aussieht. Hier steht deshalb ihr Text. Soll ihr Aussehen erhalten bleiben, leiten Sie sie als Anhang weiter.
forward-too-large = Diese Nachricht ist größer als die { $most } MiB, die angehängt werden dürfen. Leiten Sie sie stattdessen mit ihrem Text weiter.
