-- Messages that name no other and may be joined to a conversation by the words of their subject and the
-- people between whom they went: both are in the number. Those that were held before stay as they are;
-- a mailbox that is built anew has them all.
CREATE TABLE thread_subjects (
  mailbox INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  key INTEGER NOT NULL,
  date INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  -- Does the subject say that it answers something?
  is_answer INTEGER NOT NULL,
  PRIMARY KEY (mailbox, key, date, message_id)
) STRICT, WITHOUT ROWID;
