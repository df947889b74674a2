#!/usr/bin/env python3
"""Phones behind a Kamailio that stands in front of Peal.

    tests/interop/by_kamailio.py            every check
    tests/interop/by_kamailio.py hold       those whose name holds the word
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from baresip import Baresip  # noqa: E402
from colleague import COLLEAGUE_HERTZ, at, colleague, finish  # noqa: E402
from desk import Desk  # noqa: E402
from kamailio import Kamailio  # noqa: E402
from phone import CLEAR, clearest  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import Office  # noqa: E402


def hears(phone, hertz, seconds=60):
    deadline = time.monotonic() + seconds
    while clearest(phone.heard()[-16000:], hertz) < CLEAR:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def goes_on(phone, hertz):
    """Whether the tone is in what comes within a second from now; what is on hold may send nothing at all."""
    before = len(phone.heard())
    time.sleep(1)
    return clearest(phone.heard()[before:], hertz) >= CLEAR


class Talk:
    """A caller and an agent, both baresip, both behind the proxy."""

    def __init__(self, server):
        self.server, self.proxy = server, Kamailio(server)

    def __enter__(self):
        server = self.server
        self.proxy.__enter__()
        self.phone = Baresip(server, "phone", server.demo_account("phone", "phone"), 900, proxy=self.proxy.host)
        self.caller = Baresip(server, "visitor", None, 500, proxy=self.proxy.host)
        self.phone.__enter__()
        self.caller.__enter__()
        try:
            self.phone.expect_said("200 OK (Peal) [1 binding]")
            self.agent = Desk(server, "agent", "phone")
            self.agent.go_ready()
            self.caller.command("dial", f"sip:4000@{server.sip[0]}:{server.sip[1]}")
            self.caller.expect("CALL_ESTABLISHED")
            self.caller.begins()
            self.caller.command("sndcode", "1")
            self.phone.expect("CALL_INCOMING", 90)
            self.phone.command("accept")
            self.phone.expect("CALL_ESTABLISHED")
            self.agent.until("the desk shows the call", lambda: self.agent.agent("phone")["state"] == "talking")
        except BaseException:
            self.__exit__()
            raise
        return self

    def finish(self):
        finish(self.agent)

    def __exit__(self, *_):
        self.caller.__exit__()
        self.phone.__exit__()
        self.proxy.__exit__()


def a_call_comes_and_is_answered_through_the_proxy_and_both_hear_each_other(server):
    with Talk(server) as talk:
        if not hears(talk.caller, 900):
            raise AssertionError("the caller does not hear the agent")
        if not hears(talk.phone, 500):
            raise AssertionError("the agent does not hear the caller")
        talk.caller.command("hangup")
        talk.phone.expect("CALL_CLOSED")
        talk.finish()


def a_hold_and_the_agents_goodbye_go_through_the_proxy(server):
    with Talk(server) as talk:
        if not hears(talk.caller, 900):
            raise AssertionError("the caller does not hear the agent")
        talk.phone.command("hold")
        talk.agent.until("the agent's tone is gone", lambda: not goes_on(talk.caller, 900))
        talk.phone.command("resume")
        if not hears(talk.caller, 900):
            raise AssertionError("the caller does not hear the agent after the hold")
        talk.phone.command("hangup")
        talk.caller.expect("CALL_CLOSED")
        talk.finish()


def a_transfer_through_the_proxy_brings_the_caller_to_another_phone(server):
    with Talk(server) as talk, colleague(server) as other:
        if not hears(talk.caller, 900):
            raise AssertionError("the caller does not hear the agent")
        talk.phone.command("transfer", at(server))
        there = other.take(other.rings())
        talk.phone.expect("CALL_CLOSED")
        if not hears(talk.caller, COLLEAGUE_HERTZ) or not other.rtp.hears(500):
            raise AssertionError("after the transfer the two do not hear each other")
        there.bye()
        talk.caller.expect("CALL_CLOSED")
        other.finish()
        other.desk.ask("POST", "/api/agent/sign-out", wanted=200)
        talk.finish()


def a_caller_who_gives_up_behind_the_proxy_stops_the_ringing(server):
    with Kamailio(server) as proxy, \
            Baresip(server, "phone", server.demo_account("phone", "phone"), 900, proxy=proxy.host) as phone, \
            Baresip(server, "visitor", None, 500, proxy=proxy.host) as caller:
        phone.expect_said("200 OK (Peal) [1 binding]")
        agent = Desk(server, "agent", "phone")
        agent.go_ready()
        caller.command("dial", f"sip:4000@{server.sip[0]}:{server.sip[1]}")
        caller.expect("CALL_ESTABLISHED")
        caller.begins()
        caller.command("sndcode", "1")
        phone.expect("CALL_INCOMING", 90)
        caller.command("hangup")
        phone.expect("CALL_CLOSED")
        agent.ask("POST", "/api/agent/sign-out", wanted=200)


CHECKS = [a_call_comes_and_is_answered_through_the_proxy_and_both_hear_each_other,
          a_hold_and_the_agents_goodbye_go_through_the_proxy,
          a_transfer_through_the_proxy_brings_the_caller_to_another_phone, a_caller_who_gives_up_behind_the_proxy_stops_the_ringing]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Office(), Office()], sys.argv[1:], after=settle))
