-- The user xcapd serves as on PostgreSQL, with no more rights than that needs. Change the password;
-- run it as an administrator, in the database that has the tables:
-- psql opensips <create-user.postgresql.sql
--
-- `xcapd init-db` and `xcapd migrate` make and change tables: let them run with another user's URI.

DO $$ BEGIN
    CREATE ROLE xcapd LOGIN PASSWORD 'change-me';
EXCEPTION WHEN duplicate_object THEN
    NULL;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON xcap TO xcapd;
GRANT USAGE ON SEQUENCE xcap_id_seq TO xcapd;
GRANT SELECT ON subscriber, watchers, version TO xcapd;

-- For org.openxcap.watchers to tell who is online, where OpenSIPS keeps that here too:
-- GRANT SELECT ON active_watchers TO xcapd;
-- For `xcapd user`, where accounts are not made by others:
-- GRANT INSERT, UPDATE, DELETE ON subscriber TO xcapd;
-- GRANT USAGE ON SEQUENCE subscriber_id_seq TO xcapd;
