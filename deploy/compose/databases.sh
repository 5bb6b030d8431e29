#!/bin/sh
# 数据库第一次启动时：台账的库和用户，Temporal 的用户。口令取自 secrets/ 里的连接串和文件。
set -eu
password() { sed -E 's,^[^:]+://[^:]+:([^@]+)@.*$,\1,' "/run/secrets/$1"; }
psql --username "$POSTGRES_USER" -v owner_password="$(password owner)" -v password="$(password database)" -f /roles.sql
psql --username "$POSTGRES_USER" -v password="$(cat /run/secrets/temporal)" <<'SQL'
create role temporal login createdb password :'password';
SQL
