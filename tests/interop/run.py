#!/usr/bin/env python3
"""Calls by outside peers (SIPp and a small phone of our own) against the release program.

    tests/interop/run.py            every check
    tests/interop/run.py crossing   those whose name holds the word
"""

import os
import pathlib
import queue
import sys
import threading
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from server import Server  # noqa: E402

SAID_BYTES = 5000  # Of what a server or a peer said while a check failed.
SETTLED_WITHIN = 90.0  # A BYE that nobody answers is given up after 32 s (RFC 3261 17.1.2.2).


class Performance:
    """Checks that wait in one line, and servers that take the next one each: none shares its server with another check
    of the same moment."""

    def __init__(self, checks, after):
        self.waiting, self.after, self.dead_threads = queue.SimpleQueue(), after, []
        self.passed, self.broken = 0, False
        self.lock = threading.Lock()
        for check in checks:
            self.waiting.put(check)
        threading.excepthook = lambda what: self.dead_threads.append("".join(traceback.format_exception(*what[:3])))

    def on(self, server):
        """All that is left in the line, one after the other."""
        try:
            with server:
                while True:
                    self.one(self.waiting.get_nowait(), server)
        except queue.Empty:
            pass
        except Exception:  # The server itself did not start or end; told here, or nobody would see it.
            self.broken = True
            print("A server failed.\n" + traceback.format_exc() + said(server, 0), flush=True)
            server.stop()

    def one(self, check, server):
        started, before = time.monotonic(), len(server.output())
        try:
            check(server)
            if self.after:
                self.after(server)
            if self.dead_threads:
                raise AssertionError("a thread of the checks died")
            verdict = "ok"
        except Exception:  # Every check gets its turn; the status tells in the end.
            verdict = "FAILED\n" + traceback.format_exc() + "".join(self.dead_threads) + said(server, before)
            self.dead_threads.clear()
        self.tell(check.__name__.replace("_", " "), verdict, time.monotonic() - started)

    def tell(self, what, verdict, seconds):
        with self.lock:
            self.passed += verdict == "ok"
            print(f"{what}: {verdict} ({seconds:.1f} s)", flush=True)


def said(server, before):
    """What the server and the peers that it knows of said during a check, and how busy the machine is."""
    parts = [f"--- load {os.getloadavg()[0]:.1f}; what the server said:\n{server.output()[before:][-SAID_BYTES:]}"]
    peers = getattr(server, "peers", [])
    for peer in peers:
        try:
            parts.append(f"--- {peer.name}:\n{peer.said()[-SAID_BYTES:]}")
        except OSError as error:
            parts.append(f"--- {peer.name}: {error}")
    peers[:] = [peer for peer in peers if getattr(peer, "stays", False)]
    return "\n".join(parts) + "\n---"


def perform(checks, servers, words, after=None):
    """Every check whose name holds the words; 0 when all passed. On one server one after the other, in their order; on
    several as many at a time. `after` follows each one that passed and may fail it."""
    wanted = [check for check in checks if all(word in check.__name__ for word in words)]
    servers = (servers if isinstance(servers, list) else [servers])[:max(1, len(wanted))]
    performance = Performance(wanted, after)
    threads = [threading.Thread(target=performance.on, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{performance.passed} of {len(wanted)} passed")
    return 0 if wanted and performance.passed == len(wanted) and not performance.broken else 1


def main():
    import checks_by_dialog
    import checks_by_phone
    import checks_by_sipp
    import checks_by_lamp
    import checks_by_trace
    # The longest first: what is left at the end is short on every server.
    checks = checks_by_dialog.CHECKS + checks_by_phone.CHECKS + checks_by_sipp.CHECKS + checks_by_trace.CHECKS + checks_by_lamp.CHECKS
    settings = pathlib.Path(__file__).resolve().parent / "centre.yaml"
    return perform(checks, [Server(settings) for _ in range(3)], sys.argv[1:], after=settle)


def settle(server):
    """Nobody is left behind: every leg of a check ends within a bound."""
    deadline = time.monotonic() + SETTLED_WITHIN
    while (left := server.metric("peal_legs_live")) > 0:
        if time.monotonic() > deadline:
            raise AssertionError(f"{left:.0f} legs are left")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
