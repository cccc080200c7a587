## Settings

settings-reading = Lesen
settings-read-words-hint = Nachrichten, die mit HTML gestaltet sind, werden gezeigt
settings-read-sent = wie sie gesendet wurden
settings-read-simple = vereinfacht
settings-read-words = als reiner Text
settings-dark-words = In einem dunklen Fenster werden Nachrichten, die eigene Farben mitbringen, gezeigt
settings-dark-adapted = in dunklen, die zum Fenster passen
settings-dark-sent = wie sie gesendet wurden
settings-pictures-words = Bilder, die nicht zur Nachricht gehören, sondern auf einem fremden Server liegen, verraten dem Absender, dass, wann und wo Sie sie lesen.
settings-pictures-ask = Fragen, bevor sie geholt werden
settings-pictures-never = Nie holen
settings-pictures-always = Immer geholt für
settings-pictures-never-from = Nie geholt für
settings-pictures-forget = Vergessen
settings-title = Einstellungen
settings-accounts = Konten
settings-mailboxes = Postfächer
settings-appearance = Aussehen
settings-add = Konto hinzufügen
settings-change = Ändern
settings-remove = Entfernen
settings-look-again = Noch einmal nach Postfächern, Ordnern und Rechten sehen
settings-theme-system = Wie das System
settings-theme-light = Hell
settings-theme-dark = Dunkel
settings-sending = Senden
settings-undo-words = Nach „Senden“ wartet eine Nachricht so lange, damit Sie sie zurückholen können.
settings-undo-none = Gar nicht
settings-undo-seconds = { $count } s
settings-room = Auf diesem Computer
settings-room-words = Texte und Anhänge belegen höchstens so viel Platz. Was am längsten niemand geöffnet hat, geht zuerst; was markiert ist, bleibt.
settings-room-taken = Jetzt sind es { $size }.
settings-lost-words = Wenn Sie den Zugriff auf ein Postfach verlieren, wird, was davon hier liegt:
settings-lost-remove = entfernt
settings-lost-keep = zum Lesen behalten
settings-lost-drop = Kopie entfernen
settings-search = In den Einstellungen suchen
settings-all = Alle
settings-none = Hier heißt nichts „{ $words }“.
settings-addresses = Adressen
settings-addresses-words = Ein Alias, ein Verteiler oder eine Adresse, unter der Sie schreiben dürfen, ohne das Postfach zu lesen.
settings-add-address = Adresse hinzufügen
settings-add-mailbox = Postfach hinzufügen
settings-address-via = gesendet über { $account }
settings-hidden = Ausgeblendet
settings-hide = Ausblenden
settings-hide-hint = Was davon auf diesem Computer liegt, wird gelöscht. Auf dem Server ändert sich nichts.
settings-show = Einblenden
settings-offline-words = Verkehr mit den Servern
settings-offline-no = Nach Bedarf
settings-offline-yes = Keiner: offline arbeiten
settings-copy-wait-words = Manche Server legen selbst eine Kopie des Gesendeten ab. Wo das noch nicht bekannt ist, sucht Postroom danach, bevor es eine ablegt:
settings-notifications = Benachrichtigungen
settings-quiet-words = Ruhezeiten, in denen keine neue Nachricht gemeldet wird
settings-quiet-none = Keine
settings-quiet-hours = Jeden Tag
settings-tray-words = Symbol im Benachrichtigungsbereich
settings-tray-off = Keines
settings-tray-icon = Gezeigt
settings-tray-stay = Gezeigt, und Postroom läuft dort weiter, wenn das Fenster geschlossen wird (nicht unter Wayland)
settings-quiet-from = Von
settings-quiet-until = bis
settings-quiet-earlier = Früher
settings-quiet-later = Später
settings-other = Anderer Wert …
settings-other-set = Übernehmen
settings-unit-seconds = s
settings-unit-percent = %
settings-unit-room = MB
settings-room-megabytes = { $count } MB
settings-wrong-number = Eine ganze Zahl von { $least } bis { $most }.
settings-wrong-room = Megabyte von { $least } bis { $most }, oder Gigabyte, etwa 1,5 GB.
settings-wrong-time = Eine Uhrzeit, etwa 22:30. Ruhezeiten enden nicht, wenn sie beginnen.
settings-wrong-sender = Eine Adresse oder eine Domain, etwa @example.org.
settings-wrong-word = Ein Wort ohne Leerzeichen.
settings-list-add = Hinzufügen
settings-list-more = { $count ->
    [one] Noch einer: einen Teil davon schreiben, um ihn zu finden.
   *[other] Noch { $count }: einen Teil davon schreiben, um sie zu finden.
}
settings-notify-all = Alle
settings-notify-mine = Was mich betrifft
settings-notify-none = Keine
mailbox-notify = Neue Nachrichten melden
settings-language-words = Sprache
settings-theme-words = Farben
settings-contrast-words = Kontrast
settings-contrast-usual = Üblich
settings-contrast-more = Mehr
settings-text-size-words = Größe von allem im Fenster
settings-text-size = { $percent } %
settings-density-words = Listen
reach-via = Konto
reach-root = Ordner auf dem Server (nur wo die Adresse ihn nicht verrät)
reach-mailbox-words = Ein Postfach, das Postroom nicht von selbst gefunden hat. Es wird geöffnet, bevor es behalten wird.
reach-submit = Hinzufügen
add-command = Befehl, der das Passwort ausgibt, statt eines aufbewahrten
add-connections = Verbindungen zum Mailserver, 2 bis 20
add-wrong-connections = 2 bis 20
change-title = Konto ändern
change-words = Beide Server werden versucht, bevor etwas behalten wird.
change-password-hint = Unverändert
change-done = { $address } wurde geändert.

