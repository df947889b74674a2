#!/usr/bin/env python3
"""linphone as an agent's phone in the demonstration centre.

    tests/interop/by_linphone.py            every check
    tests/interop/by_linphone.py hold       those whose name holds the word
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from desk import Desk  # noqa: E402
from linphone import Linphone  # noqa: E402
from people import queued_caller  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server  # noqa: E402


class Talk:
    """A caller in conversation with the agent whose phone is linphone."""

    def __init__(self, server):
        self.server = server
        self.agent = Desk(server, "agent", "phone")
        self.phone = Linphone(server, "phone", server.demo_account("phone", "phone"))

    def __enter__(self):
        self.phone.__enter__()
        self.caller = None
        try:
            self.agent.go_ready()
            self.caller = queued_caller(self.server)
            self.phone.until("it rings", lambda: self.phone.state() == "LinphoneCallIncomingReceived")
            self.phone.ask("answer")
            self.phone.until("it talks", lambda: self.phone.state() == "LinphoneCallStreamsRunning")
            self.phone.speak()
            if not self.caller.rtp.hears(900):
                raise AssertionError("the caller does not hear the agent")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.caller:
            self.caller.close()
        self.phone.__exit__()

    def finish(self):
        self.agent.until("wrap-up", lambda: self.agent.agent("phone")["state"] == "wrap_up")
        contact = self.agent.agent("phone")["contact"]
        self.agent.ask("POST", f"/api/contacts/{contact}/finish", {}, 200)
        self.agent.ask("POST", "/api/agent/sign-out", wanted=200)


def linphone_answers_is_heard_and_hangs_up(server):
    with Talk(server) as talk:
        talk.phone.ask("terminate")
        talk.caller.ended_by_server()
        talk.finish()


def a_hold_by_linphone_silences_it_and_resume_brings_it_back(server):
    with Talk(server) as talk:
        talk.phone.ask("call-pause")
        talk.agent.until("the agent's tone is gone", lambda: not talk.caller.rtp.hears(900, 1))
        talk.phone.resume()
        talk.phone.until("it talks", lambda: talk.phone.state() == "LinphoneCallStreamsRunning")
        talk.phone.speak()
        if not talk.caller.rtp.hears(900):
            raise AssertionError("the caller does not hear the agent after the hold")
        talk.caller.bye()
        talk.phone.until("it is over", lambda: not talk.phone.state())
        talk.finish()


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
          a_call_that_linphone_declines_goes_back_to_the_queue]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Server(), Server()], sys.argv[1:], after=settle))
