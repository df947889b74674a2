#!/usr/bin/env python3
"""The first moments of a server: who calls while it is still being opened, and what is ready before anybody calls."""

import pathlib
import socket
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from drain import Restarting  # noqa: E402
from phone import PATIENCE, Message  # noqa: E402
from run import perform  # noqa: E402
from server import OUTSIDE, Server  # noqa: E402

CENTRE = f"""
tenant: {{key: early, name: Early, language: en-US}}
flows:
  - key: greeting
    name: Greeting
    start: answer
    nodes:
      answer: {{kind: answer, next: welcome}}
      welcome: {{kind: play, text: {{en-US: "Welcome."}}, next: end}}
      end: {{kind: hang_up}}
trunks:
  - {{key: gateway, name: Gateway, address: "{OUTSIDE}:15170", health_every: 0s, allowed_sources: [{OUTSIDE}]}}
numbers:
  - {{digits: "7000", name: Greeting, flow: greeting, language: en-US, trunk: gateway}}
"""

# What somebody gets whom no trunk and no account knows.
STRANGERS = {401, 403, 404, 407}


class EarlyCaller:
    """Calls from one address again and again until somebody answers."""

    def __init__(self, host, server):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(0.02)
        self.server, self.statuses, self.calls, self.running = server, {}, 0, True
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        host, port = self.socket.getsockname()
        while self.running:
            if not self.statuses:
                self.calls += 1
                sdp = f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\nm=audio {port + 1} RTP/AVP 0\r\n"
                self.socket.sendto((f"INVITE sip:7000@{self.server[0]} SIP/2.0\r\n"
                                    f"Via: SIP/2.0/UDP {host}:{port};branch=z9hG4bKearly{self.calls}\r\nMax-Forwards: 70\r\n"
                                    f"From: <sip:13810298208@{host}>;tag=e{self.calls}\r\nTo: <sip:7000@{self.server[0]}>\r\n"
                                    f"Call-ID: early-{self.calls}@{host}\r\nCSeq: 1 INVITE\r\n"
                                    f"Contact: <sip:early@{host}:{port}>\r\nContent-Type: application/sdp\r\n"
                                    f"Content-Length: {len(sdp)}\r\n\r\n{sdp}").encode(), self.server)
            try:
                answer = Message(*self.socket.recvfrom(65535))
            except (TimeoutError, ConnectionRefusedError):
                continue
            if answer.status > 100:
                self.statuses.setdefault(answer.get("Call-ID"), answer.status)

    def heard(self):
        deadline = time.monotonic() + PATIENCE
        while not self.statuses and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)  # The others that waited with it.
        self.running = False
        self.thread.join()
        self.socket.close()
        return self.statuses


def ended(server):
    server.process.terminate()
    server.process.wait(60)


def who_waited_at_the_port_is_known_at_once(_):
    """The number is the trunk's: its calls are taken, and nobody else's, from the first datagram on."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as centre:
        centre.write(CENTRE)
        centre.flush()
        with Server(settings=pathlib.Path(centre.name), options=["--drain-limit", "1"]) as server:
            ended(server)
            carrier, stranger = (EarlyCaller(host, server.sip) for host in (server.agents_host, server.callers_host))
            server.start()
            taken, refused = carrier.heard(), stranger.heard()
    if not taken or STRANGERS & set(taken.values()):
        raise AssertionError(f"the carrier's {carrier.calls} calls were answered {sorted(taken.values())}")
    if not refused or any(status < 400 for status in refused.values()):
        raise AssertionError(f"a stranger's {stranger.calls} calls were answered {sorted(refused.values())}")


def prompts_are_spoken_before_the_first_call(_):
    with Server() as server:
        spoken = server.data / "peal/speech"
        deadline = time.monotonic() + PATIENCE
        while not any(spoken.iterdir()):
            if time.monotonic() > deadline:
                raise AssertionError("nothing was spoken ahead after the first start")
            time.sleep(0.05)


CHECKS = [who_waited_at_the_port_is_known_at_once, prompts_are_spoken_before_the_first_call]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, Restarting(), sys.argv[1:]))
