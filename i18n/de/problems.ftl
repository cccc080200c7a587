## Der Weg zum Server

problem-host-unknown = Der Server { $host } ist nicht zu finden.
advice-check-host = Bitte den Namen auf Tippfehler prüfen, und ob dieser Rechner online ist.
problem-port-closed = { $host } antwortet, aber nicht an Port { $port }.
advice-check-port = Bitte den Port prüfen: 993 für IMAP und 465 zum Senden mit TLS, 143 und 587 mit STARTTLS.
problem-port-submits = { $host } nimmt auf Port { $port } Post zum Senden an; Postfächer gibt es dort nicht.
problem-port-reads = Auf Port { $port } von { $host } sind Postfächer; senden lässt sich dort nicht.
advice-ports-swapped = Die beiden Ports sind wohl vertauscht: 993 oder 143 gehört zu IMAP, 465 oder 587 zum Senden.
problem-host-unreachable = { $host } ist nicht erreichbar.
advice-check-network = Bitte das Netz prüfen. Postroom versucht es von selbst wieder.
problem-no-answer = { $host } hat nicht rechtzeitig geantwortet.
problem-connection-cut = { $host } hat die Verbindung beendet.
advice-retries-itself = Postroom versucht es von selbst wieder.
problem-offline = Postroom arbeitet offline.
problem-pictures = Bilder können nicht geholt werden: Auf diesem Computer steht nicht, welchen Webservern zu trauen ist.

## Anmelden

problem-sign-in = { $host } hat die Anmeldung abgelehnt: { $words }
advice-sign-in = Bitte Anmeldename und Passwort prüfen. Postroom versucht es nicht von selbst wieder, damit das Konto nicht gesperrt wird.
problem-sign-in-busy = { $host } kann zurzeit niemanden anmelden.
problem-no-password = Für { $account } gibt es kein Passwort.
advice-give-password = Bitte das Passwort eingeben.
problem-no-password-sign-in = { $host } lässt keine Anmeldung mit Name und Passwort zu.
problem-no-sign-in = { $host } bietet keine Anmeldung an.
advice-ask-administrator = Bitte an die Administration wenden.
problem-plaintext = { $host } bietet keine geschützte Verbindung; das Passwort wurde nicht gesendet.
advice-plaintext = Bitte TLS verwenden oder die Administration nach dem geschützten Port fragen.
problem-injected = Auf dem Weg zu { $host } wurden Daten eingeschleust, bevor die Verbindung geschützt war. Sie wurde beendet.
advice-injected = Möglicherweise hört jemand mit. Bitte ein anderes Netz nutzen und die Administration verständigen.

## Zertifikate

problem-certificate-expired = Das Zertifikat von { $host } ist am { $date } abgelaufen.
advice-certificate-renew = Die Administration des Servers muss es erneuern. Bitte auch die Uhr dieses Rechners prüfen.
problem-certificate-early = Das Zertifikat von { $host } gilt erst ab { $date }.
advice-check-clock = Bitte die Uhr dieses Rechners prüfen.
problem-certificate-host = Das Zertifikat ist nicht für { $host }, sondern für { $names }.
advice-certificate-host = Bitte den Servernamen aus dem Zertifikat verwenden oder die Administration fragen.
problem-certificate-issuer = Das Zertifikat von { $host } wurde von „{ $issuer }“ ausgestellt; dem vertraut dieser Rechner nicht.
advice-certificate-issuer = Hat die Organisation eine eigene Zertifizierungsstelle, bitte deren Datei beim Konto angeben (--ca-file). Sonst bitte nicht anmelden.
problem-certificate-revoked = Das Zertifikat von { $host } wurde widerrufen.
problem-certificate-other = Die Verbindung zu { $host } ist nicht sicher.
problem-not-tls = { $host } spricht an Port { $port } kein TLS.
advice-not-tls = Bitte für diesen Port STARTTLS wählen oder den TLS-Port des Servers verwenden (993, 465).
problem-ca-file = Die Zertifikatsdatei { $file } ist nicht verwendbar.
advice-ca-file = Es muss eine lesbare PEM-Datei sein.
problem-no-roots = Dieser Rechner kennt keine vertrauenswürdige Zertifizierungsstelle.
advice-no-roots = Bitte das Paket „ca-certificates“ installieren oder mit --ca-file eine Datei angeben.

