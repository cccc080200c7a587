## Datum, Größen, Zahlen: Muster

date-time = { $hour }:{ $minute }
date-yesterday = Gestern
date-day = { $day }. { $month }
date-month-and-year = { $month } { $year }
date-day-and-year = { $day }. { $month } { $year }
# Sonntag, 9. November 2025 um 10:42
date-long = { $weekday }, { $date } um { $time }
date-weekday = { $weekday ->
    [1] Montag
    [2] Dienstag
    [3] Mittwoch
    [4] Donnerstag
    [5] Freitag
    [6] Samstag
   *[7] Sonntag
}
date-weekday-short = { $weekday ->
    [1] Mo
    [2] Di
    [3] Mi
    [4] Do
    [5] Fr
    [6] Sa
   *[7] So
}
date-month = { $month ->
    [1] Januar
    [2] Februar
    [3] März
    [4] April
    [5] Mai
    [6] Juni
    [7] Juli
    [8] August
    [9] September
    [10] Oktober
    [11] November
   *[12] Dezember
}
date-month-short = { $month ->
    [1] Jan.
    [2] Feb.
    [3] März
    [4] Apr.
    [5] Mai
    [6] Juni
    [7] Juli
    [8] Aug.
    [9] Sept.
    [10] Okt.
    [11] Nov.
   *[12] Dez.
}

size-bytes = { $size } B
size-kilobytes = { $size } KB
size-megabytes = { $size } MB
size-gigabytes = { $size } GB

## Nachrichten, überall wo sie gezeigt werden

count-messages = { $count ->
    [one] { $count } Nachricht
   *[other] { $count } Nachrichten
}
quote-attribution = Am { $date } schrieb { $name }:
forward-head = ---------- Weitergeleitete Nachricht ----------
forward-line = { $name }: { $value }

## Was von einer Nachricht in HTML nicht gezeigt werden konnte

render-html-cut = Diese Nachricht ist sehr lang. Nur ihr Anfang wird angezeigt.
render-html-too-complex = Diese Nachricht ist so gebaut, dass sie sich nicht sicher anzeigen lässt. Ihr Quelltext kann gespeichert werden.
render-html-too-slow = Das Anzeigen dieser Nachricht dauerte zu lange und wurde abgebrochen. Ihr Quelltext kann gespeichert werden.
render-html-failed = Diese Nachricht konnte nicht angezeigt werden. Ihr Quelltext kann gespeichert werden.
render-partial = Diese Nachricht enthält mehr, als angezeigt wird. Ihr Quelltext kann gespeichert werden.
render-draw-too-complex = Diese Nachricht ist so gebaut, dass sie sich nicht sicher darstellen lässt. Stattdessen wird ihr Text angezeigt.
render-draw-too-slow = Das Darstellen dieser Nachricht dauerte zu lange. Stattdessen wird ihr Text angezeigt.
render-draw-failed = Diese Nachricht ließ sich nicht darstellen. Stattdessen wird ihr Text angezeigt.

## Der Postausgang: warum eine Nachricht wartet, angehalten oder ungewiss ist, und was zu tun ist

outbox-why-other = Die Nachricht wartet aus einem Grund, den diese Version von Postroom nicht kennt.

outbox-no-from = Es ist keine Absenderadresse gewählt.
outbox-no-recipient = Es gibt keinen Empfänger.
outbox-too-many-recipients = { $count } Empfänger sind mehr als die { $most }, die eine Nachricht haben darf.
outbox-attachments-too-large = Die Anhänge sind zusammen größer als { $most } MiB.
outbox-no-address = „{ $address }“ ist keine Adresse, an die sich etwas senden lässt.
outbox-no-identity = Dieses Konto hat keine solche Absenderadresse.
outbox-not-frozen = Die Nachricht ließ sich nicht zusammenstellen. Das ist ein Fehler in Postroom; der Entwurf bleibt erhalten.
outbox-no-message = Im Postausgang gibt es keine Nachricht { $id }.
outbox-already-there = Dieser Entwurf liegt schon als { $id } im Postausgang.
outbox-not-in-this-state = Das geht nicht mit einer Nachricht im Status „{ $state }“.
outbox-changed-meanwhile = Diese Nachricht ist nicht mehr so, wie Sie sie gesehen haben. Deshalb wurde nichts getan. Sehen Sie sie an und entscheiden Sie noch einmal.
outbox-no-account = Das Konto { $account } gibt es in diesem Profil nicht mehr.
outbox-not-thawed = Diese Nachricht kann hier nicht mehr gelesen und darum nicht bearbeitet werden.

