## Der Weg zum Server

problem-host-unknown = Der Server { $host } wurde nicht gefunden.
advice-check-host = Prüfen Sie den Namen auf Tippfehler, und ob dieser Computer online ist.
problem-port-closed = { $host } antwortet, aber nicht auf Port { $port }.
advice-check-port = Prüfen Sie den Port: 993 für IMAP und 465 zum Senden mit TLS, 143 und 587 mit STARTTLS.
problem-port-submits = { $host } nimmt auf Port { $port } E-Mails zum Senden an; Postfächer gibt es dort nicht.
problem-port-reads = Auf Port { $port } von { $host } sind Postfächer; senden lässt sich dort nicht.
advice-ports-swapped = Die beiden Ports sind wohl vertauscht: 993 oder 143 gehört zu IMAP, 465 oder 587 zum Senden.
problem-host-unreachable = { $host } ist nicht erreichbar.
advice-check-network = Prüfen Sie das Netzwerk. Postroom versucht es von selbst weiter.
problem-no-answer = { $host } hat nicht rechtzeitig geantwortet.
problem-connection-cut = { $host } hat die Verbindung beendet.
advice-retries-itself = Postroom versucht es von selbst weiter.
problem-offline = Postroom arbeitet offline.
problem-pictures = Bilder können nicht geladen werden: Dieser Computer hat keine Liste der Zertifizierungsstellen, denen bei Webservern zu trauen ist.

## Anmelden

problem-sign-in = { $host } hat die Anmeldung abgelehnt: { $words }
advice-sign-in = Prüfen Sie Anmeldename und Passwort. Postroom versucht es nicht von selbst wieder, damit das Konto nicht gesperrt wird.
problem-sign-in-busy = { $host } kann zurzeit niemanden anmelden.
problem-no-password = Für { $account } gibt es kein Passwort.
advice-give-password = Geben Sie das Passwort ein.
problem-no-password-sign-in = { $host } lässt keine Anmeldung mit Name und Passwort zu.
problem-no-sign-in = { $host } bietet keine Anmeldung an.
advice-ask-administrator = Fragen Sie Ihren Administrator.
problem-plaintext = { $host } bietet keine geschützte Verbindung, daher wurde das Passwort nicht gesendet.
advice-plaintext = Verwenden Sie TLS, oder fragen Sie Ihren Administrator nach dem geschützten Port.
problem-injected = Auf dem Weg zu { $host } wurden Daten eingeschleust, bevor die Verbindung geschützt war. Sie wurde beendet.
advice-injected = Möglicherweise hört jemand mit. Verwenden Sie ein anderes Netzwerk, und informieren Sie Ihren Administrator.

## Zertifikate

problem-certificate-expired = Das Zertifikat von { $host } ist am { $date } abgelaufen.
advice-certificate-renew = Der Administrator des Servers muss es erneuern. Prüfen Sie auch die Uhr dieses Computers.
problem-certificate-early = Das Zertifikat von { $host } gilt erst ab { $date }.
advice-check-clock = Prüfen Sie die Uhr dieses Computers.
problem-certificate-host = Das Zertifikat ist nicht für { $host }, sondern für { $names }.
advice-certificate-host = Verwenden Sie den Servernamen aus dem Zertifikat, oder fragen Sie Ihren Administrator.
problem-certificate-issuer = Das Zertifikat von { $host } wurde von „{ $issuer }“ ausgestellt; dem vertraut dieser Computer nicht.
advice-certificate-issuer = Hat Ihre Organisation eine eigene Zertifizierungsstelle, geben Sie deren Datei beim Konto an (--ca-file). Sonst melden Sie sich nicht an.
problem-certificate-revoked = Das Zertifikat von { $host } wurde widerrufen.
problem-certificate-other = Die Verbindung zu { $host } ist nicht sicher.
problem-not-tls = { $host } spricht auf Port { $port } kein TLS.
advice-not-tls = Wählen Sie für diesen Port STARTTLS, oder verwenden Sie den TLS-Port des Servers (993, 465).
problem-ca-file = Die Zertifikatsdatei { $file } lässt sich nicht verwenden.
advice-ca-file = Es muss eine lesbare PEM-Datei sein.
problem-no-roots = Dieser Computer kennt keine vertrauenswürdige Zertifizierungsstelle.
advice-no-roots = Installieren Sie das Paket „ca-certificates“, oder geben Sie mit --ca-file eine Datei an.

