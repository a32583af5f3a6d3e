-- The user xcapd serves as on MySQL and MariaDB, with no more rights than that needs. Change the
-- password, and 'localhost' where xcapd runs on another host; run it as an administrator, in the
-- database that has the tables: mysql opensips <create-user.mysql.sql
--
-- `xcapd init-db` and `xcapd migrate` make and change tables: let them run with another user's URI.

CREATE USER IF NOT EXISTS 'xcapd'@'localhost' IDENTIFIED BY 'change-me';

GRANT SELECT, INSERT, UPDATE, DELETE ON xcap TO 'xcapd'@'localhost';
GRANT SELECT ON subscriber TO 'xcapd'@'localhost';
GRANT SELECT ON watchers TO 'xcapd'@'localhost';
GRANT SELECT ON version TO 'xcapd'@'localhost';

-- For org.openxcap.watchers to tell who is online, where OpenSIPS keeps that here too:
-- GRANT SELECT ON active_watchers TO 'xcapd'@'localhost';
-- For `xcapd user`, where accounts are not made by others:
-- GRANT INSERT, UPDATE, DELETE ON subscriber TO 'xcapd'@'localhost';
