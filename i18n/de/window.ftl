## Das Fenster: der Baum

tree-shared = Gemeinsame Postfächer
tree-personal = Persönlich
tree-read-only = Hier dürfen Sie lesen, sonst nichts
tree-nothing = Hier dürfen Sie nicht lesen
access-full = Voller Zugriff
access-some = Einige Rechte
access-read-only = Nur lesen
access-nothing = Kein Zugriff
access-unknown = Rechte nicht bekannt
sending-untested = Senden ungeprüft
sending-refused = Senden abgelehnt
sending-instead = „Senden als“ ist abgelehnt, darum gehen Antworten im Auftrag hinaus. { $evidence }
mailbox-address-guessed = Diese Adresse wurde aus dem Namen des Ordners geraten. Dass sie zu diesem Postfach gehört, hat noch niemand bestätigt.
access-hint = Rechte hier: { $rights }

## Warum etwas nicht angeboten wird

may-not-nothing-chosen = Es ist keine Nachricht ausgewählt.
may-not-several = Es kann immer nur eine Nachricht beantwortet werden.
may-not-send-at-all = Es gibt keine Adresse, von der Sie senden dürfen.
may-not-send-no-address = Kein Konto sendet von { $address }.
may-not-send-as = Sie dürfen nicht als { $address } senden. { $evidence }
may-not-unreadable = Der Server öffnet diesen Ordner nicht: { $words }
may-not-container = Dieser Ordner enthält nur andere Ordner.
may-not-read-only = { $mailbox } kann hier nur gelesen werden.
may-not-read = Sie dürfen diesen Ordner von { $mailbox } nicht lesen.
may-not-mark = Sie dürfen in { $mailbox } Nachrichten nicht als gelesen oder ungelesen markieren.
may-not-flag = Sie dürfen in { $mailbox } Nachrichten nicht markieren.
may-not-insert = Sie dürfen in diesen Ordner von { $mailbox } keine Nachrichten legen.
may-not-insert-into = Sie dürfen in { $folder } von { $mailbox } keine Nachrichten legen.
may-not-remove = Sie dürfen in { $mailbox } Nachrichten weder verschieben noch löschen.
may-not-create = Sie dürfen in { $mailbox } keine Ordner anlegen.
may-not-delete-folder = Sie dürfen diesen Ordner von { $mailbox } nicht löschen.
may-not-administer = Sie dürfen nicht sehen, wer sonst Rechte in { $mailbox } hat.
may-not-no-archive = { $mailbox } hat keinen Archivordner.
may-not-no-trash = { $mailbox } hat keinen Papierkorb. Welcher Ordner das ist, lässt sich in den Einstellungen des Postfachs wählen.
may-not-no-junk = { $mailbox } hat keinen Spamordner.
may-not-not-in-junk = Nur, was im Spamordner liegt.
may-not-no-list = Nur, wo Nachrichten aufgelistet sind.
may-not-no-conversation = Die Nachricht steht allein: es ist keine Unterhaltung bekannt.
may-not-nothing-adapted = An den Farben dieser Nachricht wird nichts geändert: das Fenster ist hell, oder sie passt in ein dunkles.
may-not-not-drawn = Diese Nachricht ist reiner Text: Sie wird gezeigt, wie sie gesendet wurde.
may-not-no-pictures = Kein Bild dieser Nachricht wartet darauf, geholt zu werden.
may-not-pictures-decided = Ob sie geholt werden, ist schon entschieden; die Einstellungen ändern das.
may-not-pictures-sender = Es gibt nicht genau einen Absender mit Domain, für den es zu entscheiden wäre.
may-not-no-attachments = An dieser Nachricht hängt nichts.
may-not-no-preview = Von dieser Datei gibt es keine Vorschau.
may-not-empty-other = Nur der Papierkorb und der Spamordner lassen sich leeren.
may-not-not-in-outbox = Nur für eine Nachricht, die im Postausgang gezeigt wird.
may-not-nothing-to-undo = Es gibt nichts rückgängig zu machen.
may-not-no-identity = Es ist noch keine Adresse bekannt, von der Sie schreiben dürfen.
may-not-no-mailbox = Es ist kein Postfach offen.
may-not-no-account = Es gibt noch kein Konto.
may-not-all-seen = Hier ist alles gelesen.
toolbar-junk = Spam
toolbar-not-junk = Kein Spam
may-not-already-there = Die Nachrichten sind schon dort.

