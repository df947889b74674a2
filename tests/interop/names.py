#!/usr/bin/env python3
"""Trunks by name (RFC 3263) against a real name server: dnsmasq, which knows all names before Peal asks for them. Only
the checks of change take records away from it."""

import pathlib
import re
import shutil
import socket
import ssl
import statistics
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_by_sipp as by_sipp  # noqa: E402
from carrier import Carrier, header_line  # noqa: E402
from name_server import MuteNameServer, NameServer, host, pointer, service  # noqa: E402
from phone import Phone  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from secure import Authority  # noqa: E402
from server import Server, own_address  # noqa: E402
from trunks import ask, command, listening, sipp_process, trunk, until  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ANSWERING, DEAD, HOME, SECURE = 15270, 15271, 15272, 5081
NUMBER = {"number": "+8613810298208"}
# Names that nobody answered for are asked again after up to a minute.
NAMES_BACK = 150


class SecureCarrier:
    """Answers OPTIONS over TLS, and shows the certificate it is given."""

    stays = True

    def __init__(self, name, certificate):
        self.name, self.seen, self.problems = name, [], []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.host = own_address()
        self.socket = socket.create_server((self.host, SECURE))
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                plain, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(plain,), daemon=True).start()

    def talk(self, plain):
        try:
            with self.context.wrap_socket(plain, server_side=True) as secure:
                while data := secure.recv(65536):
                    text = data.decode(errors="replace")
                    self.seen.append(text)
                    lines = ["SIP/2.0 200 OK", *[line for line in text.split("\r\n") if re.match(r"(Via|From|Call-ID|CSeq):", line)],
                             header_line(text, "To") + ";tag=secure", "Content-Length: 0", "", ""]
                    secure.sendall("\r\n".join(lines).encode())
        except OSError as error:  # That a peer does not trust us is one, too.
            self.problems.append(str(error))

    def said(self):
        return "\n".join([*self.problems, *self.seen])

    def close(self):
        self.socket.close()


class Places(Server):
    """A Peal with a name server, and with carriers whose mood never changes: checks share them."""

    def __init__(self):
        super().__init__(HERE / "names.yaml")
        self.names = NameServer(own_address(), self.data)
        self.options += ["--dns", self.names.address]
        self.one, self.two, self.mute, self.full = (Carrier(own_address(), 22031 + i, name=f"carrier {name}")
                                                    for i, name in enumerate(("one", "two", "mute", "full")))
        self.mute.mood, self.full.mood = "silent", "refuses"
        self.authority = Authority(self.data, "authority")
        self.right = SecureCarrier("the right certificate", self.authority.sign("127.0.0.1", "secure.test"))
        # Whoever answers for DNS can say which host serves a name, so a certificate for that host proves nothing (RFC 5922).
        self.wrong = SecureCarrier("the wrong certificate", self.authority.sign("127.0.0.1", "edge.test"))
        self.peers += [self.names, self.one, self.two, self.mute, self.full, self.right, self.wrong]
        pem = self.authority.certificate.read_text().strip().replace("\n", "\n      ")
        self.settings = self.data / "names.yaml"
        self.settings.write_text((HERE / "names.yaml").read_text().replace("AUTHORITIES", pem).replace("127.0.0.12", self.callers_host))

    def __enter__(self):
        self.serve()
        return super().__enter__()

    def __exit__(self, *failure):
        super().__exit__(*failure)
        self.names.stop()
        for carrier in (self.one, self.two, self.mute, self.full, self.right, self.wrong):
            carrier.close()

    def serve(self, moving="one"):
        hosts = {carrier.name.split()[1]: carrier.address for carrier in (self.one, self.two, self.mute, self.full)}
        to = lambda name, target, *order: service("udp", f"{name}.test", f"{target}.test", hosts[target][1], *order)  # noqa: E731
        answering = lambda name, *order: service("udp", f"{name}.test", "answers.test", ANSWERING, *order)  # noqa: E731
        self.names.serve(
            *(host(f"{name}.test", address[0]) for name, address in hosts.items()), host("answers.test", self.agents_host), host("caller.test", self.callers_host),
            host("right.test", self.right.host), host("edge.test", self.wrong.host),
            to("lowest", "two", 20), to("lowest", "one", 10),
            service("udp", "dead.test", "answers.test", DEAD, 10), answering("dead", 20),
            to("silent", "mute", 10), answering("silent", 20),
            to("overloaded", "full", 10), answering("overloaded", 20),
            pointer("pointed.test", 50, "SIP+D2T", "_sip._tcp.pointed.test"), pointer("pointed.test", 60, "SIP+D2U", "_sip._udp.pointed.test"),
            to("pointed", "one"), service("tcp", "pointed.test", "answers.test", ANSWERING),
            service("udp", "people.test", "answers.test", HOME), to("moving", moving), answering("known"), to("checked", "one"),
            to("shared", "one", 10, 70), to("shared", "two", 10, 30),
            service("udp", "account.test", "answers.test", DEAD, 10), to("account", "two", 20),
            pointer("secure.test", 50, "SIPS+D2T", "_sips._tcp.secure.test"), service("tls", "secure.test", "right.test", SECURE),
            pointer("wrong.test", 50, "SIPS+D2T", "_sips._tcp.wrong.test"), service("tls", "wrong.test", "edge.test", SECURE))


