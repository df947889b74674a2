#!/usr/bin/env python3
"""linphone as a caller. Its descriptions name the address of a network card, never loopback, so all of it runs in a
network of its own.

    tests/interop/linphone_calls.py            every check
    tests/interop/linphone_calls.py hold       those whose name holds the word
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import private_net  # noqa: E402
from linphone import Linphone  # noqa: E402
from people import Agent  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server  # noqa: E402

CALLER_HERTZ, AGENT_HERTZ = 700, 900


def in_talk(server, phone, agent):
    """linphone has called sales, and the agent has answered."""
    phone.ask(f"call sip:4000@{phone.address()}")
    phone.until("it talks", lambda: phone.state() == "LinphoneCallStreamsRunning")
    phone.ask("dtmf 1")
    agent.answer()
    phone.speak()
    if not agent.phone.rtp.hears(CALLER_HERTZ):
        raise AssertionError("the agent does not hear linphone")


def linphone_calls_presses_a_key_and_talks_with_an_agent(server):
    with Agent(server) as agent, Linphone(server, "13810298208", hertz=CALLER_HERTZ) as phone:
        in_talk(server, phone, agent)
        phone.ask("terminate")
        agent.phone.ended_by_server()
        agent.finish()
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)


def a_hold_by_the_calling_linphone_silences_it(server):
    with Agent(server) as agent, Linphone(server, "13810298208", hertz=CALLER_HERTZ) as phone:
        in_talk(server, phone, agent)
        phone.ask("call-pause")
        agent.desk.until("the caller's tone is gone", lambda: not agent.phone.rtp.hears(CALLER_HERTZ, 1))
        phone.resume()
        phone.until("it talks", lambda: phone.state() == "LinphoneCallStreamsRunning")
        phone.speak()
        if not agent.phone.rtp.hears(CALLER_HERTZ):
            raise AssertionError("the agent does not hear linphone after the hold")
        phone.ask("terminate")
        agent.phone.ended_by_server()
        agent.finish()
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)


CHECKS = [linphone_calls_presses_a_key_and_talks_with_an_agent, a_hold_by_the_calling_linphone_silences_it]

if __name__ == "__main__":
    private_net.enter()
    sys.exit(perform(CHECKS, [Server(), Server()], sys.argv[1:], after=settle))
