#!/usr/bin/env bash
# run.sh PROGRAM SOURCE: fuzzes for 10 seconds, or 5 minutes in `./test full`,
# starting from the folder SOURCE_corpus where there is one.
set -euo pipefail
program=$PEAL_FUZZ_DIR/$1
seconds=10
[ "${PEAL_TEST_MODE:-all}" = full ] && seconds=300
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/found"
seeds=()
[ -d "${2%.cpp}_corpus" ] && seeds=("${2%.cpp}_corpus")
"$program" -max_total_time=$seconds -max_len=8192 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="$PEAL_FUZZ_DIR/" "$work/found" "${seeds[@]}" 2>&1 | tail -n 25
exit "${PIPESTATUS[0]}"
