#!/usr/bin/env python3
"""Conferences by PIN and calls of three, with real SIP peers that say and hear tones.

    tests/interop/conference.py          every check
    tests/interop/conference.py pin      those whose name holds the word
"""

import contextlib
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from desk import Desk  # noqa: E402
from phone import Phone, clearest  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import CUSTOMER, FIRST, SECOND, THIRD, Office, customer_with, demand, phones  # noqa: E402

ROOMS = """
conferences:
  - {key: board, name: Board, number: "6500", most_parties: 3, host_pin: true}
  - {key: open, name: Open, number: "6600", pin: false, tones: false, record: true}
"""
PINS = {"pin": "4711", "hostPin": "90210"}
# Two tones of the same loudness share the power; what is not there is far below.
SHARED, NOTHING = 0.3, 0.05


class Rooms(Office):
    """The office, with two conferences and a number from outside that leads to the first."""

    def __enter__(self):
        super().__enter__()
        file = self.data / "office.yaml"
        text = file.read_text()
        text = text.replace("\nnumbers:\n", '\nnumbers:\n  - {digits: "6501", name: Board, flow: to_board}\n', 1)
        text = text.replace("\nflows:\n", "\nflows:\n  - {key: to_board, name: To the board, start: room, nodes: {room: {kind: conference, conference: board}}}\n", 1)
        file.write_text(text.replace("\nconferences:\n", ROOMS, 1))
        self.apply(file)
        self.stop()
        self.start()
        Desk(self, "administrator", "admin").ask("PUT", "/api/conferences/board/pins", PINS, 204)
        return self


def hears(phone, *tones, seconds=60.0):
    """True as soon as all of these are heard at once."""
    phone.rtp.heard.clear()
    deadline = time.monotonic() + seconds
    while not all(clearest(phone.rtp.heard[:], hertz) > SHARED for hertz in tones):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def silent(phone, hertz, seconds=2.0, tries=10):
    """Two seconds of sound without that tone; what was under way when they began may spoil the first tries."""
    for _ in range(tries):
        phone.rtp.heard.clear()
        time.sleep(seconds)
        heard = phone.rtp.heard[:]
        if len(heard) > 8000 * seconds / 2 and clearest(heard, hertz) < NOTHING:
            return True
    return False


def room_of(desk, key="board"):
    return next(room for room in desk.get("/api/conferences")["items"] if room["key"] == key)


def inside(desk, count, key="board"):
    return desk.until(f"{count} inside", lambda: (lambda room: room["count"] == count and room)(room_of(desk, key)))


def supervisor(server):
    return Desk(server, "supervisor", "chen")


@contextlib.contextmanager
def entered(phone, keys="4711#", number="6500"):
    """A phone that dialled the room and typed its PIN; it hangs up at the end."""
    dialog = phone.up(phone.dial(number))
    phone.rtp.press(keys)
    yield dialog
    dialog.bye()


def three_phones_by_pin_hear_each_other_and_not_themselves(server):
    desk = supervisor(server)
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        with entered(first), entered(second), entered(third):
            inside(desk, 3)
            demand(hears(first, SECOND, THIRD), "the first hears the two others")
            demand(hears(second, FIRST, THIRD), "the second hears the two others")
            demand(hears(third, FIRST, SECOND), "the third hears the two others")
            for phone, own in ((first, FIRST), (second, SECOND), (third, THIRD)):
                demand(silent(phone, own), f"{phone.user} does not hear itself")
        inside(desk, 0)


def a_caller_from_outside_types_the_pin_after_a_flow(server):
    desk = supervisor(server)
    with phones(server, "p1") as (first,), entered(first), Phone() as caller:
        caller.call(server.sip, "6501")
        caller.answered()
        caller.rtp.hertz = CUSTOMER
        caller.rtp.press("4711#")
        inside(desk, 2)
        demand(caller.rtp.hears(FIRST) and first.rtp.hears(CUSTOMER), "both hear each other")
        caller.bye()
        inside(desk, 1)


