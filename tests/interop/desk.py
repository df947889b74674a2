"""A person at the HTTP interface: signs in, works as an agent, looks at what the pages look at."""

import http.client
import json
import time


class Desk:
    """Signed in as a user of the demonstration centre, or with a password of one's own."""

    def __init__(self, server, role, user, password=None):
        self.server, self.cookie = server, ""
        self.ask("POST", "/api/sessions", {"user": user, "password": password or server.demo_account(role, user)}, 201)

    def ask(self, method, target, body=None, wanted=None):
        """The decoded answer; another status than `wanted` is a failure."""
        connection = http.client.HTTPConnection(self.server.web, self.server.http, timeout=90)
        headers = {"Origin": f"http://{self.server.web}:{self.server.http}", "Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, target, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        if wanted and answer.status != wanted:
            raise AssertionError(f"{method} {target}: {answer.status} {raw.decode(errors='replace')[:500]}")
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return json.loads(raw) if raw and "json" in answer.getheader("Content-Type", "") else raw

    def get(self, target):
        return self.ask("GET", target, wanted=200)

    def detail(self, contact):
        """Of a contact; nothing while the tables, which follow, do not have it yet."""
        found = self.ask("GET", f"/api/contacts/{contact}")
        return found if "contact" in found else None

    def go_ready(self):
        self.ask("POST", "/api/agent/sign-in", wanted=200)
        self.ask("PUT", "/api/agent/status", {"status": "ready"}, 200)

    def documents(self, kind):
        return [entry for entry in self.get("/api/live")["documents"] if entry["kind"] == kind]

    def agent(self, key):
        """The live document of an agent."""
        return next(entry["data"] for entry in self.documents("agent") if entry["data"]["key"] == key)

    def until(self, what, check, seconds=60.0):
        deadline = time.monotonic() + seconds
        while True:
            value = check()
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}")
            time.sleep(0.1)
