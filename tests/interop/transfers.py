#!/usr/bin/env python3
"""An office of three phones: transfers by REFER, calls between extensions, pick-up, park places, forwarding.

    tests/interop/transfers.py           every check
    tests/interop/transfers.py park      those whose name holds the word
    tests/interop/transfers.py --media-threads 4
"""

import contextlib
import pathlib
import sys
import wave

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_by_sipp as by_sipp  # noqa: E402
from desk import Desk  # noqa: E402
from office import OfficePhone  # noqa: E402
from people import queued_caller  # noqa: E402
from phone import CLEAR, Phone, clearest  # noqa: E402
from run import perform, settle  # noqa: E402
from server import ROOT, Server  # noqa: E402

# Key, extension, group, skill, call waiting.
OFFICE = [("p1", "1101", "front", "sales", "no"), ("p2", "1102", "front", "support", "yes"), ("p3", "1103", "back", "support", "no")]
FIRST, SECOND, THIRD, CUSTOMER = 900, 1300, 1700, 500


class Office(Server):
    """The demonstration centre with three phones, whose passwords it makes at its next start."""

    def __enter__(self):
        super().__enter__()
        text = (ROOT / "demo/demo.yaml").read_text()
        agents = "".join(f'  - {{key: {key}, name: {key}, number: "{number}", device: phone, pickup_group: {group}, call_waiting: {waits}, skills: {{{skill}: 5}}}}\n'
                         for key, number, group, skill, waits in OFFICE)
        users = "".join(f"  - {{key: {key}, name: {key}, role: agent, agent: {key}}}\n" for key, *_ in OFFICE)
        file = self.data / "office.yaml"
        file.write_text(text.replace("\nagents:\n", "\nagents:\n" + agents).replace("\nusers:\n", "\nusers:\n" + users))
        self.apply(file)
        self.stop()
        self.start()
        return self


def options_of(arguments):
    """Options for the server, which come first and in pairs, and the words of the checks."""
    count = 0
    while count < len(arguments) and arguments[count].startswith("--"):
        count += 2
    return arguments[:count], arguments[count:]


def demand(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


@contextlib.contextmanager
def phones(server, *users):
    tones = {"p1": FIRST, "p2": SECOND, "p3": THIRD}
    with contextlib.ExitStack() as stack:
        made = [stack.enter_context(OfficePhone(server, user, tones[user])) for user in users]
        yield made
        for phone in made:
            phone.finish()
            phone.desk.ask("POST", "/api/agent/sign-out", wanted=200)


@contextlib.contextmanager
def customer_with(server, phone, key="1", **who):
    """A customer in talk with that phone; the phone's dialog."""
    phone.desk.go_ready()
    with queued_caller(server, key=key, **who) as caller:
        dialog = phone.take(phone.rings())
        demand(phone.rtp.hears(CUSTOMER), "the agent hears the customer")
        yield caller, dialog


def a_blind_transfer_by_refer_rings_the_extension_and_both_talk(server):
    with phones(server, "p1", "p2") as (first, second):
        second.desk.go_ready()
        with customer_with(server, first) as (caller, dialog):
            demand(dialog.refer(f"sip:1102@{server.sip[0]}") == (202, 200), "the phone hears that it is done")
            dialog.ended()
            invite = second.rings()
            demand("Referred-By" in dict(invite.fields), "it is said who sent the call on (RFC 3892)")
            talk = second.take(invite)
            demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "customer and second agent hear each other")
            talk.bye()
            caller.ended_by_server()


def a_transfer_to_a_number_of_ours_says_which(server):
    chen = Desk(server, "supervisor", "chen")
    with phones(server, "p1") as (first,):
        with customer_with(server, first) as (caller, dialog):
            contact = first.desk.agent("p1")["contact"]
            first.desk.ask("POST", f"/api/contacts/{contact}/transfer", {"number": "4000"}, 200)
            dialog.ended()
            caller.bye()
    said = lambda: {step["kind"]: step["detail"] for step in (chen.detail(contact) or {"steps": []})["steps"]}
    chen.until("the transfer and where it led name the number",
               lambda: (said().get("contact_transferred"), said().get("contact_sent_to_flow")) == ("blind: 4000", "4000"))


