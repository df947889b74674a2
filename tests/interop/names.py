#!/usr/bin/env python3
"""Trunks by name (RFC 3263) against a real name server: dnsmasq, with records that the checks change."""

import pathlib
import re
import shutil
import socket
import ssl
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_by_sipp as by_sipp  # noqa: E402
from carrier import Carrier, header_line  # noqa: E402
from name_server import MuteNameServer, NameServer  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from secure import Authority  # noqa: E402
from server import Server, own_address  # noqa: E402
from trunks import ask, command, listening, sipp_process, trunk, until  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ANSWERING, DEAD = 15270, 15271
NUMBER = {"number": "+8613810298208"}
names = one = two = None


class SecureCarrier:
    """Answers OPTIONS over TLS, and shows the certificate it is given."""

    def __init__(self, host, port, certificate):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.socket = socket.create_server((host, port))
        self.seen = []
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
        except OSError:
            pass

    def close(self):
        self.socket.close()


def host(name, address):
    return f"host-record={name},{address},{names.ttl}"


def service(transport, name, target, port, priority=10, weight=10):
    return f"srv-host=_{'sips' if transport == 'tls' else 'sip'}._{'udp' if transport == 'udp' else 'tcp'}.{name},{target},{port},{priority},{weight}"


def base_records(server):
    """What stands behind every check: carriers `one` and `two`, and SIPp where calls are answered."""
    return [host("one.test", one.address[0]), host("two.test", two.address[0]), host("answers.test", server.agents_host),
            host("checked.test", one.address[0]), service("udp", "checked.test", "one.test", one.address[1]),
            service("udp", "shared.test", "one.test", one.address[1], weight=70), service("udp", "shared.test", "two.test", two.address[1], weight=30),
            service("udp", "account.test", "answers.test", DEAD, 10), service("udp", "account.test", "two.test", two.address[1], 20)]


def serve(server, *records):
    """Without records of its own carrier.test leads to carrier `one`: that there is nothing would be remembered for a while."""
    usual = [] if any("carrier.test" in record for record in records) else [service("udp", "carrier.test", "one.test", one.address[1])]
    names.serve(*base_records(server), *usual, *records)


def test_call(server, key="carrier"):
    return ask(server, "POST", f"/api/trunks/{key}/test-call", NUMBER)


def leads_to(server, key, *addresses):
    """By priority; those of one priority are in no order."""
    until(server, key, f"leading to {addresses}",
          lambda t: [target["address"] for target in sorted(t["targets"], key=lambda target: (target["priority"], target["address"]))] == list(addresses))


def at(carrier):
    return "%s:%d" % carrier.address


def a_name_without_records_is_told_in_words(server):
    serve(server)
    now = until(server, "nothing", "down", lambda t: t["state"] == "down" and t["problem"])
    assert "nothing.test" in now["problem"]["text"] and "no SRV or address record" in now["problem"]["text"], now


def calls_go_to_the_lowest_priority_first(server):
    serve(server, service("udp", "carrier.test", "two.test", two.address[1], 20), service("udp", "carrier.test", "one.test", one.address[1], 10))
    leads_to(server, "carrier", at(one), at(two))
    before = one.count("INVITE"), two.count("INVITE")
    for _ in range(5):
        refused = test_call(server)
        assert "404 No Such Number Here" in refused["text"], refused
    assert (one.count("INVITE") - before[0], two.count("INVITE") - before[1]) == (5, 0)
    asked = [text for text in one.seen if text.startswith("INVITE")][-1]
    assert asked.startswith("INVITE sip:+8613810298208@carrier.test SIP/2.0"), asked


def a_dead_first_target_gives_way_and_the_call_completes(server):
    serve(server, service("udp", "carrier.test", "answers.test", DEAD, 10), service("udp", "carrier.test", "answers.test", ANSWERING, 20))
    leads_to(server, "carrier", f"{server.agents_host}:{DEAD}", f"{server.agents_host}:{ANSWERING}")
    with by_sipp.Agents(server, port=ANSWERING):
        done = test_call(server)
        assert done["answered"] and done["heardToTheEnd"], done
    assert [target["failing"] for target in trunk(server, "carrier")["targets"]] == [True, False]


