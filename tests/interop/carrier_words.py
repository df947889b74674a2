#!/usr/bin/env python3
"""What we and a carrier tell each other of a call: numbers that are withheld, who sent it on, how its sound may be sealed.

    tests/interop/carrier_words.py             every check
    tests/interop/carrier_words.py withheld    those whose name holds the word
"""

import contextlib
import pathlib
import re
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from desk import Desk  # noqa: E402
from people import queued_caller  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import FIRST, Office, customer_with, demand, phones  # noqa: E402

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


def a_number_that_is_withheld_stays_so_on_the_way_out(server):
    """RFC 3323 4.1, RFC 3325 9: anonymous to whoever is called; whose line it is, by our word or by our wish."""
    for trusted in (True, False):
        with carrier(server, "" if trusted else ", trusted: false") as line, phones(server, "p1") as (first,):
            anonymous = {"user": "anonymous", "host": server.callers_host, "extra": ("Privacy: id", f"P-Asserted-Identity: <sip:{SECRET}@carrier.example>")}
            with customer_with(server, first, **anonymous) as (caller, dialog):
                demand(dialog.refer(f"sip:01088880001@{server.sip[0]}") == (202, 200), "sent on")
                dialog.ended()
                invite = line.expect("INVITE")
                demand("<sip:anonymous@anonymous.invalid>" in invite.get("From"), f"From: {invite.get('From')}")
                demand(invite.get("Privacy") == "id", f"Privacy: {invite.get('Privacy')}")
                told, other = ("P-Asserted-Identity", "P-Preferred-Identity") if trusted else ("P-Preferred-Identity", "P-Asserted-Identity")
                demand("sip:861088880000@" in invite.get(told) and not invite.get(other), f"trusted: {trusted}, {invite.fields}")
                demand(SECRET not in str(invite.fields), f"the number goes out: {invite.fields}")
                line.reply(invite, 200, "OK", sdp=True)
                line.rtp.hertz = CARRIER_HERTZ
                demand(caller.rtp.hears(CARRIER_HERTZ), "the caller hears whom the call was sent to")
                both_end(caller, line)


def both_end(caller, line):
    caller.bye()
    ends(line)


def a_customer_whose_transfer_is_forwarded_comes_with_all_who_sent_the_call_on(server):
    with carrier(server, ", forwarded_by: both") as line, phones(server, "p1", "p2") as (first, second):
        second.up(second.dial("*7201088880002")).ended()
        try:
            with customer_with(server, first, host=server.callers_host) as (caller, dialog):
                demand(dialog.refer(f"sip:1102@{server.sip[0]}") == (202, 200), "sent on")
                dialog.ended()
                invite = line.expect("INVITE")
                demand(invite.start.startswith("INVITE sip:01088880002@"), invite.start)
                steps = ", ".join(invite.all("Diversion"))
                demand(re.search(r"1102@.*reason=unconditional.*4000@.*reason=deflection", steps), f"Diversion: {steps}")
                demand("13810298208@" in invite.get("From"), f"the customer's number is shown: {invite.get('From')}")
                line.reply(invite, 200, "OK", sdp=True)
                line.rtp.hertz = CARRIER_HERTZ
                demand(caller.rtp.hears(CARRIER_HERTZ), "the customer hears whom the call was forwarded to")
                both_end(caller, line)
        finally:
            second.up(second.dial("*73")).ended()


def takes_plain_sound_only(line):
    """Refuses the sound until it is offered without keys (RFC 8643, and what older carriers make of it), and answers."""
    offers = []
    while len(offers) < 3:
        invite = line.expect("INVITE")
        offers.append((re.search(r"m=audio \d+ (\S+)", invite.body)[1], "a=crypto:" in invite.body))
        if len(offers) < 3:
            line.reply(invite, 488, "Not Acceptable Here")
    demand(offers == [("RTP/AVP", True), ("RTP/SAVP", True), ("RTP/AVP", False)], f"offered {offers}")
    line.reply(invite, 200, "OK", sdp=True)


def a_test_call_is_offered_sound_in_the_same_ways(server):
    with carrier(server, ", srtp: optional, srtp_without_tls: true") as line:
        desk, done = Desk(server, "administrator", "admin"), []
        call = threading.Thread(target=lambda: done.append(desk.ask("POST", "/api/trunks/carrier/test-call", {"number": "+8613810298208"})), daemon=True)
        call.start()
        takes_plain_sound_only(line)
        line.reply(line.expect("BYE", 60), 200, "OK")
        call.join(60)
        demand(done and done[0]["answered"] and done[0]["heardToTheEnd"], f"told: {done}")


def what_a_carrier_refuses_of_the_sound_is_offered_in_another_way(server):
    """RFC 8643, and what older carriers make of it."""
    with carrier(server, ", srtp: optional, srtp_without_tls: true") as line, phones(server, "p1") as (first,):
        call = first.dial("01088880000")
        takes_plain_sound_only(line)
        line.rtp.hertz = CARRIER_HERTZ
        first.up(call)
        demand(first.rtp.hears(CARRIER_HERTZ) and line.rtp.hears(FIRST), "the two hear each other")
        call.bye()
        ends(line)


CHECKS = [a_caller_who_withholds_the_number_is_nobody_to_the_agent_and_told_to_administrators,
          a_number_that_is_withheld_stays_so_on_the_way_out, a_call_that_is_forwarded_to_outside_tells_who_sent_it_on,
          a_customer_whose_transfer_is_forwarded_comes_with_all_who_sent_the_call_on, a_test_call_is_offered_sound_in_the_same_ways, what_a_carrier_refuses_of_the_sound_is_offered_in_another_way]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Office(), Office()], sys.argv[1:], after=settle))
