## The way to a server

problem-host-unknown = The server { $host } cannot be found.
advice-check-host = Check the name for a typing mistake, and whether this computer is online.
problem-port-closed = { $host } answers, but not on port { $port }.
advice-check-port = Check the port: 993 for IMAP and 465 for sending with TLS, 143 and 587 with STARTTLS.
problem-port-submits = { $host } sends mail on port { $port }; it does not serve mailboxes there.
problem-port-reads = { $host } serves mailboxes on port { $port }; it does not send mail there.
advice-ports-swapped = The two ports look swapped: 993 or 143 is for IMAP, 465 or 587 for sending.
problem-host-unreachable = { $host } cannot be reached.
advice-check-network = Check the network. Postroom tries again by itself.
problem-no-answer = { $host } did not answer in time.
problem-connection-cut = { $host } ended the connection.
advice-retries-itself = Postroom tries again by itself.
problem-offline = Postroom is set to work offline.
problem-pictures = Pictures cannot be fetched: this computer has no list of web servers’ certificate authorities to trust.

## Signing in

problem-sign-in = { $host } refused the sign-in: { $words }
advice-sign-in = Check the sign-in name and the password. Postroom does not try again by itself, so that the account is not locked.
problem-sign-in-busy = { $host } cannot sign anyone in at the moment.
problem-no-password = There is no password for { $account }.
advice-give-password = Enter the password.
problem-no-password-sign-in = { $host } does not let anyone sign in with a name and a password.
problem-no-sign-in = { $host } offers no way to sign in.
advice-ask-administrator = Ask your administrator.
problem-plaintext = { $host } offers no protected connection, so the password was not sent.
advice-plaintext = Use TLS, or ask your administrator for the server’s protected port.
problem-injected = Something on the way to { $host } added data to the connection before it was protected. The connection was ended.
advice-injected = Somebody may be listening. Use another network, and tell your administrator.

## Certificates

problem-certificate-expired = The certificate of { $host } expired on { $date }.
advice-certificate-renew = The server’s administrator has to renew it. Check that this computer’s clock is right.
problem-certificate-early = The certificate of { $host } is valid only from { $date }.
advice-check-clock = Check that this computer’s clock is right.
problem-certificate-host = The certificate is not for { $host }, but for { $names }.
advice-certificate-host = Use the server name in the certificate, or ask your administrator.
problem-certificate-issuer = The certificate of { $host } was issued by “{ $issuer }”, which this computer does not trust.
advice-certificate-issuer = If your organisation has a certificate authority of its own, give its file with the account (--ca-file). Otherwise do not sign in.
problem-certificate-revoked = The certificate of { $host } was revoked.
problem-certificate-other = The connection to { $host } is not safe.
problem-not-tls = { $host } does not speak TLS on port { $port }.
advice-not-tls = Choose STARTTLS for this port, or use the server’s TLS port (993, 465).
problem-ca-file = The certificate file { $file } cannot be used.
advice-ca-file = It has to be a PEM file that can be read.
problem-no-roots = This computer has no certificate authorities that it trusts.
advice-no-roots = Install the package “ca-certificates”, or give a file with --ca-file.

## What a server said

