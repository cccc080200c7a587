-- Of large messages what is needed to read them. Never the message: what reads bodies sees none of it.
CREATE TABLE excerpts (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
  raw BLOB NOT NULL,
  -- Which parts are not in it, and how large they are.
  left_out TEXT NOT NULL
) STRICT;

-- Is it the message that is held, or an excerpt?
ALTER TABLE texts ADD COLUMN whole INTEGER NOT NULL DEFAULT 1;

-- Of messages whose attachments are not held there are texts to be had by now.
UPDATE folders SET texts = '' WHERE texts <> '';