outbox-unknown = Wir wissen nicht, ob diese Nachricht beim Server ankam: Die Verbindung brach ab, nachdem die Nachricht übergeben war und bevor der Server antwortete.
outbox-unknown-before = Wir wissen nicht, ob diese Nachricht beim vorigen Mal ankam. Noch einmal gesendet wurde sie nicht.
outbox-put-off = Der Server hat die Nachricht zurückgestellt. Der Server sagte: „{ $words }“.
outbox-too-many-attempts = Die Nachricht wurde { $count }-mal erfolglos versucht.
outbox-journal = Der nächste Schritt ließ sich auf diesem Computer nicht festhalten und wurde deshalb nicht getan.
outbox-not-for-server = Dieser Server nimmt die Nachricht so nicht an.
outbox-not-ascii-address = Der Server nimmt { $address } nicht an: Er kann vor dem @ nur mit Buchstaben von a bis z umgehen. Es wurde nichts gesendet.
outbox-no-such-domain = An die Domain von { $address } lassen sich keine E-Mails senden. Es wurde nichts gesendet.
outbox-too-large = Die Nachricht ist mit ihren Anhängen { $size } MB groß; der Server nimmt { $limit } MB an.

outbox-refused-sender = Der Server erlaubt { $account } nicht, als { $address } zu senden. Die Nachricht wurde nicht gesendet, auch nicht unter einer anderen Adresse.
outbox-refused-on-behalf = Der Server erlaubt { $account } nicht, im Auftrag von { $address } zu senden. Die Nachricht wurde nicht gesendet, auch nicht unter einer anderen Adresse.
outbox-refused-sign-in = Der Server verlangt eine andere Anmeldung, bevor er Nachrichten annimmt. Der Server sagte: „{ $words }“.
outbox-refused-submission = Der Server hat das Senden aus Mailprogrammen für dieses Konto abgeschaltet. Der Server sagte: „{ $words }“.
outbox-refused-recipient = Der Server kennt { $recipients } nicht, daher hat niemand die Nachricht bekommen. Der Server sagte: „{ $words }“.
outbox-refused-relay = Der Server nimmt keine E-Mails für { $recipients } an, daher hat niemand die Nachricht bekommen. Der Server sagte: „{ $words }“.
outbox-refused-quota = Ein Postfach ist voll, daher hat niemand die Nachricht bekommen. Der Server sagte: „{ $words }“.
outbox-refused-size = Die Nachricht ist für den Server zu groß. Der Server sagte: „{ $words }“.
outbox-refused-content = Der Server hat den Inhalt der Nachricht abgelehnt. Der Server sagte: „{ $words }“.
outbox-refused-many = So viele Empfänger auf einmal nimmt der Server nicht an. Der Server sagte: „{ $words }“.
outbox-refused-other = Der Server hat die Nachricht abgelehnt. Der Server sagte: „{ $words }“.

outbox-copy-no-sent-folder = Die Nachricht ist gesendet. Ihre Kopie wartet, weil { $mailbox } keinen Ordner „Gesendet“ hat.
outbox-copy-hidden = Die Nachricht ist gesendet. Ihre Kopie wartet, weil { $mailbox } hier ausgeblendet ist. Fügen Sie das Postfach wieder hinzu, dann wird sie abgelegt.
outbox-copy-folder-gone = Die Nachricht ist gesendet. Ihre Kopie wartet, weil es den gewählten Ordner nicht mehr gibt.
outbox-copy-no-right = Die Nachricht ist gesendet. Ihre Kopie wartet, weil Sie in { $folder } von { $mailbox } nichts ablegen dürfen.
outbox-copy-not-shown = Die Nachricht ist gesendet und ihre Kopie abgelegt, aber { $folder } von { $mailbox } zeigt sie noch nicht.
outbox-copy-server-none = Die Nachricht ist gesendet. Der Server sollte die Kopie ablegen und hat es noch nicht getan.

