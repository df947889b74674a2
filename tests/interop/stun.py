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
from server import Server, child, own_address  # noqa: E402
from trunks import ask, command, until  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
TURNSERVER = shutil.which("turnserver") or "/usr/bin/turnserver"


class StunServer:
    stays = True

    def __init__(self, host, port, folder):
        self.host, self.port, self.folder, self.process = host, port, folder, None
        self.name, self.file = "coturn", folder / "turnserver.log"

    def start(self):
        with open(self.file, "ab") as log:
            self.process = child(
                [TURNSERVER, "-n", "--stun-only", "--no-tls", "--no-dtls", "--no-cli", "-L", self.host, "-p", str(self.port), "--log-file", "stdout",
                 "--pidfile", str(self.folder / "turnserver.pid"), "--db", str(self.folder / "turndb")],
                cwd=self.folder, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("coturn does not answer:\n" + self.said())
            time.sleep(0.1)

    def said(self):
        return self.file.read_text(errors="replace")

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
    """What Peal takes for the STUN server: passes questions on from an address of its own, which is then Peal's. Whoever
    sees a question also lies: with each one come an answer to another question, and one with the right transaction from
    somebody who was not asked, both before the truth."""

    stays, name = True, "the NAT"

    def __init__(self, host, server):
        self.server, self.inside, self.asked, self.lies = server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0, 0
        self.inside.bind((host, 3478))
        self.stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.stranger.bind((own_address(), 3478))
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
                self.asked += 1
                self.lie(question, peer)
                self.outside.sendto(question, (self.server.host, self.server.port))
                while (answer := self.outside.recv(2048))[8:20] != question[8:20]:
                    pass  # A late one, to a question that was given up.
                self.inside.sendto(answer, peer)
            except TimeoutError:
                continue  # The server is away: it asks again.
            except OSError:
                return

    def lie(self, question, peer):
        elsewhere = b"\x00\x20\x00\x08\x00\x01\xe1\xba\x2a\x12\xd5\x45"
        self.inside.sendto(b"\x01\x01\x00\x0c\x21\x12\xa4\x42" + b"x" * 12 + elsewhere, peer)
        self.stranger.sendto(b"\x01\x01\x00\x0c" + question[4:20] + elsewhere, peer)
        self.lies += 1

    def said(self):
        return f"asked {self.asked} times, {self.lies} lies, seen as {self.seen_as}"

    def close(self):
        self.inside.close()
        self.stranger.close()


class Behind(Server):
    """A Peal behind that NAT, with a carrier."""

    def __init__(self):
        nat_host = own_address()
        super().__init__(HERE / "stun.yaml", options=["--public-address", f"stun:{nat_host}"])
        self.carrier = Carrier(own_address(), 22041)
        self.stun = StunServer(own_address(), 3478, self.data)
        self.nat = Nat(nat_host, self.stun)
        self.peers += [self.carrier, self.stun, self.nat]
        self.settings = self.data / "stun.yaml"
        self.settings.write_text((HERE / "stun.yaml").read_text().replace("127.0.0.21", self.carrier.address[0]))

    def __enter__(self):
        self.stun.start()
        super().__enter__()
        command(self, "trunk", "password", "carrier", given=self.carrier.password + "\n")
        return self

    def __exit__(self, *failure):
        super().__exit__(*failure)
        self.nat.close()
        self.stun.stop()
        self.carrier.close()

    def told(self, method):
        """The addresses in Via and Contact of the newest request of that method."""
        text = self.newest(method)
        via = re.search(r"SIP/2.0/UDP ([^;]+)", header(text, "Via")).group(1)
        contact = re.search(r"@([^;>]+)", header(text, "Contact"))
        return via, contact and contact.group(1)

    def newest(self, method):
        return within(f"a {method}", lambda: [text for text in list(self.carrier.seen) if text.startswith(method + " ")])[-1]

    def registered_as(self, address):
        within(f"REGISTER does not tell {address}", lambda: self.told("REGISTER") == (address, address), lambda: self.newest("REGISTER"))
        until(self, "carrier", "up", lambda t: t["state"] == "up")

    def calls_as(self, address):
        """A call tells that address in its Via, its Contact and its SDP."""
        ask(self, "POST", "/api/trunks/carrier/test-call", {"number": "+8613810298208"})
        assert self.told("INVITE") == (address, address), self.newest("INVITE")
        assert f"c=IN IP4 {address.split(':')[0]}\r\n" in self.newest("INVITE"), self.newest("INVITE")


def within(what, wanted, now=lambda: "", seconds=150):
    """Longer than two questions that stay without an answer."""
    deadline = time.monotonic() + seconds
    while not (found := wanted()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}\n{now()}")
        time.sleep(0.2)
    return found


def health(server):
    with urllib.request.urlopen(f"http://{server.host}:{server.http}/healthz", timeout=60) as page:
        return {check["name"]: check for check in json.loads(page.read())["checks"]}


def a_stun_server_that_dies_leaves_the_address_as_it_is(server):
    server.registered_as(server.nat.seen_as)
    server.stun.stop()
    within("the silence is logged", lambda: "stun_silent" in server.output())
    assert server.nat.seen_as in health(server)["public_address"]["detail"]
    server.calls_as(server.nat.seen_as)


def what_the_stun_server_saw_is_told_whatever_others_answer(server):
    server.registered_as(server.nat.seen_as)
    before = server.carrier.count("OPTIONS")
    within("another OPTIONS", lambda: server.carrier.count("OPTIONS") > before)
    assert server.told("OPTIONS")[0] == server.nat.seen_as, server.newest("OPTIONS")
    server.calls_as(server.nat.seen_as)
    assert server.nat.lies and health(server)["public_address"]["ok"]


def a_new_address_is_noticed_and_registered_at_once(server):
    before, lies = server.nat.seen_as, server.nat.lies
    server.registered_as(before)
    server.nat.face()
    server.registered_as(server.nat.seen_as)
    assert server.nat.seen_as != before and server.nat.lies > lies
    assert "public_address" in server.output()
    server.calls_as(server.nat.seen_as)


CHECKS = [a_stun_server_that_dies_leaves_the_address_as_it_is, what_the_stun_server_saw_is_told_whatever_others_answer,
          a_new_address_is_noticed_and_registered_at_once]


def main():
    return perform(CHECKS, [Behind(), Behind()], sys.argv[1:], after=settle)


if __name__ == "__main__":
    sys.exit(main())
