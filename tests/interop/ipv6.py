#!/usr/bin/env python3
"""Callers over IPv6 and IPv4 at one server that listens on [::]: SIPp over UDP and TCP, and what the server says of
itself to each."""

import pathlib
import random
import socket
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_by_sipp as by_sipp  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def free_port():
    """A port that nobody has on any address, for UDP and TCP; below those that the kernel hands out by itself, so that no
    connection of a neighbour takes it meanwhile."""
    while True:
        port = random.randrange(30000, 32000)
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as tcp, socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
            try:
                tcp.bind(("::", port))
                udp.bind(("::", port))
                return port
            except OSError:
                continue


def free_range(size):
    """The first of so many ports for sound that nobody has at this moment, on any address."""
    while True:
        first = random.randrange(20000, 28000, size)
        taken = []
        try:
            for port in range(first, first + size):
                taken.append(socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
                taken[-1].bind(("::", port))
            return first
        except OSError:
            continue
        finally:
            for one in taken:
                one.close()


class BothFamilies(Server):
    """Everything of SIP on [::]; the pages stay where they are."""

    def __init__(self, settings):
        super().__init__(settings)
        self.sip = ("::", free_port())
        self.options = ["--public-address", "127.0.0.1,::1", "--sip-tls", "none"]

    def arguments(self):
        words = super().arguments()
        words[words.index("--sip") + 1] = f"[::]:{self.sip[1]}"
        first = free_range(100)
        words[words.index("--rtp") + 1] = f"[::]:{first}-{first + 99}"
        return words


def sipp(server, host, scenario, number, options=()):
    target = f"[{host}]:{server.sip[1]}" if ":" in host else f"{host}:{server.sip[1]}"
    done = subprocess.run(
        ["sipp", target, "-sf", str(by_sipp.SCENARIOS / f"{scenario}.xml"), "-s", number, "-i", host, "-p", str(free_port()), "-m", "2",
         "-timeout", "60", "-timeout_error", "-nostdin", *options], cwd=server.data, capture_output=True, text=True, timeout=90)
    if done.returncode != 0:
        raise AssertionError(f"sipp {scenario} at {target} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-500:]}")


def invite(server, host):
    """What a 200 to a caller from that address says of the server."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    written, kind = (f"[{host}]", "IP6") if ":" in host else (host, "IP4")
    with socket.socket(family, socket.SOCK_DGRAM) as phone:
        phone.bind((host, 0))
        phone.settimeout(60)
        own = f"{written}:{phone.getsockname()[1]}"
        sdp = f"v=0\r\no=- 1 1 IN {kind} {host}\r\ns=-\r\nc=IN {kind} {host}\r\nt=0 0\r\nm=audio 30000 RTP/AVP 8\r\n"

        def send(method, cseq, to, body=""):
            kinds = "Content-Type: application/sdp\r\n" if body else ""
            phone.sendto((f"{method} sip:7100@{written}:{server.sip[1]} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{method}{host}\r\n"
                          f"Max-Forwards: 70\r\nFrom: <sip:55@{own}>;tag=six\r\nTo: {to}\r\nCall-ID: both-{host}\r\nCSeq: {cseq} {method}\r\n"
                          f"Contact: <sip:55@{own}>\r\n{kinds}Content-Length: {len(body)}\r\n\r\n{body}").encode(),
                         (host, server.sip[1]))

        send("INVITE", 1, f"<sip:7100@{written}>", sdp)
        while not (text := phone.recv(8192).decode()).startswith("SIP/2.0 200"):
            assert not text.startswith(("SIP/2.0 4", "SIP/2.0 5")), text
        to = next(line[4:] for line in text.split("\r\n") if line.startswith("To: "))
        send("ACK", 1, to)
        send("BYE", 2, to)
        return text


def a_caller_over_ipv6_hears_the_greeting_by_udp_and_tcp(server):
    sipp(server, "::1", "caller_listens_in_its_family", "7100")
    sipp(server, "::1", "caller_listens_in_its_family", "7100", ("-t", "t1"))


def a_caller_over_ipv4_is_served_by_the_same_sockets(server):
    sipp(server, "127.0.0.1", "caller_listens_in_its_family", "7100")
    sipp(server, "127.0.0.1", "caller_listens_in_its_family", "7100", ("-t", "t1"))


def each_caller_is_told_the_address_of_its_family(server):
    six, four = invite(server, "::1"), invite(server, "127.0.0.1")
    assert f"Contact: <sip:peal@[::1]:{server.sip[1]}>" in six and "c=IN IP6 ::1\r\n" in six, six
    assert f"Contact: <sip:peal@127.0.0.1:{server.sip[1]}>" in four and "c=IN IP4 127.0.0.1\r\n" in four, four


def a_ping_by_stun_is_told_where_it_came_from(server):
    for host in ("::1", "127.0.0.1"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as phone:
            phone.bind((host, 0))
            phone.settimeout(60)
            asked = bytes.fromhex("000100002112a442") + bytes(range(12))
            phone.sendto(asked, (host, server.sip[1]))
            answer = phone.recv(200)
            assert answer[:2] == b"\x01\x01" and answer[4:20] == asked[4:], answer.hex()
            assert int.from_bytes(answer[26:28], "big") ^ 0x2112 == phone.getsockname()[1], answer.hex()
            mask = asked[4:20]
            packed = bytes(a ^ b for a, b in zip(answer[28:], mask))
            assert packed == socket.inet_pton(family, host), answer.hex()


CHECKS = [a_caller_over_ipv6_hears_the_greeting_by_udp_and_tcp, a_caller_over_ipv4_is_served_by_the_same_sockets,
          each_caller_is_told_the_address_of_its_family, a_ping_by_stun_is_told_where_it_came_from]


def main():
    if not pathlib.Path("/proc/net/if_inet6").exists():
        print("no IPv6 on this machine: nothing to check")
        return 0
    return perform(CHECKS, BothFamilies(HERE / "centre.yaml"), sys.argv[1:], after=settle)


if __name__ == "__main__":
    sys.exit(main())