## Der Leser

reader-nothing = Keine Nachricht ist offen
reader-nothing-words = Wählen Sie eine in der Liste, mit der Maus oder den Pfeiltasten.
reader-several = { $count ->
    [one] { $count } Nachricht ist ausgewählt
   *[other] { $count } Nachrichten sind ausgewählt
}
reader-several-words = Die Knöpfe oben gelten für alle.
reader-flagged = Markiert
reader-waits = Wartezeit { $time }
reader-waits-hint = Noch hat niemand geantwortet. Ist keine Antwort nötig, archivieren Sie die Nachricht: dann zählt sie nicht mehr.
reader-draft = Entwurf
reader-loading = Der Text wird geholt …
reader-again = Noch einmal versuchen
reader-as-sent = Wie gesendet
reader-as-sent-hint = Die Nachricht, wie ihr Absender sie gestaltet hat. Bilder von anderswo werden nur geholt, wenn Sie es sagen.
reader-as-simple = Vereinfacht
reader-as-simple-hint = Was darin steht und wie es gegliedert ist, in Schrift und Farben des Fensters: ohne die Gestaltung des Absenders und ohne Bilder von anderswo.
reader-as-words = Text
reader-as-words-hint = Nur die Worte des HTML, in der Schrift des Fensters.
reader-as-plain-hint = Der reine Text, der beiliegt, in der Schrift des Fensters.
reader-show-quoted = Zitat anzeigen
reader-hide-quoted = Zitat ausblenden
reader-show-signed = Signatur anzeigen
reader-hide-signed = Signatur ausblenden
reader-show-quoted-and-signed = Zitat und Signatur anzeigen
reader-hide-quoted-and-signed = Zitat und Signatur ausblenden
reader-more = Mehr
reader-show-source = Quelltext anzeigen
reader-hide-source = Quelltext ausblenden
reader-own-colours = In eigenen Farben zeigen
reader-adapt-colours = An das dunkle Fenster anpassen
reader-save-message = Nachricht speichern …
reader-open = Öffnen
reader-save-all = Alle speichern
reader-save-all-title = Wohin alle Anhänge gespeichert werden
reader-saved-all = { $count ->
    [one] Ein Anhang wurde in { $folder } gespeichert.
   *[other] { $count } Anhänge wurden in { $folder } gespeichert.
}
file-not-opened = { $name } ließ sich nicht öffnen: Kein Programm nimmt es.
attachment-program = Programm
attachment-pretends = nicht, was es vorgibt
risky-title = { $name } öffnen?
risky-words = Es kann auf diesem Computer Programme ausführen. Öffnen Sie es nur, wenn Sie wissen, wer es warum geschickt hat.
risky-pretends = Es ist etwas anderes, als sein Name sagt. Dateien werden harmlos gemacht, damit jemand sie öffnet.
risky-open = Trotzdem öffnen
reader-damaged = Teile dieser Nachricht sind beschädigt.
reader-no-text = Diese Nachricht hat keinen Text.
reader-show-rest = Diese Nachricht ist lang. Mehr davon zeigen
reader-show-quote = { $count ->
    [one] { $count } zitierte Zeile zeigen
   *[other] { $count } zitierte Zeilen zeigen
}
reader-hide-quote = { $count ->
    [one] { $count } zitierte Zeile einklappen
   *[other] { $count } zitierte Zeilen einklappen
}
reader-show-signature = { $count ->
    [one] Signatur zeigen, { $count } Zeile
   *[other] Signatur zeigen, { $count } Zeilen
}
reader-hide-signature = { $count ->
    [one] Signatur einklappen, { $count } Zeile
   *[other] Signatur einklappen, { $count } Zeilen
}
reader-more-people = { $count ->
    [one] und { $count } weitere Person
   *[other] und { $count } weitere
}
reader-attachments = { $count ->
    [one] { $count } Anhang
   *[other] { $count } Anhänge
}
reader-save = Speichern
reader-save-title = Anhang speichern
reader-left-out = wird beim Öffnen oder Speichern geholt
reader-saved = { $name } wurde gespeichert.
link-title = Diesen Link vor dem Öffnen genau ansehen
link-words = Er führt hierhin:
link-copy = Adresse kopieren
link-open = Trotzdem öffnen
link-nowhere = Dieser Link führt nirgendwohin, was sicher geöffnet werden kann.
link-not-opened = Es ließ sich kein Browser öffnen. Die Adresse des Links wurde kopiert.
pictures-out = { $count ->
    [one] Ein Bild liegt anderswo und wurde nicht geholt: Das würde dem Absender verraten, dass dies gelesen wurde.
   *[other] { $count } Bilder liegen anderswo und wurden nicht geholt: Das würde dem Absender verraten, dass dies gelesen wurde.
}
pictures-never = { $count ->
    [one] Ein Bild von anderswo ist weggelassen, wie Sie es entschieden haben.
   *[other] { $count } Bilder von anderswo sind weggelassen, wie Sie es entschieden haben.
}
pictures-coming = { $count ->
    [one] Ein Bild wird geholt …
   *[other] { $count } Bilder werden geholt …
}
pictures-not-had = { $count ->
    [one] Ein Bild konnte nicht geholt werden.
   *[other] { $count } Bilder konnten nicht geholt werden.
}
pictures-show = Dieses Mal zeigen
pictures-again = Noch einmal versuchen
pictures-always = Immer für { $sender }
pictures-never-from = Nie für { $sender }
header-bcc = Bcc
header-reply-to = Antworten gehen an
problem-file-not-written = { $file } kann nicht geschrieben werden.
reader-reply-as = Antworten als