## Was ein Server sagte

problem-no-right = Der Server hat es nicht erlaubt: { $words }
advice-ask-for-right = Bitten Sie den Administrator des Postfachs um dieses Recht.
problem-over-quota = Das Postfach ist voll: { $words }
advice-over-quota = Löschen oder archivieren Sie etwas, oder bitten Sie um mehr Platz.
problem-folder-hidden = Den Ordner gibt es nicht, oder Sie dürfen ihn nicht sehen: { $words }
advice-folder-hidden = Die Liste der Ordner wird von selbst neu gelesen. Sollte der Ordner da sein, bitten Sie um das Recht, ihn zu sehen.
problem-mailbox-unlisted = Der Server zeigt { $mailbox } nicht mehr.
problem-mailbox-no-right = Der Server lässt Sie { $mailbox } nicht mehr lesen.
problem-mailbox-refused = Der Server öffnet { $mailbox } nicht.
advice-mailbox-in-doubt = Was hier ist, können Sie lesen; am Postfach wird nichts geändert. Postroom prüft in einigen Minuten noch einmal: Entweder ist alles wie vorher, oder es sagt Ihnen, dass Sie keinen Zugriff mehr haben.
problem-folder-closed = { $how ->
    [absent] Der Server zeigt { $folder } von { $mailbox } nicht mehr: Der Ordner wurde gelöscht oder umbenannt, oder Sie dürfen ihn nicht mehr sehen.
   *[closed] Sie dürfen { $folder } von { $mailbox } nicht mehr lesen.
} Was davon auf diesem Computer lag, wurde entfernt.
problem-mailbox-lost = Sie haben keinen Zugriff mehr auf { $mailbox }.
advice-mailbox-lost = Was davon auf diesem Computer lag, wurde entfernt. Ihre Entwürfe sind noch hier, und nicht gesendete Nachrichten werden im Postausgang angehalten. Wenn Sie das Postfach brauchen, bitten Sie seinen Administrator, { $account } wieder Zugriff zu geben; es erscheint dann von selbst.
advice-mailbox-lost-kept = Was davon auf diesem Computer liegt, können Sie hier weiterhin lesen. Ihre Entwürfe sind noch hier, und nicht gesendete Nachrichten werden im Postausgang angehalten. Wenn Sie das Postfach brauchen, bitten Sie seinen Administrator, { $account } wieder Zugriff zu geben; es geht dann von selbst weiter.
problem-no-trash = { $mailbox } hat keinen Papierkorb; deshalb wurde nichts gelöscht.
advice-no-trash = Wählen Sie den Papierkorb in den Einstellungen des Postfachs, oder lassen Sie gelöschte Nachrichten in Ihren eigenen kommen: „postroom mailbox set ADRESSE trash=ORDNER“ oder „trash=mine“.
problem-no-archive = { $mailbox } hat keinen Archivordner.
advice-no-archive = Wählen Sie den Archivordner in den Einstellungen des Postfachs, oder lassen Sie archivierte Nachrichten in Ihr eigenes Archiv kommen: „postroom mailbox set ADRESSE archive=ORDNER“ oder „archive=mine“.
problem-no-junk = { $mailbox } hat keinen Spamordner.
advice-no-junk = Legen Sie im Postfach einen Ordner „Junk“ an, oder wählen Sie einen: „postroom mailbox set ADRESSE junk=ORDNER“.
problem-no-inbox = Der Posteingang von { $mailbox } ist nicht bekannt.
advice-no-inbox = Lassen Sie das Postfach neu suchen: „postroom sync“.
problem-server-said-no = Der Server hat abgelehnt: { $words }
problem-server-alert = { $host } teilt Ihnen mit: „{ $words }“
advice-server-alert = Das sind Worte des Servers, nicht von Postroom. Wenn sie nach einem Passwort oder nach Geld fragen oder auf eine Webseite verweisen, fragen Sie zuerst Ihren Administrator.
problem-server-busy = Der Server ist überlastet: { $words }
problem-server-asks-for-rest = { $host } bittet um eine Pause, weil er überlastet ist.
problem-search-letters = Der Server kann nur nach einfachen Buchstaben (ASCII) suchen.
problem-search-renumbered = Der Server hat { $folder } neu nummeriert: Der Ordner wird neu gelesen und wurde nicht durchsucht.
problem-refused = { $host } hat abgelehnt: { $words }
problem-not-understood = Der Server hat es nicht verstanden: { $words }
problem-unsupported = { $host } bietet nicht, was dafür nötig ist: { $what }
problem-protocol = { $host } hat die Regeln des Protokolls verletzt; die Verbindung wurde beendet.
problem-folder-unreadable = Was { $host } über den Ordner { $folder } gesagt hat, lässt sich nicht lesen. Er wird vorerst übersprungen.
problem-opened-read-only = Der Server hat den Ordner nur zum Lesen geöffnet.
problem-flags-not-kept = Der Ordner behält diese Änderung nicht, weil Sie ihn nur lesen dürfen.
problem-label-not-kept = Der Server behält in { $folder } keine solche Markierung.
problem-folder-renumbered = Der Server hat den Ordner inzwischen neu nummeriert; daher wurde nichts geändert.
advice-try-again = Versuchen Sie es erneut.
problem-unsendable = Das lässt sich dem Server nicht mitteilen: Es enthält Zeichen, die kein Befehl enthalten kann.
problem-unreadable-message = Die Nachricht lässt sich nicht lesen.

