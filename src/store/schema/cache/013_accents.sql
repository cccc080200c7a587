-- Accents are left out before a text comes here, in the scripts in which people leave them out; in the others
-- such marks are as good as letters.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (
  subject, sender, recipients, body,
  content = '', contentless_delete = 1,
  tokenize = 'unicode61 remove_diacritics 0 categories ''L* N* Co Mn Mc'''
);
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);

-- The words of all messages are written anew, a few at a time, those that came last first.
INSERT OR IGNORE INTO unindexed (message) SELECT id FROM messages;

-- When somebody last opened it; NULL: nobody did, as far as is known.
ALTER TABLE texts ADD COLUMN opened_at INTEGER;