## Die Leisten

toolbar-folders = Postfächer und Ordner
toolbar-new = Neue Nachricht
toolbar-back = Zurück zur Liste
toolbar-reply = Antworten
toolbar-reply-all = Allen antworten
toolbar-forward = Weiterleiten
toolbar-archive = Archivieren
toolbar-move = Verschieben
toolbar-flag = Markieren
toolbar-unflag = Markierung entfernen
toolbar-read = Als gelesen markieren
toolbar-unread = Als ungelesen markieren
toolbar-delete = Löschen
toolbar-undo-move = Zurückholen
toolbar-undo-mark = Rückgängig
status-connecting = verbindet sich
status-online = aktuell
status-offline = offline
status-unreachable = nicht erreichbar, versucht es von selbst wieder
status-stopped = wartet auf Sie
status-no-account = Noch kein Konto
status-all-online = { $count ->
    [one] { $count } Postfach ist aktuell
   *[other] Alle { $count } Postfächer sind aktuell
}
status-current = Aktuell
status-live-all = Änderungen erscheinen in jedem Posteingang sofort, sonst binnen einer Minute
status-live-none = Änderungen erscheinen binnen einer Minute
status-live-inboxes = Änderungen erscheinen im Posteingang von { $names } sofort, sonst binnen einer Minute
status-live-some = Änderungen erscheinen in { $names } sofort, sonst binnen einer Minute
status-live-count = { $count ->
    [one] Änderungen erscheinen in einem Posteingang sofort, sonst binnen einer Minute
   *[other] Änderungen erscheinen in { $count } Posteingängen sofort, sonst binnen einer Minute
}
status-flags-late = Markierungen anderer überall binnen { $minutes } Minuten
status-headers = { $mailbox }: { $done } von { $total } Nachrichten aufgelistet
status-texts = { $mailbox }: { $done } von { $total } Texten geholt
status-message = { $mailbox }: { $done } von { $total } geholt
status-acts = { $mailbox }: { $done } von { $total } Nachrichten erledigt
acts-stopped = { $count ->
    [0] Es war nichts mehr abzubrechen.
    [one] Abgebrochen: Eine Nachricht bleibt, wie sie ist.
   *[other] Abgebrochen: { $count } Nachrichten bleiben, wie sie sind.
}
status-left = { $minutes ->
    [0] noch weniger als eine Minute
    [one] noch etwa eine Minute
   *[other] noch etwa { $minutes } Minuten
}
status-offline-words = Offline: nichts wird gesendet oder geholt
status-go-offline = Offline gehen
status-go-online = Online gehen
status-offline-hint = Offline lässt sich alles lesen, schreiben und ablegen; es erreicht die Server, sobald Sie online gehen.
status-needs-you = { $count ->
    [one] { $count } Nachricht im Ausgang wartet auf Sie
   *[other] { $count } Nachrichten im Ausgang warten auf Sie
}
status-problems = { $count ->
    [one] { $count } Problem
   *[other] { $count } Probleme
}

