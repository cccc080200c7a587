-- Messages of whose text only the beginning is findable: it is long, or no more of it is held.
CREATE TABLE beginnings (
  message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE
) STRICT;

-- Which of those that are held they are is seen when their words are written anew; more of each is findable
-- then, too.
INSERT OR IGNORE INTO unindexed (message) SELECT message FROM texts WHERE octets > 262144;
