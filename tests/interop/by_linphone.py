#!/usr/bin/env python3
"""linphone as an agent's phone in the demonstration centre.

    tests/interop/by_linphone.py            every check
    tests/interop/by_linphone.py hold       those whose name holds the word
"""

import contextlib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from colleague import AGENT_HERTZ, Conversation, at, colleague, demand, ends_with, finish  # noqa: E402
from desk import Desk  # noqa: E402
from linphone import Linphone, Linphonec  # noqa: E402
from people import queued_caller  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import Office  # noqa: E402


class Talk(Conversation):
    """A caller in conversation with the agent whose phone is linphone."""

    def __init__(self, server):
        super().__init__(server, Linphone(server, "phone", server.demo_account("phone", "phone")))

    def answer(self):
        self.phone.until("it rings", lambda: self.phone.state() == "LinphoneCallIncomingReceived")
        self.phone.ask("answer")
        self.phone.until("it talks", lambda: self.phone.state() == "LinphoneCallStreamsRunning")
        self.phone.speak()


@contextlib.contextmanager
def by_console(server):
    """A caller in conversation with the agent whose phone is linphone's console: desk, phone, caller."""
    agent = Desk(server, "agent", "phone")
    with Linphonec(server, "phone", server.demo_account("phone", "phone")) as phone:
        agent.until("the phone is registered", lambda: agent.agent("phone")["deviceUp"])
        agent.go_ready()
        with queued_caller(server) as caller:
            phone.expect("Receiving new incoming call")
            phone.say("answer")
            phone.expect("Media streams established .* for call 1")
            phone.speak()
            demand(caller.rtp.hears(AGENT_HERTZ), "the caller does not hear the agent")
            yield agent, phone, caller


def linphone_answers_is_heard_and_hangs_up(server):
    with Talk(server) as talk:
        talk.phone.ask("terminate")
        talk.caller.ended_by_server()
        talk.finish()


def a_hold_by_linphone_silences_it_and_resume_brings_it_back(server):
    with Talk(server) as talk:
        talk.phone.ask("call-pause")
        talk.agent.until("the agent's tone is gone", lambda: not talk.caller.rtp.hears(AGENT_HERTZ, 1))
        talk.phone.resume()
        talk.phone.until("it talks", lambda: talk.phone.state() == "LinphoneCallStreamsRunning")
        talk.phone.speak()
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent after the hold")
        talk.caller.bye()
        talk.phone.until("it is over", lambda: not talk.phone.state())
        talk.finish()


def a_transfer_by_linphone_brings_the_caller_to_another_phone(server):
    with by_console(server) as (agent, phone, caller), colleague(server) as other:
        phone.say(f"transfer {at(server)}")
        there = other.take(other.rings())
        phone.expect("Call 1 with .* ended")
        ends_with(other, there, caller)
        finish(agent)


def linphone_asks_a_colleague_first_and_hands_the_caller_over(server):
    with by_console(server) as (agent, phone, caller), colleague(server) as other:
        phone.say("pause")
        phone.expect("Call 1 with .* is now paused")
        phone.say(f"call {at(server)}")
        there = other.take(other.rings())
        phone.expect("Media streams established .* for call 2")
        phone.speak()
        demand(other.rtp.hears(AGENT_HERTZ), "the colleague does not hear who asks")
        phone.say("transfer 1 --to-call 2")
        phone.expect("Call 1 with .* ended")
        ends_with(other, there, caller)
        finish(agent)


def a_call_that_linphone_declines_goes_back_to_the_queue(server):
    agent = Desk(server, "agent", "phone")
    with Linphone(server, "phone", server.demo_account("phone", "phone")) as phone:
        agent.go_ready()
        caller = queued_caller(server)
        phone.until("it rings", lambda: phone.state() == "LinphoneCallIncomingReceived")
        phone.ask("terminate")
        agent.until("the agent is asked no more", lambda: agent.agent("phone")["status"] == "not_ready")
        caller.bye()  # It was still up.
        caller.close()
        agent.ask("POST", "/api/agent/sign-out", wanted=200)


CHECKS = [linphone_answers_is_heard_and_hangs_up, a_hold_by_linphone_silences_it_and_resume_brings_it_back,
          a_transfer_by_linphone_brings_the_caller_to_another_phone, linphone_asks_a_colleague_first_and_hands_the_caller_over,
          a_call_that_linphone_declines_goes_back_to_the_queue]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Office(), Office()], sys.argv[1:], after=settle))