## Der Ausgang

outbox-title = Ausgang
outbox-lead = Was Sie abgeschickt haben, bleibt hier, bis es gesendet, abgelegt und geprüft ist.
outbox-empty = Der Ausgang ist leer
outbox-column-message = Nachricht
outbox-column-from = Von
outbox-column-state = Zustand
outbox-column-next = Wie es weitergeht
outbox-on-behalf = { $name }, im Auftrag
outbox-recipients = { $count ->
    [one] { $count } Empfänger
   *[other] { $count } Empfänger
}
outbox-leaves-in = Geht in { $count } s
outbox-copy-waiting = Kopie wartet
outbox-server-said = Der Server sagte: „{ $words }“.
outbox-next-scheduled = Sie geht { $date } ab. Ob Sie senden dürfen, wird dann noch einmal geprüft.
outbox-next-offline = Sie geht, sobald Sie online gehen.
outbox-next-try = Um { $time } wird es wieder versucht.
outbox-next-soon = Sie geht gleich.
outbox-next-sending = Sie wird gerade dem Server übergeben.
outbox-next-filing = Der Server hat sie angenommen. Ihre Kopie wird abgelegt und geprüft.
outbox-next-copy = Nur die Kopie wird wieder versucht, um { $time }.
outbox-do-undo = Rückgängig
outbox-do-send-now = Jetzt senden
outbox-do-try-now = Jetzt versuchen
outbox-do-edit = Bearbeiten
outbox-do-edit-as-new = Als neu bearbeiten
outbox-do-edit-for-left-out = An Ausgelassene schreiben
outbox-do-cancel = Zurück zu den Entwürfen
outbox-do-not-again = Nicht noch einmal senden
outbox-do-treat-as-sent = Als gesendet ansehen
outbox-do-send-again = Erneut senden (kann doppelt ankommen)
outbox-do-try-once-more = Erneut versuchen
outbox-do-administrator = Text für die Administration
outbox-do-other-folder = Anderer Ordner für die Kopie
outbox-do-leave-uncopied = Ohne Kopie lassen
outbox-count-unknown = { $count ->
    [one] { $count } ungewiss
   *[other] { $count } ungewiss
}
outbox-count-held = { $count ->
    [one] { $count } angehalten
   *[other] { $count } angehalten
}
outbox-count-copy = { $count ->
    [one] { $count } Kopie wartet
   *[other] { $count } Kopien warten
}
administrator-title = Text für die Administration
administrator-words = Schicken Sie das der Person, die den Mailserver betreut.
administrator-send-as = Bitte erlauben Sie { $member }, als { $address } zu senden.
    Exchange: Add-RecipientPermission { $address } -Trustee { $member } -AccessRights SendAs
    Postfix: { $member } bei { $address } in smtpd_sender_login_maps eintragen
administrator-on-behalf = Bitte erlauben Sie { $member }, im Auftrag von { $address } zu senden.
    Exchange: Set-Mailbox { $address } -GrantSendOnBehalfTo @{"{"}Add="{ $member }"{"}"}
    Postfix: für den Umschlag ist nichts nötig; die Prüfung der Kopfzeilen muss From { $address } mit Sender { $member } zulassen

## Entwürfe

drafts-title = Eigene Entwürfe
drafts-lead = Was Sie zu schreiben begonnen und noch nicht gesendet haben.
drafts-empty = Es gibt keine Entwürfe
drafts-no-recipient = noch kein Empfänger
drafts-discard = Den Entwurf verwerfen

## Probleme

problems-title = Probleme
problems-lead = Was im Augenblick nicht geht, und was sich dagegen tun lässt.
problems-none = Alles geht
problems-none-words = Geht etwas nicht, steht es hier, mit dem, was sich dagegen tun lässt.
problems-details = Technische Einzelheiten
problems-hide-details = Einzelheiten einklappen
problems-copy = Kopieren
problems-copied = Das Problem wurde mit seinen Einzelheiten kopiert.
problems-retry = Noch einmal versuchen
problems-read = Gelesen
problems-password = Passwort eingeben
problems-open-outbox = Ausgang öffnen

## Einstellungen

