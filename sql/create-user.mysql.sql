-- The user xcapd serves as on MySQL and MariaDB, with no more rights than it needs. After the
-- tables are made (`xcapd init-db`, as a user that may), put in a password and run, as an
-- administrator:   mariadb DATABASE < create-user.mysql.sql
-- Then: storage_db_uri = mysql://xcapd:PASSWORD@HOST/DATABASE. Safe to repeat.

CREATE USER IF NOT EXISTS 'xcapd'@'%' IDENTIFIED BY 'CHANGE-ME';

GRANT SELECT, INSERT, UPDATE, DELETE ON xcap TO 'xcapd'@'%';
GRANT SELECT, INSERT, DELETE ON xcapd_outbox TO 'xcapd'@'%';
GRANT SELECT, INSERT, DELETE ON xcapd_service_uris TO 'xcapd'@'%';
GRANT SELECT ON subscriber TO 'xcapd'@'%';
GRANT SELECT ON watchers TO 'xcapd'@'%';
-- Where OpenSIPS's table is in the same database, for who is online:
-- GRANT SELECT ON active_watchers TO 'xcapd'@'%';
-- For `xcapd user add|passwd|del` as this user:
-- GRANT INSERT, UPDATE, DELETE ON subscriber TO 'xcapd'@'%';
