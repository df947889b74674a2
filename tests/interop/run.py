#!/usr/bin/env python3
"""Calls by outside peers (SIPp and a small phone of our own) against the release program.

    tests/interop/run.py            every check
    tests/interop/run.py crossing   those whose name holds the word
"""

import pathlib
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_by_phone  # noqa: E402
import checks_by_sipp  # noqa: E402
from server import Server  # noqa: E402


def main():
    words = sys.argv[1:]
    wanted = [check for module in (checks_by_sipp, checks_by_phone) for check in module.CHECKS
              if all(word in check.__name__ for word in words)]
    failed = 0
    with Server(pathlib.Path(__file__).resolve().parent / "centre.yaml") as server:
        for check in wanted:
            started = time.monotonic()
            try:
                check(server)
                settle(server)
                verdict = "ok"
            except Exception:  # Every check gets its turn; the status tells in the end.
                verdict = "FAILED\n" + traceback.format_exc()
                failed += 1
            print(f"{check.__name__.replace('_', ' ')}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
        if failed:
            print("--- what the server said\n" + server.output()[-6000:])
    print(f"{len(wanted) - failed} of {len(wanted)} passed")
    return 1 if failed or not wanted else 0


def settle(server):
    """Nobody is left behind: every leg of a check ends within a bound."""
    deadline = time.monotonic() + 10
    while server.metric("peal_legs_live") > 0:
        if time.monotonic() > deadline:
            raise AssertionError(f"{server.metric('peal_legs_live'):.0f} legs are left")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
