#!/usr/bin/env python3
"""Calls between IPv6 and IPv4: a customer of one family and an agent's phone of the other, each told addresses of its own."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from ipv6 import BothFamilies  # noqa: E402
from office import OfficePhone  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from transfers import CUSTOMER, FIRST, Office, demand  # noqa: E402

FOUR, SIX = "127.0.0.1", "::1"


class OfficeOfBoth(BothFamilies, Office):
    """The centre with three phones, on [::]."""


def calls_between(server, customer, agent):
    """A customer at one address talks with an agent's phone at the other, and is put on hold by it."""
    kind = {FOUR: "IP4", SIX: "IP6"}
    phone = OfficePhone(server, "p1", FIRST, agent, (agent, server.sip[1]))
    with phone, Phone(customer) as caller:
        phone.desk.go_ready()
        caller.call((customer, server.sip[1]), "4000")
        answer = caller.answered()
        demand(f"c=IN {kind[customer]} {customer}\r\n" in answer.body, "the customer is told an address of its family: " + answer.body)
        caller.rtp.begins()
        caller.rtp.press("1")
        caller.rtp.hertz = CUSTOMER
        invite = phone.rings()
        demand(f"c=IN {kind[agent]} {agent}\r\n" in invite.body, "the agent's phone is told one of its own: " + invite.body)
        talk = phone.take(invite)
        demand(phone.rtp.hears(CUSTOMER) and caller.rtp.hears(FIRST), "they hear each other")
        talk.hold()
        talk.hold(False)
        demand(phone.rtp.hears(CUSTOMER) and caller.rtp.hears(FIRST), "and after a hold again")
        talk.bye()
        caller.ended_by_server()
        phone.finish()
        phone.desk.ask("POST", "/api/agent/sign-out", wanted=200)


def a_customer_over_ipv6_talks_with_an_agent_over_ipv4(server):
    calls_between(server, SIX, FOUR)


def a_customer_over_ipv4_talks_with_an_agent_over_ipv6(server):
    calls_between(server, FOUR, SIX)


CHECKS = [a_customer_over_ipv6_talks_with_an_agent_over_ipv4, a_customer_over_ipv4_talks_with_an_agent_over_ipv6]


def main():
    if not pathlib.Path("/proc/net/if_inet6").exists():
        print("no IPv6 on this machine: nothing to check")
        return 0
    return perform(CHECKS, OfficeOfBoth(None), sys.argv[1:], after=settle)


if __name__ == "__main__":
    sys.exit(main())