remove-title = { $account } entfernen?
remove-words = Seine Nachrichten auf diesem Rechner und sein Passwort werden gelöscht. Auf dem Server ändert sich nichts. Was im Ausgang liegt, muss vorher hinaus.
delete-title = { $count ->
    [one] { $count } Nachricht endgültig löschen?
   *[other] { $count } Nachrichten endgültig löschen?
}
delete-words = Sie lassen sich nicht zurückholen. In einem gemeinsamen Postfach sind sie für alle weg.
delete-words-some = { $count ->
    [one] Sie lassen sich nicht zurückholen. In einem gemeinsamen Postfach sind sie für alle weg. { $count } weitere Nachricht kommt in den Papierkorb.
   *[other] Sie lassen sich nicht zurückholen. In einem gemeinsamen Postfach sind sie für alle weg. { $count } weitere Nachrichten kommen in den Papierkorb.
}
delete-submit = Endgültig löschen
dialog-cancel = Abbrechen
dialog-close = Schließen
dialog-copy = Kopieren
dialog-save = Speichern

add-title = Konto hinzufügen
add-words = Das Konto wird behalten, sobald beide Server Sie angemeldet haben.
add-address = Ihre Adresse
add-name = Ihr Name
add-name-hint = Wie Empfänger ihn sehen
add-password = Passwort
add-imap = Server zum Lesen (IMAP)
add-smtp = Server zum Senden (SMTP)
add-tls = TLS
add-starttls = STARTTLS
add-unprotected = Ungeschützt
add-unprotected-words = Jeder auf dem Weg kann das Passwort und die Nachrichten mitlesen.
add-login = Anmeldename, falls es nicht die Adresse ist
add-ca-file = Datei der Zertifizierungsstelle Ihrer Organisation
add-browse = Auswählen
add-keep = Das Passwort im Schlüsselbund behalten
add-more = Mehr: Anmeldename, Zertifizierungsstelle, Passwort
add-submit = Hinzufügen
add-trying = Anmeldung an beiden Servern …
add-done = { $address } wurde hinzugefügt.
add-wrong-address = Eine Adresse hat einen Namen, ein @ und eine Domain.
add-wrong-host = Etwa mail.example.org oder eine IP-Adresse.
add-wrong-port = Ein Port ist eine Zahl von 1 bis 65535.
add-wrong-password = Das Passwort fehlt.
add-wrong-file = Diese Datei gibt es nicht.
password-title = Passwort
password-words = { $account } braucht sein Passwort zur Anmeldung.
password-submit = Anmelden
mailbox-title = Postfach { $name }
mailbox-name = Name auf dem Bildschirm
mailbox-address = Adresse
mailbox-address-proposed = Diese Adresse wurde aus dem Namen des Ordners geraten. Speichern bestätigt sie; sonst berichtigen Sie sie.
mailbox-proposed = Adresse nicht bestätigt
mailbox-colour = Farbe
mailbox-sent-policy = Kopien des Gesendeten kommen
mailbox-folders = Ordner
mailbox-no-folder = keiner
sent-shared = in „Gesendet“ dieses Postfachs
sent-mine = in mein eigenes „Gesendet“
sent-both = in beide
sent-server = dorthin, wo der Server sie ablegt

## Der Anfang

welcome-title = Willkommen bei Postroom
welcome-words = Melden Sie sich einmal mit Ihrer eigenen Adresse an. Die gemeinsamen Postfächer, die Ihr Server Ihnen öffnet, erscheinen von selbst, und Sie antworten von den Adressen, die Sie benutzen dürfen.
welcome-starting = Ihre Post wird geöffnet …
welcome-discovering = Ihre Postfächer werden gesucht
welcome-failed = Postroom kann Ihr Profil nicht öffnen

## Schreiben

compose-as = Sie schreiben als { $name }
compose-send = Als { $name } senden

## Was einen Menschen braucht

list-stopped-account = { $account } ist nicht angemeldet. Hier steht, was schon vorher da war.
list-why = Warum?
notice-needs-you = Die Nachricht an { $people } ging nicht hinaus. Im Ausgang steht, warum.
notice-more = Mehr
outbox-do-discard = Verwerfen
discard-title = „{ $subject }“ verwerfen?
discard-draft-words = Der Entwurf ist dann endgültig weg, wo immer er liegt.
discard-held-words = Sie wurde nicht gesendet und ist dann endgültig weg.
discard-submit = Verwerfen

reader-reply-behalf = Antworten im Auftrag von

## Tasten und kleine Fugen

