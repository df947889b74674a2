"""A PostgreSQL server of one's own: on a socket in its own folder, gone with the test."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")


class Postgresql:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="peal-postgresql-"))
        self.user = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root.
            self.user = "postgres"
            account = pwd.getpwnam(self.user)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        os.chmod(self.folder, 0o755)
        self.address = f"postgresql:host={self.folder} user=peal dbname=postgres"
        self.log = open(self.folder / "log", "wb")
        self.process = None

    def __enter__(self):
        subprocess.run([PROGRAMS / "initdb", "-D", self.folder / "data", "-A", "trust", "-U", "peal", "-E", "UTF8",
                        "--locale=C.UTF-8", "-N"], user=self.user, cwd=self.folder, check=True,
                       stdout=self.log, stderr=subprocess.STDOUT)
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        self.process = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", self.folder / "data", "-k", self.folder, "-c", "listen_addresses=",
             "-c", "fsync=off", "-c", "shared_buffers=16MB"],
            user=self.user, cwd=self.folder, stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 60
        while subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", self.folder], check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not start:\n" + (self.folder / "log").read_text(errors="replace"))
            time.sleep(0.05)

    def stop(self):
        """Fast shutdown: connections are cut at once."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