problem-no-right = The server did not permit it: { $words }
advice-ask-for-right = Ask the mailbox’s administrator for this right.
problem-over-quota = The mailbox is full: { $words }
advice-over-quota = Delete or archive something, or ask for more room.
problem-folder-hidden = The folder does not exist, or you may not see it: { $words }
advice-folder-hidden = The list of folders is read again by itself. If the folder should be there, ask for the right to see it.
problem-mailbox-unlisted = The server no longer shows { $mailbox }.
problem-mailbox-no-right = The server no longer lets you read { $mailbox }.
problem-mailbox-refused = The server refuses to open { $mailbox }.
advice-mailbox-in-doubt = You can read what is here, and nothing is changed in the mailbox. Postroom checks again in a few minutes: either everything is as before, or it tells you that you no longer have access.
problem-folder-closed = { $how ->
    [absent] The server does not show { $folder } of { $mailbox } any more: it was deleted or renamed, or you may no longer see it.
   *[closed] You may not read { $folder } of { $mailbox } any more.
} What was kept of it on this computer was removed.
problem-mailbox-lost = You no longer have access to { $mailbox }.
advice-mailbox-lost = What was kept of it on this computer was removed. Your drafts are still here, and messages that had not left are held in the outbox. If you need the mailbox, ask its administrator to give { $account } access again; it then appears by itself.
advice-mailbox-lost-kept = What was kept of it on this computer can still be read here. Your drafts are still here, and messages that had not left are held in the outbox. If you need the mailbox, ask its administrator to give { $account } access again; it then goes on by itself.
problem-no-trash = { $mailbox } has no Trash folder, so nothing was deleted.
advice-no-trash = Choose its Trash folder in the settings of the mailbox, or have deleted messages go to your own Trash: “postroom mailbox set ADDRESS trash=FOLDER” or “trash=mine”.
problem-no-archive = { $mailbox } has no archive folder.
advice-no-archive = Choose its archive folder in the settings of the mailbox, or have archived messages go to your own: “postroom mailbox set ADDRESS archive=FOLDER” or “archive=mine”.
problem-no-junk = { $mailbox } has no junk folder.
advice-no-junk = Make a folder called “Junk” in the mailbox, or choose one: “postroom mailbox set ADDRESS junk=FOLDER”.
problem-no-inbox = The Inbox of { $mailbox } is not known.
advice-no-inbox = Have the mailbox looked for again: “postroom sync”.
problem-server-said-no = The server refused: { $words }
problem-server-alert = { $host } wants you to read this: “{ $words }”
advice-server-alert = These are the server’s words, not Postroom’s. If they ask for a password or for money, or send you to a web page, ask your administrator first.
problem-server-busy = The server is busy: { $words }
problem-server-asks-for-rest = { $host } asks to be left alone for a while, because it is busy.
problem-search-letters = The server can search for plain ASCII letters only.
problem-search-renumbered = The server renumbered { $folder }: it is being read again and was not searched.
problem-refused = { $host } refused: { $words }
problem-not-understood = The server did not understand: { $words }
problem-unsupported = { $host } does not offer what is needed for this: { $what }
problem-protocol = { $host } broke the rules of the protocol, so the connection was ended.
problem-folder-unreadable = What { $host } said about the folder { $folder } cannot be read, so the folder is skipped for now.
problem-opened-read-only = The server opened the folder for reading only.
problem-flags-not-kept = The folder does not keep this change, because you may only read it.
problem-label-not-kept = The server does not keep this mark in { $folder }.
problem-folder-renumbered = The server has renumbered the folder, so nothing was changed.
advice-try-again = Try again.
problem-unsendable = The server cannot be told this: it contains characters that no command can hold.
problem-unreadable-message = The message cannot be read.

## Rights

problem-right-missing = In { $folder } of { $mailbox } you lack the right “{ $right }” for this.
problem-folder-container = { $folder } of { $mailbox } only holds other folders.
problem-folder-refused = The server does not open { $folder } of { $mailbox }: { $words }
problem-folder-read-only = { $folder } of { $mailbox } can only be read.
problem-move-between-accounts = Messages cannot be moved between mailboxes of different accounts.

## What is not there

problem-no-such-account = There is no account { $account }.
advice-list-accounts = “postroom account list” shows the accounts.
problem-no-such-mailbox = There is no mailbox { $mailbox }, or no account reaches it.
advice-list-mailboxes = “postroom mailbox list --refresh” shows what your accounts reach.
problem-no-such-folder = There is no such folder.
problem-role-of-other = The folder “{ $folder }” is already used for something else.
advice-role-of-other = Choose another folder. A mailbox has one folder for each purpose, and a folder has one purpose.
problem-no-such-message = There is no such message.
problem-message-leaving = It is already on its way to another folder. Changes that wait for the server can be undone.
problem-message-gone = The message is no longer there. Somebody moved or deleted it.
problem-no-such-identity = No account writes from { $address }.
problem-mailbox-not-shown = { $account } does not reach { $mailbox }.
advice-mailbox-not-shown = Ask its administrator for the rights to see and read it, or name its root folder.
problem-account-stopped = The account is being restarted or was removed, or Postroom is closing.
problem-not-there = It is no longer there.