words-quoted = „{ $words }“
words-of-date = { $words } ({ $date })
status-of-account = { $account }: { $state }

## Dialoge, in denen etwas eingegeben ist

dialog-lose = Eingaben verwerfen?
dialog-lose-yes = Verwerfen
dialog-lose-no = Weiter
mailbox-confirm = Bestätigen
mailbox-confirm-hint = { $address } ist die Adresse dieses Postfachs

## Dateien, wo kein Desktop-Portal antwortet

file-no-chooser = Kein Desktop-Portal antwortet (xdg-desktop-portal), also gibt es keine Dateiauswahl. Schreiben Sie, wo die Datei liegt.
file-save-words = Kein Desktop-Portal antwortet (xdg-desktop-portal), also gibt es keine Dateiauswahl. Schreiben Sie, wohin die Datei soll.
file-save-path = Die Datei mit ihren Ordnern
file-exists = Eine Datei { $file } gibt es schon.

## Rat im Fenster, wo die Befehlszeile Schalter hat

advice-window-keyring = Starten Sie den Schlüsselbund des Desktops, oder nehmen Sie das Häkchen bei „Das Passwort im Schlüsselbund behalten“ weg: Dann fragt Postroom bei jedem Start danach.
advice-window-issuer = Hat Ihre Organisation eine eigene Zertifizierungsstelle, geben Sie deren Datei beim Konto an (unter „Mehr“). Sonst melden Sie sich nicht an.
advice-window-roots = Installieren Sie das Paket „ca-certificates“, oder geben Sie beim Konto die Datei einer Zertifizierungsstelle an (unter „Mehr“).

## Der Postausgang im Einzelnen

outbox-part-needing = Wartet auf Sie
outbox-part-returned = Zurückgekommen
outbox-part-waiting = Unterwegs
outbox-part-sent = Gesendet
outbox-filter-needing = Wartet auf Sie
outbox-filter-waiting = Unterwegs
outbox-filter-sent = Gesendet
outbox-none-such = Keine Nachricht ist so.
outbox-older = Ältere zeigen
outbox-show = Alles darüber zeigen
outbox-hide = Weniger zeigen
outbox-came-back = Kam zurück
outbox-delayed = Verzögert
outbox-in-seconds = in { $count } s
outbox-in-minutes = in { $count } min
outbox-too-late = Es ist zu spät: Die Nachricht ist schon unterwegs.
outbox-phase-frozen = Fertig, nicht übergeben
outbox-phase-attempt = Angemeldet, nichts übergeben
outbox-phase-envelope = Absender und Empfänger genannt
outbox-phase-body = Text wird übergeben
outbox-phase-dot = Alles übergeben, keine Antwort
outbox-phase-accepted = Vom Server angenommen
outbox-phase-copy = Angenommen; die Kopie wird abgelegt
outbox-phase-done = Alles erledigt
outbox-fact-to = An
outbox-fact-server = Antwort des Servers
outbox-fact-detail = Einzelheiten
outbox-fact-phase = Wie weit
outbox-fact-attempts = Versuche
outbox-fact-next = Nächster Versuch
outbox-fact-look = Nächste Suche
outbox-fact-looks = So oft gesucht
outbox-fact-leaves = Geht ab
outbox-fact-copy = Kopie
outbox-fact-pressed = „Senden“ gedrückt
outbox-fact-taken = Angenommen
outbox-fact-size = Größe
outbox-fact-id = Message-ID
outbox-left-out = ausgelassen, von Ihnen entschieden
outbox-copy-none = keine weitere gewünscht
outbox-copy-later = sobald gesendet ist
outbox-copy-waits = wartet
outbox-copy-filed = abgelegt, noch nicht geprüft
outbox-copy-checked = abgelegt und geprüft
outbox-do-others = Den anderen senden
outbox-do-others-again = Erneut an die anderen senden (sie bekommen sie vielleicht doppelt)
outbox-do-send-anyway = Trotzdem senden
outbox-do-other-time = Zeit ändern
outbox-do-report = Bericht öffnen
outbox-do-up = Früher abgehen
outbox-do-down = Später abgehen
outbox-do-look = Antwort ansehen
outbox-no-other-answer = Diese Antwort ist im Postfach nicht mehr zu finden.
outbox-phase-back = Wieder hier, beim Server liegt nichts
outbox-phase-again = Wieder hier; was vorher gesendet wurde, ist vielleicht angekommen
reader-edit-draft = Weiterschreiben

