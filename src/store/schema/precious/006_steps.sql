-- What a person did in the last time, so that it can be taken back, also by a later run.
CREATE TABLE steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- What was done at once has the same number.
  step INTEGER NOT NULL,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- As in the table of acts; of a mark only what it changed.
  act TEXT NOT NULL,
  -- Where the messages, or their copies, are now: pairs, as far as the server has told.
  places TEXT NOT NULL DEFAULT '[]',
  -- The path of a folder before it was renamed.
  was TEXT,
  -- It was taken back; kept until the server has told where the messages are then.
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  done_at INTEGER NOT NULL
) STRICT;
CREATE INDEX steps_by_step ON steps (step, id);