def test_call(server, key):
    return ask(server, "POST", f"/api/trunks/{key}/test-call", NUMBER)


def expect_heard(done):
    assert done["answered"] and done["heardToTheEnd"], done


def leads_to(server, key, *addresses):
    """By priority; those of one priority are in no order."""
    until(server, key, f"leading to {addresses}",
          lambda t: [target["address"] for target in sorted(t["targets"], key=lambda target: (target["priority"], target["address"]))] == list(addresses),
          NAMES_BACK)


def at(carrier):
    return "%s:%d" % carrier.address


def undisturbed(server, key, calls):
    """What `calls` finds while no target fails: to a machine that stands still for seconds every carrier looks dead."""
    for _ in range(4):
        until(server, key, "without failing targets", lambda t: t["targets"] and not any(target["failing"] for target in t["targets"]), NAMES_BACK)
        found = calls()
        if not any(target["failing"] for target in trunk(server, key)["targets"]):
            return found
    raise AssertionError(f"targets of {key} fail again and again: {trunk(server, key)}")


def new_calls(carriers, count, dial):
    """To which of the carriers so many calls went; one that is said again counts once."""
    before = [carrier.calls() for carrier in carriers]
    for _ in range(count):
        refused = dial()
        assert "404 No Such Number Here" in refused["text"], refused
    return [len(carrier.calls() - known) for carrier, known in zip(carriers, before)]


def a_name_server_that_hangs_delays_no_call(server):
    until(server, "checked", "up", lambda t: t["state"] == "up", NAMES_BACK)
    server.names.stop()
    try:
        with MuteNameServer(server.names.host):
            until(server, "checked", "without name servers", lambda t: t["problem"] and "name server" in t["problem"]["text"], NAMES_BACK)
            took = [answer_to_options(server) for _ in range(20)]
        # A question is given up after ten seconds, and there are always some: whoever waited for them would wait each time.
        assert statistics.median(took) < 1, f"the loop waited for a name server: {took}"
    finally:
        server.serve()
    until(server, "checked", "well again", lambda t: not t["problem"], NAMES_BACK)


def when_name_servers_die_everything_that_is_known_goes_on(server):
    leads_to(server, "known", f"{server.agents_host}:{ANSWERING}")
    caller = sipp_process(server, "caller_listens_until_the_server_hangs_up", "7100", 15290)
    server.names.stop()
    try:
        now = until(server, "known", "without name servers", lambda t: t["problem"], NAMES_BACK)
        assert "No name server tells any more where 'known.test' is" in now["problem"]["text"], now
        assert now["state"] == "up" and now["targets"], now
        with by_sipp.Agents(server, port=ANSWERING):
            expect_heard(test_call(server, "known"))
        assert caller.wait(60) == 0, "a call in progress did not go on"
    finally:
        server.serve()
    until(server, "known", "well again", lambda t: not t["problem"], NAMES_BACK)


def the_end_of_a_records_life_brings_the_new_address(server):
    leads_to(server, "moving", at(server.one))
    server.serve(moving="two")
    leads_to(server, "moving", at(server.two))
    assert undisturbed(server, "moving", lambda: new_calls([server.one, server.two], 1, lambda: test_call(server, "moving"))) == [0, 1]


def a_registration_goes_on_to_the_next_target(server):
    command(server, "trunk", "password", "account", given=server.two.password + "\n")
    now = until(server, "account", "registered", lambda t: t["state"] == "up" and t["registeredUntil"], NAMES_BACK)
    assert now["peer"] == at(server.two), now


def a_dead_first_target_gives_way_and_the_call_completes(server):
    leads_to(server, "dead", f"{server.agents_host}:{DEAD}", f"{server.agents_host}:{ANSWERING}")
    with by_sipp.Agents(server, port=ANSWERING):
        expect_heard(test_call(server, "dead"))
    assert trunk(server, "dead")["targets"][0]["failing"], trunk(server, "dead")


def a_silent_first_target_gives_way(server):
    leads_to(server, "silent", at(server.mute), f"{server.agents_host}:{ANSWERING}")
    with by_sipp.Agents(server, port=ANSWERING):
        expect_heard(test_call(server, "silent"))
    assert server.mute.calls(), "the first target was never asked"


def an_overloaded_first_target_gives_way(server):
    leads_to(server, "overloaded", at(server.full), f"{server.agents_host}:{ANSWERING}")
    with by_sipp.Agents(server, port=ANSWERING):
        expect_heard(test_call(server, "overloaded"))
    assert server.full.calls(), "the first target was never asked"


def naptr_chooses_tcp(server):
    with by_sipp.Agents(server, port=ANSWERING, options=("-t", "t1")):
        listening((server.agents_host, ANSWERING))
        until(server, "pointed", "over TCP", lambda t: t["transportInUse"] == "tcp", NAMES_BACK)
        expect_heard(test_call(server, "pointed"))