## Was aus der Kopie einer gesendeten Nachricht wird
outbox-copy-looking = Die Nachricht ist gesendet. Bis zu einer Minute lang sieht Postroom nach, ob der Server die Kopie von selbst in { $folder } von { $mailbox } ablegt; sonst tut es Postroom. Ist das einmal bekannt, wird darauf nicht mehr gewartet.
outbox-copy-no-look = Die Nachricht ist gesendet. Ihre Kopie wartet, weil Sie { $folder } von { $mailbox } nicht lesen dürfen: Ohne dort nachzusehen, würde Postroom sie vielleicht doppelt ablegen.
outbox-copy-folder-missing = Die Nachricht ist gesendet. Ihre Kopie wartet, weil sich { $folder } von { $mailbox } nicht öffnen lässt: Es gibt den Ordner nicht mehr, oder Sie dürfen ihn nicht sehen.
outbox-copy-over-quota = Die Nachricht ist gesendet. Ihre Kopie wartet, weil in { $folder } von { $mailbox } kein Platz ist: { $words }
outbox-advice-copy-quota = Löschen oder archivieren Sie dort etwas, oder wählen Sie einen anderen Ordner für die Kopie.
outbox-copy-refused = Die Nachricht ist gesendet. Ihre Kopie wartet, weil der Server sie nicht in { $folder } von { $mailbox } legt: { $words }
outbox-copy-not-seen = Die Kopie in { $folder } von { $mailbox } erscheint dem Team als ungelesen, weil Ihnen dort das Recht „{ $right }“ fehlt, mit dem Nachrichten als gelesen markiert bleiben.
outbox-copy-stays-unread = Die Kopie in { $folder } von { $mailbox } erscheint als ungelesen: Der Server behält die Markierung als gelesen nicht.
outbox-copy-from-rewritten = Der Server hat geändert, von wem die Nachricht ist: Nach der Kopie in { $folder } von { $mailbox } sahen die Empfänger { $seen } statt { $meant }.
outbox-copy-sender-added = Der Server hat der Nachricht einen Absender hinzugefügt: Nach der Kopie in { $folder } von { $mailbox } sahen die Empfänger, dass { $seen } sie gesendet hat.
outbox-copy-sender-changed = Der Server hat den Absender der Nachricht geändert: Nach der Kopie in { $folder } von { $mailbox } sahen die Empfänger, dass { $seen } sie gesendet hat, statt { $meant }.
outbox-copy-sender-dropped = Der Server hat den Absender aus der Nachricht genommen: Nach der Kopie in { $folder } von { $mailbox } sahen die Empfänger nicht, dass { $meant } sie gesendet hat.
outbox-advice-rewritten = Fragen Sie Ihren Administrator, ob Sie die Adresse auf diese Weise verwenden dürfen.
outbox-copy-twice = Die Kopie liegt zweimal in { $folder } von { $mailbox }: Der Server hat eine abgelegt, nachdem Postroom es getan hatte. Welche davon weg kann, ist nicht sicher, oder Sie dürfen sie nicht entfernen.
outbox-advice-twice = Löschen Sie eine der beiden. Von jetzt an wartet Postroom auf die Kopie des Servers.
outbox-copy-folders-not-read = Die Nachricht ist gesendet. Ihre Kopie wartet, weil die Ordner von { $mailbox } noch nicht gelesen wurden.
outbox-copy-not-seen-there = Der Server hat die Kopie bei Ihren eigenen gesendeten Nachrichten abgelegt. Ob auch { $folder } von { $mailbox } eine hat, ist nicht bekannt: Sie dürfen dort nicht nachsehen.
outbox-copy-not-compared = Die Kopie in { $folder } von { $mailbox } ließ sich nicht lesen und wurde nicht mit dem verglichen, was Sie geschrieben haben: Wen Empfänger als Absender sehen, ist nicht bekannt.
outbox-not-marked = Kollegen sehen in { $folder } von { $mailbox } nicht, dass die Nachricht { $how ->
    [forward] weitergeleitet
   *[answer] beantwortet
} wurde: Sie ließ sich dort nicht markieren.
outbox-not-marked-right = Kollegen sehen in { $folder } von { $mailbox } nicht, dass die Nachricht { $how ->
    [forward] weitergeleitet
   *[answer] beantwortet
} wurde: Zum Markieren braucht es dort das Recht „{ $right }“, das Ihnen fehlt.
outbox-copy-no-other = Eine Kopie liegt in { $folder } von { $mailbox }; eine weitere war nicht mehr gewünscht.
outbox-copy-there-too = Die Kopie liegt vielleicht auch in { $folder } von { $mailbox }: Dort wurde sie zuerst abgelegt, und die Antwort ging verloren.
outbox-copy-twice-from-here = Die Kopie liegt zweimal in { $folder } von { $mailbox }: Postroom hat sie noch einmal abgelegt, weil die Antwort auf die erste verloren ging.
outbox-advice-twice-from-here = Löschen Sie eine der beiden.
outbox-copy-only-in-own = Der Server legt Nachrichten, die für { $mailbox } gesendet werden, nur in Ihrem eigenen Ordner „Gesendet“ ab, wo das Team nicht nachsieht.
outbox-advice-only-in-own = Bei Exchange und Microsoft 365 kann ein Administrator das ändern mit: { $command }

