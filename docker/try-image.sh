#!/bin/sh
# Builds the image and runs it, without Docker and without a registry of images: the essential packages of this Debian and the
# Node of node_modules take the places of debian:12-slim and node:24-slim. Says how large the image is, and fails if one of these
# does not hold: smaller than 250 MB, a user without rights, nothing written outside /data and /tmp, the page and the health check
# answer, an orderly end within 2 s. Ends with status 77 where this computer does not allow it.
#
#   sudo apt-get install --no-install-recommends buildah
#   npm ci && sudo sh docker/try-image.sh [folder] [host:port] [program]
#
# With a program that `node scripts/pack.ts --program <folder>` has made, the image takes that one, as `npm test` does. Without,
# it is made in the image's own first stage, which takes longer.
set -eu

repo=$(cd "$(dirname "$0")/.." && pwd)
work=${1:-/var/tmp/sitbone-image}
address=${2:-127.0.0.1:18090}
program=${3:-}

cannot() { echo "cannot be tried here: $1"; exit 77; }
[ "$(id -u)" = 0 ] || cannot 'building an image needs root'
for tool in buildah dpkg-query apt-cache; do command -v "$tool" > /dev/null || cannot "$tool is missing"; done

# Mounts that are made here end with this script.
if [ -z "${SITBONE_UNSHARED:-}" ]; then
  mkdir -p "$work"
  unshare --mount sh -c 'mount -t tmpfs tmpfs /mnt' 2> /dev/null || cannot 'not even root may mount here'
  SITBONE_UNSHARED=1 exec unshare --mount --propagation private sh "$0" "$work" "$address" "$program"
fi

# The images are made in memory, for which half a gigabyte is enough with a program that is made already. Layers lie over each
# other where the system can do that, otherwise each is a whole copy.
memory="$work/memory"
mkdir -p "$memory"
mount -t tmpfs tmpfs "$memory"
driver=vfs
if grep -qw overlay /proc/filesystems; then driver=overlay; fi
build() { buildah --storage-driver "$driver" --root "$memory/store" --runroot "$memory/run" "$@"; }
policy="$memory/policy.json"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$policy"

essential=$(dpkg-query -W -f '${Package} ${Essential}\n' | sed -n 's/ yes$//p')
needed=$(apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances $essential apt passwd libstdc++6 | grep '^[a-z]' | sort -u)
new=$(build from scratch)
root=$(build mount "$new")
# /bin and the like are links to folders that come later. What is left out is what debian:12-slim leaves out, too.
mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/usr/local/bin"
dpkg-query -L $needed 2> /dev/null | grep -v '^/usr/share/\(doc\|man\|info\|locale\)/' | sort -u |
  tar -C / --no-recursion --ignore-failed-read -cf - -T - 2> /dev/null | tar -C "$root" -xf -
for name in passwd group; do cp "$root/usr/share/base-passwd/$name.master" "$root/etc/$name"; done
build commit -q --signature-policy "$policy" "$new" docker.io/library/debian:12-slim > "$work/base.log"
cp "$repo"/node_modules/node-linux-*/bin/node "$root/usr/local/bin/"
if [ -z "$program" ]; then
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -R "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")" "$root/usr/local/lib/node_modules/npm"
  ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  # Where a proxy with a certificate of its own is between here and the npm registry.
  if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
    mkdir -p "$root/etc/ssl/certs"
    cp "$NODE_EXTRA_CA_CERTS" "$root/etc/ssl/certs/extra.crt"
    build config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/extra.crt "$new"
  fi
fi
build commit -q --signature-policy "$policy" "$new" docker.io/library/node:24-slim > "$work/base.log"

context=$repo
if [ -n "$program" ]; then
  context="$memory/context"
  mkdir "$context"
  cp -R "$program" "$context/program"
  cp -R "$repo/docker" "$context/docker"
  awk '/^FROM/ { first = / AS build$/; if (first) print "FROM scratch AS build\nCOPY program /program" } !first' \
    "$repo/Dockerfile" > "$context/Dockerfile"
fi

# Limits as they are here, because not even root may raise them everywhere. What npm has downloaded before is there for it.
cache=$(npm config get cache)
mkdir -p "$cache"
build build --isolation chroot --pull=never --network host --format docker --signature-policy "$policy" \
  --volume "$cache:/root/.npm" --ulimit nofile="$(ulimit -n):$(ulimit -n)" --ulimit nproc=32768:32768 \
  -t sitbone "$context" > "$work/build.log" 2>&1 || { tail -30 "$work/build.log"; exit 1; }

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
inside "exec node scripts/bin.mjs start --no-past --listen $address --broker-listen off" > "$work/sitbone.log" 2>&1 &
started=$!
failed() { tail -20 "$work/sitbone.log"; echo "failed: $1"; kill -KILL "$started" 2> /dev/null || :; exit 1; }
passed() { echo "passed: $1"; }

answers() { (inside "exec node docker/health.mjs http http://$address/readyz") > /dev/null 2>&1; }
tries=0
until answers; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] && kill -0 "$started" 2> /dev/null || failed "it is not ready"
  sleep 0.5
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
