-- By which act a step was done, so that of two alike each learns its own places; NULL before this format, and
-- where no server is told.
ALTER TABLE steps ADD COLUMN act_id INTEGER;