def a_phone_with_a_customer_asks_in_the_room_and_brings_the_customer_in(server):
    desk = supervisor(server)
    with phones(server, "p1", "p2") as (first, second), entered(second, "90210#"):
        with customer_with(server, first) as (caller, dialog):
            dialog.hold()
            asked = first.up(first.dial("6500"))
            demand(dialog.refer(f"sip:6500@{server.sip[0]}?Replaces={asked.replaces()}") == (202, 491), "who is at the door brings nobody in")
            first.rtp.press("4711#")
            inside(desk, 2)
            demand(second.rtp.hears(FIRST), "the room hears the agent")
            demand(dialog.refer(f"sip:6500@{server.sip[0]}?Replaces={asked.replaces()}") == (202, 200), "the phone hears that it is done")
            dialog.ended()
            asked.ended()
            inside(desk, 2)
            demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "the customer is in the room, and typed no PIN")
            caller.bye()
            inside(desk, 1)


def a_wrong_pin_three_times_is_goodbye_and_in_no_log(server):
    with phones(server, "p1") as (first,):
        dialog = first.up(first.dial("6500"))
        for _ in range(3):
            first.rtp.type("58307#")
        dialog.ended()
    demand("58307" not in server.output(), "no log line has what was typed")
    admin = Desk(server, "administrator", "admin")
    demand(not any("58307" in str(entry) for entry in admin.documents("contact")), "no document has it")


def a_full_room_is_told_and_the_call_ends(server):
    desk = supervisor(server)
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        with entered(first), entered(second), entered(third), Phone() as caller:
            inside(desk, 3)
            caller.call(server.sip, "6501")
            caller.answered()
            caller.rtp.hertz = CUSTOMER
            caller.rtp.press("4711#")
            caller.ended_by_server(30)
            inside(desk, 3)


def a_host_mutes_locks_removes_and_ends(server):
    with phones(server, "p1", "p2", "p3") as (first, second, third):
        with entered(first, "90210#"), contextlib.ExitStack() as rest:
            guest = second.up(second.dial("6500"))
            second.rtp.press("4711#")
            room = inside(first.desk, 2)
            demand(room["mayRule"], "the host may rule the room")
            demand(not room_of(third.desk)["parties"], "who is not inside sees nobody")
            party = next(each["id"] for each in room["parties"] if each["number"] == "1102")
            demand(first.rtp.hears(SECOND), "the host hears the guest")
            second.desk.ask("POST", "/api/conferences/board/mute", {"party": party, "on": True}, 403)
            first.desk.ask("POST", "/api/conferences/board/mute", {"party": party, "on": True}, 200)
            demand(silent(first, SECOND), "a muted guest is not heard")
            demand(second.rtp.hears(FIRST), "and hears the host")
            first.desk.ask("POST", "/api/conferences/board/mute", {"party": party, "on": False}, 200)
            demand(first.rtp.hears(SECOND), "heard again")
            first.desk.ask("POST", "/api/conferences/board/lock", {"on": True}, 200)
            late = third.up(third.dial("6500"))
            third.rtp.press("4711#")
            late.ended()
            first.desk.ask("POST", "/api/conferences/board/remove", {"party": party}, 200)
            guest.ended()
            inside(first.desk, 1)
            rest.close()


def talkers(desk, key="board"):
    return sorted(party["number"] for party in room_of(desk, key)["parties"] if party["talking"])


def the_page_shows_who_talks_and_not_who_is_quiet_or_muted(server):
    desk = supervisor(server)
    with phones(server, "p1", "p2") as (first, second), entered(first), entered(second):
        room = inside(desk, 2)
        desk.until("both talk", lambda: talkers(desk) == ["1101", "1102"])
        second.rtp.hertz = None
        desk.until("the second is quiet", lambda: talkers(desk) == ["1101"])
        second.rtp.hertz, first.rtp.hertz = SECOND, None
        desk.until("now the second talks", lambda: talkers(desk) == ["1102"])
        party = next(each["id"] for each in room["parties"] if each["number"] == "1102")
        desk.ask("POST", "/api/conferences/board/mute", {"party": party, "on": True}, 200)
        desk.until("a muted one does not", lambda: talkers(desk) == [])


