-- Messages of which not all words are findable yet: many at a time are made so a little later.
CREATE TABLE unindexed (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE
) STRICT;

-- What of a folder's texts is to be held, and is held whole: what texts that says of itself. Empty:
-- some may be missing.
ALTER TABLE folders ADD COLUMN texts TEXT NOT NULL DEFAULT '';
