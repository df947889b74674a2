#!/usr/bin/env python3
"""An office of phones: sitting down at a colleague's, call waiting, do not disturb, two calls joined, calls declined.

    tests/interop/office_calls.py           every check
    tests/interop/office_calls.py seat      those whose name holds the word
"""

import re
import sys

from desk import Desk
from phone import Phone
from transfers import CUSTOMER, FIRST, SECOND, THIRD, Office, customer_with, demand, options_of, phones
from people import queued_caller
from run import perform, settle

PIN = "480262"
OUTSIDE = 2100


def give_pin(phone, pin=PIN):
    phone.desk.ask("PUT", "/api/agent/phone-pin", {"pin": pin}, 204)


def sit_down(at, extension, pins):
    """The phone dials the code, hears that a PIN is wanted, and presses each of `pins` in turn; the dialog."""
    call = at.up(at.dial("*11" + extension))
    for pin in pins:
        at.rtp.type(pin + "#")
    return call


def shown(phone, key, wanted):
    """Until the pages show at whose phone the agent sits."""
    agents = {entry["data"]["id"]: entry["data"]["key"] for entry in phone.desk.documents("agent")}
    phone.desk.until(f"{key} sits at {wanted}", lambda: agents.get(phone.desk.agent(key)["seat"]) == wanted)


def stand_up(at):
    at.up(at.dial("*12")).ended()


