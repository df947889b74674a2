#!/usr/bin/env python3
"""Our own address behind a NAT, told by a real STUN server (coturn): a relay stands for the NAT and changes its face."""

import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from carrier import Carrier, header  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server, own_address  # noqa: E402
from trunks import ask, command, until  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TURNSERVER = shutil.which("turnserver") or "/usr/bin/turnserver"
carrier = nat = stun = None


class StunServer:
    def __init__(self, host, port, folder):
        self.host, self.port, self.folder, self.process = host, port, folder, None

    def start(self):
        self.process = subprocess.Popen(
            [TURNSERVER, "-n", "--stun-only", "--no-tls", "--no-dtls", "--no-cli", "-L", self.host, "-p", str(self.port), "--log-file", "stdout",
             "--pidfile", str(self.folder / "turnserver.pid"), "--db", str(self.folder / "turndb")],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("coturn does not answer")
            time.sleep(0.1)

    def answers(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.3)
            try:
                asking.sendto(b"\x00\x01\x00\x00\x21\x12\xa4\x42ask if alive", (self.host, self.port))
                return asking.recv(2048)[:2] == b"\x01\x01"
            except OSError:
                return False

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


class Nat:
    """What Peal takes for the STUN server: passes questions on from an address of its own, which is then Peal's."""

    def __init__(self, host, server):
        self.server, self.inside, self.forge, self.asked = server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM), False, 0
        self.inside.bind((host, 3478))
        self.face()
        threading.Thread(target=self.serve, daemon=True).start()

    def face(self):
        outside = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        outside.bind((own_address(), 0))
        outside.settimeout(2)
        self.outside = outside
        self.seen_as = "%s:%d" % outside.getsockname()
        return self.seen_as

    def serve(self):
        while True:
            try:
                question, peer = self.inside.recvfrom(2048)
            except OSError:
                return
            self.asked += 1
            if self.forge:
                # An answer to another question, and one with the right transaction from somebody who was not asked.
                lie = b"\x00\x20\x00\x08\x00\x01\xe1\xba\x2a\x12\xd5\x45"
                self.inside.sendto(b"\x01\x01\x00\x0c\x21\x12\xa4\x42" + b"x" * 12 + lie, peer)
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
                    stranger.bind((own_address(), 3478))
                    stranger.sendto(b"\x01\x01\x00\x0c" + question[4:20] + lie, peer)
            try:
                self.outside.sendto(question, (self.server.host, self.server.port))
                self.inside.sendto(self.outside.recv(2048), peer)
            except OSError:
                pass

    def close(self):
        self.inside.close()


def newest(method):
    return [text for text in carrier.seen if text.startswith(method + " ")][-1]


def within(what, wanted, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := wanted()):
        if time.monotonic() > deadline:
            raise AssertionError(what)
        time.sleep(0.2)
    return found


def told(method):
    """The addresses in Via and Contact of the newest request of that method."""
    text = newest(method)
    via = re.search(r"SIP/2.0/UDP ([^;]+)", header(text, "Via")).group(1)
    contact = re.search(r"@([^;>]+)", header(text, "Contact"))
    return via, contact and contact.group(1)


def health(server):
    with urllib.request.urlopen(f"http://{server.host}:{server.http}/healthz", timeout=10) as page:
        return {check["name"]: check for check in json.loads(page.read())["checks"]}


def what_the_stun_server_saw_stands_in_via_contact_and_sdp(server):
    command(server, "trunk", "password", "carrier", given=carrier.password + "\n")
    until(server, "carrier", "up", lambda t: t["state"] == "up")
    within("REGISTER tells another address", lambda: told("REGISTER") == (nat.seen_as, nat.seen_as))
    within("OPTIONS tells another address", lambda: told("OPTIONS")[0] == nat.seen_as)
    ask(server, "POST", "/api/trunks/carrier/test-call", {"number": "+8613810298208"})
    assert told("INVITE") == (nat.seen_as, nat.seen_as), newest("INVITE")
    assert f"c=IN IP4 {nat.seen_as.split(':')[0]}\r\n" in newest("INVITE"), newest("INVITE")
    assert health(server)["public_address"]["ok"]


def answers_that_nobody_asked_for_change_nothing(server):
    nat.forge = True
    before = nat.asked
    within("it asks again and again", lambda: nat.asked >= before + 2, 90)
    nat.forge = False
    within("another OPTIONS", lambda before=carrier.count("OPTIONS"): carrier.count("OPTIONS") > before)
    assert told("OPTIONS")[0] == nat.seen_as, newest("OPTIONS")
    assert told("REGISTER") == (nat.seen_as, nat.seen_as), newest("REGISTER")


def a_new_address_is_noticed_and_registered_at_once(server):
    before, registered = nat.seen_as, carrier.count("REGISTER")
    nat.face()
    within("the new address is told", lambda: told("REGISTER") == (nat.seen_as, nat.seen_as), 90)
    assert carrier.count("REGISTER") > registered and nat.seen_as != before
    until(server, "carrier", "up", lambda t: t["state"] == "up")
    assert "public_address" in server.output()


def a_stun_server_that_dies_leaves_the_address_as_it_is(server):
    stun.stop()
    within("the silence is logged", lambda: "stun_silent" in server.output(), 120)
    assert nat.seen_as in health(server)["public_address"]["detail"]
    ask(server, "POST", "/api/trunks/carrier/test-call", {"number": "+8613810298208"})
    assert told("INVITE") == (nat.seen_as, nat.seen_as), newest("INVITE")


CHECKS = [what_the_stun_server_saw_stands_in_via_contact_and_sdp, answers_that_nobody_asked_for_change_nothing,
          a_new_address_is_noticed_and_registered_at_once, a_stun_server_that_dies_leaves_the_address_as_it_is]


def main():
    global carrier, nat, stun
    carrier = Carrier(own_address(), 22041)
    nat_host = own_address()
    server = Server(HERE / "stun.yaml", options=["--public-address", f"stun:{nat_host}"])
    stun = StunServer(own_address(), 3478, server.data)
    stun.start()
    nat = Nat(nat_host, stun)
    server.settings = server.data / "stun.yaml"
    server.settings.write_text((HERE / "stun.yaml").read_text().replace("127.0.0.21", carrier.address[0]))
    try:
        return perform(CHECKS, server, sys.argv[1:], after=settle)
    finally:
        nat.close()
        stun.stop()
        carrier.close()


if __name__ == "__main__":
    sys.exit(main())
