## Words that both faces use

right-own = Own address
right-send-as = Send As
right-on-behalf = On behalf
right-untested = Untested
right-refused = Refused
mode-own = own
mode-send-as = send as
mode-on-behalf = on behalf
identity-own-address = Your own address.
identity-worked = It has worked: the server accepted a message.
identity-deployment-allows = Your organisation says that it is permitted.
identity-deployment-refuses = Your organisation says that it is not permitted.
identity-person-allows = You said that it is permitted.
identity-person-refuses = You said that it is not permitted.
identity-person-insists = The server refused it before; you want to try again.
identity-server-refuses = Not permitted. The server said:
identity-not-refused = The server does not refuse it in advance; only sending a message will tell.
identity-untested = Not tested yet.
mailbox-personal = personal
mailbox-shared = shared
folder-inbox = Inbox
folder-drafts = Drafts
folder-sent = Sent
folder-archive = Archive
folder-junk = Junk
folder-trash = Trash
folder-planned = not yet on the server
header-from = From
header-sender = Sender
header-to = To
header-cc = Cc
header-date = Date
header-subject = Subject
header-attachment = Attachment
header-sent-by = Sent by
header-answered-by = Answered by
header-came-back = Came back
header-doubt = Look twice
doubt-no-address = The sender gives no address, so nobody knows who wrote this.
doubt-name-shows-address = The name shows { $shown }, but this was sent from { $address }.
doubt-mixed-letters = The letters of the sender’s domain imitate others. The domain is { $domain }.
doubt-mixed-local-part = Letters before the @ of the sender’s address imitate others. Compare { $address } with the address that you know.
doubt-looks-like-ours = The sender’s domain, { $domain }, looks like { $own } but is a different one.
doubt-authors-beside-ours = It names two senders: { $own }, one of yours, and { $other }, which is not. Anybody can write both names.
doubt-three-domains = It is written in the name of { $author } but was sent by { $sender }, and answers go to a third domain, { $answers }.
link-shows-another = The text of the link names { $shown }, but it leads to { $host }.
link-user-before-host = { $user } is there only to look like the destination. The link leads to { $host }.
link-number = The link names a computer by its number, { $number }. Reputable companies do not do that.
link-looks-like-ours = { $domain } looks like { $own } but is a different place.
link-mixed-letters = The letters of the destination imitate others. It is { $domain }.
sent-by-unknown = unknown: the copy does not say who
outbox-state-scheduled = Scheduled
outbox-state-queued = Waiting
outbox-state-sending = Sending
outbox-state-unknown = Unknown
outbox-state-sent = Sent
outbox-state-filing = Sent, copy waiting
outbox-state-held = Held
mailbox-unread = { $count } unread
right-on-behalf-untested = On behalf, untested
keep-all = all texts
keep-year = texts from the last year
keep-quarter = texts from the last 90 days
keep-month = texts from the last 30 days
keep-headers = headers only
keep-attachments-always = all attachments
keep-attachments-up-to = attachments up to { $megabytes } MB
keep-attachments-on-demand = attachments on demand

## How much a search looked through

search-covered = All { $messages } messages were searched.
search-listing = { $messages } messages were searched; more are still being listed.
search-coverage = The texts of { $findable } of { $messages } messages are on this computer.
search-asking = The server is being asked about the rest …
search-asked = The server was asked about the rest; it treats accents and parts of words in its own way.
search-asked-loosely = The server was asked about the rest; it treats accents, parts of words, phrases and excluded words in its own way.
search-not-asked = The server could not be asked about the rest: { $why }
search-partly-asked = The server treats accents and parts of words in its own way. It was asked about only a part of the rest: { $why }
search-compares = The server treats accents and parts of words in its own way.
search-in-doubt = { $count ->
    [one] One of these may contain an excluded word.
   *[other] { $count } of these may contain an excluded word.
}
may-not-absent = The server does not show this folder of { $mailbox } any more: it was deleted or renamed, or you may no longer see it. What is here can still be read, and nothing is changed there.
may-not-in-doubt = It is being checked whether you still have access to { $mailbox }. Until then nothing is changed there.
may-not-lost = You no longer have access to { $mailbox }. This is a copy on this computer.
access-in-doubt = Access in doubt
access-lost = No access any more
header-labels = Labels
label-important = Important
label-work = Work
label-personal = Personal
label-to-do = To do
label-later = Later
label-junk = Junk
label-phishing = Phishing

## How long somebody waits

waiting-minutes = { $count } min
waiting-hours = { $count } h
waiting-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
