#!/usr/bin/env bash
# Long checks: the property and model tests with many more cases than `make test` gives them.
set -euo pipefail
cd "$(dirname "$0")/.."
cases=${1:-20000}
PROPTEST_CASES=$cases cargo test -p domain -p charts -p intake
TIENDO_MODEL_RUNS=${2:-2000} cargo test -p server report_tests
