-- Messages of which not all words are findable yet: many at a time are made so a little later.
CREATE TABLE unindexed (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE
) STRICT;

-- Which texts are held, beside their bytes: what is counted and looked through is narrow.
CREATE TABLE texts (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  folder INTEGER NOT NULL,
  octets INTEGER NOT NULL,
  -- When the message came, or somebody last opened it.
  used_at INTEGER NOT NULL
) STRICT;
CREATE INDEX texts_by_use ON texts (used_at);
CREATE INDEX texts_by_folder ON texts (folder, used_at);

-- What of a folder's texts is to be held, and is held whole: what texts that says of itself. Empty:
-- some may be missing.
ALTER TABLE folders ADD COLUMN texts TEXT NOT NULL DEFAULT '';
-- Kept by the triggers below: how many are held, and their octets.
ALTER TABLE folders ADD COLUMN texts_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN texts_octets INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER texts_added AFTER INSERT ON texts BEGIN
  UPDATE folders
  SET texts_count = texts_count + 1, texts_octets = texts_octets + new.octets
  WHERE id = new.folder;
END;

CREATE TRIGGER texts_changed AFTER UPDATE OF octets ON texts BEGIN
  UPDATE folders SET texts_octets = texts_octets + new.octets - old.octets WHERE id = new.folder;
END;

CREATE TRIGGER texts_removed AFTER DELETE ON texts BEGIN
  UPDATE folders
  SET texts_count = texts_count - 1, texts_octets = texts_octets - old.octets
  WHERE id = old.folder;
END;

-- Whether they were opened nobody knows.
INSERT INTO texts (message, folder, octets, used_at)
SELECT b.message, m.folder, length(b.raw), unixepoch() * 1000000 FROM bodies b JOIN messages m ON m.id = b.message;
