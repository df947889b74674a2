"""A Peal of its own for one run of checks: an address of its own on loopback, a fresh data folder."""

import itertools
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("PEAL_PROGRAM", str(ROOT / "build/release/peal"))


# In the settings files of tests: the address of agents who need no registration.
OUTSIDE = "127.0.0.3"


def own_address(count=itertools.count(1)):
    """An address of loopback that no other server or phone of this machine uses: all of 127/8 is there, so tests that
    run side by side share no port. The process id makes it one's own, a count tells those of one process apart."""
    if front := os.environ.get("PEAL_PRIVATE_NET"):  # See private_net.py.
        return f"{front}.{1 + next(count) % 250}.1"
    return f"127.{100 + next(count) % 100}.{os.getpid() >> 8 & 255}.{os.getpid() & 255}"


TOGETHER = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []


def child(words, **more):
    """A program that does not outlive this one, also when this one is killed for taking too long."""
    return subprocess.Popen([*TOGETHER, *words], **more)


class Server:
    """With `settings` applied, or with the demonstration centre when there are none. Outside agents and callers have
    addresses of their own, too."""

    numbers = itertools.count()

    def __init__(self, settings=None, options=()):
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="peal-interop-"))
        self.host, self.agents_host, self.callers_host = own_address(), own_address(), own_address()
        self.sip, self.http, self.https = (self.host, 5060), 8080, 8443
        self.web = self.host
        if "PEAL_PRIVATE_NET" in os.environ:  # Plain HTTP is for this machine only, and there all servers share its address.
            self.web, self.http = "127.0.0.1", 8080 + next(self.numbers)
        self.settings, self.options, self.process = settings, list(options), None
        self.peers = []  # Whoever has a `name` and tells what it `said` when a check fails; those with `stays` for every check.
        self.log = open(self.data / "serve.log", "wb")

    def arguments(self):
        return [PROGRAM, "serve", *([] if self.settings else ["--demo"]), "--data", str(self.data / "peal"),
                "--web", str(ROOT / "web"), "--https", f"{self.host}:{self.https}", "--http", f"{self.web}:{self.http}",
                "--sip", "%s:%d" % self.sip, "--rtp", f"{self.host}:16000-16199",
                *self.options]

    def start(self):
        self.process = child(self.arguments(), stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while not (self.data / "peal/control.sock").exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Peal did not start:\n" + self.output())
            time.sleep(0.05)

    def stop(self):
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(45)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        self.start()
        if self.settings is not None:
            settings = self.data / self.settings.name
            settings.write_text(self.settings.read_text().replace(OUTSIDE, self.agents_host))
            self.apply(settings)
        return self

    def apply(self, settings):
        """A file of settings; the sections that it does not have stay as they are."""
        done = subprocess.run([PROGRAM, "apply", "--data", str(self.data / "peal"), str(settings)], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            raise RuntimeError("The settings were refused:\n" + done.stdout + done.stderr)

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        shutil.rmtree(self.data, ignore_errors=True)

    def output(self):
        return (self.data / "serve.log").read_text(errors="replace")

    def metric(self, name):
        """The sum of a metric over its labels."""
        with urllib.request.urlopen(f"http://{self.web}:{self.http}/metrics", timeout=60) as page:
            lines = page.read().decode().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines
                   if line.startswith((name + " ", name + "{")))

    def demo_account(self, role, user):
        """The password that the demonstration made up."""
        for line in (self.data / "peal/demo-accounts").read_text().splitlines():
            if line.split()[:2] == [role, user]:
                return line.split()[2]
        raise RuntimeError(f"no demo account {role} {user}")

    def recordings(self):
        return sorted((self.data / "peal/recordings").rglob("*.wav"))
