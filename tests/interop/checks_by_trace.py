"""What can be seen of a call afterwards and while it goes on: its ladder, its capture file, `peal trace`."""

import json
import re
import signal
import struct
import subprocess
import threading
import time
import urllib.request

from checks_by_dialog import AGENT_PORT, demand
from phone import Message, PATIENCE, Phone
from server import PROGRAM, child


class Witness(Phone):
    """Remembers every message of its calls, as the other end of the wire saw it."""

    def __init__(self, *args, **kwargs):
        self.seen = []
        super().__init__(*args, **kwargs)

    def send(self, text, to):
        raw = text if isinstance(text, bytes) else text.encode()
        self.seen.append(Message(raw, to).start)
        super().send(text, to)

    def receive(self, timeout=PATIENCE):
        message = super().receive(timeout)
        if message:
            self.seen.append(message.start)
        return message


class Administrator:
    """A program with a key of this server."""

    def __init__(self, server):
        self.base = f"http://{server.host}:{server.http}"
        made = subprocess.run([PROGRAM, "key", "create", "--data", str(server.data / "peal"), "--name", "trace", "--role", "administrator"],
                              capture_output=True, text=True, timeout=60, check=True)
        self.secret = re.search(r"\bpeal_\S+|\b[A-Za-z0-9_-]{30,}\b", made.stdout)[0]

    def get(self, target):
        request = urllib.request.Request(self.base + target, headers={"Authorization": f"Bearer {self.secret}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            raw = answer.read()
            return json.loads(raw) if "json" in answer.headers["Content-Type"] else raw

    def until(self, what, check, seconds=30.0):
        deadline = time.monotonic() + seconds
        while True:
            value = check()
            if value:
                return value
            demand(time.monotonic() < deadline, f"not within {seconds} s: {what}")
            time.sleep(0.2)

    def newest(self, caller):
        """The newest contact of that caller that has ended."""
        def ended():
            return next((one for one in self.get("/api/contacts?limit=20")["items"] if one["caller"].endswith(caller[-8:]) and one["endedAt"]), None)
        return self.until("the call has ended", ended)


def packets_of(pcap):
    """The SIP messages in a capture file, taken out of their IP and UDP heads."""
    magic, major, minor, _, _, _, link = struct.unpack("<IHHiIII", pcap[:24])
    demand((magic, major, minor, link) == (0xA1B2C3D4, 2, 4, 101), "not the head of a pcap file")
    found, at = [], 24
    while at < len(pcap):
        seconds, micros, kept, whole = struct.unpack("<IIII", pcap[at:at + 16])
        packet = pcap[at + 16:at + 16 + kept]
        at += 16 + kept
        demand(kept == whole == struct.unpack("!H", packet[2:4])[0] and packet[0] == 0x45 and packet[9] == 17, "not an IPv4 packet with UDP")
        words = struct.unpack(f"!{10}H", packet[:20])
        total = sum(words)
        demand((total & 0xFFFF) + (total >> 16) == 0xFFFF, "the sum of the IP head is wrong")
        demand(struct.unpack("!H", packet[24:26])[0] == len(packet) - 20, "the length of the UDP packet is wrong")
        found.append((seconds + micros / 1e6, Message(packet[28:], None).start))
    return found


def one_call(server, caller_number):
    """A caller presses a key by INFO, is bridged with an agent, and hangs up; both ends of the wire."""
    with Witness(user=caller_number) as caller, Witness(server.agents_host, AGENT_PORT, user="out1") as agent:
        caller.call(server.sip, "7102")
        caller.answered()
        offer = agent.expect("INVITE")
        agent.reply(offer, 180, "Ringing")
        agent.reply(offer, 200, "OK", sdp=True)
        agent.expect("ACK")
        caller.info("7")
        caller.bye()
        agent.ended_by_server()
        for phone in (caller, agent):  # What was said again because somebody stood still for a while is in the ladder, too.
            while phone.receive(0.5):
                pass
        return caller.seen + agent.seen


def every_message_of_both_legs_is_in_the_ladder_also_after_a_restart(server):
    office = Administrator(server)
    number = "13910001001"
    seen = one_call(server, number)
    contact = office.newest(number)
    target = f"/api/contacts/{contact['id']}/ladder"
    starts = lambda ladder: sorted(message["text"].split("\r\n")[0] for message in ladder["messages"])  # noqa: E731
    ladder = office.until("all messages are there", lambda: (got := office.get(target)) and len(got["messages"]) >= len(seen) and got)
    demand(starts(ladder) == sorted(seen), f"{starts(ladder)} instead of {sorted(seen)}")
    demand([peer["role"] for peer in ladder["peers"]] == ["caller", "agent"], ladder["peers"])
    times = [(message["at"], message["micros"]) for message in ladder["messages"]]
    demand(times == sorted(times), "the messages stand in the order of time")
    info = next(message for message in ladder["messages"] if message["line"].startswith("INFO"))
    demand("Signal=*" in info["text"] and "Signal=7" not in info["text"], "the key that was pressed is covered")
    steps = [item["step"]["kind"] for item in ladder["steps"]]
    demand("contact_arrived" in steps and "legs_bridged" in steps and "contact_ended" in steps, steps)
    invite = next(message for message in ladder["messages"] if message["method"] == "INVITE")
    demand(invite["media"][0]["codecs"].startswith("PCMU"), invite["media"])
    server.stop()
    server.start()
    again = office.get(target)
    demand(starts(again) == sorted(seen), "the ladder of the call before the restart is there after it")


def a_capture_file_has_one_packet_for_each_message_of_the_ladder(server):
    office = Administrator(server)
    number = "13910001002"
    seen = one_call(server, number)
    contact = office.newest(number)
    packets = office.until("all packets are there", lambda: (got := packets_of(office.get(f"/api/contacts/{contact['id']}/pcap"))) and len(got) >= len(seen) and got)
    demand(sorted(start for _, start in packets) == sorted(seen), packets)
    demand([at for at, _ in packets] == sorted(at for at, _ in packets), "the packets stand in the order of time")


class Trace:
    """`peal trace` with its lines so far."""

    def __init__(self, server, *filters):
        self.process = child([PROGRAM, "trace", "--data", str(server.data / "peal"), *filters],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = []
        demand("Waiting" in self.process.stderr.readline(), "peal trace says that it waits")
        self.reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")), daemon=True)
        self.reader.start()

    def has(self, pattern, seconds=PATIENCE):
        deadline = time.monotonic() + seconds
        while not any(re.search(pattern, line) for line in list(self.lines)):
            demand(time.monotonic() < deadline, f"no {pattern} in {self.lines}")
            time.sleep(0.1)

    def end(self):
        """As Ctrl+C ends it."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(20)
        self.reader.join(5)
        demand(status == 0, f"peal trace ended with {status}: {self.process.stderr.read()}")


def peal_trace_shows_calls_as_they_come_and_keeps_to_its_filters(server):
    refusals = Trace(server, "--failures", "--number", "9999")
    invites = Trace(server, "--method", "INVITE", "--source", "127.0.0.2", "--full")
    with Phone() as caller:
        caller.call(server.sip, "9999")
        refusal = caller.receive()
        while refusal.status < 300:
            refusal = caller.receive()
        caller.ack_refusal(refusal)
        refusals.has(rf"-> udp .*{refusal.status} .*\(INVITE\)")
        invites.has(rf"<- udp .*INVITE sip:9999@")
        invites.has(r"^Call-ID: " + caller.call_id)
        time.sleep(0.5)
        demand(not any("ACK" in line for line in refusals.lines), "only failures were asked for")
        demand(not any(line.startswith("ACK") for line in invites.lines), "only INVITE was asked for")
    refusals.end()
    invites.end()


CHECKS = [
    every_message_of_both_legs_is_in_the_ladder_also_after_a_restart,
    a_capture_file_has_one_packet_for_each_message_of_the_ladder,
    peal_trace_shows_calls_as_they_come_and_keeps_to_its_filters,
]