## Was ein Server sagte

problem-no-right = Der Server hat es nicht erlaubt: { $words }
advice-ask-for-right = Bitte die Administration der Mailbox um dieses Recht bitten.
problem-over-quota = Die Mailbox ist voll: { $words }
advice-over-quota = Bitte etwas löschen oder archivieren, oder um mehr Platz bitten.
problem-folder-hidden = Der Ordner existiert nicht oder ist nicht sichtbar: { $words }
advice-folder-hidden = Die Ordnerliste wird von selbst neu gelesen. Fehlt der Ordner zu Unrecht, bitte um das Recht bitten, ihn zu sehen.
problem-mailbox-unlisted = Der Server zeigt { $mailbox } nicht mehr.
problem-mailbox-no-right = Der Server lässt Sie { $mailbox } nicht mehr lesen.
problem-mailbox-refused = Der Server öffnet { $mailbox } nicht.
advice-mailbox-in-doubt = Was hier ist, können Sie lesen; am Postfach wird nichts geändert. In einigen Minuten wird noch einmal nachgesehen: Entweder ist alles wie vorher, oder Postroom sagt Ihnen, dass der Zugriff weg ist.
problem-folder-closed = { $how ->
    [absent] Der Server zeigt { $folder } von { $mailbox } nicht mehr: Der Ordner wurde gelöscht oder umbenannt, oder Sie dürfen ihn nicht mehr sehen.
   *[closed] Sie dürfen { $folder } von { $mailbox } nicht mehr lesen.
} Was davon auf diesem Computer lag, wurde entfernt.
problem-mailbox-lost = Sie haben keinen Zugriff mehr auf { $mailbox }.
advice-mailbox-lost = Was davon auf diesem Computer lag, wurde entfernt. Ihre Entwürfe sind noch hier, und Nachrichten, die noch nicht abgegangen waren, werden im Ausgang angehalten. Wenn Sie das Postfach brauchen, bitten Sie die Verwaltung, { $account } wieder Zugriff zu geben; es erscheint dann von selbst.
advice-mailbox-lost-kept = Was davon auf diesem Computer liegt, können Sie hier weiterhin lesen. Ihre Entwürfe sind noch hier, und Nachrichten, die noch nicht abgegangen waren, werden im Ausgang angehalten. Wenn Sie das Postfach brauchen, bitten Sie die Verwaltung, { $account } wieder Zugriff zu geben; es geht dann von selbst weiter.
problem-no-trash = { $mailbox } hat keinen Papierkorb; deshalb wurde nichts gelöscht.
advice-no-trash = Wählen Sie den Papierkorb in den Einstellungen des Postfachs, oder lassen Sie gelöschte Nachrichten in Ihren eigenen kommen: „postroom mailbox set ADRESSE trash=ORDNER“ oder „trash=mine“.
problem-no-archive = { $mailbox } hat keinen Archivordner.
advice-no-archive = Wählen Sie den Archivordner in den Einstellungen des Postfachs, oder lassen Sie archivierte Nachrichten in Ihr eigenes Archiv kommen: „postroom mailbox set ADRESSE archive=ORDNER“ oder „archive=mine“.
problem-no-junk = { $mailbox } hat keinen Spamordner.
advice-no-junk = Legen Sie im Postfach einen Ordner „Junk“ an, oder wählen Sie einen: „postroom mailbox set ADRESSE junk=ORDNER“.
problem-no-inbox = Der Posteingang von { $mailbox } ist nicht bekannt.
advice-no-inbox = Lassen Sie das Postfach neu suchen: „postroom sync“.
problem-server-said-no = Der Server hat abgelehnt: { $words }
problem-server-alert = { $host } lässt Ihnen ausrichten: „{ $words }“
advice-server-alert = Das sind Worte des Servers, nicht von Postroom. Wenn sie nach einem Passwort oder nach Geld fragen oder auf eine Webseite verweisen, fragen Sie zuerst Ihre Administration.
problem-server-busy = Der Server ist ausgelastet: { $words }
problem-server-asks-for-rest = { $host } bittet um eine Pause, weil er ausgelastet ist.
problem-search-letters = Der Server kann nur nach einfachen Buchstaben (ASCII) suchen.
problem-search-renumbered = Der Server hat { $folder } neu nummeriert: Der Ordner wird neu gelesen und wurde nicht durchsucht.
problem-refused = { $host } hat abgelehnt: { $words }
problem-not-understood = Der Server hat es nicht verstanden: { $words }
problem-unsupported = { $host } bietet das Nötige nicht an: { $what }
problem-protocol = { $host } hat die Regeln des Protokolls verletzt; die Verbindung wurde beendet.
problem-folder-unreadable = Was { $host } über den Ordner { $folder } gesagt hat, ist nicht zu lesen. Er wird vorerst übergangen.
problem-opened-read-only = Der Server hat den Ordner nur zum Lesen geöffnet.
problem-flags-not-kept = Der Ordner behält diese Änderung nicht, weil er nur gelesen werden darf.
problem-label-not-kept = Der Server behält in { $folder } keine solche Markierung.
problem-folder-renumbered = Der Server hat den Ordner inzwischen neu nummeriert; nichts wurde angerührt.
advice-try-again = Bitte erneut versuchen.
problem-unsendable = Das lässt sich dem Server nicht mitteilen: Es enthält Zeichen, die kein Befehl enthalten kann.
problem-unreadable-message = Die Nachricht ist nicht lesbar.