## Was gerade gesendet wurde

notice-leaves-in = Geht in { $count } s ab, an { $people }
notice-leaves-at = Geht { $date } ab, an { $people }
notice-offline = Geht ab, sobald Sie online gehen, an { $people }
notice-sending = Unterwegs an { $people }
notice-sent = Gesendet an { $people }
notice-copy-waits = Gesendet an { $people }, aber die Kopie wartet. Im Ausgang steht, warum.
notice-unknown = Es ist ungewiss, ob die Nachricht an { $people } gesendet wurde. Im Ausgang steht, was zu tun ist.

## Beenden

quit-title = { $count ->
    [0] Alles ist abgegangen
    [one] { $count } Nachricht ist noch nicht abgegangen
   *[other] { $count } Nachrichten sind noch nicht abgegangen
}
quit-words = Sie bleiben auf diesem Rechner und gehen ab, sobald Postroom wieder läuft.
quit-words-held = Sie bleiben auf diesem Rechner und warten auf Sie: Postroom hält sie aus dem genannten Grund zurück.
quit-words-some-held = Sie bleiben auf diesem Rechner. Was zurückgehalten wird, wartet auf Sie; die anderen gehen ab, sobald Postroom wieder läuft.
quit-none = Beim Beenden bleibt nichts liegen.
quit-stay = Bleiben
quit-anyway = Trotzdem beenden

## Was aus einem Postfach geschrieben wird

mailbox-signature = Signatur
mailbox-signature-none = Keine
mailbox-reply-to = Antworten gehen an
mailbox-name-sender = In der Kopie sagen, wer „Senden“ gedrückt hat
mailbox-name-sender-hint = Nur in der Kopie im Ordner „Gesendet“, nie in der Nachricht selbst
mailbox-unread-for-me = Zeigen, was für mich ungelesen ist, auch wenn andere es gelesen haben
mailbox-unread-for-me-hint = Mit einem hohlen Balken und nur hier: Niemand sonst sieht es, und kein Server erfährt davon
mailbox-drafts = Entwürfe liegen
drafts-shared = im Entwurfsordner dieses Postfachs
drafts-mine = in meinem eigenen Entwurfsordner
drafts-local = nur auf diesem Rechner
mailbox-trash = Gelöschte Nachrichten kommen
away-trash-shared = in den Papierkorb dieses Postfachs
away-trash-mine = in meinen eigenen Papierkorb
mailbox-archive = Archivierte Nachrichten kommen
away-archive-shared = ins Archiv dieses Postfachs
away-archive-mine = in mein eigenes Archiv

## Wer geantwortet hat, und was zurückkam

list-came-back = Kam zurück
list-doubt = Genau hinsehen
list-sent-by = von { $name }
reader-answered-by = Beantwortet von { $name }
reader-sent-by = Gesendet von { $name }
reader-sent-by-unknown = Nicht bekannt, wer im Team sie gesendet hat
reader-sent-by-hint = Was die Kopie in diesem Ordner darüber sagt, wer „Senden“ gedrückt hat; ein anderes Programm sagt vielleicht nichts

## What the outbox and the drafts say so that the next step is plain

outbox-count-needing = { $count } warten auf Sie
outbox-looked = Bisher lag sie in keinem Ordner „Gesendet“; Postroom sucht um { $time } wieder.
outbox-looked-offline = Postroom sucht sie in den Ordnern „Gesendet“, sobald Sie online gehen.
outbox-looking = Postroom sucht sie in den Ordnern „Gesendet“.
outbox-next-turn = Sie ist bereit und geht ab, wenn sie an der Reihe ist.
outbox-sent-on = Gesendet: { $date }.
quit-more = { $count ->
    [one] und { $count } weitere
   *[other] und { $count } weitere
}
drafts-place = in { $folder }
may-not-answer-draft = Das ist ein Entwurf: Schreiben Sie ihn weiter, oder leiten Sie ihn weiter.
drafts-here = nur auf diesem Rechner

## Was zurückkam, neben dem Ausgang im Baum

outbox-count-returned = { $count ->
    [one] { $count } kam zurück
   *[other] { $count } kamen zurück
}

## When it was reported that a message came back

