-- 台账的库和两个用户：duban_owner 是表的所有者，只用来 duban ledger migrate、restore、copy；duban_app 是工作进程和督办台的，
-- 只能读写各行。以超级用户执行一次：psql -v owner_password=… -v password=… -f roles.sql
\set ON_ERROR_STOP on
create role duban_owner login password :'owner_password';
create role duban_app login password :'password';
create database duban owner duban_owner encoding 'UTF8' template template0;
\connect duban
-- 以后升级加的表也一样。
alter default privileges for role duban_owner in schema public grant select, insert, update, delete on tables to duban_app;
alter default privileges for role duban_owner in schema public grant usage, select on sequences to duban_app;
-- 已经有表的库（从一个用户改成两个），改好所有者之后：
grant select, insert, update, delete on all tables in schema public to duban_app;
grant usage, select on all sequences in schema public to duban_app;
