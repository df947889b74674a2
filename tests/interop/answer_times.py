#!/usr/bin/env python3
"""The time of a refusal must not tell which names there are: known and unknown ones are asked for in turn, thousands of
times, from many addresses, and their answers' times are compared by rank.

    tests/interop/answer_times.py             every check
    tests/interop/answer_times.py 20000       with so many tries of each kind

An area under the curve (AUC) of 0.5 says that nobody can tell the two apart; with n tries of each it wanders by
0.29 / sqrt(n) where they are the same. A difference that the eye of such a test finds and the Internet hides is not
looked for: what counts is below TOLD_APART.
"""

import hashlib
import itertools
import math
import os
import pathlib
import random
import re
import socket
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from run import perform  # noqa: E402
from server import Server  # noqa: E402

TRIES = 2000
TRIES_PER_SOURCE = 15  # A wrong password takes from what one address may ask for.
TOLD_APART = 0.06
KNOWN = "phone"


def next_source(count=itertools.count()):
    """An address that nobody else asks from: own_address() comes round after a hundred."""
    n = next(count)
    return f"127.{200 + n // 250 % 50}.{1 + n % 250}.{1 + os.getpid() % 250}"


class Prober:
    """One source address; asks and says how long the answer took."""

    def __init__(self, server):
        self.server, self.host, self.count = server.sip, next_source(), 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.host, 0))
        self.socket.settimeout(60)
        self.port = self.socket.getsockname()[1]

    def ask(self, method, user, extra="", number="99887766"):
        self.count += 1
        mark = random.randbytes(6).hex()
        host = self.server[0]
        target = f"sip:{host}" if method == "REGISTER" else f"sip:{number}@{host}"
        to = f"sip:{user}@{host}" if method == "REGISTER" else target
        text = (f"{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{mark}\r\nMax-Forwards: 70\r\n"
                f"From: <sip:{user}@{host}>;tag={mark}\r\nTo: <{to}>\r\nCall-ID: {mark}\r\nCSeq: 1 {method}\r\n"
                f"Contact: <sip:{user}@{self.host}:{self.port}>\r\nUser-Agent: Quiet 1\r\n{extra}Content-Length: 0\r\n\r\n").encode()
        begun = time.perf_counter_ns()
        self.socket.sendto(text, self.server)
        while True:
            answer = self.socket.recv(65536)
            took = time.perf_counter_ns() - begun
            words = answer.decode(errors="replace")
            if mark in words and not words.startswith("SIP/2.0 100"):
                return took / 1000, words

    def wrong_password(self, user):
        _, challenge = self.ask("REGISTER", user)
        line = next(field for field in challenge.split("\r\n") if field.startswith("WWW-Authenticate") and "MD5" in field)
        realm, nonce = (re.search(name + '="([^"]*)"', line)[1] for name in ("realm", "nonce"))
        response = hashlib.md5(random.randbytes(8)).hexdigest()
        proof = (f'Authorization: Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="sip:{self.server[0]}", response="{response}", '
                 'algorithm=MD5, qop=auth, nc=00000001, cnonce="c"\r\n')
        return self.ask("REGISTER", user, proof)

    def close(self):
        self.socket.close()


def auc(first, second):
    """The chance that one of the second took longer than one of the first."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    places = sum(place for place, (_, kind) in enumerate(ranked, 1) if kind)
    return (places - len(second) * (len(second) + 1) / 2) / (len(first) * len(second))


def unknown_name():
    return "".join(random.choices("bcdfghjklmnp", k=len(KNOWN)))


def compare(server, what, ask, status):
    times = {True: [], False: []}
    prober = None
    tries = int(next((word for word in sys.argv[1:] if word.isdigit()), TRIES))
    for i in range(tries):
        if i % TRIES_PER_SOURCE == 0:
            if prober:
                prober.close()
            prober = Prober(server)
        order = [True, False]
        random.shuffle(order)  # Whatever comes second in a pair finds a warmer machine.
        for known in order:
            name = unknown_name()  # Made for both, or the prober itself would tell them apart.
            took, answer = ask(prober, KNOWN if known else name)
            if not answer.startswith(f"SIP/2.0 {status}"):
                raise AssertionError(f"{what}: {answer.splitlines()[0]} where {status} is expected")
            times[known].append(took)
    prober.close()
    told = auc(times[False], times[True])
    wander = 0.29 / math.sqrt(tries) * 2
    print(f"  {what}: known {statistics.median(times[True]):.1f} us, unknown {statistics.median(times[False]):.1f} us, "
          f"AUC {told:.3f} of {tries} tries each (two deviations: {wander:.3f})")
    if abs(told - 0.5) > TOLD_APART:
        raise AssertionError(f"{what}: the time of the answer tells known names apart, AUC {told:.3f}")


def a_registration_without_a_password_tells_nothing(server):
    compare(server, "REGISTER", lambda prober, user: prober.ask("REGISTER", user), 401)


def a_wrong_password_tells_nothing(server):
    compare(server, "REGISTER with a wrong password", lambda prober, user: prober.wrong_password(user), 401)


def a_strangers_call_tells_nothing(server):
    compare(server, "INVITE", lambda prober, user: prober.ask("INVITE", user), 404)


CHECKS = [a_registration_without_a_password_tells_nothing, a_wrong_password_tells_nothing, a_strangers_call_tells_nothing]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, Server(), [word for word in sys.argv[1:] if not word.isdigit()]))
