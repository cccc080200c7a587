-- From what the Message-IDs of what is sent of a draft grow (domain::DraftSeed).
ALTER TABLE drafts ADD COLUMN seed TEXT;
ALTER TABLE drafts ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0;
UPDATE drafts SET seed = lower(hex(randomblob(16)));
