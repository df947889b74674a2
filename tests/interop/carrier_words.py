#!/usr/bin/env python3
"""What we and a carrier tell each other of a call: numbers that are withheld, who sent it on, how its sound may be sealed.

    tests/interop/carrier_words.py             every check
    tests/interop/carrier_words.py withheld    those whose name holds the word
"""

import contextlib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from desk import Desk  # noqa: E402
from people import queued_caller  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import FIRST, Office, demand, phones  # noqa: E402

SECRET, CARRIER_HERTZ = "13912345678", 2100


@contextlib.contextmanager
def carrier(server, more=""):
    """A carrier whose trunk is the only one."""
    with Phone(server.callers_host, user="carrier") as line:
        part = server.data / "carrier.yaml"
        part.write_text(f"""
tenant: {{key: demo, name: 演示}}
trunks:
  - {{key: carrier, name: 运营商, address: "{line.host}:{line.port}", user: "861088880000", health_every: 0s{more}}}
""")
        server.apply(part)
        try:
            yield line
        finally:
            part.write_text("tenant: {key: demo, name: 演示}\ntrunks: []\n")
            server.apply(part)


def ends(line):
    line.reply(line.expect("BYE"), 200, "OK")


def a_caller_who_withholds_the_number_is_nobody_to_the_agent_and_told_to_administrators(server):
    with carrier(server), phones(server, "p1") as (first,):
        first.desk.go_ready()
        with queued_caller(server, user="anonymous", host=server.callers_host,
                           extra=("Privacy: id", f"P-Asserted-Identity: <sip:{SECRET}@carrier.example>")) as caller:
            invite = first.rings()
            demand(SECRET not in "\n".join(": ".join(field) for field in invite.fields), f"the phone is told the number: {invite.fields}")
            talk = first.take(invite)
            contact = first.desk.agent("p1")["contact"]
            demand(SECRET not in str(first.desk.get("/api/live")), "the desk is told the number")
            talk.bye()
            caller.ended_by_server()
        detail = f"/api/contacts/{contact}"
        told = Desk(server, "administrator", "admin").get(detail)
        demand(told["contact"]["caller"] == "" and SECRET[-8:] in (told["withheldCaller"] or ""), f"an administrator sees {told['withheldCaller']}")
        demand(SECRET not in str(Desk(server, "supervisor", "chen").get(detail)), "a supervisor is told the number")


def a_call_that_is_forwarded_to_outside_tells_who_sent_it_on(server):
    with carrier(server, ", forwarded_by: both") as line, phones(server, "p1", "p2") as (first, second):
        second.up(second.dial("*7201088880000")).ended()
        try:
            call = first.dial("1102")
            invite = line.expect("INVITE")
            demand(re.search(r"1102@.*reason=unconditional", invite.get("Diversion")), f"Diversion: {invite.get('Diversion')}")
            history = ", ".join(invite.all("History-Info"))
            demand("1102@" in history and re.search(r"index=1(\.1)?", history), f"History-Info: {history}")
            line.reply(invite, 200, "OK", sdp=True)
            line.rtp.hertz = CARRIER_HERTZ
            first.up(call)
            demand(first.rtp.hears(CARRIER_HERTZ) and line.rtp.hears(FIRST), "the two hear each other")
            call.bye()
            ends(line)
        finally:
            second.up(second.dial("*73")).ended()


def what_a_carrier_refuses_of_the_sound_is_offered_in_another_way(server):
    """RFC 8643, and what older carriers make of it."""
    with carrier(server, ", srtp: optional, srtp_without_tls: true") as line, phones(server, "p1") as (first,):
        call = first.dial("01088880000")
        offers = []
        while len(offers) < 3:
            invite = line.expect("INVITE")
            offers.append((re.search(r"m=audio \d+ (\S+)", invite.body)[1], "a=crypto:" in invite.body))
            if len(offers) < 3:
                line.reply(invite, 488, "Not Acceptable Here")
        demand(offers == [("RTP/AVP", True), ("RTP/SAVP", True), ("RTP/AVP", False)], f"offered {offers}")
        line.reply(invite, 200, "OK", sdp=True)
        line.rtp.hertz = CARRIER_HERTZ
        first.up(call)
        demand(first.rtp.hears(CARRIER_HERTZ) and line.rtp.hears(FIRST), "the two hear each other")
        call.bye()
        ends(line)


CHECKS = [a_caller_who_withholds_the_number_is_nobody_to_the_agent_and_told_to_administrators,
          a_call_that_is_forwarded_to_outside_tells_who_sent_it_on, what_a_carrier_refuses_of_the_sound_is_offered_in_another_way]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Office(), Office()], sys.argv[1:], after=settle))
