#!/usr/bin/env bash
# A storm of calls: what becomes of those that are let in, at rates beyond what
# the server can do. Loopback only. With PEAL_BENCH_CPU=N the server gets N
# percent of one processor, so that ten times its rate is within reach of one
# generator (needs root and the cpu controller of cgroup version 1).
#
#   bench/storm.sh 300x10 3000x20 300x10
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
program=${PEAL_PROGRAM:-$root/build/release/peal}
storm=$root/build/release/bench/bench_storm
for file in "$program" "$storm"; do
  [ -x "$file" ] || { echo "Build first: cmake --build --preset release --target peal bench_storm" >&2; exit 1; }
done
[ $# -gt 0 ] || { sed -n '2,8p' "$0" | cut -c3-; exit 2; }

data=$(mktemp -d)
port=${PEAL_BENCH_PORT:-15060}
group=
ulimit -n "$(ulimit -Hn)"
"$program" serve --data "$data/peal" --https "127.0.0.1:$((port + 1))" --http "127.0.0.1:$((port + 2))" --sip "127.0.0.1:$port" \
  --rtp 127.0.0.1:10000-31999 >"$data/serve.log" 2>&1 &
server=$!
finish() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  [ -z "$group" ] || rmdir "$group" 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT
for _ in $(seq 100); do
  [ -S "$data/peal/control.sock" ] && "$program" apply --data "$data/peal" "$root/bench/centre.yaml" >/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$data/serve.log" >&2; exit 1; }
  sleep 0.2
done
if [ -n "${PEAL_BENCH_CPU:-}" ]; then
  group=/sys/fs/cgroup/cpu/peal-storm-$$
  mkdir "$group"
  echo 5000 >"$group/cpu.cfs_period_us"
  echo $((PEAL_BENCH_CPU * 50)) >"$group/cpu.cfs_quota_us"
  echo "$server" >"$group/cgroup.procs"
fi
before=$(cut -d' ' -f14,15 "/proc/$server/stat")
"$storm" "127.0.0.1:$port" 7000 "${PEAL_BENCH_HOLD:-1000}" "$@"
after=$(cut -d' ' -f14,15 "/proc/$server/stat")
echo "server: CPU seconds $(echo "$before $after" | awk '{print ($3 + $4 - $1 - $2) / 100}'), $(grep VmHWM "/proc/$server/status" | tr -s '\t ' ' ')"
grep -E ' (warn|error) | overload' "$data/serve.log" | cut -d' ' -f2- | sort | uniq -c | sort -rn | head -12 || true
