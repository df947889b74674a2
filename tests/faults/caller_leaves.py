#!/usr/bin/env python3
"""A caller who hangs up at each stage: the call detail says how it ended, and the agent is free for the next one."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from desk import Desk  # noqa: E402
from people import Agent, queued_caller  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server  # noqa: E402


SHORT_MS = 5000  # Of the demonstration's queues: who leaves before is no lost caller.


class Stage:
    """One caller, whose contact is looked up by the number they show."""

    count = 0

    def __init__(self, server):
        Stage.count += 1
        self.server, self.number = server, f"1381029{7000 + Stage.count}"
        self.supervisor = Desk(server, "supervisor", "chen")

    def queued(self):
        return queued_caller(self.server, self.number)

    def ended(self, *ends):
        """The detail once the contact has ended, in one of the ways that are right."""
        def look():
            for row in self.supervisor.get("/api/contacts")["items"]:
                if row["caller"].endswith(self.number) and row["end"]:
                    return self.supervisor.get(f"/api/contacts/{row['id']}")
            return None
        found = self.supervisor.until(f"the contact of {self.number} has ended", look)
        if found["contact"]["end"] not in ends:
            raise AssertionError(f"it ended as {found['contact']['end']}, not {ends}: {[step['kind'] for step in found['steps']]}")
        return found


def in_the_greeting(server):
    stage = Stage(server)
    with Phone(user=stage.number) as caller:
        caller.call(server.sip, "4000")
        caller.answered()
        caller.bye()
    stage.ended("in_flow")


def before_the_answer_of_the_menu_while_keys_are_pressed(server):
    stage = Stage(server)
    with Phone(user=stage.number) as caller:
        caller.call(server.sip, "4000")
        caller.answered()
        time.sleep(0.3)
        caller.rtp.press("1")
        time.sleep(0.1)  # Within the key.
        caller.bye()
    stage.ended("in_flow", "abandoned")


def in_the_queue(server):
    stage = Stage(server)
    with stage.queued() as caller:
        stage.supervisor.until("somebody waits", lambda: any(entry["data"]["waiting"] for entry in stage.supervisor.documents("queue")))
        caller.bye()
    found = stage.ended("abandoned")
    (visit,) = found["visits"]
    if visit["end"] != ("short_abandoned" if visit["waitedMs"] < SHORT_MS else "abandoned"):
        raise AssertionError(f"visits: {found['visits']}")
    stage.supervisor.until("nobody waits", lambda: not any(entry["data"]["waiting"] for entry in stage.supervisor.documents("queue")))


def while_the_agent_rings(server):
    stage = Stage(server)
    with Agent(server) as agent:
        with stage.queued() as caller:
            invite = agent.rings()
            caller.bye()
            cancel = agent.phone.expect("CANCEL")
            agent.phone.reply(cancel, 200, "OK")
            agent.phone.reply(invite, 487, "Request Terminated")
            agent.phone.expect("ACK")
        found = stage.ended("abandoned")
        if [offer["end"] for offer in found["offers"]] != ["rescinded"]:
            raise AssertionError(f"offers: {found['offers']}")
        if agent.state("idle")["status"] != "ready":
            raise AssertionError("the agent is blamed for it")
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)


def in_the_instant_of_the_answer(server):
    with Agent(server) as agent:
        for late in (0.0, 0.0, 0.0005, 0.001, 0.002, 0.005, 0.02):
            stage = Stage(server)
            with stage.queued() as caller:
                invite = agent.rings()
                caller.cseq += 1
                agent.phone.reply(invite, 200, "OK", sdp=True)
                time.sleep(late)
                caller.send(caller.request("BYE"), caller.server)
                caller.expect(200)
                agent.phone.ended_by_server()  # The ACK came before it, as must be.
            found = stage.ended("handled", "abandoned")
            handled = found["contact"]["end"] == "handled"
            if handled != (len(found["handlings"]) == 1):
                raise AssertionError(f"{found['contact']['end']} with {len(found['handlings'])} handlings")
            if handled:
                agent.finish()
            view = agent.state("idle")
            if view["status"] != "ready":
                raise AssertionError(f"the agent is not ready: {view}")
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)


def in_the_talk_and_on_hold(server):
    with Agent(server) as agent:
        for held in (False, True):
            stage = Stage(server)
            with stage.queued() as caller:
                agent.answer()
                contact = agent.state("talking")["contact"]
                if held:
                    agent.desk.ask("POST", f"/api/contacts/{contact}/hold", wanted=200)
                    agent.state("held")
                caller.bye()
                agent.phone.ended_by_server()
            agent.finish()
            found = stage.ended("handled")
            if [handling["end"] for handling in found["handlings"]] != ["customer_hung_up"]:
                raise AssertionError(f"handlings: {found['handlings']}")
            if (found["contact"]["heldMs"] > 0) != held:
                raise AssertionError(f"held for {found['contact']['heldMs']} ms")
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)


CHECKS = [in_the_greeting, before_the_answer_of_the_menu_while_keys_are_pressed, in_the_queue, while_the_agent_rings,
          in_the_instant_of_the_answer, in_the_talk_and_on_hold]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, Server(), sys.argv[1:], after=settle))