def a_silent_or_overloaded_first_target_gives_way(server):
    serve(server, service("udp", "carrier.test", "one.test", one.address[1], 10), service("udp", "carrier.test", "answers.test", ANSWERING, 20))
    leads_to(server, "carrier", at(one), f"{server.agents_host}:{ANSWERING}")
    for mood in ("silent", "refuses"):
        one.mood = mood
        serve(server, service("udp", "carrier.test", "two.test", two.address[1], 10))  # Forgets which target failed.
        leads_to(server, "carrier", at(two))
        serve(server, service("udp", "carrier.test", "one.test", one.address[1], 10), service("udp", "carrier.test", "answers.test", ANSWERING, 20))
        leads_to(server, "carrier", at(one), f"{server.agents_host}:{ANSWERING}")
        before = one.count("INVITE")
        with by_sipp.Agents(server, port=ANSWERING):
            done = test_call(server)
        assert done["answered"] and done["heardToTheEnd"], (mood, done)
        assert one.count("INVITE") > before, mood
    one.mood = "well"


def naptr_chooses_tcp(server):
    serve(server, "naptr-record=carrier.test,50,10,s,SIP+D2T,,_sip._tcp.carrier.test", "naptr-record=carrier.test,60,10,s,SIP+D2U,,_sip._udp.carrier.test",
          service("udp", "carrier.test", "one.test", one.address[1]), service("tcp", "carrier.test", "answers.test", ANSWERING))
    with by_sipp.Agents(server, port=ANSWERING, options=("-t", "t1")):
        listening((server.agents_host, ANSWERING))
        until(server, "carrier", "over TCP", lambda t: t["transportInUse"] == "tcp")
        done = test_call(server)
    assert done["answered"] and done["heardToTheEnd"], done


def naptr_chooses_tls_and_the_certificate_is_for_the_name_that_was_configured(server):
    right = SecureCarrier(own_address(), 5081, server.authority.sign("127.0.0.1", "secure.test"))
    # Whoever answers for DNS can say which host serves a name, so a certificate for that host proves nothing (RFC 5922).
    wrong = SecureCarrier(own_address(), 5082, server.authority.sign("127.0.0.1", "edge.test"))
    try:
        serve(server, *[f"naptr-record={name},50,10,s,SIPS+D2T,,_sips._tcp.{name}" for name in ("secure.test", "wrong.test")],
              host("right.test", right.socket.getsockname()[0]), host("edge.test", wrong.socket.getsockname()[0]),
              service("tls", "secure.test", "right.test", 5081), service("tls", "wrong.test", "edge.test", 5082))
        now = until(server, "secure", "up", lambda t: t["state"] == "up")
        assert now["transportInUse"] == "tls" and right.seen, now
        now = until(server, "wrong", "down", lambda t: t["state"] == "down" and t["problem"])
        assert "certificate" in now["problem"]["text"] and "wrong.test" in now["problem"]["text"], now
        assert not wrong.seen, "a message went to a host that was not trusted"
    finally:
        right.close()
        wrong.close()


def weights_are_shares_of_many_calls(server):
    serve(server)
    leads_to(server, "shared", *sorted((at(one), at(two))))
    before = one.count("INVITE"), two.count("INVITE")
    for _ in range(60):
        test_call(server, "shared")
    shares = one.count("INVITE") - before[0], two.count("INVITE") - before[1]
    # 70 to 30: each side beyond these bounds once in ten thousand runs.
    assert sum(shares) == 60 and 28 <= shares[0] <= 55, shares


def a_registration_goes_on_to_the_next_target(server):
    serve(server)
    command(server, "trunk", "password", "account", given=two.password + "\n")
    now = until(server, "account", "registered", lambda t: t["state"] == "up" and t["registeredUntil"])
    assert now["peer"] == at(two), now


def the_end_of_a_records_life_brings_the_new_address(server):
    serve(server, service("udp", "carrier.test", "one.test", one.address[1]))
    leads_to(server, "carrier", at(one))
    serve(server, service("udp", "carrier.test", "two.test", two.address[1]))
    leads_to(server, "carrier", at(two))
    before = two.count("INVITE")
    test_call(server)
    assert two.count("INVITE") == before + 1


