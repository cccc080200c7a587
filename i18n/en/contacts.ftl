## People to write to

contact-from-contacts = Contact
contact-from-written = You wrote to them
contact-from-mail = From your mail
contacts-added = { $count ->
    [0] No new addresses.
    [one] One new address.
   *[other] { $count } new addresses.
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
    [one] One was left out, because it could not be read or there is no room for it.
   *[other] { $count } were left out, because they could not be read or there is no room for them.
}
cli-contacts-none = Nobody was found.
cli-contacts-removed = { $address } is no longer suggested.
problem-no-vcards = This file contains no contacts.
problem-vcards-too-large = This file of contacts is too large.
advice-vcards = Export the contacts of the other program as vCard (.vcf).

## Recipients

compose-more-people = { $count ->
    [one] and one more
   *[other] and { $count } more
}
compose-no-address = no address
compose-outside = external
compose-remove = Remove { $name }
compose-reject = Never suggest { $name } again
compose-person-edit = Edit
compose-person-copy = Copy
compose-person-to = Move to To
compose-person-cc = Move to Cc
compose-person-bcc = Move to Bcc
compose-person-remove = Remove

## Before a message leaves

reminder-title = Send it like this?
reminder-attachment = You wrote “{ $word }”, but nothing is attached.
reminder-identity = You are answering a message to { $mailbox }, but it would be sent from { $address }.
reminder-outside = { $count ->
    [one] Everybody in this conversation is inside your organisation. { $addresses } is outside and would read it.
   *[other] Everybody in this conversation is inside your organisation. { $count } people are outside and would read it: { $addresses }.
}
reminder-send = Send anyway
reminder-answer-as = Answer as { $name }
reminder-answer-behalf = Answer on behalf of { $name }
reminder-back = Back
settings-remind-attachment = When you mention an attachment but nothing is attached
settings-remind-identity = When you answer a shared mailbox’s mail from another address
settings-remind-outside = When an answer within your organisation goes to somebody outside
settings-remind-on = Ask before sending
settings-remind-off = Do not ask

## Contacts in the settings

settings-contacts = Contacts
settings-contacts-words = People from other programs, who are suggested first as recipients.
settings-contacts-count = { $count ->
    [0] There are none yet.
    [one] There is one address.
   *[other] There are { $count } addresses.
}
settings-contacts-import = Import vCard file
settings-contacts-export = Export
settings-contacts-file = Contacts
contacts-forgotten = { $name } is no longer a contact.
notice-address-removed = { $name } was removed.
notice-setting-removed = { $name } was removed from the list.
contacts-import-path = Type the path of the vCard file, or drop it here: the desktop offers no file chooser.
contacts-export-path = Type the path to save the file to: the desktop offers no file chooser.
settings-contacts-find = Search in the contacts
settings-contacts-nobody = No contact matches.
