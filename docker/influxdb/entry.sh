#!/bin/sh
# Hands the secrets to the image's own entry script, which knows passwords as environment only.
set -eu
secrets=${SITBONE_SECRETS:-/run/secrets}
for name in influxdb_admin_password store_password; do
  if [ ! -s "$secrets/$name" ]; then
    echo "InfluxDB does not start: $name is empty. Set it in .env." >&2
    exit 1
  fi
done
INFLUXDB_ADMIN_PASSWORD=$(cat "$secrets/influxdb_admin_password")
INFLUXDB_USER_PASSWORD=$(cat "$secrets/store_password")
export INFLUXDB_ADMIN_PASSWORD INFLUXDB_USER_PASSWORD
exec "${SITBONE_IMAGE_ENTRY:-/entrypoint.sh}" "$@"