## Rechte

problem-right-missing = In { $folder } von { $mailbox } fehlt Ihnen dafür das Recht „{ $right }“.
problem-folder-container = { $folder } von { $mailbox } enthält nur andere Ordner.
problem-folder-refused = Der Server öffnet { $folder } von { $mailbox } nicht: { $words }
problem-folder-read-only = { $folder } von { $mailbox } kann nur gelesen werden.
problem-move-between-accounts = Nachrichten lassen sich nicht zwischen Postfächern verschiedener Konten verschieben.

## Was es nicht gibt

problem-no-such-account = Es gibt kein Konto { $account }.
advice-list-accounts = „postroom account list“ zeigt die Konten.
problem-no-such-mailbox = Es gibt kein Postfach { $mailbox }, oder kein Konto hat darauf Zugriff.
advice-list-mailboxes = „postroom mailbox list --refresh“ zeigt, worauf Ihre Konten Zugriff haben.
problem-no-such-folder = Diesen Ordner gibt es nicht.
problem-role-of-other = Der Ordner „{ $folder }“ dient schon einem anderen Zweck.
advice-role-of-other = Wählen Sie einen anderen Ordner. Ein Postfach hat für jeden Zweck einen Ordner, und ein Ordner dient nur einem Zweck.
problem-no-such-message = Diese Nachricht gibt es nicht.
problem-message-leaving = Sie ist schon auf dem Weg in einen anderen Ordner. Änderungen, die auf den Server warten, lassen sich rückgängig machen.
problem-message-gone = Die Nachricht ist nicht mehr da. Jemand hat sie verschoben oder gelöscht.
problem-no-such-identity = Kein Konto schreibt von { $address }.
problem-mailbox-not-shown = { $account } hat keinen Zugriff auf { $mailbox }.
advice-mailbox-not-shown = Bitten Sie seinen Administrator um die Rechte, es zu sehen und zu lesen, oder nennen Sie seinen obersten Ordner.
problem-account-stopped = Das Konto wird neu gestartet oder wurde entfernt, oder Postroom wird beendet.
problem-not-there = Das ist nicht mehr da.

## Konten