## Rechte

problem-right-missing = In { $folder } von { $mailbox } fehlt dafür das Recht „{ $right }“.
problem-folder-container = { $folder } von { $mailbox } enthält nur andere Ordner.
problem-folder-refused = Der Server öffnet { $folder } von { $mailbox } nicht: { $words }
problem-folder-read-only = { $folder } von { $mailbox } ist nur lesbar.
problem-move-between-accounts = Nachrichten lassen sich nicht zwischen Mailboxen verschiedener Konten verschieben.

## Was es nicht gibt

problem-no-such-account = Es gibt kein Konto { $account }.
advice-list-accounts = „postroom account list“ zeigt die Konten.
problem-no-such-mailbox = Es gibt keine Mailbox { $mailbox }, oder kein Konto erreicht sie.
advice-list-mailboxes = „postroom mailbox list --refresh“ zeigt, was die Konten erreichen.
problem-no-such-folder = Diesen Ordner gibt es nicht.
problem-no-such-message = Diese Nachricht gibt es nicht.
problem-message-leaving = Sie ist schon auf dem Weg in einen anderen Ordner. Was auf den Server wartet, lässt sich rückgängig machen.
problem-message-gone = Die Nachricht ist nicht mehr da. Jemand hat sie verschoben oder gelöscht.
problem-no-such-identity = Kein Konto schreibt von { $address }.
problem-mailbox-not-shown = { $account } erreicht { $mailbox } nicht.
advice-mailbox-not-shown = Bitte um die Rechte bitten, sie zu sehen und zu lesen, oder ihren obersten Ordner nennen.
problem-account-stopped = Das Konto wird neu gestartet oder wurde entfernt, oder Postroom wird beendet.
problem-not-there = Das ist nicht mehr da.

## Konten

problem-account-exists = Das Konto { $account } gibt es schon.
advice-account-exists = Bitte erst entfernen, um es mit anderen Einstellungen hinzuzufügen.
problem-outbox-not-empty = Im Ausgang von { $account } liegen noch Nachrichten.
advice-outbox-not-empty = Bitte erst senden oder abbrechen.

