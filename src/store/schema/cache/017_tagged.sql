-- Which keywords messages bear is asked for whenever tags are offered.
CREATE INDEX messages_tagged ON messages (keywords) WHERE keywords <> '';
