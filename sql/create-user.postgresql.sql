-- The user xcapd serves as on PostgreSQL, with no more rights than it needs. After the tables are
-- made (`xcapd init-db`, as a user that may), put in a password and run, as an administrator:
--   psql DATABASE < create-user.postgresql.sql
-- Then: storage_db_uri = postgresql://xcapd:PASSWORD@HOST/DATABASE. Not to be repeated: the user
-- would exist already; leave out the first statement then.

CREATE USER xcapd PASSWORD 'CHANGE-ME';

GRANT SELECT, INSERT, UPDATE, DELETE ON xcap TO xcapd;
GRANT USAGE ON SEQUENCE xcap_id_seq TO xcapd;
GRANT SELECT, INSERT, DELETE ON xcapd_outbox, xcapd_service_uris TO xcapd;
GRANT USAGE ON SEQUENCE xcapd_outbox_id_seq TO xcapd;
GRANT SELECT ON subscriber, watchers TO xcapd;
-- Where OpenSIPS's table is in the same database, for who is online:
-- GRANT SELECT ON active_watchers TO xcapd;
-- For `xcapd user add|passwd|del` as this user:
-- GRANT INSERT, UPDATE, DELETE ON subscriber TO xcapd;
-- GRANT USAGE ON SEQUENCE subscriber_id_seq TO xcapd;
