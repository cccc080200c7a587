-- What the servers hold, as far as it was fetched. Everything here can be fetched again.

-- The format of this file, beside user_version.
CREATE TABLE about (
  version INTEGER NOT NULL
) STRICT;
INSERT INTO about (version) VALUES (0);

CREATE TABLE mailboxes (
  id INTEGER PRIMARY KEY,
  tag TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  address_confirmed INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'shared',
  routes TEXT NOT NULL DEFAULT '[]',
  sent_policy TEXT NOT NULL DEFAULT 'shared',
  colour INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE folders (
  id INTEGER PRIMARY KEY,
  tag TEXT NOT NULL UNIQUE,
  mailbox INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  account TEXT NOT NULL,
  wire_name TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'other',
  role_source TEXT NOT NULL DEFAULT 'none',
  state TEXT NOT NULL DEFAULT '{"state":"readable"}',
  rights TEXT NOT NULL DEFAULT '',
  rights_source TEXT NOT NULL DEFAULT 'unknown',
  rights_checked_at INTEGER,
  -- What the cache holds of it: 0 means not known.
  uid_validity INTEGER NOT NULL DEFAULT 0,
  uid_next INTEGER NOT NULL DEFAULT 0,
  highest_modseq INTEGER NOT NULL DEFAULT 0,
  completed_at INTEGER,
  -- Kept by the triggers below: visible messages, and those of them without \Seen.
  total INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX folders_by_mailbox ON folders (mailbox, path);

-- One row for each conversation of a mailbox.
CREATE TABLE threads (
  id INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  label TEXT NOT NULL
) STRICT;
CREATE INDEX threads_by_label ON threads (mailbox, label);

-- Every Message-ID that a message has or names, and the conversation it belongs to.
CREATE TABLE thread_members (
  mailbox INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  message_id TEXT NOT NULL,
  thread INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
  -- Some message says that this one answers another.
  is_answer INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (mailbox, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_members_by_thread ON thread_members (thread, is_answer, message_id);

-- The narrow part of a message: what lists are ordered, counted and filtered by.
-- Flags: 1 \Seen, 2 \Answered, 4 \Flagged, 8 \Draft, 16 \Deleted. Keywords joined by spaces.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  folder INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
  uid INTEGER NOT NULL,
  date INTEGER NOT NULL,
  -- As shown: the server's with the pending acts on top.
  flags INTEGER NOT NULL DEFAULT 0,
  -- 0 visible, 1 on its way to another folder, 2 deleted by a pending act.
  hidden INTEGER NOT NULL DEFAULT 0,
  has_attachment INTEGER NOT NULL DEFAULT 0,
  -- Does a pending act change it?
  overlaid INTEGER NOT NULL DEFAULT 0,
  server_flags INTEGER NOT NULL DEFAULT 0,
  modseq INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL DEFAULT 0,
  thread INTEGER REFERENCES threads (id) ON DELETE SET NULL,
  keywords TEXT NOT NULL DEFAULT '',
  server_keywords TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX messages_by_uid ON messages (folder, uid);
-- Covers every list: the order, the filters and the UID, so that no list reads the table.
CREATE INDEX messages_in_order ON messages (folder, hidden, date, uid, flags, has_attachment);
CREATE INDEX messages_by_thread ON messages (thread);
CREATE INDEX messages_overlaid ON messages (folder) WHERE overlaid = 1;

-- The wide part, read for the rows on the screen only.
CREATE TABLE headers (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  message_id TEXT NOT NULL DEFAULT '',
  in_reply_to TEXT NOT NULL DEFAULT '[]',
  refs TEXT NOT NULL DEFAULT '[]',
  participants TEXT NOT NULL DEFAULT '{}',
  subject TEXT NOT NULL DEFAULT '',
  date_header INTEGER,
  preview TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX headers_by_message_id ON headers (message_id) WHERE message_id <> '';

CREATE TABLE bodies (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  raw BLOB NOT NULL
) STRICT;

-- The words. Contentless: the texts themselves are in headers and bodies.
CREATE VIRTUAL TABLE words USING fts5 (
  subject, sender, recipients, body,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER messages_added AFTER INSERT ON messages
WHEN new.hidden = 0 BEGIN
  UPDATE folders
  SET total = total + 1, unread = unread + ((new.flags & 1) = 0)
  WHERE id = new.folder;
END;

CREATE TRIGGER messages_changed AFTER UPDATE OF flags, hidden ON messages
WHEN new.hidden <> old.hidden OR (new.flags & 1) <> (old.flags & 1) BEGIN
  UPDATE folders
  SET total = total + (new.hidden = 0) - (old.hidden = 0),
      unread = unread + (new.hidden = 0 AND (new.flags & 1) = 0)
                      - (old.hidden = 0 AND (old.flags & 1) = 0)
  WHERE id = new.folder;
END;

CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
  DELETE FROM words WHERE rowid = old.id;
  UPDATE folders
  SET total = total - (old.hidden = 0),
      unread = unread - (old.hidden = 0 AND (old.flags & 1) = 0)
  WHERE id = old.folder;
END;