outbox-reported-on = Gemeldet: { $date }.
outbox-reported-of = { $address }: { $words }
mailbox-keep = Texte auf diesem Computer
mailbox-keep-attachments = Von Nachrichten mit Anhängen
mailbox-held = Jetzt hier: die Texte von { $texts } der { $messages } Nachrichten, { $size }.
mailbox-here = Jetzt auf diesem Computer
mailbox-held-why = Aufbewahrt werden { $texts }, { $attachments }; was markiert ist, und Entwürfe bleiben in jedem Fall.
mailbox-held-why-headers = Aufbewahrt werden nur Kopfzeilen, und einen Monat lang, was jemand geöffnet hat; was markiert ist, und Entwürfe bleiben länger.
mailbox-held-all = Die Texte aller Postfächer belegen { $size } von { $allowed }, die sie belegen dürfen. Die Kopfzeilen und der Suchindex aller belegen weitere { $rest }.
mailbox-held-all-near = Die Texte aller Postfächer belegen { $size } von { $allowed }, die sie belegen dürfen: Der Platz ist fast voll, im Voraus wird nichts mehr geholt. Die Kopfzeilen und der Suchindex aller belegen weitere { $rest }.
mailbox-rebuild = Neu aufbauen …
mailbox-rebuild-yes = Neu aufbauen
mailbox-rebuild-words = Was von diesem Postfach auf diesem Computer liegt, wird verworfen und neu geholt. Auf dem Server ändert sich nichts; Entwürfe und was auf das Senden wartet bleiben. Bis es geholt ist, zeigt das Postfach weniger und lässt sich nicht ganz durchsuchen.
mailbox-rebuild-done = Es wurde verworfen und wird neu geholt.
mailbox-keep-hint = Kopfzeilen immer. Was Sie öffnen, bleibt einen Monat.
mailbox-keep-largest = Die größte davon

tree-planned = Hier angelegt; noch nicht auf dem Server
toolbar-move-to = Verschieben nach …
toolbar-copy-to = Kopieren nach …
toolbar-undo-copy = Kopieren rückgängig
list-copied = Kopiert.
empty-planned = Noch nicht auf dem Server
empty-planned-words = Der Ordner wird dort angelegt, sobald der Server erreichbar ist. Nachrichten lassen sich schon hierher verschieben.
folder-do-new = Neuer Ordner …
folder-do-below = Neuer Ordner darin …
folder-do-rename = Umbenennen …
folder-do-delete = Löschen …
folder-do-empty = Leeren …
folder-do-settings = Einstellungen …
folder-name = Name
folder-new-title = Neuer Ordner
folder-new-words = Ganz oben in { $mailbox }.
folder-new-below-words = In { $folder } von { $mailbox }.
folder-new-submit = Anlegen
folder-rename-title = { $folder } umbenennen
folder-rename-words = In einem gemeinsamen Postfach sehen alle den neuen Namen.
folder-rename-submit = Umbenennen
delete-folder-title = { $folder } löschen?
delete-folder-words = Der Ordner kommt mit seinen Nachrichten und den Ordnern darin in den Papierkorb. In einem gemeinsamen Postfach gilt das für alle.
delete-folder-for-good-words = Der Ordner, seine Nachrichten und die Ordner darin lassen sich nicht zurückholen. In einem gemeinsamen Postfach sind sie für alle verloren.
delete-folder-submit = In den Papierkorb
empty-folder-title = { $folder } leeren?
empty-folder-words = { $count ->
    [one] { $count } Nachricht lässt sich nicht zurückholen.
   *[other] { $count } Nachrichten lassen sich nicht zurückholen.
} In einem gemeinsamen Postfach gilt das für alle. Was inzwischen dazukommt, bleibt.
may-not-role-folder = { $folder } hat im Postfach eine Aufgabe und bleibt, wie er ist.
may-not-empty-empty = Es liegt nichts darin.
list-arriving = Unterwegs
list-unread-for-me = Von anderen gelesen, von Ihnen noch nicht
may-not-arriving = Sie ist noch unterwegs hierher. Was auf den Server wartet, lässt sich rückgängig machen.
may-not-copy = Die Kopie ist noch unterwegs hierher. Bearbeiten lässt sie sich, wenn sie da ist.
toolbar-undo-delete = Löschen rückgängig
toolbar-undo-folder = Ordneränderung rückgängig
