#!/usr/bin/env bash
# Long checks: the property and model tests with many more cases than `make test` gives them and others each day, 200 times a server
# killed in the middle, and ten minutes each of files, numbers and names that nobody would write.
#
#   soak.sh [CASES [MODEL_RUNS [SECONDS_OF_EACH_FUZZ]]]
#   soak.sh fuzz [SECONDS_OF_EACH_FUZZ]                  the last part alone
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = fuzz ]; then
  seconds=${2:-600}
else
  PROPTEST_CASES=${1:-20000} cargo test -p domain -p charts -p intake
  folder=$(mktemp -d /tmp/tiendo-pg.XXXXXX)
  trap 'end2end/postgres.sh stop "$folder"' EXIT
  TIENDO_TEST_PG=$(end2end/postgres.sh start "$folder")
  export TIENDO_TEST_PG
  seed=$(date +%Y%m%d) # named by a failure's message; to see it again: TIENDO_MODEL_SEED, TIENDO_CRASH_SEED
  TIENDO_MODEL_SEED=$seed TIENDO_MODEL_RUNS=${2:-3000} cargo test --workspace --exclude frontend random_histories
  TIENDO_CRASH_SEED=$seed TIENDO_CRASH_RUNS=${TIENDO_CRASH_RUNS:-200} node --test --test-reporter=spec end2end/crash.test.mjs
  seconds=${3:-600}
fi

# Again and again with new cases: a case of more than 5 s ends the process, and so do more than 512 MB beyond what the program maps.
built=$(cargo test -p intake --test intake --no-run --message-format=json | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
fuzz() { # fuzz NAME FILTER
  local end=$((SECONDS + seconds)) rounds=0 log
  log=$(mktemp)
  while [ "$SECONDS" -lt "$end" ]; do
    if ! (cd app/intake && ulimit -v 1048576 && PROPTEST_CASES=500 timeout 300 "$built" "$2" >"$log" 2>&1); then
      cat "$log"
      echo "soak: $1 failed, see above; again: PROPTEST_CASES=500 $built $2"
      exit 1
    fi
    rounds=$((rounds + 1))
  done
  echo "soak: $1, $rounds rounds of 500 cases of $(sed -n 's/^running \([0-9]*\) tests\{0,1\}$/\1/p' "$log") properties, nothing found"
  rm "$log"
}
fuzz "files" mutations::
fuzz "numbers" numbers::
fuzz "names and periods" names::