problem-account-exists = Das Konto { $account } gibt es schon.
advice-account-exists = Entfernen Sie es zuerst, um es mit anderen Einstellungen hinzuzufügen.
problem-outbox-not-empty = Im Postausgang von { $account } liegen noch Nachrichten.
advice-outbox-not-empty = Senden Sie sie zuerst, oder brechen Sie sie ab.

## Passwörter

problem-no-keyring = Auf diesem Computer antwortet kein Schlüsselbund.
advice-no-keyring = Starten Sie den Schlüsselbund des Desktops, oder geben Sie einen Befehl an, der das Passwort ausgibt (--password-command).
problem-keyring-locked = Der Schlüsselbund ist gesperrt.
advice-keyring-locked = Entsperren Sie ihn, und versuchen Sie es erneut.
problem-keyring-failed = Der Schlüsselbund hat das Passwort nicht gespeichert.
problem-secret-too-long = Das Passwort ist länger als die { $limit } Byte, die der Schlüsselbund speichert.
problem-password-command = Der Passwortbefehl hat kein Passwort geliefert.
advice-password-command = Führen Sie ihn in einem Terminal aus: Er muss das Passwort in der ersten Zeile ausgeben und binnen 30 Sekunden enden.

## Das Profil auf diesem Rechner

problem-config-damaged = Die Einstellungsdatei { $file } ist beschädigt. Sie blieb unverändert.
advice-config-damaged = Korrigieren Sie die unten genannte Stelle, oder verschieben Sie die Datei, um neu zu beginnen.
problem-config-unreadable = Die Einstellungsdatei { $file } lässt sich nicht lesen.
problem-config-unwritable = Die Einstellungsdatei { $file } lässt sich nicht schreiben.
problem-disk-full = Der Datenträger ist voll. Nichts ging verloren, aber Neues kann nicht gespeichert werden.
advice-disk-full = Schaffen Sie Platz, und versuchen Sie es erneut.
problem-store-place = Der Profilordner lässt sich nicht verwenden.
advice-store-place = Prüfen Sie, ob Sie ihn lesen und beschreiben dürfen.
problem-store-newer = Dieses Profil wurde von einem neueren Postroom benutzt. Es blieb unverändert.
advice-store-newer = Installieren Sie die neuere Version, oder verwenden Sie ein anderes Profil.
problem-cache-damaged = Die lokale Kopie Ihrer E-Mails ist beschädigt.
advice-cache-damaged = Sie wird beim nächsten Start neu abgerufen. Entwürfe und Postausgang sind nicht betroffen.
problem-cache-rebuilt = Die lokale Kopie Ihrer E-Mails war beschädigt. Sie wurde beiseitegelegt, und eine neue wird abgerufen.
advice-cache-rebuilt = Sonst ist nichts betroffen: Konten, Entwürfe, Postausgang und Senderechte sind unverändert. Die beschädigte Datei ist { $file }; sie kann gelöscht werden.
problem-precious-damaged = Die Datei mit Entwürfen und Postausgang (precious.db) ist beschädigt. Sie blieb unverändert.
advice-precious-damaged = Ersetzen Sie sie durch eine Sicherung, oder verschieben Sie sie, um mit einer leeren zu beginnen.
problem-precious-parts = Die Datei mit Entwürfen und Postausgang (precious.db) ist beschädigt; ein Teil davon kann fehlen. Eine Kopie, so wie sie vorgefunden wurde, ist { $file }.
advice-precious-parts = Schließen Sie Postroom. Ersetzen Sie die Datei dann durch eine Sicherung, oder verschieben Sie sie, um mit einer leeren zu beginnen.
problem-precious-parts-no-copy = Die Datei mit Entwürfen und Postausgang (precious.db) ist beschädigt; ein Teil davon kann fehlen. Sie ließ sich nicht kopieren.
advice-precious-parts-no-copy = Schließen Sie Postroom, schaffen Sie Platz, und kopieren Sie den Profilordner. Ersetzen Sie die Datei dann durch eine Sicherung, oder verschieben Sie sie, um mit einer leeren zu beginnen.
problem-profile-on-network = Das Profil liegt auf einem Netzlaufwerk ({ $kind }). Solche Laufwerke bewahren Geschriebenes nicht immer: Entwürfe und Postausgang können beschädigt werden oder verloren gehen.
problem-profile-synced = Das Profil liegt in einem Ordner, den { $service } synchronisiert. Dabei werden Dateien kopiert, während Postroom sie schreibt, oder durch die eines anderen Computers ersetzt: Entwürfe und Postausgang können beschädigt werden oder verloren gehen.
advice-profile-elsewhere = Schließen Sie Postroom, verschieben Sie den Ordner { $folder } auf ein Laufwerk dieses Computers, und starten Sie Postroom mit --profile und dem neuen Ort.
problem-disk-failed = Der Datenträger hat beim Lesen oder Schreiben versagt.
advice-disk-failed = Sichern Sie das Profil, und prüfen Sie den Datenträger.
problem-store-busy = Ein anderes Programm benutzt die Dateien des Profils.
advice-store-busy = Schließen Sie es, und versuchen Sie es erneut.
problem-profile-held = Ein anderes Postroom benutzt dieses Profil.
advice-profile-held = Schließen Sie das andere, oder verwenden Sie mit --profile ein anderes Profil.
problem-profile-lock = Dieses Profil lässt sich nicht für Postroom sperren.
problem-holder-silent = Ein anderes Postroom benutzt dieses Profil und antwortet nicht.
advice-holder-silent = Warten Sie, bis es fertig ist, und versuchen Sie es erneut. Müssen Sie es beenden, sehen Sie vorher in seinen Postausgang: Bei einer Nachricht, die gerade gesendet wird, wäre sonst ungewiss, ob sie ankam.
problem-holder-version = Eine andere Version von Postroom benutzt dieses Profil.
advice-holder-version = Schließen Sie ihr Fenster, und versuchen Sie es erneut.
problem-holder-broke-off = Das andere Postroom endete, bevor es fertig war.
advice-holder-broke-off = Sehen Sie nach, ob es geschehen ist, bevor Sie es wiederholen.
advice-holder-broke-off-sending = Wiederholen Sie es nicht: Die Nachricht wurde vielleicht gesendet. „postroom outbox list“ zeigt, was aus ihr wurde.
problem-no-window = Das Fenster lässt sich nicht öffnen.
advice-no-window = Alles geht auch über die Kommandozeile: postroom --help
problem-store-closed = Das Profil wurde geschlossen.
problem-store-bug = Bei Postrooms eigenen Dateien ist ein Fehler aufgetreten.
problem-bug = In Postroom ist ein Fehler aufgetreten.
advice-report = Bitte melden Sie ihn, mit den Einzelheiten unten.
problem-journal = Der Schritt ließ sich nicht festhalten und wurde deshalb nicht getan.
problem-outbox-step = Das geht mit der Nachricht in ihrem jetzigen Zustand nicht.
advice-outbox-step = „postroom outbox show“ sagt, was möglich ist.
problem-already-in-outbox = Der Entwurf liegt schon im Postausgang.

