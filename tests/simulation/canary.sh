#!/usr/bin/env bash
# A rule broken on purpose must be caught: status 1. 2 would mean that the
# checks are blind, 0 that nothing was broken.
"$PEAL_PROGRAM" simulate --seeds 3 --hours 2 --canary
status=$?
echo "peal simulate --canary: status $status"
[ $status -eq 1 ]
