-- People who stand in the mails of a mailbox: whom somebody may want to write to.
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  mailbox INTEGER NOT NULL REFERENCES mailboxes (id) ON DELETE CASCADE,
  -- The address in small letters, as addresses are compared.
  key TEXT NOT NULL,
  address TEXT NOT NULL,
  -- The name under which they were last written to, and the one with which they last stood in a mail.
  written_name TEXT NOT NULL DEFAULT '',
  met_name TEXT NOT NULL DEFAULT '',
  -- The words of both and of the address as they are looked for, each behind a blank.
  words TEXT NOT NULL,
  -- How many messages of Sent folders went to them, in how many others they stand, and the newest of each.
  written INTEGER NOT NULL DEFAULT 0,
  met INTEGER NOT NULL DEFAULT 0,
  written_at INTEGER NOT NULL DEFAULT 0,
  met_at INTEGER NOT NULL DEFAULT 0,
  UNIQUE (mailbox, key)
) STRICT;

-- In which messages they stand: each counts once, and for as long as it is held.
CREATE TABLE people_in (
  message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
  person INTEGER NOT NULL,
  written INTEGER NOT NULL,
  PRIMARY KEY (message, person)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER people_in_removed AFTER DELETE ON people_in BEGIN
  UPDATE people SET written = written - old.written, met = met - 1 + old.written
  WHERE id = old.person;
  DELETE FROM people WHERE id = old.person AND written <= 0 AND met <= 0;
END;

-- The messages of a folder that turns out to be the Junk, or the Sent one, say something else of people.
CREATE TRIGGER folders_role_changed AFTER UPDATE OF role ON folders WHEN new.role <> old.role BEGIN
  DELETE FROM people_in WHERE message IN (SELECT id FROM messages WHERE folder = new.id);
  -- Not OR IGNORE: what the statement says that fired this would hold in its place.
  INSERT INTO unindexed (message) SELECT id FROM messages
  WHERE folder = new.id AND id NOT IN (SELECT message FROM unindexed);
END;

-- Who stands in those that are held is seen when their words are written anew.
INSERT OR IGNORE INTO unindexed (message) SELECT id FROM messages;
