-- How many messages of a folder nobody answered, and how many are flagged, counted with those that are unread.
ALTER TABLE folders ADD COLUMN unanswered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE folders ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0;

UPDATE folders SET
  unanswered = (SELECT count(*) FROM messages m
                WHERE m.folder = folders.id AND m.hidden = 0 AND (m.flags & 2) = 0),
  flagged = (SELECT count(*) FROM messages m
             WHERE m.folder = folders.id AND m.hidden = 0 AND (m.flags & 4) <> 0);

DROP TRIGGER messages_added;
CREATE TRIGGER messages_added AFTER INSERT ON messages
WHEN new.hidden = 0 BEGIN
  UPDATE folders
  SET total = total + 1,
      unread = unread + ((new.flags & 1) = 0),
      unanswered = unanswered + ((new.flags & 2) = 0),
      flagged = flagged + ((new.flags & 4) <> 0)
  WHERE id = new.folder;
END;

DROP TRIGGER messages_changed;
CREATE TRIGGER messages_changed AFTER UPDATE OF flags, hidden ON messages
WHEN new.hidden <> old.hidden OR (new.flags & 7) <> (old.flags & 7) BEGIN
  UPDATE folders
  SET total = total + (new.hidden = 0) - (old.hidden = 0),
      unread = unread + (new.hidden = 0 AND (new.flags & 1) = 0)
                      - (old.hidden = 0 AND (old.flags & 1) = 0),
      unanswered = unanswered + (new.hidden = 0 AND (new.flags & 2) = 0)
                              - (old.hidden = 0 AND (old.flags & 2) = 0),
      flagged = flagged + (new.hidden = 0 AND (new.flags & 4) <> 0)
                        - (old.hidden = 0 AND (old.flags & 4) <> 0)
  WHERE id = new.folder;
END;

DROP TRIGGER messages_removed;
CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
  DELETE FROM words WHERE rowid = old.id;
  UPDATE folders
  SET total = total - (old.hidden = 0),
      unread = unread - (old.hidden = 0 AND (old.flags & 1) = 0),
      unanswered = unanswered - (old.hidden = 0 AND (old.flags & 2) = 0),
      flagged = flagged - (old.hidden = 0 AND (old.flags & 4) <> 0)
  WHERE id = old.folder;
END;
