#!/usr/bin/env python3
"""Trunks as an administrator meets them, against the release program: a small registrar with digest as the carrier,
SIPp as a gateway, and a second Peal as a PBX."""

import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import checks_by_sipp as by_sipp  # noqa: E402
from carrier import Carrier, StreamCarrier  # noqa: E402
from phone import Phone  # noqa: E402
from run import perform, settle  # noqa: E402
from server import PROGRAM, Server, child, own_address  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


def command(server, *words, given=""):
    done = subprocess.run([PROGRAM, *words, "--data", str(server.data / "peal")], input=given, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"peal {' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def ask(server, method, path, body=None):
    if not hasattr(server, "key"):
        server.key = command(server, "key", "create", "--name", "checks").strip()
    request = urllib.request.Request(f"http://{server.host}:{server.http}{path}", method=method,
                                     data=None if body is None else json.dumps(body).encode(),
                                     headers={"Authorization": "Bearer " + server.key, "Content-Type": "application/json",
                                              "Accept-Language": "en-US"})
    try:
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from error


def trunk(server, key):
    return next(each for each in ask(server, "GET", "/api/trunks")["items"] if each["key"] == key)


def until(server, key, what, wanted, seconds=90):
    deadline, states = time.monotonic() + seconds, []
    while True:
        now = trunk(server, key)
        if wanted(now):
            return now
        if not states or states[-1][1:] != (now["state"], now["problem"]):
            states.append((time.strftime("%H:%M:%S", time.gmtime()), now["state"], now["problem"]))
        if time.monotonic() > deadline:
            raise AssertionError(f"{key} is not {what} within {seconds} s.\nIt was {states[-6:]}\nand is {json.dumps(now)}")
        time.sleep(0.2)


def listening(address, seconds=60):
    """Waits until somebody takes TCP connections there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(address, 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class WithCarrier(Server):
    """A centre with a carrier of its own."""

    def __init__(self):
        super().__init__(HERE / "trunks.yaml")
        self.carrier = Carrier(own_address(), 22021, least_expires=90)
        self.peers.append(self.carrier)
        self.settings = self.data / "trunks.yaml"
        self.settings.write_text((HERE / "trunks.yaml").read_text().replace("127.0.0.12", self.callers_host)
                                 .replace("127.0.0.21", self.carrier.address[0]))

    def __exit__(self, *failure):
        super().__exit__(*failure)
        self.carrier.close()

    def registers(self):
        """The carrier knows us; the trunk."""
        command(self, "trunk", "password", "carrier", given=self.carrier.password + "\n")
        return until(self, "carrier", "up", lambda t: t["state"] == "up" and t["registeredUntil"])

    @contextlib.contextmanager
    def carrier_is(self, mood):
        self.carrier.mood = mood
        try:
            yield
        finally:
            self.carrier.mood = "well"


@contextlib.contextmanager
def caller(server, number):
    """Somebody behind the gateway who has been answered."""
    with Phone(server.callers_host) as phone:
        phone.call(server.sip, number)
        phone.answered()
        yield phone


def a_password_that_is_missing_or_wrong_is_told_and_a_right_one_registers(server):
    now = until(server, "carrier", "unregistered", lambda t: t["state"] == "unregistered" and t["problem"])
    assert "no password" in now["problem"]["text"], now
    command(server, "trunk", "password", "carrier", given="wrong\n")
    now = until(server, "carrier", "refused", lambda t: t["problem"] and t["problem"]["status"] == 401)
    assert "user or password" in now["problem"]["text"], now
    now = server.registers()
    assert now["problem"] is None, now
    assert server.carrier.registered and server.carrier.registered.startswith("sip:861088880000@"), server.carrier.registered
    assert "secret" not in server.output(), "the password is in the log"
    longest = max(int(text.split("Expires: ")[1].split("\r\n")[0]) for text in server.carrier.seen if text.startswith("REGISTER"))
    assert longest == 90, f"the carrier wants registrations of 90 s at least, and was asked for {longest}"


def a_carrier_that_falls_silent_is_down_and_comes_back(server):
    server.registers()
    with server.carrier_is("silent"):
        now = until(server, "carrier", "down", lambda t: t["state"] == "down" and t["problem"])
        assert "Nobody answers" in now["problem"]["text"], now
    until(server, "carrier", "up again", lambda t: t["state"] == "up")


def calls_come_in_over_a_trunk_with_the_number_as_the_carrier_writes_it(server):
    by_sipp.sipp(server, "caller_listens_until_the_server_hangs_up", "861088887100", calls=2)


def strangers_are_refused(server):
    before = server.metric("peal_requests_refused_total")
    by_sipp_from(server, own_address(), "caller_is_refused", "01088887100")
    assert server.metric("peal_requests_refused_total") > before


def more_calls_than_channels_hear_503(server):
    # Two wait in the queue; the third is one too many.
    with caller(server, "7103") as first, caller(server, "7103") as second:
        until(server, "gateway", "busy with two calls", lambda t: t["callsIn"] == 2)
        by_sipp_from(server, server.callers_host, "caller_hears_503", "7103")
        first.bye()
        second.bye()
    assert trunk(server, "gateway")["refusedChannels"] >= 1
    until(server, "gateway", "free", lambda t: t["callsIn"] + t["callsOut"] == 0)


def an_outside_agent_is_rung_and_a_refusing_trunk_gives_way_to_the_next(server):
    server.registers()
    with server.carrier_is("refuses"), by_sipp.Agents(server), caller(server, "7102") as waiting:
        until(server, "gateway", "carrying the caller and the agent", lambda t: t["callsIn"] == 1 and t["callsOut"] == 1)
        waiting.bye()
    asked = [text for text in server.carrier.seen if text.startswith("INVITE")][-1]
    assert asked.startswith("INVITE sip:8613810298208@"), asked
    assert "<sip:861088880000@carrier.example>" in asked, asked
    now = trunk(server, "carrier")
    assert now["failedOver"] >= 1 and "503 No Lines Left" in now["lastCallProblem"]["text"], now


def a_test_call_is_spoken_to_and_told_in_words(server):
    server.registers()
    with by_sipp.Agents(server):
        done = ask(server, "POST", "/api/trunks/gateway/test-call", {"number": "+8613810298208"})
    assert done["answered"] and done["heardToTheEnd"], done
    refused = ask(server, "POST", "/api/trunks/carrier/test-call", {"number": "139"})
    assert not refused["answered"] and "404 No Such Number Here" in refused["text"], refused


def a_trunk_over_tcp_is_checked_and_carries_a_call(server):
    until(server, "tcp", "down while nobody listens", lambda t: t["state"] == "down")
    with by_sipp.Agents(server, port=15172, options=("-t", "t1")):
        listening((server.agents_host, 15172))
        # This SIPp answers calls only, so a call shows more than an OPTIONS could.
        done = ask(server, "POST", "/api/trunks/tcp/test-call", {"number": "+8613810298208"})
    assert done["answered"] and done["heardToTheEnd"], done


@contextlib.contextmanager
def also(server, line):
    """With one more trunk."""
    usual = server.data / "trunks.yaml"
    settings = server.data / "more.yaml"
    settings.write_text(usual.read_text().replace("trunks:\n", f"trunks:\n  - {line}\n", 1))
    server.apply(settings)
    try:
        yield
    finally:
        server.apply(usual)


def a_connection_that_dies_silently_is_noticed_and_registered_anew(server):
    """RFC 5626 4.4.1: a ping without a pong is the end of the flow."""
    stream = StreamCarrier(own_address(), 22022, flow_timer=10, name="carrier by stream")
    server.peers.append(stream)
    address = "%s:%d" % stream.address
    try:
        with also(server, f'{{key: stream, address: "{address}", transport: tcp, user: "{stream.user}", domain: carrier.example, realm: carrier, register: true, priority: 9}}'):
            command(server, "trunk", "password", "stream", given=stream.password + "\n")
            until(server, "stream", "registered", lambda t: t["state"] == "up" and t["registeredUntil"])
            within("a ping over a connection that lives", lambda: stream.pings >= 1)
            before = len(stream.connections)
            stream.swallow()
            within("the flow is given up", lambda: "trunk_flow_failed" in server.output())
            within("another connection", lambda: len(stream.connections) > before)
            until(server, "stream", "registered again", lambda t: t["state"] == "up" and t["registeredUntil"])
    finally:
        stream.close()


def within(what, wanted, seconds=120):
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.2)


def a_second_peal_takes_our_registration_as_that_of_a_phone(server):
    with Server() as pbx:
        with also(server, f'{{key: pbx, address: "{pbx.host}:5060", user: phone, domain: peal, register: true}}'):
            command(server, "trunk", "password", "pbx", given=pbx.demo_account("phone", "phone") + "\n")
            until(server, "pbx", "registered", lambda t: t["state"] == "up" and t["registeredUntil"])
            assert pbx.metric("peal_registrations") == 1
        within("the registration is taken back", lambda: pbx.metric("peal_registrations") == 0)


def sipp_process(server, scenario, number, port):
    return child(
        ["sipp", "%s:%d" % server.sip, "-sf", str(by_sipp.SCENARIOS / f"{scenario}.xml"), "-s", number, "-i", server.callers_host,
         "-p", str(port), "-m", "1", "-timeout", "90", "-timeout_error", "-nostdin"],
        cwd=server.data, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def by_sipp_from(server, host, scenario, number):
    done = subprocess.run(
        ["sipp", "%s:%d" % server.sip, "-sf", str(by_sipp.SCENARIOS / f"{scenario}.xml"), "-s", number, "-i", host, "-p", "15199",
         "-m", "1", "-timeout", "60", "-timeout_error", "-nostdin"], cwd=server.data, capture_output=True, text=True, timeout=90)
    if done.returncode != 0:
        raise AssertionError(f"sipp {scenario} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-1000:]}")


# Each of the first ones finds its server fresh; the longest come before the others.
CHECKS = [a_connection_that_dies_silently_is_noticed_and_registered_anew, a_password_that_is_missing_or_wrong_is_told_and_a_right_one_registers, a_carrier_that_falls_silent_is_down_and_comes_back,
          a_trunk_over_tcp_is_checked_and_carries_a_call, a_second_peal_takes_our_registration_as_that_of_a_phone,
          an_outside_agent_is_rung_and_a_refusing_trunk_gives_way_to_the_next, a_test_call_is_spoken_to_and_told_in_words,
          calls_come_in_over_a_trunk_with_the_number_as_the_carrier_writes_it, strangers_are_refused, more_calls_than_channels_hear_503]


def main():
    return perform(CHECKS, [WithCarrier() for _ in range(3)], sys.argv[1:], after=settle)


if __name__ == "__main__":
    sys.exit(main())
