## Leute, denen man schreibt

contact-from-contacts = Kontakt
contact-from-written = Von Ihnen angeschrieben
contact-from-mail = Aus Ihren E-Mails
contacts-added = { $count ->
    [0] Keine neuen Adressen.
    [one] Eine neue Adresse.
   *[other] { $count } neue Adressen.
}
contacts-changed = { $count ->
    [one] Eine wurde geändert.
   *[other] { $count } wurden geändert.
}
contacts-without-address = { $count ->
    [one] Eine Karte hat keine Adresse.
   *[other] { $count } Karten haben keine Adresse.
}
contacts-left-out = { $count ->
    [one] Eine wurde ausgelassen, weil sie nicht lesbar war oder kein Platz für sie ist.
   *[other] { $count } wurden ausgelassen, weil sie nicht lesbar waren oder kein Platz für sie ist.
}
cli-contacts-none = Niemand gefunden.
cli-contacts-removed = { $address } wird nicht mehr vorgeschlagen.
problem-no-vcards = Diese Datei enthält keine Kontakte.
problem-vcards-too-large = Diese Kontaktdatei ist zu groß.
advice-vcards = Exportieren Sie die Kontakte des anderen Programms als vCard (.vcf).

## Empfänger

compose-more-people = { $count ->
    [one] und eine weitere Person
   *[other] und { $count } weitere
}
compose-no-address = keine Adresse
compose-outside = extern
compose-remove = { $name } entfernen
compose-reject = { $name } nie mehr vorschlagen
compose-person-edit = Bearbeiten
compose-person-copy = Kopieren
compose-person-to = Nach „An“ verschieben
compose-person-cc = Nach „Cc“ verschieben
compose-person-bcc = Nach „Bcc“ verschieben
compose-person-remove = Entfernen

## Bevor eine Nachricht geht

reminder-title = So senden?
reminder-attachment = Sie schreiben „{ $word }“, aber nichts ist angehängt.
reminder-identity = Sie beantworten eine Nachricht an { $mailbox }, aber die Antwort würde von { $address } gesendet.
reminder-outside = { $count ->
    [one] Alle in dieser Unterhaltung gehören zu Ihrer Organisation. { $addresses } ist extern und würde mitlesen.
   *[other] Alle in dieser Unterhaltung gehören zu Ihrer Organisation. { $count } Personen sind extern und würden mitlesen: { $addresses }.
}
reminder-send = Trotzdem senden
reminder-answer-as = Als { $name } antworten
reminder-answer-behalf = Im Auftrag von { $name } antworten
reminder-back = Zurück
settings-remind-attachment = Wenn Sie einen Anhang erwähnen, aber nichts angehängt ist
settings-remind-identity = Wenn Sie Nachrichten eines gemeinsamen Postfachs unter einer anderen Adresse beantworten
settings-remind-outside = Wenn eine Antwort innerhalb Ihrer Organisation auch nach außen geht
settings-remind-on = Vor dem Senden fragen
settings-remind-off = Nicht fragen

## Kontakte in den Einstellungen

settings-contacts = Kontakte
settings-contacts-words = Personen aus anderen Programmen, die als Empfänger zuerst vorgeschlagen werden.
settings-contacts-count = { $count ->
    [0] Es gibt noch keine.
    [one] Es gibt eine Adresse.
   *[other] Es gibt { $count } Adressen.
}
settings-contacts-import = vCard-Datei importieren
settings-contacts-export = Exportieren
settings-contacts-file = Kontakte
contacts-forgotten = { $name } ist kein Kontakt mehr.
notice-address-removed = { $name } wurde entfernt.
notice-setting-removed = { $name } wurde aus der Liste entfernt.
contacts-import-path = Geben Sie den Pfad der vCard-Datei ein, oder ziehen Sie sie hierher: Der Desktop bietet keine Dateiauswahl.
contacts-export-path = Geben Sie den Pfad ein, unter dem die Datei gespeichert werden soll: Der Desktop bietet keine Dateiauswahl.
settings-contacts-find = In den Kontakten suchen
settings-contacts-nobody = Kein passender Kontakt.
