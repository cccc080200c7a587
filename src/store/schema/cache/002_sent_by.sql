-- Who pressed Send, as a copy's header says: a JSON object, or NULL where nobody is named.
ALTER TABLE headers ADD COLUMN sent_by TEXT;

-- What lies in Sent folders is fetched again: those copies may name somebody.
DELETE FROM headers WHERE message IN (
  SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE f.role = 'sent'
);
DELETE FROM bodies WHERE message IN (
  SELECT m.id FROM messages m JOIN folders f ON f.id = m.folder WHERE f.role = 'sent'
);
DELETE FROM messages WHERE folder IN (SELECT id FROM folders WHERE role = 'sent');
UPDATE folders SET uid_next = 0, highest_modseq = 0, completed_at = NULL WHERE role = 'sent';
