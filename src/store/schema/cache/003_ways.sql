-- Folders as accounts reach them that do not read their mailbox: the name there, and the rights.
CREATE TABLE ways (
  mailbox INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  account TEXT NOT NULL,
  tag TEXT NOT NULL,
  path TEXT NOT NULL,
  wire_name TEXT NOT NULL,
  role TEXT NOT NULL,
  role_source TEXT NOT NULL,
  state TEXT NOT NULL,
  rights TEXT NOT NULL,
  rights_source TEXT NOT NULL,
  rights_checked_at INTEGER,
  PRIMARY KEY (tag, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX ways_by_mailbox ON ways (mailbox, account);
