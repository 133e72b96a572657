#!/usr/bin/env bash
# Measures one build in one run: medians, and ratios where there is something to compare with. Nothing here asserts a time.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
folder=$(mktemp -d /tmp/tiendo-bench.XXXXXX)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
say() { printf '%-58s %s\n' "$1" "$2"; }
now() { date +%s%3N; }

echo "building the release"
cargo build --quiet --release --workspace --exclude frontend --bins --example timing
tiendo=$target/release/tiendo
export TIENDO_DATA=$folder TIENDO_SITE=$target/site TIENDO_ADDR=127.0.0.1:3199
url=http://$TIENDO_ADDR

start() { # start ARGS: serve and wait until ready; sets server and took (ms)
  local from; from=$(now)
  "$tiendo" serve "$@" >"$folder/out" 2>&1 & server=$!
  until curl -sf "$url/readyz" >/dev/null; do kill -0 "$server"; sleep 0.02; done
  took=$(($(now) - from))
}

start --demo --months 60
say "115 + 16 units, 60 months: made, taken in and accepted" "$((took / 1000)) s"
say "figures in force" "$("$tiendo" figures)"
kill "$server"; wait "$server" 2>/dev/null || true
times=(); for _ in 1 2 3 4 5; do start --demo; times+=("$took"); kill "$server"; wait "$server" 2>/dev/null || true; done
say "start to ready, median of 5" "$(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p) ms"
start --demo
say "memory after start (RSS)" "$(awk '/VmRSS/{printf "%.0f MB", $2/1024}' /proc/"$server"/status)"
token=$("$tiendo" token add --as lanhdao --name bench)
curl -sf -H "Authorization: Bearer $token" "$url/" >/dev/null
load() { # load NAME PATH: 16 clients for 10 s
  local out; out=$(wrk -t2 -c16 -d10s --latency -H "Authorization: Bearer $token" "$url$2")
  local bad; bad=$(grep -c 'Non-2xx' <<<"$out" || true)
  say "$1, 16 clients" "$(awk '/Requests\/sec/{printf "%.0f/s", $2}' <<<"$out"), p50 $(awk '$1=="50%"{print $2}' <<<"$out"), p99 $(awk '$1=="99%"{print $2}' <<<"$out")$([ "$bad" = 0 ] || echo ', WITH ERRORS')"
}
load "health (floor of the machine)" /healthz
load "overview page" /
load "progress API" /api/v1/progress
load "one indicator page" /chi-tieu/CQS-02
load "search API, two words" "/api/v1/search?q=thu%20tuc"
load "search API, one letter" "/api/v1/search?q=s&limit=100"
load "suggestions while typing" "/tim/goi-y?q=so%20khoa%20h"
say "memory after load (RSS, peak)" "$(awk '/VmRSS/{r=$2}/VmHWM/{h=$2}END{printf "%.0f MB, %.0f MB", r/1024, h/1024}' /proc/"$server"/status)"
kill "$server"; wait "$server" 2>/dev/null || true; server=
say "one trend chart drawn, median of 1000" "$("$target/release/examples/timing")"

"$target/venv-bench/bin/python" end2end/throughput.py "$tiendo" "$folder"
