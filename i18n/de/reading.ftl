# Was neben ihrem Text von einer Nachricht gesagt wird.

packing-signed-smime = Mit S/MIME signiert. Postroom prüft keine Signaturen und weiß nicht, ob diese echt ist.
packing-signed-pgp = Mit PGP signiert. Postroom prüft keine Signaturen und weiß nicht, ob diese echt ist.
packing-signed = Signiert. Postroom prüft keine Signaturen und weiß nicht, ob diese echt ist.
packing-in-signature = Diese Nachricht ist so mit S/MIME signiert, dass ihr Text in der Signatur liegt, die Postroom nicht zerlegen kann. Speichern Sie die Nachricht und öffnen Sie sie in Outlook oder Thunderbird, oder bitten Sie den Absender, sie als Klartext zu signieren.
packing-encrypted-smime = Diese Nachricht ist mit S/MIME verschlüsselt, und Postroom kann sie nicht entschlüsseln. Speichern Sie sie und öffnen Sie sie in einem Programm, das Ihr Zertifikat hat, etwa Outlook oder Thunderbird, oder bitten Sie den Absender, sie anders zu senden.
packing-encrypted-pgp = Diese Nachricht ist mit PGP verschlüsselt, und Postroom kann sie nicht entschlüsseln. Speichern Sie sie und öffnen Sie sie in einem Programm, das Ihren Schlüssel hat, etwa Thunderbird, oder bitten Sie den Absender, sie anders zu senden.
packing-encrypted = Diese Nachricht ist verschlüsselt, und Postroom kann sie nicht entschlüsseln. Speichern Sie sie und öffnen Sie sie in dem Programm, das Sie dafür verwenden, oder bitten Sie den Absender, sie anders zu senden.
packing-tnef = Das Outlook des Absenders hat Anhänge dieser Nachricht in winmail.dat verpackt, das Postroom nicht entpacken kann. Bitten Sie den Absender, sie noch einmal als HTML oder reinen Text zu senden, oder speichern Sie die Datei und öffnen Sie sie in Outlook.
header-packing = Hinweis
reader-no-text-but-attachments = Diese Nachricht hat keinen Text, nur Anhänge.
doubt-not-confirmed = { $server }, Ihr eigener Mailserver, konnte nicht bestätigen, dass diese Nachricht wirklich von { $domain } kommt. Sie kann gefälscht sein, oder eine Mailingliste hat sie unterwegs verändert. Fragen Sie auf anderem Weg beim Absender nach, bevor Sie ihr folgen, antworten oder zahlen.
authentication-passed = Geprüft von { $server }: { $passed } bestanden
header-confirmed = Prüfung

meeting-request = Einladung zu einem Termin
meeting-change = Geänderte Einladung zu einem Termin
meeting-cancel = Dieser Termin wurde abgesagt
meeting-publish = Termin
meeting-counter = { $name } schlägt eine andere Zeit vor
meeting-accepted = { $name } hat zugesagt
meeting-tentative = { $name } hat unter Vorbehalt zugesagt
meeting-declined = { $name } hat abgesagt
meeting-delegated = { $name } schickt jemand anderen
meeting-answered = { $name } hat geantwortet
meeting-somebody = Jemand
meeting-untitled = Ohne Titel
meeting-all-day = { $days }, ganztägig
meeting-day-and-time = { $day }, { $time }
meeting-from-to = { $from } – { $to }
meeting-in-zone = { $time } in { $zone }
meeting-time-and = { $time } ({ $there })
meeting-repeats = nach einem eigenen Muster
meeting-every-day = { $count ->
    [one] jeden Tag
   *[other] alle { $count } Tage
}
meeting-every-week = { $count ->
    [one] jede Woche
   *[other] alle { $count } Wochen
}
meeting-every-month = { $count ->
    [one] jeden Monat
   *[other] alle { $count } Monate
}
meeting-every-year = { $count ->
    [one] jedes Jahr
   *[other] alle { $count } Jahre
}
meeting-repeats-on = { $often } am { $days }
meeting-repeats-until = { $often }, bis { $day }
meeting-repeats-times = { $count ->
    [one] { $often }, einmal
   *[other] { $often }, { $count }-mal
}
meeting-one-of-series = dies ist ein Termin einer Serie
meeting-attendees = { $count ->
    [one] 1 Person ist eingeladen
   *[other] { $count } Personen sind eingeladen
}
meeting-not-named = { $count ->
    [one] und 1 weitere
   *[other] und { $count } weitere
}
meeting-no-answer = Postroom kann Einladungen noch nicht beantworten: Schreiben Sie dem Organisator, oder antworten Sie dort, wo Ihr Kalender ist.
header-meeting = Termin
header-when = Wann
header-repeats = Wiederholt sich
header-where = Wo
header-organiser = Organisator
header-attendees = Eingeladen
attendance-accepted = zugesagt
attendance-tentative = unter Vorbehalt
attendance-declined = abgesagt
attendance-delegated = vertreten
date-full-day = { $weekday }, { $date }
reader-usual-size = Zurück auf 100 %
reader-print = Drucken …
reader-find = In der Nachricht suchen …
find-placeholder = In der Nachricht suchen
find-at = { $at } von { $count }
find-first = { $at } der ersten { $count }
find-none = Nicht gefunden
find-next = Nächster Treffer
find-previous = Voriger Treffer
find-close = Suchleiste schließen
reader-answers-leave = Antworten gehen an { $people }, nicht an die Domain des Absenders.
reader-calls-itself = nennt sich „{ $name }“

