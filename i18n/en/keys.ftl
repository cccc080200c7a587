## Keys

keys-title = Keyboard shortcuts
keys-group-message = With the selected messages
keys-group-going = Navigation
keys-group-lists = In a list
keys-group-writing = While writing
keys-group-program = General
keys-new-message = New message
keys-search = Search
keys-reply = Reply
keys-reply-all = Reply all
keys-forward = Forward
keys-archive = Archive
keys-move = Move to a folder
keys-delete = Delete
keys-flag = Flag, or remove the flag
keys-toggle-seen = Mark as read or unread
keys-next = Next message
keys-previous = Previous message
keys-page-down = Next page of what is read
keys-page-up = Previous page of what is read
keys-larger = Show the message larger
keys-smaller = Show the message smaller
keys-usual-size = Show the message at its usual size
keys-next-unread = Next unread message
keys-next-in-conversation = Next message of the conversation
keys-previous-in-conversation = Previous message of the conversation
keys-unfold-conversation = Show or fold all texts
keys-undo = Undo the last step
keys-refresh = Check for new messages
keys-outbox = Outbox
keys-settings = Settings
keys-keys = This list
keys-back = Back: leave the search, or go to the list
keys-quit = Quit Postroom
keys-send = Send
keys-attach = Attach a file
keys-choose-from = Choose the sender
keys-close-compose = Close the window, keep the draft
keys-leave-earlier = Outbox: leave earlier
keys-leave-later = Outbox: leave later
keys-show-copies = To Cc and Bcc
keys-copy = Copy to a folder
keys-tag-important = Tag: { label-important }
keys-tag-work = Tag: { label-work }
keys-tag-personal = Tag: { label-personal }
keys-tag-to-do = Tag: { label-to-do }
keys-tag-later = Tag: { label-later }
keys-no-tags = Remove all tags
keys-junk = Junk: move to its folder
keys-not-junk = Not junk: back to the Inbox
keys-all-seen = Mark everything in the folder as read
keys-print = Print the message
keys-source = Show the source
keys-own-colours = Colours of the message: its own, or dark
keys-save-message = Save the message as a file
keys-inbox = Inbox of the open mailbox
keys-drafts = My drafts
keys-problems = Problems
keys-show-all = List: show all
keys-show-unread = List: show unread
keys-show-flagged = List: show flagged
keys-show-unanswered = List: show unanswered
keys-palette = All commands
keys-offline = Work offline, or go online
keys-new-folder = New folder in the open mailbox
keys-mailbox-settings = Settings of the open mailbox
keys-add-account = Add an account
keys-add-mailbox = Add a mailbox
keys-add-address = Add an address to send from
keys-demo = Demo: try it with a made-up team
keys-check-identities = Check which addresses may be used for sending
keys-list-step = Next row; previous row
keys-list-ends = First row; last row
keys-list-extend = Select up to the next; up to the previous
keys-list-pass = Move without selecting
keys-list-toggle = Select this row too, or no longer
keys-list-all = Select all
keys-list-menu = Menu of the selected row

## How keys are written

key-control = Ctrl
key-shift = Shift
key-alt = Alt
key-enter = Enter
key-escape = Esc
key-delete = Del
key-space = Space
key-page-down = PgDn
key-page-up = PgUp
key-home = Home
key-end = End
hint-with-key = { $words } ({ $key })

## The palette

palette-title = What do you want to do?
palette-move = Move to …
palette-copy = Copy to …
palette-file-into = { $mailbox }: { $folder }
palette-go-to = Go to { $mailbox }: { $folder }
palette-tag = Tag: { $tag }
palette-folder-below = This folder: new subfolder
palette-folder-rename = This folder: rename
palette-folder-empty = This folder: empty
palette-folder-delete = This folder: delete
palette-as-sent = Message: as sent
palette-as-simple = Message: simple view
palette-as-words = Message: text alone
palette-pictures-once = Pictures: show once
palette-pictures-sender = Pictures: always for this sender
palette-pictures-domain = Pictures: always for this domain
palette-pictures-never = Pictures: never for this sender
palette-attachments-save = Attachments: save all
palette-attachment-save = Attachment: save { $name }
palette-attachment-open = Attachment: open { $name }
palette-attachment-preview = Attachment: preview { $name }, or hide it
palette-sort-newest = List: sort by date, newest first
palette-sort-oldest = List: sort by date, oldest first
palette-sort-people = List: sort by people
palette-sort-subject = List: sort by subject
palette-sort-largest = List: sort by size, largest first
palette-grouped = List: group by day, week and month, or not
palette-also-unread = List: of these, only unread, or not
palette-also-unanswered = List: of these, only unanswered, or not
palette-also-flagged = List: of these, only flagged, or not
palette-also-attachments = List: of these, only with attachments, or not
palette-comfortable = List: comfortable rows in this mailbox
palette-compact = List: compact rows in this mailbox
palette-select-all = Select all messages in the list
palette-settings-part = Settings: { $part }
palette-setting = { $setting }: { $value }
palette-contacts-import = Contacts: import a vCard file
palette-contacts-export = Contacts: export
palette-nothing = No command matches.
palette-more = { $count ->
    [one] { $count } more below
   *[other] { $count } more below
}

## Settings

settings-keys = Shortcuts
settings-keys-words = Single letters work while you are not typing. Press { $key } for the list of shortcuts.
settings-keys-gmail = As in Gmail
settings-keys-thunderbird = As in Thunderbird
