#!/usr/bin/env bash
# A PostgreSQL for one test run: no network, no durability, everything in one folder.
#
#   postgres.sh start DIR    starts it and prints its DATABASE_URL (the admin database of a superuser)
#   postgres.sh stop DIR     stops it and removes DIR
#
# DIR must be short (a socket's path holds at most 107 characters) and, for root, reachable by everybody, as under /tmp:
# initdb refuses root, so the server then runs as nobody.
set -euo pipefail

command=${1:-} dir=${2:-}
[ -n "$dir" ] || { echo "postgres.sh: usage: postgres.sh start|stop DIR" >&2; exit 2; }

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
[ -x "$bin/initdb" ] || { echo "postgres.sh: no PostgreSQL server here; run: apt-get install postgresql" >&2; exit 1; }
as=()
if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid=65534 --regid=65534 --clear-groups); fi

case $command in
  start)
    mkdir -p "$dir"
    dir=$(realpath "$dir")
    if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$dir"; fi
    cd "$dir" # the caller's folder may be closed to nobody
    options="-k $dir -c listen_addresses='' -c max_connections=200 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    "${as[@]}" "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --no-sync --encoding=UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 ||
      { cat "$dir/initdb.log" >&2; exit 1; }
    "${as[@]}" "$bin/pg_ctl" start --silent --wait --timeout=60 --pgdata="$dir/data" --log="$dir/log" --options="$options" </dev/null >/dev/null ||
      { cat "$dir/log" >&2; exit 1; }
    echo "postgres://postgres@localhost/postgres?host=$dir"
    ;;
  stop)
    [ -d "$dir/data" ] || { echo "postgres.sh: $dir holds no PostgreSQL" >&2; exit 1; }
    dir=$(realpath "$dir")
    cd "$dir"
    "${as[@]}" "$bin/pg_ctl" stop --silent --mode=immediate --pgdata="$dir/data" || true
    cd /
    rm -rf "$dir"
    ;;
  *) echo "postgres.sh: usage: postgres.sh start|stop DIR" >&2; exit 2 ;;
esac
