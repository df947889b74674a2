#!/usr/bin/env python3
"""A disk that fills in the middle of a call: the talk goes on, new calls are told to wait, and once there is space
everything that happened is written. The disk is a small one in memory, in a mount namespace of this process."""

import os
import pathlib
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve()
SKIPPED = 77
DISK_MB = 100  # The journal sets 32 MB aside for calls in progress.
SNAPSHOTS_APART = 10  # Seconds.

if "PEAL_TEST_NAMESPACE" not in os.environ:
    ways = [["unshare", "-m"], ["unshare", "-rm"]]
    for way in ways[os.geteuid() != 0:]:
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            os.environ["PEAL_TEST_NAMESPACE"] = "yes"
            os.execvp(way[0], [*way, sys.executable, str(HERE), *sys.argv[1:]])
    print("this machine gives no mount namespace: not tested")
    sys.exit(SKIPPED)

sys.path.insert(0, str(HERE.parents[1] / "interop"))

from desk import Desk  # noqa: E402
from people import Agent, queued_caller  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server  # noqa: E402


class OnSmallDisk(Server):
    def __enter__(self):
        self.disk = self.data / "peal"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=700", "none", self.disk], check=True)
        return super().__enter__()

    def __exit__(self, *_):
        self.stop()
        subprocess.run(["umount", "-l", self.disk], check=True)
        super().__exit__()

    def fill(self):
        """Not a byte is left."""
        with open(self.disk / "filler", "ab", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        filler.write(b"x" * size)
                except OSError:
                    continue

    def recorded(self, seconds=30):
        """Waits until some of the talk is on the disk."""
        deadline = time.monotonic() + seconds
        while not any(file.stat().st_size > 20_000 for file in (self.disk / "recordings").rglob("*.wav")):
            if time.monotonic() > deadline:
                raise AssertionError("nothing of the talk is recorded")
            time.sleep(0.05)

    def free(self):
        (self.disk / "filler").unlink()


def takes_notes(agent, contact, first_word):
    agent.desk.ask("PUT", f"/api/contacts/{contact}/notes", {"notes": first_word + " note" * 1500}, 200)


def says(server, words, seconds=30):
    deadline = time.monotonic() + seconds
    while words not in server.output():
        if time.monotonic() > deadline:
            raise AssertionError(f"the log does not say '{words}'")
        time.sleep(0.05)


def hears(caller, hertz):
    if not caller.rtp.hears(hertz):
        raise AssertionError("the caller does not hear the agent any more")


def refused_or_answered(server):
    """The status that a new call gets."""
    with Phone(user="13810298233") as caller:
        caller.call(server.sip, "4000")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            message = caller.receive(1)
            if message and message.status >= 300:
                caller.ack_refusal(message)
                if message.status == 503 and int(message.get("Retry-After") or 0) < 1:
                    raise AssertionError("503 without Retry-After")
                return message.status
            if message and message.status == 200:
                caller.to = message.get("To")
                caller.ack()
                caller.bye()
                return 200
    raise AssertionError("no answer to a call")


def what_happens_on_a_full_disk_is_written_when_there_is_space(server):
    supervisor = Desk(server, "supervisor", "chen")
    with Agent(server) as agent:
        caller = queued_caller(server)
        agent.answer()
        contact = agent.state("talking")["contact"]
        server.recorded()
        server.fill()
        says(server, "recording_failed")
        hears(caller, 900)
        # More than is left in the last page of the journal's file: what was set aside for calls in progress is given up.
        takes_notes(agent, contact, "first")
        says(server, "journal disk_low")
        server.fill()
        if refused_or_answered(server) != 503:
            raise AssertionError("a new call is taken although its end cannot be written")
        # Now nothing can be written. Who asked is answered once it is on the disk; the call goes on meanwhile.
        notes = threading.Thread(target=takes_notes, args=(agent, contact, "second"))
        notes.start()
        says(server, "journal disk_full")
        hears(caller, 900)
        caller.bye()
        agent.phone.ended_by_server()
        caller.close()
        agent.state("wrap_up")  # The live desk goes on from memory.
        # Every ten seconds the state is to be saved, which is ahead of what is on the disk now.
        time.sleep(SNAPSHOTS_APART + 2)
        if server.process.poll() is not None:
            raise AssertionError(f"it ended with {server.process.returncode} while the disk was full")

        server.free()
        says(server, "journal_caught_up")
        says(server, "disk_has_space_again")
        notes.join(20)
        if notes.is_alive():
            raise AssertionError("who took notes was never answered")
        agent.finish()
        supervisor.until("new calls are taken again", lambda: refused_or_answered(server) == 200)
        expect_whole(supervisor, contact)
        agent.desk.ask("POST", "/api/agent/sign-out", wanted=200)
    settle(server)
    server.stop()
    if server.process.returncode != 0:
        raise AssertionError(f"it ended with {server.process.returncode}")
    server.start()
    expect_whole(Desk(server, "supervisor", "chen"), contact)


def expect_whole(supervisor, contact):
    found = supervisor.until("the call detail is whole", lambda: (
        lambda now: now and now["contact"]["end"] and now["handlings"] and now["handlings"][0]["endedAt"] and now)(supervisor.detail(contact)))
    kinds = [step["kind"] for step in found["steps"]]
    notes = found["handlings"][0]["notes"]
    if found["contact"]["end"] != "handled" or "contact_ended" not in kinds or not notes.startswith("second "):
        raise AssertionError(f"{found['contact']} {kinds} {notes[:20]}")
    (recording,) = found["recordings"]
    if recording["whole"] or recording["cause"] != "storage_full" or recording["lengthMs"] <= 0:
        raise AssertionError(f"the recording's row does not say what happened: {recording}")


CHECKS = [what_happens_on_a_full_disk_is_written_when_there_is_space]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, OnSmallDisk(), sys.argv[1:]))
