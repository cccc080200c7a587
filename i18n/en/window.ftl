## The window: the tree

tree-shared = Shared mailboxes
tree-fold = Hide the folders in it
tree-unfold = Show the folders in it
tree-personal = Personal
tree-read-only = You can only read here
tree-nothing = You may not read here
access-full = Full access
access-some = Some rights
access-read-only = Read only
access-nothing = No access
access-unknown = Rights not known
sending-untested = Sending untested
sending-refused = Sending refused
sending-instead = Send As is refused, so answers are sent on behalf of the mailbox. { $evidence }
mailbox-address-guessed = This address was guessed from the folder’s name. Nobody has confirmed yet that it belongs to this mailbox.
access-hint = Here you can: { $what }. Your administrator knows this as the rights “{ $rights }”.
access-hint-unknown = It is not known yet what you can do here.
access-hint-nothing = You can do nothing here.
access-can-read = read
access-can-mark = mark messages as read or unread
access-can-flag = set flags and tags
access-can-insert = put messages here
access-can-delete = move and delete messages
access-can-create = create folders
access-can-administer = see and change the rights of others

## Why something is not offered

may-not-nothing-chosen = No message is selected.
may-not-several = Only one message can be answered at a time.
may-not-send-at-all = There is no address that you may send from.
may-not-send-no-address = No account sends from { $address }.
may-not-send-as = You may not send as { $address }. { $evidence }
may-not-unreadable = The server does not open this folder: { $words }
may-not-container = This folder only holds other folders.
may-not-read-only = { $mailbox } can only be read here.
may-not-read = You may not read this folder of { $mailbox }.
may-not-mark = You may not mark messages as read or unread in { $mailbox }.
may-not-flag = You may not flag messages in { $mailbox }.
may-not-insert = You may not put messages into this folder of { $mailbox }.
may-not-insert-into = You may not put messages into { $folder } of { $mailbox }.
may-not-remove = You may not move or delete messages in { $mailbox }.
may-not-create = You may not create folders in { $mailbox }.
may-not-delete-folder = You may not delete this folder of { $mailbox }.
may-not-administer = You may not see who else has rights in { $mailbox }.
may-not-no-archive = { $mailbox } has no archive folder.
may-not-no-trash = { $mailbox } has no Trash folder. Which folder that is can be chosen in the mailbox’s settings.
may-not-no-junk = { $mailbox } has no junk folder.
may-not-not-in-junk = Only for messages in the junk folder.
may-not-no-list = Only where messages are listed.
may-not-no-conversation = This message is not part of a conversation.
may-not-nothing-adapted = The colours of this message are not changed: the window is light, or the message fits a dark one.
may-not-not-drawn = This message is plain text: it is shown as it was sent.
may-not-no-pictures = This message has no remote pictures left to fetch.
may-not-pictures-decided = You have already decided whether they are fetched. You can change that in the settings.
may-not-pictures-sender = Only for messages with exactly one sender whose address has a domain.
may-not-no-attachments = This message has no attachments.
may-not-no-preview = There is no preview of this file.
may-not-empty-other = Only Trash and the junk folder can be emptied.
may-not-not-in-outbox = Only for a message that is shown in the Outbox.
may-not-nothing-fetched = Nothing is being fetched now.
may-not-nothing-to-undo = There is nothing to undo.
may-not-no-identity = No address that you may write from is known yet.
may-not-no-mailbox = No mailbox is open.
may-not-no-account = There is no account yet.
may-not-nobody-left-out = Nobody else got the message that you answer.
may-not-nothing-folded = This message has no quote or signature that folds.
may-not-is-so = It is set so already.
may-not-all-seen = Everything here has been read.
toolbar-junk = Junk
toolbar-not-junk = Not junk
may-not-already-there = The messages are there already.

## The reader

