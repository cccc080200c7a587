## The list

filter-all = All
filter-unread = Unread
filter-unanswered = Unanswered
filter-flagged = Flagged
count-more = { $count }+
list-show-only = Show only
list-refresh = Check for new messages
list-no-subject = (no subject)
list-nobody = (no sender)
list-to = to { $people }
list-answered = Answered
list-answered-by = { $name } answered
list-answered-by-you = You answered
list-forwarded = Forwarded
list-offline = You are working offline. You see what was fetched before; new mail comes when you go online.
list-unreachable = The server cannot be reached. You see what was fetched before.
empty-folder = There are no messages here
empty-inbox-words = New messages appear here by themselves.
empty-inboxes-words = New messages of all mailboxes appear here by themselves.
empty-shared-words = New messages of the shared mailboxes appear here by themselves.
empty-sent-words = Copies of what is sent from this mailbox are kept here.
empty-drafts-words = Messages that are not finished are kept here.
empty-archive-words = { $key } moves messages here that need nothing more.
empty-junk-words = { $key } moves unwanted messages here.
empty-trash-words = { $key } moves messages here.
empty-other-words = Drag messages here, or press { $key } and choose this folder.
empty-container-words = The messages are in the folders below it.
empty-filter = No message matches
empty-filter-all = Show all
empty-filter-one = Filter: { $filter }
empty-filter-several = A message must match all of these:
empty-fetching = The messages are being fetched
empty-fetching-words = The first time, this can take a while.
empty-search = Nothing was found
empty-search-words = Try fewer words, or another spelling.
empty-search-yet = Nothing found yet
empty-search-yet-words = The servers are being asked. This can take a while.
empty-search-begun = Keep typing
empty-search-begun-words = The search is not complete yet. Keep typing, or choose one of the suggestions.
empty-search-short = Type at least three letters
empty-search-short-words = A shorter word is found only as it is, not as the beginning of others.
search-all = Search everything
search-here = Search { $mailbox }
search-everywhere = Everywhere
search-clear = Leave the search
search-found = { $count ->
    [one] { $count } message found
   *[other] { $count } messages found
}
search-first = The first { $count } messages
group-future = Still to come
group-today = Today
group-this-week = This week
group-last-week = Last week
list-arrange = Sort and filter the list
list-sort = Sort by
sort-newest = Newest first
sort-oldest = Oldest first
sort-people = People, A to Z
sort-people-descending = People, Z to A
sort-subject = Subject, A to Z
sort-subject-descending = Subject, Z to A
sort-largest = Largest first
sort-smallest = Smallest first
list-grouped = Group by date
list-sorted = Sorted: { $order }
list-sorted-back = Back to: { $order }
list-density = Rows in this mailbox
density-comfortable = Comfortable, with a preview
density-compact = Compact
list-tags = Tags
list-new-tag = New tag …
tag-new-title = New tag
tag-new-words = { $count ->
    [one] For the selected message. Everybody in a shared mailbox sees it.
   *[other] For the { $count } selected messages. Everybody in a shared mailbox sees it.
}
tag-new-name = One word
tag-new-submit = Set tag
tag-new-space = A tag is one word: use - or _ instead of spaces.
tag-new-letter = Mail servers do not allow “{ $letter }” in tags.
tag-new-sign = A tag cannot begin with “{ $letter }”.
tag-new-long = This word is too long for a tag.
tag-new-taken = Mail programs use this word for something else.
may-not-there = Messages cannot be moved there.
list-many-archived = { $count } messages archived
list-many-deleted = { $count } messages deleted
list-many-moved = { $count } messages moved to { $folder }
list-some-stay = { $count ->
    [one] { $count } message stays as it was. { $reason }
   *[other] { $count } messages stay as they were. { $reason }
}
list-many-copied = { $count } messages copied to { $folder }
list-many-junk = { $count } messages marked as junk
list-many-not-junk = { $count } messages marked as not junk
list-many-read = { $count } messages marked as read
list-many-unread = { $count } messages marked as unread
list-many-flagged = { $count } messages flagged
list-many-unflagged = Flag removed from { $count } messages
list-many-tagged = Tags of { $count } messages changed
list-many-gone = { $count } messages deleted for good
status-dragging = { $count ->
    [one] Let go over a folder to move the message there. Esc: leave it where it is.
   *[other] Let go over a folder to move { $count } messages there. Esc: leave them where they are.
}
view-inboxes = All inboxes
view-shared = All shared
view-unanswered = Unanswered in shared
view-flagged = Flagged
empty-unanswered = Everything in the shared mailboxes is answered
empty-unanswered-words = Nobody waits for an answer.
empty-flagged = Nothing is flagged
empty-flagged-words = Flag what you want to come back to: { $key } sets the flag of the message that is open.
may-not-no-folder = Only where the messages of one folder are listed.
may-not-grouped = Only while the list is sorted by date.
may-not-sort-found = Search results are sorted by date, the newest first.
may-not-all-unanswered = All of these wait for an answer.
may-not-all-flagged = All of these are flagged.
may-not-view-inboxes = There is only one mailbox.
may-not-view-shared = There is only one shared mailbox, or none.
may-not-view-unanswered = There is no shared mailbox.
may-not-view-flagged = There is no mailbox yet.

search-operator-from = Who wrote it
search-operator-to = Whom it was sent to
search-operator-cc = Who got a copy
search-operator-subject = What the subject says
search-operator-in = Which folder it lies in
search-operator-is = Unread, flagged, answered …
search-operator-has = What it contains: attachments
search-operator-before = Older than a day, month or year: 2026-03
search-operator-after = From that day on: 2026-03
search-operator-larger = Larger than: 500k, 5M
search-operator-smaller = Smaller than: 500k, 5M
search-operator-tag = Which tag it has
search-from = From { $value }
search-to = To { $value }
search-cc = Copy to { $value }
search-subject = Subject: { $value }
search-in = In { $value }
search-read = Read
search-tag = Tag: { $value }
search-unread-for-me = Not read by you
search-attachment = With attachments
search-before = Before { $value }
search-after = From { $value } on
search-larger = Larger than { $value }
search-smaller = Smaller than { $value }
search-not = Not: { $words }
search-take-away = Remove: { $words }