def a_phone_of_sipp_sends_its_customer_on(server):
    # SIPp knows MD5 only (RFC 8760 wants SHA-256 asked for first), so its address is signed in for it.
    with Phone("127.0.0.6", 15175, user="p1") as signs_in:
        demand(signs_in.register(server.sip, "p1", server.demo_account("phone", "p1")) == 200, "p1 is registered")
    with phones(server, "p2") as (second,):
        second.desk.go_ready()
        desk = Desk(server, "agent", "p1")
        desk.go_ready()
        with by_sipp.Agents(server, "phone_sends_its_customer_on", signs_in.port, ["%s:%d" % server.sip, "-m", "1", "-s", "1102"],
                            host=signs_in.host) as first:
            with queued_caller(server) as caller:
                talk = second.take(second.rings())
                demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "customer and second agent hear each other")
                demand(first.process.wait(60) == 0, "SIPp saw all it waited for, the goodbye last")
                talk.bye()
                caller.ended_by_server()
        desk.ask("POST", "/api/agent/sign-out", wanted=200)


def a_blind_transfer_that_nobody_takes_comes_back(server):
    with phones(server, "p1", "p2") as (first, second):
        second.desk.go_ready()
        with customer_with(server, first) as (caller, dialog):
            dialog.refer(f"sip:1102@{server.sip[0]}")
            dialog.ended()
            second.reply(second.rings(), 486, "Busy Here")
            second.of(None, "ACK")
            back = first.take(first.rings())
            demand(caller.rtp.hears(FIRST), "the customer is with the first agent again")
            back.bye()
            caller.ended_by_server()


def a_transfer_to_nowhere_is_told_and_the_call_goes_on(server):
    with phones(server, "p1") as (first,), customer_with(server, first) as (caller, dialog):
        demand(dialog.refer(f"sip:55@{server.sip[0]}") == (202, 404), "404 in the news")
        demand(dialog.refer(f"sip:1102@{server.sip[0]}") == (202, 480), "nobody is there")
        demand(caller.rtp.hears(FIRST), "the call goes on")
        dialog.bye()
        caller.ended_by_server()


def an_attended_transfer_names_the_second_call_and_joins_the_ends(server):
    with phones(server, "p1", "p2") as (first, second):
        second.desk.go_ready()
        with customer_with(server, first) as (caller, dialog):
            dialog.hold()
            asked = first.dial("1102")
            talk = second.take(second.rings())
            first.up(asked)
            demand(second.rtp.hears(FIRST), "the one asked hears the agent, not the customer")
            demand(dialog.refer(f"sip:1102@{server.sip[0]}?Replaces={asked.replaces()}") == (202, 200), "the phone hears that it is done")
            dialog.ended()
            asked.ended()
            demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "customer and second agent hear each other")
            talk.bye()
            caller.ended_by_server()


def a_question_that_is_given_up_leaves_the_customer_with_the_phone(server):
    with phones(server, "p1", "p2") as (first, second):
        second.desk.go_ready()
        with customer_with(server, first) as (caller, dialog):
            dialog.hold()
            asked = first.dial("1102")
            talk = second.take(second.rings())
            first.up(asked).bye()
            talk.ended()
            dialog.hold(False)
            demand(caller.rtp.hears(FIRST), "the customer hears the first agent again")
            dialog.bye()
            caller.ended_by_server()


