## Das Fenster: der Baum

tree-shared = Gemeinsame Postfächer
tree-fold = Unterordner ausblenden
tree-unfold = Unterordner anzeigen
tree-personal = Persönlich
tree-read-only = Hier dürfen Sie nur lesen
tree-nothing = Hier dürfen Sie nicht lesen
access-full = Voller Zugriff
access-some = Einige Rechte
access-read-only = Nur lesen
access-nothing = Kein Zugriff
access-unknown = Rechte nicht bekannt
sending-untested = Senden ungeprüft
sending-refused = Senden abgelehnt
sending-instead = „Senden als“ ist abgelehnt, darum werden Antworten im Auftrag des Postfachs gesendet. { $evidence }
mailbox-address-guessed = Diese Adresse wurde aus dem Namen des Ordners abgeleitet. Dass sie zu diesem Postfach gehört, hat noch niemand bestätigt.
access-hint = Hier können Sie: { $what }. Ihr Administrator kennt das als die Rechte „{ $rights }“.
access-hint-unknown = Was Sie hier dürfen, ist noch nicht bekannt.
access-hint-nothing = Hier dürfen Sie nichts.
access-can-read = lesen
access-can-mark = Nachrichten als gelesen oder ungelesen markieren
access-can-flag = Markierungen und Schlagwörter setzen
access-can-insert = Nachrichten ablegen
access-can-delete = Nachrichten verschieben und löschen
access-can-create = Ordner anlegen
access-can-administer = die Rechte anderer sehen und ändern

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
may-not-insert = Sie dürfen in diesem Ordner von { $mailbox } keine Nachrichten ablegen.
may-not-insert-into = Sie dürfen in { $folder } von { $mailbox } keine Nachrichten ablegen.
may-not-remove = Sie dürfen in { $mailbox } Nachrichten weder verschieben noch löschen.
may-not-create = Sie dürfen in { $mailbox } keine Ordner anlegen.
may-not-delete-folder = Sie dürfen diesen Ordner von { $mailbox } nicht löschen.
may-not-administer = Sie dürfen nicht sehen, wer sonst Rechte in { $mailbox } hat.
may-not-no-archive = { $mailbox } hat keinen Archivordner.
may-not-no-trash = { $mailbox } hat keinen Papierkorb. Welcher Ordner das ist, lässt sich in den Einstellungen des Postfachs wählen.
may-not-no-junk = { $mailbox } hat keinen Spamordner.
may-not-not-in-junk = Nur für Nachrichten im Spamordner.
may-not-no-list = Nur, wo Nachrichten aufgelistet sind.
may-not-no-conversation = Diese Nachricht gehört zu keiner Unterhaltung.
may-not-nothing-adapted = Die Farben dieser Nachricht sind nicht geändert: Das Fenster ist hell, oder sie passt in ein dunkles.
may-not-not-drawn = Diese Nachricht ist reiner Text: Sie wird angezeigt, wie sie gesendet wurde.
may-not-no-pictures = In dieser Nachricht sind keine externen Bilder mehr zu laden.
may-not-pictures-decided = Sie haben schon entschieden, ob sie geladen werden. In den Einstellungen lässt sich das ändern.
may-not-pictures-sender = Nur für Nachrichten mit genau einem Absender, dessen Adresse eine Domain hat.
may-not-no-attachments = Diese Nachricht hat keine Anhänge.
may-not-no-preview = Von dieser Datei gibt es keine Vorschau.
may-not-empty-other = Nur der Papierkorb und der Spamordner lassen sich leeren.
may-not-not-in-outbox = Nur für eine Nachricht, die im Postausgang angezeigt wird.
may-not-nothing-fetched = Gerade wird nichts abgerufen.
may-not-nothing-to-undo = Es gibt nichts, was sich rückgängig machen lässt.
may-not-no-identity = Es ist noch keine Adresse bekannt, von der Sie schreiben dürfen.
may-not-no-mailbox = Es ist kein Postfach offen.
may-not-no-account = Es gibt noch kein Konto.
may-not-nobody-left-out = Sonst hat niemand die Nachricht erhalten, auf die Sie antworten.
may-not-nothing-folded = Diese Nachricht hat kein Zitat und keine Signatur zum Einblenden.
may-not-is-so = Das ist schon so eingestellt.
may-not-all-seen = Hier ist alles gelesen.
toolbar-junk = Spam
toolbar-not-junk = Kein Spam
may-not-already-there = Die Nachrichten sind schon dort.

