#!/usr/bin/env bash
# CPU of a bridged call without media: the project's SIP, a program that only
# moves the same 13 datagrams, and Sofia-SIP's transactions where it is
# installed, one after the other in one run, each at every rate (bench/README.md).
# Loopback only.
#
#   bench/bridge_rate.sh 1000,3000 [SECONDS]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
harness=${PEAL_HARNESS:-$root/../shared/bench}
build=${PEAL_BENCH_BUILD:-$root/build/release}
[ -f "$harness/perf.py" ] || { echo "The harness is not at $harness; set PEAL_HARNESS to its folder." >&2; exit 1; }
programs=$(find "$build" -name bench_bridge -type f | head -1)
[ -n "$programs" ] || { echo "Build first: cmake --build --preset release --target bench_bridge" >&2; exit 1; }
sofia=$(find "$build" -name bench_bridge_sofia -type f | head -1)
rates=${1:-1000,3000}
seconds=${2:-15}
out=${PEAL_BENCH_OUT:-$root/bench-out}
at=127.0.0.1:${PEAL_BENCH_PORT:-15060}
called=127.0.0.3:5070
pid=
trap 'if [ -n "$pid" ]; then kill "$pid" 2>/dev/null || true; fi' EXIT
mkdir -p "$out"
measure() {
  local name=$1
  shift
  for rate in ${rates//,/ }; do
    "$@" "$at" "$called" &
    pid=$!
    sleep 0.3
    echo "== $name at $rate/s"
    python3 "$harness/perf.py" run --pids "$pid" --target "$at" --rate "$rate" --secs "$seconds" --hold 1000 \
      --label "$name-$rate" --out "$out" --sample-rss || true
    kill "$pid"
    wait "$pid" || true
    pid=
  done
}
measure bare "$programs" bare
measure batch "$programs" batch
measure peal "$programs" peal
[ -z "$sofia" ] || measure sofia "$sofia"
