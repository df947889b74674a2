"""A small SIP phone over UDP, for what SIPp cannot do: crossings, tones, keys, broken bytes."""

import functools
import hashlib
import math
import random
import re
import socket
import struct
import threading
import time

# For whatever must come: a machine may stand still for seconds.
PATIENCE = 20.0

# Share of the power at a tone in a window that holds nothing else.
CLEAR = 0.6


def written(host):
    """A host as URIs and Via have it (RFC 3261 25.1)."""
    return f"[{host}]" if ":" in host else host


def family(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def place_of_sound(sdp):
    """Address and port, of either family."""
    return re.search(r"c=IN IP[46] (\S+)", sdp)[1], int(re.search(r"m=audio (\d+)", sdp)[1])


class Message:
    def __init__(self, raw, source):
        self.source = source
        head, _, self.body = raw.decode("utf-8", "replace").partition("\r\n\r\n")
        lines = head.split("\r\n")
        self.start = lines[0]
        self.fields = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:] if ":" in line]

    @property
    def status(self):
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self):
        return "" if self.status else self.start.split()[0]

    def all(self, name):
        return [value for field, value in self.fields if field.lower() == name.lower()]

    def get(self, name):
        return (self.all(name) or [""])[0]


def ulaw(sample):
    """G.711 mu-law of a 16-bit sample (ITU-T G.711)."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> exponent + 3 & 0x0F) & 0xFF


def linear(byte):
    byte = ~byte & 0xFF
    magnitude = (((byte & 0x0F) << 3) + 132 << (byte >> 4 & 7)) - 132
    return -magnitude if byte & 0x80 else magnitude


LINEAR = [linear(byte) for byte in range(256)]


@functools.lru_cache(maxsize=1024)
def tone(hertz, phase):
    """20 ms of a tone from that sample of it on."""
    return bytes(ulaw(int(8000 * math.sin(2 * math.pi * hertz * (phase + i) / 8000))) for i in range(160))


def share_at(samples, hertz):
    """The share of a sound's power at one frequency (Goertzel), 0 to 1."""
    power = sum(x * x for x in samples)
    if not power:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * hertz / 8000)
    last = before = 0.0
    for x in samples:
        last, before = x + turn * last - before, last
    return (last * last + before * before - turn * last * before) / (power * len(samples) / 2)


def clearest(samples, hertz, window=2000):
    """The largest share of the tone in a quarter of a second; a busy machine may tear holes into the others."""
    return max((share_at(samples[at:at + window], hertz) for at in range(0, len(samples) - window + 1, window)), default=0.0)


