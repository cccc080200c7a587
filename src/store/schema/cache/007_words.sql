-- Words are written another way by now (full and half width, ligatures, Thai and its like): those of all
-- messages are written anew, a few at a time. The more of them are written at once, the less work it is.
INSERT OR IGNORE INTO unindexed (message) SELECT id FROM messages;
INSERT INTO words (words, rank) VALUES ('hashsize', 8388608);
