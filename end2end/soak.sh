#!/usr/bin/env bash
# Long checks: the property and model tests with many more cases than `make test` gives them and others each day, 200 times a server
# killed in the middle, and ten minutes each of files, numbers and names that nobody would write.
# soak.sh [CASES [MODEL_RUNS [SECONDS_OF_EACH_FUZZ]]]
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${1:-20000}
PROPTEST_CASES=$cases cargo test -p domain -p charts -p intake
folder=$(mktemp -d /tmp/tiendo-pg.XXXXXX)
trap 'end2end/postgres.sh stop "$folder"' EXIT
TIENDO_TEST_PG=$(end2end/postgres.sh start "$folder")
export TIENDO_TEST_PG
seed=$(date +%Y%m%d) # named by a failure's message; to see it again: TIENDO_MODEL_SEED, TIENDO_CRASH_SEED
TIENDO_MODEL_SEED=$seed TIENDO_MODEL_RUNS=${2:-3000} cargo test --workspace --exclude frontend random_histories
TIENDO_CRASH_SEED=$seed TIENDO_CRASH_RUNS=${TIENDO_CRASH_RUNS:-200} node --test --test-reporter=spec end2end/crash.test.mjs

fuzz() { # fuzz NAME BINARY FILTER: again and again with new cases, within 512 MB more than the program itself maps
  local end=$((SECONDS + ${seconds:-600})) rounds=0
  while [ "$SECONDS" -lt "$end" ]; do
    (ulimit -v 1048576; PROPTEST_CASES=500 timeout 300 "$2" --quiet "$3" >/dev/null) || { echo "soak: $1 failed; run: $2 $3"; exit 1; }
    rounds=$((rounds + 1))
  done
  echo "soak: $1, $rounds rounds of 500 cases, nothing found"
}
seconds=${3:-600}
built() { cargo test -p intake --no-run --message-format=json "$@" 2>/dev/null | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1; }
fuzz "files" "$(built --test intake)" mutations
fuzz "numbers" "$(built --lib)" number
fuzz "names and periods" "$(built --lib)" names
