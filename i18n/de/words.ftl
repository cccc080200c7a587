## Wörter beider Oberflächen

right-own = Eigene Adresse
right-send-as = Senden als
right-on-behalf = Im Auftrag
right-untested = Ungeprüft
right-refused = Abgelehnt
mode-own = eigene
mode-send-as = senden als
mode-on-behalf = im Auftrag
identity-own-address = Die eigene Adresse.
identity-worked = Es ging: Der Server hat eine Nachricht angenommen.
identity-deployment-allows = Laut Organisation ist es erlaubt.
identity-deployment-refuses = Laut Organisation ist es nicht erlaubt.
identity-person-allows = Laut eigener Angabe ist es erlaubt.
identity-person-refuses = Laut eigener Angabe ist es nicht erlaubt.
identity-person-insists = Der Server hat es zuvor abgelehnt; ein neuer Versuch ist gewünscht.
identity-server-refuses = Nicht erlaubt. Der Server sagte:
identity-not-refused = Der Server lehnt es nicht im Voraus ab; erst eine gesendete Nachricht zeigt es.
identity-untested = Noch nicht geprüft.
mailbox-personal = persönlich
mailbox-shared = gemeinsam
folder-inbox = Posteingang
folder-drafts = Entwürfe
folder-sent = Gesendet
folder-archive = Archiv
folder-junk = Spam
folder-trash = Papierkorb
folder-planned = noch nicht auf dem Server
header-from = Von
header-sender = Absender
header-to = An
header-cc = Cc
header-date = Datum
header-subject = Betreff
header-attachment = Anhang
header-sent-by = Gesendet von
header-came-back = Zurückgekommen
header-doubt = Vorsicht
doubt-no-address = Der Absender nennt keine Adresse: Niemand weiß, wer das geschrieben hat.
doubt-name-shows-address = Der Name zeigt { $shown }, gesendet wurde dies aber von { $address }.
doubt-mixed-letters = Die Buchstaben in der Domain des Absenders sehen aus wie andere. Sie heißt { $domain }.
doubt-looks-like-ours = Die Domain des Absenders, { $domain }, sieht aus wie { $own } und ist eine andere.
link-shows-another = Der Text des Links nennt { $shown }, er führt aber zu { $host }.
link-user-before-host = { $user } steht nur davor, um wie das Ziel auszusehen. Der Link führt zu { $host }.
link-number = Der Link nennt einen Rechner bei seiner Nummer, { $number }. Das tun Firmen nicht.
link-looks-like-ours = { $domain } sieht aus wie { $own } und ist etwas anderes.
link-mixed-letters = Die Buchstaben des Ziels sehen aus wie andere. Es ist { $domain }.
sent-by-unknown = unbekannt: die Kopie nennt kein Mitglied
outbox-state-scheduled = Geplant
outbox-state-queued = Wartet
outbox-state-sending = Wird gesendet
outbox-state-unknown = Ungewiss
outbox-state-sent = Gesendet
outbox-state-filing = Gesendet, Kopie wartet
outbox-state-held = Angehalten
mailbox-unread = { $count } ungelesen
right-on-behalf-untested = Im Auftrag, ungeprüft
keep-all = alle Texte
keep-year = Texte von 1 Jahr
keep-quarter = Texte von 90 Tagen
keep-month = Texte von 30 Tagen
keep-headers = nur Kopfzeilen
keep-attachments-always = Anhänge immer
keep-attachments-up-to = Anhänge bis { $megabytes } MB
keep-attachments-on-demand = Anhänge auf Abruf

## Wie viel durchsucht wurde

search-covered = Alle { $messages } Nachrichten wurden durchsucht.
search-listing = { $messages } Nachrichten wurden durchsucht; weitere werden noch aufgelistet.
search-coverage = Von { $findable } der { $messages } Nachrichten liegt der Text auf diesem Rechner.
search-asking = Nach den übrigen wird der Server gefragt …
search-asked = Nach den übrigen wurde der Server gefragt; Akzente und Wortteile vergleicht er auf seine Weise.
search-asked-loosely = Nach den übrigen wurde der Server gefragt; Akzente, Wortteile, Wortfolgen und ausgeschlossene Wörter vergleicht er auf seine Weise.
search-not-asked = Nach den übrigen konnte der Server nicht gefragt werden: { $why }
search-partly-asked = Nur nach einem Teil der übrigen konnte der Server, der Akzente und Wortteile auf seine Weise vergleicht, gefragt werden: { $why }
search-compares = Akzente und Wortteile vergleicht der Server auf seine Weise.
search-in-doubt = { $count ->
    [one] Eine davon kann ein ausgeschlossenes Wort enthalten.
   *[other] { $count } davon können ein ausgeschlossenes Wort enthalten.
}
may-not-absent = Der Server zeigt diesen Ordner von { $mailbox } nicht mehr: Er wurde gelöscht oder umbenannt, oder Sie dürfen ihn nicht mehr sehen. Was hier liegt, kann weiterhin gelesen werden, und geändert wird dort nichts.
may-not-in-doubt = Es wird geprüft, ob Sie noch Zugriff auf { $mailbox } haben. Bis dahin wird dort nichts geändert.
may-not-lost = Sie haben keinen Zugriff mehr auf { $mailbox }. Dies ist eine Kopie auf diesem Computer.
access-in-doubt = Zugriff fraglich
access-lost = Kein Zugriff mehr
header-labels = Schlagwörter
label-important = Wichtig
label-work = Dienstlich
label-personal = Persönlich
label-to-do = Zu erledigen
label-later = Später
label-junk = Unerwünscht
label-phishing = Phishing

## Wie lange jemand wartet

waiting-minutes = { $count } Min.
waiting-hours = { $count } Std.
waiting-days = { $count ->
    [one] 1 Tag
   *[other] { $count } Tage
}