outbox-advice-copy-to = Wählen Sie einen anderen Ordner für die Kopie.
outbox-advice-edit = Bearbeiten Sie die Nachricht und senden Sie sie erneut, oder verwerfen Sie sie.
outbox-advice-not-ascii-address = Nehmen Sie eine andere Adresse, oder senden Sie von einem Konto, dessen Server internationale Adressen annimmt.
outbox-advice-too-large = Anhänge wachsen unterwegs um ein Drittel. Lassen Sie welche weg, oder verteilen Sie sie auf mehrere Nachrichten.
outbox-advice-identity = Fügen Sie die Adresse dem Konto hinzu, oder wählen Sie eine andere.
outbox-advice-refused-sender = Bitten Sie Ihren Administrator um das Recht zu senden. Wurde es inzwischen erteilt, versuchen Sie es noch einmal; oder bearbeiten Sie die Nachricht und wählen Sie eine andere Adresse.
outbox-advice-administrator = Fragen Sie Ihren Administrator.
outbox-advice-unknown = Fragen Sie einen Empfänger, oder sehen Sie nach, ob eine Kopie oder eine Antwort kam. Dann behandeln Sie die Nachricht als gesendet, senden Sie sie noch einmal (Empfänger bekommen sie vielleicht doppelt), oder bearbeiten Sie sie als neue.

## Zeiten, die kommen

date-today-at = heute um { $time }
date-tomorrow-at = morgen um { $time }
date-weekday-at = { $weekday } um { $time }
## Nachrichten, die zurückkamen oder von denen niemand wusste: was gefunden wurde
outbox-found-itself = Die Antwort des Servers ging verloren. Die Nachricht liegt in { $folder } von { $mailbox }, sie wurde also gesendet.
outbox-found-answer = Die Antwort des Servers ging verloren. Jemand hat auf die Nachricht geantwortet, sie wurde also gesendet: siehe { $folder } von { $mailbox }.
outbox-no-receipts = Der Server von { $account } gibt keine Zustellbestätigungen: Die Nachricht wurde ohne diesen Wunsch gesendet.
outbox-found-report = Die Antwort des Servers ging verloren. Ein Bericht über die Nachricht ist eingegangen, sie wurde also gesendet: siehe { $folder } von { $mailbox }.
outbox-receipt-delivered = Zugestellt an { $recipient }.
outbox-receipt-relayed = Für { $recipient } an einen Server weitergegeben, der nichts bestätigt.
outbox-receipt-expanded = { $recipient } ist eine Liste; die Nachricht ging weiter an ihre Mitglieder.

## Ein Bericht über jemanden, an den die Nachricht nicht ging
outbox-report-for-another = Ein Server hat diese Nachricht für { $address } zurückgegeben, an die sie nicht gerichtet war: Ein Alias, eine Weiterleitung oder eine Liste kann sie weitergegeben haben. Wem von Ihren Empfängern sie fehlt, ist nicht bekannt.

