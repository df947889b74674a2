"""Debian's baresip as an agent's or a caller's phone: its own SIP, its own RTP, no sound device."""

import json
import math
import pathlib
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
import wave

from server import child, own_address

MODULES = "/usr/lib/baresip/modules"
CONFIG = """\
poll_method epoll
net_interface 127.0.0.1
sip_listen {host}:5060
rtp_ports 34000-60000
audio_source aufile,{folder}/tone.wav
audio_player aubridge,nobody
audio_alert aubridge,nobody
ausrc_srate 8000
ausrc_channels 1
snd_path {folder}
ctrl_tcp_listen {host}:4444
module_path {modules}
module g711.so
module g722.so
module opus.so
module srtp.so
module aufile.so
module aubridge.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
"""


def write_tone(path, hertz, seconds=180):
    """Longer than a check lasts: at its end baresip falls silent."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        one = b"".join(struct.pack("<h", round(8000 * math.sin(2 * math.pi * hertz * i / 8000))) for i in range(8000))
        file.writeframes(one * seconds)


class Baresip:
    """Registers as `user` when there is a password; says `hertz` and keeps what it hears in WAV files. With `tls` (a
    file with a certificate and its key, and one with the authorities to trust) it signals over TLS; `sealed` is
    "srtp" or "srtp-mand"; `answers` is "manual" or "auto"; `proxy` is its way out; `codec` the only one it has."""

    def __init__(self, server, user, password=None, hertz=900, tls=None, sealed=None, answers="manual", proxy=None,
                 codec="PCMU/8000/1"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-baresip-"))
        self.server, self.host = server, own_address()
        write_tone(self.folder / "tone.wav", hertz)
        secure = f"sip_certificate {tls[0]}\nsip_cafile {tls[1]}\nsip_verify_server yes\n" if tls else ""
        (self.folder / "config").write_text(
            secure + CONFIG.format(host=self.host, folder=self.folder, modules=MODULES))
        (self.folder / "contacts").write_text("")
        signs_in = f"auth_user={user};auth_pass={password};regint=60" if password else "regint=0"
        way = f';outbound="sip:{proxy}:5060;lr"' if proxy else ""
        where = f"{server.sip[0]}:{5061 if tls else server.sip[1]};transport={'tls' if tls else 'udp'}"
        sound = f";mediaenc={sealed}" if sealed else ""
        (self.folder / "accounts").write_text(
            f"<sip:{user}@{where}>;{signs_in};answermode={answers};audio_codecs={codec}{sound}{way}\n")
        self.log = open(self.folder / "log", "wb")
        self.events, self.changed = [], threading.Condition()

    def __enter__(self):
        self.process = child(["baresip", "-f", str(self.folder)], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while True:
            try:
                self.socket = socket.create_connection((self.host, 4444), timeout=5)
                break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("baresip did not start:\n" + self.said()) from None
                time.sleep(0.05)
        self.socket.settimeout(None)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.socket.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def said(self):
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    # What it tells comes as netstrings of JSON, as do commands.
    def _read(self):
        pending = b""
        while True:
            try:
                more = self.socket.recv(65536)
            except OSError:
                return
            if not more:
                return
            pending += more
            while b":" in pending:
                length, rest = pending.split(b":", 1)
                if len(rest) < int(length) + 1:
                    break
                message, pending = json.loads(rest[:int(length)]), rest[int(length) + 1:]
                with self.changed:
                    self.events.append(message)
                    self.changed.notify_all()

    def command(self, name, params=""):
        text = json.dumps({"command": name, "params": params, "token": name}).encode()
        self.socket.sendall(b"%d:%s," % (len(text), text))

    def expect(self, kind, seconds=60):
        """The first event of that type: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED..."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while True:
                for event in self.events:
                    if event.get("type") == kind:
                        return event
                if not self.changed.wait(deadline - time.monotonic()) and time.monotonic() > deadline:
                    raise AssertionError(f"no {kind} from baresip within {seconds} s: "
                                         f"{[event.get('type') for event in self.events]}\n{self.said()}")

    def expect_said(self, words, seconds=60):
        """Its own log; what happens before the control connection is only there."""
        deadline = time.monotonic() + seconds
        while words not in self.said():
            if time.monotonic() > deadline:
                raise AssertionError(f"baresip did not say '{words}' within {seconds} s:\n{self.said()}")
            time.sleep(0.05)

    def begins(self, seconds=60):
        """Waits until something is heard."""
        deadline = time.monotonic() + seconds
        while max(map(abs, self.heard()), default=0) < 500:
            if time.monotonic() > deadline:
                raise AssertionError("what baresip hears is silence\n" + self.said())
            time.sleep(0.2)

    def heard(self):
        """Samples of everything heard in the last call, 8,000 a second, of one channel."""
        files = sorted(self.folder.glob("dump-*-dec.wav"))
        if not files:
            return []
        raw = files[-1].read_bytes()
        if len(raw) < 46:
            return []
        channels, rate = struct.unpack("<HI", raw[22:28])  # The file is still being written, so no reader of WAV takes it.
        samples = struct.unpack(f"<{(len(raw) - 44) // 2}h", raw[44:44 + (len(raw) - 44) // 2 * 2])
        return list(samples[::channels * rate // 8000])