reader-nothing = No message is open
reader-nothing-words = Select one in the list with the mouse or the arrow keys.
reader-several = { $count ->
    [one] { $count } message is selected
   *[other] { $count } messages are selected
}
reader-several-words = The buttons above apply to all of them.
reader-flagged = Flagged
reader-waits = Waiting { $time }
reader-waits-hint = Nobody has answered it yet. If it needs no answer, archive it; then it is no longer counted.
reader-draft = Draft
reader-loading = The text is being fetched …
reader-again = Try again
reader-as-sent = As sent
reader-as-sent-hint = The message as its sender laid it out. Remote pictures are fetched only when you ask for them.
reader-as-simple = Simple
reader-as-simple-hint = Its text and structure in the window’s font and colours, without the sender’s design and without remote pictures.
reader-as-words = Text
reader-as-words-hint = Only the text of the HTML, in the window’s font.
reader-as-plain-hint = The plain text that came with it, in the window’s font.
reader-show-quoted = Show the quoted text
reader-hide-quoted = Hide the quoted text
reader-show-signed = Show the signature
reader-hide-signed = Hide the signature
reader-show-quoted-and-signed = Show the quote and the signature
reader-hide-quoted-and-signed = Hide the quote and the signature
reader-more = More
reader-show-source = Show the source
reader-hide-source = Hide the source
reader-own-colours = Show in its own colours
reader-adapt-colours = Adapt to the dark window
reader-save-message = Save the message …
reader-open = Open
reader-save-all = Save all
reader-save-all-title = Where to save all attachments
reader-saved-all = { $count ->
    [one] One attachment was saved in { $folder }.
   *[other] { $count } attachments were saved in { $folder }.
}
file-not-opened = { $name } could not be opened: no program was found for it.
attachment-program = program
attachment-pretends = not what its name says
risky-title = Open { $name }?
risky-words = It can run programs on this computer. Open it only if you know who sent it and why.
risky-pretends = It is not what its name says. Dangerous files are often disguised so that somebody opens them.
risky-pretends-as = { $what ->
    [program] It is a program. Its name says: { $says }.
   *[other] It is not what its name says. Its name says: { $says }. Its content says: { $is }.
} Dangerous files are often disguised so that somebody opens them.
risky-open = Open anyway
reader-several-from = This message names several senders in fields of their own, which no honest program does. The first one is shown.
reader-damaged = Parts of this message are damaged.
reader-no-text = This message has no text.
reader-show-rest = This message is long. Show more of it
reader-show-quote = { $count ->
    [one] Show { $count } quoted line
   *[other] Show { $count } quoted lines
}
reader-hide-quote = { $count ->
    [one] Hide { $count } quoted line
   *[other] Hide { $count } quoted lines
}
reader-show-signature = { $count ->
    [one] Show the signature, { $count } line
   *[other] Show the signature, { $count } lines
}
reader-hide-signature = { $count ->
    [one] Hide the signature, { $count } line
   *[other] Hide the signature, { $count } lines
}
reader-more-people = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
reader-attachments = { $count ->
    [one] { $count } attachment
   *[other] { $count } attachments
}
reader-save = Save
reader-save-title = Save the attachment
reader-left-out = fetched when you open or save it
reader-saved = { $name } was saved.
link-title = Check this link before you open it
link-words = It leads here:
link-copy = Copy the address
link-open = Open anyway
link-nowhere = This link leads to nothing that can be opened safely.
link-not-opened = No browser could be opened. The link’s address was copied.
pictures-out = { $count ->
    [one] One remote picture was not fetched, as that would tell the sender that this was read.
   *[other] { $count } remote pictures were not fetched, as that would tell the sender that this was read.
}
pictures-never = { $count ->
    [one] One remote picture is left out, as you decided.
   *[other] { $count } remote pictures are left out, as you decided.
}
pictures-coming = { $count ->
    [one] One picture is being fetched …
   *[other] { $count } pictures are being fetched …
}
pictures-not-had = { $count ->
    [one] One picture could not be fetched.
   *[other] { $count } pictures could not be fetched.
}
pictures-show = Show this once
pictures-again = Try again
pictures-always = Always for { $sender }
pictures-never-from = Never for { $sender }
header-bcc = Bcc
header-reply-to = Answers go to
problem-file-not-written = { $file } cannot be written.
reader-reply-as = Reply as

