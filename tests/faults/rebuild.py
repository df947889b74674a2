#!/usr/bin/env python3
"""A damaged table: the page says what to do, `peal rebuild` does it, and the call's detail is as it was."""

import pathlib
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from desk import Desk  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from server import PROGRAM, Server  # noqa: E402


def rebuild(server):
    return subprocess.run([PROGRAM, "rebuild", "--data", str(server.data / "peal")], capture_output=True, text=True, timeout=60)


def the_detail_of_a_call_comes_back(server):
    with Phone(user="13810298208") as caller:
        caller.call(server.sip, "4000")
        caller.answered()
        caller.bye()
    settle(server)
    desk = Desk(server, "supervisor", "chen")

    def ended():
        contacts = desk.get("/api/contacts")["items"]
        return contacts[0] if contacts and contacts[0]["endedAt"] else None

    call = desk.until("the call in the list", ended)["id"]
    before = desk.get(f"/api/contacts/{call}")
    if len(before["steps"]) < 4:
        raise AssertionError(f"only {len(before['steps'])} steps")

    busy = rebuild(server)
    if busy.returncode != 1 or "Another Peal" not in busy.stderr:
        raise AssertionError(f"it rebuilt under a running server: {busy.returncode} {busy.stdout}{busy.stderr}")
    server.stop()
    with sqlite3.connect(server.data / "peal/peal.db") as tables:
        changed = tables.execute("UPDATE steps SET facts = 'AAAAAAAAAAAAAAAA'").rowcount
    tables.close()
    if changed < 1:
        raise AssertionError("no row of steps to damage")
    server.start()
    desk = Desk(server, "supervisor", "chen")
    told = desk.ask("GET", f"/api/contacts/{call}", wanted=500)
    if "peal rebuild" not in str(told):
        raise AssertionError(f"it does not say what to do: {told}")
    server.stop()
    done = rebuild(server)
    if done.returncode != 0 or "made anew" not in done.stdout:
        raise AssertionError(f"{done.returncode} {done.stdout}{done.stderr}")
    server.start()
    after = Desk(server, "supervisor", "chen").get(f"/api/contacts/{call}")
    if after != before:
        raise AssertionError(f"the detail is another:\n{before}\n{after}")


if __name__ == "__main__":
    sys.exit(perform([the_detail_of_a_call_comes_back], Server(), sys.argv[1:]))
