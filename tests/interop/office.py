"""Phones on desks: registered, proving who they are in each call, in several dialogs at once."""

import contextlib
import hashlib
import random
import re

from desk import Desk
from phone import PATIENCE, Phone, place_of_sound, written


class Dialog:
    """One call of a phone, from either end."""

    def __init__(self, phone, call_id, ours, theirs, target, cseq=1):
        self.phone, self.call_id, self.ours, self.theirs, self.target, self.cseq = phone, call_id, ours, theirs, target, cseq

    def request(self, method, extra=(), body="", cseq=None):
        if cseq is None and method != "ACK":
            self.cseq += 1
        phone = self.phone
        lines = [f"{method} {self.target} SIP/2.0", f"Via: SIP/2.0/UDP {phone.at}:{phone.port};branch={phone.new_branch()};rport",
                 "Max-Forwards: 70", f"From: {self.ours}", f"To: {self.theirs}", f"Call-ID: {self.call_id}",
                 f"CSeq: {cseq or self.cseq} {method}", f"Contact: <sip:{phone.user}@{phone.at}:{phone.port}>", *extra]
        if body:
            lines.append("Content-Type: application/sdp")
        phone.send("\r\n".join(lines) + f"\r\nContent-Length: {len(body)}\r\n\r\n{body}", phone.server)

    def hold(self, on=True):
        body = self.phone.sdp().replace("o=- 1 1 ", f"o=- 1 {self.cseq + 1} ") + ("a=sendonly\r\n" if on else "a=sendrecv\r\n")
        self.request("INVITE", body=body)
        answer = self.phone.of(self, 200)
        self.request("ACK", cseq=self.cseq)
        if not on:
            self.phone.hear(answer)  # The phone has one voice, for the call that is not held.

    def refer(self, target, extra=()):
        """The final status of the REFER, and that of the news that follow when it is taken."""
        self.request("REFER", (f"Refer-To: <{target}>", f"Referred-By: <sip:{self.phone.user}@{written(self.phone.server[0])}>", *extra))
        answer = self.phone.of(self, lambda message: message.status >= 200)
        if answer.status != 202:
            return answer.status, 0
        while True:
            news = self.phone.of(self, "NOTIFY")
            self.phone.reply(news, 200, "OK")
            status = int(re.match(r"SIP/2.0 (\d+)", news.body)[1])
            if status >= 200:
                return 202, status

    def replaces(self):
        """How another call's REFER names this one; seen by the server."""
        tag = lambda field: re.search(r";tag=([^;>\s]+)", field)[1]  # noqa: E731
        return f"{self.call_id}%3Bto-tag%3D{tag(self.theirs)}%3Bfrom-tag%3D{tag(self.ours)}"

    def ended(self):
        bye = self.phone.of(self, "BYE")
        self.phone.reply(bye, 200, "OK")
        return bye

    def bye(self):
        self.request("BYE")
        self.phone.of(self, 200)