## The bars

toolbar-folders = Mailboxes and folders
toolbar-new = New message
toolbar-back = Back to the list
toolbar-reply = Reply
toolbar-reply-all = Reply all
toolbar-forward = Forward
toolbar-archive = Archive
toolbar-move = Move
toolbar-flag = Flag
toolbar-unflag = Remove the flag
toolbar-read = Mark as read
toolbar-unread = Mark as unread
toolbar-delete = Delete
toolbar-undo-move = Undo move
toolbar-undo-archive = Undo archive
toolbar-undo-junk = Undo junk
toolbar-undo-mark = Undo mark
status-connecting = connecting
status-online = up to date
status-offline = offline
status-unreachable = cannot be reached; Postroom keeps trying
status-stopped = waiting for you
status-no-account = No account yet
status-all-online = { $count ->
    [one] { $count } mailbox up to date
   *[other] All { $count } mailboxes up to date
}
status-current = Up to date
status-live-all = changes show at once in each Inbox, within a minute elsewhere
status-live-none = changes show within a minute
status-live-inboxes = changes show at once in the Inbox of { $names }, within a minute elsewhere
status-live-some = changes show at once in { $names }, within a minute elsewhere
status-live-count = { $count ->
    [one] changes show at once in one Inbox, within a minute elsewhere
   *[other] changes show at once in { $count } Inboxes, within a minute elsewhere
}
status-flags-late = colleagues’ marks show everywhere within { $minutes } minutes
status-headers = { $mailbox }: { $done } of { $total } messages listed
status-texts = { $mailbox }: { $done } of { $total } texts fetched
status-message = { $mailbox }: { $done } of { $total } fetched
status-acts = { $mailbox }: { $done } of { $total } messages done
acts-stopped = { $count ->
    [0] There was nothing left to stop.
    [one] Stopped: one message stays as it is.
   *[other] Stopped: { $count } messages stay as they are.
}
status-left = { $minutes ->
    [0] less than a minute left
    [one] about a minute left
   *[other] about { $minutes } minutes left
}
status-pause = Pause
status-paused = Fetching for { $account } is paused
status-go-on = Go on
status-pause-hint = New messages and those you open come all the same. Older ones come when you go on, or with the next start.
status-offline-words = Working offline: nothing is sent or fetched
status-go-offline = Go offline
status-go-online = Go online
status-offline-hint = Offline, everything can be read, written and filed; it reaches the servers when you go online.
status-needs-you = { $count ->
    [one] { $count } message needs you in the Outbox
   *[other] { $count } messages need you in the Outbox
}
status-problems = { $count ->
    [one] { $count } problem
   *[other] { $count } problems
}

## The outbox