class Rtp:
    """One PCMU stream: sends a tone, keeps what it hears."""

    def __init__(self, host):
        self.socket = socket.socket(family(host), socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.peer = None
        self.hertz = 0
        self.keys = []
        self.heard = []
        self.first_heard = None
        self.running = True
        self.threads = [threading.Thread(target=run, daemon=True) for run in (self._send, self._receive)]
        for thread in self.threads:
            thread.start()

    def _send(self):
        sequence, stamp, ssrc, phase = random.randrange(1000), 0, random.getrandbits(32), 0
        due = time.monotonic()
        while self.running:
            if self.peer and self.keys:
                event = self.keys.pop(0)
                for i in range(10):  # RFC 4733: eight packets grow, the end comes three times.
                    end = 0x80 if i >= 7 else 0
                    packet = struct.pack("!BBHIIBBH", 0x80, 101 | (0x80 if i == 0 else 0), sequence & 0xFFFF, stamp, ssrc,
                                         event, end | 10, min(i + 1, 8) * 160)
                    self.socket.sendto(packet, self.peer)
                    sequence += 1
                    time.sleep(0.02)
                stamp += 2400
                time.sleep(0.08)
                due = time.monotonic()
            elif self.peer and self.hertz:
                # All tones of the checks begin anew after a second.
                self.socket.sendto(struct.pack("!BBHII", 0x80, 0, sequence & 0xFFFF, stamp, ssrc) + tone(self.hertz, phase % 8000), self.peer)
                sequence, stamp, phase = sequence + 1, stamp + 160, phase + 160
            due += 0.02
            time.sleep(max(0, due - time.monotonic()))

    def _receive(self):
        while self.running:
            try:
                packet = self.socket.recv(2048)
            except (socket.timeout, OSError):
                continue
            if len(packet) > 12 and packet[1] & 0x7F == 0:
                self.first_heard = self.first_heard or time.monotonic()
                self.heard.extend(map(LINEAR.__getitem__, packet[12:]))

    def hears(self, hertz, seconds=3 * PATIENCE):
        """True as soon as the tone is heard clearly, of what comes from now on."""
        self.heard.clear()
        deadline = time.monotonic() + seconds
        while clearest(self.heard[:], hertz) < CLEAR:
            if time.monotonic() > deadline:
                if seconds >= PATIENCE:  # Less is asked where silence is looked for.
                    print(f"  {len(self.heard)} samples in {seconds:.0f} s, {hertz} Hz has {clearest(self.heard[:], hertz):.2f} of the power at best", flush=True)
                return False
            time.sleep(0.1)
        return True

    def begins(self, seconds=PATIENCE):
        """Waits for the first sound of the call: from then on keys are listened to."""
        deadline = time.monotonic() + seconds
        while not self.first_heard:
            if time.monotonic() > deadline:
                raise AssertionError(f"not a sound within {seconds} s")
            time.sleep(0.02)

    def press(self, keys):
        self.keys += ["0123456789*#".index(key) for key in keys]

    def type(self, keys, seconds=30):
        """Waits until somebody speaks, presses the keys, and is done when the last one is out."""
        self.heard.clear()
        deadline = time.monotonic() + seconds
        while not any(self.heard[:]):
            if time.monotonic() > deadline:
                raise AssertionError(f"nobody asked for keys within {seconds} s")
            time.sleep(0.05)
        self.press(keys)
        while self.keys:
            time.sleep(0.05)
        time.sleep(0.5)  # The last one, and the pause behind it.

    def close(self):
        self.running = False
        for thread in self.threads:
            thread.join()
        self.socket.close()


class Phone:
    def __init__(self, host="127.0.0.2", port=0, user="13810298208"):
        self.socket = socket.socket(family(host), socket.SOCK_DGRAM)
        self.socket.bind((host, port))
        self.host, self.port = self.socket.getsockname()[:2]
        self.at = written(self.host)
        self.user = user
        self.contact = None
        self.rtp = Rtp(host)
        self.rung = set()

    def close(self):
        self.rtp.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Messages.
    def send(self, text, to):
        self.socket.sendto(text if isinstance(text, bytes) else text.encode(), to)

    def receive(self, timeout=PATIENCE):
        self.socket.settimeout(timeout)
        try:
            raw, source = self.socket.recvfrom(65535)
        except socket.timeout:
            return None
        return Message(raw, source)

    def expect(self, what, timeout=PATIENCE):
        """The next message of that status or method; others are answered or passed over."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            message = self.receive(max(0.01, deadline - time.monotonic()))
            if message is None:
                break
            if what in (message.status, message.method) and self.first_time(message):
                return message
            if message.status >= 300 and isinstance(what, int):
                raise AssertionError(f"expected {what}, got {message.start}")
        raise AssertionError(f"no {what} within {timeout} s")

    def first_time(self, message):
        """False for an INVITE that was given out before: a caller says it again when its phone stood still for half a second."""
        if message.method != "INVITE":
            return True
        before = message.get("Via") in self.rung
        self.rung.add(message.get("Via"))
        return not before

    def answer_to(self, method, timeout=PATIENCE):
        """The next answer to a request of that method that is not provisional."""
        deadline = time.monotonic() + timeout
        while (message := self.receive(max(0.01, deadline - time.monotonic()))) is not None:
            if message.status >= 200 and message.get("CSeq").endswith(" " + method):
                return message
        raise AssertionError(f"no answer to {method} within {timeout} s")

    def sdp(self):
        kind = "IP6" if ":" in self.host else "IP4"
        return (f"v=0\r\no=- 1 1 IN {kind} {self.host}\r\ns=-\r\nc=IN {kind} {self.host}\r\nt=0 0\r\n"
                f"m=audio {self.rtp.port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
                "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\n")

    def request(self, method, cseq=None, branch=None, body="", to_tag=True, extra=()):
        to = self.to if to_tag else f"<{self.target}>"
        lines = [f"{method} {self.target} SIP/2.0",
                 f"Via: SIP/2.0/UDP {self.at}:{self.port};branch={branch or self.new_branch()};rport",
                 "Max-Forwards: 70", f"From: <sip:{self.user}@{self.at}>;tag={self.tag}", f"To: {to}",
                 f"Call-ID: {self.call_id}", f"CSeq: {cseq or self.cseq} {method}",
                 f"Contact: <{self.contact or f'sip:{self.user}@{self.at}:{self.port}'}>", *extra]
        if body:
            lines.append("Content-Type: application/sdp" if body.startswith("v=0") else "Content-Type: application/dtmf-relay")
        return "\r\n".join(lines) + f"\r\nContent-Length: {len(body.encode())}\r\n\r\n" + body

    @staticmethod
    def new_branch():
        return "z9hG4bK" + random.randbytes(8).hex()

    # A call of ours.
    def call(self, server, number, extra=(), offer=True):
        self.server = server
        self.target = f"sip:{number}@{written(server[0])}:{server[1]}"
        self.to = f"<{self.target}>"
        self.tag, self.call_id, self.cseq = random.randbytes(4).hex(), random.randbytes(8).hex(), 1
        self.branch = self.new_branch()
        self.started = time.monotonic()
        self.send(self.request("INVITE", branch=self.branch, body=self.sdp() if offer else "", to_tag=False, extra=extra), server)

    def answered(self, timeout=PATIENCE, late_offer=False):
        answer = self.expect(200, timeout)
        self.to = answer.get("To")
        self.rtp.peer = place_of_sound(answer.body)
        self.invite_target = self.target
        self.target = re.search(r"<([^>]+)>", answer.get("Contact"))[1]
        self.ack(self.sdp() if late_offer else "")
        return answer

    def ack(self, answer="", branch=None):
        self.send(self.request("ACK", cseq=self.cseq, body=answer, branch=branch), self.server)

    def ack_refusal(self, refusal):
        self.to = refusal.get("To")
        self.send(self.request("ACK", branch=self.branch), self.server)

    def cancel(self):
        self.send(self.request("CANCEL", branch=self.branch, to_tag=False), self.server)

    def bye(self):
        self.cseq += 1
        self.send(self.request("BYE"), self.server)
        self.expect(200)

    def info(self, key):
        self.cseq += 1
        self.send(self.request("INFO", body=f"Signal={key}\r\nDuration=160\r\n"), self.server)
        self.expect(200)

    def register(self, server, user, password, expires=300):
        """Answers the MD5 challenge (RFC 7616); the final status."""
        self.server, self.user, self.target = server, user, f"sip:{written(server[0])}"
        self.tag, self.call_id, self.cseq = random.randbytes(4).hex(), random.randbytes(8).hex(), 1
        self.to = f"<sip:{user}@{written(server[0])}>"
        self.send(self.request("REGISTER", extra=[f"Expires: {expires}"]), server)
        challenge = self.answer_to("REGISTER")
        line = next(field for field in challenge.all("WWW-Authenticate") if "MD5" in field)
        realm, nonce = (re.search(name + '="([^"]*)"', line)[1] for name in ("realm", "nonce"))
        md5 = lambda *parts: hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: E731
        response = md5(md5(user, realm, password), nonce, "00000001", "c", "auth", md5("REGISTER", self.target))
        self.cseq += 1
        self.send(self.request("REGISTER", extra=[
            f"Expires: {expires}",
            f'Authorization: Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{self.target}", '
            f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"']), server)
        return self.answer_to("REGISTER").status

    # A call to us.
    def reply(self, request, status, phrase, sdp=False, extra=(), tag=None):
        to = request.get("To")
        if ";tag=" not in to:
            to += f";tag={tag or self.port}"
        lines = [f"SIP/2.0 {status} {phrase}", *(f"Via: {via}" for via in request.all("Via")), f"From: {request.get('From')}",
                 f"To: {to}", f"Call-ID: {request.get('Call-ID')}", f"CSeq: {request.get('CSeq')}",
                 f"Contact: <sip:{self.user}@{self.at}:{self.port}>", *extra]
        body = self.sdp() if sdp else ""
        if sdp:
            lines.append("Content-Type: application/sdp")
        if sdp and request.body:
            self.rtp.peer = place_of_sound(request.body)
        self.send("\r\n".join(lines) + f"\r\nContent-Length: {len(body)}\r\n\r\n" + body, request.source)

    def ended_by_server(self, timeout=PATIENCE):
        bye = self.expect("BYE", timeout)
        self.reply(bye, 200, "OK")
        return bye