## Von jemand anderem beantwortet, bevor die eigene Antwort ging
outbox-answered-meanwhile = { $who } hat dieselbe Nachricht am { $date } beantwortet: „{ $subject }“. Ihre Antwort wurde nicht gesendet.
outbox-answered-by-you = Sie haben dieselbe Nachricht schon beantwortet, am { $date }: „{ $subject }“. Diese zweite Antwort wurde nicht gesendet.
outbox-answered-marked = Die Nachricht wurde inzwischen als beantwortet markiert, von jemandem aus dem Team oder in einem anderen Programm. Ihre Antwort wurde nicht gesendet.
outbox-answered-not-checked = Es ließ sich nicht prüfen, ob jemand anders dieselbe Nachricht beantwortet hatte, bevor diese Antwort gesendet wurde.
outbox-advice-answered = Sehen Sie sich jene Antwort an. Senden Sie Ihre dann trotzdem, bearbeiten Sie sie, oder verwerfen Sie sie.
outbox-check-too-slow = Der Mailserver brauchte zu lange für eine Antwort.
outbox-check-no-folder = { $mailbox } hat keinen Ordner, der als „{ $folder }“ bekannt ist.
outbox-check-no-message-id = Die beantwortete Nachricht hat keine Message-ID, sodass keine Antwort sich auf sie beziehen kann.

## Mehrere eigene Antworten auf eine Nachricht
outbox-answered-by-you-perhaps = Eine Antwort von Ihnen auf dieselbe Nachricht wurde vielleicht schon gesendet: die vom { $date }, „{ $subject }“. Was aus ihr wurde, ist nicht bekannt. Diese zweite Antwort wurde nicht gesendet.
outbox-advice-answered-perhaps = Sehen Sie im Postausgang nach, was aus jener Antwort wird. Senden Sie diese dann trotzdem, bearbeiten Sie sie, oder verwerfen Sie sie.
outbox-mailbox-lost = Sie haben keinen Zugriff mehr auf { $mailbox }, in dessen Namen diese Nachricht gesendet werden sollte. Sie wurde nicht gesendet.
outbox-advice-mailbox-lost = Vielleicht dürfen Sie unter der Adresse weiterhin senden: Senden Sie die Nachricht trotzdem, bearbeiten Sie sie und wählen einen anderen Absender, oder verwerfen Sie sie.
outbox-waits-for-own-answer = Eine andere Antwort von Ihnen auf dieselbe Nachricht wird gerade gesendet. Diese wird noch einmal geprüft, sobald feststeht, was aus jener wurde.

## Schon gesendet, von dem Profil, aus dem dieses wiederhergestellt oder kopiert wurde
outbox-found-before = Die Nachricht liegt in { $folder } von { $mailbox }: Sie wurde von einer Kopie dieses Profils gesendet oder bevor dieses wiederhergestellt wurde. Sie wurde nicht noch einmal gesendet. Ob alle Empfänger sie bekamen, ist hier nicht bekannt.
outbox-found-before-answer = Jemand hat auf die Nachricht geantwortet: siehe { $folder } von { $mailbox }. Sie wurde also gesendet, bevor dieses Profil wiederhergestellt oder kopiert wurde. Sie wurde nicht noch einmal gesendet.
outbox-found-before-report = Ein Bericht über die Nachricht ist eingegangen: siehe { $folder } von { $mailbox }. Sie wurde also gesendet, bevor dieses Profil wiederhergestellt oder kopiert wurde. Sie wurde nicht noch einmal gesendet.
outbox-sent-before = Diese Nachricht wurde schon einmal an den Server übergeben, von dem Profil, aus dem dieses wiederhergestellt oder kopiert wurde. Eine Kopie wurde nicht gefunden; das beweist nicht, dass sie nicht gesendet wurde.
outbox-sent-before-elsewhere = Dieses Profil kommt von einem anderen Computer, oder dieser Computer hat vergessen, was er gesendet hat. Die Nachricht wurde vielleicht dort gesendet. Eine Kopie wurde nicht gefunden; das beweist nicht, dass sie nicht gesendet wurde.
outbox-advice-sent-before = Fragen Sie jemanden, an den sie ging, oder sehen Sie nach, ob eine Antwort kam. Dann senden Sie sie trotzdem (manche bekommen sie vielleicht zweimal), bearbeiten Sie sie als neue oder verwerfen Sie sie.
outbox-sent-of-draft = Aus demselben Entwurf wurde schon eine Nachricht gesendet; sie liegt in { $folder } von { $mailbox }, vielleicht mit anderem Text oder an andere Empfänger. Sie wurde von einer Kopie dieses Profils gesendet oder bevor dieses Profil wiederhergestellt wurde.
outbox-advice-sent-of-draft = Sehen Sie sie dort an. Dann senden Sie diese trotzdem, bearbeiten Sie sie oder verwerfen Sie sie.
outbox-draft-handed-over = Eine Nachricht aus demselben Entwurf, vielleicht mit anderem Text oder an andere Empfänger, wurde schon an den Server übergeben: von einer Kopie dieses Profils oder bevor dieses Profil wiederhergestellt wurde. Eine Kopie wurde nicht gefunden; das beweist nicht, dass sie nicht gesendet wurde.
outbox-taken-back-before = Diese Nachricht wurde zurückgenommen, seit die Sicherung dieses Profils entstand oder in dem Profil, von dem dieses eine Kopie ist. Sie wurde nicht gesendet.
outbox-advice-taken-back = Verwerfen oder bearbeiten Sie sie. Sie lässt sich auch trotzdem senden.

