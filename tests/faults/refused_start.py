#!/usr/bin/env python3
"""A start that cannot be: the message says which port, file or permission, and what to do; the status is not 0."""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "interop"))

from run import perform  # noqa: E402
from server import PROGRAM, ROOT, Server, own_address  # noqa: E402

NOBODY = 65534


def tries_to_start(data, *options, as_nobody=False):
    """What a second program says; later options stand for earlier ones."""
    host = own_address()
    usual = {"--data": str(data), "--web": str(ROOT / "web"), "--sip": f"{host}:5060", "--https": f"{host}:8443",
             "--http": f"{host}:8080", "--rtp": f"{host}:16000-16199"}
    usual.update(zip(options[::2], options[1::2]))
    user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if as_nobody else {}
    return subprocess.run([PROGRAM, "serve", *(word for pair in usual.items() for word in pair)], capture_output=True,
                          text=True, timeout=60, check=False, **user)


def expect_refusal(done, *words):
    said = done.stderr.strip().splitlines()
    if done.returncode != 1 or not said or not said[-1].startswith("peal: cannot start. "):
        raise AssertionError(f"status {done.returncode}, said {done.stdout} {done.stderr}")
    for word in words:
        if word not in said[-1]:
            raise AssertionError(f"'{word}' is not said in: {said[-1]}")


def each_port_that_is_taken_is_named(server):
    fresh = server.data / "second"
    for option, address in (("--sip", "%s:%d" % server.sip), ("--http", f"{server.host}:{server.http}"),
                            ("--https", f"{server.host}:{server.https}")):
        expect_refusal(tries_to_start(fresh, option, address), address, "another program already has port", "choose another port")
    expect_refusal(tries_to_start(fresh, "--rtp", f"{server.host}:16000-16199"), "16000 to 16199", "--rtp")
    if server.process.poll() is not None:
        raise AssertionError("the first server did not outlive it")


def a_data_folder_serves_one_server(server):
    expect_refusal(tries_to_start(server.data / "peal"), f"process {server.process.pid}", str(server.data / "peal"), "another data folder")


def a_damaged_database_is_named(server):
    folder = server.data / "damaged"
    folder.mkdir()
    (folder / "peal.db").write_bytes(os.urandom(5000))
    expect_refusal(tries_to_start(folder), str(folder / "peal.db"), "damaged", "backup")


def a_data_folder_that_is_a_file_is_named(server):
    (server.data / "file").write_text("")
    expect_refusal(tries_to_start(server.data / "file"), str(server.data / "file"), "not a folder", "--data")


def a_database_server_that_is_not_there_is_named(server):
    expect_refusal(tries_to_start(server.data / "remote", "--database", "postgresql://peal@127.0.0.1:1/peal"), "127.0.0.1", "port 1")


def what_may_not_be_read_or_written_is_named(server):
    # Root may do all; another user then stands for the one who runs Peal.
    root = os.geteuid() == 0
    os.chmod(server.data, 0o755)
    refused = server.data / "refused"
    refused.mkdir(mode=0o700 if root else 0o500)
    expect_refusal(tries_to_start(refused, as_nobody=root), str(refused), "Permission denied", "--data")
    own = server.data / "own"
    own.mkdir(mode=0o700)
    (own / "peal.db").write_text("")
    os.chmod(own / "peal.db", 0)
    if root:
        os.chown(own, NOBODY, NOBODY)
    expect_refusal(tries_to_start(own, as_nobody=root), str(own / "peal.db"), "user who runs Peal")


def plain_http_for_everybody_is_refused(server):
    expect_refusal(tries_to_start(server.data / "open", "--http", "0.0.0.0:0"), "0.0.0.0", "--https", "--http none")


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and name.count("_") > 2]

if __name__ == "__main__":
    sys.exit(perform(CHECKS, Server(), sys.argv[1:]))
