#!/usr/bin/env python3
"""SIGTERM while people talk: no new calls, those in progress finish or are ended by the limit, and the status is 0."""

import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from people import Agent, queued_caller  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform  # noqa: E402
from server import Server  # noqa: E402


class Restarting:
    """perform() wants one server; each check here has its own."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def output(self):
        return ""


def drained(limit):
    return Server(options=["--drain-limit", str(limit)])


def expect_end(server, seconds):
    if server.process.wait(seconds) != 0:
        raise AssertionError(f"it ended with {server.process.returncode}:\n{server.output()[-2000:]}")


def expect_refused(server):
    """A new call gets 503 with the time after which to try again."""
    with Phone(user="13810298299") as late:
        late.call(server.sip, "4000")
        refusal = late.expect(503)
        late.ack_refusal(refusal)
        if int(refusal.get("Retry-After") or 0) < 1:
            raise AssertionError(f"without Retry-After: {refusal.fields}")


def until_drains(server):
    server.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + 30
    while "app draining" not in server.output():
        if time.monotonic() > deadline:
            raise AssertionError("the log does not say that it drains")
        time.sleep(0.05)


def a_call_in_progress_finishes_by_itself(_):
    with drained(60) as server, Agent(server) as agent:
        caller = queued_caller(server)
        agent.answer()
        agent.state("talking")
        until_drains(server)
        expect_refused(server)
        if not caller.rtp.hears(900):
            raise AssertionError("the talk does not go on")
        if server.process.poll() is not None:
            raise AssertionError("it did not wait for the call")
        caller.bye()
        agent.phone.ended_by_server()
        caller.close()
        expect_end(server, 40)


def a_caller_in_the_queue_still_reaches_an_agent(_):
    with drained(60) as server, Agent(server) as agent:
        with Phone(user="13810298210") as first, Phone(user="13810298211") as second:
            for caller in (first, second):
                caller.call(server.sip, "4000")
                caller.answered()
                time.sleep(0.3)
                caller.rtp.press("1")
            agent.answer()
            agent.state("talking")
            until_drains(server)
            first.bye()
            agent.phone.ended_by_server()
            agent.finish(then="offered")
            agent.answer()
            second.bye()
            agent.phone.ended_by_server()
        expect_end(server, 40)


def the_limit_ends_a_call_that_does_not(_):
    with drained(3) as server, Agent(server) as agent:
        caller = queued_caller(server)
        agent.answer()
        agent.state("talking")
        started = time.monotonic()
        until_drains(server)
        caller.ended_by_server()
        agent.phone.ended_by_server()
        caller.close()
        if time.monotonic() - started < 2:
            raise AssertionError("the call was ended before the limit")
        expect_end(server, 40)


def a_second_signal_ends_it_at_once(_):
    with drained(60) as server, Agent(server) as agent:
        caller = queued_caller(server)
        agent.answer()
        until_drains(server)
        server.process.send_signal(signal.SIGTERM)
        expect_end(server, 40)
        caller.close()


CHECKS = [a_call_in_progress_finishes_by_itself, a_caller_in_the_queue_still_reaches_an_agent,
          the_limit_ends_a_call_that_does_not, a_second_signal_ends_it_at_once]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, Restarting(), sys.argv[1:]))