## Accounts

problem-account-exists = The account { $account } already exists.
advice-account-exists = Remove it first to add it with other settings.
problem-outbox-not-empty = The outbox of { $account } still holds messages.
advice-outbox-not-empty = Send or cancel them first.

## Passwords

problem-no-keyring = No keyring answers on this computer.
advice-no-keyring = Start the keyring of your desktop, or give a command that prints the password (--password-command).
problem-keyring-locked = The keyring is locked.
advice-keyring-locked = Unlock it and try again.
problem-keyring-failed = The keyring did not keep the password.
problem-secret-too-long = The password is longer than the { $limit } bytes that the keyring keeps.
problem-password-command = The password command gave no password.
advice-password-command = Run it in a terminal: it has to print the password on its first line and end within 30 seconds.

## The profile on this computer

problem-config-damaged = The settings file { $file } is damaged. It was left as it is.
advice-config-damaged = Correct the place named below, or move the file away to start anew.
problem-config-unreadable = The settings file { $file } cannot be read.
problem-config-unwritable = The settings file { $file } cannot be written.
problem-disk-full = The disk is full. Nothing was lost, but nothing new can be kept.
advice-disk-full = Make room on the disk and try again.
problem-store-place = The profile’s folder cannot be used.
advice-store-place = Check that you may read and write it.
problem-store-newer = This profile has been used by a newer Postroom. It was left as it is.
advice-store-newer = Install the newer version, or use another profile.
problem-cache-damaged = The local copy of your mail is damaged.
advice-cache-damaged = It is fetched again at the next start. Drafts and the outbox are not affected.
problem-cache-rebuilt = The local copy of your mail was damaged. It was put aside, and a new one is being fetched.
advice-cache-rebuilt = Nothing else is affected: accounts, drafts, the outbox and send rights are as they were. The damaged file is { $file }; it can be deleted.
problem-precious-damaged = The file with drafts and the outbox (precious.db) is damaged. It was left as it is.
advice-precious-damaged = Replace it with a backup, or move it away to start with an empty one.
problem-precious-parts = The file with drafts and the outbox (precious.db) is damaged; some of them may be missing. A copy of it as it was found is { $file }.
advice-precious-parts = Close Postroom. Then replace the file with a backup, or move it away to start with an empty one.
problem-precious-parts-no-copy = The file with drafts and the outbox (precious.db) is damaged; some of them may be missing. No copy of it could be made.
advice-precious-parts-no-copy = Close Postroom, make room on the disk and copy the profile’s folder. Then replace the file with a backup, or move it away to start with an empty one.
problem-profile-on-network = The profile lies on a network disk ({ $kind }). Such disks do not always keep what was written: drafts and the outbox may be damaged or lost.
problem-profile-synced = The profile lies in a folder that { $service } copies. It copies files while Postroom writes them, and may put those of another computer in their place: drafts and the outbox may be damaged or lost.
advice-profile-elsewhere = Close Postroom, move the folder { $folder } to a disk of this computer, and start Postroom with --profile and the new location.
problem-disk-failed = The disk failed while reading or writing.
advice-disk-failed = Make a backup of the profile and check the disk.
problem-store-busy = Another program is using the profile’s files.
advice-store-busy = Close it and try again.
problem-profile-held = Another Postroom uses this profile.
advice-profile-held = Close the other one, or use another profile with --profile.
problem-profile-lock = This profile cannot be locked for Postroom.
problem-holder-silent = Another Postroom uses this profile and does not answer.
advice-holder-silent = Wait until it is done, and try again. If you must end it, check its outbox first: otherwise nobody will know whether a message that is just being sent arrived.
problem-holder-version = Another version of Postroom uses this profile.
advice-holder-version = Close its window and try again.
problem-holder-broke-off = The other Postroom ended before it was done.
advice-holder-broke-off = Check whether it was done before you repeat it.
advice-holder-broke-off-sending = Do not repeat it: the message may have left. “postroom outbox list” shows what became of it.
problem-no-window = The window cannot be opened.
advice-no-window = Everything works from the command line too: postroom --help
problem-store-closed = The profile was closed.
problem-store-bug = Postroom made a mistake with its own files.
problem-bug = Postroom made a mistake.
advice-report = Please report it, with the details below.
problem-journal = The step could not be written down, so it was not taken.
problem-outbox-step = This cannot be done with the message as it is now.
advice-outbox-step = “postroom outbox show” says what can be done.
problem-already-in-outbox = The draft is already in the outbox.