problem-act-folder-gone = Der Ordner in { $mailbox }, in dem Sie Nachrichten geändert haben, führt jetzt anderswohin.
problem-act-not-matched = Der Server hat die Nachrichten in { $folder } neu nummeriert, und bei einigen steht nicht mehr fest, welche Sie meinten. { $kind ->
    [mark] Nicht markiert
    [move] Nicht verschoben
    [copy] Nicht kopiert
    [delete] Nicht gelöscht
   *[several] Nicht geändert
}: { $messages }{ $count ->
    [0] {""}
   *[other] {" "}(+{ $count })
}.
advice-act-taken-back = Was Sie getan haben, wurde nicht ausgeführt; die Nachrichten werden wie vorher angezeigt. Sehen Sie sie an, und tun Sie es noch einmal, falls es noch nötig ist.
advice-acts-taken-back = { $count } Dinge, die Sie getan haben, wurden nicht ausgeführt; die Nachrichten werden wie vorher angezeigt. Sehen Sie sie an, und tun Sie es noch einmal, wo es noch nötig ist.
advice-act-in-part = { $left ->
    [one] { $left } der { $all } Nachrichten bleibt, wo sie war.
   *[other] { $left } der { $all } Nachrichten bleiben, wo sie waren.
} Die anderen sind dort, und Sie können das rückgängig machen. Ist der Grund behoben, tun Sie es für die übrigen noch einmal.
problem-act-stuck = Etwas, das Sie getan haben, wird nicht ausgeführt: Bei jedem der { $attempts } Versuche endete die Verbindung.
advice-act-stuck = Postroom versucht es weiter, und alles andere geht weiter. Bleibt es so, geben Sie die Einzelheiten an die Person weiter, die den Server betreut.
problem-address-taken = Dasselbe Konto zeigt schon ein anderes Postfach als { $mailbox }.
advice-address-taken = Geben Sie zuerst jenem eine andere Adresse, oder wählen Sie hier eine andere.
advice-password-left = Das Konto ist entfernt. Löschen Sie sein Passwort mit dem Programm des Schlüsselbunds.

