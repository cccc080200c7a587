## Settings

settings-reading = Reading
settings-read-words-hint = Show HTML messages
settings-read-sent = as they were sent
settings-read-simple = in the simple view
settings-read-words = as plain text
settings-mark-read-words = Mark messages as read
settings-mark-read-opened = when they are opened
settings-mark-read-later = after 3 seconds
settings-mark-read-by-hand = only by hand
settings-dark-words = In a dark window, show messages that have their own colours
settings-dark-adapted = in dark colours that fit the window
settings-dark-sent = in their own colours
settings-pictures-words = Remote pictures lie on a server, not in the message. Fetching them tells the sender that you read it, when and where.
settings-pictures-ask = Ask before fetching them
settings-pictures-never = Never fetch them
settings-pictures-always = Always fetch for
settings-pictures-never-from = Never fetch for
settings-pictures-forget = Forget
settings-title = Settings
settings-accounts = Accounts
settings-mailboxes = Mailboxes
settings-appearance = Appearance
settings-add = Add an account
settings-change = Change
settings-remove = Remove
settings-look-again = Look again for mailboxes, folders and rights
settings-theme-system = System
settings-theme-light = Light
settings-theme-dark = Dark
settings-sending = Sending
settings-undo-words = After you press Send, the message waits this long, so that you can undo sending.
settings-undo-none = Not at all
settings-undo-seconds = { $count } s
settings-room = On this computer
settings-room-words = The most room that the texts and attachments of messages may take on this computer. When it is full, those that nobody has opened for the longest time are removed first; flagged messages stay.
settings-room-taken = The texts and attachments of messages take { $size } on this computer now.
settings-lost-words = If you lose access to a mailbox, its copy on this computer
settings-lost-remove = is removed
settings-lost-keep = stays readable
settings-lost-drop = Remove the copy
settings-search = Search in the settings
settings-all = All
settings-none = No setting matches “{ $words }”.
settings-under-change = { $fields }: under { $change }
settings-addresses = Addresses
settings-addresses-words = An alias, a distribution list, or an address from which you may write without reading its mailbox.
settings-add-address = Add an address
settings-add-mailbox = Add a mailbox
settings-address-via = sent by { $account }
settings-hidden = Not shown
settings-hide = Hide
settings-hide-hint = What is kept of it on this computer goes. Nothing changes on the server.
settings-show = Show
settings-offline-words = Connection to the mail servers
settings-offline-no = Online
settings-offline-yes = Offline: nothing is sent or fetched
settings-copy-wait-words = Some mail servers file a copy of every sent message by themselves. Until Postroom knows whether yours does, it looks for that copy this long before it files one:
settings-notifications = Notifications
settings-quiet-words = Quiet hours, in which no new message is announced
settings-quiet-none = None
settings-quiet-hours = Every day
settings-tray-words = Icon in the system tray
settings-tray-off = None
settings-tray-icon = Show it
settings-tray-stay = Show it, and keep Postroom running there when the window is closed (not on Wayland)
settings-quiet-from = From
settings-quiet-until = until
settings-quiet-earlier = Earlier
settings-quiet-later = Later
settings-other = Other…
settings-other-set = Set
settings-unit-seconds = s
settings-unit-percent = %
settings-unit-room = MB
settings-room-megabytes = { $count } MB
settings-wrong-number = Enter a whole number from { $least } to { $most }.
settings-wrong-room = Enter megabytes from { $least } to { $most }, or gigabytes, such as 1.5 GB.
settings-wrong-time = Enter a time of day, such as 22:30. Quiet hours cannot end at the time they begin.
settings-wrong-sender = Enter an address, or a domain such as @example.org.
settings-wrong-word = Enter one word, without spaces.
settings-list-add = Add
settings-list-more = { $count ->
    [one] One more: type part of it to find it.
   *[other] { $count } more: type part of one to find it.
}
settings-notify-all = All
settings-notify-mine = What concerns me
settings-notify-none = None
mailbox-notify = Notify me of new messages
settings-language-words = Language
settings-theme-words = Colours
settings-contrast-words = Contrast
settings-contrast-usual = Normal
settings-contrast-more = High
settings-text-size-words = Size of text and controls
settings-text-size = { $percent } %
settings-density-words = Lists
reach-via = Account
reach-root = Folder on the server (only if the address does not show it)
reach-mailbox-words = A mailbox that Postroom did not find by itself. Postroom opens it once before adding it.
reach-submit = Add
add-command = Command that prints the password, instead of a stored password
add-connections = Connections to the mail server, from 2 to 20
add-wrong-connections = From 2 to 20
change-title = Change the account
change-words = Postroom signs in to both servers before it saves anything.
change-password-hint = Unchanged
change-done = { $address } was changed.

## New messages

notify-title = { $from } – { $mailbox }
window-title-unread = ({ $count }) { $title }
tray-show = Open Postroom
tray-unread = { $count ->
    [one] { $count } unread message
   *[other] { $count } unread messages
}
notify-count = { $count ->
    [one] { $count } new message
   *[other] { $count } new messages
}

## The first start

welcome-demo = Try it with a made-up team
settings-demo-words = The demo is a window of its own, with a mail server inside of the program. Nothing leaves this computer.
settings-demo-also = demo sample test training
found-title = Your mailboxes
found-words = Your account has access to these mailboxes. You can change everything here later in the settings.
found-none-title = No mailbox yet
found-none-words = The account works. Its mailboxes appear as soon as the server lists them.
found-guessed = The addresses marked as guessed come from the server’s folder names. Confirm those that are right; you can correct the others in the settings.
found-is-guessed = guessed
found-add-mailbox = Add a mailbox that is missing
found-copies = When you answer from a shared mailbox, the copy goes
found-copies-words = In the mailbox’s own Sent folder the whole team sees what was answered.
found-done = Start

## Other words by which a part is looked for; never shown

settings-accounts-also = password sign-in login server port certificate encryption
settings-mailboxes-also = permissions hide shared
settings-addresses-also = identity alias sender send as
settings-contacts-also = address book vCard import export
settings-also-offline = pause disconnect
settings-also-writing = formatting Markdown HTML rich text
settings-also-lines = wrap format flowed
settings-also-spelling = dictionary
settings-also-undo = delay take back recall
settings-also-reminders = reminder warning forgotten
settings-also-copies = sent copy sent folder save copies
settings-also-reading = HTML design view
settings-also-mark-read = unread seen mark preview delay
settings-also-dark = dark mode night colours
settings-also-pictures = images tracking remote content privacy security
settings-also-quiet = do not disturb night mute
settings-also-room = cache disk space storage
settings-also-lost = access privacy
settings-also-tray = badge background minimise close
settings-also-language = translation locale
settings-also-theme = dark mode night colours
settings-also-contrast = accessibility
settings-also-text-size = font zoom scale accessibility
settings-also-density = rows spacing
settings-also-keys = keyboard hotkeys
settings-also-password = sign-in
settings-also-server = server port encryption security TLS
settings-also-signature = footer
settings-also-reply-to = reply-to
settings-also-notify = notifications alerts sound quiet mute new mail
settings-also-keep = sync synchronise offline cache download
settings-also-folders = sent drafts archive junk spam trash special folders
