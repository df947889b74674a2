"""An agent with a phone of the demonstration centre, and a caller for them."""

from desk import Desk
from phone import Phone


class Agent:
    """The demonstration's desk phone: registered, signed in and ready inside the `with`."""

    def __init__(self, server):
        self.server, self.desk, self.phone = server, None, Phone("127.0.0.4", user="phone")

    def __enter__(self):
        self.sign_in()
        return self

    def sign_in(self):
        if self.phone.register(self.server.sip, "phone", self.server.demo_account("phone", "phone")) != 200:
            raise AssertionError("the phone was not registered")
        self.desk = Desk(self.server, "agent", "phone")
        self.desk.go_ready()

    def __exit__(self, *_):
        self.phone.close()

    def rings(self, seconds=60):
        invite = self.phone.expect("INVITE", seconds)
        self.phone.reply(invite, 180, "Ringing")
        return invite

    def answer(self, seconds=60):
        invite = self.rings(seconds)
        self.phone.reply(invite, 200, "OK", sdp=True)
        self.phone.expect("ACK")
        self.phone.rtp.hertz = 900

    def view(self):
        return self.desk.agent("phone")

    def state(self, wanted, seconds=60.0):
        """Waits until the desk shows the state."""
        return self.desk.until(f"the agent is {wanted}", lambda: (lambda now: now["state"] == wanted and now)(self.view()), seconds)

    def finish(self, then="idle"):
        """Ends the wrap-up; the contact's id. `then`: the state that follows, with a caller waiting "offered"."""
        contact = self.state("wrap_up")["contact"]
        self.desk.ask("POST", f"/api/contacts/{contact}/finish", {}, 200)
        self.state(then)
        return contact


def queued_caller(server, user="13810298208", host="127.0.0.2", extra=(), key="1"):
    """A caller who has asked for sales (2: for support) and hears music; `extra` are fields of the INVITE."""
    caller = Phone(host, user=user)
    try:
        caller.call(server.sip, "4000", extra)
        caller.answered()
        caller.rtp.begins()
        caller.rtp.press(key)
        caller.rtp.hertz = 500
        return caller
    except BaseException:
        caller.close()
        raise