## Passwörter

problem-no-keyring = Dieser Rechner hat keinen Schlüsselbund, der antwortet.
advice-no-keyring = Bitte den Schlüsselbund des Desktops starten oder einen Befehl angeben, der das Passwort ausgibt (--password-command).
problem-keyring-locked = Der Schlüsselbund ist gesperrt.
advice-keyring-locked = Bitte entsperren und erneut versuchen.
problem-keyring-failed = Der Schlüsselbund hat das Passwort nicht behalten.
problem-secret-too-long = Das Passwort ist länger als die { $limit } Byte, die der Schlüsselbund behält.
problem-password-command = Der Passwort-Befehl hat kein Passwort geliefert.
advice-password-command = Bitte im Terminal ausführen: Er muss das Passwort in der ersten Zeile ausgeben und binnen 30 Sekunden enden.

## Das Profil auf diesem Rechner

problem-config-damaged = Die Einstellungsdatei { $file } ist beschädigt. Sie blieb unverändert.
advice-config-damaged = Bitte die unten genannte Stelle korrigieren oder die Datei wegbewegen, um neu zu beginnen.
problem-config-unreadable = Die Einstellungsdatei { $file } ist nicht lesbar.
problem-config-unwritable = Die Einstellungsdatei { $file } ist nicht schreibbar.
problem-disk-full = Der Datenträger ist voll. Nichts ging verloren, aber Neues kann nicht behalten werden.
advice-disk-full = Bitte Platz schaffen und erneut versuchen.
problem-store-place = Der Profilordner ist nicht verwendbar.
advice-store-place = Bitte prüfen, ob er gelesen und beschrieben werden darf.
problem-store-newer = Dieses Profil wurde von einem neueren Postroom benutzt. Es blieb unverändert.
advice-store-newer = Bitte die neuere Version installieren oder ein anderes Profil verwenden.
problem-cache-damaged = Die lokale Kopie der Post ist beschädigt.
advice-cache-damaged = Sie wird beim nächsten Start neu geholt. Entwürfe und Ausgang sind nicht betroffen.
problem-cache-rebuilt = Die lokale Kopie Ihrer Mails war beschädigt. Sie wurde beiseitegelegt, und eine neue wird geholt.
advice-cache-rebuilt = Sonst ist nichts betroffen: Konten, Entwürfe, Ausgang und Senderechte sind, wie sie waren. Die beschädigte Datei ist { $file }; sie kann gelöscht werden.
problem-precious-damaged = Die Datei mit Entwürfen und Ausgang (precious.db) ist beschädigt. Sie blieb unverändert.
advice-precious-damaged = Bitte eine Sicherung an ihre Stelle legen oder sie wegbewegen, um mit einer leeren zu beginnen.
problem-precious-parts = Die Datei mit Entwürfen und Ausgang (precious.db) ist beschädigt; ein Teil davon kann fehlen. Eine Kopie, so wie sie vorgefunden wurde, ist { $file }.
advice-precious-parts = Bitte Postroom schließen und dann eine Sicherung an ihre Stelle legen oder sie wegbewegen, um mit einer leeren zu beginnen.
problem-precious-parts-no-copy = Die Datei mit Entwürfen und Ausgang (precious.db) ist beschädigt; ein Teil davon kann fehlen. Sie ließ sich nicht kopieren.
advice-precious-parts-no-copy = Bitte Postroom schließen, Platz schaffen und den Profilordner kopieren. Dann eine Sicherung an die Stelle der Datei legen oder sie wegbewegen, um mit einer leeren zu beginnen.
problem-profile-on-network = Das Profil liegt auf einem Netzlaufwerk ({ $kind }). Solche Laufwerke bewahren Geschriebenes nicht immer: Entwürfe und Ausgang können beschädigt werden oder verloren gehen.
problem-profile-synced = Das Profil liegt in einem Ordner, den { $service } abgleicht. Dabei werden Dateien kopiert, während Postroom sie schreibt, oder durch die eines anderen Computers ersetzt: Entwürfe und Ausgang können beschädigt werden oder verloren gehen.
advice-profile-elsewhere = Bitte Postroom schließen, den Ordner { $folder } auf ein Laufwerk dieses Computers verschieben und Postroom mit --profile und dem neuen Ort starten.
problem-disk-failed = Der Datenträger hat beim Lesen oder Schreiben versagt.
advice-disk-failed = Bitte das Profil sichern und den Datenträger prüfen.
problem-store-busy = Ein anderes Programm benutzt die Dateien des Profils.
advice-store-busy = Bitte schließen und erneut versuchen.
problem-profile-held = Ein anderes Postroom benutzt dieses Profil.
advice-profile-held = Bitte das andere schließen oder mit --profile ein anderes Profil verwenden.
problem-profile-lock = Dieses Profil lässt sich nicht für Postroom sperren.
problem-holder-silent = Ein anderes Postroom benutzt dieses Profil und antwortet nicht.
advice-holder-silent = Bitte warten, bis es fertig ist, und erneut versuchen. Wer es beenden muss, sieht vorher in seinen Ausgang: Bei einer Nachricht, die gerade hinausgeht, wäre sonst ungewiss, ob sie ankam.
problem-holder-version = Eine andere Version von Postroom benutzt dieses Profil.
advice-holder-version = Bitte ihr Fenster schließen und erneut versuchen.
problem-holder-broke-off = Das andere Postroom endete, bevor es fertig war.
advice-holder-broke-off = Bitte nachsehen, ob es geschehen ist, bevor Sie es wiederholen.
advice-holder-broke-off-sending = Bitte nicht wiederholen: Die Nachricht kann hinausgegangen sein. „postroom outbox list“ zeigt, was aus ihr wurde.
problem-no-window = Das Fenster lässt sich nicht öffnen.
advice-no-window = Alles geht auch über die Kommandozeile: postroom --help
problem-store-closed = Das Profil wurde geschlossen.
problem-store-bug = Postroom hat bei seinen eigenen Dateien einen Fehler gemacht.
problem-bug = Postroom hat einen Fehler gemacht.
advice-report = Bitte melden, mit den Einzelheiten unten.
problem-journal = Der Schritt ließ sich nicht festhalten und wurde deshalb nicht getan.
problem-outbox-step = Das geht mit der Nachricht in ihrem jetzigen Zustand nicht.
advice-outbox-step = „postroom outbox show“ sagt, was möglich ist.
problem-already-in-outbox = Der Entwurf liegt schon im Ausgang.

