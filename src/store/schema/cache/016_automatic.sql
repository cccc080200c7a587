-- Mail that nobody waits for an answer to is not counted as unanswered. Of what is held it is not known: there
-- it is looked for in who it is from, and the rest is waited for as before.
ALTER TABLE messages ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;

DROP INDEX messages_in_order;
CREATE INDEX messages_in_order
  ON messages (folder, hidden, date, uid, flags, has_attachment, automatic);

DROP TRIGGER messages_added;
CREATE TRIGGER messages_added AFTER INSERT ON messages
WHEN new.hidden = 0 BEGIN
  UPDATE folders
  SET total = total + 1,
      unread = unread + ((new.flags & 1) = 0),
      unanswered = unanswered + ((new.flags & 2) = 0 AND new.automatic = 0),
      flagged = flagged + ((new.flags & 4) <> 0)
  WHERE id = new.folder;
END;

DROP TRIGGER messages_changed;
CREATE TRIGGER messages_changed AFTER UPDATE OF flags, hidden, automatic ON messages
WHEN new.hidden <> old.hidden OR (new.flags & 7) <> (old.flags & 7) OR new.automatic <> old.automatic BEGIN
  UPDATE folders
  SET total = total + (new.hidden = 0) - (old.hidden = 0),
      unread = unread + (new.hidden = 0 AND (new.flags & 1) = 0)
                      - (old.hidden = 0 AND (old.flags & 1) = 0),
      unanswered = unanswered + (new.hidden = 0 AND (new.flags & 2) = 0 AND new.automatic = 0)
                              - (old.hidden = 0 AND (old.flags & 2) = 0 AND old.automatic = 0),
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
      unanswered = unanswered - (old.hidden = 0 AND (old.flags & 2) = 0 AND old.automatic = 0),
      flagged = flagged - (old.hidden = 0 AND (old.flags & 4) <> 0)
  WHERE id = old.folder;
END;

UPDATE messages SET automatic = 1 WHERE id IN (
  SELECT message FROM headers
  WHERE json_valid(participants)
    AND (lower(json_extract(participants, '$.from[0].address')) LIKE 'mailer-daemon@%'
      OR lower(json_extract(participants, '$.from[0].address')) LIKE 'microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@%'));