## Der Leser

reader-nothing = Keine Nachricht geöffnet
reader-nothing-words = Wählen Sie eine in der Liste aus, mit der Maus oder den Pfeiltasten.
reader-several = { $count ->
    [one] { $count } Nachricht ist ausgewählt
   *[other] { $count } Nachrichten sind ausgewählt
}
reader-several-words = Die Schaltflächen oben gelten für alle.
reader-flagged = Markiert
reader-waits = Wartezeit { $time }
reader-waits-hint = Noch hat niemand geantwortet. Ist keine Antwort nötig, archivieren Sie die Nachricht; dann zählt sie nicht mehr.
reader-draft = Entwurf
reader-loading = Der Text wird abgerufen …
reader-again = Erneut versuchen
reader-as-sent = Wie gesendet
reader-as-sent-hint = Die Nachricht, wie ihr Absender sie gestaltet hat. Externe Bilder werden nur geladen, wenn Sie es wünschen.
reader-as-simple = Vereinfacht
reader-as-simple-hint = Text und Gliederung in Schrift und Farben des Fensters, ohne die Gestaltung des Absenders und ohne externe Bilder.
reader-as-words = Text
reader-as-words-hint = Nur der Text des HTML, in der Schrift des Fensters.
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
reader-own-colours = In eigenen Farben anzeigen
reader-adapt-colours = An das dunkle Fenster anpassen
reader-save-message = Nachricht speichern …
reader-open = Öffnen
reader-save-all = Alle speichern
reader-save-all-title = Wohin alle Anhänge gespeichert werden
reader-saved-all = { $count ->
    [one] Ein Anhang wurde in { $folder } gespeichert.
   *[other] { $count } Anhänge wurden in { $folder } gespeichert.
}
file-not-opened = { $name } ließ sich nicht öffnen: Es wurde kein Programm dafür gefunden.
attachment-program = Programm
attachment-pretends = nicht, was der Name sagt
risky-title = { $name } öffnen?
risky-words = Die Datei kann auf diesem Computer Programme ausführen. Öffnen Sie sie nur, wenn Sie wissen, wer sie warum geschickt hat.
risky-pretends = Die Datei ist nicht, was ihr Name sagt. Gefährliche Dateien werden oft getarnt, damit jemand sie öffnet.
risky-pretends-as = { $what ->
    [program] Die Datei ist ein Programm. Ihr Name sagt: { $says }.
   *[other] Die Datei ist nicht, was ihr Name sagt. Ihr Name sagt: { $says }. Ihr Inhalt sagt: { $is }.
} Gefährliche Dateien werden oft getarnt, damit jemand sie öffnet.
risky-open = Trotzdem öffnen
reader-several-from = Diese Nachricht nennt mehrere Absender in eigenen Feldern, was kein ehrliches Programm tut. Gezeigt wird der erste.
reader-damaged = Teile dieser Nachricht sind beschädigt.
reader-no-text = Diese Nachricht hat keinen Text.
reader-show-rest = Diese Nachricht ist lang. Mehr anzeigen
reader-show-quote = { $count ->
    [one] { $count } zitierte Zeile anzeigen
   *[other] { $count } zitierte Zeilen anzeigen
}
reader-hide-quote = { $count ->
    [one] { $count } zitierte Zeile ausblenden
   *[other] { $count } zitierte Zeilen ausblenden
}
reader-show-signature = { $count ->
    [one] Signatur anzeigen, { $count } Zeile
   *[other] Signatur anzeigen, { $count } Zeilen
}
reader-hide-signature = { $count ->
    [one] Signatur ausblenden, { $count } Zeile
   *[other] Signatur ausblenden, { $count } Zeilen
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
reader-left-out = wird beim Öffnen oder Speichern abgerufen
reader-saved = { $name } wurde gespeichert.
link-title = Diesen Link vor dem Öffnen prüfen
link-words = Er führt hierhin:
link-copy = Adresse kopieren
link-open = Trotzdem öffnen
link-nowhere = Dieser Link führt zu nichts, was sich sicher öffnen lässt.
link-not-opened = Es ließ sich kein Browser öffnen. Die Adresse des Links wurde kopiert.
pictures-out = { $count ->
    [one] Ein externes Bild wurde nicht geladen, denn das würde dem Absender verraten, dass dies gelesen wurde.
   *[other] { $count } externe Bilder wurden nicht geladen, denn das würde dem Absender verraten, dass dies gelesen wurde.
}
pictures-never = { $count ->
    [one] Ein externes Bild ist ausgelassen, wie Sie es entschieden haben.
   *[other] { $count } externe Bilder sind ausgelassen, wie Sie es entschieden haben.
}
pictures-coming = { $count ->
    [one] Ein Bild wird geladen …
   *[other] { $count } Bilder werden geladen …
}
pictures-not-had = { $count ->
    [one] Ein Bild konnte nicht geladen werden.
   *[other] { $count } Bilder konnten nicht geladen werden.
}
pictures-show = Dieses Mal laden
pictures-again = Erneut versuchen
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
toolbar-undo-move = Verschieben rückgängig
toolbar-undo-archive = Archivieren rückgängig
toolbar-undo-junk = Spam rückgängig
toolbar-undo-mark = Markieren rückgängig
status-connecting = verbindet sich
status-online = aktuell
status-offline = offline
status-unreachable = nicht erreichbar, Postroom versucht es weiter
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
status-flags-late = Markierungen anderer erscheinen überall binnen { $minutes } Minuten
status-headers = { $mailbox }: { $done } von { $total } Nachrichten aufgelistet
status-texts = { $mailbox }: { $done } von { $total } Texten abgerufen
status-message = { $mailbox }: { $done } von { $total } abgerufen
status-acts = { $mailbox }: { $done } von { $total } Nachrichten erledigt
acts-stopped = { $count ->
    [0] Es gab nichts mehr abzubrechen.
    [one] Abgebrochen: Eine Nachricht bleibt, wie sie ist.
   *[other] Abgebrochen: { $count } Nachrichten bleiben, wie sie sind.
}
status-left = { $minutes ->
    [0] noch weniger als eine Minute
    [one] noch etwa eine Minute
   *[other] noch etwa { $minutes } Minuten
}
status-pause = Anhalten
status-paused = Abruf für { $account } ist angehalten
status-go-on = Fortsetzen
status-pause-hint = Neue Nachrichten und solche, die Sie öffnen, kommen trotzdem. Ältere kommen, wenn Sie fortsetzen, oder beim nächsten Start.
status-offline-words = Offline: Nichts wird gesendet oder abgerufen
status-go-offline = Offline gehen
status-go-online = Online gehen
status-offline-hint = Offline lässt sich alles lesen, schreiben und ablegen; an die Server geht es, sobald Sie online gehen.
status-needs-you = { $count ->
    [one] { $count } Nachricht im Postausgang wartet auf Sie
   *[other] { $count } Nachrichten im Postausgang warten auf Sie
}
status-problems = { $count ->
    [one] { $count } Problem
   *[other] { $count } Probleme
}

## Der Ausgang

outbox-title = Postausgang
outbox-lead = Nach „Senden“ bleibt eine Nachricht hier, bis sie gesendet, abgelegt und geprüft ist.
outbox-empty = Der Postausgang ist leer
outbox-column-message = Nachricht
outbox-column-from = Von
outbox-column-state = Status
outbox-column-next = Wie es weitergeht
outbox-on-behalf = { $name }, im Auftrag
outbox-recipients = { $count ->
    [one] { $count } Empfänger
   *[other] { $count } Empfänger
}
outbox-leaves-in = Senden in { $count } s
outbox-copy-waiting = Kopie wartet
outbox-server-said = Der Server sagte: „{ $words }“.
outbox-next-scheduled = Sie wird { $date } gesendet. Ob Sie senden dürfen, wird dann noch einmal geprüft.
outbox-next-offline = Sie wird gesendet, sobald Sie online gehen.
outbox-next-try = Nächster Versuch um { $time }.
outbox-next-soon = Sie wird gleich gesendet.
outbox-next-sending = Sie wird gerade an den Server übergeben.
outbox-next-filing = Der Server hat sie angenommen. Ihre Kopie wird abgelegt und geprüft.
outbox-next-copy = Nur die Kopie wird noch einmal versucht, um { $time }.
outbox-do-undo = Rückgängig
outbox-do-send-now = Jetzt senden
outbox-do-try-now = Jetzt versuchen
outbox-do-edit = Bearbeiten
outbox-do-edit-as-new = Als neu bearbeiten
outbox-do-edit-for-left-out = An Ausgelassene schreiben
outbox-do-cancel = Zurück in die Entwürfe
outbox-do-not-again = Nicht noch einmal senden
outbox-do-treat-as-sent = Als gesendet behandeln
outbox-do-send-again = Erneut senden (kann doppelt ankommen)
outbox-do-try-once-more = Erneut versuchen
outbox-do-administrator = Text für den Administrator
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
administrator-title = Text für den Administrator
administrator-words = Schicken Sie das an die Person, die den Mailserver betreut.
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
drafts-discard = Entwurf verwerfen

## Probleme

problems-title = Probleme
problems-lead = Was im Augenblick nicht funktioniert, und was sich dagegen tun lässt.
problems-none = Alles funktioniert
problems-none-words = Wenn etwas nicht funktioniert, steht es hier, und was sich dagegen tun lässt.
problems-no-account = Fügen Sie zuerst ein Konto hinzu. Was dann nicht funktioniert, steht hier, und was sich dagegen tun lässt.
problems-details = Technische Einzelheiten
problems-hide-details = Einzelheiten ausblenden
problems-copy = Kopieren
problems-copied = Das Problem wurde mit seinen Einzelheiten kopiert.
problems-retry = Erneut versuchen
problems-read = Gelesen
problems-password = Passwort eingeben
problems-open-outbox = Postausgang öffnen

## Einstellungen

remove-title = { $account } entfernen?
remove-words = Seine Nachrichten auf diesem Computer und sein Passwort werden gelöscht. Auf dem Server ändert sich nichts. Vorher darf nichts mehr im Postausgang liegen.
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
add-words = Das Konto wird hinzugefügt, sobald die Anmeldung an beiden Servern gelungen ist.
add-address = Ihre Adresse
add-name = Ihr Name
add-name-hint = So sehen ihn die Empfänger
add-password = Passwort
add-imap = Server zum Lesen (IMAP)
add-smtp = Server zum Senden (SMTP)
add-tls = TLS
add-starttls = STARTTLS
add-unprotected = Ungeschützt
add-unprotected-words = Jeder zwischen Ihnen und dem Server kann das Passwort und die Nachrichten mitlesen.
add-login = Anmeldename, falls es nicht die Adresse ist
add-ca-file = Datei der Zertifizierungsstelle Ihrer Organisation
add-browse = Auswählen
add-keep = Passwort im Schlüsselbund speichern
add-more = Mehr: Anmeldename, Zertifizierungsstelle, Passwortbefehl
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
mailbox-name = Anzeigename
mailbox-address = Adresse
mailbox-address-proposed = Diese Adresse wurde aus dem Namen des Ordners abgeleitet. Speichern bestätigt sie; sonst berichtigen Sie sie.
mailbox-proposed = Adresse nicht bestätigt
mailbox-colour = Farbe
mailbox-sent-policy = Kopien gesendeter Nachrichten kommen
mailbox-folders = Ordner
mailbox-no-folder = keiner
mailbox-role-server = Wie vom Server vorgegeben
mailbox-role-server-is = Wie vom Server vorgegeben: { $folder }
mailbox-role-folder = { $word } ({ $folder })
mailbox-role-taken = In den Einstellungen steht „{ $folder }“. Das bewirkt nichts: Der Ordner dient schon als „{ $role }“.
mailbox-role-gone = In den Einstellungen steht „{ $folder }“. Das bewirkt nichts: Diesen Ordner gibt es nicht.
sent-shared = in den Ordner „Gesendet“ dieses Postfachs
sent-mine = in meinen eigenen Ordner „Gesendet“
sent-both = in beide
sent-server = dorthin, wo der Server sie ablegt

## Der Anfang

welcome-title = Willkommen bei Postroom
welcome-words = Melden Sie sich einmal mit Ihrer eigenen Adresse an. Die gemeinsamen Postfächer, auf die Sie Zugriff haben, erscheinen von selbst, und Sie antworten von den Adressen, die Sie verwenden dürfen.
welcome-entry = Willkommen
welcome-starting = Ihre E-Mails werden geöffnet …
welcome-discovering = Ihre Postfächer werden gesucht
welcome-failed = Postroom kann Ihr Profil nicht öffnen

## Schreiben

compose-as = Sie schreiben als { $name }
compose-send = Als { $name } senden

## Was einen Menschen braucht

list-stopped-account = { $account } ist nicht angemeldet. Sie sehen, was vorher abgerufen wurde.
list-why = Warum?
notice-needs-you = Die Nachricht an { $people } wurde nicht gesendet. Der Postausgang sagt, warum.
notice-more = Mehr
outbox-do-discard = Verwerfen
discard-title = „{ $subject }“ verwerfen?
discard-draft-words = Der Entwurf wird endgültig gelöscht, wo immer er liegt.
discard-held-words = Sie wurde nicht gesendet und wird endgültig gelöscht.
discard-submit = Verwerfen

reader-reply-behalf = Antworten im Auftrag von

## Tasten und kleine Fugen

words-quoted = „{ $words }“
words-of-date = { $words } ({ $date })
status-of-account = { $account }: { $state }

## Dialoge, in denen etwas eingegeben ist

dialog-lose = Eingaben verwerfen?
dialog-lose-yes = Verwerfen
dialog-lose-no = Weiter bearbeiten
mailbox-confirm = Bestätigen
mailbox-confirm-hint = { $address } ist die Adresse dieses Postfachs

## Dateien, wo kein Desktop-Portal antwortet

file-no-chooser = Kein Desktop-Portal antwortet (xdg-desktop-portal), also gibt es keine Dateiauswahl. Geben Sie den Pfad der Datei ein.
file-save-words = Kein Desktop-Portal antwortet (xdg-desktop-portal), also gibt es keine Dateiauswahl. Geben Sie den Pfad ein, unter dem die Datei gespeichert werden soll.
file-save-path = Pfad der Datei
file-exists = Die Datei { $file } gibt es schon.

## Rat im Fenster, wo die Befehlszeile Schalter hat

advice-window-keyring = Starten Sie den Schlüsselbund des Desktops, oder nehmen Sie das Häkchen bei „Passwort im Schlüsselbund speichern“ weg: Dann fragt Postroom bei jedem Start danach.
advice-window-issuer = Hat Ihre Organisation eine eigene Zertifizierungsstelle, wählen Sie deren Datei in den Einstellungen des Kontos (unter „Mehr“). Sonst melden Sie sich nicht an.
advice-window-roots = Installieren Sie das Paket „ca-certificates“, oder wählen Sie in den Einstellungen des Kontos die Datei einer Zertifizierungsstelle (unter „Mehr“).

## Der Postausgang im Einzelnen

outbox-part-needing = Wartet auf Sie
outbox-part-returned = Zurückgekommen
outbox-part-waiting = Unterwegs
outbox-part-sent = Gesendet
outbox-filter-needing = Wartet auf Sie
outbox-filter-waiting = Unterwegs
outbox-filter-sent = Gesendet
outbox-none-such = Solche Nachrichten gibt es nicht.
outbox-older = Ältere Nachrichten anzeigen
outbox-show = Einzelheiten anzeigen
outbox-hide = Einzelheiten ausblenden
outbox-came-back = Kam zurück
outbox-delayed = Verzögert
outbox-in-seconds = in { $count } s
outbox-in-minutes = in { $count } min
outbox-too-late = Zu spät: Die Nachricht ist schon unterwegs.
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
outbox-fact-phase = Stand
outbox-fact-attempts = Versuche
outbox-fact-next = Nächster Versuch
outbox-fact-look = Nächste Suche
outbox-fact-looks = So oft gesucht
outbox-fact-leaves = Wird gesendet
outbox-fact-copy = Kopie
outbox-fact-pressed = „Senden“ gedrückt
outbox-fact-taken = Angenommen
outbox-fact-size = Größe
outbox-fact-id = Message-ID
outbox-left-out = von Ihnen ausgelassen
outbox-copy-none = keine weitere gewünscht
outbox-copy-later = sobald gesendet ist
outbox-copy-waits = wartet
outbox-copy-filed = abgelegt, noch nicht geprüft
outbox-copy-checked = abgelegt und geprüft
outbox-do-others = An die anderen senden
outbox-do-others-again = Erneut an die anderen senden (kann doppelt ankommen)
outbox-do-send-anyway = Trotzdem senden
outbox-do-other-time = Zeitpunkt ändern
outbox-do-report = Bericht öffnen
outbox-do-up = Früher senden
outbox-do-down = Später senden
outbox-do-look = Antwort ansehen
outbox-no-other-answer = Diese Antwort ist im Postfach nicht mehr zu finden.
outbox-phase-back = Wieder hier, beim Server liegt nichts
outbox-phase-again = Wieder hier; was vorher gesendet wurde, ist vielleicht angekommen
reader-edit-draft = Weiterschreiben

## Was gerade gesendet wurde

notice-leaves-in = Wird in { $count } s an { $people } gesendet
notice-leaves-at = Wird { $date } an { $people } gesendet
notice-offline = Wird an { $people } gesendet, sobald Sie online gehen
notice-sending = Unterwegs an { $people }
notice-sent = Gesendet an { $people }
notice-copy-waits = Gesendet an { $people }, aber die Kopie wartet. Der Postausgang sagt, warum.
notice-unknown = Es ist ungewiss, ob die Nachricht an { $people } gesendet wurde. Der Postausgang sagt, was zu tun ist.

## Beenden

quit-title = { $count ->
    [0] Alles ist gesendet
    [one] { $count } Nachricht ist noch nicht gesendet
   *[other] { $count } Nachrichten sind noch nicht gesendet
}
quit-words = Sie bleiben auf diesem Computer und werden gesendet, sobald Postroom wieder läuft.
quit-words-held = Sie bleiben auf diesem Computer und warten auf Sie: Postroom hält sie aus dem genannten Grund zurück.
quit-words-some-held = Sie bleiben auf diesem Computer. Was zurückgehalten wird, wartet auf Sie; die anderen werden gesendet, sobald Postroom wieder läuft.
quit-none = Beim Beenden bleibt nichts liegen.
quit-stay = Nicht beenden
quit-anyway = Trotzdem beenden

## Was aus einem Postfach geschrieben wird

mailbox-signature = Signatur
mailbox-signature-none = Keine
mailbox-reply-to = Antworten gehen an
mailbox-name-sender = In der Kopie nennen, wer „Senden“ gedrückt hat
mailbox-name-sender-hint = Nur in der Kopie im Ordner „Gesendet“, nie in der Nachricht selbst
mailbox-unread-for-me = Nachrichten, die ich nicht gelesen habe, als ungelesen anzeigen, auch wenn andere sie gelesen haben
mailbox-unread-for-me-hint = Mit einem hohlen Balken und nur auf diesem Computer: Niemand sonst sieht es, und kein Server erfährt davon
mailbox-drafts = Entwürfe liegen
drafts-shared = im Entwurfsordner dieses Postfachs
drafts-mine = in meinem eigenen Entwurfsordner
drafts-local = nur auf diesem Computer
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
reader-sent-by-hint = Was die Kopie in diesem Ordner darüber sagt, wer „Senden“ gedrückt hat; Kopien anderer Programme sagen vielleicht nichts

## What the outbox and the drafts say so that the next step is plain

outbox-count-needing = { $count } zu klären
outbox-looked = Bisher lag sie in keinem Ordner „Gesendet“; Postroom sucht um { $time } wieder.
outbox-looked-offline = Postroom sucht sie in den Ordnern „Gesendet“, sobald Sie online gehen.
outbox-looking = Postroom sucht sie in den Ordnern „Gesendet“.
outbox-next-turn = Sie ist bereit und wird gesendet, wenn sie an der Reihe ist.
outbox-sent-on = Gesendet: { $date }.
quit-more = { $count ->
    [one] und { $count } weitere
   *[other] und { $count } weitere
}
drafts-place = in { $folder }
may-not-answer-draft = Das ist ein Entwurf: Schreiben Sie ihn weiter, oder leiten Sie ihn weiter.
drafts-here = nur auf diesem Computer

## Was zurückkam, neben dem Ausgang im Baum

outbox-count-returned = { $count ->
    [one] { $count } kam zurück
   *[other] { $count } kamen zurück
}

## When it was reported that a message came back

outbox-reported-on = Gemeldet: { $date }.
outbox-reported-of = { $address }: { $words }
mailbox-keep = Texte, die auf diesem Computer bleiben
mailbox-keep-attachments = Nachrichten mit Anhängen
mailbox-held = Die Texte von { $texts } der { $messages } Nachrichten, { $size }.
mailbox-here = Jetzt auf diesem Computer
mailbox-held-why = Postroom bewahrt { $texts } und { $attachments } auf. Markierte Nachrichten und Entwürfe bleiben immer.
mailbox-held-why-headers = Postroom bewahrt nur Kopfzeilen auf, und einen Monat lang Nachrichten, die jemand geöffnet hat. Markierte Nachrichten und Entwürfe bleiben länger.
mailbox-held-all = Die Texte aller Postfächer belegen { $size } von erlaubten { $allowed }. Kopfzeilen und Suchindex belegen weitere { $rest }.
mailbox-held-all-near = Die Texte aller Postfächer belegen { $size } von erlaubten { $allowed }. Der Platz ist fast voll; im Voraus wird nichts mehr abgerufen. Kopfzeilen und Suchindex belegen weitere { $rest }.
mailbox-rebuild = Alles neu abrufen …
mailbox-rebuild-yes = Alles neu abrufen
mailbox-rebuild-words = Die Kopie dieses Postfachs auf diesem Computer wird entfernt und neu abgerufen. Auf dem Server ändert sich nichts; Entwürfe und Nachrichten, die auf das Senden warten, bleiben. Bis sie abgerufen ist, zeigt das Postfach weniger und lässt sich nicht ganz durchsuchen.
mailbox-rebuild-done = Die Kopie wurde entfernt und wird neu abgerufen.
mailbox-keep-hint = Kopfzeilen bleiben immer hier. Was Sie öffnen, bleibt einen Monat.
mailbox-keep-largest = Größter Anhang

tree-planned = Hier angelegt; noch nicht auf dem Server
toolbar-move-to = Verschieben nach …
toolbar-copy-to = Kopieren nach …
toolbar-undo-copy = Kopieren rückgängig
list-copied = Kopiert.
empty-planned = Noch nicht auf dem Server
empty-planned-words = Der Ordner wird dort angelegt, sobald der Server erreichbar ist. Nachrichten lassen sich schon hierher verschieben.
folder-do-new = Neuer Ordner …
folder-do-below = Neuer Unterordner …
folder-do-rename = Umbenennen …
folder-do-delete = Löschen …
folder-do-empty = Leeren …
folder-do-settings = Einstellungen …
folder-name = Name
folder-new-title = Neuer Ordner
folder-new-words = Auf der obersten Ebene von { $mailbox }.
folder-new-below-words = In { $folder } von { $mailbox }.
folder-new-submit = Anlegen
folder-rename-title = { $folder } umbenennen
folder-rename-words = In einem gemeinsamen Postfach sehen alle den neuen Namen.
folder-rename-submit = Umbenennen
delete-folder-title = { $folder } löschen?
delete-folder-words = Der Ordner kommt mit seinen Nachrichten und Unterordnern in den Papierkorb. In einem gemeinsamen Postfach gilt das für alle.
delete-folder-for-good-words = Der Ordner, seine Nachrichten und seine Unterordner lassen sich nicht zurückholen. In einem gemeinsamen Postfach sind sie für alle verloren.
delete-folder-submit = In den Papierkorb
empty-folder-title = { $folder } leeren?
empty-folder-words = { $count ->
    [one] { $count } Nachricht lässt sich nicht zurückholen.
   *[other] { $count } Nachrichten lassen sich nicht zurückholen.
} In einem gemeinsamen Postfach gilt das für alle. Was inzwischen dazukommt, bleibt.
may-not-role-folder = { $folder } hat im Postfach eine feste Aufgabe und bleibt, wie er ist.
may-not-empty-empty = Er ist schon leer.
list-arriving = Unterwegs
list-unread-for-me = Von anderen gelesen, von Ihnen noch nicht
may-not-arriving = Sie ist noch unterwegs hierher. Änderungen, die auf den Server warten, lassen sich rückgängig machen.
may-not-copy = Die Kopie ist noch unterwegs hierher. Bearbeiten lässt sie sich, wenn sie da ist.
toolbar-undo-delete = Löschen rückgängig
toolbar-undo-folder = Ordneränderung rückgängig