## Eine Nachricht von früher, und ein Blick in Gesendet, der nicht möglich ist
outbox-not-looked-before = Bevor diese Nachricht gesendet wird, muss feststehen, ob sie schon gesendet wurde: Sie wurde geschrieben, bevor Postroom gestartet wurde, und dieses Profil kann aus einer Sicherung stammen. Das lässt sich gerade nicht feststellen.
outbox-advice-not-looked = Sie wird von selbst gesendet, sobald der Mailserver antwortet. Wenn Sie wissen, dass sie nicht gesendet wurde, senden Sie sie trotzdem.
outbox-left-unlooked = Ob diese Nachricht schon vorher gesendet worden war, ließ sich nicht feststellen: Kein Ordner „Gesendet“, in dem sie läge, ist lesbar.

## Eine Kopie, die nicht mehr liegt, wo sie abgelegt wurde
outbox-copy-gone = Die Nachricht ist gesendet und ihre Kopie wurde in { $folder } von { $mailbox } abgelegt, liegt dort aber nicht mehr: Jemand hat sie verschoben oder entfernt, oder der Server zeigt sie nicht. Von selbst wird keine zweite abgelegt.
outbox-advice-copy-gone = Sehen Sie nach, ob jemand sie verschoben hat. Soll die Kopie noch einmal abgelegt werden, wählen Sie einen Ordner dafür, auch denselben.

## What came back, of each in the words of their own server, and receipts of many
outbox-back-from = Sie kam zurück von { $recipients }: { $words }
outbox-back-from-wordless = Sie kam zurück von { $recipients }
outbox-back-nobody = Sie kam zurück: { $words }
outbox-back-nobody-wordless = Sie kam zurück
outbox-late-to = Sie verspätet sich auf dem Weg zu { $recipients }: { $words }
outbox-late-to-wordless = Sie verspätet sich auf dem Weg zu { $recipients }
outbox-late-nobody = Sie verspätet sich unterwegs: { $words }
outbox-late-nobody-wordless = Sie verspätet sich unterwegs
outbox-back-more = { $count ->
    [one] Noch { $count } weiterem Empfänger fehlt sie
   *[other] Noch { $count } weiteren Empfängern fehlt sie
}
outbox-receipts = Rückmeldungen zu { $count } von { $all } Empfängern.

## Ein Blick in Gesendet, den niemand tun kann
outbox-cannot-be-looked = Ob diese Nachricht schon gesendet wurde, lässt sich nicht feststellen: Kein Ordner „Gesendet“, in dem sie läge, ist lesbar, und auch nicht, was dieser Computer über das Senden vermerkt hat. Sie wurde geschrieben, bevor Postroom gestartet wurde, und dieses Profil kann aus einer Sicherung stammen.
outbox-advice-cannot-be-looked = Wenn Sie wissen, dass sie nicht gesendet wurde, senden Sie sie trotzdem. Sonst fragen Sie zuerst jemanden, an den sie ging, oder sehen Sie nach, ob eine Antwort kam.

## Ein Entwurf, der geändert wurde, bevor er gesendet werden konnte
outbox-draft-changed = { $id } wurde inzwischen geändert, vielleicht in einem Fenster, in dem er offen ist. Er blieb, wie er ist, und wurde nicht gesendet.
outbox-advice-draft-changed = Sehen Sie ihn an, wie er jetzt ist, und senden Sie ihn noch einmal.
