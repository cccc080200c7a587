## Die Kommandozeile

cli-warning = Warnung:
cli-no-notices = Es gibt nichts zu lesen.
cli-rows-cut = Nur die ersten { $count } werden angezeigt; mit --limit sind es mehr.
cli-is-offline = Postroom arbeitet offline: Es wird nichts gesendet oder abgerufen.
cli-is-online = Postroom arbeitet online.
cli-account-added = { $account } wurde hinzugefügt.
cli-account-changed = { $account } wurde geändert.
cli-account-removed = { $account } wurde entfernt.
cli-account-works = { $account }: Lesen und Senden funktionieren.
cli-account-reads-only = { $account }: Lesen funktioniert, Senden nicht.
cli-account-sends-only = { $account }: Senden funktioniert, Lesen nicht.
cli-account-fails = { $account }: Weder Lesen noch Senden funktioniert.
cli-no-password-on-stdin = Auf der Standardeingabe steht kein Passwort.
cli-advice-password-stdin = Bitte hineinleiten oder --password-command verwenden.
demo-not-started = Die Demo konnte nicht gestartet werden.
demo-title = Demo
demo-serving = Der Demo-Server läuft bis Strg+C. So meldet man sich an:
cli-no-window = Dieses Postroom wurde ohne Fenster gebaut. „postroom --help“ zeigt die Befehle.
cli-input-too-large = Die Eingabe ist zu groß.
cli-input-unreadable = Die Eingabe ist nicht lesbar.
cli-finishes-others = Das ist erledigt. Ein anderes Postroom hat diesem Prozess seine Arbeit übergeben; er bringt sie zu Ende.
cli-advice-finishes-others = Unterbrechen Sie es nicht: Bei einer Nachricht, die gerade gesendet wird, wäre sonst ungewiss, ob sie ankam.
cli-window-waits = Ein anderes Postroom arbeitet gerade mit diesem Profil. Das Fenster öffnet sich, sobald es fertig ist.
cli-advice-check-network = Prüfen Sie das Netzwerk, und versuchen Sie es erneut. Von selbst versucht Postroom es nur, solange sein Fenster offen ist.
cli-advice-retry = Versuchen Sie es später erneut. Von selbst versucht Postroom es nur, solange sein Fenster offen ist.
cli-not-a-host = „{ $text }“ ist kein Server. Bitte HOST oder HOST:PORT schreiben.
cli-mailbox-added = { $mailbox } wurde hinzugefügt.
cli-mailbox-set = { $mailbox } wurde geändert.
cli-mailbox-removed = { $mailbox } ist jetzt ausgeblendet. Auf dem Server hat sich nichts geändert.
cli-not-a-setting = „{ $text }“ ist keine Einstellung. Bitte name=…, address=…, sent_policy=shared|mine|both|server, colour=0…9, keep=all|1y|90d|30d|headers, attachments=always|on-demand|MEGABYTE, trash=shared|mine, archive=shared|mine oder ROLLE=ORDNER schreiben.
cli-identity-added = Von { $address } lässt sich jetzt schreiben, wenn der Server es erlaubt.
cli-identity-changed = { $address } wurde geändert.
cli-identity-removed = { $address } wurde aus der Liste entfernt.
cli-name-the-account = Mehrere Konten schreiben von { $address }. Bitte eines mit --via nennen.
cli-advice-add-identity = „postroom identity list“ zeigt die Adressen; „postroom identity add { $address } --via KONTO“ fügt eine hinzu.
cli-no-identity-of-mailbox = Für das Postfach, in dem diese Nachricht liegt, gibt es keine Adresse, von der aus Sie schreiben können.
cli-advice-name-from = Nennen Sie die Adresse mit --from; „postroom identity list“ zeigt sie.
cli-own-on-behalf = { $address } ist Ihre eigene Adresse; im eigenen Auftrag kann man nicht schreiben.
cli-advice-own-on-behalf = Bitte --on-behalf weglassen.
cli-advice-nothing-queued = Im Postausgang liegt nichts. Der Text, der zitiert würde, ist noch nicht hier: Bitte erneut versuchen, sobald der Server erreichbar ist, oder ohne --reply-to-id eine eigene Nachricht senden.
cli-no-such-folder = Es gibt keinen Ordner „{ $folder }“.
cli-folder-not-synced = Der Ordner „{ $folder }“ ist nicht auf dem neuesten Stand: { $why }
cli-nothing-synced = Aus „{ $folder }“ von { $mailbox } wurde noch nichts abgerufen.
cli-advice-sync = „postroom sync --mailbox { $mailbox }“ ruft es ab.
cli-view-nothing = Kein Postfach gehört hier zu dieser Ansicht.
cli-advice-list-folders = „postroom folder list { $mailbox }“ zeigt die Ordner.
cli-mark-usage = Bitte Nachrichten und Markierungen nennen, etwa: mark ID +seen -flagged
cli-not-understood = Das ist kein Befehl für Postroom: { $words }
cli-advice-help = „postroom --help“ zeigt die Befehle, „postroom BEFEHL --help“, was zu jedem gehört.
cli-not-an-id = „{ $text }“ ist keine Nachrichten-ID. „postroom list“ zeigt sie.
cli-doubtful-link = Der Link „{ $text }“ führt zu { $address }. { $doubts }
cli-act-queued = { $id } ist hier geändert; der Server erfährt es, sobald er erreichbar ist.
cli-no-html = Die Nachricht hat keinen HTML-Teil.
cli-not-an-address = „{ $text }“ ist keine Adressliste.
cli-file-unreadable = { $file } ist nicht lesbar.
cli-file-too-large = { $file } ist zu groß zum Senden.
cli-not-a-file = { $file } ist keine Datei.
cli-advice-body-stdin = Bitte eine Datei nennen. Was ein anderes Programm schreibt, lässt sich hineinleiten: --body-file -
cli-file-not-text = { $file } ist kein Text in UTF-8.
cli-input-not-text = Die Standardeingabe ist kein Text in UTF-8.
cli-advice-utf8 = Bitte in UTF-8 umwandeln oder als Datei anhängen.
cli-outbox-cancelled = { $id } wurde aus dem Postausgang genommen und ist wieder ein Entwurf.
cli-outbox-discarded = { $id } wurde verworfen: Es wird nicht gesendet, und nichts davon bleibt.
cli-synced = { $folders ->
    [one] { $folders } Ordner
   *[other] { $folders } Ordner
} auf dem neuesten Stand: { $added } neu, { $changed } geändert, { $removed } weg.
demo-no-profile = Die Demo hat ein eigenes Profil, das danach weg ist. Lassen Sie --profile weg.

