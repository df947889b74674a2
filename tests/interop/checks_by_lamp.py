"""Busy lamps and waiting messages (RFC 6665, 4235, 3842): a desk phone watches, another one is on a call."""

import hashlib
import random
import re

from checks_by_dialog import demand
from phone import PATIENCE, Phone
from server import Server


class DeskPhone(Phone):
    """A phone of the demonstration centre that proves who it is."""

    def __init__(self, server):
        super().__init__(server.callers_host, user="phone")
        self.server, self.password = server.sip, server.demo_account("phone", "phone")

    def authorization(self, challenge, method, uri):
        line = next(field for field in challenge.all("WWW-Authenticate") if "MD5" in field)
        realm, nonce = (re.search(name + '="([^"]*)"', line)[1] for name in ("realm", "nonce"))
        md5 = lambda *parts: hashlib.md5(":".join(parts).encode()).hexdigest()  # noqa: E731
        response = md5(md5(self.user, realm, self.password), nonce, "00000001", "c", "auth", md5(method, uri))
        return (f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{uri}", response="{response}", '
                'algorithm=MD5, qop=auth, nc=00000001, cnonce="c"')

    def subscribe(self, user, event, expires=300, proven=True):
        """The final answer to SUBSCRIBE."""
        if not hasattr(self, "watched") or self.watched != (user, event):
            self.watched = (user, event)
            self.target = f"sip:{user}@{self.server[0]}:{self.server[1]}"
            self.to, self.tag, self.call_id, self.cseq = f"<{self.target}>", random.randbytes(4).hex(), random.randbytes(8).hex(), 0
        fields = [f"Event: {event}", f"Expires: {expires}"]
        self.cseq += 1
        self.send(self.request("SUBSCRIBE", extra=fields), self.server)
        answer = self.answer_to("SUBSCRIBE")
        if answer.status == 401 and proven:
            self.cseq += 1
            self.send(self.request("SUBSCRIBE", extra=[*fields, self.authorization(answer, "SUBSCRIBE", self.target)]), self.server)
            answer = self.answer_to("SUBSCRIBE")
        if answer.status == 200:
            self.to = answer.get("To")
        return answer

    def told(self):
        """The next NOTIFY, answered."""
        notify = self.expect("NOTIFY", PATIENCE)
        self.reply(notify, 200, "OK")
        return notify

    def told_until(self, words):
        for _ in range(10):
            notify = self.told()
            if words in notify.body:
                return notify
        raise AssertionError(f"never told of {words}: {notify.body}")

    def call_proven(self, number):
        self.call(self.server, number)
        challenge = self.receive()
        while challenge.status < 200:
            challenge = self.receive()
        demand(challenge.status == 401, challenge.start)
        self.ack_refusal(challenge)
        self.cseq, self.branch, self.to = 2, self.new_branch(), f"<{self.target}>"
        self.send(self.request("INVITE", branch=self.branch, body=self.sdp(), to_tag=False, extra=[self.authorization(challenge, "INVITE", self.target)]), self.server)
        self.answered()


def a_lamp_follows_the_calls_of_the_watched_phone(_):
    with Server() as demo, DeskPhone(demo) as lamp, DeskPhone(demo) as talker:
        demand(talker.register(demo.sip, "phone", talker.password) == 200, "the phone signs in")
        demand(lamp.subscribe("phone", "dialog").status == 200, "the lamp is taken")
        first = lamp.told()
        demand(first.get("Subscription-State").startswith("active;expires=") and first.get("Event") == "dialog", first.fields)
        demand(first.get("Content-Type") == "application/dialog-info+xml" and "<dialog " not in first.body, "the phone is idle")
        talker.call_proven("echo")
        busy = lamp.told_until("<state>confirmed</state>")
        demand('direction="initiator"' in busy.body, busy.body)
        demand("138" not in busy.body, "whom the call is with is not told")
        talker.bye()
        lamp.told_until("<state>terminated</state>")
        demand(lamp.subscribe("phone", "dialog", expires=0).status == 200, "the lamp is taken down")
        last = lamp.told()
        while not last.get("Subscription-State").startswith("terminated"):
            last = lamp.told()
        demand(last.get("Subscription-State") == "terminated;reason=timeout", "the last NOTIFY says that it is over")


def waiting_messages_are_told_honestly_and_other_events_refused(_):
    with Server() as demo, DeskPhone(demo) as watcher:
        demand(watcher.subscribe("phone", "message-summary").status == 200, "the mailbox is watched")
        told = watcher.told()
        demand("Messages-Waiting: no" in told.body and "Voice-Message: 0/0 (0/0)" in told.body, told.body)
        refused = watcher.subscribe("phone", "presence")
        demand(refused.status == 489 and refused.get("Allow-Events") == "dialog, message-summary", refused.start)
        demand(watcher.subscribe("nobody-of-that-name", "dialog").status == 404, "an unknown user")
        demand(watcher.subscribe("phone", "dialog;id=1", proven=False).status == 401, "nobody watches without a password")


CHECKS = [a_lamp_follows_the_calls_of_the_watched_phone, waiting_messages_are_told_honestly_and_other_events_refused]