class OfficePhone(Phone):
    """A registered phone of one of the agents; messages of its dialogs may come in any order."""

    def __init__(self, server, user, hertz, host="127.0.0.5", sip=None):
        """`sip`: where the server is to this phone, when it is not where it is to all."""
        super().__init__(host, user=user)
        self.peal, self.sip, self.tone, self.waiting = server, sip or server.sip, hertz, []
        self.password = server.demo_account("phone", user)
        if self.register(self.sip, user, self.password) != 200:
            raise AssertionError(f"{user} was not registered")
        self.desk = Desk(server, "agent", user)

    def close(self):
        # After a check that failed anything may still come in; the next phone of this name registers anew.
        with contextlib.suppress(StopIteration, AssertionError):
            self.register(self.sip, self.user, self.password, expires=0)
        super().close()

    def of(self, dialog, what, seconds=PATIENCE):
        """The next message of that dialog (or of any, for None) of that status or method; others wait for whoever wants them."""
        fits = what if callable(what) else lambda message: what in (message.status, message.method)
        mine = lambda message: (dialog is None or message.get("Call-ID") == dialog.call_id) and fits(message)  # noqa: E731
        for message in self.waiting[:]:
            if mine(message):
                self.waiting.remove(message)
                if self.first_time(message):
                    return message
        while (message := self.receive(seconds)) is not None:
            if not mine(message):
                self.waiting.append(message)
            elif self.first_time(message):
                return message
        raise AssertionError(f"{self.user}: no {what} within {seconds} s; waiting: {[each.start for each in self.waiting]}")

    def dial(self, number, extra=()):
        """Calls, proves who calls, and gives the dialog whose answer is still to come."""
        self.server = self.sip
        target = f"sip:{number}@{written(self.server[0])}:{self.server[1]}"
        tag, call_id = random.randbytes(4).hex(), random.randbytes(8).hex()
        dialog = Dialog(self, call_id, f"<sip:{self.user}@{written(self.server[0])}>;tag={tag}", f"<{target}>", target, cseq=0)
        self.prove(dialog, "INVITE", extra, self.sdp())
        return dialog

    def prove(self, dialog, method, extra=(), body=""):
        """Sends a request, and again with the answer to its challenge."""
        dialog.request(method, extra, body)
        challenge = self.of(dialog, 401)
        if method == "INVITE":
            self.send_ack_of(dialog, challenge)
        line = next(field for field in challenge.all("WWW-Authenticate") if "MD5" in field)
        realm, nonce = (re.search(name + '="([^"]*)"', line)[1] for name in ("realm", "nonce"))
        md5 = lambda *parts: hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: E731
        response = md5(md5(self.user, realm, self.password), nonce, "00000001", "c", "auth", md5(method, dialog.target))
        proof = (f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{dialog.target}", '
                 f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"')
        dialog.request(method, (*extra, proof), body)

    def watch(self, user):
        """Lights a lamp for the calls of that user; the dialog of its news."""
        self.server = self.sip
        target = f"sip:{user}@{written(self.server[0])}:{self.server[1]}"
        lamp = Dialog(self, random.randbytes(8).hex(), f"<sip:{self.user}@{written(self.server[0])}>;tag={random.randbytes(4).hex()}", f"<{target}>", target, cseq=0)
        self.prove(lamp, "SUBSCRIBE", ("Event: dialog", "Expires: 300"))
        lamp.theirs = self.of(lamp, 200).get("To")
        return lamp

    def lamp_says(self, lamp, words):
        """The first news with these words in it."""
        while True:
            news = self.of(lamp, "NOTIFY")
            self.reply(news, 200, "OK")
            if words in news.body:
                return news.body

    def send_ack_of(self, dialog, refusal):
        """RFC 3261 17.1.1.3: on the branch of the INVITE."""
        self.send("\r\n".join([f"ACK {dialog.target} SIP/2.0", f"Via: {refusal.get('Via')}", "Max-Forwards: 70", f"From: {dialog.ours}",
                               f"To: {refusal.get('To')}", f"Call-ID: {dialog.call_id}", f"CSeq: {dialog.cseq} ACK", "Content-Length: 0", "", ""]),
                  self.server)

    def up(self, dialog):
        """The answer of a call that this phone placed."""
        answer = self.of(dialog, 200)
        dialog.theirs = answer.get("To")
        dialog.target = re.search(r"<([^>]+)>", answer.get("Contact"))[1]
        dialog.request("ACK", cseq=dialog.cseq)
        self.hear(answer)
        return dialog

    def refused(self, dialog):
        answer = self.of(dialog, lambda message: message.status >= 300)
        self.send_ack_of(dialog, answer)
        return answer.status

    def rings(self, seconds=60):
        invite = self.of(None, "INVITE", seconds)
        self.reply(invite, 180, "Ringing")
        return invite

    def take(self, invite):
        """Answers; the dialog as this end sees it."""
        tag = random.randbytes(4).hex()
        self.reply(invite, 200, "OK", sdp=True, tag=tag)
        self.server = self.sip
        self.rtp.hertz = self.tone
        target = re.search(r"<([^>]+)>", invite.get("Contact"))[1]
        dialog = Dialog(self, invite.get("Call-ID"), f"{invite.get('To')};tag={tag}", invite.get("From"), target, cseq=0)
        self.of(dialog, "ACK")
        return dialog

    def hear(self, answer):
        self.rtp.peer = place_of_sound(answer.body)
        self.rtp.hertz = self.tone

    def state(self, wanted):
        return self.desk.until(f"{self.user} is {wanted}", lambda: self.desk.agent(self.user)["state"] == wanted)

    def finish(self):
        """The wrap-up is over, if there is one."""
        view = self.desk.until("no call", lambda: (lambda now: now["state"] in ("wrap_up", "idle") and now)(self.desk.agent(self.user)))
        if view["state"] == "wrap_up":
            self.desk.ask("POST", f"/api/contacts/{view['contact']}/finish", {}, 200)
        self.state("idle")
