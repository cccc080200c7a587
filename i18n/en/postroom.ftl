## Dates, sizes, numbers: patterns

date-time = { $hour }:{ $minute }
date-yesterday = Yesterday
date-day = { $day } { $month }
date-month-and-year = { $month } { $year }
date-day-and-year = { $day } { $month } { $year }
# Sunday, 9 November 2025 at 10:42
date-long = { $weekday }, { $date } at { $time }
date-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
date-weekday-short = { $weekday ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

size-bytes = { $size } B
size-kilobytes = { $size } KB
size-megabytes = { $size } MB
size-gigabytes = { $size } GB

## Messages, in every place that shows them

count-messages = { $count ->
    [one] { $count } message
   *[other] { $count } messages
}
quote-attribution = On { $date }, { $name } wrote:
forward-head = ---------- Forwarded message ----------
forward-line = { $name }: { $value }

## What could not be shown of a message in HTML

render-html-cut = This message is very long. Only its beginning is shown.
render-html-too-complex = This message is built in a way that cannot be shown safely. Its source can be saved.
render-html-too-slow = Showing this message took too long, so it was stopped. Its source can be saved.
render-html-failed = This message could not be shown. Its source can be saved.
render-partial = This message holds more than is shown. Its source can be saved.
render-draw-too-complex = This message is built in a way that cannot be drawn safely. Its words are shown instead.
render-draw-too-slow = Drawing this message took too long. Its words are shown instead.
render-draw-failed = This message could not be drawn. Its words are shown instead.

## The outbox: why a message waits, is held or is unknown, and what to do

outbox-why-other = The message waits for a reason that this version of Postroom cannot name.

outbox-no-from = No From address is chosen.
outbox-no-recipient = There is no recipient.
outbox-too-many-recipients = { $count } recipients are more than the { $most } that one message may have.
outbox-attachments-too-large = The attachments are larger than { $most } MiB together.
outbox-no-address = “{ $address }” is not an address that mail can be sent to.
outbox-no-identity = This account has no such address to write from.
outbox-not-frozen = The message could not be put together. This is a fault in Postroom; the draft is kept.
outbox-no-message = There is no message { $id } in the outbox.
outbox-already-there = This draft is already in the outbox as { $id }.
outbox-not-in-this-state = This cannot be done with a message in the state “{ $state }”.
outbox-changed-meanwhile = This message has changed since you looked at it, so nothing was done. Look at it and decide again.
outbox-no-account = The account { $account } is no longer in this profile.
outbox-not-thawed = This message can no longer be read here, so it cannot be edited.

outbox-unknown = We do not know whether this message reached the server: the connection ended after the message was handed over and before the server answered.
outbox-unknown-before = We do not know whether this message arrived last time. It was not sent again.
outbox-put-off = The server postponed the message. The server said: “{ $words }”.
outbox-too-many-attempts = The message was tried { $count } times without success.
outbox-journal = The next step could not be written down on this computer, so it was not taken.
outbox-not-for-server = This server does not accept the message as it is.
outbox-not-ascii-address = The server does not accept { $address }: it cannot handle letters other than a to z before the @. Nothing was sent.
outbox-no-such-domain = No mail can be sent to the domain of { $address }. Nothing was sent.
outbox-too-large = The message is { $size } MB with its attachments; the server accepts { $limit } MB.

outbox-refused-sender = The server does not let { $account } send as { $address }. The message was not sent, and it was not sent from another address either.
outbox-refused-on-behalf = The server does not let { $account } send on behalf of { $address }. The message was not sent, and it was not sent from another address either.
outbox-refused-sign-in = The server wants another sign-in before it accepts messages. The server said: “{ $words }”.
outbox-refused-submission = The server does not allow this account to send from mail programs. The server said: “{ $words }”.
outbox-refused-recipient = The server does not know { $recipients }, so nobody got the message. The server said: “{ $words }”.
outbox-refused-relay = The server does not accept mail for { $recipients }, so nobody got the message. The server said: “{ $words }”.
outbox-refused-quota = A mailbox is full, so nobody got the message. The server said: “{ $words }”.
outbox-refused-size = The message is too large for the server. The server said: “{ $words }”.
outbox-refused-content = The server refused the content of the message. The server said: “{ $words }”.
outbox-refused-many = The server does not accept a message with so many recipients. The server said: “{ $words }”.
outbox-refused-other = The server refused the message. The server said: “{ $words }”.

outbox-copy-no-sent-folder = The message was sent. Its copy waits, because { $mailbox } has no Sent folder.
outbox-copy-hidden = The message was sent. Its copy waits, because { $mailbox } is hidden here. Add the mailbox again, and the copy is filed.
outbox-copy-folder-gone = The message was sent. Its copy waits, because the chosen folder is gone.
outbox-copy-no-right = The message was sent. Its copy waits, because you may not put messages into { $folder } of { $mailbox }.
outbox-copy-not-shown = The message was sent and its copy filed, but { $folder } of { $mailbox } does not show it yet.
outbox-copy-server-none = The message was sent. The server was supposed to file the copy, but has not done so yet.

## What becomes of the copy of a sent message
outbox-copy-looking = The message was sent. For up to a minute Postroom checks whether the server files the copy in { $folder } of { $mailbox } by itself; if it does not, Postroom files it. Once this is known, Postroom does not wait again.
outbox-copy-no-look = The message was sent. Its copy waits, because you may not read { $folder } of { $mailbox }: without checking there, Postroom might file it twice.
outbox-copy-folder-missing = The message was sent. Its copy waits, because { $folder } of { $mailbox } cannot be opened: it no longer exists, or you may not see it.
outbox-copy-over-quota = The message was sent. Its copy waits, because there is no room in { $folder } of { $mailbox }: { $words }
outbox-advice-copy-quota = Delete or archive something there, or choose another folder for the copy.
outbox-copy-refused = The message was sent. Its copy waits, because the server does not accept it in { $folder } of { $mailbox }: { $words }
outbox-copy-not-seen = The copy in { $folder } of { $mailbox } shows as unread for the team, because you lack the right “{ $right }” there, which keeps messages marked as read.
outbox-copy-stays-unread = The copy in { $folder } of { $mailbox } shows as unread: the server does not keep it marked as read.
outbox-copy-from-rewritten = The server changed the sender of the message: according to the copy in { $folder } of { $mailbox }, recipients saw { $seen } instead of { $meant }.
outbox-copy-sender-added = The server added a sender to the message: according to the copy in { $folder } of { $mailbox }, recipients saw that { $seen } sent it.
outbox-copy-sender-changed = The server changed who sent the message: according to the copy in { $folder } of { $mailbox }, recipients saw that { $seen } sent it instead of { $meant }.
outbox-copy-sender-dropped = The server removed the sender from the message: according to the copy in { $folder } of { $mailbox }, recipients did not see that { $meant } sent it.
outbox-advice-rewritten = Ask your administrator whether you may use the address in this way.
outbox-copy-twice = The copy is in { $folder } of { $mailbox } twice: the server filed one after Postroom had. It is not certain which one can go, or you may not remove it.
outbox-advice-twice = Delete one of the two. From now on Postroom waits for the server’s copy.
outbox-copy-folders-not-read = The message was sent. Its copy waits, because the folders of { $mailbox } have not been read yet.
outbox-copy-not-seen-there = The server filed the copy among your own sent messages. It is not known whether { $folder } of { $mailbox } has one too: you may not look there.
outbox-copy-not-compared = The copy in { $folder } of { $mailbox } could not be read, so it was not compared with what you wrote. It is not known whom recipients see as its author.
outbox-not-marked = Colleagues do not see in { $folder } of { $mailbox } that the message was { $how ->
    [forward] passed on
   *[answer] answered
}: it could not be marked there.
outbox-not-marked-right = Colleagues do not see in { $folder } of { $mailbox } that the message was { $how ->
    [forward] passed on
   *[answer] answered
}: to mark it there takes the right “{ $right }”, which you lack.
outbox-copy-no-other = A copy is in { $folder } of { $mailbox }; no other one was wanted.
outbox-copy-there-too = The copy may also be in { $folder } of { $mailbox }: it was put there first, and the answer was lost.
outbox-copy-twice-from-here = The copy is in { $folder } of { $mailbox } twice: Postroom put it there again, because the answer to the first was lost.
outbox-advice-twice-from-here = Delete one of the two.
outbox-copy-only-in-own = The server files messages sent for { $mailbox } only in your own Sent folder, where the team does not look.
outbox-advice-only-in-own = On Exchange and Microsoft 365, an administrator can change this with: { $command }

outbox-advice-copy-to = Choose another folder for the copy.
outbox-advice-edit = Edit the message and send it again, or discard it.
outbox-advice-not-ascii-address = Use another address, or send from an account whose server accepts international addresses.
outbox-advice-too-large = Attachments grow by a third on their way. Leave some out, or send them in several messages.
outbox-advice-identity = Add the address to the account, or choose another one.
outbox-advice-refused-sender = Ask your administrator for the right to send. If you have been given it since, try once more; or edit the message and choose another address.
outbox-advice-administrator = Ask your administrator.
outbox-advice-unknown = Ask a recipient, or check whether a copy or an answer came. Then treat the message as sent, send it again (recipients may get it twice), or edit it as a new one.

## Times to come

date-today-at = today at { $time }
date-tomorrow-at = tomorrow at { $time }
date-weekday-at = { $weekday } at { $time }
## Messages that came back, or of which nobody knew: what was found
outbox-found-itself = The server’s answer was lost. The message is in { $folder } of { $mailbox }, so it was sent.
outbox-found-answer = The server’s answer was lost. Somebody answered the message, so it was sent: see { $folder } of { $mailbox }.
outbox-no-receipts = The server of { $account } gives no receipts: the message was sent without asking for one.
outbox-found-report = The server’s answer was lost. A report about the message came in, so it was sent: see { $folder } of { $mailbox }.
outbox-receipt-delivered = Delivered to { $recipient }.
outbox-receipt-relayed = Passed on for { $recipient } to a server that gives no receipts.
outbox-receipt-expanded = { $recipient } is a list; the message went on to its members.

## A report on somebody whom the message did not go to
outbox-report-for-another = A server returned this message for { $address }, who is none of its recipients: an alias, a forward or a list may have passed it on. It is not known which of your recipients did not get it.

## Answered by somebody else before the own answer left
outbox-answered-meanwhile = { $who } answered the same message on { $date }: “{ $subject }”. Your answer has not been sent.
outbox-answered-by-you = You already answered the same message, on { $date }: “{ $subject }”. This second answer has not been sent.
outbox-answered-marked = The message has been marked as answered in the meantime, by a colleague or in another program. Your answer has not been sent.
outbox-answered-not-checked = Postroom could not check whether somebody else had answered the same message before this one left.
outbox-advice-answered = Look at that answer. Then send yours anyway, edit it, or discard it.
outbox-check-too-slow = The mail server took too long to answer.
outbox-check-no-folder = { $mailbox } has no folder that is known as “{ $folder }”.
outbox-check-no-message-id = The message being answered has no Message-ID, so no answer can refer to it.

## Several answers of one's own to one message
outbox-answered-by-you-perhaps = An answer of yours to the same message may have left already: the one of { $date }, “{ $subject }”. Its outcome is not known. This second answer has not been sent.
outbox-advice-answered-perhaps = See in the outbox what becomes of that answer. Then send this one anyway, edit it, or discard it.
outbox-mailbox-lost = You no longer have access to { $mailbox }, in whose name this message was to be sent. It has not been sent.
outbox-advice-mailbox-lost = You may still be allowed to send from its address: send it anyway, edit it and choose another sender, or discard it.
outbox-waits-for-own-answer = Another answer of yours to the same message is just being sent. This one is checked again once the outcome of that one is known.

## Sent before by the profile that this one was restored or copied from
outbox-found-before = The message is in { $folder } of { $mailbox }: it was sent from a copy of this profile, or before this one was restored. It was not sent again. It is not known here whether all its recipients got it.
outbox-found-before-answer = Somebody answered the message: see { $folder } of { $mailbox }. So it was sent before this profile was restored or copied. It was not sent again.
outbox-found-before-report = A report about the message came in: see { $folder } of { $mailbox }. So it was sent before this profile was restored or copied. It was not sent again.
outbox-sent-before = This message has been handed to the server before, by the profile that this one was restored or copied from. No copy of it was found, but that does not prove that it was not sent.
outbox-sent-before-elsewhere = This profile comes from another computer, or this computer forgot what it sent. The message may have been sent there. No copy of it was found, but that does not prove that it was not sent.
outbox-advice-sent-before = Ask a recipient, or check whether an answer came. Then send it anyway (recipients may get it twice), edit it as a new one, or discard it.
outbox-sent-of-draft = A message from the same draft is already in { $folder } of { $mailbox }, perhaps with another text or other recipients. It was sent from a copy of this profile, or before this profile was restored.
outbox-advice-sent-of-draft = Look at it there. Then send this one anyway, edit it, or discard it.
outbox-draft-handed-over = A message from the same draft, perhaps with another text or other recipients, has been handed to the server before: from a copy of this profile, or before this profile was restored. No copy of it was found, but that does not prove that it was not sent.
outbox-taken-back-before = This message was taken back after the backup of this profile was made, or in the profile that this one is a copy of. It was not sent.
outbox-advice-taken-back = Discard it, or edit it. You can also send it anyway.

## A message of an earlier run, and a look in Sent that cannot be made
outbox-not-looked-before = Before this message is sent, Postroom has to check whether it was sent before: it was written before Postroom was started, and this profile may have been restored from a backup. Postroom cannot check that now.
outbox-advice-not-looked = It is sent by itself once the mail server answers. If you know that it was not sent, send it anyway.
outbox-left-unlooked = Postroom could not check whether this message had been sent before: no Sent folder in which it would be can be read.

## A copy that lies no longer where it was filed
outbox-copy-gone = The message was sent and its copy filed in { $folder } of { $mailbox }, but it is no longer there: somebody moved or removed it, or the server does not show it. Postroom does not file another one by itself.
outbox-advice-copy-gone = Check whether a colleague moved it. To file the copy once more, choose a folder for it, which can be the same one.

## What came back, of each in the words of their own server, and receipts of many
outbox-back-from = It came back from { $recipients }: { $words }
outbox-back-from-wordless = It came back from { $recipients }
outbox-back-nobody = It came back: { $words }
outbox-back-nobody-wordless = It came back
outbox-late-to = It is delayed on its way to { $recipients }: { $words }
outbox-late-to-wordless = It is delayed on its way to { $recipients }
outbox-late-nobody = It is delayed on its way: { $words }
outbox-late-nobody-wordless = It is delayed on its way
outbox-back-more = { $count ->
    [one] { $count } more recipient lacks it
   *[other] { $count } more recipients lack it
}
outbox-receipts = Receipts for { $count } of { $all } recipients.

## A look in Sent that nobody can make
outbox-cannot-be-looked = Nobody can check whether this message was sent before: no Sent folder in which it would be can be read, nor can what this computer noted when it sent. It was written before Postroom was started, and this profile may have been restored from a backup.
outbox-advice-cannot-be-looked = If you know that it was not sent, send it anyway. Otherwise ask a recipient first, or check whether an answer came.

## A draft that was changed before it could be sent
outbox-draft-changed = { $id } has been changed in the meantime, perhaps in a window in which it is open. It was left as it is and was not sent.
outbox-advice-draft-changed = Look at it as it is now, and send it again.
