#!/usr/bin/env python3
"""The whole program on PostgreSQL: a working day, a restart, and a database that goes away in the middle of calls."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from desk import Desk  # noqa: E402
from people import Agent, queued_caller  # noqa: E402
from postgresql import Postgresql  # noqa: E402
from run import perform, settle  # noqa: E402
from server import PROGRAM, ROOT, Server  # noqa: E402


class OnPostgresql(Server):
    def __init__(self):
        self.database = Postgresql()
        super().__init__(options=["--database", self.database.address])

    def __enter__(self):
        self.database.__enter__()
        return super().__enter__()

    def __exit__(self, *_):
        super().__exit__()
        self.database.__exit__()


def health(server):
    desk = Desk.__new__(Desk)  # Nobody signed in.
    desk.server, desk.cookie = server, ""
    return desk.ask("GET", "/healthz")


def one_call(server, agent, meanwhile=lambda: None, user="13810298208"):
    """From the greeting to the end of the wrap-up; the contact's id."""
    caller = queued_caller(server, user)
    try:
        agent.answer()
        agent.state("talking")
        meanwhile()
        caller.bye()
        agent.phone.ended_by_server()
        return agent.finish()
    finally:
        caller.close()


def detail(supervisor, contact):
    """The whole detail, once its end is in the tables."""
    return supervisor.until("the call detail is whole", lambda: (
        lambda found: found and found["contact"]["end"] and found["handlings"] and found["handlings"][0]["endedAt"] and found)(
            supervisor.detail(contact)))


def settings_calls_and_recordings_survive_a_restart(server):
    text = (ROOT / "demo/demo.yaml").read_text().replace("name: Desk phone\n", "name: Phone on the desk\n", 1)
    changed = server.data / "changed.yaml"
    changed.write_text(text)
    done = subprocess.run([PROGRAM, "apply", "--data", str(server.data / "peal"), str(changed)], capture_output=True, text=True)
    if done.returncode != 0 or "Phone on the desk" not in done.stdout:
        raise AssertionError(f"apply: {done.stdout}{done.stderr}")
    supervisor = Desk(server, "supervisor", "chen")
    with Agent(server) as agent:
        contact = one_call(server, agent)
        before = detail(supervisor, contact)
        if before["contact"]["end"] != "handled" or before["contact"]["caller"] == "":
            raise AssertionError(f"the detail says {before['contact']}")
        supervisor.until("the recording is listed", lambda: supervisor.get("/api/recordings")["items"][0]["endedAt"])
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)
        before = detail(supervisor, contact)
    server.stop()
    if server.process.returncode != 0:
        raise AssertionError(f"the server ended with {server.process.returncode}")
    server.start()
    supervisor = Desk(server, "supervisor", "chen")
    after = detail(supervisor, contact)
    if after != before:
        raise AssertionError(f"the detail changed with the restart:\n{before}\n{after}")
    names = [agent["name"] for agent in supervisor.get("/api/agents")["items"]]
    if "Phone on the desk" not in names:
        raise AssertionError(f"the settings are not those applied: {names}")
    recording = supervisor.get("/api/recordings")["items"][0]
    if len(supervisor.get(f"/api/recordings/{recording['id']}/audio")) != recording["bytes"]:
        raise AssertionError("the recording is not whole")
    if [row["name"] for row in supervisor.get("/api/customers")["items"]] == []:
        raise AssertionError("the caller's card is gone")


def calls_go_on_while_the_database_is_away_and_are_written_when_it_is_back(server):
    supervisor = Desk(server, "supervisor", "chen")
    with Agent(server) as agent:
        caught = one_call(server, agent, meanwhile=server.database.stop)
        supervisor.until("health says that the database is away", lambda: any(
            check["name"] == "database" and not check["ok"] for check in health(server)["checks"]))
        during = one_call(server, agent, user="13810298209")
        if "projection_waits" not in server.output():
            raise AssertionError("the log does not say that the tables wait")
        server.database.start()
        for contact in (caught, during):
            found = detail(supervisor, contact)
            kinds = [step["kind"] for step in found["steps"]]
            if found["contact"]["end"] != "handled" or "legs_bridged" not in kinds or "contact_ended" not in kinds:
                raise AssertionError(f"the detail is not whole: {found['contact']} {kinds}")
        supervisor.until("the log says that it goes on", lambda: "projection_goes_on" in server.output())
        supervisor.until("health is good again", lambda: health(server)["status"] == "ok")
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)


CHECKS = [settings_calls_and_recordings_survive_a_restart,
          calls_go_on_while_the_database_is_away_and_are_written_when_it_is_back]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, OnPostgresql(), sys.argv[1:], after=settle))
