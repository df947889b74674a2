#!/usr/bin/env python3
"""Twinkle as an agent's phone in the demonstration centre. It takes loopback for no network, so all of it runs in one
of its own.

    tests/interop/by_twinkle.py            every check
    tests/interop/by_twinkle.py hold       those whose name holds the word
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import private_net  # noqa: E402
from colleague import AGENT_HERTZ, Conversation, at, colleague, demand, ends_with  # noqa: E402
from desk import Desk  # noqa: E402
from people import queued_caller  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import Office  # noqa: E402
from twinkle import Twinkle  # noqa: E402


class Talk(Conversation):
    """A caller in conversation with the agent whose phone is Twinkle."""

    def __init__(self, server):
        super().__init__(server, Twinkle(server, "phone", server.demo_account("phone", "phone"), AGENT_HERTZ))

    def answer(self):
        self.phone.expect("incoming call")
        self.phone.say("answer")
        self.phone.expect("call established")


def twinkle_answers_is_heard_and_hangs_up(server):
    with Talk(server) as talk:
        talk.phone.say("bye")
        talk.caller.ended_by_server()
        talk.finish()


def a_hold_by_twinkle_silences_it_and_retrieve_brings_it_back(server):
    with Talk(server) as talk:
        talk.phone.say("hold")
        talk.phone.expect("re-INVITE successful")
        talk.agent.until("the agent's tone is gone", lambda: not talk.caller.rtp.hears(AGENT_HERTZ, 1))
        talk.phone.say("retrieve")
        talk.phone.expect("re-INVITE successful", times=2)
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent after the hold")
        talk.caller.bye()
        talk.phone.expect("far end ended call")
        talk.finish()


def a_transfer_by_twinkle_brings_the_caller_to_another_phone(server):
    with Talk(server) as talk, colleague(server) as other:
        talk.phone.say(f"transfer {at(server)}")
        there = other.take(other.rings())
        talk.phone.expect("call successfully (transferred|referred)")
        ends_with(other, there, talk.caller)
        talk.finish()


def twinkle_asks_a_colleague_first_and_hands_the_caller_over(server):
    with Talk(server) as talk, colleague(server) as other:
        talk.phone.say(f"transfer -c {at(server)}")
        there = other.take(other.rings())
        talk.phone.expect("far end answered call")
        demand(other.rtp.hears(AGENT_HERTZ), "the colleague does not hear who asks")
        talk.phone.say("transfer -c")
        talk.phone.expect("call successfully (transferred|referred)")
        ends_with(other, there, talk.caller)
        talk.finish()


def a_call_that_twinkle_rejects_goes_back_to_the_queue(server):
    agent = Desk(server, "agent", "phone")
    with Twinkle(server, "phone", server.demo_account("phone", "phone")) as phone:
        agent.go_ready()
        caller = queued_caller(server)
        phone.expect("incoming call")
        phone.say("reject")
        agent.until("the agent is asked no more", lambda: agent.agent("phone")["status"] == "not_ready")
        caller.bye()
        caller.close()
        agent.ask("POST", "/api/agent/sign-out", wanted=200)


def twinkle_calls_the_centre(server):
    agent = Desk(server, "agent", "phone")
    with Twinkle(server, "phone", server.demo_account("phone", "phone")) as phone:
        phone.say(f"call sip:4000@{server.sip[0]}:{server.sip[1]}")
        phone.expect("far end answered call")
        agent.until("the agent is in a call", lambda: agent.agent("phone")["state"] == "internal_call")
        phone.say("bye")
        agent.until("it is over", lambda: agent.agent("phone")["state"] != "internal_call")


CHECKS = [twinkle_answers_is_heard_and_hangs_up, a_hold_by_twinkle_silences_it_and_retrieve_brings_it_back,
          a_transfer_by_twinkle_brings_the_caller_to_another_phone, twinkle_asks_a_colleague_first_and_hands_the_caller_over, a_call_that_twinkle_rejects_goes_back_to_the_queue,
          twinkle_calls_the_centre]

if __name__ == "__main__":
    private_net.enter()
    sys.exit(perform(CHECKS, [Office(), Office()], sys.argv[1:], after=settle))
