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
identity-worked = Es hat funktioniert: Der Server hat eine Nachricht angenommen.
identity-deployment-allows = Laut Organisation ist es erlaubt.
identity-deployment-refuses = Laut Organisation ist es nicht erlaubt.
identity-person-allows = Laut eigener Angabe ist es erlaubt.
identity-person-refuses = Laut eigener Angabe ist es nicht erlaubt.
identity-person-insists = Der Server hat es zuvor abgelehnt; Sie wollen es noch einmal versuchen.
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
header-answered-by = Beantwortet von
header-came-back = Zurückgekommen
header-doubt = Vorsicht
doubt-no-address = Der Absender nennt keine Adresse: Niemand weiß, wer das geschrieben hat.
doubt-name-shows-address = Der Name zeigt { $shown }, gesendet wurde dies aber von { $address }.
doubt-mixed-letters = Die Buchstaben in der Domain des Absenders ahmen andere nach. Sie heißt { $domain }.
doubt-mixed-local-part = Buchstaben vor dem @ der Absenderadresse ahmen andere nach. Vergleichen Sie { $address } mit der Adresse, die Sie kennen.
doubt-looks-like-ours = Die Domain des Absenders, { $domain }, sieht aus wie { $own }, ist aber eine andere.
doubt-authors-beside-ours = Als Absender sind zwei genannt: { $own } aus Ihrem Haus und { $other }, das nicht dazugehört. Beide Namen kann jeder eintragen.
doubt-three-domains = Im Namen von { $author } geschrieben, aber von { $sender } gesendet, und Antworten gehen an eine dritte Domain, { $answers }.
link-shows-another = Der Text des Links nennt { $shown }, er führt aber zu { $host }.
link-user-before-host = { $user } steht nur da, um wie das Ziel auszusehen. Der Link führt zu { $host }.
link-number = Der Link nennt einen Computer bei seiner Nummer, { $number }. Seriöse Firmen tun das nicht.
link-looks-like-ours = { $domain } sieht aus wie { $own }, ist aber etwas anderes.
link-mixed-letters = Die Buchstaben des Ziels ahmen andere nach. Es ist { $domain }.
sent-by-unknown = unbekannt: Die Kopie sagt nicht, wer
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
keep-year = Texte des letzten Jahres
keep-quarter = Texte der letzten 90 Tage
keep-month = Texte der letzten 30 Tage
keep-headers = nur Kopfzeilen
keep-attachments-always = alle Anhänge
keep-attachments-up-to = Anhänge bis { $megabytes } MB
keep-attachments-on-demand = Anhänge auf Abruf

## Wie viel durchsucht wurde

search-covered = Alle { $messages } Nachrichten wurden durchsucht.
search-listing = { $messages } Nachrichten wurden durchsucht; weitere werden noch aufgelistet.
search-coverage = Von { $findable } der { $messages } Nachrichten liegt der Text auf diesem Computer.
search-asking = Der Server wird nach den übrigen gefragt …
search-asked = Der Server wurde nach den übrigen gefragt; Akzente und Wortteile behandelt er auf seine Weise.
search-asked-loosely = Der Server wurde nach den übrigen gefragt; Akzente, Wortteile, Wortfolgen und ausgeschlossene Wörter behandelt er auf seine Weise.
search-not-asked = Der Server konnte nicht nach den übrigen gefragt werden: { $why }
search-partly-asked = Akzente und Wortteile behandelt der Server auf seine Weise. Er wurde nur nach einem Teil der übrigen gefragt: { $why }
search-compares = Akzente und Wortteile behandelt der Server auf seine Weise.
search-in-doubt = { $count ->
    [one] Eine davon kann ein ausgeschlossenes Wort enthalten.
   *[other] { $count } davon können ein ausgeschlossenes Wort enthalten.
}
may-not-absent = Der Server zeigt diesen Ordner von { $mailbox } nicht mehr: Er wurde gelöscht oder umbenannt, oder Sie dürfen ihn nicht mehr sehen. Was hier liegt, kann weiterhin gelesen werden; geändert wird dort nichts.
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
