#!/usr/bin/env python3
"""baresip as an agent's phone in the demonstration centre, and as a caller.

    tests/interop/by_baresip.py            every check
    tests/interop/by_baresip.py hold       those whose name holds the word
"""

import pathlib
import sys
import wave

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from baresip import Baresip  # noqa: E402
from colleague import at, colleague, ends_with, finish  # noqa: E402
from desk import Desk  # noqa: E402
from phone import CLEAR, Phone, clearest  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import Office  # noqa: E402

CALLER_HERTZ, AGENT_HERTZ = 500, 900


def expect_tone(who, samples, hertz, other):
    if clearest(samples, hertz) < CLEAR:
        raise AssertionError(f"{who}: {hertz} Hz is not heard in {len(samples) / 8000:.1f} s, {clearest(samples, hertz):.2f} at best")
    if clearest(samples, other) > CLEAR:
        raise AssertionError(f"{who}: {other} Hz is heard, the tone of the wrong side")


def channels(path):
    with wave.open(str(path)) as sound:
        frames = sound.readframes(sound.getnframes())
    samples = [int.from_bytes(frames[i:i + 2], "little", signed=True) for i in range(0, len(frames), 2)]
    return samples[0::2], samples[1::2]


class Talk:
    """A caller in conversation with the agent whose phone is baresip."""

    def __init__(self, server, codec="PCMU/8000/1"):
        self.server = server
        self.before = set(server.recordings())
        self.agent = Desk(server, "agent", "phone")
        self.supervisor = Desk(server, "supervisor", "chen")
        self.phone = Baresip(server, "phone", server.demo_account("phone", "phone"), AGENT_HERTZ, codec=codec)
        self.caller = Phone()

    def __enter__(self):
        self.phone.__enter__()
        try:
            self.phone.expect_said("200 OK (Peal) [1 binding]")
            self.agent.go_ready()
            self.caller.call(self.server.sip, "4000")
            self.caller.answered()
            self.caller.rtp.begins()
            self.caller.rtp.press("1")
            self.phone.expect("CALL_INCOMING", 60)
            self.phone.command("accept")
            self.phone.expect("CALL_ESTABLISHED")
            self.caller.rtp.hertz = CALLER_HERTZ
            self.agent.until("the desk shows the call", lambda: self.agent.agent("phone")["state"] == "talking")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.caller.close()
        self.phone.__exit__()

    def finish(self):
        return finish(self.agent)

    def recorded_seconds(self):
        """Two channels of 8000 samples a second, 16 bits each."""
        return sum(path.stat().st_size for path in set(self.server.recordings()) - self.before) / 32000

    def recording(self):
        def written():
            rows = self.supervisor.get("/api/recordings")["items"]
            return rows and rows[0]["endedAt"] and set(self.server.recordings()) - self.before
        (path,) = self.supervisor.until("the recording is written", written)
        return path


def both_hear_each_other_and_are_recorded_apart(server):
    with Talk(server) as talk:
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent")
        talk.agent.until("the agent hears the caller", lambda: clearest(talk.phone.heard(), CALLER_HERTZ) > CLEAR)
        talk.agent.until("three seconds are on the disk", lambda: talk.recorded_seconds() > 3)
        talk.caller.bye()
        talk.phone.expect("CALL_CLOSED")
        expect_tone("the agent", talk.phone.heard(), CALLER_HERTZ, AGENT_HERTZ)
        talk.finish()
        left, right = channels(talk.recording())
        expect_tone("left channel", left, CALLER_HERTZ, AGENT_HERTZ)
        expect_tone("right channel", right, AGENT_HERTZ, CALLER_HERTZ)


def in_g722_and_opus_both_hear_each_other_too(server):
    """The caller has G.711, so each side's sound is converted."""
    for codec in ("G722/16000/1", "opus/48000/2"):
        with Talk(server, codec) as talk:
            if not talk.caller.rtp.hears(AGENT_HERTZ):
                raise AssertionError(f"the caller does not hear the agent who has {codec}")
            talk.agent.until(f"the agent who has {codec} hears the caller",
                             lambda: clearest(talk.phone.heard(), CALLER_HERTZ) > CLEAR)
            talk.caller.bye()
            talk.phone.expect("CALL_CLOSED")
            talk.finish()


def an_agent_who_hangs_up_first_ends_the_call_for_the_caller(server):
    with Talk(server) as talk:
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent")
        talk.phone.command("hangup")
        talk.caller.ended_by_server()
        contact = talk.finish()
        detail = talk.supervisor.until("the call detail has its end", lambda: (
            lambda now: now and now["contact"]["end"] and now)(talk.supervisor.detail(contact)))
        if detail["contact"]["end"] != "handled" or not detail["contact"]["talkedMs"]:
            raise AssertionError(f"the call's detail says {detail['contact']}")


def a_hold_from_the_phone_silences_it_and_resume_brings_it_back(server):
    with Talk(server) as talk:
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent")
        talk.phone.command("hold")
        talk.agent.until("the agent's tone is gone", lambda: not talk.caller.rtp.hears(AGENT_HERTZ, 1))
        talk.phone.command("resume")
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent after the hold")
        talk.caller.bye()
        talk.phone.expect("CALL_CLOSED")
        talk.finish()


def a_blind_transfer_by_baresip_brings_the_caller_to_another_phone(server):
    with Talk(server) as talk, colleague(server) as other:
        if not talk.caller.rtp.hears(AGENT_HERTZ):
            raise AssertionError("the caller does not hear the agent")
        talk.phone.command("transfer", at(server))
        there = other.take(other.rings())
        talk.phone.expect("CALL_CLOSED")
        ends_with(other, there, talk.caller)
        talk.finish()


def an_agent_who_does_not_answer_is_no_longer_rung(server):
    with Baresip(server, "phone", server.demo_account("phone", "phone")) as phone, Phone() as caller:
        agent = Desk(server, "agent", "phone")
        phone.expect_said("200 OK (Peal) [1 binding]")
        agent.go_ready()
        caller.call(server.sip, "4000")
        caller.answered()
        caller.rtp.begins()
        caller.rtp.press("1")
        phone.expect("CALL_INCOMING", 60)
        phone.expect("CALL_CLOSED", 90)  # The queue rings for 20 s.
        view = agent.until("not ready", lambda: (lambda now: now["status"] == "not_ready" and now)(agent.agent("phone")))
        if view["statusCause"] != "no_answer":
            raise AssertionError(f"the desk does not say why: {view}")
        caller.bye()
        agent.ask("POST", "/api/agent/sign-out", wanted=200)


def a_wrong_password_is_refused(server):
    with Baresip(server, "phone", "not its password") as phone:
        phone.expect_said("401 Unauthorized (Peal)")


def a_caller_with_baresip_hears_the_greeting(server):
    with Baresip(server, "visitor") as phone:
        phone.command("dial", f"sip:4000@{server.sip[0]}:{server.sip[1]}")
        phone.expect("CALL_ESTABLISHED")
        phone.begins()
        phone.command("hangup")
        phone.expect("CALL_CLOSED")


CHECKS = [both_hear_each_other_and_are_recorded_apart, in_g722_and_opus_both_hear_each_other_too,
          an_agent_who_hangs_up_first_ends_the_call_for_the_caller,
          a_hold_from_the_phone_silences_it_and_resume_brings_it_back,
          a_blind_transfer_by_baresip_brings_the_caller_to_another_phone, an_agent_who_does_not_answer_is_no_longer_rung,
          a_wrong_password_is_refused, a_caller_with_baresip_hears_the_greeting]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Office() for _ in range(2)], sys.argv[1:], after=settle))
