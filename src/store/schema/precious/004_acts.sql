-- From here on acts may be of kinds that an earlier Postroom cannot read: copies, and what is done to
-- folders. It refuses a newer file with words instead of taking such an act for damage.
CREATE INDEX acts_by_account ON acts (account, id);
