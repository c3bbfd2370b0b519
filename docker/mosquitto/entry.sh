#!/bin/sh
# Makes the broker's password file out of the secrets, then becomes the broker given as arguments.
# Passwords go through a file that only this user may read, never through the arguments of a process.
set -eu
secrets=${SITBONE_SECRETS:-/run/secrets}
here=$(dirname "$0")
made=${SITBONE_RUN:-/run/sitbone}

umask 077
: > "$made/passwords"
for user in gateway recorder dashboard; do
  file="$secrets/${user}_password"
  if [ ! -s "$file" ]; then
    echo "The broker does not start: the password of $user is empty. Set it in .env." >&2
    exit 1
  fi
  printf '%s:%s\n' "$user" "$(cat "$file")" >> "$made/passwords"
done
mosquitto_passwd -U "$made/passwords"
# A copy of our own: the broker warns about an access list that others may read.
cp "$here/acl" "$made/acl"
exec "$@"
