-- Is it unread for this person although somebody else read it? 0 no, 1 yes, as the precious database says,
-- 2 yes, and that is not kept there yet. It counts only where the message is marked as read.
ALTER TABLE messages ADD COLUMN for_me INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_for_me ON messages (folder, uid) WHERE for_me <> 0;
