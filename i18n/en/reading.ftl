# What is said of a message beside its text.

packing-signed-smime = Signed with S/MIME. Postroom does not check signatures, so it does not know whether this one is genuine.
packing-signed-pgp = Signed with PGP. Postroom does not check signatures, so it does not know whether this one is genuine.
packing-signed = Signed. Postroom does not check signatures, so it does not know whether this one is genuine.
packing-in-signature = This message is signed with S/MIME in such a way that its text lies inside the signature, which Postroom cannot open. Save the message and open it in Outlook or Thunderbird, or ask the sender to sign it as clear text.
packing-encrypted-smime = This message is encrypted with S/MIME, and Postroom cannot decrypt it. Save it and open it in a program that has your certificate, such as Outlook or Thunderbird, or ask the sender to send it another way.
packing-encrypted-pgp = This message is encrypted with PGP, and Postroom cannot decrypt it. Save it and open it in a program that has your key, such as Thunderbird, or ask the sender to send it another way.
packing-encrypted = This message is encrypted, and Postroom cannot decrypt it. Save it and open it in the program that you use for that, or ask the sender to send it another way.
packing-tnef = The sender’s Outlook packed attachments of this message into winmail.dat, which Postroom cannot unpack. Ask the sender to send the message again as HTML or plain text, or save the file and open it in Outlook.
header-packing = Note
reader-no-text-but-attachments = This message has no text, only attachments.
doubt-not-confirmed = { $server }, your own mail server, could not confirm that this really comes from { $domain }. It may be forged, or a mailing list changed it on its way. Check with the sender another way before you follow its instructions, answer it or pay.
authentication-passed = Checked by { $server }: { $passed } passed
header-confirmed = Checked

meeting-request = Invitation to a meeting
meeting-change = Changed invitation to a meeting
meeting-cancel = This meeting was cancelled
meeting-publish = Appointment
meeting-counter = { $name } proposes another time
meeting-accepted = { $name } accepted
meeting-tentative = { $name } accepted tentatively
meeting-declined = { $name } declined
meeting-delegated = { $name } sends somebody else
meeting-answered = { $name } answered
meeting-somebody = Somebody
meeting-untitled = Untitled
meeting-all-day = { $days }, all day
meeting-day-and-time = { $day }, { $time }
meeting-from-to = { $from } – { $to }
meeting-in-zone = { $time } in { $zone }
meeting-time-and = { $time } ({ $there })
meeting-repeats = in a pattern of its own
meeting-every-day = { $count ->
    [one] every day
   *[other] every { $count } days
}
meeting-every-week = { $count ->
    [one] every week
   *[other] every { $count } weeks
}
meeting-every-month = { $count ->
    [one] every month
   *[other] every { $count } months
}
meeting-every-year = { $count ->
    [one] every year
   *[other] every { $count } years
}
meeting-repeats-on = { $often } on { $days }
meeting-repeats-until = { $often }, until { $day }
meeting-repeats-times = { $count ->
    [one] { $often }, once
   *[other] { $often }, { $count } times
}
meeting-one-of-series = this is one date of a series
meeting-attendees = { $count ->
    [one] 1 person is invited
   *[other] { $count } people are invited
}
meeting-not-named = { $count ->
    [one] and 1 more
   *[other] and { $count } more
}
meeting-no-answer = Postroom cannot answer invitations yet: write to the organiser, or answer where your calendar is.
header-meeting = Meeting
header-when = When
header-repeats = Repeats
header-where = Where
header-organiser = Organiser
header-attendees = Attendees
attendance-accepted = accepted
attendance-tentative = tentative
attendance-declined = declined
attendance-delegated = delegated
date-full-day = { $weekday }, { $date }
reader-usual-size = Back to 100%
reader-print = Print …
reader-find = Find in this message …
find-placeholder = Find in the message
find-at = { $at } of { $count }
find-first = { $at } of the first { $count }
find-none = Not found
find-next = Next hit
find-previous = Previous hit
find-close = Close the find bar
reader-answers-leave = Answers go to { $people }, not to the sender’s domain.
reader-calls-itself = calls itself “{ $name }”

## Conversations
conversation-title = Conversation ({ $count })
conversation-hint = The messages of this conversation in all folders of the mailbox. { $previous } and { $next } walk through them.
conversation-earlier = { $count ->
    [one] { $count } earlier message
   *[other] { $count } earlier messages
}
conversation-later = { $count ->
    [one] { $count } later message
   *[other] { $count } later messages
}
conversation-fewer = Show fewer
conversation-you = You
conversation-fold-hint = Fold this message
conversation-unfold-all = Show all texts
conversation-fold-all = Fold all
conversation-open = Open this message
conversation-no-words = It has no text that can be shown here.

preview-show = Preview
preview-hide = Hide preview
preview-no-picture = The picture could not be shown. It can be opened with another program, or saved.
preview-cut = There is more of it than is shown here. Open or save it to see everything.
errand-saving = Saving { $name } …
errand-saving-all = Saving { $count } attachments …
errand-opening = Fetching { $name } …
reader-link-doubtful = Look twice: { $address }
reader-menu-open-link = Open link
reader-menu-copy-link = Copy address of link
reader-menu-open-picture = Open picture
reader-menu-save-picture = Save picture …
reader-menu-copy = Copy
reader-menu-nothing-marked = No text is selected
errand-stop = Stop
reader-arrived = { $written } · arrived { $arrived }

## What files are called
file-pdf = PDF document
file-word = Word document
file-excel = Excel sheet
file-powerpoint = PowerPoint presentation
file-opendocument = OpenDocument file
file-text = Text
file-html = Web page
file-csv = CSV table
file-calendar = Calendar entry
file-contact = Contact
file-mail = Message
file-archive = Archive
file-picture = Picture
file-audio = Audio
file-video = Video
file-program = Program
file-script = Script
file-installer = Installer
file-disk = Disk image
file-shortcut = Shortcut
file-encrypted = Encrypted or signed data
file-signature = Digital signature
file-key = PGP key
file-certificate = Certificate
file-outlook = Packed by Outlook
file-outlook-message = Outlook message
file-rtf = Formatted text (RTF)
file-book = E-book
file-json = JSON data
file-xml = XML data
file-font = Font
file-delivery = Delivery report
file-receipt = Read receipt
file-headers = Message headers
file-unknown = Unknown type
