#!/usr/bin/env bash
# again.sh COMMAND...: a check that lives on real time (sound, browsers, peers)
# has one more try, for a machine that stood still for a moment. What failed
# first stays in the output, and its name in build/second-tries, where
# structure.second_tries counts it. `./test full` gives none.
root=$(cd "$(dirname "$0")/../.." && pwd)
"$@"
status=$?
# 77: the machine does not offer what the check needs.
if [ $status -eq 0 ] || [ $status -eq 77 ] || [ "${PEAL_TEST_MODE:-}" = full ]; then
  exit $status
fi
echo "--- failed with status $status; one more try"
echo "$*" >> "$root/build/second-tries"
exec "$@"
