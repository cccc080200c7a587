-- People whom this person brought along from other programs; a row for each address.
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  -- The address in small letters, as addresses are compared.
  key TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  nickname TEXT NOT NULL DEFAULT '',
  organisation TEXT NOT NULL DEFAULT '',
  added_at INTEGER NOT NULL
) STRICT;

-- Addresses that are not to be offered any more, wherever they stand.
CREATE TABLE not_offered (
  key TEXT NOT NULL PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
