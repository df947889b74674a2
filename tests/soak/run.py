#!/usr/bin/env python3
"""Steady calls with talk for minutes; then everything must be back where it was.

A first round warms the program up (caches, pools, the voice) and gives the
marks; the long round must leave no leg, stream, RTP port or descriptor behind,
and memory may grow only by what the settings allow for each finished call.

PEAL_SOAK_SECONDS changes the length of the long round (300).
"""

import math
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "interop"))

from phone import ulaw  # noqa: E402
from server import Server  # noqa: E402

AGENT_PORT = 15180
CALLS_A_SECOND = 4
TALK_MS = 5000
WARM_UP_SECONDS = 30
LONG_SECONDS = int(os.environ.get("PEAL_SOAK_SECONDS", "300"))
# SIP keeps finished transactions for 32 s (RFC 3261 17.1.1.2, 13.3.1.4).
REST_SECONDS = 40
BYTES_PER_CALL_MAX = 4096
# Allocators do not give everything back, and a page is touched here and there.
BYTES_OF_SLACK = 8 * 1024 * 1024
DESCRIPTORS_OF_SLACK = 4


class Marks:
    def __init__(self, server):
        status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
        self.memory = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))
        self.descriptors = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        self.threads = len(os.listdir(f"/proc/{server.process.pid}/task"))
        self.legs = server.metric("peal_legs_live")
        self.streams = server.metric("peal_media_streams_open")
        self.ports = server.metric("peal_rtp_ports_free")


def agents(server):
    return subprocess.Popen(
        ["sipp", "-sf", str(HERE.parent / "interop/scenarios/agent_answers.xml"), "-i", server.agents_host, "-p", str(AGENT_PORT),
         "-mi", server.agents_host, "-mp", "16180", "-rtp_echo", "-nostdin"],
        cwd=server.data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def calls(server, seconds):
    """So many calls at a steady pace, each with talk; how many there were."""
    count = seconds * CALLS_A_SECOND
    limit = seconds + 60 + TALK_MS // 1000
    done = subprocess.run(
        ["sipp", "%s:%d" % server.sip, "-sf", str(HERE / "scenarios/caller_talks.xml"), "-s", "7200", "-i", server.callers_host, "-p", "15191",
         "-mi", server.callers_host, "-mp", "16200", "-m", str(count), "-r", str(CALLS_A_SECOND),
         "-d", str(TALK_MS), "-timeout", str(limit), "-timeout_error", "-nostdin"],
        cwd=server.data, capture_output=True, text=True, timeout=limit + 30)
    if done.returncode != 0:
        raise AssertionError(f"sipp ended with {done.returncode}:\n{done.stdout[-2500:]}\n{done.stderr[-1500:]}")
    return count


def rest(server, recordings):
    """Until nothing is under way: legs, and recordings on their way to the disk."""
    time.sleep(REST_SECONDS)
    deadline = time.monotonic() + 60
    while server.metric("peal_legs_live") > 0 or len(server.recordings()) < recordings:
        if time.monotonic() > deadline:
            break  # The marks say what is left.
        time.sleep(0.5)
    return Marks(server)


def faults(before, after, count, recorded):
    grown = after.memory - before.memory
    allowed = count * BYTES_PER_CALL_MAX + BYTES_OF_SLACK
    print(f"{count} calls: memory {before.memory >> 10} KB -> {after.memory >> 10} KB "
          f"({grown / count:.0f} bytes a call), descriptors {before.descriptors} -> {after.descriptors}, "
          f"threads {before.threads} -> {after.threads}, streams {after.streams:.0f}, free ports {after.ports:.0f}")
    if grown > allowed:
        yield f"memory grew by {grown} bytes; {allowed} are allowed"
    if after.descriptors > before.descriptors + DESCRIPTORS_OF_SLACK:
        yield f"{after.descriptors - before.descriptors} descriptors are left open"
    if after.legs or after.streams:
        yield f"{after.legs:.0f} legs and {after.streams:.0f} streams are left"
    if after.ports != before.ports or after.ports == 0:
        yield f"{before.ports:.0f} RTP ports were free, {after.ports:.0f} are"
    if recorded != count:
        yield f"{recorded} recordings of {count} calls"


def main():
    with Server(HERE / "centre.yaml") as server:
        tone = bytes(ulaw(int(8000 * math.sin(2 * math.pi * 400 * n / 8000))) for n in range(8000))
        (server.data / "talk.ulaw").write_bytes(tone)
        answering = agents(server)
        try:
            warm = calls(server, WARM_UP_SECONDS)
            before = rest(server, warm)
            count = calls(server, LONG_SECONDS)
            after = rest(server, warm + count)
            found = list(faults(before, after, count, len(server.recordings()) - warm))
        finally:
            answering.terminate()
            answering.wait()
        for fault in found:
            print("FAILED: " + fault)
        if found:
            print("--- what the server said\n" + server.output()[-4000:])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
