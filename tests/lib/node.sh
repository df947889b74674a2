#!/usr/bin/env bash
# The Node that the build used: the one in build/tools where Debian's is too old.
root=$(cd "$(dirname "$0")/../.." && pwd)
PATH="$root/build/tools/bin:$PATH" exec node "$@"
