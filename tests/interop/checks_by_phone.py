"""What SIPp cannot do: sound measured both ways, keys as RTP events, messages that cross, broken bytes."""

import datetime
import time
import wave

from desk import Desk
from people import Agent
from phone import Phone, share_at
from server import Server

AGENT = ("127.0.0.3", 15170)


def agent():
    return Phone(*AGENT, user="out1")


def until(what, check, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not check():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


def loudest(samples, tones):
    return max(tones, key=lambda hertz: share_at(samples, hertz))


def a_greeting_is_heard_within_half_a_second_and_the_server_says_goodbye(server):
    with Phone() as caller:
        caller.call(server.sip, "7100")
        caller.answered()
        answered = time.monotonic()
        until("the greeting is heard", lambda: caller.rtp.first_heard, 2)
        if caller.rtp.first_heard - answered > 0.5:
            raise AssertionError(f"the greeting came after {caller.rtp.first_heard - answered:.2f} s")
        caller.ended_by_server(20)
        if len(caller.rtp.heard) < 8000:
            raise AssertionError("less than a second was heard")
        if max(abs(x) for x in caller.rtp.heard) < 500:
            raise AssertionError("what was heard is silence")


def keys_as_rtp_events_choose_in_the_menu(server):
    with Phone() as caller:
        caller.call(server.sip, "7101")
        caller.answered()
        time.sleep(0.5)
        caller.rtp.press("2")
        time.sleep(0.6)
        caller.rtp.hertz = 700
        time.sleep(0.6)
        caller.rtp.heard.clear()
        time.sleep(0.6)
        if share_at(caller.rtp.heard[-3200:], 700) < 0.6:
            raise AssertionError("the echo that key 2 asks for is not heard")
        caller.bye()


def a_queued_caller_and_an_agent_hear_each_other_and_are_recorded_apart(server):
    before = set(server.recordings())
    with Phone() as caller, agent() as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        if "13810298208" not in invite.get("From") or not invite.get("X-Peal-Contact"):
            raise AssertionError(f"the agent is not told who calls: {invite.get('From')}")
        desk.reply(invite, 180, "Ringing")
        desk.reply(invite, 200, "OK", sdp=True)
        desk.expect("ACK")
        caller.rtp.hertz, desk.rtp.hertz = 500, 900
        time.sleep(1)
        caller.rtp.heard.clear()
        desk.rtp.heard.clear()
        time.sleep(1)
        if share_at(caller.rtp.heard[-4000:], 900) < 0.7:
            raise AssertionError("the caller does not hear the agent")
        if share_at(desk.rtp.heard[-4000:], 500) < 0.7:
            raise AssertionError("the agent does not hear the caller")
        caller.bye()
        desk.ended_by_server()
    until("the recording is written", lambda: set(server.recordings()) - before)
    time.sleep(0.5)
    (file,) = set(server.recordings()) - before
    with wave.open(str(file)) as sound:
        frames = sound.readframes(sound.getnframes())
    samples = [int.from_bytes(frames[i:i + 2], "little", signed=True) for i in range(0, len(frames), 2)]
    left, right = samples[0::2], samples[1::2]
    middle = slice(-8000, -2000)
    if loudest(left[middle], (500, 900)) != 500 or share_at(left[middle], 500) < 0.6:
        raise AssertionError("the caller is not on the left channel")
    if loudest(right[middle], (500, 900)) != 900 or share_at(right[middle], 900) < 0.6:
        raise AssertionError("the agent is not on the right channel")


def a_caller_who_gives_up_while_the_agent_rings_stops_the_ringing(server):
    with Phone() as caller, agent() as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        desk.reply(invite, 180, "Ringing")
        caller.bye()
        cancel = desk.expect("CANCEL")
        desk.reply(cancel, 200, "OK")
        desk.reply(invite, 487, "Request Terminated")
        desk.expect("ACK")


def an_agents_answer_that_crosses_the_cancel_is_ended_at_once(server):
    with Phone() as caller, agent() as desk:
        caller.call(server.sip, "7102")
        caller.answered()
        invite = desk.expect("INVITE")
        desk.reply(invite, 180, "Ringing")
        caller.bye()
        cancel = desk.expect("CANCEL")
        desk.reply(invite, 200, "OK", sdp=True)  # Said before the CANCEL was read.
        desk.reply(cancel, 200, "OK")
        desk.expect("ACK")
        desk.ended_by_server()


def a_caller_whose_cancel_crosses_the_answer_is_not_left_behind(server):
    with Phone() as caller:
        caller.call(server.sip, "7103")
        caller.cancel()  # The 200 is on its way already.
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            message = caller.receive(1)
            if message is None:
                break
            if message.status == 200 and "INVITE" in message.get("CSeq"):
                caller.to = message.get("To")
                caller.ack()
                caller.bye()
                return
            if message.status == 487:
                caller.ack_refusal(message)
                return
        raise AssertionError("neither an answer nor the end of the INVITE came")


def an_unknown_number_gets_404_and_a_call_without_a_codec_488(server):
    with Phone() as caller:
        caller.call(server.sip, "70999")
        caller.ack_refusal(caller.expect(404))
        caller.sdp = lambda: ("v=0\r\no=- 1 1 IN IP4 127.0.0.2\r\ns=-\r\nc=IN IP4 127.0.0.2\r\nt=0 0\r\n"
                              "m=audio 5000 RTP/AVP 97\r\na=rtpmap:97 SPEEX/8000\r\n")
        caller.call(server.sip, "7100")
        caller.ack_refusal(caller.expect(488))


def a_held_caller_hears_nothing_and_comes_back(server):
    with Phone() as caller:
        caller.call(server.sip, "7103")
        caller.answered()
        until("music is heard", lambda: len(caller.rtp.heard) > 4000)
        usual = caller.sdp()
        for direction, heard in (("inactive", False), ("sendrecv", True)):
            caller.cseq += 1
            caller.send(caller.request("INVITE", body=usual.replace("1 1 IN", f"1 {caller.cseq} IN") + f"a={direction}\r\n"), server.sip)
            caller.expect(200)
            caller.ack()
            time.sleep(0.2)
            caller.rtp.heard.clear()
            time.sleep(0.5)
            if bool(caller.rtp.heard) != heard:
                raise AssertionError(f"after {direction}: {len(caller.rtp.heard)} samples")
        caller.bye()


def broken_messages_are_refused_or_dropped_and_the_server_lives(server):
    with Phone() as stranger:
        good = None
        stranger.call(server.sip, "70999")
        stranger.ack_refusal(stranger.expect(404))
        stranger.call_id = "broken"
        good = stranger.request("INVITE", to_tag=False, body=stranger.sdp())
        broken = [
            b"", b"\x00" * 40, b"\r\n\r\n", b"INVITE", b"\xff\xfe\xfd" * 500, b"SIP/2.0 200 OK\r\n\r\n",
            good.replace("CSeq: 1 INVITE", "CSeq: x INVITE"), good.replace("SIP/2.0", "SIP/7.0", 1),
            good.replace("Max-Forwards: 70", "Max-Forwards: -1"), good.replace("Content-Length: ", "Content-Length: 9"),
            good.replace("v=0", "v=zero"), good.replace("m=audio", "m=audio 99999999999999999999"),
            good.replace("Via:", "Via:" + "x" * 9000), good.replace("Contact:", "A: b\r\n" * 500 + "Contact:"),
            good[:len(good) // 2],
        ]
        for text in broken:
            stranger.send(text, server.sip)
        while stranger.receive(0.3):
            pass
    a_greeting_is_heard_within_half_a_second_and_the_server_says_goodbye(server)


def a_phone_signs_in_with_its_password_and_stays_so_over_a_restart(_):
    with Server() as demo, Phone("127.0.0.4") as phone:
        if phone.register(demo.sip, "phone", "not its password") != 401:
            raise AssertionError("a wrong password was taken")
        if phone.register(demo.sip, "phone", demo.demo_account("phone", "phone")) != 200:
            raise AssertionError("the right password was not taken")
        if demo.metric("peal_registrations") != 1:
            raise AssertionError("the registration is not counted")
        demo.stop()
        demo.start()
        if demo.metric("peal_registrations") != 1:
            raise AssertionError("the registration was lost with the restart")
        if phone.register(demo.sip, "phone", demo.demo_account("phone", "phone"), expires=0) != 200:
            raise AssertionError("signing off was refused")
        until("nobody is registered", lambda: demo.metric("peal_registrations") == 0)


def a_caller_who_presses_no_key_is_asked_again_and_then_reaches_an_agent(_):
    with Server() as demo, Agent(demo) as sales, Phone() as caller:
        caller.call(demo.sip, "4000")
        caller.answered()
        caller.rtp.hertz = 500
        sales.answer(90)
        until("the caller hears the agent", lambda: share_at(caller.rtp.heard[-1600:], 900) > 0.6, 20)
        caller.bye()
        contact, supervisor = sales.finish(), Desk(demo, "supervisor", "chen")
        steps = supervisor.until("the whole way is in the call detail", lambda: (
            lambda all: any(step["kind"] == "contact_ended" for step in all) and all)(supervisor.get(f"/api/contacts/{contact}")["steps"]))
    way = [(step["node"], step["detail"]) for step in steps if step["kind"] == "flow_step_taken"]
    if way != [("answer", "start"), ("menu", "next"), ("again", "timeout"), ("sales", "timeout")]:
        raise AssertionError(f"the way of a caller without keys: {way}")
    at = [datetime.datetime.fromisoformat(step["at"].replace("Z", "+00:00")) for step in steps]
    asked = [i for i, step in enumerate(steps) if step["kind"] == "prompt_ended"]
    for said in asked:
        thought = next(at[i] for i in range(said, len(steps)) if steps[i]["detail"] == "timeout") - at[said]
        if not 4.5 < thought.total_seconds() < 10:
            raise AssertionError(f"the caller had {thought} to choose, of 5 s")
    if len(asked) != 2:
        raise AssertionError(f"the choices were said to the end {len(asked)} times")


CHECKS = [value for name, value in list(globals().items())
          if callable(value) and getattr(value, "__module__", "") == __name__ and "_" in name]
