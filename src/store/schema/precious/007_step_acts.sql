-- By which act a step was done, so that of two alike each learns its own places; NULL before this format, where
-- no server is told, and where several acts do it.
ALTER TABLE steps ADD COLUMN act_id INTEGER;
