## The command line

cli-warning = Warning:
cli-no-notices = There is nothing to read.
cli-rows-cut = Only the first { $count } are shown; use --limit to show more.
cli-is-offline = Postroom works offline: nothing is sent or fetched.
cli-is-online = Postroom works online.
cli-account-added = { $account } was added.
cli-account-changed = { $account } was changed.
cli-account-removed = { $account } was removed.
cli-account-works = { $account }: reading and sending work.
cli-account-reads-only = { $account }: reading works, sending does not.
cli-account-sends-only = { $account }: sending works, reading does not.
cli-account-fails = { $account }: neither reading nor sending works.
cli-no-password-on-stdin = There is no password on standard input.
cli-advice-password-stdin = Pipe it in, or use --password-command.
demo-not-started = The demo could not be started.
demo-title = Demo
demo-serving = The demo server runs until Ctrl+C. To sign in to it:
cli-no-window = This Postroom was built without its window. “postroom --help” shows the verbs.
cli-input-too-large = The input is too large.
cli-input-unreadable = The input cannot be read.
cli-finishes-others = This is done. Another Postroom has handed its work to this process, which is finishing it.
cli-advice-finishes-others = Do not interrupt it: otherwise nobody will know whether a message that is just being sent arrived.
cli-window-waits = Another Postroom is working on this profile. The window opens when it is done.
cli-advice-check-network = Check the network and try again. Postroom tries by itself only while its window is open.
cli-advice-retry = Try again later. Postroom tries by itself only while its window is open.
cli-not-a-host = “{ $text }” is not a server. Write HOST or HOST:PORT.
cli-mailbox-added = { $mailbox } was added.
cli-mailbox-set = { $mailbox } was changed.
cli-mailbox-removed = { $mailbox } is hidden now. Nothing changed on the server.
cli-not-a-setting = “{ $text }” is not a setting. Write name=…, address=…, sent_policy=shared|mine|both|server, colour=0…9, keep=all|1y|90d|30d|headers, attachments=always|on-demand|MEGABYTES, trash=shared|mine, archive=shared|mine, or ROLE=FOLDER.
cli-identity-added = You can write from { $address } now, if the server permits it.
cli-identity-changed = { $address } was changed.
cli-identity-removed = { $address } was removed from the list.
cli-name-the-account = Several accounts write from { $address }. Name one with --via.
cli-advice-add-identity = “postroom identity list” shows the addresses; “postroom identity add { $address } --via ACCOUNT” adds one.
cli-no-identity-of-mailbox = The mailbox in which this message lies has no address to write from.
cli-advice-name-from = Name the address with --from; “postroom identity list” shows them.
cli-own-on-behalf = { $address } is your own address; you cannot write on behalf of yourself.
cli-advice-own-on-behalf = Leave --on-behalf out.
cli-advice-nothing-queued = Nothing was put into the outbox. The text that would be quoted is not here yet: try again when the server can be reached, or send a message of its own without --reply-to-id.
cli-no-such-folder = There is no folder “{ $folder }”.
cli-folder-not-synced = The folder “{ $folder }” is not up to date: { $why }
cli-nothing-synced = Nothing was fetched from “{ $folder }” of { $mailbox } yet.
cli-advice-sync = “postroom sync --mailbox { $mailbox }” fetches it.
cli-view-nothing = No mailbox here belongs to this view.
cli-advice-list-folders = “postroom folder list { $mailbox }” shows the folders.
cli-mark-usage = Name messages and flags, such as: mark ID +seen -flagged
cli-not-understood = This is not a Postroom command: { $words }
cli-advice-help = “postroom --help” shows the verbs, and “postroom VERB --help” what each takes.
cli-not-an-id = “{ $text }” is not the id of a message. “postroom list” shows ids.
cli-doubtful-link = The link “{ $text }” leads to { $address }. { $doubts }
cli-act-queued = { $id } is changed here; the server hears of it when it can be reached.
cli-no-html = The message has no HTML part.
cli-not-an-address = “{ $text }” is not a list of addresses.
cli-file-unreadable = { $file } cannot be read.
cli-file-too-large = { $file } is too large to send.
cli-not-a-file = { $file } is not a file.
cli-advice-body-stdin = Name a file. What another program writes can be piped in: --body-file -
cli-file-not-text = { $file } is not text in UTF-8.
cli-input-not-text = Standard input is not text in UTF-8.
cli-advice-utf8 = Convert it to UTF-8, or attach it as a file.
cli-outbox-cancelled = { $id } was taken out of the outbox. It is a draft again.
cli-outbox-discarded = { $id } was discarded: it will not be sent, and nothing of it is kept.
cli-synced = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
} up to date: { $added } new, { $changed } changed, { $removed } gone.
demo-no-profile = The demo has a profile of its own that is gone afterwards. Leave --profile out.

