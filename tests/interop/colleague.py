"""What the checks with real phones share: a call with a customer and its end, and a colleague to whom calls are sent."""

import contextlib

from desk import Desk
from office import OfficePhone
from people import queued_caller
from transfers import demand

AGENT_HERTZ = 900
COLLEAGUE, COLLEAGUE_HERTZ = "1102", 1300


class Conversation:
    """A caller in conversation with the agent whose phone is `phone`, which `answer()` of each kind of phone takes."""

    def __init__(self, server, phone):
        self.server, self.phone, self.caller = server, phone, None
        self.agent = Desk(server, "agent", "phone")

    def __enter__(self):
        self.phone.__enter__()
        try:
            self.agent.go_ready()
            self.caller = queued_caller(self.server)
            self.answer()
            demand(self.caller.rtp.hears(AGENT_HERTZ), "the caller does not hear the agent")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.caller:
            self.caller.close()
        self.phone.__exit__()

    def finish(self):
        finish(self.agent)


def finish(desk, key="phone"):
    """The wrap-up is over and the agent has gone home; the contact's id."""
    contact = desk.until("wrap-up", lambda: (lambda now: now["state"] == "wrap_up" and now)(desk.agent(key)))["contact"]
    desk.ask("POST", f"/api/contacts/{contact}/finish", {}, 200)
    desk.until("free again", lambda: desk.agent(key)["state"] == "idle")
    desk.ask("POST", "/api/agent/sign-out", wanted=200)
    return contact


@contextlib.contextmanager
def colleague(server):
    """The phone of extension 1102, ready for calls."""
    with contextlib.closing(OfficePhone(server, "p2", COLLEAGUE_HERTZ)) as other:
        other.desk.go_ready()
        yield other


def at(server):
    """The colleague as a phone dials."""
    return f"sip:{COLLEAGUE}@{server.sip[0]}:{server.sip[1]}"


def ends_with(other, there, caller):
    """Caller and colleague hear each other, and the colleague hangs up."""
    demand(caller.rtp.hears(COLLEAGUE_HERTZ), "after the transfer the caller does not hear the colleague")
    demand(other.rtp.hears(500), "after the transfer the colleague does not hear the caller")
    there.bye()
    caller.ended_by_server()
    other.finish()
    other.desk.ask("POST", "/api/agent/sign-out", wanted=200)
