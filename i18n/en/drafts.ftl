## Drafts and their copies in Drafts folders

draft-no-folder = This draft is kept on this computer only: { $mailbox } has no Drafts folder.
draft-no-right = This draft is kept on this computer only: you may not store drafts in { $folder } of { $mailbox }, or not remove them from there.
draft-not-stored = This draft is kept on this computer only: { $folder } of { $mailbox } did not take it.
draft-formatted = Another program wrote this draft with formatting or pictures. Here it is plain text; the original stays in its folder until this is sent.
draft-written-lately = { $who } stored this draft at { $time } and may still be writing on it. If you both go on, each of you keeps a draft of their own, and is told.
draft-not-a-draft = This message lies in { $folder }, which is no Drafts folder. Answer it or pass it on instead.
draft-not-readable = The draft in { $folder } cannot be opened: it is damaged, or has more or larger files than a message may have.

draft-changed-elsewhere = { $who } changed the draft “{ $subject }” in { $mailbox } meanwhile. Yours is kept as a draft of its own.
draft-changed-by-somebody = Somebody changed the draft “{ $subject }” in { $mailbox } meanwhile. Yours is kept as a draft of its own.
draft-gone-elsewhere = Somebody sent or removed the draft “{ $subject }” in { $mailbox } meanwhile. Yours is kept as a draft of its own.
draft-being-sent = { $who } is just sending the draft “{ $subject }” in { $mailbox }. Yours is kept as a draft of its own.
draft-being-sent-by-somebody = Somebody is just sending the draft “{ $subject }” in { $mailbox }. Yours is kept as a draft of its own.
draft-advice-changed = Look into the Drafts and the Sent folder before you send yours, and discard what is not needed.

draft-sent-by-other = { $who } is sending the same draft of { $mailbox }, or has sent it. This message was not sent.
draft-sent-by-somebody = Somebody is sending the same draft of { $mailbox }, or has sent it. This message was not sent.
draft-sent-elsewhere = The draft is no longer in { $mailbox }: somebody sent, changed or removed it meanwhile. This message was not sent.
draft-waits-for-check = Whether a colleague sends the same draft of { $mailbox } cannot be found out now.
draft-not-checked = It could not be found out whether a colleague sends the same draft of { $mailbox }. This message was not sent.
draft-advice-sent = Look into the Sent folder. Then send it all the same, or discard it.
draft-no-promise = Nothing kept a colleague from sending the same draft too: the server of { $mailbox } cannot mark drafts.

cli-no-draft = There is no draft { $id }.
cli-draft-discarded = { $id } was discarded.

draft-kept-apart = This draft was changed, sent or discarded elsewhere on this computer meanwhile. What is written here is kept as a draft of its own.
draft-advice-kept-apart = Compare the two among your drafts, and discard what is not needed.
draft-changed-here = { $id } was changed meanwhile, perhaps in a window that is open on it. It was left as it is, and nothing was changed.
draft-advice-changed-here = Look at it as it is now, and repeat the change.

## A draft whose copy is being stored when it is sent
draft-being-stored = The draft of this message is just being stored in its Drafts folder. The message leaves once that is done.
