## People to write to

contact-from-contacts = Contact
contact-from-written = Written to
contact-from-mail = Seen in mail
contacts-added = { $count ->
    [0] No address is new.
    [one] One address is new.
   *[other] { $count } addresses are new.
}
contacts-changed = { $count ->
    [one] One was changed.
   *[other] { $count } were changed.
}
contacts-without-address = { $count ->
    [one] One card has no address.
   *[other] { $count } cards have no address.
}
contacts-left-out = { $count ->
    [one] One could not be read or is too many, and was left out.
   *[other] { $count } could not be read or are too many, and were left out.
}
cli-contacts-none = Nobody is found.
cli-contacts-removed = { $address } is not offered any more.
problem-no-vcards = There is no contact in this file.
problem-vcards-too-large = This file of contacts is too large.
advice-vcards = Export the contacts of the other program as vCard (.vcf).

## Recipients

compose-more-people = { $count ->
    [one] and one more
   *[other] and { $count } more
}
compose-no-address = no address
compose-outside = outside
compose-remove = Remove { $name }
compose-reject = Never propose { $name } again
compose-person-edit = Edit
compose-person-copy = Copy
compose-person-to = Move to To
compose-person-cc = Move to Cc
compose-person-bcc = Move to Bcc
compose-person-remove = Remove

## Before a message leaves

reminder-title = Send it like this?
reminder-attachment = You wrote “{ $word }”, and nothing is attached.
reminder-identity = You answer what came to { $mailbox }, and it would leave from { $address }.
reminder-outside = { $count ->
    [one] Everybody in this conversation is inside. { $addresses } is outside and would read it.
   *[other] Everybody in this conversation is inside. { $count } people are outside and would read it: { $addresses }.
}
reminder-send = Send all the same
reminder-answer-as = Answer as { $name }
reminder-answer-behalf = Answer on behalf of { $name }
reminder-back = Back
settings-remind-attachment = When you write of an attachment and nothing is attached
settings-remind-identity = When you answer a shared mailbox’s mail under another address
settings-remind-outside = When an answer within your organisation goes to somebody outside
settings-remind-on = Ask before sending
settings-remind-off = Do not ask

## Contacts in the settings

settings-contacts = Contacts
settings-contacts-words = People from other programs, who are proposed as recipients first.
settings-contacts-count = { $count ->
    [0] There are none yet.
    [one] There is one address.
   *[other] There are { $count } addresses.
}
settings-contacts-import = Import vCard file
settings-contacts-export = Export
settings-contacts-file = Contacts
contacts-forgotten = { $name } is no contact any more.
contacts-import-path = Write where the vCard file is, or drop it here: no file chooser of the desktop answers.
contacts-export-path = Write where the file is to go: no file chooser of the desktop answers.
settings-contacts-find = Search in the contacts
settings-contacts-nobody = Nobody is called that.
