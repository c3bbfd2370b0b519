#!/bin/sh
# Builds the image and runs it, without Docker and without a registry of images: a base made by debootstrap and the Node of
# node_modules take the places of debian:12-slim and node:24-slim. Says how large the image is, and fails if one of these does
# not hold: smaller than 250 MB, a user without rights, nothing written outside /data and /tmp, the page and the health check
# answer, an orderly end within 2 s.
#
#   sudo apt-get install --no-install-recommends buildah debootstrap
#   npm ci && sudo sh docker/try-image.sh [folder]     # the base is kept in the folder for the next time
set -eu

repo=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-/var/tmp/sitbone-image}
address=127.0.0.1:18090

# Mounts that are made here end with this script.
if [ -z "${SITBONE_UNSHARED:-}" ]; then
  mkdir -p "$work"
  SITBONE_UNSHARED=1 exec unshare --mount --propagation private sh "$0" "$work"
fi

build() { buildah --storage-driver vfs --root "$work/store" --runroot "$work/run" "$@"; }
rm -rf "$work/store" "$work/run"
policy="$work/policy.json"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$policy"

if [ ! -e "$work/base/made" ]; then
  rm -rf "$work/base"
  debootstrap --variant=minbase bookworm "$work/base" > "$work/debootstrap.log"
  # As debian:12-slim leaves out.
  cd "$work/base"
  rm -rf var/cache/apt/* var/lib/apt/lists/* var/log/* usr/share/doc usr/share/man usr/share/info usr/share/locale
  touch made
fi

new=$(build from scratch)
build add "$new" "$work/base" / > "$work/base.log"
build commit -q --signature-policy "$policy" "$new" docker.io/library/debian:12-slim > "$work/base.log"
root=$(build mount "$new")
cp "$repo"/node_modules/node-linux-*/bin/node "$root/usr/local/bin/"
mkdir -p "$root/usr/local/lib/node_modules"
cp -R "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
# Where a proxy with a certificate of its own is between here and the npm registry.
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  mkdir -p "$root/etc/ssl/certs"
  cp "$NODE_EXTRA_CA_CERTS" "$root/etc/ssl/certs/extra.crt"
  build config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/extra.crt "$new"
fi
build commit -q --signature-policy "$policy" "$new" docker.io/library/node:24-slim > "$work/base.log"

# Limits as they are here, because not even root may raise them everywhere.
build build --isolation chroot --pull=never --network host --format docker --signature-policy "$policy" \
  --ulimit nofile="$(ulimit -n):$(ulimit -n)" --ulimit nproc=32768:32768 -t sitbone "$repo" > "$work/build.log" 2>&1 ||
  { tail -30 "$work/build.log"; exit 1; }

image=$(build from --pull-never localhost/sitbone)
root=$(build mount "$image")
bytes=$(du -sb "$root" | cut -f1)
echo "size: $((bytes / 1000000)) MB"

mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o uid=1000,gid=1000,mode=700 tmpfs "$root/data"
# Takes the place of the shell that calls it, so that its process is Node itself.
inside() {
  exec chroot --userspec=1000:1000 "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/data SITBONE_DATA=/data \
    NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1 MALLOC_ARENA_MAX=1 sh -c "cd /app; $1"
}
inside "exec node scripts/bin.mjs start --listen $address --broker-listen off" > "$work/sitbone.log" 2>&1 &
started=$!
failed() { echo "failed: $1. Its log: $work/sitbone.log"; kill -KILL "$started" 2> /dev/null || :; exit 1; }
passed() { echo "passed: $1"; }

answers() { (inside "exec node docker/health.mjs http http://$address/readyz") > /dev/null 2>&1; }
tries=0
until answers; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] && kill -0 "$started" 2> /dev/null || failed "it is not ready"
done
passed 'it is ready, and so says the health check'
(inside "exec node -e \"fetch('http://$address/').then((page) => page.text()).then(console.log)\"") |
  grep -q '<title>Sitbone</title>' || failed 'there is no page'
passed 'the page answers'
[ "$(stat -c %u "/proc/$started")" = 1000 ] || failed 'it runs as another user'
passed 'it runs as user 1000'
if (inside 'touch /app/new') 2> /dev/null; then failed 'its own files can be written'; fi
passed 'only /data and /tmp can be written'
kill -TERM "$started"
before=$(date +%s%N)
wait "$started" || failed 'it did not end in order'
after=$((($(date +%s%N) - before) / 1000000))
[ "$after" -lt 2000 ] || failed "it took $after ms to end"
passed "it ended in order after $after ms"
[ "$bytes" -lt 250000000 ] || { echo 'failed: it is larger than 250 MB'; exit 1; }
passed 'it is smaller than 250 MB'