outbox-title = Outbox
outbox-lead = After Send, a message stays here until it is sent, filed and checked.
outbox-empty = The outbox is empty
outbox-column-message = Message
outbox-column-from = From
outbox-column-state = State
outbox-column-next = What happens next
outbox-on-behalf = { $name }, on behalf
outbox-recipients = { $count ->
    [one] { $count } recipient
   *[other] { $count } recipients
}
outbox-leaves-in = Leaves in { $count } s
outbox-copy-waiting = Copy waiting
outbox-server-said = The server said: “{ $words }”.
outbox-next-scheduled = It will be sent { $date }. Whether you may send is checked again then.
outbox-next-offline = It will be sent when you go online.
outbox-next-try = It will be tried again at { $time }.
outbox-next-soon = It will be sent in a moment.
outbox-next-sending = It is being handed over to the server.
outbox-next-filing = The server has taken it. Its copy is being filed and checked.
outbox-next-copy = Only the copy will be tried again, at { $time }.
outbox-do-undo = Undo
outbox-do-send-now = Send now
outbox-do-try-now = Try now
outbox-do-edit = Edit
outbox-do-edit-as-new = Edit as new
outbox-do-edit-for-left-out = Write to those left out
outbox-do-cancel = Move back to the drafts
outbox-do-not-again = Do not send again
outbox-do-treat-as-sent = Treat as sent
outbox-do-send-again = Send again (recipients may get it twice)
outbox-do-try-once-more = Try once more
outbox-do-administrator = Text for the administrator
outbox-do-other-folder = Another folder for the copy
outbox-do-leave-uncopied = Leave it without a copy
outbox-count-unknown = { $count ->
    [one] { $count } unknown
   *[other] { $count } unknown
}
outbox-count-held = { $count ->
    [one] { $count } held
   *[other] { $count } held
}
outbox-count-copy = { $count ->
    [one] { $count } copy waits
   *[other] { $count } copies wait
}
administrator-title = Text for the administrator
administrator-words = Send this to whoever runs the mail server.
administrator-send-as = Please allow { $member } to send as { $address }.
    Exchange: Add-RecipientPermission { $address } -Trustee { $member } -AccessRights SendAs
    Postfix: add { $member } to { $address } in smtpd_sender_login_maps
administrator-on-behalf = Please allow { $member } to send on behalf of { $address }.
    Exchange: Set-Mailbox { $address } -GrantSendOnBehalfTo @{"{"}Add="{ $member }"{"}"}
    Postfix: nothing is needed for the envelope; let the header check accept From { $address } with Sender { $member }

## Drafts

drafts-title = My drafts
drafts-lead = What you began to write and have not sent.
drafts-empty = There are no drafts
drafts-no-recipient = no recipient yet
drafts-discard = Discard the draft

## Problems

problems-title = Problems
problems-lead = What does not work at the moment, and what to do about it.
problems-none = Everything works
problems-none-words = If something stops working, it is listed here, with what to do about it.
problems-no-account = Add an account first. What does not work then is listed here, with what to do about it.
problems-details = Technical detail
problems-hide-details = Hide the detail
problems-copy = Copy
problems-copied = The problem was copied with its technical detail.
problems-retry = Try again
problems-read = Read
problems-password = Enter the password
problems-open-outbox = Open the outbox

## Settings

remove-title = Remove { $account }?
remove-words = Its mail on this computer and its password are deleted. Nothing changes on the server. Messages in its outbox must leave first.
delete-title = { $count ->
    [one] Delete { $count } message for good?
   *[other] Delete { $count } messages for good?
}
delete-words = They cannot be brought back. In a shared mailbox they are gone for everybody.
delete-words-some = { $count ->
    [one] They cannot be brought back. In a shared mailbox they are gone for everybody. { $count } other message goes to Trash.
   *[other] They cannot be brought back. In a shared mailbox they are gone for everybody. { $count } other messages go to Trash.
}
delete-submit = Delete for good
dialog-cancel = Cancel
dialog-close = Close
dialog-copy = Copy
dialog-save = Save

