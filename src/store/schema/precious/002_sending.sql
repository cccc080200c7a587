-- What a message on its way has to remember beyond its state.

-- Where it stands in the queue; without a place of its own it stands where it was put in.
ALTER TABLE outbox ADD COLUMN position INTEGER;
-- Every recipient's reply of the last attempt, where some were refused.
ALTER TABLE outbox ADD COLUMN replies TEXT NOT NULL DEFAULT '[]';
-- Recipients whom a person left out after they were refused. The envelope itself never changes.
ALTER TABLE outbox ADD COLUMN left_out TEXT NOT NULL DEFAULT '[]';
-- Checks before leaving that a person waived.
ALTER TABLE outbox ADD COLUMN waived TEXT NOT NULL DEFAULT '[]';
-- How often a message of unknown outcome was looked for.
ALTER TABLE outbox ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
-- What came back of it.
ALTER TABLE outbox ADD COLUMN bounce TEXT;
-- What a person should know of a message that was sent all the same.
ALTER TABLE outbox ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]';
-- What it answers, with what was known of other answers when it was begun.
ALTER TABLE outbox ADD COLUMN answer_to TEXT;

-- Where the mailbox's own copy of a draft lies, and which state of the draft it holds.
ALTER TABLE drafts ADD COLUMN remote TEXT;
ALTER TABLE drafts ADD COLUMN stored_at INTEGER;
