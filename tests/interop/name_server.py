"""A name server of a check's own: dnsmasq on loopback, whose records change by beginning anew."""

import os
import shutil
import socket
import struct
import subprocess
import time

DNSMASQ = shutil.which("dnsmasq") or "/usr/sbin/dnsmasq"


class NameServer:
    """Names end with .test. Every record lives `ttl` seconds. It stays silent before `serve` and after `stop`."""

    def __init__(self, host, folder, port=5353, ttl=5):
        self.host, self.port, self.folder, self.ttl, self.process = host, port, folder, ttl, None

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def serve(self, *records):
        """`records` as dnsmasq writes them, such as "host-record=one.test,192.0.2.1"."""
        self.stop()
        config = self.folder / "dnsmasq.conf"
        lines = [f"port={self.port}", f"listen-address={self.host}", "bind-interfaces", "no-resolv", "no-hosts", "keep-in-foreground",
                 "local=/test/", f"local-ttl={self.ttl}", "user=" + os.environ.get("USER", "root"), *records]
        config.write_text("\n".join(lines) + "\n")
        self.process = subprocess.Popen([DNSMASQ, f"--conf-file={config}", "--pid-file="], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("dnsmasq does not answer")
            time.sleep(0.05)

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
            self.process.wait(10)
            self.process = None


class MuteNameServer:
    """Takes questions and answers none, as one behind a broken line."""

    def __init__(self, host, port=5353):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, port))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