problem-act-folder-gone = Der Ordner in { $mailbox }, in dem Sie Nachrichten geändert haben, führt jetzt anderswohin.
problem-act-not-matched = Der Server hat die Nachrichten in { $folder } neu nummeriert, und bei einigen ist nicht mehr sicher, welche Sie meinten. { $kind ->
    [mark] Nicht markiert
    [move] Nicht verschoben
    [copy] Nicht kopiert
    [delete] Nicht gelöscht
   *[several] Nicht geändert
}: { $messages }{ $count ->
    [0] {""}
   *[other] {" "}(+{ $count })
}.
advice-act-taken-back = Was Sie getan haben, wurde nicht ausgeführt und wird gezeigt wie vorher. Sehen Sie nach den Nachrichten und tun Sie es noch einmal, falls es noch nötig ist.
advice-acts-taken-back = { $count } Dinge, die Sie getan haben, wurden nicht ausgeführt und werden gezeigt wie vorher. Sehen Sie nach den Nachrichten und tun Sie sie noch einmal, falls es noch nötig ist.
advice-act-in-part = { $left ->
    [one] { $left } der { $all } Nachrichten bleibt, wo sie war.
   *[other] { $left } der { $all } Nachrichten bleiben, wo sie waren.
} Die anderen sind dort, und Sie können das rückgängig machen. Ist der Grund behoben, tun Sie es für die übrigen noch einmal.
problem-act-stuck = Etwas, das Sie getan haben, wird nicht ausgeführt: Bei jedem der { $attempts } Versuche endete die Verbindung.
advice-act-stuck = Es wird von selbst wieder versucht, und alles andere geht weiter. Bleibt es so, geben Sie die Einzelheiten an die Betreuung des Servers.
problem-address-taken = Dasselbe Konto zeigt schon ein anderes Postfach als { $mailbox }.
advice-address-taken = Geben Sie zuerst jenem eine andere Adresse, oder wählen Sie hier eine andere.
advice-password-left = Das Konto ist entfernt. Löschen Sie sein Passwort mit dem Programm des Schlüsselbunds.