## Der Postausgang auf der Befehlszeile

cli-outbox-edit = { $id } lässt sich als { $draft } bearbeiten.
cli-outbox-attempts = { $count ->
    [0] Es wurde noch nicht versucht
    [one] Es wurde einmal versucht
   *[other] Es wurde { $count }-mal versucht
} (Phase „{ $phase }“).
cli-outbox-next = Nächster Versuch nicht vor { $date }.
cli-outbox-waits-person = Die Nachricht wartet auf Sie.
cli-outbox-waits-time = Die Nachricht wartet auf ihre Zeit.
cli-outbox-waits-server = Die Nachricht wartet, bis sie an der Reihe ist und der Server sie nimmt.
cli-outbox-waits-copy = Die Nachricht ist gesendet. Ihre Kopie muss noch abgelegt und geprüft werden.
cli-outbox-left-out = Weggelassen, da der Server sie nicht annahm: { $recipients }
cli-outbox-from = Von { $from }, über das Konto { $account }.
cli-outbox-on-behalf = Im Auftrag von { $from }, gesendet von { $sender }, über das Konto { $account }.
cli-outbox-recipients = An { $recipients }.
cli-outbox-possible = Was Sie tun können:
cli-leaves-at = Sie wird am { $date } gesendet, wenn dann das Fenster offen ist. Ohne Fenster sendet „postroom outbox run“ sie ab dieser Zeit.
cli-not-a-time = „{ $text }“ ist keine Zeit.
cli-time-past = { $date } ist vorbei.
cli-advice-time = Schreiben Sie eine künftige Zeit mit ihrer Verschiebung, etwa 2027-01-31T09:00:00+01:00, oder 09:00 für das nächste Mal, dass es neun ist.

## Der Postausgang als Liste auf der Befehlszeile

cli-outbox-tried = { $count ->
    [0] Noch kein Versuch.
    [one] { $count } Versuch.
   *[other] { $count } Versuche.
}
cli-outbox-looked-for = { $count ->
    [0] Noch nicht gesucht.
    [one] Einmal gesucht.
   *[other] { $count }-mal gesucht.
}
cli-outbox-next-try = Nächster Versuch: frühestens { $date }.
cli-outbox-next-look = Nächste Suche in den Ordnern „Gesendet“: frühestens { $date }.
cli-outbox-next-copy = Nächster Versuch mit der Kopie: frühestens { $date }.

cli-outbox-stopped-by-check = { $id } wurde von einer Prüfung aufgehalten, nicht vom Server. Was sie fand, zeigt: postroom outbox show { $id }. Trotzdem senden: postroom outbox anyway { $id }
cli-cache-total = Der Zwischenspeicher belegt { $file }, davon { $texts } Texte ({ $allowed } erlaubt). { $unindexed ->
    [0] Alles lässt sich durchsuchen.
    [one] Eine Nachricht lässt sich noch nicht durchsuchen.
   *[other] { $unindexed } Nachrichten lassen sich noch nicht durchsuchen.
}
cli-cache-messages = { $count ->
    [one] 1 Nachricht
   *[other] { $count } Nachrichten
}
cli-cache-texts = { $count ->
    [one] 1 Text
   *[other] { $count } Texte
}
cli-cache-rebuilt = Was zwischengespeichert war, wurde verworfen. Der nächste Abgleich holt es wieder.
cli-advice-search-server = Nach den übrigen die Server fragen: postroom search --server
cli-not-a-profile-setting = Das lässt sich nicht einstellen: { $why }. `postroom settings list` zeigt die Schlüssel und was gilt.
cli-cache-set = Die Einstellungen wurden geändert.
cli-not-a-cache-setting = „{ $text }“ ist keine Einstellung für das, was hier aufbewahrt wird. Schreiben Sie cache_mb=MEGABYTE oder keep_lost=yes|no.
cli-undone = Zurückgenommen: { $what }
cli-undo-queued = Wird zurückgenommen, sobald der Server erreichbar ist: { $what }
cli-step-mark = { $flags } bei { $count ->
    [one] einer Nachricht
   *[other] { $count } Nachrichten
} in { $folder }
cli-step-move = { $count ->
    [one] eine Nachricht
   *[other] { $count } Nachrichten
} von { $folder } nach { $to } verschoben
cli-step-copy = { $count ->
    [one] eine Nachricht
   *[other] { $count } Nachrichten
} von { $folder } nach { $to } kopiert
cli-step-delete = { $count ->
    [one] eine Nachricht
   *[other] { $count } Nachrichten
} aus { $folder } endgültig gelöscht
cli-step-empty = { $folder } geleert
cli-step-create = { $folder } angelegt
cli-step-rename = { $was } in { $folder } umbenannt
cli-step-delete-folder = ein Ordner endgültig gelöscht
