-- What exists on this computer only and cannot be fetched again.

-- The format of this file, beside user_version.
CREATE TABLE about (
  version INTEGER NOT NULL
) STRICT;
INSERT INTO about (version) VALUES (0);

CREATE TABLE drafts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- The draft without the attachments' bytes.
  draft TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

-- Attached files, each content once: saving a draft again does not write its files again.
CREATE TABLE attached_bytes (
  sha256 BLOB NOT NULL PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE attachments (
  draft INTEGER NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  sha256 BLOB NOT NULL REFERENCES attached_bytes (sha256),
  PRIMARY KEY (draft, position)
) STRICT;
CREATE INDEX attachments_by_content ON attachments (sha256);

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL,
  author TEXT NOT NULL,
  sender TEXT,
  mode TEXT NOT NULL,
  envelope TEXT NOT NULL,
  recipients TEXT NOT NULL DEFAULT '[]',
  subject TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('scheduled', 'queued', 'sending', 'unknown', 'accepted', 'filing', 'done', 'held')),
  phase TEXT NOT NULL DEFAULT 'frozen' CHECK (phase IN ('frozen', 'attempt', 'envelope', 'body', 'dot', 'accepted', 'copy', 'done')),
  copy TEXT NOT NULL DEFAULT 'none' CHECK (copy IN ('none', 'waiting', 'filed', 'checked')),
  sent_policy TEXT NOT NULL,
  mailbox TEXT,
  copy_folder TEXT,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  reply TEXT,
  error TEXT,
  answers TEXT,
  is_forward INTEGER NOT NULL DEFAULT 0,
  draft INTEGER UNIQUE REFERENCES drafts (id) ON DELETE SET NULL,
  size INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  accepted_at INTEGER
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state);

-- The frozen bytes, apart from the row that changes with every phase. Never updated.
CREATE TABLE frozen (
  outgoing INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
  bytes BLOB NOT NULL,
  -- Of the envelope and the bytes: what leaves is what was frozen.
  sha256 BLOB NOT NULL
) STRICT;
CREATE TRIGGER frozen_stays BEFORE UPDATE ON frozen BEGIN
  SELECT RAISE (ABORT, 'frozen bytes never change');
END;

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  address TEXT NOT NULL,
  mode TEXT NOT NULL,
  source TEXT NOT NULL,
  send_right TEXT NOT NULL,
  at INTEGER NOT NULL,
  words TEXT
) STRICT;
CREATE INDEX evidence_by_key ON evidence (account, address, mode, at);

CREATE TABLE acts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL,
  act TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'started')),
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE remembered (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
