-- When all that is held of a folder was last compared with all that its server holds, flags included.
ALTER TABLE folders ADD COLUMN compared_at INTEGER;
