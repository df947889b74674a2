"""Debian's Kamailio as the proxy in front of a server."""

import pathlib
import shutil
import subprocess
import tempfile
import time

from server import child, own_address

HERE = pathlib.Path(__file__).resolve().parent
MODULES = "/usr/lib/x86_64-linux-gnu/kamailio/modules/"


class Kamailio:
    def __init__(self, server):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-kamailio-"))
        self.host = own_address()
        text = (HERE / "kamailio.cfg").read_text().replace("LISTEN", self.host).replace("PEAL:5060", "%s:%d" % server.sip)
        (self.folder / "kamailio.cfg").write_text(text.replace('"PEAL"', f'"{server.sip[0]}"'))
        self.log = open(self.folder / "log", "wb")

    def __enter__(self):
        self.process = child(
            ["kamailio", "-DD", "-E", "-f", str(self.folder / "kamailio.cfg"), "-L", MODULES, "-Y", str(self.folder),
             "-w", str(self.folder), "-m", "16", "-M", "4"], stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while not self.listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Kamailio did not start:\n" + self.said())
            time.sleep(0.05)
        return self

    def listens(self):
        wanted = "".join(f"{int(part):02X}" for part in reversed(self.host.split("."))) + ":13C4"
        return wanted in pathlib.Path("/proc/net/udp").read_text()

    def said(self):
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
