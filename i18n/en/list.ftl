## The list

filter-all = All
filter-unread = Unread
filter-unanswered = Unanswered
filter-flagged = Flagged
list-refresh = Ask the server for news
list-no-subject = (no subject)
list-nobody = (no sender)
list-to = to { $people }
list-answered = Answered
list-answered-by = { $name } answered
list-answered-by-you = You answered
list-forwarded = Forwarded
list-offline = You work offline. What is here is what was here before; new mail comes when you go online.
list-unreachable = The server cannot be reached. What is here is what was here before.
empty-folder = There are no messages here
empty-filter = No message is like this
empty-filter-all = Show all
empty-fetching = The messages are being fetched
empty-search = Nothing was found
empty-search-words = Fewer words, or another spelling, find more.
empty-search-yet = Nothing yet
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
list-arrange = How the list is shown
list-sort = Sort by
sort-newest = Newest first
sort-oldest = Oldest first
sort-people = People
sort-subject = Subject
sort-largest = Largest first
list-show = Show
list-grouped = Group by date
list-only-attachments = Only with attachments
list-density = Rows in this mailbox
density-comfortable = Comfortable, with a preview
density-compact = Compact
list-tags = Tags
may-not-there = Not to be moved there.
status-dragging = { $count ->
    [one] Let go over a folder to move the message there. Esc: leave it where it is.
   *[other] Let go over a folder to move { $count } messages there. Esc: leave them where they are.
}
view-inboxes = All inboxes
view-shared = All shared
view-unanswered = Unanswered in shared
view-flagged = Flagged
empty-unanswered = Everything shared is answered
empty-flagged = Nothing is flagged
may-not-no-folder = Only where the messages of one folder are listed.
may-not-grouped = Only while the newest are first.
may-not-view-inboxes = There are not several mailboxes.
may-not-view-shared = There are not several shared mailboxes.
may-not-view-unanswered = There is no shared mailbox.
may-not-view-flagged = There is no mailbox yet.

search-operator-from = Who wrote it
search-operator-to = Whom it was sent to
search-operator-cc = Who got a copy
search-operator-subject = What the subject says
search-operator-in = Which folder it lies in
search-operator-is = Unread, flagged, answered …
search-operator-has = What it has: attachments
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
search-take-away = Take away: { $words }