def naptr_chooses_tls_and_the_certificate_is_for_the_name_that_was_configured(server):
    now = until(server, "secure", "up", lambda t: t["state"] == "up", NAMES_BACK)
    assert now["transportInUse"] == "tls" and server.right.seen, now
    now = until(server, "wrong", "down because of its certificate",
                lambda t: t["state"] == "down" and t["problem"] and "certificate" in t["problem"]["text"], NAMES_BACK)
    assert "wrong.test" in now["problem"]["text"], now
    assert not server.wrong.seen, "a message went to a host that was not trusted"


def calls_go_to_the_lowest_priority_first(server):
    leads_to(server, "lowest", at(server.one), at(server.two))
    assert undisturbed(server, "lowest", lambda: new_calls([server.one, server.two], 5, lambda: test_call(server, "lowest"))) == [5, 0]
    asked = [text for text in server.one.seen if text.startswith("INVITE") and "@lowest.test" in text][-1]
    assert asked.startswith("INVITE sip:+8613810298208@lowest.test SIP/2.0"), asked


def weights_are_shares_of_many_calls(server):
    leads_to(server, "shared", *sorted((at(server.one), at(server.two))))
    shares = undisturbed(server, "shared", lambda: new_calls([server.one, server.two], 60, lambda: test_call(server, "shared")))
    # 70 to 30: each side beyond these bounds once in ten thousand runs.
    assert sum(shares) == 60 and 28 <= shares[0] <= 55, shares


def an_agent_at_a_name_is_rung_where_the_name_leads(server):
    with Phone(server.agents_host, HOME, user="home") as desk, Phone(server.callers_host) as caller:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE", NAMES_BACK)
        assert invite.start.startswith("INVITE sip:home@people.test"), invite.start
        desk.reply(invite, 200, "OK", sdp=True)
        desk.expect("ACK")
        desk.rtp.hertz = 900
        assert caller.rtp.hears(900), "the caller does not hear the agent"
        caller.bye()
        desk.ended_by_server()


def a_name_without_records_is_told_in_words(server):
    now = until(server, "nothing", "down for want of records",
                lambda t: t["state"] == "down" and t["problem"] and "no SRV or address record" in t["problem"]["text"], NAMES_BACK)
    assert "nothing.test" in now["problem"]["text"], now


def a_caller_who_gives_its_name_is_hung_up_there(server):
    with Phone(server.callers_host) as caller, Phone(server.callers_host) as edge:
        caller.contact = f"sip:{caller.user}@caller.test:{edge.port}"
        caller.call(server.sip, "7100")
        caller.answered()
        edge.ended_by_server(60)


def a_caller_whose_name_leads_nowhere_is_hung_up_where_it_was_heard(server):
    with Phone(server.callers_host) as caller:
        caller.contact = f"sip:{caller.user}@gone.test:{caller.port}"
        caller.call(server.sip, "7100")
        caller.answered()
        caller.ended_by_server(60)


def answer_to_options(server):
    """The seconds that it took."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.bind((server.callers_host, 0))
        asking.settimeout(60)
        here = "%s:%d" % asking.getsockname()
        lines = [f"OPTIONS sip:{server.host} SIP/2.0", f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{time.monotonic_ns()}", "Max-Forwards: 70",
                 f"From: <sip:check@{here}>;tag=1", f"To: <sip:{server.host}>", f"Call-ID: {time.monotonic_ns()}@{here}", "CSeq: 1 OPTIONS",
                 "Content-Length: 0", "", ""]
        started = time.monotonic()
        asking.sendto("\r\n".join(lines).encode(), server.sip)
        assert asking.recv(65536).startswith(b"SIP/2.0 ")
        return time.monotonic() - started


# The longest first.
CHECKS = [a_name_server_that_hangs_delays_no_call, when_name_servers_die_everything_that_is_known_goes_on,
          the_end_of_a_records_life_brings_the_new_address, a_silent_first_target_gives_way, a_dead_first_target_gives_way_and_the_call_completes,
          naptr_chooses_tcp, an_overloaded_first_target_gives_way, a_registration_goes_on_to_the_next_target,
          naptr_chooses_tls_and_the_certificate_is_for_the_name_that_was_configured, calls_go_to_the_lowest_priority_first,
          an_agent_at_a_name_is_rung_where_the_name_leads, weights_are_shares_of_many_calls, a_caller_who_gives_its_name_is_hung_up_there,
          a_caller_whose_name_leads_nowhere_is_hung_up_where_it_was_heard, a_name_without_records_is_told_in_words]


def main():
    if not pathlib.Path(shutil.which("dnsmasq") or "/usr/sbin/dnsmasq").exists():
        raise SystemExit("dnsmasq is not installed")
    return perform(CHECKS, [Places() for _ in range(3)], sys.argv[1:], after=settle)


if __name__ == "__main__":
    sys.exit(main())