## The outbox on the command line

cli-outbox-edit = { $id } can be edited as { $draft }.
cli-outbox-attempts = { $count ->
    [0] It was not tried yet
    [one] It was tried once
   *[other] It was tried { $count } times
} (phase “{ $phase }”).
cli-outbox-next = Not to be tried before { $date }.
cli-outbox-waits-person = It waits for you.
cli-outbox-waits-time = It waits for its time.
cli-outbox-waits-server = It waits for its turn and for the server.
cli-outbox-waits-copy = It was sent. Its copy is still to be filed and checked.
cli-outbox-left-out = Left out, since the server did not take them: { $recipients }
cli-outbox-from = From { $from }, by the account { $account }.
cli-outbox-on-behalf = On behalf of { $from }, sent by { $sender }, by the account { $account }.
cli-outbox-recipients = To { $recipients }.
cli-outbox-possible = What you can do:
cli-leaves-at = It is sent at { $date } if the window is open then. Without a window, “postroom outbox run” sends it from that time on.
cli-not-a-time = “{ $text }” is not a time.
cli-time-past = { $date } is past.
cli-advice-time = Write a future time with its offset, such as 2027-01-31T09:00:00+01:00, or 09:00 for the next nine o’clock.

## The outbox as a list on the command line

cli-outbox-tried = { $count ->
    [0] No attempt yet.
    [one] { $count } attempt.
   *[other] { $count } attempts.
}
cli-outbox-looked-for = { $count ->
    [0] Not looked for yet.
    [one] Looked for once.
   *[other] Looked for { $count } times.
}
cli-outbox-next-try = Next attempt: { $date } at the earliest.
cli-outbox-next-look = Next look in the Sent folders: { $date } at the earliest.
cli-outbox-next-copy = Next attempt with the copy: { $date } at the earliest.

cli-outbox-stopped-by-check = A check stopped { $id }, not the server. See what it found: postroom outbox show { $id }. To send it all the same: postroom outbox anyway { $id }
cli-cache-total = The cache takes { $file }, of which { $texts } are texts ({ $allowed } allowed). { $unindexed ->
    [0] All of it can be searched.
    [one] One message cannot be searched yet.
   *[other] { $unindexed } messages cannot be searched yet.
}
cli-cache-messages = { $count ->
    [one] 1 message
   *[other] { $count } messages
}
cli-cache-texts = { $count ->
    [one] 1 text
   *[other] { $count } texts
}
cli-cache-rebuilt = The cache was cleared. The next sync fetches it again.
cli-advice-search-server = To ask the servers for the rest: postroom search --server
cli-not-a-profile-setting = That cannot be set: { $why }. `postroom settings list` shows the keys and what holds now.
cli-cache-set = The settings were changed.
cli-not-a-cache-setting = “{ $text }” is not a setting of what is kept here. Write cache_mb=MEGABYTES or keep_lost=yes|no.
cli-undone = Taken back: { $what }
cli-undo-queued = Will be taken back when the server can be reached: { $what }
cli-step-mark = { $flags } on { $count ->
    [one] one message
   *[other] { $count } messages
} in { $folder }
cli-step-move = { $count ->
    [one] one message
   *[other] { $count } messages
} moved from { $folder } to { $to }
cli-step-copy = { $count ->
    [one] one message
   *[other] { $count } messages
} copied from { $folder } to { $to }
cli-step-delete = { $count ->
    [one] one message
   *[other] { $count } messages
} deleted for good from { $folder }
cli-step-empty = { $folder } emptied
cli-step-create = { $folder } made
cli-step-rename = { $was } renamed to { $folder }
cli-step-delete-folder = a folder deleted for good
