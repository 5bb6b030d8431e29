#!/bin/sh
# Temporal 的两个库：没有就建，旧的升级。
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal)
export SQL_PASSWORD
for kind in temporal visibility; do
  database=temporal
  [ "$kind" = temporal ] || database=temporal_visibility
  tool() { temporal-sql-tool --plugin "$DB" --ep "$POSTGRES_SEEDS" -p "$DB_PORT" -u "$POSTGRES_USER" --db "$database" "$@"; }
  tool create && tool setup-schema -v 0.0 || true
  tool update-schema -d "/etc/temporal/schema/postgresql/v12/$kind/versioned"
done
