## Entwürfe und ihre Kopien in Entwurfsordnern

draft-no-folder = Dieser Entwurf bleibt nur auf diesem Computer: { $mailbox } hat keinen Entwurfsordner.
draft-no-right = Dieser Entwurf bleibt nur auf diesem Computer: Sie dürfen in { $folder } von { $mailbox } keine Entwürfe ablegen oder von dort nicht entfernen.
draft-not-stored = Dieser Entwurf bleibt nur auf diesem Computer: { $folder } von { $mailbox } nahm ihn nicht an.
draft-formatted = Ein anderes Programm hat diesen Entwurf mit Formatierung oder Bildern geschrieben. Hier ist er reiner Text; das Original bleibt in seinem Ordner, bis dieser gesendet ist.
draft-written-lately = { $who } hat diesen Entwurf um { $time } gespeichert und schreibt vielleicht noch daran. Schreiben Sie beide weiter, behält jeder einen eigenen Entwurf und erfährt es.
draft-not-a-draft = Diese Nachricht liegt in { $folder }, und das ist kein Entwurfsordner. Antworten Sie darauf, oder leiten Sie sie weiter.
draft-not-readable = Der Entwurf in { $folder } lässt sich nicht öffnen: Er ist beschädigt oder hat mehr oder größere Dateien, als eine Nachricht haben darf.

draft-changed-elsewhere = { $who } hat den Entwurf „{ $subject }“ in { $mailbox } inzwischen geändert. Ihrer bleibt als eigener Entwurf erhalten.
draft-changed-by-somebody = Jemand hat den Entwurf „{ $subject }“ in { $mailbox } inzwischen geändert. Ihrer bleibt als eigener Entwurf erhalten.
draft-gone-elsewhere = Jemand hat den Entwurf „{ $subject }“ in { $mailbox } inzwischen gesendet oder entfernt. Ihrer bleibt als eigener Entwurf erhalten.
draft-being-sent = { $who } sendet gerade den Entwurf „{ $subject }“ in { $mailbox }. Ihrer bleibt als eigener Entwurf erhalten.
draft-being-sent-by-somebody = Jemand sendet gerade den Entwurf „{ $subject }“ in { $mailbox }. Ihrer bleibt als eigener Entwurf erhalten.
draft-advice-changed = Sehen Sie in die Ordner „Entwürfe“ und „Gesendet“, bevor Sie Ihren senden, und verwerfen Sie, was nicht gebraucht wird.

draft-sent-by-other = { $who } sendet denselben Entwurf von { $mailbox } oder hat ihn gesendet. Diese Nachricht wurde nicht gesendet.
draft-sent-by-somebody = Jemand sendet denselben Entwurf von { $mailbox } oder hat ihn gesendet. Diese Nachricht wurde nicht gesendet.
draft-sent-elsewhere = Der Entwurf liegt nicht mehr in { $mailbox }: Jemand hat ihn inzwischen gesendet, geändert oder entfernt. Diese Nachricht wurde nicht gesendet.
draft-waits-for-check = Ob jemand anders denselben Entwurf von { $mailbox } sendet, lässt sich gerade nicht feststellen.
draft-not-checked = Es ließ sich nicht feststellen, ob jemand aus dem Team denselben Entwurf von { $mailbox } sendet. Diese Nachricht wurde nicht gesendet.
draft-advice-sent = Sehen Sie in den Ordner „Gesendet“. Senden Sie die Nachricht dann trotzdem, oder verwerfen Sie sie.
draft-no-promise = Nichts hinderte andere aus dem Team daran, denselben Entwurf ebenfalls zu senden: Der Server von { $mailbox } kann Entwürfe nicht kennzeichnen.

cli-no-draft = Es gibt keinen Entwurf { $id }.
cli-draft-discarded = { $id } wurde verworfen.

draft-kept-apart = Dieser Entwurf wurde inzwischen anderswo auf diesem Computer geändert, gesendet oder verworfen. Was hier geschrieben steht, bleibt als eigener Entwurf erhalten.
draft-advice-kept-apart = Vergleichen Sie die beiden unter Ihren Entwürfen, und verwerfen Sie, was nicht gebraucht wird.
draft-changed-here = { $id } wurde inzwischen geändert, vielleicht in einem Fenster, in dem er offen ist. Er blieb, wie er ist; nichts wurde geändert.
draft-advice-changed-here = Sehen Sie ihn an, wie er jetzt ist, und wiederholen Sie die Änderung.

## Ein Entwurf, dessen Kopie abgelegt wird, während er gesendet wird
draft-being-stored = Der Entwurf dieser Nachricht wird gerade in seinem Entwurfsordner abgelegt. Die Nachricht wird gesendet, sobald das geschehen ist.