add-title = Add an account
add-words = Postroom adds the account once it has signed in to both servers.
add-address = Your address
add-name = Your name
add-name-hint = As recipients see it
add-password = Password
add-imap = Server for reading (IMAP)
add-smtp = Server for sending (SMTP)
add-tls = TLS
add-starttls = STARTTLS
add-unprotected = Unprotected
add-unprotected-words = Anyone between you and the server can read the password and the mail.
add-login = Sign-in name, if it is not the address
add-ca-file = File of your organisation’s certificate authority
add-browse = Choose
add-keep = Keep the password in the keyring
add-more = More: sign-in name, certificate authority, password command
add-submit = Add
add-trying = Signing in to both servers …
add-done = { $address } was added.
add-wrong-address = An address has a name, an @ and a domain.
add-wrong-host = Such as mail.example.org, or an IP address.
add-wrong-port = A port is a number from 1 to 65535.
add-wrong-password = The password is missing.
add-wrong-file = There is no such file.
password-title = Password
password-words = { $account } needs its password to sign in.
password-submit = Sign in
mailbox-title = Mailbox { $name }
mailbox-name = Name on the screen
mailbox-address = Address
mailbox-address-proposed = This address was guessed from the folder’s name. Save to confirm it, or correct it.
mailbox-proposed = Address not confirmed
mailbox-colour = Colour
mailbox-sent-policy = Copies of sent messages go
mailbox-folders = Folders
mailbox-no-folder = none
mailbox-role-server = As the server says
mailbox-role-server-is = As the server says: { $folder }
mailbox-role-folder = { $word } ({ $folder })
mailbox-role-taken = The settings name “{ $folder }”. That has no effect: it is already used for { $role }.
mailbox-role-gone = The settings name “{ $folder }”. That has no effect: there is no such folder.
sent-shared = into this mailbox’s Sent folder
sent-mine = into my own Sent folder
sent-both = into both
sent-server = where the server puts them

## Beginning

welcome-title = Welcome to Postroom
welcome-words = Sign in once, with your own address. The shared mailboxes that you have access to appear by themselves, and you answer from the addresses that you may use.
welcome-entry = Welcome
welcome-starting = Opening your mail …
welcome-discovering = Looking for your mailboxes
welcome-failed = Postroom cannot open your profile

## Writing

compose-as = You are writing as { $name }
compose-send = Send as { $name }

## What needs a person

list-stopped-account = { $account } is not signed in. You see what was fetched before.
list-why = Why?
notice-needs-you = The message to { $people } was not sent. The Outbox says why.
notice-more = More
outbox-do-discard = Discard
discard-title = Discard “{ $subject }”?
discard-draft-words = The draft is deleted for good, wherever it is stored.
discard-held-words = It was not sent, and it is deleted for good.
discard-submit = Discard

reader-reply-behalf = Reply on behalf of

## Keys and small joints

words-quoted = “{ $words }”
words-of-date = { $words } ({ $date })
status-of-account = { $account }: { $state }

## Dialogs that hold what somebody entered

dialog-lose = Discard what you entered?
dialog-lose-yes = Discard
dialog-lose-no = Keep editing
mailbox-confirm = Confirm
mailbox-confirm-hint = { $address } is the address of this mailbox

## Files where no desktop portal answers

file-no-chooser = No desktop portal answers (xdg-desktop-portal), so there is no file chooser. Type the path of the file.
file-save-words = No desktop portal answers (xdg-desktop-portal), so there is no file chooser. Type the path to save the file to.
file-save-path = Path of the file
file-exists = A file { $file } already exists.

## Advice in the window, where the command line has flags

advice-window-keyring = Start the keyring of your desktop, or untick “Keep the password in the keyring”: Postroom then asks for it each time it starts.
advice-window-issuer = If your organisation has a certificate authority of its own, choose its file in the account’s settings (under “More”). Otherwise do not sign in.
advice-window-roots = Install the package “ca-certificates”, or choose a file of a certificate authority in the account’s settings (under “More”).

## The outbox in detail