def a_room_without_a_pin_is_recorded_whole(server):
    desk = supervisor(server)
    before = len(server.recordings())
    with phones(server, "p1", "p2") as (first, second):
        with entered(first, "", "6600"), entered(second, "", "6600"):
            inside(desk, 2, "open")
            demand(first.rtp.hears(SECOND) and second.rtp.hears(FIRST), "both hear each other")
        inside(desk, 0, "open")
    desk.until("the recording is there", lambda: len(server.recordings()) > before)
    listed = desk.until("the page has it", lambda: next((one for one in desk.get("/api/recordings")["items"] if one["contact"] is None and one["endedAt"]), None))
    demand(listed["whole"] and listed["lengthMs"] > 500, "the recording is whole")
    demand(desk.get(f"/api/recordings/{listed['id']}/audio")[:4] == b"RIFF", "and can be heard")


def a_killed_server_leaves_no_ghost_in_the_room(server):
    with phones(server, "p1") as (first,):
        first.up(first.dial("6500"))
        first.rtp.press("4711#")
        inside(supervisor(server), 1)
        server.process.kill()
        server.process.wait()
        (server.data / "peal/control.sock").unlink(missing_ok=True)
        server.start()
        demand(room_of(supervisor(server))["count"] == 0, "nobody is inside")


def an_agent_joins_customer_and_colleague_and_leaves_the_two(server):
    with phones(server, "p1", "p2") as (first, second):
        second.desk.go_ready()
        with customer_with(server, first) as (caller, dialog):
            contact = first.desk.agent("p1")["contact"]
            first.desk.ask("POST", f"/api/contacts/{contact}/consult", {"number": "1102"}, 200)
            talk = second.take(second.rings())
            demand(second.rtp.hears(FIRST), "the one asked hears the agent")
            first.desk.ask("POST", f"/api/contacts/{contact}/join", None, 200)
            demand(hears(caller, FIRST, SECOND), "the customer hears both")
            demand(hears(first, CUSTOMER, SECOND), "the agent hears both")
            demand(hears(second, CUSTOMER, FIRST), "the colleague hears both")
            first.desk.ask("POST", f"/api/contacts/{contact}/hold", None, 200)
            demand(second.rtp.hears(FIRST), "with the customer on hold the two go on")
            first.desk.ask("POST", f"/api/contacts/{contact}/join", None, 200)
            demand(hears(caller, FIRST, SECOND), "all three again")
            first.desk.ask("POST", f"/api/contacts/{contact}/complete-transfer", None, 200)
            dialog.ended()
            demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "the two go on as a transfer")
            talk.bye()
            caller.ended_by_server()


def a_customer_is_given_to_a_room_by_desk_and_by_refer(server):
    desk = supervisor(server)
    for by_phone in (False, True):
        with phones(server, "p1", "p2") as (first, second), entered(second):
            with customer_with(server, first) as (caller, talk):
                if by_phone:
                    demand(talk.refer(f"sip:6500@{server.sip[0]}") == (202, 200), "the phone hears that it is done")
                else:
                    first.desk.ask("POST", f"/api/contacts/{first.desk.agent('p1')['contact']}/transfer", {"number": "6500"}, 200)
                talk.ended()
                caller.rtp.press("4711#")
                inside(desk, 2)
                demand(caller.rtp.hears(SECOND) and second.rtp.hears(CUSTOMER), "the customer is in the room")
                caller.bye()
            inside(desk, 1)
        inside(desk, 0)


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and name.count("_") > 3]


if __name__ == "__main__":
    # On several media threads, so that those who meet in a room come from different ones.
    sys.exit(perform(CHECKS, [Rooms(options=["--media-threads", "4"]) for _ in range(2)], sys.argv[1:], after=settle))
