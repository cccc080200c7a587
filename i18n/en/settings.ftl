## Settings

settings-reading = Reading
settings-read-words-hint = Messages that were laid out with HTML are shown
settings-read-sent = as they were sent
settings-read-simple = in the simple view
settings-read-words = as plain text
settings-dark-words = In a dark window, messages that bring their own colours are shown
settings-dark-adapted = in dark ones that fit the window
settings-dark-sent = as they were sent
settings-pictures-words = Pictures that are not part of a message but lie on somebody’s server tell the sender that, when and where you read it.
settings-pictures-ask = Ask before they are fetched
settings-pictures-never = Never fetch them
settings-pictures-always = Always fetched for
settings-pictures-never-from = Never fetched for
settings-pictures-forget = Forget
settings-title = Settings
settings-accounts = Accounts
settings-mailboxes = Mailboxes
settings-appearance = Appearance
settings-add = Add an account
settings-change = Change
settings-remove = Remove
settings-look-again = Look again for mailboxes, folders and rights
settings-theme-system = As the system
settings-theme-light = Light
settings-theme-dark = Dark
settings-sending = Sending
settings-undo-words = After Send, a message waits this long, so that you can take it back.
settings-undo-none = Not at all
settings-undo-seconds = { $count } s
settings-room = On this computer
settings-room-words = Texts and attachments take this much room at most. What nobody opened for the longest time goes first; what is flagged stays.
settings-room-taken = They take { $size } now.
settings-lost-words = When you lose the access to a mailbox, what is held of it here:
settings-lost-remove = is removed
settings-lost-keep = stays readable
settings-lost-drop = Remove the copy
settings-search = Search in the settings
settings-all = All
settings-none = Nothing here is called “{ $words }”.
settings-addresses = Addresses
settings-addresses-words = An alias, a distribution list, or an address from which you may write without reading its mailbox.
settings-add-address = Add an address
settings-add-mailbox = Add a mailbox
settings-address-via = sent by { $account }
settings-hidden = Not shown
settings-hide = Hide
settings-hide-hint = What is kept of it on this computer goes. Nothing changes on the server.
settings-show = Show
settings-offline-words = Traffic with the servers
settings-offline-no = As needed
settings-offline-yes = None: work offline
settings-copy-wait-words = Some servers file a copy of what is sent by themselves. Where that is not known yet, Postroom looks for it before it files one:
settings-notifications = Notifications
settings-quiet-words = Quiet hours, in which no new message is announced
settings-quiet-none = None
settings-quiet-hours = Every day
settings-tray-words = Icon in the tray of the desktop
settings-tray-off = None
settings-tray-icon = Shown
settings-tray-stay = Shown, and closing the window leaves Postroom running there (not on Wayland)
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
settings-wrong-number = A whole number from { $least } to { $most }.
settings-wrong-room = Megabytes from { $least } to { $most }, or gigabytes, as 1.5 GB.
settings-wrong-time = A time of the day, as 22:30. Quiet hours do not end when they begin.
settings-wrong-sender = An address, or a domain, as @example.org.
settings-wrong-word = One word, without blanks.
settings-list-add = Add
settings-list-more = { $count ->
    [one] One more: write a part of it to find it.
   *[other] { $count } more: write a part of one to find it.
}
settings-notify-all = All
settings-notify-mine = What concerns me
settings-notify-none = None
mailbox-notify = Tell me of new messages
settings-language-words = Language
settings-theme-words = Colours
settings-contrast-words = Contrast
settings-contrast-usual = Usual
settings-contrast-more = More
settings-text-size-words = Size of everything in the window
settings-text-size = { $percent } %
settings-density-words = Lists
reach-via = Account
reach-root = Folder on the server (only where the address does not tell)
reach-mailbox-words = A mailbox that Postroom did not find by itself. It is opened before it is kept.
reach-submit = Add
add-command = Command that prints the password, instead of one that is kept
add-connections = Connections to the mail server, from 2 to 20
add-wrong-connections = From 2 to 20
change-title = Change the account
change-words = Both servers are tried before anything is kept.
change-password-hint = As it is
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
found-title = Your mailboxes
found-words = This is what your account reaches. You can change all of it in the settings.
found-none-title = No mailbox yet
found-none-words = The account works. Its mailboxes show as soon as the server tells of them.
found-copies = When you answer from a shared mailbox, the copy goes
found-copies-words = In the mailbox’s own Sent folder the whole team sees what was answered.
found-done = Begin

## Other words by which a part is looked for; never shown

settings-accounts-also = password sign-in login server port certificate encryption connections pause
settings-mailboxes-also = signature sent folder copies drafts trash archive colour name naming notifications cache keep permissions hide reply-to
settings-addresses-also = signature identity alias sender reply-to
settings-sending-also = undo delay outbox copies signature plain text formatting Markdown spelling dictionary language reminder
settings-reading-also = HTML images tracking remote content dark colours security privacy
settings-notifications-also = sound quiet hours tray badge new mail
settings-contacts-also = address book vCard import export
settings-room-also = cache disk space storage offline privacy lost access
settings-appearance-also = font text size zoom theme dark mode contrast density language accessibility
settings-keys-also = keyboard shortcuts hotkeys Gmail Thunderbird
