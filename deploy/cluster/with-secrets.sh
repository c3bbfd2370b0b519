#!/bin/sh
# Puts each secret of a container into its environment, gateway_password as GATEWAY_PASSWORD, then becomes the program given.
set -eu
for file in /run/secrets/*; do
  name=$(basename "$file" | tr a-z A-Z)
  if [ ! -s "$file" ]; then
    echo "$1 does not start: $name is empty. Set it in .env." >&2
    exit 1
  fi
  export "$name=$(cat "$file")"
done
exec "$@"