problem-act-tree-gone = Den Ordner gibt es nicht mehr: Jemand hat ihn inzwischen umbenannt oder gelöscht.
problem-folder-got-mail = Inzwischen kamen Nachrichten in { $folder } an. Der Ordner wurde nicht gelöscht.
problem-folder-exists = In { $mailbox } gibt es schon einen Ordner { $folder }.
problem-folder-name-waits = Auf dem Server heißt der Ordner { $name } noch { $folder }.
advice-folder-name-waits = Wählen Sie einen anderen Namen, oder warten Sie, bis Ihre Änderung ausgeführt ist.
problem-folder-has-role = { $folder } hat in { $mailbox } eine feste Aufgabe und behält Platz und Namen.
problem-folder-below-itself = { $folder } lässt sich nicht in sich selbst verschieben.
problem-no-folder-above = Es gibt keinen Ordner { $folder }, in dem er liegen könnte.
problem-folder-not-emptied = Nur der Papierkorb und der Spamordner lassen sich leeren, nicht { $folder }.
problem-folder-not-synced = Was in { $folder } liegt, ist hier noch nicht bekannt.
problem-folder-name-empty = Ein Ordner braucht einen Namen.
problem-folder-name-long = Dieser Name ist für einen Ordner zu lang.
problem-folder-name-unusable = Der Name eines Ordners darf weder * noch % noch Zeilenumbrüche enthalten.
problem-undo-under-way = Der Server arbeitet noch daran und hat nicht gesagt, ob es getan ist.
advice-undo-under-way = Versuchen Sie es gleich noch einmal, sobald er erreichbar ist: Dann wird es rückgängig gemacht.
problem-undo-too-late = Das lässt sich nicht mehr rückgängig machen: Der Server hat es getan und sagt nicht, wo die Nachrichten liegen.
problem-undo-in-part = { $count ->
    [one] { $count } Nachricht ließ sich nicht zurückholen: Sie liegt nicht mehr dort, wohin sie kam, oder der Server sagt nicht, wo sie liegt.
   *[other] { $count } Nachrichten ließen sich nicht zurückholen: Sie liegen nicht mehr dort, wohin sie kamen, oder der Server sagt nicht, wo sie liegen.
}
advice-undo-too-late = Suchen Sie sie in dem Ordner, in den sie kamen.
problem-folder-name-delimiter = Der Name eines Ordners darf kein „{ $character }“ enthalten.
problem-folder-name-refused = Auf dem Server kann kein Ordner so heißen.
problem-undo-not-carried-out = Es wurde nicht ausgeführt; es gibt also nichts, was sich rückgängig machen ließe.
problem-undo-nothing = Es gibt nichts, was sich rückgängig machen lässt.
problem-undo-for-good = Das lässt sich nicht mehr rückgängig machen: Der Server hat endgültig gelöscht.
problem-undo-folder-gone = Das lässt sich nicht mehr rückgängig machen: Der Server hat den Ordner endgültig gelöscht.
problem-undo-folder-used = { $folder } in { $mailbox } ist nicht mehr leer und bleibt deshalb.