outbox-part-needing = Needs you
outbox-part-returned = Came back
outbox-part-waiting = On its way
outbox-part-sent = Sent
outbox-filter-needing = Needs you
outbox-filter-waiting = On its way
outbox-filter-sent = Sent
outbox-none-such = There are no such messages.
outbox-older = Show older messages
outbox-show = Show details
outbox-hide = Hide details
outbox-came-back = Came back
outbox-delayed = Delayed
outbox-in-seconds = in { $count } s
outbox-in-minutes = in { $count } min
outbox-too-late = Too late: the message is already on its way.
outbox-phase-frozen = Ready, not handed over
outbox-phase-attempt = Signed in, nothing handed over
outbox-phase-envelope = Sender and recipients named
outbox-phase-body = Text being handed over
outbox-phase-dot = All handed over, no answer
outbox-phase-accepted = Taken by the server
outbox-phase-copy = Taken; the copy is being filed
outbox-phase-done = All done
outbox-fact-to = To
outbox-fact-server = Server’s answer
outbox-fact-detail = Detail
outbox-fact-phase = How far
outbox-fact-attempts = Attempts
outbox-fact-next = Next attempt
outbox-fact-look = Next look
outbox-fact-looks = Looked for it
outbox-fact-leaves = Leaves
outbox-fact-copy = Copy
outbox-fact-pressed = Send pressed
outbox-fact-taken = Taken
outbox-fact-size = Size
outbox-fact-id = Message-ID
outbox-left-out = left out, you decided
outbox-copy-none = no further one is wanted
outbox-copy-later = once it is sent
outbox-copy-waits = waits
outbox-copy-filed = filed, not checked yet
outbox-copy-checked = filed and checked
outbox-do-others = Send to the others
outbox-do-others-again = Send again to the others (they may get it twice)
outbox-do-send-anyway = Send anyway
outbox-do-other-time = Change the time
outbox-do-report = Open the report
outbox-do-up = Leave earlier
outbox-do-down = Leave later
outbox-do-look = Look at that answer
outbox-no-other-answer = That answer cannot be found in the mailbox any more.
outbox-phase-back = Back here, nothing is with the server
outbox-phase-again = Back here; what was sent before may have arrived
reader-edit-draft = Go on writing

## What was sent just now

notice-leaves-in = Leaves in { $count } s, to { $people }
notice-leaves-at = Leaves { $date }, to { $people }
notice-offline = Leaves when you go online, to { $people }
notice-sending = On its way to { $people }
notice-sent = Sent to { $people }
notice-copy-waits = Sent to { $people }, but its copy waits. The Outbox says why.
notice-unknown = It is not known whether the message to { $people } was sent. The Outbox says what to do.

## Quitting

quit-title = { $count ->
    [0] Everything has left
    [one] { $count } message has not left yet
   *[other] { $count } messages have not left yet
}
quit-words = They stay on this computer and will be sent when Postroom runs again.
quit-words-held = They stay on this computer, where they wait for you: Postroom holds them for the reason it gives.
quit-words-some-held = They stay on this computer. What is held waits for you; the others will be sent when Postroom runs again.
quit-none = Nothing is held up by quitting.
quit-stay = Stay
quit-anyway = Quit anyway

## What is written from a mailbox

mailbox-signature = Signature
mailbox-signature-none = None
mailbox-reply-to = Answers go to
mailbox-name-sender = Say in the copy who pressed Send
mailbox-name-sender-hint = Only in the copy in the Sent folder, never in the message itself
mailbox-unread-for-me = Show messages that I have not read as unread, even if a colleague has read them
mailbox-unread-for-me-hint = They get a hollow bar, only on this computer: nobody else sees it, and no server is told
mailbox-drafts = Drafts are kept
drafts-shared = in this mailbox’s Drafts folder
drafts-mine = in my own Drafts folder
drafts-local = on this computer only
mailbox-trash = Deleted messages go
away-trash-shared = to this mailbox’s Trash
away-trash-mine = to my own Trash
mailbox-archive = Archived messages go
away-archive-shared = to this mailbox’s Archive
away-archive-mine = to my own Archive

## Who answered, and what came back

list-came-back = Came back
list-doubt = Look twice
list-sent-by = by { $name }
reader-answered-by = Answered by { $name }
reader-sent-by = Sent by { $name }
reader-sent-by-unknown = Not known which colleague sent it
reader-sent-by-hint = What the copy in this folder says about who pressed Send; copies from other programs may not say it

## What the outbox and the drafts say so that the next step is plain

