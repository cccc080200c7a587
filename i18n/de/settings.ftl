## Settings

settings-reading = Lesen
settings-read-words-hint = HTML-Nachrichten anzeigen
settings-read-sent = wie sie gesendet wurden
settings-read-simple = vereinfacht
settings-read-words = als reiner Text
settings-mark-read-words = Nachrichten als gelesen markieren
settings-mark-read-opened = beim Öffnen
settings-mark-read-later = nach 3 Sekunden
settings-mark-read-by-hand = nur von Hand
settings-dark-words = In einem dunklen Fenster Nachrichten mit eigenen Farben anzeigen
settings-dark-adapted = in dunklen Farben, die zum Fenster passen
settings-dark-sent = in ihren eigenen Farben
settings-pictures-words = Externe Bilder liegen auf einem Server, nicht in der Nachricht. Werden sie geladen, erfährt der Absender, dass, wann und wo Sie die Nachricht lesen.
settings-pictures-ask = Vor dem Laden fragen
settings-pictures-never = Nie laden
settings-pictures-always = Immer laden für
settings-pictures-never-from = Nie laden für
settings-pictures-forget = Vergessen
settings-title = Einstellungen
settings-accounts = Konten
settings-mailboxes = Postfächer
settings-appearance = Aussehen
settings-add = Konto hinzufügen
settings-change = Ändern
settings-remove = Entfernen
settings-look-again = Postfächer, Ordner und Rechte erneut abrufen
settings-theme-system = Wie das System
settings-theme-light = Hell
settings-theme-dark = Dunkel
settings-sending = Senden
settings-undo-words = Nach „Senden“ wartet die Nachricht so lange, damit Sie das Senden rückgängig machen können.
settings-undo-none = Gar nicht
settings-undo-seconds = { $count } s
settings-room = Auf diesem Computer
settings-room-words = So viel Platz dürfen Texte und Anhänge von Nachrichten auf diesem Computer höchstens belegen. Ist er voll, wird zuerst entfernt, was am längsten niemand geöffnet hat; markierte Nachrichten bleiben.
settings-room-taken = Texte und Anhänge von Nachrichten belegen auf diesem Computer jetzt { $size }.
settings-lost-words = Wenn Sie den Zugriff auf ein Postfach verlieren, wird seine Kopie auf diesem Computer
settings-lost-remove = entfernt
settings-lost-keep = zum Lesen behalten
settings-lost-drop = Kopie entfernen
settings-search = In den Einstellungen suchen
settings-all = Alle
settings-none = Keine Einstellung passt zu „{ $words }“.
settings-under-change = { $fields }: unter „{ $change }“
settings-addresses = Adressen
settings-addresses-words = Ein Alias, ein Verteiler oder eine Adresse, unter der Sie schreiben dürfen, ohne das Postfach zu lesen.
settings-add-address = Adresse hinzufügen
settings-add-mailbox = Postfach hinzufügen
settings-address-via = gesendet über { $account }
settings-hidden = Ausgeblendet
settings-hide = Ausblenden
settings-hide-hint = Was davon auf diesem Computer liegt, wird gelöscht. Auf dem Server ändert sich nichts.
settings-show = Einblenden
settings-offline-words = Verbindung zu den Mailservern
settings-offline-no = Online
settings-offline-yes = Offline: nichts wird gesendet oder abgerufen
settings-copy-wait-words = Manche Mailserver legen von jeder gesendeten Nachricht selbst eine Kopie ab. Bis Postroom weiß, ob Ihrer das tut, sucht es so lange nach dieser Kopie, bevor es selbst eine ablegt:
settings-notifications = Benachrichtigungen
settings-quiet-words = Ruhezeiten, in denen keine neue Nachricht gemeldet wird
settings-quiet-none = Keine
settings-quiet-hours = Jeden Tag
settings-tray-words = Symbol im Benachrichtigungsbereich
settings-tray-off = Keines
settings-tray-icon = Anzeigen
settings-tray-stay = Anzeigen und Postroom dort weiterlaufen lassen, wenn das Fenster geschlossen wird (nicht unter Wayland)
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
settings-wrong-number = Bitte eine ganze Zahl von { $least } bis { $most } eingeben.
settings-wrong-room = Bitte Megabyte von { $least } bis { $most } oder Gigabyte eingeben, etwa 1,5 GB.
settings-wrong-time = Bitte eine Uhrzeit eingeben, etwa 22:30. Beginn und Ende der Ruhezeit müssen verschieden sein.
settings-wrong-sender = Bitte eine Adresse oder eine Domain wie @example.org eingeben.
settings-wrong-word = Bitte ein Wort ohne Leerzeichen eingeben.
settings-list-add = Hinzufügen
settings-list-more = { $count ->
    [one] Noch ein Eintrag: Tippen Sie einen Teil davon ein, um ihn zu finden.
   *[other] Noch { $count } Einträge: Tippen Sie einen Teil davon ein, um sie zu finden.
}
settings-notify-all = Alle
settings-notify-mine = Was mich betrifft
settings-notify-none = Keine
mailbox-notify = Über neue Nachrichten benachrichtigen
settings-language-words = Sprache
settings-theme-words = Farben
settings-contrast-words = Kontrast
settings-contrast-usual = Normal
settings-contrast-more = Hoch
settings-text-size-words = Größe von Text und Bedienelementen
settings-text-size = { $percent } %
settings-density-words = Listen
reach-via = Konto
reach-root = Ordner auf dem Server (nur nötig, wenn die Adresse ihn nicht verrät)
reach-mailbox-words = Ein Postfach, das Postroom nicht von selbst gefunden hat. Postroom öffnet es probeweise, bevor es hinzugefügt wird.
reach-submit = Hinzufügen
add-command = Befehl, der das Passwort ausgibt, statt eines gespeicherten Passworts
add-connections = Verbindungen zum Mailserver, 2 bis 20
add-wrong-connections = 2 bis 20
change-title = Konto ändern
change-words = Beide Server werden ausprobiert, bevor etwas gespeichert wird.
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
settings-demo-words = Die Demo läuft in einem eigenen Fenster, mit einem Mailserver im Programm selbst. Nichts verlässt diesen Computer.
settings-demo-also = Demo Beispiel Test Schulung
found-title = Ihre Postfächer
found-words = Auf diese Postfächer hat Ihr Konto Zugriff. Alles davon lässt sich später in den Einstellungen ändern.
found-none-title = Noch kein Postfach
found-none-words = Das Konto funktioniert. Seine Postfächer erscheinen, sobald der Server sie auflistet.
found-guessed = Die als vermutet bezeichneten Adressen stammen aus den Ordnernamen des Servers. Bestätigen Sie, welche stimmen; die anderen lassen sich in den Einstellungen berichtigen.
found-is-guessed = vermutet
found-add-mailbox = Fehlendes Postfach hinzufügen
found-copies = Wenn Sie aus einem gemeinsamen Postfach antworten, kommt die Kopie
found-copies-words = Im Gesendet-Ordner des Postfachs sieht das ganze Team, was geantwortet wurde.
found-done = Los geht’s

