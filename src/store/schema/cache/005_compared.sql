-- When all that is held of a folder was last compared with all that its server holds, flags included.
ALTER TABLE folders ADD COLUMN compared_at INTEGER;
-- A pass that came to its end compared all.
UPDATE folders SET compared_at = completed_at;
