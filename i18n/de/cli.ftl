## Die Kommandozeile

cli-account-added = { $account } wurde hinzugefügt.
cli-account-removed = { $account } wurde entfernt.
cli-account-works = { $account }: Lesen und Senden gehen.
cli-account-reads-only = { $account }: Lesen geht, Senden nicht.
cli-account-sends-only = { $account }: Senden geht, Lesen nicht.
cli-account-fails = { $account }: Weder Lesen noch Senden geht.
cli-no-password-on-stdin = Auf der Standardeingabe steht kein Passwort.
cli-advice-password-stdin = Bitte hineinleiten oder --password-command verwenden.
demo-not-started = Die Demo konnte nicht gestartet werden.
demo-title = Demo
demo-serving = Der Demo-Server läuft bis Strg+C. So meldet man sich an:
cli-no-window = Dieses Postroom wurde ohne Fenster gebaut. „postroom --help“ zeigt die Befehle.
cli-input-too-large = Die Eingabe ist zu groß.
cli-input-unreadable = Die Eingabe ist nicht lesbar.
cli-not-a-host = „{ $text }“ ist kein Server. Bitte HOST oder HOST:PORT schreiben.
cli-mailbox-added = { $mailbox } ist da.
cli-mailbox-set = { $mailbox } wurde geändert.
cli-mailbox-removed = { $mailbox } ist jetzt ausgeblendet. Auf dem Server hat sich nichts geändert.
cli-not-a-setting = „{ $text }“ ist keine Einstellung. Bitte name=…, address=…, sent_policy=shared|mine|both|server, colour=0…9 oder ROLLE=ORDNER schreiben.
cli-identity-added = Von { $address } lässt sich jetzt schreiben, wenn der Server es erlaubt.
cli-identity-removed = { $address } wurde von der Liste genommen.
cli-name-the-account = Mehrere Konten schreiben von { $address }. Bitte eines mit --via nennen.
cli-advice-add-identity = „postroom identity list“ zeigt die Adressen; „postroom identity add { $address } --via KONTO“ fügt eine hinzu.
cli-no-such-folder = Es gibt keinen Ordner „{ $folder }“.
cli-advice-list-folders = „postroom folder list { $mailbox }“ zeigt die Ordner.
cli-mark-usage = Bitte Nachrichten und Markierungen nennen, etwa: mark ID +seen -flagged
cli-not-an-id = „{ $text }“ ist keine Nachrichten-ID. „postroom list“ zeigt sie.
cli-move-queued = { $id } gilt als verschoben; der Server erfährt es, sobald er erreichbar ist.
cli-no-html = Die Nachricht hat keinen HTML-Teil.
cli-not-an-address = „{ $text }“ ist keine Adressliste.
cli-file-unreadable = { $file } ist nicht lesbar.
cli-file-too-large = { $file } ist zu groß zum Senden.
cli-outbox-cancelled = { $id } wurde aus dem Ausgang genommen und ist wieder ein Entwurf.
cli-synced = { $folders ->
    [one] { $folders } Ordner
   *[other] { $folders } Ordner
} auf dem neuesten Stand: { $added } neu, { $changed } geändert, { $removed } weg.
demo-no-profile = Die Demo hat ein eigenes Profil, das danach weg ist. Lassen Sie --profile weg.