## Neue Nachrichten

notify-title = { $from } – { $mailbox }
window-title-unread = ({ $count }) { $title }
tray-show = Postroom öffnen
tray-unread = { $count ->
    [one] { $count } ungelesene Nachricht
   *[other] { $count } ungelesene Nachrichten
}
notify-count = { $count ->
    [one] { $count } neue Nachricht
   *[other] { $count } neue Nachrichten
}

## Der erste Start

welcome-demo = Mit einem erfundenen Team ausprobieren
found-title = Ihre Postfächer
found-words = Das erreicht Ihr Konto. Alles davon lässt sich in den Einstellungen ändern.
found-none-title = Noch kein Postfach
found-none-words = Das Konto funktioniert. Seine Postfächer erscheinen, sobald der Server sie nennt.
found-copies = Wenn Sie aus einem gemeinsamen Postfach antworten, kommt die Kopie
found-copies-words = Im Gesendet-Ordner des Postfachs sieht das ganze Team, was geantwortet wurde.
found-done = Beginnen

## Other words by which a part is looked for; never shown

settings-accounts-also = Passwort Anmeldung Login Server Port Zertifikat Verschlüsselung Verbindungen
settings-mailboxes-also = Signatur Gesendet Ordner Kopien Entwürfe Papierkorb Archiv Farbe Name Benachrichtigungen Cache Rechte ausblenden Antwort an
settings-addresses-also = Signatur Identität Alias Absender Antwort an
settings-sending-also = Rückgängig Verzögerung Ausgang Kopien Signatur Nur Text Formatierung Markdown Rechtschreibung Wörterbuch Sprache Erinnerung
settings-reading-also = HTML Bilder Tracking externe Inhalte dunkel Farben Sicherheit Datenschutz Privatsphäre
settings-notifications-also = Ton Ruhezeiten Infobereich neue Nachrichten
settings-contacts-also = Adressbuch vCard Import Export
settings-room-also = Cache Speicher Platte offline Privatsphäre Datenschutz Zugriff verloren
settings-appearance-also = Schrift Schriftgröße Zoom Design Dunkelmodus Kontrast Dichte Sprache Barrierefreiheit
settings-keys-also = Tastatur Tastenkürzel Kurzbefehle Gmail Thunderbird