## Other words by which a part is looked for; never shown

settings-accounts-also = Passwort Anmeldung Login Server Port Zertifikat Verschlüsselung
settings-mailboxes-also = Rechte ausblenden gemeinsam
settings-addresses-also = Identität Alias Absender Senden als
settings-contacts-also = Adressbuch vCard Import Export
settings-also-offline = pausieren getrennt
settings-also-writing = Formatierung Markdown HTML
settings-also-lines = Umbruch format flowed
settings-also-spelling = Wörterbuch
settings-also-undo = Rückgängig Verzögerung zurückholen
settings-also-reminders = Erinnerung Warnung vergessen
settings-also-copies = Gesendet Kopie Gesendet-Ordner Kopien speichern
settings-also-reading = HTML Gestaltung Ansicht
settings-also-mark-read = ungelesen gelesen markieren Vorschau Verzögerung
settings-also-dark = Dunkelmodus Nacht Farben
settings-also-pictures = Bilder Tracking externe Inhalte Datenschutz Privatsphäre Sicherheit
settings-also-quiet = nicht stören Nacht stumm
settings-also-room = Cache Platte Speicherplatz
settings-also-lost = Zugriff Datenschutz
settings-also-tray = Infobereich Hintergrund minimieren schließen
settings-also-language = Übersetzung
settings-also-theme = Dunkelmodus Nacht Farben
settings-also-contrast = Barrierefreiheit
settings-also-text-size = Schrift Schriftgröße Zoom Barrierefreiheit
settings-also-density = Zeilen Abstand Dichte
settings-also-keys = Tastatur Kurzbefehle
settings-also-password = Anmeldung
settings-also-server = Server Port Verschlüsselung Sicherheit TLS
settings-also-signature = Fußzeile
settings-also-reply-to = Antwort an
settings-also-notify = Benachrichtigungen Hinweise Ton Ruhe stumm neue Nachrichten
settings-also-keep = Sync synchronisieren offline Cache herunterladen
settings-also-folders = Gesendet Entwürfe Archiv Spam Junk Papierkorb