problem-act-folder-gone = The folder in { $mailbox } in which you changed messages now leads elsewhere.
problem-act-not-matched = The server has renumbered the messages in { $folder }, and for some it is no longer certain which ones you meant. { $kind ->
    [mark] Not marked
    [move] Not moved
    [copy] Not copied
    [delete] Not deleted
   *[several] Not changed
}: { $messages }{ $count ->
    [0] {""}
   *[other] {" "}(+{ $count })
}.
advice-act-taken-back = What you did was not carried out, and the messages are shown as before. Look at them, and do it again if it is still needed.
advice-acts-taken-back = { $count } things you did were not carried out, and the messages are shown as before. Look at them, and do it again where it is still needed.
advice-act-in-part = { $left ->
    [one] { $left } of the { $all } messages stays where it was.
   *[other] { $left } of the { $all } messages stay where they were.
} The others have been moved or copied, and you can undo that. When there is room again, or the reason is gone, do it again for those that stayed.
problem-act-stuck = Something you did has not been carried out: the connection ended at each of { $attempts } attempts.
advice-act-stuck = Postroom keeps trying, and everything else goes on. If this does not stop, send the details to whoever runs the server.
problem-address-taken = The same account already shows another mailbox as { $mailbox }.
advice-address-taken = Give that one another address first, or choose another address here.
advice-password-left = The account is removed. Delete its password with the keyring’s own program.

problem-act-tree-gone = The folder is no longer there: somebody has renamed or deleted it.
problem-folder-got-mail = Messages have arrived in { $folder }. It was not deleted.
problem-folder-exists = { $mailbox } already has a folder { $folder }.
problem-folder-name-waits = On the server the folder { $name } is still called { $folder }.
advice-folder-name-waits = Choose another name, or wait until the server has carried out your change.
problem-folder-has-role = { $folder } has a task in { $mailbox }, so it keeps its place and its name.
problem-folder-below-itself = { $folder } cannot be moved into itself.
problem-no-folder-above = There is no folder { $folder } that it could be in.
problem-folder-not-emptied = Only Trash and Junk can be emptied, not { $folder }.
problem-folder-not-synced = It is not known here yet what is in { $folder }.
problem-folder-name-empty = A folder needs a name.
problem-folder-name-long = This name is too long for a folder.
problem-folder-name-unusable = A folder’s name cannot contain *, % or line breaks.
problem-undo-under-way = The server is still working on it and has not said whether it is done.
advice-undo-under-way = Try again in a moment, when the server can be reached; then it is undone.
problem-undo-too-late = This can no longer be undone: the server has done it and does not say where the messages are.
problem-undo-in-part = { $count ->
    [one] { $count } message could not be brought back: it is no longer where it was put, or the server does not say where it is.
   *[other] { $count } messages could not be brought back: they are no longer where they were put, or the server does not say where they are.
}
advice-undo-too-late = Look for them in the folder they went to.
problem-folder-name-delimiter = A folder’s name cannot contain “{ $character }”.
problem-folder-name-refused = The server cannot have a folder of this name.
problem-undo-not-carried-out = It was not carried out, so there is nothing to undo.
problem-undo-nothing = There is nothing to undo.
problem-undo-for-good = This can no longer be undone: the server has deleted it for good.
problem-undo-folder-gone = This can no longer be undone: the server has deleted the folder for good.
problem-undo-folder-used = { $folder } in { $mailbox } is no longer empty, so it stays.
