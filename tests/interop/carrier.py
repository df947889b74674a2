"""A small carrier: a registrar with digest that also answers OPTIONS and refuses or ignores calls, as a check wishes."""

import hashlib
import re
import socket
import threading


class Carrier:
    """`mood`: "well"; "silent" drops everything; "refuses" answers INVITE with 503."""

    stays = True

    def __init__(self, host, port, user="861088880000", password="carrier secret", least_expires=0, name="carrier"):
        self.name, self.user, self.password, self.least_expires = name, user, password, least_expires
        self.mood, self.registered, self.seen, self.nonces = "well", None, [], 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, port))
        self.address = (host, port)
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def close(self):
        self.mood = "silent"
        self.socket.close()

    def count(self, method):
        return sum(1 for text in list(self.seen) if text.startswith(method + " "))

    def calls(self):
        """The Call-IDs of all that were tried here; messages that are said again are counted once."""
        return {header(text, "Call-ID") for text in list(self.seen) if text.startswith("INVITE ")}

    def said(self):
        return f"{self.mood}; it heard:\n" + "\n".join(list(self.seen)[-8:])

    def serve(self):
        while True:
            try:
                data, peer = self.socket.recvfrom(65536)
            except OSError:
                return
            text = data.decode(errors="replace")
            self.seen.append(text)
            if self.mood == "silent" or text.startswith("SIP/2.0"):
                continue
            method = text.split(" ", 1)[0]
            if method == "REGISTER":
                self.register(text, peer)
            elif method == "OPTIONS":
                self.reply(text, peer, "200 OK")
            elif method == "INVITE":
                self.reply(text, peer, "503 No Lines Left" if self.mood == "refuses" else "404 No Such Number Here")

    def register(self, text, peer):
        shown = header(text, "Authorization")
        expires = int(header(text, "Expires") or 0)
        if 0 < expires < self.least_expires:
            return self.reply(text, peer, "423 Interval Too Brief", [f"Min-Expires: {self.least_expires}"])
        if not shown or not self.fits(shown):
            self.nonces += 1
            return self.reply(text, peer, "401 Unauthorized",
                              [f'WWW-Authenticate: Digest realm="carrier", nonce="n{self.nonces}", algorithm=MD5, qop="auth"'])
        contact = re.search(r"<([^>]*)>", header(text, "Contact")).group(1)
        self.registered = contact if expires else None
        return self.reply(text, peer, "200 OK", [f"Contact: <{contact}>;expires={expires}"] if expires else [])

    def fits(self, shown):
        field = dict(re.findall(r'(\w+)="?([^",]*)"?', shown))
        digest = lambda text: hashlib.md5(text.encode()).hexdigest()  # noqa: E731
        ha1 = digest(f"{self.user}:carrier:{self.password}")
        ha2 = digest(f"REGISTER:{field['uri']}")
        wanted = digest(f"{ha1}:{field['nonce']}:{field['nc']}:{field['cnonce']}:auth:{ha2}")
        return field.get("username") == self.user and field.get("response") == wanted

    def reply(self, text, peer, status, more=()):
        lines = [f"SIP/2.0 {status}"]
        lines += [line for line in text.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq):", line)]
        lines += [header_line(text, "To") + ";tag=carrier", *more, "Content-Length: 0", "", ""]
        self.deliver("\r\n".join(lines).encode(), peer)

    def deliver(self, raw, peer):
        self.socket.sendto(raw, peer)


class StreamCarrier(Carrier):
    """A registrar over TCP that keeps the flow (RFC 5626): it wants a sign of life every `flow_timer` seconds and answers each
    one, until `swallow`."""

    def __init__(self, host, port, flow_timer, **more):
        self.flow_timer, self.connections, self.dead, self.pings = flow_timer, [], set(), 0
        self.door = socket.create_server((host, port))
        super().__init__(host, port, **more)

    def swallow(self):
        """From now on whatever comes over the connections there are now goes nowhere, as behind a NAT that forgot them."""
        self.dead.update(self.connections)

    def close(self):
        super().close()
        self.door.close()

    def serve(self):
        while True:
            try:
                connection, _ = self.door.accept()
            except OSError:
                return
            self.connections.append(connection)
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        pending = b""
        while True:
            try:
                more = connection.recv(65536)
            except OSError:
                return
            if not more:
                return
            if connection in self.dead:
                continue
            pending += more
            while pending.startswith(b"\r\n\r\n"):  # 3.5.1
                self.pings, pending = self.pings + 1, pending[4:]
                connection.sendall(b"\r\n")
            while b"\r\n\r\n" in pending:  # Nothing that is asked here has a body.
                head, pending = pending.split(b"\r\n\r\n", 1)
                text = head.decode(errors="replace") + "\r\n\r\n"
                self.seen.append(text)
                if text.startswith("REGISTER"):
                    self.register(text, connection)
                elif text.startswith("OPTIONS"):
                    self.reply(text, connection, "200 OK")

    def deliver(self, raw, peer):
        if raw.startswith(b"SIP/2.0 200") and b" REGISTER\r\n" in raw:
            raw = raw.replace(b"Content-Length", b"Require: outbound\r\nFlow-Timer: %d\r\nContent-Length" % self.flow_timer)
        peer.sendall(raw)


def header_line(text, name):
    return next((line for line in text.split("\r\n") if line.lower().startswith(name.lower() + ":")), "")


def header(text, name):
    return header_line(text, name).partition(":")[2].strip()