## Unterhaltungen
conversation-title = Unterhaltung ({ $count })
conversation-hint = Die Nachrichten dieser Unterhaltung in allen Ordnern des Postfachs. { $previous } und { $next } gehen sie durch.
conversation-earlier = { $count ->
    [one] { $count } frühere Nachricht
   *[other] { $count } frühere Nachrichten
}
conversation-later = { $count ->
    [one] { $count } spätere Nachricht
   *[other] { $count } spätere Nachrichten
}
conversation-fewer = Weniger anzeigen
conversation-you = Sie
conversation-fold-hint = Diese Nachricht einklappen
conversation-unfold-all = Alle Texte anzeigen
conversation-fold-all = Alle einklappen
conversation-open = Diese Nachricht öffnen
conversation-no-words = Sie enthält keinen Text, der hier angezeigt werden kann.

preview-show = Vorschau
preview-hide = Vorschau schließen
preview-no-picture = Das Bild konnte nicht angezeigt werden. Es lässt sich mit einem anderen Programm öffnen oder speichern.
preview-cut = Es ist mehr, als hier zu sehen ist. Öffnen oder speichern Sie die Datei, um alles zu sehen.
errand-saving = { $name } wird gespeichert …
errand-saving-all = { $count } Anhänge werden gespeichert …
errand-opening = { $name } wird abgerufen …
reader-link-doubtful = Genau hinsehen: { $address }
reader-menu-open-link = Link öffnen
reader-menu-copy-link = Adresse des Links kopieren
reader-menu-open-picture = Bild öffnen
reader-menu-save-picture = Bild speichern …
reader-menu-copy = Kopieren
reader-menu-nothing-marked = Kein Text ausgewählt
errand-stop = Abbrechen
reader-arrived = { $written } · angekommen { $arrived }

## What files are called
file-pdf = PDF-Dokument
file-word = Word-Dokument
file-excel = Excel-Tabelle
file-powerpoint = PowerPoint-Präsentation
file-opendocument = OpenDocument-Datei
file-text = Text
file-html = Webseite
file-csv = CSV-Tabelle
file-calendar = Termin
file-contact = Kontakt
file-mail = Nachricht
file-archive = Archiv
file-picture = Bild
file-audio = Audio
file-video = Video
file-program = Programm
file-script = Skript
file-installer = Installationspaket
file-disk = Datenträgerabbild
file-shortcut = Verknüpfung
file-encrypted = Verschlüsselte oder signierte Daten
file-signature = Digitale Signatur
file-key = PGP-Schlüssel
file-certificate = Zertifikat
file-outlook = Von Outlook verpackt
file-outlook-message = Outlook-Nachricht
file-rtf = Formatierter Text (RTF)
file-book = E-Book
file-json = JSON-Daten
file-xml = XML-Daten
file-font = Schriftart
file-delivery = Zustellbericht
file-receipt = Lesebestätigung
file-headers = Kopfzeilen einer Nachricht
file-unknown = Unbekannter Typ
