#!/usr/bin/env bash
# Queued calls per second and CPU per queued call, measured with the load
# harness that also measured the peers (see bench/README.md). Loopback only.
#
#   bench/queue_rate.sh run --rate 1000 --secs 60 --hold 1000 --pcap
#   bench/queue_rate.sh max --rates 500,1000,1500,2000 --secs 15
#   bench/queue_rate.sh conc --rate 50 --conc 500
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
harness=${PEAL_HARNESS:-$root/../shared/bench}
[ -f "$harness/perf.py" ] || { echo "The harness is not at $harness; set PEAL_HARNESS to its folder." >&2; exit 1; }
program=${PEAL_PROGRAM:-$root/build/release/peal}
[ -x "$program" ] || { echo "Build first: ./run --build-only" >&2; exit 1; }

data=$(mktemp -d)
out=${PEAL_BENCH_OUT:-$root/bench-out}
log=$data/serve.log
port=${PEAL_BENCH_PORT:-15060}  # SIP; the next one is HTTPS.
ulimit -n "$(ulimit -Hn)"
"$program" serve --data "$data/peal" --https "127.0.0.1:$((port + 1))" --http none --sip "127.0.0.1:$port" \
  --rtp 127.0.0.1:10000-31999 >"$log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
for _ in $(seq 100); do
  [ -S "$data/peal/control.sock" ] && "$program" apply --data "$data/peal" "$root/bench/centre.yaml" && break
  kill -0 "$server" 2>/dev/null || { cat "$log" >&2; exit 1; }
  sleep 0.2
done
mode=$1
shift
mkdir -p "$out"
python3 "$harness/perf.py" "$mode" --pids "$server" --target "127.0.0.1:$port" --out "$out" "$@"
