## Leute, denen man schreibt

contact-from-contacts = Kontakt
contact-from-written = Angeschrieben
contact-from-mail = Aus Nachrichten
contacts-added = { $count ->
    [0] Keine Adresse ist neu.
    [one] Eine Adresse ist neu.
   *[other] { $count } Adressen sind neu.
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
    [one] Eine war nicht zu lesen oder zu viel und wurde ausgelassen.
   *[other] { $count } waren nicht zu lesen oder zu viele und wurden ausgelassen.
}
cli-contacts-none = Niemand gefunden.
cli-contacts-removed = { $address } wird nicht mehr vorgeschlagen.
problem-no-vcards = In dieser Datei ist kein Kontakt.
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
reminder-attachment = Sie schreiben „{ $word }“, und nichts ist angehängt.
reminder-identity = Sie antworten auf Post an { $mailbox }, und die Antwort ginge von { $address } aus.
reminder-outside = { $count ->
    [one] Alle in dieser Unterhaltung sind intern. { $addresses } ist extern und würde mitlesen.
   *[other] Alle in dieser Unterhaltung sind intern. { $count } Personen sind extern und würden mitlesen: { $addresses }.
}
reminder-send = Trotzdem senden
reminder-answer-as = Als { $name } antworten
reminder-answer-behalf = Im Auftrag von { $name } antworten
reminder-back = Zurück
settings-remind-attachment = Wenn Sie von einem Anhang schreiben und nichts angehängt ist
settings-remind-identity = Wenn Sie auf Post eines gemeinsamen Postfachs unter einer anderen Adresse antworten
settings-remind-outside = Wenn eine Antwort innerhalb Ihrer Organisation auch nach außen geht
settings-remind-on = Vor dem Senden fragen
settings-remind-off = Nicht fragen

## Kontakte in den Einstellungen

settings-contacts = Kontakte
settings-contacts-words = Leute aus anderen Programmen, die als Empfänger zuerst vorgeschlagen werden.
settings-contacts-count = { $count ->
    [0] Es gibt noch keine.
    [one] Es gibt eine Adresse.
   *[other] Es gibt { $count } Adressen.
}
settings-contacts-import = vCard-Datei importieren
settings-contacts-export = Exportieren
settings-contacts-file = Kontakte
contacts-forgotten = { $name } ist kein Kontakt mehr.
contacts-import-path = Schreiben Sie, wo die vCard-Datei liegt, oder ziehen Sie sie hierher: Keine Dateiauswahl des Desktops antwortet.
contacts-export-path = Schreiben Sie, wohin die Datei soll: Keine Dateiauswahl des Desktops antwortet.
settings-contacts-find = In den Kontakten suchen
settings-contacts-nobody = Niemand heißt so.
