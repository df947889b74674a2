"""Debian's linphone, by its daemon, as an agent's phone: no sound device, a file for a voice."""

import itertools
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time

from baresip import write_tone
from server import child

CONFIG = """\
[sip]
sip_port=-1
sip_tcp_port=0
sip_tls_port=0
use_ipv6=0
default_proxy=-1
register_only_when_network_is_up=0
[net]
mtu=1300
[rtp]
audio_rtp_port=-1
[sound]
playback_dev_id=NULL
capture_dev_id=NULL
ringer_dev_id=NULL
local_ring=
remote_ring=
echocancellation=0
[misc]
uuid=00000000-0000-0000-0000-{pid:012d}
[app]
auto_answer=0
"""


class Linphonec:
    """linphone by its console, the only one of its programs that sends calls on. It does not say when it is registered."""

    def __init__(self, server, user, password, hertz=900, count=itertools.count(1)):
        self.where, self.user, self.password = "%s:%d" % server.sip, user, password
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-linphonec-"))
        write_tone(self.folder / "tone.wav", hertz)
        (self.folder / "linphonerc").write_text(CONFIG.format(pid=os.getpid() * 100 + 50 + next(count)))
        (self.folder / ".local/share/linphone").mkdir(parents=True)
        self.log = open(self.folder / "said", "wb")

    def __enter__(self):
        self.process = child(
            ["linphonec", "-c", str(self.folder / "linphonerc")], stdin=subprocess.PIPE, stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)})
        self.say("soundcard use files")
        self.expect("Using wav files")
        self.say(f"register sip:{self.user}@{self.where} sip:{self.where} {self.password}")
        return self

    def say(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def speak(self):
        self.say(f"play {self.folder / 'tone.wav'}")

    def said(self):
        return (self.folder / "said").read_text(errors="replace")

    def expect(self, words, seconds=60.0):
        deadline = time.monotonic() + seconds
        while not re.search(words, self.said()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"linphonec did not say '{words}' within {seconds} s:\n{self.said()[-3000:]}")
            time.sleep(0.05)

    def __exit__(self, *_):
        try:
            self.say("quit")
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Linphone:
    """Registers as `user` when there is a password; `speak` lets the other side hear the tone."""

    def __init__(self, server, user, password=None, hertz=900, count=itertools.count(1)):
        self.server, self.user, self.password = server, user, password
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-linphone-"))
        write_tone(self.folder / "tone.wav", hertz)
        (self.folder / "linphonerc").write_text(CONFIG.format(pid=os.getpid() * 100 + next(count)))
        (self.folder / ".local/share/linphone").mkdir(parents=True)
        self.pipe = pathlib.Path("/tmp") / self.folder.name.replace("peal-linphone", "peal-linphone-pipe")  # It knows /tmp alone.
        self.log = open(self.folder / "log", "wb")

    def __enter__(self):
        self.process = child(
            ["linphone-daemon", "--config", str(self.folder / "linphonerc"), "--pipe", self.pipe.name, "--disable-stats-events",
             "--log", str(self.folder / "linphone.log")],
            stdin=subprocess.PIPE, stdout=self.log, stderr=subprocess.STDOUT,
            env={**os.environ, "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)})
        deadline = time.monotonic() + 60
        while not self.pipe.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("linphone did not start:\n" + self.said())
            time.sleep(0.05)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(str(self.pipe))
        if self.password:
            self.ask(f"register sip:{self.user}@{self.address()} sip:{self.address()} {self.password}")
            self.until("registered", lambda: "LinphoneRegistrationOk" in self.ask("register-status ALL"))
        return self

    def address(self):
        return "%s:%d" % self.server.sip

    def ask(self, command):
        """One command; what the daemon answered."""
        while self._more(0.01):
            pass  # The rest of an answer that came late.
        self.socket.sendall(command.encode() + b"\n")
        answer, deadline = b"", time.monotonic() + 60
        while b"Status:" not in answer and time.monotonic() < deadline:
            answer += self._more(1)
        while more := self._more(0.15):
            answer += more
        return answer.decode(errors="replace")

    def _more(self, seconds):
        self.socket.settimeout(seconds)
        try:
            return self.socket.recv(65536)
        except socket.timeout:
            return b""

    def resume(self):
        """The call on hold: linphone has no current one then and wants its number, which counts on from that of the account."""
        for number in range(1, 20):
            if "Status: Ok" in self.ask(f"call-resume {number}"):
                return
        raise AssertionError("linphone has no call on hold:\n" + self.said())

    def state(self):
        return (re.findall(r"LinphoneCall\w+", self.ask("call-status")) or [""])[-1]

    def until(self, what, check, seconds=60.0):
        deadline = time.monotonic() + seconds
        while not (found := check()):
            if time.monotonic() > deadline:
                raise AssertionError(f"linphone: not within {seconds} s: {what}; {self.ask('call-status')}\n{self.said()}")
            time.sleep(0.1)
        return found

    def speak(self):
        self.ask(f"incall-player-start {self.folder / 'tone.wav'}")

    def said(self):
        parts = [(self.folder / name).read_text(errors="replace")[-2000:] for name in ("log", "linphone.log") if (self.folder / name).exists()]
        return "\n".join(parts)

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.socket.close()
        self.process.stdin.close()
        self.log.close()
        self.pipe.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
