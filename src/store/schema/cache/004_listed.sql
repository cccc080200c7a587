-- Accounts of which a whole listing was taken in: what is not here is not there, or not shown.
CREATE TABLE listed (
  account TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
