## Das Fenster, in dem eine Nachricht geschrieben wird

compose-as-nobody = Keine Adresse ausgewählt
compose-choose-from = Adresse wählen
compose-from-hint = Von einer anderen Adresse schreiben
compose-answered-by = { $name } hat diese Nachricht schon beantwortet: { $date }.
compose-answered-by-you = Sie haben diese Nachricht schon beantwortet: { $date }.
compose-answered = Diese Nachricht ist schon als beantwortet markiert.
compose-answer-waits = Eine Antwort von Ihnen auf diese Nachricht wartet im Postausgang.
compose-answered-show = Ansehen
compose-because-reply = weil Sie in { $mailbox } antworten
compose-because-forward = weil Sie aus { $mailbox } weiterleiten
compose-not-because-reply = Sie antworten in { $mailbox }
compose-not-because-forward = Sie leiten aus { $mailbox } weiter
compose-via = { $address } über { $account }
compose-other-ways = Dieselben Adressen, auf andere Weise gesendet
compose-behalf-seen = Empfänger sehen „{ $sender } im Auftrag von { $name }“.
compose-check-again = Erneut prüfen
compose-checking = Wird geprüft …
compose-try-anyway = Trotzdem versuchen
compose-copied = Kopiert
compose-left-out = { $count ->
    [one] { $count } weitere Person hinzufügen
   *[other] { $count } weitere hinzufügen
}
compose-left-out-hint = { $names }: auch sie haben diese Nachricht erhalten. Sie werden so hinzugefügt wie mit „Allen antworten“.
compose-copies = Cc Bcc
compose-write = Ihre Nachricht

compose-on-behalf = { $sender } im Auftrag von { $name }

compose-attach = Dateien anhängen
compose-detach = { $name } entfernen
compose-address-guessed = { $address } wurde aus dem Namen des Ordners abgeleitet. Ist das die Adresse dieses Postfachs?
compose-address-guessed-short = Ist { $address } die Adresse dieses Postfachs?
compose-address-other = Andere Adresse …
compose-file-not-read = { $file } kann nicht gelesen werden.
compose-files-sum = { $count ->
    [one] { $count } Datei, { $size }
   *[other] { $count } Dateien, zusammen { $size }
}
compose-files-too-large = Anhänge dürfen zusammen { $size } groß sein. { $file } passt nicht mehr dazu.

compose-block-from = Wählen Sie die Adresse, von der gesendet wird.
compose-block-gone = { $address } kann nicht mehr verwendet werden. Wählen Sie eine andere Adresse.
compose-block-nobody = Es gibt noch keinen Empfänger.
compose-block-wrong = „{ $text }“ ist keine Adresse. Damit kann die Nachricht nicht gesendet werden.
compose-block-many = Eine Nachricht darf höchstens { $count } Empfänger haben.
compose-block-size = Anhänge dürfen zusammen { $size } groß sein.

compose-later = Später
compose-discard = Verwerfen
compose-discard-title = Diesen Entwurf verwerfen?
compose-discard-words = Was Sie geschrieben haben, lässt sich nicht zurückholen.
compose-saved = Entwurf um { $time } auf diesem Computer gespeichert
compose-not-saved = Der Entwurf konnte nicht gespeichert werden.
compose-kept = Der Entwurf liegt unter „Eigene Entwürfe“.
notice-open-draft = Öffnen
compose-discarded = Der Entwurf wurde verworfen.
compose-held = Es wurde nichts gesendet; dies ist weiterhin ein Entwurf.
compose-seen = Empfänger sehen { $from }.
compose-seen-untested = Wenn der Server es erlaubt, sehen Empfänger { $from }.
compose-copy-to = Die Kopie kommt nach { $folder }.
compose-copy-server = Der Server behält die Kopie.
compose-copy-no-right = Sie dürfen in { $folder } nichts ablegen: Die Kopie wird warten.
compose-copy-no-folder = { $mailbox } hat keinen Ordner „Gesendet“: Die Kopie wird warten.
compose-as-behalf = Sie schreiben im Auftrag von { $name }
compose-send-own = Senden
compose-send-behalf = Im Auftrag von { $name } senden
compose-via-only = über { $account }
compose-way-send-as = Senden als.
compose-way-on-behalf = Im Auftrag.
compose-checked = Eben geprüft: { $result }.
compose-path-words = Kein Desktop-Portal antwortet, also gibt es keine Dateiauswahl. Ziehen Sie Dateien in dieses Fenster, oder geben Sie den Pfad einer Datei ein.
compose-path = Pfad der Datei
compose-path-attach = Anhängen

## Wann eine Nachricht abgeht

compose-finish-later = Entwurf speichern und schließen
later-send = Senden
later-not-send = Noch nicht senden
later-other = Zu einer anderen Zeit …
later-title = Wann soll die Nachricht gesendet werden?
later-words = Postroom muss dann laufen. Sonst wird die Nachricht gesendet, sobald es wieder läuft.
later-date = Tag
later-time = Uhrzeit
later-leaves = Sie wird { $date } gesendet.
later-submit = Zu dieser Zeit senden
later-wrong-date = Diesen Tag gibt es nicht. Schreiben Sie ihn wie { $example }.
later-wrong-time = Schreiben Sie die Uhrzeit wie 8:30.
later-past = Diese Zeit ist schon vorbei.
later-far = Das ist mehr als ein Jahr in der Zukunft.

## Warum diese Adresse

compose-because-view = weil Sie in { $mailbox } sind
compose-because-person = von Ihnen gewählt

## Bestätigungen

compose-more = Mehr
compose-receipt = Zustellbestätigung anfordern
compose-receipt-hint = Die Server auf dem Weg melden, soweit sie das können, dass die Nachricht ankam
compose-offline = Sie sind offline: Die Nachricht wird gesendet, sobald Sie online sind.
compose-receipt-asked = Eine Bestätigung wird angefordert.

## Where the draft lies

compose-saved-in = Entwurf um { $time } in { $folder } gespeichert
compose-saved-short = Entwurf gespeichert

## Mit einer Taste zu den Zeilen für Kopien
page-menu-cut = Ausschneiden
page-menu-paste = Einfügen
page-menu-all = Alles auswählen
