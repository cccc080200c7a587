-- Messages that are marked as read, and which this person has not looked at: somebody else did.
CREATE TABLE unread_for_me (
  id INTEGER PRIMARY KEY,
  -- Where it lies. Without a UID it is known by its Message-ID alone.
  folder TEXT NOT NULL,
  uid_validity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  -- When that was noticed.
  since INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX unread_for_me_by_place ON unread_for_me (folder, uid_validity, uid, message_id);
