#!/usr/bin/env python3
"""A minute of flood against the release program: REGISTERs with guesses, calls without an ACK, broken bytes and scans,
from thousands of source addresses of loopback. Meanwhile a real call goes on and is heard, new real calls are
answered, those of a caller who has called before and those of strangers whom the server has never seen, and memory
stays within bounds.

PEAL_FLOOD_SECONDS changes the length (60).
"""

import os
import pathlib
import random
import socket
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "interop"))

from phone import Phone  # noqa: E402
from server import Server, own_address  # noqa: E402

SECONDS = int(os.environ.get("PEAL_FLOOD_SECONDS", "60"))
SOURCES = 2_000
FLOODERS = 2
# Tables for strangers, buffers of the sockets, and what the allocator keeps: no multiple of what was sent.
GROWTH_MAX = 150 * 1024 * 1024
ANSWER_WITHIN = 10.0


def message(host, port, target, n):
    kind = n % 5
    branch, call = f"z9hG4bK{random.getrandbits(48):x}", f"{random.getrandbits(48):x}"
    method, user = (("REGISTER", f"{1000 + n % 9000}"), ("INVITE", "7100"), ("OPTIONS", "100"), ("INVITE", f"{n}"), ("REGISTER", "phone"))[kind]
    lines = [f"{method} sip:{user}@{target} SIP/2.0", f"Via: SIP/2.0/UDP {host}:{port};branch={branch};rport", "Max-Forwards: 70",
             f"From: <sip:{user}@{target}>;tag={call}", f"To: <sip:{user}@{target}>", f"Call-ID: {call}", f"CSeq: 1 {method}",
             f"Contact: <sip:{user}@{host}:{port}>"]
    if kind == 4:
        lines.append(f'Authorization: Digest username="{user}", realm="peal", nonce="{random.getrandbits(64):x}", uri="sip:{target}", '
                     f'response="{random.getrandbits(128):032x}", algorithm=MD5')
    if n % 997 == 0:
        lines.append("User-Agent: friendly-scanner")
    if n % 7 == 0:
        return ("\r\n".join(lines[:4]) + "\r\n\r\n").encode()  # Broken: half of it.
    return ("\r\n".join(lines) + "\r\nContent-Length: 0\r\n\r\n").encode()


class Flooder(threading.Thread):
    """Sends from many addresses in turn and reads nothing."""

    def __init__(self, server, seed):
        super().__init__(daemon=True)
        self.server, self.random, self.running, self.sent = server, random.Random(seed), True, 0
        second = self.random.randrange(210, 250)
        self.addresses = [f"127.{second}.{n // 250}.{n % 250 + 1}" for n in range(SOURCES // FLOODERS)]

    def run(self):
        target = "%s:%d" % self.server.sip
        while self.running:
            host = self.random.choice(self.addresses)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.bind((host, 0))
                port = sender.getsockname()[1]
                for _ in range(20):
                    sender.sendto(message(host, port, target, self.random.randrange(1 << 20)), self.server.sip)
                    self.sent += 1


def memory(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def greeted(server, host):
    """A real call to the greeting; the seconds until it was answered."""
    with Phone(host) as caller:
        began = time.monotonic()
        caller.call(server.sip, "7100")
        # A phone repeats its INVITE (RFC 3261 17.1.1.2); so many may be lost where the kernel's buffer is full.
        for wait in (0.5, 1, 2, 4):
            answer = caller.receive(wait)
            if answer is not None:
                break
            caller.send(caller.request("INVITE", branch=caller.branch, body=caller.sdp(), to_tag=False), server.sip)
        while answer is not None and answer.status == 100:
            answer = caller.receive(ANSWER_WITHIN)
        if answer is None or answer.status != 200:
            raise AssertionError("a real call was not answered: " + (answer.start if answer else "nothing came"))
        took = time.monotonic() - began
        caller.to = answer.get("To")
        caller.target = answer.get("Contact").split("<")[1].split(">")[0]
        caller.ack()
        caller.bye()
        return took


def main():
    text = (HERE.parent / "interop/centre.yaml").read_text()
    settings = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / f"flooded-{os.getpid()}.yaml"
    settings.write_text(text.replace("country: CN}", "country: CN, never_banned: []}", 1))
    friend = own_address()
    with Server(settings) as server, Phone(own_address()) as talker:
        greeted(server, friend)
        talker.call(server.sip, "7103")  # Waits in a queue, with music.
        talker.answered()
        before = memory(server)
        flooders = [Flooder(server, seed) for seed in range(FLOODERS)]
        for flooder in flooders:
            flooder.start()
        slowest, calls, silences, most = 0.0, 0, 0, before
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            heard = len(talker.rtp.heard)
            slowest = max(slowest, greeted(server, friend if calls % 2 == 0 else own_address()))
            calls += 1
            time.sleep(2)
            silences += len(talker.rtp.heard) == heard
            most = max(most, memory(server))
        for flooder in flooders:
            flooder.running = False
        for flooder in flooders:
            flooder.join()
        sent = sum(flooder.sent for flooder in flooders)
        banned = server.metric("peal_sip_sources_banned")
        dropped = server.metric("peal_sip_messages_dropped_total")
        waiting, kernel = server.metric("peal_sip_new_work_dropped_total"), server.metric("peal_sip_kernel_drops_total")
        half_open = server.metric("peal_calls_half_open_ended_total")
        talker.bye()
        growth = most - before
        print(f"{sent} messages in {SECONDS} s; {banned:.0f} sources shut out, {dropped:.0f} messages dropped unread, {waiting:.0f} while they "
              f"waited, {kernel:.0f} by the kernel; {half_open:.0f} calls without an ACK made room; {calls} real calls "
              f"answered, the slowest after {slowest * 1000:.0f} ms; memory grew by {growth / 1e6:.1f} MB")
        settings.unlink()
        if silences > 0:
            raise AssertionError(f"the call in progress was silent {silences} times")
        if growth > GROWTH_MAX:
            raise AssertionError(f"memory grew by {growth / 1e6:.1f} MB")
        if banned < 1 or calls < 2:
            raise AssertionError("nobody was shut out, or no call could be made")


if __name__ == "__main__":
    main()
