#!/usr/bin/env python3
"""SIP over TLS and sealed sound: baresip as a carrier, as a phone, and as somebody with a wrong certificate."""

import os
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from baresip import Baresip, write_tone  # noqa: E402
from run import perform, settle  # noqa: E402
from server import Server, own_address  # noqa: E402
from trunks import ask, command, trunk, until  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent


class Authority:
    """Signs certificates for addresses; each comes as one file with its key."""

    def __init__(self, folder, name):
        self.folder, self.name, self.certificate = folder, name, folder / f"{name}.pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                "-keyout", folder / f"{name}.key", "-out", self.certificate)

    def sign(self, address, name="carrier.example"):
        base = self.folder / f"{self.name}-{address}-{name}"
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=peer", "-keyout", f"{base}.key",
                "-out", f"{base}.csr")
        pathlib.Path(f"{base}.ext").write_text(f"subjectAltName=IP:{address},DNS:{name}\n")
        openssl("x509", "-req", "-in", f"{base}.csr", "-CA", self.certificate, "-CAkey", self.folder / f"{self.name}.key",
                "-CAcreateserial", "-days", "2", "-extfile", f"{base}.ext", "-out", f"{base}.crt")
        both = pathlib.Path(f"{base}.pem")
        both.write_text(pathlib.Path(f"{base}.crt").read_text() + pathlib.Path(f"{base}.key").read_text())
        return both


def openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise RuntimeError(f"openssl {words[0]}: {done.stderr}")


class Peer(Baresip):
    """A baresip with an address and a certificate of its own that trusts Peal's."""

    def __init__(self, server, user, authority, **more):
        super().__init__(server, user, tls=("", ""), **more)
        write_tone(self.folder / "tone.wav", 900, 40)  # At the end of its tone it hangs up.
        config = self.folder / "config"
        certificate = authority.sign(self.host)
        text = config.read_text().replace("sip_certificate \n", f"sip_certificate {certificate}\n")
        config.write_text(text.replace("sip_cafile \n", f"sip_cafile {server.data / 'peal/tls/certificate.pem'}\n"))


def apply(server, carrier, wrong, srtp="required"):
    text = (HERE / "secure.yaml").read_text().replace("srtp: required", f"srtp: {srtp}").replace("127.0.0.3", carrier).replace("127.0.0.4", wrong)
    pem = server.authority.certificate.read_text().strip().replace("\n", "\n      ")
    settings = server.data / "secure.yaml"
    settings.write_text(text.replace("|\n      AUTHORITIES", "|\n      " + pem))
    command(server, "apply", str(settings))


def a_carrier_over_tls_is_up_and_calls_go_both_ways_sealed(server):
    with Peer(server, "7001", server.authority, sealed="srtp-mand", answers="auto") as carrier:
        apply(server, carrier.host, own_address())
        until(server, "carrier", "up", lambda t: t["state"] == "up")
        now = trunk(server, "carrier")
        assert now["transport"] == "tls" and now["srtp"] == "required", now
        done = ask(server, "POST", "/api/trunks/carrier/test-call", {"number": "7001"})
        assert done["answered"] and done["heardToTheEnd"], done
        carrier.begins()
        carrier.expect("CALL_CLOSED")
        carrier.events.clear()
        carrier.command("dial", f"sip:7100@{server.host}:5061;transport=tls")
        carrier.expect("CALL_ESTABLISHED")
        carrier.begins()
        carrier.expect("CALL_CLOSED", 60)


def sound_that_is_not_sealed_is_refused_where_it_must_be(server):
    with Peer(server, "7001", server.authority, sealed=None, answers="auto") as carrier:
        apply(server, carrier.host, own_address())
        until(server, "carrier", "up", lambda t: t["state"] == "up")
        carrier.command("dial", f"sip:7100@{server.host}:5061;transport=tls")
        closed = carrier.expect("CALL_CLOSED")
        assert "488" in closed.get("param", ""), closed
        done = ask(server, "POST", "/api/trunks/carrier/test-call", {"number": "7001"})
        assert not done["answered"], done


