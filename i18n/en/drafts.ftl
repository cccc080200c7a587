## Drafts and their copies in Drafts folders

draft-no-folder = This draft is kept on this computer only: { $mailbox } has no Drafts folder.
draft-no-right = This draft is kept on this computer only: you may not store drafts in { $folder } of { $mailbox }, or may not remove them from there.
draft-not-stored = This draft is kept on this computer only: { $folder } of { $mailbox } did not take it.
draft-formatted = Another program wrote this draft with formatting or pictures. Here it is plain text; the original stays in its folder until this is sent.
draft-written-lately = { $who } saved this draft at { $time } and may still be writing. If you both go on, each of you keeps your own draft and is told so.
draft-not-a-draft = This message lies in { $folder }, which is not a Drafts folder. Answer it or forward it instead.
draft-not-readable = The draft in { $folder } cannot be opened: it is damaged, or it has more or larger attachments than a message may have.

draft-changed-elsewhere = { $who } changed the draft “{ $subject }” in { $mailbox } meanwhile. Yours is kept as a draft of its own.
draft-changed-by-somebody = Somebody changed the draft “{ $subject }” in { $mailbox } meanwhile. Yours is kept as a draft of its own.
draft-gone-elsewhere = Somebody sent or removed the draft “{ $subject }” in { $mailbox } meanwhile. Yours is kept as a draft of its own.
draft-being-sent = { $who } is just sending the draft “{ $subject }” in { $mailbox }. Yours is kept as a draft of its own.
draft-being-sent-by-somebody = Somebody is just sending the draft “{ $subject }” in { $mailbox }. Yours is kept as a draft of its own.
draft-advice-changed = Check the Drafts and Sent folders before you send yours, and discard what is not needed.

draft-sent-by-other = { $who } is sending the same draft of { $mailbox }, or has sent it. This message was not sent.
draft-sent-by-somebody = Somebody is sending the same draft of { $mailbox }, or has sent it. This message was not sent.
draft-sent-elsewhere = The draft is no longer in { $mailbox }: somebody sent, changed or removed it meanwhile. This message was not sent.
draft-waits-for-check = Postroom cannot find out now whether a colleague is sending the same draft of { $mailbox }.
draft-not-checked = Postroom could not find out whether a colleague is sending the same draft of { $mailbox }. This message was not sent.
draft-advice-sent = Check the Sent folder. Then send it anyway, or discard it.
draft-no-promise = A colleague could have sent the same draft too: the server of { $mailbox } cannot mark drafts.

cli-no-draft = There is no draft { $id }.
cli-draft-discarded = { $id } was discarded.

draft-kept-apart = This draft was changed, sent or discarded elsewhere on this computer meanwhile. What is written here is kept as a draft of its own.
draft-advice-kept-apart = Compare the two among your drafts, and discard what is not needed.
draft-changed-here = { $id } has been changed in the meantime, perhaps in a window in which it is open. It was left as it is, and nothing was changed.
draft-advice-changed-here = Look at it as it is now, and repeat the change.

## A draft whose copy is being stored when it is sent
draft-being-stored = The draft of this message is just being stored in its Drafts folder. The message leaves once that is done.
