-- From what the Message-IDs of what is sent of a draft grow (domain::DraftSeed).
ALTER TABLE drafts ADD COLUMN seed TEXT;
ALTER TABLE drafts ADD COLUMN taken_back INTEGER NOT NULL DEFAULT 0;
-- Was it written before the profile was brought here from another computer?
ALTER TABLE drafts ADD COLUMN copied INTEGER NOT NULL DEFAULT 0;
-- The same in all copies of a profile that are upgraded apart: from its random name, which it carries.
UPDATE drafts SET seed = coalesce(
  (SELECT value FROM remembered WHERE key = 'profile-name') || ' ' || id || ' ' || created_at,
  lower(hex(randomblob(16)))
);
