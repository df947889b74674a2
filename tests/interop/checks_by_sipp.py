"""Calls by SIPp: the scenarios lie beside this file and are named as sentences."""

import pathlib
import subprocess

from server import child

SCENARIOS = pathlib.Path(__file__).resolve().parent / "scenarios"
AGENT_PORT = 15170
BUSY_PORT = 15171  # An agent of its own: one that refuses rests before it is rung again.


def sipp(server, scenario, number, calls=1, rate=10, port=15190, seconds=60):
    done = subprocess.run(
        ["sipp", "%s:%d" % server.sip, "-sf", str(SCENARIOS / f"{scenario}.xml"), "-s", number, "-i", server.callers_host, "-p", str(port),
         "-m", str(calls), "-r", str(rate), "-l", str(calls), "-timeout", str(seconds), "-timeout_error", "-nostdin"],
        cwd=server.data, capture_output=True, text=True, timeout=seconds + 20)
    if done.returncode != 0:
        raise AssertionError(f"sipp {scenario} ended with {done.returncode}:\n{done.stdout[-2500:]}\n{done.stderr[-1500:]}")


class Agents:
    """One SIPp that answers every call to the agent's address."""

    def __init__(self, server, scenario="agent_answers", port=AGENT_PORT, options=(), host=None):
        self.server, self.name, self.file = server, f"sipp {scenario} at {port}", server.data / f"sipp-{port}.log"
        with open(self.file, "wb") as log:
            self.process = child(
                ["sipp", "-sf", str(SCENARIOS / f"{scenario}.xml"), "-i", host or server.agents_host, "-p", str(port), "-nostdin", *options],
                cwd=server.data, stdout=log, stderr=subprocess.STDOUT)

    def said(self):
        state = self.process.poll()
        return f"{'still running' if state is None else f'ended with {state}'}\n{self.file.read_text(errors='replace')[-2000:]}"

    def __enter__(self):
        self.server.peers.append(self)
        return self

    def __exit__(self, failure, *_):
        # After a failure it is still to be asked what it said.
        if failure is None:
            self.server.peers.remove(self)
        self.process.terminate()
        self.process.wait()


def a_call_is_answered_plays_its_greeting_and_is_ended_by_the_server(server):
    sipp(server, "caller_listens_until_the_server_hangs_up", "7100", calls=3)


def a_digit_by_info_leaves_the_menu(server):
    sipp(server, "caller_presses_nine_by_info", "7101", calls=3)


def a_queued_call_reaches_an_agent_again_and_again(server):
    with Agents(server):
        for _ in range(3):
            sipp(server, "caller_talks_and_hangs_up", "7102")


def a_caller_holds_and_comes_back(server):
    with Agents(server):
        sipp(server, "caller_holds_and_comes_back", "7102")


def callers_hang_up_in_the_queue_and_while_the_agent_rings(server):
    sipp(server, "caller_hangs_up_right_after_the_answer", "7103", calls=10)
    with Agents(server, "agent_never_answers"):
        sipp(server, "caller_hangs_up_right_after_the_answer", "7102", calls=3, rate=1)


def an_agent_who_is_busy_leaves_the_caller_in_the_queue(server):
    with Agents(server, "agent_is_busy", BUSY_PORT):
        sipp(server, "caller_talks_and_hangs_up", "7104")


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and name.count("_") > 1]