def a_caller_who_gives_its_name_is_hung_up_there(server):
    with Phone(server.callers_host) as caller, Phone(server.callers_host) as edge:
        serve(server, host("caller.test", edge.host))
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


def when_name_servers_die_everything_that_is_known_goes_on(server):
    serve(server, service("udp", "carrier.test", "answers.test", ANSWERING))
    leads_to(server, "carrier", f"{server.agents_host}:{ANSWERING}")
    caller = sipp_process(server, "caller_listens_until_the_server_hangs_up", "7100", 15290)
    names.stop()
    now = until(server, "carrier", "without name servers", lambda t: t["problem"])
    assert "No name server tells any more where 'carrier.test' is" in now["problem"]["text"], now
    assert now["state"] == "up" and now["targets"], now
    with by_sipp.Agents(server, port=ANSWERING):
        done = test_call(server)
    assert done["answered"] and done["heardToTheEnd"], done
    assert caller.wait(60) == 0, "a call in progress did not go on"
    serve(server, service("udp", "carrier.test", "answers.test", ANSWERING))
    until(server, "carrier", "well again", lambda t: not t["problem"], 90)


def a_name_server_that_hangs_delays_no_call(server):
    names.stop()
    with MuteNameServer(names.host):
        command(server, "apply", str(server.settings))
        until(server, "checked", "without name servers", lambda t: t["problem"] and "name server" in t["problem"]["text"], 90)
        for _ in range(20):
            started = time.monotonic()
            assert answer_to_options(server)
            assert time.monotonic() - started < 1, "the loop waited for a name server"
    serve(server)
    until(server, "checked", "well again", lambda t: not t["problem"], 90)


def answer_to_options(server):
    asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asking.bind((server.callers_host, 0))
    asking.settimeout(5)
    with asking:
        here = "%s:%d" % asking.getsockname()
        lines = [f"OPTIONS sip:{server.host} SIP/2.0", f"Via: SIP/2.0/UDP {here};branch=z9hG4bK{time.monotonic_ns()}", "Max-Forwards: 70",
                 f"From: <sip:check@{here}>;tag=1", f"To: <sip:{server.host}>", f"Call-ID: {time.monotonic_ns()}@{here}", "CSeq: 1 OPTIONS",
                 "Content-Length: 0", "", ""]
        asking.sendto("\r\n".join(lines).encode(), server.sip)
        return asking.recv(65536).startswith(b"SIP/2.0 ")


CHECKS = [a_name_without_records_is_told_in_words, calls_go_to_the_lowest_priority_first, a_dead_first_target_gives_way_and_the_call_completes,
          a_silent_or_overloaded_first_target_gives_way, naptr_chooses_tcp,
          naptr_chooses_tls_and_the_certificate_is_for_the_name_that_was_configured, weights_are_shares_of_many_calls,
          a_registration_goes_on_to_the_next_target, the_end_of_a_records_life_brings_the_new_address,
          a_caller_who_gives_its_name_is_hung_up_there, a_caller_whose_name_leads_nowhere_is_hung_up_where_it_was_heard,
          when_name_servers_die_everything_that_is_known_goes_on, a_name_server_that_hangs_delays_no_call]


def main():
    global names, one, two
    if not pathlib.Path(shutil.which("dnsmasq") or "/usr/sbin/dnsmasq").exists():
        raise SystemExit("dnsmasq is not installed")
    one, two = Carrier(own_address(), 22031), Carrier(own_address(), 22032)
    host_of_names = own_address()
    server = Server(HERE / "names.yaml", options=["--dns", f"{host_of_names}:5353"])
    names = NameServer(host_of_names, server.data)
    server.authority = Authority(server.data, "authority")
    pem = server.authority.certificate.read_text().strip().replace("\n", "\n      ")
    server.settings = server.data / "names.yaml"
    server.settings.write_text((HERE / "names.yaml").read_text().replace("AUTHORITIES", pem)
                               .replace("127.0.0.12", server.callers_host))
    serve(server)
    try:
        return perform(CHECKS, server, sys.argv[1:], after=settle)
    finally:
        names.stop()
        for carrier in (one, two):
            carrier.close()


if __name__ == "__main__":
    sys.exit(main())
