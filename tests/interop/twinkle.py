"""Debian's Twinkle, by its console, as an agent's phone: no sound device, a library of ours stands for one."""

import itertools
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from server import child

USER = """\
user_name={user}
user_domain={server}
user_display=Twinkle
auth_name={user}
auth_pass={password}
outbound_proxy={server}
registrar={server}
register_at_startup=yes
registration_time=300
codecs=g711u,g711a
allow_refer=yes
speex_dsp_vad=no
speex_dsp_agc=no
speex_dsp_aec=no
speex_dsp_nrd=no
"""
SYSTEM = """\
dev_ringtone=alsa:default
dev_speaker=alsa:default
dev_mic=alsa:default
validate_audio_dev=no
sip_udp_port={port}
sip_port={port}
rtp_port={rtp}
log_sip=yes
play_ringtone=no
play_ringback=no
"""
# Behind the device of sound/tone_device.c.
SOUND = """\
pcm.!default { type null }
ctl.!default { type null }
"""


class Twinkle:
    """Registers as `user`; its console takes the words that a person types."""

    def __init__(self, server, user, password, hertz=900, count=itertools.count(1)):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-twinkle-"))
        (self.folder / ".twinkle").mkdir()
        (self.folder / ".asoundrc").write_text(SOUND)
        self.hertz = hertz
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(self.folder / "tone_device.so"),
                        str(pathlib.Path(__file__).parent / "sound/tone_device.c"), "-lm"], check=True)
        port = 20000 + next(count) % 800 * 10
        where = "%s:%d" % server.sip
        (self.folder / ".twinkle/twinkle.cfg").write_text(USER.format(user=user, password=password, server=where))
        (self.folder / ".twinkle/twinkle.sys").write_text(SYSTEM.format(port=port, rtp=port + 10000))
        self.log = open(self.folder / "said", "wb")

    def __enter__(self):
        self.process = child(["twinkle-console"], stdin=subprocess.PIPE, stdout=self.log, stderr=subprocess.STDOUT,
                                        env={**os.environ, "HOME": str(self.folder), "LANG": "C", "PEAL_TONE_HERTZ": str(self.hertz),
                                             "LD_PRELOAD": str(self.folder / "tone_device.so")})
        self.expect("registration succeeded")
        return self

    def say(self, command):
        self.process.stdin.write(command.encode() + b"\n")
        self.process.stdin.flush()

    def said(self):
        return (self.folder / "said").read_text(errors="replace")

    def expect(self, words, times=1, seconds=60.0):
        """Until its console has said the words so often."""
        deadline = time.monotonic() + seconds
        while len(re.findall(words, self.said())) < times:
            if self.process.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / ".twinkle/twinkle.log")
                raise AssertionError(f"Twinkle did not say '{words}' within {seconds} s:\n{self.said()[-1500:]}\n"
                                     f"{log.read_text(errors='replace')[-3000:] if log.exists() else ''}")
            time.sleep(0.05)

    def __exit__(self, *_):
        try:
            self.say("quit")  # It takes its registration back.
            self.process.wait(10)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        self.process.stdin.close()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
