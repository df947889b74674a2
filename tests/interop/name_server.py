"""A name server of a check's own: dnsmasq on loopback, whose records change by beginning anew."""

import os
import shutil
import socket
import struct
import subprocess
import time

from server import child

DNSMASQ = shutil.which("dnsmasq") or "/usr/sbin/dnsmasq"


def host(name, address, life=5):
    """`life` in seconds."""
    return f"host-record={name},{address},{life}"


def service(transport, name, target, port, priority=10, weight=10):
    """An SRV record; it lives as long as the name server says of all of them."""
    return f"srv-host=_{'sips' if transport == 'tls' else 'sip'}._{'udp' if transport == 'udp' else 'tcp'}.{name},{target},{port},{priority},{weight}"


def pointer(name, order, kind, service_name):
    """A NAPTR record (RFC 3263 4.1)."""
    return f"naptr-record={name},{order},10,s,{kind},,{service_name}"


class NameServer:
    """Names end with .test. Every SRV record lives `life` seconds. It stays silent before `serve` and after `stop`; while it
    begins anew it refuses questions, as does the machine of a name server that is restarted."""

    stays = True

    def __init__(self, address, folder, port=5353, life=5):
        self.host, self.port, self.folder, self.life, self.process = address, port, folder, life, None
        self.name, self.file = "dnsmasq", folder / "dnsmasq.log"

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def serve(self, *records):
        """`records` as dnsmasq writes them, such as "host-record=one.test,192.0.2.1"."""
        self.stop()
        config = self.folder / "dnsmasq.conf"
        lines = [f"port={self.port}", f"listen-address={self.host}", "bind-interfaces", "no-resolv", "no-hosts", "keep-in-foreground",
                 "local=/test/", f"local-ttl={self.life}", "user=" + os.environ.get("USER", "root"), "log-queries", "log-facility=-", *records]
        config.write_text("\n".join(lines) + "\n")
        with open(self.file, "ab") as log:
            self.process = child([DNSMASQ, f"--conf-file={config}", "--pid-file="], stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("dnsmasq does not answer:\n" + self.said())
            time.sleep(0.05)

    def said(self):
        return self.file.read_text(errors="replace") if self.file.exists() else "It was never started."

    def answers(self):
        question = struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + b"\x03any\x04test\x00" + struct.pack(">2H", 1, 1)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.2)
            try:
                asking.sendto(question, (self.host, self.port))
                return bool(asking.recv(4096))
            except OSError:
                return False

    def stop(self):
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


class MuteNameServer:
    """Takes questions and answers none, as one behind a broken line."""

    def __init__(self, address, port=5353):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
