#!/usr/bin/env python3
"""SIPVicious against the demonstration, whose weak spot is put right before its nose: the phone's own password stands
in the dictionary. It must find no extension and no password, and its source must end up shut out. Once as it comes,
and once with its name taken off, as the better attackers do."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from phone import Phone  # noqa: E402
from run import perform  # noqa: E402
from server import PROGRAM, ROOT, Server, own_address  # noqa: E402

TOOLS = pathlib.Path("/usr/share/sipvicious")


class Attacker:
    """The tools at one address of their own; `nameless` under the name of a phone that wants MD5: at a challenge by SHA-256
    svcrack breaks off."""

    def __init__(self, nameless):
        self.host = own_address()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-sipvicious-"))
        shutil.copytree(TOOLS / "sipvicious", self.folder / "sipvicious")
        for source in self.folder.rglob("*.py"):
            # svwar and svcrack read -b and forget it.
            text = source.read_text().replace("bindingip=''", f"bindingip='{self.host}'")
            if nameless:
                text = text.replace("friendly-scanner", "baresip v1.0.0 (x86_64/linux)").replace("'sipvicious'", "'Reception'")
                text = text.replace('"sipvicious"', '"Reception"')
            source.write_text(text)

    def run(self, tool, *words, seconds=150):
        """All that the tool says, whether it ends or gives up at the bound."""
        call = f"from sipvicious.{tool} import main; main()"
        done = subprocess.run([sys.executable, "-c", call, "-b", self.host, *words], cwd=self.folder, capture_output=True, text=True,
                              timeout=None if seconds is None else seconds + 30,
                              env={"PYTHONPATH": str(self.folder), "HOME": str(self.folder), "PATH": "/usr/bin:/bin"})
        return done.stdout + done.stderr

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)


def peal(server, *words):
    done = subprocess.run([PROGRAM, *words, "--data", str(server.data / "peal")], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"peal {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout


class Watchful(Server):
    """The demonstration trusts its own machine; here the attacker sits on it."""

    def __enter__(self):
        super().__enter__()
        changed = self.data / "watched.yaml"
        text = (ROOT / "demo/demo.yaml").read_text()
        changed.write_text(text.replace("  reconnect_grace: 15s\n", "  reconnect_grace: 15s\n  never_banned: []\n", 1))
        self.apply(changed)
        return self


def expect_banned(server, attacker):
    deadline = time.monotonic() + 60
    while attacker.host not in peal(server, "ban", "list"):
        if time.monotonic() > deadline:
            raise AssertionError(f"{attacker.host} is not shut out:\n" + peal(server, "ban", "list"))
        time.sleep(0.2)


def attack(server, nameless):
    password = server.demo_account("phone", "phone")
    target = server.host
    with Attacker(nameless) as attacker:
        found = attacker.run("svmap", target)
        if not nameless and re.search(r"\| *" + re.escape(target), found):
            raise AssertionError("svmap got an answer under its own name:\n" + found)
    with Attacker(nameless) as attacker:
        for method in ("REGISTER", "INVITE", "OPTIONS"):
            said = attacker.run("svwar", "-e1000-1100,phone", "-m", method, "--maximumtime=3", target)
            rows = [line for line in said.splitlines() if re.match(r"\| *(phone|1\d\d\d) ", line)]
            if rows:
                raise AssertionError(f"svwar -m {method} found something:\n{said}")
    with Attacker(nameless) as attacker:
        words = attacker.folder / "words"
        words.write_text("\n".join([f"guess{n}" for n in range(60)] + [password] + [f"more{n}" for n in range(60)]) + "\n")
        said = attacker.run("svcrack", "-u", "phone", "-d", str(words), "--maximumtime=5", target)
        if password in said:
            raise AssertionError("svcrack has the password:\n" + said)
        expect_banned(server, attacker)
        peal(server, "ban", "lift", attacker.host)
        if attacker.host in peal(server, "ban", "list"):
            raise AssertionError("the ban was not lifted")
    with Phone(own_address()) as honest:
        if honest.register(server.sip, "phone", password) != 200:
            raise AssertionError("the real phone, with the right password, was not let in")


def sipvicious_as_it_comes_finds_nothing(server):
    attack(server, nameless=False)


def sipvicious_without_its_name_finds_nothing(server):
    attack(server, nameless=True)


def bans_outlive_a_restart(server):
    with Attacker(False) as attacker:
        attacker.run("svmap", server.host)
        expect_banned(server, attacker)
        server.stop()
        server.start()
        expect_banned(server, attacker)


CHECKS = [sipvicious_as_it_comes_finds_nothing, sipvicious_without_its_name_finds_nothing, bans_outlive_a_restart]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, [Watchful() for _ in CHECKS], sys.argv[1:]))
