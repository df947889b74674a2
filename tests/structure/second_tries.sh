#!/usr/bin/env bash
# Runs after all others: a run in which more than two checks needed a second try
# was not held up by chance.
tries="$(cd "$(dirname "$0")/../.." && pwd)/build/second-tries"
[ -s "$tries" ] || { echo "no check needed a second try"; exit 0; }
echo "passed, or failed again, at the second try:"
cat "$tries"
[ "$(wc -l < "$tries")" -le 2 ]