def an_agent_sits_down_at_a_colleagues_phone_and_is_rung_there_until_the_code(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        give_pin(third)
        sit_down(first, "1103", [PIN]).ended()
        shown(third, "p3", "p1")
        call = second.dial("1103")
        talk = first.take(first.rings())
        second.up(call)
        demand(second.rtp.hears(FIRST), "the call of the extension is at the colleague's phone")
        call.bye()
        talk.ended()
        own = first.dial("1102")
        invite = second.rings()
        demand("1103" in invite.get("From"), "the caller's number is that of whoever sits there")
        second.reply(invite, 486, "Busy Here")
        second.of(None, "ACK")
        demand(first.refused(own) == 486, "the caller hears that it is busy")
        demand(second.refused(second.dial("1101")) == 480, "the phone's own agent is not there")
        stand_up(first)
        shown(third, "p3", None)
        call = second.dial("1101")
        talk = first.take(first.rings())
        second.up(call).bye()
        talk.ended()


def what_a_queue_offers_rings_where_the_agent_sits(server):
    with phones(server, "p1", "p3") as (first, third):
        give_pin(first)
        sit_down(third, "1101", [PIN]).ended()
        shown(first, "p1", "p3")
        first.desk.go_ready()
        with queued_caller(server) as caller:
            talk = third.take(third.rings())
            demand(caller.rtp.hears(THIRD), "the customer hears the phone at which the agent sits")
            talk.bye()
            caller.ended_by_server()
        first.finish()
        stand_up(third)


def a_wrong_pin_opens_no_phone_and_many_lock_the_agent(server):
    with phones(server, "p1", "p3") as (first, third):
        give_pin(third)
        for _ in range(3):
            sit_down(first, "1103", ["111222"] * 3).ended()
        demand("pin_locked" not in server.output(), "nine wrong ones lock nobody")
        # The tenth locks, and the next one is not even looked at.
        sit_down(first, "1103", ["111222"] * 2).ended()
        demand("pin_locked" in server.output(), "the agent is locked")
        shown(third, "p3", None)
        demand("111222" not in server.output() and PIN not in server.output(), "no PIN is in the log")


def a_seat_outlives_a_restart(server):
    with phones(server, "p1", "p2") as (first, second):
        give_pin(second)
        sit_down(first, "1102", [PIN]).ended()
        shown(second, "p2", "p1")
        server.stop()
        server.start()
        shown(second, "p2", "p1")
        second.desk.ask("DELETE", "/api/agent/seat", wanted=200)
        shown(second, "p2", None)


def a_second_call_rings_where_call_waiting_is_allowed_and_is_busy_elsewhere(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        call = first.dial("1102")
        talk = second.take(second.rings())
        first.up(call)
        waiting = third.dial("1102")
        beside = second.take(second.rings())
        third.up(waiting)
        demand(third.rtp.hears(SECOND), "the second caller hears the phone")
        beside.bye()
        waiting.ended()
        second.desk.ask("PUT", "/api/agent/phone-rules", {"callWaiting": False, "doNotDisturb": False, "ringSeconds": 0}, 200)
        demand(third.refused(third.dial("1102")) == 486, "whoever does not want it is busy")
        second.desk.ask("PUT", "/api/agent/phone-rules", {"callWaiting": True, "doNotDisturb": False, "ringSeconds": 0}, 200)
        demand(third.refused(third.dial("1101")) == 486, "where it is not allowed the phone is busy")
        call.bye()
        talk.ended()


def do_not_disturb_is_dialled_and_finds_the_extension_busy(server):
    with phones(server, "p1", "p2") as (first, second):
        second.up(second.dial("*78")).ended()
        demand(first.refused(first.dial("1102")) == 486, "busy")
        second.up(second.dial("*79")).ended()
        call = first.dial("1102")
        talk = second.take(second.rings())
        first.up(call).bye()
        talk.ended()


def two_calls_of_a_phone_are_joined_by_an_attended_transfer(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        call = first.dial("1102")
        talk = second.take(second.rings())
        first.up(call)
        talk.hold()
        asked = second.dial("1103")
        end = third.take(third.rings())
        second.up(asked)
        demand(third.rtp.hears(SECOND), "the one asked hears who asks")
        demand(talk.refer(f"sip:1103@{server.sip[0]}?Replaces={asked.replaces()}") == (202, 200), "the phone hears that it is done")
        talk.ended()
        asked.ended()
        demand(first.rtp.hears(THIRD) and third.rtp.hears(FIRST), "the two others talk with each other")
        call.bye()
        end.ended()


def a_ringing_call_is_taken_by_an_invite_that_names_it(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        second.desk.ask("POST", "/api/agent/sign-in", wanted=200)
        first.desk.go_ready()
        with queued_caller(server) as caller:
            invite = first.rings()
            ours = re.search(r";tag=([^;>\s]+)", invite.get("From"))[1]
            named = f"Replaces: {invite.get('Call-ID')};to-tag={ours};from-tag={first.port};early-only"
            wrong = f"Replaces: {invite.get('Call-ID')};to-tag={ours};from-tag=other"
            demand(second.refused(second.dial("1101", (wrong,))) == 481, "no such dialog")
            taken = second.up(second.dial("1101", (named,)))
            first.reply(first.of(None, "CANCEL"), 200, "OK")
            first.reply(invite, 487, "Request Terminated")
            first.of(None, "ACK")
            demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "the customer is with whoever named the call")
            taken.bye()
            caller.ended_by_server()


def a_lamp_tells_whoever_may_how_to_take_the_call(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        second.desk.ask("POST", "/api/agent/sign-in", wanted=200)
        first.desk.go_ready()
        lamp, other = second.watch("p1"), third.watch("p1")
        with queued_caller(server) as caller:
            invite = first.rings()
            told = second.lamp_says(lamp, f'local-tag="{first.port}"')
            name = {part: re.search(f'{part}="([^"]*)"', told)[1] for part in ("call-id", "local-tag", "remote-tag")}
            demand(name["call-id"] == invite.get("Call-ID") and "13810298208" not in told, told)
            seen = third.lamp_says(other, "<state>early</state>")
            demand("call-id" not in seen and "tag=" not in seen, "who may not take it learns no names: " + seen)
            named = f"Replaces: {name['call-id']};to-tag={name['remote-tag']};from-tag={name['local-tag']};early-only"
            taken = second.up(second.dial("1101", (named,)))
            first.reply(first.of(None, "CANCEL"), 200, "OK")
            first.reply(invite, 487, "Request Terminated")
            first.of(None, "ACK")
            taken.bye()
            caller.ended_by_server()


def a_customer_is_left_with_the_colleague_who_called_the_phone_meanwhile(server):
    """Two calls of one phone, one with a customer: whichever names the other in its REFER."""
    for from_customer in (True, False):
        with phones(server, "p2", "p3") as (second, third):
            third.desk.ask("POST", "/api/agent/sign-in", wanted=200)
            with customer_with(server, second, key="2") as (caller, dialog):
                waiting = third.dial("1102")
                invite = second.rings()
                dialog.hold()
                beside = second.take(invite)
                third.up(waiting)
                demand(third.rtp.hears(SECOND), "the colleague hears the agent")
                asks, named = (dialog, beside) if from_customer else (beside, dialog)
                demand(asks.refer(f"sip:1103@{server.sip[0]}?Replaces={named.replaces()}") == (202, 200), "the phone hears that it is done")
                dialog.ended()
                beside.ended()
                demand(caller.rtp.hears(THIRD) and third.rtp.hears(CUSTOMER), "customer and colleague hear each other")
                third.state("talking")
                second.state("wrap_up")
                waiting.bye()
                caller.ended_by_server()


def a_customer_is_not_left_with_a_colleague_who_is_not_at_work(server):
    with phones(server, "p2", "p3") as (second, third):
        with customer_with(server, second, key="2") as (caller, dialog):
            waiting = third.dial("1102")
            invite = second.rings()
            dialog.hold()
            beside = second.take(invite)
            third.up(waiting)
            demand(dialog.refer(f"sip:1103@{server.sip[0]}?Replaces={beside.replaces()}") == (202, 480), "refused, with its reason")
            waiting.bye()
            beside.ended()
            dialog.hold(False)
            demand(caller.rtp.hears(SECOND), "the customer is still with the agent")
            dialog.bye()
            caller.ended_by_server()


def a_phone_in_wrap_up_calls_a_colleague_and_the_work_goes_on(server):
    with phones(server, "p1", "p2") as (first, second):
        with customer_with(server, first) as (caller, dialog):
            dialog.bye()
            caller.ended_by_server()
        first.state("wrap_up")
        call = first.dial("1102")
        talk = second.take(second.rings())
        first.up(call)
        demand(first.rtp.hears(SECOND) and second.rtp.hears(FIRST), "the two hear each other")
        demand(first.desk.agent("p1")["state"] == "wrap_up", "the work on the last call goes on")
        demand(first.refused(first.dial("1102")) == 486, "one call at a time")
        call.bye()
        talk.ended()
        demand(first.desk.agent("p1")["state"] == "wrap_up", "and after the call as well")


def a_call_declined_on_the_phone_counts_as_declined(server):
    with phones(server, "p1") as (first,):
        first.desk.go_ready()
        with queued_caller(server) as caller:
            first.reply(first.rings(), 603, "Decline")
            first.of(None, "ACK")
            view = first.desk.until("not ready", lambda: (lambda now: now["status"] == "not_ready" and now)(first.desk.agent("p1")))
            demand(view["statusCause"] == "asked", "a decline is not a call that was not answered")
            caller.bye()


def settings_of(server, text):
    """Applies a part of the settings; the other sections stay."""
    file = server.data / "part.yaml"
    file.write_text(text)
    server.apply(file)


def trunks_of(desk, contact):
    """The trunks a contact's calls went out over, each with whether another took over; nothing yet: none."""
    return [(one["trunk"]["key"], one["gaveWay"]) for one in (desk.detail(contact) or {"trunksOut": []})["trunksOut"]]


def a_call_to_outside_is_recorded_and_found_where_the_tenant_wants_it(server):
    with Phone(server.callers_host, user="carrier") as carrier, phones(server, "p1") as (first,):
        settings_of(server, f"""
tenant: {{key: demo, name: 演示, record_outside_calls: true}}
trunks:
  - {{key: broken, name: 断线, address: "{carrier.host}:9", health_every: 0s, priority: 1}}
  - {{key: carrier, name: 运营商, address: "{carrier.host}:{carrier.port}", health_every: 0s, priority: 2}}
""")
        try:
            call = first.dial("01088880000")
            invite = carrier.expect("INVITE", 30)
            carrier.reply(invite, 200, "OK", sdp=True)
            carrier.rtp.hertz = OUTSIDE
            first.up(call)
            demand(first.rtp.hears(OUTSIDE) and carrier.rtp.hears(FIRST), "the two hear each other")
            view = first.desk.agent("p1")
            demand(view["state"] == "talking" and view["contact"], "the agent handles a contact")
            call.bye()
            carrier.expect("BYE")
            chen = Desk(server, "supervisor", "chen")
            found = chen.until("the call is among the calls", lambda: [one for one in chen.get("/api/contacts")["items"] if one["source"] == "device"])
            demand("1088880000" in str(found[0]["caller"]), "with the number that was called")
            chen.until("its recording is there", lambda: [one for one in chen.get("/api/recordings")["items"] if one["contact"] == found[0]["id"] and one["whole"]])
            chen.until("it names the trunk that carried it, and the one before", lambda: trunks_of(chen, found[0]["id"]) == [("broken", True), ("carrier", False)])
            server.stop()
            server.start()
            chen.until("also after a restart", lambda: trunks_of(chen, found[0]["id"]) == [("broken", True), ("carrier", False)])
        finally:
            settings_of(server, "tenant: {key: demo, name: 演示}\ntrunks: []\n")


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and name.count("_") > 3]
CHECKS.sort(key=lambda check: check is not a_wrong_pin_opens_no_phone_and_many_lock_the_agent)  # It takes as long as three others.


if __name__ == "__main__":
    options, words = options_of(sys.argv[1:])
    sys.exit(perform(CHECKS, [Office(options=options) for _ in range(3)], words, after=settle))