outbox-count-needing = { $count } need you
outbox-looked = It was not found in a Sent folder so far; Postroom looks again at { $time }.
outbox-looked-offline = Postroom looks for it in the Sent folders when you go online.
outbox-looking = Postroom looks for it in the Sent folders.
outbox-next-turn = It is ready and will be sent when its turn comes.
outbox-sent-on = Sent on { $date }.
quit-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
drafts-place = in { $folder }
may-not-answer-draft = This is a draft: go on writing it, or forward it.
drafts-here = on this computer only

## What came back, beside the outbox in the tree

outbox-count-returned = { $count } came back

## When it was reported that a message came back

outbox-reported-on = Reported on { $date }.
outbox-reported-of = { $address }: { $words }
mailbox-keep = Texts kept on this computer
mailbox-keep-attachments = Messages with attachments
mailbox-held = The texts of { $texts } of { $messages } messages, { $size }.
mailbox-here = On this computer now
mailbox-held-why = Postroom keeps { $texts } and { $attachments }. Flagged messages and drafts always stay.
mailbox-held-why-headers = Postroom keeps headers only, and for a month the messages that somebody opened. Flagged messages and drafts stay longer.
mailbox-held-all = The texts of all mailboxes take { $size } of { $allowed } allowed. Headers and the search index take another { $rest }.
mailbox-held-all-near = The texts of all mailboxes take { $size } of { $allowed } allowed. The room is nearly full, so no more texts are fetched in advance. Headers and the search index take another { $rest }.
mailbox-rebuild = Fetch everything again …
mailbox-rebuild-yes = Fetch everything again
mailbox-rebuild-words = The copy of this mailbox on this computer is removed and fetched again. Nothing changes on the server; drafts and messages that wait to be sent stay. Until it is fetched, the mailbox shows less, and not all of it can be searched.
mailbox-rebuild-done = The copy was removed and is being fetched again.
mailbox-keep-hint = Headers are always kept. What you open stays for a month.
mailbox-keep-largest = Largest attachment

tree-planned = Created here, not yet on the server
toolbar-move-to = Move to …
toolbar-copy-to = Copy to …
toolbar-undo-copy = Undo copy
list-copied = Copied.
empty-planned = Not yet on the server
empty-planned-words = The folder is created there as soon as the server can be reached. You can already move messages here.
folder-do-new = New folder …
folder-do-below = New subfolder …
folder-do-rename = Rename …
folder-do-delete = Delete …
folder-do-empty = Empty …
folder-do-settings = Settings …
folder-name = Name
folder-new-title = New folder
folder-new-words = At the top level of { $mailbox }.
folder-new-below-words = In { $folder } of { $mailbox }.
folder-new-submit = Create
folder-rename-title = Rename { $folder }
folder-rename-words = In a shared mailbox everybody sees the new name.
folder-rename-submit = Rename
delete-folder-title = Delete { $folder }?
delete-folder-words = The folder moves to Trash, with its messages and subfolders. In a shared mailbox it does so for everybody.
delete-folder-for-good-words = The folder, its messages and its subfolders cannot be brought back. In a shared mailbox they are gone for everybody.
delete-folder-submit = Move to Trash
empty-folder-title = Empty { $folder }?
empty-folder-words = { $count ->
    [one] { $count } message cannot be brought back.
   *[other] { $count } messages cannot be brought back.
} In a shared mailbox this applies to everybody. What arrives in the meantime stays.
may-not-role-folder = { $folder } has a task in the mailbox, so it stays as it is.
may-not-empty-empty = It is already empty.
list-arriving = On its way
list-unread-for-me = Read by a colleague, not by you yet
may-not-arriving = It is still on its way here. Changes that wait for the server can be undone.
may-not-copy = The copy is still on its way here. You can work with it when it has arrived.
toolbar-undo-delete = Undo delete
toolbar-undo-folder = Undo folder change