problem-act-tree-gone = Den Ordner gibt es nicht mehr: Jemand hat ihn inzwischen umbenannt oder gelöscht.
problem-folder-got-mail = Inzwischen kamen Nachrichten in { $folder } an. Der Ordner wurde nicht gelöscht.
problem-folder-exists = In { $mailbox } gibt es schon einen Ordner { $folder }.
problem-folder-name-waits = Auf dem Server heißt der Ordner { $name } noch { $folder }.
advice-folder-name-waits = Wählen Sie einen anderen Namen, oder warten Sie, bis Ihre Änderung ausgeführt ist.
problem-folder-has-role = { $folder } hat in { $mailbox } eine Aufgabe und behält seinen Platz und seinen Namen.
problem-folder-below-itself = { $folder } lässt sich nicht in sich selbst verschieben.
problem-no-folder-above = Es gibt keinen Ordner { $folder }, in dem er liegen könnte.
problem-folder-not-emptied = Leeren lassen sich nur Papierkorb und Spam, nicht { $folder }.
problem-folder-not-synced = Was in { $folder } liegt, ist hier noch nicht bekannt.
problem-folder-name-empty = Ein Ordner braucht einen Namen.
problem-folder-name-long = Dieser Name ist für einen Ordner zu lang.
problem-folder-name-unusable = Der Name eines Ordners darf weder * noch % noch Zeilenumbrüche enthalten.
problem-undo-under-way = Der Server ist noch dabei und hat nicht gesagt, ob es getan ist.
advice-undo-under-way = Versuchen Sie es gleich noch einmal, sobald er erreichbar ist: Dann wird es rückgängig gemacht.
problem-undo-too-late = Das lässt sich nicht mehr von selbst zurücknehmen: Der Server hat es getan und sagt nicht, wo die Nachrichten liegen.
problem-undo-in-part = { $count ->
    [one] { $count } Nachricht ließ sich nicht zurückholen: Sie liegt nicht mehr dort, wohin sie kam, oder der Server sagt nicht, wo sie liegt.
   *[other] { $count } Nachrichten ließen sich nicht zurückholen: Sie liegen nicht mehr dort, wohin sie kamen, oder der Server sagt nicht, wo sie liegen.
}
advice-undo-too-late = Suchen Sie sie in dem Ordner, in den sie kamen.
problem-folder-name-delimiter = Der Name eines Ordners darf kein „{ $character }“ enthalten.
problem-folder-name-refused = Auf dem Server kann kein Ordner so heißen.
problem-undo-not-carried-out = Es wurde nicht ausgeführt; es gibt also nichts rückgängig zu machen.
problem-undo-nothing = Es gibt nichts, was sich zurücknehmen lässt.
problem-undo-for-good = Das lässt sich nicht mehr zurücknehmen: Der Server hat endgültig gelöscht.
problem-undo-folder-gone = Das lässt sich nicht mehr zurücknehmen: Der Server hat den Ordner endgültig gelöscht.
problem-undo-folder-used = { $folder } in { $mailbox } ist nicht mehr leer. Er bleibt.
