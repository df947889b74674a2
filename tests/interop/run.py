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

from server import Server  # noqa: E402


def perform(checks, server, words, after=None):
    """Every check whose name holds the words, on one server; 0 when all passed."""
    wanted = [check for check in checks if all(word in check.__name__ for word in words)]
    failed = 0
    with server:
        for check in wanted:
            started = time.monotonic()
            try:
                check(server)
                if after:
                    after(server)
                verdict = "ok"
            except Exception:  # Every check gets its turn; the status tells in the end.
                verdict = "FAILED\n" + traceback.format_exc()
                failed += 1
            print(f"{check.__name__.replace('_', ' ')}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
        if failed:
            print("--- what the server said\n" + server.output()[-6000:])
    print(f"{len(wanted) - failed} of {len(wanted)} passed")
    return 1 if failed or not wanted else 0


def main():
    import checks_by_dialog
    import checks_by_phone
    import checks_by_sipp
    import checks_by_lamp
    import checks_by_trace
    checks = checks_by_sipp.CHECKS + checks_by_phone.CHECKS + checks_by_dialog.CHECKS + checks_by_trace.CHECKS + checks_by_lamp.CHECKS
    return perform(checks, Server(pathlib.Path(__file__).resolve().parent / "centre.yaml"), sys.argv[1:], after=settle)


def settle(server):
    """Nobody is left behind: every leg of a check ends within a bound."""
    deadline = time.monotonic() + 30
    while server.metric("peal_legs_live") > 0:
        if time.monotonic() > deadline:
            raise AssertionError(f"{server.metric('peal_legs_live'):.0f} legs are left")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