def sound_is_sealed_where_the_carrier_can_and_plain_where_it_cannot(server):
    for sealed in ("srtp", None):
        with Peer(server, "7001", server.authority, sealed=sealed, answers="auto") as carrier:
            apply(server, carrier.host, own_address(), srtp="optional")
            until(server, "carrier", "up", lambda t: t["state"] == "up" and t["srtp"] == "optional")
            done = ask(server, "POST", "/api/trunks/carrier/test-call", {"number": "7001"})
            assert done["answered"] and done["heardToTheEnd"], done
            carrier.begins()
            carrier.expect("CALL_CLOSED")
            assert ("SRTP is Enabled" in carrier.said()) == (sealed is not None), carrier.said()
            carrier.events.clear()
            carrier.command("dial", f"sip:7100@{server.host}:5061;transport=tls")
            carrier.expect("CALL_ESTABLISHED")
            carrier.begins()
            carrier.expect("CALL_CLOSED")


def a_certificate_of_a_stranger_is_told_in_words(server):
    stranger = Authority(server.data, "stranger")
    with Peer(server, "carrier", stranger, answers="auto") as carrier:
        apply(server, carrier.host, carrier.host)
        for key in ("carrier", "wrong"):
            now = until(server, key, "down", lambda t: t["state"] == "down" and t["problem"])
            assert "certificate" in now["problem"]["text"] and "not trusted" in now["problem"]["text"], now


def shown_certificate(server):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((server.host, 5061), 60) as plain, context.wrap_socket(plain) as secure:
        return secure.getpeercert(binary_form=True)


def a_new_certificate_is_shown_at_once_and_drops_nobody(server):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    before = shown_certificate(server)
    with socket.create_connection((server.host, 5061), 60) as plain, context.wrap_socket(plain) as standing:
        standing.settimeout(60)
        both = server.authority.sign(server.host).read_text()
        folder = server.data / "peal/tls"
        (folder / "key.pem").write_text(both[both.index("-----BEGIN PRIVATE KEY"):])
        (folder / "certificate.pem").write_text(both[:both.index("-----BEGIN PRIVATE KEY")])
        os.kill(server.process.pid, signal.SIGHUP)
        deadline = time.monotonic() + 60
        while shown_certificate(server) == before:
            assert time.monotonic() < deadline, "the old certificate is still shown"
            time.sleep(0.1)
        standing.sendall((f"OPTIONS sip:{server.host} SIP/2.0\r\nVia: SIP/2.0/TLS {server.host};branch=z9hG4bKstanding\r\n"
                          "Max-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: standing\r\nCSeq: 1 OPTIONS\r\n"
                          "Content-Length: 0\r\n\r\n").encode())
        assert standing.recv(4096).startswith(b"SIP/2.0 200"), "the standing connection is dead"
    assert "certificate_taken" in server.output()


def somebody_who_never_finishes_the_handshake_is_closed(server):
    with socket.create_connection((server.host, 5061), 60) as plain:
        plain.settimeout(90)
        plain.sendall(b"\x16\x03\x01")
        assert plain.recv(100) == b"", "it is still open"


def a_phone_registers_over_tls_and_calls(server):
    demo = Server()
    demo.options = ["--sip-tls", f"{demo.host}:5061"]
    with demo:
        with Peer(demo, "phone", server.authority, password=demo.demo_account("phone", "phone")) as phone:
            phone.expect_said("200 OK (Peal) [1 binding]")
            phone.command("dial", f"sip:4000@{demo.host}:5061;transport=tls")
            phone.expect("CALL_ESTABLISHED")
            phone.begins()
            phone.command("hangup")
            phone.expect("CALL_CLOSED")


CHECKS = [a_carrier_over_tls_is_up_and_calls_go_both_ways_sealed, sound_that_is_not_sealed_is_refused_where_it_must_be,
          sound_is_sealed_where_the_carrier_can_and_plain_where_it_cannot,
          a_certificate_of_a_stranger_is_told_in_words, somebody_who_never_finishes_the_handshake_is_closed,
          a_new_certificate_is_shown_at_once_and_drops_nobody, a_phone_registers_over_tls_and_calls]


def main():
    server = Server(HERE / "secure.yaml")
    server.authority = Authority(server.data, "authority")
    server.settings = server.data / "first.yaml"
    pem = server.authority.certificate.read_text().strip().replace("\n", "\n      ")
    server.settings.write_text((HERE / "secure.yaml").read_text().replace("|\n      AUTHORITIES", "|\n      " + pem))
    return perform(CHECKS, server, sys.argv[1:], after=settle)


if __name__ == "__main__":
    sys.exit(main())