def what_is_said_in_a_consultation_is_not_in_the_recording(server):
    aside = 2100
    before = set(server.recordings())
    with phones(server, "p1", "p2") as (first, second):
        second.desk.go_ready()
        with customer_with(server, first) as (caller, dialog):
            demand(caller.rtp.hears(FIRST), "the customer hears the agent")
            contact = first.desk.agent("p1")["contact"]
            first.desk.ask("POST", f"/api/contacts/{contact}/consult", {"number": "1102"}, 200)
            first.rtp.hertz = aside
            talk = second.take(second.rings())
            demand(second.rtp.hears(aside), "the one asked hears the agent")
            first.rtp.hertz = FIRST
            demand(second.rtp.hears(FIRST), "what is on its way is said before the customer is back")
            first.desk.ask("POST", f"/api/contacts/{contact}/cancel-consult", None, 200)
            talk.ended()
            demand(caller.rtp.hears(FIRST), "the customer hears the agent again")
            dialog.bye()
            caller.ended_by_server()

    def kept_apart():
        (file,) = set(server.recordings()) - before or {None}
        if file is None:
            return False
        with wave.open(str(file)) as sound:
            frames = sound.readframes(sound.getnframes())
        agent_side = [int.from_bytes(frames[i:i + 2], "little", signed=True) for i in range(2, len(frames) - 1, 4)]
        demand(clearest(agent_side, aside) < CLEAR, "what the agent said to the colleague is in the customer's recording")
        return clearest(agent_side, FIRST) > CLEAR
    Desk(server, "supervisor", "chen").until("the agent is on the right channel of the recording", kept_apart)


def two_extensions_talk_and_the_called_one_sends_the_caller_on(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        call = first.dial("1102")
        talk = second.take(second.rings())
        first.up(call)
        demand(first.rtp.hears(SECOND) and second.rtp.hears(FIRST), "the two hear each other")
        demand(talk.refer(f"sip:1103@{server.sip[0]}") == (202, 200), "sent on")
        talk.ended()
        end = third.take(third.rings())
        demand(first.rtp.hears(THIRD), "the caller hears the third")
        call.bye()
        end.ended()


def a_busy_or_unknown_extension_says_so(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        call = first.dial("1102")
        talk = second.take(second.rings())
        first.up(call)
        busy = third.dial("1101")
        demand(third.refused(busy) == 486, "busy")
        nobody = third.dial("77")
        demand(third.refused(nobody) == 404, "no such number")
        call.bye()
        talk.ended()


def a_ringing_call_is_picked_up_by_the_group_and_by_nobody_else(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        second.desk.ask("POST", "/api/agent/sign-in", wanted=200)
        first.desk.go_ready()
        with queued_caller(server) as caller:
            first.rings()
            demand(third.refused(third.dial("**1101")) == 403, "another group")
            taken = second.up(second.dial("*8"))
            first.of(None, "CANCEL")
            demand(caller.rtp.hears(SECOND), "the customer is with whoever picked up")
            taken.bye()
            caller.ended_by_server()


def a_call_is_parked_by_refer_and_fetched_by_its_number(server):
    with phones(server, "p1", "p2") as (first, second):
        second.desk.ask("POST", "/api/agent/sign-in", wanted=200)
        with customer_with(server, first) as (caller, dialog):
            demand(dialog.refer(f"sip:7001@{server.sip[0]}") == (202, 200), "parked")
            dialog.ended()
            demand(second.refused(second.dial("7002")) == 404, "nobody is parked there")
            fetched = second.up(second.dial("7001"))
            demand(caller.rtp.hears(SECOND), "the customer is with whoever fetched the call")
            fetched.bye()
            caller.ended_by_server()


def a_code_forwards_the_extension_until_another_code_ends_it(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        second.up(second.dial("*721103")).ended()
        call = first.dial("1102")
        end = third.take(third.rings())
        first.up(call).bye()
        end.ended()
        second.up(second.dial("*73")).ended()
        call = first.dial("1102")
        end = second.take(second.rings())
        first.up(call).bye()
        end.ended()


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and name.count("_") > 3]


if __name__ == "__main__":
    options, words = options_of(sys.argv[1:])
    sys.exit(perform(CHECKS, [Office(options=options) for _ in range(2)], words, after=settle))
