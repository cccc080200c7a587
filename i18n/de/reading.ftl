# Was neben ihrem Text von einer Nachricht gesagt wird.

packing-signed-smime = Mit S/MIME signiert. Postroom prüft keine Signaturen: Ob sie echt ist, ist hier nicht bekannt.
packing-signed-pgp = Mit PGP signiert. Postroom prüft keine Signaturen: Ob sie echt ist, ist hier nicht bekannt.
packing-signed = Signiert. Postroom prüft keine Signaturen: Ob sie echt ist, ist hier nicht bekannt.
packing-in-signature = Diese Nachricht ist so mit S/MIME signiert, dass ihr Text in der Signatur liegt, die Postroom nicht zerlegen kann. Sichern Sie die Nachricht und öffnen Sie sie in Outlook oder Thunderbird, oder bitten Sie den Absender, sie als Klartext zu signieren.
packing-encrypted-smime = Diese Nachricht ist mit S/MIME verschlüsselt, und Postroom kann sie nicht entschlüsseln. Sichern Sie sie und öffnen Sie sie in einem Programm, das Ihr Zertifikat hat, etwa Outlook oder Thunderbird, oder bitten Sie den Absender, sie anders zu senden.
packing-encrypted-pgp = Diese Nachricht ist mit PGP verschlüsselt, und Postroom kann sie nicht entschlüsseln. Sichern Sie sie und öffnen Sie sie in einem Programm, das Ihren Schlüssel hat, etwa Thunderbird, oder bitten Sie den Absender, sie anders zu senden.
packing-encrypted = Diese Nachricht ist verschlüsselt, und Postroom kann sie nicht entschlüsseln. Sichern Sie sie und öffnen Sie sie in dem Programm, das Sie dafür verwenden, oder bitten Sie den Absender, sie anders zu senden.
packing-tnef = Das Outlook des Absenders hat Anhänge dieser Nachricht in winmail.dat verpackt, was Postroom nicht auspacken kann. Bitten Sie den Absender, sie noch einmal als HTML oder reinen Text zu senden, oder sichern Sie die Datei und öffnen Sie sie in Outlook.
header-packing = Hinweis
reader-no-text-but-attachments = Diese Nachricht hat keinen Text, nur Anhänge.
doubt-not-confirmed = { $server }, Ihr eigener Mailserver, konnte nicht bestätigen, dass dies wirklich von { $domain } kommt. Es kann gefälscht sein, oder eine Mailingliste hat es unterwegs verändert. Fragen Sie den Absender auf anderem Weg, bevor Sie dem folgen, antworten oder zahlen.
authentication-passed = Geprüft von { $server }: { $passed } bestanden
header-confirmed = Prüfung
