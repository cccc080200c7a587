## The window in which a message is written

compose-as-nobody = No address is chosen
compose-choose-from = Choose an address
compose-from-hint = Write from another address
compose-answered-by = { $name } answered this message already: { $date }.
compose-answered-by-you = You answered this message already: { $date }.
compose-answered = This message is marked as answered already.
compose-answer-waits = An answer of yours to this message waits in the Outbox.
compose-answered-show = Look at it
compose-because-reply = because you reply in { $mailbox }
compose-because-forward = because you forward from { $mailbox }
compose-not-because-reply = you reply in { $mailbox }
compose-not-because-forward = you forward from { $mailbox }
compose-via = { $address } through { $account }
compose-other-ways = The same addresses, sent in another way
compose-behalf-seen = Recipients see “{ $sender } on behalf of { $name }”.
compose-check-again = Check again
compose-checking = Checking …
compose-try-anyway = Try anyway
compose-copied = Copied
compose-left-out = { $count ->
    [one] Add { $count } other
   *[other] Add { $count } others
}
compose-left-out-hint = { $names } got this message too. They are added as Reply all would have added them.
compose-copies = Cc Bcc
compose-write = Your message

compose-on-behalf = { $sender } on behalf of { $name }

compose-attach = Attach files
compose-detach = Remove { $name }
compose-address-guessed = { $address } was guessed from the folder’s name. Is it the address of this mailbox?
compose-address-guessed-short = Is { $address } the address of this mailbox?
compose-address-other = Another address …
compose-file-not-read = { $file } cannot be read.
compose-files-sum = { $count ->
    [one] { $count } file, { $size }
   *[other] { $count } files, { $size } in total
}
compose-files-too-large = Attachments may have { $size } in total. { $file } does not fit.

compose-block-from = Choose the address to send from.
compose-block-gone = { $address } can no longer be used. Choose another address.
compose-block-nobody = There is no recipient yet.
compose-block-wrong = “{ $text }” is not an address. The message cannot be sent with it.
compose-block-many = A message may have { $count } recipients at most.
compose-block-size = Attachments may have { $size } in total.

compose-later = Later
compose-discard = Discard
compose-discard-title = Discard this draft?
compose-discard-words = What you wrote cannot be brought back.
compose-saved = Draft saved at { $time } on this computer
compose-not-saved = The draft could not be saved.
compose-kept = The draft is saved under “My drafts”.
notice-open-draft = Open it
compose-discarded = The draft was discarded.
compose-held = Nothing was sent; this is still a draft.
compose-seen = Recipients see { $from }.
compose-seen-untested = If the server allows it, recipients see { $from }.
compose-copy-to = The copy goes to { $folder }.
compose-copy-server = The server keeps the copy.
compose-copy-no-right = You may not put messages into { $folder }: the copy will wait.
compose-copy-no-folder = { $mailbox } has no Sent folder: the copy will wait.
compose-as-behalf = You are writing on behalf of { $name }
compose-send-own = Send
compose-send-behalf = Send on behalf of { $name }
compose-via-only = through { $account }
compose-way-send-as = Send As.
compose-way-on-behalf = On behalf.
compose-checked = Checked just now: { $result }.
compose-path-words = No desktop portal answers, so there is no file chooser. Drop files into this window, or type the path of one.
compose-path = Path of the file
compose-path-attach = Attach

## When a message leaves

compose-finish-later = Save the draft and close
later-send = Send
later-not-send = Do not send yet
later-other = At another time …
later-title = When should it be sent?
later-words = Postroom must be running then. If it is not, the message will be sent when Postroom runs again.
later-date = Day
later-time = Time
later-leaves = It will be sent { $date }.
later-submit = Send at this time
later-wrong-date = There is no such day. Write it like { $example }.
later-wrong-time = Write a time of day like 8:30.
later-past = This time is in the past.
later-far = This is more than a year away.

## Why this address

compose-because-view = because you are looking at { $mailbox }
compose-because-person = you chose it

## Receipts

compose-more = More
compose-receipt = Ask for a receipt
compose-receipt-hint = The servers on the way report that it arrived, if they can
compose-offline = You are offline: it will be sent as soon as you are online.
compose-receipt-asked = A receipt is asked for.

## Where the draft lies

compose-saved-in = Draft saved at { $time } in { $folder }
compose-saved-short = Draft saved

## To the lines for copies by a key
page-menu-cut = Cut
page-menu-paste = Paste
page-menu-all = Select all
