## The command line

cli-account-added = { $account } was added.
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
cli-not-a-host = “{ $text }” is not a server. Write HOST or HOST:PORT.
cli-mailbox-added = { $mailbox } is there.
cli-mailbox-set = { $mailbox } was changed.
cli-mailbox-removed = { $mailbox } is hidden now. Nothing changed on the server.
cli-not-a-setting = “{ $text }” is not a setting. Write name=…, address=…, sent_policy=shared|mine|both|server, colour=0…9, or ROLE=FOLDER.
cli-identity-added = You can write from { $address } now, if the server permits it.
cli-identity-removed = { $address } was taken from the list.
cli-name-the-account = Several accounts write from { $address }. Name one with --via.
cli-advice-add-identity = “postroom identity list” shows the addresses; “postroom identity add { $address } --via ACCOUNT” adds one.
cli-no-such-folder = There is no folder “{ $folder }”.
cli-advice-list-folders = “postroom folder list { $mailbox }” shows the folders.
cli-mark-usage = Name messages and flags, such as: mark ID +seen -flagged
cli-not-an-id = “{ $text }” is not the id of a message. “postroom list” shows ids.
cli-move-queued = { $id } is shown as moved; the server hears of it when it can be reached.
cli-no-html = The message has no HTML part.
cli-not-an-address = “{ $text }” is not a list of addresses.
cli-file-unreadable = { $file } cannot be read.
cli-file-too-large = { $file } is too large to send.
cli-outbox-cancelled = { $id } was taken out of the outbox. It is a draft again.
cli-synced = { $folders ->
    [one] { $folders } folder
   *[other] { $folders } folders
} up to date: { $added } new, { $changed } changed, { $removed } gone.
demo-no-profile = The demo has a profile of its own that is gone afterwards. Leave --profile out.
